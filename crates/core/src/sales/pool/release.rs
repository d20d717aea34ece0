//! Putting customers into a pool by hand.

use super::{Pool, PoolEvent, PoolEventKind, PoolId};
use crate::command;
use crate::error::{Result, codes, require};
use crate::sales::customer::{self, Customer, CustomerId};
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
        let pool: Pool = cx.load(self.pool)?;
        require(pool.enabled, &codes::POOL_DISABLED)?;
        cx.each(&self.customers, |cx, id| {
            let customer: Customer = cx.reach(id, &operation::CUSTOMER_RELEASE)?;
            require(customer.pool_id.is_none(), &codes::IN_POOL)?;
            require(!customer.locked, &codes::LOCKED)?;
            release(cx, &customer, pool.id)
        })
    }
}

/// The effect of coming into a pool. The team goes: a pool's customers are seen through the
/// pool only.
fn release(cx: &mut Context<'_>, customer: &Customer, pool: PoolId) -> Result<()> {
    let now = cx.now();
    customer::clear_team(cx, customer.id)?;
    cx.update(customer, |c| {
        c.previous_owner_id = c.owner_id;
        c.owner_id = None;
        c.pool_id = Some(pool);
        c.pooled_at = Some(now);
        c.received = None;
    })?;
    let event = PoolEvent {
        pool_id: pool,
        customer_id: customer.id,
        kind: PoolEventKind::Released,
        employee_id: customer.owner_id,
        at: now,
        ..PoolEvent::blank()
    };
    cx.insert(event).map(|_| ())
}
