//! What a store gets: plain values, checked columns, and who may see which rows.

use super::aggregate::Bucket;
use super::filter::{Cmp, TextOp};
use super::limits;
use super::order::{Bin, Direction};
use super::search::SearchQuery;
use crate::model::entity::system;
use crate::model::{EntityMeta, Kind, Timestamp, Value, Zone};
use std::sync::Arc;
use uuid::Uuid;

/// A column of an entity, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Which.
    pub at: ColumnRef,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be empty.
    pub nullable: bool,
}

/// Which column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnRef {
    /// A declared field, by position.
    Field(usize),
    /// A custom field, by number.
    Custom(u32),
}

impl Column {
    /// The column of a declared field.
    pub fn field(entity: &EntityMeta, position: usize) -> Self {
        let meta = entity.fields.get(position);
        Self {
            at: ColumnRef::Field(position),
            kind: meta.map_or(Kind::Json, |f| f.kind),
            nullable: meta.is_none_or(|f| f.nullable),
        }
    }
}

/// A bound condition. An absent value makes a comparison false; `Not` is the complement.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// Every row.
    All,
    /// No row.
    Nothing,
    /// A column against a value that is not null.
    Cmp(Column, Cmp, Value),
    /// A column against another of the same kind; false where either is absent.
    Columns(Column, Cmp, Column),
    /// One of these values, none of them null.
    In(Column, Vec<Value>),
    /// One of a shared set of ids.
    InSet(Column, OwnerSet),
    /// Text, ignoring ASCII case.
    Text(Column, TextOp, String),
    /// From, inclusive, to, exclusive.
    Range(Column, Option<Value>, Option<Value>),
    /// Empty.
    IsNull(Column),
    /// All of these.
    And(Vec<Bound>),
    /// Any of these.
    Or(Vec<Bound>),
    /// Not this.
    Not(Box<Bound>),
    /// A visible related row fulfils the condition.
    Has(Box<Related>),
}

/// Related rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// Their entity.
    pub entity: &'static EntityMeta,
    /// How they hang together.
    pub link: Link,
    /// Which of them the caller sees.
    pub visibility: Visibility,
    /// What holds of them.
    pub filter: Bound,
}

/// How two entities hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// A column of this row holds the id of the other.
    Forward(usize),
    /// A column of the other row holds the id of this one.
    Reverse(usize),
}

/// Ids of employees (or departments), sorted, shared, and marked so that a store can keep them
/// prepared between calls.
#[derive(Debug, Clone)]
pub struct OwnerSet(Arc<(u64, Vec<Uuid>)>);

impl OwnerSet {
    /// The set of these ids.
    pub fn new(mut ids: Vec<Uuid>) -> Self {
        ids.sort_unstable();
        ids.dedup();
        // FNV-1a: a mark for caches, verified by comparing the ids themselves.
        let mark =
            ids.iter().flat_map(|id| id.into_bytes()).fold(0xcbf2_9ce4_8422_2325, |h: u64, b| {
                (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
            });
        Self(Arc::new((mark, ids)))
    }

    /// Whether an id is in it.
    pub fn contains(&self, id: Uuid) -> bool {
        self.0.1.binary_search(&id).is_ok()
    }

    /// The ids, sorted.
    pub fn ids(&self) -> &[Uuid] {
        &self.0.1
    }

    /// A mark of the content, for caches.
    pub fn mark(&self) -> u64 {
        self.0.0
    }
}

impl PartialEq for OwnerSet {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

/// Which rows the caller may see (or edit, for a command that edits).
#[derive(Debug, Clone, PartialEq)]
pub enum Visibility {
    /// Every row.
    Everything,
    /// No row: an empty scope shows nothing.
    Nothing,
    /// Rows with one of these keys.
    Keys(Keys),
    /// Rows one of whose roots is visible; the root's column, entity and visibility.
    Roots(Vec<(usize, &'static EntityMeta, Visibility)>),
    /// Rows that fulfil a condition about themselves (a pool's customers, one's own settings).
    Where(Box<Bound>),
}

impl Bound {
    /// A declared field has a value.
    pub fn is(entity: &'static EntityMeta, field: &str, value: Value) -> Self {
        Self::Cmp(Column::field(entity, entity.position(field)), Cmp::Eq, value)
    }
}

impl Visibility {
    /// The rows that some people own, whoever else may see them.
    pub fn owned_by(entity: &EntityMeta, people: Vec<Uuid>) -> Self {
        let owners = Owners::Set(OwnerSet::new(people));
        let keys = |owner| Self::Keys(Keys { owner, owners, member: None });
        entity.owner().map_or(Self::Nothing, keys)
    }
}

/// The keys that open a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Keys {
    /// The column of the owner.
    pub owner: usize,
    /// The owners whose rows are visible.
    pub owners: Owners,
    /// Membership in the row's team, where that opens it.
    pub member: Option<Member>,
}

/// Whose rows are visible. A row that nobody owns lies in a pool and is seen through it only.
#[derive(Debug, Clone, PartialEq)]
pub enum Owners {
    /// Anybody's.
    Anyone,
    /// Theirs.
    Set(OwnerSet),
}

impl Owners {
    /// Whether an owner's rows are visible.
    pub fn contains(&self, owner: Uuid) -> bool {
        match self {
            Owners::Anyone => true,
            Owners::Set(set) => set.contains(owner),
        }
    }
}

/// Which members of a team are admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// All of them.
    Any,
    /// Those who may write.
    Write,
    /// Those who have to decide about the record, whatever else they may do.
    Deciding,
}

/// Membership in a row's team. The link entity has the columns `record_id`, `employee_id`,
/// `access`, `expires_at` and `touched_at`; where records are approved, also `deciding`: a member
/// who decides is admitted for reading though his membership has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// The link entity.
    pub team: &'static EntityMeta,
    /// Who.
    pub employee: Uuid,
    /// Which members.
    pub admits: Admission,
    /// Memberships that expired by now do not count.
    pub now: Timestamp,
}

/// Where a page before ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// The sort values of its last row.
    pub values: Vec<Value>,
    /// The id of its last row; nil in a log, whose only order is its number.
    pub id: Uuid,
}

