//! SQL Server.

use seedbed_expr::{BinaryOp, Expr, Kind, MatchSyntax, Value};

use super::{call, cast};

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
        Expr::Call(name, args) => return function(name, args),
        other => other,
    })
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
            let unit = field(unit)?;
            let step = cast(
                Expr::Literal(Value::Text(format!("1 {unit}"))),
                Kind::Interval,
                "interval",
            );
            let span = Expr::binary(BinaryOp::Mul, count.clone(), step);
            Expr::binary(BinaryOp::Add, of.clone(), span)
        }
        ("datediff", [unit, earlier, later]) => difference(&field(unit)?, earlier, later)?,
        ("eomonth" | "patindex" | "isnumeric", _) => return Err(format!("it calls {name}")),
        _ => Expr::Call(name, args),
    })
}

/// The unit that `DATEADD` and `DATEDIFF` take as a bare word.
fn field(unit: &Expr) -> Result<String, String> {
    let Expr::Column(path) = unit else {
        return Err("it computes the unit of a date".into());
    };
    let name = path.last().map_or_else(String::new, |name| name.to_lowercase());
    Ok(match name.as_str() {
        "yy" | "yyyy" => "year".into(),
        "m" | "mm" => "month".into(),
        "d" | "dd" => "day".into(),
        "hh" => "hour".into(),
        "mi" | "n" => "minute".into(),
        "s" | "ss" => "second".into(),
        _ => name,
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
            let epoch = Expr::binary(BinaryOp::Sub, part("epoch", later), part("epoch", earlier));
            let whole = call("floor", vec![Expr::binary(
                BinaryOp::Div,
                epoch,
                Expr::Literal(Value::Int(seconds)),
            )]);
            Ok(whole)
        }
        other => Err(format!("it counts dates by {other}")),
    }
}
