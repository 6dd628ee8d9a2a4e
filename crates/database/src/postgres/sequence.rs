//! Sequences, advanced past the keys that were loaded.

use ::postgres::Transaction;
use seedbed_schema::{DataType, Default, Schema};

use super::{catalog::Target, name};
use crate::{LoadError, SequenceAdvance};

/// The sequences that fill integer columns of a table: those of identity columns, those owned
/// by a column, and those that a default draws from.
const FIND_SEQUENCES: &str = "
    SELECT a.attname::text, s.oid::regclass::text, q.seqincrement
    FROM pg_depend d
    JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_sequence q ON q.seqrelid = s.oid
    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
      AND d.refobjid = $1 AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
    UNION
    SELECT a.attname::text, s.oid::regclass::text, q.seqincrement
    FROM pg_attrdef f
    JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
                    AND d.refclassid = 'pg_class'::regclass
    JOIN pg_class s ON s.oid = d.refobjid AND s.relkind = 'S'
    JOIN pg_sequence q ON q.seqrelid = s.oid
    JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
    WHERE f.adrelid = $1
    ORDER BY 1, 2";

/// A sequence by name, as written in a default.
const FIND_NAMED: &str = "
    SELECT s.oid::regclass::text, q.seqincrement
    FROM pg_class s JOIN pg_sequence q ON q.seqrelid = s.oid WHERE s.oid = to_regclass($1)";

struct Sequence {
    column: String,
    sql: String,
    increment: i64,
}

/// Advances every sequence of `target`; those that the role may not advance are noted.
pub(crate) fn advance(
    transaction: &mut Transaction<'_>,
    schema: &Schema,
    target: &Target,
    notes: &mut Vec<String>,
) -> Result<Vec<SequenceAdvance>, LoadError> {
    let mut advanced = Vec::new();
    for sequence in sequences(transaction, schema, target)? {
        match advance_one(transaction, target, &sequence)? {
            Ok(Some(value)) => {
                advanced.push(SequenceAdvance { sequence: sequence.sql, value });
            }
            Ok(None) => {}
            Err(refused) => notes.push(format!(
                "sequence {} of {}.{} was not advanced past the loaded keys: {refused}",
                sequence.sql, target.name, sequence.column
            )),
        }
    }
    Ok(advanced)
}

fn sequences(
    transaction: &mut Transaction<'_>,
    schema: &Schema,
    target: &Target,
) -> Result<Vec<Sequence>, LoadError> {
    let failed = |error: ::postgres::Error| LoadError::during("reading the catalog", &error);
    let table = schema.table(target.id);
    let is_integer = |column: &str| {
        table
            .column(column)
            .is_some_and(|column| matches!(column.data_type, DataType::Integer { .. }))
    };
    let mut found: Vec<Sequence> = transaction
        .query(FIND_SEQUENCES, &[&target.oid])
        .map_err(failed)?
        .iter()
        .map(|row| Sequence { column: row.get(0), sql: row.get(1), increment: row.get(2) })
        .collect();
    for column in &table.columns {
        let Some(Default::Sequence(named)) = &column.default else {
            continue;
        };
        if found.iter().any(|sequence| sequence.column == column.name) {
            continue;
        }
        // The catalog does not know what a default like nextval('x'::text) draws from.
        if let Some(row) = transaction.query_opt(FIND_NAMED, &[named]).map_err(failed)? {
            found.push(Sequence {
                column: column.name.clone(),
                sql: row.get(0),
                increment: row.get(1),
            });
        }
    }
    found.retain(|sequence| is_integer(&sequence.column));
    Ok(found)
}

/// Advances one sequence; the inner error is the server's refusal.
fn advance_one(
    transaction: &mut Transaction<'_>,
    target: &Target,
    sequence: &Sequence,
) -> Result<Result<Option<i64>, LoadError>, LoadError> {
    let operation = || format!("advancing {}", sequence.sql);
    let failed = |error: &::postgres::Error| LoadError::during(operation(), error);
    let (extreme, further) = if sequence.increment < 0 { ("min", "<") } else { ("max", ">") };
    let column = name::quoted(&sequence.column);
    let statement = format!(
        "SELECT setval($1::text::regclass, keys.last) FROM {} AS s,
         (SELECT {extreme}({column})::bigint AS last FROM {}) AS keys
         WHERE keys.last {further} s.last_value OR (keys.last = s.last_value AND NOT s.is_called)",
        sequence.sql, target.sql
    );
    let mut savepoint = transaction.transaction().map_err(|error| failed(&error))?;
    match savepoint.query_opt(&statement, &[&sequence.sql]) {
        Ok(row) => {
            savepoint.commit().map_err(|error| failed(&error))?;
            Ok(Ok(row.map(|row| row.get(0))))
        }
        Err(error) => {
            savepoint.rollback().map_err(|error| failed(&error))?;
            Ok(Err(failed(&error)))
        }
    }
}
