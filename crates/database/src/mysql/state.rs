//! Whether a database enforces what it declares.

use super::session::Session;
use crate::{ConstraintState, LoadError};

const CONSTRAINTS: &str = "
    SELECT count(*) FROM information_schema.table_constraints WHERE constraint_schema = database()";

/// Counts the constraints of a database's tables. `MySQL` has none that are not enforced but
/// CHECKs declared so, none that are deferrable, and triggers can't be disabled.
///
/// # Errors
/// [`LoadError`] when the database can't be reached or its catalog not be read.
pub(crate) fn constraint_state(url: &str) -> Result<ConstraintState, LoadError> {
    let mut session = Session::open(url)?;
    let constraints = session.number("reading the catalog", CONSTRAINTS)?;
    Ok(ConstraintState {
        constraints,
        not_valid: Vec::new(),
        deferrable: Vec::new(),
        disabled_triggers: Vec::new(),
    })
}
