//! Django's models.
//!
//! A model is a class that inherits from `Model`, however far up; its fields and those of its
//! abstract bases make the columns. Types and names are those of Django's PostgreSQL backend.
//! References are resolved when all models are known, for a field has the type of the key it
//! refers to.

use std::rc::Rc;

use seedbed_schema::Table;

use super::{
    project::{Project, last_name},
    syntax::Text,
    value::{Call, Class, Symbol, Value},
};

mod constraint;
pub(crate) mod contrib;
mod fields;
mod kinds;
mod labels;
mod lookup;
mod many;
mod model;
mod relation;
mod values;

use relation::Target;

/// A model as far as it is known.
pub(crate) struct Model {
    pub(crate) class: Rc<Class>,
    /// `app.Model`, folded.
    pub(crate) key: (Text, Text),
    pub(crate) table: Table,
    pub(crate) fields: Vec<Field>,
    pub(crate) many: Vec<many::Many>,
    /// The settings of its `Meta`, own or inherited.
    pub(crate) options: Vec<(Text, Value)>,
    /// Whether it is one of those that come with Django and were not given.
    pub(crate) builtin: bool,
}

/// A field with a column.
pub(crate) struct Field {
    pub(crate) name: Text,
    pub(crate) column: String,
    /// What it refers to, with the field referred to where it is named.
    pub(crate) target: Option<(Target, Option<Text>)>,
    /// Whether the database enforces the reference.
    pub(crate) enforced: bool,
    pub(crate) symbol: Option<Rc<Symbol>>,
}

impl Model {
    /// A setting of its `Meta`.
    pub(crate) fn option(&self, name: &str) -> Option<&Value> {
        self.options.iter().find(|(known, _)| &**known == name).map(|(_, value)| value)
    }

    /// The column of a field, by the field's name or the column's.
    pub(crate) fn column_of(&self, name: &str) -> Option<&str> {
        if name == "pk" {
            let key = self.table.primary_key.as_ref()?.columns()?;
            let only = (*key.first()?).to_owned();
            return self.table.columns.iter().map(|c| c.name.as_str()).find(|c| *c == only);
        }
        let by_field = self.fields.iter().find(|field| &*field.name == name);
        let by_column = || self.fields.iter().find(|field| field.column == name);
        let attribute = || {
            let bare = name.strip_suffix("_id")?;
            self.fields.iter().find(|field| &*field.name == bare && field.target.is_some())
        };
        by_field.or_else(by_column).or_else(attribute).map(|field| field.column.as_str())
    }
}

/// All tables of all models, in the order of their declaration. Those that come with Django are
/// among them where a given model refers to them.
pub(crate) fn tables(project: &mut Project<'_>) -> Vec<Table> {
    let settings = labels::Settings::of(project);
    let mut models: Vec<Model> = Vec::new();
    for class in project.machine.classes.clone() {
        if project.is_model(&class)
            && let Some(model) = project.model(&class, &settings, &models)
        {
            models.push(model);
        }
    }
    relation::resolve(project, &mut models, &settings);
    for model in &mut models {
        constraint::add(project, model);
    }
    let through = many::tables(project, &mut models, &settings);
    let wanted = relation::wanted(&models, &through);
    let mut tables = Vec::new();
    for model in models {
        if !model.builtin || wanted.contains(&model.table.name) {
            tables.push(model.table);
        }
    }
    tables.extend(through);
    tables
}

impl Project<'_> {
    /// Whether a class inherits from Django's `Model`.
    pub(crate) fn is_model(&mut self, class: &Rc<Class>) -> bool {
        let bases = self.machine.external_bases(class);
        let is_model = |base: &Value| {
            base.dotted().is_some_and(|name| {
                name.starts_with("django.") && name.ends_with(".Model")
                    || name == "models.Model"
                    || name == "django.db.models.base.Model"
            })
        };
        if bases.iter().any(is_model) {
            return true;
        }
        // The base may be elsewhere: then fields tell.
        let unknown = bases.iter().any(|base| {
            last_name(base).is_some_and(|name| name.ends_with("Model") || name.ends_with("Mixin"))
        });
        unknown && self.has_django_fields(class)
    }

    /// Whether the class or a base of it among the sources holds fields of Django's.
    fn has_django_fields(&mut self, class: &Rc<Class>) -> bool {
        self.machine.resolution_order(class).iter().any(|class| {
            let names = class.scope.names.borrow();
            names.entries().iter().any(|(_, value)| {
                let callee = value.as_call().and_then(|call| call.callee.dotted());
                callee.is_some_and(|name| {
                    name.starts_with("django.db.models")
                        && (name.ends_with("Field") || name.ends_with("Key"))
                })
            })
        })
    }
}

/// A keyword that is a text.
pub(crate) fn text(call: &Call, name: &str) -> Option<Text> {
    call.keyword(name).and_then(Value::as_str)
}
