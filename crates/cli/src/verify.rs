//! `seedbed verify`.

use std::{path::Path, time::SystemTime};

use seedbed_evaluate::{ConstraintVerification, Verification};
use seedbed_pipeline::{
    Cancel, FoundFiles, ManifestCheck, check_manifests, find_tables, verify_database, verify_files,
    verify_scripts,
};
use seedbed_schema::Schema;
use serde_json::json;

use crate::{
    amount::{counted, grouped},
    args::VerifyArgs,
    exit::Exit,
    report::{self, Failure},
    sources,
    table::{Align, TextTable},
    target::Target,
};

/// Row numbers shown per constraint.
const ROWS_SHOWN: usize = 5;

pub(crate) fn run(args: &VerifyArgs, cancel: &Cancel) -> Result<Exit, Failure> {
    let Some((place, schema)) = args.paths.split_last() else {
        return Err(Failure::usage("a schema and a directory are needed", "see seedbed verify -h"));
    };
    let place: Target = place.to_string_lossy().parse().map_err(|refused: String| {
        Failure::usage(refused, "name the schema's files first, and the place of the rows last")
    })?;
    if let Target::Directory(directory) = &place
        && !directory.is_dir()
    {
        return Err(Failure::usage(
            format!("{} is no directory", directory.display()),
            "name the schema's files first and the directory, or a database, last: \
             seedbed verify schema.sql seedbed-out",
        ));
    }
    let (texts, input) = sources::read_schema(schema, args.reading.options_beside(&place))?;
    if !args.json {
        report::remarks(&texts, &input.diagnostics);
    }
    let findings = match &place {
        Target::Directory(directory) => {
            files(args.as_of.as_deref(), &input.schema, directory, cancel)?
        }
        Target::Database(url) => {
            let as_of = args.as_of.clone().unwrap_or_else(now);
            let verification = verify_database(&input.schema, url, &as_of, cancel)?;
            let given = input.schema.load_order().tables.len();
            let found = FoundFiles::default();
            Findings { found, manifest: None, as_of, verification, given }
        }
    };
    if args.json {
        sources::print_json(&findings.document())?;
    } else {
        sources::print(&findings.text())?;
    }
    let clean = findings.violations() == 0 && findings.found.missing.is_empty();
    Ok(if clean { Exit::Ok } else { Exit::Violations })
}

/// Checks rows that were just written; says which constraints any of them violates.
#[cfg(feature = "learn")]
pub(crate) fn strictly(
    schema: &Schema,
    directory: &Path,
    quiet: bool,
    cancel: &Cancel,
) -> Result<Exit, Failure> {
    let findings = files(None, schema, directory, cancel)?;
    let clean = findings.violations() == 0;
    if !clean || !quiet {
        sources::print(&findings.text())?;
    }
    Ok(if clean { Exit::Ok } else { Exit::Violations })
}

/// Checks the files of a directory.
pub(crate) fn files(
    as_of: Option<&str>,
    schema: &Schema,
    directory: &Path,
    cancel: &Cancel,
) -> Result<Findings, Failure> {
    let mut found = find_tables(schema, directory)?;
    if found.tables.is_empty() && found.scripts.is_empty() {
        return Err(nothing_to_check(directory, &found));
    }
    let as_of = as_of.map(str::to_owned).or_else(|| found.as_of.clone()).unwrap_or_else(now);
    let (verification, given) = if found.scripts.is_empty() {
        (verify_files(schema, &found.tables, &as_of, cancel)?, found.tables.len())
    } else {
        let (verification, strangers) = verify_scripts(schema, &found.scripts, &as_of, cancel)?;
        found.unmatched = strangers;
        (verification, schema.load_order().tables.len())
    };
    let manifest = check_manifests(directory, &verification, cancel)?;
    Ok(Findings { found, manifest, as_of, verification, given })
}

fn nothing_to_check(directory: &Path, found: &FoundFiles) -> Failure {
    let directory = directory.display();
    let holds = match found.unmatched.as_slice() {
        [] => "no .csv, .json, .jsonl, .parquet, .arrow or .sql".to_owned(),
        names => format!("only {}", names.join(", ")),
    };
    Failure::usage(
        format!("nothing to check: {directory} has no file of a table of the schema ({holds})"),
        "a table's file is called as the table: orders.csv, sales.orders.parquet",
    )
}

