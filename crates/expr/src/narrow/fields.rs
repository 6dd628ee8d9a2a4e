//! Conditions on parts: the members of JSON documents, the fields of composite values.

use serde_json::Value as Json;

use super::domain::{Domain, Nullness};
use super::logic::{Asked, Narrowing, Question, constrained};
use super::solve::Constraint;
use super::variant::Variant;
use crate::json_schema::JsonSchema;
use crate::{BinaryOp, Expr, Kind, Value};

/// A part of a column's value.
pub(super) struct Field {
    column: String,
    path: Vec<String>,
    /// The type that the expression gives it: text, JSON, or that of a composite's field.
    kind: Option<Kind>,
}

impl Narrowing<'_> {
    /// The part that an expression takes from a column: `x -> 'a' ->> 'b'`, `(x).b`.
    pub(super) fn field(&self, expr: &Expr) -> Option<Field> {
        let field = match expr {
            Expr::Binary(op @ (BinaryOp::JsonGet | BinaryOp::JsonGetText), x, key) => {
                let mut field = self.document_or_field(x)?;
                field.path.push(self.name(key)?);
                field.kind = Some(kind_of_member(*op == BinaryOp::JsonGetText));
                field
            }
            Expr::Call(name, args) => match (name.as_str(), args.as_slice()) {
                ("jsonb_extract_path" | "jsonb_extract_path_text", [x, keys @ ..]) => {
                    let mut field = self.document_or_field(x)?;
                    for key in keys {
                        field.path.push(self.name(key)?);
                    }
                    field.kind = Some(kind_of_member(name.ends_with("text")));
                    field
                }
                ("composite_field", [x, name, ..]) => {
                    let path = vec![self.name(name)?];
                    Field { column: self.plain_column(x)?, path, kind: None }
                }
                _ => return None,
            },
            Expr::Cast(x, kind, _) => {
                let mut field = self.field(x)?;
                field.kind = Some(*kind);
                field
            }
            _ => return None,
        };
        (!field.path.is_empty()).then_some(field)
    }

    /// A column of documents, or a part of one that is a document.
    fn document_or_field(&self, expr: &Expr) -> Option<Field> {
        if let Some(column) = self.plain_column(expr) {
            let kind = (self.kind_of)(&column)?;
            return matches!(kind, Kind::Json | Kind::Text).then(|| Field {
                column,
                path: Vec::new(),
                kind: Some(Kind::Json),
            });
        }
        self.field(expr).filter(|field| field.kind == Some(Kind::Json))
    }

    /// The name of a member; the place in a list is none.
    fn name(&self, key: &Expr) -> Option<String> {
        let key = self.constant(key)?;
        key.as_text().filter(|key| key.parse::<i64>().is_err()).map(str::to_owned)
    }

    /// `part op value`.
    pub(super) fn solve_field(
        &self,
        expr: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let field = self.field(expr)?;
        // SQLite and MySQL compare what they extract as the type it is compared with.
        let kind = match (field.kind, value) {
            (Some(Kind::Text | Kind::Json) | None, Value::Int(_)) => Some(Kind::Int),
            (Some(Kind::Text | Kind::Json) | None, Value::Decimal(_)) => Some(Kind::Decimal),
            (Some(Kind::Text | Kind::Json) | None, Value::Bool(_)) => Some(Kind::Bool),
            (kind, _) => kind,
        };
        let value = match kind {
            Some(kind) => value.clone().cast(kind).ok()?,
            None => value.clone(),
        };
        match Constraint::new(kind, op, &value)? {
            Constraint::Within(domain) => Some(self.holding(field, &domain, asked)),
            Constraint::Always | Constraint::Never => None,
        }
    }

    /// The part is not NULL and in a domain.
    pub(super) fn holding(&self, field: Field, domain: &Domain, asked: Asked) -> Vec<Variant> {
        let is_document = (self.kind_of)(&field.column) == Some(Kind::Json);
        let mut within = Domain::never_null();
        within.intersect(domain);
        let whole = Domain {
            json_type: is_document.then(|| "object".to_owned()),
            fields: [(field.path, within)].into(),
            ..Domain::default()
        };
        constrained(&field.column, &whole, asked)
    }

    /// `part IS NULL`, or not.
    pub(super) fn field_is_null(&self, expr: &Expr, is_null: bool) -> Option<Vec<Variant>> {
        let field = self.field(expr)?;
        if !is_null {
            return Some(self.holding(field, &Domain::default(), Asked::True));
        }
        let absent = Domain { nullness: Nullness::Always, ..Domain::default() };
        let whole = Domain { fields: [(field.path, absent)].into(), ..Domain::default() };
        Some(vec![Variant::of_column(&field.column, whole)])
    }

    /// `x @> '{"a": {"b": 1}}'`.
    pub(super) fn contains(&self, x: &Expr, part: &Expr, asked: Asked) -> Option<Vec<Variant>> {
        let column = self.plain_column(x)?;
        let value = self.constant(part)?;
        match (self.kind_of)(&column)? {
            Kind::Json => {
                let Value::Json(part) = value.cast(Kind::Json).ok()? else { return None };
                let mut whole = Domain::default();
                match &part {
                    Json::Object(_) => whole.json_type = Some("object".to_owned()),
                    _ => whole.one_of = Some(vec![Value::Json(part.clone())]),
                }
                members(&part, &mut Vec::new(), &mut whole);
                Some(constrained(&column, &whole, asked))
            }
            Kind::Array => {
                let one_of = Some(vec![value.cast(Kind::Array).ok()?]);
                Some(constrained(&column, &Domain { one_of, ..Domain::default() }, asked))
            }
            _ => None,
        }
    }

    /// `json_schema_valid(schema, x)`: documents are made by the schema, and tried against it.
    pub(super) fn valid(
        &self,
        expr: &Expr,
        schema: &Expr,
        x: &Expr,
        question: Question,
    ) -> Option<Vec<Variant>> {
        let column = self.plain_column(x)?;
        let schema = JsonSchema::new(&self.constant(schema)?.text())?;
        let mut ways = constrained(&column, &schema.domain(), question.asked);
        ways.iter_mut().for_each(|way| way.residual.push(expr.clone()));
        Some(ways)
    }
}

fn kind_of_member(as_text: bool) -> Kind {
    if as_text { Kind::Text } else { Kind::Json }
}

/// Notes what each member of an object must be.
fn members(part: &Json, path: &mut Vec<String>, whole: &mut Domain) {
    let Json::Object(fields) = part else { return };
    for (name, value) in fields {
        path.push(name.clone());
        match value {
            Json::Object(inner) if !inner.is_empty() => members(value, path, whole),
            value => {
                let one_of = Some(vec![Value::Json(value.clone())]);
                let only = Domain { one_of, ..Domain::never_null() };
                whole.fields.insert(path.clone(), only);
            }
        }
        path.pop();
    }
}
