//! Functions of any type.

use std::cmp::Ordering;

use super::{Args, Builtin};
use crate::compare::compare;
use crate::{EvalError, Kind, Value};

pub(super) const TABLE: &[Builtin] = &[
    Builtin::lenient("greatest", 1, |args, _| extreme(args, Ordering::Greater)),
    Builtin::lenient("least", 1, |args, _| extreme(args, Ordering::Less)),
    // SQLite's scalar forms are NULL where any argument is.
    Builtin::optional("max", (2, usize::MAX), |args, _| extreme(args, Ordering::Greater)),
    Builtin::optional("min", (2, usize::MAX), |args, _| extreme(args, Ordering::Less)),
    Builtin::lenient("nullif", 2, |args, _| nullif(args)),
    Builtin::lenient("num_nulls", 1, |args, _| Ok(count(args, true))),
    Builtin::lenient("num_nonnulls", 1, |args, _| Ok(count(args, false))),
    Builtin::lenient("typeof", 1, |args, _| Ok(Value::from(storage_class(&args[0])))),
];

fn extreme(args: Args<'_>, wanted: Ordering) -> Result<Value, EvalError> {
    let mut best = &Value::Null;
    for arg in args.iter().map(AsRef::as_ref) {
        let better = best.is_null() || compare(arg, best, "<")? == Some(wanted);
        if better && !Value::is_null(arg) {
            best = arg;
        }
    }
    Ok(best.clone())
}

fn nullif(args: Args<'_>) -> Result<Value, EvalError> {
    match compare(&args[0], &args[1], "=")? {
        Some(Ordering::Equal) => Ok(Value::Null),
        _ => Ok(args[0].as_ref().clone()),
    }
}

fn count(args: Args<'_>, nulls: bool) -> Value {
    Value::Int(args.iter().filter(|arg| arg.is_null() == nulls).count() as i64)
}

/// SQLite's `typeof`.
fn storage_class(value: &Value) -> &'static str {
    match value.kind() {
        None => "null",
        Some(Kind::Int | Kind::Bool) => "integer",
        Some(Kind::Float | Kind::Decimal) => "real",
        Some(Kind::Bytes) => "blob",
        Some(_) => "text",
    }
}
