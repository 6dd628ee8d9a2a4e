//! Words of names.

/// The lower-case words of a name: `nameFirst`, `name_first` and `Name First` have the same.
pub fn words(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for (at, &character) in characters.iter().enumerate() {
        if !character.is_alphanumeric() {
            before = None;
            continue;
        }
        let begins = match before {
            None => true,
            Some(before) => character.is_uppercase() && starts_word(before, characters.get(at + 1)),
        };
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
        before = Some(character);
    }
    words
}

/// Whether a capital letter begins a word: behind a small one, or as the last capital of several
/// before a small one (`IPAddress`).
fn starts_word(before: char, next: Option<&char>) -> bool {
    !before.is_uppercase() || next.is_some_and(|next| next.is_lowercase())
}

/// A noun in the singular, by the endings of English.
pub fn singular(word: &str) -> String {
    let ends = |ending: &str| word.strip_suffix(ending).filter(|stem| stem.len() > 1);
    if let Some(stem) = ends("ies") {
        return format!("{stem}y");
    }
    let sibilant = ["ses", "xes", "zes", "ches", "shes"].iter().any(|end| ends(end).is_some());
    if sibilant && let Some(stem) = ends("es") {
        return stem.to_owned();
    }
    match ends("s") {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_by_case_and_signs() {
        let cases = [
            ("nameFirst", vec!["name", "first"]),
            ("order_items", vec!["order", "items"]),
            ("PlayerID", vec!["player", "id"]),
            ("ID", vec!["id"]),
            ("IPAddress", vec!["ip", "address"]),
            ("hours-per-week", vec!["hours", "per", "week"]),
        ];
        for (name, expected) in cases {
            assert_eq!(words(name), expected, "{name}");
        }
    }

    #[test]
    fn nouns_lose_their_plural() {
        let cases = [
            ("players", "player"),
            ("categories", "category"),
            ("boxes", "box"),
            ("status", "status"),
            ("address", "address"),
            ("addresses", "address"),
        ];
        for (plural, expected) in cases {
            assert_eq!(singular(plural), expected, "{plural}");
        }
    }
}
