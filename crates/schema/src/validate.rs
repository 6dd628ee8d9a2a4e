//! The checks behind [`crate::Schema::new`].

use std::collections::{BTreeMap, BTreeSet};

use seedbed_expr::Expr;

use crate::{
    Check, CheckRule, Default, Exclusion, ForeignKey, Index, KeyPart, Origin, SchemaProblem, Table,
    TableName, UniqueKey,
};

#[cfg(test)]
mod tests;

/// Everything that is wrong with `tables`, in the order of their declaration.
pub(crate) fn validate(tables: &[Table]) -> Vec<SchemaProblem> {
    let mut validator = Validator::new(tables);
    for (index, table) in tables.iter().enumerate() {
        validator.table(index, table);
    }
    validator.problems
}

/// Takes out of `tables` the constraints and indexes that are wrong; says what was.
pub(crate) fn leave_out(tables: &mut [Table]) -> Vec<SchemaProblem> {
    let mut validator = Validator::new(tables);
    let sound: Vec<Sound> = tables.iter().map(|table| Sound::of(table, &mut validator)).collect();
    let problems = validator.problems;
    for (table, sound) in tables.iter_mut().zip(sound) {
        keep(&mut table.unique_keys, sound.unique_keys);
        keep(&mut table.foreign_keys, sound.foreign_keys);
        keep(&mut table.checks, sound.checks);
        keep(&mut table.exclusions, sound.exclusions);
        keep(&mut table.indexes, sound.indexes);
    }
    problems
}

fn keep<T>(items: &mut Vec<T>, sound: Vec<bool>) {
    let mut sound = sound.into_iter();
    items.retain(|_| sound.next().unwrap_or(true));
}

/// Which of a table's constraints and indexes nothing is wrong with.
struct Sound {
    unique_keys: Vec<bool>,
    foreign_keys: Vec<bool>,
    checks: Vec<bool>,
    exclusions: Vec<bool>,
    indexes: Vec<bool>,
}

impl Sound {
    fn of<'a>(table: &'a Table, validator: &mut Validator<'a>) -> Self {
        fn each<'a, T>(
            items: &'a [T],
            validator: &mut Validator<'a>,
            check: impl Fn(&mut Validator<'a>, &'a T),
        ) -> Vec<bool> {
            let mut is_sound = |item: &'a T| {
                let before = validator.problems.len();
                check(validator, item);
                validator.problems.len() == before
            };
            items.iter().map(&mut is_sound).collect()
        }
        Self {
            unique_keys: each(&table.unique_keys, validator, |it, key| it.key(table, key)),
            foreign_keys: each(&table.foreign_keys, validator, |it, key| {
                it.foreign_key(table, key);
            }),
            checks: each(&table.checks, validator, |it, check| it.check(table, check)),
            exclusions: each(&table.exclusions, validator, |it, exclusion| {
                it.exclusion(table, exclusion);
            }),
            indexes: each(&table.indexes, validator, |it, index| it.index(table, index)),
        }
    }
}

struct Validator<'a> {
    tables: &'a [Table],
    by_name: BTreeMap<&'a TableName, usize>,
    problems: Vec<SchemaProblem>,
}

impl<'a> Validator<'a> {
    fn new(tables: &'a [Table]) -> Self {
        let mut by_name = BTreeMap::new();
        for (index, table) in tables.iter().enumerate() {
            by_name.entry(&table.name).or_insert(index);
        }
        Self { tables, by_name, problems: Vec::new() }
    }

    fn problem(
        &mut self,
        subject: impl Into<String>,
        message: impl Into<String>,
        hint: Option<String>,
        origin: Option<&Origin>,
    ) {
        self.problems.push(SchemaProblem {
            subject: subject.into(),
            message: message.into(),
            hint,
            origin: origin.cloned(),
        });
    }

    fn table(&mut self, index: usize, table: &'a Table) {
        if self.by_name.get(&table.name) != Some(&index) {
            self.problem(
                table.name.to_string(),
                "is declared twice",
                Some("remove or rename one of the declarations".into()),
                table.origin.as_ref(),
            );
        }
        self.duplicate_columns(table);
        self.primary_key(table);
        for key in table.keys() {
            self.key(table, key);
        }
        for key in &table.foreign_keys {
            self.foreign_key(table, key);
        }
        self.conditions(table);
        for index in &table.indexes {
            self.index(table, index);
        }
        self.rows(table);
        self.relatives(table);
    }

    fn duplicate_columns(&mut self, table: &Table) {
        let mut seen = BTreeSet::new();
        for column in &table.columns {
            if !seen.insert(&column.name) {
                self.problem(
                    format!("{}.{}", table.name, column.name),
                    "is declared twice",
                    Some("remove or rename one of the columns".into()),
                    column.origin.as_ref().or(table.origin.as_ref()),
                );
            }
        }
    }

