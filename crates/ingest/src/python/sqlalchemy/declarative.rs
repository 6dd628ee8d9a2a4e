//! Classes that the declarative system maps to tables.

use std::rc::Rc;

use seedbed_schema::TableName;

use super::{
    super::{
        project::{Project, last_name, prose, snake_case},
        syntax::Text,
        value::{Call, Class, Place, SymbolKind, Value},
    },
    Draft,
    annotation::Rules,
    called,
    column::{Written, column_calls},
};

mod fields;
mod inheritance;
mod sqlmodel;

/// How a class comes to be mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// SQLAlchemy's own, or something that was not given.
    Declarative,
    /// Flask-SQLAlchemy, which names tables itself.
    Flask,
    /// `SQLModel`, whose fields need no `Mapped`.
    SqlModel,
}

/// Adds the tables of all mapped classes; bases come before the classes that inherit from them.
pub(crate) fn read(project: &mut Project<'_>, drafts: &mut Vec<Draft>) {
    for class in project.machine.classes.clone() {
        if let Some(family) = project.family(&class) {
            project.map_class(&class, family, drafts);
        }
    }
    for draft in drafts {
        inheritance::discriminate(project, draft);
    }
}

impl Project<'_> {
    /// How a class is mapped; `None` where it is not.
    pub(super) fn family(&mut self, class: &Rc<Class>) -> Option<Family> {
        let decorated = class.decorators.iter().any(|decorator| {
            let name = match decorator.as_call() {
                Some(call) => last_name(&call.callee),
                None => last_name(decorator),
            };
            name.is_some_and(|name| matches!(&*name, "mapped" | "mapped_as_dataclass"))
        });
        let is_base =
            class.bases.iter().any(|base| base.as_call().is_none() && is_declarative_base(base))
                || class.decorators.iter().any(|decorator| {
                    decorator.as_call().and_then(called).as_deref() == Some("as_declarative")
                });
        let is_abstract = class.own("__abstract__").and_then(|flag| flag.truth()) == Some(true);
        if is_base || is_abstract {
            return None;
        }
        let bases = self.machine.external_bases(class);
        let names: Vec<Text> = bases.iter().filter_map(base_name).collect();
        let has = |name: &str| names.iter().any(|known| &**known == name);
        if has("SQLModel") {
            let is_table = class
                .keywords
                .iter()
                .any(|(name, value)| &**name == "table" && value.truth() == Some(true));
            return is_table.then_some(Family::SqlModel);
        }
        if bases
            .iter()
            .any(|base| base.dotted().is_some_and(|name| name.ends_with("SQLAlchemy().Model")))
        {
            return Some(Family::Flask);
        }
        let order = self.machine.resolution_order(class);
        let inherits = decorated
            || bases.iter().any(is_declarative_base)
            || order.iter().any(|class| {
                class.decorators.iter().any(|decorator| {
                    decorator.as_call().and_then(called).as_deref() == Some("as_declarative")
                })
            });
        // The base may be elsewhere: then a table's name tells.
        let unknown = bases.iter().any(is_unknown);
        let is_named = order
            .iter()
            .any(|class| class.own("__tablename__").is_some() || class.own("__table__").is_some());
        (inherits || (unknown && is_named)).then_some(Family::Declarative)
    }

    fn map_class(&mut self, class: &Rc<Class>, family: Family, drafts: &mut Vec<Draft>) {
        let parent = self.mapped_parent(class, drafts);
        if let Some((_, table)) = self.machine.find(class, "__table__") {
            self.map_to_table(class, &table, drafts);
            return;
        }
        let name = self.table_name(class, family, parent.map(|at| &drafts[at]));
        let (name, options) = (name, self.options(class));
        match (name, parent) {
            (Some(name), _) => {
                let mut draft = self.new_draft(class, &name, &options);
                self.add_fields(class, family, parent.map(|at| &drafts[at]), &mut draft);
                if draft.columns.is_empty() {
                    return;
                }
                self.add_options(&mut draft, &options);
                self.inherit(class, &mut draft, parent.map(|at| &mut drafts[at]));
                drafts.push(draft);
            }
            (None, Some(at)) => {
                // Single-table inheritance: the columns go to the parent's table.
                let mut draft = std::mem::replace(
                    &mut drafts[at],
                    Draft::new(TableName::new(""), class.place, None),
                );
                self.add_fields(class, family, None, &mut draft);
                self.add_options(&mut draft, &options);
                draft.classes.push(Rc::clone(class));
                drafts[at] = draft;
            }
            (None, None) => {
                let has_columns = self.has_columns(class);
                if has_columns && self.machine.find(class, "__tablename__").is_some() {
                    let message = format!(
                        "the table name of {} is computed in a way that is not followed; \
                         {} is assumed",
                        class.name,
                        snake_case(&class.name)
                    );
                    self.say(crate::diagnostic::Severity::Warning, class.place, message);
                    let name = snake_case(&class.name);
                    let mut draft = self.new_draft(class, &name, &options);
                    self.add_fields(class, family, None, &mut draft);
                    self.add_options(&mut draft, &options);
                    drafts.push(draft);
                }
            }
        }
    }

    /// `__table__ = Table(…)`: the table is known, the class describes it.
    fn map_to_table(&mut self, class: &Rc<Class>, table: &Value, drafts: &mut [Draft]) {
        let Value::Symbol(table) = table else {
            return;
        };
        let same =
            |draft: &&mut Draft| draft.call.as_ref().is_some_and(|known| Rc::ptr_eq(known, table));
        if let Some(draft) = drafts.iter_mut().find(same) {
            draft.classes.push(Rc::clone(class));
            if draft.table.comment.is_none() {
                draft.table.comment = self.describe(class);
            }
        }
    }

    fn new_draft(&mut self, class: &Rc<Class>, name: &str, options: &[Value]) -> Draft {
        let metadata = self.class_metadata(class);
        let metadata = metadata.as_ref().and_then(|value| value.as_call());
        let mut draft = Draft::new(TableName::new(name), class.place, metadata);
        let option = |name: &str| dictionary(options, name).and_then(|value| value.as_str());
        draft.table.name.namespace =
            option("schema").map(|name| name.to_string()).or_else(|| draft.namespace.clone());
        draft.table.comment =
            option("comment").and_then(|text| prose(&text)).or_else(|| self.describe(class));
        draft.table.origin = Some(self.origin(class.place));
        draft.classes.push(Rc::clone(class));
        draft
    }

    /// The items of `__table_args__`.
    fn options(&mut self, class: &Rc<Class>) -> Vec<Value> {
        let Some((owner, _)) = self.machine.find(class, "__table_args__") else {
            return Vec::new();
        };
        // The arguments of a mapped base are the base's.
        if !Rc::ptr_eq(&owner, class) && self.family(&owner).is_some() {
            let is_declared = matches!(owner.own("__table_args__"),
                Some(Value::Function(function)) if function.is_decorated("declared_attr"));
            if !is_declared {
                return Vec::new();
            }
        }
        match self.attribute(class, "__table_args__") {
            Some(dictionary @ Value::Dict(_)) => vec![dictionary],
            Some(other) => other.items().unwrap_or_default(),
            None => Vec::new(),
        }
    }

    fn add_options(&mut self, draft: &mut Draft, options: &[Value]) {
        for option in options {
            self.add_item(draft, option);
        }
    }

    /// The name of the class's own table; `None` where it has none of its own.
    fn table_name(
        &mut self,
        class: &Rc<Class>,
        family: Family,
        parent: Option<&Draft>,
    ) -> Option<String> {
        if let Some((owner, value)) = self.machine.find(class, "__tablename__") {
            let computed = matches!(&value, Value::Function(_));
            let inherited = !Rc::ptr_eq(&owner, class)
                && parent.is_some_and(|parent| {
                    parent.classes.iter().any(|mapped| Rc::ptr_eq(mapped, &owner))
                });
            if !inherited || computed {
                let name = self.attribute(class, "__tablename__")?.as_str()?.to_string();
                let is_parents = parent.is_some_and(|parent| parent.table.name.name == name);
                return (!is_parents).then_some(name);
            }
        }
        match family {
            Family::SqlModel => Some(class.name.to_lowercase()),
            Family::Flask if parent.is_none() || has_own_key(class) => {
                Some(snake_case(&class.name))
            }
            _ => None,
        }
    }

    fn has_columns(&mut self, class: &Rc<Class>) -> bool {
        let order = self.machine.resolution_order(class);
        order.iter().any(|class| {
            let names = class.scope.names.borrow();
            names.entries().iter().any(|(_, value)| !column_calls(value).is_empty())
        })
    }
}

