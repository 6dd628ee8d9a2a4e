//! Companies.

use std::collections::BTreeSet;

use super::cities::Cities;
use super::digits::{holes, push_number, push_numbered};
use super::identity::{Stream, hash, longest, mix, pick, scramble};
use super::slug::{fold, hyphenate};
use super::style::{CompanyOrder, Style};
use super::{IDENTITIES, Row, round_digits};
use crate::vocabulary;

parts! {
    /// The parts of a company.
    CompanyPart {
        Name = "name": Text,
        LegalName = "legal_name": Text,
        Slug = "slug": Text,
        Domain = "domain": Text,
        Url = "url": Text,
        Email = "email": Text,
        Phone = "phone": Text,
        Industry = "industry": Text,
        CatchPhrase = "catch_phrase": Text,
        TaxId = "tax_id": Text,
    }
}

/// Reaches nobody (RFC 2606, section 2).
const TOP_LEVEL_DOMAIN: &str = ".example";

const MAILBOXES: [&str; 5] = ["info", "contact", "hello", "office", "sales"];

/// A word of a company's name.
#[derive(Debug, Clone)]
struct Word {
    text: String,
    slug: String,
}

/// What a company does.
#[derive(Debug)]
struct Field {
    word: Word,
    industry: &'static str,
    partners: bool,
}

/// The companies of a locale.
///
/// The identities below the population are divided into ranges, one for each shape of name, as
/// large as the shape has combinations or as is natural. Slugs read back unambiguously: the shapes
/// differ in their number of words or in the word `and`, and no two words of one place are alike.
#[derive(Debug)]
pub(super) struct Company {
    style: &'static Style,
    /// Invented names, last names and cities: what a two-word name begins with.
    heads: Vec<Word>,
    lasts: Vec<Word>,
    adjectives: Vec<Word>,
    nouns: Vec<Word>,
    fields: Vec<Field>,
    /// The fields of companies that bear their partners' names.
    partner_fields: Vec<usize>,
    suffixes: &'static vocabulary::Words,
    slogans: [&'static vocabulary::Words; 2],
    cities: Cities,
    ranges: Vec<Range>,
}

/// The identities whose names have one shape.
#[derive(Debug)]
struct Range {
    shape: Shape,
    /// How many identities.
    size: u64,
    /// How many names of the shape there are, and the step that spreads the identities over them.
    room: u64,
    stride: u64,
}

/// The shapes of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// `Lumacore Logistics`, `Garcia Electronics`, `Boise Roofing`
    HeadField,
    /// `Blue Harbor Logistics`
    AdjectiveNounField,
    /// `Garcia & Lee`
    Pair,
    /// `Garcia, Lee & Nguyen`
    Three,
}

/// A company's name, decoded.
struct Named<'a> {
    shape: Shape,
    words: [&'a Word; 3],
    field: &'a Field,
    /// How often the whole population has been gone through.
    round: u64,
}

impl Company {
    /// The companies of the nearest locale that is known.
    pub(super) fn new(locale: &str) -> Self {
        let style = Style::of(locale);
        let list =
            |name: &str| vocabulary::lookup(style.locale, name).expect("en_US has all lists");
        let mut taken = BTreeSet::new();
        let lasts = words(list("last_name"), style, &mut taken);
        let cities = Cities::new(locale);
        let mut heads = lasts.clone();
        heads.extend(invented(list("company_prefix"), list("company_ending"), &mut taken));
        let adjectives = words(list("company_adjective"), style, &mut BTreeSet::new());
        if style.company != CompanyOrder::Unspaced {
            // `Green Bay Logistics` could be from Green Bay, or an adjective and a noun.
            let names = cities.list.iter().map(|city| city.name);
            let names = names.filter(|name| {
                !adjectives.iter().any(|word| name.split(' ').next() == Some(&word.text))
            });
            let word =
                |name: &str| Word { text: name.into(), slug: hyphenate(name, style.umlauts) };
            heads.extend(names.map(word).filter(|word| is_new(word, &mut taken)));
        }
        let fields = fields(style);
        let mut company = Self {
            style,
            heads,
            lasts,
            adjectives,
            nouns: words(list("company_noun"), style, &mut BTreeSet::new()),
            partner_fields: (0..fields.len()).filter(|&index| fields[index].partners).collect(),
            fields,
            suffixes: list("company_suffix"),
            slogans: [list("slogan_start"), list("slogan_end")],
            cities,
            ranges: Vec::new(),
        };
        company.ranges = company.ranges();
        company
    }

