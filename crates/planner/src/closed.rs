//! Lists of values of which a column's CHECKs leave nothing.
//!
//! A name suggests values (`type`: "standard", "premium"), and the CHECKs may want others
//! (`length(type) = 3`). What they allow of a list stays, if there is a choice left; otherwise
//! the CHECKs themselves say what the values look like.

use std::collections::BTreeMap;

use seedbed_expr::{Domain, LetterCase, Value};
use seedbed_generate::{
    plan::{Case, ChoiceSource, PatternSource, Records, Scalar, Source, Vocabulary},
    vocabulary,
};

use crate::{
    draft::Draft,
    fallback, finish,
    survey::{Class, ColumnFacts},
};

/// Replaces what no row could take, in columns that nobody has `wished` to be as they are.
pub(crate) fn fit(
    draft: &mut Draft<'_, '_>,
    wished: &[String],
    records: &BTreeMap<String, Records>,
    locale: &str,
) {
    let table = draft.table;
    for facts in table.columns.iter().filter(|facts| !wished.contains(&facts.column.name)) {
        let Some(plan) = draft.columns.get_mut(facts.name()) else {
            continue;
        };
        let lists = Lists { facts, records, locale };
        if let Some(source) = lists.fitted(&plan.source) {
            plan.source = source;
            let told = draft.explanations.iter_mut().filter(|told| told.column == facts.name());
            told.for_each(|told| told.reason.push_str("; its CHECKs say which values"));
        }
    }
}

/// The lists that one column may be drawn from.
struct Lists<'l, 'a> {
    facts: &'l ColumnFacts<'a>,
    records: &'l BTreeMap<String, Records>,
    locale: &'l str,
}

impl Lists<'_, '_> {
    /// The source to take instead; `None` where the given one is as good as it gets.
    fn fitted(&self, source: &Source) -> Option<Source> {
        if let Source::Conditional(conditional) = source {
            let mut fitted = conditional.clone();
            let cases = fitted.cases.iter_mut().map(|Case { then, .. }| then);
            let mut changed = false;
            for inner in cases.chain(fitted.otherwise.as_deref_mut()) {
                if let Some(better) = self.fitted(inner) {
                    (*inner, changed) = (better, true);
                }
            }
            return changed.then_some(Source::Conditional(fitted));
        }
        let values = self.values(source)?;
        let kept: Vec<usize> = (0..values.len()).filter(|&at| self.allows(&values[at])).collect();
        match (source, kept.len()) {
            (_, all) if all == values.len() => None,
            // The engine leaves out what is not allowed of a vocabulary, and draws other records.
            (Source::Pool(_), 2..) | (Source::Joint(_), 1..) => None,
            (Source::Choice(choice), 2..) => Some(Source::Choice(some_of(choice, &kept))),
            (Source::Choice(choice), 1) => {
                Some(by_domain(self.facts).unwrap_or(Source::Choice(some_of(choice, &kept))))
            }
            (_, 1) => by_domain(self.facts),
            _ => Some(
                by_domain(self.facts)
                    .unwrap_or_else(|| fallback::by_type(self.facts, &self.facts.column.data_type)),
            ),
        }
    }

    /// The values that a source draws from, where they are a list.
    fn values(&self, source: &Source) -> Option<Vec<Value>> {
        let text = |word: &str| Value::Text(word.to_owned());
        match source {
            Source::Choice(choice) => Some(choice.values.iter().map(value).collect()),
            Source::Pool(pool) => match &pool.vocabulary {
                Vocabulary::Inline(words) => Some(words.iter().map(|word| text(word)).collect()),
                Vocabulary::Named(name) => {
                    let words = vocabulary::lookup(self.locale, name)?;
                    Some(words.iter().map(text).collect())
                }
            },
            Source::Joint(joint) => {
                let records = self.records.get(&joint.records)?;
                let at = records.fields.iter().position(|field| *field == joint.field)?;
                Some(records.rows.iter().filter_map(|row| row.get(at)).map(value).collect())
            }
            _ => None,
        }
    }

