//! What else happens to an approval: seen, withdrawn, given away, asked others, absent, forgotten.

use super::*;
use crate::common::{at, rows, told};
use crmkit::commands::{
    AddContractMember, DisableEmployee, LeaveContractTeam, SetContractSigners, TransferContracts,
    UpdateEmployee,
};
use crmkit::sales::todo::TodoKind;

#[test]
fn an_approver_sees_what_he_must_decide_and_only_as_long() {
    Office::each(|o| {
        let [manager, ..] = o.w.ids;
        let _ = manager;
        o.flow(rules(vec![superior(1, 1), members(2, SignMode::All, &[id(&o.cashier)])]));
        let line = SetContractSigners { contract: o.draft("1"), signers: vec![id(&o.boss)] };
        let contract = line.contract;
        o.w.wang.run(line).unwrap();
        o.w.wang.contracts().submit(contract).unwrap();
        assert!(!sees(&o.cashier, contract), "it is not his turn");
        let signers =
            |by: &Session| by.list::<ContractSigner>(&Query::default()).map_or(0, |p| p.rows.len());
        assert_eq!(signers(&o.cashier), 0);
        o.approve(&o.w.manager, contract).unwrap();
        assert!(sees(&o.cashier, contract), "without any role");
        assert_eq!(signers(&o.cashier), 1, "and what belongs to it");
        assert_eq!(approvals(&o.cashier, contract).len(), 1);
        let todo = o.cashier.todos(TodoKind::ContractsToApprove).unwrap();
        assert_eq!((todo.len(), todo[0].name.as_str()), (1, "设备采购"));
        let why = o.cashier.why_visible::<Contract>(contract).unwrap();
        assert_eq!(
            why.iter().map(|w| w.reason).collect::<Vec<_>>(),
            [crmkit::session::Reason::Approver]
        );
        // He may decide, but neither edit nor give it away.
        let patch = ContractPatch { name: Some("x".into()), ..Default::default() };
        assert_eq!(
            told(o.cashier.run(UpdateContract { contract, patch, expect_rev: None })),
            "right.missing"
        );
        o.approve(&o.cashier, contract).unwrap();
        assert!(!sees(&o.cashier, contract) && signers(&o.cashier) == 0);
        assert!(o.cashier.todos(TodoKind::ContractsToApprove).unwrap().is_empty());
        assert!(sees(&o.w.manager, contract), "his scope shows it anyway");
    });
}

#[test]
fn a_membership_of_the_team_is_not_lost_by_deciding_nor_the_decision_by_leaving() {
    Office::each(|o| {
        let [_, _, li] = o.w.ids;
        o.flow(rules(vec![members(1, SignMode::All, &[li])]));
        let contract = o.draft("1");
        let add = |access| AddContractMember {
            contracts: vec![contract],
            employee: li,
            access,
            expires_at: Some(at("2026-03-05T00:00:00Z")),
        };
        use crmkit::sales::customer::TeamAccess::*;
        assert_eq!(rows(o.w.wang.run(add(Write))), ["done"]);
        o.w.wang.contracts().submit(contract).unwrap();
        // Leaving the team or its end takes nothing away while he has to decide.
        let leave = LeaveContractTeam { contracts: vec![contract] };
        assert_eq!(rows(o.w.li.run(leave)), ["done"]);
        assert!(sees(&o.w.li, contract));
        let leave = LeaveContractTeam { contracts: vec![contract] };
        assert_eq!(rows(o.w.li.run(leave)), ["team.not_member"]);
        o.w.clock.set(at("2026-03-06T00:00:00Z"));
        o.w.crm.tick().unwrap();
        assert!(sees(&o.w.li, contract));
        o.approve(&o.w.li, contract).unwrap();
        assert!(!sees(&o.w.li, contract));
        // One who was a member before is one afterwards.
        let contract = o.draft("1");
        let mut again = add(Read);
        (again.contracts, again.expires_at) = (vec![contract], None);
        assert_eq!(rows(o.w.wang.run(again)), ["done"]);
        o.w.wang.contracts().submit(contract).unwrap();
        o.approve(&o.w.li, contract).unwrap();
        assert!(sees(&o.w.li, contract));
    });
}

