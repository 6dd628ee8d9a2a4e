//! Keys, references, checks and exclusions, beside a column or on their own.

use seedbed_expr::Expr;
use seedbed_schema::{
    Check, CheckRule, Exclusion, ExclusionElement, ForeignKey, Index, KeyPart, UniqueKey,
};

use seedbed_expr::Dialect;

use super::Reader;
use crate::{
    catalog::TableDraft,
    cursor::{Cursor, Parsed, SyntaxError},
    expression,
    lexer::TokenKind,
};

/// One constraint as read.
pub(super) enum Constraint {
    PrimaryKey(UniqueKey),
    Unique(UniqueKey),
    /// A unique index becomes a constraint: its name, the constraint, whether it is the
    /// primary key.
    FromIndex(String, UniqueKey, bool),
    ForeignKey(ForeignKey),
    Check(Check),
    Exclusion(Exclusion),
    NotNull(String),
    /// `KEY name (columns)` among a table's elements.
    Index(Index),
    /// What does not constrain rows.
    Nothing,
}

/// When and whether a constraint is checked.
#[derive(Default)]
pub(super) struct Timing {
    pub(super) deferrable: bool,
    pub(super) initially_deferred: bool,
    pub(super) not_enforced: bool,
}

impl Timing {
    pub(super) fn read(cursor: &mut Cursor<'_, '_>) -> Self {
        let mut timing = Self::default();
        loop {
            if cursor.eat_words(&["not", "deferrable"]) {
                timing.deferrable = false;
            } else if cursor.eat_word("deferrable") {
                timing.deferrable = true;
            } else if cursor.eat_words(&["initially", "deferred"]) {
                timing.deferrable = true;
                timing.initially_deferred = true;
            } else if cursor.eat_words(&["not", "enforced"])
                || cursor.dialect() == Dialect::Oracle && cursor.eat_word("disable")
            {
                timing.not_enforced = true;
            } else if !cursor.eat_words(&["initially", "immediate"])
                && !cursor.eat_words(&["not", "valid"])
                && !cursor.eat_words(&["no", "inherit"])
                && !cursor.eat_word("enforced")
                && !eat_state(cursor)
            {
                return timing;
            }
        }
    }
}

/// What other databases say about how a constraint is looked after.
fn eat_state(cursor: &mut Cursor<'_, '_>) -> bool {
    const STATES: &[&str] = &["enable", "validate", "novalidate", "rely", "norely", "trusted"];
    const PAIRS: &[&[&str]] = &[
        &["not", "trusted"],
        &["enable", "query", "optimization"],
        &["disable", "query", "optimization"],
        &["not", "for", "replication"],
    ];
    match cursor.dialect() {
        Dialect::PostgreSql => false,
        Dialect::Sqlite if cursor.eat_words(&["on", "conflict"]) => cursor.advance().is_some(),
        _ => PAIRS.iter().any(|words| cursor.eat_words(words)) || cursor.eat_any(STATES),
    }
}

