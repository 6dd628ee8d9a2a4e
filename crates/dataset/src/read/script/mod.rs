//! The rows that a script's INSERT statements hold.

mod literal;
mod token;

use std::collections::BTreeSet;
use std::io::{self, Read};

use seedbed_expr::Dialect;
use seedbed_schema::{Schema, Table, TableId};

use self::token::{Token, Tokens};
use super::columns::{BatchBuilder, Layout};
use super::{ReadBatch, ReadError};

/// Why a script can't be read as rows. Lines count from 1.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// The columns of a statement are not the table's.
    #[error("line {line}: {source}")]
    Columns {
        /// The line the statement starts on.
        line: u64,
        /// What is wrong with them.
        source: ReadError,
    },
    /// A row has another number of values than its statement has columns.
    #[error("line {line}: a row of table {table} has {found} values for {expected} columns")]
    ValueCount {
        /// The line the row starts on.
        line: u64,
        /// The table.
        table: String,
        /// How many it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// A statement changes rows by what is in the database.
    #[error(
        "line {line}: what {statement} does to the rows can't be told without a database; load \
         the script and verify the database"
    )]
    Statement {
        /// The line.
        line: u64,
        /// Its first words.
        statement: &'static str,
    },
    /// A value is computed by the database.
    #[error(
        "line {line}: a value for table {table} is no literal; load the script and verify the \
         database"
    )]
    Literal {
        /// The line.
        line: u64,
        /// The table.
        table: String,
    },
    /// Something else stands where a part of a statement should.
    #[error("line {line}: {expected} is expected")]
    Syntax {
        /// The line.
        line: u64,
        /// What should stand there.
        expected: &'static str,
    },
    /// A quote or a comment does not end.
    #[error("a quote or comment on line {line} is never closed")]
    Open {
        /// The line it starts on.
        line: u64,
    },
    /// The text is not UTF-8.
    #[error("the script is not UTF-8 at line {line}; convert it first")]
    Encoding {
        /// The line.
        line: u64,
    },
    /// The input could not be read.
    #[error("the script can't be read")]
    Input(#[from] io::Error),
}

/// Reads the rows that a script inserts, batch by batch, whichever tables they go to.
///
/// What a script says besides is passed over: settings, transactions, definitions, rows of
/// tables that are none of the schema's. A cell that is not of its column's type is NULL and
/// listed among the batch's problems. The iterator ends after the first error.
///
/// ```
/// use seedbed_dataset::ScriptReader;
/// use seedbed_expr::Dialect;
/// use seedbed_schema::{Column, DataType, Schema, Table, TableName};
///
/// let mut table = Table::new(TableName::new("customers"));
/// table.columns.push(Column::new("id", DataType::integer(32)));
/// let schema = Schema::new(vec![table]).unwrap();
/// let script = "BEGIN; INSERT INTO customers (id) VALUES (1), (2); COMMIT;";
/// let mut reader =
///     ScriptReader::new(Dialect::PostgreSql, Box::new(script.as_bytes()), &schema);
/// let (table, read) = reader.next().unwrap().unwrap();
/// assert_eq!((table, read.batch.num_rows()), (schema.find("customers").unwrap(), 2));
/// ```
pub struct ScriptReader<'s> {
    tokens: Tokens,
    schema: &'s Schema,
    filling: Option<Filling>,
    /// Whether the next token is within the rows of a statement.
    in_rows: bool,
    ended: bool,
    strangers: BTreeSet<String>,
}

/// The statement whose rows are read.
struct Filling {
    table: TableId,
    /// The columns as the statement lists them.
    listed: Vec<String>,
    /// Their positions in the batch.
    positions: Vec<usize>,
    builder: BatchBuilder,
}

impl<'s> ScriptReader<'s> {
    /// Reads a script in the words of a database.
    pub fn new(dialect: Dialect, input: Box<dyn Read + Send>, schema: &'s Schema) -> Self {
        let tokens = Tokens::new(dialect, input);
        let strangers = BTreeSet::new();
        Self { tokens, schema, filling: None, in_rows: false, ended: false, strangers }
    }

