//! SQL text and sqlparser's trees to [`Expr`].

mod aggregate;
mod function;
mod literal;
mod operator;
mod reader;

use sqlparser::ast;
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use crate::Expr;
use reader::{MAX_DEPTH, Reader};

/// The most words and operators of a text: none that is nested within bounds has as many.
const MOST_LINKS: usize = 8 * MAX_DEPTH;

/// What becomes of identifiers written without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum IdentifierCase {
    /// Folded to lower case, as PostgreSQL does.
    Lower,
    /// Kept as written.
    #[default]
    Keep,
    /// Folded to upper case, as Oracle does.
    Upper,
}

/// Why an expression could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// The text is not a SQL expression.
    #[error("not a SQL expression: {reason}")]
    Syntax {
        /// The parser's account, with line and column.
        reason: String,
    },
    /// The construct is SQL, but no scalar expression that can be evaluated on one row.
    #[error("{construct} can't be used in an expression")]
    Unsupported {
        /// The construct, by its name or as written.
        construct: String,
    },
    /// An aggregate whose argument does not name one child table.
    #[error("{function}(…) {reason}")]
    Aggregate {
        /// The aggregate function.
        function: String,
        /// What it asks for.
        reason: &'static str,
    },
    /// More nesting than an expression may have.
    #[error("the expression is nested more than {limit} levels deep; split it")]
    TooDeep {
        /// The most levels allowed.
        limit: usize,
    },
}

impl ParseError {
    fn unsupported(construct: impl Into<String>) -> ParseError {
        ParseError::Unsupported { construct: construct.into() }
    }
}

/// Reads SQL text in PostgreSQL's dialect. Identifiers keep the case they are written in.
///
/// A known aggregate over columns that all carry one qualifier, as in
/// `sum(items.quantity * items.price)`, becomes an [`Expr::Aggregate`].
pub fn parse(text: &str) -> Result<Expr, ParseError> {
    let syntax = |error: sqlparser::parser::ParserError| ParseError::Syntax {
        reason: error.to_string().trim_start_matches("sql parser error: ").to_owned(),
    };
    let tokens = Tokenizer::new(&PostgreSqlDialect {}, text).tokenize_with_location();
    let tokens = tokens.map_err(|error| syntax(error.into()))?;
    // sqlparser's trees lean as deep as chains are long, and are dropped by recursion.
    let is_linking = |token: &&TokenWithSpan| {
        !matches!(
            token.token,
            Token::Whitespace(_)
                | Token::Comma
                | Token::LParen
                | Token::RParen
                | Token::Number(..)
                | Token::SingleQuotedString(_)
        )
    };
    if tokens.iter().filter(is_linking).count() > MOST_LINKS {
        return Err(ParseError::TooDeep { limit: MAX_DEPTH });
    }
    let mut parser = Parser::new(&PostgreSqlDialect {}).with_tokens_with_locations(tokens);
    let tree = parser.parse_expr().map_err(syntax)?;
    let next = parser.peek_token();
    if next.token != Token::EOF {
        let reason = format!("unexpected {} at {}", next.token, next.span.start);
        return Err(ParseError::Syntax { reason });
    }
    from_sql(&tree, IdentifierCase::Keep)
}

/// Reads a tree that sqlparser made of any dialect's text. `fold` says what becomes of
/// identifiers written without quotes; function names are always folded to lower case and
/// lose their schema.
pub fn from_sql(expr: &ast::Expr, fold: IdentifierCase) -> Result<Expr, ParseError> {
    Reader::new(fold).expr(expr)
}

#[cfg(test)]
mod tests;
