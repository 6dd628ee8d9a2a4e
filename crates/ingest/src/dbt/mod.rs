//! dbt's property files, <https://docs.getdbt.com/reference/configs-and-properties>: models,
//! sources, seeds and snapshots with their columns, tests and constraints.
//!
//! dbt declares no types unless a contract does: tests, names and descriptions tell them. Jinja is
//! not run; a test that needs it is named and left out.

use std::sync::Arc;

use seedbed_expr::Dialect;
use seedbed_schema::{Column, DataType, ForeignKey, Origin, Table, TableName};

use crate::{
    Severity, Source,
    diagnostic::Diagnostic,
    document::origin,
    entry::Gathered,
    infer::type_by_name,
    nearest::did_you_mean,
    tree::{self, Node},
};

mod tests_of;
mod types;

/// A reference that waits until all tables are known.
struct Waiting {
    table: TableName,
    columns: Vec<String>,
    /// The model or table that is referred to, as written.
    to: String,
    parent_columns: Vec<String>,
    origin: Origin,
}

/// Reading property files.
struct Reader<'g> {
    source: Arc<str>,
    dialect: Dialect,
    gathered: &'g mut Gathered,
    waiting: Vec<Waiting>,
    /// Columns whose types are guesses, which references may correct.
    guessed: Vec<(TableName, String)>,
}

