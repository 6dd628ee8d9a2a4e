//! Comparisons of an expression over one column with a constant, solved for the column.

use super::domain::{Bound, Domain};
use super::logic::{Asked, Narrowing, Question, constrained};
use super::variant::Variant;
use crate::arithmetic::arithmetic;
use crate::cast::parse_as;
use crate::datetime::{midnight, split};
use crate::type_name::TypeName;
use crate::{BinaryOp, Decimal, Expr, Interval, Kind, UnaryOp, Value, interval};

/// What a comparison with a constant says of a column's values.
pub(super) enum Constraint {
    /// It holds for all of them.
    Always,
    /// It holds for none.
    Never,
    /// It holds for these.
    Within(Box<Domain>),
}

impl Constraint {
    /// `column op value` for a column of the given type; `None` where that can't be said.
    pub(super) fn new(kind: Option<Kind>, op: BinaryOp, value: &Value) -> Option<Constraint> {
        match kind {
            Some(Kind::Int) => integer(op, value),
            Some(Kind::Date) => date(op, value),
            Some(Kind::Bool) => {
                let Value::Bool(value) = value.clone().cast(Kind::Bool).ok()? else {
                    return None;
                };
                let wanted = match op {
                    BinaryOp::Eq => value,
                    BinaryOp::NotEq => !value,
                    _ => return None,
                };
                Some(one_of(Value::Bool(wanted)))
            }
            Some(Kind::Array) => array(op, value),
            // Enum labels have an order of their own, addresses and ranges another one.
            Some(Kind::Other) if !matches!(op, BinaryOp::Eq | BinaryOp::NotEq) => None,
            Some(kind @ (Kind::Text | Kind::Other)) => {
                let text = value.as_text()?;
                match (op, text, kind) {
                    (BinaryOp::NotEq, "", Kind::Text) => {
                        Some(within(Domain { min_length: Some(1), ..Domain::default() }))
                    }
                    _ => Some(plain(op, value.clone())),
                }
            }
            Some(kind) => value.clone().cast(kind).ok().map(|value| plain(op, value)),
            None => Some(plain(op, value.clone())),
        }
    }
}

fn within(domain: Domain) -> Constraint {
    Constraint::Within(Box::new(domain))
}

fn one_of(value: Value) -> Constraint {
    within(Domain { one_of: Some(vec![value]), ..Domain::default() })
}

/// The comparison as it stands.
fn plain(op: BinaryOp, value: Value) -> Constraint {
    let bound = |inclusive| Some(Bound { value: value.clone(), inclusive });
    within(match op {
        BinaryOp::Eq => return one_of(value),
        BinaryOp::NotEq => Domain { not_in: vec![value], ..Domain::default() },
        BinaryOp::Lt => Domain { max: bound(false), ..Domain::default() },
        BinaryOp::LtEq => Domain { max: bound(true), ..Domain::default() },
        BinaryOp::Gt => Domain { min: bound(false), ..Domain::default() },
        _ => Domain { min: bound(true), ..Domain::default() },
    })
}

/// A whole-valued column: the limits are moved to the next value inside.
fn integer(op: BinaryOp, value: &Value) -> Option<Constraint> {
    let number = match value {
        Value::Bool(value) => Decimal::from(i64::from(*value)),
        Value::Float(value) => Decimal::from_f64(*value)?,
        Value::Text(text) => Decimal::parse(text)?,
        other => other.to_decimal()?,
    };
    let limit = match (op, number.to_i64()) {
        (BinaryOp::Eq, Some(value)) => return Some(one_of(Value::Int(value))),
        (BinaryOp::Eq, None) => return Some(Constraint::Never),
        (BinaryOp::NotEq, Some(value)) => return Some(plain(op, Value::Int(value))),
        (BinaryOp::NotEq, None) => return Some(Constraint::Always),
        (BinaryOp::Lt, _) => number.ceil() - 1,
        (BinaryOp::LtEq, _) => number.floor(),
        (BinaryOp::Gt, _) => number.floor() + 1,
        _ => number.ceil(),
    };
    let is_upper = matches!(op, BinaryOp::Lt | BinaryOp::LtEq);
    Some(match i64::try_from(limit) {
        Ok(limit) if is_upper => plain(BinaryOp::LtEq, Value::Int(limit)),
        Ok(limit) => plain(BinaryOp::GtEq, Value::Int(limit)),
        Err(_) if (limit > 0) == is_upper => Constraint::Always,
        Err(_) => Constraint::Never,
    })
}

