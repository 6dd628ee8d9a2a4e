//! The trade that a schema is about, told by the names of its tables: a category is another thing
//! for a film library than for a shop.

/// A trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Business {
    Medicine,
    Insurance,
    Film,
    Music,
    Books,
    Food,
    Teaching,
    Property,
    /// Whatever else: as a shop has it.
    Other,
}

/// Words of tables that tell a trade. Two of them do, or one that stands for nothing else.
const SIGNS: &[(Business, &[&str], &[&str])] = &[
    (
        Business::Medicine,
        &["patient", "diagnosis", "prescription", "encounter"],
        &["doctor", "physician", "practitioner", "appointment", "ward", "medication", "admission"],
    ),
    (
        Business::Insurance,
        &["policyholder", "insured", "underwriting"],
        &["policy", "claim", "premium", "coverage", "adjuster", "beneficiary"],
    ),
    (
        Business::Film,
        &["film", "movie"],
        &["actor", "director", "screening", "cinema", "episode", "studio"],
    ),
    (Business::Music, &["playlist", "album"], &["track", "artist", "song", "band", "concert"]),
    (Business::Books, &["library"], &["book", "author", "publisher", "loan", "borrower", "copy"]),
    (
        Business::Food,
        &["restaurant", "dish", "recipe"],
        &["menu", "ingredient", "kitchen", "chef", "modifier"],
    ),
    (
        Business::Teaching,
        &["student", "pupil"],
        &["course", "lesson", "teacher", "enrollment", "quiz", "instructor", "exam"],
    ),
    (
        Business::Property,
        &["listing", "realtor", "tenant", "lease"],
        &["property", "agency", "agent", "buyer", "showing", "apartment", "house", "offer"],
    ),
];

impl Business {
    /// The trade of tables with these words in their names: the one with most signs.
    pub(crate) fn of<'w>(tables: impl Iterator<Item = &'w [String]> + Clone) -> Self {
        let has = |word: &str| tables.clone().any(|words| words.iter().any(|own| own == word));
        let weight = |certain: &[&str], likely: &[&str]| {
            let count = |words: &[&str]| words.iter().filter(|word| has(word)).count();
            2 * count(certain) + count(likely)
        };
        let mut best = (1, Self::Other);
        for (business, certain, likely) in SIGNS {
            let found = weight(certain, likely);
            if found > best.0 {
                best = (found, *business);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_tell_the_trade() {
        let cases: &[(&[&str], Business)] = &[
            (&["customer", "order", "product"], Business::Other),
            (&["product", "policy", "claim"], Business::Insurance),
            (&["film", "category", "inventory"], Business::Film),
            (&["department", "patient", "room"], Business::Medicine),
            (&["policy", "user"], Business::Other),
        ];
        for (tables, expected) in cases {
            let words: Vec<Vec<String>> =
                tables.iter().map(|name| vec![name.to_string()]).collect();
            assert_eq!(Business::of(words.iter().map(Vec::as_slice)), *expected, "{tables:?}");
        }
    }
}
