//! Employees: never deleted, only disabled.

use super::{DepartmentId, RoleId};
use crate::model::Timestamp;
use crate::{choice, entity};

choice! {
    /// Whether an employee may log in.
    pub enum EmployeeStatus = "employee_status" {
        /// Works here.
        Active = "active", "在职", "Active";
        /// Has left; owns nothing new and cannot log in.
        Disabled = "disabled", "停用", "Disabled";
        /// Invited, has not logged in yet.
        Invited = "invited", "未激活", "Not activated";
    }
}

choice! {
    /// Sex, where a company keeps it.
    pub enum Sex = "sex" {
        Unknown = "unknown", "未知", "Unknown";
        Male = "male", "男", "Male";
        Female = "female", "女", "Female";
    }
}

entity! {
    /// An employee (员工), who acts in the CRM.
    pub record Employee = 3, "employee", "员工", "Employee";
    read anyone;
    epoch;
    {
        /// Full name.
        20 name: String = "姓名", "Name", LIST SEARCH, MAX(64), PII(Identity);
        /// The mobile number, which is the login.
        21 mobile: String = "手机", "Mobile", LIST PHONE, MAX(32), UNIQUE("employee.mobile"), PII(Contact);
        /// E-mail address.
        22 email: Option<String> = "邮箱", "E-mail", EMAIL, MAX(254), PII(Contact);
        /// The company's own number of the person.
        23 number: Option<String> = "工号", "Number", MAX(64), UNIQUE("employee.number"), PII(Identity);
        /// Sex.
        24 sex: Sex = "性别", "Sex", DEFAULT(Sex::Unknown), PII(Identity);
        /// The department.
        25 department_id: DepartmentId = "部门", "Department", LIST INDEXED;
        /// What the person does.
        26 post: Option<String> = "岗位", "Post", LIST, MAX(64);
        /// The direct superior; subordinates are found through it.
        27 superior_id: Option<EmployeeId> = "直属上级", "Superior", LIST INDEXED;
        /// Whether the person may log in.
        28 status: EmployeeStatus = "状态", "Status", LIST READONLY, DEFAULT(EmployeeStatus::Active);
    }
}

entity! {
    /// The password of an employee.
    pub link Credential = 4, "credential", "登录凭证", "Credential";
    read internal;
    unique (employee_id);
    {
        /// Whose.
        20 employee_id: EmployeeId = "员工", "Employee";
        /// The argon2id hash as a PHC string.
        21 password_hash: String = "密码散列", "Password hash", SECRET, MAX(512);
    }
}

entity! {
    /// A role that an employee holds.
    pub link EmployeeRole = 9, "employee_role", "员工角色", "Employee's role";
    read operation "org.manage";
    epoch;
    unique (employee_id, role_id);
    {
        /// Who holds it.
        20 employee_id: EmployeeId = "员工", "Employee", ROOT;
        /// What is held.
        21 role_id: RoleId = "角色", "Role", INDEXED;
    }
}

entity! {
    /// Failed logins of a login name, known or not.
    pub link LoginAttempt = 12, "login_attempt", "登录失败", "Failed logins";
    read internal;
    unique (login);
    {
        /// A hash of the login name.
        20 login: String = "登录名散列", "Login", SECRET, MAX(64);
        /// Failures in a row.
        21 failures: i64 = "次数", "Failures";
        /// No login is tried before.
        22 blocked_until: Timestamp = "锁定至", "Blocked until";
    }
}
