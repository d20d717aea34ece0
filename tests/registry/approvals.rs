//! The same for approval flows and approvals.

use super::contracts::{contract, submitted};
use super::{Case, Company, Run, of};
use chrono::TimeDelta;
use crmkit::org::EmployeeId;
use crmkit::query::Query;
use crmkit::sales::approval::*;
use crmkit::sales::follow_up::FileReference;
use crmkit_testkit::oracle::Loaded;
use serde_json::json;

/// Two people decide, one after the other.
fn rules(people: &[EmployeeId]) -> FlowRules {
    let step = |id, who| FlowStep {
        id,
        kind: StepKind::Members,
        branch: None,
        mode: Some(SignMode::All),
        people: vec![who],
        role: None,
        level: None,
        several: false,
        when_empty: None,
    };
    FlowRules {
        steps: (1..).zip(people).map(|(id, who)| step(id, *who)).collect(),
        branches: vec![],
        admins: vec![],
        resume: None,
        repeated: None,
        own: None,
        remind_hours: Some(1),
    }
}

fn new_flow(c: &Company) -> CreateApprovalFlow {
    let flow = NewApprovalFlow { name: c.name(), entity: "contract".into(), ..<_>::default() };
    let people = [c.loaded.people[0], c.loaded.people[4]];
    CreateApprovalFlow { flow, rules: rules(&people) }
}

fn flow(c: &Company) -> ApprovalFlowId {
    c.do_it(new_flow(c))
}

/// An approval that waits for the super administrator. Its flow is in force only for it.
fn in_review(c: &Company) -> (ApprovalId, ApprovalTaskId) {
    let flow = flow(c);
    c.do_it(SetApprovalFlow { flow, enabled: true });
    let contract = c.do_it(submitted(contract(c)));
    c.do_it(SetApprovalFlow { flow, enabled: false });
    let query = Query::new(Approval::contract_id().eq(contract));
    let approval = c.admin().list::<Approval>(&query).unwrap().rows[0].id;
    let query = Query::new(ApprovalTask::approval_id().eq(approval));
    (approval, c.admin().list::<ApprovalTask>(&query).unwrap().rows[0].id)
}

fn files(c: &Company) -> Option<Vec<FileReference>> {
    Some(vec![FileReference { name: c.name(), reference: "files/1.pdf".into(), size: Some(7) }])
}

fn delegation(c: &Company) -> DelegateApprovals {
    let now = c.loaded.crm.clock().now();
    DelegateApprovals {
        employee: Some(c.loaded.people[5]),
        delegate: c.loaded.people[0],
        // Not yet, so that other cases keep their deciders.
        starts_at: Some(now + TimeDelta::days(9000)),
        ends_at: now + TimeDelta::days(9001),
    }
}

/// Makes the case of a command.
pub fn case(name: &str, c: &Company) -> Option<Case> {
    let people = &c.loaded.people;
    Some(match name {
        "approval_flow.create" => of(new_flow(c)),
        "approval_flow.update" => of(UpdateApprovalFlow {
            flow: flow(c),
            patch: Some(ApprovalFlowPatch { name: Some(c.name()), ..<_>::default() }),
            rules: Some(rules(&people[5..])),
            expect_rev: None,
        }),
        "approval_flow.set" => {
            // Of a kind that no other case submits.
            let mut new = new_flow(c);
            new.flow.entity = "receivable".into();
            let flow = c.do_it(new);
            c.do_it(SetApprovalFlow { flow, enabled: true });
            of(SetApprovalFlow { flow, enabled: false })
        }
        "approval_flow.delete" => of(DeleteApprovalFlows { flows: vec![flow(c)] }),
        "approval_flow.restore" => {
            let flows = vec![flow(c)];
            c.do_it(DeleteApprovalFlows { flows: flows.clone() });
            of(RestoreApprovalFlows { flows })
        }
        "approval.delegate" => of(delegation(c)),
        "approval.end_delegation" => {
            of(EndDelegation { delegate: c.do_it(delegation(c)) }).told("record.not_found")
        }
        "approval.follow_up" => remind(c),
        other => return in_hand(other, c).map(|case| case.told("record.not_found")),
    })
}

/// What is done with an approval: who does not see the document, knows of none.
fn in_hand(name: &str, c: &Company) -> Option<Case> {
    let people = &c.loaded.people;
    Some(match name {
        "approval.approve" => {
            of(Approve { task: in_review(c).1, comment: Some(c.name()), files: files(c) })
        }
        "approval.reject" => {
            of(Reject { task: in_review(c).1, comment: c.name(), files: files(c) })
        }
        "approval.withdraw" => {
            of(WithdrawApproval { approval: in_review(c).0, comment: Some(c.name()) })
        }
        "approval.transfer" => {
            let (task, comment) = (in_review(c).1, Some(c.name()));
            of(TransferApproval { task, to: people[5], comment })
        }
        "approval.add_signers" => of(AddSigners {
            task: in_review(c).1,
            employees: vec![people[5]],
            before: true,
            comment: None,
        }),
        "approval.comment" => {
            of(CommentApproval { approval: in_review(c).0, comment: c.name(), files: files(c) })
        }
        _ => return None,
    })
}

/// Who lets a document wait is reminded by the clock.
fn remind(c: &Company) -> Case {
    in_review(c);
    let run = |loaded: &Loaded| {
        loaded.clock.advance_days(1);
        let done = loaded.crm.tick().unwrap();
        assert!(done.iter().any(|d| d.job == "approval.follow_up"), "nobody was reminded");
        json!(done.iter().map(|d| d.id).collect::<Vec<_>>())
    };
    let arguments = json!({"tasks": Vec::<ApprovalTaskId>::new()});
    Case { arguments, refusal: "right.system_only", run: Run::Otherwise(run) }
}
