//! Dates and times: what precedes what, how long after, and when it has not happened at all.

mod births;
mod chains;
mod delays;
mod limits;
mod pairs;
mod preceding;
mod sales;
mod spans;
mod stages;
mod states;
mod twins;

use std::{fmt, sync::OnceLock};

use seedbed_expr::{BinaryOp, Expr, Kind};
use seedbed_generate::plan::{
    Bound, ChoiceSource, ColumnPlan, Distribution, Hours, Scalar, Source, TemporalSource, Tick,
    Unit,
};

use crate::draft::Draft;
use crate::exceptions;
use crate::finish;
use crate::formulas::{expression, is_summary};
use crate::names::{ident, path};
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, Survey, TableFacts};
use crate::tokens;
use births::{arrival, is_birth, wards_birth, young_birth};
use chains::Chains;
use delays::{base, follows, lag};
use preceding::{deed, elsewhere, latest, nearer, predecessor};
use stages::{DAY, STAGES, Stage};
pub(crate) use states::agree;
use states::happened;
use twins::{planned_stay, twin};

/// Words that say that a column is a time, and nothing else.
const PLAIN: &[&str] = &[
    "at",
    "on",
    "date",
    "time",
    "utc",
    "day",
    "when",
    "of",
    "gmt",
    "local",
    "moment",
    "clock",
    "ms",
    "millis",
    "milliseconds",
    "msec",
    "us",
    "usec",
    "micros",
    "ns",
    "nanos",
    "unix",
    "epoch",
    "line",
];

/// The present day of a plan, from which literal dates are counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Today {
    year: i32,
    month: u32,
    day: u32,
}

impl Today {
    /// Reads the first ten characters of an ISO moment.
    pub(crate) fn of(as_of: &str) -> Self {
        let mut parts = as_of.split(['-', 'T', ' ']).map(|part| part.parse::<i32>().ok());
        let mut next = |otherwise: i32| parts.next().flatten().unwrap_or(otherwise);
        Self { year: next(2026), month: next(1) as u32, day: (next(1) as u32).min(28) }
    }

    /// The date so many months before, or after.
    fn months(self, months: i32) -> Bound {
        Bound::Literal(Scalar::Text(self.date(months)))
    }

    /// The date so many days after, or before.
    pub(crate) fn days(self, days: i32) -> Bound {
        Bound::Literal(Scalar::Text(self.day(days)))
    }

    /// The day so many days after, or before, in ISO notation.
    pub(crate) fn day(self, days: i32) -> String {
        // Days since 1970 of the civil calendar, there and back.
        let shifted = i64::from(self.year) - i64::from(self.month <= 2);
        let month = i64::from((self.month + 9) % 12);
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let count = 365 * shifted + shifted.div_euclid(4) - shifted.div_euclid(100)
            + shifted.div_euclid(400)
            + of_year
            - 719_468
            + i64::from(days);
        seedbed_expr::format_date(i32::try_from(count).unwrap_or(0))
    }

    /// The date so many months off, in ISO notation.
    pub(crate) fn date(self, months: i32) -> String {
        let count = self.year * 12 + self.month as i32 - 1 + months;
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        format!("{year:04}-{month:02}-{:02}", self.day)
    }

    /// Seconds since 1970 about so many months off.
    pub(crate) fn seconds(self, months: i32) -> f64 {
        self.epoch(0) + f64::from(months + self.month as i32 - 1) * 30.44 * DAY
    }

    /// Seconds since 1970 at the start of a year so many years off.
    fn epoch(self, years: i32) -> f64 {
        (f64::from(self.year + years) - 1970.0) * 365.2425 * DAY
    }
}

