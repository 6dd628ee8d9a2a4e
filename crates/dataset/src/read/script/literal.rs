//! The values of a row, in the notations of the databases.

use seedbed_expr::Value;
use seedbed_schema::{DataType, Table};

use super::ScriptError;
use super::token::{Token, Tokens};
use crate::read::columns::BatchBuilder;

/// Functions that make a geometric value of its text.
const OF_TEXT: [&str; 3] = ["ST_GEOMFROMTEXT", "ST_GEOMETRYFROMTEXT", "GEOMFROMTEXT"];

/// Reads the values of one row, behind its opening parenthesis, into the columns at `positions`.
pub(super) fn row(
    tokens: &mut Tokens,
    table: &Table,
    positions: &[usize],
    builder: &mut BatchBuilder,
) -> Result<(), ScriptError> {
    let line = tokens.line();
    let mut found = 0;
    if !tokens.take_symbol(b')')? {
        loop {
            match positions.get(found) {
                Some(&column) => value(tokens, table, column, builder)?,
                None => drop(tokens.expect("a value")?),
            }
            found += 1;
            match tokens.expect("a comma or the row's end")? {
                Token::Symbol(b',') => {}
                Token::Symbol(b')') => break,
                _ => return Err(no_literal(tokens, table)),
            }
        }
    }
    if found != positions.len() {
        let (table, expected) = (table.name.to_string(), positions.len());
        return Err(ScriptError::ValueCount { line, table, found, expected });
    }
    builder.end_row();
    Ok(())
}

fn no_literal(tokens: &Tokens, table: &Table) -> ScriptError {
    ScriptError::Literal { line: tokens.line(), table: table.name.to_string() }
}

fn value(
    tokens: &mut Tokens,
    table: &Table,
    column: usize,
    builder: &mut BatchBuilder,
) -> Result<(), ScriptError> {
    match tokens.expect("a value")? {
        Token::Text(text) | Token::Number(text) => builder.push_text(column, &text),
        Token::Bytes(bytes) => builder.push(column, Value::Bytes(bytes)),
        Token::Bits(bits) => match (builder.data_type(column), i64::from_str_radix(&bits, 2)) {
            (DataType::Bit { .. }, _) | (_, Err(_)) => builder.push_text(column, &bits),
            (_, Ok(number)) => builder.push(column, Value::Int(number)),
        },
        Token::Word(word) => match word.to_ascii_uppercase().as_str() {
            "NULL" => builder.push_null(column),
            "TRUE" => builder.push(column, Value::Bool(true)),
            "FALSE" => builder.push(column, Value::Bool(false)),
            name if OF_TEXT.contains(&name) && tokens.take_symbol(b'(')? => {
                let Token::Text(text) = tokens.expect("a text")? else {
                    return Err(no_literal(tokens, table));
                };
                builder.push_text(column, &text);
                // The number of a spatial reference system.
                if tokens.take_symbol(b',')? {
                    tokens.expect("a number")?;
                }
                if !tokens.take_symbol(b')')? {
                    return Err(no_literal(tokens, table));
                }
            }
            _ => return Err(no_literal(tokens, table)),
        },
        Token::Name(_) | Token::Symbol(_) => return Err(no_literal(tokens, table)),
    }
    // PostgreSQL's `'…'::type`; the column's own type decides.
    if tokens.take_symbol(b':')? && tokens.take_symbol(b':')? {
        tokens.expect("a type")?;
    }
    Ok(())
}
