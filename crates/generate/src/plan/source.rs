//! The sources: everything that can make a column's values.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What makes a column's values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum Source {
    /// 1, 2, 3 …
    Sequence(SequenceSource),
    /// `7f0c6e0a-3b1d-4a57-9d0e-0c5f3a9b2d41`.
    Uuid(UuidSource),
    /// `01ARZ3NDEKTSV4RRFFQ69G5FAV`: sortable by the row's number.
    Ulid,
    /// One of a few values, by weight.
    Choice(ChoiceSource),
    /// A number from a distribution.
    Number(NumberSource),
    /// A date, time or timestamp from a distribution, or relative to another column.
    Temporal(TemporalSource),
    /// A part of one coherent thing: the e-mail of the person whose name stands beside it.
    Entity(EntitySource),
    /// A field of a record drawn together with other columns.
    Joint(JointSource),
    /// A word or phrase from a vocabulary.
    Pool(PoolSource),
    /// Text composed from vocabularies, numbers and other columns.
    Template(TemplateSource),
    /// Text that matches a regular expression.
    Pattern(PatternSource),
    /// A formula over this row, its parent's row, or its children.
    Expression(ExpressionSource),
    /// Another source depending on a condition.
    Conditional(ConditionalSource),
    /// A JSON document.
    Json(JsonSource),
    /// An array of values.
    Array(ArraySource),
    /// Literal values, one per row.
    Rows(RowsSource),
    /// The key of a row of another table, where no foreign key leads there.
    Key(KeySource),
    /// A column of a table drawn from a fitted model.
    Model(ModelSource),
    /// Any well-formed value of the column's type: for types without a meaning of their own
    /// here (geometry, network addresses, bit strings, ranges).
    Any(AnySource),
}

/// A literal value in a plan. Dates, times, UUIDs and the like are strings in ISO notation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// `start`, `start + step`, …
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SequenceSource {
    /// The first value.
    #[serde(default = "one")]
    pub start: i64,
    /// The difference between neighbours.
    #[serde(default = "one")]
    pub step: i64,
    /// Restart for every parent: the row's position among its siblings along the owner link
    /// (the line number of an order line).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub per_parent: bool,
    /// Text before the number, for text columns.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// The least number of digits, padded with zeros, for text columns.
    #[serde(default, skip_serializing_if = "is_default")]
    pub width: u8,
}

impl Default for SequenceSource {
    fn default() -> Self {
        Self { start: 1, step: 1, per_parent: false, prefix: String::new(), width: 0 }
    }
}

fn one() -> i64 {
    1
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    value == &T::default()
}

/// Universally unique identifiers (RFC 9562).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UuidSource {
    /// 4 (random) or 7 (sortable); 4 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u8>,
}

/// Weighted categories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceSource {
    /// The values.
    pub values: Vec<Scalar>,
    /// How often each is drawn relative to the others; all alike when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<Vec<f64>>,
}

/// A limit: a literal, or a formula over the row (`{"expression": "price * 0.8"}`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Bound {
    /// A formula.
    Expression {
        /// The formula's text.
        expression: String,
    },
    /// A literal.
    Literal(Scalar),
}

/// A number from a distribution, clipped to its bounds and rounded.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberSource {
    /// The shape; uniform between the bounds when absent.
    #[serde(default)]
    pub distribution: Distribution,
    /// The smallest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Bound>,
    /// The largest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Bound>,
    /// Digits behind the point; what the column's type has when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<u8>,
    /// Round to multiples of this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<f64>,
    /// Prices end like this (`[0.99, 0.95, 0.5]`): the fraction is replaced by one of these. Of
    /// whole numbers with a `step` the part below it is: cents with the step 100 end in 99, 95, 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endings: Vec<f64>,
}

impl NumberSource {
    /// Whole numbers from a wide range: room for unique values.
    pub(crate) fn wide() -> Self {
        Self {
            min: Some(Bound::Literal(Scalar::Int(1))),
            max: Some(Bound::Literal(Scalar::Int(1_000_000_000_000))),
            ..Self::default()
        }
    }
}

