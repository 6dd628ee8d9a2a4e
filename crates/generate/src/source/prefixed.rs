//! Text that begins as another column asks.

use seedbed_expr::Value;

use super::{Draw, Drawn, Formula, Maker, Target, TextColumn};
use crate::problem::GenerateError;

/// Text whose first characters are those of another value: `left(port_code, 2) = country_code`.
#[derive(Debug)]
pub(crate) struct Prefixed {
    pub(crate) prefix: Formula,
    /// How many characters of the inner text give way.
    pub(crate) chars: usize,
    pub(crate) inner: Maker,
}

impl Prefixed {
    pub(crate) fn draw(&self, draw: Draw<'_, '_>, target: &Target) -> Result<Drawn, GenerateError> {
        let inner = self.inner.fill(draw.with(draw.stream), target)?;
        let reader = target.reader(&inner)?;
        let mut text = TextColumn::with_capacity(inner.len(), 16);
        for (row, prefix) in self.prefix.values(draw.frame)?.into_iter().enumerate() {
            if let (Value::Text(prefix), Value::Text(inner)) = (prefix, reader.value(row)) {
                text.data.push_str(&prefix);
                text.data.extend(inner.chars().skip(self.chars));
            }
            text.end();
        }
        Ok(Drawn::Text(text))
    }

    pub(crate) fn formulas(&self) -> Vec<&Formula> {
        let mut formulas = self.inner.formulas();
        formulas.push(&self.prefix);
        formulas
    }
}
