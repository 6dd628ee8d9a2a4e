//! Classes to models: names, `Meta`, inheritance.

use std::rc::Rc;

use seedbed_schema::{Table, TableName};

use super::{Class, Field, Model, Project, Target, Text, Value, contrib, labels::Settings};
use crate::python::{project::prose, value::Place};

impl Project<'_> {
    /// The model that a class is; `None` for abstract and proxy ones, and those that are swapped.
    pub(super) fn model(
        &mut self,
        class: &Rc<Class>,
        settings: &Settings,
        known: &[Model],
    ) -> Option<Model> {
        let options = self.meta(class);
        let flag = |name: &str| {
            options.iter().any(|(known, value)| &**known == name && value.truth() == Some(true))
        };
        if flag("abstract") || flag("proxy") {
            return None;
        }
        let option = |name: &str| {
            options.iter().find(|(known, _)| &**known == name).and_then(|(_, v)| v.as_str())
        };
        let app = option("app_label").unwrap_or_else(|| self.app_label(class));
        let key: (Text, Text) = (app.to_lowercase().into(), class.name.to_lowercase().into());
        if option("swappable").as_deref() == Some("AUTH_USER_MODEL") && settings.user != key {
            return None;
        }
        let name = option("db_table").map_or_else(
            || {
                let model = class.name.to_lowercase();
                if app.is_empty() { model } else { format!("{app}_{model}") }
            },
            |name| name.to_string(),
        );
        let mut table = Table::new(table_name(&name));
        table.origin = Some(self.origin(class.place));
        table.comment = option("db_table_comment")
            .and_then(|text| prose(&text))
            .or_else(|| self.describe(class));
        let builtin = contrib::is_builtin(self, class);
        let mut model = Model {
            class: Rc::clone(class),
            key,
            table,
            fields: Vec::new(),
            many: Vec::new(),
            options,
            builtin,
        };
        let parents = self.concrete_parents(class, known);
        self.parent_links(&mut model, &parents, known);
        let inherited: Vec<Rc<Class>> = parents
            .iter()
            .flat_map(|&at| self.machine.resolution_order(&known[at].class.clone()))
            .collect();
        self.add_model_fields(&mut model, &inherited);
        self.implicit_key(&mut model, settings);
        Some(model)
    }

    /// The settings of `Meta`: the class's own, or the nearest abstract base's.
    fn meta(&mut self, class: &Rc<Class>) -> Vec<(Text, Value)> {
        let order = self.machine.resolution_order(class);
        for (at, base) in order.iter().enumerate() {
            let Some(Value::Class(meta)) = base.own("Meta") else {
                continue;
            };
            let mut options = Vec::new();
            for layer in self.machine.resolution_order(&meta) {
                for (name, value) in layer.scope.names.borrow().entries() {
                    let known = options.iter().any(|(known, _)| known == name);
                    // Being abstract is not inherited.
                    let own = Rc::ptr_eq(&layer, &meta) && at == 0;
                    let personal = matches!(&**name, "abstract" | "proxy" | "swappable");
                    if !known && (own || !personal) {
                        options.push((name.clone(), value.clone()));
                    }
                }
            }
            let is_abstract = meta.own("abstract").and_then(|flag| flag.truth()) == Some(true);
            if at > 0 && !is_abstract {
                // The `Meta` of a concrete base is that table's.
                return Vec::new();
            }
            if at > 0 {
                options.retain(|(name, _)| &**name != "db_table");
            }
            return options;
        }
        Vec::new()
    }

    /// The nearest models with tables that a class inherits from.
    fn concrete_parents(&mut self, class: &Rc<Class>, known: &[Model]) -> Vec<usize> {
        let mut parents = Vec::new();
        for base in self.machine.base_classes(class) {
            match known.iter().position(|model| Rc::ptr_eq(&model.class, &base)) {
                Some(at) => parents.push(at),
                None => parents.extend(self.concrete_parents(&base, known)),
            }
        }
        parents.dedup();
        parents
    }

    /// `parent_ptr`: a row of the parent's table belongs to every row of the child's.
    fn parent_links(&mut self, model: &mut Model, parents: &[usize], known: &[Model]) {
        for &at in parents {
            let parent = &known[at];
            // A field of the model's own may be the link.
            if super::fields::has_parent_link(&model.class, &parent.class) {
                continue;
            }
            let name: Text = format!("{}_ptr", parent.class.name.to_lowercase()).into();
            let column = format!("{name}_id");
            let place = model.class.place;
            self.push_reference(
                model,
                Field {
                    name,
                    column: column.clone(),
                    target: Some((Target::Class(Rc::clone(&parent.class)), None)),
                    enforced: true,
                    symbol: None,
                },
                place,
            );
            if model.table.primary_key.is_none() {
                model.table.set_primary_key([column]);
            } else {
                let key = seedbed_schema::UniqueKey::over([column]);
                model.table.unique_keys.push(key);
            }
        }
    }

    fn implicit_key(&mut self, model: &mut Model, settings: &Settings) {
        if model.table.primary_key.is_some() {
            return;
        }
        let big = self.has_big_keys(&model.class.clone(), settings);
        let mut column = super::fields::auto_column("id", if big { 64 } else { 32 });
        column.origin = Some(self.origin(model.class.place));
        model.table.columns.insert(0, column);
        let field = Field {
            name: "id".into(),
            column: "id".to_owned(),
            target: None,
            enforced: true,
            symbol: None,
        };
        model.fields.insert(0, field);
        model.table.set_primary_key(["id"]);
    }

    /// Adds a column whose type is that of what it refers to.
    pub(super) fn push_reference(&mut self, model: &mut Model, field: Field, place: Place) {
        let mut column = seedbed_schema::Column::new(
            field.column.clone(),
            seedbed_schema::DataType::Other("reference".into()),
        );
        column.nullable = false;
        column.origin = Some(self.origin(place));
        model.table.columns.push(column);
        model.fields.push(field);
    }
}

/// `"schema"."table"` is how models name a namespace.
fn table_name(name: &str) -> TableName {
    match name.split_once("\".\"") {
        Some((namespace, name)) => {
            TableName::within(namespace.trim_matches('"'), name.trim_matches('"'))
        }
        None => TableName::new(name.trim_matches('"')),
    }
}
