//! Functions that stand for an expression, triggers, and rules.

use seedbed_expr::Dialect;
use seedbed_schema::Trigger;

use super::Reader;
use crate::{
    catalog::SqlFunction,
    cursor::{Cursor, Parsed},
    expression,
    lexer::{Token, TokenKind},
    types::TypeName,
};

impl<'a> Reader<'_, 'a> {
    /// Keeps a function in SQL whose body is one expression, so that a CHECK that calls it can
    /// be understood. All others are passed over.
    pub(super) fn create_function(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        let Some(name) = cursor.qualified()?.pop() else {
            return Ok(());
        };
        let parameters: Vec<String> = cursor.parenthesized()?.split(",").map(parameter).collect();
        let tokens = cursor.rest();
        let quoted = tokens
            .windows(2)
            .find(|pair| pair[0].is_word("as") && pair[1].kind == TokenKind::Text)
            .map(|pair| &pair[1]);
        if let Some(body) = quoted {
            let effects = self.effects(body);
            self.catalog.effects.insert(name.to_ascii_lowercase(), effects);
        }
        let in_sql = tokens.windows(2).any(|pair| {
            pair[0].is_word("language")
                && (pair[1].is_word("sql") || pair[1].text.eq_ignore_ascii_case("'sql'"))
        });
        let body = if let Some(at) = tokens.iter().position(|token| token.is_word("return")) {
            cursor.take(at + 1);
            expression::read(cursor).ok()
        } else if in_sql {
            quoted.and_then(|body| self.selected(body))
        } else {
            quoted.and_then(|body| self.returned(body))
        };
        if let Some(body) = body {
            let key = (name, parameters.len());
            self.catalog.functions.insert(key, SqlFunction { parameters, body });
        }
        Ok(())
    }

    /// The expression of a body that is `SELECT expression`.
    fn selected(&self, body: &Token<'a>) -> Option<seedbed_expr::Expr> {
        let mut statements = self.statements_within(body)?;
        let statement = statements.next()?;
        if statements.next().is_some() {
            return None;
        }
        let mut cursor = Cursor::new(self.source, &statement.tokens);
        cursor.eat_word("select").then_some(())?;
        let ends = ["as", "from", "union", "limit"];
        let expression = cursor
            .until(|token| token.is_symbol(",") || ends.iter().any(|word| token.is_word(word)));
        let is_all = cursor.is_at_end() || (cursor.eat_word("as") && cursor.rest().len() == 1);
        is_all.then(|| expression::read(expression).ok())?
    }

    /// The expression of a body in PL/pgSQL that is `BEGIN RETURN expression; END`.
    fn returned(&self, body: &Token<'a>) -> Option<seedbed_expr::Expr> {
        let mut statements = self.statements_within(body)?;
        let (first, last) = (statements.next()?, statements.next()?);
        let mut cursor = Cursor::new(self.source, &first.tokens);
        let ends = last.tokens.first().is_some_and(|token| token.is_word("end"));
        let is_whole = ends && statements.next().is_none_or(|rest| rest.tokens.is_empty());
        (is_whole && cursor.eat_words(&["begin", "return"])).then_some(())?;
        expression::read(cursor).ok()
    }

    pub(super) fn create_trigger(
        &mut self,
        mut cursor: Cursor<'_, 'a>,
        start: usize,
    ) -> Parsed<()> {
        cursor.eat_words(&["if", "not", "exists"]);
        let name = cursor.qualified()?.pop().unwrap_or_default();
        if self.source.dialect == Dialect::SqlServer {
            return self.trigger_behind_table(name, cursor);
        }
        let before = cursor.eat_word("before") || cursor.eat_words(&["instead", "of"]);
        let events = cursor.until(|token| token.is_word("on"));
        let on_insert = events.rest().iter().any(|token| token.is_word("insert"));
        cursor.expect_word("on")?;
        let table = self.catalog.meant_table(&cursor.qualified()?);
        let rest = cursor.rest().iter();
        let at =
            rest.clone().position(|token| token.is_word("function") || token.is_word("procedure"));
        let function = at.and_then(|at| {
            cursor.take(at + 1);
            cursor.qualified().ok()?.pop().map(|name| name.to_ascii_lowercase())
        });
        let raises = |function: &String| {
            self.catalog.effects.get(function).is_some_and(|effects| effects.raises)
        };
        if on_insert && function.as_ref().is_some_and(raises) {
            self.note(start, format!("trigger {name} may refuse rows of {table}"));
        }
        if let Some(draft) = self.catalog.table_mut(&table) {
            draft.trigger_functions.extend(function.filter(|_| on_insert));
            draft.table.triggers.push(Trigger { name, on_insert, before });
        }
        Ok(())
    }

    /// SQL Server's `CREATE TRIGGER name ON table {AFTER | FOR | INSTEAD OF} INSERT …`.
    fn trigger_behind_table(&mut self, name: String, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        cursor.expect_word("on")?;
        let table = self.catalog.meant_table(&cursor.qualified()?);
        cursor.until(|token| ["after", "for", "instead"].iter().any(|word| token.is_word(word)));
        let before = cursor.peek_word("instead");
        let events = cursor.until(|token| token.is_word("as"));
        let on_insert = events.rest().iter().any(|token| token.is_word("insert"));
        if let Some(draft) = self.catalog.table_mut(&table) {
            draft.table.triggers.push(Trigger { name, on_insert, before });
        }
        Ok(())
    }

    /// A rule on INSERT may send rows elsewhere, as a trigger before the row may.
    pub(super) fn create_rule(&mut self, mut cursor: Cursor<'_, 'a>, start: usize) -> Parsed<()> {
        let name = cursor.identifier()?;
        cursor.expect_word("as")?;
        cursor.expect_word("on")?;
        let on_insert = cursor.eat_word("insert");
        cursor.until(|token| token.is_word("to"));
        cursor.expect_word("to")?;
        let table = self.catalog.meant_table(&cursor.qualified()?);
        if on_insert && self.catalog.table(&table).is_some() {
            self.note(start, format!("rule {name} may change where rows of {table} go"));
        }
        if let Some(draft) = self.catalog.table_mut(&table) {
            draft.table.triggers.push(Trigger { name, on_insert, before: true });
        }
        Ok(())
    }
}

/// A parameter's name; its position (`$1`) stands for it where it has none.
fn parameter(mut cursor: Cursor<'_, '_>) -> String {
    cursor.eat_any(&["in", "inout", "variadic"]);
    // `name type`; a lone type has no name before it.
    let named = cursor.identifier().ok().filter(|_| {
        cursor.peek().is_some_and(|token| {
            matches!(token.kind, TokenKind::Word | TokenKind::Quoted)
                && !token.is_word("default")
                && TypeName::read(&mut cursor.clone()).is_ok()
        })
    });
    named.unwrap_or_default()
}
