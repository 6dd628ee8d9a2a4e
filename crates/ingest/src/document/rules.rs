//! Rules to conditions that rows meet, and to what makes the values.

use seedbed_expr::{BinaryOp, Expr, MatchSyntax, UnaryOp, Value};
use seedbed_schema::{Meaning, ValueWish, WishedValue};

use super::types::{ConditionalRule, OneOrMany, Rule, Scalar};
use crate::nearest::did_you_mean;

/// Why a rule can't be used, and what would be right.
#[derive(Debug, PartialEq)]
pub(super) struct RuleError {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// What a rule comes to.
pub(super) struct Lowered {
    pub(super) wish: ValueWish,
    /// The condition on the column's values, where there is one.
    pub(super) condition: Option<Expr>,
}

/// Names of rules that say how values are bound, not what they mean.
const SHAPES: &[&str] = &["range", "choice", "regex"];

/// Reads a rule for a column.
pub(super) fn lower(rule: &Rule, column: &str) -> Result<Lowered, RuleError> {
    let shape = match rule.name.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("choices" | "one_of" | "enum") => Some("choice"),
        Some("pattern") => Some("regex"),
        Some(name) => SHAPES.iter().copied().find(|shape| *shape == name),
        None => None,
    };
    if let (Some(name), None) = (&rule.name, shape) {
        let meaning = Meaning::named(name).ok_or_else(|| unknown(name))?;
        return Ok(Lowered { wish: ValueWish::Meaning(meaning), condition: bounds(rule, column) });
    }
    if let Some(pattern) = &rule.regex {
        return regex(pattern, column);
    }
    if !rule.choices.is_empty() {
        return choice(rule, column);
    }
    if let Some(condition) = bounds(rule, column) {
        let wish = ValueWish::Range(rule.min.as_ref().map(wished), rule.max.as_ref().map(wished));
        return Ok(Lowered { wish, condition: Some(condition) });
    }
    Err(RuleError {
        message: "the rule says nothing about the values".into(),
        hint: Some(
            "give the name of a meaning, or range: [lowest, highest], choice: [a, b] or \
             regex: \"…\""
                .into(),
        ),
    })
}

fn unknown(name: &str) -> RuleError {
    let names = Meaning::names().chain(SHAPES.iter().copied());
    RuleError {
        message: format!("there is no rule {name}"),
        hint: did_you_mean(name, names)
            .or_else(|| Some("docs/metadata.md lists the rules".to_owned())),
    }
}

fn regex(pattern: &str, column: &str) -> Result<Lowered, RuleError> {
    let bare = pattern.strip_prefix('^').unwrap_or(pattern);
    let bare = bare.strip_suffix('$').filter(|bare| !bare.ends_with('\\')).unwrap_or(bare);
    let whole = format!("^(?:{bare})$");
    if let Err(error) = regex_syntax::parse(&whole) {
        let message = format!("the regular expression can't be read: {}", reason(&error));
        return Err(RuleError { message, hint: None });
    }
    let whole = format!("^{bare}$");
    let condition = Expr::Match {
        expr: Box::new(Expr::column(column)),
        pattern: Box::new(Expr::Literal(Value::Text(whole))),
        syntax: MatchSyntax::Regex,
        case_insensitive: false,
        negated: false,
    };
    Ok(Lowered { wish: ValueWish::Pattern(bare.to_owned()), condition: Some(condition) })
}

/// What is wrong with an expression, without its text.
fn reason(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => "its syntax is wrong".into(),
    }
}

