//! What can be wrong with an expression or its inputs. No message holds a cell's value.

use crate::Kind;

/// Why an expression could not be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompileError {
    /// A column or aggregate that the caller does not know.
    #[error("unknown reference `{name}`")]
    UnknownReference {
        /// The reference as written.
        name: String,
    },
    /// Functions that can't be evaluated, or not with these arguments.
    #[error("can't evaluate {name}")]
    UnsupportedFunction {
        /// All their names, sorted and separated by commas.
        name: String,
    },
    /// A literal pattern that is not valid, or needs look-around or back-references.
    #[error("can't match the pattern `{pattern}`: {reason}")]
    BadPattern {
        /// The pattern as written in the expression.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Why an expression has no value for its inputs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A division or remainder by zero.
    #[error("division by zero")]
    DivisionByZero,
    /// A result outside its type's range.
    #[error("{operation} is out of range")]
    Overflow {
        /// What overflowed.
        operation: &'static str,
    },
    /// Text that is not written in its target type's notation.
    #[error("a text is not a valid {kind}")]
    InvalidText {
        /// The type it was read as.
        kind: Kind,
    },
    /// No cast between the two types.
    #[error("can't cast {from} to {to}")]
    InvalidCast {
        /// The value's type.
        from: Kind,
        /// The type asked for.
        to: Kind,
    },
    /// An operator that has no meaning for these types.
    #[error("no operator {left} {operator} {right}")]
    Incompatible {
        /// The operator's symbol.
        operator: &'static str,
        /// The left operand's type.
        left: Kind,
        /// The right operand's type.
        right: Kind,
    },
    /// A condition that is no boolean.
    #[error("a condition must be boolean, not {kind}")]
    NotBoolean {
        /// The condition's type.
        kind: Kind,
    },
    /// An argument that a function does not take.
    #[error("{function}: {reason}")]
    InvalidArgument {
        /// The function.
        function: &'static str,
        /// What it asks for.
        reason: &'static str,
    },
    /// A pattern from the data that is not valid.
    #[error("a pattern is not valid")]
    BadPattern,
    /// Fewer slots than the program was compiled for.
    #[error("slot {slot} is missing: {given} were given")]
    MissingSlot {
        /// The slot asked for.
        slot: usize,
        /// How many there were.
        given: usize,
    },
}

impl EvalError {
    /// Whether other values of the same types could have gone well: a database refuses a row for
    /// such an error, but has nothing against the expression.
    pub fn depends_on_values(&self) -> bool {
        match self {
            Self::DivisionByZero
            | Self::Overflow { .. }
            | Self::InvalidText { .. }
            | Self::InvalidArgument { .. }
            | Self::BadPattern => true,
            Self::InvalidCast { .. }
            | Self::Incompatible { .. }
            | Self::NotBoolean { .. }
            | Self::MissingSlot { .. } => false,
        }
    }
}
