//! How opportunities go on, end and are opened again.

use crate::common::{World, at, customer, refusal, told};
use crate::{each, end, group, in_group, number, opportunity, read, stage, stages, stages_of};
use crmkit::admin::field::DefineField;
use crmkit::org::{CustomKind, FieldDefinitionId, NewFieldDefinition};
use crmkit::query::Query;
use crmkit::sales::opportunity::*;
use crmkit::sales::stage::*;
use crmkit::session::Session;

/// From, to, states, who did it, for how long it had been so.
type Step = (
    Option<StageId>,
    StageId,
    Option<OpportunityState>,
    OpportunityState,
    Option<crmkit::org::EmployeeId>,
    Option<i64>,
);

fn history(by: &Session, id: OpportunityId) -> Vec<Step> {
    let query = Query::new(StageChange::opportunity_id().eq(id));
    let mut rows = by.list::<StageChange>(&query).unwrap().rows;
    rows.sort_by_key(|change| change.at);
    let step = |c: StageChange| {
        (c.from_stage_id, c.to_stage_id, c.from_state, c.to_state, c.employee_id, c.seconds)
    };
    rows.into_iter().map(step).collect()
}

fn advance(by: &Session, opportunity: OpportunityId, stage: StageId) -> crmkit::Result<()> {
    by.opportunities().advance(opportunity, stage).map(|_| ())
}

#[test]
fn it_begins_at_the_first_stage_of_the_first_group_and_belongs_to_who_makes_it() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let held = read(&w.wang, id);
        let stages = stages_of(&w.wang, id);
        assert_eq!((held.owner_id, held.stage_id), (Some(w.ids[1]), stages[0]));
        assert_eq!(held.state, OpportunityState::Open);
        let names: Vec<_> = stages
            .iter()
            .map(|s| w.wang.get::<Stage>(*s).unwrap())
            .map(|s| (s.name, s.win_rate))
            .collect();
        let seed = [("验证客户", "20"), ("需求分析", "30"), ("方案/报价", "80")];
        assert_eq!(names, seed.map(|(name, rate)| (name.to_owned(), number(rate))));
    });
}

#[test]
fn it_goes_to_any_later_or_earlier_stage_and_editing_moves_it_nowhere() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let stages = stages_of(&w.wang, id);
        for to in [2, 0, 1, 2] {
            advance(&w.wang, id, stages[to]).unwrap();
            assert_eq!(read(&w.wang, id).stage_id, stages[to]);
        }
        assert_eq!(told(advance(&w.wang, id, stages[2])), "stage.same");
        let patch = OpportunityPatch { remark: Some("x".into()), ..Default::default() };
        w.wang.opportunities().update(id, patch).unwrap();
        assert_eq!(read(&w.wang, id).stage_id, stages[2]);
        let other = group(&w, "其他", vec![stage("接触", "10")]);
        let elsewhere = crate::stages(&w.wang, other)[0];
        assert_eq!(told(advance(&w.wang, id, elsewhere)), "stage.elsewhere");
    });
}

#[test]
fn who_moves_it_says_where_he_believes_it_to_be() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let stages = stages_of(&w.wang, id);
        let move_on = |expect| AdvanceOpportunity { opportunity: id, stage: stages[1], expect };
        assert_eq!(told(w.wang.run(move_on(Some(stages[2])))), "record.stale");
        w.wang.run(move_on(Some(stages[0]))).unwrap();
        let end = EndOpportunity {
            opportunity: id,
            state: OpportunityState::Won,
            reason: None,
            remark: None,
            expect: Some(stages[0]),
        };
        assert_eq!(told(w.wang.run(end)), "record.stale");
    });
}

