//! The compiled tree.

use regex::Regex;

use super::target::Target;
use crate::functions::{Builtin, DateField};
use crate::{BinaryOp, MatchSyntax, Value};

/// One step of a program.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Constant(Value),
    Slot(usize),
    Not(Box<Node>),
    Negate(Box<Node>),
    BitNot(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Compare(BinaryOp, Box<Node>, Box<Node>),
    Arithmetic(BinaryOp, Box<Node>, Box<Node>),
    /// `||` and the operators on JSON and arrays.
    Composite(BinaryOp, Box<Node>, Box<Node>),
    IsNull(Box<Node>, bool),
    IsBool(Box<Node>, Option<bool>, bool),
    IsDistinct(Box<Node>, Box<Node>, bool),
    Between {
        expr: Box<Node>,
        low: Box<Node>,
        high: Box<Node>,
        negated: bool,
    },
    InList {
        expr: Box<Node>,
        list: Vec<Node>,
        negated: bool,
    },
    Match {
        expr: Box<Node>,
        pattern: Pattern,
        negated: bool,
    },
    Quantified {
        op: BinaryOp,
        left: Box<Node>,
        array: Box<Node>,
        all: bool,
    },
    Case {
        operand: Option<Box<Node>>,
        branches: Vec<(Node, Node)>,
        otherwise: Option<Box<Node>>,
    },
    Coalesce(Vec<Node>),
    Call(&'static Builtin, Vec<Node>),
    Extract {
        field: DateField,
        of: Box<Node>,
        as_float: bool,
    },
    RegexReplace {
        expr: Box<Node>,
        pattern: Pattern,
        replacement: Box<Node>,
        all: bool,
    },
    /// `regexp_match`: the captured groups, or the match where there are none.
    RegexCaptures {
        expr: Box<Node>,
        pattern: Pattern,
    },
    /// `substring(text from pattern)`: the first group, or the match where there is none.
    RegexExtract {
        expr: Box<Node>,
        pattern: Pattern,
    },
    Cast(Box<Node>, Target),
    Array(Vec<Node>),
}

/// A pattern, compiled once where it is a constant.
#[derive(Debug, Clone)]
pub(super) enum Pattern {
    Fixed(Box<Regex>),
    Computed { pattern: Box<Node>, syntax: MatchSyntax, case_insensitive: bool },
}
