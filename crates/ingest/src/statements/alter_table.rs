//! `ALTER TABLE`.

use seedbed_schema::{CheckRule, KeyPart, TableName};

use super::{
    Reader,
    column::ColumnForm,
    constraint::{Constraint, Timing},
    create_table::{inherit, unknown_table},
    partition,
};
use crate::{
    catalog::TableDraft,
    cursor::{Cursor, Parsed},
};

mod column;
mod dialects;
mod rename;

use dialects::repeated;

/// Actions that leave rows as they are.
const STORAGE: &[&[&str]] = &[
    &["owner"],
    &["enable"],
    &["disable"],
    &["cluster"],
    &["set"],
    &["reset"],
    &["replica"],
    &["validate"],
    &["force"],
    &["no", "force"],
    &["options"],
    &["not", "of"],
    &["of"],
    &["nocheck"],
    &["check", "constraint"],
    &["switch"],
    &["rebuild"],
    &["cluster", "by"],
    &["swap"],
    &["activate"],
    &["append"],
    &["volatile"],
    &["data", "capture"],
    &["move"],
    &["with"],
];

impl<'a> Reader<'_, 'a> {
    pub(super) fn alter_table(&mut self, mut cursor: Cursor<'_, 'a>, start: usize) -> Parsed<()> {
        if cursor.eat_word("all") {
            return Ok(());
        }
        let optional = cursor.eat_words(&["if", "exists"]);
        let only = cursor.eat_word("only");
        let parts = cursor.qualified()?;
        cursor.eat_symbol("*");
        let name = self.catalog.meant_table(&parts);
        cursor.eat_any(&["wait", "nowait"]);
        // SQL Server writes WITH CHECK and WITH NOCHECK before ADD.
        if cursor.eat_word("with") {
            cursor.eat_any(&["check", "nocheck"]);
        }
        let is_other = self.catalog.is_other(&name);
        let mut verb = None;
        let actions = cursor.split(",").flat_map(dialects::without_commas).collect::<Vec<_>>();
        for action in actions {
            let action = repeated(action, &mut verb, self.source.dialect);
            if is_storage(&action.0) {
                continue;
            }
            if self.catalog.table(&name).is_none() {
                let silent = optional || is_other || self.is_sequence(&parts);
                return if silent { Ok(()) } else { unknown_table(start, &name) };
            }
            if let Err(error) = self.action(&name, only, action) {
                self.lost(error, None);
            }
        }
        Ok(())
    }

    /// `pg_dump` alters sequences as if they were tables.
    fn is_sequence(&self, parts: &[String]) -> bool {
        self.catalog.sequence(parts).is_some()
    }

    fn action(
        &mut self,
        name: &TableName,
        only: bool,
        (mut cursor, verb): (Cursor<'_, 'a>, Option<&'static str>),
    ) -> Parsed<()> {
        let family = self.catalog.family(name, only);
        if cursor.eat_word("add") || verb == Some("add") {
            self.add(&family, cursor)
        } else if verb == Some("drop") {
            self.drop_part(&family, cursor)
        } else if let Some(done) = self.own_action(&family, &mut cursor) {
            done
        } else if cursor.eat_word("drop") {
            self.drop_part(&family, cursor)
        } else if cursor.eat_word("alter") {
            if cursor.eat_word("constraint") {
                return self.alter_constraint(name, cursor);
            }
            self.each(&family, |reader, draft| reader.alter_column(draft, cursor))
        } else if cursor.eat_word("rename") {
            self.rename(name, &family, cursor)
        } else if cursor.eat_words(&["set", "schema"]) {
            let namespace = cursor.identifier()?;
            let moved = self.catalog.qualified(&namespace, &name.name);
            self.catalog.rename_table(name, &moved);
            Ok(())
        } else if cursor.eat_words(&["attach", "partition"]) {
            self.attach_partition(name, cursor)
        } else if cursor.eat_words(&["detach", "partition"]) {
            let child = self.catalog.meant_table(&cursor.qualified()?);
            self.each(&[child], |_, draft| {
                draft.table.partition_of = None;
                draft.bound = None;
                Ok(())
            })
        } else if cursor.eat_word("inherit") {
            let parent = self.catalog.meant_table(&cursor.qualified()?);
            self.each(std::slice::from_ref(name), |_, draft| {
                draft.table.inherits.push(parent.clone());
                Ok(())
            })
        } else if cursor.eat_words(&["no", "inherit"]) {
            let parent = self.catalog.meant_table(&cursor.qualified()?);
            self.each(std::slice::from_ref(name), |_, draft| {
                draft.table.inherits.retain(|inherited| *inherited != parent);
                Ok(())
            })
        } else {
            cursor.error("ADD, DROP, ALTER, RENAME or another action")
        }
    }

    /// Lets `change` work on tables while they are out of the catalog.
    fn each(
        &mut self,
        names: &[TableName],
        mut change: impl FnMut(&mut Self, &mut TableDraft) -> Parsed<()>,
    ) -> Parsed<()> {
        for name in names {
            let Some(slot) = self.catalog.table_mut(name) else {
                continue;
            };
            let origin = slot.table.origin.clone().unwrap_or_else(|| self.source.origin(0));
            let placeholder = TableDraft::new(name.clone(), origin, self.source.dialect);
            let mut draft = std::mem::replace(slot, placeholder);
            let changed = change(self, &mut draft);
            if let Some(slot) = self.catalog.table_mut(name) {
                *slot = draft;
            }
            changed?;
        }
        Ok(())
    }

    fn add(&mut self, family: &[TableName], mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        let column = cursor.eat_word("column");
        if let Some(added) = self.own_addition(family, &mut cursor) {
            return added;
        }
        let starts = ["constraint", "primary", "unique", "foreign", "check", "exclude", "not"];
        let is_index = self.starts_index(&cursor);
        if !column && (is_index || starts.iter().any(|word| cursor.peek_word(word))) {
            let constraint = self.table_constraint(&mut cursor)?;
            // Keys and references of a parent are not those of inheriting tables.
            let reaches = match constraint {
                Constraint::Check(_) | Constraint::NotNull(_) => family,
                _ => &family[..1],
            };
            let mut constraint = Some(constraint);
            return self.each(reaches, |reader, draft| {
                let constraint = match &constraint {
                    Some(Constraint::Check(check)) => Constraint::Check(check.clone()),
                    Some(Constraint::NotNull(column)) => Constraint::NotNull(column.clone()),
                    _ => match constraint.take() {
                        Some(constraint) => constraint,
                        None => return Ok(()),
                    },
                };
                reader.apply_constraint(draft, constraint)
            });
        }
        let optional = cursor.eat_words(&["if", "not", "exists"]);
        let name = { cursor }.identifier()?;
        let comment = self.comments().above(cursor.offset());
        self.each(family, |reader, draft| {
            if optional && draft.column(&name).is_some() {
                return Ok(());
            }
            reader.column_definition(draft, cursor, ColumnForm::Typed, comment.clone())
        })
    }

    fn drop_part(&mut self, family: &[TableName], mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        if let Some(dropped) = self.own_removal(family, &mut cursor) {
            return dropped;
        }
        if cursor.eat_any(&["constraint", "check"]) {
            cursor.eat_words(&["if", "exists"]);
            let name = cursor.identifier()?;
            return self.each(family, |_, draft| {
                drop_constraint(draft, &name);
                Ok(())
            });
        }
        cursor.eat_word("column");
        cursor.eat_words(&["if", "exists"]);
        let mut column = cursor.identifier()?;
        if let Some(draft) = self.catalog.table(&family[0]) {
            column = draft.declared(&column);
        }
        for name in family {
            self.drop_references_to(name, &column);
        }
        self.each(family, |_, draft| {
            drop_column(draft, &column);
            Ok(())
        })
    }

    fn drop_references_to(&mut self, parent: &TableName, column: &str) {
        for draft in self.catalog.tables_mut() {
            draft.table.foreign_keys.retain(|key| {
                key.parent != *parent || !key.parent_columns.iter().any(|name| name == column)
            });
        }
    }

    /// `ALTER CONSTRAINT name DEFERRABLE …`.
    fn alter_constraint(&mut self, name: &TableName, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        let constraint = cursor.identifier()?;
        let timing = Timing::read(&mut cursor);
        if let Some(draft) = self.catalog.table_mut(name) {
            for key in &mut draft.table.foreign_keys {
                if key.name.as_deref() == Some(&constraint) {
                    key.deferrable = timing.deferrable;
                    key.initially_deferred = timing.initially_deferred;
                }
            }
        }
        Ok(())
    }

    fn attach_partition(&mut self, name: &TableName, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        let at = cursor.offset();
        let child = self.catalog.meant_table(&cursor.qualified()?);
        let Some(parent) = self.catalog.table(name).cloned() else {
            return unknown_table(at, name);
        };
        let bound = partition::bound(&mut cursor);
        let Some(draft) = self.catalog.table_mut(&child) else {
            return unknown_table(at, &child);
        };
        inherit(&parent, draft);
        draft.table.partition_of = Some(name.clone());
        draft.bound = Some(bound);
        Ok(())
    }
}

