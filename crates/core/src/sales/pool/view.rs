//! A pool's customers, for its members.

use super::manage::administers;
use super::{AssignCustomers, ClaimCustomers, Pool, PoolHiddenField, PoolId, in_pool, of_pool};
use crate::error::{Result, codes, require};
use crate::model::{Entity, EntityMeta, TypedId};
use crate::org::EmployeeId;
use crate::query::{Bin, BoundQuery, Query, Visibility};
use crate::sales::contact::{Contact, ContactId, ContactSummary};
use crate::sales::customer::{Customer, CustomerId, CustomerSummary};
use crate::session::crm::Sight;
use crate::session::read::not_found;
use crate::session::{BatchReport, HistoryEntry, Outcome, Page, Session};
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

/// The pools whose customers the caller sees: how, and which.
pub(crate) fn visible(reader: &dyn Reader, sight: &Sight) -> Result<Vec<(Sight, Visibility)>> {
    let mut query = BoundQuery::all(Pool::META);
    query.visibility = sight.visibility(Pool::META)?;
    let mut pools = Vec::new();
    reader.query(&query, &mut |row| {
        pools.push(Pool::from_row(row)?.id);
        Ok(())
    })?;
    let seen = pools.into_iter().map(|pool| {
        Ok((veiled(reader, sight, pool, Customer::META)?, in_pool(Customer::META, pool)))
    });
    seen.collect()
}

/// The sight of a member, without the fields that the pool hides from its members; its
/// administrators see them.
pub(crate) fn veiled(
    reader: &dyn Reader,
    sight: &Sight,
    pool: PoolId,
    entity: &'static EntityMeta,
) -> Result<Sight> {
    let hidden = match administers(reader, sight, pool)? {
        true => Vec::new(),
        false => of_pool::<PoolHiddenField>(reader, pool)?,
    };
    let mut hidden: Vec<String> = hidden.into_iter().map(|h| h.field).collect();
    // A number stands now in the one field, now in the other.
    let numbers = ["mobile", "telephone"];
    if entity == Contact::META && hidden.iter().any(|h| numbers.contains(&h.as_str())) {
        hidden.extend(numbers.map(str::to_owned));
    }
    Ok(sight.veiled(entity, hidden.into_iter()))
}

impl PoolView<'_> {
    /// A page of its customers.
    ///
    /// # Errors
    /// `record.not_found` for who is no member; as [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<CustomerSummary>> {
        self.session.sight(|reader, sight| {
            let sight = self.enter(reader, sight, Customer::META)?;
            sight.page(reader, query, in_pool(Customer::META, self.pool))
        })
    }

    /// One of its customers.
    ///
    /// # Errors
    /// `record.not_found` for who is no member or what is not in it.
    pub fn get(&self, customer: CustomerId) -> Result<Customer> {
        self.session.sight(|reader, sight| {
            let sight = self.enter(reader, sight, Customer::META)?;
            let reach = in_pool(Customer::META, self.pool);
            let found = sight.get(reader, customer.uuid(), &reach, Bin::Live)?;
            found.ok_or_else(|| not_found(Customer::META))
        })
    }

    /// A page of the contacts of its customers. What the pool hides of customers it hides of
    /// contacts too; one hidden telephone number hides all of them.
    ///
    /// # Errors
    /// As [`PoolView::list`].
    pub fn contacts(&self, query: &Query) -> Result<Page<ContactSummary>> {
        self.session.sight(|reader, sight| {
            let sight = self.enter(reader, sight, Contact::META)?;
            sight.page(reader, query, in_pool(Contact::META, self.pool))
        })
    }

    /// One contact of its customers.
    ///
    /// # Errors
    /// `record.not_found` for who is no member or what is not in it.
    pub fn contact(&self, contact: ContactId) -> Result<Contact> {
        self.session.sight(|reader, sight| {
            let sight = self.enter(reader, sight, Contact::META)?;
            let reach = in_pool(Contact::META, self.pool);
            let found = sight.get(reader, contact.uuid(), &reach, Bin::Live)?;
            found.ok_or_else(|| not_found(Contact::META))
        })
    }

    /// The operation log of one of its customers, as [`Session::history`].
    ///
    /// # Errors
    /// `record.not_found` for who is no member or what is not in it.
    pub fn history(
        &self,
        customer: CustomerId,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>> {
        let entity = Customer::META;
        self.session.sight(|reader, sight| {
            let sight = self.enter(reader, sight, entity)?;
            let reach = in_pool(entity, self.pool);
            sight.history(reader, (entity, customer.uuid()), &reach, (before, limit))
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

    fn enter(
        &self,
        reader: &dyn Reader,
        sight: &Sight,
        entity: &'static EntityMeta,
    ) -> Result<Sight> {
        let reach = sight.visibility(Pool::META)?;
        let seen =
            reader.get(Pool::META, self.pool.uuid(), &[], &reach, Bin::Live, &mut |_| Ok(()))?;
        require(seen, &codes::NOT_FOUND).map_err(|_| not_found(Pool::META))?;
        veiled(reader, sight, self.pool, entity)
    }
}
