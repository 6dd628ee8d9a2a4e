//! References that nobody declared.

use seedbed_ingest::{ReadOptions, Source, read_any, undeclared_references};
use seedbed_schema::{Schema, TableName};

use crate::corpus::entries;

fn inferred(text: &str) -> Vec<String> {
    let source = Source { name: "t.sql", text };
    let ingested = read_any(&[source], &ReadOptions::default()).expect("a schema");
    let found = ingested.inferred.iter();
    found
        .map(|it| format!("{}.{} -> {}.{}", it.table, it.column, it.parent, it.parent_column))
        .collect()
}

/// (what is shown, the tables, what is told of them).
const CASES: &[(&str, &str, &[&str])] = &[
    (
        "a column named after a table and its key",
        "create table customers (id int primary key); create table orders (customer_id int);",
        &["orders.customer_id -> customers.id"],
    ),
    (
        "the key may be named as the column is",
        "create table customer (customer_uuid uuid primary key, a text);
         create table orders (customer_uuid uuid not null);",
        &["orders.customer_uuid -> customer.customer_uuid"],
    ),
    (
        "camel case, prefixes of tables, roles",
        "create table tbl_users (id bigint primary key);
         create table tbl_posts (id bigint primary key, \"userId\" bigint, reviewing_user_id bigint);
         create table tbl_order_items (id bigint primary key);
         create table tbl_returns (order_item_id bigint);",
        &[
            "tbl_posts.userId -> tbl_users.id",
            "tbl_posts.reviewing_user_id -> tbl_users.id",
            "tbl_returns.order_item_id -> tbl_order_items.id",
        ],
    ),
    (
        "capitals that the database folds away",
        "create table Products (ProductId int primary key);
         create table Orders (id int primary key, productId int, giftProductId int);",
        &["orders.productid -> products.productid", "orders.giftproductid -> products.productid"],
    ),
    (
        "a default that stands for none",
        "create table terms (id int primary key);
         create table relations (id int primary key, term_id int not null default 0);",
        &["relations.term_id -> terms.id"],
    ),
    (
        "a tree",
        "create table categories (id int primary key, parent_id int);",
        &["categories.parent_id -> categories.id"],
    ),
    (
        "what people do, where one table holds them",
        "create table users (id int primary key, invited_by int, created_by int not null);
         create table posts (id int primary key, author_id int, \"updatedBy\" int,
                             approved_by_id int, sorted_by int, created_by text, owner_id bigint);",
        &[
            "users.invited_by -> users.id",
            "posts.author_id -> users.id",
            "posts.updatedBy -> users.id",
            "posts.approved_by_id -> users.id",
            "posts.owner_id -> users.id",
        ],
    ),
    (
        "what people do, where it could be either",
        "create table shop_users (id int primary key); create table web_users (id int primary key);
         create table posts (id int primary key, author_id int, created_by int);",
        &[],
    ),
    (
        "other types, other keys, keys of other systems, defaults, several candidates",
        "create table users (id int primary key); create table groups (number int primary key);
         create table person (id int primary key); create table people (id int primary key);
         create table t (user_id text, group_id int, external_user_id int, person_id int,
                         users_id int default 7, user_type text, usr_id int);",
        &[],
    ),
    (
        "a pair with the very name of a table refers to that",
        "create table payments (id int primary key);
         create table refunds (payment_type text, payment_id int);",
        &["refunds.payment_id -> payments.id"],
    ),
    (
        "pairs that refer to several tables, which the type's values name",
        "create table posts (id int primary key); create table photo_albums (id int primary key);
         create table comments (
             commentable_type text check (commentable_type in ('Post', 'App\\Models\\PhotoAlbum')),
             commentable_id int,
             item_type text check (item_type in ('big', 'small')), item_id int);",
        &[
            "comments.commentable_id -> posts.id",
            "comments.commentable_id -> photo_albums.id",
        ],
    ),
    (
        "pairs whose type is free refer to what fits their name, or to what others refer to",
        "create table users (id int primary key); create table teams (id int primary key);
         create table projects (id int primary key); create table logs (id int primary key);
         create table tasks (project_id int references projects, owner_type varchar(20),
                             owner_id int, subject_type text, subject_id int);",
        &[
            "tasks.owner_id -> users.id",
            "tasks.owner_id -> teams.id",
            "tasks.subject_id -> projects.id",
        ],
    ),
    (
        "what is declared, and what would close a cycle",
        "create table a (id int primary key, b_id int);
         create table b (id int primary key, a_id int references a);",
        &[],
    ),
];

#[test]
fn names_and_types_tell_references() {
    for (what, text, expected) in CASES {
        assert_eq!(inferred(text), *expected, "{what}");
    }
}

#[test]
fn only_what_is_declared_counts_when_asked() {
    let options = ReadOptions { declared_only: true, ..ReadOptions::default() };
    let source = Source { name: "t.sql", text: CASES[0].1 };
    assert!(read_any(&[source], &options).unwrap().inferred.is_empty());
}

/// How many of the references that real schemas declare are told by names alone, and how many
/// of those that are told on their columns are right: at least, as shares.
const TOLD: f64 = 0.4;
const RIGHT: f64 = 0.97;

/// The same schema without its references.
fn bare(schema: &Schema) -> Schema {
    let mut tables = schema.tables().to_vec();
    for table in &mut tables {
        table.foreign_keys.clear();
    }
    Schema::new(tables).expect("a schema without references")
}

#[test]
fn names_tell_many_declared_references_and_hardly_a_wrong_one() {
    let (mut declared, mut told, mut wrong) = (0, 0, Vec::new());
    for (entry, text) in ["postgresql", "mysql", "sqlite", "prisma"].into_iter().flat_map(entries) {
        let source = Source { name: &entry["file"], text: &text };
        let options = ReadOptions { declared_only: true, ..ReadOptions::default() };
        let Ok(ingested) = read_any(&[source], &options) else { continue };
        let schema = ingested.schema;
        let of = |name: &TableName| schema.tables().iter().find(|table| table.name == *name);
        declared += schema.tables().iter().map(|table| table.foreign_keys.len()).sum::<usize>();
        for found in undeclared_references(&bare(&schema)) {
            let mut keys = of(&found.table).unwrap().foreign_keys.iter();
            let mut on_column = keys.by_ref().filter(|key| key.columns.contains(&found.column));
            let Some(first) = on_column.next() else { continue };
            if first.parent == found.parent || on_column.any(|key| key.parent == found.parent) {
                told += 1;
            } else {
                let line = format!("{}.{}: {}", found.table, found.column, found.parent);
                wrong.push(format!("{} {line}, not {}", entry["name"], first.parent));
            }
        }
    }
    println!("{declared} declared, {told} told by names, wrong: {wrong:#?}");
    let told = f64::from(u32::try_from(told).unwrap());
    assert!(told >= declared as f64 * TOLD);
    assert!(told >= (told + wrong.len() as f64) * RIGHT, "{wrong:#?}");
}
