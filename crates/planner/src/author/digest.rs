//! What a model is told of a schema, as data.
//!
//! Names, types, constraints and comments come from files that anybody may have written. They are
//! cut to a length, freed of control characters, and end up in JSON strings between marks, where
//! `<` and `>` are escaped: no text can leave its string, and none is an instruction.

use std::collections::BTreeMap;

use seedbed_generate::plan::{Bound, ChoiceSource, Plan, Scalar, Source};
use seedbed_schema::{DataType, TableId};
use serde::Serialize;

use super::asked::AskedTable;
use crate::{
    draft::Explanation,
    names::path,
    survey::{ColumnFacts, KeyPart, Survey, TableFacts},
};

/// The longest comment or condition that is told.
const LONGEST: usize = 400;

/// A table, told in full.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TableDigest {
    pub(super) table: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
    /// `customer -> customers (customer_id)`: how formulas reach it, and by which columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) refers_to: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) referred_to_by: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) conditions: Vec<String>,
    pub(super) columns: Vec<ColumnDigest>,
    /// References whose spread is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) spread_asked: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ColumnDigest {
    pub(super) column: String,
    #[serde(rename = "type")]
    pub(super) data_type: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) nullable: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) unique: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
    /// What the rules took it for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) meaning: Option<String>,
    /// The rules' source, where the column is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rules: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) asked: bool,
}

/// A table that is only there to be referred to.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Neighbour {
    pub(super) table: String,
    pub(super) columns: Vec<String>,
}

/// What makes digests.
pub(super) struct Digester<'d, 'a> {
    pub(super) survey: &'d Survey<'a>,
    pub(super) plan: &'d Plan,
    pub(super) meanings: BTreeMap<(&'d str, &'d str), &'d str>,
}

impl<'d, 'a> Digester<'d, 'a> {
    pub(super) fn new(
        survey: &'d Survey<'a>,
        plan: &'d Plan,
        explanations: &'d [Explanation],
    ) -> Self {
        let meanings = explanations
            .iter()
            .map(|why| ((why.table.as_str(), why.column.as_str()), why.meaning.as_str()))
            .collect();
        Self { survey, plan, meanings }
    }

    /// Tells of a table, and which of its columns are asked about.
    pub(super) fn table(&self, id: TableId, asked: &AskedTable) -> TableDigest {
        let facts = self.survey.table(id);
        let name = facts.plan_name();
        let refers_to = facts.foreign_keys().map(|(_, key, parent)| {
            let parent = self.survey.table(parent).plan_name();
            format!("{} -> {parent} ({})", path(facts, key), key.columns.join(", "))
        });
        let comment = facts.table.comment.as_deref().and_then(told);
        let checks = facts.table.checks.iter().filter_map(|check| told(&check.text));
        let several = facts.table.keys().filter_map(|key| {
            let columns = key.columns().filter(|columns| columns.len() > 1)?;
            Some(format!("UNIQUE ({})", columns.join(", ")))
        });
        TableDigest {
            comment,
            refers_to: refers_to.collect(),
            referred_to_by: self.children(id),
            conditions: checks.chain(several).collect(),
            columns: facts.columns.iter().map(|c| self.column(&name, c, asked)).collect(),
            spread_asked: asked.links.iter().cloned().collect(),
            table: name,
        }
    }

    fn children(&self, id: TableId) -> Vec<String> {
        let tables = self.survey.tables.iter();
        let children = tables.filter(|facts| facts.parents.contains(&Some(id)) && facts.id != id);
        children.take(12).map(TableFacts::plan_name).collect()
    }

    fn column(&self, table: &str, column: &ColumnFacts<'a>, asked: &AskedTable) -> ColumnDigest {
        let name = column.name();
        let is_asked = asked.columns.contains(name);
        let declared = &column.column.declared_type;
        let data_type = match &column.column.data_type {
            DataType::Enum(labels) => format!("one of {}", labels.labels.join(", ")),
            other if declared.is_empty() => other.to_string(),
            _ => declared.clone(),
        };
        let plan = self.plan.tables.get(table).and_then(|table| table.columns.get(name));
        ColumnDigest {
            column: name.to_owned(),
            data_type: told(&data_type).unwrap_or_default(),
            nullable: is_asked && column.is_nullable(),
            unique: column.key >= KeyPart::Unique,
            comment: column.column.comment.as_deref().and_then(told),
            meaning: self.meanings.get(&(table, name)).and_then(|meaning| told(meaning)),
            rules: plan.filter(|_| is_asked).and_then(|plan| rules(&plan.source)),
            asked: is_asked,
        }
    }

