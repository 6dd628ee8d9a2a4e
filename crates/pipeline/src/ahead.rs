//! Work done ahead of whoever uses it, in order, on several threads.

use std::{
    panic,
    sync::{
        Arc,
        mpsc::{Receiver, sync_channel},
    },
    thread::{self, JoinHandle},
};

/// The results of tasks `0, 1, 2 …`, in that order.
///
/// With more than one thread, worker `k` of `n` does the tasks `k, k + n, k + 2n …` and hands
/// each over through a channel of its own that holds `waiting` results: results are read from the
/// channels in turn, so their order is that of the tasks, and no more than `waiting + 1` results
/// per worker exist at any time. With one thread nothing is spawned: each task is done when it is asked for.
///
/// Dropping it stops the workers after the task they are at.
pub(crate) enum Ahead<T> {
    Here { next: u64, tasks: u64, work: Arc<dyn Fn(u64) -> T + Send + Sync> },
    Threads { next: u64, tasks: u64, workers: Vec<Worker<T>> },
}

pub(crate) struct Worker<T> {
    results: Option<Receiver<T>>,
    thread: Option<JoinHandle<()>>,
}

impl<T: Send + 'static> Ahead<T> {
    pub(crate) fn new(
        tasks: u64,
        threads: usize,
        waiting: usize,
        work: impl Fn(u64) -> T + Send + Sync + 'static,
    ) -> Self {
        let work: Arc<dyn Fn(u64) -> T + Send + Sync> = Arc::new(work);
        let threads = (threads as u64).min(tasks);
        if threads <= 1 {
            return Self::Here { next: 0, tasks, work };
        }
        let workers = (0..threads)
            .map(|first| {
                let (sender, results) = sync_channel(waiting);
                let work = Arc::clone(&work);
                let thread = thread::spawn(move || {
                    for task in (first..tasks).step_by(threads as usize) {
                        if sender.send(work(task)).is_err() {
                            return; // nobody wants the rest
                        }
                    }
                });
                Worker { results: Some(results), thread: Some(thread) }
            })
            .collect();
        Self::Threads { next: 0, tasks, workers }
    }
}

impl<T> Iterator for Ahead<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match self {
            Self::Here { next, tasks, work } => {
                let task = *next;
                *next += 1;
                (task < *tasks).then(|| work(task))
            }
            Self::Threads { next, tasks, workers } => {
                if *next >= *tasks {
                    return None;
                }
                let count = workers.len() as u64;
                let worker = &mut workers[(*next % count) as usize];
                *next += 1;
                let result = worker.results.as_ref()?.recv();
                result.map_or_else(|_| worker.fail(), Some)
            }
        }
    }
}

impl<T> Worker<T> {
    /// A worker ends before its last task only by a panic, which goes on here.
    fn fail(&mut self) -> Option<T> {
        if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
            panic::resume_unwind(panic);
        }
        None
    }
}

impl<T> Drop for Worker<T> {
    fn drop(&mut self) {
        drop(self.results.take());
        if let Some(thread) = self.thread.take() {
            // A panic of a worker whose results nobody reads any more changes nothing.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn results_come_in_order_whatever_the_threads() {
        for threads in [1, 2, 3, 8] {
            for tasks in [0, 1, 2, 7, 100] {
                let squares: Vec<u64> = Ahead::new(tasks, threads, 1, |task| task * task).collect();
                let expected: Vec<u64> = (0..tasks).map(|task| task * task).collect();
                assert_eq!(squares, expected, "{tasks} tasks on {threads} threads");
            }
        }
    }

    #[test]
    fn workers_stop_when_enough_results_wait() {
        let started = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&started);
        let mut ahead = Ahead::new(1000, 4, 1, move |task| {
            count.fetch_add(1, Ordering::SeqCst);
            task
        });
        assert_eq!(ahead.next(), Some(0));
        thread::sleep(std::time::Duration::from_millis(50));
        assert!(started.load(Ordering::SeqCst) <= 4 * 2 + 1);
    }

    #[test]
    fn a_dropped_iterator_stops_its_workers() {
        let started = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&started);
        let mut ahead = Ahead::new(1_000_000, 2, 0, move |_| count.fetch_add(1, Ordering::SeqCst));
        ahead.next();
        drop(ahead);
        let at_drop = started.load(Ordering::SeqCst);
        thread::sleep(std::time::Duration::from_millis(20));
        assert_eq!(started.load(Ordering::SeqCst), at_drop);
    }

    #[test]
    #[should_panic(expected = "task 3")]
    fn a_workers_panic_goes_on_where_its_result_is_asked_for() {
        Ahead::new(8, 2, 0, |task| assert_ne!(task, 3, "task 3")).count();
    }
}
