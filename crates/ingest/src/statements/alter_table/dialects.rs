//! Actions that PostgreSQL does not have.

use seedbed_expr::Dialect;
use seedbed_schema::TableName;

use super::{Reader, drop_column};
use crate::{
    cursor::{Cursor, Parsed},
    statements::{column::ColumnForm, create_table::table_option},
};

/// Words that begin an action; what begins otherwise goes on with the verb before it.
const VERBS: &[&str] = &[
    "add",
    "drop",
    "alter",
    "rename",
    "modify",
    "change",
    "set",
    "enable",
    "disable",
    "convert",
    "order",
    "engine",
    "auto_increment",
    "comment",
    "default",
    "character",
    "collate",
    "force",
    "lock",
    "algorithm",
    "row_format",
    "key_block_size",
    "checksum",
    "discard",
    "import",
    "owner",
    "attach",
    "detach",
    "inherit",
    "no",
    "cluster",
    "validate",
    "partition",
    "remove",
    "truncate",
    "with",
    "without",
    "switch",
    "rebuild",
    "move",
    "activate",
    "data",
    "swap",
    "suspend",
];

/// An action, and the verb it shares with the ones before: `ADD CONSTRAINT a …, CONSTRAINT b …`.
pub(super) fn repeated<'s, 'a>(
    cursor: Cursor<'s, 'a>,
    verb: &mut Option<&'static str>,
    dialect: Dialect,
) -> (Cursor<'s, 'a>, Option<&'static str>) {
    let own = VERBS.iter().find(|word| cursor.peek_word(word));
    if own.is_some() || matches!(dialect, Dialect::PostgreSql | Dialect::MySql) {
        *verb = own.copied();
        return (cursor, None);
    }
    (cursor, *verb)
}

/// Db2's actions need no commas between them.
pub(super) fn without_commas<'s, 'a>(mut cursor: Cursor<'s, 'a>) -> Vec<Cursor<'s, 'a>> {
    const OBJECTS: &[&str] =
        &["column", "constraint", "primary", "foreign", "unique", "check", "table"];
    if cursor.dialect() != Dialect::Db2 {
        return vec![cursor];
    }
    let mut actions = Vec::new();
    while !cursor.is_at_end() {
        // The verb of this action begins no other.
        let mut rest = cursor;
        rest.advance();
        let mut length = 1;
        while let Some(token) = rest.peek() {
            let is_verb = ["add", "alter", "drop"].iter().any(|verb| token.is_word(verb));
            let has_object = rest
                .peek_nth(1)
                .is_some_and(|next| OBJECTS.iter().any(|object| next.is_word(object)));
            if is_verb && (has_object || token.is_word("add")) {
                break;
            }
            length += rest.rest().len();
            if !rest.peek_symbol("(") || rest.parenthesized().is_err() {
                rest.advance();
            }
            length -= rest.rest().len();
        }
        actions.push(cursor.take(length));
    }
    actions
}

