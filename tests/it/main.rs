//! Whole journeys through the public surfaces: the program, its files, a real database.

mod corpus;
mod crate_graph;
mod determinism;
mod documents;
mod interruption;
mod shop;
