//! Values that a model wrote as texts, as a column holds them.

use seedbed_expr::{Kind, Value};
use seedbed_generate::plan::Scalar;
use seedbed_schema::DataType;

use crate::survey::{Class, ColumnFacts};

/// The value as a plan writes it, if it is of the column's type and within what its constraints
/// allow.
pub(super) fn scalar(facts: &ColumnFacts<'_>, text: &str) -> Result<Scalar, String> {
    let (scalar, value) = typed(facts, text)?;
    fits(facts, text, &value)?;
    Ok(scalar)
}

fn typed(facts: &ColumnFacts<'_>, text: &str) -> Result<(Scalar, Value), String> {
    let trimmed = text.trim();
    let no = |what: &str| Err(format!("{text:?} is no {what}"));
    Ok(match facts.class {
        Class::Bool => match trimmed.to_ascii_lowercase().as_str() {
            "true" => (Scalar::Bool(true), Value::Bool(true)),
            "false" => (Scalar::Bool(false), Value::Bool(false)),
            _ => return no("truth value: write true or false"),
        },
        Class::Int => match trimmed.parse::<i64>() {
            Ok(number) => (Scalar::Int(number), Value::Int(number)),
            Err(_) => return no("whole number"),
        },
        Class::Decimal => match trimmed.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                let decimal = Value::Text(trimmed.into()).cast(Kind::Decimal);
                (Scalar::Float(number), decimal.unwrap_or(Value::Float(number)))
            }
            _ => return no("number"),
        },
        Class::Date | Class::Timestamp | Class::Time => {
            let kind = facts.column.data_type.kind();
            match Value::Text(trimmed.trim_end_matches('Z').replace('T', " ")).cast(kind) {
                Ok(value) => (Scalar::Text(trimmed.into()), value),
                Err(_) => return no("moment in ISO notation"),
            }
        }
        Class::Text | Class::Labels | Class::Uuid => {
            (Scalar::Text(text.into()), Value::Text(text.into()))
        }
        _ => return Err("values of this type can't be written out".into()),
    })
}

fn fits(facts: &ColumnFacts<'_>, text: &str, value: &Value) -> Result<(), String> {
    if text.chars().any(|character| character == '\0') {
        return Err("a NUL character is in no text of a database".into());
    }
    if let Some(most) = facts.max_length()
        && text.chars().count() > most as usize
    {
        return Err(format!("{text:?} is longer than the {most} characters of the column"));
    }
    if let DataType::Enum(labels) = &facts.column.data_type
        && !labels.labels.iter().any(|label| label == text)
    {
        return Err(format!("{text:?} is none of the labels {}", labels.labels.join(", ")));
    }
    if let (Some((low, high)), Value::Int(number)) = (facts.column.data_type.integer_range(), value)
        && !(low..=high).contains(&i128::from(*number))
    {
        return Err(format!("{text:?} is beyond the column's type"));
    }
    if facts.domain.contains(value) == Some(false) {
        return Err(format!("{text:?} is refused by a CHECK of the table"));
    }
    Ok(())
}
