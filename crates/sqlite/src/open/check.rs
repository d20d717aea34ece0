//! Looks for damage, and for derived data that is not what it derives from.
//!
//! SQLite itself notices little: of 1,000 images with flipped bits 426 read differently without
//! an error, and its own check called 301 of those good. What is derived is recounted here, so a
//! flip in either place shows.

use crate::connection::Conn;
use crate::error::storage;
use crate::open::Site;
use crate::open::structure;
use crmkit_core::Result;
use crmkit_core::model::entity::system;
use crmkit_core::model::{EntityKind, EntityMeta, Kind, ReadRule};
use crmkit_core::store::{FileRole, Problem};

/// Everything that is wrong.
pub(crate) fn problems(conn: &Conn, site: &Site, role: FileRole) -> Result<Vec<Problem>> {
    let mut found = Vec::new();
    for what in texts(conn, "PRAGMA integrity_check(20)")?.into_iter().filter(|line| line != "ok") {
        found.push(Problem { place: "file".into(), what });
    }
    if !found.is_empty() {
        return Ok(found);
    }
    for what in structure::differences(&conn.db, &site.schema, &site.options.registry)? {
        found.push(Problem { place: "file".into(), what });
    }
    for entity in site.options.registry.iter() {
        for (sql, what) in questions(entity, site, role) {
            let n: i64 = conn.first(&sql, [])?.unwrap_or(0);
            if n != 0 {
                found.push(Problem { place: entity.name.into(), what: format!("{n} {what}") });
            }
        }
    }
    let orphans = unique_orphans(site);
    let n: i64 = conn.first(&orphans, [])?.unwrap_or(0);
    if n != 0 {
        found.push(Problem {
            place: "unique_key".into(),
            what: format!("{n} keys of rows that do not exist"),
        });
    }
    Ok(found)
}

fn texts(conn: &Conn, sql: &str) -> Result<Vec<String>> {
    let mut statement = conn.db.prepare(sql).map_err(storage)?;
    let lines = statement.query_map([], |row| row.get(0)).map_err(storage)?;
    lines.collect::<rusqlite::Result<_>>().map_err(storage)
}

/// What is counted of an entity, each 0 when all is well.
fn questions(entity: &'static EntityMeta, site: &Site, role: FileRole) -> Vec<(String, String)> {
    let mut asked = Vec::new();
    if let (Some(owner), true) = (entity.owner(), entity.recycled()) {
        asked.push((
            counters(entity, owner),
            "owners whose counter is not the number of their rows".into(),
        ));
    }
    if entity.searched() {
        let name = entity.name;
        asked.push((
            format!(
                "SELECT count(*) FROM {name}_fts_docsize WHERE id NOT IN (SELECT rid FROM {name})"
            ),
            "search texts of rows that do not exist".into(),
        ));
    }
    if let Some(team) = entity.team {
        asked.push((
            format!(
                "SELECT count(*) FROM {team} m JOIN {} c ON c.id=m.record_id WHERE m.touched_at<>c.updated_at",
                entity.name
            ),
            "team members whose copy of the update is old".into(),
        ));
    }
    // A replica has only a part of the rows; what rules note for themselves outlives a purge.
    let notes = entity.kind == EntityKind::Link && entity.read == ReadRule::Internal;
    if role != FileRole::Replica && !notes {
        asked.extend(references(entity, site));
    }
    asked
}

fn column(entity: &EntityMeta, position: usize) -> &'static str {
    entity.fields.get(position).map_or("NULL", |f| f.name)
}

fn counters(entity: &EntityMeta, owner: usize) -> String {
    let (owner, deleted) = (column(entity, owner), column(entity, system::DELETED));
    format!(
        "SELECT count(*) FROM (SELECT owner FROM (SELECT owner, n FROM owner_stat WHERE entity={no} \
         UNION ALL SELECT ifnull({owner}, x''), -1 FROM {name} WHERE {deleted} IS NULL) GROUP BY owner HAVING sum(n)<>0)",
        no = entity.no,
        name = entity.name
    )
}

fn references(entity: &'static EntityMeta, site: &Site) -> Vec<(String, String)> {
    let known = |target: &str| {
        site.options.registry.by_name(target).ok().filter(|t| t.kind != EntityKind::Log)
    };
    let reference = |field: &crmkit_core::model::FieldMeta| match field.kind {
        Kind::Id(target) if field.name != "id" => known(target).map(|t| (field.name, t.name)),
        _ => None,
    };
    let ask = |(field, target): (&str, &str)| {
        let sql = format!(
            "SELECT count(*) FROM {} t WHERE {field} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {target} r WHERE r.id=t.{field})",
            entity.name
        );
        (sql, format!("rows whose {field} does not exist"))
    };
    entity.fields.iter().filter_map(reference).map(ask).collect()
}

fn unique_orphans(site: &Site) -> String {
    let rows = site.options.registry.iter().filter(|e| e.kind != EntityKind::Log);
    let exists: Vec<String> =
        rows.map(|e| format!("EXISTS (SELECT 1 FROM {} r WHERE r.id=k.row)", e.name)).collect();
    format!("SELECT count(*) FROM unique_key k WHERE NOT ({})", exists.join(" OR "))
}
