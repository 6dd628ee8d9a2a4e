//! How long after what it follows a moment comes, and in which period one that follows nothing
//! lies.

use seedbed_expr::Kind;
use seedbed_generate::plan::{Distribution, Hours, TemporalSource, Unit};

use super::stages::{DAY, HOUR, MINUTE, Stage};
use super::{Today, chains, pairs, parents_moment, spans, stage_of, twins};
use crate::exceptions;
use crate::names::ident;
use crate::recognise::is_of;
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, Survey, TableFacts};

/// A delay after another column.
pub(super) fn follows(
    table: &TableFacts<'_>,
    facts: &ColumnFacts<'_>,
    stage: Option<&Stage>,
    after: String,
) -> TemporalSource {
    if let (Some("hire"), Some(grown_up)) = (stage.map(|stage| stage.meaning), grown_up(table)) {
        return TemporalSource {
            after: Some(format!("greatest({after}, {grown_up})")),
            delay: Some(Distribution::Exponential { mean: 7.0 * 365.0 * DAY }),
            hours: Hours::Any,
            ..TemporalSource::default()
        };
    }
    let (median, sigma) = match delay(table, facts, stage) {
        (median, sigma) if median > 0.0 => (median, sigma),
        // A stage that others follow follows here itself.
        _ => (1.0 * DAY, 1.0),
    };
    TemporalSource {
        after: Some(after),
        delay: Some(Distribution::LogNormal { median, sigma }),
        hours: stage.map_or(Hours::Waking, |stage| stage.hours),
        ..TemporalSource::default()
    }
}

/// How long after the moment that is listed before it another one comes.
pub(super) fn lag(
    table: &TableFacts<'_>,
    facts: &ColumnFacts<'_>,
    stage: Option<&Stage>,
    before: &str,
) -> Distribution {
    let earlier = table.column(before).and_then(stage_of);
    let known = match (stage, earlier) {
        (Some(stage), Some(earlier)) => stage.after.contains(&earlier.meaning),
        _ => false,
    };
    let (pace, varied) = chains::pace(table, facts);
    let (median, sigma) = match spans::named(table, facts) {
        Some(span) => span,
        None if known && pace >= HOUR || lasts(table, stage) => delay(table, facts, stage),
        None => (pace, varied),
    };
    let named = spans::named(table, facts).is_some();
    // What is kept by the day is seldom done on the same one.
    let day = facts.class == Class::Date && !named;
    let slow = day && median < pace || median <= 0.0;
    let (median, sigma) = if slow { (pace, varied) } else { (median, sigma) };
    Distribution::LogNormal { median, sigma }
}

fn delay(table: &TableFacts<'_>, facts: &ColumnFacts<'_>, stage: Option<&Stage>) -> (f64, f64) {
    if let Some(span) = spans::named(table, facts) {
        return span;
    }
    if pairs::is_held(facts) {
        return pairs::HOLD;
    }
    if exceptions::is_exception(table, facts) && exceptions::lasts(facts) {
        return (10.0 * DAY, 0.9);
    }
    let Some(stage) = stage else { return chains::pace(table, facts) };
    let lent = matches!(table.subject, S::Booking | S::Order);
    let stays = lent || matches!(table.subject, S::Visit | S::Room);
    match (stage.meaning, facts.class, table.subject) {
        ("delivery", _, S::Message | S::Notification | S::Log) => (5.0, 0.7),
        ("placing", _, S::Flight | S::Ticket) => (3.0 * HOUR, 0.8),
        ("end" | "planned end", _, S::Flight) => (144.0 * MINUTE, 0.5),
        ("end" | "planned end", _, S::Visit)
            if table.words.iter().any(|word| matches!(word.as_str(), "admission" | "stay")) =>
        {
            (3.5 * DAY, 0.7)
        }
        ("end" | "planned end", _, S::Session) => (25.0 * MINUTE, 0.9),
        ("end" | "planned end", ..) if lent => (4.0 * DAY, 0.5),
        ("end" | "planned end", Class::Date, _) if stays => (4.0 * DAY, 0.5),
        ("end" | "planned end", Class::Date, S::Person | S::Contract) => (900.0 * DAY, 0.5),
        ("payment", Class::Date, S::Invoice) => (12.0 * DAY, 0.7),
        ("end", Class::Timestamp, _) if twins::twin_of(table, facts).is_some() && !slow(facts) => {
            (18.0 * MINUTE, 1.0)
        }
        ("start" | "end" | "assignment" | "processing", Class::Timestamp, _)
            if chains::pace(table, facts).0 < HOUR =>
        {
            chains::pace(table, facts)
        }
        ("end", Class::Timestamp, subject)
            if subject.is_lasting()
                && facts.is("closed *|* closed *|ended *|terminated *|completed *|finished *") =>
        {
            (120.0 * DAY, 0.7)
        }
        ("planned end", ..) if facts.is("maturity|maturity *|matures *") => (1_500.0 * DAY, 0.5),
        ("due date", ..) if lent => (14.0 * DAY, 0.25),
        ("end" | "planned end", Class::Date, _) => (75.0 * DAY, 0.8),
        ("end", _, S::Ticket | S::Task) => (2.5 * DAY, 1.0),
        ("expiry", Class::Timestamp, S::Booking | S::Order) => (30.0 * MINUTE, 0.6),
        ("expiry", Class::Timestamp, _) if is_of(table, "otp challenge nonce pin captcha") => {
            (10.0 * MINUTE, 0.3)
        }
        ("expiry", Class::Timestamp, _) if is_of(table, "verification reset magic") => (HOUR, 0.5),
        ("expiry", _, S::Session | S::Token) => (14.0 * DAY, 0.4),
        ("cancellation", ..) if table.subject.is_lasting() => (240.0 * DAY, 0.9),
        _ => stage.delay,
    }
}

