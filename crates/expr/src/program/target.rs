//! The types that casts lead to, with what their modifiers ask for.

use crate::datetime::parse_timestamp_parts;
use crate::type_name::TypeName;
use crate::{EvalError, Kind, Value};

/// The target of a cast.
#[derive(Debug, Clone)]
pub(super) struct Target {
    kind: Kind,
    /// The items' target, of an array.
    element: Option<Box<Target>>,
    /// The most characters, of `varchar(n)`.
    length: Option<usize>,
    /// Precision and scale, of `numeric(p, s)`.
    digits: Option<(u32, u8)>,
    /// The bits of an integer type narrower than `bigint`.
    bits: Option<u32>,
    /// Whether an offset in the text is dropped instead of applied.
    drops_offset: bool,
}

impl Target {
    pub(super) fn new(kind: Kind, type_name: &str) -> Target {
        let name = TypeName::new(type_name);
        let element = (kind == Kind::Array)
            .then(|| Box::new(Target::new(Kind::from_type_name(&name.base), &name.base)));
        let modifier = name.modifiers.first().copied();
        let scale = name.modifiers.get(1).map_or(0, |&scale| scale as u8);
        Target {
            kind,
            element,
            length: modifier.filter(|_| kind == Kind::Text).map(|length| length as usize),
            digits: modifier.filter(|_| kind == Kind::Decimal).map(|digits| (digits, scale)),
            bits: match name.base.as_str() {
                "int2" | "smallint" => Some(16),
                "int" | "int4" | "integer" => Some(32),
                _ => None,
            },
            drops_offset: kind == Kind::Timestamp && !name.with_time_zone,
        }
    }

    pub(super) fn apply(&self, value: Value) -> Result<Value, EvalError> {
        if let (true, Value::Text(text)) = (self.drops_offset, &value) {
            let parts = parse_timestamp_parts(text.trim());
            let (local, _) = parts.ok_or(EvalError::InvalidText { kind: self.kind })?;
            return Ok(Value::Timestamp(local));
        }
        self.modified(value.cast(self.kind)?)
    }

    fn modified(&self, value: Value) -> Result<Value, EvalError> {
        match value {
            Value::Text(mut text) => {
                if let Some((end, _)) = self.length.and_then(|most| text.char_indices().nth(most)) {
                    text.truncate(end);
                }
                Ok(Value::Text(text))
            }
            Value::Int(number) => match self.bits {
                Some(bits) if number >> (bits - 1) != number >> 63 => {
                    Err(EvalError::Overflow { operation: "a cast to a narrower integer" })
                }
                _ => Ok(Value::Int(number)),
            },
            Value::Decimal(number) => {
                let Some((precision, scale)) = self.digits else {
                    return Ok(Value::Decimal(number));
                };
                let rounded = number.rescale(scale);
                let limit = 10_i128.checked_pow(precision).unwrap_or(i128::MAX);
                match rounded.filter(|rounded| rounded.mantissa.abs() < limit) {
                    Some(rounded) => Ok(Value::Decimal(rounded)),
                    None => Err(EvalError::Overflow { operation: "a cast to numeric" }),
                }
            }
            Value::Array(items) => match &self.element {
                Some(element) => {
                    let cast = items.into_iter().map(|item| element.apply_nested(item));
                    cast.collect::<Result<_, _>>().map(Value::Array)
                }
                None => Ok(Value::Array(items)),
            },
            other => Ok(other),
        }
    }

    /// Casts an item; an array's rows are arrays of the same element type.
    fn apply_nested(&self, item: Value) -> Result<Value, EvalError> {
        match item {
            Value::Array(items) => {
                let cast = items.into_iter().map(|item| self.apply_nested(item));
                cast.collect::<Result<_, _>>().map(Value::Array)
            }
            item => self.apply(item),
        }
    }
}
