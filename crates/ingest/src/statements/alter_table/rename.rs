//! `ALTER TABLE … RENAME`.

use seedbed_schema::{CheckRule, KeyPart, TableName, UniqueKey};

use super::Reader;
use crate::{
    catalog::{PartitionBound, TableDraft},
    cursor::{Cursor, Parsed},
    expression::rename_column,
};

impl<'a> Reader<'_, 'a> {
    /// What follows RENAME.
    pub(super) fn rename(
        &mut self,
        name: &TableName,
        family: &[TableName],
        mut cursor: Cursor<'_, 'a>,
    ) -> Parsed<()> {
        let is_mysql = self.source.dialect == seedbed_expr::Dialect::MySql;
        let names_table = is_mysql && (cursor.eat_word("as") || cursor.rest().len() == 1);
        if names_table || cursor.eat_word("to") {
            let new = TableName { name: cursor.identifier()?, ..name.clone() };
            self.catalog.rename_table(name, &new);
            return Ok(());
        }
        let constraint = cursor.eat_word("constraint");
        cursor.eat_word("column");
        if cursor.eat_any(&["index", "key"]) {
            return Ok(());
        }
        let mut old = cursor.identifier()?;
        if let Some(draft) = self.catalog.table(name) {
            old = draft.declared(&old);
        }
        cursor.expect_word("to")?;
        let new = cursor.identifier()?;
        if constraint {
            return self.each(&family[..1], |_, draft| {
                rename_constraint(draft, &old, &new);
                Ok(())
            });
        }
        self.rename_column(family, &old, &new)
    }

    /// Renames a column of a table and of all that inherit it.
    pub(super) fn rename_column(
        &mut self,
        family: &[TableName],
        old: &str,
        new: &str,
    ) -> Parsed<()> {
        for draft in self.catalog.tables_mut() {
            let to_family = |parent: &TableName| family.contains(parent);
            for key in draft.table.foreign_keys.iter_mut().filter(|key| to_family(&key.parent)) {
                rename_in(&mut key.parent_columns, old, new);
            }
        }
        self.each(family, |_, draft| {
            let old = draft.declared(old);
            rename(draft, &old, new);
            Ok(())
        })
    }
}

fn rename_constraint(draft: &mut TableDraft, old: &str, new: &str) {
    let table = &mut draft.table;
    let names = table
        .primary_key
        .iter_mut()
        .chain(&mut table.unique_keys)
        .map(|key| &mut key.name)
        .chain(table.foreign_keys.iter_mut().map(|key| &mut key.name))
        .chain(table.checks.iter_mut().map(|check| &mut check.name))
        .chain(table.exclusions.iter_mut().map(|exclusion| &mut exclusion.name));
    for name in names {
        if name.as_deref() == Some(old) {
            *name = Some(new.to_owned());
        }
    }
}

fn rename_in(names: &mut [String], old: &str, new: &str) {
    for name in names.iter_mut().filter(|name| *name == old) {
        new.clone_into(name);
    }
}

fn rename_part(part: &mut KeyPart, old: &str, new: &str) {
    match part {
        KeyPart::Column(name) if name == old => new.clone_into(name),
        KeyPart::Expr(Some(expr), _) => rename_column(expr, old, new),
        KeyPart::Column(_) | KeyPart::Expr(None, _) => {}
    }
}

fn rename_key(key: &mut UniqueKey, old: &str, new: &str) {
    key.parts.iter_mut().for_each(|part| rename_part(part, old, new));
    key.predicate.iter_mut().for_each(|expr| rename_column(expr, old, new));
}

/// Renames a column wherever its table mentions it.
fn rename(draft: &mut TableDraft, old: &str, new: &str) {
    if let Some(own) = draft.column_mut(old) {
        new.clone_into(&mut own.column.name);
    }
    for generated in draft.columns.iter_mut().filter_map(|own| own.column.generated.as_mut()) {
        generated.expr.iter_mut().for_each(|expr| rename_column(expr, old, new));
    }
    let table = &mut draft.table;
    for key in table.primary_key.iter_mut().chain(&mut table.unique_keys) {
        rename_key(key, old, new);
    }
    for key in &mut table.foreign_keys {
        rename_in(&mut key.columns, old, new);
    }
    for index in &mut table.indexes {
        rename_in(&mut index.columns, old, new);
    }
    for check in &mut table.checks {
        if let CheckRule::Expr(expr) = &mut check.rule {
            rename_column(expr, old, new);
        }
    }
    for exclusion in &mut table.exclusions {
        exclusion.elements.iter_mut().for_each(|element| rename_part(&mut element.part, old, new));
        exclusion.predicate.iter_mut().for_each(|expr| rename_column(expr, old, new));
    }
    for expr in draft.partition_key.iter_mut().flat_map(|key| key.parts.iter_mut().flatten()) {
        rename_column(expr, old, new);
    }
    if let Some(PartitionBound::In(values)) = &mut draft.bound {
        for expr in values {
            rename_column(expr, old, new);
        }
    }
    for batch in &mut draft.batches {
        rename_in(&mut batch.columns, old, new);
    }
}
