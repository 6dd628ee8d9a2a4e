//! CHECKs that can't be understood: what is left out so that they hold all the same.
//!
//! A condition that is neither true nor false accepts a row, so columns that may be NULL are left
//! NULL where a condition beyond the engine reads them; a list that must not be NULL is left
//! empty. Neither is certain, and both are said.

use std::collections::BTreeSet;

use seedbed_expr::{Domain, Nullness, Program};
use seedbed_schema::{Check, CheckRule, DataType, Table};

/// The columns to leave out, each with what remains of it.
pub(super) fn domains(table: &Table) -> Vec<(usize, Domain)> {
    table.checks.iter().flat_map(|check| left_out(table, check)).collect()
}

/// What is said of a condition that columns are left out for.
pub(super) fn remedy(table: &Table, check: &Check) -> String {
    let columns = left_out(table, check);
    let names: Vec<&str> = columns.iter().map(|(at, _)| table.columns[*at].name.as_str()).collect();
    match columns.first() {
        None => String::new(),
        Some((_, domain)) => {
            let stay = if names.len() == 1 { "stays" } else { "stay" };
            let left = if domain.nullness == Nullness::Always { "NULL" } else { "empty" };
            format!("; {} {stay} {left}", names.join(", "))
        }
    }
}

fn left_out(table: &Table, check: &Check) -> Vec<(usize, Domain)> {
    let read: BTreeSet<usize> = match &check.rule {
        CheckRule::Expr(expr) if Program::compile(expr, |_| Some(0)).is_ok() => return Vec::new(),
        CheckRule::Expr(expr) => {
            let paths = expr.columns().into_iter();
            paths.filter_map(|path| table.column_index(path.first()?)).collect()
        }
        // What the database does not enforce either needs no sacrifice.
        CheckRule::Unread(reason) if reason.contains("NOT ENFORCED") => return Vec::new(),
        CheckRule::Unread(_) => words(&check.text)
            .filter_map(|word| table.columns.iter().position(|column| column.name == word))
            .collect(),
    };
    let keyed: BTreeSet<&str> = table
        .keys()
        .filter_map(seedbed_schema::UniqueKey::columns)
        .flatten()
        .chain(table.foreign_keys.iter().flat_map(|key| key.columns.iter().map(String::as_str)))
        .collect();
    let free = |at: &usize| {
        let column = &table.columns[*at];
        !column.is_computed() && !keyed.contains(column.name.as_str())
    };
    let (nullable, required): (Vec<usize>, Vec<usize>) =
        read.into_iter().filter(free).partition(|&at| table.columns[at].nullable);
    if !nullable.is_empty() {
        return nullable.into_iter().map(|at| (at, Domain::always_null())).collect();
    }
    let is_list = |at: &usize| matches!(table.columns[*at].data_type, DataType::Array(_));
    let lists = required.into_iter().filter(is_list);
    lists.map(|at| (at, Domain { max_items: Some(0), ..Domain::default() })).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
}
