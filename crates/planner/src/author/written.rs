//! Columns that a model writes row by row, the rest of the row before its eyes.
//!
//! Keys, references and whatever is not asked for are made by the engine; the model sees them and
//! its parents' rows. What it writes becomes literal values of the plan, one per row, so that the
//! dataset stays a function of plan and seed. It costs tokens for every row: small tables only.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_expr::Env;
use seedbed_generate::plan::{ColumnPlan, Plan, RowsSource, Scalar, Source};
use seedbed_schema::{DataType, TableId};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    AuthorError, AuthorRequest, Authored, Finding, Inspector, Keep, Warning,
    asked::asked,
    digest::{TableDigest, told_columns},
    prompt,
    question::made_from,
    reply::{document, object},
    run::side_by_side,
    scalar::scalar,
};
use crate::{
    Planned,
    language::{AskError, Desk, Message, ReplyForm, Request, Role, Usage},
    moment,
    survey::{Class, ColumnFacts, KeyPart, Survey, TableFacts},
};

/// What makes the rows that a model sees.
pub trait RowMaker: Sync {
    /// The first `most` rows of a table: a cell for every column, and for each reference an object
    /// with what is worth knowing of the parent's row. Cells are texts, or NULL.
    ///
    /// # Errors
    /// In words, when rows can't be made.
    fn rows(&self, plan: &Plan, table: &str, most: u64) -> Result<Vec<Map<String, Value>>, String>;
}

/// Columns by their tables.
pub type Columns = BTreeMap<TableId, BTreeSet<String>>;

/// Rows of a table beyond which nobody wants to pay for each.
pub const MOST_ROWS: u64 = 20_000;
/// Rows of one question.
const ROWS_PER_CALL: usize = 20;
/// Tokens of what is written for one column of one row, as replies turn out.
const TOKENS_PER_CELL: u64 = 30;
/// Tokens of one row that is shown.
const TOKENS_PER_ROW: u64 = 120;

/// Calls and tokens that writing rows takes, without repairs.
pub fn estimate_rows(
    plan: &Plan,
    schema: &seedbed_schema::Schema,
    columns: &Columns,
) -> (u64, Usage) {
    let (mut calls, mut usage) = (0, Usage::default());
    for (id, names) in columns {
        let table = plan.tables.get(&schema.table(*id).name.to_string());
        let rows = table.map_or(0, |table| table.rows);
        let asked = rows.div_ceil(ROWS_PER_CALL as u64);
        calls += asked;
        usage += Usage {
            input_tokens: asked * 700 + rows * TOKENS_PER_ROW,
            output_tokens: rows * (names.len() as u64 * TOKENS_PER_CELL + 10),
            cached_tokens: 0,
        };
    }
    (calls, usage)
}

/// Every column of tables with at most `most` rows that is worth a question, and the names of the
/// larger tables.
pub fn open_columns(request: &AuthorRequest<'_>, most: u64) -> (Columns, Vec<String>) {
    let plan = &request.planned.plan;
    let survey = Survey::new(request.schema, Env { now: moment(&plan.as_of) }, request.wishes);
    let wanted = request.prompts.tables.keys().copied().collect();
    let (mut columns, mut larger) = (Columns::new(), Vec::new());
    for (id, table) in asked(&survey, plan, request.wishes, &wanted) {
        let name = survey.table(id).plan_name();
        if plan.tables.get(&name).is_some_and(|table| table.rows > most) {
            larger.push(name);
        } else if !table.columns.is_empty() {
            columns.insert(id, table.columns);
        }
    }
    (columns, larger)
}

