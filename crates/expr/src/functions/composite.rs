//! Fields of composite values, which are kept in PostgreSQL's notation: `(12.50,EUR)`.

use super::{Args, Builtin, integer};
use crate::{EvalError, Kind, Value};

/// A value, the field's name, and its position among the fields, from 0.
pub(super) const TABLE: &[Builtin] =
    &[Builtin::strict("composite_field", 3, |args, _| field(args))];

fn field(args: Args<'_>) -> Result<Value, EvalError> {
    let text = args[0].text();
    let fields = fields(&text).ok_or(EvalError::InvalidText { kind: Kind::Other })?;
    let at = usize::try_from(integer(&args[2])?).ok();
    let found = at.and_then(|at| fields.into_iter().nth(at)).flatten();
    Ok(found.map_or(Value::Null, Value::Text))
}

/// The fields' texts, nothing being NULL; `None` for what is no composite value.
fn fields(text: &str) -> Option<Vec<Option<String>>> {
    let inner = text.trim().strip_prefix('(')?.strip_suffix(')')?;
    let mut fields = vec![None];
    let mut quoted = false;
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        let field: &mut Option<String> = fields.last_mut()?;
        match c {
            ',' if !quoted => fields.push(None),
            // Two quotes inside quotes are one.
            '"' if quoted && chars.next_if_eq(&'"').is_some() => {
                field.get_or_insert_default().push('"');
            }
            '"' => {
                quoted = !quoted;
                field.get_or_insert_default();
            }
            '\\' => field.get_or_insert_default().push(chars.next()?),
            c => field.get_or_insert_default().push(c),
        }
    }
    (!quoted).then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn fields_are_read_as_postgresql_writes_them() {
        let cases: &[(&str, &[Option<&str>])] = &[
            ("(12.50,EUR)", &[Some("12.50"), Some("EUR")]),
            ("(,\"\")", &[None, Some("")]),
            (r#"("a, ""b""",c\,d)"#, &[Some("a, \"b\""), Some("c,d")]),
            ("()", &[None]),
        ];
        for (text, expected) in cases {
            let found = fields(text).unwrap();
            let found: Vec<Option<&str>> = found.iter().map(Option::as_deref).collect();
            assert_eq!(&found, expected, "{text}");
        }
        for text in ["", "a,b", "(a", "(\"a)"] {
            assert_eq!(fields(text), None, "{text}");
        }
    }
}
