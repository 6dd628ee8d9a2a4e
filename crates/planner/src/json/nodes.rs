//! Nodes of documents, in few words.

use std::collections::BTreeMap;

use seedbed_generate::plan::{
    ChoiceSource, Distribution, EntityKind, EntitySource, JsonNode, NumberSource, PatternSource,
    PoolSource, Scalar, Source, TemplateSource, TemporalSource, Unit, Vocabulary,
};

use crate::finish::{bound, flag};

pub(super) fn list_of(item: JsonNode, min: u32, max: u32) -> JsonNode {
    JsonNode::List { item: Box::new(item), min, max }
}

pub(super) fn object<const N: usize>(members: [(&str, JsonNode); N]) -> JsonNode {
    JsonNode::Object(
        members.into_iter().map(|(name, node)| (name.to_owned(), node)).collect::<BTreeMap<_, _>>(),
    )
}

fn value(source: Source) -> JsonNode {
    JsonNode::Value(Box::new(source))
}

pub(super) fn pool(name: &str) -> JsonNode {
    value(Source::Pool(PoolSource { vocabulary: Vocabulary::Named(name.to_owned()) }))
}

pub(super) fn template(text: &str) -> JsonNode {
    value(Source::Template(TemplateSource {
        templates: vec![text.to_owned()],
        vocabularies: BTreeMap::new(),
        weights: None,
    }))
}

pub(super) fn pattern(text: &str) -> JsonNode {
    value(Source::Pattern(PatternSource { pattern: text.to_owned() }))
}

pub(super) fn entity(kind: EntityKind, part: &str) -> JsonNode {
    value(Source::Entity(EntitySource {
        name: "document".to_owned(),
        ..EntitySource::new(kind, part)
    }))
}

pub(super) fn words(values: &[&str]) -> JsonNode {
    let values = values.iter().map(|value| Scalar::from(*value)).collect();
    value(Source::Choice(ChoiceSource { values, weights: None }))
}

pub(super) fn numbers(values: &[i64]) -> JsonNode {
    let values = values.iter().map(|value| Scalar::Int(*value)).collect();
    value(Source::Choice(ChoiceSource { values, weights: None }))
}

pub(super) fn yes(share: f64) -> JsonNode {
    value(flag(share))
}

pub(super) fn number(min: i64, max: i64) -> JsonNode {
    value(Source::Number(NumberSource {
        min: Some(bound(min as f64)),
        max: Some(bound(max as f64)),
        scale: Some(0),
        ..NumberSource::default()
    }))
}

/// Decimals with two digits around a median.
pub(super) fn decimal(median: f64, sigma: f64, min: f64, max: f64) -> JsonNode {
    value(Source::Number(NumberSource {
        distribution: Distribution::LogNormal { median, sigma },
        min: Some(bound(min)),
        max: Some(bound(max)),
        scale: Some(2),
        ..NumberSource::default()
    }))
}

pub(super) fn moment() -> JsonNode {
    value(Source::Temporal(TemporalSource::default()))
}

pub(super) fn day() -> JsonNode {
    value(Source::Temporal(TemporalSource { unit: Some(Unit::Day), ..TemporalSource::default() }))
}
