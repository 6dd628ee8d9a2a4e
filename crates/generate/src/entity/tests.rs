//! Claims about entities of every kind and locale.

use std::collections::HashSet;

use super::digits::{ean_digit, luhn_digit};
use super::identity::mix;
use super::slug::fold;
use super::style::Style;
use super::{Entity, IDENTITIES, PartType};
use crate::plan::EntityKind;
use crate::vocabulary;

const KINDS: [EntityKind; 6] = [
    EntityKind::Person,
    EntityKind::Place,
    EntityKind::Company,
    EntityKind::Product,
    EntityKind::Card,
    EntityKind::Identifier,
];

/// 2026-01-01.
const TODAY: i32 = 20_454;

fn text(entity: &Entity, part: &str, id: u64) -> String {
    let mut out = String::new();
    let part = entity.part(part).unwrap_or_else(|| panic!("no part {part}"));
    entity.write(part, id, mix(id), TODAY, &mut out);
    out
}

fn identities(entity: &Entity, count: u64) -> impl Iterator<Item = u64> {
    let population = entity.population();
    (0..count).map(move |index| mix(index) % population).chain([population, 1 << 47])
}

#[test]
fn no_part_is_empty_or_longer_than_promised() {
    for locale in vocabulary::locales() {
        for kind in KINDS {
            let entity = Entity::new(kind, locale);
            for name in Entity::parts(kind) {
                let part = entity.part(name).unwrap();
                let population = entity.population();
                let limits = [population, IDENTITIES].map(|ids| entity.max_length(part, ids));
                for id in identities(&entity, 2000) {
                    let text = text(&entity, name, id);
                    let length = text.chars().count();
                    let limit = limits[usize::from(id >= population)];
                    assert!(!text.trim().is_empty(), "{locale} {kind:?} {name} {id}");
                    assert!(length <= limit, "{locale} {kind:?} {name}: {text} > {limit}");
                }
            }
        }
    }
}

#[test]
fn the_same_identity_gives_the_same_text() {
    for kind in KINDS {
        let [first, second] = [(); 2].map(|()| Entity::new(kind, "en_US"));
        for name in Entity::parts(kind) {
            for id in identities(&first, 100) {
                assert_eq!(text(&first, name, id), text(&second, name, id), "{kind:?} {name}");
            }
        }
    }
}

#[test]
fn injective_parts_never_repeat() {
    for locale in vocabulary::locales() {
        assert_injective(locale, if locale == "en_US" { 100_000 } else { 20_000 });
    }
}

#[test]
#[ignore = "takes minutes"]
fn injective_parts_never_repeat_in_two_million() {
    for locale in ["en_US", "de_DE", "zh_CN"] {
        assert_injective(locale, 2_000_000);
    }
}

/// The first identities, and those around the end of the population, have texts of their own.
fn assert_injective(locale: &str, count: u64) {
    for kind in KINDS {
        let entity = Entity::new(kind, locale);
        for name in Entity::parts(kind) {
            let part = entity.part(name).unwrap();
            let distinct = entity.distinct_ids(part);
            let middle = entity.population().saturating_sub(count / 2);
            for start in [0, middle.min(distinct.saturating_sub(count))] {
                let ids = start..(start + count).min(distinct);
                let mut texts = HashSet::new();
                for id in ids {
                    let mut text = String::new();
                    entity.write(part, id, mix(id), TODAY, &mut text);
                    assert!(texts.insert(text), "{locale} {kind:?} {name} {id}");
                }
            }
        }
    }
}

#[test]
fn people_with_the_same_name_have_different_addresses() {
    let people = Entity::new(EntityKind::Person, "en_US");
    let mut addresses = HashSet::new();
    let mut namesakes = 0;
    let [first, last, email] = ["first_name", "last_name", "email"].map(|part| people.part(part));
    let mut name = String::new();
    for id in 0..people.population() {
        name.clear();
        people.write(last.unwrap(), id, 0, TODAY, &mut name);
        if name != "Smith" {
            continue;
        }
        people.write(first.unwrap(), id, 0, TODAY, &mut name);
        if name == "SmithJames" {
            namesakes += 1;
            let mut address = String::new();
            people.write(email.unwrap(), id, 0, TODAY, &mut address);
            assert!(addresses.insert(address));
        }
    }
    assert!(namesakes > 100, "{namesakes}");
}

