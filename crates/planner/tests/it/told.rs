//! What the file itself says of values, and words that no foreign trade may have.

use seedbed_expr::Value;

use crate::rows::{Row, table};

fn text<'r>(row: &'r Row, column: &str) -> &'r str {
    match &row[column] {
        Value::Text(text) => text,
        Value::Null => "",
        other => panic!("{column} is {other:?}"),
    }
}

fn day(row: &Row, column: &str) -> Option<i64> {
    match &row[column] {
        Value::Date(days) => Some(i64::from(*days)),
        _ => None,
    }
}

/// Checks that all texts of a column are among some.
fn among(rows: &[Row], column: &str, values: &[&str]) {
    for row in rows {
        let found = text(row, column);
        assert!(found.is_empty() || values.contains(&found), "{column} is {found:?}");
    }
}

#[test]
fn a_list_in_a_comment_is_the_columns_values() {
    let rows = table(
        "shipments",
        "status text not null default 'draft', -- draft, confirmed, picking, shipped
        service_type text, -- ground, express, overnight, etc.
        gum_state varchar(30), -- Mucosas (rosadas, pálidas o cianóticas)
        housekeeping_status varchar(30) default 'Clean' -- Clean, Dirty, In Progress, Inspected
        ",
    );
    among(&rows, "housekeeping_status", &["Clean", "Dirty", "In Progress", "Inspected"]);
    assert!(rows.iter().any(|row| text(row, "housekeeping_status") == "In Progress"));
    among(&rows, "status", &["draft", "confirmed", "picking", "shipped"]);
    among(&rows, "service_type", &["ground", "express", "overnight"]);
    among(&rows, "gum_state", &["rosadas", "pálidas", "cianóticas"]);
}

#[test]
fn an_examples_letters_stay_and_a_placeholder_occurs() {
    let rows = table(
        "carriers",
        "device_ref varchar(100) unique not null, -- e.g., \"ESP32_DEVICE_001\"
        tracking_url_template text not null -- URL with {tracking_number} placeholder
        ",
    );
    for row in &rows {
        assert!(text(row, "device_ref").starts_with("ESP32_DEVICE_"), "{row:?}");
        assert!(text(row, "tracking_url_template").contains("{tracking_number}"), "{row:?}");
    }
}

#[test]
fn a_package_of_goods_is_no_program() {
    let rows = table("shipment_packages", "package_type text not null, weight_kg real not null");
    among(&rows, "package_type", &["box", "envelope", "pallet", "tube", "crate"]);
    let light = |row: &Row| matches!(row["weight_kg"], Value::Float(weight) if weight <= 40.0);
    assert!(rows.iter().all(light));
}

#[test]
fn a_breed_is_of_its_species() {
    let rows = table(
        "pets",
        "name text not null, birth_date date not null, breed text not null,
        species text not null check (species in ('Dog', 'Rabbit'))",
    );
    let rabbits = ["Holland Lop", "Netherland Dwarf", "Mini Rex", "Lionhead", "Angora"];
    for row in &rows {
        let is_rabbit = text(row, "species") == "Rabbit";
        assert_eq!(rabbits.contains(&text(row, "breed")), is_rabbit, "{row:?}");
        // The dataset's present is 2026.
        assert!(day(row, "birth_date").is_some_and(|day| day > 40 * 365), "{row:?}");
    }
}

#[test]
fn what_is_made_is_installed_later() {
    let rows = table("meters", "installation_date date not null, manufacture_date date not null");
    for row in &rows {
        assert!(day(row, "manufacture_date") <= day(row, "installation_date"), "{row:?}");
    }
}

#[test]
fn no_more_is_picked_than_ordered_or_shipped_than_picked() {
    let rows = table(
        "shipment_items",
        "quantity_ordered integer not null, quantity_picked integer not null default 0,
        quantity_shipped integer not null default 0",
    );
    let number = |row: &Row, column: &str| match row[column] {
        Value::Int(number) => number,
        _ => panic!("{column} is no number"),
    };
    for row in &rows {
        let [ordered, picked, shipped] =
            ["ordered", "picked", "shipped"].map(|part| number(row, &format!("quantity_{part}")));
        assert!(shipped <= picked && picked <= ordered, "{row:?}");
    }
}

#[test]
fn a_state_beside_a_town_is_a_part_of_the_country() {
    let rows = table(
        "properties",
        "address text not null, city varchar(100) not null, state varchar(50) not null,
         zip_code varchar(20) not null, bedrooms int, listing_price decimal(12,2)",
    );
    assert!(rows.iter().all(|row| !["active", "sold", "pending"].contains(&text(row, "state"))));
    assert!(rows.iter().all(|row| text(row, "state").starts_with(char::is_uppercase)));
}

#[test]
fn what_has_a_default_is_there() {
    let rows = table("people", "first_name text not null, middle_name varchar(40) default ''");
    assert!(rows.iter().all(|row| row["middle_name"] != Value::Null));
}
