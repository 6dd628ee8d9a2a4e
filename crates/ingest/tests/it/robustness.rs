//! Broken texts cost what is broken and nothing else.

use seedbed_expr::{Env, Expr, Program, Reference, Value, narrow};
use seedbed_ingest::{Dialect, IngestError, Severity, Source, read};

use seedbed_schema::{CheckRule, DataType, Table};

use crate::{corpus::schemas, describe::ingest};

/// The diagnostics of a text, whether or not a schema came out.
fn remarks(text: &str) -> Vec<String> {
    let ingested = read(&[Source { name: "t.sql", text }], None);
    let diagnostics =
        ingested.map_or_else(|error| error.diagnostics().to_vec(), |ingested| ingested.diagnostics);
    diagnostics.iter().map(ToString::to_string).collect()
}

#[test]
fn a_flaw_costs_only_itself_and_is_reported_with_its_place() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "create table a (x int, y int int, z int);",
            "x y z",
            &["t.sql:1:30: error: expected a column option (NOT NULL, DEFAULT, CHECK, …), found \
               \"int\""],
        ),
        (
            "create table a (x int,\n  constraint c chek (x > 0),\n  y int);",
            "x y",
            &["t.sql:2:16: error: expected PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK or EXCLUDE, \
               found \"chek\""],
        ),
        (
            "create table a (x int);\ncreat table b (y int);\n",
            "x",
            &["t.sql:2:1: error: \"creat\" begins no known statement [skipped: creat table b]"],
        ),
        (
            "create tabel b (y int);\nalter tabl a add y int;\ncreate zoo f;\n\
             create table a (x int);\ndrop tabel a;\ncreate \u{1b} table c (z int);\n\
             create role r;\nalter system set x = 1;\ndrop policy p on a;",
            "x",
            &[
                "t.sql:1:1: error: \"tabel\" is no kind of thing to create; did you mean table? \
                 [skipped: create tabel b]",
                "t.sql:2:1: error: \"tabl\" is no kind of thing to alter; did you mean table? \
                 [skipped: alter tabl a add y int]",
                "t.sql:3:1: warning: \"zoo\" is no kind of thing to create",
                "t.sql:5:1: error: \"tabel\" is no kind of thing to drop; did you mean table? \
                 [skipped: drop tabel a]",
                "t.sql:6:1: error: there is nothing to create in this [skipped: create]",
            ],
        ),
        (
            "create table a (x int);\ninsert into a values ('never closed);\ncomment on table a is 'c';",
            "x",
            &[],
        ),
        (
            "create table a (x int);\nalter table a add constraint c check (x > ;\ncreate table b (y int);",
            "x y",
            &["t.sql:2:38: error: expected a matching ), found \"(\""],
        ),
        (
            "create table a (x int check (x >>> 1 @#$ 2));",
            "x",
            &["t.sql:1:23: warning: the check is not understood: something follows the expression"],
        ),
        (
            "create table a (x int);\nalter table b add y int;",
            "x",
            &[
                "t.sql:2:1: error: the table b is not known here [skipped: alter table b add y int] (declare it before, or read the source that does first)",
            ],
        ),
    ];
    for (text, columns, expected) in cases {
        let ingested = ingest(text);
        let tables = ingested.schema.tables().iter();
        let found: Vec<_> =
            tables.flat_map(|table| &table.columns).map(|column| column.name.as_str()).collect();
        assert_eq!(found.join(" "), *columns, "{text}");
        if !expected.is_empty() {
            assert_eq!(remarks(text), *expected, "{text}");
        }
    }
}

#[test]
fn types_made_of_themselves_or_of_many_others_take_bounded_memory() {
    let rows_of_itself = "create table t (a t, b t, c t, d t, e int);".to_owned();
    let pair = |at: u32| format!("create type c{at} as (x c{0}, y c{0});", at - 1);
    let pairs: String = (1..16).map(pair).collect();
    let doubling = format!("create type c0 as (x int, y int); {pairs} create table t (a c15);");
    for text in [rows_of_itself, doubling] {
        let schema = ingest(&text).schema;
        let columns = &schema.tables()[0].columns;
        let fields: usize = columns.iter().map(|column| fields(&column.data_type)).sum();
        assert!(fields < 70_000, "{fields} fields");
    }
}

/// How many fields a type has, those of its fields included.
fn fields(data_type: &DataType) -> usize {
    match data_type {
        DataType::Composite { fields: of, .. } => {
            of.iter().map(|(_, data_type)| 1 + fields(data_type)).sum()
        }
        _ => 0,
    }
}

