//! `--where`: what sampled rows must meet, in SQL, as conditions of a model.

use seedbed_expr::{BinaryOp, Expr, Value};
use seedbed_synthesize::{ColumnSummary, Condition, Test, Value as Wanted};

use crate::PipelineError;

/// Conditions that a text comes to, over the columns that a model makes.
///
/// Comparisons with constants, BETWEEN, IN and IS \[NOT\] NULL, joined by AND. A name in double
/// quotes that is no column is taken for a text, as people write it.
pub(super) fn conditions(
    text: &str,
    table: &str,
    columns: &[ColumnSummary],
) -> Result<Vec<Condition>, PipelineError> {
    let refuse = |problem: String| PipelineError::Condition { text: shown(text), problem };
    let expr = seedbed_expr::parse(text).map_err(|error| refuse(error.to_string()))?;
    let mut found = Vec::new();
    let reader = Reader { table, columns };
    reader.collect(&expr, &mut found).map_err(refuse)?;
    Ok(found)
}

/// The condition without its constants, which are values.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    let mut quoted = false;
    for character in text.chars() {
        match character {
            '\'' | '"' => {
                quoted = !quoted;
                shown.push(character);
                if quoted {
                    shown.push('…');
                }
            }
            character if !quoted => shown.push(character),
            _ => {}
        }
    }
    shown
}

struct Reader<'a> {
    table: &'a str,
    columns: &'a [ColumnSummary],
}

impl Reader<'_> {
    fn collect(&self, expr: &Expr, found: &mut Vec<Condition>) -> Result<(), String> {
        match expr {
            Expr::Binary(BinaryOp::And, left, right) => {
                self.collect(left, found)?;
                self.collect(right, found)
            }
            Expr::Binary(op, left, right) => {
                let (column, constant, op) = match self.column(left) {
                    Some(column) => (column, right, *op),
                    None => (self.named(right)?, left, turned(*op)),
                };
                found.push(self.comparison(column, op, &constant_of(constant)?)?);
                Ok(())
            }
            Expr::IsNull(inner, is_null) => {
                let test = if *is_null { Test::IsNull } else { Test::IsNotNull };
                found.push(Condition { column: self.named(inner)?.name.clone(), test });
                Ok(())
            }
            Expr::Between { expr, low, high, negated: false } => {
                let column = self.named(expr)?;
                let (low, high) = (constant_of(low)?, constant_of(high)?);
                let test = Test::Between { low: place(column, &low)?, high: place(column, &high)? };
                found.push(Condition { column: column.name.clone(), test });
                Ok(())
            }
            Expr::InList { expr, list, negated: false } => {
                let column = self.named(expr)?;
                let wanted = list
                    .iter()
                    .map(|item| wanted(column, &constant_of(item)?))
                    .collect::<Result<_, _>>()?;
                found.push(Condition { column: column.name.clone(), test: Test::OneOf(wanted) });
                Ok(())
            }
            _ => Err("only comparisons with constants, BETWEEN, IN and IS NULL, joined by AND, \
                      can be asked of a model"
                .into()),
        }
    }

    fn column(&self, expr: &Expr) -> Option<&ColumnSummary> {
        let Expr::Column(path) = expr else { return None };
        let name = match path.as_slice() {
            [name] => name,
            [table, name] if table.eq_ignore_ascii_case(self.table) => name,
            _ => return None,
        };
        let made = || self.columns.iter().filter(|column| !column.context);
        made()
            .find(|column| column.name == *name)
            .or_else(|| made().find(|column| column.name.eq_ignore_ascii_case(name)))
    }

    fn named(&self, expr: &Expr) -> Result<&ColumnSummary, String> {
        self.column(expr).ok_or_else(|| {
            let known: Vec<&str> = self
                .columns
                .iter()
                .filter(|column| !column.context)
                .map(|column| column.name.as_str())
                .collect();
            format!(
                "it names no column that the model of {} makes: {}",
                self.table,
                known.join(", ")
            )
        })
    }

    fn comparison(
        &self,
        column: &ColumnSummary,
        op: BinaryOp,
        value: &Value,
    ) -> Result<Condition, String> {
        let (low, high) = (f64::MIN, f64::MAX);
        let test = match op {
            BinaryOp::Eq => Test::Is(wanted(column, value)?),
            BinaryOp::GtEq => Test::Between { low: place(column, value)?, high },
            BinaryOp::LtEq => Test::Between { low, high: place(column, value)? },
            BinaryOp::Gt => Test::Between { low: next(column, place(column, value)?), high },
            BinaryOp::Lt => Test::Between { low, high: -next(column, -place(column, value)?) },
            _ => return Err(format!("{} can't be asked of {}", self.table, column.name)),
        };
        Ok(Condition { column: column.name.clone(), test })
    }
}

