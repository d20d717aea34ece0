//! Claiming customers from a pool, and giving them out (B1.3). Two people want the same one:
//! exactly one gets it, because the check and the change are one transaction and writers take
//! turns. Quotas are counted from what was claimed, in the same transaction.

use super::manage::{require_administrator, require_member};
use super::{ClaimPeriod, Pool, PoolEvent, PoolEventKind, PoolId, in_pool, log};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{Timestamp, TypedId, Value};
use crate::mutants::mutant;
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Column, Direction, Visibility};
use crate::sales::capacity::CapacityKind;
use crate::sales::customer::{Customer, CustomerId, Received};
use crate::sales::{contact, team};
use crate::session::read::not_found;
use crate::session::{BatchReport, Command, Context};
use chrono::{Datelike, Days};

command! {
    /// Takes customers out of a pool for oneself; for its members, not for who only manages pools.
    /// It is not undone but put back: whoever claims has seen what the pool hides, so the claim
    /// counts.
    pub struct ClaimCustomers = "pool.claim", 1, "领取客户", "Claim customers" {
        /// From which pool.
        pool: PoolId,
        /// Which customers.
        customers: Vec<CustomerId>,
    } -> BatchReport; Anyone
}

impl Command for ClaimCustomers {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let me = cx.me()?;
        let pool: Pool = cx.see(self.pool)?;
        require_member(cx, pool.id)?;
        require(pool.enabled, &codes::POOL_DISABLED)?;
        cx.each(&self.customers, |cx, id| {
            let customer = pooled(cx, pool.id, id)?;
            cooled_down(cx, &pool, &customer, me)?;
            within_quota(cx, &pool, me)?;
            within_held(cx, &pool, me)?;
            take(cx, &customer, me, Received::Claimed)?;
            log(cx, (pool.id, id), PoolEventKind::Claimed, Some(me))
        })
    }
}

command! {
    /// Gives customers of a pool to somebody; for its administrators, to oneself for those who are
    /// members. The pool's limits on claiming do not hold.
    pub struct AssignCustomers = "pool.assign", 1, "分配客户", "Assign customers" {
        /// From which pool.
        pool: PoolId,
        /// Which customers.
        customers: Vec<CustomerId>,
        /// To whom.
        to: EmployeeId,
    } -> BatchReport; Anyone UNDOABLE
}

impl Command for AssignCustomers {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let pool: Pool = cx.see(self.pool)?;
        require_administrator(cx, pool.id)?;
        if cx.who().employee() == Some(self.to) {
            require_member(cx, pool.id)?;
        }
        let company = cx.company()?;
        company.active(self.to).ok_or_else(|| Error::new(&codes::OWNER_INACTIVE).field("to"))?;
        cx.each(&self.customers, |cx, id| {
            let customer = pooled(cx, pool.id, id)?;
            take(cx, &customer, self.to, Received::Assigned)?;
            log(cx, (pool.id, id), PoolEventKind::Assigned, Some(self.to))
        })
    }
}

/// The effect of leaving a pool for an owner.
fn take(
    cx: &mut Context<'_>,
    customer: &Customer,
    owner: EmployeeId,
    received: Received,
) -> Result<()> {
    cx.room_for(CapacityKind::Owned, owner, customer.dealt)?;
    team::remove::<Customer>(cx, customer.id, owner)?;
    if !mutant(28) {
        contact::go_to(cx, customer.id, owner)?;
    }
    let now = cx.now();
    cx.update(customer, |c| {
        c.owner_id = Some(owner);
        c.from_pool_id = c.pool_id.take();
        c.pooled_at = None;
        c.pooled_why = None;
        c.followed = false;
        c.received = Some(received);
        c.received_at = Some(now);
    })
    .map(|_| ())
}

/// A customer that lies in a pool.
fn pooled(cx: &Context<'_>, pool: PoolId, id: CustomerId) -> Result<Customer> {
    let there = if mutant(31) { Visibility::Everything } else { in_pool(Customer::META, pool) };
    match cx.fetch(id, &there, Bin::Live)? {
        Some(customer) => Ok(customer),
        None => Err(gone(cx, pool, id)?),
    }
}

/// Why a customer cannot be had: somebody took it from this pool, which its members may know, or
/// it was never there.
fn gone(cx: &Context<'_>, pool: PoolId, customer: CustomerId) -> Result<Error> {
    let last = last_event(cx, pool, customer)?;
    let taken =
        last.is_some_and(|e| matches!(e.kind, PoolEventKind::Claimed | PoolEventKind::Assigned));
    Ok(if taken { Error::new(&codes::POOL_TAKEN) } else { not_found(Customer::META) })
}

