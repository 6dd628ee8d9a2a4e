//! Rows that the text itself inserts.

use seedbed_expr::{Dialect, Expr, Value};
use seedbed_schema::TableName;

use super::{Reader, create_table::unknown_table};
use crate::{
    catalog::{Batch, RawValue},
    cursor::{Cursor, Parsed},
    expression,
    lexer::{Token, TokenKind},
    notation::{text_value, unescaped},
};

impl<'a> Reader<'_, 'a> {
    /// `INSERT`, after that word.
    pub(super) fn insert(&mut self, mut cursor: Cursor<'_, 'a>, start: usize) -> Parsed<()> {
        // SQLite's `OR REPLACE`, MySQL's priorities and `IGNORE`, Oracle's `ALL`.
        if cursor.eat_word("or") {
            cursor.advance();
        }
        cursor.eat_any(&["low_priority", "delayed", "high_priority", "overwrite"]);
        cursor.eat_word("ignore");
        if cursor.eat_any(&["all", "first"]) {
            return self.insert_all(cursor, start);
        }
        self.insert_into(&mut cursor, start)
    }

    /// `INSERT ALL INTO a VALUES (…) INTO b VALUES (…) SELECT * FROM dual`.
    fn insert_all(&mut self, mut cursor: Cursor<'_, 'a>, start: usize) -> Parsed<()> {
        while cursor.peek_word("into") {
            let mut is_first = true;
            let mut one = cursor.until(|token| {
                let ends = !is_first && (token.is_word("into") || token.is_word("select"));
                is_first = false;
                ends
            });
            self.insert_into(&mut one, start)?;
        }
        Ok(())
    }

    fn insert_into(&mut self, cursor: &mut Cursor<'_, 'a>, start: usize) -> Parsed<()> {
        cursor.eat_any(&["into", "table"]);
        let at = cursor.offset();
        let parts = cursor.qualified()?;
        let name = self.catalog.meant_table(&parts);
        if self.catalog.is_other(&name) {
            return Ok(());
        }
        if cursor.eat_word("partition") {
            cursor.parenthesized()?;
        }
        if cursor.eat_word("as") {
            cursor.identifier()?;
        }
        let mut columns = None;
        let nested = cursor.peek_nth(1).is_some_and(|token| {
            token.is_symbol("(") || token.is_word("select") || token.is_word("with")
        });
        if cursor.peek_symbol("(") && !nested {
            columns = Some(cursor.names()?);
        }
        if cursor.eat_word("overriding") {
            cursor.take(2);
        }
        if cursor.eat_word("output") {
            cursor.until(|token| token.is_word("values") || token.is_word("select"));
        }
        if self.source.dialect == Dialect::MySql && cursor.eat_word("set") {
            let (columns, row) = assignments(*cursor)?;
            let columns = self.inserted_columns(&name, Some(columns), at)?;
            self.add_batch(&name, columns, vec![row], start);
            return Ok(());
        }
        let columns = self.inserted_columns(&name, columns, at)?;
        let rows = if cursor.eat_words(&["default", "values"]) {
            vec![Vec::new()]
        } else if cursor.eat_any(&["values", "value"]) || self.eat_query_of_values(cursor) {
            rows(cursor)?
        } else if let Some(rows) = selected(*cursor) {
            rows
        } else {
            self.note(start, format!("rows of {name} that a query inserts are not known"));
            self.rows_arrive(&name);
            self.holds_unknown_rows([name].into());
            return Ok(());
        };
        self.add_batch(&name, columns, rows, start);
        Ok(())
    }

    /// Snowflake's `SELECT COLUMN1, PARSE_JSON(COLUMN2) FROM VALUES`, which takes the columns in
    /// their order.
    fn eat_query_of_values(&self, cursor: &mut Cursor<'_, 'a>) -> bool {
        let mut ahead = *cursor;
        if self.source.dialect != Dialect::Snowflake || !ahead.eat_word("select") {
            return false;
        }
        let given = ahead.until(|token| token.is_word("from"));
        let in_order = given.split(",").enumerate().all(|(at, piece)| {
            let names = [format!("column{}", at + 1), format!("${}", at + 1)];
            piece
                .rest()
                .iter()
                .any(|token| names.iter().any(|name| token.text.eq_ignore_ascii_case(name)))
        });
        let found = in_order && ahead.eat_words(&["from", "values"]);
        if found {
            *cursor = ahead;
        }
        found
    }

    /// The columns that values are given for, checked against the table.
    fn inserted_columns(
        &self,
        name: &TableName,
        given: Option<Vec<String>>,
        at: usize,
    ) -> Parsed<Vec<String>> {
        let Some(draft) = self.catalog.table(name) else {
            return unknown_table(at, name);
        };
        let Some(given) = given else {
            return Ok(draft.columns.iter().map(|own| own.column.name.clone()).collect());
        };
        if let Some(unknown) = given.iter().find(|column| draft.column(column).is_none()) {
            let message = format!("the column {name}.{unknown} is not known here");
            return Err(crate::cursor::SyntaxError::new(at, message));
        }
        Ok(given.iter().map(|column| draft.declared(column)).collect())
    }

    fn add_batch(
        &mut self,
        name: &TableName,
        mut columns: Vec<String>,
        rows: Vec<Vec<RawValue>>,
        start: usize,
    ) {
        let width = rows.first().map_or(0, Vec::len);
        if width > columns.len() || rows.iter().any(|row| row.len() != width) {
            let message = format!("rows of {name} have more or fewer values than columns");
            return self.warn(start, message);
        }
        columns.truncate(width);
        let origin = self.origin(start);
        self.rows_arrive(name);
        if let Some(draft) = self.catalog.table_mut(name) {
            draft.batches.push(Batch { columns, rows, origin });
        }
    }

    /// `COPY table (columns) FROM stdin` with its data.
    pub(super) fn copy(&mut self, mut cursor: Cursor<'_, 'a>, start: usize) -> Parsed<()> {
        if cursor.peek_symbol("(") {
            return Ok(());
        }
        let at = cursor.offset();
        let parts = cursor.qualified()?;
        let name = self.catalog.meant_table(&parts);
        let columns = if cursor.peek_symbol("(") { Some(cursor.names()?) } else { None };
        if !cursor.eat_word("from") || self.catalog.is_other(&name) {
            return Ok(());
        }
        let Some(data) = self.statement.data else {
            self.warn(start, format!("rows of {name} that come from a file are not read"));
            return Ok(());
        };
        let columns = self.inserted_columns(&name, columns, at)?;
        cursor.advance();
        if !cursor.is_at_end() {
            let plain = cursor.peek_symbol("(") && cursor.rest().len() == 2;
            if !plain {
                self.warn(start, format!("rows of {name} are in a COPY format that is not read"));
                return Ok(());
            }
        }
        let rows = data.lines().map(|line| line.split('\t').map(copied).collect()).collect();
        self.add_batch(&name, columns, rows, start);
        Ok(())
    }

    /// `UPDATE`, `DELETE`, `TRUNCATE`, `MERGE`: emptying a table is followed, no other change.
    pub(super) fn change_rows(
        &mut self,
        mut cursor: Cursor<'_, 'a>,
        word: &Token<'_>,
    ) -> Parsed<()> {
        cursor.eat_any(&["from", "table", "into"]);
        cursor.eat_word("only");
        let parts = cursor.qualified()?;
        let mut names = vec![self.catalog.meant_table(&parts)];
        let empties = if word.is_word("truncate") {
            while cursor.eat_symbol(",") {
                names.push(self.catalog.meant_table(&cursor.qualified()?));
            }
            true
        } else {
            word.is_word("delete") && cursor.is_at_end()
        };
        for name in names {
            let Some(draft) = self.catalog.table_mut(&name) else {
                continue;
            };
            if draft.batches.is_empty() {
                continue;
            }
            if empties {
                draft.batches.clear();
            } else {
                let what = word.text.to_uppercase();
                let message = format!("{what} is not followed: {name} keeps the rows inserted");
                self.warn(word.start, message);
            }
        }
        Ok(())
    }
}

