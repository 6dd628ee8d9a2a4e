//! `seedbed generate`.

use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    thread,
};

use seedbed_dataset::Format;
use seedbed_ingest::{Dialect, Language};
use seedbed_pipeline::{
    Cancel, FilesRequest, Input, NamedText, PipelineError, Planned, Run, Shard, estimate, plan,
    preview, with_existing_rows,
};
use seedbed_schema::{Schema, TableId};
use serde_json::json;

#[cfg(feature = "learn")]
use crate::learn;
use crate::{
    amount::counted,
    args::GenerateArgs,
    database,
    exit::Exit,
    gate::Gate,
    model::{self, Cost},
    plan::request,
    progress::Display,
    report::{self, Failure},
    sources,
    summary::{self, Summary},
    target::Target,
};

pub(crate) fn run(args: &GenerateArgs, cancel: &Cancel) -> Result<Exit, Failure> {
    check(args)?;
    let reading = args.schema.reading.options_beside(&args.out);
    let (texts, input) = sources::read_schema(&args.schema.schema, reading)?;
    let Prepared { run, cost } = prepare(args, &texts, input, cancel)?;
    let failed = |error| Failure::about(&texts, error);
    if args.create {
        require_sql(args, &texts)?;
    }
    if args.strict {
        run.require_all().map_err(failed)?;
    }
    if let Some(count) = args.preview {
        show_first(args, &run, count, cancel)?;
        return Ok(Exit::Ok);
    }
    match &args.out {
        Target::Directory(_) if args.dry_run => {
            dry_run(args, &run, cost.as_ref(), format(args, &run)?, cancel)?;
        }
        Target::Directory(path) => return files(args, &run, format(args, &run)?, path, cancel),
        Target::Database(url) => return database::load(args, &run, url, &texts, cancel),
    }
    Ok(Exit::Ok)
}

/// Options that don't go together, beyond what clap can tell.
fn check(args: &GenerateArgs) -> Result<(), Failure> {
    let is_database = matches!(args.out, Target::Database(_));
    let database_only = [
        ("--append", args.append),
        ("--truncate", args.truncate.is_some()),
        ("--create", args.create),
    ];
    for (option, given) in database_only {
        if given && !is_database {
            return Err(Failure::usage(
                format!("{option} is for databases"),
                "name one: --out postgres://user@host/name, mysql://user@host/name or sqlite:FILE",
            ));
        }
    }
    if is_database && let Some(format) = args.format {
        return Err(Failure::usage(
            format!("--format {format} is for files, and {} is a database", args.out),
            "leave --format out, or name a directory: --out DIR",
        ));
    }
    if args.gate.is_given() && (is_database || args.shard.is_some()) {
        return Err(Failure::usage(
            "--min, --gate and --real judge the files of a whole run",
            "name a directory (--out DIR) and leave --shard out, or judge afterwards: seedbed \
             evaluate",
        ));
    }
    if is_database && args.shard.is_some() {
        return Err(Failure::usage(
            "--shard is for files: a part of the rows alone would break references",
            "write shards to a directory, or load everything at once",
        ));
    }
    Ok(())
}

/// The format that the user asks for, or else the schema's document.
fn format(args: &GenerateArgs, run: &Run) -> Result<Format, Failure> {
    let asked = run.input.wishes.format.as_deref().map(str::parse).transpose();
    match (args.format, asked) {
        (Some(format), _) => Ok(format),
        (None, Ok(asked)) => Ok(asked.unwrap_or(Format::Csv)),
        (None, Err(unknown)) => {
            let message = format!("the schema asks for an {unknown}");
            Err(Failure::usage(message, "correct its output_format, or give --format"))
        }
    }
}

/// Only SQL can be run by a database.
fn require_sql(args: &GenerateArgs, texts: &[NamedText]) -> Result<(), Failure> {
    let language = |text: &NamedText| {
        args.schema.reading.from.unwrap_or_else(|| Language::of(&text.name, &text.text))
    };
    match texts.iter().find(|text| language(text) != Language::Sql) {
        None => Ok(()),
        Some(text) => Err(Failure::usage(
            format!("--create runs SQL, and {} is {}", text.name, language(text)),
            "create the tables by the tool that the schema is for, and leave --create out",
        )),
    }
}

