//! Conditions that relate columns: bounds and formulas that make them hold.
//!
//! An order (`ended_at >= started_at`) bounds one side by the other; an equality
//! (`total = net + tax`) makes one side from the other. Where CHECKs can be met in several ways,
//! each way's orders shape the makers that rows take when they insist on it.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_expr::{BinaryOp, ColumnOrder, Domain, Expr, Kind, Nullness, Value};
use seedbed_schema::DataType;

use super::{
    Compiler,
    bounds::EARLIEST,
    check::Narrowed,
    draft::{CheckDraft, ColumnDraft, is_above},
    drafting::own_inputs,
    source::Place,
};
use crate::{
    plan::{AnySource, Source, TablePlan},
    source::{Formula, Maker, Prefixed},
};

/// The year 2200, in microseconds since 1970: periods that columns name lie before it.
const LATEST: i64 = 7_258_118_400_000_000;

const FIRST_YEAR: i64 = 2015;

impl Compiler<'_> {
    /// Relates the columns of a table as its conditions ask, where that makes no circle.
    pub(super) fn relate(
        &self,
        at: usize,
        plan: &TablePlan,
        narrowed: &Narrowed,
        columns: &mut [ColumnDraft],
    ) -> Vec<CheckDraft> {
        let mut checks = Vec::new();
        for check in &narrowed.checks {
            let mut derived = BTreeMap::new();
            let orders = check.only.iter().flat_map(|only| &only.orders).enumerate();
            for (position, order) in orders {
                if order.op == BinaryOp::Eq {
                    // What a column's type rounds is tried all the same.
                    self.equate(at, order, columns);
                } else if let Some(column) = self.bound(at, order, columns) {
                    derived.insert(position, column);
                }
            }
            checks.push(CheckDraft {
                name: check.name.clone(),
                expr: check.expr.clone(),
                only: check.only.clone(),
                derived,
            });
        }
        let years = narrowed.checks.iter().flat_map(|check| super::calendar::years(&check.expr));
        for year in years.filter_map(|name| self.schema.tables()[at].column_index(name)) {
            // What counts years among siblings begins with one that moments have.
            if let Maker::Sequence(sequence) = &mut columns[year].maker {
                sequence.start = sequence.start.max(FIRST_YEAR);
            }
        }
        for order in narrowed.checks.iter().flat_map(|check| super::calendar::bounds(&check.expr)) {
            self.place_in_period(at, &order, narrowed, columns);
        }
        for (way, variant) in narrowed.variants.iter().enumerate() {
            for order in &variant.orders {
                self.relate_in_way(at, plan, narrowed, way, order, columns);
            }
        }
        checks
    }

    /// Both sides of an order that are columns, with what each is compared to.
    fn sides(&self, at: usize, order: &ColumnOrder) -> Vec<(usize, BinaryOp, Expr)> {
        let table = &self.schema.tables()[at];
        let mut sides = Vec::new();
        if let Some(left) = table.column_index(&order.left) {
            sides.push((left, order.op, order.right.clone()));
        }
        if let (Expr::Column(path), Some(flipped)) = (&order.right, order.op.flipped())
            && let [name] = path.as_slice()
            && let Some(right) = table.column_index(name)
        {
            sides.push((right, flipped, Expr::column(order.left.clone())));
        }
        if let (Some((name, moved)), Some(flipped)) = (solved(order), order.op.flipped())
            && let Some(right) = table.column_index(name)
        {
            sides.push((right, flipped, moved));
        }
        sides
    }

    /// Makes one side of an equality from the other.
    fn equate(&self, at: usize, order: &ColumnOrder, columns: &mut [ColumnDraft]) {
        // A formula of the plan gives way only where nothing else does.
        for formulas_too in [false, true] {
            for (column, _, other) in self.sides(at, order) {
                let draft = &columns[column];
                let gives_way = if formulas_too && matches!(draft.maker, Maker::Formula(_)) {
                    self.is_replaceable(at, column, draft)
                } else {
                    self.is_free(at, column, draft)
                };
                if !gives_way {
                    continue;
                }
                let Some(formula) = self.input(at, column, &other, columns) else { continue };
                let draft = &mut columns[column];
                draft.maker = Maker::Formula(formula);
                draft.unique_maker = None;
                draft.repeated = None;
                draft.identity = None;
                draft.by_variant.iter_mut().for_each(|(_, maker)| *maker = None);
                return;
            }
        }
        self.prefix(at, order, columns);
    }

    /// Lets a text begin as an equality asks: `left(code, 2) = country`.
    fn prefix(&self, at: usize, order: &ColumnOrder, columns: &mut [ColumnDraft]) {
        let table = &self.schema.tables()[at];
        let Some((text, chars)) = beginning(&order.right) else { return };
        let Some(column) = table.column_index(text) else { return };
        let draft = &columns[column];
        let is_text = matches!(draft.target.data_type, DataType::Text { .. });
        if !is_text || draft.link.is_some() || table.columns[column].is_computed() {
            return;
        }
        let other = Expr::column(order.left.clone());
        let Some(prefix) = self.input(at, column, &other, columns) else { return };
        let draft = &mut columns[column];
        let inner = std::mem::replace(&mut draft.maker, Maker::Null);
        draft.maker = Maker::Prefixed(Box::new(Prefixed { prefix, chars, inner }));
        draft.unique_maker = None;
        draft.repeated = None;
        draft.identity = None;
        draft.by_variant = Vec::new();
    }

    /// Whether a column's source may give way to a formula: no link, no key, no formula already.
    fn is_free(&self, at: usize, column: usize, draft: &ColumnDraft) -> bool {
        self.is_replaceable(at, column, draft)
            && !matches!(
                draft.maker,
                Maker::Formula(_) | Maker::Sequence(_) | Maker::Identifier(_) | Maker::Null
            )
    }

    /// Whether a column is the plan's to make: no link, no key, not generated.
    fn is_replaceable(&self, at: usize, column: usize, draft: &ColumnDraft) -> bool {
        let table = &self.schema.tables()[at];
        let name = &table.columns[column].name;
        let is_key = table.keys().any(|key| {
            key.columns().is_some_and(|columns| columns.len() == 1 && columns[0] == name)
        });
        draft.link.is_none() && !is_key && !table.columns[column].is_computed()
    }

    /// Bounds one side of an order by the other; the column that is bounded, if that is certain to
    /// hold.
    fn bound(&self, at: usize, order: &ColumnOrder, columns: &mut [ColumnDraft]) -> Option<usize> {
        let sides = self.sides(at, order);
        // What the plan lets a column follow gives way only where neither side can be bounded.
        let attempts = sides.iter().map(|side| (side, false));
        for ((column, op, other), yields) in attempts.chain(sides.iter().map(|side| (side, true))) {
            let (column, op) = (*column, *op);
            if !is_order(op) || !takes_limits(&columns[column].maker) {
                continue;
            }
            if yields
                && self.input(at, column, other, columns).is_none()
                && let Some(moment) = self.yielding(at, column, other, columns)
            {
                forget_what_it_follows(&mut columns[moment]);
            }
            let Some(formula) = self.input(at, column, other, columns) else { continue };
            let certain = limit(&mut columns[column].maker, op, formula, other);
            for way in 0..columns[column].by_variant.len() {
                let Some(formula) = self.input(at, column, other, columns) else { break };
                if let Some(maker) = &mut columns[column].by_variant[way].1 {
                    limit(maker, op, formula, other);
                }
            }
            let exact = is_exact(&columns[column], other);
            return (certain && exact).then_some(column);
        }
        None
    }

    /// Bounds a moment by the period that other columns name; what the plan lets it follow gives
    /// way.
    fn place_in_period(
        &self,
        at: usize,
        order: &ColumnOrder,
        narrowed: &Narrowed,
        columns: &mut [ColumnDraft],
    ) {
        let moment = self.schema.tables()[at].column_index(&order.left);
        let Some(moment) = moment.filter(|&at| takes_limits(&columns[at].maker)) else { return };
        if self.input(at, moment, &order.right, columns).is_some() {
            forget_what_it_follows(&mut columns[moment]);
            let domain = narrowed.common.get(&moment);
            if let Maker::Temporal(maker) = &mut columns[moment].maker {
                // The period decides, not what the plan finds likely.
                if domain.is_none_or(|domain| domain.min.is_none()) {
                    maker.low = maker.low.min(EARLIEST);
                    maker.floor = maker.floor.min(EARLIEST);
                }
                if domain.is_none_or(|domain| domain.max.is_none()) {
                    maker.high = maker.high.max(LATEST);
                }
            }
            // It is tried all the same.
            let _ = self.bound(at, order, columns);
        }
    }

    /// A column that the plan lets follow another one of its row, where only this is in the way
    /// of making `column` from `other`, as a condition asks.
    fn yielding(
        &self,
        at: usize,
        column: usize,
        other: &Expr,
        columns: &[ColumnDraft],
    ) -> Option<usize> {
        let formula = self.resolver.compile(at, &columns[column].target.column, other).ok()?;
        let inputs = own_inputs(&formula);
        let follows = |&moment: &usize| match &columns[moment].maker {
            Maker::Temporal(maker) => {
                maker.after.as_ref().is_some_and(|after| !own_inputs(after).is_empty())
            }
            _ => false,
        };
        let frees = |&moment: &usize| {
            let mut dependencies = dependencies(columns);
            let left = makers(&columns[moment]).flat_map(|maker| match maker {
                Maker::Temporal(maker) => maker.limits.formulas().collect(),
                maker => maker.formulas(),
            });
            let left = left.chain(&columns[moment].null_if).flat_map(own_inputs).collect();
            dependencies.insert(moment, left);
            inputs.iter().all(|&input| input != column && !reaches(&dependencies, input, column))
        };
        (0..columns.len()).filter(|&moment| moment != column).filter(follows).find(frees)
    }

    /// Lets a column keep to an order in one way of meeting the CHECKs.
    fn relate_in_way(
        &self,
        at: usize,
        plan: &TablePlan,
        narrowed: &Narrowed,
        way: usize,
        order: &ColumnOrder,
        columns: &mut [ColumnDraft],
    ) {
        for (column, op, other) in self.sides(at, order) {
            let draft = &columns[column];
            let equal = op == BinaryOp::Eq;
            if !self.is_free(at, column, draft) || !(equal || is_order(op)) {
                continue;
            }
            let Some(formula) = self.input(at, column, &other, columns) else { continue };
            let maker = if equal {
                Maker::Formula(formula)
            } else {
                let own = columns[column].by_variant.get_mut(way).and_then(|(_, own)| own.take());
                let own = own.or_else(|| self.maker_in_way(at, plan, narrowed, way, column));
                let Some(mut maker) = own else { continue };
                if !takes_limits(&maker) {
                    continue;
                }
                limit(&mut maker, op, formula, &other);
                maker
            };
            let draft = &mut columns[column];
            if draft.by_variant.len() < narrowed.variants.len() {
                draft.by_variant =
                    narrowed.variants.iter().map(|_| (Nullness::Either, None)).collect();
            }
            draft.by_variant[way].1 = Some(maker);
            return;
        }
    }

    /// The plan's source of a column within what one way of meeting the CHECKs leaves.
    fn maker_in_way(
        &self,
        at: usize,
        plan: &TablePlan,
        narrowed: &Narrowed,
        way: usize,
        column: usize,
    ) -> Option<Maker> {
        let table = &self.schema.tables()[at];
        let name = &table.columns[column].name;
        let target = crate::source::Target::new(
            &table.name.to_string(),
            name,
            &table.columns[column].data_type,
        );
        let mut domain = narrowed.common.get(&column).cloned().unwrap_or_default();
        domain.intersect(narrowed.variants[way].domains.get(name).unwrap_or(&Domain::default()));
        let place = Place { table: at, column: name, target: &target, domain: &domain };
        let any = Source::Any(AnySource::default());
        let planned = plan.columns.iter().find(|(n, _)| table.column_index(n) == Some(column));
        let source = planned.map_or(&any, |(_, plan)| &plan.source);
        self.planned(place, source).ok()
    }

    /// An expression as what a column is made from, unless that would make a circle.
    fn input(
        &self,
        at: usize,
        column: usize,
        expr: &Expr,
        columns: &[ColumnDraft],
    ) -> Option<Formula> {
        let formula = self.resolver.compile(at, &columns[column].target.column, expr).ok()?;
        let dependencies = dependencies(columns);
        let circular = own_inputs(&formula)
            .into_iter()
            .any(|input| input == column || reaches(&dependencies, input, column));
        (!circular).then_some(formula)
    }
}

