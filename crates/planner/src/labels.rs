//! Closed lists: enum types, CHECK (… IN …), and lists that comments give.

use seedbed_expr::Value;
use seedbed_generate::plan::{ChoiceSource, Scalar, Source};
use seedbed_schema::{DataType, Default};

use crate::comments;
use crate::draft::Draft;
use crate::finish;
use crate::names::literal;
use crate::recognise;
use crate::statuses::STATE;
use crate::survey::{Class, ColumnFacts};
use crate::tokens;

/// How much of the rows a label gets, by a word in it. Labels without one weigh
/// [`ORDINARY`].
const WEIGHTS: &[(&str, f64)] = &[
    (
        "card|credit card|completed|complete|delivered|active|paid|succeeded|success|captured|\
         published|approved|closed|done|resolved|accepted|fulfilled|confirmed|\
         finished|settled|verified|enabled|open|user|customer|member|standard|\
         basic|normal|in stock|available|regular|home|settled|sent|info|passed|pass|on sale|idle|\
         finaled|won|merged|stable|mild|routine|checked out|attended",
        40.0,
    ),
    (
        "shipped|in progress|processing|running|medium|shipping|in transit|\
         assigned|editor|personal|default|adult|single|married|authorized|billing|\
         employee|read",
        16.0,
    ),
    (
        "pending|draft|new|queued|waiting|created|low|trial|premium|scheduled|\
         submitted|placed|todo|unread|manager|backlog|packed|reserved|warning|\
         review|in review|reviewing|on hold|high|unverified",
        10.0,
    ),
    (
        "gift card|check|cheque|voucher|cash|crypto|inactive|archived|cancelled|\
         returned|refunded|expired|other|unknown|\
         enterprise|paused|overdue|rejected|declined|discontinued|invited|urgent|\
         partial|partially paid|partially refunded|on leave|serious|severe|out for delivery|critical|error|\
         moderator|hidden|unsubscribed|past due|maintenance|returning|exception",
        5.0,
    ),
    (
        "failed|deleted|void|voided|banned|suspended|blocked|lost|fraud|disputed|\
         chargeback|spam|terminated|admin|administrator|owner|superuser|error|\
         fatal|timeout|corrupt|abandoned|disabled|damaged|deceased|no show|number show",
        2.5,
    ),
];

/// What a kind weighs at least that is the column's default.
const USUAL: f64 = 45.0;

/// What a label without a known word weighs.
const ORDINARY: f64 = 12.0;

/// Vocabularies of kinds and states, by a word of the table's or column's name.
const VOCABULARIES: &[(&str, &str)] = &[
    ("order status", "order_status"),
    ("payment status", "payment_status"),
    ("shipment status", "shipment_status"),
    ("delivery status", "delivery_status"),
    ("booking status", "booking_status"),
    ("invoice status", "invoice_status"),
    ("ticket status", "ticket_status"),
    ("task status", "task_status"),
    ("subscription status", "subscription_status"),
    ("loan status", "loan_status"),
    ("lead status", "lead_status"),
    ("job status", "job_status"),
    ("project status", "project_status"),
    ("account status", "account_status"),
    ("claim status", "claim_status"),
    ("approval status", "approval_status"),
    ("employment status", "employment_status"),
    ("publication status", "publication_status"),
    ("payment method", "payment_method"),
    ("payment type", "payment_method"),
    ("shipping method", "shipping_method"),
    ("ship method", "shipping_method"),
    ("account type", "account_type"),
    ("device type", "device_type"),
    ("room type", "room_type"),
    ("property type", "property_type"),
    ("event type", "event_type"),
    ("transaction type", "transaction_type"),
    ("sensor type", "sensor_type"),
    ("insurance type", "insurance_type"),
    ("employment type", "employment_type"),
    ("order", "order_status"),
    ("payment", "payment_status"),
    ("shipment", "shipment_status"),
    ("delivery", "delivery_status"),
    ("booking", "booking_status"),
    ("reservation", "booking_status"),
    ("invoice", "invoice_status"),
    ("issue", "ticket_status"),
    ("ticket", "ticket_status"),
    ("task", "task_status"),
    ("project", "project_status"),
    ("post", "publication_status"),
    ("article", "publication_status"),
    ("subscription", "subscription_status"),
    ("job", "job_status"),
    ("run", "job_status"),
    ("claim", "claim_status"),
    ("loan", "loan_status"),
    ("user", "account_status"),
    ("customer", "account_status"),
    ("member", "account_status"),
    ("employee", "employment_status"),
    ("severity", "severity"),
    ("priority", "priority"),
    ("relationship", "relationship"),
    ("reason", "cancellation_reason"),
    ("status", "account_status"),
    ("state", "account_status"),
];