    fn read(&mut self) -> Result<Option<(TableId, ReadBatch)>, ScriptError> {
        loop {
            if self.in_rows {
                self.row()?;
                if self.filling.as_ref().is_some_and(|filling| filling.builder.is_full()) {
                    return Ok(self.take());
                }
                continue;
            }
            let Some(token) = self.tokens.next()? else {
                self.ended = true;
                return Ok(self.take());
            };
            let line = self.tokens.line();
            let Token::Word(word) = token else {
                if token != Token::Symbol(b';') {
                    self.pass_over("")?;
                }
                continue;
            };
            match word.to_ascii_uppercase().as_str() {
                "INSERT" => {
                    let before = self.insert(line)?;
                    if before.is_some() {
                        return Ok(before);
                    }
                }
                "DELIMITER" => self.tokens.skip_line()?,
                "UPDATE" => return Err(ScriptError::Statement { line, statement: "UPDATE" }),
                "DELETE" => return Err(ScriptError::Statement { line, statement: "DELETE" }),
                "REPLACE" => return Err(ScriptError::Statement { line, statement: "REPLACE" }),
                "MERGE" => return Err(ScriptError::Statement { line, statement: "MERGE" }),
                "COPY" => return Err(ScriptError::Statement { line, statement: "COPY" }),
                "LOAD" => return Err(ScriptError::Statement { line, statement: "LOAD" }),
                "TRUNCATE" => return Err(ScriptError::Statement { line, statement: "TRUNCATE" }),
                first => self.pass_over(first)?,
            }
        }
    }

    /// The rows read so far.
    fn take(&mut self) -> Option<(TableId, ReadBatch)> {
        let filling = self.filling.as_mut()?;
        Some((filling.table, filling.builder.take()?))
    }

    /// Reads a statement up to its first row; returns the rows that were read before, where they
    /// are of another table or have other columns.
    fn insert(&mut self, line: u64) -> Result<Option<(TableId, ReadBatch)>, ScriptError> {
        let mut name = match self.tokens.expect("a table's name")? {
            Token::Word(word) if word.eq_ignore_ascii_case("INTO") => self.name()?,
            // IGNORE, OR REPLACE and such.
            Token::Word(word) if !self.tokens.peek_symbol(b'(')? => {
                return self.unsure(line, &word);
            }
            token => self.token_name(token)?,
        };
        while self.tokens.take_symbol(b'.')? {
            name = format!("{name}.{}", self.name()?);
        }
        let Some(id) = self.meant(&name) else {
            self.strangers.insert(name);
            self.pass_over("INSERT")?;
            return Ok(None);
        };
        let table = self.schema.table(id);
        let mut listed = self.column_list(table)?;
        let by_default = self.values(line)?;
        if by_default {
            listed.clear();
        }
        let same = |filling: &Filling| filling.table == id && filling.listed == listed;
        let before = if self.filling.as_ref().is_some_and(same) {
            None
        } else {
            let before = self.take();
            self.filling = Some(Filling::new(id, table, listed, line)?);
            before
        };
        if by_default && let Some(filling) = &mut self.filling {
            filling.builder.end_row();
        }
        self.in_rows = true;
        Ok(before)
    }

    /// The table meant by a name, which may begin with the namespace that others leave out.
    fn meant(&self, name: &str) -> Option<TableId> {
        self.schema.find(name).or_else(|| {
            let (_, bare) = name.rsplit_once('.')?;
            let found = self.schema.find(bare)?;
            self.schema.table(found).name.namespace.is_none().then_some(found)
        })
    }

    /// The tables read of so far that are none of the schema's.
    pub fn strangers(&self) -> &BTreeSet<String> {
        &self.strangers
    }

    /// Passes what stands between columns and rows, VALUES included; whether the only row is
    /// `DEFAULT VALUES`.
    fn values(&mut self, line: u64) -> Result<bool, ScriptError> {
        let mut by_default = false;
        loop {
            let word = match self.tokens.expect("VALUES")? {
                Token::Word(word) => word.to_ascii_uppercase(),
                _ => String::new(),
            };
            match word.as_str() {
                "DEFAULT" => by_default = true,
                // `OVERRIDING SYSTEM VALUE VALUES`, but also MySQL's `VALUE (…)`.
                "OVERRIDING" | "SYSTEM" | "USER" => {}
                "VALUE" if !self.tokens.peek_symbol(b'(')? => {}
                "VALUE" | "VALUES" => return Ok(by_default),
                _ => return Err(ScriptError::Statement { line, statement: "INSERT … SELECT" }),
            }
        }
    }

