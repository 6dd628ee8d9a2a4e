//! Aggregates over child rows.

use super::ParseError;
use super::function::Argument;
use super::reader::Reader;
use crate::{Aggregate, AggregateFunction, Expr};

/// The aggregate of this name; `min` and `max` of several arguments are SQLite's scalar ones.
pub(super) fn function(name: &str, arguments: usize) -> Option<AggregateFunction> {
    Some(match name {
        "count" => AggregateFunction::Count,
        "sum" => AggregateFunction::Sum,
        "avg" => AggregateFunction::Avg,
        "min" if arguments == 1 => AggregateFunction::Min,
        "max" if arguments == 1 => AggregateFunction::Max,
        "bool_and" | "every" => AggregateFunction::BoolAnd,
        "bool_or" => AggregateFunction::BoolOr,
        _ => return None,
    })
}

/// Takes the one qualifier off the argument's and the filter's columns.
pub(super) fn read(
    reader: &mut Reader,
    function: AggregateFunction,
    name: &str,
    arguments: &[Argument<'_>],
    filter: Option<Expr>,
) -> Result<Expr, ParseError> {
    let error = |reason| ParseError::Aggregate { function: name.to_owned(), reason };
    let (mut table, argument) = match arguments {
        [Argument::Wildcard(table)] if function == AggregateFunction::Count => {
            (Some(table.clone()), None)
        }
        [Argument::Expr(expr)] => (None, Some(reader.expr(expr)?)),
        _ => {
            return Err(error("takes one argument, such as items.price or, to count, items.*"));
        }
    };
    let mut unqualify = |expr: Expr| {
        let mut consistent = true;
        let bare = expr.map_columns(&mut |path| match path {
            [qualifier, column] if table.as_ref().is_none_or(|table| table == qualifier) => {
                table = Some(qualifier.clone());
                Expr::Column(vec![column.clone()])
            }
            _ => {
                consistent = false;
                Expr::Column(path.to_vec())
            }
        });
        let reason = "must qualify its columns with one child table, as in items.price";
        if consistent { Ok(bare) } else { Err(error(reason)) }
    };
    let argument = argument.map(&mut unqualify).transpose()?;
    let filter = filter.map(&mut unqualify).transpose()?;
    let table = table.ok_or_else(|| error("names no child table, as in items.price"))?;
    Ok(Expr::Aggregate(Box::new(Aggregate { function, table, argument, filter })))
}
