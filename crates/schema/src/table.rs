//! Tables.

use std::fmt;

use seedbed_expr::{Expr, Value};

use crate::{Check, Column, Exclusion, ForeignKey, Index, Origin, UniqueKey};

/// A table's name, with the namespace it lives in where one was given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableName {
    /// The namespace (PostgreSQL's schema); `None` for the default one.
    pub namespace: Option<String>,
    /// The name within it.
    pub name: String,
}

impl TableName {
    /// A name in the default namespace.
    pub fn new(name: impl Into<String>) -> Self {
        Self { namespace: None, name: name.into() }
    }

    /// A name in a namespace.
    pub fn within(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { namespace: Some(namespace.into()), name: name.into() }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{namespace}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// One table with everything that constrains its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The name.
    pub name: TableName,
    /// The name as the schema's author spelt it, where the database folds its letters. See
    /// [`Table::spelt`].
    pub spelling: Option<String>,
    /// The columns in declared order.
    pub columns: Vec<Column>,
    /// The primary key.
    pub primary_key: Option<UniqueKey>,
    /// All other unique keys and unique indexes.
    pub unique_keys: Vec<UniqueKey>,
    /// References to other tables.
    pub foreign_keys: Vec<ForeignKey>,
    /// Conditions on a row, those of its columns' domains included.
    pub checks: Vec<Check>,
    /// Conditions on pairs of rows.
    pub exclusions: Vec<Exclusion>,
    /// Plain indexes.
    pub indexes: Vec<Index>,
    /// What people say about the table.
    pub comment: Option<String>,
    /// Rows that the schema itself inserts.
    pub rows: Vec<LiteralRow>,
    /// Whether the schema inserts further rows that only the database can tell, by a query, a
    /// function or a trigger.
    pub inserts_unknown_rows: bool,
    /// Set when rows go to partitions: a row outside every bound is refused.
    pub partition: Option<Partition>,
    /// Set when this table is a partition of another: rows are loaded through the parent.
    pub partition_of: Option<TableName>,
    /// The table whose columns this one inherits (PostgreSQL INHERITS).
    pub inherits: Vec<TableName>,
    /// Triggers that run when a row is inserted.
    pub triggers: Vec<Trigger>,
    /// Where it was declared.
    pub origin: Option<Origin>,
}

impl Table {
    /// A table without columns.
    pub fn new(name: TableName) -> Self {
        Self {
            name,
            spelling: None,
            columns: Vec::new(),
            primary_key: None,
            unique_keys: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            indexes: Vec::new(),
            comment: None,
            rows: Vec::new(),
            inserts_unknown_rows: false,
            partition: None,
            partition_of: None,
            inherits: Vec::new(),
            triggers: Vec::new(),
            origin: None,
        }
    }

    /// The name within its namespace with its author's capitals, which tell its words apart.
    pub fn spelt(&self) -> &str {
        crate::column::spelt(&self.name.name, self.spelling.as_deref())
    }

    /// Sets the primary key and makes its columns NOT NULL.
    pub fn set_primary_key<S: Into<String>>(&mut self, columns: impl IntoIterator<Item = S>) {
        let key = UniqueKey::over(columns);
        for name in key.columns().unwrap_or_default() {
            if let Some(column) = self.columns.iter_mut().find(|column| column.name == name) {
                column.nullable = false;
            }
        }
        self.primary_key = Some(key);
    }

    /// A condition with generated columns replaced by what they are made of; `None` where it reads
    /// none.
    pub fn with_formulas(&self, expr: &Expr) -> Option<Expr> {
        let formula = |path: &[String]| {
            let column = self.column(path.first()?).filter(|_| path.len() == 1)?;
            column.generated.as_ref()?.expr.clone()
        };
        let mut current = expr.clone();
        // A formula may read generated columns itself.
        for _ in 0..4 {
            if !current.columns().iter().any(|path| formula(path).is_some()) {
                break;
            }
            current = current.map_columns(&mut |path| {
                formula(path).unwrap_or_else(|| Expr::Column(path.to_vec()))
            });
        }
        (current != *expr).then_some(current)
    }

    /// The position of a column by its exact name, or by any case where that is unambiguous.
    pub fn column_index(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name).or_else(|| {
            let mut folded = (0..self.columns.len())
                .filter(|&at| self.columns[at].name.eq_ignore_ascii_case(name));
            let first = folded.next()?;
            folded.next().is_none().then_some(first)
        })
    }

    /// A column by name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.column_index(name).map(|at| &self.columns[at])
    }

    /// The primary key and all unique keys.
    pub fn keys(&self) -> impl Iterator<Item = &UniqueKey> {
        self.primary_key.iter().chain(&self.unique_keys)
    }

    /// Whether rows are made for this table: not when they are made for the table it is a
    /// partition of, or for each of its own partitions.
    pub fn takes_rows(&self) -> bool {
        !self.is_partition() && !self.partition.as_ref().is_some_and(|whole| whole.by_part)
    }

    /// Whether rows of this table are loaded through another table.
    pub fn is_partition(&self) -> bool {
        self.partition_of.is_some()
    }
}

/// A row the schema inserts by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct LiteralRow {
    /// One value per column of the table. Columns the statement leaves to the database's
    /// default hold what that default evaluates to, or `None` where that can't be known here.
    pub values: Vec<Option<Value>>,
}

/// How a partitioned table divides its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Partition {
    /// The strategy and key as written: `RANGE (created_at)`.
    pub text: String,
    /// What a row must fulfil to find a partition: one condition per partition, any of them;
    /// empty when there is a default partition or the bounds could not be read.
    pub any_of: Vec<Expr>,
    /// Whether rows are made for each partition by itself, because partitions have constraints
    /// of their own. The partitions are then tables like any other.
    pub by_part: bool,
}

/// A trigger on a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// The trigger's name.
    pub name: String,
    /// Whether it runs for inserted rows.
    pub on_insert: bool,
    /// Whether it runs before the row is written, and may change or refuse it.
    pub before: bool,
}
