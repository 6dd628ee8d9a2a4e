//! Births of people who have guardians, and their arrival before an admission: moments that others
//! set, rather than the row's own beginning.

use seedbed_generate::plan::{
    Bound, ColumnPlan, Distribution, Hours, Source, TemporalSource, Unit,
};

use super::Today;
use super::stages::DAY;
use crate::draft::Draft;
use crate::names::{ident, path};
use crate::subject::Subject;
use crate::survey::{Class, ColumnFacts, Survey, TableFacts};
use crate::tokens;

/// Whether a column says when somebody was born.
pub(super) fn is_birth(facts: &ColumnFacts<'_>) -> bool {
    facts.class.is_moment()
        && facts.is("birth date|* birth date|born|born on|born at|birth|birth at|date born")
}

/// Who is admitted has come to the emergency room some hours before, and leaves it about then.
pub(super) fn arrival(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>) {
    const COMES: &str = "ed reg time|edregtime|ed registration time|ed arrival time|ed arrival|\
         ed arrived at|triage time|triaged at|ed in time|edintime";
    const LEAVES: &str = "ed out time|edouttime|ed departure time|ed left at|ed departed at";
    let table = draft.table;
    let named = |patterns: &str| tokens::matches(patterns, &facts.words).is_some();
    let admitted =
        table.find("admit time|admittime|admitted at|admission time|admission date|in time");
    let Some(admitted) = admitted.filter(|other| other.class == Class::Timestamp) else { return };
    if facts.class != Class::Timestamp || facts.name() == admitted.name() || admitted.is_nullable()
    {
        return;
    }
    let start = ident(admitted.name());
    let (from, to) = match () {
        () if named(COMES) => ("interval '9 hours'", "interval '2 hours'"),
        () if named(LEAVES) => ("interval '90 minutes'", "interval '5 minutes'"),
        () => return,
    };
    let bound =
        |before: &str| Some(Bound::Expression { expression: format!("{start} - {before}") });
    let source = TemporalSource {
        min: bound(from),
        max: bound(to),
        hours: Hours::Any,
        ..TemporalSource::default()
    };
    let rate = if facts.is_nullable() { 0.3 } else { 0.0 };
    let plan = ColumnPlan::new(Source::Temporal(source)).with_null_rate(rate);
    draft.claim(facts, plan, "emergency room", format!("{} comes after", admitted.name()));
}

/// Whoever has a guardian or a parent in a table with birth dates was born when these were grown
/// up.
pub(super) fn wards_birth(
    draft: &mut Draft<'_, '_>,
    facts: &ColumnFacts<'_>,
    survey: &Survey<'_>,
    today: Today,
) {
    const ELDERS: &str = "guardian *|* guardian *|guardian|parent *|parent|mother *|mother|\
         father *|father|caregiver *|legal guardian *|* parent *|carer *|carer";
    let table = draft.table;
    let mut births = Vec::new();
    for (_, key, id) in table.foreign_keys() {
        let elder = key
            .columns
            .iter()
            .filter_map(|name| table.column(name))
            .any(|facts| tokens::matches(ELDERS, &facts.words).is_some());
        let parent = survey.table(id);
        let born = parent.columns.iter().find(|facts| is_birth(facts) && !facts.linked);
        if let Some(born) = born.filter(|_| elder && survey.is_before(id, table.id)) {
            let path = path(table, key);
            births.push(format!("{path}.{} + interval '18 years'", ident(born.name())));
        }
    }
    let after = match births.as_slice() {
        [] => return,
        [only] => only.clone(),
        _ => format!("greatest({})", births.join(", ")),
    };
    let source = TemporalSource {
        min: Some(today.months(-12 * 25)),
        after: Some(after),
        delay: Some(Distribution::LogNormal { median: 9.0 * 365.0 * DAY, sigma: 0.6 }),
        unit: Some(Unit::Day),
        ..TemporalSource::default()
    };
    let rate = if facts.is_nullable() { 0.05 } else { 0.0 };
    let plan = ColumnPlan::new(Source::Temporal(source)).with_null_rate(rate);
    draft.claim(facts, plan, "birth date", "an elder's birth comes first");
}

/// Whether a table is of players or members who have somebody to answer for them.
fn is_minded(table: &TableFacts<'_>) -> bool {
    let minded = "guardian name|guardian contact|guardian phone|guardian email|guardian id|guardian|\
         parent name|parent phone|parent email|parent id|mother name|father name|parent contact";
    let own = "player member participant camper swimmer athlete learner scout dancer gymnast";
    let told = table.find(minded).filter(|facts| {
        let itself = |key: &seedbed_schema::ForeignKey| {
            key.columns.iter().any(|name| name == facts.name()) && key.parent == table.table.name
        };
        !table.table.foreign_keys.iter().any(itself)
    });
    crate::recognise::is_of(table, own) && told.is_some()
}

/// Pupils and children are young: told by the table's name, and by what stands beside the birthday.
pub(super) fn young_birth(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>, today: Today) {
    let table = draft.table;
    let of = |words: &str| crate::recognise::is_of(table, words);
    let minded = "guardian *|guardian|parent name|parent phone|parent email|mother *|father *|\
         grade level|school grade|year group|homeroom|home room|* guardian";
    let (youngest, oldest) = match () {
        () if of("child kid baby infant toddler dependent") => (0, 17),
        () if of("pupil") || of("student camper") && table.find(minded).is_some() => (6, 18),
        () if of("student undergraduate") => (18, 29),
        () if of("horse mare stallion") => (1, 22),
        () if table.subject == Subject::Animal || of("pet animal puppy kitten") => (0, 15),
        () if is_minded(table) => (6, 17),
        () => return,
    };
    if facts.domain.min.is_some() || facts.domain.max.is_some() {
        return;
    }
    let source = TemporalSource {
        min: Some(today.months(-12 * oldest)),
        max: Some(today.months(-12 * youngest - 1)),
        unit: (facts.class != Class::Date).then_some(Unit::Day),
        ..TemporalSource::default()
    };
    let rate = if facts.is_nullable() { 0.05 } else { 0.0 };
    let plan = ColumnPlan::new(Source::Temporal(source)).with_null_rate(rate);
    let reason = format!("a table about \"{}\"", table.words.join(" "));
    draft.claim(facts, plan, "birth date", reason);
}
