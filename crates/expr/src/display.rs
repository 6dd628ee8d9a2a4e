//! Expressions as SQL text that reads back as the same expression.

use std::fmt;

use crate::arithmetic::symbol;
use crate::{Aggregate, AggregateFunction, BinaryOp, Expr, MatchSyntax, UnaryOp, Value};

/// How tightly an expression's outermost construct binds, as in PostgreSQL's grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Is,
    Comparison,
    Match,
    OtherOperator,
    Sum,
    Product,
    Sign,
    Power,
    /// `DATE '2024-01-01'`: a unit everywhere but before `::`.
    Prefixed,
    Atom,
}

/// Words that can't be a column's name without quotes.
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "between",
    "both",
    "case",
    "cast",
    "ceil",
    "check",
    "collate",
    "column",
    "constraint",
    "convert",
    "create",
    "current_catalog",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "div",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "floor",
    "for",
    "foreign",
    "from",
    "glob",
    "grant",
    "group",
    "having",
    "ilike",
    "in",
    "initially",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "lateral",
    "leading",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "match",
    "not",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "operator",
    "or",
    "order",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "primary",
    "prior",
    "references",
    "regexp",
    "returning",
    "rlike",
    "select",
    "session_user",
    "similar",
    "some",
    "struct",
    "substr",
    "substring",
    "symmetric",
    "sysdate",
    "systimestamp",
    "table",
    "then",
    "to",
    "trailing",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "when",
    "where",
    "window",
    "with",
    "xor",
];

/// Functions that are written without parentheses.
const BARE_FUNCTIONS: &[&str] =
    &["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"];

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::Literal(value) => literal(f, value),
            Expr::Column(path) => column(f, path),
            Expr::Aggregate(aggregate) => write!(f, "{aggregate}"),
            Expr::Unary(UnaryOp::Not, x) => write!(f, "NOT {}", Within(x, Level::Atom)),
            Expr::Unary(UnaryOp::Neg, x) => write!(f, "-{}", Within(x, Level::Atom)),
            Expr::Unary(UnaryOp::BitNot, x) => write!(f, "~{}", Within(x, Level::Atom)),
            Expr::Binary(op, left, right) => {
                let (own, symbol) = (binary_level(*op), symbol(*op));
                // Comparisons and PostgreSQL's other operators do not chain here.
                let left_level = match own {
                    Level::Comparison | Level::OtherOperator | Level::Power => tighter(own),
                    _ => own,
                };
                write!(f, "{} {symbol} {}", Within(left, left_level), Within(right, tighter(own)))
            }
            Expr::IsNull(x, true) => write!(f, "{} IS NULL", Within(x, Level::Sum)),
            Expr::IsNull(x, false) => write!(f, "{} IS NOT NULL", Within(x, Level::Sum)),
            Expr::IsBool(x, value, negated) => {
                let value = match value {
                    Some(true) => "TRUE",
                    Some(false) => "FALSE",
                    None => "UNKNOWN",
                };
                write!(f, "{} IS {}{value}", Within(x, Level::Sum), not(*negated))
            }
            Expr::IsDistinct(a, b, distinct) => write!(
                f,
                "{} IS {}DISTINCT FROM {}",
                Within(a, Level::Sum),
                not(!distinct),
                Within(b, Level::Sum)
            ),
            Expr::Between { expr, low, high, negated } => write!(
                f,
                "{} {}BETWEEN {} AND {}",
                Within(expr, Level::Sum),
                not(*negated),
                Within(low, Level::Sum),
                Within(high, Level::Sum)
            ),
            Expr::InList { expr, list, negated } => {
                write!(f, "{} {}IN ({})", Within(expr, Level::Sum), not(*negated), List(list))
            }
            Expr::Match { .. } => matching(f, self),
            Expr::Quantified(op, left, right, all) => {
                let (left, word) = (Within(left, Level::OtherOperator), any_or_all(*all));
                write!(f, "{left} {} {word} ({right})", symbol(*op))
            }
            Expr::Case { operand, branches, otherwise } => {
                f.write_str("CASE")?;
                if let Some(operand) = operand {
                    write!(f, " {operand}")?;
                }
                for (when, then) in branches {
                    write!(f, " WHEN {when} THEN {then}")?;
                }
                if let Some(otherwise) = otherwise {
                    write!(f, " ELSE {otherwise}")?;
                }
                f.write_str(" END")
            }
            Expr::Call(name, args) => call(f, name, args),
            Expr::Cast(x, _, type_name) => write!(f, "{}::{type_name}", Within(x, Level::Atom)),
            Expr::Array(items) => write!(f, "ARRAY[{}]", List(items)),
        }
    }
}

