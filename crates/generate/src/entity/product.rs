//! Products.

use std::collections::{BTreeMap, BTreeSet};

use super::digits::{ean_digit, push_cents, push_number, push_padded, width};
use super::identity::{Stream, hash, longest, mix, pick, scramble};
use super::style::{CompanyOrder, Style};
use super::{IDENTITIES, Row, round_digits};
use crate::vocabulary::{self, Words};

parts! {
    /// The parts of a product.
    ProductPart {
        Name = "name": Text,
        Category = "category": Text,
        Subcategory = "subcategory": Text,
        Brand = "brand": Text,
        Description = "description": Text,
        Price = "price": Decimal,
        Cost = "cost": Decimal,
        Sku = "sku": Text,
        Ean = "ean": Text,
        Color = "color": Text,
        Size = "size": Text,
        Material = "material": Text,
        Weight = "weight": Decimal,
    }
}

/// Article numbers have eleven free digits behind the prefix of in-store numbers.
const EANS: u64 = 100_000_000_000;

/// Stock keeping units have at least so many digits.
const SKU_DIGITS: usize = 7;

/// What tells the models of a line apart in languages whose adjectives follow the noun's gender.
const MODELS: [Option<&str>; 4] = [None, Some("Classic"), Some("Premium"), Some("Plus")];

/// Categories whose products come in colors.
const COLORED: [&str; 9] = [
    "Home & Kitchen",
    "Furniture",
    "Clothing",
    "Shoes",
    "Stationery",
    "Garden",
    "Pet Supplies",
    "Baby",
    "Luggage",
];

/// Categories whose materials are their packaging.
const PACKED: [&str; 2] = ["Grocery", "Beauty"];

/// A kind of product, with what goes with it.
#[derive(Debug)]
struct Kind {
    /// The category in English, which codes are made of.
    code: &'static str,
    category: &'static str,
    subcategory: &'static str,
    noun: &'static str,
    /// Whole units of money.
    price: [u64; 2],
    /// Grams.
    weight: [u64; 2],
    materials: Vec<&'static str>,
    sizes: Vec<&'static str>,
    blurbs: Vec<&'static str>,
}

/// What stands behind the name of the line: `Ribbed Stoneware Planter`.
#[derive(Debug)]
struct Tail {
    text: String,
    kind: usize,
    descriptor: Option<&'static str>,
    material: Option<&'static str>,
}

/// Products. An identity is a line, a tail, and for half of them a color:
/// `Aurora Ribbed Stoneware Planter, Sage`. Lines are single words and tails differ, so names read
/// back unambiguously. Other languages than English have what things are called, but nothing that
/// would have to agree with it: `Bratpfanne Aurora Premium`.
#[derive(Debug)]
pub(super) struct Product {
    style: &'static Style,
    /// Whether names are composed as in English.
    english: bool,
    lines: &'static Words,
    brands: &'static Words,
    colors: &'static Words,
    kinds: Vec<Kind>,
    tails: Vec<Tail>,
    /// The tails whose names carry a color.
    colored: Vec<usize>,
}

/// A product, decoded.
struct Made<'a> {
    line: usize,
    tail: &'a Tail,
    kind: &'a Kind,
    /// The color in the name.
    color: Option<usize>,
    /// How often the whole population has been gone through.
    round: u64,
}

impl Product {
    /// Products as the nearest locale names them.
    pub(super) fn new(locale: &str) -> Self {
        let list = |name: &str| vocabulary::lookup(locale, name).expect("en_US has all lists");
        let rows = &vocabulary::records(locale, "product").expect("en_US has products").rows;
        let blurbs = &vocabulary::records(locale, "product_blurb").expect("en_US has blurbs").rows;
        let spoken: BTreeMap<&str, &'static str> = vocabulary::records(locale, "product_word")
            .iter()
            .flat_map(|words| words.rows.iter().map(|row| (row[0], row[1])))
            .collect();
        let english = spoken.is_empty();
        let kinds: Vec<Kind> = rows.iter().map(|row| Kind::new(row, blurbs, &spoken)).collect();
        let mut tails = Vec::new();
        let mut taken = BTreeSet::new();
        for (kind, row) in rows.iter().enumerate() {
            let noun = kinds[kind].noun;
            let new =
                if english { combinations(kind, noun, row[7], row[8]) } else { models(kind, noun) };
            let model = |tail: &Tail| tail.descriptor.filter(|_| !english);
            let is_new = |tail: &Tail| taken.insert((tail.text.clone(), model(tail)));
            tails.extend(new.into_iter().filter(is_new));
        }
        let colored = |tail: &Tail| COLORED.contains(&kinds[tail.kind].code);
        let colored = (0..tails.len()).filter(|&index| colored(&tails[index])).collect();
        let [lines, brands, colors] = ["product_line", "brand", "color"].map(list);
        let style = Style::of(locale);
        Self { style, english, lines, brands, colors, kinds, tails, colored }
    }

