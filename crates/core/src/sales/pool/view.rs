//! A pool's customers, for its members.

use super::manage::administers;
use super::{AssignCustomers, ClaimCustomers, Pool, PoolHiddenField, PoolId, in_pool, of_pool};
use crate::error::{Result, codes, require};
use crate::model::{Entity, EntityMeta, TypedId, Value};
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
    let hidden = match mutant(30) || administers(reader, sight, pool)? {
        true => Vec::new(),
        false => of_pool::<PoolHiddenField>(reader, pool)?,
    };
    let mut hidden: Vec<String> = hidden.into_iter().map(|h| h.field).collect();
    for (other, of_customers, fields) in ALSO {
        if *other == entity.name && hidden.iter().any(|h| of_customers.contains(&h.as_str())) {
            hidden.extend(fields.iter().map(|f| (*f).to_owned()));
        }
    }
    Ok(sight.veiled(entity, hidden.into_iter()))
}

/// What else tells what a hidden field of customers does, besides fields of the same name: of
/// which entity, for which of customers, in which fields. A number stands now in the one field,
/// now in the other.
const ALSO: &[(&str, &[&str], &[&str])] = &[
    ("contact", NUMBERS, NUMBERS),
    ("invoice_title", NUMBERS, &["phone"]),
    ("follow_up", &["last_follow_text"], &["content"]),
    ("follow_up", WHERE, &["latitude", "longitude", "place"]),
];
const NUMBERS: &[&str] = &["mobile", "telephone"];
const WHERE: &[&str] = &["address", "latitude", "longitude"];

/// What belongs to the customers of a pool.
fn of_customers(entity: &'static EntityMeta, pool: PoolId) -> Visibility {
    let lies_there = Bound::is(Customer::META, "pool_id", Value::Id(pool.uuid()));
    Visibility::Where(Box::new(Bound::Has(Box::new(Related {
        entity: Customer::META,
        link: Link::Forward(entity.position("customer_id")),
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

    fn related<E: Entity>(&self, query: &Query, read: &Operation) -> Result<Page<E::Summary>> {
        self.session.sight(|reader, sight| {
            let sight = self.enter(reader, sight, E::META)?;
            let may = sight.rights.as_ref().is_none_or(|rights| rights.may(read));
            may.then_some(()).ok_or_else(|| read.missing())?;
            sight.page(reader, query, of_customers(E::META, self.pool))
        })
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
