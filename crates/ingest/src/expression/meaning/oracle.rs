//! Oracle, and those that have its functions.

use seedbed_expr::{Expr, Kind, Value};

use super::{call, cast, lower_text};

/// One node, whose parts are translated already.
#[expect(clippy::unnecessary_wraps, reason = "other dialects have what can't be said")]
pub(super) fn node(expr: Expr) -> Result<Expr, String> {
    Ok(match expr {
        Expr::Call(name, args) => function(name, args),
        other => other,
    })
}

fn function(name: String, args: Vec<Expr>) -> Expr {
    match (name.as_str(), args.as_slice()) {
        ("decode", [operand, rest @ ..]) if rest.len() >= 2 => decode(operand, rest),
        ("nvl2", [of, present, absent]) => Expr::Case {
            operand: None,
            branches: vec![(Expr::IsNull(Box::new(of.clone()), false), present.clone())],
            otherwise: Some(Box::new(absent.clone())),
        },
        ("iff", [condition, then, otherwise]) => Expr::Case {
            operand: None,
            branches: vec![(condition.clone(), then.clone())],
            otherwise: Some(Box::new(otherwise.clone())),
        },
        // A text in the order that every database reads.
        ("to_date" | "to_timestamp", [text, format]) if is_iso(format) => {
            cast(text.clone(), Kind::Timestamp, "timestamp")
        }
        ("to_date" | "date", [text]) => cast(text.clone(), Kind::Date, "date"),
        ("to_number", [of]) => cast(of.clone(), Kind::Decimal, "numeric"),
        ("lengthb", [_]) => call("octet_length", args),
        ("value", [_, ..]) => call("coalesce", args),
        ("add_months", [of, months]) => {
            let month =
                cast(Expr::Literal(Value::from("1 month")), Kind::Interval, "interval");
            let span = Expr::binary(seedbed_expr::BinaryOp::Mul, months.clone(), month);
            Expr::binary(seedbed_expr::BinaryOp::Add, of.clone(), span)
        }
        _ => Expr::Call(name, args),
    }
}

fn is_iso(format: &Expr) -> bool {
    lower_text(format).is_some_and(|format| format.starts_with("yyyy-mm-dd"))
}

/// `DECODE(a, b, x, c, y, z)` is `CASE a WHEN b THEN x WHEN c THEN y ELSE z END`.
fn decode(operand: &Expr, rest: &[Expr]) -> Expr {
    let mut branches = Vec::new();
    let mut otherwise = None;
    for pair in rest.chunks(2) {
        match pair {
            [when, then] => branches.push((when.clone(), then.clone())),
            [last] => otherwise = Some(Box::new(last.clone())),
            _ => {}
        }
    }
    Expr::Case { operand: Some(Box::new(operand.clone())), branches, otherwise }
}
