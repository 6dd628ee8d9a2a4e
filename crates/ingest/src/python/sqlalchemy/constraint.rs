//! `UniqueConstraint`, `CheckConstraint`, `ForeignKeyConstraint`, `Index` and their kind.

use std::rc::Rc;

use seedbed_schema::{Exclusion, ExclusionElement, Index, KeyPart, UniqueKey};

use super::{
    super::{
        project::Project,
        value::{Call, Place, Symbol, SymbolKind, Value},
    },
    Draft, called,
    naming::Parts,
    resolve::Reference,
};
use crate::diagnostic::Severity;

impl Draft {
    /// The name of a constraint by the naming convention.
    pub(crate) fn named(
        &self,
        kind: &str,
        columns: &[String],
        parent: &str,
        given: Option<&str>,
    ) -> Option<String> {
        let table = &self.table.name.name;
        self.naming.name(kind, &Parts { table, columns, parent, given })
    }
}

/// The explicit name of a constraint.
pub(crate) fn given(call: &Call) -> Option<String> {
    let name = call.keyword("name")?;
    let name = name.as_str().or_else(|| name.as_call()?.arguments.first()?.as_str());
    name.map(|name| name.to_string())
}

impl Project<'_> {
    /// Adds what a value in `__table_args__` or among a table's items is.
    pub(crate) fn add_item(&mut self, draft: &mut Draft, item: &Value) {
        let Value::Symbol(symbol) = item else {
            return;
        };
        let SymbolKind::Call(call) = &symbol.kind else {
            return;
        };
        let place = symbol.place;
        // `Index(…).ddl_if(dialect="postgresql")`
        if let Value::Symbol(callee) = &call.callee
            && let SymbolKind::Attribute(inner, method) = &callee.kind
            && &**method == "ddl_if"
        {
            let dialect = call.keyword("dialect").and_then(Value::as_str);
            if dialect.is_none_or(|dialect| &*dialect == "postgresql") {
                self.add_item(draft, &inner.clone());
            }
            return;
        }
        match called(call).as_deref() {
            Some("UniqueConstraint") => self.add_unique(draft, call, place),
            Some("PrimaryKeyConstraint") => {
                if let Some(columns) = self.columns(draft, &call.arguments, place)
                    && !columns.is_empty()
                {
                    let mut key = UniqueKey::over(columns.clone());
                    key.name = draft.named("pk", &columns, "", given(call).as_deref());
                    key.origin = Some(self.origin(place));
                    draft.table.primary_key = Some(key);
                }
            }
            Some("CheckConstraint") => {
                if let Some(condition) = call.argument(0, "sqltext").cloned() {
                    self.add_check(draft, &condition, given(call), place);
                }
            }
            Some("ForeignKeyConstraint") => self.add_reference(draft, call, place),
            Some("Index") => self.add_index(draft, call, place),
            Some("ExcludeConstraint") => self.add_exclusion(draft, call, place),
            _ => {}
        }
    }

    /// The columns that a constraint names.
    fn columns(&mut self, draft: &Draft, values: &[Value], place: Place) -> Option<Vec<String>> {
        let values: Vec<Value> = match values {
            [one @ (Value::List(_) | Value::Tuple(_))] => one.items()?,
            others => others.to_vec(),
        };
        let mut columns = Vec::new();
        for value in &values {
            match draft.column_of(value) {
                Some(column) => columns.push(column.to_owned()),
                None => {
                    let table = &draft.table.name;
                    let message = match value.as_str() {
                        Some(name) => format!("{table} has no column {name} for a constraint"),
                        None => format!("a column of a constraint of {table} is not understood"),
                    };
                    self.say(Severity::Warning, place, message);
                    return None;
                }
            }
        }
        Some(columns)
    }

    fn add_unique(&mut self, draft: &mut Draft, call: &Call, place: Place) {
        let Some(columns) = self.columns(draft, &call.arguments, place) else {
            return;
        };
        let mut key = UniqueKey::over(columns.clone());
        key.name = draft.named("uq", &columns, "", given(call).as_deref());
        key.deferrable = call.flag("deferrable") == Some(true);
        key.nulls_not_distinct = call.flag("postgresql_nulls_not_distinct") == Some(true);
        key.origin = Some(self.origin(place));
        draft.table.unique_keys.push(key);
    }

    pub(crate) fn add_check(
        &mut self,
        draft: &mut Draft,
        condition: &Value,
        name: Option<String>,
        place: Place,
    ) {
        let text = match condition.as_str() {
            Some(text) => Some(text.to_string()),
            None => self.sql(condition, draft),
        };
        let name = draft.named("ck", &[], "", name.as_deref()).or(name);
        let Some(text) = text else {
            let table = &draft.table.name;
            let label = name.as_deref().unwrap_or("a check");
            let message = format!("the condition of {label} of {table} is not understood");
            self.say(Severity::Warning, place, message);
            return;
        };
        // `%%` is how some drivers want a percent sign.
        let check = self.check(name, &text.replace("%%", "%"), place);
        draft.table.checks.push(check);
    }

    fn add_reference(&mut self, draft: &mut Draft, call: &Call, place: Place) {
        let items = |at: usize, name: &str| call.argument(at, name).and_then(Value::items);
        let (Some(columns), Some(targets)) = (items(0, "columns"), items(1, "refcolumns")) else {
            return;
        };
        if let Some(columns) = self.columns(draft, &columns, place) {
            draft.references.push(Reference::new(call, columns, targets, place));
        }
    }

    fn add_index(&mut self, draft: &mut Draft, call: &Call, place: Place) {
        let name = call.arguments.first().and_then(Value::as_str);
        let parts = call.arguments.get(1..).unwrap_or_default();
        let mut key_parts = Vec::new();
        for part in parts {
            key_parts.push(self.index_part(draft, part));
        }
        let columns: Vec<String> = key_parts
            .iter()
            .filter_map(|part| match part {
                KeyPart::Column(name) => Some(name.clone()),
                KeyPart::Expr(..) => None,
            })
            .collect();
        let given = name.map(|name| name.to_string());
        let name = draft.named("ix", &columns, "", given.as_deref());
        if call.flag("unique") != Some(true) {
            draft.table.indexes.push(Index { name, columns });
            return;
        }
        let mut key = UniqueKey { parts: key_parts, ..UniqueKey::over::<String>([]) };
        key.name = name;
        key.nulls_not_distinct = call.flag("postgresql_nulls_not_distinct") == Some(true);
        key.origin = Some(self.origin(place));
        if let Some(condition) = call.keyword("postgresql_where") {
            let text = match condition.as_str() {
                Some(text) => Some(text.to_string()),
                None => self.sql(condition, draft),
            };
            key.predicate = text.and_then(|text| self.expression(&text).ok());
            if key.predicate.is_none() {
                let table = &draft.table.name;
                let message =
                    format!("the condition of a unique index of {table} is not understood");
                self.say(Severity::Warning, place, message);
                return;
            }
        }
        draft.table.unique_keys.push(key);
    }

    fn index_part(&mut self, draft: &Draft, value: &Value) -> KeyPart {
        if let Some(column) = draft.column_of(value) {
            return KeyPart::Column(column.to_owned());
        }
        // `desc("name")` names a column; `text("name")` may.
        let inner = value.as_call().and_then(|call| call.arguments.first());
        if let Some(column) = inner.and_then(|inner| draft.column_of(inner))
            && let Some("desc" | "asc" | "text" | "column" | "nulls_last" | "nulls_first") =
                value.as_call().and_then(called).as_deref()
        {
            return KeyPart::Column(column.to_owned());
        }
        let text = self.sql(value, draft).or_else(|| value.as_str().map(|text| text.to_string()));
        let text = text.unwrap_or_else(|| "?".to_owned());
        if let Some(column) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
            && draft.table.column(column).is_some()
        {
            return KeyPart::Column(column.to_owned());
        }
        KeyPart::Expr(self.expression(&text).ok(), text)
    }

    /// PostgreSQL's `ExcludeConstraint((column, operator), …)`.
    fn add_exclusion(&mut self, draft: &mut Draft, call: &Call, place: Place) {
        let mut elements = Vec::new();
        for pair in &call.arguments {
            let pair = pair.items().unwrap_or_default();
            let [element, operator] = pair.as_slice() else {
                continue;
            };
            let operator = operator.as_str().map_or_else(String::new, |text| text.to_string());
            elements.push(ExclusionElement { part: self.index_part(draft, element), operator });
        }
        let predicate = call.keyword("where").and_then(|condition| self.sql(condition, draft));
        let predicate = predicate.and_then(|text| self.expression(&text).ok());
        let name = given(call);
        draft.table.exclusions.push(Exclusion {
            text: name.clone().unwrap_or_default(),
            name,
            elements,
            predicate,
            origin: Some(self.origin(place)),
        });
    }
}

