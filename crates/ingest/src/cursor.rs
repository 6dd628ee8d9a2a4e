//! Reading tokens one after another.

use seedbed_expr::{Dialect, IdentifierCase};

use crate::{
    lexer::{Token, TokenKind},
    notation::{identifier_value, text_value},
    source::SourceText,
};

/// What was expected at a place and not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// The byte offset in the source.
    pub(crate) at: usize,
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: Option<&'static str>,
}

impl SyntaxError {
    pub(crate) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None }
    }

    pub(crate) fn with_help(self, help: &'static str) -> Self {
        Self { help: Some(help), ..self }
    }
}

pub(crate) type Parsed<T> = Result<T, SyntaxError>;

/// A position in a list of tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'s, 'a> {
    text: &'a str,
    dialect: Dialect,
    tokens: &'s [Token<'a>],
    at: usize,
    /// The byte offset behind the last token.
    end: usize,
}

impl<'s, 'a> Cursor<'s, 'a> {
    /// Over tokens of a source.
    pub(crate) fn new(source: &SourceText<'a>, tokens: &'s [Token<'a>]) -> Self {
        let end = tokens.last().map_or(0, Token::end);
        Self { text: source.text, dialect: source.dialect, tokens, at: 0, end }
    }

    /// What the source is written in.
    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn over(&self, tokens: &'s [Token<'a>], end: usize) -> Self {
        Self { tokens, at: 0, end, ..*self }
    }

    pub(crate) fn peek(&self) -> Option<&'s Token<'a>> {
        self.tokens.get(self.at)
    }

    pub(crate) fn peek_nth(&self, ahead: usize) -> Option<&'s Token<'a>> {
        self.tokens.get(self.at + ahead)
    }

    pub(crate) fn advance(&mut self) -> Option<&'s Token<'a>> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The byte offset of the next token.
    pub(crate) fn offset(&self) -> usize {
        self.peek().map_or(self.end, |token| token.start)
    }

    /// The byte offset behind the last token taken.
    pub(crate) fn end_offset(&self) -> usize {
        match self.at {
            0 => self.offset(),
            at => self.tokens[at - 1].end(),
        }
    }

