//! The document form, as JSON Schema and serde know it.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

/// Tables with everything that is known or wished about them.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = document_aliases)]
pub(crate) struct Document {
    /// The JSON Schema of this form, for editors.
    #[serde(rename = "$schema")]
    pub(crate) _schema: Option<String>,
    /// What the dataset is.
    #[serde(rename = "description")]
    pub(crate) _description: Option<String>,
    /// Where people, places and companies are from: `en_US`, `de_DE` …
    pub(crate) locale: Option<String>,
    /// The seed: the same document and seed make the same rows.
    pub(crate) seed: Option<u64>,
    /// The present moment of the dataset: `2026-01-31` or `2026-01-31T12:00:00Z`.
    pub(crate) as_of: Option<String>,
    /// Rows of every table that gives no number of its own.
    #[serde(alias = "rows_per_table")]
    pub(crate) rows: Option<u64>,
    /// The format of the files: `csv`, `json`, `jsonl`, `parquet` or `sql`.
    pub(crate) output_format: Option<String>,
    /// The database that the tables are for: `postgresql`, `mysql`, `sqlite` …
    pub(crate) dialect: Option<String>,
    /// The tables: a list, or a map by their names. A table that another source declares gets
    /// what is said here on top.
    pub(crate) tables: Entries<TableEntry>,
    /// References that the database enforces.
    #[serde(default)]
    pub(crate) foreign_keys: Vec<ReferenceEntry>,
    /// References that nothing enforces.
    #[serde(default)]
    pub(crate) references: Vec<ReferenceEntry>,
}

/// A table.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = table_aliases)]
pub(crate) struct TableEntry {
    /// The name, in a list of tables; `namespace.name` where there are namespaces.
    pub(crate) name: Option<String>,
    /// What its rows are.
    #[serde(alias = "comment")]
    pub(crate) description: Option<String>,
    /// How many rows to make.
    #[serde(alias = "row_count")]
    pub(crate) rows: Option<u64>,
    /// The columns: a list, or a map by their names.
    #[serde(default)]
    pub(crate) columns: Entries<ColumnEntry>,
    /// The columns of the primary key.
    pub(crate) primary_key: Option<Names>,
    /// Lists of columns that are unique together.
    #[serde(default, alias = "unique_constraints")]
    pub(crate) unique: Vec<Names>,
    /// Conditions that every row meets, in SQL: `ends_at > starts_at`.
    #[serde(default, alias = "check_constraints")]
    pub(crate) checks: Vec<String>,
    /// References that the database enforces.
    #[serde(default)]
    pub(crate) foreign_keys: Vec<ReferenceEntry>,
    /// References that nothing enforces.
    #[serde(default)]
    pub(crate) references: Vec<ReferenceEntry>,
}

/// A column.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = column_aliases)]
pub(crate) struct ColumnEntry {
    /// The name, in a list of columns.
    pub(crate) name: Option<String>,
    /// A type (`number`, `text`, `date`, `varchar(40)` …) or what the values mean (`email`,
    /// `icd10_code` …).
    #[serde(rename = "type")]
    pub(crate) of: Option<String>,
    /// What the values are.
    pub(crate) rule: Option<Rule>,
    /// `PK`, `NOT NULL`, `NULL`, `UNIQUE`, `AUTOINCREMENT`.
    #[serde(default)]
    pub(crate) constraints: Vec<String>,
    /// How delicate the values are: `PII`, `PHI`, `public` …
    pub(crate) sensitivity: Option<String>,
    /// What the values are in rows where a condition is true; the first that is true decides.
    #[serde(default)]
    pub(crate) conditional_rules: Vec<ConditionalRule>,
    /// What the column is.
    #[serde(alias = "comment")]
    pub(crate) description: Option<String>,
    /// Whether NULL is allowed; it is unless something forbids it.
    pub(crate) nullable: Option<bool>,
    /// The longest text, in characters.
    pub(crate) max_length: Option<u32>,
    /// The value the database supplies when none is given.
    pub(crate) default: Option<Scalar>,
    /// The column that is referred to: `customers.id`.
    pub(crate) references: Option<String>,
}

