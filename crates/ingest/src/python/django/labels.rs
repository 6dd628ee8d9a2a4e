//! The labels of apps, and settings.

use std::rc::Rc;

use super::super::{
    project::Project,
    syntax::Text,
    value::{Class, Value},
};

/// What of a project's settings decides on tables.
pub(crate) struct Settings {
    /// `AUTH_USER_MODEL`, as (app, model), folded.
    pub(crate) user: (Text, Text),
    /// Whether keys are 64 bits wide where nothing says otherwise.
    pub(crate) big_keys: bool,
}

impl Settings {
    /// The settings among the sources, or Django's.
    pub(crate) fn of(project: &mut Project<'_>) -> Self {
        let found = |project: &Project<'_>, name: &str| {
            let modules = project.machine.modules.iter();
            let mut values = modules.filter_map(|module| module.scope.get(name)?.as_str());
            values.next()
        };
        let user = found(project, "AUTH_USER_MODEL").or_else(|| only_user(project));
        let user = user.as_deref().and_then(split).unwrap_or(("auth".into(), "user".into()));
        let auto = found(project, "DEFAULT_AUTO_FIELD");
        Self { user, big_keys: auto.is_none_or(|name| is_big(&name)) }
    }
}

fn is_big(name: &str) -> bool {
    name.ends_with("BigAutoField")
}

/// The one model that stands in for Django's user, where the settings are not given.
fn only_user(project: &mut Project<'_>) -> Option<Text> {
    let mut users = Vec::new();
    for class in project.machine.classes.clone() {
        if super::contrib::is_builtin(project, &class) || !project.is_model(&class) {
            continue;
        }
        let order = project.machine.resolution_order(&class);
        let is_user = order
            .iter()
            .skip(1)
            .any(|base| matches!(&*base.name, "AbstractUser" | "AbstractBaseUser"));
        let meta = class.own("Meta");
        let is_abstract = matches!(&meta, Some(Value::Class(meta))
            if meta.own("abstract").and_then(|flag| flag.truth()) == Some(true));
        if is_user && !is_abstract {
            let label = project.app_label(&class);
            users.push(format!("{label}.{}", class.name));
        }
    }
    match users.as_slice() {
        [only] => Some(only.as_str().into()),
        _ => None,
    }
}

/// `app.Model`, folded.
pub(crate) fn split(name: &str) -> Option<(Text, Text)> {
    let (app, model) = name.rsplit_once('.')?;
    let app = app.rsplit('.').next().unwrap_or(app);
    Some((app.to_lowercase().into(), model.to_lowercase().into()))
}

impl Project<'_> {
    /// The label of the app that a model belongs to, where its `Meta` has none.
    pub(crate) fn app_label(&mut self, class: &Rc<Class>) -> Text {
        if let Some(config) = self.app_config(class) {
            let said = |machine: &mut Self, name: &str| {
                let value = machine.attribute(&config, name)?;
                value.as_str()
            };
            if let Some(label) = said(self, "label") {
                return label;
            }
            if let Some(name) = said(self, "name") {
                return name.rsplit('.').next().unwrap_or(&name).into();
            }
        }
        let path = self.machine.names.path(class.place.module);
        let models = path.iter().rposition(|part| &**part == "models");
        let folder = match models {
            Some(at) => at.checked_sub(1),
            None => path.len().checked_sub(2),
        };
        folder.map_or_else(|| "".into(), |at| path[at].clone())
    }

    /// Whether the keys of an app are 64 bits wide.
    pub(crate) fn has_big_keys(&mut self, class: &Rc<Class>, settings: &Settings) -> bool {
        let config = self.app_config(class);
        let auto = config.and_then(|config| self.attribute(&config, "default_auto_field"));
        auto.and_then(|name| name.as_str()).map_or(settings.big_keys, |name| is_big(&name))
    }

    /// The `AppConfig` of the package that a class is in. What `models.py` holds belongs to the
    /// package around it, unless the models of a package further up import it.
    fn app_config(&mut self, class: &Rc<Class>) -> Option<Rc<Class>> {
        let mut path = self.machine.names.path(class.place.module).to_vec();
        let mut is_root = false;
        while let Some(left) = path.pop() {
            is_root |= &*left == "models";
            let within =
                |name: &str| -> Vec<Text> { path.iter().cloned().chain([name.into()]).collect() };
            if let Some(module) = self.machine.names.exact(&within("apps"))
                && let Some(config) = self.config_in(module)
            {
                let models = self.machine.names.exact(&within("models"));
                let holds = models.is_some_and(|models| self.holds(models, class));
                let own = &*left == "models";
                return (own || !is_root || holds).then_some(config);
            }
        }
        None
    }

    /// The first app's configuration in a module.
    fn config_in(&self, module: usize) -> Option<Rc<Class>> {
        let names = self.machine.modules[module].scope.names.borrow();
        names.entries().iter().find_map(|(_, value)| match value {
            Value::Class(class)
                if class.place.module == module
                    && (class.own("name").is_some() || class.own("label").is_some()) =>
            {
                Some(Rc::clone(class))
            }
            _ => None,
        })
    }

    /// Whether a module binds a class to its name.
    fn holds(&self, module: usize, class: &Rc<Class>) -> bool {
        let found = self.machine.modules[module].scope.get(&class.name);
        matches!(found, Some(Value::Class(found)) if Rc::ptr_eq(&found, class))
    }
}
