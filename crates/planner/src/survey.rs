//! What the rules know about a schema before they decide anything.

use std::collections::BTreeMap;

use seedbed_expr::{ColumnOrder, Domain, Env, Expr, Nullness, Value, Variant, narrow};
use seedbed_generate::{plan::Tick, vocabulary};
use seedbed_schema::{
    CheckRule, Column, DataType, ForeignKey, Meaning, Schema, Table, TableId, UniqueKey, ValueWish,
    Wishes,
};

use crate::business::Business;
use crate::documents::documents;
use crate::kept;
use crate::subject::Subject;
use crate::time::ToldStage;
use crate::tokens;

/// The types that rules tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Bool,
    Int,
    Decimal,
    Text,
    Date,
    Time,
    Timestamp,
    Uuid,
    Json,
    Bytes,
    Labels,
    Array,
    Other,
}

impl Class {
    pub(crate) fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Boolean => Self::Bool,
            DataType::Integer { .. }
            | DataType::Year
            | DataType::Decimal { scale: Some(0), .. }
            | DataType::Decimal { precision: Some(_), scale: None } => Self::Int,
            DataType::Decimal { .. } | DataType::Float { .. } | DataType::Money => Self::Decimal,
            DataType::Text { .. } => Self::Text,
            DataType::Date => Self::Date,
            DataType::Time { .. } => Self::Time,
            DataType::Timestamp { .. } => Self::Timestamp,
            DataType::Uuid => Self::Uuid,
            DataType::Json { .. } => Self::Json,
            DataType::Bytes { .. } => Self::Bytes,
            DataType::Enum(_) => Self::Labels,
            DataType::Array(_) => Self::Array,
            _ => Self::Other,
        }
    }

    /// Whether values are numbers.
    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Decimal)
    }

    /// Whether values are dates or timestamps.
    pub(crate) fn is_moment(self) -> bool {
        matches!(self, Self::Date | Self::Timestamp)
    }
}

/// What a column is to the keys of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum KeyPart {
    /// In no key.
    No,
    /// One of several columns of a unique key.
    UniquePart,
    /// One of several columns of the primary key.
    PrimaryPart,
    /// Unique by itself.
    Unique,
    /// The primary key by itself.
    Primary,
}

/// One column and what is known about it.
#[derive(Debug, Clone)]
pub(crate) struct ColumnFacts<'a> {
    pub(crate) column: &'a Column,
    /// The name's words.
    pub(crate) words: Vec<String>,
    /// The name's words without those of the table (`customer_name` of `customers`: `name`).
    pub(crate) short: Vec<String>,
    pub(crate) class: Class,
    /// What the table's CHECKs leave it.
    pub(crate) domain: Domain,
    pub(crate) key: KeyPart,
    /// Whether a foreign key makes it.
    pub(crate) linked: bool,
    /// What it was said to mean, which `words` and `short` then say, too.
    pub(crate) wished: Option<Meaning>,
    /// What it counts since 1970, where it holds moments as whole numbers.
    pub(crate) tick: Option<Tick>,
    /// The stage of a row's life that the name tells.
    pub(crate) stage: ToldStage,
}

impl ColumnFacts<'_> {
    /// Matches the name, whole or without the table's words.
    pub(crate) fn is(&self, patterns: &str) -> bool {
        self.capture(patterns).is_some()
    }

    /// Like [`Self::is`], and what the pattern's star stood for.
    pub(crate) fn capture(&self, patterns: &str) -> Option<&[String]> {
        tokens::matches(patterns, &self.words).or_else(|| tokens::matches(patterns, &self.short))
    }

    /// What tells what the column means, for people.
    pub(crate) fn told_by(&self) -> String {
        match self.wished {
            Some(meaning) => format!("the rule {}", meaning.name()),
            None => format!("the name \"{}\"", self.words.join(" ")),
        }
    }

    /// The same column with a meaning given.
    pub(crate) fn meaning(&self, meaning: Meaning) -> Self {
        let words: Vec<String> = meaning.words().map(str::to_owned).collect();
        Self { short: words.clone(), words, wished: Some(meaning), ..self.clone() }
    }

    pub(crate) fn name(&self) -> &str {
        &self.column.name
    }

    /// Whether the database or the engine computes it.
    pub(crate) fn is_computed(&self) -> bool {
        self.column.is_computed()
    }

    /// The longest text the type holds, or its items where it is a list.
    pub(crate) fn max_length(&self) -> Option<u32> {
        match &self.column.data_type {
            DataType::Text { max_length, .. } => *max_length,
            DataType::Array(item) => match item.as_ref() {
                DataType::Text { max_length, .. } => *max_length,
                _ => None,
            },
            _ => None,
        }
    }

    /// Digits behind the point, where the type fixes them.
    pub(crate) fn scale(&self) -> Option<u8> {
        match self.column.data_type {
            DataType::Decimal { scale, .. } => scale,
            DataType::Money => Some(2),
            _ => None,
        }
    }

    /// The comment in lower case.
    pub(crate) fn comment(&self) -> String {
        self.column.comment.as_deref().unwrap_or_default().to_lowercase()
    }

    /// Whether it may be NULL, CHECKs considered.
    pub(crate) fn is_nullable(&self) -> bool {
        self.column.nullable && self.domain.nullness != Nullness::Never
    }
}

