//! The whole comparison: what is asked, and the report of what was found.

use std::collections::BTreeMap;

use schemars::{JsonSchema, generate::SchemaSettings};
use seedbed_profile::Table;
use serde::Serialize;

use super::{
    accuracy,
    charts::{self, TableCharts},
    gate::GateResult,
    learning,
    pairing::{CompareError, Knowledge, Pairing, Relation, TablePair},
    pairs,
    privacy::{self, Asked},
    relations::{self, FanOut},
    score::{METRICS, Metric, Property, Score, Section},
    single,
};

/// The form of reports; a change that breaks readers counts it up.
pub const REPORT_FORMAT: u32 = 1;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Of everything that is drawn: samples, folds, attacks.
    pub seed: u64,
    /// Columns that a model is trained for, by table.
    pub targets: Vec<(String, String)>,
    /// Columns whose values must not be told by others, by table.
    pub sensitive: Vec<(String, String)>,
    /// Rows of each dataset that distances are measured between, at most.
    pub privacy_rows: usize,
    /// Attacks of each sort.
    pub attacks: usize,
    /// Whether the privacy part is wanted.
    pub privacy: bool,
    /// Whether likeness beyond shapes and pairs is wanted: accuracy, coverage, classifiers.
    pub likeness: bool,
    /// Whether models are trained, which takes longest: detection and efficacy. They are part of
    /// likeness.
    pub models: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            targets: Vec::new(),
            sensitive: Vec::new(),
            privacy_rows: 25_000,
            attacks: 500,
            privacy: true,
            likeness: true,
            models: true,
        }
    }
}

/// Everything that was found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Evaluation {
    /// The form of this document.
    pub format: u32,
    /// The version of the program.
    pub version: String,
    /// The seed of what was drawn.
    pub seed: u64,
    /// What is counted, not scored.
    pub facts: Facts,
    /// Schema (where there is one), diagnostic, quality, likeness and privacy.
    pub sections: Vec<Section>,
    /// What was asked of the scores, and whether they are that good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<GateResult>,
    /// What every metric means.
    pub metrics: Vec<Metric>,
    /// Distributions and correlations, to be drawn.
    pub charts: Vec<TableCharts>,
}

/// What is counted, not scored.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Facts {
    /// Every table that is judged: those that both datasets have.
    pub tables: Vec<TableFacts>,
    /// Tables that only the real data, or the schema, has.
    pub missing_tables: Vec<String>,
    /// Tables that only the synthetic data has.
    pub new_tables: Vec<String>,
    /// References whose row does not exist, by relation.
    pub relations: Vec<RelationFacts>,
    /// Rows of all tables whose key is NULL or another row's, too.
    pub repeated_keys: u64,
    /// References whose row does not exist, over all relations.
    pub orphans: u64,
    /// Constraints of the schema, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<SchemaFacts>,
    /// The files that were read, with their hashes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileFacts>,
}

/// A table's numbers.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct TableFacts {
    /// Its name.
    pub table: String,
    /// Rows of the real data, where there is some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub real_rows: Option<u64>,
    /// Rows of the synthetic data.
    pub synthetic_rows: u64,
    /// Rows of the holdout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holdout_rows: Option<u64>,
    /// Columns that both have, where there is real data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<u64>,
    /// Columns that only the real data has.
    pub missing_columns: Vec<String>,
    /// Columns that only the synthetic data has.
    pub new_columns: Vec<String>,
    /// Columns that are identifiers or free texts, and not compared by value.
    pub not_compared: Vec<String>,
    /// Columns that can't be compared, or not as they seem to be meant, with the reason.
    pub problems: BTreeMap<String, String>,
}

/// A relation's numbers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RelationFacts {
    /// Which columns.
    #[serde(flatten)]
    pub relation: Relation,
    /// References that are there.
    pub references: u64,
    /// Those whose row does not exist.
    pub orphans: u64,
}

