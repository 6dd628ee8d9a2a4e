//! Columns that sum up the rows of a child table: `total_order_amount`, `last_order_at`,
//! `average_rating`, `total_hours`.

use seedbed_expr::Value;

use super::totals::{children, rounded};
use super::uses::is_own_number;
use super::{Owners, expression};
use crate::draft::Draft;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts, KeyPart, Survey, TableFacts};
use crate::{time, tokens};

/// What is said of the children.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    First,
    Last,
    Sum,
    Mean,
    Largest,
    Smallest,
}

/// Words that say it, at the beginning or the end of a name.
const SAID: &[(Said, &str)] = &[
    (Said::First, "first|earliest|oldest|initial"),
    (Said::Last, "last|latest|most recent|newest|recent"),
    (Said::Sum, "total|sum|sum of|lifetime|total of|cumulative"),
    (Said::Mean, "average|avg|mean"),
    (Said::Largest, "highest|best|largest"),
    (Said::Smallest, "lowest|smallest"),
];

/// Words that say only that a column is a moment, or an amount.
const MOMENT: &str = "date|at|on|time|day|date at";
const AMOUNT: &str = "amount|value|revenue|price|total|spent|spend|sales|total amount";
/// Columns of a child that hold its worth.
const WORTH: &str = "total|total amount|grand total|order total|amount|amount total|total price|\
     invoice total|price|value|total cost|cost|* grand total|net amount|subtotal";

/// Fills the summaries of a table's children.
pub(super) fn fill(draft: &mut Draft<'_, '_>, survey: &Survey<'_>, owners: &Owners<'_>) {
    for facts in draft.open() {
        let found = children(survey, owners, draft.table)
            .find_map(|child| Some((child, formula(facts, child)?)));
        if let Some((child, formula)) = found {
            let reason = format!("{} are its parts", child.plan_name());
            draft.fill(facts, expression(formula), "summary of children", reason);
        }
    }
}

/// Whether a column sums up rows that refer to its table.
pub(crate) fn is_summary(
    survey: &Survey<'_>,
    table: &TableFacts<'_>,
    facts: &ColumnFacts<'_>,
) -> bool {
    survey.tables.iter().any(|child| {
        child.id != table.id
            && child.parents.contains(&Some(table.id))
            && formula(facts, child).is_some()
    })
}

/// What a column says of a child table's rows, as a formula.
pub(super) fn formula(facts: &ColumnFacts<'_>, child: &TableFacts<'_>) -> Option<String> {
    // Nothing of the children is nothing here.
    let least = facts.domain.min.is_none() || facts.domain.contains(&Value::Int(0)) == Some(true);
    let free = least && facts.domain.max.is_none() && facts.domain.one_of.is_none();
    if !free || facts.linked || facts.is_computed() || facts.key >= KeyPart::Unique {
        return None;
    }
    let (said, rest) = SAID.iter().find_map(|(said, words)| {
        words.split('|').find_map(|phrase| Some((*said, without(&facts.words, phrase)?)))
    })?;
    let name = ident(&child.table.name.name);
    match said {
        Said::First | Said::Last => {
            let of_child =
                noun(&rest, child).is_some_and(|left| left.is_empty() || is(&left, MOMENT));
            let anchor = time::anchor(child).filter(|_| of_child)?;
            let same = anchor.class == facts.class && anchor.tick == facts.tick;
            let same = same && anchor.column.data_type.kind() == facts.column.data_type.kind();
            let function = if said == Said::First { "min" } else { "max" };
            (same && facts.is_nullable())
                .then(|| format!("{function}({name}.{})", ident(anchor.name())))
        }
        _ if !facts.class.is_number() => None,
        Said::Sum => {
            let column = summed(facts, child, &rest)?;
            Some(format!("coalesce(sum({name}.{}), 0)", ident(column.name())))
        }
        Said::Mean | Said::Largest | Said::Smallest => {
            let column = summed(facts, child, &rest)?;
            let function = match said {
                Said::Mean => "avg",
                Said::Largest => "max",
                _ => "min",
            };
            let value = format!("{function}({name}.{})", ident(column.name()));
            let value = if said == Said::Mean { rounded(facts, &value) } else { value };
            Some(if facts.is_nullable() { value } else { format!("coalesce({value}, 0)") })
        }
    }
}

/// The column of a child that is summed up: the one with the same words, or what a row is worth
/// where only the child is named.
fn summed<'t, 'a>(
    facts: &ColumnFacts<'_>,
    child: &'t TableFacts<'a>,
    rest: &[String],
) -> Option<&'t ColumnFacts<'a>> {
    let usable = |other: &&ColumnFacts<'_>| {
        is_own_number(other) && (facts.class == Class::Decimal || other.class == Class::Int)
    };
    let left = noun(rest, child);
    let same = |words: &[String]| {
        let named = |other: &&ColumnFacts<'_>| other.words == words || other.short == words;
        child.columns.iter().filter(usable).find(named).filter(|_| !words.is_empty())
    };
    let worth =
        |left: &Vec<String>| facts.class == Class::Decimal && (left.is_empty() || is(left, AMOUNT));
    same(rest).or_else(|| left.as_deref().and_then(same)).or_else(|| {
        left.filter(worth)?;
        let columns = || child.columns.iter().filter(usable);
        WORTH.split('|').find_map(|name| columns().find(|other| other.is(name)))
    })
}

/// What a name has beside the child's noun: `amount` of `order amount`.
fn noun(words: &[String], child: &TableFacts<'_>) -> Option<Vec<String>> {
    let head = child.words.last().map_or("", String::as_str);
    // What was invoiced is the invoices.
    let thing = |word: &String| match word.strip_suffix("ed").or_else(|| word.strip_suffix('d')) {
        Some(stem) if stem == head || stem == head.trim_end_matches('e') => head.to_owned(),
        _ => tokens::singular(word),
    };
    let singular: Vec<String> = words.iter().map(thing).collect();
    let whole = child.words.as_slice();
    let head = child.words.last().map(std::slice::from_ref)?;
    [whole, head].into_iter().find_map(|noun| {
        let at = singular.windows(noun.len()).position(|window| window == noun)?;
        Some([&words[..at], &words[at + noun.len()..]].concat())
    })
}

/// The words before or behind a phrase.
fn without(words: &[String], phrase: &str) -> Option<Vec<String>> {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    let is = |part: &[String]| part.iter().map(String::as_str).eq(phrase.iter().copied());
    let at = words.len().checked_sub(phrase.len()).filter(|at| *at > 0)?;
    if is(&words[..phrase.len()]) {
        return Some(words[phrase.len()..].to_vec());
    }
    is(&words[at..]).then(|| words[..at].to_vec())
}

fn is(words: &[String], patterns: &str) -> bool {
    tokens::matches(patterns, words).is_some()
}