/// Lets a model write columns of tables, row by row.
///
/// # Errors
/// When a column can't be written this way, when a table is too large, and when the model can't be
/// asked.
pub async fn write_rows(
    request: &AuthorRequest<'_>,
    columns: &Columns,
    desk: &Desk<'_>,
    maker: &dyn RowMaker,
    inspector: &dyn Inspector,
    keep: &dyn Keep,
) -> Result<Authored, AuthorError> {
    let mut plan = request.planned.plan.clone();
    let env = Env { now: moment(&plan.as_of) };
    let survey = Survey::new(request.schema, env, request.wishes);
    let mut warnings = Vec::new();
    let (mut written, mut questions, mut kept) = (0, 0, 0);
    // Parents first: children are shown what was written of them.
    let order = survey.order.iter().filter_map(|id| Some((survey.table(*id), columns.get(id)?)));
    for (facts, names) in order {
        let name = facts.plan_name();
        let rows = plan.tables.get(&name).map_or(0, |table| table.rows);
        if rows > MOST_ROWS {
            return Err(AuthorError::TooManyRows { table: name, rows, most: MOST_ROWS });
        }
        let shown = maker.rows(&plan, &name, rows);
        let shown = shown.map_err(|message| AuthorError::Rows { table: name.clone(), message })?;
        let writing =
            Writing { request, desk, keep, facts, columns: writable(facts, names)?, shown };
        let outcome = writing.all().await?;
        questions += outcome.questions;
        kept += outcome.kept;
        if outcome.by_rules > 0 {
            let message = format!(
                "{} of {rows} rows keep the rules' values: the model's could not be used",
                outcome.by_rules
            );
            warnings.push(Warning { place: name.clone(), message });
        }
        let mut with = plan.clone();
        writing.put_into(&mut with, &outcome.values);
        let known: BTreeSet<Finding> =
            inspector.inspect(&plan, std::slice::from_ref(&name)).into_iter().collect();
        let found = inspector.inspect(&with, std::slice::from_ref(&name));
        match found.into_iter().find(|finding| !known.contains(finding)) {
            None => {
                written += writing.columns.len();
                plan = with;
            }
            Some(finding) => warnings.push(Warning {
                place: name,
                message: format!("what the model wrote is not used: {}", finding.message),
            }),
        }
    }
    let explanations = request.planned.explanations.clone();
    let planned = Planned { plan, explanations };
    Ok(Authored { planned, warnings, columns: written, kept, questions })
}

/// The columns, if each can be written.
fn writable<'f, 'a>(
    facts: &'f TableFacts<'a>,
    names: &BTreeSet<String>,
) -> Result<Vec<&'f ColumnFacts<'a>>, AuthorError> {
    let columns = names.iter().map(|name| {
        let place = || format!("{}.{name}", facts.plan_name());
        let refuse = |reason| Err(AuthorError::Column { place: place(), reason });
        let Some(column) = facts.column(name) else { return refuse("there is no such column") };
        let is_plain = matches!(
            column.class,
            Class::Bool
                | Class::Int
                | Class::Decimal
                | Class::Text
                | Class::Labels
                | Class::Date
                | Class::Timestamp
        );
        if column.linked
            || column.is_computed()
            || column.key >= KeyPart::PrimaryPart && column.key != KeyPart::Unique
        {
            return refuse("keys, references and computed columns are made by the engine");
        }
        if is_plain { Ok(column) } else { refuse("values of its type can't be written by a model") }
    });
    columns.collect()
}

/// What came of a table.
struct Outcome {
    /// A value for every column of every row.
    values: Vec<Vec<Scalar>>,
    /// Rows that could not be used.
    by_rules: usize,
    questions: usize,
    kept: usize,
}

/// One table being written.
struct Writing<'w, 'a> {
    request: &'w AuthorRequest<'w>,
    desk: &'w Desk<'w>,
    keep: &'w dyn Keep,
    facts: &'w TableFacts<'a>,
    columns: Vec<&'w ColumnFacts<'a>>,
    shown: Vec<Map<String, Value>>,
}

/// What a question about rows holds.
#[derive(Serialize)]
struct RowsQuestion<'q> {
    wish: Option<&'q str>,
    table_wish: Option<&'q str>,
    locale: &'q str,
    as_of: &'q str,
    table: &'q TableDigest,
    write: Vec<&'q str>,
    rows: Vec<Value>,
    problems: &'q [String],
}

#[derive(serde::Deserialize)]
struct RowsReply {
    rows: Vec<Map<String, Value>>,
}

