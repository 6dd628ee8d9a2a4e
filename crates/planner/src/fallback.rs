//! Columns whose meaning nothing tells: believable values by type.

use seedbed_expr::{Expr, Kind, Value};
use seedbed_generate::plan::{
    AnySource, ArraySource, ChoiceSource, Distribution, EntityKind, EntitySource, JsonSource,
    NumberSource, PoolSource, Scalar, Source, TemplateSource, TemporalSource, UuidSource,
    Vocabulary,
};
use seedbed_schema::{CheckRule, DataType, Default};

use crate::comments;
use crate::draft::Draft;
use crate::finish::{self, bounded};
use crate::survey::{Class, ColumnFacts, KeyPart, TableFacts};
use crate::{defaults, json, recognise, tokens};

/// How often a text is NULL of which nothing is known but that a CHECK reads it.
const MOSTLY_NULL: f64 = 0.6;

/// Fills everything that is still open.
pub(crate) fn fill(draft: &mut Draft<'_, '_>) {
    for facts in draft.open() {
        let source = match facts.class {
            Class::Json => {
                Source::Json(JsonSource { document: json::document(draft.table, facts) })
            }
            _ => by_default(draft.table, facts)
                .or_else(|| labelled(facts))
                .unwrap_or_else(|| by_type(facts, &facts.column.data_type)),
        };
        let unknown = facts.class == Class::Text && facts.column.default.is_none();
        let rate = match () {
            // A plain word would be no better than nothing.
            () if comments::placeholder(facts).is_some() => finish::default_null_rate(facts),
            () if unknown && !is_read(draft.table, facts) && !tells_form(facts) => 1.0,
            () if unknown => MOSTLY_NULL,
            () => finish::default_null_rate(facts),
        };
        let plan = finish::with_nulls(facts, source, rate);
        let reason = format!("the type {}", declared(facts));
        let meaning = match facts.class {
            Class::Json => "document",
            Class::Uuid => "identifier",
            Class::Bool => "flag",
            _ => "no meaning known",
        };
        draft.claim(facts, plan, meaning, reason);
    }
}

/// Whether a CHECK of the table reads a column.
pub(crate) fn is_read(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> bool {
    let told = |expr: &Expr| {
        expr.columns().iter().any(|path| path.last().is_some_and(|name| *name == facts.name()))
    };
    table.table.checks.iter().any(|check| match &check.rule {
        CheckRule::Expr(expr) => told(expr),
        CheckRule::Unread(_) => true,
    })
}

/// Whether the comment says that values are addresses on the web.
fn tells_form(facts: &ColumnFacts<'_>) -> bool {
    tokens::words(&facts.comment()).iter().any(|word| word == "url" || word == "urls")
}

fn declared<'a>(facts: &ColumnFacts<'a>) -> &'a str {
    if facts.column.declared_type.is_empty() { "alone" } else { &facts.column.declared_type }
}

/// What the default tells of a column that nothing else tells about: most rows have it. A number
/// that is 0 or 1 by default may be a switch; a text that is empty by default is seldom set.
fn by_default(table: &TableFacts<'_>, facts: &ColumnFacts<'_>) -> Option<Source> {
    if facts.key != KeyPart::No || !facts.domain.patterns.is_empty() {
        return None;
    }
    let choice = |values: Vec<Scalar>, weights: Vec<f64>| {
        let kind = facts.column.data_type.kind();
        let allowed = |value: &Scalar| match value {
            Scalar::Int(number) => facts.domain.contains(&Value::Int(*number)) != Some(false),
            Scalar::Text(text) => {
                let value = Value::Text(text.clone());
                let value = value.clone().cast(kind).unwrap_or(value);
                facts.domain.contains(&value) != Some(false)
            }
            _ => true,
        };
        values
            .iter()
            .all(allowed)
            .then_some(Source::Choice(ChoiceSource { values, weights: Some(weights) }))
    };
    let number = finish::default_number(facts);
    match (facts.class, &facts.column.default, number) {
        (Class::Int, _, Some(usual)) if [0.0, 1.0].contains(&usual) && !is_switch(facts) => {
            let few = Distribution::Zipf { exponent: 1.1 };
            let narrow =
                facts.column.data_type.integer_range().is_some_and(|(_, most)| most < 1 << 17);
            let most = if narrow { 3.0 } else { 12.0 };
            Some(Source::Number(finish::bounded(facts, few, Some(usual), Some(most))))
        }
        (Class::Int, _, Some(usual)) if [0.0, 1.0].contains(&usual) => {
            let usual = usual as i64;
            choice(vec![Scalar::Int(usual), Scalar::Int(1 - usual)], vec![80.0, 20.0])
        }
        (Class::Int | Class::Decimal, _, Some(usual)) if usual > 0.0 => {
            recognise::usual_first(facts)
                .or_else(|| Some(Source::Number(finish::around(facts, usual))))
        }
        (Class::Text, Some(Default::Expr(Expr::Literal(Value::Text(usual)))), _) => {
            if usual.is_empty() && facts.max_length().is_none_or(|most| most >= 10) {
                let words = ["", "Standard", "General", "Special", "Internal"];
                return choice(
                    words.into_iter().map(Scalar::from).collect(),
                    vec![76.0, 8.0, 6.0, 5.0, 5.0],
                );
            }
            let alone = choice(vec![Scalar::Text(usual.clone())], vec![1.0])?;
            Some(defaults::heeded(table, facts, &alone, false).unwrap_or(alone))
        }
        _ => None,
    }
}

