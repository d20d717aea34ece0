//! How many customers one person may own or lock (B1.2).
//!
//! A rule names employees and departments. The rule that counts for somebody is the one that
//! names him, or else the one that names his department, or else the nearest department above;
//! nobody is named by two rules of a kind. Without a rule there is no limit. What is counted is
//! counted in the transaction that adds to it, so that two additions cannot share the last place.

mod admin;

pub(crate) use admin::sound;
pub use admin::{CreateCapacityRule, DeleteCapacityRule, UpdateCapacityRule};

use crate::error::{Error, Result, codes, internal};
use crate::model::{Choice, Locale, TypedId, Value};
use crate::org::{DepartmentId, EmployeeId};
use crate::query::{Bound, BoundQuery, Total, Totals, Visibility};
use crate::sales::customer::Customer;
use crate::session::{Company, Context};
use crate::{choice, entity};

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
    /// Refuses one customer more for a person who has as many as he may.
    ///
    /// # Errors
    /// `capacity.full`.
    pub(crate) fn room_for(&mut self, kind: CapacityKind, person: EmployeeId) -> Result<()> {
        self.capacity(kind, person, 1)
    }

    /// Refuses that a person has more customers than he may.
    ///
    /// # Errors
    /// `capacity.full`.
    pub(crate) fn within_capacity(&mut self, kind: CapacityKind, person: EmployeeId) -> Result<()> {
        self.capacity(kind, person, 0)
    }

    fn capacity(&mut self, kind: CapacityKind, person: EmployeeId, more: i64) -> Result<()> {
        let rules: Vec<CapacityRule> =
            self.find(Bound::is(CapacityRule::META, "kind", Value::Text(kind.code().into())))?;
        if rules.is_empty() {
            return Ok(());
        }
        let targets: Vec<CapacityTarget> = self.find(Bound::All)?;
        let company = self.company()?;
        let Some(rule) = rule_of(&company, &rules, &targets, person) else { return Ok(()) };
        let entity = Customer::META;
        let mut query = BoundQuery::all(entity);
        // By owner, as a list of his is: what nothing else narrows, a counter knows.
        query.visibility = Visibility::owned_by(entity, vec![person.uuid()]);
        let mut counted = Vec::new();
        if kind == CapacityKind::Locked {
            counted.push(Bound::is(entity, "locked", Value::Bool(true)));
        }
        if !rule.count_dealt {
            counted.push(Bound::is(entity, "dealt", Value::Bool(false)));
        }
        if !counted.is_empty() {
            query = query.filter(Bound::And(counted));
        }
        let Total::Exact { count } = self.writer.count(&query, Totals::Exact)? else {
            return Err(internal("an exact count that is not"));
        };
        if i64::try_from(count).is_ok_and(|count| count + more <= rule.cap) {
            return Ok(());
        }
        Err(Error::new(&codes::CAPACITY_FULL)
            .with("person", company.name(person))
            .with("limit", kind.label(Locale::En))
            .with("limit_zh", kind.label(Locale::ZhCn))
            .with("cap", rule.cap))
    }
}

/// The rule that counts for a person.
fn rule_of<'a>(
    company: &Company,
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
