//! Column definitions.

use seedbed_expr::{Dialect, Expr, Value};
use seedbed_schema::{Column, Default, Generated, Identity, Origin, TableName};

use super::{Reader, constraint::Timing};
use crate::{
    catalog::{ColumnDraft, Sequence, TableDraft},
    cursor::{Cursor, Parsed},
    expression,
    lexer::{Token, TokenKind},
    types::TypeName,
};

mod dialects;

pub(super) use dialects::describe;

/// How a column stands in a list of table elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnForm {
    /// `name type …`.
    Typed,
    /// `name [WITH OPTIONS] …`: the column exists, options are added.
    Existing,
}

impl ColumnDraft {
    pub(super) fn new(name: String, type_name: TypeName, origin: Origin) -> Self {
        let mut column = Column::new(name, seedbed_schema::DataType::Other(String::new()));
        column.declared_type.clone_from(&type_name.written);
        column.origin = Some(origin);
        Self { column, type_name, collation: None }
    }
}

/// Words that begin the next column option, and so end an expression without parentheses.
const OPTION_WORDS: &[&str] = &[
    "not",
    "null",
    "constraint",
    "primary",
    "unique",
    "check",
    "references",
    "generated",
    "default",
    "collate",
    "deferrable",
    "initially",
    "comment",
    "auto_increment",
    "autoincrement",
    "on",
    "storage",
    "compression",
    "encode",
];

/// More of them, which PostgreSQL has within expressions.
const OTHER_OPTION_WORDS: &[&str] = &[
    "as",
    "identity",
    "key",
    "visible",
    "invisible",
    "column_format",
    "virtual",
    "stored",
    "persisted",
    "persistent",
    "enable",
    "disable",
    "using",
    "masked",
    "sparse",
    "rowguidcol",
    "with",
    "options",
    "auto",
    "first",
    "after",
    "character",
    "charset",
    "enforced",
    "include",
    "rely",
    "norely",
    "clustered",
    "nonclustered",
    "references",
];

fn begins_option(token: &Token<'_>, dialect: Dialect) -> bool {
    let is = |words: &[&str]| words.iter().any(|word| token.is_word(word));
    let is_psql = matches!(dialect, Dialect::PostgreSql | Dialect::Generic);
    is(OPTION_WORDS) || !is_psql && is(OTHER_OPTION_WORDS)
}

