//! Finding the parents of rows.

use seedbed_dataset::seed::{Stream, below, unit};

use crate::{
    frame::{Frame, NONE, Targets},
    nulls,
    permutation::Permutation,
    problem::GenerateError,
    retry::FREE_ATTEMPTS,
    spec::{LinkKind, LinkSpec},
};

/// The parents of a frame's rows along one of its links.
pub(crate) fn targets(frame: &Frame<'_>, link: usize) -> Result<Targets, GenerateError> {
    let spec = &frame.spec().links[link];
    let stream = frame.attempted(spec.stream, spec.volatile);
    let mut targets = Targets::default();
    if frame.core().tables[spec.parent].population() == 0 {
        targets.parents = vec![NONE; frame.len()];
        return Ok(targets);
    }
    draw(frame, spec, stream, &mut targets)?;
    if let Some(other) = spec.avoid
        && !matches!(
            spec.kind,
            LinkKind::Digit { .. } | LinkKind::OneToOne { .. } | LinkKind::OneOf(_)
        )
    {
        step_aside(frame, other, spec, stream, &mut targets)?;
    }
    let nulls = nulls::mask(frame, &spec.nulls, stream.named("null"))?;
    for (parent, null) in targets.parents.iter_mut().zip(nulls) {
        if null {
            *parent = NONE;
        }
    }
    Ok(targets)
}

fn draw(
    frame: &Frame<'_>,
    spec: &LinkSpec,
    stream: Stream,
    targets: &mut Targets,
) -> Result<(), GenerateError> {
    let numbers = frame.numbers();
    // Rows that find no place among the parents that are drawn often look among all alike.
    let bent = |power: f64| if frame.attempt.number() >= FREE_ATTEMPTS { 1.0 } else { power };
    let population = frame.core().tables[spec.parent].population() - spec.passed_over;
    match &spec.kind {
        LinkKind::Owner(map) => {
            let mut block = crate::fan_out::Block::default();
            // Rows beyond the last child have no parent.
            let children = map.child_count();
            let consecutive = numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]);
            if let (true, Some(&first)) = (consecutive, numbers.first()) {
                let end = first + numbers.len() as u64;
                let run = first.min(children)..end.min(children);
                map.locate_run(run, &mut targets.parents, &mut targets.ordinals);
                targets.parents.resize(numbers.len(), NONE);
                targets.ordinals.resize(numbers.len(), 0);
            } else {
                for &number in numbers {
                    let (parent, ordinal) =
                        if number < children { map.locate(number, &mut block) } else { (NONE, 0) };
                    targets.parents.push(parent);
                    targets.ordinals.push(ordinal);
                }
            }
            for parent in targets.parents.iter_mut().filter(|parent| **parent != NONE) {
                *parent += spec.passed_over;
            }
        }
        LinkKind::Weighted { power, scatter } => {
            targets.parents = numbers
                .iter()
                .map(|&number| match bent(*power) {
                    1.0 => stream.below(number, population),
                    power => scatter.apply(share(stream.at(number), power, population)),
                })
                .collect();
        }
        LinkKind::OneToOne { order, taken } => {
            let free = population - taken.len() as u64;
            let parent = |&number: &u64| match order.apply(number) {
                place if place < free => {
                    let parent = taken.iter().fold(place, |at, &t| at + u64::from(at >= t));
                    parent + spec.passed_over
                }
                _ => NONE,
            };
            targets.parents = numbers.iter().map(parent).collect();
        }
        LinkKind::OneOf(feasible) => {
            let rows = feasible.rows(frame.core(), &frame.spec().links)?;
            let order = Permutation::new((rows.len() as u64).max(1), spec.stream);
            let parent = |&number: &u64| match usize::try_from(number) {
                Ok(at) if at < rows.len() => rows[order.apply(number) as usize],
                _ => NONE,
            };
            targets.parents = numbers.iter().map(parent).collect();
        }
        LinkKind::Via { link, parent_link } => {
            targets.parents = frame.grandparents(*link, *parent_link)?;
        }
        LinkKind::Along { link, parent_link } => {
            targets.parents = frame.grandparents(*link, *parent_link)?;
            for (parent, &number) in targets.parents.iter_mut().zip(numbers) {
                if *parent == NONE && population > 0 {
                    *parent = spec.passed_over + stream.below(number, population);
                }
            }
        }
        LinkKind::Even(order) => {
            targets.parents =
                numbers.iter().map(|&number| order.apply(number % population)).collect();
        }
        LinkKind::Tree { power } => {
            let literal = frame.spec().literal.len() as u64;
            let parent = |&number: &u64| match literal + number {
                0 => first(spec),
                earlier => share(stream.at(number), *power, earlier),
            };
            targets.parents = numbers.iter().map(parent).collect();
        }
        LinkKind::Chain => {
            let literal = frame.spec().literal.len() as u64;
            let parent =
                |&number: &u64| (literal + number).checked_sub(1).unwrap_or_else(|| first(spec));
            targets.parents = numbers.iter().map(parent).collect();
        }
        LinkKind::Digit { product, digit } => digits(frame, spec, *product, *digit, targets)?,
        LinkKind::Among { power, feasible } => {
            let rows = feasible.rows(frame.core(), &frame.spec().links)?;
            let parent = |&number: &u64| match rows.len() as u64 {
                0 => NONE,
                len => rows[share(stream.at(number), bent(*power), len) as usize],
            };
            targets.parents = numbers.iter().map(parent).collect();
        }
        LinkKind::Agreeing(candidates) => {
            let index = candidates.index(frame.core(), &frame.spec().links)?;
            let keys = candidates.keys(frame)?;
            let own = (spec.parent == frame.table()).then(|| frame.spec().literal.len() as u64);
            let parent = |(key, &number): (&Option<Vec<u8>>, &u64)| {
                let rows = key.as_ref().and_then(|key| index.get(key)).map_or(&[][..], |r| r);
                // Within one table to earlier rows, as in a tree.
                let rows = match own {
                    Some(literal) => &rows[..rows.partition_point(|&row| row < literal + number)],
                    None => rows,
                };
                match (rows.len() as u64, own) {
                    (0, Some(literal)) if !spec.nulls.allowed => literal + number,
                    (0, _) => NONE,
                    (len, _) => rows[stream.below(number, len) as usize],
                }
            };
            targets.parents = keys.iter().zip(numbers).map(parent).collect();
        }
    }
    Ok(())
}

