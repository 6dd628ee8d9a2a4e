//! The command line.

#![allow(clippy::doc_markdown, reason = "these comments are the text of the help")]

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use seedbed_dataset::Format;
use seedbed_ingest::{Dialect, DocumentForm, Language, ReadOptions};
use seedbed_pipeline::Shard;

use crate::{amount, exit, model::ModelArgs, target::Target};

/// Grow a realistic, related, constraint-true dataset from a schema.
#[derive(Debug, Parser)]
#[command(name = "seedbed", version, after_help = exit::HELP, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make the rows: into files, or straight into a database
    #[command(after_help = exit::HELP)]
    Generate(Box<GenerateArgs>),
    /// Write the plan that generate would follow, to read, edit and commit
    Plan(Box<PlanArgs>),
    /// Show what tables hold: types, ranges, patterns, keys, and what tells who somebody is
    Profile(ProfileArgs),
    /// Learn tables (CSV, JSON Lines, Parquet, Arrow): fit a model, to sample rows like theirs
    Fit(FitArgs),
    /// Make rows from a fitted model
    #[command(after_help = exit::HELP)]
    Sample(SampleArgs),
    /// Show what was understood of a schema: tables, keys, order, cycles
    Inspect(InspectArgs),
    /// Check a directory of files, or a database, made by any tool, against a schema
    #[command(after_help = exit::HELP)]
    Verify(VerifyArgs),
    /// Compare synthetic data with the real one: is it valid, alike, private
    #[command(after_help = exit::HELP)]
    Evaluate(Box<EvaluateArgs>),
    /// Run the service: an HTTP API, jobs and their results, in one process
    Serve(ServeArgs),
    /// Get and list language models that run in this process
    #[command(subcommand)]
    Model(ModelCommand),
}

/// What is done about local models.
#[derive(Debug, Subcommand)]
#[cfg_attr(not(feature = "local-llm"), allow(dead_code, reason = "all are refused alike"))]
pub(crate) enum ModelCommand {
    /// Fetch a model from a hub, or take over a file
    Pull {
        /// A short name (`seedbed model list` shows some), OWNER/REPOSITORY/FILE.gguf, or a GGUF
        /// file of this machine
        #[arg(value_name = "NAME|PATH")]
        model: String,

        /// The hub's address
        #[arg(long, value_name = "URL")]
        endpoint: Option<String>,
    },
    /// Show the models that are here
    List,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Files, folders (their files are taken in the order of their names), databases
    /// (postgres://user@host/name, mysql://… or sqlite:FILE, whose tables are read), or - for
    /// standard input; together they form one schema
    #[arg(required = true, value_name = "SCHEMA")]
    pub(crate) schema: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// How a schema is read.
#[derive(Debug, Args)]
pub(crate) struct ReadingArgs {
    /// The language of the schema: sql, sqlalchemy, django, prisma, dbt, json-schema, openapi,
    /// document; told by name and content when absent
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) from: Option<Language>,

    /// The database that the schema is for; when absent, the one that rows go to, else guessed
    #[arg(long)]
    pub(crate) dialect: Option<Dialect>,

    /// Count only references that are declared: tell none by the names and types of columns
    #[arg(long)]
    pub(crate) no_infer: bool,
}

impl ReadingArgs {
    pub(crate) fn options(&self) -> ReadOptions {
        ReadOptions { language: self.from, dialect: self.dialect, declared_only: self.no_infer }
    }

    /// The same for a schema whose rows are in `place` or go there: a database that is named
    /// tells what the schema is for.
    pub(crate) fn options_beside(&self, place: &Target) -> ReadOptions {
        ReadOptions { dialect: self.dialect.or_else(|| place.dialect()), ..self.options() }
    }
}