/// An `Index` or constraint that stands alone at a module's level and names columns of a table.
pub(crate) fn alone(
    project: &mut Project<'_>,
    drafts: &mut [Draft],
    symbol: &Rc<Symbol>,
    call: &Call,
) {
    let named = match called(call).as_deref() {
        Some("Index") => call.arguments.get(1),
        Some("UniqueConstraint") => call.arguments.first(),
        _ => return,
    };
    let Some(Value::Symbol(first)) = named else {
        return;
    };
    let owner = table_of(first);
    let found = drafts.iter_mut().find(|draft| match &owner {
        Some(Value::Class(class)) => draft.classes.iter().any(|known| Rc::ptr_eq(known, class)),
        Some(Value::Symbol(table)) => {
            draft.call.as_ref().is_some_and(|known| Rc::ptr_eq(known, table))
        }
        _ => draft
            .columns
            .iter()
            .any(|known| known.symbol.as_ref().is_some_and(|known| Rc::ptr_eq(known, first))),
    });
    if let Some(draft) = found
        && !project.is_within_table(draft, symbol)
    {
        project.add_item(draft, &Value::Symbol(Rc::clone(symbol)));
    }
}

/// The class or table whose column a symbol names.
fn table_of(symbol: &Rc<Symbol>) -> Option<Value> {
    match &symbol.kind {
        SymbolKind::Attribute(Value::Class(class), _) => Some(Value::Class(Rc::clone(class))),
        SymbolKind::Attribute(Value::Symbol(of), _) => match &of.kind {
            SymbolKind::Attribute(table, name) if matches!(&**name, "c" | "columns") => {
                Some(table.clone())
            }
            _ => None,
        },
        // `func.lower(User.email)`
        SymbolKind::Call(call) if !super::is_column(call) => match call.arguments.first() {
            Some(Value::Symbol(inner)) => table_of(inner),
            _ => None,
        },
        _ => None,
    }
}

impl Project<'_> {
    /// Whether a constraint was already found where the table was declared.
    fn is_within_table(&self, draft: &Draft, symbol: &Rc<Symbol>) -> bool {
        let origin = Some(self.origin(symbol.place));
        let name = match &symbol.kind {
            SymbolKind::Call(call) => call.arguments.first().and_then(Value::as_str),
            _ => None,
        };
        draft.table.unique_keys.iter().any(|key| key.origin == origin)
            || draft
                .table
                .indexes
                .iter()
                .any(|index| index.name.is_some() && index.name.as_deref() == name.as_deref())
    }
}
