//! Which step comes next, and who decides there. Everything is read anew at every step: the
//! document's values, the company, who is absent.

use super::flow::{FlowBranch, FlowRules, FlowStep};
use super::sight::subject;
use super::{Approval, ApprovalDelegate, OwnDecision, Repeated, SignMode, StepKind, WhenEmpty};
use crate::error::Result;
use crate::model::entity::system;
use crate::model::{EntityMeta, Timestamp, TypedId, Value};
use crate::mutants::mutant;
use crate::org::{EmployeeId, RoleId};
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column, bind};
use crate::session::Who;
use crate::session::company::Staff;
use crate::session::crm::Sight;
use crate::session::read::Question;
use crate::store::{Reader, rows};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// A document on its way through the rules of a flow.
pub(super) struct Route<'a> {
    pub(super) reader: &'a dyn Reader,
    /// The sight of a submitter from whom nothing is hidden: conditions look at the document
    /// itself, whatever its submitter may read of it.
    pub(super) sight: Sight,
    /// The company with its people.
    pub(super) staff: Arc<Staff>,
    pub(super) rules: &'a FlowRules,
    pub(super) entity: &'static EntityMeta,
    pub(super) record: Uuid,
    pub(super) submitter: EmployeeId,
}

/// Somebody who takes part in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decider {
    pub(super) employee: EmployeeId,
    /// Who was asked first, if he is absent.
    pub(super) on_behalf: Option<EmployeeId>,
    /// Whether a rule counts his part as approved.
    pub(super) skipped: bool,
}

impl<'a> Route<'a> {
    pub(super) fn new(
        reader: &'a dyn Reader,
        sight: &Sight,
        rules: &'a FlowRules,
        (entity, record): (&'static EntityMeta, Uuid),
        submitter: EmployeeId,
    ) -> Result<Self> {
        let sight = Sight { rights: None, who: Who::Employee(submitter), ..sight.clone() };
        let staff = sight.staff(reader)?;
        let sight = Sight { staff: Some(Arc::clone(&staff)), stale: false, ..sight };
        Ok(Self { reader, sight, staff, rules, entity, record, submitter })
    }

    /// The way of an approval.
    pub(super) fn of(
        reader: &'a dyn Reader,
        sight: &Sight,
        rules: &'a FlowRules,
        approval: &Approval,
    ) -> Result<Self> {
        let of = subject(approval)?;
        Self::new(reader, sight, rules, (of.kind.entity, of.id), approval.submitter_id)
    }

    /// The step that comes after another, or the first.
    pub(super) fn next(&self, after: Option<i64>) -> Result<Option<&'a FlowStep>> {
        let steps = &self.rules.steps;
        let passed = after.and_then(|id| steps.iter().position(|s| s.id == id));
        for step in steps.iter().skip(passed.map_or(0, |at| at + 1)) {
            if step.kind != StepKind::Branches && self.on_the_way(step)? {
                return Ok(Some(step));
            }
        }
        Ok(None)
    }

