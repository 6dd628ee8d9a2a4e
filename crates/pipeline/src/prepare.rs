//! The stages before the first row: schema text, plan, engine.

use std::{collections::BTreeMap, sync::Arc};

use seedbed_generate::{Engine, NoteKind, plan::Plan};
use seedbed_ingest::{Dialect, InferredReference, ReadOptions, Severity, Source, read_any};
use seedbed_planner::{Explanation, PlanOptions, RowRequest};
use seedbed_schema::{Schema, TableId, Wishes};

use crate::{PipelineError, staging};

/// A text with the name that messages call it by: usually a file and its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedText {
    /// The name.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A schema and what was remarked while reading it.
#[derive(Debug, Clone)]
pub struct Input {
    /// The schema.
    pub schema: Arc<Schema>,
    /// Remarks, in the order of the sources.
    pub diagnostics: Vec<seedbed_ingest::Diagnostic>,
    /// The database that the sources are for.
    pub dialect: Dialect,
    /// The database extensions they ask for.
    pub extensions: Vec<String>,
    /// What they ask of rows and values.
    pub wishes: Wishes,
    /// The references that were not declared but told by names and types.
    pub inferred: Vec<InferredReference>,
    /// The SHA-256 of the sources, one after the other.
    pub sha256: String,
}

/// Reads a schema from its sources, each in its own language.
///
/// # Errors
/// [`PipelineError::Schema`] with every problem found.
pub fn read_schema(sources: &[NamedText], options: &ReadOptions) -> Result<Input, PipelineError> {
    let texts: Vec<Source<'_>> =
        sources.iter().map(|source| Source { name: &source.name, text: &source.text }).collect();
    let ingested = read_any(&texts, options)?;
    let all: Vec<&str> = sources.iter().map(|source| source.text.as_str()).collect();
    tracing::debug!(tables = ingested.schema.tables().len(), "schema read");
    Ok(Input {
        schema: Arc::new(ingested.schema),
        diagnostics: ingested.diagnostics,
        dialect: ingested.dialect,
        extensions: ingested.extensions,
        wishes: ingested.wishes,
        inferred: ingested.inferred,
        sha256: staging::sha256(all.concat().as_bytes()),
    })
}

/// What a user asks of a plan. What is absent is as the plan document says, or else as the
/// schema's sources ask, or by default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanRequest {
    /// A plan to take instead of making one.
    pub document: Option<NamedText>,
    /// The seed.
    pub seed: Option<u64>,
    /// The locale of people, places and companies.
    pub locale: Option<String>,
    /// The present moment of the dataset.
    pub as_of: Option<String>,
    /// Rows of every table, those that the schema inserts by itself included (unless they are to
    /// be added to a database).
    pub rows: Option<u64>,
    /// Rows of single tables, counted the same way.
    pub table_rows: Vec<(String, u64)>,
    /// Whether the rows are to be added to those of a database.
    pub append: bool,
}

/// A plan and, where rules made it, the reasons for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What each column was taken for and why; empty for a plan that was given.
    pub explanations: Vec<Explanation>,
}

/// Makes a plan for a schema, or reads the given one.
///
/// # Errors
/// [`PipelineError::UnknownTable`] and [`PipelineError::PlanDocument`].
pub fn plan(input: &Input, request: &PlanRequest) -> Result<Planned, PipelineError> {
    let schema = &input.schema;
    let mut rows = requested_rows(input, request)?;
    if request.append {
        for (id, table) in schema.iter() {
            if let Some(asked) = rows.tables.get(&id).copied().or(rows.default) {
                rows.tables.insert(id, asked + table.rows.len() as u64);
            }
        }
    }
    if let Some(document) = &request.document {
        let mut plan: Plan = serde_json::from_str(&document.text).map_err(|source| {
            PipelineError::PlanDocument { name: document.name.clone(), source }
        })?;
        overrule(&mut plan, schema, request, &rows);
        return Ok(Planned { plan, explanations: Vec::new() });
    }
    let default = PlanOptions::default();
    let wishes = &input.wishes;
    let locale = request.locale.as_ref().or(wishes.locale.as_ref());
    let options = PlanOptions {
        seed: request.seed.or(wishes.seed).unwrap_or(default.seed),
        locale: locale.cloned().unwrap_or(default.locale),
        as_of: request.as_of.clone().or_else(|| wishes.as_of.clone()),
        rows,
        wishes: wishes.clone(),
    };
    let mut planned = seedbed_planner::plan(schema, &options);
    for explanation in &mut planned.explanations {
        let of_column = input.inferred.iter().filter(|reference| {
            reference.column == explanation.column
                && reference.table.to_string() == explanation.table
        });
        let reasons: Vec<&str> = of_column.map(|reference| reference.reason.as_str()).collect();
        if !reasons.is_empty() {
            explanation.meaning = "undeclared reference".into();
            explanation.reason = reasons.join("; ");
        }
    }
    Ok(Planned { plan: planned.plan, explanations: planned.explanations })
}