    /// The shapes of names in this locale, with the most identities that have them.
    fn ranges(&self) -> Vec<Range> {
        let shapes: &[(Shape, u64)] = match self.style.company {
            CompanyOrder::NameField if self.style.whole_streets => {
                &[(Shape::HeadField, u64::MAX), (Shape::Pair, 250_000), (Shape::Three, 50_000)]
            }
            CompanyOrder::NameField => &[
                (Shape::HeadField, u64::MAX),
                (Shape::AdjectiveNounField, 450_000),
                (Shape::Pair, 250_000),
                (Shape::Three, 60_000),
            ],
            CompanyOrder::FieldName => &[(Shape::HeadField, u64::MAX), (Shape::Pair, 250_000)],
            CompanyOrder::Unspaced => &[(Shape::HeadField, u64::MAX)],
        };
        let range = |&(shape, most): &(Shape, u64)| {
            let room = self.room(shape);
            Range { shape, size: most.min(room), room, stride: stride(room) }
        };
        shapes.iter().map(range).collect()
    }

    /// How many names of a shape there are.
    fn room(&self, shape: Shape) -> u64 {
        let [lasts, fields] = [self.lasts.len(), self.fields.len()].map(|count| count as u64);
        match shape {
            Shape::HeadField => self.heads.len() as u64 * fields,
            Shape::AdjectiveNounField => (self.adjectives.len() * self.nouns.len()) as u64 * fields,
            Shape::Pair => lasts * (lasts - 1),
            Shape::Three => lasts * (lasts - 1) * (lasts - 2),
        }
    }

    pub(super) fn population(&self) -> u64 {
        self.ranges.iter().map(|range| range.size).sum()
    }

    pub(super) fn distinct_ids(&self, part: CompanyPart) -> u64 {
        match part {
            CompanyPart::Name
            | CompanyPart::LegalName
            | CompanyPart::Slug
            | CompanyPart::Domain
            | CompanyPart::Url
            | CompanyPart::Email => IDENTITIES,
            CompanyPart::TaxId => {
                let patterns = self.style.tax_ids;
                patterns.len() as u64 * 10_u64.pow(holes(patterns[0]) as u32)
            }
            CompanyPart::Phone | CompanyPart::Industry | CompanyPart::CatchPhrase => 0,
        }
    }

    pub(super) fn max_length(&self, part: CompanyPart, ids: u64) -> usize {
        let number = round_digits(self.population(), ids);
        let slug = self.longest_name(|word| &word.slug) + 3 + number;
        let domain = slug + TOP_LEVEL_DOMAIN.len();
        match part {
            CompanyPart::Name => self.longest_name(|word| &word.text) + number,
            CompanyPart::LegalName => {
                self.longest_name(|word| &word.text) + number + 1 + longest(self.suffixes.iter())
            }
            CompanyPart::Slug => slug,
            CompanyPart::Domain => domain,
            CompanyPart::Url => "https://www.".len() + domain,
            CompanyPart::Email => longest(MAILBOXES) + 1 + domain,
            CompanyPart::Phone => self.cities.longest_phone(),
            CompanyPart::Industry => longest(self.fields.iter().map(|field| field.industry)),
            CompanyPart::CatchPhrase => {
                let [starts, ends] = self.slogans;
                longest(starts.iter()) + 1 + longest(ends.iter())
            }
            CompanyPart::TaxId => longest(self.style.tax_ids.iter().copied()),
        }
    }

