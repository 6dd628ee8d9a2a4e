//! What a type's name stands for.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    sync::Arc,
};

use seedbed_expr::Dialect;
use seedbed_schema::{Check, DataType, Default, EnumType, RangeSubtype, TableName};

use super::builtin;
use crate::{
    catalog::{Catalog, Domain, UserType},
    types::TypeName,
};

/// Domains over domains, composites of composites: deeper than this is a circle.
const DEEPEST: usize = 16;

/// The most fields of one column's type, those of its fields included: composites of two
/// composites each would have millions.
const MOST_FIELDS: usize = 4_096;

/// What a column gets from its type.
pub(super) struct Facts {
    pub(super) data_type: DataType,
    pub(super) not_null: bool,
    pub(super) default: Option<Default>,
    /// Conditions on the column `value`.
    pub(super) checks: Vec<Check>,
    /// Whether there are conditions on items of an array or fields of a composite.
    pub(super) item_checks: bool,
    /// Whether items of an array or fields of a composite must not be NULL.
    pub(super) item_not_null: bool,
}

impl Facts {
    fn plain(data_type: DataType) -> Self {
        Self {
            data_type,
            not_null: false,
            default: None,
            checks: Vec::new(),
            item_checks: false,
            item_not_null: false,
        }
    }
}

/// The types that the schema declares, ready to be looked up.
pub(super) struct Types<'c> {
    catalog: &'c Catalog,
    enums: BTreeMap<TableName, Arc<EnumType>>,
    /// The composites whose fields are being looked at: none holds itself.
    open: RefCell<Vec<TableName>>,
    /// How many more fields the type may have.
    fields: Cell<usize>,
}

