//! Fitting: from tables to the folder of a model.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use seedbed_generate::plan::{ColumnPlan, LinkRole, ModelSource, Plan, PlannedModel, Source};
use seedbed_jobs::hex;
use seedbed_profile::{Kind, personal_columns};
use seedbed_schema::ForeignKey;
use seedbed_synthesize::{
    Column as Learned, EpochReport, Files, FitOptions, Fitted, Frame, Observer, Snapshot,
    read_folder, write_folder,
};
use sha2::{Digest, Sha256};

use super::{
    folder::{DOCUMENT, Document, FORMAT, PLAN, SCHEMA, TABLES, TableDocument, VERSION},
    frame::{joined, learned},
};
use crate::{
    Data, FanOutModel, PipelineError, PlanRequest, imitate,
    manifest::document,
    plan,
    tables::{Link, kept_columns},
};

/// What is asked of a fit.
#[derive(Debug, Clone)]
pub struct FitRequest {
    /// The method by its name: `copula`, `ctgan`, `tvae`.
    pub method: String,
    /// Epochs, batch size, seed, device. The context is filled in for each table.
    pub options: FitOptions,
    /// How numbers of children are described.
    pub fan_out: FanOutModel,
    /// A folder for what an interrupted fit goes on from.
    pub checkpoints: Option<PathBuf>,
}

/// Who watches a fit of several tables.
pub trait FitWatcher {
    /// A table is begun.
    fn table(&mut self, _table: &str, _rows: u64, _columns: usize) {}

    /// An epoch of it ended.
    fn epoch(&mut self, _table: &str, _report: &EpochReport) {}

    /// Something to know.
    fn note(&mut self, _table: &str, _note: &str) {}

    /// Whether to stop; the fit then leaves a checkpoint, if it has a place for one.
    fn cancelled(&self) -> bool {
        false
    }
}

/// What a fit came to.
#[derive(Debug, Clone, PartialEq)]
pub struct FitSummary {
    /// The tables, in the data's order.
    pub tables: Vec<FittedTable>,
}

/// A table of a [`FitSummary`].
#[derive(Debug, Clone, PartialEq)]
pub struct FittedTable {
    /// Its name.
    pub table: String,
    /// The rows that it was learned from.
    pub rows: u64,
    /// The columns that are drawn together by the fitted model.
    pub learned: Vec<String>,
    /// The columns of its parent that its rows depend on.
    pub given: Vec<String>,
    /// How like held-out rows those sampled are, where that was measured.
    pub validation: Option<f64>,
}

/// Fits one model for each table and writes the folder `out`, whole or not at all.
///
/// # Errors
/// [`PipelineError::Learn`] where a table can't be learned, [`PipelineError::Cancelled`] when the
/// watcher stopped it, [`PipelineError::Model`] when `out` holds something else.
pub fn fit(
    data: &Data,
    request: &FitRequest,
    out: &Path,
    watcher: &mut dyn FitWatcher,
) -> Result<FitSummary, PipelineError> {
    check_place(out)?;
    let mut plan = first_plan(data, request)?;
    let checkpoints = Checkpoints::open(data, request)?;
    let mut tables = Vec::new();
    let mut models: Vec<(TableDocument, Files)> = Vec::new();
    for (at, table) in data.tables.iter().enumerate() {
        let name = data.input.schema.table(data.ids[at]).name.to_string();
        let Some(task) = Task::new(data, &plan, at, &name)? else {
            watcher.note(&table.name, "no column of it is learned; the plan makes all of them");
            continue;
        };
        watcher.table(&name, table.rows() as u64, task.made.len());
        let (files, validation) = task.fit(request, &checkpoints, at, watcher)?;
        let path = format!("{TABLES}/{}", models.len());
        task.put(&mut plan, &name, &path);
        models.push((
            TableDocument {
                table: name.clone(),
                rows: table.rows() as u64,
                columns: task.made.clone(),
                path,
                validation,
            },
            files,
        ));
        tables.push(FittedTable {
            table: name,
            rows: table.rows() as u64,
            learned: task.made,
            given: task.given.into_keys().collect(),
            validation,
        });
    }
    write(data, request, &plan, models, out)?;
    checkpoints.remove()?;
    Ok(FitSummary { tables })
}

