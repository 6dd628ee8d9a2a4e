//! What only the whole table, or all tables together, say about a column.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_expr::{Dialect, Expr, Value};
use seedbed_schema::{
    CheckRule, Column, DataType, Default, Exclusion, Table, TableName, UniqueKey,
};

use crate::catalog::{Catalog, ColumnDraft, RawValue, TableDraft};

/// How texts of a column compare where the database has its own way.
pub(super) fn collate(data_type: &mut DataType, column: &ColumnDraft, table: &TableDraft) {
    let DataType::Text { case_insensitive, .. } = data_type else {
        return;
    };
    let named = column.collation.as_ref().or(column.type_name.collation.as_ref());
    let dialect = column.type_name.dialect;
    let folds = match dialect {
        Dialect::MySql => named.or(table.collation.as_ref()).is_none_or(|name| mysql_folds(name)),
        Dialect::SqlServer => named.is_none_or(|name| sqlserver_folds(name)),
        Dialect::Sqlite => named.is_some_and(|name| name.eq_ignore_ascii_case("nocase")),
        Dialect::Snowflake | Dialect::BigQuery => {
            named.is_some_and(|name| name.to_lowercase().split([':', '-']).any(|part| part == "ci"))
        }
        _ => return,
    };
    *case_insensitive |= folds;
}

/// Collations of MySQL ignore case unless their names say otherwise; a character set's name
/// stands for its default collation.
fn mysql_folds(name: &str) -> bool {
    let name = name.to_lowercase();
    !(name.ends_with("_bin") || name.ends_with("_cs") || name == "binary")
}

fn sqlserver_folds(name: &str) -> bool {
    let name = name.to_uppercase();
    !(name.contains("_CS") || name.contains("_BIN"))
}

/// An exclusion constraint that asks for `=` alone is a key.
pub(super) fn settle_exclusions(table: &mut Table) {
    let is_key = |exclusion: &Exclusion| exclusion.elements.iter().all(|e| e.operator == "=");
    let keys = table.exclusions.extract_if(.., |exclusion| is_key(exclusion));
    table.unique_keys.extend(keys.map(|exclusion| UniqueKey {
        name: exclusion.name,
        parts: exclusion.elements.into_iter().map(|element| element.part).collect(),
        predicate: exclusion.predicate,
        nulls_not_distinct: false,
        deferrable: false,
        origin: exclusion.origin,
    }));
}

/// What follows from the tables' keys, references and rows.
pub(super) fn settle(tables: &mut [Table], catalog: &Catalog) {
    match catalog.dialect() {
        Dialect::MySql => settle_flags(tables, catalog),
        Dialect::Sqlite => {
            tables.iter_mut().for_each(number_rows);
            type_references(tables, |_| true);
        }
        Dialect::Oracle => type_references(tables, |column| column.declared_type.is_empty()),
        _ => {}
    }
}

/// `TINYINT(1)` is a flag unless something shows it to be a number: a key, a reference, another
/// value than 0 and 1 anywhere.
fn settle_flags(tables: &mut [Table], catalog: &Catalog) {
    let mut related: BTreeSet<(TableName, String)> = BTreeSet::new();
    for table in tables.iter() {
        for key in &table.foreign_keys {
            related.extend(key.columns.iter().map(|name| (table.name.clone(), name.clone())));
            let parents = key.parent_columns.iter();
            related.extend(parents.map(|name| (key.parent.clone(), name.clone())));
        }
        let alone = table.keys().filter_map(|key| match key.columns()?.as_slice() {
            [only] => Some((*only).to_owned()),
            _ => None,
        });
        let primary = table.primary_key.iter().flat_map(|key| key.columns().unwrap_or_default());
        let keys = alone.chain(primary.map(str::to_owned));
        related.extend(keys.map(|name| (table.name.clone(), name)));
    }
    for (draft, table) in catalog.tables().iter().zip(tables) {
        let numbers: Vec<bool> = table
            .columns
            .iter()
            .map(|column| {
                column.data_type == DataType::Boolean
                    && (related.contains(&(table.name.clone(), column.name.clone()))
                        || is_number(column, table, draft))
            })
            .collect();
        let columns = table.columns.iter_mut().zip(numbers).filter(|(_, is_number)| *is_number);
        columns.for_each(|(column, _)| column.data_type = DataType::integer(8));
    }
}

fn is_number(column: &Column, table: &Table, draft: &TableDraft) -> bool {
    let is_flag = |value: &Value| {
        matches!(value, Value::Null | Value::Bool(_) | Value::Int(0 | 1))
            || value.as_text().is_some_and(|text| ["0", "1"].contains(&text))
    };
    let by_default = match &column.default {
        Some(Default::Expr(Expr::Literal(value))) => !is_flag(value),
        _ => false,
    };
    let by_check = table.checks.iter().any(|check| match &check.rule {
        CheckRule::Expr(expr) => {
            let mut beyond = false;
            expr.walk(&mut |part| {
                beyond |=
                    matches!(part, Expr::Literal(Value::Int(value)) if !(0..=1).contains(value));
            });
            beyond && crate::expression::mentions(expr, &column.name)
        }
        CheckRule::Unread(_) => false,
    });
    let by_row = draft.batches.iter().any(|batch| {
        let at = batch.columns.iter().position(|name| *name == column.name);
        at.is_some_and(|at| {
            batch.rows.iter().filter_map(|row| row.get(at)).any(|value| match value {
                RawValue::Text(text) => !["0", "1", "true", "false"].contains(&text.as_str()),
                _ => false,
            })
        })
    });
    column.identity.is_some() || by_default || by_check || by_row
}

/// SQLite compares whatever is there: a reference whose type says nothing of its parent's, or
/// has none, takes the parent's. In Oracle only one without a type does.
fn type_references(tables: &mut [Table], takes: fn(&Column) -> bool) {
    let parents: BTreeMap<(TableName, String), DataType> = tables
        .iter()
        .flat_map(|table| {
            let columns = table.columns.iter();
            columns
                .map(|column| ((table.name.clone(), column.name.clone()), column.data_type.clone()))
        })
        .collect();
    for table in tables {
        for key in table.foreign_keys.clone() {
            for (name, parent) in key.columns.iter().zip(&key.parent_columns) {
                let column = table.columns.iter_mut().find(|column| column.name == *name);
                let of_parent = parents.get(&(key.parent.clone(), parent.clone()));
                if let (Some(column), Some(of_parent)) = (column, of_parent)
                    && takes(column)
                    && !column.data_type.can_reference(of_parent)
                {
                    column.data_type = of_parent.clone();
                }
            }
        }
    }
}

/// `INTEGER PRIMARY KEY` is another name for the number SQLite gives every row. Where it is a
/// reference it takes the parent's number.
fn number_rows(table: &mut Table) {
    let key = table.primary_key.as_ref().and_then(|key| match key.columns()?.as_slice() {
        [only] => Some((*only).to_owned()),
        _ => None,
    });
    let Some(name) = key else { return };
    let refers = table.foreign_keys.iter().any(|key| key.columns.contains(&name));
    let column = table.columns.iter_mut().find(|column| column.name == name);
    if let Some(column) = column
        && column.declared_type.eq_ignore_ascii_case("integer")
    {
        column.identity = (!refers).then(|| column.identity.take().unwrap_or_default());
    }
}