/// What last happened between a customer and a pool.
fn last_event(cx: &Context<'_>, pool: PoolId, customer: CustomerId) -> Result<Option<PoolEvent>> {
    let entity = PoolEvent::META;
    let filter = Bound::And(vec![
        Bound::is(entity, "customer_id", Value::Id(customer.uuid())),
        Bound::is(entity, "pool_id", Value::Id(pool.uuid())),
    ]);
    let query = BoundQuery::all(entity).filter(filter).limit(1);
    let query = query.order_by(entity.position("at"), Direction::Desc);
    Ok(cx.query(&query)?.pop())
}

/// Who owned a customer before may not claim it for some days.
fn cooled_down(cx: &Context<'_>, pool: &Pool, customer: &Customer, me: EmployeeId) -> Result<()> {
    let Some(days) = pool.cool_down_days.filter(|_| customer.previous_owner_id == Some(me)) else {
        return Ok(());
    };
    let pooled_at = customer.pooled_at.unwrap_or(customer.updated_at);
    let left = days - cx.zone().days_between(pooled_at, cx.now());
    require(left < i64::from(mutant(23)), &codes::POOL_COOL_DOWN)
        .map_err(|e| e.with("days", left + 1))
}

/// What one person claims from a pool in a period is limited.
fn within_quota(cx: &Context<'_>, pool: &Pool, me: EmployeeId) -> Result<()> {
    let Some(limit) = pool.claim_limit else { return Ok(()) };
    let entity = PoolEvent::META;
    let at = Column::field(entity, entity.position("at"));
    let query = BoundQuery::all(entity).filter(Bound::And(vec![
        Bound::is(entity, "pool_id", Value::Id(pool.id.uuid())),
        Bound::is(entity, "employee_id", Value::Id(me.uuid())),
        Bound::is(entity, "kind", Value::Text("claimed".into())),
        Bound::Range(at, Some(Value::Time(period_start(cx, pool.claim_period))), None),
    ]));
    require(cx.count(&query)? < limit + i64::from(mutant(22)), &codes::POOL_QUOTA).map_err(|e| {
        let label = pool.claim_period;
        e.with("limit", limit)
            .with("period", crate::model::Choice::label(label, crate::model::Locale::En))
            .with("period_zh", crate::model::Choice::label(label, crate::model::Locale::ZhCn))
    })
}

/// The first instant of the present period of the company.
fn period_start(cx: &Context<'_>, period: ClaimPeriod) -> Timestamp {
    let today = cx.today();
    let back = match period {
        ClaimPeriod::Day => 0,
        ClaimPeriod::Week => today.weekday().num_days_from_monday(),
        ClaimPeriod::Month => today.day0(),
    };
    cx.zone().start_of(today.checked_sub_days(Days::new(back.into())).unwrap_or(today))
}

/// A customer that comes back to who claimed it counts among those that he holds from its pool
/// again. One that was assigned came in spite of the limit, and comes back in spite of it.
///
/// # Errors
/// `pool.claim.held`.
pub(crate) fn held_again(cx: &Context<'_>, customer: &Customer) -> Result<()> {
    let claimed = customer.from_pool_id.filter(|_| customer.received == Some(Received::Claimed));
    let (Some(pool), Some(owner)) = (claimed, customer.owner_id) else { return Ok(()) };
    match cx.fetch::<Pool>(pool, &Visibility::Everything, Bin::Live)? {
        Some(pool) => holds(cx, &pool, owner, 0),
        None => Ok(()),
    }
}

/// What one person has from a pool at a time is limited.
fn within_held(cx: &Context<'_>, pool: &Pool, me: EmployeeId) -> Result<()> {
    holds(cx, pool, me, 1)
}

fn holds(cx: &Context<'_>, pool: &Pool, owner: EmployeeId, more: i64) -> Result<()> {
    let Some(limit) = pool.held_limit else { return Ok(()) };
    let entity = Customer::META;
    let mut query = BoundQuery::all(entity).filter(Bound::is(
        entity,
        "from_pool_id",
        Value::Id(pool.id.uuid()),
    ));
    query.visibility = Visibility::owned_by(entity, vec![owner.uuid()]);
    require(cx.count(&query)? + more <= limit + i64::from(mutant(24)), &codes::POOL_HELD)
        .map_err(|e| e.with("limit", limit))
}