/// What checking every constraint of a schema found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SchemaFacts {
    /// Constraints that were checked.
    pub constraints: u64,
    /// Rows that violate one that the database enforces.
    pub violations: u64,
    /// The violated ones, as `table: name`, with their rows.
    pub violated: BTreeMap<String, u64>,
    /// Those that could not be checked, with the reason.
    pub not_checked: BTreeMap<String, String>,
}

/// A file that was read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FileFacts {
    /// `real`, `synthetic` or `holdout`.
    pub dataset: String,
    /// Its name.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
}

impl Evaluation {
    /// A section by its name.
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// Every property of every section.
    pub fn properties(&self) -> impl Iterator<Item = &Property> {
        self.sections.iter().flat_map(|section| &section.properties)
    }

    /// The JSON Schema of reports.
    pub fn json_schema() -> serde_json::Value {
        // As they are written: what is left out where it is empty is not required.
        let settings = SchemaSettings::draft2020_12().for_serialize();
        settings.into_generator().into_root_schema_for::<Self>().to_value()
    }
}

/// Compares a synthetic dataset with the real one, and with a holdout: real rows that the
/// generator has not seen.
///
/// ```
/// use seedbed_evaluate::scores::{Knowledge, Options, evaluate};
/// use seedbed_profile::read_csv;
///
/// let table = |text: &str| vec![read_csv("t", text.as_bytes(), &Default::default()).unwrap()];
/// let real = table("age,sex\n20,f\n30,m\n40,f\n");
/// let synthetic = table("age,sex\n20,f\n30,m\n40,m\n");
/// let report =
///     evaluate(&real, &synthetic, None, &Knowledge::default(), &Options::default()).unwrap();
/// let shapes = report.section("quality").unwrap().property("column_shapes").unwrap();
/// assert_eq!(shapes.scores[0].score, Some(1.0));
/// ```
///
/// # Errors
/// [`CompareError`] where the datasets have nothing in common or a column is named that is not
/// there. Everything else is said in the report.
pub fn evaluate(
    real: &[Table],
    synthetic: &[Table],
    holdout: Option<&[Table]>,
    knowledge: &Knowledge,
    options: &Options,
) -> Result<Evaluation, CompareError> {
    let pairing = Pairing::new(real, synthetic, holdout, knowledge)?;
    for named in options.targets.iter().chain(&options.sensitive) {
        Pairing::check_column(named, real)?;
    }
    let fan_outs = relations::fan_outs(&pairing);
    let (trends, charts) = pairing
        .tables
        .iter()
        .map(|table| {
            let columns = pairs::columns(table);
            (pairs::trends(table, &columns), charts::table(table, &columns, &fan_outs))
        })
        .unzip::<_, _, Vec<_>, Vec<_>>();
    let mut sections =
        vec![diagnostic(&pairing, &fan_outs), quality(&pairing, trends.concat(), &fan_outs)];
    if options.likeness {
        sections.push(likeness(&pairing, options));
    }
    if options.privacy {
        let asked = Asked {
            seed: options.seed,
            rows: options.privacy_rows,
            attacks: options.attacks,
            sensitive: &options.sensitive,
        };
        sections.push(privacy::privacy(&pairing.tables, &asked));
    }
    // Averages over what is left would let an empty table through a gate.
    if pairing.tables.iter().any(TablePair::is_empty) {
        sections.iter_mut().for_each(|section| section.score = None);
    }
    Ok(Evaluation {
        format: REPORT_FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: options.seed,
        facts: facts(&pairing),
        charts,
        metrics: METRICS.to_vec(),
        gate: None,
        sections,
    })
}

fn of_tables(pairing: &Pairing, scores: fn(&TablePair) -> Vec<Score>) -> Vec<Score> {
    pairing.tables.iter().flat_map(scores).collect()
}

const NOTHING_COMPARED: &str = "no column's values are compared";
const NO_RELATION: &str = "no table refers to another";

