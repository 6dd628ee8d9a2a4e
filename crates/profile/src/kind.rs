//! Telling by its texts what a column holds.
//!
//! All is told from the distinct texts, so a column of a million cells with ten values costs ten
//! looks.

use seedbed_expr::{parse_date, parse_timestamp};

use crate::{labels::Labels, name::words, table::Kind};

/// How missing numbers, dates and flags are written in place of an empty cell. Among texts these
/// are texts: `NA` is a baseball league, too.
const MARKERS: &[&str] =
    &["NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "none", "\\N", "?", "-", "."];

const LONGEST_MARKER: usize = 4;

/// What was told of a column.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) kind: Kind,
    pub(crate) decimals: u8,
    pub(crate) temporal: Option<TemporalForm>,
    /// The codes of texts that stand for missing cells.
    pub(crate) markers: Vec<u32>,
    /// The numbers that the other texts stand for, where all of them do.
    pub(crate) numbers: Option<Vec<f64>>,
}

impl Told {
    /// Tells it by the texts, of which `present` cells are. What the file itself says is text is
    /// no number.
    pub(crate) fn of(name: &str, present: usize, labels: &Labels, is_text: bool) -> Self {
        let is_marker = |text: &str| text.len() <= LONGEST_MARKER && MARKERS.contains(&text);
        let markers: Vec<u32> =
            (0..labels.len() as u32).filter(|&code| is_marker(labels.get(code).trim())).collect();
        let values = || {
            let codes = (0..labels.len() as u32).filter(|code| !markers.contains(code));
            codes.map(|code| labels.get(code))
        };
        if markers.len() == labels.len() {
            return Self::texts(name, present, labels);
        }
        let told = |kind, decimals, temporal, numbers| Self {
            kind,
            decimals,
            temporal,
            markers: markers.clone(),
            numbers,
        };
        let numbers: Option<Vec<f64>> = if is_text { None } else { values().map(number).collect() };
        if numbers.is_some() {
            let decimals = values().map(decimals).max().unwrap_or(0);
            let unique = markers.is_empty() && labels.len() == present;
            if decimals == 0 && values().all(is_whole) {
                let kind = if is_key(name, unique, labels.len()) {
                    Kind::Identifier
                } else {
                    Kind::Integer
                };
                return told(kind, 0, None, numbers);
            }
            return told(Kind::Number, decimals, None, numbers);
        }
        if values().all(|text| boolean(text).is_some()) {
            return told(Kind::Boolean, 0, None, None);
        }
        if let Some(form) = TemporalForm::of(&values()) {
            let kind = if form.is_date { Kind::Date } else { Kind::Datetime };
            return told(kind, 0, Some(form), None);
        }
        Self::texts(name, present, labels)
    }

    /// The same where the cells are known to be texts.
    pub(crate) fn texts(name: &str, present: usize, labels: &Labels) -> Self {
        let kind = of_texts(name, present, labels);
        Self { kind, decimals: 0, temporal: None, markers: Vec::new(), numbers: None }
    }
}

/// What a column of texts holds.
pub(crate) fn of_texts(name: &str, present: usize, labels: &Labels) -> Kind {
    let distinct = labels.len();
    let unique = distinct == present;
    let looked = labels.iter().take(1000);
    let (mut spaced, mut uuids, mut seen) = (0, 0, 0);
    for text in looked {
        seen += 1;
        spaced += usize::from(text.contains(char::is_whitespace));
        uuids += usize::from(is_uuid(text));
    }
    if seen > 0 && uuids == seen || is_key(name, unique, distinct) && spaced == 0 {
        return Kind::Identifier;
    }
    let few = (present / 10).clamp(20, 20_000);
    if distinct <= few && !(unique && distinct > 10) && spaced_words(labels) <= 6 {
        return Kind::Categorical;
    }
    let has_digits =
        || labels.iter().take(1000).all(|text| text.bytes().any(|b| b.is_ascii_digit()));
    let is_mail = || labels.iter().take(1000).any(|text| text.contains('@'));
    if unique && distinct > 20 && spaced == 0 && has_digits() && !is_mail() {
        return Kind::Identifier;
    }
    Kind::Text
}

/// How many words the texts have, on average.
fn spaced_words(labels: &Labels) -> usize {
    let looked: Vec<usize> =
        labels.iter().take(1000).map(|text| text.split_whitespace().count()).collect();
    looked.iter().sum::<usize>() / looked.len().max(1)
}

/// Whether a column is called like a key, and its values tell as many rows apart as keys do.
fn is_key(name: &str, unique: bool, distinct: usize) -> bool {
    let words = words(name);
    let last = words.last().map(String::as_str);
    let called = matches!(last, Some("id" | "uuid" | "guid" | "key" | "pk"))
        || words.len() > 1 && matches!(last, Some("code" | "no" | "number" | "nr"));
    called && (unique && distinct > 1 || distinct > 100)
}

fn is_uuid(text: &str) -> bool {
    let marks = [8, 13, 18, 23];
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| {
            if marks.contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() }
        })
}

/// A number as computers write it. Digits behind a leading zero are a code, not a number.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut bytes = digits.bytes();
    let first = bytes.next()?;
    let is_plain =
        digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'-' | b'+'));
    let is_code = first == b'0' && bytes.next().is_some_and(|b| b.is_ascii_digit());
    if !is_plain || is_code || !(first.is_ascii_digit() || first == b'.') {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether a number is written without a fraction and without an exponent.
fn is_whole(text: &str) -> bool {
    let text = text.trim();
    text.strip_prefix(['-', '+']).unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits behind the point.
fn decimals(text: &str) -> u8 {
    let text = text.trim();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let written = mantissa
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.trim_end_matches('0').len() as i32);
    (written - exponent.parse::<i32>().unwrap_or(0)).clamp(0, 15) as u8
}

/// A flag.
pub(crate) fn boolean(text: &str) -> Option<u8> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" => Some(1),
        "false" | "f" | "no" | "n" => Some(0),
        _ => None,
    }
}

