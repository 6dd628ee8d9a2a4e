//! What the service says of itself: an OpenAPI 3.1 document, and a page to browse it.
//!
//! Operations are told beside their handlers. The documents they take and give are the types'
//! own JSON Schemas, which is what requests are judged by, too.

use std::sync::LazyLock;

use axum::{
    Json,
    extract::State,
    response::{Html, IntoResponse},
};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use seedbed_jobs::{
    Job, JobDocument, Profile, ProjectRecord, SchemaReport, Settings, SmallDataset,
};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, OpenApi};

use crate::{Authentication, Problem, Service, page, routes};

/// The header that says which project.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "it is only described")]
pub(crate) struct ProjectHeader {
    /// The project, for those who are in several.
    #[param(rename = "Seedbed-Project", example = "shop")]
    project: Option<String>,
}

/// Which page of a list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "it is only described")]
pub(crate) struct ListParameters {
    /// What the page before gave as `next_cursor`.
    cursor: Option<String>,
    /// How many at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A job in an address.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code, reason = "it is only described")]
pub(crate) struct JobPath {
    /// The job's identity.
    id: String,
}

/// A name in an address.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code, reason = "it is only described")]
pub(crate) struct NamePath {
    /// The name.
    name: String,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Seedbed",
        description = "Grows realistic, related, constraint-true datasets from a schema."
    ),
    paths(
        routes::at_once::check,
        routes::at_once::plan,
        routes::at_once::generate,
        routes::jobs::submit,
        routes::jobs::jobs,
        routes::jobs::job,
        routes::jobs::cancel,
        routes::jobs::log,
        routes::jobs::files,
        routes::jobs::rejected_files,
        routes::profiles::create_profile,
        routes::profiles::profiles,
        routes::profiles::profile,
        routes::profiles::put_profile,
        routes::profiles::delete_profile,
        routes::projects::create_project,
        routes::projects::projects,
        routes::projects::project,
        routes::projects::set_member,
        routes::projects::remove_member,
        routes::projects::create_key,
        routes::projects::keys,
        routes::projects::revoke_key,
        routes::projects::transactions,
        routes::webhooks::register,
        routes::webhooks::list,
        routes::webhooks::webhook,
        routes::webhooks::remove,
        routes::webhooks::deliveries,
        routes::uploads::upload,
        routes::health::health,
        routes::health::stats,
        routes::health::metrics,
    )
)]
struct Operations;

/// The status codes that an operation may answer with instead of doing what was asked.
const PROBLEMS: [(u16, &str); 10] = [
    (400, "The request can't be read."),
    (401, "Nobody knows who asks."),
    (403, "The caller may not."),
    (404, "There is none, or none that the caller may know of."),
    (409, "It is not as the caller thinks."),
    (413, "It is too large."),
    (415, "The body is not JSON."),
    (422, "The document is understood, and can't be followed."),
    (429, "Too much at a time; see Retry-After."),
    (503, "Not now; see Retry-After."),
];

/// The OpenAPI document.
pub fn openapi() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(make);
    &DOCUMENT
}

fn make() -> Value {
    let mut document = serde_json::to_value(Operations::openapi()).unwrap_or_default();
    let paths = document["paths"].as_object_mut();
    let operations = paths.into_iter().flat_map(Map::values_mut);
    for operation in operations.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        let Some(responses) = operation["responses"].as_object_mut() else { continue };
        for (status, _) in PROBLEMS {
            let problem = json!({ "$ref": format!("#/components/responses/Problem{status}") });
            responses.entry(status.to_string()).or_insert(problem);
        }
    }
    for (parameter, kind) in [("state", "JobState"), ("kind", "JobKind")] {
        is_one_of(&mut document, parameter, kind);
    }
    let problem = json!({ "application/problem+json": {
        "schema": { "$ref": "#/components/schemas/Problem" } } });
    let responses = PROBLEMS.iter().map(|(status, what)| {
        (format!("Problem{status}"), json!({ "description": what, "content": problem }))
    });
    document["components"] = json!({
        "schemas": schemas(),
        "responses": Value::Object(responses.collect()),
        "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
    });
    document["security"] = json!([{ "bearer": [] }]);
    document
}

/// Says that a filter of jobs is one of a type's values.
fn is_one_of(document: &mut Value, parameter: &str, kind: &str) {
    let parameters = document.pointer_mut("/paths/~1v1~1jobs/get/parameters");
    for described in parameters.and_then(Value::as_array_mut).into_iter().flatten() {
        if described["name"] == parameter {
            described["schema"] = json!({ "$ref": format!("#/components/schemas/{kind}") });
        }
    }
}

/// The JSON Schemas of everything that is taken and given.
fn schemas() -> Map<String, Value> {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    add::<JobDocument>(&mut generator);
    add::<Job>(&mut generator);
    add::<Settings>(&mut generator);
    add::<SchemaReport>(&mut generator);
    add::<SmallDataset>(&mut generator);
    add::<Profile>(&mut generator);
    add::<ProjectRecord>(&mut generator);
    add::<Problem>(&mut generator);
    routes::add_schemas(&mut generator);
    let mut schemas = generator.take_definitions(true);
    let mut named = |name: &str, item: &str| {
        let page = json!({
            "type": "object",
            "required": ["items"],
            "properties": {
                "items": { "type": "array", "items": { "$ref": format!("#/components/schemas/{item}") } },
                "next_cursor": { "type": "string" },
            },
        });
        schemas.insert(name.to_owned(), page);
    };
    for (name, item) in [
        ("DeliveryPage", "Delivery"),
        ("JobPage", "Job"),
        ("LogPage", "LogLine"),
        ("ProfilePage", "Profile"),
        ("ProjectPage", "ProjectRecord"),
        ("TransactionPage", "Transaction"),
    ] {
        named(name, item);
    }
    schemas
}

/// Adds a type's schema under the type's name.
pub(crate) fn add<T: JsonSchema>(generator: &mut SchemaGenerator) {
    generator.subschema_for::<T>();
}

/// The document as it holds for this service: where nobody is asked for a key, it asks for none.
pub(crate) async fn document(State(service): State<Service>) -> Json<Value> {
    let mut document = openapi().clone();
    if let Authentication::Local(..) = service.authentication {
        document["security"] = json!([]);
    }
    Json(document)
}

pub(crate) async fn page() -> impl IntoResponse {
    Html(page::text(openapi()))
}
