//! How many customers one person may own or lock (B1.2).
//!
//! A rule names employees and departments. The rule that counts for somebody is the one that
//! names him, or else the one that names his department, or else the nearest department above;
//! nobody is named by two rules of a kind. Without a rule there is no limit. What is counted is
//! counted in the transaction that adds to it, so that two additions cannot share the last place.

mod admin;

pub(crate) use admin::sound;
pub use admin::{CreateCapacityRule, DeleteCapacityRule, UpdateCapacityRule};

use crate::error::{Error, Result, codes};
use crate::model::{Choice, Locale, TypedId, Value};
use crate::org::{DepartmentId, EmployeeId};
use crate::query::{Bound, BoundQuery, Visibility};
use crate::sales::customer::Customer;
use crate::session::{Context, Staff};
use crate::{choice, entity};
use std::collections::BTreeSet;

choice! {
    /// What a capacity rule limits.
    pub enum CapacityKind = "capacity_kind" {
        /// The customers that a person owns.
        Owned = "owned", "拥有客户数", "Customers owned";
        /// The customers that a person has locked.
        Locked = "locked", "锁定客户数", "Customers locked";
    }
}

entity! {
    /// How many customers each of the named people may own or lock.
    pub record CapacityRule = 34, "capacity_rule", "客户数限制", "Capacity rule";
    read anyone;
    {
        /// Its name.
        20 name: String = "规则名称", "Name", LIST SEARCH, MAX(64), UNIQUE("capacity_rule.name");
        /// What it limits.
        21 kind: CapacityKind = "限制类型", "Kind", LIST CREATE_ONLY;
        /// The most that one person may have.
        22 cap: i64 = "上限", "Cap", LIST;
        /// Whether customers with a deal count.
        23 count_dealt: bool = "成交客户占用数量", "Counts dealt customers", LIST, DEFAULT(true);
    }
}

entity! {
    /// An employee or a department whose employees a capacity rule is for.
    pub link CapacityTarget = 35, "capacity_target", "限制对象", "Capacity rule's target";
    read anyone;
    index (rule_id);
    unique (rule_id, employee_id);
    unique (rule_id, department_id);
    {
        /// The rule.
        20 rule_id: CapacityRuleId = "规则", "Rule", ROOT;
        /// An employee.
        21 employee_id: Option<EmployeeId> = "员工", "Employee";
        /// A department.
        22 department_id: Option<DepartmentId> = "部门", "Department";
    }
}

impl Context<'_> {
    /// Refuses one customer more, dealt or not, for a person who has as many as he may.
    ///
    /// # Errors
    /// `capacity.full`.
    pub(crate) fn room_for(
        &mut self,
        kind: CapacityKind,
        person: EmployeeId,
        dealt: bool,
    ) -> Result<()> {
        self.capacity(kind, person, dealt, 1)
    }

    /// Refuses a customer that has come to a person who has more than he may now.
    ///
    /// # Errors
    /// `capacity.full`.
    pub(crate) fn within_capacity(
        &mut self,
        kind: CapacityKind,
        person: EmployeeId,
        dealt: bool,
    ) -> Result<()> {
        self.capacity(kind, person, dealt, 0)
    }

    fn capacity(
        &mut self,
        kind: CapacityKind,
        person: EmployeeId,
        dealt: bool,
        more: i64,
    ) -> Result<()> {
        let Some(rule) = self.capacity_rule(kind, person)? else { return Ok(()) };
        // A customer that does not count needs no room.
        if dealt && !rule.count_dealt || self.counted(&rule, person)? + more <= rule.cap {
            return Ok(());
        }
        Err(Error::new(&codes::CAPACITY_FULL)
            .with("person", self.company()?.name(person))
            .with("limit", kind.label(Locale::En))
            .with("limit_zh", kind.label(Locale::ZhCn))
            .with("cap", rule.cap))
    }

    /// How many customers more people may own together, and whether dealt ones count for all of
    /// them; nothing when one of them knows no limit.
    pub(crate) fn room_of(&mut self, people: &BTreeSet<EmployeeId>) -> Result<Option<(i64, bool)>> {
        let (mut room, mut count_dealt) = (0, true);
        for person in people {
            let Some(rule) = self.capacity_rule(CapacityKind::Owned, *person)? else {
                return Ok(None);
            };
            room += (rule.cap - self.counted(&rule, *person)?).max(0);
            count_dealt &= rule.count_dealt;
        }
        Ok(Some((room, count_dealt)))
    }

    /// The rule that counts for a person.
    fn capacity_rule(
        &mut self,
        kind: CapacityKind,
        person: EmployeeId,
    ) -> Result<Option<CapacityRule>> {
        let kind = Value::Text(kind.code().into());
        let rules: Vec<CapacityRule> = self.find(Bound::is(CapacityRule::META, "kind", kind))?;
        if rules.is_empty() {
            return Ok(None);
        }
        let targets: Vec<CapacityTarget> = self.find(Bound::All)?;
        let company = self.company()?;
        Ok(rule_of(&company, &rules, &targets, person).cloned())
    }

    /// How many customers of a person a rule counts.
    fn counted(&self, rule: &CapacityRule, person: EmployeeId) -> Result<i64> {
        let locked = (rule.kind == CapacityKind::Locked).then_some(true);
        self.owned(person, locked, (!rule.count_dealt).then_some(false))
    }

    /// How many customers a person owns: locked or not, dealt or not, or all.
    pub(crate) fn owned(
        &self,
        person: EmployeeId,
        locked: Option<bool>,
        dealt: Option<bool>,
    ) -> Result<i64> {
        let entity = Customer::META;
        let mut query = BoundQuery::all(entity);
        // By owner, as a list of his is: what nothing else narrows, a counter knows.
        query.visibility = Visibility::owned_by(entity, vec![person.uuid()]);
        let narrowed: Vec<Bound> = [("locked", locked), ("dealt", dealt)]
            .into_iter()
            .filter_map(|(field, value)| Some(Bound::is(entity, field, Value::Bool(value?))))
            .collect();
        if !narrowed.is_empty() {
            query = query.filter(Bound::And(narrowed));
        }
        self.count(&query)
    }
}

/// The rule that counts for a person.
fn rule_of<'a>(
    company: &Staff,
    rules: &'a [CapacityRule],
    targets: &[CapacityTarget],
    person: EmployeeId,
) -> Option<&'a CapacityRule> {
    let of = |found: &dyn Fn(&CapacityTarget) -> bool| {
        let named = |rule: &&CapacityRule| targets.iter().any(|t| t.rule_id == rule.id && found(t));
        rules.iter().find(named)
    };
    of(&|target| target.employee_id == Some(person)).or_else(|| {
        let own = company.employees.get(&person)?.department_id;
        let mut chain = company.department_chain(own);
        chain.find_map(|department| of(&|target| target.department_id == Some(department)))
    })
}
