//! Texts that hold moments, as SQLite keeps them: its functions give NULL for what is none.

use super::domain::{Bound, Domain, TextPattern};
use super::logic::{Asked, Narrowing, constrained};
use super::order::ordered;
use super::variant::Variant;
use crate::arithmetic::arithmetic;
use crate::datetime::{DAY, SECOND, midnight};
use crate::{BinaryOp, Decimal, Expr, Interval, Kind, Value};

/// Dates that every year has, of years that are not far.
const DATE: &str = "(?:19[7-9][0-9]|20[0-2][0-9])-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])";
const TIME: &str = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]";

impl Narrowing<'_> {
    /// `date(x) IS NOT NULL`: the text is a moment.
    pub(super) fn holds_moment(&self, function: &str, x: &Expr) -> Option<Vec<Variant>> {
        let column = self.plain_column(x)?;
        let domain = match (self.kind_of)(&column)? {
            Kind::Text => {
                let form = match function {
                    "sqlite_datetime" => format!("{DATE} {TIME}"),
                    _ => format!("{DATE}(?: {TIME})?"),
                };
                of_form(&form)
            }
            Kind::Date | Kind::Timestamp => Domain::default(),
            _ => return None,
        };
        Some(constrained(&column, &domain, Asked::True))
    }

    /// `date(x) = x`, `strftime('%Y-%m', x) = x`: the text has the form that the function writes.
    pub(super) fn written_by_itself(
        &self,
        call: &Expr,
        op: BinaryOp,
        column: &Expr,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let Expr::Call(name, args) = call else { return None };
        let (form, x) = match (name.as_str(), args.as_slice()) {
            ("sqlite_date", [x]) => (DATE.to_owned(), x),
            ("sqlite_datetime", [x]) => (format!("{DATE} {TIME}"), x),
            ("sqlite_time", [x]) => (TIME.to_owned(), x),
            ("strftime", [Expr::Literal(Value::Text(format)), x]) => (form_of(format)?, x),
            _ => return None,
        };
        let column = self.text_column(column)?;
        let is_itself = op == BinaryOp::Eq && self.text_column(x)? == column;
        is_itself.then(|| constrained(&column, &of_form(&form), asked))
    }

    /// `date(x) <= '2030-01-01'`, of a text that holds a moment.
    pub(super) fn solve_text_of_day(
        &self,
        x: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let column = self.text_column(x)?;
        let Value::Date(day) = value.clone().cast(Kind::Date).ok()? else { return None };
        let bound =
            |day: i32, inclusive| Some(Bound { value: Value::Timestamp(midnight(day)), inclusive });
        let next = day.checked_add(1)?;
        let (min, max) = match op {
            BinaryOp::GtEq => (bound(day, true), None),
            BinaryOp::Gt => (bound(next, true), None),
            BinaryOp::Lt => (None, bound(day, false)),
            BinaryOp::LtEq => (None, bound(next, false)),
            BinaryOp::Eq => (bound(day, true), bound(next, false)),
            _ => return None,
        };
        Some(constrained(&column, &Domain { min, max, ..Domain::default() }, asked))
    }

    /// `julianday(b) >= julianday(a)`, `date(b) > a`: moments are in the order of their texts.
    pub(super) fn relate_moments(
        &self,
        left: &Expr,
        op: BinaryOp,
        right: &Expr,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let is_wrapped = |side: &Expr| matches!(side, Expr::Call(..));
        let (inner, other) = (moment_of(left)?, moment_of(right)?);
        (is_wrapped(left) || is_wrapped(right)).then_some(())?;
        let (own, behind) = (self.plain_column(inner)?, self.plain_column(other)?);
        let by_day = [left, right].iter().any(|side| is_call(side, "sqlite_date"));
        match op {
            BinaryOp::Lt if by_day => ordered(behind, BinaryOp::GtEq, &later(inner, DAY), asked),
            BinaryOp::Gt if by_day => ordered(own, BinaryOp::GtEq, &later(other, DAY), asked),
            BinaryOp::Lt | BinaryOp::LtEq => ordered(behind, op.flipped()?, inner, asked),
            BinaryOp::Gt | BinaryOp::GtEq => ordered(own, op, other, asked),
            _ => None,
        }
    }

    /// `julianday(b) - julianday(a) <= 14`: so many days behind the other.
    pub(super) fn solve_days_between(
        &self,
        difference: &Expr,
        op: BinaryOp,
        days: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let Expr::Binary(BinaryOp::Sub, later_one, earlier) = difference else { return None };
        let both = is_call(later_one, "julianday") && is_call(earlier, "julianday");
        both.then_some(())?;
        let micros = arithmetic(BinaryOp::Mul, days, &Value::Decimal(Decimal::from(DAY))).ok()?;
        let micros = micros.to_decimal()?.rescale(0)?.to_i64()?;
        let own = self.plain_column(moment_of(later_one)?)?;
        let other = moment_of(earlier)?;
        self.plain_column(other)?;
        let ordering = matches!(op, BinaryOp::Lt | BinaryOp::LtEq | BinaryOp::Gt | BinaryOp::GtEq);
        ordering.then(|| ordered(own, op, &later(other, micros), asked)).flatten()
    }

    /// `extract(epoch FROM b - a) / 60 <= 90`: so long a time between two moments.
    pub(super) fn solve_seconds_between(
        &self,
        expr: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let (difference, seconds, is_whole) = self.seconds_between(expr)?;
        let value = value.to_decimal()?;
        let (op, value) = match op {
            // What is rounded lies within one of the limit.
            BinaryOp::Lt if is_whole => (BinaryOp::LtEq, value.checked_sub(Decimal::from(1))?),
            BinaryOp::Gt if is_whole => (BinaryOp::GtEq, value.checked_add(Decimal::from(1))?),
            BinaryOp::NotEq => return None,
            op => (op, value),
        };
        let micros = value.checked_mul(seconds)?.checked_mul(Decimal::from(SECOND))?;
        let micros = micros.rescale(0)?.to_i64()?;
        let length = Value::Interval(Interval { micros, ..Interval::default() });
        self.comparison(op, difference, &Expr::Literal(length), asked)
    }

    /// The difference of moments that an expression counts, in units of so many seconds, and
    /// whether it rounds.
    fn seconds_between<'e>(&self, expr: &'e Expr) -> Option<(&'e Expr, Decimal, bool)> {
        match expr {
            Expr::Call(name, args) => match (name.as_str(), args.as_slice()) {
                (
                    "extract" | "date_part",
                    [Expr::Literal(Value::Text(field)), of @ Expr::Binary(BinaryOp::Sub, ..)],
                ) if field == "epoch" => Some((of, Decimal::from(1), false)),
                ("trunc" | "floor" | "round", [x]) => {
                    let (of, seconds, _) = self.seconds_between(x)?;
                    Some((of, seconds, true))
                }
                _ => None,
            },
            Expr::Cast(x, kind @ (Kind::Int | Kind::Decimal | Kind::Float), _) => {
                let (of, seconds, is_whole) = self.seconds_between(x)?;
                Some((of, seconds, is_whole || *kind == Kind::Int))
            }
            Expr::Binary(BinaryOp::Div, x, by) => {
                let (of, seconds, is_whole) = self.seconds_between(x)?;
                let by = self.constant(by)?.to_decimal().filter(|by| by.mantissa > 0)?;
                Some((of, seconds.checked_mul(by)?, is_whole))
            }
            _ => None,
        }
    }
}

