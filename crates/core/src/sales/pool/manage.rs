//! What the administrators of a pool do with its customers.

use super::release::clear_teams;
use super::{Pool, PoolEventKind, PoolId, PoolMember, in_pool, log, of_pool};
use crate::command;
use crate::error::{Result, codes, internal, require};
use crate::mutants::mutant;
use crate::query::{Bin, BoundQuery};
use crate::sales::contact;
use crate::sales::customer::{self, Customer, CustomerId};
use crate::sales::follow_up::note_plan;
use crate::session::crm::Sight;
use crate::session::read::not_found;
use crate::session::{BatchReport, Command, Context, Rights, operation};
use crate::store::Reader;

/// Customers of one chunk, so that a transaction stays short.
const CHUNK: usize = 500;

/// Whether the caller administers a pool: he is named its administrator, or manages all pools.
pub(super) fn administers(reader: &dyn Reader, sight: &Sight, pool: PoolId) -> Result<bool> {
    let Some(rights) = &sight.rights else { return Ok(true) };
    if rights.may(&operation::POOL_MANAGE) {
        return Ok(true);
    }
    let me = Some(rights.employee());
    let members: Vec<PoolMember> = of_pool(reader, pool)?;
    Ok(members.iter().any(|m| m.admin && m.employee_id == me))
}

pub(crate) fn require_administrator(cx: &Context<'_>, pool: PoolId) -> Result<()> {
    require(mutant(32) || administers(cx.writer.reader(), &cx.sight, pool)?, &codes::POOL_ADMIN)
}

/// Refuses who is neither listed as a member or administrator nor in a member department: the right
/// to manage pools opens them all, and takes nothing out of any for oneself.
pub(super) fn require_member(cx: &Context<'_>, pool: PoolId) -> Result<()> {
    let me = cx.me()?;
    let home = cx.rights().map(Rights::department);
    let members: Vec<PoolMember> = of_pool(cx.writer.reader(), pool)?;
    let lists = |m: &PoolMember| {
        m.employee_id == Some(me) || m.department_id.is_some() && m.department_id == home
    };
    require(members.iter().any(lists), &codes::POOL_MEMBER)
}

command! {
    /// Moves customers of a pool to another that works, those in the recycle bin too; for
    /// administrators of both. It moves at most 500 and says how many: given again until it moves
    /// none, it moves them all.
    pub struct MovePooled = "pool.move", 1, "转移公海客户", "Move a pool's customers" {
        /// From which pool.
        from: PoolId,
        /// To which.
        to: PoolId,
    } -> u32; Anyone UNDOABLE
}

impl Command for MovePooled {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        let (from, to): (Pool, Pool) = (cx.see(self.from)?, cx.see(self.to)?);
        require_administrator(cx, from.id)?;
        require_administrator(cx, to.id)?;
        require(from.id != to.id, &codes::POOL_SAME)?;
        require(to.enabled, &codes::POOL_DISABLED)?;
        let mut query = BoundQuery::all(Customer::META).limit(CHUNK);
        query.visibility = in_pool(Customer::META, from.id);
        query.bin = Bin::Any;
        let customers: Vec<Customer> = cx.query(&query)?;
        for customer in &customers {
            cx.update(customer, |c| c.pool_id = Some(to.id))?;
            contact::lie_in(cx, customer.id, to.id)?;
            if !to.keep_team {
                clear_teams(cx, customer.id)?;
            }
            // Who wants one from the recycle bin has come neither too late nor too often.
            if customer.deleted_at.is_none() {
                log(cx, (from.id, customer.id), PoolEventKind::Moved, None)?;
                log(cx, (to.id, customer.id), PoolEventKind::Released, customer.previous_owner_id)?;
            }
        }
        u32::try_from(customers.len()).map_err(internal)
    }
}

/// A pool into which the caller may import customers.
pub(crate) fn open_to_import(cx: &Context<'_>, pool: PoolId, entity: &str) -> Result<Pool> {
    require(entity == Customer::META.name, &codes::IMPORT_ENTITY)
        .map_err(|e| e.of(Customer::META))?;
    let pool: Pool = cx.see(pool)?;
    require_administrator(cx, pool.id)?;
    require(pool.enabled, &codes::POOL_DISABLED)?;
    Ok(pool)
}

/// Makes a customer that lies in a pool from the start.
pub(crate) fn bring_in(cx: &mut Context<'_>, pool: &Pool, mut customer: Customer) -> Result<()> {
    cx.need(&operation::CUSTOMER_CREATE)?;
    require(customer.owner_id.is_none(), &codes::IN_POOL)
        .map_err(|e| e.of(Customer::META).field("owner_id"))?;
    let now = cx.now();
    customer.pool_id = Some(pool.id);
    customer.pooled_at = Some(now);
    customer.last_follow_at = Some(now);
    note_plan(&mut customer, None, now)?;
    let made = cx.create(customer)?;
    log(cx, (pool.id, made.id), PoolEventKind::Released, None)
}

command! {
    /// Puts customers of a pool into the recycle bin, their contacts with them; for its
    /// administrators.
    pub struct DeletePooled = "pool.delete_customers", 1, "删除公海客户", "Delete a pool's customers" {
        /// Which pool.
        pool: PoolId,
        /// Which customers.
        customers: Vec<CustomerId>,
    } -> BatchReport; Anyone UNDOABLE
}

impl Command for DeletePooled {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let pool: Pool = cx.see(self.pool)?;
        require_administrator(cx, pool.id)?;
        cx.each(&self.customers, |cx, id| {
            let customer = pooled(cx, pool.id, id, Bin::Live)?;
            contact::delete_with(cx, &customer)?;
            customer::delete(cx, &customer)
        })
    }
}

command! {
    /// Takes customers of a pool out of the recycle bin, and the contacts that were deleted
    /// together with them; for its administrators.
    pub struct RestorePooled = "pool.restore_customers", 1, "恢复公海客户", "Restore a pool's customers" {
        /// Which pool.
        pool: PoolId,
        /// Which customers.
        customers: Vec<CustomerId>,
    } -> BatchReport; Anyone UNDOABLE
}

impl Command for RestorePooled {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let pool: Pool = cx.see(self.pool)?;
        require_administrator(cx, pool.id)?;
        cx.each(&self.customers, |cx, id| {
            let customer = pooled(cx, pool.id, id, Bin::Deleted)?;
            cx.restore(&customer)?;
            contact::restore_with(cx, &customer)
        })
    }
}

/// A customer that lies in a pool.
fn pooled(cx: &Context<'_>, pool: PoolId, id: CustomerId, bin: Bin) -> Result<Customer> {
    let found = cx.fetch(id, &in_pool(Customer::META, pool), bin)?;
    found.ok_or_else(|| not_found(Customer::META))
}