    /// An INSERT that may leave rows out; where it goes to a table of no interest that is no
    /// matter.
    fn unsure(
        &mut self,
        line: u64,
        word: &str,
    ) -> Result<Option<(TableId, ReadBatch)>, ScriptError> {
        let mut word = word.to_owned();
        while !word.eq_ignore_ascii_case("INTO") {
            let Token::Word(next) = self.tokens.expect("INTO")? else {
                return Err(ScriptError::Syntax { line, expected: "INSERT INTO" });
            };
            word = next;
        }
        let mut name = self.name()?;
        while self.tokens.take_symbol(b'.')? {
            name = format!("{name}.{}", self.name()?);
        }
        if self.meant(&name).is_some() {
            return Err(ScriptError::Statement { line, statement: "INSERT with IGNORE or OR" });
        }
        self.strangers.insert(name);
        self.pass_over("INSERT")?;
        Ok(None)
    }

    fn name(&mut self) -> Result<String, ScriptError> {
        let token = self.tokens.expect("a name")?;
        self.token_name(token)
    }

    fn token_name(&self, token: Token) -> Result<String, ScriptError> {
        match token {
            Token::Word(name) | Token::Name(name) => Ok(name),
            _ => Err(ScriptError::Syntax { line: self.tokens.line(), expected: "a name" }),
        }
    }

    /// The columns between parentheses; all the table's where there are none.
    fn column_list(&mut self, table: &Table) -> Result<Vec<String>, ScriptError> {
        if !self.tokens.take_symbol(b'(')? {
            return Ok(table.columns.iter().map(|column| column.name.clone()).collect());
        }
        let mut names = Vec::new();
        while !self.tokens.take_symbol(b')')? {
            names.push(self.name()?);
            self.tokens.take_symbol(b',')?;
        }
        Ok(names)
    }

    /// Reads one row, or the end of the statement.
    fn row(&mut self) -> Result<(), ScriptError> {
        let Some(filling) = &mut self.filling else {
            self.in_rows = false;
            return Ok(());
        };
        if self.tokens.take_symbol(b'(')? {
            let table = self.schema.table(filling.table);
            literal::row(&mut self.tokens, table, &filling.positions, &mut filling.builder)?;
            self.tokens.take_symbol(b',')?;
            return Ok(());
        }
        self.in_rows = false;
        let next = self.tokens.next()?;
        let line = self.tokens.line();
        match next {
            None | Some(Token::Symbol(b';')) => Ok(()),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("RETURNING") => {
                self.pass_over("INSERT")
            }
            Some(Token::Word(_)) => {
                Err(ScriptError::Statement { line, statement: "INSERT … ON CONFLICT" })
            }
            Some(_) => Err(ScriptError::Syntax { line, expected: "a row" }),
        }
    }

    /// Skips the rest of a statement; the body of a trigger or function belongs to it.
    fn pass_over(&mut self, first: &str) -> Result<(), ScriptError> {
        let mut body = Body { possible: first == "CREATE", ..Body::default() };
        while let Some(token) = self.tokens.next()? {
            match token {
                Token::Symbol(b';') if body.depth == 0 => return Ok(()),
                Token::Symbol(b';') => body.after_end = false,
                Token::Word(word) => body.see(&word.to_ascii_uppercase()),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Where the statements of a routine's body begin and end.
#[derive(Default)]
struct Body {
    /// Whether the statement may have one.
    possible: bool,
    routine: bool,
    depth: u32,
    after_end: bool,
}

impl Body {
    fn see(&mut self, word: &str) {
        match word {
            "TRIGGER" | "FUNCTION" | "PROCEDURE" | "EVENT" if self.possible => self.routine = true,
            // `END IF`, `END LOOP`: END closed nothing that was counted.
            "IF" | "LOOP" | "WHILE" | "REPEAT" if self.after_end => self.depth += 1,
            "BEGIN" if self.routine => self.depth += 1,
            "CASE" if self.routine && self.depth > 0 && !self.after_end => self.depth += 1,
            "END" if self.routine => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.after_end = word == "END";
    }
}

impl Filling {
    fn new(
        id: TableId,
        table: &Table,
        listed: Vec<String>,
        line: u64,
    ) -> Result<Self, ScriptError> {
        let wrong = |source| ScriptError::Columns { line, source };
        let layout = Layout::new(table, &listed).map_err(wrong)?;
        let positions = listed.iter().filter_map(|name| layout.position(name)).collect();
        Ok(Self { table: id, listed, positions, builder: BatchBuilder::over(layout) })
    }
}

impl Iterator for ScriptReader<'_> {
    type Item = Result<(TableId, ReadBatch), ScriptError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return self.take().map(Ok);
        }
        let next = self.read().transpose();
        self.ended |= matches!(next, Some(Err(_)));
        if self.ended && matches!(next, Some(Err(_))) {
            self.filling = None;
        }
        next
    }
}
