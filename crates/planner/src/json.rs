//! Small documents for JSON columns.

use std::collections::BTreeMap;

use seedbed_generate::plan::{
    ChoiceSource, JsonNode, NumberSource, PoolSource, Scalar, Source, Vocabulary,
};

use crate::finish::{bound, flag};
use crate::subject::Subject;
use crate::survey::ColumnFacts;

/// A document by what the column's name says.
pub(crate) fn document(subject: Subject, facts: &ColumnFacts<'_>) -> JsonNode {
    let settings = "* setting|* settings|settings|preferences|* preferences|config|* config|\
         options|* options";
    if facts.is(settings) {
        preferences()
    } else if facts.is("tags|* tags|labels|* labels|keywords|categories") {
        tags()
    } else if facts.is("address|* address|location") {
        place()
    } else if subject == Subject::Product {
        product()
    } else {
        details()
    }
}

/// What holds for any product, whatever it is.
fn product() -> JsonNode {
    object([
        ("country_of_origin", choice(&["US", "DE", "PT", "VN", "CN", "IT"])),
        ("gift_wrap", JsonNode::Value(Box::new(flag(0.4)))),
        ("warranty_months", choice_of(&[12, 24, 36])),
    ])
}

/// What an unnamed document holds.
pub(crate) fn details() -> JsonNode {
    object([
        ("source", choice(&["web", "mobile", "api", "import"])),
        ("version", integer(1, 5)),
        ("verified", JsonNode::Value(Box::new(flag(0.8)))),
    ])
}

fn preferences() -> JsonNode {
    object([
        ("theme", choice(&["light", "dark", "system"])),
        ("language", choice(&["en", "de", "fr", "es"])),
        ("notifications", JsonNode::Value(Box::new(flag(0.7)))),
        ("page_size", choice_of(&[10, 25, 50, 100])),
    ])
}

fn tags() -> JsonNode {
    let word = Source::Pool(PoolSource { vocabulary: Vocabulary::Named("tag".into()) });
    JsonNode::List { item: Box::new(JsonNode::Value(Box::new(word))), min: 0, max: 4 }
}

fn place() -> JsonNode {
    object([("floor", integer(1, 9)), ("kind", choice(&["home", "work", "other"]))])
}

fn object<const N: usize>(members: [(&str, JsonNode); N]) -> JsonNode {
    JsonNode::Object(
        members.into_iter().map(|(name, node)| (name.to_owned(), node)).collect::<BTreeMap<_, _>>(),
    )
}

fn choice(values: &[&str]) -> JsonNode {
    let values = values.iter().map(|value| Scalar::from(*value)).collect();
    JsonNode::Value(Box::new(Source::Choice(ChoiceSource { values, weights: None })))
}

fn choice_of(values: &[i64]) -> JsonNode {
    let values = values.iter().map(|value| Scalar::Int(*value)).collect();
    JsonNode::Value(Box::new(Source::Choice(ChoiceSource { values, weights: None })))
}

fn integer(min: i64, max: i64) -> JsonNode {
    JsonNode::Value(Box::new(Source::Number(NumberSource {
        min: Some(bound(min as f64)),
        max: Some(bound(max as f64)),
        scale: Some(0),
        ..NumberSource::default()
    })))
}