impl<'a> Reader<'_, 'a> {
    /// MySQL's `MODIFY` and `CHANGE`, Oracle's `MODIFY (…)`, table options.
    pub(super) fn own_action(
        &mut self,
        family: &[TableName],
        cursor: &mut Cursor<'_, 'a>,
    ) -> Option<Parsed<()>> {
        let dialect = self.source.dialect;
        if dialect == Dialect::PostgreSql {
            return None;
        }
        if cursor.eat_word("modify") {
            return Some(self.modify(family, cursor));
        }
        if cursor.eat_word("change") {
            return Some(self.change(family, cursor));
        }
        if matches!(dialect, Dialect::Snowflake | Dialect::BigQuery) {
            let mut option = *cursor;
            let sets = option.eat_word("set")
                && ["options", "comment"].iter().any(|word| option.peek_word(word));
            return sets.then(|| {
                self.each(family, |_, draft| {
                    table_option(draft, &mut { option });
                    Ok(())
                })
            });
        }
        if dialect != Dialect::MySql {
            return None;
        }
        // A character set for the whole table follows.
        if !cursor.eat_words(&["convert", "to"]) {
            cursor.eat_word("default");
        }
        let starts_option = ["engine", "comment", "collate", "charset", "character"]
            .iter()
            .chain(&["auto_increment", "row_format", "order", "partition", "remove", "lock"])
            .chain(&["algorithm", "discard", "import", "force", "key_block_size", "checksum"])
            .any(|word| cursor.peek_word(word));
        let mut option = *cursor;
        starts_option.then(|| {
            self.each(family, |_, draft| {
                while !option.is_at_end() {
                    if !table_option(draft, &mut option) {
                        option.advance();
                    }
                }
                Ok(())
            })
        })
    }

    /// A column declared anew at its place.
    fn modify(&mut self, family: &[TableName], cursor: &mut Cursor<'_, 'a>) -> Parsed<()> {
        cursor.eat_word("column");
        cursor.eat_words(&["if", "exists"]);
        if self.source.dialect == Dialect::Oracle {
            return self.modify_in_part(family, cursor);
        }
        let name = { *cursor }.identifier()?;
        self.redeclare(family, &name, *cursor)
    }

    /// Oracle changes what it names and keeps the rest.
    fn modify_in_part(&mut self, family: &[TableName], cursor: &mut Cursor<'_, 'a>) -> Parsed<()> {
        let pieces: Vec<Cursor<'_, 'a>> = if cursor.peek_symbol("(") {
            cursor.parenthesized()?.split(",").collect()
        } else {
            vec![*cursor]
        };
        for piece in pieces {
            let mut ahead = piece;
            let name = ahead.identifier()?;
            let options = ["not", "null", "default", "constraint", "check", "primary", "unique"];
            let keeps_type = options.iter().any(|word| ahead.peek_word(word));
            if keeps_type {
                self.each(family, |reader, draft| {
                    reader.column_definition(draft, piece, ColumnForm::Existing, None)
                })?;
            } else {
                self.redeclare(family, &name, piece)?;
            }
        }
        Ok(())
    }

    /// `CHANGE old new type …`.
    fn change(&mut self, family: &[TableName], cursor: &mut Cursor<'_, 'a>) -> Parsed<()> {
        cursor.eat_word("column");
        cursor.eat_words(&["if", "exists"]);
        let old = cursor.identifier()?;
        let new = { *cursor }.identifier()?;
        if !old.eq_ignore_ascii_case(&new) {
            self.rename_column(family, &old, &new)?;
        }
        self.redeclare(family, &new, *cursor)
    }

    /// Puts a new definition in the place of a column's old one; keys that hold it stay.
    fn redeclare(
        &mut self,
        family: &[TableName],
        name: &str,
        definition: Cursor<'_, 'a>,
    ) -> Parsed<()> {
        let comment = self.comments().above(definition.offset());
        self.each(family, |reader, draft| {
            let Some(at) = draft.columns.iter().position(|own| {
                own.column.name == name || own.column.name.eq_ignore_ascii_case(name)
            }) else {
                let message = format!("the column {}.{name} is not known here", draft.table.name);
                return Err(crate::cursor::SyntaxError::new(definition.offset(), message));
            };
            let old = draft.columns.remove(at);
            let comment = comment.clone().or(old.column.comment.clone());
            let read = reader.column_definition(draft, definition, ColumnForm::Typed, comment);
            let declared =
                draft.columns.iter().rposition(|own| own.column.name.eq_ignore_ascii_case(name));
            match declared {
                Some(last) if read.is_ok() => {
                    let mut new = draft.columns.remove(last);
                    new.column.name.clone_from(&old.column.name);
                    draft.columns.insert(at, new);
                }
                _ => draft.columns.insert(at, old),
            }
            read
        })
    }

    /// Additions of other databases: several columns in parentheses, indexes, defaults, periods.
    pub(super) fn own_addition(
        &mut self,
        family: &[TableName],
        cursor: &mut Cursor<'_, 'a>,
    ) -> Option<Parsed<()>> {
        if self.source.dialect == Dialect::PostgreSql {
            return None;
        }
        if cursor.peek_symbol("(") {
            let pieces: Vec<_> = match cursor.parenthesized() {
                Ok(inside) => inside.split(",").collect(),
                Err(error) => return Some(Err(error)),
            };
            return Some(pieces.into_iter().try_for_each(|piece| self.add(family, piece)));
        }
        if cursor.peek_words(&["partition"]) || cursor.peek_words(&["period", "for"]) {
            return Some(Ok(()));
        }
        if self.source.dialect == Dialect::SqlServer {
            return self.default_constraint(family, cursor);
        }
        None
    }

    /// SQL Server's `[CONSTRAINT name] DEFAULT value FOR column`.
    fn default_constraint(
        &mut self,
        family: &[TableName],
        cursor: &mut Cursor<'_, 'a>,
    ) -> Option<Parsed<()>> {
        let mut ahead = *cursor;
        if ahead.eat_word("constraint") && ahead.identifier().is_err() {
            return None;
        }
        if !ahead.eat_word("default") {
            return None;
        }
        let value = ahead.until(|token| token.is_word("for"));
        let column = ahead.expect_word("for").and_then(|()| ahead.identifier());
        Some(column.and_then(|column| {
            let default = self.default_value(value)?;
            self.each(family, |_, draft| {
                if let Some(own) = draft.column_mut(&column) {
                    own.column.default.clone_from(&default);
                }
                Ok(())
            })
        }))
    }

    /// `DROP KEY name`, `DROP PRIMARY KEY`, `DROP FOREIGN KEY name`, `DROP (a, b)`.
    pub(super) fn own_removal(
        &mut self,
        family: &[TableName],
        cursor: &mut Cursor<'_, 'a>,
    ) -> Option<Parsed<()>> {
        if self.source.dialect == Dialect::PostgreSql {
            return None;
        }
        if cursor.eat_words(&["primary", "key"]) {
            return Some(self.each(family, |_, draft| {
                draft.table.primary_key = None;
                Ok(())
            }));
        }
        if cursor.peek_word("partition") || cursor.peek_words(&["period", "for"]) {
            return Some(Ok(()));
        }
        if cursor.peek_symbol("(") {
            let names = cursor.names();
            return Some(names.and_then(|names| {
                self.each(family, |_, draft| {
                    for name in &names {
                        let declared = draft.declared(name);
                        drop_column(draft, &declared);
                    }
                    Ok(())
                })
            }));
        }
        let is_key = cursor.eat_words(&["foreign", "key"]) || cursor.eat_any(&["key", "index"]);
        if !is_key {
            return None;
        }
        cursor.eat_words(&["if", "exists"]);
        Some(cursor.identifier().and_then(|name| {
            let is_named = |own: &Option<String>| {
                own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(&name))
            };
            self.each(family, |_, draft| {
                draft.table.foreign_keys.retain(|key| !is_named(&key.name));
                draft.table.unique_keys.retain(|key| !is_named(&key.name));
                draft.table.indexes.retain(|index| !is_named(&index.name));
                Ok(())
            })
        }))
    }
}
