//! Making, changing and deleting capacity rules.

use super::{CapacityRule, CapacityRuleId, CapacityRulePatch, CapacityTarget, NewCapacityRule};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{Choice, TypedId, Value};
use crate::org::{DepartmentId, EmployeeId};
use crate::query::{Bin, Bound, Visibility};
use crate::session::{Command, Context};

command! {
    /// Limits how many customers each of some people may own or lock.
    pub struct CreateCapacityRule = "capacity_rule.create", 1, "新建客户数限制", "Create a capacity rule" {
        /// What it is.
        rule: NewCapacityRule,
        /// For whom.
        employees: Vec<EmployeeId>,
        /// For the employees of which departments and of those below.
        departments: Vec<DepartmentId>,
    } -> CapacityRuleId; CAPACITY_MANAGE UNDOABLE
}

impl Command for CreateCapacityRule {
    fn run(self, cx: &mut Context<'_>) -> Result<CapacityRuleId> {
        let rule = cx.create(self.rule.into_record())?;
        set_targets(cx, &rule, self.employees, self.departments)?;
        sound(cx, rule.id)?;
        Ok(rule.id)
    }
}

command! {
    /// Changes a capacity rule; lists that are given replace the old ones. Who has more than a
    /// lowered cap keeps it and gets no more.
    pub struct UpdateCapacityRule = "capacity_rule.update", 1, "编辑客户数限制", "Change a capacity rule" {
        /// Which.
        rule: CapacityRuleId,
        /// What changes.
        patch: Option<CapacityRulePatch>,
        /// For whom from now on.
        employees: Option<Vec<EmployeeId>>,
        /// For which departments from now on.
        departments: Option<Vec<DepartmentId>>,
        /// The revision it was made for.
        expect_rev: Option<i64>,
    } -> CapacityRuleId; CAPACITY_MANAGE UNDOABLE
}

impl Command for UpdateCapacityRule {
    fn run(self, cx: &mut Context<'_>) -> Result<CapacityRuleId> {
        let old: CapacityRule = cx.load(self.rule)?;
        let rule = cx.edit(&old, &self.patch.unwrap_or_default(), self.expect_rev, |_| Ok(()))?;
        let held = targets(cx, rule.id)?;
        let employees =
            self.employees.unwrap_or_else(|| held.iter().filter_map(|t| t.employee_id).collect());
        let departments = self
            .departments
            .unwrap_or_else(|| held.iter().filter_map(|t| t.department_id).collect());
        set_targets(cx, &rule, employees, departments)?;
        sound(cx, rule.id)?;
        Ok(rule.id)
    }
}

command! {
    /// Deletes a capacity rule: there is no such limit any more.
    pub struct DeleteCapacityRule = "capacity_rule.delete", 1, "删除客户数限制", "Delete a capacity rule" {
        /// Which.
        rule: CapacityRuleId,
    } -> CapacityRuleId; CAPACITY_MANAGE UNDOABLE
}

impl Command for DeleteCapacityRule {
    fn run(self, cx: &mut Context<'_>) -> Result<CapacityRuleId> {
        let old: CapacityRule = cx.load(self.rule)?;
        targets(cx, self.rule)?.iter().try_for_each(|target| cx.remove(target))?;
        cx.delete(&old)?;
        Ok(self.rule)
    }
}

/// Whether a rule fits, whatever was changed: it is for somebody, and nobody stands in two rules
/// of a kind.
pub(crate) fn sound(cx: &mut Context<'_>, id: CapacityRuleId) -> Result<()> {
    let Some(rule) = cx.fetch::<CapacityRule>(id, &Visibility::Everything, Bin::Live)? else {
        return Ok(());
    };
    let in_range = require(rule.cap >= 0, &codes::OUT_OF_RANGE);
    in_range.map_err(|e| e.of(CapacityRule::META).field("cap"))?;
    let own = targets(cx, id)?;
    require(!own.is_empty(), &codes::CAPACITY_TARGETS)?;
    let kind = Value::Text(rule.kind.code().into());
    for other in cx.find::<CapacityRule>(Bound::is(CapacityRule::META, "kind", kind))? {
        let named = |t: &&CapacityTarget| own.iter().any(|o| key(o) == key(t));
        if other.id != id
            && let Some(twice) = targets(cx, other.id)?.iter().find(named)
        {
            let company = cx.company()?;
            let name = match key(twice) {
                (Some(id), _) => company.name(id).to_owned(),
                (_, Some(id)) => {
                    company.departments.get(&id).map_or_else(String::new, |d| d.name.clone())
                }
                _ => String::new(),
            };
            return Err(Error::new(&codes::CAPACITY_OVERLAP)
                .with("name", name)
                .with("rule", &other.name));
        }
    }
    Ok(())
}

fn key(target: &CapacityTarget) -> (Option<EmployeeId>, Option<DepartmentId>) {
    (target.employee_id, target.department_id)
}

fn targets(cx: &Context<'_>, rule: CapacityRuleId) -> Result<Vec<CapacityTarget>> {
    cx.find(Bound::is(CapacityTarget::META, "rule_id", Value::Id(rule.uuid())))
}

/// Brings the targets in line with the wanted ones.
fn set_targets(
    cx: &mut Context<'_>,
    rule: &CapacityRule,
    employees: Vec<EmployeeId>,
    departments: Vec<DepartmentId>,
) -> Result<()> {
    let people = employees.into_iter().map(|e| (Some(e), None));
    let mut wanted: Vec<(Option<EmployeeId>, Option<DepartmentId>)> =
        people.chain(departments.into_iter().map(|d| (None, Some(d)))).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let held = targets(cx, rule.id)?;
    for target in held.iter().filter(|t| !wanted.contains(&key(t))) {
        cx.remove(target)?;
    }
    for (employee_id, department_id) in
        wanted.into_iter().filter(|w| !held.iter().any(|t| key(t) == *w))
    {
        let rule_id = rule.id;
        cx.insert(CapacityTarget {
            rule_id,
            employee_id,
            department_id,
            ..CapacityTarget::blank()
        })?;
    }
    Ok(())
}
