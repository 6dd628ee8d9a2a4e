//! Columns as frames of polars, for questions about whole rows: which are equal, and which belong
//! together.
//!
//! Cells go over as they are: a code is a `u32`, NULL a code like any other, and a number its bits,
//! so that a NaN equals itself. Results are in the order of the rows that were asked about, whatever
//! the threads.

use polars::prelude::{
    Column, DataFrame, DataFrameJoinOps, IntoColumn, JoinArgs, JoinType, MaintainOrderJoin,
    NamedFrom, PolarsResult, Series, UniqueKeepStrategy,
};

use super::cells::Cells;

/// Why a frame's steps don't fail.
const FITTING: &str = "columns are of one length, and called so by this crate";

/// A column of codes.
pub(crate) fn codes(name: &str, codes: &[u32]) -> Column {
    Series::new(name.into(), codes).into_column()
}

fn cells(name: &str, cells: &Cells) -> Column {
    match cells {
        Cells::Codes(values) => codes(name, values),
        Cells::Numbers(values) => {
            let bits: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
            Series::new(name.into(), bits).into_column()
        }
    }
}

/// A frame of columns of one length, whose names differ.
pub(crate) fn frame(columns: Vec<Column>) -> DataFrame {
    DataFrame::new_infer_height(columns).expect(FITTING)
}

/// How many rows agree in the columns `by`: these columns, each combination once, and the column
/// `count`.
pub(crate) fn counted(frame: &DataFrame, by: &[&str], count: &str) -> DataFrame {
    let counted = || -> PolarsResult<DataFrame> {
        let groups = frame.group_by_stable(by)?;
        let mut columns = groups.keys();
        columns.push(groups.get_groups().group_count().with_name(count.into()).into_column());
        DataFrame::new_infer_height(columns)
    };
    counted().expect(FITTING)
}

/// The same rows with their numbers as another column.
pub(crate) fn numbered(frame: &DataFrame, name: &str) -> DataFrame {
    let numbers: Vec<u32> = (0..frame.height() as u32).collect();
    frame.hstack(&[codes(name, &numbers)]).expect(FITTING)
}

/// The rows of `left`, each with the rows of `right` that agree in the columns `on`.
pub(crate) fn joined(left: &DataFrame, right: &DataFrame, on: &[&str], how: JoinType) -> DataFrame {
    let order = JoinArgs { maintain_order: MaintainOrderJoin::Left, ..JoinArgs::new(how) };
    left.join(right, on, on, order, None).expect(FITTING)
}

/// The counts of a column; zero where a join found nothing.
pub(crate) fn counts(frame: &DataFrame, column: &str) -> Vec<u32> {
    let counts = frame.column(column).and_then(|column| column.u32().cloned()).expect(FITTING);
    counts.iter().map(Option::unwrap_or_default).collect()
}

/// The numbers of the rows that are equal to no row before them.
pub(crate) fn first_of_equal(columns: &[Cells]) -> Vec<u32> {
    let rows = columns.first().map_or(0, Cells::len);
    if rows == 0 {
        return Vec::new();
    }
    let names: Vec<String> = (0..columns.len()).map(|at| at.to_string()).collect();
    let all = names.iter().zip(columns).map(|(name, column)| cells(name, column)).collect();
    let all = numbered(&frame(all), "row");
    let different = all.unique_stable(Some(&names), UniqueKeepStrategy::First, None);
    counts(&different.expect(FITTING), "row")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rows_are_counted_in_the_order_of_their_first() {
        let rows = frame(vec![codes("a", &[7, 3, 7, 7]), codes("b", &[1, 1, 1, 2])]);
        let found = counted(&rows, &["a", "b"], "n");
        assert_eq!(counts(&found, "a"), [7, 3, 7]);
        assert_eq!(counts(&found, "n"), [2, 1, 1]);
    }

    #[test]
    fn a_join_keeps_the_order_and_says_where_there_is_nothing() {
        let left = frame(vec![codes("k", &[5, u32::MAX, 1])]);
        let right = frame(vec![codes("k", &[1, 5, u32::MAX]), codes("n", &[10, 50, 99])]);
        assert_eq!(counts(&joined(&left, &right, &["k"], JoinType::Inner), "n"), [50, 99, 10]);
        let nothing = frame(vec![codes("k", &[8]), codes("n", &[80])]);
        assert_eq!(counts(&joined(&left, &nothing, &["k"], JoinType::Left), "n"), [0, 0, 0]);
    }

    #[test]
    fn rows_that_repeat_another_are_left_out() {
        let columns =
            [Cells::Numbers(vec![1.0, f64::NAN, 1.0, f64::NAN]), Cells::Codes(vec![0; 4])];
        assert_eq!(first_of_equal(&columns), [0, 1]);
        assert_eq!(first_of_equal(&[]), [] as [u32; 0]);
    }
}
