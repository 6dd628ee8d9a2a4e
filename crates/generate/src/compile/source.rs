//! From the sources of a plan to makers that fit their columns.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use arrow_array::ArrayRef;
use seedbed_expr::{Domain, Kind, Period, Value};
use seedbed_schema::{Column, DataType};

use super::{
    Compiler,
    bounds::{MomentRange, NumberRange},
    numbered,
    resolve::Refusal,
};
use crate::{
    distribution::{Alias, Sampler, power_of_ten},
    entity::Entity,
    plan::{
        ArraySource, Bound, ChoiceSource, ConditionalSource, EntityKind, EntitySource, JointSource,
        JsonNode, KeySource, ModelSource, NumberSource, PoolSource, Scalar, Source, TemplateSource,
        TemporalSource, Vocabulary,
    },
    problem::did_you_mean,
    source::{
        AnyMaker, ArrayMaker, ChoiceMaker, DocumentMaker, DocumentNode, EntityMaker,
        IdentifierMaker, KeyMaker, Limits, Maker, Member, ModelMaker, NumberMaker, Pattern, Piece,
        PoolMaker, Reach, RowsMaker, Slots, Target, TemplateMaker, TemporalMaker,
    },
};

/// The column that a source is compiled for.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) table: usize,
    pub(crate) column: &'a str,
    pub(crate) target: &'a Target,
    pub(crate) domain: &'a Domain,
}

impl<'a> Place<'a> {
    fn with(self, target: &'a Target) -> Self {
        Self { target, ..self }
    }

    /// The fewest and the most characters of a text.
    fn lengths(self) -> (usize, Option<usize>) {
        let least = self.domain.min_length.map_or(0, |least| least as usize);
        let most = self.domain.max_length.map(|most| most as usize);
        (least, self.target.max_chars.into_iter().chain(most).min())
    }
}

/// Identities that a column of a large table may need.
const MANY: u64 = 100_000_000;

pub(super) type Compiled = Result<Maker, Refusal>;

pub(super) fn refuse<T>(message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { message: message.into(), hint: None })
}

pub(super) fn described<T>(result: Result<T, String>) -> Result<T, Refusal> {
    result.or_else(refuse)
}