/// What came of a verification.
pub(crate) struct Findings {
    pub(crate) found: FoundFiles,
    /// The files beside their manifest, where there is one.
    manifest: Option<ManifestCheck>,
    as_of: String,
    pub(crate) verification: Verification,
    /// How many tables were given.
    given: usize,
}

impl Findings {
    /// Those of the schema's constraints and of the manifest together.
    fn violations(&self) -> u64 {
        let of_files = self.manifest.as_ref().map_or(0, |check| check.mismatches.len());
        self.verification.violations() + of_files as u64
    }

    fn document(&self) -> serde_json::Value {
        json!({
            "violations": self.violations(),
            "missing_tables": self.found.missing,
            "files_without_a_table": self.found.unmatched,
            "manifest": self.manifest,
            "as_of": self.as_of,
            "tables": self.verification.tables,
        })
    }
}

/// The moment of this call, for checks that ask for the current time and files that don't tell.
#[expect(clippy::disallowed_methods, reason = "files of other tools are judged at present")]
fn now() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let (days, seconds) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day of a day since 1970 (Howard Hinnant, "chrono-compatible low-level date
/// algorithms", `civil_from_days`).
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

impl Findings {
    fn text(&self) -> String {
        let Self { found, verification, .. } = self;
        let rows: u64 = verification.tables.iter().map(|table| table.rows).sum();
        let constraints = verification.constraints().count() as u64;
        let mut text = String::new();
        if !found.missing.is_empty() {
            let list = found.missing.join(", ");
            text.push_str(&format!("No file for {}: {list}\n\n", tables(found.missing.len())));
        }
        if !found.unmatched.is_empty() {
            text.push_str(&format!("Not of the schema: {}\n\n", found.unmatched.join(", ")));
        }
        if let Some(check) = self.manifest.as_ref().filter(|check| !check.mismatches.is_empty()) {
            text.push_str("Files are not as their manifest says:\n");
            for mismatch in &check.mismatches {
                text.push_str(&format!("  {}: {}\n", mismatch.file, mismatch.difference));
            }
            text.push('\n');
        }
        if verification.violated().next().is_some() {
            text.push_str(&violated(verification));
            text.push('\n');
        }
        for (table, constraint) in verification.not_checked() {
            let reason = constraint.not_checked.as_deref().unwrap_or_default();
            let place = format!("{}: {} {}", table.table, constraint.kind, constraint.name);
            text.push_str(&format!("not checked: {place}: {reason}\n"));
        }
        if verification.not_checked().next().is_some() {
            text.push('\n');
        }
        let verdict = match self.violations() {
            0 => "no violation".to_owned(),
            count => counted(count, "violation"),
        };
        let hashes = self.manifest.as_ref().map_or_else(String::new, |check| {
            format!(", {} compared with the manifest", counted(check.files as u64, "file"))
        });
        text.push_str(&format!(
            "{verdict}: {}, {}, {} checked{hashes}\n",
            tables(self.given),
            counted(rows, "row"),
            counted(constraints, "constraint"),
        ));
        text
    }
}

fn tables(count: usize) -> String {
    counted(count as u64, "table")
}

fn violated(verification: &Verification) -> String {
    let columns = [
        ("table", Align::Left),
        ("constraint", Align::Left),
        ("kind", Align::Left),
        ("violations", Align::Right),
        ("of", Align::Right),
        ("rows, from 1", Align::Left),
    ];
    let mut table = TextTable::new(columns).with_widest(60);
    for (of, constraint) in verification.violated() {
        table.push(vec![
            of.table.clone(),
            constraint.name.clone(),
            constraint.kind.to_string(),
            grouped(constraint.violations),
            grouped(constraint.checked),
            first_rows(constraint),
        ]);
    }
    table.render("")
}

fn first_rows(constraint: &ConstraintVerification) -> String {
    let shown = constraint.first_rows.iter().take(ROWS_SHOWN);
    let shown: Vec<String> = shown.map(|row| grouped(row + 1)).collect();
    let more = if constraint.violations > shown.len() as u64 { " …" } else { "" };
    let enforced = if constraint.enforced { "" } else { " (not enforced)" };
    format!("{}{more}{enforced}", shown.join(" "))
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn days_become_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(20_454), (2026, 1, 1));
    }
}
