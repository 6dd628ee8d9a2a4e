//! Runs a schema script inside the load's transaction, as psql would.

use std::io::Write;

use ::postgres::Transaction;

use crate::LoadError;

/// One piece of a script.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    /// One statement, without its semicolon.
    Statement(&'a str),
    /// `COPY … FROM STDIN` and the lines up to `\.`.
    Copy(&'a str, &'a str),
    /// A line that begins with a backslash: a command for psql itself.
    Meta(&'a str),
}

/// Runs `text`. Transaction statements and CREATE/DROP DATABASE are passed over, because all
/// happens in one transaction of one database. Statements that only concern ownership, rights
/// or settings may fail; returns a note for each that did.
///
/// # Errors
/// The first statement that is refused, by its line.
pub(crate) fn run(transaction: &mut Transaction<'_>, text: &str) -> Result<Vec<String>, LoadError> {
    let mut notes = Vec::new();
    for (line, piece) in pieces(text) {
        match piece {
            Piece::Statement(statement) => match purpose(statement) {
                Purpose::PassOver => {}
                Purpose::Rows => execute(transaction, line, statement)?,
                Purpose::Surroundings => {
                    notes.extend(attempt(transaction, line, statement)?);
                }
            },
            Piece::Copy(statement, data) => copy(transaction, line, statement, data)?,
            Piece::Meta(command) => meta(line, command)?,
        }
    }
    // The script's own SETs (an emptied search_path, in dumps) must not outlive it.
    transaction
        .batch_execute("RESET ALL")
        .map_err(|error| LoadError::during("resetting the script's settings", &error))?;
    Ok(notes)
}

fn operation(line: usize) -> String {
    format!("line {line} of the schema script")
}

fn execute(
    transaction: &mut Transaction<'_>,
    line: usize,
    statement: &str,
) -> Result<(), LoadError> {
    transaction.batch_execute(statement).map_err(|error| LoadError::during(operation(line), &error))
}

fn attempt(
    transaction: &mut Transaction<'_>,
    line: usize,
    statement: &str,
) -> Result<Option<String>, LoadError> {
    let failed = |error: &::postgres::Error| LoadError::during(operation(line), error);
    let mut savepoint = transaction.transaction().map_err(|error| failed(&error))?;
    let refused = savepoint.batch_execute(statement).err();
    match refused {
        None => savepoint.commit().map_err(|error| failed(&error))?,
        Some(_) => savepoint.rollback().map_err(|error| failed(&error))?,
    }
    Ok(refused.map(|error| format!("passed over: {}", failed(&error))))
}

fn copy(
    transaction: &mut Transaction<'_>,
    line: usize,
    statement: &str,
    data: &str,
) -> Result<(), LoadError> {
    let failed = |error: &::postgres::Error| LoadError::during(operation(line), error);
    let mut writer = transaction.copy_in(statement).map_err(|error| failed(&error))?;
    // A refusal is told when the COPY is finished.
    let written = writer.write_all(data.as_bytes());
    writer.finish().map_err(|error| failed(&error))?;
    written.map_err(|error| LoadError::Connection {
        operation: operation(line),
        reason: error.to_string(),
    })
}

fn meta(line: usize, command: &str) -> Result<(), LoadError> {
    let name = command.split_whitespace().next().unwrap_or_default();
    let reads_more = ["\\i", "\\ir", "\\include", "\\include_relative", "\\copy", "\\gexec"];
    if reads_more.contains(&name) {
        return Err(LoadError::Script { line, reason: format!("{name} is a command of psql") });
    }
    Ok(())
}

enum Purpose {
    PassOver,
    Surroundings,
    Rows,
}

fn purpose(statement: &str) -> Purpose {
    let words: Vec<String> = statement
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .take(3)
        .map(str::to_ascii_lowercase)
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["begin" | "commit" | "end", ..]
        | ["start", "transaction", ..]
        | ["create" | "drop", "database", ..] => Purpose::PassOver,
        ["grant" | "revoke" | "set" | "reset", ..]
        | ["alter", "default", ..]
        | ["comment", "on", "extension"] => Purpose::Surroundings,
        ["alter", ..] if changes_owner(statement) => Purpose::Surroundings,
        _ => Purpose::Rows,
    }
}

