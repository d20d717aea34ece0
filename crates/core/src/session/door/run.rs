//! Running a command: rights, idempotency, handler, log, commit, events: in that order.

use super::context::{Context, Recorded};
use super::{Access, Change, Command, CommandFlags, CommandMeta, Outcome};
use crate::error::{Error, Result, codes, internal};
use crate::model::{CommandId, DeviceId, Entity, ReadRule, Value};
use crate::mutants::mutant;
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column};
use crate::session::crm::{Session, Sight};
use crate::session::log::{ChangeLog, CommandLog};
use crate::store::{FileRole, Reader, State, Writer, rows, write};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::time::Duration;

/// How a command is run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunOptions {
    /// The command's id, made by the caller: running it again does nothing new and returns the
    /// first outcome. A new one when none is given.
    pub command_id: Option<CommandId>,
    /// How long it may take.
    pub deadline: Option<Duration>,
}

impl RunOptions {
    /// Options with a command id.
    pub fn id(command_id: CommandId) -> Self {
        Self { command_id: Some(command_id), ..Self::default() }
    }
}

/// The lasting part of an outcome, as logged.
#[derive(Serialize, Deserialize)]
struct Stored<T> {
    value: T,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Error>,
}

impl Session {
    /// Runs a command.
    ///
    /// # Errors
    /// `right.missing`, what the command's rules refuse, storage errors. Nothing is then
    /// changed, except that after `commit.outcome_unknown` it may have been: run it again with
    /// the same id.
    pub fn run<C: Command>(&self, command: C) -> Result<Outcome<C::Output>> {
        self.run_with(command, RunOptions::default())
    }

    /// Runs a command with options.
    ///
    /// # Errors
    /// As [`Session::run`]; `command.id_reused` when the id was used for anything else.
    pub fn run_with<C: Command>(
        &self,
        command: C,
        options: RunOptions,
    ) -> Result<Outcome<C::Output>> {
        let payload = digest(C::META, &command)?;
        let (mut command, mut done) = (Some(command), None);
        let outcome = self.carry_out(C::META, payload, options, &mut |cx| {
            let command = command.take().ok_or_else(|| internal("a command ran twice"))?;
            let value = command.run(cx)?;
            let stored = Stored { value: &value, warnings: cx.warnings.clone() };
            let stored = serde_json::to_string(&stored).map_err(internal)?;
            done = Some(value);
            Ok(stored)
        })?;
        let Outcome { value: first, command_id, changes, warnings, replayed } = outcome;
        let (value, warnings) = match (done, first) {
            (Some(value), _) => (value, warnings),
            (None, first) => {
                let stored: Stored<C::Output> = serde_json::from_str(&first).map_err(internal)?;
                (stored.value, stored.warnings)
            }
        };
        Ok(Outcome { value, command_id, changes, warnings, replayed })
    }

