//! Comparisons of a function of one column with a constant.

use super::count::null_tests;
use super::domain::{Domain, LetterCase, TextPattern};
use super::logic::{Asked, Narrowing, Question, constrained, decided};
use super::size::{Measure, first_dimension, sized};
use super::solve::{Constraint, limited};
use super::variant::{Variant, add_alternative, conjunction};
use crate::datetime::{days_from_parts, midnight};
use crate::{BinaryOp, Expr, Kind, Period, Value};

impl Narrowing<'_> {
    /// `name(args) op value`; `None` where it can't be solved.
    pub(super) fn solve_call(
        &self,
        name: &str,
        args: &[Expr],
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        match (name, args) {
            ("upper", [x]) => self.solve_case(x, LetterCase::Upper, op, value, asked),
            ("lower", [x]) => self.solve_case(x, LetterCase::Lower, op, value, asked),
            ("length" | "char_length" | "character_length" | "len", [x]) => {
                self.solve_length(x, op, value, asked)
            }
            ("octet_length" | "datalength", [x]) => {
                let column = self.plain_column(x)?;
                let kind = (self.kind_of)(&column);
                let counted = matches!(kind, None | Some(Kind::Text | Kind::Bytes));
                counted.then_some(())?;
                sized(&column, Measure::Bytes, op, value, asked)
            }
            ("cardinality", [x]) => sized(&self.array_column(x)?, Measure::Items, op, value, asked),
            ("array_length", [x, Expr::Literal(Value::Int(1))]) => {
                first_dimension(&self.array_column(x)?, op, value, asked)
            }
            ("jsonb_array_length" | "json_array_length", [x]) => {
                if let Some(field) = self.field(x) {
                    return self.sized_field(field, op, value, asked);
                }
                let column = self.plain_column(x)?;
                let domain = Domain { json_type: Some("array".to_owned()), ..Domain::default() };
                let is_array = constrained(&column, &domain, asked);
                conjunction(&is_array, &sized(&column, Measure::Items, op, value, asked)?)
            }
            ("jsonb_typeof" | "json_typeof", [x]) if op == BinaryOp::Eq => {
                let name = value.as_text()?;
                if let Some(variants) = self.text_of_type(x, name, asked) {
                    return Some(variants);
                }
                let domain = Domain { json_type: Some(name.to_owned()), ..Domain::default() };
                match self.field(x) {
                    Some(field) => Some(self.holding(field, &domain, asked)),
                    None => Some(constrained(&self.plain_column(x)?, &domain, asked)),
                }
            }
            ("json_type" | "mysql_json_type", [x]) if op == BinaryOp::Eq => {
                let name = value.as_text()?.to_lowercase();
                let name = match name.as_str() {
                    "text" => "string",
                    "integer" => "number",
                    "object" | "array" | "string" | "boolean" | "null" => &name,
                    _ => return None,
                };
                self.solve_call("jsonb_typeof", args, op, &Value::from(name), asked)
            }
            ("sqlite_date", [x]) => self.solve_text_of_day(x, op, value, asked),
            ("rpad", [x, Expr::Literal(Value::Int(length))]) if op == BinaryOp::Eq => {
                let is_full = value.as_text()?.chars().count() as i64 == *length;
                is_full.then(|| self.solve(x, op, value, asked)).flatten()
            }
            ("range_lower", args) => self.solve_bound(args, false, op, value, asked),
            ("range_upper", args) => self.solve_bound(args, true, op, value, asked),
            ("trim" | "btrim", [x]) => self.solve_trimmed(x, op, value, asked),
            ("mod", [x, divisor]) => {
                self.solve_remainder(x, &self.constant(divisor)?, op, value, asked)
            }
            ("abs", [x]) => self.solve_magnitude(x, op, value, asked),
            ("extract" | "date_part", [Expr::Literal(Value::Text(field)), x])
                if field == "year" =>
            {
                self.solve_year(x, op, value, asked)
            }
            ("extract" | "date_part", [Expr::Literal(Value::Text(field)), x])
                if op == BinaryOp::Eq && value.to_f64() == Some(1.0) =>
            {
                let column = self.plain_column(x)?;
                ((self.kind_of)(&column)? == Kind::Date).then_some(())?;
                let starts = match field.as_str() {
                    "day" => Period::Months(1),
                    "doy" => Period::Months(12),
                    "isodow" | "dow" => Period::Week,
                    _ => return None,
                };
                let domain = Domain { starts: Some(starts), ..Domain::default() };
                Some(constrained(&column, &domain, asked))
            }
            ("coalesce", [first, rest @ ..]) => self.solve_coalesce(first, rest, op, value, asked),
            ("num_nonnulls", parts) => self.solve_count(&null_tests(parts, false), op, value),
            ("num_nulls", parts) => self.solve_count(&null_tests(parts, true), op, value),
            _ => self.solve_part(name, args, op, value, asked),
        }
    }

    fn array_column(&self, x: &Expr) -> Option<String> {
        let column = self.plain_column(x)?;
        matches!((self.kind_of)(&column), None | Some(Kind::Array)).then_some(column)
    }

    /// `upper(x) = 'M'`: of the values that differ in case, the one written is kept.
    fn solve_case(
        &self,
        x: &Expr,
        case: LetterCase,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let (column, text) = (self.text_column(x)?, value.as_text()?);
        let cased = match case {
            LetterCase::Upper => text.to_uppercase(),
            LetterCase::Lower => text.to_lowercase(),
        };
        let is_own_case = cased == text;
        let domain = match op {
            BinaryOp::Eq if is_own_case => {
                let one_of = Some(vec![Value::from(text)]);
                Domain { one_of, case: Some(case), ..Domain::default() }
            }
            BinaryOp::Eq => return Some(limited(&column, Constraint::Never, asked)),
            BinaryOp::NotEq if is_own_case => Domain {
                patterns: vec![TextPattern {
                    regex: format!("^{}$", regex_syntax::escape(text)),
                    case_insensitive: true,
                    negated: true,
                }],
                ..Domain::default()
            },
            BinaryOp::NotEq => return Some(limited(&column, Constraint::Always, asked)),
            _ => return None,
        };
        Some(constrained(&column, &domain, asked))
    }

    /// `trim(x) <> ''`.
    pub(super) fn solve_trimmed(
        &self,
        x: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        match (op, value.as_text()?) {
            (BinaryOp::NotEq | BinaryOp::Gt, "") => {
                self.pattern_on(x, "[^ ]".to_owned(), false, Question { negated: false, asked })
            }
            (BinaryOp::Eq, "") => {
                self.pattern_on(x, "^ *$".to_owned(), false, Question { negated: false, asked })
            }
            _ => None,
        }
    }

    /// `abs(x) op value`.
    fn solve_magnitude(
        &self,
        x: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let question = Question { negated: false, asked };
        let limit = value.to_decimal()?;
        if limit.mantissa < 0 {
            let always = matches!(op, BinaryOp::NotEq | BinaryOp::Gt | BinaryOp::GtEq);
            let constraint = if always { Constraint::Always } else { Constraint::Never };
            return Some(limited(&self.plain_column(x)?, constraint, asked));
        }
        let compare = |op, value: Value| Expr::binary(op, x.clone(), Expr::Literal(value));
        let above = compare(op, value.clone());
        let below = compare(op.flipped()?, crate::arithmetic::negated(value).ok()?);
        let join = match op {
            BinaryOp::Eq | BinaryOp::Gt | BinaryOp::GtEq => BinaryOp::Or,
            _ => BinaryOp::And,
        };
        Some(self.alternatives(&Expr::binary(join, above, below), question))
    }

    /// `extract(year from x) op value`.
    fn solve_year(
        &self,
        x: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let column = self.plain_column(x)?;
        let kind = (self.kind_of)(&column)?;
        let year = value.clone().cast(Kind::Decimal).ok()?.to_decimal()?.to_i64()?;
        let start = |year: i64| {
            let days = days_from_parts(i32::try_from(year).ok()?, 1, 1)?;
            Some(Expr::Literal(match kind {
                Kind::Date => Value::Date(days),
                Kind::Timestamp => Value::Timestamp(midnight(days)),
                _ => return None,
            }))
        };
        let (this, next) = (start(year)?, start(year + 1)?);
        let compare = |op, limit: Expr| Expr::binary(op, x.clone(), limit);
        let condition = match op {
            BinaryOp::Lt => compare(BinaryOp::Lt, this),
            BinaryOp::LtEq => compare(BinaryOp::Lt, next),
            BinaryOp::Gt => compare(BinaryOp::GtEq, next),
            BinaryOp::GtEq => compare(BinaryOp::GtEq, this),
            BinaryOp::Eq => Expr::binary(
                BinaryOp::And,
                compare(BinaryOp::GtEq, this),
                compare(BinaryOp::Lt, next),
            ),
            _ => Expr::binary(
                BinaryOp::Or,
                compare(BinaryOp::Lt, this),
                compare(BinaryOp::GtEq, next),
            ),
        };
        Some(self.alternatives(&condition, Question { negated: false, asked }))
    }

    /// `coalesce(first, rest …) op value`: the first where it is not NULL, else the rest.
    fn solve_coalesce(
        &self,
        first: &Expr,
        rest: &[Expr],
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let question = Question { negated: false, asked };
        let compare = |x: Expr| Expr::binary(op, x, Expr::Literal(value.clone()));
        let chosen = conjunction(
            &self.null_test(first, false)?,
            &self.alternatives(&compare(first.clone()), question),
        )?;
        let rest = match rest {
            [] => decided(&Value::Null, question),
            [last] => self.alternatives(&compare(last.clone()), question),
            more => {
                let call = Expr::Call("coalesce".to_owned(), more.to_vec());
                self.alternatives(&compare(call), question)
            }
        };
        let mut variants = chosen;
        for variant in conjunction(&self.null_test(first, true)?, &rest)? {
            add_alternative(&mut variants, variant);
        }
        Some(variants)
    }

    /// Functions that look at a part of a text.
    fn solve_part(
        &self,
        name: &str,
        args: &[Expr],
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let negated = op == BinaryOp::NotEq;
        let question = Question { negated, asked };
        let literal = |value: &Value, length: i64| {
            let text = value.as_text()?;
            (text.chars().count() as i64 == length).then(|| regex_syntax::escape(text))
        };
        match (name, args) {
            ("left", [x, Expr::Literal(Value::Int(length))])
            | (
                "substring" | "substr",
                [x, Expr::Literal(Value::Int(1)), Expr::Literal(Value::Int(length))],
            ) if is_equality(op) => {
                let regex = format!("^{}", literal(value, *length)?);
                self.pattern_on(x, regex, false, question)
            }
            ("right", [x, Expr::Literal(Value::Int(length))]) if is_equality(op) => {
                let regex = format!("{}$", literal(value, *length)?);
                self.pattern_on(x, regex, false, question)
            }
            ("strpos" | "position", [_, _]) => self.solve_position(name, args, op, value, asked),
            _ => None,
        }
    }

    /// `strpos(x, 'part') > 0` and its likes.
    fn solve_position(
        &self,
        name: &str,
        args: &[Expr],
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let (x, part) = if name == "strpos" { (&args[0], &args[1]) } else { (&args[1], &args[0]) };
        let constant = self.constant(part)?;
        let part = regex_syntax::escape(constant.as_text().filter(|part| !part.is_empty())?);
        let Value::Int(position) = value else {
            return None;
        };
        let question = |negated| Question { negated, asked };
        match (op, position) {
            (BinaryOp::Gt | BinaryOp::NotEq, 0) | (BinaryOp::GtEq, 1) => {
                self.pattern_on(x, part, false, question(false))
            }
            (BinaryOp::Eq | BinaryOp::LtEq, 0) | (BinaryOp::Lt, 1) => {
                self.pattern_on(x, part, false, question(true))
            }
            (BinaryOp::Eq, 1) => self.pattern_on(x, format!("^{part}"), false, question(false)),
            (BinaryOp::Gt, 1) | (BinaryOp::GtEq, 2) => conjunction(
                &self.pattern_on(x, part.clone(), false, question(false))?,
                &self.pattern_on(x, format!("^{part}"), false, question(true))?,
            ),
            _ => None,
        }
    }
}

fn is_equality(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Eq | BinaryOp::NotEq)
}
