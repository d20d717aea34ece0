//! A list query: filter, search words, order, page.

use super::{Cursor, Filter};
use crate::model::Field;
use serde::{Deserialize, Serialize};

/// Which way an order runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Direction {
    /// Smallest first; empty values first.
    #[default]
    Asc,
    /// Largest first; empty values last.
    Desc,
}

/// A field to order by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Order {
    /// The field's name, or `custom.key`.
    pub field: String,
    /// Which way.
    #[serde(default)]
    pub direction: Direction,
}

/// Live rows or the recycle bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bin {
    /// Not deleted.
    #[default]
    Live,
    /// In the recycle bin.
    Deleted,
    /// Both.
    Any,
}

/// Whether and how a list counts its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Totals {
    /// Not at all.
    None,
    /// From counters where they know, else up to a thousand.
    #[default]
    Capped,
    /// However long it takes.
    Exact,
}

/// How many rows a query has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Total {
    /// Exactly so many.
    Exact {
        /// The number.
        count: u64,
    },
    /// At least so many; counting stopped there.
    AtLeast {
        /// The number.
        count: u64,
    },
}

impl std::fmt::Display for Total {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Total::Exact { count } => count.fmt(f),
            Total::AtLeast { count } => write!(f, "{count}+"),
        }
    }
}

/// What a list shall show.
///
/// ```
/// use crmkit_core::query::{Query, Totals};
/// use crmkit_core::sales::lead::Lead;
///
/// let mine_and_open = "owner_id = me() and converted_at is null".parse()?;
/// let query = Query::new(mine_and_open)
///     .desc(Lead::next_contact_at())
///     .limit(20)
///     .totals(Totals::Exact);
/// // The next page: `query.after(cursor)` with the `next` of the page before.
/// let found = Query::search("whxy 5678");
/// # let _ = (query, found);
/// # Ok::<(), crmkit_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Query {
    /// Which rows.
    pub filter: Filter,
    /// Words for the search box.
    pub search: Option<String>,
    /// In which order; empty = the last edited first, of what words find the last made first.
    pub order: Vec<Order>,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Rows of a page, at most 500.
    pub limit: u32,
    /// Live rows or the recycle bin.
    pub bin: Bin,
    /// Whether to count.
    pub totals: Totals,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            filter: Filter::All,
            search: None,
            order: Vec::new(),
            after: None,
            limit: 50,
            bin: Bin::Live,
            totals: Totals::Capped,
        }
    }
}

impl Query {
    /// The rows of a filter, the last edited first.
    pub fn new(filter: Filter) -> Self {
        Self { filter, ..Self::default() }
    }

    /// Rows found by search words.
    pub fn search(words: impl Into<String>) -> Self {
        Self { search: Some(words.into()), ..Self::default() }
    }

    /// Orders by a field, smallest first; further calls break ties.
    #[must_use]
    pub fn asc<T>(mut self, field: Field<T>) -> Self {
        self.order.push(Order { field: field.name.into(), direction: Direction::Asc });
        self
    }

    /// Orders by a field, largest first; further calls break ties.
    #[must_use]
    pub fn desc<T>(mut self, field: Field<T>) -> Self {
        self.order.push(Order { field: field.name.into(), direction: Direction::Desc });
        self
    }

    /// Rows of a page.
    #[must_use]
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = rows;
        self
    }

    /// Goes on where a page ended.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// The recycle bin instead of the live rows.
    #[must_use]
    pub fn deleted(mut self) -> Self {
        self.bin = Bin::Deleted;
        self
    }

    /// Counts as told.
    #[must_use]
    pub fn totals(mut self, totals: Totals) -> Self {
        self.totals = totals;
        self
    }
}
