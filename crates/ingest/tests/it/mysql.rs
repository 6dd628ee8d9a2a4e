//! What MySQL's and `MariaDB`'s scripts hold.

use seedbed_ingest::{Dialect, Source, read};

use crate::describe::{Case, check_as};

fn check(cases: &[Case]) {
    check_as(Dialect::MySql, cases);
}

#[test]
fn mysql_types_have_their_own_meaning() {
    let cases = [
        ("tinyint(1)", "boolean"),
        ("bool", "boolean"),
        ("tinyint(4)", "tinyint"),
        ("int(10) unsigned zerofill", "integer unsigned"),
        ("bigint(20) unsigned", "bigint unsigned"),
        ("mediumint", "mediumint"),
        ("decimal", "numeric(10,0)"),
        ("fixed(5,2)", "numeric(5,2)"),
        ("float(7,4)", "real"),
        ("real", "double precision"),
        ("double precision", "double precision"),
        ("bit(8)", "bit(8)"),
        ("year(4)", "year"),
        ("datetime(6)", "timestamp"),
        ("timestamp", "timestamp with time zone"),
        ("varchar(20) character set utf8mb4 collate utf8mb4_bin", "varchar(20)"),
        ("longtext", "citext"),
        ("text collate utf8mb4_bin", "text"),
        ("varbinary(16)", "bytea"),
        ("enum('a','b')", "enum"),
        ("set('a','b')", "enum"),
        ("json", "json"),
        ("point", "geometry(point)"),
        ("geometrycollection", "geometry(geometrycollection)"),
    ];
    for (written, expected) in cases {
        let text = format!("create table t (c {written} not null);");
        let ingested =
            read(&[Source { name: "t.sql", text: &text }], Some(Dialect::MySql)).unwrap();
        let column = &ingested.schema.tables()[0].columns[0];
        assert_eq!(column.data_type.to_string(), expected, "{written}");
        assert_eq!(column.declared_type, written);
        assert!(!column.nullable, "{written}");
    }
}

#[test]
fn unsigned_numbers_with_fractions_are_never_negative() {
    let text =
        "create table t (a float unsigned, b decimal(5,2) unsigned, c int unsigned, d float);";
    let ingested = read(&[Source { name: "t.sql", text }], Some(Dialect::MySql)).unwrap();
    let checks: Vec<&str> =
        ingested.schema.tables()[0].checks.iter().map(|check| check.text.as_str()).collect();
    assert_eq!(checks, ["a: float unsigned", "b: decimal(5,2) unsigned"]);
}

#[test]
fn mysql_columns_keep_what_stands_beside_them() {
    check(&[
        (
            "options in any order",
            "create table `t` (
               `id` int unsigned not null auto_increment comment 'the id',
               `a` varchar(10) character set latin1 collate latin1_bin default '' not null,
               `at` timestamp(6) null default current_timestamp(6) on update current_timestamp(6),
               `z` datetime not null default '0000-00-00 00:00:00',
               `n` int default null comment 'it''s \\'n\\'',
               primary key (`id`)
             ) engine=InnoDB auto_increment=100 default charset=utf8mb4 comment='All of it';",
            &[
                "t: id integer unsigned! identity 100+1 -- the id, a varchar(10)! = '', \
                 at timestamp with time zone = now(), z timestamp! = '0000-00-00 00:00:00', \
                 n integer -- it's 'n'",
                "  primary (id)",
                "  -- All of it",
            ],
        ),
        (
            "generated columns",
            "create table t (a int, b int as (a + 1), c int generated always as (a * 2) stored,
               d json, e varchar(9) generated always as (d->>'$.x.y') virtual not null,
               f decimal(9,2) as (a / 2) persistent);",
            &["t: a integer, b integer as (a + 1), c integer as (a * 2), d json, \
                 e citext! as (jsonb_extract_path_text(d, 'x', 'y')), \
                 f numeric(9,2) as (a::numeric / nullif(2, 0))"],
        ),
        (
            "a flag with other values is a number",
            "create table t (a tinyint(1) default '0', b tinyint(1) default 2,
               c tinyint(1) check (c between 1 and 5), d tinyint(1));
             insert into t (a, d) values (1, 7);",
            &[
                "t: a boolean = '0', b tinyint = 2, c tinyint, d tinyint",
                "  check c BETWEEN 1 AND 5",
                "  row Bool(true), Int(2), Null, Int(7)",
            ],
        ),
        (
            "short keys",
            "create table t (id serial, k int key, u int unique key comment 'u');",
            &[
                "t: id bigint unsigned! identity 1+1, k integer!, u integer -- u",
                "  primary (k)",
                "  unique (u)",
            ],
        ),
    ]);
}

