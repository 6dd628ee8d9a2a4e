//! Rows of catalogs, and rows that tell of other tables' rows though no foreign key says so.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_expr::Value;
use seedbed_generate::plan::Source;

use crate::rows::{Row, made, number, table, text};

/// The rows of one of several tables.
fn rows(ddl: &str, name: &str) -> Vec<Row> {
    made(ddl).remove(name).unwrap()
}

#[test]
fn a_catalog_hardly_names_two_things_alike() {
    for name in ["films", "albums", "artists", "tracks"] {
        let column = if name == "artists" { "name" } else { "title" };
        let made = table(name, &format!("{column} varchar(160) not null"));
        let distinct: BTreeSet<&str> = made.iter().map(|row| text(row, column)).collect();
        assert!(distinct.len() * 100 >= made.len() * 90, "{name}: {} differ", distinct.len());
    }
}

#[test]
fn a_picture_is_of_the_type_beside_it() {
    let columns = "name varchar(80) not null, logo bytea not null,
        logo_mime_type varchar(100) not null, logo_filename varchar(200) not null";
    for row in table("stores", columns) {
        let start: &[u8] = match text(&row, "logo_mime_type") {
            "image/png" => b"\x89PNG",
            "image/gif" => b"GIF8",
            _ => &[0xFF, 0xD8, 0xFF],
        };
        let Value::Bytes(bytes) = &row["logo"] else { panic!("{row:?}") };
        assert!(bytes.starts_with(start), "{row:?}");
        assert!(text(&row, "logo_filename").ends_with("-logo.png"), "{row:?}");
    }
}

#[test]
fn a_picture_is_called_like_what_it_shows() {
    let columns = "product_name varchar(200) not null, image_filename varchar(200) not null";
    for row in table("products", columns) {
        let first = text(&row, "product_name").split(' ').next().unwrap_or_default();
        let first = first.to_lowercase();
        assert!(text(&row, "image_filename").starts_with(&first[..1]), "{row:?}");
    }
}

#[test]
fn a_row_of_any_kind_is_one_that_there_is() {
    let ddl = "create table users (id bigint primary key, name text not null);
        create table invoices (id bigint primary key, user_id bigint not null references users,
            total numeric(10,2) not null);
        create table attachments (id bigint primary key, name varchar(80) not null,
            record_type varchar(80) not null, record_id bigint not null);";
    let attached = rows(ddl, "attachments");
    let kinds: BTreeSet<&str> = attached.iter().map(|row| text(row, "record_type")).collect();
    assert_eq!(kinds, BTreeSet::from(["Invoice", "User"]));
    let count = |name: &str| rows(ddl, name).len() as f64;
    let counts = BTreeMap::from([("User", count("users")), ("Invoice", count("invoices"))]);
    for row in &attached {
        let id = number(row, "record_id");
        assert!(id >= 1.0 && id <= counts[text(row, "record_type")], "{row:?}");
    }
}

#[test]
fn a_number_of_another_table_is_one_of_its_keys() {
    let ddl = "create table media_assets (id bigint primary key, file_name text not null);
        create table ai_tags (media_asset_id integer not null, score int not null);";
    let most = rows(ddl, "media_assets").len() as f64;
    assert!(rows(ddl, "ai_tags").iter().all(|row| number(row, "media_asset_id") <= most));
}

#[test]
fn what_a_person_is_lasts() {
    let ddl = "create table patients (id int primary key, last_name text not null);
        create table stays (id int primary key, patient_id int not null references patients,
            marital_status varchar(30), race varchar(80), reason text);";
    let mut known: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows(ddl, "stays") {
        known.entry(format!("{:?}", row["patient_id"])).or_default().push(row);
    }
    assert!(known.values().any(|stays| stays.len() > 1));
    for stays in known.values() {
        for stay in stays {
            assert_eq!(stay["marital_status"], stays[0]["marital_status"]);
            assert_eq!(stay["race"], stays[0]["race"]);
        }
    }
    let all: BTreeSet<String> =
        known.values().map(|stays| format!("{:?}", stays[0]["marital_status"])).collect();
    assert!(all.len() > 2, "{all:?}");
}

