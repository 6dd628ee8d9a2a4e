//! Births beside what somebody is: pupils by their class, staff by the day they began and by their
//! post; numbers that begin with the birthday; what is recorded of somebody when they begin.

use seedbed_generate::plan::{
    Bound, ColumnPlan, Distribution, EntityKind, Scalar, Source, TemporalSource, Unit,
};

use super::Sides;
use super::fitting::holds;
use super::gates::otherwise;
use super::posts::POST;
use crate::formulas::expression;
use crate::names::{ident, literal};
use crate::recognise::is_of;
use crate::survey::{Class, ColumnFacts, KeyPart};
use crate::time::{self, Today};

/// Tables of people at work.
const STAFF: &str = "employee staff teacher doctor nurse worker personnel physician instructor \
     professor lecturer technician driver agent salesperson employe emp officer waiter therapist \
     mechanic pilot crew";

/// When somebody began to work.
const JOINED: &str = "date joined|joining date|date of joining|hire date|hired at|hired on|\
     join date|date hired|hiring date|employment start date|employed since|joined at|joined on|\
     date of hire|employment date|joined date|date of appointment|start date|hired|joined|doj";

/// Ties births to what stands beside them.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>, today: Today) {
    let plain = |facts: &ColumnFacts<'_>| {
        matches!(facts.class, Class::Date | Class::Timestamp)
            && facts.tick.is_none()
            && facts.domain.min.is_none()
            && facts.domain.max.is_none()
    };
    let names = "birth date|date of birth|dob|birthdate|birthday|born|born on|date born";
    let born = sides.named(names, plain);
    let staff = is_of(sides.draft.table, STAFF) && !is_of(sides.draft.table, "patient child");
    if let Some(born) = born.filter(|born| drawn(sides, born)) {
        if staff {
            workers(sides, born, today);
        } else if is_of(sides.draft.table, "student pupil learner") {
            pupils(sides, born, today);
        }
    }
    admitted(sides);
    if let Some(born) = sides.named(names, |facts| facts.class.is_moment()) {
        numbers(sides, born);
    }
    if staff {
        recorded(sides);
    }
}

/// Whether nothing but the name made a birth: no number with the birthday in it goes with it.
fn drawn(sides: &Sides<'_, '_, '_>, born: &ColumnFacts<'_>) -> bool {
    let numbered = sides.free().into_iter().any(|facts| match sides.source(facts) {
        Some(Source::Entity(part)) => part.kind == EntityKind::Person && part.part == "national_id",
        _ => false,
    });
    // Numbers of these countries say nothing of their holder.
    let silent =
        matches!(sides.draft.table.locale, "en_US" | "en_GB" | "de_DE" | "es_ES" | "pt_BR");
    match sides.source(born) {
        Some(Source::Entity(part)) => {
            part.kind == EntityKind::Person && part.part == "birth_date" && (silent || !numbered)
        }
        Some(Source::Temporal(source)) => source.after.is_none(),
        _ => false,
    }
}

/// A day between two formulas.
fn day(facts: &ColumnFacts<'_>, least: String, most: String) -> Source {
    let bound = |formula: String| {
        let expression = match facts.class {
            Class::Date => format!("cast({formula} as date)"),
            _ => formula,
        };
        Some(Bound::Expression { expression })
    };
    Source::Temporal(TemporalSource {
        min: bound(least),
        max: bound(most),
        unit: (facts.class != Class::Date).then_some(Unit::Day),
        ..TemporalSource::default()
    })
}

