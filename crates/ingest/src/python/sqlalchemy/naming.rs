//! How constraints without a name are called: `MetaData(naming_convention=…)`.

use super::super::value::{Call, Value};

/// Templates by the kind of constraint: `pk`, `fk`, `uq`, `ck`, `ix`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Convention(Vec<(String, String)>);

/// What a name is made of.
pub(crate) struct Parts<'a> {
    pub(crate) table: &'a str,
    pub(crate) columns: &'a [String],
    pub(crate) parent: &'a str,
    pub(crate) given: Option<&'a str>,
}

impl Convention {
    /// The convention of a call of `MetaData`.
    pub(crate) fn of(metadata: &Call) -> Self {
        let Some(Value::Dict(entries)) = metadata.keyword("naming_convention") else {
            return Self::default();
        };
        let entries = entries.borrow();
        let templates = entries.iter().filter_map(|(kind, template)| {
            Some((kind.as_str()?.to_string(), template.as_str()?.to_string()))
        });
        Self(templates.collect())
    }

    /// The name of a constraint; the given one where the convention has nothing to say.
    pub(crate) fn name(&self, kind: &str, parts: &Parts<'_>) -> Option<String> {
        let given = || parts.given.map(str::to_owned);
        let Some((_, template)) = self.0.iter().find(|(known, _)| known == kind) else {
            return given();
        };
        // A convention applies to a given name only where it asks for it.
        if parts.given.is_some() && !template.contains("%(constraint_name)s") {
            return given();
        }
        let mut name = String::new();
        let mut rest = template.as_str();
        while let Some((before, after)) = rest.split_once("%(") {
            let (token, after) = after.split_once(")s")?;
            name.push_str(before);
            name.push_str(&value(token, parts)?);
            rest = after;
        }
        name.push_str(rest);
        Some(name)
    }
}

fn value(token: &str, parts: &Parts<'_>) -> Option<String> {
    match token {
        "table_name" => Some(parts.table.to_owned()),
        "referred_table_name" => Some(parts.parent.to_owned()),
        "constraint_name" => parts.given.map(str::to_owned),
        "column_0_name" | "column_0_label" | "column_0_key" => parts.columns.first().cloned(),
        "column_0N_name" | "column_0N_label" => Some(parts.columns.concat()),
        "column_0_N_name" | "column_0_N_label" => Some(parts.columns.join("_")),
        _ => None,
    }
}
