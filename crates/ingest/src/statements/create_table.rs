//! `CREATE TABLE` in all its forms.

use seedbed_schema::TableName;

use seedbed_expr::Dialect;

use super::{Reader, column::ColumnForm, partition};
use crate::{
    catalog::{ColumnDraft, TableDraft},
    cursor::{Cursor, Parsed, SyntaxError},
};

mod options;

pub(super) use options::table_option;

impl<'a> Reader<'_, 'a> {
    pub(super) fn create_table(&mut self, mut cursor: Cursor<'_, 'a>, start: usize) -> Parsed<()> {
        let if_not_exists = cursor.eat_words(&["if", "not", "exists"]);
        let parts = cursor.qualified()?;
        let name = self.catalog.declared_name(&parts);
        let created = self.table(name.clone(), if_not_exists, cursor, start);
        if created.is_err() {
            self.catalog.add_lost(&name);
        }
        created
    }

    /// What follows the name.
    fn table(
        &mut self,
        name: TableName,
        if_not_exists: bool,
        mut cursor: Cursor<'_, 'a>,
        start: usize,
    ) -> Parsed<()> {
        if if_not_exists && self.catalog.table(&name).is_some() {
            return Ok(());
        }
        if self.source.dialect == Dialect::SqlServer && name.name.starts_with('#') {
            self.catalog.add_other(&name);
            return Ok(());
        }
        // SQLite keeps its counters there; `.schema` lists the table like others.
        if self.source.dialect == Dialect::Sqlite && name.name.starts_with("sqlite_") {
            self.catalog.add_other(&name);
            return Ok(());
        }
        if self.catalog.is_shadow(&name) {
            self.note(start, format!("{name} belongs to a virtual table and gets no rows"));
            self.catalog.add_other(&name);
            return Ok(());
        }
        if is_query(cursor) {
            self.warn(start, format!("{name} is filled by a query (AS) and gets no rows"));
            self.catalog.add_other(&name);
            return Ok(());
        }
        let mut draft = TableDraft::new(name, self.origin(start), self.source.dialect);
        draft.table.spelling = cursor.spelling();
        draft.table.comment = self.comments().above(start);
        if cursor.eat_words(&["partition", "of"]) {
            let parent = cursor.qualified()?;
            self.partition_of(&mut draft, &parent, &mut cursor)?;
        } else if cursor.eat_word("of") {
            self.table_of_type(&mut draft, &mut cursor)?;
        } else if cursor.eat_any(&["like", "clone"]) {
            self.copy_of(&mut draft, &mut cursor)?;
        } else {
            // Snowflake's options may come before the columns.
            while self.source.dialect == Dialect::Snowflake
                && !cursor.peek_symbol("(")
                && !cursor.is_at_end()
            {
                if cursor.eat_words(&["cluster", "by"]) {
                    cursor.parenthesized()?;
                } else if !table_option(&mut draft, &mut cursor) {
                    cursor.advance();
                }
            }
            self.elements(&mut draft, &mut cursor, ColumnForm::Typed)?;
        }
        self.table_options(&mut draft, cursor)?;
        self.catalog.remove_other(&draft.table.name);
        self.catalog.add_table(draft);
        Ok(())
    }

    /// `(column, constraint, …)`.
    fn elements(
        &mut self,
        draft: &mut TableDraft,
        cursor: &mut Cursor<'_, 'a>,
        form: ColumnForm,
    ) -> Parsed<()> {
        let open = cursor.offset() + 1;
        let inside = cursor.parenthesized()?;
        let pieces: Vec<_> = inside.split(",").filter(|piece| !piece.is_at_end()).collect();
        let first = pieces.first().map_or(open, Cursor::offset);
        if draft.table.comment.is_none() && self.source.line(open) != self.source.line(first) {
            draft.table.comment = self.comments().beside(open, first);
        }
        for (at, piece) in pieces.iter().enumerate() {
            let end = piece.rest().last().map_or(piece.offset(), crate::lexer::Token::end);
            let next = pieces.get(at + 1).map_or(cursor.end_offset() - 1, Cursor::offset);
            let comment = self.comments().beside(end, next);
            if let Err(error) = self.element(draft, *piece, form, comment) {
                self.lost(error, None);
            }
        }
        Ok(())
    }

    fn element(
        &mut self,
        draft: &mut TableDraft,
        mut cursor: Cursor<'_, 'a>,
        form: ColumnForm,
        beside: Option<String>,
    ) -> Parsed<()> {
        if cursor.eat_word("like") {
            return self.like(draft, cursor);
        }
        if starts_constraint(&cursor) || self.starts_index(&cursor) {
            // SQLite needs no commas between constraints.
            let mut pieces = vec![cursor];
            if self.source.dialect == Dialect::Sqlite {
                pieces = constraints(cursor);
            }
            return pieces.into_iter().try_for_each(|mut piece| {
                let constraint = self.table_constraint(&mut piece)?;
                self.apply_constraint(draft, constraint)
            });
        }
        let above = self.comments().above(cursor.offset());
        let comment = beside.or(above);
        self.column_definition(draft, cursor, form, comment)
    }

    /// Whether an index or a period stands among the elements.
    pub(super) fn starts_index(&self, cursor: &Cursor<'_, 'a>) -> bool {
        let words: &[&str] = match self.source.dialect {
            Dialect::MySql => &["key", "index", "fulltext", "spatial"],
            Dialect::SqlServer => &["index"],
            _ => &[],
        };
        let has_periods = matches!(self.source.dialect, Dialect::MySql | Dialect::SqlServer);
        words.iter().any(|word| cursor.peek_word(word))
            || has_periods && cursor.peek_words(&["period", "for"])
    }

    /// `CREATE TABLE a LIKE b`: everything but the references.
    fn copy_of(&mut self, draft: &mut TableDraft, cursor: &mut Cursor<'_, 'a>) -> Parsed<()> {
        let at = cursor.offset();
        let name = self.catalog.meant_table(&cursor.qualified()?);
        let Some(other) = self.catalog.table(&name) else {
            return unknown_table(at, &name);
        };
        let mut included = Included(Vec::new());
        included.set("all", true);
        included.copy(other, draft);
        draft.collation.clone_from(&other.collation);
        Ok(())
    }

    /// `LIKE other [INCLUDING …]`: names, types and NOT NULL always, the rest on request.
    fn like(&mut self, draft: &mut TableDraft, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        let at = cursor.offset();
        let parts = cursor.qualified()?;
        let name = self.catalog.meant_table(&parts);
        let Some(other) = self.catalog.table(&name).cloned() else {
            return unknown_table(at, &name);
        };
        let mut included = Included(Vec::new());
        while !cursor.is_at_end() {
            let include = cursor.eat_word("including");
            if !include {
                cursor.expect_word("excluding")?;
            }
            included.set(&cursor.identifier()?, include);
        }
        included.copy(&other, draft);
        Ok(())
    }

    /// `PARTITION OF parent [(…)] bound`.
    fn partition_of(
        &mut self,
        draft: &mut TableDraft,
        parent: &[String],
        cursor: &mut Cursor<'_, 'a>,
    ) -> Parsed<()> {
        let at = cursor.offset();
        let parent = self.catalog.meant_table(parent);
        let Some(whole) = self.catalog.table(&parent) else {
            return unknown_table(at, &parent);
        };
        inherit(whole, draft);
        draft.table.partition_of = Some(parent);
        if cursor.peek_symbol("(") {
            self.elements(draft, cursor, ColumnForm::Existing)?;
        }
        draft.bound = Some(partition::bound(cursor));
        Ok(())
    }

    /// `OF type [(…)]`: the columns are the type's attributes.
    fn table_of_type(&mut self, draft: &mut TableDraft, cursor: &mut Cursor<'_, 'a>) -> Parsed<()> {
        let at = cursor.offset();
        let parts = cursor.qualified()?;
        let fields = match self.catalog.user_type(&parts) {
            Some((_, crate::catalog::UserType::Composite(fields))) => fields.clone(),
            _ => return cursor.error("a composite type declared before"),
        };
        for (name, type_name) in fields {
            draft.columns.push(ColumnDraft::new(name, type_name, self.origin(at)));
        }
        if cursor.peek_symbol("(") {
            self.elements(draft, cursor, ColumnForm::Existing)?;
        }
        Ok(())
    }
}