fn changes_owner(statement: &str) -> bool {
    let words: Vec<&str> = statement.split_whitespace().collect();
    words
        .windows(2)
        .any(|pair| pair[0].eq_ignore_ascii_case("owner") && pair[1].eq_ignore_ascii_case("to"))
}

/// Cuts a script into pieces, each with the line it begins on.
fn pieces(text: &str) -> Vec<(usize, Piece<'_>)> {
    let mut cutter = Cutter { text, at: 0 };
    let mut pieces = Vec::new();
    let (mut line, mut counted) = (1, 0);
    while let Some((start, piece)) = cutter.next_piece() {
        line += text[counted..start].matches('\n').count();
        counted = start;
        pieces.push((line, piece));
    }
    pieces
}

struct Cutter<'a> {
    text: &'a str,
    at: usize,
}

/// What a statement's words say about where it ends.
#[derive(Default)]
struct Words {
    first_is_copy: Option<bool>,
    stdin: bool,
    previous_begin: bool,
    /// Open `BEGIN ATOMIC … END` and `CASE … END` within a function's body.
    atomic: usize,
}

impl Words {
    fn see(&mut self, word: &str) {
        let is = |name: &str| word.eq_ignore_ascii_case(name);
        self.first_is_copy.get_or_insert(is("copy"));
        self.stdin |= is("stdin");
        if (is("atomic") && self.previous_begin) || (self.atomic > 0 && is("case")) {
            self.atomic += 1;
        } else if is("end") {
            self.atomic = self.atomic.saturating_sub(1);
        }
        self.previous_begin = is("begin");
    }
}

impl<'a> Cutter<'a> {
    fn next_piece(&mut self) -> Option<(usize, Piece<'a>)> {
        self.skip_blank();
        let start = self.at;
        if start == self.text.len() {
            return None;
        }
        if self.rest().starts_with('\\') {
            self.at = self.line_end(start);
            return Some((start, Piece::Meta(self.text[start..self.at].trim_end())));
        }
        let (end, words) = self.statement_end();
        let statement = self.text[start..end].trim_end();
        self.at = (end + 1).min(self.text.len());
        if statement.is_empty() {
            return self.next_piece();
        }
        if words.first_is_copy == Some(true) && words.stdin {
            return Some((start, Piece::Copy(statement, self.copy_data())));
        }
        Some((start, Piece::Statement(statement)))
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn line_end(&self, from: usize) -> usize {
        self.text[from..].find('\n').map_or(self.text.len(), |length| from + length)
    }

    /// Passes over white space and comments.
    fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("--") {
                self.at = self.line_end(self.at);
            } else if trimmed.starts_with("/*") {
                self.skip_block_comment();
            } else {
                return;
            }
        }
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.text.len() {
            let rest = &self.text.as_bytes()[self.at..];
            if rest.starts_with(b"/*") {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with(b"*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.at += 1;
            }
        }
    }

