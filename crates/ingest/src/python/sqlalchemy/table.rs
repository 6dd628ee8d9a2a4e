//! `Table("name", metadata, Column(…), …)`.

use std::rc::Rc;

use seedbed_schema::{Table, TableName};

use super::{
    super::{
        project::{Project, prose},
        value::{Call, Class, Symbol, SymbolKind, Value},
    },
    Draft, called,
    column::{Written, column_calls},
    naming::Convention,
};

impl Draft {
    pub(crate) fn new(
        name: TableName,
        place: super::super::value::Place,
        metadata: Option<&Call>,
    ) -> Self {
        Self {
            table: Table::new(name),
            place,
            columns: Vec::new(),
            references: Vec::new(),
            untyped: Vec::new(),
            classes: Vec::new(),
            call: None,
            naming: metadata.map(Convention::of).unwrap_or_default(),
            namespace: metadata.and_then(namespace),
            discriminator: None,
        }
    }
}

/// The namespace that a `MetaData` gives its tables.
fn namespace(metadata: &Call) -> Option<String> {
    metadata.keyword("schema").and_then(Value::as_str).map(|name| name.to_string())
}

/// A table from a call of `Table`; `None` where it is another thing's.
pub(crate) fn read(project: &mut Project<'_>, symbol: &Rc<Symbol>, call: &Call) -> Option<Draft> {
    if called(call).as_deref() != Some("Table") {
        return None;
    }
    let name = call.argument(0, "name")?.as_str()?;
    // Flask-SQLAlchemy supplies the metadata, which is no item in any case.
    let items = call.arguments.get(1..).unwrap_or_default();
    let autoload = call.keyword("autoload_with").or(call.keyword("autoload")).is_some();
    let has_columns = items.iter().any(|item| !column_calls(item).is_empty());
    if !has_columns && !autoload {
        return None;
    }
    let metadata = call.arguments.get(1).and_then(|value| project.metadata(value));
    let metadata = metadata.as_ref().and_then(|value| value.as_call());
    let schema = call.keyword("schema").and_then(Value::as_str).map(|name| name.to_string());
    let schema = schema.or_else(|| metadata.and_then(namespace));
    let name = TableName { namespace: schema, name: name.to_string() };
    let mut draft = Draft::new(name, symbol.place, metadata);
    draft.table.origin = Some(project.origin(symbol.place));
    draft.call = Some(Rc::clone(symbol));
    if autoload {
        let left_out = if has_columns { "" } else { ": it is left out" };
        let table = &draft.table.name;
        let message = format!("the columns of {table} are read from a database{left_out}");
        project.say(crate::diagnostic::Severity::Warning, symbol.place, message);
        if !has_columns {
            return None;
        }
    }
    let said = call.keyword("comment").and_then(Value::as_str);
    draft.table.comment =
        said.and_then(|text| prose(&text)).or_else(|| project.comment_above(symbol.place));
    for item in items {
        for column in column_calls(item) {
            add(project, &mut draft, &column);
        }
    }
    for item in items {
        project.add_item(&mut draft, item);
    }
    Some(draft)
}

fn add(project: &mut Project<'_>, draft: &mut Draft, symbol: &Rc<Symbol>) {
    let SymbolKind::Call(call) = &symbol.kind else {
        return;
    };
    project.add_column(
        draft,
        &Written {
            attribute: call.keyword("key").and_then(Value::as_str),
            call,
            symbol: Some(symbol),
            place: symbol.place,
            annotated: None,
            optional: None,
            described: None,
        },
    );
}

impl Project<'_> {
    /// The call of `MetaData` behind a value: itself, `Base.metadata`, `db.metadata`.
    pub(crate) fn metadata(&mut self, value: &Value) -> Option<Value> {
        if let Some(call) = value.as_call() {
            return (called(call).as_deref() == Some("MetaData")).then(|| value.clone());
        }
        let Value::Symbol(symbol) = value else {
            return None;
        };
        match &symbol.kind {
            SymbolKind::Attribute(Value::Class(class), name) if &**name == "metadata" => {
                self.class_metadata(&Rc::clone(class))
            }
            SymbolKind::Attribute(of, name) if &**name == "metadata" => {
                let made = of.as_call()?.keyword("metadata")?.clone();
                self.metadata(&made)
            }
            _ => None,
        }
    }

    /// The metadata of a declarative class.
    pub(crate) fn class_metadata(&mut self, class: &Rc<Class>) -> Option<Value> {
        if let Some((_, value)) = self.machine.find(class, "metadata")
            && let Some(found) = self.metadata(&value)
        {
            return Some(found);
        }
        if let Some((_, registry)) = self.machine.find(class, "registry")
            && let Some(metadata) = registry.as_call().and_then(|call| call.keyword("metadata"))
            && let Some(found) = self.metadata(&metadata.clone())
        {
            return Some(found);
        }
        // `declarative_base(metadata=…)`, `SQLAlchemy(metadata=…).Model`.
        for base in self.machine.external_bases(class) {
            let call = match &base {
                Value::Symbol(symbol) => match &symbol.kind {
                    SymbolKind::Call(call) => Some(call),
                    SymbolKind::Attribute(of, _) => of.as_call(),
                    _ => None,
                },
                _ => None,
            };
            if let Some(metadata) = call.and_then(|call| call.keyword("metadata"))
                && let Some(found) = self.metadata(&metadata.clone())
            {
                return Some(found);
            }
        }
        None
    }
}
