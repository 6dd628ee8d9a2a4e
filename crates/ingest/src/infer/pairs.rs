//! Pairs of columns that refer to rows of several tables: `owner_type` says which table is
//! meant, `owner_id` which of its rows.

use seedbed_expr::{Expr, Value};
use seedbed_schema::{
    CaseWish, CheckRule, Column, DataType, Table, TableWishes, ValueWish, WishedValue, Wishes,
};

use super::{InferredReference, Target, holds, targets, words};

/// Last words of columns that say which table is meant.
const TYPES: &[&str] = &["type", "kind", "model", "class", "table"];

/// Words of pairs that refer to people and those they act for.
const ACTORS: &[&str] = &[
    "owner",
    "author",
    "user",
    "actor",
    "creator",
    "sender",
    "recipient",
    "participant",
    "member",
    "assignee",
    "causer",
    "whodunnit",
    "requester",
    "notifiable",
    "follower",
];

/// What such people are called.
const PEOPLE: &[&str] = &[
    "user",
    "account",
    "person",
    "customer",
    "organization",
    "organisation",
    "company",
    "team",
    "group",
    "member",
    "employee",
    "admin",
    "client",
    "contact",
];

/// The most tables that a pair refers to when nothing lists them.
const MOST: usize = 3;

/// A label of the type's column and the table it means.
type Meant<'t> = (String, &'t Target<'t>);

/// Finds the pairs, and asks for their values.
pub(super) fn find(tables: &[Table], wishes: &mut Wishes) -> Vec<InferredReference> {
    let targets = targets(tables);
    let mut found = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        for id in &table.columns {
            let Some(of) = kind_of(table, id).filter(|of| is_open(table, id, of, wishes)) else {
                continue;
            };
            let meant = meant(tables, &targets, at, (of, id));
            if !meant.is_empty() {
                let table_wishes = wishes.tables.entry(table.name.clone()).or_default();
                ask(tables, table_wishes, (of, id), &meant);
                found.extend(meant.iter().map(|meant| told(tables, table, (of, id), meant)));
            }
        }
    }
    found
}

/// The column that says which table an id is of.
pub(super) fn kind_of<'t>(table: &'t Table, id: &Column) -> Option<&'t Column> {
    let own = words::of(id.spelt());
    let (_, stem) = own.split_last()?;
    table.columns.iter().find(|other| {
        let words = words::of(other.spelt());
        words
            .split_last()
            .is_some_and(|(last, start)| start == stem && TYPES.contains(&last.as_str()))
            && matches!(other.data_type, DataType::Text { .. } | DataType::Enum(_))
    })
}

/// Whether nothing else decides the two columns, and no key is made of them.
fn is_open(table: &Table, id: &Column, of: &Column, wishes: &Wishes) -> bool {
    let ends_as_id =
        words::of(id.spelt()).last().is_some_and(|last| super::ENDINGS.contains(&last.as_str()));
    let free = |column: &Column| {
        let refers = table.foreign_keys.iter().any(|key| key.columns.contains(&column.name));
        !refers && column.generated.is_none() && wishes.column(&table.name, &column.name).is_none()
    };
    let checked = checks_on(table, id).next().is_some();
    let in_key = table
        .keys()
        .any(|key| key.columns().is_some_and(|columns| columns.contains(&id.name.as_str())));
    let stem_is_plain = words::of(id.spelt()).len() > 1;
    ends_as_id
        && stem_is_plain
        && !table.is_partition()
        && free(id)
        && free(of)
        && !checked
        && !in_key
}

fn checks_on<'t>(table: &'t Table, column: &'t Column) -> impl Iterator<Item = &'t Expr> {
    table
        .checks
        .iter()
        .filter_map(|check| match &check.rule {
            CheckRule::Expr(expr) => Some(expr),
            CheckRule::Unread(_) => None,
        })
        .filter(|expr| expr.columns().iter().any(|path| path.last() == Some(&column.name)))
}

/// The labels that a type's column may hold, where something lists them.
fn labels(table: &Table, of: &Column) -> Option<Vec<String>> {
    if let DataType::Enum(labels) = &of.data_type {
        return Some(labels.labels.clone());
    }
    checks_on(table, of).find_map(|expr| match expr {
        Expr::InList { list, negated: false, .. } => list
            .iter()
            .map(|item| match item {
                Expr::Literal(Value::Text(text)) => Some(text.clone()),
                _ => None,
            })
            .collect(),
        _ => Some(Vec::new()),
    })
}

