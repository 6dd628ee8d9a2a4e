//! What a plan's document says that no source looks at: shares and texts.

use seedbed_schema::{Schema, Table};
use serde_json::Value;

use crate::{
    plan::{Plan, TablePlan},
    problem::{Note, NoteKind, PlanProblem},
};

/// Refuses shares that are none and texts that no row can hold; notes shares without effect.
pub(crate) fn check(
    schema: &Schema,
    plan: &Plan,
    notes: &mut Vec<Note>,
    problems: &mut Vec<PlanProblem>,
) {
    for (name, table_plan) in &plan.tables {
        if let Some(id) = schema.find(name) {
            null_rates(name, schema.table(id), table_plan, notes, problems);
        }
    }
    // Everything a plan consists of can be written as JSON; what can't has no texts to look at.
    if let Ok(document) = serde_json::to_value(plan) {
        texts(&document, &mut Vec::new(), problems);
    }
}

fn null_rates(
    name: &str,
    table: &Table,
    plan: &TablePlan,
    notes: &mut Vec<Note>,
    problems: &mut Vec<PlanProblem>,
) {
    let columns = plan.columns.iter().map(|(column, plan)| {
        (format!("columns.{column}"), std::slice::from_ref(column), plan.null_rate)
    });
    let links = plan.links.iter().enumerate();
    let links = links.map(|(at, link)| (format!("links[{at}]"), &link.columns[..], link.null_rate));
    for (path, columns, rate) in columns.chain(links) {
        if !(0.0..=1.0).contains(&rate) {
            problems.push(PlanProblem {
                path: format!("tables.{name}.{path}.null_rate"),
                message: format!("a share is from 0 to 1, and {rate} is not"),
                hint: None,
            });
        }
        let known: Vec<_> = columns.iter().filter_map(|column| table.column(column)).collect();
        if rate > 0.0 && !known.is_empty() && known.iter().all(|column| !column.nullable) {
            notes.push(Note {
                table: table.name.to_string(),
                constraint: Some(format!("{} NOT NULL", columns.join(", "))),
                kind: NoteKind::Adjusted,
                message: format!("the plan's null_rate {rate} is not used"),
            });
        }
    }
}

/// Finds texts with NUL characters.
fn texts(value: &Value, path: &mut Vec<String>, problems: &mut Vec<PlanProblem>) {
    match value {
        Value::String(text) => problems.extend(nul(text, path)),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                path.push(at.to_string());
                texts(item, path, problems);
                path.pop();
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                problems.extend(nul(name, path));
                path.push(name.clone());
                texts(member, path, problems);
                path.pop();
            }
        }
        _ => {}
    }
}

fn nul(text: &str, path: &[String]) -> Option<PlanProblem> {
    text.contains('\0').then(|| PlanProblem {
        path: path.join("."),
        message: "a text has a NUL character, which databases don't take".into(),
        hint: None,
    })
}
