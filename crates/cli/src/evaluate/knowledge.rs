//! What the command line and a schema say about the tables.

use seedbed_evaluate::scores::{Knowledge, Relation};
use seedbed_profile::{Kind, Table};
use seedbed_schema::{Schema, UniqueKey};

use crate::{args::EvaluateArgs, report::Failure};

/// Kinds of columns by the types that the schema declares.
pub(super) fn typed(tables: Vec<Table>, schema: &Schema) -> Vec<Table> {
    let typed = |table: Table| match declared(schema, &table.name) {
        Some(declared) => table.typed(declared),
        None => table,
    };
    tables.into_iter().map(typed).collect()
}

/// The schema's table of a file's name: `orders`, or `sales.orders`.
fn declared<'s>(schema: &'s Schema, file: &str) -> Option<&'s seedbed_schema::Table> {
    let mut tables = schema.load_order().tables.into_iter().map(|id| schema.table(id));
    tables.find(|table| {
        let name = table.name.to_string();
        let last = name.rsplit('.').next().unwrap_or_default();
        name.eq_ignore_ascii_case(file) || last.eq_ignore_ascii_case(file)
    })
}

/// Kinds, keys and references of the command line, else of the schema.
pub(super) fn of(
    args: &EvaluateArgs,
    real: &[Table],
    schema: Option<&Schema>,
) -> Result<Knowledge, Failure> {
    let mut knowledge = Knowledge::default();
    if let Some(schema) = schema {
        from_schema(&mut knowledge, real, schema);
    }
    for (name, kind) in &args.kind {
        let kind: Kind = serde_json::from_value(kind.clone().into()).map_err(|_| {
            Failure::usage(
                format!("no kind of column is called {kind}"),
                "integer, number, boolean, categorical, date, datetime, text, identifier",
            )
        })?;
        knowledge.kinds.insert(column(name, real)?, kind);
    }
    let mut relations = Vec::new();
    for (reference, key) in &args.relation {
        let ((child, column), (parent, key)) = (column(reference, real)?, column(key, real)?);
        relations.push(Relation { child, column, parent, key });
    }
    if !relations.is_empty() {
        knowledge.relations = relations;
    }
    Ok(knowledge)
}

/// Keys and references of one column; longer ones are checked with all other constraints.
fn from_schema(knowledge: &mut Knowledge, real: &[Table], schema: &Schema) {
    let file = |declared: &seedbed_schema::Table| {
        let is_of = |table: &&Table| {
            self::declared(schema, &table.name).is_some_and(|of| of.name == declared.name)
        };
        real.iter().find(is_of)
    };
    let column = |table: &Table, name: &str| {
        table.column(name).map(|column| (table.name.clone(), column.name().to_owned()))
    };
    for id in schema.load_order().tables {
        let declared = schema.table(id);
        let Some(table) = file(declared) else { continue };
        if let Some(columns) = declared.primary_key.as_ref().and_then(UniqueKey::columns)
            && let [name] = columns.as_slice()
        {
            knowledge.keys.extend(column(table, name));
        }
        for foreign in &declared.foreign_keys {
            let Some(parent) = schema.find(&foreign.parent.to_string()) else { continue };
            let parent = schema.table(parent);
            let (Some(of), [own], [key]) =
                (file(parent), foreign.columns.as_slice(), foreign.parent_columns.as_slice())
            else {
                continue;
            };
            let ends = (column(table, own), column(of, key));
            if let (Some((child, column)), Some((parent, key))) = ends {
                knowledge.relations.push(Relation { child, column, parent, key });
            }
        }
    }
}

/// `TABLE.COLUMN`, or `COLUMN` where there is one table only.
pub(super) fn columns(names: &[String], real: &[Table]) -> Result<Vec<(String, String)>, Failure> {
    names.iter().map(|name| column(name, real)).collect()
}

fn column(name: &str, real: &[Table]) -> Result<(String, String), Failure> {
    if let [only] = real
        && only.column(name).is_some_and(|column| column.name() == name)
    {
        return Ok((only.name.clone(), name.to_owned()));
    }
    // Names of tables may have points too.
    let of_table = real.iter().find_map(|table| {
        let column = name.strip_prefix(table.name.as_str())?.strip_prefix('.')?;
        Some((table.name.clone(), column.to_owned()))
    });
    of_table.ok_or_else(|| {
        let tables: Vec<&str> = real.iter().map(|table| table.name.as_str()).collect();
        Failure::usage(
            format!("{name} is no column of the real data"),
            format!("name it TABLE.COLUMN; the tables are {}", tables.join(", ")),
        )
    })
}
