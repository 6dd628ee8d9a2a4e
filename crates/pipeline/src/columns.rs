//! What a user asks of single columns on top of a plan: `customers.status=choice(Active:7,
//! Inactive:2,Prospect)`.

use std::collections::BTreeSet;

use seedbed_generate::plan::{
    ChoiceSource, ColumnPlan, ExpressionSource, NumberSource, PatternSource, Plan, PoolSource,
    Scalar, Source, TemplateSource, Vocabulary,
};
use seedbed_schema::{Schema, TableName};

use crate::error::PipelineError;
use crate::prepare::nearest_of;

/// What can stand behind the equals sign.
const FORMS: &str = "choice(A:7,B:2,C), pool(NAME), pattern(REGEX), template(TEXT), \
     number(MIN..MAX), formula(EXPRESSION), or a source as plans write it: {\"source\": …}";

/// Gives columns the sources that are asked for, and says which columns. Such a column is never
/// NULL.
///
/// # Errors
/// [`PipelineError::Column`].
pub(crate) fn apply(
    schema: &Schema,
    plan: &mut Plan,
    asked: &[(String, String)],
) -> Result<BTreeSet<(TableName, String)>, PipelineError> {
    let mut pinned = BTreeSet::new();
    for (name, text) in asked {
        let refused = |problem: String| PipelineError::Column { column: name.clone(), problem };
        let (table, column) = name
            .rsplit_once('.')
            .ok_or_else(|| refused("a column is named with its table: TABLE.COLUMN".into()))?;
        let id = schema.find(table).ok_or_else(|| {
            let names = schema.tables().iter().map(|table| table.name.to_string());
            refused(format!("there is no table {table}{}", meant(table, names)))
        })?;
        let facts = schema.table(id);
        let found = facts.column(column).ok_or_else(|| {
            let names = facts.columns.iter().map(|column| column.name.clone());
            refused(format!("{table} has no column {column}{}", meant(column, names)))
        })?;
        if facts.foreign_keys.iter().any(|key| key.columns.contains(&found.name)) {
            return Err(refused("a foreign key makes its values".into()));
        }
        if found.is_computed() {
            return Err(refused("the database computes its values".into()));
        }
        let source = source(text).map_err(refused)?;
        let planned = plan.tables.get_mut(&facts.name.to_string()).ok_or_else(|| {
            refused(format!("{table} takes its rows from another table, or gets none"))
        })?;
        planned.columns.insert(found.name.clone(), ColumnPlan::new(source));
        pinned.insert((facts.name.clone(), found.name.clone()));
    }
    Ok(pinned)
}

fn meant(name: &str, known: impl Iterator<Item = String>) -> String {
    nearest_of(name, known).map_or_else(String::new, |near| format!("; did you mean {near}?"))
}

/// Reads what is asked of a column.
fn source(text: &str) -> Result<Source, String> {
    let text = text.trim();
    if text.starts_with('{') {
        return serde_json::from_str(text).map_err(|error| format!("this is no source: {error}"));
    }
    let (form, inner) = text
        .strip_suffix(')')
        .and_then(|text| text.split_once('('))
        .ok_or_else(|| format!("write {FORMS}"))?;
    match form.trim() {
        "choice" => choice(inner),
        "pool" => {
            Ok(Source::Pool(PoolSource { vocabulary: Vocabulary::Named(inner.trim().into()) }))
        }
        "pattern" => Ok(Source::Pattern(PatternSource { pattern: inner.into() })),
        "template" => Ok(Source::Template(TemplateSource {
            templates: vec![inner.into()],
            vocabularies: std::collections::BTreeMap::new(),
            weights: None,
        })),
        "number" => number(inner),
        "formula" => Ok(Source::Expression(ExpressionSource { expression: inner.into() })),
        other => Err(format!("there is no {other}(…): write {FORMS}")),
    }
}

