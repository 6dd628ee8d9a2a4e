//! Columns of numbers that hardly repeat, kept without their texts.
//!
//! Where a column writes all of its numbers in one way, a number and the way are as much as its
//! text. Eight bytes a cell then do for what otherwise takes a code, a text and the text's number,
//! and the search for the text among a million others.

use std::array;

use crate::{labels::AT_ONCE, table::Coding};

/// The most digits that any two numbers are told apart by (`DBL_DIG` of C). As a whole number they
/// are exact.
const EXACT_DIGITS: usize = 15;

/// Powers of ten that are exact.
const POWERS: [f64; EXACT_DIGITS + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// One way of writing numbers, in which every number has one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// With so many digits behind the point: `12.50`, `-0.05`.
    Fixed(u8),
    /// With as many digits as it takes to tell the number: `12.5`, `0.1`.
    Shortest {
        /// Whether whole numbers have a point, too: `3.0`.
        pointed: bool,
    },
}

impl Form {
    /// The form that all texts have, if they have one and some have digits behind a point.
    pub(crate) fn of<'t>(texts: &(impl Iterator<Item = &'t str> + Clone)) -> Option<Self> {
        let (_, fraction) = texts.clone().find_map(|text| text.split_once('.'))?;
        let fixed = u8::try_from(fraction.len()).ok().map(Self::Fixed);
        let shortest = [true, false].map(|pointed| Self::Shortest { pointed });
        let has = |form: &Self| texts.clone().all(|text| form.read(text).is_some());
        fixed.into_iter().chain(shortest).find(has)
    }

    /// What a text of this form says; nothing of a text of another form.
    fn read(self, text: &str) -> Option<Written> {
        let digits = Digits::of(text)?;
        let is_formed = match self {
            Self::Fixed(wanted) => digits.fraction == usize::from(wanted),
            Self::Shortest { pointed } if digits.fraction == 0 => !pointed,
            Self::Shortest { pointed } => {
                let is_zero = digits.fraction == 1 && text.ends_with(".0");
                if text.ends_with('0') { pointed && is_zero } else { true }
            }
        };
        if !is_formed {
            return None;
        }
        if digits.count <= EXACT_DIGITS {
            return Some(digits.exact());
        }
        // Here digits may be more than the number keeps.
        let value = text.parse().ok()?;
        let decimals = digits.fraction.min(EXACT_DIGITS) as u8;
        let is_kept = matches!(self, Self::Shortest { .. }) && self.text(value) == text;
        is_kept.then_some(Written { value, decimals })
    }

    /// The text of a number.
    fn text(self, value: f64) -> String {
        match self {
            Self::Fixed(decimals) => format!("{value:.*}", usize::from(decimals)),
            Self::Shortest { pointed } if pointed && value.fract() == 0.0 => format!("{value}.0"),
            Self::Shortest { .. } => value.to_string(),
        }
    }

    /// Writes the text of a number that takes no more than so many digits behind the point.
    fn write(self, value: f64, decimals: u8, text: &mut String) {
        let decimals = match self {
            Self::Fixed(decimals) => decimals,
            Self::Shortest { pointed } => decimals.max(u8::from(pointed)),
        };
        let scaled = value.abs() * POWERS[usize::from(decimals)];
        if usize::from(decimals) == EXACT_DIGITS || scaled >= POWERS[EXACT_DIGITS] {
            text.push_str(&self.text(value));
            return;
        }
        // Its digits are exact, and so is their product but for less than a half.
        let mut mantissa = (scaled + 0.5) as u64;
        let mut fraction = usize::from(decimals);
        if let Self::Shortest { pointed } = self {
            while fraction > usize::from(pointed) && mantissa.is_multiple_of(10) {
                (mantissa, fraction) = (mantissa / 10, fraction - 1);
            }
        }
        let mut digits = [b'0'; EXACT_DIGITS + 2];
        let mut at = digits.len();
        let mut put = |byte: u8| {
            at -= 1;
            digits[at] = byte;
        };
        for place in 0.. {
            if place > fraction && mantissa == 0 {
                break;
            }
            if place == fraction && fraction > 0 {
                put(b'.');
            }
            put(b'0' + (mantissa % 10) as u8);
            mantissa /= 10;
        }
        if value < 0.0 {
            text.push('-');
        }
        text.extend(digits[at..].iter().map(|&digit| char::from(digit)));
    }
}

