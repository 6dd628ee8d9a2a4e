//! What follows a table's elements.

use seedbed_expr::{BinaryOp, Dialect, Expr, Value};
use seedbed_schema::{KeyPart, Partition};

use super::{Reader, TableDraft, inherit, unknown_table};
use crate::{
    cursor::{Cursor, Parsed},
    expression,
    lexer::TokenKind,
};

impl<'a> Reader<'_, 'a> {
    pub(in crate::statements) fn table_options(
        &mut self,
        draft: &mut TableDraft,
        mut cursor: Cursor<'_, 'a>,
    ) -> Parsed<()> {
        while !cursor.is_at_end() {
            if cursor.eat_word("inherits") {
                let at = cursor.offset();
                for mut part in cursor.parenthesized()?.split(",") {
                    let name = self.catalog.meant_table(&part.qualified()?);
                    let Some(parent) = self.catalog.table(&name) else {
                        return unknown_table(at, &name);
                    };
                    inherit(parent, draft);
                    draft.table.inherits.push(name);
                }
            } else if cursor.eat_words(&["partition", "by"]) {
                if matches!(self.source.dialect, Dialect::PostgreSql | Dialect::Generic) {
                    draft.partition_key = Some(self.partition_key(&mut cursor)?);
                } else {
                    self.partitions(draft, &mut cursor);
                }
            } else if self.source.dialect == Dialect::PostgreSql
                || !table_option(draft, &mut cursor)
            {
                cursor.advance();
            }
        }
        Ok(())
    }

    /// `RANGE (key) (PARTITION p VALUES LESS THAN (10), …)`: a row beyond all partitions is
    /// refused. What is not understood refuses nothing.
    fn partitions(&mut self, draft: &mut TableDraft, cursor: &mut Cursor<'_, 'a>) {
        let start = cursor.offset();
        let linear = cursor.eat_word("linear");
        let range = cursor.eat_word("range");
        let list = !range && cursor.eat_word("list");
        cursor.eat_word("columns");
        if linear || !(range || list) {
            return;
        }
        let Ok(inside) = cursor.parenthesized() else { return };
        let mut keys = inside.split(",");
        let (Some(mut key), None) = (keys.next(), keys.next()) else {
            return;
        };
        let text = cursor.written(start, cursor.end_offset());
        let Ok(KeyPart::Column(column)) = self.key_part(&mut key) else {
            return;
        };
        while !cursor.is_at_end() && !cursor.peek_symbol("(") {
            cursor.advance();
        }
        let Ok(parts) = cursor.parenthesized() else { return };
        let any_of: Option<Vec<Expr>> =
            parts.split(",").map(|part| condition(&column, part)).collect();
        let any_of = any_of.unwrap_or_default();
        draft.table.partition = Some(Partition { text, any_of, by_part: false });
    }
}

/// What a row of one partition fulfils; `None` where every row does, or nothing is known.
fn condition(column: &str, mut part: Cursor<'_, '_>) -> Option<Expr> {
    part.until(|token| token.is_word("values"));
    part.expect_word("values").ok()?;
    let key = Expr::column(column);
    if part.eat_words(&["less", "than"]) {
        let inside = part.parenthesized().ok()?;
        if inside.peek_word("maxvalue") {
            return None;
        }
        let limit = expression::read(inside).ok()?;
        // NULL is below everything.
        let is_null = Expr::IsNull(Box::new(key.clone()), true);
        let below = Expr::binary(BinaryOp::Lt, key, limit);
        return Some(Expr::binary(BinaryOp::Or, is_null, below));
    }
    part.eat_word("in");
    let values = part.parenthesized().ok()?.split(",").map(|value| expression::read(value).ok());
    let (nulls, list): (Vec<Expr>, Vec<Expr>) = values
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .partition(|value| *value == Expr::Literal(Value::Null));
    let is_in = Expr::InList { expr: Box::new(key.clone()), list, negated: false };
    if nulls.is_empty() {
        return Some(is_in);
    }
    Some(Expr::binary(BinaryOp::Or, Expr::IsNull(Box::new(key), true), is_in))
}

/// An option that says something about rows: a comment, a collation, the next number.
pub(in crate::statements) fn table_option(
    draft: &mut TableDraft,
    cursor: &mut Cursor<'_, '_>,
) -> bool {
    if cursor.eat_word("comment") {
        cursor.eat_symbol("=");
        if let Ok(comment) = cursor.string() {
            draft.table.comment = Some(comment).filter(|comment| !comment.trim().is_empty());
        }
    } else if cursor.eat_any(&["collate", "charset"]) || cursor.eat_words(&["character", "set"]) {
        cursor.eat_symbol("=");
        draft.collation = match cursor.peek() {
            Some(token) if token.kind == TokenKind::Text => cursor.string().ok(),
            _ => cursor.identifier().ok(),
        };
    } else if cursor.eat_word("auto_increment") {
        cursor.eat_symbol("=");
        if let Ok(start) = cursor.integer() {
            let identities =
                draft.columns.iter_mut().filter_map(|own| own.column.identity.as_mut());
            identities.for_each(|identity| identity.start = start);
        }
    } else if cursor.eat_word("options") {
        let Ok(inside) = cursor.parenthesized() else { return true };
        for mut option in inside.split(",") {
            if option.eat_word("description") && option.eat_symbol("=") {
                draft.table.comment = option.string().ok();
            }
        }
    } else {
        return false;
    }
    true
}