/// Fills the temporal columns of a table.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, survey: &Survey<'_>, today: Today) {
    let table = draft.table;
    for facts in draft.open().into_iter().filter(|facts| is_birth(facts)) {
        wards_birth(draft, facts, survey, today);
        if draft.is_open(facts) {
            young_birth(draft, facts, today);
        }
    }
    for facts in draft.open().into_iter().filter(|facts| is_stage(facts)) {
        arrival(draft, facts);
        if draft.is_open(facts) {
            spans::before_start(draft, facts);
        }
    }
    let chains = Chains::of(table);
    let moments: Vec<&ColumnFacts<'_>> =
        draft.open().into_iter().filter(|facts| is_stage(facts)).collect();
    for facts in order(table, &moments, &chains) {
        moment(draft, facts, &chains, survey, today);
    }
    for facts in draft.open().into_iter().filter(|facts| facts.class == Class::Time) {
        time_of_day(draft, facts);
    }
}

/// Whether a column is a moment in the row's life; a birth is a person's.
fn is_stage(facts: &ColumnFacts<'_>) -> bool {
    facts.class.is_moment() && !is_birth(facts)
}

/// A name without the words that only say that it is a time.
fn core_words(facts: &ColumnFacts<'_>) -> [Vec<String>; 2] {
    [&facts.words, &facts.short]
        .map(|words| words.iter().filter(|word| !PLAIN.contains(&word.as_str())).cloned().collect())
}

/// The stage that a column's name tells. It is asked for by every other moment of the table.
fn stage_of(facts: &ColumnFacts<'_>) -> Option<&'static Stage> {
    *facts.stage.0.get_or_init(|| told_stage(facts))
}

/// A stage that was told once. A copy is told its own: it may have another name.
#[derive(Default)]
pub(crate) struct ToldStage(OnceLock<Option<&'static Stage>>);

impl Clone for ToldStage {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl fmt::Debug for ToldStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = self.0.get().copied().flatten();
        f.debug_tuple("ToldStage").field(&stage.map(|stage| stage.meaning)).finish()
    }
}

fn told_stage(facts: &ColumnFacts<'_>) -> Option<&'static Stage> {
    let [words, short] = core_words(facts);
    if short.is_empty() || words.is_empty() {
        return STAGES.iter().find(|stage| stage.meaning == "placing");
    }
    let named = |words: &[String]| {
        STAGES.iter().find(|stage| tokens::matches(stage.names, words).is_some())
    };
    exact(&words).or_else(|| exact(&short)).or_else(|| named(&words)).or_else(|| named(&short))
}

/// Whether a column's name is that of a moment in a row's life.
pub(crate) fn has_stage(facts: &ColumnFacts<'_>) -> bool {
    told_stage(facts).is_some()
}

/// The stage with exactly this name: `order date` is not the last word's.
fn exact(words: &[String]) -> Option<&'static Stage> {
    let name = words.join(" ");
    STAGES.iter().find(|stage| stage.names.split('|').any(|pattern| pattern == name))
}

fn rank(facts: &ColumnFacts<'_>) -> usize {
    stage_of(facts)
        .and_then(|stage| STAGES.iter().position(|other| std::ptr::eq(stage, other)))
        .unwrap_or(STAGES.len())
}

/// The columns with those that others follow first.
fn order<'s, 'a>(
    table: &TableFacts<'_>,
    moments: &[&'s ColumnFacts<'a>],
    chains: &Chains,
) -> Vec<&'s ColumnFacts<'a>> {
    let mut left: Vec<&ColumnFacts<'_>> = moments.to_vec();
    // What is planned comes before what came of it.
    // What is expected is counted from what happened; what was changed or deleted comes after it.
    let last = |facts: &ColumnFacts<'_>| match stage_of(facts) {
        Some(stage) if stage.ahead > 0 => 1,
        Some(stage) if stage.meaning == "change" => 2,
        Some(stage) if stage.meaning == "deletion" => 3,
        _ => 0,
    };
    left.sort_by_key(|facts| (last(facts), rank(facts), planned_stay(table, facts).is_some()));
    let mut ordered: Vec<&ColumnFacts<'_>> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let settled = |facts: &ColumnFacts<'_>| {
            !checked_before(table, facts)
                .iter()
                .map(String::as_str)
                .chain(chains.before(facts.name()).map(String::as_str))
                .chain(exceptions::beginning(table, facts).map(ColumnFacts::name))
                .chain(twins::twin_of(table, facts).map(ColumnFacts::name))
                .any(|name| left.iter().any(|other| other.name() == name))
        };
        // What a stage follows comes before it, too, unless it is listed after it.
        let followed = |facts: &ColumnFacts<'_>, other: &ColumnFacts<'_>| {
            let stages = (stage_of(facts), stage_of(other));
            matches!(stages, (Some(own), Some(other)) if own.after.contains(&other.meaning))
                && !chains.descends(other.name(), facts.name())
                && !exceptions::is_exception(table, other)
        };
        let free = left
            .iter()
            .position(|facts| settled(facts) && !left.iter().any(|other| followed(facts, other)))
            .or_else(|| left.iter().position(|facts| settled(facts)));
        ordered.push(left.remove(free.unwrap_or(0)));
    }
    ordered
}

