//! Reading what the command line names, and writing what it asks for.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use seedbed_ingest::Language;
use seedbed_pipeline::{NamedText, PipelineError};

use crate::args::ReadingArgs;

/// Reads schema sources: files, folders, or `-` for standard input.
pub(crate) fn read_all(
    paths: &[PathBuf],
    reading: &ReadingArgs,
) -> Result<Vec<NamedText>, PipelineError> {
    let mut texts = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            let read = io::stdin().read_to_end(&mut bytes);
            read.map_err(|source| failed("read", path, source))?;
            texts.push(named("<standard input>".into(), &bytes));
        } else if path.is_dir() {
            for file in schema_files(path, reading.from)? {
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

fn named(name: String, bytes: &[u8]) -> NamedText {
    NamedText { name, text: decoded(bytes) }
}

/// The text of a file by the mark it begins with; SQL Server's tools write UTF-16. Old dumps are
/// not always UTF-8: what is not is in comments and values, hardly in names.
fn decoded(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        plain => String::from_utf8_lossy(plain).into_owned(),
    }
}

/// The files of a folder that are of one language, in the order of their names. SQL files are
/// those of the folder itself; other languages keep theirs in folders of folders.
fn schema_files(folder: &Path, language: Option<Language>) -> Result<Vec<PathBuf>, PipelineError> {
    let mut files = Vec::new();
    walk(folder, 0, &mut files)?;
    files.sort();
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = language.or_else(|| Language::among(&names));
    // dbt's models are SELECTs: what tells of tables are the property files beside them.
    let properties: Vec<PathBuf> = match (language, found) {
        (None, Some(Language::Sql | Language::Dbt)) => {
            files.iter().filter(|path| is_dbt(path)).cloned().collect()
        }
        _ => Vec::new(),
    };
    if !properties.is_empty() {
        return Ok(properties);
    }
    let language = found;
    let is_wanted = |(path, name): &(PathBuf, &str)| {
        let here = path.parent() == Some(folder);
        language.is_some_and(|language| {
            language.may_be(name)
                && (here || language != Language::Sql)
                && !is_passed_over(path.strip_prefix(folder).unwrap_or(path), language)
        })
    };
    let wanted: Vec<PathBuf> = files
        .iter()
        .cloned()
        .zip(names.iter().copied())
        .filter(is_wanted)
        .map(|(path, _)| path)
        .collect();
    if wanted.is_empty() {
        let reason = match language {
            Some(language) => format!("the folder has no file in {language}"),
            None => "the folder has no file of a known language".to_owned(),
        };
        return Err(failed("read", folder, io::Error::other(reason)));
    }
    Ok(wanted)
}

/// Whether a file below a folder is in one that this language passes over.
fn is_passed_over(path: &Path, language: Language) -> bool {
    let mut folders = path.parent().into_iter().flat_map(Path::components);
    folders.any(|folder| language.passes_over(&folder.as_os_str().to_string_lossy()))
}

/// Whether a file is one of dbt's property files.
fn is_dbt(path: &Path) -> bool {
    let name = path.display().to_string();
    Language::Dbt.may_be(&name)
        && fs::read_to_string(path).is_ok_and(|text| Language::of(&name, &text) == Language::Dbt)
}

/// Collects the files of a folder and of the folders in it, without hidden ones and installed
/// packages.
fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), PipelineError> {
    /// Links may lead in circles.
    const DEEPEST: usize = 16;
    const SKIPPED: &[&str] =
        &["node_modules", "target", "venv", "site-packages", "__pycache__", "dbt_packages"];
    let wrong = |source| failed("read", folder, source);
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        if path.is_file() {
            files.push(path);
        } else if depth < DEEPEST && !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
            walk(&path, depth + 1, files)?;
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_tells_how_a_text_is_written() {
        let cases: [&[u8]; 4] = [
            b"caf\xc3\xa9",
            b"\xef\xbb\xbfcaf\xc3\xa9",
            b"\xff\xfec\0a\0f\0\xe9\0",
            b"\xfe\xff\0c\0a\0f\0\xe9",
        ];
        for bytes in cases {
            assert_eq!(decoded(bytes), "café");
        }
        assert_eq!(decoded(b"caf\xe9"), "caf\u{fffd}");
    }
}
