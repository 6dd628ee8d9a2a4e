//! Dates and times that a schema keeps in columns of other types: ISO text (SQLite has no type for
//! them), seconds since 1970.

use seedbed_expr::{Expr, Value};
use seedbed_generate::plan::Tick;
use seedbed_schema::{Column, DataType, Default};

use crate::finish;
use crate::survey::{Class, ColumnFacts, KeyPart};
use crate::time;
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

/// Names of moments that whole numbers hold, without the word that says what they count.
const COUNTED: &str = "at|* at|clock|* clock|epoch|* epoch|unix *|mtime|ctime|atime|dtime|stime|* mtime|* ctime|\
     created|updated|modified|deleted|published|expires|* expires|expired|expiry|* expiry|\
     expiration|* expiration|added|registered|joined|last access|* last access|last seen|\
     last login|last active|last activity|last update|last updated|last modified|last modify|\
     last change|last changed|* last change|last check|last checked|last visit|last visited|\
     last run|last sync|last synced|last used|last use|last post|last edit|last edited|\
     first access|first seen|first login|first visit|first * time|current login|current access|\
     not before|not after|last occurrence|first occurrence|last occurence|first occurence|last refresh|last * refresh|\
     last fetch|last fetched|last ping|last sent|last * change|last * update|last * check|\
     last * time|last state change|last try|last retry|last reminder|last retrieved|\
     next check|next update|next run|next retry|next * time|next sync|next attempt|next try|\
     since|* since|till|* till|until|* until|valid from|valid to|active from|active to|\
     effective from|effective to|maintenance from|start from|date|* date|date *|date line|\
     created on|updated on|modified on|created when|time|time created|time modified|\
     time updated|time open|time opened|time close|time closed|time start|time started|time end|\
     time ended|time finish|time finished|time due|time added|time sent|time read|time expires|\
     time accessed|time completed|time sync|time activated|time deleted|time reminded|\
     time access|time graded|time submitted|time published|time requested|time archived";
/// Names that end like a counted moment's and are lengths of time, numbers or codes.
const UNCOUNTED: &str = "session time|* session time|total time|* total time|up time|uptime|\
     wait time|* wait time|idle time|* idle time|busy time|* spent|time spent|* elapsed *|\
     run time|* run time|runtime|cook time|* cook time|prep time|preparation time|lead time|\
     * lead time|life time|lifetime|* lifetime|overtime|* overtime|full time|part time|real time|\
     time limit|time zone|time out|time left|* times|travel time|drive time|play time|\
     playing time|reading time|read time|down time|downtime|dwell time|turnaround time|\
     ramp up time|cycle time|setup time|break time|slot time|time format|time type|time to *|\
     * per time|date format|date type|valid date|up to date|due date days|date range|days *|\
     grace time|cache time|* cache time|first time|one time|all time|response time|\
     * response time|processing time|* processing time|execution time|* execution time|\
     buffer time|* buffer time|elapsed time|load time|* load time|render time|query time|\
     lock time|* lock time|delay time|* delay time|retention time|queue time|check time|\
     minimum * time|maximum * time|min * time|max * time|min time|max time|average * time|\
     avg * time|average time|avg time|mean time|median time|best time|worst time|cpu time|\
     sleep time|connect time|ping time|talk time|hold time|handling time|transit time|\
     delivery time|shipping time|expiration days|expiry days|expiration time in *";
/// The last words of lengths of time.
const OF_LENGTHS: &str = "* days|* hours|* minutes|* mins|* weeks|* months|* years|* duration|\
     * interval|* delay|* timeout|* ttl|* latency|* limit|* count|* number|* id|* key";

/// The class of moments that a text column holds.
pub(crate) fn as_text(facts: &ColumnFacts<'_>) -> Option<Class> {
    if facts.linked || named(facts, OTHERS) {
        return None;
    }
    let moment =
        named(facts, MOMENTS) || calls(facts.column, &["now", "current_timestamp", "datetime"]);
    let preposition = facts.words.last().is_some_and(|word| word == "on");
    let dated = named(facts, DAYS) && (!preposition || acted(facts));
    let day = dated || calls(facts.column, &["current_date", "date"]);
    let DataType::Text { max_length, .. } = facts.column.data_type else { return None };
    let class = match (moment, max_length.unwrap_or(u32::MAX)) {
        (true, 19..) => Class::Timestamp,
        (true, 10..) => Class::Date,
        (false, 10..) if day => Class::Date,
        _ => return None,
    };
    let sample = if class == Class::Date { "2025-06-14" } else { "2025-06-14 10:20:30" };
    finish::admits(facts, sample).then_some(class)
}

