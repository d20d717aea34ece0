//! Stage groups: what they must be, to whom they are offered, what cannot be changed in use.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, customer, refusal, rows, told, worlds};
use crmkit::admin::department::{CreateDepartment, DeleteDepartment, UpdateDepartment};
use crmkit::model::Number;
use crmkit::org::{DepartmentId, DepartmentPatch, NewDepartment};
use crmkit::query::Query;
use crmkit::sales::opportunity::*;
use crmkit::sales::stage::*;
use crmkit::session::Session;

fn each(story: impl Fn(World)) {
    worlds().into_iter().for_each(story);
}

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

fn stage(name: &str, rate: &str) -> StageSetup {
    StageSetup {
        stage: None,
        name: name.into(),
        win_rate: number(rate),
        rotten_days: None,
        required_fields: vec![],
        checklist: vec![],
    }
}

fn new(name: &str, stages: Vec<StageSetup>) -> CreateStageGroup {
    let stage_group = NewStageGroup { name: name.into(), ..Default::default() };
    CreateStageGroup { stage_group, stages, departments: None }
}

fn group(w: &World, name: &str, stages: Vec<StageSetup>) -> StageGroupId {
    w.admin.run(new(name, stages)).unwrap().value
}

/// The stages of a group in order.
fn stages(by: &Session, group: StageGroupId) -> Vec<Stage> {
    let query = Query::new(Stage::stage_group_id().eq(group));
    let rows = by.list::<Stage>(&query).unwrap().rows;
    let mut stages: Vec<_> = rows.into_iter().map(|row| by.get::<Stage>(row.id).unwrap()).collect();
    stages.sort_by_key(|stage| stage.position);
    stages
}

fn names(by: &Session, group: StageGroupId) -> Vec<String> {
    stages(by, group).into_iter().map(|stage| stage.name).collect()
}

/// The stages as they are, to be given again.
fn kept(by: &Session, group: StageGroupId) -> Vec<StageSetup> {
    let setup = |s: Stage| StageSetup {
        stage: Some(s.id),
        name: s.name,
        win_rate: s.win_rate,
        rotten_days: s.rotten_days,
        required_fields: vec![],
        checklist: vec![],
    };
    stages(by, group).into_iter().map(setup).collect()
}

fn arrange(group: StageGroupId, stages: Vec<StageSetup>) -> UpdateStageGroup {
    UpdateStageGroup {
        stage_group: group,
        patch: None,
        stages: Some(stages),
        departments: None,
        expect_rev: None,
    }
}

fn enable(group: StageGroupId, enabled: bool) -> UpdateStageGroup {
    let patch = Some(StageGroupPatch { enabled: Some(enabled), ..Default::default() });
    UpdateStageGroup {
        stage_group: group,
        patch,
        stages: None,
        departments: None,
        expect_rev: None,
    }
}

fn create(by: &Session, w: &World, group: Option<StageGroupId>) -> crmkit::Result<OpportunityId> {
    let name = format!("客户{}", w.crm.clock().now());
    w.clock.advance(1_000_000);
    let customer_id = customer(by, &name);
    let opportunity = NewOpportunity { name: "商机".into(), customer_id, ..Default::default() };
    by.run(CreateOpportunity { opportunity, stage_group: group, stage: None, lines: None })
        .map(|o| o.value)
}

fn group_of(by: &Session, id: OpportunityId) -> StageGroupId {
    by.opportunities().get(id).unwrap().stage_group_id
}

#[test]
fn a_group_has_stages_with_rates_that_are_rates() {
    each(|w| {
        let days = |days| StageSetup { rotten_days: Some(days), ..stage("接触", "10") };
        for (stages, code, field) in [
            (vec![], "stage_group.no_stages", ""),
            (vec![stage("接触", "-0.1")], "stage.win_rate", "win_rate"),
            (vec![stage("接触", "100.000001")], "stage.win_rate", "win_rate"),
            (vec![stage("接触", "1"), stage(" 接触", "2")], "record.duplicate", "name"),
            (vec![stage("", "1")], "value.required", "name"),
            (vec![days(0)], "value.out_of_range", "rotten_days"),
        ] {
            let refused = refusal(w.admin.run(new("组", stages)));
            assert_eq!(refused, (code.to_owned(), field.to_owned()));
        }
        let many = (0..51).map(|n| stage(&format!("阶段{n}"), "1")).collect();
        assert_eq!(told(w.admin.run(new("组", many))), "command.too_many_rows");
        for field in ["nothing", "custom.nothing", "rev", "end_reason"] {
            let asks = StageSetup { required_fields: vec![field.into()], ..stage("接触", "1") };
            assert_eq!(told(w.admin.run(new("组", vec![asks]))), "query.unknown_field");
        }
        let twice = StageSetup { checklist: vec!["a".into(), " a".into()], ..stage("接触", "1") };
        assert_eq!(told(w.admin.run(new("组", vec![twice]))), "record.duplicate");
        let all = vec![stage("一", "0"), stage("二", "33.33"), stage("三", "100")];
        let id = group(&w, "组", all);
        assert_eq!(names(&w.li, id), ["一", "二", "三"], "everybody reads them");
        assert_eq!(told(w.admin.run(new("组", vec![stage("x", "1")]))), "record.duplicate");
        assert_eq!(told(w.manager.run(new("另", vec![stage("x", "1")]))), "right.missing");
    });
}

