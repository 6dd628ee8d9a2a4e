//! What comments say about a column's values.

mod lists;

use seedbed_expr::{Expr, Value};
use seedbed_generate::plan::Scalar;
use seedbed_schema::Default;

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
    "options:",
    "types:",
    "things like",
    "values like",
    "one among",
];

/// Phrases after which a comment gives examples of them.
const EXAMPLES: &[&str] = &[
    "e.g.",
    "eg.",
    "such as",
    "for example",
    "for instance",
    "ej.",
    "por ejemplo",
    "z.b.",
    "z. b.",
];

/// Columns whose comments tell what a text is about rather than which values there are.
const FREE: &str = "name|* name|description|* description|note|notes|* notes|remark|remarks|* remarks|\
     comment|comments|summary|* summary|detail|details|* details|info|* info|content|* content|\
     text|* text|body|data|* data|metadata|config|settings|address|* address|email|* email|phone|\
     * phone|url|* url|* id|password|* password|title|* title|instructions|* instructions|bio|\
     message|* message|history|* history|location|* location|token|* token|* key|hash|* hash|\
     anamnesis|contact|* contact|payload|properties|attributes|tags|* number";

/// The values that a column's comment lists, if it does.
pub(crate) fn listed(facts: &ColumnFacts<'_>) -> Option<Vec<Scalar>> {
    let comment = facts.column.comment.as_deref()?;
    match facts.class {
        Class::Int => numbered(comment),
        Class::Text if facts.key == KeyPart::No => {
            let most = facts.max_length().unwrap_or(40).min(40) as usize;
            coded(comment, most)
                .or_else(|| quoted(comment, most))
                .or_else(|| words(comment, most))
                .or_else(|| capitals(comment, most))
                .or_else(|| alternatives(comment, most))
                .or_else(|| {
                    let values = lists::plain(comment, most, usual(facts))
                        .filter(|_| !facts.is(FREE))
                        .or_else(|| lists::varied(comment, most))?;
                    Some(values.into_iter().map(Scalar::Text).collect())
                })
        }
        _ => None,
    }
}

