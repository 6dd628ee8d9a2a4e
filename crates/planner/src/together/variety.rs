//! Names that may not repeat, where a list is shorter than the table: composed, rather than
//! numbered.

use std::collections::BTreeMap;

use seedbed_generate::plan::{Source, TemplateSource};

use super::Sides;
use crate::recognise::is_of;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// What stands before the names of roles.
const RANKS: &[&str] = &["Senior", "Junior", "Lead", "Deputy", "Assistant", "Visiting", "Trainee"];

/// Composes names of roles, activities and tasks.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>, rows: u64) {
    let table = sides.draft.table;
    if !table.locale.starts_with("en") {
        return;
    }
    let named = "name|title|role name|subject|display name|* name|* title";
    let unique = |facts: &ColumnFacts<'_>| {
        facts.class == Class::Text
            && facts.key == KeyPart::Unique
            && facts.domain.patterns.is_empty()
            && facts.domain.one_of.is_none()
            && facts.max_length().is_none_or(|most| most >= 48)
    };
    let Some(facts) = sides.named(named, unique) else { return };
    if !matches!(sides.source(facts), Some(Source::Pool(_))) {
        return;
    }
    let words = sides.words(facts);
    if words.is_empty() || words.len() as u64 >= rows {
        return;
    }
    let templates: Vec<String> = if is_of(table, "role job position designation post") {
        let ranked = RANKS.iter().map(|rank| format!("{rank} {{what}}"));
        ["{what}".to_owned()].into_iter().chain(ranked).collect()
    } else if is_of(table, "activity interaction engagement touchpoint meeting") {
        vec!["{what} - {company_noun}".to_owned()]
    } else if is_of(table, "task todo ticket issue project") {
        vec!["{what}".to_owned(), "{what} ({project_codename})".to_owned()]
    } else {
        return;
    };
    // What has a rank already is not given another.
    let plain = |word: &String| {
        !RANKS.iter().any(|rank| word.starts_with(rank)) && !word.starts_with("Head")
    };
    let words: Vec<String> = words.into_iter().filter(plain).collect();
    let weights = (templates.len() > 2).then(|| {
        let first = [4.0].into_iter();
        first.chain(std::iter::repeat_n(1.0, templates.len() - 1)).collect()
    });
    let source = TemplateSource {
        templates,
        vocabularies: BTreeMap::from([("what".to_owned(), words)]),
        weights,
    };
    let meaning = sides.meaning(facts).to_owned();
    sides.make(facts, Source::Template(source), &meaning, facts.told_by());
}
