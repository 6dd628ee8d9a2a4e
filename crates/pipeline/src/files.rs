//! Rows into files.

use std::{
    error::Error,
    io::{self, Write},
    ops::Range,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use seedbed_dataset::{Chunk, EncodeError, Format, TableEncoder};
use seedbed_generate::Engine;
use seedbed_schema::TableId;

use crate::{
    Cancel, Manifest, ManifestFile, ManifestTable, PipelineError, Progress, Run, Shard,
    ahead::Ahead,
    manifest::document,
    names, rows, script,
    staging::{StagedFile, Staging},
    superseded::Superseded,
};

/// Where and how to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesRequest {
    /// The directory, made when it is absent.
    pub directory: PathBuf,
    /// The format.
    pub format: Format,
    /// Threads that make and encode rows; they change nothing but the time.
    pub threads: usize,
    /// Which part of every table.
    pub shard: Shard,
}

/// Writes the rows of a run into a directory: one file per table, or one script
/// (`seedbed.sql`), then `plan.json` and `manifest.json`.
///
/// The same plan gives the same bytes whatever the threads. Shards of CSV and JSON Lines, joined
/// in their order, are the file of a whole run, and so are those of SQL joined in the order of
/// their manifests' tables; a shard of JSON or Parquet is a complete file of its own.
///
/// # Errors
/// [`PipelineError::Generate`], [`PipelineError::Codec`], [`PipelineError::Io`] and
/// [`PipelineError::Cancelled`]. The directory is then as it was before.
pub fn write_files(
    run: &Run,
    request: &FilesRequest,
    cancel: &Cancel,
    progress: &mut dyn FnMut(Progress),
) -> Result<Manifest, PipelineError> {
    let sections = sections(run, request)?;
    let total = sections.last().map_or(0, |section| section.chunks.end);
    let job = Arc::new(Job {
        engine: Arc::clone(&run.engine),
        sections,
        cancel: cancel.clone(),
        buffers: Mutex::default(),
    });
    let worker = Arc::clone(&job);
    // A chunk of Parquet is a whole row group: as few of them as keep every worker busy.
    let held = usize::from(request.format != Format::Parquet);
    let mut writing = Writing {
        run,
        request,
        chunks: Ahead::new(total, request.threads, held, move |number| worker.chunk(number)),
        job,
        staging: Staging::new(&request.directory)?,
        progress,
    };
    let files = match request.format {
        Format::Sql if request.shard.is_whole() => vec![writing.script()?],
        _ => writing.one_file_per_table()?,
    };
    writing.conclude(files)
}

/// The rows of one table and the chunks they are cut into.
struct Section {
    table: TableId,
    encoder: TableEncoder,
    rows: Range<u64>,
    /// Numbers of its chunks among those of all tables.
    chunks: Range<u64>,
}

fn sections(run: &Run, request: &FilesRequest) -> Result<Vec<Section>, PipelineError> {
    let mut sections = Vec::with_capacity(run.order.len());
    let mut next = 0;
    for &id in &run.order {
        let table = run.schema().table(id);
        let schema = run.engine.arrow_schema(id);
        let dialect = run.schema().dialect();
        let encoder = TableEncoder::speaking(dialect, request.format, table, &schema);
        let encoder = encoder.map_err(|source| PipelineError::Codec {
            table: table.name.to_string(),
            source: source.into(),
        })?;
        // Statements of a script hold many rows; a shard holds whole ones.
        let unit = if request.format == Format::Sql { encoder.chunk_rows() as u64 } else { 1 };
        let rows = request.shard.range(run.engine.rows(id), unit);
        let count = (rows.end - rows.start).div_ceil(encoder.chunk_rows() as u64);
        sections.push(Section { table: id, encoder, rows, chunks: next..next + count });
        next += count;
    }
    Ok(sections)
}

/// What the workers share.
struct Job {
    engine: Arc<Engine>,
    sections: Vec<Section>,
    cancel: Cancel,
    /// Buffers that were written out. A first write to fresh memory costs as much as making the
    /// rows, so they go round.
    buffers: Mutex<Vec<Vec<u8>>>,
}

impl Job {
    fn chunk(&self, number: u64) -> Result<Chunk, PipelineError> {
        let at = self.sections.partition_point(|section| section.chunks.end <= number);
        let section = &self.sections[at];
        let size = section.encoder.chunk_rows() as u64;
        let start = section.rows.start + (number - section.chunks.start) * size;
        let rows = start..section.rows.end.min(start + size);
        let batches = rows::batches(&self.engine, section.table, rows, &self.cancel)?;
        let buffer = self.buffers().pop().unwrap_or_default();
        section.encoder.encode_into(&batches, buffer).map_err(|source| {
            let table = self.engine.schema().table(section.table).name.to_string();
            PipelineError::Codec { table, source: source.into() }
        })
    }

    fn recycle(&self, buffer: Vec<u8>) {
        if buffer.capacity() > 0 {
            self.buffers().push(buffer);
        }
    }

