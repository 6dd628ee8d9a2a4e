//! Moments as SQLite and MySQL read and write them.
//!
//! SQLite keeps moments as text, and what is no moment is NULL to its functions. `strftime` and
//! MySQL's `date_format` write by a format of letters behind percent signs.

use std::fmt::Write as _;

use chrono::Datelike;

use super::{Args, Builtin};
use crate::datetime::{SECOND, civil, parse_timestamp, split};
use crate::{EvalError, Kind, Value, format_date, format_time, format_timestamp};

pub(super) const TABLE: &[Builtin] = &[
    Builtin::strict("sqlite_date", 1, |args, _| Ok(written(&args[0], |it| format_date(it.days)))),
    Builtin::strict("sqlite_datetime", 1, |args, _| {
        Ok(written(&args[0], |it| format_timestamp(it.micros - it.micros.rem_euclid(SECOND))))
    }),
    Builtin::strict("sqlite_time", 1, |args, _| {
        Ok(written(&args[0], |it| format_time(it.time - it.time.rem_euclid(SECOND))))
    }),
    Builtin::strict("julianday", 1, |args, _| {
        let day = |it: Moment| Value::Float(julian_day(it.micros));
        Ok(Moment::of(&args[0]).map_or(Value::Null, day))
    }),
    Builtin::strict("strftime", 2, |args, _| by_format(&args[1], &args[0].text(), sqlite)),
    Builtin::strict("date_format", 2, |args, _| date_format(args)),
];

/// The milliseconds from the first Julian day to 1970.
const UNIX_EPOCH: i64 = 210_866_760_000_000;
const MILLIS_OF_DAY: f64 = 86_400_000.0;

/// As SQLite counts: milliseconds first, then one division.
fn julian_day(micros: i64) -> f64 {
    ((micros + 500).div_euclid(1_000) + UNIX_EPOCH) as f64 / MILLIS_OF_DAY
}

/// A moment, taken apart.
struct Moment {
    micros: i64,
    days: i32,
    time: i64,
}

impl Moment {
    /// `None` for what is none.
    fn of(value: &Value) -> Option<Self> {
        let micros = match value {
            Value::Text(text) => parse_timestamp(text)?,
            value => match value.clone().cast(Kind::Timestamp) {
                Ok(Value::Timestamp(micros)) => micros,
                _ => return None,
            },
        };
        let (days, time) = split(micros);
        Some(Self { micros, days, time })
    }

    fn hour(&self) -> i64 {
        self.time / (3_600 * SECOND)
    }

    fn minute(&self) -> i64 {
        self.time / (60 * SECOND) % 60
    }

    fn second(&self) -> i64 {
        self.time / SECOND % 60
    }
}

fn written(value: &Value, write: impl Fn(&Moment) -> String) -> Value {
    Moment::of(value).map_or(Value::Null, |moment| Value::Text(write(&moment)))
}

/// MySQL refuses what is no moment where SQLite gives NULL.
fn date_format(args: Args<'_>) -> Result<Value, EvalError> {
    by_format(&args[0], &args[1].text(), mysql)
}

/// Writes what a letter stands for; `None` where it stands for nothing that is known.
type Letter = fn(char, &Moment, &mut String) -> Option<()>;

fn by_format(of: &Value, format: &str, letter: Letter) -> Result<Value, EvalError> {
    let Some(moment) = Moment::of(of) else { return Ok(Value::Null) };
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let known = chars.next().and_then(|c| match c {
            '%' => {
                out.push('%');
                Some(())
            }
            c => letter(c, &moment, &mut out),
        });
        let reason = "a letter of the format is not known";
        known.ok_or(EvalError::InvalidArgument { function: "strftime", reason })?;
    }
    Ok(Value::Text(out))
}

/// What SQLite and MySQL write alike.
fn shared(letter: char, at: &Moment, out: &mut String) -> Option<()> {
    let date = civil(at.days)?;
    match letter {
        'Y' => write!(out, "{:04}", date.year()),
        'm' => write!(out, "{:02}", date.month()),
        'd' => write!(out, "{:02}", date.day()),
        'H' => write!(out, "{:02}", at.hour()),
        'S' => write!(out, "{:02}", at.second()),
        'j' => write!(out, "{:03}", date.ordinal()),
        'w' => write!(out, "{}", date.weekday().num_days_from_sunday()),
        _ => return None,
    }
    .ok()
}

/// <https://sqlite.org/lang_datefunc.html>
fn sqlite(letter: char, at: &Moment, out: &mut String) -> Option<()> {
    match letter {
        'M' => write!(out, "{:02}", at.minute()),
        'f' => write!(out, "{:02}.{:03}", at.second(), at.time % SECOND / 1_000),
        's' => write!(out, "{}", at.micros.div_euclid(SECOND)),
        'F' => write!(out, "{}", format_date(at.days)),
        'T' => write!(out, "{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second()),
        'R' => write!(out, "{:02}:{:02}", at.hour(), at.minute()),
        'u' => write!(out, "{}", civil(at.days)?.weekday().number_from_monday()),
        'J' => {
            let days = Value::Float(julian_day(at.micros));
            write!(out, "{}", days.text())
        }
        letter => return shared(letter, at, out),
    }
    .ok()
}

/// <https://dev.mysql.com/doc/refman/8.4/en/date-and-time-functions.html#function_date-format>
fn mysql(letter: char, at: &Moment, out: &mut String) -> Option<()> {
    let date = civil(at.days)?;
    match letter {
        'i' => write!(out, "{:02}", at.minute()),
        's' => write!(out, "{:02}", at.second()),
        'y' => write!(out, "{:02}", date.year().rem_euclid(100)),
        'c' => write!(out, "{}", date.month()),
        'e' => write!(out, "{}", date.day()),
        'k' => write!(out, "{}", at.hour()),
        'f' => write!(out, "{:06}", at.time % SECOND),
        'T' => write!(out, "{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second()),
        'M' => write!(out, "{}", date.format("%B")),
        'b' => write!(out, "{}", date.format("%b")),
        'W' => write!(out, "{}", date.format("%A")),
        'a' => write!(out, "{}", date.format("%a")),
        letter => return shared(letter, at, out),
    }
    .ok()
}

#[cfg(test)]
mod tests {
    use crate::{Env, Program, Value};

    #[test]
    fn moments_are_written_as_the_databases_write_them() {
        let cases = [
            ("sqlite_date('2024-02-29 14:05:06')", Value::from("2024-02-29")),
            ("sqlite_datetime('2024-02-29T14:05')", Value::from("2024-02-29 14:05:00")),
            ("sqlite_time('2024-02-29 14:05:06.7')", Value::from("14:05:06")),
            ("sqlite_date('castle')", Value::Null),
            ("sqlite_date('2024-02-30')", Value::Null),
            ("julianday('2000-01-01 12:00')", Value::Float(2_451_545.0)),
            ("strftime('%Y-W%w %H:%M:%S', '2024-02-29 14:05:06')", Value::from("2024-W4 14:05:06")),
            ("strftime('%s', '1970-01-02')", Value::from("86400")),
            ("date_format('2024-02-09 04:05:06', '%e.%c.%y %k:%i')", Value::from("9.2.24 4:05")),
            ("date_format('2024-02-09', '%M %b %W')", Value::from("February Feb Friday")),
        ];
        for (text, expected) in cases {
            let program = Program::compile(&crate::parse(text).unwrap(), |_| None).unwrap();
            assert_eq!(program.eval(&[], &Env::default()).unwrap(), expected, "{text}");
        }
    }
}
