//! What the database's own triggers do when rows arrive.

use std::collections::{BTreeMap, BTreeSet};

use ::postgres::Transaction;
use seedbed_schema::{CycleBreak, Schema, TableId, TableName};

use super::catalog::Targets;
use crate::LoadError;

/// The triggers that run for inserted rows, per table.
#[derive(Debug, Default)]
pub(crate) struct Triggers {
    functions: BTreeMap<TableId, Vec<String>>,
    /// For each table those whose triggers insert into it.
    feeders: BTreeMap<TableId, BTreeSet<TableId>>,
}

const FIND_TRIGGERS: &str = "
    SELECT t.tgrelid, p.proname::text, p.prosrc
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgtype & 4 <> 0
      AND t.tgrelid = ANY($1)
    ORDER BY t.tgrelid, t.tgname";

impl Triggers {
    /// Reads the triggers of all tables and the tables that their functions insert into.
    pub(crate) fn read(
        transaction: &mut Transaction<'_>,
        schema: &Schema,
        targets: &Targets,
    ) -> Result<Self, LoadError> {
        let ids: BTreeMap<u32, TableId> =
            targets.iter().map(|target| (target.oid, target.id)).collect();
        let oids: Vec<u32> = ids.keys().copied().collect();
        let rows = transaction
            .query(FIND_TRIGGERS, &[&oids])
            .map_err(|error| LoadError::during("reading the catalog", &error))?;
        let mut triggers = Self::default();
        for row in &rows {
            let id = ids[&row.get::<_, u32>(0)];
            triggers.functions.entry(id).or_default().push(row.get(1));
            for name in inserted_into(row.get(2)) {
                if let Some(fed) = meant(schema, id, &name) {
                    triggers.feeders.entry(fed).or_default().insert(id);
                }
            }
        }
        Ok(triggers)
    }

    /// The functions of a table's triggers.
    pub(crate) fn functions(&self, table: TableId) -> &[String] {
        self.functions.get(&table).map_or(&[], Vec::as_slice)
    }

    /// Whether rows of a table come from triggers of others.
    pub(crate) fn feed(&self, table: TableId) -> bool {
        self.feeders.contains_key(&table)
    }

    /// The load order with every table behind those whose triggers insert into it, so that its
    /// rows can make room for theirs, and the references that then point forward.
    pub(crate) fn reorder(
        &self,
        schema: &Schema,
        tables: &[TableId],
    ) -> (Vec<TableId>, Vec<CycleBreak>) {
        let mut order = tables.to_vec();
        for (&fed, feeders) in &self.feeders {
            let last = order.iter().rposition(|table| feeders.contains(table) && *table != fed);
            let own = order.iter().position(|&table| table == fed);
            if let (Some(last), Some(own)) = (last, own)
                && own < last
            {
                order.remove(own);
                order.insert(last, fed);
            }
        }
        let place = |order: &[TableId], id| order.iter().position(|&table| table == id);
        let mut breaks = Vec::new();
        for (at, &table) in order.iter().enumerate() {
            for (foreign_key, key) in schema.table(table).foreign_keys.iter().enumerate() {
                let Some(parent) = schema.find_exact(&key.parent) else { continue };
                let was_behind = place(tables, parent) < place(tables, table);
                if key.enforced && was_behind && place(&order, parent).is_some_and(|p| p > at) {
                    let nullable = false;
                    let deferrable = key.deferrable;
                    breaks.push(CycleBreak { table, foreign_key, nullable, deferrable });
                }
            }
        }
        (order, breaks)
    }
}

/// The table that a trigger's function calls `name`: with its namespace, or the one of that
/// name beside the trigger's own table, or the only one.
fn meant(schema: &Schema, table: TableId, name: &TableName) -> Option<TableId> {
    if name.namespace.is_some() {
        return schema.find_exact(name);
    }
    let beside =
        TableName { namespace: schema.table(table).name.namespace.clone(), ..name.clone() };
    let mut others = schema.iter().filter(|(_, other)| other.name.name == name.name);
    schema.find_exact(&beside).or_else(|| {
        let (only, _) = others.next()?;
        others.next().is_none().then_some(only)
    })
}

/// The names that follow INSERT INTO in a function's body.
fn inserted_into(source: &str) -> Vec<TableName> {
    let mut names = Vec::new();
    let mut words = source.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let word = word.rsplit(['(', ';']).next().unwrap_or_default();
        if !word.eq_ignore_ascii_case("insert") {
            continue;
        }
        if words.peek().is_some_and(|next| next.eq_ignore_ascii_case("into")) {
            words.next();
            names.extend(words.peek().and_then(|next| table_name(next)));
        }
    }
    names
}

/// Reads `a`, `"A"`, `a.b`, up to a parenthesis.
fn table_name(text: &str) -> Option<TableName> {
    let text = text.split(['(', ';']).next()?;
    let mut parts = text.split('.').map(|part| match part.strip_prefix('"') {
        Some(quoted) => quoted.trim_end_matches('"').to_owned(),
        None => part.to_lowercase(),
    });
    let first = parts.next().filter(|part| !part.is_empty())?;
    Some(match parts.next() {
        Some(name) => TableName::within(first, name),
        None => TableName::new(first),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_a_function_inserts_into_are_found() {
        let source = "BEGIN\n  INSERT INTO audit.\"Log\" (a) VALUES (1); insert\ninto Counts(b)\n\
                      SELECT 1; UPDATE other SET x = 1; RETURN NEW; END";
        let expected = [TableName::within("audit", "Log"), TableName::new("counts")];
        assert_eq!(inserted_into(source), expected);
    }
}
