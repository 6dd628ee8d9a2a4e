//! The syntax of templates.

use super::resolve::Refusal;

/// One piece of a template as written.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'t> {
    Literal(String),
    Word {
        name: String,
        capital: bool,
    },
    /// A column or a path to a parent's.
    Reference(&'t str),
    Number(i64, i64),
    Digits(usize),
    Letters(usize),
    Hex(usize),
    Row,
}

/// Takes a template apart.
pub(crate) fn pieces(template: &str) -> Result<Vec<Piece<'_>>, Refusal> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        literal.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        let after = &rest[at + 1..];
        if after.starts_with(brace) {
            literal.push_str(brace);
            rest = &after[1..];
            continue;
        }
        let end = after.find('}').filter(|_| brace == "{");
        let Some(end) = end else {
            return Err(Refusal {
                message: format!("a brace stands alone in the template {template:?}"),
                hint: Some("write {{ and }} for literal braces".into()),
            });
        };
        if !literal.is_empty() {
            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
        }
        pieces.push(piece(&after[..end], template)?);
        rest = &after[end + 1..];
    }
    literal.push_str(rest);
    if !literal.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    Ok(pieces)
}

fn piece<'t>(inside: &'t str, template: &str) -> Result<Piece<'t>, Refusal> {
    let bad = |what: &str| Refusal {
        message: format!("{{{inside}}} in the template {template:?} {what}"),
        hint: None,
    };
    let count = |text: &str| match text.trim().parse::<usize>() {
        Ok(count) if (1..=256).contains(&count) => Ok(count),
        _ => Err(bad("needs a count from 1 to 256")),
    };
    Ok(match inside.split_once(':') {
        Some(("column" | "parent", path)) => Piece::Reference(path.trim()),
        Some(("number", range)) => {
            let (low, high) = range.trim().split_once('-').ok_or_else(|| bad("needs a range"))?;
            match (low.parse(), high.parse()) {
                (Ok(low), Ok(high)) if low <= high => Piece::Number(low, high),
                _ => return Err(bad("needs a range such as 1-99")),
            }
        }
        Some(("digits", text)) => Piece::Digits(count(text)?),
        Some(("letters", text)) => Piece::Letters(count(text)?),
        Some(("hex", text)) => Piece::Hex(count(text)?),
        Some(_) => return Err(bad("is not known")),
        None if inside == "row" => Piece::Row,
        None if inside.is_empty() => return Err(bad("is empty")),
        None => {
            let capital = inside.starts_with(|first: char| first.is_uppercase());
            let mut letters = inside.chars();
            let first = letters.next().into_iter().flat_map(char::to_lowercase);
            Piece::Word { name: first.chain(letters).collect(), capital }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_taken_apart() {
        let read = |text| pieces(text).map_err(|refusal| refusal.message).unwrap();
        assert_eq!(
            read("{Adjective} {noun}-{digits:3}"),
            [
                Piece::Word { name: "adjective".into(), capital: true },
                Piece::Literal(" ".into()),
                Piece::Word { name: "noun".into(), capital: false },
                Piece::Literal("-".into()),
                Piece::Digits(3),
            ]
        );
        assert_eq!(read("{{x}} {number:1-9}")[1], Piece::Number(1, 9));
        assert_eq!(read("{parent:customer.name}"), [Piece::Reference("customer.name")]);
        assert_eq!(read(""), [Piece::Literal(String::new())]);
    }

    #[test]
    fn err_bad_templates_are_refused() {
        for text in ["{", "}", "{number:9-1}", "{digits:x}", "{what:1}", "{}"] {
            assert!(pieces(text).is_err(), "{text}");
        }
    }
}
