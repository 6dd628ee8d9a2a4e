//! The job document: what somebody asks for.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{ObjectKey, ProfileName, hex};

/// A job as it is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobDocument {
    /// A schema and settings in, a dataset out.
    Generate(GenerateJob),
    /// A schema and settings in, the plan out, for a person to read and edit.
    Plan(PlanJob),
    /// Tables in, a model of them out.
    Fit(FitJob),
    /// A model in, rows out.
    Sample(SampleJob),
    /// Tables in, what they hold out: a page and a document.
    Profile(ProfileJob),
    /// Tables in, how good they are out: a page and a document.
    Evaluate(EvaluateJob),
}

/// The kinds of jobs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// See [`JobDocument::Generate`].
    Generate,
    /// See [`JobDocument::Plan`].
    Plan,
    /// See [`JobDocument::Fit`].
    Fit,
    /// See [`JobDocument::Sample`].
    Sample,
    /// See [`JobDocument::Profile`].
    Profile,
    /// See [`JobDocument::Evaluate`].
    Evaluate,
}

/// What a job that generates is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GenerateJob {
    /// The schema's sources, in their order.
    #[schemars(length(min = 1, max = 100))]
    pub schema: Vec<SchemaSource>,
    /// A plan to execute instead of the one that the rules make. It may leave parts out: the
    /// rules plan those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Value>,
    /// Saved settings to start from; what `settings` says goes first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileName>,
    /// What is asked of the data.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
    /// The files' format.
    #[serde(default)]
    pub format: OutputFormat,
    /// How good the rows must be to be published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<JobGate>,
}

/// What a job that plans is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanJob {
    /// The schema's sources, in their order.
    #[schemars(length(min = 1, max = 100))]
    pub schema: Vec<SchemaSource>,
    /// Saved settings to start from; what `settings` says goes first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileName>,
    /// What is asked of the data.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}

/// What a job that learns tables is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FitJob {
    /// The tables: uploads in CSV, JSON Lines, Parquet or Arrow. A table is called what its file
    /// is.
    #[schemars(length(min = 1, max = 1000))]
    pub data: Vec<ObjectSource>,
    /// The schema's sources, in their order; told by the tables' values when there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schema: Vec<SchemaSource>,
    /// How to learn: `copula`, `ctgan`, `tvae`.
    #[serde(default = "copula")]
    pub model: String,
    /// Passes over the rows; a copula needs none.
    #[serde(default = "epochs")]
    #[schemars(range(min = 1))]
    pub epochs: u32,
    /// Rows of a training step.
    #[serde(default = "batch_size")]
    #[schemars(range(min = 10))]
    pub batch_size: u32,
    /// The seed: the same tables, settings and seed make the same model.
    #[serde(default)]
    pub seed: u64,
    /// Where to compute: `cpu`, `cuda:0`. Where it is absent, large networks are trained on a
    /// graphics processor if the stack has one, and everything else on the processor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

fn copula() -> String {
    "copula".into()
}

fn epochs() -> u32 {
    300
}

fn batch_size() -> u32 {
    500
}

/// What a job that samples a model is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleJob {
    /// The manifest of the model: that of the result of a job that fitted it.
    pub model: ObjectKey,
    /// What every row of a table meets: `income = '>50K' AND age >= 30`.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Seed and rows; what else settings hold is the model's.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
    /// The files' format.
    #[serde(default)]
    pub format: OutputFormat,
    /// How good the rows must be to be published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<JobGate>,
}

/// What a job that profiles tables is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileJob {
    /// The tables: uploads in CSV, JSON Lines, Parquet or Arrow. A table is called what its file
    /// is.
    #[schemars(length(min = 1, max = 1000))]
    pub data: Vec<ObjectSource>,
}

