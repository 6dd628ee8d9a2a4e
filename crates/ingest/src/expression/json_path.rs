//! `$.a.b[0]`: the paths that MySQL's and SQLite's JSON functions take.

use seedbed_expr::{Expr, Value};

/// The steps of a path as PostgreSQL's functions take them; `None` where it has wildcards.
pub(super) fn steps(path: &str) -> Option<Vec<Expr>> {
    let mut rest = path.trim().strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, behind) = if let Some(inner) = rest.strip_prefix('[') {
            let (index, behind) = inner.split_once(']')?;
            index.trim().parse::<i64>().ok()?;
            (index.trim(), behind)
        } else if let Some(inner) = rest.strip_prefix(".\"") {
            inner.split_once('"')?
        } else {
            let inner = rest.strip_prefix('.')?;
            inner.split_at(inner.find(['.', '[']).unwrap_or(inner.len()))
        };
        if step.is_empty() || step.contains('*') {
            return None;
        }
        steps.push(Expr::Literal(Value::from(step)));
        rest = behind;
    }
    Some(steps)
}

/// A document's value at a path, as text or as JSON.
pub(super) fn extract(document: Expr, path: &Expr, as_text: bool) -> Option<Expr> {
    let Expr::Literal(Value::Text(path)) = path else {
        return None;
    };
    let steps = steps(path)?;
    if steps.is_empty() {
        return Some(document);
    }
    let name = if as_text { "jsonb_extract_path_text" } else { "jsonb_extract_path" };
    Some(Expr::Call(name.into(), std::iter::once(document).chain(steps).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_step_by_step() {
        let cases: &[(&str, Option<&[&str]>)] = &[
            ("$.a", Some(&["a"])),
            ("$.a.b[2]", Some(&["a", "b", "2"])),
            ("$.\"a b\".c", Some(&["a b", "c"])),
            ("$", Some(&[])),
            ("$.a[*]", None),
            ("a", None),
        ];
        for (path, expected) in cases {
            let expected = expected.map(|steps| {
                steps.iter().map(|step| Expr::Literal(Value::from(*step))).collect::<Vec<_>>()
            });
            assert_eq!(steps(path), expected, "{path}");
        }
    }
}