/// Copies the parent's columns and checks. Columns declared in the child keep their own
/// settings and come after the inherited ones.
pub(super) fn inherit(parent: &TableDraft, child: &mut TableDraft) {
    let mut columns: Vec<ColumnDraft> = Vec::new();
    for inherited in &parent.columns {
        let name = &inherited.column.name;
        let own = child.columns.iter().position(|own| &own.column.name == name);
        let own = own.map(|at| child.columns.remove(at));
        columns.push(own.map_or_else(|| inherited_column(inherited), |own| merge(own, inherited)));
    }
    columns.append(&mut child.columns);
    child.columns = columns;
    let known: Vec<_> = child.table.checks.iter().map(|check| check.text.clone()).collect();
    let news = parent.table.checks.iter().filter(|check| !known.contains(&check.text));
    child.table.checks.extend(news.cloned());
}

/// A column declared in the child too: its own settings win, NOT NULL adds up.
fn merge(mut own: ColumnDraft, inherited: &ColumnDraft) -> ColumnDraft {
    own.column.nullable &= inherited.column.nullable;
    own.column.default = own.column.default.or(inherited.column.default.clone());
    own.column.generated = own.column.generated.or(inherited.column.generated.clone());
    own
}

fn inherited_column(inherited: &ColumnDraft) -> ColumnDraft {
    let mut inherited = inherited.clone();
    // An identity is not inherited; the default of a serial is.
    if inherited.column.default.is_none() {
        inherited.column.identity = None;
    }
    inherited
}

