//! The logs that every write leaves, written by hand.

use super::hand::Hand;
use crmkit::model::{Choice, CommandId, derive_id};
use crmkit::session::Declared;
use crmkit::session::log::ChangeKind;
use rusqlite::params;
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::fmt::{Display, Write};
use uuid::Uuid;

/// A change for the log.
pub struct Changed {
    pub entity: u16,
    pub id: Uuid,
    pub root: Uuid,
    pub kind: ChangeKind,
    pub rev: i64,
    pub fields: String,
    pub owner_before: Option<Uuid>,
    pub owner_after: Option<Uuid>,
}

/// A command that is carried out.
pub struct Command {
    id: CommandId,
    name: &'static str,
    /// Nobody is the system.
    actor: Option<Uuid>,
    pub now: i64,
    made: Cell<u32>,
}

impl Command {
    pub fn new(name: &'static str, id: CommandId, actor: Option<Uuid>, now: i64) -> Self {
        Self { id, name, actor, now, made: Cell::new(0) }
    }

    /// The id of the next row that it makes.
    pub fn new_id(&self) -> Uuid {
        let made = self.made.get();
        self.made.set(made + 1);
        derive_id(self.id, self.actor.unwrap_or_default(), made)
    }
}

/// What is logged of a command besides.
pub struct Logged<'a> {
    pub operation: Option<&'a str>,
    pub undoable: bool,
    pub outcome: &'a str,
}

impl Hand {
    /// One more record of an owner.
    pub fn count_owned(&self, entity: u16, owner: Uuid) {
        self.run(
            "INSERT INTO owner_stat(entity,owner,n) VALUES(?,?,1) ON CONFLICT DO UPDATE SET n=n+1",
            params![entity, owner.as_bytes()],
        );
    }

    /// A command of the viewer's.
    pub fn by(&self, name: &'static str, command: CommandId, now: i64) -> Command {
        Command::new(name, command, Some(self.me), now)
    }

    pub fn log_change(&self, change: &Changed, command: &Command) {
        self.run(
            "INSERT INTO change_log(entity,record_id,root_id,kind,rev,actor_id,at,command_id,command,fields,\
             owner_before,owner_after) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
            params![
                change.entity,
                change.id.as_bytes(),
                change.root.as_bytes(),
                change.kind.code(),
                change.rev,
                command.actor.map(Uuid::into_bytes),
                command.now,
                command.id.0.as_bytes(),
                command.name,
                change.fields,
                change.owner_before.map(Uuid::into_bytes),
                change.owner_after.map(Uuid::into_bytes),
            ],
        );
    }

    pub fn log_command(&self, logged: &Logged<'_>, command: &Command, payload: &str) {
        self.run(
            "INSERT INTO command_log(command_id,name,version,actor_id,device_id,at,given_at,payload,outcome,operation,\
             undoable,undoes) VALUES(?1,?2,1,?3,?4,?5,?5,?6,?7,?8,?9,NULL)",
            params![
                command.id.0.as_bytes(),
                command.name,
                command.actor.map(Uuid::into_bytes),
                self.device,
                command.now,
                payload,
                logged.outcome,
                logged.operation,
                logged.undoable,
            ],
        );
    }
}

/// What tells that a repeated command is the same one.
pub fn payload(name: &str, arguments: &impl Declared) -> String {
    let mut hash = Sha256::new();
    hash.update(name);
    hash.update(1u16.to_be_bytes());
    hash.update(serde_json::to_vec(arguments).unwrap());
    let mut text = String::with_capacity(64);
    hash.finalize().iter().for_each(|byte| write!(text, "{byte:02x}").unwrap());
    text
}

/// Changed fields as JSON: number, before, after.
pub struct Fields(String);

impl Fields {
    pub fn new() -> Self {
        Self(String::with_capacity(256))
    }

    pub fn text(&mut self, no: u16, before: Option<&str>, after: Option<&str>) {
        if before != after {
            let json = |text| serde_json::to_string(&text).unwrap();
            let comma = if self.0.is_empty() { '{' } else { ',' };
            write!(self.0, "{comma}\"{no}\":[{},{}]", json(before), json(after)).unwrap();
        }
    }

    pub fn id(&mut self, no: u16, before: Option<Uuid>, after: Option<Uuid>) {
        let json = |id: Option<Uuid>| id.map_or("null".to_owned(), |id| format!("\"{id}\""));
        if before != after {
            self.changed(no, &json(before), &json(after));
        }
    }

    pub fn plain(&mut self, no: u16, after: &dyn Display) {
        self.changed(no, &"null", after);
    }

    pub fn changed(&mut self, no: u16, before: &dyn Display, after: &dyn Display) {
        let comma = if self.0.is_empty() { '{' } else { ',' };
        write!(self.0, "{comma}\"{no}\":[{before},{after}]").unwrap();
    }

    pub fn end(self) -> String {
        self.0 + "}"
    }
}