/// The column whose first characters an expression takes, and how many.
pub(super) fn beginning(expr: &Expr) -> Option<(&str, usize)> {
    let Expr::Call(name, args) = expr else { return None };
    let (Expr::Column(path), chars) = (match (name.as_str(), args.as_slice()) {
        ("left", [text, chars])
        | ("substring" | "substr", [text, Expr::Literal(Value::Int(1)), chars]) => (text, chars),
        _ => return None,
    }) else {
        return None;
    };
    match (path.as_slice(), chars) {
        ([column], Expr::Literal(Value::Int(chars))) => {
            Some((column, usize::try_from(*chars).ok()?))
        }
        _ => None,
    }
}

/// An order solved for the column on its right: `starts >= ends - 140` bounds `ends` by
/// `starts + 140`. Calendar months are no fixed length, so they can't change sides.
fn solved(order: &ColumnOrder) -> Option<(&str, Expr)> {
    let is_fixed = |expr: &Expr| match expr {
        Expr::Literal(Value::Int(_)) => true,
        Expr::Literal(Value::Interval(interval)) => interval.months == 0,
        _ => false,
    };
    let Expr::Binary(op, column, by) = &order.right else { return None };
    if !is_order(order.op) {
        return None;
    }
    let inverse = match op {
        BinaryOp::Add => BinaryOp::Sub,
        BinaryOp::Sub => BinaryOp::Add,
        _ => return None,
    };
    let Expr::Column(path) = column.as_ref() else { return None };
    let [name] = path.as_slice() else { return None };
    let Expr::Binary(_, left, _) = order.to_expr() else { return None };
    is_fixed(by).then(|| (name.as_str(), Expr::Binary(inverse, left, by.clone())))
}

