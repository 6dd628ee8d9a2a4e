//! References between drafts, keys and sequences: from drafts to tables.

use std::{collections::BTreeMap, rc::Rc};

use seedbed_expr::Expr;
use seedbed_schema::{
    CheckRule, DataType, ForeignKey, Identity, KeyPart, Table, TableName, UniqueKey,
};

use super::{
    super::{
        project::Project,
        value::{Call, Place, SymbolKind, Value},
    },
    Draft,
    constraint::given,
};
use crate::diagnostic::Severity;

/// A foreign key whose table is not resolved yet.
pub(crate) struct Reference {
    name: Option<String>,
    columns: Vec<String>,
    targets: Vec<Value>,
    deferrable: bool,
    initially_deferred: bool,
    match_full: bool,
    place: Place,
}

impl Reference {
    /// The reference that a call of `ForeignKey` or `ForeignKeyConstraint` declares.
    pub(crate) fn new(
        call: &Call,
        columns: Vec<String>,
        targets: Vec<Value>,
        place: Place,
    ) -> Self {
        let text = |name: &str| call.keyword(name).and_then(Value::as_str);
        let deferred = text("initially").is_some_and(|when| when.eq_ignore_ascii_case("deferred"));
        Self {
            name: given(call),
            columns,
            targets,
            deferrable: deferred || call.flag("deferrable") == Some(true),
            initially_deferred: deferred,
            match_full: text("match").is_some_and(|kind| kind.eq_ignore_ascii_case("full")),
            place,
        }
    }
}

/// Turns drafts into tables.
pub(crate) fn finish(project: &mut Project<'_>, mut drafts: Vec<Draft>) -> Vec<Table> {
    merge_repeated(project, &mut drafts);
    for at in 0..drafts.len() {
        for reference in std::mem::take(&mut drafts[at].references) {
            if let Some(key) = resolved(project, &drafts, at, &reference) {
                drafts[at].table.foreign_keys.push(key);
            }
        }
    }
    leave_out_keyless(project, &mut drafts);
    adopt_types(&mut drafts);
    let mut tables: Vec<Table> = drafts.into_iter().map(|draft| draft.table).collect();
    for table in &mut tables {
        require_key_columns(table);
        number_keys(table);
        fold_columns(table);
    }
    tables
}

/// A table that is declared twice is one; the declaration with more columns counts.
fn merge_repeated(project: &mut Project<'_>, drafts: &mut Vec<Draft>) {
    let mut best: BTreeMap<TableName, usize> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let entry = best.entry(draft.table.name.clone()).or_insert(at);
        if drafts[*entry].columns.len() < draft.columns.len() {
            *entry = at;
        }
    }
    let mut at = 0;
    drafts.retain(|draft| {
        let kept = best.get(&draft.table.name) == Some(&at);
        if !kept {
            let message = format!(
                "{} is declared more than once; the declaration with the most columns is used",
                draft.table.name
            );
            project.say(Severity::Warning, draft.place, message);
        }
        at += 1;
        kept
    });
}

/// The table and column that a target names: (position of the draft, column).
fn target(drafts: &[Draft], from: usize, value: &Value) -> Option<(usize, String)> {
    if let Some(text) = value.as_str() {
        return named_target(drafts, from, &text);
    }
    let Value::Symbol(symbol) = value else {
        return None;
    };
    if let SymbolKind::Attribute(of, name) = &symbol.kind {
        let owner = match of {
            Value::Class(class) => drafts
                .iter()
                .position(|draft| draft.classes.iter().any(|known| Rc::ptr_eq(known, class))),
            Value::Symbol(of) => match &of.kind {
                SymbolKind::Attribute(Value::Symbol(table), c) if super::is_columns(c) => {
                    position_of(drafts, &Value::Symbol(Rc::clone(table)))
                }
                _ => None,
            },
            _ => None,
        };
        if let Some(at) = owner {
            let column = drafts[at].column_of(&Value::Str(name.clone()))?;
            return Some((at, column.to_owned()));
        }
    }
    drafts.iter().enumerate().find_map(|(at, draft)| {
        let column = draft
            .columns
            .iter()
            .find(|known| known.symbol.as_ref().is_some_and(|known| Rc::ptr_eq(known, symbol)))?;
        Some((at, column.name.clone()))
    })
}

