//! Prisma schemas, <https://www.prisma.io/docs/orm/reference/prisma-schema-reference>.
//!
//! Tables, columns and enums get the names they have in the database (`@map`, `@@map`); what
//! the model calls them stays in their comments. Several files form one schema.

use seedbed_expr::Dialect;
use seedbed_schema::SchemaProblem;

use crate::{
    Severity, Source, diagnostic::Diagnostic, entry::Gathered, nearest::did_you_mean,
    source::SourceText,
};

mod ast;
mod defaults;
mod lexer;
mod model;
mod parser;
mod relation;
mod types;

use ast::{Block, Expr};

/// Databases as a datasource's provider names them.
const PROVIDERS: &[(&str, Dialect)] = &[
    ("postgresql", Dialect::PostgreSql),
    ("postgres", Dialect::PostgreSql),
    ("cockroachdb", Dialect::PostgreSql),
    ("mysql", Dialect::MySql),
    ("sqlite", Dialect::Sqlite),
    ("sqlserver", Dialect::SqlServer),
];

/// All files' blocks, each with the file it stands in.
struct Files<'a> {
    blocks: Vec<(Block, &'a SourceText<'a>)>,
    dialect: Dialect,
    /// Whether the database knows of the relations at all.
    has_foreign_keys: bool,
}

impl<'a> Files<'a> {
    fn of(&self, keyword: &str) -> impl Iterator<Item = &(Block, &'a SourceText<'a>)> {
        self.blocks.iter().filter(move |(block, _)| block.keyword == keyword)
    }

    fn find(&self, keyword: &str, name: &str) -> Option<&(Block, &'a SourceText<'a>)> {
        self.of(keyword).find(|(block, _)| block.name == name)
    }
}

/// Reads the files as one schema.
pub(crate) fn read(sources: &[Source<'_>], dialect: Option<Dialect>, gathered: &mut Gathered) {
    let known = dialect.unwrap_or_default();
    let texts: Vec<SourceText<'_>> =
        sources.iter().map(|source| SourceText::new(*source, known)).collect();
    let mut blocks = Vec::new();
    for text in &texts {
        let (found, flaws) = parser::parse(&lexer::tokens(text.text), text.text.len());
        blocks.extend(found.into_iter().map(|block| (block, text)));
        for flaw in flaws {
            gathered.report.add(Severity::Error, text.origin(flaw.at), flaw.message);
        }
    }
    let mut files = Files { blocks, dialect: known, has_foreign_keys: true };
    if !datasource(&mut files, dialect, gathered) {
        return;
    }
    gathered.dialect = gathered.dialect.or(Some(files.dialect));
    report_what_is_left_out(&files, gathered);
    model::tables(&files, gathered);
}

/// Finds out the database; whether it is one with tables.
fn datasource(files: &mut Files<'_>, asked: Option<Dialect>, gathered: &mut Gathered) -> bool {
    let Some((block, text)) = files.of("datasource").next() else {
        return true;
    };
    let has_foreign_keys = match block.setting("relationMode") {
        Some(mode) => mode.text() != Some("prisma"),
        None => true,
    };
    let provider = block.setting("provider").and_then(Expr::text);
    let found = provider.map(|provider| {
        let known = PROVIDERS.iter().find(|(name, _)| *name == provider);
        (provider, known.map(|(_, dialect)| *dialect))
    });
    let origin = text.origin(block.at);
    match found {
        Some(("mongodb", _)) => {
            gathered.problems.push(SchemaProblem {
                subject: format!("datasource {}", block.name),
                message: "MongoDB has no tables to fill".into(),
                hint: Some(
                    "schemas for PostgreSQL, MySQL, SQLite, SQL Server and CockroachDB \
                            can be read"
                        .into(),
                ),
                origin: Some(origin),
            });
            return false;
        }
        Some((provider, None)) => {
            let names = PROVIDERS.iter().map(|(name, _)| *name);
            gathered.report.diagnostics.push(Diagnostic {
                severity: Severity::Warning,
                origin,
                message: format!(
                    "the provider {provider:?} is not known; {} is assumed",
                    asked.unwrap_or_default()
                ),
                help: did_you_mean(provider, names),
                skipped: None,
            });
        }
        Some((_, Some(dialect))) => files.dialect = asked.unwrap_or(dialect),
        None => {}
    }
    files.has_foreign_keys = has_foreign_keys;
    true
}

fn report_what_is_left_out(files: &Files<'_>, gathered: &mut Gathered) {
    for (view, text) in files.of("view") {
        let message = format!("the view {} holds no rows of its own", view.name);
        gathered.report.add(Severity::Note, text.origin(view.at), message);
    }
    for (of, text) in files.of("type") {
        let message =
            format!("the composite type {} exists in MongoDB only; its fields are JSON", of.name);
        gathered.report.add(Severity::Warning, text.origin(of.at), message);
    }
}
