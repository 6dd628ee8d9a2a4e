//! Keys and references of several columns, as one column of codes.

use std::collections::BTreeSet;

use polars::prelude::JoinType;
use seedbed_profile::{Kind, Table};

use super::{
    cells::{Cells, Index, NULL},
    frames::{codes, counted, counts, frame, joined, numbered},
    pairing::{Field, TablePair, matching},
};

/// Columns of a table that make a key or a reference together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The table.
    pub table: String,
    /// Its columns, in the key's order.
    pub columns: Vec<String>,
}

impl Composed {
    /// What relations and keys call the columns together: `order_id, line`.
    pub fn name(&self) -> String {
        self.columns.join(", ")
    }
}

/// The columns of one side of a table, as codes.
type Members = Vec<Vec<u32>>;

/// Gives every pair of tables its composed columns; equal rows of as many columns have equal codes
/// in all of them. Columns that one of the datasets lacks compose nothing.
pub(super) fn compose(
    pairs: &mut [TablePair],
    composed: &[Composed],
    real: &[Table],
    synthetic: &[Table],
) {
    let widths: BTreeSet<usize> = composed.iter().map(|key| key.columns.len()).collect();
    for width in widths {
        let mut index = Index::default();
        let mut found: Vec<(&Composed, [Members; 2])> = Vec::new();
        for key in composed.iter().filter(|key| key.columns.len() == width) {
            let Some(own) = real.iter().find(|table| table.name == key.table) else { continue };
            let Some(other) = matching(own, real, synthetic) else { continue };
            let mut of = |table: &Table| members(table, &key.columns, &mut index);
            if let (Some(own), Some(other)) = (of(own), of(other)) {
                found.push((key, [own, other]));
            }
        }
        let stacked: Vec<&Members> = found.iter().flat_map(|(_, sides)| sides).collect();
        let mut codes = row_codes(width, &stacked).into_iter();
        for (key, _) in &found {
            let sides = (codes.next(), codes.next());
            let pair = pairs.iter_mut().find(|pair| pair.name == key.table);
            if let ((Some(real), Some(synthetic)), Some(pair)) = (sides, pair) {
                pair.composed.push(Field {
                    name: key.name(),
                    kind: Kind::Identifier,
                    labels: Vec::new(),
                    real: Cells::Codes(real),
                    synthetic: Cells::Codes(synthetic),
                    holdout: None,
                    problem: None,
                    remark: None,
                });
            }
        }
    }
}

fn members(table: &Table, columns: &[String], index: &mut Index) -> Option<Members> {
    let mut members = Vec::new();
    for name in columns {
        match Cells::new(table.column(name)?, Kind::Identifier, index) {
            Ok(Cells::Codes(codes)) => members.push(codes),
            _ => return None,
        }
    }
    Some(members)
}

/// A code for every row of every dataset: equal where all columns are, and NULL where one is.
fn row_codes(width: usize, datasets: &[&Members]) -> Vec<Vec<u32>> {
    let names: Vec<String> = (0..width).map(|at| at.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let column = |at: usize| {
        let all: Vec<u32> = datasets.iter().flat_map(|members| &members[at]).copied().collect();
        codes(names[at], &all)
    };
    let rows = frame((0..width).map(column).collect());
    let different = numbered(&counted(&rows, &names, "count"), "code");
    let all = counts(&joined(&rows, &different, &names, JoinType::Left), "code");
    let mut start = 0;
    let mut of_dataset = |members: &&Members| {
        let rows = members.first().map_or(0, Vec::len);
        let codes = all[start..start + rows].iter().enumerate().map(|(row, &code)| {
            if members.iter().any(|member| member[row] == NULL) { NULL } else { code }
        });
        start += rows;
        codes.collect()
    };
    datasets.iter().map(&mut of_dataset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_equal_codes_where_all_of_their_columns_are_equal() {
        let (one, other) =
            (vec![vec![1, 1, 2], vec![5, 6, 5]], vec![vec![2, 1, NULL, 9], vec![5, 6, 5, 9]]);
        let codes = row_codes(2, &[&one, &other]);
        assert_eq!(codes, [vec![0, 1, 2], vec![2, 1, NULL, 4]]);
        assert_eq!(row_codes(2, &[]), Vec::<Vec<u32>>::new());
    }
}
