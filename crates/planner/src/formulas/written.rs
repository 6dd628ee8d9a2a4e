//! Texts made of the numbers beside them (`500 mg`, `1920x1080`, `12:34`), and numbers that say how
//! long texts are or the same in another unit.

use seedbed_generate::plan::{ColumnPlan, Source};

use super::decided::{Found, beside, is_text};
use super::phrases::{alike, stem};
use super::sheet::{is_free_text, read};
use super::uses::{is_own_number, reaches};
use super::{expression, fitted};
use crate::draft::Draft;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts};

/// `500 mg` of the value and its unit; `30 x 20 cm` of height and width; `1920x1080`.
pub(super) fn measures(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, _: &str) -> Option<Found> {
    // What a record says (a drug's strength) is right by itself.
    let told = draft.columns.get(facts.name()).map(|plan| &plan.source);
    if !is_free_text(draft, facts) || matches!(told, Some(Source::Joint(_))) {
        return None;
    }
    let own = |suffix: &str| -> Vec<String> {
        facts.words.iter().cloned().chain([suffix.to_owned()]).collect()
    };
    let called = |suffixes: &[&str], number: bool| {
        suffixes.iter().find_map(|suffix| {
            let name = own(suffix);
            draft.table.columns.iter().find(|other| {
                other.words == name && if number { is_own_number(other) } else { is_text(other) }
            })
        })
    };
    if let (Some(value), Some(unit)) =
        (called(&["value", "amount", "number"], true), called(&["unit", "units"], false))
    {
        let trimmed = trimmed(value);
        let formula = format!("{trimmed} || ' ' || {}", ident(unit.name()));
        return Some((
            expression(fitted(facts, formula)),
            "value and unit",
            value.name().to_owned(),
        ));
    }
    let number = |names: &str| beside(draft, facts, names, is_own_number);
    let shown = facts.is("dimensions|dimensions display|dimensions text|display dimensions|size text|size display|measurements text");
    if shown {
        let (height, width) = (number("height|height *")?, number("width|width *")?);
        let unit =
            height.words.last().filter(|word| matches!(word.as_str(), "cm" | "mm" | "m" | "in"));
        let unit = unit.map_or_else(|| "cm".to_owned(), Clone::clone);
        let mut formula = format!("{} || ' x ' || {}", trimmed(height), trimmed(width));
        if let Some(depth) = number("depth|depth *|length|length *") {
            formula = if depth.is_nullable() {
                format!("{formula} || coalesce(' x ' || {}, '')", trimmed(depth))
            } else {
                format!("{formula} || ' x ' || {}", trimmed(depth))
            };
        }
        let formula = format!("{formula} || ' {unit}'");
        return Some((expression(fitted(facts, formula)), "dimensions", height.name().to_owned()));
    }
    if facts.is("resolution|video resolution|image resolution|dimensions")
        && facts.max_length().is_none_or(|most| most >= 9)
    {
        let (width, height) = (number("width")?, number("height")?);
        let whole = width.class == Class::Int && height.class == Class::Int;
        let formula = format!("{} || 'x' || {}", ident(width.name()), ident(height.name()));
        return whole.then(|| (expression(formula), "pixels", width.name().to_owned()));
    }
    None
}

/// A number as people write it: without noughts at its end.
fn trimmed(facts: &ColumnFacts<'_>) -> String {
    let name = ident(facts.name());
    match facts.class {
        Class::Int => name,
        _ => format!("rtrim(rtrim(cast(round({name}, 2) as text), '0'), '.')"),
    }
}

/// `3.5-5.0` of the low and the high end beside it.
pub(super) fn range(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, _: &str) -> Option<Found> {
    let rest = match facts.words.as_slice() {
        [rest @ .., last] if last == "range" && is_free_text(draft, facts) => rest,
        _ => return None,
    };
    let end = |word: &str| {
        draft.table.columns.iter().find(|other| {
            is_own_number(other)
                && stem(&other.words, word)
                    .is_some_and(|words| alike(&words, rest) || alike(&words, &facts.words))
        })
    };
    let (low, high) = (end("low|min|from|lower")?, end("high|max|to|upper")?);
    let formula = format!("{} || '-' || {}", trimmed(low), trimmed(high));
    Some((expression(fitted(facts, formula)), "range", low.name().to_owned()))
}

/// `CDG-JFK` of where a trip begins and ends.
pub(super) fn route(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, _: &str) -> Option<Found> {
    let said = facts.is("route|route code|city pair|sector|lane|od pair|route name");
    let room = facts.max_length().is_none_or(|most| most >= 7);
    if !said || !room || !is_free_text(draft, facts) {
        return None;
    }
    let place = |names: &str| {
        draft.table.columns.iter().find(|other| {
            other.class == Class::Text
                && other.max_length().is_some_and(|most| most <= 5)
                && other.is(names)
        })
    };
    let from = place("origin|origin *|from|departure airport|departure|from *|source airport")?;
    let to = place("destination|destination *|to|arrival airport|arrival|to *")?;
    let formula = format!("{} || '-' || {}", ident(from.name()), ident(to.name()));
    Some((expression(formula), "route", from.name().to_owned()))
}

