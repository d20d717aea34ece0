//! Tables as sorted maps: row number → values.

use crate::model::entity::system;
use crate::model::{EntityKind, EntityMeta, Value};
use crate::query::search::SearchText;
use crate::store::State;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Values of one row, by field position.
pub(super) type Values = Vec<Value>;

#[derive(Default)]
pub(super) struct Table {
    /// Rows by number; numbers rise with insertion and are private, as in a file.
    pub(super) rows: BTreeMap<i64, Values>,
    /// Row numbers by id.
    pub(super) ids: BTreeMap<Uuid, i64>,
    /// The highest number ever given.
    pub(super) last: i64,
}

#[derive(Default)]
pub(super) struct Data {
    pub(super) tables: BTreeMap<u16, Table>,
    pub(super) state: BTreeMap<State, i64>,
    pub(super) keys: BTreeMap<(String, String), Uuid>,
    pub(super) owned: BTreeMap<(u16, Option<Uuid>), i64>,
    pub(super) texts: BTreeMap<(u16, Uuid), SearchText>,
}

impl Data {
    pub(super) fn rows(&self, entity: &EntityMeta) -> impl Iterator<Item = (i64, &Values)> {
        self.tables.get(&entity.no).into_iter().flat_map(|t| t.rows.iter().map(|(n, v)| (*n, v)))
    }

    pub(super) fn row(&self, entity: &EntityMeta, id: Uuid) -> Option<(i64, &Values)> {
        let table = self.tables.get(&entity.no)?;
        let no = table.ids.get(&id)?;
        Some((*no, table.rows.get(no)?))
    }
}

/// The id of a row; nil in a log.
pub(super) fn id_of(entity: &EntityMeta, values: &[Value]) -> Uuid {
    match entity.kind {
        EntityKind::Log => Uuid::nil(),
        _ => values.get(system::ID).and_then(Value::as_id).unwrap_or_default(),
    }
}

/// Whether a row is not in the recycle bin.
pub(super) fn live(entity: &EntityMeta, values: &[Value]) -> bool {
    !entity.recycled() || values.get(system::DELETED).is_none_or(Value::is_null)
}
