//! Columns that say something about one state only: `lost_reason` of a deal that is lost,
//! `refund_amount` of an order that was refunded. Elsewhere they are NULL.

use seedbed_generate::plan::Link;

use crate::draft::Draft;
use crate::labels;
use crate::names::{ident, literal};
use crate::statuses::STATE;
use crate::survey::{Class, ColumnFacts, TableFacts};
use crate::tokens;

/// The ends that few things come to, by the letters that all words for them begin with.
const ENDS: &[&str] = &[
    "lost", "cancel", "reject", "den", "declin", "fail", "refund", "return", "block", "ban",
    "suspen", "terminat", "void", "abandon", "bounc", "disput", "revok", "withdr", "los",
];

/// What such columns say of the end.
const SAID: &[&str] =
    &["reason", "by", "note", "notes", "amount", "fee", "comment", "code", "cause"];

/// Leaves out what a row's state does not call for.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, links: &mut [Link]) {
    let table = draft.table;
    for facts in table.columns.iter().filter(|facts| facts.is_nullable() && !facts.is_computed()) {
        let Some(condition) = absence(table, facts) else { continue };
        if let Some(plan) = draft.columns.get_mut(facts.name()).filter(|p| p.null_if.is_none()) {
            plan.null_if = Some(condition);
            plan.null_rate = 0.0;
        } else if let Some(link) =
            links.iter_mut().find(|link| link.columns == [facts.name()] && link.null_if.is_none())
        {
            link.null_if = Some(condition);
            link.null_rate = 0.0;
        } else {
            continue;
        }
        draft.explain(facts.name(), "present or absent", "the row's state says whether it is");
    }
}

/// When the column has nothing to say, as a formula.
fn absence(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> Option<String> {
    let (end, rest) = facts.short.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let stem = ENDS.iter().find(|stem| end.starts_with(**stem))?;
    let about = rest.iter().any(|word| SAID.contains(&word.as_str()));
    if !about {
        return None;
    }
    let same = |text: &str| {
        let words = tokens::words(text);
        words.iter().any(|word| word.starts_with(*stem) || (*stem == "los" && word == "lost"))
    };
    let state =
        table.columns.iter().find(|facts| facts.is(STATE) && !labels::texts(facts).is_empty());
    if let Some(state) = state {
        let reached: Vec<String> = labels::texts(state)
            .iter()
            .filter(|label| same(label))
            .map(|label| literal(label))
            .collect();
        if !reached.is_empty() {
            return Some(format!("{} NOT IN ({})", ident(state.name()), reached.join(", ")));
        }
    }
    let flag = table.columns.iter().find(|other| {
        other.class == Class::Bool
            && !other.is_nullable()
            && other.name() != facts.name()
            && same(other.name())
    });
    if let Some(flag) = flag {
        return Some(format!("NOT {}", ident(flag.name())));
    }
    let moment = table.columns.iter().find(|other| {
        let happens = other.class.is_moment() && other.is_nullable() && !other.is_computed();
        happens && other.short.first().is_some_and(|word| word.starts_with(*stem))
    })?;
    Some(format!("{} IS NULL", ident(moment.name())))
}
