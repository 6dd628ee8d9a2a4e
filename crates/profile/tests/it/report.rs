//! Profiles of tables, as documents and pages.

#![allow(clippy::format_push_string, reason = "a test's file is short")]

use seedbed_profile::{Options, Point, Profile, Relations, Table, html, profile, read_csv};

fn read(name: &str, text: &str) -> Table {
    read_csv(name, text.as_bytes(), &Options::default()).unwrap()
}

fn shop() -> Profile {
    let mut customers = String::from("id,name,email,segment,income,joined\n");
    let mut orders = String::from("id,customer_id,total\n");
    for at in 0..60 {
        let (segment, income) = (["<gold>", "silver"][at % 2], at * 100);
        customers += &format!(
            "{at},Zoe Quux{at},q{at}@mail.test,{segment},{income},2020-01-{:02}\n",
            at % 28 + 1
        );
        orders += &format!("{at},{},{at}.50\n", at / 3);
    }
    let tables = [read("customers", &customers), read("orders", &orders)];
    profile(&tables, &Relations::infer(&tables))
}

#[test]
fn what_tells_who_somebody_is_is_not_shown() {
    let profile = shop();
    let document = serde_json::to_string(&profile).unwrap();
    let page = html(&profile);
    for text in [&document, &page] {
        assert!(!text.contains("Quux") && !text.contains("mail.test"), "{text}");
        assert!(text.contains("silver"));
    }
    let personal: Vec<&str> = profile.tables[0]
        .columns
        .iter()
        .filter_map(|column| Some(column.personal.as_ref()?.category.as_str()))
        .collect();
    assert_eq!(personal, ["name", "email"]);
}

#[test]
fn keys_references_and_children_are_told() {
    let profile = shop();
    let keys: Vec<_> =
        profile.tables.iter().map(|table| table.key.clone().unwrap().columns).collect();
    assert_eq!(keys, [["id"], ["id"]]);
    let [reference] = profile.references.as_slice() else { panic!("{:?}", profile.references) };
    assert_eq!(
        (reference.column.as_str(), reference.parent.as_str()),
        ("customer_id", "customers")
    );
    assert_eq!((reference.children.most, reference.children.childless), (3, 40));
}

#[test]
fn numbers_and_dates_have_ranges_and_distributions() {
    let profile = shop();
    let columns = &profile.tables[0].columns;
    let income = columns.iter().find(|column| column.name == "income").unwrap();
    let summary = income.summary.as_ref().unwrap();
    assert_eq!((&summary.min, &summary.max), (&Point::Number(0.0), &Point::Number(5900.0)));
    let counts = &income.distribution.as_ref().unwrap().counts;
    assert_eq!(counts.iter().sum::<u64>(), 60);
    let joined = columns.iter().find(|column| column.name == "joined").unwrap();
    assert_eq!(joined.summary.as_ref().unwrap().max, Point::Moment("2020-01-28".into()));
}

#[test]
fn a_page_needs_nothing_else_and_escapes_values() {
    let page = html(&shop());
    assert!(page.contains("&lt;gold&gt;") && !page.contains("<gold>"));
    for outside in ["http:", "https:", "<script", "<link", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("prefers-color-scheme: dark"));
}

#[test]
fn columns_without_values_are_profiled_too() {
    let table = read("t", "empty,constant,alone\n,1,\n,1,x\n");
    let profile =
        profile(std::slice::from_ref(&table), &Relations::infer(std::slice::from_ref(&table)));
    let columns = &profile.tables[0].columns;
    assert_eq!((columns[0].missing, columns[0].distinct), (2, 0));
    assert_eq!(columns[1].distribution.as_ref().unwrap().counts, [2]);
    assert!(html(&profile).contains("constant"));
    let nothing = [read("t", "a,b\n")];
    let page = html(&seedbed_profile::profile(&nothing, &Relations::infer(&nothing)));
    assert!(page.contains("0 rows"));
}
