//! Nodes to values.

use std::borrow::Cow;

use regex::Regex;

use super::Env;
use super::json;
use super::node::{Node, Pattern};
use crate::arithmetic::{arithmetic, negated, symbol};
use crate::cast::parse_as;
use crate::compare::{compare, holds};
use crate::functions::Builtin;
use crate::{BinaryOp, EvalError, Kind, Value, pattern as patterns};

type Evaluated<'a> = Result<Cow<'a, Value>, EvalError>;

#[expect(clippy::unnecessary_wraps, reason = "what every step of the evaluation returns")]
fn owned<'a>(value: impl Into<Value>) -> Evaluated<'a> {
    Ok(Cow::Owned(value.into()))
}

/// Three-valued logic's values as SQL values.
#[expect(clippy::unnecessary_wraps, reason = "what every step of the evaluation returns")]
fn logical<'a>(truth: Option<bool>) -> Evaluated<'a> {
    Ok(Cow::Owned(truth.map_or(Value::Null, Value::Bool)))
}

impl Node {
    pub(super) fn eval<'a>(&'a self, slots: &'a [Value], env: Env) -> Evaluated<'a> {
        match self {
            Node::Constant(value) => Ok(Cow::Borrowed(value)),
            Node::Slot(slot) => match slots.get(*slot) {
                Some(value) => Ok(Cow::Borrowed(value)),
                None => Err(EvalError::MissingSlot { slot: *slot, given: slots.len() }),
            },
            Node::Negate(x) => owned(negated(x.eval(slots, env)?.as_ref())?),
            Node::BitNot(x) => bit_not(x.eval(slots, env)?.as_ref()),
            Node::Arithmetic(op, left, right) => {
                let (left, right) = (left.eval(slots, env)?, right.eval(slots, env)?);
                owned(arithmetic(*op, left.as_ref(), right.as_ref())?)
            }
            Node::Composite(op, left, right) => {
                let (left, right) = (left.eval(slots, env)?, right.eval(slots, env)?);
                owned(json::composite(*op, left.as_ref(), right.as_ref())?)
            }
            Node::Case { operand, branches, otherwise } => {
                for (when, then) in branches {
                    if branch_taken(operand.as_deref(), when, slots, env)? {
                        return then.eval(slots, env);
                    }
                }
                otherwise.as_ref().map_or(owned(Value::Null), |x| x.eval(slots, env))
            }
            Node::Coalesce(items) => {
                for item in items {
                    let value = item.eval(slots, env)?;
                    if !value.is_null() {
                        return Ok(value);
                    }
                }
                owned(Value::Null)
            }
            Node::Call(builtin, args) => call(builtin, args, slots, env),
            Node::Extract { field, of, as_float } => {
                let value = field.of(of.eval(slots, env)?.as_ref())?;
                owned(if *as_float { value.cast(Kind::Float)? } else { value })
            }
            Node::RegexReplace { .. } | Node::RegexCaptures { .. } | Node::RegexExtract { .. } => {
                self.regex_function(slots, env)
            }
            Node::Cast(x, target) => owned(target.apply(x.eval(slots, env)?.into_owned())?),
            Node::Array(items) => {
                let items = items.iter().map(|x| x.eval(slots, env).map(Cow::into_owned));
                owned(Value::Array(items.collect::<Result<_, _>>()?))
            }
            _ => logical(self.truth(slots, env)?),
        }
    }