/// A named distribution.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum Distribution {
    /// All values between the bounds alike.
    #[default]
    Uniform,
    /// The bell curve.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        deviation: f64,
    },
    /// Skewed to the right, as money and durations are.
    LogNormal {
        /// The median.
        median: f64,
        /// The standard deviation of the logarithm.
        sigma: f64,
    },
    /// Waiting times.
    Exponential {
        /// The mean.
        mean: f64,
    },
    /// The smallest value is the commonest: value `min + k` has weight `1 / (k + 1)^exponent`.
    Zipf {
        /// The exponent.
        exponent: f64,
    },
    /// A measured distribution: `weights[k]` is the share between `edges[k]` and `edges[k + 1]`.
    Histogram {
        /// The bins' edges, one more than there are weights.
        edges: Vec<f64>,
        /// The bins' weights.
        weights: Vec<f64>,
    },
}

/// The unit that drawn times are rounded to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Unit {
    Microsecond,
    #[default]
    Second,
    Minute,
    QuarterHour,
    Hour,
    Day,
}

/// What whole-number columns count since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Tick {
    #[default]
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
}

/// Which hours of the day times fall into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hours {
    /// Any hour alike.
    #[default]
    Any,
    /// As people are awake: few at night, most in the afternoon and evening.
    Waking,
    /// Weekdays between 8 and 18 h, mostly.
    Business,
}

/// Dates, times and timestamps.
///
/// Either between `min` and `max`, or, when `after` is given, a delay after that moment. A value
/// that would lie beyond `max` is drawn again between `after` and `max`, so the order holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemporalSource {
    /// The earliest moment, in ISO notation or a formula.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Bound>,
    /// The latest moment; the plan's `as_of` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Bound>,
    /// A formula for a moment this one follows: `ordered_at`, `customer.created_at`. A NULL
    /// there counts as absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The delay after `after`, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Distribution>,
    /// Growth over the period: 1 is level, 2 means that the end is about twice as busy as the
    /// beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth: Option<f64>,
    /// Which hours of the day.
    #[serde(default)]
    pub hours: Hours,
    /// What to round to; what the column's type has when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// What a column of whole numbers counts since 1970; seconds when absent. Whole numbers that
    /// its formulas read are counted alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tick: Option<Tick>,
}

/// What an entity is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// Parts: `first_name`, `last_name`, `full_name`, `middle_name`, `initials`, `gender`
    /// (`female`/`male`), `title` (`Ms`/`Mr`), `email`, `username`, `phone`, `birth_date`,
    /// `national_id` (which agrees with gender and birth date where the locale's country puts
    /// them in), `job_title` (in the gender's form where the language has one).
    Person,
    /// Parts: `street_address`, `full_address` (with the town), `street`, `house_number`, `unit`
    /// (`Apt 4`), `city`, `region`, `region_code`, `postal_code`, `country`, `country_code`,
    /// `country_code3`, `time_zone`, `latitude`, `longitude`, `point` (`(-116.2,43.6)`), `wkt`
    /// (`POINT(-116.2 43.6)`), `phone`, `mobile_phone`, `fax` (three numbers of the same city),
    /// `currency`, `language`.
    Place,
    /// Parts: `name`, `legal_name`, `slug`, `domain`, `url`, `email`, `phone`, `industry`,
    /// `catch_phrase`, `tax_id`.
    Company,
    /// Parts: `name`, `category`, `subcategory`, `brand`, `description`, `price`, `cost`, `sku`,
    /// `ean`, `color`, `size`, `material`, `weight` (kilograms).
    Product,
    /// Parts: `brand`, `number` (Luhn-valid, from test ranges), `last4`, `expiry_month`,
    /// `expiry_year`, `expiry`, `cvc`, `holder`.
    Card,
    /// Parts, all with their check digits: `iban`, `bic`, `account_number`, `routing_number`,
    /// `isbn`, `isbn10`, `vin`, `imei`, `npi`. Where a country has no IBAN, `iban` is the account
    /// number as it is written there.
    Identifier,
}

