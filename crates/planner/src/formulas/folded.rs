//! Copies of a column beside it that are made to be searched or sorted by: `name_upper`,
//! `title_lower`, `email_normalized`, `sort_name`.

use super::{expression, fitted};
use crate::draft::Draft;
use crate::names::ident;
use crate::subject::Subject;
use crate::survey::{Class, ColumnFacts, KeyPart, TableFacts};

/// The word that says it is a copy, and the function that makes it.
const COPIES: &[(&str, &str)] = &[
    ("upper", "upper"),
    ("uppercase", "upper"),
    ("uc", "upper"),
    ("lower", "lower"),
    ("lowercase", "lower"),
    ("lc", "lower"),
    ("ci", "lower"),
    ("normalized", "lower"),
    ("normalised", "lower"),
    ("canonical", "lower"),
    ("folded", "lower"),
    ("search", "lower"),
    ("searchable", "lower"),
    ("sort", ""),
    ("sortable", ""),
    ("sorted", ""),
];

/// Fills a column that repeats another of its row.
pub(super) fn fill(draft: &mut Draft<'_, '_>, facts: &ColumnFacts<'_>) {
    if facts.class != Class::Text || !draft.is_open(facts) {
        return;
    }
    let table = draft.table;
    let Some((formula, of)) = copy(table, facts).or_else(|| displayed(table, facts)) else {
        return;
    };
    let source = expression(fitted(facts, formula));
    draft.fill(facts, source, "copy", format!("{of} stands beside it"));
}

/// The other column's text, as the name says that it is changed.
fn copy(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> Option<(String, String)> {
    let words = &facts.words;
    COPIES.iter().find_map(|(marker, function)| {
        let rest = match words.as_slice() {
            [first, rest @ ..] if first == marker && !rest.is_empty() => rest,
            [rest @ .., last] if last == marker && !rest.is_empty() => rest,
            _ => return None,
        };
        let original = table.columns.iter().find(|other| other.words == rest)?;
        if !may_repeat(original, facts) {
            return None;
        }
        let name = ident(original.name());
        if function.is_empty() && table.subject == Subject::Person {
            return Some(surname_first(table, &name, facts));
        }
        let formula = if function.is_empty() { name } else { format!("{function}({name})") };
        Some((formula, original.name().to_owned()))
    })
}

/// `Lovelace, Ada`, where her names stand beside it.
fn surname_first(table: &TableFacts<'_>, name: &str, facts: &ColumnFacts<'_>) -> (String, String) {
    let part = |names: &str| {
        table.find(names).filter(|part| {
            part.class == Class::Text && (!part.is_nullable() || facts.is_nullable())
        })
    };
    match (part("last name"), part("first name")) {
        (Some(last), Some(first)) => {
            let formula = format!("{} || ', ' || {}", ident(last.name()), ident(first.name()));
            (formula, last.name().to_owned())
        }
        _ => (name.to_owned(), name.to_owned()),
    }
}

/// What things are shown as is what they are called, unless somebody changed it.
fn displayed(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> Option<(String, String)> {
    if !facts.is("display name") || matches!(table.subject, Subject::Person | Subject::Company) {
        return None;
    }
    let name = table.columns.iter().find(|other| other.is("name"))?;
    may_repeat(name, facts).then(|| (ident(name.name()), name.name().to_owned()))
}

/// Whether what one column holds may stand in another.
fn may_repeat(original: &ColumnFacts<'_>, copy: &ColumnFacts<'_>) -> bool {
    original.name() != copy.name()
        && original.class == Class::Text
        && !original.linked
        && (!original.is_nullable() || copy.is_nullable())
        && (copy.key == KeyPart::No || original.key >= KeyPart::Unique)
        && copy.domain.patterns.is_empty()
        && copy.domain.one_of.is_none()
}
