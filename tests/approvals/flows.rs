//! Flows: their versions, what makes no sense, who may draw them; resubmission.

use super::*;
use crate::common::{refusal, rows, told};

#[test]
fn what_runs_keeps_its_version() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        let flow = o.flow(rules(vec![superior(1, 1), members(2, SignMode::All, &[li])]));
        let old = o.submitted("1000");
        let new_rules = rules(vec![members(7, SignMode::All, &[id(&o.boss)])]);
        let change =
            UpdateApprovalFlow { flow, patch: None, rules: Some(new_rules), expect_rev: None };
        o.w.admin.run(change).unwrap();
        assert_eq!(o.w.admin.get::<ApprovalFlow>(flow).unwrap().version, 2);
        let new = o.submitted("1000");
        assert_eq!((o.deciding(old), o.deciding(new)), (vec![manager], vec![id(&o.boss)]));
        // Disabled, even deleted: what runs goes on.
        o.w.admin.run(SetApprovalFlow { flow, enabled: false }).unwrap();
        assert_eq!(rows(o.w.admin.run(DeleteApprovalFlows { flows: vec![flow] })), ["done"]);
        o.approve(&o.w.manager, old).unwrap();
        o.approve(&o.w.li, old).unwrap();
        assert_eq!(o.status(old), CheckStatus::Approved);
        assert_eq!(o.status(o.submitted("1000")), CheckStatus::NotNeeded);
    });
}

#[test]
fn one_flow_of_a_kind_is_enabled() {
    Office::each(|o| {
        let first = o.flow(rules(vec![superior(1, 1)]));
        assert_eq!(
            rows(o.w.admin.run(DeleteApprovalFlows { flows: vec![first] })),
            ["approval_flow.enabled"]
        );
        let flow = NewApprovalFlow {
            name: "新合同审批".into(),
            entity: "contract".into(),
            ..Default::default()
        };
        let second =
            o.w.admin
                .run(CreateApprovalFlow { flow, rules: rules(vec![superior(1, 2)]) })
                .unwrap()
                .value;
        o.w.admin.run(SetApprovalFlow { flow: second, enabled: true }).unwrap();
        let enabled = |id| o.w.admin.get::<ApprovalFlow>(id).unwrap().enabled;
        assert_eq!((enabled(first), enabled(second)), (false, true));
        assert_eq!(o.deciding(o.submitted("1")), [id(&o.boss)]);
        assert_eq!(rows(o.w.admin.run(DeleteApprovalFlows { flows: vec![first] })), ["done"]);
        assert_eq!(rows(o.w.admin.run(RestoreApprovalFlows { flows: vec![first] })), ["done"]);
    });
}

#[test]
fn rules_that_make_no_sense_are_refused() {
    Office::each(|o| {
        let [manager, ..] = o.w.ids;
        let inside = |branch, step: FlowStep| FlowStep { branch: Some(branch), ..step };
        let fork = || step(1, StepKind::Branches);
        let with = |steps, branches| FlowRules { branches, ..rules(steps) };
        let nobody = EmployeeId::from(uuid::Uuid::from_u128(9));
        let table = [
            (rules(vec![]), "approval_flow.empty"),
            (rules(vec![members(1, SignMode::All, &[])]), "approval_flow.step"),
            (rules(vec![superior(1, 0)]), "approval_flow.step"),
            (rules(vec![step(1, StepKind::Role)]), "approval_flow.step"),
            (rules(vec![step(1, StepKind::Superiors)]), "approval_flow.step"),
            (rules(vec![superior(1, 1), superior(1, 2)]), "approval_flow.step"),
            (rules(vec![members(1, SignMode::All, &[nobody])]), "approval_flow.people"),
            (
                FlowRules { admins: vec![nobody], ..rules(vec![superior(1, 1)]) },
                "approval_flow.people",
            ),
            (rules(vec![fork()]), "approval_flow.branch"),
            (with(vec![superior(1, 1)], vec![branch(5, 1, 1, None)]), "approval_flow.branch"),
            (rules(vec![inside(5, superior(1, 1))]), "approval_flow.branch"),
            // A step before the fork to whose branch it belongs.
            (
                with(vec![inside(5, superior(2, 1)), fork()], vec![branch(5, 1, 1, None)]),
                "approval_flow.branch",
            ),
            (
                with(vec![fork()], vec![branch(5, 1, 1, None), branch(5, 1, 2, None)]),
                "approval_flow.branch",
            ),
            (with(vec![fork()], vec![branch(5, 1, 1, Some("colour = 1"))]), "query.unknown_field"),
            (with(vec![fork()], vec![branch(5, 1, 1, Some("money >="))]), "query.syntax"),
            (
                FlowRules { remind_hours: Some(0), ..rules(vec![superior(1, 1)]) },
                "value.out_of_range",
            ),
            (
                rules((0..101).map(|n| members(n, SignMode::All, &[manager])).collect()),
                "command.too_many_rows",
            ),
        ];
        let digest = o.w.digest();
        for (n, (rules, code)) in table.into_iter().enumerate() {
            let flow = NewApprovalFlow {
                name: "x".into(),
                entity: "contract".into(),
                ..Default::default()
            };
            assert_eq!(told(o.w.admin.run(CreateApprovalFlow { flow, rules })), code, "{n}");
        }
        let flow =
            NewApprovalFlow { name: "x".into(), entity: "lead".into(), ..Default::default() };
        let lead = o.w.admin.run(CreateApprovalFlow { flow, rules: rules(vec![superior(1, 1)]) });
        assert_eq!(refusal(lead), ("approval_flow.entity".into(), "entity".into()));
        assert_eq!(o.w.digest(), digest);
    });
}

