//! A database per test, hand-made schemas and rows.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema as ArrowSchema, SchemaRef};
use postgres::{Client, NoTls};
use seedbed_database::{
    BatchSource, Batches, LoadError, LoadOptions, LoadReport, constraint_state, load,
};
use seedbed_dataset::{ArrayBuilder, arrow_field};
use seedbed_expr::Value;
use seedbed_schema::{Column, DataType, ForeignKey, Schema, Table, TableId, TableName};

/// A database of its own, dropped at the end.
pub(crate) struct Database {
    server: String,
    name: String,
    role: Option<String>,
}

impl Database {
    /// Creates a database, or says that there is no server.
    pub(crate) fn create(test: &str) -> Option<Self> {
        #[allow(clippy::disallowed_methods)] // tests are an edge
        let Ok(server) = std::env::var("SEEDBED_TEST_PG") else {
            println!("not run: no PostgreSQL");
            return None;
        };
        let name = format!("seedbed_{test}_{}", std::process::id());
        let mut admin = Client::connect(&server, NoTls).unwrap();
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).unwrap();
        admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        Some(Self { server, name, role: None })
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/{}", self.server.rsplit_once('/').unwrap().0, self.name)
    }

    /// Creates a role that owns nothing but may write to all tables; gives its URL.
    pub(crate) fn writer(&mut self, test: &str) -> String {
        let role = format!("seedbed_{test}_{}", std::process::id());
        self.execute(&format!(
            "CREATE ROLE {role} LOGIN;
             GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {role};"
        ));
        let url = self.url();
        let url = format!("postgres://{role}@{}", url.rsplit_once('@').unwrap().1);
        self.role = Some(role);
        url
    }

    pub(crate) fn client(&self) -> Client {
        Client::connect(&self.url(), NoTls).unwrap()
    }

    pub(crate) fn execute(&self, sql: &str) {
        self.client().batch_execute(sql).unwrap();
    }

    /// The first column of all rows, as text.
    pub(crate) fn texts(&self, query: &str) -> Vec<Option<String>> {
        let wrapped = format!("SELECT value::text FROM ({query}) AS rows(value)");
        self.client().query(&wrapped, &[]).unwrap().iter().map(|row| row.get(0)).collect()
    }

    pub(crate) fn count(&self, table: &str) -> i64 {
        let query = format!("SELECT count(*) FROM {table}");
        self.client().query_one(&query, &[]).unwrap().get(0)
    }

    pub(crate) fn load(
        &self,
        schema: &Schema,
        rows: &Rows,
        options: &LoadOptions,
    ) -> Result<LoadReport, LoadError> {
        load(&self.url(), schema, rows, options, &mut |_| {})
    }

    /// Asserts that nothing was left switched off.
    pub(crate) fn assert_all_enforced(&self) {
        let state = constraint_state(&self.url()).unwrap();
        assert!(state.constraints > 0);
        assert_eq!(state.not_valid, [""; 0]);
        assert_eq!(state.disabled_triggers, [""; 0]);
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Ok(mut admin) = Client::connect(&self.server, NoTls) {
            let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
            admin.batch_execute(&drop).ok();
            if let Some(role) = &self.role {
                admin.batch_execute(&format!("DROP ROLE IF EXISTS {role}")).ok();
            }
        }
    }
}

/// Rows by table, handed over in batches of two.
pub(crate) struct Rows {
    tables: Vec<(TableId, RecordBatch)>,
    step: usize,
    /// Rows of every other table, without columns.
    bare: u64,
}

impl Default for Rows {
    fn default() -> Self {
        Self { tables: Vec::new(), step: 2, bare: 0 }
    }
}

impl Rows {
    /// Adds the rows of a table, one value per column.
    pub(crate) fn with(mut self, schema: &Schema, table: &str, rows: Vec<Vec<Value>>) -> Self {
        let id = schema.find(table).unwrap();
        self.tables.push((id, batch(schema.table(id), rows)));
        self
    }

    /// The rows of one table, handed over in one batch.
    pub(crate) fn whole(schema: &Schema, table: &str, rows: Vec<Vec<Value>>) -> Self {
        Self { step: rows.len(), ..Self::default().with(schema, table, rows) }
    }

    /// So many rows without columns of every table.
    pub(crate) fn counted(rows: u64) -> Self {
        Self { bare: rows, ..Self::default() }
    }

    pub(crate) fn find(&self, table: TableId) -> Option<&RecordBatch> {
        self.tables.iter().find(|(id, _)| *id == table).map(|(_, batch)| batch)
    }
}

impl BatchSource for Rows {
    fn rows(&self, table: TableId) -> u64 {
        self.find(table).map_or(self.bare, |batch| batch.num_rows() as u64)
    }

    fn schema(&self, table: TableId) -> SchemaRef {
        self.find(table).map_or_else(|| Arc::new(ArrowSchema::empty()), RecordBatch::schema)
    }

    fn batches(&self, table: TableId) -> Batches<'_> {
        let batch = self.find(table);
        let starts = (0..batch.map_or(0, RecordBatch::num_rows)).step_by(self.step);
        Box::new(starts.filter_map(move |start| {
            let batch = batch?;
            Some(Ok(batch.slice(start, self.step.min(batch.num_rows() - start))))
        }))
    }
}

fn batch(table: &Table, rows: Vec<Vec<Value>>) -> RecordBatch {
    let fields: Vec<_> = table.columns.iter().map(arrow_field).collect();
    let mut builders: Vec<_> = table
        .columns
        .iter()
        .map(|column| ArrayBuilder::new(&column.data_type, rows.len()))
        .collect();
    for row in rows {
        assert_eq!(row.len(), builders.len());
        for (builder, value) in builders.iter_mut().zip(row) {
            builder.push(value).unwrap();
        }
    }
    let arrays = builders.into_iter().map(|mut builder| builder.finish()).collect();
    RecordBatch::try_new(Arc::new(ArrowSchema::new(fields)), arrays).unwrap()
}

/// A table of which the first column is the primary key; names that end in `?` are nullable.
pub(crate) fn table(name: &str, columns: &[(&str, DataType)]) -> Table {
    let mut table = Table::new(TableName::new(name));
    for (name, data_type) in columns {
        let mut column = Column::new(name.trim_end_matches('?'), data_type.clone());
        column.nullable = name.ends_with('?');
        table.columns.push(column);
    }
    table.set_primary_key([columns[0].0]);
    table
}

/// A reference to a table's `id`.
pub(crate) fn reference(column: &str, parent: &str) -> ForeignKey {
    ForeignKey {
        name: None,
        columns: vec![column.to_owned()],
        parent: TableName::new(parent),
        parent_columns: vec!["id".to_owned()],
        deferrable: false,
        initially_deferred: false,
        match_full: false,
        enforced: true,
        origin: None,
    }
}

pub(crate) fn int() -> DataType {
    DataType::integer(32)
}

pub(crate) fn ints(values: &[i64]) -> Vec<Value> {
    values.iter().map(|&value| Value::Int(value)).collect()
}

pub(crate) fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}