#[test]
fn the_parts_of_a_person_agree() {
    for locale in vocabulary::locales() {
        let people = Entity::new(EntityKind::Person, locale);
        let style = Style::of(locale);
        let words = |name| vocabulary::lookup(locale, name).unwrap();
        let women: HashSet<_> = words("female_first_name").iter().collect();
        let families = words("last_name");
        for id in identities(&people, 10_000) {
            let [first, last, whole, gender] = ["first_name", "last_name", "full_name", "gender"]
                .map(|part| text(&people, part, id));
            assert!(whole.contains(&first) && whole.contains(&last), "{whole}");
            assert_eq!(women.contains(first.as_str()), gender == "female", "{first} {gender}");
            let title = text(&people, "title", id);
            assert_eq!(title, style.titles[usize::from(gender == "male")]);
            let family = last.split(' ').next().unwrap();
            let known = families.iter().position(|name| name == last || name == family);
            let reading = fold(families.reading(known.unwrap()), style.umlauts);
            let email = text(&people, "email", id);
            let initial = reading.chars().next().unwrap();
            assert!(
                email.contains(&reading) || email.contains(&format!("-{initial}")),
                "{email} {last}"
            );
            let letters = text(&people, "initials", id);
            assert!(letters.to_lowercase().ends_with(initial), "{letters} {last}");
            assert_ne!(text(&people, "middle_name", id), first);
            let born = people.integer(people.part("birth_date").unwrap(), id, 0, TODAY);
            let age = (i64::from(TODAY) - born) as f64 / 365.25;
            assert!((18.0..=86.0).contains(&age), "{age}");
        }
    }
}