#[test]
fn stages_are_added_renamed_moved_and_removed_at_once() {
    each(|w| {
        let id = group(&w, "组", vec![stage("一", "10"), stage("二", "20"), stage("三", "30")]);
        let mut all = kept(&w.admin, id);
        let ids: Vec<_> = all.iter().map(|s| s.stage).collect();
        all.remove(1);
        all.reverse();
        all[0].name = "叁".into();
        all.push(stage("四", "90"));
        let done = w.admin.run(arrange(id, all)).unwrap();
        assert_eq!(names(&w.admin, id), ["叁", "一", "四"]);
        assert_eq!(stages(&w.admin, id)[0].id, ids[2].unwrap(), "the same stage");
        w.admin.undo(done.command_id).unwrap();
        assert_eq!(names(&w.admin, id), ["一", "二", "三"]);
        // A stage of another group is none of this one, nor is one named twice.
        let other = group(&w, "另", vec![stage("x", "1")]);
        let foreign = kept(&w.admin, other);
        assert_eq!(told(w.admin.run(arrange(id, foreign))), "stage.elsewhere");
        let mut twice = kept(&w.admin, id);
        twice[1].stage = twice[0].stage;
        assert_eq!(told(w.admin.run(arrange(id, twice))), "stage.elsewhere");
        assert_eq!(w.crm.check().unwrap(), []);
    });
}

#[test]
fn a_stage_keeps_its_fields_and_the_ticks_of_items_that_stay() {
    each(|w| {
        let list = |items: &[&str]| items.iter().map(|i| (*i).to_owned()).collect::<Vec<_>>();
        let first = StageSetup {
            checklist: list(&["预算", "决策人"]),
            required_fields: list(&["money", "expected_on"]),
            ..stage("一", "10")
        };
        let id = group(&w, "组", vec![first]);
        let items = || {
            let mut rows = w.admin.list::<StageCheck>(&Query::default()).unwrap().rows;
            rows.sort_by_key(|item| item.position);
            rows
        };
        let opportunity = create(&w.wang, &w, Some(id)).unwrap();
        for item in items() {
            w.wang.run(CheckOpportunity { opportunity, item: item.id, done: true }).unwrap();
        }
        let ticks = || w.wang.list::<OpportunityCheck>(&Query::default()).unwrap().rows;
        assert_eq!(ticks().len(), 2);
        let mut all = kept(&w.admin, id);
        all[0].checklist = list(&["到访", "预算"]);
        all[0].required_fields = list(&["expected_on"]);
        w.admin.run(arrange(id, all)).unwrap();
        let texts: Vec<_> = items().into_iter().map(|item| item.text).collect();
        assert_eq!(texts, ["到访", "预算"]);
        let left = items().into_iter().find(|item| item.text == "预算").unwrap().id;
        let held: Vec<_> = ticks().into_iter().map(|tick| tick.stage_check_id).collect();
        assert_eq!(held, [left], "its tick goes with an item");
        let fields = w.admin.list::<StageField>(&Query::default()).unwrap().rows;
        assert_eq!(fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["expected_on"]);
    });
}

#[test]
fn a_group_is_offered_to_the_departments_of_the_owners() {
    each(|w| {
        let department = NewDepartment { name: "渠道部".into(), ..Default::default() };
        let other = w.admin.run(CreateDepartment { department }).unwrap().value;
        let offer = |group, departments: &[DepartmentId]| UpdateStageGroup {
            stage_group: group,
            patch: None,
            stages: None,
            departments: Some(departments.to_vec()),
            expect_rev: None,
        };
        let first = create(&w.wang, &w, None).unwrap();
        let default = group_of(&w.wang, first);
        let id = group(&w, "渠道", vec![stage("一", "10")]);
        w.admin.run(offer(id, &[other, other])).unwrap();
        assert_eq!(told(create(&w.wang, &w, Some(id))), "stage_group.not_offered");
        w.admin.run(offer(id, &[other, w.department])).unwrap();
        create(&w.wang, &w, Some(id)).unwrap();
        // The first that is offered is taken when nobody says which.
        w.admin.run(offer(default, &[other])).unwrap();
        let next = create(&w.wang, &w, None).unwrap();
        assert_eq!(group_of(&w.wang, next), id);
        w.admin.run(enable(id, false)).unwrap();
        assert_eq!(told(create(&w.wang, &w, None)), "stage_group.not_offered");
        assert_eq!(told(create(&w.wang, &w, Some(id))), "stage_group.not_offered");
        // One that has taken it goes on all the same.
        w.admin.run(offer(default, &[])).unwrap();
        let change = ChangeStageGroup { opportunity: next, stage_group: default, stage: None };
        w.wang.run(change).unwrap();
        // A department to which one is offered stays.
        let delete = DeleteDepartment { department: other };
        assert_eq!(told(w.admin.run(delete.clone())), "department.listed");
        w.admin.run(offer(id, &[])).unwrap();
        w.admin.run(delete).unwrap();
    });
}

