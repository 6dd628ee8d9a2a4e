//! The shape that the texts of a code have in common.

use std::collections::{BTreeMap, BTreeSet};

/// Of so many texts one must have the shape for it to be that of all.
const SHARE: usize = 4;
/// Texts up to this length are codes even without a digit.
const SHORT: usize = 4;

/// Among digits so few letters are check characters, which are told one by one.
const CHECK_LETTERS: usize = 2;

/// A regular expression for the most frequent shape of some texts: of one length, with digits,
/// letters or the same sign in the same places. `None` where they look like words.
pub(super) fn shape(texts: &[String]) -> Option<String> {
    let mut lengths: BTreeMap<usize, Vec<Vec<char>>> = BTreeMap::new();
    for text in texts {
        let text: Vec<char> = text.chars().collect();
        lengths.entry(text.len()).or_default().push(text);
    }
    let (length, alike) = lengths.into_iter().max_by_key(|(_, texts)| texts.len())?;
    if length == 0 || alike.len() * SHARE < texts.len() {
        return None;
    }
    let places: Vec<BTreeSet<char>> =
        (0..length).map(|at| alike.iter().map(|text| text[at]).collect()).collect();
    let numeric = |place: &BTreeSet<char>| place.iter().all(char::is_ascii_digit);
    let is_code = length <= SHORT || places.iter().any(numeric);
    is_code.then(|| places.iter().map(class).collect::<Option<String>>()).flatten()
}

/// What stands at one place of all texts, as a class of characters; `None` where that is letters
/// beyond the Latin ones, or letters in one text and a sign in another.
fn class(place: &BTreeSet<char>) -> Option<String> {
    if let (1, Some(sign)) = (place.len(), place.first())
        && (sign.is_ascii_punctuation() || *sign == ' ')
    {
        return Some(if *sign == ' ' { " ".into() } else { format!("\\{sign}") });
    }
    if !place.iter().all(char::is_ascii_alphanumeric) {
        return None;
    }
    let digits = place.iter().any(char::is_ascii_digit);
    let letters = |is_one: fn(&char) -> bool, all: &str| -> String {
        let found: String = place.iter().filter(|at| is_one(at)).collect();
        if found.is_empty() || (digits && found.len() <= CHECK_LETTERS) {
            found
        } else {
            all.into()
        }
    };
    let upper = letters(char::is_ascii_uppercase, "A-Z");
    let lower = letters(char::is_ascii_lowercase, "a-z");
    Some(format!("[{}{upper}{lower}]", if digits { "0-9" } else { "" }))
}

#[cfg(test)]
mod tests {
    use super::shape;

    fn of(texts: &[&str]) -> Option<String> {
        shape(&texts.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn codes_have_a_shape_and_words_have_none() {
        let cases: [(&[&str], Option<&str>); 6] = [
            (&["84117", "46201"], Some("[0-9][0-9][0-9][0-9][0-9]")),
            (&["A-12", "B-07"], Some("[A-Z]\\-[0-9][0-9]")),
            (
                &["080442957X", "1234567890"],
                Some("[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9X]"),
            ),
            (&["DE", "US"], Some("[A-Z][A-Z]")),
            (&["Orlando", "Houston"], None),
            (&["A-12", "B407"], None),
        ];
        for (texts, expected) in cases {
            assert_eq!(of(texts).as_deref(), expected, "{texts:?}");
        }
        assert_eq!(of(&[]), None);
    }
}
