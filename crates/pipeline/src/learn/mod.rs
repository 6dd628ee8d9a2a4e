//! Models of tables: fitted on data, kept as a folder, drawn from by plans.
//!
//! A model of related tables is a folder: the schema, a plan whose `model` sources draw from one
//! fitted model for each table, and these. Keys, references, free text and whatever tells who
//! somebody is are made by the plan as always; the fitted models make the rest of a row, given
//! the row of the parent that owns it.

mod condition;
mod fit;
mod folder;
mod frame;
mod rows;

pub use fit::{FitRequest, FitSummary, FitWatcher, FittedTable, fit};
pub use folder::{ModelFolder, SampleRequest, load_models, open_model, sample};
