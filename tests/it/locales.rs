//! Rows in every locale: people, places, companies and products of it, and texts in its language.

use std::{collections::BTreeSet, fs, path::Path};

use seedbed_generate::vocabulary;
use seedbed_tests::{grown, repository};
use serde_json::Value;

const SCHEMA: &str = "tests/it/locales.sql";

/// Vocabularies whose English entries are sentences or headings.
const ENGLISH: &[&str] = &[
    "article_title",
    "bio",
    "cancellation_reason",
    "caption",
    "category_blurb",
    "comment",
    "company_about",
    "email_subject",
    "headline",
    "message",
    "note",
    "order_note",
    "paragraph",
    "resolution",
    "return_reason",
    "review_negative",
    "review_neutral",
    "review_positive",
    "review_title_negative",
    "review_title_neutral",
    "review_title_positive",
    "sentence",
    "task_title",
    "ticket_subject",
    "title",
    "visit_reason",
];

/// Words that nearly every English sentence has, and hardly one of another language.
const TELLING: &[&str] = &["the", "and", "with", "your", "this", "for", "was", "has", "our", "it"];

fn rows(locale: &str, count: &str) -> Vec<(String, serde_json::Map<String, Value>)> {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let schema = repository(SCHEMA);
    grown(&[
        "generate",
        &schema.to_string_lossy(),
        "--locale",
        locale,
        "--rows",
        count,
        "--format",
        "jsonl",
        "--quiet",
        "--out",
        &out.to_string_lossy(),
    ]);
    let mut rows = Vec::new();
    for file in fs::read_dir(&out).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            rows.extend(read(&path));
        }
    }
    rows
}

fn read(path: &Path) -> Vec<(String, serde_json::Map<String, Value>)> {
    let table = path.file_stem().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| (table.clone(), serde_json::from_str(line).unwrap())).collect()
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'').map(str::to_lowercase)
}

#[test]
fn no_text_is_english_in_another_language() {
    let english: BTreeSet<&str> = ENGLISH
        .iter()
        .flat_map(|name| vocabulary::lookup("en_US", name).unwrap().iter())
        .filter(|entry| entry.contains(' '))
        .collect();
    for locale in vocabulary::locales().into_iter().filter(|locale| !locale.starts_with("en")) {
        for (table, row) in rows(locale, "60") {
            for (column, value) in &row {
                let Value::String(text) = value else { continue };
                let place = format!("{locale} {table}.{column}: {text}");
                assert!(!english.iter().any(|entry| text.contains(entry)), "{place}");
                let is_sentence = text.ends_with(['.', '!', '?']) && text.contains(' ');
                let telling = words(text).filter(|word| TELLING.contains(&word.as_str())).count();
                assert!(!is_sentence || telling < 2, "{place}");
            }
        }
    }
}

#[test]
fn a_bad_review_complains_in_every_language() {
    for locale in vocabulary::locales() {
        let list = |name: &str| -> BTreeSet<&str> {
            vocabulary::lookup(locale, name).unwrap().iter().collect()
        };
        let (good, bad) = (list("review_positive"), list("review_negative"));
        let mut seen = [0, 0];
        for (_, row) in rows(locale, "200").into_iter().filter(|(table, _)| table == "reviews") {
            let (Some(stars), Some(body)) = (row["rating"].as_i64(), row["body"].as_str()) else {
                continue;
            };
            if stars <= 2 {
                assert!(bad.contains(body), "{locale}, {stars}: {body}");
                seen[0] += 1;
            } else if stars >= 4 {
                assert!(good.contains(body), "{locale}, {stars}: {body}");
                seen[1] += 1;
            }
        }
        assert!(seen.iter().all(|count| *count > 0), "{locale} {seen:?}");
    }
}

#[test]
fn people_places_companies_and_products_are_of_the_locale() {
    for locale in vocabulary::locales() {
        let words = |name: &str| -> BTreeSet<&str> {
            vocabulary::lookup(locale, name).unwrap().iter().collect()
        };
        let [women, men, families, cities, suffixes, colors] = [
            "female_first_name",
            "male_first_name",
            "last_name",
            "city_name",
            "company_suffix",
            "color",
        ]
        .map(words);
        let country = locale.split('_').nth(1).unwrap();
        for (table, row) in rows(locale, "60") {
            let text = |column: &str| row.get(column).and_then(Value::as_str).unwrap_or_default();
            match table.as_str() {
                "customers" => {
                    let (first, last) = (text("first_name"), text("last_name"));
                    assert!(women.contains(first) || men.contains(first), "{locale} {first}");
                    let family = last.split(' ').next().unwrap();
                    assert!(families.contains(last) || families.contains(family), "{last}");
                    assert!(text("full_name").contains(last), "{locale} {last}");
                    assert!(text("email").is_ascii(), "{locale} {}", text("email"));
                    assert!(cities.contains(text("city")), "{locale} {}", text("city"));
                    assert_eq!(text("country_code"), country, "{locale}");
                }
                "companies" => {
                    let name = text("legal_name");
                    assert!(suffixes.iter().any(|suffix| name.ends_with(suffix)), "{name}");
                }
                "products" => {
                    let color = text("color");
                    assert!(colors.contains(color), "{locale} {color}");
                }
                _ => {}
            }
        }
    }
}
