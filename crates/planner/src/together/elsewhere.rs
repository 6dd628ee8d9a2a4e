//! Rows of other tables that no foreign key leads to: the number of a medium, the kind and the
//! number of what a file belongs to, rights on the schema's own tables, the number by which
//! somebody else knows a subscription.

use seedbed_generate::plan::{
    ArraySource, Case, ChoiceSource, ConditionalSource, KeySource, PoolSource, Scalar, Source,
    Vocabulary,
};
use seedbed_schema::UniqueKey;

use super::Sides;
use crate::formulas::expression;
use crate::names::{ident, literal, path};
use crate::recognise;
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, KeyPart, Part, Survey, TableFacts};
use crate::tokens;

/// Leads columns to the rows that they tell of.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>, survey: &Survey<'_>) {
    for facts in sides.free() {
        of_any_kind(sides, survey, facts);
        by_name(sides, survey, facts);
        outside(sides, survey, facts);
        rights(sides, survey, facts);
    }
}

/// A table and its key.
type Keyed<'s, 'a> = (&'s TableFacts<'a>, &'s ColumnFacts<'a>);

/// A table's key, where it is one column of its own.
fn key<'s, 'a>(table: &'s TableFacts<'a>) -> Option<&'s ColumnFacts<'a>> {
    let own = |facts: &&ColumnFacts<'_>| facts.key == KeyPart::Primary && !facts.linked;
    table.columns.iter().find(own)
}

/// Whether a column can hold the keys of a table.
fn holds(facts: &ColumnFacts<'_>, key: &ColumnFacts<'_>) -> bool {
    let room = |facts: &ColumnFacts<'_>| facts.max_length().unwrap_or(u32::MAX);
    facts.class == key.class
        && match facts.class {
            Class::Int | Class::Uuid => true,
            Class::Text => room(facts) >= room(key),
            _ => false,
        }
}

/// The tables that plans fill, whose keys a column can hold.
fn within<'s, 'a>(
    survey: &'s Survey<'a>,
    facts: &ColumnFacts<'_>,
    own: &TableFacts<'_>,
) -> Vec<Keyed<'s, 'a>> {
    let found = survey.tables.iter().filter(|table| table.id != own.id);
    found.filter_map(|table| Some((table, key(table).filter(|key| holds(facts, key))?))).collect()
}

fn key_of(table: &TableFacts<'_>, key: &ColumnFacts<'_>) -> Source {
    Source::Key(KeySource { table: table.plan_name(), column: key.name().to_owned() })
}

/// `media_asset_id` holds a key of `media_assets` though no foreign key says so.
fn by_name(sides: &mut Sides<'_, '_, '_>, survey: &Survey<'_>, facts: &ColumnFacts<'_>) {
    const STRANGE: &[&str] = &["external", "ext", "remote", "foreign", "legacy", "old", "source"];
    let [stem @ .., last] = facts.words.as_slice() else { return };
    let told = sides.meaning(facts) == "identifier elsewhere";
    let strange = stem.iter().any(|word| STRANGE.contains(&word.as_str()));
    if !told || last != "id" || stem.is_empty() || strange || facts.key >= KeyPart::Unique {
        return;
    }
    let table = sides.draft.table;
    let all = within(survey, facts, table);
    let called = |name: &[String]| {
        let mut found = all.iter().filter(|(other, _)| other.words == name);
        found.next().filter(|_| found.next().is_none())
    };
    let short = (1..stem.len()).filter(|_| facts.class == Class::Text);
    let found = called(stem).or_else(|| short.into_iter().find_map(|at| called(&stem[at..])));
    if let Some((other, key)) = found {
        let reason = format!("{} has such keys", other.table.name);
        sides.make(facts, key_of(other, key), "undeclared reference", reason);
    }
}

/// Kinds of tables that files and comments hardly belong to.
fn is_owner(table: &TableFacts<'_>) -> bool {
    let parents: Vec<_> = table.parents.iter().flatten().collect();
    // Two rows of one table stand in a relation: it owns nothing.
    let related = parents.iter().enumerate().any(|(at, one)| parents[..at].contains(one));
    table.part == Part::Plain
        && !related
        && !matches!(
            table.subject,
            S::Log | S::History | S::Setting | S::Session | S::Token | S::Media | S::Permission
        )
        && table.words.len() <= 2
}

