//! From a model's words to a plan's sources, judged by what is known of each column.

use std::collections::BTreeMap;

use seedbed_expr::{Kind, Value};
use seedbed_generate::{
    plan::{
        Bound, Case, ChoiceSource, ConditionalSource, Distribution, EntityKind, EntitySource,
        ExpressionSource, Hours, JointSource, NumberSource, PatternSource, PoolSource, Scalar,
        Source, TemplateSource, TemporalSource, Vocabulary,
    },
    vocabulary,
};

use super::{
    reply::{ColumnReply, HoursReply, PoolReply, Shape, ValuesReply, WeightedTemplate},
    scalar::scalar,
    template::{self, Piece},
};
use crate::{
    finish::{bounded, literal},
    survey::{Class, ColumnFacts},
};

/// What a model proposes for a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Proposal {
    /// As it is when absent.
    pub(super) null_rate: Option<f64>,
    /// As it is when absent.
    pub(super) null_if: Option<String>,
    pub(super) source: Source,
}

/// What the columns of a reply share.
pub(super) struct Shared<'r> {
    pub(super) vocabularies: &'r BTreeMap<String, Vec<String>>,
    pub(super) pools: &'r BTreeMap<String, PoolReply>,
    pub(super) locale: &'r str,
}

/// A proposal, and what could be better about it.
pub(super) struct Lowered {
    pub(super) proposal: Proposal,
    pub(super) advice: Option<String>,
}

/// Fewer different texts than this look alike in a table of some size.
const FEW_TEXTS: f64 = 100.0;

/// Lowers what is said of one column.
pub(super) fn lower(
    facts: &ColumnFacts<'_>,
    before: Option<&Source>,
    reply: &ColumnReply,
    shared: &Shared<'_>,
) -> Result<Lowered, String> {
    let lowering = Lowering { facts, before, shared };
    let null_rate = lowering.null_rate(reply.null_share)?;
    let null_if = reply.null_when.as_ref().filter(|text| !text.trim().is_empty());
    if let Some(condition) = null_if {
        lowering.require_nullable("null_when")?;
        parsed("null_when", condition)?;
    }
    let source = lowering.source(&reply.values)?;
    let advice = lowering.advice(&source);
    let proposal = Proposal { null_rate, null_if: null_if.cloned(), source };
    Ok(Lowered { proposal, advice })
}

fn parsed(member: &str, formula: &str) -> Result<(), String> {
    let read = seedbed_expr::parse(formula);
    read.map(|_| ()).map_err(|error| format!("{member}: the formula can't be read: {error}"))
}

struct Lowering<'l, 'a> {
    facts: &'l ColumnFacts<'a>,
    before: Option<&'l Source>,
    shared: &'l Shared<'l>,
}

impl Lowering<'_, '_> {
    fn require_nullable(&self, member: &str) -> Result<(), String> {
        if self.facts.is_nullable() {
            return Ok(());
        }
        Err(format!("{member}: the column is never NULL; write null there"))
    }

    fn null_rate(&self, share: Option<f64>) -> Result<Option<f64>, String> {
        match share {
            None => Ok(None),
            Some(share) if !(0.0..=1.0).contains(&share) => {
                Err("null_share: a share is from 0 to 1".into())
            }
            Some(share) => {
                if share > 0.0 {
                    self.require_nullable("null_share")?;
                }
                Ok(Some(share))
            }
        }
    }

    fn source(&self, values: &ValuesReply) -> Result<Source, String> {
        match values {
            ValuesReply::Cases { cases, otherwise } => {
                let lowered = cases.iter().map(|case| {
                    parsed("when", &case.when)?;
                    Ok(Case { when: case.when.clone(), then: self.simple(&case.values)? })
                });
                let cases: Vec<Case> = lowered.collect::<Result<_, String>>()?;
                if cases.is_empty() {
                    return Err("there are no cases".into());
                }
                if otherwise.is_none() && !self.facts.is_nullable() {
                    return Err("otherwise is needed: the column is never NULL".into());
                }
                let otherwise = otherwise.as_ref().map(|values| self.simple(values)).transpose()?;
                let otherwise = otherwise.map(Box::new);
                Ok(Source::Conditional(ConditionalSource { cases, otherwise }))
            }
            values => self.simple(values),
        }
    }

