//! Ranges: what type, CHECKs and plan leave of a column's numbers and moments.

use seedbed_expr::{Bound as Limit, Domain, Kind, Value};
use seedbed_schema::DataType;

use super::source::scalar;
use crate::{
    distribution::{Sampler, power_of_ten},
    plan::{
        AnySource, ArraySource, Bound, ChoiceSource, Distribution, JsonNode, JsonSource,
        NumberSource, PatternSource, Scalar, Source, TemporalSource, Tick, Unit, UuidSource,
    },
    source::Target,
};

/// Units stay below this, where 64-bit floats are exact.
const MAX_UNITS: f64 = 9_000_000_000_000_000.0;
const DAY: i64 = 86_400_000_000;
const YEAR: i64 = 365 * DAY;

/// The year 1900, in microseconds since 1970: what conditions and other moments place does not
/// lie before it.
pub(super) const EARLIEST: i64 = -2_208_988_800_000_000;

/// The numbers a column can hold, in units of 10^-scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NumberRange {
    pub(crate) low: i64,
    pub(crate) high: i64,
    pub(crate) scale: u8,
}

impl NumberRange {
    /// What type and domain allow.
    pub(crate) fn of(target: &Target, domain: &Domain, scale: u8) -> Self {
        let power = power_of_ten(scale);
        let (type_low, type_high) = type_range(target);
        let mut low = (type_low * power).max(-MAX_UNITS) as i64;
        let mut high = (type_high * power).min(MAX_UNITS) as i64;
        if let Some((at, open)) = limit(domain.min.as_ref()) {
            let unit = (at * power - 1e-6).ceil().clamp(-MAX_UNITS, MAX_UNITS) as i64;
            let on_it = open && unit as f64 <= at * power + 1e-6;
            low = low.max(unit + i64::from(on_it));
        }
        if let Some((at, open)) = limit(domain.max.as_ref()) {
            let unit = (at * power + 1e-6).floor().clamp(-MAX_UNITS, MAX_UNITS) as i64;
            let on_it = open && unit as f64 >= at * power - 1e-6;
            high = high.min(unit - i64::from(on_it));
        }
        Self { low, high: high.max(low), scale }
    }

    /// The same, narrowed to what a source asks for.
    pub(crate) fn for_source(
        target: &Target,
        domain: &Domain,
        source: &NumberSource,
        sampler: &Sampler,
    ) -> Result<Self, String> {
        let asked_low = literal(source.min.as_ref())?;
        let asked_high = literal(source.max.as_ref())?;
        if let (Some(low), Some(high)) = (asked_low, asked_high)
            && low > high
        {
            return Err("min is above max".into());
        }
        let mut scale = number_scale(target, source);
        let largest = asked_high.unwrap_or(0.0).abs().max(asked_low.unwrap_or(0.0).abs());
        while scale > 0 && largest * power_of_ten(scale) > MAX_UNITS {
            scale -= 1;
        }
        let range = Self::of(target, domain, scale);
        let power = power_of_ten(scale);
        let units = |value: f64| (value * power).round().clamp(-MAX_UNITS, MAX_UNITS) as i64;
        let bounded = sampler.needs_bounds();
        let low = match asked_low {
            Some(low) => units(low),
            None if domain.min.is_some() => range.low,
            // A formula is the lower bound; distributions without a negative side have no other.
            None if matches!(source.min, Some(Bound::Expression { .. }))
                && is_positive(&source.distribution) =>
            {
                range.low.max(0.min(range.high))
            }
            None => range.low.max(if bounded { 0.min(range.high) } else { range.low }),
        };
        let high = match asked_high {
            Some(high) => units(high),
            None if bounded && domain.max.is_none() => low.saturating_add(units(1_000.0)),
            None => range.high,
        };
        let (low, high) = (low.max(range.low), high.min(range.high));
        // A plan that lies outside what is allowed gives way.
        if low <= high {
            Ok(Self { low, high, scale })
        } else {
            // What was to count from zero does so still, where it may.
            let from_zero = asked_low.is_some_and(|low| low >= 0.0) && range.high >= 0;
            let low = if from_zero { range.low.max(0) } else { range.low };
            Ok(Self { low, high: range.high.min(low.saturating_add(units(1_000.0))), scale })
        }
    }
}

/// Whether a distribution has no values below zero.
fn is_positive(distribution: &Distribution) -> bool {
    matches!(
        distribution,
        Distribution::LogNormal { .. }
            | Distribution::Exponential { .. }
            | Distribution::Zipf { .. }
    )
}