/// What a job that judges tables is told: which, and what they are held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluateJob {
    /// The tables to judge, made by any tool: uploads in CSV, JSON Lines, Parquet or Arrow. A table
    /// is called what its file is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub data: Vec<ObjectSource>,
    /// The manifest of the rows to judge, in the place of `data`: that of the result of a job, or
    /// of what a gate refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<ObjectKey>,
    /// Real tables to compare with: uploads in CSV, JSON Lines, Parquet or Arrow. Without any, only
    /// the schema's constraints are judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub real: Vec<ObjectSource>,
    /// Real rows that no generator has seen: uploads in CSV, JSON Lines, Parquet or Arrow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub holdout: Vec<ObjectSource>,
    /// The schema's sources, in their order: its constraints are checked, and its keys and
    /// references known. Without one, references are told by names and values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schema: Vec<SchemaSource>,
    /// The least of each score, as in a gate: a lower one fails the job, whose report is kept
    /// apart then.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub min: BTreeMap<String, f64>,
    /// The seed of what is drawn by chance: samples, classifiers, attacks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

impl EvaluateJob {
    /// What keeps the job from being one: what is judged, or what it is held against, is not said
    /// or said twice.
    pub fn ambiguity(&self) -> Option<&'static str> {
        match (&self.result, self.data.as_slice()) {
            (None, []) => Some("nothing is named to judge; name uploads as data, or a result"),
            (Some(_), [_, ..]) => Some("data and a result are named; one job judges one of them"),
            _ if self.real.is_empty() && self.schema.is_empty() => {
                Some("there is nothing to hold the rows against; name real tables, or a schema")
            }
            _ => None,
        }
    }
}

/// How good the rows of a job must be. Those that are not good enough are kept apart, with the
/// report, and not published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JobGate {
    /// The least of each score, from 0 to 1: `{"quality": 0.9, "column_shapes.age": 0.85}`. A name
    /// is that of a section, a property or a metric of the report; a table or columns may follow.
    #[schemars(extend("minProperties" = 1))]
    pub min: BTreeMap<String, f64>,
    /// Real tables to compare with: uploads in CSV, JSON Lines, Parquet or Arrow. Without any, only
    /// the schema's constraints are judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub real: Vec<ObjectSource>,
    /// Real rows that no generator has seen: uploads in CSV, JSON Lines, Parquet or Arrow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub holdout: Vec<ObjectSource>,
}

/// One source of a schema: a text, or an object that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum SchemaSource {
    /// The text itself.
    Text(NamedSource),
    /// An object of the same project.
    Object(ObjectSource),
}

/// A schema's source given as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedSource {
    /// What messages call it; its ending tells its language: `shop.sql`, `models.py`.
    #[schemars(length(min = 1, max = 255))]
    pub name: String,
    /// The text.
    pub text: String,
}

/// A schema's source that was uploaded before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectSource {
    /// Its key, below the project's uploads: a schema's text, or a ZIP archive of such.
    pub object: ObjectKey,
}

/// What is asked of a dataset, whatever its schema. What is absent is as the schema's sources
/// ask, or else by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The seed: the same plan and seed make the same bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Rows of every table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Rows of single tables.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub table_rows: BTreeMap<String, u64>,
    /// The locale of people, places and companies: `de_DE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The present moment of the dataset: `2026-03-01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// The database the schema is written for: `postgres`, `mysql`, `sqlite`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
    /// Whether references that nobody declared are found by their names. They are, by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub infer: Option<bool>,
}

/// The settings of jobs that have none.
static NOTHING_ASKED: Settings = Settings {
    seed: None,
    rows: None,
    table_rows: BTreeMap::new(),
    locale: None,
    as_of: None,
    dialect: None,
    infer: None,
};

impl Settings {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// These settings, and what they leave open from others.
    #[must_use]
    pub fn or(mut self, others: &Self) -> Self {
        for (table, rows) in &others.table_rows {
            self.table_rows.entry(table.clone()).or_insert(*rows);
        }
        self.seed = self.seed.or(others.seed);
        self.rows = self.rows.or(others.rows);
        self.locale = self.locale.or_else(|| others.locale.clone());
        self.as_of = self.as_of.or_else(|| others.as_of.clone());
        self.dialect = self.dialect.or_else(|| others.dialect.clone());
        self.infer = self.infer.or(others.infer);
        self
    }
}

