//! Exclusion constraints of a table: what they ask of which columns.
//!
//! Two rows are in each other's way when every element of the constraint says so. What the engine
//! can't compare it leaves out, which only makes the rest stricter.

use std::collections::BTreeSet;

use seedbed_expr::{BinaryOp, Cut, Domain, Expr, Extent, Interval, Kind, RangeSubtype, Value};
use seedbed_schema::{DataType, Exclusion as Rule, KeyPart, Table, UniqueKey};

use super::{
    Compiler,
    bounds::NumberRange,
    draft::{ColumnDraft, Draft},
};
use crate::{
    exclusion::{Exclusion, SlotPart, Slots, Slotted},
    problem::{Note, NoteKind},
    source::Maker,
    spec::RepairKey,
};

const DAY: i64 = 86_400_000_000;
const QUARTER: i64 = DAY / 96;
/// Slots for every row: enough that a random one is free.
const PER_ROW: u64 = 8;
/// The most digits behind the point that bounds of ranges are compared by.
const MOST_DIGITS: u8 = 9;

/// What must not overlap.
enum Span<'t> {
    /// A range.
    Range(RangeSubtype, Expr),
    /// A shape or network: each row gets one apart from all others.
    Apart(&'t str),
}

/// The element that the engine compares by overlap, if any.
fn span<'t>(rule: &'t Rule, table: &'t Table) -> Option<Span<'t>> {
    let overlapping = rule.elements.iter().filter(|element| element.operator == "&&");
    let mut spans = overlapping.filter_map(|element| match &element.part {
        KeyPart::Column(name) => match &table.column(name)?.data_type {
            DataType::Range(subtype) => Some(Span::Range(*subtype, Expr::column(name))),
            DataType::Geometry(_) | DataType::Inet | DataType::Cidr => Some(Span::Apart(name)),
            _ => None,
        },
        KeyPart::Expr(Some(expr @ Expr::Call(name, _)), _) => {
            Some(Span::Range(RangeSubtype::of_range(name)?, expr.clone()))
        }
        KeyPart::Expr(..) => None,
    });
    spans.next()
}

/// The columns that bound a range: its own, or those that its constructor is given.
struct Bounds {
    low: Option<usize>,
    high: Option<usize>,
    /// Whether both bounds are among the range's values.
    closed: bool,
    /// Whether the range is one column.
    whole: bool,
}

fn bounds(expr: &Expr, table: &Table) -> Bounds {
    if let Expr::Call(_, arguments) = expr {
        let at = |at: usize| arguments.get(at).and_then(|expr| column_of(expr, table));
        let notation = arguments.get(2);
        let closed = matches!(notation, Some(Expr::Literal(Value::Text(text))) if text == "[]");
        return Bounds { low: at(0), high: at(1), closed, whole: false };
    }
    let column = column_of(expr, table);
    Bounds { low: column, high: column, closed: false, whole: true }
}

/// The column that an expression takes its value from: `ends_at`, `ends_at::date`,
/// `coalesce(ends_at, 'infinity')`.
fn column_of(expr: &Expr, table: &Table) -> Option<usize> {
    match expr {
        Expr::Column(path) => match path.as_slice() {
            [name] => table.column_index(name),
            _ => None,
        },
        Expr::Cast(inner, ..) => column_of(inner, table),
        Expr::Call(name, arguments) if name == "coalesce" => column_of(arguments.first()?, table),
        _ => None,
    }
}

/// The columns that bound ranges of exclusions: they must be free to be drawn again.
pub(crate) fn span_columns(table: &Table) -> BTreeSet<usize> {
    let ranges = table.exclusions.iter().filter_map(|rule| match span(rule, table)? {
        Span::Range(_, expr) => Some(bounds(&expr, table)),
        Span::Apart(_) => None,
    });
    ranges.flat_map(|bounds| bounds.low.into_iter().chain(bounds.high)).collect()
}

/// The columns whose values must lie apart from each other.
pub(crate) fn apart(table: &Table) -> BTreeSet<usize> {
    let apart = table.exclusions.iter().filter_map(|rule| match span(rule, table)? {
        Span::Apart(name) => table.column_index(name),
        Span::Range(..) => None,
    });
    apart.collect()
}

