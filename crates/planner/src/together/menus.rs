//! Prices of dishes: a soup costs less than a steak.

use seedbed_generate::plan::{Bound, Case, ConditionalSource, Source, Vocabulary};

use super::fitting::{has, holds};
use super::{Sides, between};
use crate::names::ident;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Words of dishes, and the least and most that one costs where the median dish costs 13.5.
const DISHES: &[(&str, f64, f64)] = &[
    ("shepherd|cottage pie|pot pie", 12.0, 17.0),
    (
        "muffin|pie |cheesecake|brownie|tiramisu|crème|tart |cake|banana bread|panna|cobbler|\
         pudding|ice cream|gelato|cookie|dessert|donut|sorbet|mousse",
        5.0,
        9.5,
    ),
    ("soup|chowder|minestrone|broth", 5.5, 9.5),
    ("coffee|tea |espresso|juice|lemonade|cola|soda|water|smoothie|latte|beer", 2.5, 6.5),
    ("salad|toast|omelet|pancake|benedict|quiche|fries|side |bread|edamame", 8.0, 13.0),
    (
        "sandwich|burger|wrap|taco|burrito|grilled cheese|falafel|fried rice|hot dog|macaroni",
        9.5,
        15.0,
    ),
    (
        "pizza|pasta|spaghetti|lasagna|gnocchi|ramen|risotto|pad thai|noodle|curry|ravioli",
        11.5,
        18.5,
    ),
    ("steak|lobster|salmon|scampi|lamb|cod |ribeye|duck|paella|shrimp|tuna|prime", 18.0, 32.0),
];

/// Prices dishes by their names.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    let dishes = |source: Option<&Source>| match source {
        Some(Source::Pool(pool)) => {
            matches!(&pool.vocabulary, Vocabulary::Named(name) if name == "dish")
        }
        _ => false,
    };
    let name = sides.free().into_iter().find(|facts| dishes(sides.source(facts)));
    let price = "price|unit price|base price|selling price|menu price|item price|list price|cost";
    let amount = |facts: &ColumnFacts<'_>| {
        facts.class.is_number() && facts.key == KeyPart::No && !facts.linked
    };
    let (Some(name), Some(price)) = (name, sides.named(price, amount)) else { return };
    let Some(Source::Number(was)) = sides.source(price).cloned() else { return };
    let literal = |bound: &Option<Bound>| !matches!(bound, Some(Bound::Expression { .. }));
    // Whole numbers may be cents, and a CHECK may ask for other prices.
    let odd = price.class != Class::Decimal || price.domain.max.is_some();
    if odd || !literal(&was.min) || !literal(&was.max) {
        return;
    }
    let said = sides.words(name);
    let near = |least: f64, most: f64| between(&was, least.to_string(), most.to_string());
    let column = ident(name.name());
    let cases: Vec<Case> = DISHES
        .iter()
        .filter(|(words, ..)| said.iter().any(|dish| has(dish, words)))
        .map(|(words, least, most)| Case { when: holds(&column, words), then: near(*least, *most) })
        .collect();
    if cases.len() < 3 {
        return;
    }
    let otherwise = Some(Box::new(near(11.0, 19.0)));
    let source = Source::Conditional(ConditionalSource { cases, otherwise });
    let meaning = sides.meaning(price).to_owned();
    sides.make(price, source, &meaning, format!("{} says what it is", name.name()));
}