/// The columns that CHECKs want no later than this one.
fn checked_before(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> Vec<String> {
    let bare = |expr: &Expr| match expr {
        Expr::Column(path) if path.len() == 1 => {
            table.column(&path[0]).map(|c| c.name().to_owned())
        }
        _ => None,
    };
    table
        .orders
        .iter()
        .filter_map(|order| match order.op {
            BinaryOp::Gt | BinaryOp::GtEq if order.left == facts.name() => bare(&order.right),
            BinaryOp::Lt | BinaryOp::LtEq if bare(&order.right)? == facts.name() => {
                Some(order.left.clone())
            }
            _ => None,
        })
        .chain(
            limits::distances(table)
                .into_iter()
                .filter(|distance| distance.is_least() && distance.later == facts.name())
                .map(|distance| distance.earlier),
        )
        .filter(|name| name != facts.name())
        .collect()
}

fn moment(
    draft: &mut Draft<'_, '_>,
    facts: &ColumnFacts<'_>,
    chains: &Chains,
    survey: &Survey<'_>,
    today: Today,
) {
    let table = draft.table;
    let stage = stage_of(facts);
    let meaning = stage.map_or("moment", |stage| stage.meaning);
    if let Some(formula) = stage.and_then(|stage| stage_of_whole(survey, table, facts, stage)) {
        let plan = ColumnPlan::new(expression(formula));
        draft.claim(facts, plan, meaning, "the whole that the row is a part of has it");
        return;
    }
    if let Some(same) = elsewhere(draft, facts) {
        let plan = ColumnPlan::new(expression(ident(&same)));
        draft.claim(facts, plan, meaning, format!("{same} is the same moment"));
        return;
    }
    if let Some(source) = spans::anniversary(draft, facts, stage) {
        let plan = happened(table, facts, stage, source);
        draft.claim(facts, plan, meaning, "so many months after it began");
        return;
    }
    // Where conditions go round in a circle, the first column follows none.
    let is_open =
        |name: &str| draft.open().iter().any(|other| is_stage(other) && other.name() == name);
    let checked: Option<String> = checked_before(table, facts).into_iter().find(|name| {
        table.column(name).is_some_and(|other| other.class.is_moment()) && !is_open(name)
    });
    let begun = exceptions::beginning(table, facts)
        .map(|first| first.name().to_owned())
        .filter(|name| !is_open(name));
    let by_stage = |draft: &Draft<'_, '_>| match stage {
        Some(stage) => predecessor(draft, facts, stage),
        None => deed(draft, facts),
    };
    let listed = chains.before(facts.name()).filter(|name| !is_open(name)).cloned();
    let listed = listed.filter(|listed| nearer(draft, facts, listed, by_stage(draft).as_deref()));
    // What is listed between a beginning and its end lies between them.
    let twin = twin(draft, facts)
        .filter(|twin| listed.as_ref().is_none_or(|listed| !chains.descends(listed, twin)));
    let told = checked.clone().or(begun.clone()).or(twin);
    let chained = told.is_none() && listed.is_some();
    let before = told.or_else(|| listed.clone()).or_else(|| by_stage(draft));
    let planned = planned_stay(table, facts)
        .or_else(|| pairs::sequel(draft, facts, today).filter(|_| checked.is_none()));
    let now = spans::about_now(table, facts, today);
    let mut source = match (&before, stage) {
        _ if planned.is_some() => planned.clone().unwrap_or_default(),
        (_, stage) if now.is_some() && checked.is_none() => {
            let hours = stage.map_or(Hours::Waking, |stage| stage.hours);
            TemporalSource { hours, ..now.clone().unwrap_or_default() }
        }
        (Some(before), stage) => {
            let names = chains.behind(table, before);
            let after: Vec<String> =
                names.iter().map(|name| column_of(table, facts, name)).collect();
            let after = match after.as_slice() {
                [only] => only.clone(),
                _ => format!("coalesce({})", after.join(", ")),
            };
            let source = follows(table, facts, stage, after);
            if chained {
                TemporalSource { delay: Some(lag(table, facts, stage, before)), ..source }
            } else {
                source
            }
        }
        (None, Some(stage)) if stage.meaning == "change" => match latest(draft, facts) {
            Some(latest) => follows(table, facts, Some(stage), latest),
            None => base(survey, table, facts, Some(stage), today),
        },
        (None, stage) => base(survey, table, facts, stage, today),
    };
    if let Some(stage) = stage
        && stage.ahead > 0
        && now.is_none()
    {
        source.max = Some(today.months((stage.ahead / 30).max(1) as i32));
    }
    if facts.class == Class::Date {
        let kept_as_other = facts.column.data_type.kind() != Kind::Date;
        source.unit = kept_as_other.then_some(Unit::Day);
        source.hours = Hours::Any;
    }
    if source.unit.is_none() && pairs::is_agreed(table, facts) {
        source.unit = Some(pairs::AGREED);
    }
    if is_day(facts, stage) && checked.is_none() {
        source.unit = Some(Unit::Day);
        source.hours = Hours::Any;
    }
    if let Some(tick) = facts.tick.filter(|tick| *tick != Tick::Second) {
        source.tick = Some(tick);
        source.unit = Some(Unit::Microsecond);
    }
    limits::limit(table, facts, &mut source);
    let source = match stage {
        Some(stage) if seldom(facts, stage) => never(),
        _ => Source::Temporal(source),
    };
    let wait = match &source {
        Source::Temporal(TemporalSource {
            delay: Some(Distribution::LogNormal { median, .. }),
            ..
        }) => (*median / DAY).ceil().clamp(1.0, 60.0) as i32,
        _ => 1,
    };
    let mut plan = happened(table, facts, stage, source);
    let follows_it = chained || begun.is_some() || is_later_twin(draft, facts, before.as_deref());
    if let Some(before) = before.as_ref().filter(|_| follows_it && now.is_none()) {
        states::after(table, facts, before, &mut plan, &today.day(-wait));
    }
    let reason = match (&checked, &before) {
        (Some(other), _) => format!("a CHECK puts it after {other}"),
        (None, Some(other)) => format!("the name \"{}\", after {other}", facts.words.join(" ")),
        _ => format!("the name \"{}\"", facts.words.join(" ")),
    };
    draft.claim(facts, plan, meaning, reason);
}

/// Whether a timestamp holds what is known by the day: a date of hiring, of maturity.
fn is_day(facts: &ColumnFacts<'_>, stage: Option<&Stage>) -> bool {
    const DAYS: &[&str] =
        &["hire", "founding", "release", "acquisition", "leaving", "due date", "expiry"];
    let dated = facts.words.last().is_some_and(|last| last == "date");
    facts.class == Class::Timestamp
        && facts.tick.is_none()
        && facts.column.default.is_none()
        && dated
        && (facts.is("purchase date") || stage.is_some_and(|stage| DAYS.contains(&stage.meaning)))
}

/// Whether a moment follows the beginning that has its name.
fn is_later_twin(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, before: Option<&str>) -> bool {
    before.is_some() && twin(draft, facts).as_deref() == before
}

/// Whether most rows have 0 for a moment that has not come, as the column can't be NULL.
fn seldom(facts: &ColumnFacts<'_>, stage: &Stage) -> bool {
    let zero = finish::default_number(facts) == Some(0.0);
    facts.tick.is_some() && zero && !facts.is_nullable() && stage.nulls >= 0.85
}

/// What has not come, in whole numbers.
fn never() -> Source {
    Source::Choice(ChoiceSource { values: vec![Scalar::Int(0)], weights: None })
}

/// How `reader` reads another moment of its row.
fn column_of(table: &TableFacts<'_>, reader: &ColumnFacts<'_>, name: &str) -> String {
    match table.column(name) {
        Some(other) => counted(reader, other, ident(name)),
        None => ident(name),
    }
}

/// A moment as a column reads it that counts what it counts since 1970: whole numbers that are
/// counted otherwise are made moments of.
fn counted(reader: &ColumnFacts<'_>, other: &ColumnFacts<'_>, path: String) -> String {
    let alike = reader.tick.unwrap_or_default() == other.tick.unwrap_or_default();
    if alike { path } else { instant(other, path) }
}

/// A moment, whatever its column counts since 1970.
fn instant(facts: &ColumnFacts<'_>, path: String) -> String {
    match facts.tick {
        None => path,
        Some(Tick::Second) => format!("to_timestamp({path})"),
        Some(Tick::Millisecond) => format!("to_timestamp({path} / 1000)"),
        Some(Tick::Microsecond) => format!("to_timestamp({path} / 1000000)"),
        Some(Tick::Nanosecond) => format!("to_timestamp({path} / 1000000000)"),
    }
}

/// The moment of the same stage that the row's whole has: a parcel is sent when its order is.
fn stage_of_whole(
    survey: &Survey<'_>,
    table: &TableFacts<'_>,
    facts: &ColumnFacts<'_>,
    stage: &Stage,
) -> Option<String> {
    let shared = ["dispatch", "delivery", "payment"];
    if !shared.contains(&stage.meaning) || !matches!(table.subject, S::Shipment | S::Payment) {
        return None;
    }
    table.foreign_keys().find_map(|(_, key, id)| {
        let whole = survey.table(id);
        let part = survey.is_before(id, table.id) && matches!(whole.subject, S::Order | S::Invoice);
        let same = whole.columns.iter().find(|other| {
            part && other.class == facts.class
                && other.tick == facts.tick
                && !other.linked
                && stage_of(other).is_some_and(|other| other.meaning == stage.meaning)
        })?;
        let formula = format!("{}.{}", path(table, key), ident(same.name()));
        (facts.is_nullable() || !same.is_nullable()).then_some(formula)
    })
}

/// The moments of the parents that a row comes after, as a formula, and whether the parents go
/// on for years.
fn parents_moment(
    survey: &Survey<'_>,
    table: &TableFacts<'_>,
    reader: &ColumnFacts<'_>,
) -> Option<(String, bool)> {
    let mut found: Vec<(String, bool)> = Vec::new();
    for (_, key, id) in table.foreign_keys() {
        let parent = survey.table(id);
        // Who approves, changes or deletes a row may have come after it.
        let later = key.columns.iter().filter_map(|name| table.column(name)).any(|facts| {
            facts.is("* by|* by id") && !facts.is("created by|created by id|* created by|added by")
        });
        let known = survey.is_before(id, table.id) && !parent.subject.is_lookup() && !later;
        let anchor = anchor(parent).filter(|anchor| !is_summary(survey, parent, anchor));
        let Some(anchor) = anchor.filter(|_| known) else { continue };
        let path = path(table, key);
        let read = |facts: &ColumnFacts<'_>| {
            counted(reader, facts, format!("{path}.{}", ident(facts.name())))
        };
        let formula = match paid(table, parent) {
            Some(paid) => format!("coalesce({}, {})", read(paid), read(anchor)),
            None => read(anchor),
        };
        if !found.iter().any(|(other, _)| *other == formula) {
            found.push((formula, parent.subject.is_lasting()));
        }
    }
    // What a row is a part of says more than what it mentions.
    if found.iter().any(|(_, lasting)| !lasting) {
        found.retain(|(_, lasting)| !lasting);
    }
    let lasting = found.first()?.1;
    let formulas: Vec<String> = found.into_iter().map(|(formula, _)| formula).take(3).collect();
    let formula = match formulas.as_slice() {
        [only] => only.clone(),
        _ => format!("greatest({})", formulas.join(", ")),
    };
    Some((formula, lasting))
}

