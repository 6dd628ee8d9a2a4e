//! What a text column's DEFAULT says of its values: most rows have it, the others have something
//! of its kind.

use seedbed_expr::{Expr, Value};
use seedbed_generate::plan::{ChoiceSource, Scalar, Source, TemplateSource, Vocabulary};
use seedbed_schema::Default;

use crate::finish;
use crate::recognise::is_of;
use crate::statuses::STATE;
use crate::survey::{Class, ColumnFacts, KeyPart, TableFacts};

/// The share of rows that keep the default where others are known.
const USUAL: f64 = 60.0;

/// Texts that stand for "nothing yet", so that rows have others.
const PLACEHOLDERS: &[&str] =
    &["", "0", "-1", "-", "none", "null", "n/a", "unknown", "undefined", "99", "?"];

/// Lists of words, one of which is a default: the others are of its kind.
const KINDS: &[&str] = &[
    "Y|N",
    "yes|no",
    "true|false",
    "on|off",
    "1|0",
    "T|F",
    "30s|10s|1m|5m|15m|1h",
    "1h|30m|2h|6h|12h|1d",
    "daily|weekly|monthly|yearly|hourly",
    "day|week|month|year|hour",
    "public|private|internal",
    "public pages|user and user admin only",
    "draft|published|archived",
    "open|closed|pending",
    "active|inactive",
    "enabled|disabled",
    "available|unavailable",
    "pending|running|completed|failed",
    "queued|running|succeeded|failed",
    "new|in progress|done|closed",
    "planned|held|not held",
    "approved|pending|rejected",
    "final|preliminary|amended|registered",
    "unchecked|can_be_merged|cannot_be_merged|checking",
    "light|dark|system",
    "html|text|markdown",
    "text|html|json|xml",
    "json|xml|csv",
    "asc|desc",
    "left|right|center",
    "top|bottom|left|right",
    "low|medium|high",
    "normal|high|low|urgent",
    "standard|express|economy",
    "regular|private_message|banner",
    "small|medium|large",
    "A4|Letter|Legal|A5",
    "portrait|landscape",
    "HT|TTC",
    "Y-m-d|d/m/Y|m/d/Y|D M d, Y",
    "h:i A|H:i|g:iA",
    "YYYY-MM-DD|DD/MM/YYYY|MM/DD/YYYY",
    "QRCODE|C128|DATAMATRIX|PDF417",
    "USD|EUR|GBP|CAD|AUD",
    "EUR|USD|GBP|CHF",
    "en|de|fr|es|it|pt",
    "en_US|en_GB|de_DE|fr_FR|es_ES",
    "en-US|en-GB|de-DE|fr-FR|es-ES",
    "UTC|Europe/Berlin|America/New_York|Asia/Tokyo",
    "US|CA|GB|DE|FR",
    "DE|AT|CH|FR",
    "admin|user|guest",
    "user|admin|moderator|guest",
    "member|admin|owner",
    "owner|editor|viewer",
    "read|write|admin",
    "manual|ldap|oauth2|email",
    "local|ldap|saml|oauth",
    "database|ldap|oauth",
    "text|number|date|select|checkbox",
    "string|integer|boolean|float|date",
    "varchar|int|text|datetime|decimal",
    "static|varchar|int|text|decimal|datetime",
    "GET|POST|PUT|DELETE",
    "http|https",
    "tcp|udp|icmp",
    "tls|ssl|starttls",
    "utf8|latin1|ascii",
    "utf8mb4|utf8|latin1",
    "utf-8|iso-8859-1",
    "email|sms|push",
    "email|phone|chat|web",
    "web|email|phone|api|other",
    "web|mobile|api",
    "direct|organic|referral|email",
    "system|user|api",
    "user|group|organization",
    "free|basic|pro|enterprise",
    "traditional|mosaico",
    "topics|weeks|social|singleactivity",
    "free|sequential",
    "certificate|star|trophy|heart|award",
    "uid|cn|samaccountname|mail|userprincipalname",
    "md5|sha1|sha256|bcrypt",
    "sha256|sha512|md5|sha1",
    "gzip|none|zstd|lz4",
    "master|slave",
    "main|master|develop",
    "percent|fixed",
    "percentage|fixed_amount",
    "flat|per_unit|tiered",
    "kg|g|lb|oz",
    "cm|mm|in|m",
    "km|mi|m",
    "male|female|other",
    "M|F",
    "nodata|alerting|ok",
    "alerting|error|ok",
    "projecthook|systemhook|servicehook",
    "Sunday|Monday|Saturday",
    "sugar|webex|zoom|gotomeeting",
    "routine|urgent|stat|asap",
    "Person|Service|Group|Organization|Application",
    "image|video|audio|document",
    "NET30|NET15|NET60|COD",
    "Net 30|Net 15|Net 60|Due on receipt",
    "lead|qualified|opportunity|customer|churned",
    "asset|liability|equity|income|expense",
    "text/markdown|text/html|text/plain",
];

