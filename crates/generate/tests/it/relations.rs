//! Conditions that relate columns to each other, to keys and to other rows of the table: each
//! alone, at several sizes.

use std::sync::Arc;

use seedbed_expr::Value;
use seedbed_generate::Engine;

use crate::{all, assert_obeys, bare_plan, column, engine, plan, schema};

/// (what it is about, the schema)
const CASES: &[(&str, &str)] = &[
    (
        "a sum",
        "CREATE TABLE t (a numeric(10,2) NOT NULL, b numeric(10,2) NOT NULL,
        total numeric(10,2) NOT NULL CHECK (total = a + b))",
    ),
    (
        "a difference",
        "CREATE TABLE t (gross int NOT NULL, tax int NOT NULL,
        net int NOT NULL CHECK (net = gross - tax))",
    ),
    (
        "parts of a hundred",
        "CREATE TABLE t (a int NOT NULL, b int NOT NULL, c int NOT NULL,
        CHECK (a + b + c = 100))",
    ),
    (
        "text from parts",
        "CREATE TABLE t (f text NOT NULL, l text NOT NULL,
        full_name text NOT NULL, CHECK (full_name = f || ' ' || l))",
    ),
    (
        "the greater of two",
        "CREATE TABLE t (a int NOT NULL, b int NOT NULL,
        m int NOT NULL CHECK (m = greatest(a, b)))",
    ),
    ("a week later", "CREATE TABLE t (a date NOT NULL, z date NOT NULL, CHECK (z = a + 7))"),
    (
        "one of several moments",
        "CREATE TABLE t (a timestamptz NOT NULL, z timestamptz NOT NULL,
        CHECK (z IN (a + interval '12 hours', a + interval '24 hours')))",
    ),
    (
        "the year of a date",
        "CREATE TABLE t (y smallint NOT NULL, at date NOT NULL,
        CHECK (extract(year FROM at) = y))",
    ),
    ("months", "CREATE TABLE t (m date NOT NULL UNIQUE CHECK (m = date_trunc('month', m)))"),
    (
        "first days",
        "CREATE TABLE t (m date NOT NULL CHECK (extract(day FROM m) = 1), n int NOT NULL,
        PRIMARY KEY (m, n))",
    ),
    (
        "hours of a gauge",
        "CREATE TABLE t (id int, at timestamp CHECK (date_trunc('hour', at) = at),
        PRIMARY KEY (id, at))",
    ),
    ("whole cents", "CREATE TABLE t (x numeric NOT NULL CHECK (round(x, 2) = x))"),
    (
        "working days in a key",
        "CREATE TABLE t (room int NOT NULL, day date NOT NULL
        CHECK (extract(isodow FROM day) < 6), PRIMARY KEY (room, day))",
    ),
    (
        "a length of time",
        "CREATE TABLE t (d interval NOT NULL
        CHECK (d BETWEEN '1 minute' AND '2 hours'))",
    ),
    ("an array document", "CREATE TABLE t (j jsonb NOT NULL CHECK (jsonb_typeof(j) = 'array'))"),
    ("an object with a key", "CREATE TABLE t (j jsonb NOT NULL CHECK (j ? 'interval_s'))"),
    (
        "a few scopes",
        "CREATE TABLE t (s text[] NOT NULL
        CHECK (cardinality(s) > 0 AND s <@ array['read', 'write', 'admin']))",
    ),
    (
        "unique capitals",
        "CREATE TABLE t (tag varchar(5) NOT NULL UNIQUE
        CHECK (tag = upper(tag) AND length(tag) >= 2))",
    ),
    ("a numeric text key", "CREATE TABLE t (pan char(16) PRIMARY KEY CHECK (pan ~ '^[0-9]{16}$'))"),
    (
        "years in a unique text",
        "CREATE TABLE t (label char(9) NOT NULL UNIQUE
        CHECK (label ~ '^20[0-9]{2}-20[0-9]{2}$'))",
    ),
    (
        "lengths that vary in a key",
        "CREATE TABLE t (code varchar(8) PRIMARY KEY
        CHECK (code ~ '^([A-Z]{2,4}|X)[0-9]{3}$'))",
    ),
    (
        "the beginning is the parent's",
        "CREATE TABLE c (iso2 char(2) PRIMARY KEY);
        CREATE TABLE p (code char(5) PRIMARY KEY, c char(2) NOT NULL REFERENCES c,
        CHECK (left(code, 2) = c))",
    ),
    (
        "no row before itself",
        "CREATE TABLE t (code varchar(8) PRIMARY KEY
        CHECK (code ~ '^[A-Z]{2,4}[0-9]{3}$'), before varchar(8) REFERENCES t,
        CHECK (before <> code))",
    ),
    (
        "no own parent within a group",
        "CREATE TABLE t (g int NOT NULL, id int NOT NULL,
        parent int, PRIMARY KEY (g, id), FOREIGN KEY (g, parent) REFERENCES t,
        CHECK (parent IS NULL OR parent <> id))",
    ),
    (
        "parents of one tenant",
        "CREATE TABLE tenant (id uuid PRIMARY KEY);
        CREATE TABLE project (tenant uuid NOT NULL REFERENCES tenant, id bigint NOT NULL,
            PRIMARY KEY (tenant, id));
        CREATE TABLE task (tenant uuid NOT NULL, project bigint NOT NULL, id bigint NOT NULL,
            parent bigint, PRIMARY KEY (tenant, id),
            FOREIGN KEY (tenant, project) REFERENCES project (tenant, id),
            FOREIGN KEY (tenant, parent) REFERENCES task (tenant, id))",
    ),
    (
        "a pair that differs",
        "CREATE TABLE t (base char(3) NOT NULL CHECK (base IN ('EUR', 'USD')),
        quote char(3) NOT NULL CHECK (quote IN ('EUR', 'USD', 'GBP')), d date NOT NULL,
        PRIMARY KEY (base, quote, d), CHECK (base <> quote))",
    ),
    (
        "few pairs that differ",
        "CREATE TABLE t (a int CHECK (a BETWEEN 1 AND 3),
        b int CHECK (b BETWEEN 1 AND 3), PRIMARY KEY (a, b), CHECK (a < b))",
    ),
    (
        "ages and reasons",
        "CREATE TABLE t (born date NOT NULL, hired date NOT NULL, left_at date,
        reason text, CHECK (hired >= born + interval '16 years'),
        CHECK ((left_at IS NULL AND reason IS NULL)
            OR (left_at IS NOT NULL AND reason IS NOT NULL AND left_at > hired)))",
    ),
    (
        "both or neither",
        "CREATE TABLE c (id int PRIMARY KEY);
        CREATE TABLE t (bid numeric, bidder int REFERENCES c,
            CHECK ((bid IS NULL) = (bidder IS NULL)))",
    ),
    (
        "an optional parent of a tenant",
        "CREATE TABLE c (t int, id int, PRIMARY KEY (t, id));
        CREATE TABLE e (t int NOT NULL, c_id int, FOREIGN KEY (t, c_id) REFERENCES c)",
    ),
    (
        "a parent that names one of its children",
        "CREATE TABLE a (id serial PRIMARY KEY, b int);
        CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL REFERENCES a, UNIQUE (a, id));
        ALTER TABLE a ADD FOREIGN KEY (id, b) REFERENCES b (a, id)",
    ),
    (
        "a generated text that is unique",
        "CREATE TABLE t (name text NOT NULL,
        slug text GENERATED ALWAYS AS (lower(name)) STORED UNIQUE)",
    ),
    (
        "friends in order",
        "CREATE TABLE u (id int PRIMARY KEY);
        CREATE TABLE friend (a int REFERENCES u, b int REFERENCES u, PRIMARY KEY (a, b),
        CHECK (a < b))",
    ),
    (
        "tens in a key",
        "CREATE TABLE d (r int PRIMARY KEY);
        CREATE TABLE t (r int REFERENCES d, n smallint CHECK (n % 10 = 0), PRIMARY KEY (r, n))",
    ),
    (
        "exactly one of two of a tenant",
        "CREATE TABLE tenant (t int PRIMARY KEY);
        CREATE TABLE c (t int REFERENCES tenant, id int, PRIMARY KEY (t, id));
        CREATE TABLE d (t int REFERENCES tenant, id int, PRIMARY KEY (t, id));
        CREATE TABLE x (t int NOT NULL REFERENCES tenant, c int, d int,
            FOREIGN KEY (t, c) REFERENCES c, FOREIGN KEY (t, d) REFERENCES d,
            CHECK (num_nonnulls(c, d) = 1))",
    ),
    (
        "a generated sum that is not null",
        "CREATE TABLE t (a numeric(10,2), b numeric(10,2),
        c numeric(10,2) NOT NULL GENERATED ALWAYS AS (a + b) STORED,
        CHECK (a < b), CHECK (a + b <= 50))",
    ),
    (
        "a pair of optional parents",
        "CREATE TABLE u (id int PRIMARY KEY);
        CREATE TABLE r (id int PRIMARY KEY);
        CREATE TABLE ur (id int PRIMARY KEY, u int REFERENCES u, r int REFERENCES r,
        UNIQUE (u, r))",
    ),
    (
        "a quotient",
        "CREATE TABLE t (a int NOT NULL CHECK (a BETWEEN 0 AND 9),
        b int NOT NULL CHECK (b BETWEEN 0 AND 9), CHECK (a / b >= 1))",
    ),
    (
        "a generated quotient",
        "CREATE TABLE t (a int NOT NULL CHECK (a BETWEEN 0 AND 9),
        b int NOT NULL CHECK (b BETWEEN 0 AND 3), q int GENERATED ALWAYS AS (a / b) STORED)",
    ),
];