/// The plan that the fitted models are put into: rules, imitating what is not learned.
fn first_plan(data: &Data, request: &FitRequest) -> Result<Plan, PipelineError> {
    let asked = PlanRequest {
        seed: Some(request.options.seed),
        table_rows: data.rows(),
        ..PlanRequest::default()
    };
    let mut planned = plan(&data.input, &asked)?;
    imitate(&mut planned.plan, data, request.fan_out);
    Ok(planned.plan)
}

/// What is learned of one table.
struct Task {
    frame: Frame,
    /// The columns that the model makes.
    made: Vec<String>,
    /// The columns that are given, and the formulas that give them.
    given: BTreeMap<String, String>,
}

impl Task {
    /// None where nothing is to be learned.
    fn new(data: &Data, plan: &Plan, at: usize, name: &str) -> Result<Option<Self>, PipelineError> {
        let own = columns(data, at);
        if own.is_empty() || data.tables[at].rows() == 0 {
            return Ok(None);
        }
        let made: Vec<String> = own.iter().map(|column| column.name.clone()).collect();
        let mut given = BTreeMap::new();
        let mut all = own;
        if let Some((reference, link)) = owner(data, plan, at, name) {
            let rows = reference.parent_rows();
            for column in columns(data, reference.parent) {
                // A name that no column of the table has: `parent.height`.
                let alias = format!("{link}.{}", column.name);
                let formula = format!("{}.{}", quoted(link), quoted(&column.name));
                all.push(joined(&column, alias.clone(), &rows));
                given.insert(alias, formula);
            }
        }
        Ok(Some(Self { frame: Frame::new(all)?, made, given }))
    }

    fn fit(
        &self,
        request: &FitRequest,
        checkpoints: &Checkpoints,
        at: usize,
        watcher: &mut dyn FitWatcher,
    ) -> Result<(Files, Option<f64>), PipelineError> {
        if let Some(files) = checkpoints.finished(at)? {
            return Ok((files, None));
        }
        let context = self.frame.columns().iter().map(|column| column.name.clone());
        let context = context.filter(|name| self.given.contains_key(name)).collect();
        let options = FitOptions { context, ..request.options.clone() };
        let resume = checkpoints.training(at)?;
        let method = seedbed_synthesize::method(&request.method)?;
        let mut watch = Watch {
            watcher,
            checkpoints,
            at,
            table: self.made.join(", "),
            best: None,
            failed: None,
        };
        let fitted = method.fit(&self.frame, &options, resume.as_ref(), &mut watch)?;
        let (best, failed) = (watch.best, watch.failed);
        if let Some(error) = failed {
            return Err(error);
        }
        match fitted {
            Fitted::Finished(model) => {
                let files = model.save()?;
                checkpoints.keep(at, FINISHED, &files)?;
                Ok((files, best))
            }
            Fitted::Interrupted(files) => {
                checkpoints.keep(at, TRAINING, &files)?;
                Err(PipelineError::Cancelled)
            }
        }
    }

    /// Lets the plan draw the learned columns from the model.
    fn put(&self, plan: &mut Plan, name: &str, path: &str) {
        let given = self.given.clone();
        let planned = PlannedModel { path: path.to_owned(), given, condition: None };
        plan.models.insert(name.to_owned(), planned);
        if let Some(table) = plan.tables.get_mut(name) {
            for column in &self.made {
                let source = ModelSource { model: name.to_owned(), column: column.clone() };
                table.columns.insert(column.clone(), ColumnPlan::new(Source::Model(source)));
            }
        }
    }
}