    fn allows(&self, value: &Value) -> bool {
        let fits = match (value, self.facts.max_length()) {
            (Value::Text(text), Some(most)) => text.chars().count() <= most as usize,
            _ => true,
        };
        let kind = self.facts.column.data_type.kind();
        let value = value.clone().cast(kind).unwrap_or_else(|_| value.clone());
        fits && self.facts.domain.contains(&value) != Some(false)
    }
}

fn some_of(choice: &ChoiceSource, kept: &[usize]) -> ChoiceSource {
    let weights = choice.weights.as_ref();
    ChoiceSource {
        values: kept.iter().map(|&at| choice.values[at].clone()).collect(),
        weights: weights.map(|weights| kept.iter().map(|&at| weights[at]).collect()),
    }
}

fn value(scalar: &Scalar) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(*value),
        Scalar::Int(value) => Value::Int(*value),
        Scalar::Float(value) => Value::Float(*value),
        Scalar::Text(value) => Value::Text(value.clone()),
    }
}

/// What the CHECKs themselves say of the values, if they do.
fn by_domain(facts: &ColumnFacts<'_>) -> Option<Source> {
    if let Some(values) = &facts.domain.one_of {
        let values = values.iter().filter(|value| facts.domain.contains(value) != Some(false));
        let values: Vec<Scalar> = values.filter_map(literal).collect();
        return (!values.is_empty())
            .then_some(Source::Choice(ChoiceSource { values, weights: None }));
    }
    match facts.class {
        Class::Text => {
            finish::by_pattern(facts).or_else(|| around_pattern(facts)).or_else(|| by_length(facts))
        }
        class if class.is_number() || class.is_moment() => {
            Some(fallback::by_type(facts, &facts.column.data_type))
        }
        _ => None,
    }
}

/// What a CHECK asks to be somewhere in a text, with letters around it.
fn around_pattern(facts: &ColumnFacts<'_>) -> Option<Source> {
    let [pattern] = facts.domain.patterns.as_slice() else {
        return None;
    };
    let regex = pattern.regex.trim_start_matches("(?s)");
    let inner = regex.strip_prefix('^').unwrap_or(regex);
    let is_start = inner.len() < regex.len();
    let core = inner.strip_suffix('$').unwrap_or(inner);
    let is_end = core.len() < inner.len();
    // An anchor that belongs to one alternative, or is escaped, can't be moved.
    let is_plain = !core.contains(['^', '$', '\\', '|']);
    let letters = |absent: bool| if absent { "" } else { "[a-z]{0,4}" };
    (is_plain && !pattern.negated).then(|| {
        let pattern = format!("{}(?:{core}){}", letters(is_start), letters(is_end));
        Source::Pattern(PatternSource { pattern })
    })
}

/// Letters of a length that the CHECKs allow, where length and case are all they ask for.
fn by_length(facts: &ColumnFacts<'_>) -> Option<Source> {
    /// What varies a text enough.
    const VARIETY: u64 = 4;
    let Domain { min_length, max_length, case, patterns, not_in, .. } = &facts.domain;
    let says_length = min_length.is_some() || max_length.is_some();
    if !(says_length || case.is_some() || !not_in.is_empty()) || !patterns.is_empty() {
        return None;
    }
    let most = [*max_length, facts.max_length().map(u64::from)].into_iter().flatten().min();
    let fewest = min_length.unwrap_or(1).max(1);
    let most = most.unwrap_or(u64::MAX).min(fewest.saturating_add(VARIETY)).max(fewest);
    let letters = if *case == Some(LetterCase::Lower) { "[a-z]" } else { "[A-Z]" };
    let pattern = format!("{letters}{{{fewest},{most}}}");
    Some(Source::Pattern(PatternSource { pattern }))
}

/// A value as a plan writes it; `None` for what it writes in no way that is read back.
fn literal(value: &Value) -> Option<Scalar> {
    Some(match value {
        Value::Bool(value) => Scalar::Bool(*value),
        Value::Int(value) => Scalar::Int(*value),
        Value::Float(value) => Scalar::Float(*value),
        Value::Null | Value::Array(_) | Value::Bytes(_) => return None,
        other => Scalar::Text(other.text().into_owned()),
    })
}
