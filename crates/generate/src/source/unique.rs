//! Uniqueness for text that has none of its own.

use arrow_array::Array;
use seedbed_expr::Value;

use super::{Draw, Drawn, Maker, Target, TextColumn};
use crate::problem::GenerateError;

/// Text with a number at its end, so that no two rows share it: `blue-lamp-17`.
#[derive(Debug)]
pub(crate) struct Suffixed {
    pub(crate) inner: Maker,
    pub(crate) separator: char,
    /// Whether only rows that would repeat an earlier one get a number: those at a later attempt.
    pub(crate) only_repeated: bool,
    /// Within how many characters texts must differ, where a key looks no further.
    pub(crate) within: Option<usize>,
    /// What rows that go on repeating take instead of a number, where that would spoil a code.
    pub(crate) instead: Option<Maker>,
}

impl Suffixed {
    pub(crate) fn draw(&self, draw: Draw<'_, '_>, target: &Target) -> Result<Drawn, GenerateError> {
        let attempt = draw.attempt;
        // Other words are tried first; a formula takes its difference from its inputs' numbers.
        let spared = match (&self.inner, &self.instead) {
            (Maker::Formula(_), _) | (_, Some(_)) => 16,
            _ => 6,
        };
        if let Some(instead) = self.instead.as_ref().filter(|_| attempt > spared) {
            return Ok(Drawn::Array(instead.fill(draw.with(draw.stream), target)?));
        }
        let inner = self.inner.fill(draw.with(draw.stream), target)?;
        if self.only_repeated && attempt <= spared {
            return Ok(Drawn::Array(inner));
        }
        let reader = target.reader(&inner)?;
        let numbers = draw.places.unwrap_or_else(|| draw.numbers());
        let mut text = TextColumn::with_capacity(numbers.len(), 24);
        for (row, &number) in numbers.iter().enumerate() {
            let mut buffer = itoa::Buffer::new();
            let digits = buffer.format(match attempt.saturating_sub(spared) {
                repetition @ 1..=4 if self.only_repeated => u64::from(repetition) + 1,
                _ => number + 1,
            });
            if let Value::Text(value) = reader.value(row) {
                text.data.push_str(&value);
            }
            if let Some(max) = target.max_chars.into_iter().chain(self.within).min() {
                text.cut(max.saturating_sub(digits.len() + 1));
            }
            text.data.push(self.separator);
            text.data.push_str(digits);
            text.end();
        }
        debug_assert!(text.len() <= inner.len(), "one text a row, of those that have a place");
        Ok(Drawn::Text(text))
    }
}
