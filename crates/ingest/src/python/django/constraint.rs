//! `unique_together`, `constraints`, `indexes`.

use seedbed_schema::{Exclusion, ExclusionElement, Index, KeyPart, UniqueKey};

use super::{Call, Model, Project, Text, Value, text};
use crate::{
    diagnostic::Severity,
    python::{project::last_name, value::Place},
};

/// Adds what a model's `Meta` says about keys and conditions.
pub(super) fn add(project: &mut Project<'_>, model: &mut Model) {
    let option = |model: &Model, name: &str| model.option(name).and_then(Value::items);
    for columns in together(option(model, "unique_together")) {
        if let Some(columns) = project.field_columns(model, &columns) {
            let mut key = UniqueKey::over(columns);
            key.origin = Some(project.origin(model.class.place));
            model.table.unique_keys.push(key);
        }
    }
    for columns in together(option(model, "index_together")) {
        if let Some(columns) = project.field_columns(model, &columns) {
            model.table.indexes.push(Index { name: None, columns });
        }
    }
    for item in option(model, "constraints").unwrap_or_default() {
        let (Some(call), Value::Symbol(symbol)) = (item.as_call(), &item) else {
            continue;
        };
        let name = text(call, "name").map(|name| substituted(&name, model));
        match last_name(&call.callee).as_deref() {
            Some("UniqueConstraint") => project.unique(model, call, name, symbol.place),
            Some("CheckConstraint") => project.condition_of(model, call, name, symbol.place),
            Some("ExclusionConstraint") => project.exclusion(model, call, name, symbol.place),
            _ => {
                let message = format!("a constraint of {} is not understood", model.table.name);
                project.say(Severity::Warning, symbol.place, message);
            }
        }
    }
    for item in option(model, "indexes").unwrap_or_default() {
        let Some(call) = item.as_call() else { continue };
        let fields = call.keyword("fields").and_then(Value::items).unwrap_or_default();
        let fields: Vec<Text> = fields.iter().filter_map(Value::as_str).collect();
        let columns: Vec<String> = fields
            .iter()
            .filter_map(|name| model.column_of(name.trim_start_matches('-')).map(str::to_owned))
            .collect();
        let name = text(call, "name").map(|name| substituted(&name, model));
        model.table.indexes.push(Index { name, columns });
    }
}

/// `%(class)s` and `%(app_label)s` in a constraint's name.
fn substituted(name: &str, model: &Model) -> String {
    let class = model.class.name.to_lowercase();
    name.replace("%(class)s", &class).replace("%(app_label)s", &model.key.0)
}

/// One list of names, or several.
fn together(value: Option<Vec<Value>>) -> Vec<Vec<Text>> {
    let Some(items) = value else {
        return Vec::new();
    };
    let names = |values: &[Value]| values.iter().filter_map(Value::as_str).collect::<Vec<_>>();
    if items.iter().all(|item| item.as_str().is_some()) && !items.is_empty() {
        return vec![names(&items)];
    }
    items.iter().filter_map(Value::items).map(|items| names(&items)).collect()
}

impl Project<'_> {
    /// The columns of fields.
    fn field_columns(&mut self, model: &Model, names: &[Text]) -> Option<Vec<String>> {
        let mut columns = Vec::new();
        for name in names {
            match model.column_of(name) {
                Some(column) => columns.push(column.to_owned()),
                None => {
                    let message =
                        format!("{} has no field {name} for a constraint", model.table.name);
                    self.say(Severity::Warning, model.class.place, message);
                    return None;
                }
            }
        }
        (!columns.is_empty()).then_some(columns)
    }

    fn unique(&mut self, model: &mut Model, call: &Call, name: Option<String>, place: Place) {
        let mut parts = Vec::new();
        for expression in &call.arguments {
            let text = self.expression_argument(expression, model);
            let Some(text) = text else {
                let message = format!(
                    "an expression of a unique constraint of {} is not understood",
                    model.table.name
                );
                self.say(Severity::Warning, place, message);
                return;
            };
            let column = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            parts.push(match column.filter(|column| !column.contains('"')) {
                Some(column) => KeyPart::Column(column.to_owned()),
                None => KeyPart::Expr(self.expression(&text).ok(), text),
            });
        }
        let fields = call.keyword("fields").and_then(Value::items).unwrap_or_default();
        let fields: Vec<Text> = fields.iter().filter_map(Value::as_str).collect();
        if parts.is_empty() {
            let Some(columns) = self.field_columns(model, &fields) else {
                return;
            };
            parts.extend(columns.into_iter().map(KeyPart::Column));
        }
        let mut key = UniqueKey { parts, ..UniqueKey::over::<String>([]) };
        key.name = name;
        key.deferrable = call.keyword("deferrable").is_some_and(|d| !matches!(d, Value::None));
        key.nulls_not_distinct = call.flag("nulls_distinct") == Some(false);
        key.origin = Some(self.origin(place));
        if let Some(condition) = call.keyword("condition") {
            let text = self.django_sql(condition, model);
            key.predicate = text.and_then(|text| self.expression(&text).ok());
            if key.predicate.is_none() {
                self.unclear(model, key.name.as_deref(), place);
                return;
            }
        }
        model.table.unique_keys.push(key);
    }

    fn condition_of(&mut self, model: &mut Model, call: &Call, name: Option<String>, place: Place) {
        let condition = call.keyword("condition").or_else(|| call.keyword("check"));
        let text = condition.cloned().and_then(|condition| self.django_sql(&condition, model));
        match text {
            Some(text) => {
                let check = self.check(name, &text, place);
                model.table.checks.push(check);
            }
            None => self.unclear(model, name.as_deref(), place),
        }
    }

    fn unclear(&mut self, model: &Model, name: Option<&str>, place: Place) {
        let name = name.unwrap_or("a constraint");
        let message = format!("the condition of {name} of {} is not understood", model.table.name);
        self.say(Severity::Warning, place, message);
    }

    /// `ExclusionConstraint(expressions=[("room", "=")])`.
    fn exclusion(&mut self, model: &mut Model, call: &Call, name: Option<String>, place: Place) {
        let pairs = call.keyword("expressions").and_then(Value::items).unwrap_or_default();
        let mut elements = Vec::new();
        for pair in &pairs {
            let pair = pair.items().unwrap_or_default();
            let [element, operator] = pair.as_slice() else { continue };
            let operator = operator.as_str().map_or_else(
                || match last_name(operator).as_deref() {
                    Some("EQUAL") => "=".to_owned(),
                    Some("OVERLAPS") => "&&".to_owned(),
                    Some(other) => other.to_owned(),
                    None => String::new(),
                },
                |text| text.to_string(),
            );
            let text = self.expression_argument(element, model).unwrap_or_default();
            let column = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            let part = match column.filter(|column| !column.contains('"')) {
                Some(column) => KeyPart::Column(column.to_owned()),
                None => KeyPart::Expr(self.expression(&text).ok(), text.clone()),
            };
            elements.push(ExclusionElement { part, operator });
        }
        let predicate = call.keyword("condition").cloned();
        let predicate = predicate.and_then(|condition| self.django_sql(&condition, model));
        model.table.exclusions.push(Exclusion {
            text: name.clone().unwrap_or_default(),
            name,
            elements,
            predicate: predicate.and_then(|text| self.expression(&text).ok()),
            origin: Some(self.origin(place)),
        });
    }
}
