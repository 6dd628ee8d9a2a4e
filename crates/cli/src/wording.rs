//! What a reader of JSON says about a plan, in the words of its author.

/// Says in a user's words what is wrong with a member of a plan; `message` is the reader's.
pub(crate) fn of_plan_error(message: &str) -> String {
    // The place is told apart from the message.
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    if let Some((found, expected)) = message.split_once(", expected ") {
        let wrong = ["invalid type: ", "invalid value: "];
        let found = wrong.iter().find_map(|prefix| found.strip_prefix(prefix)).map(given);
        // Only a list can be of a wrong length.
        let is_list = message.starts_with("invalid length ");
        if let Some(found) = found.or(is_list.then_some("a list")) {
            return format!("{} is expected here, not {found}", wanted(expected));
        }
    }
    if let Some(name) = message.strip_prefix("missing field ") {
        return format!("{name} is missing here");
    }
    if let Some(name) = message.strip_prefix("duplicate field ") {
        return format!("{name} is here twice");
    }
    let unknown = ["unknown field ", "unknown variant "];
    if let Some(rest) = unknown.iter().find_map(|prefix| message.strip_prefix(prefix)) {
        return match rest.split_once(", expected ") {
            Some((name, known)) => {
                let known = known.strip_prefix("one of ").unwrap_or(known);
                format!("{name} is not known here; known are {known}")
            }
            None => format!("{} is not known here", rest.split(',').next().unwrap_or(rest)),
        };
    }
    match message.strip_prefix("data did not match any variant of untagged enum ") {
        Some("Bound") => r#"a value or {"expression": "…"} is expected here"#.to_owned(),
        Some("Scalar") => "a text, a number, true, false or null is expected here".to_owned(),
        Some("Vocabulary") => "a vocabulary's name or a list of texts is expected here".to_owned(),
        Some(_) => "something else is expected here".to_owned(),
        None => format!("it is no JSON: {message}"),
    }
}

/// What the reader expects.
fn wanted(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number from 0 up",
        "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        "a string" => "a text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        _ if expected.starts_with("struct ") || expected.contains("tagged enum") => "an object",
        other => other,
    }
}

/// What is there instead; values are not repeated.
fn given(found: &str) -> &'static str {
    const WORDS: &[(&str, &str)] = &[
        ("string", "a text"),
        ("integer", "that number"),
        ("floating point", "a number with a fraction"),
        ("boolean", "true or false"),
        ("map", "an object"),
        ("sequence", "a list"),
        ("null", "null"),
        ("unit", "null"),
    ];
    let word = WORDS.iter().find(|(start, _)| found.starts_with(start));
    word.map_or("this", |(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_plan_is_said_in_its_authors_words() {
        let cases = [
            (
                "invalid type: sequence, expected struct Plan at line 1 column 0",
                "an object is expected here, not a list",
            ),
            (
                r#"invalid type: string "SECRET", expected u64 at line 3 column 9"#,
                "a whole number from 0 up is expected here, not a text",
            ),
            (
                "invalid value: integer `-5`, expected u64",
                "a whole number from 0 up is expected here, not that number",
            ),
            (
                "invalid length 0, expected struct Plan with 7 elements at line 1 column 2",
                "an object is expected here, not a list",
            ),
            ("missing field `seed` at line 1 column 2", "`seed` is missing here"),
            ("duplicate field `seed`", "`seed` is here twice"),
            (
                "unknown field `sead`, expected one of `engine`, `seed`",
                "`sead` is not known here; known are `engine`, `seed`",
            ),
            ("unknown field `x`, there are no fields", "`x` is not known here"),
            (
                "data did not match any variant of untagged enum Scalar",
                "a text, a number, true, false or null is expected here",
            ),
            ("trailing comma at line 4 column 3", "it is no JSON: trailing comma"),
        ];
        for (message, expected) in cases {
            assert_eq!(of_plan_error(message), expected);
        }
    }
}
