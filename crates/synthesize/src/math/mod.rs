//! Numbers only: nothing here knows tables or models.

pub(crate) mod multiply;
pub(crate) mod special;
pub(crate) mod threads;
pub(crate) mod vector;
