//! The engine: rows from a plan.

use std::{ops::Range, sync::Arc};

use arrow_array::RecordBatch;
use arrow_schema::{Schema as ArrowSchema, SchemaRef};
use seedbed_schema::{Schema, TableId};

use crate::{
    compile::compile,
    frame::Frame,
    model::Models,
    plan::Plan,
    problem::{GenerateError, Note, PlanProblems},
    retry::Attempt,
    spec::Core,
};

/// A plan made ready to be executed.
///
/// Every row is a pure function of plan, seed, table and row number: batches can be made in any
/// order, by any number of threads, and always hold the same values.
#[derive(Debug)]
pub struct Engine {
    schema: Arc<Schema>,
    core: Core,
    notes: Vec<Note>,
    arrow_schemas: Vec<SchemaRef>,
}

impl Engine {
    /// Compiles `plan` against `schema`.
    ///
    /// # Errors
    /// Everything in the plan that does not fit the schema, together.
    pub fn new(schema: Arc<Schema>, plan: &Plan) -> Result<Self, PlanProblems> {
        Self::compiled(schema, plan, &Models::new(), false)
    }

    /// Compiles `plan` for rows that are added to those of a database, which are the rows of
    /// `schema`. Their keys are taken and they may be referred to, but what belongs to them (the
    /// lines of an order) is complete: wherever a key depends on its parents, new rows belong to
    /// new ones, if there are any.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub fn appending(schema: Arc<Schema>, plan: &Plan) -> Result<Self, PlanProblems> {
        Self::compiled(schema, plan, &Models::new(), true)
    }

    /// Compiles `plan`, whose `model` sources draw from `models`.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub fn with_models(
        schema: Arc<Schema>,
        plan: &Plan,
        models: &Models,
    ) -> Result<Self, PlanProblems> {
        Self::compiled(schema, plan, models, false)
    }

    fn compiled(
        schema: Arc<Schema>,
        plan: &Plan,
        models: &Models,
        append: bool,
    ) -> Result<Self, PlanProblems> {
        let compiled = compile(&schema, plan, models, append)?;
        let arrow_schemas = schema
            .tables()
            .iter()
            .zip(&compiled.core.tables)
            .map(|(table, spec)| {
                let made = table.columns.iter().zip(&spec.columns).filter(|(_, c)| c.available);
                let fields: Vec<_> =
                    made.map(|(column, _)| seedbed_dataset::arrow_field(column)).collect();
                Arc::new(ArrowSchema::new(fields))
            })
            .collect();
        Ok(Self { schema, core: compiled.core, notes: compiled.notes, arrow_schemas })
    }

    /// What the user should know before the first row: fewer rows than asked for, constraints
    /// that can't be made to hold.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The schema whose tables are made.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// How many rows of a table there are to make.
    pub fn rows(&self, table: TableId) -> u64 {
        self.core.tables[table.0].rows
    }

    /// The columns of a table's batches, in declared order. A generated column whose formula is
    /// beyond the engine is left out.
    pub fn arrow_schema(&self, table: TableId) -> SchemaRef {
        Arc::clone(&self.arrow_schemas[table.0])
    }

    /// The rows of `table` numbered `rows`, which lie within `0..self.rows(table)`.
    ///
    /// # Errors
    /// When no attempt at a row meets the table's constraints, or a formula fails.
    ///
    /// # Panics
    /// When `rows` reaches beyond the table.
    pub fn batch(&self, table: TableId, rows: Range<u64>) -> Result<RecordBatch, GenerateError> {
        let spec = &self.core.tables[table.0];
        assert!(rows.end <= spec.rows, "{} has only {} rows", spec.name, spec.rows);
        let frame = Frame::new(&self.core, table.0, rows.collect(), Attempt::Settled);
        frame.settle()?;
        debug_assert!(
            spec.proven.iter().all(|condition| {
                let passes = condition.formula.passes(&frame);
                // What has no meaning for its columns' types is told elsewhere.
                !passes.is_ok_and(|rows| rows.contains(&false))
            }),
            "{}: a condition that was taken for proven doesn't hold",
            spec.name
        );
        let columns = spec
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.available)
            .map(|(at, _)| frame.column(at))
            .collect::<Result<Vec<_>, _>>()?;
        let schema = self.arrow_schema(table);
        let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(frame.len()));
        RecordBatch::try_new_with_options(schema, columns, &options)
            .map_err(|source| GenerateError::Arrow { table: spec.name.clone(), source })
    }
}