/// A number, and how many digits behind the point it takes: zeros at the end left out, and no more
/// than [`EXACT_DIGITS`].
#[derive(Debug, Clone, Copy, PartialEq)]
struct Written {
    value: f64,
    decimals: u8,
}

/// The digits of a number that is written plainly: no plus, no exponent, no zero that leads.
#[derive(Debug, Clone, Copy)]
struct Digits {
    is_negative: bool,
    /// All digits as one whole number; of more than [`EXACT_DIGITS`], anything.
    mantissa: u64,
    count: usize,
    /// How many of them stand behind the point.
    fraction: usize,
}

impl Digits {
    fn of(text: &str) -> Option<Self> {
        let magnitude = text.strip_prefix('-').unwrap_or(text);
        let is_negative = magnitude.len() < text.len();
        let (mut mantissa, mut count, mut point) = (0_u64, 0, None);
        for byte in magnitude.bytes() {
            match byte {
                b'0'..=b'9' => {
                    mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                    count += 1;
                }
                b'.' if point.is_none() => point = Some(count),
                _ => return None,
            }
        }
        let whole = point.unwrap_or(count);
        let is_plain = whole == 1 || whole > 1 && !magnitude.starts_with('0');
        // Zero has no sign of its own.
        let is_zero = mantissa == 0 && count <= EXACT_DIGITS;
        let is_number = is_plain && point != Some(count) && !(is_negative && is_zero);
        is_number.then_some(Self { is_negative, mantissa, count, fraction: count - whole })
    }

    /// The nearest number: both operands are exact (Clinger, "How to Read Floating Point Numbers
    /// Accurately", 1990).
    fn exact(self) -> Written {
        let value = self.mantissa as f64 / POWERS[self.fraction];
        let (mut mantissa, mut decimals) = (self.mantissa, self.fraction as u8);
        while decimals > 0 && mantissa % 10 == 0 {
            (mantissa, decimals) = (mantissa / 10, decimals - 1);
        }
        Written { value: if self.is_negative { -value } else { value }, decimals }
    }
}

/// Numbers of one form.
#[derive(Debug, Clone)]
pub(crate) struct Plain {
    /// NaN where a cell is missing.
    pub(crate) values: Vec<f64>,
    /// The most digits behind the point, zeros at their end left out.
    pub(crate) decimals: u8,
    form: Form,
}

impl Plain {
    /// Cells whose texts are all of one form, with room for so many in all; none where they
    /// aren't.
    pub(crate) fn of(Coding { codes, interner }: &Coding, room: usize) -> Option<Self> {
        let labels = interner.labels();
        let form = Form::of(&labels.iter())?;
        let read: Vec<Written> =
            labels.iter().map(|text| form.read(text)).collect::<Option<_>>()?;
        let mut values = Vec::with_capacity(room.max(codes.len()));
        let value = |&code: &u32| read.get(code as usize).map_or(f64::NAN, |read| read.value);
        values.extend(codes.iter().map(value));
        let decimals = read.iter().map(|read| read.decimals).max().unwrap_or(0);
        Some(Self { values, decimals, form })
    }

    pub(crate) fn push_missing(&mut self) {
        self.values.push(f64::NAN);
    }

