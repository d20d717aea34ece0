//! A pool's customers, for its members.

use super::manage::administers;
use super::{AssignCustomers, ClaimCustomers, Pool, PoolHiddenField, PoolId, in_pool, of_pool};
use crate::error::{Result, codes, require};
use crate::model::TypedId;
use crate::org::EmployeeId;
use crate::query::{Bin, Query};
use crate::sales::customer::{Customer, CustomerId, CustomerSummary};
use crate::session::crm::Sight;
use crate::session::read::not_found;
use crate::session::{BatchReport, Outcome, Page, Session};
use crate::store::Reader;

/// A pool, as one session sees it.
#[derive(Clone, Copy)]
pub struct PoolView<'a> {
    session: &'a Session,
    pool: PoolId,
}

impl Session {
    /// The customers of a pool, for its members.
    pub fn pool(&self, pool: PoolId) -> PoolView<'_> {
        PoolView { session: self, pool }
    }
}

impl PoolView<'_> {
    /// A page of its customers.
    ///
    /// # Errors
    /// `record.not_found` for who is no member; as [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<CustomerSummary>> {
        self.session.sight(|reader, sight| {
            let sight = self.enter(reader, sight)?;
            sight.page(reader, query, in_pool(self.pool))
        })
    }

    /// One of its customers.
    ///
    /// # Errors
    /// `record.not_found` for who is no member or what is not in it.
    pub fn get(&self, customer: CustomerId) -> Result<Customer> {
        self.session.sight(|reader, sight| {
            let sight = self.enter(reader, sight)?;
            let found = sight.get(reader, customer.uuid(), &in_pool(self.pool), Bin::Live)?;
            found.ok_or_else(|| not_found(Customer::META))
        })
    }

    /// Takes customers out of the pool for oneself.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn claim(&self, customers: Vec<CustomerId>) -> Result<Outcome<BatchReport>> {
        self.session.run(ClaimCustomers { pool: self.pool, customers })
    }

    /// Gives customers of the pool to somebody; for its administrators.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn assign(
        &self,
        customers: Vec<CustomerId>,
        to: EmployeeId,
    ) -> Result<Outcome<BatchReport>> {
        self.session.run(AssignCustomers { pool: self.pool, customers, to })
    }

    /// The sight of a member, without the fields that the pool hides from its members; its
    /// administrators see them.
    fn enter(&self, reader: &dyn Reader, sight: &Sight) -> Result<Sight> {
        let reach = sight.visibility(Pool::META)?;
        let seen =
            reader.get(Pool::META, self.pool.uuid(), &[], &reach, Bin::Live, &mut |_| Ok(()))?;
        require(seen, &codes::NOT_FOUND).map_err(|_| not_found(Pool::META))?;
        veiled(reader, sight, self.pool)
    }
}

/// The sight of a pool's customers: without the fields that the pool hides, but for its
/// administrators.
pub(crate) fn veiled(reader: &dyn Reader, sight: &Sight, pool: PoolId) -> Result<Sight> {
    let hidden = match administers(reader, sight, pool)? {
        true => Vec::new(),
        false => of_pool::<PoolHiddenField>(reader, pool)?,
    };
    Ok(sight.veiled(Customer::META, hidden.into_iter().map(|h| h.field)))
}
