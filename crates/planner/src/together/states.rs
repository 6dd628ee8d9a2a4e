//! States and provinces are those of the country that the row refers to, code and name alike.

use seedbed_generate::plan::{Case, ChoiceSource, ConditionalSource, Scalar, Source};

use super::Sides;
use crate::formulas::expression;
use crate::names::{ident, literal, path};
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, KeyPart, Survey};

/// A country's codes and its states: code and name.
type States = (&'static [&'static str], &'static [(&'static str, &'static str)]);

const KNOWN: &[States] = &[
    (
        &["US", "USA"],
        &[
            ("CA", "California"),
            ("TX", "Texas"),
            ("NY", "New York"),
            ("FL", "Florida"),
            ("IL", "Illinois"),
            ("WA", "Washington"),
            ("OH", "Ohio"),
            ("GA", "Georgia"),
        ],
    ),
    (
        &["CA", "CAN"],
        &[
            ("ON", "Ontario"),
            ("QC", "Quebec"),
            ("BC", "British Columbia"),
            ("AB", "Alberta"),
            ("MB", "Manitoba"),
        ],
    ),
    (
        &["DE", "DEU"],
        &[
            ("BY", "Bavaria"),
            ("HE", "Hesse"),
            ("SN", "Saxony"),
            ("HH", "Hamburg"),
            ("BE", "Berlin"),
        ],
    ),
    (
        &["FR", "FRA"],
        &[("BRE", "Brittany"), ("NOR", "Normandy"), ("OCC", "Occitanie"), ("COR", "Corsica")],
    ),
    (
        &["GB", "GBR"],
        &[("ENG", "England"), ("SCT", "Scotland"), ("WLS", "Wales"), ("NIR", "Northern Ireland")],
    ),
    (
        &["AU", "AUS"],
        &[
            ("NSW", "New South Wales"),
            ("VIC", "Victoria"),
            ("QLD", "Queensland"),
            ("TAS", "Tasmania"),
        ],
    ),
    (
        &["IN", "IND"],
        &[("KA", "Karnataka"), ("KL", "Kerala"), ("MH", "Maharashtra"), ("TN", "Tamil Nadu")],
    ),
    (
        &["BR", "BRA"],
        &[("SP", "São Paulo"), ("RJ", "Rio de Janeiro"), ("BA", "Bahia"), ("PR", "Paraná")],
    ),
    (
        &["MX", "MEX"],
        &[("JAL", "Jalisco"), ("OAX", "Oaxaca"), ("YUC", "Yucatán"), ("SON", "Sonora")],
    ),
    (
        &["IT", "ITA"],
        &[("LOM", "Lombardy"), ("LAZ", "Lazio"), ("SIC", "Sicily"), ("TOS", "Tuscany")],
    ),
    (
        &["ES", "ESP"],
        &[("AN", "Andalusia"), ("CT", "Catalonia"), ("GA", "Galicia"), ("MD", "Madrid")],
    ),
    (&["JP", "JPN"], &[("13", "Tokyo"), ("27", "Osaka"), ("26", "Kyoto"), ("01", "Hokkaido")]),
];

/// How parts of countries are called where nothing is known of them.
const PARTS: &[(&str, &str)] = &[
    ("CE", "Central Province"),
    ("NO", "Northern Province"),
    ("SO", "Southern Province"),
    ("EA", "Eastern Province"),
    ("WE", "Western Province"),
    ("CD", "Capital District"),
    ("CO", "Coastal Province"),
    ("HI", "Highlands"),
    ("RI", "River Province"),
    ("LA", "Lakes Province"),
    ("IS", "Islands"),
    ("VA", "Valley Province"),
];

/// Gives a state's row a code and a name of its country.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>, survey: &Survey<'_>) {
    let table = sides.draft.table;
    if table.subject != S::Region || !table.locale.starts_with("en") {
        return;
    }
    let country = table.foreign_keys().find(|(_, key, parent)| {
        survey.table(*parent).subject == S::Country && key.columns.len() == 1
    });
    let Some((_, key, parent)) = country else { return };
    let short_codes = "code|iso code|* code|iso|iso 2|iso 3|alpha 2|abbreviation";
    let Some(own) = table.column(&key.columns[0]) else { return };
    let parent = survey.table(parent);
    let country = if own.class == Class::Text {
        ident(own.name())
    } else {
        let code = parent.columns.iter().find(|code| {
            code.class == Class::Text
                && code.is(short_codes)
                && code.max_length().is_some_and(|most| most <= 3)
        });
        let Some(code) = code else { return };
        format!("{}.{}", path(table, key), ident(code.name()))
    };
    let free = |facts: &ColumnFacts<'_>| {
        facts.class == Class::Text && facts.key < KeyPart::Unique && !facts.linked
    };
    let called = "name|state name|province name|region name|state|province|* name";
    let Some(name) = sides.named(called, |facts| free(facts) && long(facts)) else { return };
    let abbreviated =
        "code|state code|province code|region code|abbreviation|iso code|state province code";
    let code =
        sides.named(abbreviated, |facts| free(facts) && short(facts) && !facts.is_nullable());
    let reason = format!("{} says of which country", own.name());
    if let Some(code) = code {
        let source = of_country(&country, |(code, _)| code);
        sides.make(code, source, "code of a state", reason.clone());
        let names = by_code(&country, &ident(code.name()));
        sides.make(name, expression(names), "state", reason);
    } else {
        sides.make(name, of_country(&country, |(_, name)| name), "state", reason);
    }
}

fn long(facts: &ColumnFacts<'_>) -> bool {
    facts.max_length().is_none_or(|most| most >= 20)
}

fn short(facts: &ColumnFacts<'_>) -> bool {
    facts.max_length().is_none_or(|most| most >= 3)
}

/// A code or a name of one of the country's states.
fn of_country(country: &str, part: fn(&(&'static str, &'static str)) -> &'static str) -> Source {
    let choice = |states: &[(&'static str, &'static str)]| {
        let values = states.iter().map(|state| Scalar::from(part(state))).collect();
        Source::Choice(ChoiceSource { values, weights: None })
    };
    Source::Conditional(ConditionalSource {
        cases: KNOWN
            .iter()
            .map(|(codes, states)| Case { when: is_one(country, codes), then: choice(states) })
            .collect(),
        otherwise: Some(Box::new(choice(PARTS))),
    })
}

fn is_one(country: &str, codes: &[&str]) -> String {
    let codes: Vec<String> = codes.iter().map(|code| literal(code)).collect();
    format!("{country} IN ({})", codes.join(", "))
}

/// The name that a code stands for in a country.
fn by_code(country: &str, code: &str) -> String {
    let names = |states: &[(&str, &str)]| {
        let case = |(short, name): &(&str, &str)| {
            format!("WHEN {} THEN {}", literal(short), literal(name))
        };
        let cases: Vec<String> = states.iter().map(case).collect();
        format!("CASE trim({code}) {} ELSE {code} END", cases.join(" "))
    };
    let cases: Vec<String> = KNOWN
        .iter()
        .map(|(codes, states)| format!("WHEN {} THEN {}", is_one(country, codes), names(states)))
        .collect();
    format!("CASE {} ELSE {} END", cases.join(" "), names(PARTS))
}