    pub(super) fn population(&self) -> u64 {
        2 * self.plain()
    }

    /// How many names have no color; as many have one.
    fn plain(&self) -> u64 {
        (self.lines.len() * self.tails.len()) as u64
    }

    pub(super) fn distinct_ids(part: ProductPart) -> u64 {
        match part {
            ProductPart::Name | ProductPart::Sku => IDENTITIES,
            ProductPart::Ean => EANS,
            _ => 0,
        }
    }

    pub(super) fn max_length(&self, part: ProductPart, ids: u64) -> usize {
        let kinds = || self.kinds.iter();
        let tail = longest(self.tails.iter().map(|tail| tail.text.as_str()));
        let material = longest(kinds().flat_map(|kind| kind.materials.iter().copied()));
        match part {
            ProductPart::Name => {
                let color = 2 + longest(self.colors.iter());
                self.longest_title(tail) + color + round_digits(self.population(), ids)
            }
            ProductPart::Category => longest(kinds().map(|kind| kind.category)),
            ProductPart::Subcategory => longest(kinds().map(|kind| kind.subcategory)),
            ProductPart::Brand => longest(self.brands.iter()),
            ProductPart::Description => {
                let blurb = longest(kinds().flat_map(|kind| kind.blurbs.iter().copied()));
                self.longest_title(tail) + " made of ".len() + material + 2 + blurb
            }
            ProductPart::Price | ProductPart::Cost => {
                let most = kinds().map(|kind| kind.price[1]).max().unwrap_or(0) + 1;
                3 + width(most * self.style.unit_price)
            }
            ProductPart::Sku => 4 + SKU_DIGITS.max(width(ids)),
            ProductPart::Ean => 13,
            ProductPart::Color => longest(self.colors.iter()),
            ProductPart::Size => longest(kinds().flat_map(|kind| kind.sizes.iter().copied())),
            ProductPart::Material => material,
            ProductPart::Weight => {
                4 + width(kinds().map(|kind| kind.weight[1]).max().unwrap_or(0) / 1000)
            }
        }
    }

    pub(super) fn write(&self, part: ProductPart, row: Row, out: &mut String) {
        let made = self.made(row.id);
        let kind = made.kind;
        match part {
            ProductPart::Name => self.push_name(&made, out),
            ProductPart::Category => out.push_str(kind.category),
            ProductPart::Subcategory => out.push_str(kind.subcategory),
            ProductPart::Brand => out.push_str(self.brands.get(made.line % self.brands.len())),
            ProductPart::Description if self.english => push_description(&made, row.id, out),
            ProductPart::Description => {
                self.push_title(&made, out);
                let unspaced = self.style.company == CompanyOrder::Unspaced;
                out.push_str(if unspaced { "。" } else { ". " });
                out.push_str(kind.blurb(row.id));
            }
            ProductPart::Price => push_cents(out, kind.price_cents(row.id, self.style.unit_price)),
            ProductPart::Cost => push_cents(out, kind.cost_cents(row.id, self.style.unit_price)),
            ProductPart::Sku => push_sku(kind, row.id, out),
            ProductPart::Ean => push_ean(row.id, out),
            ProductPart::Color => {
                let drawn = || pick(hash(row.id, Stream::Second), self.colors.len());
                out.push_str(self.colors.get(made.color.unwrap_or_else(drawn)));
            }
            ProductPart::Size => {
                out.push_str(kind.sizes[pick(hash(row.id, Stream::Size), kind.sizes.len())]);
            }
            ProductPart::Material => out.push_str(made.material(row.id)),
            ProductPart::Weight => {
                let grams = between(kind.weight, hash(row.id, Stream::Weight));
                push_number(out, grams / 1000);
                out.push('.');
                push_padded(out, grams % 1000, 3);
            }
        }
    }