#[test]
fn mysql_keys_stand_among_the_columns() {
    check(&[
        (
            "keys of every kind",
            "create table p (id int primary key);
             create table t (a int, b text, c int, d point not null,
               unique key `u` (a, c) using btree, unique (b(10)), key `k` (a, b(20) desc),
               index using btree (c), fulltext key `f` (b), spatial index (d),
               constraint `fk` foreign key `ix` (c) references `P` (ID) on delete set null,
               constraint check (a > 0), constraint `odd` check (a % 2 = 1) enforced);",
            &[
                "p: id integer!",
                "  primary (id)",
                "t: a integer, b citext, c integer, d geometry(point)!",
                "  unique (a, c)",
                "  unique ((left(b, 10)))",
                "  references (c) -> p(id)",
                "  check a > 0",
                "  check odd a % 2 = 1",
                "  index (a, b)",
                "  index (c)",
            ],
        ),
        (
            "phpMyAdmin adds them later",
            "create table `t` (`id` int(11) not null, `a` int, `b` int);
             create table `s` (`id` int primary key);
             alter table `t` add primary key (`id`), add unique key `u` (`a`,`b`), add key `k` (`b`);
             alter table `t` modify `id` int(11) not null auto_increment, auto_increment=7;
             alter table `t` add constraint `fk` foreign key (`b`) references `s` (`id`);
             alter table `t` add index `i` (`a`), drop key `i`, change `a` `aa` bigint not null first,
               add column (`x` int, `y` enum('p','q')), add `w` int after `aa`, comment='T',
               drop foreign key `nothing`, engine=MyISAM;",
            &[
                "t: id integer! identity 7+1, aa bigint!, b integer, x integer, y enum, w integer",
                "  primary (id)",
                "  unique (aa, b)",
                "  references (b) -> s(id)",
                "  index (b)",
                "  -- T",
                "s: id integer!",
                "  primary (id)",
            ],
        ),
        (
            "partitions",
            "create table t (a int not null, b int) partition by range (a)
               (partition p0 values less than (10), partition p1 values less than (20));
             create table u (a int) /*!50100 partition by hash (a) partitions 4 */;",
            &[
                "t: a integer!, b integer",
                "  partition by range (a): a IS NULL OR a < 10 | a IS NULL OR a < 20",
                "u: a integer",
            ],
        ),
    ]);
}

