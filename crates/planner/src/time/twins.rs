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
    let twin = twin_of(draft.table, facts)?;
    draft.columns.contains_key(twin.name()).then(|| twin.name().to_owned())
}

/// The beginning that has the same name as an end, whether it is known or not.
pub(super) fn twin_of<'t, 'a>(
    table: &'t TableFacts<'a>,
    facts: &ColumnFacts<'_>,
) -> Option<&'t ColumnFacts<'a>> {
    const ENDS: &[(&[&str], &[&str])] = &[
        (&["end", "ends", "ended", "ending"], &["start", "starts", "started", "begin", "begins"]),
        (&["to", "until", "till", "thru"], &["from", "since"]),
        (&["finish", "finished", "finishes"], &["start", "started", "starts"]),
        (&["stop", "stopped"], &["start", "started"]),
        (&["close", "closed", "closes"], &["open", "opened", "opens"]),
        (&["last", "latest", "recent"], &["first", "earliest"]),
        (
            &["arrival", "arrived", "arrive", "arrives"],
            &["departure", "departed", "depart", "departs"],
        ),
        (&["out"], &["in"]),
        (&["arrived"], &["dispatched"]),
        (&["actual"], &["estimated", "planned", "scheduled", "expected"]),
        (&["lifted", "released"], &["ordered", "placed"]),
    ];
    let [words, _] = core_words(facts);
    // A voyage's arrival, whatever stages the words are of.
    let whole = matches!(words.as_slice(), [word] if word.starts_with("arriv"));
    let is_twin = |other: &&ColumnFacts<'_>| {
        let [others, _] = core_words(other);
        others.len() == words.len()
            && (words.len() > 1 || whole)
            && ENDS.iter().any(|(ends, starts)| {
                let differs = |at: usize| words[at] != others[at];
                let at: Vec<usize> = (0..words.len()).filter(|at| differs(*at)).collect();
                matches!(at.as_slice(), [at] if ends.contains(&words[*at].as_str())
                    && starts.contains(&others[*at].as_str()))
            })
    };
    let moments = table.columns.iter().filter(|other| other.class.is_moment());
    moments.filter(|other| other.name() != facts.name()).find(is_twin)
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
