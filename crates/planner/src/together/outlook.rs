//! What has come and what has not: planned things lie ahead, running ones about now, nothing was
//! measured of what did not take place, and texts tell of the future where the row does.

use seedbed_generate::plan::{
    Bound, Case, ConditionalSource, Scalar, Source, TemporalSource, Vocabulary,
};

use super::fitting::{some, weighed};
use super::gates::otherwise;
use super::{Sides, spelt};
use crate::names::{ident, literal};
use crate::recognise::{is_of, written};
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, KeyPart};
use crate::time::{self, Today};

/// States in which something lies ahead.
const AHEAD: &[&str] = &[
    "planned",
    "scheduled",
    "upcoming",
    "reserved",
    "booked",
    "todo",
    "to do",
    "not started",
    "tentative",
    "rescheduled",
];
/// States in which a booking or a visit lies ahead.
const ACCEPTED: &[&str] = &["confirmed", "pending", "requested", "accepted", "approved"];
/// States in which something is under way.
const RUNNING: &[&str] =
    &["in progress", "active", "ongoing", "running", "started", "checked in", "picked up", "live"];
/// States of what has come to an end, and of what came to nothing.
const ENDED: &[&str] = &[
    "completed",
    "complete",
    "done",
    "finished",
    "closed",
    "held",
    "returned",
    "attended",
    "resolved",
    "checked out",
    "closed won",
    "closed lost",
    "won",
    "lost",
    "delivered",
];
/// States of requests that wait, and of those that have been decided.
const OPEN: &[&str] =
    &["new", "open", "pending", "submitted", "waiting", "requested", "draft", "in review"];
const DECIDED: &[&str] =
    &["approved", "accepted", "granted", "denied", "refused", "confirmed", "hired", "processed"];
const STOPPED: &[&str] = &[
    "cancelled",
    "no show",
    "number show",
    "missed",
    "rejected",
    "declined",
    "skipped",
    "failed",
    "expired",
    "withdrawn",
];

/// Columns that hold the state of the row as a whole.
const STATES: &str = "status|state|stage|current status|booking status|reservation status|\
     appointment status|visit status|rental status|task status|activity status|event status|\
     session status|meeting status|trip status|order status|deal stage|sales stage|\
     opportunity stage|pipeline stage|stage name|status code|workflow state|overall status";

/// When something is to take place, or to be done.
const BEGINS: &str = "scheduled at|scheduled for|scheduled date|scheduled time|scheduled start|\
     appointment date|appointment time|appointment at|appointment *|visit date|visit time|\
     visit at|meeting date|meeting time|pickup date|pickup at|pick up date|pickup time|slot time|\
     slot start|check in date|check in|checkin date|reservation date|reservation time|\
     reserved for|booking date|booking time|session date|interview date|planned date|planned at|\
     rental start|rental start date|start date|start time|starts at|start at|start|date from|\
     from date|inspection date|scheduled *|class date|event date|date";
const DUE: &str = "due date|due at|due on|due|deadline|due by";
/// When it ends.
const ENDS: &str = "dropoff date|drop off date|dropoff at|dropoff time|return date|end date|\
     end time|ends at|end at|end|check out date|check out|checkout date|rental end|rental end date|\
     date to|to date|slot end|scheduled end|until|finish date|due back|expected return *|\
     planned end *";

/// Ties texts, moments and measures to the state of their row.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>, today: Today) {
    let Some(state) = sides
        .named(STATES, |facts| matches!(facts.class, Class::Text | Class::Labels) && !facts.linked)
    else {
        return;
    };
    let of = States::of(sides, state);
    grown_old(sides, state, today);
    texts(sides, &of);
    measures(sides, &of);
    moments(sides, &of, today);
}

/// The states of a table, as formulas list them.
struct States {
    name: String,
    column: String,
    ahead: Vec<String>,
    running: Vec<String>,
    ended: Vec<String>,
    stopped: Vec<String>,
}

impl States {
    fn of(sides: &Sides<'_, '_, '_>, state: &ColumnFacts<'_>) -> Self {
        let subject = sides.draft.table.subject;
        let accepted = matches!(subject, S::Booking | S::Visit);
        let of = |words: &[&str]| sides.listed(state, |label| words.contains(&label));
        let mut ahead = of(AHEAD);
        if accepted {
            ahead.extend(of(ACCEPTED));
        }
        Self {
            name: state.name().to_owned(),
            column: ident(state.name()),
            ahead,
            running: of(RUNNING),
            ended: of(ENDED),
            stopped: of(STOPPED),
        }
    }