impl Compiler<'_> {
    /// Compiles a source for a column.
    pub(crate) fn maker(&self, place: Place<'_>, source: &Source) -> Compiled {
        match source {
            Source::Sequence(source) => numbered::sequence(place, source),
            Source::Uuid(source) => match source.version {
                None | Some(4) => numbered::identifier(place, IdentifierMaker::UuidV4),
                Some(7) => numbered::identifier(place, IdentifierMaker::UuidV7),
                Some(_) => refuse("UUIDs of version 4 and 7 can be made"),
            },
            Source::Ulid => numbered::identifier(place, IdentifierMaker::Ulid),
            Source::Choice(source) => choice(place, source),
            Source::Number(source) => self.number(place, source),
            Source::Temporal(source) => self.temporal(place, source),
            Source::Entity(source) => self.entity(place, source),
            Source::Joint(source) => self.joint(place, source),
            Source::Pool(source) => self.pool(place, source),
            Source::Template(source) => self.template(place, source),
            Source::Pattern(source) => {
                let (least, most) = place.lengths();
                described(Pattern::new(&source.pattern, least, most)).map(Maker::Pattern)
            }
            Source::Expression(source) => {
                let formula =
                    self.resolver.formula(place.table, place.column, &source.expression)?;
                Ok(Maker::Formula(formula))
            }
            Source::Conditional(source) => self.conditional(place, source),
            Source::Json(source) => {
                Ok(Maker::Document(DocumentMaker { root: self.document(place, &source.document)? }))
            }
            Source::Array(source) => self.array(place, source),
            Source::Rows(source) => {
                let values = values(place, &source.values)?;
                if values.is_empty() {
                    return refuse("it needs at least one value");
                }
                let distinct = all_distinct(&values, place.target);
                Ok(Maker::Rows(RowsMaker { values, distinct }))
            }
            Source::Key(source) => self.key(source),
            Source::Model(source) => self.model(place, source),
            Source::Any(_) => self.any(place),
        }
    }

    fn limits(
        &self,
        place: Place<'_>,
        min: Option<&Bound>,
        max: Option<&Bound>,
    ) -> Result<Limits, Refusal> {
        let side = |bound: Option<&Bound>| match bound {
            Some(Bound::Expression { expression }) => self
                .resolver
                .formula(place.table, place.column, expression)
                .map(|formula| vec![(formula, false)]),
            _ => Ok(Vec::new()),
        };
        Ok(Limits { low: side(min)?, high: side(max)? })
    }

    fn number(&self, place: Place<'_>, source: &NumberSource) -> Compiled {
        let sampler = described(Sampler::new(&source.distribution))?;
        let range = NumberRange::for_source(place.target, place.domain, source, &sampler);
        let range = described(range)?;
        let power = power_of_ten(range.scale);
        let units = |value: f64| (value * power).round() as i64;
        let step = match (source.step, place.domain.multiple_of) {
            (_, Some(multiple)) => units(multiple.to_f64()),
            (Some(step), None) => units(step),
            (None, None) => 1,
        };
        // Of whole numbers the step has endings: 99, 95 and 50 of a hundred cents.
        let part = if range.scale == 0 { step as f64 / power } else { 1.0 };
        let endings = source.endings.iter().map(|&ending| units(ending * part)).collect();
        let limits = self.limits(place, source.min.as_ref(), source.max.as_ref())?;
        let stepless = step < 2 || place.domain.multiple_of.is_some();
        let endings = if range.scale == 0 && stepless { Vec::new() } else { endings };
        let bounds = (range.low, with_room_for(step, range, place), range.scale);
        Ok(Maker::Number(NumberMaker::new(sampler, bounds, limits, step, endings)))
    }

    fn temporal(&self, place: Place<'_>, source: &TemporalSource) -> Compiled {
        let range = described(MomentRange::for_source(
            place.target,
            place.domain,
            source,
            self.core_env.now,
        ))?;
        let after = match &source.after {
            Some(text) => Some(self.resolver.formula(place.table, place.column, text)?),
            None => None,
        };
        let delay = match &source.delay {
            Some(delay) => Some(described(Sampler::new(delay))?),
            None => None,
        };
        if delay.as_ref().is_some_and(Sampler::needs_bounds) {
            return refuse(
                "a delay needs a distribution with a place of its own, such as log_normal",
            );
        }
        let growth = source.growth.unwrap_or(1.0);
        if !(growth.is_finite() && growth > 0.0) {
            return refuse("growth must be above 0");
        }
        let unit = match place.domain.starts {
            Some(Period::Micros(micros)) => Period::Micros(micros.max(range.unit)),
            Some(period) => period,
            None => Period::Micros(range.unit),
        };
        Ok(Maker::Temporal(TemporalMaker {
            low: range.low,
            high: range.high,
            floor: range.floor,
            limits: self.limits(place, source.min.as_ref(), source.max.as_ref())?,
            after,
            delay,
            growth,
            hours: source.hours,
            unit,
            time_of_day: range.time_of_day,
            tick: source.tick.unwrap_or_default(),
        }))
    }

    fn entity(&self, place: Place<'_>, source: &EntitySource) -> Compiled {
        let entity = Entity::new(source.kind, &self.plan.locale);
        let entity = Arc::new(match self.room_for_towns(place.table, source) {
            Some((city, region)) => entity.within(city, region),
            None => entity,
        });
        let Some(part) = entity.part(&source.part) else {
            return Err(Refusal {
                message: format!("there is no part {}", source.part),
                hint: did_you_mean(&source.part, Entity::parts(source.kind).iter().copied()),
            });
        };
        let today = self.core_env.now.div_euclid(86_400_000_000) as i32;
        let ids = entity.population().max(MANY);
        let fits = place.target.max_chars.is_none_or(|max| entity.max_length(part, ids) <= max);
        let written = source.written.clone();
        Ok(Maker::Entity(EntityMaker { entity, part, fits, today, written }))
    }

    /// The most characters of the towns and of the regions of a place that stand in columns of
    /// the table; `None` for what is no place. All parts of a place see the same, so they agree.
    fn room_for_towns(&self, table: usize, source: &EntitySource) -> Option<(usize, usize)> {
        if source.kind != EntityKind::Place {
            return None;
        }
        let table = &self.schema.tables()[table];
        let plan = self.plan.tables.get(&table.name.to_string())?;
        let room = |part: &str| {
            let holds = |column: &&Column| {
                matches!(plan.columns.get(&column.name).map(|plan| &plan.source),
                    Some(Source::Entity(entity)) if entity.kind == source.kind
                        && entity.name == source.name
                        && entity.part == part)
            };
            let rooms =
                table.columns.iter().filter(holds).filter_map(|column| match &column.data_type {
                    DataType::Text { max_length, .. } => max_length.map(|most| most as usize),
                    _ => None,
                });
            rooms.min().unwrap_or(usize::MAX)
        };
        Some((room("city"), room("region")))
    }

    fn joint(&self, place: Place<'_>, source: &JointSource) -> Compiled {
        let Some(records) = self.plan.records.get(&source.records) else {
            return Err(Refusal {
                message: format!("the plan has no records {}", source.records),
                hint: did_you_mean(&source.records, self.plan.records.keys().map(String::as_str)),
            });
        };
        let Some(field) = records.fields.iter().position(|field| field == &source.field) else {
            return Err(Refusal {
                message: format!("{} has no field {}", source.records, source.field),
                hint: did_you_mean(&source.field, records.fields.iter().map(String::as_str)),
            });
        };
        if records.rows.is_empty() || records.rows.iter().any(|row| row.len() <= field) {
            return refuse("every record needs a value for every field, and there must be one");
        }
        let scalars: Vec<Scalar> = records.rows.iter().map(|row| row[field].clone()).collect();
        let array = values(place, &scalars)?;
        let alias = described(Alias::new(scalars.len(), records.weights.as_deref()))?;
        Ok(Maker::Choice(ChoiceMaker::new(array, Arc::new(alias))))
    }

    fn model(&self, place: Place<'_>, source: &ModelSource) -> Compiled {
        let Some(planned) = self.plan.models.get(&source.model) else {
            let known = self.plan.models.keys().map(String::as_str);
            return Err(Refusal {
                message: format!("the plan has no model {}", source.model),
                hint: did_you_mean(&source.model, known),
            });
        };
        let Some(model) = self.models.get(&source.model) else {
            return Err(Refusal {
                message: format!("the model {} is not at hand here", source.model),
                hint: Some("a build with the feature `learn` draws from fitted models".into()),
            });
        };
        let Some(column) = model.columns().iter().position(|name| *name == source.column) else {
            let known = model.columns().iter().map(String::as_str);
            return Err(Refusal {
                message: format!("{} makes no column {}", source.model, source.column),
                hint: did_you_mean(&source.column, known),
            });
        };
        let mut given = Vec::new();
        for name in model.given() {
            let Some(text) = planned.given.get(name) else {
                return refuse(format!(
                    "models.{} does not say where {name} is from",
                    source.model
                ));
            };
            given.push(self.resolver.formula(place.table, place.column, text)?);
        }
        let table = &self.schema.tables()[place.table].name;
        Ok(Maker::Model(ModelMaker {
            name: source.model.clone(),
            model: Arc::clone(model),
            column,
            given: Arc::new(given),
            stream: self.root.named(&table.to_string()).named("model").named(&source.model),
        }))
    }

    /// A vocabulary by name: the template's own, the plan's, then the built-in ones.
    fn words(
        &self,
        own: Option<&BTreeMap<String, Vec<String>>>,
        name: &str,
    ) -> Result<Slots, Refusal> {
        let owned = |words: &[String]| words.iter().cloned().map(Cow::Owned).collect::<Slots>();
        let written = own.and_then(|lists| lists.get(name)).or(self.plan.vocabularies.get(name));
        let words = match written {
            Some(words) => distinct(owned(words)),
            None => match crate::vocabulary::lookup(&self.plan.locale, name) {
                Some(words) => words.iter().map(Cow::Borrowed).collect(),
                None => {
                    let known = self.plan.vocabularies.keys().map(String::as_str);
                    return Err(Refusal {
                        message: format!("there is no vocabulary {name}"),
                        hint: did_you_mean(name, known.chain(crate::vocabulary::names())),
                    });
                }
            },
        };
        if words.is_empty() { refuse(format!("the vocabulary {name} is empty")) } else { Ok(words) }
    }

    fn pool(&self, place: Place<'_>, source: &PoolSource) -> Compiled {
        let words = match &source.vocabulary {
            Vocabulary::Named(name) => self.words(None, name)?,
            Vocabulary::Inline(words) if words.is_empty() => {
                return refuse("the vocabulary is empty");
            }
            Vocabulary::Inline(words) => distinct(words.iter().cloned().map(Cow::Owned).collect()),
        };
        let max = place.target.max_chars.unwrap_or(usize::MAX);
        let allowed: Slots = words
            .iter()
            .filter(|word| word.chars().count() <= max)
            .filter(|word| {
                let value = Value::Text(word.to_string());
                place.domain.contains(&value) != Some(false)
            })
            .cloned()
            .collect();
        let words = match (allowed.is_empty(), place.target.max_chars) {
            (false, _) => allowed,
            // They are cut, and some may come out alike.
            (true, Some(max)) => {
                let cut = |word: Cow<'static, str>| Cow::Owned(word.chars().take(max).collect());
                distinct(words.into_iter().map(cut).collect())
            }
            (true, None) => words,
        };
        Ok(Maker::Pool(PoolMaker { words, max_chars: place.target.max_chars }))
    }

    fn template(&self, place: Place<'_>, source: &TemplateSource) -> Compiled {
        if source.templates.is_empty() {
            return refuse("it needs at least one template");
        }
        let mut lists = Vec::new();
        let mut known = BTreeMap::new();
        let mut templates = Vec::new();
        for text in &source.templates {
            let mut pieces = Vec::new();
            for piece in super::template::pieces(text)? {
                pieces.push(self.piece(place, source, piece, &mut lists, &mut known)?);
            }
            templates.push(pieces);
        }
        let alias = described(Alias::new(templates.len(), source.weights.as_deref()))?;
        Ok(Maker::Template(TemplateMaker { templates, lists, alias }))
    }

    fn piece(
        &self,
        place: Place<'_>,
        source: &TemplateSource,
        piece: super::template::Piece<'_>,
        lists: &mut Vec<Slots>,
        known: &mut BTreeMap<String, usize>,
    ) -> Result<Piece, Refusal> {
        use super::template::Piece as Read;
        Ok(match piece {
            Read::Literal(text) => Piece::Literal(text),
            Read::Reference(path) => {
                Piece::Value(self.resolver.formula(place.table, place.column, path)?)
            }
            Read::Number(low, high) => Piece::Number(low, high),
            Read::Digits(count) => Piece::Digits(count),
            Read::Letters(count) => Piece::Letters(count),
            Read::Hex(count) => Piece::Hex(count),
            Read::Row => Piece::Row,
            Read::Word { name, capital } => {
                let at = match known.get(&name) {
                    Some(&at) => at,
                    None => {
                        lists.push(self.words(Some(&source.vocabularies), &name)?);
                        known.insert(name, lists.len() - 1);
                        lists.len() - 1
                    }
                };
                Piece::Word(at, capital)
            }
        })
    }

    fn conditional(&self, place: Place<'_>, source: &ConditionalSource) -> Compiled {
        let mut cases = Vec::new();
        for case in &source.cases {
            let when = self.resolver.formula(place.table, place.column, &case.when)?;
            cases.push((Some(when), self.maker(place, &case.then)?));
        }
        if let Some(otherwise) = &source.otherwise {
            cases.push((None, self.maker(place, otherwise)?));
        }
        Ok(Maker::Conditional(cases))
    }

    fn document(&self, place: Place<'_>, node: &JsonNode) -> Result<DocumentNode, Refusal> {
        Ok(match node {
            JsonNode::Object(members) => DocumentNode::Object(
                members
                    .iter()
                    .map(|(name, node)| {
                        let stream = match node {
                            JsonNode::Value(source) => thing(source),
                            _ => None,
                        };
                        Ok(Member {
                            name: name.clone(),
                            stream: stream.unwrap_or_else(|| name.clone()),
                            node: self.document(place, node)?,
                        })
                    })
                    .collect::<Result<_, Refusal>>()?,
            ),
            JsonNode::List { item, min, max } if min <= max => DocumentNode::List {
                item: Box::new(self.document(place, item)?),
                min: *min,
                max: *max,
            },
            JsonNode::List { .. } => return refuse("a list's min is above its max"),
            JsonNode::Value(source) => {
                let data_type = natural_type(source);
                let target = Target::new(&place.target.table, place.column, &data_type);
                let domain = Domain::default();
                let inner = Place { domain: &domain, ..place.with(&target) };
                let maker = self.maker(inner, source)?;
                DocumentNode::Value(Box::new(maker), target)
            }
            JsonNode::Constant(value) => {
                let text = serde_json::to_string(value);
                DocumentNode::Constant(described(text.map_err(|error| error.to_string()))?)
            }
        })
    }

    fn array(&self, place: Place<'_>, source: &ArraySource) -> Compiled {
        let DataType::Array(item) = &place.target.data_type else {
            return refuse("the column is not an array");
        };
        let target = Target::new(&place.target.table, place.column, item);
        let domain = Domain::default();
        let inner = Place { domain: &domain, ..place.with(&target) };
        let maker = match &place.domain.items_of {
            Some(values) => among(inner, values)?,
            None => self.maker(inner, &source.item)?,
        };
        let most = place.domain.max_items.unwrap_or(u64::MAX);
        let min = u64::from(source.min).min(most).max(place.domain.min_items.unwrap_or(0));
        let max = u64::from(source.max).min(most).max(min);
        Ok(Maker::Array(ArrayMaker {
            item: Box::new(maker),
            target,
            min: min as u32,
            max: max as u32,
        }))
    }

    fn key(&self, source: &KeySource) -> Compiled {
        let schema = self.resolver.schema;
        let Some(id) = schema.find(&source.table) else {
            let names: Vec<String> =
                schema.tables().iter().map(|table| table.name.to_string()).collect();
            let hint = did_you_mean(&source.table, names.iter().map(String::as_str));
            let message = format!("there is no table {}", source.table);
            return Err(Refusal { message, hint });
        };
        let columns = &schema.table(id).columns;
        let names = columns.iter().map(|column| column.name.as_str());
        match names.clone().position(|name| name == source.column) {
            Some(column) => Ok(Maker::Key(KeyMaker { table: id.0, column })),
            None => Err(Refusal {
                message: format!("{} has no column {}", source.table, source.column),
                hint: did_you_mean(&source.column, names),
            }),
        }
    }

    fn any(&self, place: Place<'_>) -> Compiled {
        if let Some(allowed) = allowed(place) {
            return allowed;
        }
        let data_type = &place.target.data_type;
        if let Some(source) = super::bounds::default_source(data_type, place.target.max_chars) {
            return self.maker(place, &source);
        }
        let bytes = super::bounds::byte_range(data_type, place.domain);
        let seconds = super::bounds::interval_range(data_type, place.domain);
        let reach = match data_type {
            DataType::Range(subtype) => {
                place.domain.extent.map(|extent| Reach::new(*subtype, extent))
            }
            _ => None,
        };
        Ok(Maker::Any(AnyMaker { data_type: data_type.clone(), bytes, seconds, reach }))
    }
}