#[test]
fn an_owner_who_gives_away_what_he_must_decide_still_sees_it() {
    Office::each(|o| {
        let [manager, wang, li] = o.w.ids;
        o.flow(rules(vec![members(1, SignMode::All, &[wang])]));
        let contract = o.submitted("1");
        let give =
            |to| TransferContracts { contracts: vec![contract], to, keep: None, keep_until: None };
        assert_eq!(rows(o.w.manager.run(give(li))), ["done"]);
        assert!(sees(&o.w.wang, contract) && sees(&o.w.li, contract));
        assert_eq!(rows(o.w.manager.run(give(manager))), ["done"]);
        assert!(sees(&o.w.wang, contract) && !sees(&o.w.li, contract));
        assert_eq!(rows(o.w.manager.run(give(wang))), ["done"]);
        o.approve(&o.w.wang, contract).unwrap();
        assert!(sees(&o.w.wang, contract));
        assert_eq!(o.w.crm.check().unwrap(), []);
    });
}

#[test]
fn defect_12_what_is_approved_is_not_withdrawn() {
    Office::each(|o| {
        o.flow(rules(vec![superior(1, 1)]));
        let contract = o.submitted("1");
        let approval = approvals(&o.w.admin, contract)[0].id;
        let withdraw = || WithdrawApproval { approval, comment: Some("写错了".into()) };
        assert_eq!(told(o.w.li.run(withdraw())), "record.not_found");
        assert_eq!(told(o.w.manager.run(withdraw())), "right.missing");
        o.w.wang.run(withdraw()).unwrap();
        assert_eq!((o.status(contract), o.deciding(contract)), (CheckStatus::Withdrawn, vec![]));
        assert_eq!(told(o.w.wang.run(withdraw())), "approval.ended");
        assert_eq!(told(o.approve(&o.w.manager, contract)), "approval.not_pending");
        let contract = o.submitted("1");
        o.approve(&o.w.manager, contract).unwrap();
        let approval = approvals(&o.w.admin, contract)[0].id;
        // Defect 12: what is approved is not withdrawn, and nothing of it is touched.
        let digest = o.w.digest();
        assert_eq!(
            told(o.w.wang.run(WithdrawApproval { approval, comment: None })),
            "approval.ended"
        );
        assert_eq!(o.w.digest(), digest);
        let contract = o.submitted("1");
        let approval = approvals(&o.w.admin, contract)[0].id;
        o.w.admin.run(WithdrawApproval { approval, comment: None }).unwrap();
        assert_eq!(o.status(contract), CheckStatus::Withdrawn);
    });
}

#[test]
fn somebody_else_s_task_is_nobody_s_business() {
    Office::each(|o| {
        o.flow(rules(vec![superior(1, 1)]));
        let contract = o.submitted("1");
        let task = o.task(&o.w.manager, contract);
        let approve = || Approve { task, comment: None, files: None };
        assert_eq!(told(o.w.li.run(approve())), "record.not_found");
        assert_eq!(told(o.w.wang.run(approve())), "approval.not_mine");
        assert_eq!(
            told(o.w.admin.run(approve())),
            "approval.not_mine",
            "not even the administrator's"
        );
        let blank = Reject { task, comment: "  ".into(), files: None };
        assert_eq!(told(o.w.manager.run(blank)), "value.required");
    });
}

