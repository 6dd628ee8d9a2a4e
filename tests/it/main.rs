//! Whole journeys through the public surfaces: the program, its files, a real database.

#![allow(clippy::disallowed_methods, reason = "the environment asks for updates")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod believable;
mod clinic;
mod corpus;
mod crate_graph;
mod crm;
mod determinism;
mod dialects;
mod documents;
mod elsewhere;
mod endpoint;
mod filling;
mod folders;
mod in_use;
mod in_use_elsewhere;
mod interruption;
mod learn;
mod llama_server;
mod locales;
mod models;
mod ordinary;
mod own_schemas;
mod planted;
mod retail;
mod service;
mod service_judged;
mod service_kills;
mod service_load;
mod service_logs;
mod service_schemathesis;
mod service_security;
mod service_webhooks;
mod serving;
mod shop;
