//! What belongs to customers and has owners of its own: it keeps them from being deleted, and
//! goes with them to a new owner or a new team member where that is asked for (B1.2, B1.15).

use super::{Customer, CustomerId};
use crate::choice;
use crate::error::{Error, Result, codes, internal, unless_refused};
use crate::model::{Entity, EntityMeta, TypedId, Value};
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column, Total, Totals};
use crate::sales::contact::Contact;
use crate::sales::contract::Contract;
use crate::sales::opportunity::Opportunity;
use crate::sales::team::{self, Membership, Teamed};
use crate::session::operation::Operation;
use crate::session::{Context, Session};
use crate::store::Reader;
use serde::Serialize;
use std::collections::BTreeSet;

choice! {
    /// What goes along with a customer.
    pub enum Cascade = "cascade" {
        /// Its contacts.
        Contacts = "contacts", "联系人", "Contacts";
        /// Its opportunities.
        Opportunities = "opportunities", "商机", "Opportunities";
        /// Its contracts.
        Contracts = "contracts", "合同", "Contracts";
    }
}

/// A record that belongs to a customer, by its field `customer_id`.
pub(crate) trait Child: Teamed {
    /// The operation that gives it to another owner.
    const TRANSFER: &'static Operation;
    /// Gives it to another owner.
    fn transfer(
        &self,
        cx: &mut Context<'_>,
        to: EmployeeId,
        keep: Option<Membership>,
    ) -> Result<()>;
}

