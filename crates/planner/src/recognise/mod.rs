//! Recognisers: ordered tables of names and what they mean.
//!
//! A [`Rule`] matches a column by its words, type and table, and says what makes its values.
//! The first that matches has the column, so that the tables list the specific before the
//! general, and [`GROUPS`] the domains before the catch-alls.

#![allow(clippy::unnecessary_wraps)] // makers share one signature; some always have a source

mod amounts;
mod anchors;
mod animals;
mod aviation;
mod billing;
mod builds;
mod codes;
mod commerce;
mod crafts;
mod finance;
mod flags;
mod forms;
mod goods;
mod health;
mod hiring;
mod holdings;
mod hosts;
mod images;
mod kinds;
mod learning;
mod leisure;
mod lengths;
mod letters;
mod measures;
mod names;
mod nations;
mod neutral;
mod others;
mod people;
mod persons;
mod places;
mod plain;
mod programs;
mod property;
mod prose;
mod purposes;
mod ranges;
mod requests;
mod senses;
mod short;
mod sizes;
mod spelled;
mod stays;
mod texts;
mod things;
mod trade;
mod travel;
mod units;
mod usual;
mod vitals;
mod web;
mod work;
mod works;

use seedbed_generate::plan::{
    ArraySource, ChoiceSource, Distribution, EntityKind, EntitySource, NumberSource, PatternSource,
    PoolSource, Scalar, Source, TemplateSource, Vocabulary,
};
use seedbed_schema::{DataType, Meaning};

pub(crate) use anchors::usual_first;
pub(crate) use commerce::is_fraction;
pub(crate) use flags::reads_like_flag;
pub(crate) use plain::type_of_named;
pub(crate) use spelled::spelled;

use crate::comments;
use crate::defaults;
use crate::draft::Draft;
use crate::finish::{self, bounded};
use crate::subject::{self, Subject};
use crate::survey::{Class, ColumnFacts, KeyPart, TableFacts};
use crate::tokens;

pub(crate) const TEXT: &[Class] = &[Class::Text];
pub(crate) const NUMBER: &[Class] = &[Class::Int, Class::Decimal];
pub(crate) const WHOLE: &[Class] = &[Class::Int];
pub(crate) const FRACTION: &[Class] = &[Class::Decimal];
pub(crate) const ANY: &[Class] = &[Class::Text, Class::Int, Class::Decimal, Class::Other];

/// A column within its table, as makers see it.
#[derive(Clone, Copy)]
pub(crate) struct Field<'s, 'a> {
    pub(crate) table: &'s TableFacts<'a>,
    pub(crate) facts: &'s ColumnFacts<'a>,
}

/// One row of a recogniser table.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    meaning: &'static str,
    names: &'static str,
    classes: &'static [Class],
    about: &'static [Subject],
    beside: &'static str,
    of: &'static str,
    unless: &'static str,
    within: u32,
    nulls: f64,
    make: Make,
}

/// What makes the values.
#[derive(Clone, Copy)]
pub(crate) enum Make {
    /// A part of an entity.
    Part(EntityKind, &'static str),
    /// A word of a vocabulary.
    Pool(&'static str),
    /// Text composed from vocabularies.
    Templates(&'static [&'static str]),
    /// Text by a regular expression.
    Pattern(&'static str),
    /// A word of a list given here, with `|` between them.
    Words(&'static str),
    /// Weighted texts.
    Choice(&'static [(&'static str, f64)]),
    /// Weighted whole numbers.
    Ints(&'static [(i64, f64)]),
    /// An amount of money: its median, its spread, what it is a multiple of.
    Money(f64, f64, f64),
    /// A number.
    Number(Shape),
    /// True with this probability.
    Flag(f64),
    /// Whatever a function finds out; `None` leaves the column to later rules.
    With(fn(Field<'_, '_>) -> Option<Source>),
}

/// The shape of a number, its bounds and its grain.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    curve: Curve,
    min: f64,
    max: f64,
    step: Option<f64>,
}

/// The curve of a [`Shape`].
#[derive(Clone, Copy)]
pub(crate) enum Curve {
    Flat,
    Bell(f64, f64),
    Skewed(f64, f64),
    Small(f64),
}

pub(crate) const fn rule(
    meaning: &'static str,
    names: &'static str,
    classes: &'static [Class],
    make: Make,
) -> Rule {
    Rule {
        meaning,
        names,
        classes,
        about: &[],
        beside: "",
        of: "",
        unless: "",
        within: u32::MAX,
        nulls: 0.1,
        make,
    }
}

impl Rule {
    /// Only in tables of these subjects.
    const fn about(mut self, subjects: &'static [Subject]) -> Self {
        self.about = subjects;
        self
    }

