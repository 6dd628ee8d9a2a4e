//! Files, made by any tool, against a schema.

use std::{
    collections::{BTreeSet, VecDeque},
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use seedbed_dataset::{
    ARROW_ENDINGS, Format, ReadBatch, ReadError, ScriptError, ScriptReader, TableReader,
};
use seedbed_evaluate::{Verification, Verifier};
use seedbed_expr::{Kind, Value};
use seedbed_schema::{Schema, Table, TableId};

use crate::{Cancel, PipelineError, manifest::manifests_in, names, script};

/// Which files of a directory hold which tables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FoundFiles {
    /// The tables that have files.
    pub tables: Vec<TableFiles>,
    /// Scripts that insert rows, whichever tables they go to; there are no other files then.
    pub scripts: Vec<PathBuf>,
    /// Tables of the schema without a file.
    pub missing: Vec<String>,
    /// Files that look like tables and are none of the schema's.
    pub unmatched: Vec<String>,
    /// The dataset's present moment, where a manifest tells it.
    pub as_of: Option<String>,
}

/// The files of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFiles {
    /// The table.
    pub table: TableId,
    /// Their format.
    pub format: FileFormat,
    /// The files in order: one, or one per shard.
    pub paths: Vec<PathBuf>,
}

/// What files of tables are read as: a format that is also written, or one that others write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// One of ours.
    Own(Format),
    /// Arrow's files (Feather) and streams.
    Arrow,
}

impl FileFormat {
    /// The format that a file's ending tells, without the dot.
    fn of_ending(ending: &str) -> Option<Self> {
        let is_arrow = ARROW_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
        if is_arrow { Some(Self::Arrow) } else { ending.parse().ok().map(Self::Own) }
    }
}