/// Whether rows that an exclusion keeps apart can't share a key.
pub(crate) fn implies(table: &Table, key: &UniqueKey) -> bool {
    let Some(columns) = key.columns() else { return false };
    table.exclusions.iter().filter(|rule| rule.predicate.is_none()).any(|rule| {
        let is_range = |name: &str| {
            table.column(name).is_some_and(|c| matches!(c.data_type, DataType::Range(_)))
        };
        rule.elements.iter().all(|element| match &element.part {
            KeyPart::Column(name) => {
                columns.contains(&name.as_str())
                    && (element.operator == "=" || (element.operator == "&&" && is_range(name)))
            }
            KeyPart::Expr(..) => false,
        })
    })
}

fn name_of(rule: &Rule) -> String {
    rule.name.clone().unwrap_or_else(|| rule.text.clone())
}

impl Compiler<'_> {
    /// The exclusions that rows are tried against: those over ranges, and as keys those that
    /// leave nothing but `=`.
    pub(crate) fn exclusions(
        &self,
        at: usize,
        table: &Table,
        open_from: &[Option<Cut>],
        notes: &mut Vec<Note>,
    ) -> (Vec<Exclusion>, Vec<RepairKey>) {
        let (mut exclusions, mut keys) = (Vec::new(), Vec::new());
        for (rule, open_from) in table.exclusions.iter().zip(open_from) {
            let compiled = match span(rule, table) {
                Some(Span::Apart(_)) => continue,
                Some(Span::Range(subtype, expr)) => {
                    let compiled = self.exclusion(at, table, rule, subtype, &expr);
                    compiled.map(|it| exclusions.push(Exclusion { open_from: *open_from, ..it }))
                }
                None => self.equal_parts(at, table, rule).and_then(|key| {
                    if key.parts.is_empty() {
                        let operators = rule.elements.iter().map(|e| e.operator.as_str());
                        let operators: Vec<&str> = operators.collect();
                        return Err(format!("{} on these types", operators.join(", ")));
                    }
                    keys.push(key);
                    Ok(())
                }),
            };
            if let Err(reason) = compiled {
                notes.push(Note {
                    table: table.name.to_string(),
                    constraint: Some(name_of(rule)),
                    kind: NoteKind::NotHonoured,
                    message: format!("it can't be evaluated: {reason}"),
                });
            }
        }
        (exclusions, keys)
    }

    fn exclusion(
        &self,
        at: usize,
        table: &Table,
        rule: &Rule,
        subtype: RangeSubtype,
        range: &Expr,
    ) -> Result<Exclusion, String> {
        let group = self.equal_parts(at, table, rule)?;
        let span = self.resolver.compile(at, &group.name, range).map_err(|r| r.message)?;
        Ok(Exclusion { group, span, subtype, open_from: None })
    }

    /// The elements that are compared by `=`, as a key.
    fn equal_parts(&self, at: usize, table: &Table, rule: &Rule) -> Result<RepairKey, String> {
        let equal = rule.elements.iter().filter(|element| element.operator == "=");
        let key = UniqueKey {
            name: Some(name_of(rule)),
            parts: equal.map(|element| element.part.clone()).collect(),
            predicate: rule.predicate.clone(),
            nulls_not_distinct: false,
            deferrable: false,
            origin: None,
        };
        self.repair_key(at, table, &key)
    }

    /// Lets columns that bound ranges fall back on short ones that rarely meet. For each
    /// exclusion where ranges without an end begin.
    pub(crate) fn slot(&self, draft: &mut Draft<'_>, rows: u64) -> Vec<Option<Cut>> {
        let mut open_from = vec![None; draft.table.exclusions.len()];
        for (index, rule) in draft.table.exclusions.iter().enumerate() {
            let Some(Span::Range(subtype, expr)) = span(rule, draft.table) else { continue };
            let bounds = bounds(&expr, draft.table);
            let stream = self.root.named(&draft.table.name.to_string()).named("slots");
            let grid = Grid::new(draft, &bounds, subtype, self.core_env.now);
            let slots = grid.slots(rows, stream.nth(index as u64));
            let late = slots.step.saturating_mul((slots.count / 16 * 15) as i64);
            let late = subtype.place_of(slots.first.saturating_add(late));
            let late = late / 10_i128.pow(slots.scale.into());
            open_from[index] = Some((late, false));
            if bounds.whole {
                wrap(draft, bounds.low, slots, SlotPart::Whole(subtype));
                continue;
            }
            let length = if bounds.closed { slots.length - grid.unit } else { slots.length };
            wrap(draft, bounds.low, slots, SlotPart::Bound(0));
            wrap(draft, bounds.high, slots, SlotPart::Bound(length));
        }
        open_from
    }
}