    pub(super) fn write(&self, part: CompanyPart, row: Row, out: &mut String) {
        match part {
            CompanyPart::Name => self.push_name(row.id, out),
            CompanyPart::LegalName => self.push_legal_name(row.id, out),
            CompanyPart::Slug => self.push_slug(row.id, out),
            CompanyPart::Domain => self.push_domain(row.id, out),
            CompanyPart::Url => {
                out.push_str("https://www.");
                self.push_domain(row.id, out);
            }
            CompanyPart::Email => {
                let random = hash(row.id, Stream::Domain);
                out.push_str(MAILBOXES[pick(random, MAILBOXES.len())]);
                out.push('@');
                self.push_domain(row.id, out);
            }
            CompanyPart::Phone => {
                let random = hash(row.id, Stream::Phone);
                self.cities.draw(random).push_phone(out, mix(random));
            }
            CompanyPart::Industry => out.push_str(self.named(row.id).field.industry),
            CompanyPart::CatchPhrase => {
                let [starts, ends] = self.slogans;
                let random = hash(row.id, Stream::Size);
                out.push_str(starts.get(pick(random, starts.len())));
                if self.style.company != CompanyOrder::Unspaced {
                    out.push(' ');
                }
                out.push_str(ends.get(pick(mix(random), ends.len())));
            }
            CompanyPart::TaxId => {
                let patterns = self.style.tax_ids;
                let pattern = patterns[(row.id % patterns.len() as u64) as usize];
                let room = 10_u64.pow(holes(pattern) as u32);
                push_numbered(out, pattern, scramble(row.id / patterns.len() as u64, room));
            }
        }
    }

    fn named(&self, id: u64) -> Named<'_> {
        let population = self.population();
        let (round, mut rest) = (id / population, id % population);
        let mut range = &self.ranges[0];
        for candidate in &self.ranges {
            range = candidate;
            if rest < range.size {
                break;
            }
            rest -= range.size;
        }
        let Range { shape, room, stride, .. } = *range;
        // A range that is smaller than its room spreads over all of it.
        let mut number = (u128::from(rest) * u128::from(stride) % u128::from(room)) as u64;
        let mut digit = |count: usize| {
            let value = (number % count as u64) as usize;
            number /= count as u64;
            value
        };
        let partners =
            self.partner_fields[pick(hash(id, Stream::Industry), self.partner_fields.len())];
        let (words, field) = match shape {
            Shape::HeadField => {
                let field = digit(self.fields.len());
                let head = &self.heads[digit(self.heads.len())];
                ([head; 3], field)
            }
            Shape::AdjectiveNounField => {
                let field = digit(self.fields.len());
                let noun = &self.nouns[digit(self.nouns.len())];
                let adjective = &self.adjectives[digit(self.adjectives.len())];
                ([adjective, noun, noun], field)
            }
            Shape::Pair | Shape::Three => {
                let count = self.lasts.len();
                let first = digit(count);
                let second = (first + 1 + digit(count - 1)) % count;
                let third = if shape == Shape::Three { digit(count - 2) } else { 0 };
                let third = nth_beside(third, first, second);
                ([first, second, third].map(|last| &self.lasts[last % count]), partners)
            }
        };
        Named { shape, words, field: &self.fields[field], round }
    }

    fn push_name(&self, id: u64, out: &mut String) {
        let Named { shape, words: [first, second, third], field, round } = self.named(id);
        match shape {
            Shape::HeadField => match self.style.company {
                CompanyOrder::NameField => push_all(out, [&first.text, " ", &field.word.text]),
                CompanyOrder::FieldName => push_all(out, [&field.word.text, " ", &first.text]),
                CompanyOrder::Unspaced => push_all(out, [&first.text, &field.word.text]),
            },
            Shape::AdjectiveNounField => {
                push_all(out, [&first.text, " ", &second.text, " ", &field.word.text]);
            }
            Shape::Pair => push_all(out, [&first.text, " & ", &second.text]),
            Shape::Three => push_all(out, [&first.text, ", ", &second.text, " & ", &third.text]),
        }
        if round > 0 {
            out.push(' ');
            push_number(out, round + 1);
        }
    }

    fn push_legal_name(&self, id: u64, out: &mut String) {
        let suffix = self.suffixes.get(pick(hash(id, Stream::Unit), self.suffixes.len()));
        if self.style.company == CompanyOrder::Unspaced {
            self.push_name(id, out);
        } else {
            self.push_name(id, out);
            out.push(' ');
        }
        out.push_str(suffix);
    }

    fn push_slug(&self, id: u64, out: &mut String) {
        let Named { shape, words: [first, second, third], field, round } = self.named(id);
        match shape {
            Shape::HeadField if self.style.company == CompanyOrder::FieldName => {
                push_all(out, [&field.word.slug, "-", &first.slug]);
            }
            Shape::HeadField => push_all(out, [&first.slug, "-", &field.word.slug]),
            Shape::AdjectiveNounField => {
                push_all(out, [&first.slug, "-", &second.slug, "-", &field.word.slug]);
            }
            Shape::Pair => push_all(out, [&first.slug, "-and-", &second.slug]),
            Shape::Three => push_all(out, [&first.slug, "-", &second.slug, "-and-", &third.slug]),
        }
        if round > 0 {
            out.push('-');
            push_number(out, round + 1);
        }
    }

    fn push_domain(&self, id: u64, out: &mut String) {
        self.push_slug(id, out);
        out.push_str(TOP_LEVEL_DOMAIN);
    }

    /// The most characters of a name without its number, by one of its words' spellings.
    fn longest_name(&self, spelling: impl Fn(&Word) -> &str) -> usize {
        let of = |words: &[Word]| longest(words.iter().map(&spelling));
        let field = longest(self.fields.iter().map(|field| spelling(&field.word)));
        let shape = |range: &Range| match range.shape {
            Shape::HeadField => of(&self.heads) + 1 + field,
            Shape::AdjectiveNounField => of(&self.adjectives) + 1 + of(&self.nouns) + 1 + field,
            Shape::Pair => 2 * of(&self.lasts) + 3,
            Shape::Three => 3 * of(&self.lasts) + 5,
        };
        self.ranges.iter().map(shape).max().unwrap_or(0)
    }
}

