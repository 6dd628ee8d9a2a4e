//! What a moment comes after: the one that its table lists before it, or the one that its stage
//! names.

use seedbed_generate::plan::{Bound, Source, TemporalSource};

use super::stages::Stage;
use super::{core_words, instant, rank, sales, stage_of};
use crate::draft::Draft;
use crate::exceptions;
use crate::names::ident;
use crate::subject::Subject as S;
use crate::survey::ColumnFacts;

/// The moment that a column has in another time zone: `post_date` of `post_date_gmt`.
pub(super) fn elsewhere(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>) -> Option<String> {
    let zoned = facts.words.iter().any(|word| matches!(word.as_str(), "gmt" | "utc"));
    let same = |other: &&ColumnFacts<'_>| {
        other.name() != facts.name()
            && other.column.data_type == facts.column.data_type
            && other.tick == facts.tick
            && draft.columns.contains_key(other.name())
            && core_words(other)[0] == core_words(facts)[0]
            && (facts.is_nullable() || !other.is_nullable())
    };
    let other = draft.table.columns.iter().filter(|_| zoned).find(same)?;
    Some(other.name().to_owned())
}

/// Whether the moment that a table lists before another is nearer to it than the one that its
/// stage names.
pub(super) fn nearer(
    draft: &Draft<'_, '_>,
    facts: &ColumnFacts<'_>,
    listed: &str,
    by_stage: Option<&str>,
) -> bool {
    let table = draft.table;
    let Some(by_stage) = by_stage.filter(|name| *name != listed) else { return true };
    let place = |name: &str| table.table.column_index(name);
    let (Some(one), Some(other)) = (table.column(listed), table.column(by_stage)) else {
        return true;
    };
    // What is listed after the moment itself is known by its stage alone.
    place(by_stage) < place(listed)
        || place(by_stage) > place(facts.name()) && rank(other) <= rank(one)
}

/// The column of the nearest stage before this one that the table has: of several the one whose
/// name is most like the moment's, then the last that is listed before it.
pub(super) fn predecessor(
    draft: &Draft<'_, '_>,
    reader: &ColumnFacts<'_>,
    stage: &Stage,
) -> Option<String> {
    let table = draft.table;
    let known = |facts: &&ColumnFacts<'_>| {
        facts.class.is_moment()
            && draft.columns.contains_key(facts.name())
            && !announces(draft, facts, reader)
            && !exceptions::is_exception(table, facts)
    };
    let place = |facts: &ColumnFacts<'_>| table.table.column_index(facts.name());
    let likeness = |facts: &ColumnFacts<'_>| {
        let [own, other] = [core_words(reader), core_words(facts)].map(|[words, _]| words);
        let before = place(facts) < place(reader);
        (kindred(&own, &other), own.len() == other.len(), before, place(facts).filter(|_| before))
    };
    if stage.ahead > 0 {
        // `quoted_at` of `quote_valid_until`.
        let own = core_words(reader);
        let same = table.columns.iter().filter(known).filter(|facts| {
            let [other, _] = core_words(facts);
            own[0].len() > 1
                && kindred(&own[0], &other)
                && stage_of(facts).is_some_and(|s| s.ahead == 0)
        });
        if let Some(found) = same.max_by_key(|facts| place(facts)) {
            return Some(found.name().to_owned());
        }
    }
    let holds = stage.meaning == "expiry" && matches!(table.subject, S::Booking | S::Order);
    let first = ["creation", "placing"];
    let nearest = first.iter().filter(|_| holds).chain(stage.after);
    nearest.into_iter().find_map(|meaning| {
        let same = table
            .columns
            .iter()
            .filter(known)
            .filter(|facts| stage_of(facts).is_some_and(|other| other.meaning == *meaning));
        let first = same.clone().next()?;
        let best = same.max_by_key(|facts| likeness(facts)).unwrap_or(first);
        Some(best.name().to_owned())
    })
}

/// Whether two names begin alike: `quote valid until`, `quoted`.
fn kindred(one: &[String], other: &[String]) -> bool {
    let stem =
        |words: &[String]| words.first().map(|word| word.chars().take(5).collect::<String>());
    match (stem(one), stem(other)) {
        (Some(one), Some(other)) => {
            one.len() >= 3 && (one.starts_with(&other) || other.starts_with(&one))
        }
        _ => false,
    }
}

/// Whether a moment is made from another one that it comes before.
fn announces(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, of: &ColumnFacts<'_>) -> bool {
    let name = ident(of.name());
    match draft.columns.get(facts.name()).map(|plan| &plan.source) {
        Some(Source::Temporal(TemporalSource {
            max: Some(Bound::Expression { expression }),
            ..
        })) => expression.starts_with(&name),
        _ => false,
    }
}

/// What a moment without a stage of its own (`inspected_at`) comes after: the row's beginning, as
/// far as it is a deed or the row does not last.
pub(super) fn deed(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>) -> Option<String> {
    let [words, _] = core_words(facts);
    let done = words.last().is_some_and(|word| word.ends_with("ed"));
    if !done && draft.table.subject.is_lasting() {
        return None;
    }
    ["placing", "creation", "start", "acquisition"].iter().find_map(|meaning| {
        let begins = draft.table.columns.iter().find(|other| {
            other.class.is_moment()
                && draft.columns.contains_key(other.name())
                && stage_of(other).is_some_and(|stage| stage.meaning == *meaning)
        });
        begins.map(|begins| begins.name().to_owned())
    })
}

/// The latest of everything that has happened to a row: what its change date follows.
pub(super) fn latest(draft: &Draft<'_, '_>, reader: &ColumnFacts<'_>) -> Option<String> {
    let past = |facts: &&ColumnFacts<'_>| {
        facts.class.is_moment()
            && draft.columns.contains_key(facts.name())
            && stage_of(facts).is_none_or(|stage| stage.ahead == 0 && stage.meaning != "last use")
            && !exceptions::lasts(facts)
            && !sales::is_close(draft.table, facts)
    };
    let past: Vec<&ColumnFacts<'_>> = draft.table.columns.iter().filter(past).collect();
    let alike = past.iter().all(|facts| facts.tick == reader.tick);
    let read = |facts: &&ColumnFacts<'_>| {
        let name = ident(facts.name());
        if alike { name } else { instant(facts, name) }
    };
    let names: Vec<String> = past.iter().map(read).collect();
    match names.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        _ => Some(format!("greatest({})", names.join(", "))),
    }
}
