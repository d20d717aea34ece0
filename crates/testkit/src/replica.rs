//! A phone's copy of the company, as a synchronisation would make it.

use crmkit_core::ENTITIES;
use crmkit_core::model::{EntityKind, EntityMeta, Raw};
use crmkit_core::query::{Bin, BoundQuery};
use crmkit_core::session::write::rebuild;
use crmkit_core::store::{State, Store, Values, read, write};

/// A row as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRow(pub Vec<Raw<'static>>);

impl Values for StoredRow {
    fn raw(&self, position: usize) -> Raw<'_> {
        self.0[position].clone()
    }
}

/// Every row of a store but the logs, where `wanted` says so, in a fixed order.
pub fn rows(
    store: &dyn Store,
    wanted: &dyn Fn(&str, &StoredRow) -> bool,
) -> Vec<(&'static EntityMeta, StoredRow)> {
    let mut rows = Vec::new();
    read(store, None, |reader| {
        for entity in ENTITIES.iter().copied().filter(|e| e.kind != EntityKind::Log) {
            let mut query = BoundQuery::all(entity);
            query.bin = Bin::Any;
            reader.query(&query, &mut |row| {
                let values = (0..entity.fields.len()).map(|i| row.get(i).map(Raw::into_owned));
                let row = StoredRow(values.collect::<crmkit_core::Result<_>>()?);
                if wanted(entity.name, &row) {
                    rows.push((entity, row));
                }
                Ok(())
            })?;
        }
        Ok(())
    })
    .unwrap();
    rows
}

/// Writes rows of the hub into an empty store, with what follows from them.
pub fn copy(from: &dyn Store, into: &dyn Store, wanted: &dyn Fn(&str, &StoredRow) -> bool) {
    let epoch = read(from, None, |reader| reader.state(State::Epoch)).unwrap();
    let rows = rows(from, wanted);
    write(into, None, |writer| {
        rows.iter().try_for_each(|(entity, row)| writer.insert(entity, row))?;
        writer.set_state(State::SetUp, 1)?;
        writer.set_state(State::Epoch, epoch)
    })
    .unwrap();
    rebuild(into).unwrap();
}
