//! What nobody declared, told by names: references, and types of columns.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_expr::{Expr, Value};
use seedbed_schema::{Column, DataType, Default, ForeignKey, Table, TableName, UniqueKey, Wishes};

pub(crate) mod pairs;
mod type_by_name;
pub(crate) mod words;

pub(crate) use type_by_name::type_by_name;

/// A reference that was not declared but found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InferredReference {
    /// The table that refers.
    pub table: TableName,
    /// The column that refers.
    pub column: String,
    /// The table referred to.
    pub parent: TableName,
    /// The column referred to.
    pub parent_column: String,
    /// What tells so.
    pub reason: String,
}

/// How a column that identifies a row may end.
const ENDINGS: &[&str] = &["id", "uuid", "guid", "key", "sk"];

/// First words of columns that hold keys of other systems.
const FOREIGN: &[&str] = &[
    "external", "ext", "remote", "legacy", "original", "old", "source", "src", "provider",
    "vendor", "third", "foreign", "stripe", "google", "facebook", "twitter", "github", "gitlab",
    "slack", "apple", "aws", "azure", "oauth", "client", "public", "natural", "global", "native",
    "upstream", "import", "sync", "temp", "tmp", "max", "min", "next", "last",
];

/// What people are called for what they do to a row.
const ROLES: &[&str] = &[
    "author",
    "owner",
    "creator",
    "editor",
    "modifier",
    "updater",
    "deleter",
    "reviewer",
    "approver",
    "assignee",
    "assigner",
    "assignor",
    "reporter",
    "requester",
    "requestor",
    "submitter",
    "sender",
    "recipient",
    "receiver",
    "uploader",
    "inviter",
    "invitee",
    "moderator",
    "commenter",
    "follower",
    "followee",
    "subscriber",
    "blocker",
    "actor",
    "poster",
    "voter",
    "liker",
];

/// What is done to rows by people: `created_by`.
const DEEDS: &[&str] = &[
    "created",
    "updated",
    "modified",
    "changed",
    "edited",
    "deleted",
    "archived",
    "closed",
    "resolved",
    "approved",
    "rejected",
    "reviewed",
    "assigned",
    "requested",
    "submitted",
    "sent",
    "uploaded",
    "invited",
    "posted",
    "published",
    "locked",
    "owned",
    "reported",
    "completed",
    "cancelled",
    "canceled",
    "verified",
    "granted",
    "added",
    "removed",
    "banned",
];

/// Last words of tables that keep what rows of another table were: their columns are copies.
const COPIES: &[&str] = &["version", "history", "log", "audit", "archive", "revision", "backup"];

/// First words of tables' names that say nothing of what is in them.
const TABLE_PREFIXES: &[&str] =
    &["tbl", "tb", "t", "dim", "fact", "fct", "stg", "raw", "src", "base", "app", "int", "mart"];

/// A key of one column that other tables' columns may hold.
struct Target<'t> {
    table: usize,
    key: &'t Column,
    /// What a row is called, without the table's prefix.
    words: Vec<String>,
}

/// Adds the references that names, types and keys tell of, and says which.
pub(crate) fn references(tables: &mut [Table], wishes: &mut Wishes) -> Vec<InferredReference> {
    let mut found = Vec::new();
    for (at, reference) in candidates(tables) {
        if closes_cycle(tables, at, &reference.parent) {
            continue;
        }
        tables[at].foreign_keys.push(ForeignKey {
            name: None,
            columns: vec![reference.column.clone()],
            parent: reference.parent.clone(),
            parent_columns: vec![reference.parent_column.clone()],
            deferrable: false,
            initially_deferred: false,
            match_full: false,
            enforced: false,
            origin: tables[at].column(&reference.column).and_then(|column| column.origin.clone()),
        });
        found.push(reference);
    }
    found.extend(pairs::find(tables, wishes));
    found
}

/// The keys of all tables that can be referred to.
fn targets(tables: &[Table]) -> Vec<Target<'_>> {
    let prefix = shared_prefix(tables);
    let whole = tables.iter().enumerate().filter(|(_, table)| !table.is_partition());
    whole.filter_map(|(at, table)| target(at, table, prefix.as_deref())).collect()
}

fn candidates(tables: &[Table]) -> Vec<(usize, InferredReference)> {
    let targets = targets(tables);
    let mut found = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        if table.is_partition() {
            continue;
        }
        for column in &table.columns {
            if is_open(table, column)
                && let Some(reference) = reference(tables, &targets, at, column)
            {
                found.push((at, reference));
            }
        }
    }
    found
}

