//! Columns whose meaning nothing tells: believable values by type.

use seedbed_generate::plan::{
    AnySource, ArraySource, ChoiceSource, Distribution, JsonSource, NumberSource, Scalar, Source,
    TemplateSource, TemporalSource, UuidSource,
};
use seedbed_schema::DataType;

use crate::draft::Draft;
use crate::finish::{self, bounded};
use crate::json;
use crate::survey::{Class, ColumnFacts};

/// Fills everything that is still open.
pub(crate) fn fill(draft: &mut Draft<'_, '_>) {
    for facts in draft.open() {
        let source = match facts.class {
            Class::Json => {
                Source::Json(JsonSource { document: json::document(draft.table, facts) })
            }
            _ => by_type(facts, &facts.column.data_type),
        };
        let plan = finish::with_nulls(facts, source, finish::default_null_rate(facts));
        let reason = format!("the type {}", declared(facts));
        let meaning = match facts.class {
            Class::Json => "document",
            Class::Uuid => "identifier",
            Class::Bool => "flag",
            _ => "no meaning known",
        };
        draft.claim(facts, plan, meaning, reason);
    }
}

fn declared<'a>(facts: &ColumnFacts<'a>) -> &'a str {
    if facts.column.declared_type.is_empty() { "alone" } else { &facts.column.declared_type }
}

/// A source for any value of a type.
pub(crate) fn by_type(facts: &ColumnFacts<'_>, data_type: &DataType) -> Source {
    match data_type {
        DataType::Array(item) => {
            Source::Array(ArraySource { item: Box::new(by_type(facts, item)), min: 0, max: 3 })
        }
        DataType::Enum(labels) if !labels.labels.is_empty() => {
            let values = labels.labels.iter().map(|label| Scalar::from(label.as_str())).collect();
            Source::Choice(ChoiceSource { values, weights: None })
        }
        DataType::Uuid => Source::Uuid(UuidSource::default()),
        DataType::Json { .. } => Source::Json(JsonSource { document: json::details() }),
        DataType::Text { max_length, .. } => text(*max_length),
        _ => match Class::of(data_type) {
            Class::Bool => finish::flag(0.5),
            Class::Int => {
                let natural = Distribution::LogNormal { median: 40.0, sigma: 1.0 };
                Source::Number(bounded(facts, natural, Some(0.0), Some(10_000.0)))
            }
            Class::Decimal => {
                let natural = Distribution::LogNormal { median: 50.0, sigma: 0.8 };
                let number = bounded(facts, natural, Some(0.0), Some(10_000.0));
                let scale = facts.scale().unwrap_or(2).min(4);
                Source::Number(NumberSource { scale: Some(scale), ..number })
            }
            Class::Date | Class::Timestamp | Class::Time => {
                Source::Temporal(TemporalSource::default())
            }
            _ => Source::Any(AnySource::default()),
        },
    }
}

fn text(max_length: Option<u32>) -> Source {
    let most = max_length.unwrap_or(60);
    let templates: &[&str] = match most {
        0..=2 => &["{letters:1}"],
        3..=7 => &["{letters:3}"],
        8..=24 => &["{adjective}", "{noun}"],
        _ => &["{adjective} {noun}", "{noun}"],
    };
    Source::Template(TemplateSource {
        templates: templates.iter().map(ToString::to_string).collect(),
        ..empty_template()
    })
}

fn empty_template() -> TemplateSource {
    TemplateSource {
        templates: Vec::new(),
        vocabularies: std::collections::BTreeMap::new(),
        weights: None,
    }
}