#[test]
fn a_group_that_is_offered_to_a_department_is_offered_to_those_below_it() {
    each(|w| {
        let make = |name: &str| {
            let department = NewDepartment { name: name.into(), ..Default::default() };
            w.admin.run(CreateDepartment { department }).unwrap().value
        };
        let (above, other) = (make("营销中心"), make("渠道部"));
        let patch = DepartmentPatch { parent_id: Some(above), ..Default::default() };
        let update = UpdateDepartment { department: w.department, patch, expect_rev: None };
        w.admin.run(update).unwrap();
        let id = group(&w, "渠道", vec![stage("一", "10")]);
        for (to, want) in [(above, "done"), (other, "stage_group.not_offered")] {
            let (patch, stages, departments) = (None, None, Some(vec![to]));
            let offer =
                UpdateStageGroup { stage_group: id, patch, stages, departments, expect_rev: None };
            w.admin.run(offer).unwrap();
            assert_eq!(told(create(&w.wang, &w, Some(id))), want);
        }
    });
}

#[test]
fn what_opportunities_stand_at_is_not_taken_from_them() {
    each(|w| {
        let id = group(&w, "组", vec![stage("一", "10"), stage("二", "20"), stage("三", "30")]);
        let all = kept(&w.admin, id);
        let opportunity = create(&w.wang, &w, Some(id)).unwrap();
        let without = |at: usize| {
            let mut left = kept(&w.admin, id);
            left.remove(at);
            arrange(id, left)
        };
        let rated = |at: usize| {
            let mut changed = all.clone();
            changed[at].win_rate = number("55");
            arrange(id, changed)
        };
        let delete = || DeleteStageGroup { stage_group: id };
        let refused = |what: &str| {
            assert_eq!(told(w.admin.run(without(0))), "stage_group.used", "{what}");
            assert_eq!(told(w.admin.run(delete())), "stage_group.used", "{what}");
        };
        refused("open");
        assert_eq!(told(w.admin.run(rated(0))), "stage_group.used");
        // What breaks nothing is done: names, order, other stages.
        let mut renamed = all.clone();
        renamed[0].name = "壹".into();
        renamed.swap(1, 2);
        w.admin.run(arrange(id, renamed)).unwrap();
        w.admin.run(rated(2)).unwrap();
        w.admin.run(without(1)).unwrap();
        // One that is weighed by hand takes no notice of the rate.
        let by_hand = OpportunityPatch { probability_by_hand: Some(number("1")), ..<_>::default() };
        w.wang.opportunities().update(opportunity, by_hand).unwrap();
        let mut changed = kept(&w.admin, id);
        changed[0].win_rate = number("12");
        w.admin.run(arrange(id, changed)).unwrap();
        // One that has ended may be opened again.
        let end = EndOpportunity {
            opportunity,
            state: OpportunityState::Invalid,
            reason: None,
            remark: None,
            expect: None,
        };
        w.wang.run(end).unwrap();
        refused("ended");
        let opportunities = vec![opportunity];
        w.manager.run(DeleteOpportunities { opportunities: opportunities.clone() }).unwrap();
        refused("in the recycle bin");
        w.manager.run(RestoreOpportunities { opportunities }).unwrap();
        assert_eq!(w.crm.check().unwrap(), []);
    });
}

#[test]
fn a_group_comes_out_of_the_recycle_bin_with_the_stages_it_had() {
    each(|w| {
        let id = group(&w, "组", vec![stage("一", "10"), stage("二", "20")]);
        let mut all = kept(&w.admin, id);
        all.remove(0);
        w.clock.advance(1_000_000);
        w.admin.run(arrange(id, all)).unwrap();
        w.clock.advance(1_000_000);
        w.admin.run(DeleteStageGroup { stage_group: id }).unwrap();
        assert_eq!(names(&w.admin, id), Vec::<String>::new());
        assert_eq!(told(create(&w.wang, &w, Some(id))), "record.not_found");
        let restore = || w.admin.run(RestoreStageGroups { stage_groups: vec![id] });
        let taken = group(&w, "组", vec![stage("x", "1")]);
        assert_eq!(rows(restore()), ["record.duplicate"]);
        w.admin.run(DeleteStageGroup { stage_group: taken }).unwrap();
        assert_eq!(rows(restore()), ["done"]);
        assert_eq!(names(&w.admin, id), ["二"]);
        assert_eq!(rows(restore()), ["record.not_found"]);
    });
}