    /// Only where the table has a column with one of these names, too.
    const fn beside(mut self, names: &'static str) -> Self {
        self.beside = names;
        self
    }

    /// Only in tables whose name has one of these words.
    const fn of(mut self, words: &'static str) -> Self {
        self.of = words;
        self
    }

    /// Not where the column has one of these names.
    const fn unless(mut self, names: &'static str) -> Self {
        self.unless = names;
        self
    }

    /// Only where the type holds at most so many characters.
    const fn within(mut self, characters: u32) -> Self {
        self.within = characters;
        self
    }

    /// The share of NULLs where the column is nullable.
    const fn nulls(mut self, share: f64) -> Self {
        self.nulls = share;
        self
    }
}

/// All numbers between two alike.
pub(crate) const fn flat(min: f64, max: f64) -> Make {
    Make::Number(Shape { curve: Curve::Flat, min, max, step: None })
}

/// A bell curve around a mean.
pub(crate) const fn bell(mean: f64, deviation: f64, min: f64, max: f64) -> Make {
    Make::Number(Shape { curve: Curve::Bell(mean, deviation), min, max, step: None })
}

/// Many small, some large.
pub(crate) const fn skewed(median: f64, sigma: f64, min: f64, max: f64) -> Make {
    Make::Number(Shape { curve: Curve::Skewed(median, sigma), min, max, step: None })
}

/// The smallest the commonest.
pub(crate) const fn small(exponent: f64, min: f64, max: f64) -> Make {
    Make::Number(Shape { curve: Curve::Small(exponent), min, max, step: None })
}

/// Money around a median, in multiples of a step; a step below 1 leaves the usual endings.
pub(crate) const fn money(median: f64, sigma: f64, step: f64) -> Make {
    Make::Money(median, sigma, step)
}

/// Many small, some large, all multiples of a step.
pub(crate) const fn stepped(median: f64, sigma: f64, min: f64, max: f64, step: f64) -> Make {
    Make::Number(Shape { curve: Curve::Skewed(median, sigma), min, max, step: Some(step) })
}

/// All rules under the headings of `docs/meanings.md`, the domains before the catch-alls.
const GROUPS: &[(&str, &[Rule])] = &[
    ("Yes or no", flags::RULES),
    ("Numbers that are listed", kinds::RULES),
    ("Animals and those who treat them", animals::RULES),
    ("People who are hired", hiring::RULES),
    ("Words of any business", neutral::RULES),
    ("Words by their table", senses::RULES),
    ("Sentences by their table", prose::RULES),
    ("Works of art", works::RULES),
    ("Numbers of authorities", nations::RULES),
    ("Vital signs", vitals::RULES),
    ("Sizes that trades know", sizes::RULES),
    ("Lengths of time as numbers", lengths::RULES),
    ("Numbers between limits", ranges::RULES),
    ("Forms that names ask for", forms::RULES),
    ("Aircraft and flights", aviation::RULES),
    ("Addresses that serve a purpose", purposes::RULES),
    ("Short columns", short::RULES),
    ("Guests and their stays", stays::RULES),
    ("Subscriptions and bills", billing::RULES),
    ("Visitors of web sites", requests::RULES),
    ("Hosts and networks", hosts::RULES),
    ("Code, builds and runs", builds::RULES),
    ("Programs", programs::RULES),
    ("Told by the name alone", plain::RULES),
    ("Words that everybody knows", usual::RULES),
    ("Vehicles, flights, hotels", travel::RULES),
    ("Houses and flats", property::RULES),
    ("Food, games, sport, events", leisure::RULES),
    ("Schools and courses", learning::RULES),
    ("Banks and insurers", finance::RULES),
    ("Firms that trade", trade::RULES),
    ("Medicine", health::RULES),
    ("Addresses on networks", web::ADDRESSES),
    ("Work and operations", work::RULES),
    ("Letters and notes", letters::RULES),
    ("Goods", goods::RULES),
    ("Persons and offices", persons::RULES),
    ("Trades", crafts::RULES),
    ("Cars, houses, policies, schools", holdings::RULES),
    ("People", people::RULES),
    ("Places", places::RULES),
    ("Prices", amounts::RULES),
    ("Companies, products, cards, money", commerce::RULES),
    ("Computers and the web", web::RULES),
    ("Codes and document numbers", codes::RULES),
    ("Narrow numbers that stand for kinds", kinds::NARROW),
    ("Numbers by their unit", units::RULES),
    ("Numbers that count or measure", measures::RULES),
    ("Names of other things", others::RULES),
    ("Names of things by the table", things::RULES),
    ("Names of things", names::RULES),
    ("Texts", texts::RULES),
];

fn rules() -> impl Iterator<Item = &'static Rule> {
    GROUPS.iter().flat_map(|(_, rules)| rules.iter())
}

