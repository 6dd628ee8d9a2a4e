//! The rows that a model sees while it writes columns of them.

use std::collections::BTreeMap;

use seedbed_generate::plan::Plan;
use seedbed_planner::author::{MOST_ROWS, RowMaker};
use seedbed_schema::{ForeignKey, TableId};
use serde_json::{Map, Value};

use crate::{Cancel, Input, PipelineError, Run, TablePreview, preview};

/// Columns of a parent that are shown with a row.
const MOST_SHOWN: usize = 8;
/// Characters of a parent's cell that are shown.
const LONGEST_SHOWN: usize = 120;

/// Makes rows by the engine.
pub(crate) struct Maker<'i> {
    pub(crate) input: &'i Input,
}

impl RowMaker for Maker<'_> {
    fn rows(&self, plan: &Plan, table: &str, most: u64) -> Result<Vec<Map<String, Value>>, String> {
        self.made(plan, table, most).map_err(|error| error.to_string())
    }
}

impl Maker<'_> {
    fn made(
        &self,
        plan: &Plan,
        table: &str,
        most: u64,
    ) -> Result<Vec<Map<String, Value>>, PipelineError> {
        let run = Run::new(self.input.clone(), plan.clone())?;
        let Some(id) = run.schema().find(table) else { return Ok(Vec::new()) };
        let cancel = Cancel::default();
        let own = preview(&run, id, most, &cancel)?;
        let mut rows: Vec<Map<String, Value>> = own
            .rows
            .iter()
            .map(|cells| {
                let names = own.columns.iter().map(|column| column.name.clone());
                names
                    .zip(cells.iter().map(|cell| cell.clone().map_or(Value::Null, Value::String)))
                    .collect()
            })
            .collect();
        for key in &run.schema().table(id).foreign_keys {
            let Some(parent) = run.schema().find_exact(&key.parent).filter(|parent| *parent != id)
            else {
                continue;
            };
            if run.engine.rows(parent) <= MOST_ROWS {
                let parents = Parents::of(&preview(&run, parent, MOST_ROWS, &cancel)?, key);
                let name = role(key, &run, parent);
                for row in &mut rows {
                    if let Some(shown) = parents.of_row(row, key) {
                        row.insert(name.clone(), Value::Object(shown));
                    }
                }
            }
        }
        Ok(rows)
    }
}

/// What a reference is called beside a row's own columns.
fn role(key: &ForeignKey, run: &Run, parent: TableId) -> String {
    match key.columns.as_slice() {
        [column] => column.strip_suffix("_id").unwrap_or("its row").to_owned(),
        _ => run.schema().table(parent).name.name.clone(),
    }
}

/// Rows of a parent by their keys.
struct Parents(BTreeMap<Vec<String>, Map<String, Value>>);

impl Parents {
    fn of(table: &TablePreview, key: &ForeignKey) -> Self {
        let place = |name: &String| table.columns.iter().position(|column| column.name == *name);
        let places: Option<Vec<usize>> = key.parent_columns.iter().map(place).collect();
        let Some(places) = places else { return Self(BTreeMap::new()) };
        let rows = table.rows.iter().filter_map(|cells| {
            let values: Option<Vec<String>> = places.iter().map(|at| cells[*at].clone()).collect();
            let shown =
                table.columns.iter().zip(cells).enumerate().filter_map(|(at, (column, cell))| {
                    let cell = cell.as_ref().filter(|_| !places.contains(&at))?;
                    let cut: String = cell.chars().take(LONGEST_SHOWN).collect();
                    Some((column.name.clone(), Value::String(cut)))
                });
            Some((values?, shown.take(MOST_SHOWN).collect()))
        });
        Self(rows.collect())
    }

    fn of_row(&self, row: &Map<String, Value>, key: &ForeignKey) -> Option<Map<String, Value>> {
        let cell = |name: &String| row.get(name)?.as_str().map(str::to_owned);
        let values: Option<Vec<String>> = key.columns.iter().map(cell).collect();
        self.0.get(&values?).cloned()
    }
}
