//! A language model's part in a plan.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    sync::Arc,
};

use seedbed_generate::{Engine, GenerateError, NoteKind, PlanProblem, plan::Plan};
use seedbed_planner::{
    Planned as ByRules,
    author::{
        AuthorRequest, Authored, Columns, Estimate, Finding, Inspector, Keep, Prepared, Prompts,
        author, estimate_rows, estimate_texts, open_columns, text_columns, write_rows, write_texts,
    },
    language::{Desk, LanguageModel, Limits, Spent},
};
use seedbed_schema::{Schema, TableId, TableName, Wishes};

use crate::{
    Input, PipelineError, Planned,
    author_rows::Maker,
    prepare::{PlanNote, table_named},
    staging,
};

/// What a user asks of a model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuthorOptions {
    /// Wishes for the whole dataset, in words.
    pub prompt: Option<String>,
    /// Wishes for single tables.
    pub table_prompts: Vec<(String, String)>,
    /// Whether small tables are written row by row.
    pub rows: bool,
    /// Columns that are written row by row, `table.column`, the rest of the table being planned.
    pub columns: Vec<String>,
    /// How often a reply that can't be used is sent back.
    pub repairs: u32,
    /// What may be spent.
    pub limits: Limits,
}

/// A model's part in a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthorSummary {
    /// The model.
    pub model: String,
    /// Columns that it planned.
    pub columns: usize,
    /// Questions in all.
    pub questions: usize,
    /// Questions whose answers were kept from an earlier run.
    pub kept: usize,
    /// What was spent.
    pub spent: Spent,
}

/// Tables of more rows than this are planned even where rows are asked for.
const MOST_WRITTEN: u64 = 1_000;

/// Lets a model plan what the rules can only guess, or write it: row by row where that is asked
/// for, and as texts of single columns where the model is too small for plans.
///
/// # Errors
/// [`PipelineError::UnknownTable`] and [`PipelineError::Author`].
pub async fn author_plan(
    input: &Input,
    planned: Planned,
    options: &AuthorOptions,
    desk: &Desk<'_>,
    keep: &dyn Keep,
) -> Result<(Planned, AuthorSummary), PipelineError> {
    let prompts = prompts(&input.schema, options)?;
    let Planned { plan, explanations, mut notes, pinned } = planned;
    let by_rules = ByRules { plan, explanations };
    let settled = settled(&input.wishes, &pinned);
    let request = request(input, &by_rules, &settled, &prompts, options);
    let inspector = Trial { schema: Arc::clone(&input.schema) };
    let maker = Maker { input };
    let mut work = Work::of(&request, input, options, desk.model())?;
    notes.extend(work.leave_out(&input.schema, &pinned));
    let mut parts: Vec<Authored> = Vec::new();
    if work.plans {
        parts.push(author(&request, desk, options.limits, &inspector, keep).await?);
    }
    if !work.texts.is_empty() {
        parts.push(write_texts(&request, &work.texts, desk, &maker, &inspector, keep).await?);
    }
    if !work.rows.is_empty() {
        let so_far = parts.last().map_or_else(|| by_rules.clone(), |part| part.planned.clone());
        let request = AuthorRequest { planned: &so_far, ..request };
        parts.push(write_rows(&request, &work.rows, desk, &maker, &inspector, keep).await?);
    }
    let mut summary = AuthorSummary {
        model: desk.model().id(),
        columns: 0,
        questions: 0,
        kept: 0,
        spent: desk.spent(),
    };
    let note = |message| PlanNote { message, is_gap: false };
    notes.extend(work.larger.iter().map(|table| {
        note(format!(
            "{table}: it has more than {MOST_WRITTEN} rows, so it is planned, not written"
        ))
    }));
    for part in &parts {
        summary.columns += part.columns;
        summary.questions += part.questions;
        summary.kept += part.kept;
        notes.extend(part.warnings.iter().map(|warning| note(warning.to_string())));
    }
    let ByRules { plan, explanations } =
        parts.pop().map_or_else(|| by_rules.clone(), |part| part.planned);
    Ok((Planned { plan, explanations, notes, pinned }, summary))
}