/// A list a store can run.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundQuery {
    /// The entity.
    pub entity: &'static EntityMeta,
    /// The columns to read, by position.
    pub columns: Vec<usize>,
    /// Which rows the caller sees.
    pub visibility: Visibility,
    /// Live rows, the recycle bin, or both.
    pub bin: Bin,
    /// Which of them are wanted.
    pub filter: Bound,
    /// Words that must be found.
    pub search: Option<SearchQuery>,
    /// The order. Ties are in insertion order, running the way of the last field; what words alone
    /// find, the last made first.
    pub order: Vec<(Column, Direction)>,
    /// Only rows after this one.
    pub after: Option<Position>,
    /// At most so many rows.
    pub limit: usize,
}

impl BoundQuery {
    /// Every row of an entity in insertion order: what rules and tools start from.
    pub fn all(entity: &'static EntityMeta) -> Self {
        Self {
            entity,
            columns: (0..entity.fields.len()).collect(),
            visibility: Visibility::Everything,
            bin: if entity.recycled() { Bin::Live } else { Bin::Any },
            filter: Bound::All,
            search: None,
            order: Vec::new(),
            after: None,
            limit: usize::MAX,
        }
    }

    /// Only rows that fulfil a condition.
    #[must_use]
    pub fn filter(mut self, filter: Bound) -> Self {
        self.filter = filter;
        self
    }

    /// At most so many rows.
    #[must_use]
    pub fn limit(mut self, rows: usize) -> Self {
        self.limit = rows;
        self
    }

    /// Ordered by a declared field.
    #[must_use]
    pub fn order_by(mut self, position: usize, direction: Direction) -> Self {
        self.order.push((Column::field(self.entity, position), direction));
        self
    }

    /// The way of ties.
    pub fn tie(&self) -> Direction {
        let way = if self.search.is_some() { Direction::Desc } else { Direction::Asc };
        self.order.last().map_or(way, |(_, d)| *d)
    }

    /// Whether it is the default order of records: the last edited first.
    pub fn by_update(&self) -> bool {
        matches!(
            self.order.as_slice(),
            [(Column { at: ColumnRef::Field(system::UPDATED), .. }, Direction::Desc)]
        ) && self.entity.recycled()
    }
}

/// A group of an aggregate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundGroup {
    /// The column.
    pub column: Column,
    /// The span, for dates and instants. The group's value is then the first day.
    pub bucket: Option<(Bucket, Zone)>,
}

/// A measure of an aggregate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BoundMeasure {
    /// Rows.
    Count,
    /// Rows in which the column is present.
    CountOf(Column),
    /// The exact sum.
    Sum(Column),
    /// The smallest.
    Min(Column),
    /// The largest.
    Max(Column),
}

/// An aggregate a store can run; its rows are the groups, then the measures, ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundAggregate {
    /// The entity.
    pub entity: &'static EntityMeta,
    /// Which rows the caller sees.
    pub visibility: Visibility,
    /// Live rows, the recycle bin, or both.
    pub bin: Bin,
    /// Which of them are meant.
    pub filter: Bound,
    /// By what.
    pub groups: Vec<BoundGroup>,
    /// What of them.
    pub measures: Vec<BoundMeasure>,
}

impl BoundAggregate {
    /// The most rows it may have.
    pub const MAX_ROWS: usize = limits::GROUPS;
}