impl<'c> Types<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        let enums = catalog.types.iter().filter_map(|(name, user_type)| match user_type {
            UserType::Enum(labels) => {
                let labels = EnumType { name: Some(name.to_string()), labels: labels.clone() };
                Some((name.clone(), Arc::new(labels)))
            }
            _ => None,
        });
        let enums = enums.collect();
        Self { catalog, enums, open: RefCell::default(), fields: Cell::new(MOST_FIELDS) }
    }

    pub(super) fn catalog(&self) -> &'c Catalog {
        self.catalog
    }

    pub(super) fn resolve(&self, type_name: &TypeName) -> Facts {
        self.fields.set(MOST_FIELDS);
        self.at_depth(type_name, 0)
    }

    fn at_depth(&self, type_name: &TypeName, depth: usize) -> Facts {
        if depth > DEEPEST {
            return Facts::plain(other(type_name));
        }
        if type_name.dimensions > 0 {
            let item = self.at_depth(&type_name.element(), depth + 1);
            // Databases do not tell dimensions apart; one stands for all.
            let mut facts = Facts::plain(DataType::Array(Box::new(item.data_type)));
            facts.item_checks = item.item_checks || !item.checks.is_empty();
            facts.item_not_null = item.item_not_null || item.not_null;
            return facts;
        }
        // A computed column without a type.
        if type_name.name.is_empty() {
            return Facts::plain(DataType::text());
        }
        if !type_name.fields.is_empty() {
            let fields = type_name.fields.iter().map(|(name, of)| (name, of));
            return self.with_fields(&TableName::new("struct"), fields, depth);
        }
        let declared = self.catalog.user_type(&type_name.name);
        let declared =
            declared.map(|(name, user_type)| self.declared(name, user_type, type_name, depth));
        // Names that only PostgreSQL has taken are free elsewhere.
        let is_free = type_name.dialect != Dialect::PostgreSql;
        match builtin::core(type_name) {
            Some(data_type) if declared.is_none() || !is_free => return Facts::plain(data_type),
            _ => {}
        }
        if let Some(facts) = declared {
            return facts;
        }
        if let Some(data_type) = builtin::extension(type_name) {
            return Facts::plain(data_type);
        }
        match self.catalog.row_type(&type_name.name) {
            Some(draft) => {
                let columns = draft.columns.iter();
                let fields = columns.map(|own| (&own.column.name, &own.type_name));
                self.composite(&draft.table.name, fields, depth)
            }
            None => Facts::plain(other(type_name)),
        }
    }

    fn declared(
        &self,
        name: &TableName,
        user_type: &UserType,
        type_name: &TypeName,
        depth: usize,
    ) -> Facts {
        match user_type {
            UserType::Enum(_) => Facts::plain(DataType::Enum(self.enums[name].clone())),
            UserType::Domain(domain) => self.domain(name, domain, depth),
            UserType::Composite(fields) => {
                self.composite(name, fields.iter().map(|(name, of)| (name, of)), depth)
            }
            UserType::Range(subtype) => {
                let subtype = self.at_depth(subtype, depth + 1).data_type;
                let range = range_over(&subtype).map(DataType::Range);
                Facts::plain(range.unwrap_or_else(|| other(type_name)))
            }
            UserType::Opaque => Facts::plain(other(type_name)),
        }
    }

    fn domain(&self, name: &TableName, domain: &Domain, depth: usize) -> Facts {
        let mut facts = self.at_depth(&domain.base, depth + 1);
        facts.not_null |= domain.not_null;
        facts.default = domain.default.clone().or(facts.default);
        // Whoever reads the check's name or text elsewhere can't see where it comes from.
        let told = |text: &String| format!("{text} (domain {name})");
        facts.checks.extend(domain.checks.iter().map(|check| Check {
            name: check.name.as_ref().map(told),
            text: told(&check.text),
            ..check.clone()
        }));
        facts
    }

    fn composite<'f>(
        &self,
        name: &TableName,
        fields: impl Iterator<Item = (&'f String, &'f TypeName)>,
        depth: usize,
    ) -> Facts {
        if self.open.borrow().contains(name) {
            return Facts::plain(DataType::Other(name.to_string()));
        }
        self.open.borrow_mut().push(name.clone());
        let facts = self.with_fields(name, fields, depth);
        self.open.borrow_mut().pop();
        facts
    }

    fn with_fields<'f>(
        &self,
        name: &TableName,
        fields: impl Iterator<Item = (&'f String, &'f TypeName)>,
        depth: usize,
    ) -> Facts {
        let (mut item_checks, mut item_not_null) = (false, false);
        let fields = fields.map(|(name, type_name)| {
            let left = self.fields.get().checked_sub(1);
            self.fields.set(left.unwrap_or(0));
            let facts = match left {
                Some(_) => self.at_depth(type_name, depth + 1),
                None => Facts::plain(other(type_name)),
            };
            item_checks |= facts.item_checks || !facts.checks.is_empty();
            item_not_null |= facts.item_not_null || facts.not_null;
            (name.clone(), facts.data_type)
        });
        let fields = Arc::new(fields.collect());
        let mut facts = Facts::plain(DataType::Composite { name: name.to_string(), fields });
        facts.item_checks = item_checks;
        facts.item_not_null = item_not_null;
        facts
    }
}

fn other(type_name: &TypeName) -> DataType {
    // SQL Server's brackets are no part of the name.
    let is_plain = type_name.dialect == Dialect::SqlServer && type_name.arguments.is_empty();
    DataType::Other(if is_plain { type_name.name.join(".") } else { type_name.written.clone() })
}

fn range_over(subtype: &DataType) -> Option<RangeSubtype> {
    Some(match subtype {
        DataType::Integer { bits: 32, .. } => RangeSubtype::Int32,
        DataType::Integer { bits: 64, .. } => RangeSubtype::Int64,
        // Ranges of floats are written as those of numbers are.
        DataType::Decimal { .. } | DataType::Float { .. } => RangeSubtype::Numeric,
        DataType::Date => RangeSubtype::Date,
        DataType::Timestamp { with_time_zone: false } => RangeSubtype::Timestamp,
        DataType::Timestamp { with_time_zone: true } => RangeSubtype::TimestampTz,
        _ => return None,
    })
}
