//! Where a semicolon does not end the statement.

use seedbed_expr::Dialect;

use super::{Token, line::is_separator};

/// How deep the lexer is in parentheses (where psql has no end either) and in the bodies of
/// procedures, functions and triggers.
pub(super) struct Nesting {
    dialect: Dialect,
    start: usize,
    parentheses: u32,
    /// Open `BEGIN`, `CASE` and `IF` of a body.
    blocks: u32,
    /// Whether an `END` has closed the last of them.
    has_ended: bool,
    kind: Kind,
    /// Whether a line that separates statements ends this one; looked up once.
    is_separated: Option<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing said yet, or `CREATE` and words that leave it open.
    Open,
    /// No body can follow.
    Plain,
    /// A procedure, function, trigger or block.
    Routine,
}

/// The objects that may have a body.
const ROUTINES: &[&str] = &["procedure", "proc", "function", "trigger", "event", "package", "body"];

/// Objects that have none, so that these words further on mean something else.
const OTHERS: &[&str] = &[
    "table",
    "view",
    "index",
    "schema",
    "database",
    "sequence",
    "user",
    "role",
    "synonym",
    "domain",
    "extension",
    "server",
    "tablespace",
    "session",
    "system",
    "login",
];

impl Nesting {
    pub(super) fn new(dialect: Dialect, start: usize) -> Self {
        Self {
            dialect,
            start,
            parentheses: 0,
            blocks: 0,
            has_ended: false,
            kind: Kind::Open,
            is_separated: None,
        }
    }

    /// Whether neither a parenthesis nor a body is open.
    pub(super) fn is_flat(&self) -> bool {
        self.parentheses == 0 && self.kind != Kind::Routine
    }

    fn is_psql(&self) -> bool {
        matches!(self.dialect, Dialect::PostgreSql | Dialect::Generic)
    }

