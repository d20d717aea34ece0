//! The public pool (公海).

mod admin;
mod claim;
mod manage;
mod recycle;
mod release;
mod rules;
mod view;

pub use admin::{CreatePool, DeletePool, SetPoolHiddenFields, SetPoolRules, UpdatePool};
pub(crate) use admin::{any_enabled, sound};
pub(crate) use claim::held_again;
pub use claim::{AssignCustomers, ClaimCustomers};
pub use manage::{DeletePooled, MovePooled, RestorePooled};
pub(crate) use manage::{bring_in, open_to_import, require_administrator};
pub use recycle::{DaysToPool, Recycle, RecycleCustomers};
pub(crate) use recycle::{Reminder, entering};
pub use release::ReleaseCustomers;
pub use rules::RecycleRule;
pub use view::PoolView;
pub(crate) use view::{veiled, visible};

use crate::error::{Result, codes, require};
use crate::model::{Entity, EntityMeta, Timestamp, TypedId, Value};
use crate::org::{DepartmentId, EmployeeId, OptionItemId};
use crate::query::{Bin, Bound, BoundQuery, Visibility};
use crate::sales::customer::CustomerId;
use crate::session::Context;
use crate::store::{Reader, rows};
use crate::{choice, entity};

entity! {
    /// A public pool (公海) of customers that nobody owns.
    pub record Pool = 23, "pool", "公海", "Pool";
    read members "pool_member" "pool.manage";
    {
        /// Its name.
        20 name: String = "公海名称", "Name", LIST SEARCH, MAX(64), UNIQUE("pool.name");
        /// Whether it works.
        21 enabled: bool = "启用", "Enabled", LIST, DEFAULT(true);
        /// What it is for.
        22 remark: Option<String> = "说明", "Remark", LONG, MAX(1000);
        /// How many customers one person may claim from it in a period; no limit when not said.
        23 claim_limit: Option<i64> = "领取数量上限", "Claim limit";
        /// The period.
        24 claim_period: ClaimPeriod = "领取周期", "Claim period", DEFAULT(ClaimPeriod::Day);
        /// For how many days who owned a customer before may not claim it.
        25 cool_down_days: Option<i64> = "前负责人领取间隔天数", "Cool-down days";
        /// How many customers claimed from it one person may own at a time.
        26 held_limit: Option<i64> = "最多持有数", "Held limit";
        /// Whether its rules take customers from its members.
        27 automatic: bool = "自动回收", "Automatic", LIST, DEFAULT(false);
        /// Which of several pools takes a customer: the smallest.
        28 priority: i64 = "优先级", "Priority", LIST, DEFAULT(0);
        /// How many days before it takes a customer its owner is told.
        29 remind_days: Option<i64> = "提前提醒天数", "Reminds before";
        /// Whether a customer keeps its team in the pool. The team sees it again when somebody owns it.
        30 keep_team: bool = "保留团队成员", "Keeps the team", DEFAULT(false);
    }
}

choice! {
    /// The period of a claim limit, in the company's days; weeks begin on Monday.
    pub enum ClaimPeriod = "claim_period" {
        /// A day.
        Day = "day", "每天", "Day";
        /// A week.
        Week = "week", "每周", "Week";
        /// A month.
        Month = "month", "每月", "Month";
    }
}

choice! {
    /// For want of what a pool takes customers.
    pub enum PoolRuleKind = "pool_rule_kind" {
        /// Nobody followed them up.
        NoFollowUp = "no_follow_up", "未跟进", "No follow-up";
        /// No opportunity came of them.
        NoOpportunity = "no_opportunity", "无商机", "No opportunity";
        /// They have not dealt.
        NoDeal = "no_deal", "未成交", "No deal";
    }
}

entity! {
    /// When a pool takes customers from its members; one rule that fits is enough.
    pub link PoolRule = 36, "pool_rule", "公海回收规则", "Pool's rule";
    read members "pool_member" "pool.manage";
    index (pool_id);
    {
        /// The pool.
        20 pool_id: PoolId = "公海", "Pool", ROOT;
        /// For want of what.
        21 kind: PoolRuleKind = "规则类型", "Kind";
        /// It takes a customer on the day after so many days.
        22 days: i64 = "天数", "Days";
        /// Only customers of this level.
        23 level: Option<OptionItemId> = "客户级别", "Level", OPTION("level");
        /// Whether it takes customers who have dealt.
        24 dealt: bool = "回收成交客户", "Takes dealt customers", DEFAULT(false);
        /// Whether it takes customers with a live opportunity.
        25 with_opportunity: bool = "回收有商机客户", "Takes customers with opportunities", DEFAULT(false);
    }
}

