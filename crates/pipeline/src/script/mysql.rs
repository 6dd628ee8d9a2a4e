//! `MySQL` and `MariaDB`.

use seedbed_dataset::names;
use seedbed_expr::Dialect;
use seedbed_schema::{CycleBreak, ForeignKey, Schema, Table, TableId};

/// The statements before the first row.
///
/// No check can be deferred here: where references close a cycle, none is checked as rows
/// arrive, and [`closing`] checks all of them.
pub(super) fn opening(breaks: &[CycleBreak]) -> String {
    let checks = u8::from(breaks.is_empty());
    format!(
        "SET NAMES utf8mb4;\n\
         SET sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,\
         NO_AUTO_VALUE_ON_ZERO';\n\
         SET time_zone = '+00:00';\n\
         SET foreign_key_checks = {checks};\n\
         START TRANSACTION;\n"
    )
}

/// The statements after the last row: a reference without its row stops the script before it
/// commits.
pub(super) fn closing(schema: &Schema, order: &[TableId], breaks: &[CycleBreak]) -> String {
    let mut text = String::new();
    if !breaks.is_empty() {
        text.push_str("CREATE TEMPORARY TABLE `seedbed_checked` (`reference` int NOT NULL);\n");
        for &id in order {
            let table = schema.table(id);
            let keys = table.foreign_keys.iter().filter(|key| key.enforced);
            let known = keys.filter(|key| schema.find_exact(&key.parent).is_some());
            text.extend(known.map(|key| check(table, key)));
        }
        text.push_str("SET foreign_key_checks = 1;\n");
    }
    text.push_str("COMMIT;\n");
    text
}

/// Inserts NULL where none is allowed if a row refers to nothing.
fn check(table: &Table, key: &ForeignKey) -> String {
    let quoted = |name: &str| names::quoted(Dialect::MySql, name);
    let pairs = || key.columns.iter().zip(&key.parent_columns).map(|(a, b)| (quoted(a), quoted(b)));
    let joined: Vec<_> = pairs().map(|(child, parent)| format!("p.{parent} = c.{child}")).collect();
    let given: Vec<_> = pairs().map(|(child, _)| format!("c.{child} IS NOT NULL")).collect();
    // Columns that were joined on are NULL only where there was no row to join.
    let absent: Vec<_> = pairs().map(|(_, parent)| format!("p.{parent} IS NULL")).collect();
    format!(
        "INSERT INTO `seedbed_checked` SELECT IF(EXISTS (SELECT 1 FROM {} AS c \
         LEFT JOIN {} AS p ON {} WHERE {} AND {}), NULL, 1);\n",
        names::table(Dialect::MySql, &table.name),
        names::table(Dialect::MySql, &key.parent),
        joined.join(" AND "),
        given.join(" AND "),
        absent.join(" AND "),
    )
}
