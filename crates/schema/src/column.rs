//! Columns.

use seedbed_expr::Expr;

use crate::{DataType, Origin};

/// One column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name as the database stores it.
    pub name: String,
    /// The name as the schema's author spelt it, where the database folds its letters:
    /// `nameFirst` of `namefirst`. See [`Column::spelt`].
    pub spelling: Option<String>,
    /// The type.
    pub data_type: DataType,
    /// The type as the schema's author wrote it, for messages and for scripts.
    pub declared_type: String,
    /// Whether NULL is allowed. Columns of a primary key are not nullable.
    pub nullable: bool,
    /// The value the database supplies when none is given.
    pub default: Option<Default>,
    /// Set when the database computes the column; such columns are never written to it.
    pub generated: Option<Generated>,
    /// Set when the column draws from a sequence of its own (serial, identity, autoincrement).
    pub identity: Option<Identity>,
    /// What people say about the column: comments, docstrings, help texts.
    pub comment: Option<String>,
    /// Where the column was declared.
    pub origin: Option<Origin>,
}

impl Column {
    /// A nullable column without anything else.
    pub fn new(name: impl Into<String>, data_type: DataType) -> Self {
        Self {
            name: name.into(),
            spelling: None,
            declared_type: String::new(),
            data_type,
            nullable: true,
            default: None,
            generated: None,
            identity: None,
            comment: None,
            origin: None,
        }
    }

    /// The name with its author's capitals, which tell its words apart.
    pub fn spelt(&self) -> &str {
        spelt(&self.name, self.spelling.as_deref())
    }

    /// Whether a loader must leave the column out, because only the database may write it.
    pub fn is_computed(&self) -> bool {
        self.generated.is_some()
    }

    /// What the column's type rounds numbers to, before the point: 100 for `numeric(5, -2)`;
    /// `None` for types without a negative scale.
    pub fn rounds_to(&self) -> Option<u64> {
        let DataType::Decimal { .. } = self.data_type else { return None };
        let (_, arguments) = self.declared_type.rsplit_once('(')?;
        let (_, scale) = arguments.split_once(',')?;
        let digits = scale.trim_end_matches(')').trim().strip_prefix('-')?.trim().parse().ok()?;
        10_u64.checked_pow(digits).filter(|&step| step > 1)
    }
}

/// The spelling of a name, unless it has been renamed since.
pub(crate) fn spelt<'n>(name: &'n str, spelling: Option<&'n str>) -> &'n str {
    spelling.filter(|spelling| spelling.eq_ignore_ascii_case(name)).unwrap_or(name)
}

/// A default value.
#[derive(Debug, Clone, PartialEq)]
pub enum Default {
    /// An expression that could be read.
    Expr(Expr),
    /// `nextval('sequence')`.
    Sequence(String),
    /// An expression kept as text, because it could not be read.
    Unread(String),
}

/// A computed column.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// The formula, if it could be read.
    pub expr: Option<Expr>,
    /// The formula as written.
    pub text: String,
    /// Whether the value is stored (or computed when read).
    pub stored: bool,
}

/// The sequence behind a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Whether the database refuses explicit values (`GENERATED ALWAYS AS IDENTITY`) unless told.
    pub always: bool,
    /// The first value.
    pub start: i64,
    /// The step between values.
    pub increment: i64,
    /// The sequence's name where it is known.
    pub sequence: Option<String>,
}

impl std::default::Default for Identity {
    fn default() -> Self {
        Self { always: false, start: 1, increment: 1, sequence: None }
    }
}
