//! Tables and indexes from the declarations of entities.
//!
//! - Every table has a private `rid INTEGER PRIMARY KEY` beside the public UUID `id`. It breaks
//!   ties in lists, and is the row number of the search index; with the UUID in that place pages
//!   measured 1.2–1.5×. The number of a log row (`seq`) is its primary key, never given twice.
//! - List indexes end in `deleted_at`: without it a partial index on live rows does not cover
//!   the query (1.28×). They hold the owner, so that a scope is tested without reading the row
//!   (0.1–0.2 µs an entry).
//! - An index costs 0.8× of a bare insert at import, so there is none without a query.
//! - Custom fields are one JSONB column: 3.1× of real columns unindexed, equal with an expression
//!   index, where rows of (field, value, record) were 87×.

use crate::migrations::{self, Migration};
use crmkit_core::model::entity::system;
use crmkit_core::model::{EntityKind, EntityMeta, FieldFlags, FieldMeta, Kind, Registry};

/// The version of the present schema, in `PRAGMA user_version`.
pub const VERSION: i32 = 1;

/// What marks a file as one of crmkit's, in `PRAGMA application_id`: `crmk`.
pub const APPLICATION_ID: i32 = 0x6372_6d6b;

/// Tables that hold no records.
const INTERNAL: [(&str, &str); 3] = [
    (
        "meta",
        "CREATE TABLE meta(key TEXT NOT NULL PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID",
    ),
    (
        "unique_key",
        "CREATE TABLE unique_key(kind TEXT NOT NULL, key TEXT NOT NULL, row BLOB NOT NULL CHECK(length(row)=16), \
         PRIMARY KEY(kind, key)) STRICT, WITHOUT ROWID",
    ),
    (
        "owner_stat",
        "CREATE TABLE owner_stat(entity INTEGER NOT NULL, owner BLOB NOT NULL, n INTEGER NOT NULL, \
         PRIMARY KEY(entity, owner)) STRICT, WITHOUT ROWID",
    ),
];

/// A table or an index, and the statement that makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its name.
    pub name: String,
    /// Its statement.
    pub sql: String,
}

/// What a file shall look like, and how older ones get there.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Its version.
    pub version: i32,
    /// Its tables and indexes.
    pub objects: Vec<Object>,
    /// The steps from older versions.
    pub migrations: &'static [Migration],
}

impl Schema {
    /// The present schema for these entities.
    pub fn of(registry: &Registry) -> Self {
        let internal =
            INTERNAL.iter().map(|(name, sql)| Object { name: (*name).into(), sql: (*sql).into() });
        let declared = registry.iter().flat_map(objects);
        Self {
            version: VERSION,
            objects: internal.chain(declared).collect(),
            migrations: migrations::ALL,
        }
    }

    /// All statements.
    pub fn script(&self) -> String {
        self.objects.iter().map(|o| format!("{};\n", o.sql)).collect()
    }
}

fn objects(entity: &'static EntityMeta) -> Vec<Object> {
    let mut objects = vec![Object { name: entity.name.into(), sql: table(entity) }];
    objects.extend(
        indexes(entity).iter().map(|i| Object { name: i.name.clone(), sql: i.sql(entity) }),
    );
    if entity.searched() {
        let name = format!("{}_fts", entity.name);
        let sql =
            format!("CREATE VIRTUAL TABLE {name} USING fts5({})", crate::fts::TABLE_ARGUMENTS);
        objects.push(Object { name, sql });
    }
    objects
}

/// The column that numbers the rows of a table.
pub fn row_number(entity: &EntityMeta) -> &'static str {
    if entity.kind == EntityKind::Log { "seq" } else { "rid" }
}

/// Into one text: it is made whenever a file is opened.
fn table(entity: &EntityMeta) -> String {
    let mut sql = format!("CREATE TABLE {}(", entity.name);
    if entity.kind != EntityKind::Log {
        sql.push_str("rid INTEGER PRIMARY KEY, ");
    }
    for (n, field) in entity.fields.iter().enumerate() {
        sql.push_str(if n == 0 { "" } else { ", " });
        column(&mut sql, entity, field);
    }
    sql.push_str(") STRICT");
    sql
}

fn column(sql: &mut String, entity: &EntityMeta, field: &FieldMeta) {
    let (name, log) = (field.name, entity.kind == EntityKind::Log);
    if log && name == "seq" {
        return sql.push_str("seq INTEGER PRIMARY KEY AUTOINCREMENT");
    }
    let kind = match field.kind {
        Kind::Bool | Kind::Int | Kind::Number | Kind::Money | Kind::Date | Kind::Time => "INTEGER",
        Kind::Text | Kind::Choice(_) | Kind::Json => "TEXT",
        Kind::Id(_) | Kind::Custom => "BLOB",
    };
    let null = if field.nullable || field.kind == Kind::Custom { "" } else { " NOT NULL" };
    let unique = if !log && name == "id" { " UNIQUE" } else { "" };
    sql.extend([name, " ", kind, null, unique]);
    if matches!(field.kind, Kind::Id(_)) {
        sql.extend([" CHECK(length(", name, ")=16)"]);
    }
}

