//! The verifier: tables in, findings out.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::Schema as ArrowSchema;
use seedbed_dataset::{ArrayBuilder, ReadBatch, arrow_field};
use seedbed_expr::{Env, Value};
use seedbed_schema::{Schema, Table, TableId};

use crate::{
    ConstraintKind, ConstraintVerification, TableVerification, Verification,
    column::ColumnChecks,
    exclusion::ExclusionChecks,
    key::{self, KeyIndex, KeyIndexes, RowKey},
    reference::{self, ReferenceChecks},
    rows::Rows,
    rule::{Condition, Formula, RowRule},
    tally::Tally,
};

/// Why data can't be verified at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// A column arrives in another physical type than its own.
    #[error("{table}.{column} arrives as {found}, not as {expected}: cast it first")]
    PhysicalType {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The Arrow type it has.
        found: String,
        /// The Arrow type of `seedbed_dataset::arrow_type`.
        expected: String,
    },
}

/// Checks the rows of a schema's tables against every constraint, batch by batch.
///
/// Rows that the schema itself inserts count as present: their keys are taken and can be
/// referred to, and the data is not expected to repeat them.
pub struct Verifier<'a> {
    schema: &'a Schema,
    env: Env,
    tables: Vec<TableState<'a>>,
    /// Per table the keys that are unique or referred to.
    indexes: Vec<KeyIndexes>,
}

/// The state of one table.
struct TableState<'a> {
    given: bool,
    rows: u64,
    columns: Vec<ColumnChecks<'a>>,
    references: Vec<ReferenceChecks>,
    rules: Vec<Box<dyn RowRule + 'a>>,
    /// Constraints that can't be evaluated.
    settled: Vec<ConstraintVerification>,
}

impl<'a> Verifier<'a> {
    /// Prepares the checks of every constraint. `now` is the time that conditions see as the
    /// current one, in microseconds since 1970-01-01 UTC.
    pub fn new(schema: &'a Schema, now: i64) -> Self {
        let mut indexes: Vec<KeyIndexes> = Vec::new();
        indexes.resize_with(schema.tables().len(), KeyIndexes::default);
        let mut tables = Vec::new();
        for (id, table) in schema.iter() {
            if table.takes_rows() {
                indexes[id.0].add_keys(table);
            }
            tables.push(TableState::new(schema, table, &mut indexes));
        }
        let mut verifier = Self { schema, env: Env { now }, tables, indexes };
        for (id, table) in schema.iter().filter(|(_, table)| !table.rows.is_empty()) {
            verifier.take_literal_rows(id, table);
        }
        verifier
    }

    /// The place to feed a table's rows into. Also tells that the table was given, should it
    /// have no rows. Rows of a partition are rows of the table it belongs to.
    pub fn table(&mut self, id: TableId) -> TableFeed<'_, 'a> {
        let id = root(self.schema, id);
        self.tables[id.0].given = true;
        TableFeed { verifier: self, id }
    }

    /// All findings.
    pub fn finish(mut self) -> Verification {
        let given: Vec<bool> = self.tables.iter().map(|table| table.given).collect();
        let mut tables = Vec::new();
        for ((id, table), state) in self.schema.iter().zip(self.tables) {
            if !state.given && table.takes_rows() {
                let tallies = self.indexes[id.0].0.iter_mut().flat_map(KeyIndex::tallies);
                tallies.for_each(|tally| tally.skip(|| NOT_GIVEN.to_owned()));
            }
            let rows = state.rows;
            let keys = self.indexes[id.0].0.iter_mut().flat_map(KeyIndex::take_results);
            let mut constraints: Vec<_> = keys.collect();
            constraints.extend(state.finish(&self.indexes, |parent| given[parent.0]));
            constraints.sort_by_key(|constraint| constraint.kind);
            let table = table.name.to_string();
            tables.push(TableVerification { id, table, rows, constraints });
        }
        Verification { tables }
    }

    /// Takes note of the rows that the schema itself inserts.
    fn take_literal_rows(&mut self, id: TableId, table: &'a Table) {
        let literal = LiteralBatch::new(table);
        let root = root(self.schema, id);
        let table = self.schema.table(root);
        // The batch is made of the columns' own types.
        let Ok(rows) = Rows::new(table, &literal.batch, 0) else {
            return;
        };
        let names = &literal.names;
        let known = |row: usize, at: usize| {
            let name = &table.columns[at].name;
            names.iter().position(|other| other == name).is_some_and(|at| literal.known[at][row])
        };
        for index in &mut self.indexes[root.0].0 {
            index.literal_rows(&rows, known);
        }
        let mut slots = vec![Value::Null; table.columns.len()];
        for rule in &mut self.tables[root.0].rules {
            for row in 0..rows.len {
                rows.fill(rule.columns(), row, &mut slots);
                let all_known = rule.columns().iter().all(|&at| known(row, at));
                rule.literal_row(&slots, self.env, all_known);
            }
        }
    }
}

