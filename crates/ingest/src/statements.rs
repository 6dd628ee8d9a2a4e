//! What each statement does to the catalog.

use seedbed_expr::Dialect;
use seedbed_schema::Origin;

use crate::{
    catalog::Catalog,
    comments::Comments,
    cursor::{Cursor, Parsed, SyntaxError},
    diagnostic::Severity,
    lexer::{Lexer, Statement, Token, TokenKind},
    report::Report,
    source::SourceText,
};

mod alter_table;
mod block;
mod column;
mod comment_on;
mod constraint;
mod create;
mod create_table;
mod drop;
mod effects;
mod function;
mod index;
mod object;
mod partition;
mod procedure;
mod rows;
mod sequence;
mod settings;
mod user_types;

/// Reads all statements of a source into the catalog.
pub(crate) fn read_source(source: &SourceText<'_>, catalog: &mut Catalog, report: &mut Report) {
    for statement in Lexer::new(source) {
        read_statement(source, catalog, report, &statement);
    }
}

fn read_statement(
    source: &SourceText<'_>,
    catalog: &mut Catalog,
    report: &mut Report,
    statement: &Statement<'_>,
) {
    let mut reader = Reader { source, catalog, report, statement };
    for &(offset, command) in &statement.commands {
        reader.psql_command(offset, command);
    }
    let tokens = statement.tokens.as_slice();
    if let Some((offset, reason)) = statement.flaw {
        let severity = if tokens.is_empty() { Severity::Warning } else { Severity::Error };
        return reader.report.skipped(severity, source.origin(offset), reason, tokens);
    }
    if tokens.is_empty() {
        return;
    }
    if let Err(error) = reader.statement(Cursor::new(source, tokens)) {
        reader.lost(error, Some(tokens));
    }
}

/// Reads one statement.
pub(crate) struct Reader<'r, 'a> {
    source: &'r SourceText<'a>,
    catalog: &'r mut Catalog,
    report: &'r mut Report,
    statement: &'r Statement<'a>,
}

/// Statements that neither describe rows nor hold any.
const SILENT: &[&str] = &[
    "grant",
    "revoke",
    "begin",
    "start",
    "commit",
    "end",
    "rollback",
    "savepoint",
    "release",
    "analyze",
    "vacuum",
    "cluster",
    "lock",
    "reset",
    "show",
    "refresh",
    "reindex",
    "discard",
    "listen",
    "notify",
    "security",
    "print",
    "go",
    "checkpoint",
    "load",
    "explain",
    "declare",
    "fetch",
    "close",
    "prepare",
    "deallocate",
    "execute",
    "abort",
    "import",
    "reassign",
    "pragma",
    "unlock",
    "table",
    "values",
    "if",
    "exec",
    "attach",
    "detach",
    "kill",
    "flush",
    "optimize",
    "check",
    "repair",
    "install",
    "uninstall",
    "change",
    "purge",
    "stop",
    "signal",
    "handler",
    "deny",
    "dbcc",
    "raiserror",
    "throw",
    "waitfor",
    "backup",
    "restore",
    "return",
    "try",
    "catch",
    "goto",
    "while",
    "else",
    "audit",
    "noaudit",
    "associate",
    "connect",
    "disconnect",
    "quit",
    "exit",
    "terminate",
    "echo",
    "runstats",
    "reorg",
    "quiesce",
    "unset",
    "put",
    "get",
    "list",
    "remove",
    "describe",
    "desc",
    "undrop",
    "export",
    "assert",
    "raise",
    "label",
    "xa",
    "binlog",
    "cache",
    "help",
    "disable",
    "enable",
    "reconfigure",
];

impl<'r, 'a> Reader<'r, 'a> {
    fn origin(&self, offset: usize) -> Origin {
        self.source.origin(offset)
    }

    fn comments(&self) -> Comments<'r, 'a> {
        Comments::new(self.source, &self.statement.comments)
    }

    fn note(&mut self, offset: usize, message: impl Into<String>) {
        self.report.add(Severity::Note, self.origin(offset), message);
    }

    fn warn(&mut self, offset: usize, message: impl Into<String>) {
        self.report.add(Severity::Warning, self.origin(offset), message);
    }