#[test]
fn a_middle_initial_in_an_address_is_that_of_the_middle_name() {
    let people = Entity::new(EntityKind::Person, "en_US");
    let mut seen = 0;
    for id in identities(&people, 10_000) {
        let email = text(&people, "email", id);
        let local = email.split('@').next().unwrap();
        if let [_, middle, _] = local.split(['.', '_']).collect::<Vec<_>>()[..] {
            seen += 1;
            let name = text(&people, "middle_name", id).to_lowercase();
            assert!(name.starts_with(middle), "{email} {name}");
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn common_names_are_commoner() {
    let people = Entity::new(EntityKind::Person, "en_US");
    let count = |name: &str| {
        identities(&people, 50_000).filter(|&id| text(&people, "last_name", id) == name).count()
    };
    let rare = vocabulary::lookup("en_US", "last_name").unwrap().iter().last().unwrap();
    assert!(count("Smith") > 8 * count(rare).max(1));
}

#[test]
fn the_parts_of_a_place_agree() {
    for locale in vocabulary::locales() {
        let places = Entity::new(EntityKind::Place, locale);
        let records = vocabulary::records(locale, "city").unwrap();
        let field = |name| records.field(name).unwrap();
        let [name, region, code, postal] = ["name", "region", "region_code", "postal"].map(field);
        let [latitude, longitude, zone] = ["latitude", "longitude", "time_zone"].map(field);
        for id in identities(&places, 10_000) {
            let [city, of_region, of_code, zip] = ["city", "region", "region_code", "postal_code"]
                .map(|part| text(&places, part, id));
            let time_zone = text(&places, "time_zone", id);
            let degrees = ["latitude", "longitude"]
                .map(|part| text(&places, part, id).parse::<f64>().unwrap());
            let near = |row: &[&str]| {
                let center = [latitude, longitude].map(|at| row[at].parse::<f64>().unwrap());
                (0..2).all(|axis| (center[axis] - degrees[axis]).abs() < 0.05)
            };
            let fits = |row: &Vec<&str>| {
                row[name] == city
                    && row[region] == of_region
                    && row[code] == of_code
                    && row[zone] == time_zone
                    && row[postal].split(';').any(|pattern| matches(pattern, &zip))
                    && near(row)
            };
            assert!(records.rows.iter().any(fits), "{locale} {city} {of_region} {zip} {degrees:?}");
            let address = text(&places, "street_address", id);
            for part in ["street", "house_number"] {
                assert!(address.contains(&text(&places, part, id)), "{address}");
            }
        }
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    let same = |(expected, found): (char, char)| match expected {
        '#' => found.is_ascii_digit(),
        '@' => found.is_ascii_uppercase(),
        other => other == found,
    };
    pattern.chars().count() == text.chars().count() && pattern.chars().zip(text.chars()).all(same)
}

#[test]
fn american_telephone_numbers_are_fictional() {
    for kind in [EntityKind::Person, EntityKind::Place, EntityKind::Company] {
        let entity = Entity::new(kind, "en_US");
        for id in identities(&entity, 10_000) {
            let phone = text(&entity, "phone", id);
            assert!(phone.contains(" 555-01"), "{phone}");
        }
    }
}

#[test]
fn the_parts_of_a_company_agree() {
    for locale in vocabulary::locales() {
        let companies = Entity::new(EntityKind::Company, locale);
        for id in identities(&companies, 10_000) {
            let [name, legal, slug, domain] =
                ["name", "legal_name", "slug", "domain"].map(|part| text(&companies, part, id));
            assert!(legal.contains(&name), "{legal} {name}");
            assert_eq!(domain, format!("{slug}.example"));
            assert!(text(&companies, "email", id).ends_with(&format!("@{domain}")));
            assert!(text(&companies, "url", id).ends_with(&domain));
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            assert!(slug.bytes().all(plain), "{slug}");
        }
    }
}

#[test]
fn the_parts_of_a_product_agree() {
    let products = Entity::new(EntityKind::Product, "en_US");
    let records = &vocabulary::records("en_US", "product").unwrap().rows;
    for id in identities(&products, 10_000) {
        let [name, category, subcategory, material] =
            ["name", "category", "subcategory", "material"].map(|part| text(&products, part, id));
        let [price, cost, weight] = ["price", "cost", "weight"]
            .map(|part| text(&products, part, id).parse::<f64>().unwrap());
        let fits = |row: &&Vec<&str>| {
            let bound = |column: usize| row[column].parse::<f64>().unwrap();
            row[0] == category
                && row[1] == subcategory
                && name.contains(row[2])
                && row[8].split(';').any(|known| known == material)
                && (bound(3)..bound(4) + 10.0).contains(&price)
                && (bound(5) / 1000.0..=bound(6) / 1000.0).contains(&weight)
        };
        assert!(
            records.iter().any(|row| fits(&row)),
            "{name} {category} {material} {price} {weight}"
        );
        assert!(cost < price && cost > 0.4 * price, "{cost} {price}");
        if let Some((_, color)) = name.split_once(", ") {
            assert!(color.starts_with(&text(&products, "color", id)), "{name}");
        }
        let ean = text(&products, "ean", id);
        assert_eq!(ean.as_bytes()[12], ean_digit(&ean[..12]));
        assert_eq!(ean.len(), 13);
    }
}

#[test]
fn card_numbers_are_valid_and_fit_their_brand() {
    let cards = Entity::new(EntityKind::Card, "en_US");
    for id in identities(&cards, 10_000) {
        let [brand, number, last4, expiry] =
            ["brand", "number", "last4", "expiry"].map(|part| text(&cards, part, id));
        let (body, check) = number.split_at(number.len() - 1);
        assert_eq!(check.as_bytes()[0], luhn_digit(body), "{number}");
        assert!(number.ends_with(&last4));
        let expected = match &number[..1] {
            "4" => ("Visa", 16),
            "5" | "2" => ("Mastercard", 16),
            "3" => ("American Express", 15),
            _ => ("Discover", 16),
        };
        assert_eq!((brand.as_str(), number.len()), expected);
        let month = cards.integer(cards.part("expiry_month").unwrap(), id, 0, TODAY);
        let year = cards.integer(cards.part("expiry_year").unwrap(), id, 0, TODAY);
        assert_eq!(expiry, format!("{month:02}/{:02}", year % 100));
    }
}

#[test]
fn check_digits_are_those_of_the_standards() {
    for (digits, check) in [("7992739871", b'3'), ("424242424242424", b'2')] {
        assert_eq!(luhn_digit(digits), check, "{digits}");
    }
    for (digits, check) in [("400638133393", b'1'), ("590123412345", b'7')] {
        assert_eq!(ean_digit(digits), check, "{digits}");
    }
}

#[test]
fn dates_are_those_of_the_gregorian_calendar() {
    let cases =
        [(0, "1970-01-01"), (TODAY, "2026-01-01"), (-1, "1969-12-31"), (11_016, "2000-02-29")];
    for (day, expected) in cases {
        let mut out = String::new();
        super::dates::push_date(&mut out, day);
        assert_eq!(out, expected);
    }
}

#[test]
fn declared_types_are_those_of_the_values() {
    for kind in KINDS {
        let entity = Entity::new(kind, "en_US");
        for name in Entity::parts(kind) {
            let part = entity.part(name).unwrap();
            let text = text(&entity, name, 17);
            let valid = match entity.part_type(part) {
                PartType::Text => true,
                PartType::Integer => text == entity.integer(part, 17, mix(17), TODAY).to_string(),
                PartType::Decimal => text.parse::<f64>().is_ok(),
                PartType::Date => text.len() == 10,
            };
            assert!(valid, "{kind:?} {name}: {text}");
        }
    }
}

#[test]
fn folding_keeps_letters_only() {
    let cases = [
        ("O'Neill", false, "oneill"),
        ("José", false, "jose"),
        ("Müller", true, "mueller"),
        ("Müller", false, "muller"),
        ("Weiß", true, "weiss"),
        ("De La Cruz", false, "delacruz"),
    ];
    for (word, umlauts, expected) in cases {
        assert_eq!(fold(word, umlauts), expected, "{word}");
    }
}

fn assert_is_iban(iban: &str) {
    let turned = format!("{}{}", &iban[4..], &iban[..4]);
    let rest = turned.chars().fold(0_u32, |rest, c| {
        let value = c.to_digit(36).unwrap();
        (rest * if value > 9 { 100 } else { 10 } + value) % 97
    });
    assert_eq!(rest, 1, "{iban}");
}

#[test]
fn a_national_number_agrees_with_gender_and_birth_date() {
    let [italy, china] = ["it_IT", "zh_CN"].map(|locale| Entity::new(EntityKind::Person, locale));
    for id in identities(&italy, 500) {
        let number = text(&italy, "national_id", id);
        let born = text(&italy, "birth_date", id);
        assert_eq!(number[6..8], born[2..4], "{number} {born}");
        let day: u32 = number[9..11].parse().unwrap();
        let female = text(&italy, "gender", id) == "female";
        assert_eq!(day, born[8..].parse::<u32>().unwrap() + if female { 40 } else { 0 });
        let number = text(&china, "national_id", id);
        assert_eq!(number[6..14], text(&china, "birth_date", id).replace('-', ""));
        let order: u32 = number[14..17].parse().unwrap();
        assert_eq!(order.is_multiple_of(2), text(&china, "gender", id) == "female", "{number}");
    }
}

#[test]
fn identifiers_have_the_check_digits_that_their_standards_ask_for() {
    let digits = |text: &str| text.bytes().map(|byte| u32::from(byte - b'0')).collect::<Vec<_>>();
    for locale in vocabulary::locales() {
        let entity = Entity::new(EntityKind::Identifier, locale);
        for id in identities(&entity, 500) {
            let iban = text(&entity, "iban", id);
            match locale {
                "ja_JP" => assert_eq!(iban.len(), 16, "{iban}"),
                "zh_CN" => assert_eq!(iban.as_bytes()[18], luhn_digit(&iban[..18]), "{iban}"),
                _ => assert_is_iban(&iban),
            }

            let isbn = text(&entity, "isbn", id);
            assert_eq!(isbn.as_bytes()[12], ean_digit(&isbn[..12]), "{isbn}");
            let isbn10 = text(&entity, "isbn10", id).replace('X', ":");
            let sum: u32 = digits(&isbn10).iter().zip((1..=10).rev()).map(|(d, w)| d * w).sum();
            assert_eq!(sum % 11, 0, "{isbn10}");

            let imei = text(&entity, "imei", id);
            assert_eq!(imei.as_bytes()[14], luhn_digit(&imei[..14]), "{imei}");
            let npi = text(&entity, "npi", id);
            assert_eq!(npi.as_bytes()[9], luhn_digit(&format!("80840{}", &npi[..9])), "{npi}");
            let routing = digits(&text(&entity, "routing_number", id));
            let sum: u32 = routing.iter().zip([3, 7, 1].iter().cycle()).map(|(d, w)| d * w).sum();
            assert_eq!(sum % 10, 0, "{routing:?}");
        }
    }
}

/// The values of letters and the weights of places as in 49 CFR 565.15, tables IV and V.
#[test]
fn a_vehicle_number_has_its_check_digit_at_the_ninth_place() {
    let letters = "ABCDEFGH..JKLMN.P.R..STUVWXYZ";
    let value = |c: char| match c.to_digit(10) {
        Some(digit) => digit,
        None => letters.find(c).map_or(0, |at| at as u32 % 10 + 1),
    };
    let weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let check = |vin: &str| {
        let sum: u32 = vin.chars().zip(weights).map(|(c, weight)| value(c) * weight).sum();
        char::from_digit(sum % 11, 10).unwrap_or('X')
    };
    assert_eq!(check("1M8GDM9AXKP042788"), 'X');
    let entity = Entity::new(EntityKind::Identifier, "en_US");
    for id in identities(&entity, 500) {
        let vin = text(&entity, "vin", id);
        assert_eq!(vin.len(), 17, "{vin}");
        assert_eq!(vin.chars().nth(8), Some(check(&vin)), "{vin}");
    }
}
