//! States that agree with age and with the parent's state: an order of last year is not still
//! pending, and a parcel of a pending order is not delivered.

use seedbed_expr::Kind;
use seedbed_generate::plan::{Case, ChoiceSource, ConditionalSource, Source};

use crate::draft::Draft;
use crate::labels::{self, Label};
use crate::names::{ident, literal, path};
use crate::subject::Subject as S;
use crate::survey::{ColumnFacts, Survey, TableFacts};
use crate::time::{self, Today};
use crate::tokens;

/// Columns that hold a state.
pub(crate) const STATE: &str = "status|* status|state|* state|stage|status code";

/// How far a thing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Waiting,
    Paid,
    Moving,
    Done,
    Stopped,
    Back,
}

use Phase::{Back, Done, Moving, Paid, Stopped, Waiting};

/// States of orders, invoices and bookings.
const PHASES: &[(Phase, &str)] = &[
    (
        Waiting,
        "pending|new|draft|placed|created|queued|open|unpaid|requested|submitted|\
         awaiting *|on hold|quote|issued|sent|overdue|scheduled|todo|backlog",
    ),
    (
        Paid,
        "paid|confirmed|processing|packed|approved|accepted|in progress|preparing|\
         authorized|ready|ready *|partially *|active|assigned|running|started|\
         in review|review|checked in|blocked|reserved|booked|planned|upcoming",
    ),
    (Moving, "shipped|in transit|out for delivery|dispatched|on the way"),
    (
        Done,
        "delivered|completed|complete|fulfilled|closed|done|finished|checked out|\
         resolved|settled|captured|succeeded|merged|received",
    ),
    (
        Stopped,
        "cancelled|failed|declined|void|voided|rejected|expired|lost|abandoned|no show|\
         number show|wont fix",
    ),
    (Back, "refunded|returned|partially refunded|returning"),
];

/// For a part of a whole: what it is in when the whole is in a phase, the best first.
const FOLLOWED: &[(S, &[(Phase, &str)])] = &[
    (
        S::Payment,
        &[
            (Waiting, "pending|authorized|initiated|created|new|unpaid|open|processing"),
            (
                Paid,
                "captured|paid|completed|succeeded|success|settled|complete|approved|\
         successful|confirmed",
            ),
            (
                Moving,
                "captured|paid|completed|succeeded|success|settled|complete|approved|\
         successful|confirmed",
            ),
            (
                Done,
                "captured|paid|completed|succeeded|success|settled|complete|approved|\
         successful|confirmed",
            ),
            (Stopped, "voided|void|cancelled|failed|declined|refunded"),
            (Back, "refunded|partially refunded|returned|reversed"),
        ],
    ),
    (
        S::Shipment,
        &[
            (
                Waiting,
                "pending|preparing|created|new|packed|processing|label created|ready|open|\
         queued|scheduled",
            ),
            (
                Paid,
                "preparing|packed|processing|pending|label created|ready|created|new|open|\
         queued|scheduled",
            ),
            (Moving, "in transit|shipped|out for delivery|dispatched|sent|on the way"),
            (Done, "delivered|completed|complete|received|done"),
            (Stopped, "cancelled|preparing|pending|created|new|packed|failed|lost|returned"),
            (Back, "returned|returning|delivered"),
        ],
    ),
];

fn phase(label: &str) -> Option<Phase> {
    let words = tokens::words(label);
    PHASES
        .iter()
        .find(|(_, names)| tokens::matches(names, &words).is_some())
        .map(|(phase, _)| *phase)
}

/// Fills the state of a table's rows, where it is a closed list.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, survey: &Survey<'_>, today: Today) {
    let table = draft.table;
    let state = table
        .columns
        .iter()
        .find(|facts| draft.is_open(facts) && facts.is(STATE) && !labels::named(facts).is_empty());
    let Some(state) = state else { return };
    if let Some((source, parent)) = by_parent(survey, table, state) {
        draft.fill(state, source, "state", format!("{parent} has a state too"));
    } else if let Some((source, since)) = by_age(table, state, today) {
        draft.fill(state, source, "state", format!("{since} says how old the row is"));
    }
    beside(draft, state);
}

/// How far payment and delivery have come goes with how far the row has: what is delivered is paid.
fn beside(draft: &mut Draft<'_, '_>, state: &ColumnFacts<'_>) {
    const MATTERS: &[(S, &str)] = &[
        (S::Payment, "payment status|payment state"),
        (
            S::Shipment,
            "shipping status|shipment status|delivery status|fulfillment status|\
             fulfilment status|shipping state",
        ),
    ];
    let table = draft.table;
    let whole = matches!(table.subject, S::Order | S::Invoice | S::Booking);
    if !whole || !state.is("status|state|order status|booking status") || state.is_nullable() {
        return;
    }
    for other in draft.open() {
        let Some((part, _)) = MATTERS.iter().find(|(_, names)| other.is(names)) else { continue };
        if other.name() == state.name() || labels::named(other).is_empty() {
            continue;
        }
        if let Some(source) = following(*part, other, state, &ident(state.name())) {
            let reason = format!("{} stands beside it", state.name());
            draft.fill(other, Source::Conditional(source), "state", reason);
        }
    }
}