entity! {
    /// A field of customers that a pool does not show to its members.
    pub link PoolHiddenField = 37, "pool_hidden_field", "公海隐藏字段", "Pool's hidden field";
    read members "pool_member" "pool.manage";
    unique (pool_id, field);
    {
        /// The pool.
        20 pool_id: PoolId = "公海", "Pool", ROOT;
        /// The field's name, or `custom.key`.
        21 field: String = "字段", "Field", MAX(80);
    }
}

entity! {
    /// Who may use a pool: an employee or the employees of a department.
    pub link PoolMember = 24, "pool_member", "公海成员", "Pool member";
    read members "pool_member" "pool.manage";
    index (pool_id);
    index (employee_id);
    unique (pool_id, employee_id);
    unique (pool_id, department_id);
    {
        /// The pool.
        20 pool_id: PoolId = "公海", "Pool", ROOT;
        /// An employee.
        21 employee_id: Option<EmployeeId> = "员工", "Employee";
        /// A department.
        22 department_id: Option<DepartmentId> = "部门", "Department";
        /// Whether he may also assign from it and administer it.
        23 admin: bool = "管理员", "Administrator", DEFAULT(false);
    }
}

choice! {
    /// What happened between a customer and a pool.
    pub enum PoolEventKind = "pool_event_kind" {
        /// It came in.
        Released = "released", "放入", "Released";
        /// A member took it.
        Claimed = "claimed", "领取", "Claimed";
        /// An administrator of the pool gave it to somebody.
        Assigned = "assigned", "分配", "Assigned";
        /// It went on to another pool.
        Moved = "moved", "转移公海", "Moved";
    }
}

entity! {
    /// A customer came into a pool or left it: what quotas and cool-downs are counted from.
    pub link PoolEvent = 26, "pool_event", "公海记录", "Pool event";
    read internal;
    index (customer_id, at);
    index (pool_id, employee_id, at);
    {
        /// The pool.
        20 pool_id: PoolId = "公海", "Pool";
        /// The customer.
        21 customer_id: CustomerId = "客户", "Customer", ROOT;
        /// What happened.
        22 kind: PoolEventKind = "类型", "Kind";
        /// The owner before it came in, or the one who took it.
        23 employee_id: Option<EmployeeId> = "员工", "Employee";
        /// When.
        24 at: Timestamp = "时间", "At";
    }
}

/// Rows of customers or their contacts that lie in a pool.
pub(crate) fn in_pool(entity: &'static EntityMeta, pool: PoolId) -> Visibility {
    Visibility::Where(Box::new(Bound::is(entity, "pool_id", Value::Id(pool.uuid()))))
}

/// Says that a record lies in a pool to who sees it there: it is worked on by who owns it.
///
/// # Errors
/// `pool.pooled`.
pub(crate) fn owned_by_somebody<E: Entity>(cx: &Context<'_>, id: E::Id) -> Result<()> {
    require(!cx.sees_pooled::<E>(id, Bin::Live)?, &codes::IN_POOL).map_err(|e| e.of(E::META))
}

/// The rows of a link that belong to a pool.
fn of_pool<E: Entity>(reader: &dyn Reader, pool: PoolId) -> Result<Vec<E>> {
    let query =
        BoundQuery::all(E::META).filter(Bound::is(E::META, "pool_id", Value::Id(pool.uuid())));
    rows(reader, &query)
}

/// Logs what happened between a customer and a pool.
fn log(
    cx: &mut Context<'_>,
    (pool_id, customer_id): (PoolId, CustomerId),
    kind: PoolEventKind,
    employee_id: Option<EmployeeId>,
) -> Result<()> {
    let at = cx.now();
    let event = PoolEvent { pool_id, customer_id, kind, employee_id, at, ..PoolEvent::blank() };
    cx.insert(event).map(|_| ())
}
