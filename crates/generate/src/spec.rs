//! A compiled plan: everything that is known before the first row.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use seedbed_dataset::seed::Stream;
use seedbed_expr::{Env, Nullness, Value};

use crate::{
    exclusion::Exclusion,
    fan_out::OwnerMap,
    overlap::{Candidates, Feasible},
    permutation::Permutation,
    problem::GenerateError,
    product::Product,
    source::{Formula, Maker, Target},
};

/// All tables.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) tables: Vec<TableSpec>,
    pub(crate) env: Env,
}

/// One table.
#[derive(Debug)]
pub(crate) struct TableSpec {
    pub(crate) name: String,
    /// Rows to make.
    pub(crate) rows: u64,
    /// Rows that the schema itself inserts: they come first wherever rows are numbered as
    /// parents. One value per column, NULL where unknown.
    pub(crate) literal: Vec<Vec<Value>>,
    pub(crate) columns: Vec<ColumnSpec>,
    pub(crate) links: Vec<LinkSpec>,
    /// The link that the table's rows lie contiguously by.
    pub(crate) owner: Option<usize>,
    pub(crate) products: Vec<Product>,
    /// Conditions that rows are tried against.
    pub(crate) checks: Vec<Condition>,
    /// Conditions that sources make hold, where builds for tests try them all the same.
    pub(crate) proven: Vec<Condition>,
    /// Columns whose formula may fail or give what their type does not hold.
    pub(crate) fitted: Vec<Fitted>,
    pub(crate) repair: Option<Repair>,
    /// Chooses one of several ways to meet the CHECKs.
    pub(crate) variants: u64,
    pub(crate) stream: Stream,
}

impl TableSpec {
    /// How many rows can be referred to.
    pub(crate) fn population(&self) -> u64 {
        self.literal.len() as u64 + self.rows
    }

    /// Whether rows may need more than one attempt.
    pub(crate) fn is_retried(&self) -> bool {
        !self.checks.is_empty()
            || self.repair.is_some()
            || !self.fitted.is_empty()
            || self.links.iter().any(|link| link.required)
    }
}

/// A named condition.
#[derive(Debug)]
pub(crate) struct Condition {
    pub(crate) name: String,
    pub(crate) formula: Formula,
}

/// A column made by a formula, whose values are tried in its type.
#[derive(Debug)]
pub(crate) struct Fitted {
    pub(crate) column: usize,
    /// What the condition is called that they fit.
    pub(crate) name: String,
}

/// What the condition is called that a column's formula gives what its type holds.
pub(crate) fn fits_type(column: &str) -> String {
    format!("the type of {column}")
}

impl ColumnSpec {
    /// The formula that alone makes the column.
    pub(crate) fn formula(&self) -> Option<&Formula> {
        match &self.maker {
            ColumnMaker::Source(maker) if self.by_variant.is_empty() => match maker.as_ref() {
                Maker::Formula(formula) => Some(formula),
                _ => None,
            },
            _ => None,
        }
    }
}

/// One column.
#[derive(Debug)]
pub(crate) struct ColumnSpec {
    pub(crate) target: Target,
    pub(crate) maker: ColumnMaker,
    pub(crate) nulls: Nulls,
    pub(crate) stream: Stream,
    /// Decides which rows are NULL.
    pub(crate) null_stream: Stream,
    /// Where in its source's domain each row stands, when values must be unique.
    pub(crate) places: Option<Places>,
    /// Values that the schema's own rows have taken already.
    pub(crate) taken: Option<Taken>,
    /// Whether a new attempt draws it again.
    pub(crate) volatile: bool,
    /// What takes the place of a NULL that the column must not hold.
    pub(crate) fallback: Option<Maker>,
    /// For each way to meet the CHECKs, what makes the column then.
    pub(crate) by_variant: Vec<(Nullness, Option<Maker>)>,
    /// Whether the engine can make the column at all (generated columns may be beyond it).
    pub(crate) available: bool,
}

/// What makes a column.
#[derive(Debug)]
pub(crate) enum ColumnMaker {
    /// A column of the row that a link leads to.
    Link {
        /// The table's link.
        link: usize,
        /// The parent's column.
        parent_column: usize,
    },
    /// A source.
    Source(Box<Maker>),
}

