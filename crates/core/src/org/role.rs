//! Roles: what their holders may do, on whose records, and which fields they see.

use super::{DepartmentId, EmployeeId};
use crate::{choice, entity};

choice! {
    /// On whose records the operations of a role work (数据权限).
    pub enum DataScope = "data_scope" {
        /// The person's own.
        Own = "own", "本人", "Own";
        /// The person's own and those of everybody below, at any depth.
        Subordinates = "subordinates", "本人及下属", "Own and subordinates'";
        /// The person's department.
        Department = "department", "本部门", "Department";
        /// The person's department and all below.
        Departments = "departments", "本部门及下属部门", "Department and below";
        /// Everybody's.
        All = "all", "全部", "All";
        /// The person's own and those of the listed departments and employees.
        Custom = "custom", "自定义", "Custom";
    }
}

choice! {
    /// What a role may do with a field. Several roles: the most generous; a denial wins.
    pub enum FieldAccess = "field_access" {
        /// Not shown, not usable in filters.
        Hidden = "hidden", "隐藏", "Hidden";
        /// Shown.
        Read = "read", "只读", "Read";
        /// Shown and changed.
        Edit = "edit", "可编辑", "Edit";
        /// Hidden whatever other roles say.
        Deny = "deny", "禁止", "Denied";
    }
}

entity! {
    /// A role (角色).
    pub record Role = 5, "role", "角色", "Role";
    read operation "org.manage";
    epoch;
    {
        /// Its name.
        20 name: String = "角色名称", "Name", LIST SEARCH, MAX(64), UNIQUE("role.name");
        /// On whose records its operations work.
        21 scope: DataScope = "数据权限", "Data scope", LIST, DEFAULT(DataScope::Own);
        /// What it is for.
        22 remark: Option<String> = "说明", "Remark", LONG, MAX(1000);
        /// The stable code of a role that comes with crmkit, e.g. `super_admin`.
        23 built_in: Option<String> = "内置", "Built-in", LIST READONLY, MAX(32);
    }
}

entity! {
    /// An operation that a role permits.
    pub link RoleRight = 6, "role_right", "角色权限", "Role's right";
    read operation "org.manage";
    epoch;
    unique (role_id, operation);
    {
        /// The role.
        20 role_id: RoleId = "角色", "Role", ROOT;
        /// The operation's code.
        21 operation: String = "操作", "Operation", MAX(64);
    }
}

entity! {
    /// A department or employee in a role's custom scope.
    pub link RoleTarget = 7, "role_target", "角色数据范围", "Role's custom scope";
    read operation "org.manage";
    epoch;
    index (role_id);
    unique (role_id, department_id);
    unique (role_id, employee_id);
    {
        /// The role.
        20 role_id: RoleId = "角色", "Role", ROOT;
        /// The records of this department's employees.
        21 department_id: Option<DepartmentId> = "部门", "Department";
        /// The records of this employee.
        22 employee_id: Option<EmployeeId> = "员工", "Employee";
    }
}

entity! {
    /// What a role may do with a field; unset means read and edit.
    pub link RoleField = 8, "role_field", "字段权限", "Role's field right";
    read operation "org.manage";
    epoch;
    unique (role_id, entity, field);
    {
        /// The role.
        20 role_id: RoleId = "角色", "Role", ROOT;
        /// The entity's name.
        21 entity: String = "对象", "Entity", MAX(64);
        /// The field's name, or `custom.key`.
        22 field: String = "字段", "Field", MAX(96);
        /// What it may do.
        23 access: FieldAccess = "权限", "Access";
    }
}
