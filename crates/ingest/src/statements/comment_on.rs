//! What is said about tables and columns apart from their declarations.

use super::Reader;
use crate::cursor::{Cursor, Parsed};

/// The arguments of `sp_addextendedproperty` by their names, or else in this order.
const ARGUMENTS: [&str; 8] = [
    "name",
    "value",
    "level0type",
    "level0name",
    "level1type",
    "level1name",
    "level2type",
    "level2name",
];

impl<'a> Reader<'_, 'a> {
    /// Comments on tables and columns are kept, all others passed over.
    pub(super) fn comment_on(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        cursor.eat_words(&["if", "exists"]);
        if !cursor.eat_word("on") {
            return Ok(());
        }
        let column = cursor.eat_word("column");
        if !column && !cursor.eat_word("table") {
            return Ok(());
        }
        let at = cursor.offset();
        let mut parts = cursor.qualified()?;
        let column = if column { parts.pop() } else { None };
        cursor.expect_word("is")?;
        let text = if cursor.eat_word("null") { None } else { Some(cursor.string()?) };
        let text = text.filter(|text| !text.trim().is_empty());
        let name = self.catalog.meant_table(&parts);
        let is_other = self.catalog.is_other(&name) || self.catalog.user_type(&parts).is_some();
        let Some(draft) = self.catalog.table_mut(&name) else {
            if !is_other {
                self.note(at, format!("a comment on the unknown table {name} is not kept"));
            }
            return Ok(());
        };
        match column {
            None => draft.table.comment = text,
            Some(column) => match draft.column_mut(&column) {
                Some(own) => own.column.comment = text,
                None => {
                    self.note(at, format!("a comment on the unknown column {name}.{column}"));
                }
            },
        }
        Ok(())
    }

    /// SQL Server keeps descriptions as properties:
    /// `EXEC sp_addextendedproperty 'MS_Description', 'text', 'SCHEMA', 'dbo', 'TABLE', 't', …`.
    pub(super) fn procedure_call(&mut self, mut cursor: Cursor<'_, 'a>) {
        let is_property = cursor.qualified().is_ok_and(|name| {
            name.last().is_some_and(|name| {
                ["sp_addextendedproperty", "sp_updateextendedproperty"]
                    .iter()
                    .any(|known| name.eq_ignore_ascii_case(known))
            })
        });
        if !is_property {
            return;
        }
        let mut values: [Option<String>; 8] = Default::default();
        for (at, mut argument) in cursor.split(",").enumerate() {
            let named = argument.peek().and_then(|token| {
                let name = token.text.strip_prefix('@')?;
                ARGUMENTS.iter().position(|known| known.eq_ignore_ascii_case(name))
            });
            if named.is_some() {
                argument.advance();
                argument.eat_symbol("=");
            }
            if let Some(slot) = values.get_mut(named.unwrap_or(at)) {
                *slot = argument.string().or_else(|_| argument.identifier()).ok();
            }
        }
        let [name, value, _, schema, _, table, _, column] = values;
        let describes = name.is_some_and(|name| name.eq_ignore_ascii_case("MS_Description"));
        let (true, Some(table)) = (describes, table) else { return };
        let parts: Vec<String> = schema.into_iter().chain([table]).collect();
        let table = self.catalog.meant_table(&parts);
        let Some(draft) = self.catalog.table_mut(&table) else { return };
        let value = value.filter(|value| !value.trim().is_empty());
        match column {
            None => draft.table.comment = value,
            Some(column) => {
                if let Some(own) = draft.column_mut(&column) {
                    own.column.comment = value;
                }
            }
        }
    }
}
