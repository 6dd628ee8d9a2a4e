//! A service that is killed at any moment loses no job, makes none twice, and each comes to the
//! same bytes.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    thread,
    time::Duration,
};

use nix::{
    sys::signal::{self, Signal},
    unistd::Pid,
};
use serde_json::Value;

use crate::serving::{Service, job};

/// Services that are killed side by side: they mostly wait for leases to end.
const LANES: u64 = 10;

/// How often each is killed.
const KILLS: u64 = 20;

/// The longest time from a request to the kill. A job of this size takes about half of it.
const LATEST: u64 = 400;

/// The `SplitMix64` generator (Steele, Lea, Flood 2014): the moments of the kills.
fn random(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn start(data: &Path) -> Service {
    Service::start(data, &["--lease", "1", "--threads", "1"]).0
}

/// Asks for the job of a number; asked again, it is the same job. None when the service died
/// before it answered.
fn ask(service: &Service, number: u64) -> Option<String> {
    let key = format!("run {number}");
    let headers = [("Content-Type", "application/json"), ("Idempotency-Key", key.as_str())];
    let body = job(400, "csv").to_string();
    let answer = service.send("POST", "/v1/jobs", &headers, body.as_bytes()).ok()?;
    assert!(matches!(answer.status, 200 | 202), "{} {}", answer.status, answer.text());
    let job: Value = serde_json::from_slice(&answer.body).unwrap();
    Some(job["id"].as_str().unwrap().to_owned())
}

/// Kills a service as often as it shall be; gives how many jobs were killed while they ran.
fn lane(lane: u64, whole: &BTreeMap<String, Vec<u8>>) -> usize {
    let directory = tempfile::tempdir().unwrap();
    let mut service = start(directory.path());
    let mut asked = BTreeSet::new();
    let mut taken_up = 0;
    for number in 0..KILLS {
        let delay = Duration::from_millis(random(lane * KILLS + number) % LATEST);
        thread::scope(|scope| {
            let asking = scope.spawn(|| ask(&service, number));
            thread::sleep(delay);
            signal::kill(Pid::from_raw(service.id().cast_signed()), Signal::SIGKILL).unwrap();
            // It may have been answered, or not.
            let _ = asking.join().unwrap();
        });
        service.kill();
        service = start(directory.path());
        let id = ask(&service, number).expect("a service that lives answers");
        let job = service.ended(&id);
        assert_eq!(job["state"], "succeeded", "lane {lane}, run {number}: {job}");
        taken_up += usize::from(job["attempts"].as_u64() > Some(1));
        assert!(service.files(&id) == *whole, "lane {lane}, run {number}: other bytes");
        asked.insert(id);
    }
    let listed = service.json("GET", "/v1/jobs?limit=200", None, None);
    let listed = listed["items"].as_array().unwrap().iter();
    let listed: BTreeSet<_> = listed.map(|job| job["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(listed, asked, "every request made one job");
    assert_eq!(asked.len() as u64, KILLS);
    taken_up
}

#[test]
fn two_hundred_kills_lose_nothing_and_change_no_byte() {
    let directory = tempfile::tempdir().unwrap();
    let service = start(directory.path());
    let id = ask(&service, 0).unwrap();
    assert_eq!(service.ended(&id)["state"], "succeeded");
    let whole = service.files(&id);
    assert!(whole.contains_key("manifest.json") && whole.len() > 4);
    drop(service);
    let taken_up: usize = thread::scope(|scope| {
        let whole = &whole;
        let lanes: Vec<_> =
            (0..LANES).map(|number| scope.spawn(move || lane(number, whole))).collect();
        lanes.into_iter().map(|lane| lane.join().unwrap()).sum()
    });
    println!("{taken_up} of {} jobs were killed while they ran", LANES * KILLS);
    assert!(taken_up > 20, "the kills came at moments that try nothing: {taken_up}");
}