/// The words that rules know columns and tables by.
pub(crate) fn words_of_rules() -> impl Iterator<Item = &'static str> {
    let of_rules = rules()
        .flat_map(|rule| [rule.names, rule.beside, rule.of])
        .flat_map(|names| names.split([' ', '|']));
    of_rules.chain(subject::words()).chain(things::heads())
}

/// Fills the columns whose meaning a rule knows.
pub(crate) fn fill(draft: &mut Draft<'_, '_>) {
    for facts in draft.open() {
        let field = Field { table: draft.table, facts };
        let found = measured(draft, facts).or_else(|| first(field, draft));
        let known = found.as_ref().is_some_and(|(_, source)| matches!(source, Source::Entity(_)));
        let official = found.as_ref().is_some_and(|(rule, _)| nations::knows(rule));
        if let Some(pattern) = comments::form(facts, known).filter(|_| !official) {
            let source = Source::Pattern(PatternSource { pattern });
            let plan = finish::with_nulls(facts, source, SHOWN_NULLS);
            draft.claim(facts, plan, "form that the comment gives", "the comment shows it");
            continue;
        }
        let flag = flags::narrow_flag(field);
        let told = found.as_ref().is_some_and(|(rule, _)| rule.meaning == flags::KEPT_AS_A_NUMBER);
        if let Some(source) = flag.filter(|_| !told) {
            let plan = finish::with_nulls(facts, source, 0.0);
            draft.claim(facts, plan, flags::KEPT_AS_A_NUMBER, facts.told_by());
        } else if let Some((rule, source)) = found {
            let known = !VAGUE.contains(&rule.meaning);
            let source = defaults::heeded(draft.table, facts, &source, known)
                .or_else(|| flags::by_default(facts, &source))
                .or_else(|| anchors::anchored(field, &source))
                .unwrap_or(source);
            let plan = finish::with_nulls(facts, source, rule.nulls);
            let reason = reason(rule, field);
            draft.claim(facts, plan, rule.meaning, reason);
        }
    }
}

/// The first rule that holds for a column, and what makes its values.
fn first(field: Field<'_, '_>, draft: &Draft<'_, '_>) -> Option<(&'static Rule, Source)> {
    rules().find_map(|rule| {
        let captured = apply(rule, field)?;
        Some((rule, make(rule, field, draft, captured)?))
    })
}

/// The rule for a number whose unit its comment names, as if its name ended with it.
fn measured(draft: &Draft<'_, '_>, facts: &ColumnFacts<'_>) -> Option<(&'static Rule, Source)> {
    let unit = comments::unit(facts)?;
    let with_unit = |words: &[String]| {
        let mut words = words.to_vec();
        words.push(unit.to_owned());
        words
    };
    let (words, short) = (with_unit(&facts.words), with_unit(&facts.short));
    let spelt = ColumnFacts { words, short, ..facts.clone() };
    let (rule, source) = first(Field { table: draft.table, facts: &spelt }, draft)?;
    Some((rule, usual_first(facts).unwrap_or(source)))
}

/// The share of NULLs where a comment shows the form of the others.
const SHOWN_NULLS: f64 = 0.1;

/// Rules that tell no more than that there is a word.
const VAGUE: &[&str] = &["word", "value"];

/// The meaning of the first rule that holds for a column, and what makes its values.
fn found(field: Field<'_, '_>, draft: &Draft<'_, '_>) -> Option<(&'static str, Source)> {
    first(field, draft).map(|(rule, source)| (rule.meaning, source))
}

/// What makes values of a meaning in a column.
pub(crate) fn of_meaning(
    draft: &Draft<'_, '_>,
    facts: &ColumnFacts<'_>,
    meaning: Meaning,
) -> Option<Source> {
    let facts = facts.meaning(meaning);
    found(Field { table: draft.table, facts: &facts }, draft).map(|(_, source)| source)
}

