//! The placeholders of templates, as far as a plan's author must know them. The engine has the
//! last word.

use std::collections::BTreeMap;

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// Text as it stands, braces doubled no more.
    Literal(String),
    /// A vocabulary, as written.
    Word(String),
    /// Anything else between braces.
    Other {
        /// The most characters it makes, as far as can be told; 0 for other columns.
        most: usize,
        /// What stands between the braces.
        inside: String,
    },
}

/// Takes a template apart.
pub(super) fn pieces(template: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        literal.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        let after = &rest[at + 1..];
        if let Some(behind) = after.strip_prefix(brace) {
            literal.push_str(brace);
            rest = behind;
            continue;
        }
        let end = after.find('}').filter(|_| brace == "{").ok_or_else(|| {
            format!("a brace stands alone in the template {template:?}; literal ones are doubled")
        })?;
        if !literal.is_empty() {
            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
        }
        pieces.push(placeholder(&after[..end]));
        rest = &after[end + 1..];
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    Ok(pieces)
}

fn placeholder(inside: &str) -> Piece {
    let most = match inside.split_once(':') {
        Some(("digits" | "letters" | "hex", count)) => count.trim().parse().unwrap_or(0),
        Some(("number", range)) => range.rsplit('-').next().map_or(0, str::len),
        Some(_) => 0,
        None if inside == "row" => 0,
        None => return Piece::Word(inside.to_owned()),
    };
    Piece::Other { most, inside: inside.to_owned() }
}

/// Puts a template together again.
pub(super) fn write(pieces: &[Piece]) -> String {
    let mut template = String::new();
    for piece in pieces {
        match piece {
            Piece::Literal(text) => {
                template.push_str(&text.replace('{', "{{").replace('}', "}}"));
            }
            Piece::Word(inside) | Piece::Other { inside, .. } => {
                template.push('{');
                template.push_str(inside);
                template.push('}');
            }
        }
    }
    template
}

/// A vocabulary's name as plans know it: a capital at its beginning asks for capital words.
pub(super) fn vocabulary_name(written: &str) -> String {
    let mut letters = written.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

/// The vocabularies that a template draws from.
pub(super) fn words(template: &str) -> Vec<String> {
    let pieces = pieces(template).unwrap_or_default().into_iter();
    let names = pieces.filter_map(|piece| match piece {
        Piece::Word(name) => Some(vocabulary_name(&name)),
        _ => None,
    });
    names.collect()
}

/// The same template with vocabularies renamed.
pub(super) fn renamed(template: &str, names: &BTreeMap<String, String>) -> String {
    let mut pieces = pieces(template).unwrap_or_default();
    for piece in &mut pieces {
        if let Piece::Word(written) = piece
            && let Some(name) = names.get(&vocabulary_name(written))
        {
            let is_capital = written.starts_with(char::is_uppercase);
            *written = if is_capital { capital(name) } else { name.clone() };
        }
    }
    write(&pieces)
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_put_together_as_it_was() {
        for template in ["", "a", "{Noun} of {place}, {{x}} {digits:3}-{column:city}"] {
            assert_eq!(write(&pieces(template).unwrap()), template);
        }
        assert!(pieces("{noun").is_err());
        assert_eq!(words("{Noun} {row} {digits:2} {colour}"), ["noun", "colour"]);
    }

    #[test]
    fn vocabularies_are_renamed_whatever_their_case() {
        let names = BTreeMap::from([("noun".to_owned(), "noun_2".to_owned())]);
        assert_eq!(renamed("{Noun} {noun} {nouns}", &names), "{Noun_2} {noun_2} {nouns}");
    }
}
