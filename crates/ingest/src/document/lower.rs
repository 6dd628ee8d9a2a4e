//! Documents to tables and wishes.

use std::sync::Arc;

use seedbed_expr::{Dialect, Expr, Kind, Value};
use seedbed_schema::{
    CaseWish, Check, CheckRule, Column, DataType, Default, ForeignKey, Identity, Origin,
    SchemaProblem, Table, TableName, UniqueKey, ValueWish,
};

use super::{
    origin,
    rules::{self, RuleError},
    type_name,
    types::{ColumnEntry, Document, ReferenceEntry, TableEntry},
};
use crate::{
    entry::Gathered,
    infer::pairs::{self, Parent},
    nearest::did_you_mean,
    sql_text,
    tree::{Node, Place},
};

/// A document on its way into the schema.
pub(super) struct Lowering<'d> {
    pub(super) root: &'d Node,
    pub(super) source: Arc<str>,
    pub(super) dialect: Option<Dialect>,
    pub(super) gathered: &'d mut Gathered,
    /// Pairs that refer to several tables, until all are known.
    pub(super) pairs: Vec<(TableName, ReferenceEntry, Place)>,
}

/// A table, and where in the document its parts stand.
struct At<'d> {
    name: TableName,
    node: &'d Node,
}

impl<'d> Lowering<'d> {
    pub(super) fn document(&mut self, document: &Document) {
        let asked = document.dialect.as_deref().map(str::parse::<Dialect>);
        if let Some(Err(error)) = &asked {
            self.problem("the document", error.to_string(), None, self.root.place);
        }
        let dialect = self.dialect.or(asked.and_then(Result::ok));
        self.gathered.dialect = self.gathered.dialect.or(dialect);
        self.wishes(document);
        let tables = self.root.get("tables").unwrap_or(self.root);
        for (at, (name, entry)) in document.tables.0.iter().enumerate() {
            // The simple form of one table is its columns.
            let node = member(tables, at).filter(|node| node.is_map()).unwrap_or(tables);
            self.table(&At { name: table_name(name), node }, entry);
        }
        let all = [
            (&document.foreign_keys, "foreign_keys", true),
            (&document.references, "references", false),
        ];
        for (references, key, enforced) in all {
            for (at, reference) in references.iter().enumerate() {
                let node = self.root.get(key).and_then(|list| list.items().get(at));
                let place = node.unwrap_or(self.root).place;
                match &reference.child_table {
                    Some(child) => {
                        self.reference(&table_name(child), reference, enforced, place);
                    }
                    None => {
                        let hint = Some("name it as child_table".to_owned());
                        self.problem(key, "says no table that refers".into(), hint, place);
                    }
                }
            }
        }
        for (child, entry, place) in std::mem::take(&mut self.pairs) {
            self.pair(&child, &entry, place);
        }
    }

    fn wishes(&mut self, document: &Document) {
        let wishes = &mut self.gathered.wishes;
        wishes.seed = wishes.seed.or(document.seed);
        wishes.rows = wishes.rows.or(document.rows);
        wishes.locale = wishes.locale.take().or_else(|| document.locale.clone());
        wishes.format = wishes.format.take().or_else(|| document.output_format.clone());
        let Some(written) = &document.as_of else { return };
        match moment(written) {
            Some(moment) => {
                wishes.as_of.get_or_insert(moment);
            }
            None => {
                let place = self.root.get("as_of").unwrap_or(self.root).place;
                let hint = Some("write 2026-01-31 or 2026-01-31T12:00:00Z".to_owned());
                self.problem("as_of", "is no moment".into(), hint, place);
            }
        }
    }

    fn problem(
        &mut self,
        subject: impl Into<String>,
        message: String,
        hint: Option<String>,
        place: Place,
    ) {
        let origin = Some(self.origin(place));
        let subject = subject.into();
        self.gathered.problems.push(SchemaProblem { subject, message, hint, origin });
    }

