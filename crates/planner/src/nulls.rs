//! What CHECKs say about when a column is NULL: `(status = 'cancelled') = (cancelled_at IS NOT
//! NULL)`, `method = 'card' OR card_number IS NULL`.

use seedbed_expr::{BinaryOp, Expr, UnaryOp};
use seedbed_generate::plan::{Bound, Link, Source};
use seedbed_schema::CheckRule;

use crate::draft::Draft;
use crate::survey::TableFacts;

/// Gives nullable columns the conditions that CHECKs tie them to.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, links: &mut [Link]) {
    let table = draft.table;
    for facts in table.columns.iter().filter(|facts| facts.is_nullable() && !facts.is_computed()) {
        let Some(absence) = absence(table, facts.name()) else { continue };
        if !absence.columns().iter().all(|column| is_free(draft, column, facts.name())) {
            continue;
        }
        let condition = absence.to_string();
        let explained = if let Some(plan) = draft.columns.get_mut(facts.name()) {
            plan.null_if = Some(condition);
            plan.null_rate = 0.0;
            true
        } else if let Some(link) = links.iter_mut().find(|link| link.columns == [facts.name()]) {
            link.null_if = Some(condition);
            link.null_rate = 0.0;
            true
        } else {
            false
        };
        if explained {
            draft.explain(facts.name(), "present or absent", "a CHECK says when it is NULL");
        }
    }
}

/// Whether a condition may read `column`: it is made without `target`.
fn is_free(draft: &Draft<'_, '_>, column: &[String], target: &str) -> bool {
    let [name] = column else { return false };
    let Some(facts) = draft.table.column(name) else { return false };
    draft.columns.get(facts.name()).is_some_and(|plan| {
        let mut texts: Vec<&str> = plan.null_if.iter().map(String::as_str).collect();
        read_by(&plan.source, &mut texts);
        let settled = !matches!(plan.source, Source::Temporal(_) | Source::Expression(_));
        settled && !texts.iter().any(|text| names(text, target))
    })
}

/// The formulas of a source.
fn read_by<'p>(source: &'p Source, texts: &mut Vec<&'p str>) {
    match source {
        Source::Conditional(source) => {
            for case in &source.cases {
                texts.push(&case.when);
                read_by(&case.then, texts);
            }
            if let Some(otherwise) = &source.otherwise {
                read_by(otherwise, texts);
            }
        }
        Source::Number(source) => {
            for bound in [&source.min, &source.max].into_iter().flatten() {
                if let Bound::Expression { expression } = bound {
                    texts.push(expression);
                }
            }
        }
        Source::Template(source) => texts.extend(source.templates.iter().map(String::as_str)),
        _ => {}
    }
}

/// Whether a formula names a column.
fn names(formula: &str, column: &str) -> bool {
    formula.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == column)
}

fn absence(table: &TableFacts<'_>, column: &str) -> Option<Expr> {
    table.table.checks.iter().find_map(|check| match &check.rule {
        CheckRule::Expr(expr) => expr.conjuncts().into_iter().find_map(|part| told(part, column)),
        CheckRule::Unread(_) => None,
    })
}

/// What one condition says about when `column` is NULL.
fn told(expr: &Expr, column: &str) -> Option<Expr> {
    match expr {
        Expr::Binary(op @ (BinaryOp::Eq | BinaryOp::NotEq), left, right) => {
            let (is_null, other) = match (null_test(left, column), null_test(right, column)) {
                (Some(is_null), None) => (is_null, right),
                (None, Some(is_null)) => (is_null, left),
                _ => return None,
            };
            if mentions(other, column) {
                return None;
            }
            let same = is_null == (*op == BinaryOp::Eq);
            let other = other.as_ref().clone();
            Some(if same { other } else { not(other) })
        }
        Expr::Binary(BinaryOp::Or, ..) => either(&expr.disjuncts(), column),
        _ => None,
    }
}

/// `column IS NULL OR p`: it is NULL where p does not hold.
fn either(parts: &[&Expr], column: &str) -> Option<Expr> {
    let at = parts.iter().position(|part| {
        part.conjuncts().iter().any(|piece| null_test(piece, column) == Some(true))
    })?;
    let rest: Vec<&Expr> =
        parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| *part).collect();
    let [rest] = rest.as_slice() else { return None };
    // `(p AND column IS NULL) OR …`: p itself.
    let own: Vec<Expr> = parts[at]
        .conjuncts()
        .into_iter()
        .filter(|piece| null_test(piece, column).is_none() && !mentions(piece, column))
        .cloned()
        .collect();
    if !own.is_empty() {
        return all(own);
    }
    let guards: Vec<Expr> =
        rest.conjuncts().into_iter().filter(|piece| !mentions(piece, column)).cloned().collect();
    all(guards).map(not)
}

fn all(parts: Vec<Expr>) -> Option<Expr> {
    parts
        .into_iter()
        .reduce(|left, right| Expr::Binary(BinaryOp::And, Box::new(left), Box::new(right)))
}

fn not(expr: Expr) -> Expr {
    match expr {
        Expr::Unary(UnaryOp::Not, inner) => *inner,
        Expr::Binary(op, left, right) if op.negated().is_some() => {
            Expr::Binary(op.negated().unwrap_or(op), left, right)
        }
        other => Expr::Unary(UnaryOp::Not, Box::new(other)),
    }
}

/// `Some(true)` for `column IS NULL`, `Some(false)` for `column IS NOT NULL`.
fn null_test(expr: &Expr, column: &str) -> Option<bool> {
    match expr {
        Expr::IsNull(inner, is_null) => match inner.as_ref() {
            Expr::Column(path) if path.len() == 1 && path[0].eq_ignore_ascii_case(column) => {
                Some(*is_null)
            }
            _ => None,
        },
        _ => None,
    }
}

fn mentions(expr: &Expr, column: &str) -> bool {
    expr.columns()
        .iter()
        .any(|path| path.last().is_some_and(|name| name.eq_ignore_ascii_case(column)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_say_when_a_column_is_null() {
        let cases = [
            ("(status = 'x') = (at IS NOT NULL)", Some("status <> 'x'")),
            ("(at IS NULL) = open", Some("open")),
            ("method = 'card' OR at IS NULL", Some("method <> 'card'")),
            ("at IS NULL OR (NOT active AND at >= created)", Some("active")),
            ("(open AND at IS NULL) OR (NOT open AND at IS NOT NULL)", Some("open")),
            ("status <> 'x' OR at IS NOT NULL", None),
            ("at >= created", None),
        ];
        for (text, expected) in cases {
            let expr = seedbed_expr::parse(text).unwrap();
            let found = expr.conjuncts().into_iter().find_map(|part| told(part, "at"));
            let found = found.map(|expr| expr.to_string());
            let expected = expected.map(|text| seedbed_expr::parse(text).unwrap().to_string());
            assert_eq!(found, expected, "{text}");
        }
    }
}
