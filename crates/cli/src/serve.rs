//! `seedbed serve`: the whole service in one process.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use seedbed_api::{Authentication, Limits, Service, router};
use seedbed_jobs::{
    Clock, EditError, Handled, JobPolicy, Jobs, LeasePolicy, Principal, Project, Projects, Role,
    StoreError, Stores, SystemClock, WebhookEvents, Webhooks, Worker,
    local::{DatabaseQueue, DatabaseRecords, Folder, LocalDatabase, SignedLinks},
    port::Queue,
};
use seedbed_pipeline::{Cancel, JobLimits, JobRunner};
use seedbed_webhooks::{HttpPost, Reach};
use tokio::net::TcpListener;

use crate::{args::ServeArgs, exit::Exit, report::Failure};

mod events;

/// How long a worker waits when there is nothing to do.
const PAUSE: Duration = Duration::from_millis(200);
/// How often what is due is looked for.
const SWEEP: Duration = Duration::from_secs(15);
/// How often what has expired is removed.
const FORGETTING: Duration = Duration::from_secs(60 * 60);
/// How often deliveries that are due are looked for.
const DELIVERIES: Duration = Duration::from_secs(1);

pub(crate) fn run(args: &ServeArgs, cancel: &Cancel) -> Result<Exit, Failure> {
    if !args.listen.ip().is_loopback() && !args.require_keys {
        return Err(Failure::usage(
            format!("{} can be reached by others, and nobody is asked who they are", args.listen),
            "add --require-keys, or listen on this machine alone: --listen 127.0.0.1:8080",
        ));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let failed = |action| move |source| Failure::usage(format!("can't {action}: {source}"), HELP);
    let runtime = runtime.map_err(failed("start threads"))?;
    runtime.block_on(serve(args, cancel)).map_err(|error| {
        let mut message = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            message = format!("{message}: {error}");
            cause = error.source();
        }
        Failure::usage(message, HELP)
    })?;
    Ok(Exit::Ok)
}

const HELP: &str = "another --data DIR or --listen ADDRESS may do";

async fn serve(args: &ServeArgs, cancel: &Cancel) -> Result<(), StoreError> {
    let clock = Arc::new(SystemClock);
    let folder = Folder::open(&args.data)?;
    let database = LocalDatabase::open(&args.data.join("state.db"))?;
    let queue = Arc::new(DatabaseQueue::new(database.clone(), clock.clone()));
    let mut stores = Stores {
        records: Arc::new(DatabaseRecords(database.clone())),
        objects: Arc::new(folder),
        queue: queue.clone(),
        events: Arc::new(events::Logged),
        clock: clock.clone(),
    };
    let webhooks = webhooks(args, &stores)?;
    stores.events = Arc::new(WebhookEvents::new(webhooks.clone(), stores.events));
    let listener = TcpListener::bind(args.listen).await.map_err(|source| {
        StoreError::new("listen on", args.listen.to_string(), false).because(source)
    })?;
    let address = listener.local_addr().map_err(|source| {
        StoreError::new("listen on", args.listen.to_string(), false).because(source)
    })?;
    let lasts = Duration::from_secs(args.lease);
    let lease = LeasePolicy { lasts, skew: lasts / 6 };
    let jobs = Jobs::new(stores.clone(), JobPolicy { lease, ..JobPolicy::default() });
    let runner = Arc::new(JobRunner {
        scratch: scratch(&args.data)?,
        threads: args.threads,
        limits: JobLimits::default(),
    });
    let projects = Projects::new(&stores);
    let authentication = authentication(args, &projects).await?;
    let base = args.url.clone().unwrap_or_else(|| format!("http://{address}"));
    let links =
        SignedLinks::new(format!("{base}/objects"), secret(&args.data.join("link-secret"))?, clock);
    let opened = Arc::new(links.clone());
    let service = Service::new(&stores, jobs.clone(), runner.clone(), opened, authentication)
        .opening(links)
        .keeping_uploads_in(runner.scratch.clone())
        .telling(webhooks.clone())
        .limited_by(Limits { requests_per_minute: pace(args), ..Limits::default() });
    announce(address, args);

    let name: Principal = format!("serve-{}", std::process::id())
        .parse()
        .map_err(|source| StoreError::new("name", "a worker", false).because(source))?;
    #[cfg(feature = "learn")]
    let runner = Arc::new(seedbed_pipeline::LearnRunner {
        jobs: (*runner).clone(),
        interrupted: Cancel::default(),
        device: seedbed_synthesize::Device::Cpu,
    });
    let worker = Worker::new(jobs.clone(), runner, None, name);
    let working: Vec<_> = (0..args.workers.max(1))
        .map(|_| tokio::spawn(work(worker.clone(), queue.clone(), jobs.policy())))
        .collect();
    let sweeping = tokio::spawn(sweep(jobs.clone()));
    let forgetting = tokio::spawn(forget(jobs, database));
    let delivering = tokio::spawn(deliver(webhooks));
    let stop = stopped(cancel.clone());
    let served = axum::serve(listener, router(service)).with_graceful_shutdown(stop).await;
    sweeping.abort();
    delivering.abort();
    forgetting.abort();
    working.iter().for_each(tokio::task::JoinHandle::abort);
    served.map_err(|source| StoreError::new("serve", address.to_string(), false).because(source))
}

