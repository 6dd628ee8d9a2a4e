//! What befalls few rows: bans, refusals, losses. The moment, the reason, who did it and what it
//! cost are there in the same rows, and absent from most.

use seedbed_generate::plan::{Case, ChoiceSource, ConditionalSource, Link, Scalar, Source};

use crate::draft::Draft;
use crate::formulas::{follows, without_circle};
use crate::labels::{self, Label};
use crate::names::{ident, path};
use crate::recognise;
use crate::statuses::STATE;
use crate::survey::{Class, ColumnFacts, KeyPart, TableFacts};
use crate::{finish, tokens};

/// The words for one thing that befalls rows, with `|` between them; a star stands for how a word
/// goes on.
struct Family {
    words: &'static str,
    /// The share of rows that are spared.
    spared: f64,
}

const fn rare(words: &'static str) -> Family {
    Family { words, spared: 0.94 }
}

const fn some(words: &'static str) -> Family {
    Family { words, spared: 0.85 }
}

/// Everything that befalls few rows.
const FAMILIES: &[Family] = &[
    rare("lost|loss|lose"),
    rare("cancel*"),
    rare("reject*"),
    rare("denied|denial|deny"),
    rare("declin*"),
    rare("fail*|error*"),
    rare("crash*"),
    rare("refund*"),
    some("return*"),
    rare("block*"),
    rare("ban|banned|bans"),
    rare("suspen*"),
    rare("terminat*"),
    rare("void|voided"),
    rare("abandon*"),
    rare("bounc*"),
    rare("disput*"),
    rare("revok*|revoc*"),
    rare("withdr*"),
    rare("lock|locked|lockout|lockedout"),
    rare("delet*|trash*|eras*"),
    rare("remov*"),
    some("archiv*"),
    rare("blacklist*|denylist*"),
    rare("mute|muted"),
    rare("quarantin*"),
    some("reopen*"),
    some("escalat*"),
    rare("abort*|interrupt*"),
    rare("reinstat*|reactivat*|restor*|reconnect*|recover*"),
    rare("disconnect*"),
    rare("deactivat*|disabl*"),
    rare("unpublish*|delist*|unlist*"),
    rare("taken down|takedown"),
    rare("pause|paused"),
    rare("hold|on hold"),
    rare("flagged"),
    rare("fraud*"),
    rare("tamper*"),
    rare("written off|write off|writeoff*|writtenoff*|charged off|charge off"),
    rare("chargeback*|charged back"),
    rare("object|objected|objection"),
    rare("appeal*"),
    rare("suit|lawsuit|litigation|sued"),
    rare("evict*"),
    rare("recalled|recall"),
    rare("duplicate*"),
    rare("merged|merge"),
    rare("supersed*|superced*|obsolet*"),
    rare("condemn*"),
    rare("retract*"),
    some("amend*"),
    rare("invalidat*"),
    rare("laps*"),
    rare("surrender*"),
    rare("resign*"),
    rare("dismiss*|expell*|expul*"),
    rare("unblind*"),
    rare("missed|no show"),
    some("resale|resold"),
    some("reschedul*|postpon*"),
    rare("revers*|rolled back|rollback"),
    rare("unsubscrib*|opt out|opted out|optout"),
    rare("offline"),
    rare("drain*"),
    rare("maintenance"),
    rare("permanently"),
    rare("impersonat*"),
    rare("siu"),
    rare("hospitali*"),
    rare("waiv*"),
    rare("overrid*|override"),
    rare("snooz*"),
    rare("stolen|theft"),
    rare("damage*"),
    rare("off market"),
    rare("collections"),
    some("extended|extension"),
    rare("stop work|stopwork|stop payment"),
    rare("copyright*|dmca"),
    rare("destroy*"),
    rare("fatal|fatality"),
    rare("screen failure"),
    rare("default notice|foreclos*|forfeit*|delinquen*"),
    rare("withheld"),
    rare("followup"),
    rare("unresponsive|timed out"),
    rare("deceas*"),
    rare("credited"),
    some("transferred"),
    some("exam ordered|held"),
    rare("notice given|notice received"),
    rare("second reminder|third reminder|final reminder|final notice|last reminder"),
    some("first reminder"),
    some("compensation paid"),
    rare("sold|disposed|disposal"),
    rare("retest*"),
    some("closure|closed permanently"),
];

/// What befalls few of the things that last, and most of what is traded.
const OF_LASTING: &[&str] = &["sold|disposed|disposal", "closure|closed permanently"];

/// What columns say of it, beside the moment.
const SAID: &[&str] = &[
    "reason",
    "by",
    "note",
    "notes",
    "amount",
    "fee",
    "comment",
    "comments",
    "code",
    "cause",
    "to",
    "message",
    "detail",
    "details",
    "explanation",
    "price",
    "cents",
    "into",
    "of",
    "from",
    "remarks",
    "text",
    "error",
];

