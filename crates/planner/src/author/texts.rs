//! Texts of single columns, by models too small to write a plan.
//!
//! Such a model is shown a few texts that the rules made, and writes more like them. They become
//! a vocabulary of the plan. Keys, numbers and closed lists are not its business.

use std::collections::BTreeSet;

use seedbed_expr::Env;
use seedbed_generate::plan::{ColumnPlan, PoolSource, Source, Vocabulary};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    AuthorError, AuthorRequest, Authored, Inspector, Keep, Warning,
    asked::asked,
    digest::{TableDigest, told_columns},
    prompt,
    question::made_from,
    reply::{document, object},
    scalar::scalar,
    written::{Columns, RowMaker},
};
use crate::{
    Planned,
    language::{AskError, Desk, Message, ReplyForm, Request, Role, Usage},
    moment,
    survey::{Class, ColumnFacts, KeyPart, Survey, TableFacts},
};

/// Texts that a column gets.
const WANTED: usize = 24;
/// Fewer than this are worse than what the rules make.
const LEAST: usize = 6;
/// Texts of one reply.
const PER_CALL: usize = 6;
/// The most questions about one column.
const MOST_ROUNDS: usize = 8;
/// Texts that are shown.
const SHOWN: usize = 3;

/// The text columns that a small model can write, where none are named.
pub fn text_columns(request: &AuthorRequest<'_>) -> Columns {
    let plan = &request.planned.plan;
    let survey = Survey::new(request.schema, Env { now: moment(&plan.as_of) }, request.wishes);
    let asked = asked(&survey, plan, request.wishes, &BTreeSet::new());
    let mut columns = Columns::new();
    for (id, table) in &asked {
        let facts = survey.table(*id);
        let texts = table.columns.iter().filter(|name| {
            let source = plan.tables.get(&facts.plan_name()).and_then(|t| t.columns.get(*name));
            let is_free = source.is_some_and(|column| {
                matches!(
                    column.source,
                    Source::Pool(_) | Source::Template(_) | Source::Conditional(_)
                )
            });
            is_free && facts.column(name).is_some_and(is_text)
        });
        let texts: BTreeSet<String> = texts.cloned().collect();
        if !texts.is_empty() {
            columns.insert(*id, texts);
        }
    }
    columns
}

fn is_text(column: &ColumnFacts<'_>) -> bool {
    column.class == Class::Text && column.key < KeyPart::Unique && column.domain.one_of.is_none()
}

/// Calls and tokens that writing texts takes at most.
pub fn estimate_texts(columns: &Columns) -> (u64, Usage) {
    let calls = columns.values().map(BTreeSet::len).sum::<usize>() as u64 * MOST_ROUNDS as u64;
    let usage = Usage { input_tokens: calls * 250, output_tokens: calls * 120, cached_tokens: 0 };
    (calls, usage)
}

/// Lets a model write texts for columns.
///
/// # Errors
/// When the model can't be asked.
pub async fn write_texts(
    request: &AuthorRequest<'_>,
    columns: &Columns,
    desk: &Desk<'_>,
    maker: &dyn RowMaker,
    inspector: &dyn Inspector,
    keep: &dyn Keep,
) -> Result<Authored, AuthorError> {
    let mut plan = request.planned.plan.clone();
    let survey = Survey::new(request.schema, Env { now: moment(&plan.as_of) }, request.wishes);
    let mut warnings = Vec::new();
    let of = columns.values().map(BTreeSet::len).sum();
    let (mut written, mut done, mut kept) = (0, 0, 0);
    for (id, names) in columns {
        let facts = survey.table(*id);
        let table = facts.plan_name();
        let rows = maker.rows(&plan, &table, 64);
        let rows = rows.map_err(|message| AuthorError::Rows { table: table.clone(), message })?;
        for column in names.iter().filter_map(|name| facts.column(name)) {
            let place = format!("{table}.{}", column.name());
            let shown = rows.iter().filter_map(|row| row.get(column.name())?.as_str());
            let mut own: Vec<String> = Vec::new();
            for text in shown.filter(|text| !text.trim().is_empty()) {
                if !own.iter().any(|known| known == text) {
                    own.push(text.to_owned());
                }
            }
            let asking = Asking { request, desk, keep, facts, column, own };
            let texts = match asking.all(&mut kept).await {
                Ok(texts) => texts,
                Err(AskError::Budget(error)) if done > 0 => {
                    warnings
                        .push(Warning { place, message: format!("left to the rules: {error}") });
                    continue;
                }
                Err(source) => return Err(AuthorError::Ask { source, done, of }),
            };
            done += 1;
            if texts.len() < LEAST {
                let message =
                    "the model wrote too few texts of use; the rules' are kept".to_owned();
                warnings.push(Warning { place, message });
                continue;
            }
            let mut with = plan.clone();
            put_into(&mut with, &table, column.name(), texts);
            if inspector.inspect(&with, std::slice::from_ref(&table)).len()
                > inspector.inspect(&plan, std::slice::from_ref(&table)).len()
            {
                let message = "the engine does not take the model's texts; the rules' are kept";
                warnings.push(Warning { place, message: message.to_owned() });
                continue;
            }
            plan = with;
            written += 1;
        }
    }
    let explanations = request.planned.explanations.clone();
    let planned = Planned { plan, explanations };
    Ok(Authored { planned, warnings, columns: written, kept, questions: of })
}

