//! What has been read so far: the schema while its statements still change it.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_expr::{Dialect, Expr};
use seedbed_schema::{Check, Column, Default, Origin, Table, TableName, UniqueKey};

use crate::types::TypeName;

/// Every object declared so far.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    dialect: Dialect,
    tables: Vec<TableDraft>,
    /// By their names as they are compared.
    positions: BTreeMap<TableName, usize>,
    pub(crate) types: BTreeMap<TableName, UserType>,
    pub(crate) sequences: BTreeMap<TableName, Sequence>,
    /// SQL functions of one expression, by name and number of parameters.
    pub(crate) functions: BTreeMap<(String, usize), SqlFunction>,
    /// What the bodies of functions do, by their names in lower case.
    pub(crate) effects: BTreeMap<String, FunctionEffects>,
    /// Views, temporary and foreign tables: known names that are no tables here.
    others: BTreeSet<TableName>,
    /// SQLite's virtual tables, which keep their rows in tables named after them.
    virtuals: Vec<TableName>,
    /// Tables whose declaration could not be read.
    lost: BTreeSet<TableName>,
    pub(crate) extensions: Vec<String>,
    search_path: Vec<String>,
    /// The namespace that counts as none: the first database that `USE` names.
    home: Option<String>,
}

/// A table whose types are still names.
#[derive(Debug, Clone)]
pub(crate) struct TableDraft {
    /// Everything but the columns.
    pub(crate) table: Table,
    pub(crate) columns: Vec<ColumnDraft>,
    pub(crate) partition_key: Option<PartitionKey>,
    /// Which rows of its parent this partition takes.
    pub(crate) bound: Option<PartitionBound>,
    pub(crate) batches: Vec<Batch>,
    /// What its texts are compared by where a column does not say.
    pub(crate) collation: Option<String>,
    /// The database's rules for names.
    dialect: Dialect,
    /// The functions of its triggers on INSERT, in lower case.
    pub(crate) trigger_functions: Vec<String>,
}

/// A column whose type is still a name.
#[derive(Debug, Clone)]
pub(crate) struct ColumnDraft {
    pub(crate) column: Column,
    pub(crate) type_name: TypeName,
    /// `COLLATE`.
    pub(crate) collation: Option<String>,
}

/// How a table is divided.
#[derive(Debug, Clone)]
pub(crate) struct PartitionKey {
    pub(crate) strategy: Strategy,
    /// The key's parts; `None` where one could not be read.
    pub(crate) parts: Option<Vec<Expr>>,
    pub(crate) text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strategy {
    Range,
    List,
    Hash,
}

/// Which rows a partition takes.
#[derive(Debug, Clone)]
pub(crate) enum PartitionBound {
    Default,
    /// One of the values.
    In(Vec<Expr>),
    /// From the first limits, inclusive, to the second, exclusive.
    Range(Vec<Limit>, Vec<Limit>),
    Hash,
    /// It could not be read.
    Unread,
}

#[derive(Debug, Clone)]
pub(crate) enum Limit {
    Minimum,
    Maximum,
    Value(Expr),
}

/// A type declared by the schema.
#[derive(Debug, Clone)]
pub(crate) enum UserType {
    Enum(Vec<String>),
    Domain(Domain),
    Composite(Vec<(String, TypeName)>),
    /// With its subtype.
    Range(TypeName),
    /// A base or shell type.
    Opaque,
}

#[derive(Debug, Clone)]
pub(crate) struct Domain {
    pub(crate) base: TypeName,
    pub(crate) not_null: bool,
    pub(crate) default: Option<Default>,
    /// Conditions on the column `value`.
    pub(crate) checks: Vec<Check>,
}

#[derive(Debug, Clone)]
pub(crate) struct Sequence {
    pub(crate) start: i64,
    pub(crate) increment: i64,
}

impl std::default::Default for Sequence {
    fn default() -> Self {
        Self { start: 1, increment: 1 }
    }
}

/// A function that stands for an expression.
#[derive(Debug, Clone)]
pub(crate) struct SqlFunction {
    pub(crate) parameters: Vec<String>,
    /// Over columns named as the parameters, or `$1`, `$2`, ….
    pub(crate) body: Expr,
}

/// What a function's body does to tables.
#[derive(Debug, Clone, Default)]
pub(crate) struct FunctionEffects {
    /// The tables it inserts into.
    pub(crate) inserts: BTreeSet<TableName>,
    /// Whether it may raise an exception.
    pub(crate) raises: bool,
}

/// The rows of one INSERT or COPY.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<RawValue>>,
    pub(crate) origin: Origin,
}

/// A value as a statement gives it.
#[derive(Debug, Clone)]
pub(crate) enum RawValue {
    Null,
    /// The column's default.
    Default,
    /// A string, number or boolean in the column type's own notation.
    Text(String),
    Expr(Expr),
    /// Something only a database can tell.
    Unknown,
}

