//! Types and domains.

use seedbed_expr::Dialect;
use seedbed_schema::TableName;

use super::{Reader, constraint::Timing};
use crate::{
    catalog::{Domain, UserType},
    cursor::{Cursor, Parsed},
    lexer::Token,
    types::TypeName,
};

impl<'a> Reader<'_, 'a> {
    pub(super) fn create_type(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        cursor.eat_words(&["if", "not", "exists"]);
        let name = cursor.qualified()?;
        let name = self.catalog.declared_name(&name);
        let declared = if cursor.eat_word("from") {
            // SQL Server's alias: another name, with its own NOT NULL.
            let base = TypeName::read(&mut cursor)?;
            let not_null = cursor.peek_words(&["not", "null"]);
            UserType::Domain(Domain { base, not_null, default: None, checks: Vec::new() })
        } else if cursor.eat_words(&["as", "enum"]) {
            let labels = cursor.parenthesized()?.split(",").map(|mut piece| piece.string());
            UserType::Enum(labels.collect::<Parsed<_>>()?)
        } else if cursor.eat_words(&["as", "range"]) {
            UserType::Range(range_subtype(cursor.parenthesized()?)?)
        } else if self.source.dialect == Dialect::PostgreSql && cursor.eat_word("as") {
            let mut fields = Vec::new();
            for mut piece in cursor.parenthesized()?.split(",") {
                fields.push((piece.identifier()?, TypeName::read(&mut piece)?));
            }
            UserType::Composite(fields)
        } else {
            UserType::Opaque
        };
        self.catalog.types.insert(name, declared);
        Ok(())
    }

    pub(super) fn create_domain(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        let name = cursor.qualified()?;
        let name = self.catalog.declared_name(&name);
        cursor.eat_word("as");
        let base = TypeName::read(&mut cursor)?;
        let mut domain = Domain { base, not_null: false, default: None, checks: Vec::new() };
        while !cursor.is_at_end() {
            self.domain_option(&mut domain, &mut cursor)?;
        }
        self.catalog.types.insert(name, UserType::Domain(domain));
        Ok(())
    }

    fn domain_option(&mut self, domain: &mut Domain, cursor: &mut Cursor<'_, 'a>) -> Parsed<()> {
        let name = if cursor.eat_word("constraint") { Some(cursor.identifier()?) } else { None };
        let at = cursor.offset();
        if cursor.eat_words(&["not", "null"]) {
            domain.not_null = true;
        } else if cursor.eat_word("null") {
            domain.not_null = false;
        } else if cursor.eat_word("collate") {
            cursor.qualified()?;
        } else if cursor.eat_word("check") {
            let check = self.check(cursor, name, at)?;
            domain.checks.push(check);
        } else if cursor.eat_word("default") {
            let starts = |token: &Token<'_>| {
                ["not", "null", "constraint", "check"].iter().any(|word| token.is_word(word))
            };
            let mut is_first = true;
            let default = cursor.until(|token| {
                let ends = !is_first && starts(token);
                is_first = false;
                ends
            });
            domain.default = self.default_value(default)?;
        } else {
            return cursor.error("DEFAULT, NOT NULL or CHECK");
        }
        Ok(())
    }

    pub(super) fn alter_domain(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        let parts = cursor.qualified()?;
        if cursor.peek_words(&["rename", "to"]) || cursor.peek_words(&["set", "schema"]) {
            return self.move_type(&parts, cursor);
        }
        let Some((name, UserType::Domain(domain))) = self.catalog.user_type(&parts) else {
            return Ok(());
        };
        let (name, mut domain) = (name.clone(), domain.clone());
        if cursor.eat_words(&["set", "default"]) {
            domain.default = self.default_value(cursor)?;
        } else if cursor.eat_words(&["drop", "default"]) {
            domain.default = None;
        } else if cursor.eat_words(&["set", "not", "null"]) {
            domain.not_null = true;
        } else if cursor.eat_words(&["drop", "not", "null"]) {
            domain.not_null = false;
        } else if cursor.eat_word("add") {
            self.domain_option(&mut domain, &mut cursor)?;
            Timing::read(&mut cursor);
        } else if cursor.eat_words(&["drop", "constraint"]) {
            cursor.eat_words(&["if", "exists"]);
            let dropped = cursor.identifier()?;
            domain.checks.retain(|check| check.name.as_ref() != Some(&dropped));
        }
        self.catalog.types.insert(name, UserType::Domain(domain));
        Ok(())
    }

    pub(super) fn alter_type(&mut self, mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        let parts = cursor.qualified()?;
        if cursor.peek_words(&["rename", "to"]) || cursor.peek_words(&["set", "schema"]) {
            return self.move_type(&parts, cursor);
        }
        let Some((name, found)) = self.catalog.user_type(&parts) else {
            return Ok(());
        };
        let name = name.clone();
        let changed = match found.clone() {
            UserType::Enum(mut labels) => {
                alter_labels(&mut labels, cursor)?;
                UserType::Enum(labels)
            }
            UserType::Composite(mut fields) => {
                for mut action in cursor.split(",") {
                    alter_fields(&mut fields, &mut action)?;
                }
                UserType::Composite(fields)
            }
            other => other,
        };
        self.catalog.types.insert(name, changed);
        Ok(())
    }

    /// `RENAME TO` and `SET SCHEMA`: columns of the type follow.
    fn move_type(&mut self, parts: &[String], mut cursor: Cursor<'_, 'a>) -> Parsed<()> {
        let Some((old, _)) = self.catalog.user_type(parts) else {
            return Ok(());
        };
        let old = old.clone();
        let new = if cursor.eat_words(&["rename", "to"]) {
            TableName { name: cursor.identifier()?, ..old.clone() }
        } else {
            cursor.take(2);
            self.catalog.qualified(&cursor.identifier()?, &old.name)
        };
        self.rename_type(&old, &new);
        Ok(())
    }

    fn rename_type(&mut self, old: &TableName, new: &TableName) {
        let uses: Vec<(usize, usize)> = self
            .catalog
            .tables()
            .iter()
            .enumerate()
            .flat_map(|(at, draft)| {
                let columns = draft.columns.iter().enumerate();
                let is_old = |name: &TypeName| {
                    self.catalog.user_type(&name.name).is_some_and(|(found, _)| found == old)
                };
                columns
                    .filter(move |(_, column)| is_old(&column.type_name))
                    .map(move |(column, _)| (at, column))
                    .collect::<Vec<_>>()
            })
            .collect();
        let parts: Vec<String> = new.namespace.iter().cloned().chain([new.name.clone()]).collect();
        for (at, column) in uses {
            self.catalog.tables_mut()[at].columns[column].type_name.name.clone_from(&parts);
        }
        if let Some(moved) = self.catalog.types.remove(old) {
            self.catalog.types.insert(new.clone(), moved);
        }
        for user_type in self.catalog.types.values_mut() {
            let names: Vec<&mut TypeName> = match user_type {
                UserType::Domain(domain) => vec![&mut domain.base],
                UserType::Range(subtype) => vec![subtype],
                UserType::Composite(fields) => fields.iter_mut().map(|(_, name)| name).collect(),
                _ => continue,
            };
            for name in names.into_iter().filter(|name| name.name.last() == Some(&old.name)) {
                name.name.clone_from(&parts);
            }
        }
    }
}

