//! Uniqueness for text that has none of its own.

use seedbed_expr::Value;

use super::{Draw, Drawn, Maker, Target, TextColumn};
use crate::problem::GenerateError;

/// Text with a number at its end, so that no two rows share it: `blue-lamp-17`.
#[derive(Debug)]
pub(crate) struct Suffixed {
    pub(crate) inner: Maker,
    pub(crate) separator: char,
}

impl Suffixed {
    pub(crate) fn draw(&self, draw: Draw<'_, '_>, target: &Target) -> Result<Drawn, GenerateError> {
        let inner = self.inner.fill(draw.with(draw.stream), target)?;
        let reader = target.reader(&inner)?;
        let numbers = draw.places.unwrap_or_else(|| draw.numbers());
        let mut text = TextColumn::with_capacity(numbers.len(), 24);
        for (row, &number) in numbers.iter().enumerate() {
            let mut buffer = itoa::Buffer::new();
            let digits = buffer.format(number + 1);
            if let Value::Text(value) = reader.value(row) {
                text.data.push_str(&value);
            }
            if let Some(max) = target.max_chars {
                text.cut(max.saturating_sub(digits.len() + 1));
            }
            text.data.push(self.separator);
            text.data.push_str(digits);
            text.end();
        }
        Ok(Drawn::Text(text))
    }
}
