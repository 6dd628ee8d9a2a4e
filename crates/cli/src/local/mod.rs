//! Models that run in this process: where their files lie, how they are fetched and opened.

mod pull;
mod store;

use std::{fs::File, io::BufReader, num::NonZeroUsize, path::Path, thread};

use seedbed_inference::{InferenceError, Model, Options};
use seedbed_planner::language::LocalModel;

use crate::{
    amount,
    args::ModelCommand,
    exit::Exit,
    report::Failure,
    sources,
    table::{Align, TextTable},
};
use store::{Entry, Store, checksum};

/// `seedbed model`.
pub(crate) fn run(command: &ModelCommand) -> Result<Exit, Failure> {
    let store = Store::here()?;
    match command {
        ModelCommand::List => list(&store)?,
        ModelCommand::Pull { model, endpoint } => {
            let entry = pull::pull(&store, model, endpoint.as_deref())?;
            sources::print(&entry.account())?;
        }
    }
    Ok(Exit::Ok)
}

/// Opens the model that `--model local` or `local:PATH` names.
pub(crate) fn open(named: Option<&Path>) -> Result<LocalModel, Failure> {
    let path = Store::here()?.find(named)?;
    let failed = |reason: String| {
        let help = "--model local:PATH.gguf names another file; `seedbed model list` shows \
            what is here, and docs/local-models.md which models can be run";
        Failure::usage(format!("{}: {reason}", path.display()), help)
    };
    let file = File::open(&path).map_err(|error| failed(error.to_string()))?;
    let checksum = checksum(&path).map_err(|error| failed(error.to_string()))?;
    let model =
        Model::read(BufReader::new(file), Options { threads: threads(), ..Options::default() })
            .map_err(|error: InferenceError| failed(error.to_string()))?;
    Ok(LocalModel::new(model, &checksum))
}

/// As many threads as are likely to be free: on a busy machine one thread too many makes all of
/// them wait.
fn threads() -> NonZeroUsize {
    const MOST: usize = 8;
    let all = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    NonZeroUsize::new(all.min(MOST)).unwrap_or(NonZeroUsize::MIN)
}

fn list(store: &Store) -> Result<(), Failure> {
    let entries = store.entries()?;
    if entries.is_empty() {
        let known: Vec<String> = pull::KNOWN
            .iter()
            .map(|known| format!("  seedbed model pull {}", known.name))
            .collect();
        let folder = store.folder().display();
        sources::print(&format!(
            "There is no model in {folder}. These are known to work:\n{}\n",
            known.join("\n")
        ))?;
        return Ok(());
    }
    let columns = ["name", "architecture", "size", "chats", "licence"];
    let mut table = TextTable::new(columns.map(|name| (name, Align::Left)));
    for Entry { path, bytes, description, .. } in &entries {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let license = description.license.as_deref().unwrap_or("not stated");
        table.push(vec![
            name,
            description.architecture.clone(),
            amount::bytes(*bytes),
            if description.chats { "yes" } else { "no" }.to_owned(),
            license.to_owned(),
        ]);
    }
    sources::print(&format!("{}\nIn {}\n", table.render("").trim_end(), store.folder().display()))?;
    Ok(())
}
