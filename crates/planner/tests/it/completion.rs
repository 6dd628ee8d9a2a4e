//! Plans for schemas that have grown since.

use seedbed_generate::plan::{LinkRole, Plan, Scalar, Source};
use seedbed_planner::{RowRequest, complete};
use seedbed_schema::{Schema, Wishes};

use crate::{planned, schema};

const OLD: &str = "
    create table countries (id int primary key, name text not null);
    create table orders (id int primary key, placed_at timestamp not null);
    create table order_items (order_id int references orders, line_no int,
        quantity int not null, primary key (order_id, line_no));";

const NEW: &str = "
    create table countries (id int primary key, name text not null, code char(2) not null);
    create table customers (id int primary key, email text not null);
    create table orders (id int primary key, placed_at timestamp not null,
        customer_id int not null references customers, status text not null);
    create table order_items (order_id int references orders, line_no int,
        quantity int not null, unit_price numeric(10,2), primary key (order_id, line_no));
    create table payments (id int primary key, order_id int not null references orders);";

fn completed(plan: &Plan, schema: &Schema) -> (Plan, Vec<String>) {
    let completed = complete(schema, plan, &RowRequest::default(), &Wishes::default());
    (completed.plan, completed.added.iter().map(ToString::to_string).collect())
}

#[test]
fn a_plan_that_says_everything_stays_as_it_is() {
    for ddl in [OLD, NEW] {
        let plan = planned(ddl).plan;
        assert_eq!(completed(&plan, &schema(ddl)), (plan, Vec::new()));
    }
}

#[test]
fn what_is_new_in_a_schema_is_planned_by_rules_and_named() {
    let mut old = planned(OLD).plan;
    old.seed = 7;
    let (plan, added) = completed(&old, &schema(NEW));
    assert_eq!(
        added,
        [
            "countries: the plan does not name code: the rules plan it",
            "customers is not in the plan: the rules plan it, with 100 rows",
            "order_items: the plan does not name unit_price: the rules plan it",
            "orders: the plan does not name status, customer_id: the rules plan them",
            "payments is not in the plan: the rules plan it, with 100 rows",
        ]
    );
    for (name, table) in &old.tables {
        for (column, before) in &table.columns {
            assert_eq!(&plan.tables[name].columns[column], before, "{name}.{column}");
        }
        assert_eq!(plan.tables[name].rows, table.rows);
    }
    assert_eq!(plan.seed, 7);
    let fresh = planned(NEW).plan;
    assert_eq!(plan.tables["payments"].links, fresh.tables["payments"].links);
    assert_eq!(plan.tables["payments"].columns, fresh.tables["payments"].columns);
    assert_eq!(plan.tables["orders"].links, fresh.tables["orders"].links);
}

#[test]
fn what_a_person_wrote_wins() {
    let mut old = planned(OLD).plan;
    let items = old.tables.get_mut("order_items").unwrap();
    items.links[0].role = LinkRole::Weighted;
    items.rows = 7;
    old.tables.get_mut("orders").unwrap().rows = 1_000_000;
    let (plan, _) = completed(&old, &schema(NEW));
    assert_eq!(plan.tables["order_items"].links, old.tables["order_items"].links);
    assert_eq!(plan.tables["order_items"].rows, 7);
    assert_eq!(plan.tables["payments"].rows, 1_000_000, "a new table follows its owner");
}

#[test]
fn new_tables_are_as_large_as_the_planned_ones() {
    let mut old = planned(OLD).plan;
    let natural = old.tables["orders"].rows;
    old.tables.get_mut("orders").unwrap().rows = 50 * natural;
    let (plan, _) = completed(
        &old,
        &schema(&OLD.replace(
            "create table order_items",
            "create table customers (id int primary key); create table order_items",
        )),
    );
    assert_eq!(plan.tables["customers"].rows, 50 * 100);
}

#[test]
fn records_are_joined_where_they_agree_and_kept_apart_where_not() {
    let old = planned(OLD).plan;
    let code = |plan: &Plan| match &plan.tables["countries"].columns["code"].source {
        Source::Joint(joint) => joint.records.clone(),
        other => panic!("{other:?}"),
    };
    let (plan, _) = completed(&old, &schema(NEW));
    assert_eq!(code(&plan), "country");
    let records = &plan.records["country"];
    assert!(["name", "code"].iter().all(|field| records.fields.iter().any(|name| name == field)));

    let mut edited = old;
    let records = edited.records.get_mut("country").unwrap();
    records.rows.truncate(2);
    records.rows[0][0] = Scalar::from("Atlantis");
    let kept = records.clone();
    let (plan, _) = completed(&edited, &schema(NEW));
    assert_eq!(plan.records["country"], kept);
    assert_eq!(code(&plan), "country_2");
}

#[test]
fn rows_that_are_asked_for_on_top_of_a_plan_scale_what_belongs_to_them() {
    let schema = schema(NEW);
    let mut plan = planned(NEW).plan;
    plan.tables.get_mut("orders").unwrap().rows = 100;
    plan.tables.get_mut("order_items").unwrap().rows = 400;
    let orders = schema.find("orders").unwrap();
    let request = RowRequest { tables: [(orders, 1000)].into(), ..RowRequest::default() };
    let plan = complete(&schema, &plan, &request, &Wishes::default()).plan;
    let rows = ["orders", "order_items", "payments"].map(|name| plan.tables[name].rows);
    assert_eq!(rows, [1000, 4000, 3000]);
}