#[test]
fn a_part_is_given_to_somebody_else() {
    Office::each(|o| {
        let [manager, wang, li] = o.w.ids;
        o.flow(FlowRules {
            own: Some(OwnDecision::Skip),
            ..rules(vec![members(1, SignMode::All, &[manager, li])])
        });
        let contract = o.submitted("1");
        let task = o.task(&o.w.manager, contract);
        let give = |to| TransferApproval { task, to, comment: None };
        assert_eq!(told(o.w.manager.run(give(li))), "approval.signer", "he is asked already");
        assert_eq!(
            told(o.w.manager.run(give(wang))),
            "approval.signer",
            "the submitter does not decide"
        );
        assert_eq!(told(o.w.wang.run(give(id(&o.boss)))), "right.missing");
        o.w.manager.run(give(id(&o.cashier))).unwrap();
        assert!(sees(&o.cashier, contract));
        assert_eq!(told(o.w.manager.run(give(id(&o.boss)))), "approval.not_pending");
        let new = tasks(&o.w.admin, contract).into_iter().find(|t| t.employee_id == id(&o.cashier));
        assert_eq!(new.unwrap().for_id, Some(manager));
        o.approve(&o.w.li, contract).unwrap();
        assert_eq!(o.status(contract), CheckStatus::InReview);
        // Who manages approvals may move it on.
        let task = o.task(&o.cashier, contract);
        o.w.admin.run(TransferApproval { task, to: id(&o.boss), comment: None }).unwrap();
        assert!(!sees(&o.cashier, contract));
        o.approve(&o.boss, contract).unwrap();
        assert_eq!(o.status(contract), CheckStatus::Approved);
    });
}

#[test]
fn signers_are_added_before_oneself_or_after() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        for mode in [SignMode::Sequential, SignMode::All, SignMode::Any] {
            let flow = NewApprovalFlow {
                name: format!("{mode:?}"),
                entity: "contract".into(),
                ..Default::default()
            };
            let rules = rules(vec![members(1, mode, &[manager])]);
            let flow = o.w.admin.run(CreateApprovalFlow { flow, rules }).unwrap().value;
            o.w.admin.run(SetApprovalFlow { flow, enabled: true }).unwrap();
            let add = |contract, before| AddSigners {
                task: o.task(&o.w.manager, contract),
                employees: vec![li, id(&o.boss)],
                before,
                comment: Some("请先看".into()),
            };
            let contract = o.submitted("1");
            o.w.manager.run(add(contract, true)).unwrap();
            assert_eq!(o.deciding(contract).len(), 2, "{mode:?}");
            assert_eq!(told(o.approve(&o.w.manager, contract)), "approval.not_pending");
            o.approve(&o.w.li, contract).unwrap();
            assert_eq!(o.deciding(contract), [id(&o.boss)]);
            o.approve(&o.boss, contract).unwrap();
            assert_eq!(
                (o.deciding(contract), o.status(contract)),
                (vec![manager], CheckStatus::InReview)
            );
            o.approve(&o.w.manager, contract).unwrap();
            assert_eq!(o.status(contract), CheckStatus::Approved);

            let contract = o.submitted("1");
            o.w.manager.run(add(contract, false)).unwrap();
            assert_eq!(
                o.status(contract),
                CheckStatus::InReview,
                "{mode:?}: they are part of his decision"
            );
            o.approve(&o.w.li, contract).unwrap();
            assert_eq!(o.deciding(contract), [id(&o.boss)]);
            o.approve(&o.boss, contract).unwrap();
            assert_eq!(o.status(contract), CheckStatus::Approved);
            // One whom he asked refuses.
            let contract = o.submitted("1");
            o.w.manager.run(add(contract, true)).unwrap();
            o.reject(&o.w.li, contract).unwrap();
            assert_eq!((o.deciding(contract), o.status(contract)), (vec![], CheckStatus::Rejected));
        }
        let contract = o.submitted("1");
        let task = o.task(&o.w.manager, contract);
        let none = AddSigners { task, employees: vec![], before: true, comment: None };
        assert_eq!(told(o.w.manager.run(none)), "approval.signer");
        let twice = AddSigners { task, employees: vec![li, li], before: true, comment: None };
        assert_eq!(told(o.w.manager.run(twice)), "approval.signer");
    });
}

