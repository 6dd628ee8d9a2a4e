use super::*;
use crate::{Check, Column, DataType, Index, LiteralRow, Schema};

fn table(name: &str, columns: &[(&str, DataType)]) -> Table {
    let mut table = Table::new(TableName::new(name));
    for (name, data_type) in columns {
        table.columns.push(Column::new(*name, data_type.clone()));
    }
    table
}

fn customers() -> Table {
    let mut customers =
        table("customers", &[("id", DataType::integer(32)), ("email", DataType::text())]);
    customers.set_primary_key(["id"]);
    customers
}

fn orders() -> Table {
    let columns = [
        ("id", DataType::integer(64)),
        ("customer_id", DataType::integer(32)),
        ("note", DataType::text()),
    ];
    let mut orders = table("orders", &columns);
    orders.set_primary_key(["id"]);
    orders
}

fn reference(columns: &[&str], parent: &str, parent_columns: &[&str]) -> ForeignKey {
    ForeignKey {
        name: Some("fk".into()),
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        parent: TableName::new(parent),
        parent_columns: parent_columns.iter().map(|name| (*name).to_owned()).collect(),
        deferrable: false,
        initially_deferred: false,
        match_full: false,
        enforced: true,
        origin: None,
    }
}

fn check(column: &str) -> Check {
    Check {
        name: None,
        rule: CheckRule::Expr(Expr::IsNull(Box::new(Expr::Column(vec![column.into()])), false)),
        text: String::new(),
        origin: None,
    }
}

/// The problems of `orders` after `change`, beside a sound `customers`.
fn problems_after(change: impl FnOnce(&mut Table)) -> String {
    let mut orders = orders();
    change(&mut orders);
    match Schema::new(vec![customers(), orders]) {
        Ok(_) => String::new(),
        Err(problems) => problems.to_string(),
    }
}

type Change = Box<dyn FnOnce(&mut Table)>;

#[test]
fn every_flaw_is_named_with_the_nearest_right_name() {
    let cases: Vec<(Change, &str)> = vec![
        (
            Box::new(|t| t.columns.push(Column::new("note", DataType::text()))),
            "orders.note: is declared twice (remove or rename one of the columns)",
        ),
        (
            Box::new(|t| t.unique_keys.push(UniqueKey::over(["custmer_id"]))),
            "orders: unique key names the unknown column custmer_id (did you mean customer_id?)",
        ),
        (
            Box::new(|t| t.unique_keys.push(UniqueKey::over(["note", "note"]))),
            "orders: unique key names the column note twice",
        ),
        (
            Box::new(|t| t.unique_keys.push(UniqueKey::over([""; 0]))),
            "orders: unique key has no columns (name the columns that must be unique together)",
        ),
        (
            Box::new(|t| t.columns[0].nullable = true),
            "orders.id: is part of the primary key but allows NULL (declare the column NOT NULL)",
        ),
        (
            Box::new(|t| {
                t.foreign_keys.push(reference(&["customer_id"], "custommers", &["id"]));
            }),
            "orders(customer_id): foreign key fk refers to the unknown table custommers \
             (did you mean customers?)",
        ),
        (
            Box::new(|t| {
                t.foreign_keys.push(reference(&["customer_id"], "customers", &[]));
            }),
            "orders(customer_id): foreign key fk pairs 1 column(s) with 0 of customers \
             (its key is (id))",
        ),
        (
            Box::new(|t| {
                t.foreign_keys.push(reference(&["note"], "customers", &["email"]));
            }),
            "orders(note): foreign key fk refers to customers(email), which is not a key \
             (the keys of customers are (id))",
        ),
        (
            Box::new(|t| {
                t.foreign_keys.push(reference(&["note"], "customers", &["id"]));
            }),
            "orders.note: foreign key fk cannot hold customers.id: text does not compare with \
             integer (declare it as integer)",
        ),
        (
            Box::new(|t| t.checks.push(check("notes"))),
            "orders: check names the unknown column notes (did you mean note?)",
        ),
        (
            Box::new(|t| {
                t.indexes.push(Index { name: Some("by".into()), columns: vec!["zz".into()] });
            }),
            "orders: index by names the unknown column zz",
        ),
        (
            Box::new(|t| t.rows.push(LiteralRow { values: vec![None] })),
            "orders: inserted row 1 has 1 values for 3 columns",
        ),
        (
            Box::new(|t| t.inherits.push(TableName::new("customer"))),
            "orders: inherits from the unknown table customer (did you mean customers?)",
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(problems_after(change), expected);
    }
}

#[test]
fn sound_tables_have_no_problems() {
    let cases: Vec<Change> = vec![
        Box::new(|_| {}),
        Box::new(|t| t.columns.clear()),
        Box::new(|t| {
            t.foreign_keys.push(reference(&["id"], "customers", &["id"]));
        }),
        Box::new(|t| {
            t.foreign_keys.push(reference(&["customer_id"], "orders", &["id"]));
        }),
        Box::new(|t| {
            let mut key = reference(&["note"], "customers", &["email"]);
            key.enforced = false;
            t.foreign_keys.push(key);
        }),
        Box::new(|t| t.checks.push(check("note"))),
    ];
    for (at, change) in cases.into_iter().enumerate() {
        let problems = problems_after(|table| {
            if at == 1 {
                table.primary_key = None;
            }
            change(table);
        });
        assert_eq!(problems, "", "case {at}");
    }
}

#[test]
fn all_problems_are_reported_together() {
    let problems = problems_after(|orders| {
        orders.checks.push(check("nothing_like_it"));
        orders.unique_keys.push(UniqueKey::over(["neither_this"]));
    });
    assert_eq!(problems.lines().count(), 2);
}

#[test]
fn a_table_declared_twice_is_reported_once() {
    let problems = Schema::new(vec![customers(), customers()]).unwrap_err();
    assert_eq!(problems.0.len(), 1);
}
