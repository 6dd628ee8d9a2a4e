//! Prints the JSON Schema of job documents, for `cargo xtask schemas`.

#![allow(clippy::print_stdout)] // that is what it is for

fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string_pretty(&seedbed_jobs::job_json_schema())?);
    Ok(())
}
