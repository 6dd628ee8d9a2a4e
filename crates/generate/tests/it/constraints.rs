//! One difficulty a test: every constraint holds, at several sizes.

use seedbed_expr::Value;
use seedbed_generate::plan::{Plan, default_as_of};

use crate::{all, assert_obeys, bare_plan, column, engine, plan, schema};

fn check(sql: &str) {
    let schema = schema(sql);
    for rows in [1, 7, 400] {
        assert_obeys(&engine(&schema, &bare_plan(&schema, rows)));
    }
}

#[test]
fn simple_keys_and_references() {
    check(
        "CREATE TABLE a (id int PRIMARY KEY, code varchar(4) UNIQUE NOT NULL, at date UNIQUE);
         CREATE TABLE b (id uuid PRIMARY KEY, a_id int NOT NULL REFERENCES a, n smallint UNIQUE);",
    );
}

#[test]
fn junction_tables_hold_distinct_pairs() {
    check(
        "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY);
         CREATE TABLE ab (a_id int REFERENCES a, b_id int REFERENCES b, PRIMARY KEY (a_id, b_id));
         CREATE TABLE aa (x int REFERENCES a, y int REFERENCES a, PRIMARY KEY (x, y), CHECK (x <> y));",
    );
}

#[test]
fn composite_key_survives_a_cycle() {
    check(
        "CREATE TABLE a (x int, y int, b_id int NOT NULL, PRIMARY KEY (x, y));
         CREATE TABLE b (id int PRIMARY KEY, ax int NOT NULL, ay int NOT NULL,
                         FOREIGN KEY (ax, ay) REFERENCES a (x, y));
         ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b (id);",
    );
}

#[test]
fn keys_shared_with_the_parent_are_one_to_one() {
    check(
        "CREATE TABLE person (id int PRIMARY KEY);
         CREATE TABLE employee (id int PRIMARY KEY REFERENCES person, badge text UNIQUE);
         CREATE TABLE manager (id int PRIMARY KEY REFERENCES employee);",
    );
}

#[test]
fn self_references_lead_to_other_rows() {
    check(
        "CREATE TABLE node (id int PRIMARY KEY, parent_id int REFERENCES node, depth int);
         CREATE TABLE chain (id int PRIMARY KEY, next_id int UNIQUE REFERENCES chain);
         CREATE TABLE own (id int PRIMARY KEY, root_id int NOT NULL REFERENCES own);",
    );
}

#[test]
fn overlapping_references_agree() {
    check(
        "CREATE TABLE tenant (id int PRIMARY KEY);
         CREATE TABLE product (tenant_id int REFERENCES tenant, id int, PRIMARY KEY (tenant_id, id));
         CREATE TABLE orders (tenant_id int REFERENCES tenant, id int, PRIMARY KEY (tenant_id, id));
         CREATE TABLE line (
             tenant_id int NOT NULL REFERENCES tenant, order_id int NOT NULL, product_id int NOT NULL,
             FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id),
             FOREIGN KEY (tenant_id, product_id) REFERENCES product (tenant_id, id));",
    );
}

#[test]
fn partial_expression_and_not_distinct_keys_are_repaired() {
    check(
        "CREATE TABLE u (id int PRIMARY KEY, team int NOT NULL CHECK (team BETWEEN 1 AND 3),
                         lead boolean NOT NULL, name text NOT NULL, slot int);
         CREATE UNIQUE INDEX one_lead ON u (team) WHERE lead;
         CREATE UNIQUE INDEX folded ON u (lower(name));
         CREATE UNIQUE INDEX slots ON u (slot) NULLS NOT DISTINCT;",
    );
}

#[test]
fn checks_hold() {
    check(
        "CREATE TABLE t (
             id int PRIMARY KEY,
             low int NOT NULL, high int NOT NULL, kind text NOT NULL, note text, email text NOT NULL,
             starts date NOT NULL, ends date, price numeric(6, 2) NOT NULL, code char(5) NOT NULL,
             CHECK (low < high), CHECK (kind IN ('a', 'b')),
             CHECK ((kind = 'a' AND note IS NOT NULL) OR (kind = 'b' AND note IS NULL)),
             CHECK (email LIKE '%@%'), CHECK (ends > starts), CHECK (price > 0 AND price < 50),
             CHECK (code ~ '^[A-Z]{2}[0-9]{3}$'), CHECK (low % 5 = 0), CHECK (length(note) >= 3));",
    );
}

#[test]
fn exactly_one_of_two_is_set() {
    check(
        "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY);
         CREATE TABLE x (id int PRIMARY KEY, a_id int REFERENCES a, b_id int REFERENCES b,
                         CHECK ((a_id IS NOT NULL) <> (b_id IS NOT NULL)));
         CREATE TABLE y (id int PRIMARY KEY, p int, q int, r int, CHECK (num_nonnulls(p, q, r) = 1));",
    );
}

