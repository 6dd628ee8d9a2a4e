//! What models refer to.

use std::{collections::BTreeSet, rc::Rc};

use seedbed_schema::{DataType, ForeignKey, Table, TableName};

use super::{
    Class, Model, Project, Text, Value,
    labels::{Settings, split},
};
use crate::{
    diagnostic::Severity,
    python::{project::last_name, value::SymbolKind},
};

/// The model that a field names.
pub(crate) enum Target {
    Class(Rc<Class>),
    /// App and model, folded.
    Named(Text, Text),
    /// `settings.AUTH_USER_MODEL`.
    User,
    Unknown,
}

impl Project<'_> {
    /// What the first argument of a relation names.
    pub(super) fn target(&mut self, to: &Value, model: &Model) -> Option<Target> {
        if let Value::Class(class) = to {
            return Some(Target::Class(Rc::clone(class)));
        }
        if let Some(name) = to.as_str() {
            if &*name == "self" {
                return Some(Target::Class(Rc::clone(&model.class)));
            }
            let (app, model) =
                split(&name).unwrap_or_else(|| (model.key.0.clone(), name.to_lowercase().into()));
            return Some(Target::Named(app, model));
        }
        if to.as_call().and_then(|call| last_name(&call.callee)).as_deref()
            == Some("get_user_model")
        {
            return Some(Target::User);
        }
        let name = last_name(to).or_else(|| match to {
            Value::Symbol(symbol) => match &symbol.kind {
                SymbolKind::Attribute(_, name) => Some(name.clone()),
                _ => None,
            },
            _ => None,
        })?;
        if &*name == "AUTH_USER_MODEL" {
            return Some(Target::User);
        }
        // `app_settings.INVITATION_MODEL`: a constant of that name says which.
        if name.chars().all(|c| c.is_ascii_uppercase() || c == '_') {
            let mut modules = self.machine.modules.iter();
            let said = modules.find_map(|module| module.scope.get(&name)?.as_str())?;
            let (app, model) = split(&said)?;
            return Some(Target::Named(app, model));
        }
        let dotted = to.dotted()?;
        let mut parts = dotted.split('.').rev().skip(1).filter(|part| *part != "models");
        let app = parts.next().unwrap_or_default().to_lowercase();
        Some(Target::Named(app.into(), name.to_lowercase().into()))
    }
}

/// The position of the model that a target names. Proxies stand for what they are proxies of.
pub(super) fn position(
    project: &mut Project<'_>,
    models: &[Model],
    target: &Target,
    settings: &Settings,
) -> Option<usize> {
    let by_key = |app: &str, name: &str| {
        models.iter().position(|model| &*model.key.0 == app && &*model.key.1 == name)
    };
    match target {
        Target::Class(class) => {
            let order = project.machine.resolution_order(class);
            let found = order
                .iter()
                .find_map(|class| models.iter().position(|model| Rc::ptr_eq(&model.class, class)));
            // Django's user, where another stands in for it.
            found.or_else(|| {
                let is_user = &*class.name == "User" && super::contrib::is_builtin(project, class);
                is_user.then(|| by_key(&settings.user.0, &settings.user.1)).flatten()
            })
        }
        Target::Named(app, name) => by_key(app, name)
            .or_else(|| {
                let is_user = &**app == "auth" && &**name == "user";
                is_user.then(|| by_key(&settings.user.0, &settings.user.1)).flatten()
            })
            .or_else(|| {
                // A proxy, or an app whose label is not its folder's name.
                let classes = project.machine.classes.clone();
                let class = classes.iter().find(|class| class.name.to_lowercase() == **name)?;
                let order = project.machine.resolution_order(class);
                order.iter().find_map(|class| {
                    models.iter().position(|model| Rc::ptr_eq(&model.class, class))
                })
            }),
        Target::User => by_key(&settings.user.0, &settings.user.1),
        Target::Unknown => None,
    }
}

/// A reference to be declared.
struct Found {
    model: usize,
    column: String,
    parent: usize,
    parent_column: String,
    enforced: bool,
}

/// Gives references their types and declares them.
pub(super) fn resolve(project: &mut Project<'_>, models: &mut [Model], settings: &Settings) {
    let mut found = Vec::new();
    for at in 0..models.len() {
        for field in 0..models[at].fields.len() {
            let Some((target, named)) = &models[at].fields[field].target else {
                continue;
            };
            let parent = position(project, models, target, settings);
            let parent_column = parent.and_then(|parent| {
                let name = named.as_deref().unwrap_or("pk");
                models[parent].column_of(name).map(str::to_owned)
            });
            let field = &models[at].fields[field];
            let (Some(parent), Some(parent_column)) = (parent, parent_column) else {
                missing(project, &models[at], field);
                continue;
            };
            found.push(Found {
                model: at,
                column: field.column.clone(),
                parent,
                parent_column,
                enforced: field.enforced,
            });
        }
    }
    adopt(models, &found);
    for reference in found {
        let parent = models[reference.parent].table.name.clone();
        let model = &mut models[reference.model];
        model.table.foreign_keys.push(ForeignKey {
            name: None,
            columns: vec![reference.column],
            parent,
            parent_columns: vec![reference.parent_column],
            // Django declares all of them DEFERRABLE INITIALLY DEFERRED.
            deferrable: true,
            initially_deferred: true,
            match_full: false,
            enforced: reference.enforced,
            origin: Some(project.origin(model.class.place)),
        });
    }
    for model in models {
        for column in &mut model.table.columns {
            if column.data_type == DataType::Other("reference".into()) {
                column.data_type = DataType::integer(64);
            }
        }
    }
}

fn missing(project: &mut Project<'_>, model: &Model, field: &super::Field) {
    let name = match &field.target {
        Some((Target::Named(app, name), _)) => format!("{app}.{name}"),
        Some((Target::Class(class), _)) => class.name.to_string(),
        Some((Target::User, _)) => "the user model".to_owned(),
        _ => return,
    };
    let message = format!(
        "{}.{} refers to {name}, which is not among the sources: it is filled as a plain number",
        model.table.name, field.name
    );
    let place = field.symbol.as_ref().map_or(model.class.place, |symbol| symbol.place);
    project.say(Severity::Warning, place, message);
}

/// A reference has the type of what it refers to, which may be a reference itself.
fn adopt(models: &mut [Model], found: &[Found]) {
    /// Chains of keys that are references are short; cycles end here.
    const ROUNDS: usize = 10;
    let pending = DataType::Other("reference".into());
    for _ in 0..ROUNDS {
        for reference in found {
            let parent = models[reference.parent].table.column(&reference.parent_column);
            let Some(data_type) = parent.map(|column| column.data_type.clone()) else {
                continue;
            };
            let columns = &mut models[reference.model].table.columns;
            let column = columns.iter_mut().find(|column| column.name == reference.column);
            if let Some(column) = column.filter(|column| column.data_type == pending) {
                column.data_type = data_type;
            }
        }
    }
}

/// The tables of Django's own that given models lead to.
pub(super) fn wanted(models: &[Model], through: &[Table]) -> BTreeSet<TableName> {
    let mut wanted = BTreeSet::new();
    let given = models.iter().filter(|model| !model.builtin).map(|model| &model.table);
    let mut next: Vec<&Table> = given.chain(through).collect();
    while let Some(table) = next.pop() {
        for key in &table.foreign_keys {
            if wanted.insert(key.parent.clone()) {
                let parent = models.iter().find(|model| model.table.name == key.parent);
                next.extend(parent.map(|model| &model.table));
            }
        }
    }
    wanted
}
