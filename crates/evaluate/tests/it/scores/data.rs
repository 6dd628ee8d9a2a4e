//! Tables made for the tests.

use seedbed_dataset::seed::Stream;
use seedbed_profile::{Options, Table, read_csv};

/// A table of a CSV text.
pub(super) fn table(name: &str, text: &str) -> Table {
    read_csv(name, text.as_bytes(), &Options::default()).unwrap()
}

/// Cells of a table, row by row, below its header.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) header: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Made {
    pub(super) fn csv(&self) -> String {
        let mut text = self.header.join(",");
        text.push('\n');
        for row in &self.rows {
            text.push_str(&row.join(","));
            text.push('\n');
        }
        text
    }

    pub(super) fn table(&self, name: &str) -> Table {
        table(name, &self.csv())
    }

    /// The rows with each column drawn on its own: the marginals are kept, all else is lost.
    pub(super) fn independent(&self, seed: u64) -> Self {
        let stream = Stream::root(seed).named("independent");
        let count = self.rows.len() as u64;
        let cell = |row: usize, column: usize| {
            let from = stream.nth(column as u64).at(row as u64) % count;
            self.rows[from as usize][column].clone()
        };
        let row = |row: usize| (0..self.header.len()).map(|column| cell(row, column)).collect();
        Self { header: self.header.clone(), rows: (0..self.rows.len()).map(row).collect() }
    }

    /// Rows taken as they are, their numbers shaken by a little of their size.
    pub(super) fn memorized(&self, seed: u64) -> Self {
        let stream = Stream::root(seed).named("memorized");
        let cell = |row: usize, column: usize, text: &String| {
            let noise = stream.nth(column as u64).unit(row as u64) - 0.5;
            match text.parse::<f64>() {
                Ok(value) if text.contains('.') => format!("{:.2}", value * (1.0 + noise * 0.004)),
                _ => text.clone(),
            }
        };
        let rows = self.rows.iter().enumerate().map(|(at, row)| {
            row.iter().enumerate().map(|(column, text)| cell(at, column, text)).collect()
        });
        Self { header: self.header.clone(), rows: rows.collect() }
    }
}

const CITIES: [&str; 8] = ["Bonn", "Lyon", "Turin", "Porto", "Graz", "Brno", "Gent", "Oulu"];

/// People: numbers that hang together, categories that depend on them, dates, and NULLs.
pub(super) fn people(rows: usize, seed: u64) -> Made {
    let stream = Stream::root(seed).named("people");
    let row = |row: usize| {
        let draw = |purpose: u64| stream.nth(purpose).unit(row as u64);
        let normal = |purpose: u64| {
            let sum: f64 = (0..12).map(|at| draw(purpose * 100 + at)).sum();
            sum - 6.0
        };
        let age = (18.0 + draw(1) * 60.0).floor();
        let income = 900.0 + age * 40.0 + normal(2) * 350.0;
        let savings = income * (0.5 + draw(3)) + normal(4) * 100.0;
        let level = match income {
            low if low < 2000.0 => "low",
            middle if middle < 3200.0 => "middle",
            _ => "high",
        };
        let city = CITIES[((age / 78.0 * 6.0 + draw(5) * 3.0) as usize).min(7)];
        let member = if draw(6) < age / 90.0 { "true" } else { "false" };
        let (month, day) = ((draw(7) * 12.0) as u32 + 1, (draw(8) * 28.0) as u32 + 1);
        let missing = |purpose: u64, share: f64, text: String| {
            if draw(purpose) < share { String::new() } else { text }
        };
        vec![
            format!("{age}"),
            format!("{income:.2}"),
            missing(9, 0.1, format!("{savings:.2}")),
            level.to_owned(),
            missing(10, 0.05, city.to_owned()),
            member.to_owned(),
            format!("{}-{month:02}-{day:02}", 2024 - age as u32),
        ]
    };
    let header = vec!["age", "income", "savings", "level", "city", "member", "born"];
    Made { header, rows: (0..rows).map(row).collect() }
}

/// Customers and their orders: `shift` makes them a little different.
pub(super) fn shop(customers: usize, seed: u64, shift: f64) -> [Made; 2] {
    let stream = Stream::root(seed).named("shop");
    let unit = |purpose: u64, row: usize| stream.nth(purpose).unit(row as u64);
    let mut of_customers = Vec::new();
    let mut of_orders = Vec::new();
    for customer in 0..customers {
        let (region, size) = (unit(1, customer), unit(2, customer));
        let region = CITIES[(region * 4.0) as usize];
        let budget = 20.0 + size * 200.0 + shift * 15.0;
        of_customers.push(vec![
            format!("c{customer:05}"),
            region.to_owned(),
            format!("{budget:.1}"),
        ]);
        let orders = (unit(3, customer) * (4.0 + 3.0 * shift)) as usize;
        for order in 0..orders {
            let total = budget * (0.4 + unit(10 + order as u64, customer));
            let status = if total > 120.0 { "reviewed" } else { "plain" };
            of_orders.push(vec![
                format!("o{}", of_orders.len()),
                format!("c{customer:05}"),
                format!("{total:.2}"),
                status.to_owned(),
            ]);
        }
    }
    [
        Made { header: vec!["id", "region", "budget"], rows: of_customers },
        Made { header: vec!["id", "customer_id", "total", "status"], rows: of_orders },
    ]
}
