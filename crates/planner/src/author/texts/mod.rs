//! What a model of a few hundred million weights can do: write rows like rows it is shown.
//!
//! It can't write a plan. So it is asked for single rows of a few text columns of one table, with
//! rows that the rules made as examples, in a form that it can't depart from. What it writes is
//! sifted (copies, real brands, unfinished sentences, repetitions), and becomes a pool of records
//! that the table's rows draw from. Keys, numbers, dates, choices and formulas stay the rules'.

mod sift;
mod task;

use std::collections::{BTreeMap, BTreeSet};

use seedbed_expr::Env;
use serde_json::json;

use super::{
    AuthorError, AuthorRequest, Authored, Inspector, Keep, Warning,
    asked::{AskedTable, asked},
    contribution::{Contribution, Judge},
    run::{explained, told},
    settle::Ground,
    written::{Columns, RowMaker},
};
use crate::{
    language::{AskError, Desk, Usage},
    moment,
    survey::Survey,
};
use sift::Sift;
use task::Task;

/// Records that are wanted of each table.
const RECORDS: usize = 40;
/// Rows that are asked for at most to get them.
const MOST_ROWS: u64 = 100;
/// Fewer records than this look worse than what the rules make.
const FEWEST_RECORDS: usize = 8;

/// The text columns that a small model can write, where none are named.
pub fn text_columns(request: &AuthorRequest<'_>) -> Columns {
    let survey = survey(request);
    let asked = asked(&survey, &request.planned.plan, request.wishes, &BTreeSet::new());
    let columns = asked.iter().map(|(id, table)| {
        let texts = task::columns(survey.table(*id), &table.columns);
        (*id, texts.map(|column| column.name().to_owned()).collect::<BTreeSet<_>>())
    });
    columns.filter(|(_, texts)| !texts.is_empty()).collect()
}

/// Calls and tokens that writing texts takes, given what is usually sifted out.
pub fn estimate_texts(columns: &Columns) -> (u64, Usage) {
    const CALLS_PER_TABLE: u64 = RECORDS as u64 * 3 / 2;
    const PROMPT: u64 = 300;
    const ROW: u64 = 25;
    let calls = columns.len() as u64 * CALLS_PER_TABLE;
    let usage =
        Usage { input_tokens: calls * PROMPT, output_tokens: calls * ROW, cached_tokens: 0 };
    (calls, usage)
}

/// Lets a small model write texts for columns.
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
    let plan = &request.planned.plan;
    let survey = survey(request);
    let ground = Ground::new(&survey, plan, inspector);
    let asked = columns.iter().map(|(id, columns)| {
        (*id, AskedTable { columns: columns.clone(), ..AskedTable::default() })
    });
    let asked: BTreeMap<_, _> = asked.collect();
    let judge = Judge { survey: &survey, plan, asked: &asked };
    let (tasks, mut warnings) = task::tasks(request, &survey, columns, maker);
    let questions = tasks.len();
    let (mut contributions, mut kept) = (Vec::new(), 0);
    for (done, task) in tasks.iter().enumerate() {
        let written = records(task, desk, keep).await;
        let written = written.map_err(|source| AuthorError::Ask { source, done, of: questions })?;
        kept += usize::from(written.is_kept);
        if written.records.len() < FEWEST_RECORDS {
            let count = written.records.len();
            let message = format!(
                "of the rows that the model wrote, {count} are of use: too few; the rules' texts \
                 stay"
            );
            warnings.push(Warning { place: task.table.clone(), message });
            continue;
        }
        let mut contribution = Contribution::default();
        let mut objections = contribution.take(&reply(task, &written.records), &judge);
        objections.retain(|objection| !objection.is_advice);
        warnings.extend(told(&objections));
        contributions.push(contribution);
    }
    let (plan, withdrawn) = ground.settle(&mut contributions);
    warnings.extend(withdrawn);
    let columns = contributions.iter().map(|one| one.columns.len()).sum();
    let planned = explained(request.planned, plan, &contributions, &desk.model().id());
    Ok(Authored { planned, warnings, columns, kept, questions })
}

fn survey<'r>(request: &AuthorRequest<'r>) -> Survey<'r> {
    let env = Env { now: moment(&request.planned.plan.as_of) };
    Survey::new(request.schema, env, request.wishes)
}

/// What came of one table.
struct Written {
    records: Vec<Vec<String>>,
    is_kept: bool,
}

/// Has rows written until there are enough records. A limit that is reached ends it early.
async fn records(task: &Task, desk: &Desk<'_>, keep: &dyn Keep) -> Result<Written, AskError> {
    let made_from = task.made_from(&desk.model().id());
    let kept = keep.find(&made_from).and_then(|text| serde_json::from_str(&text).ok());
    if let Some(records) = kept {
        return Ok(Written { records, is_kept: true });
    }
    let mut sift = Sift::new(task);
    let mut records = Vec::new();
    let mut is_limited = false;
    for attempt in 0..MOST_ROWS {
        let reply = match desk.ask(&task.request(attempt)).await {
            Ok(reply) => reply,
            Err(AskError::Budget(limit)) => {
                tracing::debug!(%limit, "no further row");
                is_limited = true;
                break;
            }
            Err(error) => return Err(error),
        };
        records.extend(sift.take(&reply.text));
        if records.len() == RECORDS {
            break;
        }
    }
    // What a limit cut short is not what another run, with another limit, should find.
    if records.len() >= FEWEST_RECORDS && !is_limited {
        keep.keep(&made_from, &json!(records).to_string());
    }
    Ok(Written { records, is_kept: false })
}

/// Records as a model that writes plans would have said it: so they are judged like its replies.
fn reply(task: &Task, records: &[Vec<String>]) -> String {
    let pool = format!("{} texts", task.table);
    let records: Vec<_> =
        records.iter().map(|values| json!({"weight": 1.0, "values": values})).collect();
    let columns = task.columns.iter().map(|column| {
        let values = json!({"kind": "record", "pool": pool, "field": column.name});
        json!({"column": column.name, "values": values})
    });
    let fields: Vec<&str> = task.columns.iter().map(|column| column.name.as_str()).collect();
    json!({
        "pools": [{"name": pool, "fields": fields, "records": records}],
        "tables": [{"table": task.table, "columns": columns.collect::<Vec<_>>()}],
    })
    .to_string()
}

#[cfg(test)]
mod tests;