/// States of things, by words of their tables: a draft invoice is sent, a draft page published.
const STATES: &[(&str, &str)] = &[
    ("invoice bill", "draft|sent|paid|overdue|cancelled"),
    ("quote estimate proposal offer", "draft|sent|accepted|declined|expired"),
    ("purchase requisition", "draft|submitted|approved|received|cancelled"),
    ("expense claim timesheet reimbursement", "draft|submitted|approved|rejected|paid"),
    ("contract agreement", "draft|sent|signed|active|expired"),
    ("campaign newsletter mailing", "draft|scheduled|sending|sent"),
    ("payment charge", "created|authorized|captured|failed|refunded"),
    ("payment charge transaction transfer payout refund", "pending|completed|failed|cancelled"),
    ("order", "new|processing|shipped|completed|cancelled"),
    ("order", "pending|processing|shipped|delivered|cancelled"),
    ("shipment parcel delivery consignment", "pending|in_transit|delivered|returned"),
    ("flight leg sector", "scheduled|boarding|departed|arrived|delayed|cancelled"),
    (
        "appointment visit meeting session event activity lesson interview",
        "scheduled|completed|cancelled|no_show",
    ),
    ("booking reservation", "pending|confirmed|completed|cancelled"),
    ("loan", "requested|approved|active|returned|declined"),
    ("prescription medication", "active|completed|discontinued|on_hold"),
    ("subscription", "trialing|active|past_due|cancelled"),
    (
        "application candidate admission enrollment",
        "submitted|in_review|accepted|rejected|withdrawn",
    ),
    ("ticket case issue incident", "open|pending|resolved|closed"),
    ("deal opportunity lead", "open|won|lost"),
];

/// A source that keeps to the column's default, in place of the one that its name suggests;
/// `None` where that one will do. `known` says whether the name told anything.
pub(crate) fn heeded(
    table: &TableFacts<'_>,
    facts: &ColumnFacts<'_>,
    source: &Source,
    known: bool,
) -> Option<Source> {
    let usual = literal(facts)?;
    if facts.key != KeyPart::No || !finish::admits(facts, usual) {
        return None;
    }
    let kin = state(table, facts, usual).or_else(|| kind(usual));
    if let Some(kin) = kin.as_ref().filter(|_| !known) {
        return Some(mostly(usual, kin));
    }
    let listed = finish::drawn(source, table.locale);
    if let Some(words) = &listed
        && words.iter().any(|word| word == usual)
    {
        return weighed(source, usual);
    }
    if let Some(kin) = kin {
        return Some(mostly(usual, &kin));
    }
    match source {
        Source::Pool(_) | Source::Choice(_) if known => {
            let words = listed?;
            let alike: Vec<String> = words
                .into_iter()
                .filter(|word| usual == "default" || is_like(word, usual))
                .collect();
            Some(mostly(usual, &alike[..alike.len().min(6)]))
        }
        Source::Template(template) if known => beside(template, usual),
        Source::Pattern(_) | Source::Pool(_) | Source::Choice(_) | Source::Template(_) => {
            Some(mostly(usual, &[]))
        }
        _ => None,
    }
}

/// The text that a column has by default, where rows keep it.
fn literal<'f>(facts: &'f ColumnFacts<'_>) -> Option<&'f str> {
    let text = match &facts.column.default {
        Some(Default::Expr(Expr::Literal(Value::Text(text)))) => text.as_str(),
        _ => return None,
    };
    let placeholder = PLACEHOLDERS.contains(&text.to_lowercase().as_str());
    let flag = facts.is("is *|has *") || facts.max_length() == Some(1);
    (facts.class == Class::Text && (!placeholder || flag && !text.is_empty())).then_some(text)
}