/// When the whole that a payment is for was paid.
fn paid<'t, 'a>(table: &TableFacts<'_>, whole: &'t TableFacts<'a>) -> Option<&'t ColumnFacts<'a>> {
    whole.columns.iter().find(|facts| {
        table.subject == S::Payment
            && is_stage(facts)
            && stage_of(facts).is_some_and(|stage| stage.meaning == "payment")
    })
}

/// How many of what a column counts since 1970 make a second.
pub(crate) fn per_second(facts: &ColumnFacts<'_>) -> f64 {
    match facts.tick.unwrap_or_default() {
        Tick::Second => 1.0,
        Tick::Millisecond => 1e3,
        Tick::Microsecond => 1e6,
        Tick::Nanosecond => 1e9,
    }
}

/// The column that says since when a row exists.
pub(crate) fn anchor<'t, 'a>(table: &'t TableFacts<'a>) -> Option<&'t ColumnFacts<'a>> {
    let exists = ["creation", "placing", "acquisition", "start", "release", "hire", "handing in"];
    table
        .columns
        .iter()
        .filter(|facts| is_stage(facts) && !facts.linked && !facts.is_computed())
        .filter(|facts| stage_of(facts).is_some_and(|stage| exists.contains(&stage.meaning)))
        .min_by_key(|facts| {
            stage_of(facts)
                .and_then(|stage| exists.iter().position(|meaning| *meaning == stage.meaning))
        })
}

