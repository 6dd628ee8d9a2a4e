//! What the columns of a row say of each other beyond numbers: halves of pairs that are absent
//! together, columns that only rows of a kind have, values that follow older ones, words and codes
//! of one thing.

mod ages;
mod coded;
mod deliveries;
mod elsewhere;
mod faith;
mod fitting;
mod gates;
mod halves;
mod lasting;
mod menus;
mod moments;
mod outlook;
mod phones;
mod posts;
mod rents;
mod results;
mod sequels;
mod shown;
mod states;
mod stays;
mod switches;
mod texts;
mod variety;
mod vehicles;
mod visits;
mod wages;

use seedbed_generate::plan::{Bound, ChoiceSource, Distribution, NumberSource, Scalar, Source};

use crate::draft::Draft;
use crate::finish;
use crate::formulas::without_circle;
use crate::labels;
use crate::names::literal;
use crate::survey::{ColumnFacts, Survey};
use crate::time::Today;

/// Ties the columns of a row to each other. Columns of `wished` are as they were asked for.
pub(crate) fn fill(
    draft: &mut Draft<'_, '_>,
    wished: &[String],
    survey: &Survey<'_>,
    rows: u64,
    (today, locale): (Today, &str),
) {
    let mut sides = Sides { draft, wished, locale };
    texts::fill(&mut sides);
    phones::fill(&mut sides);
    coded::fill(&mut sides, rows);
    variety::fill(&mut sides, rows);
    visits::fill(&mut sides);
    fitting::fill(&mut sides);
    posts::fill(&mut sides, survey);
    vehicles::fill(&mut sides);
    rents::fill(&mut sides, survey);
    deliveries::fill(&mut sides);
    menus::fill(&mut sides);
    sequels::fill(&mut sides);
    elsewhere::fill(&mut sides, survey);
    lasting::fill(&mut sides, survey);
    states::fill(&mut sides, survey);
    shown::fill(&mut sides);
    wages::fill(&mut sides, survey);
    moments::fill(&mut sides, today);
    stays::fill(&mut sides, today);
    ages::fill(&mut sides, today);
    gates::fill(&mut sides);
    faith::fill(&mut sides);
    switches::fill(&mut sides);
    results::fill(&mut sides);
    outlook::fill(&mut sides, today);
    halves::fill(&mut sides);
}

/// A table's columns while what they say of each other is sought.
struct Sides<'d, 's, 'a> {
    draft: &'d mut Draft<'s, 'a>,
    wished: &'d [String],
    locale: &'d str,
}

impl<'s, 'a> Sides<'_, 's, 'a> {
    /// The columns that rules may change, in declared order.
    fn free(&self) -> Vec<&'s ColumnFacts<'a>> {
        let free = |facts: &&ColumnFacts<'_>| {
            !facts.is_computed()
                && self.draft.columns.contains_key(facts.name())
                && !self.wished.iter().any(|name| name == facts.name())
        };
        self.draft.table.columns.iter().filter(free).collect()
    }

    /// The first free column that has one of the names and fits.
    fn named(
        &self,
        names: &str,
        fits: impl Fn(&ColumnFacts<'_>) -> bool,
    ) -> Option<&'s ColumnFacts<'a>> {
        let free = self.free();
        names
            .split('|')
            .find_map(|name| free.iter().copied().find(|facts| facts.is(name) && fits(facts)))
    }

    fn source(&self, facts: &ColumnFacts<'_>) -> Option<&Source> {
        self.draft.columns.get(facts.name()).map(|plan| &plan.source)
    }

    /// What a column was taken for.
    fn meaning(&self, facts: &ColumnFacts<'_>) -> &str {
        let told = self.draft.explanations.iter().rev().find(|why| why.column == facts.name());
        told.map_or("", |why| why.meaning.as_str())
    }

    /// The texts that a column is drawn from, where these are a list.
    fn words(&self, facts: &ColumnFacts<'_>) -> Vec<String> {
        let listed = labels::texts(facts);
        if !listed.is_empty() {
            return listed;
        }
        let mut drawn = Vec::new();
        if let Some(source) = self.source(facts) {
            self.collect(source, &mut drawn);
        }
        drawn
    }

    /// The texts of a source, and of all the cases of one that depends on others.
    fn collect(&self, source: &Source, into: &mut Vec<String>) {
        match source {
            Source::Conditional(conditional) => {
                for case in &conditional.cases {
                    self.collect(&case.then, into);
                }
                if let Some(otherwise) = &conditional.otherwise {
                    self.collect(otherwise, into);
                }
            }
            Source::Template(template) => {
                into.extend(template.vocabularies.get("what").into_iter().flatten().cloned());
            }
            source => {
                let drawn = finish::drawn(source, self.locale).unwrap_or_default();
                into.extend(
                    drawn.into_iter().filter(|text| !into.contains(text)).collect::<Vec<_>>(),
                );
            }
        }
    }

    /// The texts of a list that hold one of the words, as a formula's list.
    fn listed(&self, facts: &ColumnFacts<'_>, is: impl Fn(&str) -> bool) -> Vec<String> {
        let words = self.words(facts);
        words.iter().filter(|word| is(&spelt(word))).map(|word| literal(word)).collect()
    }

    /// Makes a column absent where a condition holds.
    fn absent(&mut self, facts: &ColumnFacts<'_>, condition: &str, reason: &str) {
        if !facts.is_nullable() {
            return;
        }
        without_circle(self.draft, facts, |draft| {
            let Some(plan) = draft.columns.get_mut(facts.name()) else { return };
            plan.null_if = Some(match plan.null_if.take() {
                Some(known) if known.contains(condition) => known,
                Some(known) => format!("({known}) OR {condition}"),
                None => condition.to_owned(),
            });
            plan.null_rate = plan.null_rate.min(0.03);
            draft.explain(facts.name(), "present or absent", reason);
        });
    }

    /// Gives a column another source; when it is NULL stays as it was.
    fn make(&mut self, facts: &ColumnFacts<'_>, source: Source, meaning: &str, reason: String) {
        without_circle(self.draft, facts, |draft| {
            let Some(plan) = draft.columns.get_mut(facts.name()) else { return };
            plan.source = source;
            draft.explain(facts.name(), meaning, reason);
        });
    }

    /// How often a column is NULL.
    fn spare(&mut self, facts: &ColumnFacts<'_>, rate: f64) {
        if let Some(plan) = self.draft.columns.get_mut(facts.name()).filter(|_| facts.is_nullable())
        {
            plan.null_rate = rate;
        }
    }
}

/// A label as its words: `LEGAL_ENTITY` as `legal entity`.
fn spelt(label: &str) -> String {
    crate::tokens::words(label).join(" ")
}

/// Always the same value.
fn always(value: Scalar) -> Source {
    Source::Choice(ChoiceSource { values: vec![value], weights: None })
}

/// Numbers like those of `was`, anywhere between two formulas.
fn between(was: &NumberSource, least: String, most: String) -> Source {
    let limit = |expression: String| Some(Bound::Expression { expression });
    // A shape without an end of its own: what lies outside the formulas is drawn between them.
    Source::Number(NumberSource {
        distribution: Distribution::LogNormal { median: 1.0, sigma: 0.1 },
        min: limit(least),
        max: limit(most),
        ..was.clone()
    })
}
