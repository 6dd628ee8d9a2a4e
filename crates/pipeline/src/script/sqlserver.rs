//! SQL Server, for `sqlcmd` and other clients that know `GO`.

use std::fmt::Write;

use seedbed_dataset::names;
use seedbed_expr::Dialect;
use seedbed_schema::{CycleBreak, ForeignKey, Schema, Table, TableId};

use super::numbering::{Numbered, numbered, quoted_name};
use super::{literal, undeferrable};

/// The statements before the first row. An error ends the transaction; the batches behind it
/// find none and do nothing.
pub(super) fn opening(schema: &Schema, breaks: &[CycleBreak]) -> String {
    let mut text = String::from(
        "SET NOCOUNT ON;\n\
         SET XACT_ABORT ON;\n\
         SET ANSI_NULLS, QUOTED_IDENTIFIER, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, \
         CONCAT_NULL_YIELDS_NULL ON;\n\
         SET NUMERIC_ROUNDABORT OFF;\n\
         GO\n\
         BEGIN TRANSACTION;\n",
    );
    for (table, key) in undeferrable(schema, breaks) {
        text.push_str(&switched(table, key, "NOCHECK"));
    }
    text.push_str("GO\n");
    text
}

/// The statements after the last row: references are checked before anything is kept.
pub(super) fn closing(schema: &Schema, order: &[TableId], breaks: &[CycleBreak]) -> String {
    let mut text = String::new();
    for (table, key) in undeferrable(schema, breaks) {
        text.push_str(&switched(table, key, "WITH CHECK CHECK"));
    }
    // Identity columns have gone on by themselves.
    for (at, numbered) in numbered(schema, order).enumerate() {
        text.push_str(&restarted(at, &numbered).unwrap_or_default());
    }
    text.push_str("COMMIT TRANSACTION;\nGO\nSET NOEXEC OFF;\nGO\n");
    text
}

/// Switches the checking of a reference; of all of a table's where it has no name.
pub(super) fn switched(table: &Table, key: &ForeignKey, how: &str) -> String {
    let name = key.name.as_deref().map(|name| names::quoted(Dialect::SqlServer, name));
    let name = name.unwrap_or_else(|| "ALL".to_owned());
    format!(
        "ALTER TABLE {} {how} CONSTRAINT {name};\n",
        names::table(Dialect::SqlServer, &table.name)
    )
}

/// Lets a sequence go on behind the numbers that were written.
fn restarted(at: usize, numbered: &Numbered<'_>) -> Option<String> {
    let sequence = quoted_name(Dialect::SqlServer, numbered.sequence?);
    let column = names::quoted(Dialect::SqlServer, &numbered.column.name);
    let table = names::table(Dialect::SqlServer, &numbered.table.name);
    let restart = literal(&format!("ALTER SEQUENCE {sequence} RESTART WITH "));
    let mut text = String::new();
    // Writing to a text never fails.
    let _ = writeln!(
        text,
        "DECLARE @next{at} nvarchar(max) = N{restart} + \
         (SELECT CAST(MAX({column}) + 1 AS nvarchar(40)) FROM {table});"
    );
    let _ = writeln!(text, "IF @next{at} IS NOT NULL EXEC (@next{at});");
    Some(text)
}
