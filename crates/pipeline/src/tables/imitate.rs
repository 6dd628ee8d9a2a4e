//! Sources that draw as often what real columns hold as these do, each column by itself.

use std::collections::BTreeSet;

use seedbed_expr::{format_date, format_timestamp};
use seedbed_generate::plan::{
    Bound, ChoiceSource, ColumnPlan, Distribution, FanOut, FanOutShape, LinkRole, NumberSource,
    Plan, Scalar, Source, TablePlan, TemporalSource, Unit,
};
use seedbed_profile::{Bins, Column, Kind, personal_columns};
use seedbed_schema as schema;

use super::{Data, link::Link};

/// Numbers of which there are so few are drawn as they are.
const FEW_NUMBERS: usize = 100;
const DAY_SECONDS: f64 = 86_400.0;

/// How the numbers of children are described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FanOutModel {
    /// As often as counted.
    #[default]
    Empirical,
    /// A negative binomial distribution of the same mean and variance, where the variance
    /// exceeds the mean; else as often as counted.
    NegativeBinomial,
}

/// Puts what columns hold and how many children rows have in place of what rules supposed.
///
/// Keys and references stay with the rules and the links. Free text, identifiers and whatever
/// tells who somebody is keep the rules' sources, so that no real value of these gets into the
/// plan; only their share of missing cells is taken over.
pub fn imitate(plan: &mut Plan, data: &Data, fan_out: FanOutModel) {
    for (at, (table, id)) in data.tables.iter().zip(&data.ids).enumerate() {
        let described = data.input.schema.table(*id);
        let Some(table_plan) = plan.tables.get_mut(&described.name.to_string()) else { continue };
        let personal = personal_columns(table);
        let kept = kept_columns(described);
        for column in &table.columns {
            let Some(declared) = described.column(column.name()) else { continue };
            if kept.contains(&declared.name) || declared.generated.is_some() {
                continue;
            }
            let of_person = personal.contains(&column.name());
            let source = if of_person { None } else { source(column, declared) };
            let nullable = declared.nullable;
            set(table_plan, declared, source, if nullable { missing_share(column) } else { 0.0 });
        }
        // What rules suppose of rows, data may not keep to.
        table_plan.rules.clear();
        links(table_plan, at, data, fan_out);
    }
}

/// Columns whose values keys, references and rules decide.
pub(crate) fn kept_columns(table: &schema::Table) -> BTreeSet<String> {
    let keys = table.keys().filter_map(schema::UniqueKey::columns).flatten().map(str::to_owned);
    keys.chain(table.foreign_keys.iter().flat_map(|key| key.columns.iter().cloned())).collect()
}

fn missing_share(column: &Column) -> f64 {
    column.missing() as f64 / column.len().max(1) as f64
}

fn set(plan: &mut TablePlan, column: &schema::Column, source: Option<Source>, null_rate: f64) {
    match (plan.columns.get_mut(&column.name), source) {
        (Some(planned), None) => {
            planned.null_rate = null_rate;
            planned.null_if = None;
        }
        (_, Some(source)) => {
            let planned = ColumnPlan::new(source).with_null_rate(null_rate);
            plan.columns.insert(column.name.clone(), planned);
        }
        (None, None) => {}
    }
}

/// What draws like a column; none where its values must not be repeated.
fn source(column: &Column, declared: &schema::Column) -> Option<Source> {
    if column.missing() == column.len() {
        return None;
    }
    match column.kind() {
        Kind::Integer | Kind::Number if column.distinct() <= FEW_NUMBERS => {
            Some(choice(column, declared))
        }
        Kind::Integer | Kind::Number => number(column),
        Kind::Boolean | Kind::Categorical => Some(choice(column, declared)),
        Kind::Date | Kind::Datetime => temporal(column),
        Kind::Text | Kind::Identifier => None,
    }
}

fn choice(column: &Column, declared: &schema::Column) -> Source {
    let is_text = declared.data_type.kind() == seedbed_expr::Kind::Text;
    let numbers = column.label_numbers();
    let scalar = |(label, number): (&str, f64)| match column.kind() {
        _ if is_text => Scalar::Text(label.to_owned()),
        Kind::Boolean => Scalar::Bool(number > 0.0),
        Kind::Integer => Scalar::Int(number as i64),
        Kind::Number => Scalar::Float(number),
        _ => Scalar::Text(label.to_owned()),
    };
    let mut found: Vec<(u64, Scalar)> =
        column.counts().into_iter().zip(column.labels().zip(numbers).map(scalar)).collect();
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let weights = found.iter().map(|(count, _)| *count as f64).collect();
    let values = found.into_iter().map(|(_, value)| value).collect();
    Source::Choice(ChoiceSource { values, weights: Some(weights) })
}

fn number(column: &Column) -> Option<Source> {
    let values = column.numbers();
    let unit = 10_f64.powi(-i32::from(column.decimals()));
    let (min, max) = range(&values)?;
    let Bins { edges, weights } = Bins::of(values, unit, true)?;
    let bound = |value: f64| match column.kind() {
        Kind::Integer => Bound::Literal(Scalar::Int(value as i64)),
        _ => Bound::Literal(Scalar::Float(value)),
    };
    Some(Source::Number(NumberSource {
        distribution: Distribution::Histogram { edges, weights },
        min: Some(bound(min)),
        max: Some(bound(max)),
        scale: Some(column.decimals()),
        ..NumberSource::default()
    }))
}

