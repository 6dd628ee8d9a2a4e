//! Making a rule's proposal fit its column: bounds from CHECKs, NULLs, closed lists.

use seedbed_expr::{Bound as Limit, Value};
use seedbed_generate::plan::{
    Bound, ChoiceSource, ColumnPlan, Distribution, NumberSource, PatternSource, Scalar, Source,
    Vocabulary,
};
use seedbed_generate::vocabulary;
use seedbed_schema::Default;

use crate::survey::{Class, ColumnFacts, KeyPart};

/// A column plan with NULLs where the column allows them.
pub(crate) fn with_nulls(facts: &ColumnFacts<'_>, source: Source, null_rate: f64) -> ColumnPlan {
    let named = facts.class == Class::Text && facts.is("name|title|subject|label|display name");
    let needed =
        named || facts.key >= KeyPart::PrimaryPart || !facts.is_nullable() || is_supplied(facts);
    let rate = if needed { 0.0 } else { null_rate };
    ColumnPlan::new(source).with_null_rate(rate)
}

/// How often a nullable column without a known meaning is NULL.
pub(crate) fn default_null_rate(facts: &ColumnFacts<'_>) -> f64 {
    if is_supplied(facts) { 0.0 } else { 0.1 }
}

/// Whether a row that says nothing of a column has a value there.
fn is_supplied(facts: &ColumnFacts<'_>) -> bool {
    !matches!(
        facts.column.default,
        None | Some(Default::Expr(seedbed_expr::Expr::Literal(Value::Null)))
    )
}

/// The number that a column's default is.
pub(crate) fn default_number(facts: &ColumnFacts<'_>) -> Option<f64> {
    match &facts.column.default {
        Some(Default::Expr(seedbed_expr::Expr::Literal(Value::Text(text)))) => text.parse().ok(),
        Some(Default::Expr(seedbed_expr::Expr::Literal(value))) => number(value),
        _ => None,
    }
}

/// Numbers around the one that the schema says is usual.
pub(crate) fn around(facts: &ColumnFacts<'_>, usual: f64) -> NumberSource {
    // A few of something are seldom twice as many.
    let few = facts.class == Class::Int && usual <= 12.0;
    let (sigma, reach) = if few { (0.25, 2.0) } else { (0.4, 4.0) };
    let curve = Distribution::LogNormal { median: usual, sigma };
    let least = (usual / reach).floor().max(if few { 1.0 } else { 0.0 });
    let number = bounded(facts, curve, Some(least), Some((usual * reach).ceil()));
    // Round numbers stay round: 250 is followed by 300, not by 263.
    let step = [1_000.0, 100.0, 50.0, 10.0, 5.0]
        .into_iter()
        .find(|step| usual % step == 0.0 && usual / step >= 4.0);
    NumberSource { step, ..number }
}

/// Whether the column's CHECKs let a text such as this pass, as far as can be told.
pub(crate) fn admits(facts: &ColumnFacts<'_>, sample: &str) -> bool {
    let value = Value::Text(sample.to_owned());
    facts.domain.contains(&value) != Some(false)
}

/// Text by the pattern that a CHECK asks for, where it says how the whole text looks.
pub(crate) fn by_pattern(facts: &ColumnFacts<'_>) -> Option<Source> {
    let wanted = facts.domain.patterns.iter().filter(|p| !p.negated && !p.case_insensitive);
    let whole = wanted
        .map(|pattern| pattern.regex.trim_start_matches("(?s)"))
        .find(|regex| regex.starts_with('^') && regex.ends_with('$'))?;
    Some(Source::Pattern(PatternSource { pattern: whole.to_owned() }))
}

/// True with this probability.
pub(crate) fn flag(share: f64) -> Source {
    Source::Choice(ChoiceSource {
        values: vec![Scalar::Bool(true), Scalar::Bool(false)],
        weights: Some(vec![share, round(1.0 - share)]),
    })
}