fn is_storage(action: &Cursor<'_, '_>) -> bool {
    let is_storage = STORAGE.iter().any(|words| action.peek_words(words));
    let told = ["schema", "options", "comment"];
    let tells = action.peek_word("set")
        && action.peek_nth(1).is_some_and(|token| told.iter().any(|word| token.is_word(word)));
    is_storage && !tells
}

/// Removes a constraint by its name, or by the name PostgreSQL gives one without a name.
fn drop_constraint(draft: &mut TableDraft, name: &str) {
    let table = &mut draft.table;
    let prefix = table.name.name.clone();
    let is_meant = |own: Option<&str>, columns: &[String], suffix: &str| {
        let parts = [std::slice::from_ref(&prefix), columns].concat();
        let given = || format!("{}_{suffix}", parts.join("_"));
        own.map_or_else(|| name == given(), |own| own == name)
    };
    let columns = |key: &seedbed_schema::UniqueKey| -> Vec<String> {
        key.columns().unwrap_or_default().into_iter().map(str::to_owned).collect()
    };
    if table.primary_key.as_ref().is_some_and(|key| is_meant(key.name.as_deref(), &[], "pkey")) {
        table.primary_key = None;
    }
    table.unique_keys.retain(|key| !is_meant(key.name.as_deref(), &columns(key), "key"));
    table.foreign_keys.retain(|key| !is_meant(key.name.as_deref(), &key.columns, "fkey"));
    table.exclusions.retain(|exclusion| exclusion.name.as_deref() != Some(name));
    table.checks.retain(|check| {
        let column = match &check.rule {
            CheckRule::Expr(expr) => expr.columns().into_iter().next().unwrap_or_default(),
            CheckRule::Unread(_) => Vec::new(),
        };
        !is_meant(check.name.as_deref(), &column, "check")
    });
}

