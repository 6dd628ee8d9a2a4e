//! `seedbed verify`.

use std::{path::Path, time::SystemTime};

use seedbed_evaluate::{ConstraintVerification, Verification};
use seedbed_pipeline::{
    Cancel, FoundFiles, find_tables, read_schema, verify_database, verify_files, verify_scripts,
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
    let place: Target = place.to_string_lossy().parse().unwrap_or_else(|never| match never {});
    if let Target::Directory(directory) = &place
        && !directory.is_dir()
    {
        return Err(Failure::usage(
            format!("{} is no directory", directory.display()),
            "name the schema's files first and the directory, or a database, last: \
             seedbed verify schema.sql seedbed-out",
        ));
    }
    let texts = sources::read_all(schema, &args.reading)?;
    let failed = |error| Failure::about(&texts, error);
    let input = read_schema(&texts, &args.reading.options_beside(&place)).map_err(failed)?;
    if !args.json {
        report::remarks(&texts, &input.diagnostics);
    }
    let (found, as_of, verification) = match &place {
        Target::Directory(directory) => files(args, &input.schema, directory, cancel),
        Target::Database(url) => {
            let as_of = args.as_of.clone().unwrap_or_else(now);
            verify_database(&input.schema, url, &as_of, cancel)
                .map(|verification| (FoundFiles::default(), as_of, verification))
                .map_err(Failure::from)
        }
    }?;
    if args.json {
        sources::print_json(&json!({
            "violations": verification.violations(),
            "missing_tables": found.missing,
            "files_without_a_table": found.unmatched,
            "as_of": as_of,
            "tables": verification.tables,
        }))?;
    } else {
        let given = match &place {
            Target::Directory(_) if found.scripts.is_empty() => found.tables.len(),
            _ => input.schema.load_order().tables.len(),
        };
        sources::print(&text(&verification, &found, given))?;
    }
    let clean = verification.is_clean() && found.missing.is_empty();
    Ok(if clean { Exit::Ok } else { Exit::Violations })
}

/// Checks the files of a directory; tells which they were, and the present moment they saw.
fn files(
    args: &VerifyArgs,
    schema: &Schema,
    directory: &Path,
    cancel: &Cancel,
) -> Result<(FoundFiles, String, Verification), Failure> {
    let mut found = find_tables(schema, directory)?;
    let as_of = args.as_of.clone().or_else(|| found.as_of.clone()).unwrap_or_else(now);
    let verification = if found.scripts.is_empty() {
        verify_files(schema, &found.tables, &as_of, cancel)?
    } else {
        let (verification, strangers) = verify_scripts(schema, &found.scripts, &as_of, cancel)?;
        found.unmatched = strangers;
        verification
    };
    Ok((found, as_of, verification))
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

fn text(verification: &Verification, found: &FoundFiles, given: usize) -> String {
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
    let verdict = match verification.violations() {
        0 => "no violation".to_owned(),
        count => counted(count, "violation"),
    };
    text.push_str(&format!(
        "{verdict}: {}, {}, {} checked\n",
        tables(given),
        counted(rows, "row"),
        counted(constraints, "constraint"),
    ));
    text
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
