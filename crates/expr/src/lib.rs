//! SQL scalar expressions as a value: the language of CHECKs, generated columns, and the
//! formulas of a plan.
//!
//! An [`Expr`] is read from SQL text ([`parse`]), compiled against a set of named inputs
//! ([`Program::compile`]) and evaluated with SQL's three-valued logic ([`Program::eval`]).
//! [`narrow`] turns a conjunction of CHECKs into what each column may hold, so that a
//! generator can draw values that pass instead of drawing until they pass.
//!
//! ```
//! use seedbed_expr::{Env, Program, Reference, Value};
//!
//! let expr = seedbed_expr::parse("quantity * unit_price >= 10").unwrap();
//! let program = Program::compile(&expr, |reference| match reference {
//!     Reference::Column(path) if path == ["quantity"] => Some(0),
//!     Reference::Column(path) if path == ["unit_price"] => Some(1),
//!     _ => None,
//! })
//! .unwrap();
//! let env = Env::default();
//! assert_eq!(program.eval(&[Value::Int(3), Value::Int(4)], &env).unwrap(), Value::Bool(true));
//! assert_eq!(program.eval(&[Value::Int(3), Value::Null], &env).unwrap(), Value::Null);
//! ```
//!
//! This crate knows SQL's expression syntax and values. It must not know tables, rows, files,
//! clocks (the current time is an input, [`Env::now`]) or randomness.

mod arithmetic;
mod ast;
mod cast;
mod compare;
mod datetime;
mod decimal;
mod dialect;
mod display;
mod error;
mod functions;
mod interval;
mod json_schema;
mod narrow;
mod parse;
mod pattern;
mod period;
mod program;
mod range;
mod type_name;
mod value;
mod visit;

pub use arithmetic::arithmetic;
pub use ast::{
    Aggregate, AggregateFunction, BinaryOp, Expr, Kind, MatchSyntax, Reference, UnaryOp,
};
pub use datetime::{
    format_date, format_time, format_timestamp, parse_date, parse_time, parse_timestamp,
};
pub use dialect::{Dialect, UnknownDialect};
pub use error::{CompileError, EvalError};
pub use interval::{format_interval, parse_interval};
pub use narrow::{
    Bound, ColumnOrder, Domain, Extent, LetterCase, MAX_VARIANTS, Nullness, Places, TextPattern,
    Variant, narrow,
};
pub use parse::{IdentifierCase, ParseError, from_sql, parse};
pub use period::Period;
pub use program::{Env, Program};
pub use range::{Cut, RangeSubtype, Span, format_range, parse_range, range_span, ranges_overlap};
pub use value::{Decimal, Interval, Value};