/// Defect 16 of the reference: won and lost are not written to the stage history, and what
/// happens when an opportunity is opened again is undefined.
#[test]
fn defect_16_the_history_has_ends_and_reopenings_with_durations() {
    each(|w| {
        use OpportunityState::{Lost, Open, Won};
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let s = stages_of(&w.wang, id);
        let (wang, manager) = (Some(w.ids[1]), Some(w.ids[0]));
        let hour = || w.clock.advance(3_600_000_000);
        hour();
        advance(&w.wang, id, s[2]).unwrap();
        hour();
        hour();
        advance(&w.manager, id, s[1]).unwrap();
        hour();
        end(&w.wang, id, Won).unwrap();
        w.clock.advance(1_500_000);
        w.manager.run(ReopenOpportunity { opportunity: id }).unwrap();
        assert_eq!(read(&w.wang, id).stage_id, s[1], "where it stood last");
        hour();
        end(&w.wang, id, Lost).unwrap();
        let told = history(&w.wang, id);
        assert_eq!(
            told,
            [
                (None, s[0], None, Open, wang, None),
                (Some(s[0]), s[2], Some(Open), Open, wang, Some(3600)),
                (Some(s[2]), s[1], Some(Open), Open, manager, Some(7200)),
                (Some(s[1]), s[1], Some(Open), Won, wang, Some(3600)),
                (Some(s[1]), s[1], Some(Won), Open, manager, Some(1)),
                (Some(s[1]), s[1], Some(Open), Lost, wang, Some(3600)),
            ]
        );
    });
}

#[test]
fn the_history_only_grows() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let stages = stages_of(&w.wang, id);
        let step = w.wang.opportunities().advance(id, stages[1]).unwrap().command_id;
        assert_eq!(told(w.wang.undo(step)), "undo.not_undoable");
        let writes = |name: &&str| {
            let entry = crmkit::commands::by_name(name).unwrap();
            entry.meta.arguments.iter().any(|a| a.ty.contains("StageChange"))
        };
        let names: Vec<_> = crmkit::commands::COMMANDS.iter().map(|c| c.meta.name).collect();
        assert_eq!(names.iter().filter(|n| writes(n)).count(), 0);
    });
}

#[test]
fn one_whose_making_was_undone_begins_anew_when_it_is_restored() {
    each(|w| {
        let home = customer(&w.manager, "甲");
        let made = w.manager.opportunities().create(crate::new(home, "商机")).unwrap();
        let id = made.value;
        w.manager.undo(made.command_id).unwrap();
        w.clock.advance(3_600_000_000);
        w.manager.run(RestoreOpportunities { opportunities: vec![id] }).unwrap();
        let stage = read(&w.manager, id).stage_id;
        let begun = (None, stage, None, OpportunityState::Open, Some(w.ids[0]), None);
        assert_eq!(history(&w.manager, id), [begun]);
        w.clock.advance(60_000_000);
        advance(&w.manager, id, stages_of(&w.manager, id)[1]).unwrap();
        assert_eq!(history(&w.manager, id)[1].5, Some(60));
        // One that was merely deleted keeps its history.
        let opportunities = vec![id];
        w.manager.run(DeleteOpportunities { opportunities: opportunities.clone() }).unwrap();
        w.manager.run(RestoreOpportunities { opportunities }).unwrap();
        assert_eq!(history(&w.manager, id).len(), 2);
    });
}

#[test]
fn who_may_not_read_where_it_stands_reads_no_history_of_it() {
    each(|w| {
        use crmkit::admin::role::{FieldRight, UpdateRole};
        use crmkit::org::FieldAccess;
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let hidden = |field: &str| FieldRight {
            entity: "opportunity".into(),
            field: field.into(),
            access: FieldAccess::Hidden,
        };
        let update = UpdateRole {
            role: crate::common::role(&w.admin, "salesperson"),
            patch: None,
            operations: None,
            departments: None,
            employees: None,
            fields: Some(vec![hidden("stage_id"), hidden("state")]),
            expect_rev: None,
        };
        w.admin.run(update).unwrap();
        let query = Query::new(StageChange::opportunity_id().eq(id));
        let step = &w.wang.list::<StageChange>(&query).unwrap().rows[0];
        let mut masked = step.masked.clone();
        masked.sort_unstable();
        assert_eq!(masked, ["from_stage_id", "from_state", "to_stage_id", "to_state"]);
        assert_eq!(told(w.wang.stalled_opportunities()), "query.hidden_field");
    });
}

