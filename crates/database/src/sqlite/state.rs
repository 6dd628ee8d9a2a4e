//! Whether a database enforces what it declares.

use super::{catalog::READING, check, open::open_to_read, refusal::refused};
use crate::{ConstraintState, LoadError};

/// Keys: unique indexes, and primary keys that are the row number itself.
const KEYS: &str = "
    SELECT count(*) FROM sqlite_schema AS t, pragma_index_list(t.name) AS i
    WHERE t.type = 'table' AND i.\"unique\"";

const ROW_NUMBER_KEYS: &str = "
    SELECT count(*) FROM sqlite_schema AS t
    WHERE t.type = 'table'
      AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) AS c WHERE c.pk > 0)
      AND NOT EXISTS (SELECT 1 FROM pragma_index_list(t.name) AS i WHERE i.origin = 'pk')";

const REFERENCES: &str = "
    SELECT count(*) FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS f
    WHERE t.type = 'table' AND f.seq = 0";

const NOT_NULLS: &str = "
    SELECT count(*) FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
    WHERE t.type = 'table' AND c.\"notnull\"";

/// Reads the state of all constraints: keys, references and NOT NULLs (conditions are not in
/// the catalog and not counted). References that rows break count as not valid.
///
/// # Errors
/// [`LoadError`] when the file can't be read.
pub(crate) fn constraint_state(url: &str) -> Result<ConstraintState, LoadError> {
    let failed = |error: rusqlite::Error| refused(READING, &error);
    let connection = open_to_read(url)?;
    let mut constraints = 0;
    for query in [KEYS, ROW_NUMBER_KEYS, REFERENCES, NOT_NULLS] {
        let count: i64 = connection.query_row(query, [], |row| row.get(0)).map_err(failed)?;
        constraints += count as u64;
    }
    let broken = check::broken_references(&connection, None).map_err(failed)?;
    Ok(ConstraintState {
        constraints,
        not_valid: broken
            .into_keys()
            .map(|reference| format!("{} {}", reference.table, reference.constraint))
            .collect(),
        deferrable: Vec::new(),
        disabled_triggers: Vec::new(),
    })
}