/// What asking a model takes, without asking it.
///
/// # Errors
/// [`PipelineError::UnknownTable`] and [`PipelineError::Author`].
pub fn author_estimate(
    input: &Input,
    planned: &Planned,
    options: &AuthorOptions,
    model: &dyn LanguageModel,
    keep: &dyn Keep,
) -> Result<Estimate, PipelineError> {
    let prompts = prompts(&input.schema, options)?;
    let by_rules =
        ByRules { plan: planned.plan.clone(), explanations: planned.explanations.clone() };
    let settled = settled(&input.wishes, &planned.pinned);
    let request = request(input, &by_rules, &settled, &prompts, options);
    let mut work = Work::of(&request, input, options, model)?;
    work.leave_out(&input.schema, &planned.pinned);
    let mut estimate = Estimate::default();
    if work.plans {
        estimate = Prepared::new(&request, model.abilities()).estimate(model, keep);
    }
    for columns in [&work.texts, &work.rows] {
        estimate.tables += columns.len();
        estimate.columns += columns.values().map(BTreeSet::len).sum::<usize>();
    }
    let (calls, usage) = estimate_rows(&by_rules.plan, &input.schema, &work.rows);
    let (more_calls, more_usage) = estimate_texts(&work.texts);
    estimate.calls += calls + more_calls;
    estimate.usage += usage;
    estimate.usage += more_usage;
    Ok(estimate)
}

fn request<'r>(
    input: &'r Input,
    planned: &'r ByRules,
    wishes: &'r Wishes,
    prompts: &'r Prompts,
    options: &AuthorOptions,
) -> AuthorRequest<'r> {
    AuthorRequest { schema: &input.schema, planned, wishes, prompts, repairs: options.repairs }
}

/// The sources' wishes, and the user's on top: what either settles is not asked of a model.
fn settled(wishes: &Wishes, pinned: &BTreeSet<(TableName, String)>) -> Wishes {
    let mut settled = wishes.clone();
    for (table, column) in pinned {
        settled.column_mut(table, column);
    }
    settled
}

/// What is asked of a model, and how.
struct Work {
    plans: bool,
    /// Columns whose texts a small model writes.
    texts: Columns,
    /// Columns that are written row by row.
    rows: Columns,
    /// Tables too large for that.
    larger: Vec<String>,
}

impl Work {
    fn of(
        request: &AuthorRequest<'_>,
        input: &Input,
        options: &AuthorOptions,
        model: &dyn LanguageModel,
    ) -> Result<Self, PipelineError> {
        let mut rows = Columns::new();
        for place in &options.columns {
            let (table, column) = place.rsplit_once('.').unwrap_or((place, ""));
            let id = table_named(&input.schema, table)?;
            // Whether there is such a column is for whoever writes it to say.
            rows.entry(id).or_default().insert(column.to_owned());
        }
        let mut larger = Vec::new();
        let writes_plans = model.abilities().writes_plans;
        let mut plans = writes_plans;
        if options.rows {
            let (open, too_large) = open_columns(request, MOST_WRITTEN);
            for (id, columns) in open {
                rows.entry(id).or_default().extend(columns);
            }
            plans = writes_plans && !too_large.is_empty();
            larger = too_large;
        }
        let is_small = !writes_plans && rows.is_empty();
        let texts = if is_small { text_columns(request) } else { Columns::new() };
        Ok(Self { plans, texts, rows, larger })
    }

    /// Takes out the columns whose values the user gave outright, and says where they were to be
    /// written, too.
    fn leave_out(
        &mut self,
        schema: &Schema,
        pinned: &BTreeSet<(TableName, String)>,
    ) -> Vec<PlanNote> {
        let mut notes = Vec::new();
        for (table, column) in pinned {
            let Some(id) = schema.find_exact(table) else { continue };
            if self.rows.get_mut(&id).is_some_and(|columns| columns.remove(column)) {
                let message = format!("{table}.{column}: --column says what it holds");
                notes.push(PlanNote { message, is_gap: false });
            }
        }
        self.rows.retain(|_, columns| !columns.is_empty());
        notes
    }
}

fn prompts(schema: &Schema, options: &AuthorOptions) -> Result<Prompts, PipelineError> {
    let tables = options.table_prompts.iter();
    let tables = tables.map(|(name, text)| Ok((table_named(schema, name)?, text.clone())));
    let tables: BTreeMap<TableId, String> = tables.collect::<Result<_, PipelineError>>()?;
    Ok(Prompts { all: options.prompt.clone(), tables })
}