/// The words of a vocabulary, without those whose slugs are taken.
fn words(list: &vocabulary::Words, style: &Style, taken: &mut BTreeSet<String>) -> Vec<Word> {
    let word = |(index, text): (usize, &str)| Word {
        text: text.into(),
        slug: fold(list.reading(index), style.umlauts),
    };
    let all = list.iter().enumerate().map(word);
    all.filter(|word| word.slug.len() > 1 && is_new(word, taken)).collect()
}

/// Names composed of two syllables each: `Lumacore`.
fn invented(
    prefixes: &vocabulary::Words,
    endings: &vocabulary::Words,
    taken: &mut BTreeSet<String>,
) -> Vec<Word> {
    let pairs =
        (0..prefixes.len()).flat_map(|prefix| (0..endings.len()).map(move |end| (prefix, end)));
    let word = |(prefix, end): (usize, usize)| Word {
        text: [prefixes.get(prefix), endings.get(end)].concat(),
        slug: [prefixes.reading(prefix), endings.reading(end)].concat().to_lowercase(),
    };
    pairs.map(word).filter(|word| is_new(word, taken)).collect()
}

/// Whether neither the spelling nor the slug of a word is taken; then they are.
fn is_new(word: &Word, taken: &mut BTreeSet<String>) -> bool {
    let free = !taken.contains(&word.text) && !taken.contains(&word.slug);
    if free {
        taken.extend([word.text.clone(), word.slug.clone()]);
    }
    free
}

fn fields(style: &Style) -> Vec<Field> {
    let records = vocabulary::records(style.locale, "company_field").expect("en_US has fields");
    let reading = records.field("reading");
    let mut taken = BTreeSet::new();
    let field = |row: &Vec<&'static str>| {
        let slug = hyphenate(reading.map_or(row[0], |column| row[column]), style.umlauts);
        Field {
            word: Word { text: row[0].into(), slug },
            industry: row[1],
            partners: row[2] == "yes",
        }
    };
    records.rows.iter().map(field).filter(|field| taken.insert(field.word.slug.clone())).collect()
}

/// A step that has no divisor in common with `room`, about six tenths of it, so that consecutive
/// multiples lie far apart.
fn stride(room: u64) -> u64 {
    let divisor = |mut a: u64, mut b: u64| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (room * 618 / 1000..room).find(|&step| divisor(step, room) == 1).unwrap_or(1)
}

/// The `nth` index that is neither of two.
fn nth_beside(nth: usize, first: usize, second: usize) -> usize {
    let (low, high) = (first.min(second), first.max(second));
    let past_low = nth + usize::from(nth >= low);
    past_low + usize::from(past_low >= high)
}

fn push_all<const N: usize>(out: &mut String, pieces: [&str; N]) {
    for piece in pieces {
        out.push_str(piece);
    }
}
