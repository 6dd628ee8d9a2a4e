//! What is answered at once, without a job.

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{NamedSource, NotDone, OutputFormat, Settings};

/// What a schema is understood as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SchemaReport {
    /// The database it is for.
    pub dialect: String,
    /// Its tables, in an order in which rows can be loaded.
    pub tables: Vec<TableReport>,
    /// What was remarked while reading.
    pub diagnostics: Vec<Remark>,
}

/// A table of a [`SchemaReport`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TableReport {
    /// Its name.
    pub name: String,
    /// Its columns' names.
    pub columns: Vec<String>,
    /// The tables that its foreign keys lead to.
    pub references: Vec<String>,
}

/// Something remarked about a schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Remark {
    /// `note`, `warning` or `error`.
    pub severity: String,
    /// Where: `shop.sql:3`.
    pub place: String,
    /// What.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// A dataset small enough for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SmallDataset {
    /// Rows of all tables.
    pub rows: u64,
    /// The files, parents first.
    pub files: Vec<SmallFile>,
}

/// A file of a [`SmallDataset`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SmallFile {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What a dataset in an answer is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct SmallRequest {
    /// The schema.
    pub schema: Vec<NamedSource>,
    /// A plan to execute instead of the rules'.
    pub plan: Option<Value>,
    /// What is asked of the data.
    pub settings: Settings,
    /// The files' format.
    pub format: OutputFormat,
    /// The most rows there may be.
    pub most_rows: u64,
    /// The most bytes of all files.
    pub most_bytes: u64,
}

/// Reads, plans and makes what is small; written by those who know how data is made.
#[async_trait]
pub trait Engine: Send + Sync {
    /// Reads a schema.
    async fn check(
        &self,
        schema: Vec<NamedSource>,
        settings: Settings,
    ) -> Result<SchemaReport, NotDone>;

    /// Plans.
    async fn plan(&self, schema: Vec<NamedSource>, settings: Settings) -> Result<Value, NotDone>;

    /// Makes a small dataset.
    async fn generate(&self, request: SmallRequest) -> Result<SmallDataset, NotDone>;
}
