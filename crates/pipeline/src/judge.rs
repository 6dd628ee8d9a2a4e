//! Rows that are judged before anybody takes them for good.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use seedbed_evaluate::{
    Verification, Verifier,
    scores::{self, Evaluation, FileFacts, GateError, Knowledge, Options, Threshold},
};
use seedbed_profile::{Table, TableBuilder, parallel::joined};
use seedbed_schema::Schema;

use crate::{
    Cancel, FilesRequest, FoundFiles, Manifest, ManifestFile, PipelineError, Progress, Run,
    find_tables,
    manifest::document,
    names,
    staging::{Digested, Staging, digested},
    superseded::Superseded,
    verify::{moment, read_rows},
    write_files,
};

/// What the files of a run are held against.
#[derive(Debug, Clone, Default)]
pub struct JudgeRequest {
    /// Real tables to compare with: files or folders. Without any, only the schema is checked.
    pub real: Vec<PathBuf>,
    /// Real rows that no generator has seen.
    pub holdout: Vec<PathBuf>,
    /// How good the scores must be.
    pub thresholds: Vec<Threshold>,
    /// What is asked of the comparison.
    pub options: Options,
}

/// Judges directories of rows, made by any tool, against a schema and real tables.
#[derive(Debug, Clone)]
pub struct Judge {
    schema: Arc<Schema>,
    real: Vec<Table>,
    holdout: Option<Vec<Table>>,
    request: JudgeRequest,
}

impl Judge {
    /// Reads the real tables, so that a mistake in them shows before rows are made.
    ///
    /// # Errors
    /// [`PipelineError::Data`] for tables that can't be read, and [`PipelineError::Gate`] for
    /// thresholds of likeness where there is nothing to compare with.
    pub fn new(schema: Arc<Schema>, request: JudgeRequest) -> Result<Self, PipelineError> {
        let tables_of = |paths: &[PathBuf]| {
            let tables = seedbed_profile::read(paths, &seedbed_profile::Options::default())?;
            Ok::<_, PipelineError>(scores::typed(tables, &schema))
        };
        let real = if request.real.is_empty() { Vec::new() } else { tables_of(&request.real)? };
        let holdout =
            if request.holdout.is_empty() { None } else { Some(tables_of(&request.holdout)?) };
        let alone = |threshold: &&Threshold| !threshold.is_of_schema();
        if real.is_empty()
            && let Some(threshold) = request.thresholds.iter().find(alone)
        {
            return Err(GateError::Alone { score: threshold.score.clone() }.into());
        }
        Ok(Self { schema, real, holdout, request })
    }

    /// Judges the files of a directory. `as_of` is the present moment that conditions see where
    /// no manifest tells it.
    ///
    /// # Errors
    /// As [`crate::verify_files`]; [`PipelineError::Compare`] where the tables have nothing in
    /// common with the real ones, and [`PipelineError::Gate`] for a score that is not there.
    pub fn files(
        &self,
        directory: &Path,
        as_of: &str,
        cancel: &Cancel,
    ) -> Result<Evaluation, PipelineError> {
        let found = find_tables(&self.schema, directory)?;
        let rows = Rows::read(&self.schema, &found, as_of, !self.real.is_empty(), cancel)?;
        let evaluation = if self.real.is_empty() {
            let seed = self.request.options.seed;
            Evaluation::of_constraints(&rows.verification, &found.missing, seed)
        } else {
            let known = Knowledge::of_schema(&self.real, &self.schema);
            let (holdout, options) = (self.holdout.as_deref(), &self.request.options);
            scores::evaluate(&self.real, &rows.tables, holdout, &known, options)?
                .with_constraints(&rows.verification, &found.missing)
        };
        gated(evaluation, &self.request.thresholds)
    }
}

/// The report with what became of its gate, where thresholds are asked for.
fn gated(
    mut evaluation: Evaluation,
    thresholds: &[Threshold],
) -> Result<Evaluation, PipelineError> {
    if !thresholds.is_empty() {
        evaluation.gate = Some(scores::judge(&evaluation, thresholds)?);
    }
    Ok(evaluation)
}

