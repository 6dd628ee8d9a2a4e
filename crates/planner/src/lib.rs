//! Rules that turn a schema into a plan: what every column means, told by its name, type,
//! constraints, comments and neighbours.
//!
//! ```
//! use seedbed_planner::{PlanOptions, plan};
//! use seedbed_schema::{Column, DataType, Schema, Table, TableName};
//!
//! let mut table = Table::new(TableName::new("customers"));
//! table.columns.push(Column::new("id", DataType::integer(32)));
//! table.columns.push(Column::new("email", DataType::text()));
//! table.set_primary_key(["id"]);
//! let schema = Schema::new(vec![table]).unwrap();
//!
//! let planned = plan(&schema, &PlanOptions::default());
//! assert_eq!(planned.plan.tables["customers"].rows, 100);
//! assert!(planned.explanations.iter().any(|why| why.meaning == "e-mail address"));
//! ```
//!
//! The rules never fail: a column that nothing tells anything about gets values by its type.
//! This crate must not know rows, files, networks or clocks; of `seedbed-generate` it uses the
//! plan's types and the built-in vocabularies, never the engine.

mod attachments;
pub mod author;
mod business;
mod closed;
mod comments;
mod complete;
mod contents;
mod defaults;
mod documents;
mod draft;
mod exceptions;
mod fallback;
mod finish;
mod foreign;
mod formulas;
mod json;
mod kept;
mod keys;
mod kinds;
mod labels;
pub mod language;
mod links;
mod lookups;
mod names;
mod nulls;
mod pictures;
mod recognise;
mod residues;
mod room;
mod rows;
mod settings;
mod statuses;
mod subject;
mod survey;
mod time;
mod together;
mod tokens;
mod tongue;
mod trees;
mod wishes;

use std::collections::BTreeMap;

use seedbed_expr::{Env, Kind, Value};
use seedbed_generate::plan::{ENGINE_VERSION, Plan, Records, TablePlan, default_as_of};
use seedbed_schema::{Schema, TableId, Wishes};

pub use complete::{Addition, Completed, complete};
pub use draft::Explanation;

use draft::Draft;
use rows::Wanted;
use survey::{Survey, TableFacts};
use time::Today;

/// What a user asks of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanOptions {
    /// The seed: the same plan and seed make the same rows.
    pub seed: u64,
    /// The locale of people, places and companies, such as `en_US`.
    pub locale: String,
    /// The present moment of the dataset, `YYYY-MM-DDTHH:MM:SSZ` or `YYYY-MM-DD`; a fixed one
    /// when absent.
    pub as_of: Option<String>,
    /// How many rows.
    pub rows: RowRequest,
    /// What the schema's sources ask of columns. What they ask of rows, seed, locale and present
    /// moment counts only where it stands in the fields above.
    pub wishes: Wishes,
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            locale: "en_US".into(),
            as_of: None,
            rows: RowRequest::default(),
            wishes: Wishes::default(),
        }
    }
}

/// How many rows a user asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowRequest {
    /// Rows of every table, those that the schema inserts by itself included; believable numbers
    /// per table when absent.
    pub default: Option<u64>,
    /// Rows of single tables, counted the same way. Tables that belong to one of these (order
    /// lines to orders) and are not among them follow it.
    pub tables: BTreeMap<TableId, u64>,
    /// Whether the rows that the schema inserts come on top of these numbers.
    pub beside_inserted: bool,
}

/// A plan and the reasons for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What each column was taken for and why, in the order of tables and columns.
    pub explanations: Vec<Explanation>,
}

/// Plans a schema by rules.
///
/// Tables whose rows are loaded through another (partitions) have no plan of their own.
pub fn plan(schema: &Schema, options: &PlanOptions) -> Planned {
    let as_of = options.as_of.clone().unwrap_or_else(default_as_of);
    let env = Env { now: moment(&as_of) };
    let survey = Survey::new(schema, env, &options.wishes).in_locale(&options.locale);
    let owners = owners(&survey);
    let wanted = Wanted { request: &options.rows, survey: &survey, owners: &owners };
    let rows = rows::counts(wanted, &options.locale, &BTreeMap::new(), 1.0);
    let today = Today::of(&as_of);
    let planner = Planner { survey: &survey, owners: &owners, rows: &rows, today, env, options };
    let Drafted { tables, records, explanations } = planner.tables();
    let plan = Plan {
        engine: ENGINE_VERSION,
        seed: options.seed,
        locale: options.locale.clone(),
        as_of,
        vocabularies: BTreeMap::new(),
        models: BTreeMap::new(),
        records,
        tables,
    };
    Planned { plan, explanations }
}