    fn made(&self, id: u64) -> Made<'_> {
        let plain = self.plain();
        let (round, rest) = (id / self.population(), id % self.population());
        let number = if rest < plain { rest } else { rest - plain };
        let line = (number % self.lines.len() as u64) as usize;
        let tail = (number / self.lines.len() as u64) as usize;
        let (tail, color) = if rest < plain {
            (tail, None)
        } else {
            // There are fewer tails with colors than tails, so some meet in several colors, which
            // then are neighbors.
            let (again, index) = (tail / self.colored.len(), tail % self.colored.len());
            let first = pick(mix((index << 32 | line) as u64), self.colors.len());
            (self.colored[index], Some((first + again) % self.colors.len()))
        };
        let tail = &self.tails[tail];
        Made { line, tail, kind: &self.kinds[tail.kind], color, round }
    }

    fn push_name(&self, made: &Made<'_>, out: &mut String) {
        self.push_title(made, out);
        if let Some(color) = made.color {
            out.push_str(", ");
            out.push_str(self.colors.get(color));
        }
        if made.round > 0 {
            out.push(' ');
            push_number(out, made.round + 1);
        }
    }

    /// Appends the line and what it is: `Aurora Ribbed Planter`, `Bratpfanne Aurora Plus`.
    fn push_title(&self, made: &Made<'_>, out: &mut String) {
        let [line, thing] = [self.lines.get(made.line), made.tail.text.as_str()];
        let leads = self.english || self.style.company == CompanyOrder::Unspaced;
        let [first, second] = if leads { [line, thing] } else { [thing, line] };
        out.push_str(first);
        out.push(' ');
        out.push_str(second);
        if let Some(model) = made.tail.descriptor.filter(|_| !self.english) {
            out.push(' ');
            out.push_str(model);
        }
    }

    /// The most characters of a line and what it is.
    fn longest_title(&self, tail: usize) -> usize {
        let model = if self.english { 0 } else { 1 + longest(MODELS.into_iter().flatten()) };
        longest(self.lines.iter()) + 1 + tail + model
    }
}

impl Kind {
    /// A row of the list of products, in the words that a language has for its English ones.
    fn new(
        row: &[&'static str],
        blurbs: &[Vec<&'static str>],
        spoken: &BTreeMap<&str, &'static str>,
    ) -> Self {
        let number = |column: usize| row[column].parse().unwrap_or(1);
        let of_category = blurbs.iter().filter(|blurb| blurb[0] == row[0]);
        let said = |word: &'static str| spoken.get(word).copied().unwrap_or(word);
        Self {
            code: row[0],
            category: said(row[0]),
            subcategory: said(row[1]),
            noun: said(row[2]),
            price: [number(3), number(4)],
            weight: [number(5), number(6)],
            materials: row[8].split(';').map(said).collect(),
            sizes: sizes(row[9]).iter().map(|size| said(size)).collect(),
            blurbs: of_category.map(|blurb| blurb[1]).collect(),
        }
    }

    fn blurb(&self, id: u64) -> &'static str {
        self.blurbs[pick(hash(id, Stream::Unit), self.blurbs.len())]
    }

    /// A price as shops like them: `24.99`, or `2480` where a unit is worth a cent.
    fn price_cents(&self, id: u64, unit_price: u64) -> u64 {
        const ENDINGS: [u64; 10] = [99, 99, 99, 99, 95, 95, 95, 50, 0, 0];
        let random = hash(id, Stream::Price);
        let whole = between(self.price, random);
        // Larger amounts are round: 1249, not 1247.
        let step = [1, 5, 10][usize::from(whole > 100) + usize::from(whole > 500)];
        let whole = if step == 1 { whole } else { whole.next_multiple_of(step) - 1 };
        if unit_price > 1 {
            return (whole * unit_price - unit_price / 5) * 100;
        }
        whole * 100 + ENDINGS[pick(mix(random), ENDINGS.len())]
    }

    /// What the shop pays: between 45 and 70 percent of the price.
    fn cost_cents(&self, id: u64, unit_price: u64) -> u64 {
        let share = 45 + pick(mix(hash(id, Stream::Price) ^ 1), 26) as u64;
        (self.price_cents(id, unit_price) * share / 100).max(1)
    }
}

impl Made<'_> {
    fn material(&self, id: u64) -> &'static str {
        let materials = &self.kind.materials;
        let drawn = || materials[pick(hash(id, Stream::House), materials.len())];
        self.tail.material.unwrap_or_else(drawn)
    }
}

/// A number of a range; small ones are more.
fn between([low, high]: [u64; 2], random: u64) -> u64 {
    let span = (high - low + 1) as usize;
    low + pick(random, span).min(pick(mix(random), span)) as u64
}

/// The tails of a kind in a language without descriptors.
fn models(kind: usize, noun: &'static str) -> Vec<Tail> {
    let tail = |descriptor| Tail { text: noun.to_owned(), kind, descriptor, material: None };
    MODELS.into_iter().map(tail).collect()
}