    fn is(&self, labels: &[String]) -> String {
        format!("{} IN ({})", self.column, labels.join(", "))
    }

    fn reason(&self) -> String {
        format!("{} says whether it has come", self.name)
    }
}

/// What was begun long ago has come to an end by now.
fn grown_old(sides: &mut Sides<'_, '_, '_>, state: &ColumnFacts<'_>, today: Today) {
    let table = sides.draft.table;
    // How long something lies open.
    let deals = is_of(table, "opportunity deal");
    let asked = is_of(table, "request leave application inquiry enquiry");
    let worked = is_of(table, "ticket task issue case complaint todo");
    let months = if deals { -8 } else { -2 };
    let lasts = table.subject.is_lasting() || matches!(table.subject, S::Project | S::Campaign);
    if lasts {
        return;
    }
    let created = table.columns.iter().find(|facts| {
        time::is_creation(facts)
            && facts.tick.is_none()
            && !facts.is_nullable()
            && sides.draft.columns.contains_key(facts.name())
    });
    let created = created.or_else(|| {
        table.columns.iter().find(|facts| time::is_creation(facts) && facts.tick.is_none())
    });
    let Some(created) = created else { return };
    let Some(own) = weighed(sides, state) else { return };
    let is = |words: &[&str], label: &str| words.contains(&spelt(label).as_str());
    let any = |words: &[&str]| own.iter().any(|(label, _)| is(words, label));
    let over = |label: &str| is(ENDED, label) || is(STOPPED, label) || asked && is(DECIDED, label);
    let waits = any(AHEAD) || deals || (asked || worked) && any(OPEN);
    if !waits || !(any(ENDED) || asked && any(DECIDED)) {
        return;
    }
    let (Some(recent), Some(old)) = (some(&own, |_| true), some(&own, over)) else { return };
    let when = format!("{} >= {}", ident(created.name()), literal(&today.date(months)));
    let meaning = sides.meaning(state).to_owned();
    let reason = format!("{} says how old the row is", created.name());
    sides.make(state, otherwise(when, recent, old), &meaning, reason);
}

/// Nothing was measured of what did not take place.
fn measures(sides: &mut Sides<'_, '_, '_>, of: &States) {
    const MEASURED: &str = "vital *|vitals *|* bp|bp|* hr|* spo 2|spo 2|blood pressure|\
         blood pressure *|heart rate|pulse|pulse rate|temperature|body temperature|* temperature|\
         respiratory rate|oxygen saturation|weight|weight kg|height|height cm|bmi|triage level|\
         diagnosis|prescription|treatment|treatment given|findings|vitals|examination *|\
         actual start|actual end|actual duration|check in time|check out time|actual *";
    let table = sides.draft.table;
    let takes_place = table.subject == S::Visit
        || is_of(table, "visit appointment encounter consultation session checkup examination");
    let mut none = of.ahead.clone();
    none.extend(of.stopped.iter().cloned());
    if !takes_place || none.is_empty() {
        return;
    }
    let shut = of.is(&none);
    for facts in sides.free() {
        if facts.is(MEASURED) && !facts.linked && facts.class != Class::Bool {
            sides.absent(facts, &shut, &of.reason());
        }
    }
}

/// What is planned lies ahead, what runs began of late.
fn moments(sides: &mut Sides<'_, '_, '_>, of: &States, today: Today) {
    let table = sides.draft.table;
    let over = !(of.ended.is_empty() && of.stopped.is_empty());
    if of.ahead.is_empty() || !over || table.subject.is_lasting() {
        return;
    }
    let plain = |facts: &ColumnFacts<'_>| {
        matches!(facts.class, Class::Date | Class::Timestamp)
            && facts.tick.is_none()
            && facts.key == KeyPart::No
            && !facts.linked
            && !time::is_creation(facts)
    };
    let drawn = |sides: &Sides<'_, '_, '_>, facts: &ColumnFacts<'_>| match sides.source(facts) {
        Some(Source::Temporal(source)) => Some(source.clone()),
        _ => None,
    };
    let mut moved = Vec::new();
    for (names, due) in [(BEGINS, false), (DUE, true)] {
        let Some(facts) = sides.named(names, plain) else { continue };
        // A date alone is when something takes place, where that is what the table is of.
        let bare = facts.is("date") && !matches!(table.subject, S::Visit | S::Booking);
        let Some(own) = drawn(sides, facts).filter(|_| !bare) else { continue };
        let between = |from: i32, to: i32| {
            Source::Temporal(TemporalSource {
                min: Some(today.days(from)),
                max: Some(today.days(to)),
                after: None,
                delay: None,
                ..own.clone()
            })
        };
        if !due && by_moment(sides, of, facts, &own, today) {
            moved.push(ident(facts.name()));
            continue;
        }
        let mut cases = vec![Case { when: of.is(&of.ahead), then: between(1, 25) }];
        if !of.running.is_empty() {
            let then = if due { between(-2, 20) } else { between(-2, 0) };
            cases.push(Case { when: of.is(&of.running), then });
        }
        let rest = Some(Box::new(Source::Temporal(own.clone())));
        let source = Source::Conditional(ConditionalSource { cases, otherwise: rest });
        let meaning = sides.meaning(facts).to_owned();
        sides.make(facts, source, &meaning, of.reason());
        if matches!(sides.source(facts), Some(Source::Conditional(_))) {
            moved.push(ident(facts.name()));
        }
    }
    if moved.is_empty() {
        return;
    }
    ends(sides, of, &moved, today, plain);
    changes(sides);
}

