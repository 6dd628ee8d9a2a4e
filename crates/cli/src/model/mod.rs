//! A language model's part: choosing it, asking it, and saying what it took.

mod args;
mod choose;

use std::{
    env,
    future::Future,
    path::PathBuf,
    pin::{Pin, pin},
    time::{Duration, Instant},
};

use futures_util::future::{Either, select};
use seedbed_pipeline::{
    AuthorOptions, AuthorSummary, Cancel, Input, PipelineError, Planned, ReplyFiles,
    author_estimate, author_plan, write_file,
};
use seedbed_planner::{
    author::{Estimate, Keep, KeepNothing},
    language::{Clock, Desk, Limits, Price, Recorder},
};
use serde_json::{Value, json};

pub(crate) use args::ModelArgs;
#[cfg(not(feature = "local-llm"))]
pub(crate) use choose::no_local_models;

use crate::{
    amount::{counted, grouped},
    report::Failure,
    sources,
};
use choose::{Purpose, choose};

/// Lets the model that is asked for write its part of the plan.
pub(crate) fn author(
    args: &ModelArgs,
    input: &Input,
    planned: Planned,
    cancel: &Cancel,
) -> Result<(Planned, Option<AuthorSummary>), Failure> {
    let Some(chosen) = choose(args, Purpose::Ask)? else { return Ok((planned, None)) };
    let options = options(args)?;
    let keep = keep(args);
    #[allow(clippy::disallowed_methods, reason = "the program is an edge")]
    let clock = RealClock { start: Instant::now() };
    let recorder = Recorder::new(chosen.model);
    let desk = Desk::new(&recorder, &clock, options.limits, chosen.price);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|source| sources::failed("ask", "a model".as_ref(), source))?;
    let result = runtime.block_on(async {
        let asking = pin!(author_plan(input, planned, &options, &desk, keep.as_ref()));
        match select(asking, pin!(cancelled(cancel))).await {
            Either::Left((result, _)) => result,
            Either::Right(_) => Err(PipelineError::Cancelled),
        }
    });
    if let Some(path) = &args.record {
        write_file(path, recorder.script().as_bytes())?;
    }
    let (planned, summary) = result?;
    Ok((planned, Some(summary)))
}

/// What asking would take.
pub(crate) struct Cost {
    model: String,
    estimate: Estimate,
    price: Option<Price>,
}

/// What asking the model would take; none where none is asked for.
pub(crate) fn estimate(
    args: &ModelArgs,
    input: &Input,
    planned: &Planned,
) -> Result<Option<Cost>, Failure> {
    let Some(chosen) = choose(args, Purpose::Estimate)? else { return Ok(None) };
    let options = options(args)?;
    let keep = keep(args);
    let model = chosen.model.as_ref();
    let estimate = author_estimate(input, planned, &options, model, keep.as_ref())?;
    Ok(Some(Cost { model: model.id(), estimate, price: chosen.price }))
}

impl Cost {
    /// For people.
    pub(crate) fn text(&self) -> String {
        let Estimate { kept, tables, columns, calls, usage, .. } = self.estimate;
        let mut text = format!(
            "{} would be asked about {} of {}: {}, about {} tokens in and {} out",
            self.model,
            counted(columns as u64, "column"),
            counted(tables as u64, "table"),
            counted(calls, "call"),
            grouped(usage.input_tokens),
            grouped(usage.output_tokens),
        );
        match &self.price {
            Some(price) => text.push_str(&format!(", about ${:.4}", price.of(usage))),
            None => text.push_str(", at a price that is not known (--prices FILE)"),
        }
        if kept > 0 {
            let answers = counted(kept as u64, "answer");
            text.push_str(&format!("; {answers} kept from earlier runs cost nothing"));
        }
        text.push_str(".\nRepairs of replies can add to that; --max-calls, --max-tokens and --max-cost limit it.\n");
        text
    }

    /// For programs.
    pub(crate) fn document(&self) -> Value {
        json!({
            "model": self.model,
            "tables": self.estimate.tables,
            "columns": self.estimate.columns,
            "questions": self.estimate.questions,
            "kept": self.estimate.kept,
            "calls": self.estimate.calls,
            "input_tokens": self.estimate.usage.input_tokens,
            "output_tokens": self.estimate.usage.output_tokens,
            "dollars": self.price.as_ref().map(|price| price.of(self.estimate.usage)),
        })
    }
}

/// What a model did, in a sentence.
pub(crate) fn sentence(summary: &AuthorSummary) -> String {
    let AuthorSummary { model, columns, questions, kept, spent } = summary;
    let mut text = format!("{model} planned {}", counted(*columns as u64, "column"));
    let usage = spent.usage;
    text.push_str(&format!(
        " ({}, {} tokens in, {} out",
        counted(spent.calls, "call"),
        grouped(usage.input_tokens),
        grouped(usage.output_tokens)
    ));
    if let Some(dollars) = spent.dollars.filter(|dollars| *dollars > 0.0) {
        text.push_str(&format!(", ${dollars:.4}"));
    }
    if *kept > 0 {
        text.push_str(&format!("; {kept} of {questions} answers were kept from earlier runs"));
    }
    text.push(')');
    text
}

/// The same for programs.
pub(crate) fn document(summary: &AuthorSummary) -> Value {
    json!({
        "model": summary.model,
        "columns": summary.columns,
        "questions": summary.questions,
        "kept": summary.kept,
        "calls": summary.spent.calls,
        "input_tokens": summary.spent.usage.input_tokens,
        "output_tokens": summary.spent.usage.output_tokens,
        "cached_tokens": summary.spent.usage.cached_tokens,
        "dollars": summary.spent.dollars,
    })
}

fn options(args: &ModelArgs) -> Result<AuthorOptions, Failure> {
    let read = |path: &str| Ok::<_, PipelineError>(sources::read(path.as_ref())?.0.text);
    let wishes = args::Wishes::of(&args.prompt, read)?;
    Ok(AuthorOptions {
        prompt: wishes.all,
        table_prompts: wishes.tables,
        rows: args.mode == "rows",
        columns: args.llm_columns.clone(),
        repairs: args.repairs,
        limits: Limits { calls: args.max_calls, tokens: args.max_tokens, dollars: args.max_cost },
    })
}

/// Where replies are kept.
fn keep(args: &ModelArgs) -> Box<dyn Keep> {
    if args.no_model_cache {
        return Box::new(KeepNothing);
    }
    let directory = args.model_cache.clone().or_else(default_cache);
    match directory {
        Some(directory) => Box::new(ReplyFiles::new(directory)),
        None => Box::new(KeepNothing),
    }
}

#[allow(clippy::disallowed_methods, reason = "the program is an edge")]
fn default_cache() -> Option<PathBuf> {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let cache = named("XDG_CACHE_HOME")
        .or_else(|| named("LOCALAPPDATA"))
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(named("HOME")?).join(".cache")))?;
    Some(cache.join("seedbed").join("replies"))
}

/// Ends when somebody asks to stop.
async fn cancelled(cancel: &Cancel) {
    while !cancel.is_cancelled() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The time as it passes here.
struct RealClock {
    start: Instant,
}

impl Clock for RealClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(time))
    }
}
