//! A schema in few words, to compare with what is expected.

use seedbed_ingest::{Dialect, Ingested, ReadOptions, Severity, Source, read, read_any};
use seedbed_schema::{
    Check, CheckRule, Column, Default, ForeignKey, KeyPart, Schema, Table, UniqueKey,
};

/// (what is claimed, the text, the facts).
pub(crate) type Case = (&'static str, &'static str, &'static [&'static str]);

/// Compares the facts of texts of a dialect with what is expected.
pub(crate) fn check_as(dialect: Dialect, cases: &[Case]) {
    let mut wrong = Vec::new();
    for (claim, text, expected) in cases {
        let found = facts_as(dialect, text);
        if found != *expected {
            wrong.push(format!(
                "{claim}\n  found:\n{}\n  expected:\n{}",
                found.join("\n"),
                expected.join("\n")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Reads a text that must form a schema.
pub(crate) fn ingest(text: &str) -> Ingested {
    ingest_as(Dialect::PostgreSql, text)
}

fn ingest_as(dialect: Dialect, text: &str) -> Ingested {
    read(&[Source { name: "t.sql", text }], Some(dialect)).unwrap_or_else(|error| {
        let diagnostics: Vec<_> = error.diagnostics().iter().map(ToString::to_string).collect();
        panic!("{error}\n{}\nin {text}", diagnostics.join("\n"))
    })
}

/// The facts of all tables, one line each; diagnostics above notes come last.
pub(crate) fn facts(text: &str) -> Vec<String> {
    lines(&ingest(text))
}

fn facts_as(dialect: Dialect, text: &str) -> Vec<String> {
    lines(&ingest_as(dialect, text))
}

/// The same of a file in any language; a text that forms no schema gives the error.
pub(crate) fn told(name: &str, text: &str) -> Vec<String> {
    match read_any(&[Source { name, text }], &ReadOptions::default()) {
        Ok(ingested) => lines(&ingested),
        Err(error) => {
            let remarks = error.diagnostics().iter().map(ToString::to_string);
            remarks.chain(error.to_string().lines().map(str::to_owned)).collect()
        }
    }
}

fn lines(ingested: &Ingested) -> Vec<String> {
    let mut lines = describe(&ingested.schema);
    let remarks = ingested.diagnostics.iter().filter(|remark| remark.severity > Severity::Note);
    lines.extend(remarks.map(ToString::to_string));
    lines
}

fn describe(schema: &Schema) -> Vec<String> {
    schema.tables().iter().flat_map(table).collect()
}

fn table(table: &Table) -> Vec<String> {
    let columns: Vec<_> = table.columns.iter().map(column).collect();
    let mut lines = vec![format!("{}: {}", table.name, columns.join(", "))];
    let mut add = |line: String| lines.push(format!("  {line}"));
    if let Some(key) = &table.primary_key {
        add(format!("primary {}", self::key(key)));
    }
    table.unique_keys.iter().for_each(|key| add(format!("unique {}", self::key(key))));
    table.foreign_keys.iter().for_each(|key| add(reference(key)));
    table.checks.iter().for_each(|check| add(self::check(check)));
    for exclusion in &table.exclusions {
        let elements: Vec<_> = exclusion
            .elements
            .iter()
            .map(|element| format!("{} {}", part(&element.part), element.operator))
            .collect();
        let predicate = exclusion.predicate.as_ref();
        let predicate = predicate.map_or_else(String::new, |expr| format!(" where {expr}"));
        add(format!("exclude ({}){predicate}", elements.join(", ")));
    }
    for index in &table.indexes {
        add(format!("index ({})", index.columns.join(", ")));
    }
    if let Some(partition) = &table.partition {
        let any_of: Vec<_> = partition.any_of.iter().map(ToString::to_string).collect();
        add(format!("partition by {}: {}", partition.text, any_of.join(" | ")));
    }
    table.partition_of.iter().for_each(|parent| add(format!("partition of {parent}")));
    table.inherits.iter().for_each(|parent| add(format!("inherits {parent}")));
    for trigger in &table.triggers {
        let when = if trigger.before { "before" } else { "after" };
        let what = if trigger.on_insert { "insert" } else { "other" };
        add(format!("trigger {} {when} {what}", trigger.name));
    }
    table.comment.iter().for_each(|comment| add(format!("-- {comment}")));
    for row in &table.rows {
        let values: Vec<_> = row
            .values
            .iter()
            .map(|value| value.as_ref().map_or("?".to_owned(), |value| format!("{value:?}")))
            .collect();
        add(format!("row {}", values.join(", ")));
    }
    lines
}

fn column(column: &Column) -> String {
    let mut text = vec![format!("{} {}", column.name, column.data_type)];
    if !column.nullable {
        text.push("!".into());
    }
    match &column.default {
        Some(Default::Expr(expr)) => text.push(format!(" = {expr}")),
        Some(Default::Sequence(name)) => text.push(format!(" = next {name}")),
        Some(Default::Unread(unread)) => text.push(format!(" = <{unread}>")),
        None => {}
    }
    if let Some(generated) = &column.generated {
        let expr = generated.expr.as_ref().map_or("?".to_owned(), ToString::to_string);
        text.push(format!(" as ({expr})"));
    }
    if let Some(identity) = &column.identity {
        let always = if identity.always { " always" } else { "" };
        text.push(format!(" identity {}+{}{always}", identity.start, identity.increment));
    }
    if let Some(comment) = &column.comment {
        text.push(format!(" -- {comment}"));
    }
    text.concat()
}

fn part(part: &KeyPart) -> String {
    match part {
        KeyPart::Column(name) => name.clone(),
        KeyPart::Expr(Some(expr), _) => format!("({expr})"),
        KeyPart::Expr(None, text) => format!("<{text}>"),
    }
}

fn key(key: &UniqueKey) -> String {
    let parts: Vec<_> = key.parts.iter().map(part).collect();
    let mut text = vec![format!("({})", parts.join(", "))];
    if let Some(predicate) = &key.predicate {
        text.push(format!(" where {predicate}"));
    }
    if key.nulls_not_distinct {
        text.push(" nulls not distinct".into());
    }
    if key.deferrable {
        text.push(" deferrable".into());
    }
    text.concat()
}

fn reference(key: &ForeignKey) -> String {
    let mut text = format!(
        "references ({}) -> {}({})",
        key.columns.join(", "),
        key.parent,
        key.parent_columns.join(", ")
    );
    for (flag, word) in [
        (key.deferrable, " deferrable"),
        (key.initially_deferred, " deferred"),
        (key.match_full, " full"),
        (!key.enforced, " not enforced"),
    ] {
        text += if flag { word } else { "" };
    }
    text
}

fn check(check: &Check) -> String {
    let name = check.name.as_ref().map_or_else(String::new, |name| format!(" {name}"));
    match &check.rule {
        CheckRule::Expr(expr) => format!("check{name} {expr}"),
        CheckRule::Unread(reason) => format!("check{name} <{reason}>"),
    }
}
