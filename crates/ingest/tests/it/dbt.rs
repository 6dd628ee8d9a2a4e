//! dbt's property files.

use seedbed_ingest::{ReadOptions, Severity, Source, read_any};

use crate::{
    corpus::entries,
    describe::told,
    robustness::{Choices, broken},
};

/// (what is shown, the file, what is found in it).
const FEATURES: &[(&str, &str, &[&str])] = &[
    (
        "tests of columns",
        "version: 2
models:
  - name: orders
    description: What was ordered.
    columns:
      - name: order_id
        tests: [unique, not_null]
      - name: customer_id
        data_tests:
          - relationships: {to: ref('customers'), field: id}
      - name: status
        description: How far it is.
        tests:
          - accepted_values:
              values: [placed, shipped]
      - name: level
        tests:
          - accepted_values: {values: [1, 2], quote: false}
          - dbt_utils.accepted_range: {min_value: 0, inclusive: false}
      - name: code
        tests:
          - dbt_expectations.expect_column_values_to_match_regex: {regex: '^[A-Z]+$'}
          - dbt_expectations.expect_column_value_lengths_to_be_between: {min_value: 2, max_value: 5}
          - dbt_utils.not_empty_string:
              config: {where: \"level > 1\"}
          - dbt_utils.not_constant
      - name: total
        data_type: numeric(8,2)
        tests:
          - dbt_utils.expression_is_true: {expression: '>= 0'}
seeds:
  - name: customers
    columns:
      - name: id
        data_type: int
        tests: [unique, not_null]",
        &[
            "orders: order_id bigint!, customer_id integer, status text -- How far it is., \
             level bigint, code text, total numeric(8,2)",
            "  primary (order_id)",
            "  references (customer_id) -> customers(id) not enforced",
            "  check status IN ('placed', 'shipped')",
            "  check level IN (1, 2)",
            "  check level > 0",
            "  check code ~ '^[A-Z]+$'",
            "  check char_length(code) >= 2 AND char_length(code) <= 5",
            "  check NOT (level > 1) OR code <> ''",
            "  check total >= 0",
            "  -- What was ordered.",
            "customers: id integer!",
            "  primary (id)",
        ],
    ),
    (
        "tests of models, contracts and sources",
        "models:
  - name: stays
    config: {contract: {enforced: true}}
    constraints:
      - {type: primary_key, columns: [room, starts_on]}
      - {type: foreign_key, columns: [room], to: \"source('hotel', 'rooms')\", to_columns: [number]}
      - {type: check, expression: \"ends_on > starts_on\"}
    tests:
      - dbt_utils.unique_combination_of_columns: {combination_of_columns: [room, guest]}
      - dbt_expectations.expect_column_pair_values_A_to_be_greater_than_B:
          {column_A: ends_on, column_B: starts_on}
      - dbt_utils.expression_is_true:
          arguments: {expression: \"{{ var('x') }} > 1\"}
    columns:
      - {name: room, data_type: varchar(10)}
      - {name: guest, data_type: string}
      - {name: price, data_type: 'number(10, 2)'}
      - {name: starts_on, data_type: date, constraints: [{type: not_null}]}
      - {name: ends_on, data_type: date}
sources:
  - name: hotel
    tables:
      - name: rooms
        columns:
          - {name: number, data_type: varchar(10), tests: [unique, not_null]}",
        &[
            "stays: room varchar(10)!, guest text, price numeric(10,2), starts_on date!, ends_on date",
            "  primary (room, starts_on)",
            "  unique (room, guest)",
            "  references (room) -> rooms(number) not enforced",
            "  check ends_on > starts_on",
            "  check <it holds Jinja, which is not run>",
            "  check ends_on > starts_on",
            "rooms: number varchar(10)!",
            "  primary (number)",
            "schema.yml:12:9: warning: the condition is not understood: it holds Jinja, which is \
             not run",
        ],
    ),
];

#[test]
fn tests_and_constraints_reach_the_schema() {
    for (what, text, expected) in FEATURES {
        let found = told("schema.yml", text);
        for line in *expected {
            assert!(found.iter().any(|found| found == line), "{what}: {line}\n{found:#?}");
        }
        assert_eq!(found.len(), expected.len(), "{what}: {found:#?}");
    }
}

#[test]
fn flaws_are_told_with_their_place() {
    let cases = [
        ("models:\n  - columns: []\n", "m.yml:2:5: error: a model without a name"),
        (
            "models:\n  - name: a\n    columns:\n      - {name: b, data_type: blurb(3)}\n",
            "m.yml:4:30: warning: the type blurb(3) is not known",
        ),
        ("models:\n  - name: a\n   columns: x\n", "m.yml:3:"),
    ];
    for (text, expected) in cases {
        let found = told("m.yml", text).join("\n");
        assert!(found.contains(expected), "{text}\n{found}");
    }
}

/// Where the index counts otherwise for a reason: (schema, what, more here, the reason).
const REASONS: &[(&str, &str, i64, &str)] = &[
    ("jaffle_shop_orders", "fk", -1, "it refers to a model of another file"),
    ("jaffle_shop_orders", "check", -2, "the conditions name columns that are not listed"),
];

#[test]
fn every_real_file_has_what_its_index_says() {
    for (entry, text) in entries("dbt") {
        let name = &entry["name"];
        let source = Source { name: "schema.yml", text: &text };
        let ingested = read_any(&[source], &ReadOptions::default()).unwrap();
        let remarks: Vec<_> = ingested.diagnostics.iter().map(ToString::to_string).collect();
        assert!(
            ingested.diagnostics.iter().all(|remark| remark.severity == Severity::Note),
            "{name}: {remarks:#?}"
        );
        let tables = ingested.schema.tables();
        let counts = [
            ("n_create_table", tables.len()),
            ("columns", tables.iter().map(|table| table.columns.len()).sum()),
            ("fk", tables.iter().map(|table| table.foreign_keys.len()).sum()),
            ("check", tables.iter().map(|table| table.checks.len()).sum()),
        ];
        for (what, found) in counts {
            println!("{name}: {found} {what}");
            let expected: i64 = entry[what].parse().unwrap();
            let more = REASONS.iter().find(|reason| reason.0 == name && reason.1 == what);
            assert_eq!(
                found as i64,
                expected + more.map_or(0, |reason| reason.2),
                "{name}: {what} {remarks:#?}"
            );
        }
    }
}

#[test]
fn broken_files_never_panic() {
    let mut choices = Choices::new(5);
    let mut texts: Vec<String> = entries("dbt").into_iter().map(|(_, text)| text).collect();
    texts.extend(FEATURES.iter().map(|(_, text, _)| (*text).to_owned()));
    for text in texts {
        for _ in 0..200 {
            told("schema.yml", &broken(&text, &mut choices));
        }
    }
}