/// Compares files of any tool with the real ones of a request. What is not told by their values,
/// such as keys, is not known.
///
/// # Errors
/// [`PipelineError::Data`] for tables that can't be read, [`PipelineError::Compare`] where they have
/// nothing in common with the real ones, and [`PipelineError::Gate`] for a score
/// that is not there.
#[cfg(feature = "learn")]
pub(crate) fn compare_files(
    synthetic: &[PathBuf],
    request: &JudgeRequest,
) -> Result<Evaluation, PipelineError> {
    let tables_of = |paths: &[PathBuf]| {
        Ok::<_, PipelineError>(seedbed_profile::read(paths, &seedbed_profile::Options::default())?)
    };
    let (real, synthetic) = (tables_of(&request.real)?, tables_of(synthetic)?);
    let holdout =
        if request.holdout.is_empty() { None } else { Some(tables_of(&request.holdout)?) };
    let (known, options) = (Knowledge::default(), &request.options);
    let evaluation = scores::evaluate(&real, &synthetic, holdout.as_deref(), &known, options)?;
    gated(evaluation, &request.thresholds)
}

/// What reports call the datasets that were read.
pub const DATASETS: [&str; 3] = ["real", "synthetic", "holdout"];

/// The files of datasets, each with its size and hash; side by side, as they may be large.
///
/// # Errors
/// [`PipelineError::Data`] for folders without tables, and [`PipelineError::Io`].
pub fn file_facts<'a>(
    datasets: impl IntoIterator<Item = (&'static str, &'a [PathBuf])>,
) -> Result<Vec<FileFacts>, PipelineError> {
    let of = |dataset: &str, paths: &[PathBuf]| {
        let fact = |path: PathBuf| {
            let found = digested(&path, &Cancel::default())?;
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Digested { bytes, sha256 } = found;
            Ok(FileFacts { dataset: dataset.to_owned(), file, bytes, sha256 })
        };
        seedbed_profile::files(paths)?.into_iter().map(fact).collect()
    };
    let facts = thread::scope(|scope| {
        let hashing =
            datasets.into_iter().map(|(name, paths)| scope.spawn(move || of(name, paths)));
        let hashing: Vec<_> = hashing.collect();
        hashing.into_iter().map(joined).collect::<Result<Vec<Vec<_>>, PipelineError>>()
    });
    Ok(facts?.into_iter().flatten().collect())
}

/// The rows of a directory: checked, and as tables to compare where that is wanted.
struct Rows {
    verification: Verification,
    tables: Vec<Table>,
}

impl Rows {
    fn read(
        schema: &Schema,
        found: &FoundFiles,
        as_of: &str,
        compared: bool,
        cancel: &Cancel,
    ) -> Result<Self, PipelineError> {
        let stems = names::file_stems(schema);
        let mut builders: BTreeMap<usize, TableBuilder> = BTreeMap::new();
        let now = moment(found.as_of.as_deref().unwrap_or(as_of))?;
        let mut verifier = Verifier::new(schema, now);
        let mut announced = Vec::new();
        read_rows(schema, found, cancel, &mut |id, read| {
            let mut feed = verifier.table(id);
            let Some(read) = read else {
                announced.push(id);
                return Ok(());
            };
            feed.feed_read(read)?;
            if compared {
                let stem = &stems[id.0];
                let fields = read.batch.schema();
                let names = || fields.fields().iter().map(|field| field.name().clone()).collect();
                let new = || TableBuilder::with_columns(stem, names());
                builders.entry(id.0).or_insert_with(new).push(stem, &read.batch)?;
            }
            Ok(())
        })?;
        // Tables without a row are tables, too.
        for id in announced.into_iter().filter(|_| compared) {
            let names = schema.table(id).columns.iter().map(|column| column.name.clone());
            let new = || TableBuilder::with_columns(&stems[id.0], names.collect());
            builders.entry(id.0).or_insert_with(new);
        }
        let tables = builders.into_values().map(TableBuilder::finish).collect();
        Ok(Self { verification: verifier.finish(), tables })
    }
}

