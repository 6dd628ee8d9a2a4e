//! Cuts a script into statements where the `mysql` program cuts it.

/// One statement of a script, without its delimiter.
#[derive(Debug, PartialEq)]
pub(super) struct Piece {
    /// The line it begins on, from 1.
    pub(super) line: usize,
    pub(super) statement: String,
}

/// The statements of a script. `DELIMITER` changes what ends them; `\;` is a semicolon that ends
/// none (as in usql's scripts); comments before a statement are left out, those that the server
/// executes (`/*! … */`) are part of it.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut cutter = Cutter { text, at: 0, delimiter: ";" };
    let mut pieces = Vec::new();
    let (mut line, mut counted) = (1, 0);
    while let Some((start, statement)) = cutter.next_statement() {
        line += text[counted..start].matches('\n').count();
        counted = start;
        pieces.push(Piece { line, statement });
    }
    pieces
}

struct Cutter<'a> {
    text: &'a str,
    at: usize,
    delimiter: &'a str,
}

impl<'a> Cutter<'a> {
    fn next_statement(&mut self) -> Option<(usize, String)> {
        loop {
            self.skip_blank();
            let start = self.at;
            if start == self.text.len() {
                return None;
            }
            if let Some(delimiter) = self.delimiter_command() {
                self.delimiter = delimiter;
                continue;
            }
            let statement = self.statement();
            if !statement.is_empty() {
                return Some((start, statement));
            }
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn line_end(&self, from: usize) -> usize {
        self.text[from..].find('\n').map_or(self.text.len(), |length| from + length)
    }

    /// Passes over white space and comments that nobody executes.
    fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            self.at += rest.len() - trimmed.len();
            if is_line_comment(trimmed) {
                self.at = self.line_end(self.at);
            } else if is_block_comment(trimmed) {
                self.skip_block_comment();
            } else if is_terminal_command(trimmed) {
                self.at += 2;
            } else {
                return;
            }
        }
    }

    fn skip_block_comment(&mut self) {
        let end = self.rest()[2..].find("*/");
        self.at = end.map_or(self.text.len(), |length| self.at + 2 + length + 2);
    }

    /// `DELIMITER //` on a line of its own; stands behind it then.
    fn delimiter_command(&mut self) -> Option<&'a str> {
        let line = &self.text[self.at..self.line_end(self.at)];
        let named = line.get(9..)?.trim_start_matches([' ', '\t']);
        let found = line[..9].eq_ignore_ascii_case("delimiter")
            && named.len() < line.len() - 9
            && !named.trim().is_empty();
        if !found {
            return None;
        }
        self.at = self.line_end(self.at);
        named.split_whitespace().next()
    }

    /// Reads up to the delimiter, and passes it.
    fn statement(&mut self) -> String {
        let bytes = self.text.as_bytes();
        let mut statement = String::new();
        let mut copied = self.at;
        while self.at < bytes.len() && !bytes[self.at..].starts_with(self.delimiter.as_bytes()) {
            let next = bytes.get(self.at + 1).copied();
            match bytes[self.at] {
                quote @ (b'\'' | b'"' | b'`') => self.skip_quoted(quote),
                b'#' | b'-' if is_line_comment(self.rest()) => self.at = self.line_end(self.at),
                // Of either kind: nothing in it ends the statement.
                b'/' if next == Some(b'*') => self.skip_block_comment(),
                b'\\' if next == Some(b';') => {
                    statement.push_str(&self.text[copied..self.at]);
                    copied = self.at + 1;
                    self.at += 2;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(bytes.len());
        statement.push_str(&self.text[copied..self.at]);
        self.at = (self.at + self.delimiter.len()).min(self.text.len());
        statement.trim().to_owned()
    }

    /// Passes a quoted text. A doubled quote closes and opens again, which comes to the same.
    fn skip_quoted(&mut self, quote: u8) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(&byte) = bytes.get(self.at) {
            self.at += if byte == b'\\' && quote != b'`' { 2 } else { 1 };
            if byte == quote {
                return;
            }
        }
        self.at = self.text.len();
    }
}

/// `#`, or `--` before white space or the end.
fn is_line_comment(text: &str) -> bool {
    let dashes = text.strip_prefix("--");
    text.starts_with('#')
        || dashes.is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Commands of the `mysql` program that end themselves and concern its terminal alone: `\n`
/// (nopager), `\t` (notee), `\w` (nowarning), `\W` (warnings).
fn is_terminal_command(text: &str) -> bool {
    ["\\n", "\\t", "\\w", "\\W"].iter().any(|command| text.starts_with(command))
}

/// A comment that neither `MySQL` (`/*!`) nor `MariaDB` (`/*M!`) executes.
fn is_block_comment(text: &str) -> bool {
    text.starts_with("/*") && !text.starts_with("/*!") && !text.starts_with("/*M!")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_cut_where_the_mysql_program_cuts_them() {
        let cases: &[(&str, &[&str])] = &[
            ("SELECT 1; SELECT 2", &["SELECT 1", "SELECT 2"]),
            ("-- a;b\n# c;\n/* d; */ SELECT ';';", &["SELECT ';'"]),
            (
                "SELECT 'it''s;', \"a;\\\"b\", `c;d`, '\\';';",
                &["SELECT 'it''s;', \"a;\\\"b\", `c;d`, '\\';'"],
            ),
            ("SELECT 1--1;", &["SELECT 1--1"]),
            ("/*!40101 SET NAMES utf8; */;", &["/*!40101 SET NAMES utf8; */"]),
            (
                "DELIMITER ;;\nCREATE TRIGGER t BEGIN a; b; END;;\nDELIMITER ;\nSELECT 1;",
                &["CREATE TRIGGER t BEGIN a; b; END", "SELECT 1"],
            ),
            ("CREATE PROCEDURE p() BEGIN a\\; END\\;;", &["CREATE PROCEDURE p() BEGIN a; END;"]),
            ("SELECT 1;\\n\n\\WSELECT 2;", &["SELECT 1", "SELECT 2"]),
            (";;\n", &[]),
            ("SELECT 'é;ü'; SELECT 'open", &["SELECT 'é;ü'", "SELECT 'open"]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = pieces(text).into_iter().map(|piece| piece.statement).collect();
            assert_eq!(&found, expected, "{text}");
        }
    }

    #[test]
    fn pieces_know_their_lines() {
        let found = pieces("SELECT 1;\n\n-- x\nSELECT\n2;\nDELIMITER $$\nSELECT 3$$");
        let lines: Vec<_> = found.iter().map(|piece| piece.line).collect();
        assert_eq!(lines, [1, 4, 7]);
    }
}