impl Writing<'_, '_> {
    /// Asks for all rows, and again for those that were not right.
    async fn all(&self) -> Result<Outcome, AuthorError> {
        let mut values: Vec<Option<Vec<Scalar>>> = vec![None; self.shown.len()];
        let mut taken: Vec<BTreeSet<String>> = vec![BTreeSet::new(); self.columns.len()];
        let mut problems: BTreeMap<usize, String> = BTreeMap::new();
        let (mut questions, mut kept) = (0, 0);
        for round in 0..=self.request.repairs {
            let open: Vec<usize> = (0..values.len()).filter(|row| values[*row].is_none()).collect();
            if open.is_empty() {
                break;
            }
            let batches: Vec<Request> = open
                .chunks(ROWS_PER_CALL)
                .map(|rows| self.question(rows, round, &problems))
                .collect();
            questions += batches.len();
            let answers = side_by_side(self.desk, &batches, |request| self.ask(request)).await;
            let answers = match answers {
                Ok(answers) => answers,
                // The budget ends repairs; what was written stays.
                Err((AskError::Budget(_), _)) if round > 0 => break,
                Err((source, done)) => {
                    return Err(AuthorError::Ask { source, done, of: batches.len() });
                }
            };
            problems.clear();
            for (rows, (text, is_kept)) in open.chunks(ROWS_PER_CALL).zip(answers) {
                kept += usize::from(is_kept);
                self.take(rows, &text, &mut values, &mut taken, &mut problems);
            }
        }
        let by_rules = values.iter().filter(|row| row.is_none()).count();
        let values = values.into_iter().enumerate();
        let values = values.map(|(row, written)| written.unwrap_or_else(|| self.own(row)));
        Ok(Outcome { values: values.collect(), by_rules, questions, kept })
    }

    /// Takes what is right of a reply.
    fn take(
        &self,
        rows: &[usize],
        text: &str,
        values: &mut [Option<Vec<Scalar>>],
        taken: &mut [BTreeSet<String>],
        problems: &mut BTreeMap<usize, String>,
    ) {
        let reply = match document::<RowsReply>(text) {
            Ok(reply) => reply.rows,
            Err(message) => {
                problems.extend(rows.iter().map(|row| (*row, message.clone())));
                return;
            }
        };
        for &row in rows {
            let number = |said: &&Map<String, Value>| said["row"].as_u64() == Some(row as u64 + 1);
            let said = reply.iter().filter(|said| said.contains_key("row")).find(number);
            let read = said.ok_or_else(|| "the row is missing".to_owned());
            match read.and_then(|said| self.row(row, said, taken)) {
                Ok(cells) => {
                    for (taken, cell) in taken.iter_mut().zip(&cells) {
                        taken.insert(key(cell));
                    }
                    values[row] = Some(cells);
                }
                Err(message) => {
                    problems.insert(row, message);
                }
            }
        }
    }

