//! The codecs from outside: what is written, byte for byte, and that it is read back.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic like tests")]

mod dialects;
mod golden;
mod reading;
mod round_trip;
mod support;
