//! The attributes of a mapped class that are columns.

use std::rc::Rc;

use super::{
    super::super::{
        project::describe_attribute,
        syntax::Expr,
        value::{Scope, Symbol},
    },
    Call, Class, Draft, Family, Place, Project, Rules, SymbolKind, Text, Value, Written, called,
    column_calls,
    sqlmodel::{field_call, is_field},
};

/// One attribute of a class.
struct Attribute {
    owner: Rc<Class>,
    name: Text,
    value: Option<Value>,
    annotation: Option<(Rc<Expr>, usize)>,
}

impl Project<'_> {
    /// Adds the columns of a class and of what it mixes in; those of mapped bases are theirs.
    pub(super) fn add_fields(
        &mut self,
        class: &Rc<Class>,
        family: Family,
        parent: Option<&Draft>,
        draft: &mut Draft,
    ) {
        let inherited: Vec<Rc<Class>> = match parent {
            Some(parent) => {
                let classes = parent.classes.clone();
                classes.iter().flat_map(|class| self.machine.resolution_order(class)).collect()
            }
            None => Vec::new(),
        };
        let mut order = self.machine.resolution_order(class);
        order.retain(|one| {
            Rc::ptr_eq(one, class) || !inherited.iter().any(|known| Rc::ptr_eq(known, one))
        });
        let map = self.type_map(class);
        let rules = Rules { map: map.as_ref(), native_literals: false };
        let mut seen: Vec<Text> = Vec::new();
        let mut attributes = Vec::new();
        // What a class says itself hides what its bases say.
        for owner in &order {
            for attribute in own_attributes(owner) {
                if !seen.contains(&attribute.name) {
                    seen.push(attribute.name.clone());
                    attributes.push(attribute);
                }
            }
        }
        // The class's own columns stand first, mixed-in ones behind them.
        attributes.sort_by_key(|attribute| !Rc::ptr_eq(&attribute.owner, class));
        for attribute in attributes {
            self.add_field(class, family, rules, &attribute, draft);
        }
    }

    fn add_field(
        &mut self,
        class: &Rc<Class>,
        family: Family,
        rules: Rules<'_>,
        attribute: &Attribute,
        draft: &mut Draft,
    ) {
        let name = &attribute.name;
        if name.starts_with("__") {
            return;
        }
        let mut value = attribute.value.clone();
        let mut annotation = attribute.annotation.clone();
        if let Some(Value::Function(function)) = &value {
            if !function.is_decorated("declared_attr") {
                return;
            }
            annotation = function.def.returns.clone().map(|expr| {
                let at = expr.at;
                (expr, at)
            });
            value = self.attribute(class, name);
        }
        let mut calls = value.as_ref().map(column_calls).unwrap_or_default();
        let is_field = value.as_ref().is_some_and(is_field);
        let is_bare = value.as_ref().is_none_or(is_placeholder);
        if calls.is_empty() && !is_field && !(is_bare || family == Family::SqlModel) {
            return;
        }
        let needs_mapped = family != Family::SqlModel;
        let annotation = annotation.as_ref().and_then(|(expr, at)| {
            let found = self.mapped(&attribute.owner, expr, rules, needs_mapped)?;
            Some((found, *at))
        });
        if calls.is_empty() && annotation.is_none() {
            return;
        }
        if family == Family::SqlModel {
            if value.as_ref().and_then(|value| value.as_call()).and_then(called).as_deref()
                == Some("Relationship")
            {
                return;
            }
            if let Some(column) =
                value.as_ref().and_then(|v| v.as_call()).and_then(|call| call.keyword("sa_column"))
            {
                calls = column_calls(column);
            }
        }
        let place = calls.first().map_or_else(
            || {
                let at = annotation.as_ref().map_or(0, |(_, at)| *at);
                Place { module: attribute.owner.place.module, at }
            },
            |symbol| symbol.place,
        );
        let (mut annotated, mut optional, mut carried) = (None, None, None);
        if let Some((found, _)) = annotation {
            if found.is_relationship && calls.is_empty() && found.typed.is_none() && !is_field {
                return;
            }
            annotated = found.typed;
            optional = Some(found.optional);
            carried = found.column;
        }
        let described = describe_attribute(&attribute.owner, name);
        if family == Family::SqlModel && calls.is_empty() {
            let call = field_call(name, value.as_ref(), &mut annotated);
            let symbol = placeholder(value.as_ref());
            let written = Written {
                attribute: Some(name.clone()),
                call: &call,
                symbol: symbol.as_ref(),
                place,
                annotated,
                optional,
                described,
            };
            self.add_column(draft, &written);
            return;
        }
        if calls.is_empty() {
            let empty = Call { callee: Value::None, arguments: Vec::new(), keywords: Vec::new() };
            let symbol = placeholder(value.as_ref());
            let call =
                carried.as_ref().map_or(&empty, |carried| call_of(carried).unwrap_or(&empty));
            let written = Written {
                attribute: Some(name.clone()),
                call,
                symbol: symbol.as_ref(),
                place,
                annotated,
                optional,
                described,
            };
            self.add_column(draft, &written);
            return;
        }
        for symbol in calls {
            let Some(own) = call_of(&symbol) else { continue };
            let merged = carried.as_ref().and_then(call_of).map(|base| merged(own, base));
            let is_named = own.arguments.first().is_some_and(|first| first.as_str().is_some());
            let written = Written {
                attribute: (!is_named || is_column_attribute(value.as_ref())).then(|| name.clone()),
                call: merged.as_ref().unwrap_or(own),
                symbol: Some(&symbol),
                place: symbol.place,
                annotated: annotated.clone(),
                // `Column` knows nothing of annotations.
                optional: optional.filter(|_| called(own).as_deref() != Some("Column")),
                described: described.clone(),
            };
            self.add_column(draft, &written);
        }
    }

    /// The `type_annotation_map` of a class.
    fn type_map(&mut self, class: &Rc<Class>) -> Option<Value> {
        if let Some((_, map)) = self.machine.find(class, "type_annotation_map") {
            return Some(map);
        }
        let (_, registry) = self.machine.find(class, "registry")?;
        registry.as_call()?.keyword("type_annotation_map").cloned()
    }
}