fn reason(rule: &Rule, field: Field<'_, '_>) -> String {
    let told = field.facts.told_by();
    if rule.about.is_empty() {
        told
    } else {
        format!("{told} in a table about \"{}\"", field.table.words.join(" "))
    }
}

/// Whether a rule holds for a column, and the words its star stood for.
fn apply<'s>(rule: &Rule, field: Field<'s, '_>) -> Option<&'s [String]> {
    let facts = field.facts;
    let class = class_of_item(facts);
    let fits = rule.classes.contains(&class)
        && (rule.about.is_empty() || rule.about.contains(&field.table.subject))
        && (rule.within == u32::MAX || facts.max_length().is_some_and(|most| most <= rule.within))
        && (rule.of.is_empty() || is_of(field.table, rule.of))
        && (rule.unless.is_empty() || !facts.is(rule.unless))
        && (rule.beside.is_empty() || field.table.find(rule.beside).is_some());
    if !fits {
        return None;
    }
    facts.capture(rule.names).or_else(|| {
        // A list is named in the plural: `emails text[]`.
        let singular: Option<Vec<String>> = (facts.class == Class::Array)
            .then(|| facts.words.iter().map(|word| tokens::singular(word)).collect());
        tokens::matches(rule.names, &singular?).map(|_| -> &[String] { &[] })
    })
}

/// Whether the table's name has one of the words.
pub(crate) fn is_of(table: &TableFacts<'_>, words: &str) -> bool {
    words.split(' ').any(|word| table.words.iter().any(|own| own == word))
}

fn class_of_item(facts: &ColumnFacts<'_>) -> Class {
    match &facts.column.data_type {
        DataType::Array(item) => Class::of(item),
        _ => facts.class,
    }
}

fn make(
    rule: &Rule,
    field: Field<'_, '_>,
    draft: &Draft<'_, '_>,
    captured: &[String],
) -> Option<Source> {
    let source = match rule.make {
        Make::Part(kind, part) => {
            let entity = Source::Entity(entity(kind, part, field, draft, captured));
            let refused = sample(part).is_some_and(|text| !finish::admits(field.facts, text));
            if refused { finish::by_pattern(field.facts).unwrap_or(entity) } else { entity }
        }
        Make::Pool(name) => pool(name),
        Make::Templates(templates) => template(templates),
        Make::Pattern(pattern) => finish::by_pattern(field.facts)
            .unwrap_or_else(|| Source::Pattern(PatternSource { pattern: pattern.to_owned() })),
        Make::Choice(values) => choice(values),
        Make::Words(words) => written(words),
        Make::Ints(values) => ints(field, values)?,
        Make::Money(median, sigma, step) => amounts::amount(field, median, sigma, step),
        Make::Number(shape) => Source::Number(number(shape, field)),
        Make::Flag(share) => finish::flag(share),
        Make::With(make) => make(field)?,
    };
    if field.facts.class == Class::Array {
        return Some(Source::Array(ArraySource { item: Box::new(source), min: 0, max: 3 }));
    }
    Some(source)
}

/// What a part looks like, where CHECKs often want another form.
fn sample(part: &str) -> Option<&'static str> {
    Some(match part {
        "sku" => "ELE-4915962",
        "phone" => "(559) 555-0123",
        "tax_id" => "12-3456789",
        "username" => "anna.lee",
        _ => return None,
    })
}

/// One thing per qualifier: `billing_city` and `billing_street` are of one place,
/// `shipping_city` of another. Words that name no other thing (`home_phone`) are left out,
/// unless two columns would become the same.
fn entity(
    kind: EntityKind,
    part: &str,
    field: Field<'_, '_>,
    draft: &Draft<'_, '_>,
    captured: &[String],
) -> EntitySource {
    const NEUTRAL: &[&str] = &[
        "primary", "main", "default", "personal", "work", "business", "home", "office", "mobile",
        "user", "own", "public", "official", "full", "current", "street", "login", "account",
        "contact", "legal", "website", "web", "site", "homepage", "name", "sort", "email", "phone",
        "daytime", "person", "display", "real",
    ];
    let own = |word: &String| NEUTRAL.contains(&word.as_str()) || field.table.words.contains(word);
    // `guardian name` is the name of the guardian, whose phone may stand beside it.
    let words = &field.facts.words;
    let others = match words.split_last() {
        Some((last, others)) if captured.is_empty() && part == "full_name" && last == "name" => {
            others
        }
        _ => captured,
    };
    let qualifier: Vec<&str> =
        others.iter().filter(|word| !own(word)).map(String::as_str).collect();
    let mut source = EntitySource { name: qualifier.join("_"), ..EntitySource::new(kind, part) };
    let taken = |source: &EntitySource| {
        draft.columns.values().any(|plan| plan.source == Source::Entity(source.clone()))
    };
    // A person's display name is the name that stands beside it; a plaintiff is not the judge.
    let part_played = part == "full_name"
        && captured.is_empty()
        && words.last().is_some_and(|word| word != "name" && word != "author")
        && field.table.subject == Subject::Person;
    let repeats = source.name.is_empty()
        && part == "full_name"
        && words.last().is_some_and(|word| word == "name");
    if part_played || taken(&source) && !repeats {
        source.name = field.facts.words.join("_");
    }
    source
}

