//! What is rented by the day costs its price for as many days.

use seedbed_generate::plan::{Bound, NumberSource, Source};

use super::{Sides, between};
use crate::formulas::expression;
use crate::names::{ident, path};
use crate::subject::Subject;
use crate::survey::{Class, ColumnFacts, KeyPart, Survey};

/// Prices of a day or a night.
const BY_THE_DAY: &str = "daily price|daily rate|price per day|rate per day|day rate|day price|\
     daily rental rate|daily rental price|rental price per day|price per night|nightly rate|\
     rate per night|nightly price|night rate|daily cost|cost per day";
/// What a rental costs in all.
const TOTALS: &str = "total price|total amount|total cost|rental cost|rental price|total|\
     booking total|rental total|total rental cost|amount total|total charge";
const STARTS: &str = "pickup date|pick up date|start date|start|starts at|check in|check in date|\
     rental date|rental start|from date|date from|rent date|pickup time|pickup at|start time|\
     rental start date|begin date";
const ENDS: &str = "dropoff date|drop off date|end date|end|ends at|check out|check out date|\
     return date|rental end|to date|date to|due date|dropoff at|end time|rental end date|\
     expected return date";

/// What is left as a deposit is a part of what there is to be paid.
fn deposits(sides: &mut Sides<'_, '_, '_>) {
    let amount = |facts: &ColumnFacts<'_>| {
        facts.class.is_number() && facts.key == KeyPart::No && !facts.linked
    };
    let booked = sides.draft.table.subject == Subject::Booking;
    let names = "deposit|deposit amount|advance|advance amount|advance payment|advance paid|\
         down payment|deposit paid|deposit required";
    let Some(deposit) = sides.named(names, amount).filter(|_| booked) else { return };
    let Some(total) = sides.named(TOTALS, amount) else { return };
    let Some(Source::Number(was)) = sides.source(deposit) else { return };
    let bounded = |bound: &Option<Bound>| matches!(bound, Some(Bound::Expression { .. }));
    if bounded(&was.max) || total.is_nullable() && !deposit.is_nullable() {
        return;
    }
    let name = ident(total.name());
    let source = between(was, format!("{name} * 0.1"), format!("{name} * 0.3"));
    let source = match source {
        Source::Number(number) => {
            Source::Number(NumberSource { step: Some(5.0), endings: Vec::new(), ..number })
        }
        other => other,
    };
    sides.make(deposit, source, "deposit", format!("{} is the whole", total.name()));
}

/// Makes the total of a rental that of its days.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>, survey: &Survey<'_>) {
    deposits(sides);
    let moment =
        |facts: &ColumnFacts<'_>| facts.class.is_moment() && facts.tick.is_none() && !facts.linked;
    let (Some(start), Some(end)) = (sides.named(STARTS, moment), sides.named(ENDS, moment)) else {
        return;
    };
    let money = |facts: &ColumnFacts<'_>| {
        facts.class == Class::Decimal && facts.key == KeyPart::No && !facts.linked
    };
    let Some(total) = sides.named(TOTALS, money) else { return };
    let plain = matches!(sides.source(total), Some(Source::Number(_)));
    let Some((price, nullable)) = price(sides, survey).filter(|_| plain) else { return };
    let unknown = nullable || start.is_nullable() || end.is_nullable();
    if unknown && !total.is_nullable() {
        return;
    }
    let day = |facts: &ColumnFacts<'_>| format!("cast({} as date)", ident(facts.name()));
    let days = format!("greatest({} - {}, 1)", day(end), day(start));
    let formula = format!("round({days} * {price}, {})", total.scale().unwrap_or(2));
    let reason = format!("{price} is the price of a day");
    sides.make(total, expression(formula), "price of a rental", reason);
    sides.spare(total, 0.0);
}

/// The price of a day, of the row or of what is rented, and whether it may be unknown.
fn price(sides: &Sides<'_, '_, '_>, survey: &Survey<'_>) -> Option<(String, bool)> {
    let of_money = |facts: &ColumnFacts<'_>| facts.class.is_number() && !facts.linked;
    if let Some(own) = sides.named(BY_THE_DAY, of_money) {
        return Some((ident(own.name()), own.is_nullable()));
    }
    let table = sides.draft.table;
    table.foreign_keys().find_map(|(_, key, id)| {
        let parent = survey.table(id);
        let before = survey.is_before(id, table.id);
        let price = BY_THE_DAY.split('|').filter(|_| before).find_map(|name| {
            parent.columns.iter().find(|facts| facts.is(name) && of_money(facts))
        })?;
        let optional = |name: &String| table.column(name).is_none_or(ColumnFacts::is_nullable);
        let nullable = price.is_nullable() || key.columns.iter().any(optional);
        Some((format!("{}.{}", path(table, key), ident(price.name())), nullable))
    })
}
