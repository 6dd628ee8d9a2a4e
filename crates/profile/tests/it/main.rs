//! Tables as people have them.

mod reading;
