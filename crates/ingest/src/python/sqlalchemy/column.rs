//! `Column(…)`, `mapped_column(…)`, `Field(…)`.

use std::rc::Rc;

use seedbed_schema::{Column, DataType, Default, Generated, Identity, KeyPart, UniqueKey};

use super::{
    super::{
        project::{Project, declared, last, literal, prose, string},
        syntax::Text,
        value::{Call, Place, Symbol, SymbolKind, Value},
    },
    Draft, Known, called, is_column,
    resolve::Reference,
    types::Typed,
};

/// What a column is made from.
pub(crate) struct Written<'a> {
    /// The attribute that holds it; its name where it has no other.
    pub(crate) attribute: Option<Text>,
    pub(crate) call: &'a Call,
    pub(crate) symbol: Option<&'a Rc<Symbol>>,
    pub(crate) place: Place,
    /// What the annotation says.
    pub(crate) annotated: Option<Typed>,
    /// Whether the annotation allows `None`.
    pub(crate) optional: Option<bool>,
    /// What the class says about it.
    pub(crate) described: Option<String>,
}

/// The items of a column beside its name and type.
#[derive(Default)]
struct Items {
    typed: Option<Typed>,
    identity: Option<Identity>,
    generated: Option<(String, bool)>,
    default: Option<Value>,
    references: Vec<Reference>,
    checks: Vec<(Value, Option<String>)>,
}

