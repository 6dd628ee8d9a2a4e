//! How the rows of a table find their parents.

use std::{ops::Range, sync::OnceLock};

use seedbed_dataset::seed::Stream;
use seedbed_schema::Schema;

use super::{
    binding::{dependents, via},
    capacity::Populations,
    draft::Draft,
    keys::{Digit, Solution, is_read_by_checks},
};
use crate::{
    fan_out::OwnerMap,
    link::scatter,
    overlap::{Candidates, Feasible},
    permutation::Permutation,
    plan::{FanOut, FanOutShape},
    problem::PlanProblem,
    spec::{LinkKind, LinkSpec, Nulls},
};

/// Builds the links of one table. `columns` says which link makes which column.
pub(crate) fn links(
    schema: &Schema,
    draft: &mut Draft<'_>,
    solution: &Solution,
    populations: &Populations,
    rows: u64,
    stream: Stream,
    problems: &mut Vec<PlanProblem>,
) -> Vec<LinkSpec> {
    let columns: Vec<_> = draft.columns.iter().map(|column| column.link).collect();
    (0..draft.links.len())
        .map(|at| {
            let name = draft.table.foreign_keys[at].columns.join("\u{1f}");
            let stream = stream.named("link").named(&name);
            let parent = draft.links[at].parent;
            let passed_over = if solution.is_fresh(at) { populations.complete[parent] } else { 0 };
            let parents = passed_over..populations.all[parent];
            let population = populations.all[parent] - passed_over;
            let kind = kind(schema, draft, solution, &columns, at, parents, rows, stream);
            let kind = kind.unwrap_or_else(|message| {
                let path = format!("tables.{}.links[{at}].fan_out", draft.table.name);
                problems.push(PlanProblem { path, message, hint: None });
                LinkKind::Weighted { power: 1.0, scatter: scatter(population, stream) }
            });
            let null_if = draft.links[at].null_if.take();
            let link = &draft.links[at];
            let owner = matches!(kind, LinkKind::Owner(_));
            let rate = if owner { 0.0 } else { draft.plan.links[at].null_rate };
            let avoid = match kind {
                LinkKind::Digit { product, .. } => {
                    link.avoid.filter(|&other| solution.tells(product, other))
                }
                LinkKind::Along { .. } => None,
                _ => link.avoid,
            };
            let may_lack = matches!(kind, LinkKind::Agreeing(_) | LinkKind::Among { .. });
            LinkSpec {
                name: format!("the reference to {}", schema.tables()[link.parent].name),
                required: may_lack && !link.nullable && !link.is_self,
                parent: link.parent,
                pairs: link.columns.iter().chain(&link.bound).copied().collect(),
                literal: OnceLock::new(),
                passed_over,
                kind,
                nulls: Nulls {
                    threshold: Nulls::threshold(rate),
                    when: null_if.filter(|_| link.nullable),
                    allowed: link.nullable,
                    tried: false,
                },
                stream,
                volatile: false,
                avoid,
            }
        })
        .collect()
}

