//! Models to tables.

use std::{collections::BTreeSet, sync::Arc};

use seedbed_expr::Dialect;
use seedbed_schema::{Column, DataType, EnumType, Index, Table, TableName, UniqueKey};

use super::{
    Files,
    ast::{Attribute, Block, Expr, Field, FieldType},
    defaults, relation, types,
};
use crate::{
    Severity, diagnostic::Diagnostic, entry::Gathered, nearest::did_you_mean, source::SourceText,
};

/// The tables of all models, and those behind their many-to-many relations.
pub(super) fn tables(files: &Files<'_>, gathered: &mut Gathered) {
    let mut declared: BTreeSet<&str> = BTreeSet::new();
    for (model, text) in files.of("model") {
        if !declared.insert(&model.name) {
            let message = format!("the model {} is declared twice", model.name);
            gathered.report.add(Severity::Error, text.origin(model.at), message);
            continue;
        }
        let table = table(files, model, text, gathered);
        gathered.tables.push(table);
    }
    relation::join_tables(files, gathered);
}

/// The name of a model's table.
pub(super) fn table_name(model: &Block) -> TableName {
    let name = model.attribute_text("map").unwrap_or(&model.name).to_owned();
    TableName { namespace: model.attribute_text("schema").map(str::to_owned), name }
}

/// What a model calls a thing, where the database calls it otherwise, before what is said of it.
fn comment(name: &str, stored: &str, doc: Option<&str>) -> Option<String> {
    match (name == stored, doc) {
        (true, doc) => doc.map(str::to_owned),
        (false, None) => Some(name.to_owned()),
        (false, Some(doc)) => Some(format!("{name}: {doc}")),
    }
}

fn table(
    files: &Files<'_>,
    model: &Block,
    text: &SourceText<'_>,
    gathered: &mut Gathered,
) -> Table {
    let name = table_name(model);
    let mut table = Table::new(name.clone());
    table.comment = comment(&model.name, &name.name, model.doc.as_deref());
    table.origin = Some(text.origin(model.at));
    for field in &model.fields {
        let Some(of) = &field.of else { continue };
        if is_relation(files, of) {
            continue;
        }
        match column(files, field, of, &name.name, text, gathered) {
            Ok(column) => table.columns.push(column),
            Err(diagnostic) => gathered.report.diagnostics.push(diagnostic),
        }
    }
    keys(model, &mut table, text, gathered);
    relation::foreign_keys(files, model, &mut table, text, gathered);
    table
}

/// Whether a field holds rows of another model and not a value.
pub(super) fn is_relation(files: &Files<'_>, of: &FieldType) -> bool {
    files.find("model", &of.name).is_some() || files.find("view", &of.name).is_some()
}

fn column(
    files: &Files<'_>,
    field: &Field,
    of: &FieldType,
    table: &str,
    text: &SourceText<'_>,
    gathered: &mut Gathered,
) -> Result<Column, Diagnostic> {
    let labels = files.find("enum", &of.name).map(|(block, _)| block);
    let (mut data_type, mut declared) =
        data_type(files, of, labels).ok_or_else(|| unknown_type(files, of, text))?;
    let native = field.attributes.iter().find(|attribute| attribute.name.starts_with("db."));
    if let Some(attribute) = native {
        match types::native(attribute) {
            Some((DataType::Bit { length: Some(1), .. }, name)) if of.name == "Boolean" => {
                declared = name;
            }
            Some((native, name)) => (data_type, declared) = (narrowed(native, &of.name), name),
            None => {
                let message = format!("the type @{} is not known", attribute.name);
                gathered.report.add(Severity::Warning, text.origin(attribute.at), message);
            }
        }
    }
    if of.list {
        data_type = DataType::Array(Box::new(data_type));
        declared.push_str("[]");
    }
    let mut column = Column::new(field.column(), data_type);
    column.declared_type = declared;
    // A list is empty where it has no values.
    column.nullable = of.optional;
    column.comment = comment(&field.name, &column.name, field.doc.as_deref());
    column.origin = Some(text.origin(field.at));
    if let Some(value) = field.attribute("default").and_then(|default| default.argument("value")) {
        defaults::apply(value, &mut column, table, labels, files.dialect);
    }
    Ok(column)
}

/// One byte of MySQL's is how it keeps truth.
fn narrowed(native: DataType, prisma: &str) -> DataType {
    match native {
        DataType::Integer { bits: 8, .. } if prisma == "Boolean" => DataType::Boolean,
        other => other,
    }
}