    fn simple(&self, values: &ValuesReply) -> Result<Source, String> {
        match values {
            ValuesReply::Choice { options } => {
                let values = options.iter().map(|option| scalar(self.facts, &option.value));
                let values: Vec<Scalar> = values.collect::<Result<_, _>>()?;
                let weights = weights(options.iter().map(|option| option.weight))?;
                Ok(Source::Choice(ChoiceSource { values, weights: Some(weights) }))
            }
            ValuesReply::Words { vocabulary } => self.words(vocabulary),
            ValuesReply::Template { templates } => self.template(templates),
            ValuesReply::Number { .. } => self.number(values),
            ValuesReply::Moment { .. } => self.moment(values),
            ValuesReply::Record { pool, field } => self.record(pool, field),
            ValuesReply::Formula { formula } => {
                parsed("formula", formula)?;
                Ok(Source::Expression(ExpressionSource { expression: formula.clone() }))
            }
            ValuesReply::Pattern { pattern } => {
                self.require_text("a pattern")?;
                Ok(Source::Pattern(PatternSource { pattern: pattern.clone() }))
            }
            ValuesReply::Thing { thing, part, name } => {
                let kind = serde_json::from_value::<EntityKind>(thing.as_str().into());
                let kind = kind.map_err(|_| format!("there is no thing {thing:?}"))?;
                let name = name.clone();
                Ok(Source::Entity(EntitySource { name, ..EntitySource::new(kind, part) }))
            }
            ValuesReply::Cases { .. } => Err("cases don't stand within cases".into()),
        }
    }

    fn require_text(&self, what: &str) -> Result<(), String> {
        if self.facts.class == Class::Text {
            return Ok(());
        }
        Err(format!("{what} makes texts, and the column holds {}", self.facts.column.data_type))
    }

    fn words(&self, name: &str) -> Result<Source, String> {
        self.require_text("a vocabulary")?;
        let name = template::vocabulary_name(name);
        if let Some(items) = self.shared.vocabularies.get(&name) {
            for item in items {
                scalar(self.facts, item)?;
            }
        } else if vocabulary::lookup(self.shared.locale, &name).is_none() {
            return Err(format!("there is no vocabulary {name:?}; give it among vocabularies"));
        }
        Ok(Source::Pool(PoolSource { vocabulary: Vocabulary::Named(name) }))
    }

    fn template(&self, templates: &[WeightedTemplate]) -> Result<Source, String> {
        self.require_text("a template")?;
        if templates.is_empty() {
            return Err("there are no templates".into());
        }
        let mut texts = Vec::new();
        for WeightedTemplate { template, .. } in templates {
            let pieces = template::pieces(template)?;
            let mut longest = 0;
            for piece in &pieces {
                longest += match piece {
                    Piece::Literal(text) => text.chars().count(),
                    Piece::Word(name) => self.longest_word(name)?,
                    Piece::Other { most, .. } => *most,
                };
            }
            if let Some(most) = self.facts.max_length()
                && longest > most as usize
            {
                return Err(format!(
                    "the template {template:?} makes texts of up to {longest} characters, and the \
                     column holds {most}"
                ));
            }
            texts.push(template::write(&pieces));
        }
        let weights = weights(templates.iter().map(|template| template.weight))?;
        let vocabularies = BTreeMap::new();
        Ok(Source::Template(TemplateSource {
            templates: texts,
            vocabularies,
            weights: Some(weights),
        }))
    }

    fn longest_word(&self, name: &str) -> Result<usize, String> {
        let name = template::vocabulary_name(name);
        if let Some(items) = self.shared.vocabularies.get(&name) {
            return Ok(items.iter().map(|item| item.chars().count()).max().unwrap_or(0));
        }
        match vocabulary::lookup(self.shared.locale, &name) {
            Some(words) => Ok(words.iter().map(|word| word.chars().count()).max().unwrap_or(0)),
            None => Err(format!("there is no vocabulary {name:?}; give it among vocabularies")),
        }
    }