#[test]
fn a_delegate_decides_while_somebody_is_absent() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        o.flow(rules(vec![superior(1, 1)]));
        let before = o.submitted("1");
        let delegate = |by: &Session, employee, from: Option<&str>, to: &str, who| {
            by.run(DelegateApprovals {
                employee,
                delegate: who,
                starts_at: from.map(at),
                ends_at: at(to),
            })
        };
        let m = &o.w.manager;
        assert_eq!(told(delegate(m, None, None, "2026-03-01T00:00:00Z", li)), "value.in_the_past");
        assert_eq!(
            told(delegate(m, None, None, "2026-03-09T00:00:00Z", manager)),
            "approval.delegate"
        );
        assert_eq!(
            told(delegate(&o.w.wang, Some(manager), None, "2026-03-09T00:00:00Z", li)),
            "right.missing"
        );
        let absent = delegate(m, None, Some("2026-03-03T00:00:00Z"), "2026-03-09T00:00:00Z", li)
            .unwrap()
            .value;
        assert_eq!(o.deciding(o.submitted("1")), [manager], "it has not begun");
        o.w.clock.set(at("2026-03-04T00:00:00Z"));
        let during = o.submitted("1");
        assert_eq!(o.deciding(during), [li]);
        assert_eq!(tasks(&o.w.admin, during)[0].for_id, Some(manager));
        // What waited already goes with the next timed work.
        assert_eq!(o.deciding(before), [manager]);
        o.w.crm.tick().unwrap();
        assert_eq!(o.deciding(before), [li]);
        o.approve(&o.w.li, before).unwrap();
        assert_eq!(o.status(before), CheckStatus::Approved);
        o.w.manager.run(EndDelegation { delegate: absent }).unwrap();
        assert_eq!(o.deciding(o.submitted("1")), [manager]);
        // A circle of absent people leads back to who was asked.
        delegate(m, None, None, "2026-03-09T00:00:00Z", li).unwrap();
        delegate(&o.w.li, None, None, "2026-03-09T00:00:00Z", manager).unwrap();
        assert_eq!(o.deciding(o.submitted("1")), [manager]);
    });
}

#[test]
fn one_who_cannot_decide_any_more_is_replaced() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        o.flow(rules(vec![members(1, SignMode::All, &[li])]));
        let contract = o.submitted("1");
        o.w.admin.run(DisableEmployee { employee: li }).unwrap();
        let due = o.w.crm.tick_preview().unwrap();
        assert!(due.iter().any(|d| d.job == "approval.follow_up"));
        o.w.crm.tick().unwrap();
        assert_eq!(o.deciding(contract), [manager], "his superior");
        assert!(acts(&o.w.admin, contract).contains(&ApprovalAct::Substituted));
        // Nobody is above the boss and the flow has no administrators: it is passed.
        let patch =
            crmkit::org::EmployeePatch { clear: vec!["superior_id".into()], ..Default::default() };
        o.w.admin.run(UpdateEmployee { employee: manager, patch, expect_rev: None }).unwrap();
        o.w.admin.run(DisableEmployee { employee: manager }).unwrap();
        o.w.crm.tick().unwrap();
        assert_eq!((o.deciding(contract), o.status(contract)), (vec![], CheckStatus::Approved));
        assert_eq!(o.w.crm.tick().unwrap(), [], "once");
    });
}

#[test]
fn hand_over_covers_what_waits_for_a_leaver() {
    Office::each(|o| {
        let [_, wang, li] = o.w.ids;
        o.flow(rules(vec![members(1, SignMode::All, &[li])]));
        let contract = o.submitted("1");
        o.w.admin.run(DisableEmployee { employee: li }).unwrap();
        let command = crmkit::model::CommandId(uuid::Uuid::from_u128(77));
        let done = o.w.admin.hand_over(li, vec![id(&o.boss)], command).unwrap().value;
        assert_eq!(done.approvals, 1);
        assert_eq!(o.deciding(contract), [id(&o.boss)]);
        o.w.admin.run(DisableEmployee { employee: wang }).unwrap();
        let command = crmkit::model::CommandId(uuid::Uuid::from_u128(78));
        let done = o.w.admin.hand_over(wang, vec![id(&o.boss)], command).unwrap().value;
        assert_eq!((done.customers, done.contracts), (1, 1));
        assert_eq!(o.w.admin.contracts().get(contract).unwrap().owner_id, Some(id(&o.boss)));
        o.approve(&o.boss, contract).unwrap();
        assert!(o.w.crm.check().unwrap().is_empty());
    });
}

