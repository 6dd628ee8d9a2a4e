//! `@default(…)`.

use seedbed_expr::{Dialect, Expr as Sql, Value};
use seedbed_schema::{Column, Default, Identity};

use super::ast::{Block, Expr};
use crate::sql_text;

/// Gives a column its default.
pub(super) fn apply(
    value: &Expr,
    column: &mut Column,
    table: &str,
    of: Option<&Block>,
    dialect: Dialect,
) {
    match value {
        Expr::Call(name, _) if name == "autoincrement" || name == "sequence" => {
            counted(column, table, dialect);
        }
        Expr::Call(name, arguments) if name == "dbgenerated" => {
            let text = arguments.first().and_then(|(_, text)| text.text());
            column.default = text.map(|text| match sql_text::expression(text, dialect) {
                Ok(expr) if expr.columns().is_empty() => Default::Expr(expr),
                _ => Default::Unread(text.to_owned()),
            });
        }
        Expr::Call(name, _) if name == "now" => {
            column.default = Some(Default::Expr(Sql::Call("now".into(), Vec::new())));
        }
        // The client makes these: uuid(), cuid(), ulid(), nanoid(), auto().
        Expr::Call(name, _) => column.default = Some(Default::Unread(format!("{name}()"))),
        constant => column.default = literal(constant, of).map(Default::Expr),
    }
}

fn counted(column: &mut Column, table: &str, dialect: Dialect) {
    let sequence = format!("{table}_{}_seq", column.name);
    if dialect == Dialect::PostgreSql {
        column.default = Some(Default::Sequence(sequence.clone()));
        column.identity = Some(Identity { sequence: Some(sequence), ..Identity::default() });
    } else {
        column.identity = Some(Identity::default());
    }
}

fn literal(value: &Expr, of: Option<&Block>) -> Option<Sql> {
    Some(match value {
        Expr::Text(text) => Sql::Literal(Value::Text(text.clone())),
        Expr::Number(number) => match number.parse::<i64>() {
            Ok(whole) => Sql::Literal(Value::Int(whole)),
            Err(_) => sql_text::expression(number, Dialect::PostgreSql).ok()?,
        },
        Expr::Name(name) => match name.as_str() {
            "true" => Sql::Literal(Value::Bool(true)),
            "false" => Sql::Literal(Value::Bool(false)),
            label => {
                let field = of?.fields.iter().find(|field| field.name == label)?;
                Sql::Literal(Value::Text(field.column().to_owned()))
            }
        },
        Expr::List(items) => {
            Sql::Array(items.iter().map(|item| literal(item, of)).collect::<Option<_>>()?)
        }
        Expr::Call(..) => return None,
    })
}
