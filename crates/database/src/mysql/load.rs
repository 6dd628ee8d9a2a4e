//! The load itself: one transaction from the first look to the last check.

use seedbed_schema::{Schema, TableId};

use super::{
    catalog::{self, Target, Targets},
    created::Created,
    cycle::{self, CyclePlan},
    existing,
    insert::{self, Leniency},
    session::Session,
    trigger::{self, Triggers},
};
use crate::{
    BatchSource, ExistingRows, LoadError, LoadOptions, LoadProgress, LoadReport, TableLoad,
    left_out::LeftOut, load::differences, selection::Selection,
};

/// Loads over one connection to `MySQL` or `MariaDB`: see [`crate::load`].
pub(crate) fn load(
    url: &str,
    schema: &Schema,
    source: &dyn BatchSource,
    options: &LoadOptions,
    progress: &mut dyn FnMut(LoadProgress),
) -> Result<LoadReport, LoadError> {
    let mut session = Session::open(url)?;
    let Some(script) = &options.create_sql else {
        return fill_all(&mut session, schema, source, options, progress);
    };
    let tables = catalog::present(&mut session, schema)?;
    if !tables.is_empty() {
        return Err(LoadError::Present { tables });
    }
    let created = Created::before(&mut session)?;
    let outcome = super::script::run(&mut session, script).and_then(|notes| {
        let mut report = fill_all(&mut session, schema, source, options, progress)?;
        report.notes.splice(0..0, notes);
        Ok(report)
    });
    match outcome {
        Ok(report) if !options.dry_run => Ok(report),
        Ok(report) => created.undo(&mut session).map(|()| report),
        Err(error) => Err(created.undo_after(&mut session, error)),
    }
}

fn fill_all(
    session: &mut Session,
    schema: &Schema,
    source: &dyn BatchSource,
    options: &LoadOptions,
    progress: &mut dyn FnMut(LoadProgress),
) -> Result<LoadReport, LoadError> {
    session.settle()?;
    let order = schema.load_order();
    let targets = catalog::targets(session, schema, &order.tables)?;
    let triggers = Triggers::read(session, &targets)?;
    if options.dry_run {
        require_transactions(&targets)?;
    }
    session.execute("START TRANSACTION", "START TRANSACTION")?;
    let (emptied, left_out) = (Vec::new(), LeftOut::default());
    let lenient = !options.strict;
    let mut load = Load { session, schema, source, targets, triggers, lenient, left_out, emptied };
    let outcome = load.run(options, progress);
    outcome.map_err(|error| load.roll_back(error))
}

/// A rehearsal takes everything back.
fn require_transactions(targets: &Targets) -> Result<(), LoadError> {
    let without = targets.iter().filter(|target| target.without_transactions.is_some());
    let tables: Vec<String> = without.map(|target| target.name.clone()).collect();
    if tables.is_empty() { Ok(()) } else { Err(LoadError::WithoutTransactions { tables }) }
}

/// A load within its transaction.
struct Load<'a> {
    session: &'a mut Session,
    schema: &'a Schema,
    source: &'a dyn BatchSource,
    targets: Targets,
    triggers: Triggers,
    /// Whether rows that a trigger refuses are left out.
    lenient: bool,
    left_out: LeftOut,
    /// Tables without transactions that held no rows before.
    emptied: Vec<TableId>,
}

