//! Text to statements, each a list of tokens.
//!
//! Whatever the text holds, lexing ends and goes on after a flaw: a string that never closes
//! costs the statement it stands in.

use seedbed_expr::Dialect;

use crate::source::SourceText;

mod scan;
#[cfg(test)]
mod tests;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword or an identifier without quotes.
    Word,
    /// An identifier in quotes.
    Quoted,
    /// A string in any notation, with its prefix and quotes.
    Text,
    /// A number without sign.
    Number,
    /// `$1`.
    Parameter,
    /// An operator or punctuation.
    Symbol,
}

/// A piece of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind,
    pub(crate) text: &'a str,
    pub(crate) start: usize,
}

impl Token<'_> {
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub(crate) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text == symbol
    }
}

/// A `--` or `/* */` comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Comment<'a> {
    /// With its delimiters.
    pub(crate) text: &'a str,
    pub(crate) start: usize,
}

/// One statement without its semicolon.
#[derive(Debug, Default)]
pub(crate) struct Statement<'a> {
    pub(crate) tokens: Vec<Token<'a>>,
    /// The comments within the statement and before it.
    pub(crate) comments: Vec<Comment<'a>>,
    /// The lines that follow `COPY … FROM stdin`.
    pub(crate) data: Option<&'a str>,
    /// What is wrong with the statement as text, and where.
    pub(crate) flaw: Option<(usize, &'static str)>,
    /// The psql commands before the statement, as (offset, line).
    pub(crate) commands: Vec<(usize, &'a str)>,
}

/// The statements of a text.
pub(crate) struct Lexer<'a> {
    text: &'a str,
    dialect: Dialect,
    at: usize,
    end: usize,
    is_line_start: bool,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(source: &SourceText<'a>) -> Self {
        Self::within(source, 0, source.text.len())
    }

    /// The statements between two offsets, as in the body of a DO block.
    pub(crate) fn within(source: &SourceText<'a>, start: usize, end: usize) -> Self {
        let SourceText { text, dialect, .. } = *source;
        Self { text, dialect, at: start, end: end.min(text.len()), is_line_start: true }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Statement<'a>;

    fn next(&mut self) -> Option<Statement<'a>> {
        let mut statement = Statement::default();
        let mut nesting = Nesting::default();
        while let Some(byte) = self.peek() {
            if byte == b'\\' {
                let start = self.at;
                let command = self.line();
                statement.commands.push((start, command));
                // `\gexec` and its like send the statement as `;` does.
                if command.starts_with("\\g") && !statement.tokens.is_empty() {
                    return Some(statement);
                }
            } else if byte == b';' {
                self.at += 1;
                if nesting.ends_statement(self) {
                    self.copy_data(&mut statement);
                    return Some(statement);
                }
                statement.push(&mut nesting, TokenKind::Symbol, self.text, self.at - 1, self.at);
            } else if self.is_separator_line(&statement) {
                self.line();
                return Some(statement);
            } else {
                self.piece(&mut statement, &mut nesting);
                if statement.flaw.is_some() {
                    return Some(statement);
                }
            }
        }
        let rest = !statement.tokens.is_empty() || !statement.commands.is_empty();
        rest.then_some(statement)
    }
}

impl<'a> Statement<'a> {
    fn push(
        &mut self,
        nesting: &mut Nesting,
        kind: TokenKind,
        text: &'a str,
        start: usize,
        end: usize,
    ) {
        let token = Token { kind, text: &text[start..end], start };
        nesting.see(&token, self.tokens.last());
        self.tokens.push(token);
    }
}

impl<'a> Lexer<'a> {
    fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<u8> {
        let at = self.at + ahead;
        (at < self.end).then(|| self.text.as_bytes()[at])
    }