/// `(…), (…)`, up to what may follow the rows.
fn rows(cursor: &mut Cursor<'_, '_>) -> Parsed<Vec<Vec<RawValue>>> {
    let mut rows = Vec::new();
    loop {
        cursor.eat_word("row");
        rows.push(cursor.parenthesized()?.split(",").map(value).collect());
        if !cursor.eat_symbol(",") {
            break;
        }
    }
    let follows = cursor.is_at_end()
        || ["on", "returning", "as", "log"].iter().any(|word| cursor.peek_word(word));
    if follows { Ok(rows) } else { cursor.error(", or the end of the rows") }
}

/// `SELECT 1, 'a' UNION ALL SELECT 2, 'b'`: rows that are taken from no table, but for the one
/// that some databases ask for; `None` where they are.
fn selected(mut cursor: Cursor<'_, '_>) -> Option<Vec<Vec<RawValue>>> {
    const CLAUSES: &[&str] =
        &["from", "where", "group", "having", "order", "limit", "fetch", "on", "returning"];
    let mut rows = Vec::new();
    while !cursor.is_at_end() {
        if !cursor.eat_word("select") || cursor.peek_symbol("*") {
            return None;
        }
        let mut one = cursor.until(|token| token.is_word("union"));
        let list = one.until(|token| CLAUSES.iter().any(|word| token.is_word(word)));
        if one.eat_word("from") {
            let table = one.qualified().ok()?.pop()?.to_lowercase();
            if !["dual", "sysdummy1"].contains(&table.as_str()) {
                return None;
            }
        }
        // What keeps a script from inserting twice does not matter to an empty table.
        if one.eat_words(&["where", "not", "exists"]) {
            one.parenthesized().ok()?;
        }
        if !one.is_at_end() && !one.peek_word("on") && !one.peek_word("returning") {
            return None;
        }
        let named = |mut piece: Cursor<'_, '_>| value(piece.until(|token| token.is_word("as")));
        rows.push(list.split(",").map(named).collect());
        cursor.eat_word("union");
        cursor.eat_word("all");
    }
    (!rows.is_empty()).then_some(rows)
}

