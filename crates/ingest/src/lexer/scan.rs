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
    let second = bytes.get(1).copied();
    match bytes[0] {
        byte if byte.is_ascii_whitespace() => space(rest),
        b'-' if second == Some(b'-') => line_comment(rest),
        b'#' if matches!(dialect, Dialect::MySql | Dialect::BigQuery) => line_comment(rest),
        b'/' if second == Some(b'/') && dialect == Dialect::Snowflake => line_comment(rest),
        b'/' if second == Some(b'*') => block_comment(rest, dialect),
        b'\'' | b'"' | b'`' => plain_quote(rest, dialect),
        b'[' if brackets_quote(dialect) => quoted(rest, 0, b']', false, TokenKind::Quoted),
        b'$' if matches!(dialect, Dialect::PostgreSql | Dialect::Generic | Dialect::Snowflake) => {
            dollar(rest)
        }
        byte if byte.is_ascii_digit() => match digit_word(bytes, dialect) {
            Some(length) => token(TokenKind::Word, length),
            None => token(TokenKind::Number, number(bytes)),
        },
        b'.' if second.is_some_and(|byte| byte.is_ascii_digit()) => {
            token(TokenKind::Number, number(bytes))
        }
        b':' if second == Some(b':') || second == Some(b'=') => token(TokenKind::Symbol, 2),
        b'@' | b'#' if names_variables(dialect) && second.is_some_and(starts_name) => {
            let length = rest[1..].find(|c: char| !is_name_part(c) && c != '@' && c != '#');
            token(TokenKind::Word, length.map_or(rest.len(), |length| length + 1))
        }
        byte if OPERATOR.contains(&byte) => token(TokenKind::Symbol, operator(bytes)),
        _ => prefixed(rest, dialect).unwrap_or_else(|| word_or_symbol(rest, dialect)),
    }
}

/// `[name]` is a name, not the item of an array.
fn brackets_quote(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::SqlServer | Dialect::Sqlite)
}

/// `@variable`, `#temporary_table`.
fn names_variables(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::SqlServer | Dialect::MySql)
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b'@' || byte == b'#'
}

fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}

/// A string or a name in quotes without a prefix.
fn plain_quote(rest: &str, dialect: Dialect) -> Scanned {
    let escapes = dialect.escapes_with_backslash();
    match rest.as_bytes()[0] {
        b'\'' if dialect == Dialect::BigQuery && rest.starts_with("'''") => tripled(rest, "'''"),
        b'\'' => quoted(rest, 0, b'\'', escapes, TokenKind::Text),
        b'"' if dialect == Dialect::BigQuery && rest.starts_with("\"\"\"") => {
            tripled(rest, "\"\"\"")
        }
        b'"' if matches!(dialect, Dialect::MySql | Dialect::BigQuery) => {
            quoted(rest, 0, b'"', escapes, TokenKind::Text)
        }
        b'"' => quoted(rest, 0, b'"', false, TokenKind::Quoted),
        _ => quoted(rest, 0, b'`', false, TokenKind::Quoted),
    }
}

fn tripled(rest: &str, quotes: &str) -> Scanned {
    match rest[quotes.len()..].find(quotes) {
        Some(at) => Scanned { what: What::Token(TokenKind::Text), length: at + 2 * quotes.len() },
        None => unclosed(rest, "a quote is never closed"),
    }
}

/// A string whose notation its first letters tell: `E'…'`, `x'…'`, `N'…'`, `q'[…]'`.
fn prefixed(rest: &str, dialect: Dialect) -> Option<Scanned> {
    let bytes = rest.as_bytes();
    let (first, second, third) = (bytes[0].to_ascii_lowercase(), bytes.get(1)?, bytes.get(2));
    let escapes = dialect.escapes_with_backslash();
    let text = |prefix, backslash| Some(quoted(rest, prefix, b'\'', backslash, TokenKind::Text));
    match (first, second) {
        (b'e', b'\'') => text(1, matches!(dialect, Dialect::PostgreSql | Dialect::Generic)),
        (b'b' | b'x' | b'n', b'\'') => text(1, escapes),
        (b'r', b'\'') if dialect == Dialect::BigQuery => text(1, true),
        (b'b' | b'r', b'"') if dialect == Dialect::BigQuery => {
            Some(quoted(rest, 1, b'"', true, TokenKind::Text))
        }
        (b'q', b'\'') if dialect == Dialect::Oracle => Some(alternative_quote(rest, 1)),
        (b'n', b'q' | b'Q') if dialect == Dialect::Oracle && third == Some(&b'\'') => {
            Some(alternative_quote(rest, 2))
        }
        (b'u', b'&') if third == Some(&b'\'') => text(2, false),
        (b'u', b'&') if third == Some(&b'"') => {
            Some(quoted(rest, 2, b'"', false, TokenKind::Quoted))
        }
        _ => None,
    }
}

/// Oracle's `q'[…]'`: whatever character follows the quote, or its counterpart, ends the text.
fn alternative_quote(rest: &str, prefix: usize) -> Scanned {
    let inner = &rest[prefix + 1..];
    let Some(open) = inner.chars().next() else {
        return unclosed(rest, "a quote is never closed");
    };
    let close: String = match open {
        '[' => "]'".into(),
        '(' => ")'".into(),
        '{' => "}'".into(),
        '<' => ">'".into(),
        other => format!("{other}'"),
    };
    match inner[open.len_utf8()..].find(&close) {
        Some(at) => Scanned {
            what: What::Token(TokenKind::Text),
            length: prefix + 1 + open.len_utf8() + at + close.len(),
        },
        None => unclosed(rest, "a quote is never closed"),
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

fn word_or_symbol(rest: &str, dialect: Dialect) -> Scanned {
    let with_hash = matches!(dialect, Dialect::SqlServer | Dialect::Oracle | Dialect::Db2);
    let is_part = |c| is_name_part(c) || with_hash && c == '#';
    let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    if length > 0 {
        return Scanned { what: What::Token(TokenKind::Word), length };
    }
    let length = rest.chars().next().map_or(1, char::len_utf8);
    Scanned { what: What::Token(TokenKind::Symbol), length }
}

/// MySQL allows names that begin with a digit: `2fa_codes`.
fn digit_word(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    if dialect != Dialect::MySql {
        return None;
    }
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length =
        bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let rest = &bytes[digits..length];
    let is_number = rest.is_empty()
        || bytes[0] == b'0' && digits == 1 && b"xXbB".contains(&rest[0])
        || b"eE".contains(&rest[0]) && rest[1..].iter().all(u8::is_ascii_digit);
    (!is_number).then_some(length)
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
        if matches!(&bytes[at..], [b'-', b'-', ..] | [b'/', b'*', ..] | [b'*', b'/', ..]) {
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

/// Comments nest in PostgreSQL, SQL Server and Db2; elsewhere the first end ends them.
fn block_comment(rest: &str, dialect: Dialect) -> Scanned {
    let nests = matches!(
        dialect,
        Dialect::PostgreSql | Dialect::SqlServer | Dialect::Db2 | Dialect::Generic
    );
    let bytes = rest.as_bytes();
    let mut depth = 0;
    let mut at = 0;
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => {
                depth += i32::from(nests || depth == 0);
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
