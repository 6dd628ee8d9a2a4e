//! Documents in JSON and YAML.

use seedbed_ingest::{Ingested, ReadOptions, Severity, Source, read_any};
use seedbed_schema::{Meaning, TableName, ValueWish};

use crate::{
    describe::told,
    robustness::{Choices, broken},
};

const FULL: &str = r#"
description: A clinic.
locale: de_DE
seed: 7
rows_per_table: 20
output_format: parquet
tables:
  - name: patients
    description: People who were seen at least once.
    rows: 10
    columns:
      - {name: id, type: integer, constraints: [PK, NOT NULL]}
      - name: email
        type: varchar(80)
        rule: email
        constraints: [NOT_NULL, UNIQUE]
        sensitivity: PII
      - name: age
        type: integer
        rule: {range: [0, 120]}
      - name: ward
        rule: {choice: [A, B], weights: [3, 1]}
      - name: chart
        type: string
        rule: {regex: "C-[0-9]{4}"}
      - name: guardian
        type: text
        conditional_rules:
          - {column: age, operator: ">=", value: 18, rule: null}
          - column: age
            operator: "<"
            value: 18
            rule: full_name
    checks: ["age < 130"]
  - name: visits
    columns:
      id: {type: number, constraints: [PK]}
      patient: integer
      diagnosis: icd10_code
    foreign_keys:
      - {parent_table: patients, parent_column: id, child_column: patient}
"#;

