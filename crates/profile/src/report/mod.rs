//! What is to be known of tables before anything is made of them, as a document and as a page.

mod html;
mod statistics;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use html::html;

use crate::{
    pattern, pii,
    relation::{Relations, children},
    table::{Column, Kind, Table},
};

/// How many of the commonest values are shown.
const SHOWN: usize = 10;

/// What tables hold. No value of a column that tells who somebody is, of free text, or of an
/// identifier is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The version of the program.
    pub seedbed: String,
    /// The tables, in the order of their names.
    pub tables: Vec<TableProfile>,
    /// References between them.
    pub references: Vec<ReferenceProfile>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableProfile {
    /// The name.
    pub name: String,
    /// How many rows there are.
    pub rows: u64,
    /// How many rows are like an earlier one in every column.
    pub repeated_rows: u64,
    /// What tells rows apart, if anything does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyProfile>,
    /// The columns.
    pub columns: Vec<ColumnProfile>,
}

/// The columns whose values tell a table's rows apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyProfile {
    /// Their names.
    pub columns: Vec<String>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnProfile {
    /// The name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// How many cells are missing.
    pub missing: u64,
    /// The share of cells that are missing, from 0 to 1.
    pub missing_share: f64,
    /// How many different values there are.
    pub distinct: u64,
    /// Whether no value stands twice.
    pub unique: bool,
    /// Set when the column tells who somebody is; its values are then left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal: Option<Personal>,
    /// What the texts look like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Pattern>,
    /// Of numbers and moments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Summary>,
    /// Of texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub texts: Option<Texts>,
    /// How often numbers and moments lie where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distribution: Option<Distribution>,
    /// The commonest values, the commonest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub commonest: Vec<Frequency>,
}

/// That a column tells who somebody is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Personal {
    /// What it tells: `name`, `email`, `phone`, `address`, `birth` …
    pub category: String,
    /// By what this was told.
    pub reason: String,
}

/// What texts look like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// `email`, `phone`, `url`, `uuid` …, or a shape: `AA-9999`.
    pub name: String,
    /// The share of the different texts that look so.
    pub share: f64,
}

/// A number, or a moment in ISO notation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum Point {
    Number(f64),
    Moment(String),
}

/// Where the values of a column lie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// The smallest.
    pub min: Point,
    /// The largest.
    pub max: Point,
    /// The mean.
    pub mean: Point,
    /// The standard deviation; of moments, in days.
    pub deviation: f64,
    /// A quarter of the values lie below the first, half below the second, three quarters below
    /// the third.
    pub quartiles: [Point; 3],
    /// Digits behind the point.
    pub decimals: u8,
}

/// How long texts are, in characters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// The shortest.
    pub shortest: u64,
    /// The longest.
    pub longest: u64,
    /// The mean.
    pub mean: f64,
}

/// How often values lie between the edges of bins of equal width.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Distribution {
    /// The edges, one more than there are counts.
    pub edges: Vec<Point>,
    /// How many values lie between an edge and the next.
    pub counts: Vec<u64>,
}

/// How often a value stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Frequency {
    /// The value.
    pub value: String,
    /// How many cells have it.
    pub count: u64,
}

/// One reference between tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceProfile {
    /// The referring table.
    pub table: String,
    /// The referring column.
    pub column: String,
    /// The table referred to.
    pub parent: String,
    /// Its key.
    pub parent_column: String,
    /// What tells it.
    pub reason: String,
    /// How many rows refer to a row that is not there.
    pub orphans: u64,
    /// How many rows refer to one row.
    pub children: Children,
}

/// How many children parents have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Children {
    /// The fewest.
    pub fewest: u64,
    /// The mean.
    pub mean: f64,
    /// The most.
    pub most: u64,
    /// How many parents have none.
    pub childless: u64,
}

