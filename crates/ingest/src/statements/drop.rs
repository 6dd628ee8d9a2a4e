//! `DROP`.

use seedbed_schema::TableName;

use super::Reader;
use crate::cursor::{Cursor, Parsed};

impl<'a> Reader<'_, 'a> {
    pub(super) fn drop(&mut self, mut cursor: Cursor<'_, 'a>, start: usize) -> Parsed<()> {
        cursor.eat_any(&["materialized", "foreign"]);
        let Some(what) = cursor.advance() else {
            return cursor.error("what to drop");
        };
        self.other_kind("drop", what, start)?;
        cursor.eat_word("concurrently");
        cursor.eat_words(&["if", "exists"]);
        let what = what.text.to_ascii_lowercase();
        if !["table", "view", "index", "type", "domain", "sequence", "schema"]
            .contains(&what.as_str())
        {
            return self.drop_on_table(&what, cursor);
        }
        for mut piece in cursor.split(",") {
            let parts = piece.qualified()?;
            match what.as_str() {
                "table" => self.drop_table(&parts),
                "view" => {
                    let name = self.catalog.meant_table(&parts);
                    self.catalog.remove_other(&name);
                }
                "index" => self.drop_index(&parts),
                "sequence" => {
                    let found = self.catalog.sequence(&parts).map(|(name, _)| name.clone());
                    found.map(|name| self.catalog.sequences.remove(&name));
                }
                "schema" => {
                    let namespace = self.catalog.qualified(&parts.join("."), "").namespace;
                    self.catalog.remove_tables(|draft| draft.table.name.namespace == namespace);
                    self.catalog.types.retain(|name, _| name.namespace != namespace);
                }
                _ => {
                    let found = self.catalog.user_type(&parts).map(|(name, _)| name.clone());
                    found.map(|name| self.catalog.types.remove(&name));
                }
            }
        }
        Ok(())
    }

    /// Removes a table with its partitions and inheriting tables, and the references to them.
    fn drop_table(&mut self, parts: &[String]) {
        let name = self.catalog.meant_table(parts);
        self.catalog.remove_other(&name);
        if self.catalog.table(&name).is_none() {
            return;
        }
        let gone: Vec<TableName> = self.catalog.family(&name, false);
        self.catalog.remove_tables(|draft| gone.contains(&draft.table.name));
        for draft in self.catalog.tables_mut() {
            draft.table.foreign_keys.retain(|key| !gone.contains(&key.parent));
        }
    }

    /// `CREATE OR REPLACE TABLE`: the one before is gone, references to the name stay.
    pub(super) fn replace_table(&mut self, mut cursor: Cursor<'_, 'a>) {
        if let Ok(parts) = cursor.qualified() {
            let name = self.catalog.meant_table(&parts);
            self.catalog.remove_tables(|draft| draft.table.name == name);
        }
    }

    fn drop_index(&mut self, parts: &[String]) {
        let Some(index) = parts.last() else { return };
        for draft in self.catalog.tables_mut() {
            let table = &mut draft.table;
            table.unique_keys.retain(|key| key.name.as_deref() != Some(index));
            table.indexes.retain(|own| own.name.as_deref() != Some(index));
        }
    }

    /// `DROP TRIGGER name ON table`, `DROP RULE name ON table`.
    fn drop_on_table(&mut self, what: &str, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        if what != "trigger" && what != "rule" {
            return Ok(());
        }
        let name = cursor.identifier()?;
        if cursor.eat_word("on") {
            let table = self.catalog.meant_table(&cursor.qualified()?);
            if let Some(draft) = self.catalog.table_mut(&table) {
                draft.table.triggers.retain(|trigger| trigger.name != name);
            }
        }
        Ok(())
    }
}
