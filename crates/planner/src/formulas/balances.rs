//! Accounts in a row: what came in, what went out, and what stands before and after.

use seedbed_generate::plan::{Case, ChoiceSource, ConditionalSource, Scalar, Source};

use super::phrases::stem;
use super::sheet::{Sheet, needed, read};
use crate::finish;
use crate::names::{ident, literal};
use crate::survey::{Class, ColumnFacts, KeyPart};

const BEFORE: &str = "before|opening|previous|starting|beginning|old|initial|prior|start";
const AFTER: &str = "after|closing|new|ending|resulting|running|current|final|end";
/// What has a state before and one after.
const KEPT: &str = "balance|stock|quantity|points|balance amount|level|stock level|\
     quantity on hand|credits";
const IN: &str = "credit|total credit|credits|deposits|deposit|received|in|incoming|total in|\
     credit amount|quantity in|inflow|additions|added|paid in|earned";
const OUT: &str = "debit|total debit|debits|withdrawals|withdrawal|issued|out|outgoing|total out|\
     debit amount|quantity out|outflow|deductions|removed|paid out|redeemed";
const CHANGE: &str = "amount|change|delta|quantity|net amount|quantity change|adjustment|movement|\
     net change|points|quantity delta|change amount|transaction amount|difference";
const DIRECTION: &str = "direction|debit credit|dc|drcr|dr cr|sign|side|entry type|type|\
     transaction type|movement type|posting type|credit debit|cd indicator|entry side|* direction";
/// Words for what goes out.
const OUTWARDS: &[&str] = &[
    "debit",
    "dr",
    "d",
    "out",
    "outgoing",
    "withdrawal",
    "issue",
    "sale",
    "payment",
    "outbound",
    "redeem",
    "spend",
    "-",
    "fee",
    "decrease",
    "transfer_out",
    "purchase",
];

/// Ties debit, credit and balances to the amounts beside them.
pub(super) fn fill(sheet: &mut Sheet<'_, '_, '_>, locale: &str) {
    let outwards = outwards(sheet, locale);
    sides(sheet, outwards.as_deref());
    let free = sheet.free();
    for after in free {
        let Some(of) = kept(after, AFTER) else { continue };
        let before = sheet.draft.table.columns.iter().find(|facts| {
            kept(facts, BEFORE).is_some_and(|other| other == of) && sheet.is_readable(facts, after)
        });
        let Some(before) = before.filter(|before| before.class == after.class) else { continue };
        if let Some(change) = change(sheet, after, before, outwards.as_deref()) {
            let formula = format!("{} {change}", needed(before));
            let reason = format!("{} and what changed stand beside it", before.name());
            sheet.put(after, &formula, "balance", reason);
        }
    }
}

/// What is kept, where a column says what there was of it before or after.
fn kept(facts: &ColumnFacts<'_>, when: &str) -> Option<String> {
    let rest = stem(&facts.words, when)?.join(" ");
    KEPT.split('|').any(|kept| kept == rest).then_some(rest)
}

/// What is added to what there was, as the end of a formula.
fn change(
    sheet: &Sheet<'_, '_, '_>,
    after: &ColumnFacts<'_>,
    before: &ColumnFacts<'_>,
    outwards: Option<&str>,
) -> Option<String> {
    let number = |names: &str| {
        names.split('|').find_map(|name| {
            sheet.draft.table.columns.iter().find(|facts| {
                let words = facts.words.join(" ");
                words == name && facts.name() != before.name() && sheet.is_readable(facts, after)
            })
        })
    };
    if let (Some(more), Some(less)) = (number(IN), number(OUT)) {
        // An account's debits are what it holds more; a bank's customers see it the other way.
        let asset = sheet.draft.table.columns.iter().any(|facts| facts.is("normal balance"));
        let (more, less) = if asset { (less, more) } else { (more, less) };
        return Some(format!("+ {} - {}", read(more), read(less)));
    }
    let change = number(CHANGE)?;
    Some(match outwards {
        Some(out) => {
            format!("+ CASE WHEN {out} THEN -{} ELSE {} END", read(change), read(change))
        }
        None => format!("+ {}", read(change)),
    })
}

/// The condition that a row's amount goes out, where a column says so.
fn outwards(sheet: &Sheet<'_, '_, '_>, locale: &str) -> Option<String> {
    DIRECTION.split('|').find_map(|name| {
        let facts =
            sheet.draft.table.columns.iter().find(|facts| {
                matches!(facts.class, Class::Text | Class::Labels) && facts.is(name)
            })?;
        let labels = finish::drawn(&sheet.draft.columns.get(facts.name())?.source, locale)?;
        let is_out = |label: &&String| OUTWARDS.contains(&label.to_lowercase().as_str());
        let out: Vec<String> = labels.iter().filter(is_out).map(|label| literal(label)).collect();
        (!out.is_empty() && out.len() < labels.len())
            .then(|| format!("{} IN ({})", ident(facts.name()), out.join(", ")))
    })
}

/// An entry is a debit or a credit: the amount beside them, or one of them alone.
fn sides(sheet: &mut Sheet<'_, '_, '_>, outwards: Option<&str>) {
    let free = sheet.free();
    let find = |names: &str| {
        free.iter()
            .copied()
            .find(|facts| names.split('|').any(|name| facts.words.join(" ") == name))
    };
    let (Some(debit), Some(credit)) =
        (find("debit|debit amount|amount debit"), find("credit|credit amount|amount credit"))
    else {
        return;
    };
    let reason = |of: &str| format!("{of} says which side an entry is on");
    let amount = sheet.draft.table.columns.iter().find(|facts| {
        facts.is("amount") && facts.class == debit.class && sheet.is_readable(facts, debit)
    });
    if let Some(amount) = amount {
        let units = format!("mod(cast({} as bigint), 2) = 0", ident(amount.name()));
        let out = outwards.unwrap_or(&units);
        let taken = |yes: &str, no: &str| format!("CASE WHEN {out} THEN {yes} ELSE {no} END");
        let name = needed(amount);
        sheet.put(debit, &taken(&name, "0"), "side of an entry", reason(amount.name()));
        sheet.put(credit, &taken("0", &name), "side of an entry", reason(amount.name()));
        return;
    }
    // Every other entry is a credit.
    let Some(key) =
        sheet.draft.table.columns.iter().find(|facts| {
            facts.key == KeyPart::Primary && facts.class == Class::Int && !facts.linked
        })
    else {
        return;
    };
    for (facts, rest) in [(debit, 0), (credit, 1)] {
        let when = format!("mod({}, 2) = {rest}", ident(key.name()));
        let Some(plan) = sheet.draft.columns.get_mut(facts.name()) else { return };
        let zero = ChoiceSource { values: vec![Scalar::Int(0)], weights: None };
        plan.source = Source::Conditional(ConditionalSource {
            cases: vec![Case { when, then: plan.source.clone() }],
            otherwise: Some(Box::new(Source::Choice(zero))),
        });
        plan.null_rate = 0.0;
        sheet.draft.explain(facts.name(), "side of an entry", reason("its number"));
    }
}