/// Which rows are NULL.
#[derive(Debug, Default)]
pub(crate) struct Nulls {
    /// Below this, of 2^64, a row's random bits make it NULL.
    pub(crate) threshold: u64,
    /// Rows for which this is true are NULL.
    pub(crate) when: Option<Formula>,
    /// Whether the column may hold NULL at all.
    pub(crate) allowed: bool,
    /// Whether attempts that failed often try NULL here: a condition reads it.
    pub(crate) tried: bool,
}

/// Maps rows to places in a domain of distinct values.
#[derive(Debug, Clone)]
pub(crate) enum Places {
    /// The row's own number.
    Row,
    /// A random-looking order.
    Permuted(Permutation),
    /// One digit of a product that several columns share.
    Digit {
        /// The table's product.
        product: usize,
        /// Which of its digits.
        digit: usize,
    },
}

impl Places {
    /// The place of a row beyond those of the table.
    pub(crate) fn of(&self, row: u64) -> u64 {
        match self {
            Self::Permuted(permutation) if row < permutation.len() => permutation.apply(row),
            _ => row,
        }
    }
}

/// Values that are taken, each with its rank among them.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) ranks: BTreeMap<Vec<u8>, u64>,
    /// The first place beyond those that rows stand at.
    pub(crate) spare: u64,
}

/// One foreign key.
#[derive(Debug)]
pub(crate) struct LinkSpec {
    /// What messages call it.
    pub(crate) name: String,
    pub(crate) parent: usize,
    /// Each column of the reference with the parent's.
    pub(crate) pairs: Vec<(usize, usize)>,
    /// What the literal rows refer to, once asked for: [`LinkSpec::literal_parents`].
    pub(crate) literal: OnceLock<Vec<Option<u64>>>,
    /// Whether a row that finds no parent must be tried again.
    pub(crate) required: bool,
    /// How many rows of the parent, from its first, the link passes over, because they have all
    /// the children that they will have. Only for links that decide a key.
    pub(crate) passed_over: u64,
    pub(crate) kind: LinkKind,
    pub(crate) nulls: Nulls,
    pub(crate) stream: Stream,
    pub(crate) volatile: bool,
    /// Another link of the table whose parent must be another row.
    pub(crate) avoid: Option<usize>,
}

/// How rows find their parents. Parents are numbered over literal and made rows.
#[derive(Debug)]
pub(crate) enum LinkKind {
    /// Contiguous by parent.
    Owner(OwnerMap),
    /// By weight: a random share to this power, scattered.
    Weighted { power: f64, scatter: Permutation },
    /// At most one child per parent.
    OneToOne {
        order: Permutation,
        /// The parents of the schema's own rows, in order.
        taken: Vec<u64>,
    },
    /// At most one child per parent, of the parents that will do.
    OneOf(Feasible),
    /// The parent's own parent: all columns are those of another link's row.
    Via { link: usize, parent_link: usize },
    /// The parent of another link's row, as the plan asks; any where that row has none.
    Along { link: usize, parent_link: usize },
    /// Every parent has the same number of children, give or take one.
    Even(Permutation),
    /// An earlier row of the same table, drawn by a random share to this power.
    Tree { power: f64 },
    /// The previous row of the same table.
    Chain,
    /// One digit of a product.
    Digit { product: usize, digit: usize },
    /// By weight, among the parents that another link's shared columns leave.
    Among { power: f64, feasible: Feasible },
    /// A parent that agrees in the columns shared with links made before.
    Agreeing(Candidates),
}

/// Uniqueness that no bijection gives: rows are drawn again until they differ from all rows
/// before them, once, and the attempts are remembered.
#[derive(Debug)]
pub(crate) struct Repair {
    pub(crate) keys: Vec<RepairKey>,
    pub(crate) exclusions: Vec<Exclusion>,
    pub(crate) attempts: OnceLock<Result<BTreeMap<u64, u32>, Arc<GenerateError>>>,
}

/// One key that is repaired.
#[derive(Debug)]
pub(crate) struct RepairKey {
    pub(crate) name: String,
    /// The key's parts: what must not repeat together.
    pub(crate) parts: Vec<Formula>,
    /// Whether each part ignores case.
    pub(crate) folded: Vec<bool>,
    pub(crate) predicate: Option<Formula>,
    pub(crate) nulls_not_distinct: bool,
}
