//! Exclusion constraints: spans that must not overlap within a group.
//!
//! Rows are drawn freely first. A row whose span overlaps that of a row before it is drawn again
//! like one whose key repeats; from a certain attempt on its bounds come from a grid of short
//! [`Slots`] of which there are four for every row, so that a free one is found soon.

use std::{collections::BTreeMap, ops::Bound};

use arrow_array::ArrayRef;
use seedbed_dataset::seed::Stream;
use seedbed_expr::{Cut, Decimal, RangeSubtype, Value, format_range, parse_range, ranges_overlap};

use crate::{
    frame::Frame,
    problem::GenerateError,
    retry::FREE_ATTEMPTS,
    source::{Draw, Formula, Maker, Target},
    spec::RepairKey,
};

/// One exclusion constraint over `=` and one `&&` of ranges.
#[derive(Debug)]
pub(crate) struct Exclusion {
    /// What must be equal for two rows to be in each other's way, and which rows take part.
    pub(crate) group: RepairKey,
    /// The range.
    pub(crate) span: Formula,
    pub(crate) subtype: RangeSubtype,
    /// Where spans without an end begin, as long as rows can be had so: an earlier one leaves no
    /// room for the rest of its group.
    pub(crate) open_from: Option<Cut>,
}

/// For so many attempts a span without an end must begin late.
const PATIENT_ATTEMPTS: u32 = 128;

/// What an exclusion says of a row.
#[derive(Debug)]
pub(crate) enum Claim {
    /// It does not take part.
    Outside,
    /// Its group and span.
    Inside(Vec<u8>, (Cut, Cut)),
    /// The database would refuse it: its lower bound is above the upper. Or it has no end, and
    /// begins too early.
    Malformed,
}

impl Exclusion {
    /// Each row's claim.
    pub(crate) fn claims(&self, frame: &Frame<'_>) -> Result<Vec<Claim>, GenerateError> {
        let groups = self.group.values(frame)?;
        let spans = self.span.attempted(frame)?;
        let late = self.open_from.filter(|_| frame.attempt.number() < PATIENT_ATTEMPTS);
        let is_early = |(low, high): (Cut, Cut)| {
            high.0 == RangeSubtype::END && late.is_some_and(|from| low < from)
        };
        let claim = |(group, span): (Option<Vec<u8>>, Option<Value>)| match (group, span) {
            (_, None) => Claim::Malformed,
            (Some(group), Some(Value::Text(text))) => match parse_range(&text, self.subtype) {
                Some(Some(span)) if is_early(span) => Claim::Malformed,
                Some(Some(span)) => Claim::Inside(group, span),
                Some(None) => Claim::Outside,
                None => Claim::Malformed,
            },
            _ => Claim::Outside,
        };
        Ok(groups.into_iter().zip(spans).map(claim).collect())
    }
}

/// The spans that rows have so far, by group. They don't overlap, so their ends are in the order
/// of their starts.
#[derive(Debug, Default)]
pub(crate) struct Occupied(BTreeMap<Vec<u8>, BTreeMap<Cut, Cut>>);

impl Occupied {
    /// Whether a claim is in no other row's way.
    pub(crate) fn admits(&self, claim: &Claim) -> bool {
        match claim {
            Claim::Outside => true,
            Claim::Malformed => false,
            Claim::Inside(group, (from, to)) => self.0.get(group).is_none_or(|spans| {
                let before = spans.range((Bound::Unbounded, Bound::Excluded(*to))).next_back();
                before.is_none_or(|(&low, &high)| !ranges_overlap((low, high), (*from, *to)))
            }),
        }
    }

    /// Takes a claim's place.
    pub(crate) fn take(&mut self, claim: Claim) {
        if let Claim::Inside(group, (from, to)) = claim {
            self.0.entry(group).or_default().insert(from, to);
        }
    }
}

/// A grid of short spans, four for every row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slots {
    pub(crate) stream: Stream,
    /// Where the first begins: a number in units of 10^-scale, or microseconds since 1970.
    pub(crate) first: i64,
    /// How far they lie apart.
    pub(crate) step: i64,
    /// How long each is; no longer than they lie apart.
    pub(crate) length: i64,
    pub(crate) count: u64,
    /// How many of a number's digits stand behind its point.
    pub(crate) scale: u8,
}

impl Slots {
    fn start(&self, number: u64, attempt: u32) -> i64 {
        let slot = self.stream.nth(u64::from(attempt)).below(number, self.count);
        self.first.saturating_add(self.step.saturating_mul(slot as i64))
    }
}

/// Which part of a slot a column holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SlotPart {
    /// What lies this far behind its start.
    Bound(i64),
    /// All of it, as a range.
    Whole(RangeSubtype),
}

/// A column that bounds a span.
#[derive(Debug)]
pub(crate) struct Slotted {
    /// What the plan makes it of.
    pub(crate) inner: Maker,
    pub(crate) slots: Slots,
    pub(crate) part: SlotPart,
}

const DAY: i64 = 86_400_000_000;

impl Slotted {
    pub(crate) fn fill(
        &self,
        draw: Draw<'_, '_>,
        target: &Target,
    ) -> Result<ArrayRef, GenerateError> {
        let attempt = draw.frame.attempt.number();
        if attempt < FREE_ATTEMPTS {
            return self.inner.fill(draw, target);
        }
        target.build(draw.numbers().iter().map(|&number| {
            let low = self.slots.start(number, attempt);
            self.value(low, target)
        }))
    }

    fn value(&self, low: i64, target: &Target) -> Value {
        match self.part {
            SlotPart::Bound(behind) => bound(low + behind, self.slots.scale, target),
            SlotPart::Whole(subtype) => {
                let place = |at: i64| (subtype.place_of(at), false);
                let span = (place(low), place(low + self.slots.length));
                Value::Text(format_range(Some(span), subtype))
            }
        }
    }
}

/// A number or moment as the column's type has it.
fn bound(at: i64, scale: u8, target: &Target) -> Value {
    match target.data_type.kind() {
        seedbed_expr::Kind::Date => Value::Date(at.div_euclid(DAY) as i32),
        seedbed_expr::Kind::Timestamp => Value::Timestamp(at),
        _ if scale > 0 => Value::Decimal(Decimal { mantissa: at.into(), scale }),
        _ => Value::Int(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(text: &str) -> Claim {
        let span = parse_range(text, RangeSubtype::Int32).unwrap();
        span.map_or(Claim::Outside, |span| Claim::Inside(vec![1], span))
    }

    #[test]
    fn what_is_taken_admits_only_what_is_beside_it() {
        let mut occupied = Occupied::default();
        for text in ["[10,20)", "[30,40)"] {
            assert!(occupied.admits(&claim(text)), "{text}");
            occupied.take(claim(text));
        }
        let cases = [
            ("[20,30)", true),
            ("[1,10)", true),
            ("[40,)", true),
            ("empty", true),
            ("[19,21)", false),
            ("[1,100)", false),
            ("(,11)", false),
            ("[35,36)", false),
        ];
        for (text, admitted) in cases {
            assert_eq!(occupied.admits(&claim(text)), admitted, "{text}");
        }
        assert!(!occupied.admits(&Claim::Malformed));
    }
}