#[test]
fn mysql_texts_are_split_where_they_end() {
    check(&[
        (
            "bodies and delimiters",
            "/*!999999\\- enable the sandbox mode */
             /*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
             # a comment; with a semicolon
             create database if not exists `d` default character set utf8; use `d`;
             drop table if exists `t`;
             /*!40101 create table `t` (`a` int, `b` varchar(9)) */;
             delimiter ;;
             /*!50003 create*/ /*!50017 definer=`root`@`%`*/ /*!50003 trigger `x` before insert on
               `t` for each row begin if new.a > 0 then set new.b = 'end;'; end if; end */;;
             delimiter //
             create procedure p() begin declare x int; create table no (a int); end//
             create function f() returns int begin return 1; end//
             DELIMITER ;
             create trigger y after insert on d.t for each row if new.a then set @x = 1; end if;
             create procedure q() begin select 1\\; end;
             create event e on schedule every 1 day do begin delete from t; end;
             create table u (a int);
             lock tables `t` write;
             insert into `t` values (1, 'it\\'s'), (2, \"say \\\"x\\\";\"), (3, _utf8mb4'n'), (0x10, x'41');
             insert ignore into t set a = 5, b = 'five';
             unlock tables;",
            &[
                "t: a integer, b citext",
                "  trigger x before insert",
                "  trigger y after insert",
                "  row Int(1), Text(\"it's\")",
                "  row Int(2), Text(\"say \\\"x\\\";\")",
                "  row Int(3), Text(\"n\")",
                "  row Int(16), Text(\"A\")",
                "  row Int(5), Text(\"five\")",
                "u: a integer",
            ],
        ),
        (
            "names keep their case and are compared without it",
            "create table `Order` (`Id` int primary key, `Total` int, check (`total` > 0));
             create table item (order_id int references `order` (ID), unique (ORDER_ID));
             alter table ITEM add column `Order` int; insert into `ORDER` (id, TOTAL) values (1, 2);
             create index x on `order` (TOTAL);",
            &[
                "Order: Id integer!, Total integer",
                "  primary (Id)",
                "  check Total > 0",
                "  index (Total)",
                "  row Int(1), Int(2)",
                "item: order_id integer, Order integer",
                "  unique (order_id)",
                "  references (order_id) -> Order(Id)",
            ],
        ),
        (
            "a typo costs its statement",
            "create table a (id int primary key);
             create table b (id int primary key, x int) engine InnoDB;
             create table c (id int primarykey, a_id int, foreign key (a_id) references a (id));
             creat table d (id int);
             create table e (id int, d_id int references d (id);
             create table f (id int, e_id int references e (id));",
            &[
                "a: id integer!",
                "  primary (id)",
                "b: id integer!, x integer",
                "  primary (id)",
                "c: id integer, a_id integer",
                "  references (a_id) -> a(id)",
                "f: id integer, e_id integer",
                "  check e_id IS NULL",
                "t.sql:3:37: error: expected a column option (NOT NULL, DEFAULT, CHECK, …), found \
                 \"primarykey\"",
                "t.sql:4:14: error: \"creat\" begins no known statement [skipped: creat table d]",
                "t.sql:5:29: error: expected a matching ), found \"(\" [skipped: create table e]",
                "t.sql:6:47: warning: f(e_id) refers to e, which is not in the schema: e_id stays NULL",
            ],
        ),
    ]);
}

#[test]
fn mysql_conditions_mean_what_mysql_means() {
    check(&[
        (
            "operators and functions",
            "create table t (a int, b varchar(9), c json,
           check (a > 1 || b regexp '^x'), check (a && length(b) > 2), check (b like 'A%'),
           check (ifnull(a, 0) >= 0), check (json_valid(c)), check (c->'$.a' is not null),
           check (concat(b, 'x') <> 'x'), check (a xor b), check (if(a, b, 'z') <> ''));",
            &[
                "t: a integer, b citext, c json",
                "  check a > 1 OR b ~* '^x'",
                "  check a AND octet_length(b) > 2",
                "  check b ILIKE 'A%'",
                "  check coalesce(a, 0) >= 0",
                "  check is_json(c)",
                "  check jsonb_extract_path(c, 'a') IS NOT NULL",
                "  check b || 'x' <> 'x'",
                "  check a <> b",
                "  check CASE WHEN a THEN b ELSE 'z' END <> ''",
            ],
        ),
        (
            "dates, documents and exact comparisons",
            "create table t (d date, e date, s varchar(9) unique check (binary s = 'x'), c json,
           n int as (json_extract(c, '$.n')) stored, check (e > date_add(d, interval 1 day)),
           check (d < subdate(e, 3)), check (date_format(d, '%Y') > '2000'),
           check (json_type(c) = 'OBJECT'), check (s regexp binary '^x'));",
            &[
                "t: d date, e date, s citext, c json, n integer as (jsonb_extract_path(c, 'n')::integer)",
                "  unique (s)",
                "  check s = 'x'",
                "  check e > d + INTERVAL '1 day'",
                "  check d < e - 3 * '1 day'::interval",
                "  check date_format(d, '%Y') > '2000'",
                "  check mysql_json_type(c) = 'OBJECT'",
                "  check s ~* '^x'",
            ],
        ),
    ]);
}
