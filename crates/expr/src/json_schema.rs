//! JSON Schema as conditions use it: MySQL's `JSON_SCHEMA_VALID`, PostgreSQL's `pg_jsonschema`.
//!
//! The keywords of draft 4 that both databases check, with later drafts' `const` and numeric
//! exclusive bounds. `format` and other annotations say nothing of a document's validity.

use serde_json::{Map, Value as Json};

use crate::narrow::{Bound, Domain, TextPattern};
use crate::{Decimal, Kind, MatchSyntax, Value, pattern};

/// Keywords that are checked.
const KEYWORDS: &[&str] = &[
    "type",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "properties",
    "required",
    "additionalProperties",
    "minProperties",
    "maxProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "$ref",
];
/// Keywords that say nothing of validity.
const ANNOTATIONS: &[&str] = &[
    "$schema",
    "$id",
    "id",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "format",
    "definitions",
    "$defs",
    "readOnly",
    "writeOnly",
    "deprecated",
];
/// Schemas that refer to themselves end here.
const DEEPEST: usize = 32;

/// A schema that can be checked.
pub(crate) struct JsonSchema {
    root: Json,
}

impl JsonSchema {
    /// Reads a schema; `None` for what is none, or uses keywords that are not known here.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let root: Json = serde_json::from_str(text).ok()?;
        is_known(&root, &root, 0).then_some(Self { root })
    }

    /// Whether a document is valid.
    pub(crate) fn accepts(&self, document: &Json) -> bool {
        self.holds(&self.root, document, 0)
    }

    fn holds(&self, schema: &Json, value: &Json, depth: usize) -> bool {
        let Json::Object(keywords) = schema else { return schema.as_bool().unwrap_or(true) };
        if depth > DEEPEST {
            return false;
        }
        let inner = |schema: &Json| self.holds(schema, value, depth + 1);
        keywords.iter().all(|(name, rule)| match name.as_str() {
            "allOf" => list(rule).iter().all(inner),
            "anyOf" => list(rule).iter().any(inner),
            "oneOf" => list(rule).iter().filter(|schema| inner(schema)).count() == 1,
            "not" => !inner(rule),
            "$ref" => referred(&self.root, rule).is_some_and(inner),
            "items" => match (rule, value) {
                (Json::Array(each), Json::Array(items)) => {
                    each.iter().zip(items).all(|(rule, item)| self.holds(rule, item, depth + 1))
                }
                (rule, Json::Array(items)) => {
                    items.iter().all(|item| self.holds(rule, item, depth + 1))
                }
                _ => true,
            },
            "properties" => match (rule, value) {
                (Json::Object(rules), Json::Object(members)) => rules.iter().all(|(name, rule)| {
                    members.get(name).is_none_or(|member| self.holds(rule, member, depth + 1))
                }),
                _ => true,
            },
            "additionalProperties" => others(keywords, value)
                .into_iter()
                .all(|member| self.holds(rule, member, depth + 1)),
            _ => keyword_holds(name, rule, keywords, value),
        })
    }

    /// What a column's documents may hold so that most of them are valid: of alternatives the
    /// first.
    pub(crate) fn domain(&self) -> Domain {
        let mut whole = Domain { json_closed: true, ..Domain::default() };
        self.describe(&self.root, &mut Vec::new(), &mut whole, 0);
        whole
    }

    /// Adds what a schema says of the part at `path`.
    fn describe(&self, schema: &Json, path: &mut Vec<String>, whole: &mut Domain, depth: usize) {
        let Json::Object(keywords) = schema else { return };
        if depth > DEEPEST {
            return;
        }
        let mut own = own_domain(keywords);
        if path.is_empty() {
            own.nullness = whole.nullness;
            whole.intersect(&own);
        } else {
            whole.fields.entry(path.clone()).or_insert_with(Domain::never_null).intersect(&own);
        }
        for (name, rule) in
            keywords.get("properties").and_then(Json::as_object).into_iter().flatten()
        {
            path.push(name.clone());
            self.describe(rule, path, whole, depth + 1);
            path.pop();
        }
        for name in list_of(keywords, "required").iter().filter_map(Json::as_str) {
            path.push(name.to_owned());
            whole.fields.entry(path.clone()).or_insert_with(Domain::never_null);
            path.pop();
        }
        if let Some(items @ Json::Object(_)) = keywords.get("items") {
            path.push("*".to_owned());
            self.describe(items, path, whole, depth + 1);
            path.pop();
        }
        let first = |name: &str| list_of(keywords, name).first();
        let alternatives = [first("anyOf"), first("oneOf")].into_iter().flatten();
        let reference = keywords.get("$ref").and_then(|rule| referred(&self.root, rule));
        let all = list_of(keywords, "allOf").iter().chain(alternatives).chain(reference);
        for schema in all {
            self.describe(schema, path, whole, depth + 1);
        }
    }
}

fn list(rule: &Json) -> &[Json] {
    rule.as_array().map_or(&[], Vec::as_slice)
}

