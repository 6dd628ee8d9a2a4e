//! Tables as people have them.

mod reading;
mod report;
