//! The statements that change records.

use crate::compile::{Compiler, Sets};
use crate::schema::{name, row_number};
use crate::sql::Sql;
use crmkit_core::Result;
use crmkit_core::model::{EntityKind, EntityMeta, Kind, Raw};
use crmkit_core::query::{Bin, Bound};

/// The placeholder of a field: documents of custom fields are stored in binary form.
fn placeholder(entity: &EntityMeta, position: usize) -> &'static str {
    match entity.fields.get(position).map(|f| f.kind) {
        Some(Kind::Custom) => "jsonb(?)",
        _ => "?",
    }
}

/// Adds a row: one argument per field; a log's first one is left out.
pub fn insert(entity: &EntityMeta) -> String {
    let fields = first_value(entity)..entity.fields.len();
    let names: Vec<&str> = fields.clone().map(|p| name(entity, p)).collect();
    let places: Vec<&str> = fields.map(|p| placeholder(entity, p)).collect();
    format!("INSERT INTO {}({}) VALUES({})", entity.name, names.join(","), places.join(","))
}

/// The first field that an insert gives a value.
pub fn first_value(entity: &EntityMeta) -> usize {
    usize::from(entity.kind == EntityKind::Log)
}

fn assignments(entity: &EntityMeta, set: &[(usize, Raw<'_>)]) -> String {
    let parts: Vec<String> = set
        .iter()
        .map(|(p, _)| format!("{}={}", name(entity, *p), placeholder(entity, *p)))
        .collect();
    parts.join(",")
}

/// Sets columns of the row of an id and revision: the values, then the two.
pub fn update(entity: &EntityMeta, set: &[(usize, Raw<'_>)]) -> String {
    format!("UPDATE {} SET {} WHERE id=? AND rev=?", entity.name, assignments(entity, set))
}

/// Sets columns of all rows that fulfil a condition.
///
/// # Errors
/// `internal` for a condition that does not fit the entity.
pub fn update_where<'a>(
    entity: &'static EntityMeta,
    filter: &'a Bound,
    set: &'a [(usize, Raw<'a>)],
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let mut c = Compiler::new(sets);
    c.sql.push(&format!("UPDATE {} SET {}", entity.name, assignments(entity, set)));
    c.sql.args.extend(set.iter().map(|(_, raw)| raw.clone().into()));
    which(c, entity, filter)
}

/// Removes all rows that fulfil a condition.
///
/// # Errors
/// `internal` for a condition that does not fit the entity.
pub fn delete_where<'a>(
    entity: &'static EntityMeta,
    filter: &'a Bound,
    sets: &mut dyn Sets,
) -> Result<Sql<'a>> {
    let mut c = Compiler::new(sets);
    c.sql.push("DELETE FROM ").push(entity.name);
    which(c, entity, filter)
}

/// The rows are found first and changed then, so that a change cannot move a row in front of the
/// search.
fn which<'a>(
    mut c: Compiler<'a, '_>,
    entity: &'static EntityMeta,
    filter: &'a Bound,
) -> Result<Sql<'a>> {
    let number = row_number(entity);
    c.sql.push(" WHERE ").push(number).push(" IN (SELECT t0.").push(number);
    c.sql.push(" FROM ").push(entity.name).push(" t0 WHERE ");
    c.bin(entity, 0, Bin::Any);
    c.sql.push(" AND ");
    c.bound(filter, entity, 0)?;
    c.sql.push(")");
    Ok(c.sql)
}