impl fmt::Display for Aggregate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let function = match self.function {
            AggregateFunction::Count => "count",
            AggregateFunction::Sum => "sum",
            AggregateFunction::Avg => "avg",
            AggregateFunction::Min => "min",
            AggregateFunction::Max => "max",
            AggregateFunction::BoolAnd => "bool_and",
            AggregateFunction::BoolOr => "bool_or",
        };
        let qualified = |expr: &Expr| {
            expr.map_columns(&mut |path| {
                Expr::Column(std::iter::once(&self.table).chain(path).cloned().collect())
            })
        };
        match &self.argument {
            Some(argument) => write!(f, "{function}({})", qualified(argument))?,
            None => write!(f, "{function}({}.*)", Identifier(&self.table))?,
        }
        match &self.filter {
            Some(filter) => write!(f, " FILTER (WHERE {})", qualified(filter)),
            None => Ok(()),
        }
    }
}

/// An operand, in parentheses where it binds less tightly than its place asks for.
struct Within<'a>(&'a Expr, Level);

impl fmt::Display for Within<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if level(self.0) >= self.1 { write!(f, "{}", self.0) } else { write!(f, "({})", self.0) }
    }
}

/// Expressions separated by commas.
struct List<'a>(&'a [Expr]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{item}")?;
        }
        Ok(())
    }
}

/// A name, quoted where it must be.
struct Identifier<'a>(&'a str);

impl fmt::Display for Identifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0;
        let starts_plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let is_plain = starts_plain && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_plain && !RESERVED.iter().any(|word| name.eq_ignore_ascii_case(word)) {
            f.write_str(name)
        } else {
            write!(f, "\"{}\"", name.replace('"', "\"\""))
        }
    }
}

fn level(expr: &Expr) -> Level {
    match expr {
        Expr::Literal(value) => literal_level(value),
        Expr::Unary(UnaryOp::Not, _)
        | Expr::Match { syntax: MatchSyntax::Glob, negated: true, .. } => Level::Not,
        Expr::Match { syntax: MatchSyntax::Glob, .. } => Level::Atom,
        Expr::Unary(UnaryOp::Neg, _) => Level::Sign,
        Expr::Unary(UnaryOp::BitNot, _) => Level::OtherOperator,
        Expr::Binary(op, ..) => binary_level(*op),
        Expr::IsNull(..) | Expr::IsBool(..) | Expr::IsDistinct(..) => Level::Is,
        Expr::Between { .. } | Expr::InList { .. } | Expr::Match { .. } => Level::Match,
        Expr::Quantified(..) => Level::Comparison,
        _ => Level::Atom,
    }
}

fn literal_level(value: &Value) -> Level {
    let negative = match value {
        Value::Int(value) => *value < 0,
        Value::Decimal(value) => value.mantissa < 0,
        _ => false,
    };
    match value {
        _ if negative => Level::Sign,
        Value::Date(_) | Value::Time(_) | Value::Timestamp(_) | Value::Interval(_) => {
            Level::Prefixed
        }
        _ => Level::Atom,
    }
}

fn binary_level(op: BinaryOp) -> Level {
    match op {
        BinaryOp::Or => Level::Or,
        BinaryOp::And => Level::And,
        BinaryOp::Add | BinaryOp::Sub => Level::Sum,
        BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod => Level::Product,
        BinaryOp::Pow => Level::Power,
        op if op.is_comparison() => Level::Comparison,
        _ => Level::OtherOperator,
    }
}

