//! What a column's values look like: enough to turn them into numbers or codes and back.

use serde::{Deserialize, Serialize};

use crate::{Column, Data, NULL_CODE, SynthesizeError, Value, encode::text::Shapes};

/// The form of a column, learned from its values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Form {
    /// Numbers within bounds, of so many decimals where that is few.
    Number {
        whole: bool,
        decimals: Option<u8>,
        #[serde(with = "crate::exact")]
        low: f64,
        #[serde(with = "crate::exact")]
        high: f64,
    },
    /// Labels.
    Category { labels: Vec<String> },
    /// Truth values: code 0 is false.
    Boolean,
    /// Moments within bounds, multiples of a step in microseconds.
    Moment { step: i64, low: i64, high: i64 },
    /// Texts, made anew.
    Text { shapes: Shapes },
}

/// A column's values as models compute with them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum View {
    /// NaN is null.
    Numbers(Vec<f64>),
    /// [`NULL_CODE`] is null.
    Codes(Vec<u32>),
    /// Not modelled: only how many there are.
    Texts(usize),
}

/// More decimals than this are taken for noise of binary fractions.
const MOST_DECIMALS: u8 = 6;

/// Microseconds of a day, an hour, a minute, a second and a millisecond.
const STEPS: [i64; 5] = [86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000, 1_000];

impl Form {
    /// Learns a column's form.
    pub(crate) fn learn(data: &Data) -> Self {
        match data {
            Data::Number { values, whole } => {
                let finite = || values.iter().copied().filter(|value| value.is_finite());
                let (low, high) = bounds(finite());
                Self::Number { whole: *whole, decimals: decimals(finite, *whole), low, high }
            }
            Data::Category { labels, .. } => Self::Category { labels: labels.clone() },
            Data::Boolean(_) => Self::Boolean,
            Data::Moment(values) => {
                let known = || values.iter().flatten().copied();
                let divides = |step: &i64| known().all(|moment| moment % step == 0);
                let step = STEPS.into_iter().find(divides).unwrap_or(1);
                let (low, high) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
                Self::Moment { step, low, high }
            }
            Data::Text(values) => Self::Text { shapes: Shapes::learn(values) },
        }
    }