#[test]
fn states_are_those_of_their_country() {
    let ddl = "create table countries (code varchar(2) primary key, name varchar(80) not null);
        create table state_provinces (id int primary key, code char(3) not null,
            country_code varchar(2) not null references countries, name varchar(50) not null,
            unique (code, country_code));";
    for row in rows(ddl, "state_provinces") {
        let texan = text(&row, "name") == "Texas";
        assert!(!texan || text(&row, "country_code") == "US", "{row:?}");
        assert!(text(&row, "code").trim().len() <= 3, "{row:?}");
    }
}

#[test]
fn who_is_still_there_went_nowhere() {
    let columns = "admittime timestamp not null, dischtime timestamp, deathtime timestamp,
        discharge_location varchar(60)";
    let made = table("admissions", columns);
    for row in &made {
        if row["dischtime"] == Value::Null {
            assert_eq!(row["discharge_location"], Value::Null, "{row:?}");
        } else if row["deathtime"] != Value::Null && row["discharge_location"] != Value::Null {
            assert_eq!(text(row, "discharge_location"), "Died");
        }
    }
    let gone = made.iter().filter(|row| row["dischtime"] != Value::Null).count();
    assert!(gone * 10 >= made.len() * 9, "{gone} of {} have left", made.len());
}

#[test]
fn rights_are_on_the_tables_that_there_are() {
    let ddl = "create table posts (id int primary key, title text not null);
        create table tags (id int primary key, name text not null);
        create table pools (id int primary key, post_id int references posts, name text);
        create table users (id int primary key, name text not null);
        create table api_keys (id int primary key, user_id int references users,
            permissions text[] not null);";
    let listed = format!("{:?}", rows(ddl, "api_keys"));
    assert!(listed.contains("posts:read") || listed.contains("posts:update"), "{listed}");
    assert!(!listed.contains("invoices"), "{listed}");
}

#[test]
fn the_only_address_says_the_town() {
    for row in table("shops", "name varchar(80) not null, physical_address varchar(512) not null") {
        assert_eq!(text(&row, "physical_address").matches(", ").count(), 2, "{row:?}");
    }
}

#[test]
fn an_address_is_where_the_coordinates_are() {
    let columns = "create table shops (id int primary key, name varchar(80) not null,
        physical_address varchar(512) not null, latitude numeric(9,6), longitude numeric(9,6));";
    let plan = crate::planned(columns).plan;
    let place = |column: &str| match &plan.tables["shops"].columns[column].source {
        Source::Entity(entity) => entity.name.clone(),
        other => panic!("{column} is {other:?}"),
    };
    assert_eq!(place("physical_address"), place("latitude"));
}

#[test]
fn keys_and_values_fit_each_other() {
    for row in table("node_tags", "k varchar(255) not null, v varchar(255) not null") {
        let (key, value) = (text(&row, "k"), text(&row, "v"));
        assert!(key != "oneway" || ["yes", "no"].contains(&value), "{row:?}");
        assert!(key != "maxspeed" || value.parse::<u32>().is_ok(), "{row:?}");
    }
}

#[test]
fn mail_goes_to_the_domains_own_server() {
    for row in table("acls", "domain varchar(255) not null, mx varchar(255) not null") {
        assert!(text(&row, "mx").ends_with(text(&row, "domain")), "{row:?}");
    }
}

#[test]
fn towns_are_whole() {
    for row in
        table("customers", "company_name text, city varchar(12) not null, region varchar(15)")
    {
        let city = text(&row, "city");
        let cut = ["Huntington B", "Colorado Spr", "Oklahoma Cit", "Fort Lauderd", "Virginia Bea"];
        assert!(!cut.contains(&city), "{row:?}");
    }
}