/// The text that a column's default is, where it is one.
fn usual<'f>(facts: &'f ColumnFacts<'_>) -> Option<&'f str> {
    match &facts.column.default {
        Some(Default::Expr(Expr::Literal(Value::Text(text)))) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// The unit of a number that its comment names and its name does not.
pub(crate) fn unit(facts: &ColumnFacts<'_>) -> Option<&'static str> {
    let comment = facts.column.comment.as_deref().filter(|_| facts.class.is_number())?;
    lists::unit(comment).filter(|unit| !facts.words.iter().any(|word| word == unit))
}

/// The placeholder that a comment says is in a column's texts.
pub(crate) fn placeholder<'f>(facts: &'f ColumnFacts<'_>) -> Option<&'f str> {
    facts.column.comment.as_deref().and_then(lists::placeholder)
}

/// Whether a comment says that numbers count a parent's rows: `position on the board (1, 2, 3)`.
pub(crate) fn counts(facts: &ColumnFacts<'_>) -> bool {
    let comment = facts.comment();
    comment.contains("1, 2, 3") || comment.starts_with("position ") && facts.class == Class::Int
}

/// The form that a comment gives texts, as a regular expression: `11 digits`, `like RNT-ABC123`.
/// Where `known`, the name tells what an example is of.
pub(crate) fn form(facts: &ColumnFacts<'_>, known: bool) -> Option<String> {
    let comment = facts.column.comment.as_deref()?;
    let free = facts.domain.patterns.is_empty() && facts.domain.one_of.is_none();
    if facts.class != Class::Text || !free || facts.linked {
        return None;
    }
    let most = facts.max_length().unwrap_or(u32::MAX) as usize;
    let own = facts.is("phone|* phone|mobile|* mobile|fax|* fax|postal code|* postal code");
    digits(comment)
        .filter(|count| *count <= most && !own)
        .map(|count| format!("[1-9][0-9]{{{}}}", count - 1))
        .or_else(|| {
            let text = example(comment).filter(|text| text.len() <= most && !known)?;
            let unique = facts.key >= KeyPart::Unique;
            numbered_shape(text, most, unique).or_else(|| shape(text))
        })
}

/// Words for digits, in a few languages.
const DIGITS: &[&str] = &[
    "digit", "digits", "hane", "haneli", "chiffres", "dígitos", "digitos", "cifre", "cijfers",
    "ziffern", "stellig",
];

/// How many digits a comment asks for: no number of digits at most, or behind a point.
fn digits(comment: &str) -> Option<usize> {
    let lower = comment.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let at = parts.iter().position(|part| DIGITS.contains(part))?;
    let count: usize = parts.get(at.checked_sub(1)?)?.parse().ok()?;
    let before = at.checked_sub(2).and_then(|at| parts.get(at)).copied().unwrap_or_default();
    let vague = ["to", "most", "max", "least", "min", "than", "or", "last", "first"];
    let exact =
        !vague.contains(&before) && !parts.contains(&"decimal") && !parts.contains(&"after");
    (exact && (3..=20).contains(&count)).then_some(count)
}

/// The code that a comment shows for an example: capitals and digits.
fn example(comment: &str) -> Option<&str> {
    let lower = comment.to_ascii_lowercase();
    let openers = ["like ", "example: ", "format: ", "format ", "ex: "];
    let from = openers
        .iter()
        .chain(EXAMPLES)
        .find_map(|opener| lower.find(opener).map(|at| at + opener.len()))?;
    let told = comment[from..].trim_start_matches([' ', ',', ':', '"', '\'', '`', '(']);
    let end =
        told.find(|c: char| c.is_whitespace() || ",;\"'`()".contains(c)).unwrap_or(told.len());
    let token = told[..end].trim_end_matches('.');
    let has = |is: fn(char) -> bool| token.chars().any(is);
    let code =
        token.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "-/_".contains(c));
    (code && token.len() >= 5 && has(|c| c.is_ascii_digit()) && has(|c| c.is_ascii_uppercase()))
        .then_some(token)
}

/// An example that ends in a counter: all its letters stay, its counters vary
/// (`ESP32_DEVICE_001`). A `unique` one gets a digit more where there is room.
fn numbered_shape(example: &str, most: usize, unique: bool) -> Option<String> {
    let parts: Vec<&str> = example.split_inclusive(['-', '/', '_']).collect();
    let bare = |part: &str| part.trim_end_matches(['-', '/', '_']).to_owned();
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    let year = |part: &str| part.len() == 4 && part.starts_with("20");
    let counter = |part: &&&str| {
        let part = bare(part);
        digits(&part) && part.len() == 3 && part.starts_with('0') && !year(&part)
    };
    let words = parts.iter().filter(|part| bare(part).chars().any(char::is_alphabetic)).count();
    if words == 0 || !parts.iter().any(|part| counter(&part)) {
        return None;
    }
    let more = usize::from(unique && example.len() < most);
    let mut pattern = String::new();
    for part in &parts {
        let (text, sign) = part.split_at(bare(part).len());
        match () {
            () if counter(&part) => pattern.extend(std::iter::repeat_n("[0-9]", text.len() + more)),
            () if digits(text) && !year(text) => pattern += &"[1-9]".repeat(text.len()),
            () => pattern += text,
        }
        pattern += sign;
    }
    Some(pattern)
}

/// An example's pattern: the letters before its first sign stay, years are years, all else is
/// drawn. `None` where that leaves few.
fn shape(example: &str) -> Option<String> {
    let mut pattern = String::new();
    let mut drawn = 0;
    for (at, part) in example.split_inclusive(['-', '/', '_']).enumerate() {
        let (text, sign) = match part.strip_suffix(['-', '/', '_']) {
            Some(text) => (text, &part[text.len()..]),
            None => (part, ""),
        };
        let word = text.chars().all(|c| c.is_ascii_uppercase());
        let year = text.len() == 4 && text.starts_with("20") && text.parse::<u16>().is_ok();
        match () {
            () if at == 0 && word && !sign.is_empty() => pattern.push_str(text),
            () if year => pattern.push_str("202[3-5]"),
            () => {
                for c in text.chars() {
                    pattern.push_str(if c.is_ascii_digit() { "[0-9]" } else { "[A-Z]" });
                    drawn += 1;
                }
            }
        }
        pattern.push_str(sign);
    }
    (drawn >= 4).then_some(pattern)
}

/// The numbers of a list that a comment gives.
fn numbered(comment: &str) -> Option<Vec<Scalar>> {
    let numbers: Vec<Scalar> =
        explained(comment).into_iter().map(|(number, _)| Scalar::Int(number)).collect();
    (numbers.len() >= 2).then_some(numbers)
}

/// The numbers that a comment explains, and what each stands for: `1 = monthly, 2 = biweekly`,
/// `0 planned, 1 running`.
pub(crate) fn explained(comment: &str) -> Vec<(i64, String)> {
    let signed = numbers_before(comment, signed);
    if signed.len() >= 2 {
        return signed;
    }
    // Without signs, what is listed is counted.
    let plain = numbers_before(comment, |before, after| {
        let separated = before.trim_end().is_empty()
            || before.trim_end().ends_with([',', ';', '|', '/', '(', ':', '.']);
        after.strip_prefix(' ').filter(|_| separated)
    });
    let counted = plain.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1);
    let first = plain.first().is_some_and(|(number, _)| (0..=1).contains(number));
    if plain.len() >= 2 && counted && first { plain } else { Vec::new() }
}

/// What stands behind the sign between a number and its explanation.
fn signed<'c>(_: &str, after: &'c str) -> Option<&'c str> {
    after.trim_start().strip_prefix(['=', ':']).or_else(|| after.strip_prefix(" - "))
}

