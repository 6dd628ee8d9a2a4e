//! The folder of a model, and rows drawn from it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use seedbed_generate::{Models, plan::Plan};
use seedbed_ingest::ReadOptions;
use seedbed_synthesize::Synthesizer;
use serde::{Deserialize, Serialize};

use super::{condition, rows::FittedRows};
use crate::{Input, NamedText, PipelineError, PlanRequest, Run, plan, read_schema};

/// The document that says what a folder is.
pub(super) const DOCUMENT: &str = "model.json";
/// The plan whose sources draw from the fitted models.
pub(super) const PLAN: &str = "plan.json";
/// The folder of the schema's sources.
pub(super) const SCHEMA: &str = "schema";
/// The folder of the fitted models.
pub(super) const TABLES: &str = "tables";
pub(super) const FORMAT: &str = "seedbed-tables";
pub(super) const VERSION: u32 = 1;

/// What `model.json` says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Document {
    pub(super) format: String,
    pub(super) version: u32,
    /// The release that wrote it.
    pub(super) seedbed: String,
    /// How the tables were learned.
    pub(super) method: String,
    /// The seed of the fit.
    pub(super) seed: u64,
    /// The schema's sources, in their order, and how they are read.
    pub(super) sources: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<String>,
    pub(super) declared_only: bool,
    /// The SHA-256 of the schema's sources, one after the other.
    pub(super) schema_sha256: String,
    /// The tables that were learned.
    pub(super) tables: Vec<TableDocument>,
}

/// A table of a [`Document`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct TableDocument {
    pub(super) table: String,
    /// The rows that it was learned from.
    pub(super) rows: u64,
    /// The columns that the fitted model makes.
    pub(super) columns: Vec<String>,
    /// The folder of the fitted model.
    pub(super) path: String,
    /// How like held-out rows those sampled are, where that was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) validation: Option<f64>,
}

/// A model's folder, read.
#[derive(Debug, Clone)]
pub struct ModelFolder {
    path: PathBuf,
    /// The schema.
    pub input: Input,
    /// Its texts.
    pub texts: Vec<NamedText>,
    plan: NamedText,
}

/// What is asked of a sample.
#[derive(Debug, Clone, Default)]
pub struct SampleRequest {
    /// Rows of every table; as many as were learned from when absent.
    pub rows: Option<u64>,
    /// Rows of single tables.
    pub table_rows: Vec<(String, u64)>,
    /// The seed; the plan's own when absent.
    pub seed: Option<u64>,
    /// What every row of one table must meet: `income = '>50K'`.
    pub condition: Option<String>,
}

/// Reads the folder of a model. Nothing in it is executed.
///
/// # Errors
/// [`PipelineError::Model`] when it is none, damaged, or of a later release.
pub fn open_model(path: &Path) -> Result<ModelFolder, PipelineError> {
    let wrong = |problem: String| PipelineError::Model { path: path.to_owned(), problem };
    let document = fs::read_to_string(path.join(DOCUMENT)).map_err(|source| {
        wrong(format!("there is no {DOCUMENT} ({source}); `seedbed fit` makes such folders"))
    })?;
    let document: Document = serde_json::from_str(&document)
        .map_err(|error| wrong(format!("{DOCUMENT} is damaged or of something else: {error}")))?;
    if document.format != FORMAT {
        return Err(wrong("it is no model of tables".into()));
    }
    if document.version != VERSION {
        let problem = format!(
            "it has version {} of the format, and this release reads {VERSION}",
            document.version
        );
        return Err(wrong(problem));
    }
    let read = |name: &str| {
        let text = fs::read_to_string(path.join(name));
        let text = text.map_err(|source| wrong(format!("{name} can't be read: {source}")))?;
        Ok::<_, PipelineError>(NamedText { name: name.to_owned(), text })
    };
    let names = document.sources.iter().map(|name| format!("{SCHEMA}/{name}"));
    let texts = names.map(|name| read(&name)).collect::<Result<Vec<_>, _>>()?;
    let language = document.language.as_deref().and_then(|name| name.parse().ok());
    let declared_only = document.declared_only;
    let options = ReadOptions { language, declared_only, ..ReadOptions::default() };
    let input = read_schema(&texts, &options)?;
    if input.sha256 != document.schema_sha256 {
        return Err(wrong("the schema is another than the one that was learned with".into()));
    }
    Ok(ModelFolder { path: path.to_owned(), input, texts, plan: read(PLAN)? })
}

/// Makes a sample ready to be written, as any run is.
///
/// # Errors
/// When the request does not fit the model, or a fitted model is damaged.
pub fn sample(model: &ModelFolder, request: &SampleRequest) -> Result<Run, PipelineError> {
    let asked = PlanRequest {
        document: Some(model.plan.clone()),
        seed: request.seed,
        rows: request.rows,
        table_rows: request.table_rows.clone(),
        ..PlanRequest::default()
    };
    let mut planned = plan(&model.input, &asked)?;
    if let Some(text) = &request.condition {
        put_condition(&mut planned.plan, &model.path, text)?;
    }
    let models = load_models(&planned.plan, &model.path)?;
    let mut run = Run::with_models(model.input.clone(), planned.plan, &models)?;
    run.plan_notes = planned.notes;
    Ok(run)
}

/// Puts a condition at the one model whose columns it names.
fn put_condition(plan: &mut Plan, base: &Path, text: &str) -> Result<(), PipelineError> {
    let mut fitting = Vec::new();
    let mut refusal = None;
    for (name, planned) in &plan.models {
        let columns = load(&base.join(&planned.path))?.columns();
        match condition::conditions(text, name, &columns) {
            Ok(_) => fitting.push(name.clone()),
            Err(error) => refusal = Some(error),
        }
    }
    match (fitting.as_slice(), refusal) {
        ([only], _) => {
            if let Some(planned) = plan.models.get_mut(only) {
                planned.condition = Some(text.to_owned());
            }
            Ok(())
        }
        ([], Some(refusal)) => Err(refusal),
        ([], None) => Err(PipelineError::Condition {
            text: String::new(),
            problem: "the model has learned no column".into(),
        }),
        (several, _) => Err(PipelineError::Condition {
            text: String::new(),
            problem: format!(
                "its columns are in {}; name the table: {}.COLUMN",
                several.join(" and "),
                several[0]
            ),
        }),
    }
}

/// Loads the models that a plan draws from; their paths count from `base`.
///
/// # Errors
/// When a model is absent or damaged, or a condition does not fit it.
pub fn load_models(plan: &Plan, base: &Path) -> Result<Models, PipelineError> {
    let mut models = Models::new();
    for (name, planned) in &plan.models {
        let model = load(&base.join(&planned.path))?;
        let conditions = match &planned.condition {
            Some(text) => condition::conditions(text, name, &model.columns())?,
            None => Vec::new(),
        };
        models.insert(name.clone(), Arc::new(FittedRows::new(model, conditions)));
    }
    Ok(models)
}

fn load(folder: &Path) -> Result<Box<dyn Synthesizer>, PipelineError> {
    Ok(seedbed_synthesize::load(&seedbed_synthesize::read_folder(folder)?)?)
}
