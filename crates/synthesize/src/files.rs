//! A model as files: a JSON document that says what it is, and tensors in the safetensors format.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::SynthesizeError;

/// A model's files by name. Loading one executes nothing.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The document of every model's folder.
pub(crate) const MODEL_FILE: &str = "model.json";
const FORMAT: &str = "seedbed-model";
const VERSION: u32 = 1;

/// What `model.json` says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Document<T> {
    pub format: String,
    pub version: u32,
    /// The release that wrote it.
    pub engine: String,
    pub method: String,
    /// Of the columns' names and kinds, in their order.
    pub schema_hash: String,
    /// SHA-256 of the files beside this one.
    pub files: BTreeMap<String, String>,
    pub model: T,
}

/// What is read before anything else: the rest depends on it.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
    method: String,
}

/// Makes the files of a model.
pub(crate) fn pack<T: Serialize>(
    method: &str,
    schema_hash: &str,
    model: &T,
    beside: BTreeMap<String, Vec<u8>>,
) -> Result<Files, SynthesizeError> {
    let document = Document {
        format: FORMAT.into(),
        version: VERSION,
        engine: env!("CARGO_PKG_VERSION").into(),
        method: method.into(),
        schema_hash: schema_hash.into(),
        files: beside.iter().map(|(name, bytes)| (name.clone(), sha256(bytes))).collect(),
        model,
    };
    let mut text = serde_json::to_vec_pretty(&document)
        .map_err(|error| SynthesizeError::damaged(MODEL_FILE, error.to_string()))?;
    text.push(b'\n');
    let mut files = beside;
    files.insert(MODEL_FILE.into(), text);
    Ok(files)
}

/// The method that a model's files are of.
pub(crate) fn method_of(files: &Files) -> Result<String, SynthesizeError> {
    let head: Head = serde_json::from_slice(document(files)?)
        .map_err(|_| SynthesizeError::damaged(MODEL_FILE, "no description of a model"))?;
    if head.format != FORMAT {
        return Err(SynthesizeError::damaged(MODEL_FILE, "not a model of seedbed's"));
    }
    if head.version != VERSION {
        let problem = format!(
            "written in version {} of the format; this release reads version {VERSION}",
            head.version
        );
        return Err(SynthesizeError::damaged(MODEL_FILE, problem));
    }
    Ok(head.method)
}

/// Reads the document and checks the files beside it against their hashes.
pub(crate) fn unpack<T: for<'de> Deserialize<'de>>(
    files: &Files,
) -> Result<Document<T>, SynthesizeError> {
    method_of(files)?;
    let document: Document<T> = serde_json::from_slice(document(files)?).map_err(|error| {
        // Where, not what: the document holds labels, which are cell values.
        let problem = format!("damaged at line {}, column {}", error.line(), error.column());
        SynthesizeError::damaged(MODEL_FILE, problem)
    })?;
    for (name, hash) in &document.files {
        let bytes = files.get(name).ok_or_else(|| SynthesizeError::damaged(name, "absent"))?;
        if sha256(bytes) != *hash {
            let problem = "damaged: it is not what model.json says";
            return Err(SynthesizeError::damaged(name, problem));
        }
    }
    Ok(document)
}

fn document(files: &Files) -> Result<&[u8], SynthesizeError> {
    let found = files.get(MODEL_FILE).map(Vec::as_slice);
    found.ok_or_else(|| SynthesizeError::damaged(MODEL_FILE, "absent: this is not a model"))
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Writes a model's folder: whole or not at all, and in the place of an earlier one.
///
/// # Errors
/// When the folder can't be written, or exists and holds no model.
pub fn write_folder(files: &Files, folder: &Path) -> Result<(), SynthesizeError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| SynthesizeError::Folder { path, source }
    };
    if folder.exists() && !may_replace(folder).map_err(at(folder))? {
        let source = std::io::Error::other("exists and holds no model: choose another folder");
        return Err(SynthesizeError::Folder { path: folder.to_owned(), source });
    }
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    fs::create_dir_all(&parent).map_err(at(&parent))?;
    let staged =
        tempfile::Builder::new().prefix(".model-").tempdir_in(&parent).map_err(at(&parent))?;
    let (new, old) = (staged.path().join("new"), staged.path().join("old"));
    fs::create_dir(&new).map_err(at(&new))?;
    for (name, bytes) in files {
        let path = new.join(name);
        fs::write(&path, bytes).map_err(at(&path))?;
    }
    if folder.exists() {
        fs::rename(folder, &old).map_err(at(folder))?;
    }
    if let Err(error) = fs::rename(&new, folder) {
        // What was there comes back, so that nothing is lost.
        if old.exists() {
            fs::rename(&old, folder).map_err(at(folder))?;
        }
        return Err(at(folder)(error));
    }
    Ok(())
}

/// Whether a folder is empty or a model.
fn may_replace(folder: &Path) -> std::io::Result<bool> {
    Ok(folder.join(MODEL_FILE).exists() || fs::read_dir(folder)?.next().is_none())
}

/// Reads a model's folder.
///
/// # Errors
/// When the folder can't be read. What its files hold is checked by [`crate::load`].
pub fn read_folder(folder: &Path) -> Result<Files, SynthesizeError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| SynthesizeError::Folder { path, source }
    };
    let mut files = Files::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name()) {
            let bytes = fs::read(&path).map_err(at(&path))?;
            files.insert(name.to_string_lossy().into_owned(), bytes);
        }
    }
    Ok(files)
}
