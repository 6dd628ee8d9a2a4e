//! One token at a time.

use seedbed_expr::Dialect;

use super::TokenKind;

/// What stands at the beginning of a text, and how long it is in bytes.
pub(super) struct Scanned {
    pub(super) what: What,
    pub(super) length: usize,
}

pub(super) enum What {
    Space,
    Comment,
    Token(TokenKind),
    /// Something that never closes.
    Flaw(&'static str),
}

const OPERATOR: &[u8] = b"+-*/<>=~!@#%^&|?";

pub(super) fn piece(rest: &str, dialect: Dialect) -> Scanned {
    let bytes = rest.as_bytes();
    let token = |kind, length| Scanned { what: What::Token(kind), length };
    match bytes[0] {
        byte if byte.is_ascii_whitespace() => space(rest),
        b'-' if bytes.get(1) == Some(&b'-') => line_comment(rest),
        b'#' if dialect == Dialect::MySql => line_comment(rest),
        b'/' if bytes.get(1) == Some(&b'*') => block_comment(rest),
        b'\'' => quoted(rest, 0, b'\'', false, TokenKind::Text),
        b'"' => quoted(rest, 0, b'"', false, TokenKind::Quoted),
        b'`' => quoted(rest, 0, b'`', false, TokenKind::Quoted),
        b'$' => dollar(rest),
        b'e' | b'E' if bytes.get(1) == Some(&b'\'') => {
            quoted(rest, 1, b'\'', true, TokenKind::Text)
        }
        b'b' | b'B' | b'x' | b'X' | b'n' | b'N' if bytes.get(1) == Some(&b'\'') => {
            quoted(rest, 1, b'\'', false, TokenKind::Text)
        }
        b'u' | b'U' if bytes.get(1) == Some(&b'&') && bytes.get(2) == Some(&b'\'') => {
            quoted(rest, 2, b'\'', false, TokenKind::Text)
        }
        b'u' | b'U' if bytes.get(1) == Some(&b'&') && bytes.get(2) == Some(&b'"') => {
            quoted(rest, 2, b'"', false, TokenKind::Quoted)
        }
        byte if byte.is_ascii_digit() => token(TokenKind::Number, number(bytes)),
        b'.' if bytes.get(1).is_some_and(u8::is_ascii_digit) => {
            token(TokenKind::Number, number(bytes))
        }
        b':' if bytes.get(1) == Some(&b':') || bytes.get(1) == Some(&b'=') => {
            token(TokenKind::Symbol, 2)
        }
        byte if OPERATOR.contains(&byte) => token(TokenKind::Symbol, operator(bytes)),
        _ => word_or_symbol(rest),
    }
}

fn line_comment(rest: &str) -> Scanned {
    let length = rest.find('\n').unwrap_or(rest.len());
    let length = rest[..length].trim_end_matches('\r').len();
    Scanned { what: What::Comment, length }
}

/// White space up to and with the end of a line, so that line starts can be seen.
fn space(rest: &str) -> Scanned {
    let blank = rest.bytes().take_while(u8::is_ascii_whitespace).count();
    let length = rest[..blank].rfind('\n').map_or(blank, |at| at + 1);
    Scanned { what: What::Space, length }
}

fn word_or_symbol(rest: &str) -> Scanned {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$' || !c.is_ascii();
    let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    if length > 0 {
        return Scanned { what: What::Token(TokenKind::Word), length };
    }
    let length = rest.chars().next().map_or(1, char::len_utf8);
    Scanned { what: What::Token(TokenKind::Symbol), length }
}

fn number(bytes: &[u8]) -> usize {
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count()
    };
    if bytes[0] == b'0' && bytes.get(1).is_some_and(|byte| b"xXoObB".contains(byte)) {
        return digits(0);
    }
    let plain = |from: usize| {
        bytes[from..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'_').count()
    };
    let mut length = plain(0);
    if bytes.get(length) == Some(&b'.') {
        length += 1 + plain(length + 1);
    }
    if bytes.get(length).is_some_and(|byte| b"eE".contains(byte)) {
        let sign = usize::from(bytes.get(length + 1).is_some_and(|byte| b"+-".contains(byte)));
        let exponent = plain(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}

/// A run of operator characters, ended by a comment. As in PostgreSQL, `+` and `-` do not end
/// a longer operator unless it holds a character that no standard operator has.
fn operator(bytes: &[u8]) -> usize {
    let mut length = bytes.iter().take_while(|byte| OPERATOR.contains(byte)).count();
    for at in 1..length {
        if matches!(&bytes[at..], [b'-', b'-', ..] | [b'/', b'*', ..]) {
            length = at;
            break;
        }
    }
    let special = bytes[..length].iter().any(|byte| b"~!@#%^&|?".contains(byte));
    while length > 1 && !special && b"+-".contains(&bytes[length - 1]) {
        length -= 1;
    }
    length
}

/// A text in quotes; `prefix` bytes stand before the first quote.
fn quoted(rest: &str, prefix: usize, quote: u8, backslash: bool, kind: TokenKind) -> Scanned {
    let bytes = rest.as_bytes();
    let mut at = prefix + 1;
    while let Some(&byte) = bytes.get(at) {
        if byte == quote {
            if bytes.get(at + 1) != Some(&quote) {
                return Scanned { what: What::Token(kind), length: at + 1 };
            }
            at += 1;
        } else if backslash && byte == b'\\' {
            at += 1;
        }
        at += 1;
    }
    unclosed(rest, "a quote is never closed")
}

fn dollar(rest: &str) -> Scanned {
    let bytes = rest.as_bytes();
    let digits = bytes[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits > 0 {
        return Scanned { what: What::Token(TokenKind::Parameter), length: digits + 1 };
    }
    let tag = rest[1..].find(|c: char| !c.is_alphanumeric() && c != '_').map(|at| at + 1);
    let Some(tag) = tag.filter(|&at| bytes[at] == b'$') else {
        return Scanned { what: What::Token(TokenKind::Symbol), length: 1 };
    };
    let delimiter = &rest[..=tag];
    match rest[delimiter.len()..].find(delimiter) {
        Some(at) => {
            Scanned { what: What::Token(TokenKind::Text), length: at + 2 * delimiter.len() }
        }
        None => unclosed(rest, "a dollar-quoted text is never closed"),
    }
}

fn block_comment(rest: &str) -> Scanned {
    let bytes = rest.as_bytes();
    let mut depth = 0;
    let mut at = 0;
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => {
                depth += 1;
                at += 2;
            }
            b"*/" => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Scanned { what: What::Comment, length: at };
                }
            }
            _ => at += 1,
        }
    }
    unclosed(rest, "a comment is never closed")
}

/// Goes on after the next semicolon that ends a line.
fn unclosed(rest: &str, reason: &'static str) -> Scanned {
    let ends = rest.match_indices(';').map(|(at, _)| at + 1);
    let end_of_line =
        |&at: &usize| rest[at..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
    let mut ends = ends.filter(end_of_line);
    let length = ends.next().unwrap_or(rest.len());
    Scanned { what: What::Flaw(reason), length }
}