/// Where nothing but the moment itself says how old a row is, the state follows from it: what is
/// still to come is planned, what has been is over.
fn by_moment(
    sides: &mut Sides<'_, '_, '_>,
    of: &States,
    moment: &ColumnFacts<'_>,
    own: &TemporalSource,
    today: Today,
) -> bool {
    let name = ident(moment.name());
    let Some(state) = sides.draft.table.column(&of.name) else { return false };
    let Some(Source::Conditional(aged)) = sides.source(state) else { return false };
    let read = aged.cases.iter().any(|case| case.when.starts_with(&format!("{name} >= ")));
    let open_ended = own.max.is_none() && !moment.is_nullable();
    let [Case { then: Source::Choice(all), .. }] = aged.cases.as_slice() else { return false };
    if !read || !open_ended {
        return false;
    }
    let weights = all.weights.clone().unwrap_or_else(|| vec![1.0; all.values.len()]);
    let labels: Vec<(String, f64)> = all
        .values
        .iter()
        .zip(weights)
        .filter_map(|(value, weight)| match value {
            Scalar::Text(text) => Some((text.clone(), weight)),
            _ => None,
        })
        .collect();
    let among = |lists: &[&Vec<String>], label: &str| {
        lists.iter().any(|list| list.contains(&literal(label)))
    };
    let ahead = some(&labels, |label| among(&[&of.ahead], label));
    let lately = some(&labels, |label| !among(&[&of.ahead], label));
    let over = some(&labels, |label| among(&[&of.ended, &of.stopped], label));
    let (Some(ahead), Some(lately), Some(over)) = (ahead, lately, over) else { return false };
    let since = |days: i32| format!("{name} >= {}", literal(&today.day(days)));
    let source = otherwise(since(1), ahead, otherwise(since(-2), lately, over));
    let meaning = sides.meaning(state).to_owned();
    sides.make(state, source, &meaning, format!("{} says whether it has come", moment.name()));
    let later = TemporalSource { max: Some(today.days(30)), ..own.clone() };
    let meaning = sides.meaning(moment).to_owned();
    let reason = moment.told_by();
    sides.make(moment, Source::Temporal(later), &meaning, reason);
    true
}