/// The upper end of a range that a condition leaves only multiples of: as many of these as the
/// plan has numbers, where it has room for a few only.
fn with_room_for(step: i64, range: NumberRange, place: Place<'_>) -> i64 {
    let few = range.high.saturating_sub(range.low) / step.max(1) < 3;
    if place.domain.multiple_of.is_none() || !few {
        return range.high;
    }
    let most = NumberRange::of(place.target, place.domain, range.scale).high;
    range.high.max(1).saturating_mul(step.max(1)).min(most).max(range.high)
}

/// A column of literals in the column's type.
fn values(place: Place<'_>, scalars: &[Scalar]) -> Result<ArrayRef, Refusal> {
    let values = scalars.iter().map(scalar);
    place.target.build(values).map_err(|error| Refusal {
        message: format!("a value does not fit the column: {error}"),
        hint: None,
    })
}

/// Whether a literal is inside the column's type and domain, as far as can be told.
fn is_allowed(place: Place<'_>, value: &Value) -> bool {
    let value = match value.clone().cast(place.target.data_type.kind()) {
        Ok(value) if place.target.data_type.kind() != Kind::Other => value,
        _ => value.clone(),
    };
    if let (DataType::Enum(labels), Value::Text(text)) = (&place.target.data_type, &value)
        && !labels.labels.contains(text)
    {
        return false;
    }
    place.domain.contains(&value) != Some(false)
}

