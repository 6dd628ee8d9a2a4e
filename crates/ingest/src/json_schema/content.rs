//! What JSON columns hold.

use seedbed_schema::{DocumentWish, Table, TableName, TableWishes};

use super::{
    library::At,
    table::{Maker, members},
    types,
};

/// Objects within objects beyond this are left out: some hold themselves.
const DEEPEST: usize = 4;

/// The form of an object or list; `None` beyond what is kept.
pub(super) fn of<'f>(
    maker: &mut Maker<'f, '_>,
    name: &str,
    at: At<'f>,
    depth: usize,
) -> Option<DocumentWish> {
    if depth >= DEEPEST {
        return None;
    }
    // A row of another table is shown by its own values alone.
    let depth = if maker.entity_at(at).is_some() { DEEPEST - 1 } else { depth };
    if let Some(object) = maker.library.object(at) {
        let (members, wishes) = members(maker, name, &object, depth + 1);
        return Some(DocumentWish::Object(Box::new(members), wishes));
    }
    let is_list = at.node.get("items").is_some() || at.types().first() == Some(&"array");
    if !is_list {
        // An object of any members.
        return Some(DocumentWish::Object(
            Box::new(Table::new(TableName::new(name))),
            TableWishes::default(),
        ));
    }
    let count = |key: &str| types::int(at, key).and_then(|count| u32::try_from(count).ok());
    let min = count("minItems").unwrap_or(0);
    let max = count("maxItems").unwrap_or(3).clamp(min, min.saturating_add(10));
    let item = match at.get("items") {
        Some(item) => {
            let target = maker.follow(item).at;
            if maker.is_document(target) {
                of(maker, name, target, depth + 1)?
            } else {
                let mut table = Table::new(TableName::new(name));
                let mut wishes = TableWishes::default();
                maker.column(&mut table, &mut wishes, name, item, depth + 1)?;
                DocumentWish::Value(Box::new(table), wishes)
            }
        }
        None => {
            DocumentWish::Object(Box::new(Table::new(TableName::new(name))), TableWishes::default())
        }
    };
    Some(DocumentWish::List { item: Box::new(item), min, max })
}
