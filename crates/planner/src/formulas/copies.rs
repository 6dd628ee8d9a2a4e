//! Amounts that are kept twice, in the currency of the row and in that of the books.

use seedbed_generate::plan::Source;

use super::expression;
use super::phrases::alike;
use super::uses::{is_checked, reaches};
use crate::draft::Draft;
use crate::names::ident;
use crate::survey::{ColumnFacts, KeyPart};

/// Words before and behind an amount's name that say that it is the same amount.
const TWICE: &[&str] =
    &["base", "signed", "local", "company", "functional", "reporting", "store", "global"];

/// Makes amounts in the books' currency those of the row: both are one currency.
pub(super) fn fill(draft: &mut Draft<'_, '_>, wished: &[String]) {
    for facts in &draft.table.columns {
        let asked = wished.iter().any(|name| name == facts.name());
        let Some(other) = original(draft, facts).filter(|_| !asked) else { continue };
        let whole = !other.is_nullable() || facts.is_nullable();
        let Some(plan) = draft.columns.get_mut(facts.name()).filter(|_| whole) else { continue };
        plan.source = expression(ident(other.name()));
        plan.null_rate = 0.0;
        draft.explain(
            facts.name(),
            "the same amount",
            format!("{} stands beside it", other.name()),
        );
    }
}

/// The column that is called the same but for the word.
fn original<'t, 'a>(draft: &Draft<'t, 'a>, facts: &ColumnFacts<'_>) -> Option<&'t ColumnFacts<'a>> {
    let rest = match facts.words.as_slice() {
        [first, rest @ ..] if TWICE.contains(&first.as_str()) => rest,
        [rest @ .., last] if TWICE.contains(&last.as_str()) => rest,
        _ => return None,
    };
    let amount = ["amount", "total", "subtotal", "price", "tax", "cost", "discount", "shipping"];
    let money = rest.iter().any(|word| amount.contains(&word.as_str()));
    let plain = matches!(
        draft.columns.get(facts.name()).map(|plan| &plan.source),
        Some(Source::Number(_) | Source::Choice(_))
    );
    let free = money && plain && facts.class.is_number() && facts.key == KeyPart::No;
    let open = facts.domain.min.is_none()
        && facts.domain.max.is_none()
        && !is_checked(draft.table, facts.name());
    if !free || !open || facts.domain.one_of.is_some() {
        return None;
    }
    draft.table.columns.iter().find(|other| {
        other.name() != facts.name()
            && alike(&other.words, rest)
            && other.column.data_type == facts.column.data_type
            && draft.columns.contains_key(other.name())
            && !reaches(draft, other.name(), facts.name())
    })
}