/// The part a table plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A short list that others choose from.
    Lookup,
    /// Pairs of other tables' rows.
    Junction,
    /// Anything else.
    Plain,
}

/// One table and what is known about it.
#[derive(Debug)]
pub(crate) struct TableFacts<'a> {
    pub(crate) id: TableId,
    pub(crate) table: &'a Table,
    pub(crate) words: Vec<String>,
    pub(crate) subject: Subject,
    pub(crate) part: Part,
    pub(crate) columns: Vec<ColumnFacts<'a>>,
    /// Columns that CHECKs relate to others.
    pub(crate) orders: Vec<ColumnOrder>,
    /// The foreign keys' parents; `None` where a parent is not in the schema.
    pub(crate) parents: Vec<Option<TableId>>,
    /// The locale that texts are in: one of the built-in ones.
    pub(crate) locale: &'static str,
    /// The trade that the schema's tables tell of.
    pub(crate) business: Business,
}

impl<'a> TableFacts<'a> {
    pub(crate) fn column(&self, name: &str) -> Option<&ColumnFacts<'a>> {
        self.table.column_index(name).map(|at| &self.columns[at])
    }

    /// The first column that matches and that a plan can say something about.
    pub(crate) fn find(&self, patterns: &str) -> Option<&ColumnFacts<'a>> {
        patterns.split('|').find_map(|pattern| self.columns.iter().find(|facts| facts.is(pattern)))
    }

    /// The name a plan knows it by.
    pub(crate) fn plan_name(&self) -> String {
        self.table.name.to_string()
    }

    /// The foreign keys with their positions and parents.
    pub(crate) fn foreign_keys(&self) -> impl Iterator<Item = (usize, &'a ForeignKey, TableId)> {
        let keys = self.table.foreign_keys.iter().zip(&self.parents).enumerate();
        keys.filter_map(|(at, (key, parent))| parent.map(|parent| (at, key, parent)))
    }
}

/// A schema and what is known about it.
#[derive(Debug)]
pub(crate) struct Survey<'a> {
    pub(crate) tables: Vec<TableFacts<'a>>,
    /// The tables, parents first.
    pub(crate) order: Vec<TableId>,
    /// Where each table stands in `order`.
    positions: BTreeMap<TableId, usize>,
}

impl<'a> Survey<'a> {
    /// Looks at everything once. `env` says what `now()` means in CHECKs.
    pub(crate) fn new(schema: &'a Schema, env: Env, wishes: &Wishes) -> Self {
        let mut tables: Vec<TableFacts<'a>> =
            schema.iter().map(|(id, table)| survey_table(schema, id, table, env, wishes)).collect();
        for id in continents(&tables) {
            tables[id.0].subject = Subject::Continent;
        }
        let business = Business::of(&tables.iter().map(|table| table.words.as_slice()));
        for table in &mut tables {
            table.business = business;
        }
        let order = schema.load_order().tables;
        let positions = order.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        Self { tables, order, positions }
    }

    /// The same for rows in a locale.
    pub(crate) fn in_locale(mut self, locale: &str) -> Self {
        let locale = vocabulary::nearest_locale(locale);
        for table in &mut self.tables {
            table.locale = locale;
        }
        self
    }

    pub(crate) fn table(&self, id: TableId) -> &TableFacts<'a> {
        &self.tables[id.0]
    }

    /// Whether `parent`'s rows come before `child`'s, so that a chain of references from child
    /// to parent ends.
    pub(crate) fn is_before(&self, parent: TableId, child: TableId) -> bool {
        match (self.positions.get(&parent), self.positions.get(&child)) {
            (Some(parent), Some(child)) => parent < child,
            _ => false,
        }
    }
}

