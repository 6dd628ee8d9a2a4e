//! The shop of `examples/retail`: a model's plan, checked in, at any number of rows. Every figure
//! that the example promises is printed and tested.
//!
//! `cargo xtask bench retail` runs this at 10,000,000 rows.

#![allow(clippy::print_stdout, reason = "the figures are the example's result")]

use std::{
    collections::BTreeSet,
    env,
    fs::File,
    hash::{DefaultHasher, Hash, Hasher},
    io::{BufRead, BufReader},
    path::Path,
};

use seedbed_tests::{grown, grown_json, repository};
use serde_json::Value;

/// Rows as in the comparison with other tools.
const ROWS: [(&str, u64); 5] = [
    ("customers", 500),
    ("products", 100),
    ("orders", 5_000),
    ("order_items", 10_000),
    ("reviews", 3_000),
];
const ALL: u64 = 18_600;

fn generate(rows: u64, out: &Path, cache: &Path) -> Value {
    let mut shares = ROWS.map(|(table, base)| (table, (base * rows + ALL / 2) / ALL));
    // Rounding must not cost a row.
    let others: u64 = shares.iter().map(|(_, share)| share).sum::<u64>() - shares[3].1;
    shares[3].1 = rows - others;
    let each = shares.map(|(table, share)| format!("{table}={share}"));
    let replies = repository("examples/retail/replies.json");
    grown_json(&[
        "generate",
        &repository("examples/retail/schema.sql").display().to_string(),
        "--model",
        &format!("scripted:{}", replies.display()),
        "--model-cache",
        &cache.display().to_string(),
        "--rows",
        &each.join(","),
        "--out",
        &out.display().to_string(),
    ])
}

/// The cells of each row of a table, without its heading.
fn rows(out: &Path, table: &str) -> impl Iterator<Item = Vec<String>> {
    let file = File::open(out.join(format!("{table}.csv"))).unwrap();
    BufReader::new(file).lines().skip(1).map(|line| cells(&line.unwrap()))
}

/// The cells of a line (RFC 4180); none of these texts has a line break.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(character),
        }
    }
    cells
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// `12.50` in cents.
fn cents(text: &str) -> u64 {
    text.replace('.', "").parse().unwrap()
}

fn id(text: &str) -> usize {
    text.parse::<usize>().unwrap() - 1
}

/// Different and repeated values of a column.
#[derive(Default)]
struct Values {
    different: BTreeSet<u64>,
    repeated: u64,
}

impl Values {
    fn see(&mut self, value: impl Hash) {
        self.repeated += u64::from(!self.different.insert(hash(value)));
    }
}

