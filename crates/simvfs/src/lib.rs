//! A simulated disk under SQLite, for tests only.
//!
//! [`install`] makes it the file system of every connection that the process opens from then on.
//! Files live in memory; what was written and not synced is remembered apart, so that a power
//! loss can keep any part of it. Operations are counted, and one of them can be made to fail.
//! Every thread has a disk of its own: what opens a file works on it in one thread.
//!
//! What is modelled: unsynced writes lost whole, in part, or torn at 512 bytes; files whose
//! creation or removal did not reach the directory; errors once or from then on; half-done writes;
//! syncs that lie. What is not: bits that rot, two machines, clocks.

mod disk;
mod pages;
mod vfs;

pub use disk::{Disk, Failure, Fault, Image, Kept};
pub use pages::pages_at_most;
pub use vfs::install;
