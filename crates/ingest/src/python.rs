//! Models written in Python, with SQLAlchemy or Django: read, never run.
//!
//! The sources are parsed, their imports, classes and constants followed ([`machine`]), and what
//! the frameworks would make of them is put together ([`sqlalchemy`], [`django`]). A part that
//! can't be understood costs only itself and is reported with its place.

use seedbed_expr::Dialect;
use seedbed_schema::Table;

use crate::{
    diagnostic::{Diagnostic, Severity},
    entry::Gathered,
    source::Source,
};

mod django;
mod machine;
mod meaning;
mod modules;
mod parse;
mod project;
mod sqlalchemy;
mod syntax;
mod value;

use project::Project;

/// Imports and calls nest; the bounds of following them need this much stack.
const STACK: usize = 256 << 20;

/// Most syntax errors that are reported of one source.
const MOST_FLAWS: usize = 5;

/// Adds the models of all sources, in the order of the sources.
///
/// A source's name is its path, from which modules' names are made, so that imports among the
/// sources resolve; what is imported from elsewhere need not be given.
pub(crate) fn read(sources: &[Source<'_>], dialect: Option<Dialect>, gathered: &mut Gathered) {
    gathered.dialect = gathered.dialect.or(dialect);
    let dialect = gathered.dialect.unwrap_or_default();
    let (tables, diagnostics) = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        match thread.spawn_scoped(scope, || on_large_stack(sources, dialect)) {
            Ok(reading) => reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            // Without another thread there is still this one.
            Err(_) => on_large_stack(sources, dialect),
        }
    });
    meaning::wish(&tables, &mut gathered.wishes);
    gathered.tables.extend(tables);
    gathered.report.diagnostics.extend(diagnostics);
}

fn on_large_stack(sources: &[Source<'_>], dialect: Dialect) -> (Vec<Table>, Vec<Diagnostic>) {
    let (mut project, flaws) = Project::new(sources, dialect);
    for (at, (place, message)) in flaws.iter().enumerate() {
        let before = flaws[..at].iter().filter(|(other, _)| other.module == place.module).count();
        if before < MOST_FLAWS {
            project.say(Severity::Error, *place, message.clone());
        }
    }
    project.machine.follow_all();
    let mut tables = sqlalchemy::tables(&mut project);
    tables.extend(django::tables(&mut project));
    (tables, project.into_diagnostics())
}
