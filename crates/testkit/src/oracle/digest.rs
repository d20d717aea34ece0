//! Everything a store holds, as text: to prove that nothing was changed.

use crmkit_core::ENTITIES;
use crmkit_core::model::EntityMeta;
use crmkit_core::query::{Bin, BoundQuery};
use crmkit_core::store::{State, Store, read};
use std::fmt::Write;

/// Every row of every table, the logs included, in insertion order, and the facts of the file.
pub fn digest(store: &dyn Store) -> String {
    dump(store, &|_, _| true)
}

/// The same without the logs and without columns of no lasting meaning: what an undo restores.
pub fn business(store: &dyn Store) -> String {
    let passing = ["rev", "created_at", "updated_at", "updated_by", "touched_at"];
    dump(store, &|entity, field| {
        !entity.name.ends_with("_log") && !passing.contains(&field) && entity.name != "pool_event"
    })
}

fn dump(store: &dyn Store, wanted: &dyn Fn(&EntityMeta, &str) -> bool) -> String {
    let mut text = String::new();
    read(store, None, |reader| {
        for entity in ENTITIES {
            let mut query = BoundQuery::all(entity);
            query.bin = Bin::Any;
            query.columns = (0..entity.fields.len()).collect();
            let mut rows = Vec::new();
            reader.query(&query, &mut |row| {
                let mut line = entity.name.to_owned();
                for (n, field) in
                    entity.fields.iter().enumerate().filter(|(_, f)| wanted(entity, f.name))
                {
                    let _ = write!(line, " {}={:?}", field.name, row.get(n)?);
                }
                rows.push(line);
                Ok(())
            })?;
            if wanted(entity, "id") {
                rows.sort();
                rows.iter().for_each(|row| text += &format!("{row}\n"));
            }
        }
        Ok(())
    })
    .unwrap();
    text
}

/// The count of changes of rights and organisation, which a refusal must leave alone too.
pub fn epoch(store: &dyn Store) -> i64 {
    read(store, None, |reader| reader.state(State::Epoch)).unwrap()
}
