//! Rows that a text inserts.

use seedbed_ingest::{Source, read};

use crate::describe::facts;

#[test]
fn inserted_rows_have_a_value_for_every_column() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "positions and names",
            "insert into t values (1, 'a', true); insert into t (b, id) values ('it''s', -2);",
            &[
                "  row Int(1), Text(\"a\"), Bool(true)",
                "  row Int(-2), Text(\"it's\"), Bool(false)",
            ],
        ),
        (
            "serial numbers go on",
            "insert into t (b) values ('x'), (null); insert into t default values;",
            &[
                "  row Int(1), Text(\"x\"), Bool(false)",
                "  row Int(2), Null, Bool(false)",
                "  row Int(3), Null, Bool(false)",
            ],
        ),
        (
            "constant expressions are evaluated",
            "insert into t values (1 + 1, 'a' || 'b', not true);",
            &["  row Int(2), Text(\"ab\"), Bool(false)"],
        ),
        (
            "what only a database can tell is unknown",
            "insert into t values ((select 1), now()::text, random() > 0.5);",
            &["  row ?, ?, ?"],
        ),
        (
            "COPY",
            "copy t (id, b, c) from stdin;\n1\ta\\tb\tt\n2\t\\N\tf\n\\.\n",
            &["  row Int(1), Text(\"a\\tb\"), Bool(true)", "  row Int(2), Null, Bool(false)"],
        ),
        (
            "ON CONFLICT and RETURNING do not matter",
            "insert into t values (1, 'a', default) on conflict do nothing returning id;",
            &["  row Int(1), Text(\"a\"), Bool(false)"],
        ),
        ("TRUNCATE empties", "insert into t values (1); truncate table t;", &[]),
        (
            "a column added later has its default",
            "insert into t values (1, 'a', true); alter table t add d int default 7;
             alter table t rename column b to bb; alter table t drop column c;",
            &["  row Int(1), Text(\"a\"), Int(7)"],
        ),
        (
            "constants that a query selects are rows",
            "insert into t select 1, 'a' as b, true union all select 2, 'b', false;
             insert into t (id) select 3 where not exists (select 1 from t);",
            &[
                "  row Int(1), Text(\"a\"), Bool(true)",
                "  row Int(2), Text(\"b\"), Bool(false)",
                "  row Int(3), Null, Bool(false)",
            ],
        ),
        ("a query's rows are the database's to know", "insert into t select id from u;", &[]),
        (
            "a value that does not fit is named by its column",
            "insert into t values ('x', 'a', true);",
            &[
                "  row ?, Text(\"a\"), Bool(true)",
                "t.sql:2:1: warning: a value inserted into t.id is no integer and counts as unknown",
            ],
        ),
        (
            "UPDATE is not followed",
            "insert into t values (1, 'a', true); update t set b = 'b';",
            &[
                "  row Int(1), Text(\"a\"), Bool(true)",
                "t.sql:2:38: warning: UPDATE is not followed: t keeps the rows inserted",
            ],
        ),
    ];
    for (claim, inserts, expected) in cases {
        let text = format!("create table t (id serial, b text, c bool default false);\n{inserts}");
        let facts = facts(&text);
        assert_eq!(&facts[1..], *expected, "{claim}");
    }
}

#[test]
fn tables_that_hold_rows_only_the_database_knows_are_marked() {
    let body = "$$ begin insert into t values (2); end $$";
    let cases = [
        ("values", "insert into t values (1);".to_owned(), false),
        ("a query of constants", "insert into t select 1;".to_owned(), false),
        ("a query", "insert into t select id from u;".to_owned(), true),
        ("a block", format!("do {body};"), true),
        ("a function that nothing calls", function(body), false),
        ("a function that is called", format!("{} select f();", function(body)), true),
        (
            "a trigger whose table gets rows",
            format!(
                "create table s (id int); {} create trigger g after insert on s for each row \
                 execute function f(); insert into s values (1);",
                function(body)
            ),
            true,
        ),
    ];
    for (claim, statements, marked) in cases {
        let text = format!("create table t (id int);\n{statements}");
        let ingested = read(&[Source { name: "t.sql", text: &text }], None).unwrap();
        let table = ingested.schema.find("t").unwrap();
        assert_eq!(ingested.schema.table(table).inserts_unknown_rows, marked, "{claim}");
    }
}

fn function(body: &str) -> String {
    format!("create function f() returns trigger language plpgsql as {body};")
}

#[test]
fn values_take_their_columns_types() {
    let text =
        "create table t (d date, n numeric(8,2), j jsonb, a int[], y bytea, g int generated \
                always as (2 * 3) stored);
                insert into t values ('2020-01-02', 1.50, '{\"a\": 1}', '{1,2}', '\\x0102');";
    let facts = facts(text);
    assert_eq!(
        facts[1],
        "  row Date(18263), Decimal(Decimal { mantissa: 150, scale: 2 }), Json(Object {\"a\": \
         Number(1)}), Array([Int(1), Int(2)]), Bytes([1, 2]), Int(6)"
    );
}