    fn buffers(&self) -> std::sync::MutexGuard<'_, Vec<Vec<u8>>> {
        // A list of spare buffers is sound whatever happened to a thread that held it.
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A run while its files are written.
struct Writing<'a> {
    run: &'a Run,
    request: &'a FilesRequest,
    chunks: Ahead<Result<Chunk, PipelineError>>,
    job: Arc<Job>,
    staging: Staging,
    progress: &'a mut dyn FnMut(Progress),
}

impl Writing<'_> {
    fn one_file_per_table(&mut self) -> Result<Vec<ManifestFile>, PipelineError> {
        let stems = names::file_stems(self.run.schema());
        let job = Arc::clone(&self.job);
        let last = job.sections.len().saturating_sub(1);
        let mut files = Vec::with_capacity(job.sections.len());
        for (at, section) in job.sections.iter().enumerate() {
            let stem = names::in_format(&stems[section.table.0], self.request.format);
            let name = format!("{stem}.{}", self.request.format.extension());
            let name = self.request.shard.part(&name);
            let mut file = self.staging.create(&name)?;
            // A script cut into shards has its opening and closing in its first and last part.
            let is_script = self.request.format == Format::Sql;
            if is_script && at == 0 && self.request.shard.is_first() {
                self.write(&mut file, &name, &self.opening())?;
            }
            let rows = self.section(section, &mut file, &name)?;
            if is_script && at == last && self.request.shard.is_last() {
                self.write(&mut file, &name, &self.closing())?;
            }
            files.push(manifest_file(name, vec![rows], file));
        }
        Ok(files)
    }

    fn script(&mut self) -> Result<ManifestFile, PipelineError> {
        const NAME: &str = "seedbed.sql";
        let job = Arc::clone(&self.job);
        let mut file = self.staging.create(NAME)?;
        self.write(&mut file, NAME, &self.opening())?;
        let mut tables = Vec::with_capacity(job.sections.len());
        for section in &job.sections {
            tables.push(self.section(section, &mut file, NAME)?);
        }
        self.write(&mut file, NAME, &self.closing())?;
        Ok(manifest_file(NAME.to_owned(), tables, file))
    }

    fn opening(&self) -> String {
        script::opening(self.run.schema(), &self.run.schema().load_order().breaks)
    }

    fn closing(&self) -> String {
        let order = self.run.schema().load_order();
        script::closing(self.run.schema(), &order.tables, &order.breaks)
    }

    fn write(&self, file: &mut StagedFile, name: &str, text: &str) -> Result<(), PipelineError> {
        file.write_all(text.as_bytes()).map_err(|source| self.staging.failed(name, source))
    }

    /// Writes the chunks of one table.
    fn section(
        &mut self,
        section: &Section,
        file: &mut StagedFile,
        name: &str,
    ) -> Result<ManifestTable, PipelineError> {
        let of = section.rows.end - section.rows.start;
        let table = self.run.schema().table(section.table).name.to_string();
        let header = self.request.shard.is_first();
        let before = file.bytes();
        let writer = section.encoder.writer(file, header);
        let mut writer = writer.map_err(|error| self.failed(&table, name, error))?;
        let mut rows = 0;
        for _ in section.chunks.clone() {
            let Some(chunk) = self.chunks.next() else {
                break;
            };
            let chunk = chunk?;
            if self.job.cancel.is_cancelled() {
                return Err(PipelineError::Cancelled);
            }
            rows += chunk.rows();
            let buffer = writer.append(chunk).map_err(|error| self.failed(&table, name, error))?;
            self.job.recycle(buffer);
            (self.progress)(Progress { table: section.table, rows, of });
        }
        let (file, _) = writer.finish().map_err(|error| self.failed(&table, name, error))?;
        Ok(ManifestTable { table, rows, bytes: file.bytes() - before })
    }

    /// Writes the plan and the manifest, and gives every file its name.
    fn conclude(mut self, files: Vec<ManifestFile>) -> Result<Manifest, PipelineError> {
        let shard = self.request.shard;
        let plan =
            self.staging.write(&shard.part("plan.json"), document(&self.run.plan)?.as_bytes())?;
        let manifest = Manifest::of(self.run, shard, plan.sha256, files);
        let name = shard.part("manifest.json");
        self.staging.write(&name, document(&manifest)?.as_bytes())?;
        let new = self.staging.names();
        let superseded = Superseded::by(&self.request.directory, shard, new)?;
        self.staging.publish(&superseded)?;
        Ok(manifest)
    }

    /// An error of the file itself is told with its path, any other with its table.
    fn failed(&self, table: &str, name: &str, error: EncodeError) -> PipelineError {
        match io_cause(&error) {
            Some(cause) => self.staging.failed(name, cause),
            None => PipelineError::Codec { table: table.to_owned(), source: error.into() },
        }
    }
}

/// The operating system's error among the causes of `error`.
fn io_cause(error: &(dyn Error + 'static)) -> Option<io::Error> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            let code = io.raw_os_error();
            let copy = code.map(io::Error::from_raw_os_error);
            return Some(copy.unwrap_or_else(|| io::Error::new(io.kind(), io.to_string())));
        }
        next = cause.source();
    }
    None
}

fn manifest_file(name: String, tables: Vec<ManifestTable>, file: StagedFile) -> ManifestFile {
    let digested = file.finish();
    ManifestFile { name, tables, bytes: digested.bytes, sha256: digested.sha256 }
}
