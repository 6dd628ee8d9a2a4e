//! The report for a terminal: facts, scores, the gate.

use seedbed_evaluate::scores::{Evaluation, GateResult, Property, Score};

use crate::{
    amount::{counted, grouped},
    table::{Align, TextTable},
};

/// The lowest scores named of a property.
const WORST: usize = 3;

pub(super) fn text(evaluation: &Evaluation) -> String {
    let mut text = facts(evaluation);
    for section in &evaluation.sections {
        let score = section.score.map_or("not applicable".to_owned(), percent);
        text.push_str(&format!("\n{}: {score}\n", capital(section.name)));
        let columns = [("", Align::Left), ("score", Align::Right), ("", Align::Left)];
        let mut table = TextTable::new(columns).with_widest(110);
        for property in &section.properties {
            table.push(row(property));
        }
        text.push_str(&table.render("  "));
    }
    if let Some(gate) = &evaluation.gate {
        text.push_str(&verdict(gate));
    }
    text
}

fn percent(score: f64) -> String {
    format!("{:.1} %", score * 100.0)
}

fn capital(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase().to_string());
    first.unwrap_or_default() + &characters.as_str().replace('_', " ")
}

fn facts(evaluation: &Evaluation) -> String {
    let facts = &evaluation.facts;
    let mut text = String::new();
    for table in &facts.tables {
        let holdout = table
            .holdout_rows
            .map_or(String::new(), |rows| format!(", {} in the holdout", grouped(rows)));
        let real =
            table.real_rows.map_or(String::new(), |rows| format!("{} real and ", grouped(rows)));
        let columns = table
            .columns
            .map_or(String::new(), |columns| format!(", {}", counted(columns, "column")));
        text.push_str(&format!(
            "{}: {real}{} synthetic {}{holdout}{columns}\n",
            table.table,
            grouped(table.synthetic_rows),
            if table.synthetic_rows == 1 { "row" } else { "rows" },
        ));
        let mut remark = |what: &str, names: &[String]| {
            if !names.is_empty() {
                text.push_str(&format!("  {what}: {}\n", names.join(", ")));
            }
        };
        remark("missing columns", &table.missing_columns);
        remark("new columns", &table.new_columns);
        remark("not compared by value", &table.not_compared);
        if table.synthetic_rows == 0 {
            text.push_str("  no synthetic row: there is nothing to compare\n");
        }
        for (column, problem) in &table.problems {
            text.push_str(&format!("  {column}: {problem}\n"));
        }
    }
    for (what, names) in [
        ("Not in the synthetic data", &facts.missing_tables),
        ("Only in the synthetic data", &facts.new_tables),
    ] {
        if !names.is_empty() {
            text.push_str(&format!("{what}: {}\n", names.join(", ")));
        }
    }
    if facts.tables.iter().any(|table| table.real_rows.is_some()) {
        text.push_str(&format!(
            "{}, {}\n",
            counted(facts.orphans, "orphan"),
            counted(facts.repeated_keys, "repeated key"),
        ));
    }
    if let Some(schema) = &facts.schema {
        text.push_str(&format!(
            "{} of {} of the schema\n",
            counted(schema.violations, "violation"),
            counted(schema.constraints, "constraint"),
        ));
        for (name, rows) in &schema.violated {
            text.push_str(&format!("  {name}: {}\n", counted(*rows, "row")));
        }
    }
    text
}

fn row(property: &Property) -> Vec<String> {
    let name = capital(property.name);
    let Some(score) = property.score else {
        let why = property.not_applicable.clone().unwrap_or_default();
        return vec![name, "–".into(), format!("not applicable: {why}")];
    };
    let mut remarks = Vec::new();
    if let Some(ceiling) = property.details.get("ceiling") {
        remarks.push(format!("ceiling {}", percent(*ceiling)));
    }
    let mut counted: Vec<_> = property.scores.iter().filter(|score| score.counted).collect();
    counted.sort_by(|a, b| a.score.unwrap_or(1.0).total_cmp(&b.score.unwrap_or(1.0)));
    let below = counted.iter().filter(|score| score.score.is_some_and(|score| score < 0.9));
    // Several metrics may judge the same table.
    let subject = |score: &Score| {
        if score.columns.is_empty() && property.scores.len() > 1 {
            format!("{} of {}", score.metric, score.subject())
        } else {
            score.subject()
        }
    };
    let worst: Vec<String> = below
        .take(WORST)
        .map(|score| format!("{} {}", subject(score), percent(score.score.unwrap_or_default())))
        .collect();
    if property.scores.len() > 1 && !worst.is_empty() {
        remarks.push(format!("lowest: {}", worst.join(", ")));
    }
    vec![name, percent(score), remarks.join("; ")]
}

pub(crate) fn verdict(gate: &GateResult) -> String {
    let passed = if gate.passed { "passed" } else { "not passed" };
    let mut text = format!("\nGate: {passed}\n");
    for check in &gate.checks {
        let found = check.found.map_or("no score".to_owned(), |found| format!("{found:.4}"));
        let mark = if check.passed { "ok  " } else { "FAIL" };
        text.push_str(&format!("  {mark} {} {found}, at least {}\n", check.score, check.min));
        for failing in &check.failing {
            text.push_str(&format!("       {failing}\n"));
        }
    }
    text
}
