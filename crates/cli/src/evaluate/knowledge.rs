//! What the command line and a schema say about the tables.

use seedbed_evaluate::scores::{Knowledge, Relation};
use seedbed_profile::{Kind, Table};
use seedbed_schema::Schema;

use crate::{args::EvaluateArgs, report::Failure};

/// Kinds, keys and references of the command line, else of the schema.
pub(super) fn of(
    args: &EvaluateArgs,
    real: &[Table],
    schema: Option<&Schema>,
) -> Result<Knowledge, Failure> {
    let mut knowledge =
        schema.map_or_else(Knowledge::default, |schema| Knowledge::of_schema(real, schema));
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
