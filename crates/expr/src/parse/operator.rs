//! sqlparser's operators to ours.

use sqlparser::ast::{BinaryOperator as Sql, UnaryOperator};

use super::ParseError;
use super::literal;
use super::reader::negate_if;
use crate::arithmetic::negated;
use crate::{BinaryOp, Expr, MatchSyntax, UnaryOp, Value};

/// The operators that need no rewriting.
pub(super) fn simple(op: &Sql) -> Option<BinaryOp> {
    Some(match op {
        Sql::Plus => BinaryOp::Add,
        Sql::Minus => BinaryOp::Sub,
        Sql::Multiply => BinaryOp::Mul,
        Sql::Divide => BinaryOp::Div,
        Sql::Modulo => BinaryOp::Mod,
        Sql::PGExp => BinaryOp::Pow,
        Sql::StringConcat => BinaryOp::Concat,
        Sql::Eq => BinaryOp::Eq,
        // On booleans, exclusive or is inequality.
        Sql::NotEq | Sql::Xor => BinaryOp::NotEq,
        Sql::Lt => BinaryOp::Lt,
        Sql::LtEq => BinaryOp::LtEq,
        Sql::Gt => BinaryOp::Gt,
        Sql::GtEq => BinaryOp::GtEq,
        Sql::And => BinaryOp::And,
        Sql::Or => BinaryOp::Or,
        Sql::BitwiseAnd => BinaryOp::BitAnd,
        Sql::BitwiseOr => BinaryOp::BitOr,
        Sql::BitwiseXor | Sql::PGBitwiseXor => BinaryOp::BitXor,
        Sql::PGBitwiseShiftLeft => BinaryOp::ShiftLeft,
        Sql::PGBitwiseShiftRight => BinaryOp::ShiftRight,
        Sql::Arrow => BinaryOp::JsonGet,
        Sql::LongArrow => BinaryOp::JsonGetText,
        Sql::AtArrow => BinaryOp::Contains,
        Sql::ArrowAt => BinaryOp::ContainedBy,
        Sql::PGOverlap => BinaryOp::Overlaps,
        Sql::Question => BinaryOp::JsonHasKey,
        Sql::PGCustomBinaryOperator(path) => return named(path.last()?).and_then(|op| simple(&op)),
        _ => return None,
    })
}

/// The operator in `OPERATOR(pg_catalog.=)`.
fn named(symbol: &str) -> Option<Sql> {
    Some(match symbol {
        "+" => Sql::Plus,
        "-" => Sql::Minus,
        "*" => Sql::Multiply,
        "/" => Sql::Divide,
        "%" => Sql::Modulo,
        "||" => Sql::StringConcat,
        "=" => Sql::Eq,
        "<>" | "!=" => Sql::NotEq,
        "<" => Sql::Lt,
        "<=" => Sql::LtEq,
        ">" => Sql::Gt,
        ">=" => Sql::GtEq,
        "~" => Sql::PGRegexMatch,
        "~*" => Sql::PGRegexIMatch,
        "!~" => Sql::PGRegexNotMatch,
        "!~*" => Sql::PGRegexNotIMatch,
        "~~" => Sql::PGLikeMatch,
        "~~*" => Sql::PGILikeMatch,
        "!~~" => Sql::PGNotLikeMatch,
        "!~~*" => Sql::PGNotILikeMatch,
        _ => return None,
    })
}

/// How an operator compares text with a pattern.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matching {
    pub(super) syntax: MatchSyntax,
    pub(super) case_insensitive: bool,
    pub(super) negated: bool,
}

impl Matching {
    pub(super) fn of(op: &Sql) -> Option<Matching> {
        let (syntax, case_insensitive, negated) = match op {
            Sql::PGRegexMatch | Sql::Regexp => (MatchSyntax::Regex, false, false),
            Sql::PGRegexIMatch => (MatchSyntax::Regex, true, false),
            Sql::PGRegexNotMatch => (MatchSyntax::Regex, false, true),
            Sql::PGRegexNotIMatch => (MatchSyntax::Regex, true, true),
            Sql::PGLikeMatch => (MatchSyntax::Like, false, false),
            Sql::PGILikeMatch => (MatchSyntax::Like, true, false),
            Sql::PGNotLikeMatch => (MatchSyntax::Like, false, true),
            Sql::PGNotILikeMatch => (MatchSyntax::Like, true, true),
            Sql::Glob => (MatchSyntax::Glob, false, false),
            Sql::PGCustomBinaryOperator(path) => {
                return named(path.last()?)
                    .filter(|op| !matches!(op, Sql::PGCustomBinaryOperator(_)))
                    .and_then(|op| Matching::of(&op));
            }
            _ => return None,
        };
        Some(Matching { syntax, case_insensitive, negated })
    }

