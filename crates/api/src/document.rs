//! JSON documents of requests, judged whole.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::{any::TypeId, collections::BTreeMap};

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Problem, problem::Wrong};

/// A request's body: JSON that its type's schema describes. What is wrong is told all at once.
pub(crate) struct Document<T>(pub(crate) T);

/// More nesting than any document has, and less than any stack bears.
const DEEPEST: usize = 64;

impl<S: Send + Sync, T: DeserializeOwned + JsonSchema + 'static> FromRequest<S> for Document<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        require_json(request.headers())?;
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                Problem::too_large("the body is longer than is allowed; upload what is large")
            } else {
                Problem::bad_request("the body did not arrive whole")
            }
        })?;
        let value = parse(&bytes)?;
        let validator = validator::<T>();
        let wrongs: Vec<Wrong> =
            validator.iter_errors(&value).flat_map(|error| wrongs(&error)).take(100).collect();
        if !wrongs.is_empty() {
            return Err(Problem::invalid(wrongs));
        }
        serde_json::from_value(value).map(Self).map_err(|error| {
            Problem::invalid(vec![Wrong { pointer: String::new(), detail: error.to_string() }])
        })
    }
}

/// What is wrong, and where. Of alternatives it is what is wrong with the one that is meant.
fn wrongs(error: &ValidationError) -> Vec<Wrong> {
    let (ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context }) =
        error.kind()
    else {
        // What the document holds is the asker's; it is not said back.
        return vec![wrong(error, error.masked().to_string())];
    };
    // One whose form is another, or whose name is another's, is not meant.
    let is_meant = |errors: &&Vec<ValidationError>| {
        !errors.iter().any(|inner| match inner.kind() {
            ValidationErrorKind::Constant { .. } => true,
            ValidationErrorKind::Type { .. } => inner.instance_path() == error.instance_path(),
            _ => false,
        })
    };
    let mut meant = context.iter().filter(is_meant);
    if let (Some(only), None) = (meant.next(), meant.next()) {
        return only.iter().flat_map(wrongs).collect();
    }
    // Each is called by what a member must be.
    let names = context.iter().flatten().filter_map(|inner| match inner.kind() {
        ValidationErrorKind::Constant { expected_value } => {
            Some((inner, expected_value.to_string()))
        }
        _ => None,
    });
    let (members, expected): (Vec<&ValidationError>, Vec<String>) = names.unzip();
    match members.first() {
        Some(first) if expected.len() == context.len() => {
            vec![wrong(first, format!("one of {} is expected", expected.join(", ")))]
        }
        _ => vec![wrong(error, error.masked().to_string())],
    }
}

fn wrong(error: &ValidationError, detail: String) -> Wrong {
    Wrong { pointer: error.instance_path().to_string(), detail }
}

fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = given.map(|value| value.split(';').next().unwrap_or(value).trim());
    let is_json = media_type.is_some_and(|kind| {
        kind.eq_ignore_ascii_case("application/json")
            || kind.to_ascii_lowercase().ends_with("+json")
    });
    if is_json {
        return Ok(());
    }
    let status = axum::http::StatusCode::UNSUPPORTED_MEDIA_TYPE;
    let detail = "send JSON, and say so: Content-Type: application/json";
    Err(Problem::new(status, "media-type", "The body is not JSON", detail))
}

fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|error| Problem::bad_request(format!("the body is no JSON: {error}")))?;
    if is_deeper(&value, DEEPEST) {
        let detail = format!("the body is nested more than {DEEPEST} levels deep");
        return Err(Problem::bad_request(detail));
    }
    Ok(value)
}

fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(|item| is_deeper(item, levels - 1)),
        Value::Object(members) => {
            levels == 0 || members.values().any(|member| is_deeper(member, levels - 1))
        }
        _ => false,
    }
}

/// The validator of a type's documents, made once.
fn validator<T: JsonSchema + 'static>() -> Arc<Validator> {
    static KNOWN: LazyLock<Mutex<BTreeMap<TypeId, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let make = || {
        let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
        let validator = jsonschema::draft202012::new(schema.as_value());
        Arc::new(validator.expect("schemas of types are valid"))
    };
    Arc::clone(known.entry(TypeId::of::<T>()).or_insert_with(make))
}
