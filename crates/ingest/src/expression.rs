//! Expression texts to trees over bare column names.

use seedbed_expr::{Dialect, Expr, from_sql};
use sqlparser::{dialect, parser::Parser};

use crate::{
    cursor::Cursor,
    lexer::{Token, TokenKind},
};

mod json_path;
mod meaning;
#[cfg(test)]
mod tests;

/// Chains of more operators than this would nest deeper than the stack allows.
const MOST_OPERATORS: usize = 1_000;

/// Words that name a value of the session and not a column.
const SESSION_VALUES: &[&str] =
    &["current_user", "session_user", "user", "current_role", "current_catalog", "current_schema"];

/// Reads all of `cursor` as an expression over one table's columns.
///
/// # Errors
/// What is not understood, as a sentence.
pub(crate) fn read(cursor: Cursor<'_, '_>) -> Result<Expr, String> {
    let tokens = cursor.rest();
    let is_operator = |token: &&Token<'_>| {
        token.is_word("or")
            || token.is_word("and")
            || token.is_symbol("::")
            || token.kind == TokenKind::Symbol && token.text.contains(['|', '+', '-', '*', '/'])
    };
    let is_linking = |token: &&Token<'_>| match token.kind {
        TokenKind::Symbol => !matches!(token.text, "," | "(" | ")"),
        TokenKind::Word | TokenKind::Quoted => true,
        _ => false,
    };
    if tokens.iter().filter(is_operator).count() > MOST_OPERATORS
        || tokens.iter().filter(is_linking).count() > 8 * MOST_OPERATORS
    {
        return Err(format!("it has more than {MOST_OPERATORS} operators"));
    }
    if tokens.is_empty() {
        return Err("it is empty".into());
    }
    read_text(&sql_text(tokens, cursor.dialect()), cursor.dialect())
}

