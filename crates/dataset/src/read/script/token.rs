//! A script's tokens, cut from a stream.

use std::io::Read;

use seedbed_expr::Dialect;

use super::ScriptError;
use crate::notation::parse_hex;
use crate::read::input::Input;

/// One token. Comments and white space are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A bare word.
    Word(String),
    /// A name between quotes.
    Name(String),
    /// A text, as it means.
    Text(String),
    /// `X'…'`, `0x…`.
    Bytes(Vec<u8>),
    /// `b'…'`.
    Bits(String),
    /// A number with its sign.
    Number(String),
    /// Anything else.
    Symbol(u8),
}

/// Cuts tokens off an input.
pub(super) struct Tokens {
    dialect: Dialect,
    input: Input,
    begun: bool,
    peeked: Option<Token>,
    /// The line that the last token begins on.
    line: u64,
}

/// What a look at the input's rest gives: how many bytes to use, and what they are.
enum Cut {
    Nothing(usize),
    Token(usize, Token),
    /// More of the input is needed.
    More,
}

impl Tokens {
    pub(super) fn new(dialect: Dialect, input: Box<dyn Read + Send>) -> Self {
        Self { dialect, input: Input::new(input), begun: false, peeked: None, line: 1 }
    }

    /// The line that the last token looked at begins on, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next token; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token>, ScriptError> {
        if let Some(token) = self.peeked.take() {
            return Ok(Some(token));
        }
        if !self.begun {
            self.begun = true;
            self.input.skip_mark()?;
        }
        let mut ended = false;
        loop {
            let rest = self.input.rest();
            if rest.is_empty() && ended {
                return Ok(None);
            }
            let line = self.input.line;
            let lexer = Lexer { dialect: self.dialect, rest, ended, line };
            match lexer.cut()? {
                Cut::Nothing(length) => {
                    self.input.take(length);
                }
                Cut::Token(length, token) => {
                    self.line = line;
                    self.input.take(length);
                    return Ok(Some(token));
                }
                Cut::More if ended => return Err(ScriptError::Open { line }),
                Cut::More => ended = !self.input.fill()?,
            }
        }
    }

    /// The next token, which must be there.
    pub(super) fn expect(&mut self, expected: &'static str) -> Result<Token, ScriptError> {
        let next = self.next()?;
        next.ok_or(ScriptError::Syntax { line: self.input.line, expected })
    }

    /// Whether the next token is this symbol.
    pub(super) fn peek_symbol(&mut self, symbol: u8) -> Result<bool, ScriptError> {
        self.peeked = self.next()?;
        Ok(self.peeked == Some(Token::Symbol(symbol)))
    }

    /// Passes this symbol, if it comes next.
    pub(super) fn take_symbol(&mut self, symbol: u8) -> Result<bool, ScriptError> {
        let found = self.peek_symbol(symbol)?;
        if found {
            self.peeked = None;
        }
        Ok(found)
    }

    /// Passes the rest of the line: what it says is for a client program.
    pub(super) fn skip_line(&mut self) -> Result<(), ScriptError> {
        loop {
            let rest = self.input.rest();
            match rest.iter().position(|&byte| byte == b'\n') {
                Some(at) => {
                    self.input.take(at + 1);
                    return Ok(());
                }
                None => {
                    let length = rest.len();
                    self.input.take(length);
                    if !self.input.fill()? {
                        return Ok(());
                    }
                }
            }
        }
    }
}

/// A look at the bytes that were read and not used.
struct Lexer<'i> {
    dialect: Dialect,
    rest: &'i [u8],
    /// Whether these are the last.
    ended: bool,
    line: u64,
}

