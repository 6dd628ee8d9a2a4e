//! Flags beside the moments that they tell of: what is closed has a day on which it was closed,
//! and nothing else has.

use seedbed_generate::plan::{Case, ChoiceSource, ConditionalSource, Scalar, Source};

use super::expression;
use super::uses::{is_checked, reaches};
use crate::draft::Draft;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts, KeyPart, TableFacts};

/// Flags of states that are exceptions: fewer rows have their moment than have not.
const SELDOM: &[&str] = &[
    "blocked",
    "banned",
    "suspended",
    "cancelled",
    "deprecated",
    "yanked",
    "revoked",
    "deleted",
    "removed",
    "archived",
    "locked",
    "disabled",
    "expired",
    "rejected",
    "failed",
    "refunded",
    "voided",
    "void",
    "hidden",
    "flagged",
    "reversed",
    "withdrawn",
    "terminated",
    "discontinued",
    "unsubscribed",
    "opted out",
    "muted",
    "silenced",
    "escalated",
    "returned",
    "recalled",
];

/// Makes flags say whether the moments beside them have come.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, wished: &[String]) {
    let table = draft.table;
    for flag in &table.columns {
        let asked = wished.iter().any(|name| name == flag.name());
        if asked || !is_flag(draft, flag) {
            continue;
        }
        let Some(moment) = moment_of(table, flag) else {
            present(draft, flag);
            active(draft, flag, wished);
            continue;
        };
        let asked = wished.iter().any(|name| name == moment.name());
        if !asked && moment.is_nullable() && !moment.linked {
            tie(draft, flag, moment);
        }
    }
}

/// Whether a column says yes or no and nothing else ties it to its row.
fn is_flag(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>) -> bool {
    let of_two = match draft.columns.get(facts.name()).map(|plan| &plan.source) {
        Some(Source::Choice(choice)) => choice.values.len() <= 2,
        _ => false,
    };
    let whole = facts.class == Class::Int && numbers(draft, facts);
    of_two
        && (facts.class == Class::Bool || whole)
        && facts.key == KeyPart::No
        && !is_checked(draft.table, facts.name())
}

/// Whether a whole number is drawn from nothing but 0 and 1.
fn numbers(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>) -> bool {
    let Some(Source::Choice(choice)) = draft.columns.get(facts.name()).map(|plan| &plan.source)
    else {
        return false;
    };
    choice.values.iter().all(|value| matches!(value, Scalar::Int(0 | 1) | Scalar::Bool(_)))
}

/// The moment of the deed that a flag names: `closed at` of `is closed`.
fn moment_of<'t, 'a>(
    table: &'t TableFacts<'a>,
    flag: &ColumnFacts<'_>,
) -> Option<&'t ColumnFacts<'a>> {
    const PLAIN: &[&str] =
        &["is", "has", "was", "been", "flag", "at", "on", "date", "time", "timestamp"];
    let core = |words: &[String]| -> Vec<String> {
        words.iter().filter(|word| !PLAIN.contains(&word.as_str())).cloned().collect()
    };
    let deed = core(&flag.words);
    table.columns.iter().find(|facts| {
        let same = |words: &[String]| !deed.is_empty() && core(words) == deed;
        facts.class.is_moment()
            && (same(&facts.words) || core(&facts.short) == core(&flag.short) && same(&facts.short))
    })
}

/// Who left is active no more, and only who left: `is_active` beside `date_resigned`.
fn active(draft: &mut Draft<'_, '_>, flag: &ColumnFacts<'_>, wished: &[String]) {
    const ENDS: &str = "resigned|* resigned|resignation *|left|left *|* left|leaving *|\
         date of leaving|termination date|terminated *|date terminated|employment end *|exit date|\
         deactivated *|disabled at|discontinued *|retired|retired *|retirement date|\
         decommissioned *|last working day|date of exit|relieving date|separation date";
    const DELETED: &str = "deleted|deleted at|deleted on|archived at|date deleted";
    if !flag.is("active|is active|enabled|is enabled|is current|is employed|currently employed") {
        return;
    }
    let moment = |names: &str| -> Vec<&ColumnFacts<'_>> {
        let fits = |facts: &&ColumnFacts<'_>| {
            facts.class.is_moment()
                && facts.tick.is_none()
                && facts.is_nullable()
                && facts.is(names)
                && !wished.iter().any(|name| name == facts.name())
                && draft.columns.contains_key(facts.name())
                && !reaches(draft, facts.name(), flag.name())
        };
        draft.table.columns.iter().filter(fits).collect()
    };
    let (ends, deleted) = (moment(ENDS), moment(DELETED));
    let gone = |moments: &[&ColumnFacts<'_>], is: &str, word: &str| {
        let tests: Vec<String> =
            moments.iter().map(|facts| format!("{} IS {is}", ident(facts.name()))).collect();
        tests.join(word)
    };
    let all: Vec<&ColumnFacts<'_>> = ends.iter().chain(&deleted).copied().collect();
    let Some(first) = all.first() else { return };
    let reason = format!("{} stands beside it", first.name());
    let Some(plan) = draft.columns.get_mut(flag.name()) else { return };
    plan.source = match (ends.is_empty(), flag.class) {
        (false, Class::Bool) => expression(gone(&all, "NULL", " AND ")),
        (false, _) => {
            expression(format!("CASE WHEN {} THEN 1 ELSE 0 END", gone(&all, "NULL", " AND ")))
        }
        // Who is not deleted may be inactive for other reasons.
        (true, _) => {
            let no = match flag.class {
                Class::Bool => Scalar::Bool(false),
                _ => Scalar::Int(0),
            };
            let none = Source::Choice(ChoiceSource { values: vec![no], weights: None });
            let own = std::mem::replace(&mut plan.source, none.clone());
            Source::Conditional(ConditionalSource {
                cases: vec![Case { when: gone(&all, "NOT NULL", " OR "), then: none }],
                otherwise: Some(Box::new(own)),
            })
        }
    };
    plan.null_rate = 0.0;
    draft.explain(flag.name(), "flag of a moment", reason);
}

