//! What values a field takes: choices, validators, formulas.

use seedbed_schema::{Column, DataType, Generated};

use super::{Call, Model, Project, Value};
use crate::python::{
    project::{last_name, literal, matching, quoted},
    value::Place,
};

/// More choices than this are a vocabulary, not something to tell one by one.
const MOST_TOLD: usize = 12;

impl Project<'_> {
    /// `choices`: the values become a condition, the labels a part of the description.
    pub(super) fn add_choices(
        &mut self,
        name: &str,
        call: &Call,
        column: &mut Column,
        model: &mut Model,
        place: Place,
    ) {
        let Some(choices) = call.keyword("choices").cloned() else {
            return;
        };
        let Some(pairs) = self.choices(&choices) else {
            return;
        };
        if pairs.is_empty() || matches!(column.data_type, DataType::Boolean | DataType::Array(_)) {
            return;
        }
        let mut listed: Vec<String> = Vec::new();
        let mut told = Vec::new();
        for (value, label) in &pairs {
            let Some(text) = literal(value).filter(|text| text != "NULL") else {
                continue;
            };
            if let (Some(shown), Some(label)) = (value.text(), label)
                && *shown != **label
            {
                told.push(format!("{shown} = {label}"));
            }
            listed.push(text);
        }
        let is_text = matches!(column.data_type, DataType::Text { .. });
        if is_text && call.flag("blank") == Some(true) && !listed.iter().any(|text| text == "''") {
            listed.push("''".to_owned());
        }
        if !told.is_empty() && told.len() <= MOST_TOLD {
            let before = column.comment.take().map(|said| format!("{said} ")).unwrap_or_default();
            column.comment = Some(format!("{before}({})", told.join(", ")));
        }
        if !listed.is_empty() {
            let condition = format!("{} IN ({})", quoted(name), listed.join(", "));
            let check = self.check(None, &condition, place);
            model.table.checks.push(check);
        }
    }

    /// The values and labels of choices, groups taken apart.
    fn choices(&mut self, choices: &Value) -> Option<Vec<(Value, Option<String>)>> {
        let listed = match choices {
            Value::Class(_) => {
                let place = Place { module: 0, at: 0 };
                self.machine.attribute(choices, &"choices".into(), place)
            }
            Value::Dict(entries) => {
                let entries = entries.borrow();
                let pairs = entries.iter();
                Value::list(
                    pairs.map(|(a, b)| Value::Tuple([a.clone(), b.clone()].into())).collect(),
                )
            }
            other => other.clone(),
        };
        let mut pairs = Vec::new();
        for entry in self.machine.iterate(&listed)? {
            let parts = entry.items()?;
            let [value, label] = parts.as_slice() else {
                return None;
            };
            match label {
                // A group: its name, then its choices.
                Value::List(_) | Value::Tuple(_) | Value::Dict(_) => {
                    pairs.extend(self.choices(label)?);
                }
                _ => pairs.push((value.clone(), label.as_str().map(|text| text.to_string()))),
            }
        }
        Some(pairs)
    }

    /// `validators`: those that a database could check.
    pub(super) fn add_validators(
        &mut self,
        name: &str,
        call: &Call,
        model: &mut Model,
        place: Place,
    ) {
        let Some(validators) = call.keyword("validators").and_then(Value::items) else {
            return;
        };
        let is_array = call.keyword("base_field").is_some();
        for validator in validators.iter().filter(|_| !is_array) {
            if let Some(condition) = condition(name, validator) {
                let check = self.check(None, &condition, place);
                model.table.checks.push(check);
            }
        }
    }

    /// The formula of a `GeneratedField`.
    pub(super) fn generated(&mut self, model: &Model, call: &Call) -> Option<Generated> {
        call.keyword("output_field")?;
        let formula = call.keyword("expression")?.clone();
        let text = self.django_sql(&formula, model);
        Some(Generated {
            expr: text.as_deref().and_then(|text| self.expression(text).ok()),
            text: text.unwrap_or_default(),
            stored: call.flag("db_persist") != Some(false),
        })
    }
}

fn condition(name: &str, validator: &Value) -> Option<String> {
    let column = quoted(name);
    let call = validator.as_call()?;
    let limit = || literal(call.argument(0, "limit_value")?);
    Some(match &*last_name(&call.callee)? {
        "MinValueValidator" => format!("{column} >= {}", limit()?),
        "MaxValueValidator" => format!("{column} <= {}", limit()?),
        "MinLengthValidator" => format!("char_length({column}) >= {}", limit()?),
        "MaxLengthValidator" => format!("char_length({column}) <= {}", limit()?),
        "RegexValidator" => {
            // Flags and inversion change what the pattern means.
            if call.keyword("inverse_match").is_some() || call.keyword("flags").is_some() {
                return None;
            }
            matching(&column, &call.argument(0, "regex")?.as_str()?)?
        }
        _ => return None,
    })
}
