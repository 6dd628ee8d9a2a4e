//! What a database promises about its rows: tables, columns, types, keys, references, checks.
//!
//! A [`Schema`] is validated when it is built ([`Schema::new`]): every name resolves, every key
//! has columns, every reference can hold what it refers to. All problems are reported together,
//! each with its place and the nearest right name. [`Schema::load_order`] tells in which order
//! tables can be filled, and which references close cycles.
//!
//! ```
//! use seedbed_schema::{Column, DataType, Schema, Table, TableName};
//!
//! let mut table = Table::new(TableName::new("customers"));
//! table.columns.push(Column::new("id", DataType::Integer { bits: 32, unsigned: false }));
//! table.set_primary_key(["id"]);
//! let schema = Schema::new(vec![table]).unwrap();
//! assert_eq!(schema.table(schema.find("customers").unwrap()).columns[0].name, "id");
//! ```
//!
//! This crate must not know syntax (who wrote the schema, and in which language), rows, or I/O.

use std::collections::BTreeMap;

mod column;
mod constraint;
mod order;
mod problem;
mod table;
mod types;
mod validate;
mod wish;

pub use seedbed_expr::{Dialect, RangeSubtype};

pub use column::{Column, Default, Generated, Identity};
pub use constraint::{
    Check, CheckRule, Exclusion, ExclusionElement, ForeignKey, Index, KeyPart, UniqueKey,
};
pub use order::{CycleBreak, LoadOrder};
pub use problem::{Origin, SchemaProblem, SchemaProblems};
pub use table::{LiteralRow, Partition, Table, TableName, Trigger};
pub use types::{DataType, EnumType};
pub use wish::{
    CaseWish, ColumnWishes, DocumentWish, Meaning, TableWishes, ValueWish, WishedValue, Wishes,
};

/// The position of a table within its [`Schema`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub usize);

/// A validated set of related tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    tables: Vec<Table>,
    dialect: Dialect,
}

impl Schema {
    /// Validates `tables` and their relations.
    ///
    /// # Errors
    /// Every problem found, not only the first.
    pub fn new(tables: Vec<Table>) -> Result<Self, SchemaProblems> {
        let problems = validate::validate(&tables);
        if problems.is_empty() {
            Ok(Self { tables, dialect: Dialect::default() })
        } else {
            Err(SchemaProblems(problems))
        }
    }

    /// Takes out of `tables` the keys, references, CHECKs, exclusions and indexes that contradict the
    /// rest, as a database goes on without a statement that it refuses. Says what was taken out, and
    /// why.
    pub fn leave_out_contradictions(tables: &mut [Table]) -> Vec<SchemaProblem> {
        validate::leave_out(tables)
    }

    /// The same tables as a database of another kind sees them.
    #[must_use]
    pub fn with_dialect(self, dialect: Dialect) -> Self {
        Self { dialect, ..self }
    }

    /// The same tables with other rows of their own: what a database holds, in place of what the
    /// schema inserts. Tables that `rows` does not name have none.
    #[must_use]
    pub fn with_rows(mut self, mut rows: BTreeMap<TableId, Vec<LiteralRow>>) -> Self {
        for (at, table) in self.tables.iter_mut().enumerate() {
            table.rows = rows.remove(&TableId(at)).unwrap_or_default();
        }
        self
    }

    /// Whose rules hold: what a text or an expression means where databases differ.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The tables, in the order they were declared.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The tables with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (TableId, &Table)> {
        self.tables.iter().enumerate().map(|(index, table)| (TableId(index), table))
    }

    /// One table.
    ///
    /// # Panics
    /// When `id` is of another schema.
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.0]
    }

    /// Finds a table by the name a person would type: `orders`, `shop.orders`, in the written
    /// case or any other as long as it is unambiguous.
    pub fn find(&self, name: &str) -> Option<TableId> {
        let whole = |table: &Table| table.name.to_string() == name;
        let exact = |table: &Table| table.name.name == name;
        let folded = |table: &Table| {
            table.name.to_string().eq_ignore_ascii_case(name)
                || table.name.name.eq_ignore_ascii_case(name)
        };
        let found = self.find_only(whole).or_else(|| self.find_only(exact));
        found.or_else(|| self.find_only(folded))
    }

    fn find_only(&self, test: impl Fn(&Table) -> bool) -> Option<TableId> {
        let mut found = self.iter().filter(|(_, table)| test(table)).map(|(id, _)| id);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// Finds a table by its exact name.
    pub fn find_exact(&self, name: &TableName) -> Option<TableId> {
        self.iter().find(|(_, table)| &table.name == name).map(|(id, _)| id)
    }

    /// The foreign keys that refer to `parent`, as (child table, position in its foreign keys).
    pub fn references_to(&self, parent: TableId) -> Vec<(TableId, usize)> {
        let parent = &self.table(parent).name;
        self.iter()
            .flat_map(|(id, table)| {
                let keys = table.foreign_keys.iter().enumerate();
                keys.filter(move |(_, key)| &key.parent == parent).map(move |(at, _)| (id, at))
            })
            .collect()
    }

    /// The order in which tables can be filled, and what closes each cycle.
    pub fn load_order(&self) -> LoadOrder {
        order::load_order(self)
    }
}
