//! Numbers only: nothing here knows tables or models.

#![allow(
    clippy::inline_always,
    reason = "code is compiled for vector instructions only where it is inlined into their callers"
)]

pub(crate) mod multiply;
pub(crate) mod quantized;
pub(crate) mod special;
pub(crate) mod threads;
pub(crate) mod vector;
