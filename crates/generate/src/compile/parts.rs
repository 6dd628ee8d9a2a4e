//! Parts that conditions ask for: members of JSON documents, fields of composite values.

use seedbed_expr::{Domain, Kind, Nullness, Value};
use seedbed_schema::DataType;

use super::{Compiler, resolve::Refusal, source::Place};
use crate::{
    plan::{AnySource, Source},
    source::{CompositeMaker, DocumentMaker, DocumentNode, Maker, Member, Target},
};

impl Compiler<'_> {
    /// A maker whose values have the parts that a domain asks for.
    pub(super) fn with_parts(&self, place: Place<'_>, maker: Maker) -> Result<Maker, Refusal> {
        let domain = place.domain;
        match &place.target.data_type {
            DataType::Composite { fields, .. } if !domain.fields.is_empty() => {
                return self.composite(place, fields);
            }
            _ => {}
        }
        let asks = domain.json_closed
            || domain.json_type.is_some()
            || !domain.json_keys.is_empty()
            || !domain.fields.is_empty();
        let root = match maker {
            Maker::Document(DocumentMaker { root }) => root,
            // What is written out or calculated is left as it is.
            Maker::Rows(_) | Maker::Choice(_) | Maker::Formula(_) | Maker::Conditional(_) => {
                return Ok(maker);
            }
            _ if asks => DocumentNode::Object(Vec::new()),
            maker => return Ok(maker),
        };
        let root = if domain.json_closed { DocumentNode::Object(Vec::new()) } else { root };
        let mut root = of_type(root, domain);
        for (path, field) in &domain.fields {
            let node = self.part(place, field)?;
            insert(&mut root, path, node, field);
        }
        Ok(Maker::Document(DocumentMaker { root }))
    }

    fn composite(&self, place: Place<'_>, fields: &[(String, DataType)]) -> Result<Maker, Refusal> {
        let free = Domain::default();
        let mut makers = Vec::with_capacity(fields.len());
        for (name, data_type) in fields {
            let target = Target::new(&place.target.table, place.column, data_type);
            let domain = place.domain.fields.get(std::slice::from_ref(name)).unwrap_or(&free);
            let inner = Place { target: &target, domain, ..place };
            makers.push((self.planned(inner, &Source::Any(AnySource::default()))?, target));
        }
        Ok(Maker::Composite(CompositeMaker { fields: makers }))
    }

    /// A part within its domain; `None` for one that must be absent.
    fn part(&self, place: Place<'_>, domain: &Domain) -> Result<Option<DocumentNode>, Refusal> {
        if domain.nullness == Nullness::Always {
            return Ok(None);
        }
        if let Some([Value::Json(json), ..]) = domain.one_of.as_deref() {
            return Ok(Some(DocumentNode::Constant(json.to_string())));
        }
        if let Some("array" | "object" | "null") = domain.json_type.as_deref() {
            return Ok(Some(of_type(DocumentNode::Constant("1".to_owned()), domain)));
        }
        let target = Target::new(&place.target.table, place.column, &type_of(domain));
        let inner = Place { target: &target, domain, ..place };
        let maker = self.planned(inner, &Source::Any(AnySource::default()))?;
        Ok(Some(DocumentNode::Value(Box::new(maker), target)))
    }
}

/// The type of a part, told by what it may be.
fn type_of(domain: &Domain) -> DataType {
    let listed = domain.one_of.iter().flatten();
    let limits = domain.min.iter().chain(&domain.max).map(|bound| &bound.value);
    let kind = listed.chain(limits).find_map(Value::kind);
    match (kind, domain.json_type.as_deref()) {
        (Some(Kind::Int), _) | (None, Some("number")) => DataType::integer(32),
        (Some(Kind::Decimal | Kind::Float), _) => {
            DataType::Decimal { precision: Some(12), scale: Some(2) }
        }
        (Some(Kind::Bool), _) | (None, Some("boolean")) => DataType::Boolean,
        (Some(Kind::Date), _) => DataType::Date,
        (Some(Kind::Timestamp), _) => DataType::Timestamp { with_time_zone: false },
        _ => DataType::text(),
    }
}

/// A document of the form that a domain asks for.
fn of_type(root: DocumentNode, domain: &Domain) -> DocumentNode {
    let constant = |text: &str| DocumentNode::Constant(text.to_owned());
    let is_object = matches!(root, DocumentNode::Object(_));
    let root = match domain.json_type.as_deref() {
        Some("array") if !matches!(root, DocumentNode::List { .. }) => {
            let least = domain.min_items.unwrap_or(0).min(64) as u32;
            let most = domain.max_items.map_or(least.max(3), |most| most.min(64) as u32);
            DocumentNode::List { item: Box::new(root), min: least.min(most), max: most }
        }
        Some("object") if !is_object => DocumentNode::Object(Vec::new()),
        Some("string") => constant("\"\""),
        Some("number") => constant("0"),
        Some("boolean") => constant("true"),
        Some("null") => constant("null"),
        _ => root,
    };
    match root {
        DocumentNode::Object(mut members) => {
            for key in &domain.json_keys {
                if members.iter().all(|member| member.name != *key) {
                    members.push(Member::new(key, constant("1")));
                }
            }
            DocumentNode::Object(members)
        }
        other => other,
    }
}

/// Puts a part where its names lead; a part that is there already stays where nothing but being
/// there is asked of it.
fn insert(root: &mut DocumentNode, path: &[String], node: Option<DocumentNode>, domain: &Domain) {
    let Some((name, rest)) = path.split_first() else { return };
    if let (DocumentNode::List { item, .. }, "*") = (&mut *root, name.as_str()) {
        match node {
            Some(node) if rest.is_empty() => **item = node,
            node => insert(item, rest, node, domain),
        }
        return;
    }
    if !matches!(root, DocumentNode::Object(_)) {
        *root = DocumentNode::Object(Vec::new());
    }
    let DocumentNode::Object(members) = root else { return };
    let found = members.iter().position(|member| member.name == *name);
    if rest.is_empty() {
        match (found, node) {
            (Some(_), Some(_)) if *domain == Domain::never_null() => {}
            (Some(at), Some(node)) => members[at].node = node,
            (Some(at), None) => drop(members.remove(at)),
            (None, Some(node)) => members.push(Member::new(name, node)),
            (None, None) => {}
        }
        return;
    }
    let at = found.unwrap_or_else(|| {
        members.push(Member::new(name, DocumentNode::Object(Vec::new())));
        members.len() - 1
    });
    insert(&mut members[at].node, rest, node, domain);
}