/// What the values of a column are.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rule {
    pub(crate) name: Option<String>,
    pub(crate) min: Option<Scalar>,
    pub(crate) max: Option<Scalar>,
    pub(crate) choices: Vec<Scalar>,
    pub(crate) weights: Vec<f64>,
    pub(crate) regex: Option<String>,
}

/// A [`Rule`] written as a map.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = rule_aliases)]
struct RuleMap {
    /// What the values mean (`email`, `icd10_code` …), or `range`, `choice`, `regex`.
    #[serde(alias = "type")]
    name: Option<String>,
    /// The lowest and the highest value.
    range: Option<Bounds>,
    /// The lowest value.
    min: Option<Scalar>,
    /// The highest value.
    max: Option<Scalar>,
    /// The values to choose from.
    #[serde(default, alias = "choices", alias = "values", alias = "one_of")]
    choice: Vec<Scalar>,
    /// How often each of them is chosen, relative to the others.
    #[serde(default)]
    weights: Vec<f64>,
    /// What texts look like, as a whole.
    #[serde(alias = "pattern")]
    regex: Option<String>,
}

/// A lowest and a highest value.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected [lowest, highest] or {min: lowest, max: highest}")]
enum Bounds {
    Pair(Scalar, Scalar),
    Map { min: Option<Scalar>, max: Option<Scalar> },
}

/// A rule that holds in some rows.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionalRule {
    /// Another column of the table.
    pub(crate) column: String,
    /// `=`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`, `is null`, `is not null`; `=` when absent.
    pub(crate) operator: Option<String>,
    /// What the column is compared with; a list for `in`.
    #[serde(default)]
    pub(crate) value: OneOrMany,
    /// What the values are then; `null` for none.
    pub(crate) rule: Option<Rule>,
}

/// A reference to rows of another table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = reference_aliases)]
pub(crate) struct ReferenceEntry {
    /// The constraint's name.
    pub(crate) name: Option<String>,
    /// The table that refers; the one it stands in when absent.
    #[serde(alias = "table")]
    pub(crate) child_table: Option<String>,
    /// The columns that refer.
    #[serde(alias = "child_columns", alias = "column", alias = "columns")]
    pub(crate) child_column: Names,
    /// The table referred to.
    pub(crate) parent_table: Option<String>,
    /// Where rows of several tables are referred to: the column that says which table is meant.
    pub(crate) type_column: Option<String>,
    /// What it says, and the tables meant then: `{User: users, Team: teams}`.
    #[serde(default)]
    pub(crate) parent_tables: BTreeMap<String, String>,
    /// The columns referred to; the primary key when absent.
    #[serde(default, alias = "parent_columns")]
    pub(crate) parent_column: Names,
}

fn document_aliases(schema: &mut Schema) {
    also(schema, &[("rows_per_table", "rows")]);
}

fn table_aliases(schema: &mut Schema) {
    let aliases = [
        ("comment", "description"),
        ("row_count", "rows"),
        ("unique_constraints", "unique"),
        ("check_constraints", "checks"),
    ];
    also(schema, &aliases);
}

fn column_aliases(schema: &mut Schema) {
    also(schema, &[("comment", "description")]);
}

fn rule_aliases(schema: &mut Schema) {
    let aliases = [
        ("type", "name"),
        ("choices", "choice"),
        ("values", "choice"),
        ("one_of", "choice"),
        ("pattern", "regex"),
    ];
    also(schema, &aliases);
}

/// Either name of a field may be there, which JSON Schema's list of required ones can't say.
fn reference_aliases(schema: &mut Schema) {
    let aliases = [
        ("table", "child_table"),
        ("child_columns", "child_column"),
        ("column", "child_column"),
        ("columns", "child_column"),
        ("parent_columns", "parent_column"),
    ];
    also(schema, &aliases);
    schema.remove("required");
}

/// Adds the other names of properties: `(alias, property)`.
fn also(schema: &mut Schema, aliases: &[(&str, &str)]) {
    let Some(properties) = schema.get_mut("properties").and_then(|it| it.as_object_mut()) else {
        return;
    };
    for (alias, name) in aliases {
        if let Some(same) = properties.get(*name).cloned() {
            properties.insert((*alias).to_owned(), same);
        }
    }
}

