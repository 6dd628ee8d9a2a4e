//! What a model replies when it is asked for a plan: a small language of its own, smaller than
//! that of plans, which strict structured outputs can express.
//!
//! [`json_schema`] is its JSON Schema; [`PlanReply::read`] reads a reply as far as it can be read,
//! so that one bad column costs only itself.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// A reply, its parts not looked into yet.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct PlanReply {
    #[serde(default)]
    pub(crate) vocabularies: Vec<Value>,
    #[serde(default)]
    pub(crate) pools: Vec<Value>,
    #[serde(default)]
    pub(crate) tables: Vec<TableReply>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct TableReply {
    pub(crate) table: String,
    #[serde(default)]
    pub(crate) columns: Vec<Value>,
    #[serde(default)]
    pub(crate) links: Vec<Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VocabularyReply {
    pub(crate) name: String,
    pub(crate) items: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PoolReply {
    pub(crate) name: String,
    pub(crate) fields: Vec<String>,
    pub(crate) records: Vec<RecordReply>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordReply {
    pub(crate) weight: f64,
    pub(crate) values: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ColumnReply {
    pub(crate) column: String,
    #[serde(default)]
    pub(crate) null_share: Option<f64>,
    #[serde(default)]
    pub(crate) null_when: Option<String>,
    pub(crate) values: ValuesReply,
}

/// Where values come from.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum ValuesReply {
    Choice {
        options: Vec<OptionReply>,
    },
    Words {
        vocabulary: String,
    },
    Template {
        templates: Vec<WeightedTemplate>,
    },
    Number {
        shape: Shape,
        centre: f64,
        spread: f64,
        min: Option<f64>,
        max: Option<f64>,
        step: Option<f64>,
        #[serde(default)]
        endings: Vec<f64>,
    },
    Moment {
        after: Option<String>,
        typical_days: Option<f64>,
        min: Option<String>,
        max: Option<String>,
        hours: HoursReply,
        growth: Option<f64>,
    },
    Record {
        pool: String,
        field: String,
    },
    Formula {
        formula: String,
    },
    Pattern {
        pattern: String,
    },
    Thing {
        thing: String,
        part: String,
        name: String,
    },
    Cases {
        cases: Vec<CaseReply>,
        otherwise: Option<Box<ValuesReply>>,
    },
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OptionReply {
    pub(crate) value: String,
    pub(crate) weight: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeightedTemplate {
    pub(crate) template: String,
    pub(crate) weight: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseReply {
    pub(crate) when: String,
    pub(crate) values: ValuesReply,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shape {
    Uniform,
    Normal,
    LogNormal,
    Exponential,
    Zipf,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HoursReply {
    Any,
    Waking,
    Business,
}

/// How children are spread over parents.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkReply {
    pub(crate) column: String,
    pub(crate) spread: Spread,
    #[serde(default)]
    pub(crate) least: Option<u64>,
    #[serde(default)]
    pub(crate) most: Option<u64>,
    #[serde(default)]
    pub(crate) null_share: Option<f64>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Spread {
    Even,
    Random,
    Uneven,
    VeryUneven,
}

impl PlanReply {
    /// Reads a reply; around the document there may be prose and a fence.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        document(text)
    }
}

/// Reads the JSON object in a text.
pub(crate) fn document<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let found = text.find('{').zip(text.rfind('}')).filter(|(start, end)| start < end);
    let Some((start, end)) = found else {
        return Err("the reply is no JSON object".into());
    };
    serde_json::from_str(&text[start..=end])
        .map_err(|error| format!("the reply is not the JSON document that was asked for: {error}"))
}

/// Reads one part of a reply.
pub(crate) fn part<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let at = if path == "." { String::new() } else { format!("{path}: ") };
        format!("{at}{}", error.into_inner())
    })
}

/// The JSON Schema of replies, within what strict structured outputs take: every member is
/// required, no other is allowed, and optional ones may be null.
pub(crate) fn json_schema() -> Value {
    let text = json!({"type": "string"});
    let number = json!({"type": "number"});
    let maybe = |kind: &str| json!({"type": [kind, "null"]});
    let one_of = |names: &[&str]| json!({"type": "string", "enum": names});
    let named = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    let simple = [
        "choice", "words", "template", "number", "moment", "record", "formula", "pattern", "thing",
    ];
    let simple: Vec<Value> = simple.iter().map(|name| named(name)).collect();
    let mut any: Vec<Value> = simple.clone();
    any.push(named("cases"));
    let kind = |name: &str, members: &[(&str, Value)]| {
        let mut all = vec![("kind", one_of(&[name]))];
        all.extend(members.iter().cloned());
        object(&all)
    };
    let with_weight =
        |name: &str| list(object(&[(name, text.clone()), ("weight", number.clone())]));
    let defs = json!({
        "choice": kind("choice", &[("options", with_weight("value"))]),
        "words": kind("words", &[("vocabulary", text.clone())]),
        "template": kind("template", &[("templates", with_weight("template"))]),
        "number": kind("number", &[
            ("shape", one_of(&["uniform", "normal", "log_normal", "exponential", "zipf"])),
            ("centre", number.clone()), ("spread", number.clone()),
            ("min", maybe("number")), ("max", maybe("number")), ("step", maybe("number")),
            ("endings", list(number.clone())),
        ]),
        "moment": kind("moment", &[
            ("after", maybe("string")), ("typical_days", maybe("number")),
            ("min", maybe("string")), ("max", maybe("string")),
            ("hours", one_of(&["any", "waking", "business"])), ("growth", maybe("number")),
        ]),
        "record": kind("record", &[("pool", text.clone()), ("field", text.clone())]),
        "formula": kind("formula", &[("formula", text.clone())]),
        "pattern": kind("pattern", &[("pattern", text.clone())]),
        "thing": kind("thing", &[
            ("thing", one_of(&["person", "place", "company", "product", "card"])),
            ("part", text.clone()), ("name", text.clone()),
        ]),
        "simple": {"anyOf": simple},
        "cases": kind("cases", &[
            ("cases", list(object(&[("when", text.clone()), ("values", named("simple"))]))),
            ("otherwise", json!({"anyOf": [named("simple"), {"type": "null"}]})),
        ]),
    });
    let column = object(&[
        ("column", text.clone()),
        ("null_share", maybe("number")),
        ("null_when", maybe("string")),
        ("values", json!({"anyOf": any})),
    ]);
    let link = object(&[
        ("column", text.clone()),
        ("spread", one_of(&["even", "random", "uneven", "very_uneven"])),
        ("least", maybe("integer")),
        ("most", maybe("integer")),
        ("null_share", maybe("number")),
    ]);
    let table =
        object(&[("table", text.clone()), ("columns", list(column)), ("links", list(link))]);
    let vocabulary = object(&[("name", text.clone()), ("items", list(text.clone()))]);
    let record = object(&[("weight", number), ("values", list(text.clone()))]);
    let pool = object(&[("name", text.clone()), ("fields", list(text)), ("records", list(record))]);
    let mut whole = object(&[
        ("vocabularies", list(vocabulary)),
        ("pools", list(pool)),
        ("tables", list(table)),
    ]);
    whole["$defs"] = defs;
    whole
}

#[allow(clippy::needless_pass_by_value)] // reads better where schemas are put together
fn list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

/// An object with exactly these members.
pub(crate) fn object(members: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    let properties: serde_json::Map<String, Value> =
        members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What OpenAI's strict mode and grammars both take.
    fn check_strict(schema: &Value, path: &str) {
        const KNOWN: [&str; 8] = [
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "anyOf",
            "$ref",
        ];
        let members = schema.as_object().unwrap_or_else(|| panic!("{path}: {schema}"));
        for (name, member) in members {
            match name.as_str() {
                "properties" | "$defs" => {
                    for (name, inner) in member.as_object().unwrap() {
                        check_strict(inner, &format!("{path}/{name}"));
                    }
                }
                "items" => check_strict(member, &format!("{path}/items")),
                "anyOf" => {
                    member.as_array().unwrap().iter().for_each(|inner| check_strict(inner, path));
                }
                name => assert!(KNOWN.contains(&name), "{path}: {name}"),
            }
        }
        if schema["type"] == "object" {
            let names: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
            let required = schema["required"].as_array().unwrap();
            assert_eq!(names.len(), required.len(), "{path}");
            assert_eq!(schema["additionalProperties"], false, "{path}");
        }
    }

    #[test]
    fn the_schema_keeps_to_strict_mode_and_is_small() {
        let schema = json_schema();
        check_strict(&schema, "");
        assert!(schema.to_string().len() < 6_000, "{}", schema.to_string().len());
    }

    #[test]
    fn a_document_is_found_within_prose() {
        let text = "Sure!\n```json\n{\"tables\": [{\"table\": \"a\", \"columns\": [{}]}]}\n```";
        assert_eq!(PlanReply::read(text).unwrap().tables[0].table, "a");
        for text in ["", "no", "}{", "{\"tables\": 1}"] {
            assert!(PlanReply::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn err_what_is_wrong_is_named_with_its_place() {
        let column = json!({"column": "a", "values": {"kind": "number", "shape": "flat"}});
        let error = part::<ColumnReply>(&column).unwrap_err();
        assert!(error.contains("flat"), "{error}");
    }
}