    /// What is the same for all commands, so that it is compiled once: `work` runs the handler and
    /// says what is to be logged of its outcome. Yields what was logged.
    fn carry_out(
        &self,
        meta: &'static CommandMeta,
        payload: String,
        options: RunOptions,
        work: &mut dyn FnMut(&mut Context<'_>) -> Result<String>,
    ) -> Result<Outcome<String>> {
        let now = self.crm.clock().now();
        let given_at = match self.sent {
            Some(sent) if meta.flags.has(CommandFlags::OFFLINE) => sent.given_at.min(now),
            _ => now,
        };
        let id = options.command_id.unwrap_or_else(|| CommandId(self.crm.ids().next(now)));
        let deadline = options.deadline.or(self.deadline);
        let (outcome, changes) = write(&**self.crm.store(), deadline, |writer| {
            let sight = self.see(writer.reader(), now)?;
            permit(meta, self.crm.role(), &sight, writer)?;
            if options.command_id.is_some()
                && !mutant(33)
                && let Some(first) = logged(writer, id)?
            {
                return Ok((replay(first, &payload, &sight, writer)?, Vec::new()));
            }
            let mut cx = Context::new(&self.crm, writer, sight, id, meta, given_at);
            let stored = work(&mut cx).map_err(|e| cx.sight.worded(e))?;
            finish(cx, stored, payload, self.sent.map(|sent| sent.device))
        })?;
        if !changes.is_empty() {
            self.crm.listeners().deliver(outcome.command_id, self.who, &changes);
        }
        Ok(outcome)
    }
}

/// SHA-256 of name, version and arguments.
fn digest<C: Command>(meta: &CommandMeta, command: &C) -> Result<String> {
    let arguments = serde_json::to_vec(command).map_err(internal)?;
    let mut hash = Sha256::new();
    hash.update(meta.name);
    hash.update(meta.version.to_be_bytes());
    hash.update(arguments);
    Ok(hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// Whether the caller may give the command at all.
fn permit(meta: &CommandMeta, role: FileRole, sight: &Sight, writer: &dyn Writer) -> Result<()> {
    if role == FileRole::Replica && !meta.flags.has(CommandFlags::OFFLINE) {
        return Err(Error::new(&codes::NOT_ON_REPLICA));
    }
    if matches!(meta.access, Access::SetUp) {
        return Ok(());
    }
    if writer.state(State::SetUp)? == 0 {
        return Err(Error::new(&codes::NOT_SET_UP));
    }
    match (meta.access, &sight.rights) {
        (Access::Operation(operation), Some(rights)) if !rights.may(operation) => {
            Err(operation.missing())
        }
        (Access::System, Some(_)) => Err(Error::new(&codes::SYSTEM_ONLY)),
        _ => Ok(()),
    }
}

/// The log row of a command that was carried out.
pub(super) fn logged(reader: &dyn Reader, id: CommandId) -> Result<Option<CommandLog>> {
    let entity = CommandLog::META;
    let column = Column::field(entity, entity.position("command_id"));
    let query =
        BoundQuery::all(entity).filter(Bound::Cmp(column, Cmp::Eq, Value::Id(id.0))).limit(1);
    let mut found = None;
    reader.query(&query, &mut |row| {
        found = Some(CommandLog::from_row(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// The changes that a command made, in order.
pub(super) fn changed_by(reader: &dyn Reader, id: CommandId) -> Result<Vec<ChangeLog>> {
    let entity = ChangeLog::META;
    let column = Column::field(entity, entity.position("command_id"));
    let query = BoundQuery::all(entity).filter(Bound::Cmp(column, Cmp::Eq, Value::Id(id.0)));
    rows(reader, &query)
}

/// The first outcome again: to the same actor for the same arguments, with the changes on rows
/// that he may see now.
fn replay(
    first: CommandLog,
    payload: &str,
    sight: &Sight,
    writer: &dyn Writer,
) -> Result<Outcome<String>> {
    if first.payload != payload || first.actor_id != sight.who.employee() && !mutant(34) {
        return Err(Error::new(&codes::COMMAND_ID_REUSED));
    }
    let mut changes = Vec::new();
    for change in changed_by(writer.reader(), first.command_id)? {
        let Some(entity) = sight.registry.iter().find(|e| i64::from(e.no) == change.entity) else {
            continue;
        };
        let reach = sight.visibility(entity).unwrap_or(crate::query::Visibility::Nothing);
        if writer.get(entity, change.record_id.0, &[], &reach, Bin::Any, &mut |_| Ok(()))? {
            changes.push(Change {
                entity: entity.name.to_owned(),
                id: change.record_id.0,
                kind: change.kind,
                rev: change.rev,
                fields: crate::session::history::field_names(&change, entity, &sight.company),
            });
        }
    }
    let (command_id, warnings) = (first.command_id, Vec::new());
    Ok(Outcome { value: first.outcome, command_id, changes, warnings, replayed: true })
}

/// Logs the command. One that changed nothing is not logged: it may be tried again.
fn finish(
    cx: Context<'_>,
    outcome: String,
    payload: String,
    device: Option<DeviceId>,
) -> Result<(Outcome<String>, Vec<Recorded>)> {
    let device_id = device.unwrap_or(DeviceId(cx.identity().device));
    let (id, meta, at, given_at, who) = (cx.command_id, cx.meta, cx.sight.now, cx.now(), cx.who());
    let Context { writer, changes, texts, warnings, undoes, .. } = cx;
    texts.iter().try_for_each(|(entity, row, text)| writer.set_text(entity, *row, text))?;
    if changes.iter().any(|c| c.entity.epoch && !mutant(43)) {
        writer.set_state(State::Epoch, writer.state(State::Epoch)? + 1)?;
    }
    if !changes.is_empty() {
        let row = CommandLog {
            command_id: id,
            name: meta.name.to_owned(),
            version: i64::from(meta.version),
            actor_id: who.employee(),
            device_id,
            at,
            given_at,
            payload,
            outcome: outcome.clone(),
            operation: match meta.access {
                Access::Operation(operation) => Some(operation.code.to_owned()),
                _ => None,
            },
            undoable: meta.flags.has(CommandFlags::UNDOABLE),
            undoes,
            ..CommandLog::blank()
        };
        writer.append(CommandLog::META, &row)?;
    }
    let known = |c: &&Recorded| c.entity.read != ReadRule::Internal;
    let shown = changes.iter().filter(known).map(Recorded::shown).collect();
    Ok((
        Outcome { value: outcome, command_id: id, changes: shown, warnings, replayed: false },
        changes,
    ))
}

impl Recorded {
    pub(crate) fn shown(&self) -> Change {
        Change {
            entity: self.entity.name.to_owned(),
            id: self.id,
            kind: self.kind,
            rev: self.rev,
            fields: self.fields.iter().map(ToString::to_string).collect(),
        }
    }
}
