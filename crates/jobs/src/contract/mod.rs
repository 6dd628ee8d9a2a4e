//! What every adapter must do, as a suite that panics where one does not.
//!
//! Each function takes a store that may hold other things already, and leaves its own things
//! behind under names that no other call uses.

mod jobs;
mod objects;
mod queue;
mod records;

pub use jobs::jobs;
pub use objects::objects;
pub use queue::queue;
pub use records::records;

use crate::{JobId, Timestamp};

/// A name that no other call of the suite uses.
fn unique(what: &str) -> String {
    let id = JobId::new(Timestamp::from_millis(0)).expect("the machine has randomness");
    format!("{what}-{}", id.to_string().to_lowercase())
}