/// A column that follows none of its own row: after the parent's moment, or in a period of its
/// own.
pub(super) fn base(
    survey: &Survey<'_>,
    table: &TableFacts<'_>,
    facts: &ColumnFacts<'_>,
    stage: Option<&Stage>,
    today: Today,
) -> TemporalSource {
    let hours = stage.map_or(Hours::Waking, |stage| stage.hours);
    let growth =
        matches!(table.subject, S::Person | S::Order | S::Log | S::Review | S::Post).then_some(1.6);
    let months = match period(table.subject, stage) {
        // What departs as planned is of the past as often as of the future.
        2 if facts.is("* departure|* start|departure") => 24,
        months => months,
    };
    let own = TemporalSource {
        min: Some(today.months(-months)),
        growth,
        hours: if matches!(table.subject, S::Log | S::Measurement) { Hours::Any } else { hours },
        unit: (table.subject == S::Measurement).then_some(Unit::Minute),
        ..TemporalSource::default()
    };
    if let (Some("hire"), Some(born)) = (stage.map(|stage| stage.meaning), grown_up(table)) {
        let delay = Some(Distribution::Exponential { mean: 7.0 * 365.0 * DAY });
        return TemporalSource { after: Some(born), delay, growth: None, ..own };
    }
    let years_apart =
        matches!(stage.map(|stage| stage.meaning), Some("founding" | "release" | "hire"))
            || (table.subject.is_lasting()
                && stage.is_some_and(|stage| stage.meaning == "acquisition"));
    if years_apart || facts.domain.min.is_some() {
        return own;
    }
    let Some((after, lasting)) = parents_moment(survey, table, facts) else { return own };
    // Instalments of what lasts come by and by.
    let by_day = facts.class == Class::Date && table.subject == S::Payment;
    let agreed = table.foreign_keys().any(|(_, _, id)| {
        let parent = survey.table(id).subject;
        matches!(parent, S::Contract | S::Subscription | S::Enrollment)
    });
    let delay = if lasting || by_day && agreed {
        Distribution::Exponential { mean: 240.0 * DAY }
    } else {
        Distribution::LogNormal { median: median_after(table.subject), sigma: 1.0 }
    };
    // What comes within minutes comes at whatever hour the whole came.
    let at_once = !lasting && median_after(table.subject) < HOUR;
    let hours = if at_once { Hours::Any } else { own.hours };
    TemporalSource { after: Some(after), delay: Some(delay), min: None, growth: None, hours, ..own }
}

/// The day on which the row's person was grown up, as a formula.
fn grown_up(table: &TableFacts<'_>) -> Option<String> {
    let born = table.find("birth date|born|date born").filter(|born| born.class.is_moment())?;
    let name = ident(born.name());
    match born.column.data_type.kind() {
        Kind::Date | Kind::Timestamp => Some(format!("{name} + interval '18 years'")),
        Kind::Text => Some(format!("cast({name} as date) + interval '18 years'")),
        _ => None,
    }
}

/// How long after its whole a part usually comes, in seconds.
fn median_after(part: S) -> f64 {
    match part {
        S::Line => 20.0,
        S::Payment => 4.0,
        S::Invoice => 6.0 * MINUTE,
        S::Shipment => 29.0 * HOUR,
        S::Message | S::Comment => 5.0 * HOUR,
        S::Review => 12.0 * DAY,
        _ => 1.0 * DAY,
    }
}

/// How many months back the rows of a table begin.
fn period(subject: S, stage: Option<&Stage>) -> i32 {
    match (stage.map(|stage| stage.meaning), subject) {
        (Some("founding"), _) => 480,
        (Some("release"), S::Film | S::Book | S::Album | S::Track) => 300,
        (Some("hire"), _) => 120,
        (Some("last use"), _) => 6,
        (Some("due date" | "expiry" | "planned end"), _) => 2,
        (_, S::Session | S::Token | S::Notification) => 3,
        (_, S::Log | S::Measurement) => 6,
        (_, subject) if subject.is_lasting() => 48,
        _ => 24,
    }
}

/// Whether a stage ends what lasts.
fn lasts(table: &TableFacts<'_>, stage: Option<&Stage>) -> bool {
    let quick = is_of(table, "job run task build process");
    table.subject.is_lasting() && !quick && stage.is_some_and(|stage| stage.meaning == "end")
}

/// What people do takes days where programs take minutes.
fn slow(facts: &ColumnFacts<'_>) -> bool {
    facts.is("* review *|review *|construction *|* construction *|work *|* work *|project *|study \
         *|* stay *")
}
