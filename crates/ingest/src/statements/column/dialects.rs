//! What databases other than PostgreSQL say about a column.

use seedbed_expr::Dialect;
use seedbed_schema::{Column, Generated, Identity, Index, UniqueKey};

use super::{Reader, SequenceOptions, default_tokens};
use crate::{
    catalog::{ColumnDraft, TableDraft},
    cursor::{Cursor, Parsed},
    lexer::TokenKind,
    statements::constraint::{Constraint, Timing, storage_options},
};

/// Options that leave values as they are: `words`, then how much follows.
const STORAGE: &[(&[&str], Follows)] = &[
    (&["column_format"], Follows::Name),
    (&["engine_attribute"], Follows::Setting),
    (&["secondary_engine_attribute"], Follows::Setting),
    (&["visible"], Follows::Nothing),
    (&["invisible"], Follows::Nothing),
    (&["sparse"], Follows::Nothing),
    (&["rowguidcol"], Follows::Nothing),
    (&["filestream"], Follows::Nothing),
    (&["not", "for", "replication"], Follows::Nothing),
    (&["without", "system", "versioning"], Follows::Nothing),
    (&["with", "system", "versioning"], Follows::Nothing),
    (&["hidden"], Follows::Nothing),
    (&["with", "values"], Follows::Nothing),
    (&["masked", "with"], Follows::Parentheses),
    (&["with", "masking", "policy"], Follows::Name),
    (&["with", "tag"], Follows::Parentheses),
    (&["tag"], Follows::Parentheses),
    (&["encrypted", "with"], Follows::Parentheses),
    (&["srid"], Follows::Name),
    (&["ref_system_id"], Follows::Setting),
    (&["compressed"], Follows::Nothing),
    (&["not", "hidden"], Follows::Nothing),
    (&["implicitly", "hidden"], Follows::Nothing),
    (&["inline", "length"], Follows::Name),
    (&["not", "logged"], Follows::Nothing),
    (&["logged"], Follows::Nothing),
    (&["compact"], Follows::Nothing),
    (&["not", "compact"], Follows::Nothing),
    (&["sort"], Follows::Nothing),
    (&["enable"], Follows::Nothing),
    (&["disable"], Follows::Nothing),
    (&["validate"], Follows::Nothing),
    (&["novalidate"], Follows::Nothing),
    (&["first"], Follows::Nothing),
    (&["after"], Follows::Name),
    (&["on", "update"], Follows::Expression),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    Nothing,
    Name,
    /// `= value`.
    Setting,
    Parentheses,
    Expression,
}

impl<'a> Reader<'_, 'a> {
    /// An option that PostgreSQL does not have; `false` where there is none.
    pub(super) fn own_option(
        &mut self,
        draft: &mut TableDraft,
        name: &str,
        constraint: Option<&str>,
        cursor: &mut Cursor<'_, 'a>,
    ) -> Parsed<bool> {
        let dialect = self.source.dialect;
        if matches!(dialect, Dialect::PostgreSql) {
            return Ok(false);
        }
        if let Some((words, follows)) = STORAGE.iter().find(|(words, _)| cursor.peek_words(words)) {
            cursor.take(words.len());
            pass_over(*follows, cursor)?;
            return Ok(true);
        }
        if dialect == Dialect::SqlServer && cursor.eat_word("index") {
            let index = Index { name: Some(cursor.identifier()?), columns: vec![name.to_owned()] };
            cursor.eat_word("unique");
            cursor.eat_any(&["clustered", "nonclustered"]);
            storage_options(cursor)?;
            self.apply_constraint(draft, Constraint::Index(index))?;
            return Ok(true);
        }
        if dialect == Dialect::MySql && cursor.eat_word("key") {
            let mut key = UniqueKey::over([name]);
            key.name = constraint.map(str::to_owned);
            self.apply_constraint(draft, Constraint::PrimaryKey(key))?;
            return Ok(true);
        }
        if dialect == Dialect::Db2 && cursor.eat_words(&["with", "default"]) {
            let value = default_tokens(cursor);
            let default = if value.is_at_end() { None } else { self.default_value(value)? };
            if let Some(own) = draft.column_mut(name) {
                own.column.default = default;
            }
            return Ok(true);
        }
        let Some(own) = draft.column_mut(name) else {
            return Ok(false);
        };
        if cursor.eat_words(&["on", "conflict"]) {
            cursor.identifier()?;
        } else if cursor.eat_any(&["identity", "autoincrement", "auto_increment"]) {
            own.column.identity = Some(numbered(cursor)?);
            own.column.nullable &= dialect == Dialect::Sqlite;
        } else if cursor.eat_word("options") {
            describe(&mut own.column, cursor)?;
        } else if cursor.eat_words(&["serial", "default", "value"]) {
            own.column.identity = Some(Identity::default());
            own.column.nullable = false;
            let key = UniqueKey::over([name]);
            self.apply_constraint(draft, Constraint::Unique(key))?;
        } else if cursor.eat_words(&["for", "column"]) {
            cursor.identifier()?;
        } else {
            return Ok(false);
        }
        Timing::read(cursor);
        Ok(true)
    }

    /// `name AS (formula)`: SQL Server's, Oracle's and SQLite's columns may do without a type;
    /// so may Oracle's `name REFERENCES parent`.
    pub(super) fn has_no_type(&self, cursor: &Cursor<'_, 'a>) -> bool {
        let computed = cursor.peek_word("as") || cursor.peek_words(&["generated", "always"]);
        let options = ["references", "constraint", "not", "null", "default", "unique", "check"];
        computed && self.source.dialect != Dialect::PostgreSql
            || self.source.dialect == Dialect::Oracle
                && options.iter().any(|word| cursor.peek_word(word))
    }
}

