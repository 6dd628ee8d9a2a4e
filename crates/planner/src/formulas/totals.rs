//! Amounts that add up: lines, headers over lines, payments of headers, counts of children.

use seedbed_generate::plan::{Case, ChoiceSource, ColumnPlan, ConditionalSource, Scalar, Source};

use super::uses::is_checked;
use super::{Owners, QUANTITY, expression, followed, summaries};
use crate::draft::Draft;
use crate::finish;
use crate::names::{ident, path};
use crate::recognise::{Field, is_fraction};
use crate::subject::Subject as S;
use crate::survey::{ColumnFacts, Survey, TableFacts};
use crate::tokens;

const UNIT_PRICE: &str = "unit price|price|price each|item price|unit amount|price per unit|\
         unit cost|* unit price|rate";
const LINE_TOTAL: &str = "line total|line amount|total|subtotal|sub total|extended price|\
     total price|\
     extended amount|row total|item total|total amount|amount|net amount|price total|* line total";
const DISCOUNT: &str = "discount|discount amount|discount percent|discount rate|discount total|\
     unit price discount|total discount|* discount|discount pct|remise|rabatt|descuento|sconto|\
     desconto|skonto|total discounts";
const SUBTOTAL: &str = "subtotal|sub total|items total|net amount|net total|net|goods total|\
     merchandise total|items amount|item total|sub total amount|amount untaxed|netto|neto|\
     total ht|montant ht|ht|base imponible|imponibile|base fare|base price|base amount|net fare|\
     room total|base rent";
const GRAND_TOTAL: &str = "total|total amount|grand total|order total|amount total|total price|\
     total due|invoice total|total cost|gross amount|gross total|amount|amount due|total value|\
     total paid|total cents|order amount|* grand total|brutto|total ttc|montant ttc|ttc|\
     importe total|importe|amount total|* total|total *";
const TAX: &str = "tax|tax amount|vat amount|tax total|total tax|sales tax|vat|tax amt|amount tax|\
     taxes|total taxes|mwst|ust|tva|montant tva|iva|igv|gst|steuer|btw|moms";
const TAX_RATE: &str = "tax rate|vat rate|tax percent|vat percent|mwst satz|mwst percent|tva tx|\
     taux tva|tipo iva|iva percent|aliquota|gst rate|tax rate 1";
const SHIPPING: &str = "shipping|shipping cost|shipping fee|freight|shipping amount|delivery fee|\
     shipping total|delivery cost|shipping price|postage";
const EXTRA: &str = "tip|tip amount|handling fee|service fee|surcharge|surcharges|booking fee|\
     cleaning fee|processing fee|convenience fee|gratuity|surcharge amount|airport fee|resort fee";
const PAID_AMOUNT: &str = "amount|payment amount|paid amount|amount paid|total|total amount|value|\
     charge amount|total paid";
const SPENT: &str = "total spent|lifetime value|total spend|lifetime spend|total purchases|\
     total revenue|order total|total ordered";

/// Fills the amounts of a table.
pub(super) fn fill(draft: &mut Draft<'_, '_>, survey: &Survey<'_>, owners: &Owners<'_>) {
    line_total(draft);
    let lines = children(survey, owners, draft.table)
        .find_map(|child| line_amount(child).map(|amount| (child, amount)));
    header(draft, lines.as_ref().map(|(child, amount)| (*child, amount.as_str())));
    paid_amount(draft, survey);
    for facts in draft.open() {
        count(draft, survey, owners, facts);
        spent(draft, survey, owners, facts);
    }
}

/// The tables whose rows are parts of this table's.
pub(super) fn children<'t, 'a>(
    survey: &'t Survey<'a>,
    owners: &'t Owners<'_>,
    table: &'t TableFacts<'a>,
) -> impl Iterator<Item = &'t TableFacts<'a>> {
    survey.tables.iter().filter(move |child| {
        let owner = owners.get(&child.id).and_then(|at| child.parents[*at]);
        owner == Some(table.id)
    })
}

/// A number column that a formula may fill or read.
fn amount<'t, 'a>(table: &'t TableFacts<'a>, patterns: &str) -> Option<&'t ColumnFacts<'a>> {
    patterns.split('|').find_map(|pattern| {
        table.columns.iter().find(|facts| {
            facts.class.is_number()
                && !facts.linked
                && facts.key == crate::survey::KeyPart::No
                && facts.is(pattern)
        })
    })
}

