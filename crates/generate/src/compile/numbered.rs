//! Sequences and identifiers: what numbers rows.

use seedbed_expr::{Decimal, Kind};

use super::{
    bounds::NumberRange,
    source::{Compiled, Place, described, refuse},
};
use crate::{
    plan::SequenceSource,
    source::{IdentifierMaker, Maker, Pattern, SequenceMaker},
};

/// Numbers in turn, as far as the type and the conditions let them go.
pub(super) fn sequence(place: Place<'_>, source: &SequenceSource) -> Compiled {
    if source.step == 0 {
        return refuse("the step must not be 0");
    }
    let text = match place.target.data_type.kind() {
        Kind::Text | Kind::Other => Some((source.prefix.clone(), usize::from(source.width))),
        _ if !source.prefix.is_empty() => return refuse("only text can have a prefix"),
        _ => None,
    };
    let range = NumberRange::of(place.target, place.domain, 0);
    let start = match place.domain.min {
        Some(_) if source.start < range.low => range.low,
        _ => source.start,
    };
    // Whole multiples only, where a condition asks for these.
    let multiple = place.domain.multiple_of.and_then(Decimal::to_i64).filter(|step| *step > 1);
    let (start, step) = match multiple {
        Some(of) => (
            start.saturating_add(of - 1).div_euclid(of).saturating_mul(of),
            source.step.saturating_mul(of),
        ),
        None => (start, source.step),
    };
    let room = if step > 0 {
        (i128::from(range.high) - i128::from(start)) / i128::from(step)
    } else {
        (i128::from(start) - i128::from(range.low)) / -i128::from(step)
    };
    let digits = place.target.max_chars.map(|max| max.saturating_sub(source.prefix.len()));
    let room = match (&text, digits) {
        (Some(_), Some(digits)) => room.min(10_i128.pow(digits.min(18) as u32) - 2),
        _ => room,
    };
    let capacity = u64::try_from(room + 1).unwrap_or(0);
    Ok(Maker::Sequence(SequenceMaker {
        start,
        step,
        per_parent: source.per_parent,
        text,
        capacity,
    }))
}

/// Identifiers, or as much of one as the column holds.
pub(super) fn identifier(place: Place<'_>, maker: IdentifierMaker) -> Compiled {
    let length = if maker == IdentifierMaker::Ulid { 26 } else { 36 };
    match place.target.max_chars {
        Some(max) if max < length => {
            described(Pattern::new(&format!("[0-9a-f]{{{max}}}"), 0, None)).map(Maker::Pattern)
        }
        _ => Ok(Maker::Identifier(maker)),
    }
}