impl TableDraft {
    pub(crate) fn new(name: TableName, origin: Origin, dialect: Dialect) -> Self {
        let mut table = Table::new(name);
        table.origin = Some(origin);
        Self {
            table,
            columns: Vec::new(),
            partition_key: None,
            bound: None,
            batches: Vec::new(),
            collation: None,
            dialect,
            trigger_functions: Vec::new(),
        }
    }

    /// Sets the primary key. Its columns become NOT NULL, and stay so if the key is dropped.
    pub(crate) fn set_primary_key(&mut self, key: UniqueKey) {
        for name in key.columns().unwrap_or_default() {
            if let Some(draft) = self.column_mut(name) {
                draft.column.nullable = false;
            }
        }
        self.table.primary_key = Some(key);
    }

    fn position(&self, name: &str) -> Option<usize> {
        let is_named = |own: &str| {
            own == name || self.dialect.ignores_name_case() && own.eq_ignore_ascii_case(name)
        };
        self.columns.iter().position(|draft| is_named(&draft.column.name))
    }

    pub(crate) fn column_mut(&mut self, name: &str) -> Option<&mut ColumnDraft> {
        self.position(name).map(|at| &mut self.columns[at])
    }

    pub(crate) fn column(&self, name: &str) -> Option<&ColumnDraft> {
        self.position(name).map(|at| &self.columns[at])
    }

    /// A column's name as it was declared.
    pub(crate) fn declared(&self, name: &str) -> String {
        self.column(name).map_or_else(|| name.to_owned(), |draft| draft.column.name.clone())
    }
}

