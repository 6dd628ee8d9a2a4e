//! Values that may not repeat: a believable range can be too narrow for the rows asked for.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_expr::{BinaryOp, Expr, Value};
use seedbed_generate::plan::{
    AnySource, Bound, Distribution, NumberSource, PatternSource, Records, Scalar, SequenceSource,
    Source,
};
use seedbed_schema::CheckRule;

use crate::{
    draft::Draft,
    finish,
    recognise::is_unique,
    survey::{Class, TableFacts},
    time::Today,
};

/// Numbers the rows of unique columns whose range has no room for them, where type and CHECKs
/// have more.
pub(crate) fn make(draft: &mut Draft<'_, '_>, rows: u64) {
    for facts in &draft.table.columns {
        let whole = facts.class == Class::Int || facts.scale() == Some(0);
        if !whole || !is_unique(facts) || facts.domain.one_of.is_some() {
            continue;
        }
        let Some(plan) = draft.columns.get_mut(facts.name()) else { continue };
        let room = match &plan.source {
            Source::Number(number) => span(number),
            Source::Choice(choice) => Some(choice.values.len() as f64),
            _ => None,
        };
        let Some(room) = room.filter(|room| *room < rows as f64) else { continue };
        let limits = finish::bounded(facts, Distribution::Uniform, None, None);
        if let Some(sequence) = wider(&limits, rows) {
            plan.source = Source::Sequence(sequence);
        } else if span(&limits).is_some_and(|most| most > room) {
            // Not for every row, but all that there is.
            plan.source = Source::Number(limits);
        }
    }
}

/// Makes up codes where unique ones are asked for by more rows than there are known things: of 400
/// airports 177 would have a code, and the others no row.
pub(crate) fn codes(
    draft: &mut Draft<'_, '_>,
    wished: &[String],
    rows: u64,
    records: &BTreeMap<String, Records>,
) {
    for facts in &draft.table.columns {
        let is_open = !wished.iter().any(|name| name == facts.name());
        if facts.class != Class::Text
            || !is_unique(facts)
            || facts.domain.one_of.is_some()
            || !is_open
        {
            continue;
        }
        let Some(plan) = draft.columns.get_mut(facts.name()) else { continue };
        let Source::Joint(joint) = &plan.source else { continue };
        let Some(known) = records.get(&joint.records) else { continue };
        let Some(at) = known.fields.iter().position(|field| *field == joint.field) else {
            continue;
        };
        let texts = known.rows.iter().filter_map(|row| match row.get(at) {
            Some(Scalar::Text(text)) if !text.is_empty() => Some(text.as_str()),
            _ => None,
        });
        let texts: BTreeSet<&str> = texts.collect();
        if texts.len() as u64 >= rows {
            continue;
        }
        if let Some(pattern) = shape(&texts) {
            plan.source = if facts.domain.patterns.is_empty() {
                Source::Pattern(PatternSource { pattern })
            } else {
                Source::Any(AnySource::default())
            };
        }
    }
}

/// The pattern of codes that are all of one length: a kind of character for each place.
fn shape(codes: &BTreeSet<&str>) -> Option<String> {
    let length = codes.first()?.len();
    if codes.iter().any(|code| code.len() != length) {
        return None;
    }
    let place = |at: usize| {
        let all = |is: fn(u8) -> bool| codes.iter().all(|code| is(code.as_bytes()[at]));
        if all(|byte| byte.is_ascii_digit()) {
            Some("[0-9]")
        } else if all(|byte| byte.is_ascii_uppercase()) {
            Some("[A-Z]")
        } else if all(|byte| byte.is_ascii_lowercase()) {
            Some("[a-z]")
        } else if all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
            Some("[A-Z0-9]")
        } else {
            None
        }
    };
    (0..length).map(place).collect()
}

