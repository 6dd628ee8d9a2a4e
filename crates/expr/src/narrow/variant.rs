//! One way to satisfy all the CHECKs, and sets of such ways.

use std::collections::{BTreeMap, BTreeSet};

use super::MAX_VARIANTS;
use super::domain::{Domain, Nullness};
use crate::{BinaryOp, Expr};

/// A column related to an expression over other columns: true or NULL for every row.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnOrder {
    /// The column. Of two bare columns it is the greater one (`ended_at >= started_at`).
    pub left: String,
    /// One of the comparisons.
    pub op: BinaryOp,
    /// What it is compared with; the column itself does not occur in it.
    pub right: Expr,
}

impl ColumnOrder {
    /// The comparison as an expression.
    pub fn to_expr(&self) -> Expr {
        let left = Expr::Column(self.left.split('.').map(str::to_owned).collect());
        Expr::binary(self.op, left, self.right.clone())
    }
}

/// One way to satisfy all the CHECKs: a row that satisfies the domains, the orders and the
/// residual passes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Variant {
    /// What the columns may hold, by dotted path; a column that is not named is free.
    pub domains: BTreeMap<String, Domain>,
    /// How columns relate.
    pub orders: Vec<ColumnOrder>,
    /// What could not be narrowed: each must be true or NULL.
    pub residual: Vec<Expr>,
}

impl Variant {
    /// A variant that says something of one column.
    pub(super) fn of_column(column: &str, domain: Domain) -> Variant {
        let mut variant = Variant::default();
        variant.set(column, domain);
        variant
    }

    /// Sets a column's domain; one that says nothing is left out.
    pub(super) fn set(&mut self, column: &str, domain: Domain) {
        if domain == Domain::default() {
            self.domains.remove(column);
        } else {
            self.domains.insert(column.to_owned(), domain);
        }
    }

    /// Adds that a column is never NULL; `false` where that leaves no value for it.
    pub fn require_not_null(&mut self, column: &str) -> bool {
        let domain = self.domains.entry(column.to_owned()).or_default();
        domain.intersect(&Domain::never_null());
        !is_impossible(domain)
    }

    /// What satisfies both; `None` where nothing does.
    pub(super) fn conjoin(&self, other: &Variant) -> Option<Variant> {
        let mut both = self.clone();
        for (column, domain) in &other.domains {
            let own = both.domains.entry(column.clone()).or_default();
            own.intersect(domain);
            if is_impossible(own) {
                return None;
            }
        }
        for order in &other.orders {
            if !both.orders.contains(order) {
                both.orders.push(order.clone());
            }
        }
        for residual in &other.residual {
            if !both.residual.contains(residual) {
                both.residual.push(residual.clone());
            }
        }
        Some(both)
    }

    /// Whether every row that satisfies this variant satisfies the other one.
    fn is_within(&self, other: &Variant) -> bool {
        let free = Domain::default();
        let domains_fit = other
            .domains
            .iter()
            .all(|(column, domain)| self.domains.get(column).unwrap_or(&free).is_within(domain));
        domains_fit
            && other.orders.iter().all(|order| self.orders.contains(order))
            && other.residual.iter().all(|residual| self.residual.contains(residual))
    }

    /// The one variant that holds exactly where either of the two does: they must differ in
    /// one column only.
    fn united(&self, other: &Variant) -> Option<Variant> {
        if self.orders != other.orders || self.residual != other.residual {
            return None;
        }
        let free = Domain::default();
        let columns: BTreeSet<&String> = self.domains.keys().chain(other.domains.keys()).collect();
        let mut differing = columns.into_iter().filter_map(|column| {
            let own = self.domains.get(column).unwrap_or(&free);
            let others = other.domains.get(column).unwrap_or(&free);
            (own != others).then_some((column, own, others))
        });
        let (column, own, others) = differing.next()?;
        if differing.next().is_some() {
            return None;
        }
        let mut united = self.clone();
        united.set(column, own.united(others)?);
        Some(united)
    }
}

fn is_impossible(domain: &Domain) -> bool {
    domain.nullness == Nullness::Never && domain.has_no_values(None)
}

/// Adds an alternative, leaving out what another one covers and uniting what can be united.
pub(super) fn add_alternative(alternatives: &mut Vec<Variant>, mut new: Variant) {
    loop {
        if alternatives.iter().any(|present| new.is_within(present)) {
            return;
        }
        alternatives.retain(|present| !present.is_within(&new));
        let united = alternatives
            .iter()
            .enumerate()
            .find_map(|(index, present)| Some((index, present.united(&new)?)));
        let Some((index, united)) = united else {
            alternatives.push(new);
            return;
        };
        alternatives.remove(index);
        new = united;
    }
}

/// What satisfies one of the left and one of the right; `None` where there are too many.
pub(super) fn conjunction(left: &[Variant], right: &[Variant]) -> Option<Vec<Variant>> {
    let mut both = Vec::new();
    for left in left {
        for right in right {
            if let Some(variant) = left.conjoin(right) {
                add_alternative(&mut both, variant);
            }
            if both.len() > MAX_VARIANTS {
                return None;
            }
        }
    }
    Some(both)
}
