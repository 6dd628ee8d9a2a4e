//! What SQL Server's scripts hold.

use seedbed_ingest::{Dialect, Source, read};

use crate::describe::{Case, check_as};

fn check(cases: &[Case]) {
    check_as(Dialect::SqlServer, cases);
}

#[test]
fn sql_server_types_have_their_own_meaning() {
    let cases = [
        ("[bit]", "boolean"),
        ("[tinyint]", "tinyint unsigned"),
        ("[int]", "integer"),
        ("[nvarchar](max)", "citext"),
        ("[nvarchar](50) COLLATE Latin1_General_CS_AS", "varchar(50)"),
        ("varchar", "citext"),
        ("[money]", "numeric(19,4)"),
        ("decimal", "numeric(18,0)"),
        ("decimal(9, 2)", "numeric(9,2)"),
        ("[datetime2](7)", "timestamp"),
        ("datetimeoffset(3)", "timestamp with time zone"),
        ("smalldatetime", "timestamp"),
        ("time(0)", "time"),
        ("[uniqueidentifier]", "uuid"),
        ("[varbinary](max)", "bytea"),
        ("[sysname]", "citext"),
        ("[xml]", "xml"),
        ("[hierarchyid]", "hierarchyid"),
        ("[sql_variant]", "sql_variant"),
        ("[geography]", "geography"),
        ("float(24)", "real"),
        ("float", "double precision"),
    ];
    for (written, expected) in cases {
        let text = format!("create table t ([c] {written} not null);");
        let ingested =
            read(&[Source { name: "t.sql", text: &text }], Some(Dialect::SqlServer)).unwrap();
        let column = &ingested.schema.tables()[0].columns[0];
        assert_eq!(column.data_type.to_string(), expected, "{written}");
        assert!(!column.nullable, "{written}");
    }
}

#[test]
fn sql_server_tables_are_read_whole() {
    check(&[
        (
            "as its own tools write them",
            "USE [Shop]\nGO\n/****** Object:  Table [dbo].[Orders] ******/\nSET ANSI_NULLS ON\nGO\n\
             CREATE TABLE [dbo].[Orders](\n\
             \t[Order ID] [int] IDENTITY(1000,5) NOT FOR REPLICATION NOT NULL,\n\
             \t[Code] [nvarchar](20) COLLATE Latin1_General_BIN2 NOT NULL,\n\
             \t[Total] [money] NULL CONSTRAINT [DF_Total] DEFAULT ((0)),\n\
             \t[Version] [timestamp] NOT NULL,\n\
             \t[Double] AS ([Total]*(2)) PERSISTED,\n\
             \t[Guid] [uniqueidentifier] ROWGUIDCOL NOT NULL DEFAULT (newid()),\n\
             \tCONSTRAINT [PK_Orders] PRIMARY KEY CLUSTERED ([Order ID] ASC) WITH \
             (PAD_INDEX = OFF, IGNORE_DUP_KEY = OFF) ON [PRIMARY],\n\
             \tCONSTRAINT [UQ] UNIQUE NONCLUSTERED ([Code] DESC) ON [PRIMARY]\n\
             ) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]\nGO\n\
             ALTER TABLE [dbo].[Orders] ADD CONSTRAINT [DF_Code] DEFAULT (N'x') FOR [Code]\nGO\n\
             ALTER TABLE [dbo].[Orders] WITH CHECK ADD CONSTRAINT [CK] CHECK (([Total]>=(0)))\nGO\n\
             ALTER TABLE [dbo].[Orders] CHECK CONSTRAINT [CK]\nGO\n\
             EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'What was bought' , \
             @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N'Orders'\n\
             GO\n\
             EXECUTE sp_addextendedproperty 'MS_Description', 'The sum', 'SCHEMA', 'dbo', 'TABLE', \
             'Orders', 'COLUMN', 'Total'\nGO\n",
            &[
                "Orders: Order ID integer! identity 1000+5, Code varchar(20)! = 'x', \
                 Total numeric(19,4) = 0 -- The sum, Version bytea! as (?), \
                 Double numeric as (Total * 2), Guid uuid! = gen_random_uuid()",
                "  primary (Order ID)",
                "  unique (Code) nulls not distinct",
                "  check CK Total >= 0",
                "  -- What was bought",
            ],
        ),
        (
            "keys and indexes beside columns",
            "create table a (id int not null primary key nonclustered, n int null unique clustered,
               s varchar(9) index ix nonclustered, index ux unique (s, n) where s is not null,
               ref int foreign key references a(id), other int references a,
               constraint fk foreign key (n) references a (id) on delete set null not for replication);
             create unique nonclustered index u on a (s asc, ref desc) include (other)
               where (n is not null) with (fillfactor = 80) on [primary];",
            &[
                "a: id integer!, n integer, s citext, ref integer, other integer",
                "  primary (id)",
                "  unique (n) nulls not distinct",
                "  unique (s, n) where s IS NOT NULL nulls not distinct",
                "  unique (s, ref) where n IS NOT NULL nulls not distinct",
                "  references (ref) -> a(id)",
                "  references (other) -> a(id)",
                "  references (n) -> a(id)",
                "  index (s)",
            ],
        ),
        (
            "statements without semicolons, under conditions, with names of tools",
            "IF NOT EXISTS (SELECT * FROM sys.objects WHERE name = 'a')\nBEGIN\n\
             CREATE TABLE a (x int)\nEND\nGO\n\
             if object_id('b', 'U') is not null drop table b\n\
             create table b (y int)\nalter table b add z int, w int not null\n\
             insert into b values (1, 2, 3), (4, null, 5)\n\
             create table @schema.c (x int)\n\
             CREATE TABLE #scratch (x int)\ninsert into #scratch values (1)\n\
             go\ncreate procedure p as begin create table no (x int); select 1; end\ngo\n\
             create trigger tr on b after insert as begin set nocount on; update b set z = 1 end\ngo\n\
             begin transaction\ncommit\nprint 'done'\n",
            &[
                "a: x integer",
                "b: y integer, z integer, w integer!",
                "  trigger tr after insert",
                "  row Int(1), Int(2), Int(3)",
                "  row Int(4), Null, Int(5)",
                "c: x integer",
            ],
        ),
        (
            "later changes",
            "create type Name from nvarchar(50) not null;
             create sequence s as int start with 7 increment by 2;
             create table a (id int default (next value for s), n Name, b bit, c varchar(9));
             alter table a alter column c nvarchar(20) not null;
             alter table a drop column b;
             create table h (id int primary key, f datetime2 generated always as row start hidden not null,
               u datetime2 generated always as row end hidden not null,
               period for system_time (f, u)) with (system_versioning = on);
             create table k (a int, b int, c as (a + b), d as a * 2 persisted, e as concat(a, '-', b));",
            &[
                "a: id integer = next s identity 7+2, n citext!, c citext!",
                "h: id integer!, f timestamp! as (?), u timestamp! as (?)",
                "  primary (id)",
                "k: a integer, b integer, c integer as (a + b), d integer as (a * 2), \
                 e citext as (concat(a, '-', b))",
            ],
        ),
        (
            "older scripts",
            "set quoted_identifier on\nGO\nexec sp_addtype id, 'varchar(11)', 'NOT NULL'\n\
             EXECUTE sp_addtype N'tid', N'varchar(6)'\ngo\n\
             if exists (select * from sysobjects where id = object_id('dbo.a') and sysstat & 0xf = 4)\n\
             \tdrop procedure \"dbo\".\"a\"\nGO\n\
             CREATE TABLE \"authors\" (\"AuthorID\" \"int\" IDENTITY (1, 1) NOT NULL , au id, t tid NULL,\n\
             \"Picture\" \"image\" NULL , contract bit NOT NULL, born \"datetime\" NULL,\n\
             CONSTRAINT \"PK_Authors\" PRIMARY KEY  CLUSTERED \n(\"AuthorID\"),\n\
             CONSTRAINT \"CK_Born\" CHECK (born < getdate()))\nGO\n CREATE  INDEX \"b\" ON \
             \"dbo\".\"authors\"(\"born\")\nGO\nset identity_insert \"authors\" on\ngo\n\
             ALTER TABLE \"authors\" NOCHECK CONSTRAINT ALL\ngo\n\
             INSERT \"authors\"(\"AuthorID\",au,contract,\"Picture\") VALUES(1,'x',1,0x15)\n\
             INSERT authors (AuthorID, au, contract) SELECT 2, 'y', 0\nGO\n",
            &[
                "authors: AuthorID integer! identity 1+1, au citext!, t citext, Picture bytea, \
                 contract boolean!, born timestamp",
                "  primary (AuthorID)",
                "  check CK_Born born < now()",
                "  index (born)",
                "  row Int(1), Text(\"x\"), Null, Bytes([21]), Bool(true), Null",
                "  row Int(2), Text(\"y\"), Null, Null, Bool(false), Null",
            ],
        ),
    ]);
}

