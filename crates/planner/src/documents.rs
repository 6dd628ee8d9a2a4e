//! Text columns that hold JSON documents: databases without a type for them say so only by
//! what they do with the column.

use std::collections::BTreeSet;

use seedbed_expr::{BinaryOp, Expr, Kind};
use seedbed_schema::{CheckRule, KeyPart, Table};

/// The columns that conditions, generated columns and indexes of the table read as documents.
pub(crate) fn documents(table: &Table) -> BTreeSet<String> {
    let checks = table.checks.iter().filter_map(|check| match &check.rule {
        CheckRule::Expr(expr) => Some(expr),
        CheckRule::Unread(_) => None,
    });
    let generated =
        table.columns.iter().filter_map(|column| column.generated.as_ref()?.expr.as_ref());
    let keys = table.keys().flat_map(|key| &key.parts).filter_map(|part| match part {
        KeyPart::Expr(expr, _) => expr.as_ref(),
        KeyPart::Column(_) => None,
    });
    let mut found = BTreeSet::new();
    for expr in checks.chain(generated).chain(keys) {
        expr.walk(&mut |part| found.extend(document_of(part).map(str::to_owned)));
    }
    found
}

/// The column that this expression reads as a document.
fn document_of(expr: &Expr) -> Option<&str> {
    let operand = match expr {
        Expr::Call(name, arguments) if is_json_function(name) => arguments.first()?,
        Expr::Binary(BinaryOp::JsonGet | BinaryOp::JsonGetText, document, _) => document,
        Expr::Cast(operand, Kind::Json, _) => operand,
        _ => return None,
    };
    match operand {
        Expr::Column(path) => path.last().map(String::as_str),
        _ => None,
    }
}

/// Functions whose first argument is a document, by their names in all databases.
fn is_json_function(name: &str) -> bool {
    const NAMES: [&str; 17] = [
        "is_json",
        "isjson",
        "json",
        "json_array_length",
        "json_contains",
        "json_contains_path",
        "json_extract",
        "json_length",
        "json_query",
        "json_type",
        "json_valid",
        "json_value",
        "jsonb_array_length",
        "jsonb_extract_path",
        "jsonb_extract_path_text",
        "jsonb_typeof",
        "parse_json",
    ];
    NAMES.contains(&name)
}
