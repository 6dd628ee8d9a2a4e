//! Sources of any mix of languages, read as one schema.

use seedbed_expr::Dialect;
use seedbed_schema::{Schema, SchemaProblem, SchemaProblems, Table, Wishes};

use crate::{
    IngestError, Ingested, Language, Source, dbt, document, infer, json_schema, prisma, python,
    read, report::Report, resolve::complete_references,
};

/// How sources are to be read. By default everything is found out from the sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadOptions {
    /// The language of all sources; found by name and text when absent.
    pub language: Option<Language>,
    /// The SQL that the sources speak or stand for; found in them when absent.
    pub dialect: Option<Dialect>,
    /// Whether only what is declared counts: no reference is told by the names of columns.
    pub declared_only: bool,
}

/// What the languages' readers have put together so far.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) tables: Vec<Table>,
    pub(crate) report: Report,
    /// What makes the sources unusable.
    pub(crate) problems: Vec<SchemaProblem>,
    /// What the sources are for; the first that says so decides.
    pub(crate) dialect: Option<Dialect>,
    pub(crate) extensions: Vec<String>,
    pub(crate) wishes: Wishes,
}

impl Gathered {
    /// Adds what a reader that makes whole schemas has made.
    fn add(&mut self, read: Result<Ingested, IngestError>) -> Result<(), IngestError> {
        match read {
            Ok(ingested) => {
                self.tables.extend(ingested.schema.tables().iter().cloned());
                self.report.diagnostics.extend(ingested.diagnostics);
                self.dialect = self.dialect.or(Some(ingested.dialect));
                self.extensions.extend(ingested.extensions);
                self.wishes.tables.extend(ingested.wishes.tables);
                Ok(())
            }
            Err(IngestError::NoTables { diagnostics }) => {
                self.report.diagnostics.extend(diagnostics);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn finish(mut self, declared_only: bool) -> Result<Ingested, IngestError> {
        let diagnostics = std::mem::take(&mut self.report.diagnostics);
        if !self.problems.is_empty() {
            return Err(IngestError::Schema {
                problems: SchemaProblems(self.problems),
                diagnostics,
            });
        }
        if self.tables.is_empty() {
            return Err(IngestError::NoTables { diagnostics });
        }
        let dialect = self.dialect.unwrap_or_default();
        complete_references(&mut self.tables);
        let inferred = if declared_only {
            Vec::new()
        } else {
            infer::references(&mut self.tables, &mut self.wishes)
        };
        match Schema::new(self.tables).map(|schema| schema.with_dialect(dialect)) {
            Ok(schema) => Ok(Ingested {
                schema,
                diagnostics,
                dialect,
                extensions: self.extensions,
                wishes: self.wishes,
                inferred,
            }),
            Err(problems) => Err(IngestError::Schema { problems, diagnostics }),
        }
    }
}

/// Reads sources of any languages as one schema. Those of one language are read together, in
/// their order.
///
/// # Errors
/// As [`read`], and when a source is for a database without tables.
pub fn read_any(sources: &[Source<'_>], options: &ReadOptions) -> Result<Ingested, IngestError> {
    let language =
        |source: &Source<'_>| options.language.unwrap_or(Language::of(source.name, source.text));
    let mut gathered = Gathered::default();
    for wanted in Language::ALL {
        let of: Vec<Source<'_>> =
            sources.iter().filter(|source| language(source) == wanted).copied().collect();
        if of.is_empty() {
            continue;
        }
        match wanted {
            Language::Sql => gathered.add(read(&of, options.dialect))?,
            Language::Python => python::read(&of, options.dialect, &mut gathered),
            Language::Prisma => prisma::read(&of, options.dialect, &mut gathered),
            Language::Dbt => dbt::read(&of, options.dialect, &mut gathered),
            Language::JsonSchema | Language::OpenApi => {
                json_schema::read(&of, wanted, options.dialect, &mut gathered);
            }
            Language::Document => document::read(&of, options.dialect, &mut gathered),
        }
    }
    gathered.finish(options.declared_only)
}