    /// The value as a condition: true, false or unknown.
    pub(super) fn truth(&self, slots: &[Value], env: Env) -> Result<Option<bool>, EvalError> {
        match self {
            Node::Not(x) => Ok(x.truth(slots, env)?.map(|truth| !truth)),
            Node::And(items) => joined(items, false, slots, env),
            Node::Or(items) => joined(items, true, slots, env),
            Node::Compare(op, left, right) => {
                let (left, right) = (left.eval(slots, env)?, right.eval(slots, env)?);
                comparison(*op, left.as_ref(), right.as_ref())
            }
            Node::IsNull(x, flag) => Ok(Some(x.eval(slots, env)?.is_null() == *flag)),
            Node::IsBool(x, value, negated) => {
                Ok(Some((x.truth(slots, env)? == *value) != *negated))
            }
            Node::IsDistinct(a, b, flag) => {
                let (a, b) = (a.eval(slots, env)?, b.eval(slots, env)?);
                let same = match comparison(BinaryOp::Eq, a.as_ref(), b.as_ref())? {
                    Some(same) => same,
                    None => a.is_null() && b.is_null(),
                };
                Ok(Some(same != *flag))
            }
            Node::Between { expr, low, high, negated } => {
                let value = expr.eval(slots, env)?;
                let low = low.eval(slots, env)?;
                let above = comparison(BinaryOp::GtEq, value.as_ref(), low.as_ref())?;
                let high = high.eval(slots, env)?;
                let below = comparison(BinaryOp::LtEq, value.as_ref(), high.as_ref())?;
                let inside = match (above, below) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                };
                Ok(inside.map(|inside| inside != *negated))
            }
            Node::InList { expr, list, negated } => {
                let value = expr.eval(slots, env)?;
                let found = any(list.iter().map(|item| {
                    comparison(BinaryOp::Eq, value.as_ref(), item.eval(slots, env)?.as_ref())
                }))?;
                Ok(found.map(|found| found != *negated))
            }
            Node::Match { expr, pattern, negated } => {
                let text = expr.eval(slots, env)?;
                if text.is_null() {
                    return Ok(None);
                }
                let regex = pattern.regex(slots, env)?;
                Ok(regex.map(|regex| regex.is_match(&text.text()) != *negated))
            }
            Node::Quantified { op, left, array, all } => {
                quantified(*op, left, array, *all, slots, env)
            }
            _ => truth_of(self.eval(slots, env)?.as_ref()),
        }
    }

    fn regex_function<'a>(&'a self, slots: &'a [Value], env: Env) -> Evaluated<'a> {
        let (Node::RegexReplace { expr, pattern, .. }
        | Node::RegexCaptures { expr, pattern }
        | Node::RegexExtract { expr, pattern }) = self
        else {
            return owned(Value::Null);
        };
        let text = expr.eval(slots, env)?;
        let Some(regex) = pattern.regex(slots, env)?.filter(|_| !text.is_null()) else {
            return owned(Value::Null);
        };
        let text = text.text();
        match self {
            Node::RegexReplace { replacement, all, .. } => {
                let replacement = replacement.eval(slots, env)?;
                if replacement.is_null() {
                    return owned(Value::Null);
                }
                let template = rust_template(&replacement.text());
                let limit = usize::from(!*all);
                owned(regex.replacen(&text, limit, template.as_str()).into_owned())
            }
            Node::RegexCaptures { .. } => owned(captures(&regex, &text)),
            _ => owned(match captures(&regex, &text) {
                Value::Array(groups) => groups.into_iter().next().unwrap_or(Value::Null),
                other => other,
            }),
        }
    }
}

impl Pattern {
    /// The regular expression; `None` where the pattern is NULL.
    fn regex(&self, slots: &[Value], env: Env) -> Result<Option<Cow<'_, Regex>>, EvalError> {
        match self {
            Pattern::Fixed(regex) => Ok(Some(Cow::Borrowed(regex))),
            Pattern::Computed { pattern, syntax, case_insensitive } => {
                let pattern = pattern.eval(slots, env)?;
                if pattern.is_null() {
                    return Ok(None);
                }
                let regex = patterns::compile(&pattern.text(), *syntax, *case_insensitive);
                Ok(Some(Cow::Owned(regex.map_err(|_| EvalError::BadPattern)?)))
            }
        }
    }
}

/// A value as a condition. MySQL and SQLite write conditions as numbers.
fn truth_of(value: &Value) -> Result<Option<bool>, EvalError> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(value) => Ok(Some(*value)),
        Value::Int(value) => Ok(Some(*value != 0)),
        Value::Text(text) => match parse_as(text, Kind::Bool) {
            Some(Value::Bool(value)) => Ok(Some(value)),
            _ => Err(EvalError::InvalidText { kind: Kind::Bool }),
        },
        other => Err(EvalError::NotBoolean { kind: other.error_kind() }),
    }
}

/// AND (decided by a false) or OR (decided by a true).
fn joined(
    items: &[Node],
    decided_by: bool,
    slots: &[Value],
    env: Env,
) -> Result<Option<bool>, EvalError> {
    let mut unknown = false;
    for item in items {
        match item.truth(slots, env)? {
            Some(truth) if truth == decided_by => return Ok(Some(decided_by)),
            Some(_) => {}
            None => unknown = true,
        }
    }
    Ok((!unknown).then_some(!decided_by))
}

