//! `BigQuery`'s and Snowflake's types with types inside: `ARRAY<STRING(10)>`, `STRUCT<a INT64>`.

use super::TypeName;
use crate::{
    cursor::{Cursor, Parsed},
    lexer::{Token, TokenKind},
};

impl TypeName {
    /// A name that may have types in angle brackets, or, as Snowflake has it, in parentheses.
    pub(super) fn with_angles(cursor: &mut Cursor<'_, '_>) -> Parsed<Self> {
        let mut read = Self::words(cursor)?;
        if !cursor.peek().is_some_and(|token| token.text.starts_with('<')) {
            return Ok(read);
        }
        let inside = angles(cursor)?;
        match read.keyword.as_str() {
            "array" => {
                let written = inside.rest_written();
                read = Self { written, ..Self::read(&mut { inside })? };
                read.dimensions = read.dimensions.saturating_add(1);
            }
            "struct" => {
                for mut part in split(inside) {
                    let name = part.identifier()?;
                    read.fields.push((name, Self::read(&mut part)?));
                }
            }
            _ => read.arguments.push(inside.rest_written()),
        }
        Ok(read)
    }
}

/// How many brackets a token opens (or closes, if negative).
fn depth(token: &Token<'_>) -> i32 {
    if token.kind != TokenKind::Symbol {
        return 0;
    }
    token.text.chars().map(|c| i32::from(c == '<') - i32::from(c == '>')).sum()
}

/// Takes `<…>`; of `>>` that closes two only the text behind the first is left to the inside.
fn angles<'s, 'a>(cursor: &mut Cursor<'s, 'a>) -> Parsed<Cursor<'s, 'a>> {
    let mut open = 0;
    let close = cursor.rest().iter().position(|token| {
        open += depth(token);
        open <= 0
    });
    let Some(close) = close else {
        return cursor.error("a matching >");
    };
    // `>>` closes an inner and an outer bracket at once; the inner then ends with its tokens.
    let mut inside = cursor.take(close + 1);
    inside.advance();
    let shared = inside.rest().last().is_some_and(|token| token.text.len() > 1);
    let length = inside.rest().len();
    Ok(inside.take(if shared { length } else { length - 1 }))
}

/// The pieces between commas that are in no brackets.
fn split<'s, 'a>(mut cursor: Cursor<'s, 'a>) -> Vec<Cursor<'s, 'a>> {
    let mut pieces = Vec::new();
    while !cursor.is_at_end() {
        let mut open = 0;
        pieces.push(cursor.until(|token| {
            open += depth(token);
            open == 0 && token.is_symbol(",")
        }));
        cursor.advance();
    }
    pieces
}