/// Rounds away what binary fractions add: plans are read by people.
pub(crate) fn round(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

/// A number within its natural bounds and those of the column's CHECKs.
pub(crate) fn bounded(
    facts: &ColumnFacts<'_>,
    distribution: Distribution,
    min: Option<f64>,
    max: Option<f64>,
) -> NumberSource {
    let lowest = facts.domain.min.as_ref().and_then(|limit| inner(limit, digits(facts), 1.0));
    let highest = facts.domain.max.as_ref().and_then(|limit| inner(limit, digits(facts), -1.0));
    let (lowest, highest) = (lowest.or(type_min(facts)), highest.or(type_max(facts)));
    let mut min = tighter(min, lowest, f64::max);
    let mut max = tighter(max, highest, f64::min);
    if let (Some(low), Some(high)) = (min, max)
        && low > high
    {
        // What the name suggests and what the CHECKs allow don't meet: the CHECKs decide.
        (min, max) = (lowest, highest.or(lowest.map(|low| low.abs() * 2.0 + 100.0 + low)));
    }
    let distribution = refit(distribution, min, max);
    NumberSource {
        distribution,
        min: min.map(bound),
        max: max.map(bound),
        ..NumberSource::default()
    }
}

fn tighter(a: Option<f64>, b: Option<f64>, choose: fn(f64, f64) -> f64) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(choose(a, b)),
        (a, b) => a.or(b),
    }
}

/// A distribution whose centre lies outside the bounds says nothing: uniform instead.
fn refit(distribution: Distribution, min: Option<f64>, max: Option<f64>) -> Distribution {
    let centre = match distribution {
        Distribution::Normal { mean, .. } | Distribution::Exponential { mean } => mean,
        Distribution::LogNormal { median, .. } => median,
        _ => return distribution,
    };
    let inside = min.is_none_or(|min| centre >= min) && max.is_none_or(|max| centre <= max);
    if inside || min.is_none() || max.is_none() { distribution } else { Distribution::Uniform }
}

/// A limit that a document gives.
pub(crate) fn literal(limit: Scalar) -> Bound {
    Bound::Literal(limit)
}

/// A limit as a plan writes it: whole numbers without a point.
pub(crate) fn bound(limit: f64) -> Bound {
    Bound::Literal(scalar(limit))
}

/// A number as a plan writes it.
pub(crate) fn scalar(number: f64) -> Scalar {
    let whole = number.fract() == 0.0 && number.abs() < 9e15;
    if whole { Scalar::Int(number as i64) } else { Scalar::Float(number) }
}

/// The digits behind the point that values may have.
fn digits(facts: &ColumnFacts<'_>) -> u8 {
    match facts.column.data_type {
        seedbed_schema::DataType::Float { .. } => 4,
        seedbed_schema::DataType::Decimal { scale: None, precision: None } => 2,
        _ => facts.scale().unwrap_or(0),
    }
}

/// The nearest value inside an exclusive limit.
fn inner(limit: &Limit, digits: u8, direction: f64) -> Option<f64> {
    let value = number(&limit.value)?;
    let step = match limit.value {
        _ if limit.inclusive => 0.0,
        _ => 10_f64.powi(-i32::from(digits.min(6))),
    };
    Some(value + direction * step)
}

/// A value as a number.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::Decimal(decimal) => {
            Some(decimal.mantissa as f64 / 10_f64.powi(i32::from(decimal.scale)))
        }
        _ => None,
    }
}

fn type_min(facts: &ColumnFacts<'_>) -> Option<f64> {
    facts.column.data_type.integer_range().and_then(|(low, _)| (low >= 0).then_some(low as f64))
}

/// The largest number that a column's type holds, where formulas may exceed it.
pub(crate) fn most_of_type(facts: &ColumnFacts<'_>) -> Option<f64> {
    type_max(facts)
}

/// What the type holds, where that is less than believable values need.
fn type_max(facts: &ColumnFacts<'_>) -> Option<f64> {
    match facts.column.data_type {
        seedbed_schema::DataType::Decimal { precision: Some(precision), scale } => {
            let scale = scale.unwrap_or(0);
            let whole = i32::from(precision) - i32::from(scale);
            (whole < 9).then(|| 10_f64.powi(whole) - 10_f64.powi(-i32::from(scale)))
        }
        _ => facts
            .column
            .data_type
            .integer_range()
            .and_then(|(_, high)| (high < 1_000_000).then_some(high as f64)),
    }
}

/// The texts that a source draws from, where these are a list.
pub(crate) fn drawn(source: &Source, locale: &str) -> Option<Vec<String>> {
    match source {
        Source::Choice(choice) => choice
            .values
            .iter()
            .map(|value| match value {
                Scalar::Text(text) => Some(text.clone()),
                _ => None,
            })
            .collect(),
        Source::Pool(pool) => match &pool.vocabulary {
            Vocabulary::Inline(words) => Some(words.clone()),
            Vocabulary::Named(name) => {
                let words = vocabulary::lookup(locale, name)?;
                Some(words.iter().map(str::to_owned).collect())
            }
        },
        _ => None,
    }
}