fn read(name: &str, text: &str) -> Ingested {
    let source = Source { name, text };
    read_any(&[source], &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_full_form_reaches_the_schema() {
    let expected = [
        "patients: id bigint!, email varchar(80)!, age bigint, ward text, chart text, \
         guardian text",
        "  primary (id)",
        "  unique (email)",
        "  check age >= 0 AND age <= 120",
        "  check ward IN ('A', 'B')",
        "  check chart ~ '^C-[0-9]{4}$'",
        "  check NOT (age >= 18) OR guardian IS NULL",
        "  check age < 130",
        "  -- People who were seen at least once.",
        "visits: id bigint!, patient bigint, diagnosis text",
        "  primary (id)",
        "  references (patient) -> patients(id)",
    ];
    assert_eq!(told("clinic.yml", FULL), expected);
}

#[test]
fn the_full_form_says_what_values_are_like() {
    let wishes = read("clinic.yml", FULL).wishes;
    assert_eq!(wishes.locale.as_deref(), Some("de_DE"));
    assert_eq!((wishes.seed, wishes.rows), (Some(7), Some(20)));
    assert_eq!(wishes.format.as_deref(), Some("parquet"));
    let patients = TableName::new("patients");
    assert_eq!(wishes.tables[&patients].rows, Some(10));
    let column = |name: &str| wishes.column(&patients, name).unwrap();
    assert!(matches!(column("email").values, Some(ValueWish::Meaning(m)) if m.name() == "email"));
    assert_eq!(column("email").sensitivity.as_deref(), Some("PII"));
    assert!(
        matches!(&column("ward").values, Some(ValueWish::Choice(values)) if values[0].1 == 3.0)
    );
    let cases: Vec<_> = column("guardian").cases.iter().map(|case| case.when.as_str()).collect();
    assert_eq!(cases, ["age >= 18", "age < 18"]);
    assert_eq!(column("guardian").cases[0].then, ValueWish::Null);
}

/// (the file, its text, what is found in it).
const SIMPLE: &[(&str, &str, &[&str])] = &[
    (
        "patients.json",
        "{'patient_id': 'number', 'diagnosis_code': 'icd10_code', 'email': 'email',
          'visit_date': 'date', 'notes': 'text', 'price': 'number'}",
        &[
            "patients: patient_id bigint!, diagnosis_code text!, email text!, visit_date date!, \
             notes text!, price numeric(12,2)!",
            "  primary (patient_id)",
        ],
    ),
    (
        "shop.yaml",
        "customers:\n  id: uuid\n  name: name\norders:\n  id: integer\n  customer_id: uuid\n  \
         placed: {type: datetime, nullable: true}\n",
        &[
            "customers: id uuid!, name text!",
            "  primary (id)",
            "orders: id bigint!, customer_id uuid!, placed timestamp",
            "  primary (id)",
            "  references (customer_id) -> customers(id) not enforced",
        ],
    ),
];

#[test]
fn the_simple_form_is_columns_and_their_types() {
    for (name, text, expected) in SIMPLE {
        assert_eq!(told(name, text), *expected, "{name}");
    }
}

#[test]
fn a_document_adds_to_the_tables_of_another_source() {
    let sql = "create table a (id int primary key, mail text); create table b (x int);";
    let document = "tables:\n  a: {rows: 5, columns: {mail: {rule: email}}}\n  \
                    b: {references: [{column: x, parent_table: a}]}\n";
    let sources = [Source { name: "d.yml", text: document }, Source { name: "s.sql", text: sql }];
    let ingested = read_any(&sources, &ReadOptions::default()).unwrap();
    assert_eq!(ingested.schema.tables().len(), 2);
    let reference = &ingested.schema.tables()[1].foreign_keys[0];
    assert_eq!((reference.parent_columns.join(","), reference.enforced), ("id".into(), false));
    assert!(ingested.wishes.column(&TableName::new("a"), "mail").is_some());
}

#[test]
fn a_pair_of_columns_refers_to_several_tables() {
    let text = "tables:
  users: {columns: {id: {type: integer, constraints: [PK]}}}
  teams: {columns: {team: {type: integer, constraints: [PK]}}}
  files:
    columns: {owner_type: varchar(10), owner_id: integer}
    references:
      - {child_column: owner_id, type_column: owner_type, parent_tables: {U: users, T: teams}}
";
    let wishes = read("d.yml", text).wishes;
    let column = |name: &str| wishes.column(&TableName::new("files"), name).unwrap();
    let cases: Vec<_> = column("owner_id").cases.iter().map(|case| case.when.as_str()).collect();
    assert_eq!(cases, ["owner_type IS NULL", "owner_type = 'T'", "owner_type = 'U'"]);
    let key = ValueWish::Key(TableName::new("teams"), "team".into());
    assert_eq!(column("owner_id").cases[1].then, key);
    assert!(matches!(&column("owner_type").values, Some(ValueWish::Choice(all)) if all.len() == 2));
}

/// (the document, what is said about it).
const FLAWS: &[(&str, &str)] = &[
    (
        "tables:\n  t:\n    columns:\n      a: {type: text, rule: emial}\n",
        "d.yml:4:29: t.a: there is no rule emial (did you mean email?)",
    ),
    (
        "tables:\n  t:\n    columns:\n      a: {type: integr}\n",
        "d.yml:4:17: t.a: there is no type integr (did you mean integer?)",
    ),
    (
        "tables:\n  t:\n    colums:\n      a: text\n",
        "d.yml:3:5: the document: there is no field colums here (did you mean columns?)",
    ),
    ("tables:\n- columns: {a: text}\n", "d.yml:2:3: the document: entry 1 of the list has no name"),
    (
        "tables:\n  t:\n    columns: {a: {type: text, constraints: [UNIQE]}}\n",
        "d.yml:3:45: t.a: there is no constraint UNIQE (did you mean UNIQUE?)",
    ),
    (
        "tables:\n  t:\n    columns:\n      a: {type: text, rule: {regex: '[a'}}\n",
        "d.yml:4:29: t.a: the regular expression can't be read: unclosed character class",
    ),
    (
        "tables:\n  t:\n    columns:\n      a:\n        type: text\n        conditional_rules:\n        \
         - {column: b, operator: like, value: 1, rule: email}\n",
        "d.yml:7:11: t.a: there is no operator like (known are =, !=, <, <=, >, >=, in, not in, \
         is null, is not null)",
    ),
    (
        "tables:\n  t:\n    columns: {a: integer}\n    checks: ['a >']\n",
        "d.yml:4:14: t: the check can't be read: its syntax is not understood (conditions are \
         SQL: \"ends_at > starts_at\")",
    ),
    (
        "tables:\n  t:\n    columns: {a: integer}\n    foreign_keys:\n    - {parent_table: u, \
         child_column: a}\n",
        "d.yml:5:7: t(a): foreign key refers to the unknown table u",
    ),
    (
        "tables:\n  t:\n    columns: {a: integer, k: text}\n    references:\n    - {child_column: \
         a, type_column: k, parent_tables: {T: tt}}\n",
        "d.yml:5:7: t(a): there is no table tt",
    ),
    ("a: [", "d.yml:2:1: the document: this is neither YAML nor JSON"),
    (
        "tables: {t: {columns: {a: integer}, rows: many}}",
        "d.yml:1:43: the document: invalid type: string \"many\", expected u64",
    ),
];

#[test]
fn flaws_are_told_with_their_place_and_what_is_right() {
    for (text, expected) in FLAWS {
        let found = told("d.yml", text).join("\n");
        assert!(found.contains(expected), "{text}\n{found}");
    }
}

#[test]
fn broken_documents_never_panic() {
    let mut choices = Choices::new(23);
    let texts = SIMPLE.iter().map(|(_, text, _)| *text).chain([FULL]);
    for text in texts {
        for _ in 0..400 {
            told("d.yml", &broken(text, &mut choices));
        }
    }
}

fn documentation() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/metadata.md");
    std::fs::read_to_string(path).expect("docs/metadata.md")
}

#[test]
fn the_documentation_lists_every_meaning() {
    let text = documentation();
    let missing: Vec<&str> =
        Meaning::names().filter(|name| !text.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/metadata.md lacks {missing:?}");
}

#[test]
fn every_example_of_the_documentation_is_read() {
    let text = documentation();
    let mut examples = 0;
    for block in text.split("\n```").skip(1).step_by(2) {
        let (kind, example) = block.split_once('\n').unwrap();
        if kind == "sh" {
            continue;
        }
        let name = format!("example.{kind}");
        let source = Source { name: &name, text: example };
        let ingested = read_any(&[source], &ReadOptions::default())
            .unwrap_or_else(|error| panic!("{error}\n{example}"));
        let worst = ingested.diagnostics.iter().map(|remark| remark.severity).max();
        assert!(worst <= Some(Severity::Note), "{:#?}\n{example}", ingested.diagnostics);
        examples += 1;
    }
    assert!(examples >= 5);
}
