//! What a stage group must be, whatever was changed; to whom it is offered; what a stage asks for.

use super::admin::{of_stage, stages_of};
use super::{
    Stage, StageCheck, StageField, StageGroup, StageGroupDepartment, StageGroupId, StageId,
};
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::{Choice, Entity, FieldFlags, Number, Raw, TypedId, Value};
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column, Visibility};
use crate::sales::lines::ALL;
use crate::sales::opportunity::{Opportunity, OpportunityState, ticked};
use crate::session::Context;
use crate::session::write::unique_key;
use std::collections::BTreeSet;

/// Stages of one group.
const MOST: usize = 50;
/// The longest that a stage waits until it counts as stalled.
const DAYS: std::ops::RangeInclusive<i64> = 1..=100_000;

/// Whether a group, its stages and the opportunities that have taken it fit together.
pub(crate) fn sound(cx: &mut Context<'_>, id: StageGroupId) -> Result<()> {
    let group: Option<StageGroup> = cx.fetch(id, &Visibility::Everything, Bin::Live)?;
    let stages = stages_of(cx, id, Bin::Live)?;
    if group.is_some() {
        require(!stages.is_empty(), &codes::STAGE_NONE).map_err(|e| e.of(StageGroup::META))?;
    } else {
        // Those in the recycle bin come back to it.
        let taken = Bound::is(Opportunity::META, "stage_group_id", Value::Id(id.uuid()));
        unused(cx, taken)?;
    }
    require(stages.len() <= MOST, &codes::TOO_MANY_ROWS)
        .map_err(|e| e.of(Stage::META).with("max", MOST))?;
    let mut names = BTreeSet::new();
    for stage in &stages {
        let once = names.insert(unique_key(&stage.name));
        require(once, &codes::DUPLICATE).map_err(|e| e.of(Stage::META).field("name"))?;
        let rate = (Number::ZERO..=ALL).contains(&stage.win_rate);
        require(rate, &codes::STAGE_RATE).map_err(|e| e.of(Stage::META).field("win_rate"))?;
        let days = stage.rotten_days.is_none_or(|days| DAYS.contains(&days));
        require(days, &codes::OUT_OF_RANGE).map_err(|e| e.of(Stage::META).field("rotten_days"))?;
        for asked in of_stage::<StageField>(cx, stage.id)? {
            known(cx, &asked.field)?;
        }
        unused(cx, weighed_otherwise(stage))?;
    }
    for gone in stages_of(cx, id, Bin::Deleted)? {
        unused(cx, Bound::is(Opportunity::META, "stage_id", Value::Id(gone.id.uuid())))?;
    }
    Ok(())
}

/// Opportunities that stand at a stage and have its rate, but not the one that it has now.
fn weighed_otherwise(stage: &Stage) -> Bound {
    let entity = Opportunity::META;
    let column = |name: &str| Column::field(entity, entity.position(name));
    let rate = Value::Number(stage.win_rate);
    Bound::And(vec![
        Bound::is(entity, "stage_id", Value::Id(stage.id.uuid())),
        Bound::is(entity, "state", Value::Text(OpportunityState::Open.code().into())),
        Bound::IsNull(column("probability_by_hand")),
        Bound::Not(Box::new(Bound::Cmp(column("probability"), Cmp::Eq, rate))),
    ])
}

/// Refuses what opportunities would not survive, those in the recycle bin included.
fn unused(cx: &Context<'_>, by: Bound) -> Result<()> {
    let mut query = BoundQuery::all(Opportunity::META).filter(by);
    query.bin = Bin::Any;
    match cx.count(&query)? {
        0 => Ok(()),
        count => Err(Error::new(&codes::STAGE_USED).of(StageGroup::META).with("count", count)),
    }
}

/// Fields that stand empty as long as an opportunity goes on.
const OF_THE_END: [&str; 3] = ["end_reason", "end_remark", "ended_at"];

/// Refuses a field that opportunities do not have, or not before their end.
fn known(cx: &mut Context<'_>, name: &str) -> Result<()> {
    let entity = Opportunity::META;
    let known = match name.strip_prefix("custom.") {
        Some(key) => cx.company()?.field(entity.name, key).is_some(),
        None => entity
            .field(name)
            .is_some_and(|(_, f)| !f.is(FieldFlags::SYSTEM) && !OF_THE_END.contains(&name)),
    };
    require(known, &codes::UNKNOWN_FIELD).map_err(|e| e.of(entity).field(name))
}

