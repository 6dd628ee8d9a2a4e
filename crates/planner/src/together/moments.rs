//! Moments beside what they go with: a last use where there was one, a first date beside the one
//! that took its place, the end of a probation and what follows, a hold until it is paid.

use seedbed_generate::plan::{Bound, Distribution, NumberSource, Source, TemporalSource};

use super::Sides;
use crate::formulas::expression;
use crate::names::{ident, literal};
use crate::survey::{Class, ColumnFacts, KeyPart};
use crate::time::Today;

/// Ties moments to what stands beside them.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>, today: Today) {
    for facts in sides.free().into_iter().filter(|facts| facts.class.is_moment()) {
        original(sides, facts);
        used(sides, facts);
    }
    released(sides);
    last_place(sides);
    probation(sides, today);
    held(sides);
    death(sides);
    left(sides);
    session(sides);
}

fn is_plain(facts: &ColumnFacts<'_>) -> bool {
    facts.class.is_moment() && facts.tick.is_none() && !facts.linked
}

/// `original_due_date` lies shortly before the `due_date` that took its place; mostly nothing did.
fn original(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    const MOSTLY: f64 = 0.9;
    let [first, rest @ ..] = facts.words.as_slice() else { return };
    if !matches!(first.as_str(), "original" | "initial" | "previous") || !is_plain(facts) {
        return;
    }
    let free = sides.free();
    let same = |other: &&&ColumnFacts<'_>| {
        other.words == rest && other.class == facts.class && is_plain(other)
    };
    let Some(now) = free.iter().find(same) else { return };
    let name = ident(now.name());
    let reason = format!("{} took its place", now.name());
    if !facts.is_nullable() {
        if !now.is_nullable() {
            sides.make(facts, expression(name), "moment before a change", reason);
        }
        return;
    }
    // Not before what the new one comes after.
    let after = match sides.source(now) {
        Some(Source::Temporal(TemporalSource { after: Some(after), .. })) => Some(after.clone()),
        _ => None,
    };
    let earlier = format!("{name} - interval '5 days'");
    let least = after.map_or(earlier.clone(), |after| format!("greatest({earlier}, {after})"));
    let source = TemporalSource {
        min: Some(Bound::Expression { expression: least }),
        max: Some(Bound::Expression { expression: name.clone() }),
        ..TemporalSource::default()
    };
    sides.make(facts, Source::Temporal(source), "moment before a change", reason);
    if now.is_nullable() {
        sides.absent(facts, &format!("{name} IS NULL"), "nothing took its place");
    }
    sides.spare(facts, MOSTLY);
}

/// Nothing was last used that was never used: `last_used_at` beside `uses`.
fn used(sides: &mut Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    let [first, deed @ ..] = facts.words.as_slice() else { return };
    let deed = deed.iter().find(|word| !matches!(word.as_str(), "at" | "on" | "date" | "time"));
    let Some(deed) = deed.filter(|_| first == "last" && facts.is_nullable()) else { return };
    let root = |word: &str| word.chars().take(3).collect::<String>();
    let alike = |word: &String| root(word) == root(deed);
    let counts = |count: &ColumnFacts<'_>| match count.words.as_slice() {
        [only] => only.ends_with('s') && alike(only),
        [one, last] => last == "count" && alike(one) || one == "times" && alike(last),
        [one, .., last] => last == "count" && alike(one) || one == "number" && alike(last),
        [] => false,
    };
    let found = sides.free().into_iter().find(|count| {
        count.class == Class::Int && count.tick.is_none() && !count.linked && counts(count)
    });
    let Some(count) = found else { return };
    let never = format!("coalesce({}, 0) = 0", ident(count.name()));
    sides.absent(facts, &never, &format!("{} says whether it was", count.name()));
    sides.spare(facts, 0.0);
}

