//! Columns of categories for networks: one code each for few of them. Of many, the commonest keep
//! a code of their own; the others are embedded by what the other columns are like in their rows,
//! and those alike share a code, within which a category is drawn by its frequency.

use std::collections::BTreeMap;

use seedbed_dataset::seed::Stream;
use serde::{Deserialize, Serialize};

use crate::NULL_CODE;

/// Codes that a column has at most.
pub(crate) const MOST_CODES: usize = 96;
/// Of a column of more categories, codes of the commonest.
const OWN_CODES: usize = 48;
/// Numbers of a category's embedding.
pub(crate) const EMBEDDED: usize = 16;
/// Rows of the average that a category's own embedding is shrunk towards.
const SHRINKAGE: f64 = 5.0;
const ROUNDS: usize = 12;

/// How a column of categories is encoded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CategoryCode {
    /// For each code, its categories with running totals of their rows.
    groups: Vec<Vec<(u32, u64)>>,
    /// For each category that was seen, its code.
    #[serde(skip)]
    codes: BTreeMap<u32, u16>,
}

impl CategoryCode {
    /// Learns a column. `embedding` gives the other columns' numbers of a row, in a column of so
    /// many categories that they have to share codes.
    pub(crate) fn learn(column: &[u32], embedding: impl Fn(usize) -> [f32; EMBEDDED]) -> Self {
        let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
        column.iter().for_each(|code| *counts.entry(*code).or_default() += 1);
        let mut counts: Vec<(u32, u64)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let own = if counts.len() <= MOST_CODES { counts.len() } else { OWN_CODES };
        let mut groups: Vec<Vec<(u32, u64)>> =
            counts[..own].iter().map(|category| vec![*category]).collect();
        if own < counts.len() {
            groups.extend(shared(column, &counts[own..], embedding));
        }
        for group in &mut groups {
            let mut total = 0;
            for (_, count) in group {
                total += *count;
                *count = total;
            }
        }
        let mut code = Self { groups, codes: BTreeMap::new() };
        code.index();
        code
    }

    /// Finds codes by categories again, after reading.
    pub(crate) fn index(&mut self) {
        let pairs = self.groups.iter().zip(0_u16..);
        let pairs = pairs.flat_map(|(group, code)| group.iter().map(move |(c, _)| (*c, code)));
        self.codes = pairs.collect();
    }

    /// Whether what was read makes sense, for so many labels.
    pub(crate) fn is_sound(&self, labels: usize) -> bool {
        let known = |category: u32| category == NULL_CODE || (category as usize) < labels;
        !self.groups.is_empty()
            && self.groups.len() <= 4 * MOST_CODES
            && self.groups.iter().all(|group| {
                !group.is_empty() && group.iter().all(|(category, _)| known(*category))
            })
    }

    pub(crate) fn codes(&self) -> usize {
        self.groups.len()
    }

    /// The code of a category; of one that was never seen, the last, where the rarest are.
    pub(crate) fn encode(&self, category: u32) -> u16 {
        let last = self.groups.len() as u16 - 1;
        self.codes.get(&category).copied().unwrap_or(last)
    }

    /// A category of the code, drawn by frequency.
    pub(crate) fn decode(&self, code: u16, draw: u64) -> u32 {
        let group = &self.groups[usize::from(code)];
        if let [(only, _)] = &group[..] {
            return *only;
        }
        let total = group.last().map_or(1, |(_, total)| *total);
        let drawn = seedbed_dataset::seed::below(draw, total);
        group[group.partition_point(|(_, total)| *total <= drawn)].0
    }

    /// The codes whose categories include one that passes.
    pub(crate) fn codes_with(&self, passes: impl Fn(u32) -> bool) -> Vec<u16> {
        let some = |group: &[(u32, u64)]| group.iter().any(|(category, _)| passes(*category));
        (0..).zip(&self.groups).filter(|(_, group)| some(group)).map(|(code, _)| code).collect()
    }

    /// A category of the code that passes, drawn by frequency among those that do.
    pub(crate) fn decode_with(
        &self,
        code: u16,
        draw: u64,
        passes: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        let group = &self.groups[usize::from(code)];
        let mut before = 0;
        let mut passing: Vec<(u32, u64)> = Vec::new();
        let mut total = 0;
        for &(category, upto) in group {
            if passes(category) {
                total += upto - before;
                passing.push((category, total));
            }
            before = upto;
        }
        let drawn = seedbed_dataset::seed::below(draw, total.max(1));
        let place = passing.partition_point(|(_, total)| *total <= drawn);
        passing.get(place).map(|(category, _)| *category)
    }
}