/// For each table the position of the reference whose parts its rows are, where there is one.
fn owners(survey: &Survey<'_>) -> BTreeMap<TableId, usize> {
    let owner = |id: &TableId| Some((*id, links::owner_of(survey, survey.table(*id))?));
    survey.order.iter().filter_map(owner).collect()
}

/// Microseconds since 1970; zero for a moment that can't be read, which the engine refuses.
fn moment(as_of: &str) -> i64 {
    match Value::Text(as_of.trim_end_matches('Z').replace('T', " ")).cast(Kind::Timestamp) {
        Ok(Value::Timestamp(micros)) => micros,
        _ => 0,
    }
}

/// Everything that is settled before columns are planned.
struct Planner<'s, 'a> {
    survey: &'s Survey<'a>,
    owners: &'s BTreeMap<TableId, usize>,
    rows: &'s BTreeMap<TableId, u64>,
    today: Today,
    env: Env,
    options: &'s PlanOptions,
}

/// What the rules say of all tables.
struct Drafted {
    tables: BTreeMap<String, TablePlan>,
    records: BTreeMap<String, Records>,
    explanations: Vec<Explanation>,
}

impl<'a> Planner<'_, 'a> {
    /// Plans every table that takes rows.
    fn tables(&self) -> Drafted {
        let mut tables = BTreeMap::new();
        let mut explanations = Vec::new();
        let mut records = BTreeMap::new();
        for facts in self.survey.tables.iter().filter(|facts| self.rows.contains_key(&facts.id)) {
            let (plan, because) = self.table(facts, &mut records);
            tables.insert(facts.plan_name(), plan);
            explanations.extend(because);
        }
        Drafted { tables, records, explanations }
    }

    /// Plans one table, and adds the records that it draws from.
    fn table(
        &self,
        facts: &TableFacts<'a>,
        records: &mut BTreeMap<String, Records>,
    ) -> (TablePlan, Vec<Explanation>) {
        let owner = self.owners.get(&facts.id).copied();
        let rows = self.rows.get(&facts.id).copied().unwrap_or(0);
        let rows_of = |id: TableId| self.rows.get(&id).copied().unwrap_or(0);
        let mut links = links::links(self.survey, facts, owner, rows, &rows_of);
        let mut draft = Draft::new(facts);
        for link in &links {
            for column in &link.columns {
                draft.explain(column, "reference", links::reason(facts, link));
            }
        }
        wishes::fill(&mut draft, &self.options.wishes, self.env);
        let wished: Vec<String> = draft.columns.keys().cloned().collect();
        keys::fill(&mut draft, owner);
        if let Some((name, needed)) = lookups::fill(&mut draft, &self.options.locale) {
            merge(records, name, needed);
        }
        for (name, needed) in lookups::facts(&mut draft, rows, &self.options.locale) {
            merge(records, name, needed);
        }
        trees::fill(&mut draft, &mut links, rows, &self.options.locale);
        kinds::fill(&mut draft, self.survey, self.rows);
        formulas::fill(&mut draft, self.survey, self.owners);
        statuses::fill(&mut draft, self.survey, self.today);
        labels::fill(&mut draft);
        time::fill(&mut draft, self.survey, self.today);
        pictures::fill(&mut draft);
        recognise::fill(&mut draft);
        settings::agree(&mut draft);
        attachments::agree(&mut draft);
        fallback::fill(&mut draft);
        tongue::fit(&mut draft, &wished);
        formulas::settle(&mut draft);
        residues::fit(&mut draft);
        time::agree(&mut draft, &self.options.locale, self.today);
        closed::fit(&mut draft, &wished, records, &self.options.locale);
        lookups::distinct(&mut draft, rows, &self.options.locale);
        room::make(&mut draft, rows);
        room::codes(&mut draft, &wished, rows, records);
        room::years(&mut draft, rows, self.today);
        formulas::relate(&mut draft, &wished, &self.options.locale);
        let now = (self.today, self.options.locale.as_str());
        together::fill(&mut draft, &wished, self.survey, rows, now);
        nulls::fill(&mut draft, &mut links);
        exceptions::fill(&mut draft, &mut links);
        wishes::depend(&mut draft, &self.options.wishes);
        let plan = TablePlan { rows, links, columns: draft.columns, rules: Vec::new() };
        (plan, draft.explanations)
    }
}

/// Adds records to those of the same name: two tables may use different fields of them.
fn merge(all: &mut BTreeMap<String, Records>, name: String, more: Records) {
    let Some(known) = all.get_mut(&name) else {
        all.insert(name, more);
        return;
    };
    for (at, field) in more.fields.iter().enumerate() {
        if known.fields.contains(field) {
            continue;
        }
        known.fields.push(field.clone());
        for (row, from) in known.rows.iter_mut().zip(&more.rows) {
            row.push(from[at].clone());
        }
    }
}