/// What a user can ask of a plan.
#[derive(Debug, Args)]
pub(crate) struct PlanningArgs {
    /// Rows of every table (20k, 1.5M), or of some (orders=5000,customers=800); may be repeated.
    /// Tables that belong to a named one (order lines to orders) follow it, unless they are named
    /// too. Believable numbers per table when absent
    #[arg(long, value_name = "N|TABLE=N", value_parser = parse_rows)]
    pub(crate) rows: Vec<RowsList>,

    /// The seed: the same schema, options and seed make the same bytes [default: 1]
    #[arg(long, value_parser = parse_seed)]
    pub(crate) seed: Option<u64>,

    /// Where people, places and companies are from, and the language of texts, such as de_DE
    /// [default: en_US]
    #[arg(long)]
    pub(crate) locale: Option<String>,

    /// The present moment of the dataset, such as 2026-01-31; a fixed one when absent
    #[arg(long, value_name = "DATE", value_parser = parse_moment)]
    pub(crate) as_of: Option<String>,

    /// What a column holds, such as 'customers.status=choice(Active:7,Inactive:2,Prospect)'; also
    /// pool(NAME), pattern(REGEX), template(TEXT), number(1..100), formula(EXPRESSION), or a source
    /// as plans write it; may be repeated
    #[arg(long, value_name = "TABLE.COLUMN=SOURCE", value_parser = parse_pair)]
    pub(crate) column: Vec<(String, String)>,

    /// A vocabulary of your own, a word or phrase on each line of a file, for
    /// --column TABLE.COLUMN=pool(NAME) and for plans; may be repeated
    #[arg(long, value_name = "NAME=FILE", value_parser = parse_pair)]
    pub(crate) vocabulary: Vec<(String, String)>,
}

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) schema: SchemaArgs,

    #[command(flatten)]
    pub(crate) planning: PlanningArgs,

    /// Follow this plan instead of making one; the options above overrule it
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    pub(crate) plan: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) model: ModelArgs,

    /// A directory, or a database: postgres://user@host/name, mysql://user@host/name or
    /// sqlite:FILE
    #[arg(long, short, value_name = "DIR|URL", default_value = "seedbed-out")]
    pub(crate) out: Target,

    /// csv, json, jsonl, parquet, or sql (one script) [default: what the schema asks for, or csv]
    #[arg(long, short)]
    pub(crate) format: Option<Format>,

    /// Say what would be made and what a model would cost, ask it nothing, and write nothing. With
    /// a database: insert everything, have every constraint checked, and take it all back
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Show the first N rows of each table, and write nothing
    #[arg(long, value_name = "N", conflicts_with = "dry_run")]
    pub(crate) preview: Option<u64>,

    /// Threads that make rows; they change nothing but the time [default: all cores]
    #[arg(long, value_parser = parse_threads)]
    pub(crate) threads: Option<usize>,

    /// Make only part I of N of every table
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,

    /// Fail unless everything in the schema was read and can be honoured
    #[arg(long)]
    pub(crate) strict: bool,

    /// Database: add to rows that are there already; keys go on after theirs, and new rows may
    /// refer to them
    #[arg(long, conflicts_with_all = ["truncate", "create"])]
    pub(crate) append: bool,

    /// Database: remove rows that are there already; NAME is the database's name, or the file's,
    /// to make sure
    #[arg(long, value_name = "NAME")]
    pub(crate) truncate: Option<String>,

    /// Database: run the schema first, in the same transaction (MySQL commits each CREATE at
    /// once: when loading fails, what was created is dropped again)
    #[arg(long)]
    pub(crate) create: bool,

    #[command(flatten)]
    pub(crate) gate: GateArgs,

    /// Print nothing but errors
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// Print one JSON document on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

/// How good rows must be to be taken.
#[derive(Debug, Args)]
#[cfg_attr(not(feature = "evaluate"), allow(dead_code, reason = "it is refused as a whole"))]
pub(crate) struct GateArgs {
    #[command(flatten)]
    pub(crate) thresholds: ThresholdArgs,

    /// Real data that the rows are compared with by --min and --gate: files or folders; may be
    /// repeated
    #[arg(long, value_name = "DATA")]
    pub(crate) real: Vec<PathBuf>,

