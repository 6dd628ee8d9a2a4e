//! Dates, times and timestamps: over a period, or a delay after another moment.

use seedbed_dataset::seed::{Stream, below, unit};
use seedbed_expr::{Kind, Period, Value, format_date, format_timestamp, parse_timestamp};

use super::{Capacity, Draw, Drawn, Formula, Limits, Target};
use crate::{
    distribution::Sampler,
    plan::{Hours, Tick},
    problem::GenerateError,
};

const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;

/// How often each hour of the day is drawn.
const WAKING: [u32; 24] =
    [3, 2, 1, 1, 1, 2, 5, 10, 16, 20, 23, 24, 25, 24, 24, 24, 24, 25, 27, 30, 31, 27, 18, 8];
const BUSINESS: [u32; 24] =
    [0, 0, 0, 0, 0, 0, 1, 4, 14, 26, 29, 27, 17, 24, 28, 26, 22, 14, 6, 3, 2, 1, 0, 0];

/// Draws moments in microseconds.
#[derive(Debug)]
pub(crate) struct TemporalMaker {
    /// The earliest and latest moment.
    pub(crate) low: i64,
    pub(crate) high: i64,
    /// The earliest moment of what follows another one.
    pub(crate) floor: i64,
    pub(crate) limits: Limits,
    pub(crate) after: Option<Formula>,
    pub(crate) delay: Option<Sampler>,
    pub(crate) growth: f64,
    pub(crate) hours: Hours,
    /// What values are the start of.
    pub(crate) unit: Period,
    /// Whether values are times of day, not moments.
    pub(crate) time_of_day: bool,
    /// What whole numbers count since 1970.
    pub(crate) tick: Tick,
}

/// Seconds, some thirty thousand years: histograms of old moments count from their first.
const LONGEST_DELAY: f64 = 1e12;

/// How long the period is in which moments lie whose end alone is known.
const YEAR: i64 = 365 * DAY;

impl TemporalMaker {
    pub(crate) fn formulas(&self) -> Vec<&Formula> {
        self.limits.formulas().chain(&self.after).collect()
    }

    pub(crate) fn capacity(&self) -> Capacity {
        if self.after.is_some() || !self.limits.is_empty() {
            return Capacity::Unknown;
        }
        let first = self.first_index();
        match self.unit.index(self.high) {
            Some(last) if last >= first => Capacity::Values(last.abs_diff(first) + 1),
            _ => Capacity::Values(0),
        }
    }

    pub(crate) fn draw(&self, draw: Draw<'_, '_>, target: &Target) -> Result<Drawn, GenerateError> {
        let moments = match draw.places {
            Some(places) => {
                let first = self.first_index();
                let moment = |&place: &u64| {
                    self.unit.first(first.saturating_add_unsigned(place)).unwrap_or(self.high)
                };
                places.iter().map(moment).collect()
            }
            None => self.moments(draw)?,
        };
        Ok(match target.data_type.kind() {
            seedbed_expr::Kind::Int => {
                Drawn::Ints(moments.into_iter().map(|moment| self.tick.count(moment)).collect())
            }
            seedbed_expr::Kind::Text | seedbed_expr::Kind::Other if self.is_of_days() => {
                let day = |moment: i64| Value::Date(moment.div_euclid(DAY) as i32);
                Drawn::Values(moments.into_iter().map(day).collect())
            }
            _ => Drawn::Moments(moments),
        })
    }

    /// One of its moments as a text column has it.
    pub(crate) fn sample(&self) -> String {
        if self.is_of_days() {
            format_date(self.low.div_euclid(DAY) as i32)
        } else {
            format_timestamp(self.low - self.low.rem_euclid(SECOND))
        }
    }

    /// The number of the first period that begins within the bounds.
    fn first_index(&self) -> i64 {
        self.unit.index(round_up(self.low, self.unit)).unwrap_or(0)
    }

    /// Whether values have no time of day.
    fn is_of_days(&self) -> bool {
        match self.unit {
            Period::Micros(micros) => micros % DAY == 0,
            Period::Week | Period::Months(_) => true,
        }
    }

    fn moments(&self, draw: Draw<'_, '_>) -> Result<Vec<i64>, GenerateError> {
        let numbers = draw.numbers();
        let insists = draw.insists();
        if self.after.is_none() && self.limits.is_empty() && !insists {
            let hours = draw.stream.nth(1);
            let moment =
                |&number| self.moment(draw.stream, hours, number, None, (self.low, self.high));
            return Ok(numbers.iter().map(moment).collect());
        }
        let after: Vec<Option<i64>> = match &self.after {
            Some(formula) => {
                formula.values(draw.frame)?.iter().map(|value| self.tick.moment(value)).collect()
            }
            None => vec![None; numbers.len()],
        };
        let mut low: Vec<i64> =
            after.iter().map(|after| after.map_or(self.floor, |at| at.max(self.floor))).collect();
        let mut high = vec![self.high; numbers.len()];
        self.limits.apply(draw, &mut low, &mut high, |value, _| self.tick.moment(value))?;
        for (low, &high) in low.iter_mut().zip(&high) {
            *low = self.begun(*low, high);
        }
        if insists {
            let stream = draw.frame.anchors();
            for (at, number) in numbers.iter().enumerate() {
                (low[at], high[at]) = near(stream, *number, low[at], high[at]);
            }
        }
        let hour_stream = draw.stream.nth(1);
        Ok(numbers
            .iter()
            .enumerate()
            .map(|(at, &number)| {
                self.moment(draw.stream, hour_stream, number, after[at], (low[at], high[at]))
            })
            .collect())
    }