impl Load<'_> {
    fn run(
        &mut self,
        options: &LoadOptions,
        progress: &mut dyn FnMut(LoadProgress),
    ) -> Result<LoadReport, LoadError> {
        let mut report = LoadReport { notes: self.engines(), ..LoadReport::default() };
        match options.existing {
            ExistingRows::Refuse => existing::refuse(self.session, self.schema, &self.targets)?,
            ExistingRows::Append => {}
            ExistingRows::Truncate => {
                existing::truncate(self.session, self.schema, &self.targets)?;
            }
        }
        let before = self.count_all()?;
        self.emptied = self
            .targets
            .iter()
            .zip(&before)
            .filter(|(target, before)| target.without_transactions.is_some() && **before == 0)
            .map(|(target, _)| target.id)
            .collect();
        let breaks = self.schema.load_order().breaks;
        let cycles =
            cycle::prepare(self.session, self.schema, &breaks, &self.targets, &self.triggers)?;
        let filling = trigger::arrange(self.schema, &self.targets, &self.triggers);
        for &id in &filling.order {
            if filling.left_to_triggers.contains(&id) {
                continue;
            }
            self.fill(id, &cycles, progress)?;
        }
        cycles.complete(self.session, self.schema, &self.targets, self.source)?;
        let after = self.count_all()?;
        for ((target, before), after) in self.targets.iter().zip(before).zip(after) {
            let loaded = after.saturating_sub(before);
            let left = filling.left_to_triggers.contains(&target.id);
            let asked = if left { loaded } else { self.source.rows(target.id) };
            let name = target.name.clone();
            report.tables.push(TableLoad { table: target.id, name, asked, loaded });
        }
        report.notes.extend(filling.notes);
        report.notes.extend(self.left_out.notes(self.schema));
        let counted = report.tables.iter().filter(|table| !self.left_out.explains(table));
        report.notes.extend(differences(self.schema, counted));
        let last = if options.dry_run { "ROLLBACK" } else { "COMMIT" };
        self.session.execute(last, last)?;
        Ok(report)
    }

    /// A note for every table whose engine keeps fewer promises than this crate gives.
    fn engines(&self) -> Vec<String> {
        let without = self.targets.iter().filter_map(|target| {
            let engine = target.without_transactions.as_ref()?;
            Some(format!(
                "{} is kept by {engine}, which has no transactions and checks no references",
                target.name
            ))
        });
        without.collect()
    }

    fn fill(
        &mut self,
        id: TableId,
        cycles: &CyclePlan,
        progress: &mut dyn FnMut(LoadProgress),
    ) -> Result<(), LoadError> {
        let of = self.source.rows(id);
        let Some(target) = self.targets.get(id) else {
            return Ok(());
        };
        if of == 0 {
            return Ok(());
        }
        let rows = self.source.schema(id);
        let null_first = cycles.null_first(id);
        let table = self.schema.table(id);
        let selection = Selection::writable(table, &target.writable, &rows, null_first)?;
        let mut told = |rows| progress(LoadProgress { table: id, rows, of });
        if cycles.is_unchecked(id) {
            self.session.check_references(false)?;
        }
        let lacking = self.left_out.references(self.schema, id);
        // A table without transactions keeps the rows of a statement before the one refused.
        let safe = target.without_transactions.is_none();
        let mut leniency = Leniency {
            to_triggers: self.lenient && safe,
            to_orphans: safe && !lacking.is_empty(),
            of_itself: table.foreign_keys.iter().any(|key| key.parent == table.name),
            ..Leniency::default()
        };
        let sql = &target.sql;
        insert::send(self.session, target, sql, &selection, self.source, &mut leniency, &mut told)
            .map_err(|error| self.naming_triggers(error, target))?;
        self.left_out.add(id, leniency.refused, || {
            let triggers = self.triggers.on_insert(id).join(", ");
            format!("the table's triggers refuse them ({triggers})")
        });
        self.left_out.add(id, leniency.orphans, || {
            let parents = lacking.iter().map(|&at| table.foreign_keys[at].parent.to_string());
            let parents = parents.collect::<Vec<_>>().join(", ");
            let parents = if parents.is_empty() { table.name.to_string() } else { parents };
            format!("they refer to rows of {parents} that were left out")
        });
        if cycles.is_unchecked(id) {
            self.session.check_references(true)?;
        }
        Ok(())
    }

    /// A refusal of one of the table's triggers, or of a statement within, names them.
    fn naming_triggers(&self, error: LoadError, target: &Target) -> LoadError {
        match error {
            LoadError::Refused { operation, mut error } => {
                if error.sqlstate == "45000" || error.message.is_empty() {
                    error.of_rows = true;
                    error.triggers = self.triggers.on_insert(target.id);
                }
                error.table.get_or_insert_with(|| target.name.clone());
                LoadError::Refused { operation, error }
            }
            other => other,
        }
    }

    fn count_all(&mut self) -> Result<Vec<u64>, LoadError> {
        let count = |target: &Target| {
            let operation = format!("counting the rows of {}", target.name);
            self.session.number(&operation, &format!("SELECT count(*) FROM {}", target.sql))
        };
        self.targets.iter().map(count).collect()
    }

    /// Takes back what was written, also from tables without transactions where that is all
    /// their rows.
    fn roll_back(&mut self, error: LoadError) -> LoadError {
        if self.session.execute("ROLLBACK", "ROLLBACK").is_err() {
            // The connection is lost, and with it the transaction.
            return error;
        }
        let mut left = Vec::new();
        for target in self.targets.iter() {
            if target.without_transactions.is_none() {
                continue;
            }
            let emptied = self.emptied.contains(&target.id)
                && self.session.execute("DELETE", &format!("DELETE FROM {}", target.sql)).is_ok();
            if !emptied {
                left.push(format!("rows of {}", target.name));
            }
        }
        if left.is_empty() { error } else { LoadError::NotUndone { error: Box::new(error), left } }
    }
}
