//! What Snowflake's and `BigQuery`'s scripts hold, and those of no particular database.

use seedbed_ingest::{Dialect, Source, read};

use crate::describe::check_as;

fn types(dialect: Dialect, cases: &[(&str, &str)]) {
    for (written, expected) in cases {
        let text = format!("create table t (c {written} not null);");
        let ingested =
            read(&[Source { name: "t.sql", text: &text }], Some(dialect)).expect("a schema");
        let column = &ingested.schema.tables()[0].columns[0];
        assert_eq!(column.data_type.to_string(), *expected, "{written}");
        assert!(!column.nullable, "{written}");
    }
}

#[test]
fn snowflake_types_have_their_own_meaning() {
    types(
        Dialect::Snowflake,
        &[
            ("NUMBER", "numeric(38,0)"),
            ("NUMBER(10,2)", "numeric(10,2)"),
            ("INT", "bigint"),
            ("FLOAT", "double precision"),
            ("STRING", "text"),
            ("VARCHAR(16777216)", "varchar(16777216)"),
            ("TEXT COLLATE 'en-ci'", "citext"),
            ("BINARY(16)", "bytea"),
            ("BOOLEAN", "boolean"),
            ("DATE", "date"),
            ("TIMESTAMP_NTZ(9)", "timestamp"),
            ("TIMESTAMP_LTZ", "timestamp with time zone"),
            ("TIMESTAMP_TZ(3)", "timestamp with time zone"),
            ("DATETIME", "timestamp"),
            ("TIME(9)", "time"),
            ("VARIANT", "json"),
            ("OBJECT", "json"),
            ("ARRAY", "json"),
            ("GEOGRAPHY", "geography"),
            ("VECTOR(FLOAT, 256)", "VECTOR(FLOAT, 256)"),
        ],
    );
}

