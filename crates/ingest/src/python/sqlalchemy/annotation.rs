//! Types from annotations: `Mapped[str | None]`, `Annotated[…]`, `Literal[…]`.

use std::rc::Rc;

use seedbed_schema::DataType;

use super::{
    super::{
        machine::annotated,
        project::{Project, last, last_name},
        syntax::Expr,
        value::{Class, Symbol, SymbolKind, Value},
    },
    column::column_calls,
    types::{Typed, enum_of},
};

/// What an annotation says about an attribute.
#[derive(Default)]
pub(crate) struct Annotation {
    pub(crate) typed: Option<Typed>,
    pub(crate) optional: bool,
    /// The column that `Annotated[…]` carries.
    pub(crate) column: Option<Rc<Symbol>>,
    /// Whether it stands for rows of another class.
    pub(crate) is_relationship: bool,
}

/// What decides on types beside the annotation.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'a> {
    /// The base's `type_annotation_map`.
    pub(crate) map: Option<&'a Value>,
    /// Whether enumerations are stored as the database's own.
    pub(crate) native_literals: bool,
}

impl Project<'_> {
    /// Reads the annotation of an attribute of a class, without `Mapped[…]` around it; `None`
    /// when it is not a mapped one and has to be.
    pub(crate) fn mapped(
        &mut self,
        class: &Rc<Class>,
        expr: &Expr,
        rules: Rules<'_>,
        needs_mapped: bool,
    ) -> Option<Annotation> {
        let mut value = annotated(&mut self.machine, class, expr);
        let mut found = Annotation::default();
        let wrapper = match &value {
            Value::Symbol(symbol) => match &symbol.kind {
                SymbolKind::Index(of, inner) => last_name(of).map(|name| (name, inner.clone())),
                _ => None,
            },
            _ => None,
        };
        match wrapper {
            Some((name, inner)) if &*name == "Mapped" || &*name == "MappedColumn" => value = inner,
            Some((name, _)) if is_collection(&name) => {
                found.is_relationship = true;
                return Some(found);
            }
            _ if needs_mapped => return None,
            _ => {}
        }
        if let Value::Str(text) = &value {
            value = self.forward(class, text);
        }
        self.annotate(class, &value, rules, &mut found, 8);
        Some(found)
    }

    /// What a name in quotes means.
    fn forward(&mut self, class: &Rc<Class>, text: &str) -> Value {
        super::super::machine::annotated_text(&mut self.machine, class, text)
    }

    fn annotate(
        &mut self,
        class: &Rc<Class>,
        value: &Value,
        rules: Rules<'_>,
        found: &mut Annotation,
        depth: usize,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        if let Some(mapped) = in_map(value, rules) {
            found.typed = self.sql_type(&mapped);
            return;
        }
        match value {
            Value::None => found.optional = true,
            Value::Str(text) => {
                let meant = self.forward(class, text);
                if meant.as_str().is_none() {
                    self.annotate(class, &meant, rules, found, depth);
                }
            }
            Value::External(name) => {
                found.typed = native(name);
                // A name that is known nowhere is a class that was not given.
                found.is_relationship |= !name.contains('.') && found.typed.is_none();
            }
            Value::Class(inner) => self.annotate_class(inner, found),
            Value::Symbol(symbol) => match &symbol.kind {
                SymbolKind::Binary(operator, left, right) if &**operator == "|" => {
                    self.annotate(class, left, rules, found, depth);
                    self.annotate(class, right, rules, found, depth);
                }
                SymbolKind::Index(of, inner) => {
                    self.annotate_generic(class, of, inner, rules, found, depth);
                }
                // `NewType("UserId", int)`.
                SymbolKind::Call(call) if last_name(&call.callee).as_deref() == Some("NewType") => {
                    if let Some(inner) = call.arguments.get(1) {
                        self.annotate(class, &inner.clone(), rules, found, depth);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn annotate_generic(
        &mut self,
        class: &Rc<Class>,
        of: &Value,
        inner: &Value,
        rules: Rules<'_>,
        found: &mut Annotation,
        depth: usize,
    ) {
        let items = match inner {
            Value::Tuple(items) => items.to_vec(),
            other => vec![other.clone()],
        };
        match last_name(of).as_deref() {
            Some("Optional") => {
                found.optional = true;
                self.annotate(class, inner, rules, found, depth);
            }
            Some("Union") => {
                for item in &items {
                    self.annotate(class, item, rules, found, depth);
                }
            }
            Some("Annotated") => {
                let Some((first, rest)) = items.split_first() else { return };
                self.annotate(class, first, rules, found, depth);
                for item in rest {
                    if let Some(column) = column_calls(item).into_iter().next() {
                        found.column = Some(column);
                    } else if let Some(typed) = self.sql_type(item) {
                        found.typed = Some(typed);
                    }
                }
            }
            Some("Literal") => {
                let labels: Vec<String> =
                    items.iter().filter_map(Value::as_str).map(|label| label.to_string()).collect();
                found.typed = Some(enum_of(None, labels, rules.native_literals, None));
            }
            Some("Final" | "ClassVar") => self.annotate(class, inner, rules, found, depth),
            // Lists of entities are relationships; of anything else, they need a type.
            Some("list" | "List" | "set" | "Set" | "Sequence" | "Collection") => {
                found.is_relationship = true;
            }
            _ => {}
        }
    }

    fn annotate_class(&mut self, class: &Rc<Class>, found: &mut Annotation) {
        if let Some(members) = self.machine.members(class) {
            let labels = members.iter().map(|member| member.name.to_string()).collect();
            found.typed = Some(enum_of(Some(class.name.to_lowercase()), labels, true, None));
            return;
        }
        found.is_relationship = true;
    }
}

/// `dict[str, Any]` written twice.
fn is_same_generic(a: &Value, b: &Value) -> bool {
    let parts = |value: &Value| match value {
        Value::Symbol(symbol) => match &symbol.kind {
            SymbolKind::Index(of, inner) => Some((of.dotted()?, describe(inner)?)),
            _ => None,
        },
        _ => None,
    };
    matches!((parts(a), parts(b)), (Some(a), Some(b)) if a == b)
}

fn describe(value: &Value) -> Option<String> {
    match value {
        Value::Tuple(items) => {
            items.iter().map(describe).collect::<Option<Vec<_>>>().map(|p| p.join(","))
        }
        Value::Class(class) => Some(class.name.to_string()),
        other => other.dotted().or_else(|| other.text().map(|text| text.to_string())),
    }
}

/// Annotations of relationships.
fn is_collection(name: &str) -> bool {
    matches!(
        name,
        "WriteOnlyMapped" | "DynamicMapped" | "Relationship" | "AssociationProxy" | "ClassVar"
    )
}

/// SQLAlchemy's own map from Python's types.
pub(crate) fn native(name: &str) -> Option<Typed> {
    let data_type = match last(name) {
        "int" => DataType::integer(32),
        "str" => DataType::Text { max_length: None, fixed: false, case_insensitive: false },
        "bool" => DataType::Boolean,
        "float" => DataType::Float { bits: 64 },
        "bytes" => DataType::Bytes { max_length: None, fixed: false },
        "Decimal" => DataType::Decimal { precision: None, scale: None },
        "datetime" | "AwareDatetime" | "NaiveDatetime" => {
            DataType::Timestamp { with_time_zone: false }
        }
        "date" => DataType::Date,
        "time" => DataType::Time { with_time_zone: false },
        "timedelta" => DataType::Interval,
        "UUID" | "UUID4" | "UUID1" => DataType::Uuid,
        "EmailStr" | "AnyUrl" | "HttpUrl" | "AutoString" | "Path" | "IPv4Address"
        | "IPv6Address" | "IPv4Network" | "IPv6Network" => DataType::text(),
        _ => return None,
    };
    Some(Typed::new(data_type, last(name)))
}

/// What a `type_annotation_map` says about a type.
fn in_map(value: &Value, rules: Rules<'_>) -> Option<Value> {
    let Some(Value::Dict(entries)) = rules.map else {
        return None;
    };
    let entries = entries.borrow();
    let same = |key: &Value| match (key, value) {
        (Value::External(a), Value::External(b)) => a == b,
        (a, b) => a.equals(b) == Some(true) || is_same_generic(a, b),
    };
    entries.iter().find(|(key, _)| same(key)).map(|(_, found)| found.clone())
}