#[test]
fn a_lost_one_needs_a_reason_of_the_list_and_a_won_one_has_none() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let end = |state, reason| EndOpportunity {
            opportunity: id,
            state,
            reason,
            remark: Some("客户改用他家".into()),
            expect: None,
        };
        let reason = w.option("loss_reason", "价格过高");
        let wrong = w.option("source", "广告");
        use OpportunityState::{Invalid, Lost, Open, Won};
        for (state, reason, code, field) in [
            (Open, None, "value.unknown_choice", "state"),
            (Lost, None, "value.required", "end_reason"),
            (Lost, Some(wrong), "value.unknown_choice", "end_reason"),
            (Won, Some(reason), "opportunity.won_reason", "end_reason"),
        ] {
            let refused = refusal(w.wang.run(end(state, reason)));
            assert_eq!(refused, (code.to_owned(), field.to_owned()), "{state:?}");
        }
        w.wang.run(end(Lost, Some(reason))).unwrap();
        let held = read(&w.wang, id);
        assert_eq!((held.state, held.end_reason), (Lost, Some(reason)));
        assert_eq!(held.end_remark.as_deref(), Some("客户改用他家"));
        assert_eq!(held.ended_at, Some(w.clock_now()));
        w.manager.run(ReopenOpportunity { opportunity: id }).unwrap();
        let held = read(&w.wang, id);
        assert_eq!((held.state, held.end_reason, held.end_remark), (Open, None, None));
        assert_eq!(held.ended_at, None);
        w.wang.run(end(Invalid, None)).unwrap();
        // A reason that is in use stays in its list.
        w.manager.run(ReopenOpportunity { opportunity: id }).unwrap();
        w.wang.run(end(Lost, Some(reason))).unwrap();
        use crmkit::admin::option::DeleteOption;
        assert_eq!(told(w.admin.run(DeleteOption { option: reason })), "option.used");
    });
}

impl World {
    fn clock_now(&self) -> crmkit::model::Timestamp {
        self.crm.clock().now()
    }
}

#[test]
fn what_has_ended_goes_nowhere_until_it_is_opened_again_by_who_may() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let stages = stages_of(&w.wang, id);
        let reopen = || ReopenOpportunity { opportunity: id };
        assert_eq!(told(w.manager.run(reopen())), "opportunity.open");
        end(&w.wang, id, OpportunityState::Won).unwrap();
        let other = group(&w, "其他", vec![stage("接触", "10")]);
        let change = ChangeStageGroup { opportunity: id, stage_group: other, stage: None };
        assert_eq!(told(advance(&w.wang, id, stages[1])), "opportunity.ended");
        assert_eq!(told(end(&w.wang, id, OpportunityState::Lost)), "opportunity.ended");
        assert_eq!(told(w.wang.run(change)), "opportunity.ended");
        assert_eq!(told(w.wang.run(reopen())), "right.missing", "a salesperson may not");
        w.manager.run(reopen()).unwrap();
        advance(&w.wang, id, stages[1]).unwrap();
    });
}

