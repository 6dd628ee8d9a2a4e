//! The project's own tasks: `cargo xtask test`, `cargo xtask bench`, `cargo xtask schemas`.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tasks talk to people and ask the environment"
)]

mod bench;
mod chromium;
mod evaluation;
mod evaluation_bench;
mod frameworks;
mod infrastructure;
mod lambda;
mod learn;
#[cfg(test)]
mod links;
mod llm;
mod mariadb;
mod measure;
mod models;
mod moto;
mod postgres;
mod realism;
mod retail;
mod schemas;
mod schemathesis;
mod serve;
mod server;
mod test;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;

const USAGE: &str = "\
Usage: cargo xtask TASK

  test            every check there is: format, lints, tests, examples, licences; finds or
                  installs PostgreSQL, MariaDB and moto for the tests that need them
  lambda [NAME…]  the functions as they are deployed, by cargo-lambda: packed, with their sizes
                  and how soon they are ready; takes names of functions, x86_64, arm64
  bench generate  1,000,000 customers and 5,000,000 orders into CSV and Parquet: CPU seconds,
                  rows per second and memory, beside a copy and a compression of the same bytes
  bench learn     CTGAN, TVAE and the copula beside PyPI's: training steps, sampling, memory
  bench quality   the same, scored by PyPI's sdmetrics and a classifier; takes a number of epochs
  bench simulated the sets of the CTGAN paper, ring, grid and asia, by likelihood; takes a number
                  of epochs
  check-cuda      whether training on a GPU compiles; needs none
  bench evaluate  a quality report on 1,000,000 rows and 15 columns, and distances to the closest
                  of 50,000 records, beside sdmetrics: seconds and memory
  bench llm       tokens per second of local models, beside llama.cpp on the same files
  realism SCHEMA  what each column was taken for and twenty values of it, to be judged by eye;
                  takes the options of generate
  bench retail    examples/retail, planned by a scripted model, at 18,600 and 10,000,000 rows: calls
                  and tokens, and whether everything holds that the example promises
  bench serve     a minute of 64 connections to the service: how long answers took, and its memory
  terraform       the stack of infra/terraform, checked without an account: formatted, validated,
                  tested, planned and applied against the provider's schema; policies compared
                  with what the code calls; checkov
  schemas         writes schemas/plan.schema.json from the plan's types";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done: Result<bool> = match words.as_slice() {
        ["test"] => test::run(),
        ["bench"] | ["bench", "generate"] => bench::generate().map(|()| true),
        ["bench", "learn"] => learn::bench().map(|()| true),
        ["bench", "quality"] => learn::quality("30").map(|()| true),
        ["bench", "quality", epochs] => learn::quality(epochs).map(|()| true),
        ["bench", "simulated"] => learn::simulated("300").map(|()| true),
        ["bench", "simulated", epochs] => learn::simulated(epochs).map(|()| true),
        ["check-cuda"] => learn::check_cuda(),
        ["bench", "evaluate"] => evaluation_bench::bench().map(|()| true),
        ["bench", "llm"] => llm::bench().map(|()| true),
        ["realism", arguments @ ..] if !arguments.is_empty() => {
            realism::print(arguments).map(|()| true)
        }
        ["bench", "retail"] => retail::run().map(|()| true),
        ["bench", "serve"] => serve::bench().map(|()| true),
        ["terraform"] => infrastructure::run(),
        ["lambda", words @ ..] => lambda::build(words).map(|()| true),
        ["schemas"] => schemas::write().map(|()| true),
        ["measured", command @ ..] => measure::report_child(command).map(|()| true),
        ["copy", from, to] => bench::copy(from, to).map(|()| true),
        ["compress", from] => bench::compress(from).map(|()| true),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
