//! Keys, references and checks.

use seedbed_expr::Expr;

use crate::{Origin, Table, TableName};

/// A set of columns whose values may not repeat: a primary key, UNIQUE, or a unique index.
#[derive(Debug, Clone, PartialEq)]
pub struct UniqueKey {
    /// The constraint's or index's name.
    pub name: Option<String>,
    /// The key's parts; plain columns unless it is an expression index.
    pub parts: Vec<KeyPart>,
    /// Only rows for which this is true are held to it (partial index).
    pub predicate: Option<Expr>,
    /// Whether two NULLs count as equal.
    pub nulls_not_distinct: bool,
    /// Whether the key can be deferred to the end of a transaction.
    pub deferrable: bool,
    /// Where it was declared.
    pub origin: Option<Origin>,
}

/// One part of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyPart {
    /// A column by name.
    Column(String),
    /// An expression over the row, `lower(email)`; `None` where it could not be read, with the
    /// text as written.
    Expr(Option<Expr>, String),
}

impl UniqueKey {
    /// A plain key over `columns`.
    pub fn over<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        Self {
            name: None,
            parts: columns.into_iter().map(|name| KeyPart::Column(name.into())).collect(),
            predicate: None,
            nulls_not_distinct: false,
            deferrable: false,
            origin: None,
        }
    }

    /// The columns, if all parts are plain columns.
    pub fn columns(&self) -> Option<Vec<&str>> {
        self.parts
            .iter()
            .map(|part| match part {
                KeyPart::Column(name) => Some(name.as_str()),
                KeyPart::Expr(..) => None,
            })
            .collect()
    }

    /// Whether the key holds for every row and plain columns only.
    pub fn is_plain(&self) -> bool {
        self.predicate.is_none() && self.columns().is_some()
    }
}

/// A reference to a row of another (or the same) table.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools)] // independent facts, each as the database knows it
pub struct ForeignKey {
    /// The constraint's name.
    pub name: Option<String>,
    /// The referring columns.
    pub columns: Vec<String>,
    /// The table referred to.
    pub parent: TableName,
    /// The columns referred to, as many as `columns`.
    pub parent_columns: Vec<String>,
    /// Whether the check can wait for the end of a transaction.
    pub deferrable: bool,
    /// Whether it waits by itself.
    pub initially_deferred: bool,
    /// Whether all columns must be NULL when one is (MATCH FULL).
    pub match_full: bool,
    /// `false` when the database does not enforce it (inferred, or declared NOT ENFORCED).
    pub enforced: bool,
    /// Where it was declared.
    pub origin: Option<Origin>,
}

impl ForeignKey {
    /// Whether rows of `table`, whose key this is, may refer to nothing: one of its columns can
    /// be NULL, or, with MATCH FULL, all of them.
    pub fn is_optional(&self, table: &Table) -> bool {
        let mut can_be_null = self
            .columns
            .iter()
            .map(|name| table.column(name).is_some_and(|column| column.nullable));
        if self.match_full { can_be_null.all(|yes| yes) } else { can_be_null.any(|yes| yes) }
    }
}

/// A condition every row must not fail.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The constraint's name.
    pub name: Option<String>,
    /// What must hold.
    pub rule: CheckRule,
    /// The condition as written.
    pub text: String,
    /// Where it was declared.
    pub origin: Option<Origin>,
}

/// The condition of a [`Check`].
#[derive(Debug, Clone, PartialEq)]
pub enum CheckRule {
    /// A condition that could be read. Column paths have one part.
    Expr(Expr),
    /// A condition that could not be read, with the reason.
    Unread(String),
}

/// PostgreSQL's EXCLUDE: no two rows for which all operators hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Exclusion {
    /// The constraint's name.
    pub name: Option<String>,
    /// (element, operator) pairs.
    pub elements: Vec<ExclusionElement>,
    /// Only rows for which this is true are held to it.
    pub predicate: Option<Expr>,
    /// The constraint as written.
    pub text: String,
    /// Where it was declared.
    pub origin: Option<Origin>,
}

/// One element of an [`Exclusion`].
#[derive(Debug, Clone, PartialEq)]
pub struct ExclusionElement {
    /// What is compared; `None` where it could not be read.
    pub part: KeyPart,
    /// The operator: `=`, `&&`, …
    pub operator: String,
}

/// A plain index: no constraint, but a hint about what is looked up together.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// The index's name.
    pub name: Option<String>,
    /// The indexed columns (expressions are left out).
    pub columns: Vec<String>,
}
