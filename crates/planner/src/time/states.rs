//! When a moment has not come: by the row's state, by a flag, or now and then.

use seedbed_expr::Kind;
use seedbed_generate::plan::{ColumnPlan, Scalar, Source};

use super::stages::{self, Stage};
use super::{Today, core_words, is_stage, sales, stage_of};
use crate::draft::Draft;
use crate::exceptions;
use crate::finish::drawn;
use crate::labels::{self, Label};
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
    // What lasts seldom comes to an end.
    let closes = stage.meaning == "end"
        && table.subject.is_lasting()
        && is_called(facts, "closed|* closed|closed *|terminated|ended");
    plan.with_null_rate(if closes { stage.nulls.max(0.75) } else { stage.nulls })
}

/// Whether a moment's name, but for what says that it is one, is one of these.
fn is_called(facts: &ColumnFacts<'_>, patterns: &str) -> bool {
    core_words(facts).iter().any(|words| tokens::matches(patterns, words).is_some())
}

/// What comes after another moment has not come where that one has not.
pub(super) fn after(
    table: &TableFacts<'_>,
    facts: &ColumnFacts<'_>,
    before: &str,
    plan: &mut ColumnPlan,
    since: &str,
) {
    /// The share of rows that wait between two deeds.
    const WAITING: f64 = 0.1;
    /// From here on most rows never come to it.
    const SELDOM: f64 = 0.5;
    let Some(before) = table.column(before) else { return };
    let exception = exceptions::is_exception(table, facts);
    let undone = exception && super::chains::undoes(facts) || exceptions::lasts(facts);
    if !facts.is_nullable() || plan.null_if.is_some() || exception && !undone {
        return;
    }
    let name = ident(before.name());
    let kind = before.column.data_type.kind();
    // What is planned is known from the beginning.
    let planned = stage_of(facts).is_some_and(|stage| stage.ahead > 0);
    let waits = !exception && !planned && matches!(kind, Kind::Date | Kind::Timestamp);
    let conditions = [
        before.is_nullable().then(|| format!("{name} IS NULL")),
        waits.then(|| format!("{name} > {}", literal(since))),
    ];
    let conditions: Vec<String> = conditions.into_iter().flatten().collect();
    plan.null_if = (!conditions.is_empty()).then(|| conditions.join(" OR "));
    if exception && !exceptions::lasts(facts) {
        plan.null_rate = plan.null_rate.max(exceptions::spared(table, facts));
    } else if before.is_nullable() && plan.null_rate < SELDOM {
        plan.null_rate = plan.null_rate.min(WAITING);
    }
}

fn by_state(table: &TableFacts<'_>, facts: &ColumnFacts<'_>, stage: &Stage) -> Option<String> {
    let states: Vec<&ColumnFacts<'_>> = table
        .columns
        .iter()
        .filter(|facts| facts.is(STATE) && !labels::named(facts).is_empty())
        .collect();
    let own = states.iter().find(|status| is_state_of(status, facts, stage));
    let read = |status: &ColumnFacts<'_>| not_reached(status, &labels::named(status), facts, stage);
    own.and_then(|status| read(status)).or_else(|| read(states.first()?))
}

/// Whether a state is that of a moment's own matter: `payment status` of `paid at`, `review status`
/// of `reviewed at`.
fn is_state_of(status: &ColumnFacts<'_>, facts: &ColumnFacts<'_>, stage: &Stage) -> bool {
    const ROOT: usize = 4;
    let root = |word: &str| word.chars().take(ROOT).collect::<String>();
    let [words, _] = core_words(facts);
    let Some((_, matter)) = status.words.split_last() else { return false };
    let on_the_way = ["shipping", "shipment", "delivery", "fulfillment", "fulfilment"];
    let goods = matches!(stage.meaning, "dispatch" | "delivery");
    matter.last().is_some_and(|matter| {
        stage.meaning == matter
            || goods && on_the_way.contains(&matter.as_str())
            || words.iter().any(|word| root(word) == root(matter))
    })
}

/// Deeds that come to a row when it is handed in or sent, and the states that it is in before.
const BEFORE: &[(&str, &str)] = &[
    (
        "submitted|submission|filed|applied|lodged|placed|ordered|issued|invoiced|finalized|\
         finalised|handed in|application",
        "draft|unsubmitted|not submitted|in preparation|incomplete|not started",
    ),
    (
        "sent|mailed|emailed|dispatched on|delivered to",
        "draft|unsent|not sent|scheduled|queued|in preparation",
    ),
];

