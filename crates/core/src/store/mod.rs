//! What a backend must do. [`MemoryStore`] is the reference; a conformance suite and a model
//! test hold every other one to it.
//!
//! The traits are small, object-safe and speak of bound queries and raw values, not of
//! customers: one repository trait per entity would be ~960 bodies and the scope rule 40 times.
//! Rows stream through a callback; nothing is collected that the caller does not want.

pub mod memory;
mod row;

pub use memory::MemoryStore;
pub use row::{MaskedRow, Values};

use crate::error::{Result, internal};
use crate::model::{Entity, EntityMeta, Kind, Raw, Registry, Row};
use crate::query::search::SearchText;
use crate::query::{Bin, Bound, BoundAggregate, BoundQuery, Total, Totals, Visibility};
use std::path::Path;
use std::time::Duration;
use uuid::Uuid;

/// What receives streamed rows. It must not call the transaction it is called from.
pub type OnRow<'a> = &'a mut dyn FnMut(&dyn Row) -> Result<()>;

/// Facts about a file that are not records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Counts changes of organisation, rights, definitions and settings; caches hold while it
    /// stands still.
    Epoch,
    /// Whether the company is set up.
    SetUp,
}

impl State {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            State::Epoch => "epoch",
            State::SetUp => "set_up",
        }
    }
}

/// What part a file plays when several are kept in step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum FileRole {
    /// The only file of the company.
    #[default]
    Standalone,
    /// The company's file that decides.
    Hub,
    /// A phone's part of it: it may never conclude that something is unique or complete.
    Replica,
}

/// What was written into a file when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The part the file plays.
    pub role: FileRole,
    /// The installation. Cursors are sealed with it: no session tells it.
    pub device: Uuid,
}

/// What a backend can do beyond the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capability {
    /// Its name, e.g. `sqlite`.
    pub name: &'static str,
    /// Whether data outlives the process.
    pub durable: bool,
    /// Whether [`Store::backup_to`] works.
    pub backup: bool,
    /// Whether other processes may open the same data.
    pub shared: bool,
}

/// Something wrong that [`Store::check`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct Problem {
    /// Where: a table, or `file`.
    pub place: String,
    /// What.
    pub what: String,
}

/// Reading inside a transaction: a consistent snapshot.
pub trait Reader {
    /// Streams the row of an id, if it exists, lies in `bin` and is visible; says whether.
    ///
    /// # Behavior
    /// `columns` are positions in the entity's fields; the row has them in that order.
    ///
    /// # Errors
    /// Storage errors, and what `on_row` returns.
    fn get(
        &self,
        entity: &'static EntityMeta,
        id: Uuid,
        columns: &[usize],
        visibility: &Visibility,
        bin: Bin,
        on_row: OnRow<'_>,
    ) -> Result<bool>;

