//! The public pool (公海).

use crate::entity;
use crate::org::{DepartmentId, EmployeeId};

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