/// What a run made, and what became of it.
#[derive(Debug)]
pub struct Judged {
    /// Where the files are: where they were asked for, or, where they are not good enough, beside
    /// it.
    pub directory: PathBuf,
    /// The files, the report's among them.
    pub manifest: Manifest,
    /// The report.
    pub evaluation: Evaluation,
}

impl Judged {
    /// Whether the rows are good enough.
    pub fn passed(&self) -> bool {
        self.evaluation.gate.as_ref().is_none_or(|gate| gate.passed)
    }
}

/// The report's names among the files of a run.
const REPORTS: [&str; 2] = ["evaluation.json", "evaluation.html"];

/// Writes the rows of a run as [`write_files`] does, with the report of `judge` beside them. Rows
/// that are not good enough stay in a directory of their own, `NAME.rejected` beside the one that
/// was asked for, which is then as it was before.
///
/// # Errors
/// As [`write_files`] and [`Judge::files`]; after an error of the latter the rows stay in
/// `NAME.rejected`, too.
pub fn write_judged_files(
    run: &Run,
    request: &FilesRequest,
    judge: &Judge,
    cancel: &Cancel,
    progress: &mut dyn FnMut(Progress),
) -> Result<Judged, PipelineError> {
    let apart = beside(&request.directory)?;
    let making = FilesRequest { directory: apart.clone(), ..request.clone() };
    let mut manifest = write_files(run, &making, cancel, progress)?;
    let evaluation = judge.files(&apart, &run.plan.as_of, cancel)?;
    let passed = evaluation.gate.as_ref().is_none_or(|gate| gate.passed);
    let directory = if passed { request.directory.clone() } else { apart.clone() };
    let mut staging = Staging::new(&directory)?;
    if passed {
        for file in &manifest.files {
            staging.adopt(&file.name, &apart)?;
        }
        staging.adopt("plan.json", &apart)?;
    }
    for (name, text) in evaluation_files(&evaluation, &title(&request.directory))? {
        let written = staging.write(name, text.as_bytes())?;
        manifest.files.push(ManifestFile {
            name: name.to_owned(),
            tables: Vec::new(),
            bytes: written.bytes,
            sha256: written.sha256,
        });
    }
    staging.write("manifest.json", document(&manifest)?.as_bytes())?;
    let superseded = if passed {
        Superseded::by(&directory, request.shard, staging.names())?
    } else {
        Superseded::default()
    };
    staging.publish(&superseded)?;
    if passed {
        remove(&apart)?;
    }
    Ok(Judged { directory, manifest, evaluation })
}

/// A report as the files that a run or a job leaves of it, by their names.
pub(crate) fn evaluation_files(
    evaluation: &Evaluation,
    title: &str,
) -> Result<[(&'static str, String); 2], PipelineError> {
    let [document, page] = REPORTS;
    Ok([(document, json(evaluation)?), (page, scores::html(evaluation, title))])
}

/// The report as a document.
///
/// # Errors
/// Never in practice: a report has only texts, numbers and lists.
pub fn json(evaluation: &Evaluation) -> Result<String, PipelineError> {
    document(evaluation)
}

fn title(directory: &Path) -> String {
    directory.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Where rows are until they are found to be good.
fn beside(directory: &Path) -> Result<PathBuf, PipelineError> {
    let unnamed = || PipelineError::Files {
        message: format!(
            "rows that are judged need a directory with a name of its own, and {} has none",
            directory.display()
        ),
    };
    let mut name = directory.file_name().ok_or_else(unnamed)?.to_owned();
    name.push(".rejected");
    Ok(directory.with_file_name(name))
}

/// Removes what is left where rows were judged: the manifest, and the directory if nothing else
/// is in it.
fn remove(apart: &Path) -> Result<(), PipelineError> {
    let manifest = apart.join("manifest.json");
    fs::remove_file(&manifest).map_err(|source| PipelineError::io("remove", &manifest, source))?;
    // Somebody else's files are none of ours, and keep the directory.
    let _ = fs::remove_dir(apart);
    Ok(())
}
