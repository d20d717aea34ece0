//! Claiming customers from a pool (B1.3). Two people want the same one: exactly one gets it,
//! because the check and the change are one transaction and writers take turns.

use super::{Pool, PoolEvent, PoolEventKind, PoolId, in_pool};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{TypedId, Value};
use crate::query::{Bin, Bound, Cmp, Column};
use crate::sales::capacity::CapacityKind;
use crate::sales::customer::{Customer, CustomerId, Received};
use crate::session::read::not_found;
use crate::session::{BatchReport, Command, Context};

command! {
    /// Takes customers out of a pool for oneself; for its members.
    pub struct ClaimCustomers = "pool.claim", 1, "领取客户", "Claim customers" {
        /// From which pool.
        pool: PoolId,
        /// Which customers.
        customers: Vec<CustomerId>,
    } -> BatchReport; Anyone UNDOABLE
}

impl Command for ClaimCustomers {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let me = cx.me()?;
        let pool: Pool = cx.see(self.pool)?;
        require(pool.enabled, &codes::POOL_DISABLED)?;
        cx.each(&self.customers, |cx, id| {
            let Some(customer) = cx.fetch::<Customer>(id, &in_pool(pool.id), Bin::Live)? else {
                return Err(gone(cx, pool.id, id)?);
            };
            cx.room_for(CapacityKind::Owned, me)?;
            let now = cx.now();
            cx.update(&customer, |c| {
                c.owner_id = Some(me);
                c.pool_id = None;
                c.pooled_at = None;
                c.followed = false;
                c.received = Some(Received::Claimed);
                c.received_at = Some(now);
            })?;
            let event = PoolEvent {
                pool_id: pool.id,
                customer_id: id,
                kind: PoolEventKind::Claimed,
                employee_id: Some(me),
                at: now,
                ..PoolEvent::blank()
            };
            cx.insert(event).map(|_| ())
        })
    }
}

/// Why a customer cannot be claimed: somebody claimed it from this pool, which its members may
/// know, or it was never there.
fn gone(cx: &Context<'_>, pool: PoolId, customer: CustomerId) -> Result<Error> {
    let column = |name: &str| Column::field(PoolEvent::META, PoolEvent::META.position(name));
    let events = cx.find::<PoolEvent>(Bound::And(vec![
        Bound::Cmp(column("customer_id"), Cmp::Eq, Value::Id(customer.uuid())),
        Bound::Cmp(column("pool_id"), Cmp::Eq, Value::Id(pool.uuid())),
    ]))?;
    let claimed = events.last().is_some_and(|e| e.kind == PoolEventKind::Claimed);
    Ok(if claimed { Error::new(&codes::POOL_TAKEN) } else { not_found(Customer::META) })
}
