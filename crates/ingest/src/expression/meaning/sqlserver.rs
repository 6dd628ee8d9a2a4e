//! SQL Server.

use seedbed_expr::{BinaryOp, Expr, Kind, MatchSyntax, Value};

use super::{call, cast, conditional, regex, span, truncated};

/// One node, whose parts are translated already.
pub(super) fn node(expr: Expr) -> Result<Expr, String> {
    Ok(match expr {
        Expr::Match { expr, pattern, syntax: MatchSyntax::Like, negated, .. } => {
            like(expr, *pattern, negated)
        }
        // `+` joins texts too; a literal beside it shows which it is.
        Expr::Binary(BinaryOp::Add, left, right) if is_text(&left) || is_text(&right) => {
            Expr::Binary(BinaryOp::Concat, left, right)
        }
        Expr::Binary(op, left, right) => match found(op, &left, &right) {
            Some((text, pattern, negated)) => like(Box::new(text), pattern, negated),
            None => Expr::Binary(op, left, right),
        },
        Expr::Cast(inner, Kind::Int, name) if matches!(*inner, Expr::Binary(..)) => {
            cast(truncated(*inner), Kind::Int, &name)
        }
        Expr::Call(name, args) => return function(name, args),
        other => other,
    })
}

/// `PATINDEX(pattern, text) > 0` asks for no more than LIKE does; `= 0` for its opposite.
fn found(op: BinaryOp, left: &Expr, right: &Expr) -> Option<(Expr, Expr, bool)> {
    let Expr::Call(name, args) = left else { return None };
    let [pattern, text] = args.as_slice() else { return None };
    if name != "patindex" {
        return None;
    }
    let negated = match (op, right) {
        (BinaryOp::Eq | BinaryOp::LtEq, Expr::Literal(Value::Int(0))) => true,
        (BinaryOp::Gt | BinaryOp::NotEq, Expr::Literal(Value::Int(0)))
        | (BinaryOp::GtEq, Expr::Literal(Value::Int(1))) => false,
        _ => return None,
    };
    Some((text.clone(), pattern.clone(), negated))
}

fn is_text(expr: &Expr) -> bool {
    match expr {
        Expr::Literal(Value::Text(_))
        | Expr::Binary(BinaryOp::Concat, ..)
        | Expr::Cast(_, Kind::Text, _) => true,
        Expr::Call(name, _) => {
            ["upper", "lower", "ltrim", "rtrim", "trim", "left", "right", "substring", "replace"]
                .contains(&name.as_str())
        }
        _ => false,
    }
}

/// Patterns may have classes of characters, `[0-9]`, as SIMILAR TO has them; what means more
/// there is escaped. Comparison ignores case, as the default collation does.
fn like(expr: Box<Expr>, pattern: Expr, negated: bool) -> Expr {
    let (pattern, syntax) = match pattern {
        Expr::Literal(Value::Text(text)) if text.contains('[') => {
            (Expr::Literal(Value::Text(similar(&text))), MatchSyntax::Similar)
        }
        other => (other, MatchSyntax::Like),
    };
    Expr::Match { expr, pattern: Box::new(pattern), syntax, case_insensitive: true, negated }
}

fn similar(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut in_class = false;
    for c in pattern.chars() {
        match c {
            '[' => in_class = true,
            ']' => in_class = false,
            '|' | '*' | '+' | '?' | '{' | '}' | '(' | ')' | '\\' if !in_class => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
    out
}

fn function(name: String, args: Vec<Expr>) -> Result<Expr, String> {
    Ok(match (name.as_str(), args.as_slice()) {
        ("charindex", [part, text]) => call("strpos", vec![text.clone(), part.clone()]),
        ("replicate", [_, _]) => call("repeat", args),
        ("concat", _) => call("concat", args),
        ("dateadd", [unit, count, of]) => {
            Expr::binary(BinaryOp::Add, of.clone(), span(count.clone(), field(unit)?))
        }
        ("datediff", [unit, earlier, later]) => difference(field(unit)?, earlier, later)?,
        ("eomonth", [of]) => {
            let month = Expr::Literal(Value::from("month"));
            let start = call("date_trunc", vec![month, of.clone()]);
            let next = Expr::binary(BinaryOp::Add, start, span(one(), "month"));
            let last = Expr::binary(BinaryOp::Sub, next, span(one(), "day"));
            cast(last, Kind::Date, "date")
        }
        ("isnumeric", [of]) => {
            let number = Expr::Literal(Value::from(NUMBER));
            let zero = Expr::Literal(Value::Int(0));
            conditional(regex(cast(of.clone(), Kind::Text, "text"), number), one(), zero)
        }
        ("datefromparts", [_, _, _]) => call("make_date", args),
        ("square", [of]) => Expr::binary(BinaryOp::Mul, of.clone(), of.clone()),
        ("newid" | "newsequentialid", []) => call("gen_random_uuid", args),
        ("sysdatetimeoffset", []) => call("now", args),
        _ => Expr::Call(name, args),
    })
}

/// What `ISNUMERIC` takes for a number, but for signs of currencies.
const NUMBER: &str = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$";

fn one() -> Expr {
    Expr::Literal(Value::Int(1))
}

/// The unit that `DATEADD` and `DATEDIFF` take as a bare word.
fn field(unit: &Expr) -> Result<&'static str, String> {
    let Expr::Column(path) = unit else {
        return Err("it computes the unit of a date".into());
    };
    let name = path.last().map_or_else(String::new, |name| name.to_lowercase());
    Ok(match name.as_str() {
        "year" | "yy" | "yyyy" => "year",
        "month" | "m" | "mm" => "month",
        "week" | "wk" | "ww" => "week",
        "day" | "d" | "dd" | "dayofyear" | "dy" | "y" | "weekday" | "dw" => "day",
        "hour" | "hh" => "hour",
        "minute" | "mi" | "n" => "minute",
        "second" | "s" | "ss" => "second",
        "millisecond" | "ms" => "millisecond",
        "microsecond" | "mcs" => "microsecond",
        _ => return Err(format!("it counts dates by {name}")),
    })
}

/// How many boundaries of a unit lie between two dates.
fn difference(unit: &str, earlier: &Expr, later: &Expr) -> Result<Expr, String> {
    let part = |field: &str, of: &Expr| {
        call("extract", vec![Expr::Literal(Value::from(field)), of.clone()])
    };
    let years = Expr::binary(BinaryOp::Sub, part("year", later), part("year", earlier));
    match unit {
        "year" => Ok(years),
        "month" => {
            let months = Expr::binary(BinaryOp::Sub, part("month", later), part("month", earlier));
            let twelve = Expr::Literal(Value::Int(12));
            let whole = Expr::binary(BinaryOp::Mul, years, twelve);
            Ok(Expr::binary(BinaryOp::Add, whole, months))
        }
        "day" => {
            let day = |of: &Expr| cast(of.clone(), Kind::Date, "date");
            Ok(Expr::binary(BinaryOp::Sub, day(later), day(earlier)))
        }
        "hour" | "minute" | "second" => {
            let seconds = match unit {
                "hour" => 3600,
                "minute" => 60,
                _ => 1,
            };
            let whole = |of: &Expr| {
                let divisor = Expr::Literal(Value::Int(seconds));
                call("floor", vec![Expr::binary(BinaryOp::Div, part("epoch", of), divisor)])
            };
            Ok(Expr::binary(BinaryOp::Sub, whole(later), whole(earlier)))
        }
        other => Err(format!("it counts dates by {other}")),
    }
}
