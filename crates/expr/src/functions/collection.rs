//! Functions of arrays and JSON documents.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::{Args, Builtin, integer};
use crate::cast::{json_number, parse_as, to_json};
use crate::json_schema::JsonSchema;
use crate::program::{document, has_key};
use crate::{EvalError, Kind, Value};

pub(super) const TABLE: &[Builtin] = &[
    Builtin::strict("cardinality", 1, |args, _| {
        Ok(Value::Int(items(&args[0], "cardinality")?.len() as i64))
    }),
    Builtin::strict("array_length", 2, |args, _| array_length(args)),
    Builtin::strict("array_ndims", 1, |args, _| {
        let is_empty = items(&args[0], "array_ndims")?.is_empty();
        Ok(if is_empty { Value::Null } else { Value::Int(1) })
    }),
    Builtin::lenient("array_position", 2, |args, _| array_position(args)),
    Builtin::strict("array_get", 2, |args, _| array_get(args)),
    Builtin::optional("array_to_string", (2, 3), |args, _| array_to_string(args)),
    Builtin::strict("string_to_array", 2, |args, _| Ok(string_to_array(args))),
    Builtin::strict("jsonb_typeof", 1, |args, _| type_name(&args[0])),
    Builtin::strict("json_typeof", 1, |args, _| type_name(&args[0])),
    Builtin::strict("json_type", 1, |args, _| Ok(storage_name(&args[0], SQLITE_NAMES))),
    Builtin::strict("mysql_json_type", 1, |args, _| Ok(storage_name(&args[0], MYSQL_NAMES))),
    Builtin::strict("jsonb_array_length", 1, |args, _| json_array_length(&args[0])),
    Builtin::strict("json_array_length", 1, |args, _| json_array_length(&args[0])),
    Builtin::optional("jsonb_extract_path", (2, usize::MAX), |args, _| {
        Ok(extract_path(args)?.map_or(Value::Null, Value::Json))
    }),
    Builtin::optional("jsonb_extract_path_text", (2, usize::MAX), |args, _| {
        Ok(extract_path(args)?.map_or(Value::Null, |json| json_text(&json)))
    }),
    Builtin::strict("jsonb_exists_any", 2, |args, _| exists(args, false)),
    Builtin::strict("jsonb_exists_all", 2, |args, _| exists(args, true)),
    Builtin::strict("is_json", 1, |args, _| Ok(document(&args[0]).is_some().into())),
    Builtin::strict("json_schema_valid", 2, |args, _| schema_valid(&args[0], &args[1])),
    Builtin::strict("to_json", 1, |args, _| Ok(Value::Json(to_json(&args[0])))),
    Builtin::strict("to_jsonb", 1, |args, _| Ok(Value::Json(to_json(&args[0])))),
    Builtin::lenient("json_build_object", 0, |args, _| build_object(args)),
    Builtin::lenient("jsonb_build_object", 0, |args, _| build_object(args)),
    Builtin::lenient("json_build_array", 0, |args, _| Ok(build_array(args))),
    Builtin::lenient("jsonb_build_array", 0, |args, _| Ok(build_array(args))),
];

/// An array's items; text is read as an array literal.
fn items<'a>(value: &'a Value, function: &'static str) -> Result<Cow<'a, [Value]>, EvalError> {
    match value {
        Value::Array(items) => Ok(Cow::Borrowed(items)),
        Value::Text(text) => match parse_as(text, Kind::Array) {
            Some(Value::Array(items)) => Ok(Cow::Owned(items)),
            _ => Err(EvalError::InvalidText { kind: Kind::Array }),
        },
        _ => Err(EvalError::InvalidArgument { function, reason: "the argument is no array" }),
    }
}

/// NULL for an empty array and for dimensions that the array does not have.
fn array_length(args: Args<'_>) -> Result<Value, EvalError> {
    let mut level = items(&args[0], "array_length")?.into_owned();
    for _ in 1..integer(&args[1])? {
        match level.into_iter().next() {
            Some(Value::Array(inner)) => level = inner,
            _ => return Ok(Value::Null),
        }
    }
    let is_null = level.is_empty() || integer(&args[1])? < 1;
    Ok(if is_null { Value::Null } else { Value::Int(level.len() as i64) })
}

fn array_position(args: Args<'_>) -> Result<Value, EvalError> {
    if args[0].is_null() {
        return Ok(Value::Null);
    }
    let items = items(&args[0], "array_position")?;
    let wanted = &args[1];
    let is_wanted = |item: &Value| item.sql_eq(wanted) || (item.is_null() && wanted.is_null());
    let found = items.iter().position(is_wanted);
    Ok(found.map_or(Value::Null, |index| Value::Int(index as i64 + 1)))
}

/// `array[i]`, counted from 1; of a JSON document, its field or item, counted from 0.
fn array_get(args: Args<'_>) -> Result<Value, EvalError> {
    if let Value::Json(json) = args[0].as_ref() {
        let found = step(json, &args[1].text());
        return Ok(found.map_or(Value::Null, |json| Value::Json(json.clone())));
    }
    let items = items(&args[0], "an array's subscript")?;
    let index = usize::try_from(integer(&args[1])? - 1).ok();
    Ok(index.and_then(|index| items.get(index)).cloned().unwrap_or(Value::Null))
}

