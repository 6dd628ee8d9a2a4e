//! Rows that can't be copied straight into their table: they are copied beside it first.
//!
//! A table that triggers of other tables insert into, or that holds rows only the database
//! knows, takes the rows it does not have yet. Rows that a trigger refuses are left out, one by
//! one, and so are the rows of other tables that refer to them.

use std::collections::BTreeSet;

use ::postgres::Transaction;
use seedbed_schema::Schema;

use super::{
    catalog::{Target, Targets},
    copy, name,
};
use crate::{BatchSource, LoadError, left_out::LeftOut, selection::Selection};

/// One table's way into the database.
pub(crate) struct Arrival<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) targets: &'a Targets,
    pub(crate) target: &'a Target,
    pub(crate) selection: &'a Selection,
    pub(crate) source: &'a dyn BatchSource,
    /// The functions of the table's triggers.
    pub(crate) functions: &'a [String],
    /// Whether rows that are there already are kept instead of those that arrive.
    pub(crate) merges: bool,
    /// Whether a refused row is left out, rather than an error.
    pub(crate) lenient: bool,
}

impl Arrival<'_> {
    /// Brings all rows in.
    pub(crate) fn fill(
        &self,
        transaction: &mut Transaction<'_>,
        left_out: &mut LeftOut,
        told: &mut dyn FnMut(u64),
    ) -> Result<(), LoadError> {
        let orphaned = left_out.references(self.schema, self.target.id);
        let staged = self.merges || !orphaned.is_empty();
        if staged {
            self.stage(transaction, told)?;
            self.drop_orphans(transaction, &orphaned, left_out)?;
        }
        if !staged && self.functions.is_empty() {
            return self.send(transaction, &self.target.sql, told);
        }
        let mut attempt = transaction.transaction().map_err(|error| self.failed(&error))?;
        let done = if staged {
            self.insert(&mut attempt)
        } else {
            self.send(&mut attempt, &self.target.sql, told)
        };
        match done {
            Err(error) if self.lenient && self.is_by_trigger(&error) => {
                attempt.rollback().map_err(|error| self.failed(&error))?;
                if !staged {
                    self.stage(transaction, told)?;
                }
                self.one_by_one(transaction, left_out)
            }
            Err(error) => Err(error),
            Ok(()) => attempt.commit().map_err(|error| self.failed(&error)),
        }
    }

    fn send(
        &self,
        transaction: &mut Transaction<'_>,
        destination: &str,
        told: &mut dyn FnMut(u64),
    ) -> Result<(), LoadError> {
        copy::send(transaction, self.target, destination, self.selection, self.source, told)
    }

    /// The columns that are written, for SQL.
    fn columns(&self) -> String {
        name::quoted_list(self.selection.names.iter().map(String::as_str))
    }

    fn failed(&self, error: &::postgres::Error) -> LoadError {
        LoadError::during(format!("inserting into {}", self.target.name), error)
    }

    fn is_by_trigger(&self, error: &LoadError) -> bool {
        let LoadError::Refused { error, .. } = error else { return false };
        error.functions.iter().any(|function| {
            let bare = function.rsplit('.').next().unwrap_or(function);
            self.functions.iter().any(|own| own == bare)
        })
    }

    /// Copies the rows into a temporary table.
    fn stage(
        &self,
        transaction: &mut Transaction<'_>,
        told: &mut dyn FnMut(u64),
    ) -> Result<(), LoadError> {
        transaction
            .batch_execute(&format!(
                "DROP TABLE IF EXISTS pg_temp.seedbed_staged;
                 CREATE TEMPORARY TABLE seedbed_staged ON COMMIT DROP AS
                 SELECT {} FROM {} WITH NO DATA",
                self.columns(),
                self.target.sql
            ))
            .map_err(|error| self.failed(&error))?;
        self.send(transaction, "pg_temp.seedbed_staged", told)
    }

    /// Removes staged rows that refer to rows which were left out.
    fn drop_orphans(
        &self,
        transaction: &mut Transaction<'_>,
        keys: &[usize],
        left_out: &mut LeftOut,
    ) -> Result<(), LoadError> {
        for &at in keys {
            let key = &self.schema.table(self.target.id).foreign_keys[at];
            let parent = self.schema.find_exact(&key.parent).and_then(|id| self.targets.get(id));
            let Some(parent) = parent else { continue };
            let columns: Vec<String> = key.columns.iter().map(|c| name::quoted(c)).collect();
            let given = columns.iter().map(|column| format!("staged.{column} IS NOT NULL"));
            let pairs = columns.iter().zip(&key.parent_columns).map(|(column, theirs)| {
                format!("parent.{} = staged.{column}", name::quoted(theirs))
            });
            let removed = transaction
                .execute(
                    &format!(
                        "DELETE FROM pg_temp.seedbed_staged AS staged WHERE {} AND NOT EXISTS
                         (SELECT FROM {} AS parent WHERE {})",
                        given.collect::<Vec<_>>().join(" AND "),
                        parent.sql,
                        pairs.collect::<Vec<_>>().join(" AND ")
                    ),
                    &[],
                )
                .map_err(|error| self.failed(&error))?;
            left_out.add(self.target.id, removed, || {
                format!("they refer to rows of {} that were left out", parent.name)
            });
        }
        Ok(())
    }

    /// The statement that moves staged rows into the table.
    fn moving(&self, condition: &str) -> String {
        let columns = self.columns();
        let conflict = if self.merges { "ON CONFLICT DO NOTHING" } else { "" };
        format!(
            "INSERT INTO {} ({columns}) OVERRIDING SYSTEM VALUE
             SELECT {columns} FROM pg_temp.seedbed_staged {condition} {conflict}",
            self.target.sql
        )
    }

    fn insert(&self, transaction: &mut Transaction<'_>) -> Result<(), LoadError> {
        let statement = self.moving("ORDER BY ctid");
        transaction.batch_execute(&statement).map_err(|error| self.failed(&error))
    }

    /// Moves staged rows one at a time; those that a trigger refuses stay behind, and those that
    /// refer to them.
    fn one_by_one(
        &self,
        transaction: &mut Transaction<'_>,
        left_out: &mut LeftOut,
    ) -> Result<(), LoadError> {
        let functions: BTreeSet<String> =
            self.functions.iter().map(|name| name.replace('\'', "''")).collect();
        let by_trigger: Vec<String> =
            functions.iter().map(|name| format!("strpos(context, '{name}') > 0")).collect();
        let block = format!(
            "DECLARE
                 staged record;
                 context text;
             BEGIN
                 FOR staged IN SELECT ctid FROM pg_temp.seedbed_staged ORDER BY ctid LOOP
                     BEGIN
                         {};
                     EXCEPTION WHEN OTHERS THEN
                         GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT;
                         IF SQLSTATE <> '23503' AND NOT ({}) THEN
                             RAISE;
                         END IF;
                         CONTINUE;
                     END;
                     DELETE FROM pg_temp.seedbed_staged WHERE ctid = staged.ctid;
                 END LOOP;
             END",
            self.moving("WHERE ctid = staged.ctid"),
            by_trigger.join(" OR ")
        );
        // The body is quoted as a string, whatever names it holds.
        let statement = format!("DO LANGUAGE plpgsql '{}'", block.replace('\'', "''"));
        transaction.batch_execute(&statement).map_err(|error| self.failed(&error))?;
        let row = transaction
            .query_one("SELECT count(*) FROM pg_temp.seedbed_staged", &[])
            .map_err(|error| self.failed(&error))?;
        let names = functions.into_iter().collect::<Vec<_>>().join(", ");
        left_out.add(self.target.id, row.get::<_, i64>(0) as u64, || {
            format!("the table's triggers refuse them (function {names})")
        });
        Ok(())
    }
}