    fn origin(&self, place: Place) -> Origin {
        origin(&self.source, place)
    }

    fn dialect(&self) -> Dialect {
        self.gathered.dialect.unwrap_or_default()
    }

    fn table(&mut self, at: &At<'d>, entry: &TableEntry) {
        let known = self.gathered.tables.iter().position(|table| table.name == at.name);
        let mut table = match known {
            Some(position) => self.gathered.tables.remove(position),
            None => {
                let mut table = Table::new(at.name.clone());
                table.origin = Some(self.origin(at.node.place));
                table
            }
        };
        table.comment = entry.description.clone().or(table.comment.take());
        if let Some(rows) = entry.rows {
            self.gathered.wishes.tables.entry(at.name.clone()).or_default().rows = Some(rows);
        }
        let columns = at.node.get("columns").unwrap_or(at.node);
        let mut keys = Vec::new();
        for (position, (name, column)) in entry.columns.0.iter().enumerate() {
            let node = member(columns, position).unwrap_or(columns);
            self.column(&mut table, name, column, node, &mut keys, known.is_some());
        }
        if let Some(names) = &entry.primary_key {
            keys = names.list();
        }
        if !keys.is_empty() {
            table.set_primary_key(keys);
            if let Some(key) = &mut table.primary_key {
                let node = at.node.get("primary_key").unwrap_or(at.node);
                key.origin = Some(self.origin(node.place));
            }
        }
        for names in &entry.unique {
            let mut key = UniqueKey::over(names.list());
            key.origin = Some(self.origin(at.node.get("unique").unwrap_or(at.node).place));
            table.unique_keys.push(key);
        }
        self.checks(&mut table, at, entry);
        let position = known.unwrap_or(self.gathered.tables.len());
        self.gathered.tables.insert(position, table);
        let all =
            [(&entry.foreign_keys, "foreign_keys", true), (&entry.references, "references", false)];
        for (references, key, enforced) in all {
            for (position, reference) in references.iter().enumerate() {
                let node = at.node.get(key).and_then(|list| list.items().get(position));
                let place = node.unwrap_or(at.node).place;
                self.reference(&at.name, reference, enforced, place);
            }
        }
    }

    fn checks(&mut self, table: &mut Table, at: &At<'d>, entry: &TableEntry) {
        let list = at.node.get_any(&["checks", "check_constraints"]);
        for (position, text) in entry.checks.iter().enumerate() {
            let node = list.and_then(|list| list.items().get(position)).unwrap_or(at.node);
            match sql_text::expression(text, self.dialect()) {
                Ok(expr) => table.checks.push(Check {
                    name: None,
                    rule: CheckRule::Expr(expr),
                    text: text.clone(),
                    origin: Some(self.origin(node.place)),
                }),
                Err(reason) => {
                    let message = format!("the check can't be read: {reason}");
                    let hint = Some("conditions are SQL: \"ends_at > starts_at\"".to_owned());
                    self.problem(at.name.to_string(), message, hint, node.place);
                }
            }
        }
    }

    /// One column of a table, new or known from elsewhere.
    fn column(
        &mut self,
        table: &mut Table,
        name: &str,
        entry: &ColumnEntry,
        node: &Node,
        keys: &mut Vec<String>,
        table_is_known: bool,
    ) {
        let place = node.place;
        let subject = format!("{}.{name}", table.name);
        let known = table.columns.iter().position(|column| column.name == name);
        if known.is_none() && table_is_known && entry.of.is_none() {
            let names = table.columns.iter().map(|column| column.name.as_str());
            let hint = did_you_mean(name, names)
                .or_else(|| Some("give it a type to add it to the table".into()));
            return self.problem(subject, "is no column of the table".into(), hint, place);
        }
        let mut column = match known {
            Some(at) => table.columns[at].clone(),
            None => {
                let mut column = Column::new(name, DataType::text());
                column.origin = Some(self.origin(place));
                column
            }
        };
        if !self.column_type(&mut column, &table.name, entry, node, known.is_some()) {
            return;
        }
        column.comment = entry.description.clone().or(column.comment);
        column.nullable = entry.nullable.unwrap_or(column.nullable);
        if let Some(default) = &entry.default {
            column.default = Some(Default::Expr(rules::literal(default)));
        }
        if entry.sensitivity.is_some() {
            let wished = self.gathered.wishes.column_mut(&table.name, name);
            wished.sensitivity.clone_from(&entry.sensitivity);
        }
        self.constraints(table, &mut column, entry, node, keys);
        match known {
            Some(at) => table.columns[at] = column,
            None => table.columns.push(column),
        }
        self.rules(table, name, entry, node);
        if let Some(target) = &entry.references {
            let node = node.get("references").unwrap_or(node);
            self.column_reference(table, name, target, node.place);
        }
    }