/// Whether a number that is 0 or 1 by default says yes or no: it is as narrow as a switch, or is
/// called like one.
fn is_switch(facts: &ColumnFacts<'_>) -> bool {
    let narrow = facts.column.data_type.integer_range().is_some_and(|(_, most)| most < 256);
    narrow || recognise::reads_like_flag(facts)
}

/// Words that say nothing wrong of anything.
const NEUTRAL: &str = "Standard|General|Main|Basic|Regular|Common|Internal|Primary|Secondary|\
     Combined|Central|Initial|Extended|Individual|Mixed|Separate|Usual|Special";

/// A plain word, for lack of anything better; what must not repeat says what it is and is
/// numbered: `Milestone 12`.
fn labelled(facts: &ColumnFacts<'_>) -> Option<Source> {
    if facts.class != Class::Text || !facts.domain.patterns.is_empty() {
        return None;
    }
    if facts.key == KeyPart::No {
        if let Some(address) = addressed(facts) {
            return Some(address);
        }
        if tells_form(facts) && facts.max_length().is_none_or(|most| most >= 60) {
            return Some(recognise::template(&["https://www.example.com/{url_path}"]));
        }
        let room = facts.max_length().is_none_or(|most| most >= 10);
        return (room && finish::admits(facts, "Standard")).then(|| recognise::written(NEUTRAL));
    }
    numbered(facts)
}

/// Addresses with the placeholder that a comment asks for.
fn addressed(facts: &ColumnFacts<'_>) -> Option<Source> {
    let word = comments::placeholder(facts)?;
    let web = tells_form(facts) || facts.is("url|* url|url *|* url template|link|* link");
    let room = facts.max_length().is_none_or(|most| most as usize >= 45 + word.len());
    (web && room).then(|| {
        let forms = [
            "https://www.example.com/track/",
            "https://track.example.org/en/",
            "https://www.example.net/?number=",
            "https://example.com/follow?ref=",
        ];
        let values = forms.map(|form| Scalar::Text(format!("{form}{{{word}}}"))).into();
        Source::Choice(ChoiceSource { values, weights: None })
    })
}

fn numbered(facts: &ColumnFacts<'_>) -> Option<Source> {
    /// The number behind the words.
    const DIGITS: usize = 4;
    let most = facts.max_length().map_or(usize::MAX, |most| most as usize);
    let words: Vec<&str> = facts
        .words
        .iter()
        .map(String::as_str)
        .filter(|word| word.len() > 1 && word.chars().all(char::is_alphabetic))
        .collect();
    let room = |words: &[&str]| words.join(" ").chars().count() + DIGITS <= most;
    let shown = (0..words.len())
        .map(|from| &words[from..])
        .find(|words| words.len() <= 3 && room(words))?;
    let number = if facts.key >= KeyPart::Unique { "{row}" } else { "{number:1-99}" };
    let text = format!("{} {number}", tokens::capital(&shown.join(" ")));
    finish::admits(facts, &text.replace(number, "12"))
        .then(|| Source::Template(TemplateSource { templates: vec![text], ..empty_template() }))
}

/// A source for any value of a type.
pub(crate) fn by_type(facts: &ColumnFacts<'_>, data_type: &DataType) -> Source {
    match data_type {
        DataType::Array(item) => {
            let (item, max) = match item.as_ref() {
                DataType::Text { max_length: None | Some(12..), .. } => {
                    (tag(), if facts.is(TAGGED) { 3 } else { 0 })
                }
                other => (by_type(facts, other), 3),
            };
            Source::Array(ArraySource { item: Box::new(item), min: 0, max })
        }
        DataType::Enum(labels) if !labels.labels.is_empty() => {
            let values = labels.labels.iter().map(|label| Scalar::from(label.as_str())).collect();
            Source::Choice(ChoiceSource { values, weights: None })
        }
        DataType::Uuid => Source::Uuid(UuidSource::default()),
        DataType::Json { .. } => Source::Json(JsonSource { document: json::details() }),
        DataType::Text { max_length, .. } => {
            coded(facts, *max_length).unwrap_or_else(|| text(*max_length))
        }
        DataType::Year => {
            let curve = Distribution::Normal { mean: 2019.0, deviation: 4.0 };
            Source::Number(bounded(facts, curve, Some(2005.0), Some(2025.0)))
        }
        DataType::Interval => interval(facts),
        DataType::Geometry(kind) => place(kind),
        _ => match Class::of(data_type) {
            Class::Bool => finish::flag(usual_truth(facts)),
            Class::Int => {
                // Narrow types are taken for what is small.
                let (natural, least, most) = match data_type {
                    DataType::Integer { bits: ..=8, .. } => {
                        (Distribution::Zipf { exponent: 0.9 }, 0.0, 5.0)
                    }
                    DataType::Integer { bits: ..=16, .. } => {
                        (Distribution::Zipf { exponent: 0.8 }, 1.0, 12.0)
                    }
                    _ => (Distribution::LogNormal { median: 40.0, sigma: 1.0 }, 0.0, 10_000.0),
                };
                Source::Number(bounded(facts, natural, Some(least), Some(most)))
            }
            Class::Decimal => {
                let natural = Distribution::LogNormal { median: 50.0, sigma: 0.8 };
                let number = bounded(facts, natural, Some(0.0), Some(10_000.0));
                let scale = facts.scale().unwrap_or(2).min(4);
                Source::Number(NumberSource { scale: Some(scale), ..number })
            }
            Class::Date | Class::Timestamp | Class::Time => {
                Source::Temporal(TemporalSource::default())
            }
            _ => Source::Any(AnySource::default()),
        },
    }
}

