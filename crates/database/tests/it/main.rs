//! Loads into `SQLite` files, and into a real `PostgreSQL` server, named by `SEEDBED_TEST_PG` (a `postgres://` URL whose
//! role may create databases and roles). Without it the tests say so and return.

// Helpers of tests, outside `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod cycles;
mod existing;
mod failures;
mod loading;
mod mysql;
mod sqlite;
mod support;