/// The draft of a `Table` object or of `Class.__table__`.
fn position_of(drafts: &[Draft], value: &Value) -> Option<usize> {
    let Value::Symbol(symbol) = value else {
        return None;
    };
    drafts.iter().position(|draft| {
        draft.call.as_ref().is_some_and(|known| Rc::ptr_eq(known, symbol))
            || matches!(&symbol.kind, SymbolKind::Attribute(Value::Class(class), _)
                if draft.classes.iter().any(|known| Rc::ptr_eq(known, class)))
    })
}

fn named_target(drafts: &[Draft], from: usize, text: &str) -> Option<(usize, String)> {
    let (table, column) = match text.rsplit_once('.') {
        Some((table, column)) => (table, Some(column)),
        None => (text, None),
    };
    let wanted = match table.rsplit_once('.') {
        Some((namespace, name)) => TableName::within(namespace, name),
        None => TableName::new(table),
    };
    let by_name = |name: &TableName| drafts.iter().position(|draft| &draft.table.name == name);
    let within = |namespace: &Option<String>| {
        let namespace = namespace.clone()?;
        wanted.namespace.is_none().then(|| TableName::within(namespace, &wanted.name))
    };
    let at = within(&drafts[from].namespace)
        .and_then(|name| by_name(&name))
        .or_else(|| by_name(&wanted))
        .or_else(|| {
            let mut same =
                (0..drafts.len()).filter(|&at| drafts[at].table.name.name == wanted.name);
            let only = same.next()?;
            same.next().is_none().then_some(only)
        })?;
    let column = match column {
        Some(column) => drafts[at].column_of(&Value::str(column))?.to_owned(),
        None => {
            let key = drafts[at].table.primary_key.as_ref()?.columns()?;
            (*key.first()?).to_owned()
        }
    };
    Some((at, column))
}

fn resolved(
    project: &mut Project<'_>,
    drafts: &[Draft],
    from: usize,
    reference: &Reference,
) -> Option<ForeignKey> {
    let table = &drafts[from].table.name;
    // `ForeignKeyConstraint(["a"], ["other"])` may name a table only.
    let found: Option<Vec<_>> =
        reference.targets.iter().map(|value| target(drafts, from, value)).collect();
    let Some(found) =
        found.filter(|found| !found.is_empty() && found.iter().all(|(at, _)| *at == found[0].0))
    else {
        let named = reference.targets.first().and_then(Value::as_str);
        let named =
            named.map_or_else(|| "a column that is not understood".into(), |n| n.to_string());
        let message = format!(
            "{table}.{} refers to {named}, which is not among the sources: it is filled as a \
             plain column",
            reference.columns.join(", ")
        );
        project.say(Severity::Warning, reference.place, message);
        return None;
    };
    let parent = found[0].0;
    let parent_name = drafts[parent].table.name.clone();
    let name =
        drafts[from].named("fk", &reference.columns, &parent_name.name, reference.name.as_deref());
    Some(ForeignKey {
        name,
        columns: reference.columns.clone(),
        parent: parent_name,
        parent_columns: found.into_iter().map(|(_, column)| column).collect(),
        deferrable: reference.deferrable,
        initially_deferred: reference.initially_deferred,
        match_full: reference.match_full,
        enforced: true,
        origin: Some(project.origin(reference.place)),
    })
}

/// References to columns that are no key: only some databases take them.
fn leave_out_keyless(project: &mut Project<'_>, drafts: &mut [Draft]) {
    let keys: BTreeMap<TableName, Vec<Vec<String>>> =
        drafts.iter().map(|draft| (draft.table.name.clone(), keys_of(&draft.table))).collect();
    for draft in drafts {
        let place = draft.place;
        let from = draft.table.name.clone();
        draft.table.foreign_keys.retain(|key| {
            let mut wanted = key.parent_columns.clone();
            wanted.sort();
            let is_key = keys.get(&key.parent).is_some_and(|keys| keys.contains(&wanted));
            if !is_key {
                let columns = key.parent_columns.join(", ");
                let message = format!(
                    "{from}.{} refers to {}({columns}), which is no key: it is filled as a plain \
                     column",
                    key.columns.join(", "),
                    key.parent,
                );
                project.say(Severity::Warning, place, message);
            }
            is_key
        });
    }
}

