//! Composite values, in PostgreSQL's notation: `("12.50","EUR")`.

use super::{Draw, Drawn, Maker, Target, TextColumn, text::push_value};
use crate::problem::GenerateError;

/// Makes each field by a source of its own.
#[derive(Debug)]
pub(crate) struct CompositeMaker {
    pub(crate) fields: Vec<(Maker, Target)>,
}

impl CompositeMaker {
    pub(crate) fn draw(&self, draw: Draw<'_, '_>) -> Result<Drawn, GenerateError> {
        let mut readers = Vec::with_capacity(self.fields.len());
        for (at, (maker, target)) in self.fields.iter().enumerate() {
            let array = maker.fill(draw.with(draw.stream.nth(at as u64)), target)?;
            readers.push(target.reader(&array)?);
        }
        let mut text = TextColumn::with_capacity(draw.numbers().len(), 32);
        let mut field = String::new();
        for row in 0..draw.numbers().len() {
            text.data.push('(');
            for (at, reader) in readers.iter().enumerate() {
                if at > 0 {
                    text.data.push(',');
                }
                let value = reader.value(row);
                if !value.is_null() {
                    field.clear();
                    push_value(&mut field, &value);
                    let escaped = field.replace('\\', "\\\\").replace('"', "\\\"");
                    text.data.extend(["\"", &escaped, "\""]);
                }
            }
            text.data.push(')');
            text.end();
        }
        Ok(Drawn::Text(text))
    }
}