#[test]
fn snowflake_scripts_are_read_whole() {
    check_as(
        Dialect::Snowflake,
        &[(
            "as people and GET_DDL write them",
            "use warehouse w; use database d; use schema d.shop;\n\
             create or replace transient table Customers cluster by (id) (\n\
               id number(38,0) not null autoincrement start 100 increment 5 noorder,\n\
               email varchar(100) collate 'en-ci' comment 'Where to write, it\\'s unique',\n\
               attrs variant, tags array, since timestamp_ntz(9) default current_timestamp(),\n\
               uid string default uuid_string(), n int default seq1.nextval, active boolean default true,\n\
               masked string with masking policy p, tagged string with tag (a = 'x'),\n\
               full_name string as (email || 'x'),\n\
               constraint pk primary key (id) not enforced rely, unique (email) norely\n\
             ) data_retention_time_in_days = 1 comment = 'Who buys'; // the end\n\
             create table if not exists d.shop.orders (id int identity(1,1) primary key,\n\
               customer_id int references customers (id), \"Mixed\" int,\n\
               total number(10,2) default 0.00, foreign key (\"Mixed\") references d.shop.customers (id));\n\
             create or replace table d.shop.orders like customers;\n\
             create temporary table scratch (x int);\n\
             create table copied clone customers;\n\
             create stage s file_format = (type = csv);\n\
             create file format f type = csv;\n\
             create or replace procedure p() returns string language javascript as $$ var a = 'x;'; $$;\n\
             create stream st on table orders; create task ta schedule = '1 minute' as select 1;\n\
             create dynamic table dt target_lag = '1 day' warehouse = w as select 1;\n\
             alter table customers add column more int comment 'x', extra date;\n\
             alter table customers alter column more set not null;\n\
             alter table customers alter column uid set data type varchar(36);\n\
             alter table customers cluster by (id); alter session set x = 1;\n\
             alter table customers swap with copied;\n\
             comment on column customers.tags is 'Labels';\n\
             comment if exists on table copied is 'A copy';\n\
             insert into copied (id, email) values (1, 'a\\'b'), (2, $$c$$);\n\
             merge into copied using customers on false when not matched then insert (id) values (1);\n\
             copy into copied from @s file_format = (type = csv);\n",
            &[
                "CUSTOMERS: ID numeric(38,0)! identity 100+5, EMAIL citext -- Where to write, \
                 it's unique, ATTRS json, TAGS json -- Labels, SINCE timestamp = \
                 current_timestamp, UID varchar(36) = gen_random_uuid(), N bigint = next SEQ1 \
                 identity 1+1, ACTIVE boolean = TRUE, MASKED text, TAGGED text, FULL_NAME text \
                 as (EMAIL || 'x'), MORE bigint! -- x, EXTRA date",
                "  primary (ID)",
                "  unique (EMAIL)",
                "  -- Who buys",
                "ORDERS: ID numeric(38,0)! identity 100+5, EMAIL citext -- Where to write, it's \
                 unique, ATTRS json, TAGS json, SINCE timestamp = current_timestamp, UID text = \
                 gen_random_uuid(), N bigint = next SEQ1 identity 1+1, ACTIVE boolean = TRUE, \
                 MASKED text, TAGGED text, FULL_NAME text as (EMAIL || 'x')",
                "  primary (ID)",
                "  unique (EMAIL)",
                "COPIED: ID numeric(38,0)! identity 100+5, EMAIL citext -- Where to write, it's \
                 unique, ATTRS json, TAGS json, SINCE timestamp = current_timestamp, UID text = \
                 gen_random_uuid(), N bigint = next SEQ1 identity 1+1, ACTIVE boolean = TRUE, \
                 MASKED text, TAGGED text, FULL_NAME text as (EMAIL || 'x')",
                "  primary (ID)",
                "  unique (EMAIL)",
                "  -- A copy",
                "  row Decimal(Decimal { mantissa: 1, scale: 0 }), Text(\"a'b\"), Null, Null, \
                 ?, ?, Int(1), Bool(true), Null, Null, ?",
                "  row Decimal(Decimal { mantissa: 2, scale: 0 }), Text(\"c\"), Null, Null, ?, \
                 ?, Int(2), Bool(true), Null, Null, ?",
                "t.sql:30:1: warning: MERGE is not followed: COPIED keeps the rows inserted",
            ],
        )],
    );
}

#[test]
fn bigquery_types_have_their_own_meaning() {
    types(
        Dialect::BigQuery,
        &[
            ("INT64", "bigint"),
            ("FLOAT64", "double precision"),
            ("NUMERIC", "numeric(38,9)"),
            ("NUMERIC(10,2)", "numeric(10,2)"),
            ("BIGNUMERIC", "numeric(38,10)"),
            ("STRING", "text"),
            ("STRING(20)", "varchar(20)"),
            ("BYTES(16)", "bytea"),
            ("BOOL", "boolean"),
            ("DATE", "date"),
            ("DATETIME", "timestamp"),
            ("TIMESTAMP", "timestamp with time zone"),
            ("TIME", "time"),
            ("JSON", "json"),
            ("GEOGRAPHY", "geography"),
            ("ARRAY<STRING>", "text[]"),
            ("ARRAY<STRUCT<a INT64, b ARRAY<STRING>>>", "struct[]"),
            ("STRUCT<a INT64, b STRUCT<c STRING(5), d DATE>>", "struct"),
            ("RANGE<DATE>", "daterange"),
            ("INTERVAL", "interval"),
        ],
    );
}

