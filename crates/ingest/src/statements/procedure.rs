//! SQL Server's procedures that declare things.

use super::Reader;
use crate::{
    catalog::{Domain, UserType},
    cursor::Cursor,
    lexer::{Lexer, TokenKind},
    types::TypeName,
};

/// The arguments of `sp_addextendedproperty` by their names, or else in this order.
const ARGUMENTS: [&str; 8] = [
    "name",
    "value",
    "level0type",
    "level0name",
    "level1type",
    "level1name",
    "level2type",
    "level2name",
];

impl<'a> Reader<'_, 'a> {
    /// What follows `EXEC`.
    pub(super) fn procedure_call(&mut self, mut cursor: Cursor<'_, 'a>) {
        let Some(name) = cursor.qualified().ok().and_then(|mut name| name.pop()) else { return };
        match name.to_lowercase().as_str() {
            "sp_addextendedproperty" | "sp_updateextendedproperty" => self.property(cursor),
            "sp_addtype" => self.old_type(cursor),
            _ => {}
        }
    }

    /// `sp_addtype name, 'varchar(11)', 'NOT NULL'`.
    fn old_type(&mut self, cursor: Cursor<'_, 'a>) {
        let mut arguments = cursor.split(",");
        let name = arguments.next().and_then(|mut name| name.string().or(name.identifier()).ok());
        let base = arguments.next().and_then(|base| base.rest().last().copied());
        let (Some(name), Some(base)) = (name, base) else { return };
        let quotes = usize::from(base.kind == TokenKind::Text);
        let start = base.start + base.text.find('\'').unwrap_or(0) + quotes;
        let inner = Lexer::within(self.source, start, base.end() - quotes).next();
        let type_name = inner
            .and_then(|inner| TypeName::read(&mut Cursor::new(self.source, &inner.tokens)).ok());
        let Some(base) = type_name else { return };
        let nulls = arguments.next().and_then(|mut nulls| nulls.string().ok());
        let not_null = nulls.is_some_and(|nulls| nulls.to_lowercase().starts_with("not"));
        let domain = Domain { base, not_null, default: None, checks: Vec::new() };
        let name = self.catalog.declared_name(&[name]);
        self.catalog.types.insert(name, UserType::Domain(domain));
    }

    /// Descriptions are properties: `sp_addextendedproperty 'MS_Description', 'text', 'SCHEMA',
    /// 'dbo', 'TABLE', 't', 'COLUMN', 'c'`.
    fn property(&mut self, cursor: Cursor<'_, 'a>) {
        let mut values: [Option<String>; 8] = Default::default();
        for (at, mut argument) in cursor.split(",").enumerate() {
            let named = argument.peek().and_then(|token| {
                let name = token.text.strip_prefix('@')?;
                ARGUMENTS.iter().position(|known| known.eq_ignore_ascii_case(name))
            });
            if named.is_some() {
                argument.advance();
                argument.eat_symbol("=");
            }
            if let Some(slot) = values.get_mut(named.unwrap_or(at)) {
                *slot = argument.string().or_else(|_| argument.identifier()).ok();
            }
        }
        let [name, value, _, schema, _, table, _, column] = values;
        let describes = name.is_some_and(|name| name.eq_ignore_ascii_case("MS_Description"));
        let (true, Some(table)) = (describes, table) else { return };
        let parts: Vec<String> = schema.into_iter().chain([table]).collect();
        let table = self.catalog.meant_table(&parts);
        let Some(draft) = self.catalog.table_mut(&table) else { return };
        let value = value.filter(|value| !value.trim().is_empty());
        match column {
            None => draft.table.comment = value,
            Some(column) => {
                if let Some(own) = draft.column_mut(&column) {
                    own.column.comment = value;
                }
            }
        }
    }
}