/// Who works was grown up when beginning, and has not retired.
fn workers(sides: &mut Sides<'_, '_, '_>, born: &ColumnFacts<'_>, today: Today) {
    let joined = sides.named(JOINED, |facts| {
        facts.class.is_moment() && facts.tick.is_none() && facts.name() != born.name()
    });
    let now = format!("cast({} as date)", literal(&today.date(0)));
    // Where the beginning is counted from the birth, births are counted from now.
    let counted = joined.is_some_and(|joined| match sides.source(joined) {
        Some(Source::Temporal(TemporalSource { after: Some(after), .. })) => {
            after.contains(&ident(born.name()))
        }
        _ => false,
    });
    let begun = match joined.filter(|_| !counted) {
        Some(joined) if joined.is_nullable() => {
            format!("coalesce({}, {now})", ident(joined.name()))
        }
        Some(joined) => ident(joined.name()),
        None => now.clone(),
    };
    let between = |youngest: u32, oldest: u32| {
        let least =
            format!("greatest({begun} - interval '{oldest} years', {now} - interval '65 years')");
        day(born, least, format!("{begun} - interval '{youngest} years'"))
    };
    let post = POST
        .split('|')
        .find_map(|name| sides.named(name, |facts| facts.class == Class::Text && !facts.linked));
    // Some have learnt for longer.
    let learned = is_of(sides.draft.table, "doctor physician professor surgeon lawyer pharmacist");
    let others = between(if learned { 27 } else { 22 }, 52);
    let source = match post {
        Some(post) => otherwise(
            holds(
                &ident(post.name()),
                "chief|president|principal|vice|director|head |senior consul|professor",
            ),
            between(34, 56),
            otherwise(
                holds(&ident(post.name()), "intern |intern,|trainee|apprentice|junior"),
                between(19, 27),
                others,
            ),
        ),
        None => others,
    };
    sides.make(born, source, "birth date", "a table of people at work".into());
}

/// Pupils go to school from about six to eighteen: told by classes and sections, where nothing
/// tells of a university.
fn pupils(sides: &mut Sides<'_, '_, '_>, born: &ColumnFacts<'_>, today: Today) {
    const OF_SCHOOLS: &str = "class id|section id|class|class name|section|grade level|\
         parent id|guardian *|parent name|parent phone|father name|mother name|grade id|grade|\
         admission number|admission no|homeroom|house|house id|current class|current grade|\
         father *|mother *|class section|standard|parent *|school id";
    const OF_COLLEGES: &str = "major|major id|program|program id|degree|degree id|gpa|cgpa|semester|\
         department id|department|faculty|faculty id|batch|batch id|university|university *|\
         matriculation *|credits|* credits|course id|course|thesis *|advisor id|branch|stream|\
         enrollment year|study program *|minor";
    let table = sides.draft.table;
    if table.find(OF_COLLEGES).is_some() || table.find(OF_SCHOOLS).is_none() {
        return;
    }
    let now = format!("cast({} as date)", literal(&today.date(0)));
    let grade = sides
        .named("grade level|grade|school grade|class level|standard|year level", |facts| {
            facts.class == Class::Int && !facts.is_nullable() && !facts.linked
        });
    let source = if let Some(grade) = grade {
        let at = format!("({now} - interval '1 year' * {})", ident(grade.name()));
        day(born, format!("{at} - interval '7 years'"), format!("{at} - interval '5 years'"))
    } else {
        let admitted = sides.named(
            "admission date|admitted at|admitted on|date of admission|joining date|enrollment date|\
             enrolled at|date joined|enrolled on|date of joining",
            |facts| facts.class.is_moment() && facts.tick.is_none() && !facts.is_nullable(),
        );
        let admitted = admitted.or_else(|| {
            sides.named("admission date|joining date|enrollment date|enrolled at", |facts| {
                facts.class.is_moment() && facts.tick.is_none()
            })
        });
        let most = match admitted {
            Some(day) => format!(
                "least({now} - interval '6 years', coalesce({}, {now}) - interval '5 years')",
                ident(day.name())
            ),
            None => format!("{now} - interval '6 years'"),
        };
        day(born, format!("{now} - interval '18 years'"), most)
    };
    sides.make(born, source, "birth date", "pupils of a school".into());
}