#[test]
fn only_who_manages_flows_draws_and_reads_them() {
    Office::each(|o| {
        let flow = o.flow(rules(vec![superior(1, 1)]));
        assert_eq!(
            told(o.w.manager.run(SetApprovalFlow { flow, enabled: false })),
            "right.missing"
        );
        assert_eq!(told(o.w.manager.get::<ApprovalFlow>(flow)), "right.missing");
        assert_eq!(told(o.w.manager.list::<ApprovalVersion>(&Query::default())), "right.missing");
    });
}

#[test]
fn who_was_rejected_begins_anew_or_at_the_step_that_rejected() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        let steps = || vec![superior(1, 1), members(2, SignMode::All, &[li]), superior(3, 2)];
        let flow = o.flow(rules(steps()));
        let rejected = || {
            let id = o.submitted("1000");
            o.approve(&o.w.manager, id).unwrap();
            o.reject(&o.w.li, id).unwrap();
            assert_eq!(o.status(id), CheckStatus::Rejected);
            id
        };
        let anew = rejected();
        o.w.wang.contracts().submit(anew).unwrap();
        assert_eq!(o.deciding(anew), [manager]);
        let resume = FlowRules { resume: Some(Resume::Rejecting), ..rules(steps()) };
        let change =
            UpdateApprovalFlow { flow, patch: None, rules: Some(resume), expect_rev: None };
        o.w.admin.run(change).unwrap();
        let again = rejected();
        o.w.wang.contracts().submit(again).unwrap();
        assert_eq!(o.deciding(again), [li], "the superior has approved it before");
        // Rejected there again, it resumes there again.
        o.reject(&o.w.li, again).unwrap();
        o.w.wang.contracts().submit(again).unwrap();
        assert_eq!(o.deciding(again), [li]);
        o.approve(&o.w.li, again).unwrap();
        assert_eq!(o.deciding(again), [id(&o.boss)]);
        o.approve(&o.boss, again).unwrap();
        assert_eq!(o.status(again), CheckStatus::Approved);
        // A version that came in between begins at the first step.
        let third = rejected();
        let resume = FlowRules { resume: Some(Resume::Rejecting), ..rules(steps()) };
        let change =
            UpdateApprovalFlow { flow, patch: None, rules: Some(resume), expect_rev: None };
        o.w.admin.run(change).unwrap();
        o.w.wang.contracts().submit(third).unwrap();
        assert_eq!(o.deciding(third), [manager]);
        // Withdrawn: nobody has rejected, so it begins at the first.
        let approval = approvals(&o.w.wang, third).pop().unwrap().id;
        o.approve(&o.w.manager, third).unwrap();
        o.w.wang.run(WithdrawApproval { approval, comment: None }).unwrap();
        assert_eq!((o.status(third), o.deciding(third)), (CheckStatus::Withdrawn, vec![]));
        o.w.wang.contracts().submit(third).unwrap();
        assert_eq!(o.deciding(third), [manager]);
    });
}

