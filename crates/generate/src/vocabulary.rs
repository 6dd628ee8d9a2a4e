//! Built-in vocabularies and records: the words, phrases and facts that rows are made of.
//!
//! Everything here is embedded text, split once when first asked for. A vocabulary is a list of
//! distinct entries (`color`, `job_title`, `review_positive`); records are facts that belong
//! together (`airport`: code, name, city, country). A locale that lacks a list falls back to its
//! language (`de_AT` → `de_DE`) and then to `en_US`.
//!
//! ```
//! use seedbed_generate::vocabulary;
//!
//! let colors = vocabulary::lookup("en_US", "color").unwrap();
//! assert_eq!(colors.get(0), "Black");
//! let countries = vocabulary::records("fr_FR", "country").unwrap();
//! assert_eq!(countries.fields[..2], ["code", "code3"]);
//! ```

mod catalog;
mod faker;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, OnceLock};

use catalog::{Derivation, LOCALES};

/// The locale that has every vocabulary.
pub const DEFAULT_LOCALE: &str = "en_US";

/// A vocabulary: distinct words or phrases, the commonest first where that is known.
#[derive(Debug)]
pub struct Words {
    entries: Vec<&'static str>,
    readings: Vec<&'static str>,
}

impl Words {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none. No built-in vocabulary is empty.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry at `index`.
    ///
    /// # Panics
    ///
    /// When `index` is not below [`Words::len`].
    pub fn get(&self, index: usize) -> &'static str {
        self.entries[index]
    }

    /// All entries in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'static str> + '_ {
        self.entries.iter().copied()
    }

    /// The entry's spelling in Latin letters: the entry itself where it is written in them.
    pub(crate) fn reading(&self, index: usize) -> &'static str {
        self.readings[index]
    }

    fn new(pairs: impl Iterator<Item = (&'static str, &'static str)>) -> Self {
        let mut seen = BTreeSet::new();
        let (entries, readings) = pairs.filter(|&(entry, _)| seen.insert(entry)).unzip();
        Self { entries, readings }
    }
}

/// Facts that belong together: every row has one value per field.
#[derive(Debug)]
pub struct Records {
    /// The names of the fields.
    pub fields: Vec<&'static str>,
    /// The records. Values are text; an unknown one is empty.
    pub rows: Vec<Vec<&'static str>>,
}

impl Records {
    /// The position of a field.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|&field| field == name)
    }
}

/// The vocabulary of that name in the locale, or in the nearest one that has it.
pub fn lookup(locale: &str, name: &str) -> Option<&'static Words> {
    nearest(locale, |code| {
        let (_, cell) = CATALOG.words.iter().find(|(key, _)| **key == (code, name))?;
        Some(cell.lists.get_or_init(|| cell.origin.load(code)))
    })
}

/// Whether the locale has that vocabulary in its own language, rather than falling back to
/// another's. Whatever there is in English is an English locale's own.
pub fn is_own(locale: &str, name: &str) -> bool {
    let own = nearest_locale(locale);
    let is_english = own.split('_').next() == DEFAULT_LOCALE.split('_').next();
    has(own, name) || (is_english && has(DEFAULT_LOCALE, name))
}

/// Whether exactly this locale has the vocabulary.
fn has(code: &'static str, name: &str) -> bool {
    CATALOG.words.iter().find(|(key, _)| **key == (code, name)).is_some_and(|(_, cell)| match &cell
        .origin
    {
        Origin::Text(_) | Origin::Section(_) | Origin::Listed(_) => true,
        Origin::Derived(Derivation::Field { records, .. }) => {
            CATALOG.records.contains_key(&(code, *records))
        }
        Origin::Derived(Derivation::Interleaved(first, second)) => {
            has(code, first) && has(code, second)
        }
    })
}

/// The records of that name in the locale, or in the nearest one that has them.
pub fn records(locale: &str, name: &str) -> Option<&'static Records> {
    nearest(locale, |code| {
        let (_, cell) = CATALOG.records.iter().find(|(key, _)| **key == (code, name))?;
        Some(cell.lists.get_or_init(|| parse_records(cell.origin)))
    })
}

/// The names of all vocabularies, sorted. Each exists in every locale by falling back.
pub fn names() -> Vec<&'static str> {
    CATALOG
        .words
        .keys()
        .filter(|(code, _)| *code == DEFAULT_LOCALE)
        .map(|&(_, name)| name)
        .collect()
}

/// The names of all records, sorted.
pub fn record_names() -> Vec<&'static str> {
    CATALOG
        .records
        .keys()
        .filter(|(code, _)| *code == DEFAULT_LOCALE)
        .map(|&(_, name)| name)
        .collect()
}

