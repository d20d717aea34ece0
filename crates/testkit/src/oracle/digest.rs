//! Everything a store holds, as text: to prove that nothing was changed.

use crmkit_core::ENTITIES;
use crmkit_core::model::{EntityKind, EntityMeta, Raw};
use crmkit_core::query::{Bin, BoundQuery};
use crmkit_core::store::{State, Store, read};
use uuid::Uuid;

/// Every row of every table, the logs and the recycle bin included.
pub fn digest(store: &dyn Store) -> String {
    dump(store, Bin::Any, &|_| true)
}

/// The live records without what tells what has been and the stamps of every change: what an undo
/// restores.
pub fn business(store: &dyn Store) -> String {
    let stamps = ["rev", "created_at", "created_by", "updated_at", "updated_by", "touched_at"];
    dump(store, Bin::Live, &|field| !stamps.contains(&field))
}

fn dump(store: &dyn Store, bin: Bin, wanted: &dyn Fn(&str) -> bool) -> String {
    let mut lines = Vec::new();
    let logs = bin == Bin::Any;
    read(store, None, |reader| {
        let lasting = |e: &EntityMeta| e.kind == EntityKind::Log || e.lasting;
        for entity in ENTITIES.iter().filter(|e| logs || !lasting(e)) {
            let mut query = BoundQuery::all(entity);
            query.bin = if entity.recycled() { bin } else { Bin::Any };
            reader.query(&query, &mut |row| {
                let mut line = entity.name.to_owned();
                for (n, field) in entity.fields.iter().enumerate().filter(|(_, f)| wanted(f.name)) {
                    tell(&mut line, field.name, &row.get(n)?);
                }
                lines.push(line);
                Ok(())
            })?;
        }
        Ok(())
    })
    .unwrap();
    lines.sort();
    lines.join("\n")
}

/// Adds ` name=value`; nothing where there is no value.
fn tell(line: &mut String, name: &str, value: &Raw<'_>) {
    if *value == Raw::Null {
        return;
    }
    line.extend([" ", name, "="]);
    // The fault tests compare by these lines whatever they do: what is slow is left out, such as
    // looking for escapes.
    match value {
        Raw::Null => {}
        Raw::Int(number) => line.push_str(&number.to_string()),
        Raw::Id(id) => line.push_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer())),
        Raw::Text(text) if text.contains('\n') => line.push_str(&format!("{text:?}")),
        Raw::Text(text) => line.extend(["\"", text, "\""]),
    }
}

/// The count of changes of rights and organisation, which a refusal must leave alone too.
pub fn epoch(store: &dyn Store) -> i64 {
    read(store, None, |reader| reader.state(State::Epoch)).unwrap()
}
