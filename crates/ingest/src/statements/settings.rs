//! Statements about the session, schemas and extensions.

use seedbed_expr::Dialect;

use super::Reader;
use crate::{
    cursor::{Cursor, Parsed},
    lexer::TokenKind,
};

impl<'a> Reader<'_, 'a> {
    /// Clients' commands are passed over, except that a file it would include is missed.
    pub(super) fn psql_command(&mut self, offset: usize, command: &str) {
        let name = command.split_whitespace().next().unwrap_or_default();
        let includes = ["\\i", "\\ir", "\\include", "\\include_relative", "\\.", ".read", ":r"];
        let includes = includes.contains(&name)
            || name.starts_with('@') && self.source.dialect == Dialect::Oracle
            || ["source", "start"].iter().any(|word| name.eq_ignore_ascii_case(word));
        if includes {
            self.warn(
                offset,
                "the file included here was not read; give it as a source of its own",
            );
        } else if name == "\\copy" {
            self.warn(offset, "the rows copied here from a file are not read");
        }
    }

    /// `USE database`, `USE SCHEMA name`: where names without a qualifier are looked up.
    pub(super) fn enter(&mut self, mut cursor: Cursor<'_, 'a>) {
        let enters = match self.source.dialect {
            Dialect::MySql => true,
            Dialect::Snowflake => cursor.eat_word("schema"),
            _ => false,
        };
        if let (true, Ok(mut name)) = (enters, cursor.qualified()) {
            self.catalog.enter(name.pop().unwrap_or_default());
        }
    }

    /// MySQL's `RENAME TABLE a TO b, c TO d`.
    pub(super) fn rename_tables(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        if !cursor.eat_any(&["table", "tables"]) {
            return Ok(());
        }
        for mut piece in cursor.split(",") {
            let old = self.catalog.meant_table(&piece.qualified()?);
            piece.expect_word("to")?;
            let new = self.catalog.declared_name(&piece.qualified()?);
            self.catalog.rename_table(&old, &new);
        }
        Ok(())
    }

    /// `SET search_path TO a, b`; other settings don't matter.
    pub(super) fn set(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        cursor.eat_any(&["session", "local"]);
        if cursor.eat_word("search_path") && (cursor.eat_symbol("=") || cursor.eat_word("to")) {
            let mut path = Vec::new();
            for mut part in cursor.split(",") {
                match part.peek() {
                    Some(token) if token.kind == TokenKind::Text => path.push(part.string()?),
                    _ => path.push(part.identifier()?),
                }
            }
            self.set_path(path);
        }
        Ok(())
    }

    fn set_path(&mut self, path: Vec<String>) {
        let plain = |name: &String| !name.is_empty() && name != "$user" && name != "default";
        self.catalog.set_search_path(path.into_iter().filter(plain).collect());
    }

    /// `SELECT set_config('search_path', …)` and `SELECT setval('sequence', …)`.
    pub(super) fn select(&mut self, mut cursor: Cursor<'_, 'a>) {
        let Ok(function) = cursor.qualified() else {
            return;
        };
        let Ok(arguments) = cursor.parenthesized() else {
            return;
        };
        let mut arguments = arguments.split(",");
        let (Some(mut first), Some(mut second)) = (arguments.next(), arguments.next()) else {
            return;
        };
        let Ok(subject) = first.string() else {
            return;
        };
        match function.last().map(String::as_str) {
            Some("set_config") if subject == "search_path" => {
                if let Ok(path) = second.string() {
                    let names =
                        path.split(',').map(|name| name.trim().trim_matches('"').to_owned());
                    self.set_path(names.collect());
                }
            }
            Some("setval") => {
                if let Ok(value) = second.integer() {
                    let is_called = arguments.next().is_none_or(|third| !third.peek_word("false"));
                    self.set_sequence(&subject, value, is_called);
                }
            }
            _ => {}
        }
    }

    /// `CREATE SCHEMA name [elements]`: the elements are statements without semicolons.
    pub(super) fn create_schema(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        cursor.eat_words(&["if", "not", "exists"]);
        let name = if cursor.eat_word("authorization") {
            cursor.identifier()?
        } else {
            let name = cursor.identifier()?;
            if cursor.eat_word("authorization") {
                cursor.identifier()?;
            }
            name
        };
        if !cursor.peek_word("create") {
            return Ok(());
        }
        let outer = self.catalog.replace_search_path(vec![name]);
        while cursor.peek_word("create") {
            let element = cursor.element();
            if let Err(error) = self.statement(element) {
                self.lost(error, None);
            }
        }
        self.catalog.set_search_path(outer);
        Ok(())
    }

    pub(super) fn create_extension(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        cursor.eat_words(&["if", "not", "exists"]);
        let name = cursor.identifier()?;
        if !self.catalog.extensions.contains(&name) {
            self.catalog.extensions.push(name);
        }
        Ok(())
    }
}
