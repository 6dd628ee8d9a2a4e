//! Ranges that keep to conditions on their bounds and lengths.

use seedbed_dataset::seed::Stream;
use seedbed_expr::{Extent, RangeSubtype, format_range};

const SECOND: i128 = 1_000_000;
const DAY: i128 = 86_400 * SECOND;
/// Days from 1970-01-01 to 2020-01-01, and how many of them ranges begin on.
const FIRST_DAY: i128 = 18_262;
const DAYS: i128 = 2_000;

/// Draws ranges within an extent, in places of the subtype.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    subtype: RangeSubtype,
    pub(crate) extent: Extent,
    /// The first beginning, and how many there are, a unit apart.
    first: i128,
    starts: u64,
    unit: i128,
    /// The shortest length, and how many there are, a unit apart.
    shortest: i128,
    lengths: u64,
}

impl Reach {
    pub(crate) fn new(subtype: RangeSubtype, extent: Extent) -> Self {
        let unit = fitting_unit(subtype, &extent);
        let up = |at: i128| -(-at).div_euclid(unit) * unit;
        let shortest = up(extent.length.least.unwrap_or(unit).max(1));
        let longest = extent.length.most.unwrap_or(shortest + 14 * unit).max(shortest);
        // Where it may begin follows from where it may end, too.
        let least = [extent.low.least, extent.high.least.map(|at| at - longest)];
        let most = [extent.low.most, extent.high.most.map(|at| at - shortest)];
        let least = least.into_iter().flatten().max();
        let most = most.into_iter().flatten().min();
        let (usual, width) = usual_beginnings(subtype);
        let (least, most) = match (least, most) {
            (Some(least), Some(most)) => (least, most),
            (Some(least), None) => (least.max(usual), least.max(usual) + width),
            (None, Some(most)) => (usual.min(most - width), most.min(usual + width)),
            (None, None) => (usual, usual + width),
        };
        let first = up(least);
        let steps = |from: i128, to: i128| {
            u64::try_from((to - from).max(0) / unit).unwrap_or(u64::MAX).saturating_add(1)
        };
        let (starts, lengths) = (steps(first, most), steps(shortest, longest));
        Self { subtype, extent, first, starts, unit, shortest, lengths }
    }

    /// A range; a place makes it another than that of every other place.
    pub(crate) fn write(&self, stream: Stream, place: Option<u64>, out: &mut String) {
        let (start, longer) = match place {
            Some(place) => (place % self.starts, place / self.starts % self.lengths),
            None => (stream.below(0, self.starts), stream.below(1, self.lengths)),
        };
        let low = self.first + i128::from(start) * self.unit;
        let mut high = low + self.shortest + i128::from(longer) * self.unit;
        if let Some(least) = self.extent.high.least {
            high = high.max(least);
        }
        if let Some(most) = self.extent.high.most {
            high = high.min(most);
        }
        out.push_str(&format_range(Some(((low, false), (high, false))), self.subtype));
    }

    /// How many ranges there are; `None` where ends are moved so that two may be alike.
    pub(crate) fn count(&self) -> Option<u64> {
        let moved = self.extent.high.least.is_some() || self.extent.high.most.is_some();
        (!moved).then(|| self.starts.saturating_mul(self.lengths))
    }
}

/// What bounds are multiples of: quarters of an hour for moments, whole numbers and days for the
/// rest, or less where the conditions leave no room for these.
fn fitting_unit(subtype: RangeSubtype, extent: &Extent) -> i128 {
    let units: &[i128] = match subtype {
        RangeSubtype::Timestamp | RangeSubtype::TimestampTz => &[DAY / 96, 60 * SECOND, SECOND, 1],
        RangeSubtype::Numeric => &[1_000_000_000_000, 10_000_000_000, 1],
        _ => &[1],
    };
    let fits = |unit: &&i128| {
        let limits = [extent.low, extent.high, extent.length];
        limits.iter().all(|places| match (places.least, places.most) {
            (Some(least), Some(most)) => most.div_euclid(**unit) * **unit >= least,
            (None, Some(most)) => most >= **unit || places != &extent.length,
            _ => true,
        })
    };
    let starts = [extent.low.least, extent.high.least].into_iter().flatten().max();
    let shortest = extent.length.least.unwrap_or(0);
    let leaves_room = |unit: &i128| match (starts, extent.high.most) {
        (Some(start), Some(end)) => start + unit + shortest.max(*unit) <= end,
        _ => true,
    };
    units.iter().filter(|unit| leaves_room(unit)).find(fits).copied().unwrap_or(1)
}

/// Where ranges begin that nothing is said of: the first place and how many follow.
fn usual_beginnings(subtype: RangeSubtype) -> (i128, i128) {
    match subtype {
        RangeSubtype::Int32 | RangeSubtype::Int64 => (0, 20_000),
        RangeSubtype::Numeric => (0, 1_000 * 1_000_000_000_000),
        RangeSubtype::Date => (FIRST_DAY, DAYS),
        RangeSubtype::Timestamp | RangeSubtype::TimestampTz => (FIRST_DAY * DAY, DAYS * DAY),
    }
}

#[cfg(test)]
mod tests {
    use seedbed_expr::{Domain, Expr, Value, narrow, parse};

    use super::*;

    fn extent(check: &str, column_type: RangeSubtype) -> Extent {
        let ranged = |_: &[String]| Some(column_type);
        let expr: Expr = parse(check).unwrap().with_ranges(&ranged);
        let kind = |_: &str| Some(seedbed_expr::Kind::Other);
        let variants = narrow(&[expr], &kind, &seedbed_expr::Env::default());
        assert_eq!(variants.len(), 1, "{check}");
        variants[0].domains["r"].extent.unwrap_or_else(|| panic!("{check}"))
    }

    #[test]
    fn ranges_keep_to_their_conditions() {
        use RangeSubtype::{Date, Int32, Numeric, TimestampTz};
        let cases = [
            (
                TimestampTz,
                "upper(r) - lower(r) BETWEEN interval '10 minutes' AND interval '4 hours'",
            ),
            (TimestampTz, "upper(r) - lower(r) <= interval '5 minutes'"),
            (TimestampTz, "upper(r) <= lower(r) + interval '1 day'"),
            (Date, "upper(r) - lower(r) BETWEEN 1 AND 60"),
            (Date, "upper(r) - lower(r) = 7 AND lower(r) >= '2024-01-01'"),
            (Date, "upper(r) < '2021-01-01'"),
            (Numeric, "lower(r) >= 0 AND upper(r) <= 100"),
            (Numeric, "lower(r) > 0 AND upper(r) < 1"),
            (Int32, "upper(r) - lower(r) > 10 AND r <@ int4range(0, 100)"),
        ];
        for (subtype, check) in cases {
            let extent = extent(check, subtype);
            let reach = Reach::new(subtype, extent);
            let domain = Domain { extent: Some(extent), ..Domain::default() };
            for row in 0..200 {
                let mut text = String::new();
                reach.write(Stream::root(row), None, &mut text);
                let value = Value::Text(text.clone());
                assert_eq!(domain.contains(&value), Some(true), "{check}: {text}");
            }
        }
    }
}
