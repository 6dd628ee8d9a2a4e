//! Places: addresses whose parts agree.

use super::Row;
use super::cities::{Cities, City};
use super::digits::{holes, push_number, push_padded, push_pattern};
use super::identity::{Cells, Stream, hash, longest, mix, pick};
use super::style::{AddressOrder, Style};
use crate::vocabulary;

parts! {
    /// The parts of a place.
    PlacePart {
        StreetAddress = "street_address": Text,
        FullAddress = "full_address": Text,
        Street = "street": Text,
        HouseNumber = "house_number": Text,
        Unit = "unit": Text,
        City = "city": Text,
        Region = "region": Text,
        RegionCode = "region_code": Text,
        PostalCode = "postal_code": Text,
        Country = "country": Text,
        CountryCode = "country_code": Text,
        CountryCode3 = "country_code3": Text,
        TimeZone = "time_zone": Text,
        Latitude = "latitude": Decimal,
        Longitude = "longitude": Decimal,
        Point = "point": Text,
        Wkt = "wkt": Text,
        Currency = "currency": Text,
        Language = "language": Text,
        Phone = "phone": Text,
        MobilePhone = "mobile_phone": Text,
        Fax = "fax": Text,
    }
}

/// Places are so many that they hardly ever repeat.
pub(super) const POPULATION: u64 = 1 << 32;

/// How far a place may lie from its city's center, in millionths of a degree.
const SPREAD: usize = 45_000;

/// The places of a locale.
#[derive(Debug)]
pub(super) struct Place {
    style: &'static Style,
    cities: Cities,
    streets: Streets,
}

/// The streets of a locale.
#[derive(Debug)]
struct Streets {
    names: &'static vocabulary::Words,
    ranks: Cells,
    /// What follows the name, where names are not whole.
    suffixes: Option<(&'static vocabulary::Words, Cells)>,
}

impl Place {
    /// The places of the nearest locale that is known.
    pub(super) fn new(locale: &str) -> Self {
        let style = Style::of(locale);
        let words = |name: &str| vocabulary::lookup(style.locale, name).expect("en_US has streets");
        let ranked = |list: &vocabulary::Words| Cells::ranked(list.len(), list.len() * 4, 8);
        let names = words(if style.whole_streets { "street" } else { "street_name" });
        let suffixes = (!style.whole_streets).then(|| {
            let list = words("street_suffix");
            (list, Cells::ranked(list.len(), list.len() * 8, 2))
        });
        let streets = Streets { names, ranks: ranked(names), suffixes };
        Self { style, cities: Cities::new(locale), streets }
    }

    /// Only those of the cities whose own name and region's name have so many characters at most.
    pub(super) fn within(self, city: usize, region: usize) -> Self {
        Self { cities: self.cities.within(city, region), ..self }
    }

    pub(super) fn max_length(&self, part: PlacePart) -> usize {
        let cities = &self.cities;
        match part {
            PlacePart::StreetAddress => self.streets.longest() + 7,
            PlacePart::FullAddress => {
                let town = cities.longest(|city| city.name) + cities.longest(|city| city.region);
                self.streets.longest() + 7 + town + cities.longest_postal() + 6
            }
            PlacePart::Street => self.streets.longest(),
            PlacePart::HouseNumber => 5,
            PlacePart::Unit => longest(self.style.units.iter().copied()),
            PlacePart::City => cities.longest(|city| city.name),
            PlacePart::Region => cities.longest(|city| city.region),
            PlacePart::RegionCode => cities.longest(|city| city.region_code),
            PlacePart::PostalCode => cities.longest_postal(),
            PlacePart::Country => longest([self.style.country]),
            PlacePart::CountryCode | PlacePart::Language => 2,
            PlacePart::CountryCode3 | PlacePart::Currency => 3,
            PlacePart::TimeZone => cities.longest(|city| city.time_zone),
            PlacePart::Latitude => 10,
            PlacePart::Longitude => 11,
            PlacePart::Point => 24,
            PlacePart::Wkt => 29,
            PlacePart::Phone | PlacePart::MobilePhone | PlacePart::Fax => cities.longest_phone(),
        }
    }

    pub(super) fn write(&self, part: PlacePart, row: Row, out: &mut String) {
        let random = mix(row.id);
        let city = self.cities.draw(random);
        match part {
            PlacePart::StreetAddress => self.push_address(row, out),
            PlacePart::FullAddress => self.push_whole(city, row, out),
            PlacePart::Street => self.streets.push(row.id, out),
            PlacePart::HouseNumber => self.push_house(row, out),
            PlacePart::Unit => self.push_unit(row, out),
            PlacePart::City => out.push_str(city.name),
            PlacePart::Region => out.push_str(city.region),
            PlacePart::RegionCode => out.push_str(city.region_code),
            PlacePart::PostalCode => city.push_postal(out, hash(row.id, Stream::Postal)),
            PlacePart::Country => out.push_str(self.style.country),
            PlacePart::CountryCode => out.push_str(self.style.country_codes[0]),
            PlacePart::CountryCode3 => out.push_str(self.style.country_codes[1]),
            PlacePart::TimeZone => out.push_str(city.time_zone),
            PlacePart::Latitude => push_degrees(out, city.latitude + scatter(row, 0)),
            PlacePart::Longitude => push_degrees(out, city.longitude + scatter(row, 1)),
            PlacePart::Point => push_point(city, row, ["(", ",", ")"], out),
            PlacePart::Wkt => push_point(city, row, ["POINT(", " ", ")"], out),
            PlacePart::Currency => out.push_str(self.style.currency),
            PlacePart::Language => out.push_str(&self.style.locale[..2]),
            PlacePart::Phone => city.push_phone(out, hash(row.id ^ row.salt, Stream::Phone)),
            PlacePart::MobilePhone => {
                city.push_phone(out, mix(hash(row.id ^ row.salt, Stream::Phone)));
            }
            PlacePart::Fax => city.push_phone(out, mix(!hash(row.id ^ row.salt, Stream::Phone))),
        }
    }

