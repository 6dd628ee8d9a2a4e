//! Comparisons of a column with an expression over other columns.

use super::domain::{Domain, LetterCase, TextPattern};
use super::logic::{Asked, Narrowing, constrained};
use super::solve::{Constraint, is_arithmetic, limited};
use super::variant::{ColumnOrder, Variant};
use crate::{BinaryOp, Decimal, Expr, Interval, Kind, Period, UnaryOp, Value};

impl Narrowing<'_> {
    /// `left op right` with columns on one side or both; `None` where no column can be set
    /// apart.
    pub(super) fn relate(
        &self,
        left: &Expr,
        op: BinaryOp,
        right: &Expr,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        if let Some(variants) = self
            .with_itself(left, op, right, asked)
            .or_else(|| self.written_by_itself(left, op, right, asked))
            .or_else(|| self.written_by_itself(right, op, left, asked))
            .or_else(|| self.relate_moments(left, op, right, asked))
            .or_else(|| self.solve_extent_order(left, op, right, asked))
            .or_else(|| self.cut_itself(left, op, right, asked))
            .or_else(|| self.cut_itself(right, op, left, asked))
        {
            return Some(variants);
        }
        let (own, other) = (self.plain_column(left), self.plain_column(right));
        if let (Some(own), Some(other)) = (&own, &other)
            && own == other
        {
            let holds = matches!(op, BinaryOp::Eq | BinaryOp::LtEq | BinaryOp::GtEq);
            let constraint = if holds { Constraint::Always } else { Constraint::Never };
            return Some(limited(own, constraint, asked));
        }
        let lesser_first = matches!(op, BinaryOp::Lt | BinaryOp::LtEq);
        match (own, other) {
            // Of two columns, the greater one is written first.
            (Some(_), Some(other)) if lesser_first => ordered(other, op.flipped()?, left, asked),
            (Some(own), _) if !mentions(right, &own) => ordered(own, op, right, asked),
            (_, Some(other)) if !mentions(left, &other) => {
                ordered(other, op.flipped()?, left, asked)
            }
            _ => self
                .whole_days_between(left, op, right, asked)
                .or_else(|| self.isolate(left, op, right, asked))
                .or_else(|| self.isolate(right, op.flipped()?, left, asked)),
        }
    }

    /// `upper(x) = x`, `lower(x) = x`, `trim(x) = x`.
    fn with_itself(
        &self,
        left: &Expr,
        op: BinaryOp,
        right: &Expr,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let ((Expr::Call(name, args), column) | (column, Expr::Call(name, args))) = (left, right)
        else {
            return None;
        };
        let [inner] = args.as_slice() else {
            return None;
        };
        let column = self.text_column(column)?;
        if op != BinaryOp::Eq || self.text_column(inner)? != column {
            return None;
        }
        let mut domain = Domain::default();
        match name.as_str() {
            "upper" => domain.case = Some(LetterCase::Upper),
            "lower" => domain.case = Some(LetterCase::Lower),
            "trim" | "btrim" => domain.patterns.push(TextPattern {
                regex: "^ | $".to_owned(),
                case_insensitive: false,
                negated: true,
            }),
            _ => return None,
        }
        Some(constrained(&column, &domain, asked))
    }

    /// `date_trunc('month', x) = x`, `round(x, 2) = x`, `floor(x) = x`.
    fn cut_itself(
        &self,
        cut: &Expr,
        op: BinaryOp,
        column: &Expr,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        if op != BinaryOp::Eq {
            return None;
        }
        // A cast of a truncated date back to a date.
        let cut = match cut {
            Expr::Cast(inner, Kind::Date, _) => inner,
            cut => cut,
        };
        let column = self.plain_column(column)?;
        let own = |x: &Expr| (self.plain_column(x)? == column).then_some(());
        let kind = (self.kind_of)(&column);
        let Expr::Call(name, args) = cut else { return None };
        let domain = match (name.as_str(), args.as_slice()) {
            ("date_trunc", [unit, x]) if matches!(kind, Some(Kind::Date | Kind::Timestamp)) => {
                own(x)?;
                let starts = Period::named(self.constant(unit)?.as_text()?)?;
                Domain { starts: Some(starts), ..Domain::default() }
            }
            ("round" | "trunc" | "floor" | "ceil" | "ceiling", [x, places @ ..])
                if kind == Some(Kind::Decimal) =>
            {
                own(x)?;
                let scale = match places {
                    [] => 0,
                    [places] => match self.constant(places)? {
                        Value::Int(places) => u32::try_from(places).ok()?,
                        _ => return None,
                    },
                    _ => return None,
                };
                let step = Decimal::new(1, u8::try_from(scale).ok().filter(|scale| *scale <= 18)?);
                Domain { multiple_of: Some(step), ..Domain::default() }
            }
            _ => return None,
        };
        Some(constrained(&column, &domain, asked))
    }

    /// `ended_at::date - started_at::date <= 60`: so many days between two moments.
    fn whole_days_between(
        &self,
        difference: &Expr,
        op: BinaryOp,
        days: &Expr,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let Expr::Binary(BinaryOp::Sub, later, earlier) = difference else { return None };
        let (Expr::Cast(later, Kind::Date, _), Expr::Cast(earlier, Kind::Date, _)) =
            (later.as_ref(), earlier.as_ref())
        else {
            return None;
        };
        let (own, other) = (self.plain_column(later)?, self.plain_column(earlier)?);
        let is_moment = |name: &str| (self.kind_of)(name) == Some(Kind::Timestamp);
        (own != other && (is_moment(&own) || is_moment(&other))).then_some(())?;
        let Value::Int(days) = self.constant(days)? else { return None };
        // Whole days behind the other moment are as many midnights later.
        let (op, days) = match op {
            BinaryOp::Lt => (BinaryOp::LtEq, days.checked_sub(1)?),
            BinaryOp::Gt => (BinaryOp::GtEq, days.checked_add(1)?),
            BinaryOp::LtEq | BinaryOp::GtEq | BinaryOp::Eq => (op, days),
            _ => return None,
        };
        let length = Interval { days: i32::try_from(days).ok()?, ..Interval::default() };
        let length = Expr::Literal(Value::Interval(length));
        ordered(own, op, &Expr::binary(BinaryOp::Add, earlier.as_ref().clone(), length), asked)
    }

    /// Brings the other term of a sum or difference to the right.
    fn isolate(
        &self,
        left: &Expr,
        op: BinaryOp,
        right: &Expr,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let Expr::Binary(inner @ (BinaryOp::Add | BinaryOp::Sub), a, b) = left else {
            return None;
        };
        if !self.is_movable(*inner, a, b, right) {
            return None;
        }
        let free = |x: &Expr, other: &Expr| {
            let column = self.plain_column(x)?;
            (!mentions(other, &column) && !mentions(right, &column)).then_some(column)
        };
        let term = |op, a: &Expr, b: &Expr| Expr::binary(op, a.clone(), b.clone());
        let undo = if *inner == BinaryOp::Add { BinaryOp::Sub } else { BinaryOp::Add };
        // a + b op r, a - b op r
        if let Some(column) = free(a, b) {
            let moved = if undo == BinaryOp::Add { sum(b, right) } else { term(undo, right, b) };
            return ordered(column, op, &moved, asked);
        }
        // b of a + b op r, and of a - b op r, which is b flipped-op a - r
        let column = free(b, a)?;
        match inner {
            BinaryOp::Add => ordered(column, op, &term(BinaryOp::Sub, right, a), asked),
            _ => ordered(column, op.flipped()?, &term(BinaryOp::Sub, a, right), asked),
        }
    }

    /// Whether moving a term to the other side changes nothing: sums of exact numbers, and the
    /// time between two dates or timestamps compared with a length that has no months.
    fn is_movable(&self, inner: BinaryOp, a: &Expr, b: &Expr, right: &Expr) -> bool {
        let exact = |x: &Expr| self.is_exact(x) && is_arithmetic(x);
        if exact(a) && exact(b) && exact(right) {
            return true;
        }
        let kind = |x: &Expr| (self.kind_of)(&self.plain_column(x)?);
        match (inner, kind(a), kind(b), right) {
            (BinaryOp::Sub, Some(Kind::Date), Some(Kind::Date), Expr::Literal(value)) => {
                matches!(value, Value::Int(_))
            }
            (
                BinaryOp::Sub,
                Some(Kind::Date | Kind::Timestamp),
                Some(Kind::Date | Kind::Timestamp),
                Expr::Literal(Value::Interval(Interval { months: 0, .. })),
            ) => true,
            _ => false,
        }
    }
}