impl<'a> Reader<'_, 'a> {
    /// Reads a column and its options into `draft`. An option that can't be read is reported
    /// and the rest goes on.
    pub(super) fn column_definition(
        &mut self,
        draft: &mut TableDraft,
        mut cursor: Cursor<'_, 'a>,
        form: ColumnForm,
        comment: Option<String>,
    ) -> Parsed<()> {
        let origin = self.origin(cursor.offset());
        let name = cursor.identifier()?;
        let spelling = cursor.spelling();
        if form == ColumnForm::Typed && self.has_no_type(&cursor) {
            let mut column = ColumnDraft::new(name.clone(), TypeName::default(), origin);
            column.column.spelling = spelling;
            draft.columns.push(column);
        } else if form == ColumnForm::Typed {
            let type_name = TypeName::read(&mut cursor)?;
            let serial = type_name.is_serial();
            let mut column = ColumnDraft::new(name.clone(), type_name, origin);
            column.column.comment = comment;
            column.column.spelling = spelling;
            dialects::settle(&mut column);
            if serial {
                let sequence = format!("{}_{name}_seq", draft.table.name.name);
                self.own_sequence(&mut column.column, &draft.table.name, sequence);
            }
            draft.columns.push(column);
        } else {
            cursor.eat_words(&["with", "options"]);
        }
        while !cursor.is_at_end() {
            let at = cursor.offset();
            if let Err(error) = self.column_option(draft, &name, &mut cursor) {
                self.lost(error, None);
                if cursor.offset() == at {
                    cursor.advance();
                }
                let dialect = self.source.dialect;
                cursor.until(|token| begins_option(token, dialect));
            }
        }
        Ok(())
    }

    /// A serial column: an integer fed by a sequence of its own.
    fn own_sequence(&mut self, column: &mut Column, table: &TableName, sequence: String) {
        let name = TableName { namespace: table.namespace.clone(), name: sequence };
        column.nullable = false;
        column.default = Some(Default::Sequence(name.to_string()));
        self.catalog.sequences.entry(name).or_default();
    }

    fn column_option(
        &mut self,
        draft: &mut TableDraft,
        name: &str,
        cursor: &mut Cursor<'_, 'a>,
    ) -> Parsed<()> {
        let mut ahead = *cursor;
        let constraint_name =
            if ahead.eat_word("constraint") { Some(ahead.identifier()?) } else { None };
        let starts_key = ["primary", "unique", "check", "references", "foreign"];
        if starts_key.iter().any(|word| ahead.peek_word(word)) {
            let constraint = self.constraint(&mut ahead, constraint_name, Some(name))?;
            *cursor = ahead;
            return self.apply_constraint(draft, constraint);
        }
        *cursor = ahead;
        if cursor.eat_word("collate") {
            let collation = dialects::collation(cursor)?;
            if let Some(draft) = draft.column_mut(name) {
                draft.collation = Some(collation);
            }
            return Ok(());
        }
        if cursor.eat_any(&["storage", "compression", "encode"]) {
            cursor.qualified()?;
            return Ok(());
        }
        if self.own_option(draft, name, constraint_name.as_deref(), cursor)? {
            return Ok(());
        }
        let type_name = draft.column(name).map(|draft| draft.type_name.clone());
        let table = draft.table.name.clone();
        let Some(ColumnDraft { column, .. }) = draft.column_mut(name) else {
            return cursor.error("a column of the table");
        };
        if cursor.eat_words(&["not", "null"]) {
            cursor.eat_words(&["no", "inherit"]);
            column.nullable = false;
            Timing::read(cursor);
        } else if cursor.eat_word("null") {
            column.nullable = true;
        } else if cursor.eat_word("default") {
            let serial = type_name.is_some_and(|type_name| type_name.is_serial());
            cursor.eat_words(&["on", "null"]);
            let default = self.default_value(default_tokens(cursor))?;
            if !serial {
                column.default = default;
            }
        } else if cursor.eat_word("generated") {
            self.generated(column, &table, cursor)?;
        } else if cursor.eat_word("as") {
            column.generated = Some(self.bare_formula(cursor)?);
        } else if cursor.eat_any(&["auto_increment", "autoincrement"]) {
            column.identity = Some(Identity::default());
        } else if cursor.eat_word("comment") {
            column.comment = Some(cursor.string()?);
        } else {
            return cursor.error("a column option (NOT NULL, DEFAULT, CHECK, …)");
        }
        Ok(())
    }

    /// What follows GENERATED: an identity or a formula.
    fn generated(
        &mut self,
        column: &mut Column,
        table: &TableName,
        cursor: &mut Cursor<'_, 'a>,
    ) -> Parsed<()> {
        let always = cursor.eat_word("always");
        if !always && !cursor.eat_words(&["by", "default"]) {
            return cursor.error("ALWAYS or BY DEFAULT");
        }
        // Oracle numbers rows that come with NULL too.
        cursor.eat_words(&["on", "null"]);
        cursor.eat_words(&["for", "each", "row", "on", "update"]);
        cursor.expect_word("as")?;
        if let Some(text) = dialects::kept_by_the_database(cursor) {
            column.generated = Some(Generated { expr: None, text, stored: true });
            return Ok(());
        }
        if !cursor.eat_word("identity") {
            column.generated = Some(self.formula(cursor)?);
            return Ok(());
        }
        let mut options = SequenceOptions::default();
        if cursor.peek_symbol("(") {
            options = SequenceOptions::read(&mut cursor.parenthesized()?)?;
        }
        let named = options.name.as_deref().map(|parts| self.catalog.declared_name(parts));
        let name = named.unwrap_or_else(|| TableName {
            namespace: table.namespace.clone(),
            name: format!("{}_{}_seq", table.name, column.name),
        });
        let sequence = options.sequence();
        column.nullable = false;
        column.identity = Some(Identity {
            always,
            start: sequence.start,
            increment: sequence.increment,
            sequence: Some(name.to_string()),
        });
        self.catalog.sequences.insert(name, sequence);
        Ok(())
    }

    /// `(expression) [STORED | VIRTUAL]`.
    fn formula(&mut self, cursor: &mut Cursor<'_, 'a>) -> Parsed<Generated> {
        let inside = cursor.parenthesized()?;
        Ok(self.formula_of(inside, cursor))
    }

    /// `AS expression`: SQL Server does without the parentheses.
    fn bare_formula(&mut self, cursor: &mut Cursor<'_, 'a>) -> Parsed<Generated> {
        let mut ahead = *cursor;
        let is_whole = ahead.parenthesized().is_ok()
            && ahead.peek().is_none_or(|token| token.kind == TokenKind::Word);
        if is_whole {
            return self.formula(cursor);
        }
        let ends = ["persisted", "not", "constraint", "primary", "unique", "check"];
        let inside = cursor.until(|token| ends.iter().any(|word| token.is_word(word)));
        Ok(self.formula_of(inside, cursor))
    }

    /// What `inside` computes; `cursor` is behind it.
    fn formula_of(&mut self, inside: Cursor<'_, 'a>, cursor: &mut Cursor<'_, 'a>) -> Generated {
        let at = inside.offset();
        let stored = cursor.eat_any(&["stored", "persisted", "persistent"]);
        let named_virtual = cursor.eat_word("virtual");
        let stored = match self.source.dialect {
            Dialect::PostgreSql | Dialect::Generic => !named_virtual,
            _ => stored,
        };
        let text = inside.rest_written();
        let expr = expression::read(inside);
        if let Err(reason) = &expr {
            let message = format!("the formula of a generated column is kept as text: {reason}");
            self.note(at, message);
        }
        Generated { expr: expr.ok(), text, stored }
    }

    /// `ALTER COLUMN … ADD GENERATED …` and the like.
    pub(super) fn add_identity(
        &mut self,
        column: &mut Column,
        table: &TableName,
        cursor: &mut Cursor<'_, 'a>,
    ) -> Parsed<()> {
        cursor.expect_word("generated")?;
        self.generated(column, table, cursor)
    }

    /// A default; `DEFAULT NULL` is none.
    pub(super) fn default_value(&mut self, cursor: Cursor<'_, 'a>) -> Parsed<Option<Default>> {
        if cursor.is_at_end() {
            return cursor.error("a default value");
        }
        if let Some(sequence) = dialects::next_value(cursor) {
            let name = self.catalog.declared_name(&sequence);
            return Ok(Some(Default::Sequence(name.to_string())));
        }
        if let Some(text) = dialects::quoted_text(cursor) {
            return Ok(Some(Default::Expr(Expr::Literal(Value::Text(text)))));
        }
        Ok(match expression::read(cursor) {
            Ok(Expr::Literal(Value::Null)) => None,
            Ok(expr) => Some(match nextval(&expr) {
                Some(sequence) => {
                    let name = self.catalog.declared_name(&name_parts(sequence));
                    Default::Sequence(name.to_string())
                }
                None if expr.columns().is_empty() => Default::Expr(expr),
                None => Default::Unread(cursor.rest_written()),
            }),
            Err(reason) => {
                self.note(cursor.offset(), format!("a default is kept as text: {reason}"));
                Some(Default::Unread(cursor.rest_written()))
            }
        })
    }
}