    /// Reads up to the semicolon that ends the statement; returns its place.
    fn statement_end(&mut self) -> (usize, Words) {
        let bytes = self.text.as_bytes();
        let mut words = Words::default();
        let mut depth = 0_usize;
        while let Some(&byte) = bytes.get(self.at) {
            let next = bytes.get(self.at + 1).copied();
            match byte {
                b';' if depth == 0 && words.atomic == 0 => return (self.at, words),
                b'(' => depth += 1,
                b')' => depth = depth.saturating_sub(1),
                b'\'' => self.skip_quoted(b'\'', false),
                b'"' => self.skip_quoted(b'"', false),
                b'-' if next == Some(b'-') => self.at = self.line_end(self.at),
                b'/' if next == Some(b'*') => {
                    self.skip_block_comment();
                    continue;
                }
                b'$' => self.skip_dollar_quoted(),
                _ if is_word(byte) => {
                    let start = self.at;
                    while bytes.get(self.at).is_some_and(|&byte| is_word(byte) || byte == b'$') {
                        self.at += 1;
                    }
                    let word = &self.text[start..self.at];
                    if word.eq_ignore_ascii_case("e") && bytes.get(self.at) == Some(&b'\'') {
                        self.skip_quoted(b'\'', true);
                        self.at += 1;
                    }
                    words.see(word);
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.text.len());
        (self.at, words)
    }

    /// Moves to the closing quote. A doubled quote closes and opens again, which comes to the
    /// same.
    fn skip_quoted(&mut self, quote: u8, backslash_escapes: bool) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(&byte) = bytes.get(self.at) {
            if byte == quote {
                return;
            }
            self.at += if byte == b'\\' && backslash_escapes { 2 } else { 1 };
        }
        self.at = self.text.len();
    }

    /// Moves to the last byte of `$tag$ … $tag$`, or stays on a `$` that opens none.
    fn skip_dollar_quoted(&mut self) {
        let rest = self.rest();
        let Some(close) = rest[1..].find('$') else {
            return;
        };
        let tag = &rest[..close + 2];
        let name = &tag[1..tag.len() - 1];
        if name.starts_with(|c: char| c.is_ascii_digit()) || !name.bytes().all(is_word) {
            return;
        }
        let end = rest[tag.len()..].find(tag).map(|length| length + 2 * tag.len());
        self.at += end.unwrap_or(rest.len()) - 1;
    }

    /// The lines after a COPY's semicolon up to `\.`.
    fn copy_data(&mut self) -> &'a str {
        let start = (self.line_end(self.at) + 1).min(self.text.len());
        let mut at = start;
        while at < self.text.len() {
            let end = self.line_end(at);
            if self.text[at..end].trim_end() == "\\." {
                self.at = end;
                return &self.text[start..at];
            }
            at = (end + 1).min(self.text.len());
        }
        self.at = self.text.len();
        &self.text[start..]
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_cut_where_psql_cuts_them() {
        use Piece::{Copy, Meta, Statement};
        let cases: &[(&str, &[Piece<'_>])] = &[
            ("SELECT 1; SELECT 2", &[Statement("SELECT 1"), Statement("SELECT 2")]),
            ("-- a;b\n/* c; /* d; */ */ SELECT ';';", &[Statement("SELECT ';'")]),
            ("SELECT E'\\';' ;", &[Statement("SELECT E'\\';'")]),
            ("SELECT 'it''s;', \"a;b\";", &[Statement("SELECT 'it''s;', \"a;b\"")]),
            ("DO $x$ BEGIN; END $x$;", &[Statement("DO $x$ BEGIN; END $x$")]),
            ("SELECT $1; SELECT $2;", &[Statement("SELECT $1"), Statement("SELECT $2")]),
            (
                "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);",
                &[Statement("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)")],
            ),
            (
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; \
                 END; SELECT 1;",
                &[
                    Statement(
                        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC \
                         SELECT CASE 1 WHEN 1 THEN 2 END; END",
                    ),
                    Statement("SELECT 1"),
                ],
            ),
            (
                "\\connect shop\nCOPY t (a) FROM stdin;\n1\n;\n\\.\nSELECT 1;",
                &[
                    Meta("\\connect shop"),
                    Copy("COPY t (a) FROM stdin", "1\n;\n"),
                    Statement("SELECT 1"),
                ],
            ),
            (";;\n", &[]),
            ("SELECT 'open", &[Statement("SELECT 'open")]),
            ("SELECT $a$ open", &[Statement("SELECT $a$ open")]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = pieces(text).into_iter().map(|(_, piece)| piece).collect();
            assert_eq!(&found, expected, "{text}");
        }
    }

    #[test]
    fn pieces_know_their_lines() {
        let lines: Vec<_> = pieces("SELECT 1;\n\n-- x\nSELECT\n2;\nSELECT 3")
            .iter()
            .map(|(line, _)| *line)
            .collect();
        assert_eq!(lines, [1, 4, 6]);
    }
}
