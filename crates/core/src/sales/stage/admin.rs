//! Making, changing and deleting stage groups.

use super::rules::sound;
use super::{
    NewStageGroup, Stage, StageCheck, StageField, StageGroup, StageGroupDepartment, StageGroupId,
    StageGroupPatch, StageId,
};
use crate::command;
use crate::error::{OrError, Result, codes, require};
use crate::model::{Number, TypedId, Value};
use crate::org::DepartmentId;
use crate::query::{Bin, Bound, BoundQuery};
use crate::sales::opportunity::OpportunityCheck;
use crate::session::{BatchReport, Command, Context, operation};
use serde::{Deserialize, Serialize};

/// A stage, as an administrator gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StageSetup {
    /// The stage that it was; a new one when not said.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub stage: Option<StageId>,
    /// Its name.
    pub name: String,
    /// How likely an opportunity here is won, in per cent.
    pub win_rate: Number,
    /// After how many days here an opportunity is stalled.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub rotten_days: Option<i64>,
    /// Fields that are filled before an opportunity goes on: names, or `custom.key`.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub required_fields: Vec<String>,
    /// What is done before an opportunity goes on.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub checklist: Vec<String>,
}

command! {
    /// Makes a stage group with its stages, in their order.
    pub struct CreateStageGroup = "stage_group.create", 1, "新建商机组", "Create a stage group" {
        /// What it is.
        stage_group: NewStageGroup,
        /// Its stages in order; at least one.
        stages: Vec<StageSetup>,
        /// The departments to whose people it is offered, those below included; everybody when none.
        departments: Option<Vec<DepartmentId>>,
    } -> StageGroupId; SETTINGS_MANAGE UNDOABLE
}

impl Command for CreateStageGroup {
    fn run(self, cx: &mut Context<'_>) -> Result<StageGroupId> {
        let group = cx.create(self.stage_group.into_record())?.id;
        offer(cx, group, &self.departments.unwrap_or_default())?;
        arrange(cx, group, self.stages)?;
        Ok(group)
    }
}

command! {
    /// Changes a stage group; stages and departments that are given replace the old ones. Stages
    /// at which opportunities stand stay.
    pub struct UpdateStageGroup = "stage_group.update", 1, "编辑商机组", "Change a stage group" {
        /// Which.
        stage_group: StageGroupId,
        /// What changes.
        patch: Option<StageGroupPatch>,
        /// All its stages from now on, in order.
        stages: Option<Vec<StageSetup>>,
        /// All departments to whose people it is offered from now on, those below included.
        departments: Option<Vec<DepartmentId>>,
        /// The revision it was made for.
        expect_rev: Option<i64>,
    } -> StageGroupId; SETTINGS_MANAGE UNDOABLE
}

impl Command for UpdateStageGroup {
    fn run(self, cx: &mut Context<'_>) -> Result<StageGroupId> {
        let old: StageGroup = cx.load(self.stage_group)?;
        cx.edit(&old, &self.patch.unwrap_or_default(), self.expect_rev, |_| Ok(()))?;
        if let Some(departments) = self.departments {
            offer(cx, old.id, &departments)?;
        }
        if let Some(stages) = self.stages {
            arrange(cx, old.id, stages)?;
        }
        Ok(old.id)
    }
}

command! {
    /// Puts a stage group that no opportunity has taken into the recycle bin.
    pub struct DeleteStageGroup = "stage_group.delete", 1, "删除商机组", "Delete a stage group" {
        /// Which.
        stage_group: StageGroupId,
    } -> StageGroupId; SETTINGS_MANAGE UNDOABLE
}

impl Command for DeleteStageGroup {
    fn run(self, cx: &mut Context<'_>) -> Result<StageGroupId> {
        let group: StageGroup = cx.load(self.stage_group)?;
        for stage in stages_of(cx, group.id, Bin::Live)? {
            cx.delete(&stage)?;
        }
        cx.delete(&group)?;
        sound(cx, group.id)?;
        Ok(group.id)
    }
}

command! {
    /// Takes stage groups out of the recycle bin.
    pub struct RestoreStageGroups = "stage_group.restore", 1, "恢复商机组", "Restore stage groups" {
        /// Which.
        stage_groups: Vec<StageGroupId>,
    } -> BatchReport; SETTINGS_MANAGE UNDOABLE
}

impl Command for RestoreStageGroups {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.stage_groups, |cx, id| {
            let group: StageGroup = cx.reach_in(id, &operation::SETTINGS_MANAGE, Bin::Deleted)?;
            let mut stages = stages_of(cx, id, Bin::Deleted)?;
            // Those that went with it, and not before.
            stages.retain(|stage| stage.deleted_at == group.deleted_at);
            cx.restore(&group)?;
            stages.iter().try_for_each(|stage| cx.restore(stage).map(|_| ()))?;
            sound(cx, id)
        })
    }
}

/// The stages of a group in their order.
pub(crate) fn stages_of(cx: &Context<'_>, group: StageGroupId, bin: Bin) -> Result<Vec<Stage>> {
    let of = Bound::is(Stage::META, "stage_group_id", Value::Id(group.uuid()));
    let mut query = BoundQuery::all(Stage::META).filter(of);
    query.bin = bin;
    let mut stages: Vec<Stage> = cx.query(&query)?;
    stages.sort_by_key(|stage| stage.position);
    Ok(stages)
}

