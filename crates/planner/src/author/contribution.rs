//! What a model has contributed so far, and how it goes into a plan.

use std::collections::BTreeMap;

use seedbed_generate::{
    plan::{ColumnPlan, FanOutShape, Plan, Records, Scalar, Source, Vocabulary},
    vocabulary,
};

use super::{
    asked::Asked,
    lower::{Proposal, Shared, lower},
    reply::{
        ColumnReply, LinkReply, PlanReply, PoolReply, Spread, TableReply, VocabularyReply, part,
    },
    scalar::scalar,
    template,
};
use crate::survey::{Survey, TableFacts};

/// The share of NULLs in a column that the rules had no words for.
const LEFT_OUT: f64 = 0.1;

/// Something about a reply that is not right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Objection {
    /// The table, where it is about one.
    pub(super) table: Option<String>,
    /// The column, where it is about one.
    pub(super) column: Option<String>,
    /// What is wrong, for the model: it may quote what the model wrote.
    pub(super) message: String,
    /// Whether the plan is right without it being set right.
    pub(super) is_advice: bool,
}

impl Objection {
    pub(super) fn to_all(message: impl Into<String>) -> Self {
        Self { table: None, column: None, message: message.into(), is_advice: false }
    }

    fn to(table: &str, column: &str, message: impl Into<String>) -> Self {
        Self {
            table: Some(table.to_owned()),
            column: Some(column.to_owned()),
            message: message.into(),
            is_advice: false,
        }
    }

    /// Where it is, for people and models: `orders.status`.
    pub(super) fn place(&self) -> String {
        match (&self.table, &self.column) {
            (Some(table), Some(column)) => format!("{table}.{column}"),
            (Some(table), None) => table.clone(),
            _ => "the reply".to_owned(),
        }
    }
}

/// Columns and references by table and column.
type Place = (String, String);

/// Everything accepted so far from one question and its repairs.
#[derive(Debug, Clone, Default)]
pub(super) struct Contribution {
    vocabularies: BTreeMap<String, Vec<String>>,
    pools: BTreeMap<String, PoolReply>,
    pub(super) columns: BTreeMap<Place, Proposal>,
    pub(super) links: BTreeMap<Place, LinkReply>,
}

/// What a reply is judged by.
pub(super) struct Judge<'j, 'a> {
    pub(super) survey: &'j Survey<'a>,
    pub(super) plan: &'j Plan,
    pub(super) asked: &'j Asked,
}

impl Contribution {
    /// Takes what is right about a reply, and tells what is not. A later reply about the same
    /// column takes the place of an earlier one.
    pub(super) fn take(&mut self, text: &str, judge: &Judge<'_, '_>) -> Vec<Objection> {
        let reply = match PlanReply::read(text) {
            Ok(reply) => reply,
            Err(message) => return vec![Objection::to_all(message)],
        };
        let mut objections = Vec::new();
        self.take_vocabularies(&reply, &mut objections);
        self.take_pools(&reply, &mut objections);
        for table in &reply.tables {
            self.take_table(table, judge, &mut objections);
        }
        objections
    }

    fn take_vocabularies(&mut self, reply: &PlanReply, objections: &mut Vec<Objection>) {
        for value in &reply.vocabularies {
            let VocabularyReply { name, items } = match part(value) {
                Ok(vocabulary) => vocabulary,
                Err(message) => {
                    objections.push(Objection::to_all(format!("a vocabulary: {message}")));
                    continue;
                }
            };
            let mut kept: Vec<String> = Vec::new();
            for item in items {
                let item = item.trim().to_owned();
                if !item.is_empty() && !item.contains(char::is_control) && !kept.contains(&item) {
                    kept.push(item);
                }
            }
            let name = template::vocabulary_name(&name);
            if kept.is_empty() || name.is_empty() || name.contains(['{', '}', ':']) {
                let message = format!("the vocabulary {name:?} needs a plain name and some items");
                objections.push(Objection::to_all(message));
                continue;
            }
            self.vocabularies.insert(name, kept);
        }
    }

    fn take_pools(&mut self, reply: &PlanReply, objections: &mut Vec<Objection>) {
        for value in &reply.pools {
            let pool: PoolReply = match part(value) {
                Ok(pool) => pool,
                Err(message) => {
                    objections.push(Objection::to_all(format!("a pool: {message}")));
                    continue;
                }
            };
            let width = pool.fields.len();
            let fits = |record: &super::reply::RecordReply| {
                record.values.len() == width && record.weight.is_finite() && record.weight >= 0.0
            };
            if pool.records.is_empty() || !pool.records.iter().all(fits) {
                let message = format!(
                    "the pool {:?} needs records, each with a weight from 0 up and {width} values",
                    pool.name
                );
                objections.push(Objection::to_all(message));
                continue;
            }
            self.pools.insert(pool.name.clone(), pool);
        }
    }

