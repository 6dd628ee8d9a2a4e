//! Numbers that dates beside them decide: years and months of a day, lengths between two moments,
//! ages, days that are left.

use super::sheet::{Sheet, needed};
use super::uses::reaches;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts, KeyPart};
use crate::time;

/// Parts of a date as names say them, and how a formula reads them; the second is for texts.
const PARTS: &[(&str, &str, &str)] = &[
    ("day of week|weekday|dow|week day", "extract(isodow from {})", "trim(to_char({}, 'Day'))"),
    ("day name|weekday name", "", "trim(to_char({}, 'Day'))"),
    ("month name", "", "trim(to_char({}, 'Month'))"),
    ("day of month|month day", "extract(day from {})", ""),
    ("day of year|year day|doy", "extract(doy from {})", ""),
    ("week of year|week number|iso week|calendar week", "extract(week from {})", ""),
    (
        "year month|year and month|period month",
        "extract(year from {}) * 100 + extract(month from {})",
        "to_char({}, 'YYYY-MM')",
    ),
    ("year", "extract(year from {})", "to_char({}, 'YYYY')"),
    ("quarter", "extract(quarter from {})", "'Q' || extract(quarter from {})"),
    ("month", "extract(month from {})", "to_char({}, 'YYYY-MM')"),
    ("week", "extract(week from {})", ""),
    ("hour", "extract(hour from {})", ""),
];

/// Words that say of which year a part of a date is, or of nothing else.
const FISCAL: &[&str] = &["fiscal", "financial", "accounting", "reporting", "calendar", "tax"];

/// Units of lengths and how many seconds they have.
const UNITS: &[(&str, f64)] = &[
    ("seconds", 1.0),
    ("secs", 1.0),
    ("sec", 1.0),
    ("s", 1.0),
    ("ms", 0.001),
    ("millis", 0.001),
    ("milliseconds", 0.001),
    ("minutes", 60.0),
    ("mins", 60.0),
    ("min", 60.0),
    ("hours", 3_600.0),
    ("hrs", 3_600.0),
    ("days", 86_400.0),
    ("weeks", 604_800.0),
    ("nights", 86_400.0),
];

/// What lengths between the ends of something are called, without their units.
const LENGTHS: &[&str] = &[
    "duration",
    "elapsed",
    "turnaround",
    "elapsed time",
    "run time",
    "total time",
    "runtime",
    "turnaround time",
    "execution time",
    "actual duration",
    "total duration",
    "time taken",
    "duration time",
    "length",
    "took",
    "",
    "wall time",
    "downtime",
    "outage",
    "stay",
    "length of stay",
    "los",
    "loan",
    "rental",
    "session",
    "call",
    "trip",
    "shift",
];

const STARTS: &str = "start|starts|started|begin|begins|began|start date|starts at|from|opened|\
     opens|departure|check in|admitted|admission|received|ordered|checked out|picked up|occurred|\
     valid from|period start|clock in|punch in|enqueued|queued|disbursed|issued";
const ENDS: &str = "end|ends|ended|finish|finished|finishes|end date|completed|stop|stopped|to|\
     until|closed|closes|arrival|check out|discharged|discharge|reported|returned|dropped off|\
     resolved|valid to|valid until|period end|clock out|punch out|released|maturity|repaid";

/// Ties numbers to the dates beside them.
pub(super) fn fill(sheet: &mut Sheet<'_, '_, '_>) {
    let columns: Vec<&ColumnFacts<'_>> = sheet.draft.table.columns.iter().collect();
    for facts in columns.iter().copied() {
        part(sheet, facts);
    }
    for facts in columns.iter().copied().filter(|facts| facts.class.is_number()) {
        if is_open(sheet, facts) {
            let _ = length(sheet, facts) || age(sheet, facts) || left(sheet, facts);
        }
    }
}

/// Whether a rule may make a number anew.
fn is_open(sheet: &Sheet<'_, '_, '_>, facts: &ColumnFacts<'_>) -> bool {
    sheet.is_free(facts) && facts.domain.max.is_none()
}

