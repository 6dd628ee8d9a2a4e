//! From what the command line names to a model.

use std::path::Path;

use seedbed_planner::language::{LanguageModel, Price, PriceList, Script};

use super::args::{ModelArgs, ModelSpec};
use crate::{report::Failure, sources};

/// A model, and what its tokens cost.
pub(super) struct Chosen {
    pub(super) model: Box<dyn LanguageModel>,
    /// `None` where no price is known.
    pub(super) price: Option<Price>,
}

/// What a model is chosen for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be asked.
    Ask,
    /// To say what asking would take: no key is needed for that.
    Estimate,
}

/// The model that is asked for; none where rules alone shall plan.
pub(super) fn choose(args: &ModelArgs, purpose: Purpose) -> Result<Option<Chosen>, Failure> {
    let chosen = match args.model.as_ref().unwrap_or(&ModelSpec::None) {
        ModelSpec::None => return refuse_idle_options(args),
        ModelSpec::OpenAi(name) => {
            Chosen { model: openai(args, name, purpose)?, price: prices(args)?.of(name).cloned() }
        }
        ModelSpec::Local(path) => {
            Chosen { model: local(path.as_deref())?, price: Some(Price::free()) }
        }
        ModelSpec::Scripted(path) => Chosen { model: scripted(path)?, price: Some(Price::free()) },
    };
    if args.max_cost.is_some() && chosen.price.is_none() {
        return Err(Failure::usage(
            format!("--max-cost needs a price, and there is none for {}", chosen.model.id()),
            "give a price list with the model in it: --prices FILE (docs/prompts.md shows one)",
        ));
    }
    Ok(Some(chosen))
}

/// Options about a model without one would be without effect.
fn refuse_idle_options(args: &ModelArgs) -> Result<Option<Chosen>, Failure> {
    let idle = [
        ("--prompt", !args.prompt.is_empty()),
        ("--base-url", args.base_url.is_some()),
        ("--max-calls", args.max_calls.is_some()),
        ("--max-tokens", args.max_tokens.is_some()),
        ("--max-cost", args.max_cost.is_some()),
        ("--record", args.record.is_some()),
        ("--mode rows", args.mode == "rows"),
        ("--llm-columns", !args.llm_columns.is_empty()),
    ];
    match idle.iter().find(|(_, given)| *given) {
        None => Ok(None),
        Some((option, _)) => Err(Failure::usage(
            format!("{option} is for a language model, and none is asked"),
            "name one: --model openai:NAME",
        )),
    }
}

fn prices(args: &ModelArgs) -> Result<PriceList, Failure> {
    let Some(path) = &args.prices else { return Ok(PriceList::built_in()) };
    let (file, _) = sources::read(path)?;
    PriceList::read(&file.text).map_err(|error| {
        Failure::usage(
            format!("{}: {error}", path.display()),
            "it looks like {\"models\": [{\"name\": \"gpt-5-mini\", \"input\": 0.25, \"output\": \
             2.0}]}, in dollars for a million tokens",
        )
    })
}

fn scripted(path: &Path) -> Result<Box<dyn LanguageModel>, Failure> {
    let (file, _) = sources::read(path)?;
    let script = Script::read(&file.text).map_err(|error| {
        let help = "--record FILE writes one, and examples/retail has one";
        Failure::usage(format!("{}: {error}", path.display()), help)
    })?;
    Ok(Box::new(script))
}

#[cfg(feature = "openai")]
fn openai(
    args: &ModelArgs,
    name: &str,
    purpose: Purpose,
) -> Result<Box<dyn LanguageModel>, Failure> {
    use seedbed_planner::language::{OpenAi, OpenAiOptions};

    let options = OpenAiOptions {
        base_url: args.base_url.clone().or_else(|| environment("OPENAI_BASE_URL")),
        key: environment("OPENAI_API_KEY"),
        timeout: std::time::Duration::from_secs(args.model_timeout),
        ..OpenAiOptions::new(name)
    };
    if purpose == Purpose::Ask && options.lacks_key() {
        return Err(Failure::usage(
            "OpenAI's endpoint asks for a key, and there is none",
            "set OPENAI_API_KEY, or name another endpoint with --base-url or OPENAI_BASE_URL",
        ));
    }
    let model = OpenAi::new(options).map_err(|error| {
        Failure::usage(error.to_string(), "the endpoint comes from --base-url or OPENAI_BASE_URL")
    })?;
    Ok(Box::new(model))
}

#[cfg(feature = "openai")]
#[allow(clippy::disallowed_methods, reason = "the program is an edge")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(not(feature = "openai"))]
fn openai(_: &ModelArgs, _: &str, _: Purpose) -> Result<Box<dyn LanguageModel>, Failure> {
    Err(Failure::usage(
        "this build does not speak to models over the network",
        "build it with the feature openai",
    ))
}

#[cfg(feature = "local-llm")]
fn local(named: Option<&Path>) -> Result<Box<dyn LanguageModel>, Failure> {
    Ok(Box::new(crate::local::open(named)?))
}

#[cfg(not(feature = "local-llm"))]
fn local(_: Option<&Path>) -> Result<Box<dyn LanguageModel>, Failure> {
    Err(no_local_models())
}

/// What a build without local models says of them.
#[cfg(not(feature = "local-llm"))]
pub(crate) fn no_local_models() -> Failure {
    Failure::usage(
        "this build has no local models",
        "build it with them (cargo build --release --features local-llm), or ask a server on this \
         machine: --model openai:NAME --base-url http://localhost:11434/v1",
    )
}
