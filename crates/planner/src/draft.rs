//! A table's plan while the rules are at work on it.

use std::collections::BTreeMap;

use seedbed_generate::plan::{ColumnPlan, Source};

use crate::survey::{ColumnFacts, TableFacts};

/// Why a column is filled the way it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The table, as the plan names it.
    pub table: String,
    /// The column.
    pub column: String,
    /// What the column was taken for: `e-mail address`.
    pub meaning: String,
    /// What told so: `the name "email"`.
    pub reason: String,
}

/// The columns decided so far. The first rule that claims a column has it.
pub(crate) struct Draft<'s, 'a> {
    pub(crate) table: &'s TableFacts<'a>,
    pub(crate) columns: BTreeMap<String, ColumnPlan>,
    pub(crate) explanations: Vec<Explanation>,
}

impl<'s, 'a> Draft<'s, 'a> {
    pub(crate) fn new(table: &'s TableFacts<'a>) -> Self {
        Self { table, columns: BTreeMap::new(), explanations: Vec::new() }
    }

    /// The columns that still need a source, in declared order.
    pub(crate) fn open(&self) -> Vec<&'s ColumnFacts<'a>> {
        self.table.columns.iter().filter(|facts| self.is_open(facts)).collect()
    }

    /// Whether a column needs a source and has none yet.
    pub(crate) fn is_open(&self, facts: &ColumnFacts<'_>) -> bool {
        !facts.linked && !facts.is_computed() && !self.columns.contains_key(facts.name())
    }

    /// Gives a column its source.
    pub(crate) fn claim(
        &mut self,
        facts: &ColumnFacts<'_>,
        plan: ColumnPlan,
        meaning: impl Into<String>,
        reason: impl Into<String>,
    ) {
        self.explain(facts.name(), meaning, reason);
        self.columns.insert(facts.name().to_owned(), plan);
    }

    /// Gives a column a source without NULLs.
    pub(crate) fn fill(
        &mut self,
        facts: &ColumnFacts<'_>,
        source: Source,
        meaning: impl Into<String>,
        reason: impl Into<String>,
    ) {
        self.claim(facts, ColumnPlan::new(source), meaning, reason);
    }

    /// Says why a column is as it is.
    pub(crate) fn explain(
        &mut self,
        column: &str,
        meaning: impl Into<String>,
        reason: impl Into<String>,
    ) {
        self.explanations.push(Explanation {
            table: self.table.plan_name(),
            column: column.to_owned(),
            meaning: meaning.into(),
            reason: reason.into(),
        });
    }
}
