//! SQLite.

use seedbed_expr::{BinaryOp, Expr, Kind, MatchSyntax, Value};

use super::{call, cast, ignoring_case, json_path, lower_text};

/// One node, whose parts are translated already.
pub(super) fn node(expr: Expr) -> Expr {
    match expr {
        // No column is called so: it is a path in the quotes of names.
        Expr::Column(path) if path.len() == 1 && path[0].starts_with('$') => {
            Expr::Literal(Value::from(path[0].as_str()))
        }
        Expr::Match { .. } => ignoring_case(expr, &[MatchSyntax::Like]),
        // The database gives NULL where others refuse.
        Expr::Binary(op @ (BinaryOp::Div | BinaryOp::Mod), left, right) => {
            let zero = Expr::Literal(Value::Int(0));
            Expr::Binary(op, left, Box::new(call("nullif", vec![*right, zero])))
        }
        Expr::Binary(op @ (BinaryOp::JsonGet | BinaryOp::JsonGetText), document, path) => {
            let as_text = op == BinaryOp::JsonGetText;
            match json_path::extract((*document).clone(), &path, as_text) {
                Some(extracted) => extracted,
                None => Expr::Binary(op, document, path),
            }
        }
        Expr::Call(name, args) => function(name, args),
        other => other,
    }
}

fn function(name: String, args: Vec<Expr>) -> Expr {
    let is_now = |of: Option<&Expr>| {
        of.is_none_or(|of| matches!(lower_text(of).as_deref(), Some("now" | "current_timestamp")))
    };
    match (name.as_str(), args.as_slice()) {
        ("datetime" | "date" | "time" | "unixepoch", [] | [_]) => {
            let of = if is_now(args.first()) { call("now", Vec::new()) } else { args[0].clone() };
            match name.as_str() {
                "datetime" => cast(of, Kind::Timestamp, "timestamp"),
                "date" => cast(of, Kind::Date, "date"),
                "time" => cast(of, Kind::Time, "time"),
                _ => {
                    let epoch = Expr::Literal(Value::from("epoch"));
                    cast(call("extract", vec![epoch, of]), Kind::Int, "bigint")
                }
            }
        }
        ("strftime", [format]) => call("strftime", vec![format.clone(), call("now", Vec::new())]),
        ("strftime", [format, of]) if is_now(Some(of)) => {
            call("strftime", vec![format.clone(), call("now", Vec::new())])
        }
        // What is extracted is a value of SQL and no document.
        ("json_extract", [document, path]) => {
            match json_path::extract(document.clone(), path, true) {
                Some(extracted) => extracted,
                None => Expr::Call(name, args),
            }
        }
        ("likely" | "unlikely", [of]) => of.clone(),
        _ => Expr::Call(name, args),
    }
}
