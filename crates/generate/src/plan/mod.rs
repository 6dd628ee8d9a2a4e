//! The plan: a document that says, for every column, where its values come from.
//!
//! A plan is data. Rules, a language model, a fit on real tables, or a person may author it;
//! [`crate::Engine`] executes it, after checking it against the schema. Field names are those of
//! `schemas/plan.schema.json`, which is generated from these types.

mod source;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use source::{
    AnySource, ArraySource, Bound, Case, ChoiceSource, ConditionalSource, Distribution, EntityKind,
    EntitySource, ExpressionSource, Hours, JointSource, JsonNode, JsonSource, KeySource,
    ModelSource, NumberSource, PatternSource, PoolSource, RowsSource, Scalar, SequenceSource,
    Source, TemplateSource, TemporalSource, Tick, Unit, UuidSource, Vocabulary,
};

/// The version of the engine whose rows a plan describes. An engine that would make other rows
/// from the same plan gets a new number, and keeps making the old rows for the old one.
pub const ENGINE_VERSION: u32 = 1;

/// A complete recipe for a dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The engine version the plan was written for.
    pub engine: u32,
    /// The seed: the same plan and seed make the same bytes.
    pub seed: u64,
    /// The locale of people, places and companies, such as `en_US`.
    #[serde(default = "default_locale")]
    pub locale: String,
    /// The present moment of the dataset, `YYYY-MM-DDTHH:MM:SSZ`: what `now()` means in CHECKs
    /// and formulas, and the end of "until today".
    #[serde(default = "default_as_of")]
    pub as_of: String,
    /// Named lists of words or phrases that pools and templates draw from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vocabularies: BTreeMap<String, Vec<String>>,
    /// Named lists of records that joint sources draw from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub records: BTreeMap<String, Records>,
    /// Fitted models that `model` sources draw from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub models: BTreeMap<String, PlannedModel>,
    /// The tables, by the name the schema gives them (`orders`, `sales.orders`).
    pub tables: BTreeMap<String, TablePlan>,
}

fn default_locale() -> String {
    "en_US".into()
}

/// Where a plan's time stands unless it says otherwise: a fixed moment, so that the same schema
/// and seed make the same rows on any day.
pub fn default_as_of() -> String {
    "2026-01-01T00:00:00Z".into()
}

/// Rows of values that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Records {
    /// The names of the fields.
    pub fields: Vec<String>,
    /// The records, each with one value per field.
    pub rows: Vec<Vec<Scalar>>,
    /// How often each record is drawn relative to the others; all alike when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<Vec<f64>>,
}

/// A fitted model and what its rows depend on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannedModel {
    /// The model's folder, beside the plan.
    pub path: String,
    /// What is given with every row, by the model's names for it: formulas over the row and its
    /// parents (`customer.age`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, String>,
    /// A condition that every row drawn from the model meets: `income = '>50K' AND age >= 30`.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

/// How one table is filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TablePlan {
    /// How many rows to make, beside those that the schema inserts by itself.
    pub rows: u64,
    /// How rows find their parents, for each foreign key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Where each column's values come from. Columns of foreign keys are made by their link.
    pub columns: BTreeMap<String, ColumnPlan>,
    /// Conditions that every row shall meet beside the schema's own: `shipped_at >= ordered_at`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// How one column is filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnPlan {
    /// The share of rows that are NULL, from 0 to 1.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub null_rate: f64,
    /// The column is NULL in rows where this condition is true, and otherwise subject to
    /// `null_rate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub null_if: Option<String>,
    /// What makes the values.
    #[serde(flatten)]
    pub source: Source,
}

impl ColumnPlan {
    /// A column that is never NULL.
    pub fn new(source: Source) -> Self {
        Self { null_rate: 0.0, null_if: None, source }
    }

    /// The same column with a share of NULLs.
    #[must_use]
    pub fn with_null_rate(mut self, null_rate: f64) -> Self {
        self.null_rate = null_rate;
        self
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde asks for
fn is_zero(rate: &f64) -> bool {
    *rate == 0.0
}

/// How the rows of a table find their parents along one foreign key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The foreign key's columns.
    pub columns: Vec<String>,
    /// How children are spread over parents.
    #[serde(default)]
    pub role: LinkRole,
    /// How many children a parent has.
    #[serde(default)]
    pub fan_out: FanOut,
    /// The share of rows without a parent, from 0 to 1; only where the columns are nullable.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub null_rate: f64,
    /// The row has no parent when this condition is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub null_if: Option<String>,
    /// The columns of another foreign key whose row has the same parent: a payment's customer is
    /// that of its order. A row without that other one draws a parent. Where keys, CHECKs or the
    /// role decide the parent, they go first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Vec<String>>,
}

/// What a foreign key is to its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkRole {
    /// The table's rows lie contiguously by parent (order lines by order). One link per table;
    /// parents can sum over their children.
    Owner,
    /// Every row draws its parent by weight (the product of an order line).
    #[default]
    Weighted,
}

/// How many children a parent has.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FanOut {
    /// The shape of the distribution of children over parents; its mean follows from the row
    /// counts of the two tables.
    #[serde(default)]
    pub shape: FanOutShape,
    /// The fewest children of a parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// The most children of a parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
}

/// The shape of a distribution of children over parents.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum FanOutShape {
    /// Every parent has the same number, give or take one.
    Even,
    /// Children choose parents at random: a Poisson-like spread.
    #[default]
    Uniform,
    /// Many parents have few, some have many: log-normal with this sigma (1.0 is heavy).
    LogNormal {
        /// The standard deviation of the logarithm.
        sigma: f64,
    },
    /// A few parents have most: Zipf with this exponent (about 1).
    Zipf {
        /// The exponent.
        exponent: f64,
    },
    /// A measured distribution: how often a parent has 0, 1, 2 … children.
    Histogram {
        /// The weight of each count, from zero up.
        weights: Vec<f64>,
    },
}
