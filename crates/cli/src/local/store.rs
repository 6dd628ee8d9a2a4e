//! The folder of model files.

use std::{
    env,
    fs::{self, File},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use seedbed_inference::Description;
use sha2::{Digest, Sha256};

use crate::{amount, report::Failure, sources};

/// Where model files lie: `seedbed/models` in the user's folder for caches.
pub(super) struct Store {
    folder: PathBuf,
}

/// One model file.
pub(super) struct Entry {
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    pub(super) description: Description,
}

impl Store {
    #[allow(clippy::disallowed_methods, reason = "the program is an edge")]
    pub(super) fn here() -> Result<Self, Failure> {
        let named =
            |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = || {
            let home = named("HOME")?;
            let mac = home.join("Library/Caches");
            Some(if cfg!(target_os = "macos") { mac } else { home.join(".cache") })
        };
        let folder = named("SEEDBED_MODELS").or_else(|| {
            let cache = named("XDG_CACHE_HOME").or_else(|| named("LOCALAPPDATA")).or_else(home);
            Some(cache?.join("seedbed/models"))
        });
        let folder = folder.ok_or_else(|| {
            Failure::usage(
                "there is no folder for models: neither HOME nor LOCALAPPDATA is set",
                "set SEEDBED_MODELS to a folder",
            )
        })?;
        Ok(Self { folder })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files, by name; those that can't be read as models are left out.
    pub(super) fn entries(&self) -> Result<Vec<Entry>, Failure> {
        let listed = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            listed => listed.map_err(|error| sources::failed("read", &self.folder, error))?,
        };
        let mut paths: Vec<PathBuf> = listed.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "gguf"));
        paths.sort();
        Ok(paths.into_iter().filter_map(|path| Entry::read(path).ok()).collect())
    }

    /// The file that is meant: a path, the name of a file in the folder, or the only one there.
    pub(super) fn find(&self, named: Option<&Path>) -> Result<PathBuf, Failure> {
        if let Some(named) = named {
            let mut own = self.folder.join(named).into_os_string();
            if named.extension().is_none_or(|extension| extension != "gguf") {
                own.push(".gguf");
            }
            let paths = [named.to_owned(), PathBuf::from(own)];
            return paths.into_iter().find(|path| path.is_file()).ok_or_else(|| {
                Failure::usage(
                    format!("there is no model {}", named.display()),
                    "name a GGUF file, or a model that `seedbed model list` shows",
                )
            });
        }
        let mut entries = self.entries()?;
        match entries.len() {
            1 => Ok(entries.remove(0).path),
            0 => Err(Failure::usage(
                "there is no local model yet",
                "get one (seedbed model pull gemma-3-270m-it), or name a file: --model \
                 local:PATH.gguf",
            )),
            _ => {
                let choice: Vec<_> = entries
                    .iter()
                    .filter_map(|entry| entry.path.file_stem())
                    .map(|stem| format!("local:{}", stem.to_string_lossy()))
                    .collect();
                Err(Failure::usage(
                    "there are several local models",
                    format!("name one: --model {}", choice.join(", ")),
                ))
            }
        }
    }

    /// Takes over a file: it is moved where that can be done, else copied. Nobody sees it half
    /// there.
    pub(super) fn take(&self, from: &Path, name: &str, keep: bool) -> Result<Entry, Failure> {
        let make = |error| sources::failed("make", &self.folder, error);
        fs::create_dir_all(&self.folder).map_err(make)?;
        let path = self.folder.join(name);
        let failed = |error| Failure::from(sources::failed("write", &path, error));
        if keep || fs::rename(from, &path).is_err() {
            let partial = self.folder.join(format!(".{name}.partial"));
            fs::copy(from, &partial).map_err(failed)?;
            fs::rename(&partial, &path).map_err(failed)?;
        }
        Entry::read(path)
    }
}

impl Entry {
    /// Reads what a file says of its model.
    pub(super) fn read(path: PathBuf) -> Result<Self, Failure> {
        let failed = |error| Failure::from(sources::failed("read", &path, error));
        let file = File::open(&path).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        let description = Description::read(BufReader::new(file)).map_err(|error| {
            let message = format!("{}: {error}", path.display());
            Failure::usage(message, "a model is a GGUF file of one piece")
        })?;
        Ok(Self { path, bytes, description })
    }

    /// What was taken over, for people.
    pub(super) fn account(&self) -> String {
        let Description { name, license, architecture, chats, .. } = &self.description;
        let name = name.as_deref().unwrap_or("a model without a name");
        let license = license.as_deref().unwrap_or("not stated in the file: ask its authors");
        let kind = if *chats { "answers in turns" } else { "continues text" };
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        let checksum = checksum(&self.path).unwrap_or_else(|error| format!("unreadable: {error}"));
        format!(
            "{name} ({architecture}, {}, {kind})\n  file     {}\n  sha256   {checksum}\n  licence  \
             {license}\nUse it with --model local:{stem}\n",
            amount::bytes(self.bytes),
            self.path.display(),
        )
    }
}

/// The SHA-256 of a file, in hexadecimal digits.
pub(super) fn checksum(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => hash.update(&buffer[..read]),
        }
    }
    Ok(hash.finalize().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
}