/// A length of time as people set it: minutes and hours, or days for what is kept or granted.
fn interval(facts: &ColumnFacts<'_>) -> Source {
    let long = facts.is(
        "retention|* retention|retention period|ttl|* ttl|term|* term|trial|* trial|period|\
         * period|validity|* validity|expiry|* expiry|warranty|* warranty|lead time|* age|notice|\
         * notice|max age|billing *",
    );
    let values: &[(&str, f64)] = if long {
        &[("7 days", 3.0), ("14 days", 3.0), ("30 days", 6.0), ("90 days", 3.0), ("365 days", 2.0)]
    } else {
        &[
            ("00:15:00", 3.0),
            ("00:20:00", 2.0),
            ("00:30:00", 6.0),
            ("00:45:00", 4.0),
            ("01:00:00", 6.0),
            ("01:15:00", 2.0),
            ("01:30:00", 4.0),
            ("02:00:00", 3.0),
            ("03:30:00", 1.0),
        ]
    };
    let allowed = |text: &str| {
        let length = Value::Text(text.to_owned()).cast(Kind::Interval);
        length.is_ok_and(|length| facts.domain.contains(&length) != Some(false))
    };
    let values: Vec<_> = values.iter().filter(|(value, _)| allowed(value)).collect();
    if values.len() < 2 {
        // The CHECKs want others.
        return Source::Any(AnySource::default());
    }
    Source::Choice(ChoiceSource {
        values: values.iter().map(|(value, _)| Scalar::from(*value)).collect(),
        weights: Some(values.iter().map(|(_, weight)| *weight).collect()),
    })
}

/// How often a flag is set: as its default says, which is what most rows have.
fn usual_truth(facts: &ColumnFacts<'_>) -> f64 {
    match &facts.column.default {
        Some(Default::Expr(Expr::Literal(Value::Bool(true)))) => 0.85,
        Some(Default::Expr(Expr::Literal(Value::Bool(false)))) => 0.12,
        _ => 0.35,
    }
}

/// A point where people live, in the notation that the type takes; other shapes lie anywhere.
fn place(kind: &str) -> Source {
    let part = match kind {
        "point" => "point",
        "geometry" | "geography" | "geometry(point)" | "geography(point)" => "wkt",
        _ => return Source::Any(AnySource::default()),
    };
    Source::Entity(EntitySource::new(EntityKind::Place, part))
}

/// Letters for kinds where there is no room for words.
fn coded(facts: &ColumnFacts<'_>, max_length: Option<u32>) -> Option<Source> {
    let short = max_length.is_some_and(|most| (1..=7).contains(&most));
    let free = facts.domain.patterns.is_empty()
        && facts.domain.min_length.is_none_or(|least| least <= 1)
        && facts.domain.one_of.is_none();
    (short && free && facts.key == KeyPart::No && finish::admits(facts, "A"))
        .then(|| recognise::written("A|B|C|D"))
}

fn text(max_length: Option<u32>) -> Source {
    let most = max_length.unwrap_or(60);
    let templates: &[&str] = match most {
        0..=2 => &["{letters:1}"],
        3..=7 => &["{letters:3}"],
        8..=24 => &["{adjective}", "{noun}"],
        _ => &["{adjective} {noun}", "{noun}"],
    };
    Source::Template(TemplateSource {
        templates: templates.iter().map(ToString::to_string).collect(),
        ..empty_template()
    })
}

fn empty_template() -> TemplateSource {
    TemplateSource {
        templates: Vec::new(),
        vocabularies: std::collections::BTreeMap::new(),
        weights: None,
    }
}

/// Lists of words that readers find things by; of other lists nothing is known, and they are empty.
const TAGGED: &str = "tag|tags|* tag|* tags|keyword|keywords|* keywords|topic|topics|* topics|\
     label|labels|* labels|hashtags|* hashtags|category|categories|* categories|interests|\
     * interests|themes|subjects|terms|words|aliases";

/// What lists of words hold.
fn tag() -> Source {
    Source::Pool(PoolSource { vocabulary: Vocabulary::Named("tag".into()) })
}
