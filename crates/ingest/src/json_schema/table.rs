//! Tables and their columns.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema::{
    Check, CheckRule, Column, DataType, Default, ForeignKey, Table, TableName, TableWishes,
    UniqueKey, ValueWish,
};

use super::{
    Entity, content,
    library::{At, Library, Object, Target},
    types,
};
use crate::{Severity, entry::Gathered, infer::words, tree::Node};

/// Keys that are made of references to other keys are followed so far.
const LONGEST: usize = 8;

/// Members of a JSON column, those of the objects within it included.
const MOST_MEMBERS: usize = 200;

/// Makes the tables of the entities, and those between them.
pub(super) fn tables(library: Library<'_>, entities: &[Entity<'_>], gathered: &mut Gathered) {
    let by_node = entities.iter().enumerate();
    let mut maker = Maker {
        library,
        entities,
        gathered,
        between: Vec::new(),
        by_node: by_node.map(|(at, entity)| (entity.at.identity(), at)).collect(),
        left: 0,
        said: BTreeSet::new(),
    };
    for at in 0..entities.len() {
        maker.entity(at);
    }
    maker.junctions();
}

pub(super) struct Maker<'f, 'g> {
    pub(super) library: Library<'f>,
    pub(super) entities: &'g [Entity<'f>],
    pub(super) gathered: &'g mut Gathered,
    /// Lists of references: the entity, the property, and the entity referred to.
    between: Vec<(usize, &'f str, usize)>,
    /// The entities by what identifies their schemas.
    by_node: BTreeMap<usize, usize>,
    /// How many members the document at hand may still get.
    left: usize,
    /// Remarks that were made: a part is met wherever it is used.
    said: BTreeSet<(u32, u32, String)>,
}