fn put_into(
    plan: &mut seedbed_generate::plan::Plan,
    table: &str,
    column: &str,
    texts: Vec<String>,
) {
    let name = format!("{}_{column}", table.replace('.', "_")).to_lowercase();
    plan.vocabularies.insert(name.clone(), texts);
    let Some(planned) = plan.tables.get_mut(table) else { return };
    let before = planned.columns.get(column).cloned();
    let source = Source::Pool(PoolSource { vocabulary: Vocabulary::Named(name) });
    let plan = match before {
        Some(before) => ColumnPlan { source, ..before },
        None => ColumnPlan::new(source),
    };
    planned.columns.insert(column.to_owned(), plan);
}

/// One column being written.
struct Asking<'w, 'a> {
    request: &'w AuthorRequest<'w>,
    desk: &'w Desk<'w>,
    keep: &'w dyn Keep,
    facts: &'w TableFacts<'a>,
    column: &'w ColumnFacts<'a>,
    /// What the rules made.
    own: Vec<String>,
}

#[derive(Serialize)]
struct TextsQuestion<'q> {
    wish: Option<&'q str>,
    table_wish: Option<&'q str>,
    table: &'q TableDigest,
    column: &'q str,
    examples: Vec<&'q String>,
    count: usize,
}

#[derive(serde::Deserialize)]
struct TextsReply {
    values: Vec<String>,
}

impl Asking<'_, '_> {
    /// Asks until there are enough different texts.
    async fn all(&self, kept: &mut usize) -> Result<Vec<String>, AskError> {
        let mut texts: Vec<String> = Vec::new();
        for round in 0..MOST_ROUNDS {
            let request = self.question(round);
            let made_from = made_from(&request, &self.desk.model().id());
            let text = if let Some(text) = self.keep.find(&made_from) {
                *kept += 1;
                text
            } else {
                let text = self.desk.ask(&request).await?.text;
                self.keep.keep(&made_from, &text);
                text
            };
            let said = document::<TextsReply>(&text).map(|reply| reply.values).unwrap_or_default();
            for text in said {
                let text = text.trim();
                if self.is_good(text, &texts) {
                    texts.push(text.to_owned());
                }
            }
            if texts.len() >= WANTED {
                break;
            }
        }
        Ok(texts)
    }

    /// Whether a text is new, fits, and is more than an echo.
    fn is_good(&self, text: &str, known: &[String]) -> bool {
        let same = |other: &String| other.eq_ignore_ascii_case(text);
        let is_word = text.chars().filter(|c| c.is_alphabetic()).count() >= 3;
        is_word
            && !text.contains(char::is_control)
            && !known.iter().any(same)
            && !self.own.iter().any(same)
            && scalar(self.column, text).is_ok()
    }

    fn question(&self, round: usize) -> Request {
        let wishes = &self.request.prompts;
        let start = round * SHOWN;
        let examples = self.own.iter().cycle().skip(start).take(SHOWN.min(self.own.len()));
        let question = TextsQuestion {
            wish: wishes.all.as_deref(),
            table_wish: wishes.tables.get(&self.facts.id).map(String::as_str),
            table: &told_columns(self.facts, &[self.column.name()]),
            column: self.column.name(),
            examples: examples.collect(),
            count: PER_CALL,
        };
        let text = json!({"type": "string"});
        let schema: Value = object(&[("values", json!({"type": "array", "items": text}))]);
        Request {
            label: format!(
                "texts {} of {}.{}",
                round + 1,
                self.facts.plan_name(),
                self.column.name()
            ),
            messages: vec![Message::new(Role::User, prompt::rendered(prompt::TEXTS, &question))],
            form: ReplyForm::Schema { name: "texts".into(), schema },
            max_output_tokens: 400,
            temperature: Some(0.9),
            seed: Some(round as u64),
        }
    }
}