/// What is in the books came out before its row was last touched.
fn released(sides: &mut Sides<'_, '_, '_>) {
    let years = "release year|released|year released|year of release|publication year|\
         published year|year published|year of publication|model year";
    let touched = "last update|last updated|updated at|last modified|modified at|modified date|\
         last change|changed at|created at|date added|added at";
    let year = sides.named(years, |facts| facts.class == Class::Int && facts.key == KeyPart::No);
    let touched = sides.named(touched, |facts| is_plain(facts) && !facts.is_nullable());
    let (Some(year), Some(touched)) = (year, touched) else { return };
    let Some(Source::Number(number)) = sides.source(year) else { return };
    let name = ident(touched.name());
    let expression = format!("cast(extract(year from {name}) as integer)");
    let source = NumberSource { max: Some(Bound::Expression { expression }), ..number.clone() };
    let meaning = sides.meaning(year).to_owned();
    let reason = format!("{} comes after it", touched.name());
    sides.make(year, Source::Number(source), &meaning, reason);
}

/// Where somebody was seen last is known once somebody was.
fn last_place(sides: &mut Sides<'_, '_, '_>) {
    const SEEN: &str = "last used|last used at|last use|last login|last login at|last seen|\
         last seen at|last sign in at|last access|last accessed at|last active at|last activity at|\
         last logged in at|last login time|last login date";
    const PLACES: &str = "last ip|last ip address|last login ip|last used ip|last sign in ip|\
         last user agent|last login location|last location|last used from|last login ip address";
    let Some(seen) = sides.named(SEEN, |facts| is_plain(facts) && facts.is_nullable()) else {
        return;
    };
    let never = format!("{} IS NULL", ident(seen.name()));
    for facts in sides.free() {
        if facts.is(PLACES) && !facts.linked && !facts.class.is_moment() {
            sides.absent(facts, &never, &format!("goes with {}", seen.name()));
            sides.spare(facts, 0.0);
        }
    }
}

/// A probation begins with the work and runs for half a year; what is confirmed is confirmed after
/// it.
fn probation(sides: &mut Sides<'_, '_, '_>, today: Today) {
    let Some(end) = sides.named(
        "probation end|probation end date|probation ends|probation until|\
         end of probation|probation end on",
        is_plain,
    ) else {
        return;
    };
    let start = sides.named("probation start|probation start date|probation begins", is_plain);
    let joined = "date joined|joining date|date of joining|joined|joined at|hire date|hired at|\
         start date|date hired|employment start date";
    let joined = sides.named(joined, |facts| is_plain(facts) && !facts.is("probation *"));
    let day = |facts: &ColumnFacts<'_>, formula: String| match facts.class {
        Class::Date => format!("cast({formula} as date)"),
        _ => formula,
    };
    if let (Some(start), Some(joined)) = (start, joined)
        && (start.is_nullable() || !joined.is_nullable())
        && start.class == joined.class
    {
        let reason = format!("{} begins it", joined.name());
        sides.make(start, expression(ident(joined.name())), "start of a probation", reason);
    }
    if let Some(begun) = start.or(joined)
        && (end.is_nullable() || !begun.is_nullable())
    {
        let formula = day(end, format!("{} + interval '6 months'", ident(begun.name())));
        let reason = format!("{} begins it", begun.name());
        sides.make(end, expression(formula), "end of a probation", reason);
    }
    let confirmed = "confirmation date|confirmed on|confirmed at|date of confirmation|\
         confirmation|confirmed date|permanent date|regularization date";
    let Some(confirmed) = sides.named(confirmed, |facts| is_plain(facts) && facts.is_nullable())
    else {
        return;
    };
    let name = ident(end.name());
    let formula = day(confirmed, format!("{name} + interval '1 day'"));
    let reason = format!("{} comes before it", end.name());
    sides.make(confirmed, expression(formula), "confirmation after a probation", reason.clone());
    let open = format!("{name} IS NULL OR {name} >= {}", literal(&today.date(0)));
    sides.absent(confirmed, &open, &reason);
}

/// A hold runs out only while nobody has paid.
fn held(sides: &mut Sides<'_, '_, '_>) {
    use crate::subject::Subject as S;
    let held = matches!(sides.draft.table.subject, S::Booking | S::Order);
    let names = "expires at|expires|expiry|expired at|hold expires *|payment expires *|\
         reservation expires *";
    let Some(facts) = sides.named(names, |facts| held && facts.class == Class::Timestamp) else {
        return;
    };
    let Some(state) = sides.named("payment status|payment state", |_| true) else { return };
    let paid = sides.listed(state, |label| {
        matches!(label, "paid" | "refunded" | "completed" | "succeeded" | "captured" | "settled")
    });
    if !paid.is_empty() {
        let shut = format!("{} IN ({})", ident(state.name()), paid.join(", "));
        sides.absent(facts, &shut, "what is paid is held no more");
    }
}

