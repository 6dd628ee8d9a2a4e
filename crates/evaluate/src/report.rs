//! What a verification found.

use std::fmt;

use seedbed_schema::TableId;
use serde::Serialize;

/// The result for all tables of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Every table in the schema's order.
    pub tables: Vec<TableVerification>,
}

impl Verification {
    /// Violations of constraints that the database enforces, over all tables. A row that
    /// violates two constraints counts twice.
    pub fn violations(&self) -> u64 {
        let constraints = self.constraints().filter(|(_, constraint)| constraint.enforced);
        constraints.map(|(_, constraint)| constraint.violations).sum()
    }

    /// Whether nothing is violated. Constraints that were not checked don't count either way:
    /// see [`Verification::not_checked`].
    pub fn is_clean(&self) -> bool {
        self.violations() == 0
    }

    /// Every constraint with its table.
    pub fn constraints(
        &self,
    ) -> impl Iterator<Item = (&TableVerification, &ConstraintVerification)> {
        self.tables
            .iter()
            .flat_map(|table| table.constraints.iter().map(move |constraint| (table, constraint)))
    }

    /// The constraints with violations.
    pub fn violated(&self) -> impl Iterator<Item = (&TableVerification, &ConstraintVerification)> {
        self.constraints().filter(|(_, constraint)| constraint.violations > 0)
    }

    /// The constraints that could not be checked, or not on every row.
    pub fn not_checked(
        &self,
    ) -> impl Iterator<Item = (&TableVerification, &ConstraintVerification)> {
        self.constraints().filter(|(_, constraint)| constraint.not_checked.is_some())
    }
}

/// The result for one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableVerification {
    /// The table's place in the schema.
    #[serde(skip)]
    pub id: TableId,
    /// Its name.
    pub table: String,
    /// How many rows were read.
    pub rows: u64,
    /// Every constraint on it.
    pub constraints: Vec<ConstraintVerification>,
}

impl TableVerification {
    /// The constraints of one kind.
    pub fn of_kind(&self, kind: ConstraintKind) -> impl Iterator<Item = &ConstraintVerification> {
        self.constraints.iter().filter(move |constraint| constraint.kind == kind)
    }
}

/// The result for one constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConstraintVerification {
    /// The constraint's name, or what it constrains where it has none: `orders.total`,
    /// `(a, b)`.
    pub name: String,
    /// What it asks.
    pub kind: ConstraintKind,
    /// Whether the database enforces it. Violations of others are counted here, but not in
    /// [`Verification::violations`].
    pub enforced: bool,
    /// Rows it was evaluated on. NULLs that it does not concern are among them.
    pub checked: u64,
    /// Rows that violate it. Of rows that violate it together, such as two with one key, the
    /// first is not counted.
    pub violations: u64,
    /// Numbers of some of these rows, from 0 within the table; never their values.
    pub first_rows: Vec<u64>,
    /// Why it was not checked, or not on every row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_checked: Option<String>,
}

/// What a constraint asks of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConstraintKind {
    /// Values are of the column's type: in its range, with its precision, in its notation.
    Type,
    /// Values are no longer than the column's type allows.
    Length,
    /// Values are labels of the column's enum.
    Enum,
    /// No NULLs.
    NotNull,
    /// Keys are unique; that they are not NULL is a [`ConstraintKind::NotNull`] of each column.
    PrimaryKey,
    /// Keys are unique.
    Unique,
    /// Keys are unique among the rows of a predicate.
    PartialUnique,
    /// What is referred to exists.
    ForeignKey,
    /// A condition on a row, that of a domain included, is not false.
    Check,
    /// No two rows conflict.
    Exclusion,
    /// A computed column holds what its formula gives.
    Generated,
    /// A partition takes the row.
    Partition,
}

impl fmt::Display for ConstraintKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Type => "type",
            Self::Length => "length",
            Self::Enum => "enum",
            Self::NotNull => "not null",
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique",
            Self::PartialUnique => "partial unique",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
            Self::Exclusion => "exclusion",
            Self::Generated => "generated",
            Self::Partition => "partition",
        })
    }
}