/// `12:34` of the seconds beside it.
pub(super) fn span(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>, _: &str) -> Option<Found> {
    let said = facts.is(
        "duration text|* duration text|duration formatted|formatted duration|duration display|\
        duration string|length text|duration hms|display duration|duration label",
    );
    if !said || !is_free_text(draft, facts) {
        return None;
    }
    let names = "duration|duration seconds|duration s|length|length seconds|duration sec|* duration seconds";
    let seconds =
        beside(draft, facts, names, |other| other.class == Class::Int && is_own_number(other))?;
    let name = ident(seconds.name());
    let formula = format!("div({name}, 60) || ':' || lpad(cast(mod({name}, 60) as text), 2, '0')");
    Some((expression(fitted(facts, formula)), "length of time in words", seconds.name().to_owned()))
}

/// Counts of a text's words and letters.
pub(super) fn counts(draft: &mut Draft<'_, '_>, wished: &[String]) {
    for facts in &draft.table.columns {
        let asked = wished.iter().any(|name| name == facts.name());
        let words = facts.is("word count|words|number of words|words count|* word count");
        let letters = facts.is("character count|char count|text length|content length|body length|letter count|characters|chars count|* char count|* character count|length chars");
        let free = facts.class == Class::Int
            && is_own_number(facts)
            && facts.domain.max.is_none()
            && !facts.is_computed();
        if asked || !(words || letters) || !free || !draft.columns.contains_key(facts.name()) {
            continue;
        }
        let names = "raw|body|content|text|* raw|* text|* body|content *|body *|description|message|transcript|source";
        let whole = |other: &ColumnFacts<'_>| {
            is_text(other)
                && other.max_length().is_none_or(|most| most >= 140)
                && !other.is("spoiler *|* type|* code|* url")
        };
        let Some(text) = beside(draft, facts, names, whole) else { continue };
        if reaches(draft, text.name(), facts.name()) {
            continue;
        }
        let name = format!("coalesce({}, '')", ident(text.name()));
        let formula = if words {
            format!(
                "CASE WHEN {name} = '' THEN 0 ELSE length({name}) - length(replace({name}, ' ', '')) + 1 END"
            )
        } else {
            format!("length({name})")
        };
        draft.columns.insert(facts.name().to_owned(), ColumnPlan::new(expression(formula)));
        draft.explain(
            facts.name(),
            "length of a text",
            format!("{} stands beside it", text.name()),
        );
    }
}

/// The same number in another unit: kilometres and nautical miles, kilograms and pounds.
pub(super) fn units(draft: &mut Draft<'_, '_>, wished: &[String]) {
    const SAME: &[(&str, f64)] = &[
        ("km", 1.0),
        ("miles", 1.609_344),
        ("mi", 1.609_344),
        ("nm", 1.852),
        ("kg", 1_000.0),
        ("lb", 453.592),
        ("lbs", 453.592),
        ("cm", 10.0),
        ("mm", 1.0),
        ("inches", 25.4),
        ("in", 25.4),
        ("ft", 304.8),
        ("liters", 1.0),
        ("gallons", 3.785),
        ("mb", 1_048_576.0),
        ("kb", 1_024.0),
        ("gb", 1_073_741_824.0),
        ("bytes", 1.0),
        ("g", 1.0),
    ];
    const KINDS: &[&[&str]] = &[
        &["km", "miles", "mi", "nm"],
        &["kg", "lb", "lbs", "g"],
        &["cm", "mm", "inches", "in", "ft"],
        &["liters", "gallons"],
        &["bytes", "kb", "mb", "gb"],
    ];
    let unit = |facts: &ColumnFacts<'_>| {
        let (last, rest) = facts.words.split_last()?;
        // Nautical miles look like a name.
        let last = if last == "name" { "nm" } else { last.as_str() };
        let at = SAME.iter().find(|(unit, _)| *unit == last)?;
        let kind = KINDS.iter().position(|units| units.contains(&last))?;
        (!rest.is_empty()).then(|| (rest.to_vec(), kind, at.1))
    };
    let columns = &draft.table.columns;
    for (at, facts) in columns.iter().enumerate() {
        let asked = wished.iter().any(|name| name == facts.name());
        let Some((rest, kind, size)) =
            unit(facts).filter(|_| !asked && is_own_number(facts) && !facts.is_computed())
        else {
            continue;
        };
        // The unit that most of the world uses decides.
        let metric = |facts: &ColumnFacts<'_>| {
            facts.words.last().is_some_and(|last| {
                matches!(last.as_str(), "km" | "kg" | "cm" | "liters" | "bytes")
            })
        };
        let other = columns.iter().enumerate().find_map(|(place, other)| {
            let (stem, of, factor) = unit(other)?;
            let leads =
                (metric(other) && !metric(facts)) || (metric(other) == metric(facts) && place < at);
            (place != at && stem == rest && of == kind && leads && is_own_number(other))
                .then_some((other, factor))
        });
        let Some((other, factor)) = other else { continue };
        if other.is_nullable() && !facts.is_nullable()
            || reaches(draft, other.name(), facts.name())
            || !draft.columns.contains_key(facts.name())
        {
            continue;
        }
        let formula = format!("{} * {}", read(other), factor / size);
        let formula = super::sheet::fitted(facts, &formula);
        draft.columns.insert(facts.name().to_owned(), ColumnPlan::new(expression(formula)));
        draft.explain(
            facts.name(),
            "the same in another unit",
            format!("{} stands beside it", other.name()),
        );
    }
}
