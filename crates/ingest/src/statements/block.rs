//! `DO` blocks.

use std::collections::BTreeSet;

use seedbed_schema::TableName;

use super::Reader;
use crate::{
    cursor::{Cursor, Parsed},
    lexer::{Lexer, Token, TokenKind},
};

impl<'a> Reader<'_, 'a> {
    /// Migrations put DDL into DO blocks to make it repeatable: `IF NOT EXISTS … THEN CREATE
    /// TYPE …`, `ALTER TABLE …; EXCEPTION WHEN duplicate_object THEN NULL`. Such statements are
    /// read as if they stood outside; everything else in a block is passed over.
    pub(super) fn do_block(&mut self, cursor: Cursor<'_, 'a>, start: usize) {
        let body = cursor
            .rest()
            .iter()
            .find(|token| token.kind == TokenKind::Text && token.text.starts_with('$'));
        let Some(body) = body else { return };
        let Some(tag) = body.text[1..].find('$').map(|at| at + 2) else {
            return;
        };
        let mut found = false;
        let inserted: BTreeSet<TableName> = self
            .statements_within(body)
            .into_iter()
            .flatten()
            .flat_map(|statement| {
                let called = self.called_inserts(&statement.tokens);
                called.into_iter().chain(self.inserted_tables(&statement.tokens))
            })
            .collect();
        found |= !inserted.is_empty();
        for table in &inserted {
            self.note(start, format!("rows of {table} that a block inserts are not known"));
        }
        self.holds_unknown_rows(inserted);
        for statement in Lexer::within(self.source, body.start + tag, body.end() - tag) {
            if statement.flaw.is_some() {
                break;
            }
            let Some(at) = definition(&statement.tokens) else {
                continue;
            };
            found = true;
            let inner = Cursor::new(self.source, &statement.tokens[at..]);
            let mut reader = Reader {
                source: self.source,
                catalog: self.catalog,
                report: self.report,
                statement: &statement,
            };
            if let Err(error) = reader.statement(inner) {
                self.lost(error, None);
            }
        }
        if !found {
            self.note(start, "a DO block without definitions was passed over");
        }
    }
}

impl<'a> Reader<'_, 'a> {
    /// `IF NOT EXISTS (…) BEGIN CREATE TABLE …`: what is defined under a condition is read as if
    /// it stood alone.
    pub(super) fn flat_block(&mut self, cursor: Cursor<'_, 'a>) -> Parsed<()> {
        let verbs = ["create", "alter", "drop", "insert", "exec", "execute"];
        let mut inner = cursor;
        inner.until(|token| verbs.iter().any(|verb| token.is_word(verb)));
        self.statement(inner)
    }
}

/// Where in a statement of a block a definition begins: at its start, or after BEGIN or THEN.
fn definition(tokens: &[Token<'_>]) -> Option<usize> {
    let begins = |token: &Token<'_>| token.is_word("begin") || token.is_word("then");
    (0..tokens.len()).find(|&at| {
        let defines = match tokens.get(at + 1) {
            Some(what) if tokens[at].is_word("create") => {
                ["type", "domain", "table", "unique", "index", "sequence", "extension"]
                    .iter()
                    .any(|word| what.is_word(word))
            }
            Some(what) if tokens[at].is_word("alter") => {
                what.is_word("table") || what.is_word("type") || what.is_word("domain")
            }
            _ => false,
        };
        defines && (at == 0 || begins(&tokens[at - 1]))
    })
}
