//! From real tables to a schema and a plan that imitates them.

mod ddl;
mod imitate;
mod link;

use std::sync::Arc;

use seedbed_ingest::{Language, ReadOptions};
use seedbed_profile::{Reference, Relations, Table};
use seedbed_schema::{Schema, TableId};

#[cfg(feature = "learn")]
pub(crate) use imitate::kept_columns;
pub use imitate::{FanOutModel, imitate};
#[cfg(feature = "learn")]
pub(crate) use link::Link;

use crate::{Input, NamedText, PipelineError, prepare::table_named, read_schema};

/// Tables beside the schema that they are of.
pub struct Data {
    /// The tables, with the kinds that the schema's types ask for.
    pub tables: Vec<Table>,
    /// For every table its place in the schema.
    pub ids: Vec<TableId>,
    /// Keys and references: those that the schema declares.
    pub relations: Relations,
    /// The schema.
    pub input: Input,
    /// The schema's text.
    pub texts: Vec<NamedText>,
    /// How the texts are read.
    pub reading: ReadOptions,
}

impl Data {
    /// Tables that nobody has described: types, keys and references are told by their values.
    ///
    /// # Errors
    /// When no schema can be written for them, as for a name that two columns share but for case.
    pub fn alone(tables: Vec<Table>) -> Result<Self, PipelineError> {
        let relations = Relations::infer(&tables);
        let text = ddl::schema(&tables, &relations);
        let texts = vec![NamedText { name: "schema.sql".into(), text }];
        let options = ReadOptions {
            language: Some(Language::Sql),
            declared_only: true,
            ..ReadOptions::default()
        };
        let input = read_schema(&texts, &options)?;
        Self::described(tables, input, texts, options)
    }

    /// Tables of a schema.
    ///
    /// # Errors
    /// [`PipelineError::UnknownTable`] for a table that the schema lacks, and
    /// [`PipelineError::Column`] for such a column.
    pub fn described(
        tables: Vec<Table>,
        input: Input,
        texts: Vec<NamedText>,
        reading: ReadOptions,
    ) -> Result<Self, PipelineError> {
        let schema = Arc::clone(&input.schema);
        let ids: Vec<TableId> = tables
            .iter()
            .map(|table| table_named(&schema, &table.name))
            .collect::<Result<_, _>>()?;
        for (table, id) in tables.iter().zip(&ids) {
            let described = schema.table(*id);
            let stray =
                table.columns.iter().find(|column| described.column(column.name()).is_none());
            if let Some(column) = stray {
                return Err(PipelineError::Column {
                    column: format!("{}.{}", table.name, column.name()),
                    problem: "the table has it and the schema does not".into(),
                });
            }
        }
        let typed = tables.into_iter().zip(&ids);
        let tables: Vec<Table> = typed.map(|(table, id)| table.typed(schema.table(*id))).collect();
        let relations = declared(&schema, &tables, &ids);
        Ok(Self { tables, ids, relations, input, texts, reading })
    }

    /// How many rows each table has, as a request for rows says it.
    pub fn rows(&self) -> Vec<(String, u64)> {
        let name = |id: &TableId| self.input.schema.table(*id).name.to_string();
        self.ids.iter().map(name).zip(self.tables.iter().map(|t| t.rows() as u64)).collect()
    }
}

/// A column's position, by its name.
fn position(table: &Table, name: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.name().eq_ignore_ascii_case(name))
}

/// The keys and references of one column that a schema declares, as positions in the tables.
fn declared(schema: &Schema, tables: &[Table], ids: &[TableId]) -> Relations {
    let position = |table: usize, name: &str| position(&tables[table], name);
    let keys = ids.iter().enumerate().map(|(at, id)| {
        let key = schema.table(*id).primary_key.as_ref()?.columns()?;
        key.into_iter().map(|name| position(at, name)).collect()
    });
    let mut references = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        for key in &schema.table(*id).foreign_keys {
            let ([column], [parent_column]) = (&key.columns[..], &key.parent_columns[..]) else {
                continue;
            };
            let parent = ids.iter().position(|id| schema.table(*id).name == key.parent);
            if let Some(parent) = parent
                && let Some(column) = position(at, column)
                && let Some(parent_column) = position(parent, parent_column)
            {
                let orphans = seedbed_profile::orphans(
                    &tables[at].columns[column],
                    &tables[parent].columns[parent_column],
                );
                let reason = "the schema declares it".to_owned();
                references.push(Reference {
                    table: at,
                    column,
                    parent,
                    parent_column,
                    reason,
                    orphans,
                });
            }
        }
    }
    Relations { keys: keys.collect(), references }
}