fn wrap(draft: &mut Draft<'_>, column: Option<usize>, slots: Slots, part: SlotPart) {
    let Some(column) = column.map(|column| &mut draft.columns[column]) else { return };
    if column.link.is_some() {
        return;
    }
    let others = column.by_variant.iter_mut().filter_map(|(_, maker)| maker.as_mut());
    for maker in others.chain([&mut column.maker]) {
        let inner = std::mem::replace(maker, Maker::Null);
        *maker = Maker::Slotted(Box::new(Slotted { inner, slots, part }));
    }
}

/// How short and how long the conditions let a range be: numbers in units of 10^-scale, or
/// microseconds.
fn lengths(
    draft: &Draft<'_>,
    bounds: &Bounds,
    subtype: RangeSubtype,
    scale: u8,
) -> (i64, Option<i64>) {
    let (Some(low), Some(high)) = (bounds.low, bounds.high) else { return (0, None) };
    if let (true, Some(extent)) = (bounds.whole, extent(&draft.columns[low])) {
        let unit = if subtype == RangeSubtype::Date { DAY } else { 1 };
        // What lies among billionths counts in whole numbers.
        let places = if subtype == RangeSubtype::Numeric { subtype.place_of(1) } else { 1 };
        let length = |places_of: i128| {
            i64::try_from(places_of / places).unwrap_or(i64::MAX).saturating_mul(unit)
        };
        return (extent.length.least.map_or(0, length), extent.length.most.map(length));
    }
    let name = |column: usize| draft.columns[column].target.column.as_str();
    let unit = match draft.columns[low].target.data_type.kind() {
        Kind::Date => DAY,
        _ => 10_i64.pow(scale.into()),
    };
    let (mut shortest, mut longest) = (0, None::<i64>);
    for order in draft.checks.iter().flat_map(|check| &check.only).flat_map(|only| &only.orders) {
        let length = behind(&order.right, name(low), unit);
        let Some(length) = length.filter(|_| order.left == name(high)) else { continue };
        match order.op {
            BinaryOp::Lt => {
                longest = Some(longest.unwrap_or(i64::MAX).min(length.saturating_sub(1)));
            }
            BinaryOp::LtEq => longest = Some(longest.unwrap_or(i64::MAX).min(length)),
            BinaryOp::Gt | BinaryOp::GtEq => shortest = shortest.max(length),
            BinaryOp::Eq => (shortest, longest) = (length, Some(length)),
            _ => {}
        }
    }
    (shortest, longest)
}

/// How far the ranges of a column reach: what its own source says, or else the longest that one
/// way of meeting the CHECKs asks for.
fn extent(column: &ColumnDraft) -> Option<Extent> {
    let of = |mut maker: &Maker| {
        while let Maker::Slotted(slotted) = maker {
            maker = &slotted.inner;
        }
        match maker {
            Maker::Any(any) => Some(any.reach.map(|reach| reach.extent).unwrap_or_default()),
            _ => None,
        }
    };
    let own = of(&column.maker)?;
    let ways = column.by_variant.iter().filter_map(|(_, maker)| of(maker.as_ref()?));
    if own == Extent::default() {
        ways.max_by_key(|way| way.length.least).or(Some(own))
    } else {
        Some(own)
    }
}

/// How far behind a column an expression lies, if it does so by a constant; a whole number counts
/// so many units.
fn behind(expr: &Expr, column: &str, unit: i64) -> Option<i64> {
    match expr {
        Expr::Column(path) => (path.len() == 1 && path[0] == column).then_some(0),
        Expr::Cast(inner, ..) => behind(inner, column, unit),
        Expr::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), inner, by) => {
            let by = match by.as_ref() {
                Expr::Literal(Value::Int(by)) => by.checked_mul(unit)?,
                Expr::Literal(Value::Decimal(by)) => {
                    let units = by.mantissa.checked_mul(unit.into())?;
                    i64::try_from(units / 10_i128.checked_pow(by.scale.into())?).ok()?
                }
                Expr::Literal(Value::Interval(Interval { months: 0, days, micros })) => {
                    i64::from(*days).checked_mul(DAY)?.checked_add(*micros)?
                }
                _ => return None,
            };
            let inner = behind(inner, column, unit)?;
            if *op == BinaryOp::Add { inner.checked_add(by) } else { inner.checked_sub(by) }
        }
        _ => None,
    }
}