/// The formats of results.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, PartialOrd, Ord,
)]
#[serde(rename_all = "lowercase")]
pub enum OutputFormat {
    /// Comma-separated values, a file per table.
    #[default]
    Csv,
    /// A JSON array of objects per table.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
    /// One script with INSERT statements.
    Sql,
}

impl JobDocument {
    /// The document's kind.
    pub fn kind(&self) -> JobKind {
        match self {
            Self::Generate(_) => JobKind::Generate,
            Self::Plan(_) => JobKind::Plan,
            Self::Fit(_) => JobKind::Fit,
            Self::Sample(_) => JobKind::Sample,
            Self::Profile(_) => JobKind::Profile,
            Self::Evaluate(_) => JobKind::Evaluate,
        }
    }

    /// The schema's sources.
    pub fn sources(&self) -> &[SchemaSource] {
        match self {
            Self::Generate(job) => &job.schema,
            Self::Plan(job) => &job.schema,
            Self::Fit(job) => &job.schema,
            Self::Evaluate(job) => &job.schema,
            Self::Sample(_) | Self::Profile(_) => &[],
        }
    }

    /// The uploaded tables that it is about.
    pub fn data(&self) -> &[ObjectSource] {
        match self {
            Self::Fit(job) => &job.data,
            Self::Profile(job) => &job.data,
            Self::Evaluate(job) => &job.data,
            Self::Generate(_) | Self::Plan(_) | Self::Sample(_) => &[],
        }
    }

    /// What is asked of the data.
    pub fn settings(&self) -> &Settings {
        match self {
            Self::Generate(job) => &job.settings,
            Self::Plan(job) => &job.settings,
            Self::Sample(job) => &job.settings,
            Self::Fit(_) | Self::Profile(_) | Self::Evaluate(_) => &NOTHING_ASKED,
        }
    }

    /// How good the rows must be to be published.
    pub fn gate(&self) -> Option<&JobGate> {
        match self {
            Self::Generate(job) => job.gate.as_ref(),
            Self::Sample(job) => job.gate.as_ref(),
            Self::Plan(_) | Self::Fit(_) | Self::Profile(_) | Self::Evaluate(_) => None,
        }
    }

    /// The saved settings to start from.
    pub fn profile(&self) -> Option<&ProfileName> {
        match self {
            Self::Generate(job) => job.profile.as_ref(),
            Self::Plan(job) => job.profile.as_ref(),
            Self::Fit(_) | Self::Sample(_) | Self::Profile(_) | Self::Evaluate(_) => None,
        }
    }

    /// The same job with what saved settings say, so that later changes of those change nothing.
    #[must_use]
    pub fn with_profile(mut self, saved: &Settings) -> Self {
        let (profile, settings) = match &mut self {
            Self::Generate(job) => (&mut job.profile, &mut job.settings),
            Self::Plan(job) => (&mut job.profile, &mut job.settings),
            Self::Fit(_) | Self::Sample(_) | Self::Profile(_) | Self::Evaluate(_) => return self,
        };
        *profile = None;
        *settings = std::mem::take(settings).or(saved);
        self
    }

    /// The SHA-256 of what is asked for, in hexadecimal: equal documents have equal hashes,
    /// whatever the order of their members was.
    pub fn sha256(&self) -> String {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        value.sort_all_objects();
        sha256(value.to_string().as_bytes())
    }
}

/// A SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes))
}

/// The JSON Schema of [`JobDocument`].
pub fn job_json_schema() -> Schema {
    let mut schema =
        SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<JobDocument>();
    schema.insert("title".into(), "A job for Seedbed".into());
    schema
}