/// Regions that countries belong to are parts of the world.
fn continents(tables: &[TableFacts<'_>]) -> Vec<TableId> {
    let countries = tables.iter().filter(|table| table.subject == Subject::Country);
    countries
        .flat_map(|table| table.foreign_keys().map(|(_, _, id)| id))
        .filter(|id| tables[id.0].subject == Subject::Region)
        .collect()
}

fn survey_table<'a>(
    schema: &'a Schema,
    id: TableId,
    table: &'a Table,
    env: Env,
    wishes: &Wishes,
) -> TableFacts<'a> {
    let words = translated(table, tokens::table_words(table.spelt()));
    let variants = variants(table, env);
    let prefix = common_prefix(table);
    let mut columns: Vec<ColumnFacts<'a>> = table
        .columns
        .iter()
        .map(|column| {
            let facts = survey_column(table, column, &words, &prefix, &variants);
            match wishes.column(&table.name, &column.name).map(|wished| &wished.values) {
                Some(Some(ValueWish::Meaning(meaning))) => facts.meaning(*meaning),
                _ => facts,
            }
        })
        .collect();
    let days = kept::has_minutes_of_days(&columns);
    let milliseconds = kept::counts_milliseconds(&columns);
    for facts in &mut columns {
        if let Some(class) = kept::as_text(facts) {
            facts.class = class;
        } else if let Some(tick) = kept::as_number(facts, milliseconds).filter(|_| !days) {
            facts.class = Class::Timestamp;
            facts.tick = Some(tick);
        }
    }
    as_a_stamp(&mut columns);
    let subject = Subject::of(&words).beside(|names| columns.iter().any(|facts| facts.is(names)));
    if subject == Subject::Booking {
        as_a_stay(&mut columns);
    }
    let documents = documents(table);
    let is_document = |facts: &ColumnFacts<'_>| {
        documents.contains(&facts.column.name)
            || facts.is(DOCUMENTS) && !matches!(subject, Subject::Vehicle | Subject::Product)
            || facts.comment().contains("json")
    };
    for facts in columns.iter_mut().filter(|facts| !facts.linked && is_document(facts)) {
        // Text has room for a document where it has no limit to speak of.
        if matches!(facts.column.data_type, DataType::Text { max_length: None | Some(500..), .. }) {
            facts.class = Class::Json;
        }
    }
    let orders = match variants.as_slice() {
        [only] => only.orders.clone(),
        _ => Vec::new(),
    };
    let parents = table.foreign_keys.iter().map(|key| schema.find_exact(&key.parent)).collect();
    let part = part_of(table, subject, &columns);
    let (locale, business) = (vocabulary::DEFAULT_LOCALE, Business::Other);
    TableFacts { id, table, words, subject, part, columns, orders, parents, locale, business }
}

/// A column that is called `tms` or `timestamp` alone, beside other moments, says when its row was
/// changed.
fn as_a_stamp(columns: &mut [ColumnFacts<'_>]) {
    let others = columns.iter().filter(|facts| facts.class.is_moment()).count() > 1;
    let is_stamp = |facts: &ColumnFacts<'_>| {
        let name = facts.column.name.to_ascii_lowercase();
        facts.class == Class::Timestamp
            && matches!(name.as_str(), "tms" | "tstamp" | "timestamp" | "rowtimestamp")
    };
    let created = columns.iter().any(|facts| {
        facts.class.is_moment()
            && facts.is(
                "created|created *|date created|creation *|date creation|datec|date add|* created",
            )
    });
    for facts in columns.iter_mut().filter(|facts| is_stamp(facts) && others) {
        if created || facts.column.name.eq_ignore_ascii_case("tms") {
            facts.words = vec!["modified".to_owned()];
            facts.short.clone_from(&facts.words);
        }
    }
}

/// Names of columns in which programs keep documents.
const DOCUMENTS: &str = "* json|json|metadata|* metadata|extra data|json data|* json data|payload|* payload|headers|\
     * headers|request body|response body|props|* props|preferences|* preferences|prefs|* prefs|params|* params|\
     parameters|* parameters|extra params|extraparams|serialized|* serialized|* settings|stored options|log meta|\
     conf|extra|annotations|json model|* state json|context|* context|attributes json|config|configuration|data|\
     * variables|env|options json|* options";