/// Reads every source.
pub(crate) fn read(sources: &[Source<'_>], dialect: Option<Dialect>, gathered: &mut Gathered) {
    let dialect = dialect.or(gathered.dialect).unwrap_or_default();
    let (waiting, guessed) = (Vec::new(), Vec::new());
    let mut reader = Reader { source: "".into(), dialect, gathered, waiting, guessed };
    for source in sources {
        reader.source = source.name.into();
        match tree::documents(source.text) {
            Ok(documents) => documents.iter().for_each(|document| reader.document(document)),
            Err(error) => {
                let origin = origin(&reader.source, error.place);
                reader.gathered.report.add(Severity::Error, origin, error.message);
            }
        }
    }
    reader.connect();
}

impl Reader<'_> {
    fn document(&mut self, document: &Node) {
        for kind in ["models", "seeds", "snapshots"] {
            for model in document.get(kind).map(Node::items).unwrap_or_default() {
                self.table(model, None);
            }
        }
        for source in document.get("sources").map(Node::items).unwrap_or_default() {
            for table in source.get("tables").map(Node::items).unwrap_or_default() {
                self.table(table, source.text_of("name"));
            }
        }
    }

    fn origin(&self, node: &Node) -> Origin {
        origin(&self.source, node.place)
    }

    /// Says that something was left out.
    fn note(&mut self, severity: Severity, node: &Node, message: String) {
        let origin = self.origin(node);
        self.gathered.report.add(severity, origin, message);
    }

    /// One model, or one table of a source.
    fn table(&mut self, node: &Node, source: Option<&str>) {
        let config = node.get("config");
        let alias = config.and_then(|config| config.text_of("alias"));
        let name = alias.or(node.text_of("identifier")).or(node.text_of("alias"));
        let Some(name) = name.or(node.text_of("name")) else {
            return self.note(Severity::Error, node, "a model without a name".into());
        };
        let mut table_name = TableName::new(name);
        let is_taken = |name: &TableName, gathered: &Gathered| {
            gathered.tables.iter().any(|table| table.name == *name)
        };
        if is_taken(&table_name, self.gathered) && source.is_some() {
            table_name.namespace = source.map(str::to_owned);
        }
        let known = self.gathered.tables.iter().position(|table| table.name == table_name);
        let mut table = match known {
            Some(at) => self.gathered.tables.remove(at),
            None => {
                let mut table = Table::new(table_name);
                table.origin = Some(self.origin(node));
                table
            }
        };
        let description = node.text_of("description").map(str::to_owned);
        table.comment = description.or(table.comment);
        for column in node.get("columns").map(Node::items).unwrap_or_default() {
            self.column(&mut table, column);
        }
        self.model_tests(&mut table, node);
        Self::primary_key(&mut table);
        let at = known.unwrap_or(self.gathered.tables.len());
        self.gathered.tables.insert(at, table);
    }

    fn column(&mut self, table: &mut Table, node: &Node) {
        let Some(name) = node.text_of("name") else {
            return self.note(Severity::Error, node, "a column without a name".into());
        };
        let description = node.text_of("description");
        if table.columns.iter().all(|column| column.name != name) {
            let mut column = Column::new(name, DataType::text());
            column.origin = Some(self.origin(node));
            let declared = node.text_of("data_type");
            let known = declared.and_then(|text| types::read(text, self.dialect));
            if let (Some(text), None) = (declared, &known) {
                let message = format!("the type {text} is not known");
                self.note(Severity::Warning, node.get("data_type").unwrap_or(node), message);
            }
            if known.is_none() {
                self.guessed.push((table.name.clone(), name.to_owned()));
            }
            column.data_type = known.unwrap_or_else(|| type_by_name(name, description));
            column.declared_type =
                declared.map_or_else(|| column.data_type.to_string(), str::to_owned);
            table.columns.push(column);
        }
        if let (Some(text), Some(column)) =
            (description, table.columns.iter_mut().find(|column| column.name == name))
        {
            column.comment = Some(text.to_owned());
        }
        self.column_tests(table, name, node);
    }

    /// dbt has no keys of its own: the first column that is unique and never NULL is one.
    fn primary_key(table: &mut Table) {
        if table.primary_key.is_some() {
            return;
        }
        let key = table.unique_keys.iter().position(|key| {
            key.is_plain()
                && key.columns().is_some_and(|columns| match columns.as_slice() {
                    [only] => table.column(only).is_some_and(|column| !column.nullable),
                    _ => false,
                })
        });
        if let Some(at) = key {
            table.primary_key = Some(table.unique_keys.remove(at));
        }
    }

    /// Makes the references whose tables are known, and gives guessed types those of the keys.
    fn connect(&mut self) {
        for waiting in std::mem::take(&mut self.waiting) {
            let parent = self.gathered.tables.iter().find(|table| table.name.name == waiting.to);
            let Some(parent) = parent.map(|table| table.name.clone()) else {
                let names = self.gathered.tables.iter().map(|table| table.name.name.as_str());
                let diagnostic = Diagnostic {
                    severity: Severity::Note,
                    origin: waiting.origin,
                    message: format!(
                        "{}.{} refers to {}, which is not among the files",
                        waiting.table,
                        waiting.columns.join(", "),
                        waiting.to
                    ),
                    help: did_you_mean(&waiting.to, names),
                    skipped: None,
                };
                self.gathered.report.diagnostics.push(diagnostic);
                continue;
            };
            self.refer(waiting, parent);
        }
    }

    fn refer(&mut self, waiting: Waiting, parent_name: TableName) {
        let tables = &mut self.gathered.tables;
        let Some(parent) = tables.iter().find(|table| table.name == parent_name) else { return };
        let types: Vec<Option<(DataType, String)>> = waiting
            .parent_columns
            .iter()
            .map(|name| {
                let column = parent.column(name)?;
                Some((column.data_type.clone(), column.declared_type.clone()))
            })
            .collect();
        if types.iter().any(Option::is_none) {
            let message =
                format!("{parent_name} has no column {}", waiting.parent_columns.join(", "));
            self.gathered.report.add(Severity::Error, waiting.origin, message);
            return;
        }
        let Some(child) = tables.iter_mut().find(|table| table.name == waiting.table) else {
            return;
        };
        for (name, of_parent) in waiting.columns.iter().zip(types.into_iter().flatten()) {
            let is_guess = self
                .guessed
                .iter()
                .any(|(table, column)| *table == waiting.table && column == name);
            let column = child.columns.iter_mut().find(|column| column.name == *name);
            if let (true, Some(column)) = (is_guess, column) {
                (column.data_type, column.declared_type) = of_parent;
            }
        }
        child.foreign_keys.push(ForeignKey {
            name: None,
            columns: waiting.columns,
            parent: parent_name,
            parent_columns: waiting.parent_columns,
            deferrable: false,
            initially_deferred: false,
            match_full: false,
            // dbt tests references after the rows are there.
            enforced: false,
            origin: Some(waiting.origin),
        });
    }
}

/// The name within `ref('x')`, `ref('package', 'x')`, `source('a', 'x')`, or a bare name.
fn referred(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches("{{").trim_end_matches("}}").trim();
    let Some((function, arguments)) = text.split_once('(') else {
        let is_name = text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
        return is_name.then(|| text.rsplit('.').next().unwrap_or(text).to_owned());
    };
    if !matches!(function.trim(), "ref" | "source") {
        return None;
    }
    let mut all = arguments.split(')').next()?.split(',').map(str::trim);
    let last = all.rfind(|argument| argument.starts_with(['\'', '"']))?;
    Some(last.trim_matches(['\'', '"']).to_owned())
}