/// A choice among the values that the CHECKs list, if they do.
pub(crate) fn allowed(place: Place<'_>) -> Option<Compiled> {
    place.domain.one_of.as_ref().map(|values| among(place, values))
}

/// A choice among values.
fn among(place: Place<'_>, values: &[Value]) -> Compiled {
    let array = place.target.build(values.iter().cloned());
    let array = described(array.map_err(|error| error.to_string()))?;
    let alias = Arc::new(described(Alias::new(array.len(), None))?);
    Ok(Maker::Choice(ChoiceMaker::new(array, alias)))
}

fn choice(place: Place<'_>, source: &ChoiceSource) -> Compiled {
    if source.values.is_empty() {
        return refuse("it needs at least one value");
    }
    if let Some(weights) = &source.weights
        && weights.len() != source.values.len()
    {
        return refuse(format!("{} values but {} weights", source.values.len(), weights.len()));
    }
    let weight = |at: usize| source.weights.as_ref().map_or(1.0, |weights| weights[at]);
    let kept: Vec<(Scalar, f64)> = source
        .values
        .iter()
        .enumerate()
        .filter(|(_, value)| is_allowed(place, &scalar(value)))
        .map(|(at, value)| (value.clone(), weight(at)))
        .collect();
    let (scalars, weights): (Vec<Scalar>, Vec<f64>) = kept.into_iter().unzip();
    if scalars.is_empty() {
        return allowed(place).unwrap_or_else(|| {
            refuse(
                "none of its values is allowed by the column's type and CHECKs (where rules made \
                 the plan, the column's name chose them); give others, or leave the column out",
            )
        });
    }
    let array = values(place, &scalars)?;
    let alias = Arc::new(described(Alias::new(scalars.len(), Some(&weights)))?);
    Ok(Maker::Choice(ChoiceMaker::new(array, alias)))
}

