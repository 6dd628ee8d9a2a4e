//! Foreign keys.

use seedbed_schema::{ForeignKey, Schema, Table, TableId};

use crate::{
    ConstraintKind, ConstraintVerification,
    hash::{self, Folding, KeyMap},
    key::{KeyIndexes, unknown_keys},
    rows::Rows,
    tally::Tally,
};

/// The rows that refer to a key not seen yet.
#[derive(Debug, Default, Clone, Copy)]
struct Waiting {
    rows: u64,
    first: u64,
}

/// A foreign key of one table. Parents may arrive after children: keys not seen yet wait, one
/// entry per distinct key, until all rows are in.
pub(crate) struct ReferenceChecks {
    /// The referring columns in the order of the index referred to, folded as its columns are.
    parts: Vec<(usize, Folding)>,
    parent: TableId,
    parent_name: String,
    /// Which of the parent's key indexes is referred to.
    index: usize,
    match_full: bool,
    waiting: KeyMap<Waiting>,
    buffer: Vec<u8>,
    tally: Tally,
}

impl ReferenceChecks {
    /// A foreign key; makes the parent's key index. `None` where a name does not resolve,
    /// which a validated schema excludes.
    pub(crate) fn new(
        schema: &Schema,
        table: &Table,
        key: &ForeignKey,
        indexes: &mut [KeyIndexes],
    ) -> Option<Self> {
        let parent_id = schema.find_exact(&key.parent)?;
        let parent = schema.table(parent_id);
        let mut pairs: Vec<(usize, usize)> = key
            .parent_columns
            .iter()
            .zip(&key.columns)
            .map(|(above, below)| Some((parent.column_index(above)?, table.column_index(below)?)))
            .collect::<Option<_>>()?;
        pairs.sort_unstable();
        let columns: Vec<usize> = pairs.iter().map(|&(above, _)| above).collect();
        let index = indexes[parent_id.0].over(parent, &columns);
        let foldings = indexes[parent_id.0].0[index].parts().iter().map(|&(_, folding)| folding);
        let parts = pairs.iter().map(|&(_, below)| below).zip(foldings).collect();
        let tally = Tally::new(ConstraintKind::ForeignKey, reference_name(key));
        Some(Self {
            parts,
            parent: parent_id,
            parent_name: key.parent.to_string(),
            index,
            match_full: key.match_full,
            waiting: KeyMap::default(),
            buffer: Vec::new(),
            tally: if key.enforced { tally } else { tally.not_enforced() },
        })
    }

    /// Looks up the keys of one batch among those of the parent's rows seen so far.
    pub(crate) fn feed(&mut self, rows: &Rows<'_>, indexes: &[KeyIndexes]) {
        let columns = match rows.key(&self.parts) {
            Ok(columns) => columns,
            Err(reason) => return self.tally.skip(|| reason),
        };
        let present = &indexes[self.parent.0].0[self.index].keys;
        self.tally.checked(rows.len as u64);
        for row in 0..rows.len {
            let (key, nulls) = hash::key_of(&columns, row, &mut self.buffer);
            if nulls > 0 {
                if self.match_full && nulls < self.parts.len() {
                    self.tally.violated_by(rows.number(row));
                }
            } else if !present.contains(&key) {
                let number = rows.number(row);
                let waiting = self.waiting.entry(key).or_insert(Waiting { rows: 0, first: number });
                waiting.rows += 1;
            }
        }
    }

    /// Counts what still refers to nothing. `given` tells whether a table had any rows given.
    pub(crate) fn finish(
        mut self,
        indexes: &[KeyIndexes],
        given: impl Fn(TableId) -> bool,
    ) -> ConstraintVerification {
        let index = &indexes[self.parent.0].0[self.index];
        if !given(self.parent) {
            let parent = &self.parent_name;
            self.tally.withdraw(|| format!("{parent}, which it refers to, was not given"));
            return self.tally.finish();
        }
        if let Some(reason) = &index.missing {
            let parent = &self.parent_name;
            self.tally.withdraw(|| format!("in {parent}, which it refers to: {reason}"));
            return self.tally.finish();
        }
        let mut dangling: Vec<Waiting> = self
            .waiting
            .into_iter()
            .filter(|(key, _)| !index.keys.contains(key))
            .map(|(_, waiting)| waiting)
            .collect();
        dangling.sort_unstable_by_key(|waiting| waiting.first);
        if index.unknown > 0 && !dangling.is_empty() {
            self.tally.skip(|| unknown_keys(index.unknown));
        } else {
            for waiting in dangling {
                self.tally.violated_times(waiting.first, waiting.rows);
            }
        }
        self.tally.finish()
    }

    pub(crate) fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }
}

/// A foreign key's name, or what it relates.
pub(crate) fn reference_name(key: &ForeignKey) -> String {
    key.name.clone().unwrap_or_else(|| {
        format!(
            "({}) -> {} ({})",
            key.columns.join(", "),
            key.parent,
            key.parent_columns.join(", ")
        )
    })
}
