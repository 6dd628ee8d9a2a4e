//! JSON Schema, <https://json-schema.org/draft/2020-12/schema> and its earlier drafts, and the
//! schemas of `OpenAPI` documents (`components.schemas`; `definitions` in version 2).
//!
//! What has an identity of its own is a table: the root object of a JSON Schema, and every named
//! object with `x-primary-key` or a property `id`, `uuid` or `<name>_id`. What refers to it
//! (`$ref`) refers to its rows: to one by a foreign key, to a list of them by a table between the
//! two. Objects and lists without an identity are part of what holds them: JSON columns.

use seedbed_expr::Dialect;
use seedbed_schema::{SchemaProblem, TableName};

use crate::{
    Language, Severity, Source,
    diagnostic::Diagnostic,
    document,
    entry::Gathered,
    infer::words,
    tree::{self, Node},
};

mod content;
mod library;
mod table;
mod types;

use library::{At, File, Library, Object};

/// An object that is a table.
struct Entity<'f> {
    name: TableName,
    at: At<'f>,
    object: Object<'f>,
    /// The properties that identify a row.
    key: Vec<&'f str>,
}

/// Reads files of one of the two kinds.
pub(crate) fn read(
    sources: &[Source<'_>],
    language: Language,
    dialect: Option<Dialect>,
    gathered: &mut Gathered,
) {
    gathered.dialect = gathered.dialect.or(dialect);
    let mut files = Vec::new();
    for source in sources {
        match tree::document(source.text) {
            Ok(root) => files.push(File { name: source.name.into(), root }),
            Err(error) => gathered.problems.push(SchemaProblem {
                subject: "the document".into(),
                message: error.message,
                hint: None,
                origin: Some(document::origin(&source.name.into(), error.place)),
            }),
        }
    }
    let library = Library { files: &files };
    let mut found = Found { library, entities: Vec::new(), embedded: Vec::new() };
    for file in &files {
        found.file(At::root(file), language);
    }
    if found.entities.is_empty() {
        // Nothing has an identity: what nothing else holds stands for itself.
        found.take_what_stands_alone();
    }
    for (name, at) in &found.embedded {
        gathered.report.diagnostics.push(Diagnostic {
            severity: Severity::Note,
            origin: at.origin(),
            message: format!("{name} has no identity: it is part of what refers to it, no table"),
            help: Some("an id property or x-primary-key makes it a table".into()),
            skipped: None,
        });
    }
    table::tables(library, &found.entities, gathered);
}

/// The objects of all files, sorted into tables and parts.
struct Found<'f> {
    library: Library<'f>,
    entities: Vec<Entity<'f>>,
    /// Named objects that are part of others.
    embedded: Vec<(&'f str, At<'f>)>,
}

impl<'f> Found<'f> {
    fn file(&mut self, root: At<'f>, language: Language) {
        let components = root.get("components").and_then(|components| components.get("schemas"));
        if let (Language::OpenApi, Some(components)) = (language, components) {
            let named = components.node.entries().iter();
            return named.for_each(|(key, node)| self.named(&key.name, At { node, ..root }));
        }
        if language == Language::JsonSchema {
            self.root(root);
        }
        for (name, at) in root.members("$defs").chain(root.members("definitions")) {
            self.named(name, at);
        }
    }

    /// The object that a JSON Schema as a whole describes. One that only holds lists of objects
    /// is a dataset: each list is a table.
    fn root(&mut self, root: At<'f>) {
        let title = root.node.text_of("title");
        let name = title.map_or_else(|| document::table_name(&root.file.name), file_name);
        let at = root.get("items").unwrap_or(root);
        let target = self.library.target(at, |_| false).at;
        let Some(object) = self.library.object(target) else { return };
        let key = key(&name, target, &object);
        let lists: Option<Vec<(&str, At<'f>)>> = object
            .properties
            .iter()
            .map(|(name, at)| {
                let list = self.library.target(*at, |_| false).at;
                let item = self.library.target(list.get("items")?, |_| false).at;
                self.library.object(item)?;
                Some((*name, item))
            })
            .collect();
        match lists {
            Some(lists) if key.is_empty() => {
                for (name, item) in lists {
                    if let Some(object) = self.library.object(item) {
                        let name = item.node.text_of("title").unwrap_or(name);
                        let key = self::key(name, item, &object);
                        self.add(name, item, object, key);
                    }
                }
            }
            _ => self.add(&name, target, object, key),
        }
    }

    /// A schema with a name: a table, a part of tables, or no object at all.
    fn named(&mut self, name: &'f str, at: At<'f>) {
        let Some(object) = self.library.object(at) else { return };
        if self.entities.iter().any(|entity| entity.at.is(at)) {
            return;
        }
        if at.node.get("x-table").and_then(Node::as_bool) == Some(false) {
            return;
        }
        let key = key(name, at, &object);
        let is_asked = at.node.get("x-table").is_some();
        if key.is_empty() && !is_asked {
            self.embedded.push((name, at));
        } else {
            self.add(name, at, object, key);
        }
    }

    fn add(&mut self, name: &str, at: At<'f>, object: Object<'f>, key: Vec<&'f str>) {
        if self.entities.iter().any(|entity| entity.at.is(at)) {
            return;
        }
        self.embedded.retain(|(_, embedded)| !embedded.is(at));
        let name = TableName::new(at.node.text_of("x-table").map_or(file_name(name), file_name));
        self.entities.push(Entity { name, at, object, key });
    }

    fn take_what_stands_alone(&mut self) {
        let held: Vec<At<'f>> = self
            .embedded
            .iter()
            .filter_map(|(_, at)| self.library.object(*at))
            .flat_map(|object| object.properties)
            .flat_map(|(_, at)| [Some(at), at.get("items")])
            .flatten()
            .map(|at| self.library.target(at, |_| false).at)
            .collect();
        let alone = |at: &At<'f>| !held.iter().any(|held| held.is(*at));
        for (name, at) in std::mem::take(&mut self.embedded) {
            match self.library.object(at) {
                Some(object) if alone(&at) => self.add(name, at, object, Vec::new()),
                _ => self.embedded.push((name, at)),
            }
        }
    }
}

/// The properties that identify an object, as it says itself or by their names.
fn key<'f>(name: &str, at: At<'f>, object: &Object<'f>) -> Vec<&'f str> {
    if let Some(asked) = at.node.get("x-primary-key") {
        return asked.texts();
    }
    let marked: Vec<&str> = object
        .properties
        .iter()
        .filter(|(_, at)| at.node.get("x-primary-key").and_then(Node::as_bool) == Some(true))
        .map(|(name, _)| *name)
        .collect();
    if !marked.is_empty() {
        return marked;
    }
    let own = words::singular_of(name);
    let identifies = |property: &str| {
        let words = words::of(property);
        words.split_last().is_some_and(|(last, stem)| {
            matches!(last.as_str(), "id" | "uuid" | "guid") && (stem.is_empty() || stem == own)
        })
    };
    let is_scalar = |at: &At<'f>| {
        at.types().iter().all(|kind| !matches!(*kind, "object" | "array"))
            && at.node.get("properties").is_none()
    };
    let found = object.properties.iter().find(|(name, at)| identifies(name) && is_scalar(at));
    found.map(|(name, _)| vec![*name]).unwrap_or_default()
}

/// A title as a name: `Order line` is `Order_line`.
fn file_name(title: &str) -> String {
    let name: String =
        title.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect();
    name.trim_matches('_').to_owned()
}
