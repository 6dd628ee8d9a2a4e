//! Columns too short for what they usually hold: shapes that fit, rather than texts cut off; and
//! times of day kept as text.

use seedbed_generate::plan::EntityKind::Card;
use seedbed_generate::plan::{PatternSource, Source};

use super::{Field, Make, Rule, TEXT, pool, rule};
use crate::finish;

const EMAIL: &str = "email|email address|* email|* email address|email 1|user email";
const PHONE: &str = "phone|* phone|phone number|* phone number|mobile|mobile number|fax|* fax|\
     fax number|* mobile|contact number|phone 1|phone 2|hotline|whatsapp|extension|* extension";

pub(super) const RULES: &[Rule] = &[
    rule("card expiry", "valid thru|valid through|expires|expiry|exp|expiration|good thru|exp date|\
         expiry date|valid until|expiration date|card expiry|expires on|expires at", TEXT,
        Make::Part(Card, "expiry")).within(7),
    rule("yes or no", "autoload|is *|has *|* flag|flag|active|enabled|visible|published|deleted|\
         archived|approved|locked|default|required|optional", TEXT, Make::With(yes_or_no)).within(5),
    rule("yes or no", "autoload|is *|has *|* flag", TEXT, Make::Choice(&[("yes", 70.0), ("no", 30.0)])),
    rule("e-mail address", EMAIL, TEXT, Make::With(email)).within(24).nulls(0.05),
    rule("phone number", PHONE, TEXT, Make::With(phone)).within(12).nulls(0.2),
    rule("place code", "origin|destination|from|to|departure|arrival", TEXT, Make::With(place))
        .within(3),
    rule(
        "time of day",
        "start time|end time|* start time|* end time|opens|closes|open time|close time|opening time|\
         closing time|opens at|closes at|departure time|arrival time|check in time|\
         check out time|time of day|shift start|shift end|time|wake time|bed time|meal time|\
         delivery time|pickup time|preferred time",
        TEXT,
        Make::With(clock),
    )
    .nulls(0.1),
];

fn pattern(pattern: impl Into<String>) -> Option<Source> {
    Some(Source::Pattern(PatternSource { pattern: pattern.into() }))
}

/// `ada@ex.org`, as long as the column allows.
fn email(field: Field<'_, '_>) -> Option<Source> {
    let most = field.facts.max_length()?;
    if !finish::admits(field.facts, "ada@ex.org") && most >= 10 {
        return None;
    }
    match most {
        20.. => pattern(format!("[a-z]{{5,{}}}@example\\.org", most - 12)),
        12.. => pattern(format!("[a-z]{{3,{}}}@ex\\.org", most - 7)),
        10.. => pattern("[a-z]{3}@ex\\.org"),
        6.. => pattern(format!("[a-z]{{1,{}}}@x\\.io", most - 5)),
        _ => None,
    }
}

/// Numbers that are nobody's, as long as the column is; extensions where it is very short.
fn phone(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    if facts.is("extension|* extension") {
        return pattern("[1-9][0-9]{2}");
    }
    if !finish::admits(facts, "5550123") {
        return finish::by_pattern(facts);
    }
    match facts.max_length()? {
        12 => pattern("[2-9][0-9]{2}-555-01[0-9]{2}"),
        10..=11 => pattern("[2-9][0-9]{2}55501[0-9]{2}"),
        8..=9 => pattern("555-01[0-9]{2}"),
        7 => pattern("55501[0-9]{2}"),
        most @ 3..=6 => pattern(format!("[1-9][0-9]{{{}}}", most - 1)),
        _ => None,
    }
}

/// Airports where three letters fit, countries where two do.
fn place(field: Field<'_, '_>) -> Option<Source> {
    match field.facts.max_length()? {
        3 => Some(pool("airport_code")),
        2 => Some(pool("country_code")),
        _ => None,
    }
}

/// `09:30`, later where the name says that something ends.
fn clock(field: Field<'_, '_>) -> Option<Source> {
    let facts = field.facts;
    let room = facts.max_length().unwrap_or(8);
    let seconds = room >= 8 && !finish::admits(facts, "09:30");
    if room < 5 || !finish::admits(facts, if seconds { "09:30:00" } else { "09:30" }) {
        return None;
    }
    let ends = facts
        .is("end time|* end time|closes|close time|closing time|closes at|arrival time|\
         shift end|bed time");
    let hours = if ends { "(1[4-9]|2[01])" } else { "(0[7-9]|1[0-3])" };
    let rest = if seconds { ":00" } else { "" };
    pattern(format!("{hours}:(00|15|30|45){rest}"))
}

/// `Y` and `N` where no more fits.
fn yes_or_no(field: Field<'_, '_>) -> Option<Source> {
    let rare = field.facts.is("deleted|is deleted|archived|locked|* locked|* deleted|optional");
    let [yes, no] = if field.facts.max_length()? < 3 { ["Y", "N"] } else { ["yes", "no"] };
    let share = if rare { 8.0 } else { 75.0 };
    finish::admits(field.facts, yes).then(|| super::choice(&[(yes, share), (no, 100.0 - share)]))
}
