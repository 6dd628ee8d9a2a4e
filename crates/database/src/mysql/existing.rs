//! Rows that are in the tables before the load.

use std::str;

use seedbed_dataset::encode_values;
use seedbed_expr::Dialect;
use seedbed_schema::{Schema, Table, UniqueKey};

use super::{
    catalog::{self, Target, Targets},
    quoted_list,
    session::Session,
    validate,
};
use crate::{
    LoadError,
    literal::{UNKNOWN, key_batch},
};

/// Refuses tables that hold more rows than the schema itself inserts.
///
/// # Errors
/// [`LoadError::NotEmpty`] with all of them.
pub(super) fn refuse(
    session: &mut Session,
    schema: &Schema,
    targets: &Targets,
) -> Result<(), LoadError> {
    let mut tables = Vec::new();
    for target in targets.iter() {
        let expected = schema.table(target.id).rows.len();
        let operation = format!("counting the rows of {}", target.name);
        // Counting stops there: a large table is not read.
        let query = format!(
            "SELECT count(*) > {expected} FROM (SELECT 1 FROM {} LIMIT {}) AS first_rows",
            target.sql,
            expected + 1
        );
        if session.number(&operation, &query)? == 1 {
            tables.push(target.name.clone());
        }
    }
    if tables.is_empty() { Ok(()) } else { Err(LoadError::NotEmpty { tables }) }
}

/// Empties every table, except for the rows that the schema itself inserts. DELETE, because
/// TRUNCATE can't be undone here.
///
/// Rows of a cycle can be deleted in no order, and a row of a self reference only after those
/// that refer to it: references are not checked while all is deleted, and all of them are
/// checked by queries when it is done. No table outside the schema refers to these.
///
/// # Errors
/// [`LoadError::LiteralRows`] where the schema's own rows can't be told from others;
/// [`LoadError::ReferredTo`] where a table outside the schema refers to one of these.
pub(super) fn truncate(
    session: &mut Session,
    schema: &Schema,
    targets: &Targets,
) -> Result<(), LoadError> {
    let mut statements = Vec::new();
    let mut references = Vec::new();
    for target in targets.iter().rev() {
        for key in catalog::references_to(session, target)? {
            if targets.find(&key.child.0, &key.child.1).is_none() {
                let (table, parent) = (key.child.1, target.name.clone());
                return Err(LoadError::ReferredTo { table, parent });
            }
            references.push(key);
        }
        statements.push((target, deletion(schema.table(target.id), target)?));
    }
    session.check_references(false)?;
    for (target, statement) in statements {
        session.execute(&format!("DELETE from {}", target.name), &statement)?;
    }
    session.check_references(true)?;
    references.iter().try_for_each(|key| validate::check(session, key))
}

fn deletion(table: &Table, target: &Target) -> Result<String, LoadError> {
    if table.rows.is_empty() {
        return Ok(format!("DELETE FROM {}", target.sql));
    }
    let refuse = |reason: &str| LoadError::LiteralRows {
        table: target.name.clone(),
        reason: reason.to_owned(),
    };
    let key = table.primary_key.as_ref().and_then(UniqueKey::columns);
    let key = key.ok_or_else(|| refuse("it has no primary key"))?;
    let kept = literal_keys(table, &key).map_err(refuse)?;
    let columns = quoted_list(key.iter().copied());
    Ok(format!("DELETE FROM {} WHERE ({columns}) NOT IN ({kept})", target.sql))
}

/// The keys of the rows the schema inserts, as SQL, or why they are unknown.
fn literal_keys(table: &Table, key: &[&str]) -> Result<String, &'static str> {
    let batch = key_batch(table, key)?;
    let all: Vec<usize> = (0..key.len()).collect();
    let mut text = Vec::new();
    encode_values(Dialect::MySql, &batch, &all, &mut text).map_err(|_| UNKNOWN)?;
    str::from_utf8(&text).map(str::to_owned).map_err(|_| UNKNOWN)
}