fn list_of<'a>(keywords: &'a Map<String, Json>, name: &str) -> &'a [Json] {
    keywords.get(name).map_or(&[], list)
}

/// What `#/definitions/x` leads to.
fn referred<'a>(root: &'a Json, reference: &Json) -> Option<&'a Json> {
    root.pointer(reference.as_str()?.strip_prefix('#')?)
}

/// Whether nothing but known keywords occurs.
fn is_known(root: &Json, schema: &Json, depth: usize) -> bool {
    let Json::Object(keywords) = schema else { return schema.is_boolean() };
    let inner = |schema: &Json| is_known(root, schema, depth + 1);
    depth <= DEEPEST
        && keywords.iter().all(|(name, rule)| match name.as_str() {
            "allOf" | "anyOf" | "oneOf" => list(rule).iter().all(inner),
            "items" if rule.is_array() => list(rule).iter().all(inner),
            "items" | "not" | "additionalProperties" => inner(rule),
            "properties" => rule.as_object().is_some_and(|rules| rules.values().all(inner)),
            "definitions" | "$defs" => {
                rule.as_object().is_some_and(|schemas| schemas.values().all(inner))
            }
            // What it leads to may lead back here.
            "$ref" => referred(root, rule).is_some(),
            "pattern" => rule.as_str().is_some_and(|text| regex(text).is_some()),
            name => KEYWORDS.contains(&name) || ANNOTATIONS.contains(&name),
        })
}

fn regex(text: &str) -> Option<String> {
    let regex = pattern::to_regex(text, MatchSyntax::Regex).ok()?;
    pattern::build(&regex, false).ok().map(|_| regex)
}

/// Members that `properties` doesn't name.
fn others<'v>(keywords: &Map<String, Json>, value: &'v Json) -> Vec<&'v Json> {
    let named = keywords.get("properties").and_then(Json::as_object);
    let is_named = |name: &String| named.is_some_and(|rules| rules.contains_key(name));
    let members = value.as_object().into_iter().flatten();
    members.filter(|(name, _)| !is_named(name)).map(|(_, member)| member).collect()
}

/// A keyword that looks at the value itself.
fn keyword_holds(name: &str, rule: &Json, all: &Map<String, Json>, value: &Json) -> bool {
    let count = |size: Option<usize>, holds: fn(u64, u64) -> bool| match (size, rule.as_u64()) {
        (Some(size), Some(limit)) => holds(size as u64, limit),
        _ => true,
    };
    let compared =
        |limit: &Json, holds: fn(f64, f64) -> bool| match (value.as_f64(), limit.as_f64()) {
            (Some(value), Some(limit)) => holds(value, limit),
            _ => true,
        };
    // In draft 4 a flag makes the other keyword's bound exclusive.
    let excludes = |name: &str| all.get(name) == Some(&Json::Bool(true));
    let characters = value.as_str().map(|text| text.chars().count());
    let items = value.as_array().map(Vec::len);
    let members = value.as_object().map(Map::len);
    match name {
        "type" => match rule {
            Json::Array(names) => names.iter().any(|name| is_type(value, name)),
            name => is_type(value, name),
        },
        "enum" => list(rule).contains(value),
        "const" => rule == value,
        "minimum" if excludes("exclusiveMinimum") => compared(rule, |x, limit| x > limit),
        "maximum" if excludes("exclusiveMaximum") => compared(rule, |x, limit| x < limit),
        "minimum" => compared(rule, |x, limit| x >= limit),
        "maximum" => compared(rule, |x, limit| x <= limit),
        "exclusiveMinimum" => compared(rule, |x, limit| x > limit),
        "exclusiveMaximum" => compared(rule, |x, limit| x < limit),
        "multipleOf" => match (decimal(value), decimal(rule)) {
            (Some(x), Some(step)) => x.checked_rem(step).is_some_and(|rest| rest.mantissa == 0),
            _ => true,
        },
        "minLength" => count(characters, |size, limit| size >= limit),
        "maxLength" => count(characters, |size, limit| size <= limit),
        "minItems" => count(items, |size, limit| size >= limit),
        "maxItems" => count(items, |size, limit| size <= limit),
        "minProperties" => count(members, |size, limit| size >= limit),
        "maxProperties" => count(members, |size, limit| size <= limit),
        "uniqueItems" => {
            let items = list(value);
            rule != &Json::Bool(true)
                || items.iter().enumerate().all(|(at, item)| !items[..at].contains(item))
        }
        "required" => value.as_object().is_none_or(|members| {
            list(rule).iter().filter_map(Json::as_str).all(|name| members.contains_key(name))
        }),
        "pattern" => match (value.as_str(), rule.as_str().and_then(regex)) {
            (Some(text), Some(regex)) => {
                pattern::build(&regex, false).is_ok_and(|regex| regex.is_match(text))
            }
            _ => true,
        },
        _ => true,
    }
}

