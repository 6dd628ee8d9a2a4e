//! Lists, units and placeholders that comments give without saying that they do.

/// Words that end a list which goes on.
const AND_SO_ON: &[&str] = &["etc.", "etc", "...", "…", "usw.", "ecc."];

/// Words between the last two of a list, in a few languages.
const CONJUNCTIONS: &[&str] =
    &[" or ", " and ", " o ", " u ", " y ", " e ", " ou ", " et ", " oder ", " und "];

/// Words of sentences, which no value is.
const PROSE: &[&str] = &[
    "the",
    "a",
    "an",
    "if",
    "is",
    "are",
    "not",
    "null",
    "optional",
    "required",
    "unique",
    "for",
    "in",
    "to",
    "with",
    "from",
    "by",
    "when",
    "can",
    "be",
    "this",
    "that",
    "default",
    "nullable",
    "auto",
    "de",
    "del",
    "la",
    "el",
    "los",
    "las",
    "le",
    "les",
    "der",
    "die",
    "das",
    "per",
    "its",
    "on",
    "at",
    "was",
    "has",
    "only",
    "must",
    "may",
    "used",
    "see",
    "each",
    "all",
    "any",
    "e.g.",
    "i.e.",
    "name",
    "address",
    "email",
    "phone",
    "date",
    "number",
    "id",
    "references",
];

/// `draft, confirmed, shipped`; `condition (good, fair, poor, etc.)`: words of one form, at least
/// three of them, or two with the `usual` one among them.
pub(super) fn plain(comment: &str, most: usize, usual: Option<&str>) -> Option<Vec<String>> {
    let comment = comment.trim();
    let inside = comment
        .rsplit_once('(')
        .and_then(|(_, rest)| rest.split_once(')'))
        .map(|(inside, _)| inside);
    let behind = comment.rsplit_once(": ").map(|(_, list)| list);
    [Some(comment), inside, behind].into_iter().flatten().find_map(|list| items(list, most, usual))
}

fn items(list: &str, most: usize, usual: Option<&str>) -> Option<Vec<String>> {
    let (list, open) = without_end(list);
    let mut pieces: Vec<&str> = list.split([',', ';', '/', '|']).collect();
    let tail = pieces.pop()?;
    let split = CONJUNCTIONS.iter().find_map(|word| tail.split_once(word));
    match split {
        Some((one, other)) => pieces.extend([one, other]),
        None => pieces.push(tail),
    }
    let mut values: Vec<String> = Vec::new();
    for piece in pieces {
        let piece = piece.trim().trim_matches(['\'', '"', '`', '.', ' ']);
        let piece = CONJUNCTIONS
            .iter()
            .find_map(|word| piece.strip_prefix(word.trim_start()))
            .unwrap_or(piece);
        if piece.is_empty() || !is_value(piece, most) {
            return None;
        }
        if !values.iter().any(|known| known == piece) {
            values.push(piece.to_owned());
        }
    }
    let capital = |value: &String| value.chars().next().is_some_and(char::is_uppercase);
    let alike = values.iter().all(capital) || !values.iter().any(capital);
    let known = usual.is_none_or(|usual| values.iter().any(|value| value == usual));
    let enough = values.len() >= 3 || values.len() == 2 && (usual.is_some() || open);
    (alike && known && enough).then_some(values)
}

/// A list without the words that say it goes on, and whether there were any.
fn without_end(list: &str) -> (&str, bool) {
    let list = list.trim();
    for end in AND_SO_ON {
        if let Some(rest) = list.strip_suffix(end) {
            return (rest.trim().trim_end_matches([',', ';', '/']), true);
        }
    }
    (list.trim_end_matches('.'), false)
}

/// A word or two that a program would keep.
fn is_value(text: &str, most: usize) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '+' | '&');
    // `In Progress`, `On Hold`, `Not Started` and `To Do` are states.
    let opens = |word: &str| words.len() == 2 && matches!(word, "in" | "on" | "not" | "to");
    let prose = |(place, word): (usize, &&str)| {
        let word = word.to_lowercase();
        PROSE.contains(&word.as_str()) && !(place == 0 && opens(&word))
    };
    words.len() <= 2
        && text.starts_with(char::is_alphabetic)
        && text.chars().all(plain)
        && (2..=most).contains(&text.chars().count())
        && !words.iter().enumerate().any(prose)
}

/// Openers of examples, in a few languages.
const OPENERS: &[&str] = &["e.g.", "e.g", "eg.", "ej.", "ex.", "z. b.", "z.b.", "bijv.", "es."];

