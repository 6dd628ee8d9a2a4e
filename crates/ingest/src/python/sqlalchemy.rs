//! SQLAlchemy's models and tables, those of Flask-SQLAlchemy and SQLModel included.
//!
//! A table is a call of `Table`, or a class that the declarative system maps. What is known of
//! one is put into a [`Draft`]; references are resolved when all drafts are there.

use std::rc::Rc;

use seedbed_schema::Table;

use super::{
    project::{Project, last, last_name},
    syntax::Text,
    value::{Call, Class, Place, Symbol, SymbolKind, Value},
};

mod annotation;
mod column;
mod constraint;
mod declarative;
mod expression;
mod naming;
mod resolve;
mod table;
mod types;

use resolve::Reference;

/// A table as far as it is known.
pub(crate) struct Draft {
    pub(crate) table: Table,
    pub(crate) place: Place,
    /// Which attribute and which `Column` object is which column.
    pub(crate) columns: Vec<Known>,
    /// Foreign keys whose tables are not resolved yet.
    pub(crate) references: Vec<Reference>,
    /// Columns that take their type from what they refer to.
    pub(crate) untyped: Vec<String>,
    /// The classes mapped to it.
    pub(crate) classes: Vec<Rc<Class>>,
    /// The call of `Table` that made it.
    pub(crate) call: Option<Rc<Symbol>>,
    /// How constraints without a name are called.
    pub(crate) naming: naming::Convention,
    /// The namespace of its metadata.
    pub(crate) namespace: Option<String>,
    /// The column that tells which class a row is of, and the values it has.
    pub(crate) discriminator: Option<(String, Vec<Value>)>,
}

/// One column of a draft.
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) attribute: Text,
    pub(crate) symbol: Option<Rc<Symbol>>,
}

impl Draft {
    /// The column that a value of a constraint names: a string, a `Column`, an attribute.
    pub(crate) fn column_of(&self, value: &Value) -> Option<&str> {
        let by_name = |name: &str| {
            let known = self.columns.iter();
            let named = known.clone().find(|known| known.name == name);
            named.or_else(|| known.clone().find(|known| &*known.attribute == name))
        };
        let known = match value {
            Value::Str(name) => by_name(name),
            Value::Symbol(symbol) => {
                let same = |known: &&Known| {
                    known.symbol.as_ref().is_some_and(|known| Rc::ptr_eq(known, symbol))
                };
                let found = self.columns.iter().find(same);
                found.or_else(|| match &symbol.kind {
                    SymbolKind::Attribute(Value::Class(_), name) => by_name(name),
                    // `table.c.name`
                    SymbolKind::Attribute(Value::Symbol(of), name) => match &of.kind {
                        SymbolKind::Attribute(_, c) if is_columns(c) => by_name(name),
                        _ => None,
                    },
                    SymbolKind::Index(Value::Symbol(of), name) => match &of.kind {
                        SymbolKind::Attribute(_, c) if is_columns(c) => by_name(&name.as_str()?),
                        _ => None,
                    },
                    // `Column("name")` repeated by name.
                    SymbolKind::Call(call) if is_column(call) => {
                        by_name(&call.arguments.first()?.as_str()?)
                    }
                    _ => None,
                })
            }
            _ => None,
        };
        known.map(|known| known.name.as_str())
    }
}

fn is_columns(name: &str) -> bool {
    matches!(name, "c" | "columns")
}

/// Roots of packages whose `Table` or `Column` is another thing.
const FOREIGN: &[&str] = &[
    "rich",
    "django",
    "django_tables2",
    "astropy",
    "reportlab",
    "docx",
    "prettytable",
    "click",
    "typing",
    "pyarrow",
    "deltalake",
    "bokeh",
    "dash",
    "graphene",
    "marshmallow",
    "wtforms",
    "peewee",
    "tortoise",
    "ormar",
    "builtins",
    "pydantic",
    "flet",
    "textual",
    "agate",
    "boto3",
];

/// Whether a dotted name can be of SQLAlchemy or of something that wraps it.
fn is_native(dotted: &str) -> bool {
    let root = dotted.split('.').next().unwrap_or_default();
    !FOREIGN.contains(&root)
}

/// What of SQLAlchemy a call calls, by its last name.
pub(crate) fn called(call: &Call) -> Option<Text> {
    let dotted = call.callee.dotted()?;
    is_native(&dotted).then(|| last(&dotted).into())
}

/// Whether a call makes a column.
pub(crate) fn is_column(call: &Call) -> bool {
    called(call).is_some_and(|name| matches!(&*name, "Column" | "mapped_column"))
        || made_of(&call.callee, "Column")
}

/// Whether the callee is a class of the sources that inherits from something of that name.
fn made_of(callee: &Value, name: &str) -> bool {
    match callee {
        Value::Class(class) => class
            .bases
            .iter()
            .any(|base| last_name(base).is_some_and(|base| &*base == name) || made_of(base, name)),
        _ => false,
    }
}

/// All tables of all sources, in the order of their declaration.
pub(crate) fn tables(project: &mut Project<'_>) -> Vec<Table> {
    let mut drafts = Vec::new();
    let calls = project.machine.calls.clone();
    for symbol in &calls {
        if let SymbolKind::Call(call) = &symbol.kind
            && let Some(draft) = table::read(project, symbol, call)
        {
            drafts.push(draft);
        }
    }
    declarative::read(project, &mut drafts);
    for symbol in &calls {
        if let SymbolKind::Call(call) = &symbol.kind {
            constraint::alone(project, &mut drafts, symbol, call);
        }
    }
    drafts.sort_by_key(|draft| (draft.place.module, draft.place.at));
    resolve::finish(project, drafts)
}
