//! What the frameworks themselves say about real packages' models, and what is read of them.
//!
//! `SEEDBED_TEST_PYTHON` names a Python that has the packages (`cargo xtask test` makes one).
//! There, `tests/frameworks/*.py` import a package and print what the framework knows of its
//! tables; here, the same package's files are read, and every table, column, key, reference and
//! check is looked for.

#![allow(clippy::disallowed_methods, reason = "the environment tells where Python is")]

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use seedbed_expr::Expr;
use seedbed_ingest::{Ingested, Language, ReadOptions, Source, read_any};
use seedbed_schema::{CheckRule, DataType, KeyPart, Table, TableName, UniqueKey};
use serde::Deserialize;

use packages::{PACKAGES, Package};

mod packages;

#[derive(Deserialize)]
struct Described {
    /// Whether its model is in a package that is not read here.
    #[serde(default)]
    elsewhere: bool,
    namespace: Option<String>,
    name: String,
    columns: Vec<DescribedColumn>,
    primary_key: Vec<String>,
    unique: Vec<DescribedKey>,
    references: Vec<DescribedReference>,
    checks: Vec<DescribedCheck>,
}

#[derive(Deserialize)]
struct DescribedColumn {
    name: String,
    #[serde(rename = "type")]
    data_type: String,
    nullable: bool,
    comment: Option<String>,
}

#[derive(Deserialize)]
struct DescribedKey {
    name: Option<String>,
    parts: Vec<String>,
    partial: bool,
}

#[derive(Deserialize)]
struct DescribedReference {
    columns: Vec<String>,
    parent: String,
    parent_columns: Vec<String>,
}

#[derive(Deserialize)]
struct DescribedCheck {
    name: Option<String>,
    text: String,
}

