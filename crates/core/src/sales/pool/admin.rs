//! Making, changing and deleting pools.

use super::rules::{RecycleRule, once_each, to_rows};
use super::{
    NewPool, Pool, PoolHiddenField, PoolId, PoolMember, PoolPatch, PoolRule, in_pool, of_pool,
};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::FieldFlags;
use crate::org::{DepartmentId, EmployeeId};
use crate::query::{Bin, Bound, BoundQuery, Total, Totals, Visibility};
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
        sound(cx, pool)?;
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
        let new = cx.edit(&old, &self.patch.unwrap_or_default(), self.expect_rev, |_| Ok(()))?;
        if self.admins.is_some() || self.members.is_some() || self.departments.is_some() {
            let held: Vec<PoolMember> = of_pool(cx.writer.reader(), self.pool)?;
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
        sound(cx, self.pool)?;
        require(new.enabled || !old.enabled || any_enabled(cx)?, &codes::POOL_LAST)
            .map_err(|e| e.of(Pool::META))?;
        Ok(self.pool)
    }
}

command! {
    /// Deletes a pool that has no customers, the recycle bin included.
    pub struct DeletePool = "pool.delete", 1, "删除公海", "Delete a pool" {
        /// Which.
        pool: PoolId,
    } -> PoolId; POOL_MANAGE UNDOABLE
}

impl Command for DeletePool {
    fn run(self, cx: &mut Context<'_>) -> Result<PoolId> {
        let old: Pool = cx.load(self.pool)?;
        cx.delete(&old)?;
        sound(cx, self.pool)?;
        require(any_enabled(cx)?, &codes::POOL_LAST).map_err(|e| e.of(Pool::META))?;
        Ok(self.pool)
    }
}

/// Whether what makes up a pool fits together, whatever was changed.
pub(crate) fn sound(cx: &Context<'_>, id: PoolId) -> Result<()> {
    let Some(pool) = cx.fetch::<Pool>(id, &Visibility::Everything, Bin::Live)? else {
        return empty(cx, id);
    };
    in_range(&pool)?;
    if !pool.enabled {
        empty(cx, id)?;
    }
    let reader = cx.writer.reader();
    let members: Vec<PoolMember> = of_pool(reader, id)?;
    let staffed = members.iter().any(|m| m.admin) && members.iter().any(|m| !m.admin);
    require(staffed, &codes::POOL_MEMBERS)?;
    once_each(&of_pool::<PoolRule>(reader, id)?)?;
    let hidden: Vec<PoolHiddenField> = of_pool(reader, id)?;
    let entity = Customer::META;
    let shown = entity.fields.iter().filter(|f| {
        !f.is(FieldFlags::SYSTEM) && !f.is(FieldFlags::READONLY) && f.name != "owner_id"
    });
    let visible = shown.filter(|f| !hidden.iter().any(|h| h.field == f.name)).count();
    let named = !hidden.iter().any(|h| h.field == "name");
    require(named && visible >= 2, &codes::POOL_HIDES_ALL)
}

/// A pool that has customers stays, also for those in the recycle bin: they come back to it.
fn empty(cx: &Context<'_>, pool: PoolId) -> Result<()> {
    let mut query = BoundQuery::all(Customer::META);
    query.bin = Bin::Any;
    query.visibility = in_pool(Customer::META, pool);
    match cx.writer.count(&query, Totals::Exact)? {
        Total::Exact { count: 0 } => Ok(()),
        total => Err(Error::new(&codes::POOL_NOT_EMPTY).entity("pool").with("customers", total)),
    }
}

/// Whether there is a pool that works: the last one stays.
pub(crate) fn any_enabled(cx: &Context<'_>) -> Result<bool> {
    Ok(cx.find::<Pool>(Bound::All)?.iter().any(|pool| pool.enabled))
}