/// Who leaves has mostly worked for a year or more.
fn left(sides: &mut Sides<'_, '_, '_>) {
    const DAY: f64 = 86_400.0;
    let left = "date resigned|resignation date|resigned at|resigned on|termination date|\
         terminated at|date left|leaving date|last working day|exit date|date of leaving|\
         relieving date|separation date|date terminated|left at|left on";
    let joined = "date joined|joining date|date of joining|joined|joined at|hire date|hired at|\
         date hired|employment start date|join date";
    let Some(left) = sides.named(left, |facts| is_plain(facts) && facts.is_nullable()) else {
        return;
    };
    let Some(joined) = sides.named(joined, is_plain) else { return };
    let Some(Source::Temporal(own)) = sides.source(left) else { return };
    if own.after.is_none() {
        return;
    }
    let delay = Distribution::LogNormal { median: 420.0 * DAY, sigma: 0.7 };
    let source = TemporalSource { delay: Some(delay), ..own.clone() };
    let reason = format!("{} came before it", joined.name());
    sides.make(left, Source::Temporal(source), "leaving", reason);
}

/// The school year in which a row was made: `2024-25`, `2024/2025`.
fn session(sides: &mut Sides<'_, '_, '_>) {
    let names = "session|academic year|academic session|school year|school session|year session";
    let text = |facts: &ColumnFacts<'_>| facts.class == Class::Text && facts.key == KeyPart::No;
    let Some(facts) = sides.named(names, text) else { return };
    let created = sides.free().into_iter().find(|other| {
        crate::time::is_creation(other) && other.tick.is_none() && other.class.is_moment()
    });
    let Some(created) = created else { return };
    let words = sides.words(facts);
    let Some(first) =
        words.first().filter(|_| matches!(sides.source(facts), Some(Source::Pool(_))))
    else {
        return;
    };
    let shape: String = first.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let (sign, short) = match shape.as_str() {
        "0000-00" => ("-", true),
        "0000/00" => ("/", true),
        "0000-0000" => ("-", false),
        "0000/0000" => ("/", false),
        _ => return,
    };
    let mut name = ident(created.name());
    if created.is_nullable() {
        name = format!("coalesce({name}, current_timestamp)");
    }
    let end = format!("to_char({name} + interval '6 months', 'YYYY')");
    let end = if short { format!("right({end}, 2)") } else { end };
    let formula = format!("to_char({name} - interval '6 months', 'YYYY') || '{sign}' || {end}");
    sides.make(facts, expression(formula), "session", format!("{} lies in it", created.name()));
}

/// Who dies in a stay leaves it so: the flag of it says the same.
fn death(sides: &mut Sides<'_, '_, '_>) {
    let Some(death) = sides.named(
        "death time|death date|death|date of death|died at|deceased at|\
         deceased date|time of death|deathtime",
        |facts| is_plain(facts) && facts.is_nullable(),
    ) else {
        return;
    };
    let left = "discharge time|discharged at|discharge date|disch time|dischtime|discharged|\
         date of discharge|discharge";
    if let Some(left) = sides.named(left, is_plain)
        && left.class == death.class
        && matches!(sides.source(death), Some(Source::Temporal(_)))
    {
        let reason = format!("{} is the end of the stay", left.name());
        sides.make(death, expression(ident(left.name())), "death", reason);
    }
    let flag = "* expire flag|expire flag|expired flag|* expired flag|deceased|is deceased|\
         deceased flag|is dead|dead|died|death flag|has died|in hospital death|* mortality flag";
    let fits = |facts: &ColumnFacts<'_>| matches!(facts.class, Class::Bool | Class::Int);
    let Some(flag) = sides.named(flag, fits) else { return };
    if !matches!(sides.source(flag), Some(Source::Choice(_))) {
        return;
    }
    let came = format!("{} IS NOT NULL", ident(death.name()));
    let formula = match flag.class {
        Class::Bool => came,
        _ => format!("CASE WHEN {came} THEN 1 ELSE 0 END"),
    };
    let reason = format!("{} stands beside it", death.name());
    sides.make(flag, expression(formula), "flag of a moment", reason);
    sides.spare(flag, 0.0);
}