/// Last words of moments that say how long it lasts.
const LASTS: &[&str] =
    &["until", "till", "expires", "expiry", "expiration", "ends", "end", "to", "through"];

impl Family {
    /// Whether one of the words stands among those of a name.
    fn is_in(&self, words: &[String]) -> bool {
        self.words.split('|').any(|pattern| {
            if let Some(stem) = pattern.strip_suffix('*') {
                return words.iter().any(|word| word.starts_with(stem));
            }
            let pattern: Vec<&str> = pattern.split(' ').collect();
            words.windows(pattern.len()).any(|window| window.iter().eq(pattern.iter()))
        })
    }
}

/// The exception that a column tells of: the position of its family. A table of exceptions has
/// them in every row.
fn family_of(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> Option<usize> {
    FAMILIES
        .iter()
        .position(|family| {
            family.is_in(&facts.words)
                && !family.is_in(&table.words)
                && (table.subject.is_lasting() || !OF_LASTING.contains(&family.words))
        })
        .filter(|_| !facts.is(NEVER) && !took_place(table, facts))
}

/// Names with such words that say something else.
const NEVER: &str = "loss date|date of loss|loss *|* loss|lock version|error rate|* error rate|\
     return date|expected return *|return due *|returned|returned at|returned on|return|* returned|\
     * returned on|* returned at|return by|maintenance from|maintenance to|block number|\
     block time|block at|\
     block hash|block height|lock|merge date|merge at|extension|* extension|extension number|\
     mean error|error margin|flagged|last deleted *|locked in *|\
     cancellation deadline|cancellation policy|cancellable *|* cancellation deadline|\
     refund deadline|\
     refund policy|recovery *|removed|removal *|max * failed|error|errors|duplicates|return to|\
     appeal deadline|maintenance fee|\
     maintenance amount|maintenance cost|maintenance note|maintenance notes|damage|default *|\
     sold to|sold by|transferred from|transferred to|on hold|hold|held by|fraud score";

/// Events are held, goods are transferred between stores: where it is what the rows are about, it
/// is no exception.
fn took_place(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> bool {
    use crate::subject::Subject as S;
    let back = is_back(facts) && recognise::is_of(table, "outage incident interruption disruption");
    back || facts
        .is("held|held at|held on|transferred at|transferred on|* transferred at|* transferred on")
        && matches!(
            table.subject,
            S::Occasion | S::Course | S::Payment | S::Transaction | S::Line | S::Other
        )
}

/// Whether it is the end of what went wrong.
fn is_back(facts: &ColumnFacts<'_>) -> bool {
    facts.words.iter().any(|word| word.starts_with("restor") || word.starts_with("recover"))
}

/// The share of rows that an exception spares; none where a column tells of no exception.
pub(crate) fn spared(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> f64 {
    family_of(table, facts).map_or(0.0, |family| FAMILIES[family].spared)
}

/// Whether the words of a state are those of an exception.
pub(crate) fn is_ending(words: &[String]) -> bool {
    FAMILIES.iter().any(|family| family.is_in(words))
}

/// Whether a moment is that of an exception.
pub(crate) fn is_exception(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> bool {
    facts.class.is_moment() && family_of(table, facts).is_some()
}

/// Words that say only that a column is a moment.
const PLAIN: [&str; 4] = ["at", "on", "date", "time"];

/// Whether a moment says how long an exception lasts.
pub(crate) fn lasts(facts: &ColumnFacts<'_>) -> bool {
    let said = |word: &&String| !PLAIN.contains(&word.as_str());
    facts.words.iter().any(|word| matches!(word.as_str(), "until" | "till" | "expires"))
        || facts.words.iter().rev().find(said).is_some_and(|word| LASTS.contains(&word.as_str()))
}

/// The moment that a later one of the same exception comes after: the ban of its end.
pub(crate) fn beginning<'t, 'a>(
    table: &'t TableFacts<'a>,
    facts: &ColumnFacts<'_>,
) -> Option<&'t ColumnFacts<'a>> {
    let family = family_of(table, facts)?;
    first_moment(table, family).filter(|first| first.name() != facts.name())
}

/// The moment with which an exception begins.
fn first_moment<'t, 'a>(table: &'t TableFacts<'a>, family: usize) -> Option<&'t ColumnFacts<'a>> {
    let of_family = |facts: &&ColumnFacts<'_>| {
        facts.class.is_moment()
            && facts.is_nullable()
            && !facts.is_computed()
            && family_of(table, facts) == Some(family)
    };
    let mut moments = table.columns.iter().filter(of_family);
    moments.clone().find(|facts| !lasts(facts)).or_else(|| moments.next())
}

/// Leaves out what a row's state does not call for.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, links: &mut [Link]) {
    let table = draft.table;
    for facts in table.columns.iter().filter(|facts| !facts.is_computed()) {
        without_circle(draft, facts, |draft| settle(draft, links, facts));
    }
}

/// Makes a column absent where the exception is not that it tells of, or goes with.
fn settle(draft: &mut Draft<'_, '_>, links: &mut [Link], facts: &ColumnFacts<'_>) {
    let table = draft.table;
    let Some(family) = family_of(table, facts).filter(|_| tells(facts)) else {
        goes_with(draft, links, facts);
        seldom(draft, facts);
        return;
    };
    let absence = absence(table, facts, family);
    let spared = FAMILIES[family].spared;
    if facts.is_nullable() {
        absent(draft, links, facts, absence.as_deref(), spared);
    } else if let (Some(absence), Some(nothing)) = (absence, nothing(facts)) {
        empty(draft, facts, absence, nothing);
    }
}

/// Whether a column is the moment of an exception or says something of it.
fn tells(facts: &ColumnFacts<'_>) -> bool {
    let said = |word: &String| SAID.contains(&word.as_str());
    let last = facts.words.iter().rev().find(|word| *word != "id");
    let said = facts.words.len() > 1 && last.is_some_and(said)
        || facts.words.len() > 2 && facts.words.iter().any(|word| word == "reason");
    // `transferred_to_email`, `banned_by_user`.
    let person = |word: &String| matches!(word.as_str(), "by" | "to" | "into");
    let said = said || facts.words.len() > 2 && facts.words[1..].iter().any(person);
    facts.class.is_moment() || said && facts.key == KeyPart::No && facts.class != Class::Bool
}

/// NULL where the exception is not.
fn absent(
    draft: &mut Draft<'_, '_>,
    links: &mut [Link],
    facts: &ColumnFacts<'_>,
    absence: Option<&str>,
    spared: f64,
) {
    let absence = absence.filter(|condition| !is_circular(draft, facts, condition));
    let told = absence.is_some();
    let set = |condition: &mut Option<String>, rate: &mut f64| {
        if condition.is_some() {
            return false;
        }
        // An end may be open, a second reminder not needed.
        let by_moment = absence.is_some_and(|condition| condition.ends_with(" IS NULL"));
        let later = facts.class.is_moment() && (by_moment || lasts(facts));
        *rate = match (told, later) {
            (true, true) => (*rate).min(0.3),
            (true, false) => 0.0,
            (false, _) => (*rate).max(spared),
        };
        *condition = absence.map(str::to_owned);
        true
    };
    let changed = presence(draft, links, facts).is_some_and(|(null_if, rate)| set(null_if, rate));
    if changed {
        let reason = if told { "the row's state says whether it is" } else { "it is an exception" };
        draft.explain(facts.name(), "present or absent", reason);
    }
}

/// When a column is NULL, and how often: its plan says so, or the link that makes it.
fn presence<'p>(
    draft: &'p mut Draft<'_, '_>,
    links: &'p mut [Link],
    facts: &ColumnFacts<'_>,
) -> Option<(&'p mut Option<String>, &'p mut f64)> {
    if let Some(plan) = draft.columns.get_mut(facts.name()) {
        return Some((&mut plan.null_if, &mut plan.null_rate));
    }
    let link = links.iter_mut().find(|link| link.columns == [facts.name()])?;
    Some((&mut link.null_if, &mut link.null_rate))
}

/// Whether a condition on a reference reads what is made from the row that it leads to.
fn is_circular(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, condition: &str) -> bool {
    let table = draft.table;
    table
        .foreign_keys()
        .filter(|(_, key, _)| key.columns.iter().any(|column| column == facts.name()))
        .any(|(_, key, _)| follows(draft, condition, &path(table, key)))
}

/// What a column that can't be NULL has where there is no exception: its default.
fn nothing(facts: &ColumnFacts<'_>) -> Option<Scalar> {
    use seedbed_expr::{Expr, Value};
    use seedbed_schema::Default;
    match &facts.column.default {
        Some(Default::Expr(Expr::Literal(Value::Text(text)))) if text.is_empty() => {
            (facts.class == Class::Text).then(|| Scalar::Text(String::new()))
        }
        _ if facts.class.is_number() && finish::default_number(facts) == Some(0.0) => {
            Some(Scalar::Int(0))
        }
        _ => None,
    }
}

/// The default where the exception is not.
fn empty(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>, absence: String, nothing: Scalar) {
    let Some(plan) = draft.columns.get_mut(facts.name()) else { return };
    if matches!(plan.source, Source::Expression(_) | Source::Conditional(_) | Source::Temporal(_)) {
        return;
    }
    let none = Source::Choice(ChoiceSource { values: vec![nothing], weights: None });
    let some = std::mem::replace(&mut plan.source, none.clone());
    plan.source = Source::Conditional(ConditionalSource {
        cases: vec![Case { when: absence, then: none }],
        otherwise: Some(Box::new(some)),
    });
    draft.explain(facts.name(), "present or absent", "the row's state says whether it is");
}

/// Reasons and errors that no exception is known of are there now and then; those beside their
/// moment go with it.
fn seldom(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>) {
    const SPARED: f64 = 0.85;
    let table = draft.table;
    let errors = "* reason|* error|error message|* error message|last error|error|failure *";
    let is_log = recognise::is_of(table, "error log reason failure exception");
    if facts.class != Class::Text || !facts.is_nullable() || is_log || !facts.is(errors) {
        return;
    }
    let beside = table
        .columns
        .iter()
        .find(|other| is_absent_at_times(other) && other.words.starts_with(&facts.words));
    let Some(plan) = draft.columns.get_mut(facts.name()) else { return };
    if plan.null_if.is_some() {
        return;
    }
    match beside {
        Some(moment) => {
            plan.null_if = Some(format!("{} IS NULL", ident(moment.name())));
            plan.null_rate = 0.0;
        }
        None => plan.null_rate = plan.null_rate.max(SPARED),
    }
}

fn is_absent_at_times(moment: &ColumnFacts<'_>) -> bool {
    moment.class.is_moment() && moment.is_nullable() && !moment.is_computed()
}

/// Who did something, and why, is known where it was done: `approved_by` beside `approved_at`.
fn goes_with(draft: &mut Draft<'_, '_>, links: &mut [Link], facts: &ColumnFacts<'_>) {
    const TOLD: &[&str] = &["by", "reason", "note", "notes", "comment", "remarks"];
    let words: Vec<&String> = facts.words.iter().filter(|word| *word != "id").collect();
    let Some((_, deed)) = words.split_last().filter(|(last, deed)| {
        !deed.is_empty() && TOLD.contains(&last.as_str()) && facts.is_nullable()
    }) else {
        return;
    };
    let same = |other: &&ColumnFacts<'_>| {
        let own: Vec<&String> =
            other.words.iter().filter(|word| !PLAIN.contains(&word.as_str())).collect();
        is_absent_at_times(other) && own == *deed
    };
    let Some(moment) = draft.table.columns.iter().find(same) else { return };
    let condition = format!("{} IS NULL", ident(moment.name()));
    if is_circular(draft, facts, &condition) {
        return;
    }
    let slots = presence(draft, links, facts);
    if let Some((null_if, null_rate)) = slots.filter(|(null_if, _)| null_if.is_none()) {
        *null_if = Some(condition);
        *null_rate = 0.0;
        draft.explain(facts.name(), "present or absent", format!("goes with {}", moment.name()));
    }
}

