//! Random worlds: rows of every entity, then questions mixed with changes.
//!
//! Everything is drawn from small pools, so that values collide: ties, equal keys, references
//! that meet, memberships that end exactly now.

use super::action::{Action, After};
use super::filters;
use crate::random::Random;
use crate::rows::{RowData, custom, date, id, text, time};
use crmkit_core::ENTITIES;
use crmkit_core::model::entity::system;
use crmkit_core::model::{
    EntityKind, EntityMeta, FieldFlags, FieldMeta, Kind, Money, Number, Value,
};
use crmkit_core::store::State;
use uuid::Uuid;

/// Texts of fields, and what text filters are cut from.
pub(super) const TEXTS: &[&str] = &[
    "",
    "a",
    "A",
    "ab",
    "aB%",
    "100%",
    "a_b",
    "a\\b",
    "é",
    "É",
    "魁鲸科技",
    "鲸",
    "😀",
    "'\"",
    " x ",
    "Zz",
    "10",
    "9",
    "*?[a]",
];

/// What searched rows hold.
pub(super) const SEARCHED: &[&str] =
    &["", "魁鲸科技", "上海魁鲸", "Whale Tech 2024", "鲸 13812345678", "a_b%", "科技 tech"];

/// The custom fields of every record.
pub(super) const CUSTOM: &[(u32, Kind)] = &[
    (10_001, Kind::Text),
    (10_002, Kind::Number),
    (10_003, Kind::Date),
    (10_004, Kind::Id("employee")),
    (10_005, Kind::Bool),
    (10_006, Kind::Int),
    (10_007, Kind::Money),
    (10_008, Kind::Time),
];

/// Rows of an entity in a world.
pub(super) fn rows_of(entity: &str) -> usize {
    match entity {
        "customer" | "customer_member" | "follow_up" => 14,
        "lead" | "employee" => 8,
        _ => 3,
    }
}

/// Owners that rows have, and nobody.
pub(super) fn owners() -> impl Iterator<Item = Option<Uuid>> {
    let some = (0..=rows_of("employee")).map(|k| Some(id("employee", k as u64)));
    [None].into_iter().chain(some)
}

/// The actions of a world.
pub(super) fn world(seed: u64, cases: u32) -> Vec<Action> {
    let mut r = Random::new(seed);
    let mut actions = Vec::new();
    for entity in ENTITIES {
        for k in 0..rows_of(entity.name) {
            actions.push(Action::Insert(row(&mut r, entity, k as u64)));
            if entity.searched() && r.percent(70) {
                actions.push(index(&mut r, entity, k));
            }
        }
    }
    for _ in 0..cases {
        let action = if r.percent(75) { filters::question(&mut r) } else { change(&mut r, 2) };
        actions.push(action);
    }
    actions.push(Action::Dump);
    actions
}

fn row(r: &mut Random, entity: &'static EntityMeta, k: u64) -> RowData {
    let mut row = RowData::bare(entity, k);
    for (i, field) in entity.fields.iter().enumerate() {
        let empty = field.nullable && r.percent(40);
        if i != system::ID && !empty {
            row.values[i] = value(r, field);
        }
    }
    row
}

fn index(r: &mut Random, entity: &'static EntityMeta, k: usize) -> Action {
    let words = format!("{} {}", r.pick(SEARCHED), r.pick(SEARCHED));
    let words = if r.percent(20) { String::new() } else { words };
    Action::Text(entity, id(entity.name, k as u64), words)
}

/// A value for a field; references to roots lead somewhere, others perhaps nowhere.
pub(super) fn value(r: &mut Random, field: &FieldMeta) -> Value {
    match field.kind {
        Kind::Text => text(field, r.pick(TEXTS)),
        Kind::Id(target) if field.is(FieldFlags::ROOT) => {
            Value::Id(id(target, r.below(rows_of(target)) as u64))
        }
        Kind::Custom => {
            let chosen: Vec<_> = CUSTOM.iter().filter(|_| r.percent(60)).collect();
            let mut value = |kind| if r.percent(10) { Value::Null } else { of_kind(r, kind) };
            custom(&chosen.into_iter().map(|(no, kind)| (*no, value(*kind))).collect::<Vec<_>>())
        }
        kind => of_kind(r, kind),
    }
}