/// What a table of translations is about: `product_lang` holds what products are called in several
/// languages.
fn translated(table: &Table, words: Vec<String>) -> Vec<String> {
    const SUFFIXES: &[&[&str]] = &[
        &["i", "18", "n"],
        &["l", "10", "n"],
        &["translation"],
        &["language"],
        &["locale"],
        &["localization"],
        &["description"],
        &["text"],
        &["content"],
        &["name"],
    ];
    let thing = SUFFIXES.iter().find_map(|suffix| {
        let ends = words.len() > suffix.len()
            && words[words.len() - suffix.len()..].iter().eq(suffix.iter());
        ends.then(|| words[..words.len() - suffix.len()].to_vec())
    });
    let in_languages = |table: &Table| {
        let tells = |word: &String| matches!(word.as_str(), "language" | "locale");
        table.columns.iter().any(|column| tokens::words(column.spelt()).iter().any(tells))
    };
    match thing {
        Some(thing) if in_languages(table) => thing,
        _ => words,
    }
}

/// Who books a room arrives first and departs afterwards; who books a flight the other way round.
fn as_a_stay(columns: &mut [ColumnFacts<'_>]) {
    let travels =
        "origin|destination|flight *|flight|* airport|from|to|route *|seat *|departure city";
    let day = |facts: &ColumnFacts<'_>, name: &str| {
        facts.class.is_moment() && facts.is(&format!("{name}|{name} date|{name} at|{name} on"))
    };
    let has = |name: &str| columns.iter().any(|facts| day(facts, name));
    if columns.iter().any(|facts| facts.is(travels)) || !(has("arrival") && has("departure")) {
        return;
    }
    for (name, meant) in [("arrival", "in"), ("departure", "out")] {
        for facts in columns.iter_mut().filter(|facts| day(facts, name)) {
            facts.words = ["check", meant].map(str::to_owned).to_vec();
            facts.short.clone_from(&facts.words);
        }
    }
}

fn variants(table: &Table, env: Env) -> Vec<Variant> {
    let checks: Vec<Expr> = table
        .checks
        .iter()
        .filter_map(|check| match &check.rule {
            CheckRule::Expr(expr) => Some(expr.clone()),
            CheckRule::Unread(_) => None,
        })
        .collect();
    if checks.is_empty() {
        return Vec::new();
    }
    narrow(&checks, &|name| table.column(name).map(|column| column.data_type.kind()), &env)
}

fn survey_column<'a>(
    table: &'a Table,
    column: &'a Column,
    table_words: &[String],
    prefix: &[String],
    variants: &[Variant],
) -> ColumnFacts<'a> {
    let words = without_prefix(tokens::words(column.spelt()), prefix);
    let short = without_prefix(words.clone(), table_words);
    ColumnFacts {
        column,
        short,
        words,
        class: Class::of(&column.data_type),
        domain: with_list(table, hull(variants, &column.name), &column.name),
        key: key_part(table, &column.name),
        linked: is_linked(table, &column.name),
        wished: None,
        tick: None,
        stage: ToldStage::default(),
    }
}

/// Whether a column takes its values from parents. A column by which rows of the table itself
/// find each other (the tenant of `(tenant_id, parent_id)`) does not.
fn is_linked(table: &Table, column: &str) -> bool {
    table.foreign_keys.iter().any(|key| {
        let mut pairs = key.columns.iter().zip(&key.parent_columns);
        pairs.any(|(own, of_parent)| {
            own == column && !(key.parent == table.name && of_parent == column)
        })
    })
}

/// What the variants allow a column between them. Those that leave it NULL say nothing of its
/// values.
fn hull(variants: &[Variant], column: &str) -> Domain {
    let domains: Option<Vec<&Domain>> =
        variants.iter().map(|variant| variant.domains.get(column)).collect();
    let Some(domains) = domains else { return Domain::default() };
    let (absent, valued): (Vec<&Domain>, Vec<&Domain>) =
        domains.into_iter().partition(|domain| domain.nullness == Nullness::Always);
    let Some((first, others)) = valued.split_first() else {
        return absent.first().map_or_else(Domain::default, |domain| (*domain).clone());
    };
    let mut hull = (*first).clone();
    for domain in others {
        widen(&mut hull, domain);
    }
    if !absent.is_empty() {
        hull.nullness = Nullness::default();
    }
    hull
}

