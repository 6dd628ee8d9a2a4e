//! Which values are NULL.

use arrow_array::{Array, ArrayRef, BooleanArray};
use arrow_select::nullif::nullif;
use seedbed_dataset::seed::Stream;
use seedbed_expr::Nullness;

use crate::{
    frame::Frame,
    problem::GenerateError,
    retry::FREE_ATTEMPTS,
    source::{Draw, merge},
    spec::{ColumnSpec, Nulls},
};

impl Nulls {
    /// A share of NULLs, for a column that may hold them.
    pub(crate) fn threshold(rate: f64) -> u64 {
        // 2^64 as a float; the cast saturates at the top.
        (rate.clamp(0.0, 1.0) * 18_446_744_073_709_551_616.0) as u64
    }
}

/// For each row whether it is NULL.
pub(crate) fn mask(
    frame: &Frame<'_>,
    nulls: &Nulls,
    stream: Stream,
) -> Result<Vec<bool>, GenerateError> {
    if !nulls.allowed {
        return Ok(vec![false; frame.len()]);
    }
    // Attempts that failed often try NULL more often.
    let desperate = nulls.tried && frame.attempt.number() >= FREE_ATTEMPTS;
    let threshold = if desperate { u64::MAX / 2 } else { nulls.threshold };
    let mut mask: Vec<bool> = if threshold == 0 {
        vec![false; frame.len()]
    } else {
        let is_null = |&number: &u64| threshold == u64::MAX || stream.at(number) < threshold;
        frame.numbers().iter().map(is_null).collect()
    };
    if let Some(when) = &nulls.when
        && !desperate
    {
        for (slot, truth) in mask.iter_mut().zip(when.truths(frame)?) {
            *slot |= truth;
        }
    }
    Ok(mask)
}

/// Sets NULLs where the plan wants them, and replaces those that the column must not hold.
pub(crate) fn apply(
    array: ArrayRef,
    spec: &ColumnSpec,
    draw: Draw<'_, '_>,
    nullness: &dyn Fn(usize) -> Nullness,
) -> Result<ArrayRef, GenerateError> {
    let insisted = draw.insists();
    let forced = insisted && !spec.by_variant.is_empty();
    let mut array = array;
    if spec.nulls.allowed
        && (spec.nulls.threshold > 0 || spec.nulls.when.is_some() || spec.nulls.tried)
    {
        let mut mask =
            mask(draw.frame, &spec.nulls, draw.frame.attempted(spec.null_stream, spec.volatile))?;
        if forced {
            for (row, null) in mask.iter_mut().enumerate() {
                match nullness(row) {
                    Nullness::Always => *null = true,
                    Nullness::Never => *null = false,
                    Nullness::Either => {}
                }
            }
        }
        if mask.contains(&true) {
            array = spec.target.arrow_result(nullif(&array, &BooleanArray::from(mask)))?;
        }
    }
    let must_hold =
        |row: usize| !spec.nulls.allowed || (forced && nullness(row) == Nullness::Never);
    if array.null_count() == 0 {
        return Ok(array);
    }
    let Some(fallback) = &spec.fallback else { return Ok(array) };
    let chosen: Vec<usize> =
        (0..array.len()).map(|row| usize::from(array.is_null(row) && must_hold(row))).collect();
    if !chosen.contains(&1) {
        return Ok(array);
    }
    let other = fallback.fill(draw.with(draw.stream.named("fallback")), &spec.target)?;
    merge(&[array, other], &chosen, &spec.target)
}