#[test]
fn bigquery_scripts_are_read_whole() {
    check_as(
        Dialect::BigQuery,
        &[(
            "as people write them",
            "# made by hand\n\
             create schema if not exists `my-project.shop` options (location = 'EU');\n\
             create or replace table `my-project.shop.customers` (\n\
               id INT64 not null options (description = 'The \"id\"'),\n\
               email STRING(100) collate 'und:ci',\n\
               address STRUCT<street STRING, zip STRING options (description = 'x')>,\n\
               tags ARRAY<STRING>, since TIMESTAMP default CURRENT_TIMESTAMP(),\n\
               price NUMERIC(10, 2) default 0, code STRING default GENERATE_UUID(),\n\
               primary key (id) not enforced\n\
             ) partition by date(since) cluster by email\n\
             options (description = 'Who buys', labels = [('a', 'b')], partition_expiration_days = 3);\n\
             create table if not exists shop.orders (id INT64, Customer_ID INT64 not null,\n\
               constraint fk foreign key (customer_id) references `my-project.shop.customers` (ID) not enforced,\n\
               primary key (id) not enforced);\n\
             create table shop.copied as select 1 as x;\n\
             create external table shop.files (x INT64) options (format = 'CSV', uris = ['gs://a/b;c']);\n\
             create temp table scratch (x INT64);\n\
             create materialized view shop.mv as select 1;\n\
             create function shop.f(x INT64) returns STRING language js as r\"\"\"return 'a;b';\"\"\";\n\
             create or replace procedure shop.p() begin declare x INT64; set x = 1; if x > 0 then select 1; end if; end;\n\
             alter table shop.orders add column if not exists note STRING options (description = \"it's\"),\n\
               add column total FLOAT64;\n\
             alter table shop.orders alter column note set options (description = 'n');\n\
             alter table shop.orders set options (description = 'What was bought');\n\
             insert into shop.orders (id, customer_id, note) values (1, 2, 'it\\'s'), (2, 2, r'a\\b');\n\
             insert shop.orders (id, customer_id) values (3, 2);\n\
             declare d DATE default '2020-01-01'; begin transaction; commit transaction;\n",
            &[
                "shop.customers: id bigint! -- The \"id\", email citext, address struct, tags \
                 text[], since timestamp with time zone = now(), price numeric(10,2) = 0, code \
                 text = gen_random_uuid()",
                "  primary (id)",
                "  -- Who buys",
                "shop.orders: id bigint!, Customer_ID bigint!, note text -- n, total double \
                 precision",
                "  primary (id)",
                "  references (Customer_ID) -> shop.customers(id)",
                "  -- What was bought",
                "  row Int(1), Int(2), Text(\"it's\"), Null",
                "  row Int(2), Int(2), Text(\"a\\\\b\"), Null",
                "  row Int(3), Int(2), Null, Null",
                "t.sql:15:1: warning: shop.copied is filled by a query (AS) and gets no rows",
            ],
        )],
    );
}

#[test]
fn a_script_of_no_particular_database_is_read() {
    check_as(
        Dialect::Generic,
        &[(
            "words that several databases have",
            "CREATE TABLE \"Customers\" (Id INTEGER NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,\n\
               name NVARCHAR(50) NOT NULL, born DATE, at DATETIME DEFAULT CURRENT_TIMESTAMP,\n\
               price DECIMAL(10,2) CHECK (price > 0), flag BIT, doc CLOB, raw BLOB, kind TINYINT,\n\
               n INT AUTO_INCREMENT, `back` DOUBLE, UNIQUE (name, born));\n\
             CREATE TABLE @target.child (cid INT PRIMARY KEY, parent INT REFERENCES \"Customers\" (id));\n\
             GO\n\
             ALTER TABLE child ADD CONSTRAINT c CHECK (cid <> parent);\n\
             INSERT INTO child VALUES (1, 2);\n",
            &[
                "Customers: id integer! identity 1+1, name varchar(50)!, born date, at \
                 timestamp = current_timestamp, price numeric(10,2), flag bit(1), doc text, raw \
                 bytea, kind tinyint, n integer! identity 1+1, back double precision",
                "  primary (id)",
                "  unique (name, born)",
                "  check price > 0",
                "child: cid integer!, parent integer",
                "  primary (cid)",
                "  references (parent) -> Customers(id)",
                "  check c cid <> parent",
                "  row Int(1), Int(2)",
            ],
        )],
    );
}