/// The digits behind the point that both bounds of a range have, where they are numbers.
fn scale_of(draft: &Draft<'_>, bounds: &Bounds) -> u8 {
    let scale = |column: usize| match &draft.columns[column].maker {
        Maker::Number(maker) => maker.scale,
        _ => 0,
    };
    let columns = bounds.low.into_iter().chain(bounds.high).filter(|_| !bounds.whole);
    columns.map(scale).min().unwrap_or(0).min(MOST_DIGITS)
}

/// The greatest number that a column may hold by its type and CHECKs, in units of 10^-scale.
fn ceiling(draft: &Draft<'_>, column: usize, scale: u8) -> Option<i64> {
    let target = &draft.columns[column].target;
    if !matches!(target.data_type.kind(), Kind::Int | Kind::Decimal) {
        return None;
    }
    let only = draft.checks.iter().filter_map(|check| check.only.as_ref());
    let domains = only.filter_map(|only| only.domains.get(&target.column));
    let highest = |domain: &Domain| NumberRange::of(target, domain, scale).high;
    domains.map(highest).chain([highest(&Domain::default())]).min()
}

/// Where slots can lie.
struct Grid {
    low: i64,
    high: i64,
    /// What nothing may lie beyond.
    ceiling: Option<i64>,
    unit: i64,
    /// The shortest slot.
    least: i64,
    /// The longest.
    most: Option<i64>,
    scale: u8,
}

impl Grid {
    fn new(draft: &Draft<'_>, bounds: &Bounds, subtype: RangeSubtype, now: i64) -> Self {
        let made = bounds.low.map(|low| &draft.columns[low].maker);
        let scale = scale_of(draft, bounds);
        let (low, high) = match (made, subtype) {
            (Some(Maker::Temporal(maker)), _) => (maker.low, maker.high),
            (Some(Maker::Number(maker)), _) => maker.range(scale),
            (_, RangeSubtype::Int32 | RangeSubtype::Int64 | RangeSubtype::Numeric) => (1, 1),
            _ => (now - 730 * DAY, now),
        };
        let ends = bounds.low.into_iter().chain(bounds.high).filter(|_| !bounds.whole);
        let ceiling = ends.filter_map(|column| ceiling(draft, column, scale)).min();
        let days = |column: usize| draft.columns[column].target.data_type == DataType::Date;
        let by_day = subtype == RangeSubtype::Date || bounds.low.into_iter().any(days);
        let (shortest, most) = lengths(draft, bounds, subtype, scale);
        let unit = match subtype {
            RangeSubtype::Int32 | RangeSubtype::Int64 | RangeSubtype::Numeric => 1,
            _ if by_day => DAY,
            _ => QUARTER.min(most.unwrap_or(QUARTER).max(1)),
        };
        // Rounded up: what lies before is not allowed.
        let low = low.saturating_add(unit - 1).div_euclid(unit) * unit;
        let high = ceiling.map_or(high, |ceiling| high.min(ceiling));
        let least = unit * (1 + i64::from(bounds.closed));
        let shortest = shortest.saturating_add(unit - 1).div_euclid(unit).saturating_mul(unit);
        Self { low, high, ceiling, unit, least: least.max(shortest), most, scale }
    }

    fn slots(&self, rows: u64, stream: seedbed_dataset::seed::Stream) -> Slots {
        let many = rows.max(1).saturating_mul(PER_ROW);
        let width = self.high.saturating_sub(self.low).max(0);
        let step = width / i64::try_from(many).unwrap_or(i64::MAX) / self.unit * self.unit;
        let (step, count) = if step >= self.least {
            (step, many)
        } else {
            // There is no room for so many, or hardly any for all.
            let fitting = |width: i64| (width / self.least) as u64;
            let beyond = |end: i64| fitting(end.saturating_sub(self.low).max(0));
            let most = self.ceiling.map_or(u64::MAX, beyond);
            (self.least, fitting(width).max(rows.saturating_mul(2)).min(most).max(1))
        };
        let (first, length) = (self.low, self.length(step));
        Slots { stream, first, step, length, count, scale: self.scale }
    }

    /// The length of slots that lie so far apart.
    fn length(&self, step: i64) -> i64 {
        let longest = self.most.map_or(step, |most| most / self.unit * self.unit);
        longest.clamp(self.least, step.max(self.least))
    }
}