#[test]
fn who_lets_a_document_wait_is_reminded_again_and_again() {
    Office::each(|o| {
        o.flow(FlowRules { remind_hours: Some(24), ..rules(vec![superior(1, 1)]) });
        let contract = o.submitted("1");
        let reminded =
            || acts(&o.w.admin, contract).iter().filter(|a| **a == ApprovalAct::Reminded).count();
        for (time, times) in [
            ("2026-03-03T00:59:59Z", 0),
            ("2026-03-03T01:00:00Z", 1),
            ("2026-03-03T02:00:00Z", 1),
            ("2026-03-04T01:00:00Z", 2),
        ] {
            o.w.clock.set(at(time));
            o.w.crm.tick().unwrap();
            assert_eq!(reminded(), times, "{time}");
        }
    });
}

#[test]
fn what_is_said_stays_with_its_files() {
    Office::each(|o| {
        o.flow(rules(vec![superior(1, 1)]));
        let contract = o.submitted("1");
        let approval = approvals(&o.w.wang, contract)[0].id;
        let file = crmkit::sales::follow_up::FileReference {
            name: "报价.pdf".into(),
            reference: "s3://1".into(),
            size: Some(10),
        };
        let say = |comment: &str| CommentApproval {
            approval,
            comment: comment.into(),
            files: Some(vec![file.clone()]),
        };
        assert_eq!(told(o.w.wang.run(say(" "))), "value.required");
        assert_eq!(told(o.w.li.run(say("?"))), "record.not_found");
        o.w.wang.run(say("请尽快")).unwrap();
        let files = o.w.manager.list::<ApprovalFile>(&Query::default()).unwrap().rows;
        assert_eq!(files[0].name, "报价.pdf");
        assert!(o.w.li.list::<ApprovalFile>(&Query::default()).unwrap().rows.is_empty());
    });
}

#[test]
fn an_owner_without_any_right_sees_what_he_must_decide() {
    Office::each(|o| {
        let cashier = id(&o.cashier);
        o.flow(rules(vec![superior(1, 1), members(2, SignMode::All, &[cashier])]));
        let contract = o.submitted("1");
        let give =
            |to| TransferContracts { contracts: vec![contract], to, keep: None, keep_until: None };
        assert_eq!(rows(o.w.manager.run(give(cashier))), ["done"]);
        assert!(!sees(&o.cashier, contract), "it is his, but he may read no contracts");
        o.approve(&o.w.manager, contract).unwrap();
        assert!(sees(&o.cashier, contract));
        assert_eq!(o.cashier.todos(TodoKind::ContractsToApprove).unwrap().len(), 1);
        assert_eq!(
            told(o.cashier.run(LeaveContractTeam { contracts: vec![contract] })),
            "done",
            "a batch"
        );
        assert!(sees(&o.cashier, contract));
        // Given on and back, he sees it all the same.
        assert_eq!(rows(o.w.manager.run(give(id(&o.boss)))), ["done"]);
        assert!(sees(&o.cashier, contract));
        let back = o.w.manager.run(give(cashier)).unwrap().command_id;
        o.w.manager.undo(back).unwrap();
        assert_eq!(o.w.admin.contracts().get(contract).unwrap().owner_id, Some(id(&o.boss)));
        assert_eq!(rows(o.w.manager.run(give(cashier))), ["done"]);
        o.approve(&o.cashier, contract).unwrap();
        assert!(!sees(&o.cashier, contract));
        assert_eq!(o.status(contract), CheckStatus::Approved);
        assert_eq!(o.w.crm.check().unwrap(), []);
    });
}

