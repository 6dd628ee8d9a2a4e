//! What a machine that is taken away means for a job: it goes on elsewhere.

use std::time::Duration;

use async_trait::async_trait;
use seedbed_jobs::{
    Done, Handled, JobContext, JobDocument, NotDone, Runner, StoreError, Worker, port::Message,
};
use seedbed_pipeline::Cancel;

/// How often a signal is looked for. A scheduler gives half a minute at least.
const GLANCE: Duration = Duration::from_millis(50);
/// How long to wait before a job that another worker has is looked at again.
const PAUSE: Duration = Duration::from_secs(2);

/// A runner that stops when the process is told to end, and gives its job back.
pub(crate) struct UntilInterrupted<R> {
    pub(crate) runner: R,
    pub(crate) interrupted: Cancel,
}

#[async_trait]
impl<R: Runner> Runner for UntilInterrupted<R> {
    async fn run(&self, document: &JobDocument, context: &JobContext) -> Result<Done, NotDone> {
        let mut running = self.runner.run(document, context);
        tokio::select! {
            biased;
            answer = &mut running => return answer,
            () = asked(&self.interrupted) => context.stop(),
        }
        match running.await {
            Err(NotDone::Stopped) => Err(NotDone::Interrupted),
            // It was ready at the last moment, or failed for another reason.
            answer => answer,
        }
    }
}

async fn asked(interrupted: &Cancel) {
    while !interrupted.is_cancelled() {
        tokio::time::sleep(GLANCE).await;
    }
}

/// Handles a job. While another worker has it, most likely one that died with its machine, it is
/// looked at again for as long as a lease can last without a sign of life: each new start of the
/// process would cost one of the few that the scheduler allows.
pub(crate) async fn handle(
    worker: &Worker,
    message: &Message,
    patience: Duration,
    interrupted: &Cancel,
) -> Result<Handled, StoreError> {
    for _ in 0..patience.as_secs() / PAUSE.as_secs() {
        match worker.handle(message).await? {
            Handled::Later if !interrupted.is_cancelled() => tokio::time::sleep(PAUSE).await,
            handled => return Ok(handled),
        }
    }
    worker.handle(message).await
}