/// Three-valued OR over results.
fn any(
    results: impl Iterator<Item = Result<Option<bool>, EvalError>>,
) -> Result<Option<bool>, EvalError> {
    let mut unknown = false;
    for result in results {
        match result? {
            Some(true) => return Ok(Some(true)),
            Some(false) => {}
            None => unknown = true,
        }
    }
    Ok((!unknown).then_some(false))
}

fn comparison(op: BinaryOp, left: &Value, right: &Value) -> Result<Option<bool>, EvalError> {
    let ordering = compare(left, right, symbol(op))?;
    Ok(ordering.map(|ordering| holds(op, ordering)))
}

fn quantified(
    op: BinaryOp,
    left: &Node,
    array: &Node,
    all: bool,
    slots: &[Value],
    env: Env,
) -> Result<Option<bool>, EvalError> {
    let left = left.eval(slots, env)?;
    let array = array.eval(slots, env)?;
    let parsed;
    let items = match array.as_ref() {
        Value::Null => return Ok(None),
        Value::Array(items) => items,
        Value::Text(text) => match parse_as(text, Kind::Array) {
            Some(Value::Array(items)) => {
                parsed = items;
                &parsed
            }
            _ => return Err(EvalError::InvalidText { kind: Kind::Array }),
        },
        other => {
            let kinds = (left.error_kind(), other.error_kind());
            let operator = symbol(op);
            return Err(EvalError::Incompatible { operator, left: kinds.0, right: kinds.1 });
        }
    };
    // ALL is the negation of ANY of the negation.
    let found = any(items
        .iter()
        .map(|item| Ok(comparison(op, left.as_ref(), item)?.map(|holds| holds != all))))?;
    Ok(found.map(|found| found != all))
}

fn branch_taken(
    operand: Option<&Node>,
    when: &Node,
    slots: &[Value],
    env: Env,
) -> Result<bool, EvalError> {
    let truth = match operand {
        None => when.truth(slots, env)?,
        Some(operand) => {
            let (operand, when) = (operand.eval(slots, env)?, when.eval(slots, env)?);
            comparison(BinaryOp::Eq, operand.as_ref(), when.as_ref())?
        }
    };
    Ok(truth == Some(true))
}

fn call<'a>(
    builtin: &'static Builtin,
    args: &'a [Node],
    slots: &'a [Value],
    env: Env,
) -> Evaluated<'a> {
    // Most calls have one to three arguments: those are kept off the heap.
    match args {
        [a] => run(builtin, &[a.eval(slots, env)?], env),
        [a, b] => run(builtin, &[a.eval(slots, env)?, b.eval(slots, env)?], env),
        [a, b, c] => {
            let args = [a.eval(slots, env)?, b.eval(slots, env)?, c.eval(slots, env)?];
            run(builtin, &args, env)
        }
        args => {
            let args: Result<Vec<_>, _> = args.iter().map(|arg| arg.eval(slots, env)).collect();
            run(builtin, &args?, env)
        }
    }
}

fn run<'a>(builtin: &'static Builtin, args: &[Cow<'_, Value>], env: Env) -> Evaluated<'a> {
    if builtin.strict && args.iter().any(|arg| arg.is_null()) {
        return owned(Value::Null);
    }
    owned((builtin.run)(args, env)?)
}

fn bit_not<'a>(value: &Value) -> Evaluated<'a> {
    match value {
        Value::Null => owned(Value::Null),
        Value::Int(value) => owned(!value),
        other => {
            let kind = other.error_kind();
            Err(EvalError::Incompatible { operator: "~", left: kind, right: kind })
        }
    }
}

/// The captured groups as an array, the whole match where there are no groups, NULL without
/// a match.
fn captures(regex: &Regex, text: &str) -> Value {
    let Some(captures) = regex.captures(text) else {
        return Value::Null;
    };
    let first = usize::from(captures.len() > 1);
    let groups = captures.iter().skip(first);
    Value::Array(groups.map(|g| g.map_or(Value::Null, |g| Value::from(g.as_str()))).collect())
}

/// PostgreSQL's `\1` and `\&` as the regex crate's `${1}` and `${0}`.
fn rust_template(replacement: &str) -> String {
    let mut template = String::with_capacity(replacement.len() + 4);
    let mut chars = replacement.chars();
    while let Some(c) = chars.next() {
        match c {
            '$' => template.push_str("$$"),
            '\\' => match chars.next() {
                Some(digit @ '1'..='9') => template.extend(["${", &digit.to_string(), "}"]),
                Some('&') => template.push_str("${0}"),
                Some(other) => template.push(other),
                None => template.push('\\'),
            },
            c => template.push(c),
        }
    }
    template
}