/// Who joins was admitted before.
fn admitted(sides: &mut Sides<'_, '_, '_>) {
    let moment = |facts: &ColumnFacts<'_>| facts.class.is_moment() && facts.tick.is_none();
    let Some(admitted) = sides.named("admission date|date of admission|admitted on", moment) else {
        return;
    };
    let joined = "joining date|date of joining|date joined|joined on|join date";
    let Some(joined) = sides.named(joined, moment) else { return };
    let [first, later] = [ident(joined.name()), ident(admitted.name())];
    let plan = |facts: &ColumnFacts<'_>| sides.draft.columns.get(facts.name()).cloned();
    let (Some(begun), Some(mut then)) = (plan(joined), plan(admitted)) else { return };
    let turned = match &mut then.source {
        Source::Temporal(TemporalSource { after: Some(after), .. }) if *after == first => {
            after.clone_from(&later);
            true
        }
        _ => false,
    };
    let same = admitted.class == joined.class && (joined.is_nullable() || !admitted.is_nullable());
    if !turned || !same {
        return;
    }
    then.null_if = then.null_if.map(|condition| condition.replace(&first, &later));
    if !joined.is_nullable() {
        (then.null_if, then.null_rate) = (None, 0.0);
    }
    let begun_rate = if admitted.is_nullable() { begun.null_rate.min(0.05) } else { 0.0 };
    let begun = ColumnPlan { null_rate: begun_rate, ..begun };
    sides.draft.columns.insert(admitted.name().to_owned(), begun);
    sides.draft.columns.insert(joined.name().to_owned(), then);
    sides.draft.explain(joined.name(), "joining", format!("{} comes before it", admitted.name()));
}

/// A number that begins with the birthday has that of its row.
fn numbers(sides: &mut Sides<'_, '_, '_>, born: &ColumnFacts<'_>) {
    const BEGINNING: &str = "[6-9][0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])";
    for facts in sides.free() {
        let Some(Source::Pattern(pattern)) = sides.source(facts) else { continue };
        let Some(rest) = pattern.pattern.strip_prefix(BEGINNING) else { continue };
        let unique = facts.key != KeyPart::No || facts.class != Class::Text;
        if unique || born.is_nullable() && !facts.is_nullable() {
            continue;
        }
        let dash = if rest.starts_with('-') { "-" } else { "" };
        let name = ident(born.name());
        // What is random about it is taken from what else the row says.
        let row = sides.draft.table.columns.iter().filter(|other| {
            other.class == Class::Text && !other.is_nullable() && other.name() != facts.name()
        });
        let others: Vec<String> = row.map(|other| ident(other.name())).take(3).collect();
        let Some(seed) = others.first().map(|_| others.join(" || ")) else { continue };
        let mixed = format!("md5({seed})");
        let digits = "translate(upper(substr({mixed}, {from}, {count})), 'ABCDEF', '124567')";
        let part = |from: usize, count: usize| {
            digits
                .replace("{mixed}", &mixed)
                .replace("{from}", &from.to_string())
                .replace("{count}", &count.to_string())
        };
        let place = "translate({one}, '0', '7')".replace("{one}", &part(1, 1));
        let formula = format!(
            "to_char({name}, 'YYMMDD') || '{dash}0' || {place} || '{dash}' || {}",
            part(2, 4)
        );
        let reason = format!("{} stands in it", born.name());
        sides.make(facts, expression(formula), "number with a birthday", reason);
    }
}

/// Somebody's row is made about when they begin, not years before.
fn recorded(sides: &mut Sides<'_, '_, '_>) {
    let joined = sides.named(JOINED, |facts| {
        facts.class.is_moment() && facts.tick.is_none() && !facts.is_nullable()
    });
    let Some(joined) = joined else { return };
    for facts in sides.free() {
        let created = facts.class == Class::Timestamp && facts.tick.is_none();
        if !created || !time::is_creation(facts) || facts.name() == joined.name() {
            continue;
        }
        let Some(Source::Temporal(own)) = sides.source(facts) else { continue };
        let joined_at = ident(joined.name());
        let after = match (&own.after, &own.min) {
            (Some(parents), _) => format!("greatest({joined_at}, {parents})"),
            // Who joined before there was a system was entered when it began.
            (None, Some(Bound::Literal(Scalar::Text(first)))) => {
                format!("greatest({joined_at}, cast({} as timestamp))", literal(first))
            }
            (None, _) => joined_at,
        };
        let source = TemporalSource {
            after: Some(after),
            delay: Some(Distribution::LogNormal { median: 36.0 * 3_600.0, sigma: 1.0 }),
            ..own.clone()
        };
        let reason = format!("{} comes before it", joined.name());
        sides.make(facts, Source::Temporal(source), "creation", reason);
    }
}
