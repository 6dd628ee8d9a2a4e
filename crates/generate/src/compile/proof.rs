//! Which conditions hold whatever row is made, so that rows need not be tried against them.
//!
//! A column is made by several makers: its own, those of rows that insist on one way of meeting
//! the CHECKs, and what stands in for a NULL that it must not hold. A proof covers all of them, as
//! they are when the table is finished; where it fails for one, rows are tried.

use std::collections::BTreeMap;

use seedbed_expr::{Domain, Kind, Nullness};
use seedbed_schema::DataType;

use super::draft::{CheckDraft, ColumnDraft, Draft};
use crate::{
    distribution::power_of_ten,
    source::{ChoiceMaker, Maker, NumberMaker, Target, TemporalMaker},
};

/// What is known of a table when its conditions are judged.
pub(crate) struct Proof<'d> {
    draft: &'d Draft<'d>,
    /// Columns whose values are numbered, and whether another maker than their own does so.
    numbered: BTreeMap<usize, bool>,
}

impl<'d> Proof<'d> {
    pub(crate) fn new(draft: &'d Draft<'d>, numbered: BTreeMap<usize, bool>) -> Self {
        Self { draft, numbered }
    }

    /// Whether sources make a condition hold for every row.
    pub(crate) fn covers(&self, check: &CheckDraft) -> bool {
        let Some(only) = &check.only else { return false };
        only.residual.is_empty()
            && only.orders.len() == check.derived.len()
            && check.derived.values().all(|&column| self.keeps_bounds(column))
            && only.domains.iter().all(|(name, domain)| {
                let column = self.draft.table.column_index(name);
                column.is_some_and(|column| self.is_inside(column, domain))
            })
    }

    /// Whether a column's only maker still is the one that took a bound from another column.
    fn keeps_bounds(&self, column: usize) -> bool {
        let draft = &self.draft.columns[column];
        let is_bounded = match &draft.maker {
            Maker::Number(number) => !number.limits.low.is_empty(),
            Maker::Temporal(temporal) => !temporal.limits.low.is_empty(),
            _ => false,
        };
        is_bounded
            && draft.link.is_none()
            && draft.by_variant.is_empty()
            && !self.numbered.contains_key(&column)
    }

    /// Whether all that a column can hold is inside a domain.
    fn is_inside(&self, column: usize, domain: &Domain) -> bool {
        let draft = &self.draft.columns[column];
        if !draft.nullable && *domain == Domain::never_null() {
            return true;
        }
        let replaced = self.numbered.get(&column).is_some_and(|&replaced| replaced);
        if draft.link.is_some() || replaced {
            return false;
        }
        let inside = |maker: &Maker| guarantees(maker, &draft.target, domain, draft.nullable);
        makers(draft).all(inside)
            && (makers(draft).all(is_never_null) || draft.fallback.as_ref().is_some_and(inside))
    }
}

/// What makes a column, whichever way its row takes.
fn makers(column: &ColumnDraft) -> impl Iterator<Item = &Maker> {
    let insisting = column.by_variant.iter().filter_map(|(_, maker)| maker.as_ref());
    std::iter::once(&column.maker).chain(insisting)
}

/// Whether a maker is known to make no NULL.
fn is_never_null(maker: &Maker) -> bool {
    match maker {
        Maker::Number(_) | Maker::Temporal(_) => true,
        Maker::Choice(choice) => choice.values().null_count() == 0,
        _ => false,
    }
}

/// Whether everything a maker makes is inside a domain.
fn guarantees(maker: &Maker, target: &Target, domain: &Domain, nullable: bool) -> bool {
    let Domain { min, max, nullness, .. } = domain;
    let plain =
        Domain { min: min.clone(), max: max.clone(), nullness: *nullness, ..Domain::default() };
    let null_ok = match nullness {
        Nullness::Either => true,
        Nullness::Never => !nullable,
        Nullness::Always => matches!(maker, Maker::Null),
    };
    null_ok
        && match maker {
            Maker::Null => true,
            Maker::Choice(choice) => all_inside(choice, target, domain),
            Maker::Number(number) if plain == *domain => number_inside(number, target, domain),
            // Texts of moments may be of several forms, which compare in another order.
            Maker::Temporal(temporal)
                if plain == *domain && target.data_type.kind() != Kind::Text =>
            {
                temporal_inside(temporal, domain)
            }
            _ => *domain == Domain { nullness: *nullness, ..Domain::default() },
        }
}

fn all_inside(choice: &ChoiceMaker, target: &Target, domain: &Domain) -> bool {
    let Ok(reader) = target.reader(choice.values()) else { return false };
    (0..choice.len() as usize).all(|row| domain.contains(&reader.value(row)) == Some(true))
}

fn number_inside(number: &NumberMaker, target: &Target, domain: &Domain) -> bool {
    let power = power_of_ten(number.scale);
    let held = |units: i64| match target.data_type {
        DataType::Float { bits: 32 } => f64::from((units as f64 / power) as f32),
        _ => units as f64 / power,
    };
    let (low, high) = (held(number.low), held(number.high));
    let above = domain.min.as_ref().is_none_or(|min| {
        min.value.to_f64().is_some_and(|at| low > at || (min.inclusive && low >= at))
    });
    let below = domain.max.as_ref().is_none_or(|max| {
        max.value.to_f64().is_some_and(|at| high < at || (max.inclusive && high <= at))
    });
    // Bounds from other columns can lift a value beyond the fixed upper bound.
    above && below && (number.limits.is_empty() || domain.max.is_none())
}

fn temporal_inside(temporal: &TemporalMaker, domain: &Domain) -> bool {
    let place = |limit: &seedbed_expr::Bound| temporal.tick.limit(&limit.value);
    let above = domain.min.as_ref().is_none_or(|min| {
        place(min).is_some_and(|at| temporal.low > at || (min.inclusive && temporal.low >= at))
    });
    let below = domain.max.as_ref().is_none_or(|max| {
        place(max).is_some_and(|at| temporal.high < at || (max.inclusive && temporal.high <= at))
    });
    // What is the start of a period may have to lie beyond the bounds to be one.
    let starts = domain.max.is_none()
        || temporal.unit.next_start(temporal.low).is_some_and(|first| first <= temporal.high);
    let fixed = temporal.after.is_none() && temporal.limits.is_empty();
    above && below && starts && (fixed || domain.max.is_none())
}