/// A literal value.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a text, a number, true or false")]
#[allow(missing_docs)]
pub(crate) enum Scalar {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

/// A value, or several.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a value or a list of values")]
pub(crate) enum OneOrMany {
    One(Scalar),
    Many(Vec<Scalar>),
    #[default]
    None,
}

/// Names of columns: one, or a list.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a name or a list of names")]
pub(crate) enum Names {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

impl Names {
    pub(crate) fn list(&self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::One(name) => vec![name.clone()],
            Self::Many(names) => names.clone(),
        }
    }
}

/// The simple form: the columns of one table with their types, or several tables of that kind.
#[derive(Debug, JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its JSON Schema is used: the text itself tells which it is")]
pub(crate) enum SimpleDocument {
    /// Columns and their types or meanings: `{"email": "email", "visit_date": "date"}`.
    Table(BTreeMap<String, String>),
    /// The same for several tables, by their names.
    Tables(BTreeMap<String, BTreeMap<String, String>>),
}

/// Things with names: a list of maps with `name`, or a map by names.
#[derive(Debug, Clone)]
pub(crate) struct Entries<T>(pub(crate) Vec<(String, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// What an entry is made of in either notation.
pub(crate) trait Entry: Sized {
    /// Its name in a list.
    fn name(&self) -> Option<&str>;

    /// What a bare text stands for, in a map: `email: text`.
    fn from_text(_: &str) -> Option<Self> {
        None
    }
}

impl Entry for TableEntry {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl Entry for ColumnEntry {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(Self { of: Some(text.to_owned()), ..Self::default() })
    }
}

/// An entry, or a text that stands for one.
struct Short<T>(T);

impl<'de, T: Entry + Deserialize<'de>> Deserialize<'de> for Short<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ShortVisitor<T>(PhantomData<T>);
        impl<'de, T: Entry + Deserialize<'de>> Visitor<'de> for ShortVisitor<T> {
            type Value = Short<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Short<T>, E> {
                T::from_text(text).map(Short).ok_or_else(|| E::custom("expected a map"))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Short<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Short)
            }
        }
        deserializer.deserialize_any(ShortVisitor(PhantomData))
    }
}

impl<'de, T: Entry + Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor<T>(PhantomData<T>);
        impl<'de, T: Entry + Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map by names, or a list of maps with a name each")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entries<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = list.next_element::<T>()? {
                    let Some(name) = entry.name().map(str::to_owned) else {
                        return Err(de::Error::custom(format!(
                            "entry {} of the list has no name",
                            entries.len() + 1
                        )));
                    };
                    entries.push((name, entry));
                }
                Ok(Entries(entries))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some((name, Short(entry))) = map.next_entry::<String, Short<T>>()? {
                    entries.push((name, entry));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_any(EntriesVisitor(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Entries<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Entries_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let entry = generator.subschema_for::<T>();
        json_schema!({
            "anyOf": [
                { "type": "array", "items": entry },
                { "type": "object", "additionalProperties": { "anyOf": [entry, { "type": "string" }] } }
            ]
        })
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RuleVisitor;
        impl<'de> Visitor<'de> for RuleVisitor {
            type Value = Rule;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a rule's name, or a map with range, choice or regex")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Rule, E> {
                Ok(Rule { name: Some(name.to_owned()), ..Rule::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Rule, A::Error> {
                let written = RuleMap::deserialize(MapAccessDeserializer::new(map))?;
                let (low, high) = match written.range {
                    Some(Bounds::Pair(low, high)) => (Some(low), Some(high)),
                    Some(Bounds::Map { min, max }) => (min, max),
                    None => (None, None),
                };
                Ok(Rule {
                    name: written.name,
                    min: low.or(written.min),
                    max: high.or(written.max),
                    choices: written.choice,
                    weights: written.weights,
                    regex: written.regex,
                })
            }
        }
        deserializer.deserialize_any(RuleVisitor)
    }
}

impl JsonSchema for Rule {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rule".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let map = generator.subschema_for::<RuleMap>();
        let names: Vec<&str> = seedbed_schema::Meaning::names().collect();
        json_schema!({
            "description": "What the values are: by name, or a map with range, choice or regex.",
            "anyOf": [{ "type": "string", "examples": names }, map]
        })
    }
}