    fn push_address(&self, row: Row, out: &mut String) {
        match self.style.address {
            AddressOrder::NumberStreet => {
                self.push_house(row, out);
                out.push(' ');
                self.streets.push(row.id, out);
            }
            AddressOrder::StreetNumber => self.push_street_first(" ", row, out),
            AddressOrder::StreetCommaNumber => self.push_street_first(", ", row, out),
            AddressOrder::StreetBlocks => self.push_street_first("", row, out),
            AddressOrder::StreetNumberSign => {
                self.push_street_first("", row, out);
                out.push('号');
            }
        }
    }

    /// The street and the town, as they stand on one line.
    fn push_whole(&self, city: &City, row: Row, out: &mut String) {
        let postal = hash(row.id, Stream::Postal);
        match self.style.address {
            AddressOrder::NumberStreet => {
                self.push_address(row, out);
                out.push_str(", ");
                out.push_str(city.name);
                if self.style.long_blocks() {
                    out.push_str(", ");
                    out.push_str(city.region_code);
                }
                out.push(' ');
                city.push_postal(out, postal);
            }
            AddressOrder::StreetBlocks | AddressOrder::StreetNumberSign => {
                out.push_str(city.region);
                out.push_str(city.name);
                self.push_address(row, out);
            }
            AddressOrder::StreetNumber | AddressOrder::StreetCommaNumber => {
                self.push_address(row, out);
                out.push_str(", ");
                city.push_postal(out, postal);
                out.push(' ');
                out.push_str(city.name);
            }
        }
    }

    fn push_street_first(&self, separator: &str, row: Row, out: &mut String) {
        self.streets.push(row.id, out);
        out.push_str(separator);
        self.push_house(row, out);
    }

    fn push_house(&self, row: Row, out: &mut String) {
        let random = hash(row.id ^ row.salt, Stream::House);
        let other = mix(random);
        match self.style.address {
            // Blocks in American cities count by hundreds.
            AddressOrder::NumberStreet if self.style.long_blocks() => {
                let limit = [99, 999, 999, 2999, 9899][pick(random, 5)];
                push_number(out, 1 + pick(other, limit) as u64);
            }
            AddressOrder::StreetBlocks => {
                push_number(out, 1 + pick(random, 6) as u64);
                out.push('-');
                push_number(out, 1 + pick(other, 28) as u64);
            }
            _ => push_number(out, 1 + pick(random, 180).min(pick(other, 180)) as u64),
        }
    }

    fn push_unit(&self, row: Row, out: &mut String) {
        let random = hash(row.id ^ row.salt, Stream::Unit);
        let pattern = self.style.units[pick(random, self.style.units.len())];
        let (before, after) = pattern.split_at(pattern.find('#').unwrap_or(pattern.len()));
        out.push_str(before);
        // The first digit is never a zero.
        if holes(after) > 0 {
            push_number(out, 1 + pick(mix(random), 9) as u64);
            push_pattern(out, &after[1..], random >> 7);
        }
    }
}

impl Streets {
    fn push(&self, id: u64, out: &mut String) {
        let random = hash(id, Stream::Street);
        let other = mix(random);
        match &self.suffixes {
            None => out.push_str(self.names.get(self.ranks.draw(random))),
            Some((suffixes, ranks)) => {
                out.push_str(self.names.get(self.ranks.draw(random)));
                out.push(' ');
                out.push_str(suffixes.get(ranks.draw(other)));
            }
        }
    }

    fn longest(&self) -> usize {
        let suffixes = self.suffixes.iter().flat_map(|(suffixes, _)| suffixes.iter());
        longest(self.names.iter()) + 1 + longest(suffixes)
    }
}

/// A place's distance from the center of its city along one axis.
fn scatter(row: Row, axis: u64) -> i64 {
    let random = hash(row.id ^ row.salt ^ axis, Stream::Weight);
    // The mean of two uniform numbers: most places are near the center.
    let sum = pick(random, SPREAD) + pick(mix(random), SPREAD);
    sum as i64 - SPREAD as i64
}

/// Appends longitude and latitude with what stands around and between them.
fn push_point(city: &City, row: Row, [before, between, after]: [&str; 3], out: &mut String) {
    out.push_str(before);
    push_degrees(out, city.longitude + scatter(row, 1));
    out.push_str(between);
    push_degrees(out, city.latitude + scatter(row, 0));
    out.push_str(after);
}

/// Appends millionths of a degree as `-43.613512`.
fn push_degrees(out: &mut String, micro_degrees: i64) {
    if micro_degrees < 0 {
        out.push('-');
    }
    let size = micro_degrees.unsigned_abs();
    push_number(out, size / 1_000_000);
    out.push('.');
    push_padded(out, size % 1_000_000, 6);
}