    fn take_table(
        &mut self,
        reply: &TableReply,
        judge: &Judge<'_, '_>,
        objections: &mut Vec<Objection>,
    ) {
        let named = |facts: &&TableFacts<'_>| facts.plan_name() == reply.table;
        let facts = judge.survey.tables.iter().find(named);
        let Some((facts, asked)) = facts.and_then(|f| Some((f, judge.asked.get(&f.id)?))) else {
            let message = format!("nothing was asked about a table {:?}", reply.table);
            objections.push(Objection::to_all(message));
            return;
        };
        for value in &reply.columns {
            let name = value["column"].as_str().unwrap_or("a column without a name");
            let place = (reply.table.clone(), name.to_owned());
            match self.column(value, facts, asked.columns.contains(name), judge) {
                Ok((proposal, advice)) => {
                    if let Some(advice) = advice {
                        let advice = Objection::to(&reply.table, name, advice);
                        objections.push(Objection { is_advice: true, ..advice });
                    }
                    self.columns.insert(place, proposal);
                }
                Err(message) => objections.push(Objection::to(&reply.table, name, message)),
            }
        }
        for value in &reply.links {
            let name = value["column"].as_str().unwrap_or("a link without a column");
            match link(value, facts, asked.links.contains(name)) {
                Ok(link) => {
                    self.links.insert((reply.table.clone(), name.to_owned()), link);
                }
                Err(message) => objections.push(Objection::to(&reply.table, name, message)),
            }
        }
    }

    fn column(
        &self,
        value: &serde_json::Value,
        facts: &TableFacts<'_>,
        is_asked: bool,
        judge: &Judge<'_, '_>,
    ) -> Result<(Proposal, Option<String>), String> {
        let reply: ColumnReply = part(value)?;
        let column = facts.column(&reply.column).filter(|_| is_asked);
        let column = column.ok_or("nothing was asked about this column; leave it out")?;
        let planned = judge.plan.tables.get(&facts.plan_name());
        let before = planned.and_then(|table| table.columns.get(&reply.column));
        let shared = Shared {
            vocabularies: &self.vocabularies,
            pools: &self.pools,
            locale: &judge.plan.locale,
        };
        let lowered = lower(column, before.map(|plan| &plan.source), &reply, &shared)?;
        Ok((lowered.proposal, lowered.advice))
    }

    /// Withdraws what is said of a column, or of all columns of a table, or of everything. Tells
    /// the places.
    pub(super) fn withdraw(&mut self, table: Option<&str>, column: Option<&str>) -> Vec<Place> {
        let meant = |place: &Place| {
            table.is_none_or(|table| place.0 == table)
                && column.is_none_or(|column| place.1 == column)
        };
        let columns = self.columns.keys().chain(self.links.keys()).filter(|place| meant(place));
        let withdrawn: Vec<Place> = columns.cloned().collect();
        self.columns.retain(|place, _| !meant(place));
        self.links.retain(|place, _| !meant(place));
        withdrawn
    }

    /// Puts everything into a plan, over what the rules say.
    pub(super) fn put_into(&self, plan: &mut Plan, survey: &Survey<'_>) {
        let names = Names::of(self, plan);
        for ((table, column), proposal) in &self.columns {
            let source = self.supplied(plan, survey, (table, column), proposal, &names);
            let Some(planned) = plan.tables.get_mut(table) else { continue };
            let before = planned.columns.get(column);
            let null_rate = proposal.null_rate.or(before.map(|plan| plan.null_rate));
            // What the rules left out altogether, for lack of words, now has some.
            let null_rate = null_rate.map(|rate| if rate < 1.0 { rate } else { LEFT_OUT });
            let null_if = proposal.null_if.clone().or_else(|| before?.null_if.clone());
            let column_plan = ColumnPlan { null_rate: null_rate.unwrap_or(0.0), null_if, source };
            planned.columns.insert(column.clone(), column_plan);
        }
        for ((table, column), reply) in &self.links {
            let links = plan.tables.get_mut(table).map(|table| &mut table.links);
            let link = links.into_iter().flatten().find(|link| link.columns == [column.clone()]);
            if let Some(link) = link {
                link.fan_out.shape = match reply.spread {
                    Spread::Even => FanOutShape::Even,
                    Spread::Random => FanOutShape::Uniform,
                    Spread::Uneven => FanOutShape::LogNormal { sigma: 0.7 },
                    Spread::VeryUneven => FanOutShape::LogNormal { sigma: 1.3 },
                };
                if let Some(least) = reply.least {
                    link.fan_out.min = Some(least).filter(|least| *least > 0);
                }
                link.fan_out.max = reply.most.or(link.fan_out.max);
                link.null_rate = reply.null_share.unwrap_or(link.null_rate);
            }
        }
    }

