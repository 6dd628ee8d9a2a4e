//! `ALTER TABLE … ALTER COLUMN`.

use seedbed_expr::Dialect;

use super::Reader;
use crate::{
    catalog::TableDraft,
    cursor::{Cursor, Parsed},
    statements::column::{SequenceOptions, describe},
    types::TypeName,
};

/// `ADD SPARSE`, `DROP MASKED` and the like.
fn is_storage_of_column(cursor: &Cursor<'_, '_>) -> bool {
    cursor.peek_word("add") || cursor.peek_word("drop")
}

impl<'a> Reader<'_, 'a> {
    /// What follows ALTER.
    pub(super) fn alter_column(
        &mut self,
        draft: &mut TableDraft,
        mut cursor: Cursor<'_, 'a>,
    ) -> Parsed<()> {
        cursor.eat_word("column");
        let at = cursor.offset();
        let name = cursor.identifier()?;
        let table = draft.table.name.clone();
        let Some(column) = draft.column_mut(&name) else {
            let message = format!("the column {table}.{name} is not known here");
            return Err(crate::cursor::SyntaxError::new(at, message));
        };
        let own = &mut column.column;
        if cursor.eat_word("comment") {
            own.comment = Some(cursor.string()?);
        } else if cursor.eat_words(&["set", "options"]) {
            describe(own, &mut cursor)?;
        } else if cursor.eat_word("type") || cursor.eat_words(&["set", "data", "type"]) {
            let type_name = TypeName::read(&mut cursor)?;
            own.declared_type.clone_from(&type_name.written);
            column.type_name = type_name;
        } else if cursor.eat_words(&["set", "default"]) {
            own.default = self.default_value(cursor)?;
        } else if cursor.eat_words(&["drop", "default"]) {
            own.default = None;
            own.identity = None;
        } else if cursor.eat_words(&["set", "not", "null"]) {
            own.nullable = false;
        } else if cursor.eat_words(&["drop", "not", "null"]) {
            own.nullable = true;
        } else if cursor.eat_word("add") {
            self.add_identity(own, &table, &mut cursor)?;
        } else if cursor.eat_words(&["drop", "identity"]) {
            own.identity = None;
        } else if cursor.eat_words(&["drop", "expression"]) {
            own.generated = None;
        } else if cursor.eat_words(&["set", "generated"]) {
            let always = cursor.eat_word("always");
            own.identity.iter_mut().for_each(|identity| identity.always = always);
        } else if let Some(identity) = &mut own.identity
            && (cursor.peek_word("restart") || cursor.peek_words(&["set", "start"]))
        {
            cursor.eat_word("set");
            let options = SequenceOptions::read(&mut cursor)?;
            let start = options.restart.or(options.start);
            identity.start = start.unwrap_or(identity.start);
            identity.increment = options.increment.unwrap_or(identity.increment);
        } else if self.source.dialect == Dialect::SqlServer && !is_storage_of_column(&cursor) {
            // SQL Server declares the type anew, and NULL with it.
            let type_name = TypeName::read(&mut cursor)?;
            own.declared_type.clone_from(&type_name.written);
            column.type_name = type_name;
            column.column.nullable = !cursor.rest().iter().any(|token| token.is_word("not"));
        } else if !cursor.eat_any(&["set", "reset", "restart", "drop", "add"]) {
            return cursor.error("TYPE, SET, DROP or ADD GENERATED");
        }
        Ok(())
    }
}