impl<'a> Reader<'_, 'a> {
    /// `[CONSTRAINT name] …` as an element of a table; all of `cursor` must be understood.
    pub(super) fn table_constraint(&mut self, cursor: &mut Cursor<'_, 'a>) -> Parsed<Constraint> {
        let name = constraint_name(cursor)?;
        if let Some(constraint) = self.index_element(cursor)? {
            return Ok(constraint);
        }
        let constraint = self.constraint(cursor, name, None)?;
        if cursor.is_at_end() { Ok(constraint) } else { cursor.error("the end of the constraint") }
    }

    /// A constraint; `column` is set beside a column.
    pub(super) fn constraint(
        &mut self,
        cursor: &mut Cursor<'_, 'a>,
        name: Option<String>,
        column: Option<&str>,
    ) -> Parsed<Constraint> {
        let at = cursor.offset();
        if cursor.eat_words(&["primary", "key"]) {
            self.key(cursor, name, column, at, true)
        } else if cursor.eat_word("unique") {
            cursor.eat_any(&["key", "index"]);
            // Beside a column the next word is its next option.
            let name = if column.is_none() { name.or(self.key_name(cursor)) } else { name };
            self.key(cursor, name, column, at, false)
        } else if cursor.eat_words(&["foreign", "key"]) {
            cursor.eat_words(&["if", "not", "exists"]);
            let name = name.or(self.key_name(cursor));
            let columns = match column {
                // SQL Server writes these words beside a column too.
                Some(column) if !cursor.peek_symbol("(") => vec![column.to_owned()],
                _ => cursor.names()?,
            };
            cursor.expect_word("references")?;
            self.reference(cursor, name, columns, at).map(Constraint::ForeignKey)
        } else if let (Some(column), true) = (column, cursor.eat_word("references")) {
            self.reference(cursor, name, vec![column.to_owned()], at).map(Constraint::ForeignKey)
        } else if cursor.eat_word("check") {
            self.check(cursor, name, at).map(Constraint::Check)
        } else if cursor.eat_word("exclude") {
            self.exclusion(cursor, name, at).map(Constraint::Exclusion)
        } else if cursor.eat_words(&["not", "null"]) {
            let column = cursor.identifier()?;
            Timing::read(cursor);
            Ok(Constraint::NotNull(column))
        } else {
            cursor.error("PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK or EXCLUDE")
        }
    }

    fn key(
        &mut self,
        cursor: &mut Cursor<'_, 'a>,
        name: Option<String>,
        column: Option<&str>,
        at: usize,
        primary: bool,
    ) -> Parsed<Constraint> {
        let takes_index = matches!(self.source.dialect, Dialect::PostgreSql | Dialect::Generic);
        if takes_index && cursor.eat_words(&["using", "index"]) {
            let index = cursor.identifier()?;
            let mut key = UniqueKey::over([""; 0]);
            key.deferrable = Timing::read(cursor).deferrable;
            key.name = name;
            key.origin = Some(self.origin(at));
            return Ok(Constraint::FromIndex(index, key, primary));
        }
        // Beside a column a comment is the column's, and not the key's.
        let is_alone = column.is_none() || self.source.dialect != Dialect::MySql;
        let storage = |cursor: &mut Cursor<'_, 'a>| {
            if is_alone { storage_options(cursor) } else { Ok(()) }
        };
        storage(cursor)?;
        cursor.eat_any(&["clustered", "nonclustered"]);
        if column.is_some() {
            cursor.eat_any(&["asc", "desc"]);
        }
        let nulls_not_distinct = nulls_not_distinct(cursor);
        let mut key = match column {
            Some(column) => UniqueKey::over([column]),
            None if primary => UniqueKey::over(cursor.names()?),
            None => {
                let mut key = UniqueKey::over([""; 0]);
                for mut part in cursor.parenthesized()?.split(",") {
                    key.parts.push(self.key_part(&mut part)?);
                }
                key
            }
        };
        key.name = name;
        key.nulls_not_distinct =
            nulls_not_distinct || !primary && self.unique_admits_one_null(&key);
        key.origin = Some(self.origin(at));
        storage(cursor)?;
        key.deferrable = Timing::read(cursor).deferrable;
        storage(cursor)?;
        Ok(if primary { Constraint::PrimaryKey(key) } else { Constraint::Unique(key) })
    }

    fn reference(
        &mut self,
        cursor: &mut Cursor<'_, 'a>,
        name: Option<String>,
        columns: Vec<String>,
        at: usize,
    ) -> Parsed<ForeignKey> {
        let parent = cursor.qualified()?;
        let parent = self.catalog.meant_table(&parent);
        let parent_columns = if cursor.peek_symbol("(") { cursor.names()? } else { Vec::new() };
        let mut match_full = false;
        loop {
            if cursor.eat_word("match") {
                match_full = cursor.peek_word("full");
                cursor.identifier()?;
            } else if cursor.eat_words(&["on", "delete"]) || cursor.eat_words(&["on", "update"]) {
                referential_action(cursor)?;
            } else {
                break;
            }
        }
        let timing = Timing::read(cursor);
        Ok(ForeignKey {
            name,
            columns,
            parent,
            parent_columns,
            deferrable: timing.deferrable,
            initially_deferred: timing.initially_deferred,
            match_full,
            // Warehouses enforce none, but who declares a reference means it.
            enforced: !timing.not_enforced
                || matches!(self.source.dialect, Dialect::Snowflake | Dialect::BigQuery),
            origin: Some(self.origin(at)),
        })
    }

    /// Whether a key of this database holds NULLs equal.
    pub(super) fn unique_admits_one_null(&self, key: &UniqueKey) -> bool {
        match self.source.dialect {
            Dialect::SqlServer | Dialect::Db2 => true,
            // Rows that are NULL throughout are in no index, others repeat with their NULLs.
            Dialect::Oracle => key.parts.len() > 1,
            _ => false,
        }
    }

    /// The name that MySQL writes between `UNIQUE KEY` and the columns.
    fn key_name(&self, cursor: &mut Cursor<'_, 'a>) -> Option<String> {
        let is_mysql = self.source.dialect == Dialect::MySql;
        let named =
            cursor.peek_nth(1).is_some_and(|token| token.is_symbol("(") || token.is_word("using"));
        if is_mysql && named && !cursor.peek_word("using") {
            cursor.identifier().ok()
        } else {
            None
        }
    }

    /// `KEY name (…)`, `FULLTEXT KEY name (…)`, SQL Server's `INDEX name (…)`.
    fn index_element(&mut self, cursor: &mut Cursor<'_, 'a>) -> Parsed<Option<Constraint>> {
        if !matches!(self.source.dialect, Dialect::MySql | Dialect::SqlServer) {
            return Ok(None);
        }
        if cursor.eat_word("period") {
            return Ok(Some(Constraint::Nothing));
        }
        let special = cursor.eat_any(&["fulltext", "spatial"]);
        if !cursor.eat_any(&["key", "index"]) && !special {
            return Ok(None);
        }
        cursor.eat_words(&["if", "not", "exists"]);
        let unnamed = cursor.peek_symbol("(") || cursor.peek_word("using");
        let name = if unnamed { None } else { Some(cursor.identifier()?) };
        let at = cursor.offset();
        let unique = cursor.eat_word("unique");
        cursor.until(|token| token.is_symbol("("));
        let inside = cursor.parenthesized()?;
        if unique {
            let mut key = UniqueKey::over([""; 0]);
            for mut part in inside.split(",") {
                key.parts.push(self.key_part(&mut part)?);
            }
            key.name = name;
            key.nulls_not_distinct = self.unique_admits_one_null(&key);
            key.origin = Some(self.origin(at));
            cursor.until(|token| token.is_word("where"));
            if cursor.eat_word("where") {
                key.predicate = self.predicate(*cursor, "index");
            }
            return Ok(Some(Constraint::Unique(key)));
        }
        let columns: Vec<String> = inside.split(",").filter_map(indexed_column).collect();
        if special || columns.is_empty() {
            return Ok(Some(Constraint::Nothing));
        }
        Ok(Some(Constraint::Index(Index { name, columns })))
    }

    /// `CHECK` without the word.
    pub(super) fn check(
        &mut self,
        cursor: &mut Cursor<'_, 'a>,
        name: Option<String>,
        at: usize,
    ) -> Parsed<Check> {
        cursor.eat_words(&["not", "for", "replication"]);
        let inside = cursor.parenthesized()?;
        let timing = Timing::read(cursor);
        let rule = match expression::read(inside) {
            _ if timing.not_enforced => CheckRule::Unread("it is declared NOT ENFORCED".into()),
            Ok(expr) => CheckRule::Expr(expr),
            Err(reason) => {
                let named = name.as_ref().map_or_else(String::new, |name| format!(" {name}"));
                self.warn(at, format!("the check{named} is not understood: {reason}"));
                CheckRule::Unread(reason)
            }
        };
        Ok(Check { name, rule, text: inside.rest_written(), origin: Some(self.origin(at)) })
    }

    fn exclusion(
        &mut self,
        cursor: &mut Cursor<'_, 'a>,
        name: Option<String>,
        at: usize,
    ) -> Parsed<Exclusion> {
        let start = cursor.offset();
        if cursor.eat_word("using") {
            cursor.identifier()?;
        }
        let mut elements = Vec::new();
        for mut piece in cursor.parenthesized()?.split(",") {
            let mut part = piece.until(|token| token.is_word("with"));
            piece.expect_word("with")?;
            if piece.eat_word("operator") {
                piece = piece.parenthesized()?;
            }
            let operator = piece.rest().last().map_or_else(String::new, |op| op.text.to_owned());
            elements.push(ExclusionElement { part: self.key_part(&mut part)?, operator });
        }
        storage_options(cursor)?;
        let mut predicate = None;
        if cursor.eat_word("where") {
            predicate = self.predicate(cursor.parenthesized()?, "exclusion");
        }
        Timing::read(cursor);
        let text = cursor.written(start, cursor.end_offset());
        Ok(Exclusion { name, elements, predicate, text, origin: Some(self.origin(at)) })
    }

    /// The WHERE of an index or exclusion.
    pub(super) fn predicate(&mut self, cursor: Cursor<'_, 'a>, what: &str) -> Option<Expr> {
        match expression::read(cursor) {
            Ok(expr) => Some(expr),
            Err(reason) => {
                let message = format!(
                    "the WHERE of this {what} is not understood, so it is held for every row: \
                     {reason}"
                );
                self.warn(cursor.offset(), message);
                None
            }
        }
    }

    /// `column`, `function(…)` or `(expression)`, with what an index may say after it.
    pub(super) fn key_part(&mut self, cursor: &mut Cursor<'_, 'a>) -> Parsed<KeyPart> {
        let whole = *cursor;
        let inside = if cursor.peek_symbol("(") {
            cursor.parenthesized()?
        } else {
            let mut name = cursor.qualified()?;
            if let Some(length) = prefix_length(cursor) {
                return Ok(prefix(name.pop().unwrap_or_default(), length));
            }
            if !cursor.peek_symbol("(") {
                return Ok(KeyPart::Column(name.pop().unwrap_or_default()));
            }
            cursor.parenthesized()?;
            let mut call = whole;
            call.take(whole.rest().len() - cursor.rest().len())
        };
        let text = inside.rest_written();
        Ok(match expression::read(inside) {
            Ok(Expr::Column(mut path)) => KeyPart::Column(path.pop().unwrap_or_default()),
            Ok(expr) => KeyPart::Expr(Some(expr), text),
            Err(reason) => {
                self.warn(inside.offset(), format!("part of a key is not understood: {reason}"));
                KeyPart::Expr(None, text)
            }
        })
    }

    /// Adds a constraint to a table.
    pub(super) fn apply_constraint(
        &mut self,
        draft: &mut TableDraft,
        constraint: Constraint,
    ) -> Parsed<()> {
        let table = &mut draft.table;
        match constraint {
            Constraint::PrimaryKey(key) => draft.set_primary_key(key),
            Constraint::Unique(key) => table.unique_keys.push(key),
            Constraint::FromIndex(index, mut key, primary) => {
                let named = |key: &UniqueKey| key.name.as_deref() == Some(&index);
                let Some(at) = table.unique_keys.iter().position(named) else {
                    let message = format!("{} has no unique index {index}", table.name);
                    return Err(SyntaxError::new(self.statement.tokens[0].start, message));
                };
                key.parts = std::mem::take(&mut table.unique_keys[at].parts);
                key.name = key.name.or(Some(index));
                table.unique_keys.remove(at);
                if primary {
                    draft.set_primary_key(key);
                } else {
                    table.unique_keys.push(key);
                }
            }
            Constraint::ForeignKey(key) => table.foreign_keys.push(key),
            Constraint::Check(check) => table.checks.push(check),
            Constraint::Exclusion(exclusion) => table.exclusions.push(exclusion),
            Constraint::Index(index) => table.indexes.push(index),
            Constraint::Nothing => {}
            Constraint::NotNull(column) => {
                if let Some(draft) = draft.column_mut(&column) {
                    draft.column.nullable = false;
                }
            }
        }
        Ok(())
    }
}