fn is_order(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Lt | BinaryOp::LtEq | BinaryOp::Gt | BinaryOp::GtEq)
}

/// Whether a bound is kept to the last digit: sums and products, and what single precision
/// rounds, may be off by a hair; texts of moments may be of several forms.
fn is_exact(column: &ColumnDraft, bound: &Expr) -> bool {
    match column.maker {
        Maker::Number(_) => {
            matches!(bound, Expr::Column(_))
                && !matches!(column.target.data_type, DataType::Float { .. })
        }
        _ => column.target.data_type.kind() != Kind::Text,
    }
}

fn takes_limits(maker: &Maker) -> bool {
    matches!(maker, Maker::Number(_) | Maker::Temporal(_))
}

/// Adds a bound to a maker; whether values are certain to keep it.
fn limit(maker: &mut Maker, op: BinaryOp, formula: Formula, bound: &Expr) -> bool {
    let strict = matches!(op, BinaryOp::Lt | BinaryOp::Gt);
    let limits = match maker {
        Maker::Number(maker) => &mut maker.limits,
        Maker::Temporal(maker) => {
            // What the plan lets follow a moment can't lie before it, but within a time after it.
            let inputs = own_inputs(&formula);
            let follows = |after: &Formula| own_inputs(after).iter().any(|at| inputs.contains(at));
            let before = !is_above(op) && matches!(bound, Expr::Column(_));
            if before && maker.after.as_ref().is_some_and(follows) {
                maker.after = None;
                maker.delay = None;
            }
            &mut maker.limits
        }
        _ => return false,
    };
    let (side, opposite) = if is_above(op) {
        (&mut limits.low, &limits.high)
    } else {
        (&mut limits.high, &limits.low)
    };
    let alone = opposite.is_empty();
    side.push((formula, strict));
    // An upper bound gives way to the fixed lower one, so only lower bounds are certain.
    alone && is_above(op)
}