impl<'f> Maker<'f, '_> {
    fn entity(&mut self, at: usize) {
        let entity = &self.entities[at];
        let mut table = Table::new(entity.name.clone());
        table.origin = Some(entity.at.origin());
        table.comment = text(entity.at, &["description"]);
        let mut wishes = TableWishes::default();
        for (name, property) in &entity.object.properties {
            let target = self.follow(*property);
            if let Some(parent) = self.entity_at(target.at) {
                self.reference(&mut table, at, (name, *property, target), parent);
            } else if let Some(parent) = self.list_of_entities(target.at) {
                self.between.push((at, name, parent));
            } else {
                let is_required = entity.object.required.contains(name);
                self.left = MOST_MEMBERS;
                let column = self.column(&mut table, &mut wishes, name, *property, 0);
                if let Some(column) = column {
                    column.nullable = !is_required || target.nullable;
                }
                if self.left == 0 {
                    let message =
                        format!("what it holds beyond {MOST_MEMBERS} members is left out");
                    self.say(Severity::Note, &table, name, *property, &message);
                }
            }
        }
        self.keys(&mut table, entity);
        if wishes != TableWishes::default() {
            self.gathered.wishes.tables.insert(entity.name.clone(), wishes);
        }
        self.gathered.tables.push(table);
    }

    fn keys(&mut self, table: &mut Table, entity: &Entity<'f>) {
        let key: Vec<String> = entity
            .key
            .iter()
            .flat_map(|name| self.columns_of(entity, name, 0))
            .map(|column| column.name)
            .collect();
        if !key.is_empty() {
            table.set_primary_key(key);
            if let Some(key) = &mut table.primary_key {
                key.origin = Some(entity.at.origin());
            }
        }
        let marked = entity
            .object
            .properties
            .iter()
            .filter(|(_, at)| at.node.get("x-unique").and_then(Node::as_bool) == Some(true));
        for (name, at) in marked {
            let mut key = UniqueKey::over(
                self.columns_of(entity, name, 0).into_iter().map(|column| column.name),
            );
            key.origin = Some(at.origin());
            table.unique_keys.push(key);
        }
    }

    /// A column for a property that is no reference; `None` where it can't hold anything.
    pub(super) fn column<'t>(
        &mut self,
        table: &'t mut Table,
        wishes: &mut TableWishes,
        name: &str,
        property: At<'f>,
        depth: usize,
    ) -> Option<&'t mut Column> {
        self.left = self.left.checked_sub(1)?;
        let target = self.follow(property);
        self.remarks(table, name, property, target);
        let mut column = Column::new(name, DataType::Json { binary: false });
        column.origin = Some(property.origin());
        column.comment = text(property, &["description", "title"])
            .or_else(|| text(target.at, &["description", "title"]));
        column.nullable = target.nullable;
        let wish = if self.is_document(target.at) {
            Some(ValueWish::Document(content::of(self, name, target.at, depth)?))
        } else {
            let scalar = types::scalar(name, target.at);
            column.data_type = scalar.data_type;
            for lost in scalar.lost {
                self.say(Severity::Warning, table, name, property, &lost);
            }
            for expr in scalar.checks {
                let (text, origin) = (expr.to_string(), Some(property.origin()));
                table.checks.push(Check { name: None, rule: CheckRule::Expr(expr), text, origin });
            }
            if let Some(value) = property.node.get("default").and_then(types::literal) {
                column.default = Some(Default::Expr(seedbed_expr::Expr::Literal(value)));
            }
            scalar.wish
        };
        column.declared_type = column.data_type.to_string();
        if wish.is_some() {
            wishes.columns.entry(name.to_owned()).or_default().values = wish;
        }
        table.columns.push(column);
        table.columns.last_mut()
    }

    /// What a schema says that is not kept.
    fn remarks(&mut self, table: &Table, name: &str, property: At<'f>, target: Target<'f>) {
        const CONDITIONS: &[&str] =
            &["not", "if", "dependentRequired", "dependentSchemas", "patternProperties"];
        let mut say = |severity, message: String| {
            self.say(severity, table, name, property, &message);
        };
        if let Some(reference) = target.dangling {
            say(Severity::Warning, format!("{reference} is not among the files"));
        }
        if target.is_choice {
            say(Severity::Note, "of several alternatives, the first is taken".into());
        }
        for key in CONDITIONS.iter().filter(|key| target.at.node.get(key).is_some()) {
            say(Severity::Note, format!("{key} is not looked at"));
        }
    }

    /// Says something about a property, once.
    fn say(&mut self, severity: Severity, table: &Table, name: &str, at: At<'f>, message: &str) {
        let (message, origin) = (format!("{}.{name}: {message}", table.name), at.origin());
        if self.said.insert((origin.line, origin.column, message.clone())) {
            self.gathered.report.add(severity, origin, message);
        }
    }

    pub(super) fn follow(&self, at: At<'f>) -> Target<'f> {
        self.library.target(at, |at| self.entity_at(at).is_some())
    }

    pub(super) fn entity_at(&self, at: At<'f>) -> Option<usize> {
        self.by_node.get(&at.identity()).copied()
    }

    fn list_of_entities(&self, at: At<'f>) -> Option<usize> {
        self.entity_at(self.follow(at.get("items")?).at)
            .filter(|&parent| !self.entities[parent].key.is_empty())
    }

    /// Whether a value is an object or a list.
    pub(super) fn is_document(&self, at: At<'f>) -> bool {
        at.types().first().is_some_and(|kind| matches!(*kind, "object" | "array"))
            || at.node.get("items").is_some()
            || self.library.object(at).is_some()
    }

    /// The column or columns of a property: those that hold the key where it is a reference.
    fn columns_of(&self, entity: &Entity<'f>, name: &str, depth: usize) -> Vec<Column> {
        let Some(property) = entity.object.property(name) else {
            return vec![Column::new(name, DataType::text())];
        };
        let target = self.follow(property);
        match self.entity_at(target.at) {
            Some(parent) if depth < LONGEST => {
                self.reference_columns(Style::of(entity), name, parent, depth)
            }
            _ => vec![Column::new(name, types::scalar(name, target.at).data_type)],
        }
    }

    /// The columns that hold the key of a row of `parent`.
    fn reference_columns(
        &self,
        style: Style,
        name: &str,
        parent: usize,
        depth: usize,
    ) -> Vec<Column> {
        let parent = &self.entities[parent];
        let key: Vec<Column> =
            parent.key.iter().flat_map(|key| self.columns_of(parent, key, depth + 1)).collect();
        let alone = key.len() == 1;
        let is_id = words::of(name).last().is_some_and(|last| last == "id");
        key.into_iter()
            .map(|column| {
                let name = if alone && is_id {
                    name.to_owned()
                } else {
                    joined(name, if alone { "id" } else { &column.name }, style)
                };
                Column { name, ..column }
            })
            .collect()
    }

    /// A property that refers to a row of another table.
    fn reference(
        &mut self,
        table: &mut Table,
        at: usize,
        (name, property, target): (&'f str, At<'f>, Target<'f>),
        parent: usize,
    ) {
        let entity = &self.entities[at];
        if self.entities[parent].key.is_empty() {
            let message = format!(
                "{}.{name}: {} has no key to refer to",
                table.name, self.entities[parent].name
            );
            return self.gathered.report.add(Severity::Warning, property.origin(), message);
        }
        let is_required = entity.object.required.contains(&name) && !target.nullable;
        let mut names = Vec::new();
        for mut column in self.reference_columns(Style::of(entity), name, parent, 0) {
            names.push(column.name.clone());
            if table.column(&column.name).is_some() {
                continue;
            }
            column.nullable = !is_required;
            column.declared_type = column.data_type.to_string();
            column.comment = text(property, &["description"]);
            column.origin = Some(property.origin());
            table.columns.push(column);
        }
        let key = self.key_of(parent);
        table.foreign_keys.push(foreign_key(names, &self.entities[parent].name, key, property));
    }

    fn key_of(&self, at: usize) -> Vec<String> {
        let entity = &self.entities[at];
        let columns = entity.key.iter().flat_map(|name| self.columns_of(entity, name, 0));
        columns.map(|column| column.name).collect()
    }

    /// Tables between two entities, one for each list of references. A list that only turns a
    /// reference of the other side around says nothing new.
    fn junctions(&mut self) {
        let between = std::mem::take(&mut self.between);
        for (at, (child, name, parent)) in between.iter().enumerate() {
            let is_turned = self.entities[*parent]
                .object
                .properties
                .iter()
                .any(|(_, property)| self.entity_at(self.follow(*property).at) == Some(*child));
            let is_known =
                between[..at].iter().any(|(a, _, b)| (a, b) == (parent, child)) && child != parent;
            if !is_turned && !is_known && !self.entities[*child].key.is_empty() {
                self.junction(*child, name, *parent);
            }
        }
    }

    fn junction(&mut self, child: usize, property: &'f str, parent: usize) {
        let (own, other) = (&self.entities[child], &self.entities[parent]);
        let Some(at) = own.object.property(property) else { return };
        let mut table = Table::new(TableName::new(joined(&own.name.name, property, Style::Snake)));
        table.origin = Some(at.origin());
        let style = Style::of(own);
        let role = words::singular(property);
        let sides = [
            (own, child, words::singular(&own.name.name)),
            (other, parent, if child == parent { role } else { words::singular(&other.name.name) }),
        ];
        let mut all = Vec::new();
        for (entity, index, role) in sides {
            let mut names = Vec::new();
            for column in self.reference_columns(style, &role.to_lowercase(), index, 0) {
                let column = Column {
                    nullable: false,
                    declared_type: column.data_type.to_string(),
                    origin: Some(at.origin()),
                    ..column
                };
                names.push(column.name.clone());
                table.columns.push(column);
            }
            all.extend(names.clone());
            let key = self.key_of(index);
            table.foreign_keys.push(foreign_key(names, &entity.name, key, at));
        }
        table.set_primary_key(all);
        self.gathered.tables.push(table);
    }
}

fn foreign_key(
    columns: Vec<String>,
    parent: &TableName,
    parent_columns: Vec<String>,
    at: At<'_>,
) -> ForeignKey {
    ForeignKey {
        name: None,
        columns,
        parent: parent.clone(),
        parent_columns,
        deferrable: false,
        initially_deferred: false,
        match_full: false,
        enforced: true,
        origin: Some(at.origin()),
    }
}

/// How the names of an object are written.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// `owner_id`.
    Snake,
    /// `ownerId`.
    Camel,
}

impl Style {
    fn of(entity: &Entity<'_>) -> Self {
        let is_camel = |name: &str| !name.contains('_') && name.chars().any(char::is_uppercase);
        let mut names = entity.object.properties.iter().map(|(name, _)| *name);
        if names.any(is_camel) { Self::Camel } else { Self::Snake }
    }
}

fn joined(stem: &str, part: &str, style: Style) -> String {
    let mut letters = part.chars();
    match (style, letters.next()) {
        (Style::Camel, Some(first)) => {
            format!("{stem}{}{}", first.to_uppercase(), letters.as_str())
        }
        _ => format!("{stem}_{part}"),
    }
}

fn text(at: At<'_>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| at.node.text_of(key)).map(str::to_owned)
}

/// An object's members as columns of a table without a name of its own.
pub(super) fn members<'f>(
    maker: &mut Maker<'f, '_>,
    name: &str,
    object: &Object<'f>,
    depth: usize,
) -> (Table, TableWishes) {
    let mut table = Table::new(TableName::new(name));
    let mut wishes = TableWishes::default();
    for (name, property) in &object.properties {
        maker.column(&mut table, &mut wishes, name, *property, depth);
    }
    (table, wishes)
}
