//! Random questions: filters over all columns and nodes, visibility, orders, aggregates. Only
//! what binding lets through, since a backend never sees anything else.

use super::action::Action;
use super::generate::{CUSTOM, SEARCHED, TEXTS, after, of_kind};
use crate::random::Random;
use crmkit_core::ENTITIES;
use crmkit_core::model::entity::system;
use crmkit_core::model::{EntityKind, EntityMeta, Kind, Value, Zone};
use crmkit_core::query::search::SearchQuery;
use crmkit_core::query::{
    Admission, Bin, Bound, BoundAggregate, BoundGroup, BoundMeasure, BoundQuery, Bucket, Cmp,
    Column, ColumnRef, Direction, Keys, Link, Member, OwnerSet, Owners, Related, TextOp, Totals,
    Visibility,
};
use uuid::Uuid;

/// An entity; those with many relations more often.
pub(super) fn entity(r: &mut Random) -> &'static EntityMeta {
    let busy = ["customer", "customer_member", "follow_up", "lead", "employee"];
    if r.percent(70) { crate::rows::entity(r.pick(&busy)) } else { r.pick(ENTITIES) }
}

/// A question.
pub(super) fn question(r: &mut Random) -> Action {
    let entity = entity(r);
    match r.below(10) {
        0..5 => {
            let query = query(r, entity);
            let kinds: Vec<Kind> = query.order.iter().map(|(c, _)| c.kind).collect();
            let after = if entity.kind == EntityKind::Log { None } else { after(r, &kinds) };
            Action::Query(query, after)
        }
        5 => Action::Count(query(r, entity), r.pick(&[Totals::Exact, Totals::Capped])),
        6 | 7 => Action::Aggregate(aggregate(r, entity)),
        8 if entity.kind != EntityKind::Log => {
            Action::Get(entity, columns(r, entity), visibility(r, entity, 2), bin(r))
        }
        _ => Action::Dump,
    }
}

fn bin(r: &mut Random) -> Bin {
    r.pick(&[Bin::Live, Bin::Live, Bin::Deleted, Bin::Any])
}

/// The first column that may be asked for: numbers of logs need not be equal.
fn first(entity: &EntityMeta) -> usize {
    usize::from(entity.kind == EntityKind::Log)
}

fn columns(r: &mut Random, entity: &'static EntityMeta) -> Vec<usize> {
    let first = first(entity);
    let some = (0..r.below(6)).map(|_| first + r.below(entity.fields.len() - first));
    [first].into_iter().chain(some).collect()
}

fn query(r: &mut Random, entity: &'static EntityMeta) -> BoundQuery {
    let direction = |r: &mut Random| r.pick(&[Direction::Asc, Direction::Desc]);
    let order = if entity.recycled() && r.percent(30) {
        vec![(Column::field(entity, system::UPDATED), Direction::Desc)]
    } else {
        (0..r.below(4)).map(|_| (sortable(r, entity), direction(r))).collect()
    };
    let search = if entity.searched() && r.percent(20) {
        SearchQuery::parse(r.pick(&["魁鲸", "鲸", "kj", "138", "5678", "tech", "a b", "魁 tech"]))
            .or_else(|| SearchQuery::parse(r.pick(SEARCHED)))
    } else {
        None
    };
    BoundQuery {
        entity,
        columns: columns(r, entity),
        visibility: visibility(r, entity, 2),
        bin: bin(r),
        filter: bound(r, entity, 3),
        search,
        order,
        after: None,
        limit: r.pick(&[0, 1, 3, 10, usize::MAX, usize::MAX]),
    }
}

/// Any column; custom ones now and then.
fn column(r: &mut Random, entity: &'static EntityMeta) -> Column {
    if entity.flagged_kind(Kind::Custom).is_some() && r.percent(25) {
        let (no, kind) = r.pick(CUSTOM);
        return Column { at: ColumnRef::Custom(no), kind, nullable: true };
    }
    let first = first(entity);
    Column::field(entity, first + r.below(entity.fields.len() - first))
}

fn sortable(r: &mut Random, entity: &'static EntityMeta) -> Column {
    loop {
        let column = column(r, entity);
        if !matches!(column.kind, Kind::Custom | Kind::Json) {
            return column;
        }
    }
}

