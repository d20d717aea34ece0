//! Random rows, conditions, orders and pages give the same in SQLite as in the reference store.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod common;

use common::{Dice, Pair, columns};
use crmkit_core::ENTITIES;
use crmkit_core::model::{EntityKind, EntityMeta, Kind, Registry, Value};
use crmkit_core::query::search::SearchQuery;
use crmkit_core::query::{
    Admission, Bin, Bound, BoundAggregate, BoundGroup, BoundMeasure, BoundQuery, Bucket, Cmp,
    Column, ColumnRef, Direction, Keys, Link, Member, OwnerSet, Owners, Position, Related, TextOp,
    Totals, Visibility,
};
use crmkit_core::store::{Reader, Writer};
use uuid::Uuid;

fn entity(name: &str) -> &'static EntityMeta {
    Registry::new(ENTITIES).by_name(name).unwrap()
}

/// A column that may stand in conditions and orders.
fn any_column(dice: &mut Dice, e: &'static EntityMeta) -> Column {
    loop {
        if e.recycled() && dice.one_in(6) {
            let (no, kind) =
                dice.pick(&[(10_000, Kind::Text), (10_001, Kind::Number), (10_002, Kind::Bool)]);
            return Column { at: ColumnRef::Custom(no), kind, nullable: true };
        }
        let column = Column::field(e, dice.below(e.fields.len()));
        if !matches!(column.kind, Kind::Custom | Kind::Json) {
            return column;
        }
    }
}

fn some_value(dice: &mut Dice, e: &'static EntityMeta, column: Column) -> Value {
    loop {
        let value = match column.at {
            ColumnRef::Field(position) => dice.value(e, position),
            ColumnRef::Custom(_) => dice.of_kind(column.kind, 4),
        };
        if !value.is_null() {
            return value;
        }
    }
}

fn condition(dice: &mut Dice, e: &'static EntityMeta, depth: usize) -> Bound {
    let column = any_column(dice, e);
    let nested =
        |dice: &mut Dice| (0..dice.below(4)).map(|_| condition(dice, e, depth + 1)).collect();
    match dice.below(if depth < 3 { 14 } else { 10 }) {
        0 => Bound::All,
        1 => Bound::Nothing,
        2 | 3 => {
            let op = dice.pick(&[Cmp::Eq, Cmp::Lt, Cmp::Le, Cmp::Gt, Cmp::Ge]);
            Bound::Cmp(column, op, some_value(dice, e, column))
        }
        4 => Bound::In(column, (0..dice.below(4)).map(|_| some_value(dice, e, column)).collect()),
        5 => Bound::InSet(Column::field(e, e.owner().unwrap_or(0)), set(dice)),
        6 => {
            let name = e.fields.iter().position(|f| f.kind == Kind::Text).unwrap_or(0);
            let op = dice.pick(&[TextOp::Contains, TextOp::StartsWith, TextOp::EndsWith]);
            let text = dice.pick(&["", "a", "AB", "%", "_", "\0", "武", "b\0", "é"]);
            Bound::Text(Column::field(e, name), op, text.into())
        }
        7 => {
            let side = |dice: &mut Dice| (!dice.one_in(3)).then(|| some_value(dice, e, column));
            Bound::Range(column, side(dice), side(dice))
        }
        8 => Bound::IsNull(column),
        9 => {
            let same = |i: &usize| Column::field(e, *i).kind == column.kind;
            let others: Vec<usize> = (0..e.fields.len()).filter(same).collect();
            let op = dice.pick(&[Cmp::Eq, Cmp::Lt, Cmp::Le, Cmp::Gt, Cmp::Ge]);
            if others.is_empty() {
                return Bound::IsNull(column);
            }
            Bound::Columns(column, op, Column::field(e, others[dice.below(others.len())]))
        }
        10 => Bound::And(nested(dice)),
        11 => Bound::Or(nested(dice)),
        12 => Bound::Not(Box::new(condition(dice, e, depth + 1))),
        _ => related(dice, e, depth),
    }
}