/// A run that is ready.
struct Prepared {
    run: Run,
    /// What a model would cost, in a dry run.
    cost: Option<Cost>,
}

/// Everything before the first row; what is to be said is said.
fn prepare(
    args: &GenerateArgs,
    texts: &[NamedText],
    mut input: Input,
    cancel: &Cancel,
) -> Result<Prepared, Failure> {
    let mut request = request(&args.planning)?;
    request.append = args.append;
    let mut all = texts.to_vec();
    if let Some(path) = &args.plan {
        let (document, _) = sources::read(path)?;
        all.push(document.clone());
        request.document = Some(document);
    }
    let failed = |error| Failure::about(&all, error);
    let speaks = !args.quiet && !args.strict;
    if speaks {
        report::remarks(texts, &input.diagnostics);
        if !input.inferred.is_empty() {
            let kept = counted(input.inferred.len() as u64, "reference");
            report::advice(
                &format!("{kept} that nobody declared, told by names and types"),
                "seedbed inspect lists them; --no-infer leaves them out",
            );
        }
    }
    let planned = plan(&input, &request).map_err(failed)?;
    // What nothing shall come of must not cost anything.
    let (planned, author, cost) = if args.dry_run {
        let cost = model::estimate(&args.model, &input, &planned)?;
        (planned, None, cost)
    } else {
        let (planned, author) = model::author(&args.model, &input, planned, cancel)?;
        (planned, author, None)
    };
    if speaks && let Some(author) = &author {
        report::advice(&model::sentence(author), "plan.json holds what it said");
    }
    let run = match &args.out {
        Target::Database(url) if args.append => {
            input = with_existing_rows(&input, url, cancel)?;
            Run::appending(input, planned.plan)
        }
        _ => run_of(input, planned.clone(), args.plan.as_deref()),
    };
    let mut run = run.map_err(failed)?;
    run.plan_notes = planned.notes;
    run.author = author;
    let is_estimate = args.dry_run && matches!(args.out, Target::Directory(_));
    if speaks && !is_estimate {
        for note in run.notes() {
            report::note(&note);
        }
    }
    Ok(Prepared { run, cost })
}

/// The run of a plan, with the fitted models that it draws from.
#[cfg(feature = "learn")]
fn run_of(input: Input, planned: Planned, path: Option<&Path>) -> Result<Run, PipelineError> {
    learn::run_of(input, planned, path)
}

#[cfg(not(feature = "learn"))]
fn run_of(input: Input, planned: Planned, _path: Option<&Path>) -> Result<Run, PipelineError> {
    Run::new(input, planned.plan)
}

pub(crate) fn threads(args: &GenerateArgs) -> usize {
    args.threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from))
}

fn dry_run(
    args: &GenerateArgs,
    run: &Run,
    cost: Option<&Cost>,
    format: Format,
    cancel: &Cancel,
) -> Result<(), Failure> {
    let summary = Summary::of_estimate(&estimate(run, format, cancel)?);
    if args.json {
        let mut document = summary.document(run);
        document["dry_run"] = true.into();
        if let Some(cost) = cost {
            document["model"] = cost.document();
        }
        sources::print_json(&document)?;
        return Ok(());
    }
    let mut text = format!("Would make {} as {} in {}\n\n", summary.totals(), format, args.out);
    text.push_str(&summary.table());
    for note in run.notes() {
        text.push_str(&format!("\nnote: {note}"));
    }
    if run.notes().next().is_none() && run.require_all().is_ok() {
        text.push_str("\nEvery constraint can be honoured.");
    }
    if let Some(cost) = cost {
        text.push_str(&format!("\n{}", cost.text()));
    }
    text.push_str("\nNothing was written.\n");
    sources::print(&text)?;
    Ok(())
}

fn show_first(args: &GenerateArgs, run: &Run, count: u64, cancel: &Cancel) -> Result<(), Failure> {
    let mut documents = Vec::new();
    for (at, &table) in run.order.iter().enumerate() {
        let preview = preview(run, table, count, cancel)?;
        if args.json {
            documents.push(summary::preview_document(&preview));
        } else {
            let gap = if at == 0 { "" } else { "\n" };
            sources::print(&format!("{gap}{}", summary::preview_text(&preview)))?;
        }
    }
    if args.json {
        sources::print_json(&json!({ "tables": documents }))?;
    }
    Ok(())
}

