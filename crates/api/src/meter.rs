//! What is counted, for Prometheus (text exposition format 0.0.4).

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
};

/// Requests by route and status, and how long they took.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    requests: BTreeMap<(String, String, u16), u64>,
    /// Requests that took at most so long, in the order of [`BOUNDS`]; all of them at the end.
    took: [u64; BOUNDS.len() + 1],
    millis: u64,
}

/// Upper bounds in milliseconds.
const BOUNDS: [u64; 8] = [5, 10, 25, 50, 100, 250, 1000, 5000];

impl Meter {
    pub(crate) fn count(&self, method: &str, route: &str, status: u16, millis: u64) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.requests.entry((method.into(), route.into(), status)).or_default() += 1;
        let first = BOUNDS.iter().position(|bound| millis <= *bound).unwrap_or(BOUNDS.len());
        counts.took[first..].iter_mut().for_each(|count| *count += 1);
        counts.millis += millis;
    }

    /// Requests so far.
    pub(crate) fn requests(&self) -> u64 {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.requests.values().sum()
    }

    pub(crate) fn text(&self) -> String {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::from(
            "# HELP seedbed_requests_total Requests that were answered.\n\
             # TYPE seedbed_requests_total counter\n",
        );
        for ((method, route, status), count) in &counts.requests {
            let _ = writeln!(
                text,
                "seedbed_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}"
            );
        }
        text.push_str(
            "# HELP seedbed_request_seconds How long answers took.\n\
             # TYPE seedbed_request_seconds histogram\n",
        );
        for (bound, count) in BOUNDS.iter().zip(counts.took) {
            let seconds = *bound as f64 / 1000.0;
            let _ = writeln!(text, "seedbed_request_seconds_bucket{{le=\"{seconds}\"}} {count}");
        }
        let all = counts.took[BOUNDS.len()];
        let seconds = counts.millis as f64 / 1000.0;
        let _ = writeln!(text, "seedbed_request_seconds_bucket{{le=\"+Inf\"}} {all}");
        let _ = writeln!(text, "seedbed_request_seconds_sum {seconds}");
        let _ = writeln!(text, "seedbed_request_seconds_count {all}");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_said_as_prometheus_reads_them() {
        let meter = Meter::default();
        meter.count("GET", "/v1/jobs", 200, 3);
        meter.count("GET", "/v1/jobs", 200, 70);
        meter.count("POST", "/v1/jobs", 422, 9999);
        let text = meter.text();
        for line in [
            r#"seedbed_requests_total{method="GET",route="/v1/jobs",status="200"} 2"#,
            r#"seedbed_requests_total{method="POST",route="/v1/jobs",status="422"} 1"#,
            r#"seedbed_request_seconds_bucket{le="0.005"} 1"#,
            r#"seedbed_request_seconds_bucket{le="0.1"} 2"#,
            r#"seedbed_request_seconds_bucket{le="5"} 2"#,
            r#"seedbed_request_seconds_bucket{le="+Inf"} 3"#,
            "seedbed_request_seconds_sum 10.072",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
        assert_eq!(meter.requests(), 3);
    }
}
