//! What comments say about a column's values.

use seedbed_generate::plan::Scalar;

use crate::survey::{Class, ColumnFacts, KeyPart};

/// Phrases after which a comment lists the values.
const OPENERS: &[&str] = &[
    "one of:",
    "one of",
    "possible values:",
    "allowed values:",
    "valid values:",
    "values:",
    "either",
];

/// Phrases after which a comment gives examples of them.
const EXAMPLES: &[&str] = &["e.g.", "eg.", "such as", "for example", "for instance"];

/// The values that a column's comment lists, if it does.
pub(crate) fn listed(facts: &ColumnFacts<'_>) -> Option<Vec<Scalar>> {
    let comment = facts.column.comment.as_deref()?;
    match facts.class {
        Class::Int => numbered(comment),
        Class::Text if facts.key == KeyPart::No => {
            let most = facts.max_length().unwrap_or(40).min(40) as usize;
            words(comment, most)
        }
        _ => None,
    }
}

/// `1 = monthly, 2 = biweekly`.
fn numbered(comment: &str) -> Option<Vec<Scalar>> {
    let mut values = Vec::new();
    let mut rest = comment;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let digits = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (number, after) = from.split_at(digits);
        let stands_alone = !before.ends_with(|c: char| c.is_alphanumeric() || c == '.' || c == '-');
        let explained = after.trim_start().strip_prefix(['=', ':']).is_some_and(|text| {
            text.trim_start().starts_with(|c: char| c.is_alphabetic() || c == '\'' || c == '"')
        });
        if stands_alone
            && explained
            && let Ok(number) = number.parse()
        {
            values.push(Scalar::Int(number));
        }
        rest = after;
    }
    values.dedup();
    (values.len() >= 2).then_some(values)
}

/// `one of: red, green or blue`; `'a' | 'b'`.
fn words(comment: &str, most: usize) -> Option<Vec<Scalar>> {
    let lower = comment.to_ascii_lowercase();
    let opened = OPENERS
        .iter()
        .chain(EXAMPLES)
        .find_map(|opener| lower.find(opener).map(|at| &comment[at + opener.len()..]));
    let list = match opened {
        Some(list) => list,
        None if comment.contains('|') => comment.rsplit(':').next().unwrap_or(comment),
        None => return None,
    };
    let list = list.split(['.', ';', ')', '\n']).next().unwrap_or_default();
    let values: Vec<String> = list
        .split([',', '|', '/'])
        .flat_map(|item| item.split(" or "))
        .flat_map(|item| item.split(" and "))
        .map(|item| item.trim().trim_start_matches("or ").trim_matches(['\'', '"', '`', ' ', ':']))
        .filter(|item| !item.is_empty() && *item != "etc")
        .map(str::to_owned)
        .collect();
    let short = |item: &String| item.chars().count() <= most && item.split(' ').count() <= 3;
    let usable = values.len() >= 2 && values.iter().all(short);
    usable.then(|| values.into_iter().map(Scalar::Text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_an_explanation_are_a_list() {
        let cases: &[(&str, Option<&[i64]>)] = &[
            ("(1 = monthly, 2 = biweekly)", Some(&[1, 2])),
            ("0: off; 1: on", Some(&[0, 1])),
            ("up to 255 characters", None),
            ("in 2 steps = fast", None),
        ];
        for (comment, expected) in cases {
            let expected =
                expected.map(|values| values.iter().map(|value| Scalar::Int(*value)).collect());
            assert_eq!(numbered(comment), expected, "{comment}");
        }
    }

    #[test]
    fn words_after_an_opener_are_a_list() {
        let cases: &[(&str, Option<&[&str]>)] = &[
            ("e.g. red, green or blue", Some(&["red", "green", "blue"])),
            ("One of: 'small', 'large'.", Some(&["small", "large"])),
            ("kind: web|mobile|api", Some(&["web", "mobile", "api"])),
            ("the customer's name", None),
            ("one of the things that a person would tell a friend, and that he would not", None),
        ];
        for (comment, expected) in cases {
            let expected =
                expected.map(|values| values.iter().map(|value| Scalar::from(*value)).collect());
            assert_eq!(words(comment, 40), expected, "{comment}");
        }
    }
}
