//! Putting customers into a pool by hand, and what coming into a pool means.

use super::{Pool, PoolEventKind, PoolId, log};
use crate::command;
use crate::error::{Result, codes, require};
use crate::mutants::mutant;
use crate::sales::customer::{Customer, CustomerId};
use crate::sales::{contact, team};
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Puts customers into a pool. Their owner becomes the previous owner, whoever does it.
    pub struct ReleaseCustomers = "pool.release", 1, "放入公海", "Put customers into the pool" {
        /// Into which pool.
        pool: PoolId,
        /// Which customers.
        customers: Vec<CustomerId>,
    } -> BatchReport; CUSTOMER_RELEASE UNDOABLE
}

impl Command for ReleaseCustomers {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let pool: Pool = cx.see(self.pool)?;
        require(pool.enabled, &codes::POOL_DISABLED)?;
        cx.each(&self.customers, |cx, id| {
            let customer: Customer = cx.reach(id, &operation::CUSTOMER_RELEASE)?;
            require(customer.pool_id.is_none(), &codes::IN_POOL)?;
            require(!customer.locked || mutant(25), &codes::LOCKED)?;
            release(cx, &customer, &pool, Released { why: None })
        })
    }
}

/// Removes the teams of a customer and of its contacts.
pub(super) fn clear_teams(cx: &mut Context<'_>, customer: CustomerId) -> Result<()> {
    team::clear::<Customer>(cx, customer)?;
    contact::clear_teams(cx, customer)
}

/// How a customer came into a pool.
pub(super) struct Released {
    /// The rule that took it, as people read it; nothing when a person put it in.
    pub(super) why: Option<String>,
}

/// The effect of coming into a pool. The team goes, unless the pool keeps it: a pool's customers
/// are seen through the pool only. Its contacts come along.
pub(super) fn release(
    cx: &mut Context<'_>,
    customer: &Customer,
    pool: &Pool,
    Released { why }: Released,
) -> Result<()> {
    let now = cx.now();
    if !pool.keep_team && !mutant(26) {
        clear_teams(cx, customer.id)?;
    }
    contact::lie_in(cx, customer.id, pool.id)?;
    cx.update(customer, |c| {
        c.previous_owner_id = c.owner_id;
        c.owner_id = None;
        c.pool_id = Some(pool.id);
        c.pooled_at = Some(now);
        c.pooled_why = why;
        c.from_pool_id = None;
        c.received = None;
    })?;
    log(cx, (pool.id, customer.id), PoolEventKind::Released, customer.owner_id)
}
