//! `@relation`: foreign keys, and the tables behind many-to-many relations.

use std::collections::BTreeSet;

use seedbed_schema::{Column, ForeignKey, Table, TableName, UniqueKey};

use super::{
    Files,
    ast::{Block, Expr, Field},
    model::{columns, table_name},
};
use crate::{Severity, entry::Gathered, source::SourceText};

/// The foreign keys of a model's table.
pub(super) fn foreign_keys(
    files: &Files<'_>,
    model: &Block,
    table: &mut Table,
    text: &SourceText<'_>,
    gathered: &mut Gathered,
) {
    for field in &model.fields {
        let Some(attribute) = field.attribute("relation") else { continue };
        let (Some(fields), Some(of)) = (attribute.named("fields"), &field.of) else { continue };
        let Some((parent, _)) = files.find("model", &of.name) else {
            if files.find("view", &of.name).is_some() {
                let message = format!("{} is a view, which no row can refer to", of.name);
                gathered.report.add(Severity::Note, text.origin(field.at), message);
            }
            continue;
        };
        let at = attribute.at;
        let Some(children) = columns(model, fields, at, text, gathered) else { continue };
        let referred = match attribute.named("references") {
            Some(references) => columns(parent, references, at, text, gathered),
            None => Some(Vec::new()),
        };
        let Some(parent_columns) = referred else { continue };
        let usual_name = format!("{}_{}_fkey", table.name.name, children.join("_"));
        let name = attribute.named("map").and_then(Expr::text).map_or(usual_name, str::to_owned);
        table.foreign_keys.push(ForeignKey {
            name: Some(name),
            columns: children,
            parent: table_name(parent),
            parent_columns,
            deferrable: false,
            initially_deferred: false,
            match_full: false,
            enforced: files.has_foreign_keys,
            origin: Some(text.origin(field.at)),
        });
    }
}

/// One side of a relation: a list of rows of another model.
struct Side<'f> {
    model: &'f Block,
    field: &'f Field,
    other: &'f str,
    name: Option<&'f str>,
}

/// Adds the tables of relations that are lists on both sides: `_PostToTag` with A and B.
pub(super) fn join_tables(files: &Files<'_>, gathered: &mut Gathered) {
    let sides: Vec<Side<'_>> = files
        .of("model")
        .flat_map(|(model, _)| model.fields.iter().map(move |field| (model, field)))
        .filter_map(|(model, field)| side(files, model, field))
        .collect();
    let mut made: BTreeSet<String> = BTreeSet::new();
    for side in &sides {
        let is_opposite = |other: &&Side<'_>| {
            other.model.name == side.other
                && other.other == side.model.name
                && other.name == side.name
                && (other.model.name != side.model.name || other.field.name != side.field.name)
        };
        if sides.iter().find(is_opposite).is_none() {
            continue;
        }
        let (first, second) = if side.model.name.as_str() <= side.other {
            (side.model.name.as_str(), side.other)
        } else {
            (side.other, side.model.name.as_str())
        };
        let name = match side.name {
            Some(name) => format!("_{name}"),
            None => format!("_{first}To{second}"),
        };
        if !made.insert(name.clone()) {
            continue;
        }
        let table = join_table(files, &name, (first, second), side, gathered);
        gathered.tables.extend(table);
    }
}

fn side<'f>(files: &'f Files<'_>, model: &'f Block, field: &'f Field) -> Option<Side<'f>> {
    let of = field.of.as_ref().filter(|of| of.list)?;
    files.find("model", &of.name)?;
    let relation = field.attribute("relation");
    let name = relation.and_then(|relation| relation.argument("name")).and_then(Expr::text);
    Some(Side { model, field, other: &of.name, name })
}

fn join_table(
    files: &Files<'_>,
    name: &str,
    models: (&str, &str),
    side: &Side<'_>,
    gathered: &mut Gathered,
) -> Option<Table> {
    let origin = files.find("model", &side.model.name).map(|(_, text)| text.origin(side.field.at));
    let first = files.find("model", models.0)?;
    let namespace = table_name(&first.0).namespace;
    let mut table = Table::new(TableName { namespace, name: name.to_owned() });
    table.comment = Some(format!("which {} belong to which {}", models.1, models.0));
    table.origin.clone_from(&origin);
    for (column_name, model) in [("A", models.0), ("B", models.1)] {
        let parent_name = table_name(&files.find("model", model)?.0);
        let parent = gathered.tables.iter().find(|table| table.name == parent_name)?;
        let key = parent.primary_key.as_ref().and_then(UniqueKey::columns)?;
        let [key] = key.as_slice() else {
            let message = format!("{name} needs a key of one column in {model}");
            let origin = origin.clone().or_else(|| parent.origin.clone())?;
            gathered.report.add(Severity::Error, origin, message);
            return None;
        };
        let referred = parent.column(key)?;
        let mut column = Column::new(column_name, referred.data_type.clone());
        column.declared_type.clone_from(&referred.declared_type);
        column.nullable = false;
        column.comment = Some(model.to_owned());
        column.origin.clone_from(&origin);
        table.columns.push(column);
        table.foreign_keys.push(ForeignKey {
            name: Some(format!("{name}_{column_name}_fkey")),
            columns: vec![column_name.to_owned()],
            parent: parent.name.clone(),
            parent_columns: vec![(*key).to_owned()],
            deferrable: false,
            initially_deferred: false,
            match_full: false,
            enforced: files.has_foreign_keys,
            origin: origin.clone(),
        });
    }
    table.set_primary_key(["A", "B"]);
    if let Some(key) = &mut table.primary_key {
        key.name = Some(format!("{name}_AB_pkey"));
    }
    Some(table)
}