/// Requests of one caller a minute. Who serves nobody else need not be slowed down.
fn pace(args: &ServeArgs) -> u32 {
    let usual = if args.require_keys { Limits::default().requests_per_minute } else { u32::MAX };
    args.requests_per_minute.unwrap_or(usual)
}

/// Works through the queue for as long as the process lives.
async fn work(worker: Worker, queue: Arc<DatabaseQueue>, policy: JobPolicy) {
    loop {
        match turn(&worker, &*queue, policy).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(PAUSE).await,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a message is left for later"
                );
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Takes one message, and says whether there was one.
async fn turn(worker: &Worker, queue: &dyn Queue, policy: JobPolicy) -> Result<bool, StoreError> {
    let hidden = policy.lease.lasts + policy.lease.skew;
    let Some(delivery) = queue.receive(1, hidden).await?.pop() else { return Ok(false) };
    let (worker, message) = (worker.clone(), delivery.message.clone());
    // A job that panics takes its own task with it, and nothing else.
    let handled = tokio::spawn(async move { worker.handle(&message).await }).await;
    match handled {
        Ok(Ok(Handled::Later)) => {}
        Ok(Ok(_)) => queue.acknowledge(&delivery.receipt).await?,
        Ok(Err(error)) => return Err(error),
        Err(error) => return Err(StoreError::new("do", "a job", true).because(error)),
    }
    Ok(true)
}

async fn sweep(jobs: Jobs) {
    loop {
        if let Err(error) = jobs.sweep().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a sweep failed");
        }
        tokio::time::sleep(SWEEP).await;
    }
}

/// Webhooks whose secrets are derived from one beside the database.
fn webhooks(args: &ServeArgs, stores: &Stores) -> Result<Webhooks, StoreError> {
    let reach = if args.open_webhooks { Reach::Anywhere } else { Reach::Public };
    let post = HttpPost::new(reach);
    let master = secret(&args.data.join("webhook-secret"))?;
    Ok(Webhooks::new(stores, Arc::new(post), Arc::new(master)))
}

async fn deliver(webhooks: Webhooks) {
    loop {
        if let Err(error) = webhooks.deliver().await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a round of deliveries failed"
            );
        }
        tokio::time::sleep(DELIVERIES).await;
    }
}

/// Removes what has expired.
async fn forget(jobs: Jobs, database: LocalDatabase) {
    loop {
        let forgotten = match database.forget(SystemClock.now()).await {
            Ok(_) => jobs.forget().await,
            Err(error) => Err(error),
        };
        if let Err(error) = forgotten {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "what has expired is still there");
        }
        tokio::time::sleep(FORGETTING).await;
    }
}

async fn stopped(cancel: Cancel) {
    while !cancel.is_cancelled() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Who is asked who they are. Where keys are required and there are none yet, the first is made
/// and shown.
async fn authentication(
    args: &ServeArgs,
    projects: &Projects,
) -> Result<Authentication, StoreError> {
    let named = |error| StoreError::new("name", "the first project", false).because(error);
    let local: Principal = "local".parse().map_err(named)?;
    let project: Project = "default".parse().map_err(named)?;
    match projects.create(&project, &local).await {
        Ok(_) | Err(EditError::Exists) => {}
        Err(error) => return Err(StoreError::new("make", "a project", false).because(error)),
    }
    if !args.require_keys {
        return Ok(Authentication::Local(local, project));
    }
    if projects.keys(&project).await?.is_empty() {
        let made = projects.create_key(&project, Role::Admin, "first", None, &local).await;
        let (key, _) =
            made.map_err(|error| StoreError::new("make", "a key", false).because(error))?;
        anstream::println!("the first key, shown this once: {}", key.secret());
    }
    Ok(Authentication::Required)
}

fn announce(address: SocketAddr, args: &ServeArgs) {
    if !args.quiet {
        anstream::println!(
            "listening on http://{address}; http://{address}/docs says what there is"
        );
    }
}

/// A folder for parts that are being made; what an earlier process left there is removed.
fn scratch(data: &Path) -> Result<PathBuf, StoreError> {
    let path = data.join("scratch");
    let failed =
        |source| StoreError::new("make", path.display().to_string(), false).because(source);
    if path.exists() {
        std::fs::remove_dir_all(&path).map_err(failed)?;
    }
    std::fs::create_dir_all(&path).map_err(failed)?;
    Ok(path)
}

/// A secret of this service: made once, and kept for the owner alone.
fn secret(path: &Path) -> Result<[u8; 32], StoreError> {
    let failed = |source: std::io::Error| {
        StoreError::new("keep", path.display().to_string(), false).because(source)
    };
    match std::fs::read(path) {
        Ok(bytes) => bytes.try_into().map_err(|_| {
            failed(std::io::Error::new(std::io::ErrorKind::InvalidData, "it has not 32 bytes"))
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let secret = seedbed_jobs::local::new_secret()?;
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(path).map_err(failed)?;
            std::io::Write::write_all(&mut file, &secret).map_err(failed)?;
            Ok(secret)
        }
        Err(error) => Err(failed(error)),
    }
}
