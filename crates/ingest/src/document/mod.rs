//! Documents in JSON or YAML that say which tables there are and what their values are like.
//!
//! The simple form is a map of columns to types or meanings, or several such maps by table; the
//! full form has `tables`. `schemas/document.schema.json` and `schemas/simple.schema.json`
//! describe them.

use std::sync::Arc;

use seedbed_expr::Dialect;
use seedbed_schema::{Origin, SchemaProblem};

use crate::{
    Source,
    entry::Gathered,
    infer::words,
    tree::{self, Node, Place},
};

mod lower;
mod rules;
mod type_name;
mod types;

use types::{ColumnEntry, Document, Entries, TableEntry};

/// A form of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentForm {
    /// Tables with everything that is known or wished about them.
    Full,
    /// Columns and their types or meanings.
    Simple,
}

/// The JSON Schema of a form of documents.
pub fn document_json_schema(form: DocumentForm) -> schemars::Schema {
    match form {
        DocumentForm::Full => schemars::schema_for!(Document),
        DocumentForm::Simple => schemars::schema_for!(types::SimpleDocument),
    }
}

/// Reads every source.
pub(crate) fn read(sources: &[Source<'_>], dialect: Option<Dialect>, gathered: &mut Gathered) {
    for source in sources {
        let name: Arc<str> = source.name.into();
        let refused = match tree::document(source.text) {
            Ok(root) => match document(&root, source.name) {
                Ok(document) => {
                    let mut lowering = lower::Lowering {
                        root: &root,
                        source: name,
                        dialect,
                        gathered,
                        pairs: Vec::new(),
                    };
                    lowering.document(&document);
                    continue;
                }
                Err(error) => (error.place.unwrap_or(root.place), error.message, error.hint),
            },
            Err(error) => (error.place, error.message, None),
        };
        gathered.problems.push(SchemaProblem {
            subject: "the document".into(),
            message: refused.1,
            hint: refused.2,
            origin: Some(origin(&name, refused.0)),
        });
    }
}

pub(crate) fn origin(source: &Arc<str>, place: Place) -> Origin {
    Origin { source: source.clone(), line: place.line, column: place.column }
}

/// The document in its full form.
fn document(root: &Node, source: &str) -> Result<Document, tree::TypeError> {
    if root.get("tables").is_some_and(|tables| tables.as_text().is_none()) || !root.is_map() {
        return tree::from_node(root);
    }
    let tables = if is_columns(root) {
        vec![(table_name(source), columns(root)?)]
    } else {
        let several = root.entries().iter();
        several
            .map(|(name, node)| Ok((name.name.clone(), columns(node)?)))
            .collect::<Result<_, tree::TypeError>>()?
    };
    let alone = tables.len() == 1;
    let tables = tables
        .into_iter()
        .map(|(name, columns)| {
            let table = simple_table(&name, columns, alone);
            (name, table)
        })
        .collect();
    Ok(Document { tables: Entries(tables), ..Document::default() })
}

/// Whether a map's members are columns: texts, or maps of what a column has.
fn is_columns(node: &Node) -> bool {
    const PARTS: &[&str] = &[
        "type",
        "rule",
        "constraints",
        "sensitivity",
        "conditional_rules",
        "description",
        "comment",
        "nullable",
        "max_length",
        "default",
        "references",
    ];
    node.entries().iter().all(|(_, member)| {
        member.as_text().is_some()
            || member.get("type").is_some()
                && member.entries().iter().all(|(key, _)| PARTS.contains(&key.name.as_str()))
    })
}

fn columns(node: &Node) -> Result<Entries<ColumnEntry>, tree::TypeError> {
    tree::from_node(node)
}

/// What a document without a table's name is about: its file's name.
pub(crate) fn table_name(source: &str) -> String {
    let file = source.rsplit(['/', '\\']).next().unwrap_or(source);
    let stem = file.split('.').next().unwrap_or(file);
    let name: String = stem.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let name = name.trim_matches('_').to_lowercase();
    if name.is_empty() || name == "standard_input" { "records".into() } else { name }
}

/// Nothing is said of NULL in the simple form, so that every row is complete; a key is told by
/// its name.
fn simple_table(name: &str, columns: Entries<ColumnEntry>, alone: bool) -> TableEntry {
    let table = words::singular_of(name);
    let is_key = |at: usize, column: &str| {
        let words = words::of(column);
        match words.split_last() {
            Some((last, stem)) if last == "id" || last == "uuid" => {
                stem.is_empty() || stem == table || alone && at == 0
            }
            _ => false,
        }
    };
    let key = columns.0.iter().enumerate().find(|(at, (column, _))| is_key(*at, column));
    let primary_key = key.map(|(_, (column, _))| types::Names::One(column.clone()));
    let columns = columns.0.into_iter().map(|(name, column)| {
        let nullable = column.nullable.or(Some(false));
        (name, ColumnEntry { nullable, ..column })
    });
    TableEntry { columns: Entries(columns.collect()), primary_key, ..TableEntry::default() }
}