/// When a column has nothing to say of its exception, as a formula.
fn absence(table: &TableFacts<'_>, facts: &ColumnFacts<'_>, family: usize) -> Option<String> {
    by_state(table, family).or_else(|| by_flag(table, facts, family)).or_else(|| {
        let first = first_moment(table, family).filter(|first| first.name() != facts.name())?;
        Some(format!("{} IS NULL", ident(first.name())))
    })
}

fn by_state(table: &TableFacts<'_>, family: usize) -> Option<String> {
    let states = table.columns.iter().filter(|facts| facts.is(STATE));
    states.map(|state| (state, labels::named(state))).find_map(|(state, labels)| {
        let is_of = |label: &&Label| FAMILIES[family].is_in(&tokens::words(&label.text));
        let reached: Vec<String> = labels.iter().filter(is_of).map(Label::literal).collect();
        let some = !reached.is_empty() && reached.len() < labels.len();
        some.then(|| format!("{} NOT IN ({})", ident(state.name()), reached.join(", ")))
    })
}

/// Flags that say what may or will be, not what is.
const NO_STATE: &str = "cancel at *|* policy|can *|allow *|pending *|* pending|safe *|* safe *|no \
     *|not *|is not *|\
     exempt *|auto *|notify *|* allowed|allows *|show *|hide *|include *|enable *|* enabled";

fn by_flag(table: &TableFacts<'_>, facts: &ColumnFacts<'_>, family: usize) -> Option<String> {
    table.columns.iter().find_map(|other| {
        let own = other.name() != facts.name() && !other.is_nullable() && !other.is_computed();
        if !own || family_of(table, other) != Some(family) {
            return None;
        }
        let name = ident(other.name());
        let narrow = other.column.data_type.integer_range().is_some_and(|(_, most)| most < 256);
        match other.class {
            Class::Bool if !other.is(NO_STATE) => Some(format!("NOT {name}")),
            Class::Int if narrow && recognise::reads_like_flag(other) => {
                Some(format!("{name} = 0"))
            }
            _ => None,
        }
    })
}