/// Limits and days are not negative.
fn in_range(pool: &Pool) -> Result<()> {
    let numbers = [
        ("claim_limit", pool.claim_limit),
        ("cool_down_days", pool.cool_down_days),
        ("held_limit", pool.held_limit),
        ("remind_days", pool.remind_days),
    ];
    let wrong = numbers.iter().find(|(_, n)| n.is_some_and(|n| !(0..=100_000).contains(&n)));
    match wrong {
        Some((field, _)) => Err(Error::new(&codes::OUT_OF_RANGE).of(Pool::META).field(*field)),
        None => Ok(()),
    }
}

command! {
    /// Says when a pool takes customers from its members; these rules replace the old ones.
    pub struct SetPoolRules = "pool.set_rules", 1, "设置公海回收规则", "Set a pool's rules" {
        /// Which pool.
        pool: PoolId,
        /// The rules; none is none.
        rules: Vec<RecycleRule>,
    } -> PoolId; POOL_MANAGE UNDOABLE
}

impl Command for SetPoolRules {
    fn run(self, cx: &mut Context<'_>) -> Result<PoolId> {
        let pool: Pool = cx.load(self.pool)?;
        let wanted = to_rows(pool.id, &self.rules)?;
        let held: Vec<PoolRule> = of_pool(cx.writer.reader(), pool.id)?;
        let spec = RecycleRule::of;
        for rule in held.iter().filter(|h| !wanted.iter().any(|w| spec(w) == spec(h))) {
            cx.remove(rule)?;
        }
        for rule in wanted.into_iter().filter(|w| !held.iter().any(|h| spec(w) == spec(h))) {
            cx.insert(rule)?;
        }
        sound(cx, pool.id)?;
        Ok(pool.id)
    }
}

command! {
    /// Says which fields of customers a pool does not show to its members, in place of those it
    /// did not show before. The name and one more field stay visible.
    pub struct SetPoolHiddenFields = "pool.set_hidden_fields", 1, "设置公海隐藏字段", "Set a pool's hidden fields" {
        /// Which pool.
        pool: PoolId,
        /// The fields: names, or `custom.key`.
        fields: Vec<String>,
    } -> PoolId; POOL_MANAGE UNDOABLE
}

impl Command for SetPoolHiddenFields {
    fn run(self, cx: &mut Context<'_>) -> Result<PoolId> {
        let pool: Pool = cx.load(self.pool)?;
        let company = cx.company()?;
        let entity = Customer::META;
        for field in &self.fields {
            let known = match field.strip_prefix("custom.") {
                Some(key) => company.field(entity.name, key).is_some(),
                None => entity.field(field).is_some_and(|(_, f)| !f.is(FieldFlags::SYSTEM)),
            };
            require(known, &codes::UNKNOWN_FIELD).map_err(|e| e.of(entity).field(field))?;
        }
        let held: Vec<PoolHiddenField> = of_pool(cx.writer.reader(), pool.id)?;
        for old in held.iter().filter(|h| !self.fields.contains(&h.field)) {
            cx.remove(old)?;
        }
        let mut fields = self.fields;
        fields.sort_unstable();
        fields.dedup();
        for field in fields.into_iter().filter(|f| !held.iter().any(|h| h.field == *f)) {
            cx.insert(PoolHiddenField { pool_id: pool.id, field, ..PoolHiddenField::blank() })?;
        }
        sound(cx, pool.id)?;
        Ok(pool.id)
    }
}

/// Brings the members in line with the wanted ones.
fn set_members(
    cx: &mut Context<'_>,
    pool: PoolId,
    admins: &[EmployeeId],
    others: &[EmployeeId],
    departments: &[DepartmentId],
) -> Result<()> {
    let mut wanted: Vec<(Option<EmployeeId>, Option<DepartmentId>, bool)> = Vec::new();
    wanted.extend(admins.iter().map(|e| (Some(*e), None, true)));
    wanted.extend(others.iter().filter(|e| !admins.contains(e)).map(|e| (Some(*e), None, false)));
    wanted.extend(departments.iter().map(|d| (None, Some(*d), false)));
    wanted.sort_unstable();
    wanted.dedup();
    let held: Vec<PoolMember> = of_pool(cx.writer.reader(), pool)?;
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
