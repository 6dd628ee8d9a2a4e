//! Keys, references, checks and exclusions, beside a column or on their own.

use seedbed_expr::Expr;
use seedbed_schema::{
    Check, CheckRule, Exclusion, ExclusionElement, ForeignKey, KeyPart, UniqueKey,
};

use super::Reader;
use crate::{
    catalog::TableDraft,
    cursor::{Cursor, Parsed, SyntaxError},
    expression,
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
            } else if cursor.eat_words(&["not", "enforced"]) {
                timing.not_enforced = true;
            } else if !cursor.eat_words(&["initially", "immediate"])
                && !cursor.eat_words(&["not", "valid"])
                && !cursor.eat_words(&["no", "inherit"])
                && !cursor.eat_word("enforced")
            {
                return timing;
            }
        }
    }
}

impl<'a> Reader<'_, 'a> {
    /// `[CONSTRAINT name] …` as an element of a table; all of `cursor` must be understood.
    pub(super) fn table_constraint(&mut self, cursor: &mut Cursor<'_, 'a>) -> Parsed<Constraint> {
        let name = if cursor.eat_word("constraint") { Some(cursor.identifier()?) } else { None };
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
            self.key(cursor, name, column, at, false)
        } else if cursor.eat_words(&["foreign", "key"]) {
            let columns = cursor.names()?;
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
        if cursor.eat_words(&["using", "index"]) {
            let index = cursor.identifier()?;
            let mut key = UniqueKey::over([""; 0]);
            key.deferrable = Timing::read(cursor).deferrable;
            key.name = name;
            key.origin = Some(self.origin(at));
            return Ok(Constraint::FromIndex(index, key, primary));
        }
        cursor.eat_any(&["clustered", "nonclustered"]);
        let nulls_not_distinct = nulls_not_distinct(cursor);
        let columns = match column {
            Some(column) => vec![column.to_owned()],
            None => cursor.names()?,
        };
        let mut key = UniqueKey::over(columns);
        key.name = name;
        key.nulls_not_distinct = nulls_not_distinct;
        key.origin = Some(self.origin(at));
        storage_options(cursor)?;
        key.deferrable = Timing::read(cursor).deferrable;
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
            enforced: !timing.not_enforced,
            origin: Some(self.origin(at)),
        })
    }

    /// `CHECK` without the word.
    pub(super) fn check(
        &mut self,
        cursor: &mut Cursor<'_, 'a>,
        name: Option<String>,
        at: usize,
    ) -> Parsed<Check> {
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
            Constraint::NotNull(column) => {
                if let Some(draft) = draft.column_mut(&column) {
                    draft.column.nullable = false;
                }
            }
        }
        Ok(())
    }
}

/// `NULLS [NOT] DISTINCT`.
pub(super) fn nulls_not_distinct(cursor: &mut Cursor<'_, '_>) -> bool {
    cursor.eat_words(&["nulls", "distinct"]);
    cursor.eat_words(&["nulls", "not", "distinct"])
}

/// `INCLUDE (…)`, `WITH (…)`, `USING INDEX TABLESPACE x`: how a key is stored.
pub(super) fn storage_options(cursor: &mut Cursor<'_, '_>) -> Parsed<()> {
    loop {
        if cursor.eat_any(&["include", "with"]) {
            cursor.parenthesized()?;
        } else if cursor.eat_words(&["using", "index", "tablespace"])
            || cursor.eat_word("tablespace")
        {
            cursor.identifier()?;
        } else {
            return Ok(());
        }
    }
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
