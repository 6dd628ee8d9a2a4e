//! Work for all processors.

use std::{
    num::NonZero,
    panic,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// How many threads can work at once.
pub(crate) fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// What a thread has found; a panic goes on here.
///
/// ```
/// let sum = std::thread::scope(|scope| {
///     seedbed_profile::parallel::joined(scope.spawn(|| 1 + 2))
/// });
/// assert_eq!(sum, 3);
/// ```
pub fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
}

/// What the work makes of each item, in the order of the items.
pub(crate) fn each<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = threads().min(items.len());
    if threads < 2 {
        return items.into_iter().map(work).collect();
    }
    let places: Vec<Mutex<(Option<T>, Option<R>)>> =
        items.into_iter().map(|item| Mutex::new((Some(item), None))).collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
                    place.1 = place.0.take().map(&work);
                }
            });
        }
    });
    let places = places.into_iter();
    places
        .filter_map(|place| place.into_inner().unwrap_or_else(PoisonError::into_inner).1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn results_are_in_the_order_of_their_items() {
        let squares = each((0..1_000_u64).collect(), |number| number * number);
        assert!(squares.iter().enumerate().all(|(at, &square)| square == (at * at) as u64));
    }
}
