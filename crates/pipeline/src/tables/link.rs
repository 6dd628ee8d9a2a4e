//! References between real tables, of one column or of several.

use std::collections::BTreeMap;

use seedbed_profile::{Column, MISSING};
use seedbed_schema::ForeignKey;

use super::{Data, position};

/// A reference that the schema declares from one of the tables to another.
pub(crate) struct Link<'d> {
    /// What the schema says of it.
    pub key: &'d ForeignKey,
    /// The position of the table referred to.
    pub parent: usize,
    columns: Vec<&'d Column>,
    parent_columns: Vec<&'d Column>,
}

impl<'d> Link<'d> {
    /// The references of the table at a position, those whose columns are all there.
    pub(crate) fn all(data: &'d Data, at: usize) -> Vec<Self> {
        let schema = &data.input.schema;
        let columns = |table: usize, names: &[String]| -> Option<Vec<&'d Column>> {
            let table = &data.tables[table];
            names.iter().map(|name| Some(&table.columns[position(table, name)?])).collect()
        };
        let link = |key: &'d ForeignKey| {
            let parent = data.ids.iter().position(|id| schema.table(*id).name == key.parent)?;
            Some(Self {
                key,
                parent,
                columns: columns(at, &key.columns)?,
                parent_columns: columns(parent, &key.parent_columns)?,
            })
        };
        schema.table(data.ids[at]).foreign_keys.iter().filter_map(link).collect()
    }

    /// Whether a link of a plan is this one.
    pub(crate) fn is_of(&self, columns: &[String]) -> bool {
        let same = |(a, b): (&String, &String)| a.eq_ignore_ascii_case(b);
        columns.len() == self.key.columns.len() && columns.iter().zip(&self.key.columns).all(same)
    }

    /// For each row its parent's row: none where a column is missing, or no parent has the key.
    pub(crate) fn parent_rows(&self) -> Vec<Option<usize>> {
        let known = self.known();
        // What the parent calls each of the child's labels.
        let translated: Vec<Vec<u32>> = self
            .columns
            .iter()
            .zip(&self.parent_columns)
            .map(|(column, parent)| {
                let codes: BTreeMap<&str, u32> = parent.labels().zip(0..).collect();
                column.labels().map(|label| codes.get(label).copied().unwrap_or(MISSING)).collect()
            })
            .collect();
        let mut key = Vec::with_capacity(self.columns.len());
        let rows = self.columns.first().map_or(0, |column| column.len());
        let parent = |row: usize| {
            key.clear();
            for (column, translated) in self.columns.iter().zip(&translated) {
                key.push(*translated.get(column.codes()[row] as usize)?);
            }
            known.get(&key[..]).copied()
        };
        (0..rows).map(parent).collect()
    }

    /// For every row of the parent how many rows refer to it.
    pub(crate) fn children(&self) -> Vec<u64> {
        let mut counts: BTreeMap<usize, u64> =
            self.known().into_values().map(|row| (row, 0)).collect();
        for row in self.parent_rows().into_iter().flatten() {
            *counts.entry(row).or_default() += 1;
        }
        counts.into_values().collect()
    }

    /// The share of rows that refer to nothing.
    pub(crate) fn missing_share(&self) -> f64 {
        let rows = self.columns.first().map_or(0, |column| column.len());
        let missing = |row: &usize| self.columns.iter().any(|c| c.codes()[*row] == MISSING);
        (0..rows).filter(missing).count() as f64 / rows.max(1) as f64
    }

    /// The parent's rows by their keys' codes; of several that share one, the first.
    fn known(&self) -> BTreeMap<Vec<u32>, usize> {
        let rows = self.parent_columns.first().map_or(0, |column| column.len());
        let mut known = BTreeMap::new();
        for row in 0..rows {
            let key: Vec<u32> = self.parent_columns.iter().map(|c| c.codes()[row]).collect();
            if !key.contains(&MISSING) {
                known.entry(key).or_insert(row);
            }
        }
        known
    }
}