#[allow(clippy::too_many_arguments)] // one link's whole surroundings
fn kind(
    schema: &Schema,
    draft: &Draft<'_>,
    solution: &Solution,
    columns: &[Option<(usize, usize)>],
    at: usize,
    parents: Range<u64>,
    rows: u64,
    stream: Stream,
) -> Result<LinkKind, String> {
    let link = &draft.links[at];
    let population = parents.end - parents.start;
    if solution.one_to_one.contains(&at) {
        return Ok(if link.is_self {
            LinkKind::Chain
        } else {
            // New parents have no children yet.
            let taken: Vec<u64> = if solution.is_fresh(at) {
                Vec::new()
            } else {
                super::literal::parents(schema, draft.table, link).into_iter().collect()
            };
            if draft.is_choosy(at) {
                let dependents = dependents(schema, &draft.links, columns, at);
                let mut feasible = feasible(draft, columns, at, dependents);
                feasible.taken = taken;
                feasible.passed_over = parents.start;
                return Ok(LinkKind::OneOf(feasible));
            }
            let free = population - taken.len() as u64;
            LinkKind::OneToOne { order: Permutation::new(free.max(rows).max(1), stream), taken }
        });
    }
    for (product, digits) in solution.products.iter().enumerate() {
        if let Some(digit) = digits.digits.iter().position(|digit| *digit == Digit::Link(at)) {
            return Ok(LinkKind::Digit { product, digit });
        }
    }
    let plan = &draft.plan.links[at];
    if solution.owner == Some(at) && population > 0 {
        let share = if link.nullable { 1.0 - plan.null_rate.clamp(0.0, 1.0) } else { 1.0 };
        let children = (rows as f64 * share).round() as u64;
        let max = match (plan.fan_out.max, solution.max_fan_out) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let fan_out = FanOut { max, ..plan.fan_out.clone() };
        return Ok(LinkKind::Owner(OwnerMap::new(population, children, &fan_out, stream)?));
    }
    if !link.bound.is_empty() {
        return Ok(agreeing(schema, draft, columns, at));
    }
    let power = power(&plan.fan_out.shape)?;
    let limiting = dependents(schema, &draft.links, columns, at);
    if !limiting.is_empty() || !link.limits.is_empty() {
        let feasible = feasible(draft, columns, at, limiting);
        return Ok(LinkKind::Among { power, feasible });
    }
    if link.is_self {
        return Ok(LinkKind::Tree { power });
    }
    if let Some((link, parent_link)) = link.along.filter(|_| is_free(draft, solution, at)) {
        return Ok(LinkKind::Along { link, parent_link });
    }
    let even = matches!(plan.fan_out.shape, FanOutShape::Even)
        || plan.fan_out.min.is_some()
        || plan.fan_out.max.is_some();
    Ok(if even {
        LinkKind::Even(Permutation::new(population.max(1), stream))
    } else {
        LinkKind::Weighted { power, scatter: scatter(population, stream) }
    })
}

/// Whether neither a condition nor a key that rows are tried against reads what a link makes.
fn is_free(draft: &Draft<'_>, solution: &Solution, at: usize) -> bool {
    let keys: Vec<_> = draft.table.keys().collect();
    let is_tried = |column: usize| {
        let name = &draft.table.columns[column].name;
        solution
            .repaired
            .iter()
            .any(|&key| keys[key].columns().is_none_or(|columns| columns.contains(&name.as_str())))
    };
    let mut columns = draft.links[at].columns.iter().map(|(column, _)| *column);
    !columns.any(|column| is_read_by_checks(draft, column) || is_tried(column))
}

/// The power that bends a uniform share into the shape.
fn power(shape: &FanOutShape) -> Result<f64, String> {
    match shape {
        FanOutShape::LogNormal { sigma } if *sigma > 0.0 && sigma.is_finite() => Ok(1.0 + sigma),
        FanOutShape::Zipf { exponent } if *exponent > 0.0 && exponent.is_finite() => {
            Ok(1.0 + 2.0 * exponent)
        }
        FanOutShape::LogNormal { .. } | FanOutShape::Zipf { .. } => {
            Err("the parameter of a fan-out must be above 0".into())
        }
        _ => Ok(1.0),
    }
}

fn agreeing(
    schema: &Schema,
    draft: &Draft<'_>,
    columns: &[Option<(usize, usize)>],
    at: usize,
) -> LinkKind {
    if let Some((link, parent_link)) = via(schema, &draft.links, columns, at) {
        return LinkKind::Via { link, parent_link };
    }
    let link = &draft.links[at];
    LinkKind::Agreeing(Candidates {
        parent: link.parent,
        parent_columns: link.bound.iter().map(|(_, parent)| *parent).collect(),
        columns: link.bound.iter().map(|(column, _)| *column).collect(),
        dependents: shared(draft, columns, dependents(schema, &draft.links, columns, at)),
        index: OnceLock::new(),
    })
}

/// The parent's columns that each dependent link shares.
fn shared(
    draft: &Draft<'_>,
    columns: &[Option<(usize, usize)>],
    dependents: Vec<usize>,
) -> Vec<(Vec<usize>, usize)> {
    let parts = |other: usize| {
        let bound = &draft.links[other].bound;
        (bound.iter().filter_map(|(c, _)| columns[*c].map(|(_, p)| p)).collect(), other)
    };
    dependents.into_iter().map(parts).collect()
}

fn feasible(
    draft: &Draft<'_>,
    columns: &[Option<(usize, usize)>],
    at: usize,
    dependents: Vec<usize>,
) -> Feasible {
    let dependents = shared(draft, columns, dependents);
    let link = &draft.links[at];
    Feasible {
        parent: link.parent,
        dependents,
        limits: link.limits.clone(),
        passed_over: 0,
        taken: Vec::new(),
        rows: OnceLock::new(),
    }
}