impl Project<'_> {
    /// Adds a column to a draft.
    pub(crate) fn add_column(&mut self, draft: &mut Draft, written: &Written<'_>) {
        let call = written.call;
        let (name, rest) = match call.arguments.split_first() {
            Some((first, rest)) if first.as_str().is_some() => (first.as_str(), rest),
            _ => (None, call.arguments.as_slice()),
        };
        let name = name.or_else(|| call.keyword("name").and_then(Value::as_str));
        let Some(name) = name.or_else(|| written.attribute.clone()) else {
            return;
        };
        let attribute = written.attribute.clone().unwrap_or_else(|| name.clone());
        let name = name.to_string();
        if draft.table.columns.iter().any(|column| column.name == name) {
            return;
        }
        let mut items = self.items(&name, rest, call, written.place);
        let typed = items.typed.take().or_else(|| written.annotated.clone());
        let is_key = call.flag("primary_key") == Some(true);
        let nullable = call.keyword("nullable").and_then(Value::truth);
        let nullable = nullable.or(written.optional).unwrap_or(!is_key) && !is_key;
        let column = self.column(&name, typed.as_ref(), nullable, &mut items, written);
        if typed.is_none() {
            if items.references.is_empty() {
                let message = format!("the type of {}.{name} is not understood", draft.table.name);
                self.say(crate::diagnostic::Severity::Warning, written.place, message);
            }
            draft.untyped.push(name.clone());
        }
        draft.columns.push(Known {
            name: name.clone(),
            attribute,
            symbol: written.symbol.map(Rc::clone),
        });
        draft.table.columns.push(column);
        if is_key {
            add_to_primary_key(draft, &name);
        }
        if let Some(condition) = typed.and_then(|typed| typed.condition(&name)) {
            let check = self.check(None, &condition, written.place);
            draft.table.checks.push(check);
        }
        for (condition, named) in std::mem::take(&mut items.checks) {
            self.add_check(draft, &condition, named, written.place);
        }
        draft.references.append(&mut items.references);
        self.key_of_column(draft, &name, written);
    }

    fn column(
        &mut self,
        name: &str,
        typed: Option<&Typed>,
        nullable: bool,
        items: &mut Items,
        written: &Written<'_>,
    ) -> Column {
        let call = written.call;
        let data_type = typed
            .map_or_else(|| DataType::Other("unknown".into()), |typed| typed.data_type.clone());
        let mut column = Column::new(name, data_type);
        column.declared_type =
            typed.map_or_else(String::new, |typed| declared(&typed.written, &typed.data_type));
        column.nullable = nullable;
        column.identity = items.identity.take();
        column.generated = items.generated.take().map(|(text, stored)| Generated {
            expr: self.expression(&text).ok(),
            text,
            stored,
        });
        column.default = items
            .default
            .take()
            .or_else(|| call.keyword("server_default").cloned())
            .and_then(|value| self.server_default(&value))
            .or_else(|| call.keyword("default").and_then(|value| self.constant_default(value)));
        let said = |name: &str| call.keyword(name).and_then(Value::as_str);
        let info = call.keyword("info").and_then(|info| match info {
            Value::Dict(entries) => {
                let entries = entries.borrow();
                let described = |(key, value): &(Value, Value)| {
                    let key = key.as_str()?;
                    matches!(&*key, "description" | "comment" | "doc" | "label")
                        .then(|| value.as_str())
                        .flatten()
                };
                entries.iter().find_map(described)
            }
            _ => None,
        });
        let comment = said("comment").or_else(|| said("doc")).or_else(|| said("description"));
        column.comment = comment
            .and_then(|text| prose(&text))
            .or_else(|| written.described.clone())
            .or_else(|| info.and_then(|text| prose(&text)))
            .or_else(|| self.comment_above(written.place));
        column.origin = Some(self.origin(written.place));
        column
    }

    fn items(&mut self, column: &str, rest: &[Value], call: &Call, place: Place) -> Items {
        let mut items = Items::default();
        let given = rest.iter().chain(call.keyword("type_")).chain(call.keyword("sa_type"));
        for given in given {
            match given.as_call().and_then(|call| Some((called(call)?, call))) {
                Some((name, item_call)) if item(column, &name, item_call, place, &mut items) => {}
                _ => {
                    if items.typed.is_none() {
                        items.typed = self.sql_type(given);
                        self.doubt_limits(column, given, place);
                    }
                }
            }
        }
        items
    }

    /// Says so when a type's limits come from elsewhere.
    fn doubt_limits(&mut self, column: &str, item: &Value, place: Place) {
        let Some(call) = item.as_call() else {
            return;
        };
        let limited = matches!(
            called(call).as_deref(),
            Some("String" | "Unicode" | "VARCHAR" | "CHAR" | "Numeric")
        );
        let unclear = call.arguments.iter().find(|argument| {
            argument.as_int().is_none() && !matches!(argument, Value::None | Value::Str(_))
        });
        if let Some(unclear) = unclear.filter(|_| limited) {
            let from = unclear.dotted().unwrap_or_else(|| "an expression".to_owned());
            let message = format!("the limit of {column} is not known: {from} is not followed");
            self.say(crate::diagnostic::Severity::Warning, place, message);
        }
    }

    /// What the database supplies: a string is a text, `text(…)` and functions are expressions.
    fn server_default(&mut self, value: &Value) -> Option<Default> {
        if let Some(text) = value.as_str() {
            let quoted = string(&text);
            return self.expression(&quoted).ok().map(Default::Expr);
        }
        if let Some(text) = literal(value) {
            return self.expression(&text).ok().map(Default::Expr);
        }
        let call = value.as_call()?;
        let dotted = call.callee.dotted().unwrap_or_default();
        let name = last(&dotted).to_owned();
        match &*name {
            "DefaultClause" => {
                let inner = call.arguments.first()?.clone();
                return self.server_default(&inner);
            }
            "FetchedValue" => return None,
            _ => {}
        }
        let text = match &*name {
            "text" | "literal_column" => call.arguments.first()?.as_str()?.to_string(),
            "true" => "TRUE".to_owned(),
            "false" => "FALSE".to_owned(),
            "null" => "NULL".to_owned(),
            _ if dotted.contains("func.") => {
                let arguments: Option<Vec<_>> = call.arguments.iter().map(literal).collect();
                format!("{name}({})", arguments?.join(", "))
            }
            _ => return Some(Default::Unread(name)),
        };
        Some(self.expression(&text).map_or_else(|_| Default::Unread(text), Default::Expr))
    }

    /// The application's default, if it is a constant.
    fn constant_default(&mut self, value: &Value) -> Option<Default> {
        if matches!(value, Value::None) {
            return None;
        }
        let text = match value {
            // An enumeration's member is stored by its name.
            Value::Member(member) => string(&member.name),
            other => literal(other)?,
        };
        self.expression(&text).ok().map(Default::Expr)
    }

    /// `unique=True` and `index=True`.
    fn key_of_column(&mut self, draft: &mut Draft, name: &str, written: &Written<'_>) {
        let call = written.call;
        let unique = call.flag("unique") == Some(true);
        let index = call.flag("index") == Some(true);
        if unique {
            let mut key = UniqueKey::over([name]);
            let kind = if index { "ix" } else { "uq" };
            key.name = draft.named(kind, &[name.to_owned()], "", None);
            key.origin = Some(self.origin(written.place));
            draft.table.unique_keys.push(key);
        } else if index {
            let named = draft.named("ix", &[name.to_owned()], "", None);
            let index = seedbed_schema::Index { name: named, columns: vec![name.to_owned()] };
            draft.table.indexes.push(index);
        }
    }
}

