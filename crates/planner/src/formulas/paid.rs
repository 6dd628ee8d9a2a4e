//! What has been paid of a total: all of it once the row has a day of payment, and nothing before.

use crate::draft::Draft;
use crate::formulas::expression;
use crate::names::ident;
use crate::survey::{ColumnFacts, KeyPart};
use seedbed_generate::plan::ColumnPlan;

const PAID: &str = "amount paid|paid amount|total paid|paid total|amount received";
const TOTAL: &str =
    "total due|total amount|total|grand total|amount due|invoice total|total *|amount";
const WHEN: &str = "paid at|paid on|paid date|date paid|paid|settled at|payment date|paid time";

/// Ties the amount paid to the total beside it.
pub(crate) fn fill(draft: &mut Draft<'_, '_>) {
    let table = draft.table;
    let number = |names: &str| {
        names.split('|').find_map(|name| {
            table.columns.iter().find(|facts| {
                let free = !facts.linked && !facts.is_computed() && facts.key == KeyPart::No;
                free && facts.class.is_number() && facts.is(name)
            })
        })
    };
    let when = table.columns.iter().find(|facts| facts.class.is_moment() && facts.is(WHEN));
    let (Some(paid), Some(when)) = (number(PAID), when.filter(|when| when.is_nullable())) else {
        return;
    };
    let Some(total) = number(TOTAL).filter(|total| fits(paid, total)) else { return };
    let formula =
        format!("CASE WHEN {} IS NULL THEN 0 ELSE {} END", ident(when.name()), ident(total.name()));
    let reason = format!("{} says whether {} is paid", when.name(), total.name());
    draft.columns.remove(paid.name());
    draft.claim(paid, ColumnPlan::new(expression(formula)), "paid so far", reason);
}

/// Whether the one is as free as the other.
fn fits(paid: &ColumnFacts<'_>, total: &ColumnFacts<'_>) -> bool {
    let nothing = paid.domain.contains(&seedbed_expr::Value::Int(0)) != Some(false);
    nothing
        && paid.name() != total.name()
        && paid.class == total.class
        && (paid.is_nullable() || !total.is_nullable())
}
