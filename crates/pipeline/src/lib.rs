//! The order of stages: schema text → plan → engine → files or a database → verification.
//!
//! ```no_run
//! use seedbed_dataset::Format;
//! use seedbed_ingest::ReadOptions;
//! use seedbed_pipeline::{
//!     Cancel, FilesRequest, NamedText, PlanRequest, Run, Shard, plan, read_schema, write_files,
//! };
//!
//! # fn main() -> Result<(), seedbed_pipeline::PipelineError> {
//! let text = "CREATE TABLE customers (id int PRIMARY KEY, email text UNIQUE NOT NULL)";
//! let source = NamedText { name: "schema.sql".into(), text: text.into() };
//! let input = read_schema(&[source], &ReadOptions::default())?;
//! let planned = plan(&input, &PlanRequest { rows: Some(1000), ..Default::default() })?;
//! let run = Run::new(input, planned.plan)?;
//! for note in run.engine.notes() {
//!     eprintln!("{note}");
//! }
//! let request = FilesRequest {
//!     directory: "out".into(),
//!     format: Format::Csv,
//!     threads: 2,
//!     shard: Shard::WHOLE,
//! };
//! let manifest = write_files(&run, &request, &Cancel::default(), &mut |progress| {
//!     eprintln!("{} of {}", progress.rows, progress.of);
//! })?;
//! assert_eq!(manifest.files[0].name, "customers.csv");
//! # Ok(())
//! # }
//! ```
//!
//! This crate knows files, threads and the order of things. It must not know events or SDKs, how
//! rows are made or judged, nor clocks: whoever needs a rate measures the time.

mod ahead;
mod author;
mod author_rows;
mod cancel;
mod columns;
mod error;
mod estimate;
mod files;
mod integrity;
mod jobs;
#[cfg(feature = "evaluate")]
mod judge;
#[cfg(feature = "learn")]
mod learn;
mod live;
mod load;
mod manifest;
mod names;
mod prepare;
mod preview;
mod rows;
mod script;
mod shard;
mod staging;
mod superseded;
mod tables;
mod verify;

use seedbed_schema::TableId;

pub use author::{AuthorOptions, AuthorSummary, ReplyFiles, author_estimate, author_plan};
pub use cancel::Cancel;
pub use error::PipelineError;
pub use estimate::{TableEstimate, estimate};
pub use files::{FilesRequest, write_files};
pub use integrity::{Difference, ManifestCheck, ManifestMismatch, check_manifests};
pub use jobs::{JobLimits, JobRunner};
#[cfg(feature = "learn")]
pub use jobs::{JoinParts, LearnRunner, all_parts_are_there};
#[cfg(feature = "evaluate")]
pub use judge::{
    DATASETS, Judge, JudgeRequest, Judged, file_facts, json as evaluation_document,
    write_judged_files,
};
#[cfg(feature = "learn")]
pub use learn::{
    FitRequest, FitSummary, FitWatcher, FittedTable, ModelFolder, SampleRequest, fit, load_models,
    open_model, sample,
};
pub use live::{verify_database, with_existing_rows};
pub use load::{Existing, LoadRequest, load_database};
pub use manifest::{
    Manifest, ManifestFile, ManifestTable, plan_document, plan_json_schema, profile_document,
    profile_json_schema, source_json_schema,
};
pub use prepare::{Input, NamedText, PlanNote, PlanRequest, Planned, Run, plan, read_schema};
pub use preview::{TablePreview, preview};
pub use shard::{Shard, ShardError};
pub use staging::write_file;
pub use tables::{Data, FanOutModel, imitate};
pub use verify::{FileFormat, FoundFiles, TableFiles, find_tables, verify_files, verify_scripts};

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The table being written.
    pub table: TableId,
    /// Its rows written so far.
    pub rows: u64,
    /// Its rows in all.
    pub of: u64,
}