    /// Adds cells up to the first of another form, which it gives back with those behind it.
    pub(crate) fn push_all<'c, 't>(&mut self, cells: &'c [&'t str]) -> &'c [&'t str] {
        for (at, cell) in cells.iter().enumerate() {
            if cell.is_empty() {
                self.push_missing();
                continue;
            }
            let Some(Written { value, decimals }) = self.form.read(cell) else {
                return &cells[at..];
            };
            self.values.push(value);
            self.decimals = self.decimals.max(decimals);
        }
        &[]
    }

    /// The same cells with their texts.
    pub(crate) fn coded(&self) -> Coding {
        let mut coding = Coding::default();
        let mut texts: [String; AT_ONCE] = array::from_fn(|_| String::new());
        for values in self.values.chunks(AT_ONCE) {
            for (text, &value) in texts.iter_mut().zip(values) {
                text.clear();
                if !value.is_nan() {
                    self.form.write(value, self.decimals, text);
                }
            }
            coding.push_all(&texts.each_ref().map(String::as_str)[..values.len()]);
        }
        coding
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::MISSING;

    const SHORTEST: Form = Form::Shortest { pointed: false };
    const POINTED: Form = Form::Shortest { pointed: true };

    #[test]
    fn a_form_is_told_by_all_texts() {
        let cases: [(&[&str], Option<Form>); 9] = [
            (&["12.50", "-0.05", "3.00"], Some(Form::Fixed(2))),
            (&["12.5", "3.0", "0.333"], Some(POINTED)),
            (&["12.5", "3", "0.333"], Some(SHORTEST)),
            (&["0.8444218515250481", "0.25"], Some(POINTED)),
            (&["12.50", "3"], None),
            (&["1", "2"], None),
            (&["1.5", "1e3"], None),
            (&["1.5", "01.5"], None),
            (&["1.5", "NA"], None),
        ];
        for (texts, form) in cases {
            assert_eq!(Form::of(&texts.iter().copied()), form, "{texts:?}");
        }
    }

    #[test]
    fn what_is_read_is_written_again() {
        let texts = [
            "0.00",
            "0.01",
            "-7.25",
            "10.10",
            "0",
            "3",
            "3.0",
            "0.1",
            "0.30000000000000004",
            "1e5",
            "123456789012.345",
            "1234567890123.45",
            "12345678901234.56",
            "9007199254740993.0",
            "0.00001",
            "-0.5",
            "-0.0",
            "-0.00",
            "-0",
            "+1.5",
            " 1.5",
            "1.",
            ".5",
            "1.2.3",
            "",
            "-",
            "00.5",
            "0.0",
            "99999999999999.9",
            "1.7976931348623157",
            "5e-324",
            "0.1000000000000000",
        ];
        for form in [Form::Fixed(1), Form::Fixed(2), Form::Fixed(16), SHORTEST, POINTED] {
            for text in texts {
                let Some(read) = form.read(text) else { continue };
                assert_eq!(form.text(read.value), text, "{form:?}");
                for decimals in read.decimals..=EXACT_DIGITS as u8 {
                    let mut written = String::new();
                    form.write(read.value, decimals, &mut written);
                    assert_eq!(written, text, "{form:?} {decimals}");
                }
                assert_eq!(text.parse(), Ok(read.value), "{form:?}");
                assert!(!read.value.is_sign_negative() || read.value < 0.0, "{text}");
            }
        }
        let read = |form: Form, text| form.read(text).map(|read| (read.value, read.decimals));
        assert_eq!(read(Form::Fixed(2), "-10.50"), Some((-10.5, 1)));
        assert_eq!(read(SHORTEST, "0.30000000000000004"), Some((0.300_000_000_000_000_04, 15)));
        assert_eq!(read(SHORTEST, "3"), Some((3.0, 0)));
        assert_eq!(read(POINTED, "3"), None);
        assert_eq!(read(Form::Fixed(2), "12345678901234.56"), None, "it may stand for others");
    }

    #[test]
    fn numbers_of_all_sizes_are_written_again() {
        let mut bits = 1_u64;
        for round in 0..200_000_u32 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let whole = bits >> (14 + round % 50);
            let decimals = (round % 7 + 1) as u8;
            let value = whole as f64 / POWERS[usize::from(decimals)];
            for form in [Form::Fixed(decimals), SHORTEST, POINTED] {
                let text = form.text(value);
                let Some(read) = form.read(&text) else { continue };
                let mut written = String::new();
                form.write(read.value, read.decimals.max(decimals), &mut written);
                assert_eq!(written, text, "{form:?}");
                assert_eq!(text.parse(), Ok(read.value), "{form:?}");
            }
        }
    }

    #[test]
    fn cells_of_another_form_are_given_back() {
        let mut coding = Coding::default();
        coding.push_all(&["1.50", "", "0.25", "1.50"]);
        let mut plain = Plain::of(&coding, 9).unwrap();
        assert_eq!(plain.push_all(&["7.00", "", "x", "1.00"]), ["x", "1.00"]);
        let coding = plain.coded();
        assert_eq!(coding.codes, [0, MISSING, 1, 0, 2, MISSING]);
        let labels = coding.interner.finish();
        assert_eq!(labels.iter().collect::<Vec<_>>(), ["1.50", "0.25", "7.00"]);
        assert_eq!(plain.decimals, 2);
    }
}
