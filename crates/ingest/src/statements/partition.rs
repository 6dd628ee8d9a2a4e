//! How tables are divided.

use seedbed_expr::Expr;
use seedbed_schema::KeyPart;

use super::Reader;
use crate::{
    catalog::{Limit, PartitionBound, PartitionKey, Strategy},
    cursor::{Cursor, Parsed},
    expression,
};

impl<'a> Reader<'_, 'a> {
    /// `PARTITION BY` without these words.
    pub(super) fn partition_key(&mut self, cursor: &mut Cursor<'_, 'a>) -> Parsed<PartitionKey> {
        let start = cursor.offset();
        let strategy = if cursor.eat_word("range") {
            Strategy::Range
        } else if cursor.eat_word("list") {
            Strategy::List
        } else if cursor.eat_word("hash") {
            Strategy::Hash
        } else {
            return cursor.error("RANGE, LIST or HASH");
        };
        let mut parts = Some(Vec::new());
        for mut piece in cursor.parenthesized()?.split(",") {
            let expr = match self.key_part(&mut piece)? {
                KeyPart::Column(name) => Some(Expr::column(name)),
                KeyPart::Expr(expr, _) => expr,
            };
            match (&mut parts, expr) {
                (Some(parts), Some(expr)) => parts.push(expr),
                _ => parts = None,
            }
        }
        let text = cursor.written(start, cursor.end_offset());
        Ok(PartitionKey { strategy, parts, text })
    }
}

/// `FOR VALUES …` or `DEFAULT`.
pub(super) fn bound(cursor: &mut Cursor<'_, '_>) -> PartitionBound {
    if cursor.eat_word("default") {
        return PartitionBound::Default;
    }
    if !cursor.eat_words(&["for", "values"]) {
        return PartitionBound::Unread;
    }
    if cursor.eat_word("with") {
        return PartitionBound::Hash;
    }
    if cursor.eat_word("in") {
        let values = cursor.parenthesized().ok().and_then(|inside| {
            inside.split(",").map(|piece| expression::read(piece).ok()).collect::<Option<Vec<_>>>()
        });
        return values.map_or(PartitionBound::Unread, PartitionBound::In);
    }
    range(cursor).unwrap_or(PartitionBound::Unread)
}

fn range(cursor: &mut Cursor<'_, '_>) -> Option<PartitionBound> {
    let limits = |cursor: &mut Cursor<'_, '_>| {
        let inside = cursor.parenthesized().ok()?;
        inside.split(",").map(limit).collect::<Option<Vec<_>>>()
    };
    cursor.expect_word("from").ok()?;
    let from = limits(cursor)?;
    cursor.expect_word("to").ok()?;
    Some(PartitionBound::Range(from, limits(cursor)?))
}

fn limit(cursor: Cursor<'_, '_>) -> Option<Limit> {
    if cursor.peek_word("minvalue") {
        Some(Limit::Minimum)
    } else if cursor.peek_word("maxvalue") {
        Some(Limit::Maximum)
    } else {
        expression::read(cursor).ok().map(Limit::Value)
    }
}
