//! How good scores must be for a pipeline to go on.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{evaluation::Evaluation, score::Score};

/// The least a score may be: `quality=0.9`, `column_shapes=0.85`, `column_shapes.age=0.8`,
/// `dcr_share_protection=0.9`.
///
/// A name is that of a section, a property or a metric; behind a point may follow a table, a
/// column, `table.column`, or the two columns of a pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Threshold {
    /// What is judged.
    pub score: String,
    /// The least it may be.
    pub min: f64,
}

/// Thresholds, as a gate's file gives them: `{"min": {"quality": 0.9}}`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// The least of each score, by its name.
    pub min: std::collections::BTreeMap<String, f64>,
}

/// Why a gate can't be understood.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum GateError {
    /// Not of the form NAME=NUMBER.
    #[error("{text:?} is no threshold such as quality=0.9")]
    Form {
        /// What was given.
        text: String,
    },
    /// Not from 0 to 1.
    #[error("the threshold of {score} is {min}; scores go from 0 to 1")]
    Range {
        /// What is judged.
        score: String,
        /// The threshold.
        min: f64,
    },
    /// Likeness is asked for, and there is nothing to be like.
    #[error(
        "{score} compares with real data, and none is named; without it there are schema, \
         constraints and constraints.TABLE"
    )]
    Alone {
        /// What is judged.
        score: String,
    },
    /// There is such a score, and not of that.
    #[error("{score} is no score: {head} is there of {known}")]
    UnknownSubject {
        /// What was asked for.
        score: String,
        /// The section, property or metric.
        head: String,
        /// What it is there of.
        known: String,
    },
    /// No score has such a name.
    #[error("no score is called {score}; there are {known}")]
    Unknown {
        /// What was asked for.
        score: String,
        /// What there is.
        known: String,
    },
}

impl std::str::FromStr for Threshold {
    type Err = GateError;

    fn from_str(text: &str) -> Result<Self, GateError> {
        let form = || GateError::Form { text: text.to_owned() };
        let (score, min) = text.split_once('=').ok_or_else(form)?;
        let (score, min) = (score.trim(), min.trim().parse().map_err(|_| form())?);
        if score.is_empty() { Err(form()) } else { Self::new(score, min) }
    }
}

impl Threshold {
    /// A threshold from 0 to 1.
    ///
    /// # Errors
    /// [`GateError::Range`].
    pub fn new(score: &str, min: f64) -> Result<Self, GateError> {
        let score = score.trim().to_owned();
        if (0.0..=1.0).contains(&min) {
            Ok(Self { score, min })
        } else {
            Err(GateError::Range { score, min })
        }
    }
}

impl Threshold {
    /// Whether it is about the schema alone, so that no real data is needed to judge it.
    pub fn is_of_schema(&self) -> bool {
        let head = self.score.split('.').next().unwrap_or_default();
        ["schema", "constraints", "constraint_adherence", "ConstraintAdherence"].contains(&head)
    }
}

impl Gate {
    /// The thresholds, in the order of their names.
    ///
    /// # Errors
    /// [`GateError::Range`].
    pub fn thresholds(&self) -> Result<Vec<Threshold>, GateError> {
        self.min.iter().map(|(score, min)| Threshold::new(score, *min)).collect()
    }
}

/// What became of a gate.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GateResult {
    /// Whether every score is good enough.
    pub passed: bool,
    /// Every threshold.
    pub checks: Vec<Check>,
}

/// In a sentence: what is not good enough, with its columns; no value of a cell.
impl fmt::Display for GateResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.passed {
            return f.write_str("every score is good enough");
        }
        f.write_str("the rows are not good enough")?;
        for check in self.checks.iter().filter(|check| !check.passed) {
            let found =
                check.found.map_or("has no score".to_owned(), |found| format!("is {found:.4}"));
            write!(f, "; {} {found}, and at least {} is asked", check.score, check.min)?;
            let named: Vec<String> = check.failing.iter().map(ToString::to_string).collect();
            if !named.is_empty() {
                write!(f, " ({})", named.join(", "))?;
            }
        }
        Ok(())
    }
}

/// `KSComplement of people.age: 0.5125`.
impl fmt::Display for Failing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.found, &self.not_applicable) {
            (Some(found), _) => write!(f, "{}: {found:.4}", self.subject),
            (None, Some(why)) => write!(f, "{}: not applicable, because {why}", self.subject),
            (None, None) => write!(f, "{}: no score", self.subject),
        }
    }
}

/// What became of a threshold.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Check {
    /// What is judged.
    pub score: String,
    /// The least it may be.
    pub min: f64,
    /// The score; of several, the lowest.
    pub found: Option<f64>,
    /// Whether it is good enough. What is not applicable is not.
    pub passed: bool,
    /// The columns whose scores are below the threshold, worst first, with the reason where there
    /// is no score.
    pub failing: Vec<Failing>,
}

/// A column or pair that is not good enough.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Failing {
    /// Which metric of what.
    pub subject: String,
    /// Its score.
    pub found: Option<f64>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
}

/// Columns named of a failing check, at most.
const MOST_NAMED: usize = 10;

/// Judges a report.
///
/// # Errors
/// [`GateError::Unknown`] for a score that the report does not have.
pub fn judge(evaluation: &Evaluation, thresholds: &[Threshold]) -> Result<GateResult, GateError> {
    let checks: Vec<Check> = thresholds
        .iter()
        .map(|threshold| check(evaluation, threshold))
        .collect::<Result<_, _>>()?;
    Ok(GateResult { passed: checks.iter().all(|check| check.passed), checks })
}

