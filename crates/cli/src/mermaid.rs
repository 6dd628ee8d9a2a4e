//! Entity-relationship diagrams for Mermaid.

use std::fmt::Write;

use seedbed_schema::{ForeignKey, Schema, Table, UniqueKey};

/// The diagram of a schema: entities with their columns and keys, then relations.
pub(crate) fn diagram(schema: &Schema) -> String {
    let mut text = String::from("erDiagram\n");
    let tables = || schema.tables().iter().filter(|table| !table.is_partition());
    for table in tables() {
        entity(&mut text, table);
    }
    for table in tables() {
        for key in &table.foreign_keys {
            relation(&mut text, table, key);
        }
    }
    text
}

fn entity(text: &mut String, table: &Table) {
    line(text, &format!("    {} {{", name(&table.name.to_string())));
    for column in &table.columns {
        let has = |key: &UniqueKey| {
            key.columns().is_some_and(|columns| columns.contains(&column.name.as_str()))
        };
        let mut marks = Vec::new();
        if table.primary_key.as_ref().is_some_and(has) {
            marks.push("PK");
        }
        if table.foreign_keys.iter().any(|key| key.columns.contains(&column.name)) {
            marks.push("FK");
        }
        if table.unique_keys.iter().any(|key| key.parts.len() == 1 && has(key)) {
            marks.push("UK");
        }
        let marks = marks.join(", ");
        let column_type = word(&column.declared_type);
        line(text, format!("        {column_type} {} {marks}", word(&column.name)).trim_end());
    }
    line(text, "    }");
}

fn relation(text: &mut String, table: &Table, key: &ForeignKey) {
    let optional =
        key.columns.iter().any(|column| table.column(column).is_some_and(|column| column.nullable));
    let unique = table.keys().any(|unique| {
        unique.is_plain()
            && unique.columns().is_some_and(|columns| {
                columns.iter().all(|column| key.columns.iter().any(|own| own == column))
            })
    });
    let parent_end = if optional { "|o" } else { "||" };
    let child_end = if unique { "o|" } else { "o{" };
    let parent = name(&key.parent.to_string());
    let child = name(&table.name.to_string());
    let label = key.columns.join(", ").replace('"', "'");
    line(text, &format!("    {parent} {parent_end}--{child_end} {child} : \"{label}\""));
}

fn line(text: &mut String, line: &str) {
    // Writing to a string can't fail.
    let _ = writeln!(text, "{line}");
}

/// An entity's name; quoted unless it is a plain word.
fn name(name: &str) -> String {
    let plain = name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "'")) }
}

/// An attribute's type or name, which Mermaid wants to be one word that starts with a letter.
fn word(text: &str) -> String {
    let allowed =
        |character: char| character.is_ascii_alphanumeric() || "_-()[]".contains(character);
    let word: String = text
        .trim()
        .chars()
        .map(|character| if allowed(character) { character } else { '_' })
        .collect();
    match word.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => word,
        _ => format!("t_{word}"),
    }
}

#[cfg(test)]
mod tests {
    use seedbed_ingest::ReadOptions;
    use seedbed_pipeline::{NamedText, read_schema};

    use super::*;

    #[test]
    fn keys_and_cardinalities_are_drawn() {
        let text = "
            CREATE TABLE customers (id int PRIMARY KEY, email text UNIQUE);
            CREATE TABLE orders (id int PRIMARY KEY, total numeric(10, 2),
                                 customer_id int NOT NULL REFERENCES customers);
            CREATE TABLE profiles (customer_id int PRIMARY KEY REFERENCES customers);";
        let source = NamedText { name: "s.sql".into(), text: text.into() };
        let schema = read_schema(&[source], &ReadOptions::default()).unwrap().schema;
        let diagram = diagram(&schema);
        for expected in [
            "    customers ||--o{ orders : \"customer_id\"\n",
            "    customers ||--o| profiles : \"customer_id\"\n",
            " email UK\n",
            " customer_id PK, FK\n",
        ] {
            assert!(diagram.contains(expected), "{expected:?} in\n{diagram}");
        }
    }
}