/// A condition on an entity, nested at most so deep.
pub(super) fn bound(r: &mut Random, entity: &'static EntityMeta, depth: usize) -> Bound {
    let inner = |r: &mut Random| bound(r, entity, depth - 1);
    match r.below(if depth > 0 { 12 } else { 6 }) {
        0 if r.percent(60) => Bound::All,
        0 => Bound::Nothing,
        1..6 => leaf(r, entity),
        6 | 7 => Bound::And((0..r.below(4)).map(|_| inner(r)).collect()),
        8 => Bound::Or((0..r.below(4)).map(|_| inner(r)).collect()),
        9 | 10 => Bound::Not(Box::new(inner(r))),
        _ => has(r, entity, depth - 1),
    }
}

fn leaf(r: &mut Random, entity: &'static EntityMeta) -> Bound {
    let column = column(r, entity);
    let kind = column.kind;
    let ordered = !matches!(kind, Kind::Bool | Kind::Id(_) | Kind::Choice(_));
    if r.percent(10)
        && let Some(pair) = pair(r, entity, column)
    {
        return pair;
    }
    match (r.below(7), kind) {
        (0, _) | (_, Kind::Custom | Kind::Json) => Bound::IsNull(column),
        (1, _) => Bound::In(column, (0..r.below(4)).map(|_| of_kind(r, kind)).collect()),
        (2 | 3, Kind::Text) => text(r, column),
        (2 | 3, Kind::Id(_)) => {
            let ids = (0..r.below(5)).filter_map(|_| of_kind(r, kind).as_id()).collect();
            Bound::InSet(column, OwnerSet::new(ids))
        }
        (4, _) if ordered => {
            let mut side = || r.percent(70).then(|| of_kind(r, kind));
            Bound::Range(column, side(), side())
        }
        (_, _) if ordered => {
            let op = r.pick(&[Cmp::Eq, Cmp::Lt, Cmp::Le, Cmp::Gt, Cmp::Ge]);
            Bound::Cmp(column, op, of_kind(r, kind))
        }
        _ => Bound::Cmp(column, Cmp::Eq, of_kind(r, kind)),
    }
}

/// A column against another of its kind, if there is one.
fn pair(r: &mut Random, entity: &'static EntityMeta, column: Column) -> Option<Bound> {
    let plain = !matches!(column.kind, Kind::Custom | Kind::Json);
    let others = entity.fields.iter().enumerate().filter(|(_, f)| plain && f.kind == column.kind);
    let others: Vec<Column> = others.map(|(i, _)| Column::field(entity, i)).collect();
    let ordered = !matches!(column.kind, Kind::Bool | Kind::Id(_) | Kind::Choice(_));
    let ops = [Cmp::Eq, Cmp::Lt, Cmp::Le, Cmp::Gt, Cmp::Ge];
    let op = if ordered { r.pick(&ops) } else { Cmp::Eq };
    (!others.is_empty()).then(|| Bound::Columns(column, op, r.pick(&others)))
}

/// A text condition on a piece of a text that may well be there.
fn text(r: &mut Random, column: Column) -> Bound {
    let whole: Vec<char> = r.pick(TEXTS).chars().collect();
    let from = r.below(whole.len() + 1);
    let to = from + r.below(whole.len() - from + 1);
    let piece: String = whole[from..to].iter().collect();
    let piece = match r.below(10) {
        0..3 => piece.to_uppercase(),
        3 | 4 => r.pick(&["%", "_", "\\", "*", "?", "a%", "%a", "_a", "[a]"]).to_owned(),
        _ => piece,
    };
    let op = r.pick(&[TextOp::Contains, TextOp::StartsWith, TextOp::EndsWith]);
    Bound::Text(column, op, piece)
}

/// Everything that hangs on an entity, and how.
fn relations(entity: &'static EntityMeta) -> Vec<(&'static EntityMeta, Link)> {
    let by_name = |name| ENTITIES.iter().copied().find(|e| e.name == name);
    let forward = entity.fields.iter().enumerate().skip(1).filter_map(|(i, f)| match f.kind {
        Kind::Id(target) => by_name(target).map(|e| (e, Link::Forward(i))),
        _ => None,
    });
    let reverse = ENTITIES.iter().flat_map(|other| {
        let columns = other.fields.iter().enumerate().skip(1);
        let mine = columns.filter(|(_, f)| f.kind == Kind::Id(entity.name));
        mine.map(|(i, _)| (*other, Link::Reverse(i)))
    });
    forward.chain(reverse).collect()
}