#[test]
fn a_person_who_comes_twice_is_asked_again_or_counted_once() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        let steps =
            || vec![superior(1, 1), members(2, SignMode::All, &[manager, li]), superior(3, 1)];
        let flow = o.flow(rules(steps()));
        let id = o.submitted("1");
        o.approve(&o.w.manager, id).unwrap();
        assert_eq!(o.deciding(id).len(), 2);
        let once = FlowRules { repeated: Some(Repeated::Skip), ..rules(steps()) };
        let change = UpdateApprovalFlow { flow, patch: None, rules: Some(once), expect_rev: None };
        o.w.admin.run(change).unwrap();
        let id = o.submitted("1");
        o.approve(&o.w.manager, id).unwrap();
        assert_eq!(o.deciding(id), [li]);
        o.approve(&o.w.li, id).unwrap();
        assert_eq!(o.status(id), CheckStatus::Approved, "the last step was his as well");
    });
}

#[test]
fn a_submitter_who_is_to_decide_himself() {
    Office::each(|o| {
        let [_, wang, li] = o.w.ids;
        let with = |own, admins: &[EmployeeId]| FlowRules {
            own,
            admins: admins.to_vec(),
            ..rules(vec![members(1, SignMode::Sequential, &[wang, li])])
        };
        let flow = o.flow(with(None, &[]));
        let change = |rules| {
            let rules = Some(rules);
            o.w.admin
                .run(UpdateApprovalFlow { flow, patch: None, rules, expect_rev: None })
                .unwrap();
        };
        assert_eq!(o.deciding(o.submitted("1")), [wang]);
        change(with(Some(OwnDecision::Skip), &[]));
        assert_eq!(o.deciding(o.submitted("1")), [li]);
        change(with(Some(OwnDecision::Admins), &[id(&o.boss)]));
        assert_eq!(o.deciding(o.submitted("1")), [id(&o.boss)]);
        change(with(Some(OwnDecision::Admins), &[wang]));
        assert_eq!(o.deciding(o.submitted("1")), [wang], "nobody else can");
    });
}

#[test]
fn one_who_is_named_twice_is_replaced_twice_and_an_or_sign_is_not_closed_by_the_submitter() {
    Office::each(|o| {
        let [manager, wang, li] = o.w.ids;
        let with = |own, mode, people: &[EmployeeId]| FlowRules {
            own: Some(own),
            admins: vec![id(&o.boss)],
            ..rules(vec![members(1, mode, people)])
        };
        let flow = o.flow(with(OwnDecision::Admins, SignMode::All, &[wang, li, wang]));
        let change = |rules| {
            let rules = Some(rules);
            let change = UpdateApprovalFlow { flow, patch: None, rules, expect_rev: None };
            o.w.admin.run(change).unwrap();
        };
        let mut both = vec![li, id(&o.boss)];
        both.sort();
        assert_eq!(o.deciding(o.submitted("1")), both);
        change(with(OwnDecision::Skip, SignMode::Any, &[wang, manager]));
        let id = o.submitted("1");
        assert_eq!(o.deciding(id), [manager], "his part is passed, not the step");
        o.approve(&o.w.manager, id).unwrap();
        assert_eq!(o.status(id), CheckStatus::Approved);
        change(with(OwnDecision::Skip, SignMode::Any, &[wang]));
        assert_eq!(o.status(o.submitted("1")), CheckStatus::Approved, "it was his alone");
    });
}

#[test]
fn nobody_is_chosen_anew_for_a_step_that_was_passed() {
    Office::each(|o| {
        let [_, _, li] = o.w.ids;
        let choose = FlowStep { mode: Some(SignMode::All), ..step(1, StepKind::Chosen) };
        o.flow(FlowRules {
            resume: Some(Resume::Rejecting),
            ..rules(vec![choose, superior(2, 1)])
        });
        let contract = o.draft("1");
        let choices = Some(vec![StepChoice { step: 1, people: vec![li] }]);
        let (patch, lines, expect_rev) = (None, None, None);
        o.w.wang.run(SubmitContract { contract, patch, lines, choices, expect_rev }).unwrap();
        o.approve(&o.w.li, contract).unwrap();
        o.reject(&o.w.manager, contract).unwrap();
        o.w.wang.contracts().submit(contract).unwrap();
        assert_eq!(o.deciding(contract), [id(&o.w.manager)]);
        // Withdrawn, it begins at the first step, for which somebody is chosen.
        let approval = approvals(&o.w.wang, contract).pop().unwrap().id;
        o.w.wang.run(WithdrawApproval { approval, comment: None }).unwrap();
        assert_eq!(told(o.w.wang.contracts().submit(contract)), "approval.choice_missing");
    });
}

