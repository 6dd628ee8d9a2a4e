//! Dates in the formats that scripts name.

use seedbed_expr::{Expr, Kind, Value};

use super::{cast, lower_text};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The elements of a format, longer ones before what they begin with.
const ELEMENTS: &[&str] = &[
    "yyyy", "rrrr", "yy", "rr", "month", "mon", "mm", "dd", "hh24", "hh12", "hh", "mi", "ss", "ff",
    "am", "pm",
];

/// What `TO_DATE('31.01.2000', 'DD.MM.YYYY')` stands for; `None` where text or format is no
/// literal, or says more than is understood here.
pub(super) fn by_format(text: &Expr, format: &Expr) -> Option<Expr> {
    let (Expr::Literal(Value::Text(text)), Some(format)) = (text, lower_text(format)) else {
        return None;
    };
    let moment = Parts::read(&text.to_lowercase(), &format)?.written();
    Some(match cast(Expr::Literal(Value::Text(moment)), Kind::Timestamp, "timestamp") {
        Expr::Cast(inner, kind, name) => match *inner {
            Expr::Literal(value) => Expr::Literal(value.cast(kind).ok()?),
            other => Expr::Cast(Box::new(other), kind, name),
        },
        other => other,
    })
}

/// The unit that `TRUNC` cuts a date to.
pub(super) fn unit(format: &str) -> Option<&'static str> {
    Some(match format.to_lowercase().as_str() {
        "year" | "yyyy" | "yy" | "syyyy" => "year",
        "q" | "quarter" => "quarter",
        "month" | "mon" | "mm" => "month",
        "iw" | "week" => "week",
        "dd" | "ddd" | "j" | "day" => "day",
        "hh" | "hh24" | "hh12" | "hour" => "hour",
        "mi" | "minute" => "minute",
        "second" => "second",
        _ => return None,
    })
}

struct Parts {
    year: i32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    fraction: String,
    afternoon: bool,
}

impl Parts {
    /// Reads a text along its format, both in lower case.
    fn read(text: &str, format: &str) -> Option<Self> {
        let mut parts = Self {
            year: 1970,
            month: 1,
            day: 1,
            hour: 0,
            minute: 0,
            second: 0,
            fraction: String::new(),
            afternoon: false,
        };
        let (mut text, mut format) = (text.trim(), format.trim());
        while !format.is_empty() {
            if let Some(element) = ELEMENTS.iter().find(|element| format.starts_with(**element)) {
                format = &format[element.len()..];
                if *element == "ff" {
                    format = format.trim_start_matches(|c: char| c.is_ascii_digit());
                }
                text = parts.element(element, text)?;
                continue;
            }
            let punctuation = format.chars().next().filter(|c| !c.is_ascii_alphanumeric())?;
            format = format[punctuation.len_utf8()..].trim_start();
            // Any punctuation stands for any other.
            text = text.trim_start_matches(|c: char| c.is_ascii_punctuation()).trim_start();
        }
        text.trim().is_empty().then_some(parts)
    }

    /// Takes what an element stands for from the beginning of a text.
    fn element<'t>(&mut self, element: &str, text: &'t str) -> Option<&'t str> {
        if matches!(element, "am" | "pm") {
            self.afternoon = text.starts_with("pm");
            return text.get(2..);
        }
        if matches!(element, "mon" | "month") {
            let length = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
            let month = MONTHS.iter().position(|month| text.starts_with(month))?;
            self.month = u32::try_from(month).ok()? + 1;
            return text.get(length..);
        }
        let longest = match element {
            "yyyy" | "rrrr" => 4,
            "ff" => 9,
            _ => 2,
        };
        let length = text.bytes().take(longest).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = text.split_at(length);
        let number: u32 = digits.parse().ok()?;
        match element {
            "yyyy" | "rrrr" | "yy" | "rr" => self.year = year(number, length, element)?,
            "mm" => self.month = number,
            "dd" => self.day = number,
            "mi" => self.minute = number,
            "ss" => self.second = number,
            "ff" => digits.get(..length.min(6))?.clone_into(&mut self.fraction),
            _ => self.hour = number,
        }
        Some(rest)
    }

    fn written(&self) -> String {
        let Self { year, month, day, hour, minute, second, fraction, afternoon } = self;
        let hour = if *afternoon && *hour < 12 { hour + 12 } else { *hour };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{point}{fraction}")
    }
}

/// `RR` takes the nearer century, `YY` the present one.
fn year(number: u32, digits: usize, element: &str) -> Option<i32> {
    let number = i32::try_from(number).ok()?;
    Some(match digits {
        3.. => number,
        _ if element.starts_with('r') && number >= 50 => 1900 + number,
        _ => 2000 + number,
    })
}
