//! `seedbed plan`.

use seedbed_pipeline::{
    Cancel, Data, FanOutModel, Input, NamedText, PlanRequest, Planned, Run, imitate, plan,
    plan_document, plan_json_schema, write_file,
};

use crate::{
    amount::counted,
    args::{DataArgs, PlanArgs, PlanningArgs, Rows},
    exit::Exit,
    model, profile,
    report::{self, Failure},
    sources,
    table::{Align, TextTable},
};

pub(crate) fn run(args: &PlanArgs, cancel: &Cancel) -> Result<Exit, Failure> {
    if args.json_schema {
        sources::print(&plan_json_schema()?)?;
        return Ok(Exit::Ok);
    }
    let Asked { texts, input, planned } = asked(args)?;
    let failed = |error| Failure::about(&texts, error);
    if args.dry_run {
        let estimate = model::estimate(&args.model, &input, &planned)?;
        let text = estimate.map_or_else(
            || "No language model is asked: rules make the plan.\n".to_owned(),
            |estimate| estimate.text(),
        );
        sources::print(&text)?;
        return Ok(Exit::Ok);
    }
    let (planned, author) = model::author(&args.model, &input, planned, cancel)?;
    if let Some(author) = &author {
        report::advice(&model::sentence(author), "the plan is a document to read and edit");
    }
    // A plan that the engine refuses is of no use to anybody.
    let mut run = Run::new(input, planned.plan.clone()).map_err(failed)?;
    run.plan_notes.clone_from(&planned.notes);
    for note in run.notes() {
        report::note(&note);
    }
    let document = plan_document(&planned.plan)?;
    match &args.output {
        Some(path) => write_file(path, document.as_bytes())?,
        None if args.explain => {}
        None => sources::print(&document)?,
    }
    if args.explain {
        sources::print(&explanations(&planned))?;
    } else if let Some(path) = &args.output {
        let tables = counted(planned.plan.tables.len() as u64, "table");
        let rows = counted(run.rows(), "row");
        sources::print(&format!("{}: a plan for {tables}, {rows}\n", path.display()))?;
    }
    Ok(Exit::Ok)
}

/// A plan as rules, and data where there is any, make it.
struct Asked {
    texts: Vec<NamedText>,
    input: Input,
    planned: Planned,
}

fn asked(args: &PlanArgs) -> Result<Asked, Failure> {
    let mut request = request(&args.planning)?;
    if args.from_data.is_empty() {
        let (texts, input) = sources::read_schema(&args.schema, args.reading.options())?;
        report::remarks(&texts, &input.diagnostics);
        let failed = |error| Failure::about(&texts, error);
        let planned = plan(&input, &request).map_err(failed)?;
        return Ok(Asked { texts, input, planned });
    }
    let data = DataArgs { data: args.from_data.clone(), delimiter: None };
    let data = profile::read_data(&data, &args.schema, args.reading.options())?;
    if args.schema.is_empty() {
        write_schema(args, &data)?;
    }
    if request.rows.is_none() && request.table_rows.is_empty() {
        request.table_rows = data.rows();
    }
    let failed = |error| Failure::about(&data.texts, error);
    let mut planned = plan(&data.input, &request).map_err(failed)?;
    imitate(&mut planned.plan, &data, FanOutModel::default());
    Ok(Asked { texts: data.texts.clone(), input: data.input, planned })
}

/// Puts the schema that was told by the values of tables beside the plan.
fn write_schema(args: &PlanArgs, data: &Data) -> Result<(), Failure> {
    let Some(plan) = &args.output else {
        return Err(Failure::usage(
            "a plan from data alone comes with a schema, and needs a place for both",
            "name the plan: -o plan.json writes schema.sql beside it; or name the SCHEMA",
        ));
    };
    let path = plan.with_file_name("schema.sql");
    if args.dry_run || args.explain {
        return Ok(());
    }
    for text in &data.texts {
        write_file(&path, text.text.as_bytes())?;
    }
    sources::print(&format!("{}: the schema, told by the values\n", path.display()))?;
    Ok(())
}

/// What the command line asks of a plan.
///
/// # Errors
/// When a vocabulary's file can't be read, or holds no word.
pub(crate) fn request(args: &PlanningArgs) -> Result<PlanRequest, Failure> {
    let mut request = PlanRequest {
        append: false,
        document: None,
        seed: args.seed,
        locale: args.locale.clone(),
        as_of: args.as_of.clone(),
        rows: None,
        table_rows: Vec::new(),
        columns: args.column.clone(),
        vocabularies: args.vocabulary.iter().map(vocabulary).collect::<Result<_, _>>()?,
    };
    for rows in args.rows.iter().flat_map(|list| &list.0) {
        match rows {
            Rows::Every(rows) => request.rows = Some(*rows),
            Rows::Of(table, rows) => request.table_rows.push((table.clone(), *rows)),
        }
    }
    Ok(request)
}

/// A vocabulary's words: the lines of its file that are not empty.
fn vocabulary((name, path): &(String, String)) -> Result<(String, Vec<String>), Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(
            format!("the vocabulary {name} can't be read from {path}: {error}"),
            "--vocabulary NAME=FILE takes a UTF-8 text with a word or phrase on each line",
        )
    })?;
    let words: Vec<String> =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if words.is_empty() {
        return Err(Failure::usage(
            format!("{path} holds no word for the vocabulary {name}"),
            "write a word or phrase on each line",
        ));
    }
    Ok((name.clone(), words))
}

fn explanations(planned: &Planned) -> String {
    let columns = ["table", "column", "meaning", "because"];
    let mut table = TextTable::new(columns.map(|name| (name, Align::Left))).with_widest(60);
    let mut last = "";
    for explanation in &planned.explanations {
        let name = if explanation.table == last { "" } else { explanation.table.as_str() };
        last = &explanation.table;
        table.push(vec![
            name.to_owned(),
            explanation.column.clone(),
            explanation.meaning.clone(),
            explanation.reason.clone(),
        ]);
    }
    table.render("")
}
