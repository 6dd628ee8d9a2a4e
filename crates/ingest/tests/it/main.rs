//! What comes out of schema texts.

#![allow(clippy::print_stdout)] // says what was not run, and what was counted

mod corpus;
mod dbt;
mod describe;
mod document;
mod features;
mod frameworks;
mod inference;
mod json_schema;
mod mysql;
mod oracle;
mod prisma;
mod python;
mod robustness;
mod rows;
mod sqlite;
mod sqlserver;
mod warehouses;