/// The year of a date is that date's.
fn part(sheet: &mut Sheet<'_, '_, '_>, facts: &ColumnFacts<'_>) {
    let text = facts.class == Class::Text;
    let free = !facts.linked
        && !facts.is_computed()
        && facts.key == KeyPart::No
        && facts.tick.is_none()
        && (text || facts.class == Class::Int)
        && !sheet.wished.iter().any(|name| name == facts.name())
        && !super::uses::is_checked(sheet.draft.table, facts.name());
    if !free {
        return;
    }
    let found = PARTS.iter().find_map(|(names, number, words)| {
        let rest = names.split('|').find_map(|name| behind(&facts.words, name))?;
        let formula = if text { words } else { number };
        (!formula.is_empty()).then_some((rest, *formula, names.split('|').next()?))
    });
    let period = facts.is("fiscal period|accounting period|posting period") && text;
    let found = found.or_else(|| {
        let room = facts.max_length().is_some_and(|most| most == 7);
        (period && room).then(|| (vec!["fiscal".to_owned()], "to_char({}, 'YYYY-MM')", "month"))
    });
    let Some((rest, formula, part)) = found else { return };
    let Some(date) = date_of(sheet, facts, &rest, part) else { return };
    let name = ident(date.name());
    let formula = formula.replace("{}", &name);
    let needed = match part {
        "year" => 4,
        "quarter" => 2,
        "month" | "year month" => 7,
        _ => 9,
    };
    let narrow = text && facts.max_length().is_some_and(|most| most < needed);
    if narrow || date.is_nullable() && !facts.is_nullable() {
        return;
    }
    let Some(plan) = sheet.draft.columns.get_mut(facts.name()) else { return };
    plan.source = super::expression(formula);
    plan.null_rate = 0.0;
    let reason = format!("{} stands beside it", date.name());
    sheet.draft.explain(facts.name(), "part of a date", reason);
}

/// The words before a name's end.
fn behind(words: &[String], name: &str) -> Option<Vec<String>> {
    let name: Vec<&str> = name.split(' ').collect();
    let at = words.len().checked_sub(name.len())?;
    let ends = words[at..].iter().map(String::as_str).eq(name.iter().copied());
    ends.then(|| words[..at].to_vec())
}

/// The date that a part is of: the one with the same words, else the only day of a table of days.
fn date_of<'s, 'a>(
    sheet: &Sheet<'_, 's, 'a>,
    facts: &ColumnFacts<'_>,
    rest: &[String],
    part: &str,
) -> Option<&'s ColumnFacts<'a>> {
    let table = sheet.draft.table;
    let moments = || {
        table.columns.iter().filter(|other| {
            other.class.is_moment()
                && (part != "hour" || other.class == Class::Timestamp)
                && !reaches(sheet.draft, other.name(), facts.name())
        })
    };
    let plain = ["date", "at", "on", "day", "time", "actual", "expected", "scheduled"];
    let core = |words: &[String]| -> Vec<String> {
        words.iter().filter(|word| !plain.contains(&word.as_str())).map(|word| base(word)).collect()
    };
    let fiscal = rest.iter().all(|word| FISCAL.contains(&word.as_str()));
    if !fiscal {
        let own = core(rest);
        let named = |own: &[String]| moments().find(|other| core(&other.words) == own);
        return named(&own);
    }
    let days: Vec<&ColumnFacts<'_>> = moments()
        .filter(|other| other.is("date|day|the date|full date|* date|date *|business day"))
        .collect();
    let bare = days.iter().find(|other| other.is("date|day|the date|full date|business day"));
    let several = table
        .columns
        .iter()
        .filter(|other| PARTS.iter().any(|(names, ..)| other.is(names)))
        .count();
    let said = !rest.is_empty();
    match (bare, days.as_slice()) {
        (Some(day), _) => Some(day),
        (None, [only]) if several >= 2 || said => Some(only),
        _ if said => time::anchor(table).filter(|anchor| anchor.class.is_moment()),
        _ => None,
    }
}

/// A verb without its ending: `closed_at` goes with `close_month`.
fn base(word: &str) -> String {
    let stem = word.strip_suffix("ed").or_else(|| word.strip_suffix("es")).unwrap_or(word);
    stem.trim_end_matches('e').to_owned()
}

