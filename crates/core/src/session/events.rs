//! Telling listeners what was committed: after the commit, outside every lock, and only of rows
//! that the listener's session may see.

use super::crm::{Session, Sight, Who};
use super::door::{Change, Recorded};
use super::log::ChangeKind;
use super::read::{named, pool_of};
use crate::error::Result;
use crate::model::{CommandId, EntityMeta, Kind, TypedId};
use crate::mutants::mutant;
use crate::org::EmployeeId;
use crate::query::{Bin, Visibility};
use crate::store::{Reader, read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// A changed row, as a listener sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct EventChange {
    /// The change, without fields that the listener may not read. A row that lies in a pool or is
    /// gone names none; one lost with a place in its team has revision 0.
    pub change: Change,
    /// Whether the row was visible before and no longer is; nothing else is then told of it.
    pub gone: bool,
}

/// What a command changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct Event {
    /// The command.
    pub command_id: CommandId,
    /// Who gave it; nobody for the system.
    pub actor_id: Option<EmployeeId>,
    /// The rows.
    pub changes: Vec<EventChange>,
}

/// Is told of committed changes. A notification can be lost (with the process); the log cannot.
#[cfg_attr(feature = "uniffi", uniffi::export(with_foreign))]
pub trait Listener: Send + Sync {
    /// Something was committed. Runs on the thread that ran the command.
    fn on_event(&self, event: Event);
}

struct Entry {
    session: Session,
    listener: Arc<dyn Listener>,
}

type Entries = Mutex<Vec<(u64, Arc<Entry>)>>;

/// Who wants to be told.
#[derive(Default)]
pub(crate) struct Listeners {
    entries: Arc<Entries>,
    next: Mutex<u64>,
}

impl Listeners {
    pub(crate) fn deliver(&self, command_id: CommandId, who: Who, changes: &[Recorded]) {
        let entries: Vec<Arc<Entry>> = self
            .entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .map(|(_, e)| Arc::clone(e))
            .collect();
        for entry in entries {
            // A listener that may no longer ask is told nothing.
            let Ok(seen) = entry.session.seen(changes) else { continue };
            if !seen.is_empty() {
                let event = Event { command_id, actor_id: who.employee(), changes: seen };
                let _ = catch_unwind(AssertUnwindSafe(|| entry.listener.on_event(event)));
            }
        }
    }
}

/// A standing wish to be told; dropping it ends it.
pub struct Subscription {
    entries: Arc<Entries>,
    no: u64,
}

impl Subscription {
    /// Ends it.
    pub fn cancel(&self) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = entries.iter().position(|(no, _)| *no == self.no).map(|at| entries.remove(at));
        // The listener goes after the lock: it may hold subscriptions itself.
        drop(entries);
        drop(ended);
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Session {
    /// Tells a listener of every change to rows that this session sees, until the subscription
    /// is dropped.
    pub fn subscribe(&self, listener: Arc<dyn Listener>) -> Subscription {
        let listeners = self.crm.listeners();
        let mut next = listeners.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next += 1;
        let entry = Arc::new(Entry { session: self.clone(), listener });
        listeners.entries.lock().unwrap_or_else(PoisonError::into_inner).push((*next, entry));
        Subscription { entries: Arc::clone(&listeners.entries), no: *next }
    }

    /// What of some changes this session sees.
    fn seen(&self, changes: &[Recorded]) -> Result<Vec<EventChange>> {
        let now = self.crm.clock().now();
        read(&**self.crm.store(), self.deadline, |reader| {
            let sight = self.see(reader, now)?;
            let mut seen = Vec::new();
            for recorded in changes {
                let Ok(reach) = sight.visibility(recorded.entity) else { continue };
                let mut change = recorded.shown();
                let [pool_before, pool] = recorded.pools;
                if sight.sees_pool(reader, recorded.entity, pool)? {
                    // A pool may hide any field, so no field is named.
                    change.fields.clear();
                    seen.push(EventChange { change, gone: false });
                } else if mutant(16)
                    || reader.get(
                        recorded.entity,
                        recorded.id,
                        &[],
                        &reach,
                        Bin::Any,
                        &mut |_| Ok(()),
                    )?
                {
                    change.fields.retain(|f| {
                        sight.rights.as_ref().is_none_or(|r| r.reads(recorded.entity.name, f))
                    });
                    seen.push(EventChange { change, gone: false });
                } else if was_seen(&reach, recorded)
                    || sight.link_was_seen(reader, &reach, recorded)?
                    || sight.sees_pool(reader, recorded.entity, pool_before)?
                {
                    change.fields.clear();
                    seen.push(EventChange { change, gone: true });
                }
                if let Some(lost) = sight.lost(reader, recorded)?
                    && !seen.iter().any(|s| s.gone && s.change.id == lost.id)
                {
                    seen.push(EventChange { change: lost, gone: true });
                }
            }
            // What is still to be seen some way is not gone.
            let there: Vec<Uuid> = seen.iter().filter(|s| !s.gone).map(|s| s.change.id).collect();
            seen.retain(|s| !s.gone || !there.contains(&s.change.id));
            Ok(seen)
        })
    }
}

impl Sight {
    /// Whether the caller sees the pool in which a row lies or lay, and so the row.
    pub(crate) fn sees_pool(
        &self,
        reader: &dyn Reader,
        entity: &'static EntityMeta,
        pool: Option<Uuid>,
    ) -> Result<bool> {
        let (Some(pool), Some(pools)) = (pool, self.pools(entity)) else { return Ok(false) };
        let Ok(reach) = self.visibility(pools) else { return Ok(false) };
        let reads = entity.pooled().is_none() || self.visibility(entity).is_ok();
        Ok(reads && reader.get(pools, pool, &[], &reach, Bin::Any, &mut |_| Ok(()))?)
    }

