//! The load itself: one transaction from the first look to the last check.

use std::error::Error;

use ::postgres::{
    Client, Config, NoTls, Transaction,
    config::{Host, SslMode},
};
use seedbed_schema::Schema;

use super::{
    catalog::{self, Target, Targets},
    copy, cycle, existing, script, sequence,
    staged::Arrival,
    triggers::Triggers,
};
use crate::{
    BatchSource, ExistingRows, LoadError, LoadOptions, LoadProgress, LoadReport, TableLoad,
    left_out::LeftOut, load::differences, selection::Selection,
};

/// Loads over one connection to PostgreSQL: see [`crate::load`].
pub(crate) fn load(
    url: &str,
    schema: &Schema,
    source: &dyn BatchSource,
    options: &LoadOptions,
    progress: &mut dyn FnMut(LoadProgress),
) -> Result<LoadReport, LoadError> {
    let mut client = connect(url)?;
    let mut transaction =
        client.transaction().map_err(|error| LoadError::during("BEGIN", &error))?;
    let mut report = LoadReport::default();
    if let Some(text) = &options.create_sql {
        report.notes = script::run(&mut transaction, text)?;
    }
    settle(&mut transaction)?;
    let order = schema.load_order();
    let wanted = |id| source.rows(id) > 0 || !schema.table(id).rows.is_empty();
    let targets = catalog::targets(&mut transaction, schema, &order.tables, &wanted)?;
    let triggers = Triggers::read(&mut transaction, schema, &targets)?;
    let (tables, forward) = triggers.reorder(schema, &order.tables);
    let breaks = [order.breaks, forward].concat();
    match options.existing {
        ExistingRows::Refuse => existing::refuse(&mut transaction, schema, &targets)?,
        ExistingRows::Append => {}
        ExistingRows::Truncate => existing::truncate(&mut transaction, schema, &targets)?,
    }
    let before = count_all(&mut transaction, &targets)?;
    let cycles = cycle::prepare(&mut transaction, schema, &breaks)?;
    let mut left_out = LeftOut::default();
    for target in tables.iter().filter_map(|&id| targets.get(id)) {
        let filling = Filling {
            schema,
            targets: &targets,
            triggers: &triggers,
            source,
            lenient: !options.strict,
            null_first: cycles.null_first(target.id),
        };
        filling.fill(&mut transaction, target, &mut left_out, progress)?;
    }
    for target in targets.iter() {
        let (name, asked) = (target.name.clone(), source.rows(target.id));
        report.tables.push(TableLoad { table: target.id, name, asked, loaded: 0 });
    }
    cycles.complete(&mut transaction, schema, &targets, source)?;
    // Advanced sequences stay so, even when the transaction is taken back.
    for target in targets.iter().filter(|_| !options.dry_run) {
        report.sequences.extend(sequence::advance(
            &mut transaction,
            schema,
            target,
            &mut report.notes,
        )?);
    }
    let after = count_all(&mut transaction, &targets)?;
    for ((table, before), after) in report.tables.iter_mut().zip(before).zip(after) {
        table.loaded = after.saturating_sub(before);
    }
    report.notes.extend(left_out.notes(schema));
    let counted = report.tables.iter().filter(|table| !left_out.explains(table));
    report.notes.extend(differences(schema, counted));
    let (name, ended) = if options.dry_run {
        ("ROLLBACK", transaction.rollback())
    } else {
        ("COMMIT", transaction.commit())
    };
    ended.map_err(|error| LoadError::during(name, &error))?;
    Ok(report)
}

/// Connects, without encryption.
pub(crate) fn connect(url: &str) -> Result<Client, LoadError> {
    let mut config: Config = url.parse().map_err(|error: ::postgres::Error| {
        // The driver names the part that is wrong, never the password.
        LoadError::Url { reason: error.to_string() }
    })?;
    if config.get_ssl_mode() == SslMode::Require {
        return Err(LoadError::TlsUnavailable);
    }
    if config.get_application_name().is_none() {
        config.application_name("seedbed");
    }
    config.connect(NoTls).map_err(|error| LoadError::Connect {
        server: servers(&config),
        reason: match (error.as_db_error(), error.source()) {
            (Some(refusal), _) => refusal.message().to_owned(),
            // The driver's own words are that it can't connect; the reason is behind them.
            (None, Some(cause)) => cause.to_string(),
            (None, None) => error.to_string(),
        },
    })
}

/// Where a URL leads to, as people write it: `db:5432`; several hosts are tried in turn.
fn servers(config: &Config) -> String {
    let ports = config.get_ports();
    let servers = config.get_hosts().iter().enumerate().map(|(at, host)| {
        // One port may stand for all hosts.
        let port = ports.get(at).or(ports.last()).copied().unwrap_or(5432);
        match host {
            Host::Tcp(name) => format!("{name}:{port}"),
            #[cfg(unix)]
            Host::Unix(folder) => format!("{}/.s.PGSQL.{port}", folder.display()),
        }
    });
    let servers: Vec<String> = servers.collect();
    if servers.is_empty() {
        "a host that the URL does not name".to_owned()
    } else {
        servers.join(" or ")
    }
}

/// Makes the session read text as it is written here, whatever the server's settings.
pub(crate) fn settle(transaction: &mut Transaction<'_>) -> Result<(), LoadError> {
    transaction
        .batch_execute(
            "SET LOCAL datestyle = 'ISO, YMD';
             SET LOCAL intervalstyle = 'postgres';
             SET LOCAL timezone = 'UTC';
             SET LOCAL lc_monetary = 'C';
             SET LOCAL statement_timeout = 0;",
        )
        .map_err(|error| LoadError::during("preparing the session", &error))
}

/// What filling a table needs to know of the others.
struct Filling<'a> {
    schema: &'a Schema,
    targets: &'a Targets,
    triggers: &'a Triggers,
    source: &'a dyn BatchSource,
    lenient: bool,
    null_first: &'a [String],
}

impl Filling<'_> {
    /// Copies one table.
    fn fill(
        &self,
        transaction: &mut Transaction<'_>,
        target: &Target,
        left_out: &mut LeftOut,
        progress: &mut dyn FnMut(LoadProgress),
    ) -> Result<(), LoadError> {
        let of = self.source.rows(target.id);
        if of == 0 {
            return Ok(());
        }
        let table = self.schema.table(target.id);
        let id = target.id;
        let rows = self.source.schema(id);
        let selection = Selection::writable(table, &target.writable, &rows, self.null_first)?;
        let mut told = |rows| progress(LoadProgress { table: id, rows, of });
        if selection.names.is_empty() {
            return copy::send(
                transaction,
                target,
                &target.sql,
                &selection,
                self.source,
                &mut told,
            );
        }
        let arrival = Arrival {
            schema: self.schema,
            targets: self.targets,
            target,
            selection: &selection,
            source: self.source,
            functions: self.triggers.functions(id),
            merges: table.inserts_unknown_rows || self.triggers.feed(id),
            lenient: self.lenient,
        };
        arrival.fill(transaction, left_out, &mut told)
    }
}

fn count_all(transaction: &mut Transaction<'_>, targets: &Targets) -> Result<Vec<u64>, LoadError> {
    let count = |target: &Target| {
        let row = transaction
            .query_one(&format!("SELECT count(*) FROM {}", target.own_rows()), &[])
            .map_err(|error| {
                LoadError::during(format!("counting the rows of {}", target.name), &error)
            })?;
        Ok(row.get::<_, i64>(0) as u64)
    };
    targets.iter().map(count).collect()
}