fn call_of(symbol: &Rc<Symbol>) -> Option<&Call> {
    match &symbol.kind {
        SymbolKind::Call(call) => Some(call),
        _ => None,
    }
}

/// Whether the attribute's value is the column itself, or wraps only it.
fn is_column_attribute(value: Option<&Value>) -> bool {
    value.and_then(Value::as_call).and_then(called).as_deref() != Some("composite")
}

/// What `Annotated[…, mapped_column(…)]` says, and what the attribute adds.
fn merged(own: &Call, base: &Call) -> Call {
    let mut keywords = base.keywords.clone();
    keywords.retain(|(name, _)| own.keyword(name).is_none());
    keywords.extend(own.keywords.iter().cloned());
    let arguments = own.arguments.iter().chain(&base.arguments).cloned().collect();
    Call { callee: own.callee.clone(), arguments, keywords }
}

pub(super) fn is_placeholder(value: &Value) -> bool {
    matches!(value, Value::Symbol(symbol) if matches!(symbol.kind, SymbolKind::Unknown))
}

fn placeholder(value: Option<&Value>) -> Option<Rc<Symbol>> {
    match value {
        Some(Value::Symbol(symbol)) => Some(Rc::clone(symbol)),
        _ => None,
    }
}

/// The attributes of a class's own body, in order.
fn own_attributes(class: &Rc<Class>) -> Vec<Attribute> {
    let scope: &Scope = &class.scope;
    let annotations = scope.annotations.borrow();
    let names = scope.names.borrow();
    let mut attributes: Vec<Attribute> = Vec::new();
    for (name, value) in names.entries() {
        let annotation = annotations.iter().rev().find(|(known, ..)| known == name);
        attributes.push(Attribute {
            owner: Rc::clone(class),
            name: name.clone(),
            value: Some(value.clone()),
            annotation: annotation.map(|(_, expr, at)| (Rc::clone(expr), *at)),
        });
    }
    attributes
}