/// The columns of each key that holds for all rows, sorted.
fn keys_of(table: &Table) -> Vec<Vec<String>> {
    let unique = table.unique_keys.iter().filter(|key| key.predicate.is_none());
    let keys = table.primary_key.iter().chain(unique).filter_map(UniqueKey::columns);
    let sorted = keys.map(|columns| {
        let mut columns: Vec<String> = columns.into_iter().map(str::to_owned).collect();
        columns.sort();
        columns
    });
    sorted.collect()
}

/// `Column(ForeignKey("other.id"))` has the type of what it refers to.
fn adopt_types(drafts: &mut [Draft]) {
    /// Chains of references are short; cycles end here.
    const ROUNDS: usize = 8;
    for _ in 0..ROUNDS {
        let mut changes = Vec::new();
        for (at, draft) in drafts.iter().enumerate() {
            for name in &draft.untyped {
                let referred = draft.table.foreign_keys.iter().find_map(|key| {
                    let position = key.columns.iter().position(|column| column == name)?;
                    let parent = drafts.iter().find(|other| other.table.name == key.parent)?;
                    let column = key.parent_columns.get(position)?;
                    (!parent.untyped.contains(column)).then(|| parent.table.column(column))?
                });
                if let Some(parent) = referred {
                    let made = (parent.data_type.clone(), parent.declared_type.clone());
                    changes.push((at, name.clone(), made));
                }
            }
        }
        if changes.is_empty() {
            return;
        }
        for (at, name, (data_type, declared)) in changes {
            drafts[at].untyped.retain(|untyped| *untyped != name);
            let columns = &mut drafts[at].table.columns;
            if let Some(column) = columns.iter_mut().find(|column| column.name == name) {
                column.data_type = data_type;
                column.declared_type = declared;
            }
        }
    }
}

fn require_key_columns(table: &mut Table) {
    let Some(columns) = table.primary_key.as_ref().and_then(|key| {
        let columns = key.columns()?;
        Some(columns.into_iter().map(str::to_owned).collect::<Vec<_>>())
    }) else {
        return;
    };
    for column in &mut table.columns {
        column.nullable &= !columns.contains(&column.name);
    }
}

/// The single integer column of a primary key that refers to nothing is a sequence's.
fn number_keys(table: &mut Table) {
    let Some([KeyPart::Column(name)]) = table.primary_key.as_ref().map(|key| key.parts.as_slice())
    else {
        return;
    };
    let name = name.clone();
    let refers = table.foreign_keys.iter().any(|key| key.columns.contains(&name));
    if let Some(column) = table.columns.iter_mut().find(|column| column.name == name)
        && matches!(column.data_type, DataType::Integer { .. })
        && column.default.is_none()
        && column.identity.is_none()
        && !refers
    {
        column.identity = Some(Identity::default());
    }
}

/// SQL folds names without quotes; models don't.
fn fold_columns(table: &mut Table) {
    let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let fold = |expr: &mut Expr| {
        *expr = expr.map_columns(&mut |path| match path {
            [name] if !names.contains(name) => {
                let same = names.iter().find(|known| known.eq_ignore_ascii_case(name));
                Expr::column(same.unwrap_or(name))
            }
            other => Expr::Column(other.to_vec()),
        });
    };
    for check in &mut table.checks {
        if let CheckRule::Expr(expr) = &mut check.rule {
            fold(expr);
        }
    }
    for key in &mut table.unique_keys {
        key.predicate.iter_mut().for_each(fold);
        for part in &mut key.parts {
            if let KeyPart::Expr(Some(expr), _) = part {
                fold(expr);
            }
        }
    }
}