/// The variant of one order.
pub(super) fn ordered(
    column: String,
    op: BinaryOp,
    right: &Expr,
    asked: Asked,
) -> Option<Vec<Variant>> {
    let mut variant = Variant::default();
    if asked == Asked::True {
        // With no NULL among the operands of arithmetic the comparison is true or false.
        is_total(right).then_some(())?;
        variant.set(&column, Domain::never_null());
        for path in right.columns() {
            variant.set(&path.join("."), Domain::never_null());
        }
    }
    variant.orders.push(ColumnOrder { left: column, op, right: right.clone() });
    Some(vec![variant])
}

/// `a + b`, leaving out a zero.
fn sum(a: &Expr, b: &Expr) -> Expr {
    match b {
        Expr::Literal(Value::Int(0)) => a.clone(),
        _ => Expr::binary(BinaryOp::Add, a.clone(), b.clone()),
    }
}

fn mentions(expr: &Expr, column: &str) -> bool {
    expr.columns().iter().any(|path| path.join(".") == column)
}

/// Whether the expression has a value wherever its columns have.
fn is_total(expr: &Expr) -> bool {
    match expr {
        Expr::Column(_) => true,
        Expr::Literal(value) => !value.is_null(),
        Expr::Cast(x, kind, _) => *kind != Kind::Json && is_total(x),
        Expr::Unary(UnaryOp::Neg, x) => is_total(x),
        Expr::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, a, b) => {
            is_total(a) && is_total(b)
        }
        _ => false,
    }
}
