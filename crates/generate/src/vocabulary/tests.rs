//! Claims about every embedded list.

use std::collections::BTreeSet;

use super::{
    DEFAULT_LOCALE, is_own, locales, lookup, names, nearest_locale, record_names, records,
};

#[test]
fn every_vocabulary_has_distinct_trimmed_entries() {
    for locale in locales() {
        for name in names() {
            let words = lookup(locale, name).unwrap_or_else(|| panic!("{locale} {name}"));
            assert!(!words.is_empty(), "{locale} {name}");
            let distinct: BTreeSet<_> = words.iter().collect();
            assert_eq!(distinct.len(), words.len(), "{locale} {name}");
            for word in words.iter() {
                assert_eq!(word.trim(), word, "{locale} {name}");
                assert!(!word.is_empty() && !word.contains(['\t', '{', '}']), "{name}: {word}");
            }
        }
    }
}

#[test]
fn every_record_has_a_value_for_each_field() {
    for locale in locales() {
        for name in record_names() {
            let records = records(locale, name).unwrap();
            assert!(!records.rows.is_empty(), "{locale} {name}");
            for row in &records.rows {
                assert_eq!(row.len(), records.fields.len(), "{locale} {name} {row:?}");
                let sound = |value: &&str| value.trim() == *value && !value.is_empty();
                assert!(row.iter().all(sound), "{locale} {name} {row:?}");
            }
            let distinct: BTreeSet<_> = records.rows.iter().collect();
            assert_eq!(distinct.len(), records.rows.len(), "{locale} {name}");
        }
    }
}

#[test]
fn every_data_file_is_listed() {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    for locale in locales() {
        for file in std::fs::read_dir(format!("{data}/{locale}")).unwrap() {
            let file = file.unwrap().file_name().into_string().unwrap();
            let known = match file.rsplit_once('.').unwrap() {
                ("texts", "txt") => true,
                (name, "txt") => lookup(locale, name).is_some(),
                (name, _) => records(locale, name).is_some(),
            };
            assert!(known, "{locale}/{file} is not in the catalog");
        }
    }
}

#[test]
fn every_language_has_texts_of_its_own() {
    let needed = [
        "bio",
        "category",
        "color",
        "comment",
        "company_about",
        "department",
        "email_subject",
        "job_title",
        "message",
        "note",
        "order_note",
        "review_negative",
        "review_neutral",
        "review_positive",
        "review_title_negative",
        "review_title_neutral",
        "review_title_positive",
        "sentence",
        "slogan_end",
        "slogan_start",
        "task_title",
        "ticket_subject",
        "title",
    ];
    let words = |locale, name| lookup(locale, name).unwrap();
    let english: BTreeSet<_> =
        needed.iter().flat_map(|name| words(DEFAULT_LOCALE, name).iter()).collect();
    for locale in locales() {
        for name in needed {
            assert!(is_own(locale, name), "{locale} {name}");
            assert!(words(locale, name).len() >= 8, "{locale} {name}");
            let is_english = |word: &&str| word.contains(' ') && english.contains(word);
            let foreign = words(locale, name).iter().find(is_english);
            assert!(locale.starts_with("en") || foreign.is_none(), "{locale} {name} {foreign:?}");
        }
    }
}

#[test]
fn every_kind_of_product_has_a_name_in_every_language() {
    let products = records(DEFAULT_LOCALE, "product").unwrap();
    let [category, subcategory, noun, materials] =
        ["category", "subcategory", "noun", "materials"].map(|name| products.field(name).unwrap());
    for locale in locales().into_iter().filter(|locale| !locale.starts_with("en")) {
        let firsts = |name| records(locale, name).unwrap().rows.iter().map(|row| row[0]);
        let known: BTreeSet<_> = firsts("product_word").collect();
        let told: BTreeSet<_> = firsts("product_blurb").collect();
        for row in &products.rows {
            let words = [row[category], row[subcategory], row[noun]];
            for word in words.into_iter().chain(row[materials].split(';')) {
                assert!(known.contains(word), "{locale} {word}");
            }
            assert!(told.contains(row[category]), "{locale} {}", row[category]);
        }
    }
}

#[test]
fn unknown_locales_fall_back_to_their_language_and_then_to_english() {
    let cases = [
        ("en_US", "en_US"),
        ("de-AT", "de_DE"),
        ("fr", "fr_FR"),
        ("en_AU", "en_US"),
        ("EN_gb", "en_GB"),
        ("xx_YY", DEFAULT_LOCALE),
        ("", DEFAULT_LOCALE),
    ];
    for (asked, expected) in cases {
        assert_eq!(nearest_locale(asked), expected, "{asked}");
    }
}

#[test]
fn every_locale_has_people_and_places_of_its_own() {
    for locale in locales() {
        let len = |name: &str| lookup(locale, name).unwrap().len();
        assert!(len("female_first_name") >= 100, "{locale}");
        assert!(len("male_first_name") >= 100, "{locale}");
        assert!(len("last_name") >= 150, "{locale}");
        assert!(records(locale, "city").unwrap().rows.len() >= 40, "{locale}");
    }
}

#[test]
fn an_unknown_name_is_absent() {
    assert!(lookup("en_US", "no_such_list").is_none());
    assert!(records("en_US", "no_such_list").is_none());
}
