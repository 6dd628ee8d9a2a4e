//! How far a range reaches: conditions on its bounds, on its length and on what it lies in.

use super::domain::Domain;
use super::logic::{Asked, Narrowing, constrained};
use super::variant::Variant;
use crate::range::{END, START, parse_range, place};
use crate::{BinaryOp, Expr, Kind, RangeSubtype, Value, interval};

/// The least and the most of something, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Places {
    /// Not less than this.
    pub least: Option<i128>,
    /// Not more than this.
    pub most: Option<i128>,
}

/// What a range may be, in the places of [`RangeSubtype::place_of`]: whole numbers, days,
/// microseconds since 1970. The lower bound belongs to the range, the upper one does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// What it ranges over.
    pub subtype: Option<RangeSubtype>,
    /// Where it begins.
    pub low: Places,
    /// Where it ends.
    pub high: Places,
    /// How long it is.
    pub length: Places,
}

impl Places {
    /// What satisfies both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let least = self.least.max(other.least);
        let most = match (self.most, other.most) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { least, most }
    }

    fn is_empty(self) -> bool {
        matches!((self.least, self.most), (Some(least), Some(most)) if least > most)
    }

    fn hold(self, at: i128) -> bool {
        self.least.is_none_or(|least| least <= at) && self.most.is_none_or(|most| at <= most)
    }

    /// What a comparison with a place leaves; `None` for `<>`.
    fn of(op: BinaryOp, at: i128) -> Option<Self> {
        let (least, most) = match op {
            BinaryOp::Eq => (Some(at), Some(at)),
            BinaryOp::Lt => (None, Some(at - 1)),
            BinaryOp::LtEq => (None, Some(at)),
            BinaryOp::Gt => (Some(at + 1), None),
            BinaryOp::GtEq => (Some(at), None),
            _ => return None,
        };
        Some(Self { least, most })
    }
}

impl Extent {
    /// What satisfies both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            subtype: self.subtype.or(other.subtype),
            low: self.low.and(other.low),
            high: self.high.and(other.high),
            length: self.length.and(other.length),
        }
    }

    /// Whether no range is left.
    pub(super) fn is_empty(self) -> bool {
        self.low.is_empty() || self.high.is_empty() || self.length.is_empty()
    }

    /// Whether a range, in PostgreSQL's notation, reaches as far as this says; `None` where it
    /// has no bounds or is none that can be read.
    pub(super) fn holds(self, text: &str) -> Option<bool> {
        let ((low, _), (high, _)) = parse_range(text, self.subtype?)??;
        (low != START && high != END)
            .then(|| self.low.hold(low) && self.high.hold(high) && self.length.hold(high - low))
    }
}

impl Narrowing<'_> {
    /// `lower(x) op value`, `upper(x) op value`.
    pub(super) fn solve_bound(
        &self,
        args: &[Expr],
        upper: bool,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let (column, subtype) = self.ranged(args)?;
        let at = place(value, subtype, START)?;
        let places = Places::of(op, at).filter(|_| at != START && at != END)?;
        let mut extent = Extent { subtype: Some(subtype), ..Extent::default() };
        *(if upper { &mut extent.high } else { &mut extent.low }) = places;
        Some(reaching(&column, extent, asked))
    }

    /// `upper(x) - lower(x) op value`.
    pub(super) fn solve_extent_length(
        &self,
        difference: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let Expr::Binary(BinaryOp::Sub, upper, lower) = difference else { return None };
        let (Expr::Call(high, upper), Expr::Call(low, lower)) = (upper.as_ref(), lower.as_ref())
        else {
            return None;
        };
        let is_length = high == "range_upper" && low == "range_lower" && upper == lower;
        is_length.then_some(())?;
        let (column, subtype) = self.ranged(upper)?;
        let length = Places::of(op, length(value, subtype)?)?;
        let extent = Extent { subtype: Some(subtype), length, ..Extent::default() };
        Some(reaching(&column, extent, asked))
    }

    /// `upper(x) <= lower(x) + interval '4 hours'`.
    pub(super) fn solve_extent_order(
        &self,
        left: &Expr,
        op: BinaryOp,
        right: &Expr,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let split = |sum: &Expr| match sum {
            Expr::Binary(BinaryOp::Add, bound, by) if matches!(**bound, Expr::Call(..)) => {
                Some((bound.as_ref().clone(), self.constant(by)?))
            }
            _ => None,
        };
        let (upper, op, (lower, by)) = match (split(left), split(right)) {
            (None, Some(sum)) => (left, op, sum),
            (Some(sum), None) => (right, op.flipped()?, sum),
            _ => return None,
        };
        let difference = Expr::binary(BinaryOp::Sub, upper.clone(), lower);
        self.solve_extent_length(&difference, op, &by, asked)
    }

    /// `x <@ int4range(0, 100)`: the range lies in a constant one.
    pub(super) fn within_range(&self, args: &[Expr], asked: Asked) -> Option<Vec<Variant>> {
        let [outer, inner, subtype] = args else { return None };
        let (column, subtype) = self.ranged(&[inner.clone(), subtype.clone()])?;
        let outer = self.constant(outer)?;
        let ((low, _), (high, _)) = parse_range(outer.as_text()?, subtype)??;
        let extent = Extent {
            subtype: Some(subtype),
            low: Places { least: Some(low).filter(|&low| low != START), most: None },
            high: Places { least: None, most: Some(high).filter(|&high| high != END) },
            length: Places::default(),
        };
        Some(reaching(&column, extent, asked))
    }

    /// The column of a function's range, and what it ranges over.
    fn ranged(&self, args: &[Expr]) -> Option<(String, RangeSubtype)> {
        let [x, Expr::Literal(Value::Text(prefix))] = args else { return None };
        let subtype = RangeSubtype::of_range(&format!("{prefix}range"))?;
        Some((self.plain_column(x)?, subtype))
    }
}

fn reaching(column: &str, extent: Extent, asked: Asked) -> Vec<Variant> {
    constrained(column, &Domain { extent: Some(extent), ..Domain::default() }, asked)
}

/// The length of a range as a number of its places.
fn length(value: &Value, subtype: RangeSubtype) -> Option<i128> {
    match subtype.kind() {
        Kind::Timestamp => match value.clone().cast(Kind::Interval).ok()? {
            Value::Interval(length) => Some(interval::total_micros(length)),
            _ => None,
        },
        Kind::Date => match value {
            Value::Int(days) => Some(i128::from(*days)),
            _ => None,
        },
        _ => place(value, subtype, START).filter(|&at| at != START),
    }
}