/// The tails of a kind: with a descriptor, with a material, with both.
fn combinations(
    kind: usize,
    noun: &'static str,
    descriptors: &'static str,
    materials: &'static str,
) -> Vec<Tail> {
    let one = |list: &'static str| list.split(';').map(Some).chain([None]);
    let pairs = one(descriptors)
        .flat_map(|descriptor| one(materials).map(move |material| (descriptor, material)));
    let tail = |(descriptor, material): (Option<&'static str>, Option<&'static str>)| {
        let words = [descriptor, material, Some(noun)];
        let text = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
        Tail { text, kind, descriptor, material }
    };
    let tails = pairs.filter(|pair| *pair != (None, None)).map(tail);
    tails.filter(|tail| !repeats_a_word(&tail.text)).collect()
}

/// Whether a word stands twice in a text: `Fleece-Lined Fleece Beanie`.
fn repeats_a_word(text: &str) -> bool {
    let mut seen = BTreeSet::new();
    text.split([' ', '-']).any(|word| !seen.insert(word))
}

/// `Ribbed planter made of stoneware. Made for seasons of sun, rain and frost.`
fn push_description(made: &Made<'_>, id: u64, out: &mut String) {
    let kind = made.kind;
    if let Some(descriptor) = made.tail.descriptor {
        out.push_str(descriptor);
        out.push(' ');
        out.push_str(&kind.noun.to_lowercase());
    } else {
        out.push_str(&kind.noun[..1]);
        out.push_str(&kind.noun[1..].to_lowercase());
    }
    if !PACKED.contains(&kind.code) {
        out.push_str(" made of ");
        out.push_str(&made.material(id).to_lowercase());
    }
    out.push_str(". ");
    out.push_str(kind.blurb(id));
}

/// `GAR-0481516`: three letters of the category and the identity.
fn push_sku(kind: &Kind, id: u64, out: &mut String) {
    let letters = kind.code.bytes().filter(u8::is_ascii_alphabetic).take(3);
    out.extend(letters.map(|letter| char::from(letter.to_ascii_uppercase())));
    out.push('-');
    let modulus = 10_u64.pow(SKU_DIGITS as u32);
    let number = if id < modulus { scramble(id, modulus) } else { id };
    push_padded(out, number, SKU_DIGITS);
}

/// A thirteen-digit article number from the range for use within a shop (GS1 prefix 2).
fn push_ean(id: u64, out: &mut String) {
    let start = out.len();
    out.push('2');
    push_padded(out, scramble(id, EANS), 11);
    let check = ean_digit(&out[start..]);
    out.push(char::from(check));
}

/// The sizes that a kind of product comes in.
fn sizes(name: &str) -> &'static [&'static str] {
    match name {
        "clothing" => &["XS", "S", "M", "L", "XL", "XXL"],
        "shoe" => &["6", "7", "7.5", "8", "8.5", "9", "9.5", "10", "10.5", "11", "12"],
        "volume" => &["0.5 l", "1 l", "1.5 l", "2 l", "3 l"],
        "ml" => &["50 ml", "100 ml", "150 ml", "200 ml", "250 ml"],
        "food_ml" => &["250 ml", "500 ml", "750 ml", "1 l"],
        "food_g" => &["100 g", "250 g", "500 g", "1 kg"],
        "bed" => &["Twin", "Full", "Queen", "King"],
        "towel" => &["50 x 100 cm", "70 x 140 cm", "90 x 180 cm"],
        "pan" => &["20 cm", "24 cm", "26 cm", "28 cm", "30 cm"],
        "knife" => &["15 cm", "18 cm", "20 cm", "24 cm"],
        "board" => &["30 x 20 cm", "38 x 28 cm", "45 x 30 cm"],
        "desk" => &["120 x 60 cm", "140 x 70 cm", "160 x 80 cm", "180 x 90 cm"],
        "height" => &["40 cm", "75 cm", "120 cm", "150 cm", "180 cm"],
        "length" => &["2 m", "3 m", "5 m", "8 m", "10 m", "15 m"],
        "liters" => &["18 l", "22 l", "28 l", "35 l", "45 l"],
        "laptop" => &["13 in", "14 in", "15.6 in", "16 in"],
        "monitor" => &["24 in", "27 in", "32 in", "34 in"],
        "paper" => &["A6", "A5", "B5", "A4"],
        "pieces" => &["100 pieces", "250 pieces", "500 pieces", "1000 pieces"],
        "set" => &["Set of 2", "Set of 4", "Set of 6"],
        _ => &["One Size"],
    }
}
