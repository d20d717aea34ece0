//! Who asks, and the one door for changes.

pub mod log;