/// The locales that have people, places and companies of their own.
pub fn locales() -> Vec<&'static str> {
    LOCALES.iter().map(|locale| locale.code).collect()
}

/// The locale of our own that is nearest to the one asked for: the same, else one of the same
/// language, else `en_US`. `de-AT` means `de_AT`.
pub fn nearest_locale(locale: &str) -> &'static str {
    let wanted = locale.replace('-', "_");
    let language = wanted.split('_').next().unwrap_or_default();
    let exact = LOCALES.iter().find(|known| known.code.eq_ignore_ascii_case(&wanted));
    let same_language =
        || LOCALES.iter().find(|known| known.code.split('_').next() == Some(language));
    exact.or_else(same_language).map_or(DEFAULT_LOCALE, |known| known.code)
}

fn nearest<T>(locale: &str, find: impl Fn(&'static str) -> Option<T>) -> Option<T> {
    let own = nearest_locale(locale);
    find(own).or_else(|| if own == DEFAULT_LOCALE { None } else { find(DEFAULT_LOCALE) })
}

/// A list and where it comes from; read when first asked for.
struct Lazy<Origin, List> {
    origin: Origin,
    lists: OnceLock<List>,
}

impl<Origin, List> Lazy<Origin, List> {
    fn new(origin: Origin) -> Self {
        Self { origin, lists: OnceLock::new() }
    }
}

/// Where a vocabulary's entries come from.
enum Origin {
    /// A file of its own.
    Text(&'static str),
    /// The lines under a heading of the locale's texts.
    Section(Vec<&'static str>),
    /// Entries that another crate keeps.
    Listed(&'static [&'static str]),
    /// Other lists of the same locale.
    Derived(&'static Derivation),
}

impl Origin {
    fn load(&self, locale: &'static str) -> Words {
        match self {
            Self::Text(text) => Words::new(lines(text).map(|line| {
                let (entry, reading) = line.split_once('\t').unwrap_or((line, line));
                (entry, reading)
            })),
            Self::Section(entries) => Words::new(entries.iter().map(|&entry| (entry, entry))),
            Self::Listed(entries) => Words::new(entries.iter().map(|&entry| (entry, entry))),
            Self::Derived(Derivation::Field { records: name, field }) => {
                let pairs = records(locale, name).into_iter().flat_map(|list| {
                    let position = list.field(field);
                    list.rows.iter().filter_map(move |row| row.get(position?).copied())
                });
                Words::new(pairs.filter(|value| !value.is_empty()).map(|value| (value, value)))
            }
            Self::Derived(Derivation::Interleaved(first, second)) => {
                let lists = [first, second].map(|name| lookup(locale, name));
                let longest = lists.iter().flatten().map(|list| list.len()).max().unwrap_or(0);
                Words::new((0..longest).flat_map(|index| {
                    lists.into_iter().flatten().filter_map(move |list| {
                        Some((*list.entries.get(index)?, *list.readings.get(index)?))
                    })
                }))
            }
        }
    }
}

struct Catalog {
    words: BTreeMap<(&'static str, &'static str), Lazy<Origin, Words>>,
    records: BTreeMap<(&'static str, &'static str), Lazy<&'static str, Records>>,
}

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let mut words = BTreeMap::new();
    let mut records = BTreeMap::new();
    for locale in LOCALES {
        for &(name, text) in locale.words {
            words.insert((locale.code, name), Lazy::new(Origin::Text(text)));
        }
        for &(name, text) in locale.records {
            records.insert((locale.code, name), Lazy::new(text));
        }
        for (name, derivation) in catalog::DERIVED {
            words.insert((locale.code, *name), Lazy::new(Origin::Derived(derivation)));
        }
        // Last: what a language calls things takes the place of the names in English.
        for (name, entries) in sections(locale.texts) {
            words.insert((locale.code, name), Lazy::new(Origin::Section(entries)));
        }
    }
    for &(locale, name, entries) in faker::LISTS {
        words.insert((locale, name), Lazy::new(Origin::Listed(entries)));
    }
    Catalog { words, records }
});

/// The entries of a data file: its lines, without blank ones and comments (`# …`).
fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

/// The entries under each heading, `[name]`, of a locale's texts.
fn sections(text: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines(text) {
        let heading = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        match (heading, sections.last_mut()) {
            (Some(name), _) => sections.push((name, Vec::new())),
            (None, Some((_, entries))) => entries.push(line),
            (None, None) => {}
        }
    }
    sections
}

fn parse_records(text: &'static str) -> Records {
    let mut rows = lines(text).map(|line| line.split('\t').collect::<Vec<_>>());
    Records { fields: rows.next().unwrap_or_default(), rows: rows.collect() }
}