fn array_to_string(args: Args<'_>) -> Result<Value, EvalError> {
    let items = items(&args[0], "array_to_string")?;
    let null = args.get(2).map(|null| null.text());
    let parts: Vec<Cow<'_, str>> = items
        .iter()
        .filter_map(|item| if item.is_null() { null.clone() } else { Some(item.text()) })
        .collect();
    Ok(parts.join(args[1].text().as_ref()).into())
}

fn string_to_array(args: Args<'_>) -> Value {
    let (text, separator) = (args[0].text(), args[1].text());
    if text.is_empty() {
        return Value::Array(Vec::new());
    }
    let parts = if separator.is_empty() {
        vec![Value::from(text.as_ref())]
    } else {
        text.split(separator.as_ref()).map(Value::from).collect()
    };
    Value::Array(parts)
}

fn json(value: &Value) -> Result<Cow<'_, Json>, EvalError> {
    document(value).ok_or(EvalError::InvalidText { kind: Kind::Json })
}

/// The name of a JSON value's type, as `jsonb_typeof` gives it.
pub(crate) fn json_type_name(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}

/// Whether a document is valid by a JSON Schema.
fn schema_valid(schema: &Value, document: &Value) -> Result<Value, EvalError> {
    let unknown = EvalError::InvalidArgument {
        function: "json_schema_valid",
        reason: "the schema uses keywords that are not known here",
    };
    let schema = JsonSchema::new(&schema.text()).ok_or(unknown)?;
    Ok(schema.accepts(json(document)?.as_ref()).into())
}

fn type_name(value: &Value) -> Result<Value, EvalError> {
    Ok(json_type_name(json(value)?.as_ref()).into())
}

/// What SQLite and MySQL call null, true, false, integers, other numbers, strings, arrays and
/// objects.
type TypeNames = [&'static str; 8];
const SQLITE_NAMES: TypeNames =
    ["null", "true", "false", "integer", "real", "text", "array", "object"];
const MYSQL_NAMES: TypeNames =
    ["NULL", "BOOLEAN", "BOOLEAN", "INTEGER", "DOUBLE", "STRING", "ARRAY", "OBJECT"];

/// The name of a JSON value's type; NULL for a text that is no document.
fn storage_name(value: &Value, names: TypeNames) -> Value {
    let Some(json) = document(value) else { return Value::Null };
    let at = match json.as_ref() {
        Json::Null => 0,
        Json::Bool(true) => 1,
        Json::Bool(false) => 2,
        Json::Number(number) if number.is_f64() => 4,
        Json::Number(_) => 3,
        Json::String(_) => 5,
        Json::Array(_) => 6,
        Json::Object(_) => 7,
    };
    names[at].into()
}

fn json_array_length(value: &Value) -> Result<Value, EvalError> {
    match json(value)?.as_ref() {
        Json::Array(items) => Ok(Value::Int(items.len() as i64)),
        _ => Err(EvalError::InvalidArgument {
            function: "jsonb_array_length",
            reason: "the document is no array",
        }),
    }
}

/// One step of a path: a field's name, or an item's index written as text.
fn step<'a>(json: &'a Json, key: &str) -> Option<&'a Json> {
    match json {
        Json::Object(fields) => fields.get(key),
        Json::Array(items) => {
            let index: i64 = key.parse().ok()?;
            let index = if index < 0 { index + items.len() as i64 } else { index };
            items.get(usize::try_from(index).ok()?)
        }
        _ => None,
    }
}

fn extract_path(args: Args<'_>) -> Result<Option<Json>, EvalError> {
    let document = json(&args[0])?;
    let path = args[1..].iter();
    let mut found = Some(document.as_ref());
    for key in path {
        found = found.and_then(|json| step(json, &key.text()));
    }
    Ok(found.cloned())
}

/// A JSON value as text, as `->>` gives it: strings without quotes, null as NULL.
pub(crate) fn json_text(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::String(text) => text.as_str().into(),
        Json::Number(number) => json_number(number).to_text().into(),
        other => other.to_string().into(),
    }
}

fn exists(args: Args<'_>, all: bool) -> Result<Value, EvalError> {
    let document = json(&args[0])?;
    let keys = items(&args[1], "jsonb_exists")?;
    let mut present = keys.iter().map(|key| has_key(&document, &key.text()));
    Ok(if all { present.all(|x| x) } else { present.any(|x| x) }.into())
}

fn build_object(args: Args<'_>) -> Result<Value, EvalError> {
    let error = |reason| EvalError::InvalidArgument { function: "jsonb_build_object", reason };
    let mut fields = serde_json::Map::new();
    for pair in args.chunks(2) {
        let [name, value] = pair else {
            return Err(error("takes names and values in turn"));
        };
        if name.is_null() {
            return Err(error("a field's name is NULL"));
        }
        fields.insert(name.to_text(), to_json(value));
    }
    Ok(Value::Json(Json::Object(fields)))
}

fn build_array(args: Args<'_>) -> Value {
    Value::Json(args.iter().map(|arg| to_json(arg)).collect())
}
