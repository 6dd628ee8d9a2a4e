//! Many-to-many fields: the tables that Django makes for them.

use std::rc::Rc;

use seedbed_schema::{Column, DataType, ForeignKey, Table, TableName, UniqueKey};

use super::{Call, Model, Project, Symbol, Text, Value, labels::Settings, relation, text};
use crate::diagnostic::Severity;

/// A many-to-many field.
pub(crate) struct Many {
    pub(crate) name: Text,
    pub(crate) symbol: Rc<Symbol>,
    pub(crate) call: Call,
}

/// The tables behind the fields that name no table of their own.
pub(super) fn tables(
    project: &mut Project<'_>,
    models: &mut [Model],
    settings: &Settings,
) -> Vec<Table> {
    let mut tables = Vec::new();
    for at in 0..models.len() {
        if models[at].builtin {
            continue;
        }
        for many in std::mem::take(&mut models[at].many) {
            let explicit = many.call.keyword("through");
            if explicit.is_some_and(|through| !matches!(through, Value::None)) {
                continue;
            }
            // A manager of tags stores its rows in a table that is declared elsewhere.
            let Some(to) = many.call.argument(0, "to").cloned() else { continue };
            let target = project.target(&to, &models[at]);
            let other =
                target.and_then(|target| relation::position(project, models, &target, settings));
            match other {
                Some(other) => {
                    tables.push(table(project, &models[at], &many, &models[other], settings));
                }
                None => {
                    let message = format!(
                        "what {}.{} refers to is not among the sources: its table is left out",
                        models[at].table.name, many.name
                    );
                    project.say(Severity::Warning, many.symbol.place, message);
                }
            }
        }
    }
    tables
}

fn table(
    project: &mut Project<'_>,
    from: &Model,
    many: &Many,
    to: &Model,
    settings: &Settings,
) -> Table {
    let name = text(&many.call, "db_table")
        .map_or_else(|| format!("{}_{}", from.table.name.name, many.name), |n| n.to_string());
    let mut table = Table::new(TableName { namespace: from.table.name.namespace.clone(), name });
    let origin = Some(project.origin(many.symbol.place));
    table.origin.clone_from(&origin);
    let big = project.has_big_keys(&from.class.clone(), settings);
    table.columns.push(super::fields::auto_column("id", if big { 64 } else { 32 }));
    table.set_primary_key(["id"]);
    let (a, b) = if from.class.name == to.class.name {
        let name = from.class.name.to_lowercase();
        (format!("from_{name}_id"), format!("to_{name}_id"))
    } else {
        (
            format!("{}_id", from.class.name.to_lowercase()),
            format!("{}_id", to.class.name.to_lowercase()),
        )
    };
    for (name, model) in [(&a, from), (&b, to)] {
        let key = model.column_of("pk").unwrap_or("id").to_owned();
        let data_type = model
            .table
            .column(&key)
            .map_or_else(|| DataType::integer(64), |column| column.data_type.clone());
        let mut column = Column::new(name.clone(), data_type);
        "ForeignKey".clone_into(&mut column.declared_type);
        column.nullable = false;
        column.origin.clone_from(&origin);
        table.columns.push(column);
        table.foreign_keys.push(ForeignKey {
            name: None,
            columns: vec![name.clone()],
            parent: model.table.name.clone(),
            parent_columns: vec![key],
            deferrable: true,
            initially_deferred: true,
            match_full: false,
            enforced: many.call.flag("db_constraint") != Some(false),
            origin: origin.clone(),
        });
    }
    let mut key = UniqueKey::over([a, b]);
    key.origin = origin;
    table.unique_keys.push(key);
    table
}
