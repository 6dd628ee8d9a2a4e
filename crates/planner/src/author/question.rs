//! The questions that a schema comes down to.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_expr::Env;
use seedbed_schema::TableId;

use super::{
    AuthorRequest, Keep, PROMPT_VERSION,
    asked::{Asked, asked},
    cluster::{Room, Weight, clusters},
    digest::Digester,
    prompt::{Question, TableWish, question},
    reply::json_schema,
};
use crate::{
    language::{Abilities, LanguageModel, ReplyForm, Request, Usage, estimate_tokens},
    moment,
    survey::{Survey, TableFacts},
};

/// Tokens of tables that one question tells of.
const MOST_TOLD: u64 = 10_000;
/// Columns that one question asks about: their reply has some ten thousand tokens.
const MOST_COLUMNS: usize = 40;
/// Tokens that the reply about one column takes, as replies turned out.
const TOKENS_PER_COLUMN: u64 = 180;
/// The most other tables that a question names.
const MOST_OTHERS: usize = 60;
/// The most tables around a cluster whose columns are told.
const MOST_NEIGHBOURS: usize = 12;

/// Everything that is asked of a model, before anything is.
#[derive(Debug)]
pub struct Prepared<'r> {
    pub(super) survey: Survey<'r>,
    pub(super) asked: Asked,
    pub(super) questions: Vec<Asking>,
}

/// One question.
#[derive(Debug, Clone)]
pub(super) struct Asking {
    pub(super) request: Request,
    /// How many columns it asks about.
    pub(super) columns: usize,
}

/// What asking takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Estimate {
    /// Questions in all.
    pub questions: usize,
    /// Those whose answers are kept: they take no call.
    pub kept: usize,
    /// Tables that are asked about.
    pub tables: usize,
    /// Columns that are asked about.
    pub columns: usize,
    /// Calls without repairs.
    pub calls: u64,
    /// Their tokens: input as counted, output as replies turn out on average.
    pub usage: Usage,
}

impl<'r> Prepared<'r> {
    /// Finds out what is to be asked. The same request makes the same questions, whatever its
    /// plan's rows and seed.
    pub fn new(request: &AuthorRequest<'r>, abilities: Abilities) -> Self {
        let plan = &request.planned.plan;
        let env = Env { now: moment(&plan.as_of) };
        let survey = Survey::new(request.schema, env, request.wishes);
        let wanted: BTreeSet<TableId> = request.prompts.tables.keys().copied().collect();
        let asked = asked(&survey, plan, request.wishes, &wanted);
        let digester = Digester::new(&survey, plan, &request.planned.explanations);
        let weights: BTreeMap<TableId, Weight> = asked
            .iter()
            .map(|(id, table)| {
                let digest = serde_json::to_string(&digester.table(*id, table));
                let tokens = estimate_tokens(&digest.unwrap_or_default());
                (*id, Weight { tokens, columns: table.columns.len() })
            })
            .collect();
        let output = u64::from(abilities.max_output_tokens);
        let fitting = (output / (TOKENS_PER_COLUMN * 3 / 2)).max(1) as usize;
        let room = Room {
            tokens: MOST_TOLD.min(abilities.context_tokens.saturating_sub(output) / 2),
            columns: MOST_COLUMNS.min(fitting),
        };
        let groups = clusters(&survey, &weights, room);
        let asking = Asker { request, digester: &digester, asked: &asked, abilities };
        let questions = groups.iter().map(|group| asking.question(group)).collect();
        Self { survey, asked, questions }
    }

    /// The questions as they are sent.
    pub fn requests(&self) -> impl Iterator<Item = &Request> {
        self.questions.iter().map(|asking| &asking.request)
    }