#[test]
fn who_goes_on_has_filled_the_fields_and_done_the_checks_of_what_he_leaves_behind() {
    each(|w| {
        let required = |field: &str| vec![field.to_owned()];
        let first = StageSetup {
            required_fields: required("expected_on"),
            checklist: vec!["核实预算".into(), "约见决策人".into()],
            ..stage("接触", "10")
        };
        let second = StageSetup { required_fields: required("money"), ..stage("报价", "50") };
        let group = group(&w, "大客户", vec![first, second, stage("谈判", "90")]);
        let id = in_group(&w.wang, customer(&w.wang, "甲"), group);
        let s = stages(&w.wang, group);
        let missing = |result: crmkit::Result<()>| {
            let error = result.unwrap_err();
            assert_eq!(error.code(), "stage.unfinished");
            (error.params()["stage"].clone(), error.params()["missing_zh"].clone())
        };
        let all = ("接触".to_owned(), "预计成交日期、核实预算、约见决策人".to_owned());
        assert_eq!(missing(advance(&w.wang, id, s[1])), all);
        assert_eq!(missing(end(&w.wang, id, OpportunityState::Won)), all);

        let query = Query::new(StageCheck::stage_id().eq(s[0]));
        let items = w.wang.list::<StageCheck>(&query).unwrap().rows;
        let check = |item: StageCheckId, done| {
            w.wang.run(CheckOpportunity { opportunity: id, item, done }).unwrap()
        };
        items.iter().for_each(|item| drop(check(item.id, true)));
        check(items[0].id, false);
        let patch = OpportunityPatch { expected_on: "2026-06-30".parse().ok(), ..<_>::default() };
        w.wang.opportunities().update(id, patch).unwrap();
        assert_eq!(missing(advance(&w.wang, id, s[1])).1, items[0].text);
        let done = check(items[0].id, true);
        assert_eq!(missing(advance(&w.wang, id, s[2])), ("报价".into(), "商机金额".into()));
        advance(&w.wang, id, s[1]).unwrap();
        // Back, to lost and to invalid one goes without.
        w.wang.undo(done.command_id).unwrap();
        advance(&w.wang, id, s[0]).unwrap();
        assert_eq!(missing(advance(&w.wang, id, s[1])).1, items[0].text);
        end(&w.wang, id, OpportunityState::Lost).unwrap();
        let check = CheckOpportunity { opportunity: id, item: items[0].id, done: true };
        assert_eq!(told(w.wang.run(check)), "opportunity.ended");
    });
}

#[test]
fn only_items_of_its_own_stages_are_checked() {
    each(|w| {
        let with =
            |text: &str| StageSetup { checklist: vec![text.into()], ..stage("接触", "10") };
        let (own, other) = (group(&w, "甲组", vec![with("a")]), group(&w, "乙组", vec![with("b")]));
        let id = in_group(&w.wang, customer(&w.wang, "甲"), own);
        let query = Query::new(StageCheck::stage_id().eq(stages(&w.wang, other)[0]));
        let item = w.wang.list::<StageCheck>(&query).unwrap().rows[0].id;
        let check = CheckOpportunity { opportunity: id, item, done: true };
        assert_eq!(told(w.wang.run(check)), "stage.elsewhere");
    });
}

/// Defines a field of opportunities.
fn budget(w: &World) -> FieldDefinitionId {
    let field = NewFieldDefinition {
        entity: "opportunity".into(),
        key: "budget".into(),
        label: "预算".into(),
        kind: CustomKind::Text,
        ..Default::default()
    };
    w.admin.run(DefineField { field, options: None }).unwrap().value
}

#[test]
fn a_custom_field_can_be_required() {
    each(|w| {
        use crmkit::model::{Custom, Value};
        budget(&w);
        let asks = |field: &str| StageSetup {
            required_fields: vec![field.into()],
            ..stage("接触", "10")
        };
        let stage_group = NewStageGroup { name: "x".into(), ..Default::default() };
        let stages = vec![asks("custom.nothing")];
        let unknown = CreateStageGroup { stage_group, stages, departments: None };
        assert_eq!(told(w.admin.run(unknown)), "query.unknown_field");
        let group = group(&w, "甲组", vec![asks("custom.budget"), stage("报价", "50")]);
        let id = in_group(&w.wang, customer(&w.wang, "甲"), group);
        let next = crate::stages(&w.wang, group)[1];
        assert_eq!(told(advance(&w.wang, id, next)), "stage.unfinished");
        let patch = OpportunityPatch {
            custom: Some(Custom(
                [("budget".to_owned(), Value::Text("有".into()))].into_iter().collect(),
            )),
            ..Default::default()
        };
        w.wang.opportunities().update(id, patch).unwrap();
        advance(&w.wang, id, next).unwrap();
    });
}