fn choice(rule: &Rule, column: &str) -> Result<Lowered, RuleError> {
    if !rule.weights.is_empty() && rule.weights.len() != rule.choices.len() {
        let message =
            format!("there are {} weights for {} values", rule.weights.len(), rule.choices.len());
        return Err(RuleError { message, hint: Some("give one for each, or none".into()) });
    }
    if rule.weights.iter().any(|weight| !weight.is_finite() || *weight < 0.0) {
        let message = "weights are numbers from 0 up".into();
        return Err(RuleError { message, hint: None });
    }
    let condition = Expr::InList {
        expr: Box::new(Expr::column(column)),
        list: rule.choices.iter().map(literal).collect(),
        negated: false,
    };
    let weights = rule.weights.iter().copied().chain(std::iter::repeat(1.0));
    let values: Vec<_> = rule.choices.iter().map(wished).zip(weights).collect();
    // Without weights the labels' own words tell how usual they are.
    let wish = ValueWish::Choice(values);
    Ok(Lowered { wish, condition: Some(condition) })
}

fn bounds(rule: &Rule, column: &str) -> Option<Expr> {
    let side = |operator, bound: &Option<Scalar>| {
        let bound = Box::new(literal(bound.as_ref()?));
        Some(Expr::Binary(operator, Box::new(Expr::column(column)), bound))
    };
    match (side(BinaryOp::GtEq, &rule.min), side(BinaryOp::LtEq, &rule.max)) {
        (Some(low), Some(high)) => Some(Expr::Binary(BinaryOp::And, Box::new(low), Box::new(high))),
        (low, high) => low.or(high),
    }
}

/// The condition under which a conditional rule holds.
pub(super) fn condition(rule: &ConditionalRule) -> Result<Expr, RuleError> {
    const OPERATORS: &[&str] =
        &["=", "!=", "<", "<=", ">", ">=", "in", "not in", "is null", "is not null"];
    let column = || Box::new(Expr::column(&rule.column));
    let written = rule.operator.as_deref().unwrap_or("=").trim().to_ascii_lowercase();
    let written = written.replace('_', " ");
    let values: Vec<Expr> = match &rule.value {
        OneOrMany::One(value) => vec![literal(value)],
        OneOrMany::Many(values) => values.iter().map(literal).collect(),
        OneOrMany::None => Vec::new(),
    };
    let operator = match written.as_str() {
        "is null" => return Ok(Expr::IsNull(column(), true)),
        "is not null" => return Ok(Expr::IsNull(column(), false)),
        "in" | "not in" if !values.is_empty() => {
            return Ok(Expr::InList { expr: column(), list: values, negated: written != "in" });
        }
        "=" | "==" | "eq" | "equals" => BinaryOp::Eq,
        "!=" | "<>" | "ne" => BinaryOp::NotEq,
        "<" | "lt" => BinaryOp::Lt,
        "<=" | "lte" => BinaryOp::LtEq,
        ">" | "gt" => BinaryOp::Gt,
        ">=" | "gte" => BinaryOp::GtEq,
        other => {
            return Err(RuleError {
                message: format!("there is no operator {other}"),
                hint: Some(format!("known are {}", OPERATORS.join(", "))),
            });
        }
    };
    match <[Expr; 1]>::try_from(values) {
        Ok([value]) => Ok(Expr::Binary(operator, column(), Box::new(value))),
        Err(_) => Err(RuleError {
            message: format!("{written} compares with one value"),
            hint: Some("give a value, or use the operator in".into()),
        }),
    }
}

/// `NOT condition OR rule`.
pub(super) fn implied(condition: &Expr, rule: Expr) -> Expr {
    let not = Expr::Unary(UnaryOp::Not, Box::new(condition.clone()));
    Expr::Binary(BinaryOp::Or, Box::new(not), Box::new(rule))
}

pub(super) fn literal(value: &Scalar) -> Expr {
    Expr::Literal(match value {
        Scalar::Bool(truth) => Value::Bool(*truth),
        Scalar::Int(number) => Value::Int(*number),
        Scalar::Float(number) => Value::Float(*number),
        Scalar::Text(text) => Value::Text(text.clone()),
    })
}

fn wished(value: &Scalar) -> WishedValue {
    match value {
        Scalar::Bool(truth) => WishedValue::Bool(*truth),
        Scalar::Int(number) => WishedValue::Int(*number),
        Scalar::Float(number) => WishedValue::Float(*number),
        Scalar::Text(text) => WishedValue::Text(text.clone()),
    }
}