/// What a column of whole numbers counts since 1970, where it holds moments: nothing narrower
/// than 32 bits does, and nothing whose default is a usual length of time.
pub(crate) fn as_number(facts: &ColumnFacts<'_>, milliseconds: bool) -> Option<Tick> {
    let DataType::Integer { bits: bits @ 32.., .. } = facts.column.data_type else { return None };
    if facts.linked || facts.key >= KeyPart::Unique || facts.column.identity.is_some() {
        return None;
    }
    let (told, words) = counted_words(&facts.words);
    let (_, short) = counted_words(&facts.short);
    let is =
        |patterns: &str| [&words, &short].iter().any(|words| matches(patterns, words).is_some());
    let stamped = is(COUNTED)
        || is("* time") && time::has_stage(facts)
        || [&words, &short].iter().any(|words| deed_in_turn(words, bits))
        || calls(facts.column, &["strftime", "unixepoch"]);
    let measured = told.is_some() && is("time");
    let length = measured || is(UNCOUNTED) || is(OF_LENGTHS) || named(facts, OTHERS);
    let usual = finish::default_number(facts).unwrap_or(0.0);
    if !stamped || length || is_length(&facts.comment()) || (1.0..=LONGEST).contains(&usual) {
        return None;
    }
    let assumed = if milliseconds { Tick::Millisecond } else { Tick::Second };
    let tick = told.or_else(|| by_comment(&facts.comment())).unwrap_or(assumed);
    let tick = if bits == 32 { Tick::Second } else { tick };
    (facts.domain.contains(&Value::Int(sample(tick))) != Some(false)).then_some(tick)
}

/// `last clicked`, `first notified`, `last heartbeat` where it is wide: which of several times
/// something happened.
fn deed_in_turn(words: &[String], bits: u8) -> bool {
    const NO_DEEDS: &[&str] = &[
        "id", "code", "status", "value", "number", "count", "page", "position", "index", "price",
        "amount", "digits", "version", "bytes", "size", "row", "offset", "sequence", "balance",
        "total", "rate", "score", "level", "block", "line", "order", "step", "key", "quantity",
    ];
    let turn = words.first().is_some_and(|word| matches!(word.as_str(), "last" | "first" | "next"));
    let Some(last) = words.last().filter(|_| turn && words.len() > 1) else { return false };
    let done = last.len() > 4 && last.ends_with("ed");
    done || bits >= 64 && !NO_DEEDS.contains(&last.as_str())
}

/// Defaults up to here are lengths of time.
const LONGEST: f64 = 1_000_000.0;

/// Some moment of the year 2025.
fn sample(tick: Tick) -> i64 {
    let seconds = 1_750_000_000;
    match tick {
        Tick::Second => seconds,
        Tick::Millisecond => seconds * 1_000,
        Tick::Microsecond => seconds * 1_000_000,
        Tick::Nanosecond => seconds * 1_000_000_000,
    }
}

/// The words of a name without those that say what is counted, and what these say.
fn counted_words(words: &[String]) -> (Option<Tick>, Vec<String>) {
    let tick = words.iter().rev().find_map(|word| tick_of(word));
    let kept = |word: &&String| tick_of(word).is_none();
    (tick, words.iter().filter(kept).cloned().collect())
}

fn tick_of(word: &str) -> Option<Tick> {
    Some(match word {
        "unix" => Tick::Second,
        "ms" | "msec" | "millis" | "milliseconds" | "msecs" => Tick::Millisecond,
        "us" | "usec" | "micros" | "microseconds" => Tick::Microsecond,
        "ns" | "nsec" | "nanos" | "nanoseconds" => Tick::Nanosecond,
        _ => return None,
    })
}

fn by_comment(comment: &str) -> Option<Tick> {
    let units = [
        ("nanosecond", Tick::Nanosecond),
        ("microsecond", Tick::Microsecond),
        ("millisecond", Tick::Millisecond),
        ("second", Tick::Second),
        ("unix", Tick::Second),
    ];
    units.into_iter().find(|(word, _)| comment.contains(word)).map(|(_, tick)| tick)
}

/// Whether a comment tells of a length of time: `in seconds`, and not since when.
fn is_length(comment: &str) -> bool {
    let told = ["in seconds", "in minutes", "in hours", "in days", "in milliseconds", "duration"];
    let moment = ["since", "unix", "epoch", "timestamp", "1970"];
    told.iter().any(|words| comment.contains(words))
        && !moment.iter().any(|word| comment.contains(word))
}

/// Whether a table's wide numbers count milliseconds since 1970: programs that write names as
/// `lastSeen` do, most others count seconds.
pub(crate) fn counts_milliseconds(columns: &[ColumnFacts<'_>]) -> bool {
    let humps = |name: &str| {
        let next = name.chars().skip(1);
        name.chars().zip(next).any(|(a, b)| a.is_lowercase() && b.is_uppercase())
    };
    columns.iter().any(|facts| humps(facts.column.spelt()))
}

/// Whether the table's beginnings and ends are minutes of a day: an end defaults to a number of
/// them.
pub(crate) fn has_minutes_of_days(columns: &[ColumnFacts<'_>]) -> bool {
    columns.iter().any(|facts| {
        let usual = finish::default_number(facts).unwrap_or(0.0);
        facts.class == Class::Int && facts.is(ENDS) && (60.0..=1_440.0).contains(&usual)
    })
}

/// Ends of a part of a day.
const ENDS: &str = "end time|* end time|end|end minute|closing time|close time|until|to time";

/// Whether a column's name, with or without the table's words, is one of these.
fn named(facts: &ColumnFacts<'_>, patterns: &str) -> bool {
    [&facts.words, &facts.short].iter().any(|words| matches(patterns, words).is_some())
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
