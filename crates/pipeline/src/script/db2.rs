//! Db2, for its command line processor (`db2 -tf`).

use seedbed_dataset::names;
use seedbed_expr::Dialect;
use seedbed_schema::{CycleBreak, ForeignKey, Schema, Table, TableId};

use super::numbering::{Numbered, numbered, quoted_name};
use super::{literal, undeferrable};

/// The statements before the first row.
pub(super) fn opening(schema: &Schema, breaks: &[CycleBreak]) -> String {
    // Nothing is kept before the end, and an error ends the script.
    let mut text = String::from("UPDATE COMMAND OPTIONS USING C OFF S ON;\n");
    let order: Vec<TableId> = schema.iter().map(|(id, _)| id).collect();
    for numbered in numbered(schema, &order).filter(|numbered| numbered.always) {
        text.push_str(&generated(&numbered, "BY DEFAULT"));
    }
    for (table, key) in undeferrable(schema, breaks) {
        text.push_str(&switched(table, key, "NOT ENFORCED"));
    }
    text
}

/// The statements after the last row: enforcing a reference again checks it.
pub(super) fn closing(schema: &Schema, order: &[TableId], breaks: &[CycleBreak]) -> String {
    let mut text = String::new();
    for (table, key) in undeferrable(schema, breaks) {
        text.push_str(&switched(table, key, "ENFORCED"));
    }
    for numbered in numbered(schema, order) {
        text.push_str(&restarted(&numbered));
        if numbered.always {
            text.push_str(&generated(&numbered, "ALWAYS"));
        }
    }
    text.push_str("COMMIT;\n");
    text
}

fn generated(numbered: &Numbered<'_>, when: &str) -> String {
    format!(
        "ALTER TABLE {} ALTER COLUMN {} SET GENERATED {when};\n",
        names::table(Dialect::Db2, &numbered.table.name),
        names::quoted(Dialect::Db2, &numbered.column.name),
    )
}

/// Switches a reference; all of the table's where it has no name.
pub(super) fn switched(table: &Table, key: &ForeignKey, how: &str) -> String {
    let name = names::table(Dialect::Db2, &table.name);
    if let Some(key) = &key.name {
        let key = names::quoted(Dialect::Db2, key);
        return format!("ALTER TABLE {name} ALTER FOREIGN KEY {key} {how};\n");
    }
    let schema = match &table.name.namespace {
        Some(namespace) => literal(namespace),
        None => "CURRENT SCHEMA".to_owned(),
    };
    let alter = literal(&format!("ALTER TABLE {name} ALTER FOREIGN KEY \""));
    block(&format!(
        "  FOR r AS SELECT constname FROM syscat.references\n    \
         WHERE tabschema = {schema} AND tabname = {} DO\n    \
         EXECUTE IMMEDIATE {alter} || r.constname || '\" {how}';\n  END FOR;\n",
        literal(&table.name.name),
    ))
}

/// Lets numbers go on behind those that were written.
fn restarted(numbered: &Numbered<'_>) -> String {
    let table = names::table(Dialect::Db2, &numbered.table.name);
    let column = names::quoted(Dialect::Db2, &numbered.column.name);
    let alter = match numbered.sequence {
        Some(sequence) => format!("ALTER SEQUENCE {}", quoted_name(Dialect::Db2, sequence)),
        None => format!("ALTER TABLE {table} ALTER COLUMN {column}"),
    };
    let restart = literal(&format!("{alter} RESTART WITH "));
    block(&format!(
        "  DECLARE n BIGINT;\n  SET n = (SELECT MAX({column}) + 1 FROM {table});\n  \
         IF n IS NOT NULL THEN\n    EXECUTE IMMEDIATE {restart} || n;\n  END IF;\n"
    ))
}

/// Statements with semicolons of their own.
fn block(statements: &str) -> String {
    format!("--#SET TERMINATOR @\nBEGIN\n{statements}END@\n--#SET TERMINATOR ;\n")
}
