//! PostgreSQL.

use seedbed_schema::{Column, CycleBreak, DataType, Default, ForeignKey, Schema, Table, TableId};

use super::{literal, undeferrable};

/// The statements before the first row.
///
/// References that close a cycle wait for the end of the transaction; where they are not
/// deferrable they are made so until then.
pub(super) fn opening(schema: &Schema, breaks: &[CycleBreak]) -> String {
    let mut text = String::from(
        "BEGIN;\n\
         SET LOCAL standard_conforming_strings = on;\n\
         SET LOCAL datestyle = 'ISO, YMD';\n\
         SET LOCAL intervalstyle = 'postgres';\n\
         SET LOCAL timezone = 'UTC';\n\
         SET LOCAL lc_monetary = 'C';\n",
    );
    if breaks.iter().any(|broken| broken.deferrable) {
        text.push_str("SET CONSTRAINTS ALL DEFERRED;\n");
    }
    for (table, key) in undeferrable(schema, breaks) {
        text.push_str(&alter(table, key, "DEFERRABLE INITIALLY DEFERRED"));
    }
    text
}

/// The statements after the last row.
pub(super) fn closing(schema: &Schema, order: &[TableId], breaks: &[CycleBreak]) -> String {
    let mut text = String::new();
    if !breaks.is_empty() {
        text.push_str("SET CONSTRAINTS ALL IMMEDIATE;\n");
    }
    for (table, key) in undeferrable(schema, breaks) {
        text.push_str(&alter(table, key, "NOT DEFERRABLE"));
    }
    for &id in order {
        text.push_str(&advanced_sequences(schema.table(id)));
    }
    text.push_str("COMMIT;\n");
    text
}

fn alter(table: &Table, key: &ForeignKey, timing: &str) -> String {
    let constraint = key.name.clone().unwrap_or_else(|| default_name(table, key));
    format!("ALTER TABLE {} ALTER CONSTRAINT {} {timing};\n", qualified(table), quoted(&constraint))
}

/// The name PostgreSQL gives a foreign key without one: table and columns, the longer of both
/// shortened until 63 bytes suffice (`makeObjectName` in its `indexcmds.c`).
fn default_name(table: &Table, key: &ForeignKey) -> String {
    const LABEL: &str = "fkey";
    const LONGEST: usize = 63;
    let mut name = table.name.name.clone();
    let mut columns = key.columns.join("_");
    while name.len() + columns.len() + LABEL.len() + 2 > LONGEST {
        if name.len() > columns.len() {
            name.pop()
        } else {
            columns.pop()
        };
    }
    format!("{name}_{columns}_{LABEL}")
}

/// Advances the sequences behind a table's columns past the keys that were written.
fn advanced_sequences(table: &Table) -> String {
    let advance = |column: &Column| {
        if !matches!(column.data_type, DataType::Integer { .. }) || column.is_computed() {
            return None;
        }
        let table = qualified(table);
        let sequence = match (&column.identity, &column.default) {
            (Some(_), _) => {
                let column = literal(&column.name);
                format!("pg_get_serial_sequence({}, {column})", literal(&table))
            }
            (None, Some(Default::Sequence(name))) => format!("{}::regclass", literal(name)),
            _ => return None,
        };
        let key = quoted(&column.name);
        Some(format!("SELECT setval({sequence}, max({key})) FROM {table} HAVING max({key}) > 0;\n"))
    };
    table.columns.iter().filter_map(advance).collect()
}

fn qualified(table: &Table) -> String {
    match &table.name.namespace {
        Some(namespace) => format!("{}.{}", quoted(namespace), quoted(&table.name.name)),
        None => quoted(&table.name.name),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use seedbed_schema::TableName;

    use super::*;
    use crate::script::tests::referring;

    fn cycle() -> Schema {
        Schema::new(vec![referring("hen", "egg"), referring("egg", "hen")]).unwrap()
    }

    #[test]
    fn a_cycle_is_deferred_and_put_back() {
        let schema = cycle();
        let order = schema.load_order();
        let opening = opening(&schema, &order.breaks);
        assert!(opening.contains("ALTER CONSTRAINT"), "{opening}");
        assert!(opening.contains("_other_id_fkey\" DEFERRABLE INITIALLY DEFERRED;"), "{opening}");
        let closing = closing(&schema, &order.tables, &order.breaks);
        assert!(closing.starts_with("SET CONSTRAINTS ALL IMMEDIATE;\nALTER TABLE"), "{closing}");
        assert!(closing.contains("setval(pg_get_serial_sequence('\"hen\"', 'id'), max(\"id\"))"));
        assert!(closing.ends_with("COMMIT;\n"));
    }

    #[test]
    fn long_default_names_are_shortened_as_the_database_does() {
        let mut table = Table::new(TableName::new("a".repeat(50)));
        table.columns.push(Column::new("b".repeat(40), DataType::integer(32)));
        let mut key = cycle().tables()[0].foreign_keys[0].clone();
        key.columns = vec!["b".repeat(40)];
        let name = default_name(&table, &key);
        assert_eq!(name, format!("{}_{}_fkey", "a".repeat(29), "b".repeat(28)));
    }
}