fn has(r: &mut Random, entity: &'static EntityMeta, depth: usize) -> Bound {
    let relations = relations(entity);
    if relations.is_empty() {
        return leaf(r, entity);
    }
    let (entity, link) = r.pick(&relations);
    let visibility =
        if r.percent(60) { Visibility::Everything } else { visibility(r, entity, depth) };
    Bound::Has(Box::new(Related { entity, link, visibility, filter: bound(r, entity, depth) }))
}

/// What a caller sees of an entity.
fn visibility(r: &mut Random, entity: &'static EntityMeta, depth: usize) -> Visibility {
    let roots: Vec<usize> = entity.roots().collect();
    match r.below(10) {
        0..3 => Visibility::Everything,
        3 if r.percent(30) => Visibility::Nothing,
        4..8 if entity.owner().is_some() => Visibility::Keys(keys(r, entity)),
        4..8 if depth > 0 && !roots.is_empty() => {
            let mut chosen = Vec::new();
            for root in roots {
                let Kind::Id(target) = entity.fields[root].kind else { continue };
                let target = crate::rows::entity(target);
                if r.percent(80) {
                    chosen.push((root, target, visibility(r, target, depth - 1)));
                }
            }
            Visibility::Roots(chosen)
        }
        8 if depth > 0 => Visibility::Where(Box::new(bound(r, entity, depth - 1))),
        _ => Visibility::Everything,
    }
}

fn keys(r: &mut Random, entity: &'static EntityMeta) -> Keys {
    let employee = |r: &mut Random| of_kind(r, Kind::Id("employee")).as_id().unwrap_or_default();
    let owners: Vec<Uuid> = (0..r.below(5)).map(|_| employee(r)).collect();
    let owners = if r.percent(20) { Owners::Anyone } else { Owners::Set(OwnerSet::new(owners)) };
    let member = entity.team.filter(|_| r.percent(70)).map(|team| {
        let now = match of_kind(r, Kind::Time) {
            Value::Time(now) => now,
            other => panic!("{other:?} is no instant"),
        };
        let team = crate::rows::entity(team);
        let admits = match r.below(5) {
            0 | 1 => Admission::Write,
            2 if team.field("deciding").is_some() => Admission::Deciding,
            _ => Admission::Any,
        };
        Member { team, employee: employee(r), admits, now }
    });
    Keys { owner: entity.owner().unwrap_or_default(), owners, member }
}

fn aggregate(r: &mut Random, entity: &'static EntityMeta) -> BoundAggregate {
    let mut groups = Vec::new();
    for _ in 0..r.below(3) {
        let column = sortable(r, entity);
        let timed = matches!(column.kind, Kind::Date | Kind::Time);
        let zone = r.pick(&["Asia/Shanghai", "America/New_York", "UTC", "Asia/Kathmandu"]);
        let bucket = (r.pick(&Bucket::ALL), Zone::parse(zone).unwrap_or_default());
        groups.push(BoundGroup { column, bucket: (timed && r.percent(70)).then_some(bucket) });
    }
    let measures = (0..1 + r.below(3)).map(|_| measure(r, entity)).collect();
    BoundAggregate {
        entity,
        visibility: visibility(r, entity, 1),
        bin: bin(r),
        filter: bound(r, entity, 2),
        groups,
        measures,
    }
}

fn measure(r: &mut Random, entity: &'static EntityMeta) -> BoundMeasure {
    let column = sortable(r, entity);
    match (r.below(4), column.kind) {
        (0 | 1, Kind::Int | Kind::Number | Kind::Money) => BoundMeasure::Sum(column),
        (2, Kind::Int | Kind::Number | Kind::Money) => BoundMeasure::CountOf(column),
        (_, Kind::Id(_)) => BoundMeasure::Count,
        (0, _) => BoundMeasure::Min(column),
        (3, _) => BoundMeasure::Max(column),
        _ => BoundMeasure::Count,
    }
}