    /// The cells of a row, if all are right.
    fn row(
        &self,
        row: usize,
        said: &Map<String, Value>,
        taken: &[BTreeSet<String>],
    ) -> Result<Vec<Scalar>, String> {
        let cells = self.columns.iter().zip(taken).map(|(column, taken)| {
            // Where the plan has no value, there is none.
            if self.shown[row].get(column.name()).is_none_or(Value::is_null) {
                return Ok(Scalar::Null);
            }
            let wrong = |message: String| format!("{}: {message}", column.name());
            let text = match said.get(column.name()) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Null) | None if column.is_nullable() => return Ok(Scalar::Null),
                Some(Value::Null) | None => return Err(wrong("a value is needed".into())),
                Some(other) => other.to_string(),
            };
            let cell = scalar(column, &text).map_err(wrong)?;
            if column.key >= KeyPart::Unique && taken.contains(&key(&cell)) {
                return Err(wrong("another row has this value already".into()));
            }
            Ok(cell)
        });
        cells.collect()
    }

    /// The values that the rules made.
    fn own(&self, row: usize) -> Vec<Scalar> {
        let cells = self.columns.iter().map(|column| {
            let text = self.shown[row].get(column.name()).and_then(Value::as_str);
            text.and_then(|text| scalar(column, text).ok()).unwrap_or(Scalar::Null)
        });
        cells.collect()
    }

    fn question(&self, rows: &[usize], round: u32, problems: &BTreeMap<usize, String>) -> Request {
        let table = self.facts.plan_name();
        let plan = &self.request.planned.plan;
        let write: Vec<&str> = self.columns.iter().map(|column| column.name()).collect();
        let shown = rows.iter().map(|row| {
            let mut shown = Map::new();
            shown.insert("row".into(), (row + 1).into());
            let others =
                self.shown[*row].iter().filter(|(name, _)| !write.contains(&name.as_str()));
            shown.extend(others.map(|(name, cell)| (name.clone(), cell.clone())));
            Value::Object(shown)
        });
        let told = rows.iter().filter_map(|row| Some((row, problems.get(row)?)));
        let told: Vec<String> =
            told.map(|(row, problem)| format!("row {}: {problem}", row + 1)).collect();
        let wishes = &self.request.prompts;
        let question = RowsQuestion {
            wish: wishes.all.as_deref(),
            table_wish: wishes.tables.get(&self.facts.id).map(String::as_str),
            locale: &plan.locale,
            as_of: &plan.as_of,
            table: &told_columns(self.facts, &write),
            write: write.clone(),
            rows: shown.collect(),
            problems: &told,
        };
        let (first, last) =
            (rows.first().map_or(0, |row| row + 1), rows.last().map_or(0, |row| row + 1));
        let again = if round == 0 { String::new() } else { format!("repair {round} of ") };
        let abilities = self.desk.model().abilities();
        Request {
            label: format!("{again}rows {first}-{last} of {table}"),
            messages: vec![
                Message::new(Role::System, prompt::ROWS_SYSTEM.trim_end()),
                Message::new(Role::User, prompt::rendered(prompt::ROWS, &question)),
            ],
            form: ReplyForm::Schema { name: "rows".into(), schema: self.reply_schema() },
            max_output_tokens: abilities.max_output_tokens,
            temperature: None,
            seed: None,
        }
    }

    fn reply_schema(&self) -> Value {
        let mut members = vec![("row", json!({"type": "integer"}))];
        members.extend(self.columns.iter().map(|column| {
            let kind = match column.class {
                Class::Bool => "boolean",
                Class::Int => "integer",
                Class::Decimal => "number",
                _ => "string",
            };
            let schema = match &column.column.data_type {
                DataType::Enum(labels) => json!({"type": "string", "enum": labels.labels}),
                _ if column.is_nullable() => json!({"type": [kind, "null"]}),
                _ => json!({"type": kind}),
            };
            (column.name(), schema)
        }));
        object(&[("rows", json!({"type": "array", "items": object(&members)}))])
    }

    /// The reply to a question, and whether it was kept.
    async fn ask(&self, request: &Request) -> Result<(String, bool), AskError> {
        let made_from = made_from(request, &self.desk.model().id());
        if let Some(text) = self.keep.find(&made_from) {
            return Ok((text, true));
        }
        let reply = self.desk.ask(request).await?;
        self.keep.keep(&made_from, &reply.text);
        Ok((reply.text, false))
    }

    fn put_into(&self, plan: &mut Plan, rows: &[Vec<Scalar>]) {
        let Some(table) = plan.tables.get_mut(&self.facts.plan_name()) else { return };
        if rows.is_empty() {
            return;
        }
        for (at, column) in self.columns.iter().enumerate() {
            let values = rows.iter().map(|row| row[at].clone()).collect();
            let source = Source::Rows(RowsSource { values });
            table.columns.insert(column.name().to_owned(), ColumnPlan::new(source));
        }
    }
}

/// A cell as it is compared.
fn key(cell: &Scalar) -> String {
    match cell {
        Scalar::Text(text) => text.to_lowercase(),
        other => format!("{other:?}"),
    }
}