#[test]
fn every_type_has_values() {
    check(
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE pair AS (a int, b text);
         CREATE DOMAIN pct AS numeric(5, 2) CHECK (VALUE BETWEEN 0 AND 100);
         CREATE TABLE t (a bool, b smallint, c bigint, d real, e float8, f numeric, g money, h text,
             i char(3), j bytea, k date, l time, m timestamp, n timestamptz, o interval, p uuid,
             q json, r jsonb, s mood, u text[], v int[], w inet, x cidr, y macaddr, z int4range,
             aa tstzrange, ab bit(3), ac varbit(5), ad point, ae tsvector, af xml, ag pct, ah pair);",
    );
}

#[test]
fn generated_columns_equal_their_formula() {
    check(
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, p numeric(8, 2) NOT NULL,
             total numeric(12, 2) GENERATED ALWAYS AS (n * p) STORED,
             label text GENERATED ALWAYS AS (upper('x-' || n::text)) STORED);",
    );
}

#[test]
fn rows_of_the_schema_keep_their_keys_and_may_be_referred_to() {
    let schema = schema(
        "CREATE TABLE kind (id int PRIMARY KEY, name text UNIQUE NOT NULL);
         INSERT INTO kind VALUES (1, 'first'), (5, 'second');
         CREATE TABLE item (id int PRIMARY KEY, kind_id int NOT NULL REFERENCES kind);",
    );
    let engine = engine(&schema, &bare_plan(&schema, 200));
    assert_obeys(&engine);
    let used = column(&engine, "item", "kind_id");
    assert!(used.contains(&seedbed_expr::Value::Int(5)));
}

#[test]
fn a_full_singleton_gets_no_more_rows() {
    let schema = schema(
        "CREATE TABLE lock (id char(1) PRIMARY KEY CHECK (id = 'X'), n int);
         INSERT INTO lock VALUES ('X', 0);",
    );
    let engine = engine(&schema, &bare_plan(&schema, 10));
    assert_eq!(all(&engine, "lock").num_rows(), 0);
    assert!(engine.notes()[0].message.starts_with("0 of 10 rows"));
}

#[test]
fn capacity_is_told_before_the_first_row() {
    let schema = schema("CREATE TABLE t (level int PRIMARY KEY CHECK (level BETWEEN 1 AND 5));");
    let engine = engine(&schema, &bare_plan(&schema, 1_000));
    assert_eq!(all(&engine, "t").num_rows(), 5);
    assert!(engine.notes()[0].to_string().contains("5 of 1000 rows"), "{}", engine.notes()[0]);
    assert_obeys(&engine);
}

#[test]
fn what_rows_insist_on_keeps_to_conditions_that_others_meet_by_themselves() {
    let schema = schema(
        "CREATE TABLE work_order (id int PRIMARY KEY,
             ordered numeric(10, 2) NOT NULL CHECK (ordered > 0),
             good numeric(10, 2) NOT NULL CHECK (good >= 0),
             scrap numeric(10, 2) NOT NULL CHECK (scrap >= 0),
             yield numeric(5, 2) GENERATED ALWAYS AS (CASE WHEN good + scrap = 0 THEN NULL
                 ELSE round(100 * good / (good + scrap), 2) END) STORED,
             state text NOT NULL CHECK (state IN ('PLANNED', 'DONE')), ended timestamp,
             CHECK (good + scrap <= ordered * 1.1), CHECK ((state = 'DONE') = (ended IS NOT NULL)));",
    );
    for seed in 1..12 {
        assert_obeys(&engine(&schema, &Plan { seed, ..bare_plan(&schema, 300) }));
    }
}

#[test]
fn a_chain_of_references_that_share_columns_finds_rows_that_go_together() {
    check(
        "CREATE TABLE venue (id int PRIMARY KEY);
         CREATE TABLE seat (venue_id int REFERENCES venue, no int CHECK (no BETWEEN 1 AND 60),
             PRIMARY KEY (venue_id, no));
         CREATE TABLE event (id int PRIMARY KEY, venue_id int NOT NULL REFERENCES venue,
             UNIQUE (id, venue_id));
         CREATE TABLE price (event_id int REFERENCES event, tier char(1), PRIMARY KEY (event_id, tier));
         CREATE TABLE ticket (id int PRIMARY KEY, event_id int NOT NULL, venue_id int NOT NULL,
             no int, tier char(1) NOT NULL,
             FOREIGN KEY (event_id, venue_id) REFERENCES event (id, venue_id),
             FOREIGN KEY (venue_id, no) REFERENCES seat MATCH FULL,
             FOREIGN KEY (event_id, tier) REFERENCES price);",
    );
}

#[test]
fn a_moment_lies_in_the_period_that_its_row_names() {
    check(
        "CREATE TABLE period (year int CHECK (year BETWEEN 2000 AND 2099),
             month int CHECK (month BETWEEN 1 AND 12), PRIMARY KEY (year, month));
         CREATE TABLE entry (id int PRIMARY KEY, year int NOT NULL, month int NOT NULL,
             posted date NOT NULL, FOREIGN KEY (year, month) REFERENCES period,
             CHECK (extract(year FROM posted) = year AND extract(month FROM posted) = month));
         CREATE TABLE emp (id int PRIMARY KEY);
         CREATE TABLE review (emp int REFERENCES emp, year int, held date NOT NULL,
             PRIMARY KEY (emp, year), CHECK (year = extract(year FROM held)));",
    );
}