/// Whether there is what the flag says that there is: `is prerelease` beside `prerelease`.
fn present(draft: &mut Draft<'_, '_>, flag: &ColumnFacts<'_>) {
    let rest = match flag.words.as_slice() {
        [first, rest @ ..] if matches!(first.as_str(), "is" | "has") && !rest.is_empty() => rest,
        _ => return,
    };
    let thing = draft.table.columns.iter().find(|other| {
        other.words == rest
            && other.is_nullable()
            && !matches!(other.class, Class::Bool | Class::Json)
            && draft.columns.contains_key(other.name())
    });
    let Some(thing) = thing.filter(|thing| !reaches(draft, thing.name(), flag.name())) else {
        return;
    };
    let there = format!("{} IS NOT NULL", ident(thing.name()));
    let formula = match flag.class {
        Class::Bool => there,
        _ => format!("CASE WHEN {there} THEN 1 ELSE 0 END"),
    };
    if let Some(plan) = draft.columns.get_mut(flag.name()) {
        plan.source = expression(formula);
        plan.null_rate = 0.0;
        draft.explain(flag.name(), "flag of a value", format!("{} stands beside it", thing.name()));
    }
}

/// The moment has not come where the flag says no; a moment that is tied to a state says what the
/// flag is.
fn tie(draft: &mut Draft<'_, '_>, flag: &ColumnFacts<'_>, moment: &ColumnFacts<'_>) {
    let Some(plan) = draft.columns.get(moment.name()) else { return };
    let reason = format!("{} stands beside it", moment.name());
    let tied = plan.null_if.clone();
    let mentions = tied.as_ref().is_some_and(|when| when.contains(&ident(flag.name())));
    if mentions || is_checked(draft.table, moment.name()) {
        return;
    }
    let computed = !matches!(plan.source, Source::Temporal(_) | Source::Expression(_));
    if tied.is_some() || computed {
        if reaches(draft, moment.name(), flag.name()) {
            return;
        }
        let came = format!("{} IS NOT NULL", ident(moment.name()));
        let formula = match flag.class {
            Class::Bool => came,
            _ => format!("CASE WHEN {came} THEN 1 ELSE 0 END"),
        };
        if let Some(plan) = draft.columns.get_mut(flag.name()) {
            plan.source = expression(formula);
            plan.null_rate = 0.0;
            draft.explain(flag.name(), "flag of a moment", reason);
        }
        return;
    }
    if reaches(draft, flag.name(), moment.name()) {
        return;
    }
    seldom(draft, flag);
    let name = ident(flag.name());
    let when = match flag.class {
        Class::Bool if flag.is_nullable() => format!("NOT coalesce({name}, FALSE)"),
        Class::Bool => format!("NOT {name}"),
        _ => format!("coalesce({name}, 0) = 0"),
    };
    if let Some(plan) = draft.columns.get_mut(moment.name()) {
        plan.null_if = Some(when);
        plan.null_rate = 0.0;
    }
}

/// What is an exception by its name has few rows that are it.
fn seldom(draft: &mut Draft<'_, '_>, flag: &ColumnFacts<'_>) {
    let name = flag.words.join(" ");
    let exception = SELDOM.iter().any(|word| name.ends_with(word));
    if flag.class != Class::Bool || !exception {
        return;
    }
    if let Some(plan) = draft.columns.get_mut(flag.name()) {
        plan.source = crate::finish::flag(0.07);
    }
}
