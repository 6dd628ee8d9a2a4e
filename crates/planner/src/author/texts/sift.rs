//! What of a small model's rows is of use.

use std::collections::BTreeSet;

use super::task::Task;

/// Well-known names that models have learned and that made-up data should not hold; one a line.
const BRANDS: &str = include_str!("brands.txt");

/// Words that no text ends with that was said to its end.
const UNFINISHED: &[&str] = &[
    "a", "an", "the", "and", "or", "but", "of", "to", "with", "for", "in", "on", "at", "by", "is",
    "are", "was", "as", "from", "that", "this", "it", "its", "your", "our", "their", "be", "has",
];

/// Takes what is new and usable, and remembers it.
pub(super) struct Sift<'t> {
    task: &'t Task,
    /// What each column's texts are so far, examples included, in lower case.
    seen: Vec<BTreeSet<String>>,
    brands: BTreeSet<&'static str>,
}

impl<'t> Sift<'t> {
    pub(super) fn new(task: &'t Task) -> Self {
        let seen = (0..task.columns.len())
            .map(|at| task.examples.iter().map(|row| row[at].to_lowercase()).collect())
            .collect();
        Self { task, seen, brands: BRANDS.lines().collect() }
    }

    /// The record that a reply holds (a JSON text), where it is of use.
    pub(super) fn take(&mut self, reply: &str) -> Option<Vec<String>> {
        let row: String = serde_json::from_str(reply).ok()?;
        let record: Vec<String> = row.split(" | ").map(|value| value.trim().to_owned()).collect();
        let is_whole = record.len() == self.task.columns.len();
        let is_new =
            |(seen, value): (&BTreeSet<String>, &String)| !seen.contains(&value.to_lowercase());
        if !is_whole
            || !self.task.columns.iter().zip(&record).all(|(column, value)| {
                value.chars().count() <= column.longest && self.is_good(value)
            })
            || !self.seen.iter().zip(&record).all(is_new)
        {
            return None;
        }
        for (seen, value) in self.seen.iter_mut().zip(&record) {
            seen.insert(value.to_lowercase());
        }
        Some(record)
    }

    fn is_good(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let Some(last) = words.last() else { return false };
        let is_repetitive = words
            .iter()
            .any(|word| word.len() > 2 && words.iter().filter(|other| other == &word).count() > 2);
        let doubled = words.windows(2).any(|pair| pair[0] == pair[1]);
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let is_contact = text.contains('@') || lower.contains("www.") || digits > 6;
        let is_odd = text.contains("  ") || text.contains(['\u{fffd}', '\n', '\t']);
        !is_repetitive
            && !doubled
            && !is_contact
            && !is_odd
            && !UNFINISHED.contains(last)
            && !self.names_a_brand(&words)
    }

    /// Whether one, two or three words in a row are a brand.
    fn names_a_brand(&self, words: &[&str]) -> bool {
        (1..=3).any(|length| {
            words.windows(length).any(|some| self.brands.contains(some.join(" ").as_str()))
        })
    }
}
