//! Indexes.

use seedbed_expr::Dialect;
use seedbed_schema::{Index, KeyPart, UniqueKey};

use super::{
    Reader,
    constraint::{indexed_column, nulls_not_distinct, storage_options},
    create_table::unknown_table,
};
use crate::cursor::{Cursor, Parsed};

impl<'a> Reader<'_, 'a> {
    /// `CREATE [UNIQUE] INDEX` without these words.
    pub(super) fn create_index(&mut self, mut cursor: Cursor<'_, 'a>, unique: bool) -> Parsed<()> {
        let at = cursor.offset();
        cursor.eat_word("concurrently");
        cursor.eat_any(&["clustered", "nonclustered"]);
        cursor.eat_words(&["if", "not", "exists"]);
        let name = if cursor.peek_word("on") { None } else { cursor.qualified()?.pop() };
        if cursor.eat_word("using") {
            cursor.identifier()?;
        }
        cursor.expect_word("on")?;
        cursor.eat_word("only");
        let parts = cursor.qualified()?;
        let table = self.catalog.meant_table(&parts);
        if self.catalog.is_other(&table) {
            return Ok(());
        }
        if cursor.eat_word("using") {
            cursor.identifier()?;
        }
        let mut key = UniqueKey::over([""; 0]);
        let inside = cursor.parenthesized()?;
        if !unique {
            let columns = inside.split(",").filter_map(indexed_column).collect::<Vec<_>>();
            if let Some(draft) = self.catalog.table_mut(&table)
                && !columns.is_empty()
            {
                draft.table.indexes.push(Index { name, columns });
            }
            return Ok(());
        }
        for mut piece in inside.split(",") {
            key.parts.push(self.key_part(&mut piece)?);
        }
        storage_options(&mut cursor)?;
        key.nulls_not_distinct =
            nulls_not_distinct(&mut cursor) || self.unique_admits_one_null(&key);
        storage_options(&mut cursor)?;
        if cursor.eat_word("where") {
            let ends = ["with", "on", "tablespace", "filestream_on"];
            let is_psql = self.source.dialect == Dialect::PostgreSql;
            let predicate =
                cursor.until(|token| !is_psql && ends.iter().any(|word| token.is_word(word)));
            key.predicate = self.predicate(predicate, "index");
        }
        key.name = name;
        key.origin = Some(self.origin(at));
        match self.catalog.table_mut(&table) {
            Some(draft) => draft.table.unique_keys.push(key),
            None => return unknown_table(at, &table),
        }
        Ok(())
    }

    /// `ALTER INDEX a RENAME TO b`; everything else is storage.
    pub(super) fn alter_index(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        cursor.eat_words(&["if", "exists"]);
        let old = cursor.qualified()?.pop().unwrap_or_default();
        if !cursor.eat_words(&["rename", "to"]) {
            return Ok(());
        }
        let new = cursor.identifier()?;
        for draft in self.catalog.tables_mut() {
            let table = &mut draft.table;
            let names = table
                .primary_key
                .iter_mut()
                .chain(&mut table.unique_keys)
                .map(|key| &mut key.name)
                .chain(table.indexes.iter_mut().map(|index| &mut index.name));
            for name in names {
                if name.as_deref() == Some(&old) {
                    *name = Some(new.clone());
                }
            }
        }
        Ok(())
    }
}

/// Whether a key has this column among its plain parts.
pub(super) fn has_column(key: &UniqueKey, column: &str) -> bool {
    key.parts.iter().any(|part| match part {
        KeyPart::Column(name) => name == column,
        KeyPart::Expr(Some(expr), _) => crate::expression::mentions(expr, column),
        KeyPart::Expr(None, text) => text.contains(column),
    })
}
