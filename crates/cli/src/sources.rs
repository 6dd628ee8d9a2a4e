//! Reading what the command line names, and writing what it asks for.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use seedbed_ingest::{Diagnostic, Language, ReadOptions, Severity};
use seedbed_pipeline::{Input, NamedText, PipelineError};
use seedbed_schema::Origin;

use crate::{
    decode,
    report::{self, Failure},
    target::Target,
};

/// Reads the schema that the command line names: files, folders, databases, or `-` for standard
/// input.
pub(crate) fn read_schema(
    paths: &[PathBuf],
    mut options: ReadOptions,
) -> Result<(Vec<NamedText>, Input), Failure> {
    let mut texts = Vec::new();
    let mut remarks = Vec::new();
    for path in paths {
        if let Some(database) = database(path) {
            options.dialect = options.dialect.or(database.dialect());
            texts.push(described(&database)?);
            continue;
        }
        let files = if path.is_dir() {
            let found = schema_files(path, options.language)?;
            remarks.extend(found.remarks);
            found.files
        } else {
            vec![path.clone()]
        };
        for file in files {
            let (text, remark) = if file.as_os_str() == "-" { read_input()? } else { read(&file)? };
            texts.push(text);
            remarks.extend(remark);
        }
    }
    match seedbed_pipeline::read_schema(&texts, &options) {
        Ok(mut input) => {
            input.diagnostics.splice(0..0, remarks);
            Ok((texts, input))
        }
        Err(error) => {
            // A text that could not be decoded often explains what could not be read.
            report::remarks(&texts, &remarks);
            Err(Failure::about(&texts, error))
        }
    }
}

/// The database that an argument names by its URL.
fn database(path: &Path) -> Option<Target> {
    let target = path.to_str()?.parse().ok()?;
    matches!(target, Target::Database(_)).then_some(target)
}

/// What a database says of its tables.
fn described(database: &Target) -> Result<NamedText, Failure> {
    let url = match database {
        Target::Database(url) => url.as_str(),
        Target::Directory(_) => "",
    };
    let text = seedbed_database::describe(url).map_err(PipelineError::Database)?;
    Ok(NamedText { name: database.to_string(), text })
}

fn read_input() -> Result<(NamedText, Option<Diagnostic>), PipelineError> {
    let mut bytes = Vec::new();
    let read = io::stdin().read_to_end(&mut bytes);
    read.map_err(|source| failed("read", Path::new("-"), source))?;
    decode::named("<standard input>".into(), &bytes)
}

/// Reads one file, and says where it can't be decoded.
pub(crate) fn read(path: &Path) -> Result<(NamedText, Option<Diagnostic>), PipelineError> {
    let bytes = fs::read(path).map_err(|source| failed("read", path, source))?;
    decode::named(path.display().to_string(), &bytes)
}

/// What makes the schema of a folder.
struct FolderFiles {
    /// In the order of reading.
    files: Vec<PathBuf>,
    /// About files that are left out.
    remarks: Vec<Diagnostic>,
}

/// The files of a folder that are of one language, in the order of their names.
///
/// Files in folders of the folder belong to it: migrations often have a folder each. But where
/// SQL stands beside such folders they may say the same again (`schema.sql`, `migrations/`) or
/// something else (`seeds/`), and are left out. So are files that take migrations back.
fn schema_files(folder: &Path, language: Option<Language>) -> Result<FolderFiles, PipelineError> {
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
        return Ok(FolderFiles { files: properties, remarks: Vec::new() });
    }
    let language = found;
    files.retain(|path| {
        language.is_some_and(|language| {
            language.may_be(&path.to_string_lossy())
                && !is_passed_over(path.strip_prefix(folder).unwrap_or(path), language)
        })
    });
    let (ways_back, files): (Vec<PathBuf>, Vec<PathBuf>) =
        files.into_iter().partition(|path| is_way_back(path));
    if files.is_empty() {
        let reason = match language {
            Some(language) => format!("the folder has no file in {language}"),
            None => "the folder has no file of a known language".to_owned(),
        };
        return Err(failed("read", folder, io::Error::other(reason)));
    }
    let why = "it takes a migration back";
    let mut remarks: Vec<_> = left_out(&ways_back, Severity::Note, why).into_iter().collect();
    let (own, deeper): (Vec<PathBuf>, Vec<PathBuf>) =
        files.iter().cloned().partition(|path| path.parent() == Some(folder));
    if language != Some(Language::Sql) || own.is_empty() {
        return Ok(FolderFiles { files, remarks });
    }
    let why = format!("{} holds SQL files beside its folders", folder.display());
    remarks.extend(left_out(&deeper, Severity::Warning, &why));
    Ok(FolderFiles { files: own, remarks })
}

fn left_out(files: &[PathBuf], severity: Severity, why: &str) -> Option<Diagnostic> {
    let (first, rest) = files.split_first()?;
    let others = match rest.len() {
        0 => String::new(),
        more => format!(", nor are {more} more like it"),
    };
    Some(Diagnostic {
        severity,
        origin: Origin { source: first.display().to_string().into(), line: 1, column: 1 },
        message: format!("this file is not read{others}: {why}"),
        help: Some("name files one by one, in their order, to have exactly these read".to_owned()),
        skipped: None,
    })
}

/// Whether a migration's file takes it back: `001_init/down.sql`, `001_init.down.sql`.
fn is_way_back(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem == "down" || stem.ends_with(".down")
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
    const SKIPPED: &[&str] = &[
        "node_modules",
        "target",
        "venv",
        "site-packages",
        "__pycache__",
        "dbt_packages",
        "seedbed-out",
    ];
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

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    #[test]
    fn migrations_are_read_in_order_and_what_is_left_out_is_named() {
        let cases: [(&[&str], &[&str], &[&str]); 4] = [
            (
                &["2_b/up.sql", "1_a/up.sql", "1_a/down.sql"],
                &["1_a/up.sql", "2_b/up.sql"],
                &["1_a/down.sql:1:1: note: this file is not read: it takes a migration back"],
            ),
            (
                &["1.up.sql", "1.down.sql", "2.down.sql", "2.up.sql"],
                &["1.up.sql", "2.up.sql"],
                &["1.down.sql:1:1: note: this file is not read, nor are 1 more like it"],
            ),
            (
                &["schema.sql", "seeds/a.sql", "seedbed-out/seedbed.sql"],
                &["schema.sql"],
                &["seeds/a.sql:1:1: warning: this file is not read"],
            ),
            (&["a/schema.prisma", "b.prisma", "b/x.sql"], &["a/schema.prisma", "b.prisma"], &[]),
        ];
        for (files, read, remarked) in cases {
            let folder = folder(files);
            let found = schema_files(folder.path(), None).unwrap();
            let names: Vec<_> =
                found.files.iter().map(|path| path.strip_prefix(&folder).unwrap()).collect();
            assert_eq!(names, read.iter().map(Path::new).collect::<Vec<_>>());
            let remarks: Vec<String> = found.remarks.iter().map(ToString::to_string).collect();
            assert_eq!(remarks.len(), remarked.len(), "{remarks:?}");
            for (remark, expected) in remarks.iter().zip(remarked) {
                assert!(remark.contains(expected), "{remark}");
            }
        }
    }
}