#[test]
fn conditions_on_several_columns_hold_at_every_size() {
    for (name, sql) in CASES {
        let schema = schema(sql);
        for rows in [1, 7, 400] {
            let engine = engine(&schema, &bare_plan(&schema, rows));
            let unmet: Vec<_> = engine.notes().iter().map(ToString::to_string).collect();
            assert!(!unmet.iter().any(|note| note.contains("evaluated")), "{name}: {unmet:?}");
            for id in schema.load_order().tables {
                // One part alone is before no other.
                assert!(engine.rows(id) > 0 || rows == 1, "{name}: {unmet:?}");
            }
            assert_obeys(&engine);
        }
    }
}

#[test]
fn a_key_with_less_room_than_asked_for_is_filled_and_told() {
    let schema = schema(
        "CREATE TABLE t (a int CHECK (a BETWEEN 1 AND 3), b int CHECK (b BETWEEN 1 AND 3),
            PRIMARY KEY (a, b), CHECK (a < b))",
    );
    let engine = engine(&schema, &bare_plan(&schema, 400));
    assert_eq!(all(&engine, "t").num_rows(), 3);
    let notes: Vec<String> = engine.notes().iter().map(ToString::to_string).collect();
    assert!(notes.iter().any(|note| note.contains("3 of 400 rows")), "{notes:?}");
}