/// Groups of rare categories that are alike: weighted k-means of their embeddings.
fn shared(
    column: &[u32],
    rare: &[(u32, u64)],
    embedding: impl Fn(usize) -> [f32; EMBEDDED],
) -> Vec<Vec<(u32, u64)>> {
    let places: BTreeMap<u32, usize> =
        rare.iter().enumerate().map(|(place, (category, _))| (*category, place)).collect();
    let mut means = vec![[0.0_f64; EMBEDDED]; rare.len()];
    let mut overall = [0.0_f64; EMBEDDED];
    for (row, category) in column.iter().enumerate() {
        if let Some(&place) = places.get(category) {
            for (part, number) in embedding(row).into_iter().enumerate() {
                means[place][part] += f64::from(number);
                overall[part] += f64::from(number);
            }
        }
    }
    let rows: u64 = rare.iter().map(|(_, count)| count).sum();
    for (mean, (_, count)) in means.iter_mut().zip(rare) {
        for (number, overall) in mean.iter_mut().zip(&overall) {
            let usual = SHRINKAGE * overall / rows as f64;
            *number = (*number + usual) / (*count as f64 + SHRINKAGE);
        }
    }
    cluster(&means, rare)
}

fn cluster(means: &[[f64; EMBEDDED]], rare: &[(u32, u64)]) -> Vec<Vec<(u32, u64)>> {
    let count = (MOST_CODES - OWN_CODES).min(rare.len());
    let mut centres: Vec<[f64; EMBEDDED]> =
        (0..count).map(|k| means[k * rare.len() / count]).collect();
    let apart = |a: &[f64; EMBEDDED], b: &[f64; EMBEDDED]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
    };
    let mut nearest = vec![0; means.len()];
    for _ in 0..ROUNDS {
        let mut sums = vec![([0.0; EMBEDDED], 0.0); count];
        for ((mean, (_, rows)), nearest) in means.iter().zip(rare).zip(&mut nearest) {
            let distance = |centre: &usize| apart(mean, &centres[*centre]);
            let best = (0..count).min_by(|a, b| distance(a).total_cmp(&distance(b)));
            *nearest = best.unwrap_or(0);
            let (sum, weight) = &mut sums[*nearest];
            *weight += *rows as f64;
            sum.iter_mut().zip(mean).for_each(|(sum, number)| *sum += *rows as f64 * number);
        }
        for (centre, (sum, weight)) in centres.iter_mut().zip(&sums) {
            if *weight > 0.0 {
                centre.iter_mut().zip(sum).for_each(|(number, sum)| *number = sum / weight);
            }
        }
    }
    let mut groups = vec![Vec::new(); count];
    rare.iter().zip(nearest).for_each(|(category, group)| groups[group].push(*category));
    groups.retain(|group| !group.is_empty());
    groups
}

/// Adds a code's share of an embedding: signs that depend on the column and the code.
pub(crate) fn hashed(column: usize, code: u16, into: &mut [f32; EMBEDDED]) {
    let stream = Stream::root(0x5eed).nth(column as u64).nth(code.into());
    for (part, number) in into.iter_mut().enumerate() {
        let sign = if stream.at(part as u64) >> 63 == 0 { 1.0 } else { -1.0 };
        *number += sign;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_categories_come_back_exactly() {
        let column: Vec<u32> =
            (0..500).map(|n| if n % 9 == 0 { NULL_CODE } else { n % 7 }).collect();
        let code = CategoryCode::learn(&column, |_| [0.0; EMBEDDED]);
        assert_eq!(code.codes(), 8);
        for category in column {
            assert_eq!(code.decode(code.encode(category), 12_345), category);
        }
    }

    #[test]
    fn ten_thousand_categories_share_codes_with_those_alike_and_keep_their_shares() {
        let stream = Stream::root(4);
        let column: Vec<u32> =
            (0..60_000).map(|n| (10_000.0 * stream.unit(n).powi(2)) as u32).collect();
        // Odd and even categories differ in what the other columns are like.
        let alike = |row: usize| [if column[row].is_multiple_of(2) { 1.0 } else { -1.0 }; EMBEDDED];
        let code = CategoryCode::learn(&column, alike);
        assert!(code.codes() <= MOST_CODES);
        let drawn: Vec<u32> = (0..60_000)
            .map(|n| code.decode(code.encode(column[n as usize]), stream.named("draw").at(n)))
            .collect();
        let same = column.iter().zip(&drawn).filter(|(a, b)| *a % 2 == *b % 2).count();
        assert!(same > 57_000, "{same}");
        let below = |limit: u32, column: &[u32]| column.iter().filter(|c| **c < limit).count();
        assert!(below(1000, &drawn).abs_diff(below(1000, &column)) < 600);
        let mut read: CategoryCode =
            serde_json::from_str(&serde_json::to_string(&code).unwrap()).unwrap();
        read.index();
        assert!(read == code);
        assert_eq!(code.decode_with(code.encode(9_001), 5, |c| c == 9_001), Some(9_001));
    }
}