/// The domain with the list that a CHECK gives outright, where the CHECKs between them are too
/// many to say what they leave.
fn with_list(table: &Table, domain: Domain, column: &str) -> Domain {
    if domain.one_of.is_some() {
        return domain;
    }
    let conditions = table.checks.iter().filter_map(|check| match &check.rule {
        CheckRule::Expr(expr) => Some(expr.conjuncts()),
        CheckRule::Unread(_) => None,
    });
    let one_of = conditions.flatten().find_map(|part| match part {
        Expr::InList { expr, list, negated: false } => match expr.as_ref() {
            Expr::Column(path) if path.len() == 1 && path[0].eq_ignore_ascii_case(column) => {
                list.iter().map(literal).collect::<Option<Vec<_>>>()
            }
            _ => None,
        },
        _ => None,
    });
    Domain { one_of, ..domain }
}

fn literal(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::Literal(value) => Some(value.clone()),
        _ => None,
    }
}

fn widen(hull: &mut Domain, other: &Domain) {
    if *hull == *other {
        return;
    }
    let one_of = match (hull.one_of.take(), &other.one_of) {
        (Some(mut values), Some(more)) => {
            values.extend(
                more.iter().filter(|value| !values.contains(value)).cloned().collect::<Vec<_>>(),
            );
            Some(values)
        }
        _ => None,
    };
    *hull = Domain {
        one_of,
        min: hull.min.take().filter(|min| other.min.as_ref() == Some(min)),
        max: hull.max.take().filter(|max| other.max.as_ref() == Some(max)),
        patterns: if hull.patterns == other.patterns {
            std::mem::take(&mut hull.patterns)
        } else {
            Vec::new()
        },
        ..Domain::default()
    };
}

fn key_part(table: &Table, column: &str) -> KeyPart {
    let part = |key: &UniqueKey, alone, one_of| match key.columns() {
        Some(columns) if columns == [column] => alone,
        Some(columns) if columns.contains(&column) => one_of,
        _ => KeyPart::No,
    };
    let primary =
        table.primary_key.iter().map(|key| part(key, KeyPart::Primary, KeyPart::PrimaryPart));
    let unique =
        table.unique_keys.iter().map(|key| part(key, KeyPart::Unique, KeyPart::UniquePart));
    primary.chain(unique).max().unwrap_or(KeyPart::No)
}

/// The word that nearly all of a table's columns start with (`c_name`, `c_phone`), which says
/// nothing.
fn common_prefix(table: &Table) -> Vec<String> {
    let names: Vec<Vec<String>> =
        table.columns.iter().map(|column| tokens::words(column.spelt())).collect();
    let Some(first) = names.first().and_then(|words| words.first()) else { return Vec::new() };
    let sharing = names.iter().filter(|words| words.len() > 1 && words[0] == *first).count();
    let all = names.len() >= 3 && sharing * 10 >= names.len() * 8;
    if all { vec![first.clone()] } else { Vec::new() }
}

/// Without leading words, unless nothing would be left.
fn without_prefix(words: Vec<String>, prefix: &[String]) -> Vec<String> {
    if !prefix.is_empty() && words.len() > prefix.len() && words.starts_with(prefix) {
        return words[prefix.len()..].to_vec();
    }
    // `order_items.item_no`: the head noun alone is a prefix too.
    match prefix.last() {
        Some(head) if prefix.len() > 1 && words.len() > 1 && words[0] == *head => {
            words[1..].to_vec()
        }
        _ => words,
    }
}

fn part_of(table: &Table, subject: Subject, columns: &[ColumnFacts<'_>]) -> Part {
    if is_junction(table, columns) {
        return Part::Junction;
    }
    let references = columns.iter().filter(|facts| facts.linked).count();
    if subject.is_lookup() && references <= 1 { Part::Lookup } else { Part::Plain }
}

/// Whether a key of the table is made of two or more foreign keys, and little else is said.
fn is_junction(table: &Table, columns: &[ColumnFacts<'_>]) -> bool {
    let linked =
        |name: &str| table.foreign_keys.iter().any(|key| key.columns.iter().any(|c| c == name));
    let references_within = |names: &[&str]| {
        let within =
            |key: &&ForeignKey| key.columns.iter().all(|column| names.contains(&column.as_str()));
        table.foreign_keys.iter().filter(within).count()
    };
    let pairs = table
        .keys()
        .filter_map(UniqueKey::columns)
        .any(|names| names.iter().all(|name| linked(name)) && references_within(&names) >= 2);
    let own = columns
        .iter()
        .filter(|facts| !facts.linked && facts.key < KeyPart::Unique && !facts.class.is_moment())
        .count();
    let keyless = table.primary_key.is_none() && table.foreign_keys.len() == 2;
    (pairs || keyless) && own <= 2
}
