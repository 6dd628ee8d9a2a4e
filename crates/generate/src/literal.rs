//! What the rows that a schema itself inserts refer to.

use std::collections::HashMap;

use seedbed_expr::Value;

use crate::spec::{Core, LinkSpec};

impl LinkSpec {
    /// The parent of each literal row of `table`, whose link this is, among the parent's literal
    /// rows; `None` where there is none or it can't be told.
    pub(crate) fn literal_parents(&self, core: &Core, table: usize) -> &[Option<u64>] {
        self.literal.get_or_init(|| {
            let parents = core.tables[self.parent].literal.iter().zip(0..);
            let numbers: HashMap<Vec<u8>, u64> = parents
                .filter_map(|(row, number)| {
                    Some((key(row, self.pairs.iter().map(|pair| pair.1))?, number))
                })
                .collect();
            let own = core.tables[table].literal.iter();
            own.map(|row| {
                let key = key(row, self.pairs.iter().map(|pair| pair.0))?;
                numbers.get(&key).copied()
            })
            .collect()
        })
    }
}

/// A row's values in some columns as one key; nothing where one is NULL.
fn key(row: &[Value], columns: impl Iterator<Item = usize>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for column in columns {
        if row[column].is_null() {
            return None;
        }
        row[column].key_bytes(&mut bytes);
    }
    Some(bytes)
}
