//! Prisma text to tokens. Ends of lines count: they end fields.

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    /// A name or keyword.
    Name(String),
    /// A string without quotes and escapes.
    Text(String),
    /// A number as written.
    Number(String),
    /// One character of punctuation, `@@` being two.
    Symbol(char),
    /// `/// …` without the slashes.
    Doc(String),
    /// The end of a line.
    Newline,
    /// A string that its line does not close.
    Unclosed,
}

/// A piece of the source.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// The byte offset.
    pub(super) at: usize,
}

/// Every token of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next() {
        tokens.push(token);
    }
    tokens
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Takes what `test` is true for.
    fn take_while(&mut self, test: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|character| !test(character)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn next(&mut self) -> Option<Token> {
        loop {
            self.take_while(|character| character.is_whitespace() && character != '\n');
            let at = self.at;
            let first = self.rest().chars().next()?;
            let kind = if self.rest().starts_with("/*") {
                let end = self.rest().find("*/").map_or(self.rest().len(), |end| end + 2);
                self.at += end;
                continue;
            } else if self.rest().starts_with("//") {
                let line = self.take_while(|character| character != '\n');
                match line.strip_prefix("///") {
                    Some(doc) => TokenKind::Doc(doc.trim().to_owned()),
                    None if self.is_beside_a_field(at) => {
                        TokenKind::Doc(line.trim_start_matches('/').trim().to_owned())
                    }
                    None => continue,
                }
            } else if first == '"' {
                self.string()
            } else if is_name(first) && !first.is_ascii_digit() {
                TokenKind::Name(self.take_while(|c| is_name(c) || c == '-').to_owned())
            } else if first.is_ascii_digit() || self.starts_negative_number() {
                self.at += first.len_utf8();
                self.take_while(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E'));
                TokenKind::Number(self.text[at..self.at].to_owned())
            } else {
                self.at += first.len_utf8();
                if first == '\n' { TokenKind::Newline } else { TokenKind::Symbol(first) }
            };
            return Some(Token { kind, at });
        }
    }

    /// Whether the line up to `at` is a whole field: what stands behind it is about the field,
    /// though Prisma itself takes only `///` for documentation.
    fn is_beside_a_field(&self, at: usize) -> bool {
        let line = self.text[..at].rsplit('\n').next().unwrap_or_default().trim();
        let mut words = line.split_whitespace();
        let (Some(name), Some(of)) = (words.next(), words.next()) else { return false };
        let count = |sign: char| line.matches(sign).count();
        name.chars().all(is_name)
            && of.starts_with(|c: char| c.is_ascii_uppercase())
            && count('(') == count(')')
            && count('[') == count(']')
            && count('{') + count('=') == 0
    }

    fn starts_negative_number(&self) -> bool {
        let mut rest = self.rest().chars();
        rest.next() == Some('-') && rest.next().is_some_and(|c| c.is_ascii_digit())
    }

    fn string(&mut self) -> TokenKind {
        let mut value = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        let start = self.at;
        while let Some((offset, character)) = characters.next() {
            match character {
                '"' => {
                    self.at = start + offset + 1;
                    return TokenKind::Text(value);
                }
                '\n' => {
                    self.at = start + offset;
                    return TokenKind::Unclosed;
                }
                '\\' => value.push(match characters.next() {
                    Some((_, 'n')) => '\n',
                    Some((_, 't')) => '\t',
                    Some((_, 'r')) => '\r',
                    Some((_, escaped)) => escaped,
                    None => break,
                }),
                other => value.push(other),
            }
        }
        self.at = self.text.len();
        TokenKind::Unclosed
    }
}

fn is_name(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}
