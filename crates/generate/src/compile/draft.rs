//! A table while its plan is being compiled.

use std::collections::BTreeMap;

use seedbed_expr::{BinaryOp, Domain, Expr, Nullness, Variant};
use seedbed_schema::Table;

use super::probe::Trial;
use crate::{
    plan::{LinkRole, TablePlan},
    source::{Capacity, Formula, Maker, Suffixed, Target},
};

/// What is known of a table before its keys are solved.
pub(crate) struct Draft<'s> {
    pub(crate) table: &'s Table,
    pub(crate) plan: TablePlan,
    pub(crate) columns: Vec<ColumnDraft>,
    /// Per foreign key.
    pub(crate) links: Vec<LinkDraft>,
    /// The plan's owner link.
    pub(crate) owner: Option<usize>,
    /// The number of ways to meet the CHECKs.
    pub(crate) variants: usize,
    pub(crate) checks: Vec<CheckDraft>,
    /// A condition that no row can meet.
    pub(crate) impossible: Option<String>,
    /// How many rows the schema itself inserts.
    pub(crate) literal: u64,
    /// What trying its rows has shown.
    pub(crate) trial: Trial,
}

impl Draft<'_> {
    /// Whether not every parent will do for a link: CHECKs limit which, or trying rows has shown
    /// that other references over the same columns do.
    pub(crate) fn is_choosy(&self, link: usize) -> bool {
        !self.links[link].limits.is_empty() || self.trial.choosy.contains(&link)
    }
}

/// A CHECK, rule or partition bound.
pub(crate) struct CheckDraft {
    pub(crate) name: String,
    pub(crate) expr: Expr,
    /// What it comes to, when there is only one way to meet it.
    pub(crate) only: Option<Variant>,
    /// Which of its orders were turned into bounds that are certain to hold, and of which column.
    pub(crate) derived: BTreeMap<usize, usize>,
}

/// One column before its keys are solved.
#[allow(clippy::struct_excessive_bools)] // facts about a column, of which any may go together
pub(crate) struct ColumnDraft {
    pub(crate) target: Target,
    /// The link that makes the column, and the parent's column.
    pub(crate) link: Option<(usize, usize)>,
    pub(crate) maker: Maker,
    /// Another maker for unique values, where the source's own can't be unique.
    pub(crate) unique_maker: Option<Maker>,
    /// What changes the texts that repeat, where these are too short for `unique_maker` to be
    /// the source with a number behind it.
    pub(crate) repeated: Option<Box<Suffixed>>,
    /// Whether rows of its own table refer to the column by ones that conditions or keys read:
    /// rows could not be tried while others wait for them.
    pub(crate) awaited: bool,
    pub(crate) null_rate: f64,
    pub(crate) null_if: Option<Formula>,
    pub(crate) nullable: bool,
    pub(crate) by_variant: Vec<(Nullness, Option<Maker>)>,
    pub(crate) fallback: Option<Maker>,
    pub(crate) available: bool,
    /// Whether a formula of the schema makes the column, NULLs included.
    pub(crate) computed: bool,
    /// Columns that share one identity (an entity, joint records) have the same name here.
    pub(crate) identity: Option<String>,
    /// How many identities are natural.
    pub(crate) identities: u64,
}

/// One link before populations are known.
pub(crate) struct LinkDraft {
    pub(crate) parent: usize,
    pub(crate) role: LinkRole,
    pub(crate) null_if: Option<Formula>,
    /// The columns this link makes: (child column, parent column).
    pub(crate) columns: Vec<(usize, usize)>,
    /// Columns that links before it make, in the same form.
    pub(crate) bound: Vec<(usize, usize)>,
    /// Whether the link can be absent: one of its own columns is nullable.
    pub(crate) nullable: bool,
    /// What CHECKs leave of the columns this link makes, as columns of the parent.
    pub(crate) limits: Vec<(usize, Domain)>,
    pub(crate) avoid: Option<usize>,
    /// The link, and its table's link, that the plan wants this one's parent to be found along.
    pub(crate) along: Option<(usize, usize)>,
    /// Whether a CHECK insists on that other row.
    pub(crate) must_differ: bool,
    /// Whether the table refers to itself.
    pub(crate) is_self: bool,
}

/// Tables up to this size number only the texts that repeat, and remember their keys for it.
const REMEMBERED: u64 = 200_000;

impl ColumnDraft {
    /// How many distinct values the column can be given by construction.
    pub(crate) fn capacity(&self, rows: u64) -> Capacity {
        if self.is_numbered(rows) {
            return Capacity::Unknown;
        }
        let unique = self.unique_maker.as_ref().map_or(Capacity::Unknown, Maker::capacity);
        match (self.maker.capacity(), unique) {
            (Capacity::Unknown, unique) => unique,
            // The other one is taken only where the own runs out.
            (Capacity::Values(own), Capacity::Values(other)) if own < rows => {
                Capacity::Values(own.max(other))
            }
            (Capacity::Values(own), Capacity::Unlimited) if own < rows => Capacity::Unlimited,
            (own, _) => own,
        }
    }

    /// Whether texts that repeat get a number, rather than all of them.
    pub(crate) fn is_numbered(&self, rows: u64) -> bool {
        let runs_out = match self.maker.capacity() {
            Capacity::Unknown => true,
            Capacity::Values(values) => values < rows,
            Capacity::Unlimited => false,
        };
        let numbers = matches!(self.unique_maker, Some(Maker::Suffixed(_)));
        let changes = numbers || self.repeated.is_some();
        runs_out && rows <= REMEMBERED && changes && !self.awaited
    }

    /// Takes what changes only the texts that repeat.
    pub(crate) fn take_repeated(&mut self) -> Option<Box<Suffixed>> {
        match self.unique_maker.take() {
            Some(Maker::Suffixed(suffixed)) => Some(suffixed),
            _ => self.repeated.take(),
        }
    }
}

/// Whether an operator puts its left side above its right.
pub(crate) fn is_above(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Gt | BinaryOp::GtEq)
}
