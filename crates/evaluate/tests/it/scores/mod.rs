//! Likeness and privacy: what is caught, what is refused, and the numbers of others.

mod bad_input;
mod browser;
mod data;
mod generators;
mod peers;
mod report;