    /// Where a row's period begins: by default where the maker's does, unless that is too late.
    fn begun(&self, low: i64, high: i64) -> i64 {
        match low {
            low if low > self.floor => low,
            _ if self.low <= high => self.low,
            _ => high.saturating_sub(YEAR).max(self.floor),
        }
    }

    fn moment(
        &self,
        stream: Stream,
        hour_stream: Stream,
        number: u64,
        after: Option<i64>,
        (low, high): (i64, i64),
    ) -> i64 {
        let u = unit(stream.at(number));
        let earliest = after.map_or(low, |after| after.max(low));
        let high = high.max(earliest);
        let drawn = match (after, &self.delay) {
            (Some(after), Some(delay)) => {
                let seconds = delay.sample(u, 0.0, LONGEST_DELAY);
                let moment = after.saturating_add((seconds * SECOND as f64) as i64);
                if (earliest..=high).contains(&moment) {
                    moment
                } else {
                    between(earliest, high, unit(stream.nth(2).at(number)))
                }
            }
            (Some(_), None) => between(earliest, high, u),
            (None, _) => between(low, high, self.grown(u)),
        };
        let placed =
            if self.time_of_day { drawn } else { self.place(drawn, hour_stream.at(number)) };
        let moment = if (earliest..=high).contains(&placed) { placed } else { drawn };
        let rounded = self.unit.start(moment).unwrap_or(moment);
        if rounded < earliest { round_up(earliest, self.unit) } else { rounded }
    }

    /// Bends a uniform share so that later moments are drawn more often: the inverse of the
    /// cumulative of a density that rises linearly from 1 to `growth`.
    fn grown(&self, u: f64) -> f64 {
        let rise = self.growth - 1.0;
        if rise.abs() < 1e-9 {
            u
        } else {
            (((1.0 + rise * (self.growth + 1.0) * u).max(0.0)).sqrt() - 1.0) / rise
        }
    }

    /// Moves a moment to a likely hour of its day, and off weekends for business hours.
    fn place(&self, moment: i64, bits: u64) -> i64 {
        let table = match self.hours {
            Hours::Any => return moment,
            Hours::Waking => &WAKING,
            Hours::Business => &BUSINESS,
        };
        let mut day = moment.div_euclid(DAY);
        if self.hours == Hours::Business {
            // 1970-01-01 was a Thursday: Monday is 0 here.
            let weekday = (day + 3).rem_euclid(7);
            if weekday > 4 && bits & 15 != 0 {
                day -= weekday - 4;
            }
        }
        let total: u32 = table.iter().sum();
        let mut rest = ((bits >> 32) * u64::from(total)) >> 32;
        let mut hour = 0;
        while rest >= u64::from(table[hour as usize]) {
            rest -= u64::from(table[hour as usize]);
            hour += 1;
        }
        day * DAY + hour * HOUR + moment.rem_euclid(HOUR)
    }
}

/// Part of a range around a place that all moments of a row share: columns that must lie close
/// together do so sooner than by chance.
fn near(stream: Stream, number: u64, low: i64, high: i64) -> (i64, i64) {
    let span = high.saturating_sub(low).max(0);
    let centre = low + (span as f64 * unit(stream.at(number))) as i64;
    let reach = span >> (2 * below(stream.nth(1).at(number), 10));
    (low.max(centre.saturating_sub(reach)), high.min(centre.saturating_add(reach)))
}

fn between(low: i64, high: i64, u: f64) -> i64 {
    low + ((high.saturating_sub(low)) as f64 * u) as i64
}

fn round_up(moment: i64, unit: Period) -> i64 {
    unit.next_start(moment).unwrap_or(moment)
}

impl Tick {
    /// How many of these a moment in microseconds lies after 1970.
    fn count(self, moment: i64) -> i64 {
        match self {
            Self::Second => moment / SECOND,
            Self::Millisecond => moment / 1_000,
            Self::Microsecond => moment,
            Self::Nanosecond => moment.saturating_mul(1_000),
        }
    }

    /// A value as microseconds since 1970 (or midnight), where whole numbers count these.
    pub(crate) fn moment(self, value: &Value) -> Option<i64> {
        match value {
            Value::Date(days) => Some(i64::from(*days) * DAY),
            Value::Timestamp(micros) | Value::Time(micros) => Some(*micros),
            Value::Int(number) => Some(match self {
                Self::Second => number.saturating_mul(SECOND),
                Self::Millisecond => number.saturating_mul(1_000),
                Self::Microsecond => *number,
                Self::Nanosecond => number / 1_000,
            }),
            // Databases without a type for moments keep them as text.
            Value::Text(text) => parse_timestamp(text),
            _ => None,
        }
    }

    /// The place of a limit, which a database compares with what the column holds.
    pub(crate) fn limit(self, value: &Value) -> Option<i64> {
        match value {
            Value::Int(_) => self.moment(value),
            _ => {
                self.moment(&value.clone().cast(Kind::Timestamp).unwrap_or_else(|_| value.clone()))
            }
        }
    }
}