/// A length between two moments of the row is that between them.
fn length(sheet: &mut Sheet<'_, '_, '_>, facts: &ColumnFacts<'_>) -> bool {
    let Some((rest, seconds)) = unit(sheet, facts) else { return false };
    let named = LENGTHS.iter().find(|name| {
        let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
        rest.len() >= words.len()
            && rest[rest.len() - words.len()..].iter().map(String::as_str).eq(words.iter().copied())
            && (!words.is_empty() || rest.is_empty())
    });
    let Some(name) = named else { return false };
    let taken = name.split(' ').filter(|word| !word.is_empty()).count();
    let qualifier = &rest[..rest.len() - taken];
    if name.is_empty() && !facts.is("nights|days|duration") {
        return false;
    }
    let found = [&rest[..], qualifier].into_iter().find_map(|of| ends(sheet, facts, of));
    let Some((start, end)) = found else { return false };
    let formula = between(start, end, seconds);
    let short = facts.class == Class::Decimal && facts.scale().is_none();
    let formula = if short { format!("round({formula}, 1)") } else { formula };
    let reason = format!("{} and {} stand beside it", start.name(), end.name());
    sheet.put(facts, &formula, "length between two moments", reason);
    true
}

/// The words of a length without its unit, and the seconds of that unit.
fn unit(sheet: &Sheet<'_, '_, '_>, facts: &ColumnFacts<'_>) -> Option<(Vec<String>, f64)> {
    let words = &facts.words;
    let (last, rest) = words.split_last()?;
    if let Some((_, seconds)) = UNITS.iter().find(|(unit, _)| unit == last) {
        return Some((rest.to_vec(), *seconds));
    }
    let comment = facts.comment();
    let told = UNITS.iter().find(|(unit, seconds)| {
        *seconds >= 1.0 && unit.len() > 4 && comment.contains(&format!("in {unit}"))
    });
    let days = sheet.draft.table.columns.iter().all(|other| other.class != Class::Timestamp);
    match told {
        Some((_, seconds)) => Some((words.clone(), *seconds)),
        None if last == "duration" && days => Some((words.clone(), 86_400.0)),
        None => None,
    }
}

/// The beginning and the end that a length lies between: those with the same words, else the only
/// ones.
fn ends<'s, 'a>(
    sheet: &Sheet<'_, 's, 'a>,
    facts: &ColumnFacts<'_>,
    qualifier: &[String],
) -> Option<(&'s ColumnFacts<'a>, &'s ColumnFacts<'a>)> {
    let moment = |names: &str, like: Option<Class>| {
        let plain = |word: &&str| !matches!(*word, "at" | "on" | "date" | "time");
        let is = |other: &&ColumnFacts<'_>, name: &str, qualified: bool| {
            let name: Vec<&str> = name.split(' ').filter(plain).collect();
            let of = if qualified { qualifier } else { &[] };
            [&other.words, &other.short].iter().any(|words| {
                let wanted = of.iter().map(String::as_str).chain(name.iter().copied());
                words.iter().map(String::as_str).filter(plain).eq(wanted)
            })
        };
        [true, false].into_iter().find_map(|qualified| {
            names.split('|').find_map(|name| {
                sheet.draft.table.columns.iter().find(|other| {
                    other.class.is_moment()
                        && like.is_none_or(|class| other.class == class)
                        && is(other, name, qualified)
                        && sheet.draft.columns.contains_key(other.name())
                        && !reaches(sheet.draft, other.name(), facts.name())
                })
            })
        })
    };
    let end = moment(ENDS, None)?;
    let start = moment(STARTS, Some(end.class))?;
    (facts.is_nullable() || !end.is_nullable() || zero_is_none(facts)).then_some((start, end))
}

/// Whether a default of nothing stands for no length yet.
fn zero_is_none(facts: &ColumnFacts<'_>) -> bool {
    crate::finish::default_number(facts) == Some(0.0)
}

/// The length between two moments in a unit, as a formula.
fn between(start: &ColumnFacts<'_>, end: &ColumnFacts<'_>, seconds: f64) -> String {
    let (from, to) = (needed(start), needed(end));
    if end.class == Class::Date {
        let days = format!("({to} - {from})");
        return match seconds {
            86_400.0 => days,
            604_800.0 => format!("{days} / 7"),
            _ => format!("{days} * {}", 86_400.0 / seconds),
        };
    }
    let length = format!("extract(epoch from ({to} - {from}))");
    if seconds < 1.0 { format!("{length} * 1000") } else { format!("{length} / {seconds}") }
}

