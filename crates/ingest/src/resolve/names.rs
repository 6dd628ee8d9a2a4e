//! Names as they were declared, wherever a table mentions them in another case.

use std::collections::BTreeMap;

use seedbed_expr::{Dialect, Expr, Value};
use seedbed_schema::{CheckRule, KeyPart, Table, TableName};

/// Puts the declared names in the place of those that databases hold equal to them.
pub(super) fn settle(tables: &mut [Table], dialect: Dialect) {
    if dialect.ignores_name_case() {
        for table in tables.iter_mut() {
            let own = Columns::of(table);
            own.settle(table);
        }
        settle_parents(tables);
    }
    if dialect == Dialect::Sqlite {
        tables.iter_mut().for_each(read_quoted_texts);
    }
}

/// The columns of one table by their names in lower case.
struct Columns(BTreeMap<String, String>);

impl Columns {
    fn of(table: &Table) -> Self {
        let names = table.columns.iter().map(|column| &column.name);
        Self(names.map(|name| (name.to_lowercase(), name.clone())).collect())
    }

    fn name(&self, name: &mut String) {
        if let Some(declared) = self.0.get(&name.to_lowercase()) {
            name.clone_from(declared);
        }
    }

    fn expr(&self, expr: &mut Expr) {
        *expr = expr.map_columns(&mut |path| {
            let mut path = path.to_vec();
            if let [name] = path.as_mut_slice() {
                self.name(name);
            }
            Expr::Column(path)
        });
    }

    fn part(&self, part: &mut KeyPart) {
        match part {
            KeyPart::Column(name) => self.name(name),
            KeyPart::Expr(Some(expr), _) => self.expr(expr),
            KeyPart::Expr(None, _) => {}
        }
    }

    fn settle(&self, table: &mut Table) {
        for key in table.primary_key.iter_mut().chain(&mut table.unique_keys) {
            key.parts.iter_mut().for_each(|part| self.part(part));
        }
        for key in &mut table.foreign_keys {
            key.columns.iter_mut().for_each(|name| self.name(name));
        }
        for index in &mut table.indexes {
            index.columns.iter_mut().for_each(|name| self.name(name));
        }
        exprs(table, &mut |expr, _| self.expr(expr));
    }
}

/// Visits the expressions of a table with their text, where it is known.
pub(super) fn exprs(table: &mut Table, visit: &mut dyn FnMut(&mut Expr, &str)) {
    for key in &mut table.unique_keys {
        for part in &mut key.parts {
            if let KeyPart::Expr(Some(expr), text) = part {
                visit(expr, text);
            }
        }
        key.predicate.iter_mut().for_each(|expr| visit(expr, ""));
    }
    for exclusion in &mut table.exclusions {
        for element in &mut exclusion.elements {
            if let KeyPart::Expr(Some(expr), text) = &mut element.part {
                visit(expr, text);
            }
        }
        exclusion.predicate.iter_mut().for_each(|expr| visit(expr, ""));
    }
    for check in &mut table.checks {
        if let CheckRule::Expr(expr) = &mut check.rule {
            visit(expr, &check.text);
        }
    }
    for generated in table.columns.iter_mut().filter_map(|column| column.generated.as_mut()) {
        if let Some(expr) = &mut generated.expr {
            visit(expr, &generated.text);
        }
    }
    if let Some(partition) = &mut table.partition {
        partition.any_of.iter_mut().for_each(|expr| visit(expr, ""));
    }
}

/// References name the parent and its columns as these were declared.
fn settle_parents(tables: &mut [Table]) {
    let key = |name: &TableName| name.to_string().to_lowercase();
    let declared: BTreeMap<String, (TableName, Columns)> = tables
        .iter()
        .map(|table| (key(&table.name), (table.name.clone(), Columns::of(table))))
        .collect();
    for reference in tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
        if let Some((parent, columns)) = declared.get(&key(&reference.parent)) {
            reference.parent.clone_from(parent);
            reference.parent_columns.iter_mut().for_each(|name| columns.name(name));
        }
    }
}

/// SQLite reads `"text"` as a string where it is no column's name.
fn read_quoted_texts(table: &mut Table) {
    let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    exprs(table, &mut |expr, text| {
        *expr = expr.map_columns(&mut |path| match path {
            [name] if !columns.contains(name) && text.contains(&format!("\"{name}\"")) => {
                Expr::Literal(Value::from(name.as_str()))
            }
            _ => Expr::Column(path.to_vec()),
        });
    });
}