/// The vocabulary of a lookup table or a status column, by the words around it.
pub(crate) fn vocabulary_for(words: &str) -> Option<&'static str> {
    let about_state = ["status", "state", "stage", "phase"].iter().any(|word| words.contains(word));
    VOCABULARIES
        .iter()
        .find(|(key, vocabulary)| {
            let padded = format!(" {words} ");
            padded.contains(&format!(" {key} "))
                && (about_state || !vocabulary.ends_with("_status"))
        })
        .map(|(_, vocabulary)| *vocabulary)
}

/// Fills the columns whose values are a closed list.
pub(crate) fn fill(draft: &mut Draft<'_, '_>) {
    for facts in draft.open() {
        let Some((values, reason)) = labels(facts) else { continue };
        let source = recognise::spelled(draft.table, facts, &values).unwrap_or_else(|| {
            let weights = weights(facts, &values);
            Source::Choice(ChoiceSource { values, weights: Some(weights) })
        });
        let rate = if facts.column.default.is_some() { 0.0 } else { 0.05 };
        draft.claim(facts, finish::with_nulls(facts, source, rate), "closed list", reason);
    }
}

/// The values a column may hold, and what says so.
pub(crate) fn labels(facts: &ColumnFacts<'_>) -> Option<(Vec<Scalar>, &'static str)> {
    if matches!(facts.class, Class::Bool | Class::Json | Class::Array) || facts.class.is_moment() {
        return None;
    }
    if let Some(values) = &facts.domain.one_of {
        let values: Option<Vec<Scalar>> = values.iter().map(scalar).collect();
        return values
            .filter(|values| !values.is_empty())
            .map(|values| (values, "a CHECK lists them"));
    }
    if let DataType::Enum(labels) = &facts.column.data_type {
        let values = labels.labels.iter().map(|label| Scalar::from(label.as_str())).collect();
        return Some((values, "an enum type lists them"));
    }
    comments::listed(facts).map(|values| (values, "the comment lists them"))
}

/// One value of a closed list and what it stands for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Label {
    pub(crate) value: Scalar,
    pub(crate) text: String,
}

impl Label {
    /// The value as a formula writes it.
    pub(crate) fn literal(&self) -> String {
        match &self.value {
            Scalar::Int(number) => number.to_string(),
            _ => literal(&self.text),
        }
    }
}

impl From<String> for Label {
    fn from(text: String) -> Self {
        Self { value: Scalar::Text(text.clone()), text }
    }
}

/// A column's closed list with what its values stand for: texts for themselves, numbers for what
/// the comment says of them.
pub(crate) fn named(facts: &ColumnFacts<'_>) -> Vec<Label> {
    let Some((values, _)) = labels(facts) else { return Vec::new() };
    let told = match facts.class {
        Class::Int => facts.column.comment.as_deref().map(comments::explained).unwrap_or_default(),
        _ => Vec::new(),
    };
    let label = |value: Scalar| match &value {
        Scalar::Text(text) => Some(Label::from(text.clone())),
        Scalar::Int(number) => {
            let (_, text) = told.iter().find(|(known, _)| known == number)?;
            Some(Label { text: text.clone(), value })
        }
        _ => None,
    };
    values.into_iter().filter_map(label).collect()
}