/// The state that goes with the state of the row's whole.
fn by_parent(
    survey: &Survey<'_>,
    table: &TableFacts<'_>,
    state: &ColumnFacts<'_>,
) -> Option<(Source, String)> {
    table.foreign_keys().find_map(|(_, key, id)| {
        let parent = survey.table(id);
        let whole = matches!(parent.subject, S::Order | S::Invoice | S::Booking);
        let other = parent.columns.iter().find(|facts| {
            whole && survey.is_before(id, table.id) && facts.is(STATE) && !facts.linked
        })?;
        let column = format!("{}.{}", path(table, key), ident(other.name()));
        let source = following(table.subject, state, other, &column)?;
        Some((Source::Conditional(source), parent.plan_name()))
    })
}

/// The state of a part that goes with the state `other` of its whole, which formulas read as
/// `column`.
fn following(
    part: S,
    state: &ColumnFacts<'_>,
    other: &ColumnFacts<'_>,
    column: &str,
) -> Option<ConditionalSource> {
    let (_, followed) = FOLLOWED.iter().find(|(subject, _)| *subject == part)?;
    let own = labels::named(state);
    let mut cases: Vec<Case> = Vec::new();
    for (at, names) in *followed {
        let parents: Vec<String> = labels::named(other)
            .iter()
            .filter(|label| phase(&label.text) == Some(*at))
            .map(Label::literal)
            .collect();
        let label = names
            .split('|')
            .find_map(|name| own.iter().find(|label| tokens::words(&label.text).join(" ") == name));
        if let (false, Some(label)) = (parents.is_empty(), label) {
            let when = format!("{column} IN ({})", parents.join(", "));
            cases.push(Case { when, then: choice(&[(label, 1.0)]) });
        }
    }
    let texts: Vec<String> = own.iter().map(|label| label.text.clone()).collect();
    let all: Vec<(&Label, f64)> =
        own.iter().map(|label| (label, labels::weight_in(&label.text, &texts))).collect();
    let source = ConditionalSource { cases, otherwise: Some(Box::new(choice(&all))) };
    (source.cases.len() >= 2).then_some(source)
}

/// Recent rows are in any state, older ones have come to an end.
fn by_age(
    table: &TableFacts<'_>,
    state: &ColumnFacts<'_>,
    today: Today,
) -> Option<(Source, String)> {
    let moves = matches!(
        table.subject,
        S::Order
            | S::Shipment
            | S::Payment
            | S::Booking
            | S::Visit
            | S::Ticket
            | S::Task
            | S::Invoice
    );
    // What is NULL now and then is taken for old.
    let since = time::anchor(table)
        .filter(|since| moves && (!since.is_nullable() || time::is_creation(since)))?;
    let own = labels::named(state);
    let texts: Vec<String> = own.iter().map(|label| label.text.clone()).collect();
    let ended = |label: &Label| matches!(phase(&label.text), Some(Done | Stopped | Back));
    // What was lent comes to its end when it is returned.
    let good = |label: &Label| match phase(&label.text) {
        Some(Done) => true,
        Some(Back) => tokens::words(&label.text) == ["returned"],
        _ => false,
    };
    if !own.iter().any(good) || own.iter().all(|label| phase(&label.text).is_none() || ended(label))
    {
        return None;
    }
    let weight = |label: &Label| labels::weight_in(&label.text, &texts);
    let recent: Vec<(&Label, f64)> =
        own.iter().map(|label| (label, weight(label).min(16.0))).collect();
    // Work can lie around for long; goods and money don't.
    let left_over = if matches!(table.subject, S::Ticket | S::Task) { 0.3 } else { 0.0 };
    let old: Vec<(&Label, f64)> = own
        .iter()
        .map(|label| (label, weight(label) * if ended(label) { 1.0 } else { left_over }))
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    let border = match since.column.data_type.kind() {
        Kind::Int => format!("{:.0}", today.seconds(-1) * time::per_second(since)),
        _ => literal(&today.date(-1)),
    };
    let when = format!("{} >= {border}", ident(since.name()));
    let source = ConditionalSource {
        cases: vec![Case { when, then: choice(&recent) }],
        otherwise: Some(Box::new(choice(&old))),
    };
    Some((Source::Conditional(source), since.name().to_owned()))
}

fn choice(labels: &[(&Label, f64)]) -> Source {
    Source::Choice(ChoiceSource {
        values: labels.iter().map(|(label, _)| label.value.clone()).collect(),
        weights: (labels.len() > 1)
            .then(|| labels.iter().map(|(_, weight)| crate::finish::round(*weight)).collect()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_phases() {
        let cases = [
            ("pending", Some(Waiting)),
            ("in_transit", Some(Moving)),
            ("DELIVERED", Some(Done)),
            ("Canceled", Some(Stopped)),
            ("partially_refunded", Some(Paid)),
            ("blue", None),
        ];
        for (label, expected) in cases {
            assert_eq!(phase(label), expected, "{label}");
        }
    }
}
