//! A schema for tables that have none, as PostgreSQL's CREATE TABLE.

use std::fmt::Write;

use seedbed_profile::{Column, Kind, Relations, Table};

/// The statements that create tables like these.
pub(super) fn schema(tables: &[Table], relations: &Relations) -> String {
    let mut text = String::from("-- Told by the values of tables: types, keys and references.\n");
    for at in 0..tables.len() {
        create(&mut text, at, tables, relations);
    }
    for reference in &relations.references {
        let (table, parent) = (&tables[reference.table], &tables[reference.parent]);
        let _ = write!(
            text,
            "\nALTER TABLE {} ADD FOREIGN KEY ({}) REFERENCES {} ({});\n",
            quoted(&table.name),
            quoted(table.columns[reference.column].name()),
            quoted(&parent.name),
            quoted(parent.columns[reference.parent_column].name()),
        );
    }
    text
}

fn create(text: &mut String, at: usize, tables: &[Table], relations: &Relations) {
    let table = &tables[at];
    let key = relations.keys[at].clone().unwrap_or_default();
    let mut lines = Vec::new();
    for (column, values) in table.columns.iter().enumerate() {
        let is_key = relations.keys[at].as_ref() == Some(&vec![column]);
        let reference = relations.references.iter().find(|r| (r.table, r.column) == (at, column));
        // What refers to a key is of the key's type.
        let typed = reference.map_or(values, |r| &tables[r.parent].columns[r.parent_column]);
        let required = values.missing() == 0 && !values.is_empty();
        let unique = values.kind() == Kind::Identifier
            && !is_key
            && reference.is_none()
            && values.distinct() == values.len()
            && values.len() > 1;
        lines.push(format!(
            "    {} {}{}{}",
            quoted(values.name()),
            data_type(typed),
            if required { " NOT NULL" } else { "" },
            if unique { " UNIQUE" } else { "" },
        ));
    }
    if !key.is_empty() {
        let columns: Vec<String> =
            key.iter().map(|&column| quoted(table.columns[column].name())).collect();
        lines.push(format!("    PRIMARY KEY ({})", columns.join(", ")));
    }
    let _ = write!(text, "\nCREATE TABLE {} (\n{}\n);\n", quoted(&table.name), lines.join(",\n"));
}

/// The narrowest type of everyday use that holds a column's values.
fn data_type(column: &Column) -> String {
    let whole = |label: &str| label.trim().parse::<i64>().ok();
    match column.kind() {
        Kind::Integer => integer(column.labels().filter_map(whole)).into(),
        Kind::Identifier => {
            let numbers: Option<Vec<i64>> = column
                .labels()
                .map(|label| whole(label).filter(|number| number.to_string() == label.trim()))
                .collect();
            match numbers {
                Some(numbers) if !numbers.is_empty() => integer(numbers.into_iter()).into(),
                _ if is_uuid(column) => "uuid".into(),
                _ => "text".into(),
            }
        }
        Kind::Number => decimal(column),
        Kind::Boolean => "boolean".into(),
        Kind::Date => "date".into(),
        Kind::Datetime => "timestamp".into(),
        Kind::Categorical | Kind::Text => "text".into(),
    }
}

fn integer(numbers: impl Iterator<Item = i64>) -> &'static str {
    let fits = |number: i64| i32::try_from(number).is_ok();
    if numbers.into_iter().all(fits) { "integer" } else { "bigint" }
}

/// Decimals where they are as people write them, and floating point where they are measured.
fn decimal(column: &Column) -> String {
    let scale = u32::from(column.decimals());
    let largest = column.label_numbers().into_iter().fold(0.0, |a: f64, b| a.max(b.abs()));
    let before = if largest < 1.0 { 1 } else { largest.log10().floor() as u32 + 1 };
    if scale <= 6 && before + scale <= 17 {
        format!("numeric({},{scale})", (before + scale + 2).min(18))
    } else {
        "double precision".into()
    }
}

fn is_uuid(column: &Column) -> bool {
    let marks = [8, 13, 18, 23];
    column.distinct() > 0
        && column.labels().all(|label| {
            label.len() == 36
                && label.bytes().enumerate().all(|(at, byte)| {
                    if marks.contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() }
                })
        })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use seedbed_profile::{Options, read_csv};

    use super::decimal;

    #[test]
    fn numbers_are_decimals_where_people_write_them() {
        let cases = [
            ("x\n1.25\n-310.5\n", "numeric(7,2)"),
            ("x\n0.5\n0.25\n", "numeric(5,2)"),
            ("x\n1e300\n-2.5e307\n", "double precision"),
            ("x\n1e308\n0.5\n", "double precision"),
        ];
        for (text, expected) in cases {
            let table = read_csv("t", text.as_bytes(), &Options::default()).unwrap();
            assert_eq!(decimal(&table.columns[0]), expected, "{text:?}");
        }
    }
}
