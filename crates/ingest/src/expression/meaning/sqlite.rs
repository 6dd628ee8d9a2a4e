//! SQLite.

use seedbed_expr::{BinaryOp, Expr, Kind, MatchSyntax, Value};

use super::{call, cast, ignoring_case, json_path, lower_text, truncated};

/// One node, whose parts are translated already.
pub(super) fn node(expr: Expr) -> Expr {
    match expr {
        // No column is called so: it is a path in the quotes of names.
        Expr::Column(path) if path.len() == 1 && path[0].starts_with('$') => {
            Expr::Literal(Value::from(path[0].as_str()))
        }
        // `NOT GLOB` is read as what sqlparser knows to negate, and SQLite does not have.
        Expr::Match { expr, pattern, syntax: MatchSyntax::Similar, negated, .. } => Expr::Match {
            expr,
            pattern,
            syntax: MatchSyntax::Glob,
            case_insensitive: false,
            negated,
        },
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
        // What is calculated loses its fraction, it is not rounded.
        Expr::Cast(inner, Kind::Int, name) if matches!(*inner, Expr::Binary(..)) => {
            cast(truncated(*inner), Kind::Int, &name)
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
        ("datetime" | "date" | "time" | "unixepoch", []) => of_now(&name),
        ("datetime" | "date" | "time" | "unixepoch", [of]) if is_now(Some(of)) => of_now(&name),
        ("unixepoch", [of]) => epoch(of.clone()),
        ("julianday", []) => call("julianday", vec![now()]),
        ("julianday", [of]) if is_now(Some(of)) => call("julianday", vec![now()]),
        ("datetime" | "date" | "time", [of, modifiers @ ..]) => {
            let of = if is_now(Some(of)) { now() } else { of.clone() };
            match modifiers.iter().try_fold(of, modified) {
                Some(moment) => call(&format!("sqlite_{name}"), vec![moment]),
                None => Expr::Call(name, args),
            }
        }
        ("strftime", [format]) => call("strftime", vec![format.clone(), now()]),
        ("strftime", [format, of]) if is_now(Some(of)) => {
            call("strftime", vec![format.clone(), now()])
        }
        ("json_type", [document, path]) => {
            match json_path::extract(document.clone(), path, false) {
                Some(extracted) => call("json_type", vec![extracted]),
                None => Expr::Call(name, args),
            }
        }
        ("json_array_length", [document, path]) => {
            match json_path::extract(document.clone(), path, false) {
                Some(extracted) => call("json_array_length", vec![extracted]),
                None => Expr::Call(name, args),
            }
        }
        // What is extracted is a value of SQL and no document.
        ("json_extract", [document, path]) => {
            match json_path::extract(document.clone(), path, true) {
                Some(extracted) => extracted,
                None => Expr::Call(name, args),
            }
        }
        ("likely" | "unlikely", [of]) => of.clone(),
        ("glob", [pattern, text]) => Expr::Match {
            expr: Box::new(text.clone()),
            pattern: Box::new(pattern.clone()),
            syntax: MatchSyntax::Glob,
            case_insensitive: false,
            negated: false,
        },
        _ => Expr::Call(name, args),
    }
}

fn now() -> Expr {
    call("now", Vec::new())
}

fn epoch(of: Expr) -> Expr {
    let epoch = Expr::Literal(Value::from("epoch"));
    cast(call("extract", vec![epoch, of]), Kind::Int, "bigint")
}

/// A function of the current moment.
fn of_now(name: &str) -> Expr {
    match name {
        "datetime" => cast(now(), Kind::Timestamp, "timestamp"),
        "date" => cast(now(), Kind::Date, "date"),
        "time" => cast(now(), Kind::Time, "time"),
        _ => epoch(now()),
    }
}

/// A moment moved as a modifier says: `'-1 month'`, `'start of month'`, `'utc'`.
fn modified(of: Expr, modifier: &Expr) -> Option<Expr> {
    let text = lower_text(modifier)?;
    if let Some(unit) = text.strip_prefix("start of ") {
        let unit = Expr::Literal(Value::from(unit.trim()));
        return Some(call("date_trunc", vec![unit, cast(of, Kind::Timestamp, "timestamp")]));
    }
    if matches!(text.as_str(), "utc" | "localtime" | "auto") {
        return Some(of);
    }
    let units = ["second", "minute", "hour", "day", "month", "year"];
    let (count, unit) = text.trim().split_once(' ')?;
    let is_unit = units.contains(&unit.trim().trim_end_matches('s'));
    (is_unit && count.parse::<f64>().is_ok()).then_some(())?;
    let by = Expr::Literal(Value::Text(text.trim_start_matches('+').to_owned()));
    let of = cast(of, Kind::Timestamp, "timestamp");
    Some(Expr::binary(BinaryOp::Add, of, cast(by, Kind::Interval, "interval")))
}