/// What makes a column, whichever way its row takes.
fn makers(column: &ColumnDraft) -> impl Iterator<Item = &Maker> {
    let insisting = column.by_variant.iter().filter_map(|(_, maker)| maker.as_ref());
    std::iter::once(&column.maker).chain(insisting)
}

/// Lets a moment follow nothing but the conditions.
fn forget_what_it_follows(column: &mut ColumnDraft) {
    let insisting = column.by_variant.iter_mut().filter_map(|(_, maker)| maker.as_mut());
    for maker in std::iter::once(&mut column.maker).chain(insisting) {
        if let Maker::Temporal(maker) = maker {
            maker.after = None;
            maker.delay = None;
        }
    }
}

/// For each column the columns of its row that it is made from.
fn dependencies(columns: &[ColumnDraft]) -> BTreeMap<usize, BTreeSet<usize>> {
    columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let formulas = makers(column).flat_map(Maker::formulas).chain(&column.null_if);
            (at, formulas.flat_map(own_inputs).collect())
        })
        .collect()
}

/// Whether `from` is made from `wanted`, directly or not.
fn reaches(dependencies: &BTreeMap<usize, BTreeSet<usize>>, from: usize, wanted: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == wanted {
            return true;
        }
        if seen.insert(at) {
            open.extend(dependencies.get(&at).into_iter().flatten());
        }
    }
    false
}
