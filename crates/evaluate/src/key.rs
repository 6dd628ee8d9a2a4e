//! Unique keys, and the sets of keys that references look up.

use seedbed_expr::{Env, Value};
use seedbed_schema::{KeyPart, Table, UniqueKey};

use crate::{
    ConstraintKind, ConstraintVerification,
    hash::{self, Folding, KeySet},
    rows::Rows,
    rule::{Compiled, RowRule, is_refusal},
    tally::Tally,
};

/// The distinct values of some columns of one table: what a plain key forbids to repeat, and
/// what a foreign key refers to. NULLs are left out.
pub(crate) struct KeyIndex {
    /// The columns in the table's order.
    parts: Vec<(usize, Folding)>,
    pub(crate) keys: KeySet,
    /// Keys that rows of the schema itself have and only the database knows.
    pub(crate) unknown: u64,
    /// Why there are no keys, where a column is not in the data.
    pub(crate) missing: Option<String>,
    /// The keys that these columns form.
    tallies: Vec<Tally>,
    buffer: Vec<u8>,
}

impl KeyIndex {
    fn new(table: &Table, columns: &[usize]) -> Self {
        let part = |&at: &usize| (at, Folding::of(&table.columns[at].data_type));
        Self {
            parts: columns.iter().map(part).collect(),
            keys: KeySet::default(),
            unknown: 0,
            missing: None,
            tallies: Vec::new(),
            buffer: Vec::new(),
        }
    }

    pub(crate) fn parts(&self) -> &[(usize, Folding)] {
        &self.parts
    }

    /// Counts repeated keys and remembers all.
    pub(crate) fn feed(&mut self, rows: &Rows<'_>) {
        let columns = match rows.key(&self.parts) {
            Ok(columns) => columns,
            Err(reason) => {
                self.tallies.iter_mut().for_each(|tally| tally.skip(|| reason.clone()));
                self.missing = Some(reason);
                return;
            }
        };
        self.tallies.iter_mut().for_each(|tally| tally.checked(rows.len as u64));
        for row in 0..rows.len {
            let (key, nulls) = hash::key_of(&columns, row, &mut self.buffer);
            if nulls == 0 && !self.keys.insert(key) {
                self.tallies.iter_mut().for_each(|tally| tally.violated_by(rows.number(row)));
            }
        }
    }

    /// Remembers the keys of rows that the schema itself inserts.
    pub(crate) fn literal_rows(&mut self, rows: &Rows<'_>, known: impl Fn(usize, usize) -> bool) {
        let Ok(columns) = rows.key(&self.parts) else {
            return;
        };
        for row in 0..rows.len {
            if self.parts.iter().all(|&(at, _)| known(row, at)) {
                let (key, nulls) = hash::key_of(&columns, row, &mut self.buffer);
                if nulls == 0 {
                    self.keys.insert(key);
                }
            } else {
                self.unknown += 1;
            }
        }
        if self.unknown > 0 {
            let unknown = self.unknown;
            self.tallies.iter_mut().for_each(|tally| tally.skip(|| unknown_keys(unknown)));
        }
    }

    pub(crate) fn tallies(&mut self) -> impl Iterator<Item = &mut Tally> {
        self.tallies.iter_mut()
    }

    pub(crate) fn take_results(&mut self) -> Vec<ConstraintVerification> {
        self.tallies.drain(..).map(Tally::finish).collect()
    }
}

/// Why keys are compared with all rows but some.
pub(crate) fn unknown_keys(rows: u64) -> String {
    format!(
        "not against {rows} rows that the schema itself inserts: only the database knows their keys"
    )
}

/// The key indexes of one table.
#[derive(Default)]
pub(crate) struct KeyIndexes(pub(crate) Vec<KeyIndex>);

impl KeyIndexes {
    /// The index over these columns (in the table's order), made when there is none.
    pub(crate) fn over(&mut self, table: &Table, columns: &[usize]) -> usize {
        let same = |index: &KeyIndex| index.parts.iter().map(|(at, _)| at).eq(columns);
        self.0.iter().position(same).unwrap_or_else(|| {
            self.0.push(KeyIndex::new(table, columns));
            self.0.len() - 1
        })
    }

    /// Adds the plain keys of a table.
    pub(crate) fn add_keys(&mut self, table: &Table) {
        for (key, kind) in keys_with_kinds(table) {
            let Some(mut columns) = plain_columns(key, table) else {
                continue;
            };
            columns.sort_unstable();
            columns.dedup();
            let at = self.over(table, &columns);
            self.0[at].tallies.push(Tally::new(kind, key_name(key)));
        }
    }
}

/// The columns of a key that holds for every row and keeps NULLs distinct.
fn plain_columns(key: &UniqueKey, table: &Table) -> Option<Vec<usize>> {
    let columns = if key.is_plain() && !key.nulls_not_distinct { key.columns() } else { None };
    columns?.into_iter().map(|name| table.column_index(name)).collect()
}

/// The keys of a table with their kinds.
pub(crate) fn keys_with_kinds(table: &Table) -> impl Iterator<Item = (&UniqueKey, ConstraintKind)> {
    let primary = table.primary_key.iter().map(|key| (key, ConstraintKind::PrimaryKey));
    let others = table.unique_keys.iter().map(|key| match key.predicate {
        Some(_) => (key, ConstraintKind::PartialUnique),
        None => (key, ConstraintKind::Unique),
    });
    primary.chain(others)
}