/// Which properties LIKE copies beside names, types and NOT NULL.
struct Included(Vec<&'static str>);

impl Included {
    const ALL: &[&str] =
        &["defaults", "generated", "identity", "constraints", "indexes", "comments"];

    fn set(&mut self, what: &str, include: bool) {
        for name in Self::ALL {
            if what == "all" || what == *name {
                self.0.retain(|included| included != name);
                self.0.extend(include.then_some(*name));
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    fn copy(&self, from: &TableDraft, into: &mut TableDraft) {
        into.columns.extend(from.columns.iter().map(|draft| self.column(draft.clone())));
        if self.has("constraints") {
            into.table.checks.extend(from.table.checks.iter().cloned());
        }
        if self.has("indexes") {
            into.table.primary_key.clone_from(&from.table.primary_key);
            into.table.unique_keys.extend(from.table.unique_keys.iter().cloned());
            into.table.indexes.extend(from.table.indexes.iter().cloned());
            into.table.exclusions.extend(from.table.exclusions.iter().cloned());
        }
    }

    fn column(&self, mut draft: ColumnDraft) -> ColumnDraft {
        let defaults = self.has("defaults");
        let column = &mut draft.column;
        column.default = column.default.take().filter(|_| defaults);
        column.generated = column.generated.take().filter(|_| self.has("generated"));
        column.comment = column.comment.take().filter(|_| self.has("comments"));
        column.identity = column.identity.take().filter(|_| defaults || self.has("identity"));
        // A serial column copied without its default is a plain integer.
        draft.type_name.drop_serial();
        draft
    }
}

fn starts_constraint(cursor: &Cursor<'_, '_>) -> bool {
    let exclusion = cursor.peek_word("exclude")
        && cursor.peek_nth(1).is_some_and(|token| token.is_word("using") || token.is_symbol("("));
    exclusion
        || ["constraint", "primary", "unique", "foreign", "check"]
            .iter()
            .any(|word| cursor.peek_word(word))
}

/// The constraints of a piece, each up to where the next begins.
fn constraints<'s, 'a>(mut cursor: Cursor<'s, 'a>) -> Vec<Cursor<'s, 'a>> {
    let mut pieces = Vec::new();
    while !cursor.is_at_end() {
        let mut rest = cursor;
        let mut length = 0;
        while let Some(token) = rest.advance() {
            length += 1;
            let named = token.is_word("constraint") && length == 1;
            if token.is_symbol("(") && length > 1 {
                // Behind the parentheses another may begin.
                rest = cursor;
                rest.take(length - 1);
                if rest.parenthesized().is_err() {
                    break;
                }
                length = cursor.rest().len() - rest.rest().len();
            }
            if !named && starts_constraint(&rest) && length > 2 {
                break;
            }
        }
        pieces.push(cursor.take(length));
    }
    pieces
}

/// `… AS SELECT`, after a table's name.
fn is_query(mut cursor: Cursor<'_, '_>) -> bool {
    const QUERIES: &[&str] = &["select", "with", "table", "values", "execute", "from"];
    if cursor.peek_symbol("(") && cursor.parenthesized().is_err() {
        return false;
    }
    let selects = |cursor: &Cursor<'_, '_>| {
        cursor.dialect() == Dialect::MySql
            && (cursor.peek_word("select") || cursor.peek_words(&["ignore", "select"]))
    };
    let mut before = cursor.until(|token| token.is_word("as") || token.is_word("select"));
    if selects(&cursor) {
        return true;
    }
    let plain = cursor.dialect() != Dialect::PostgreSql
        || !before.rest().iter().any(|token| {
            token.is_word("partition") || token.is_word("inherits") || token.is_word("of")
        });
    before.advance();
    plain
        && cursor.eat_word("as")
        && cursor.peek().is_some_and(|token| {
            token.is_symbol("(") || QUERIES.iter().any(|word| token.is_word(word))
        })
}

pub(super) fn unknown_table<T>(at: usize, name: &TableName) -> Parsed<T> {
    let error = SyntaxError::new(at, format!("the table {name} is not known here"));
    Err(error.with_help("declare it before, or read the source that does first"))
}
