//! Dates and times that a schema keeps in columns of other types: ISO text (SQLite has no type for
//! them), seconds since 1970.

use seedbed_expr::{Expr, Value};
use seedbed_schema::{Column, DataType, Default};

use crate::finish;
use crate::survey::{Class, ColumnFacts};
use crate::tokens::matches;

/// Names of days.
const DAYS: &str = "date|* date|date *|day of birth|birth date *|deadline|* deadline|birthday|\
     valid from|valid until|valid to|expires on|* due|due|issued|born|died|hired|joined on|\
     effective from|effective to|* on";
/// Names of moments.
const MOMENTS: &str = "at|* at|created|updated|modified|deleted|published|last modified|\
     last updated|last seen|last login|last used|created time|create time|creation time|\
     update time|updated time|modified time|modification time|modify time|login time|\
     logout time|log time|event time|order time|payment time|publish time|insert time|\
     access time|upload time|register time|registration time|expires|* expires|expire time|\
     expiry time|expiration time|sent time|received time|finish time|when|* when";
/// Names that end like a day's or a moment's and are none.
const OTHERS: &str = "based on|depends on|depend on|* based on|* depends on|add on|sign on|* sign on|\
     log on|* add on|rolls on|turned on|switched on|look at|* looked at|located at|date format|\
     date style|date range|date type|date pattern|* date format|hooked on|is on|on";

/// The class of moments that a column holds although its type is another.
pub(crate) fn kept(facts: &ColumnFacts<'_>) -> Option<Class> {
    let named = |patterns: &str| {
        [&facts.words, &facts.short].iter().any(|words| matches(patterns, words).is_some())
    };
    if facts.linked || named(OTHERS) {
        return None;
    }
    let moment = named(MOMENTS) || calls(facts.column, &["now", "current_timestamp", "datetime"]);
    let preposition = facts.words.last().is_some_and(|word| word == "on");
    let dated = named(DAYS) && (!preposition || acted(facts));
    let day = dated || calls(facts.column, &["current_date", "date"]);
    match facts.column.data_type {
        DataType::Text { max_length, .. } if moment || day => {
            let room = max_length.unwrap_or(u32::MAX);
            let class = match (moment, room) {
                (true, 19..) => Class::Timestamp,
                (_, 10..) => Class::Date,
                _ => return None,
            };
            let sample = if class == Class::Date { "2025-06-14" } else { "2025-06-14 10:20:30" };
            finish::admits(facts, sample).then_some(class)
        }
        DataType::Integer { bits: 32.., .. } => {
            let stamped = facts.words.last().is_some_and(|word| word == "at")
                || named("created|updated|modified|deleted|published|last modified|last updated")
                || calls(facts.column, &["strftime", "unixepoch"]);
            let seconds = Value::Int(1_750_000_000);
            let other = ["millisecond", "microsecond", "nanosecond"];
            let comment = facts.comment();
            let plain = !other.iter().any(|unit| comment.contains(unit));
            (stamped && plain && facts.domain.contains(&seconds) != Some(false))
                .then_some(Class::Timestamp)
        }
        _ => None,
    }
}

/// `sold_on`: a verb, and when it was done.
fn acted(facts: &ColumnFacts<'_>) -> bool {
    const IRREGULAR: [&str; 16] = [
        "due", "sent", "paid", "born", "sold", "bought", "built", "lent", "left", "won", "lost",
        "begun", "met", "seen", "made", "taken",
    ];
    let verb = facts.words.len().checked_sub(2).map(|at| facts.words[at].as_str());
    verb.is_some_and(|verb| {
        verb.ends_with("ed")
            || IRREGULAR.contains(&verb)
            || matches!(verb, "starts" | "ends" | "expires" | "begins")
    })
}

/// Whether a column's default is made by one of these functions.
fn calls(column: &Column, functions: &[&str]) -> bool {
    match &column.default {
        Some(Default::Expr(Expr::Call(name, _))) => functions.contains(&name.as_str()),
        Some(Default::Unread(text)) => {
            let text = text.to_ascii_lowercase();
            functions.iter().any(|name| {
                text.trim_start_matches('(')
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['(', ' ', ')']))
            })
        }
        _ => false,
    }
}