/// A key's name, or its parts.
pub(crate) fn key_name(key: &UniqueKey) -> String {
    let part = |part: &KeyPart| match part {
        KeyPart::Column(name) => name.clone(),
        KeyPart::Expr(_, text) => text.clone(),
    };
    key.name.clone().unwrap_or_else(|| {
        format!("({})", key.parts.iter().map(part).collect::<Vec<_>>().join(", "))
    })
}

/// One part of a key or exclusion, to be evaluated.
pub(crate) enum Part {
    Column(usize, Folding),
    Expr(Compiled),
}

impl Part {
    pub(crate) fn new(part: &KeyPart, table: &Table) -> Result<Self, String> {
        match part {
            KeyPart::Column(name) => {
                let at = table.column_index(name).ok_or_else(|| format!("no column {name}"))?;
                Ok(Self::Column(at, Folding::of(&table.columns[at].data_type)))
            }
            KeyPart::Expr(Some(expr), _) => Compiled::new(expr, table).map(Self::Expr),
            KeyPart::Expr(None, text) => Err(format!("{text} could not be read")),
        }
    }

    pub(crate) fn columns(&self) -> &[usize] {
        match self {
            Self::Column(at, _) => std::slice::from_ref(at),
            Self::Expr(compiled) => &compiled.columns,
        }
    }

    /// Appends the part's canonical bytes; `false` where it is NULL.
    pub(crate) fn append(
        &self,
        slots: &[Value],
        env: Env,
        out: &mut Vec<u8>,
    ) -> Result<bool, seedbed_expr::EvalError> {
        Ok(match self {
            Self::Column(at, folding) => hash::append(&slots[*at], *folding, out),
            Self::Expr(compiled) => {
                let value = compiled.program.eval(slots, &env)?;
                hash::append(&value, Folding::None, out)
            }
        })
    }
}

/// A key with a predicate, with expressions, or to which NULLs are equal.
pub(crate) struct RowKey {
    predicate: Option<Compiled>,
    parts: Vec<Part>,
    nulls_not_distinct: bool,
    columns: Vec<usize>,
    keys: KeySet,
    unknown: u64,
    buffer: Vec<u8>,
    tally: Tally,
}

impl RowKey {
    /// The keys of a table that are not plain, or their results where they can't be evaluated.
    pub(crate) fn of(table: &Table) -> impl Iterator<Item = Result<Self, ConstraintVerification>> {
        keys_with_kinds(table)
            .filter(|(key, _)| plain_columns(key, table).is_none())
            .map(|(key, kind)| Self::new(key, kind, table))
    }

    fn new(
        key: &UniqueKey,
        kind: ConstraintKind,
        table: &Table,
    ) -> Result<Self, ConstraintVerification> {
        let mut tally = Tally::new(kind, key_name(key));
        let predicate = key.predicate.as_ref().map(|expr| Compiled::new(expr, table)).transpose();
        let parts = key.parts.iter().map(|part| Part::new(part, table)).collect();
        let (predicate, parts): (_, Vec<Part>) = match (predicate, parts) {
            (Ok(predicate), Ok(parts)) => (predicate, parts),
            (Err(reason), _) | (_, Err(reason)) => {
                tally.skip(|| reason);
                return Err(tally.finish());
            }
        };
        let of_predicate = predicate.iter().flat_map(|compiled| &compiled.columns);
        let of_parts = parts.iter().flat_map(Part::columns);
        Ok(Self {
            columns: of_predicate.chain(of_parts).copied().collect(),
            predicate,
            parts,
            nulls_not_distinct: key.nulls_not_distinct,
            keys: KeySet::default(),
            unknown: 0,
            buffer: Vec::new(),
            tally,
        })
    }

    /// Adds a row's key; whether it was new, or is none because of NULLs or the predicate.
    fn add(&mut self, slots: &[Value], env: Env) -> Result<bool, seedbed_expr::EvalError> {
        if let Some(predicate) = &self.predicate
            && predicate.program.eval(slots, &env)? != Value::Bool(true)
        {
            return Ok(true);
        }
        self.buffer.clear();
        let mut nulls = 0;
        for part in &self.parts {
            nulls += usize::from(!part.append(slots, env, &mut self.buffer)?);
        }
        let is_key = nulls == 0 || self.nulls_not_distinct;
        Ok(!is_key || self.keys.insert(hash::hash(&self.buffer)))
    }
}

impl RowRule for RowKey {
    fn columns(&self) -> &[usize] {
        &self.columns
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn row(&mut self, slots: &[Value], env: Env, row: u64) {
        match self.add(slots, env) {
            Ok(true) => self.tally.checked(1),
            Err(error) if !is_refusal(&error) => self.tally.skip(|| error.to_string()),
            Ok(false) | Err(_) => {
                self.tally.checked(1);
                self.tally.violated_by(row);
            }
        }
    }

    fn literal_row(&mut self, slots: &[Value], env: Env, known: bool) {
        // A row that can't be evaluated holds no key that others could repeat.
        if !known || self.add(slots, env).is_err() {
            self.unknown += 1;
        }
    }

    fn finish(mut self: Box<Self>) -> ConstraintVerification {
        if self.unknown > 0 {
            let unknown = self.unknown;
            self.tally.skip(|| unknown_keys(unknown));
        }
        self.tally.finish()
    }
}
