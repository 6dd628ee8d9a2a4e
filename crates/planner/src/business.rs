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
    Animals,
    /// Whatever else: as a shop has it.
    Other,
}

/// Words of tables that tell a trade: those that stand for nothing else count twice.
const SIGNS: &[(Business, &[&str], &[&str])] = &[
    (
        Business::Medicine,
        &["patient", "diagnosis", "prescription", "encounter"],
        &["doctor", "physician", "practitioner", "appointment", "ward", "medication", "admission"],
    ),
    (
        Business::Insurance,
        &["policyholder", "insured", "underwriting", "claim"],
        &["policy", "premium", "coverage", "adjuster", "beneficiary"],
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
    (
        Business::Animals,
        &["veterinarian", "vet", "pet", "livestock", "herd"],
        &["animal", "species", "breed", "vaccination", "treatment", "consultation", "appointment"],
    ),
];

impl Business {
    /// The trade of tables with these words in their names: the one with most signs.
    pub(crate) fn of<'w>(tables: &(impl Iterator<Item = &'w [String]> + Clone)) -> Self {
        let has = |word: &str| tables.clone().any(|words| words.iter().any(|own| own == word));
        let weight = |certain: &[&str], likely: &[&str]| {
            let count = |words: &[&str]| words.iter().filter(|word| has(word)).count();
            2 * count(certain) + count(likely)
        };
        let mut found: Vec<(usize, Self)> = SIGNS
            .iter()
            .map(|(business, certain, likely)| (weight(certain, likely), *business))
            .collect();
        found.sort_by_key(|(signs, _)| std::cmp::Reverse(*signs));
        // A schema of many trades is of none.
        match found.as_slice() {
            [(most, business), (next, _), ..] if *most >= 3 && *most >= next + 2 => *business,
            _ => Self::Other,
        }
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
            (&["film", "category", "actor"], Business::Film),
            (&["department", "patient", "doctor"], Business::Medicine),
            (&["patient", "doctor", "film", "actor"], Business::Other),
            (&["policy", "user"], Business::Other),
            (&["pet", "appointment", "treatment"], Business::Animals),
            (&["pet", "order", "category"], Business::Other),
        ];
        for (tables, expected) in cases {
            let words: Vec<Vec<String>> =
                tables.iter().map(|name| vec![name.to_string()]).collect();
            assert_eq!(Business::of(&words.iter().map(Vec::as_slice)), *expected, "{tables:?}");
        }
    }
}
