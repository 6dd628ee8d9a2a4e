//! Amounts that are kept twice, in the currency of the row and in that of the books: by the rate
//! that stands beside them, else both are one currency.

use seedbed_generate::plan::Source;

use super::phrases::alike;
use super::uses::{is_checked, reaches};
use super::{expression, totals};
use crate::draft::Draft;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Words before and behind an amount's name that say that it is the same amount.
const TWICE: &[&str] =
    &["base", "signed", "local", "company", "functional", "reporting", "store", "global"];

/// Makes amounts in the books' currency those of the row.
pub(super) fn fill(draft: &mut Draft<'_, '_>, wished: &[String]) {
    for facts in &draft.table.columns {
        let asked = wished.iter().any(|name| name == facts.name());
        let Some(other) = original(draft, facts).filter(|_| !asked) else { continue };
        let rate = rate(draft).filter(|_| facts.class == Class::Decimal);
        let whole = !other.is_nullable() || facts.is_nullable();
        let Some(plan) = draft.columns.get_mut(facts.name()).filter(|_| whole) else { continue };
        plan.source = expression(match rate {
            Some(rate) => totals::rounded(facts, &format!("{} * {rate}", ident(other.name()))),
            None => ident(other.name()),
        });
        plan.null_rate = 0.0;
        draft.explain(
            facts.name(),
            "the same amount",
            format!("{} stands beside it", other.name()),
        );
    }
}

/// The rate between the two currencies, where a column that is never absent says it.
fn rate(draft: &Draft<'_, '_>) -> Option<String> {
    let names =
        "exchange rate|currency rate|fx rate|conversion rate|* exchange rate|rate of exchange";
    let rate = draft.table.columns.iter().find(|facts| {
        facts.class == Class::Decimal && !facts.is_nullable() && !facts.linked && facts.is(names)
    })?;
    draft.columns.contains_key(rate.name()).then(|| ident(rate.name()))
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
