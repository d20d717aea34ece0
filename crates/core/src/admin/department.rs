//! Departments: a tree, no cycles, deletion refused while used.

use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::TypedId;
use crate::org::{Department, DepartmentId, DepartmentPatch, NewDepartment};
use crate::query::Bin;
use crate::session::{Command, Context};

command! {
    /// Adds a department.
    pub struct CreateDepartment = "department.create", 1, "新建部门", "Add a department" {
        /// What it is.
        department: NewDepartment,
    } -> DepartmentId; ORG_MANAGE UNDOABLE
}

impl Command for CreateDepartment {
    fn run(self, cx: &mut Context<'_>) -> Result<DepartmentId> {
        let department = cx.create(self.department.into_record())?;
        check_tree(cx, department.id)?;
        Ok(department.id)
    }
}

command! {
    /// Changes a department or moves it in the tree.
    pub struct UpdateDepartment = "department.update", 1, "编辑部门", "Change a department" {
        /// Which.
        department: DepartmentId,
        /// What changes.
        patch: DepartmentPatch,
        /// The revision it was made for.
        expect_rev: Option<i64>,
    } -> DepartmentId; ORG_MANAGE UNDOABLE
}

impl Command for UpdateDepartment {
    fn run(self, cx: &mut Context<'_>) -> Result<DepartmentId> {
        let old: Department = cx.load(self.department)?;
        cx.edit(&old, &self.patch, self.expect_rev, |_| Ok(()))?;
        check_tree(cx, self.department)?;
        Ok(self.department)
    }
}

command! {
    /// Deletes a department that has no departments and employees and that no pool and no role
    /// lists.
    pub struct DeleteDepartment = "department.delete", 1, "删除部门", "Delete a department" {
        /// Which.
        department: DepartmentId,
    } -> DepartmentId; ORG_MANAGE UNDOABLE
}

impl Command for DeleteDepartment {
    fn run(self, cx: &mut Context<'_>) -> Result<DepartmentId> {
        let old: Department = cx.load(self.department)?;
        let company = cx.company()?;
        let departments =
            company.departments.values().filter(|d| d.parent_id == Some(self.department)).count();
        let employees =
            company.employees.values().filter(|e| e.department_id == self.department).count();
        if departments + employees > 0 {
            let error = Error::new(&codes::DEPARTMENT_USED).entity("department");
            return Err(error.with("departments", departments).with("employees", employees));
        }
        if cx.used(Department::META, self.department.uuid(), Bin::Live)? {
            return Err(Error::new(&codes::DEPARTMENT_LISTED).entity("department"));
        }
        cx.delete(&old)?;
        Ok(self.department)
    }
}

/// A department must not lie below itself.
fn check_tree(cx: &mut Context<'_>, id: DepartmentId) -> Result<()> {
    let company = cx.company()?;
    let parent = company.departments.get(&id).and_then(|d| d.parent_id);
    let cycle = parent.is_some_and(|p| company.departments_below(id).contains(&p));
    require(!cycle, &codes::DEPARTMENT_CYCLE).map_err(|e| e.entity("department").field("parent_id"))
}