#[test]
fn who_owns_a_document_by_now_withdraws_it_too() {
    Office::each(|o| {
        o.flow(rules(vec![superior(1, 1)]));
        let contract = o.submitted("1");
        let approval = approvals(&o.w.admin, contract)[0].id;
        let withdraw = || WithdrawApproval { approval, comment: None };
        let [_, _, li] = o.w.ids;
        let give = TransferContracts {
            contracts: vec![contract],
            to: li,
            keep: Some(crmkit::sales::customer::TeamAccess::Write),
            keep_until: None,
        };
        assert_eq!(rows(o.w.manager.run(give)), ["done"]);
        assert_eq!(told(o.boss.run(withdraw())), "right.missing");
        o.w.li.run(withdraw()).unwrap();
        assert_eq!(o.status(contract), CheckStatus::Withdrawn);
        o.w.li.contracts().submit(contract).unwrap();
        assert_eq!(o.status(contract), CheckStatus::InReview);
    });
}

#[test]
fn who_comes_in_another_s_place_is_not_asked_twice_at_once() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        for mode in [SignMode::All, SignMode::Sequential, SignMode::Any] {
            let flow = NewApprovalFlow {
                name: format!("{mode:?}"),
                entity: "contract".into(),
                ..Default::default()
            };
            let rules = rules(vec![members(1, mode, &[li, manager])]);
            let flow = o.w.admin.run(CreateApprovalFlow { flow, rules }).unwrap().value;
            o.w.admin.run(SetApprovalFlow { flow, enabled: true }).unwrap();
            // His substitute is his superior, who is asked already.
            let contract = o.submitted("1");
            o.w.admin.run(DisableEmployee { employee: li }).unwrap();
            o.w.crm.tick().unwrap();
            assert_eq!(o.deciding(contract), [manager], "{mode:?}");
            let open =
                |t: &&ApprovalTask| matches!(t.state, TaskState::Pending | TaskState::Waiting);
            assert_eq!(tasks(&o.w.admin, contract).iter().filter(open).count(), 1, "{mode:?}");
            o.approve(&o.w.manager, contract).unwrap();
            assert_eq!(o.status(contract), CheckStatus::Approved);
            o.w.admin.run(crmkit::commands::EnableEmployee { employee: li }).unwrap();
        }
        // Signers who are absent bring their delegate, who is not asked twice either.
        let end = at("2026-03-09T00:00:00Z");
        let away = |by: &Session, delegate| {
            by.run(DelegateApprovals { employee: None, delegate, starts_at: None, ends_at: end })
                .unwrap()
        };
        let flow = o.w.admin.list::<ApprovalFlow>(&Query::default()).unwrap().rows;
        let rules = rules(vec![members(1, SignMode::All, &[li, manager])]);
        let rules = Some(rules);
        let flow = flow.iter().find(|f| f.enabled).unwrap().id;
        o.w.admin.run(UpdateApprovalFlow { flow, patch: None, rules, expect_rev: None }).unwrap();
        let contract = o.submitted("1");
        away(&o.cashier, manager);
        let task = o.task(&o.w.li, contract);
        let employees = vec![id(&o.cashier)];
        let add = AddSigners { task, employees, before: true, comment: None };
        assert_eq!(told(o.w.li.run(add)), "approval.signer");
        let give = |to| TransferApproval { task, to, comment: None };
        assert_eq!(told(o.w.li.run(give(id(&o.cashier)))), "approval.signer");
        away(&o.w.li, id(&o.boss));
        o.w.crm.tick().unwrap();
        let mut both = vec![manager, id(&o.boss)];
        both.sort();
        assert_eq!(o.deciding(contract), both);
    });
}