/// The key of a table that can be referred to.
fn target<'t>(at: usize, table: &'t Table, prefix: Option<&str>) -> Option<Target<'t>> {
    let columns = table.primary_key.as_ref().and_then(UniqueKey::columns)?;
    let [key] = columns.as_slice() else { return None };
    let key = table.column(key)?;
    let holds_keys = matches!(
        key.data_type,
        DataType::Integer { .. }
            | DataType::Uuid
            | DataType::Text { .. }
            | DataType::Decimal { .. }
    );
    let refers = table.foreign_keys.iter().any(|own| own.columns.contains(&key.name));
    if !holds_keys || refers || key.generated.is_some() {
        return None;
    }
    let mut words = words::singular_of(table.spelt());
    let first = words.first().map(String::as_str).unwrap_or_default();
    let says_nothing = prefix == Some(first) || TABLE_PREFIXES.contains(&first);
    if words.len() > 1 && says_nothing {
        words.remove(0);
    }
    Some(Target { table: at, key, words })
}

/// The word that nearly all tables' names start with.
fn shared_prefix(tables: &[Table]) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for table in tables {
        let words = words::of(table.spelt());
        if words.len() > 1 {
            *counts.entry(words[0].clone()).or_default() += 1;
        }
    }
    let (word, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= 3 && count * 10 >= tables.len() * 8).then_some(word)
}

/// Whether a column may hold another row's key and nothing says so yet.
fn is_open(table: &Table, column: &Column) -> bool {
    let is_own_key = table
        .primary_key
        .as_ref()
        .and_then(UniqueKey::columns)
        .is_some_and(|columns| columns == [column.name.as_str()]);
    let refers = table.foreign_keys.iter().any(|key| key.columns.contains(&column.name));
    let checked = table.checks.iter().any(|check| match &check.rule {
        seedbed_schema::CheckRule::Expr(expr) => {
            expr.columns().iter().any(|path| path.last() == Some(&column.name))
        }
        seedbed_schema::CheckRule::Unread(_) => false,
    });
    let supplied = match &column.default {
        None => false,
        Some(Default::Expr(Expr::Literal(value))) => !says_none(value),
        Some(_) => true,
    };
    !is_own_key
        && !refers
        && !checked
        && column.generated.is_none()
        && column.identity.is_none()
        && !supplied
}

/// Whether a default stands for no row at all: NULL, 0 or an empty text.
fn says_none(value: &Value) -> bool {
    match value {
        Value::Null | Value::Int(0) => true,
        Value::Text(text) => matches!(text.as_str(), "" | "0"),
        _ => false,
    }
}

