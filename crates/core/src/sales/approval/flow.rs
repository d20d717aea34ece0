//! The rules of a flow: its steps and branches, and whether they make sense.

use super::{OwnDecision, Repeated, Resume, SignMode, StepKind, WhenEmpty};
use crate::error::{Error, Result, codes, require};
use crate::model::EntityMeta;
use crate::org::{DepartmentId, EmployeeId, RoleId};
use crate::query::{Filter, bind};
use crate::session::company::Staff;
use crate::session::crm::Sight;
use crate::session::read::Question;
use crate::store::Reader;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A step of a flow. Steps are passed in the order of their list; those of a branch stand after
/// the fork to which the branch belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FlowStep {
    /// Its number, once in the flow.
    pub id: i64,
    /// What it is.
    pub kind: StepKind,
    /// The branch in which it stands; none outside branches.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub branch: Option<i64>,
    /// How several people decide; one after the other when not said. Superiors in turn always do.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub mode: Option<SignMode>,
    /// The named people; for a choice, among whom.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub people: Vec<EmployeeId>,
    /// The role; for a choice, whose holders are chosen among; for superiors, up to whom.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub role: Option<RoleId>,
    /// For superiors: how many levels up, 1 being the direct one.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub level: Option<i64>,
    /// For a choice: whether several may be chosen.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub several: bool,
    /// What happens when nobody is there; the flow's administrators decide when not said.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub when_empty: Option<WhenEmpty>,
}

/// A branch of a fork. All its conditions must hold; without any it always does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FlowBranch {
    /// Its number, once in the flow.
    pub id: i64,
    /// The fork to which it belongs.
    pub step: i64,
    /// The lower number is looked at first.
    pub priority: i64,
    /// What people call it.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub name: Option<String>,
    /// A filter over the document, e.g. `money >= 50000`; custom fields are `custom.key`, and *me*
    /// is the submitter.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub condition: Option<String>,
    /// The submitter is one of these people;
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub employees: Vec<EmployeeId>,
    /// he belongs to one of these departments or one below;
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub departments: Vec<DepartmentId>,
    /// he has one of these roles.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub roles: Vec<RoleId>,
}

/// The rules of a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FlowRules {
    /// The steps in order.
    pub steps: Vec<FlowStep>,
    /// The branches of its forks.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub branches: Vec<FlowBranch>,
    /// The administrators, who decide where nobody else is.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub admins: Vec<EmployeeId>,
    /// Where a rejected document goes on; at the first step when not said.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub resume: Option<Resume>,
    /// What happens when somebody who has approved comes again; he is asked when not said.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub repeated: Option<Repeated>,
    /// What happens when the submitter is to decide; he does when not said.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub own: Option<OwnDecision>,
    /// After how many hours somebody is reminded, and again after as many.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub remind_hours: Option<i64>,
}

/// Whom the submitter chooses for a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StepChoice {
    /// The step.
    pub step: i64,
    /// Whom.
    pub people: Vec<EmployeeId>,
}

/// Steps of a flow, branches of a flow, people of a step.
const MOST: usize = 100;

impl FlowStep {
    /// How several people decide.
    pub fn sign_mode(&self) -> SignMode {
        match self.kind {
            StepKind::Superiors => SignMode::Sequential,
            _ => self.mode.unwrap_or(SignMode::Sequential),
        }
    }

    fn check(&self, company: &Staff) -> Result<()> {
        let level = self.level.is_none_or(|level| (1..=50).contains(&level));
        let fits = match self.kind {
            StepKind::Branches => true,
            StepKind::Members => !self.people.is_empty(),
            StepKind::Superior => self.level.is_some(),
            StepKind::Role => self.role.is_some(),
            StepKind::Chosen => self.people.is_empty() || self.role.is_none(),
            StepKind::Superiors => self.level.is_some() != self.role.is_some(),
        };
        require(fits && level && self.people.len() <= MOST, &codes::FLOW_STEP)?;
        known(company, &self.people, &[], self.role.as_slice())
    }
}

impl FlowRules {
    /// Refuses what makes no sense: a step that says nobody, a branch of no fork, a fork without
    /// branches, people or fields that do not exist.
    pub(super) fn check(
        &self,
        entity: &'static EntityMeta,
        sight: &Sight,
        reader: &dyn Reader,
    ) -> Result<()> {
        let company = &*sight.staff(reader)?;
        let at = |step: i64| move |e: Error| e.with("step", step);
        let most = self.steps.len().max(self.branches.len()).max(self.admins.len());
        require(most <= MOST, &codes::TOO_MANY_ROWS).map_err(|e| e.with("max", MOST))?;
        require(!self.steps.is_empty(), &codes::FLOW_EMPTY)?;
        require(self.remind_hours.is_none_or(|h| (1..=8760).contains(&h)), &codes::OUT_OF_RANGE)
            .map_err(|e| e.field("remind_hours"))?;
        known(company, &self.admins, &[], &[])?;
        let mut passed = BTreeSet::new();
        for step in &self.steps {
            require(passed.insert(step.id), &codes::FLOW_STEP).map_err(at(step.id))?;
            step.check(company).map_err(at(step.id))?;
            let fork = step.branch.map(|id| self.branches.iter().find(|b| b.id == id));
            let inside = fork.is_none_or(|b| b.is_some_and(|b| passed.contains(&b.step)));
            require(
                inside && fork.flatten().is_none_or(|b| b.step != step.id),
                &codes::FLOW_BRANCH,
            )
            .map_err(at(step.id))?;
            let forks = step.kind == StepKind::Branches;
            require(forks == self.branches.iter().any(|b| b.step == step.id), &codes::FLOW_BRANCH)
                .map_err(at(step.id))?;
        }
        let mut ids = BTreeSet::new();
        for branch in &self.branches {
            let fits = ids.insert(branch.id) && passed.contains(&branch.step);
            require(fits, &codes::FLOW_BRANCH).map_err(at(branch.step))?;
            known(company, &branch.employees, &branch.departments, &branch.roles)?;
            if let Some(filter) = branch.condition()? {
                bind(&filter, entity, &Question(sight, reader))?;
            }
        }
        Ok(())
    }
}

impl FlowBranch {
    /// Its filter over the document.
    pub(super) fn condition(&self) -> Result<Option<Filter>> {
        let said = self.condition.as_deref().map(str::trim).filter(|said| !said.is_empty());
        said.map(str::parse).transpose()
    }
}

fn known(
    company: &Staff,
    people: &[EmployeeId],
    departments: &[DepartmentId],
    roles: &[RoleId],
) -> Result<()> {
    let known = people.iter().all(|id| company.employees.contains_key(id))
        && departments.iter().all(|id| company.departments.contains_key(id))
        && roles.iter().all(|id| company.roles.contains_key(id));
    require(known, &codes::FLOW_PEOPLE)
}
