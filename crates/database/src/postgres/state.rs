//! Whether a database enforces what it declares.

use super::load::connect;
use crate::{ConstraintState, LoadError};

const CONSTRAINTS: &str = "
    SELECT format('%s.%s', con.conrelid::regclass, con.conname), con.convalidated,
           con.condeferrable
    FROM pg_constraint con JOIN pg_namespace n ON n.oid = con.connamespace
    WHERE con.conrelid <> 0 AND con.contype IN ('p', 'u', 'f', 'c', 'x')
      AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    ORDER BY 1";

const DISABLED_TRIGGERS: &str = "
    SELECT format('%s.%s', tgrelid::regclass, tgname) FROM pg_trigger
    WHERE tgenabled = 'D' ORDER BY 1";

/// Reads the state of all constraints of user tables.
///
/// # Errors
/// [`LoadError`] when the database can't be reached or its catalog not be read.
pub(crate) fn constraint_state(url: &str) -> Result<ConstraintState, LoadError> {
    let failed = |error: ::postgres::Error| LoadError::during("reading the catalog", &error);
    let mut client = connect(url)?;
    let rows = client.query(CONSTRAINTS, &[]).map_err(failed)?;
    let triggers = client.query(DISABLED_TRIGGERS, &[]).map_err(failed)?;
    let named = |keep: &dyn Fn(bool, bool) -> bool| {
        let rows = rows.iter().filter(|row| keep(row.get(1), row.get(2)));
        rows.map(|row| row.get(0)).collect()
    };
    Ok(ConstraintState {
        constraints: rows.len() as u64,
        not_valid: named(&|valid, _| !valid),
        deferrable: named(&|_, deferrable| deferrable),
        disabled_triggers: triggers.iter().map(|row| row.get(0)).collect(),
    })
}
