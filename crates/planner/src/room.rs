//! Numbers that may not repeat: a believable range can be too narrow for the rows asked for.

use seedbed_generate::plan::{Bound, Distribution, NumberSource, Scalar, SequenceSource, Source};

use crate::{draft::Draft, finish, recognise::is_unique, survey::Class};

/// Numbers the rows of unique columns whose range has no room for them, where type and CHECKs
/// have more.
pub(crate) fn make(draft: &mut Draft<'_, '_>, rows: u64) {
    for facts in &draft.table.columns {
        let whole = facts.class == Class::Int || facts.scale() == Some(0);
        if !whole || !is_unique(facts) || facts.domain.one_of.is_some() {
            continue;
        }
        let Some(plan) = draft.columns.get_mut(facts.name()) else { continue };
        let room = match &plan.source {
            Source::Number(number) => span(number),
            Source::Choice(choice) => Some(choice.values.len() as f64),
            _ => None,
        };
        let Some(room) = room.filter(|room| *room < rows as f64) else { continue };
        let limits = finish::bounded(facts, Distribution::Uniform, None, None);
        if let Some(sequence) = wider(&limits, rows) {
            plan.source = Source::Sequence(sequence);
        } else if span(&limits).is_some_and(|most| most > room) {
            // Not for every row, but all that there is.
            plan.source = Source::Number(limits);
        }
    }
}

/// How many values a source of whole numbers can make; `None` where that depends on the row.
fn span(number: &NumberSource) -> Option<f64> {
    let limit = |bound: &Option<Bound>| match bound {
        Some(Bound::Literal(Scalar::Int(limit))) => Some(*limit as f64),
        Some(Bound::Literal(Scalar::Float(limit))) => Some(*limit),
        _ => None,
    };
    let step = number.step.unwrap_or(1.0).max(1.0);
    Some((limit(&number.max)? - limit(&number.min)?) / step + 1.0)
}

/// A sequence of so many numbers within what type and CHECKs allow.
fn wider(limits: &NumberSource, rows: u64) -> Option<SequenceSource> {
    let start = match limits.min {
        Some(Bound::Literal(Scalar::Int(min))) => min.max(1),
        None => 1,
        Some(_) => return None,
    };
    let last = start.checked_add(i64::try_from(rows).ok()?)?;
    let fits = match limits.max {
        Some(Bound::Literal(Scalar::Int(max))) => last <= max,
        None => true,
        Some(_) => false,
    };
    fits.then(|| SequenceSource { start, ..SequenceSource::default() })
}
