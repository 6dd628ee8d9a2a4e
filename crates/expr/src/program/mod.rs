//! Compiled expressions: references resolved to slots, functions to code, constants folded.

mod compile;
mod eval;
mod json;
mod node;
mod target;

use crate::{CompileError, EvalError, Expr, Reference, Value};
pub(crate) use json::{document, has_key};
use node::Node;

/// What an evaluation may know beside its slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Env {
    /// The current time: microseconds since 1970-01-01 00:00:00 UTC.
    pub now: i64,
}

/// A compiled expression, to be evaluated over many rows.
///
/// Its inputs are slots: the caller says at compile time which slot holds which column or
/// aggregate, and gives the slots' values for each row.
#[derive(Debug, Clone)]
pub struct Program {
    root: Node,
}

impl Program {
    /// Compiles an expression; `resolve` says which slot holds a column or an aggregate.
    ///
    /// Everything that can't be evaluated is reported here, all unsupported functions in one
    /// error, and not while evaluating.
    pub fn compile(
        expr: &Expr,
        resolve: impl FnMut(Reference<'_>) -> Option<usize>,
    ) -> Result<Program, CompileError> {
        compile::compile(expr, resolve).map(|root| Program { root })
    }

    /// The expression's value over the slots, by SQL's three-valued logic and PostgreSQL's
    /// types: integers divide to integers, decimals are exact, text beside another type is
    /// read as that type.
    pub fn eval(&self, slots: &[Value], env: &Env) -> Result<Value, EvalError> {
        self.root.eval(slots, *env).map(std::borrow::Cow::into_owned)
    }

    /// Whether a CHECK of this expression passes: where it is true, and where it is NULL.
    pub fn passes(&self, slots: &[Value], env: &Env) -> Result<bool, EvalError> {
        Ok(self.root.truth(slots, *env)? != Some(false))
    }

    /// Whether a condition (a WHERE, a partial index's predicate) holds: only where it is true.
    pub fn is_true(&self, slots: &[Value], env: &Env) -> Result<bool, EvalError> {
        Ok(self.root.truth(slots, *env)? == Some(true))
    }

    /// The value, where it depends on neither slots nor the current time.
    pub fn constant(&self) -> Option<&Value> {
        if let Node::Constant(value) = &self.root { Some(value) } else { None }
    }
}

#[cfg(test)]
mod tests;