/// A constant's value; a name in double quotes is a text.
fn constant_of(expr: &Expr) -> Result<Value, String> {
    match expr {
        Expr::Literal(value) => Ok(value.clone()),
        Expr::Column(path) if path.len() == 1 => Ok(Value::Text(path[0].clone())),
        Expr::Unary(seedbed_expr::UnaryOp::Neg, inner) => match constant_of(inner)? {
            Value::Int(number) => Ok(Value::Int(-number)),
            Value::Float(number) => Ok(Value::Float(-number)),
            Value::Decimal(number) => Ok(Value::Float(-number.to_f64())),
            _ => Err("only numbers can be negative".into()),
        },
        Expr::Cast(inner, ..) => constant_of(inner),
        _ => Err("columns can be compared with constants only".into()),
    }
}

/// `5 < x` is `x > 5`.
fn turned(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::LtEq => BinaryOp::GtEq,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::GtEq => BinaryOp::LtEq,
        other => other,
    }
}

/// What a column must hold.
fn wanted(column: &ColumnSummary, value: &Value) -> Result<Wanted, String> {
    let kind = |kind: seedbed_expr::Kind| {
        let cast = value.clone().cast(kind).ok().filter(|value| !value.is_null());
        cast.ok_or_else(|| format!("the constant is no {} as {} holds", column.kind, column.name))
    };
    Ok(match column.kind {
        "integer" | "number" => Wanted::Number(place(column, value)?),
        "boolean" => match kind(seedbed_expr::Kind::Bool)? {
            Value::Bool(value) => Wanted::Boolean(value),
            _ => return Err(format!("{} holds true or false", column.name)),
        },
        "moment" => Wanted::Moment(place(column, value)? as i64),
        _ => Wanted::Text(value.to_text()),
    })
}

/// Where a constant stands among a column's numbers or moments.
fn place(column: &ColumnSummary, value: &Value) -> Result<f64, String> {
    let refuse = || format!("the constant is no {} as {} holds", column.kind, column.name);
    match column.kind {
        "integer" | "number" => {
            let cast = value.clone().cast(seedbed_expr::Kind::Float).ok();
            cast.and_then(|value| value.to_f64()).ok_or_else(refuse)
        }
        "moment" => match value.clone().cast(seedbed_expr::Kind::Timestamp) {
            Ok(Value::Timestamp(micros)) => Ok(micros as f64),
            _ => Err(refuse()),
        },
        _ => Err(format!("{} has no order: ask for =, IN or IS NULL", column.name)),
    }
}

/// The smallest number above `bound` that a column can hold.
fn next(column: &ColumnSummary, bound: f64) -> f64 {
    match column.kind {
        "number" => bound.next_up(),
        _ => bound.floor() + 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<ColumnSummary> {
        let column = |(name, kind): (&str, &'static str)| ColumnSummary {
            name: name.into(),
            kind,
            context: false,
        };
        let all =
            [("age", "integer"), ("rate", "number"), ("income", "category"), ("on", "boolean")];
        all.map(column).into()
    }

    #[test]
    fn conditions_are_read_as_people_write_them() {
        let between = |low, high| Test::Between { low, high };
        let text = |text: &str| Wanted::Text(text.into());
        let cases: [(&str, &[(&str, Test)]); 8] = [
            ("income = '>50K'", &[("income", Test::Is(text(">50K")))]),
            ("income = \">50K\"", &[("income", Test::Is(text(">50K")))]),
            ("income IN ('a', 'b')", &[("income", Test::OneOf(vec![text("a"), text("b")]))]),
            (
                "age > 30 AND 65 >= age",
                &[("age", between(31.0, f64::MAX)), ("age", between(f64::MIN, 65.0))],
            ),
            ("t.age BETWEEN -1 AND 5", &[("age", between(-1.0, 5.0))]),
            ("age < 5", &[("age", between(f64::MIN, 4.0))]),
            ("rate IS NOT NULL", &[("rate", Test::IsNotNull)]),
            ("\"on\" = true", &[("on", Test::Is(Wanted::Boolean(true)))]),
        ];
        for (asked, expected) in cases {
            let found = conditions(asked, "t", &columns()).unwrap();
            let found: Vec<(&str, Test)> =
                found.iter().map(|c| (c.column.as_str(), c.test.clone())).collect();
            assert_eq!(found, expected, "{asked}");
        }
    }

    #[test]
    fn what_no_model_can_be_asked_is_refused_without_its_constants() {
        for asked in
            ["nobody = 'SECRET'", "income > 'SECRET'", "age = 'SECRET'", "age + 1 = 2", "age"]
        {
            let message = conditions(asked, "t", &columns()).unwrap_err().to_string();
            assert!(!message.contains("SECRET"), "{message}");
        }
    }
}