/// Finds the files of a schema's tables by their names: `orders.csv`, or
/// `orders.part-00001-of-00007.csv` and so on; or scripts, whatever their names.
///
/// # Errors
/// [`PipelineError::Files`] when a table's files are of several formats or shards are missing,
/// and [`PipelineError::Io`].
pub fn find_tables(schema: &Schema, directory: &Path) -> Result<FoundFiles, PipelineError> {
    let wrong = |source| PipelineError::io("read", directory, source);
    let mut candidates = Vec::new();
    for entry in fs::read_dir(directory).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        candidates.extend(Candidate::of(path));
    }
    candidates.sort_by(|a, b| a.path.cmp(&b.path));
    let manifest = manifests_in(directory)?.into_iter().next();
    let as_of = manifest.map(|(_, manifest)| manifest.as_of);
    let (scripts, candidates): (Vec<_>, Vec<_>) = candidates
        .into_iter()
        .partition(|candidate| candidate.format == FileFormat::Own(Format::Sql));
    if candidates.iter().all(Candidate::is_ours) && !scripts.is_empty() {
        let scripts = complete_scripts(scripts)?;
        return Ok(FoundFiles { scripts, as_of, ..FoundFiles::default() });
    }
    let stems = names::file_stems(schema);
    let mut tables = Vec::new();
    let mut missing = Vec::new();
    for id in schema.load_order().tables {
        let stem = &stems[id.0];
        let name = schema.table(id).name.to_string();
        let own: Vec<&Candidate> =
            candidates.iter().filter(|candidate| candidate.is_of(stem)).collect();
        match own.first() {
            None => missing.push(name),
            Some(first) => {
                complete(&name, &own)?;
                let paths = own.iter().map(|candidate| candidate.path.clone()).collect();
                tables.push(TableFiles { table: id, format: first.format, paths });
            }
        }
    }
    let unmatched = candidates
        .iter()
        .chain(&scripts)
        .filter(|candidate| !candidate.is_ours())
        .filter(|candidate| !stems.iter().any(|stem| candidate.is_of(stem)))
        .filter_map(|candidate| Some(candidate.path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    Ok(FoundFiles { tables, scripts: Vec::new(), missing, unmatched, as_of })
}

/// The scripts of a directory; those of a run in shards must all be there.
fn complete_scripts(scripts: Vec<Candidate>) -> Result<Vec<PathBuf>, PipelineError> {
    let stems: BTreeSet<&str> = scripts.iter().map(|script| script.stem.as_str()).collect();
    for stem in stems {
        let own: Vec<&Candidate> = scripts.iter().filter(|script| script.stem == stem).collect();
        complete(stem, &own)?;
    }
    Ok(scripts.into_iter().map(|script| script.path).collect())
}

/// A file that may hold a table.
struct Candidate {
    path: PathBuf,
    stem: String,
    format: FileFormat,
    /// `(1, 7)` for the first of seven parts.
    part: Option<(u32, u32)>,
}

impl Candidate {
    fn of(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let (stem, extension) = name.rsplit_once('.')?;
        if stem.is_empty() || stem.starts_with('.') {
            return None;
        }
        let format = FileFormat::of_ending(extension)?;
        let part = stem.rsplit_once('.').and_then(|(stem, part)| {
            let (index, of) = part.strip_prefix("part-")?.split_once("-of-")?;
            Some((stem, (index.parse().ok()?, of.parse().ok()?)))
        });
        let (stem, part) = match part {
            Some((stem, part)) => (stem.to_owned(), Some(part)),
            None => (stem.to_owned(), None),
        };
        Some(Self { path, stem, format, part })
    }

    /// Whether it is of the table with this file name.
    fn is_of(&self, stem: &str) -> bool {
        match self.format {
            FileFormat::Own(format) => self.stem == names::in_format(stem, format),
            FileFormat::Arrow => self.stem == stem,
        }
    }

    /// Whether it is the plan, the manifest or the report of a gate.
    fn is_ours(&self) -> bool {
        self.format == FileFormat::Own(Format::Json) && names::OWN.contains(&self.stem.as_str())
    }
}

/// Checks that files are all of one table's rows, once.
fn complete(table: &str, files: &[&Candidate]) -> Result<(), PipelineError> {
    let problem = |what: String| Err(PipelineError::Files { message: format!("{table}: {what}") });
    let names = || {
        let names = files.iter().filter_map(|file| file.path.file_name());
        names.map(|name| name.to_string_lossy().into_owned()).collect::<Vec<_>>().join(", ")
    };
    let first = files[0];
    if files.iter().any(|file| file.format != first.format) {
        return problem(format!("it is there in several formats ({}); keep one", names()));
    }
    let Some((_, of)) = first.part else {
        return if files.len() == 1 {
            Ok(())
        } else {
            problem(format!("it is there whole and in parts ({}); keep one", names()))
        };
    };
    let parts: Vec<_> = files.iter().map(|file| file.part).collect();
    let expected: Vec<_> = (1..=of).map(|index| Some((index, of))).collect();
    if parts == expected {
        Ok(())
    } else {
        problem(format!("not all of its {of} parts are there, each once ({})", names()))
    }
}

/// Checks all rows of `files` against every constraint of the schema. `as_of` is the present
/// moment that checks see, `YYYY-MM-DDTHH:MM:SSZ`.
///
/// # Errors
/// [`PipelineError::Codec`] and [`PipelineError::Io`] for files that can't be read at all; a
/// cell that can't be read is a violation.
pub fn verify_files(
    schema: &Schema,
    files: &[TableFiles],
    as_of: &str,
    cancel: &Cancel,
) -> Result<Verification, PipelineError> {
    let mut verifier = Verifier::new(schema, moment(as_of)?);
    read_files(schema, files, cancel, &mut |table, read| feed(&mut verifier, table, read))?;
    Ok(verifier.finish())
}

/// Checks all rows that `scripts` insert against every constraint of the schema, as
/// [`verify_files`] does; also names the tables they fill that are none of the schema's. Scripts are in the words of the schema's database, and hold all tables:
/// one that gets no row is empty.
///
/// # Errors
/// [`PipelineError::Codec`] and [`PipelineError::Io`] for scripts that can't be read, or that do
/// more than inserting literal rows.
pub fn verify_scripts(
    schema: &Schema,
    scripts: &[PathBuf],
    as_of: &str,
    cancel: &Cancel,
) -> Result<(Verification, Vec<String>), PipelineError> {
    let mut verifier = Verifier::new(schema, moment(as_of)?);
    let strangers =
        read_scripts(schema, scripts, cancel, &mut |table, read| feed(&mut verifier, table, read))?;
    Ok((verifier.finish(), strangers))
}

fn feed(
    verifier: &mut Verifier<'_>,
    table: TableId,
    read: Option<&ReadBatch>,
) -> Result<(), PipelineError> {
    let mut feed = verifier.table(table);
    read.map_or(Ok(()), |read| feed.feed_read(read)).map_err(PipelineError::from)
}

/// Takes the rows of files: nothing of each table first, which may have no row, then its rows.
pub(crate) type TakeRows<'t> =
    dyn FnMut(TableId, Option<&ReadBatch>) -> Result<(), PipelineError> + 't;

/// Reads all rows of the files that were found, whatever their format.
#[cfg(feature = "evaluate")]
pub(crate) fn read_rows(
    schema: &Schema,
    found: &FoundFiles,
    cancel: &Cancel,
    take: &mut TakeRows<'_>,
) -> Result<(), PipelineError> {
    if found.scripts.is_empty() {
        read_files(schema, &found.tables, cancel, take)
    } else {
        read_scripts(schema, &found.scripts, cancel, take).map(|_| ())
    }
}

fn read_files(
    schema: &Schema,
    files: &[TableFiles],
    cancel: &Cancel,
    take: &mut TakeRows<'_>,
) -> Result<(), PipelineError> {
    for file in files {
        take(file.table, None)?;
        let table = schema.table(file.table);
        match file.format {
            // Only the first part of a CSV file has the header.
            FileFormat::Own(Format::Csv) => {
                let input = Box::new(Joined::new(&file.paths));
                let reader = TableReader::speaking(schema.dialect(), Format::Csv, input, table);
                take_all(reader, file, &file.paths[0], table, cancel, take)?;
            }
            format => {
                for path in &file.paths {
                    let input = File::open(path)
                        .map_err(|source| PipelineError::io("read", path, source))?;
                    let reader = match format {
                        FileFormat::Own(Format::Parquet) => TableReader::parquet(input, table),
                        FileFormat::Own(format) => {
                            let dialect = schema.dialect();
                            TableReader::speaking(dialect, format, Box::new(input), table)
                        }
                        FileFormat::Arrow => TableReader::arrow(input, table),
                    };
                    take_all(reader, file, path, table, cancel, take)?;
                }
            }
        }
    }
    Ok(())
}

/// Reads all rows that scripts insert; names the tables they fill that are none of the schema's.
fn read_scripts(
    schema: &Schema,
    scripts: &[PathBuf],
    cancel: &Cancel,
    take: &mut TakeRows<'_>,
) -> Result<Vec<String>, PipelineError> {
    let mut strangers = BTreeSet::new();
    for id in schema.load_order().tables {
        take(id, None)?;
    }
    for path in scripts {
        let failed = |source| match source {
            ScriptError::Input(source) => PipelineError::io("read", path, source),
            source => {
                PipelineError::Codec { table: path.display().to_string(), source: Box::new(source) }
            }
        };
        let input = File::open(path).map_err(|source| PipelineError::io("read", path, source))?;
        let mut reader = ScriptReader::new(schema.dialect(), Box::new(input), schema);
        for read in reader.by_ref() {
            if cancel.is_cancelled() {
                return Err(PipelineError::Cancelled);
            }
            let (table, read) = read.map_err(failed)?;
            take(table, Some(&read))?;
        }
        strangers.extend(script::strangers(reader.strangers()));
    }
    Ok(strangers.into_iter().collect())
}

fn take_all(
    reader: Result<TableReader, ReadError>,
    file: &TableFiles,
    path: &Path,
    table: &Table,
    cancel: &Cancel,
    take: &mut TakeRows<'_>,
) -> Result<(), PipelineError> {
    let failed = |error| match error {
        ReadError::Input { source, .. } => PipelineError::io("read", path, source),
        other => PipelineError::Codec { table: table.name.to_string(), source: Box::new(other) },
    };
    for read in reader.map_err(failed)? {
        if cancel.is_cancelled() {
            return Err(PipelineError::Cancelled);
        }
        let read = read.map_err(failed)?;
        take(file.table, Some(&read))?;
    }
    Ok(())
}

/// Microseconds since 1970.
pub(crate) fn moment(as_of: &str) -> Result<i64, PipelineError> {
    let text = as_of.trim_end_matches('Z').replace('T', " ");
    match Value::Text(text).cast(Kind::Timestamp) {
        Ok(Value::Timestamp(micros)) => Ok(micros),
        _ => Err(PipelineError::Files {
            message: format!("{as_of} is no moment such as 2026-01-31T12:00:00Z"),
        }),
    }
}

/// Several files as one, opened one after the other.
struct Joined {
    rest: VecDeque<PathBuf>,
    current: Option<File>,
}

impl Joined {
    fn new(paths: &[PathBuf]) -> Self {
        Self { rest: paths.iter().cloned().collect(), current: None }
    }
}

impl Read for Joined {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(file) = &mut self.current {
                let count = file.read(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
            }
            match self.rest.pop_front() {
                Some(path) => self.current = Some(File::open(path)?),
                None => return Ok(0),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use seedbed_schema::{Column, DataType, TableName};

    use super::*;

    fn schema() -> Schema {
        let mut table = Table::new(TableName::new("orders"));
        table.columns.push(Column::new("id", DataType::integer(32)));
        table.set_primary_key(["id"]);
        Schema::new(vec![table]).unwrap()
    }

    fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        for (name, content) in files {
            fs::write(directory.path().join(name), content).unwrap();
        }
        directory
    }

    #[test]
    fn shards_are_read_as_one_table() {
        let directory = directory(&[
            ("orders.part-00001-of-00002.csv", "id\n1\n2\n"),
            ("orders.part-00002-of-00002.csv", "2\n3\n"),
        ]);
        let schema = schema();
        let found = find_tables(&schema, directory.path()).unwrap();
        let as_of = "2026-01-01T00:00:00Z";
        let verification = verify_files(&schema, &found.tables, as_of, &Cancel::default()).unwrap();
        assert_eq!(verification.tables[0].rows, 4);
        assert_eq!(verification.violations(), 1, "the key 2 is there twice");
    }

    #[test]
    fn endings_tell_what_files_are_read_as() {
        let cases = [
            ("CSV", Some(FileFormat::Own(Format::Csv))),
            ("feather", Some(FileFormat::Arrow)),
            ("arrows", Some(FileFormat::Arrow)),
            ("xlsx", None),
        ];
        for (ending, expected) in cases {
            assert_eq!(FileFormat::of_ending(ending), expected, "{ending}");
        }
    }

    #[test]
    fn what_is_not_there_and_what_does_not_belong_is_named() {
        let directory = directory(&[("order.csv", "id\n"), ("plan.json", "{}"), ("x.txt", "")]);
        let found = find_tables(&schema(), directory.path()).unwrap();
        assert_eq!(found.missing, ["orders"]);
        assert_eq!(found.unmatched, ["order.csv"]);
    }

    #[test]
    fn a_script_is_read_for_all_tables() {
        let script = "BEGIN;\nINSERT INTO orders (id) VALUES (1), (2);\n\
                      INSERT INTO \"orders\" VALUES (2), (NULL), ('x');\n\
                      INSERT INTO others VALUES (1);\nCOMMIT;";
        let directory = directory(&[("all.sql", script), ("manifest.json", "{}")]);
        let schema = schema();
        let found = find_tables(&schema, directory.path()).unwrap();
        assert_eq!((found.scripts.len(), found.tables.len()), (1, 0));
        let as_of = "2026-01-01T00:00:00Z";
        let scripts = &found.scripts;
        let (verification, strangers) =
            verify_scripts(&schema, scripts, as_of, &Cancel::default()).unwrap();
        assert_eq!(strangers, ["others"]);
        assert_eq!(verification.tables[0].rows, 5);
        assert_eq!(verification.violations(), 3, "2 twice, NULL, a text");
    }

    #[test]
    fn err_files_that_can_not_be_told_apart() {
        let cases: [(&[(&str, &str)], &str); 4] = [
            (&[("orders.csv", ""), ("orders.jsonl", "")], "several formats"),
            (&[("orders.csv", ""), ("orders.part-00001-of-00001.csv", "")], "whole and in parts"),
            (&[("orders.part-00001-of-00003.csv", "")], "not all of its 3 parts"),
            (&[("orders.part-00002-of-00002.sql", "")], "not all of its 2 parts"),
        ];
        for (files, expected) in cases {
            let directory = directory(files);
            let error = find_tables(&schema(), directory.path()).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