/// `Active:7,Inactive:2,Prospect`: a value without a weight weighs 1. Quotes keep commas and
/// colons: `'a, b':2`.
fn choice(inner: &str) -> Result<Source, String> {
    let mut values = Vec::new();
    let mut weights = Vec::new();
    for item in items(inner)? {
        let (value, weight) = match item.rsplit_once(':') {
            Some((value, weight)) if !item.ends_with('\'') => {
                let weight: f64 = weight.trim().parse().map_err(|_| {
                    "a weight is a number: choice(Active:7,Inactive:2); quotes keep colons"
                        .to_owned()
                })?;
                (value, weight)
            }
            _ => (item.as_str(), 1.0),
        };
        if !(weight.is_finite() && weight >= 0.0) {
            return Err("a weight is a number from 0 on".into());
        }
        values.push(scalar(value.trim()));
        weights.push(weight);
    }
    if values.is_empty() {
        return Err("a choice needs at least one value".into());
    }
    if weights.iter().all(|weight| *weight == 0.0) {
        return Err("one weight at least is above 0".into());
    }
    Ok(Source::Choice(ChoiceSource { values, weights: Some(weights) }))
}

/// The parts between commas that stand in no quotes.
fn items(text: &str) -> Result<Vec<String>, String> {
    let mut items = vec![String::new()];
    let mut quoted = false;
    for character in text.chars() {
        match character {
            ',' if !quoted => items.push(String::new()),
            other => {
                quoted ^= other == '\'';
                if let Some(item) = items.last_mut() {
                    item.push(other);
                }
            }
        }
    }
    if quoted {
        return Err("a quote is open".into());
    }
    Ok(items
        .into_iter()
        .map(|item| item.trim().to_owned())
        .filter(|item| !item.is_empty())
        .collect())
}

fn scalar(text: &str) -> Scalar {
    if let Some(quoted) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        return Scalar::Text(quoted.to_owned());
    }
    match text {
        "true" => Scalar::Bool(true),
        "false" => Scalar::Bool(false),
        _ => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(whole), _) if whole.to_string() == text => Scalar::Int(whole),
            (_, Ok(number)) if number.is_finite() && text.contains('.') => Scalar::Float(number),
            _ => Scalar::Text(text.to_owned()),
        },
    }
}

/// `1..100`.
fn number(inner: &str) -> Result<Source, String> {
    use seedbed_generate::plan::Bound;
    let wrong = || "write number(MIN..MAX), such as number(1..100)".to_owned();
    let (min, max) = inner.split_once("..").ok_or_else(wrong)?;
    let bound = |text: &str| match scalar(text.trim()) {
        number @ (Scalar::Int(_) | Scalar::Float(_)) => Ok(Some(Bound::Literal(number))),
        _ => Err(wrong()),
    };
    Ok(Source::Number(NumberSource {
        min: bound(min)?,
        max: bound(max)?,
        ..NumberSource::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_has_weights_quotes_and_numbers() {
        let Ok(Source::Choice(choice)) = source("choice(Active:7, 'a, b:c':2, 3, Prospect)") else {
            panic!("no choice");
        };
        let texts = ["Active", "a, b:c", "Prospect"].map(Scalar::from);
        let [active, quoted, prospect] = texts;
        assert_eq!(choice.values, [active, quoted, Scalar::Int(3), prospect]);
        assert_eq!(choice.weights, Some(vec![7.0, 2.0, 1.0, 1.0]));
    }

    #[test]
    fn err_what_is_no_source_is_told_with_what_is() {
        let cases = [
            ("Active", "choice(A:7,B:2,C)"),
            ("range(1..2)", "there is no range(…)"),
            ("choice(A:x)", "a weight is a number"),
            ("choice()", "at least one value"),
            ("choice('A)", "a quote is open"),
            ("number(1)", "number(MIN..MAX)"),
            ("{\"source\": \"sequenze\"}", "this is no source"),
        ];
        for (text, expected) in cases {
            let error = source(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
