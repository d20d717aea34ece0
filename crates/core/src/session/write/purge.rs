//! Removing for good what lies in the recycle bin.
//!
//! What belongs to a record goes with it: links, and records that stand on no other. What merely
//! names it forgets it. The log stays; it tells that the record was removed.

use super::record::{AnyRecord, Stored};
use super::{ChangeKind, Context, own_fields};
use crate::error::{Error, Result, codes, internal};
use crate::model::entity::system;
use crate::model::{EntityKind, EntityMeta, FieldFlags, Kind, Raw, ReadRule, Value};
use crate::query::search::SearchText;
use crate::query::{Bin, Bound, Visibility};
use uuid::Uuid;

/// Whether a record of an entity is somebody's, or belongs to such a record: what people put into
/// the recycle bin. The company itself (options, roles, pools) is named by what was done with it
/// and stays.
pub(crate) fn purgeable(entity: &EntityMeta) -> bool {
    let belongs = entity.owner().is_some() || entity.roots().next().is_some();
    entity.kind == EntityKind::Record && belongs
}

impl Context<'_> {
    /// Removes a record of the recycle bin for good, and what belongs to it.
    ///
    /// # Errors
    /// `record.not_deleted` while a record that is not in the bin needs it; then nothing is removed.
    pub(crate) fn purge(&mut self, entity: &'static EntityMeta, id: Uuid) -> Result<()> {
        let of = Bound::is(entity, "id", Value::Id(id));
        let rows = self.stored(entity, of)?;
        let row = rows.first().ok_or_else(|| internal("a record that is gone"))?;
        self.part(|cx| cx.purge_row(row))
    }

    fn purge_row(&mut self, old: &Stored) -> Result<()> {
        let (entity, id) = (old.meta(), old.uuid());
        self.forget_all(entity, id)?;
        if !self.is_stored(entity, id)? {
            return Ok(());
        }
        let fields = own_fields(entity);
        self.keep_derived(Some(old), None, &fields)?;
        if entity.searched() {
            self.writer.set_text(entity, id, &SearchText::new())?;
        }
        self.forget_alive();
        self.writer.delete_where(entity, &Bound::is(entity, "id", Value::Id(id)))?;
        self.record(Some(old), None, ChangeKind::Purged, &[])
    }

    /// Whether a row is there: it may have gone with another that it names.
    fn is_stored(&self, entity: &'static EntityMeta, id: Uuid) -> Result<bool> {
        self.writer.get(entity, id, &[], &Visibility::Everything, Bin::Any, &mut |_| Ok(()))
    }

    /// What becomes of all rows that name one which goes for good.
    fn forget_all(&mut self, entity: &'static EntityMeta, id: Uuid) -> Result<()> {
        let others: Vec<&'static EntityMeta> = self.registry().iter().collect();
        for other in others {
            if other.kind == EntityKind::Log {
                continue;
            }
            for (position, field) in other.fields.iter().enumerate() {
                if field.kind != Kind::Id(entity.name) || field.is(FieldFlags::SYSTEM) {
                    continue;
                }
                for row in self.stored(other, Bound::is(other, field.name, Value::Id(id)))? {
                    self.forget(&row, position)?;
                }
            }
        }
        Ok(())
    }

    /// What becomes of a row that names a purged record in a field.
    fn forget(&mut self, row: &Stored, position: usize) -> Result<()> {
        let entity = row.meta();
        let field = entity.fields.get(position).ok_or_else(|| internal("a field out of range"))?;
        if entity.kind == EntityKind::Link {
            return match entity.read {
                // What rules note for themselves stays.
                ReadRule::Internal => Ok(()),
                // What belongs to the link goes first: the tasks of an approval, their files.
                _ if self.is_stored(entity, row.uuid())? => {
                    self.forget_all(entity, row.uuid())?;
                    self.remove_any(row)
                }
                _ => Ok(()),
            };
        }
        let stands = |at: &usize| *at != position && row.raw(*at) != Raw::Null;
        let alone = field.is(FieldFlags::ROOT) && !entity.roots().any(|at| stands(&at));
        if field.nullable && !alone {
            let mut new = row.clone();
            new.set(position, Raw::Null)?;
            return self.update_any(row, &mut new, ChangeKind::Updated);
        }
        if alone || row.raw(system::DELETED) != Raw::Null {
            return self.purge_row(row);
        }
        Err(Error::new(&codes::NOT_DELETED).of(entity))
    }
}
