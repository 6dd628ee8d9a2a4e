//! From drafts to tables: types, domains, sequences, keys referred to, rows.

use std::collections::BTreeMap;

use seedbed_expr::{BinaryOp, Expr, Value};
use seedbed_schema::{
    Check, CheckRule, Column, DataType, Default, Identity, KeyPart, Origin, Table, TableName,
};

use crate::{
    catalog::{Catalog, ColumnDraft, Sequence, SqlFunction, TableDraft},
    diagnostic::Severity,
    expression::rewrite,
    report::Report,
};

mod builtin;
mod columns;
mod missing;
mod names;
mod partition;
mod parts;
mod rows;
mod typed;
mod types;

use types::{Facts, Types};

/// Turns everything declared into tables.
pub(crate) fn resolve(catalog: &Catalog, report: &mut Report) -> Vec<Table> {
    let types = Types::new(catalog);
    let mut tables = Vec::with_capacity(catalog.tables().len());
    for draft in catalog.tables() {
        let mut table = draft.table.clone();
        for column in &draft.columns {
            let column = resolve_column(column, draft, &mut table, &types, report);
            table.columns.push(column);
        }
        inline_functions(&mut table, &catalog.functions);
        if draft.partition_key.is_some() {
            table.partition = partition::partition(catalog, draft, report);
        }
        tables.push(table);
    }
    names::settle(&mut tables, catalog.dialect());
    tables.iter_mut().for_each(require_key_columns);
    missing::settle(&mut tables, catalog, report);
    complete_references(&mut tables);
    columns::settle(&mut tables, catalog);
    tables.iter_mut().for_each(columns::settle_exclusions);
    typed::settle(&mut tables, catalog.dialect());
    parts::settle(catalog, &mut tables, report);
    for (draft, table) in catalog.tables().iter().zip(&mut tables) {
        table.rows = rows::rows(draft, table, report);
    }
    tables
}

fn resolve_column(
    draft: &ColumnDraft,
    table_draft: &TableDraft,
    table: &mut Table,
    types: &Types<'_>,
    report: &mut Report,
) -> Column {
    let mut column = draft.column.clone();
    let catalog = types.catalog();
    let Facts { mut data_type, not_null, default, checks, item_checks, item_not_null } =
        types.resolve(&draft.type_name);
    if let seedbed_schema::DataType::Other(name) = &data_type
        && let Some(origin) = &column.origin
    {
        let message = format!("the type {name} of {}.{} is not known", table.name, column.name);
        report.add(Severity::Note, origin.clone(), message);
    }
    columns::collate(&mut data_type, draft, table_draft);
    column.data_type = data_type;
    column.nullable &= !not_null;
    column.default = column.default.or(default);
    table.checks.extend(checks.into_iter().map(|check| on_column(check, &column)));
    if draft.type_name.unsigned && has_fractions(&column.data_type) {
        table.checks.push(never_negative(&column));
    }
    if item_not_null && let Some(origin) = &column.origin {
        let message = format!(
            "no part of {}.{} may be NULL: none is made so, and it is not verified",
            table.name, column.name
        );
        report.add(Severity::Note, origin.clone(), message);
    }
    if item_checks {
        unread_item_checks(table, &column, report);
    }
    if let Some(Default::Sequence(name)) = &column.default {
        let always = column.identity.as_ref().is_some_and(|identity| identity.always);
        column.identity = Some(fed_by(name, always, catalog));
    } else if let Some(Identity { sequence: Some(name), always, .. }) = &column.identity {
        column.identity = Some(fed_by(name, *always, catalog));
    }
    column
}

fn has_fractions(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Decimal { .. } | DataType::Float { .. })
}

/// `UNSIGNED`, where it is no part of the type.
fn never_negative(column: &Column) -> Check {
    let zero = Expr::Literal(Value::Int(0));
    let rule = Expr::Binary(BinaryOp::GtEq, Box::new(Expr::column(&column.name)), Box::new(zero));
    Check {
        name: None,
        rule: CheckRule::Expr(rule),
        text: format!("{}: {}", column.name, column.declared_type),
        origin: column.origin.clone(),
    }
}

/// A domain's check as a check on a column of the domain.
fn on_column(check: Check, column: &Column) -> Check {
    let rule = match check.rule {
        CheckRule::Expr(expr) => CheckRule::Expr(expr.map_columns(&mut |path| match path {
            [value] if value == "value" => Expr::column(&column.name),
            other => Expr::Column(other.to_vec()),
        })),
        unread @ CheckRule::Unread(_) => unread,
    };
    let told = |text: String| format!("{}: {text}", column.name);
    Check {
        name: check.name.map(told),
        rule,
        text: told(check.text),
        origin: column.origin.clone().or(check.origin),
    }
}

