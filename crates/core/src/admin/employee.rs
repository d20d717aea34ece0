//! Employees: added, changed, given roles, disabled and enabled; never deleted.

use super::no_escalation;
use crate::command;
use crate::error::{Error, OrError, Result, codes, require};
use crate::org::{
    Credential, Employee, EmployeeId, EmployeePatch, EmployeeRole, EmployeeStatus, FieldAccess,
    NewEmployee, RoleId,
};
use crate::session::company::RoleFacts;
use crate::session::login::check_hash;
use crate::session::operation;
use crate::session::{Command, Context};
use std::collections::BTreeSet;

command! {
    /// Adds an employee. Without a password he is invited and cannot log in yet.
    pub struct CreateEmployee = "employee.create", 1, "新建员工", "Add an employee" {
        /// Who it is.
        employee: NewEmployee,
        /// The roles he holds.
        roles: Vec<RoleId>,
        /// His password's argon2id hash.
        #[secret]
        password_hash: Option<String>,
    } -> EmployeeId; ORG_MANAGE
}

impl Command for CreateEmployee {
    fn run(self, cx: &mut Context<'_>) -> Result<EmployeeId> {
        let mut employee = self.employee.into_record();
        if self.password_hash.is_none() {
            employee.status = EmployeeStatus::Invited;
        }
        let id = cx.create(employee)?.id;
        check_superior(cx, id)?;
        if let Some(password_hash) = self.password_hash {
            check_hash(&password_hash)?;
            cx.insert(Credential { employee_id: id, password_hash, ..Credential::blank() })?;
        }
        give_roles(cx, id, &self.roles)?;
        Ok(id)
    }
}

command! {
    /// Changes an employee.
    pub struct UpdateEmployee = "employee.update", 1, "编辑员工", "Change an employee" {
        /// Who.
        employee: EmployeeId,
        /// What changes.
        patch: EmployeePatch,
        /// The revision it was made for.
        expect_rev: Option<i64>,
    } -> EmployeeId; ORG_MANAGE UNDOABLE
}

impl Command for UpdateEmployee {
    fn run(self, cx: &mut Context<'_>) -> Result<EmployeeId> {
        let old: Employee = cx.load(self.employee)?;
        outrank(cx, self.employee)?;
        cx.edit(&old, &self.patch, self.expect_rev, |_| Ok(()))?;
        check_superior(cx, self.employee)?;
        Ok(self.employee)
    }
}

command! {
    /// Sets the roles that an employee holds. Nobody gives a role that permits more than he may
    /// himself, and the last super administrator stays one.
    pub struct SetRoles = "employee.set_roles", 1, "设置员工角色", "Set an employee's roles" {
        /// Who.
        employee: EmployeeId,
        /// All roles he holds from now on.
        roles: Vec<RoleId>,
    } -> EmployeeId; ROLE_MANAGE UNDOABLE
}

impl Command for SetRoles {
    fn run(self, cx: &mut Context<'_>) -> Result<EmployeeId> {
        cx.load::<Employee>(self.employee)?;
        give_roles(cx, self.employee, &self.roles)?;
        keep_an_admin(cx)?;
        Ok(self.employee)
    }
}

command! {
    /// Disables an employee who leaves: he can no longer log in, and what he owns stays his
    /// until it is handed over.
    pub struct DisableEmployee = "employee.disable", 1, "停用员工", "Disable an employee" {
        /// Who.
        employee: EmployeeId,
    } -> EmployeeId; ORG_MANAGE UNDOABLE
}

impl Command for DisableEmployee {
    fn run(self, cx: &mut Context<'_>) -> Result<EmployeeId> {
        let old: Employee = cx.load(self.employee)?;
        require(old.status != EmployeeStatus::Disabled, &codes::ALREADY_DISABLED)?;
        outrank(cx, self.employee)?;
        cx.update(&old, |e| e.status = EmployeeStatus::Disabled)?;
        keep_an_admin(cx)?;
        Ok(self.employee)
    }
}

command! {
    /// Lets a disabled or invited employee in again.
    pub struct EnableEmployee = "employee.enable", 1, "启用员工", "Enable an employee" {
        /// Who.
        employee: EmployeeId,
    } -> EmployeeId; ORG_MANAGE UNDOABLE
}

impl Command for EnableEmployee {
    fn run(self, cx: &mut Context<'_>) -> Result<EmployeeId> {
        let old: Employee = cx.load(self.employee)?;
        outrank(cx, self.employee)?;
        cx.update(&old, |e| e.status = EmployeeStatus::Active)?;
        Ok(self.employee)
    }
}

/// Only a super administrator acts on a super administrator.
pub(super) fn outrank(cx: &mut Context<'_>, id: EmployeeId) -> Result<()> {
    let company = cx.company()?;
    let may = !company.is_super_admin(id) || cx.rights().is_none_or(|r| r.is_super_admin());
    require(may, &codes::ESCALATION)
}

/// Nobody may lie below himself.
fn check_superior(cx: &mut Context<'_>, id: EmployeeId) -> Result<()> {
    let company = cx.company()?;
    let superior = company.employees.get(&id).and_then(|e| e.superior_id);
    let cycle = superior.is_some_and(|s| s == id || company.subordinates(id).contains(&s));
    require(!cycle, &codes::SUPERIOR_CYCLE).map_err(|e| e.entity("employee").field("superior_id"))
}

/// At least one active super administrator stays.
fn keep_an_admin(cx: &mut Context<'_>) -> Result<()> {
    require(cx.company()?.administered(), &codes::LAST_ADMIN)
}

/// Brings the held roles in line with the wanted ones.
fn give_roles(cx: &mut Context<'_>, id: EmployeeId, wanted: &[RoleId]) -> Result<()> {
    let wanted: BTreeSet<RoleId> = wanted.iter().copied().collect();
    let company = cx.company()?;
    let held = company.holders.get(&id).cloned().unwrap_or_default();
    if wanted == held {
        return Ok(());
    }
    cx.need(&operation::ROLE_MANAGE)?;
    outrank(cx, id)?;
    for role in wanted.difference(&held) {
        let unknown =
            || Error::new(&codes::UNKNOWN_REFERENCE).with("target", "role").field("roles");
        require(company.roles.contains_key(role), &codes::UNKNOWN_REFERENCE)
            .map_err(|_| unknown())?;
        no_escalation(cx, *role)?;
        cx.insert(EmployeeRole { employee_id: id, role_id: *role, ..EmployeeRole::blank() })?;
    }
    let rows = crate::session::company::rows::<EmployeeRole>(cx.writer.reader())?;
    let own = cx.who().employee() == Some(id) && cx.rights().is_some_and(|r| !r.is_super_admin());
    for role in held.difference(&wanted) {
        // Nobody takes a denial off himself.
        let denies = |r: &RoleFacts| r.fields.values().any(|a| *a == FieldAccess::Deny);
        let lifts = own && company.roles.get(role).is_some_and(denies);
        require(!lifts, &codes::ESCALATION)?;
        let row = rows
            .iter()
            .find(|r| r.employee_id == id && r.role_id == *role)
            .or_error(&codes::NOT_FOUND)?;
        cx.remove(row)?;
    }
    Ok(())
}
