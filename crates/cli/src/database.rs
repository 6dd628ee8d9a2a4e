//! `seedbed generate --out URL`: rows straight into a database.

use seedbed_pipeline::{
    Cancel, Existing, LoadRequest, NamedText, PipelineError, Run, load_database,
};

use crate::{
    args::GenerateArgs,
    exit::Exit,
    generate::{tell, threads},
    progress::Display,
    report::{self, Failure},
    sources,
    summary::Summary,
};

/// Loads the rows of a run; a dry run takes them back.
pub(crate) fn load(
    args: &GenerateArgs,
    run: &Run,
    url: &str,
    texts: &[NamedText],
    cancel: &Cancel,
) -> Result<Exit, Failure> {
    let existing = match (&args.truncate, args.append) {
        (Some(name), _) => Existing::Truncate { name: name.clone() },
        (None, true) => Existing::Append,
        (None, false) => Existing::Refuse,
    };
    let schema: Vec<&str> = texts.iter().map(|text| text.text.as_str()).collect();
    let request = LoadRequest {
        url: url.to_owned(),
        existing,
        create: args.create.then(|| schema.join("\n")),
        dry_run: args.dry_run,
        strict: args.strict,
        threads: threads(args),
    };
    let mut display = Display::new(run, run.rows(), args.quiet);
    let loaded = load_database(run, &request, cancel, &mut |progress| {
        display.update(progress);
    });
    let seconds = display.finish();
    let report = match loaded {
        Err(PipelineError::Database(error)) if args.dry_run && error.is_violation() => {
            return Err(Failure::would_be_refused(error));
        }
        loaded => loaded?,
    };
    let summary = Summary::of_load(&report, seconds);
    if args.json {
        let mut document = summary.document(run);
        document["out"] = args.out.to_string().into();
        document["load_notes"] = report.notes.clone().into();
        if args.dry_run {
            document["dry_run"] = true.into();
        }
        tell(document, &summary)?;
        return Ok(Exit::Ok);
    }
    if args.quiet {
        return Ok(Exit::Ok);
    }
    for note in &report.notes {
        report::note(note);
    }
    let (did, kept) = if args.dry_run {
        ("Would load", "every constraint checked\nNothing was kept.\n")
    } else {
        ("Loaded", "every constraint checked\n")
    };
    let mut text = format!("{did} {} {}\n\n", summary.totals(), summary.speed());
    text.push_str(&summary.table());
    text.push_str(&format!("\ninto {}, {kept}", args.out));
    sources::print(&text)?;
    Ok(Exit::Ok)
}
