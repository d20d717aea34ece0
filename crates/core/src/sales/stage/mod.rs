//! Stage groups (商机组): the stages through which opportunities go, in order (B1.5).
//!
//! Each company has its own, and may offer different ones to different departments. How an
//! opportunity ends (won, lost, invalid) is the same everywhere and no stage.

mod admin;
mod rules;

pub use admin::{
    CreateStageGroup, DeleteStageGroup, RestoreStageGroups, StageSetup, UpdateStageGroup,
};
pub(crate) use admin::{from_seed, stages_of};
pub(crate) use rules::{finished, offered, sound, stage_in};

use crate::entity;
use crate::model::Number;
use crate::org::DepartmentId;

entity! {
    /// A group of stages (商机组) through which opportunities go.
    pub record StageGroup = 50, "stage_group", "商机组", "Stage group";
    read anyone;
    {
        /// Its name.
        20 name: String = "商机组名称", "Name", LIST SEARCH, MAX(64), UNIQUE("stage_group.name");
        /// Whether new opportunities may take it.
        21 enabled: bool = "启用", "Enabled", LIST, DEFAULT(true);
        /// Its place among the groups; the first that is offered is taken when nobody says which.
        22 position: i64 = "排序", "Position", LIST, DEFAULT(0);
    }
}

entity! {
    /// A department to whose people, and to those of the departments below it, a stage group is
    /// offered; a group without any is everybody's.
    pub link StageGroupDepartment = 52, "stage_group_department", "商机组适用部门", "Stage group's department";
    read anyone;
    unique (stage_group_id, department_id);
    {
        /// The group.
        20 stage_group_id: StageGroupId = "商机组", "Stage group", ROOT;
        /// The department.
        21 department_id: DepartmentId = "部门", "Department";
    }
}

entity! {
    /// A stage (商机阶段) of a group.
    pub record Stage = 51, "stage", "商机阶段", "Stage";
    read anyone;
    index (stage_group_id, position);
    {
        /// Its group.
        20 stage_group_id: StageGroupId = "商机组", "Stage group", LIST READONLY;
        /// Its name, once in its group.
        21 name: String = "阶段名称", "Name", LIST READONLY, MAX(64);
        /// Its place in the group, from 0.
        22 position: i64 = "排序", "Position", LIST READONLY, DEFAULT(0);
        /// How likely an opportunity here is won, in per cent.
        23 win_rate: Number = "赢率(%)", "Win rate (%)", LIST READONLY, DEFAULT(Number::ZERO);
        /// After how many days here an opportunity is stalled; never when not said.
        24 rotten_days: Option<i64> = "停滞天数", "Rotten days", LIST READONLY;
    }
}

entity! {
    /// A field of opportunities that must be filled before they go on from a stage.
    pub link StageField = 49, "stage_field", "阶段必填字段", "Stage's required field";
    read anyone;
    unique (stage_id, field);
    {
        /// The stage.
        20 stage_id: StageId = "商机阶段", "Stage", ROOT;
        /// The field's name, or `custom.key`.
        21 field: String = "字段", "Field", MAX(80);
    }
}

entity! {
    /// Something to be done before opportunities go on from a stage: an item of its checklist.
    pub link StageCheck = 59, "stage_check", "阶段检查项", "Stage's checklist item";
    read anyone;
    unique (stage_id, text);
    {
        /// The stage.
        20 stage_id: StageId = "商机阶段", "Stage", ROOT;
        /// What is to be done.
        21 text: String = "检查项", "Item", MAX(255);
        /// Its place in the list, from 0.
        22 position: i64 = "排序", "Position", DEFAULT(0);
    }
}