fn number_scale(target: &Target, source: &NumberSource) -> u8 {
    let own = match &target.data_type {
        DataType::Integer { .. }
        | DataType::Year
        | DataType::Oid(_)
        | DataType::Decimal { precision: Some(_), scale: None } => 0,
        DataType::Decimal { scale: Some(scale), .. } => *scale,
        DataType::Decimal { .. } => source.scale.unwrap_or(2).min(6),
        DataType::Money => 2,
        DataType::Float { .. } => source.scale.unwrap_or(4),
        _ => source.scale.unwrap_or(0),
    };
    source.scale.map_or(own, |wanted| wanted.min(own)).min(15)
}

fn type_range(target: &Target) -> (f64, f64) {
    match &target.data_type {
        DataType::Decimal { precision: Some(precision), scale } => {
            let unit = 1.0 / power_of_ten(scale.unwrap_or(0));
            let most = power_of_ten(*precision) * unit - unit;
            (-most, most)
        }
        data_type => match data_type.integer_range() {
            Some((low, high)) => (low as f64, high as f64),
            None => (-MAX_UNITS, MAX_UNITS),
        },
    }
}

fn limit(bound: Option<&Limit>) -> Option<(f64, bool)> {
    bound.and_then(|bound| bound.value.to_f64().map(|value| (value, !bound.inclusive)))
}

fn literal(bound: Option<&Bound>) -> Result<Option<f64>, String> {
    match bound {
        Some(Bound::Literal(Scalar::Null) | Bound::Expression { .. }) | None => Ok(None),
        Some(Bound::Literal(value)) => match value {
            Scalar::Int(value) => Ok(Some(*value as f64)),
            Scalar::Float(value) if value.is_finite() => Ok(Some(*value)),
            _ => Err("min and max must be numbers, or {\"expression\": …}".into()),
        },
    }
}

/// The moments a column can hold, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MomentRange {
    pub(crate) low: i64,
    pub(crate) high: i64,
    /// What follows another moment is no earlier than this: a period that nobody asked for does
    /// not hold it.
    pub(crate) floor: i64,
    pub(crate) unit: i64,
    pub(crate) time_of_day: bool,
}

impl MomentRange {
    /// What domain and source leave, before the present moment `now` unless they say otherwise.
    pub(crate) fn for_source(
        target: &Target,
        domain: &Domain,
        source: &TemporalSource,
        now: i64,
    ) -> Result<Self, String> {
        let kind = target.data_type.kind();
        let time_of_day = kind == Kind::Time;
        let unit = match source.unit {
            _ if kind == Kind::Date => DAY,
            Some(Unit::Microsecond) => 1,
            None | Some(Unit::Second) => 1_000_000,
            Some(Unit::Minute) => 60_000_000,
            Some(Unit::QuarterHour) => 900_000_000,
            Some(Unit::Hour) => 3_600_000_000,
            Some(Unit::Day) => DAY,
        };
        let read = |bound: Option<&Bound>| read_moment(bound, time_of_day);
        let (asked_low, asked_high) = (read(source.min.as_ref())?, read(source.max.as_ref())?);
        let place = |limit: Option<&Limit>, step: i64| {
            limit.and_then(|limit| {
                let at = source.tick.unwrap_or_default().limit(&limit.value);
                at.map(|at| if limit.inclusive { at } else { at + step })
            })
        };
        let least = place(domain.min.as_ref(), unit);
        let most = place(domain.max.as_ref(), -unit);
        let (default_low, default_high) =
            if time_of_day { (0, DAY - 1_000_000) } else { (now - 3 * YEAR, now) };
        // What begins in the future has a year; everything else ends now.
        let ahead = asked_low.filter(|low| *low > default_high).map(|low| low + YEAR);
        let high = asked_high.or(ahead).unwrap_or(default_high);
        let low = asked_low.unwrap_or(default_low.min(high - YEAR.min(high.abs())));
        let low =
            if asked_low.is_none() && !time_of_day { default_low.min(high - YEAR) } else { low };
        if low > high {
            return Err("min is after max".into());
        }
        let narrowed = (least.map_or(low, |l| l.max(low)), most.map_or(high, |m| m.min(high)));
        let (low, high) = if narrowed.0 <= narrowed.1 {
            narrowed
        } else {
            // A plan that lies outside what is allowed gives way.
            match (least, most) {
                (Some(least), Some(most)) => (least, most.max(least)),
                (Some(least), None) => (least, least + YEAR),
                (None, Some(most)) => (most - YEAR, most),
                (None, None) => narrowed,
            }
        };
        let asked = asked_low.is_some() || least.is_some() || time_of_day;
        let floor = if asked { low } else { low.min(EARLIEST) };
        Ok(Self { low, high, floor, unit, time_of_day })
    }
}