    /// The tokens not taken yet.
    pub(crate) fn rest(&self) -> &'s [Token<'a>] {
        &self.tokens[self.at..]
    }

    /// The source between two offsets, with every run of white space as one blank.
    pub(crate) fn written(&self, start: usize, end: usize) -> String {
        let raw = self.text.get(start..end.max(start)).unwrap_or_default();
        raw.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The source from the next token to the end.
    pub(crate) fn rest_written(&self) -> String {
        self.written(self.offset(), self.tokens.last().map_or(self.end, Token::end))
    }

    pub(crate) fn error<T>(&self, expected: &str) -> Parsed<T> {
        let found = match self.peek() {
            // A string may be a value of a row.
            Some(token) if token.kind == TokenKind::Text => "a string".to_owned(),
            Some(token) if token.kind == TokenKind::Number => "a number".to_owned(),
            Some(token) => format!("{:?}", token.text.chars().take(40).collect::<String>()),
            None => "the end".to_owned(),
        };
        Err(SyntaxError::new(self.offset(), format!("expected {expected}, found {found}")))
    }

    pub(crate) fn peek_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is_word(word))
    }

    pub(crate) fn peek_words(&self, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(ahead, word)| self.peek_nth(ahead).is_some_and(|token| token.is_word(word)))
    }

    pub(crate) fn peek_symbol(&self, symbol: &str) -> bool {
        self.peek().is_some_and(|token| token.is_symbol(symbol))
    }

    pub(crate) fn eat_word(&mut self, word: &str) -> bool {
        self.eat_words(&[word])
    }

    /// Takes all of the words or none.
    pub(crate) fn eat_words(&mut self, words: &[&str]) -> bool {
        let found = self.peek_words(words);
        if found {
            self.at += words.len();
        }
        found
    }

    /// Takes the first of the words that is next.
    pub(crate) fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat_word(word))
    }

    pub(crate) fn eat_symbol(&mut self, symbol: &str) -> bool {
        let found = self.peek_symbol(symbol);
        self.at += usize::from(found);
        found
    }

    pub(crate) fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.eat_word(word) { Ok(()) } else { self.error(&word.to_uppercase()) }
    }

    /// An identifier as the database stores it.
    pub(crate) fn identifier(&mut self) -> Parsed<String> {
        match self.peek() {
            Some(token) if matches!(token.kind, TokenKind::Word | TokenKind::Quoted) => {
                self.at += 1;
                Ok(identifier_value(token, self.dialect))
            }
            // SQLite's own dumps put names in the quotes of strings.
            Some(token) if token.kind == TokenKind::Text && self.dialect == Dialect::Sqlite => {
                self.string()
            }
            Some(token) if token.is_symbol("[") => self.bracketed_identifier(),
            _ => self.error("a name"),
        }
    }

    /// The identifier before this place as it is spelt, where its letters have been folded.
    pub(crate) fn spelling(&self) -> Option<String> {
        let token = self.at.checked_sub(1).and_then(|before| self.tokens.get(before))?;
        let is_folded = token.kind == TokenKind::Word
            && token.text.contains(char::is_uppercase)
            && token.text.contains(char::is_lowercase)
            && self.dialect.identifier_case() != IdentifierCase::Keep;
        is_folded.then(|| token.text.to_owned())
    }

    /// `[name]`, as SQL Server quotes.
    fn bracketed_identifier(&mut self) -> Parsed<String> {
        let start = self.offset() + 1;
        let Some(close) = self.rest().iter().position(|token| token.is_symbol("]")) else {
            return self.error("a name");
        };
        let end = self.rest()[close].start;
        self.at += close + 1;
        Ok(self.text[start..end].to_owned())
    }

    /// A name with its qualifiers: `a`, `a.b`, `a.b.c`. A qualifier that a tool puts a name in
    /// for (`@schema.a`, `${schema}.a`, `{{ schema }}.a`, `&schema..a`, `:schema.a`) is none.
    pub(crate) fn qualified(&mut self) -> Parsed<Vec<String>> {
        let mut parts = Vec::new();
        loop {
            let placeholder = self.placeholder();
            if placeholder > 0 {
                self.at += placeholder;
                while self.eat_symbol(".") {}
                continue;
            }
            parts.push(self.identifier()?);
            if !self.peek_symbol(".") {
                break;
            }
            while self.eat_symbol(".") {}
        }
        if self.dialect == Dialect::BigQuery {
            // The quotes of BigQuery go around the dots.
            parts = parts.iter().flat_map(|part| part.split('.')).map(str::to_owned).collect();
        }
        Ok(parts)
    }

    /// How many tokens a placeholder before a dot takes here.
    fn placeholder(&self) -> usize {
        let symbol = |at: usize, symbol: &str| {
            self.peek_nth(at).is_some_and(|token| token.is_symbol(symbol))
        };
        let word = |at: usize| self.peek_nth(at).is_some_and(|token| token.kind == TokenKind::Word);
        let dot = |at: usize| symbol(at, ".");
        let at_word = self.peek().is_some_and(|token| {
            token.kind == TokenKind::Word && token.text.starts_with('@') && dot(1)
        });
        if at_word {
            return 1;
        }
        let marks = ["@", "&", "&&", ":"].iter().any(|mark| self.peek_symbol(mark));
        if marks && word(1) && dot(2) {
            return 2;
        }
        let dollar = usize::from(self.peek_symbol("$"));
        for braces in [2, 1] {
            let opens = (0..braces).all(|at| symbol(dollar + at, "{"));
            let closes = (0..braces).all(|at| symbol(dollar + braces + 1 + at, "}"));
            let length = dollar + 2 * braces + 1;
            if opens && word(dollar + braces) && closes && dot(length) {
                return length;
            }
        }
        0
    }

    /// A string's value.
    pub(crate) fn string(&mut self) -> Parsed<String> {
        match self.peek() {
            Some(token) if token.kind == TokenKind::Text => {
                self.at += 1;
                Ok(text_value(token.text, self.dialect))
            }
            _ => self.error("a string"),
        }
    }

    /// A whole number with its sign.
    pub(crate) fn integer(&mut self) -> Parsed<i64> {
        let mut ahead = *self;
        let sign = if ahead.eat_symbol("-") {
            -1
        } else {
            ahead.eat_symbol("+");
            1
        };
        let value = ahead.peek().filter(|token| token.kind == TokenKind::Number);
        // i128, because the lowest i64 has no positive counterpart.
        let value = value.and_then(|token| token.text.parse::<i128>().ok());
        match value.and_then(|value| i64::try_from(sign * value).ok()) {
            Some(value) => {
                self.at = ahead.at + 1;
                Ok(value)
            }
            None => self.error("a whole number"),
        }
    }

    /// `(…)`: takes it and gives what is inside.
    pub(crate) fn parenthesized(&mut self) -> Parsed<Cursor<'s, 'a>> {
        if !self.peek_symbol("(") {
            return self.error("(");
        }
        let start = self.at + 1;
        let mut depth = 0_usize;
        for (at, token) in self.tokens.iter().enumerate().skip(self.at) {
            if token.is_symbol("(") {
                depth += 1;
            } else if token.is_symbol(")") {
                depth -= 1;
                if depth == 0 {
                    self.at = at + 1;
                    return Ok(self.over(&self.tokens[start..at], token.start));
                }
            }
        }
        self.error("a matching )")
    }

    /// `(a, b)`: a list of names in parentheses. Sort orders and collations are passed over.
    pub(crate) fn names(&mut self) -> Parsed<Vec<String>> {
        self.parenthesized()?.split(",").map(|mut part| part.identifier()).collect()
    }

    /// Takes `[]` or `[3]`; returns whether it was there.
    pub(crate) fn eat_brackets(&mut self) -> bool {
        let close = self.rest().iter().take(3).position(|token| token.is_symbol("]"));
        match close {
            Some(close) if self.peek_symbol("[") => {
                self.at += close + 1;
                true
            }
            _ => false,
        }
    }

    /// The pieces of the rest between separators outside parentheses and brackets. An empty
    /// rest has no pieces.
    pub(crate) fn split(
        &self,
        separator: &str,
    ) -> impl Iterator<Item = Cursor<'s, 'a>> + use<'s, 'a> {
        let this = *self;
        let tokens = self.rest();
        let mut from = 0;
        let mut done = tokens.is_empty();
        let separator = separator.to_owned();
        std::iter::from_fn(move || {
            if done {
                return None;
            }
            let rest = &tokens[from..];
            let length = match this.dialect {
                Dialect::BigQuery => outside_angles(rest, |token| token.is_symbol(&separator)),
                _ => top_level(rest, |token| token.is_symbol(&separator)),
            };
            let piece = &tokens[from..from + length];
            let end = tokens.get(from + length).map_or(this.end, |token| token.start);
            from += length + 1;
            done = from > tokens.len();
            Some(this.over(piece, end))
        })
    }

    /// Takes everything up to the first token outside parentheses that `stop` accepts.
    pub(crate) fn until(&mut self, stop: impl FnMut(&Token<'a>) -> bool) -> Cursor<'s, 'a> {
        let length = top_level(self.rest(), stop);
        self.take(length)
    }

    /// Takes a `CREATE …` and everything up to the next one.
    pub(crate) fn element(&mut self) -> Cursor<'s, 'a> {
        let mut seen = false;
        self.until(|token| {
            let again = seen && token.is_word("create");
            seen = true;
            again
        })
    }

    /// Takes a number of tokens.
    pub(crate) fn take(&mut self, length: usize) -> Cursor<'s, 'a> {
        let from = self.at;
        self.at = (from + length).min(self.tokens.len());
        self.over(&self.tokens[from..self.at], self.offset())
    }
}