impl Catalog {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, ..Self::default() }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// A name as it is compared.
    fn key(&self, name: &TableName) -> TableName {
        if !self.dialect.ignores_name_case() {
            return name.clone();
        }
        TableName {
            namespace: name.namespace.as_ref().map(|namespace| namespace.to_lowercase()),
            name: name.name.to_lowercase(),
        }
    }

    /// Whether a name is that of a view or of another thing without rows of its own.
    pub(crate) fn is_other(&self, name: &TableName) -> bool {
        self.others.contains(&self.key(name))
    }

    pub(crate) fn add_other(&mut self, name: &TableName) {
        self.others.insert(self.key(name));
    }

    pub(crate) fn remove_other(&mut self, name: &TableName) {
        self.others.remove(&self.key(name));
    }

    pub(crate) fn add_virtual(&mut self, name: TableName) {
        self.virtuals.push(name);
    }

    /// Whether a table is one that a virtual table keeps its rows in.
    pub(crate) fn is_shadow(&self, name: &TableName) -> bool {
        const SUFFIXES: &[&str] = &[
            "content", "data", "idx", "docsize", "config", "segments", "segdir", "stat", "node",
            "rowid", "parent",
        ];
        self.virtuals.iter().any(|of| {
            let rest = name.name.strip_prefix(&of.name).and_then(|rest| rest.strip_prefix('_'));
            rest.is_some_and(|suffix| SUFFIXES.contains(&suffix))
        })
    }

    /// Remembers a table whose declaration could not be read.
    pub(crate) fn add_lost(&mut self, name: &TableName) {
        self.lost.insert(self.key(name));
    }

    /// Whether a table is declared, but not as one that gets rows here.
    pub(crate) fn has_no_rows(&self, name: &TableName) -> bool {
        self.is_other(name) || self.lost.contains(&self.key(name))
    }

    pub(crate) fn tables(&self) -> &[TableDraft] {
        &self.tables
    }

    pub(crate) fn tables_mut(&mut self) -> &mut [TableDraft] {
        &mut self.tables
    }

    pub(crate) fn table(&self, name: &TableName) -> Option<&TableDraft> {
        self.positions.get(&self.key(name)).map(|&at| &self.tables[at])
    }

    pub(crate) fn table_mut(&mut self, name: &TableName) -> Option<&mut TableDraft> {
        self.positions.get(&self.key(name)).map(|&at| &mut self.tables[at])
    }

    pub(crate) fn add_table(&mut self, draft: TableDraft) {
        let key = self.key(&draft.table.name);
        self.positions.entry(key).or_insert(self.tables.len());
        self.tables.push(draft);
    }

    /// Removes the tables for which `test` holds.
    pub(crate) fn remove_tables(&mut self, test: impl Fn(&TableDraft) -> bool) {
        self.tables.retain(|draft| !test(draft));
        self.index();
    }

    fn index(&mut self) {
        let mut positions = BTreeMap::new();
        for (at, draft) in self.tables.iter().enumerate() {
            positions.entry(self.key(&draft.table.name)).or_insert(at);
        }
        self.positions = positions;
    }

    /// Gives a table another name, everywhere it is referred to.
    pub(crate) fn rename_table(&mut self, old: &TableName, new: &TableName) {
        let replace = |name: &mut TableName| {
            if name == old {
                *name = new.clone();
            }
        };
        for TableDraft { table, .. } in &mut self.tables {
            replace(&mut table.name);
            table.partition_of.iter_mut().for_each(replace);
            table.inherits.iter_mut().for_each(replace);
            table.foreign_keys.iter_mut().map(|key| &mut key.parent).for_each(replace);
        }
        self.index();
    }

    /// The table and, unless `only`, everything below it: partitions and inheriting tables.
    pub(crate) fn family(&self, name: &TableName, only: bool) -> Vec<TableName> {
        let mut found = vec![name.clone()];
        let mut at = 0;
        while !only && at < found.len() {
            let parent = found[at].clone();
            for TableDraft { table, .. } in &self.tables {
                let is_child = table.partition_of.as_ref() == Some(&parent)
                    || table.inherits.contains(&parent);
                if is_child && !found.contains(&table.name) {
                    found.push(table.name.clone());
                }
            }
            at += 1;
        }
        found
    }

    pub(crate) fn set_search_path(&mut self, path: Vec<String>) {
        self.search_path = path;
    }

    /// Sets the search path and returns the one before.
    pub(crate) fn replace_search_path(&mut self, path: Vec<String>) -> Vec<String> {
        std::mem::replace(&mut self.search_path, path)
    }

    /// `USE database`: the first one named is where everything is at home.
    pub(crate) fn enter(&mut self, namespace: String) {
        self.home.get_or_insert_with(|| namespace.clone());
        self.search_path = vec![namespace];
    }

    /// A name in its namespace, the default namespaces counting as none.
    pub(crate) fn qualified(&self, namespace: &str, name: &str) -> TableName {
        let is_home = self.home.as_deref() == Some(namespace);
        let is_default = is_home
            || ["public", "dbo", ""].iter().any(|default| namespace.eq_ignore_ascii_case(default));
        if is_default { TableName::new(name) } else { TableName::within(namespace, name) }
    }

    /// The name that a statement which declares `parts` gives the object.
    pub(crate) fn declared_name(&self, parts: &[String]) -> TableName {
        match parts {
            [.., namespace, name] => self.qualified(namespace, name),
            [name] => match self.search_path.iter().find(|path| *path != "pg_catalog") {
                Some(namespace) => self.qualified(namespace, name),
                None => TableName::new(name),
            },
            [] => TableName::new(""),
        }
    }

    /// The name of the object that a statement means by `parts`: the first on the search path
    /// that exists.
    pub(crate) fn meant_name(
        &self,
        parts: &[String],
        exists: impl Fn(&TableName) -> bool,
    ) -> TableName {
        let declared = self.declared_name(parts);
        let [name] = parts else { return declared };
        let on_path = self.search_path.iter().map(|namespace| self.qualified(namespace, name));
        on_path
            .chain([TableName::new(name)])
            .find(|candidate| exists(candidate))
            .unwrap_or(declared)
    }

    /// The table that a statement means by `parts`, by the name it was declared with.
    pub(crate) fn meant_table(&self, parts: &[String]) -> TableName {
        let name = self.meant_name(parts, |name| self.table(name).is_some() || self.is_other(name));
        self.table(&name).map_or(name, |draft| draft.table.name.clone())
    }

    /// A user-defined type by the name written in a column.
    pub(crate) fn user_type(&self, parts: &[String]) -> Option<(&TableName, &UserType)> {
        self.find_named(&self.types, parts)
    }

    /// A sequence by the name written in `nextval`.
    pub(crate) fn sequence(&self, parts: &[String]) -> Option<(&TableName, &Sequence)> {
        self.find_named(&self.sequences, parts)
    }

    /// The table whose rows are the values of a column declared with its name.
    pub(crate) fn row_type(&self, parts: &[String]) -> Option<&TableDraft> {
        self.table(&self.find_named(&self.positions, parts)?.0.clone())
    }

    /// Looks in the namespace given, or else in the default one, or else in any that has the
    /// name alone.
    fn find_named<'m, T>(
        &self,
        map: &'m BTreeMap<TableName, T>,
        parts: &[String],
    ) -> Option<(&'m TableName, &'m T)> {
        let exact = |wanted: TableName| {
            map.get_key_value(&wanted).or_else(|| {
                let wanted = self.key(&wanted);
                let folds = self.dialect.ignores_name_case();
                map.iter().find(|(name, _)| folds && self.key(name) == wanted)
            })
        };
        match parts {
            [.., namespace, name] => exact(self.qualified(namespace, name)),
            [name] => exact(TableName::new(name)).or_else(|| {
                let mut found = map.iter().filter(|(candidate, _)| &candidate.name == name);
                let first = found.next()?;
                found.next().is_none().then_some(first)
            }),
            [] => None,
        }
    }
}
