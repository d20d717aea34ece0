//! Roles: what they permit, on whose records, with which fields.

use super::no_escalation;
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{FieldFlags, FieldType, Value};
use crate::org::{
    DepartmentId, EmployeeId, FieldAccess, NewRole, Role, RoleField, RoleId, RolePatch, RoleRight,
    RoleTarget,
};
use crate::query::{Bound, Cmp, Column};
use crate::session::company::SUPER_ADMIN;
use crate::session::operation::Operation;
use crate::session::{Command, Context};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a role may do with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FieldRight {
    /// The entity's name.
    pub entity: String,
    /// The field's name, or `custom.key`.
    pub field: String,
    /// What it may do.
    pub access: FieldAccess,
}

command! {
    /// Adds a role.
    pub struct CreateRole = "role.create", 1, "新建角色", "Add a role" {
        /// Name and data scope.
        role: NewRole,
        /// The operations it permits, by code.
        operations: Vec<String>,
        /// The departments of a custom scope.
        departments: Option<Vec<DepartmentId>>,
        /// The employees of a custom scope.
        employees: Option<Vec<EmployeeId>>,
        /// Restricted fields.
        fields: Option<Vec<FieldRight>>,
    } -> RoleId; ROLE_MANAGE
}

impl Command for CreateRole {
    fn run(self, cx: &mut Context<'_>) -> Result<RoleId> {
        let role = cx.create(self.role.into_record())?.id;
        set_rights(cx, role, &self.operations)?;
        set_targets(
            cx,
            role,
            &self.departments.unwrap_or_default(),
            &self.employees.unwrap_or_default(),
        )?;
        set_fields(cx, role, &self.fields.unwrap_or_default())?;
        no_escalation(cx, role)?;
        Ok(role)
    }
}

command! {
    /// Changes a role; lists that are given replace the old ones.
    pub struct UpdateRole = "role.update", 1, "编辑角色", "Change a role" {
        /// Which.
        role: RoleId,
        /// Name and data scope.
        patch: Option<RolePatch>,
        /// All operations it permits from now on, by code.
        operations: Option<Vec<String>>,
        /// All departments of its custom scope.
        departments: Option<Vec<DepartmentId>>,
        /// All employees of its custom scope.
        employees: Option<Vec<EmployeeId>>,
        /// All restricted fields.
        fields: Option<Vec<FieldRight>>,
        /// The revision it was made for.
        expect_rev: Option<i64>,
    } -> RoleId; ROLE_MANAGE UNDOABLE
}

impl Command for UpdateRole {
    fn run(self, cx: &mut Context<'_>) -> Result<RoleId> {
        let old: Role = cx.load(self.role)?;
        not_super(&old)?;
        cx.edit(&old, &self.patch.unwrap_or_default(), self.expect_rev, |_| Ok(()))?;
        if let Some(operations) = self.operations {
            set_rights(cx, self.role, &operations)?;
        }
        if self.departments.is_some() || self.employees.is_some() {
            let company = cx.company()?;
            let facts = company.roles.get(&self.role).cloned().unwrap_or_default();
            let departments = self.departments.unwrap_or(facts.departments);
            set_targets(cx, self.role, &departments, &self.employees.unwrap_or(facts.employees))?;
        }
        if let Some(fields) = self.fields {
            set_fields(cx, self.role, &fields)?;
        }
        no_escalation(cx, self.role)?;
        Ok(self.role)
    }
}

command! {
    /// Copies a role under a new name, with everything it permits.
    pub struct CopyRole = "role.copy", 1, "复制角色", "Copy a role" {
        /// Which.
        role: RoleId,
        /// The copy's name.
        name: String,
    } -> RoleId; ROLE_MANAGE
}

impl Command for CopyRole {
    fn run(self, cx: &mut Context<'_>) -> Result<RoleId> {
        let old: Role = cx.load(self.role)?;
        not_super(&old)?;
        let facts = cx.company()?.roles.get(&self.role).cloned().unwrap_or_default();
        let operations: Vec<String> = facts.rights.iter().map(|c| (*c).to_owned()).collect();
        let copy = cx
            .insert(Role {
                name: self.name,
                scope: old.scope,
                remark: old.remark,
                ..Role::blank()
            })?
            .id;
        set_rights(cx, copy, &operations)?;
        set_targets(cx, copy, &facts.departments, &facts.employees)?;
        let fields = facts.fields.into_iter().map(|((entity, field), access)| FieldRight {
            entity,
            field,
            access,
        });
        set_fields(cx, copy, &fields.collect::<Vec<_>>())?;
        no_escalation(cx, copy)?;
        Ok(copy)
    }
}

command! {
    /// Deletes a role that nobody holds.
    pub struct DeleteRole = "role.delete", 1, "删除角色", "Delete a role" {
        /// Which.
        role: RoleId,
    } -> RoleId; ROLE_MANAGE UNDOABLE
}