/// Moments are delays after the first one: seconds in a histogram.
fn temporal(column: &Column) -> Option<Source> {
    let is_date = column.kind() == Kind::Date;
    let values = column.numbers();
    let (min, max) = range(&values)?;
    let second = if is_date { 1.0 / DAY_SECONDS } else { 1e6 };
    let unit = if is_date { DAY_SECONDS } else { 1.0 };
    let seconds = values.iter().map(|value| ((value - min) / second / unit).floor() * unit);
    let Bins { edges, weights } = Bins::of(seconds.collect(), unit, false)?;
    let (word, written): (&str, fn(f64) -> String) = if is_date {
        ("DATE", |day| format_date(day as i32))
    } else {
        ("TIMESTAMP", |micros| format_timestamp((micros / 1e6).floor() as i64 * 1_000_000))
    };
    Some(Source::Temporal(TemporalSource {
        min: Some(Bound::Literal(Scalar::Text(written(min)))),
        max: Some(Bound::Literal(Scalar::Text(written(max)))),
        after: Some(format!("{word} '{}'", written(min))),
        delay: Some(Distribution::Histogram { edges, weights }),
        unit: Some(if is_date { Unit::Day } else { Unit::Second }),
        ..TemporalSource::default()
    }))
}

fn range(values: &[f64]) -> Option<(f64, f64)> {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    finite.fold(None, |range, value| match range {
        None => Some((value, value)),
        Some((min, max)) => Some((f64::min(min, value), f64::max(max, value))),
    })
}

/// How many children parents have, along each reference; the first one decides the order of rows
/// where the rules chose none.
fn links(plan: &mut TablePlan, at: usize, data: &Data, model: FanOutModel) {
    let has_owner = plan.links.iter().any(|link| link.role == LinkRole::Owner);
    let mut owner_given = has_owner;
    let described = data.input.schema.table(data.ids[at]);
    for reference in Link::all(data, at) {
        let found = plan.links.iter_mut().find(|link| reference.is_of(&link.columns));
        let Some(link) = found else { continue };
        if !owner_given && reference.parent != at {
            link.role = LinkRole::Owner;
            owner_given = true;
        }
        let counts = reference.children();
        link.fan_out = match link.role {
            LinkRole::Owner => FanOut { shape: counted(&counts, model), min: None, max: None },
            LinkRole::Weighted => FanOut { shape: spread(&counts), min: None, max: None },
        };
        let nullable = |name: &String| described.column(name).is_some_and(|c| c.nullable);
        if reference.key.columns.iter().any(nullable) {
            link.null_rate = reference.missing_share();
        }
    }
}

fn counted(counts: &[u64], model: FanOutModel) -> FanOutShape {
    let most = counts.iter().copied().max().unwrap_or(0) as usize;
    if most == 0 {
        return FanOutShape::Uniform;
    }
    let weights = match (model, negative_binomial(counts)) {
        (FanOutModel::NegativeBinomial, Some((size, share))) => {
            negative_binomial_weights(size, share, most)
        }
        _ => {
            let mut weights = vec![0.0; most + 1];
            counts.iter().for_each(|&count| weights[count as usize] += 1.0);
            weights
        }
    };
    FanOutShape::Histogram { weights }
}

/// The parameters of the negative binomial by moments: none where the variance does not exceed
/// the mean.
fn negative_binomial(counts: &[u64]) -> Option<(f64, f64)> {
    let (mean, variance) = moments(counts);
    (variance > mean && mean > 0.0).then(|| (mean * mean / (variance - mean), mean / variance))
}

fn moments(counts: &[u64]) -> (f64, f64) {
    let count = counts.len().max(1) as f64;
    let mean = counts.iter().sum::<u64>() as f64 / count;
    (mean, counts.iter().map(|&n| (n as f64 - mean).powi(2)).sum::<f64>() / count)
}

/// The probabilities of 0, 1, 2 … children, up to twice the most that were counted.
fn negative_binomial_weights(size: f64, share: f64, most: usize) -> Vec<f64> {
    let mut weight = (size * share.ln()).exp();
    let mut weights = vec![weight];
    for count in 0..2 * most {
        weight *= (size + count as f64) / (count as f64 + 1.0) * (1.0 - share);
        weights.push(weight);
    }
    // Where even childless parents are too rare for a number, all are.
    if weights.iter().sum::<f64>() > 0.0 { weights } else { vec![0.0, 1.0] }
}

/// A heavy tail of the same relative spread, beyond what chance alone gives.
fn spread(counts: &[u64]) -> FanOutShape {
    let (mean, variance) = moments(counts);
    let beyond = if mean > 0.0 { (variance - mean) / (mean * mean) } else { 0.0 };
    if beyond < 0.01 {
        return FanOutShape::Uniform;
    }
    FanOutShape::LogNormal { sigma: beyond.ln_1p().sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_binomial_weights_have_the_counted_mean() {
        let counts: Vec<u64> = (0..400).map(|at| [0, 1, 2, 9][at % 4]).collect();
        let (size, share) = negative_binomial(&counts).unwrap();
        let weights = negative_binomial_weights(size, share, 60);
        let mean: f64 = weights.iter().enumerate().map(|(n, weight)| n as f64 * weight).sum();
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-6);
        assert!((mean - 3.0).abs() < 1e-3, "{mean}");
        assert_eq!(negative_binomial(&[2, 2, 2]), None);
    }
}