/// The most kinds of rows that a column tells apart.
const KINDS: usize = 6;

/// `record_type` says a table of the schema, `record_id` has a key of it.
fn of_any_kind(sides: &mut Sides<'_, '_, '_>, survey: &Survey<'_>, kind: &ColumnFacts<'_>) {
    let [stem @ .., last] = kind.words.as_slice() else { return };
    let told = matches!(sides.meaning(kind), "class of a row elsewhere" | "table name");
    let chosen = matches!(sides.source(kind), Some(Source::Choice(_)));
    if !told || !chosen || !matches!(last.as_str(), "type" | "class" | "kind") || stem.is_empty() {
        return;
    }
    let mut name = stem.to_vec();
    name.push("id".to_owned());
    let free = sides.free();
    let id = free.into_iter().find(|facts| facts.words == name && facts.key < KeyPart::Unique);
    let Some(id) = id.filter(|id| !id.linked) else { return };
    let table = sides.draft.table;
    let kinds = kinds(survey, table, kind, id);
    if kinds.len() < 2 || is_tight(table, id) {
        return;
    }
    let column = ident(kind.name());
    let case = |(class, (other, key)): &(String, Keyed<'_, '_>)| Case {
        when: format!("{column} = {}", literal(class)),
        then: key_of(other, key),
    };
    let source = Source::Conditional(ConditionalSource {
        cases: kinds.iter().map(case).collect(),
        otherwise: kinds.first().map(|(_, (other, key))| Box::new(key_of(other, key))),
    });
    let classes = Source::Choice(ChoiceSource {
        values: kinds.iter().map(|(class, _)| Scalar::Text(class.clone())).collect(),
        weights: Some((0..kinds.len()).map(|rank| 1.0 / (rank as f64 + 1.5)).collect()),
    });
    part_played(sides, &column, &kinds);
    let meaning = sides.meaning(kind).to_owned();
    sides.make(kind, classes, &meaning, "tables of the schema".to_owned());
    let reason = format!("{} says of which table", kind.name());
    sides.make(id, source, "row of any table", reason);
    if !kind.is_nullable() {
        sides.spare(id, 0.0);
    }
}

/// The kinds of rows that there are, those with most to them first.
fn kinds<'s, 'a>(
    survey: &'s Survey<'a>,
    table: &TableFacts<'_>,
    kind: &ColumnFacts<'_>,
    id: &ColumnFacts<'_>,
) -> Vec<(String, Keyed<'s, 'a>)> {
    let room = kind.max_length().unwrap_or(u32::MAX) as usize;
    let mut kinds: Vec<(String, Keyed<'_, '_>)> = within(survey, id, table)
        .into_iter()
        .filter(|(other, _)| is_owner(other))
        .map(|keyed| (class_of(keyed.0), keyed))
        .filter(|(class, _)| class.len() <= room && kind.domain.one_of.is_none())
        .collect();
    kinds.sort_by_key(|(class, (other, _))| {
        (std::cmp::Reverse(weight(survey, other)), class.clone())
    });
    kinds.dedup_by(|one, other| one.0 == other.0);
    let known = |(_, (other, _)): &&(String, Keyed<'_, '_>)| other.subject != S::Other;
    // What a table is of whose name says nothing, nobody knows.
    if kinds.iter().filter(known).count() >= 2 {
        kinds.retain(|(_, (other, _))| other.subject != S::Other);
    }
    kinds.truncate(KINDS);
    kinds
}

/// Whether a key leaves little room for rows of the same number.
fn is_tight(table: &TableFacts<'_>, id: &ColumnFacts<'_>) -> bool {
    let mut keys = table.table.keys().filter_map(UniqueKey::columns);
    keys.any(|columns| columns.len() < 3 && columns.iter().any(|column| *column == id.name()))
}

