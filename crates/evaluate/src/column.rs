//! What a column's type asks of each value: range, precision, length, labels, notation, NULL.

use std::collections::BTreeSet;

use arrow_array::{
    Array, ArrayRef, BinaryArray, Decimal128Array, Int16Array, Int32Array, Int64Array, StringArray,
};
use seedbed_expr::Dialect;
use seedbed_schema::{Column, DataType, Table};

use crate::{
    ConstraintKind, ConstraintVerification,
    fit::{self, Fit},
    rows::{BatchColumn, Rows},
    tally::Tally,
};

/// The checks of one column.
pub(crate) struct ColumnChecks<'a> {
    at: usize,
    column: &'a Column,
    data_type: Tally,
    length: Option<Tally>,
    labels: Option<Tally>,
    not_null: Option<Tally>,
    refuses_nul: bool,
}

impl<'a> ColumnChecks<'a> {
    /// The checks of every column of a table.
    pub(crate) fn of(table: &'a Table, dialect: Dialect) -> Vec<Self> {
        let checks = |(at, column): (usize, &'a Column)| {
            let tally = |kind| Tally::new(kind, format!("{}.{}", table.name, column.name));
            let has_length = matches!(
                column.data_type,
                DataType::Text { max_length: Some(_), .. }
                    | DataType::Bytes { max_length: Some(_), .. }
            );
            let has_labels = matches!(column.data_type, DataType::Enum(_) | DataType::Set(_));
            Self {
                at,
                column,
                data_type: tally(ConstraintKind::Type),
                length: has_length.then(|| tally(ConstraintKind::Length)),
                labels: has_labels.then(|| tally(ConstraintKind::Enum)),
                not_null: (!column.nullable).then(|| tally(ConstraintKind::NotNull)),
                // PostgreSQL's texts end before a NUL character; other databases' may hold it.
                refuses_nul: dialect == Dialect::PostgreSql,
            }
        };
        table.columns.iter().enumerate().map(checks).collect()
    }

    /// Checks one batch. The cells in `unreadable`, as (column, row number), violate the type,
    /// and are NULL in the batch.
    pub(crate) fn feed(&mut self, rows: &Rows<'_>, unreadable: &[(usize, u64)]) {
        let column = match rows.column(self.at) {
            Ok(column) => column,
            Err(reason) => {
                self.tallies().for_each(|tally| tally.skip(|| reason.clone()));
                return;
            }
        };
        let here = unreadable.iter().filter(|(column, _)| *column == self.at);
        let unreadable: BTreeSet<u64> = here.map(|&(_, row)| row).collect();
        self.tallies().for_each(|tally| tally.checked(rows.len as u64));
        for &row in &unreadable {
            self.data_type.violated_by(row);
        }
        self.feed_nulls(rows, &column.array, &unreadable);
        self.feed_values(rows, column);
    }

    fn feed_nulls(&mut self, rows: &Rows<'_>, array: &ArrayRef, unreadable: &BTreeSet<u64>) {
        let Some(tally) = &mut self.not_null else {
            return;
        };
        if array.null_count() == 0 {
            return;
        }
        for row in (0..rows.len).filter(|&row| array.is_null(row)) {
            let number = rows.number(row);
            if !unreadable.contains(&number) {
                tally.violated_by(number);
            }
        }
    }

