//! Text to statements, each a list of tokens.
//!
//! Whatever the text holds, lexing ends and goes on after a flaw: a string that never closes
//! costs the statement it stands in.

use seedbed_expr::Dialect;

use crate::source::SourceText;

use self::{line::Line, nesting::Nesting};

mod line;
mod nesting;
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
    /// The lines before the statement that its client and not the database reads, as (offset,
    /// line).
    pub(crate) commands: Vec<(usize, &'a str)>,
}

/// The statements of a text.
pub(crate) struct Lexer<'a> {
    text: &'a str,
    dialect: Dialect,
    at: usize,
    end: usize,
    is_line_start: bool,
    /// What ends a statement.
    delimiter: &'a str,
    /// Within MySQL's `/*! … */`, whose inside is read as if it stood outside.
    in_executable_comment: bool,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(source: &SourceText<'a>) -> Self {
        Self::within(source, 0, source.text.len())
    }

    /// The statements between two offsets, as in the body of a DO block.
    pub(crate) fn within(source: &SourceText<'a>, start: usize, end: usize) -> Self {
        let SourceText { text, dialect, .. } = *source;
        Self {
            text,
            dialect,
            at: start,
            end: end.min(text.len()),
            is_line_start: true,
            delimiter: ";",
            in_executable_comment: false,
        }
    }
}

/// What a step of the lexer did.
enum Step {
    /// Something was taken.
    Taken,
    /// The statement is complete.
    Ended,
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Statement<'a>;

    fn next(&mut self) -> Option<Statement<'a>> {
        let mut statement = Statement::default();
        let mut nesting = Nesting::new(self.dialect, self.at);
        while self.at < self.end {
            if let Step::Ended = self.step(&mut statement, &mut nesting) {
                return Some(statement);
            }
        }
        let rest = !statement.tokens.is_empty() || !statement.commands.is_empty();
        rest.then_some(statement)
    }
}

impl<'a> Lexer<'a> {
    fn step(&mut self, statement: &mut Statement<'a>, nesting: &mut Nesting) -> Step {
        if self.is_line_start {
            match self.line_of_its_own(statement, nesting) {
                Some(Line::Taken) => return Step::Taken,
                Some(Line::EndsStatement) => return Step::Ended,
                None => {}
            }
        }
        if self.rest().starts_with(self.delimiter) {
            return self.delimiter(statement, nesting);
        }
        match self.rest().as_bytes()[0] {
            b'\\' => return self.backslash(statement, nesting),
            b'/' | b'*' if self.dialect == Dialect::MySql && self.executable_comment() => {
                return Step::Taken;
            }
            _ => {}
        }
        self.piece(statement, nesting);
        if statement.flaw.is_some() { Step::Ended } else { Step::Taken }
    }

    fn delimiter(&mut self, statement: &mut Statement<'a>, nesting: &mut Nesting) -> Step {
        let start = self.at;
        self.at += self.delimiter.len();
        if self.delimiter == ";"
            && !nesting.ends_statement(&statement.tokens, self.text, self.at, self.end)
        {
            statement.push(nesting, TokenKind::Symbol, self.text, start, self.at);
            return Step::Taken;
        }
        self.copy_data(statement);
        Step::Ended
    }

    /// psql's commands; of other clients' only `\;`, which usql writes for a semicolon that does
    /// not end the statement, and MySQL's `\g` and `\G`, which end it.
    fn backslash(&mut self, statement: &mut Statement<'a>, nesting: &mut Nesting) -> Step {
        let start = self.at;
        let is_psql = matches!(self.dialect, Dialect::PostgreSql | Dialect::Generic);
        if is_psql || statement.tokens.is_empty() {
            let command = self.line();
            statement.commands.push((start, command));
            // `\gexec` and its like send the statement as `;` does.
            let sends = command.starts_with("\\g") && !statement.tokens.is_empty();
            return if sends { Step::Ended } else { Step::Taken };
        }
        let ends = self.rest().starts_with("\\g") || self.rest().starts_with("\\G");
        let is_semicolon = self.rest().starts_with("\\;");
        self.at += 1;
        if ends || is_semicolon {
            self.at += 1;
        }
        if ends {
            return Step::Ended;
        }
        let from = if is_semicolon { start + 1 } else { start };
        statement.push(nesting, TokenKind::Symbol, self.text, from, self.at);
        Step::Taken
    }

    /// Steps over the marks of `/*!40101 … */`; what is inside is read as any other text.
    /// Versions beyond all that exist stand for comments, as in the first line of a dump.
    fn executable_comment(&mut self) -> bool {
        const FIRST_UNKNOWN: u32 = 900_000;
        let rest = self.rest();
        if self.in_executable_comment && rest.starts_with("*/") {
            self.at += 2;
            self.in_executable_comment = false;
            return true;
        }
        let Some(inner) = rest.strip_prefix("/*!").or_else(|| rest.strip_prefix("/*M!")) else {
            return false;
        };
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let is_known = inner[..digits].parse::<u32>().is_ok_and(|version| version < FIRST_UNKNOWN);
        let length = if digits == 0 || is_known {
            self.in_executable_comment = true;
            rest.len() - inner.len() + digits
        } else {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        };
        self.at += length;
        true
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
        nesting.see(&token, &self.tokens);
        self.tokens.push(token);
    }
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..self.end]
    }

    /// Takes the rest of the line, without its end.
    fn line(&mut self) -> &'a str {
        let rest = self.rest();
        let line = rest.lines().next().unwrap_or_default();
        let length = rest.find('\n').map_or(rest.len(), |at| at + 1);
        self.at += length;
        self.is_line_start = true;
        line
    }

    /// Takes one token, comment or run of white space.
    fn piece(&mut self, statement: &mut Statement<'a>, nesting: &mut Nesting) {
        let start = self.at;
        let rest = self.rest();
        let mut scanned = scan::piece(rest, self.dialect);
        if let scan::What::Token(TokenKind::Word | TokenKind::Symbol) = scanned.what
            && self.delimiter != ";"
            && let Some(at) = rest[..scanned.length].find(self.delimiter)
        {
            // `END$$` is a word and a delimiter.
            scanned.length = at;
        }
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
        if !matches!(self.dialect, Dialect::PostgreSql | Dialect::Generic) {
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
