//! What the pool means for the contacts of its customers (B1.3): they have no owner while the
//! customer has none, and the customer's new owner owns them. That goes for those in the recycle
//! bin as well, so that whatever comes out of it lies where its customer does.

use super::Contact;
use crate::error::Result;
use crate::mutants::mutant;
use crate::org::EmployeeId;
use crate::query::Bin;
use crate::sales::customer::{CustomerId, of_customer};
use crate::sales::pool::PoolId;
use crate::sales::team;
use crate::session::Context;

/// Puts the contacts of a customer into the pool in which it lies.
pub(crate) fn lie_in(cx: &mut Context<'_>, customer: CustomerId, pool: PoolId) -> Result<()> {
    each(cx, customer, |cx, contact| {
        cx.update(contact, |c| {
            c.owner_id = c.owner_id.filter(|_| mutant(27));
            c.pool_id = Some(pool);
        })
        .map(|_| ())
    })
}

/// Gives the contacts of a customer that leaves its pool to its new owner.
pub(crate) fn go_to(cx: &mut Context<'_>, customer: CustomerId, owner: EmployeeId) -> Result<()> {
    let now = cx.now();
    each(cx, customer, |cx, contact| {
        let contact = cx.update(contact, |c| {
            c.owner_id = Some(owner);
            c.pool_id = None;
            c.followed = false;
            c.received_at = Some(now);
        })?;
        team::new_owner(cx, &contact, None, None)
    })
}

/// Removes the teams of the contacts of a customer.
pub(crate) fn clear_teams(cx: &mut Context<'_>, customer: CustomerId) -> Result<()> {
    each(cx, customer, |cx, contact| team::clear::<Contact>(cx, contact.id))
}

fn each(
    cx: &mut Context<'_>,
    customer: CustomerId,
    mut work: impl FnMut(&mut Context<'_>, &Contact) -> Result<()>,
) -> Result<()> {
    of_customer(cx, customer, Bin::Any)?.iter().try_for_each(|contact| work(cx, contact))
}
