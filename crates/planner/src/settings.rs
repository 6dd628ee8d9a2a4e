//! Settings whose values fit their keys: `theme` is `dark`, `currency` is `EUR`.

use seedbed_generate::plan::{Case, ChoiceSource, ConditionalSource, Scalar, Source};

use crate::draft::Draft;
use crate::finish;
use crate::names::{ident, literal};
use crate::survey::{Class, ColumnFacts};

/// Keys of settings and the values that they have.
pub(crate) const SETTINGS: &[(&str, &[&str])] = &[
    ("theme", &["light", "dark", "system"]),
    ("language", &["en", "de", "fr", "es"]),
    ("time_zone", &["UTC", "America/New_York", "Europe/Berlin", "America/Chicago"]),
    ("page_size", &["10", "25", "50", "100"]),
    ("currency", &["USD", "EUR", "GBP"]),
    ("date_format", &["YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY"]),
    ("email_notifications", &["true", "true", "false"]),
    ("two_factor_enabled", &["true", "false", "false"]),
    ("session_timeout", &["900", "1800", "3600"]),
    ("default_view", &["list", "board", "calendar"]),
    ("week_starts_on", &["monday", "sunday"]),
    ("auto_save", &["true", "true", "false"]),
    ("items_per_page", &["20", "50", "100"]),
    ("dark_mode", &["true", "false"]),
    ("digest_frequency", &["daily", "weekly", "never"]),
    ("signature", &["Kind regards", "Best wishes", "Thank you"]),
    ("max_upload_mb", &["5", "10", "25"]),
    ("maintenance_mode", &["false"]),
    ("support_email", &["support@example.com", "help@example.com"]),
    ("feature_beta", &["true", "false", "false"]),
];

/// Names of the column that holds the value.
const VALUES: &str = "value|* value|content|data|setting|config|val|default";

/// Gives the value beside a setting's key one that fits it.
pub(crate) fn agree(draft: &mut Draft<'_, '_>) {
    let Some(key) = key(draft) else { return };
    let value = draft.table.columns.iter().find(|facts| {
        let said = draft
            .explanations
            .iter()
            .any(|why| why.column == facts.name() && why.meaning == "setting's value");
        let open = draft.is_open(facts) || said;
        open && facts.name() != key.name() && facts.class == Class::Text && facts.is(VALUES)
    });
    let Some(value) = value.filter(|value| has_room(value)) else { return };
    let name = ident(key.name());
    let cases = SETTINGS.iter().map(|(setting, values)| Case {
        // Unique keys may have a number behind them.
        when: format!("{name} LIKE {}", literal(&format!("{setting}%"))),
        then: choice(values),
    });
    let source = Source::Conditional(ConditionalSource {
        cases: cases.collect(),
        otherwise: Some(Box::new(choice(&["true", "false"]))),
    });
    let plan = finish::with_nulls(value, source, 0.0);
    draft.claim(value, plan, "setting's value", format!("{} is its key", key.name()));
}

/// The column of keys, where these are the built-in ones.
fn key<'s, 'a>(draft: &Draft<'s, 'a>) -> Option<&'s ColumnFacts<'a>> {
    let why = draft.explanations.iter().find(|why| why.meaning == "setting")?;
    let key = draft.table.column(&why.column)?;
    let pooled =
        matches!(draft.columns.get(key.name()).map(|plan| &plan.source), Some(Source::Pool(_)));
    pooled.then_some(key)
}

/// Whether a column holds all values.
fn has_room(facts: &ColumnFacts<'_>) -> bool {
    let values = || SETTINGS.iter().flat_map(|(_, values)| values.iter());
    let longest = values().map(|value| value.len()).max().unwrap_or(0);
    facts.max_length().is_none_or(|most| most as usize >= longest)
        && values().all(|value| finish::admits(facts, value))
}

fn choice(values: &[&str]) -> Source {
    let values = values.iter().map(|value| Scalar::from(*value)).collect();
    Source::Choice(ChoiceSource { values, weights: None })
}
