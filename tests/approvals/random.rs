//! Random flows and random people: what always holds of an approval, whatever is done to it.

use super::*;
use crmkit::commands::{DisableEmployee, EnableEmployee};
use crmkit_testkit::random::Random;
use std::collections::BTreeSet;

/// A flow of up to six steps with a fork in the middle.
fn random_rules(r: &mut Random, people: &[EmployeeId], role: crmkit::org::RoleId) -> FlowRules {
    let mode =
        |r: &mut Random| Some([SignMode::Sequential, SignMode::All, SignMode::Any][r.below(3)]);
    let some = |r: &mut Random| -> Vec<EmployeeId> {
        (0..1 + r.below(3)).map(|_| people[r.below(people.len())]).collect()
    };
    let mut steps = Vec::new();
    let mut branches = Vec::new();
    for id in 1..=1 + r.below(6) as i64 {
        let open: Vec<i64> = branches.iter().map(|b: &FlowBranch| b.id).collect();
        let inside = (!open.is_empty() && r.percent(60)).then(|| open[r.below(open.len())]);
        let kind = [
            StepKind::Members,
            StepKind::Superior,
            StepKind::Role,
            StepKind::Superiors,
            StepKind::Chosen,
            StepKind::Branches,
        ][r.below(6)];
        let mut made = FlowStep { branch: inside, mode: mode(r), ..step(id, kind) };
        match kind {
            StepKind::Members => made.people = some(r),
            StepKind::Superior | StepKind::Superiors => made.level = Some(1 + r.below(3) as i64),
            StepKind::Role => made.role = Some(role),
            StepKind::Chosen => made.several = true,
            _ => {
                for n in 0..1 + r.below(3) as i64 {
                    let when = [None, Some("money >= 500"), Some("money < 500")][r.below(3)];
                    branches.push(branch(id * 10 + n, id, r.below(3) as i64, when));
                }
            }
        }
        made.when_empty = [None, Some(WhenEmpty::Pass), Some(WhenEmpty::Admins)][r.below(3)];
        steps.push(made);
    }
    FlowRules {
        branches,
        admins: if r.percent(50) { some(r) } else { vec![] },
        resume: [None, Some(Resume::Rejecting)][r.below(2)],
        repeated: [None, Some(Repeated::Skip)][r.below(2)],
        own: [None, Some(OwnDecision::Skip), Some(OwnDecision::Admins)][r.below(3)],
        ..rules(steps)
    }
}

/// What always holds.
fn sound(o: &Office, contract: ContractId, people: &[Session]) {
    let all = approvals(&o.w.admin, contract);
    let running: Vec<_> = all.iter().filter(|a| a.state == ApprovalState::Running).collect();
    let status = o.status(contract);
    assert!(running.len() <= 1, "in two approvals at once");
    assert_eq!(running.len() == 1, status == CheckStatus::InReview, "{status:?}");
    let pending: Vec<_> =
        tasks(&o.w.admin, contract).into_iter().filter(|t| t.state == TaskState::Pending).collect();
    assert_eq!(pending.is_empty(), running.is_empty(), "somebody decides as long as it runs");
    for task in &pending {
        assert_eq!(Some(task.step), running[0].step, "in two steps at once");
        assert_eq!(task.approval_id, running[0].id);
    }
    let deciding: BTreeSet<EmployeeId> = pending.iter().map(|t| t.employee_id).collect();
    assert_eq!(deciding.len(), pending.len(), "nobody is asked twice at once");
    for person in people {
        let Ok(me) = person.employee() else { continue };
        if person.list::<Approval>(&Query::default()).is_err_and(|e| e.code() == "session.disabled")
        {
            continue;
        }
        // The cashier has no role: he sees it exactly while he has to decide.
        let scoped = me != id(&o.cashier);
        if deciding.contains(&me) || !scoped {
            assert_eq!(sees(person, contract), deciding.contains(&me), "who decides sees it");
        }
        let waits = person.todos(crmkit::sales::todo::TodoKind::ContractsToApprove).unwrap();
        assert_eq!(waits.iter().any(|t| t.id == uuid(contract)), deciding.contains(&me));
    }
}