#[test]
fn numbers_among_siblings_end_where_a_condition_ends_them() {
    check(
        "CREATE TABLE quiz (id int PRIMARY KEY); CREATE TABLE person (id int PRIMARY KEY);
         CREATE TABLE attempt (quiz_id int REFERENCES quiz, person_id int REFERENCES person,
             nr smallint CHECK (nr BETWEEN 1 AND 3), PRIMARY KEY (quiz_id, person_id, nr));
         CREATE TABLE part (quiz_id int REFERENCES quiz, nr smallint CHECK (nr BETWEEN 1 AND 3),
             PRIMARY KEY (quiz_id, nr));",
    );
}

#[test]
fn nulls_that_may_not_repeat_do_not() {
    check(
        "CREATE TABLE account (entity int, code int, PRIMARY KEY (entity, code));
         CREATE TABLE budget (entity int, code int, year int NOT NULL
                 CHECK (year BETWEEN 2000 AND 2019), parts int[] CHECK (cardinality(parts) = 4),
             FOREIGN KEY (entity, code) REFERENCES account,
             UNIQUE NULLS NOT DISTINCT (entity, code, year));",
    );
}

#[test]
fn formulas_stay_within_the_type_that_they_are_worked_out_in() {
    let schema = schema(
        "CREATE TABLE stock (id int PRIMARY KEY, held int NOT NULL CHECK (held > 60000),
             price int NOT NULL CHECK (price BETWEEN 20000 AND 90000),
             worth bigint GENERATED ALWAYS AS (held * price) STORED);",
    );
    let engine = engine(&schema, &bare_plan(&schema, 300));
    assert_obeys(&engine);
    for worth in column(&engine, "stock", "worth") {
        assert!(matches!(worth, Value::Int(worth) if worth <= i64::from(i32::MAX)), "{worth:?}");
    }
}

#[test]
fn numbers_that_are_rounded_before_the_point_differ_there() {
    let schema = schema("CREATE TABLE lot (id int PRIMARY KEY, worth numeric(3, -2) UNIQUE);");
    let engine = engine(&schema, &bare_plan(&schema, 300));
    assert_obeys(&engine);
    for worth in column(&engine, "lot", "worth").into_iter().filter(|worth| !worth.is_null()) {
        assert_eq!(worth.to_f64().map(|worth| worth % 100.0), Some(0.0), "{worth:?}");
    }
}

#[test]
fn what_begins_in_the_past_and_has_no_end_ends_now() {
    let schema = schema("CREATE TABLE visits (id int PRIMARY KEY, seen_at timestamp NOT NULL);");
    let seen = r#"{"source": "temporal", "min": "2025-12-01"}"#;
    let plan = plan(
        &schema,
        200,
        &format!(r#"{{"visits": {{"rows": 200, "columns": {{"seen_at": {seen}}}}}}}"#),
    );
    let now = Value::Text(default_as_of().trim_end_matches('Z').replace('T', " "));
    let now = now.cast(seedbed_expr::Kind::Timestamp).unwrap();
    for seen in column(&engine(&schema, &plan), "visits", "seen_at") {
        let (Value::Timestamp(seen), Value::Timestamp(now)) = (&seen, &now) else { panic!() };
        assert!(seen <= now, "{seen}");
    }
}

#[test]
fn words_in_a_list_are_a_set_and_as_many_as_are_asked_for() {
    let schema = schema("CREATE TABLE t (id int PRIMARY KEY, tags text[] NOT NULL);");
    let item = r#"{"source": "choice", "values": ["a", "b", "c"]}"#;
    let tags = format!(r#"{{"source": "array", "item": {item}, "min": 1, "max": 4}}"#);
    let plan =
        plan(&schema, 300, &format!(r#"{{"t": {{"rows": 300, "columns": {{"tags": {tags}}}}}}}"#));
    for tags in column(&engine(&schema, &plan), "t", "tags") {
        let Value::Array(tags) = tags else { panic!("{tags:?}") };
        let distinct: std::collections::BTreeSet<String> =
            tags.iter().map(|tag| format!("{tag:?}")).collect();
        assert!(!tags.is_empty() && distinct.len() == tags.len(), "{tags:?}");
    }
}

#[test]
fn whole_numbers_with_a_step_end_as_prices_do() {
    let schema = schema("CREATE TABLE t (id int PRIMARY KEY, cents int NOT NULL);");
    let cents =
        r#"{"source": "number", "min": 100, "max": 9000, "step": 100, "endings": [0.99, 0.5]}"#;
    let plan = plan(
        &schema,
        200,
        &format!(r#"{{"t": {{"rows": 200, "columns": {{"cents": {cents}}}}}}}"#),
    );
    for cents in column(&engine(&schema, &plan), "t", "cents") {
        let Value::Int(cents) = cents else { panic!("{cents:?}") };
        assert!(matches!(cents % 100, 99 | 50), "{cents}");
    }
}