/// One value; what is not a plain literal is read as an expression.
fn value(cursor: Cursor<'_, '_>) -> RawValue {
    let is_mysql = cursor.dialect() == Dialect::MySql;
    match cursor.rest() {
        [only] => match only.kind {
            TokenKind::Text if !only.text.starts_with(['b', 'B', 'x', 'X', 'u', 'U']) => {
                let text = text_value(only.text, cursor.dialect());
                // To Oracle an empty text is NULL.
                let is_null = text.is_empty() && cursor.dialect() == Dialect::Oracle;
                if is_null { RawValue::Null } else { RawValue::Text(text) }
            }
            // A bit string has no other notation than its digits.
            TokenKind::Text if only.text.starts_with(['b', 'B']) && is_mysql => {
                RawValue::Text(text_value(&only.text[1..], Dialect::MySql))
            }
            TokenKind::Number if only.text.starts_with("0x") => hexadecimal(&only.text[2..]),
            TokenKind::Number => RawValue::Text(only.text.to_owned()),
            _ if only.is_word("null") => RawValue::Null,
            _ if only.is_word("default") => RawValue::Default,
            _ if only.is_word("true") || only.is_word("false") => {
                RawValue::Text(only.text.to_lowercase())
            }
            _ => expression(cursor),
        },
        [sign, number] if sign.is_symbol("-") && number.kind == TokenKind::Number => {
            RawValue::Text(format!("-{}", number.text))
        }
        // `_binary 'text'`: the character set a string is in.
        [set, text] if is_mysql && set.text.starts_with('_') && text.kind == TokenKind::Text => {
            RawValue::Text(text_value(text.text, Dialect::MySql))
        }
        _ => expression(cursor),
    }
}

/// The bytes that MySQL and SQL Server write as `0x…`.
fn hexadecimal(digits: &str) -> RawValue {
    let digits =
        if digits.len().is_multiple_of(2) { digits.to_owned() } else { format!("0{digits}") };
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
    bytes.map_or(RawValue::Unknown, |bytes| RawValue::Expr(Expr::Literal(Value::Bytes(bytes))))
}

/// `a = 1, b = 'x'`.
fn assignments(cursor: Cursor<'_, '_>) -> Parsed<(Vec<String>, Vec<RawValue>)> {
    let mut cursor = cursor;
    let given = cursor.until(|token| token.is_word("on"));
    let mut columns = Vec::new();
    let mut row = Vec::new();
    for mut piece in given.split(",") {
        columns.push(piece.identifier()?);
        if !piece.eat_symbol("=") {
            return piece.error("=");
        }
        row.push(value(piece));
    }
    Ok((columns, row))
}

fn expression(cursor: Cursor<'_, '_>) -> RawValue {
    expression::read(cursor).map_or(RawValue::Unknown, RawValue::Expr)
}

/// One field of COPY's text format.
fn copied(field: &str) -> RawValue {
    let field = field.strip_suffix('\r').unwrap_or(field);
    if field == "\\N" {
        RawValue::Null
    } else if field.contains('\\') {
        RawValue::Text(unescaped(field))
    } else {
        RawValue::Text(field.to_owned())
    }
}