fn data_type(
    files: &Files<'_>,
    of: &FieldType,
    labels: Option<&Block>,
) -> Option<(DataType, String)> {
    if of.name == "Unsupported" {
        let name = of.unsupported.clone()?;
        let known = crate::sql_text::data_type(&name, files.dialect);
        return Some((known.unwrap_or_else(|| DataType::Other(name.clone())), name));
    }
    if let Some(block) = labels {
        let name = block.attribute_text("map").unwrap_or(&block.name).to_owned();
        let labels = block.fields.iter().map(|value| value.column().to_owned()).collect();
        // Only PostgreSQL has types of this kind that tables share.
        let shared = (files.dialect == Dialect::PostgreSql).then(|| name.clone());
        return Some((DataType::Enum(Arc::new(EnumType { name: shared, labels })), name));
    }
    if files.find("type", &of.name).is_some() {
        return types::scalar("Json", files.dialect);
    }
    types::scalar(&of.name, files.dialect)
}

fn unknown_type(files: &Files<'_>, of: &FieldType, text: &SourceText<'_>) -> Diagnostic {
    const SCALARS: &[&str] =
        &["String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes"];
    let declared = files
        .blocks
        .iter()
        .filter(|(block, _)| matches!(block.keyword.as_str(), "model" | "enum" | "view" | "type"));
    let names = declared.map(|(block, _)| block.name.as_str()).chain(SCALARS.iter().copied());
    Diagnostic {
        severity: Severity::Error,
        origin: text.origin(of.at),
        message: format!("there is no type {}", of.name),
        help: did_you_mean(&of.name, names),
        skipped: None,
    }
}

/// The columns of a list of fields; reports names that are no field's.
pub(super) fn columns(
    model: &Block,
    names: &Expr,
    at: usize,
    text: &SourceText<'_>,
    gathered: &mut Gathered,
) -> Option<Vec<String>> {
    let mut columns = Vec::new();
    for name in names.names() {
        let Some(field) = model.fields.iter().find(|field| field.name == name) else {
            let fields = model.fields.iter().map(|field| field.name.as_str());
            gathered.report.diagnostics.push(Diagnostic {
                severity: Severity::Error,
                origin: text.origin(at),
                message: format!("{} has no field {name}", model.name),
                help: did_you_mean(name, fields),
                skipped: None,
            });
            return None;
        };
        columns.push(field.column().to_owned());
    }
    Some(columns)
}

fn keys(model: &Block, table: &mut Table, text: &SourceText<'_>, gathered: &mut Gathered) {
    let stored = table.name.name.clone();
    for field in &model.fields {
        if let Some(id) = field.attribute("id") {
            let key = key(id, vec![field.column().to_owned()], format!("{stored}_pkey"), text);
            set_primary_key(table, key);
        }
        if let Some(unique) = field.attribute("unique") {
            let name = format!("{stored}_{}_key", field.column());
            table.unique_keys.push(key(unique, vec![field.column().to_owned()], name, text));
        }
    }
    for attribute in &model.attributes {
        let kind = attribute.name.as_str();
        if !matches!(kind, "id" | "unique" | "index" | "fulltext") {
            continue;
        }
        let Some(fields) = attribute.argument("fields") else { continue };
        let Some(columns) = columns(model, fields, attribute.at, text, gathered) else { continue };
        match kind {
            "id" => {
                let key = key(attribute, columns, format!("{stored}_pkey"), text);
                set_primary_key(table, key);
            }
            "unique" => {
                let name = format!("{stored}_{}_key", columns.join("_"));
                table.unique_keys.push(key(attribute, columns, name, text));
            }
            _ => {
                let name = attribute.named("map").and_then(Expr::text).map(str::to_owned);
                table.indexes.push(Index { name, columns });
            }
        }
    }
    table.unique_keys.retain(|key| {
        // A key over a field that could not be read says nothing.
        key.columns().is_some_and(|columns| {
            columns.iter().all(|name| table.columns.iter().any(|column| column.name == *name))
        })
    });
}

fn key(
    attribute: &Attribute,
    columns: Vec<String>,
    usual_name: String,
    text: &SourceText<'_>,
) -> UniqueKey {
    let mut key = UniqueKey::over(columns);
    let map = attribute.named("map").and_then(Expr::text).map(str::to_owned);
    key.name = Some(map.unwrap_or(usual_name));
    key.origin = Some(text.origin(attribute.at));
    key
}

fn set_primary_key(table: &mut Table, key: UniqueKey) {
    let names: Vec<String> =
        key.columns().unwrap_or_default().into_iter().map(str::to_owned).collect();
    if !names.iter().all(|name| table.columns.iter().any(|column| column.name == *name)) {
        return;
    }
    let UniqueKey { name, origin, .. } = key;
    table.set_primary_key(names);
    if let Some(key) = &mut table.primary_key {
        (key.name, key.origin) = (name, origin);
    }
}
