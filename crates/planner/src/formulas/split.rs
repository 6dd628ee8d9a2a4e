//! Parts that add up to a whole: what was paid by card, by voucher and in cash.

use seedbed_generate::plan::{Bound, NumberSource, Source};

use super::expression;
use super::uses::{is_checked, is_own_number, reaches};
use crate::draft::Draft;
use crate::finish;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts};
use crate::tokens::matches;

/// The words that parts and their whole share.
const HEADS: &[&str] =
    &["amount", "total", "cost", "price", "fee", "payment", "paid", "hours", "salary"];

/// Ways to pay, of which a sum is mostly paid by one.
const WAYS: &str = "credit card|card|coupon|bank transfer|transfer|gift card|cash|check|paypal|wallet|\
     points|voucher|store credit|debit card|credit|invoice|crypto|loyalty|loyalty points|wire|ach|\
     direct debit|mobile|online|terminal|gift certificate|insurance|patient|debit";

/// Kinds of things whose costs are summed up.
const KINDS: &str = "labor|labour|material|materials|parts|overhead|equipment|travel|food|lodging|\
     accommodation|base|overtime|bonus|commission|allowance|other|misc|miscellaneous|fixed|variable|\
     hardware|software|service|services|rent|utilities|principal|interest|fees|regular|adult|child|\
     product|products|room|beverage|transport|energy|network|setup|billable|non billable|room service|\
     installation|design|development|media|marketing";

/// Gives parts shares of the whole that stands beside them.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, wished: &[String]) {
    for head in HEADS {
        let Some(whole) = whole(draft, head) else { continue };
        let parts = |kinds: &str| -> Vec<&ColumnFacts<'_>> {
            let columns = draft.table.columns.iter();
            columns.filter(|facts| is_part(draft, facts, whole, (head, kinds), wished)).collect()
        };
        let (ways, kinds) = (parts(WAYS), parts(KINDS));
        if ways.len() >= 2 {
            by_one(draft, whole, &ways);
        } else if kinds.len() >= 2 {
            shares(draft, whole, &kinds);
        }
    }
}

/// The column that the parts add up to.
fn whole<'t, 'a>(draft: &Draft<'t, 'a>, head: &str) -> Option<&'t ColumnFacts<'a>> {
    let names = format!("{head}|total {head}|{head} total|total|grand total");
    names.split('|').find_map(|name| {
        draft.table.columns.iter().find(|facts| {
            facts.is(name) && is_own_number(facts) && draft.columns.contains_key(facts.name())
        })
    })
}

/// Whether a column is called like a part: `cash amount`, `amount cash`.
fn is_part(
    draft: &Draft<'_, '_>,
    facts: &ColumnFacts<'_>,
    whole: &ColumnFacts<'_>,
    (head, kinds): (&str, &str),
    wished: &[String],
) -> bool {
    let rest = match facts.words.as_slice() {
        [rest @ .., last] if last == head => rest,
        [first, rest @ ..] if first == head => rest,
        _ => return false,
    };
    let plain = matches!(
        draft.columns.get(facts.name()).map(|plan| &plan.source),
        Some(Source::Number(_) | Source::Choice(_))
    );
    plain
        && is_own_number(facts)
        && !facts.is_computed()
        && facts.class == whole.class
        && facts.domain.one_of.is_none()
        && facts.domain.max.is_none()
        && !is_checked(draft.table, facts.name())
        && matches(kinds, rest).is_some()
        && (facts.is_nullable() || !whole.is_nullable())
        && !wished.iter().any(|name| name == facts.name())
        && !reaches(draft, whole.name(), facts.name())
}

/// One part is all of the whole, the first oftener than the others: which one, the units of the
/// whole tell.
fn by_one(draft: &mut Draft<'_, '_>, whole: &ColumnFacts<'_>, parts: &[&ColumnFacts<'_>]) {
    let name = ident(whole.name());
    let slots = parts.len() + 2;
    for (at, facts) in parts.iter().enumerate() {
        let slot = format!("mod(cast({name} as bigint), {slots})");
        let taken = match at {
            0 => format!("{slot} < 3"),
            _ => format!("{slot} = {}", at + 2),
        };
        put(draft, facts, whole, expression(format!("CASE WHEN {taken} THEN {name} ELSE 0 END")));
    }
}

/// Every part has a share, the last what the others leave.
fn shares(draft: &mut Draft<'_, '_>, whole: &ColumnFacts<'_>, parts: &[&ColumnFacts<'_>]) {
    let Some((rest, others)) = parts.split_last() else { return };
    let mut left = ident(whole.name());
    for facts in others {
        let own = match draft.columns.get(facts.name()).map(|plan| &plan.source) {
            Some(Source::Number(number)) => number.clone(),
            _ => NumberSource::default(),
        };
        let share =
            |share: f64| Some(Bound::Expression { expression: format!("({left}) * {share}") });
        let least = if facts.class == Class::Int { Some(finish::bound(0.0)) } else { share(0.2) };
        let distribution =
            seedbed_generate::plan::Distribution::LogNormal { median: 40.0, sigma: 1.0 };
        let number = NumberSource { distribution, min: least, max: share(0.75), step: None, ..own };
        put(draft, facts, whole, Source::Number(number));
        left = format!("{left} - {}", ident(facts.name()));
    }
    put(draft, rest, whole, expression(left));
}

fn put(
    draft: &mut Draft<'_, '_>,
    facts: &ColumnFacts<'_>,
    whole: &ColumnFacts<'_>,
    source: Source,
) {
    if let Some(plan) = draft.columns.get_mut(facts.name()) {
        plan.source = source;
        plan.null_rate = 0.0;
        draft.explain(facts.name(), "part of a sum", format!("{} is the sum", whole.name()));
    }
}