/// Quantity times price, less the discount, rounded to the digits of `facts`.
fn product(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> Option<String> {
    let quantity = amount(table, QUANTITY)?;
    let price = amount(table, UNIT_PRICE).filter(|price| price.name() != facts.name())?;
    let gross = format!("{} * {}", ident(quantity.name()), ident(price.name()));
    let Some(discount) = amount(table, DISCOUNT).filter(|found| found.name() != facts.name())
    else {
        return Some(gross);
    };
    let name = or_zero(discount);
    Some(if is_fraction(Field { table, facts: discount }) {
        rounded(facts, &format!("{gross} * (1 - {name})"))
    } else if is_percentage(discount) {
        rounded(facts, &format!("{gross} * (1 - {name} / 100.0)"))
    } else {
        format!("{gross} - {name}")
    })
}

pub(super) fn rounded(facts: &ColumnFacts<'_>, formula: &str) -> String {
    let digits =
        if facts.class == crate::survey::Class::Int { 0 } else { facts.scale().unwrap_or(2) };
    format!("round({formula}, {digits})")
}

pub(super) fn or_zero(facts: &ColumnFacts<'_>) -> String {
    let name = ident(facts.name());
    if facts.is_nullable() { format!("coalesce({name}, 0)") } else { name }
}

fn line_total(draft: &mut Draft<'_, '_>) {
    let table = draft.table;
    let Some(total) = amount(table, LINE_TOTAL).filter(|total| draft.is_open(total)) else {
        return;
    };
    discount_of_line(draft);
    if let Some(formula) = product(table, total) {
        let reason = "quantity and price stand beside it";
        draft.fill(total, expression(formula), "line total", reason);
    }
}

/// A discount in money must not exceed what it is taken from.
fn discount_of_line(draft: &mut Draft<'_, '_>) {
    let table = draft.table;
    let (Some(quantity), Some(price)) = (amount(table, QUANTITY), amount(table, UNIT_PRICE)) else {
        return;
    };
    let gross = format!("{} * {}", ident(quantity.name()), ident(price.name()));
    money_discount(draft, &gross);
}

/// Mostly nothing; where there is enough to take from, a small round amount.
fn money_discount(draft: &mut Draft<'_, '_>, gross: &str) {
    let table = draft.table;
    let Some(discount) = amount(table, DISCOUNT).filter(|facts| draft.is_open(facts)) else {
        return;
    };
    let relative = is_fraction(Field { table, facts: discount })
        || is_percentage(discount)
        || discount.is("* rate");
    if relative {
        return;
    }
    let choice = Source::Choice(ChoiceSource {
        values: [0, 5, 10, 15].into_iter().map(Scalar::Int).collect(),
        weights: Some(vec![70.0, 14.0, 11.0, 5.0]),
    });
    let zero = Source::Choice(ChoiceSource { values: vec![Scalar::Int(0)], weights: None });
    let source = Source::Conditional(ConditionalSource {
        cases: vec![Case { when: format!("{gross} >= 50"), then: choice }],
        otherwise: Some(Box::new(zero)),
    });
    draft.fill(discount, source, "discount", "small beside what it is taken from");
}

/// What one row of a table of lines is worth, as a formula over it.
fn line_amount(child: &TableFacts<'_>) -> Option<String> {
    if child.subject != S::Line && amount(child, QUANTITY).is_none() {
        return None;
    }
    let quantity = amount(child, QUANTITY);
    let price = amount(child, UNIT_PRICE);
    let name = ident(&child.table.name.name);
    let total = amount(child, LINE_TOTAL);
    match (total, quantity, price) {
        (Some(total), ..) => Some(format!("{name}.{}", ident(total.name()))),
        (None, Some(quantity), Some(price)) => {
            Some(format!("{name}.{} * {name}.{}", ident(quantity.name()), ident(price.name())))
        }
        _ => None,
    }
}

/// Subtotal, tax and total of a table that has lines, or both a subtotal and a total.
fn header(draft: &mut Draft<'_, '_>, lines: Option<(&TableFacts<'_>, &str)>) {
    let table = draft.table;
    let headed =
        matches!(table.subject, S::Order | S::Invoice | S::Booking | S::Shipment | S::Recipe);
    let subtotal = amount(table, SUBTOTAL);
    let total = amount(table, GRAND_TOTAL).filter(|total| {
        subtotal.is_none_or(|subtotal| subtotal.name() != total.name())
            && !total.is(TAX)
            && !total.is(SHIPPING)
            && !total.is(DISCOUNT)
            && !total.is(QUANTITY)
    });
    let free = |facts: &ColumnFacts<'_>| !is_checked(table, facts.name());
    let taxed = total.is_some_and(free) && amount(table, TAX).is_some_and(free);
    if lines.is_none() && !((headed || taxed) && subtotal.is_some()) {
        return;
    }
    let sum = lines.map(|(child, amount)| (child, format!("coalesce(sum({amount}), 0)")));
    let base = match (subtotal, &sum) {
        (Some(subtotal), sum) => {
            if let Some((child, sum)) = sum.as_ref().filter(|_| draft.is_open(subtotal)) {
                let reason = format!("{} are its parts", child.plan_name());
                draft.fill(subtotal, expression(sum), "sum of lines", reason);
            }
            ident(subtotal.name())
        }
        (None, Some((_, sum))) => sum.clone(),
        (None, None) => return,
    };
    money_discount(draft, &base);
    shipping(draft, &base);
    tax(draft, &base);
    let Some(total) = total.filter(|total| draft.is_open(total)) else { return };
    let formula = with_extras(table, total, &base);
    let reason = match &sum {
        Some((child, _)) => format!("{} are its parts", child.plan_name()),
        None => "its parts stand beside it".to_owned(),
    };
    draft.fill(total, expression(formula), "total", reason);
}

/// The base with everything that is added to it or taken from it.
fn with_extras(table: &TableFacts<'_>, total: &ColumnFacts<'_>, base: &str) -> String {
    let other = |facts: &&ColumnFacts<'_>| facts.name() != total.name();
    let tax = amount(table, TAX).filter(other);
    let mut formula = match tax.or_else(|| amount(table, TAX_RATE).filter(other)) {
        Some(rate) if tax.is_none() || is_percentage(rate) => {
            rounded(total, &format!("({base}) * (1 + {})", share(table, rate)))
        }
        Some(tax) => format!("{base} + {}", or_zero(tax)),
        None => base.to_owned(),
    };
    let shipping = amount(table, SHIPPING).filter(other);
    let extras = table.columns.iter().filter(|facts| {
        facts.class.is_number()
            && !facts.linked
            && facts.key == crate::survey::KeyPart::No
            && facts.is(EXTRA)
            && other(facts)
    });
    for extra in shipping.into_iter().chain(extras) {
        formula = format!("{formula} + {}", or_zero(extra));
    }
    match amount(table, DISCOUNT).filter(other) {
        Some(discount) if is_fraction(Field { table, facts: discount }) => {
            rounded(total, &format!("({formula}) * (1 - {})", or_zero(discount)))
        }
        Some(discount) if is_percentage(discount) => {
            rounded(total, &format!("({formula}) * (1 - {} / 100.0)", or_zero(discount)))
        }
        Some(discount) => format!("{formula} - {}", or_zero(discount)),
        None => formula,
    }
}

/// Free from some amount on, else one of a few prices.
fn shipping(draft: &mut Draft<'_, '_>, base: &str) {
    let table = draft.table;
    let Some(fee) = amount(table, SHIPPING).filter(|fee| draft.is_open(fee)) else { return };
    if fee.class != crate::survey::Class::Decimal || fee.scale().is_some_and(|scale| scale < 2) {
        return;
    }
    let nothing = Source::Choice(ChoiceSource { values: vec![Scalar::Int(0)], weights: None });
    let prices = Source::Choice(ChoiceSource {
        values: [4.99, 6.99, 9.99].into_iter().map(Scalar::Float).collect(),
        weights: Some(vec![60.0, 25.0, 15.0]),
    });
    let source = Source::Conditional(ConditionalSource {
        cases: vec![Case { when: format!("{base} >= 100"), then: nothing }],
        otherwise: Some(Box::new(prices)),
    });
    draft.fill(fee, source, "shipping cost", "free for large amounts");
}

fn tax(draft: &mut Draft<'_, '_>, base: &str) {
    let table = draft.table;
    let is_amount = |tax: &&ColumnFacts<'_>| draft.is_open(tax) && !is_percentage(tax);
    let Some(tax) = amount(table, TAX).filter(is_amount) else { return };
    let rate = amount(table, TAX_RATE).map_or_else(|| "0.08".to_owned(), |rate| share(table, rate));
    let formula = rounded(tax, &format!("({base}) * {rate}"));
    draft.fill(tax, expression(formula), "tax", "a share of the subtotal");
}

/// What a percentage takes of one.
pub(super) fn share(table: &TableFacts<'_>, rate: &ColumnFacts<'_>) -> String {
    if is_fraction(Field { table, facts: rate }) {
        or_zero(rate)
    } else {
        format!("{} / 100.0", or_zero(rate))
    }
}

/// Whether a column that may be an amount holds a percentage: it, its type or its comment is called
/// so, or it can't hold more than a hundred.
pub(super) fn is_percentage(facts: &ColumnFacts<'_>) -> bool {
    const CALLED: &[&str] = &["percent", "percentage", "pct", "rate"];
    let declared = tokens::words(&facts.column.declared_type);
    let most = facts.domain.max.as_ref().and_then(|limit| finish::number(&limit.value));
    facts.is("* percent|percent *|* pct")
        || declared.iter().any(|word| CALLED.contains(&word.as_str()))
        || facts.comment().contains("percent")
        || most.is_some_and(|most| most <= 100.0)
}

/// A payment pays what it is for.
fn paid_amount(draft: &mut Draft<'_, '_>, survey: &Survey<'_>) {
    let table = draft.table;
    let partial = table.words.iter().any(|word| word == "refund" || word == "fee");
    if !matches!(table.subject, S::Payment | S::Invoice) || partial {
        return;
    }
    let Some(paid) = amount(table, PAID_AMOUNT).filter(|paid| draft.is_open(paid)) else { return };
    let found = followed(survey, table).find_map(|(key, parent)| {
        let headed = matches!(parent.subject, S::Order | S::Invoice | S::Booking);
        let total =
            amount(parent, GRAND_TOTAL).filter(|total| headed && total.class == paid.class)?;
        let formula = format!("{}.{}", path(table, key), ident(total.name()));
        (!total.is_nullable()).then(|| (formula, parent.plan_name()))
    });
    if let Some((formula, parent)) = found {
        draft.fill(paid, expression(formula), "amount due", format!("{parent} has a total"));
    }
}

/// Whether a parent has a column that sums or counts rows of `child`.
pub(crate) fn wants_sum(parent: &TableFacts<'_>, child: &TableFacts<'_>) -> bool {
    let open =
        |facts: &&ColumnFacts<'_>| facts.class.is_number() && !facts.linked && !facts.is_computed();
    let moments = parent.columns.iter().filter(|facts| facts.class.is_moment());
    parent.columns.iter().filter(open).chain(moments).any(|facts| {
        counts(facts, child)
            || summaries::formula(facts, child).is_some()
            || (child.subject == S::Order && facts.is(SPENT))
            || (child.subject == S::Review && facts.is("average rating|rating average|avg rating"))
            || (line_amount(child).is_some() && facts.is(SUBTOTAL))
    })
}

/// Whether a column counts a table's rows: `review_count`, `num_reviews`.
fn counts(facts: &ColumnFacts<'_>, child: &TableFacts<'_>) -> bool {
    let counted = facts
        .capture("total * count|* count")
        .or_else(|| facts.capture("num *|number of *|count of *|number *|nb *|total *"))
        .filter(|_| facts.class == crate::survey::Class::Int);
    counted.is_some_and(|words| {
        let words: Vec<String> = words.iter().map(|word| tokens::singular(word)).collect();
        words == child.words || child.words.last().is_some_and(|head| words == [head.clone()])
    })
}

fn count(
    draft: &mut Draft<'_, '_>,
    survey: &Survey<'_>,
    owners: &Owners<'_>,
    facts: &ColumnFacts<'_>,
) {
    if facts.class != crate::survey::Class::Int {
        return;
    }
    let found = children(survey, owners, draft.table).find(|child| counts(facts, child));
    if let Some(child) = found {
        let formula = format!("count({}.*)", ident(&child.table.name.name));
        draft.fill(
            facts,
            expression(formula),
            "count",
            format!("{} are its parts", child.plan_name()),
        );
    }
}

/// What a customer has spent, and what reviewers think on average.
fn spent(
    draft: &mut Draft<'_, '_>,
    survey: &Survey<'_>,
    owners: &Owners<'_>,
    facts: &ColumnFacts<'_>,
) {
    if !facts.class.is_number() || !draft.is_open(facts) {
        return;
    }
    for child in children(survey, owners, draft.table) {
        let name = ident(&child.table.name.name);
        let formula = match child.subject {
            S::Order if facts.is(SPENT) => amount(child, GRAND_TOTAL)
                .map(|total| format!("coalesce(sum({name}.{}), 0)", ident(total.name()))),
            S::Review if facts.is("average rating|rating average|avg rating") => {
                amount(child, "rating|stars|score")
                    .map(|rating| rounded(facts, &format!("avg({name}.{})", ident(rating.name()))))
                    .map(
                        |mean| {
                            if facts.is_nullable() { mean } else { format!("coalesce({mean}, 0)") }
                        },
                    )
            }
            _ => None,
        };
        if let Some(formula) = formula {
            let plan = ColumnPlan::new(expression(formula));
            draft.claim(
                facts,
                plan,
                "sum of children",
                format!("{} are its parts", child.plan_name()),
            );
            return;
        }
    }
}