/// Judges plans by compiling them, and by making some rows of the tables that have changed.
struct Trial {
    schema: Arc<Schema>,
}

/// How many rows of a table are made on trial.
const TRIAL_ROWS: u64 = 256;

impl Inspector for Trial {
    fn inspect(&self, plan: &Plan, tables: &[String]) -> Vec<Finding> {
        let engine = match Engine::new(Arc::clone(&self.schema), plan) {
            Ok(engine) => engine,
            Err(problems) => return problems.0.iter().map(|one| of_problem(plan, one)).collect(),
        };
        let overruled = engine.notes().iter().filter(|note| note.kind != NoteKind::NotHonoured);
        let mut findings: BTreeSet<Finding> = overruled
            .map(|note| Finding {
                table: Some(note.table.clone()),
                column: None,
                message: note.to_string(),
            })
            .collect();
        for name in tables {
            let Some(table) = self.schema.find(name) else { continue };
            let rows = engine.rows(table).min(TRIAL_ROWS);
            if let Err(error) = engine.batch(table, 0..rows) {
                findings.extend(of_rows(&error));
            }
        }
        findings.into_iter().collect()
    }
}

/// A problem tells its place as a path: `tables.orders.columns.status.weights`.
fn of_problem(plan: &Plan, problem: &PlanProblem) -> Finding {
    let rest = problem.path.strip_prefix("tables.").unwrap_or_default();
    let named = plan.tables.iter().filter(|(name, _)| {
        rest.strip_prefix(name.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    let table = named.max_by_key(|(name, _)| name.len());
    let column = table.and_then(|(name, table)| {
        let rest = rest[name.len()..].strip_prefix(".columns.")?;
        let columns = table.columns.keys().filter(|column| {
            rest.strip_prefix(column.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        columns.max_by_key(|column| column.len()).cloned()
    });
    let hint = problem.hint.as_ref().map_or(String::new(), |hint| format!(" ({hint})"));
    let message = format!("{}{hint}", problem.message);
    Finding { table: table.map(|(name, _)| name.clone()), column, message }
}

/// What a row that can't be made tells.
fn of_rows(error: &GenerateError) -> Vec<Finding> {
    let finding = |table: &str, column: Option<&String>| Finding {
        table: Some(table.to_owned()),
        column: column.cloned(),
        message: error.to_string(),
    };
    match error {
        GenerateError::Earlier(earlier) => of_rows(earlier),
        GenerateError::Formula { table, column, .. }
        | GenerateError::Convert { table, column, .. } => vec![finding(table, Some(column))],
        GenerateError::Exhausted { table, columns, .. } if !columns.is_empty() => {
            columns.iter().map(|column| finding(table, Some(column))).collect()
        }
        GenerateError::Exhausted { table, .. }
        | GenerateError::Crowded { table, .. }
        | GenerateError::TooLargeToRepair { table, .. }
        | GenerateError::Circular { table, .. }
        | GenerateError::Arrow { table, .. } => vec![finding(table, None)],
        _ => vec![Finding { table: None, column: None, message: error.to_string() }],
    }
}

/// Keeps replies as files, named by the hash of what they were made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyFiles {
    directory: PathBuf,
}

impl ReplyFiles {
    /// Keeps replies in a directory, which is made when there is something to keep.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    fn path(&self, made_from: &str) -> PathBuf {
        self.directory.join(format!("{}.json", staging::sha256(made_from.as_bytes())))
    }
}

impl Keep for ReplyFiles {
    fn find(&self, made_from: &str) -> Option<String> {
        fs::read_to_string(self.path(made_from)).ok()
    }

    fn keep(&self, made_from: &str, text: &str) {
        let path = self.path(made_from);
        let kept = fs::create_dir_all(&self.directory)
            .map_err(|source| PipelineError::io("make", &self.directory, source))
            .and_then(|()| staging::write_file(&path, text.as_bytes()));
        if let Err(error) = kept {
            tracing::warn!(%error, "the model's reply is not kept: it will be asked again");
        }
    }
}