    /// Gives a column its type; whether it has one.
    fn column_type(
        &mut self,
        column: &mut Column,
        table: &TableName,
        entry: &ColumnEntry,
        node: &Node,
        is_known: bool,
    ) -> bool {
        let subject = format!("{table}.{}", column.name);
        if let Some(written) = &entry.of {
            let place = node.get("type").unwrap_or(node).place;
            let Some(named) = type_name::read(written, &column.name, self.dialect()) else {
                let hint = did_you_mean(written, type_name::names());
                self.problem(subject, format!("there is no type {written}"), hint, place);
                return false;
            };
            column.data_type = named.data_type;
            column.declared_type = column.data_type.to_string();
            if let Some(meaning) = named.meaning {
                let wished = self.gathered.wishes.column_mut(table, &column.name);
                wished.values = Some(ValueWish::Meaning(meaning));
            }
        } else if !is_known {
            // A rule with a meaning tells the type, too.
            let name = entry.rule.as_ref().and_then(|rule| rule.name.as_deref());
            column.data_type = match name.and_then(seedbed_schema::Meaning::named) {
                Some(meaning) => meaning.data_type(),
                None => crate::infer::type_by_name(&column.name, entry.description.as_deref()),
            };
            column.declared_type = column.data_type.to_string();
        }
        if let (Some(most), DataType::Text { max_length, .. }) =
            (entry.max_length, &mut column.data_type)
        {
            *max_length = Some(most);
            column.declared_type = column.data_type.to_string();
        }
        true
    }

    fn constraints(
        &mut self,
        table: &mut Table,
        column: &mut Column,
        entry: &ColumnEntry,
        node: &Node,
        keys: &mut Vec<String>,
    ) {
        const KNOWN: &[&str] = &["PK", "NOT NULL", "NULL", "UNIQUE", "AUTOINCREMENT", "FK"];
        let list = node.get("constraints");
        for (at, written) in entry.constraints.iter().enumerate() {
            let place = list.and_then(|list| list.items().get(at)).unwrap_or(node).place;
            let folded = written.trim().to_ascii_uppercase().replace(['_', '-'], " ");
            match folded.as_str() {
                "PK" | "PRIMARY KEY" | "PRIMARY" => {
                    column.nullable = false;
                    keys.push(column.name.clone());
                }
                "NOT NULL" | "REQUIRED" => column.nullable = false,
                "NULL" | "NULLABLE" | "OPTIONAL" => column.nullable = true,
                "UNIQUE" | "UQ" => {
                    let mut key = UniqueKey::over([column.name.as_str()]);
                    key.origin = Some(self.origin(place));
                    table.unique_keys.push(key);
                }
                "AUTOINCREMENT" | "AUTO INCREMENT" | "IDENTITY" | "SERIAL" => {
                    column.identity = Some(Identity::default());
                }
                // Which table it refers to is said among the foreign keys.
                "FK" | "FOREIGN KEY" => {}
                _ => {
                    let hint = did_you_mean(&folded, KNOWN.iter().copied())
                        .or_else(|| Some(format!("known are {}", KNOWN.join(", "))));
                    let message = format!("there is no constraint {written}");
                    let subject = format!("{}.{}", table.name, column.name);
                    self.problem(subject, message, hint, place);
                }
            }
        }
    }

