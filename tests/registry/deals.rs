//! The same for stage groups and opportunities.

use super::timed::expire;
use super::{Case, Company, of};
use crmkit::model::Number;
use crmkit::org::{OptionItem, OptionItemId};
use crmkit::query::Query;
use crmkit::sales::customer::TeamAccess;
use crmkit::sales::opportunity::*;
use crmkit::sales::stage::*;
use serde_json::json;

/// A stage with something to do.
fn stage(name: &str, rate: i64) -> StageSetup {
    StageSetup {
        stage: None,
        name: name.into(),
        win_rate: Number::from_scaled(rate * 1_000_000),
        rotten_days: Some(7),
        required_fields: vec![],
        checklist: vec!["核实预算".into()],
    }
}

fn new_stage_group(c: &Company) -> CreateStageGroup {
    let stage_group = NewStageGroup { name: c.name(), ..Default::default() };
    let stages = vec![stage("接触", 10), stage("报价", 60)];
    CreateStageGroup { stage_group, stages, departments: Some(c.loaded.departments.clone()) }
}

/// A group and its stages.
fn stage_group(c: &Company) -> (StageGroupId, Vec<StageId>) {
    let group = c.do_it(new_stage_group(c));
    (group, stages(c, group))
}

fn stages(c: &Company, group: StageGroupId) -> Vec<StageId> {
    let query = Query::new(Stage::stage_group_id().eq(group));
    let mut rows = c.admin().list::<Stage>(&query).unwrap().rows;
    rows.sort_by_key(|stage| stage.position);
    rows.into_iter().map(|stage| stage.id).collect()
}

fn new_opportunity(c: &Company) -> CreateOpportunity {
    let customer_id = c.customer();
    let primary_contact_id = Some(c.do_it(c.new_contact(customer_id)));
    let opportunity =
        NewOpportunity { name: c.name(), customer_id, primary_contact_id, ..Default::default() };
    CreateOpportunity { opportunity, stage_group: None, stage: None, lines: None }
}

pub fn opportunity(c: &Company) -> OpportunityId {
    c.do_it(new_opportunity(c))
}

/// An opportunity at the first of two stages with checklists.
fn at_first_stage(c: &Company) -> (OpportunityId, Vec<StageId>) {
    let (group, stages) = stage_group(c);
    let create = CreateOpportunity { stage_group: Some(group), ..new_opportunity(c) };
    (c.do_it(create), stages)
}

fn loss_reason(c: &Company) -> OptionItemId {
    let query = Query::new(OptionItem::list().eq("loss_reason".into()));
    c.admin().list::<OptionItem>(&query).unwrap().rows[0].id
}

fn lost(c: &Company, opportunity: OpportunityId) -> EndOpportunity {
    EndOpportunity {
        opportunity,
        state: OpportunityState::Lost,
        reason: Some(loss_reason(c)),
        remark: Some(c.name()),
        expect: None,
    }
}