    fn number(&self, values: &ValuesReply) -> Result<Source, String> {
        let ValuesReply::Number { shape, centre, spread, min, max, step, endings } = values else {
            return Err("it is no number".into());
        };
        if !self.facts.class.is_number() {
            return Err(format!("the column holds no numbers but {}", self.facts.column.data_type));
        }
        let above = |name: &str, value: f64| match value {
            value if value.is_finite() && value > 0.0 => Ok(value),
            _ => Err(format!("{name} must be above 0 for this shape")),
        };
        let distribution = match shape {
            Shape::Uniform => Distribution::Uniform,
            Shape::Normal => {
                Distribution::Normal { mean: *centre, deviation: above("spread", *spread)? }
            }
            Shape::LogNormal => Distribution::LogNormal {
                median: above("centre", *centre)?,
                sigma: above("spread", *spread)?.min(3.0),
            },
            Shape::Exponential => Distribution::Exponential { mean: above("centre", *centre)? },
            Shape::Zipf => Distribution::Zipf { exponent: above("spread", *spread)? },
        };
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            return Err("min is above max".into());
        }
        for (name, limit) in [("min", min), ("max", max)] {
            if let Some(limit) = limit
                && self.facts.domain.contains(&Value::Float(*limit)) == Some(false)
            {
                return Err(format!("{name} is refused by a CHECK of the table"));
            }
        }
        let number = bounded(self.facts, distribution, *min, *max);
        let step = step.filter(|step| *step > 0.0);
        if endings.iter().any(|ending| !(0.0..1.0).contains(ending)) {
            return Err("endings are fractions such as 0.99".into());
        }
        let scale = match self.before {
            Some(Source::Number(before)) => before.scale,
            _ => None,
        };
        Ok(Source::Number(NumberSource { step, endings: endings.clone(), scale, ..number }))
    }

    fn moment(&self, values: &ValuesReply) -> Result<Source, String> {
        let ValuesReply::Moment { after, typical_days, min, max, hours, growth } = values else {
            return Err("it is no moment".into());
        };
        if !self.facts.class.is_moment() {
            return Err(format!("the column holds no dates but {}", self.facts.column.data_type));
        }
        let limit = |name: &str, text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => {
                let plain = text.trim().trim_end_matches('Z').replace('T', " ");
                match Value::Text(plain).cast(Kind::Timestamp) {
                    Ok(_) => Ok(Some(literal(Scalar::Text(text.trim().into())))),
                    Err(_) => Err(format!("{name} is no date in ISO notation")),
                }
            }
        };
        let (min, max): (Option<Bound>, Option<Bound>) = (limit("min", min)?, limit("max", max)?);
        if let Some(after) = after {
            parsed("after", after)?;
        }
        let delay = match (after, typical_days) {
            (Some(_), Some(days)) if *days > 0.0 && days.is_finite() => {
                Some(Distribution::LogNormal { median: (days * 86_400.0).round(), sigma: 0.8 })
            }
            (Some(_), Some(_)) => return Err("typical_days must be above 0".into()),
            _ => None,
        };
        if growth.is_some_and(|growth| !(growth > 0.0 && growth.is_finite())) {
            return Err("growth must be above 0".into());
        }
        let hours = match hours {
            HoursReply::Any => Hours::Any,
            HoursReply::Waking => Hours::Waking,
            HoursReply::Business => Hours::Business,
        };
        let unit = match self.before {
            Some(Source::Temporal(before)) => before.unit,
            _ => None,
        };
        let (after, growth) = (after.clone(), *growth);
        Ok(Source::Temporal(TemporalSource {
            min,
            max,
            after,
            delay,
            growth,
            hours,
            unit,
            tick: None,
        }))
    }

    fn record(&self, name: &str, field: &str) -> Result<Source, String> {
        let pool = self.shared.pools.get(name);
        let pool = pool.ok_or_else(|| format!("there is no pool {name:?}; give it among pools"))?;
        let at = pool.fields.iter().position(|known| known == field);
        let at = at.ok_or_else(|| format!("the pool {name:?} has no field {field:?}"))?;
        for record in &pool.records {
            scalar(self.facts, &record.values[at])?;
        }
        Ok(Source::Joint(JointSource { records: name.to_owned(), field: field.to_owned() }))
    }

    fn advice(&self, source: &Source) -> Option<String> {
        let roomy = self.facts.max_length().is_none_or(|most| most >= 60);
        let is_free = self.facts.class == Class::Text && self.facts.domain.one_of.is_none();
        let different = self.variety(source).filter(|different| *different < FEW_TEXTS)?;
        (roomy && is_free).then(|| {
            format!(
                "its templates make only {different:.0} different texts; compose more and longer \
                 vocabularies, so that there are several hundred"
            )
        })
    }

    /// How many different texts templates make; `None` where that is for rows to say.
    fn variety(&self, source: &Source) -> Option<f64> {
        match source {
            Source::Template(source) => {
                let each = source.templates.iter().map(|template| {
                    let pieces = template::pieces(template).ok()?;
                    let counts = pieces.iter().map(|piece| match piece {
                        Piece::Literal(_) => Some(1.0),
                        Piece::Word(name) => Some(self.words_in(&template::vocabulary_name(name))),
                        Piece::Other { .. } => None,
                    });
                    counts.product::<Option<f64>>()
                });
                each.sum()
            }
            Source::Conditional(source) => {
                source.cases.iter().map(|case| self.variety(&case.then)).sum()
            }
            _ => None,
        }
    }

    fn words_in(&self, name: &str) -> f64 {
        let own = self.shared.vocabularies.get(name).map(Vec::len);
        let built_in = || vocabulary::lookup(self.shared.locale, name).map(vocabulary::Words::len);
        own.or_else(built_in).unwrap_or(1) as f64
    }
}

/// Weights that a choice can be drawn by.
fn weights(all: impl Iterator<Item = f64>) -> Result<Vec<f64>, String> {
    let weights: Vec<f64> = all.collect();
    let fit = weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0);
    if fit && weights.iter().any(|weight| *weight > 0.0) {
        return Ok(weights);
    }
    Err("weights are numbers from 0 up, and one of them is above 0".into())
}
