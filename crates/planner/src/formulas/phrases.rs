//! Names as a stem and a phrase that says which part of the stem they are: `storage used` and
//! `storage quota` are the used and the quota of storage.

/// The words without one of the phrases (with `|` between them), where they hold one; the longest
/// phrase counts.
pub(super) fn stem(words: &[String], phrases: &str) -> Option<Vec<String>> {
    let found = phrases.split('|').filter_map(|phrase| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        let at = words.windows(phrase.len()).position(|window| window == phrase)?;
        Some((at, phrase.len()))
    });
    let Some((at, length)) = found.max_by_key(|(_, length)| *length) else {
        // The empty phrase is a name that is the stem alone.
        return phrases.split('|').any(str::is_empty).then(|| words.to_vec());
    };
    Some([&words[..at], &words[at + length..]].concat())
}

/// Whether two stems are of one thing: the same words, whatever their number.
pub(super) fn alike(a: &[String], b: &[String]) -> bool {
    let one = |words: &[String]| -> Vec<String> {
        words.iter().map(|word| crate::tokens::singular(word)).collect()
    };
    a.len() == b.len() && one(a) == one(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::words;

    #[test]
    fn the_longest_phrase_leaves_the_stem() {
        let cases = [
            ("storage_used_bytes", "used", Some("storage bytes")),
            ("usage_limit", "limit|usage limit", Some("")),
            ("price", "used", None),
            ("overused", "used", None),
            ("energy", "current|", Some("energy")),
        ];
        for (name, phrases, expected) in cases {
            let found = stem(&words(name), phrases).map(|words| words.join(" "));
            assert_eq!(found.as_deref(), expected, "{name}");
        }
    }
}