/// A date column beside a date or a timestamp: a date counts as its midnight.
fn date(op: BinaryOp, value: &Value) -> Option<Constraint> {
    let micros = match value {
        Value::Date(days) => midnight(*days),
        Value::Timestamp(micros) => *micros,
        Value::Text(text) => match parse_as(text, Kind::Timestamp)? {
            Value::Timestamp(micros) => micros,
            _ => return None,
        },
        _ => return None,
    };
    let (day, time) = split(micros);
    let is_midnight = time == 0;
    Some(match op {
        BinaryOp::Eq if is_midnight => one_of(Value::Date(day)),
        BinaryOp::Eq => Constraint::Never,
        BinaryOp::NotEq | BinaryOp::GtEq if is_midnight => plain(op, Value::Date(day)),
        BinaryOp::NotEq => Constraint::Always,
        BinaryOp::Lt if is_midnight => plain(BinaryOp::LtEq, Value::Date(day.checked_sub(1)?)),
        BinaryOp::Lt | BinaryOp::LtEq => plain(BinaryOp::LtEq, Value::Date(day)),
        _ => plain(BinaryOp::GtEq, Value::Date(day.checked_add(1)?)),
    })
}

fn array(op: BinaryOp, value: &Value) -> Option<Constraint> {
    let value = value.clone().cast(Kind::Array).ok()?;
    let is_empty = matches!(&value, Value::Array(items) if items.is_empty());
    match op {
        BinaryOp::Eq if is_empty => {
            Some(within(Domain { max_items: Some(0), ..Domain::default() }))
        }
        BinaryOp::NotEq if is_empty => {
            Some(within(Domain { min_items: Some(1), ..Domain::default() }))
        }
        BinaryOp::Eq | BinaryOp::NotEq => Some(plain(op, value)),
        _ => None,
    }
}