/// A group that somebody's new opportunity may take: that one, or the first that is offered to his
/// department or one above.
pub(crate) fn offered(
    cx: &mut Context<'_>,
    wanted: Option<StageGroupId>,
    to: EmployeeId,
) -> Result<StageGroup> {
    let company = cx.company()?;
    let home = company.employees.get(&to).map(|employee| employee.department_id);
    let homes: BTreeSet<_> =
        home.into_iter().flat_map(|home| company.department_chain(home)).collect();
    let mut groups: Vec<StageGroup> = match wanted {
        Some(id) => vec![cx.load(id)?],
        None => cx.find(Bound::All)?,
    };
    groups.sort_by_key(|group| (group.position, group.created_at, group.id));
    for group in groups.into_iter().filter(|group| group.enabled) {
        let meta = StageGroupDepartment::META;
        let of = Bound::is(meta, "stage_group_id", Value::Id(group.id.uuid()));
        let departments: Vec<StageGroupDepartment> = cx.find(of)?;
        if departments.is_empty() || departments.iter().any(|d| homes.contains(&d.department_id)) {
            return Ok(group);
        }
    }
    Err(Error::new(&codes::STAGE_NOT_OFFERED).of(StageGroup::META))
}

/// A stage of a group: that one, or the first.
pub(crate) fn stage_in(
    cx: &Context<'_>,
    group: StageGroupId,
    wanted: Option<StageId>,
) -> Result<Stage> {
    let stages = stages_of(cx, group, Bin::Live)?;
    let found = stages.into_iter().find(|stage| wanted.is_none_or(|id| id == stage.id));
    found.or_error(&codes::STAGE_ELSEWHERE).map_err(|e| e.of(Stage::META))
}

/// Refuses to let an opportunity go on from stages whose fields are not filled or whose
/// checklists are not done; says what is missing.
pub(crate) fn finished<'a>(
    cx: &mut Context<'_>,
    opportunity: &Opportunity,
    stages: impl IntoIterator<Item = &'a Stage>,
) -> Result<()> {
    let company = cx.company()?;
    let done = ticked(cx, opportunity.id)?;
    for stage in stages {
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        for asked in of_stage::<StageField>(cx, stage.id)? {
            if filled(cx, opportunity, &asked.field)? {
                continue;
            }
            let custom = asked.field.strip_prefix("custom.");
            let custom = custom.and_then(|key| company.field(Opportunity::META.name, key));
            let declared = Opportunity::META.field(&asked.field).map(|(_, f)| f.label);
            let label = declared.map(|l| (l.zh.to_owned(), l.en.to_owned())).or_else(|| {
                custom.map(|f| (f.label.clone(), f.label_en.clone().unwrap_or(f.label.clone())))
            });
            let (chinese, english) = label.unwrap_or((asked.field.clone(), asked.field));
            zh.push(chinese);
            en.push(english);
        }
        let mut checks: Vec<StageCheck> = of_stage(cx, stage.id)?;
        checks.retain(|check| !done.contains(&check.id));
        checks.sort_by_key(|check| check.position);
        zh.extend(checks.iter().map(|check| check.text.clone()));
        en.extend(checks.into_iter().map(|check| check.text));
        if !zh.is_empty() {
            let error = Error::new(&codes::STAGE_UNFINISHED).of(Opportunity::META);
            let error = error.with("stage", &stage.name).with("missing", en.join(", "));
            return Err(error.with("missing_zh", zh.join("、")));
        }
    }
    Ok(())
}

/// Whether something stands in a field; no field that is gone by now is asked for.
fn filled(cx: &mut Context<'_>, opportunity: &Opportunity, field: &str) -> Result<bool> {
    let entity = Opportunity::META;
    match field.strip_prefix("custom.") {
        Some(key) => {
            let company = cx.company()?;
            let field = company.field(entity.name, key).filter(|field| !field.archived);
            let Some(field) = field else { return Ok(true) };
            let value = opportunity.custom.0.get(&field.number.to_string());
            Ok(value.is_some_and(|value| *value != Value::Null))
        }
        None => match entity.field(field) {
            Some((position, _)) => Ok(Entity::raw(opportunity, position) != Raw::Null),
            None => Ok(true),
        },
    }
}