#[test]
fn whatever_is_done_an_approval_stands_at_one_step_and_every_way_ends() {
    let o = Office::of(common::memory());
    let role = common::role(&o.w.admin, "sales_manager");
    let people = [&o.w.manager, &o.w.wang, &o.w.li, &o.boss, &o.cashier].map(Clone::clone);
    let ids: Vec<EmployeeId> = people.iter().map(id).collect();
    let flow = o.flow(rules(vec![superior(1, 1)]));
    let (mut decided, mut ended) = (0, BTreeSet::new());
    for seed in 0..120 {
        let r = &mut Random::new(seed);
        let rules = random_rules(r, &ids, role);
        let change = UpdateApprovalFlow { flow, patch: None, rules: Some(rules), expect_rev: None };
        o.w.admin.run(change).unwrap();
        let contract = o.draft(["499.99", "500"][r.below(2)]);
        let steps = o.w.wang.approval_steps("contract", uuid(contract)).unwrap();
        let choices = steps.iter().filter(|s| s.choose);
        let choices = choices.map(|s| {
            let people = (0..1 + r.below(3)).map(|_| r.pick(&s.people)).collect();
            StepChoice { step: s.step, people }
        });
        let choices = Some(choices.collect());
        let (patch, lines, expect_rev) = (None, None, None);
        o.w.wang.run(SubmitContract { contract, patch, lines, choices, expect_rev }).unwrap();
        sound(&o, contract, &people);
        for turn in 0.. {
            assert!(turn < 200, "seed {seed} does not end");
            if o.status(contract) != CheckStatus::InReview {
                break;
            }
            let open: Vec<_> = tasks(&o.w.admin, contract)
                .into_iter()
                .filter(|t| t.state == TaskState::Pending)
                .collect();
            let task = open[r.below(open.len())].clone();
            let by = o.w.crm.session(task.employee_id);
            let other = ids[r.below(ids.len())];
            // At first anything may happen; later only decisions, so that it ends.
            match if turn > 12 { 0 } else { r.below(20) } {
                0..=5 => {
                    if let Ok(by) = by {
                        by.run(Approve { task: task.id, comment: None, files: None }).unwrap();
                        decided += 1;
                    } else {
                        o.w.crm.tick().unwrap();
                    }
                }
                6 => {
                    let _ = by.map(|by| {
                        by.run(Reject { task: task.id, comment: "不".into(), files: None })
                    });
                }
                7 => {
                    let _ = by.map(|by| {
                        by.run(TransferApproval { task: task.id, to: other, comment: None })
                    });
                }
                8 => {
                    let before = r.percent(50);
                    let employees = vec![other];
                    let _ = by.map(|by| {
                        by.run(AddSigners { task: task.id, employees, before, comment: None })
                    });
                }
                9 => {
                    let approval = task.approval_id;
                    o.w.admin.run(WithdrawApproval { approval, comment: None }).unwrap();
                }
                10 => {
                    let _ = o.w.admin.run(DisableEmployee { employee: other });
                    o.w.crm.tick().unwrap();
                }
                11 => {
                    let _ = o.w.admin.run(EnableEmployee { employee: other });
                }
                12 | 13 => {
                    let ends_at = o.w.crm.clock().now() + chrono::TimeDelta::days(2);
                    let delegate = ids[r.below(ids.len())];
                    let (employee, starts_at) = (Some(other), None);
                    let _ =
                        o.w.admin.run(DelegateApprovals { employee, delegate, starts_at, ends_at });
                    o.w.crm.tick().unwrap();
                }
                14 => {
                    let to = vec![ids[r.below(ids.len())], ids[r.below(ids.len())]];
                    let _ = o.w.admin.run(crmkit::commands::HandOver { from: other, to });
                }
                15 => {
                    let keep = r.percent(50).then_some(crmkit::sales::customer::TeamAccess::Read);
                    let give = TransferContracts {
                        contracts: vec![contract],
                        to: other,
                        keep,
                        keep_until: None,
                    };
                    let _ = o.w.admin.run(give);
                }
                16 => {
                    let access = crmkit::sales::customer::TeamAccess::Write;
                    let expires_at =
                        r.percent(50).then(|| o.w.crm.clock().now() + chrono::TimeDelta::hours(1));
                    let _ = o.w.admin.run(AddContractMember {
                        contracts: vec![contract],
                        employee: other,
                        access,
                        expires_at,
                    });
                }
                17 => {
                    let _ = o
                        .w
                        .admin
                        .run(RemoveContractMember { contracts: vec![contract], employee: other });
                }
                18 => {
                    let roles = if r.percent(50) { vec![role] } else { vec![] };
                    if other != id(&o.cashier) && other != id(&o.w.wang) {
                        let _ =
                            o.w.admin.run(crmkit::commands::SetRoles { employee: other, roles });
                    }
                }
                _ => {
                    o.w.clock.advance_days(1);
                    o.w.crm.tick().unwrap();
                }
            }
            let someone = ids
                .iter()
                .map(|id| o.w.crm.session(*id))
                .filter_map(Result::ok)
                .collect::<Vec<_>>();
            sound(&o, contract, &someone);
        }
        ended.insert(format!("{:?}", o.status(contract)));
        for employee in &ids {
            let _ = o.w.admin.run(EnableEmployee { employee: *employee });
        }
    }
    assert!(decided > 150, "{decided}");
    assert_eq!(ended.len(), 3, "approved, rejected and withdrawn: {ended:?}");
    assert_eq!(o.w.crm.check().unwrap(), []);
}