#[test]
fn whose_turn_comes_when_he_is_back_decides_himself() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        o.flow(rules(vec![members(1, SignMode::Sequential, &[manager, li])]));
        let away = DelegateApprovals {
            employee: None,
            delegate: id(&o.cashier),
            starts_at: None,
            ends_at: at("2026-03-03T00:00:00Z"),
        };
        o.w.li.run(away).unwrap();
        let (late, soon) = (o.submitted("1"), o.submitted("1"));
        o.approve(&o.w.manager, soon).unwrap();
        assert_eq!(o.deciding(soon), [id(&o.cashier)]);
        o.w.clock.set(at("2026-03-04T00:00:00Z"));
        o.approve(&o.w.manager, late).unwrap();
        assert_eq!(o.deciding(late), [li]);
        let his = tasks(&o.w.admin, late).into_iter().find(|t| t.employee_id == li).unwrap();
        assert_eq!(his.for_id, None);
        // And who is away only when his turn comes, does not.
        let third = o.submitted("1");
        let away = DelegateApprovals {
            employee: None,
            delegate: id(&o.cashier),
            starts_at: None,
            ends_at: at("2026-03-09T00:00:00Z"),
        };
        o.w.li.run(away).unwrap();
        o.approve(&o.w.manager, third).unwrap();
        assert_eq!(o.deciding(third), [id(&o.cashier)]);
        o.approve(&o.cashier, third).unwrap();
        assert_eq!(o.status(third), CheckStatus::Approved);
    });
}

#[test]
fn a_leaver_s_desk_is_cleared_and_no_submitter_decides_for_him() {
    Office::each(|o| {
        let [manager, wang, li] = o.w.ids;
        let choose = FlowStep { several: true, ..step(2, StepKind::Chosen) };
        o.flow(rules(vec![members(1, SignMode::Sequential, &[manager, li]), choose]));
        let contract = o.draft("1");
        let choices = Some(vec![StepChoice { step: 2, people: vec![li] }]);
        let (patch, lines, expect_rev) = (None, None, None);
        o.w.wang.run(SubmitContract { contract, patch, lines, choices, expect_rev }).unwrap();
        o.w.admin.run(DisableEmployee { employee: li }).unwrap();
        let command = |n| crmkit::model::CommandId(uuid::Uuid::from_u128(n));
        // 李强 submitted it: it goes to the next one.
        let to = vec![wang, id(&o.cashier)];
        let done = o.w.admin.hand_over(li, to, command(77)).unwrap().value;
        assert_eq!(done.approvals, 2, "one whose turn has not come, one that was chosen");
        o.approve(&o.w.manager, contract).unwrap();
        assert_eq!(o.deciding(contract), [id(&o.cashier)]);
        o.approve(&o.cashier, contract).unwrap();
        assert_eq!(o.deciding(contract), [id(&o.cashier)], "as the one who was chosen");
        // Nobody but the submitter is there to receive: his superior decides.
        o.w.admin.run(DisableEmployee { employee: id(&o.cashier) }).unwrap();
        let done = o.w.admin.hand_over(id(&o.cashier), vec![wang], command(78)).unwrap().value;
        assert_eq!((done.approvals, o.deciding(contract)), (0, vec![id(&o.cashier)]));
        o.w.crm.tick().unwrap();
        assert_eq!(o.status(contract), CheckStatus::Approved, "nobody is above the cashier");
        assert!(o.w.crm.check().unwrap().is_empty());
    });
}

#[test]
fn who_is_asked_again_has_it_on_his_list_again() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        o.flow(rules(vec![
            superior(1, 1),
            members(2, SignMode::All, &[li]),
            members(3, SignMode::All, &[manager]),
        ]));
        let contract = o.submitted("1");
        let kind = TodoKind::ContractsToApprove;
        let waits = || o.w.manager.todos(kind).unwrap().len();
        let handle = || {
            let records = vec![crmkit::session::log::RecordId(uuid(contract))];
            let handle = crmkit::sales::todo::HandleTodos { kind, records };
            assert_eq!(rows(o.w.manager.run(handle)), ["done"]);
        };
        handle();
        assert_eq!(waits(), 0);
        o.approve(&o.w.manager, contract).unwrap();
        o.w.clock.advance(1);
        o.approve(&o.w.li, contract).unwrap();
        assert_eq!((o.deciding(contract), waits()), (vec![manager], 1));
        handle();
        assert_eq!(waits(), 0);
    });
}
