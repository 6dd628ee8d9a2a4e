//! Patterns on text columns.

use super::domain::{Domain, TextPattern};
use super::logic::{Narrowing, Question, constrained, decided};
use super::variant::Variant;
use crate::{BinaryOp, Expr, MatchSyntax, Value, pattern as patterns};

impl Narrowing<'_> {
    /// An [`Expr::Match`]; `None` where it can't be narrowed.
    pub(super) fn matching(&self, expr: &Expr, question: Question) -> Option<Vec<Variant>> {
        let Expr::Match { expr: text, pattern, syntax, case_insensitive, negated } = expr else {
            return None;
        };
        let question = question.flipped_if(*negated);
        let constant = self.constant(pattern)?;
        if constant.is_null() {
            return Some(decided(&Value::Null, question));
        }
        let pattern = constant.as_text()?;
        if let (MatchSyntax::Like, false, Some(exact)) =
            (syntax, case_insensitive, without_wildcards(pattern))
        {
            let op = if question.negated { BinaryOp::NotEq } else { BinaryOp::Eq };
            return self.solve(text, op, &Value::Text(exact), question.asked);
        }
        let regex = patterns::to_regex(pattern, *syntax).ok()?;
        if let Some((inner, is_own_case)) = changed_case(text, pattern) {
            // Only LIKE compares its letters one by one; in a regular expression a class may
            // tell letters from others.
            let comparable = *syntax == MatchSyntax::Like && is_own_case;
            comparable.then_some(())?;
            return self.pattern_on(inner, regex, true, question);
        }
        self.pattern_on(text, regex, *case_insensitive, question)
    }

    /// A pattern on a text column.
    pub(super) fn pattern_on(
        &self,
        text: &Expr,
        regex: String,
        case_insensitive: bool,
        question: Question,
    ) -> Option<Vec<Variant>> {
        let column = self.text_column(text)?;
        patterns::build(&regex, case_insensitive).ok()?;
        let wanted = TextPattern { regex, case_insensitive, negated: question.negated };
        let domain = Domain { patterns: vec![wanted], ..Domain::default() };
        Some(constrained(&column, &domain, question.asked))
    }
}

/// The text that a LIKE pattern without wildcards stands for.
fn without_wildcards(pattern: &str) -> Option<String> {
    let mut exact = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' | '_' => return None,
            '\\' => exact.push(chars.next()?),
            c => exact.push(c),
        }
    }
    Some(exact)
}

/// The argument of `upper` or `lower`, and whether the pattern is in that case.
fn changed_case<'a>(text: &'a Expr, pattern: &str) -> Option<(&'a Expr, bool)> {
    let Expr::Call(name, args) = text else {
        return None;
    };
    let inner = args.first()?;
    match name.as_str() {
        "upper" => Some((inner, pattern.to_uppercase() == pattern)),
        "lower" => Some((inner, pattern.to_lowercase() == pattern)),
        _ => None,
    }
}