/// A setting in the dictionary of `__table_args__`.
fn dictionary(options: &[Value], name: &str) -> Option<Value> {
    options.iter().find_map(|option| match option {
        Value::Dict(entries) => {
            let entries = entries.borrow();
            let found = entries.iter().find(|(key, _)| key.as_str().as_deref() == Some(name));
            found.map(|(_, value)| value.clone())
        }
        _ => None,
    })
}

/// The last name of a base outside the sources, without type arguments.
fn base_name(base: &Value) -> Option<Text> {
    match base {
        Value::Symbol(symbol) => match &symbol.kind {
            SymbolKind::Call(call) => last_name(&call.callee),
            SymbolKind::Index(of, _) => base_name(of),
            _ => last_name(base),
        },
        _ => last_name(base),
    }
}

/// Whether a base is what declarative classes begin with.
fn is_declarative_base(base: &Value) -> bool {
    let name = base_name(base);
    let is_call = base.as_call().is_some();
    match name.as_deref() {
        Some("DeclarativeBase" | "DeclarativeBaseNoMeta" | "AsyncAttrsBase") => true,
        Some("declarative_base" | "automap_base" | "generate_base") => is_call,
        _ => false,
    }
}

/// Whether a base may be a declarative one that is not among the sources.
fn is_unknown(base: &Value) -> bool {
    const KNOWN: &[&str] = &[
        "object",
        "ABC",
        "Generic",
        "Protocol",
        "Enum",
        "BaseModel",
        "MappedAsDataclass",
        "AsyncAttrs",
        "TypedDict",
        "NamedTuple",
        "Exception",
        "TypeDecorator",
    ];
    base_name(base).is_some_and(|name| !KNOWN.contains(&&*name))
}

fn has_own_key(class: &Rc<Class>) -> bool {
    let entries = class.scope.names.borrow().entries().to_vec();
    entries.iter().flat_map(|(_, value)| column_calls(value)).any(|symbol| {
        matches!(&symbol.kind, SymbolKind::Call(call) if call.flag("primary_key") == Some(true))
    })
}
