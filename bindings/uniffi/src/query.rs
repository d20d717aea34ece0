//! What a list shall show, in plain values.

use crmkit_core::query::{self, Bin, Cursor, Filter, Order, Totals};

/// What a list shall show.
#[derive(Debug, Clone, Default, PartialEq, uniffi::Record)]
pub struct Query {
    /// Which rows, e.g. `level is not null and owner_id = me()`.
    #[uniffi(default = None)]
    pub filter: Option<String>,
    /// Words for the search box.
    #[uniffi(default = None)]
    pub search: Option<String>,
    /// In which order; empty = the last edited first, of what words find the last made first.
    #[uniffi(default = [])]
    pub order: Vec<Order>,
    /// Rows of a page, at most 500.
    #[uniffi(default = 50)]
    pub limit: u32,
    /// Where the page before ended.
    #[uniffi(default = None)]
    pub after: Option<String>,
    /// The recycle bin instead of the live rows.
    #[uniffi(default = false)]
    pub deleted: bool,
    /// Whether to count; up to a thousand when not said.
    #[uniffi(default = None)]
    pub totals: Option<Totals>,
}

impl TryFrom<Query> for query::Query {
    type Error = crmkit_core::Error;
    fn try_from(query: Query) -> crmkit_core::Result<Self> {
        Ok(Self {
            filter: query.filter.map_or(Ok(Filter::All), |text| text.parse())?,
            search: query.search,
            order: query.order,
            after: query.after.map(Cursor::from_text),
            limit: query.limit,
            bin: if query.deleted { Bin::Deleted } else { Bin::Live },
            totals: query.totals.unwrap_or_default(),
        })
    }
}