/// The words of each tone, as the model gave them.
struct Tones(Vec<(&'static str, BTreeSet<String>, Vec<String>)>);

impl Tones {
    fn of(replies: &Value) -> Self {
        let items = |name: String| -> Vec<String> {
            let vocabularies = replies["replies"][0]["reply"]["vocabularies"].as_array().unwrap();
            let found = vocabularies.iter().find(|vocabulary| vocabulary["name"] == name).unwrap();
            serde_json::from_value(found["items"].clone()).unwrap()
        };
        let tone = |name: &'static str| {
            let titles = items(format!("{name}_title")).into_iter().collect();
            (name, titles, items(format!("{name}_open")))
        };
        Self(["praise", "mixed", "complaint"].map(tone).into())
    }

    /// Whether title and body have the tone that the stars ask for.
    fn agree(&self, rating: u64, title: &str, body: &str) -> bool {
        let (_, titles, openings) = match rating {
            4.. => &self.0[0],
            3 => &self.0[1],
            _ => &self.0[2],
        };
        titles.contains(title) && openings.iter().any(|opening| body.starts_with(opening))
    }
}

/// What a run must hold, counted.
#[derive(Default)]
struct Figures {
    emails: Values,
    skus: Values,
    names: Values,
    lines: Values,
    reviewed_lines: Values,
    descriptions: Values,
    gift_notes: Values,
    titles: Values,
    bodies: Values,
    items: u64,
    wrong_prices: u64,
    orders: u64,
    wrong_totals: u64,
    shipped_too_early: u64,
    reviews: u64,
    before_customer: u64,
    not_bought: u64,
    wrong_tone: u64,
    without_orders: usize,
    without_items: usize,
    without_reviews: usize,
}

impl Figures {
    fn count(out: &Path, tones: &Tones) -> Self {
        let mut figures = Self::default();
        let mut joined = Vec::new();
        for row in rows(out, "customers") {
            figures.emails.see(&row[3]);
            joined.push(row[7].clone());
        }
        let mut prices = Vec::new();
        for row in rows(out, "products") {
            figures.skus.see(&row[1]);
            figures.names.see(&row[2]);
            figures.descriptions.see(&row[5]);
            prices.push(cents(&row[6]));
        }
        let (mut customer_of, mut totals) = (Vec::new(), Vec::new());
        let mut with_orders = vec![false; joined.len()];
        for row in rows(out, "orders") {
            let customer = id(&row[1]);
            with_orders[customer] = true;
            figures.shipped_too_early += u64::from(!row[4].is_empty() && row[4] < row[2]);
            if !row[5].is_empty() {
                figures.gift_notes.see(&row[5]);
            }
            customer_of.push(customer);
            totals.push(cents(&row[6]));
        }
        figures.orders = totals.len() as u64;
        let mut sold = vec![false; prices.len()];
        for row in rows(out, "order_items") {
            let (order, product) = (id(&row[0]), id(&row[1]));
            let price = cents(&row[3]);
            figures.lines.see((order, product));
            figures.wrong_prices += u64::from(price != prices[product]);
            totals[order] = totals[order].wrapping_sub(row[2].parse::<u64>().unwrap() * price);
            sold[product] = true;
            figures.items += 1;
        }
        figures.wrong_totals = totals.iter().filter(|rest| **rest != 0).count() as u64;
        for row in rows(out, "reviews") {
            let (order, product, customer) = (id(&row[1]), id(&row[2]), id(&row[3]));
            figures.reviewed_lines.see((order, product));
            let is_bought = figures.lines.different.contains(&hash((order, product)));
            figures.not_bought += u64::from(!is_bought || customer_of[order] != customer);
            figures.before_customer += u64::from(row[7] < joined[customer]);
            let agrees = tones.agree(row[4].parse().unwrap(), &row[5], &row[6]);
            figures.wrong_tone += u64::from(!agrees);
            figures.titles.see(&row[5]);
            figures.bodies.see(&row[6]);
            figures.reviews += 1;
        }
        let missing = |with: &[bool]| with.iter().filter(|one| !**one).count();
        figures.without_orders = missing(&with_orders);
        figures.without_items = missing(&sold);
        figures.without_reviews = figures.lines.different.len() - figures.reviews as usize;
        figures
    }

    fn print(&self) {
        let unique = [&self.emails, &self.skus, &self.names, &self.lines, &self.reviewed_lines];
        let repeated: u64 = unique.iter().map(|values| values.repeated).sum();
        println!("  duplicates under UNIQUE               {repeated}");
        println!(
            "  unit price is the product's           {} of {}",
            self.items - self.wrong_prices,
            self.items
        );
        println!(
            "  order total is its items'             {} of {}",
            self.orders - self.wrong_totals,
            self.orders
        );
        println!("  shipped before it was ordered         {}", self.shipped_too_early);
        println!("  reviews older than their customer     {}", self.before_customer);
        let bought = self.reviews - self.not_bought;
        println!("  reviews of what the customer bought   {bought} of {}", self.reviews);
        let agreeing = self.reviews - self.wrong_tone;
        println!("  stars agree with the text's tone      {agreeing} of {}", self.reviews);
        let different = |values: &Values| values.different.len();
        println!(
            "  different names, descriptions         {}, {}",
            different(&self.names),
            different(&self.descriptions)
        );
        println!(
            "  different gift notes, titles, bodies  {}, {}, {}",
            different(&self.gift_notes),
            different(&self.titles),
            different(&self.bodies)
        );
        println!(
            "  customers without orders, items without reviews  {}, {}",
            self.without_orders, self.without_reviews
        );
    }

    fn check(&self) {
        let unique = [&self.emails, &self.skus, &self.names, &self.lines, &self.reviewed_lines];
        assert!(unique.iter().all(|values| values.repeated == 0), "duplicates under UNIQUE");
        let wrong = [
            ("unit prices", self.wrong_prices),
            ("totals", self.wrong_totals),
            ("shipments", self.shipped_too_early),
            ("reviews before their customer", self.before_customer),
            ("reviews of what was not bought", self.not_bought),
            ("reviews of another tone", self.wrong_tone),
        ];
        for (what, count) in wrong {
            assert_eq!(count, 0, "{what}");
        }
        assert!(self.without_orders > 0 && self.without_reviews > 0, "childless parents");
        let texts = [
            ("bodies", &self.bodies, 1_500),
            ("gift notes", &self.gift_notes, 300),
            ("descriptions", &self.descriptions, 90),
            ("titles", &self.titles, 35),
        ];
        for (what, values, least) in texts {
            assert!(values.different.len() >= least, "{what}: {}", values.different.len());
        }
    }
}

#[test]
fn a_models_plan_holds_at_any_number_of_rows_for_the_same_tokens() {
    let place = tempfile::tempdir().unwrap();
    let replies = std::fs::read_to_string(repository("examples/retail/replies.json")).unwrap();
    let tones = Tones::of(&serde_json::from_str(&replies).unwrap());
    let larger = env::var("SEEDBED_RETAIL_ROWS").ok().and_then(|rows| rows.parse().ok());
    let mut spent = Vec::new();
    for (run, rows) in [ALL, larger.unwrap_or(ALL * 10)].into_iter().enumerate() {
        let out = place.path().join(format!("out{run}"));
        let cache = place.path().join(format!("cache{run}"));
        let summary = generate(rows, &out, &cache);
        let model = &summary["model"];
        println!(
            "{} rows in {} s: {} calls, {} tokens in, {} out",
            summary["rows"],
            summary["seconds"],
            model["calls"],
            model["input_tokens"],
            model["output_tokens"]
        );
        let figures = Figures::count(&out, &tones);
        figures.print();
        figures.check();
        assert!(model["calls"].as_u64().unwrap() <= 6, "{model}");
        assert_eq!(summary["notes"], Value::Array(Vec::new()), "nothing is left to the rules");
        let schema = repository("examples/retail/schema.sql").display().to_string();
        if larger.is_none() {
            grown(&["verify", &schema, &out.display().to_string()]);
        }
        // With what was kept, nothing is asked.
        let again = generate(100, &place.path().join("again"), &cache);
        assert_eq!(again["model"]["calls"], 0);
        spent.push((model["calls"].clone(), model["input_tokens"].clone()));
        std::fs::remove_dir_all(&out).unwrap();
    }
    assert_eq!(spent[0], spent[1], "rows cost no tokens");
}

#[test]
fn what_a_user_says_of_a_column_wins_over_the_model() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let told = grown_json(&[
        "generate",
        &repository("examples/retail/schema.sql").display().to_string(),
        "--model",
        &format!("scripted:{}", repository("examples/retail/replies.json").display()),
        "--model-cache",
        &place.path().join("cache").display().to_string(),
        "--column",
        "products.material=choice(Birchbark:3,Whalebone)",
        "--rows",
        "60",
        "--out",
        &out.display().to_string(),
    ]);
    let materials: BTreeSet<String> = rows(&out, "products").map(|row| row[4].clone()).collect();
    assert_eq!(materials, ["Birchbark", "Whalebone"].map(String::from).into());
    // The rest is the model's, as it is without the option.
    let categories: BTreeSet<String> = rows(&out, "products").map(|row| row[3].clone()).collect();

    assert!(categories.contains("Kitchen"), "{told}");
}
