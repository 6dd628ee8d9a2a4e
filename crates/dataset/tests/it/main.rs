//! The codecs from outside: what is written, byte for byte, and that it is read back.

mod golden;
mod reading;
mod round_trip;
mod support;