    /// Whether the caller sees a row through the pool in which it lies, by itself or with another.
    pub(crate) fn sees_pooled(
        &self,
        reader: &dyn Reader,
        entity: &'static EntityMeta,
        id: Uuid,
        bin: Bin,
    ) -> Result<bool> {
        let pool = self.lies_in(reader, entity, id, bin)?;
        self.sees_pool(reader, entity, pool)
    }

    /// The pool in which a row lies, by itself or with the record to which it belongs.
    pub(crate) fn lies_in(
        &self,
        reader: &dyn Reader,
        entity: &'static EntityMeta,
        id: Uuid,
        bin: Bin,
    ) -> Result<Option<Uuid>> {
        let (None, Some(column), Some(home)) = (entity.pool(), entity.pooled(), self.home(entity))
        else {
            return pool_of(reader, entity, id, bin);
        };
        let with = named(reader, (entity, id), column, bin)?;
        with.map_or(Ok(None), |id| pool_of(reader, home, id, Bin::Live))
    }

    /// The entity of the pools in which the rows of an entity may lie.
    pub(crate) fn pools(&self, entity: &'static EntityMeta) -> Option<&'static EntityMeta> {
        let lying = if entity.pool().is_some() { entity } else { self.home(entity)? };
        self.named_by(lying, lying.pool()?)
    }

    /// The entity of the records with which the rows of an entity lie in pools.
    fn home(&self, entity: &EntityMeta) -> Option<&'static EntityMeta> {
        self.named_by(entity, entity.pooled()?)
    }

    fn named_by(&self, entity: &EntityMeta, column: usize) -> Option<&'static EntityMeta> {
        match entity.fields.get(column)?.kind {
            Kind::Id(name) => self.find(name),
            _ => None,
        }
    }

    /// Whether a link that was removed belonged to a record that is in reach.
    fn link_was_seen(
        &self,
        reader: &dyn Reader,
        reach: &Visibility,
        recorded: &Recorded,
    ) -> Result<bool> {
        match (recorded.kind, recorded.root, reach) {
            (ChangeKind::Removed, _, Visibility::Everything) => Ok(true),
            (ChangeKind::Removed, Some((root, id)), Visibility::Roots(_)) => {
                let reach = self.visibility(root).unwrap_or(Visibility::Nothing);
                reader.get(root, id, &[], &reach, Bin::Any, &mut |_| Ok(()))
            }
            _ => Ok(false),
        }
    }
}

impl Sight {
    /// The record that the caller lost with his place in its team.
    fn lost(&self, reader: &dyn Reader, recorded: &Recorded) -> Result<Option<Change>> {
        let (Some(member), Some((root, id))) = (recorded.member, recorded.root) else {
            return Ok(None);
        };
        // Who may not read such records at all has lost nothing.
        let Ok(reach) = self.visibility(root) else { return Ok(None) };
        if self.who.employee() != Some(member)
            || reader.get(root, id, &[], &reach, Bin::Any, &mut |_| Ok(()))?
        {
            return Ok(None);
        }
        // Its revision counts what others did, maybe since a membership that has ended.
        let rev = 0;
        let (entity, kind) = (root.name.to_owned(), ChangeKind::Updated);
        Ok(Some(Change { entity, id, kind, rev, fields: Vec::new() }))
    }
}

/// Whether a row that is out of reach now was in it under its owner before.
fn was_seen(reach: &Visibility, recorded: &Recorded) -> bool {
    match reach {
        Visibility::Keys(keys) => {
            recorded.owner_before.is_some_and(|o| keys.owners.contains(o.uuid()))
        }
        _ => false,
    }
}