    /// A proposal's source, with what it draws from put into the plan.
    fn supplied(
        &self,
        plan: &mut Plan,
        survey: &Survey<'_>,
        (table, column): (&str, &str),
        proposal: &Proposal,
        names: &Names,
    ) -> Source {
        let mut source = proposal.source.clone();
        each_source(&mut source, &mut |source| match source {
            Source::Pool(pool) => {
                if let Vocabulary::Named(name) = &mut pool.vocabulary {
                    self.supply_words(plan, name, names);
                    if let Some(renamed) = names.words.get(name) {
                        name.clone_from(renamed);
                    }
                }
            }
            Source::Template(template) => {
                for text in &mut template.templates {
                    for name in template::words(text) {
                        self.supply_words(plan, &name, names);
                    }
                    *text = template::renamed(text, &names.words);
                }
            }
            Source::Joint(joint) => {
                let facts = survey.tables.iter().find(|facts| facts.plan_name() == table);
                let facts = facts.and_then(|facts| facts.column(column));
                if let (Some(pool), Some(facts)) = (self.pools.get(&joint.records), facts) {
                    let values = |at: usize| -> Vec<Scalar> {
                        let values = pool.records.iter().map(|record| &record.values[at]);
                        values.map(|text| scalar(facts, text).unwrap_or(Scalar::Null)).collect()
                    };
                    let name = names.pools.get(&joint.records).cloned().unwrap_or_default();
                    supply_records(plan, &name, pool, &joint.field, values);
                    joint.records = name;
                }
            }
            _ => {}
        });
        source
    }

    fn supply_words(&self, plan: &mut Plan, name: &str, names: &Names) {
        if let (Some(items), Some(renamed)) = (self.vocabularies.get(name), names.words.get(name)) {
            plan.vocabularies.insert(renamed.clone(), items.clone());
        }
    }
}

/// The names that vocabularies and pools get in a plan: none that means something there already.
struct Names {
    words: BTreeMap<String, String>,
    pools: BTreeMap<String, String>,
}

impl Names {
    fn of(contribution: &Contribution, plan: &Plan) -> Self {
        let words = contribution.vocabularies.iter().map(|(name, items)| {
            let is_free = |wanted: &String| {
                let same = plan.vocabularies.get(wanted).is_none_or(|known| known == items);
                same && vocabulary::lookup(&plan.locale, wanted).is_none()
            };
            (name.clone(), free(name, is_free))
        });
        let is_free = |wanted: &String| !plan.records.contains_key(wanted);
        let pools = contribution.pools.keys().map(|name| (name.clone(), free(name, is_free)));
        Self { words: words.collect(), pools: pools.collect() }
    }
}

/// Puts one field of a pool into a plan's records. Fields come one by one, as columns ask for
/// them.
fn supply_records(
    plan: &mut Plan,
    name: &str,
    pool: &PoolReply,
    field: &str,
    values: impl Fn(usize) -> Vec<Scalar>,
) {
    let records = plan.records.entry(name.to_owned()).or_insert_with(|| Records {
        fields: Vec::new(),
        rows: vec![Vec::new(); pool.records.len()],
        weights: Some(pool.records.iter().map(|record| record.weight).collect()),
    });
    if records.fields.iter().any(|known| known == field) {
        return;
    }
    let at = pool.fields.iter().position(|known| known == field).unwrap_or(0);
    records.fields.push(field.to_owned());
    for (row, value) in records.rows.iter_mut().zip(values(at)) {
        row.push(value);
    }
}

/// The name, or the first of `name_2`, `name_3` … that is free.
fn free(name: &str, is_free: impl Fn(&String) -> bool) -> String {
    let mut names =
        std::iter::once(name.to_owned()).chain((2..).map(|number| format!("{name}_{number}")));
    names.find(is_free).unwrap_or_default()
}

/// Visits a source and those within it.
fn each_source(source: &mut Source, visit: &mut impl FnMut(&mut Source)) {
    visit(source);
    if let Source::Conditional(conditional) = source {
        for case in &mut conditional.cases {
            each_source(&mut case.then, visit);
        }
        if let Some(otherwise) = &mut conditional.otherwise {
            each_source(otherwise, visit);
        }
    }
}

fn link(
    value: &serde_json::Value,
    facts: &TableFacts<'_>,
    is_asked: bool,
) -> Result<LinkReply, String> {
    let reply: LinkReply = part(value)?;
    let column = facts.column(&reply.column).filter(|_| is_asked);
    let column = column.ok_or("nothing was asked about the spread of this reference")?;
    if let (Some(least), Some(most)) = (reply.least, reply.most)
        && least > most
    {
        return Err("least is above most".into());
    }
    match reply.null_share {
        Some(share) if !(0.0..=1.0).contains(&share) => {
            Err("null_share: a share is from 0 to 1".into())
        }
        Some(share) if share > 0.0 && !column.is_nullable() => {
            Err("null_share: the reference is never NULL".into())
        }
        _ => Ok(reply),
    }
}
