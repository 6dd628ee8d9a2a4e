//! What each column may hold under a conjunction of CHECKs.
//!
//! A CHECK passes where it is true and where it is NULL. "Not false" distributes over AND and
//! OR in three-valued logic, so with every NOT pushed down to the comparisons, a conjunction
//! of CHECKs becomes a disjunction of *variants*, in each of which every comparison is "not
//! false" by itself. A variant says per column what it may hold ([`Domain`]), how columns
//! relate ([`ColumnOrder`]), and what remains to be tried ([`Variant::residual`]).

mod comparison;
mod count;
mod domain;
mod extent;
mod fields;
mod intersect;
mod logic;
mod matching;
mod moments;
mod order;
mod size;
mod solve;
mod variant;
mod wrapper;

use crate::{Env, Expr, Kind};

pub use domain::{Bound, Domain, LetterCase, Nullness, TextPattern};
pub use extent::{Extent, Places};
pub use variant::{ColumnOrder, Variant};

/// The most variants that a conjunction of CHECKs is split into.
pub const MAX_VARIANTS: usize = 64;

/// Splits a conjunction of CHECKs into variants.
///
/// Each variant implies all the CHECKs (they are true or NULL for every row that satisfies
/// it). Together the variants cover the rows that pass, except where a comparison was
/// narrowed to the values that are written in it (`upper(x) = 'M'` to `'M'`) or a residual
/// says more. An empty result means that no row can pass.
///
/// `kind_of` says what type a column has; without it, literals stay as they are written.
/// The current time is taken from `env`. What would need more than [`MAX_VARIANTS`] variants
/// is left to the variants' residuals.
///
/// NOT NULL is not known here: a caller intersects a NOT NULL column's domain with one whose
/// nullness is [`Nullness::Never`] and drops the variants that this makes impossible
/// ([`Variant::require_not_null`]).
pub fn narrow(checks: &[Expr], kind_of: &dyn Fn(&str) -> Option<Kind>, env: &Env) -> Vec<Variant> {
    logic::Narrowing { kind_of, env }.all_checks(checks)
}

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;
