//! Joined- and single-table inheritance.

use std::rc::Rc;

use seedbed_schema::{ForeignKey, UniqueKey};

use super::{
    super::super::project::{literal, quoted, string},
    Class, Draft, Project, Value,
};

impl Project<'_> {
    /// The draft of the nearest mapped base.
    pub(super) fn mapped_parent(&mut self, class: &Rc<Class>, drafts: &[Draft]) -> Option<usize> {
        let settings = self.mapper_settings(class);
        if settings.iter().any(|(name, value)| name == "concrete" && value.truth() == Some(true)) {
            return None;
        }
        let order = self.machine.resolution_order(class);
        order.iter().skip(1).find_map(|base| {
            drafts
                .iter()
                .position(|draft| draft.classes.iter().any(|known| Rc::ptr_eq(known, base)))
        })
    }

    /// `__mapper_args__` as pairs.
    fn mapper_settings(&mut self, class: &Rc<Class>) -> Vec<(String, Value)> {
        match self.attribute(class, "__mapper_args__") {
            Some(Value::Dict(entries)) => {
                let entries = entries.borrow();
                let named = entries
                    .iter()
                    .filter_map(|(name, value)| Some((name.as_str()?.to_string(), value.clone())));
                named.collect()
            }
            _ => Vec::new(),
        }
    }

    /// A class with a table of its own and a mapped base: the key refers to the base's.
    pub(super) fn inherit(
        &mut self,
        class: &Rc<Class>,
        draft: &mut Draft,
        parent: Option<&mut Draft>,
    ) {
        let Some(parent) = parent else {
            return;
        };
        let settings = self.mapper_settings(class);
        let identity = settings.iter().find(|(name, _)| name == "polymorphic_identity");
        if let (Some((_, identity)), Some((_, values))) = (identity, &mut parent.discriminator) {
            values.push(identity.clone());
        }
        if !draft.references.is_empty() || draft.table.primary_key.is_some() {
            return;
        }
        // Without a key of its own the table could not be joined; the base's key is meant.
        let Some(key) = parent.table.primary_key.clone() else {
            return;
        };
        let Some(columns) = key.columns() else {
            return;
        };
        let columns: Vec<String> = columns.into_iter().map(str::to_owned).collect();
        for name in columns.iter().rev() {
            if let Some(column) = parent.table.column(name) {
                draft.table.columns.insert(0, column.clone());
            }
        }
        draft.table.primary_key = Some(UniqueKey::over(columns.clone()));
        draft.table.foreign_keys.push(ForeignKey {
            name: None,
            columns: columns.clone(),
            parent: parent.table.name.clone(),
            parent_columns: columns,
            deferrable: false,
            initially_deferred: false,
            match_full: false,
            enforced: true,
            origin: Some(self.origin(draft.place)),
        });
    }
}

/// The column that tells which class a row is of holds the classes' identities only.
pub(super) fn discriminate(project: &mut Project<'_>, draft: &mut Draft) {
    let Some(root) = draft.classes.first().cloned() else {
        return;
    };
    let settings = project.mapper_settings(&root);
    let Some((_, on)) = settings.iter().find(|(name, _)| name == "polymorphic_on") else {
        return;
    };
    let Some(column) = draft.column_of(on).map(str::to_owned) else {
        return;
    };
    let mut values = Vec::new();
    for class in project.machine.classes.clone() {
        let order = project.machine.resolution_order(&class);
        if !order.iter().any(|base| Rc::ptr_eq(base, &root)) {
            continue;
        }
        let settings = project.mapper_settings(&class);
        let identity = settings.iter().find(|(name, _)| name == "polymorphic_identity");
        let value = identity.and_then(|(_, value)| match value {
            // An enumeration's member is stored by its name.
            Value::Member(member) => Some(string(&member.name)),
            other => literal(other),
        });
        values.extend(value.filter(|value| !values.contains(value)));
    }
    if values.is_empty() {
        return;
    }
    let text = format!("{} IN ({})", quoted(&column), values.join(", "));
    let check = project.check(None, &text, draft.place);
    draft.table.checks.push(check);
}