/// The tokens of a default's expression.
fn default_tokens<'s, 'a>(cursor: &mut Cursor<'s, 'a>) -> Cursor<'s, 'a> {
    let mut previous: Option<Token<'a>> = None;
    let mut before_previous: Option<Token<'a>> = None;
    let dialect = cursor.dialect();
    cursor.until(|token| {
        let is_first = previous.is_none();
        let after_is =
            [&previous, &before_previous].into_iter().flatten().any(|token| token.is_word("is"));
        let ends = token.kind == TokenKind::Word
            && begins_option(token, dialect)
            && !is_first
            && !after_is;
        before_previous = previous.replace(*token);
        ends
    })
}

/// The sequence's name in `nextval('name'::regclass)`.
pub(super) fn nextval(expr: &Expr) -> Option<&str> {
    let Expr::Call(name, arguments) = expr else {
        return None;
    };
    if name != "nextval" {
        return None;
    }
    let mut argument = arguments.first()?;
    while let Expr::Cast(inner, ..) = argument {
        argument = inner;
    }
    match argument {
        Expr::Literal(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// The parts of a dotted name in a string.
pub(super) fn name_parts(text: &str) -> Vec<String> {
    text.split('.')
        .map(|part| match part.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(quoted) => quoted.to_owned(),
            None => part.to_lowercase(),
        })
        .collect()
}

/// What can be said about a sequence where it is created or changed.
#[derive(Debug, Default)]
pub(super) struct SequenceOptions {
    name: Option<Vec<String>>,
    pub(super) start: Option<i64>,
    pub(super) increment: Option<i64>,
    minimum: Option<i64>,
    maximum: Option<i64>,
    /// `RESTART WITH`; a bare RESTART goes back to the start.
    pub(super) restart: Option<i64>,
}

impl SequenceOptions {
    pub(super) fn read(cursor: &mut Cursor<'_, '_>) -> Parsed<Self> {
        let mut options = Self::default();
        while !cursor.is_at_end() {
            if cursor.eat_words(&["sequence", "name"]) {
                options.name = Some(cursor.qualified()?);
            } else if cursor.eat_words(&["start", "with"]) || cursor.eat_word("start") {
                options.start = Some(cursor.integer()?);
            } else if cursor.eat_words(&["increment", "by"]) || cursor.eat_word("increment") {
                options.increment = Some(cursor.integer()?);
            } else if cursor.eat_word("no") {
                // NO MINVALUE, NO MAXVALUE, NO CYCLE: the default.
                cursor.advance();
            } else if cursor.eat_word("minvalue") {
                options.minimum = Some(cursor.integer()?);
            } else if cursor.eat_word("maxvalue") {
                options.maximum = Some(cursor.integer()?);
            } else if cursor.eat_words(&["restart", "with"]) || cursor.eat_word("restart") {
                options.restart = cursor.integer().ok();
            } else if let (Some(start), true) = (cursor.integer().ok(), options.start.is_none()) {
                // IDENTITY(1, 1)
                options.start = Some(start);
            } else {
                cursor.advance();
            }
        }
        Ok(options)
    }

    pub(super) fn sequence(&self) -> Sequence {
        let increment = self.increment.filter(|step| *step != 0).unwrap_or(1);
        let limit = if increment > 0 { self.minimum } else { self.maximum };
        let start = limit.unwrap_or(if increment > 0 { 1 } else { -1 });
        Sequence { start: self.start.unwrap_or(start), increment }
    }
}
