//! Runs a schema script inside the load's transaction, as the `sqlite3` program would.

use rusqlite::Connection;

use super::refusal::refused;
use crate::LoadError;

/// Runs `text`. Transaction statements are passed over, because all happens in one. Settings
/// and maintenance may fail; returns a note for each that did.
///
/// # Errors
/// The first statement that is refused, by its line.
pub(crate) fn run(connection: &Connection, text: &str) -> Result<Vec<String>, LoadError> {
    let mut notes = Vec::new();
    for (line, statement) in statements(text) {
        let operation = format!("line {line} of the schema script");
        match purpose(statement) {
            Purpose::PassOver => {}
            Purpose::ReadsMore => {
                let command = statement.split_whitespace().next().unwrap_or_default();
                let reason = format!("{command} is a command of the sqlite3 program");
                return Err(LoadError::Script { line, reason });
            }
            Purpose::Surroundings => {
                if let Err(error) = execute(connection, statement) {
                    notes.push(format!("passed over: {}", refused(operation, &error)));
                }
            }
            Purpose::Content => {
                execute(connection, statement).map_err(|error| refused(operation, &error))?;
            }
        }
    }
    Ok(notes)
}

/// Runs one statement to its end; rows it gives are not looked at.
fn execute(connection: &Connection, statement: &str) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(statement)?;
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    Ok(())
}

enum Purpose {
    PassOver,
    ReadsMore,
    Surroundings,
    Content,
}

fn purpose(statement: &str) -> Purpose {
    if is_own_table(statement) {
        return Purpose::PassOver;
    }
    let first = statement.split(|c: char| !(c.is_alphanumeric() || c == '.')).next();
    match first.unwrap_or_default().to_ascii_lowercase().as_str() {
        "begin" | "commit" | "end" | "rollback" | "savepoint" | "release" => Purpose::PassOver,
        ".read" | ".import" | ".restore" | ".open" | ".load" => Purpose::ReadsMore,
        command if command.starts_with('.') => Purpose::PassOver,
        "pragma" | "vacuum" | "analyze" | "reindex" => Purpose::Surroundings,
        _ => Purpose::Content,
    }
}

/// Whether a statement creates a table of SQLite's own, as `.schema` lists them.
fn is_own_table(statement: &str) -> bool {
    let words = statement.split(|c: char| c.is_whitespace() || matches!(c, '(' | '"'));
    let mut words = words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase);
    words.next().as_deref() == Some("create")
        && words.next().as_deref() == Some("table")
        && words.next().is_some_and(|name| name.starts_with("sqlite_"))
}

/// Cuts a script into statements, each with the line it begins on. A line that begins with a
/// dot where a statement could is a command of the program.
fn statements(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let (mut at, mut line, mut counted) = (0, 1, 0);
    loop {
        at = skip_blank(text, at);
        if at == text.len() {
            return found;
        }
        let end = if text[at..].starts_with('.') {
            text[at..].find('\n').map_or(text.len(), |length| at + length)
        } else {
            statement_end(text, at)
        };
        let statement = text[at..end].trim_end();
        if !statement.is_empty() {
            line += text[counted..at].matches('\n').count();
            counted = at;
            found.push((line, statement));
        }
        at = (end + 1).min(text.len());
    }
}

fn skip_blank(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        at += rest.len() - trimmed.len();
        if trimmed.starts_with("--") || trimmed.starts_with("/*") {
            at = skip_comment(text, at);
        } else {
            return at;
        }
    }
}

/// The place behind a comment that begins at `at`.
fn skip_comment(text: &str, at: usize) -> usize {
    let (open, close) = if text[at..].starts_with("--") { (2, "\n") } else { (2, "*/") };
    let rest = &text[at + open..];
    rest.find(close).map_or(text.len(), |length| at + open + length + close.len())
}

/// The place of the semicolon that ends the statement beginning at `at`. The body of a trigger
/// holds statements of its own, up to the END that closes its BEGIN.
fn statement_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut words = Words::default();
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b';' if words.depth == 0 => return at,
            b'\'' | b'"' | b'`' => at = skip_quoted(bytes, at, byte),
            b'[' => at = skip_quoted(bytes, at, b']'),
            b'-' if bytes.get(at + 1) == Some(&b'-') => {
                at = skip_comment(text, at);
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = skip_comment(text, at);
                continue;
            }
            _ if is_word(byte) => {
                let start = at;
                while bytes.get(at).is_some_and(|&byte| is_word(byte)) {
                    at += 1;
                }
                words.see(&text[start..at]);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// What the words of a statement tell about its end.
#[derive(Default)]
struct Words {
    seen: usize,
    creates: bool,
    is_trigger: bool,
    /// Open BEGIN and CASE.
    depth: usize,
}

impl Words {
    fn see(&mut self, word: &str) {
        let is = |name: &str| word.eq_ignore_ascii_case(name);
        self.creates |= self.seen == 0 && is("create");
        // CREATE [TEMP] TRIGGER
        self.is_trigger |= self.creates && self.seen <= 2 && is("trigger");
        self.seen += 1;
        if !self.is_trigger {
            return;
        }
        if is("begin") || (self.depth > 0 && is("case")) {
            self.depth += 1;
        } else if is("end") {
            self.depth = self.depth.saturating_sub(1);
        }
    }
}

/// The place of the closing quote. A doubled quote closes and opens again, which comes to the
/// same.
fn skip_quoted(bytes: &[u8], at: usize, close: u8) -> usize {
    let rest = bytes.get(at + 1..).unwrap_or_default();
    rest.iter().position(|&byte| byte == close).map_or(bytes.len(), |length| at + 1 + length)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_sqlite_are_not_created() {
        for (text, own) in [
            ("CREATE TABLE sqlite_sequence(name,seq)", true),
            ("create table \"sqlite_stat1\"(tbl,idx,stat)", true),
            ("CREATE TABLE sqlites (a)", false),
            ("INSERT INTO sqlite_sequence VALUES ('a', 1)", false),
        ] {
            assert_eq!(matches!(purpose(text), Purpose::PassOver), own, "{text}");
        }
    }

    #[test]
    fn scripts_are_cut_where_sqlite_cuts_them() {
        let trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN \
                       UPDATE a SET x = CASE WHEN 1 THEN 2 END; SELECT ';'; END";
        let with_trigger = format!("{trigger};\nSELECT 1;");
        let cases: &[(&str, &[(usize, &str)])] = &[
            ("SELECT 1;\nSELECT 2", &[(1, "SELECT 1"), (2, "SELECT 2")]),
            ("-- a;b\n/* c; */ SELECT ';';", &[(2, "SELECT ';'")]),
            (
                "SELECT 'it''s;', \"a;b\", [c;d], `e;f`;",
                &[(1, "SELECT 'it''s;', \"a;b\", [c;d], `e;f`")],
            ),
            (&with_trigger, &[(1, trigger), (2, "SELECT 1")]),
            (".headers on\nSELECT 1;", &[(1, ".headers on"), (2, "SELECT 1")]),
            ("BEGIN; END;", &[(1, "BEGIN"), (1, "END")]),
            (";;\n", &[]),
            ("SELECT 'open", &[(1, "SELECT 'open")]),
            ("SELECT 1 -- open", &[(1, "SELECT 1 -- open")]),
        ];
        for (text, expected) in cases {
            assert_eq!(&statements(text), expected, "{text}");
        }
    }
}
