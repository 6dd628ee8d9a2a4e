//! Subscriptions, what they are used for, and their bills.

use seedbed_generate::plan::{
    ChoiceSource, Distribution, NumberSource, PatternSource, Scalar, Source,
};

use super::{FRACTION, Field, Make, NUMBER, Rule, TEXT, WHOLE, money, rule};
use crate::finish::bounded;
use crate::subject::Subject as S;
use crate::tokens;

pub(super) const RULES: &[Rule] = &[
    rule(
        "identifier at a payment provider",
        "stripe * id|stripe id|* stripe id|stripe *",
        TEXT,
        Make::With(stripe),
    )
    .nulls(0.2),
    rule(
        "meter",
        "meter name|meter|metric name|metric|usage type|dimension|meter slug|meter code",
        TEXT,
        Make::Words(
            "api_calls|storage_gb|bandwidth_gb|compute_minutes|emails_sent|sms_sent|active_users|\
             build_minutes|documents_signed|events_ingested",
        ),
    )
    .of("usage meter billing metering consumption"),
    rule(
        "unit of a meter",
        "unit label|unit name|unit|units|unit type",
        TEXT,
        Make::Words("calls|GB|minutes|messages|users|events|requests|documents"),
    )
    .of("usage meter billing metering consumption"),
    rule("price of one more", "overage *|* overage|overage", NUMBER, money(0.08, 0.6, 0.0)),
    rule(
        "seats included",
        "included seats|seats included|included users|included licenses",
        WHOLE,
        Make::Ints(&[
            (1, 25.0),
            (3, 18.0),
            (5, 22.0),
            (10, 18.0),
            (25, 10.0),
            (50, 5.0),
            (100, 2.0),
        ]),
    ),
    rule(
        "why a subscription ended",
        "cancel reason|cancellation reason|churn reason|reason for cancellation|reason",
        TEXT,
        Make::Words(
            "Too expensive|Missing features|Switched to a competitor|No longer needed|\
             Budget was cut|Unhappy with support|Company closed|Too complicated|\
             Merged with another account",
        ),
    )
    .of("subscription membership plan tenant organization account")
    .beside("cancelled at|cancelled on|cancel at|churned at|status|state|ended at")
    .nulls(0.7),
    rule("value added tax", VAT, FRACTION, Make::With(vat)),
    rule("value added tax", VAT, WHOLE, Make::With(vat)),
    rule(
        "document to download",
        "pdf url|* pdf url|pdf|* pdf|invoice pdf|receipt url|* receipt url|document url|\
         * document url|contract url|report url|invoice url|pdf link|statement url",
        TEXT,
        Make::Pattern("https://files\\.example\\.com/[0-9a-f]{12}\\.pdf"),
    )
    .nulls(0.1),
    rule(
        "note on an invoice",
        "memo|note|notes|comment|comments|remarks|footer|description",
        TEXT,
        Make::Words(
            "Thank you for your business.|Payment due within 30 days.|\
             Please quote the invoice number.|Includes a prorated charge.|\
             Discount applied as agreed.|Annual plan, second year.|\
             Replaces the invoice sent earlier.|Purchase order attached.",
        ),
    )
    .about(&[S::Invoice])
    .nulls(0.6),
    rule(
        "count in a period",
        "* this month|* last month|* this week|* last week|* this year|* last year|* today|\
         * yesterday|* per day|* per week|* per month|* per hour|* per minute",
        WHOLE,
        Make::With(counted),
    ),
];

const VAT: &str = "vat|vat percent|vat rate|* vat percent|* vat rate|gst percent|gst rate|\
     mwst|vat satz|vat tax rate";

/// `cus_`, `sub_` and the like, before letters and digits.
fn stripe(field: Field<'_, '_>) -> Option<Source> {
    const PREFIXES: &[(&str, &str)] = &[
        ("payment intent", "pi_3"),
        ("payment method", "pm_1"),
        ("subscription item", "si_"),
        ("subscription", "sub_1"),
        ("invoice", "in_1"),
        ("price", "price_1"),
        ("product", "prod_"),
        ("charge", "ch_3"),
        ("account", "acct_1"),
        ("session", "cs_test_"),
        ("event", "evt_1"),
        ("refund", "re_3"),
        ("coupon", "co_"),
        ("plan", "plan_"),
        ("customer", "cus_"),
    ];
    let words = &field.facts.words;
    if words.last().is_some_and(|word| !matches!(word.as_str(), "id" | "ref" | "reference"))
        && words.len() > 2
    {
        return None;
    }
    let named = |names: &str| {
        let pattern = format!("{names}|* {names}|{names} *|* {names} *");
        tokens::matches(&pattern, words).is_some()
            || tokens::matches(names, &field.table.words).is_some()
    };
    let prefix =
        PREFIXES.iter().find(|(names, _)| named(names)).map_or("cus_", |(_, prefix)| prefix);
    Some(Source::Pattern(PatternSource { pattern: format!("{prefix}[A-Za-z0-9]{{14}}") }))
}

/// The rates that laws name.
pub(super) fn vat(field: Field<'_, '_>) -> Option<Source> {
    const RATES: &[(f64, f64)] = &[
        (0.0, 6.0),
        (5.0, 8.0),
        (7.0, 10.0),
        (10.0, 12.0),
        (19.0, 22.0),
        (20.0, 30.0),
        (21.0, 12.0),
    ];
    let unit = if super::is_fraction(field) { 0.01 } else { 1.0 };
    let values =
        RATES.iter().map(|(rate, _)| crate::finish::scalar(crate::finish::round(rate * unit)));
    let values: Vec<Scalar> = values.collect();
    let weights = Some(RATES.iter().map(|(_, weight)| *weight).collect());
    Some(Source::Choice(ChoiceSource { values, weights }))
}

/// How often something was done; not what it cost, nor how long it took.
fn counted(field: Field<'_, '_>) -> Option<Source> {
    const OTHERS: &[&str] = &[
        "price", "cost", "rate", "fee", "amount", "charge", "cents", "hours", "days", "minutes",
        "revenue", "sales", "spend", "total", "salary", "change",
    ];
    if field.facts.words.iter().any(|word| OTHERS.contains(&word.as_str())) {
        return None;
    }
    let curve = Distribution::LogNormal { median: 60.0, sigma: 1.0 };
    let number = bounded(field.facts, curve, Some(0.0), Some(50_000.0));
    Some(Source::Number(NumberSource { scale: Some(0), ..number }))
}
