//! `seedbed inspect`.

use std::fmt::Write;

use seedbed_ingest::{InferredReference, Severity};
use seedbed_pipeline::{Input, source_json_schema};
use seedbed_schema::{
    Column, CycleBreak, ForeignKey, KeyPart, LoadOrder, Schema, Table, TableId, UniqueKey, Wishes,
};
use serde_json::{Value, json};

use crate::{amount::counted, args::InspectArgs, exit::Exit, mermaid, report::Failure, sources};

pub(crate) fn run(args: &InspectArgs) -> Result<Exit, Failure> {
    if let Some(form) = args.json_schema {
        sources::print(&source_json_schema(form)?)?;
        return Ok(Exit::Ok);
    }
    let (_, input) = sources::read_schema(&args.schema.schema, args.schema.reading.options())?;
    if args.mermaid {
        sources::print(&mermaid::diagram(&input.schema))?;
    } else if args.json {
        sources::print_json(&document(&input))?;
    } else {
        sources::print(&text(&input))?;
    }
    Ok(Exit::Ok)
}

fn text(input: &Input) -> String {
    let schema = &input.schema;
    let order = schema.load_order();
    let mut text = String::new();
    let count = |of: fn(&Table) -> usize| schema.tables().iter().map(of).sum::<usize>() as u64;
    let mut head = vec![
        counted(schema.tables().len() as u64, "table"),
        counted(count(|table| table.columns.len()), "column"),
        counted(count(|table| table.foreign_keys.len()), "foreign key"),
        counted(count(|table| table.checks.len()), "check"),
    ];
    if !input.extensions.is_empty() {
        head.push(format!("extensions: {}", input.extensions.join(", ")));
    }
    push(&mut text, &head.join(" · "));
    for table in schema.tables() {
        push(&mut text, "");
        describe(&mut text, table, &input.wishes);
    }
    push(&mut text, "");
    let names: Vec<String> = order.tables.iter().map(|id| name(schema, *id)).collect();
    push(&mut text, &format!("load order: {}", names.join(", ")));
    for broken in &order.breaks {
        push(&mut text, &format!("cycle: {}", break_text(schema, broken)));
    }
    for reference in &input.inferred {
        let InferredReference { table, column, parent, reason, .. } = reference;
        let line = format!("undeclared: {table}.{column} refers to {parent}: {reason}");
        push(&mut text, &line);
    }
    for diagnostic in &input.diagnostics {
        push(&mut text, &diagnostic.to_string());
    }
    text
}

fn describe(text: &mut String, table: &Table, wishes: &Wishes) {
    let mut notes = Vec::new();
    if let Some(parent) = &table.partition_of {
        notes.push(format!("a partition of {parent}"));
    }
    if let Some(partition) = &table.partition {
        notes.push(format!("partitioned by {}", partition.text));
    }
    if !table.rows.is_empty() {
        notes.push(format!("{} of the schema's own", counted(table.rows.len() as u64, "row")));
    }
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    push(text, &format!("{}{notes}", table.name));
    for column in &table.columns {
        let asked = wishes.column(&table.name, &column.name);
        let sensitivity = asked.and_then(|asked| asked.sensitivity.as_ref());
        let sensitivity = sensitivity.map(|name| format!(" ({name})")).unwrap_or_default();
        push(text, &format!("  {}{sensitivity}", column_text(column)));
    }
    if let Some(key) = &table.primary_key {
        push(text, &format!("  primary key {}", parts(key)));
    }
    for key in &table.unique_keys {
        let partial = if key.predicate.is_some() { " for some rows" } else { "" };
        push(text, &format!("  unique {}{partial}", parts(key)));
    }
    for key in &table.foreign_keys {
        push(text, &format!("  {}", reference(key)));
    }
    for check in &table.checks {
        push(text, &format!("  check {}", one_line(&check.text)));
    }
    for exclusion in &table.exclusions {
        push(text, &format!("  exclude {}", one_line(&exclusion.text)));
    }
}

fn column_text(column: &Column) -> String {
    let mut text = format!("{} {}", column.name, column.declared_type);
    if !column.nullable {
        text.push_str(" not null");
    }
    if column.identity.is_some() {
        text.push_str(" from a sequence");
    }
    if let Some(generated) = &column.generated {
        text.push_str(&format!(" = {}", one_line(&generated.text)));
    }
    text
}