/// A kind of record that belongs to customers.
pub(super) struct Kind {
    what: Cascade,
    entity: &'static EntityMeta,
    pub(super) transfer_operation: &'static Operation,
    pub(super) transfer:
        fn(&mut Context<'_>, CustomerId, &Givers, EmployeeId, Option<Membership>) -> Result<()>,
    pub(super) add_member: fn(&mut Context<'_>, CustomerId, EmployeeId, Membership) -> Result<()>,
    pub(super) remove_member: fn(&mut Context<'_>, CustomerId, EmployeeId) -> Result<()>,
}

/// Every kind of record that belongs to customers.
static KINDS: &[Kind] = &[
    kind::<Contact>(Cascade::Contacts),
    kind::<Opportunity>(Cascade::Opportunities),
    kind::<Contract>(Cascade::Contracts),
];

const fn kind<E: Child>(what: Cascade) -> Kind {
    Kind {
        what,
        entity: E::META,
        transfer_operation: E::TRANSFER,
        transfer: transfer::<E>,
        add_member: add_member::<E>,
        remove_member: remove_member::<E>,
    }
}

/// The kinds that somebody wants to go along.
pub(super) fn chosen(cascade: Option<Vec<Cascade>>) -> Vec<&'static Kind> {
    let wanted = cascade.unwrap_or_default();
    KINDS.iter().filter(|kind| wanted.contains(&kind.what)).collect()
}

/// From whom a transfer takes a customer's records: nobody said is everybody.
pub(super) struct Givers(Option<BTreeSet<EmployeeId>>);

impl Givers {
    /// The operator and those below him; everybody for a super administrator.
    pub(super) fn of(cx: &mut Context<'_>) -> Result<Self> {
        let company = cx.company()?;
        let Some(rights) = cx.rights().filter(|r| !r.is_super_admin()) else {
            return Ok(Self(None));
        };
        let me = rights.employee();
        Ok(Self(Some(company.subordinates(me).into_iter().chain([me]).collect())))
    }

    fn contain(&self, owner: EmployeeId) -> bool {
        self.0.as_ref().is_none_or(|set| set.contains(&owner))
    }
}

fn transfer<E: Child>(
    cx: &mut Context<'_>,
    customer: CustomerId,
    from: &Givers,
    to: EmployeeId,
    keep: Option<Membership>,
) -> Result<()> {
    for child in of_customer::<E>(cx, customer, Bin::Live)? {
        if child.owner().is_some_and(|owner| owner != to && from.contain(owner)) {
            child.transfer(cx, to, keep)?;
        }
    }
    Ok(())
}

/// Adds somebody to the teams of a customer's records that the caller may manage.
fn add_member<E: Child>(
    cx: &mut Context<'_>,
    customer: CustomerId,
    employee: EmployeeId,
    membership: Membership,
) -> Result<()> {
    for child in managed::<E>(cx, customer)? {
        if child.owner() != Some(employee) {
            team::put(cx, &child, employee, membership)?;
        }
    }
    Ok(())
}

fn remove_member<E: Child>(
    cx: &mut Context<'_>,
    customer: CustomerId,
    employee: EmployeeId,
) -> Result<()> {
    managed::<E>(cx, customer)?
        .iter()
        .try_for_each(|child| team::remove::<E>(cx, child.id(), employee))
}

/// The live records of a customer whose teams the caller may change.
fn managed<E: Child>(cx: &Context<'_>, customer: CustomerId) -> Result<Vec<E>> {
    let mut managed = Vec::new();
    for child in of_customer::<E>(cx, customer, Bin::Live)? {
        managed.extend(unless_refused(team::admitting::<E>(cx, child.id()))?);
    }
    Ok(managed)
}

/// The records of a customer, whoever may see them.
pub(crate) fn of_customer<E: Entity>(
    cx: &Context<'_>,
    customer: CustomerId,
    bin: Bin,
) -> Result<Vec<E>> {
    let mut query = BoundQuery::all(E::META).filter(belongs(E::META, customer));
    query.bin = bin;
    cx.query(&query)
}

fn belongs(entity: &'static EntityMeta, customer: CustomerId) -> Bound {
    let column = Column::field(entity, entity.position("customer_id"));
    Bound::Cmp(column, Cmp::Eq, Value::Id(customer.uuid()))
}

/// Live records that keep a customer from being deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct DeleteBlock {
    /// The customer.
    pub customer: CustomerId,
    /// The entity of the records.
    pub entity: String,
    /// How many there are, whoever may see them.
    pub count: u64,
}

/// The kinds of which a customer has live records, and how many.
fn live(reader: &dyn Reader, customer: CustomerId) -> Result<Vec<(&'static EntityMeta, u64)>> {
    let mut found = Vec::new();
    for kind in KINDS {
        let query = BoundQuery::all(kind.entity).filter(belongs(kind.entity, customer));
        let Total::Exact { count } = reader.count(&query, Totals::Exact)? else {
            return Err(internal("an exact count that is not"));
        };
        if count > 0 {
            found.push((kind.entity, count));
        }
    }
    Ok(found)
}

/// Refuses to delete a customer that has live records; says how many of what.
pub(crate) fn none_left(cx: &Context<'_>, customer: CustomerId) -> Result<()> {
    let live = live(cx.writer.reader(), customer)?;
    if live.is_empty() {
        return Ok(());
    }
    let list = |item: &dyn Fn(&EntityMeta, u64) -> String, between: &str| {
        live.iter().map(|(entity, count)| item(entity, *count)).collect::<Vec<_>>().join(between)
    };
    let en = list(&|entity, count| format!("{}: {count}", entity.label.en), ", ");
    let zh = list(&|entity, count| format!("{} {count} 个", entity.label.zh), "、");
    let error = Error::new(&codes::CUSTOMER_USED).of(Customer::META);
    let error = error.with("records", en).with("records_zh", zh);
    Err(live.iter().fold(error, |error, (entity, count)| error.with(entity.name, *count)))
}

impl Session {
    /// What keeps those of some customers from being deleted that the caller sees: one entry for
    /// each kind of live record.
    ///
    /// # Errors
    /// `right.missing`; storage errors.
    pub fn customer_delete_blocks(&self, customers: &[CustomerId]) -> Result<Vec<DeleteBlock>> {
        self.sight(|reader, sight| {
            let reach = sight.visibility(Customer::META)?;
            let mut blocks = Vec::new();
            for customer in customers {
                let id = customer.uuid();
                if reader.get(Customer::META, id, &[], &reach, Bin::Live, &mut |_| Ok(()))? {
                    blocks.extend(live(reader, *customer)?.into_iter().map(|(entity, count)| {
                        let entity = entity.name.to_owned();
                        DeleteBlock { customer: *customer, entity, count }
                    }));
                }
            }
            Ok(blocks)
        })
    }
}