/// The columns of a table that a model learns, under the schema's names.
fn columns(data: &Data, at: usize) -> Vec<Learned> {
    let (table, described) = (&data.tables[at], data.input.schema.table(data.ids[at]));
    let kept = kept_columns(described);
    let personal = personal_columns(table);
    let columns = table.columns.iter().filter_map(|column| {
        let declared = described.column(column.name())?;
        let named = column.kind() == Kind::Categorical && personal.contains(&column.name());
        if kept.contains(&declared.name) || declared.generated.is_some() || named {
            return None;
        }
        learned(column, declared.name.clone())
    });
    columns.collect()
}

/// The reference along which a table's rows are owned, and the column that formulas call it by.
fn owner<'d>(data: &'d Data, plan: &Plan, at: usize, name: &str) -> Option<(Link<'d>, &'d str)> {
    let links = &plan.tables.get(name)?.links;
    let owner = links.iter().find(|link| link.role == LinkRole::Owner)?;
    let mut all = Link::all(data, at).into_iter();
    let reference = all.find(|link| link.parent != at && link.is_of(&owner.columns))?;
    let keys = &data.input.schema.table(data.ids[at]).foreign_keys;
    let link = telling_column(reference.key, keys)?;
    Some((reference, link))
}

/// A column of a reference that stands for no other one: a column that several share stands for
/// the shortest of them.
fn telling_column<'d>(key: &'d ForeignKey, all: &[ForeignKey]) -> Option<&'d str> {
    let own = |column: &&String| {
        let others = all.iter().filter(|other| other.columns != key.columns);
        let mut shorter = others.filter(|other| other.columns.len() <= key.columns.len());
        !shorter.any(|other| other.columns.contains(column))
    };
    key.columns.iter().find(own).map(String::as_str)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Hands on what a fit of one table tells.
struct Watch<'a> {
    watcher: &'a mut dyn FitWatcher,
    checkpoints: &'a Checkpoints,
    at: usize,
    table: String,
    best: Option<f64>,
    failed: Option<PipelineError>,
}

impl Observer for Watch<'_> {
    fn cancelled(&self) -> bool {
        self.failed.is_some() || self.watcher.cancelled()
    }

    fn epoch(&mut self, report: &EpochReport, training: &dyn Snapshot) {
        if report.best {
            self.best = report.validation.or(self.best);
        }
        self.watcher.epoch(&self.table, report);
        if self.checkpoints.folder.is_some() {
            let files = training.files().map_err(PipelineError::from);
            let kept = files.and_then(|files| self.checkpoints.keep(self.at, TRAINING, &files));
            self.failed = kept.err();
        }
    }

    fn note(&mut self, note: &str) {
        self.watcher.note(&self.table, note);
    }
}

const FINISHED: &str = "finished";
const TRAINING: &str = "training";

/// What an interrupted fit goes on from: a folder for each table.
struct Checkpoints {
    folder: Option<PathBuf>,
}

impl Checkpoints {
    /// Opens the folder, which must be of the same data and request.
    fn open(data: &Data, request: &FitRequest) -> Result<Self, PipelineError> {
        let Some(folder) = &request.checkpoints else { return Ok(Self { folder: None }) };
        let identity = identity(data, request)?;
        let path = folder.join("fit.txt");
        match fs::read_to_string(&path) {
            Ok(found) if found.trim() == identity => {}
            Ok(_) => {
                return Err(PipelineError::Model {
                    path: folder.clone(),
                    problem: "it holds the checkpoints of another fit; remove it, or name another \
                              folder"
                        .into(),
                });
            }
            Err(_) => {
                let failed = |source| PipelineError::io("write", &path, source);
                fs::create_dir_all(folder).map_err(failed)?;
                fs::write(&path, identity).map_err(failed)?;
            }
        }
        Ok(Self { folder: Some(folder.clone()) })
    }

