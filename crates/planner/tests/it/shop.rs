//! The example shop: the rules alone make rows that a shopkeeper would believe.

use std::sync::Arc;

use seedbed_generate::Engine;
use seedbed_planner::Planned;

use crate::{planned, schema};

const SHOP: &str = include_str!("../../../../examples/shop/schema.sql");

fn formula<'p>(planned: &'p Planned, table: &str, column: &str) -> &'p str {
    match &planned.plan.tables[table].columns[column].source {
        seedbed_generate::plan::Source::Expression(source) => &source.expression,
        other => panic!("{table}.{column}: {other:?}"),
    }
}

#[test]
fn the_rules_find_the_invariants_of_the_shop() {
    let planned = planned(SHOP);
    let cases = [
        ("orders", "subtotal", "coalesce(sum(order_items.line_total), 0)"),
        ("orders", "total", "subtotal + shipping_fee"),
        ("order_items", "unit_price", "product.price"),
        ("payments", "amount", "order_id.total"),
        ("shipments", "shipped_at", "order_id.shipped_at"),
        ("categories", "slug", "slugify(name)"),
    ];
    for (table, column, expected) in cases {
        assert_eq!(formula(&planned, table, column), expected, "{table}.{column}");
    }
}

#[test]
fn nothing_in_the_shop_is_without_meaning() {
    let planned = planned(SHOP);
    let unknown: Vec<String> = planned
        .explanations
        .iter()
        .filter(|why| why.meaning == "no meaning known")
        .map(|why| format!("{}.{}", why.table, why.column))
        .collect();
    assert_eq!(unknown, [] as [String; 0]);
}

#[test]
fn the_engine_makes_every_row_of_the_shop() {
    let schema = Arc::new(schema(SHOP));
    let engine = Engine::new(Arc::clone(&schema), &planned(SHOP).plan).unwrap();
    assert!(engine.notes().is_empty(), "{:?}", engine.notes());
    for (id, table) in schema.iter() {
        let rows = engine.rows(id);
        let batch = engine.batch(id, 0..rows).unwrap();
        assert_eq!(batch.num_rows() as u64, rows, "{}", table.name);
    }
}