#[test]
fn a_text_without_tables_is_an_error() {
    let error = read(&[Source { name: "t", text: "select 1;" }], None).unwrap_err();
    assert!(matches!(error, IngestError::NoTables { .. }));
}

#[test]
fn contradictions_are_left_out_and_reported_with_the_nearest_right_name() {
    let text = "create table users (id int primary key, name text, unique (nmae),
                                    constraint adult check (age > 17));
                create table posts (id int primary key, user_id int references user,
                                    shelf_id int not null references shelves,
                                    editor_id int references users,
                                    tag_id text references users);
                create unique index posts_slug on posts (slug);";
    let ingested = read(&[Source { name: "t.sql", text }], None).unwrap();
    let found: Vec<String> = ingested.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "t.sql:3:69: error: posts(user_id) refers to user, which is not in the schema: user_id \
             stays NULL (did you mean users?)",
            "t.sql:1:52: error: users: unique key names the unknown column nmae; it is left out \
             (did you mean name?)",
            "t.sql:2:54: error: users: check adult names the unknown column age; it is left out",
            "t.sql:7:37: error: posts: unique key posts_slug names the unknown column slug; it is \
             left out",
            "t.sql:4:59: error: posts(shelf_id): foreign key refers to the unknown table shelves; it \
             is left out (declare the table, or remove the reference)",
            "t.sql:6:49: error: posts.tag_id: foreign key cannot hold users.id: text does not \
             compare with integer; it is left out (declare it as integer)",
        ]
    );
    let [users, posts] = ingested.schema.tables() else { panic!("two tables") };
    assert!(users.unique_keys.is_empty() && users.checks.is_empty());
    assert_eq!(posts.checks.len(), 1, "user_id is NULL: it can't refer to anything");
    let kept: Vec<&[String]> = posts.foreign_keys.iter().map(|key| &key.columns[..]).collect();
    assert_eq!(kept, [["editor_id"]]);
}

#[test]
fn values_of_rows_stay_out_of_messages() {
    let text = "create table a (x int); insert into a values ('secret'); insert into a ('secret';
                insert into b values ('secret'); insert into a (y) values ('secret');
                copy a from stdin;\nsecret\n\\.\n update a set x = 'secret' garbage 'secret';";
    for remark in remarks(text) {
        assert!(!remark.contains("secret"), "{remark}");
    }
}

#[test]
fn several_sources_form_one_schema() {
    let sources = [
        Source { name: "1.sql", text: "create table a (x int primary key);" },
        Source { name: "2.sql", text: "create table b (x int references a); nonsense;" },
    ];
    let ingested = read(&sources, None).unwrap();
    assert_eq!(ingested.schema.tables().len(), 2);
    let remark = &ingested.diagnostics[0];
    assert_eq!((remark.severity, &*remark.origin.source), (Severity::Error, "2.sql"));
}

/// A linear congruential generator: enough to choose where to break a text.
pub(crate) struct Choices(u64);

impl Choices {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % limit.max(1)
    }

    /// A character boundary of `text`.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// What a text is broken with.
const PIECES: &[&str] = &[
    "'",
    "\"",
    "(",
    ")",
    ";",
    "$$",
    "--",
    "/*",
    "*/",
    ",",
    ".",
    "::",
    "[",
    "]",
    "\\",
    "\n",
    " null ",
    " check ",
    " default ",
    "\u{e9}",
    "0",
    "e'\\",
    "$1",
    " is ",
    " as ",
    "{",
    "}",
    ":",
    "- ",
    "@",
    "&a ",
    "*a",
    "  ",
    "?",
    "|",
    "#",
    "//",
    "<<",
    "%",
    "`",
    "/*!",
    "\nGO\n",
    "\n/\n",
    "\nDELIMITER $$\n",
    "\n--#SET TERMINATOR @\n",
    "q'[",
    "N'",
    "'''",
    ">>",
    " begin ",
    " end; ",
    " struct<",
    " identity(",
    " go ",
];

/// A part of a text, a window that keeps each round short, with some of it broken.
pub(crate) fn broken(text: &str, choices: &mut Choices) -> String {
    let start = if text.len() < 6_000 { 0 } else { choices.place(text) };
    let mut end = (start + 6_000).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut broken = text[start..end].to_owned();
    for _ in 0..choices.below(8) {
        let at = choices.place(&broken);
        if choices.below(2) == 0 {
            broken.insert_str(at, PIECES[choices.below(PIECES.len())]);
        } else {
            let until = (at + choices.below(20)).min(broken.len());
            if broken.is_char_boundary(until) {
                broken.replace_range(at..until, "");
            }
        }
    }
    broken
}