    /// Streams the rows of a query, in order.
    ///
    /// # Behavior
    /// Empty values sort first ascending and last descending. Ties are in insertion order,
    /// running the way of the last order field. `after` names a position, which need not be a
    /// row of the result; an unknown id in it is `query.bad_cursor`. In a log its id is nil and
    /// its last value the number, whether or not that row is still there.
    ///
    /// # Errors
    /// Storage errors, and what `on_row` returns; the rest is then not read.
    fn query(&self, query: &BoundQuery, on_row: OnRow<'_>) -> Result<()>;

    /// How many rows a query has, whatever its page.
    ///
    /// # Behavior
    /// [`Totals::Capped`] may answer exactly where counters know, and else stops at
    /// [`crate::query::limits::COUNT`].
    ///
    /// # Errors
    /// Storage errors.
    fn count(&self, query: &BoundQuery, totals: Totals) -> Result<Total>;

    /// Streams the rows of an aggregate: group values, then measures, ascending by group.
    ///
    /// # Behavior
    /// Without groups there is exactly one row. Sums of no rows are null, counts zero. More than
    /// [`BoundAggregate::MAX_ROWS`] groups are `query.filter_too_large`.
    ///
    /// # Errors
    /// `storage.integer_overflow` when a sum does not fit; storage errors.
    fn aggregate(&self, aggregate: &BoundAggregate, on_row: OnRow<'_>) -> Result<()>;

    /// A fact about the file; 0 when never set.
    ///
    /// # Errors
    /// Storage errors.
    fn state(&self, state: State) -> Result<i64>;

    /// The row that holds a unique key.
    ///
    /// # Errors
    /// Storage errors.
    fn key(&self, kind: &str, key: &str) -> Result<Option<Uuid>>;

    /// How many live rows of an entity an owner has; without one, those that nobody owns.
    ///
    /// # Errors
    /// Storage errors.
    fn owned(&self, entity: &'static EntityMeta, owner: Option<Uuid>) -> Result<i64>;
}

/// Writing inside a transaction.
///
/// # Behavior
/// What derives from rows is written by the caller and trusted by the backend, which may answer
/// from it: the counters of [`Writer::add_owned`] are the totals of lists and choose between their
/// plans, a team link's `touched_at` is the `updated_at` of its record and orders the lists of its
/// members. Whoever writes rows keeps both in step in the same transaction, as the write path of
/// [`crate::session`] does; [`Store::check`] finds what is not.
pub trait Writer: Reader {
    /// The reading half.
    fn reader(&self) -> &dyn Reader;

    /// Adds a row; `values` gives the value of every field by position.
    ///
    /// # Errors
    /// Storage errors; a unique index inside a root, and an id that is taken, refuse with
    /// `record.duplicate`.
    fn insert(&self, entity: &'static EntityMeta, values: &dyn Values) -> Result<()>;

    /// Adds a row to a log and returns its number. Numbers rise in commit order, and a
    /// committed one is not given again after its row is removed; the value given for `seq` is
    /// ignored.
    ///
    /// # Errors
    /// Storage errors.
    fn append(&self, entity: &'static EntityMeta, values: &dyn Values) -> Result<i64>;

    /// Sets columns of the row of an id if its `rev` is still the expected one; says whether.
    ///
    /// # Errors
    /// Storage errors.
    fn update(
        &self,
        entity: &'static EntityMeta,
        id: Uuid,
        rev: i64,
        set: &[(usize, Raw<'_>)],
    ) -> Result<bool>;

    /// Sets columns of all rows that fulfil a condition, leaving `rev` alone; says how many.
    ///
    /// # Errors
    /// Storage errors.
    fn update_where(
        &self,
        entity: &'static EntityMeta,
        filter: &Bound,
        set: &[(usize, Raw<'_>)],
    ) -> Result<u64>;

    /// Removes the rows that fulfil a condition; says how many. Only for links and logs.
    ///
    /// # Errors
    /// Storage errors.
    fn delete_where(&self, entity: &'static EntityMeta, filter: &Bound) -> Result<u64>;

    /// Sets a fact about the file.
    ///
    /// # Errors
    /// Storage errors.
    fn set_state(&self, state: State, value: i64) -> Result<()>;

    /// Gives a unique key to a row, or frees it.
    ///
    /// # Errors
    /// Storage errors.
    fn set_key(&self, kind: &str, key: &str, row: Option<Uuid>) -> Result<()>;

    /// Adds to the number of live rows of an owner.
    ///
    /// # Behavior
    /// Rows do not count themselves: insertion, deletion and a change of owner each need this.
    ///
    /// # Errors
    /// Storage errors.
    fn add_owned(&self, entity: &'static EntityMeta, owner: Option<Uuid>, by: i64) -> Result<()>;

    /// What the search box finds of a row; empty text removes it.
    ///
    /// # Errors
    /// Storage errors.
    fn set_text(&self, entity: &'static EntityMeta, id: Uuid, text: &SearchText) -> Result<()>;

    /// Makes a custom field fast to filter and sort by, or no longer.
    ///
    /// # Errors
    /// Storage errors.
    fn index_custom(
        &self,
        entity: &'static EntityMeta,
        no: u32,
        kind: Kind,
        wanted: bool,
    ) -> Result<()>;

    /// Forgets all counters, unique keys and search text; the caller then makes them anew from
    /// the records.
    ///
    /// # Errors
    /// Storage errors.
    fn clear_derived(&self) -> Result<()>;

    /// Runs a part of the transaction; if it fails, only that part is taken back.
    ///
    /// # Errors
    /// What the part returns.
    fn savepoint(&self, part: &mut dyn FnMut() -> Result<()>) -> Result<()>;
}

/// A place where a company's data lives.
pub trait Store: Send + Sync {
    /// What it can do.
    fn capability(&self) -> Capability;

    /// The entities it holds.
    fn registry(&self) -> &Registry;

    /// What was written into it when it was made.
    fn identity(&self) -> Identity;

    /// Runs a reading transaction on a consistent snapshot.
    ///
    /// # Errors
    /// `closed`, `interrupted`, storage errors, and what the closure returns.
    fn read(
        &self,
        deadline: Option<Duration>,
        work: &mut dyn FnMut(&dyn Reader) -> Result<()>,
    ) -> Result<()>;

    /// Runs a writing transaction: commits on `Ok`, changes nothing on `Err`. Writers take turns.
    ///
    /// # Behavior
    /// Acknowledged = durable, unless opened with a named option that says otherwise.
    ///
    /// # Errors
    /// `commit.outcome_unknown` when the commit itself failed in a way that may have kept it;
    /// `closed`, `interrupted`, storage errors, and what the closure returns.
    fn write(
        &self,
        deadline: Option<Duration>,
        work: &mut dyn FnMut(&dyn Writer) -> Result<()>,
    ) -> Result<()>;

    /// Ends the transactions that are running now, from any thread.
    fn interrupt(&self);

    /// Writes a complete copy, readable by itself, to a path where nothing is yet.
    ///
    /// # Errors
    /// `unsupported`, storage errors.
    fn backup_to(&self, path: &Path) -> Result<()>;

    /// Looks for damage and for derived data that is not what it derives from.
    ///
    /// # Errors
    /// Storage errors.
    fn check(&self) -> Result<Vec<Problem>>;

    /// Puts the file to rest before a phone's system freezes the process: no lock is held and
    /// everything is in the main file.
    ///
    /// # Errors
    /// Storage errors.
    fn suspend(&self) -> Result<()>;

    /// Goes on after [`Store::suspend`].
    ///
    /// # Errors
    /// Storage errors.
    fn resume(&self) -> Result<()>;

    /// Closes it; later calls fail with `closed`.
    ///
    /// # Errors
    /// Storage errors.
    fn close(&self) -> Result<()>;
}

/// The rows of a query whose columns are all the fields, as records.
///
/// # Errors
/// As [`Reader::query`].
pub fn rows<E: Entity>(reader: &dyn Reader, query: &BoundQuery) -> Result<Vec<E>> {
    let mut rows = Vec::new();
    reader.query(query, &mut |row| {
        rows.push(E::from_row(row)?);
        Ok(())
    })?;
    Ok(rows)
}

/// Runs a reading transaction that yields a value.
///
/// # Errors
/// As [`Store::read`].
pub fn read<T>(
    store: &dyn Store,
    deadline: Option<Duration>,
    work: impl FnOnce(&dyn Reader) -> Result<T>,
) -> Result<T> {
    let (mut work, mut value) = (Some(work), None);
    store.read(deadline, &mut |reader| {
        let work = work.take().ok_or_else(|| internal("a transaction ran twice"))?;
        value = Some(work(reader)?);
        Ok(())
    })?;
    value.ok_or_else(|| internal("a transaction did not run"))
}

/// Runs a writing transaction that yields a value.
///
/// # Errors
/// As [`Store::write`].
pub fn write<T>(
    store: &dyn Store,
    deadline: Option<Duration>,
    work: impl FnOnce(&dyn Writer) -> Result<T>,
) -> Result<T> {
    let (mut work, mut value) = (Some(work), None);
    store.write(deadline, &mut |writer| {
        let work = work.take().ok_or_else(|| internal("a transaction ran twice"))?;
        value = Some(work(writer)?);
        Ok(())
    })?;
    value.ok_or_else(|| internal("a transaction did not run"))
}