const NOT_GIVEN: &str = "the table was not given";

/// The table that rows of a partition are read through.
fn root(schema: &Schema, id: TableId) -> TableId {
    let parent = schema.table(id).partition_of.as_ref().and_then(|name| schema.find_exact(name));
    match parent {
        Some(parent) if parent != id => root(schema, parent),
        _ => id,
    }
}

/// Takes the rows of one table.
pub struct TableFeed<'v, 'a> {
    verifier: &'v mut Verifier<'a>,
    id: TableId,
}

impl TableFeed<'_, '_> {
    /// Checks a batch: the rows that follow those fed before. Columns are found by name and
    /// have the physical types of `seedbed_dataset::arrow_type`; a column may be absent, and
    /// what concerns it is then not checked.
    ///
    /// # Errors
    /// [`VerifyError::PhysicalType`] when a column has another type.
    pub fn feed(&mut self, batch: &RecordBatch) -> Result<(), VerifyError> {
        self.feed_with(batch, &[])
    }

    /// Checks a batch as it was read from a file. Cells that could not be read violate their
    /// column's type.
    ///
    /// # Errors
    /// As [`TableFeed::feed`].
    pub fn feed_read(&mut self, read: &ReadBatch) -> Result<(), VerifyError> {
        let table = self.verifier.schema.table(self.id);
        let before = self.verifier.tables[self.id.0].rows;
        let fields = read.batch.schema();
        let unreadable = read.problems.iter().filter_map(|problem| {
            let name = fields.field(problem.column).name();
            let column = table.columns.iter().position(|column| column.name == *name)?;
            Some((column, before + problem.row - read.first_row))
        });
        self.feed_with(&read.batch, &unreadable.collect::<Vec<_>>())
    }

    fn feed_with(
        &mut self,
        batch: &RecordBatch,
        unreadable: &[(usize, u64)],
    ) -> Result<(), VerifyError> {
        let Verifier { schema, env, tables, indexes } = &mut *self.verifier;
        let state = &mut tables[self.id.0];
        let rows = Rows::new(schema.table(self.id), batch, state.rows)?;
        for column in &mut state.columns {
            column.feed(&rows, unreadable);
        }
        for index in &mut indexes[self.id.0].0 {
            index.feed(&rows);
        }
        feed_rules(&mut state.rules, &rows, schema.table(self.id).columns.len(), *env);
        for reference in &mut state.references {
            reference.feed(&rows, indexes);
        }
        state.rows += rows.len as u64;
        Ok(())
    }
}

/// Feeds the rules whose columns are all there, row by row.
fn feed_rules(rules: &mut [Box<dyn RowRule + '_>], rows: &Rows<'_>, columns: usize, env: Env) {
    let mut active = Vec::new();
    for rule in rules {
        let missing = rule.columns().iter().find_map(|&at| rows.column(at).err());
        match missing {
            Some(reason) => rule.tally().skip(|| reason),
            None => active.push(rule),
        }
    }
    let mut used: Vec<usize> = active.iter().flat_map(|rule| rule.columns()).copied().collect();
    used.sort_unstable();
    used.dedup();
    let mut slots = vec![Value::Null; columns];
    if !active.is_empty() {
        for row in 0..rows.len {
            rows.fill(&used, row, &mut slots);
            for rule in &mut active {
                rule.row(&slots, env, rows.number(row));
            }
        }
    }
    for rule in active {
        rule.end_of_batch(rows);
    }
}

impl<'a> TableState<'a> {
    fn new(schema: &Schema, table: &'a Table, indexes: &mut [KeyIndexes]) -> Self {
        let mut state = Self {
            given: false,
            rows: 0,
            columns: Vec::new(),
            references: Vec::new(),
            rules: Vec::new(),
            settled: Vec::new(),
        };
        if !table.takes_rows() {
            // What is asked of the whole is asked of each part where they take rows themselves.
            let is_part = table.is_partition();
            state.settled = if is_part { own_constraints(schema, table) } else { Vec::new() };
            return state;
        }
        state.columns = ColumnChecks::of(table, schema.dialect());
        let references = table.foreign_keys.iter();
        state.references = references
            .filter_map(|key| ReferenceChecks::new(schema, table, key, indexes))
            .collect();
        RowKey::of(table).for_each(|key| state.add(key));
        for check in &table.checks {
            state.add(Condition::check(check, table));
        }
        for exclusion in &table.exclusions {
            state.add(ExclusionChecks::new(exclusion, table));
        }
        for (at, column) in table.columns.iter().enumerate() {
            if let Some(generated) = &column.generated {
                state.add(Formula::new(table, at, generated));
            }
        }
        if let Some(partition) = &table.partition {
            state.add(Condition::partition(partition, table));
        }
        state
    }

    fn add<R: RowRule + 'a>(&mut self, rule: Result<R, ConstraintVerification>) {
        match rule {
            Ok(rule) => self.rules.push(Box::new(rule)),
            Err(settled) => self.settled.push(settled),
        }
    }

    fn finish(
        mut self,
        indexes: &[KeyIndexes],
        given: impl Fn(TableId) -> bool,
    ) -> Vec<ConstraintVerification> {
        if !self.given {
            self.references.iter_mut().for_each(|reference| {
                reference.tally().skip(|| NOT_GIVEN.to_owned());
            });
            self.rules.iter_mut().for_each(|rule| rule.tally().skip(|| NOT_GIVEN.to_owned()));
        }
        let mut constraints = self.settled;
        for mut column in self.columns {
            if !self.given {
                column.tallies().for_each(|tally| tally.skip(|| NOT_GIVEN.to_owned()));
            }
            constraints.extend(column.finish());
        }
        let references = self.references.into_iter();
        constraints.extend(references.map(|reference| reference.finish(indexes, &given)));
        constraints.extend(self.rules.into_iter().map(RowRule::finish));
        constraints
    }
}

