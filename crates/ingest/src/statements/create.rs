//! What stands between `CREATE` and the thing created.

use crate::{cursor::Cursor, lexer::TokenKind};

/// Words that say how a thing is kept, and not which rows it holds.
const ADJECTIVES: &[&[&str]] = &[
    &["or", "alter"],
    &["sql", "security", "definer"],
    &["sql", "security", "invoker"],
    &["no", "force"],
    &["clustered"],
    &["nonclustered"],
    &["columnstore"],
    &["bitmap"],
    &["fulltext"],
    &["spatial"],
    &["editionable"],
    &["noneditionable"],
    &["force"],
    &["secure"],
    &["transient"],
    &["hybrid"],
    &["iceberg"],
    &["sharded"],
    &["immutable"],
    &["blockchain"],
    &["duplicated"],
    &["aggregate"],
    &["multivalue"],
];

/// Steps over them; returns whether the thing is there for a session only.
pub(super) fn adjectives(cursor: &mut Cursor<'_, '_>) -> bool {
    let mut temporary = false;
    loop {
        if cursor.eat_any(&["private", "global", "local"]) {
            continue;
        }
        if cursor.eat_any(&["temporary", "temp", "volatile"]) {
            temporary = true;
        } else if cursor.peek_word("definer") || cursor.peek_word("algorithm") {
            skip_setting(cursor);
        } else if !ADJECTIVES.iter().any(|words| cursor.eat_words(words)) {
            return temporary;
        }
    }
}

/// `DEFINER = user@host`, `ALGORITHM = MERGE`.
fn skip_setting(cursor: &mut Cursor<'_, '_>) {
    const ENDS: &[&str] =
        &["view", "trigger", "procedure", "function", "event", "package", "sql", "definer"];
    cursor.advance();
    cursor.until(|token| {
        token.kind == TokenKind::Word && ENDS.iter().any(|word| token.is_word(word))
    });
}
