//! Asks the database whether references hold that it did not check itself.

use super::{catalog::LiveForeignKey, quoted, session::Session};
use crate::LoadError;

/// Checks every row of the referring table.
///
/// # Errors
/// [`LoadError::Dangling`] when a row refers to nothing.
pub(super) fn check(session: &mut Session, key: &LiveForeignKey) -> Result<(), LoadError> {
    let operation = format!("checking {} of {}", key.name, key.child.1);
    if session.number(&operation, &question(key))? == 0 {
        return Ok(());
    }
    Err(LoadError::Dangling {
        table: key.child.1.clone(),
        parent: key.parent.1.clone(),
        constraint: key.name.clone(),
    })
}

/// 1 where a row refers to nothing. A reference with a NULL in it refers to nothing by right.
fn question(key: &LiveForeignKey) -> String {
    let table =
        |(database, table): &(String, String)| format!("{}.{}", quoted(database), quoted(table));
    let columns = || key.pairs.iter().map(|(child, parent)| (quoted(child), quoted(parent)));
    let joined: Vec<_> =
        columns().map(|(child, parent)| format!("p.{parent} = c.{child}")).collect();
    let present: Vec<_> = columns().map(|(child, _)| format!("c.{child} IS NOT NULL")).collect();
    let absent = quoted(&key.pairs[0].1);
    format!(
        "SELECT EXISTS (SELECT 1 FROM {} AS c LEFT JOIN {} AS p ON {} WHERE {} AND p.{absent} IS NULL)",
        table(&key.child),
        table(&key.parent),
        joined.join(" AND "),
        present.join(" AND ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_with_a_null_are_not_asked_for() {
        let key = LiveForeignKey {
            name: "k".into(),
            child: ("d".into(), "c".into()),
            parent: ("d".into(), "p".into()),
            pairs: vec![("a".into(), "x".into()), ("b".into(), "y".into())],
        };
        assert_eq!(
            question(&key),
            "SELECT EXISTS (SELECT 1 FROM `d`.`c` AS c LEFT JOIN `d`.`p` AS p \
             ON p.`x` = c.`a` AND p.`y` = c.`b` \
             WHERE c.`a` IS NOT NULL AND c.`b` IS NOT NULL AND p.`x` IS NULL)"
        );
    }
}
