//! What other things are called: `zone_name` of a host is the name of a zone. What the words before
//! `name` tell is asked of the same rules, as if there were a table of those things.

use seedbed_generate::plan::Source;

use super::{Field, Make, Rule, TEXT, rule};
use crate::draft::Draft;
use crate::subject::Subject;
use crate::survey::{ColumnFacts, Part, TableFacts};

/// What may be said of another thing. The first names end like the later ones.
const SAID: &[&str] =
    &["display name", "name", "title", "label", "description", "type", "kind", "status", "state"];

/// Words that say which name it is, not whose.
const WHICH: &[&str] = &[
    "display",
    "full",
    "short",
    "long",
    "legal",
    "common",
    "alternate",
    "alternative",
    "old",
    "new",
    "previous",
    "original",
    "internal",
    "external",
    "public",
    "private",
    "custom",
    "default",
    "local",
    "english",
    "native",
    "preferred",
    "friendly",
    "other",
    "current",
    "target",
    "source",
    "parent",
    "child",
    "related",
    "main",
    "primary",
    "secondary",
    "base",
    "meta",
    "html",
    "raw",
    "page",
    "screen",
    "my",
    "is",
    "sort",
    "simple",
    "global",
];

/// Rules that say nothing of the thing, which is as much as not knowing it.
const VAGUE: &[&str] =
    &["word", "title", "description", "lookup", "event type", "name of another thing"];

pub(super) const RULES: &[Rule] = &[rule(
    "name of another thing",
    "* name|* title|* label|* description|* type|* kind|* status|* state",
    TEXT,
    Make::With(another),
)];

fn another(field: Field<'_, '_>) -> Option<Source> {
    let words = &field.facts.short;
    let (said, whose) = SAID.iter().find_map(|said| {
        let said: Vec<String> = said.split(' ').map(str::to_owned).collect();
        let whose = words.strip_suffix(said.as_slice())?;
        Some((said.last()?.clone(), whose.to_vec()))
    })?;
    let thing: Vec<String> =
        whose.into_iter().filter(|word| !WHICH.contains(&word.as_str())).collect();
    let spelt = words.join(" ");
    let told = |rule: &Rule| {
        let names = rule.names.split('|').any(|name| name.trim() == spelt);
        names && super::apply(rule, field).is_some()
    };
    if super::rules().any(told) {
        return None;
    }
    if thing.is_empty() || thing.iter().all(|word| field.table.words.contains(word)) {
        return None;
    }
    of_thing(field, &thing, &said)
}

/// What a column of this name holds in a table of such things.
fn of_thing(field: Field<'_, '_>, thing: &[String], said: &str) -> Option<Source> {
    let table = TableFacts {
        words: thing.to_vec(),
        subject: Subject::of(thing),
        part: Part::Plain,
        columns: Vec::new(),
        orders: Vec::new(),
        parents: Vec::new(),
        ..*field.table
    };
    let words = vec![said.to_owned()];
    let facts = ColumnFacts { short: words.clone(), words, ..field.facts.clone() };
    let draft = Draft::new(&table);
    let (meaning, mut source) = super::found(Field { table: &table, facts: &facts }, &draft)?;
    if VAGUE.contains(&meaning) || (meaning == "name" && said != "name") {
        return None;
    }
    if let Source::Entity(entity) = &mut source {
        entity.name = thing.join("_");
    }
    Some(source)
}