/// `BigQuery`'s `(description = 'text')`.
pub(in crate::statements) fn describe(
    column: &mut Column,
    cursor: &mut Cursor<'_, '_>,
) -> Parsed<()> {
    for mut option in cursor.parenthesized()?.split(",") {
        if option.eat_word("description") && option.eat_symbol("=") {
            column.comment = option.string().ok();
        }
    }
    Ok(())
}

fn pass_over(follows: Follows, cursor: &mut Cursor<'_, '_>) -> Parsed<()> {
    match follows {
        Follows::Nothing => {}
        Follows::Name => {
            cursor.advance();
        }
        Follows::Setting => {
            cursor.eat_symbol("=");
            cursor.advance();
        }
        Follows::Parentheses => {
            cursor.parenthesized()?;
        }
        Follows::Expression => {
            cursor.advance();
            if cursor.peek_symbol("(") {
                cursor.parenthesized()?;
            }
        }
    }
    Ok(())
}

/// `IDENTITY(1, 1)`, `AUTOINCREMENT START 1 INCREMENT 1`, `AUTO_INCREMENT`.
fn numbered(cursor: &mut Cursor<'_, '_>) -> Parsed<Identity> {
    let mut identity = Identity::default();
    if cursor.peek_symbol("(") {
        let mut inside = cursor.parenthesized()?.split(",");
        let mut number = || inside.next().and_then(|mut part| part.integer().ok());
        identity.start = number().unwrap_or(1);
        identity.increment = number().unwrap_or(1);
    } else if cursor.peek_word("start") {
        let mut options = cursor.until(|token| {
            let words = ["start", "with", "increment", "by", "order", "noorder"];
            token.kind != TokenKind::Number && !words.iter().any(|word| token.is_word(word))
        });
        let sequence = SequenceOptions::read(&mut options)?.sequence();
        (identity.start, identity.increment) = (sequence.start, sequence.increment);
    }
    cursor.eat_any(&["order", "noorder"]);
    Ok(identity)
}

/// What a type says about its column beside the values' form.
pub(super) fn settle(draft: &mut ColumnDraft) {
    let type_name = &draft.type_name;
    match (type_name.dialect, type_name.builtin()) {
        // Written by the database alone.
        (Dialect::SqlServer, Some("rowversion" | "timestamp")) => {
            draft.column.generated =
                Some(Generated { expr: None, text: "rowversion".into(), stored: true });
        }
        (Dialect::MySql, Some("serial")) => {
            draft.column.identity = Some(Identity::default());
            draft.column.nullable = false;
        }
        (Dialect::SqlServer, Some("sysname")) => draft.column.nullable = false,
        _ => {}
    }
}

/// A collation's name, which Snowflake and others write as a string.
pub(super) fn collation(cursor: &mut Cursor<'_, '_>) -> Parsed<String> {
    if cursor.peek().is_some_and(|token| token.kind == TokenKind::Text) {
        return cursor.string();
    }
    Ok(cursor.qualified()?.pop().unwrap_or_default())
}

/// The sequence in `sequence.NEXTVAL` and `NEXT VALUE FOR sequence`.
pub(super) fn next_value(mut cursor: Cursor<'_, '_>) -> Option<Vec<String>> {
    if cursor.dialect() == Dialect::PostgreSql {
        return None;
    }
    while cursor.peek_symbol("(") && cursor.rest().last()?.is_symbol(")") {
        cursor = cursor.parenthesized().ok()?;
    }
    if cursor.eat_words(&["next", "value", "for"]) {
        return cursor.qualified().ok();
    }
    let mut name = cursor.qualified().ok()?;
    let is_next = name.len() > 1 && name.last()?.eq_ignore_ascii_case("nextval");
    name.pop();
    (is_next && cursor.is_at_end()).then_some(name)
}

/// `ROW START`, `TRANSACTION START ID`, `ROW CHANGE TIMESTAMP`: when a row was current, which the
/// database writes by itself.
pub(super) fn kept_by_the_database(cursor: &mut Cursor<'_, '_>) -> Option<String> {
    let start = cursor.offset();
    if !cursor.eat_any(&["row", "transaction_id", "transaction", "sequence_number"]) {
        return None;
    }
    while cursor.eat_any(&["start", "begin", "end", "change", "timestamp", "id"]) {}
    Some(cursor.written(start, cursor.end_offset()))
}

/// A string that SQLite reads though it is in the quotes of names: `DEFAULT "x"`.
pub(super) fn quoted_text(mut cursor: Cursor<'_, '_>) -> Option<String> {
    let [only] = cursor.rest() else { return None };
    let is_name = cursor.dialect() == Dialect::Sqlite && only.text.starts_with('"');
    is_name.then(|| cursor.identifier().ok())?
}