    /// What asking takes, given what is kept.
    pub fn estimate(&self, model: &dyn LanguageModel, keep: &dyn Keep) -> Estimate {
        let mut estimate = Estimate {
            questions: self.questions.len(),
            tables: self.asked.len(),
            columns: self.asked.values().map(|table| table.columns.len()).sum(),
            ..Estimate::default()
        };
        for asking in &self.questions {
            if keep.find(&made_from(&asking.request, &model.id())).is_some() {
                estimate.kept += 1;
                continue;
            }
            let messages = asking.request.messages.iter();
            let input = messages.map(|message| model.count_tokens(&message.text)).sum();
            estimate.calls += 1;
            estimate.usage += Usage {
                input_tokens: input,
                output_tokens: asking.columns as u64 * TOKENS_PER_COLUMN,
                cached_tokens: 0,
            };
        }
        estimate
    }
}

/// What a kept reply was made from.
pub(super) fn made_from(request: &Request, model: &str) -> String {
    let form = match &request.form {
        ReplyForm::Schema { schema, .. } => schema.clone(),
        _ => serde_json::Value::Null,
    };
    serde_json::json!({
        "prompts": PROMPT_VERSION,
        "model": model,
        "messages": request.messages,
        "form": form,
    })
    .to_string()
}

struct Asker<'a, 'r> {
    request: &'a AuthorRequest<'r>,
    digester: &'a Digester<'a, 'r>,
    asked: &'a Asked,
    abilities: Abilities,
}

impl Asker<'_, '_> {
    fn question(&self, group: &[TableId]) -> Asking {
        let plan = &self.request.planned.plan;
        let survey = self.digester.survey;
        let tables: Vec<_> =
            group.iter().map(|id| self.digester.table(*id, &self.asked[id])).collect();
        let around = self.around(group);
        let neighbours =
            around.iter().take(MOST_NEIGHBOURS).map(|id| self.digester.neighbour(*id)).collect();
        let rest = survey.tables.iter().filter(|facts| {
            let is_told = group.contains(&facts.id)
                || around.iter().take(MOST_NEIGHBOURS).any(|id| *id == facts.id);
            !is_told && plan.tables.contains_key(&facts.plan_name())
        });
        let rest: Vec<String> = rest.map(TableFacts::plan_name).collect();
        let wishes = &self.request.prompts.tables;
        let table_wishes = group.iter().filter_map(|id| {
            Some(TableWish { table: survey.table(*id).plan_name(), text: wishes.get(id)? })
        });
        let asked = tables.iter().flat_map(|table| {
            let columns = table.columns.iter().filter(|column| column.asked);
            columns.map(|column| format!("{}.{}", table.table, column.column))
        });
        let asked: Vec<String> = asked.collect();
        let columns = asked.len();
        let names: Vec<String> = group.iter().map(|id| survey.table(*id).plan_name()).collect();
        let messages = question(&Question {
            wish: self.request.prompts.all.as_deref(),
            locale: &plan.locale,
            as_of: &plan.as_of,
            neighbours,
            more: rest.len().saturating_sub(MOST_OTHERS),
            others: rest.into_iter().take(MOST_OTHERS).collect(),
            table_wishes: table_wishes.collect(),
            asked,
            tables,
        });
        let request = Request {
            label: format!("plan {}", names.join(", ")),
            messages,
            form: ReplyForm::Schema { name: "plan".into(), schema: json_schema() },
            max_output_tokens: self.abilities.max_output_tokens,
            temperature: None,
            seed: None,
        };
        Asking { request, columns }
    }

    /// Tables that refer to a group or that it refers to.
    fn around(&self, group: &[TableId]) -> Vec<TableId> {
        let survey = self.digester.survey;
        let near = survey.tables.iter().filter(|facts| {
            let refers = facts.parents.iter().flatten().any(|parent| group.contains(parent));
            let mut members = group.iter().map(|id| survey.table(*id));
            let is_parent = members.any(|member| member.parents.contains(&Some(facts.id)));
            (refers || is_parent) && !group.contains(&facts.id)
        });
        near.map(|facts| facts.id).collect()
    }
}