/// Whether a column says when the row was made.
pub(crate) fn is_creation(facts: &ColumnFacts<'_>) -> bool {
    stage_of(facts).is_some_and(|stage| stage.meaning == "creation")
}

/// Whether a column says when the row was changed.
pub(crate) fn is_change(facts: &ColumnFacts<'_>) -> bool {
    stage_of(facts).is_some_and(|stage| stage.meaning == "change")
}

/// Opening and closing, beginning and end of a day's business.
fn time_of_day(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>) {
    let between = |from: &str, to: &str| TemporalSource {
        min: Some(Bound::Literal(from.into())),
        max: Some(Bound::Literal(to.into())),
        unit: Some(Unit::Minute),
        ..TemporalSource::default()
    };
    let start = "* start|start *|start|* from|from|open|opens|* open|* opens|opening *|\
         departure|* departure|check in|begin *|starts *|opens at|from *";
    let end = "* end|end *|end|* to|to|close|closes|* close|* closes|closing *|arrival|\
         * arrival|check out|finish *|ends *|until|closes at|to *|* until";
    let (source, meaning) = if facts.is("checkin|checkin *|check in|check in *") {
        (between("14:00:00", "16:30:00"), "start of a period of the day")
    } else if facts.is("checkout|checkout *|check out|check out *") {
        (between("10:00:00", "12:00:00"), "end of a period of the day")
    } else if facts.is(end) {
        (between("14:00:00", "21:30:00"), "end of a period of the day")
    } else if facts.is(start) {
        (between("07:00:00", "11:30:00"), "start of a period of the day")
    } else {
        (between("07:00:00", "21:30:00"), "time of day")
    };
    let plan = finish::with_nulls(facts, Source::Temporal(source), 0.1);
    draft.claim(facts, plan, meaning, format!("the name \"{}\"", facts.words.join(" ")));
}

/// The stages for `docs/meanings.md`.
#[cfg(test)]
pub(crate) fn listed() -> String {
    use std::fmt::Write;

    let mut page = String::from(
        "\n## Dates and times\n\nWords such as at, on, date and time count for nothing here.\n\n\
         | stage | columns | follows |\n|---|---|---|\n",
    );
    for stage in STAGES {
        let names = stage.names.replace('|', ", ").replace('*', "…");
        let _ = writeln!(page, "| {} | {names} | {} |", stage.meaning, stage.after.join(", "));
    }
    page
}

#[cfg(test)]
mod tests;
