//! What SQLite's scripts hold.

use seedbed_ingest::{Dialect, Source, read};

use crate::describe::{Case, check_as};

fn check(cases: &[Case]) {
    check_as(Dialect::Sqlite, cases);
}

#[test]
fn any_words_name_a_type() {
    let cases = [
        ("INTEGER", "bigint"),
        ("INT", "bigint"),
        ("UNSIGNED BIG INT", "bigint unsigned"),
        ("INT2", "smallint"),
        ("CHARACTER(20)", "varchar(20)"),
        ("VARYING CHARACTER(255)", "varchar(255)"),
        ("NATIVE CHARACTER(70)", "varchar(70)"),
        ("TEXT", "text"),
        ("CLOB", "text"),
        ("", "text"),
        ("BLOB", "bytea"),
        ("REAL", "real"),
        ("DOUBLE PRECISION", "double precision"),
        ("NUMERIC", "numeric"),
        ("DECIMAL(10,5)", "numeric(10,5)"),
        ("BOOLEAN", "boolean"),
        ("DATE", "date"),
        ("DATETIME", "timestamp"),
        ("TIMESTAMP WITH TIMEZONE", "timestamp with time zone"),
        ("TIME WITHOUT TIMEZONE", "time"),
        ("STRING", "text"),
        // It has "INT" in it.
        ("FLOATING POINT", "bigint"),
        ("WHATEVER", "text"),
    ];
    for (written, expected) in cases {
        let text = format!("create table t (c {written} not null);");
        let ingested =
            read(&[Source { name: "t.sql", text: &text }], Some(Dialect::Sqlite)).unwrap();
        let column = &ingested.schema.tables()[0].columns[0];
        assert_eq!(column.data_type.to_string(), expected, "{written}");
        assert_eq!(column.declared_type, written);
        assert!(!column.nullable, "{written}");
    }
}

#[test]
fn sqlite_tables_are_read_whole() {
    check(&[
        (
            "the row's number",
            "create table a (id integer primary key, n text collate nocase unique);
             create table b (id integer, v, w default \"x\", primary key (id autoincrement)) strict;
             create table c (id integer primary key references a, 'k' text not null on conflict fail,
               [m n] int, `o` int, unique (k, [m n]) on conflict replace) without rowid;",
            &[
                "a: id bigint! identity 1+1, n citext",
                "  primary (id)",
                "  unique (n)",
                "b: id bigint! identity 1+1, v text, w text = 'x'",
                "  primary (id)",
                "c: id bigint!, k text!, m n bigint, o bigint",
                "  primary (id)",
                "  unique (k, m n)",
                "  references (id) -> a(id)",
            ],
        ),
        (
            "virtual tables and their shadows",
            "create table t (a text); create virtual table f using fts5(a, content='t');
             create table if not exists 'f_data' (id integer primary key, block blob);
             create table 'f_idx' (segid, term, pgno, primary key (segid, term)) without rowid;
             insert into f_data values (1, x'00'); insert into t values ('x');",
            &["t: a text", "  row Text(\"x\")"],
        ),
        (
            "triggers and bodies",
            "PRAGMA foreign_keys=OFF;
             BEGIN TRANSACTION;
             create table t (a int, b text);
             create trigger x after insert on t when new.a > 0 begin
               update t set b = case when a = 1 then 'x;' else 'y' end where rowid = new.rowid;
               insert into t values (1, 'no');
             end;
             create trigger y before insert on t begin select raise(abort, 'no') where new.a < 0; end;
             insert or replace into t values (1, 'a;b'), (2, 'it''s');
             COMMIT;",
            &[
                "t: a bigint, b text",
                "  trigger x after insert",
                "  trigger y before insert",
                "  row Int(1), Text(\"a;b\")",
                "  row Int(2), Text(\"it's\")",
            ],
        ),
        (
            "constraints do without commas, references without columns and parents",
            "create table p (id integer primary key, code text unique);
             create table t (p_id references p, c text references P (CODE), m int references missing,
               n int not null, foreign key (p_id) references p(id) foreign key (n) references gone (x)
               check (c in (\"a\", \"b\")));",
            &[
                "p: id bigint! identity 1+1, code text",
                "  primary (id)",
                "  unique (code)",
                "t: p_id bigint, c text, m bigint, n bigint!",
                "  references (p_id) -> p(id)",
                "  references (c) -> p(code)",
                "  references (p_id) -> p(id)",
                "  check c IN ('a', 'b')",
                "  check m IS NULL",
                "  check n IS NULL",
                "t.sql:2:83: warning: t(m) refers to missing, which is not in the schema: m stays NULL",
                "t.sql:3:68: warning: t(n) refers to gone, which is not in the schema: t can't have \
                 rows, since n is NOT NULL",
            ],
        ),
        (
            "indexes over parts and expressions",
            "create table t (a int, b text, c text as (lower(b)) virtual);
             create unique index u on t (lower(b)) where a is not null;
             create unique index w on t (a, b collate nocase);",
            &[
                "t: a bigint, b text, c text as (lower(b))",
                "  unique ((lower(b))) where a IS NOT NULL",
                "  unique (a, b)",
            ],
        ),
        (
            "conditions",
            "create table t (a int, b text, c text, at text default (datetime('now')),
               check (b like 'x%'), check (b glob '[a-z]*'), check (length(b) > 1),
               check (typeof(a) = 'integer'), check (json_extract(c, \"$.k\") = 'v'), check (a == 1),
               check (date(at) <= date('now')));",
            &[
                "t: a bigint, b text, c text, at text = now()::timestamp",
                "  check b ILIKE 'x%'",
                "  check glob('[a-z]*', b)",
                "  check length(b) > 1",
                "  check typeof(a) = 'integer'",
                "  check jsonb_extract_path_text(c, 'k') = 'v'",
                "  check a = 1",
                "  check sqlite_date(at) <= now()::date",
            ],
        ),
        (
            "conditions of its own",
            "create table t (a int, b text, d date, check (a is not b), check (b is date(b)),
               check (b not glob '*[^0-9]*'), check (date(b, '+1 day') > d), check (date(d) is d),
               check (json_type(b, '$.x') = 'text'), check (a is not null and b is null),
               check (not glob('x*', b)));",
            &[
                "t: a bigint, b text, d date",
                "  check a IS DISTINCT FROM b",
                "  check b IS NOT DISTINCT FROM sqlite_date(b)",
                "  check NOT glob('*[^0-9]*', b)",
                "  check (b::timestamp + '1 day'::interval)::date > d",
                "  check d::date IS NOT DISTINCT FROM d",
                "  check json_type(jsonb_extract_path(b, 'x')) = 'text'",
                "  check a IS NOT NULL AND b IS NULL",
                "  check NOT glob('x*', b)",
            ],
        ),
    ]);
}
