//! What an expression of another database means in PostgreSQL's terms, which are those that
//! expressions are evaluated in.

use seedbed_expr::{BinaryOp, Dialect, Expr, Kind, MatchSyntax, Value};

use super::{json_path, rewrite};

mod mysql;
mod oracle;
mod sqlite;
mod sqlserver;

/// The same expression as PostgreSQL would write it.
///
/// # Errors
/// What has no counterpart, as a sentence.
pub(super) fn canonical(expr: &Expr, dialect: Dialect) -> Result<Expr, String> {
    let translate: fn(Expr) -> Result<Expr, String> = match dialect {
        Dialect::MySql => mysql::node,
        Dialect::Sqlite => sqlite::node,
        Dialect::SqlServer => sqlserver::node,
        // Db2 and Snowflake have Oracle's functions too.
        Dialect::Oracle | Dialect::Db2 | Dialect::Snowflake => oracle::node,
        _ => return Ok(expr.clone()),
    };
    let mut problem = None;
    let rewritten = rewrite(expr, &mut |node| {
        translate(node).unwrap_or_else(|reason| {
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

/// A comparison with a pattern that does not look at the case of letters.
fn ignoring_case(expr: Expr, syntaxes: &[MatchSyntax]) -> Expr {
    match expr {
        Expr::Match { expr, pattern, syntax, negated, .. } if syntaxes.contains(&syntax) => {
            Expr::Match { expr, pattern, syntax, case_insensitive: true, negated }
        }
        other => other,
    }
}