pub(crate) fn pool(name: &str) -> Source {
    Source::Pool(PoolSource { vocabulary: Vocabulary::Named(name.to_owned()) })
}

/// A vocabulary written out.
pub(crate) fn written(words: &str) -> Source {
    let vocabulary = Vocabulary::Inline(words.split('|').map(str::to_owned).collect());
    Source::Pool(PoolSource { vocabulary })
}

/// Those of the numbers that the column's CHECKs and default allow; `None` where that is no
/// choice.
fn ints(field: Field<'_, '_>, values: &[(i64, f64)]) -> Option<Source> {
    allowed_ints(field.facts, values)
}

fn allowed_ints(facts: &ColumnFacts<'_>, values: &[(i64, f64)]) -> Option<Source> {
    let fits = |value: i64| {
        let range = facts.column.data_type.integer_range();
        range.is_none_or(|(low, high)| (low..=high).contains(&i128::from(value)))
            && facts.domain.contains(&seedbed_expr::Value::Int(value)) != Some(false)
    };
    let kept: Vec<(i64, f64)> = values.iter().copied().filter(|(value, _)| fits(*value)).collect();
    (kept.len() >= 2).then(|| {
        Source::Choice(ChoiceSource {
            values: kept.iter().map(|(value, _)| Scalar::Int(*value)).collect(),
            weights: Some(kept.iter().map(|(_, weight)| *weight).collect()),
        })
    })
}

pub(crate) fn template(templates: &[&str]) -> Source {
    Source::Template(TemplateSource {
        templates: templates.iter().map(ToString::to_string).collect(),
        vocabularies: std::collections::BTreeMap::new(),
        weights: None,
    })
}

pub(crate) fn choice(values: &[(&str, f64)]) -> Source {
    Source::Choice(ChoiceSource {
        values: values.iter().map(|(value, _)| Scalar::from(*value)).collect(),
        weights: Some(values.iter().map(|(_, weight)| *weight).collect()),
    })
}

fn number(shape: Shape, field: Field<'_, '_>) -> NumberSource {
    let distribution = match shape.curve {
        Curve::Flat => Distribution::Uniform,
        Curve::Bell(mean, deviation) => Distribution::Normal { mean, deviation },
        Curve::Skewed(median, sigma) => Distribution::LogNormal { median, sigma },
        Curve::Small(exponent) => Distribution::Zipf { exponent },
    };
    let usual = finish::default_number(field.facts).filter(|usual| *usual > 1.0);
    if let Some(usual) = usual.filter(|usual| !(shape.min..=shape.max).contains(usual)) {
        // The schema's author knows better what is usual.
        return NumberSource { scale: scale(field.facts), ..finish::around(field.facts, usual) };
    }
    let number = bounded(field.facts, distribution, Some(shape.min), Some(shape.max));
    NumberSource { step: shape.step, scale: scale(field.facts), ..number }
}

/// Numbers around the one that the schema's author says is usual.
fn number_around(field: Field<'_, '_>, usual: f64) -> NumberSource {
    NumberSource { scale: scale(field.facts), ..finish::around(field.facts, usual) }
}

/// Digits behind the point where the type leaves them open.
pub(crate) fn scale(facts: &ColumnFacts<'_>) -> Option<u8> {
    (facts.class == Class::Decimal && facts.scale().is_none()).then_some(2)
}

/// Whether a column's values may not repeat.
pub(crate) fn is_unique(facts: &ColumnFacts<'_>) -> bool {
    facts.key >= KeyPart::Unique
}

#[cfg(test)]
mod tests;