#[test]
fn every_framework_finds_its_own_tables() {
    let Some(python) = env::var_os("SEEDBED_TEST_PYTHON") else {
        println!("not run: SEEDBED_TEST_PYTHON names no Python with the packages");
        return;
    };
    let only = env::var("SEEDBED_TEST_PACKAGE").ok();
    let python = Path::new(&python);
    let mut wrong = Vec::new();
    for package in PACKAGES.iter().filter(|p| only.as_ref().is_none_or(|only| p.name == *only)) {
        if let Err(differences) = compare(package, python) {
            wrong.extend(differences);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What differs, beyond what may.
fn compare(package: &Package, python: &Path) -> Result<(), Vec<String>> {
    let told =
        ask(package, python).map_err(|reason| vec![format!("{}: {reason}", package.name)])?;
    let scripts = scripts();
    let is_own = package.sources.iter().all(|source| scripts.join(source).exists());
    let folder = if is_own { scripts } else { packages_of(python) };
    let files = package.sources.iter().flat_map(|source| files(&folder.join(source)));
    let texts: Vec<(String, String)> = files
        .map(|path| {
            let name = path.strip_prefix(&folder).unwrap_or(&path).to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a source in UTF-8"))
        })
        .collect();
    let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
    let options = ReadOptions {
        language: Some(Language::Python),
        declared_only: true,
        ..ReadOptions::default()
    };
    let read = match read_any(&sources, &options) {
        Ok(read) => read,
        Err(error) => return Err(vec![format!("{}: {error}", package.name)]),
    };
    for diagnostic in &read.diagnostics {
        println!("  {diagnostic}");
    }
    let mut found = Differences { package, reasoned: 0, wrong: Vec::new() };
    let (mut columns, mut keys) = (0, 0);
    for table in &told {
        columns += table.columns.len();
        keys += table.unique.len()
            + table.references.len()
            + usize::from(!table.primary_key.is_empty());
        found.table(&read, table);
    }
    found.more(&read, &told);
    println!(
        "{}: {} files, {} tables, {columns} columns, {keys} keys and references; {} differences with a reason, {} without",
        package.name,
        sources.len(),
        told.len(),
        found.reasoned,
        found.wrong.len()
    );
    if found.wrong.is_empty() { Ok(()) } else { Err(found.wrong) }
}

fn ask(package: &Package, python: &Path) -> Result<Vec<Described>, String> {
    let output = Command::new(python)
        .arg(scripts().join(package.script))
        .args(package.arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

/// The folder of the scripts that ask, and of models written for these tests.
fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frameworks")
}

/// The folder that holds the packages.
fn packages_of(python: &Path) -> PathBuf {
    let code = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let output = Command::new(python).args(["-c", code]).output().expect("a Python");
    String::from_utf8_lossy(&output.stdout).trim().into()
}

/// Folders of packages whose files are not part of the installed models.
const NO_MODELS: &[&str] = &["tests", "test", "migrations", "__pycache__", "project_template"];

/// All Python files of a folder, or the one that is named.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let mut entries: Vec<_> = fs::read_dir(path)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if entry.is_dir() && !NO_MODELS.contains(&&*name) {
            found.extend(files(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "py") {
            found.push(entry);
        }
    }
    found
}

struct Differences<'a> {
    package: &'a Package,
    reasoned: usize,
    wrong: Vec<String>,
}

impl Differences<'_> {
    fn add(&mut self, difference: &str) {
        if self.package.reasons.iter().any(|(part, _)| difference.contains(part)) {
            self.reasoned += 1;
        } else {
            self.wrong.push(format!("{}: {difference}", self.package.name));
        }
    }

    fn table(&mut self, read: &Ingested, told: &Described) {
        let name = TableName { namespace: told.namespace.clone(), name: told.name.clone() };
        let Some(id) = read.schema.find_exact(&name) else {
            // Django's own are known where something leads to them.
            if !told.elsewhere {
                self.add(&format!("{name} is missing"));
            }
            return;
        };
        let table = read.schema.table(id);
        for column in &told.columns {
            self.column(table, column, told.elsewhere);
        }
        for column in &table.columns {
            if !told.columns.iter().any(|told| told.name == column.name) {
                self.add(&format!("{name}.{} is too much", column.name));
            }
        }
        let key = table.primary_key.as_ref().and_then(UniqueKey::columns).unwrap_or_default();
        if key != told.primary_key {
            self.add(&format!("{name}: primary key {key:?}, not {:?}", told.primary_key));
        }
        self.unique_keys(table, told);
        self.references(table, told);
        for check in &told.checks {
            self.check(table, check);
        }
    }

    fn column(&mut self, table: &Table, told: &DescribedColumn, elsewhere: bool) {
        let Some(column) = table.column(&told.name).filter(|column| column.name == told.name)
        else {
            self.add(&format!("{}.{} is missing", table.name, told.name));
            return;
        };
        let name = format!("{}.{}", table.name, told.name);
        if column.nullable != told.nullable {
            self.add(&format!("{name}: nullable {}, not {}", column.nullable, told.nullable));
        }
        if !is_same_type(&column.data_type, &told.data_type) {
            self.add(&format!("{name}: {}, not {}", column.data_type, told.data_type));
        }
        if told.comment.is_some() && column.comment.is_none() && !elsewhere {
            self.add(&format!("{name}: its comment is missing"));
        }
    }

    fn unique_keys(&mut self, table: &Table, told: &Described) {
        let shape = |key: &UniqueKey| {
            let parts: BTreeSet<String> = key
                .parts
                .iter()
                .map(|part| match part {
                    KeyPart::Column(name) => name.clone(),
                    KeyPart::Expr(..) => "()".to_owned(),
                })
                .collect();
            (parts, key.predicate.is_some())
        };
        let told_shape = |key: &DescribedKey| {
            let part = |part: &String| {
                if table.column(part).is_some() { part.clone() } else { "()".to_owned() }
            };
            (key.parts.iter().map(part).collect::<BTreeSet<_>>(), key.partial)
        };
        let found: Vec<_> = table.unique_keys.iter().map(shape).collect();
        for key in &told.unique {
            if !found.contains(&told_shape(key)) {
                let name = key.name.as_deref().unwrap_or("unnamed");
                self.add(&format!("{}: unique {name} {:?} is missing", table.name, key.parts));
            }
        }
        for key in &found {
            if !told.unique.iter().any(|told| &told_shape(told) == key) {
                self.add(&format!("{}: unique {:?} is too much", table.name, key.0));
            }
        }
    }

    fn references(&mut self, table: &Table, told: &Described) {
        let found: Vec<_> = table
            .foreign_keys
            .iter()
            .map(|key| (key.columns.clone(), key.parent.to_string(), key.parent_columns.clone()))
            .collect();
        let all: Vec<_> = told
            .references
            .iter()
            .map(|key| (key.columns.clone(), key.parent.clone(), key.parent_columns.clone()))
            .collect();
        for key in all.iter().filter(|key| !found.contains(key)) {
            self.add(&format!("{}: reference {key:?} is missing", table.name));
        }
        for key in found.iter().filter(|key| !all.contains(key)) {
            self.add(&format!("{}: reference {key:?} is too much", table.name));
        }
    }

    fn check(&mut self, table: &Table, told: &DescribedCheck) {
        let expected = seedbed_expr::parse(&told.text).ok();
        let is_same = |expr: &Expr| expected.as_ref().is_some_and(|told| alike(told, expr));
        let found = table.checks.iter().any(|check| match &check.rule {
            CheckRule::Expr(expr) => is_same(expr),
            CheckRule::Unread(_) => check.name == told.name && told.name.is_some(),
        });
        if !found {
            let name = told.name.as_deref().unwrap_or("unnamed");
            self.add(&format!("{}: check {name} {} is missing", table.name, told.text));
        }
    }

    fn more(&mut self, read: &Ingested, told: &[Described]) {
        for table in read.schema.tables() {
            let same = |told: &&Described| {
                told.name == table.name.name && told.namespace == table.name.namespace
            };
            if told.iter().find(same).is_none() {
                self.add(&format!("{} is too much", table.name));
            }
        }
    }
}

/// Whether two conditions say the same, parentheses and qualifiers aside.
fn alike(a: &Expr, b: &Expr) -> bool {
    let bare = |expr: &Expr| {
        let bare =
            expr.map_columns(&mut |path| Expr::column(path.last().map_or("", String::as_str)));
        bare.to_string().replace(['(', ')', ' '], "").to_lowercase()
    };
    bare(a) == bare(b)
}

/// Whether a type is the one that PostgreSQL's words describe.
fn is_same_type(found: &DataType, told: &str) -> bool {
    if told.starts_with('?') {
        return true;
    }
    if let DataType::Enum(labels) = found {
        return labels.name.as_deref() == Some(told);
    }
    let text = format!("create table t (c {told})");
    let read = seedbed_ingest::read(&[Source { name: "t.sql", text: &text }], None);
    let read = read.map(|read| read.schema.tables()[0].columns[0].data_type.clone());
    match (read, found) {
        (Ok(DataType::Other(a)), DataType::Other(b)) => a.eq_ignore_ascii_case(b),
        (Ok(a), b) => a.to_string() == b.to_string(),
        (Err(_), _) => false,
    }
}