fn meant<'t>(
    tables: &'t [Table],
    targets: &'t [Target<'t>],
    at: usize,
    (of, id): (&Column, &Column),
) -> Vec<Meant<'t>> {
    let fits = |target: &&Target<'_>| target.table != at && holds(id, target.key);
    let same = |target: &&Target<'_>, words: &[String]| target.words == words;
    if let Some(labels) = labels(&tables[at], of) {
        // Every label names a table, or the list is of something else.
        return labels
            .into_iter()
            .map(|label| {
                // `App\\Models\\Post`, `blog.Post`.
                let last = label.rsplit(['\\', '.', ':', '/']).next().unwrap_or(&label);
                let words = words::singular_of(last);
                let target = targets.iter().filter(fits).find(|target| same(target, &words))?;
                Some((label, target))
            })
            .collect::<Option<Vec<_>>>()
            .unwrap_or_default();
    }
    let all = targets.iter().filter(fits);
    let all = all.filter(|target| tables[target.table].name.namespace == tables[at].name.namespace);
    let own = words::of(id.spelt());
    let is_actor = own.iter().any(|word| ACTORS.contains(&word.as_str()));
    let mut ranked: Vec<(usize, &Target<'_>)> = all
        .filter(|target| {
            !is_actor || target.words.last().is_some_and(|last| PEOPLE.contains(&last.as_str()))
        })
        .map(|target| (references_to(tables, target), target))
        .filter(|(references, _)| *references > 0 || is_actor)
        .collect();
    // What most tables refer to comes first; among equals, as declared.
    ranked.sort_by_key(|(references, _)| std::cmp::Reverse(*references));
    let fits = |label: &str| match of.data_type {
        DataType::Text { max_length: Some(most), .. } => label.len() <= most as usize,
        _ => true,
    };
    ranked
        .into_iter()
        .map(|(_, target)| (class_name(&target.words), target))
        .filter(|(label, _)| fits(label))
        .take(MOST)
        .collect()
}

fn references_to(tables: &[Table], target: &Target<'_>) -> usize {
    let name = &tables[target.table].name;
    let keys = tables.iter().flat_map(|table| &table.foreign_keys);
    keys.filter(|key| key.parent == *name).count()
}

/// `order item` is `OrderItem`: what frameworks call the model of a table.
fn class_name(words: &[String]) -> String {
    words
        .iter()
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(letters).collect::<String>()
        })
        .collect()
}

fn ask(
    tables: &[Table],
    wishes: &mut TableWishes,
    (of, id): (&Column, &Column),
    meant: &[Meant<'_>],
) {
    let parents: Vec<Parent> = meant
        .iter()
        .map(|(label, target)| Parent {
            label: label.clone(),
            table: tables[target.table].name.clone(),
            column: target.key.name.clone(),
        })
        .collect();
    refer(wishes, of, &id.name, &parents);
}

/// A table that a pair may refer to.
pub(crate) struct Parent {
    /// What the type's column says then.
    pub(crate) label: String,
    pub(crate) table: seedbed_schema::TableName,
    /// Its key.
    pub(crate) column: String,
}

/// Asks for a pair's values: one of the labels, and the key of a row of its table.
pub(crate) fn refer(wishes: &mut TableWishes, of: &Column, id: &str, parents: &[Parent]) {
    let labels = parents.iter().map(|parent| (WishedValue::Text(parent.label.clone()), 1.0));
    let asked = wishes.columns.entry(of.name.clone()).or_default();
    asked.values = Some(ValueWish::Choice(labels.collect()));
    let is = |label: &str| {
        let value = Box::new(Expr::Literal(Value::Text(label.to_owned())));
        Expr::Binary(seedbed_expr::BinaryOp::Eq, Box::new(Expr::column(&of.name)), value)
    };
    let asked = wishes.columns.entry(id.to_owned()).or_default();
    if of.nullable {
        let when = Expr::IsNull(Box::new(Expr::column(&of.name)), true).to_string();
        asked.cases.push(CaseWish { when, then: ValueWish::Null });
    }
    for parent in parents {
        let then = ValueWish::Key(parent.table.clone(), parent.column.clone());
        asked.cases.push(CaseWish { when: is(&parent.label).to_string(), then });
    }
}

fn told(
    tables: &[Table],
    table: &Table,
    (of, id): (&Column, &Column),
    (label, target): &Meant<'_>,
) -> InferredReference {
    let parent = tables[target.table].name.clone();
    InferredReference {
        table: table.name.clone(),
        column: id.name.clone(),
        parent_column: target.key.name.clone(),
        reason: format!("{} says which table it is of, here {label}", of.name),
        parent,
    }
}
