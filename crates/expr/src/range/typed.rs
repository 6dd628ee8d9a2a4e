//! Functions and operators that mean something else on ranges.
//!
//! `lower(x)` is a text in lower case or the lower bound of a range, as `x` is a text or a range:
//! whoever knows the columns' types has it settled here, once.

use super::RangeSubtype;
use crate::{BinaryOp, Expr, Kind, Value};

impl Expr {
    /// The expression with calls and operators on ranges under names of their own, where
    /// `ranged` tells what the ranges of a column range over (`None` for other columns).
    #[must_use]
    pub fn with_ranges(&self, ranged: &dyn Fn(&[String]) -> Option<RangeSubtype>) -> Expr {
        let inner = self.map_children(&mut |child| child.with_ranges(ranged));
        let subtype_of = |expr: &Expr| subtype_of(expr, ranged);
        match &inner {
            Expr::Call(name, args) => match (own_name(name), args.as_slice()) {
                (Some(own), [range]) => match subtype_of(range) {
                    Some(subtype) => call(own, [range.clone()].into(), subtype),
                    None => inner,
                },
                (None, [left, right]) if is_comparison(name) => {
                    match subtype_of(left).or(subtype_of(right)) {
                        Some(subtype) => call(name, args.clone(), subtype),
                        None => inner,
                    }
                }
                _ => inner,
            },
            Expr::Binary(op, left, right) => {
                let (left, right) = (left.as_ref(), right.as_ref());
                operator(*op, (left, subtype_of(left)), (right, subtype_of(right))).unwrap_or(inner)
            }
            _ => inner,
        }
    }
}

/// What an expression ranges over, if it is a range.
fn subtype_of(
    expr: &Expr,
    ranged: &dyn Fn(&[String]) -> Option<RangeSubtype>,
) -> Option<RangeSubtype> {
    match expr {
        Expr::Column(path) => ranged(path),
        Expr::Call(name, args) if name == "range_intersect" => {
            args.iter().find_map(|arg| subtype_of(arg, ranged))
        }
        Expr::Call(name, _) => RangeSubtype::of_range(name),
        Expr::Cast(_, _, type_name) => {
            let name = type_name.trim().to_ascii_lowercase();
            RangeSubtype::of_range(&name.replace("multirange", "range"))
        }
        _ => None,
    }
}

fn own_name(function: &str) -> Option<&'static str> {
    Some(match function {
        "lower" => "range_lower",
        "upper" => "range_upper",
        "isempty" => "range_isempty",
        "lower_inc" => "range_lower_inc",
        "upper_inc" => "range_upper_inc",
        "lower_inf" => "range_lower_inf",
        "upper_inf" => "range_upper_inf",
        _ => return None,
    })
}

/// PostgreSQL's own functions behind the operators on ranges.
fn is_comparison(function: &str) -> bool {
    matches!(
        function,
        "range_adjacent"
            | "range_before"
            | "range_contains"
            | "range_overlaps"
            | "range_overleft"
            | "range_overright"
            | "range_intersect"
    )
}

fn call(name: &str, mut args: Vec<Expr>, subtype: RangeSubtype) -> Expr {
    args.push(Expr::Literal(Value::from(subtype.prefix())));
    Expr::Call(name.to_owned(), args)
}

type Side<'a> = (&'a Expr, Option<RangeSubtype>);

fn operator(op: BinaryOp, left: Side<'_>, right: Side<'_>) -> Option<Expr> {
    let subtype = left.1.or(right.1)?;
    let both = |name: &str, a: Side<'_>, b: Side<'_>| {
        Some(call(name, vec![a.0.clone(), b.0.clone()], subtype))
    };
    match op {
        BinaryOp::Overlaps => both("range_overlaps", left, right),
        BinaryOp::Contains => both(containment(right), left, right),
        BinaryOp::ContainedBy => both(containment(left), right, left),
        BinaryOp::ShiftLeft => both("range_before", left, right),
        BinaryOp::ShiftRight => both("range_before", right, left),
        BinaryOp::Mul => both("range_intersect", left, right),
        _ => None,
    }
}

/// What `@>` asks, by what stands inside: a literal without a type is read as a range.
fn containment((inside, subtype): Side<'_>) -> &'static str {
    let is_text = matches!(inside, Expr::Literal(Value::Text(_)))
        || matches!(inside, Expr::Cast(_, Kind::Other, _));
    if subtype.is_some() || is_text { "range_contains" } else { "range_contains_element" }
}
