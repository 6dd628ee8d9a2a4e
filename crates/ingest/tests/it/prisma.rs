//! Prisma schemas.

use seedbed_ingest::{Dialect, IngestError, Language, ReadOptions, Source, read_any};
use seedbed_schema::{DataType, Table};

use crate::{
    corpus::entries,
    describe::told,
    robustness::{Choices, broken},
};

const POSTGRESQL: &str = "datasource db {\n provider = \"postgresql\"\n}\n";

/// (what is shown, the schema, what is found in it).
const FEATURES: &[(&str, &str, &[&str])] = &[
    (
        "the database's names, and the model's in comments",
        "/// Who buys.
model Customer {
  id Int @id @default(autoincrement()) @map(\"customer_id\")
  fullName String @map(\"full_name\") @db.VarChar(40) /// As on the invoice.
  /// One per person.
  mail String? @unique(map: \"one_mail\")
  @@map(\"tbl_cust\")
}",
        &[
            "tbl_cust: customer_id integer! = next tbl_cust_customer_id_seq identity 1+1 -- id, \
             full_name varchar(40)! -- fullName: As on the invoice., mail text -- One per person.",
            "  primary (customer_id)",
            "  unique (mail)",
            "  -- Customer: Who buys.",
        ],
    ),
    (
        "enums with stored names, lists, defaults of every kind",
        "enum Color { RED @map(\"red\")\n GREEN\n @@map(\"colour\") }
model Thing {
  id String @id @default(uuid()) @db.Uuid
  color Color @default(RED)
  colors Color[] @default([RED, GREEN])
  tags String[]
  made DateTime @default(now()) @db.Timestamptz(6)
  changed DateTime @updatedAt
  price Decimal @default(9.5) @db.Decimal(10, 2)
  big BigInt @default(-5)
  on Boolean? @default(true)
  token String @default(dbgenerated(\"gen_random_uuid()\"))
  place Unsupported(\"point\")?
  data Json @default(\"{}\")
}",
        &[
            "Thing: id uuid! = <uuid()>, color colour! = 'red', colors colour[]! = \
             ARRAY['red', 'GREEN'], tags text[]!, made timestamp with time zone! = now(), \
             changed timestamp!, price numeric(10,2)! = 9.5, big bigint! = -5, \
             on boolean = TRUE, token text! = gen_random_uuid(), place point, data jsonb! = '{}'",
            "  primary (id)",
        ],
    ),
    (
        "relations with composite keys, to itself, and optional ones",
        "model Org {
  country String
  number Int
  parentCountry String?
  parentNumber Int?
  parent Org? @relation(\"tree\", fields: [parentCountry, parentNumber],
    references: [country, number], onDelete: SetNull, map: \"up\")
  children Org[] @relation(\"tree\")
  people Person[]
  @@id([country, number], map: \"org_key\")
}
model Person {
  id Int @id
  orgCountry String
  orgNumber Int
  org Org @relation(fields: [orgCountry, orgNumber], references: [country, number])
  @@unique(fields: [orgCountry, id])
  @@index([orgNumber(sort: Desc)], map: \"by_number\")
}",
        &[
            "Org: country text!, number integer!, parentCountry text, parentNumber integer",
            "  primary (country, number)",
            "  references (parentCountry, parentNumber) -> Org(country, number)",
            "Person: id integer!, orgCountry text!, orgNumber integer!",
            "  primary (id)",
            "  unique (orgCountry, id)",
            "  references (orgCountry, orgNumber) -> Org(country, number)",
            "  index (orgNumber)",
        ],
    ),
    (
        "implicit many-to-many relations have a table of their own",
        "model Post { id Int @id\n tags Tag[] }
model Tag { name String @id @db.VarChar(20)\n posts Post[] }
model User {
  id Int @id
  follows User[] @relation(\"Follow\")
  followers User[] @relation(\"Follow\")
}",
        &[
            "Post: id integer!",
            "  primary (id)",
            "Tag: name varchar(20)!",
            "  primary (name)",
            "User: id integer!",
            "  primary (id)",
            "_PostToTag: A integer! -- Post, B varchar(20)! -- Tag",
            "  primary (A, B)",
            "  references (A) -> Post(id)",
            "  references (B) -> Tag(name)",
            "  -- which Tag belong to which Post",
            "_Follow: A integer! -- User, B integer! -- User",
            "  primary (A, B)",
            "  references (A) -> User(id)",
            "  references (B) -> User(id)",
            "  -- which User belong to which User",
        ],
    ),
    (
        "several schemas, what is ignored, and views",
        "model A { id Int @id\n old String? @ignore\n @@schema(\"one\") }
model B { id Int @id\n a_id Int\n a A @relation(fields: [a_id], references: [id])
  @@schema(\"two\")\n @@ignore }
view V { id Int @unique }",
        &[
            "one.A: id integer!, old text",
            "  primary (id)",
            "two.B: id integer!, a_id integer!",
            "  primary (id)",
            "  references (a_id) -> one.A(id)",
        ],
    ),
    (
        "comments and odd layouts",
        "/* not a model X { } */
model M { // a remark with model Y { in it
  id Int @id // \"unclosed
  a String @default(\"a // b\")
  .Text
}",
        &[
            "M: id integer! -- \"unclosed, a text! = 'a // b'",
            "  primary (id)",
            "p.prisma:8:3: error: expected a field or \"}\", found \".\"",
        ],
    ),
];

#[test]
fn everything_in_a_model_reaches_the_schema() {
    for (what, text, expected) in FEATURES {
        let found = told("p.prisma", &format!("{POSTGRESQL}{text}"));
        assert_eq!(found, *expected, "{what}");
    }
}

#[test]
fn a_provider_decides_what_types_are() {
    let cases: &[(&str, Dialect, &str)] = &[
        ("mysql", Dialect::MySql, "t: s varchar(191)!, b boolean!, d double precision!, e enum!"),
        ("sqlite", Dialect::Sqlite, "t: s text!, b boolean!, d double precision!, e enum!"),
        (
            "sqlserver",
            Dialect::SqlServer,
            "t: s varchar(1000)!, b boolean!, d double precision!, e enum!",
        ),
        ("cockroachdb", Dialect::PostgreSql, "t: s text!, b boolean!, d double precision!, e E!"),
    ];
    for (provider, dialect, expected) in cases {
        let text = format!(
            "datasource db {{\n provider = \"{provider}\"\n}}\nenum E {{ X\n}}\n\
             model t {{\n s String @unique\n b Boolean\n d Float\n e E\n}}"
        );
        assert_eq!(told("p.prisma", &text)[0], *expected);
        let source = Source { name: "p.prisma", text: &text };
        let ingested = read_any(&[source], &ReadOptions::default()).unwrap();
        assert_eq!(ingested.dialect, *dialect, "{provider}");
    }
}

/// (the schema, the one thing said about it).
const FLAWS: &[(&str, &str)] = &[
    (
        "datasource db {\n  provider = \"mongodb\"\n}\nmodel A {\n  id Int @id\n}",
        "p.prisma:1:12: datasource db: MongoDB has no tables to fill (schemas for PostgreSQL, \
         MySQL, SQLite, SQL Server and CockroachDB can be read)",
    ),
    (
        "model A {\n  id Int @id\n  b Strin\n}",
        "p.prisma:3:5: error: there is no type Strin (did you mean String?)",
    ),
    (
        "model A {\n  id Int @id\n  b String @unique(\n}",
        "p.prisma:4:1: error: expected a value, found \"}\"",
    ),
    (
        "model A {\n  id Int @id\n  userID Int\n  @@unique([userId])\n}",
        "p.prisma:4:3: error: A has no field userId (did you mean userID?)",
    ),
    (
        "modl B {\n}\nmodel A {\n  id Int @id\n}",
        "p.prisma:1:1: error: expected model, view, enum, type, datasource or generator, found \"modl\"",
    ),
    (
        "model A {\n  id Int @id\n  b String @db.Strin(3)\n}",
        "p.prisma:3:12: warning: the type @db.Strin is not known",
    ),
    ("model A {\n  id Int @id\n", "p.prisma:1:7: error: the block A is never closed"),
    (
        "model A {\n  id Int @id @default(\"x)\n  b Int\n}",
        "p.prisma:2:23: error: expected a value, found a string that is never closed",
    ),
];

#[test]
fn a_flaw_is_told_with_its_place_and_costs_only_itself() {
    for (text, expected) in FLAWS {
        let found = told("p.prisma", text);
        assert!(found.contains(&(*expected).to_owned()), "{text}\n{found:#?}");
    }
}

#[test]
fn several_files_form_one_schema() {
    let sources = [
        Source {
            name: "b.prisma",
            text: "model B {\n id Int @id\n aId Int\n a A @relation(fields: [aId], references: [id])\n}",
        },
        Source { name: "a.prisma", text: "model A {\n id Int @id\n bs B[]\n}" },
    ];
    let schema = read_any(&sources, &ReadOptions::default()).unwrap().schema;
    assert_eq!(schema.tables()[0].foreign_keys[0].parent.name, "A");
}

#[test]
fn a_language_may_be_given() {
    let source = Source { name: "schema.txt", text: "enum E { A }" };
    let options = ReadOptions { language: Some(Language::Prisma), ..ReadOptions::default() };
    assert!(matches!(read_any(&[source], &options), Err(IngestError::NoTables { .. })));
}

/// Where the index counts otherwise for a reason: (schema, what, more here, the reason).
const REASONS: &[(&str, &str, i64, &str)] =
    &[("documenso", "array", 2, "the index does not count lists of enums")];

#[test]
fn every_real_schema_has_what_its_index_says() {
    for (entry, text) in entries("prisma") {
        let name = &entry["name"];
        let source = Source { name: "schema.prisma", text: &text };
        let options = ReadOptions { declared_only: true, ..ReadOptions::default() };
        let ingested = read_any(&[source], &options).unwrap();
        assert_eq!(ingested.diagnostics, [], "{name}");
        let tables = ingested.schema.tables();
        let count = |of: fn(&Table) -> usize| tables.iter().map(of).sum::<usize>();
        let of_type = |test: fn(&DataType) -> bool| {
            let columns = tables.iter().flat_map(|table| &table.columns);
            columns.filter(|column| test(&column.data_type)).count()
        };
        let counts = [
            ("n_create_table", tables.len()),
            ("fk", count(|table| table.foreign_keys.len())),
            (
                "comp_pk",
                count(|table| {
                    usize::from(table.primary_key.as_ref().is_some_and(|key| key.parts.len() > 1))
                }),
            ),
            (
                "comp_fk",
                count(|table| {
                    table.foreign_keys.iter().filter(|key| key.columns.len() > 1).count()
                }),
            ),
            (
                "self_fk",
                count(|table| {
                    table.foreign_keys.iter().filter(|key| key.parent == table.name).count()
                }),
            ),
            ("no_pk", count(|table| usize::from(table.primary_key.is_none()))),
            ("json", of_type(|of| matches!(of, DataType::Json { .. }))),
            ("uuid", of_type(|of| matches!(of, DataType::Uuid))),
            ("array", of_type(|of| matches!(of, DataType::Array(_)))),
        ];
        for (what, found) in counts {
            println!("{name}: {found} {what}");
            let Ok(expected) = entry[what].parse::<i64>() else { continue };
            let more = REASONS.iter().find(|reason| reason.0 == name && reason.1 == what);
            assert_eq!(
                found as i64,
                expected + more.map_or(0, |reason| reason.2),
                "{name}: {what}"
            );
        }
    }
}

#[test]
fn broken_schemas_never_panic() {
    let mut choices = Choices::new(11);
    let mut texts: Vec<String> = entries("prisma").into_iter().map(|(_, text)| text).collect();
    texts.extend(FEATURES.iter().map(|(_, text, _)| (*text).to_owned()));
    for text in texts {
        for _ in 0..150 {
            told("p.prisma", &broken(&text, &mut choices));
        }
    }
}
