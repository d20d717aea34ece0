//! The one door for changes: named, serialisable commands.
//!
//! There is no `save()`. A command is data: it can be logged, retried under its id, undone,
//! queued on a phone and run again on the hub with the same result.

mod context;
mod envelope;
mod run;
mod undo;

pub(crate) use context::Recorded;
pub use context::{BatchReport, Context, RowReport};
pub use envelope::Envelope;
pub use run::RunOptions;

use super::log::ChangeKind;
use super::operation::Operation;
use crate::error::{Error, Result};
use crate::model::{CommandId, Label};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who may give a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, once: the set-up.
    SetUp,
    /// Every active employee; the handler looks closer.
    Anyone,
    /// Who has the operation.
    Operation(&'static Operation),
    /// Timed work only.
    System,
}

/// What is special about a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandFlags(pub u32);

impl CommandFlags {
    /// It can be taken back where its effect is untouched since.
    pub const UNDOABLE: u32 = 1;
    /// A replica may run it before the hub does.
    pub const OFFLINE: u32 = 1 << 1;

    /// Whether a flag is set.
    pub const fn has(self, flag: u32) -> bool {
        self.0 & flag != 0
    }
}

/// One argument of a command.
#[derive(Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// Its Rust type.
    pub ty: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// What it is for.
    pub doc: &'static str,
}

/// The declaration of a command.
#[derive(Debug, PartialEq, Eq)]
pub struct CommandMeta {
    /// Stable name, e.g. `pool.claim`.
    pub name: &'static str,
    /// Version of its arguments.
    pub version: u16,
    /// What people read.
    pub label: Label,
    /// What it does.
    pub doc: &'static str,
    /// Who may give it.
    pub access: Access,
    /// Its arguments.
    pub arguments: &'static [Argument],
    /// The Rust type of its output.
    pub output: &'static str,
    /// What is special about it.
    pub flags: CommandFlags,
}

/// What a command yields: small and lasting (ids, counts, per-row outcomes), so that a repeated
/// command can return the first outcome word for word.
pub trait Output: Serialize + DeserializeOwned + Clone + Send + 'static {}

impl<T: Serialize + DeserializeOwned + Clone + Send + 'static> Output for T {}

/// The arguments of a command; written by `command!`.
pub trait Declared: Serialize + DeserializeOwned + Send + 'static {
    /// What it yields.
    type Output: Output;
    /// The declaration.
    const META: &'static CommandMeta;
}

/// A command: arguments and what to do.
pub trait Command: Declared {
    /// Carries it out. No clock, no randomness, no I/O but through the context: the same state
    /// and command give the same result and the same new ids.
    ///
    /// # Errors
    /// Whatever its rules refuse; nothing is then changed.
    fn run(self, cx: &mut Context<'_>) -> Result<Self::Output>;
}

/// A row that a command changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct Change {
    /// The entity's name.
    pub entity: String,
    /// The row.
    pub id: Uuid,
    /// What happened.
    pub kind: ChangeKind,
    /// The row's revision now.
    pub rev: i64,
    /// The names of the changed fields.
    pub fields: Vec<String>,
}

/// What a command did.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome<T> {
    /// Its yield.
    pub value: T,
    /// The command's id; running it again does nothing new.
    pub command_id: CommandId,
    /// The rows it changed.
    pub changes: Vec<Change>,
    /// What the person should know although it was done.
    pub warnings: Vec<Error>,
    /// Whether it had been carried out before and this is the first outcome again.
    pub replayed: bool,
}

impl<T> Outcome<T> {
    /// The same outcome with another yield.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Outcome<U> {
        Outcome {
            value: f(self.value),
            command_id: self.command_id,
            changes: self.changes,
            warnings: self.warnings,
            replayed: self.replayed,
        }
    }
}