/// Conditions on the items of an array or the fields of a composite are no conditions on a
/// column; they are named instead of being forgotten.
fn unread_item_checks(table: &mut Table, column: &Column, report: &mut Report) {
    let reason = format!("it applies to the parts of {}", column.name);
    if let Some(origin) = &column.origin {
        let message = format!(
            "the domain checks on the parts of {}.{} are not understood",
            table.name, column.name
        );
        report.add(Severity::Warning, origin.clone(), message);
    }
    table.checks.push(Check {
        name: None,
        rule: CheckRule::Unread(reason),
        text: format!("{}: {}", column.name, column.declared_type),
        origin: column.origin.clone(),
    });
}

fn fed_by(name: &str, always: bool, catalog: &Catalog) -> Identity {
    let parts: Vec<String> = name.split('.').map(str::to_owned).collect();
    let sequence = catalog.sequence(&parts).map(|(_, sequence)| sequence.clone());
    let Sequence { start, increment } = sequence.unwrap_or_default();
    Identity { always, start, increment, sequence: Some(name.to_owned()) }
}

/// A primary key makes its columns NOT NULL, wherever it was declared.
fn require_key_columns(table: &mut Table) {
    let Some(key) = &table.primary_key else {
        return;
    };
    for part in &key.parts {
        let KeyPart::Column(name) = part else {
            continue;
        };
        if let Some(column) = table.columns.iter_mut().find(|column| &column.name == name) {
            column.nullable = false;
        }
    }
}

/// Fills in the columns of references that name only a table.
pub(crate) fn complete_references(tables: &mut [Table]) {
    let keys: BTreeMap<TableName, Vec<String>> = tables
        .iter()
        .filter_map(|table| {
            let columns = table.primary_key.as_ref()?.columns()?;
            Some((table.name.clone(), columns.into_iter().map(str::to_owned).collect()))
        })
        .collect();
    let references = tables.iter_mut().flat_map(|table| &mut table.foreign_keys);
    for key in references.filter(|key| key.parent_columns.is_empty()) {
        if let Some(columns) = keys.get(&key.parent) {
            key.parent_columns.clone_from(columns);
        }
    }
}

type Functions = BTreeMap<(String, usize), SqlFunction>;

/// Puts the bodies of SQL functions where they are called.
fn inline_functions(table: &mut Table, functions: &Functions) {
    if functions.is_empty() {
        return;
    }
    let generated = table.columns.iter_mut().filter_map(|column| column.generated.as_mut());
    let keys = table.unique_keys.iter_mut().flat_map(|key| {
        let parts = key.parts.iter_mut().filter_map(|part| match part {
            KeyPart::Expr(expr, _) => expr.as_mut(),
            KeyPart::Column(_) => None,
        });
        parts.chain(&mut key.predicate)
    });
    let checks = table.checks.iter_mut().filter_map(|check| match &mut check.rule {
        CheckRule::Expr(expr) => Some(expr),
        CheckRule::Unread(_) => None,
    });
    let exprs = generated.filter_map(|generated| generated.expr.as_mut()).chain(keys);
    for expr in exprs.chain(checks) {
        /// Functions may call functions, but not for ever.
        const DEEPEST: usize = 8;
        for _ in 0..DEEPEST {
            let before = expr.clone();
            *expr = rewrite(expr, &mut |node| inlined(node, functions));
            if *expr == before {
                break;
            }
        }
    }
}

fn inlined(node: Expr, functions: &Functions) -> Expr {
    let Expr::Call(name, arguments) = node else {
        return node;
    };
    let Some(function) = functions.get(&(name.clone(), arguments.len())) else {
        return Expr::Call(name, arguments);
    };
    function.body.map_columns(&mut |path| {
        let column = path.last().map_or("", String::as_str);
        let position = function
            .parameters
            .iter()
            .position(|parameter| parameter == column)
            .or_else(|| column.strip_prefix('$')?.parse::<usize>().ok()?.checked_sub(1));
        position
            .and_then(|at| arguments.get(at).cloned())
            .unwrap_or_else(|| Expr::Column(path.to_vec()))
    })
}

/// Where a table was declared.
fn origin_of(draft: &TableDraft) -> Option<Origin> {
    draft.table.origin.clone()
}
