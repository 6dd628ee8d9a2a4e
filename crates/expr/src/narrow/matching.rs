//! Patterns on text columns.

use super::domain::{Domain, TextPattern};
use super::logic::{Asked, Narrowing, Question, constrained, decided};
use super::variant::Variant;
use crate::{BinaryOp, Expr, Kind, MatchSyntax, Value, pattern as patterns};

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
        if question.negated
            && let Some(class) = without_a_character(&regex)
        {
            let question = Question { negated: false, ..question };
            return self.pattern_on(text, class, *case_insensitive, question);
        }
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
        patterns::build(&regex, case_insensitive).ok()?;
        let wanted = TextPattern { regex, case_insensitive, negated: question.negated };
        let mut domain = Domain { patterns: vec![wanted], ..Domain::default() };
        if let Some(field) = self.field(text) {
            return Some(self.holding(field, &domain, question.asked));
        }
        // A text of fixed length is compared with the spaces that fill it.
        let text = match text {
            Expr::Call(name, args) => match (name.as_str(), args.as_slice()) {
                ("rpad", [text, Expr::Literal(Value::Int(length))]) => {
                    domain.min_length = u64::try_from(*length).ok();
                    domain.max_length = domain.min_length;
                    text
                }
                _ => return None,
            },
            text => text,
        };
        Some(constrained(&self.text_column(text)?, &domain, question.asked))
    }

    /// A text that is JSON of a type: one of a few small documents.
    pub(super) fn text_of_type(
        &self,
        x: &Expr,
        json_type: &str,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let column = self.plain_column(x)?;
        ((self.kind_of)(&column)? == Kind::Text).then_some(())?;
        let regex = match json_type {
            "object" => r#"^\{"[a-z]{3,8}": [1-9][0-9]{0,2}\}$"#,
            "array" => r"^\[[1-9][0-9]{0,2}(?:, [1-9][0-9]{0,2}){0,3}\]$",
            "string" => r#"^"[a-z]{3,12}"$"#,
            "number" => "^[1-9][0-9]{0,3}$",
            "boolean" => "^(?:true|false)$",
            "null" => "^null$",
            _ => return None,
        };
        self.pattern_on(x, regex.to_owned(), false, Question { negated: false, asked })
    }
}

/// What a text is made of that has no character of the kind that a pattern looks for anywhere:
/// `[0-9]*` for `[^0-9]`.
fn without_a_character(regex: &str) -> Option<String> {
    let anywhere = regex
        .strip_prefix("^(?s:.*")
        .and_then(|rest| rest.strip_suffix(".*)$"))
        .or_else(|| regex.strip_prefix("(?s)"))?;
    let inside = anywhere.strip_prefix("[^")?.strip_suffix(']')?;
    // One class and nothing beside it.
    let ends = inside
        .char_indices()
        .any(|(at, c)| c == ']' && !inside[..at].ends_with('\\') && !inside[..at].ends_with(':'));
    (!ends && !inside.is_empty()).then(|| format!("^[{inside}]*$"))
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