    fn place(&self, at: usize, what: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(format!("{at}-{what}")))
    }

    fn read(&self, at: usize, what: &str) -> Result<Option<Files>, PipelineError> {
        match self.place(at, what).filter(|place| place.is_dir()) {
            Some(place) => Ok(Some(read_folder(&place)?)),
            None => Ok(None),
        }
    }

    fn finished(&self, at: usize) -> Result<Option<Files>, PipelineError> {
        self.read(at, FINISHED)
    }

    fn training(&self, at: usize) -> Result<Option<Files>, PipelineError> {
        self.read(at, TRAINING)
    }

    fn keep(&self, at: usize, what: &str, files: &Files) -> Result<(), PipelineError> {
        match self.place(at, what) {
            Some(place) => Ok(write_folder(files, &place)?),
            None => Ok(()),
        }
    }

    /// Removes them: the fit is finished.
    fn remove(self) -> Result<(), PipelineError> {
        let Some(folder) = self.folder else { return Ok(()) };
        fs::remove_dir_all(&folder).map_err(|source| PipelineError::io("remove", &folder, source))
    }
}

/// A hash of the data and of what is asked.
fn identity(data: &Data, request: &FitRequest) -> Result<String, PipelineError> {
    let mut hash = Sha256::new();
    hash.update(document(&request.options)?);
    hash.update(&request.method);
    hash.update([u8::from(request.fan_out == FanOutModel::NegativeBinomial)]);
    hash.update(&data.input.sha256);
    for table in &data.tables {
        hash.update(&table.name);
        for column in &table.columns {
            hash.update(column.name());
            hash.update(column.kind().word());
            column.codes().iter().for_each(|code| hash.update(code.to_le_bytes()));
            for label in column.labels() {
                hash.update((label.len() as u64).to_le_bytes());
                hash.update(label);
            }
        }
    }
    Ok(hex::encode(&hash.finalize()))
}

/// Refuses a place that holds something other than a model.
fn check_place(out: &Path) -> Result<(), PipelineError> {
    let is_free = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none() || out.join(DOCUMENT).is_file(),
        Err(_) => !out.exists(),
    };
    if is_free {
        return Ok(());
    }
    let problem = "it is there already and holds no model; name another folder".into();
    Err(PipelineError::Model { path: out.to_owned(), problem })
}

/// Writes the folder beside its place, and puts it there when it is complete.
fn write(
    data: &Data,
    request: &FitRequest,
    plan: &Plan,
    models: Vec<(TableDocument, Files)>,
    out: &Path,
) -> Result<(), PipelineError> {
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let failed = |source| PipelineError::io("write", out, source);
    fs::create_dir_all(parent).map_err(failed)?;
    let staged =
        tempfile::Builder::new().prefix(".seedbed-model-").tempdir_in(parent).map_err(failed)?;
    let folder = staged.path().join("model");
    fs::create_dir_all(folder.join(SCHEMA)).map_err(failed)?;
    let mut sources = Vec::new();
    for (at, text) in data.texts.iter().enumerate() {
        let name = Path::new(&text.name).file_name().and_then(|name| name.to_str());
        let name = format!("{at}-{}", name.unwrap_or("schema.sql"));
        fs::write(folder.join(SCHEMA).join(&name), &text.text).map_err(failed)?;
        sources.push(name);
    }
    fs::write(folder.join(PLAN), document(plan)?).map_err(failed)?;
    let mut tables = Vec::new();
    fs::create_dir_all(folder.join(TABLES)).map_err(failed)?;
    for (table, files) in models {
        write_folder(&files, &folder.join(&table.path))?;
        tables.push(table);
    }
    let described = Document {
        format: FORMAT.into(),
        version: VERSION,
        seedbed: env!("CARGO_PKG_VERSION").into(),
        method: request.method.clone(),
        seed: request.options.seed,
        sources,
        language: data.reading.language.map(|language| language.to_string()),
        declared_only: data.reading.declared_only,
        schema_sha256: data.input.sha256.clone(),
        tables,
    };
    fs::write(folder.join(DOCUMENT), document(&described)?).map_err(failed)?;
    if out.exists() {
        fs::rename(out, staged.path().join("before")).map_err(failed)?;
    }
    fs::rename(&folder, out).map_err(failed)
}