/// An age beside a birth, whoever's they are; an age at death.
fn age(sheet: &mut Sheet<'_, '_, '_>, facts: &ColumnFacts<'_>) -> bool {
    let words: Vec<&str> = facts.words.iter().map(String::as_str).collect();
    let (whose, months) = match words.as_slice() {
        ["age", "at", "death"] => return age_at_death(sheet, facts),
        [whose @ .., "age"] | [whose @ .., "age", "years"] => (whose, false),
        [whose @ .., "age", "months"] => (whose, true),
        _ => return false,
    };
    let table = sheet.draft.table;
    let born = |whose: &[&str]| {
        let wanted: Vec<&str> = whose.iter().copied().chain(["birth", "date"]).collect();
        table.columns.iter().find(|other| {
            other.class.is_moment()
                && other.words.iter().map(String::as_str).eq(wanted.iter().copied())
        })
    };
    let Some(born) = born(whose) else { return false };
    if born.is_nullable() && !facts.is_nullable() {
        return false;
    }
    let length = format!("age(current_date, {})", ident(born.name()));
    let formula = if months {
        format!("extract(year from {length}) * 12 + extract(month from {length})")
    } else {
        format!("extract(year from {length})")
    };
    sheet.put(facts, &formula, "age", format!("{} stands beside it", born.name()));
    true
}

fn age_at_death(sheet: &mut Sheet<'_, '_, '_>, facts: &ColumnFacts<'_>) -> bool {
    let table = sheet.draft.table;
    let number = |names: &str| {
        table.columns.iter().find(|other| {
            other.is(names)
                && (other.class == Class::Int || other.class.is_moment())
                && sheet.draft.columns.contains_key(other.name())
        })
    };
    let born = number("birth year|year of birth|birth date|born");
    let died = number("death year|year of death|death date|died|date of death");
    let (Some(born), Some(died)) = (born, died) else { return false };
    let year = |facts: &ColumnFacts<'_>| match facts.class {
        Class::Int => ident(facts.name()),
        _ => format!("extract(year from {})", ident(facts.name())),
    };
    if !facts.is_nullable() {
        return false;
    }
    let formula = format!("{} - {}", year(died), year(born));
    sheet.put(facts, &formula, "age", format!("{} stands beside it", born.name()));
    true
}

/// Days that are left until a day, or that have gone since one that was due.
fn left(sheet: &mut Sheet<'_, '_, '_>, facts: &ColumnFacts<'_>) -> bool {
    let late = facts.is("days overdue|overdue days|days late|days past due|past due days");
    let ahead = facts
        .is("days to expiry|days until expiry|days until *|days to *|days remaining|days left|\
         remaining days");
    let dates = match (late, ahead) {
        (true, _) => "due date|due|due at|due on|expected return date|payment due date",
        (_, true) => {
            "expiry date|expiration date|expires at|expires on|expires|expiry|valid until|\
             valid to|end date|ends at|ends on|due date|due at|maturity date|deadline"
        }
        _ => return false,
    };
    let date = dates.split('|').find_map(|name| {
        sheet.draft.table.columns.iter().find(|other| {
            other.class.is_moment()
                && other.is(name)
                && (!other.is_nullable() || facts.is_nullable())
        })
    });
    let Some(date) = date else { return false };
    let day = match date.class {
        Class::Date => ident(date.name()),
        _ => format!("cast({} as date)", ident(date.name())),
    };
    let formula = match (late, facts.domain.min.is_some()) {
        (true, _) => format!("greatest(current_date - {day}, 0)"),
        (false, true) => format!("greatest({day} - current_date, 0)"),
        (false, false) => format!("{day} - current_date"),
    };
    let paid = sheet.draft.table.columns.iter().find(|other| {
        late && other.class.is_number()
            && other.is("balance due|amount due|outstanding|* outstanding|open amount")
            && !reaches(sheet.draft, other.name(), facts.name())
    });
    let formula = match paid {
        Some(open) => format!("CASE WHEN {} = 0 THEN 0 ELSE {formula} END", ident(open.name())),
        None => formula,
    };
    sheet.put(facts, &formula, "days to a date", format!("{} stands beside it", date.name()));
    true
}