#[test]
fn sql_server_conditions_mean_what_sql_server_means() {
    check(&[(
        "classes, joined texts, dates",
        "create table t (a int, s nvarchar(9), u nvarchar(9), d datetime,
           b varchar(9) collate Latin1_General_BIN2 check (b like 'A%'),
           check (s like '[A-Z][0-9]%'), check (s not like '%[^0-9]%'), check (patindex('%x%', s) = 0),
           check (len(s) > 2), check (isnull(a, 0) > 1), check (datediff(day, d, getdate()) >= 0),
           check (d > dateadd(year, -1, getdate())), check (s + u <> 'ab'), check (s + ';' <> u),
           check (datepart(year, d) > 2000), check (d < eomonth(d)), check (convert(date, d) < '2030-01-01'),
           check (charindex('@', s) > 0), check (a in (1, 2)), check (iif(a > 1, 1, 0) = 1),
           check (isnumeric(s) = 1), check (upper(s) = s collate Latin1_General_BIN),
           check (d <= sysutcdatetime()), check (isjson(s) > 0), check (len(u) = (2)));",
        &[
            "t: a integer, s citext, u citext, d timestamp, b varchar(9)",
            "  check b LIKE 'A%'",
            "  check s SIMILAR TO '[A-Z][0-9]%'",
            "  check s NOT SIMILAR TO '%[^0-9]%'",
            "  check s NOT ILIKE '%x%'",
            "  check len(s) > 2",
            "  check coalesce(a, 0) > 1",
            "  check now()::date - d::date >= 0",
            "  check d > now() + -1 * '1 year'::interval",
            "  check s || u <> 'ab'",
            "  check s || ';' <> u",
            "  check EXTRACT(year FROM d) > 2000",
            "  check d < (date_trunc('month', d) + 1 * '1 month'::interval - 1 * '1 day'::interval)::date",
            "  check d::date < '2030-01-01'",
            "  check strpos(s, '@') > 0",
            "  check a IN (1, 2)",
            "  check CASE WHEN a > 1 THEN 1 ELSE 0 END = 1",
            "  check CASE WHEN s::text ~ '^\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*$' \
             THEN 1 ELSE 0 END = 1",
            "  check upper(s) = s",
            "  check d <= now()",
            "  check is_json(s) > 0",
            "  check len(u) = 2",
        ],
    )]);
}
