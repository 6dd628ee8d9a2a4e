//! The expression tree.

use std::fmt;

use crate::Value;

/// The broad type of a column or literal: what decides how a string literal beside it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Booleans.
    Bool,
    /// Integers of any width.
    Int,
    /// Exact decimals.
    Decimal,
    /// Binary floating point.
    Float,
    /// Character data and enum labels.
    Text,
    /// Calendar dates.
    Date,
    /// Times of day.
    Time,
    /// Dates with time of day.
    Timestamp,
    /// Spans of time.
    Interval,
    /// Raw bytes.
    Bytes,
    /// Arrays of anything.
    Array,
    /// JSON documents.
    Json,
    /// Anything kept in its textual notation (uuid, inet, ranges …).
    Other,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Bool => "boolean",
            Kind::Int => "integer",
            Kind::Decimal => "numeric",
            Kind::Float => "double precision",
            Kind::Text => "text",
            Kind::Date => "date",
            Kind::Time => "time",
            Kind::Timestamp => "timestamp",
            Kind::Interval => "interval",
            Kind::Bytes => "bytea",
            Kind::Array => "array",
            Kind::Json => "jsonb",
            Kind::Other => "other",
        })
    }
}

/// A scalar expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A constant.
    Literal(Value),
    /// A column, by its dotted path: `["price"]`, `["product", "price"]`.
    Column(Vec<String>),
    /// An aggregate over the rows of a child table, as in `sum(items.quantity * items.price)`.
    Aggregate(Box<Aggregate>),
    /// `-x`, `+x`, `NOT x`, `~x`.
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`, `a AND b`, `a ->> b` …
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `x IS [NOT] NULL`: the flag is `true` for `IS NULL`.
    IsNull(Box<Expr>, bool),
    /// `x IS [NOT] TRUE/FALSE/UNKNOWN`: the value asked for, and whether it is negated.
    IsBool(Box<Expr>, Option<bool>, bool),
    /// `a IS [NOT] DISTINCT FROM b`: the flag is `true` for `IS DISTINCT FROM`.
    IsDistinct(Box<Expr>, Box<Expr>, bool),
    /// `x [NOT] BETWEEN low AND high`.
    Between {
        /// The tested expression.
        expr: Box<Expr>,
        /// The lower bound, inclusive.
        low: Box<Expr>,
        /// The upper bound, inclusive.
        high: Box<Expr>,
        /// `NOT BETWEEN`.
        negated: bool,
    },
    /// `x [NOT] IN (a, b, c)`.
    InList {
        /// The tested expression.
        expr: Box<Expr>,
        /// The candidates.
        list: Vec<Expr>,
        /// `NOT IN`.
        negated: bool,
    },
    /// `x [NOT] LIKE/ILIKE pattern`, `x [NOT] SIMILAR TO pattern`, `x ~ regex`, `x GLOB pattern`.
    Match {
        /// The tested expression.
        expr: Box<Expr>,
        /// The pattern, usually a literal.
        pattern: Box<Expr>,
        /// How the pattern is read.
        syntax: MatchSyntax,
        /// Whether case is ignored.
        case_insensitive: bool,
        /// `NOT LIKE`, `!~` …
        negated: bool,
    },
    /// `x op ANY (array)` or `x op ALL (array)`: the flag is `true` for `ALL`.
    Quantified(BinaryOp, Box<Expr>, Box<Expr>, bool),
    /// `CASE [operand] WHEN … THEN … ELSE … END`.
    Case {
        /// The compared operand of the simple form.
        operand: Option<Box<Expr>>,
        /// (condition or compared value, result).
        branches: Vec<(Expr, Expr)>,
        /// The result when no branch matches.
        otherwise: Option<Box<Expr>>,
    },
    /// A function call; the name is in lower case and without a schema.
    Call(String, Vec<Expr>),
    /// `CAST(x AS type)`, `x::type`: the target's broad kind, and its text as written.
    Cast(Box<Expr>, Kind, String),
    /// `ARRAY[a, b]`, `(a, b)` as a row.
    Array(Vec<Expr>),
}

/// How the pattern of an [`Expr::Match`] is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatchSyntax {
    /// `%` and `_`.
    Like,
    /// SQL's SIMILAR TO.
    Similar,
    /// A regular expression, found anywhere in the text.
    Regex,
    /// `SQLite`'s GLOB.
    Glob,
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-x`
    Neg,
    /// `NOT x`
    Not,
    /// `~x`
    BitNot,
}

/// Operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the names are the operators
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Pow,
    Concat,
    Eq,
    NotEq,
    Lt,
    LtEq,
    Gt,
    GtEq,
    And,
    Or,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    /// `->`
    JsonGet,
    /// `->>`
    JsonGetText,
    /// `@>`
    Contains,
    /// `<@`
    ContainedBy,
    /// `&&`
    Overlaps,
    /// `?`
    JsonHasKey,
}

/// The functions that summarize child rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum AggregateFunction {
    Count,
    Sum,
    Avg,
    Min,
    Max,
    BoolAnd,
    BoolOr,
}

/// `sum(items.quantity * items.unit_price)`: a function over the child rows of this row.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Which summary.
    pub function: AggregateFunction,
    /// The child table's name as written: the qualifier its columns carry.
    pub table: String,
    /// What is summarized, in terms of the child's own columns (their qualifier is removed);
    /// `None` for `count(items.*)`.
    pub argument: Option<Expr>,
    /// `FILTER (WHERE …)`, in terms of the child's own columns.
    pub filter: Option<Expr>,
}

/// What a compiled expression asks of its surroundings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reference<'a> {
    /// A column by its dotted path.
    Column(&'a [String]),
    /// An aggregate over child rows.
    Aggregate(&'a Aggregate),
}