/// The next tighter level that an operand of a left-associative operator may have.
fn tighter(level: Level) -> Level {
    match level {
        Level::Or => Level::And,
        Level::And => Level::Not,
        Level::Comparison => Level::OtherOperator,
        Level::OtherOperator => Level::Sum,
        Level::Sum => Level::Product,
        Level::Product => Level::Sign,
        _ => Level::Prefixed,
    }
}

fn not(negated: bool) -> &'static str {
    if negated { "NOT " } else { "" }
}

fn any_or_all(all: bool) -> &'static str {
    if all { "ALL" } else { "ANY" }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn literal(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    let text = value.text();
    match value {
        Value::Null => f.write_str("NULL"),
        Value::Bool(value) => f.write_str(if *value { "TRUE" } else { "FALSE" }),
        Value::Int(_) | Value::Decimal(_) => f.write_str(&text),
        Value::Text(_) => f.write_str(&quoted(&text)),
        Value::Float(_) => write!(f, "{}::double precision", quoted(&text)),
        Value::Date(_) => write!(f, "DATE {}", quoted(&text)),
        Value::Time(_) => write!(f, "TIME {}", quoted(&text)),
        Value::Timestamp(_) => write!(f, "TIMESTAMP {}", quoted(&text)),
        Value::Interval(_) => write!(f, "INTERVAL {}", quoted(&text)),
        Value::Bytes(_) => write!(f, "{}::bytea", quoted(&text)),
        Value::Json(_) => write!(f, "{}::jsonb", quoted(&text)),
        Value::Array(items) => {
            f.write_str("ARRAY[")?;
            for (index, item) in items.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { ", " })?;
                literal(f, item)?;
            }
            f.write_str("]")
        }
    }
}

fn column(f: &mut fmt::Formatter<'_>, path: &[String]) -> fmt::Result {
    for (index, part) in path.iter().enumerate() {
        let separator = if index == 0 { "" } else { "." };
        write!(f, "{separator}{}", Identifier(part))?;
    }
    Ok(())
}

fn matching(f: &mut fmt::Formatter<'_>, expr: &Expr) -> fmt::Result {
    let Expr::Match { expr, pattern, syntax, case_insensitive, negated } = expr else {
        return Ok(());
    };
    let operator = match (syntax, case_insensitive, negated) {
        (MatchSyntax::Like, false, false) => "LIKE",
        (MatchSyntax::Like, false, true) => "NOT LIKE",
        (MatchSyntax::Like, true, false) => "ILIKE",
        (MatchSyntax::Like, true, true) => "NOT ILIKE",
        (MatchSyntax::Similar, _, false) => "SIMILAR TO",
        (MatchSyntax::Similar, _, true) => "NOT SIMILAR TO",
        (MatchSyntax::Regex, false, false) => "~",
        (MatchSyntax::Regex, false, true) => "!~",
        (MatchSyntax::Regex, true, false) => "~*",
        (MatchSyntax::Regex, true, true) => "!~*",
        // SQLite's function for its operator, which PostgreSQL's grammar does not have.
        (MatchSyntax::Glob, ..) => {
            return write!(f, "{}glob({pattern}, {expr})", not(*negated));
        }
    };
    write!(f, "{} {operator} {}", Within(expr, Level::Sum), Within(pattern, Level::Sum))
}

fn call(f: &mut fmt::Formatter<'_>, name: &str, args: &[Expr]) -> fmt::Result {
    match (name, args) {
        (_, []) if BARE_FUNCTIONS.contains(&name) => f.write_str(name),
        ("extract", [Expr::Literal(Value::Text(field)), of]) => {
            write!(f, "EXTRACT({field} FROM {of})")
        }
        ("overlay", [of, by, from]) => write!(f, "OVERLAY({of} PLACING {by} FROM {from})"),
        ("overlay", [of, by, from, length]) => {
            write!(f, "OVERLAY({of} PLACING {by} FROM {from} FOR {length})")
        }
        ("array_get", [array, index]) => write!(f, "({array})[{index}]"),
        _ => write!(f, "{}({})", CallName(name), List(args)),
    }
}

/// A function's name, quoted only where it is no word: keywords can be called.
struct CallName<'a>(&'a str);

impl fmt::Display for CallName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_word = self.0.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_word { f.write_str(self.0) } else { write!(f, "{}", Identifier(self.0)) }
    }
}
