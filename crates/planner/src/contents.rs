//! What JSON documents of a known form hold.

use std::collections::BTreeMap;

use seedbed_expr::Env;
use seedbed_generate::plan::{
    Bound, JsonNode, JsonSource, NumberSource, PatternSource, Scalar, Source, TemplateSource,
    TemporalSource, Unit,
};
use seedbed_schema::{DataType, DocumentWish, Schema, Table, TableWishes, Wishes};

use crate::draft::Draft;
use crate::survey::{Class, ColumnFacts, Survey};
use crate::{fallback, labels, recognise, wishes};

/// Times of day, and spans of time, as JSON writes them.
const TIME: &str = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z";
const DURATION: &str = "P[1-9]D";

/// What makes documents of a form in the column `name`.
pub(crate) fn document(form: &DocumentWish, name: &str, env: Env) -> JsonSource {
    JsonSource { document: node(form, name, env) }
}

fn node(form: &DocumentWish, name: &str, env: Env) -> JsonNode {
    match form {
        DocumentWish::Object(members, wishes) => {
            JsonNode::Object(sources(members, wishes, name, env))
        }
        DocumentWish::List { item, min, max } => {
            let item = Box::new(node(item, name, env));
            JsonNode::List { item, min: *min, max: *max }
        }
        DocumentWish::Value(only, wishes) => {
            let value = sources(only, wishes, name, env).into_values().next();
            value.unwrap_or(JsonNode::Constant(Scalar::Null))
        }
    }
}

/// The same rules as for columns tell what the members are, apart from those that look at other
/// columns: a member sees none.
fn sources(
    members: &Table,
    wishes: &TableWishes,
    name: &str,
    env: Env,
) -> BTreeMap<String, JsonNode> {
    let Ok(schema) = Schema::new(vec![members.clone()]) else { return BTreeMap::new() };
    let tables = BTreeMap::from([(members.name.clone(), wishes.clone())]);
    let all = Wishes { tables, ..Wishes::default() };
    let survey = Survey::new(&schema, env, &all);
    let mut found = BTreeMap::new();
    for table in &survey.tables {
        let mut draft = Draft::new(table);
        wishes::fill(&mut draft, &all, env);
        labels::fill(&mut draft);
        recognise::fill(&mut draft);
        fallback::fill(&mut draft);
        for facts in &table.columns {
            let Some(plan) = draft.columns.remove(facts.name()) else { continue };
            found.insert(facts.name().to_owned(), member(facts, plan.source, name));
        }
    }
    found
}

/// A source as a member of a document: one of the member's own JSON type.
fn member(facts: &ColumnFacts<'_>, source: Source, name: &str) -> JsonNode {
    if let Some(asked) = facts.domain.patterns.iter().find(|pattern| !pattern.negated) {
        return value(pattern(asked.regex.trim_start_matches("(?s)")));
    }
    match (facts.class, source) {
        (_, Source::Json(document)) => document.document,
        (Class::Date | Class::Timestamp, _) if facts.column.data_type.integer_range().is_some() => {
            value(fallback::by_type(facts, &facts.column.data_type))
        }
        (Class::Date, _) => value(moment(Some(Unit::Day))),
        (Class::Timestamp, _) => value(moment(None)),
        (Class::Time, _) => value(pattern(TIME)),
        (Class::Other, _) if facts.column.data_type == DataType::Interval => {
            value(pattern(DURATION))
        }
        (_, source @ (Source::Choice(_) | Source::Uuid(_)))
        | (Class::Text, source @ (Source::Pool(_) | Source::Pattern(_))) => value(source),
        (Class::Int, Source::Number(number)) if is_plain(&number) => {
            value(Source::Number(NumberSource { scale: Some(0), ..number }))
        }
        (Class::Decimal, Source::Number(number)) if is_plain(&number) => {
            let scale = number.scale.or(facts.scale()).or(Some(2));
            value(Source::Number(NumberSource { scale, ..number }))
        }
        (class, Source::Entity(mut entity))
            if class == Class::Text || class == Class::Decimal && is_coordinate(&entity.part) =>
        {
            entity.name = format!("{name}_{}", entity.name).trim_end_matches('_').into();
            value(Source::Entity(entity))
        }
        (Class::Text, Source::Template(template)) if is_alone(&template) => {
            value(Source::Template(template))
        }
        (Class::Int | Class::Decimal | Class::Bool | Class::Text | Class::Uuid, _) => {
            value(fallback::by_type(facts, &facts.column.data_type))
        }
        _ => value(pattern("[A-Za-z0-9+/]{22}==")),
    }
}

fn is_coordinate(part: &str) -> bool {
    matches!(part, "latitude" | "longitude")
}

/// Whether a number looks at no other column.
fn is_plain(number: &NumberSource) -> bool {
    let literal = |bound: &Option<Bound>| !matches!(bound, Some(Bound::Expression { .. }));
    literal(&number.min) && literal(&number.max)
}

/// Whether a template looks at no other column.
fn is_alone(template: &TemplateSource) -> bool {
    let mut all = template.templates.iter();
    !all.any(|text| text.contains("{column:") || text.contains("{parent:"))
}

fn moment(unit: Option<Unit>) -> Source {
    Source::Temporal(TemporalSource { unit, ..TemporalSource::default() })
}

fn pattern(pattern: &str) -> Source {
    Source::Pattern(PatternSource { pattern: pattern.to_owned() })
}

fn value(source: Source) -> JsonNode {
    JsonNode::Value(Box::new(source))
}