/// A part of one coherent thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntitySource {
    /// What the thing is.
    pub kind: EntityKind,
    /// Which part of it.
    pub part: String,
    /// Tells several things of one kind in a table apart: `billing`, `shipping`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What to write instead of a part's text: `{"female": "F", "male": "M"}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub written: BTreeMap<String, String>,
}

impl EntitySource {
    /// A part of the only thing of its kind in a row.
    pub fn new(kind: EntityKind, part: &str) -> Self {
        Self { kind, part: part.to_owned(), name: String::new(), written: BTreeMap::new() }
    }
}

/// A field of a record that several columns draw together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JointSource {
    /// The name of the records in the plan.
    pub records: String,
    /// The field this column takes.
    pub field: String,
}

/// A vocabulary: by name (of the plan, or built in, such as `color`), or written out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Vocabulary {
    /// By name.
    Named(String),
    /// Written out.
    Inline(Vec<String>),
}

/// A word or phrase from a vocabulary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PoolSource {
    /// The vocabulary.
    pub vocabulary: Vocabulary,
}

/// Text composed from parts.
///
/// In a template `{noun}` draws from the vocabulary `noun`, `{column:city}` takes another
/// column's value, `{parent:customer.name}` a parent's, `{number:1-99}` an integer,
/// `{digits:6}`, `{letters:3}` and `{hex:8}` random characters, `{row}` the row's number from 1. `{Noun}` capitalizes. `{{` and `}}` are
/// literal braces. With several templates one is drawn for each row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateSource {
    /// The templates.
    pub templates: Vec<String>,
    /// Vocabularies that only these templates use, beside the plan's and the built-in ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vocabularies: BTreeMap<String, Vec<String>>,
    /// How often each template is drawn relative to the others; all alike when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<Vec<f64>>,
}

/// Text that matches a regular expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatternSource {
    /// The expression, in the syntax of the Rust `regex` crate; matched as a whole.
    pub pattern: String,
}

/// A formula in SQL's expression syntax.
///
/// `unit_price * quantity` is over this row, `product.price` over the row that `product_id`
/// refers to, `sum(order_items.quantity * order_items.unit_price)` over the child rows whose
/// owner is this row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpressionSource {
    /// The formula.
    pub expression: String,
}

/// The first case whose condition is true decides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionalSource {
    /// The cases, in order.
    pub cases: Vec<Case>,
    /// What holds in all other rows; NULL when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Box<Source>>,
}

/// One case of a conditional source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The condition.
    pub when: String,
    /// What makes the value when it is true.
    pub then: Source,
}

/// A JSON document with a fixed shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JsonSource {
    /// The document.
    pub document: JsonNode,
}

/// A node of a JSON document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JsonNode {
    /// An object with these members.
    Object(BTreeMap<String, JsonNode>),
    /// A list of so many items.
    List {
        /// What each item is.
        item: Box<JsonNode>,
        /// The fewest items.
        min: u32,
        /// The most items.
        max: u32,
    },
    /// A scalar from a source.
    Value(Box<Source>),
    /// A constant.
    Constant(Scalar),
}

/// An array of values of the column's element type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArraySource {
    /// What makes each item.
    pub item: Box<Source>,
    /// The fewest items.
    #[serde(default)]
    pub min: u32,
    /// The most items.
    #[serde(default = "three")]
    pub max: u32,
}

fn three() -> u32 {
    3
}

/// The key of any row of a table: what `owner_id` holds where `owner_type` says which table is
/// meant. Columns of a foreign key have a link instead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeySource {
    /// The table.
    pub table: String,
    /// The column that is its key.
    pub column: String,
}

/// A column of the rows of a fitted model. All columns of a table that name the same model hold
/// parts of the same drawn row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelSource {
    /// The name of the model among the plan's `models`.
    pub model: String,
    /// The model's column.
    pub column: String,
}

/// Literal values: row `i` takes the `i`-th, and starts over at the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowsSource {
    /// The values.
    pub values: Vec<Scalar>,
}

/// Any well-formed value of the column's type.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnySource {}
