//! Whole numbers whose CHECKs say what they leave when divided: `price % 100 = 99`.

use seedbed_expr::{BinaryOp, Expr, Value};
use seedbed_generate::plan::{ChoiceSource, Scalar, Source};
use seedbed_schema::CheckRule;

use crate::draft::Draft;
use crate::survey::{Class, TableFacts};

/// Gives numbers the steps and endings that CHECKs ask for. A condition beside others
/// (`price % 100 = 99 OR price = 0`) counts as well: what it asks for is what is usual.
pub(crate) fn fit(draft: &mut Draft<'_, '_>) {
    for facts in draft.table.columns.iter().filter(|facts| facts.class == Class::Int) {
        let Some((divisor, rest)) = residue(draft.table, facts.name()) else { continue };
        let Some(plan) = draft.columns.get_mut(facts.name()) else { continue };
        if let Source::Choice(choice) = &mut plan.source {
            keep(choice, |value| value.rem_euclid(divisor) == rest);
        }
        if let Source::Number(number) = &mut plan.source {
            number.step = Some(divisor as f64);
            number.endings =
                if rest == 0 { Vec::new() } else { vec![rest as f64 / divisor as f64] };
        }
    }
}

/// Leaves the whole numbers that a condition allows, if there are any.
fn keep(choice: &mut ChoiceSource, allowed: impl Fn(i64) -> bool) {
    let fits: Vec<bool> = choice
        .values
        .iter()
        .map(|value| matches!(value, Scalar::Int(value) if allowed(*value)))
        .collect();
    if fits.contains(&true) {
        let mut at = fits.iter();
        choice.values.retain(|_| at.next() == Some(&true));
        let mut at = fits.iter();
        if let Some(weights) = &mut choice.weights {
            weights.retain(|_| at.next() == Some(&true));
        }
    }
}

/// Whether a CHECK says that amounts end in so many hundredths: they are counted in cents.
pub(crate) fn counts_cents(table: &TableFacts<'_>, column: &str) -> bool {
    residue(table, column).is_some_and(|(divisor, rest)| divisor == 100 && rest > 0)
}

/// The divisor and what is left over, where some CHECK says so of a column.
fn residue(table: &TableFacts<'_>, column: &str) -> Option<(i64, i64)> {
    let mut found = None;
    for check in &table.table.checks {
        let CheckRule::Expr(rule) = &check.rule else { continue };
        rule.walk(&mut |expr| found = found.or_else(|| residue_of(expr, column)));
    }
    found
}

/// Reads `column % divisor = rest`.
fn residue_of(expr: &Expr, column: &str) -> Option<(i64, i64)> {
    let Expr::Binary(BinaryOp::Eq, left, right) = expr else { return None };
    let Expr::Binary(BinaryOp::Mod, number, divisor) = left.as_ref() else { return None };
    let Expr::Column(path) = number.as_ref() else { return None };
    let (divisor, rest) = (whole(divisor)?, whole(right)?);
    let own = matches!(path.as_slice(), [name] if name.eq_ignore_ascii_case(column));
    (own && divisor > 1 && (0..divisor).contains(&rest)).then_some((divisor, rest))
}

fn whole(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Literal(Value::Int(number)) => Some(*number),
        _ => None,
    }
}
