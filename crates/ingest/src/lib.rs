//! Schema texts to a [`Schema`], with diagnostics.
//!
//! [`read`] takes SQL as people write it and as dumps hold it: `CREATE TABLE` with everything
//! inside it, and whatever later statements change. What does not describe rows (grants,
//! views, functions) is passed over; what does and can't be read costs only itself and is
//! reported with its place. [`read_any`] takes the other languages that describe tables, too.
//!
//! ```
//! use seedbed_ingest::{Source, read};
//!
//! let text = "
//!     create domain email as text check (value like '%@%');
//!     create table users (id serial primary key, address email not null);
//!     alter table users add constraint one_each unique (address);
//! ";
//! let ingested = read(&[Source { name: "users.sql", text }], None).unwrap();
//! let users = &ingested.schema.tables()[0];
//! assert_eq!(users.unique_keys[0].columns(), Some(vec!["address"]));
//! assert_eq!(users.checks[0].text, "address: value like '%@%' (domain email)");
//! assert!(ingested.diagnostics.is_empty());
//! ```
//!
//! This crate must not know files or the network: a source is a name and a text.

use seedbed_schema::{Schema, Wishes};

mod catalog;
mod comments;
mod cursor;
mod dbt;
mod diagnostic;
mod dialect;
mod document;
mod entry;
mod expression;
mod infer;
mod json_schema;
mod language;
mod lexer;
mod nearest;
mod notation;
mod prisma;
mod python;
mod reading;
mod report;
mod resolve;
mod source;
mod sql_text;
mod statements;
mod tree;
mod types;

pub use diagnostic::{Diagnostic, IngestError, Severity};
pub use document::{DocumentForm, document_json_schema};
pub use entry::{ReadOptions, read_any};
pub use infer::InferredReference;
pub use language::{Language, UnknownLanguage};
pub use reading::{DocumentError, read_document};
pub use seedbed_expr::{Dialect, UnknownDialect};
pub use source::Source;

use crate::{catalog::Catalog, report::Report, source::SourceText};

/// What came out of the sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Ingested {
    /// The schema.
    pub schema: Schema,
    /// What was remarked while reading the statements, then while putting them together.
    pub diagnostics: Vec<Diagnostic>,
    /// The dialect the sources were read as.
    pub dialect: Dialect,
    /// The extensions that the sources ask the database for.
    pub extensions: Vec<String>,
    /// What they ask of rows and values beyond what a database promises.
    pub wishes: Wishes,
    /// The references that were not declared but told by names and types.
    pub inferred: Vec<InferredReference>,
}

/// The references that a schema does not declare but that names, types and keys tell of.
/// [`read_any`] adds them to what it reads.
pub fn undeclared_references(schema: &Schema) -> Vec<InferredReference> {
    infer::references(&mut schema.tables().to_vec(), &mut Wishes::default())
}

/// Reads several sources of SQL as one schema, in their order. Without a dialect it is guessed.
///
/// # Errors
/// When no table is declared, or one contradicts itself (a column that it has twice). The error
/// carries the diagnostics, since a statement that could not be read is often the reason.
/// Constraints that contradict the rest (a reference to a table that does not exist) are left out,
/// and the diagnostics say so.
pub fn read(sources: &[Source<'_>], dialect: Option<Dialect>) -> Result<Ingested, IngestError> {
    let dialect = dialect.unwrap_or_else(|| {
        let guesses = sources.iter().map(|source| dialect::guess(source.name, source.text));
        guesses
            .into_iter()
            .find(|guess| *guess != Dialect::PostgreSql)
            .unwrap_or(Dialect::PostgreSql)
    });
    let mut catalog = Catalog::new(dialect);
    let mut report = Report::default();
    for source in sources {
        statements::read_source(&SourceText::new(*source, dialect), &mut catalog, &mut report);
    }
    let extensions = std::mem::take(&mut catalog.extensions);
    let mut tables = resolve::resolve(&catalog, &mut report);
    let left_out = Schema::leave_out_contradictions(&mut tables);
    left_out.into_iter().for_each(|problem| report.left_out(problem));
    let diagnostics = report.diagnostics;
    if tables.is_empty() {
        return Err(IngestError::NoTables { diagnostics });
    }
    match Schema::new(tables).map(|schema| schema.with_dialect(dialect)) {
        Ok(schema) => Ok(Ingested {
            schema,
            diagnostics,
            dialect,
            extensions,
            wishes: Wishes::default(),
            inferred: Vec::new(),
        }),
        Err(problems) => Err(IngestError::Schema { problems, diagnostics }),
    }
}
