//! `seedbed model pull`: from a hub or a file into the folder of models.

use std::{env, fs, path::Path};

use hf_hub::{
    Cache, Repo, RepoType,
    api::sync::{ApiBuilder, ApiError},
};

use super::store::{Entry, Store, checksum};
use crate::report::Failure;

/// A model that has a short name here.
pub(super) struct Known {
    pub(super) name: &'static str,
    repository: &'static str,
    file: &'static str,
}

/// Small models that follow examples well for their size.
pub(super) const KNOWN: [Known; 4] = [
    Known {
        name: "gemma-3-270m-it",
        repository: "unsloth/gemma-3-270m-it-GGUF",
        file: "gemma-3-270m-it-Q8_0.gguf",
    },
    Known {
        name: "smollm2-135m-instruct",
        repository: "bartowski/SmolLM2-135M-Instruct-GGUF",
        file: "SmolLM2-135M-Instruct-Q8_0.gguf",
    },
    Known {
        name: "qwen2.5-0.5b-instruct",
        repository: "Qwen/Qwen2.5-0.5B-Instruct-GGUF",
        file: "qwen2.5-0.5b-instruct-q8_0.gguf",
    },
    Known { name: "qwen3-0.6b", repository: "Qwen/Qwen3-0.6B-GGUF", file: "Qwen3-0.6B-Q8_0.gguf" },
];

/// Puts a model into the folder: a file of this machine, a model by its short name, or
/// `OWNER/REPOSITORY/FILE.gguf` of a hub.
pub(super) fn pull(store: &Store, model: &str, endpoint: Option<&str>) -> Result<Entry, Failure> {
    let path = Path::new(model);
    if path.is_file() {
        // Before it is taken over: what is no model stays where it is.
        Entry::read(path.to_owned())?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        return store.take(path, &name, true);
    }
    let (repository, file) = place(model)?;
    let partial = store.folder().join(".hub");
    let mut hub = ApiBuilder::from_cache(Cache::new(partial.clone())).with_retries(3);
    if let Some(endpoint) = endpoint {
        hub = hub.with_endpoint(endpoint.trim_end_matches('/').to_owned());
    }
    let failed = |error: ApiError| unreachable_hub(model, &error);
    #[allow(clippy::disallowed_methods, reason = "the program is an edge")]
    let token = env::var("HF_TOKEN").ok().filter(|token| !token.is_empty());
    let hub = hub.with_token(token).build().map_err(failed)?;
    let repository = hub.repo(Repo::new(repository, RepoType::Model));
    let promised = hub.metadata(&repository.url(&file)).map_err(failed)?.etag().to_owned();
    let fetched = repository.download(&file).map_err(failed)?;
    require_checksum(&fetched, &promised)?;
    Entry::read(fetched.clone())?;
    let blob = fs::canonicalize(&fetched).unwrap_or(fetched);
    let name = file.rsplit('/').next().unwrap_or(&file).to_owned();
    let entry = store.take(&blob, &name, false)?;
    if let Err(error) = fs::remove_dir_all(&partial) {
        tracing::warn!(%error, folder = %partial.display(), "can't be removed");
    }
    Ok(entry)
}

/// The repository and the file that a name stands for.
fn place(model: &str) -> Result<(String, String), Failure> {
    if let Some(known) = KNOWN.iter().find(|known| known.name == model) {
        return Ok((known.repository.to_owned(), known.file.to_owned()));
    }
    let mut parts = model.splitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(owner), Some(repository), Some(file))
            if Path::new(file).extension().is_some_and(|extension| extension == "gguf") =>
        {
            Ok((format!("{owner}/{repository}"), file.to_owned()))
        }
        _ => {
            let names: Vec<&str> = KNOWN.iter().map(|known| known.name).collect();
            Err(Failure::usage(
                format!("there is no file {model}, and no model is known by that name"),
                format!(
                    "known are {}; others are OWNER/REPOSITORY/FILE.gguf of the hub",
                    names.join(", ")
                ),
            ))
        }
    }
}

/// Hubs tell the SHA-256 of large files as their entity tag.
fn require_checksum(path: &Path, promised: &str) -> Result<(), Failure> {
    let is_sha256 = promised.len() == 64 && promised.bytes().all(|byte| byte.is_ascii_hexdigit());
    let found = checksum(path).map_err(|error| crate::sources::failed("read", path, error))?;
    if is_sha256 && !found.eq_ignore_ascii_case(promised) {
        // What is wrong must not be taken up by the next attempt.
        let blob = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        for wrong in [blob.as_path(), path] {
            if let Err(error) = fs::remove_file(wrong) {
                tracing::warn!(%error, file = %wrong.display(), "can't be removed");
            }
        }
        return Err(Failure::usage(
            format!("the file that came has the SHA-256 {found}, and the hub promised {promised}"),
            "nothing was kept; try again",
        ));
    }
    Ok(())
}

fn unreachable_hub(model: &str, error: &ApiError) -> Failure {
    Failure::usage(
        format!("{model} can't be fetched: {error}"),
        "is the network there, and the name right? Models that ask for consent need HF_TOKEN; a \
         file that is already here is taken by its path: seedbed model pull PATH.gguf",
    )
}
