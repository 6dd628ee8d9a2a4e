//! JSON Schema and `OpenAPI`.

use seedbed_ingest::{Ingested, ReadOptions, Source, read_any};
use seedbed_schema::{DocumentWish, TableName, ValueWish};

use crate::{
    describe::told,
    robustness::{Choices, broken},
};

/// (what is shown, the file, its text, what is found in it).
const FEATURES: &[(&str, &str, &str, &[&str])] = &[
    (
        "values, and what is said about them",
        "person.schema.json",
        r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Person", "description": "Somebody.", "type": "object",
  "properties": {
    "id": {"type": "integer"},
    "email": {"type": "string", "format": "email", "maxLength": 80, "x-unique": true},
    "born": {"type": ["string", "null"], "format": "date"},
    "seen_at": {"type": "string", "format": "date-time"},
    "token": {"type": "string", "format": "uuid"},
    "age": {"type": "integer", "format": "int32", "minimum": 0, "exclusiveMaximum": 130},
    "level": {"enum": ["low", "high"], "description": "How well."},
    "score": {"type": "number", "multipleOf": 0.001},
    "code": {"type": "string", "pattern": "^[A-Z]{3}$", "minLength": 3},
    "active": {"type": "boolean", "default": true},
    "kind": {"const": "person"}
  },
  "required": ["id", "email", "born", "kind"]
}"#,
        &[
            "Person: id bigint!, email varchar(80)!, born date, \
             seen_at timestamp with time zone, token uuid, age integer, level text -- How well., \
             score numeric(12,3), code text, active boolean = TRUE, kind text!",
            "  primary (id)",
            "  unique (email)",
            "  check age >= 0",
            "  check age < 130",
            "  check level IN ('low', 'high')",
            "  check char_length(code) >= 3",
            "  check code ~ '^[A-Z]{3}$'",
            "  check kind IN ('person')",
            "  -- Somebody.",
        ],
    ),
    (
        "references, lists of them, parts, and what is neither",
        "shop.yaml",
        "openapi: 3.1.0
components:
  schemas:
    Customer:
      type: object
      required: [customerId, address]
      properties:
        customerId: {type: string, format: uuid}
        name: {type: string}
        address: {$ref: '#/components/schemas/Address'}
        orders: {type: array, items: {$ref: '#/components/schemas/Order'}}
    Address:
      properties: {street: {type: string}, city: {type: string}}
    NewOrder:
      type: object
      required: [customer]
      properties:
        customer: {$ref: '#/components/schemas/Customer'}
        coupon: {oneOf: [{$ref: '#/components/schemas/Coupon'}, {type: 'null'}]}
        tags: {type: array, items: {$ref: '#/components/schemas/Tag'}}
    Order:
      allOf:
        - $ref: '#/components/schemas/NewOrder'
        - {type: object, required: [id], properties: {id: {type: integer, format: int64}}}
    Coupon: {type: object, x-primary-key: [code], properties: {code: {type: string}}}
    Tag: {type: object, x-table: tags, properties: {id: {type: integer}, name: {type: string}}}
    Problem: {type: object, x-table: false, properties: {title: {type: string}}}
    Page: {type: object, properties: {total: {type: integer}}}
    Names: {type: array, items: {type: string}}
",
        &[
            "Customer: customerId uuid!, name text, address json!",
            "  primary (customerId)",
            "Order: customer_id uuid!, coupon_id text, id bigint!",
            "  primary (id)",
            "  references (customer_id) -> Customer(customerId)",
            "  references (coupon_id) -> Coupon(code)",
            "Coupon: code text!",
            "  primary (code)",
            "tags: id bigint!, name text",
            "  primary (id)",
            "Order_tags: order_id bigint!, tag_id bigint!",
            "  primary (order_id, tag_id)",
            "  references (order_id) -> Order(id)",
            "  references (tag_id) -> tags(id)",
        ],
    ),
    (
        "OpenAPI 2, a tree, a schema that holds itself, names that lead nowhere",
        "api.json",
        r##"{"swagger": "2.0", "definitions": {
  "Node": {"type": "object", "properties": {
    "id": {"type": "integer"},
    "parent": {"$ref": "#/definitions/Node"},
    "friends": {"type": "array", "items": {"$ref": "#/definitions/Node"}},
    "content": {"$ref": "#/definitions/Content"},
    "other": {"$ref": "#/definitions/Nothing"},
    "either": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}},
  "Content": {"properties": {"text": {"type": "string"},
    "inner": {"$ref": "#/definitions/Content"}}}}}"##,
        &[
            "Node: id bigint!, parent_id bigint, content json, other text, either text",
            "  primary (id)",
            "  references (parent_id) -> Node(id)",
        ],
    ),
    (
        "a dataset: lists of objects",
        "data.json",
        r##"{"type": "object", "properties": {
  "customers": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}}}},
  "orders": {"type": "array", "items": {"$ref": "#/$defs/order"}}},
 "$defs": {"order": {"type": "object", "properties": {"customer_id": {"type": "integer"}}}}}"##,
        &[
            "customers: id bigint!",
            "  primary (id)",
            "orders: customer_id bigint",
            "  references (customer_id) -> customers(id) not enforced",
        ],
    ),
];

