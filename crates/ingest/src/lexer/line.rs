//! Lines that mean something as a whole: separators and the clients' own commands.

use seedbed_expr::Dialect;

use super::{Lexer, Nesting, Statement};

/// What a line was.
pub(super) enum Line {
    /// The client's, and taken.
    Taken,
    /// It ends the statement before it.
    EndsStatement,
}

/// SQL*Plus' commands, which end with their line.
const SQL_PLUS: &[&str] = &[
    "prompt",
    "rem",
    "remark",
    "set",
    "spool",
    "whenever",
    "define",
    "undefine",
    "column",
    "exit",
    "quit",
    "connect",
    "conn",
    "start",
    "host",
    "ttitle",
    "btitle",
    "clear",
    "accept",
    "variable",
    "print",
    "exec",
    "execute",
    "show",
    "desc",
    "describe",
    "pause",
    "timing",
    "break",
    "compute",
    "disconnect",
    "store",
    "repheader",
    "repfooter",
];

/// (first word, second words) that begin a statement of SQL Server where no semicolon ended
/// the one before; no second words mean any.
const STARTS: &[(&str, &[&str])] = &[
    (
        "create",
        &[
            "table",
            "unique",
            "index",
            "clustered",
            "nonclustered",
            "type",
            "sequence",
            "schema",
            "view",
            "database",
            "login",
            "user",
            "role",
            "xml",
            "fulltext",
            "spatial",
            "synonym",
            "statistics",
            "procedure",
            "proc",
            "function",
            "trigger",
            "columnstore",
            "primary",
        ],
    ),
    ("alter", &["table", "database", "index", "schema", "authorization", "role", "sequence"]),
    (
        "drop",
        &[
            "table",
            "view",
            "procedure",
            "proc",
            "function",
            "type",
            "schema",
            "database",
            "sequence",
            "synonym",
            "trigger",
            "user",
            "login",
        ],
    ),
    ("insert", &[]),
    ("exec", &[]),
    ("execute", &[]),
    ("if", &[]),
    ("begin", &[]),
    ("end", &[]),
    ("else", &[]),
    ("print", &[]),
    ("declare", &[]),
    ("use", &[]),
    ("grant", &[]),
    ("deny", &[]),
    ("revoke", &[]),
    ("truncate", &[]),
    ("delete", &["from"]),
    ("merge", &[]),
    ("commit", &[]),
    ("rollback", &[]),
    ("raiserror", &[]),
    ("dbcc", &[]),
    (
        "set",
        &[
            "identity_insert",
            "ansi_nulls",
            "ansi_padding",
            "ansi_warnings",
            "arithabort",
            "concat_null_yields_null",
            "quoted_identifier",
            "numeric_roundabort",
            "nocount",
            "xact_abort",
            "noexec",
            "dateformat",
            "language",
            "transaction",
            "ansi_null_dflt_on",
        ],
    ),
];

impl<'a> Lexer<'a> {
    /// Looks at the line that begins here.
    pub(super) fn line_of_its_own(
        &mut self,
        statement: &mut Statement<'a>,
        nesting: &Nesting,
    ) -> Option<Line> {
        let line = self.rest().lines().next().unwrap_or_default().trim();
        let has_tokens = !statement.tokens.is_empty();
        if is_separator(line, self.dialect) {
            self.line();
            return Some(if has_tokens { Line::EndsStatement } else { Line::Taken });
        }
        let mut words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let first = words.next().unwrap_or_default();
        match self.dialect {
            Dialect::MySql if first.eq_ignore_ascii_case("delimiter") => {
                return Some(self.new_delimiter(line, has_tokens));
            }
            Dialect::Db2 if line.starts_with("--#SET TERMINATOR") => {
                return Some(self.new_delimiter(&line[6..], has_tokens));
            }
            Dialect::SqlServer if has_tokens && nesting.is_flat() => {
                return begins_statement(first, words).then_some(Line::EndsStatement);
            }
            _ => {}
        }
        if has_tokens || !is_command(line, first, self.dialect) {
            return None;
        }
        let start = self.at;
        let command = self.line();
        statement.commands.push((start, command));
        Some(Line::Taken)
    }

    /// `DELIMITER //`; what was written before has ended.
    fn new_delimiter(&mut self, line: &'a str, has_tokens: bool) -> Line {
        if has_tokens {
            return Line::EndsStatement;
        }
        self.delimiter = line.split_whitespace().last().unwrap_or(";");
        self.line();
        Line::Taken
    }
}

/// `GO` and `GO 5`; in Oracle's scripts `/`.
pub(super) fn is_separator(line: &str, dialect: Dialect) -> bool {
    let go = line.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("go"));
    let count = line.split_whitespace().nth(1);
    let only = count.is_none_or(|count| {
        dialect == Dialect::SqlServer && count.trim_end_matches(';').parse::<u32>().is_ok()
    });
    go && only || line == "/" && dialect == Dialect::Oracle
}

fn begins_statement<'w>(first: &str, mut words: impl Iterator<Item = &'w str>) -> bool {
    let Some((_, seconds)) = STARTS.iter().find(|(word, _)| word.eq_ignore_ascii_case(first))
    else {
        return false;
    };
    let second = words.find(|word| !word.is_empty()).unwrap_or_default();
    seconds.is_empty() || seconds.iter().any(|word| word.eq_ignore_ascii_case(second))
}

/// Whether a line at the start of a statement is for the client alone.
fn is_command(line: &str, first: &str, dialect: Dialect) -> bool {
    let mut chars = line.chars();
    let (mark, next) = (chars.next(), chars.next());
    match dialect {
        Dialect::MySql => first.eq_ignore_ascii_case("source"),
        Dialect::Sqlite => mark == Some('.') && next.is_some_and(|c| c.is_ascii_alphabetic()),
        Dialect::SqlServer => {
            mark == Some(':') && next.is_some_and(|c| c.is_ascii_alphabetic() || c == '!')
        }
        Dialect::Oracle => {
            mark == Some('@') || SQL_PLUS.iter().any(|word| word.eq_ignore_ascii_case(first))
        }
        _ => false,
    }
}