    /// Reports a statement, or a part of one, that could not be read; the rest goes on.
    fn lost(&mut self, error: SyntaxError, statement: Option<&[Token<'_>]>) {
        let origin = self.origin(error.at);
        self.report.lost(origin, error, statement);
    }

    fn statement(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        let start = cursor.offset();
        let Some(first) = cursor.advance() else {
            return Ok(());
        };
        if first.kind != TokenKind::Word {
            // A query in parentheses, or the slash that ends a block in Oracle's scripts.
            let harmless = first.is_symbol("(") || first.is_symbol("/");
            return if harmless {
                Ok(())
            } else {
                Err(SyntaxError::new(start, "expected a statement"))
            };
        }
        match first.text.to_ascii_lowercase().as_str() {
            "create" => self.create(cursor, start),
            "alter" => self.alter(cursor, start),
            "drop" => self.drop(cursor, start),
            "comment" => self.comment_on(cursor),
            "insert" | "replace" => self.insert(cursor, start),
            "copy" => self.copy(cursor, start),
            "update" | "delete" | "truncate" | "merge" => self.change_rows(cursor, first),
            "set" => self.set(cursor),
            "select" | "perform" | "call" => {
                let called = self.called_inserts(cursor.rest());
                self.holds_unknown_rows(called);
                self.select(cursor);
                Ok(())
            }
            "with" => self.with(cursor, start),
            "use" => {
                self.enter(cursor);
                Ok(())
            }
            "if" | "begin" | "else" if self.source.dialect == Dialect::SqlServer => {
                self.flat_block(cursor)
            }
            "exec" | "execute" if self.source.dialect == Dialect::SqlServer => {
                self.procedure_call(cursor);
                Ok(())
            }
            "rename" if self.source.dialect == Dialect::MySql => self.rename_tables(cursor),
            "do" => {
                self.do_block(cursor, start);
                Ok(())
            }
            word if SILENT.contains(&word) => Ok(()),
            _ => {
                let message = format!("{} begins no known statement", first_shown(first));
                Err(SyntaxError::new(start, message))
            }
        }
    }

    fn create(&mut self, mut cursor: Cursor<'_, 'a>, start: usize) -> Parsed<()> {
        let replaces = cursor.eat_words(&["or", "replace"]);
        cursor.eat_any(&["global", "local"]);
        let mut temporary = cursor.eat_any(&["temporary", "temp"]);
        cursor.eat_word("unlogged");
        if self.source.dialect != Dialect::PostgreSql {
            temporary |= create::adjectives(&mut cursor);
        }
        let Some(what) = cursor.advance() else {
            return cursor.error("what to create");
        };
        match what.text.to_ascii_lowercase().as_str() {
            "table" if temporary => self.other_object(cursor, start, "a temporary table"),
            "table" => {
                if replaces {
                    self.replace_table(cursor);
                }
                self.create_table(cursor, start)
            }
            "unique" => {
                cursor.eat_any(&["clustered", "nonclustered"]);
                cursor.expect_word("index")?;
                self.create_index(cursor, true)
            }
            "index" => self.create_index(cursor, false),
            "type" => self.create_type(cursor),
            "domain" => self.create_domain(cursor),
            "sequence" => self.create_sequence(cursor),
            "schema" => self.create_schema(cursor),
            "extension" => self.create_extension(cursor),
            "function" => self.create_function(cursor),
            "trigger" => self.create_trigger(cursor, start),
            "constraint" => {
                cursor.expect_word("trigger")?;
                self.create_trigger(cursor, start)
            }
            "rule" => self.create_rule(cursor, start),
            "view" | "recursive" => self.other_object(cursor, start, "a view"),
            "materialized" => self.other_object(cursor, start, "a materialized view"),
            "foreign" if cursor.peek_word("table") => {
                self.other_object(cursor, start, "a foreign table")
            }
            "external" | "dynamic" | "snapshot" if cursor.peek_word("table") => {
                self.other_object(cursor, start, "a table filled from elsewhere")
            }
            "virtual" => self.create_virtual_table(cursor, start),
            "synonym" | "alias" => self.other_object(cursor, start, "another name"),
            _ => self.other_kind("create", what, start),
        }
    }

    /// Remembers a name that looks like a table's but holds no rows of its own here.
    fn other_object(&mut self, mut cursor: Cursor<'_, 'a>, at: usize, what: &str) -> Parsed<()> {
        cursor.eat_any(&["view", "table"]);
        cursor.eat_words(&["if", "not", "exists"]);
        let parts = cursor.qualified()?;
        let name = self.catalog.declared_name(&parts);
        self.note(at, format!("{name} is {what} and gets no rows"));
        self.catalog.add_other(&name);
        Ok(())
    }

    /// SQLite's virtual tables hold their rows in tables of their own, or in none.
    fn create_virtual_table(&mut self, mut cursor: Cursor<'_, 'a>, start: usize) -> Parsed<()> {
        let mut ahead = cursor;
        ahead.expect_word("table")?;
        ahead.eat_words(&["if", "not", "exists"]);
        let name = ahead.qualified()?;
        cursor.eat_word("table");
        self.other_object(cursor, start, "a virtual table")?;
        let name = self.catalog.declared_name(&name);
        self.catalog.add_virtual(name);
        Ok(())
    }

    fn alter(&mut self, mut cursor: Cursor<'_, 'a>, start: usize) -> Parsed<()> {
        let Some(what) = cursor.advance() else {
            return cursor.error("what to alter");
        };
        match what.text.to_ascii_lowercase().as_str() {
            "table" => self.alter_table(cursor, start),
            "type" => self.alter_type(cursor),
            "domain" => self.alter_domain(cursor),
            "sequence" => self.alter_sequence(cursor),
            "index" => self.alter_index(cursor),
            _ => self.other_kind("alter", what, start),
        }
    }

    /// `WITH … INSERT`: rows that only a database can compute.
    fn with(&mut self, mut cursor: Cursor<'_, 'a>, start: usize) -> Parsed<()> {
        let changes = ["insert", "update", "delete"];
        cursor.until(|token| changes.iter().any(|word| token.is_word(word)));
        let Some(word) = cursor.advance() else {
            return Ok(());
        };
        if word.is_word("insert") {
            let tables = self.inserted_tables(self.statement.tokens.as_slice());
            for table in &tables {
                self.note(start, format!("rows of {table} that a query inserts are not known"));
                self.rows_arrive(table);
            }
            self.holds_unknown_rows(tables);
            return Ok(());
        }
        self.change_rows(cursor, word)
    }
}

fn first_shown(token: &Token<'_>) -> String {
    format!("{:?}", token.text.chars().take(30).collect::<String>())
}