    /// All steps on the way as it is now, in order.
    pub(super) fn steps(&self) -> Result<Vec<&'a FlowStep>> {
        let mut steps = Vec::new();
        while let Some(step) = self.next(steps.last().map(|s: &&FlowStep| s.id))? {
            steps.push(step);
        }
        Ok(steps)
    }

    /// Whether a step stands in no branch, or in one that is taken. Forks stand before what is in
    /// their branches, so that this ends.
    fn on_the_way(&self, step: &FlowStep) -> Result<bool> {
        let Some(branch) = step.branch else { return Ok(true) };
        let inside = self.rules.branches.iter().find(|b| b.id == branch);
        let fork = inside.and_then(|b| self.rules.steps.iter().find(|s| s.id == b.step));
        let Some(fork) = fork else { return Ok(false) };
        Ok(self.on_the_way(fork)? && self.taken(fork.id)? == Some(branch))
    }

    /// The branch of a fork that is taken.
    fn taken(&self, fork: i64) -> Result<Option<i64>> {
        let mut branches: Vec<&FlowBranch> =
            self.rules.branches.iter().filter(|b| b.step == fork).collect();
        branches.sort_by_key(|b| (b.priority, b.id));
        for branch in branches {
            if self.holds(branch)? {
                return Ok(Some(branch.id));
            }
        }
        Ok(None)
    }

    fn holds(&self, branch: &FlowBranch) -> Result<bool> {
        let FlowBranch { employees, departments, roles, .. } = branch;
        let company = &self.staff;
        let department = company.employees.get(&self.submitter).map(|e| e.department_id);
        let belongs = department.is_some_and(|own| {
            company.department_chain(own).any(|above| departments.contains(&above))
        });
        let fits = (employees.is_empty() || employees.contains(&self.submitter))
            && (departments.is_empty() || belongs)
            && (roles.is_empty() || roles.iter().any(|role| self.has_role(self.submitter, *role)));
        let Some(condition) = branch.condition()?.filter(|_| fits) else { return Ok(fits) };
        let id = Column::field(self.entity, system::ID);
        let this = Bound::Cmp(id, Cmp::Eq, Value::Id(self.record));
        let condition = bind(&condition, self.entity, &Question(&self.sight, self.reader))?;
        let filter = Bound::And(vec![this, condition]);
        let mut query = BoundQuery::all(self.entity).filter(filter).limit(1);
        query.bin = Bin::Any;
        query.columns.clear();
        let mut holds = false;
        self.reader.query(&query, &mut |_| {
            holds = true;
            Ok(())
        })?;
        Ok(holds)
    }

    fn has_role(&self, who: EmployeeId, role: RoleId) -> bool {
        self.staff.holders.get(&who).is_some_and(|held| held.contains(&role))
    }

    fn active(&self, who: EmployeeId) -> bool {
        self.staff.active(who).is_some()
    }

    /// The submitter's superiors, the direct one first.
    fn superiors(&self) -> Vec<EmployeeId> {
        let people = &self.staff.employees;
        let above = |id: &EmployeeId| people.get(id).and_then(|e| e.superior_id);
        // The tree has no cycles; the limit is for one that a damaged file would have.
        std::iter::successors(above(&self.submitter), above).take(people.len()).collect()
    }

    /// Among whom the submitter chooses for a step.
    pub(super) fn candidates(&self, step: &FlowStep) -> Vec<EmployeeId> {
        let company = &self.staff;
        let fits = |id: &EmployeeId| match step.role {
            Some(role) => self.has_role(*id, role),
            None => step.people.is_empty() || step.people.contains(id),
        };
        company.employees.keys().copied().filter(|id| fits(id) && self.active(*id)).collect()
    }

    /// The people of a step as the flow says, those who cannot decide left out.
    fn named(&self, step: &FlowStep, chosen: &[EmployeeId]) -> Vec<EmployeeId> {
        let above = self.superiors();
        let level = step.level.and_then(|level| usize::try_from(level).ok()).unwrap_or(usize::MAX);
        let people = match step.kind {
            StepKind::Branches => Vec::new(),
            StepKind::Members => step.people.clone(),
            // Whoever is above the top is the top.
            StepKind::Superior => {
                above.get(level - 1).or(above.last()).copied().into_iter().collect()
            }
            StepKind::Role => {
                let holders = self.staff.holders.iter();
                let held =
                    holders.filter(|(_, roles)| step.role.is_some_and(|r| roles.contains(&r)));
                held.map(|(id, _)| *id).collect()
            }
            StepKind::Chosen => chosen.to_vec(),
            StepKind::Superiors => {
                let upto =
                    above.iter().position(|id| step.role.is_some_and(|r| self.has_role(*id, r)));
                above.into_iter().take(upto.map_or(level, |at| at + 1)).collect()
            }
        };
        people.into_iter().filter(|id| self.active(*id) || mutant(61)).collect()
    }

    fn admins(&self) -> Vec<EmployeeId> {
        self.rules.admins.iter().copied().filter(|id| self.active(*id)).collect()
    }

    /// Who takes part in a step: nobody means that it is passed. `approved` are those who have
    /// approved before.
    pub(super) fn deciders(
        &self,
        step: &FlowStep,
        chosen: &[EmployeeId],
        approved: &BTreeSet<EmployeeId>,
    ) -> Result<Vec<Decider>> {
        let mut people = self.named(step, chosen);
        if people.is_empty() && step.when_empty.unwrap_or(WhenEmpty::Admins) == WhenEmpty::Admins {
            people = self.admins();
        }
        let own = self.rules.own.unwrap_or(OwnDecision::Decide);
        let his = |id: &EmployeeId| *id == self.submitter;
        if own == OwnDecision::Admins && people.iter().any(his) {
            let others: Vec<_> = self.admins().into_iter().filter(|id| !his(id)).collect();
            // Nobody else can: better he decides than nobody.
            if !others.is_empty() {
                let instead = |id| if his(&id) { others.clone() } else { vec![id] };
                people = people.into_iter().flat_map(instead).collect();
            }
        }
        // Where one is enough, he is not the one.
        let others = step.sign_mode() == SignMode::Any && !people.iter().all(his);
        if own == OwnDecision::Skip && others {
            people.retain(|id| !his(id));
        }
        let mut deciders: Vec<Decider> = Vec::new();
        for person in people {
            let employee = self.present(person)?;
            let skipped = own == OwnDecision::Skip && person == self.submitter
                || self.rules.repeated == Some(Repeated::Skip) && approved.contains(&employee);
            if !deciders.iter().any(|d| d.employee == employee) {
                let on_behalf = (employee != person).then_some(person);
                deciders.push(Decider { employee, on_behalf, skipped });
            }
        }
        Ok(deciders)
    }

    /// Who decides in somebody's place while he is absent: not the submitter, and nobody who is
    /// absent himself.
    pub(super) fn present(&self, person: EmployeeId) -> Result<EmployeeId> {
        let (mut who, mut asked) = (person, BTreeSet::from([person]));
        while let Some(delegate) = delegate_of(self.reader, who, self.sight.now)? {
            if delegate == self.submitter || !self.active(delegate) || !asked.insert(delegate) {
                return Ok(person);
            }
            who = delegate;
        }
        Ok(who)
    }

    /// Who decides in the place of somebody who cannot any more: his delegate, else his nearest
    /// superior at work, else an administrator of the flow.
    pub(super) fn substitute(&self, gone: EmployeeId) -> Result<Option<EmployeeId>> {
        let fits = |id: &EmployeeId| *id != gone && self.active(*id) && *id != self.submitter;
        let delegate = Some(self.present(gone)?).filter(fits);
        let people = &self.staff.employees;
        let above = |id: &EmployeeId| people.get(id).and_then(|e| e.superior_id);
        let superior = || std::iter::successors(above(&gone), above).take(people.len()).find(fits);
        Ok(delegate.or_else(superior).or_else(|| self.admins().into_iter().find(fits)))
    }
}

/// Who decides for somebody at an instant.
fn delegate_of(
    reader: &dyn Reader,
    person: EmployeeId,
    now: Timestamp,
) -> Result<Option<EmployeeId>> {
    let entity = ApprovalDelegate::META;
    let of = Bound::is(entity, "employee_id", Value::Id(person.uuid()));
    let all: Vec<ApprovalDelegate> = rows(reader, &BoundQuery::all(entity).filter(of))?;
    let in_force = |d: &&ApprovalDelegate| d.starts_at <= now && now < d.ends_at;
    // Where several are in force, the one that was made last.
    Ok(all.iter().filter(in_force).max_by_key(|d| (d.created_at, d.id)).map(|d| d.delegate_id))
}