    /// Tells the names of a table's columns.
    pub(super) fn neighbour(&self, id: TableId) -> Neighbour {
        let facts = self.survey.table(id);
        let columns = facts.columns.iter().take(16).map(|column| column.name().to_owned());
        Neighbour { table: facts.plan_name(), columns: columns.collect() }
    }
}

/// Tells of a table no more than of some of its columns.
pub(super) fn told_columns(facts: &TableFacts<'_>, names: &[&str]) -> TableDigest {
    let checks = facts.table.checks.iter().filter_map(|check| told(&check.text));
    let columns = facts.columns.iter().filter(|column| names.contains(&column.name()));
    let columns = columns.map(|column| {
        let declared = &column.column.declared_type;
        let data_type = match &column.column.data_type {
            DataType::Enum(labels) => format!("one of {}", labels.labels.join(", ")),
            other if declared.is_empty() => other.to_string(),
            _ => declared.clone(),
        };
        ColumnDigest {
            column: column.name().to_owned(),
            data_type: told(&data_type).unwrap_or_default(),
            nullable: column.is_nullable(),
            unique: column.key >= KeyPart::Unique,
            comment: column.column.comment.as_deref().and_then(told),
            meaning: None,
            rules: None,
            asked: false,
        }
    });
    TableDigest {
        table: facts.plan_name(),
        comment: facts.table.comment.as_deref().and_then(told),
        refers_to: Vec::new(),
        referred_to_by: Vec::new(),
        conditions: checks.collect(),
        columns: columns.collect(),
        spread_asked: Vec::new(),
    }
}

/// What the rules make, in short.
fn rules(source: &Source) -> Option<String> {
    let limit = |bound: &Option<Bound>| match bound {
        Some(Bound::Literal(Scalar::Int(number))) => number.to_string(),
        Some(Bound::Literal(Scalar::Float(number))) => number.to_string(),
        Some(Bound::Literal(Scalar::Text(text))) => text.clone(),
        _ => "…".to_owned(),
    };
    let said = match source {
        Source::Choice(choice) => weighted(choice),
        Source::Number(number) => format!("{} to {}", limit(&number.min), limit(&number.max)),
        Source::Temporal(moment) => match &moment.after {
            Some(after) => format!("after {after}"),
            None => format!("from {}", limit(&moment.min)),
        },
        Source::Entity(entity) => {
            let kind = serde_json::to_value(entity.kind).ok()?;
            format!("{} of a {}", entity.part.replace('_', " "), kind.as_str()?)
        }
        Source::Conditional(_) => "depends on other columns".to_owned(),
        _ => return None,
    };
    told(&said)
}

fn weighted(choice: &ChoiceSource) -> String {
    let text = |value: &Scalar| match value {
        Scalar::Null => "NULL".to_owned(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Float(value) => value.to_string(),
        Scalar::Text(value) => value.clone(),
    };
    let values = choice.values.iter().take(24).enumerate().map(|(at, value)| {
        let weight = choice.weights.as_ref().and_then(|weights| weights.get(at));
        match weight {
            Some(weight) => format!("{} ({weight})", text(value)),
            None => text(value),
        }
    });
    values.collect::<Vec<_>>().join(", ")
}

/// A text as it is told: without control characters and marks of direction, cut to a length.
pub(super) fn told(text: &str) -> Option<String> {
    let is_unseen = |character: char| {
        character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let plain: String =
        text.chars().take(LONGEST * 4).map(|c| if is_unseen(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let joined = words.join(" ");
    let mut cut: String = joined.chars().take(LONGEST).collect();
    if cut.len() < joined.len() || text.chars().nth(LONGEST * 4).is_some() {
        cut.push('…');
    }
    (!cut.is_empty()).then_some(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_short_and_has_no_hidden_characters() {
        assert_eq!(told(" a\u{0}\u{1b}[31mb\n\u{202e}c "), Some("a [31mb c".to_owned()));
        assert_eq!(told(" \n"), None);
        let long = told(&"x".repeat(100_000)).unwrap();
        assert_eq!(long.chars().count(), LONGEST + 1);
        assert!(long.ends_with('…'));
    }
}