/// Removes a column and, as the database does, every constraint it takes part in.
fn drop_column(draft: &mut TableDraft, column: &str) {
    draft.columns.retain(|own| own.column.name != column);
    let table = &mut draft.table;
    let in_key = |key: &seedbed_schema::UniqueKey| super::index::has_column(key, column);
    table.primary_key = table.primary_key.take().filter(|key| !in_key(key));
    table.unique_keys.retain(|key| !in_key(key));
    table.foreign_keys.retain(|key| !key.columns.iter().any(|name| name == column));
    table.indexes.retain(|index| !index.columns.iter().any(|name| name == column));
    table.checks.retain(|check| match &check.rule {
        CheckRule::Expr(expr) => !crate::expression::mentions(expr, column),
        CheckRule::Unread(_) => true,
    });
    table.exclusions.retain(|exclusion| {
        !exclusion.elements.iter().any(|element| match &element.part {
            KeyPart::Column(name) => name == column,
            KeyPart::Expr(Some(expr), _) => crate::expression::mentions(expr, column),
            KeyPart::Expr(None, _) => false,
        })
    });
    for batch in &mut draft.batches {
        let Some(at) = batch.columns.iter().position(|name| name == column) else {
            continue;
        };
        batch.columns.remove(at);
        for row in &mut batch.rows {
            row.remove(at);
        }
    }
}