fn diagnostic(pairing: &Pairing, fan_outs: &[FanOut]) -> Section {
    let mut validity = relations::keys(pairing);
    validity.extend(of_tables(pairing, single::adherence));
    let mut properties = vec![
        Property::average("data_validity", validity, "no column can be judged"),
        Property::average("data_structure", relations::structure(pairing), "there is no table"),
    ];
    if pairing.tables.len() > 1 {
        let of_relations = relations::validity(fan_outs);
        properties.push(Property::average("relationship_validity", of_relations, NO_RELATION));
    }
    Section::new("diagnostic", properties)
}

fn quality(pairing: &Pairing, trends: Vec<Score>, fan_outs: &[FanOut]) -> Section {
    let weak = "no real columns hang together (correlation above 0.5, or Cramér's V above 0.3)";
    let mut properties = vec![
        Property::average("column_shapes", of_tables(pairing, single::shapes), NOTHING_COMPARED),
        pairs::property("column_pair_trends", trends, weak),
    ];
    if pairing.tables.len() > 1 {
        let shapes = relations::cardinality_shapes(fan_outs);
        properties.push(Property::average("cardinality", shapes, NO_RELATION));
        let none = if pairing.relations.is_empty() { NO_RELATION } else { weak };
        let intertable = relations::intertable(pairing);
        properties.push(pairs::property("intertable_trends", intertable, none));
    }
    Section::new("quality", properties)
}

fn likeness(pairing: &Pairing, options: &Options) -> Section {
    let mut accuracies: Vec<Property> = Vec::new();
    for table in &pairing.tables {
        for property in accuracy::accuracy(table, options.seed) {
            match accuracies.iter_mut().find(|known| known.name == property.name) {
                Some(known) => accuracy::join(known, property),
                None => accuracies.push(property),
            }
        }
    }
    let average = Property::average;
    let mut properties = accuracies;
    properties.extend([
        average("coverage", of_tables(pairing, single::coverage), NOTHING_COMPARED),
        average("missing_values", of_tables(pairing, single::missing), "there is no column"),
        average("statistics", of_tables(pairing, single::statistics), "no column holds numbers"),
    ]);
    if options.models {
        let discriminated =
            pairing.tables.iter().map(|table| learning::discriminator(table, options.seed));
        let trained = options.targets.iter().filter_map(|(table, column)| {
            let table = pairing.table(table)?;
            Some(learning::train_on_synthetic(table, column, options.seed))
        });
        properties.extend([
            average("detection", discriminated.collect(), "there is no table"),
            average("efficacy", trained.collect(), "no target column is named"),
        ]);
    }
    Section::new("likeness", properties)
}

fn facts(pairing: &Pairing) -> Facts {
    let table = |table: &TablePair| TableFacts {
        table: table.name.clone(),
        real_rows: Some(table.real_rows as u64),
        synthetic_rows: table.synthetic_rows as u64,
        holdout_rows: table.holdout_rows.map(|rows| rows as u64),
        columns: Some(table.fields.len() as u64),
        missing_columns: table.missing.clone(),
        new_columns: table.extra.clone(),
        not_compared: relations::not_compared(table),
        problems: table
            .fields
            .iter()
            .filter_map(|field| {
                let remark = field.remark.map(str::to_owned);
                Some((field.name.clone(), field.problem.clone().or(remark)?))
            })
            .collect(),
    };
    let orphans = relations::orphans(pairing);
    let repeated = pairing.keys.iter().filter_map(|(table, column)| {
        let field = pairing.table(table)?.field(column)?;
        Some(relations::repeated(field.synthetic.codes()) as u64)
    });
    Facts {
        tables: pairing.tables.iter().map(table).collect(),
        missing_tables: pairing.missing.clone(),
        new_tables: pairing.extra.clone(),
        repeated_keys: repeated.sum(),
        orphans: orphans.iter().map(|(_, orphans, _)| orphans).sum(),
        relations: orphans
            .into_iter()
            .map(|(relation, orphans, references)| RelationFacts { relation, references, orphans })
            .collect(),
        schema: None,
        files: Vec::new(),
    }
}