    /// Takes the rest of the line, without its end.
    fn line(&mut self) -> &'a str {
        let rest = &self.text[self.at..self.end];
        let line = rest.lines().next().unwrap_or_default();
        let length = rest.find('\n').map_or(rest.len(), |at| at + 1);
        self.at += length;
        self.is_line_start = true;
        line
    }

    /// `GO` or `/` alone on a line separate statements in other databases' scripts.
    fn is_separator_line(&self, statement: &Statement<'_>) -> bool {
        if !self.is_line_start || statement.tokens.is_empty() {
            return false;
        }
        let rest = &self.text[self.at..self.end];
        rest.lines().next().is_some_and(|line| line.trim_end().eq_ignore_ascii_case("go"))
    }

    /// Takes one token, comment or run of white space.
    fn piece(&mut self, statement: &mut Statement<'a>, nesting: &mut Nesting) {
        let start = self.at;
        let rest = &self.text[start..self.end];
        let scanned = scan::piece(rest, self.dialect);
        self.at += scanned.length.max(1);
        match scanned.what {
            scan::What::Space => {
                self.is_line_start = rest[..scanned.length].ends_with('\n');
                return;
            }
            scan::What::Comment => {
                let text = &rest[..scanned.length];
                statement.comments.push(Comment { text, start });
            }
            scan::What::Token(kind) => {
                statement.push(nesting, kind, self.text, start, self.at);
            }
            scan::What::Flaw(reason) => {
                statement.flaw = Some((start, reason));
            }
        }
        self.is_line_start = false;
    }

    /// Takes the data block behind `COPY … FROM stdin;`.
    fn copy_data(&mut self, statement: &mut Statement<'a>) {
        let words = &statement.tokens;
        let from_stdin =
            words.windows(2).any(|pair| pair[0].is_word("from") && pair[1].is_word("stdin"));
        if !words.first().is_some_and(|word| word.is_word("copy")) || !from_stdin {
            return;
        }
        self.line();
        let start = self.at;
        loop {
            let line_start = self.at;
            if self.at >= self.end {
                statement.flaw = Some((start, "the rows of COPY do not end with \\."));
                break;
            }
            if self.line().trim_end() == "\\." {
                statement.data = Some(&self.text[start..line_start]);
                break;
            }
        }
    }
}

/// Where a semicolon does not end the statement: in parentheses (as psql has it) and in
/// bodies of functions written in SQL (`BEGIN ATOMIC … END`).
#[derive(Default)]
struct Nesting {
    parentheses: u32,
    /// Open `BEGIN` and `CASE` of an atomic body.
    blocks: u32,
}

impl Nesting {
    fn see(&mut self, token: &Token<'_>, previous: Option<&Token<'_>>) {
        if token.is_symbol("(") {
            self.parentheses += 1;
        } else if token.is_symbol(")") {
            self.parentheses = self.parentheses.saturating_sub(1);
        } else if self.blocks == 0 {
            let follows_begin = previous.is_some_and(|previous| previous.is_word("begin"));
            if follows_begin && token.is_word("atomic") {
                self.blocks = 1;
            }
        } else if token.is_word("case") || token.is_word("begin") {
            self.blocks += 1;
        } else if token.is_word("end") {
            self.blocks -= 1;
        }
    }

    /// Whether the semicolon just read ends the statement. A statement that starts a new line
    /// shows that an open parenthesis is a mistake.
    fn ends_statement(&self, lexer: &Lexer<'_>) -> bool {
        if self.blocks > 0 {
            return false;
        }
        if self.parentheses == 0 {
            return true;
        }
        let rest = lexer.text[lexer.at..lexer.end].trim_start_matches([' ', '\t', '\r']);
        let Some(next) = rest.strip_prefix('\n') else {
            return rest.is_empty();
        };
        let word = next.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next();
        ["create", "alter", "comment", "drop", "grant", "set"]
            .iter()
            .any(|known| word.is_some_and(|word| word.eq_ignore_ascii_case(known)))
            || next.trim_start().starts_with("--")
    }
}
