//! Rows that queries, functions and triggers insert: which tables get them, not what they hold.

use std::collections::BTreeSet;

use seedbed_schema::TableName;

use super::Reader;
use crate::{
    catalog::FunctionEffects,
    cursor::Cursor,
    lexer::{Lexer, Token, TokenKind},
};

impl<'a> Reader<'_, 'a> {
    /// What a function's body does to tables.
    pub(super) fn effects(&self, body: &Token<'a>) -> FunctionEffects {
        let mut effects = FunctionEffects::default();
        let Some(statements) = self.statements_within(body) else {
            return effects;
        };
        for statement in statements {
            effects.inserts.extend(self.inserted_tables(&statement.tokens));
            effects.raises |= statement.tokens.windows(2).any(|pair| {
                pair[0].is_word("raise")
                    && (pair[1].is_word("exception") || pair[1].kind == TokenKind::Text)
            });
        }
        effects
    }

    /// The statements of a body between dollar quotes or plain ones.
    pub(super) fn statements_within(&self, body: &Token<'a>) -> Option<Lexer<'a>> {
        let delimiter = match body.text.strip_prefix('$') {
            Some(rest) => rest.find('$')? + 2,
            // Between quotes a doubled quote would have to be undone; such bodies are rare.
            None if body.text.starts_with('\'') && !body.text.contains("''") => 1,
            None => return None,
        };
        Some(Lexer::within(self.source, body.start + delimiter, body.end() - delimiter))
    }

    /// The tables named after INSERT INTO.
    pub(super) fn inserted_tables(&self, tokens: &[Token<'a>]) -> BTreeSet<TableName> {
        let starts = (2..tokens.len())
            .filter(|&at| tokens[at - 2].is_word("insert") && tokens[at - 1].is_word("into"));
        starts
            .filter_map(|at| Cursor::new(self.source, &tokens[at..]).qualified().ok())
            .map(|parts| self.catalog.meant_table(&parts))
            .collect()
    }

    /// The tables that functions called in `tokens` insert into.
    pub(super) fn called_inserts(&self, tokens: &[Token<'_>]) -> BTreeSet<TableName> {
        let called = tokens.windows(2).filter(|pair| pair[1].is_symbol("("));
        let names = called.map(|pair| pair[0].text.trim_matches('"').to_ascii_lowercase());
        names
            .filter_map(|name| self.catalog.effects.get(&name))
            .flat_map(|effects| effects.inserts.iter().cloned())
            .collect()
    }

    /// Remembers that tables hold rows only the database can tell.
    pub(super) fn holds_unknown_rows(&mut self, tables: BTreeSet<TableName>) {
        for name in tables {
            if let Some(draft) = self.catalog.table_mut(&name) {
                draft.table.inserts_unknown_rows = true;
            }
        }
    }

    /// Rows that arrive in `table` may make its triggers insert others elsewhere.
    pub(super) fn rows_arrive(&mut self, table: &TableName) {
        let Some(draft) = self.catalog.table(table) else { return };
        let fed: BTreeSet<TableName> = draft
            .trigger_functions
            .iter()
            .filter_map(|name| self.catalog.effects.get(name))
            .flat_map(|effects| effects.inserts.iter().cloned())
            .collect();
        self.holds_unknown_rows(fed);
    }
}