fn reference(
    tables: &[Table],
    targets: &[Target<'_>],
    at: usize,
    column: &Column,
) -> Option<InferredReference> {
    let words = words::of(column.spelt());
    if let Some(found) = deed(tables, targets, at, column, &words) {
        return Some(found);
    }
    let (ending, stem) = words.split_last()?;
    if !ENDINGS.contains(&ending.as_str()) || stem.is_empty() {
        return None;
    }
    if stem.len() > 1 && FOREIGN.contains(&stem[0].as_str()) {
        return None;
    }
    if stem == ["parent"] {
        return tree(tables, targets, at, column, ending);
    }
    // `owner_id` beside `owner_type` is of several tables, unless one has the very name.
    let most = if pairs::kind_of(&tables[at], column).is_some() { 1 } else { stem.len() };
    // The whole name first: `order_item_id` is no role of an item.
    for start in 0..most {
        let meant: Vec<String> = singular_last(&stem[start..]);
        let named: Vec<&Target<'_>> =
            targets.iter().filter(|target| target.words == meant).collect();
        let here = &tables[at].name.namespace;
        let near: Vec<&&Target<'_>> =
            named.iter().filter(|target| tables[target.table].name.namespace == *here).collect();
        let only = match (near.as_slice(), named.as_slice()) {
            ([only], _) => **only,
            ([], [only]) => only,
            ([], []) => continue,
            _ => return None,
        };
        let fits = is_key_of(only.key, ending, &meant) && holds(column, only.key);
        let is_itself = only.table == at && (start == 0 || !column.nullable);
        return (fits && !is_itself).then(|| {
            let said = if start == 0 { "is named after" } else { "ends with the name of" };
            told(tables, only, at, column, said)
        });
    }
    let is_role = stem.last().is_some_and(|last| ROLES.contains(&last.as_str()));
    if is_role { person(tables, targets, at, column) } else { None }
}

/// `created_by`, `approved_by_id`: who has done it.
fn deed(
    tables: &[Table],
    targets: &[Target<'_>],
    at: usize,
    column: &Column,
    words: &[String],
) -> Option<InferredReference> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let deed = match words.as_slice() {
        [.., deed, "by"] => deed,
        [.., deed, "by", ending] if ENDINGS.contains(ending) => deed,
        _ => return None,
    };
    if DEEDS.contains(deed) { person(tables, targets, at, column) } else { None }
}

/// The table of users, where there is one and a column may hold its keys.
fn person(
    tables: &[Table],
    targets: &[Target<'_>],
    at: usize,
    column: &Column,
) -> Option<InferredReference> {
    let are_users = |target: &&Target<'_>| target.words.last().is_some_and(|last| last == "user");
    let users: Vec<&Target<'_>> = targets.iter().filter(are_users).collect();
    let exact: Vec<&Target<'_>> =
        users.iter().filter(|target| target.words.len() == 1).copied().collect();
    let (([only], _) | ([], [only])) = (exact.as_slice(), users.as_slice()) else { return None };
    let key = words::of(only.key.spelt());
    let is_id = key.last().is_some_and(|last| ENDINGS.contains(&last.as_str()));
    let fits = is_id && holds(column, only.key) && pairs::kind_of(&tables[at], column).is_none();
    let is_itself = only.table == at && !column.nullable;
    (fits && !is_itself).then(|| told(tables, only, at, column, "names what somebody does among"))
}

/// `parent_id`: a row of the same table, unless that keeps copies of rows.
fn tree(
    tables: &[Table],
    targets: &[Target<'_>],
    at: usize,
    column: &Column,
    ending: &str,
) -> Option<InferredReference> {
    let own = targets.iter().find(|target| target.table == at)?;
    if own.words.last().is_some_and(|last| COPIES.contains(&last.as_str())) {
        return None;
    }
    let fits = column.nullable && is_key_of(own.key, ending, &own.words) && holds(column, own.key);
    fits.then(|| told(tables, own, at, column, "is the parent among"))
}

fn told(
    tables: &[Table],
    target: &Target<'_>,
    at: usize,
    column: &Column,
    said: &str,
) -> InferredReference {
    let parent = tables[target.table].name.clone();
    let reason = format!("it {said} {parent} and has the type of its key {}", target.key.name);
    InferredReference {
        table: tables[at].name.clone(),
        column: column.name.clone(),
        parent,
        parent_column: target.key.name.clone(),
        reason,
    }
}

fn singular_last(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    if let Some(last) = words.last_mut() {
        *last = words::singular(last);
    }
    words
}

/// Whether a key is the one that a column with this ending holds: `id`, or the same as the
/// column, `customer_id`.
fn is_key_of(key: &Column, ending: &str, meant: &[String]) -> bool {
    let words = words::of(key.spelt());
    match words.split_last() {
        Some((last, stem)) => last == ending && (stem.is_empty() || singular_last(stem) == *meant),
        None => false,
    }
}

/// Whether the column holds the key's values and is of the same kind.
fn holds(column: &Column, key: &Column) -> bool {
    match (&column.data_type, &key.data_type) {
        (
            DataType::Integer { bits, unsigned },
            DataType::Integer { bits: of_key, unsigned: key_unsigned },
        ) => bits >= of_key && (unsigned == key_unsigned || !unsigned),
        (
            DataType::Text { max_length, case_insensitive, .. },
            DataType::Text { max_length: of_key, case_insensitive: key_insensitive, .. },
        ) => max_length == of_key && case_insensitive == key_insensitive,
        (column, key) => column == key,
    }
}

/// Whether rows of the parent, directly or not, need rows of the child.
fn closes_cycle(tables: &[Table], child: usize, parent: &TableName) -> bool {
    let child = &tables[child].name;
    if child == parent {
        return false;
    }
    let by_name: BTreeMap<&TableName, &Table> =
        tables.iter().map(|table| (&table.name, table)).collect();
    let mut seen: BTreeSet<&TableName> = BTreeSet::new();
    let mut open = vec![parent];
    while let Some(name) = open.pop() {
        if name == child {
            return true;
        }
        if seen.insert(name)
            && let Some(table) = by_name.get(name)
        {
            open.extend(table.foreign_keys.iter().map(|key| &key.parent));
        }
    }
    false
}
