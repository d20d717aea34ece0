//! Departments: a tree without cycles.

use super::EmployeeId;
use crate::entity;

entity! {
    /// A department (部门).
    pub record Department = 2, "department", "部门", "Department";
    read anyone;
    epoch;
    {
        /// Its name.
        20 name: String = "部门名称", "Name", LIST SEARCH, MAX(255);
        /// The department above; none for the top one.
        21 parent_id: Option<DepartmentId> = "上级部门", "Parent", LIST INDEXED;
        /// Who leads it.
        22 manager_id: Option<EmployeeId> = "负责人", "Manager", LIST;
        /// Its place among its siblings.
        23 position: i64 = "排序", "Position", LIST, DEFAULT(0);
    }
}
