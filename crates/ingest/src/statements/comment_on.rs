//! `COMMENT ON`.

use super::Reader;
use crate::cursor::{Cursor, Parsed};

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
}