/// The other states that things of the table are in.
fn state(table: &TableFacts<'_>, facts: &ColumnFacts<'_>, usual: &str) -> Option<Vec<String>> {
    if !facts.is(STATE) {
        return None;
    }
    let (_, list) = STATES.iter().find(|(words, list)| {
        is_of(table, words) && list.split('|').any(|word| word.eq_ignore_ascii_case(usual))
    })?;
    let others = list.split('|').filter(|word| !word.eq_ignore_ascii_case(usual));
    Some(others.map(|word| cased(word, usual)).collect())
}

/// The others of a default's kind, written as it is.
fn kind(usual: &str) -> Option<Vec<String>> {
    let list =
        KINDS.iter().find(|list| list.split('|').any(|word| word.eq_ignore_ascii_case(usual)))?;
    let others = list.split('|').filter(|word| !word.eq_ignore_ascii_case(usual));
    Some(others.map(|word| cased(word, usual)).collect())
}

/// A word in capitals or with one, as another is.
fn cased(word: &str, like: &str) -> String {
    let letters = || like.chars().filter(|c| c.is_alphabetic());
    // Places of time zones are written as they are: `UTC`, `Europe/Berlin`.
    if word.contains('/') {
        word.to_owned()
    } else if letters().count() > 1 && letters().all(char::is_uppercase) {
        word.to_uppercase()
    } else if like.starts_with(char::is_uppercase) && word.starts_with(char::is_lowercase) {
        crate::tokens::capital(word)
    } else {
        word.to_owned()
    }
}

/// Whether two texts are written alike: in small letters or with capitals, in one word or more.
fn is_like(word: &str, usual: &str) -> bool {
    let style = |text: &str| {
        let first = text.starts_with(char::is_uppercase);
        let all = text.chars().all(|c| !c.is_lowercase());
        (first, all, text.contains(' '))
    };
    style(word) == style(usual) && word.chars().count() <= 2 * usual.chars().count() + 8
}

/// The default, and now and then another.
fn mostly(usual: &str, others: &[String]) -> Source {
    let share = (100.0 - USUAL) / others.len().max(1) as f64;
    let values = std::iter::once(usual).chain(others.iter().map(String::as_str));
    Source::Choice(ChoiceSource {
        values: values.map(Scalar::from).collect(),
        weights: Some(
            std::iter::once(USUAL).chain(others.iter().map(|_| finish::round(share))).collect(),
        ),
    })
}

/// The same list with more weight on the default.
fn weighed(source: &Source, usual: &str) -> Option<Source> {
    let Source::Choice(choice) = source else {
        // Words of a vocabulary all weigh the same: the default as much as all others.
        let Source::Pool(pool) = source else { return None };
        let Vocabulary::Inline(words) = &pool.vocabulary else { return None };
        let others: Vec<String> = words.iter().filter(|word| *word != usual).cloned().collect();
        return Some(mostly(usual, &others));
    };
    let weights = choice.weights.clone().unwrap_or_else(|| vec![1.0; choice.values.len()]);
    let at = choice.values.iter().position(|value| *value == Scalar::from(usual))?;
    let highest = weights.iter().copied().fold(0.0, f64::max);
    let mut weights = weights;
    weights[at] = (1.5 * highest).max(weights[at]);
    Some(Source::Choice(ChoiceSource { weights: Some(weights), ..choice.clone() }))
}

/// The default beside a template's texts.
fn beside(template: &TemplateSource, usual: &str) -> Option<Source> {
    if usual.contains(['{', '}']) {
        return None;
    }
    let count = template.templates.len();
    let own = template.weights.clone().unwrap_or_else(|| vec![1.0; count]);
    let total: f64 = own.iter().sum();
    let templates = std::iter::once(usual.to_owned()).chain(template.templates.iter().cloned());
    let scaled = own.iter().map(|weight| finish::round(weight / total * (100.0 - USUAL)));
    Some(Source::Template(TemplateSource {
        templates: templates.collect(),
        weights: Some(std::iter::once(USUAL).chain(scaled).collect()),
        vocabularies: template.vocabularies.clone(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_of_a_kind_are_written_as_the_default_is() {
        let cases = [
            ("30s", Some("10s")),
            ("Planned", Some("Held")),
            ("FINAL", Some("PRELIMINARY")),
            ("HT", Some("TTC")),
            ("frobnication", None),
        ];
        for (usual, first) in cases {
            let found = kind(usual);
            assert_eq!(found.as_ref().map(|words| words[0].as_str()), first, "{usual}");
        }
    }
}