/// Offers a group to departments, and no longer to others.
fn offer(cx: &mut Context<'_>, group: StageGroupId, wanted: &[DepartmentId]) -> Result<()> {
    let of = Bound::is(StageGroupDepartment::META, "stage_group_id", Value::Id(group.uuid()));
    let held: Vec<StageGroupDepartment> = cx.find(of)?;
    for old in held.iter().filter(|h| !wanted.contains(&h.department_id)) {
        cx.remove(old)?;
    }
    for (at, department_id) in wanted.iter().copied().enumerate() {
        let again = wanted.iter().take(at).any(|d| *d == department_id);
        if !again && !held.iter().any(|h| h.department_id == department_id) {
            let stage_group_id = group;
            let link = StageGroupDepartment {
                stage_group_id,
                department_id,
                ..StageGroupDepartment::blank()
            };
            cx.insert(link)?;
        }
    }
    Ok(())
}

/// Gives a group these stages in this order, and no others.
fn arrange(cx: &mut Context<'_>, group: StageGroupId, wanted: Vec<StageSetup>) -> Result<()> {
    let held = stages_of(cx, group, Bin::Live)?;
    let kept = |stage: &Stage| wanted.iter().any(|w| w.stage == Some(stage.id));
    for stage in held.iter().filter(|stage| !kept(stage)) {
        cx.delete(stage)?;
    }
    let mut taken = Vec::new();
    for (position, setup) in (0..).zip(wanted) {
        let fill = |stage: &mut Stage| {
            stage.name.clone_from(&setup.name);
            stage.position = position;
            stage.win_rate = setup.win_rate;
            stage.rotten_days = setup.rotten_days;
        };
        let stage = match setup.stage {
            Some(id) => {
                let old = held.iter().find(|stage| stage.id == id && !taken.contains(&id));
                let old = old.or_error(&codes::STAGE_ELSEWHERE);
                cx.update(old.map_err(|e| e.of(Stage::META))?, fill)?
            }
            None => {
                let mut stage = Stage { stage_group_id: group, ..Stage::blank() };
                fill(&mut stage);
                cx.insert(stage)?
            }
        };
        taken.push(stage.id);
        require_fields(cx, stage.id, setup.required_fields)?;
        list_checks(cx, stage.id, setup.checklist)?;
    }
    sound(cx, group)
}

/// Makes a stage ask for these fields, and no others.
fn require_fields(cx: &mut Context<'_>, stage_id: StageId, mut wanted: Vec<String>) -> Result<()> {
    wanted.sort_unstable();
    wanted.dedup();
    let held: Vec<StageField> = of_stage(cx, stage_id)?;
    for old in held.iter().filter(|h| !wanted.contains(&h.field)) {
        cx.remove(old)?;
    }
    for field in wanted.into_iter().filter(|f| !held.iter().any(|h| h.field == *f)) {
        cx.insert(StageField { stage_id, field, ..StageField::blank() })?;
    }
    Ok(())
}

/// Gives a stage this checklist. An item that stays keeps its ticks, one that goes takes them along.
fn list_checks(cx: &mut Context<'_>, stage_id: StageId, wanted: Vec<String>) -> Result<()> {
    let wanted: Vec<String> = wanted.iter().map(|text| text.trim().to_owned()).collect();
    let held: Vec<StageCheck> = of_stage(cx, stage_id)?;
    for old in held.iter().filter(|h| !wanted.contains(&h.text)) {
        let of = Bound::is(OpportunityCheck::META, "stage_check_id", Value::Id(old.id.uuid()));
        for tick in cx.find::<OpportunityCheck>(of)? {
            cx.remove(&tick)?;
        }
        cx.remove(old)?;
    }
    for (at, text) in wanted.iter().enumerate() {
        let again = wanted.iter().take(at).any(|other| other == text);
        require(!again, &codes::DUPLICATE).map_err(|e| e.of(StageCheck::META).field("text"))?;
        let position = i64::try_from(at).unwrap_or(i64::MAX);
        match held.iter().find(|h| h.text == *text) {
            Some(old) => cx.update(old, |check| check.position = position),
            None => {
                let text = text.clone();
                cx.insert(StageCheck { stage_id, text, position, ..StageCheck::blank() })
            }
        }?;
    }
    Ok(())
}

/// What belongs to a stage.
pub(super) fn of_stage<E: crate::model::Entity>(
    cx: &Context<'_>,
    stage: StageId,
) -> Result<Vec<E>> {
    cx.find(Bound::is(E::META, "stage_id", Value::Id(stage.uuid())))
}

/// Makes the group that a new company starts with: names and win rates of its stages.
pub(crate) fn from_seed(cx: &mut Context<'_>, name: &str, stages: &[(&str, i64)]) -> Result<()> {
    let group = cx.insert(StageGroup { name: name.into(), ..StageGroup::blank() })?.id;
    let setup = |(name, rate): &(&str, i64)| StageSetup {
        stage: None,
        name: (*name).into(),
        win_rate: Number::from_scaled(rate * 10i64.pow(Number::PLACES)),
        rotten_days: None,
        required_fields: Vec::new(),
        checklist: Vec::new(),
    };
    arrange(cx, group, stages.iter().map(setup).collect())
}