fn check(evaluation: &Evaluation, threshold: &Threshold) -> Result<Check, GateError> {
    let Threshold { score: name, min } = threshold;
    let below = |score: &&Score| score.score.is_some_and(|found| found < *min);
    let section = evaluation.sections.iter().find(|section| section.name == name);
    let property = evaluation.properties().find(|property| property.name == name);
    let (found, scores): (Option<f64>, Vec<&Score>) = if let Some(section) = section {
        let scores = section.properties.iter().flat_map(|property| &property.scores);
        (section.score, scores.filter(|score| score.counted).filter(below).collect())
    } else if let Some(property) = property {
        let counted = property.scores.iter().filter(|score| score.counted);
        (property.score, counted.filter(below).collect())
    } else {
        let scores = named(evaluation, name);
        if scores.is_empty() {
            return Err(unknown(evaluation, name));
        }
        let lowest = scores.iter().map(|score| score.score).reduce(|one, other| {
            // Without a score there is nothing to be good enough.
            Some(one?.min(other?))
        });
        let bad = scores.into_iter().filter(|score| score.score.is_none_or(|found| found < *min));
        (lowest.flatten(), bad.collect())
    };
    let passed = found.is_some_and(|found| found >= *min);
    let mut failing: Vec<Failing> = if passed {
        Vec::new()
    } else {
        scores
            .into_iter()
            .map(|score| Failing {
                subject: format!("{} of {}", score.metric, subject(score)),
                found: score.score,
                not_applicable: score.not_applicable.clone(),
            })
            .collect()
    };
    failing.sort_by(|a, b| a.found.unwrap_or(-1.0).total_cmp(&b.found.unwrap_or(-1.0)));
    failing.truncate(MOST_NAMED);
    Ok(Check { score: name.clone(), min: *min, found, passed, failing })
}

fn subject(score: &Score) -> String {
    if score.columns.is_empty() {
        score.table.clone()
    } else {
        format!("{}.{}", score.table, score.subject())
    }
}

/// The scores of one property or metric, of all columns or of some.
fn named<'a>(evaluation: &'a Evaluation, name: &str) -> Vec<&'a Score> {
    let mut found = Vec::new();
    for property in evaluation.properties() {
        for score in &property.scores {
            let heads = [property.name.to_owned(), snake(score.metric), score.metric.to_owned()];
            let fits = |head: &String| {
                let rest = name.strip_prefix(head.as_str());
                rest.is_some_and(|rest| match rest.strip_prefix('.') {
                    Some(of) => is_about(score, of),
                    None => rest.is_empty(),
                })
            };
            if heads.iter().any(fits) {
                found.push(score);
            }
        }
    }
    found
}

fn is_about(score: &Score, of: &str) -> bool {
    let columns = score.columns.join(".");
    let reversed: Vec<&str> = score.columns.iter().rev().map(String::as_str).collect();
    of == score.table
        || of == columns
        || of == reversed.join(".")
        || of.strip_prefix(&score.table).and_then(|rest| rest.strip_prefix('.'))
            == Some(columns.as_str())
}

/// `KSComplement` as `ks_complement`, `DCRShareProtection` as `dcr_share_protection`.
fn snake(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut text = String::new();
    for (at, &character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| characters[at]);
        let starts_word = character.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || characters.get(at + 1).is_some_and(|next| next.is_lowercase())
            });
        if starts_word {
            text.push('_');
        }
        text.extend(character.to_lowercase());
    }
    text
}

fn unknown(evaluation: &Evaluation, name: &str) -> GateError {
    // Names of tables and columns may have points.
    let heads = name.match_indices('.').map(|(at, _)| &name[..at]);
    for head in heads {
        let mut known: Vec<String> = named(evaluation, head).into_iter().map(subject).collect();
        known.sort_unstable();
        known.dedup();
        if !known.is_empty() {
            let more = known.len().saturating_sub(MOST_NAMED);
            known.truncate(MOST_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let known = known.join(", ") + &more;
            return GateError::UnknownSubject { score: name.into(), head: head.into(), known };
        }
    }
    let sections = evaluation.sections.iter().map(|section| section.name.to_owned());
    let properties = evaluation.properties().map(|property| property.name.to_owned());
    let mut metrics: Vec<String> = evaluation
        .properties()
        .flat_map(|property| property.scores.iter().map(|score| snake(score.metric)))
        .collect();
    metrics.sort_unstable();
    metrics.dedup();
    let known: Vec<String> = sections.chain(properties).chain(metrics).collect();
    let known = format!("{}; a column may follow (column_shapes.age)", known.join(", "));
    GateError::Unknown { score: name.to_owned(), known }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_metrics_in_snake_case() {
        let cases = [
            ("KSComplement", "ks_complement"),
            ("DCRShareProtection", "dcr_share_protection"),
            ("NewRowSynthesis", "new_row_synthesis"),
            ("Accuracy", "accuracy"),
        ];
        for (name, expected) in cases {
            assert_eq!(snake(name), expected);
        }
    }

    #[test]
    fn err_thresholds_that_are_none() {
        for text in ["quality", "=0.9", "quality=good", "quality=1.5"] {
            assert!(text.parse::<Threshold>().is_err(), "{text}");
        }
        assert_eq!("quality=0.9".parse(), Threshold::new("quality", 0.9));
    }
}
