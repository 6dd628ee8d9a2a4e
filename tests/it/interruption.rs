//! A run that is stopped leaves no half-written file.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use seedbed_tests::{binary, repository};

/// A run that takes long enough to be stopped.
fn start(out: &Path) -> Child {
    let mut child = Command::new(binary())
        .arg("generate")
        .arg(repository("examples/bench/schema.sql"))
        .arg("--plan")
        .arg(repository("examples/bench/plan.json"))
        .args(["--rows", "50M", "--quiet", "--out"])
        .arg(out)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    for _ in 0..600 {
        let begun = names(out).iter().any(|name| name.ends_with(".partial"));
        if begun {
            return child;
        }
        sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    let said = child.wait_with_output().unwrap().stderr;
    panic!("the run does not begin to write: {}", String::from_utf8_lossy(&said));
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn signal(child: &Child, signal: Signal) {
    kill(Pid::from_raw(child.id() as i32), signal).unwrap();
}

#[test]
fn an_interrupted_run_leaves_nothing_and_says_so() {
    for interrupt in [Signal::SIGINT, Signal::SIGTERM] {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("out");
        let child = start(&out);
        signal(&child, interrupt);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        assert!(String::from_utf8_lossy(&output.stderr).contains("interrupted"));
        assert!(!out.exists(), "{:?}", names(&out));
    }
}

#[test]
fn a_second_interrupt_ends_a_program_that_does_not_stop() {
    for interrupt in [Signal::SIGINT, Signal::SIGTERM] {
        // Whatever hangs: here it is standard input, which never ends.
        let mut child = Command::new(binary())
            .args(["inspect", "-"])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The handler is set before standard input is read; give the program time to begin.
        sleep(Duration::from_secs(1));
        signal(&child, interrupt);
        sleep(Duration::from_millis(500));
        assert!(child.try_wait().unwrap().is_none(), "once it is asked to stop by itself");
        signal(&child, interrupt);
        let mut left = 100;
        while child.try_wait().unwrap().is_none() && left > 0 {
            sleep(Duration::from_millis(50));
            left -= 1;
        }
        let status = child.try_wait().unwrap();
        child.kill().unwrap();
        assert_eq!(status.and_then(|status| status.code()), Some(130), "{interrupt}");
    }
}

#[test]
fn a_killed_run_leaves_no_file_under_its_final_name() {
    let directory = tempfile::tempdir().unwrap();
    let mut child = start(directory.path());
    signal(&child, Signal::SIGKILL);
    child.wait().unwrap();
    let left = names(directory.path());
    assert!(!left.is_empty());
    assert!(left.iter().all(|name| name.ends_with(".partial")), "{left:?}");
}

#[test]
fn a_full_disk_leaves_the_earlier_files_as_they_were() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("customers.csv"), "mine").unwrap();
    // A limit on file sizes fails a write as a full disk does. Without the trap the signal that
    // comes with it would end the process.
    let limited = "trap '' XFSZ; ulimit -f 2000; exec \"$@\"";
    let output = Command::new("bash")
        .args(["-c", limited, "bash"])
        .arg(binary())
        .arg("generate")
        .arg(repository("examples/bench/schema.sql"))
        .arg("--plan")
        .arg(repository("examples/bench/plan.json"))
        .args(["--rows", "500k", "--out"])
        .arg(directory.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(5));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("customers.csv"), "{said}");
    assert_eq!(names(directory.path()), ["customers.csv"]);
    assert_eq!(fs::read(directory.path().join("customers.csv")).unwrap(), b"mine");
}
