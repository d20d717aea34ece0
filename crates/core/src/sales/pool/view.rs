//! A pool's customers, for its members.

use super::manage::administers;
use super::{AssignCustomers, ClaimCustomers, Pool, PoolHiddenField, PoolId, in_pool, of_pool};
use crate::error::{Result, codes, require};
use crate::model::{Entity, EntityMeta, FieldMeta, Registry, TypedId, Value};
use crate::mutants::mutant;
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Link, Query, Related, Visibility};
use crate::sales::contact::{Contact, ContactId, ContactSummary};
use crate::sales::customer::{Customer, CustomerId, CustomerSummary};
use crate::sales::follow_up::{FollowUp, FollowUpSummary};
use crate::sales::invoice_title::{InvoiceTitle, InvoiceTitleSummary};
use crate::session::crm::Sight;
use crate::session::operation::Operation;
use crate::session::read::not_found;
use crate::session::{BatchReport, HistoryEntry, Outcome, Page, Session, operation};
use crate::store::Reader;
use std::collections::BTreeSet;

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
    let seen = pools
        .into_iter()
        .map(|pool| Ok((veiled(reader, sight, pool)?, in_pool(Customer::META, pool))));
    seen.collect()
}

/// The sight of a member, without the fields that the pool hides from its members; its
/// administrators see them.
pub(crate) fn veiled(reader: &dyn Reader, sight: &Sight, pool: PoolId) -> Result<Sight> {
    let hidden = match mutant(30) || administers(reader, sight, pool)? {
        true => Vec::new(),
        false => of_pool::<PoolHiddenField>(reader, pool)?,
    };
    let veiled = if hidden.is_empty() { BTreeSet::new() } else { closed(&sight.registry, &hidden) };
    Ok(Sight { veiled, ..sight.clone() })
}

/// What a pool hides with some fields of customers, as `entity.field`, of all that lies in pools:
/// fields of the same name, those that copy a hidden one, and those that tell of it.
fn closed(registry: &Registry, named: &[PoolHiddenField]) -> BTreeSet<String> {
    let lying = || registry.iter().filter(|e| e.pool().is_some() || e.pooled().is_some());
    let full = |entity: &EntityMeta, field: &str| format!("{}.{field}", entity.name);
    let same = |e: &'static EntityMeta| named.iter().map(move |h| full(e, &h.field));
    let mut hidden: BTreeSet<String> = lying().flat_map(|e| same(e)).collect();
    loop {
        let repeats = |field: &FieldMeta| {
            hidden.contains(&full(Customer::META, field.name))
                || field.copies.is_some_and(|origin| hidden.contains(origin))
                || field.tells.iter().any(|of| hidden.contains(*of))
        };
        let fields = lying().flat_map(|e| e.fields.iter().map(move |f| (full(e, f.name), f)));
        let more = fields.filter(|(name, field)| !hidden.contains(name) && repeats(field));
        let more: Vec<String> = more.map(|(name, _)| name).collect();
        if more.is_empty() {
            return hidden;
        }
        hidden.extend(more);
    }
}

/// Refuses who lacks an operation.
fn may(sight: &Sight, operation: &Operation) -> Result<()> {
    let may = sight.rights.as_ref().is_none_or(|rights| rights.may(operation));
    may.then_some(()).ok_or_else(|| operation.missing())
}

/// What belongs to the customers of a pool.
fn of_customers(entity: &'static EntityMeta, pool: PoolId) -> Visibility {
    if entity.pool().is_some() {
        return in_pool(entity, pool);
    }
    let lies_there = Bound::is(Customer::META, "pool_id", Value::Id(pool.uuid()));
    Visibility::Where(Box::new(Bound::Has(Box::new(Related {
        entity: Customer::META,
        link: Link::Forward(entity.pooled().unwrap_or(usize::MAX)),
        visibility: Visibility::Everything,
        filter: lies_there,
    }))))
}

impl PoolView<'_> {
    /// A page of its customers.
    ///
    /// # Errors
    /// `record.not_found` for who is no member; as [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<CustomerSummary>> {
        self.session.sight(|reader, sight| {
            let sight = self.enter(reader, sight)?;
            sight.page(reader, query, in_pool(Customer::META, self.pool))
        })
    }

    /// One of its customers.
    ///
    /// # Errors
    /// `record.not_found` for who is no member or what is not in it.
    pub fn get(&self, customer: CustomerId) -> Result<Customer> {
        self.session.sight(|reader, sight| {
            let sight = self.enter(reader, sight)?;
            let reach = in_pool(Customer::META, self.pool);
            let found = sight.get(reader, customer.uuid(), &reach, Bin::Live)?;
            found.ok_or_else(|| not_found(Customer::META))
        })
    }

    /// A page of the contacts of its customers, for who may read contacts. What the pool hides of
    /// customers it hides of contacts too; one hidden telephone number hides all of them.
    ///
    /// # Errors
    /// `right.missing`; as [`PoolView::list`].
    pub fn contacts(&self, query: &Query) -> Result<Page<ContactSummary>> {
        self.related::<Contact>(query, &operation::CONTACT_READ)
    }

    /// One contact of its customers, for who may read contacts.
    ///
    /// # Errors
    /// `right.missing`; `record.not_found` for who is no member or what is not in it.
    pub fn contact(&self, contact: ContactId) -> Result<Contact> {
        self.session.sight(|reader, sight| {
            let sight = self.enter(reader, sight)?;
            may(&sight, &operation::CONTACT_READ)?;
            let reach = in_pool(Contact::META, self.pool);
            let found = sight.get(reader, contact.uuid(), &reach, Bin::Live)?;
            found.ok_or_else(|| not_found(Contact::META))
        })
    }

    /// A page of the follow-ups of its customers, for who may read follow-ups. What the pool hides
    /// of customers is hidden of them too.
    ///
    /// # Errors
    /// `right.missing`; as [`PoolView::list`].
    pub fn follow_ups(&self, query: &Query) -> Result<Page<FollowUpSummary>> {
        self.related::<FollowUp>(query, &operation::FOLLOW_UP_READ)
    }

    /// A page of the invoice titles of its customers, for who may read invoice titles. What the
    /// pool hides of customers is hidden of them too.
    ///
    /// # Errors
    /// `right.missing`; as [`PoolView::list`].
    pub fn invoice_titles(&self, query: &Query) -> Result<Page<InvoiceTitleSummary>> {
        self.related::<InvoiceTitle>(query, &operation::INVOICE_TITLE_READ)
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
            let sight = self.enter(reader, sight)?;
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

    fn related<E: Entity>(&self, query: &Query, read: &Operation) -> Result<Page<E::Summary>> {
        self.session.sight(|reader, sight| {
            let sight = self.enter(reader, sight)?;
            may(&sight, read)?;
            sight.page(reader, query, of_customers(E::META, self.pool))
        })
    }

    fn enter(&self, reader: &dyn Reader, sight: &Sight) -> Result<Sight> {
        let reach = sight.visibility(Pool::META)?;
        let seen =
            reader.get(Pool::META, self.pool.uuid(), &[], &reach, Bin::Live, &mut |_| Ok(()))?;
        require(seen, &codes::NOT_FOUND).map_err(|_| not_found(Pool::META))?;
        veiled(reader, sight, self.pool)
    }
}