    fn feed_values(&mut self, rows: &Rows<'_>, column: &BatchColumn) {
        let array = &column.array;
        if self.refuses_nul
            && let DataType::Text { .. } = self.column.data_type
            && let Some(texts) = array.as_any().downcast_ref::<StringArray>()
            && texts.value_data().contains(&0)
        {
            feed_where(&mut self.data_type, rows, array, |row| texts.value(row).contains('\0'));
        }
        match &self.column.data_type {
            DataType::Boolean
            | DataType::Float { .. }
            | DataType::Money
            | DataType::Date
            | DataType::Time { .. }
            | DataType::Timestamp { .. }
            | DataType::Text { max_length: None, .. }
            | DataType::Bytes { max_length: None, .. } => {}
            DataType::Integer { .. } | DataType::Year => {
                feed_integers(&mut self.data_type, rows, array, &self.column.data_type);
            }
            DataType::Oid(name) if name == "oid" => {
                feed_integers(&mut self.data_type, rows, array, &self.column.data_type);
            }
            DataType::Decimal { precision, .. } => {
                feed_decimals(&mut self.data_type, rows, array, *precision);
            }
            DataType::Bytes { max_length: Some(longest), .. } => {
                let Some(bytes) = array.as_any().downcast_ref::<BinaryArray>() else {
                    return;
                };
                let tally = self.length.as_mut().unwrap_or(&mut self.data_type);
                feed_where(tally, rows, array, |row| bytes.value(row).len() > *longest as usize);
            }
            DataType::Array(_) => {
                for row in (0..rows.len).filter(|&row| array.is_valid(row)) {
                    let fit = fit::value_fits(&column.reader.value(row), &self.column.data_type);
                    count_fit(&mut self.data_type, fit, self.column, rows.number(row));
                }
            }
            _ => self.feed_texts(rows, array),
        }
    }

    fn feed_texts(&mut self, rows: &Rows<'_>, array: &ArrayRef) {
        let Some(texts) = array.as_any().downcast_ref::<StringArray>() else {
            return;
        };
        let tally = self.length.as_mut().or(self.labels.as_mut()).unwrap_or(&mut self.data_type);
        for row in (0..rows.len).filter(|&row| texts.is_valid(row)) {
            let fit = fit::text_fits(texts.value(row), &self.column.data_type);
            count_fit(tally, fit, self.column, rows.number(row));
        }
    }

    /// Where the checks count.
    pub(crate) fn tallies(&mut self) -> impl Iterator<Item = &mut Tally> {
        std::iter::once(&mut self.data_type)
            .chain(&mut self.length)
            .chain(&mut self.labels)
            .chain(&mut self.not_null)
    }

    pub(crate) fn finish(self) -> impl Iterator<Item = ConstraintVerification> {
        std::iter::once(self.data_type)
            .chain(self.length)
            .chain(self.labels)
            .chain(self.not_null)
            .map(Tally::finish)
    }
}

fn count_fit(tally: &mut Tally, fit: Fit, column: &Column, row: u64) {
    match fit {
        Fit::Yes => {}
        Fit::No => tally.violated_by(row),
        Fit::Unknown => {
            tally.skip(|| format!("the notation of {} is not read here", column.declared_type));
        }
    }
}

fn feed_where(tally: &mut Tally, rows: &Rows<'_>, array: &ArrayRef, bad: impl Fn(usize) -> bool) {
    for row in (0..rows.len).filter(|&row| array.is_valid(row) && bad(row)) {
        tally.violated_by(rows.number(row));
    }
}

fn feed_integers(tally: &mut Tally, rows: &Rows<'_>, array: &ArrayRef, data_type: &DataType) {
    let Some((low, high)) = data_type.integer_range() else {
        return;
    };
    let outside = |value: i64| !(low..=high).contains(&i128::from(value));
    let any = array.as_any();
    if let Some(values) = any.downcast_ref::<Int16Array>() {
        feed_where(tally, rows, array, |row| outside(i64::from(values.value(row))));
    } else if let Some(values) = any.downcast_ref::<Int32Array>() {
        feed_where(tally, rows, array, |row| outside(i64::from(values.value(row))));
    } else if let Some(values) = any.downcast_ref::<Int64Array>() {
        feed_where(tally, rows, array, |row| outside(values.value(row)));
    }
}

fn feed_decimals(tally: &mut Tally, rows: &Rows<'_>, array: &ArrayRef, precision: Option<u8>) {
    let Some(values) = array.as_any().downcast_ref::<Decimal128Array>() else {
        return;
    };
    // A column without a limit holds what its physical type holds.
    let Some(precision) = precision else { return };
    feed_where(tally, rows, array, |row| !fit::has_digits(values.value(row), precision));
}
