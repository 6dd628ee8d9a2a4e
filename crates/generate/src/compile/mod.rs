//! From a schema and a plan to an executable core.
//!
//! The steps: which link makes which column ([`binding`]); sources, narrowed by types and CHECKs
//! ([`source`], [`bounds`], [`check`], [`relate`]); how many rows every table can have and how its
//! keys hold ([`keys`], [`capacity`]); the finished tables ([`build`]), with what needs no trying
//! ([`proof`]); that nothing depends on
//! itself ([`cycle`]); and whether some rows can be made at all ([`probe`]), or else all this
//! again with what was learnt.

mod beyond;
mod binding;
mod bounds;
mod build;
mod calendar;
mod capacity;
mod check;
mod cycle;
mod document;
mod draft;
mod drafting;
mod excluding;
mod keys;
mod link;
mod literal;
mod numbered;
mod parts;
mod probe;
mod proof;
mod relate;
mod resolve;
mod shape;
mod source;
mod template;
mod unique;
mod volatile;

use std::collections::BTreeMap;

use seedbed_dataset::seed::Stream;
use seedbed_expr::{Env, Kind, Value};
use seedbed_schema::Schema;

use crate::{
    model::Models,
    plan::{ENGINE_VERSION, Plan, TablePlan},
    problem::{Note, PlanProblem, PlanProblems, did_you_mean},
    spec::Core,
};
use probe::Trials;
use resolve::Resolver;

/// What compiling needs to know everywhere.
pub(crate) struct Compiler<'s> {
    pub(crate) schema: &'s Schema,
    pub(crate) plan: &'s Plan,
    pub(crate) models: &'s Models,
    pub(crate) resolver: Resolver<'s>,
    pub(crate) core_env: Env,
    pub(crate) root: Stream,
    pub(crate) trials: &'s Trials,
}

/// A finished core and what is to be said about it.
pub(crate) struct CompiledPlan {
    pub(crate) core: Core,
    pub(crate) notes: Vec<Note>,
}

/// Compiles a plan against its schema. With `append`, the schema's own rows are those of a
/// database, complete with what belongs to them.
pub(crate) fn compile(
    schema: &Schema,
    plan: &Plan,
    models: &Models,
    append: bool,
) -> Result<CompiledPlan, PlanProblems> {
    let mut trials = Trials::default();
    for _ in 0..MOST_ROUNDS {
        let compiled = compile_once(schema, plan, models, append, &trials)?;
        if !probe::learn(&compiled.core, &mut trials) {
            return Ok(compiled);
        }
    }
    compile_once(schema, plan, models, append, &trials)
}

/// How often a schema is compiled again with what trying rows has shown.
const MOST_ROUNDS: usize = 10;

fn compile_once(
    schema: &Schema,
    plan: &Plan,
    models: &Models,
    append: bool,
    trials: &Trials,
) -> Result<CompiledPlan, PlanProblems> {
    let mut problems = Vec::new();
    let env = Env { now: present(plan, &mut problems) };
    if plan.engine != ENGINE_VERSION {
        problems.push(PlanProblem {
            path: "engine".into(),
            message: format!("this engine has version {ENGINE_VERSION}, the plan {}", plan.engine),
            hint: Some("use the release that made the plan, or make the plan anew".into()),
        });
    }
    let plans = table_plans(schema, plan, &mut problems);
    let mut notes = Vec::new();
    document::check(schema, plan, &mut notes, &mut problems);
    let bindings = binding::bind(schema, &plans, &mut problems);
    let owners = bindings.iter().map(|binding| binding.owner).collect();
    let compiler = Compiler {
        schema,
        plan,
        models,
        resolver: Resolver { schema, owners },
        core_env: env,
        root: Stream::root(plan.seed),
        trials,
    };
    let drafts: Vec<_> = bindings
        .into_iter()
        .zip(plans)
        .enumerate()
        .map(|(table, (binding, plan))| {
            compiler.draft(table, binding, plan, &mut notes, &mut problems)
        })
        .collect();
    if !problems.is_empty() {
        return Err(PlanProblems(problems));
    }
    let (populations, solutions) = capacity::settle(schema, &drafts, append, &mut notes);
    let mut core = compiler.build(drafts, &populations, &solutions, &mut notes, &mut problems);
    cycle::check(&mut core, &mut notes, &mut problems);
    if problems.is_empty() { Ok(CompiledPlan { core, notes }) } else { Err(PlanProblems(problems)) }
}

/// The plan's present moment, in microseconds since 1970.
fn present(plan: &Plan, problems: &mut Vec<PlanProblem>) -> i64 {
    match Value::Text(plan.as_of.clone()).cast(Kind::Timestamp) {
        Ok(Value::Timestamp(moment)) => moment,
        _ => {
            problems.push(PlanProblem {
                path: "as_of".into(),
                message: "it is not a moment in ISO notation".into(),
                hint: Some("write it as 2026-01-01T00:00:00Z".into()),
            });
            0
        }
    }
}

/// Each table's plan, in the schema's order; an empty one for tables that the plan leaves out.
fn table_plans(schema: &Schema, plan: &Plan, problems: &mut Vec<PlanProblem>) -> Vec<TablePlan> {
    let mut found: BTreeMap<usize, &TablePlan> = BTreeMap::new();
    for (name, table_plan) in &plan.tables {
        match schema.find(name) {
            Some(id) => {
                found.insert(id.0, table_plan);
            }
            None => problems.push(PlanProblem {
                path: format!("tables.{name}"),
                message: "the schema has no such table".into(),
                hint: did_you_mean(name, schema.tables().iter().map(|t| t.name.name.as_str())),
            }),
        }
    }
    let empty =
        || TablePlan { rows: 0, links: Vec::new(), columns: BTreeMap::new(), rules: Vec::new() };
    (0..schema.tables().len())
        .map(|table| found.get(&table).map_or_else(empty, |plan| (*plan).clone()))
        .collect()
}