fn read_moment(bound: Option<&Bound>, time_of_day: bool) -> Result<Option<i64>, String> {
    let Some(Bound::Literal(literal)) = bound else { return Ok(None) };
    let wanted = if time_of_day { Kind::Time } else { Kind::Timestamp };
    let value = match scalar(literal) {
        Value::Null => return Ok(None),
        value => value,
    };
    match value.cast(wanted) {
        Ok(value) => Ok(Tick::Second.moment(&value)),
        Err(_) => Err("min and max must be in ISO notation, such as 2024-05-01, or \
                       {\"expression\": …}"
            .into()),
    }
}

/// The shortest and longest interval in seconds, where a domain limits it.
pub(crate) fn interval_range(data_type: &DataType, domain: &Domain) -> Option<(u64, u64)> {
    let seconds = |limit: &Limit, inward: i64| {
        let Ok(Value::Interval(length)) = limit.value.clone().cast(Kind::Interval) else {
            return None;
        };
        // As PostgreSQL compares them: months of 30 days.
        let days = i64::from(length.months) * 30 + i64::from(length.days);
        let seconds = days * 86_400 + length.micros.div_euclid(1_000_000);
        let inside = if limit.inclusive { seconds } else { seconds + inward };
        Some(inside.max(0) as u64)
    };
    let low = domain.min.as_ref().and_then(|limit| seconds(limit, 1));
    let high = domain.max.as_ref().and_then(|limit| seconds(limit, -1));
    let is_limited = *data_type == DataType::Interval && (low.is_some() || high.is_some());
    let low = low.unwrap_or(0);
    is_limited.then(|| (low, high.unwrap_or(low.saturating_add(30 * 86_400)).max(low)))
}

/// The fewest and most bytes of a raw column.
pub(crate) fn byte_range(data_type: &DataType, domain: &Domain) -> (usize, usize) {
    let (max_length, fixed) = match data_type {
        DataType::Bytes { max_length, fixed } => (max_length.map(u64::from), *fixed),
        _ => (None, false),
    };
    let least = domain.min_bytes.or(domain.min_length);
    let most = domain.max_bytes.or(domain.max_length);
    let max = most.or(max_length).unwrap_or(least.unwrap_or(0).max(16)).min(4_096);
    let max = max_length.map_or(max, |length| max.min(length)).max(least.unwrap_or(0));
    let min = if fixed { max } else { least.unwrap_or(max.min(8)) };
    (min.min(max) as usize, max as usize)
}

/// A plain source for a type, where neither plan nor meaning says more; `None` for types whose
/// values are made as text of any form.
pub(crate) fn default_source(data_type: &DataType, max_chars: Option<usize>) -> Option<Source> {
    let number = |min: i64, max: i64, distribution| {
        Source::Number(NumberSource {
            distribution,
            min: Some(Bound::Literal(Scalar::Int(min))),
            max: Some(Bound::Literal(Scalar::Int(max))),
            ..NumberSource::default()
        })
    };
    Some(match data_type {
        DataType::Boolean => Source::Choice(ChoiceSource {
            values: vec![Scalar::Bool(true), Scalar::Bool(false)],
            weights: None,
        }),
        DataType::Integer { .. } => number(1, 1_000, Distribution::Zipf { exponent: 0.5 }),
        DataType::Year => number(1990, 2025, Distribution::Uniform),
        DataType::Oid(name) if name == "oid" => number(16_384, 99_999, Distribution::Uniform),
        DataType::Oid(_) => {
            Source::Choice(ChoiceSource { values: vec!["1".into()], weights: None })
        }
        DataType::Decimal { .. } | DataType::Money | DataType::Float { .. } => {
            number(0, 1_000, Distribution::LogNormal { median: 40.0, sigma: 0.9 })
        }
        DataType::Text { .. } => {
            let longest = max_chars.unwrap_or(12).min(12);
            let pattern = match longest {
                0..=3 => format!("[A-Z]{{{}}}", longest.max(1)),
                _ => format!("[a-z]{{{},{longest}}}", longest.min(4)),
            };
            Source::Pattern(PatternSource { pattern })
        }
        DataType::Date | DataType::Time { .. } | DataType::Timestamp { .. } => {
            Source::Temporal(TemporalSource::default())
        }
        DataType::Uuid => Source::Uuid(UuidSource::default()),
        DataType::Json { .. } => Source::Json(JsonSource {
            document: JsonNode::Object(std::collections::BTreeMap::new()),
        }),
        DataType::Enum(labels) => Source::Choice(ChoiceSource {
            values: labels.labels.iter().map(|label| label.as_str().into()).collect(),
            weights: None,
        }),
        DataType::Array(_) => Source::Array(ArraySource {
            item: Box::new(Source::Any(AnySource::default())),
            min: 0,
            max: 3,
        }),
        _ => return None,
    })
}
