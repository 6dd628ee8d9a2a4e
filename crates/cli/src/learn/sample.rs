//! `seedbed sample`.

use std::thread;

use seedbed_dataset::Format;
use seedbed_pipeline::{Cancel, FilesRequest, Run, SampleRequest, Shard, open_model, sample};

use crate::{
    args::{Rows, SampleArgs},
    exit::Exit,
    gate::Gate,
    generate::tell,
    progress::Display,
    report::{self, Failure},
    sources,
    summary::Summary,
    verify,
};

pub(crate) fn run(args: &SampleArgs, cancel: &Cancel) -> Result<Exit, Failure> {
    let model = open_model(&args.model)?;
    let failed = |error| Failure::about(&model.texts, error);
    let mut request = SampleRequest {
        seed: args.seed,
        condition: args.condition.clone(),
        ..SampleRequest::default()
    };
    for rows in args.rows.iter().flat_map(|list| &list.0) {
        match rows {
            Rows::Every(rows) => request.rows = Some(*rows),
            Rows::Of(table, rows) => request.table_rows.push((table.clone(), *rows)),
        }
    }
    let run = sample(&model, &request).map_err(failed)?;
    if args.strict {
        run.require_all().map_err(failed)?;
    } else if !args.quiet {
        run.notes().for_each(|note| report::note(&note));
    }
    let gate = Gate::new(&args.gate, &run)?;
    let exit = files(args, &run, &gate, cancel)?;
    if args.strict && exit == Exit::Ok {
        // Counts the rows that violate a constraint: there is none, or the sample fails.
        return verify::strictly(run.schema(), &args.out, args.quiet || args.json, cancel);
    }
    Ok(exit)
}

fn files(args: &SampleArgs, run: &Run, gate: &Gate, cancel: &Cancel) -> Result<Exit, Failure> {
    let shard = args.shard.unwrap_or(Shard::WHOLE);
    let threads =
        args.threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
    let format = args.format.unwrap_or(Format::Csv);
    let request = FilesRequest { directory: args.out.clone(), format, threads, shard };
    let rows = run.order.iter().map(|&table| {
        let range = shard.range(run.engine.rows(table), 1);
        range.end - range.start
    });
    let mut display = Display::new(run, rows.sum(), args.quiet);
    let written = gate.write(run, &request, cancel, &mut |progress| display.update(progress));
    let seconds = display.finish();
    let written = written?;
    let summary = Summary::of_files(&written.manifest, seconds);
    if args.json {
        let mut document = summary.document(run);
        written.tell(&mut document);
        document["format"] = format.extension().into();
        tell(document, &summary)?;
        return Ok(written.exit());
    }
    let failed = written.exit() != Exit::Ok;
    if !args.quiet && !failed {
        let (totals, speed) = (summary.totals(), summary.speed());
        let out = args.out.display();
        let table = summary.table();
        sources::print(&format!("Sampled {totals} {speed}\n\n{table}\nin {out}\n"))?;
    }
    if let Some(verdict) = written.verdict.as_ref().filter(|_| failed || !args.quiet) {
        sources::print(&verdict.text)?;
    }
    Ok(written.exit())
}