/// What a partition asks beyond the table it belongs to. It concerns only the rows that are
/// routed to it, and is not checked.
fn own_constraints(schema: &Schema, table: &Table) -> Vec<ConstraintVerification> {
    let parent = table.partition_of.as_ref().and_then(|name| schema.find_exact(name));
    let parent = parent.map(|id| schema.table(id));
    let shared_key =
        |parts: &[_]| parent.is_some_and(|parent| parent.keys().any(|key| key.parts == parts));
    let keys = key::keys_with_kinds(table)
        .filter(|(key, _)| !shared_key(&key.parts))
        .map(|(key, kind)| Tally::new(kind, key::key_name(key)));
    let references = table.foreign_keys.iter().filter(|key| {
        let same = |other: &&seedbed_schema::ForeignKey| {
            other.columns == key.columns && other.parent == key.parent
        };
        parent.is_none_or(|parent| !parent.foreign_keys.iter().any(|other| same(&other)))
    });
    let references = references
        .map(|key| Tally::new(ConstraintKind::ForeignKey, reference::reference_name(key)));
    let checks = table.checks.iter().filter(|check| {
        parent.is_none_or(|parent| !parent.checks.iter().any(|other| other.rule == check.rule))
    });
    let checks = checks.map(|check| {
        Tally::new(ConstraintKind::Check, check.name.clone().unwrap_or_else(|| check.text.clone()))
    });
    let reason = || "it concerns only the rows that this partition takes".to_owned();
    let all = keys.chain(references).chain(checks);
    all.map(|mut tally| {
        tally.skip(reason);
        tally.finish()
    })
    .collect()
}

/// The rows that a schema itself inserts into a table, as a batch.
struct LiteralBatch {
    batch: RecordBatch,
    names: Vec<String>,
    /// Per column and row whether the value is known.
    known: Vec<Vec<bool>>,
}

impl LiteralBatch {
    fn new(table: &Table) -> Self {
        let mut fields = Vec::new();
        let mut arrays: Vec<ArrayRef> = Vec::new();
        let mut known = Vec::new();
        for (at, column) in table.columns.iter().enumerate() {
            let mut builder = ArrayBuilder::new(&column.data_type, table.rows.len());
            let mut known_here = Vec::new();
            for row in &table.rows {
                let value = row.values.get(at).cloned().flatten();
                let pushed = value.is_some_and(|value| builder.push(value).is_ok());
                if !pushed {
                    builder.push_null();
                }
                known_here.push(pushed);
            }
            fields.push(arrow_field(column).with_nullable(true));
            arrays.push(builder.finish());
            known.push(known_here);
        }
        let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(table.rows.len()));
        let batch =
            RecordBatch::try_new_with_options(Arc::new(ArrowSchema::new(fields)), arrays, &options)
                .expect("each column was built of as many values, in its own type");
        let names = table.columns.iter().map(|column| column.name.clone()).collect();
        Self { batch, names, known }
    }
}
