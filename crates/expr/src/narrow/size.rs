//! Comparisons of a text's length, or of an array's, with a constant.

use super::domain::{Bound, Domain};
use super::fields::Field;
use super::logic::{Asked, Narrowing, Question, constrained};
use super::solve::{Constraint, limited};
use super::variant::{Variant, add_alternative, conjunction};
use crate::{BinaryOp, Expr, Kind, Value};

/// What of a value is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Characters,
    Bytes,
    Items,
}

impl Narrowing<'_> {
    /// `length(x) op n`.
    pub(super) fn solve_length(
        &self,
        x: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        if let Expr::Call(name, args) = x {
            return match (name.as_str(), args.as_slice()) {
                ("trim" | "btrim", [inner]) => self.solve_trimmed_length(inner, op, value, asked),
                // Changing the case keeps the length.
                ("upper" | "lower", [inner]) => self.solve_length(inner, op, value, asked),
                _ => None,
            };
        }
        let column = self.plain_column(x)?;
        let measure = match (self.kind_of)(&column) {
            None | Some(Kind::Text | Kind::Other) => Measure::Characters,
            Some(Kind::Bytes) => Measure::Bytes,
            Some(_) => return None,
        };
        sized(&column, measure, op, value, asked)
    }

    /// `length(x) - length(replace(x, ' ', '')) = 4`: how often a character occurs.
    pub(super) fn solve_occurrences(
        &self,
        difference: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let Expr::Binary(BinaryOp::Sub, whole, rest) = difference else { return None };
        let rest = length_of(rest)?;
        let Expr::Call(name, args) = rest else { return None };
        let [x, Expr::Literal(Value::Text(part)), Expr::Literal(Value::Text(with))] =
            args.as_slice()
        else {
            return None;
        };
        let mut chars = part.chars();
        let (Some(c), None) = (chars.next(), chars.next()) else { return None };
        (name == "replace" && with.is_empty() && length_of(whole)? == x).then_some(())?;
        let Constraint::Within(range) = Constraint::new(Some(Kind::Int), op, value)? else {
            return None;
        };
        let (least, most) = size_limits(&range).filter(|_| op != BinaryOp::NotEq)?;
        let count = match (least.unwrap_or(0).max(0), most) {
            (least, Some(most)) if most >= least => format!("{{{least},{most}}}"),
            (least, None) => format!("{{{least},}}"),
            _ => return None,
        };
        let c = regex_syntax::escape(c.encode_utf8(&mut [0; 4]));
        let regex = format!("^[^{c}]+(?:{c}[^{c}]+){count}$");
        self.pattern_on(x, regex, false, Question { negated: false, asked })
    }

    /// `jsonb_array_length(x -> 'items') op n`.
    pub(super) fn sized_field(
        &self,
        field: Field,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let Constraint::Within(range) = Constraint::new(Some(Kind::Int), op, value)? else {
            return None;
        };
        let (least, most) = size_limits(&range)?;
        let size = |limit: Option<i64>| limit.and_then(|limit| u64::try_from(limit).ok());
        let json_type = Some("array".to_owned());
        let (min_items, max_items) = (size(least), size(most));
        let domain = Domain { min_items, max_items, json_type, ..Domain::default() };
        Some(self.holding(field, &domain, asked))
    }

    /// `length(trim(x)) op n`.
    fn solve_trimmed_length(
        &self,
        x: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let question = Question { negated: false, asked };
        let Constraint::Within(range) = Constraint::new(Some(Kind::Int), op, value)? else {
            return None;
        };
        if op == BinaryOp::NotEq {
            let is_zero = range.not_in == [Value::Int(0)];
            is_zero.then_some(())?;
            return self.pattern_on(x, "[^ ]".to_owned(), false, question);
        }
        let (least, most) = size_limits(&range)?;
        let column = self.text_column(x)?;
        let mut variants = constrained(&column, &Domain::default(), asked);
        if let Some(least) = least.filter(|&least| least > 0) {
            let regex = match least {
                1 => "[^ ]".to_owned(),
                least => format!("[^ ](?s:.{{{},}})[^ ]", least - 2),
            };
            variants = conjunction(&variants, &self.pattern_on(x, regex, false, question)?)?;
        }
        if most.is_some_and(|most| most < 0) {
            return Some(limited(&column, Constraint::Never, asked));
        }
        if most == Some(0) {
            let blank = self.solve_trimmed(x, BinaryOp::Eq, &Value::from(""), asked)?;
            variants = conjunction(&variants, &blank)?;
        } else if let Some(most) = most {
            // Without spaces around it, a text of this length always passes.
            let max_length = u64::try_from(most).ok();
            let domain = Domain { max_length, ..Domain::default() };
            variants = conjunction(&variants, &constrained(&column, &domain, asked))?;
        }
        Some(variants)
    }
}

/// The text whose characters are counted.
fn length_of(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Call(name, args) => match (name.as_str(), args.as_slice()) {
            ("length" | "char_length" | "octet_length" | "len", [x]) => Some(x),
            _ => None,
        },
        _ => None,
    }
}

/// `size(column) op value`.
pub(super) fn sized(
    column: &str,
    measure: Measure,
    op: BinaryOp,
    value: &Value,
    asked: Asked,
) -> Option<Vec<Variant>> {
    if op == BinaryOp::NotEq {
        let mut variants = sized(column, measure, BinaryOp::Gt, value, asked)?;
        for shorter in sized(column, measure, BinaryOp::Lt, value, asked)? {
            add_alternative(&mut variants, shorter);
        }
        return Some(variants);
    }
    let (least, most) = match Constraint::new(Some(Kind::Int), op, value)? {
        Constraint::Within(range) => size_limits(&range)?,
        decided => return Some(limited(column, decided, asked)),
    };
    if most.is_some_and(|most| most < 0) {
        return Some(limited(column, Constraint::Never, asked));
    }
    let least = least.and_then(|least| u64::try_from(least).ok()).filter(|&least| least > 0);
    let most = most.and_then(|most| u64::try_from(most).ok());
    let mut domain = Domain::default();
    match measure {
        Measure::Characters => (domain.min_length, domain.max_length) = (least, most),
        Measure::Bytes => (domain.min_bytes, domain.max_bytes) = (least, most),
        Measure::Items => (domain.min_items, domain.max_items) = (least, most),
    }
    Some(constrained(column, &domain, asked))
}

/// `array_length(x, 1)`, which is NULL for an empty array.
pub(super) fn first_dimension(
    column: &str,
    op: BinaryOp,
    value: &Value,
    asked: Asked,
) -> Option<Vec<Variant>> {
    let sized = sized(column, Measure::Items, op, value, asked)?;
    let items = |min_items, max_items| Domain { min_items, max_items, ..Domain::default() };
    if asked == Asked::True {
        return conjunction(&sized, &constrained(column, &items(Some(1), None), asked));
    }
    let mut variants = sized;
    for empty in constrained(column, &items(None, Some(0)), asked) {
        add_alternative(&mut variants, empty);
    }
    Some(variants)
}

/// The least and the most that a range of integers allows.
fn size_limits(range: &Domain) -> Option<(Option<i64>, Option<i64>)> {
    let int = |value: &Value| {
        if let Value::Int(value) = value { Some(*value) } else { None }
    };
    if let Some(values) = &range.one_of {
        let only = int(values.first()?)?;
        return Some((Some(only), Some(only)));
    }
    let limit = |bound: &Option<Bound>| bound.as_ref().and_then(|bound| int(&bound.value));
    Some((limit(&range.min), limit(&range.max)))
}