    fn primary_key(&mut self, table: &Table) {
        let Some(key) = &table.primary_key else {
            return;
        };
        let origin = key.origin.as_ref().or(table.origin.as_ref());
        if !key.is_plain() {
            let hint = Some("make it a unique index instead".to_owned());
            let message = "a primary key must consist of plain columns and hold for every row";
            self.problem(table.name.to_string(), message, hint, origin);
        }
        for name in key.columns().unwrap_or_default() {
            if table.column(name).is_some_and(|column| column.nullable) {
                self.problem(
                    format!("{}.{name}", table.name),
                    "is part of the primary key but allows NULL",
                    Some("declare the column NOT NULL".into()),
                    origin,
                );
            }
        }
    }

    fn key(&mut self, table: &Table, key: &UniqueKey) {
        let what = described("unique key", key.name.as_deref());
        let origin = key.origin.as_ref().or(table.origin.as_ref());
        if key.parts.is_empty() {
            let hint = Some("name the columns that must be unique together".to_owned());
            self.problem(table.name.to_string(), format!("{what} has no columns"), hint, origin);
        }
        let mut seen = BTreeSet::new();
        for part in &key.parts {
            match part {
                KeyPart::Column(name) => {
                    self.known_column(table, name, &what, origin);
                    if !seen.insert(name) {
                        let message = format!("{what} names the column {name} twice");
                        self.problem(table.name.to_string(), message, None, origin);
                    }
                }
                KeyPart::Expr(expr, _) => self.known_columns(table, expr.as_ref(), &what, origin),
            }
        }
        self.known_columns(table, key.predicate.as_ref(), &what, origin);
    }

    fn foreign_key(&mut self, table: &Table, key: &ForeignKey) {
        let what = described("foreign key", key.name.as_deref());
        let origin = key.origin.as_ref().or(table.origin.as_ref());
        let subject = format!("{}({})", table.name, key.columns.join(", "));
        let mut known = true;
        for name in &key.columns {
            known &= self.known_column(table, name, &what, origin);
        }
        let Some(&parent) = self.by_name.get(&key.parent) else {
            let hint = self.nearest_table(&key.parent);
            let message = format!("{what} refers to the unknown table {}", key.parent);
            return self.problem(subject, message, hint, origin);
        };
        let parent = &self.tables[parent];
        for name in &key.parent_columns {
            known &= self.known_column(parent, name, &what, origin);
        }
        if key.parent_columns.is_empty() && parent.primary_key.is_none() {
            let message = format!("{what} refers to {}, which has no primary key", parent.name);
            let hint = "name the columns referred to, or declare the primary key".to_owned();
            return self.problem(subject, message, Some(hint), origin);
        }
        if key.columns.len() != key.parent_columns.len() || key.columns.is_empty() {
            let message = format!(
                "{what} pairs {} column(s) with {} of {}",
                key.columns.len(),
                key.parent_columns.len(),
                parent.name
            );
            let hint = parent.primary_key.as_ref().map(|key| format!("its key is {}", shown(key)));
            return self.problem(subject, message, hint, origin);
        }
        if known {
            self.reference_target(&subject, &what, key, parent, origin);
            self.reference_types(table, key, parent, &what);
        }
    }

    /// The parent's columns must be a key: nothing else makes the row referred to unique.
    fn reference_target(
        &mut self,
        subject: &str,
        what: &str,
        key: &ForeignKey,
        parent: &Table,
        origin: Option<&Origin>,
    ) {
        let wanted: BTreeSet<&str> = key.parent_columns.iter().map(String::as_str).collect();
        let is_wanted = |candidate: &UniqueKey| {
            let columns = candidate.columns().unwrap_or_default();
            candidate.is_plain() && columns.into_iter().collect::<BTreeSet<_>>() == wanted
        };
        if !key.enforced || parent.keys().any(is_wanted) {
            return;
        }
        let keys: Vec<_> = parent.keys().filter(|key| key.is_plain()).map(shown).collect();
        let hint = if keys.is_empty() {
            format!("{} has no key; add PRIMARY KEY or UNIQUE to it", parent.name)
        } else {
            format!("the keys of {} are {}", parent.name, keys.join(" and "))
        };
        let message = format!(
            "{what} refers to {}({}), which is not a key",
            parent.name,
            key.parent_columns.join(", ")
        );
        self.problem(subject, message, Some(hint), origin);
    }

    fn reference_types(&mut self, table: &Table, key: &ForeignKey, parent: &Table, what: &str) {
        for (child, referred) in key.columns.iter().zip(&key.parent_columns) {
            let (Some(child), Some(referred)) = (table.column(child), parent.column(referred))
            else {
                continue;
            };
            if child.data_type.can_reference(&referred.data_type) {
                continue;
            }
            self.problem(
                format!("{}.{}", table.name, child.name),
                format!(
                    "{what} cannot hold {}.{}: {} does not compare with {}",
                    parent.name, referred.name, child.data_type, referred.data_type
                ),
                Some(format!("declare it as {}", referred.data_type)),
                key.origin.as_ref().or(child.origin.as_ref()),
            );
        }
    }

