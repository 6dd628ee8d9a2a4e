//! Reading what the command line names, and writing what it asks for.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use seedbed_pipeline::{NamedText, PipelineError};

/// Reads schema sources: files, folders of `.sql` files, or `-` for standard input.
pub(crate) fn read_all(paths: &[PathBuf]) -> Result<Vec<NamedText>, PipelineError> {
    let mut texts = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            let read = io::stdin().read_to_end(&mut bytes);
            read.map_err(|source| failed("read", path, source))?;
            texts.push(named("<standard input>".into(), &bytes));
        } else if path.is_dir() {
            for file in sql_files(path)? {
                texts.push(read(&file)?);
            }
        } else {
            texts.push(read(path)?);
        }
    }
    Ok(texts)
}

/// Reads one file.
pub(crate) fn read(path: &Path) -> Result<NamedText, PipelineError> {
    let bytes = fs::read(path).map_err(|source| failed("read", path, source))?;
    Ok(named(path.display().to_string(), &bytes))
}

/// Old dumps are not always UTF-8; what is not is in comments and values, hardly in names.
fn named(name: String, bytes: &[u8]) -> NamedText {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    NamedText { name, text: String::from_utf8_lossy(bytes).into_owned() }
}

fn sql_files(folder: &Path) -> Result<Vec<PathBuf>, PipelineError> {
    let wrong = |source| failed("read", folder, source);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(wrong(io::Error::other("the folder has no .sql file")));
    }
    Ok(files)
}

/// Writes to standard output. A reader that has seen enough (`| head`) is no failure.
pub(crate) fn print(text: &str) -> Result<(), PipelineError> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(failed("write to", Path::new("standard output"), source))
        }
        _ => Ok(()),
    }
}

/// Prints a JSON document.
pub(crate) fn print_json(document: &serde_json::Value) -> Result<(), PipelineError> {
    print(&format!("{document:#}\n"))
}

pub(crate) fn failed(action: &'static str, path: &Path, source: io::Error) -> PipelineError {
    PipelineError::Io { action, path: path.to_owned(), source }
}
