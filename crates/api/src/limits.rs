//! What is too much.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use seedbed_jobs::Timestamp;

use crate::{Caller, Problem, Service};

/// What is too much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The longest body, in bytes.
    pub body_bytes: usize,
    /// The most rows of a dataset in an answer.
    pub answer_rows: u64,
    /// The longest dataset in an answer, in bytes. API Gateway's answers end at 6 MB.
    pub answer_bytes: u64,
    /// The largest upload, in bytes.
    pub upload_bytes: u64,
    /// Requests of one caller a minute.
    pub requests_per_minute: u32,
    /// How long links last, in seconds.
    pub link_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 5 << 20,
            answer_rows: 50_000,
            answer_bytes: 5 << 20,
            upload_bytes: 5 << 30,
            requests_per_minute: 600,
            link_seconds: 900,
        }
    }
}

/// How many requests each caller has left: a bucket that fills at an even pace.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pace(Arc<Mutex<BTreeMap<String, Bucket>>>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    seen: Timestamp,
}

/// Callers that are remembered; those not seen for long are forgotten first.
const MOST_CALLERS: usize = 10_000;

impl Pace {
    /// Takes one request from a caller's bucket, or says after how many seconds there is one.
    fn take(&self, caller: &str, per_minute: u32, now: Timestamp) -> Result<(), u64> {
        let full = f64::from(per_minute.max(1));
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_CALLERS && !buckets.contains_key(caller) {
            buckets.retain(|_, bucket| now.since(bucket.seen).as_secs() < 60);
        }
        let bucket = buckets.entry(caller.to_owned()).or_insert(Bucket { left: full, seen: now });
        let refill = now.since(bucket.seen).as_secs_f64() * full / 60.0;
        bucket.left = (bucket.left + refill).min(full);
        bucket.seen = bucket.seen.max(now);
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        Err(((1.0 - bucket.left) * 60.0 / full).ceil().max(1.0) as u64)
    }
}

/// Refuses callers who ask too often.
pub(crate) async fn pace(
    State(service): State<Service>,
    caller: Caller,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let most = service.limits.requests_per_minute;
    let taken = service.pace.take(caller.principal.as_str(), most, service.clock.now());
    taken.map_err(|seconds| {
        Problem::too_many(format!("more than {most} requests a minute"), seconds)
    })?;
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_fills_at_its_pace() {
        let pace = Pace::default();
        let now = Timestamp::from_millis(1_000_000);
        for _ in 0..60 {
            assert_eq!(pace.take("ada", 60, now), Ok(()));
        }
        assert_eq!(pace.take("ada", 60, now), Err(1));
        assert_eq!(pace.take("bob", 60, now), Ok(()), "buckets are a caller's own");
        let later = now.after(Duration::from_secs(2));
        assert_eq!(pace.take("ada", 60, later), Ok(()));
        assert_eq!(pace.take("ada", 60, later), Ok(()));
        assert_eq!(pace.take("ada", 60, later), Err(1));
        assert_eq!(pace.take("ada", 2, now.after(Duration::from_secs(3600))), Ok(()));
    }
}