/// What lies ahead ends after it has begun, what runs ends after now.
fn ends(
    sides: &mut Sides<'_, '_, '_>,
    of: &States,
    moved: &[String],
    today: Today,
    plain: impl Fn(&ColumnFacts<'_>) -> bool,
) {
    let reads = |after: &str| {
        moved.iter().any(|name| {
            after.match_indices(name.as_str()).any(|(at, _)| {
                let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                !inside(after[..at].chars().next_back())
                    && !inside(after[at + name.len()..].chars().next())
            })
        })
    };
    for facts in sides.free() {
        if !plain(facts) || !facts.is(ENDS) {
            continue;
        }
        let Some(Source::Temporal(own)) = sides.source(facts) else { continue };
        let literal_max = !matches!(own.max, Some(Bound::Expression { .. }));
        if !own.after.as_deref().is_some_and(reads) || !literal_max {
            continue;
        }
        let mut open = of.ahead.clone();
        open.extend(of.running.iter().cloned());
        let until = |max: Option<Bound>, min: Option<Bound>| {
            Source::Temporal(TemporalSource { min, max, ..own.clone() })
        };
        let mut cases = vec![Case {
            when: of.is(&of.ahead),
            then: until(Some(today.days(60)), own.min.clone()),
        }];
        if !of.running.is_empty() {
            let then = until(Some(today.days(12)), Some(today.days(0)));
            cases.push(Case { when: of.is(&of.running), then });
        }
        let over: Vec<String> = of.ended.clone();
        if !over.is_empty() {
            cases.push(Case { when: of.is(&over), then: until(Some(today.days(0)), None) });
        }
        let rest = Some(Box::new(Source::Temporal(own.clone())));
        let source = Source::Conditional(ConditionalSource { cases, otherwise: rest });
        let meaning = sides.meaning(facts).to_owned();
        sides.make(facts, source, &meaning, of.reason());
    }
}

/// Nothing was changed later than now: what lies ahead was changed after it was entered.
fn changes(sides: &mut Sides<'_, '_, '_>) {
    let entered = sides
        .free()
        .into_iter()
        .find(|facts| time::is_creation(facts) && facts.tick.is_none() && !facts.is_nullable());
    let entered = entered.map_or("current_timestamp".to_owned(), |facts| ident(facts.name()));
    for facts in sides.free() {
        if !time::is_change(facts) || facts.tick.is_some() {
            continue;
        }
        let Some(plan) = sides.draft.columns.get_mut(facts.name()) else { continue };
        if let Source::Temporal(TemporalSource { after: Some(after), .. }) = &mut plan.source
            && !after.starts_with("CASE")
        {
            *after =
                format!("CASE WHEN {after} > current_timestamp THEN {entered} ELSE {after} END");
        }
    }
}

/// Texts that tell of something that has been.
fn is_past(text: &str) -> bool {
    const DEEDS: &[&str] = &[
        "went", "sent", "left", "met", "spoke", "took", "gave", "told", "got", "made", "came",
        "said", "paid", "bought", "found", "held", "did", "was", "were", "saw", "had",
    ];
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let deed = |word: &String| {
        DEEDS.contains(&word.as_str()) || word.len() > 4 && word.ends_with("ed") && word != "need"
    };
    words.iter().take(2).any(deed) || words.last().is_some_and(deed)
}

/// Texts that tell of something that is still to come.
fn is_open(text: &str) -> bool {
    const OPEN: &[&str] = &[
        "waiting",
        "wants ",
        "needs ",
        "expected",
        "to follow",
        " will ",
        "in preparation",
        "awaiting",
        "pending",
        "to be ",
        "asked for",
    ];
    let text = text.to_lowercase();
    OPEN.iter().any(|word| text.contains(word))
}

/// What tells of an activity that is still to come.
const PLANNED: &str = "Agenda to follow.|Slides to be prepared.|Bring the latest figures.|\
     Confirm the time the day before.|Collect open questions beforehand.|Ask who else will join.";

/// Texts tell of what has been where something has been, and of what is to come elsewhere.
fn texts(sides: &mut Sides<'_, '_, '_>, of: &States) {
    const NAMES: &str = "description|details|summary|notes|note|remarks|remark|comment|comments|\
         outcome|outcome notes|about|content";
    let table = sides.draft.table;
    if !table.locale.starts_with("en") {
        return;
    }
    let deals = is_of(table, "opportunity deal sale");
    let talks = is_of(table, "activity interaction meeting touchpoint engagement call");
    for facts in sides.free() {
        let fits = facts.class == Class::Text && facts.key == KeyPart::No && !facts.linked;
        if !fits || !facts.is(NAMES) {
            continue;
        }
        let Some(Source::Pool(pool)) = sides.source(facts) else { continue };
        let Vocabulary::Inline(words) = &pool.vocabulary else { continue };
        let words = words.clone();
        let own = sides.source(facts).cloned();
        let kept = |is: &dyn Fn(&str) -> bool| {
            let kept: Vec<&str> =
                words.iter().map(String::as_str).filter(|text| is(text)).collect();
            (kept.len() >= 2 && kept.len() < words.len()).then(|| written(&kept.join("|")))
        };
        let mut cases = Vec::new();
        if !of.ahead.is_empty()
            && (talks
                || is_of(table, "task visit appointment booking encounter consultation session"))
        {
            let source = if talks { Some(written(PLANNED)) } else { kept(&|text| !is_past(text)) };
            cases.extend(source.map(|then| Case { when: of.is(&of.ahead), then }));
        }
        if !of.ended.is_empty() && deals {
            let source = kept(&|text| !is_open(text));
            cases.extend(source.map(|then| Case { when: of.is(&of.ended), then }));
        }
        if cases.is_empty() {
            continue;
        }
        let source = ConditionalSource { cases, otherwise: own.map(Box::new) };
        let meaning = sides.meaning(facts).to_owned();
        sides.make(facts, Source::Conditional(source), &meaning, of.reason());
    }
}
