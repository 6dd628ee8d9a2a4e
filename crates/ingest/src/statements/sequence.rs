//! Sequences.

use super::{
    Reader,
    column::{SequenceOptions, name_parts},
};
use crate::cursor::{Cursor, Parsed};

impl<'a> Reader<'_, 'a> {
    pub(super) fn create_sequence(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        let optional = cursor.eat_words(&["if", "not", "exists"]);
        let parts = cursor.qualified()?;
        let name = self.catalog.declared_name(&parts);
        let options = SequenceOptions::read(&mut cursor)?;
        if !(optional && self.catalog.sequences.contains_key(&name)) {
            self.catalog.sequences.insert(name, options.sequence());
        }
        Ok(())
    }

    /// A new start or step. (OWNED BY says nothing that the column's default does not.)
    pub(super) fn alter_sequence(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        cursor.eat_words(&["if", "exists"]);
        let parts = cursor.qualified()?;
        let Some((name, _)) = self.catalog.sequence(&parts) else {
            return Ok(());
        };
        let name = name.clone();
        let options = SequenceOptions::read(&mut cursor)?;
        if let Some(sequence) = self.catalog.sequences.get_mut(&name) {
            let start = options.restart.or(options.start);
            sequence.start = start.unwrap_or(sequence.start);
            sequence.increment = options.increment.unwrap_or(sequence.increment);
        }
        Ok(())
    }

    /// `setval`: what the sequence gives next.
    pub(super) fn set_sequence(&mut self, name: &str, value: i64, is_called: bool) {
        let found = self.catalog.sequence(&name_parts(name)).map(|(name, _)| name.clone());
        let sequence = found.and_then(|name| self.catalog.sequences.get_mut(&name));
        if let Some(sequence) = sequence {
            let step = if is_called { sequence.increment } else { 0 };
            sequence.start = value.saturating_add(step);
        }
    }
}
