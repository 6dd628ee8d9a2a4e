//! When a sale is closed: known of what is won or lost, expected of what is still open.

use seedbed_generate::plan::{
    Case, ConditionalSource, Distribution, Hours, Source, TemporalSource, Unit,
};

use super::stages::DAY;
use super::{Today, stage_of};
use crate::draft::Draft;
use crate::labels::Label;
use crate::names::ident;
use crate::recognise::is_of;
use crate::survey::{Class, ColumnFacts, TableFacts};
use crate::tokens;

/// Whether a moment is that on which a sale is closed, or expected to be.
pub(super) fn is_close(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> bool {
    let dated = facts
        .is("close date|closing date|expected close date|expected close|expected closing|\
         estimated close date|est close date|forecast close date|expected close on");
    let staged = table.find("stage|* stage|stage name|stage id|pipeline stage|status").is_some();
    dated && staged && is_of(table, "opportunity deal sale pipeline prospect lead")
}

/// Sales that are won or lost were closed some weeks after they began; open ones will be.
pub(super) fn close(
    draft: &mut Draft<'_, '_>,
    stage: &ColumnFacts<'_>,
    labels: &[Label],
    today: Today,
) {
    let table = draft.table;
    let ended = |label: &&Label| {
        let words = tokens::words(&label.text);
        words.iter().any(|word| matches!(word.as_str(), "won" | "lost" | "closed" | "cancelled"))
    };
    let closed: Vec<String> = labels.iter().filter(ended).map(Label::literal).collect();
    if closed.is_empty() || closed.len() == labels.len() {
        return;
    }
    let begun = table.columns.iter().find(|facts| {
        let named = stage_of(facts).is_some_and(|stage| stage.meaning == "creation");
        named && facts.class.is_moment() && facts.tick.is_none()
    });
    for facts in table.columns.iter().filter(|facts| is_close(table, facts)) {
        let Some(plan) = draft.columns.get_mut(facts.name()) else { continue };
        if !matches!(plan.source, Source::Temporal(_)) || facts.tick.is_some() {
            continue;
        }
        let unit = (facts.class == Class::Timestamp).then_some(Unit::Day);
        let day = |source| TemporalSource { unit, hours: Hours::Any, ..source };
        let past = match begun {
            Some(begun) => TemporalSource {
                after: Some(ident(begun.name())),
                delay: Some(Distribution::LogNormal { median: 45.0 * DAY, sigma: 0.6 }),
                ..TemporalSource::default()
            },
            None => TemporalSource { min: Some(today.months(-24)), ..TemporalSource::default() },
        };
        let ahead = TemporalSource {
            min: Some(today.days(3)),
            max: Some(today.days(120)),
            ..TemporalSource::default()
        };
        let when = format!("{} IN ({})", ident(stage.name()), closed.join(", "));
        plan.source = Source::Conditional(ConditionalSource {
            cases: vec![Case { when, then: Source::Temporal(day(past)) }],
            otherwise: Some(Box::new(Source::Temporal(day(ahead)))),
        });
        plan.null_rate = 0.0;
        plan.null_if = None;
        let ended = format!("{} IN ({})", ident(stage.name()), closed.join(", "));
        changed(draft, facts, &ended);
        draft.explain(
            facts.name(),
            "end of a sale",
            format!("{} says whether it is", stage.name()),
        );
    }
}

/// What is closed was changed then.
fn changed(draft: &mut Draft<'_, '_>, close: &ColumnFacts<'_>, closed: &str) {
    let table = draft.table;
    let changes = table.columns.iter().filter(|facts| {
        facts.tick.is_none() && stage_of(facts).is_some_and(|stage| stage.meaning == "change")
    });
    for facts in changes {
        let Some(plan) = draft.columns.get_mut(facts.name()) else { continue };
        let Source::Temporal(TemporalSource { after: Some(after), .. }) = &mut plan.source else {
            continue;
        };
        let end = ident(close.name());
        *after = format!("greatest({after}, CASE WHEN {closed} THEN {end} ELSE {after} END)");
    }
}