/// `CONSTRAINT name`; MySQL leaves the name out at times.
fn constraint_name(cursor: &mut Cursor<'_, '_>) -> Parsed<Option<String>> {
    if !cursor.eat_word("constraint") {
        return Ok(None);
    }
    let starts = ["primary", "unique", "foreign", "check"];
    if starts.iter().any(|word| cursor.peek_word(word)) {
        return Ok(None);
    }
    cursor.eat_words(&["if", "not", "exists"]);
    cursor.qualified().map(|mut name| name.pop())
}

/// The `(10)` behind a column in a key of MySQL.
fn prefix_length(cursor: &mut Cursor<'_, '_>) -> Option<i64> {
    let is_prefix = cursor.dialect() == Dialect::MySql
        && cursor.peek_symbol("(")
        && cursor.peek_nth(1).is_some_and(|token| token.kind == TokenKind::Number)
        && cursor.peek_nth(2).is_some_and(|token| token.is_symbol(")"));
    is_prefix.then(|| cursor.parenthesized().ok()?.integer().ok())?
}

/// The first characters of a column as part of a key.
fn prefix(column: String, length: i64) -> KeyPart {
    let text = format!("{column}({length})");
    let arguments = vec![Expr::column(column), Expr::Literal(seedbed_expr::Value::Int(length))];
    KeyPart::Expr(Some(Expr::Call("left".into(), arguments)), text)
}