#[test]
fn rows_that_need_two_parents_are_left_out_where_there_is_one() {
    let schema = schema(
        "CREATE TABLE a (id int PRIMARY KEY);
         CREATE TABLE t (id int PRIMARY KEY, x int NOT NULL REFERENCES a,
            y int NOT NULL REFERENCES a, CHECK (x <> y))",
    );
    assert_eq!(all(&engine(&schema, &bare_plan(&schema, 1)), "t").num_rows(), 0);
    assert_eq!(all(&engine(&schema, &bare_plan(&schema, 2)), "t").num_rows(), 2);
}

#[test]
fn references_within_a_group_lead_to_rows_of_the_group() {
    let schema = schema(
        "CREATE TABLE t (g int NOT NULL CHECK (g BETWEEN 1 AND 4), id int NOT NULL, parent int,
            PRIMARY KEY (g, id), FOREIGN KEY (g, parent) REFERENCES t)",
    );
    let engine = engine(&schema, &bare_plan(&schema, 100));
    let parents = column(&engine, "t", "parent");
    assert!(parents.iter().filter(|parent| !parent.is_null()).count() > 50);
}

#[test]
fn a_reference_that_is_declared_twice_may_be_absent() {
    let schema = schema(
        "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
         CREATE TABLE c (id int PRIMARY KEY, a int, b int,
             FOREIGN KEY (a, b) REFERENCES p, FOREIGN KEY (a, b) REFERENCES p)",
    );
    let link = r#"{"columns": ["a", "b"], "null_rate": 0.3}"#;
    let tables = format!(r#"{{"c": {{"rows": 200, "columns": {{}}, "links": [{link}, {link}]}}}}"#);
    let engine = engine(&schema, &plan(&schema, 40, &tables));
    assert_obeys(&engine);
    let absent = column(&engine, "c", "a").iter().filter(|value| value.is_null()).count();
    assert!((20..120).contains(&absent), "{absent}");
}

/// What a post is of two things at once: an item, and something that takes comments.
const POSTS: &str = "
    CREATE TABLE item (id int PRIMARY KEY);
    CREATE TABLE open (id int PRIMARY KEY REFERENCES item);
    CREATE TABLE post (id int PRIMARY KEY REFERENCES item, FOREIGN KEY (id) REFERENCES open);
    CREATE TABLE line (post_id int REFERENCES item, n int CHECK (n BETWEEN 1 AND 4),
        FOREIGN KEY (post_id) REFERENCES post, PRIMARY KEY (post_id, n));";

#[test]
fn a_key_that_refers_twice_leads_to_rows_of_both_parents() {
    let schema = schema(POSTS);
    let rows = r#"{"open": {"rows": 25, "columns": {}}, "post": {"rows": 60, "columns": {}},
        "line": {"rows": 90, "columns": {}}}"#;
    let engine = engine(&schema, &plan(&schema, 60, rows));
    assert_obeys(&engine);
    assert_eq!(all(&engine, "post").num_rows(), 25, "one for each that is open");
    assert!(all(&engine, "line").num_rows() >= 80);
    let notes: Vec<String> = engine.notes().iter().map(ToString::to_string).collect();
    assert!(notes.iter().any(|note| note.contains("25 of 60 rows")), "{notes:?}");
}

