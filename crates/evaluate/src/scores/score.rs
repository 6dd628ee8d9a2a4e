//! Scores: what a metric says of some columns.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// What one metric says of one column, pair, relation or table.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Score {
    /// The metric's name; see the report's list of metrics for what it means.
    pub metric: &'static str,
    /// The table; of a relation, that of the references.
    pub table: String,
    /// The columns concerned; none where it is about the whole table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// From the metric's lowest to its highest value; more is better. Absent where the metric
    /// says nothing about these columns.
    pub score: Option<f64>,
    /// Why there is no score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
    /// Whether it is part of its property's average.
    pub counted: bool,
    /// What the score is a summary of.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<&'static str, f64>,
}

impl Score {
    /// A score, or why there is none.
    pub(crate) fn new(
        metric: &'static str,
        table: &str,
        columns: &[&str],
        outcome: Result<f64, String>,
    ) -> Self {
        let (score, not_applicable) = match outcome {
            // Sums of shares miss their bounds by rounding; adding zero takes the sign off another.
            Ok(score) if score.is_finite() => (Some(score.clamp(0.0, 1.0) + 0.0), None),
            Ok(_) => (None, Some("the values are too large to reckon with".into())),
            Err(reason) => (None, Some(reason)),
        };
        Self {
            metric,
            table: table.to_owned(),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            counted: score.is_some(),
            score,
            not_applicable,
            details: BTreeMap::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: f64) -> Self {
        if value.is_finite() {
            self.details.insert(name, value);
        }
        self
    }

    /// What it is about, in a word: `age`, `age × income`, or the table's name.
    pub fn subject(&self) -> String {
        if self.columns.is_empty() { self.table.clone() } else { self.columns.join(" × ") }
    }
}

/// Scores of one sort with their average.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Property {
    /// Such as `column_shapes`.
    pub name: &'static str,
    /// The average of the scores that are counted.
    pub score: Option<f64>,
    /// Why there is no average.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
    /// Numbers about the property as a whole.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<&'static str, f64>,
    /// The scores it is an average of, and those that don't count, with the reason.
    pub scores: Vec<Score>,
}

impl Property {
    /// The average of what counts.
    pub(crate) fn average(name: &'static str, scores: Vec<Score>, otherwise: &str) -> Self {
        let counted = scores.iter().filter(|score| score.counted).filter_map(|score| score.score);
        let score = mean(counted);
        // Where nothing could be judged, why not is more than that there is no average.
        let reasons: Option<Vec<&String>> =
            scores.iter().map(|score| score.not_applicable.as_ref()).collect();
        let reason = reasons.and_then(|reasons| reasons.first().copied());
        let not_applicable =
            score.is_none().then(|| reason.cloned().unwrap_or_else(|| otherwise.to_owned()));
        Self { name, score, not_applicable, details: BTreeMap::new(), scores }
    }
}

/// Properties that answer one question, with their average.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Section {
    /// `schema`, `diagnostic`, `quality`, `likeness` or `privacy`.
    pub name: &'static str,
    /// The average of the properties' scores.
    pub score: Option<f64>,
    /// The properties.
    pub properties: Vec<Property>,
}

impl Section {
    pub(crate) fn new(name: &'static str, properties: Vec<Property>) -> Self {
        let score = mean(properties.iter().filter_map(|property| property.score));
        Self { name, score, properties }
    }

    /// A property by its name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }
}

pub(crate) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_u32);
    for value in values {
        sum += value;
        count += 1;
    }
    (count > 0).then(|| sum / f64::from(count))
}

/// What a metric is, for whoever reads its scores.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Metric {
    /// Its name: its good direction.
    pub name: &'static str,
    /// Its worst value.
    pub lowest: f64,
    /// Its best value.
    pub highest: f64,
    /// What it says, in plain words.
    pub meaning: &'static str,
}

const fn metric(name: &'static str, meaning: &'static str) -> Metric {
    Metric { name, lowest: 0.0, highest: 1.0, meaning }
}

/// Every metric. All go from 0 to 1, and more is better.
pub const METRICS: &[Metric] = &[
    metric("ConstraintAdherence", "The share of rows that a constraint of the schema holds for."),
    metric("KeyUniqueness", "The share of rows whose key is there and is no other row's."),
    metric("BoundaryAdherence", "The share of values between the smallest and largest real one."),
    metric("CategoryAdherence", "The share of values that are there in the real data."),
    metric("TableStructure", "Columns that both have, of one kind, among all that either has."),
    metric("ReferentialIntegrity", "The share of references whose row exists."),
    metric(
        "CardinalityBoundaryAdherence",
        "The share of parent rows with as many children as some real parent has.",
    ),
    metric(
        "KSComplement",
        "One minus the largest gap between the two cumulative distributions (Kolmogorov-Smirnov).",
    ),
    metric("TVComplement", "One minus half the sum of differences of all frequencies."),
    metric("CorrelationSimilarity", "One minus half the difference of the correlations (Pearson)."),
    metric(
        "ContingencySimilarity",
        "One minus half the sum of differences of how often two values come together; numbers \
         in ten equal ranges.",
    ),
    metric("CardinalityShapeSimilarity", "KSComplement of the number of children per parent."),
    metric("RangeCoverage", "How much of the real range, end to end, is reached."),
    metric("CategoryCoverage", "The share of real categories that are there."),
    metric("MissingValueSimilarity", "One minus the difference of the shares of NULLs."),
    metric("MeanSimilarity", "One minus the difference of the means, measured by the real range."),
    metric("MedianSimilarity", "The same for the medians."),
    metric("StdSimilarity", "The same for the standard deviations."),
    metric(
        "Accuracy",
        "One minus the total variation distance over about ten bins (numbers by quantiles) or \
         the ten commonest categories, of one, two or three columns.",
    ),
    metric(
        "Indistinguishability",
        "How badly gradient-boosted trees tell synthetic rows from real ones: 1 when they guess, \
         0 when they always know.",
    ),
    metric(
        "TrainOnSynthetic",
        "How much of what a model learns from real rows it also learns from synthetic ones, when \
         both are tested on real rows that neither has seen.",
    ),
    metric(
        "DCROverfittingProtection",
        "Whether synthetic rows are nearer to the rows the generator saw than to others like them: \
         1 when no more than half are.",
    ),
    metric(
        "DCRShareProtection",
        "The same, rows at equal distances counting half, and beside what is to be expected: the \
         training rows' share of those and the holdout's.",
    ),
    metric(
        "DCRBaselineProtection",
        "How far synthetic rows are from real ones, measured by how far random rows are.",
    ),
    metric(
        "NNDRProtection",
        "Whether some synthetic rows point at one real row: their nearest real row much nearer \
         than the second. With a holdout, measured by how often that happens by itself.",
    ),
    metric(
        "IdenticalMatchProtection",
        "One minus the share of synthetic rows equal to a real row, above what a holdout has.",
    ),
    metric("NewRowSynthesis", "The share of synthetic rows that no real row matches within 1 %."),
    metric(
        "DisclosureProtection",
        "How little knowing some columns tells of a sensitive one by way of the synthetic data.",
    ),
    metric(
        "SinglingOutProtection",
        "One minus the risk that what is unique in synthetic data is true of exactly one person.",
    ),
    metric(
        "LinkabilityProtection",
        "One minus the risk that two halves of what is known about a person are joined by it.",
    ),
    metric(
        "InferenceProtection",
        "One minus the risk that an unknown value is told by the most similar synthetic row.",
    ),
];
