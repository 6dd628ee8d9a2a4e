//! The cities of a locale, with what goes with them.

use super::digits::push_pattern;
use super::identity::{Cells, longest, mix, pick};
use crate::vocabulary;

/// A city.
#[derive(Debug)]
pub(super) struct City {
    pub(super) name: &'static str,
    pub(super) region: &'static str,
    pub(super) region_code: &'static str,
    pub(super) time_zone: &'static str,
    /// Millionths of a degree.
    pub(super) latitude: i64,
    /// Millionths of a degree.
    pub(super) longitude: i64,
    /// Patterns of postal codes.
    postal: Vec<&'static str>,
    /// Patterns of telephone numbers that are nobody's.
    phone: Vec<&'static str>,
}

/// The cities of a locale; large ones are chosen more often.
#[derive(Debug)]
pub(super) struct Cities {
    pub(super) list: Vec<City>,
    weights: Vec<u64>,
    cells: Cells,
}

impl Cities {
    /// The cities of the nearest locale that has them.
    pub(super) fn new(locale: &str) -> Self {
        let records = vocabulary::records(locale, "city").expect("en_US has cities");
        let column = |name: &str| records.field(name).expect("every city file has all fields");
        let [name, region, code, postal] = ["name", "region", "region_code", "postal"].map(column);
        let [latitude, longitude, zone, phone, weight] =
            ["latitude", "longitude", "time_zone", "phone", "weight"].map(column);
        let city = |row: &Vec<&'static str>| City {
            name: row[name],
            region: row[region],
            region_code: row[code],
            time_zone: row[zone],
            latitude: micro_degrees(row[latitude]),
            longitude: micro_degrees(row[longitude]),
            postal: row[postal].split(';').collect(),
            phone: row[phone].split(';').collect(),
        };
        let weights: Vec<u64> =
            records.rows.iter().map(|row| row[weight].parse().unwrap_or(1)).collect();
        let cells = Cells::weighted(&weights, weights.len() * 16);
        Self { list: records.rows.iter().map(city).collect(), weights, cells }
    }

    /// Only those whose names fit; all of them where hardly any does.
    pub(super) fn within(self, name: usize, region: usize) -> Self {
        const FEW: usize = 8;
        let fits = |city: &City| {
            city.name.chars().count() <= name && city.region.chars().count() <= region
        };
        let all = self.list.len();
        let fitting = self.list.iter().filter(|city| fits(city)).count();
        if fitting < FEW || fitting == all {
            return self;
        }
        let (list, weights): (Vec<City>, Vec<u64>) =
            self.list.into_iter().zip(self.weights).filter(|(city, _)| fits(city)).unzip();
        let cells = Cells::weighted(&weights, weights.len() * 16);
        Self { list, weights, cells }
    }

    /// A city from a hash, by size.
    pub(super) fn draw(&self, hash: u64) -> &City {
        &self.list[self.cells.draw(hash)]
    }

    /// The most characters of a field.
    pub(super) fn longest(&self, field: impl Fn(&City) -> &str) -> usize {
        longest(self.list.iter().map(field))
    }

    /// The most characters of a postal code.
    pub(super) fn longest_postal(&self) -> usize {
        longest(self.list.iter().flat_map(|city| city.postal.iter().copied()))
    }

    /// The most characters of a telephone number.
    pub(super) fn longest_phone(&self) -> usize {
        longest(self.list.iter().flat_map(|city| city.phone.iter().copied()))
    }
}

impl City {
    /// Appends a postal code of the city.
    pub(super) fn push_postal(&self, out: &mut String, hash: u64) {
        push_pattern(out, self.postal[pick(hash, self.postal.len())], mix(hash));
    }

    /// Appends a telephone number of the city.
    pub(super) fn push_phone(&self, out: &mut String, hash: u64) {
        push_pattern(out, self.phone[pick(hash, self.phone.len())], mix(hash));
    }
}

/// `-12.3456` → -12345600.
fn micro_degrees(text: &str) -> i64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let parse = |part: &str| part.parse::<i64>().unwrap_or(0);
    sign * (parse(whole) * 1_000_000 + parse(&format!("{fraction:0<6.6}")))
}