/// A person has an avatar, a company a logo, an invoice a file.
fn part_played(sides: &mut Sides<'_, '_, '_>, kind: &str, kinds: &[(String, Keyed<'_, '_>)]) {
    let free = sides.free();
    let part = free.into_iter().find(|facts| {
        sides.meaning(facts) == "what a file is to its row" && facts.class == Class::Text
    });
    let Some(part) = part else { return };
    let case = |(class, (other, _)): &(String, Keyed<'_, '_>)| Case {
        when: format!("{kind} = {}", literal(class)),
        then: recognise::written(match other.subject {
            S::Person | S::Account => "avatar|photo",
            S::Company | S::Brand | S::Team => "logo",
            S::Product | S::Facility | S::Room | S::Category => "photo|image",
            S::Post | S::Film | S::Album | S::Book | S::Artist => "cover|image",
            _ => "file|document|attachment",
        }),
    };
    let source = Source::Conditional(ConditionalSource {
        cases: kinds.iter().map(case).collect(),
        otherwise: Some(Box::new(recognise::written("file|attachment"))),
    });
    let reason = format!("{kind} says of what");
    sides.make(part, source, "what a file is to its row", reason);
}

/// How many tables refer to one: what much belongs to has files and comments, too.
fn weight(survey: &Survey<'_>, table: &TableFacts<'_>) -> usize {
    let refers = |other: &&TableFacts<'_>| other.parents.contains(&Some(table.id));
    let all = survey.tables.iter().filter(refers).count();
    all.min(8)
        + usize::from(matches!(
            table.subject,
            S::Person | S::Document | S::Invoice | S::Company | S::Post | S::Product | S::Order
        )) * 6
}

/// The class whose rows a table holds: `CreditNote` of `credit_notes`.
fn class_of(table: &TableFacts<'_>) -> String {
    table.words.iter().map(|word| tokens::capital(word)).collect()
}

/// The number by which somebody else knows a parent is the one that the parent has.
fn outside(sides: &mut Sides<'_, '_, '_>, survey: &Survey<'_>, facts: &ColumnFacts<'_>) {
    let stem = match facts.words.as_slice() {
        [first, stem @ .., last] if first == "external" && last == "id" => stem,
        [stem @ .., first, last] if first == "external" && last == "id" => stem,
        _ => return,
    };
    if stem.is_empty() || facts.linked || facts.class != Class::Text {
        return;
    }
    let table = sides.draft.table;
    let found = table.foreign_keys().find_map(|(_, key, parent)| {
        let [column] = key.columns.as_slice() else { return None };
        let parent = survey.table(parent);
        let named = table.column(column).filter(|own| own.words.starts_with(stem))?;
        let known = parent.columns.iter().find(|own| own.words == ["external", "id"])?;
        let whole = !named.is_nullable() && !known.is_nullable() || facts.is_nullable();
        let fits = known.column.data_type == facts.column.data_type && whole;
        (fits && parent.words == stem).then(|| (path(table, key), known.name().to_owned()))
    });
    let Some((path, known)) = found else { return };
    let formula = format!("{path}.{}", ident(&known));
    sides.make(facts, expression(formula), "identifier elsewhere", format!("{path} has it"));
    sides.spare(facts, 0.0);
}

/// What may be done, and with the rows of which tables.
fn rights(sides: &mut Sides<'_, '_, '_>, survey: &Survey<'_>, facts: &ColumnFacts<'_>) {
    const MOST: usize = 14;
    const DONE: &[&str] = &["read", "create", "update", "delete"];
    let is_pool = |source: &Source| {
        matches!(source, Source::Pool(pool)
            if matches!(&pool.vocabulary, Vocabulary::Named(name) if name == "permission"))
    };
    let Some(source) = sides.source(facts).cloned() else { return };
    let listed = match &source {
        Source::Array(array) => is_pool(&array.item),
        other => is_pool(other),
    };
    if !listed || facts.domain.one_of.is_some() {
        return;
    }
    let mut tables: Vec<&TableFacts<'_>> =
        survey.tables.iter().filter(|table| is_owner(table) && key(table).is_some()).collect();
    tables.sort_by_key(|table| std::cmp::Reverse(weight(survey, table)));
    if tables.len() < 3 {
        return;
    }
    let room = facts.max_length().map_or(usize::MAX, |most| most as usize);
    let words: Vec<String> = tables
        .iter()
        .take(MOST)
        .flat_map(|table| DONE.iter().map(|done| format!("{}:{done}", table.table.name.name)))
        .filter(|right| right.chars().count() <= room)
        .collect();
    if words.len() < 8 {
        return;
    }
    let pool = Source::Pool(PoolSource { vocabulary: Vocabulary::Inline(words) });
    let source = match source {
        Source::Array(array) => Source::Array(ArraySource { item: Box::new(pool), ..array }),
        _ => pool,
    };
    sides.make(facts, source, "permission", "tables of the schema".to_owned());
}