/// How many values a source of whole numbers can make; `None` where that depends on the row.
fn span(number: &NumberSource) -> Option<f64> {
    let limit = |bound: &Option<Bound>| match bound {
        Some(Bound::Literal(Scalar::Int(limit))) => Some(*limit as f64),
        Some(Bound::Literal(Scalar::Float(limit))) => Some(*limit),
        _ => None,
    };
    let step = number.step.unwrap_or(1.0).max(1.0);
    Some((limit(&number.max)? - limit(&number.min)?) / step + 1.0)
}

/// A sequence of so many numbers within what type and CHECKs allow.
fn wider(limits: &NumberSource, rows: u64) -> Option<SequenceSource> {
    let start = match limits.min {
        Some(Bound::Literal(Scalar::Int(min))) => min.max(1),
        None => 1,
        Some(_) => return None,
    };
    let last = start.checked_add(i64::try_from(rows).ok()?)?;
    let fits = match limits.max {
        Some(Bound::Literal(Scalar::Int(max))) => last <= max,
        None => true,
        Some(_) => false,
    };
    fits.then(|| SequenceSource { start, ..SequenceSource::default() })
}

/// Lets dates begin early enough where their year is part of a key (`UNIQUE (year, season)` with
/// `CHECK (extract(year FROM starts) = year)`).
pub(crate) fn years(draft: &mut Draft<'_, '_>, rows: u64, today: Today) {
    for (date, year) in years_of_dates(draft.table) {
        let Some(needed) = years_needed(draft, &year, rows) else { continue };
        let first = today.date(-12 * needed);
        let least = draft.table.column(&year).and_then(|facts| facts.domain.min.as_ref());
        let least = match least.map(|bound| &bound.value) {
            Some(Value::Int(year)) => format!("{year:04}-01-01"),
            _ => String::new(),
        };
        if let Some(plan) = draft.columns.get_mut(&date)
            && let Source::Temporal(source) = &mut plan.source
            && source.after.is_none()
            && let Some(Bound::Literal(Scalar::Text(min))) = &mut source.min
        {
            let first = first.max(least);
            if first < *min {
                *min = first;
            }
        }
    }
}

/// Dates and the columns that CHECKs want to hold their years.
fn years_of_dates(table: &TableFacts<'_>) -> Vec<(String, String)> {
    let name = |expr: &Expr| match bare(expr) {
        Expr::Column(path) => table.column(path.last()?).map(|facts| facts.name().to_owned()),
        _ => None,
    };
    let year_of = |expr: &Expr| match bare(expr) {
        Expr::Call(function, arguments) => match (function.as_str(), arguments.as_slice()) {
            ("extract" | "date_part", [Expr::Literal(Value::Text(part)), date])
                if part == "year" =>
            {
                name(date)
            }
            ("year", [date]) => name(date),
            _ => None,
        },
        _ => None,
    };
    let mut found = Vec::new();
    for check in &table.table.checks {
        let CheckRule::Expr(expr) = &check.rule else { continue };
        for part in expr.conjuncts() {
            let Expr::Binary(BinaryOp::Eq, left, right) = part else { continue };
            found.extend(year_of(left).zip(name(right)));
            found.extend(year_of(right).zip(name(left)));
        }
    }
    found
}

fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Cast(inner, ..) => bare(inner),
        other => other,
    }
}

/// How many years the keys that hold `year` take for so many rows, with one to spare; `None`
/// where the other columns of the keys make room by themselves.
fn years_needed(draft: &Draft<'_, '_>, year: &str, rows: u64) -> Option<i32> {
    let choices = |name: &str| match draft.columns.get(name).map(|plan| &plan.source) {
        Some(Source::Choice(choice)) => Some(choice.values.len().max(1) as u64),
        _ => None,
    };
    let needed = draft.table.table.keys().filter_map(|key| {
        let columns = key.columns().filter(|columns| columns.contains(&year))?;
        let others = columns.into_iter().filter(|column| *column != year);
        let room: u64 = others.map(choices).product::<Option<u64>>()?;
        Some(rows.div_ceil(room) + 1)
    });
    needed.max().map(|years| i32::try_from(years).map_or(MOST_YEARS, |n| n.min(MOST_YEARS)))
}

/// No table goes further back.
const MOST_YEARS: i32 = 500;
