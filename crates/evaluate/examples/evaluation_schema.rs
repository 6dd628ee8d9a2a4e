//! Prints the JSON Schema of reports: `schemas/evaluation.schema.json`, which `cargo xtask schemas`
//! writes.

#![allow(clippy::print_stdout, reason = "this is what the example is for")]

use seedbed_evaluate::scores::Evaluation;

fn main() {
    println!("{:#}", Evaluation::json_schema());
}