#[test]
fn schemas_become_tables() {
    for (what, name, text, expected) in FEATURES {
        let found = told(name, text);
        for line in *expected {
            assert!(found.iter().any(|found| found == line), "{what}: {line}\n{found:#?}");
        }
    }
}

fn read(name: &str, text: &str) -> Ingested {
    let source = Source { name, text };
    read_any(&[source], &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn parts_keep_their_form() {
    let (_, name, text, _) = FEATURES[1];
    let wishes = read(name, text).wishes;
    let address = &wishes.column(&TableName::new("Customer"), "address").unwrap().values;
    let Some(ValueWish::Document(DocumentWish::Object(members, _))) = address else {
        panic!("{address:?}")
    };
    let names: Vec<&str> = members.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["street", "city"]);
}

#[test]
fn files_refer_to_each_other() {
    let order = r#"{"$id": "order.json", "type": "object", "title": "order", "properties": {
        "id": {"type": "integer"}, "buyer": {"$ref": "person.json"}}}"#;
    let person =
        r#"{"title": "person", "type": "object", "properties": {"id": {"type": "integer"}}}"#;
    let sources = [
        Source { name: "a/order.json", text: order },
        Source { name: "a/person.json", text: person },
    ];
    let schema = read_any(&sources, &ReadOptions::default()).unwrap().schema;
    assert_eq!(schema.tables()[0].foreign_keys[0].parent, TableName::new("person"));
}

#[test]
fn flaws_are_told_with_their_place() {
    let cases = [
        (
            r##"{"definitions": {"a": {"properties": {"id": {"type": "integer"},
                "b": {"$ref": "#/definitions/c"}}}}, "$schema": "http://json-schema.org/draft-07/schema#"}"##,
            "warning: a.b: #/definitions/c is not among the files",
        ),
        (
            r#"{"type": "object", "properties": {"id": {"type": "integer"}"#,
            "a.json:2:1: the document: this is neither",
        ),
    ];
    for (text, expected) in cases {
        let found = told("a.json", text).join("\n");
        assert!(found.contains(expected), "{text}\n{found}");
    }
}

/// Each of many objects holds two others.
#[test]
fn objects_that_hold_each_other_end() {
    let parts: Vec<String> = (0..60)
        .map(|at| {
            let other = |step: usize| (at + step) % 60;
            format!(
                "\"p{at}\": {{\"properties\": {{\"a\": {{\"$ref\": \"#/$defs/p{}\"}}, \"b\": {{\"type\": \
                 \"array\", \"items\": {{\"$ref\": \"#/$defs/p{}\"}}}}}}}}",
                other(1),
                other(7)
            )
        })
        .collect();
    let members: Vec<String> =
        (0..60).map(|at| format!("\"m{at}\": {{\"$ref\": \"#/$defs/p{at}\"}}")).collect();
    let text = format!(
        "{{\"title\": \"t\", \"properties\": {{{}}}, \"$defs\": {{{}}}}}",
        members.join(", "),
        parts.join(", ")
    );
    assert!(told("a.json", &text)[0].starts_with("t: m0 json, m1 json"));
}

#[test]
fn broken_schemas_never_panic() {
    let mut choices = Choices::new(31);
    for (_, name, text, _) in FEATURES {
        for _ in 0..300 {
            told(name, &broken(text, &mut choices));
        }
    }
}