#[test]
fn rows_of_a_kind_have_each_one_of_their_kind_to_themselves() {
    let schema = schema(
        "CREATE TABLE vehicle (id int PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('car', 'van')),
            UNIQUE (id, kind));
         CREATE TABLE car (id int PRIMARY KEY, kind text NOT NULL CHECK (kind = 'car'),
            FOREIGN KEY (id, kind) REFERENCES vehicle (id, kind))",
    );
    let engine = engine(&schema, &bare_plan(&schema, 300));
    assert_obeys(&engine);
    let is_car = |kind: &&Value| **kind == Value::Text("car".into());
    let cars = column(&engine, "vehicle", "kind").iter().filter(is_car).count();
    assert_eq!(all(&engine, "car").num_rows(), cars);
}

#[test]
fn names_that_run_out_are_numbered_whatever_other_columns_must_meet() {
    let schema = schema(
        "CREATE TABLE region (id int PRIMARY KEY, name text NOT NULL UNIQUE, parent int
            REFERENCES region, CHECK (parent IS DISTINCT FROM id))",
    );
    let tables = r#"{"region": {"rows": 300, "columns": {
        "id": {"source": "sequence"},
        "name": {"source": "entity", "kind": "place", "part": "region"}}}}"#;
    let engine = engine(&schema, &plan(&schema, 300, tables));
    assert_obeys(&engine);
    assert_eq!(all(&engine, "region").num_rows(), 300);
}

#[test]
fn rows_that_others_of_their_table_wait_for_are_not_tried() {
    for length in [6, 20] {
        let schema = schema(&format!(
            "CREATE TABLE uom (uom varchar({length}) PRIMARY KEY, base varchar({length})
                REFERENCES uom, factor int, CHECK ((base IS NULL) = (factor IS NULL)))"
        ));
        let tables = r#"{"uom": {"rows": 200, "columns": {
            "uom": {"source": "pool", "vocabulary": ["EA", "KG", "M"]}}}}"#;
        let engine = engine(&schema, &plan(&schema, 200, tables));
        assert_obeys(&engine);
        assert_eq!(all(&engine, "uom").num_rows(), 200);
    }
}