/// The hand-written schemas of the workspace's own tests.
fn written_schemas() -> Vec<String> {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/schemas");
    let entries = std::fs::read_dir(folder).expect("the folder of schemas");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("a text")).collect()
}

#[test]
fn a_broken_script_of_any_database_read_as_any_other_never_panics() {
    let mut choices = Choices::new(11);
    let real = schemas().into_iter().map(|(_, text)| text);
    for text in written_schemas().into_iter().chain(real) {
        for _ in 0..40 {
            let dialect = Dialect::ALL[choices.below(Dialect::ALL.len())];
            let text = broken(&text, &mut choices);
            // Both outcomes are fine: a schema, or an error.
            let _outcome = read(&[Source { name: "t.sql", text: &text }], Some(dialect));
        }
    }
}

/// Conditions in the words of every database.
const CONDITIONS: &[&str] = &[
    "a between 1 and 10 or b like '%x_' escape '\\\\'",
    "b ~ '^[a-z]+$' and c >= date '2020-01-01' + interval '1 day'",
    "b regexp '^[0-9]{3}$' and a in (1, 2, null) xor a is not null",
    "json_extract(b, '$.x[0]') = 'v' || c > strftime('%s', 'now')",
    "[b] like '[A-Z][^0-9]%' and patindex('%x%', b) = 0 and len(b) > 2",
    "datediff(day, c, getdate()) >= 0 and iif(a > 1, 'x', 'y') = 'x'",
    "isnumeric(b) = 1 or convert(date, c) < eomonth(c) or a = -(1)",
    "decode(a, 1, 'x', 2, 'y', null) = nvl(b, '') and trunc(c, 'MM') = c",
    "c > to_date('31-JAN-99 11:59 PM', 'DD-MON-RR HH:MI AM') and lnnvl(a > 1)",
    "regexp_like(b, '(a|b)*') and add_months(c, -3) < sysdate",
    "c < current timestamp - 7 days and value(a, 0) <> 1",
    "safe_divide(a, 0) is null or regexp_contains(b, r'x') or a / 2 > 0.5",
    "try_parse_json(b):x::string = 'v' or b ilike any ('a%', 'b%')",
    "case when a > 9223372036854775807 then a * a else -a end >= 0",
    "a is not b and b not glob '*[^0-9]*' and julianday(c) - julianday(b) <= 1.5",
    "date(b, '+1 day', 'start of month') is b or strftime('%Y-%m', c) >= b",
    "date_add(c, interval 3 day) > b and b regexp binary '^x' and json_type(b) = 'OBJECT'",
    "(b).x.y = 'v' or b @> '{\"a\": [1]}' and (b ->> 'n')::int between 1 and 5",
    "upper(b) - lower(b) <= interval '1 hour' and b <@ int4range(1, a)",
    "substring(b from 2 for 3) similar to '(a|b)%' and extract(year from c) > 1999",
];

#[test]
fn broken_conditions_of_any_database_are_tried_or_refused() {
    let mut choices = Choices::new(13);
    for _ in 0..60 {
        for condition in CONDITIONS {
            let dialect = Dialect::ALL[choices.below(Dialect::ALL.len())];
            let condition = broken(condition, &mut choices);
            let text =
                format!("create table t (a int, b varchar(20), c timestamp, check ({condition}));");
            let Ok(ingested) = read(&[Source { name: "t.sql", text: &text }], Some(dialect)) else {
                continue;
            };
            let table = &ingested.schema.tables()[0];
            for check in &table.checks {
                if let CheckRule::Expr(expr) = &check.rule {
                    attempt(expr, table);
                }
            }
        }
    }
}

/// Shows, narrows and evaluates a condition: whatever comes out, it comes.
fn attempt(expr: &Expr, table: &Table) {
    let _shown = expr.to_string();
    let kinds = |name: &str| Some(table.column(name)?.data_type.kind());
    let _domains = narrow(std::slice::from_ref(expr), &kinds, &Env::default());
    let slot = |reference: Reference<'_>| match reference {
        Reference::Column([name]) => table.column_index(name),
        _ => None,
    };
    let Ok(program) = Program::compile(expr, slot) else { return };
    for text in ["", "x1'%", "2020-02-29"] {
        let row = [Value::Int(i64::MIN), Value::from(text), Value::Timestamp(i64::MAX)];
        let _known = program.eval(&row, &Env::default());
        let _unknown =
            program.eval(&[Value::Null, Value::from(text), Value::Null], &Env::default());
    }
}

#[test]
fn broken_real_schemas_never_panic() {
    let mut choices = Choices::new(7);
    for (_, text) in schemas() {
        for _ in 0..60 {
            remarks(&broken(&text, &mut choices));
        }
    }
}
