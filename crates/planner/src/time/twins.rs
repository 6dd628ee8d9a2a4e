//! Moments that another column beside them announces: the end of a beginning with the same name, an
//! arrival that was booked.

use seedbed_expr::Kind;
use seedbed_generate::plan::{Bound, TemporalSource};

use super::core_words;
use crate::draft::Draft;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts, TableFacts};

/// The beginning that has the same name as an end: `current_period_start` of
/// `current_period_end`.
pub(super) fn twin(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>) -> Option<String> {
    const ENDS: &[(&[&str], &[&str])] = &[
        (&["end", "ends", "ended", "ending"], &["start", "starts", "started", "begin", "begins"]),
        (&["to", "until", "till", "thru"], &["from", "since"]),
        (&["finish", "finished", "finishes"], &["start", "started", "starts"]),
        (&["stop", "stopped"], &["start", "started"]),
        (&["close", "closed", "closes"], &["open", "opened", "opens"]),
        (&["last", "latest", "recent"], &["first", "earliest"]),
    ];
    let [words, _] = core_words(facts);
    let is_twin = |other: &&ColumnFacts<'_>| {
        let [others, _] = core_words(other);
        others.len() == words.len()
            && words.len() > 1
            && ENDS.iter().any(|(ends, starts)| {
                let differs = |at: usize| words[at] != others[at];
                let at: Vec<usize> = (0..words.len()).filter(|at| differs(*at)).collect();
                matches!(at.as_slice(), [at] if ends.contains(&words[*at].as_str())
                    && starts.contains(&others[*at].as_str()))
            })
    };
    let known = |other: &&ColumnFacts<'_>| {
        other.class.is_moment() && draft.columns.contains_key(other.name())
    };
    let columns = draft.table.columns.iter();
    columns.filter(known).find(is_twin).map(|other| other.name().to_owned())
}

/// Who stays comes on the day that was booked, in the afternoon, and goes on the day that was
/// booked, in the morning.
pub(super) fn planned_stay(
    table: &TableFacts<'_>,
    facts: &ColumnFacts<'_>,
) -> Option<TemporalSource> {
    let [words, _] = core_words(facts);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (day, from, to) = match words.as_slice() {
        ["checked", "in"] => ("check in|check in *", 14, 21),
        ["checked", "out"] => ("check out|check out *", 7, 12),
        _ => return None,
    };
    let planned = table.columns.iter().find(|other| {
        other.column.data_type.kind() == Kind::Date && other.is(day) && !other.is_nullable()
    })?;
    let at = |hour: u32| Bound::Expression {
        expression: format!("{} + interval '{hour} hours'", ident(planned.name())),
    };
    let timed = facts.class == Class::Timestamp;
    Some(TemporalSource {
        min: Some(at(if timed { from } else { 0 })),
        max: Some(at(if timed { to } else { 0 })),
        ..TemporalSource::default()
    })
}
