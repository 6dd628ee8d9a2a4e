//! Names as words.

/// The words of a name in lower case: `customerId`, `CUSTOMER_ID` and `customer-id` are the same.
pub(crate) fn of(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let characters: Vec<char> = name.chars().collect();
    for (at, &character) in characters.iter().enumerate() {
        if !character.is_alphanumeric() {
            words.extend(taken(&mut word));
            continue;
        }
        let before = at.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(at + 1);
        let starts = character.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    // The last capital of `HTTPServer` begins a word.
                    || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
            });
        if starts {
            words.extend(taken(&mut word));
        }
        word.extend(character.to_lowercase());
    }
    words.extend(taken(&mut word));
    words
}

fn taken(word: &mut String) -> Option<String> {
    (!word.is_empty()).then(|| std::mem::take(word))
}

/// The words of a name with the last one in the singular.
pub(crate) fn singular_of(name: &str) -> Vec<String> {
    let mut words = of(name);
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// One of what an English plural names; other words as they are.
pub(crate) fn singular(word: &str) -> String {
    const IRREGULAR: &[(&str, &str)] = &[
        ("people", "person"),
        ("children", "child"),
        ("men", "man"),
        ("women", "woman"),
        ("diagnoses", "diagnosis"),
        ("analyses", "analysis"),
        ("statuses", "status"),
        ("addresses", "address"),
        ("buses", "bus"),
        ("indices", "index"),
        ("criteria", "criterion"),
        ("media", "medium"),
        ("data", "data"),
        ("news", "news"),
        ("series", "series"),
        ("movies", "movie"),
        ("cookies", "cookie"),
        ("menus", "menu"),
    ];
    const WHOLE: &[&str] = &["ss", "us", "is"];
    /// Not plural, though others with this ending are.
    const SINGULAR: &[&str] =
        &["alias", "atlas", "bias", "canvas", "gas", "chaos", "kudos", "os", "pos"];
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zes", "oes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    let is_whole = SINGULAR.contains(&word) || WHOLE.iter().any(|ending| word.ends_with(ending));
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !is_whole => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        let cases = [
            ("customerId", "customer id"),
            ("CUSTOMER_ID", "customer id"),
            ("HTTPServerName2", "http server name2"),
            ("order-items", "order items"),
        ];
        for (name, expected) in cases {
            assert_eq!(of(name).join(" "), expected);
        }
    }

    #[test]
    fn plurals_become_singular() {
        let cases = [
            ("categories", "category"),
            ("boxes", "box"),
            ("statuses", "status"),
            ("bus", "bus"),
            ("photos", "photo"),
            ("heroes", "hero"),
            ("areas", "area"),
            ("alias", "alias"),
            ("addresses", "address"),
            ("people", "person"),
            ("analysis", "analysis"),
            ("houses", "house"),
            ("users", "user"),
            ("branches", "branch"),
        ];
        for (many, one) in cases {
            assert_eq!(singular(many), one);
        }
    }
}