fn files(
    args: &GenerateArgs,
    run: &Run,
    format: Format,
    path: &Path,
    cancel: &Cancel,
) -> Result<Exit, Failure> {
    let gate = Gate::new(&args.gate, run)?;
    let shard = args.shard.unwrap_or(Shard::WHOLE);
    let request =
        FilesRequest { directory: path.to_owned(), format, threads: threads(args), shard };
    let rows = run.order.iter().map(|&table| {
        let range = shard.range(run.engine.rows(table), 1);
        range.end - range.start
    });
    let mut display = Display::new(run, rows.sum(), args.quiet);
    let written = gate.write(run, &request, cancel, &mut |progress| {
        display.update(progress);
    });
    let seconds = display.finish();
    let written = written?;
    let summary = Summary::of_files(&written.manifest, seconds);
    if args.json {
        let mut document = summary.document(run);
        written.tell(&mut document);
        document["format"] = format.extension().into();
        tell(document, &summary)?;
        return Ok(written.exit());
    }
    if let Some(verdict) = written.verdict.as_ref().filter(|verdict| !verdict.passed) {
        sources::print(&verdict.text)?;
        return Ok(written.exit());
    }
    if args.quiet {
        return Ok(written.exit());
    }
    let mut text = format!("Grew {} {}\n\n", summary.totals(), summary.speed());
    text.push_str(&summary.table());
    text.push_str(&format!("\nin {}, with plan.json and manifest.json\n", path.display()));
    if let Some(verdict) = &written.verdict {
        text.push_str(&verdict.text);
    }
    if std::io::stdout().is_terminal()
        && let Some(table) = showpiece(run)
    {
        text.push('\n');
        text.push_str(&summary::preview_text(&preview(run, table, 3, cancel)?));
    }
    text.push_str(&next_steps(args, run.schema(), format, path));
    sources::print(&text)?;
    Ok(written.exit())
}

/// A table worth a look: the one that relates to most others and has something to show.
fn showpiece(run: &Run) -> Option<TableId> {
    let relations = |id: TableId| {
        let table = run.schema().table(id);
        let plain = table.columns.len().saturating_sub(table.foreign_keys.len()).min(5);
        table.foreign_keys.len() + run.schema().references_to(id).len() + plain
    };
    let filled = run.order.iter().copied().filter(|&id| run.engine.rows(id) > 0);
    filled.max_by_key(|&id| (relations(id), std::cmp::Reverse(id)))
}

fn next_steps(args: &GenerateArgs, read: &Schema, format: Format, path: &Path) -> String {
    let dialect = read.dialect();
    let shown = |paths: &[PathBuf]| {
        paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
    };
    let schema = shown(&args.schema.schema);
    let out = path.display();
    let (program, url) = match dialect {
        Dialect::MySql => ("mysql name <", "mysql://user@localhost/name"),
        Dialect::Sqlite => ("sqlite3 name.db <", "sqlite:name.db"),
        _ => ("psql -f", "postgres://user@localhost/name"),
    };
    let mut steps = Vec::new();
    if args.shard.is_none() {
        steps.push(("check it", format!("seedbed verify {schema} {out}")));
    }
    if format == Format::Sql {
        steps.push(("load it", format!("{program} {out}/seedbed.sql")));
    }
    steps.push((
        "shape it",
        format!("edit {out}/plan.json, then seedbed generate {schema} --plan {out}/plan.json"),
    ));
    let mut sources = read.tables().iter().filter_map(|table| Some(&table.origin.as_ref()?.source));
    let is_sql = sources.all(|source| Language::of(source, "") == Language::Sql);
    if format != Format::Sql && is_sql {
        steps.push(("load it", format!("seedbed generate {schema} --create --out {url}")));
    }
    let lines = steps.iter().map(|(what, how)| format!("  {what:<10}{how}\n"));
    format!("\nNext:\n{}", lines.collect::<String>())
}

/// Prints the document of a run that took time.
pub(crate) fn tell(mut document: serde_json::Value, summary: &Summary) -> Result<(), Failure> {
    document["seconds"] = ((summary.seconds * 1000.0).round() / 1000.0).into();
    document["rows_per_second"] =
        ((summary.rows() as f64 / summary.seconds.max(1e-6)) as u64).into();
    sources::print_json(&document)?;
    Ok(())
}
