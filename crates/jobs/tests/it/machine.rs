//! The ways of a job, tried at random.

use std::time::Duration;

use proptest::prelude::*;
use seedbed_jobs::{
    Claim, Cost, Failure, FailureKind, Fence, Job, JobId, JobKind, JobResult, JobState,
    LeasePolicy, ObjectKey, Principal, Project, Refusal, Timestamp,
};

const POLICY: LeasePolicy =
    LeasePolicy { lasts: Duration::from_secs(60), skew: Duration::from_secs(10) };

/// Something that somebody does about a job.
#[derive(Debug, Clone)]
enum Deed {
    Pass(u32),
    Claim,
    /// The deed of one who claimed the job so many claims ago.
    Beat(usize),
    Succeed(usize),
    Fail(usize),
    Release(usize, bool),
    Cancelled(usize),
    Cancel,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        (0..100_u32).prop_map(Deed::Pass),
        Just(Deed::Claim),
        (0..3_usize).prop_map(Deed::Beat),
        (0..3_usize).prop_map(Deed::Succeed),
        (0..3_usize).prop_map(Deed::Fail),
        (0..3_usize, any::<bool>()).prop_map(|(who, counts)| Deed::Release(who, counts)),
        (0..3_usize).prop_map(Deed::Cancelled),
        Just(Deed::Cancel),
    ]
}

fn job() -> Job {
    let now = Timestamp::from_millis(0);
    Job {
        id: JobId::new(now).unwrap(),
        project: Project::new("p").unwrap(),
        kind: JobKind::Generate,
        state: JobState::Queued,
        asked_by: Principal::new("ada").unwrap(),
        created_at: now,
        updated_at: now,
        started_at: None,
        ended_at: None,
        expires_at: now.after(Duration::from_secs(24 * 60 * 60)),
        document_sha256: String::new(),
        attempts: 0,
        max_attempts: 3,
        lease: None,
        cancel_requested: false,
        progress: None,
        cost: Cost::default(),
        result: None,
        failure: None,
        batch: None,
        rejected: None,
    }
}

fn result() -> JobResult {
    JobResult { manifest: ObjectKey::new("m").unwrap(), files: 0, rows: 0, bytes: 0 }
}

proptest! {
    #[test]
    fn whatever_is_done_one_worker_at_most_has_the_job(
        deeds in proptest::collection::vec(deed(), 0..60)
    ) {
        let worker = Principal::new("worker").unwrap();
        let spent = Cost { calls: 1, ..Cost::default() };
        let mut job = job();
        let mut now = Timestamp::from_millis(0);
        let mut fences: Vec<Fence> = Vec::new();
        let mut told = 0;
        for deed in deeds {
            let before = job.clone();
            let fence = |ago: usize| fences.iter().rev().nth(ago).copied().unwrap_or(Fence(999));
            let next = match deed.clone() {
                Deed::Pass(seconds) => {
                    now = now.after(Duration::from_secs(seconds.into()));
                    continue;
                }
                Deed::Claim => job.clone().claim(&worker, now, POLICY).map(|claim| match claim {
                    Claim::Taken(job, fence) => {
                        fences.push(fence);
                        job
                    }
                    Claim::Ended(job) => job,
                }),
                Deed::Beat(ago) => job.clone().beat(fence(ago), None, spent, now, POLICY),
                Deed::Succeed(ago) => job.clone().succeed(fence(ago), result(), spent, now),
                Deed::Fail(ago) => {
                    let failure = Failure { kind: FailureKind::Plan, detail: String::new() };
                    job.clone().fail(fence(ago), failure, spent, now)
                }
                Deed::Release(ago, counts) => job.clone().release(fence(ago), spent, counts, now),
                Deed::Cancelled(ago) => job.clone().cancelled(fence(ago), spent, now),
                Deed::Cancel => job.clone().cancel(now),
            };
            // An end is final.
            if before.state.has_ended() {
                prop_assert!(next.is_err(), "{deed:?} after {}", before.state);
            }
            let by_worker = match deed {
                Deed::Beat(ago)
                | Deed::Succeed(ago)
                | Deed::Fail(ago)
                | Deed::Release(ago, _)
                | Deed::Cancelled(ago) => Some(ago),
                _ => None,
            };
            if let Some(ago) = by_worker {
                let holds = before.state == JobState::Running && ago == 0;
                // Who does not hold the job changes nothing, and is told so.
                prop_assert!(holds || next == Err(Refusal::LeaseLost), "{deed:?}: {next:?}");
            }
            if let Ok(next) = next {
                told += u64::from(by_worker.is_some());
                job = next;
            }
            // What the parts of the record say of each other.
            prop_assert_eq!(job.lease.is_some(), job.state == JobState::Running);
            prop_assert_eq!(job.ended_at.is_some(), job.state.has_ended());
            prop_assert_eq!(job.result.is_some(), job.state == JobState::Succeeded);
            prop_assert_eq!(job.failure.is_some(), job.state == JobState::Failed);
            prop_assert_eq!(job.due_at(POLICY).is_none(), job.state.has_ended());
            prop_assert!(job.attempts <= job.max_attempts);
            prop_assert_eq!(job.cost.calls, told);
            // A lease is not taken away before its time.
            if let (Some(old), Some(new)) = (&before.lease, &job.lease)
                && before.attempts != job.attempts
            {
                prop_assert!(now >= old.until.after(POLICY.skew) && new.until > now);
            }
        }
    }
}

#[test]
fn a_clock_that_runs_behind_shortens_no_lease() {
    let worker = Principal::new("worker").unwrap();
    let now = Timestamp::from_millis(1_000_000);
    let Ok(Claim::Taken(job, fence)) = job().claim(&worker, now, POLICY) else { panic!() };
    let until = job.lease.clone().unwrap().until;
    let behind = Timestamp::from_millis(900_000);
    let job = job.beat(fence, None, Cost::default(), behind, POLICY).unwrap();
    assert_eq!(job.lease.unwrap().until, until);
}