    fn rules(&mut self, table: &mut Table, name: &str, entry: &ColumnEntry, node: &Node) {
        let subject = format!("{}.{name}", table.name);
        if let Some(rule) = &entry.rule {
            let place = node.get("rule").unwrap_or(node).place;
            match rules::lower(rule, name) {
                Ok(lowered) => {
                    let weighted = !rule.weights.is_empty();
                    let is_plain_choice = matches!(lowered.wish, ValueWish::Choice(_)) && !weighted;
                    if !is_plain_choice {
                        let wished = self.gathered.wishes.column_mut(&table.name, name);
                        wished.values = Some(lowered.wish);
                    }
                    if let Some(condition) = lowered.condition {
                        table.checks.push(self.check(condition, place));
                    }
                }
                Err(error) => self.rule_problem(&subject, error, place),
            }
        }
        let list = node.get("conditional_rules");
        for (at, conditional) in entry.conditional_rules.iter().enumerate() {
            let place = list.and_then(|list| list.items().get(at)).unwrap_or(node).place;
            let condition = match rules::condition(conditional) {
                Ok(condition) => condition,
                Err(error) => {
                    self.rule_problem(&subject, error, place);
                    continue;
                }
            };
            let lowered = match &conditional.rule {
                None => {
                    Ok((ValueWish::Null, Some(Expr::IsNull(Box::new(Expr::column(name)), true))))
                }
                Some(rule) => {
                    rules::lower(rule, name).map(|lowered| (lowered.wish, lowered.condition))
                }
            };
            match lowered {
                Ok((then, rule)) => {
                    let when = condition.to_string();
                    if let Some(rule) = rule {
                        table.checks.push(self.check(rules::implied(&condition, rule), place));
                    }
                    let wished = self.gathered.wishes.column_mut(&table.name, name);
                    wished.cases.push(CaseWish { when, then });
                }
                Err(error) => self.rule_problem(&subject, error, place),
            }
        }
    }

    fn rule_problem(&mut self, subject: &str, error: RuleError, place: Place) {
        self.problem(subject, error.message, error.hint, place);
    }

    fn check(&self, condition: Expr, place: Place) -> Check {
        let text = condition.to_string();
        let origin = Some(self.origin(place));
        Check { name: None, rule: CheckRule::Expr(condition), text, origin }
    }

    /// `references: customers.id`.
    fn column_reference(&mut self, table: &mut Table, name: &str, target: &str, place: Place) {
        let (parent, column) = match target.rsplit_once('.') {
            Some((parent, column)) => (parent, vec![column.to_owned()]),
            None => (target, Vec::new()),
        };
        table.foreign_keys.push(ForeignKey {
            name: None,
            columns: vec![name.to_owned()],
            parent: table_name(parent),
            parent_columns: column,
            deferrable: false,
            initially_deferred: false,
            match_full: false,
            enforced: true,
            origin: Some(self.origin(place)),
        });
    }

    fn reference(
        &mut self,
        child: &TableName,
        entry: &ReferenceEntry,
        enforced: bool,
        place: Place,
    ) {
        if entry.type_column.is_some() {
            self.pairs.push((child.clone(), entry.clone(), place));
            return;
        }
        let origin = self.origin(place);
        let subject = format!("{child}({})", entry.child_column.list().join(", "));
        let names: Vec<String> =
            self.gathered.tables.iter().map(|table| table.name.to_string()).collect();
        let Some(at) = self.gathered.tables.iter().position(|table| table.name == *child) else {
            let hint = did_you_mean(&child.to_string(), names.iter().map(String::as_str));
            return self.problem(subject, format!("there is no table {child}"), hint, place);
        };
        if let Some(parent) = &entry.parent_table {
            self.gathered.tables[at].foreign_keys.push(ForeignKey {
                name: entry.name.clone(),
                columns: entry.child_column.list(),
                parent: table_name(parent),
                parent_columns: entry.parent_column.list(),
                deferrable: false,
                initially_deferred: false,
                match_full: false,
                enforced,
                origin: Some(origin),
            });
            return;
        }
        let hint = Some("name it as parent_table".to_owned());
        self.problem(subject, "says no table that it refers to".into(), hint, place);
    }
}