/// A plan's literal as a value.
pub(crate) fn scalar(scalar: &Scalar) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(*value),
        Scalar::Int(value) => Value::Int(*value),
        Scalar::Float(value) => Value::Float(*value),
        Scalar::Text(value) => Value::Text(value.clone()),
    }
}

fn distinct(words: Slots) -> Slots {
    let mut seen = std::collections::BTreeSet::new();
    words.into_iter().filter(|word| seen.insert(word.clone())).collect()
}

fn all_distinct(values: &ArrayRef, target: &Target) -> bool {
    let Ok(reader) = target.reader(values) else { return false };
    let mut seen = std::collections::BTreeSet::new();
    (0..values.len()).all(|row| {
        let mut key = Vec::new();
        reader.value(row).key_bytes(&mut key);
        seen.insert(key)
    })
}

/// The type that a source's values take inside a JSON document.
/// The thing that a value in a document is a part of.
fn thing(source: &Source) -> Option<String> {
    match source {
        Source::Entity(source) => Some(format!("{:?} {}", source.kind, source.name)),
        _ => None,
    }
}

fn natural_type(source: &Source) -> DataType {
    let is_integer = |source: &NumberSource| {
        source.scale == Some(0)
            || (source.scale.is_none()
                && !matches!(source.min, Some(Bound::Literal(Scalar::Float(_))))
                && !matches!(source.max, Some(Bound::Literal(Scalar::Float(_)))))
    };
    match source {
        Source::Sequence(source) if source.prefix.is_empty() => DataType::integer(64),
        Source::Number(source) if is_integer(source) => DataType::integer(64),
        Source::Number(source) => {
            DataType::Decimal { precision: Some(18), scale: source.scale.or(Some(2)) }
        }
        Source::Choice(source) if source.values.iter().all(|v| matches!(v, Scalar::Bool(_))) => {
            DataType::Boolean
        }
        Source::Choice(source) if source.values.iter().all(|v| matches!(v, Scalar::Int(_))) => {
            DataType::integer(64)
        }
        Source::Temporal(source) if source.unit == Some(crate::plan::Unit::Day) => DataType::Date,
        Source::Temporal(_) => DataType::Timestamp { with_time_zone: true },
        Source::Entity(source) if matches!(source.part.as_str(), "latitude" | "longitude") => {
            DataType::Decimal { precision: Some(9), scale: Some(6) }
        }
        Source::Any(_) => DataType::Boolean,
        _ => DataType::text(),
    }
}