fn reference(key: &ForeignKey) -> String {
    let parent = key.parent_columns.join(", ");
    let how = if key.enforced { "" } else { " (not enforced)" };
    format!("({}) refers to {} ({parent}){how}", key.columns.join(", "), key.parent)
}

fn parts(key: &UniqueKey) -> String {
    format!("({})", part_names(key).join(", "))
}

fn part_names(key: &UniqueKey) -> Vec<String> {
    let part = |part: &KeyPart| match part {
        KeyPart::Column(name) => name.clone(),
        KeyPart::Expr(_, text) => text.clone(),
    };
    key.parts.iter().map(part).collect()
}

fn break_text(schema: &Schema, broken: &CycleBreak) -> String {
    let table = schema.table(broken.table);
    let key = &table.foreign_keys[broken.foreign_key];
    let how = match (broken.deferrable, broken.nullable) {
        (true, _) => "deferrable: checked at the end",
        (false, true) => "nullable: can be set at the end",
        (false, false) => "made deferrable while loading",
    };
    format!("{} ({}) refers to {}; {how}", table.name, key.columns.join(", "), key.parent)
}

fn name(schema: &Schema, id: TableId) -> String {
    schema.table(id).name.to_string()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn push(text: &mut String, line: &str) {
    // Writing to a string can't fail.
    let _ = writeln!(text, "{line}");
}

fn document(input: &Input) -> Value {
    let schema = &input.schema;
    let LoadOrder { tables, breaks } = schema.load_order();
    let severity = |severity: Severity| severity.to_string();
    json!({
        "tables": schema
            .tables()
            .iter()
            .map(|table| table_document(table, &input.wishes))
            .collect::<Vec<_>>(),
        "load_order": tables.iter().map(|id| name(schema, *id)).collect::<Vec<_>>(),
        "cycle_breaks": breaks.iter().map(|broken| json!({
            "table": name(schema, broken.table),
            "columns": schema.table(broken.table).foreign_keys[broken.foreign_key].columns,
            "nullable": broken.nullable,
            "deferrable": broken.deferrable,
        })).collect::<Vec<_>>(),
        "undeclared_references": input.inferred.iter().map(|reference| json!({
            "table": reference.table.to_string(),
            "column": reference.column,
            "parent": reference.parent.to_string(),
            "parent_column": reference.parent_column,
            "reason": reference.reason,
        })).collect::<Vec<_>>(),
        "extensions": input.extensions,
        "diagnostics": input.diagnostics.iter().map(|diagnostic| json!({
            "severity": severity(diagnostic.severity),
            "source": *diagnostic.origin.source,
            "line": diagnostic.origin.line,
            "column": diagnostic.origin.column,
            "message": diagnostic.message,
            "help": diagnostic.help,
            "skipped": diagnostic.skipped,
        })).collect::<Vec<_>>(),
    })
}

fn table_document(table: &Table, wishes: &Wishes) -> Value {
    json!({
        "name": table.name.to_string(),
        "comment": table.comment,
        "partition_of": table.partition_of.as_ref().map(ToString::to_string),
        "columns": table.columns.iter().map(|column| json!({
            "name": column.name,
            "type": column.declared_type,
            "nullable": column.nullable,
            "identity": column.identity.is_some(),
            "generated": column.generated.as_ref().map(|generated| &generated.text),
            "comment": column.comment,
            "sensitivity": wishes
                .column(&table.name, &column.name)
                .and_then(|asked| asked.sensitivity.as_ref()),
        })).collect::<Vec<_>>(),
        "primary_key": table.primary_key.as_ref().map(part_names),
        "unique_keys": table.unique_keys.iter().map(|key| json!({
            "name": key.name,
            "parts": part_names(key),
            "partial": key.predicate.is_some(),
        })).collect::<Vec<_>>(),
        "foreign_keys": table.foreign_keys.iter().map(|key| json!({
            "name": key.name,
            "columns": key.columns,
            "parent": key.parent.to_string(),
            "parent_columns": key.parent_columns,
            "enforced": key.enforced,
        })).collect::<Vec<_>>(),
        "checks": table.checks.iter().map(|check| json!({
            "name": check.name,
            "text": check.text,
        })).collect::<Vec<_>>(),
        "rows_of_the_schema": table.rows.len(),
    })
}
