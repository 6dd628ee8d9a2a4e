//! What the rows that the schema itself inserts refer to.

use std::collections::BTreeSet;

use seedbed_expr::Value;
use seedbed_schema::{Schema, Table};

use super::draft::LinkDraft;

/// The parents that a table's literal rows have along a link, by their number among the
/// parent's literal rows. A row whose parent can't be told is left out.
pub(crate) fn parents(schema: &Schema, table: &Table, link: &LinkDraft) -> BTreeSet<u64> {
    let parent = &schema.tables()[link.parent];
    let pairs: Vec<(usize, usize)> = link.columns.iter().chain(&link.bound).copied().collect();
    let key = |row: &seedbed_schema::LiteralRow, columns: &mut dyn Iterator<Item = usize>| {
        let mut bytes = Vec::new();
        for column in columns {
            match row.values.get(column) {
                Some(Some(value)) if *value != Value::Null => value.key_bytes(&mut bytes),
                _ => return None,
            }
        }
        Some(bytes)
    };
    let numbers: std::collections::BTreeMap<Vec<u8>, u64> = parent
        .rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| Some((key(row, &mut pairs.iter().map(|pair| pair.1))?, at as u64)))
        .collect();
    let keys = table.rows.iter().filter_map(|row| key(row, &mut pairs.iter().map(|pair| pair.0)));
    keys.filter_map(|key| numbers.get(&key).copied()).collect()
}