/// The parent of a tree's first row: none, or itself where it must have one.
fn first(spec: &LinkSpec) -> u64 {
    if spec.nulls.allowed { NONE } else { 0 }
}

/// A position in `0..len` whose share is bent by a power: above 1, low positions come often.
fn share(bits: u64, power: f64, len: u64) -> u64 {
    if power == 1.0 {
        return below(bits, len);
    }
    ((libm::pow(unit(bits), power) * len as f64) as u64).min(len - 1)
}

fn digits(
    frame: &Frame<'_>,
    spec: &LinkSpec,
    product: usize,
    digit: usize,
    targets: &mut Targets,
) -> Result<(), GenerateError> {
    let digits = frame.digits(product, digit)?;
    let first = spec.passed_over;
    let population = frame.core().tables[spec.parent].population() - first;
    targets.parents = match spec.avoid {
        // The domain has one value less: the other link's parent is stepped over.
        Some(other) => {
            let others = frame.targets(other)?;
            let step = |(&digit, &other): (&u64, &u64)| match other {
                NONE => first + digit,
                other if other < first => first + digit,
                other => first + (other - first + 1 + digit) % population,
            };
            digits.iter().zip(&others.parents).map(step).collect()
        }
        None => digits.into_iter().map(|digit| first + digit).collect(),
    };
    Ok(())
}

/// Moves parents that equal those of another link.
fn step_aside(
    frame: &Frame<'_>,
    other: usize,
    spec: &LinkSpec,
    stream: Stream,
    targets: &mut Targets,
) -> Result<(), GenerateError> {
    let first = spec.passed_over;
    let population = frame.core().tables[spec.parent].population() - first;
    let others = frame.targets(other)?;
    let shift = stream.named("aside");
    let rows = targets.parents.iter_mut().zip(&others.parents).zip(frame.numbers());
    for ((parent, other), &number) in rows {
        if parent == other && *parent != NONE {
            *parent = match (&spec.kind, population) {
                (_, 1) if spec.nulls.allowed => NONE,
                (_, 1) | (LinkKind::Tree { .. } | LinkKind::Chain, _) => *parent,
                // They are equal: the other is none of those passed over either.
                (_, population) => {
                    first + (*other - first + 1 + shift.below(number, population - 1)) % population
                }
            };
        }
    }
    Ok(())
}

/// The scattered order in which a weighted link prefers its parents.
pub(crate) fn scatter(population: u64, stream: Stream) -> Permutation {
    Permutation::new(population.max(1), stream.named("scatter"))
}
