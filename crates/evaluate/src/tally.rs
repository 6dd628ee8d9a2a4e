//! Counting for one constraint.

use crate::{ConstraintKind, ConstraintVerification};

/// How many row numbers of violations are kept.
const ROWS_KEPT: usize = 10;

/// The state of one constraint while rows go by.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    result: ConstraintVerification,
}

impl Tally {
    pub(crate) fn new(kind: ConstraintKind, name: impl Into<String>) -> Self {
        let result = ConstraintVerification {
            name: name.into(),
            kind,
            enforced: true,
            checked: 0,
            violations: 0,
            first_rows: Vec::new(),
            not_checked: None,
        };
        Self { result }
    }

    pub(crate) fn not_enforced(mut self) -> Self {
        self.result.enforced = false;
        self
    }

    /// Counts rows as looked at.
    pub(crate) fn checked(&mut self, rows: u64) {
        self.result.checked += rows;
    }

    /// Counts a violation.
    pub(crate) fn violated_by(&mut self, row: u64) {
        self.violated_times(row, 1);
    }

    /// Counts several violations of which one row is known.
    pub(crate) fn violated_times(&mut self, row: u64, times: u64) {
        self.result.violations += times;
        if self.result.first_rows.len() < ROWS_KEPT {
            self.result.first_rows.push(row);
        }
    }

    /// Tells why rows are not checked; the first reason stays.
    pub(crate) fn skip(&mut self, reason: impl FnOnce() -> String) {
        self.result.not_checked.get_or_insert_with(reason);
    }

    /// Forgets violations that may be none.
    pub(crate) fn withdraw(&mut self, reason: impl FnOnce() -> String) {
        self.result.violations = 0;
        self.result.first_rows.clear();
        self.skip(reason);
    }

    pub(crate) fn finish(mut self) -> ConstraintVerification {
        self.result.first_rows.sort_unstable();
        self.result
    }
}
