//! The numbers of a row as rules read and rewrite them.

use seedbed_expr::Value;
use seedbed_generate::plan::{Bound, Scalar, Source};

use super::expression;
use super::phrases::{alike, stem};
use super::uses::{is_checked, is_own_number, reaches};
use crate::draft::Draft;
use crate::finish;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Words that say only that a number is an amount.
const VAGUE: &[&str] = &[
    "amount", "total", "price", "value", "count", "number", "quantity", "sum", "percent", "units",
    "cost",
];

/// A table's numbers while relations between them are sought. Columns of `wished` are as they were
/// asked for.
pub(super) struct Sheet<'d, 's, 'a> {
    pub(super) draft: &'d mut Draft<'s, 'a>,
    pub(super) wished: &'d [String],
}

impl<'s, 'a> Sheet<'_, 's, 'a> {
    /// The numbers that nothing ties to their row yet.
    pub(super) fn free(&self) -> Vec<&'s ColumnFacts<'a>> {
        let columns = self.draft.table.columns.iter();
        columns.filter(|facts| self.is_free(facts)).collect()
    }

    /// Whether a rule may make a number anew.
    pub(super) fn is_free(&self, facts: &ColumnFacts<'_>) -> bool {
        is_own_number(facts)
            && facts.tick.is_none()
            && !facts.is_computed()
            && !self.wished.iter().any(|name| name == facts.name())
            && self.is_plain(facts)
            && facts.domain.one_of.is_none()
            && facts.domain.contains(&Value::Int(0)) != Some(false)
            && !is_checked(self.draft.table, facts.name())
    }

    /// Whether a number is drawn without a look at others.
    fn is_plain(&self, facts: &ColumnFacts<'_>) -> bool {
        let literal = |bound: &Option<Bound>| !matches!(bound, Some(Bound::Expression { .. }));
        match self.draft.columns.get(facts.name()).map(|plan| &plan.source) {
            Some(Source::Number(number)) => literal(&number.min) && literal(&number.max),
            Some(Source::Choice(choice)) => {
                choice.values.iter().all(|value| matches!(value, Scalar::Int(_) | Scalar::Float(_)))
            }
            // A discount that looks at what it is taken from gives way to its percentage.
            Some(Source::Conditional(_)) => self
                .draft
                .explanations
                .iter()
                .rev()
                .find(|why| why.column == facts.name())
                .is_some_and(|why| why.meaning == "discount"),
            _ => false,
        }
    }

    /// Whether a formula for `target` may read a column.
    pub(super) fn is_readable(&self, facts: &ColumnFacts<'_>, target: &ColumnFacts<'_>) -> bool {
        facts.name() != target.name()
            && is_own_number(facts)
            && self.draft.columns.contains_key(facts.name())
            && !reaches(self.draft, facts.name(), target.name())
    }

    /// The column whose name is one of the phrases and a stem: the same stem first, then one that
    /// `others` allows; among equals the phrase listed first.
    pub(super) fn named(
        &self,
        phrases: &str,
        own: &[String],
        target: &ColumnFacts<'_>,
        others: fn(&[String]) -> bool,
    ) -> Option<&'s ColumnFacts<'a>> {
        let columns = self.draft.table.columns.iter();
        let ranked = columns.filter(|facts| self.is_readable(facts, target)).filter_map(|facts| {
            phrases.split('|').enumerate().find_map(|(at, phrase)| {
                let rest = stem(&facts.words, phrase)?;
                let same = alike(&rest, own);
                (same || others(&rest)).then_some(((!same, at), facts))
            })
        });
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, facts)| facts)
    }

    /// Makes a number of others, rounded to its digits and no larger than its type holds.
    pub(super) fn put(
        &mut self,
        facts: &ColumnFacts<'_>,
        formula: &str,
        meaning: &str,
        reason: String,
    ) {
        let Some(plan) = self.draft.columns.get_mut(facts.name()) else { return };
        let whole = if facts.is_nullable() {
            formula.to_owned()
        } else {
            format!("coalesce({formula}, 0)")
        };
        plan.source = expression(fitted(facts, &whole));
        plan.null_rate = 0.0;
        self.draft.explain(facts.name(), meaning, reason);
    }
}

/// Whether words say only that a number is an amount.
pub(super) fn is_vague(words: &[String]) -> bool {
    words.iter().all(|word| VAGUE.contains(&word.as_str()))
}

/// A formula rounded to a column's digits and cut to what its type holds.
pub(super) fn fitted(facts: &ColumnFacts<'_>, formula: &str) -> String {
    let digits = match facts.class {
        Class::Int => 0,
        _ => facts.scale().unwrap_or(2),
    };
    let rounded = format!("round({formula}, {digits})");
    match finish::most_of_type(facts) {
        Some(most) => capped(&rounded, most),
        None => rounded,
    }
}

/// A formula that makes no more than `most`, and nothing of nothing.
pub(super) fn capped(formula: &str, most: f64) -> String {
    format!("CASE WHEN {formula} > {most} THEN {most} ELSE {formula} END")
}

/// A column as a formula reads it: nothing where there is none.
pub(super) fn read(facts: &ColumnFacts<'_>) -> String {
    super::totals::or_zero(facts)
}

/// A column as a formula reads it where nothing can be said without it.
pub(super) fn needed(facts: &ColumnFacts<'_>) -> String {
    ident(facts.name())
}

/// Whether a column may be told by a formula that ends as text.
pub(super) fn is_free_text(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>) -> bool {
    facts.class == Class::Text
        && facts.key == KeyPart::No
        && !facts.linked
        && !facts.is_computed()
        && facts.domain.one_of.is_none()
        && facts.domain.patterns.is_empty()
        && !is_checked(draft.table, facts.name())
}