/// What is needed of a pair that refers to several tables.
struct Pair {
    of: Column,
    id: String,
    parents: Vec<Parent>,
}

impl Lowering<'_> {
    /// A column that refers to rows of several tables, and the one that says which.
    fn pair(&mut self, child: &TableName, entry: &ReferenceEntry, place: Place) {
        match self.read_pair(child, entry) {
            Ok(pair) => {
                let wishes = self.gathered.wishes.tables.entry(child.clone()).or_default();
                pairs::refer(wishes, &pair.of, &pair.id, &pair.parents);
            }
            Err((message, hint)) => {
                let subject = format!("{child}({})", entry.child_column.list().join(", "));
                self.problem(subject, message, hint, place);
            }
        }
    }

    fn read_pair(
        &self,
        child: &TableName,
        entry: &ReferenceEntry,
    ) -> Result<Pair, (String, Option<String>)> {
        let tables = &self.gathered.tables;
        let find = |name: &TableName| {
            tables.iter().find(|table| table.name == *name).ok_or_else(|| {
                let names: Vec<String> =
                    tables.iter().map(|table| table.name.to_string()).collect();
                let hint = did_you_mean(&name.to_string(), names.iter().map(String::as_str));
                (format!("there is no table {name}"), hint)
            })
        };
        let table = find(child)?;
        let column = |name: &str| {
            table.column(name).ok_or_else(|| {
                let names = table.columns.iter().map(|column| column.name.as_str());
                (format!("{child} has no column {name}"), did_you_mean(name, names))
            })
        };
        let of = column(entry.type_column.as_deref().unwrap_or_default())?.clone();
        let names = entry.child_column.list();
        let [id] = names.as_slice() else {
            return Err(("a pair has one child_column beside its type_column".into(), None));
        };
        column(id)?;
        let parents = entry
            .parent_tables
            .iter()
            .map(|(label, name)| {
                let parent = find(&table_name(name))?;
                let key = parent.primary_key.as_ref().and_then(UniqueKey::columns);
                match key.as_deref() {
                    Some([only]) => Ok(Parent {
                        label: label.clone(),
                        table: parent.name.clone(),
                        column: (*only).to_owned(),
                    }),
                    _ => Err((format!("{name} has no key of one column"), None)),
                }
            })
            .collect::<Result<Vec<_>, _>>()?;
        if parents.is_empty() {
            let hint = Some("parent_tables: {User: users, Team: teams}".to_owned());
            return Err(("says no tables that it refers to".into(), hint));
        }
        Ok(Pair { of, id: id.clone(), parents })
    }
}

/// The value of the `at`th entry of a map, or the `at`th item of a list.
fn member(node: &Node, at: usize) -> Option<&Node> {
    node.items().get(at).or_else(|| node.entries().get(at).map(|(_, node)| node))
}

/// A day's first moment, or a moment in UTC.
fn moment(written: &str) -> Option<String> {
    let whole = if written.len() == 10 { format!("{written}T00:00:00Z") } else { written.into() };
    let exists = Value::Text(whole.clone()).cast(Kind::Timestamp).is_ok();
    (whole.len() == 20 && whole.ends_with('Z') && exists).then_some(whole)
}

/// `name` or `namespace.name`.
fn table_name(written: &str) -> TableName {
    match written.split_once('.') {
        Some((namespace, name)) => TableName::within(namespace, name),
        None => TableName::new(written),
    }
}