/// How a column writes dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemporalForm {
    /// Whether the day stands before the month (`31/12/2020`, `31.12.2020`).
    pub day_first: bool,
    /// Whether there is no time of day.
    pub is_date: bool,
}

impl TemporalForm {
    /// The one form that all texts have, if there is one.
    pub(crate) fn of<'t>(texts: &(impl Iterator<Item = &'t str> + Clone)) -> Option<Self> {
        let forms = [(false, true), (true, true), (false, false), (true, false)];
        let mut forms = forms.map(|(day_first, is_date)| Self { day_first, is_date }).into_iter();
        forms.find(|form| {
            let mut texts = texts.clone();
            if form.is_date {
                texts.all(|text| form.day(text).is_some())
            } else {
                texts.all(|text| form.moment(text).is_some())
            }
        })
    }

    /// The day that a text names, counted from 1970.
    pub(crate) fn day(self, text: &str) -> Option<i32> {
        let text = text.trim();
        let separated = text.bytes().any(|byte| matches!(byte, b'-' | b'/' | b'.'));
        if !separated || text.contains(':') {
            return None;
        }
        if self.day_first { parse_date(&swapped(text)?) } else { parse_date(text) }
    }

    /// The moment that a text names, in microseconds since 1970.
    pub(crate) fn moment(self, text: &str) -> Option<i64> {
        let text = text.trim();
        let separated = text.bytes().any(|byte| matches!(byte, b'-' | b'/' | b'.'));
        if !separated {
            return None;
        }
        if self.day_first { parse_timestamp(&swapped(text)?) } else { parse_timestamp(text) }
    }
}

/// `31.12.2020 …` as `12.31.2020 …`.
fn swapped(text: &str) -> Option<String> {
    let mark = text.find(['/', '.', '-'])?;
    let (day, rest) = text.split_at(mark);
    let separator = rest.chars().next()?;
    let (month, rest) = rest[1..].split_once(separator)?;
    (day.len() <= 2 && month.len() <= 2)
        .then(|| format!("{month}{separator}{day}{separator}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::ColumnBuilder;

    fn column(name: &str, texts: &[&str]) -> crate::Column {
        let mut builder = ColumnBuilder::default();
        for text in texts {
            if text.is_empty() { builder.push_missing() } else { builder.push(text) }
        }
        builder.finish(name.into())
    }

    #[test]
    fn kinds_are_told_by_texts() {
        let cases: &[(&str, &[&str], Kind)] = &[
            ("age", &["1", "20", "-3"], Kind::Integer),
            ("age", &["1", "20", "NA"], Kind::Integer),
            ("price", &["1.50", "20", "1e3"], Kind::Number),
            ("zip", &["01234", "98765"], Kind::Categorical),
            ("active", &["true", "FALSE", ""], Kind::Boolean),
            ("active", &["Yes", "no"], Kind::Boolean),
            ("born", &["2020-02-29", "1999-01-01"], Kind::Date),
            ("born", &["31.12.1999", "01.02.2000"], Kind::Date),
            ("at", &["2020-02-29 10:00:00", "1999-01-01T00:00:01Z"], Kind::Datetime),
            ("league", &["NA", "AL", "NL"], Kind::Categorical),
            ("league", &["NA", "NA"], Kind::Categorical),
            ("id", &["1", "2", "3"], Kind::Identifier),
            ("order_id", &["1", "2", "3"], Kind::Identifier),
            ("status_id", &["1", "2", "2"], Kind::Integer),
            ("token", &["7f0c6e0a-3b1d-4a57-9d0e-0c5f3a9b2d41"], Kind::Identifier),
            ("version", &["1.2.3", "1.2.4"], Kind::Categorical),
            ("mixed", &["1", "two", "2020-01-01"], Kind::Categorical),
        ];
        for (name, texts, expected) in cases {
            assert_eq!(column(name, texts).kind(), *expected, "{name} {texts:?}");
        }
    }

    #[test]
    fn texts_that_differ_are_free_text() {
        let names: Vec<String> = (0..50).map(|at| format!("Ada {}", "x".repeat(at))).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(column("name", &names).kind(), Kind::Text);
    }

    #[test]
    fn markers_of_missing_numbers_are_missing() {
        let column = column("score", &["1.5", "NA", "2", "", "NA"]);
        assert_eq!((column.missing(), column.distinct(), column.decimals()), (3, 2, 1));
        let numbers = column.numbers();
        assert_eq!((numbers[0], numbers[2]), (1.5, 2.0));
        assert!([1, 3, 4].iter().all(|&at| numbers[at].is_nan()));
    }

    #[test]
    fn days_before_months_are_told_by_the_whole_column() {
        let column = column("d", &["01/02/2020", "31/12/2020"]);
        assert_eq!(column.numbers(), [18_293.0, 18_627.0]);
        assert!(column.temporal_form().is_some_and(|form| form.day_first && form.is_date));
    }

    #[test]
    fn a_kind_that_loses_cells_is_not_taken() {
        let column = column("mixed", &["1", "two"]).with_kind(Kind::Integer);
        assert_eq!(column.kind(), Kind::Categorical);
    }
}
