//! Many ask at the same time, and all are answered.

use std::time::Duration;

use seedbed_tests::load::{load, resident};

use crate::serving::Service;

#[test]
fn sixty_four_connections_are_all_answered() {
    let directory = tempfile::tempdir().unwrap();
    let (service, _) = Service::start(directory.path(), &[]);
    let warm = load(&service.address, 64, Duration::from_secs(1));
    assert_eq!(warm.errors, [].into());
    let before = resident(service.id());
    let load = load(&service.address, 64, Duration::from_secs(3));
    assert_eq!(load.errors, [].into());
    assert_eq!(load.took.len(), 6, "every kind was asked for");
    assert!(load.answers() > 64, "{} answers", load.answers());
    // `cargo xtask bench serve` measures for longer; here only what runs away is found.
    if let (Some(before), Some(after)) = (before, resident(service.id())) {
        assert!(after < before * 2 + (64 << 20), "memory grew from {before} to {after}");
    }
}