/// The subtype of a range.
fn range_subtype(options: Cursor<'_, '_>) -> Parsed<TypeName> {
    for mut piece in options.split(",") {
        if piece.eat_word("subtype") && piece.eat_symbol("=") {
            return TypeName::read(&mut piece);
        }
    }
    options.error("SUBTYPE = type")
}

/// `ADD VALUE`, `RENAME VALUE`.
fn alter_labels(labels: &mut Vec<String>, mut cursor: Cursor<'_, '_>) -> Parsed<()> {
    if cursor.eat_words(&["add", "value"]) {
        cursor.eat_words(&["if", "not", "exists"]);
        let label = cursor.string()?;
        if labels.contains(&label) {
            return Ok(());
        }
        let after = cursor.eat_word("after");
        let mut at = labels.len();
        if after || cursor.eat_word("before") {
            let neighbour = cursor.string()?;
            let found = labels.iter().position(|label| *label == neighbour);
            at = found.map_or(at, |found| found + usize::from(after));
        }
        labels.insert(at, label);
    } else if cursor.eat_words(&["rename", "value"]) {
        let old = cursor.string()?;
        cursor.expect_word("to")?;
        let new = cursor.string()?;
        labels.iter_mut().filter(|label| **label == old).for_each(|label| label.clone_from(&new));
    }
    Ok(())
}

/// `ADD/DROP/ALTER/RENAME ATTRIBUTE`.
fn alter_fields(fields: &mut Vec<(String, TypeName)>, cursor: &mut Cursor<'_, '_>) -> Parsed<()> {
    if cursor.eat_words(&["add", "attribute"]) {
        fields.push((cursor.identifier()?, TypeName::read(cursor)?));
    } else if cursor.eat_words(&["drop", "attribute"]) {
        cursor.eat_words(&["if", "exists"]);
        let dropped = cursor.identifier()?;
        fields.retain(|(name, _)| *name != dropped);
    } else if cursor.eat_words(&["alter", "attribute"]) {
        let name = cursor.identifier()?;
        cursor.eat_words(&["set", "data"]);
        cursor.expect_word("type")?;
        let type_name = TypeName::read(cursor)?;
        if let Some((_, old)) = fields.iter_mut().find(|(field, _)| *field == name) {
            *old = type_name;
        }
    } else if cursor.eat_words(&["rename", "attribute"]) {
        let old = cursor.identifier()?;
        cursor.expect_word("to")?;
        let new = cursor.identifier()?;
        if let Some((name, _)) = fields.iter_mut().find(|(name, _)| *name == old) {
            *name = new;
        }
    }
    Ok(())
}
