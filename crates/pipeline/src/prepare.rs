//! The stages before the first row: schema text, plan, engine.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use seedbed_generate::{Engine, NoteKind, plan::Plan, vocabulary};
use seedbed_ingest::{Dialect, InferredReference, ReadOptions, Severity, Source, read_any};
use seedbed_planner::{Explanation, PlanOptions, RowRequest, complete};
use seedbed_schema::{Schema, TableId, TableName, Wishes};

use crate::{AuthorSummary, PipelineError, staging};

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
    /// Rows of single tables, counted the same way. Tables that belong to these follow them.
    pub table_rows: Vec<(String, u64)>,
    /// Whether the rows are to be added to those of a database.
    pub append: bool,
    /// What single columns are to hold, by `table.column`: `choice(Active:7,Inactive:2)`.
    pub columns: Vec<(String, String)>,
    /// Vocabularies of the user's own, by name, beside those of a plan.
    pub vocabularies: Vec<(String, Vec<String>)>,
}

/// A plan and, where rules made it, the reasons for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What each column was taken for and why; empty for a plan that was given.
    pub explanations: Vec<Explanation>,
    /// What is not as it was asked for.
    pub notes: Vec<PlanNote>,
    /// The columns whose values the user gave outright: no model is asked about them.
    pub pinned: BTreeSet<(TableName, String)>,
}

/// Something to know about how a plan came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanNote {
    /// What it is.
    pub message: String,
    /// Whether a plan that was given says nothing of a part of the schema, so that the rules
    /// planned that part.
    pub is_gap: bool,
}

/// Makes a plan for a schema, or reads the given one and lets the rules plan what it leaves out.
///
/// # Errors
/// [`PipelineError::UnknownTable`], [`PipelineError::Locale`], [`PipelineError::Column`] and
/// [`PipelineError::PlanDocument`].
pub fn plan(input: &Input, request: &PlanRequest) -> Result<Planned, PipelineError> {
    let rows = requested_rows(input, request)?;
    let mut planned = match &request.document {
        Some(document) => plan_by_document(input, request, document, &rows)?,
        None => plan_by_rules(input, request, rows)?,
    };
    planned.plan.vocabularies.extend(request.vocabularies.iter().cloned());
    planned.pinned = crate::columns::apply(&input.schema, &mut planned.plan, &request.columns)?;
    for told in &mut planned.explanations {
        let is_told = |(table, column): &(TableName, String)| {
            table.to_string() == told.table && *column == told.column
        };
        if planned.pinned.iter().any(is_told) {
            told.meaning = "as asked".into();
            told.reason = "--column says so".into();
        }
    }
    Ok(planned)
}

fn plan_by_rules(
    input: &Input,
    request: &PlanRequest,
    rows: RowRequest,
) -> Result<Planned, PipelineError> {
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
    let notes = locale_note(&options.locale)?.into_iter().collect();
    let mut planned = seedbed_planner::plan(&input.schema, &options);
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
    let pinned = BTreeSet::new();
    Ok(Planned { plan: planned.plan, explanations: planned.explanations, notes, pinned })
}

/// What a document says, and the user on top of it; the rules say the rest.
fn plan_by_document(
    input: &Input,
    request: &PlanRequest,
    document: &NamedText,
    rows: &RowRequest,
) -> Result<Planned, PipelineError> {
    let mut plan = read_plan(document)?;
    plan.seed = request.seed.unwrap_or(plan.seed);
    plan.locale = request.locale.clone().unwrap_or(plan.locale);
    plan.as_of = request.as_of.clone().unwrap_or(plan.as_of);
    let mut notes: Vec<PlanNote> = locale_note(&plan.locale)?.into_iter().collect();
    let completed = complete(&input.schema, &plan, rows, &input.wishes);
    let gaps = completed.added.iter();
    notes.extend(gaps.map(|added| PlanNote { message: added.to_string(), is_gap: true }));
    let pinned = BTreeSet::new();
    Ok(Planned { plan: completed.plan, explanations: Vec::new(), notes, pinned })
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
    let default = request.rows.or(of_sources);
    Ok(RowRequest { default, tables, beside_inserted: request.append })
}

/// Reads a plan, and says where it is none.
fn read_plan(document: &NamedText) -> Result<Plan, PipelineError> {
    let mut json = serde_json::Deserializer::from_str(&document.text);
    let plan = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        PipelineError::PlanDocument {
            name: document.name.clone(),
            // The path of the whole is a point.
            path: Some(path).filter(|path| path != "."),
            source: error.into_inner(),
        }
    })?;
    json.end().map_err(|source| PipelineError::PlanDocument {
        name: document.name.clone(),
        path: None,
        source,
    })?;
    Ok(plan)
}