/// The states in which a row waits for a deed, as a condition.
fn not_yet(status: &ColumnFacts<'_>, labels: &[Label], facts: &ColumnFacts<'_>) -> Option<String> {
    let (_, before) = BEFORE.iter().find(|(deeds, _)| is_called(facts, deeds))?;
    let sent = labels.iter().any(|label| tokens::words(&label.text).join(" ") == "sent");
    let waits = |label: &&Label| {
        let words = tokens::words(&label.text).join(" ");
        before.split('|').any(|state| state == words)
            || sent && is_called(facts, "sent") && matches!(words.as_str(), "pending" | "new")
    };
    let waiting: Vec<String> = labels.iter().filter(waits).map(Label::literal).collect();
    (!waiting.is_empty() && waiting.len() < labels.len())
        .then(|| format!("{} IN ({})", ident(status.name()), waiting.join(", ")))
}

/// Deeds that settle a matter whatever the outcome, and the states after them.
const SETTLING: &str = "reviewed|review|decided|decision|moderated|evaluated|judged|screened|\
     adjudicated|determined|determination|processed|resolved|handled|actioned|ruled";
const SETTLED: &[&str] = &[
    "approved",
    "rejected",
    "declined",
    "denied",
    "refused",
    "accepted",
    "granted",
    "confirmed",
    "verified",
    "completed",
    "closed",
    "hired",
    "waitlisted",
    "failed",
    "passed",
    "paid",
    "published",
    "resolved",
    "dismissed",
    "upheld",
    "settled",
    "processed",
    "partially_approved",
];

/// In which of its states a row has not come to a stage, as a condition.
fn not_reached(
    status: &ColumnFacts<'_>,
    labels: &[Label],
    facts: &ColumnFacts<'_>,
    stage: &Stage,
) -> Option<String> {
    let spelt = |label: &Label| tokens::words(&label.text).join("_");
    let [_, deed] = core_words(facts).map(|words| words.join("_"));
    // A state with the column's own name says that the row came there; what came to nothing did
    // not.
    let settles = is_called(facts, SETTLING);
    let named = stage.meaning == "end" && labels.iter().any(|label| spelt(label) == deed);
    let reached = |label: &&Label| {
        let words = spelt(label);
        let is_of =
            stage.states.iter().any(|state| *state == words || state.replace('_', "") == words);
        let settled = settles && SETTLED.contains(&words.as_str());
        (is_of || settled || passed(stage, &words))
            && !(named && words != deed && stages::FAILED.contains(&words.as_str()))
    };
    let counted = |label: &Label| matches!(label.value, Scalar::Int(_));
    // Who has left since was admitted all the same.
    if is_called(facts, "admission|admitted|admit|joining|joined|enrolled|enrolment|enrollment") {
        return None;
    }
    if let Some(condition) = not_yet(status, labels, facts) {
        return Some(condition);
    }
    let first = labels.iter().position(|label| reached(&label));
    let past = |at: usize, label: &&Label| {
        // Numbers count what comes one after the other; what came to nothing did not get so far.
        let later = counted(label) && first.is_some_and(|first| at > first);
        let came = !stages::FAILED.contains(&spelt(label).as_str())
            && !exceptions::is_ending(&tokens::words(&label.text));
        reached(label) || later && came && stage.meaning != "cancellation"
    };
    let reached: Vec<String> = labels
        .iter()
        .enumerate()
        .filter(|(at, label)| past(*at, label))
        .map(|(_, label)| label.literal())
        .collect();
    (!reached.is_empty() && reached.len() < labels.len())
        .then(|| format!("{} NOT IN ({})", ident(status.name()), reached.join(", ")))
}

/// Whether a row that has come to a good end has passed a stage before it.
fn passed(stage: &Stage, label: &str) -> bool {
    const ENDS: &[&str] = &[
        "closed",
        "completed",
        "complete",
        "done",
        "resolved",
        "finished",
        "settled",
        "fulfilled",
    ];
    let before_end = ["confirmation", "assignment", "processing", "answer", "start"];
    !stage.states.is_empty() && before_end.contains(&stage.meaning) && ENDS.contains(&label)
}

/// Ties moments to states that no list gives, once it is known which states are drawn.
pub(crate) fn agree(draft: &mut Draft<'_, '_>, locale: &str, today: Today) {
    let table = draft.table;
    let Some(status) = table.columns.iter().find(|facts| {
        let listed = matches!(facts.class, Class::Text | Class::Labels);
        facts.is(STATE) && listed && !facts.linked
    }) else {
        return;
    };
    let Some(labels) =
        draft.columns.get(status.name()).and_then(|plan| drawn(&plan.source, locale))
    else {
        return;
    };
    let labels: Vec<Label> = labels.into_iter().map(Label::from).collect();
    sales::close(draft, status, &labels, today);
    if status.is_nullable() {
        return;
    }
    for facts in table.columns.iter().filter(|facts| is_stage(facts) && facts.is_nullable()) {
        let Some(stage) = stage_of(facts) else { continue };
        let Some(plan) = draft.columns.get_mut(facts.name()) else { continue };
        let open = plan.null_if.is_none() && matches!(plan.source, Source::Temporal(_));
        if let Some(condition) = not_reached(status, &labels, facts, stage)
            .filter(|_| open && !sales::is_close(table, facts))
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
