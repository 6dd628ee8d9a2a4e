//! Numbers that stand in an order: `min_price <= max_price`, by CHECK or by name.

use seedbed_expr::{BinaryOp, Expr};
use seedbed_generate::plan::{Bound, Scalar, Source};

use crate::draft::Draft;
use crate::finish;
use crate::names::ident;
use crate::survey::{ColumnFacts, TableFacts};

/// Bounds numbers by the columns that CHECKs or names put them beside.
pub(crate) fn relate(draft: &mut Draft<'_, '_>) {
    let table = draft.table;
    let mut pairs = by_check(table);
    pairs.extend(by_name(table));
    for (lower, upper, reason) in pairs {
        let depends = |column: &str, on: &str| {
            let (name, least) = (ident(on), format!("greatest({}, ", ident(on)));
            bounds(draft, column).any(|bound| *bound == name || bound.starts_with(&least))
        };
        if depends(&lower, &upper) || depends(&upper, &lower) || lower == upper {
            continue;
        }
        if apart(draft, &lower, &upper) {
            draft.explain(&upper, "not below another", reason);
            continue;
        }
        let Some(plan) = draft.columns.get_mut(&upper) else { continue };
        let Source::Number(number) = &mut plan.source else { continue };
        if matches!(number.min, Some(Bound::Expression { .. })) {
            // It is bounded by another already.
            continue;
        }
        // What the name says is the least stays so: `min_value` may be far below.
        let formula = match &number.min {
            Some(Bound::Literal(Scalar::Int(least))) if *least > 0 => {
                format!("greatest({}, {least})", ident(&lower))
            }
            _ => ident(&lower),
        };
        number.min = Some(Bound::Expression { expression: formula });
        draft.explain(&upper, "not below another", reason);
    }
}

/// Keeps the choices of two settings on their sides of what is usual for each; whether both are
/// choices.
fn apart(draft: &mut Draft<'_, '_>, lower: &str, upper: &str) -> bool {
    let usual = |draft: &Draft<'_, '_>, name: &str| {
        let facts = draft.table.column(name)?;
        match draft.columns.get(facts.name()).map(|plan| &plan.source) {
            Some(Source::Choice(choice))
                if choice.values.iter().all(|v| as_number(v).is_some()) =>
            {
                finish::default_number(facts)
            }
            _ => None,
        }
    };
    let (Some(least), Some(most)) = (usual(draft, lower), usual(draft, upper)) else {
        return false;
    };
    let border = least.max(most);
    for (name, below) in [(lower, true), (upper, false)] {
        let Some(plan) = draft.columns.get_mut(name) else { continue };
        let Source::Choice(choice) = &mut plan.source else { continue };
        let fits = |value: &Scalar| {
            as_number(value).is_some_and(|n| if below { n <= border } else { n >= border })
        };
        let kept: Vec<bool> = choice.values.iter().map(fits).collect();
        if !kept.contains(&true) {
            continue;
        }
        let mut at = kept.iter();
        choice.values.retain(|_| at.next() == Some(&true));
        let mut at = kept.iter();
        if let Some(weights) = &mut choice.weights {
            weights.retain(|_| at.next() == Some(&true));
        }
    }
    true
}

fn as_number(value: &Scalar) -> Option<f64> {
    match value {
        Scalar::Int(number) => Some(*number as f64),
        Scalar::Float(number) => Some(*number),
        _ => None,
    }
}

/// The formulas that bound a number column.
fn bounds<'d>(draft: &'d Draft<'_, '_>, column: &str) -> impl Iterator<Item = &'d String> {
    let number = match draft.columns.get(column).map(|plan| &plan.source) {
        Some(Source::Number(number)) => Some(number),
        _ => None,
    };
    number.into_iter().flat_map(|number| [&number.min, &number.max]).filter_map(|bound| match bound
    {
        Some(Bound::Expression { expression }) => Some(expression),
        _ => None,
    })
}

fn by_check(table: &TableFacts<'_>) -> Vec<(String, String, String)> {
    let numeric = |name: &str| table.column(name).filter(|facts| facts.class.is_number());
    let mut pairs = Vec::new();
    for order in &table.orders {
        let Expr::Column(path) = &order.right else { continue };
        let [right] = path.as_slice() else { continue };
        let (Some(left), Some(right)) = (numeric(&order.left), numeric(right)) else { continue };
        let (lower, upper) = match order.op {
            BinaryOp::Lt | BinaryOp::LtEq => (left, right),
            BinaryOp::Gt | BinaryOp::GtEq => (right, left),
            _ => continue,
        };
        pairs.push((
            lower.name().to_owned(),
            upper.name().to_owned(),
            format!("a CHECK compares it with {}", lower.name()),
        ));
    }
    pairs
}

/// Words of lower limits and those of the upper ones that stand opposite them.
const OPPOSITES: &[(&str, &str)] = &[
    ("min", "max"),
    ("minimum", "maximum"),
    ("low", "high"),
    ("low", "hi"),
    ("lo", "hi"),
    ("lowest", "highest"),
    ("lower", "upper"),
    ("from", "to"),
    ("floor", "ceiling"),
    ("warning", "critical"),
    ("warn", "crit"),
    ("soft", "hard"),
];

fn by_name(table: &TableFacts<'_>) -> Vec<(String, String, String)> {
    let swapped = |words: &[String]| -> Option<Vec<String>> {
        let place = |word: &String| OPPOSITES.iter().find(|(_, upper)| upper == word);
        let (at, (lower, _)) =
            words.iter().enumerate().find_map(|(at, word)| Some((at, place(word)?)))?;
        let mut words = words.to_vec();
        (*lower).clone_into(&mut words[at]);
        Some(words)
    };
    let pair = |upper: &ColumnFacts<'_>| {
        let other = swapped(&upper.words)?;
        let lower =
            table.columns.iter().find(|facts| facts.words == other && facts.class.is_number())?;
        Some((
            lower.name().to_owned(),
            upper.name().to_owned(),
            format!("the name stands opposite {}", lower.name()),
        ))
    };
    table.columns.iter().filter(|facts| facts.class.is_number()).filter_map(pair).collect()
}