#[test]
fn a_field_that_was_archived_is_asked_for_no_more() {
    each(|w| {
        use crmkit::admin::field::UpdateField;
        use crmkit::org::FieldDefinitionPatch;
        let field = budget(&w);
        let asks =
            StageSetup { required_fields: vec!["custom.budget".into()], ..stage("接触", "10") };
        let group = group(&w, "甲组", vec![asks, stage("报价", "50")]);
        let id = in_group(&w.wang, customer(&w.wang, "甲"), group);
        let next = stages(&w.wang, group)[1];
        assert_eq!(told(advance(&w.wang, id, next)), "stage.unfinished");
        // Nobody can fill it any more.
        let patch = FieldDefinitionPatch { archived: Some(true), ..Default::default() };
        w.admin.run(UpdateField { field, patch, expect_rev: None }).unwrap();
        advance(&w.wang, id, next).unwrap();
    });
}

#[test]
fn another_group_begins_at_its_first_stage_and_is_noted() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let old = read(&w.wang, id);
        let other = group(&w, "大客户", vec![stage("接触", "10"), stage("报价", "60")]);
        let s = stages(&w.wang, other);
        let change = |stage_group, stage| ChangeStageGroup { opportunity: id, stage_group, stage };
        assert_eq!(told(w.wang.run(change(old.stage_group_id, None))), "stage.same");
        assert_eq!(told(w.wang.run(change(other, Some(old.stage_id)))), "stage.elsewhere");
        w.wang.run(change(other, None)).unwrap();
        assert_eq!(read(&w.wang, id).stage_id, s[0]);
        assert_eq!(read(&w.wang, id).probability, number("10"));
        w.wang.run(change(old.stage_group_id, None)).unwrap();
        w.wang.run(change(other, Some(s[1]))).unwrap();
        assert_eq!(read(&w.wang, id).probability, number("60"));
        assert_eq!(history(&w.wang, id).len(), 4);
    });
}

#[test]
fn what_stands_at_a_stage_for_more_days_than_it_allows_is_stalled() {
    each(|w| {
        let slow = StageSetup { rotten_days: Some(7), ..stage("接触", "10") };
        let group = group(&w, "大客户", vec![slow, stage("报价", "60")]);
        // The second of March, ten in the evening.
        w.clock.set(at("2026-03-02T14:00:00Z"));
        let home = customer(&w.wang, "甲");
        let ids: Vec<_> = (0..3).map(|_| in_group(&w.wang, home, group)).collect();
        advance(&w.wang, ids[1], stages(&w.wang, group)[1]).unwrap();
        end(&w.wang, ids[2], OpportunityState::Invalid).unwrap();
        let stalled = |by: &Session| {
            let all = by.stalled_opportunities().unwrap();
            all.into_iter().map(|s| (s.opportunity, s.days, s.rotten_days)).collect::<Vec<_>>()
        };
        w.clock.set(at("2026-03-09T15:59:00Z"));
        assert_eq!(stalled(&w.wang), [], "the seventh day");
        w.clock.set(at("2026-03-09T16:01:00Z"));
        assert_eq!(stalled(&w.wang), [(ids[0], 8, 7)]);
        assert_eq!(stalled(&w.manager), [(ids[0], 8, 7)]);
        assert_eq!(stalled(&w.li), [], "not his");
        // Whoever moves it on and back begins anew.
        let s = stages(&w.wang, group);
        advance(&w.wang, ids[0], s[1]).unwrap();
        advance(&w.wang, ids[0], s[0]).unwrap();
        assert_eq!(stalled(&w.wang), []);
    });
}
