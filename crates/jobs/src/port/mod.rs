//! What jobs need of the world, named by what it can do. Adapters are in [`local`](crate::local)
//! and in other crates; [`contract`](crate::contract) is the suite that all of them pass.

mod batch;
mod events;
mod objects;
mod post;
mod queue;
mod records;
mod secret;

pub use batch::{Batch, BatchRequest, BatchState, Machine};
pub use events::{Event, Events};
pub use objects::{Links, ObjectInfo, ObjectStream, Objects, PutError, PutMode, UploadLink};
pub use post::{Post, PostError};
pub use queue::{Delivery, Message, Queue, Receipt};
pub use records::{
    Condition, Index, IndexEntry, Order, Page, Query, Record, RecordKey, Records, Write,
};
pub use secret::MasterSecret;
