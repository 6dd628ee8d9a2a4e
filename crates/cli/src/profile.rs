//! `seedbed profile`.

use std::path::{Path, PathBuf};

use seedbed_ingest::ReadOptions;
use seedbed_pipeline::{Data, PipelineError, profile_document, profile_json_schema, write_file};
use seedbed_profile::{ColumnProfile, Options, Point, Profile, TableProfile, html, profile, read};

use crate::{
    amount::counted,
    args::{DataArgs, ProfileArgs},
    exit::Exit,
    report::{self, Failure},
    sources,
    table::{Align, TextTable},
};

pub(crate) fn run(args: &ProfileArgs) -> Result<Exit, Failure> {
    if args.json_schema {
        sources::print(&profile_json_schema()?)?;
        return Ok(Exit::Ok);
    }
    let form = args.output.as_deref().map(Form::of).transpose()?;
    let data = read_data(&args.data, &args.schema, ReadOptions::default())?;
    let told = profile(&data.tables, &data.relations);
    let (Some(path), Some(form)) = (&args.output, form) else {
        sources::print(&text(&told))?;
        return Ok(Exit::Ok);
    };
    let content = match form {
        Form::Json => profile_document(&told)?,
        Form::Html => html(&told),
    };
    write_file(path, content.as_bytes())?;
    let tables = counted(told.tables.len() as u64, "table");
    let rows = counted(told.tables.iter().map(|table| table.rows).sum(), "row");
    sources::print(&format!("{}: a profile of {tables}, {rows}\n", path.display()))?;
    Ok(Exit::Ok)
}

/// Reads tables, and the schema that describes them if one is given.
pub(crate) fn read_data(
    args: &DataArgs,
    schema: &[PathBuf],
    reading: ReadOptions,
) -> Result<Data, Failure> {
    if args.data.is_empty() {
        return Err(Failure::usage(
            "there is no table to read",
            "name CSV, JSON Lines, Parquet or Arrow files, or folders of them",
        ));
    }
    let options = Options { delimiter: args.delimiter };
    let tables = read(&args.data, &options).map_err(PipelineError::from)?;
    if schema.is_empty() {
        return Ok(Data::alone(tables)?);
    }
    let (texts, input) = sources::read_schema(schema, reading)?;
    report::remarks(&texts, &input.diagnostics);
    let failed = |error| Failure::about(&texts, error);
    Data::described(tables, input, texts.clone(), reading).map_err(failed)
}

/// What a profile is written as.
#[derive(Clone, Copy)]
enum Form {
    Json,
    Html,
}

impl Form {
    fn of(path: &Path) -> Result<Self, Failure> {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("json") => Ok(Self::Json),
            Some("html" | "htm") => Ok(Self::Html),
            _ => Err(Failure::usage(
                format!("{} is neither .json nor .html", path.display()),
                "name what to write: -o profile.html to look at, -o profile.json to go on with",
            )),
        }
    }
}

fn text(profile: &Profile) -> String {
    let mut text = String::new();
    for (at, table) in profile.tables.iter().enumerate() {
        let gap = if at == 0 { "" } else { "\n" };
        text.push_str(&format!("{gap}{} · {}", table.name, counted(table.rows, "row")));
        if let Some(key) = &table.key {
            text.push_str(&format!(" · key {}", key.columns.join(", ")));
        }
        text.push_str("\n\n");
        text.push_str(&columns(table));
    }
    for reference in &profile.references {
        let children = &reference.children;
        text.push_str(&format!(
            "\n{}.{} → {}.{}: {} to {} rows each, {:.2} on average",
            reference.table,
            reference.column,
            reference.parent,
            reference.parent_column,
            children.fewest,
            children.most,
            children.mean,
        ));
        if reference.orphans > 0 {
            text.push_str(&format!("; {}", counted(reference.orphans, "orphan")));
        }
    }
    if !profile.references.is_empty() {
        text.push('\n');
    }
    text
}

fn columns(table: &TableProfile) -> String {
    let heads = [
        ("column", Align::Left),
        ("kind", Align::Left),
        ("missing", Align::Right),
        ("different", Align::Right),
        ("values", Align::Left),
    ];
    let mut rows = TextTable::new(heads).with_widest(48);
    for column in &table.columns {
        rows.push(vec![
            column.name.clone(),
            column.kind.word().to_owned(),
            format!("{:.1} %", 100.0 * column.missing_share),
            column.distinct.to_string(),
            values(column),
        ]);
    }
    rows.render("")
}

/// What a column holds in a few words.
fn values(column: &ColumnProfile) -> String {
    let shown = |point: &Point| match point {
        Point::Number(number) => format!("{number}"),
        Point::Moment(text) => text.clone(),
    };
    match (&column.personal, &column.summary, &column.pattern) {
        (Some(personal), ..) => format!("personal ({})", personal.category),
        (None, Some(summary), _) => format!("{} to {}", shown(&summary.min), shown(&summary.max)),
        (None, None, Some(pattern)) => pattern.name.clone(),
        _ => {
            let common: Vec<&str> =
                column.commonest.iter().take(4).map(|value| value.value.as_str()).collect();
            common.join(", ")
        }
    }
}
