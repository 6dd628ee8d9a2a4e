//! `seedbed plan`.

use seedbed_pipeline::{
    Cancel, PlanRequest, Planned, Run, plan, plan_document, plan_json_schema, write_file,
};

use crate::{
    amount::counted,
    args::{PlanArgs, PlanningArgs, Rows},
    exit::Exit,
    model,
    report::{self, Failure},
    sources,
    table::{Align, TextTable},
};

pub(crate) fn run(args: &PlanArgs, cancel: &Cancel) -> Result<Exit, Failure> {
    if args.json_schema {
        sources::print(&plan_json_schema()?)?;
        return Ok(Exit::Ok);
    }
    let (texts, input) = sources::read_schema(&args.schema.schema, args.schema.reading.options())?;
    let failed = |error| Failure::about(&texts, error);
    report::remarks(&texts, &input.diagnostics);
    let planned = plan(&input, &request(&args.planning)).map_err(failed)?;
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

/// What the command line asks of a plan.
pub(crate) fn request(args: &PlanningArgs) -> PlanRequest {
    let mut request = PlanRequest {
        append: false,
        document: None,
        seed: args.seed,
        locale: args.locale.clone(),
        as_of: args.as_of.clone(),
        rows: None,
        table_rows: Vec::new(),
    };
    for rows in args.rows.iter().flat_map(|list| &list.0) {
        match rows {
            Rows::Every(rows) => request.rows = Some(*rows),
            Rows::Of(table, rows) => request.table_rows.push((table.clone(), *rows)),
        }
    }
    request
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
