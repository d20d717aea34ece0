//! Making, changing and deleting pools.

use super::{NewPool, Pool, PoolId, PoolMember, PoolPatch, in_pool};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{TypedId, Value};
use crate::org::{DepartmentId, EmployeeId};
use crate::query::{Bound, BoundQuery, Cmp, Column, Total, Totals};
use crate::sales::customer::Customer;
use crate::session::{Command, Context};

command! {
    /// Makes a pool. It needs an administrator and at least one member or member department.
    pub struct CreatePool = "pool.create", 1, "新建公海", "Create a pool" {
        /// What it is.
        pool: NewPool,
        /// Who administers it; they are members too.
        admins: Vec<EmployeeId>,
        /// Members.
        members: Vec<EmployeeId>,
        /// Departments whose employees are members.
        departments: Vec<DepartmentId>,
    } -> PoolId; POOL_MANAGE
}

impl Command for CreatePool {
    fn run(self, cx: &mut Context<'_>) -> Result<PoolId> {
        let pool = cx.create(self.pool.into_record())?.id;
        set_members(cx, pool, &self.admins, &self.members, &self.departments)?;
        Ok(pool)
    }
}

command! {
    /// Changes a pool; member lists that are given replace the old ones.
    pub struct UpdatePool = "pool.update", 1, "编辑公海", "Change a pool" {
        /// Which.
        pool: PoolId,
        /// What changes.
        patch: Option<PoolPatch>,
        /// All administrators from now on.
        admins: Option<Vec<EmployeeId>>,
        /// All members from now on.
        members: Option<Vec<EmployeeId>>,
        /// All member departments from now on.
        departments: Option<Vec<DepartmentId>>,
        /// The revision it was made for.
        expect_rev: Option<i64>,
    } -> PoolId; POOL_MANAGE UNDOABLE
}

impl Command for UpdatePool {
    fn run(self, cx: &mut Context<'_>) -> Result<PoolId> {
        let old: Pool = cx.load(self.pool)?;
        if self.patch.as_ref().and_then(|p| p.enabled) == Some(false) {
            empty(cx, self.pool)?;
        }
        cx.edit(&old, &self.patch.unwrap_or_default(), self.expect_rev, |_| {})?;
        if self.admins.is_some() || self.members.is_some() || self.departments.is_some() {
            let held = members(cx, self.pool)?;
            let employees = |admin: bool| {
                held.iter().filter(|m| m.admin == admin).filter_map(|m| m.employee_id).collect()
            };
            let admins: Vec<_> = self.admins.unwrap_or_else(|| employees(true));
            let others: Vec<_> = self.members.unwrap_or_else(|| employees(false));
            let departments = self
                .departments
                .unwrap_or_else(|| held.iter().filter_map(|m| m.department_id).collect());
            set_members(cx, self.pool, &admins, &others, &departments)?;
        }
        Ok(self.pool)
    }
}

command! {
    /// Deletes an empty pool.
    pub struct DeletePool = "pool.delete", 1, "删除公海", "Delete a pool" {
        /// Which.
        pool: PoolId,
    } -> PoolId; POOL_MANAGE UNDOABLE
}

impl Command for DeletePool {
    fn run(self, cx: &mut Context<'_>) -> Result<PoolId> {
        let old: Pool = cx.load(self.pool)?;
        empty(cx, self.pool)?;
        cx.delete(&old)?;
        Ok(self.pool)
    }
}

fn empty(cx: &Context<'_>, pool: PoolId) -> Result<()> {
    let mut query = BoundQuery::all(Customer::META);
    query.visibility = in_pool(pool);
    match cx.writer.count(&query, Totals::Exact)? {
        Total::Exact { count: 0 } => Ok(()),
        total => Err(Error::new(&codes::POOL_NOT_EMPTY).entity("pool").with("customers", total)),
    }
}

fn members(cx: &Context<'_>, pool: PoolId) -> Result<Vec<PoolMember>> {
    let column = Column::field(PoolMember::META, PoolMember::META.position("pool_id"));
    cx.find(Bound::Cmp(column, Cmp::Eq, Value::Id(pool.uuid())))
}

/// Brings the members in line with the wanted ones.
fn set_members(
    cx: &mut Context<'_>,
    pool: PoolId,
    admins: &[EmployeeId],
    others: &[EmployeeId],
    departments: &[DepartmentId],
) -> Result<()> {
    require(
        !(admins.is_empty() || others.is_empty() && departments.is_empty()),
        &codes::POOL_MEMBERS,
    )?;
    let mut wanted: Vec<(Option<EmployeeId>, Option<DepartmentId>, bool)> = Vec::new();
    wanted.extend(admins.iter().map(|e| (Some(*e), None, true)));
    wanted.extend(others.iter().filter(|e| !admins.contains(e)).map(|e| (Some(*e), None, false)));
    wanted.extend(departments.iter().map(|d| (None, Some(*d), false)));
    wanted.sort_unstable();
    wanted.dedup();
    let held = members(cx, pool)?;
    let key = |m: &PoolMember| (m.employee_id, m.department_id, m.admin);
    for member in held.iter().filter(|m| !wanted.contains(&key(m))) {
        cx.remove(member)?;
    }
    for (employee_id, department_id, admin) in
        wanted.into_iter().filter(|w| !held.iter().any(|m| key(m) == *w))
    {
        cx.insert(PoolMember {
            pool_id: pool,
            employee_id,
            department_id,
            admin,
            ..PoolMember::blank()
        })?;
    }
    Ok(())
}