/// Profiles tables whose keys and references are `relations`.
pub fn profile(tables: &[Table], relations: &Relations) -> Profile {
    let of_table = |(at, table): (usize, &Table)| {
        let key = relations.keys.get(at).cloned().flatten();
        let names = |key: Vec<usize>| {
            let columns = key.iter().map(|&at| table.columns[at].name().to_owned()).collect();
            KeyProfile { columns }
        };
        let columns: Vec<ColumnProfile> = table
            .columns
            .iter()
            .enumerate()
            .map(|(column, values)| {
                let is_reference =
                    relations.references.iter().any(|r| (r.table, r.column) == (at, column));
                column_profile(&table.name, values, is_reference)
            })
            .collect();
        TableProfile {
            name: table.name.clone(),
            rows: table.rows() as u64,
            repeated_rows: statistics::repeated_rows(table),
            key: key.map(names),
            columns,
        }
    };
    Profile {
        seedbed: env!("CARGO_PKG_VERSION").to_owned(),
        tables: tables.iter().enumerate().map(of_table).collect(),
        references: references(tables, relations),
    }
}

/// The names of the columns that tell who somebody is.
pub fn personal_columns(table: &Table) -> Vec<&str> {
    let is_personal = |column: &&Column| {
        let looks = matches!(column.kind(), Kind::Text | Kind::Identifier | Kind::Categorical);
        let pattern = if looks { pattern::of(column.labels()) } else { None };
        pii::find(&table.name, column, pattern.as_ref().map(|(name, _)| name.as_str())).is_some()
    };
    table.columns.iter().filter(is_personal).map(Column::name).collect()
}

fn references(tables: &[Table], relations: &Relations) -> Vec<ReferenceProfile> {
    let told = |reference: &crate::Reference| {
        let (table, parent) = (&tables[reference.table], &tables[reference.parent]);
        let (column, key) =
            (&table.columns[reference.column], &parent.columns[reference.parent_column]);
        let counts = children(column, key);
        let sum: u64 = counts.iter().sum();
        ReferenceProfile {
            table: table.name.clone(),
            column: column.name().to_owned(),
            parent: parent.name.clone(),
            parent_column: key.name().to_owned(),
            reason: reference.reason.clone(),
            orphans: reference.orphans as u64,
            children: Children {
                fewest: counts.iter().copied().min().unwrap_or(0),
                mean: sum as f64 / counts.len().max(1) as f64,
                most: counts.iter().copied().max().unwrap_or(0),
                childless: counts.iter().filter(|&&count| count == 0).count() as u64,
            },
        }
    };
    relations.references.iter().map(told).collect()
}

fn column_profile(table: &str, column: &Column, is_reference: bool) -> ColumnProfile {
    let kind = if is_reference { Kind::Identifier } else { column.kind() };
    let is_text = matches!(kind, Kind::Text | Kind::Identifier | Kind::Categorical);
    let pattern = if is_text || kind.is_temporal() { pattern::of(column.labels()) } else { None };
    let personal = pii::find(table, column, pattern.as_ref().map(|(name, _)| name.as_str()));
    let is_shown = personal.is_none();
    let numbers = (kind.is_numeric() || kind.is_temporal()) && is_shown;
    let statistics = numbers.then(|| statistics::of(column)).flatten();
    let (summary, distribution) = statistics.unzip();
    let present = column.len() - column.missing();
    let shows_values = is_shown && (kind.is_discrete() || kind.is_numeric());
    ColumnProfile {
        name: column.name().to_owned(),
        kind,
        missing: column.missing() as u64,
        missing_share: column.missing() as f64 / column.len().max(1) as f64,
        distinct: column.distinct() as u64,
        unique: present > 0 && column.distinct() == present,
        personal: personal.map(|finding| Personal {
            category: finding.category.to_owned(),
            reason: finding.reason,
        }),
        pattern: pattern.map(|(name, share)| Pattern { name, share }),
        summary,
        distribution,
        texts: is_text.then(|| statistics::texts(column)),
        commonest: if shows_values { commonest(column) } else { Vec::new() },
    }
}

/// The commonest values, where any is common.
fn commonest(column: &Column) -> Vec<Frequency> {
    let mut counted: Vec<(u64, u32)> = column.counts().into_iter().zip(0..).collect();
    counted.retain(|&(count, _)| count > 1);
    counted.sort_unstable_by_key(|&(count, code)| (std::cmp::Reverse(count), code));
    let shown = counted.into_iter().take(SHOWN);
    shown.map(|(count, code)| Frequency { value: column.label(code).to_owned(), count }).collect()
}