    /// Real rows that no generator has seen, for --min and --gate; may be repeated
    #[arg(long, value_name = "DATA", requires = "real")]
    pub(crate) holdout: Vec<PathBuf>,
}

impl GateArgs {
    /// Whether rows are to be judged.
    pub(crate) fn is_given(&self) -> bool {
        let ThresholdArgs { min, gate } = &self.thresholds;
        gate.is_some() || !min.is_empty() || !self.real.is_empty()
    }
}

/// How good scores must be.
#[derive(Debug, Args)]
#[cfg_attr(not(feature = "evaluate"), allow(dead_code, reason = "it is refused as a whole"))]
pub(crate) struct ThresholdArgs {
    /// The least a score may be, such as quality=0.9 or column_shapes.age=0.85; may be repeated.
    /// Below it the exit code is 1, and rows that were just made are kept apart
    #[arg(long, value_name = "SCORE=LEAST")]
    pub(crate) min: Vec<String>,

    /// A file of such thresholds: {"min": {"quality": 0.9}}
    #[arg(long, value_name = "FILE")]
    pub(crate) gate: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// Files, folders (their files are taken in the order of their names), databases
    /// (postgres://user@host/name, mysql://… or sqlite:FILE, whose tables are read), or - for
    /// standard input; together they form one schema
    #[arg(required_unless_present = "from_data", value_name = "SCHEMA")]
    pub(crate) schema: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    /// Imitate what the columns of these tables hold, each by itself: CSV, JSON Lines, Parquet or
    /// Arrow files, or folders of them; may be repeated. Without a SCHEMA, one is written beside
    /// the plan
    #[arg(long, value_name = "DATA")]
    pub(crate) from_data: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) planning: PlanningArgs,

    #[command(flatten)]
    pub(crate) model: ModelArgs,

    /// Say what asking the model would take, and neither ask nor write anything
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Where to write the plan [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Say what each column was taken for, and why, instead of printing the plan
    #[arg(long)]
    pub(crate) explain: bool,

    /// Print the JSON Schema of plan documents, for editors; takes no SCHEMA
    #[arg(long, exclusive = true)]
    pub(crate) json_schema: bool,
}

/// Tables to learn from.
#[derive(Debug, Args)]
pub(crate) struct DataArgs {
    /// CSV, JSON Lines, Parquet or Arrow files, or folders of them; a table is called what its
    /// file is
    #[arg(value_name = "DATA")]
    pub(crate) data: Vec<PathBuf>,

    /// What stands between the fields of CSV; told by the file when absent
    #[arg(long, value_name = "CHARACTER", value_parser = parse_delimiter)]
    pub(crate) delimiter: Option<u8>,
}

#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,

    /// The schema of the tables, for their types, keys and references; told by their values when
    /// absent
    #[arg(long, value_name = "SCHEMA")]
    pub(crate) schema: Vec<PathBuf>,

    /// Where to write the profile: FILE.html, to look at, or FILE.json [default: a summary on
    /// standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Print the JSON Schema of profiles, for programs; takes no DATA
    #[arg(long, exclusive = true)]
    pub(crate) json_schema: bool,
}

