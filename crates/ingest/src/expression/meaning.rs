//! What an expression of another database means in PostgreSQL's terms, which are those that
//! expressions are evaluated in.

use seedbed_expr::{BinaryOp, Dialect, Expr, Kind, MatchSyntax, Value};

use super::{json_path, rewrite};

mod bigquery;
mod mysql;
mod oracle;
mod sqlite;
mod sqlserver;

/// The same expression as PostgreSQL would write it.
///
/// # Errors
/// What has no counterpart, as a sentence.
pub(super) fn canonical(expr: &Expr, dialect: Dialect) -> Result<Expr, String> {
    let translate: fn(Expr, Dialect) -> Result<Expr, String> = match dialect {
        Dialect::MySql => |expr, _| Ok(mysql::node(expr)),
        Dialect::Sqlite => |expr, _| Ok(sqlite::node(expr)),
        Dialect::SqlServer => |expr, _| sqlserver::node(expr),
        // Db2 and Snowflake have Oracle's functions too.
        Dialect::Oracle | Dialect::Db2 | Dialect::Snowflake => {
            |expr, dialect| Ok(oracle::node(expr, dialect))
        }
        Dialect::BigQuery => |expr, _| Ok(bigquery::node(expr)),
        _ => return Ok(expr.clone()),
    };
    let mut problem = None;
    let rewritten = rewrite(expr, &mut |node| {
        translate(node, dialect).unwrap_or_else(|reason| {
            problem.get_or_insert(reason);
            Expr::Literal(Value::Null)
        })
    });
    problem.map_or(Ok(rewritten), Err)
}

fn call(name: &str, args: Vec<Expr>) -> Expr {
    Expr::Call(name.to_owned(), args)
}

fn cast(expr: Expr, kind: Kind, name: &str) -> Expr {
    Expr::Cast(Box::new(expr), kind, name.to_owned())
}

/// The text of a literal, in lower case.
fn lower_text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal(Value::Text(text)) => Some(text.to_lowercase()),
        _ => None,
    }
}

/// `a || b || c`, which is NULL where one of them is.
fn concatenation(args: Vec<Expr>) -> Expr {
    args.into_iter()
        .reduce(|left, right| Expr::binary(BinaryOp::Concat, left, right))
        .unwrap_or(Expr::Literal(Value::from("")))
}

/// `CASE WHEN condition THEN then ELSE otherwise END`.
fn conditional(condition: Expr, then: Expr, otherwise: Expr) -> Expr {
    let branches = vec![(condition, then)];
    Expr::Case { operand: None, branches, otherwise: Some(Box::new(otherwise)) }
}

/// `text ~ pattern`.
fn regex(text: Expr, pattern: Expr) -> Expr {
    Expr::Match {
        expr: Box::new(text),
        pattern: Box::new(pattern),
        syntax: MatchSyntax::Regex,
        case_insensitive: false,
        negated: false,
    }
}

/// A number of units of time as a span of it.
fn span(count: Expr, unit: &str) -> Expr {
    let one = Expr::Literal(Value::Text(format!("1 {unit}")));
    Expr::binary(BinaryOp::Mul, count, cast(one, Kind::Interval, "interval"))
}

/// A number without its fraction; what else an operator gives stays as it is.
fn truncated(expr: Expr) -> Expr {
    let is_calculated = matches!(
        &expr,
        Expr::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div, ..)
    );
    if is_calculated { call("trunc", vec![expr]) } else { expr }
}

/// `/` that has digits behind the point whatever it divides.
fn exact_division(left: Expr, right: Expr) -> Expr {
    Expr::binary(BinaryOp::Div, cast(left, Kind::Decimal, "numeric"), right)
}

/// A comparison with a pattern that does not look at the case of letters.
fn ignoring_case(expr: Expr, syntaxes: &[MatchSyntax]) -> Expr {
    match expr {
        Expr::Match { expr, pattern, syntax, negated, .. } if syntaxes.contains(&syntax) => {
            Expr::Match { expr, pattern, syntax, case_insensitive: true, negated }
        }
        other => other,
    }
}