#[test]
fn what_was_passed_is_not_among_the_steps_to_come() {
    Office::each(|o| {
        let [_, _, li] = o.w.ids;
        let steps = vec![superior(1, 1), members(2, SignMode::All, &[li]), superior(3, 2)];
        o.flow(FlowRules { resume: Some(Resume::Rejecting), ..rules(steps) });
        let contract = o.submitted("1");
        let to_come = || {
            let steps = o.w.wang.approval_steps("contract", uuid(contract)).unwrap();
            steps.iter().map(|step| step.step).collect::<Vec<_>>()
        };
        o.approve(&o.w.manager, contract).unwrap();
        o.reject(&o.w.li, contract).unwrap();
        assert_eq!(to_come(), [2, 3], "the superior has approved it");
        o.w.wang.contracts().submit(contract).unwrap();
        let approval = approvals(&o.w.wang, contract).pop().unwrap().id;
        o.w.wang.run(WithdrawApproval { approval, comment: None }).unwrap();
        assert_eq!(to_come(), [1, 2, 3]);
    });
}

#[test]
fn who_comes_in_another_s_place_after_he_has_approved_is_counted_once() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        let cashier = id(&o.cashier);
        let steps = || vec![superior(1, 1), members(2, SignMode::Sequential, &[cashier, li])];
        let flow = o.flow(FlowRules { repeated: Some(Repeated::Skip), ..rules(steps()) });
        let away = || {
            let ends_at = o.w.crm.clock().now() + chrono::TimeDelta::days(1);
            let (employee, starts_at) = (None, None);
            let delegate = DelegateApprovals { employee, delegate: manager, starts_at, ends_at };
            o.w.li.run(delegate).unwrap().value
        };
        // He is away when his turn comes.
        let contract = o.submitted("1");
        o.approve(&o.w.manager, contract).unwrap();
        let delegate = away();
        o.approve(&o.cashier, contract).unwrap();
        assert_eq!(o.status(contract), CheckStatus::Approved);
        o.w.li.run(EndDelegation { delegate }).unwrap();
        // He goes away when it waits for him.
        let contract = o.submitted("1");
        o.approve(&o.w.manager, contract).unwrap();
        o.approve(&o.cashier, contract).unwrap();
        assert_eq!(o.deciding(contract), [li]);
        let delegate = away();
        o.w.crm.tick().unwrap();
        assert_eq!(o.status(contract), CheckStatus::Approved);
        o.w.li.run(EndDelegation { delegate }).unwrap();
        // Where the flow does not count him once, he is asked.
        let change =
            UpdateApprovalFlow { flow, patch: None, rules: Some(rules(steps())), expect_rev: None };
        o.w.admin.run(change).unwrap();
        let contract = o.submitted("1");
        o.approve(&o.w.manager, contract).unwrap();
        away();
        o.approve(&o.cashier, contract).unwrap();
        assert_eq!(o.deciding(contract), [manager]);
    });
}

#[test]
fn an_approval_is_purged_with_its_document_and_all_that_was_said() {
    use crmkit::admin::settings::UpdateSettings;
    use crmkit::org::SettingsPatch;
    use crmkit::sales::follow_up::FileReference;
    Office::each(|o| {
        let [_, _, li] = o.w.ids;
        o.flow(rules(vec![superior(1, 1)]));
        let contract = o.submitted("1");
        let (task, before) = (o.task(&o.w.manager, contract), true);
        let signers = AddSigners { task, employees: vec![li], before, comment: None };
        o.w.manager.run(signers).unwrap();
        let approval = approvals(&o.w.wang, contract)[0].id;
        let file = FileReference { name: "a".into(), reference: "b".into(), size: None };
        let (comment, files) = ("私下说的".into(), Some(vec![file]));
        o.w.wang.run(CommentApproval { approval, comment, files }).unwrap();
        o.w.wang.run(WithdrawApproval { approval, comment: None }).unwrap();
        let delete = DeleteContracts { contracts: vec![contract] };
        o.w.wang.run(delete).unwrap().value.single().unwrap();
        let patch = SettingsPatch { purge_after_days: Some(1), ..Default::default() };
        o.w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
        let left = || {
            let rows = ["approval ", "approval_task ", "approval_event ", "approval_file "];
            let text = o.w.digest();
            text.lines().filter(|line| rows.iter().any(|row| line.starts_with(row))).count()
        };
        assert!(left() > 6);
        o.w.clock.advance_days(2);
        o.w.crm.tick().unwrap();
        assert_eq!(left(), 0);
        assert_eq!(o.w.crm.check().unwrap(), []);
    });
}