fn related(dice: &mut Dice, e: &'static EntityMeta, depth: usize) -> Bound {
    let (other, link) = match e.name {
        "customer" => {
            (entity("follow_up"), Link::Reverse(entity("follow_up").position("customer_id")))
        }
        "follow_up" => (entity("customer"), Link::Forward(e.position("customer_id"))),
        _ => return Bound::All,
    };
    let (visibility, filter) = (visibility(dice, other), condition(dice, other, depth + 1));
    Bound::Has(Box::new(Related { entity: other, link, visibility, filter }))
}

fn set(dice: &mut Dice) -> OwnerSet {
    OwnerSet::new((0..dice.below(4)).map(|_| dice.person()).collect())
}

fn visibility(dice: &mut Dice, e: &'static EntityMeta) -> Visibility {
    match dice.below(8) {
        0 => Visibility::Everything,
        1 => Visibility::Nothing,
        2 => Visibility::Where(Box::new(condition(dice, e, 2))),
        _ => keys(dice, e),
    }
}

fn keys(dice: &mut Dice, e: &'static EntityMeta) -> Visibility {
    let Some(owner) = e.owner() else {
        return match e.name {
            "follow_up" => {
                let customer = entity("customer");
                Visibility::Roots(vec![(
                    e.position("customer_id"),
                    customer,
                    visibility(dice, customer),
                )])
            }
            _ => Visibility::Everything,
        };
    };
    let owners = if dice.one_in(4) { Owners::Anyone } else { Owners::Set(set(dice)) };
    let member = (e.name == "customer" && dice.one_in(2)).then(|| Member {
        team: entity("customer_member"),
        employee: dice.person(),
        admits: dice.pick(&[Admission::Any, Admission::Write]),
        now: common::time(3),
    });
    Visibility::Keys(Keys { owner, owners, member })
}

fn query(dice: &mut Dice, e: &'static EntityMeta) -> BoundQuery {
    let direction = |dice: &mut Dice| dice.pick(&[Direction::Asc, Direction::Desc]);
    let mut q = BoundQuery::all(e);
    q.columns = (0..e.fields.len()).filter(|_| dice.one_in(2)).collect();
    q.visibility = visibility(dice, e);
    q.limit = dice.pick(&[1, 3, 10, 100]);
    if e.recycled() {
        q.bin = dice.pick(&[Bin::Live, Bin::Live, Bin::Deleted, Bin::Any]);
    }
    if !dice.one_in(3) {
        q.filter = condition(dice, e, 0);
    }
    if e.kind == EntityKind::Log {
        return q.order_by(0, direction(dice));
    }
    if dice.one_in(2) && e.recycled() {
        return q.order_by(crmkit_core::model::entity::system::UPDATED, Direction::Desc);
    }
    if e.searched() && dice.one_in(4) {
        q.search = SearchQuery::parse(dice.pick(&["a", "武", "武汉", "ab 武", "5678"]));
    }
    for _ in 0..dice.below(3) {
        let column = any_column(dice, e);
        q.order.push((column, direction(dice)));
    }
    q
}

/// All pages one after the other, until one is not full.
fn pages(reader: &dyn Reader, mut q: BoundQuery) -> Vec<Vec<String>> {
    let (e, wanted) = (q.entity, q.columns.clone());
    q.columns = columns(e);
    let mut pages = Vec::new();
    for _ in 0..40 {
        let rows = common::rows(reader, &q);
        pages.push(
            rows.iter()
                .map(|r| format!("{:?}", wanted.iter().map(|c| &r[*c]).collect::<Vec<_>>()))
                .collect(),
        );
        let Some(last) = rows.last().filter(|_| rows.len() == q.limit) else { break };
        let value = |c: &Column| match c.at {
            ColumnRef::Field(p) => last[p].clone(),
            ColumnRef::Custom(no) => common::custom(last, e, no, c.kind),
        };
        let id = if e.kind == EntityKind::Log { Uuid::nil() } else { last[0].as_id().unwrap() };
        q.after = Some(Position { values: q.order.iter().map(|(c, _)| value(c)).collect(), id });
    }
    pages
}