#[derive(Debug, Args)]
#[cfg_attr(not(feature = "learn"), allow(dead_code, reason = "it is refused as a whole"))]
pub(crate) struct FitArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,

    /// The schema of the tables, for their types, keys and constraints; told by their values when
    /// absent
    #[arg(long, value_name = "SCHEMA")]
    pub(crate) schema: Vec<PathBuf>,

    /// copula (seconds), ctgan or tvae (minutes, and closer)
    #[arg(long, value_name = "NAME", default_value = "copula")]
    pub(crate) model: String,

    /// Passes over the rows; a copula needs none
    #[arg(long, value_name = "N", default_value_t = 300)]
    pub(crate) epochs: u32,

    /// Rows of a training step
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub(crate) batch_size: u32,

    /// Stop after so many epochs that brought nothing
    #[arg(long, value_name = "N")]
    pub(crate) patience: Option<u32>,

    /// The seed: the same data, options and seed make the same model
    #[arg(long, value_parser = parse_seed, default_value_t = 1)]
    pub(crate) seed: u64,

    /// Where to compute: cpu, or cuda:0 for the first graphics processor
    #[arg(long, default_value = "cpu")]
    pub(crate) device: String,

    /// Describe numbers of children by a negative binomial rather than as counted
    #[arg(long)]
    pub(crate) negative_binomial: bool,

    /// Keep what an interrupted fit goes on from in this folder, and go on from it
    #[arg(long, value_name = "DIR")]
    pub(crate) checkpoints: Option<PathBuf>,

    /// The folder of the model; one that is there is replaced
    #[arg(long, short, value_name = "DIR", default_value = "model")]
    pub(crate) out: PathBuf,

    /// Threads to compute with; they change nothing but the time [default: all cores]
    #[arg(long, value_parser = parse_threads)]
    pub(crate) threads: Option<usize>,

    /// Print nothing but errors
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// Print one JSON document on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[cfg_attr(not(feature = "learn"), allow(dead_code, reason = "it is refused as a whole"))]
pub(crate) struct SampleArgs {
    /// The folder that fit wrote
    #[arg(value_name = "MODEL")]
    pub(crate) model: PathBuf,

    /// Rows of every table (20k, 1.5M), or of some (orders=5000,customers=800); may be repeated.
    /// As many as were learned from when absent
    #[arg(long, value_name = "N|TABLE=N", value_parser = parse_rows)]
    pub(crate) rows: Vec<RowsList>,

    /// What every row of a table meets, such as \"income = '>50K' AND age BETWEEN 30 AND 40\"
    #[arg(long = "where", value_name = "CONDITION")]
    pub(crate) condition: Option<String>,

    /// The seed: the same model and seed make the same rows [default: the fit's]
    #[arg(long, value_parser = parse_seed)]
    pub(crate) seed: Option<u64>,

    /// Make only part I of N of every table
    #[arg(long, value_name = "I/N", conflicts_with_all = ["strict", "min", "gate", "real"])]
    pub(crate) shard: Option<Shard>,

    /// csv, json, jsonl, parquet, or sql (one script) [default: csv]
    #[arg(long, short)]
    pub(crate) format: Option<Format>,

    /// The directory of the rows
    #[arg(long, short, value_name = "DIR", default_value = "seedbed-out")]
    pub(crate) out: PathBuf,

    /// Count the rows that violate a constraint, and fail if there is one
    #[arg(long)]
    pub(crate) strict: bool,

    /// Threads that make rows; they change nothing but the time [default: all cores]
    #[arg(long, value_parser = parse_threads)]
    pub(crate) threads: Option<usize>,

    #[command(flatten)]
    pub(crate) gate: GateArgs,

    /// Print nothing but errors
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// Print one JSON document on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) schema: SchemaArgs,

    /// Print the JSON Schema of documents that describe tables (document, or simple for the simple
    /// form), for editors; takes no SCHEMA
    #[arg(long, value_name = "FORM", exclusive = true, value_parser = parse_form)]
    pub(crate) json_schema: Option<DocumentForm>,

    /// Print an entity-relationship diagram for Mermaid
    #[arg(long, conflicts_with = "json")]
    pub(crate) mermaid: bool,

    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The schema's files, and last the directory with one file per table or a script, or a
    /// database: postgres://user@host/name, mysql://user@host/name or sqlite:FILE
    #[arg(required = true, num_args = 2.., value_names = ["SCHEMA", "DIR|URL"])]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    /// The present moment of the dataset, for checks that ask for it; by default what the
    /// directory's manifest says, or now
    #[arg(long, value_name = "DATE", value_parser = parse_moment)]
    pub(crate) as_of: Option<String>,

    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// A number of rows: of every table, or of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rows {
    Every(u64),
    Of(String, u64),
}

