//! The functions that expressions may call, under PostgreSQL's names.

mod calendar;
mod character;
mod collection;
mod composite;
mod general;
mod hash;
mod latin;
mod moment;
mod number;
mod range;
mod search;
mod strftime;
mod to_char;
mod zone;

use std::borrow::Cow;

use crate::json_schema::JsonSchema;
use crate::{Env, EvalError, Expr, Kind, Value};

pub(crate) use calendar::DateField;
pub(crate) use collection::json_text;
pub(crate) use collection::json_type_name;

/// The arguments of a call.
type Args<'a> = &'a [Cow<'a, Value>];

/// A function's code.
type Run = for<'a> fn(Args<'a>, Env) -> Result<Value, EvalError>;

/// One function.
#[derive(Debug)]
pub(crate) struct Builtin {
    name: &'static str,
    /// The fewest and the most arguments.
    arity: (usize, usize),
    /// Whether one NULL argument makes the result NULL, without a call.
    pub(crate) strict: bool,
    /// Whether the result depends on the current time.
    pub(crate) reads_now: bool,
    pub(crate) run: Run,
}

impl Builtin {
    /// A strict function of a fixed number of arguments.
    const fn strict(name: &'static str, arity: usize, run: Run) -> Builtin {
        Builtin { name, arity: (arity, arity), strict: true, reads_now: false, run }
    }

    /// A strict function whose last arguments may be left out.
    const fn optional(name: &'static str, arity: (usize, usize), run: Run) -> Builtin {
        Builtin { name, arity, strict: true, reads_now: false, run }
    }

    /// A function that looks at NULLs itself.
    const fn lenient(name: &'static str, fewest: usize, run: Run) -> Builtin {
        Builtin { name, arity: (fewest, usize::MAX), strict: false, reads_now: false, run }
    }

    /// A function of the current time.
    const fn of_now(name: &'static str, arity: usize, run: Run) -> Builtin {
        Builtin { name, arity: (arity, arity), strict: true, reads_now: true, run }
    }

    /// Whether the literal arguments are ones the function knows: a unit, a time zone.
    pub(crate) fn accepts(&self, args: &[Expr]) -> bool {
        let [Expr::Literal(Value::Text(first)), ..] = args else {
            return true;
        };
        match self.name {
            "json_schema_valid" => JsonSchema::new(first).is_some(),
            "date_trunc" => crate::Period::named(first).is_some(),
            "timezone" | "timezone_utc" => zone::is_known(first),
            _ => true,
        }
    }
}

const TABLES: [&[Builtin]; 12] = [
    general::TABLE,
    character::TABLE,
    search::TABLE,
    number::TABLE,
    moment::TABLE,
    strftime::TABLE,
    to_char::TABLE,
    zone::TABLE,
    collection::TABLE,
    composite::TABLE,
    range::TABLE,
    hash::TABLE,
];

/// The function of this name that takes this many arguments.
pub(crate) fn find(name: &str, arguments: usize) -> Option<&'static Builtin> {
    TABLES.iter().copied().flatten().find(|builtin| {
        builtin.name == name && (builtin.arity.0..=builtin.arity.1).contains(&arguments)
    })
}

/// An integer argument.
fn integer(value: &Value) -> Result<i64, EvalError> {
    match value.clone().cast(Kind::Int)? {
        Value::Int(value) => Ok(value),
        other => Err(EvalError::InvalidCast { from: other.error_kind(), to: Kind::Int }),
    }
}

/// A numeric argument, text read as a number.
fn number(value: &Value) -> Result<Cow<'_, Value>, EvalError> {
    match value {
        Value::Text(_) => value.clone().cast(Kind::Decimal).map(Cow::Owned),
        number if number.is_number() => Ok(Cow::Borrowed(number)),
        other => Err(EvalError::InvalidCast { from: other.error_kind(), to: Kind::Decimal }),
    }
}

/// A numeric argument as a float.
fn float(value: &Value) -> Result<f64, EvalError> {
    Ok(number(value)?.to_f64().unwrap_or(f64::NAN))
}