impl Narrowing<'_> {
    /// `expr op value`, solved for the column in `expr`; `None` where it can't be.
    pub(super) fn solve(
        &self,
        expr: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        if value.is_null() {
            let never = asked == Asked::True;
            return Some(if never { Vec::new() } else { vec![Variant::default()] });
        }
        if let Some(column) = self.plain_column(expr) {
            let kind = (self.kind_of)(&column);
            return Some(limited(&column, Constraint::new(kind, op, value)?, asked));
        }
        if let Some(solved) = self
            .solve_field(expr, op, value, asked)
            .or_else(|| self.solve_seconds_between(expr, op, value, asked))
        {
            return Some(solved);
        }
        match expr {
            Expr::Cast(x, kind, name) => self.solve_cast(x, *kind, name, op, value, asked),
            Expr::Unary(UnaryOp::Neg, x) if self.is_exact(x) => {
                let value = crate::arithmetic::negated(value).ok()?;
                self.solve(x, op.flipped()?, &value, asked)
            }
            Expr::Binary(inner, a, b) => {
                let solved = match (self.constant(a), self.constant(b)) {
                    (None, Some(b)) => self.solve_right(*inner, a, &b, op, value, asked),
                    (Some(a), None) => self.solve_left(*inner, &a, b, op, value, asked),
                    _ => None,
                };
                solved
                    .or_else(|| self.solve_extent_length(expr, op, value, asked))
                    .or_else(|| self.solve_days_between(expr, op, value, asked))
                    .or_else(|| self.solve_occurrences(expr, op, value, asked))
                    .or_else(|| self.solve_indicators(expr, op, value))
                    .or_else(|| self.relate(expr, op, &Expr::Literal(value.clone()), asked))
            }
            Expr::Case { operand, branches, otherwise } => {
                let compare =
                    |result: &Expr| Expr::binary(op, result.clone(), Expr::Literal(value.clone()));
                let compared = Expr::Case {
                    operand: operand.clone(),
                    branches: branches
                        .iter()
                        .map(|(when, then)| (when.clone(), compare(then)))
                        .collect(),
                    otherwise: otherwise.as_ref().map(|result| Box::new(compare(result))),
                };
                Some(self.alternatives(&compared, Question { negated: false, asked }))
            }
            Expr::Call(name, args) => self.solve_call(name, args, op, value, asked),
            _ => None,
        }
    }

    /// The column behind casts that change nothing.
    pub(super) fn plain_column(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Column(path) => Some(path.join(".")),
            Expr::Cast(x, to, name) if TypeName::new(name).modifiers.is_empty() => {
                let column = self.plain_column(x)?;
                let from = (self.kind_of)(&column)?;
                let same = match (from, *to) {
                    (Kind::Text | Kind::Other, Kind::Text | Kind::Other)
                    | (Kind::Date, Kind::Timestamp)
                    | (Kind::Int, Kind::Decimal)
                    // Items are cast one by one, lengths and NULLs stay.
                    | (Kind::Array, Kind::Array) => true,
                    (from, to) => from == to && !narrows(name),
                };
                same.then_some(column)
            }
            _ => None,
        }
    }

    /// As [`Narrowing::plain_column`], of a column whose values are text.
    pub(super) fn text_column(&self, expr: &Expr) -> Option<String> {
        let column = self.plain_column(expr)?;
        let kind = (self.kind_of)(&column);
        matches!(kind, None | Some(Kind::Text | Kind::Other)).then_some(column)
    }

    /// Whether an expression is one column of exact numbers, or arithmetic on such.
    pub(super) fn is_exact(&self, expr: &Expr) -> bool {
        expr.columns()
            .iter()
            .all(|path| matches!((self.kind_of)(&path.join(".")), Some(Kind::Int | Kind::Decimal)))
            && is_arithmetic(expr)
    }

    fn solve_cast(
        &self,
        x: &Expr,
        kind: Kind,
        name: &str,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        if !TypeName::new(name).modifiers.is_empty() {
            return None;
        }
        let column = self.plain_column(x);
        let from = column.as_deref().and_then(|column| (self.kind_of)(column));
        match (from, kind) {
            (Some(Kind::Timestamp), Kind::Date) => self.solve_day(x, op, value, asked),
            // A number or a date in its one canonical text.
            (Some(Kind::Int | Kind::Date | Kind::Bool), Kind::Text)
                if matches!(op, BinaryOp::Eq | BinaryOp::NotEq) =>
            {
                let text = value.as_text()?;
                let parsed = parse_as(text, from?)?;
                if parsed.text() == text { self.solve(x, op, &parsed, asked) } else { None }
            }
            // A condition counted as 0 or 1.
            _ => {
                let term = Expr::Cast(Box::new(x.clone()), kind, name.to_owned());
                self.solve_indicators(&term, op, value)
            }
        }
    }

    /// `timestamp::date op value`: the day's midnights are the limits.
    fn solve_day(
        &self,
        x: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let Value::Date(day) = (match value {
            // A day compared with a moment inside a day is not solved.
            Value::Timestamp(micros) if split(*micros).1 != 0 => return None,
            other => other.clone().cast(Kind::Date).ok()?,
        }) else {
            return None;
        };
        let compare = |op, day: i32| {
            Expr::binary(op, x.clone(), Expr::Literal(Value::Timestamp(midnight(day))))
        };
        let next = day.checked_add(1)?;
        let condition = match op {
            BinaryOp::Lt => compare(BinaryOp::Lt, day),
            BinaryOp::LtEq => compare(BinaryOp::Lt, next),
            BinaryOp::Gt => compare(BinaryOp::GtEq, next),
            BinaryOp::GtEq => compare(BinaryOp::GtEq, day),
            BinaryOp::Eq => Expr::binary(
                BinaryOp::And,
                compare(BinaryOp::GtEq, day),
                compare(BinaryOp::Lt, next),
            ),
            _ => Expr::binary(
                BinaryOp::Or,
                compare(BinaryOp::Lt, day),
                compare(BinaryOp::GtEq, next),
            ),
        };
        Some(self.alternatives(&condition, Question { negated: false, asked }))
    }

    /// `x inner constant op value`.
    fn solve_right(
        &self,
        inner: BinaryOp,
        x: &Expr,
        constant: &Value,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let undo = match inner {
            BinaryOp::Add => BinaryOp::Sub,
            BinaryOp::Sub => BinaryOp::Add,
            BinaryOp::Mul => return self.solve_product(x, constant, op, value, asked),
            BinaryOp::Mod => return self.solve_remainder(x, constant, op, value, asked),
            _ => return None,
        };
        let value = self.reversible(x, inner, constant, value)?;
        let moved = arithmetic(undo, &value, constant).ok()?;
        self.solve(x, op, &moved, asked)
    }

    /// `constant inner x op value`.
    fn solve_left(
        &self,
        inner: BinaryOp,
        constant: &Value,
        x: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        match inner {
            BinaryOp::Add => self.solve_right(inner, x, constant, op, value, asked),
            BinaryOp::Mul => self.solve_product(x, constant, op, value, asked),
            BinaryOp::Sub => {
                let value = self.reversible(x, inner, constant, value)?;
                let moved = arithmetic(BinaryOp::Sub, constant, &value).ok()?;
                self.solve(x, op.flipped()?, &moved, asked)
            }
            _ => None,
        }
    }

    /// Whether adding or taking away a constant can be undone exactly; the compared value,
    /// in the form in which it can.
    fn reversible(
        &self,
        x: &Expr,
        inner: BinaryOp,
        constant: &Value,
        value: &Value,
    ) -> Option<Value> {
        let exact = |value: &Value| matches!(value, Value::Int(_) | Value::Decimal(_));
        if self.is_exact(x) {
            let value = match value {
                Value::Text(text) => Value::Decimal(Decimal::parse(text)?),
                other => other.clone(),
            };
            return (exact(constant) && exact(&value)).then_some(value);
        }
        let column = self.plain_column(x)?;
        let kind = (self.kind_of)(&column)?;
        match (kind, inner, constant) {
            // date ± days
            (Kind::Date, BinaryOp::Add | BinaryOp::Sub, Value::Int(_)) => {
                let value = value.clone().cast(Kind::Timestamp).ok()?;
                let Value::Timestamp(micros) = value else {
                    return None;
                };
                let (day, time) = split(micros);
                (time == 0).then_some(Value::Date(day))
            }
            // date - date is a number of days
            (Kind::Date, BinaryOp::Sub, Value::Date(_)) => {
                matches!(value, Value::Int(_)).then(|| value.clone())
            }
            // Months can't be undone: 31 January and 31 March have no month between.
            (Kind::Date | Kind::Timestamp, _, Value::Interval(Interval { months: 0, .. })) => {
                value.clone().cast(Kind::Timestamp).ok()
            }
            // The time between two moments has days and microseconds only, and is compared by
            // its length.
            (Kind::Timestamp, BinaryOp::Sub, Value::Timestamp(_) | Value::Date(_))
            | (Kind::Date, BinaryOp::Sub, Value::Timestamp(_)) => {
                let Value::Interval(length) = value.clone().cast(Kind::Interval).ok()? else {
                    return None;
                };
                let micros = i64::try_from(interval::total_micros(length)).ok()?;
                Some(Value::Interval(Interval { micros, ..Interval::default() }))
            }
            _ => None,
        }
    }

    /// `x * constant op value`, where the quotient is exact.
    fn solve_product(
        &self,
        x: &Expr,
        constant: &Value,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let (factor, product) = (constant.to_decimal()?, value.to_decimal()?);
        if !self.is_exact(x) {
            return None;
        }
        let quotient = product.checked_div(factor)?;
        if quotient.checked_mul(factor)?.compare(product).is_ne() {
            return None;
        }
        let op = if factor.mantissa < 0 { op.flipped()? } else { op };
        self.solve(x, op, &Value::Decimal(quotient.normalize()), asked)
    }

    /// `x % constant = 0`.
    pub(super) fn solve_remainder(
        &self,
        x: &Expr,
        constant: &Value,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let (step, rest) = (constant.to_decimal()?, value.to_decimal()?);
        if op != BinaryOp::Eq || rest.mantissa != 0 || step.mantissa == 0 || !self.is_exact(x) {
            return None;
        }
        let column = self.plain_column(x)?;
        let step = Decimal::new(step.mantissa.abs(), step.scale).normalize();
        let domain = Domain { multiple_of: Some(step), ..Domain::default() };
        Some(constrained(&column, &domain, asked))
    }
}

/// The variants of a constraint on a column.
pub(super) fn limited(column: &str, constraint: Constraint, asked: Asked) -> Vec<Variant> {
    let domain = match constraint {
        Constraint::Always => Domain::default(),
        // False for every value leaves NULL.
        Constraint::Never => Domain { one_of: Some(Vec::new()), ..Domain::default() },
        Constraint::Within(domain) => *domain,
    };
    constrained(column, &domain, asked)
}

/// Whether the type holds fewer values than others of its kind.
fn narrows(type_name: &str) -> bool {
    matches!(
        TypeName::new(type_name).base.as_str(),
        "int2" | "int4" | "int" | "integer" | "smallint" | "tinyint"
    )
}

/// Whether an expression is made of columns, constants and exact operators.
pub(super) fn is_arithmetic(expr: &Expr) -> bool {
    match expr {
        Expr::Column(_) => true,
        Expr::Literal(value) => matches!(value, Value::Int(_) | Value::Decimal(_)),
        Expr::Unary(UnaryOp::Neg, x) => is_arithmetic(x),
        Expr::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, a, b) => {
            is_arithmetic(a) && is_arithmetic(b)
        }
        _ => false,
    }
}