/// What is taken where a locale has no data of its own.
fn locale_note(locale: &str) -> Result<Option<PlanNote>, PipelineError> {
    if !is_locale(locale) {
        let known = vocabulary::locales();
        return Err(PipelineError::Locale { locale: locale.to_owned(), known });
    }
    let wanted = locale.replace('-', "_");
    let taken = vocabulary::nearest_locale(locale);
    if taken.eq_ignore_ascii_case(&wanted) {
        return Ok(None);
    }
    let language = |locale: &str| locale.split('_').next().map(str::to_ascii_lowercase);
    let kinship = if language(taken) == language(&wanted) {
        ", which has the same language but another country's places and formats"
    } else {
        ""
    };
    let known = vocabulary::locales().join(", ");
    let message = format!(
        "there is no data for the locale {locale}: {taken} is taken{kinship} (there is {known})"
    );
    Ok(Some(PlanNote { message, is_gap: false }))
}

/// Whether a text is written as locales are: a language (ISO 639) and a country (ISO 3166-1), or
/// a language alone.
fn is_locale(text: &str) -> bool {
    let letters = |part: &str, lengths: &[usize]| {
        lengths.contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphabetic())
    };
    match text.split_once(['_', '-']) {
        Some((language, country)) => letters(language, &[2, 3]) && letters(country, &[2]),
        None => letters(text, &[2, 3]),
    }
}

fn rows_by_table(
    schema: &Schema,
    asked: &[(String, u64)],
) -> Result<BTreeMap<TableId, u64>, PipelineError> {
    asked.iter().map(|(name, rows)| Ok((table_named(schema, name)?, *rows))).collect()
}

/// The table that a user means.
pub(crate) fn table_named(schema: &Schema, name: &str) -> Result<TableId, PipelineError> {
    schema.find(name).or_else(|| without_default(schema, name)).ok_or_else(|| {
        PipelineError::UnknownTable {
            name: name.to_owned(),
            hint: nearest(name, schema).map(|name| format!("did you mean {name}?")),
        }
    })
}

/// The table that is meant where `name` spells out what its schema leaves to the database.
fn without_default(schema: &Schema, name: &str) -> Option<TableId> {
    let defaults = ["public.", "dbo.", "main."];
    let plain = defaults.iter().find_map(|default| name.strip_prefix(default))?;
    schema.find(plain).filter(|id| schema.table(*id).name.namespace.is_none())
}

/// The table whose name is most like `name`.
fn nearest(name: &str, schema: &Schema) -> Option<String> {
    nearest_of(name, schema.tables().iter().map(|table| table.name.to_string()))
}

/// The name that is most like `name`, if one is.
pub(crate) fn nearest_of(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    let name = name.to_lowercase();
    let alike = |other: &str| strsim::jaro_winkler(&name, &other.to_lowercase());
    known
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
    /// How the plan came about, as [`Planned::notes`] tells; empty until it is set.
    pub plan_notes: Vec<PlanNote>,
    /// A language model's part in the plan; none until it is set.
    pub author: Option<AuthorSummary>,
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

    /// The same for a plan that draws from fitted models.
    ///
    /// # Errors
    /// As [`Run::new`].
    #[cfg(feature = "learn")]
    pub fn with_models(
        input: Input,
        plan: Plan,
        models: &seedbed_generate::Models,
    ) -> Result<Self, PipelineError> {
        let engine = Engine::with_models(Arc::clone(&input.schema), &plan, models);
        Ok(Self::with_engine(input, plan, engine.map_err(PipelineError::Plan)?))
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
        Self { input, plan, engine: Arc::new(engine), order, plan_notes: Vec::new(), author: None }
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.input.schema
    }

    /// The rows of all tables together.
    pub fn rows(&self) -> u64 {
        self.order.iter().map(|&table| self.engine.rows(table)).sum()
    }

    /// Everything to be told before the first row.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        let of_plan = self.plan_notes.iter().map(|note| note.message.clone());
        of_plan.chain(self.engine.notes().iter().map(ToString::to_string))
    }

    /// Refuses a run that can't honour everything: constraints that can't be evaluated, tables
    /// that get fewer rows than asked for, statements of the schema that could not be read, parts
    /// of it that the given plan says nothing of.
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
        let gaps = self.plan_notes.iter().filter(|note| note.is_gap);
        let gaps = gaps.map(|note| note.message.clone());
        let reasons: Vec<String> = unread.chain(gaps).chain(notes).collect();
        if reasons.is_empty() { Ok(()) } else { Err(PipelineError::Strict { reasons }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_without_data_is_told_and_no_locale_is_refused() {
        let note = |locale| locale_note(locale).unwrap().map(|note| note.message);
        for locale in ["en_US", "de-DE", "JA_jp"] {
            assert_eq!(note(locale), None, "{locale}");
        }
        let cases = [
            ("es_MX", "no data for the locale es_MX: es_ES is taken, which has the same language"),
            ("es", "es_ES is taken, which has the same language"),
            ("ru_RU", "no data for the locale ru_RU: en_US is taken (there is en_US"),
            ("xx_YY", "en_US is taken (there is"),
        ];
        for (locale, expected) in cases {
            let note = note(locale).unwrap();
            assert!(note.contains(expected), "{note}");
        }
        for locale in ["", "german", "de_DE_x", "de_", "1", "en_US.UTF-8"] {
            let error = locale_note(locale).unwrap_err().to_string();
            assert!(error.contains("de_DE"), "{error}");
        }
    }
}
