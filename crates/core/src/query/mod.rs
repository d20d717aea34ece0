//! What may be asked: filter tree, order, keyset cursor, aggregates.
//!
//! A [`Filter`] is unbound: it may say *me*, *this month*, a custom key. [`bind`](bind::bind)
//! checks every field against the caller's rights and turns it into a [`Bound`] tree of plain
//! values, which a store compiles to SQL and [`eval`] interprets in memory; a property test
//! holds the two equal.

pub mod aggregate;
pub mod bind;
pub mod bound;
pub mod cursor;
pub mod eval;
pub mod filter;
pub mod order;
pub mod parse;
pub mod period;
pub mod print;
pub mod search;

pub use aggregate::{Aggregate, Bucket, Group, Measure};
pub use bind::{BindContext, bind};
pub use bound::{
    Admission, Bound, BoundAggregate, BoundGroup, BoundMeasure, BoundQuery, Column, ColumnRef,
    Keys, Link, Member, OwnerSet, Owners, Position, Related, Visibility,
};
pub use cursor::{Cursor, Seal};
pub use filter::{Cmp, Filter, Operand, Relative, Set, TextOp};
pub use order::{Bin, Direction, Order, Query, Total, Totals};
pub use period::Period;

/// Bounds on what one query may be, so that hostile input cannot make unbounded work.
pub mod limits {
    /// Nodes of a filter.
    pub const NODES: usize = 256;
    /// Nesting of a filter.
    pub const DEPTH: usize = 16;
    /// Values of a list.
    pub const LIST: usize = 1000;
    /// Bytes of a text.
    pub const TEXT: usize = 4096;
    /// Rows of a page.
    pub const PAGE: u32 = 500;
    /// Fields of an order.
    pub const ORDER: usize = 4;
    /// Rows of an aggregate.
    pub const GROUPS: usize = 10_000;
    /// Where counting stops unless asked otherwise.
    pub const COUNT: u64 = 1000;
}