    pub(super) fn see(&mut self, token: &Token<'_>, before: &[Token<'_>]) {
        if token.is_symbol("(") {
            self.parentheses += 1;
        } else if token.is_symbol(")") {
            self.parentheses = self.parentheses.saturating_sub(1);
        } else if token.kind != super::TokenKind::Word {
        } else if self.is_psql() {
            self.see_in_psql(token, before);
        } else {
            if self.kind == Kind::Open {
                self.kind = self.kind_with(token, before);
            }
            if self.kind == Kind::Routine {
                self.see_in_body(token, before);
            }
        }
    }

    /// Bodies of PostgreSQL's functions are strings, unless written in SQL: `BEGIN ATOMIC … END`.
    fn see_in_psql(&mut self, token: &Token<'_>, before: &[Token<'_>]) {
        if self.blocks == 0 {
            let follows_begin = before.last().is_some_and(|previous| previous.is_word("begin"));
            if follows_begin && token.is_word("atomic") {
                self.blocks = 1;
            }
        } else if token.is_word("case") || token.is_word("begin") {
            self.blocks += 1;
        } else if token.is_word("end") {
            self.blocks -= 1;
        }
    }

    fn kind_with(&self, token: &Token<'_>, before: &[Token<'_>]) -> Kind {
        let is = |words: &[&str]| words.iter().any(|word| token.is_word(word));
        if before.is_empty() {
            let opens_block = match self.dialect {
                Dialect::Oracle => is(&["begin", "declare"]),
                Dialect::Sqlite | Dialect::SqlServer => false,
                _ => is(&["begin"]),
            };
            return if is(&["create", "alter"]) {
                Kind::Open
            } else if opens_block {
                Kind::Routine
            } else {
                Kind::Plain
            };
        }
        if is(ROUTINES) {
            Kind::Routine
        } else if is(OTHERS) {
            Kind::Plain
        } else {
            Kind::Open
        }
    }

    fn see_in_body(&mut self, token: &Token<'_>, before: &[Token<'_>]) {
        let previous = before.last();
        let follows = |word: &str| previous.is_some_and(|previous| previous.is_word(word));
        let is = |words: &[&str]| words.iter().any(|word| token.is_word(word));
        if follows("end") && is(&["loop", "while", "repeat", "for"]) {
            // What END closed was not counted when it opened.
            self.blocks += 1;
        } else if is(&["begin"]) || is(&["case"]) && !follows("end") {
            self.blocks += 1;
        } else if follows("begin") && is(&["tran", "transaction"]) {
            self.blocks = self.blocks.saturating_sub(1);
        } else if is(&["if"]) && !follows("end") && self.counts_if(previous)
            || is(&["is", "as"]) && self.blocks == 0 && is_package(before)
        {
            self.blocks += 1;
        } else if is(&["end"]) && self.blocks > 0 {
            self.blocks -= 1;
            self.has_ended |= self.blocks == 0;
        }
    }

    /// Whether an `IF` here begins a statement, and is no function.
    fn counts_if(&self, previous: Option<&Token<'_>>) -> bool {
        const BEFORE: &[&str] =
            &["begin", "then", "else", "do", "loop", "repeat", "row", "as", "is"];
        !matches!(self.dialect, Dialect::SqlServer | Dialect::Sqlite)
            && previous.is_some_and(|previous| {
                previous.is_symbol(";")
                    || previous.is_symbol(":")
                    || BEFORE.iter().any(|word| previous.is_word(word))
            })
    }

    /// Whether a semicolon that ends at `at` ends the statement.
    pub(super) fn ends_statement(
        &mut self,
        tokens: &[Token<'_>],
        text: &str,
        at: usize,
        end: usize,
    ) -> bool {
        if self.kind == Kind::Routine && !is_lone_begin(tokens) {
            return self.ends_routine(&text[..end]);
        }
        if self.blocks > 0 && self.is_psql() {
            return false;
        }
        self.parentheses == 0 || begins_anew(&text[at..end])
    }

    /// Separating lines are what a routine ends at, where a script has them.
    fn ends_routine(&mut self, text: &str) -> bool {
        let by_line = matches!(self.dialect, Dialect::Oracle | Dialect::SqlServer);
        if by_line {
            let (start, dialect) = (self.start, self.dialect);
            if *self.is_separated.get_or_insert_with(|| is_separated(&text[start..], dialect)) {
                return false;
            }
        }
        self.blocks == 0 && (self.has_ended || self.dialect != Dialect::Oracle)
    }
}

/// The declarations of Oracle's packages stand between `AS` and `END` without a `BEGIN`.
fn is_package(before: &[Token<'_>]) -> bool {
    before.iter().take(6).any(|token| token.is_word("package"))
}

/// `BEGIN;` and `BEGIN TRANSACTION;` open no block.
fn is_lone_begin(tokens: &[Token<'_>]) -> bool {
    let begins = tokens.first().is_some_and(|token| token.is_word("begin"));
    begins
        && tokens.len() <= 3
        && !tokens.iter().any(|token| token.is_word("end") || token.is_word("null"))
}

/// Whether a separating line comes before the next statement that creates something.
fn is_separated(text: &str, dialect: Dialect) -> bool {
    let mut created = 0;
    for line in text.lines() {
        if is_separator(line.trim(), dialect) {
            return true;
        }
        let is_start = line.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("create "));
        created += usize::from(is_start);
        if created > 1 {
            return false;
        }
    }
    false
}

/// Whether an open parenthesis before a semicolon is a mistake: a statement starts behind it.
fn begins_anew(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t', '\r']);
    let Some(next) = rest.strip_prefix('\n') else {
        return rest.is_empty();
    };
    let next = next.trim_start();
    let word = next.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    ["create", "alter", "comment", "drop", "grant", "set", "insert", "go", "use", "delimiter"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
        || next.starts_with("--")
        || next.starts_with("/*")
}