/// A value of a kind.
pub(super) fn of_kind(r: &mut Random, kind: Kind) -> Value {
    const INTS: &[i64] = &[-10_000, -3, -1, 0, 1, 2, 3, 70_000, 1 << 40];
    const DAYS: &[i64] = &[-25_567, -1, 0, 1, 20_453, 20_454, 20_484, 20_543, 20_900];
    /// Midnights of Shanghai, New York's change of clocks, and their neighbours.
    const INSTANTS: &[i64] = &[
        -2_208_988_800_000_000,
        -1,
        0,
        1_767_196_799_999_999,
        1_767_196_800_000_000,
        1_772_953_200_000_000,
        1_772_956_800_000_001,
        1_774_972_800_000_000,
    ];
    match kind {
        Kind::Bool => Value::Bool(r.percent(50)),
        Kind::Int => Value::Int(r.pick(INTS)),
        Kind::Number => Value::Number(Number::from_scaled(r.pick(INTS))),
        Kind::Money => Value::Money(Money::from_scaled(r.pick(INTS))),
        Kind::Text => r.pick(TEXTS).into(),
        Kind::Choice(meta) => r.pick(meta.options).code.into(),
        Kind::Id(target) => Value::Id(id(target, r.below(rows_of(target) + 1) as u64)),
        Kind::Date => date(r.pick(DAYS)),
        Kind::Time => time(r.pick(INSTANTS)),
        Kind::Custom | Kind::Json => "{}".into(),
    }
}

/// New values for some fields. Ids, log numbers and roots stay as they are.
fn assignments(r: &mut Random, entity: &'static EntityMeta) -> Vec<(usize, Value)> {
    let mut set = Vec::new();
    for (i, field) in entity.fields.iter().enumerate().skip(1) {
        if !field.is(FieldFlags::ROOT) && r.percent(15) {
            let empty = field.nullable && r.percent(30);
            set.push((i, if empty { Value::Null } else { value(r, field) }));
        }
    }
    if set.is_empty() {
        let last = entity.fields.len() - 1;
        set.push((last, value(r, &entity.fields[last])));
    }
    set
}

/// A change; parts go so deep.
fn change(r: &mut Random, depth: usize) -> Action {
    let entity = filters::entity(r);
    let k = r.below(rows_of(entity.name));
    match r.below(if depth > 0 { 14 } else { 10 }) {
        0 => Action::Insert(row(r, entity, 100 + r.clone().next_u64() % 10_000)),
        1 if entity.kind != EntityKind::Log => {
            let rev = Kind::Int;
            let Value::Int(rev) = of_kind(r, rev) else { return Action::ClearDerived };
            Action::Update(entity, id(entity.name, k as u64), rev, assignments(r, entity))
        }
        2 | 3 => Action::UpdateWhere(entity, filters::bound(r, entity, 2), assignments(r, entity)),
        4 if entity.kind != EntityKind::Record => {
            Action::DeleteWhere(entity, filters::bound(r, entity, 2))
        }
        5 if entity.searched() => index(r, entity, k),
        7 => Action::State(r.pick(&[State::Epoch, State::SetUp]), r.below(9) as i64),
        8 if r.percent(20) => Action::ClearDerived,
        9 if r.percent(20) && entity.kind == EntityKind::Record => {
            let (no, kind) = r.pick(CUSTOM);
            Action::Index(entity, no, kind, r.percent(70))
        }
        10.. => {
            let part = (0..1 + r.below(4)).map(|_| change(r, depth - 1)).collect();
            Action::Part(part, r.percent(50))
        }
        _ => {
            let row = r.percent(70).then(|| id("customer", k as u64));
            Action::Key(r.pick(TEXTS).to_owned(), row)
        }
    }
}

/// Where a page begins, for an order of these columns.
pub(super) fn after(r: &mut Random, kinds: &[Kind]) -> Option<After> {
    let n = r.below(20);
    let values = |r: &mut Random| {
        let value = |kind: &Kind| if r.percent(30) { Value::Null } else { of_kind(r, *kind) };
        kinds.iter().map(value).collect::<Vec<_>>()
    };
    match r.below(8) {
        0..3 => Some(After::Row(n)),
        3 => Some(After::Edited(n, values(r))),
        4 if r.percent(20) => Some(After::Unknown(values(r))),
        _ => None,
    }
}
