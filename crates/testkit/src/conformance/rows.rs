//! Rows go in and come back.

use super::{customer, named, read, refused};
use crate::Backend;
use crate::rows::{Cells, RowData, cells, entity, extremes, list, put};
use crmkit_core::ENTITIES;
use crmkit_core::error::codes;
use crmkit_core::model::entity::system;
use crmkit_core::model::{EntityKind, EntityMeta, FieldFlags, Kind, Raw};
use crmkit_core::query::{Bin, BoundQuery, Visibility};
use crmkit_core::store::{self, Store};
use uuid::Uuid;

/// The rows that others inherit their visibility from; they come first.
fn put_roots(store: &dyn Store) {
    let kinds = ENTITIES.iter().flat_map(|e| e.roots().map(|i| e.fields[i].kind));
    let kinds: Vec<Kind> = kinds.collect();
    let is_root = |e: &EntityMeta| kinds.contains(&Kind::Id(e.name));
    let roots: Vec<RowData> =
        ENTITIES.iter().filter(|e| is_root(e)).map(|e| RowData::bare(e, 0)).collect();
    put(store, &roots);
}

/// All columns of a row by its id.
fn get(store: &dyn Store, entity: &'static EntityMeta, id: Uuid) -> Option<Cells> {
    let columns: Vec<usize> = (0..entity.fields.len()).collect();
    let mut found = None;
    read(store, |r| {
        r.get(entity, id, &columns, &Visibility::Everything, Bin::Any, &mut |row| {
            found = Some(cells(row, columns.len())?);
            Ok(())
        })
    });
    found
}

/// Puts rows of one entity and checks that each comes back, by id and in the list.
fn come_back(store: &dyn Store, rows: &[RowData]) {
    put(store, rows);
    let entity = rows[0].entity;
    let mut query = BoundQuery::all(entity);
    query.bin = Bin::Any;
    let all = read(store, |r| list(r, &query));
    let listed = &all[all.len() - rows.len()..];
    for (row, listed) in rows.iter().zip(listed) {
        let expected = row.cells();
        if entity.kind == EntityKind::Log {
            assert_eq!(listed[1..], expected[1..], "{}", entity.name);
        } else {
            assert_eq!(*listed, expected, "{}", entity.name);
            assert_eq!(get(store, entity, row.id()), Some(expected), "{}", entity.name);
        }
    }
}

/// Values of every kind come back as they went in, from every field of every entity, also the
/// extreme and the odd ones.
pub fn every_kind_comes_back(backend: &dyn Backend) {
    let store = backend.open();
    put_roots(&*store);
    for entity in ENTITIES {
        // None of the unremarkable values is an extreme one: some are unique.
        let mut rows = vec![RowData::full(entity, 100)];
        for field in entity.fields.iter().filter(|f| !f.is(FieldFlags::ROOT)) {
            if field.no != 1 {
                for value in extremes(field) {
                    let row = RowData::full(entity, 100 + rows.len() as u64);
                    rows.push(row.with(field.name, value));
                }
            }
        }
        come_back(&*store, &rows);
    }
}

/// An empty field comes back empty, alone and together with all others.
pub fn null_comes_back_from_every_nullable_field(backend: &dyn Backend) {
    let store = backend.open();
    put_roots(&*store);
    for entity in ENTITIES {
        let mut rows = vec![RowData::bare(entity, 1)];
        for field in entity.fields.iter().filter(|f| f.nullable) {
            let k = 1 + rows.len() as u64;
            rows.push(RowData::full(entity, k).with(field.name, crmkit_core::model::Value::Null));
        }
        come_back(&*store, &rows);
    }
}

/// A row has the asked columns, in the asked order, also twice.
pub fn get_gives_the_asked_columns(backend: &dyn Backend) {
    let store = backend.open();
    let row = named("a").with("remark", "b");
    put(&*store, std::slice::from_ref(&row));
    let at = |name| customer().position(name);
    let columns = [at("remark"), system::ID, at("mobile"), at("name"), system::ID];
    let id = Raw::Id(row.id());
    let expected = [Raw::Text("b".into()), id.clone(), Raw::Null, Raw::Text("a".into()), id];
    let mut found = Vec::new();
    let there = read(&*store, |r| {
        r.get(customer(), row.id(), &columns, &Visibility::Everything, Bin::Live, &mut |row| {
            found = cells(row, columns.len())?;
            Ok(())
        })
    });
    assert!(there);
    assert_eq!(found, expected);
    let query = BoundQuery { columns: columns.to_vec(), ..BoundQuery::all(customer()) };
    assert_eq!(read(&*store, |r| list(r, &query)), [expected]);
    let query = BoundQuery { columns: vec![], ..query };
    assert_eq!(read(&*store, |r| list(r, &query)), [vec![]], "a row without columns");
}

/// A row outside the bin, invisible or unknown is not there, and no row is streamed.
pub fn get_knows_bin_and_visibility(backend: &dyn Backend) {
    let store = backend.open();
    let live = named("live");
    let deleted = named("deleted").with("deleted_at", crate::rows::time(5));
    put(&*store, &[live.clone(), deleted.clone()]);
    let there = |id, visibility: &Visibility, bin| {
        let mut rows = 0;
        let found = read(&*store, |r| {
            r.get(customer(), id, &[0], visibility, bin, &mut |_| {
                rows += 1;
                Ok(())
            })
        });
        assert_eq!(rows, u32::from(found));
        found
    };
    let all = &Visibility::Everything;
    assert!(there(live.id(), all, Bin::Live));
    assert!(there(live.id(), all, Bin::Any));
    assert!(!there(live.id(), all, Bin::Deleted));
    assert!(!there(deleted.id(), all, Bin::Live));
    assert!(there(deleted.id(), all, Bin::Any));
    assert!(there(deleted.id(), all, Bin::Deleted));
    assert!(!there(live.id(), &Visibility::Nothing, Bin::Any));
    assert!(!there(Uuid::from_u128(7), all, Bin::Any));
}

/// A second row of the same id is `record.duplicate`, even when the first lies in the bin.
pub fn an_id_is_taken_once(backend: &dyn Backend) {
    let store = backend.open();
    let row = named("a").with("deleted_at", crate::rows::time(5));
    put(&*store, std::slice::from_ref(&row));
    refused(store::write(&*store, None, |w| row.add(w)), &codes::DUPLICATE);
    let other =
        RowData::bare(entity("lead"), 1).with("id", crmkit_core::model::Value::Id(row.id()));
    put(&*store, &[other]);
}