/// Makes the case of a command.
pub fn case(name: &str, c: &Company) -> Case {
    let people = &c.loaded.people;
    match name {
        "stage_group.create" => of(new_stage_group(c)),
        "stage_group.update" => {
            let (group, held) = stage_group(c);
            let kept = StageSetup { stage: Some(held[0]), ..stage("初步接触", 15) };
            of(UpdateStageGroup {
                stage_group: group,
                patch: Some(StageGroupPatch { name: Some(c.name()), ..Default::default() }),
                stages: Some(vec![kept, stage("成交", 90)]),
                departments: Some(vec![]),
                expect_rev: None,
            })
        }
        "stage_group.delete" => of(DeleteStageGroup { stage_group: stage_group(c).0 }),
        "stage_group.restore" => {
            let (stage_group, _) = stage_group(c);
            c.do_it(DeleteStageGroup { stage_group });
            of(RestoreStageGroups { stage_groups: vec![stage_group] })
        }
        "opportunity.create" => of(new_opportunity(c)),
        "opportunity.update" => of(UpdateOpportunity {
            opportunity: opportunity(c),
            patch: Some(OpportunityPatch { money: "1000".parse().ok(), ..Default::default() }),
            lines: None,
            expect_rev: None,
        }),
        "opportunity.advance" => {
            let opportunity = opportunity(c);
            let held = c.admin().opportunities().get(opportunity).unwrap();
            let stage = stages(c, held.stage_group_id)[1];
            of(AdvanceOpportunity { opportunity, stage, expect: Some(held.stage_id) })
        }
        "opportunity.change_group" => {
            let (stage_group, stages) = stage_group(c);
            let (opportunity, stage) = (opportunity(c), Some(stages[1]));
            of(ChangeStageGroup { opportunity, stage_group, stage })
        }
        "opportunity.check" => {
            let (opportunity, stages) = at_first_stage(c);
            let query = Query::new(StageCheck::stage_id().eq(stages[0]));
            let item = c.admin().list::<StageCheck>(&query).unwrap().rows[0].id;
            of(CheckOpportunity { opportunity, item, done: true })
        }
        "opportunity.end" => of(lost(c, opportunity(c))),
        "opportunity.reopen" => {
            let opportunity = opportunity(c);
            c.do_it(lost(c, opportunity));
            of(ReopenOpportunity { opportunity })
        }
        "opportunity.delete" => of(DeleteOpportunities { opportunities: vec![opportunity(c)] }),
        "opportunity.restore" => {
            let opportunities = vec![opportunity(c)];
            c.do_it(DeleteOpportunities { opportunities: opportunities.clone() });
            of(RestoreOpportunities { opportunities })
        }
        "opportunity.transfer" => of(TransferOpportunities {
            opportunities: vec![opportunity(c)],
            to: people[5],
            keep: Some(TeamAccess::Write),
            keep_until: None,
        }),
        "opportunity.set_contacts" => {
            let contact = c.contact();
            let customer_id = c.admin().contacts().get(contact).unwrap().customer_id;
            let new = NewOpportunity { name: c.name(), customer_id, ..Default::default() };
            let opportunity = c.admin().opportunities().create(new).unwrap().value;
            let role = ContactRole::DecisionMaker;
            let contacts = vec![ContactInRole { contact, role }];
            of(SetOpportunityContacts { opportunity, contacts })
        }
        "opportunity.set_competitors" => {
            let (name, price) = (c.name(), "99.5".parse().ok());
            let competitors = vec![Competitor { name, price, remark: None }];
            of(SetCompetitors { opportunity: opportunity(c), competitors })
        }
        "opportunity.add_member" => of(AddOpportunityMember {
            opportunities: vec![opportunity(c)],
            employee: people[5],
            access: TeamAccess::Write,
            expires_at: None,
        }),
        "opportunity.remove_member" => {
            let (opportunities, employee) = (vec![opportunity(c)], people[5]);
            c.do_it(AddOpportunityMember {
                opportunities: opportunities.clone(),
                employee,
                access: TeamAccess::Read,
                expires_at: None,
            });
            of(RemoveOpportunityMember { opportunities, employee })
        }
        "opportunity.leave_team" => {
            let opportunities = vec![opportunity(c)];
            c.do_it(TransferOpportunities {
                opportunities: opportunities.clone(),
                to: people[5],
                keep: Some(TeamAccess::Read),
                keep_until: None,
            });
            of(LeaveOpportunityTeam { opportunities }).told("team.not_member")
        }
        "opportunity.expire_members" => {
            let soon = c.loaded.crm.clock().now() + chrono::TimeDelta::minutes(1);
            c.do_it(AddOpportunityMember {
                opportunities: vec![opportunity(c)],
                employee: people[5],
                access: TeamAccess::Read,
                expires_at: Some(soon),
            });
            Case { arguments: json!({"members": Vec::<OpportunityMemberId>::new()}), ..expire(c) }
        }
        other => panic!("no driver for the command {other}: add one in tests/registry"),
    }
}
