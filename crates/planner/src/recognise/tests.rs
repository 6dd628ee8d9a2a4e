use std::collections::BTreeMap;
use std::sync::Arc;

use seedbed_generate::Engine;
use seedbed_generate::plan::{ColumnPlan, Plan, TablePlan};
use seedbed_schema::{Column, Schema, Table, TableName};

use super::*;

/// The source of a rule that needs no column to look at.
fn fixed(make: Make) -> Option<Source> {
    Some(match make {
        Make::Part(kind, part) => Source::Entity(EntitySource::new(kind, part)),
        Make::Pool(name) => pool(name),
        Make::Templates(templates) => template(templates),
        Make::Pattern(pattern) => Source::Pattern(PatternSource { pattern: pattern.to_owned() }),
        Make::Choice(values) => choice(values),
        Make::Words(words) => written(words),
        Make::Ints(_) | Make::Money(..) | Make::Number(_) | Make::Flag(_) | Make::With(_) => {
            return None;
        }
    })
}

#[test]
fn every_rule_names_vocabularies_and_parts_that_exist() {
    let mut sources: Vec<Source> = rules().filter_map(|rule| fixed(rule.make)).collect();
    sources.extend(crate::labels::vocabularies().map(pool));
    let mut table = Table::new(TableName::new("words"));
    let mut columns = BTreeMap::new();
    for (at, source) in sources.into_iter().enumerate() {
        let name = format!("column_{at}");
        table.columns.push(Column::new(&name, DataType::text()));
        columns.insert(name, ColumnPlan::new(source));
    }
    let schema = Arc::new(Schema::new(vec![table]).unwrap());
    let words = TablePlan { rows: 1, links: Vec::new(), columns, rules: Vec::new() };
    let plan = Plan {
        engine: 1,
        seed: 1,
        locale: "en_US".into(),
        as_of: seedbed_generate::plan::default_as_of(),
        vocabularies: BTreeMap::new(),
        models: BTreeMap::new(),
        records: BTreeMap::new(),
        tables: BTreeMap::from([("words".to_owned(), words)]),
    };
    if let Err(problems) = Engine::new(schema, &plan) {
        panic!("{problems}");
    }
}

#[test]
fn every_pattern_of_a_rule_is_made_of_words_as_names_are() {
    for rule in rules() {
        for pattern in rule.names.split('|') {
            let words: Vec<&str> = pattern.split(' ').filter(|word| *word != "*").collect();
            assert!(!words.is_empty(), "{}: an empty pattern in {}", rule.meaning, rule.names);
            for word in words {
                let lower = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
                assert!(lower, "{}: {word:?} is no word", rule.meaning);
            }
        }
    }
}

/// `docs/meanings.md` lists what is recognised; `UPDATE_GOLDEN=1` writes it.
#[test]
#[allow(clippy::disallowed_methods, reason = "the environment asks for updates")]
fn the_list_of_meanings_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/meanings.md");
    let listed = meanings();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, &listed).unwrap();
    }
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text == listed, "docs/meanings.md lists what is no more: UPDATE_GOLDEN=1 writes it");
}

fn meanings() -> String {
    use std::fmt::Write;

    let mut page = include_str!("meanings.md").to_owned();
    for (heading, rules) in GROUPS {
        let _ = write!(
            page,
            "\n## {heading}\n\n| meaning | columns | in tables about |\n|---|---|---|\n"
        );
        for rule in *rules {
            let kinds: Vec<String> = rule
                .about
                .iter()
                .map(|subject| crate::tokens::words(&format!("{subject:?}")).join(" "))
                .collect();
            let words = rule.of.split(' ').filter(|word| !word.is_empty()).map(str::to_owned);
            let tables: Vec<String> = kinds.into_iter().chain(words).collect();
            let names = rule.names.replace('|', ", ").replace('*', "…");
            let _ = writeln!(page, "| {} | {names} | {} |", rule.meaning, tables.join(", "));
        }
    }
    page.push_str(&crate::time::listed());
    page.push_str(&crate::json::listed());
    page
}
