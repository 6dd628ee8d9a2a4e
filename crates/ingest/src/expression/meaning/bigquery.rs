//! `BigQuery`.

use seedbed_expr::{BinaryOp, Expr, Kind};

use super::{call, cast, conditional};

/// One node, whose parts are translated already.
pub(super) fn node(expr: Expr) -> Expr {
    match expr {
        // `/` gives a floating-point number whatever it divides.
        Expr::Binary(BinaryOp::Div, left, right) => {
            Expr::binary(BinaryOp::Div, cast(*left, Kind::Float, "double precision"), *right)
        }
        Expr::Call(name, args) => function(name, args),
        other => other,
    }
}

fn function(name: String, args: Vec<Expr>) -> Expr {
    match (name.as_str(), args.as_slice()) {
        ("generate_uuid", []) => call("gen_random_uuid", args),
        ("current_timestamp" | "current_datetime", []) => call("now", args),
        ("safe_divide", [left, right]) => {
            let zero = Expr::Literal(seedbed_expr::Value::Int(0));
            let divisor = call("nullif", vec![right.clone(), zero]);
            node(Expr::binary(BinaryOp::Div, left.clone(), divisor))
        }
        ("if", [condition, then, otherwise]) => {
            conditional(condition.clone(), then.clone(), otherwise.clone())
        }
        ("byte_length", [_]) => call("octet_length", args),
        ("regexp_contains", [text, pattern]) => super::regex(text.clone(), pattern.clone()),
        _ => Expr::Call(name, args),
    }
}