/// The numbers that `told` finds an explanation behind, and its words.
fn numbers_before<'c>(
    comment: &'c str,
    told: impl Fn(&'c str, &'c str) -> Option<&'c str>,
) -> Vec<(i64, String)> {
    let mut values: Vec<(i64, String)> = Vec::new();
    let mut rest = comment;
    let mut start = 0;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let at = start + at;
        let (before, from) = comment.split_at(at);
        let digits = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (number, after) = from.split_at(digits);
        let stands_alone = !before.ends_with(|c: char| c.is_alphanumeric() || c == '.' || c == '-');
        let text =
            told(before, after).map(|text| text.trim_start().trim_start_matches(['\'', '"']));
        let text = text.filter(|text| text.starts_with(char::is_alphabetic));
        if let (true, Some(text), Ok(number)) = (stands_alone, text, number.parse())
            && values.iter().all(|(known, _)| *known != number)
        {
            values.push((number, first_phrase(text)));
        }
        start = at + digits;
        rest = after;
    }
    values
}

/// The words up to the next sign or number.
fn first_phrase(text: &str) -> String {
    let end = [',', ';', '|', '/', ')', '(', '\n', '\'', '"', '.'];
    let phrase = text.split(|c: char| end.contains(&c) || c.is_ascii_digit()).next();
    phrase.unwrap_or_default().trim().trim_end_matches(" -").to_owned()
}

/// `A = active, I = inactive`: the codes before the signs.
fn coded(comment: &str, most: usize) -> Option<Vec<Scalar>> {
    /// The longest code that is explained.
    const LONGEST: usize = 3;
    let (_, inside) = comment.split_once('(').unwrap_or(("", comment));
    let list = inside.split(')').next().unwrap_or_default();
    let list = list.rsplit_once(": ").filter(|_| list.contains('=')).map_or(list, |(_, list)| list);
    let codes: Option<Vec<&str>> = list
        .split([',', ';', '/', '|'])
        .map(|item| {
            let (code, said) = item.split_once('=').or_else(|| item.split_once(':'))?;
            let code = code.trim().trim_matches(['\'', '"', '`']);
            let short = (1..=LONGEST.min(most)).contains(&code.chars().count());
            let plain = code.chars().all(char::is_alphanumeric);
            let told = said.trim().starts_with(|c: char| c.is_alphabetic() || c == '\'');
            (short && plain && told).then_some(code)
        })
        .collect();
    distinct(&codes?)
}

/// `'SMS', 'Email'`: texts in quotes, with nothing but a comma or a word between them.
fn quoted(comment: &str, most: usize) -> Option<Vec<Scalar>> {
    let mark = ['\'', '"', '`'].into_iter().find(|mark| comment.matches(*mark).count() >= 4)?;
    let pieces: Vec<&str> = comment.split(mark).collect();
    let between = |text: &str| {
        matches!(
            text.trim().trim_matches(','),
            "" | "|" | "/" | "or" | " or" | "and" | " and" | ";"
        )
    };
    // The pieces with odd positions are quoted, those between them even.
    let values: Vec<&str> =
        (1..pieces.len().saturating_sub(1)).step_by(2).map(|at| pieces[at]).collect();
    let joined = (2..pieces.len().saturating_sub(2)).step_by(2).all(|at| between(pieces[at]));
    let short = |value: &&str| (1..=most).contains(&value.trim().chars().count());
    (joined && values.iter().all(short)).then(|| distinct(&values)).flatten()
}