/// Texts of this form only.
fn of_form(form: &str) -> Domain {
    let regex = format!("^{form}$");
    let pattern = TextPattern { regex, case_insensitive: false, negated: false };
    Domain { patterns: vec![pattern], ..Domain::default() }
}

/// What a format of `strftime` writes, as a regular expression; `None` for letters that do not
/// stand for a part of the moment itself.
fn form_of(format: &str) -> Option<String> {
    let mut form = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            form.push_str(&regex_syntax::escape(c.encode_utf8(&mut [0; 4])));
            continue;
        }
        form.push_str(match chars.next()? {
            'Y' => "(?:19[7-9][0-9]|20[0-2][0-9])",
            'm' => "(?:0[1-9]|1[0-2])",
            'd' => "(?:0[1-9]|1[0-9]|2[0-8])",
            'H' => "(?:[01][0-9]|2[0-3])",
            'M' | 'S' => "[0-5][0-9]",
            'F' => DATE,
            'T' => TIME,
            _ => return None,
        });
    }
    // Without a date the text is no moment to the function, but for a time of day.
    (format.contains("%Y") || format.contains("%F") || form == TIME).then_some(form)
}

fn is_call(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Call(own, _) if own == name)
}

/// What a function of one moment is given, or the expression itself.
fn moment_of(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Call(name, args) => match (name.as_str(), args.as_slice()) {
            ("sqlite_date" | "sqlite_datetime" | "julianday", [x]) => Some(x),
            _ => None,
        },
        expr => Some(expr),
    }
}

/// So much later than a moment.
fn later(moment: &Expr, micros: i64) -> Expr {
    let moment = Expr::Cast(Box::new(moment.clone()), Kind::Timestamp, "timestamp".to_owned());
    let length = Interval { micros, ..Interval::default() };
    Expr::binary(BinaryOp::Add, moment, Expr::Literal(Value::Interval(length)))
}