/// The numbers of rows that one option gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowsList(pub(crate) Vec<Rows>);

/// Reads `20k`, `orders=5000` and `orders=5,000,customers=800`: a comma ends a number where a
/// name and another number follow.
fn parse_rows(text: &str) -> Result<RowsList, String> {
    let mut pieces: Vec<String> = Vec::new();
    for piece in text.split(',') {
        match pieces.last_mut() {
            Some(last) if !piece.contains('=') => {
                last.push(',');
                last.push_str(piece);
            }
            _ => pieces.push(piece.to_owned()),
        }
    }
    let rows = pieces.iter().map(|piece| match piece.trim().rsplit_once('=') {
        Some((table, rows)) => Ok(Rows::Of(table.to_owned(), amount::parse_count(rows)?)),
        None => amount::parse_count(piece).map(Rows::Every),
    });
    rows.collect::<Result<_, _>>().map(RowsList)
}

fn parse_pair(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').map(|(name, what)| (name.trim(), what.trim()));
    match parts {
        Some((name, what)) if !name.is_empty() && !what.is_empty() => {
            Ok((name.to_owned(), what.to_owned()))
        }
        _ => Err("a name, an equals sign, and what it stands for are expected".into()),
    }
}

fn parse_seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("a seed is a whole number from 0 to {}", u64::MAX))
}

fn parse_form(text: &str) -> Result<DocumentForm, String> {
    match text {
        "document" => Ok(DocumentForm::Full),
        "simple" => Ok(DocumentForm::Simple),
        _ => Err("the forms are document and simple".into()),
    }
}

fn parse_threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads @ 1..=1024) => Ok(threads),
        _ => Err("a number of threads is from 1 to 1024".into()),
    }
}

/// Reads a delimiter: one ASCII character, or `tab`.
fn parse_delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [one] if one.is_ascii() && !b"\"\n\r".contains(one) => Ok(*one),
        _ => Err("a delimiter is one character, or tab".into()),
    }
}

/// Reads `2026-01-31` or `2026-01-31T12:00:00Z`; whether the day exists is for the engine to say.
fn parse_moment(text: &str) -> Result<String, String> {
    let shape: String = text
        .chars()
        .map(|character| if character.is_ascii_digit() { '0' } else { character })
        .collect();
    match shape.as_str() {
        "0000-00-00" => Ok(format!("{text}T00:00:00Z")),
        "0000-00-00T00:00:00Z" => Ok(text.to_owned()),
        _ => Err("a moment looks like 2026-01-31 or 2026-01-31T12:00:00Z".into()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn rows_are_for_every_table_or_for_one() {
        let of = |table: &str, rows| Rows::Of(table.into(), rows);
        let cases = [
            ("20k", vec![Rows::Every(20_000)]),
            ("1,000", vec![Rows::Every(1_000)]),
            ("sales.orders=5", vec![of("sales.orders", 5)]),
            ("orders=5,customers=6", vec![of("orders", 5), of("customers", 6)]),
            ("orders=5,000, customers=1e3", vec![of("orders", 5_000), of("customers", 1_000)]),
            ("2k,orders=5", vec![Rows::Every(2_000), of("orders", 5)]),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_rows(text), Ok(RowsList(expected)), "{text}");
        }
        assert!(parse_rows("orders=").is_err());
        assert!(parse_rows("orders=5,customers").is_err());
    }

    #[test]
    fn a_day_is_its_first_moment() {
        assert_eq!(parse_moment("2026-01-31").unwrap(), "2026-01-31T00:00:00Z");
        assert!(parse_moment("31.1.2026").is_err());
    }
}

/// How the service runs.
#[derive(Debug, Args)]
#[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "it is refused as a whole"))]
pub(crate) struct ServeArgs {
    /// Where jobs, uploads and results are kept; made when it is absent
    #[arg(long, value_name = "DIR", default_value = "seedbed-data")]
    pub(crate) data: PathBuf,

    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,

    /// The address that links begin with, where others reach the service by another one
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,

    /// Ask everybody for a key. The first one is shown when there is none yet
    #[arg(long)]
    pub(crate) require_keys: bool,

    /// Jobs done at a time
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) workers: usize,

    /// Threads that make the rows of a job
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) threads: usize,

    /// Seconds after which a worker that says nothing has lost its job
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) lease: u64,

    /// Requests of one caller a minute [default: 600 with --require-keys, else any number]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) requests_per_minute: Option<u32>,

    /// Let webhooks go to http: and to private addresses, for development on one's own machine
    #[arg(long)]
    pub(crate) open_webhooks: bool,

    /// Say nothing but errors
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// What is compared, and what is asked of it.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line
#[cfg_attr(not(feature = "evaluate"), allow(dead_code, reason = "it is refused as a whole"))]
pub(crate) struct EvaluateArgs {
    /// Synthetic files (CSV, JSON Lines, Parquet or Arrow, also compressed by gzip) or folders of
    /// them, a file per table, made by any tool
    #[arg(required_unless_present = "json_schema", value_name = "DATA")]
    pub(crate) synthetic: Vec<PathBuf>,