/// A column's closed list as texts.
pub(crate) fn texts(facts: &ColumnFacts<'_>) -> Vec<String> {
    let is_text = |label: &Label| matches!(label.value, Scalar::Text(_));
    named(facts).into_iter().filter(is_text).map(|label| label.text).collect()
}

fn scalar(value: &Value) -> Option<Scalar> {
    Some(match value {
        Value::Text(text) => Scalar::Text(text.clone()),
        Value::Int(number) => Scalar::Int(*number),
        Value::Bool(truth) => Scalar::Bool(*truth),
        Value::Decimal(_) | Value::Float(_) => finish::scalar(finish::number(value)?),
        _ => return None,
    })
}

fn weights(facts: &ColumnFacts<'_>, values: &[Scalar]) -> Vec<f64> {
    let by_default = match &facts.column.default {
        Some(Default::Expr(seedbed_expr::Expr::Literal(value))) => scalar(value),
        _ => None,
    };
    let told = named(facts);
    let texts: Vec<String> = told.iter().map(|label| label.text.clone()).collect();
    let kept = "marital status|civil status|residency status|citizenship status|filing status|\
         smoking status|immigration status|visa status|tax status|* marital status";
    let moves = !facts.is(kept) && facts.is(STATE)
        || facts.is("result|* result|outcome|* outcome|phase|* phase");
    let ranked = values.iter().enumerate().map(|(rank, value)| match value {
        Scalar::Text(label) => {
            let weight = weight_in(label, &texts);
            let usual = !moves && Some(value) == by_default.as_ref();
            if usual { weight.max(USUAL) } else { weight }
        }
        // What numbers stand for says how common they are where it is a state; kinds are listed
        // with the usual ones first.
        Scalar::Int(_) => match told.iter().find(|label| label.value == *value) {
            Some(label) if moves => weight_in(&label.text, &texts),
            _ if Some(value) == by_default.as_ref() => 60.0,
            _ => finish::round(30.0 / (rank as f64 + 1.0)),
        },
        _ if Some(value) == by_default.as_ref() => 30.0,
        _ => ORDINARY,
    });
    ranked.collect()
}

/// What a label weighs beside others: what is on the way weighs less where things also arrive.
pub(crate) fn weight_in(label: &str, all: &[String]) -> f64 {
    let is = |label: &str, names: &str| tokens::matches(names, &tokens::words(label)).is_some();
    let arrives = "delivered|completed|complete|closed|done|fulfilled|resolved|finished";
    let passes = "paid|confirmed|approved|accepted|open|active|sent|in progress|shipped|\
         assigned|published|captured|verified";
    let passing = is(label, passes) && all.iter().any(|other| is(other, arrives));
    let weight = label_weight(label);
    if passing { weight.min(14.0) } else { weight }
}

fn label_weight(label: &str) -> f64 {
    let words = tokens::words(label);
    WEIGHTS
        .iter()
        .find(|(patterns, _)| tokens::matches(patterns, &words).is_some())
        .map_or(ORDINARY, |(_, weight)| *weight)
}

/// The vocabularies of kinds and states.
#[cfg(test)]
pub(crate) fn vocabularies() -> impl Iterator<Item = &'static str> {
    VOCABULARIES.iter().map(|(_, vocabulary)| *vocabulary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_states_outweigh_failures() {
        for (usual, rare) in [("completed", "failed"), ("active", "suspended"), ("paid", "VOID")] {
            assert!(label_weight(usual) > 5.0 * label_weight(rare), "{usual}, {rare}");
        }
    }

    #[test]
    fn a_status_list_is_found_by_what_it_is_the_status_of() {
        let cases = [
            ("order status", Some("order_status")),
            ("ticket priority", Some("priority")),
            ("payment method", Some("payment_method")),
            ("order type", None),
        ];
        for (words, expected) in cases {
            assert_eq!(vocabulary_for(words), expected, "{words}");
        }
    }
}
