//! Plans of whole schemas, as users get them.

#![allow(clippy::disallowed_methods, reason = "the environment asks for an update")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod agreement;
mod believable;
mod catalogs;
mod completion;
mod corpus;
mod fitting;
mod forms;
mod life;
mod meanings;
mod prompts;
mod rows;
mod senses;
mod settings;
mod shop;
mod together;
mod told;
mod wishes;

use seedbed_ingest::{Source, read};
use seedbed_planner::{PlanOptions, Planned, plan};
use seedbed_schema::Schema;

fn schema(ddl: &str) -> Schema {
    read(&[Source { name: "test.sql", text: ddl }], None).expect("the DDL is valid").schema
}

fn planned(ddl: &str) -> Planned {
    plan(&schema(ddl), &PlanOptions::default())
}
