//! What is left of a gross amount: fees, refunds and deductions are taken from it, adjustments
//! added.

use super::phrases::{alike, stem};
use super::sheet::{Sheet, is_vague, needed, read};
use crate::finish;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts};
use seedbed_generate::plan::{Bound, Distribution, NumberSource, Source};

const NET: &str = "net|take home|payout|net payout|net pay|net proceeds";
const GROSS: &str = "gross|amount|total|subtotal|gross pay|gross sales|sales|revenue|earnings|\
     gross salary|gross wages";
/// What is taken from it, and what share of it at most.
const TAKEN: &[(&str, f64)] = &[
    ("fee|fees|commission|commissions|service charge|processing fees|platform fee", 0.05),
    ("refunds|refund|returns|chargebacks|chargeback|reversals|disputes", 0.06),
    (
        "withheld|withholding|withholdings|income tax|federal tax|state tax|tax withheld|payroll tax",
        0.2,
    ),
    ("social security|pension|medicare|retirement|national insurance|401 k", 0.08),
    ("insurance|health insurance|union dues|garnishment|garnishments|loan repayment", 0.05),
    ("deductions|other deductions|deduction|withheld amount", 0.06),
    ("expenses|costs|reserve|holdback|rolling reserve", 0.08),
];
/// What is added to it.
const ADDED: &str = "adjustments|adjustment|bonus|bonuses|tips|reimbursement|reimbursements|\
     allowance|allowances|credits";
/// Words of numbers that say how much is taken, and take nothing.
const NO_AMOUNTS: &[&str] =
    &["percent", "rate", "fixed", "count", "number", "min", "max", "total", "per", "included"];

/// Makes net amounts what the columns beside them leave.
pub(super) fn fill(sheet: &mut Sheet<'_, '_, '_>) {
    for net in sheet.free() {
        let Some(of) = stem(&net.words, NET).filter(|_| net.class == Class::Decimal) else {
            continue;
        };
        if !is_vague(&of) && !matches!(of.as_slice(), [one] if is_pay(one)) {
            continue;
        }
        let Some(gross) = gross(sheet, net) else { continue };
        let taken: Vec<(&ColumnFacts<'_>, f64)> = parts(sheet, net, gross, taken_share);
        if taken.is_empty() {
            continue;
        }
        let added = parts(sheet, net, gross, |words| stem(words, ADDED).map(|rest| (rest, 0.02)));
        for (facts, most) in taken.iter().chain(&added) {
            small(sheet, facts, gross, *most);
        }
        let mut formula = needed(gross);
        for (facts, _) in &taken {
            formula = format!("{formula} - {}", read(facts));
        }
        for (facts, _) in &added {
            formula = format!("{formula} + {}", read(facts));
        }
        sheet.put(net, &formula, "what is left", format!("taken from {}", gross.name()));
    }
}

fn is_pay(word: &str) -> bool {
    matches!(word, "pay" | "salary" | "wage" | "wages" | "payout" | "sales" | "revenue" | "income")
}

fn gross<'s, 'a>(sheet: &Sheet<'_, 's, 'a>, net: &ColumnFacts<'_>) -> Option<&'s ColumnFacts<'a>> {
    let columns = || {
        sheet.draft.table.columns.iter().filter(|facts| {
            facts.class == net.class
                && sheet.is_readable(facts, net)
                && stem(&facts.words, NET).is_none()
                && (!facts.is_nullable() || net.is_nullable())
        })
    };
    GROSS.split('|').find_map(|phrase| {
        columns().find(|facts| {
            let rest = stem(&facts.words, phrase);
            rest.is_some_and(|rest| {
                is_vague(&rest) || matches!(rest.as_slice(), [one] if is_pay(one))
            }) && taken_share(&facts.words).is_none()
                && stem(&facts.words, ADDED).is_none()
        })
    })
}

/// The columns that a phrase says are taken or added, and the share that they are at most.
fn parts<'s, 'a>(
    sheet: &Sheet<'_, 's, 'a>,
    net: &ColumnFacts<'_>,
    gross: &ColumnFacts<'_>,
    told: impl Fn(&[String]) -> Option<(Vec<String>, f64)>,
) -> Vec<(&'s ColumnFacts<'a>, f64)> {
    let columns = sheet.draft.table.columns.iter();
    let columns = columns.filter(|facts| {
        facts.class == net.class && facts.name() != gross.name() && sheet.is_readable(facts, net)
    });
    columns
        .filter_map(|facts| {
            let (rest, most) = told(&facts.words)?;
            let amount = !facts.words.iter().any(|word| NO_AMOUNTS.contains(&word.as_str()));
            (amount && is_vague(&rest)).then_some((facts, most))
        })
        .collect()
}

fn taken_share(words: &[String]) -> Option<(Vec<String>, f64)> {
    TAKEN.iter().find_map(|(phrases, most)| Some((stem(words, phrases)?, *most)))
}

/// A small share of the gross amount, unless something else says what it is.
fn small(
    sheet: &mut Sheet<'_, '_, '_>,
    facts: &ColumnFacts<'_>,
    gross: &ColumnFacts<'_>,
    most: f64,
) {
    if !sheet.is_free(facts) || facts.domain.max.is_some() || !sheet.is_readable(gross, facts) {
        return;
    }
    let name = ident(gross.name());
    let share = |share: f64| Some(Bound::Expression { expression: format!("{name} * {share}") });
    let seldom = most == 0.06 || alike(&facts.words, &["adjustments".to_owned()]);
    let min = if seldom { Some(finish::bound(0.0)) } else { share(most / 4.0) };
    let number = NumberSource {
        distribution: Distribution::LogNormal { median: 5.0, sigma: 1.0 },
        min,
        max: share(most),
        scale: Some(facts.scale().unwrap_or(2).min(2)),
        ..NumberSource::default()
    };
    if let Some(plan) = sheet.draft.columns.get_mut(facts.name()) {
        plan.source = Source::Number(number);
        if gross.is_nullable() && facts.is_nullable() {
            plan.null_if = Some(format!("{name} IS NULL"));
        }
        let reason = format!("taken from {}", gross.name());
        sheet.draft.explain(facts.name(), "part of a number", reason);
    }
}
