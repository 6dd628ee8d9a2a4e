//! A violation of every kind, planted one at a time: `verify` finds it in files and in a database,
//! and nothing else.

use seedbed_tests::{Database, Place, repository, seedbed};
use serde_json::Value;

/// Rows that violate nothing: a line of names, then three pets.
const PETS: [&str; 4] = [
    "id,owner_id,chip,active,weight,code,mood,tag,born,stay",
    "1,1,c1,true,5,ABC,calm,t1,2024-01-01,\"[2024-01-01,2024-02-01)\"",
    "2,1,c2,false,6,ABD,wild,t2,2024-01-02,\"[2024-02-01,2024-03-01)\"",
    "3,2,c3,true,7,ABE,calm,t3,2024-01-03,\"[2024-01-01,2024-02-01)\"",
];

/// What is written into the second pet's row, and what kind of constraint that violates.
const PLANTED: [(&str, &str, &str); 11] = [
    ("2,1,", "2,9,", "foreign_key"),
    ("2,1,", "1,1,", "primary_key"),
    ("c2", "c1", "unique"),
    ("false", "true", "partial_unique"),
    ("[2024-02-01", "[2024-01-15", "exclusion"),
    (",6,", ",91,", "check"),
    ("ABD", "abd", "check"),
    (",6,", ",,", "not_null"),
    ("t2", "t2222", "length"),
    ("2024-01-02", "2024-13-02", "type"),
    ("wild", "mild", "enum"),
];

fn schema() -> String {
    repository("tests/it/planted/pets.sql").to_string_lossy().into_owned()
}

/// The pets with something planted into the second.
fn planted(from: &str, to: &str) -> String {
    let [names, first, second, third] = PETS;
    assert!(second.contains(from), "{from}");
    [names, first, &second.replacen(from, to, 1), third, ""].join("\n")
}

/// The violated constraints' kinds, with how many rows violate them and which come first, from 0.
fn violated(place: &str) -> Vec<(String, u64, Value)> {
    let output = seedbed(&["verify", &schema(), place, "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = if report["violations"] == 0 { Some(0) } else { Some(1) };
    assert_eq!(output.status.code(), expected, "{report}");
    let tables = report["tables"].as_array().unwrap().iter();
    let constraints = tables.flat_map(|table| table["constraints"].as_array().unwrap());
    let violated = constraints.filter(|constraint| constraint["violations"] != 0);
    let found = violated.map(|constraint| {
        let kind = constraint["kind"].as_str().unwrap().to_owned();
        (kind, constraint["violations"].as_u64().unwrap(), constraint["first_rows"].clone())
    });
    found.collect()
}

#[test]
fn every_kind_of_violation_is_found_in_files() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).unwrap();
    let place = directory.path().to_str().unwrap();
    write("owner.csv", "id,name\n1,Ada\n2,Bo\n");
    write("pet.csv", &planted("c2", "c2"));
    assert_eq!(violated(place), [], "nothing is planted");
    for (from, to, kind) in PLANTED {
        write("pet.csv", &planted(from, to));
        assert_eq!(violated(place), [(kind.to_owned(), 1, [1].into())], "{from} to {to}");
    }
}

#[test]
fn every_kind_of_violation_is_found_in_a_database() {
    let Some(database) = Database::create("planted") else { return };
    // Tables of the same names that take anything.
    let columns = PETS[0].replace(',', " text, ");
    let pets = format!("CREATE TABLE pet ({columns} text)");
    database.execute(&[
        "CREATE TABLE owner (id text, name text)",
        "INSERT INTO owner VALUES ('1', 'Ada'), ('2', 'Bo')",
        &pets,
    ]);
    let url = database.url();
    for (from, to, kind) in PLANTED {
        fill(&database, &planted(from, to));
        assert_eq!(violated(&url), [(kind.to_owned(), 1, [1].into())], "{from} to {to}");
    }
    fill(&database, &planted("c2", "c2"));
    assert_eq!(violated(&url), [], "nothing is planted");
}

/// Puts lines of CSV into the table of pets, in place of what it holds.
fn fill(database: &Database, lines: &str) {
    use std::io::Write as _;
    let mut client = database.connect();
    client.batch_execute("TRUNCATE pet").unwrap();
    let mut writer = client.copy_in("COPY pet FROM STDIN (FORMAT csv, HEADER)").unwrap();
    writer.write_all(lines.as_bytes()).unwrap();
    writer.finish().unwrap();
}
