//! Who asks, what he may do, and the one door for changes.
//!
//! A [`Session`] is an employee (or the system) at work in an open [`Crm`]. Everything it reads
//! is scoped, everything it changes is a command; both are decided inside the transaction of
//! the statement, so that a revoked right is gone at the next call.

pub mod company;
pub(crate) mod crm;
pub mod door;
pub mod events;
pub mod history;
pub mod log;
pub(crate) mod login;
pub mod operation;
pub(crate) mod read;
pub mod rights;
pub mod tick;
pub mod why;
pub mod write;

pub use company::{Company, Person, Staff};
pub use crm::{Crm, CrmOptions, Session, Who};
pub use door::{
    Access, Argument, BatchReport, Change, Command, CommandFlags, CommandMeta, Context, Declared,
    Envelope, Outcome, Output, RowReport, RunOptions,
};
pub use events::{Event, EventChange, Listener, Subscription};
pub use history::{FieldChange, HistoryEntry};
pub use login::hash_password;
pub use operation::{Members, Operation};
pub use read::{Page, Table};
pub use rights::{Rights, Scope};
pub use tick::{Due, Job};
pub use why::{Reason, Why, WhySeen};