    /// The real data that they were made from: files or folders; may be repeated. Without it, only
    /// the schema's constraints are checked
    #[arg(long, required_unless_present_any = ["json_schema", "schema"], value_name = "DATA")]
    pub(crate) real: Vec<PathBuf>,

    /// Real rows that the generator has not seen: they show what likeness chance allows, and
    /// privacy is measured against them
    #[arg(long, value_name = "DATA", requires = "real")]
    pub(crate) holdout: Vec<PathBuf>,

    /// The schema: its keys and references are followed, and every constraint is checked on a
    /// synthetic folder
    #[arg(long, value_name = "SCHEMA")]
    pub(crate) schema: Vec<PathBuf>,

    /// Train a model for this column on synthetic rows and test it on real ones; may be repeated
    #[arg(long, value_name = "TABLE.COLUMN")]
    pub(crate) target: Vec<String>,

    /// A column whose values must not be told by the others; may be repeated
    #[arg(long, value_name = "TABLE.COLUMN")]
    pub(crate) sensitive: Vec<String>,

    /// What a column holds, where it is not told rightly: integer, number, boolean, categorical,
    /// date, datetime, text, identifier; may be repeated
    #[arg(long, value_name = "TABLE.COLUMN=KIND", value_parser = parse_pair)]
    pub(crate) kind: Vec<(String, String)>,

    /// A reference, where it is not told by names; may be repeated
    #[arg(long, value_name = "TABLE.COLUMN=PARENT.KEY", value_parser = parse_pair)]
    pub(crate) relation: Vec<(String, String)>,

    #[command(flatten)]
    pub(crate) thresholds: ThresholdArgs,

    /// Write the report: FILE.html or FILE.json; may be repeated
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,

    /// Leave the privacy part out
    #[arg(long)]
    pub(crate) no_privacy: bool,

    /// Only validity and quality: no accuracy, no classifiers, no privacy
    #[arg(long)]
    pub(crate) quick: bool,

    /// Rows of each dataset that distances are measured between, at most
    #[arg(long, value_name = "N", default_value = "25k", value_parser = amount::parse_count)]
    pub(crate) privacy_rows: u64,

    /// Attacks of each sort
    #[arg(long, value_name = "N", default_value = "500", value_parser = amount::parse_count)]
    pub(crate) attacks: u64,

    /// The seed of samples and attacks [default: 1]
    #[arg(long, value_parser = parse_seed)]
    pub(crate) seed: Option<u64>,

    /// Print the report as one JSON document
    #[arg(long)]
    pub(crate) json: bool,

    /// Print the JSON Schema of reports, and do nothing else
    #[arg(long)]
    pub(crate) json_schema: bool,
}