    pub(super) fn apply(self, expr: Expr, pattern: Expr) -> Expr {
        Expr::Match {
            expr: Box::new(expr),
            pattern: Box::new(pattern),
            syntax: self.syntax,
            case_insensitive: self.case_insensitive,
            negated: self.negated,
        }
    }
}

/// `x LIKE ANY (ARRAY[…])`: one match per item, joined by OR (or by AND for ALL).
pub(super) fn match_each(
    expr: &Expr,
    patterns: Expr,
    shape: Matching,
    all: bool,
) -> Result<Expr, ParseError> {
    let patterns = match patterns {
        Expr::Cast(inner, ..) => *inner,
        other => other,
    };
    let Expr::Array(patterns) = patterns else {
        return Err(ParseError::unsupported("LIKE ANY without a list of patterns"));
    };
    let join = if all { BinaryOp::And } else { BinaryOp::Or };
    let mut matches = patterns.into_iter().map(|pattern| shape.apply(expr.clone(), pattern));
    let first = matches.next().unwrap_or(Expr::Literal(Value::Bool(all)));
    Ok(matches.fold(first, |joined, next| Expr::Binary(join, Box::new(joined), Box::new(next))))
}

pub(super) fn binary(op: &Sql, left: Expr, right: Expr) -> Result<Expr, ParseError> {
    if let Some(op) = simple(op) {
        return Ok(Expr::Binary(op, Box::new(left), Box::new(right)));
    }
    if let Some(shape) = Matching::of(op) {
        return Ok(shape.apply(left, right));
    }
    let call = |name: &str, args| Ok(Expr::Call(name.to_owned(), args));
    match op {
        Sql::Spaceship => Ok(Expr::IsDistinct(Box::new(left), Box::new(right), false)),
        Sql::MyIntegerDivide | Sql::DuckIntegerDivide => call("div", vec![left, right]),
        Sql::PGStartsWith => call("starts_with", vec![left, right]),
        Sql::QuestionPipe => call("jsonb_exists_any", vec![left, right]),
        Sql::QuestionAnd => call("jsonb_exists_all", vec![left, right]),
        Sql::HashArrow => json_path("jsonb_extract_path", left, right),
        Sql::HashLongArrow => json_path("jsonb_extract_path_text", left, right),
        Sql::AndLt => call("range_overleft", vec![left, right]),
        Sql::AndGt => call("range_overright", vec![left, right]),
        Sql::Custom(symbol) if symbol == "-|-" => call("range_adjacent", vec![left, right]),
        Sql::Custom(symbol) if symbol == "&<" => call("range_overleft", vec![left, right]),
        Sql::Custom(symbol) if symbol == "&>" => call("range_overright", vec![left, right]),
        other => Err(ParseError::unsupported(format!("the operator {other}"))),
    }
}

/// `json #> '{a,b}'` as `jsonb_extract_path(json, 'a', 'b')`.
fn json_path(name: &str, json: Expr, path: Expr) -> Result<Expr, ParseError> {
    let keys = match path {
        Expr::Array(keys) => keys,
        Expr::Literal(Value::Text(text)) => literal::array_items(&text)?,
        Expr::Cast(inner, ..) => match *inner {
            Expr::Array(keys) => keys,
            Expr::Literal(Value::Text(text)) => literal::array_items(&text)?,
            _ => return Err(ParseError::unsupported("a computed JSON path")),
        },
        _ => return Err(ParseError::unsupported("a computed JSON path")),
    };
    Ok(Expr::Call(name.to_owned(), std::iter::once(json).chain(keys).collect()))
}

pub(super) fn unary(op: UnaryOperator, operand: Expr) -> Result<Expr, ParseError> {
    let call = |name: &str, operand| Ok(Expr::Call(name.to_owned(), vec![operand]));
    match op {
        UnaryOperator::Plus => Ok(operand),
        UnaryOperator::Not | UnaryOperator::BangNot => Ok(negate_if(true, operand)),
        UnaryOperator::BitwiseNot => Ok(Expr::Unary(UnaryOp::BitNot, Box::new(operand))),
        UnaryOperator::Minus => Ok(match operand {
            Expr::Literal(value) if value.is_number() => match negated(&value) {
                Ok(negative) => Expr::Literal(negative),
                Err(_) => Expr::Unary(UnaryOp::Neg, Box::new(Expr::Literal(value))),
            },
            other => Expr::Unary(UnaryOp::Neg, Box::new(other)),
        }),
        UnaryOperator::PGAbs => call("abs", operand),
        UnaryOperator::PGSquareRoot => call("sqrt", operand),
        UnaryOperator::PGCubeRoot => call("cbrt", operand),
        other => Err(ParseError::unsupported(format!("the operator {other}"))),
    }
}