fn is_type(value: &Json, name: &Json) -> bool {
    match name.as_str() {
        Some("integer") => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Some("number") => value.is_number(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("null") => value.is_null(),
        _ => false,
    }
}

fn decimal(value: &Json) -> Option<Decimal> {
    match Value::Text(value.as_number()?.to_string()).cast(Kind::Decimal) {
        Ok(Value::Decimal(number)) => Some(number),
        _ => None,
    }
}

/// What a schema says of the value itself, parts aside.
fn own_domain(keywords: &Map<String, Json>) -> Domain {
    let whole = |name: &str| keywords.get(name).and_then(Json::as_u64);
    let mut own = Domain {
        min_length: whole("minLength"),
        max_length: whole("maxLength"),
        min_items: whole("minItems"),
        max_items: whole("maxItems"),
        multiple_of: keywords.get("multipleOf").and_then(decimal),
        ..Domain::never_null()
    };
    let limit = |name: &str, exclusive: &str| {
        let excludes = keywords.get(exclusive);
        let (limit, inclusive) = match excludes.filter(|rule| rule.is_number()) {
            Some(limit) => (limit, false),
            None => (keywords.get(name)?, excludes != Some(&Json::Bool(true))),
        };
        number(limit).map(|value| Bound { value, inclusive })
    };
    own.min = limit("minimum", "exclusiveMinimum");
    own.max = limit("maximum", "exclusiveMaximum");
    if let Some(regex) = keywords.get("pattern").and_then(Json::as_str).and_then(regex) {
        own.patterns = vec![TextPattern { regex, case_insensitive: false, negated: false }];
    }
    let listed: Vec<&Json> = match keywords.get("const") {
        Some(only) => vec![only],
        None => list_of(keywords, "enum").iter().collect(),
    };
    if !listed.is_empty() {
        own.one_of = Some(plain(&listed));
        return own;
    }
    let name = match keywords.get("type") {
        Some(Json::Array(names)) => names.first(),
        name => name,
    };
    own.json_type = match name.and_then(Json::as_str) {
        Some("integer" | "number") if own.min.is_none() && own.max.is_none() => {
            Some("number".to_owned())
        }
        Some(name @ ("boolean" | "object" | "array" | "null")) => Some(name.to_owned()),
        None if keywords.contains_key("properties") => Some("object".to_owned()),
        _ => None,
    };
    own
}

/// Texts as texts and whole numbers as such, where all are alike; else documents.
fn plain(listed: &[&Json]) -> Vec<Value> {
    let texts: Option<Vec<Value>> =
        listed.iter().map(|value| value.as_str().map(Value::from)).collect();
    let numbers = || listed.iter().map(|value| value.as_i64().map(Value::Int)).collect();
    let documents = || listed.iter().map(|&value| Value::Json(value.clone())).collect();
    texts.or_else(numbers).unwrap_or_else(documents)
}

fn number(limit: &Json) -> Option<Value> {
    match limit.as_i64() {
        Some(whole) => Some(Value::Int(whole)),
        None => decimal(limit).map(Value::Decimal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_judged_as_the_databases_do() {
        let point = r#"{"type": "object", "required": ["lat"], "additionalProperties": false,
            "properties": {"lat": {"type": "number", "minimum": -90, "maximum": 90},
                           "tags": {"type": "array", "maxItems": 2, "items": {"enum": ["a", "b"]}}}}"#;
        let recursive = r##"{"$ref": "#/definitions/node", "definitions": {"node": {"type": "object",
            "properties": {"next": {"$ref": "#/definitions/node"}, "n": {"type": "integer"}}}}}"##;
        let cases = [
            (point, r#"{"lat": 1.5}"#, true),
            (point, r#"{"lat": 91}"#, false),
            (point, r#"{"lat": 1, "x": 1}"#, false),
            (point, r#"{"tags": []}"#, false),
            (point, r#"{"lat": 1, "tags": ["a", "c"]}"#, false),
            (point, r#"{"lat": 1, "tags": ["a", "b", "a"]}"#, false),
            (point, "[]", false),
            (recursive, r#"{"next": {"next": {"n": 1}}}"#, true),
            (recursive, r#"{"next": {"next": {"n": "x"}}}"#, false),
            (r#"{"minimum": 3, "exclusiveMinimum": true}"#, "3", false),
            (r#"{"exclusiveMinimum": 3}"#, "3.5", true),
            (r#"{"multipleOf": 0.1}"#, "0.3", true),
            (r#"{"type": ["string", "null"], "pattern": "^a"}"#, "\"b\"", false),
            (r#"{"oneOf": [{"type": "number"}, {"minimum": 2}]}"#, "5", false),
            (r#"{"not": {"const": 1}, "minLength": 2}"#, "\"é\"", false),
        ];
        for (schema, document, valid) in cases {
            let document: Json = serde_json::from_str(document).unwrap();
            let schema = JsonSchema::new(schema).unwrap();
            assert_eq!(schema.accepts(&document), valid, "{document}");
        }
    }

    #[test]
    fn keywords_beyond_these_are_not_taken_for_checked() {
        for schema in [r#"{"if": {}}"#, r#"{"items": {"patternProperties": {}}}"#, "[", "3"] {
            assert!(JsonSchema::new(schema).is_none(), "{schema}");
        }
    }
}
