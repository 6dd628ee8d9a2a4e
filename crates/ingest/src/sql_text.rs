//! Pieces of SQL that other languages hold: conditions, defaults, types.

use seedbed_expr::{Dialect, Expr};
use seedbed_schema::DataType;

use crate::{
    Source,
    cursor::Cursor,
    expression,
    lexer::{Lexer, Statement},
    read,
    source::SourceText,
};

/// Reads a text as one expression over a table's columns.
///
/// # Errors
/// What is not understood, as a sentence.
pub(crate) fn expression(text: &str, dialect: Dialect) -> Result<Expr, String> {
    let source = SourceText::new(Source { name: "", text }, dialect);
    let mut statements = Lexer::new(&source);
    let statement = statements.next().unwrap_or_default();
    if statements.next().is_some_and(|next: Statement<'_>| !next.tokens.is_empty()) {
        return Err("it is more than one statement".into());
    }
    expression::read(Cursor::new(&source, &statement.tokens))
}

/// Reads a text such as `varchar(40)` as a column's type; `None` for what no database knows.
pub(crate) fn data_type(text: &str, dialect: Dialect) -> Option<DataType> {
    let allowed = |c: char| c.is_alphanumeric() || " _(),<>[].\"".contains(c);
    if text.trim().is_empty() || !text.chars().all(allowed) {
        return None;
    }
    // The reader of CREATE TABLE knows every dialect's types.
    let text = format!("CREATE TABLE t (c {text})");
    let ingested = read(&[Source { name: "", text: &text }], Some(dialect)).ok()?;
    let [table] = ingested.schema.tables() else { return None };
    match table.columns.as_slice() {
        [column] if !matches!(column.data_type, DataType::Other(_)) => {
            Some(column.data_type.clone())
        }
        _ => None,
    }
}
