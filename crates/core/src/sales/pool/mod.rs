//! The public pool (公海).

mod admin;
mod claim;
mod release;

pub use admin::{CreatePool, DeletePool, UpdatePool};
pub use claim::ClaimCustomers;
pub use release::ReleaseCustomers;

use crate::error::Result;
use crate::model::{Timestamp, TypedId, Value};
use crate::org::{DepartmentId, EmployeeId};
use crate::query::{Bin, Bound, Cmp, Column, Query, Visibility};
use crate::sales::customer::{Customer, CustomerId, CustomerSummary};
use crate::session::read::not_found;
use crate::session::{BatchReport, Outcome, Page, Session};
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
    }
}

entity! {
    /// Who may use a pool: an employee or the employees of a department.
    pub link PoolMember = 24, "pool_member", "公海成员", "Pool member";
    read members "pool_member" "pool.manage";
    index (pool_id);
    index (employee_id);
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

/// A pool, as one session sees it.
#[derive(Clone, Copy)]
pub struct PoolView<'a> {
    session: &'a Session,
    pool: PoolId,
}

impl Session {
    /// The customers of a pool, for its members.
    pub fn pool(&self, pool: PoolId) -> PoolView<'_> {
        PoolView { session: self, pool }
    }
}

/// Rows that lie in a pool.
pub(crate) fn in_pool(pool: PoolId) -> Visibility {
    let column = Column::field(Customer::META, Customer::META.position("pool_id"));
    Visibility::Where(Box::new(Bound::Cmp(column, Cmp::Eq, Value::Id(pool.uuid()))))
}

impl PoolView<'_> {
    /// A page of its customers.
    ///
    /// # Errors
    /// `record.not_found` for who is no member; as [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<CustomerSummary>> {
        self.session.sight(|reader, sight| {
            self.enter(reader, sight)?;
            sight.page(reader, query, in_pool(self.pool))
        })
    }

    /// One of its customers.
    ///
    /// # Errors
    /// `record.not_found` for who is no member or what is not in it.
    pub fn get(&self, customer: CustomerId) -> Result<Customer> {
        self.session.sight(|reader, sight| {
            self.enter(reader, sight)?;
            let found = sight.get(reader, customer.uuid(), &in_pool(self.pool), Bin::Live)?;
            found.ok_or_else(|| not_found(Customer::META))
        })
    }

    /// Takes customers out of the pool for oneself.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn claim(&self, customers: Vec<CustomerId>) -> Result<Outcome<BatchReport>> {
        self.session.run(ClaimCustomers { pool: self.pool, customers })
    }

    fn enter(
        &self,
        reader: &dyn crate::store::Reader,
        sight: &crate::session::crm::Sight,
    ) -> Result<()> {
        let reach = sight.visibility(Pool::META)?;
        let seen =
            reader.get(Pool::META, self.pool.uuid(), &[], &reach, Bin::Live, &mut |_| Ok(()))?;
        if seen { Ok(()) } else { Err(not_found(Pool::META)) }
    }
}
