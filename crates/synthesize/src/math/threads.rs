//! Work on a number of threads that the caller chooses; results never depend on it.

use rayon::{ThreadPool, ThreadPoolBuilder};

/// So many threads, or nothing where they can't be had.
pub(crate) fn pool(threads: usize) -> Option<ThreadPool> {
    ThreadPoolBuilder::new().num_threads(threads.max(1)).build().ok()
}

/// Runs work in which rayon may use the pool's threads.
pub(crate) fn within<T: Send>(pool: Option<&ThreadPool>, work: impl FnOnce() -> T + Send) -> T {
    match pool {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// Runs work in which rayon may use so many threads.
pub(crate) fn run<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    within(pool(threads).as_ref(), work)
}
