//! Work on a number of threads that the caller chooses; results never depend on it.

/// Runs work in which rayon may use so many threads: on the calling thread alone for one, and
/// where no pool can be had.
pub(crate) fn run<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}
