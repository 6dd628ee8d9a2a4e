//! Narrowing against evaluation, on random conditions and rows.

use super::*;
use crate::{Program, Reference, Value, parse};

const COLUMNS: [&str; 5] = ["a", "b", "s", "f", "p"];

fn kind_of(column: &str) -> Option<Kind> {
    match column {
        "a" | "b" => Some(Kind::Int),
        "s" => Some(Kind::Text),
        "f" => Some(Kind::Bool),
        "p" => Some(Kind::Decimal),
        _ => None,
    }
}

/// The generator `SplitMix64` (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }

    fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len())]
    }
}

/// Conditions that narrow exactly: what passes is in a variant, unless a residual says more.
const EXACT: &[&str] = &[
    "a # 1",
    "b # 2",
    "a # b",
    "a + 1 # b",
    "2 # a",
    "a + b # 2",
    "a - b # 1",
    "p # 1.5",
    "p * 2 # 3",
    "p # a",
    "1 - a # b",
    "-a # 1",
    "a IN (0, 2)",
    "a NOT IN (1, 2)",
    "a IN (1, NULL)",
    "a NOT IN (1, NULL)",
    "a BETWEEN 0 AND 1",
    "b NOT BETWEEN 1 AND 2",
    "a = ANY (ARRAY[0, 1])",
    "a # ALL (ARRAY[0, 1])",
    "a IS NULL",
    "b IS NOT NULL",
    "s IS NULL",
    "f IS NOT NULL",
    "f",
    "NOT f",
    "f = true",
    "f <> false",
    "f IS TRUE",
    "f IS NOT TRUE",
    "f IS UNKNOWN",
    "s # 'b'",
    "s IN ('a', 'Bb')",
    "s LIKE 'B%'",
    "s NOT LIKE '%b'",
    "s ILIKE 'b%'",
    "s ~ '^[a-c]+$'",
    "s !~ 'b'",
    "s <> ''",
    "length(s) # 1",
    "length(s) # 2",
    "trim(s) <> ''",
    "length(trim(s)) > 0",
    "s = upper(s)",
    "s = lower(s)",
    "left(s, 1) = 'B'",
    "strpos(s, 'b') > 0",
    "strpos(s, 'b') > 1",
    "a % 2 = 0",
    "round(p) = p",
    "p = trunc(p, 1)",
    "abs(a) # 1",
    "abs(a) # -1",
    "coalesce(a, 1) # 1",
    "coalesce(a, b) # 1",
    "coalesce(a, b) IS NOT NULL",
    "nullif(a, 1) IS NULL",
    "nullif(a, 1) IS NOT NULL",
    "a IS DISTINCT FROM 1",
    "a IS NOT DISTINCT FROM 1",
    "a IS DISTINCT FROM b",
    "a IS NOT DISTINCT FROM b",
    "a IS DISTINCT FROM NULL",
    "num_nonnulls(a, b, s) # 1",
    "(a IS NULL)::int + (b IS NULL)::int # 1",
    "(a + b) IS NULL",
    "(a > 1) IS UNKNOWN",
    "(a > b) IS NOT UNKNOWN",
    "a # 1.5",
    "a # '1'",
    "f = (a > 1)",
    "true",
    "false",
    "NULL::boolean",
    "CASE WHEN a > 1 THEN 1 ELSE 0 END # 1",
    "a::numeric # 1.5",
    "a::text = '1'",
];

/// Conditions narrowed to less than what passes.
const NARROWED: &[&str] = &[
    "upper(s) IN ('B', 'BB')",
    "upper(s) <> 'B'",
    "lower(s) = 'b'",
    "length(trim(s)) # 1",
    "length(trim(s)) # 2",
    "length(trim(s)) # -1",
    "length(s) # -1",
];

fn condition(random: &mut Random, depth: usize, exact: bool) -> String {
    if depth == 0 || random.below(4) == 0 {
        let narrowed = !exact && random.below(8) == 0;
        let atom = random.pick(if narrowed { NARROWED } else { EXACT });
        return atom.replace('#', random.pick(&["=", "<>", "<", "<=", ">", ">="]));
    }
    let mut part = || format!("({})", condition(random, depth - 1, exact));
    let (x, y, z) = (part(), part(), part());
    match random.below(9) {
        0..=2 => format!("{x} AND {y}"),
        3..=4 => format!("{x} OR {y}"),
        5 => format!("NOT {x}"),
        6 => format!("{x} {} {y}", random.pick(&["=", "<>"])),
        7 => format!("{x} IS {}", random.pick(&["TRUE", "NOT TRUE", "FALSE", "NOT FALSE"])),
        _ => format!("CASE WHEN {x} THEN {y} ELSE {z} END"),
    }
}

fn row(random: &mut Random) -> Vec<Value> {
    let int = |random: &mut Random| match random.below(6) {
        0 => Value::Null,
        n => Value::Int(n as i64 - 2),
    };
    let text = ["", " ", "a", "b", "B", "Bb", "bb", "ab", " b ", "BB", "abc"];
    let mut values = vec![int(random), int(random)];
    values.push(match random.below(text.len() + 2) {
        n if n < text.len() => Value::from(text[n]),
        _ => Value::Null,
    });
    values.push(match random.below(3) {
        0 => Value::Null,
        n => Value::Bool(n == 1),
    });
    values.push(match random.below(5) {
        0 => Value::Null,
        n => Value::Decimal(crate::Decimal::new(n as i128 * 5, 1)),
    });
    values
}

fn program(expr: &Expr) -> Program {
    Program::compile(expr, |reference| match reference {
        Reference::Column([name]) => COLUMNS.iter().position(|column| column == name),
        _ => None,
    })
    .unwrap_or_else(|error| panic!("{expr}: {error}"))
}

/// Whether a row is in a variant; `None` where a domain can't tell.
fn satisfies(variant: &Variant, row: &[Value]) -> Option<bool> {
    for (column, domain) in &variant.domains {
        let slot = COLUMNS.iter().position(|name| name == column).expect(column);
        if !domain.contains(&row[slot])? {
            return Some(false);
        }
    }
    let orders = variant.orders.iter().map(ColumnOrder::to_expr);
    let mut conditions = orders.chain(variant.residual.iter().cloned());
    Some(conditions.all(|condition| {
        program(&condition).passes(row, &Env::default()).expect("no condition here fails")
    }))
}

#[test]
fn prop_variants_hold_exactly_the_rows_that_pass() {
    let mut random = Random(7);
    for round in 0..2000 {
        let exact = round % 3 != 0;
        let text = condition(&mut random, round % 4, exact);
        let expr = parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let variants = narrow(std::slice::from_ref(&expr), &kind_of, &Env::default());
        assert!(variants.len() <= MAX_VARIANTS, "{text}");
        let check = program(&expr);
        for _ in 0..40 {
            let row = row(&mut random);
            let passes = check.passes(&row, &Env::default()).expect("no condition here fails");
            let inside: Vec<Option<bool>> =
                variants.iter().map(|variant| satisfies(variant, &row)).collect();
            assert!(!inside.contains(&None), "{text} on {row:?}: {variants:?}");
            let covered = inside.contains(&Some(true));
            assert!(passes || !covered, "unsound: {text} on {row:?}: {variants:?}");
            assert!(!exact || covered || !passes, "incomplete: {text} on {row:?}: {variants:?}");
        }
    }
}