#[test]
fn a_parent_is_found_along_another_link() {
    let schema = schema(
        "CREATE TABLE tenants (id int PRIMARY KEY);
         CREATE TABLE projects (id int PRIMARY KEY, tenant_id int NOT NULL REFERENCES tenants);
         CREATE TABLE tasks (id int PRIMARY KEY, tenant_id int NOT NULL REFERENCES tenants,
             project_id int REFERENCES projects);",
    );
    let plan_of = |via: &str| {
        let tables = format!(
            r#"{{"tasks": {{"rows": 500, "columns": {{}}, "links": [
                {{"columns": ["tenant_id"], "via": ["{via}"]}},
                {{"columns": ["project_id"], "null_rate": 0.2}}]}}}}"#
        );
        plan(&schema, 40, &tables)
    };
    let engine = engine(&schema, &plan_of("project_id"));
    let projects: Vec<(Value, Value)> = column(&engine, "projects", "id")
        .into_iter()
        .zip(column(&engine, "projects", "tenant_id"))
        .collect();
    let own = column(&engine, "tasks", "tenant_id");
    let mut alone = 0;
    for (tenant, project) in own.iter().zip(column(&engine, "tasks", "project_id")) {
        match projects.iter().find(|(id, _)| *id == project) {
            Some((_, its)) => assert_eq!(tenant, its),
            None => alone += 1,
        }
    }
    assert!((50..200).contains(&alone), "{alone} tasks have no project, and some tenant");
    assert_obeys(&engine);
    let error = Engine::new(Arc::clone(&schema), &plan_of("projct_id")).unwrap_err().to_string();
    assert!(
        error.contains("links.tenant_id.via: there is no foreign key over projct_id"),
        "{error}"
    );
    let error = Engine::new(Arc::clone(&schema), &plan_of("tenant_id")).unwrap_err().to_string();
    assert!(error.contains("tenants has no foreign key that is like this one"), "{error}");
}

#[test]
fn a_parent_is_found_along_rows_that_the_schema_inserts() {
    let schema = schema(
        "CREATE TABLE tenants (id int PRIMARY KEY);
         CREATE TABLE projects (id int PRIMARY KEY, tenant_id int REFERENCES tenants);
         CREATE TABLE tasks (id int PRIMARY KEY, tenant_id int NOT NULL REFERENCES tenants,
             project_id int NOT NULL REFERENCES projects);
         INSERT INTO tenants VALUES (7), (8), (9);
         INSERT INTO projects VALUES (1, 9), (2, 7), (3, NULL);",
    );
    let tables = r#"{"tenants": {"rows": 0, "columns": {}}, "projects": {"rows": 0, "columns": {}},
        "tasks": {"rows": 60, "columns": {}, "links": [
            {"columns": ["tenant_id"], "via": ["project_id"]}, {"columns": ["project_id"]}]}}"#;
    let engine = engine(&schema, &plan(&schema, 40, tables));
    let own = column(&engine, "tasks", "tenant_id");
    let mut seen = [0; 3];
    for (tenant, project) in own.iter().zip(column(&engine, "tasks", "project_id")) {
        match project {
            Value::Int(1) => assert_eq!(*tenant, Value::Int(9)),
            Value::Int(2) => assert_eq!(*tenant, Value::Int(7)),
            _ => assert_eq!(project, Value::Int(3), "whose tenant is any"),
        }
        let Value::Int(project) = project else { unreachable!("checked above") };
        seen[project as usize - 1] += 1;
    }
    assert!(seen.iter().all(|&times| times > 0), "{seen:?}");
    assert_obeys(&engine);
}

#[test]
fn words_beside_a_reference_repeat_and_codes_are_numbered_without_a_blank() {
    let schema = schema(
        "CREATE TABLE role (id int PRIMARY KEY);
         CREATE TABLE permission (id int PRIMARY KEY, role_id int NOT NULL REFERENCES role,
            module text NOT NULL, UNIQUE (role_id, module));
         CREATE TABLE setting (key text PRIMARY KEY);",
    );
    let tables = r#"{
        "role": {"rows": 20, "columns": {}},
        "permission": {"rows": 60, "columns": {
            "module": {"source": "pool", "vocabulary": ["users", "orders", "reports", "search",
                "billing", "imports"]}}},
        "setting": {"rows": 6, "columns": {
            "key": {"source": "pool", "vocabulary": ["max_upload_mb", "theme"]}}}}"#;
    let engine = engine(&schema, &plan(&schema, 20, tables));
    assert_obeys(&engine);
    assert_eq!(all(&engine, "permission").num_rows(), 60);
    let texts = |table: &str, name: &str| -> Vec<String> {
        column(&engine, table, name).iter().map(|value| format!("{value:?}")).collect()
    };
    let has_digit = |text: &String| text.contains(|c: char| c.is_ascii_digit());
    assert!(!texts("permission", "module").iter().any(has_digit));
    let keys = texts("setting", "key");
    assert!(keys.iter().any(has_digit));
    assert!(keys.iter().all(|key| !key.contains(' ')), "{keys:?}");
}
