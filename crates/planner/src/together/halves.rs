//! Halves of pairs: a longitude without a latitude says nothing, nor does a unit without its
//! number.

use super::Sides;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// What comes first of a pair, and what is absent where it is; each stands behind the same words.
/// Who goes in has not always gone out.
struct Pair {
    heads: &'static str,
    others: &'static str,
    /// Whether the names may be these words alone.
    alone: bool,
    /// Whether either is there in every row where the other is.
    both: bool,
}

const fn pair(heads: &'static str, others: &'static str) -> Pair {
    Pair { heads, others, alone: false, both: true }
}

const PAIRS: &[Pair] = &[
    Pair { alone: true, ..pair("latitude|lat", "longitude|lng|lon|long") },
    pair("id|pk|uuid|identifier", "type|kind|class"),
    Pair { both: false, ..pair("|value|amount", "unit|units|uom|unit of measure") },
    Pair { both: false, ..pair("|amount|price|value", "currency|currency code") },
    Pair {
        both: false,
        ..pair(
            "token|code|otp",
            "expires|expiry|expires at|expiration|expires on|sent at|created at|issued at|\
             token expires|token expiry|token expires at|token sent at|token created at|\
             token expiration|code expires at|code sent at|code expires|code expiry|\
             token expire|token expiry date",
        )
    },
    Pair {
        both: false,
        ..pair(
            "filename|file name",
            "mime type|charset|content type|file size|size|last updated|checksum|updated at|\
             width|height|alt text|caption",
        )
    },
    Pair { both: false, ..pair("filename|file name", "") },
];

/// Makes the second half of each pair absent where the first one is.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    for other in sides.free() {
        if let Some(head) = entry(sides, other) {
            tie(sides, head, other, &pair("", ""));
            continue;
        }
        let found = PAIRS.iter().find_map(|pair| Some((head(sides, pair, other)?, pair)));
        if let Some((head, pair)) = found {
            tie(sides, head, other, pair);
        }
    }
}

/// The moment of coming in that is spelt like one of going out: `edregtime` of `edouttime`.
fn entry<'s, 'a>(sides: &Sides<'_, 's, 'a>, out: &ColumnFacts<'_>) -> Option<&'s ColumnFacts<'a>> {
    let spelt = out.name().to_lowercase();
    if !out.class.is_moment() || !spelt.contains("out") {
        return None;
    }
    let names = [spelt.replacen("out", "reg", 1)];
    sides
        .free()
        .into_iter()
        .find(|facts| facts.class == out.class && names.contains(&facts.name().to_lowercase()))
}

/// The first half that stands beside a second one.
fn head<'s, 'a>(
    sides: &Sides<'_, 's, 'a>,
    pair: &Pair,
    other: &ColumnFacts<'_>,
) -> Option<&'s ColumnFacts<'a>> {
    if other.linked || other.key > KeyPart::UniquePart {
        return None;
    }
    let stems = stems(other, pair.others);
    sides.free().into_iter().find(|head| {
        head.name() != other.name()
            && fits(pair, head, other)
            && stems.iter().any(|stem| {
                (pair.alone || !stem.is_empty())
                    && pair.heads.split('|').any(|word| {
                        let mut name = stem.clone();
                        name.extend(word.split(' ').filter(|w| !w.is_empty()).map(str::to_owned));
                        head.words == name || head.short == name
                    })
            })
    })
}

/// The words before one of the endings.
fn stems(facts: &ColumnFacts<'_>, endings: &str) -> Vec<Vec<String>> {
    let stem = |words: &[String], ending: &str| {
        let ending: Vec<&str> = ending.split(' ').filter(|word| !word.is_empty()).collect();
        let at = words.len().checked_sub(ending.len())?;
        (words[at..] == ending[..]).then(|| words[..at].to_vec())
    };
    let names = [&facts.words, &facts.short];
    let stems = |ending| names.into_iter().filter_map(move |words| stem(words, ending));
    endings.split('|').flat_map(stems).collect()
}

/// Whether the types are those of such a pair.
fn fits(pair: &Pair, head: &ColumnFacts<'_>, other: &ColumnFacts<'_>) -> bool {
    let first = pair.others.split(['|', ' ']).next().unwrap_or_default();
    match first {
        "longitude" => head.class.is_number() && other.class.is_number(),
        // A row's own key has no kind, and a type of media is none of a row.
        "type" => {
            matches!(other.class, Class::Text | Class::Labels)
                && !head.linked
                && head.key <= KeyPart::UniquePart
                && !other.is("media type|mime type|content type")
        }
        "out" => head.class.is_moment() && other.class.is_moment(),
        "unit" | "currency" => head.class.is_number() && !other.class.is_number(),
        "expires" => head.class == Class::Text && other.class.is_moment(),
        "" => other.class == Class::Bytes,
        _ => head.class == Class::Text,
    }
}

/// Whether a column's absence is told by another one already.
fn reads(sides: &Sides<'_, '_, '_>, head: &ColumnFacts<'_>, other: &ColumnFacts<'_>) -> bool {
    let told = format!("{} IS NULL", ident(head.name()));
    let plan = sides.draft.columns.get(other.name());
    plan.and_then(|plan| plan.null_if.as_deref()).is_some_and(|when| when == told)
}

fn tie(
    sides: &mut Sides<'_, '_, '_>,
    head: &ColumnFacts<'_>,
    other: &ColumnFacts<'_>,
    pair: &Pair,
) {
    let reason = format!("goes with {}", head.name());
    let tied = |sides: &Sides<'_, '_, '_>, facts: &ColumnFacts<'_>| {
        sides.draft.columns.get(facts.name()).is_some_and(|plan| plan.null_if.is_some())
    };
    match (head.is_nullable(), other.is_nullable()) {
        // Whoever is tied to something else leads.
        (true, true) if reads(sides, head, other) => {}
        (true, true) if tied(sides, other) && !tied(sides, head) && pair.both => {
            sides.absent(head, &format!("{} IS NULL", ident(other.name())), &reason);
            sides.spare(head, 0.0);
        }
        (true, true) => {
            sides.absent(other, &format!("{} IS NULL", ident(head.name())), &reason);
            sides.spare(other, 0.0);
        }
        // What has a default is there whether the other half is or not.
        (true, false) if pair.both && !tied(sides, head) && other.column.default.is_none() => {
            sides.spare(head, 0.0);
        }
        (false, true) if pair.both && !tied(sides, other) && head.column.default.is_none() => {
            sides.spare(other, 0.0);
        }
        _ => {}
    }
}