impl Command for DeleteRole {
    fn run(self, cx: &mut Context<'_>) -> Result<RoleId> {
        let old: Role = cx.load(self.role)?;
        require(old.built_in.is_none(), &codes::BUILT_IN_ROLE)?;
        let employees = cx.company()?.holders.values().filter(|h| h.contains(&self.role)).count();
        if employees > 0 {
            return Err(Error::new(&codes::ROLE_USED).entity("role").with("employees", employees));
        }
        cx.delete(&old)?;
        Ok(self.role)
    }
}

fn not_super(role: &Role) -> Result<()> {
    require(role.built_in.as_deref() != Some(SUPER_ADMIN), &codes::BUILT_IN_ROLE)
}

fn of_role(meta: &'static crate::model::EntityMeta, role: RoleId) -> Bound {
    Bound::Cmp(
        Column::field(meta, meta.position("role_id")),
        Cmp::Eq,
        role.value().unwrap_or(Value::Null),
    )
}

fn set_rights(cx: &mut Context<'_>, role: RoleId, operations: &[String]) -> Result<()> {
    let wanted = operations
        .iter()
        .map(|c| Operation::by_code(c).map(|o| o.code))
        .collect::<Result<BTreeSet<_>>>()?;
    let held = cx.find::<RoleRight>(of_role(RoleRight::META, role))?;
    for right in held.iter().filter(|r| !wanted.contains(r.operation.as_str())) {
        cx.remove(right)?;
    }
    for code in wanted.iter().filter(|c| !held.iter().any(|r| r.operation == **c)) {
        cx.insert(RoleRight {
            role_id: role,
            operation: (*code).to_owned(),
            ..RoleRight::blank()
        })?;
    }
    Ok(())
}

fn set_targets(
    cx: &mut Context<'_>,
    role: RoleId,
    departments: &[DepartmentId],
    employees: &[EmployeeId],
) -> Result<()> {
    let held = cx.find::<RoleTarget>(of_role(RoleTarget::META, role))?;
    let wanted = |t: &&RoleTarget| {
        t.department_id.is_some_and(|d| departments.contains(&d))
            || t.employee_id.is_some_and(|e| employees.contains(&e))
    };
    for target in held.iter().filter(|t| !wanted(t)) {
        cx.remove(target)?;
    }
    let departments = departments.iter().map(|id| (Some(*id), None)).collect::<BTreeSet<_>>();
    let employees = employees.iter().map(|id| (None, Some(*id))).collect::<BTreeSet<_>>();
    for (department_id, employee_id) in departments.into_iter().chain(employees) {
        let target = |t: &RoleTarget| (t.department_id, t.employee_id);
        if !held.iter().any(|t| target(t) == (department_id, employee_id)) {
            let target =
                RoleTarget { role_id: role, department_id, employee_id, ..RoleTarget::blank() };
            cx.insert(target)?;
        }
    }
    Ok(())
}

fn set_fields(cx: &mut Context<'_>, role: RoleId, fields: &[FieldRight]) -> Result<()> {
    let mut named = BTreeSet::new();
    if let Some(twice) = fields.iter().find(|f| !named.insert((&f.entity, &f.field))) {
        let error = Error::new(&codes::ROLE_FIELD_TWICE);
        return Err(error.entity(&twice.entity).field(&twice.field));
    }
    let held = cx.find::<RoleField>(of_role(RoleField::META, role))?;
    for row in &held {
        let wanted = fields.iter().find(|f| f.entity == row.entity && f.field == row.field);
        match wanted {
            None => cx.remove(row)?,
            Some(right) => {
                cx.update(row, |r| r.access = right.access)?;
            }
        }
    }
    for right in
        fields.iter().filter(|f| !held.iter().any(|r| f.entity == r.entity && f.field == r.field))
    {
        known_field(cx, right)?;
        let (entity, field) = (right.entity.clone(), right.field.clone());
        cx.insert(RoleField {
            role_id: role,
            entity,
            field,
            access: right.access,
            ..RoleField::blank()
        })?;
    }
    Ok(())
}

fn known_field(cx: &mut Context<'_>, right: &FieldRight) -> Result<()> {
    let entity = cx.entity(&right.entity)?;
    let known = match right.field.strip_prefix("custom.") {
        Some(key) => cx.company()?.field(entity.name, key).is_some(),
        // Lists and cursors are made of the system's columns: hiding them would hide nothing.
        None => entity.field(&right.field).is_some_and(|(_, f)| !f.is(FieldFlags::SYSTEM)),
    };
    let unknown = || Error::new(&codes::UNKNOWN_FIELD).entity(entity.name).field(&right.field);
    if known { Ok(()) } else { Err(unknown()) }
}
