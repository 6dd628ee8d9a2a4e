//! Moments that follow another of their row by their names alone, whatever the trade: what is made
//! is installed later, what comes next is counted from the visit.

use seedbed_generate::plan::{Bound, Distribution, Hours, TemporalSource, Unit};

use super::stages::{DAY, HOUR};
use super::{Today, core_words};
use crate::draft::Draft;
use crate::names::ident;
use crate::recognise::is_of;
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, TableFacts};
use crate::tokens;

/// A moment, the one that it follows, and how many days later that usually is.
struct Pair {
    later: &'static str,
    earlier: &'static str,
    days: f64,
}

const PAIRS: &[Pair] = &[
    Pair {
        later: "installed|installation|install|commissioned|purchased|purchase|put service",
        earlier: "manufactured|manufacture|produced|production|mfg|made|built",
        days: 160.0,
    },
    Pair {
        later: "installed|installation|install|commissioned",
        earlier: "purchased|purchase|bought|acquired",
        days: 20.0,
    },
    Pair {
        later: "completed|closed|finished|put away|stored|inspected",
        earlier: "received|arrived|arrival",
        days: 1.2,
    },
    Pair {
        later: "replaced|replacement|retired|decommissioned|removed",
        earlier: "installed|installation|commissioned",
        days: 900.0,
    },
];

/// What a row is about, from which what comes next is counted.
const DEED: &str = "consultation|visit|visited|appointment|service|serviced|performed|examination|\
     inspection|treatment|vaccination|administered|given|session|";

/// Whether a moment's name is one of these, without the words that say it is a time.
fn is(facts: &ColumnFacts<'_>, names: &str) -> bool {
    core_words(facts).iter().any(|words| tokens::matches(names, words).is_some())
}

/// A moment that its row has as a day or a timestamp, other than `facts`.
fn beside<'t, 'a>(
    table: &'t TableFacts<'a>,
    facts: &ColumnFacts<'_>,
    names: &str,
) -> Option<&'t ColumnFacts<'a>> {
    table.columns.iter().find(|other| {
        other.class.is_moment()
            && other.tick.is_none()
            && !other.linked
            && other.name() != facts.name()
            && is(other, names)
    })
}

/// What a moment follows, or comes before, by both their names.
pub(super) fn sequel(
    draft: &Draft<'_, '_>,
    facts: &ColumnFacts<'_>,
    today: Today,
) -> Option<TemporalSource> {
    if facts.tick.is_some() {
        return None;
    }
    next(draft, facts, today).or_else(|| PAIRS.iter().find_map(|pair| paired(draft, facts, pair)))
}

fn paired(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, pair: &Pair) -> Option<TemporalSource> {
    let known = |other: &&ColumnFacts<'_>| draft.columns.contains_key(other.name());
    if is(facts, pair.later) {
        let earlier = beside(draft.table, facts, pair.earlier).filter(known)?;
        return Some(TemporalSource {
            after: Some(ident(earlier.name())),
            delay: Some(Distribution::LogNormal { median: pair.days * DAY, sigma: 0.6 }),
            hours: Hours::Waking,
            ..TemporalSource::default()
        });
    }
    if !is(facts, pair.earlier) || pair.days < 10.0 {
        return None;
    }
    let later = beside(draft.table, facts, pair.later).filter(known)?;
    let name = ident(later.name());
    let most = (pair.days * 2.5) as i64;
    Some(TemporalSource {
        max: Some(Bound::Expression { expression: name.clone() }),
        after: Some(format!("{name} - interval '{most} days'")),
        delay: Some(Distribution::LogNormal { median: pair.days * 1.5 * DAY, sigma: 0.3 }),
        hours: Hours::Waking,
        ..TemporalSource::default()
    })
}

/// The next one is weeks or months after the row's own, which may lie long ago.
fn next(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, today: Today) -> Option<TemporalSource> {
    let table = draft.table;
    let told = facts.is("next *|follow up|follow up *|* follow up|follow up date");
    let event = matches!(table.subject, S::Visit | S::Diagnosis | S::Drug | S::LabTest)
        || is_of(
            table,
            "consultation vaccination inspection service maintenance treatment checkup",
        );
    if !told || !event || table.subject.is_lasting() {
        return None;
    }
    let own = table.columns.iter().find(|other| {
        other.class.is_moment()
            && other.tick.is_none()
            && !other.is_nullable()
            && other.name() != facts.name()
            && is(other, DEED.trim_end_matches('|'))
            && draft.columns.contains_key(other.name())
    })?;
    Some(TemporalSource {
        after: Some(ident(own.name())),
        delay: Some(Distribution::LogNormal { median: 75.0 * DAY, sigma: 0.7 }),
        max: Some(today.months(8)),
        hours: Hours::Business,
        ..TemporalSource::default()
    })
}

/// Whether a moment is agreed upon between people, who meet at a quarter of an hour.
pub(super) fn is_agreed(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> bool {
    const MEETINGS: &str = "appointment lesson training class event session meeting interview \
         consultation showing viewing rehearsal workshop webinar practice match fixture";
    let planned = facts.is(
        "start at|starts at|start date|start time|start|starts|end at|ends at|end date|end time|end|\
         scheduled at|scheduled for|scheduled time|scheduled start|scheduled end|scheduled date|\
         appointment at|appointment date|appointment time|meeting time|meeting at|interview at|\
         interview date|event date|session date|lesson date|class date|kick off at",
    );
    let program = table.find("user agent|ip address|token|hostname|exit code|session token");
    facts.class == Class::Timestamp
        && facts.tick.is_none()
        && planned
        && program.is_none()
        && is_of(table, MEETINGS)
        && !is_of(table, "log user login web")
}

/// What is held for a customer is held for minutes.
pub(super) fn is_held(facts: &ColumnFacts<'_>) -> bool {
    let held = facts.words.iter().any(|word| matches!(word.as_str(), "hold" | "held"));
    let ends = facts.words.iter().any(|word| word.starts_with("expir") || word == "until");
    facts.class == Class::Timestamp && held && ends
}

/// The time for which something is held.
pub(super) const HOLD: (f64, f64) = (HOUR / 4.0, 0.3);

/// Rounded to what people agree upon.
pub(super) const AGREED: Unit = Unit::QuarterHour;