/// An index.
struct Index {
    name: String,
    columns: Vec<&'static str>,
    unique: bool,
    only: Vec<String>,
}

impl Index {
    fn new(
        entity: &EntityMeta,
        named: &[&'static str],
        more: &[&'static str],
        unique: bool,
        only: Vec<String>,
    ) -> Self {
        let columns = named.iter().chain(more).copied().collect();
        Self { name: index_name(entity, named), columns, unique, only }
    }

    fn sql(&self, entity: &EntityMeta) -> String {
        let unique = if self.unique { "UNIQUE " } else { "" };
        let only = if self.only.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", self.only.join(" AND "))
        };
        format!(
            "CREATE {unique}INDEX {} ON {}({}){only}",
            self.name,
            entity.name,
            self.columns.join(", ")
        )
    }
}

/// The name of the index whose order begins with these columns.
pub fn index_name(entity: &EntityMeta, columns: &[&str]) -> String {
    format!("ix_{}_{}", entity.name, columns.join("_"))
}

/// The index of a team that has the records of a member, the last changed first.
pub(crate) fn member_index(team: &EntityMeta) -> String {
    index_name(team, &["employee_id", "touched_at", "record_id"])
}

/// The name of a column.
pub(crate) fn name(entity: &EntityMeta, position: usize) -> &'static str {
    entity.fields.get(position).map_or("NULL", |f| f.name)
}

fn indexes(entity: &'static EntityMeta) -> Vec<Index> {
    let mut found = list_indexes(entity);
    for declared in entity.indexes {
        let nullable = |c: &&&str| entity.field(c).is_some_and(|(_, f)| f.nullable);
        let first = declared.columns.iter().take(if declared.unique { usize::MAX } else { 1 });
        let only = first.filter(nullable).map(|c| format!("{c} IS NOT NULL")).collect();
        found.push(Index::new(entity, declared.columns, &[], declared.unique, only));
    }
    for field in entity.fields {
        let led = found.iter().any(|i| i.columns.first() == Some(&field.name));
        if (field.is(FieldFlags::INDEXED) || field.is(FieldFlags::ROOT)) && !led {
            let only =
                field.nullable.then(|| format!("{} IS NOT NULL", field.name)).into_iter().collect();
            found.push(Index::new(entity, &[field.name], &[], false, only));
        }
    }
    found
}

/// The indexes that lists walk: by update where rows have an owner or a root, and by what is
/// declared sorted; times also within an owner.
fn list_indexes(entity: &'static EntityMeta) -> Vec<Index> {
    if entity.kind != EntityKind::Record {
        return Vec::new();
    }
    let (rid, deleted) = ("rid", name(entity, system::DELETED));
    let owner = entity.owner().map(|o| name(entity, o));
    let rest: Vec<&'static str> = [Some(rid), owner, Some(deleted)].into_iter().flatten().collect();
    let by_update = listed_by_update(entity);
    let sorted = entity
        .fields
        .iter()
        .enumerate()
        .filter(|(i, f)| f.is(FieldFlags::SORTED) || (by_update && *i == system::UPDATED));
    let live = || vec![format!("{deleted} IS NULL")];
    let mut found = Vec::new();
    if by_update {
        // The recycle bin, by when things came into it; it costs live rows nothing.
        let bin = vec![format!("{deleted} IS NOT NULL")];
        found.push(Index::new(entity, &[deleted], &[rid], false, bin));
    }
    for (_, field) in sorted {
        found.push(Index::new(entity, &[field.name], &rest, false, live()));
        if let (Some(owner), Kind::Time) = (owner, field.kind) {
            found.push(Index::new(entity, &[owner, field.name], &[rid, deleted], false, live()));
        }
    }
    found
}

/// Whether lists by update have an index: where rows have an owner or a root.
pub fn listed_by_update(entity: &EntityMeta) -> bool {
    entity.kind == EntityKind::Record
        && (entity.owner().is_some() || entity.roots().next().is_some())
}

/// Whether conditions on this column are answered by an index.
pub(crate) fn indexed(entity: &EntityMeta, position: usize) -> bool {
    let Some(field) = entity.fields.get(position) else { return false };
    position == system::ID
        || field.flags.has(FieldFlags::INDEXED | FieldFlags::ROOT | FieldFlags::SORTED)
        || entity.indexes.iter().any(|i| i.columns.first() == Some(&field.name))
}

/// The index of a custom field: its name and the statement that makes it.
pub fn custom_index(entity: &EntityMeta, no: u32) -> Object {
    let name = format!("cf_{}_{no}", entity.name);
    let column =
        entity.flagged_kind(Kind::Custom).map_or("NULL", |p| crate::schema::name(entity, p));
    let (owner, deleted) =
        (entity.owner().map(|o| self::name(entity, o)), self::name(entity, system::DELETED));
    let owner = owner.map(|o| format!(", {o}")).unwrap_or_default();
    let sql = format!(
        "CREATE INDEX {name} ON {}({column}->>'$.\"{no}\"', rid{owner}, {deleted}) WHERE {deleted} IS NULL",
        entity.name
    );
    Object { name, sql }
}