/// The tokens as text that sqlparser reads: parameters become quoted names.
fn sql_text(tokens: &[Token<'_>], dialect: Dialect) -> String {
    let is_plain = matches!(dialect, Dialect::PostgreSql | Dialect::Generic | Dialect::Db2);
    let mut text = String::new();
    let mut previous: Option<&Token<'_>> = None;
    for (at, token) in tokens.iter().enumerate() {
        if let Some(words) = words_of_its_own(tokens, at, dialect) {
            text.push_str(words);
            previous = Some(token);
            continue;
        }
        if dialect == Dialect::Db2
            && let Some(previous) = previous
            && db2_words(previous, token, &mut text)
        {
            continue;
        }
        previous = Some(token);
        if !text.is_empty() {
            text.push(' ');
        }
        if token.kind == TokenKind::Parameter {
            text.push('"');
            text.push_str(token.text);
            text.push('"');
        } else if token.kind == TokenKind::Quoted && is_plain && token.text.starts_with('`') {
            text.push_str(&token.text.replace('"', "\"\"").replace('`', "\""));
        } else if dialect == Dialect::MySql && token.is_symbol("||") {
            // Unless the server is told otherwise these are other words for OR and AND.
            text.push_str("OR");
        } else if dialect == Dialect::MySql && token.is_symbol("&&") {
            text.push_str("AND");
        } else {
            text.push_str(token.text);
        }
    }
    text
}

/// What stands for a word that means something in one database alone: SQLite compares NULL like a
/// value by `IS`, and negates `GLOB`; MySQL's `BINARY` makes a comparison exact.
fn words_of_its_own(tokens: &[Token<'_>], at: usize, dialect: Dialect) -> Option<&'static str> {
    let is = |at: Option<usize>, words: &[&str]| {
        let token = at.and_then(|at| tokens.get(at));
        token.is_some_and(|token| words.iter().any(|word| token.is_word(word)))
    };
    let (before, next) = (at.checked_sub(1), Some(at + 1));
    match dialect {
        Dialect::Sqlite if is(Some(at), &["is"]) => {
            let tests = ["null", "true", "false", "distinct", "unknown"];
            if is(next, &["not"]) {
                (!is(Some(at + 2), &tests)).then_some(" IS DISTINCT FROM ")
            } else {
                (!is(next, &tests)).then_some(" IS NOT DISTINCT FROM ")
            }
        }
        Dialect::Sqlite if is(Some(at), &["not"]) && is(before, &["is"]) => {
            words_of_its_own(tokens, at - 1, dialect).map(|_| "")
        }
        Dialect::Sqlite if is(Some(at), &["glob"]) => {
            // Before a bracket it is the function.
            let is_call = tokens.get(at + 1).is_some_and(|next| next.is_symbol("("));
            (!is_call).then_some(" SIMILAR TO ")
        }
        Dialect::MySql if is(Some(at), &["binary"]) && !is(before, &["as"]) => {
            let next = tokens.get(at + 1)?;
            let kinds = [TokenKind::Word, TokenKind::Quoted, TokenKind::Text];
            kinds.contains(&next.kind).then_some("")
        }
        _ => None,
    }
}

/// What Db2 writes in two words: `CURRENT TIMESTAMP`, and `1 DAY` for a span of time.
fn db2_words(previous: &Token<'_>, token: &Token<'_>, text: &mut String) -> bool {
    const UNITS: &[&str] = &[
        "year", "years", "month", "months", "day", "days", "hour", "hours", "minute", "minutes",
        "second", "seconds",
    ];
    let is = |words: &[&str]| words.iter().any(|word| token.is_word(word));
    if previous.is_word("current") && is(&["timestamp", "date", "time", "user"]) {
        text.push('_');
        text.push_str(token.text);
        return true;
    }
    if previous.kind == TokenKind::Number && is(UNITS) {
        text.truncate(text.len() - previous.text.len());
        text.extend(["INTERVAL '", previous.text, " ", token.text, "'"]);
        return true;
    }
    false
}

/// The expression grammar of a dialect.
fn grammar(dialect: Dialect) -> &'static dyn dialect::Dialect {
    match dialect {
        Dialect::MySql => &dialect::MySqlDialect {},
        Dialect::Sqlite => &dialect::SQLiteDialect {},
        Dialect::SqlServer => &dialect::MsSqlDialect {},
        Dialect::Oracle => &dialect::OracleDialect {},
        Dialect::Snowflake => &dialect::SnowflakeDialect {},
        Dialect::BigQuery => &dialect::BigQueryDialect {},
        _ => &dialect::PostgreSqlDialect {},
    }
}

fn read_text(text: &str, dialect: Dialect) -> Result<Expr, String> {
    let grammar = grammar(dialect);
    let mut parser =
        Parser::new(grammar).try_with_sql(text).map_err(|_| "it is not SQL".to_owned())?;
    let tree = parser.parse_expr().map_err(|_| "its syntax is not understood".to_owned())?;
    if parser.peek_token().token != sqlparser::tokenizer::Token::EOF {
        return Err("something follows the expression".into());
    }
    let expr = from_sql(&tree, dialect.identifier_case()).map_err(|error| error.to_string())?;
    let expr = meaning::canonical(&expr, dialect)?;
    Ok(rewrite(&expr, &mut |expr| match expr {
        Expr::Column(mut path) => {
            let name = path.pop().unwrap_or_default();
            let lower = name.to_lowercase();
            if path.is_empty() && SESSION_VALUES.contains(&lower.as_str()) {
                Expr::Call(lower, Vec::new())
            } else {
                Expr::Column(vec![name])
            }
        }
        other => other,
    }))
}

/// Replaces every node, children first.
pub(crate) fn rewrite(expr: &Expr, replace: &mut dyn FnMut(Expr) -> Expr) -> Expr {
    let rebuilt = expr.map_children(&mut |child| rewrite(child, replace));
    replace(rebuilt)
}

/// Renames a column wherever it occurs.
pub(crate) fn rename_column(expr: &mut Expr, old: &str, new: &str) {
    *expr = expr.map_columns(&mut |path| match path {
        [name] if name == old => Expr::column(new),
        other => Expr::Column(other.to_vec()),
    });
}

/// Whether a column occurs.
pub(crate) fn mentions(expr: &Expr, column: &str) -> bool {
    expr.columns().into_iter().any(|path| path.last().is_some_and(|name| name == column))
}
