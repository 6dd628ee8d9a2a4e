//! Rows of real packages' models, in the tables that SQLAlchemy and Django make of them.

#![allow(clippy::print_stdout, reason = "a test says when it is not run")]

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use seedbed_tests::{Database, grown, repository};

/// (name, the script that asks the framework, its arguments, files and folders of the models).
///
/// Paths lie below the folder of the scripts, or below that of Python's packages.
const PACKAGES: &[(&str, &str, &[&str], &[&str])] = &[
    ("school", SQLALCHEMY, &["models.school.rooms:Base"], &["models/school"]),
    (
        "rental",
        DJANGO,
        &[
            "AUTH_USER_MODEL=hire.User",
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.postgres",
            "models.rental",
        ],
        &["models/rental"],
    ),
    (
        "galaxy",
        SQLALCHEMY,
        &["galaxy.model:Base", "-galaxy.exceptions", "-galaxy.tool_util"],
        &["galaxy/model/__init__.py", "galaxy/model/custom_types.py", "galaxy/model/orm"],
    ),
    (
        "nova",
        SQLALCHEMY,
        &["nova.db.main.models:BASE"],
        &["nova/db/main/models.py", "nova/db/types.py", "oslo_db/sqlalchemy"],
    ),
    (
        "oauth",
        DJANGO,
        &["django.contrib.contenttypes", "django.contrib.auth", "oauth2_provider"],
        &["oauth2_provider"],
    ),
];

const SQLALCHEMY: &str = "sqlalchemy_tables.py";
const DJANGO: &str = "django_tables.py";

/// The Python that has the packages; without one, says so.
pub(crate) fn python() -> Option<OsString> {
    let python = env::var_os("SEEDBED_TEST_PYTHON");
    if python.is_none() {
        println!("not run: SEEDBED_TEST_PYTHON names no Python with the packages");
    }
    python
}

fn scripts() -> PathBuf {
    repository("crates/ingest/tests/frameworks")
}

/// Creates the tables of models as their framework does.
pub(crate) fn create(
    database: &Database,
    python: &OsString,
    script: &str,
    arguments: &[&str],
    folder: &Path,
) {
    let made = Command::new(python)
        .arg(scripts().join(script))
        .arg("--ddl")
        .args(arguments)
        .env("PYTHONPATH", folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    database.connect().batch_execute(&String::from_utf8(made.stdout).unwrap()).unwrap();
}

/// The folder that holds Python's packages.
fn packages(python: &OsString) -> PathBuf {
    let code = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let output = Command::new(python).args(["-c", code]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().into()
}

#[test]
fn rows_of_real_models_load_into_the_tables_that_their_framework_makes() {
    let Some(python) = python() else {
        return;
    };
    for (name, script, arguments, sources) in PACKAGES {
        let Some(database) = Database::create(name) else {
            return;
        };
        create(&database, &python, script, arguments, &scripts());
        let is_own = scripts().join(sources[0]).exists();
        let folder = if is_own { scripts() } else { packages(&python) };
        let sources: Vec<String> =
            sources.iter().map(|source| folder.join(source).display().to_string()).collect();
        let url = database.url();
        let mut words = vec!["generate", "--from", "sqlalchemy", "--rows", "20", "--out", &url];
        words.extend(sources.iter().map(String::as_str));
        let said = grown(&words);
        println!("{name}: {}", said.lines().next().unwrap_or_default());
    }
}