/// `debit or credit`: nothing but words with an "or" before the last.
fn alternatives(comment: &str, most: usize) -> Option<Vec<Scalar>> {
    let (first, last) = comment.trim().trim_end_matches('.').rsplit_once(" or ")?;
    let items: Vec<&str> = first.split(',').chain([last]).map(str::trim).collect();
    let word = |item: &&str| {
        let plain = item.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        plain && (2..=most).contains(&item.chars().count())
    };
    // Words of a sentence are no list: `empty or null`.
    let absent = |item: &&str| matches!(item.to_lowercase().as_str(), "null" | "empty" | "none");
    let listed = items.iter().all(word) && !items.iter().any(absent);
    listed.then(|| distinct(&items)).flatten()
}

/// `DELETED, ADDED, MODIFY`: at least three words in capitals.
fn capitals(comment: &str, most: usize) -> Option<Vec<Scalar>> {
    let list = comment.rsplit(": ").next().unwrap_or(comment).trim_end_matches('.');
    let items: Vec<&str> = list.split([',', '/']).map(str::trim).collect();
    let shouted = |item: &&str| {
        let letters = item.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        letters && (2..=most).contains(&item.chars().count())
    };
    (items.len() >= 3 && items.iter().all(shouted)).then(|| distinct(&items)).flatten()
}

/// Two values at least, each once.
fn distinct(values: &[&str]) -> Option<Vec<Scalar>> {
    let mut kept: Vec<Scalar> = Vec::new();
    for value in values.iter().map(|value| Scalar::from(value.trim())) {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    (kept.len() >= 2).then_some(kept)
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
    let list = list.split([';', ')', '\n']).next().unwrap_or_default();
    let list = list.split(". ").next().unwrap_or_default().trim_end().trim_end_matches('.');
    let values: Vec<String> = list
        .split([',', '|', '/'])
        .flat_map(|item| item.split(" or "))
        .flat_map(|item| item.split(" and "))
        .map(|item| item.trim().trim_start_matches("or ").trim_matches(['\'', '"', '`', ' ', ':']))
        .filter(|item| !item.is_empty() && *item != "etc")
        .map(str::to_owned)
        .collect();
    let short = |item: &String| item.chars().count() <= most && item.split(' ').count() <= 3;
    // `(\`url\`|...)` is the text of a declaration, not a list.
    let spelt = |item: &String| item.chars().any(char::is_alphanumeric) && !item.contains("...");
    let values: Vec<String> = values.into_iter().filter(spelt).collect();
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
            ("0 planned, 1 running; 2 done", Some(&[0, 1, 2])),
            ("mode: 1 sea, 2 air", Some(&[1, 2])),
            ("every 5 minutes, 10 seconds at most", None),
            ("payments per year: 12", None),
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
    fn codes_quotes_and_capitals_are_lists() {
        let cases: &[(&str, Option<&[&str]>)] = &[
            ("status (A = active, I = inactive)", Some(&["A", "I"])),
            ("0=no, 1=yes", Some(&["0", "1"])),
            ("sent by 'SMS', 'Email' or 'Post'", Some(&["SMS", "Email", "Post"])),
            ("the customer's name and the firm's", None),
            ("what was done: ADD, MODIFY, DELETE", Some(&["ADD", "MODIFY", "DELETE"])),
            ("used for VAT, EIN", None),
            ("width: the width in pixels", None),
        ];
        for (comment, expected) in cases {
            let expected =
                expected.map(|values| values.iter().map(|value| Scalar::from(*value)).collect());
            let found = coded(comment, 40)
                .or_else(|| quoted(comment, 40))
                .or_else(|| capitals(comment, 40));
            assert_eq!(found, expected, "{comment}");
        }
    }

    #[test]
    fn words_after_an_opener_are_a_list() {
        let cases: &[(&str, Option<&[&str]>)] = &[
            ("e.g. red, green or blue", Some(&["red", "green", "blue"])),
            ("One of: 'small', 'large'.", Some(&["small", "large"])),
            ("kind: web|mobile|api", Some(&["web", "mobile", "api"])),
            ("includes things like DELETED, ADDED", Some(&["DELETED", "ADDED"])),
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