/// `every 12 hours` of a comment's example: its number also halved and doubled.
pub(super) fn varied(comment: &str, most: usize) -> Option<Vec<String>> {
    let lower = comment.to_lowercase();
    let from = OPENERS.iter().find_map(|opener| {
        let at = lower.find(opener)?;
        let alone = !lower[..at].ends_with(char::is_alphanumeric);
        alone.then_some(at + opener.len())
    })?;
    let told = comment.get(from..)?.split([')', ';']).next()?;
    let told = told.trim().trim_matches([':', ',', '"', '\'', '.', ' ']);
    let words: Vec<&str> = told.split(' ').collect();
    let numbers: Vec<u32> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let plain = |word: &&str| {
        word.chars().all(|c| c.is_ascii_digit()) || word.chars().all(char::is_lowercase)
    };
    let ([number], true) = (numbers.as_slice(), words.iter().all(plain)) else { return None };
    if !(2..=4).contains(&words.len()) || *number < 2 || told.chars().count() >= most {
        return None;
    }
    let with = |other: u32| {
        let word = |word: &&str| {
            if word.parse() == Ok(*number) { other.to_string() } else { (*word).to_owned() }
        };
        words.iter().map(word).collect::<Vec<_>>().join(" ")
    };
    let mut values = vec![with(*number), with(number * 2)];
    if number / 2 > 1 {
        values.push(with(number / 2));
    }
    Some(values)
}

/// Units as comments write them, and as the rules for names do.
const UNITS: &[(&str, &str)] = &[
    ("inches", "inches"),
    ("feet", "feet"),
    ("pounds", "pounds"),
    ("lbs", "pounds"),
    ("volts", "volts"),
    ("volt", "volts"),
    ("amperes", "amps"),
    ("amps", "amps"),
    ("ampere", "amps"),
    ("kw", "kw"),
    ("kilowatts", "kw"),
    ("kwh", "kwh"),
    ("watts", "watts"),
    ("grams", "grams"),
    ("tons", "tons"),
    ("tonnes", "tons"),
    ("millimeters", "mm"),
    ("millimetres", "mm"),
    ("mm", "mm"),
    ("milliliters", "ml"),
    ("ml", "ml"),
    ("liters", "liters"),
    ("litres", "liters"),
    ("fahrenheit", "f"),
    ("°f", "f"),
    ("%", "percent"),
    ("percent", "percent"),
    ("percentage", "percent"),
    ("mph", "mph"),
    ("bytes", "bytes"),
    ("milliseconds", "ms"),
];

/// The unit that a comment names: as all it says, in parentheses, or behind *in*.
pub(super) fn unit(comment: &str) -> Option<&'static str> {
    let lower = comment.to_lowercase();
    let known = |word: &str| UNITS.iter().find(|(told, _)| *told == word).map(|(_, unit)| *unit);
    let words: Vec<&str> = lower
        .split([' ', ',', ';', '\n'])
        .map(|word| word.trim_matches(['(', ')', '.', ':', '[', ']']))
        .collect();
    let behind = words
        .windows(2)
        .find_map(|pair| matches!(pair[0], "in" | "en" | "unit").then(|| known(pair[1])).flatten());
    let inside = lower
        .split_once(['(', '['])
        .and_then(|(_, rest)| rest.split_once([')', ']']))
        .and_then(|(inside, _)| known(inside.trim()));
    let alone = match words.as_slice() {
        [word] => known(word),
        _ => None,
    };
    alone.or(behind).or(inside)
}

/// The placeholder that a comment says is in a text: `URL with {tracking_number}`.
pub(super) fn placeholder(comment: &str) -> Option<&str> {
    let from = comment.find('{')?;
    let to = from + comment[from..].find('}')?;
    let word = &comment[from + 1..to];
    let plain = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    plain.then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_form_are_a_list() {
        type Case = (&'static str, Option<&'static str>, Option<&'static [&'static str]>);
        let cases: &[Case] = &[
            ("draft, confirmed, picking", Some("draft"), Some(&["draft", "confirmed", "picking"])),
            ("ground, express, overnight, etc.", None, Some(&["ground", "express", "overnight"])),
            (
                "Pronóstico (favorable, reservado, crítico)",
                None,
                Some(&["favorable", "reservado", "crítico"]),
            ),
            ("rosadas, pálidas o cianóticas", None, Some(&["rosadas", "pálidas", "cianóticas"])),
            ("email/phone", None, None),
            ("draft, confirmed, picking", Some("open"), None),
            ("the user, who wrote it, or null", None, None),
            ("Purchase order reference", None, None),
        ];
        for (comment, usual, expected) in cases {
            let expected = expected.map(|words| words.iter().map(ToString::to_string).collect());
            assert_eq!(plain(comment, 40, *usual), expected, "{comment}");
        }
    }

    #[test]
    fn units_stand_alone_or_behind_in() {
        let cases = [
            ("in inches", Some("inches")),
            ("Volts", Some("volts")),
            ("Body weight (lbs)", Some("pounds")),
            ("how many feet it has", None),
        ];
        for (comment, expected) in cases {
            assert_eq!(unit(comment), expected, "{comment}");
        }
    }

    #[test]
    fn an_examples_number_varies() {
        let expected = ["cada 12 horas", "cada 24 horas", "cada 6 horas"];
        let found = varied("Frecuencia (ej. cada 12 horas)", 40).unwrap();
        assert_eq!(found, expected);
        assert_eq!(varied("e.g. 10 Downing Street", 40), None);
    }
}