fn aggregate(dice: &mut Dice, e: &'static EntityMeta) -> BoundAggregate {
    let mut groups = Vec::new();
    let mut measures = vec![BoundMeasure::Count];
    for _ in 0..dice.below(3) {
        let column = any_column(dice, e);
        let timed = matches!(column.kind, Kind::Date | Kind::Time);
        let bucket = timed.then(|| (dice.pick(&Bucket::ALL), crmkit_core::model::Zone::default()));
        groups.push(BoundGroup { column, bucket });
    }
    for _ in 0..dice.below(4) {
        let column = any_column(dice, e);
        let sum = matches!(column.kind, Kind::Int | Kind::Number | Kind::Money);
        measures.push(match dice.below(4) {
            0 => BoundMeasure::CountOf(column),
            1 if sum => BoundMeasure::Sum(column),
            2 => BoundMeasure::Min(column),
            _ => BoundMeasure::Max(column),
        });
    }
    let bin = if e.recycled() { Bin::Live } else { Bin::Any };
    let (visibility, filter) = (visibility(dice, e), condition(dice, e, 1));
    BoundAggregate { entity: e, visibility, bin, filter, groups, measures }
}

fn fill(dice: &mut Dice, pair: &Pair) {
    let mut rows = Vec::new();
    for name in ["customer", "customer_member", "follow_up", "change_log", "lead"] {
        rows.extend((0..10 + dice.below(25)).map(|_| (entity(name), dice.row(entity(name)))));
    }
    pair.write(&|w: &dyn Writer| common::insert(w, &rows));
}

fn compare(seed: u64) {
    let mut dice = Dice::new(seed);
    let pair = Pair::new();
    fill(&mut dice, &pair);
    if dice.one_in(2) {
        pair.write(&|w| w.index_custom(entity("customer"), 10_001, Kind::Number, true));
    }
    for _ in 0..60 {
        let e = entity(dice.pick(&[
            "customer",
            "customer",
            "follow_up",
            "change_log",
            "lead",
            "customer_member",
        ]));
        let q = query(&mut dice, e);
        pair.same(&format!("seed {seed}: {q:#?}"), &|r| Ok(pages(r, q.clone())));
        pair.same(&format!("count, seed {seed}: {q:#?}"), &|r| r.count(&q, Totals::Capped));
        pair.same(&format!("exact, seed {seed}: {q:#?}"), &|r| r.count(&q, Totals::Exact));
        let id = dice.id(e);
        pair.same(&format!("get {id}, seed {seed}: {q:#?}"), &|r| common::get(r, e, id, &q));
        let a = aggregate(&mut dice, e);
        pair.same(&format!("seed {seed}: {a:#?}"), &|r| common::groups(r, &a));
    }
    let condition = condition(&mut dice, entity("lead"), 0);
    let set = [(entity("lead").position("remark"), Value::Text("new".into()))];
    pair.write(&|w| {
        let set: Vec<_> = set.iter().map(|(p, v)| (*p, v.raw())).collect();
        w.update_where(entity("lead"), &condition, &set)
    });
    pair.write(&|w| {
        w.delete_where(
            entity("customer_member"),
            &Bound::Text(
                Column::field(
                    entity("customer_member"),
                    entity("customer_member").position("access"),
                ),
                TextOp::EndsWith,
                "E".into(),
            ),
        )
    });
    for name in ["lead", "customer_member"] {
        pair.same(name, &|r| Ok(common::rows(r, &BoundQuery::all(entity(name)))));
    }
}

#[test]
fn both_stores_answer_the_same() {
    let seeds: u64 = std::env::var("SEEDS").ok().and_then(|s| s.parse().ok()).unwrap_or(12);
    let first: u64 = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(1);
    (first..first + seeds).for_each(compare);
}