/// How many tokens come before the first outside parentheses that `stop` accepts.
fn top_level<'a>(tokens: &[Token<'a>], mut stop: impl FnMut(&Token<'a>) -> bool) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        if depth == 0 && stop(token) {
            return at;
        }
        if token.is_symbol("(") || token.is_symbol("[") {
            depth += 1;
        } else if token.is_symbol(")") || token.is_symbol("]") {
            depth = depth.saturating_sub(1);
        }
    }
    tokens.len()
}

/// The same where types stand in angle brackets: `STRUCT<a INT64, b ARRAY<STRING>>`.
fn outside_angles<'a>(tokens: &[Token<'a>], mut stop: impl FnMut(&Token<'a>) -> bool) -> usize {
    let mut open = 0_i32;
    let mut previous: Option<Token<'a>> = None;
    top_level(tokens, |token| {
        let opens = previous.is_some_and(|previous| {
            ["struct", "array", "range"].iter().any(|word| previous.is_word(word))
        });
        if token.kind == TokenKind::Symbol && (open > 0 || opens && token.text.starts_with('<')) {
            let depth = |c: char| i32::from(c == '<') - i32::from(c == '>');
            open += token.text.chars().map(depth).sum::<i32>();
        }
        previous = Some(*token);
        open <= 0 && stop(token)
    })
}