impl Lexer<'_> {
    fn cut(&self) -> Result<Cut, ScriptError> {
        let (Some(&first), second) = (self.rest.first(), self.rest.get(1).copied()) else {
            return Ok(Cut::More);
        };
        if second.is_none() && !self.ended {
            return Ok(Cut::More);
        }
        let my_sql = self.dialect == Dialect::MySql;
        match (first, second.unwrap_or(b' ')) {
            (byte, _) if byte.is_ascii_whitespace() => Ok(self.white_space()),
            (b'-', b'-') => Ok(self.comment_line()),
            (b'#', _) if my_sql => Ok(self.comment_line()),
            (b'/', b'*') => Ok(self.comment()),
            (b'\'', _) => self.text(0, my_sql),
            (b'"', _) if my_sql => self.text(0, true),
            (b'"' | b'`', _) => self.name(first),
            (b'[', _) if self.dialect != Dialect::PostgreSql => self.name(b']'),
            (b'$', next) if next == b'$' || is_word(next) && !my_sql => self.dollar_quoted(),
            (b'x' | b'X', b'\'') => self.bytes(),
            (b'b' | b'B', b'\'') => self.bits(),
            (b'e' | b'E', b'\'') => self.text(1, true),
            (b'n' | b'N', b'\'') => self.text(1, my_sql),
            (b'0', b'x') => self.hexadecimal(),
            (b'-' | b'+' | b'.', next) if next.is_ascii_digit() || next == b'.' => self.number(),
            (byte, _) if byte.is_ascii_digit() => self.number(),
            (byte, _) if is_word(byte) => self.word(),
            (byte, _) => Ok(Cut::Token(1, Token::Symbol(byte))),
        }
    }

    /// The position of the first byte from `start` that fulfils `test`; the input's end counts
    /// as one.
    fn until(&self, start: usize, test: impl Fn(u8) -> bool) -> Option<usize> {
        let found = self.rest[start..].iter().position(|&byte| test(byte));
        found.map(|at| start + at).or(self.ended.then_some(self.rest.len()))
    }

    fn white_space(&self) -> Cut {
        let spaces = self.rest.iter().take_while(|byte| byte.is_ascii_whitespace());
        Cut::Nothing(spaces.count())
    }

    fn comment_line(&self) -> Cut {
        self.until(0, |byte| byte == b'\n').map_or(Cut::More, Cut::Nothing)
    }

    fn comment(&self) -> Cut {
        let end = self.rest[2..].windows(2).position(|pair| pair == b"*/");
        end.map_or(Cut::More, |at| Cut::Nothing(2 + at + 2))
    }

    fn utf8(&self, bytes: &[u8]) -> Result<String, ScriptError> {
        let text = std::str::from_utf8(bytes).map(str::to_owned);
        text.map_err(|_| ScriptError::Encoding { line: self.line })
    }

    fn word(&self) -> Result<Cut, ScriptError> {
        let Some(end) = self.until(0, |byte| !is_word(byte)) else { return Ok(Cut::More) };
        // `_utf8mb4'…'` names the encoding of a text.
        if self.rest[0] == b'_' && self.rest.get(end) == Some(&b'\'') {
            return self.text(end, true);
        }
        Ok(Cut::Token(end, Token::Word(self.utf8(&self.rest[..end])?)))
    }

    fn number(&self) -> Result<Cut, ScriptError> {
        let is_part = |at: usize, byte: u8| {
            byte.is_ascii_alphanumeric()
                || byte == b'.'
                || matches!(byte, b'-' | b'+')
                    && (at == 0 || matches!(self.rest[at - 1], b'e' | b'E'))
        };
        let found = (0..self.rest.len()).find(|&at| !is_part(at, self.rest[at]));
        let Some(end) = found.or(self.ended.then_some(self.rest.len())) else {
            return Ok(Cut::More);
        };
        Ok(Cut::Token(end, Token::Number(self.utf8(&self.rest[..end])?)))
    }

    /// A text whose opening quote stands at `start`.
    fn text(&self, start: usize, backslashes: bool) -> Result<Cut, ScriptError> {
        let quote = self.rest[start];
        let mut out = Vec::new();
        let mut at = start + 1;
        loop {
            let stops = |byte: u8| byte == quote || (backslashes && byte == b'\\');
            let Some(stop) = self.rest[at..].iter().position(|&byte| stops(byte)) else {
                return Ok(Cut::More);
            };
            out.extend_from_slice(&self.rest[at..at + stop]);
            at += stop;
            match (self.rest[at], self.rest.get(at + 1)) {
                (b'\\', Some(&escaped)) => out.extend_from_slice(&unescape(escaped)),
                (_, None) if !self.ended => return Ok(Cut::More),
                (byte, Some(&next)) if byte == quote && next == quote => out.push(quote),
                (byte, _) if byte == quote => {
                    return Ok(Cut::Token(at + 1, Token::Text(self.utf8(&out)?)));
                }
                _ => return Ok(Cut::More),
            }
            at += 2;
        }
    }

    /// A name that ends with `quote`.
    fn name(&self, quote: u8) -> Result<Cut, ScriptError> {
        let mut out = Vec::new();
        let mut at = 1;
        loop {
            let Some(stop) = self.rest[at..].iter().position(|&byte| byte == quote) else {
                return Ok(Cut::More);
            };
            out.extend_from_slice(&self.rest[at..at + stop]);
            at += stop + 1;
            match self.rest.get(at) {
                None if !self.ended => return Ok(Cut::More),
                Some(&next) if next == quote => out.push(quote),
                _ => return Ok(Cut::Token(at, Token::Name(self.utf8(&out)?))),
            }
            at += 1;
        }
    }

    /// `$tag$…$tag$`.
    fn dollar_quoted(&self) -> Result<Cut, ScriptError> {
        let Some(open) = self.until(1, |byte| byte == b'$' || !is_word(byte)) else {
            return Ok(Cut::More);
        };
        if self.rest.get(open) != Some(&b'$') {
            return Ok(Cut::Token(1, Token::Symbol(b'$')));
        }
        let (tag, inner) = self.rest.split_at(open + 1);
        let Some(end) = inner.windows(tag.len()).position(|part| part == tag) else {
            return Ok(Cut::More);
        };
        let text = self.utf8(&inner[..end])?;
        Ok(Cut::Token(2 * tag.len() + end, Token::Text(text)))
    }

    /// What stands between the quotes of `X'…'`, and the length of all.
    fn prefixed(&self) -> Option<(&[u8], usize)> {
        let end = self.rest[2..].iter().position(|&byte| byte == b'\'')?;
        Some((&self.rest[2..2 + end], end + 3))
    }

    fn bytes(&self) -> Result<Cut, ScriptError> {
        let Some((digits, length)) = self.prefixed() else { return Ok(Cut::More) };
        self.of_digits(digits, length)
    }

    fn hexadecimal(&self) -> Result<Cut, ScriptError> {
        let Some(end) = self.until(2, |byte| !byte.is_ascii_hexdigit()) else {
            return Ok(Cut::More);
        };
        self.of_digits(&self.rest[2..end], end)
    }

    fn of_digits(&self, digits: &[u8], length: usize) -> Result<Cut, ScriptError> {
        let bytes = parse_hex(&format!("\\x{}", self.utf8(digits)?));
        let bytes =
            bytes.ok_or(ScriptError::Syntax { line: self.line, expected: "pairs of digits" })?;
        Ok(Cut::Token(length, Token::Bytes(bytes)))
    }

    fn bits(&self) -> Result<Cut, ScriptError> {
        let Some((digits, length)) = self.prefixed() else { return Ok(Cut::More) };
        Ok(Cut::Token(length, Token::Bits(self.utf8(digits)?)))
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'@') || !byte.is_ascii()
}

/// What a backslash and a character mean (MySQL manual, "String Literals"); `\%` and `\_` keep
/// their backslash.
fn unescape(escaped: u8) -> Vec<u8> {
    match escaped {
        b'0' => vec![0],
        b'b' => vec![8],
        b'n' => vec![b'\n'],
        b'r' => vec![b'\r'],
        b't' => vec![b'\t'],
        b'Z' => vec![26],
        b'%' | b'_' => vec![b'\\', escaped],
        other => vec![other],
    }
}