    fn conditions(&mut self, table: &Table) {
        for check in &table.checks {
            self.check(table, check);
        }
        for exclusion in &table.exclusions {
            self.exclusion(table, exclusion);
        }
        for column in &table.columns {
            let origin = column.origin.as_ref();
            if let Some(generated) = &column.generated {
                let what = format!("generated column {}", column.name);
                self.known_columns(table, generated.expr.as_ref(), &what, origin);
            }
            if let Some(Default::Expr(expr)) = &column.default {
                let what = format!("default of {}", column.name);
                self.known_columns(table, Some(expr), &what, origin);
            }
        }
        for expr in table.partition.iter().flat_map(|partition| &partition.any_of) {
            self.known_columns(table, Some(expr), "partition bound", table.origin.as_ref());
        }
    }

    fn check(&mut self, table: &Table, check: &Check) {
        if let CheckRule::Expr(expr) = &check.rule {
            let what = described("check", check.name.as_deref());
            self.known_columns(table, Some(expr), &what, check.origin.as_ref());
        }
    }

    fn exclusion(&mut self, table: &Table, exclusion: &Exclusion) {
        let what = described("exclusion", exclusion.name.as_deref());
        let origin = exclusion.origin.as_ref();
        for element in &exclusion.elements {
            match &element.part {
                KeyPart::Column(name) => {
                    self.known_column(table, name, &what, origin);
                }
                KeyPart::Expr(expr, _) => self.known_columns(table, expr.as_ref(), &what, origin),
            }
        }
        self.known_columns(table, exclusion.predicate.as_ref(), &what, origin);
    }

    fn index(&mut self, table: &Table, index: &Index) {
        let what = described("index", index.name.as_deref());
        for name in &index.columns {
            self.known_column(table, name, &what, table.origin.as_ref());
        }
    }

    fn rows(&mut self, table: &Table) {
        let wrong = table.rows.iter().position(|row| row.values.len() != table.columns.len());
        if let Some(at) = wrong {
            let message = format!(
                "inserted row {} has {} values for {} columns",
                at + 1,
                table.rows[at].values.len(),
                table.columns.len()
            );
            self.problem(table.name.to_string(), message, None, table.origin.as_ref());
        }
    }

    fn relatives(&mut self, table: &Table) {
        for (what, name) in table
            .partition_of
            .iter()
            .map(|name| ("is a partition of", name))
            .chain(table.inherits.iter().map(|name| ("inherits from", name)))
        {
            if !self.by_name.contains_key(name) {
                let hint = self.nearest_table(name);
                let message = format!("{what} the unknown table {name}");
                self.problem(table.name.to_string(), message, hint, table.origin.as_ref());
            }
        }
    }

    fn known_columns(
        &mut self,
        table: &Table,
        expr: Option<&Expr>,
        what: &str,
        origin: Option<&Origin>,
    ) {
        let Some(expr) = expr else { return };
        for path in expr.columns() {
            self.known_column(table, &path.join("."), what, origin.or(table.origin.as_ref()));
        }
    }

    /// Reports a name that is no column of `table`; returns whether it is one.
    fn known_column(
        &mut self,
        table: &Table,
        name: &str,
        what: &str,
        origin: Option<&Origin>,
    ) -> bool {
        if table.column_index(name).is_some() {
            return true;
        }
        let names = table.columns.iter().map(|column| column.name.as_str());
        let hint = nearest(name, names).map(|nearest| format!("did you mean {nearest}?"));
        let message = format!("{what} names the unknown column {name}");
        self.problem(table.name.to_string(), message, hint, origin);
        false
    }

    fn nearest_table(&self, wanted: &TableName) -> Option<String> {
        let elsewhere = self.tables.iter().find(|table| table.name.name == wanted.name);
        if let Some(table) = elsewhere {
            return Some(format!("did you mean {}?", table.name));
        }
        let names: Vec<String> = self.tables.iter().map(|table| table.name.to_string()).collect();
        nearest(&wanted.to_string(), names.iter().map(String::as_str))
            .map(|nearest| format!("did you mean {nearest}?"))
            .or_else(|| Some("declare the table, or remove the reference".into()))
    }
}

/// The candidate most like `wanted`, if any is alike enough to be meant.
fn nearest<'n>(wanted: &str, candidates: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    /// Below this, suggestions are noise.
    const ALIKE: f64 = 0.75;
    let wanted = wanted.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let score = strsim::jaro_winkler(&wanted, &candidate.to_lowercase());
        if score >= ALIKE && best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn described(kind: &str, name: Option<&str>) -> String {
    name.map_or_else(|| kind.to_owned(), |name| format!("{kind} {name}"))
}

fn shown(key: &UniqueKey) -> String {
    format!("({})", key.columns().unwrap_or_default().join(", "))
}