fn add_to_primary_key(draft: &mut Draft, name: &str) {
    let part = KeyPart::Column(name.to_owned());
    match &mut draft.table.primary_key {
        Some(key) => key.parts.push(part),
        None => draft.table.primary_key = Some(UniqueKey::over([name])),
    }
}

/// The call of `Column` behind a value: itself, or within `deferred(…)` and the like.
pub(crate) fn column_calls(value: &Value) -> Vec<Rc<Symbol>> {
    let Value::Symbol(symbol) = value else {
        return Vec::new();
    };
    let SymbolKind::Call(call) = &symbol.kind else {
        return Vec::new();
    };
    if is_column(call) {
        return vec![Rc::clone(symbol)];
    }
    match called(call).as_deref() {
        Some("deferred" | "column_property" | "composite" | "query_expression") => {
            call.arguments.iter().flat_map(column_calls).collect()
        }
        _ => Vec::new(),
    }
}

/// One item of a column; `false` where it is none.
fn item(column: &str, name: &str, call: &Call, place: Place, items: &mut Items) -> bool {
    match name {
        "ForeignKey" => {
            let columns = vec![column.to_owned()];
            let target = call.argument(0, "column").cloned();
            let reference = Reference::new(call, columns, target.into_iter().collect(), place);
            items.references.push(reference);
        }
        "Sequence" => {
            let sequence = call.arguments.first().and_then(Value::as_str);
            items.identity = Some(Identity {
                start: call.keyword("start").and_then(Value::as_int).unwrap_or(1),
                increment: call.keyword("increment").and_then(Value::as_int).unwrap_or(1),
                sequence: sequence.map(|name| name.to_string()),
                ..Identity::default()
            });
        }
        "Identity" => {
            items.identity = Some(Identity {
                always: call.flag("always") == Some(true),
                start: call.argument(1, "start").and_then(Value::as_int).unwrap_or(1),
                increment: call.argument(2, "increment").and_then(Value::as_int).unwrap_or(1),
                sequence: None,
            });
        }
        "Computed" => {
            let formula = call.arguments.first();
            let text = formula.and_then(|formula| match formula.as_str() {
                Some(text) => Some(text.to_string()),
                None => formula.as_call()?.arguments.first()?.as_str().map(|t| t.to_string()),
            });
            let stored = call.flag("persisted") != Some(false);
            items.generated = Some((text.unwrap_or_default(), stored));
        }
        "CheckConstraint" => {
            let named = call.keyword("name").and_then(Value::as_str);
            if let Some(condition) = call.arguments.first() {
                items.checks.push((condition.clone(), named.map(|name| name.to_string())));
            }
        }
        "DefaultClause" => items.default = call.arguments.first().cloned(),
        "FetchedValue" | "ColumnDefault" | "Constraint" => {}
        _ => return false,
    }
    true
}
