//! MySQL and `MariaDB`.

use seedbed_expr::{BinaryOp, Expr, Kind, MatchSyntax, Value};

use super::{call, cast, concatenation, exact_division, ignoring_case, json_path};

/// One node, whose parts are translated already.
pub(super) fn node(expr: Expr) -> Expr {
    match expr {
        // `/` has digits behind the point whatever it divides; division by zero gives NULL.
        Expr::Binary(BinaryOp::Div, left, right) => {
            let zero = Expr::Literal(Value::Int(0));
            let divisor = call("nullif", vec![*right, zero]);
            exact_division(*left, divisor)
        }
        Expr::Binary(op @ (BinaryOp::JsonGet | BinaryOp::JsonGetText), document, path) => {
            let as_text = op == BinaryOp::JsonGetText;
            match json_path::extract((*document).clone(), &path, as_text) {
                Some(extracted) => extracted,
                None => Expr::Binary(op, document, path),
            }
        }
        Expr::Match { .. } => ignoring_case(expr, &[MatchSyntax::Like, MatchSyntax::Regex]),
        Expr::Call(name, args) => function(name, args),
        other => other,
    }
}

/// The number of 1970-01-01 among days that are counted from the year 0.
const YEAR_0: i64 = 719_528;

fn number(number: i64) -> Expr {
    Expr::Literal(Value::Int(number))
}

fn first_of_1970() -> Expr {
    Expr::Literal(Value::Date(0))
}

fn days_since_1970(of: Expr) -> Expr {
    Expr::binary(BinaryOp::Sub, cast(of, Kind::Date, "date"), first_of_1970())
}

fn function(name: String, args: Vec<Expr>) -> Expr {
    match (name.as_str(), args.as_slice()) {
        ("length", [_]) => call("octet_length", args),
        ("concat", _) => concatenation(args),
        ("json_extract", [document, path]) => {
            match json_path::extract(document.clone(), path, false) {
                Some(extracted) => extracted,
                None => Expr::Call(name, args),
            }
        }
        ("json_unquote", [Expr::Call(inner, of)]) if inner == "jsonb_extract_path" => {
            call("jsonb_extract_path_text", of.clone())
        }
        ("json_value", [document, path]) => {
            match json_path::extract(document.clone(), path, true) {
                Some(extracted) => extracted,
                None => Expr::Call(name, args),
            }
        }
        ("json_length", [_]) => call("jsonb_array_length", args),
        ("utc_timestamp" | "sysdate" | "utc_date" | "utc_time", _) => {
            let now = match name.as_str() {
                "utc_date" => "current_date",
                "utc_time" => "current_time",
                _ => "now",
            };
            call(now, Vec::new())
        }
        ("now" | "current_timestamp" | "localtime" | "localtimestamp", _) => {
            call("now", Vec::new())
        }
        ("current_date" | "curdate", _) => call("current_date", Vec::new()),
        ("current_time" | "curtime", _) => call("current_time", Vec::new()),
        ("unix_timestamp", [of]) => {
            let epoch = Expr::Literal(Value::from("epoch"));
            cast(call("extract", vec![epoch, of.clone()]), Kind::Int, "bigint")
        }
        ("from_unixtime", [_]) => call("to_timestamp", args),
        ("dayofmonth" | "dayofyear" | "week", [of]) => {
            let field = match name.as_str() {
                "dayofmonth" => "day",
                "dayofyear" => "doy",
                _ => "week",
            };
            call("extract", vec![Expr::Literal(Value::from(field)), of.clone()])
        }
        ("datediff", [later, earlier]) => {
            let day = |of: &Expr| Box::new(cast(of.clone(), Kind::Date, "date"));
            Expr::Binary(BinaryOp::Sub, day(later), day(earlier))
        }
        ("date_add" | "adddate" | "date_sub" | "subdate", [of, by]) => {
            let op = if name.contains("add") { BinaryOp::Add } else { BinaryOp::Sub };
            let by = match by {
                Expr::Literal(Value::Int(_)) => super::span(by.clone(), "day"),
                by => by.clone(),
            };
            Expr::binary(op, of.clone(), by)
        }
        ("to_days", [of]) => {
            Expr::binary(BinaryOp::Add, days_since_1970(of.clone()), number(YEAR_0))
        }
        ("from_days", [of]) => {
            let days = Expr::binary(BinaryOp::Sub, of.clone(), number(YEAR_0));
            Expr::binary(BinaryOp::Add, first_of_1970(), days)
        }
        ("last_day", [of]) => {
            let month = call("date_trunc", vec![Expr::Literal(Value::from("month")), of.clone()]);
            let next = Expr::binary(BinaryOp::Add, month, super::span(number(1), "month"));
            Expr::binary(BinaryOp::Sub, cast(next, Kind::Date, "date"), number(1))
        }
        // Sunday is 1 to one of them, Monday 0 to the other.
        ("dayofweek" | "weekday", [of]) => {
            let is_from_sunday = name == "dayofweek";
            let (field, by) = if is_from_sunday { ("dow", 1) } else { ("isodow", -1) };
            let day = call("extract", vec![Expr::Literal(Value::from(field)), of.clone()]);
            Expr::binary(BinaryOp::Add, day, number(by))
        }
        ("json_contains", [document, part]) => {
            let part = cast(part.clone(), Kind::Json, "jsonb");
            Expr::binary(BinaryOp::Contains, document.clone(), part)
        }
        ("json_type", [of]) => call("mysql_json_type", vec![of.clone()]),
        ("mid", [_, _, _] | [_, _]) => call("substring", args),
        ("isnull", [of]) => Expr::IsNull(Box::new(of.clone()), true),
        _ => Expr::Call(name, args),
    }
}