    /// As [`Data::kind`].
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Number { whole: true, .. } => "integer",
            Self::Number { .. } => "number",
            Self::Category { .. } => "category",
            Self::Boolean => "boolean",
            Self::Moment { .. } => "moment",
            Self::Text { .. } => "text",
        }
    }

    /// How many codes there are, of forms that have codes.
    pub(crate) fn cardinality(&self) -> Option<usize> {
        match self {
            Self::Category { labels } => Some(labels.len()),
            Self::Boolean => Some(2),
            _ => None,
        }
    }

    /// The values of a column of this form; labels may come in another order than learned.
    pub(crate) fn view(&self, column: &Column) -> Result<View, SynthesizeError> {
        match (self, &column.data) {
            (Self::Number { .. }, Data::Number { values, .. }) => {
                let finite = |value: &f64| if value.is_finite() { *value } else { f64::NAN };
                Ok(View::Numbers(values.iter().map(finite).collect()))
            }
            (Self::Category { labels }, Data::Category { codes, labels: theirs }) => {
                if labels == theirs {
                    return Ok(View::Codes(codes.clone()));
                }
                let known: std::collections::BTreeMap<&str, u32> =
                    labels.iter().map(String::as_str).zip(0..).collect();
                // A label that was never seen is as unknown as a null.
                let map = |label: &String| known.get(label.as_str()).copied().unwrap_or(NULL_CODE);
                let map: Vec<u32> = theirs.iter().map(map).collect();
                let code = |&code: &u32| map.get(code as usize).copied().unwrap_or(NULL_CODE);
                Ok(View::Codes(codes.iter().map(code).collect()))
            }
            (Self::Boolean, Data::Boolean(values)) => {
                let code = |value: &Option<bool>| value.map_or(NULL_CODE, u32::from);
                Ok(View::Codes(values.iter().map(code).collect()))
            }
            (Self::Moment { .. }, Data::Moment(values)) => {
                let number = |value: &Option<i64>| value.map_or(f64::NAN, |moment| moment as f64);
                Ok(View::Numbers(values.iter().map(number).collect()))
            }
            (Self::Text { .. }, Data::Text(values)) => Ok(View::Texts(values.len())),
            (form, data) => {
                let problem =
                    format!("is of {} values; the model has {}", data.kind(), form.kind());
                Err(SynthesizeError::column(&column.name, problem))
            }
        }
    }

    /// A number rounded and kept within bounds as the column's own are.
    pub(crate) fn round(&self, number: f64) -> f64 {
        match *self {
            Self::Number { decimals, low, high, .. } if !number.is_nan() => {
                let rounded = decimals.map_or(number, |decimals| round(number, decimals));
                rounded.clamp(low, high)
            }
            Self::Moment { step, low, high } if !number.is_nan() => {
                let step = step as f64;
                ((number / step).round() * step).clamp(low as f64, high as f64)
            }
            _ => number,
        }
    }

    /// Values from numbers or codes.
    pub(crate) fn restore(&self, view: View) -> Data {
        match (self, view) {
            (Self::Number { whole, .. }, View::Numbers(mut values)) => {
                values.iter_mut().for_each(|number| *number = self.round(*number));
                Data::Number { values, whole: *whole }
            }
            (Self::Moment { .. }, View::Numbers(values)) => {
                let moment = |number: f64| (!number.is_nan()).then(|| self.round(number) as i64);
                Data::Moment(values.into_iter().map(moment).collect())
            }
            (Self::Category { labels }, View::Codes(codes)) => {
                Data::Category { codes, labels: labels.clone() }
            }
            (_, View::Codes(codes)) => {
                let truth = |code: u32| (code != NULL_CODE).then_some(code == 1);
                Data::Boolean(codes.into_iter().map(truth).collect())
            }
            (_, View::Numbers(values)) => Data::Number { values, whole: false },
            (_, View::Texts(rows)) => Data::Text(vec![None; rows]),
        }
    }

    /// The number that a condition's value stands for.
    pub(crate) fn number(&self, value: &Value) -> Option<f64> {
        match (self, value) {
            (Self::Moment { .. }, Value::Moment(moment)) => Some(*moment as f64),
            (Self::Number { .. } | Self::Moment { .. }, Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// The code that a condition's value stands for.
    pub(crate) fn code(&self, value: &Value) -> Option<u32> {
        match (self, value) {
            (Self::Boolean, Value::Boolean(truth)) => Some(u32::from(*truth)),
            (Self::Category { labels }, value) => {
                let text = match value {
                    Value::Text(text) => text.clone(),
                    Value::Number(number) => number.to_string(),
                    Value::Boolean(truth) => truth.to_string(),
                    Value::Moment(_) => return None,
                };
                labels.iter().position(|label| *label == text).map(|code| code as u32)
            }
            _ => None,
        }
    }
}

/// The least and the greatest, or zeros where there is nothing.
fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if low <= high { (low, high) } else { (0.0, 0.0) }
}

/// The decimals that all values are written with, where that is few.
fn decimals<I: Iterator<Item = f64>>(values: impl Fn() -> I, whole: bool) -> Option<u8> {
    let written = |decimals: u8| values().all(|value| round(value, decimals) == value);
    if whole { Some(0) } else { (0..=MOST_DECIMALS).find(|&decimals| written(decimals)) }
}

/// The nearest number with so many decimals.
fn round(number: f64, decimals: u8) -> f64 {
    let scale = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6][usize::from(decimals.min(MOST_DECIMALS))];
    let scaled = number * scale;
    // Beyond 2^53 every number is whole, and the product may not be finite.
    if scaled.abs() < 9e15 { scaled.round() / scale } else { number }
}
