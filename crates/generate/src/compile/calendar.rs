//! Moments that must lie in a period which other columns name.
//!
//! `extract(year from posted_on) = year AND extract(month from posted_on) = month` and
//! `date_trunc('month', day) = month_start` are no orders, but say between which moments a column
//! lies: what they come to is found here, so that a row need not hit its period by chance.

use std::collections::BTreeMap;

use seedbed_expr::{BinaryOp, ColumnOrder, Expr, Kind, Value};

/// The bounds that a condition sets to moments, lower and upper in turn.
pub(super) fn bounds(condition: &Expr) -> Vec<ColumnOrder> {
    let mut parts: BTreeMap<String, Parts> = BTreeMap::new();
    let mut orders = Vec::new();
    for conjunct in condition.conjuncts() {
        let Expr::Binary(BinaryOp::Eq, left, right) = conjunct else { continue };
        for (of, named) in [(left, right), (right, left)] {
            if let Some((column, field)) = field(of) {
                parts.entry(column).or_default().set(&field, named);
            } else if let Some((column, start, length)) = beginning(of, named) {
                orders.extend(between(&column, start, &length));
            }
        }
    }
    let named = parts.iter().filter_map(|(column, parts)| Some((column, parts.period()?)));
    orders.extend(named.flat_map(|(column, (start, length))| between(column, start, length)));
    orders
}

/// The columns that a condition says hold the year of a moment.
pub(super) fn years(condition: &Expr) -> Vec<&str> {
    let sides = condition.conjuncts().into_iter().filter_map(|conjunct| match conjunct {
        Expr::Binary(BinaryOp::Eq, left, right) => Some([(left, right), (right, left)]),
        _ => None,
    });
    let is_year = |of: &Expr| field(of).is_some_and(|(_, field)| field == "year");
    sides.flatten().filter(|(of, _)| is_year(of)).filter_map(|(_, named)| name(named)).collect()
}

fn name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Column(path) if path.len() == 1 => Some(&path[0]),
        Expr::Cast(inner, ..) => name(inner),
        _ => None,
    }
}

/// The parts of a date that other columns name.
#[derive(Default)]
struct Parts {
    year: Option<Expr>,
    quarter: Option<Expr>,
    month: Option<Expr>,
    day: Option<Expr>,
}

impl Parts {
    fn set(&mut self, field: &str, named: &Expr) {
        let part = match field {
            "year" => &mut self.year,
            "quarter" => &mut self.quarter,
            "month" => &mut self.month,
            "day" => &mut self.day,
            _ => return,
        };
        *part = Some(named.clone());
    }

    /// The first day of the period that they name together, and the period's length.
    fn period(&self) -> Option<(Expr, &'static str)> {
        let year = self.year.clone()?;
        let one = || number(1);
        let (month, day, length) = match (&self.quarter, &self.month, &self.day) {
            (_, Some(month), Some(day)) => (month.clone(), day.clone(), "1 day"),
            (_, Some(month), None) => (month.clone(), one(), "1 month"),
            (Some(quarter), None, _) => {
                let before = Expr::binary(BinaryOp::Sub, quarter.clone(), one());
                let months = Expr::binary(BinaryOp::Mul, before, number(3));
                (Expr::binary(BinaryOp::Add, months, one()), one(), "3 months")
            }
            (None, None, _) => (one(), one(), "1 year"),
        };
        let start = Expr::Call("make_date".into(), vec![year.clone(), month.clone(), day.clone()]);
        // What is no date limits nothing.
        let is_within = |part: Expr, most: i64| Expr::Between {
            expr: Box::new(part),
            low: Box::new(number(1)),
            high: Box::new(number(most)),
            negated: false,
        };
        let is_date = [is_within(month, 12), is_within(day, 28)]
            .into_iter()
            .fold(is_within(year, 9_998), |all, next| Expr::binary(BinaryOp::And, all, next));
        let branches = vec![(is_date, start)];
        Some((Expr::Case { operand: None, branches, otherwise: None }, length))
    }
}

fn number(number: i64) -> Expr {
    Expr::Literal(Value::Int(number))
}

/// `extract(year from x)`: the column and the field.
fn field(expr: &Expr) -> Option<(String, String)> {
    match expr {
        Expr::Cast(inner, Kind::Int | Kind::Decimal | Kind::Float, _) => field(inner),
        Expr::Call(name, args) if name == "extract" || name == "date_part" => {
            match args.as_slice() {
                [Expr::Literal(Value::Text(field)), of] => {
                    Some((column(of)?, field.to_lowercase()))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// `date_trunc('month', x) = named` and `to_char(x, 'YYYY-MM') = named`: the column, when the
/// named period begins and how long it is.
fn beginning(of: &Expr, named: &Expr) -> Option<(String, Expr, String)> {
    let (name, args) = match of {
        Expr::Cast(inner, Kind::Date | Kind::Timestamp, _) => return beginning(inner, named),
        Expr::Call(name, args) => (name.as_str(), args.as_slice()),
        _ => return None,
    };
    if matches!(named, Expr::Literal(_)) {
        return None;
    }
    match (name, args) {
        ("date_trunc", [Expr::Literal(Value::Text(unit)), of]) => {
            let length = match unit.to_lowercase().as_str() {
                "quarter" => "3 months".to_owned(),
                unit @ ("hour" | "day" | "week" | "month" | "year") => format!("1 {unit}"),
                _ => return None,
            };
            Some((column(of)?, named.clone(), length))
        }
        ("to_char", [of, Expr::Literal(Value::Text(format))]) => {
            let (rest, length) = match format.to_uppercase().as_str() {
                "YYYY" => ("-01-01", "1 year"),
                "YYYY-MM" => ("-01", "1 month"),
                "YYYY-MM-DD" => ("", "1 day"),
                _ => return None,
            };
            let rest = Expr::Literal(Value::from(rest));
            let text = Expr::binary(BinaryOp::Concat, named.clone(), rest);
            let start = Expr::Cast(Box::new(text), Kind::Date, "date".into());
            Some((column(of)?, start, length.to_owned()))
        }
        _ => None,
    }
}

fn column(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Column(path) if path.len() == 1 => Some(path[0].clone()),
        Expr::Cast(inner, Kind::Date | Kind::Timestamp, _) => column(inner),
        _ => None,
    }
}

/// That a column lies within a period.
fn between(column: &str, start: Expr, length: &str) -> [ColumnOrder; 2] {
    let length = Expr::Literal(Value::from(length));
    let length = Expr::Cast(Box::new(length), Kind::Interval, "interval".into());
    let end = Expr::binary(BinaryOp::Add, start.clone(), length);
    let order = |op, right| ColumnOrder { left: column.to_owned(), op, right };
    [order(BinaryOp::GtEq, start), order(BinaryOp::Lt, end)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_that_other_columns_name_are_bounds() {
        let cases = [
            ("extract(year from d) = y AND extract(month from d) = m", 2),
            ("y = extract(year from d)", 2),
            ("extract(month from d) = m", 0),
            ("date_trunc('month', d) = p", 2),
            ("p = to_char(d, 'YYYY-MM')", 2),
            ("date_trunc('month', d) = DATE '2024-01-01'", 0),
            ("extract(year from d) = y OR y IS NULL", 0),
            ("d > p", 0),
        ];
        for (condition, count) in cases {
            let found = bounds(&seedbed_expr::parse(condition).unwrap());
            assert_eq!(found.len(), count, "{condition}");
            assert!(found.iter().all(|order| order.left == "d"), "{condition}");
        }
    }
}
