//! When a moment has not come: by the row's state, by a flag, or now and then.

use seedbed_generate::plan::{ColumnPlan, Source};

use super::stages::{self, Stage};
use super::{core_words, is_stage, stage_of};
use crate::draft::Draft;
use crate::finish::drawn;
use crate::labels;
use crate::names::{ident, literal};
use crate::statuses::STATE;
use crate::survey::{Class, ColumnFacts, TableFacts};
use crate::tokens;

/// When the moment has not come: by the row's state, by a flag, or now and then.
pub(super) fn happened(
    table: &TableFacts<'_>,
    facts: &ColumnFacts<'_>,
    stage: Option<&Stage>,
    source: Source,
) -> ColumnPlan {
    let plan = ColumnPlan::new(source);
    if !facts.is_nullable() {
        return plan;
    }
    let Some(stage) = stage else { return plan.with_null_rate(0.1) };
    if let Some(condition) = by_state(table, facts, stage).or_else(|| by_flag(table, stage)) {
        return ColumnPlan { null_if: Some(condition), ..plan };
    }
    plan.with_null_rate(stage.nulls)
}

fn by_state(table: &TableFacts<'_>, facts: &ColumnFacts<'_>, stage: &Stage) -> Option<String> {
    let status =
        table.columns.iter().find(|facts| facts.is(STATE) && !labels::texts(facts).is_empty())?;
    not_reached(status, &labels::texts(status), facts, stage)
}

/// In which of its states a row has not come to a stage, as a condition.
fn not_reached(
    status: &ColumnFacts<'_>,
    labels: &[String],
    facts: &ColumnFacts<'_>,
    stage: &Stage,
) -> Option<String> {
    let spelt = |label: &String| tokens::words(label).join("_");
    let [_, deed] = core_words(facts).map(|words| words.join("_"));
    // A state with the column's own name says that the row came there; what came to nothing did
    // not.
    let named = stage.meaning == "end" && labels.iter().any(|label| spelt(label) == deed);
    let reached = |label: &&String| {
        let words = spelt(label);
        let is_of =
            stage.states.iter().any(|state| *state == words || state.replace('_', "") == words);
        is_of && !(named && words != deed && stages::FAILED.contains(&words.as_str()))
    };
    let reached: Vec<String> = labels.iter().filter(reached).map(|label| literal(label)).collect();
    (!reached.is_empty() && reached.len() < labels.len())
        .then(|| format!("{} NOT IN ({})", ident(status.name()), reached.join(", ")))
}

/// Ties moments to states that no list gives, once it is known which states are drawn.
pub(crate) fn agree(draft: &mut Draft<'_, '_>, locale: &str) {
    let table = draft.table;
    let Some(status) = table.columns.iter().find(|facts| {
        facts.is(STATE) && facts.class == Class::Text && !facts.linked && !facts.is_nullable()
    }) else {
        return;
    };
    let Some(labels) =
        draft.columns.get(status.name()).and_then(|plan| drawn(&plan.source, locale))
    else {
        return;
    };
    for facts in table.columns.iter().filter(|facts| is_stage(facts) && facts.is_nullable()) {
        let Some(stage) = stage_of(facts) else { continue };
        let Some(plan) = draft.columns.get_mut(facts.name()) else { continue };
        let open = plan.null_if.is_none() && matches!(plan.source, Source::Temporal(_));
        if let Some(condition) =
            not_reached(status, &labels, facts, stage).filter(|_| open && !stage.states.is_empty())
        {
            plan.null_if = Some(condition);
            plan.null_rate = 0.0;
        }
    }
}

fn by_flag(table: &TableFacts<'_>, stage: &Stage) -> Option<String> {
    let flag = table
        .columns
        .iter()
        .find(|facts| facts.class == Class::Bool && !facts.is_computed() && facts.is(stage.flag))?;
    Some(format!("NOT {}", ident(flag.name())))
}