/// The column of a part of a plain index, whatever follows it.
pub(super) fn indexed_column(mut piece: Cursor<'_, '_>) -> Option<String> {
    let mut name = piece.qualified().ok()?;
    let is_call = prefix_length(&mut piece).is_none() && piece.peek_symbol("(");
    if is_call { None } else { name.pop() }
}

/// `NULLS [NOT] DISTINCT`.
pub(super) fn nulls_not_distinct(cursor: &mut Cursor<'_, '_>) -> bool {
    cursor.eat_words(&["nulls", "distinct"]);
    cursor.eat_words(&["nulls", "not", "distinct"])
}

/// `INCLUDE (…)`, `WITH (…)`, `USING INDEX TABLESPACE x`: how a key is stored.
pub(super) fn storage_options(cursor: &mut Cursor<'_, '_>) -> Parsed<()> {
    let dialect = cursor.dialect();
    loop {
        let with = cursor.peek_word("with")
            && cursor.peek_nth(1).is_some_and(|token| token.is_symbol("("));
        if with || cursor.peek_word("include") {
            cursor.advance();
            cursor.parenthesized()?;
        } else if dialect == Dialect::SqlServer
            && (cursor.eat_word("on") || cursor.eat_any(&["textimage_on", "filestream_on"]))
        {
            cursor.identifier()?;
            if cursor.peek_symbol("(") {
                cursor.parenthesized()?;
            }
        } else if dialect == Dialect::MySql && eat_index_option(cursor) {
            // Says nothing about rows.
        } else if dialect == Dialect::Oracle && cursor.eat_words(&["using", "index"]) {
            if cursor.peek_symbol("(") {
                cursor.parenthesized()?;
            } else {
                cursor.until(|token| ["enable", "disable"].iter().any(|word| token.is_word(word)));
            }
        } else if cursor.eat_words(&["using", "index", "tablespace"])
            || cursor.eat_word("tablespace")
        {
            cursor.identifier()?;
        } else {
            return Ok(());
        }
    }
}

/// `USING BTREE`, `COMMENT 'text'`, `KEY_BLOCK_SIZE = 8` and the like.
fn eat_index_option(cursor: &mut Cursor<'_, '_>) -> bool {
    let flags = ["visible", "invisible", "ignored", "clustering"];
    if cursor.eat_any(&flags) || cursor.eat_words(&["not", "ignored"]) {
        return true;
    }
    let settings = ["using", "comment", "key_block_size", "parser", "algorithm", "lock"];
    let found = cursor.eat_words(&["with", "parser"]) || cursor.eat_any(&settings);
    if found {
        cursor.eat_symbol("=");
        cursor.advance();
    }
    found
}

/// What happens to children when the parent goes; it does not matter to rows.
fn referential_action(cursor: &mut Cursor<'_, '_>) -> Parsed<()> {
    let known = cursor.eat_words(&["no", "action"])
        || cursor.eat_any(&["restrict", "cascade"])
        || cursor.eat_words(&["set", "null"])
        || cursor.eat_words(&["set", "default"]);
    if !known {
        return cursor.error("NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT");
    }
    if cursor.peek_symbol("(") {
        cursor.parenthesized()?;
    }
    Ok(())
}
