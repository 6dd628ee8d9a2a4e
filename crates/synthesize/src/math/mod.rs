//! Numbers only: nothing here knows tables or models.

pub(crate) mod special;
pub(crate) mod threads;