/// The rows that the user asks for, or else those that the sources do. Whoever asks for a number
/// of rows of every table means those, too, that the sources have a number of their own for.
fn requested_rows(input: &Input, request: &PlanRequest) -> Result<RowRequest, PipelineError> {
    let mut tables = BTreeMap::new();
    if request.rows.is_none() && request.document.is_none() {
        for (name, wishes) in &input.wishes.tables {
            let id = input.schema.iter().find(|(_, table)| table.name == *name);
            if let (Some((id, _)), Some(rows)) = (id, wishes.rows) {
                tables.insert(id, rows);
            }
        }
    }
    tables.extend(rows_by_table(&input.schema, &request.table_rows)?);
    let of_sources = input.wishes.rows.filter(|_| request.document.is_none());
    Ok(RowRequest { default: request.rows.or(of_sources), tables })
}

/// What the user says on top of a given plan.
fn overrule(plan: &mut Plan, schema: &Schema, request: &PlanRequest, rows: &RowRequest) {
    if let Some(seed) = request.seed {
        plan.seed = seed;
    }
    if let Some(locale) = &request.locale {
        plan.locale.clone_from(locale);
    }
    if let Some(as_of) = &request.as_of {
        plan.as_of.clone_from(as_of);
    }
    for (name, table) in &mut plan.tables {
        let Some(id) = schema.find(name) else {
            continue;
        };
        if let Some(asked) = rows.tables.get(&id).copied().or(rows.default) {
            table.rows = asked.saturating_sub(schema.table(id).rows.len() as u64);
        }
    }
}

fn rows_by_table(
    schema: &Schema,
    asked: &[(String, u64)],
) -> Result<BTreeMap<TableId, u64>, PipelineError> {
    asked
        .iter()
        .map(|(name, rows)| match schema.find(name) {
            Some(id) => Ok((id, *rows)),
            None => Err(PipelineError::UnknownTable {
                name: name.clone(),
                hint: nearest(name, schema).map(|name| format!("did you mean {name}?")),
            }),
        })
        .collect()
}

/// The table whose name is most like `name`.
fn nearest(name: &str, schema: &Schema) -> Option<String> {
    let name = name.to_lowercase();
    let alike = |table: &str| strsim::jaro_winkler(&name, &table.to_lowercase());
    let tables = schema.tables().iter().map(|table| table.name.to_string());
    tables
        .map(|table| (alike(&table), table))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, table)| table)
}

/// Everything that a run needs: the schema, the plan, and an engine that executes it.
#[derive(Clone)]
pub struct Run {
    /// The schema and the remarks about it.
    pub input: Input,
    /// The plan.
    pub plan: Plan,
    /// What makes the rows.
    pub engine: Arc<Engine>,
    /// The tables that take rows, parents first.
    pub order: Vec<TableId>,
}

impl Run {
    /// Checks the plan against the schema and builds the engine.
    ///
    /// # Errors
    /// [`PipelineError::Plan`] with every problem found.
    pub fn new(input: Input, plan: Plan) -> Result<Self, PipelineError> {
        let engine = Engine::new(Arc::clone(&input.schema), &plan).map_err(PipelineError::Plan)?;
        Ok(Self::with_engine(input, plan, engine))
    }

    /// The same for rows that are added to those of a database: `input` is from
    /// [`crate::with_existing_rows`].
    ///
    /// # Errors
    /// As [`Run::new`].
    pub fn appending(input: Input, plan: Plan) -> Result<Self, PipelineError> {
        let engine = Engine::appending(Arc::clone(&input.schema), &plan);
        Ok(Self::with_engine(input, plan, engine.map_err(PipelineError::Plan)?))
    }

    fn with_engine(input: Input, plan: Plan, engine: Engine) -> Self {
        let order = input.schema.load_order().tables;
        Self { input, plan, engine: Arc::new(engine), order }
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.input.schema
    }

    /// The rows of all tables together.
    pub fn rows(&self) -> u64 {
        self.order.iter().map(|&table| self.engine.rows(table)).sum()
    }

    /// Refuses a run that can't honour everything: constraints that can't be evaluated, tables
    /// that get fewer rows than asked for, statements of the schema that could not be read.
    ///
    /// # Errors
    /// [`PipelineError::Strict`] with all of them.
    pub fn require_all(&self) -> Result<(), PipelineError> {
        let unread = self.input.diagnostics.iter();
        let unread = unread
            .filter(|diagnostic| diagnostic.severity >= Severity::Warning)
            .map(|diagnostic| format!("{}: {}", diagnostic.origin, diagnostic.message));
        let notes = self.engine.notes().iter();
        let notes = notes
            .filter(|note| matches!(note.kind, NoteKind::Capacity | NoteKind::NotHonoured))
            .map(ToString::to_string);
        let reasons: Vec<String> = unread.chain(notes).collect();
        if reasons.is_empty() { Ok(()) } else { Err(PipelineError::Strict { reasons }) }
    }
}
