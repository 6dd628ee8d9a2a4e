//! Names and strings as written to what they stand for.

use seedbed_expr::{Dialect, IdentifierCase};

use crate::lexer::{Token, TokenKind};

/// A name as the database stores it: folded as its dialect folds, unless quoted.
pub(crate) fn identifier_value(token: &Token<'_>, dialect: Dialect) -> String {
    if token.kind != TokenKind::Quoted {
        return folded(token.text, dialect);
    }
    let open = token.text.find(['"', '`', '[']).unwrap_or(0);
    let close = match &token.text[open..=open] {
        "[" => "]",
        other => other,
    };
    token.text[open + 1..token.text.len() - 1].replace(&close.repeat(2), close)
}

/// A name written without quotes.
pub(crate) fn folded(name: &str, dialect: Dialect) -> String {
    match dialect.identifier_case() {
        IdentifierCase::Lower => name.to_lowercase(),
        IdentifierCase::Keep => name.to_owned(),
        IdentifierCase::Upper => name.to_uppercase(),
    }
}

/// The value of a string in any of the notations of its dialect.
pub(crate) fn text_value(text: &str, dialect: Dialect) -> String {
    if let Some(rest) = text.strip_prefix('$') {
        let tag = rest.find('$').map_or(0, |at| at + 2);
        return text[tag..text.len() - tag].to_owned();
    }
    let open = text.find(['\'', '"']).unwrap_or(0);
    let prefix = text[..open].to_ascii_lowercase();
    if prefix.ends_with('q') {
        // Oracle's own delimiters stand inside the quotes.
        let inner = &text[open + 1..text.len() - 1];
        let mut chars = inner.chars();
        chars.next();
        chars.next_back();
        return chars.as_str().to_owned();
    }
    let quote = &text[open..=open];
    let tripled = quote.repeat(3);
    if dialect == Dialect::BigQuery && text[open..].starts_with(&tripled) {
        return unescaped(&text[open + 3..text.len() - 3]);
    }
    let inner = &text[open + 1..text.len() - 1];
    let plain = inner.replace(&quote.repeat(2), quote);
    match prefix.as_str() {
        "e" => unescaped(&plain),
        "r" => plain,
        _ if dialect == Dialect::MySql => mysql_unescaped(&plain),
        _ if dialect.escapes_with_backslash() => unescaped(&plain),
        _ => plain,
    }
}

/// MySQL's backslash escapes; `\%` and `\_` keep their backslash for LIKE.
fn mysql_unescaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match rest.next() {
            Some('0') => value.push('\0'),
            Some('b') => value.push('\u{8}'),
            Some('n') => value.push('\n'),
            Some('r') => value.push('\r'),
            Some('t') => value.push('\t'),
            Some('Z') => value.push('\u{1a}'),
            Some(wildcard @ ('%' | '_')) => value.extend(['\\', wildcard]),
            Some(other) => value.push(other),
            None => {}
        }
    }
    value
}

/// Resolves the backslash escapes of `E'…'` and of COPY.
pub(crate) fn unescaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        let Some(escape) = rest.next() else { break };
        let coded = match escape {
            'x' => code(&mut rest, None, 16, 2),
            'u' => code(&mut rest, None, 16, 4),
            'U' => code(&mut rest, None, 16, 8),
            '0'..='7' => code(&mut rest, Some(escape), 8, 3),
            _ => None,
        };
        value.push(coded.unwrap_or(match escape {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'v' => '\u{b}',
            other => other,
        }));
    }
    value
}

/// A character by its code: up to `most` digits, of which `first` may be taken already.
fn code(
    rest: &mut std::str::Chars<'_>,
    first: Option<char>,
    radix: u32,
    most: usize,
) -> Option<char> {
    let mut digits: String = first.into_iter().collect();
    while digits.len() < most {
        let Some(digit) = rest.clone().next().filter(|c| c.is_digit(radix)) else {
            break;
        };
        digits.push(digit);
        rest.next();
    }
    char::from_u32(u32::from_str_radix(&digits, radix).ok()?)
}
