//! Oracle, and those that have its functions.

use seedbed_expr::{BinaryOp, Dialect, Expr, Kind, Value};

use super::{call, cast, conditional, exact_division, lower_text, span};

mod moment;

/// One node, whose parts are translated already.
pub(super) fn node(expr: Expr, dialect: Dialect) -> Expr {
    match expr {
        Expr::Binary(BinaryOp::Div, left, right) if dialect != Dialect::Db2 => {
            exact_division(*left, *right)
        }
        // An empty text is NULL, and NULL adds nothing to a text.
        Expr::Literal(Value::Text(text)) if dialect == Dialect::Oracle && text.is_empty() => {
            Expr::Literal(Value::Null)
        }
        Expr::Binary(BinaryOp::Concat, left, right) if dialect == Dialect::Oracle => {
            let mut parts = match *left {
                Expr::Call(name, parts) if name == "concat" => parts,
                other => vec![other],
            };
            parts.push(*right);
            call("concat", parts)
        }
        Expr::Call(name, args) => function(name, args),
        other => other,
    }
}

fn function(name: String, args: Vec<Expr>) -> Expr {
    match (name.as_str(), args.as_slice()) {
        ("decode", [operand, rest @ ..]) if rest.len() >= 2 => decode(operand, rest),
        ("nvl2", [of, present, absent]) => {
            let is_present = Expr::IsNull(Box::new(of.clone()), false);
            conditional(is_present, present.clone(), absent.clone())
        }
        ("iff", [condition, then, otherwise]) => {
            conditional(condition.clone(), then.clone(), otherwise.clone())
        }
        ("lnnvl", [condition]) => Expr::IsBool(Box::new(condition.clone()), Some(true), true),
        (
            "to_date" | "to_timestamp" | "to_timestamp_tz" | "to_timestamp_ntz",
            [text, format, ..],
        ) => moment::by_format(text, format).unwrap_or_else(|| Expr::Call(name, args)),
        ("to_timestamp" | "to_timestamp_ntz" | "to_timestamp_tz" | "timestamp", [text]) => {
            cast(text.clone(), Kind::Timestamp, "timestamp")
        }
        ("to_date" | "date", [text]) => cast(text.clone(), Kind::Date, "date"),
        ("to_number" | "to_decimal" | "to_numeric", [of]) => {
            cast(of.clone(), Kind::Decimal, "numeric")
        }
        ("to_char" | "to_varchar" | "to_clob", [of]) => cast(of.clone(), Kind::Text, "text"),
        ("trunc", [of, Expr::Literal(Value::Text(unit))]) => match moment::unit(unit) {
            Some(unit) => call("date_trunc", vec![Expr::Literal(Value::from(unit)), of.clone()]),
            None => Expr::Call(name, args),
        },
        ("lengthb", [_]) => call("octet_length", args),
        ("lengthc" | "length2" | "len", [_]) => call("length", args),
        ("value", [_, ..]) => call("coalesce", args),
        ("sys_guid" | "uuid_string", []) => call("gen_random_uuid", args),
        ("add_months", [of, months]) => {
            Expr::binary(BinaryOp::Add, of.clone(), span(months.clone(), "month"))
        }
        ("array_construct", _) => Expr::Array(args),
        ("object_construct", []) => cast(Expr::Literal(Value::from("{}")), Kind::Json, "json"),
        ("parse_json", [of]) if lower_text(of).is_some() => cast(of.clone(), Kind::Json, "json"),
        _ => Expr::Call(name, args),
    }
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
