//! The kinds of steps, and how several people decide.

use super::*;
use crate::common::told;
use crmkit::commands::{DisableEmployee, SetRoles};

#[test]
fn without_a_flow_a_contract_is_in_effect_at_once() {
    Office::each(|o| {
        let id = o.submitted("1000");
        assert_eq!(o.status(id), CheckStatus::NotNeeded);
        assert!(approvals(&o.w.admin, id).is_empty());
    });
}

#[test]
fn people_decide_one_after_the_other() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        o.flow(rules(vec![members(1, SignMode::Sequential, &[li, manager])]));
        let id = o.submitted("1000");
        assert_eq!((o.status(id), o.deciding(id)), (CheckStatus::InReview, vec![li]));
        assert_eq!(told(o.approve(&o.w.manager, id)), "approval.not_pending", "not his turn");
        o.approve(&o.w.li, id).unwrap();
        assert_eq!((o.status(id), o.deciding(id)), (CheckStatus::InReview, vec![manager]));
        assert_eq!(told(o.approve(&o.w.li, id)), "approval.not_pending", "once is enough");
        o.approve(&o.w.manager, id).unwrap();
        assert_eq!((o.status(id), o.deciding(id)), (CheckStatus::Approved, vec![]));
        use ApprovalAct::*;
        assert_eq!(acts(&o.w.admin, id), [Submitted, Approved, Approved, Finished]);
    });
}

#[test]
fn all_must_approve_where_they_sign_together() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        o.flow(rules(vec![members(1, SignMode::All, &[manager, li])]));
        let id = o.submitted("1000");
        assert_eq!(o.deciding(id).len(), 2);
        o.approve(&o.w.li, id).unwrap();
        assert_eq!(o.deciding(id), [manager]);
        o.approve(&o.w.manager, id).unwrap();
        assert_eq!(o.status(id), CheckStatus::Approved);
        // One who refuses is enough to refuse.
        let id = o.submitted("1000");
        o.approve(&o.w.li, id).unwrap();
        o.reject(&o.w.manager, id).unwrap();
        assert_eq!((o.status(id), o.deciding(id)), (CheckStatus::Rejected, vec![]));
    });
}

#[test]
fn the_first_who_approves_closes_an_or_sign() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        o.flow(rules(vec![members(1, SignMode::Any, &[manager, li])]));
        let id = o.submitted("1000");
        o.approve(&o.w.li, id).unwrap();
        assert_eq!((o.status(id), o.deciding(id)), (CheckStatus::Approved, vec![]));
        assert_eq!(told(o.approve(&o.w.manager, id)), "approval.not_pending");
        assert_eq!(told(o.reject(&o.w.manager, id)), "approval.not_pending");
        assert_eq!(o.status(id), CheckStatus::Approved);
    });
}

#[test]
fn two_who_vote_at_once_close_an_or_sign_once() {
    let o = Office::of(common::file());
    let [manager, _, li] = o.w.ids;
    o.flow(rules(vec![
        members(1, SignMode::Any, &[manager, li]),
        members(2, SignMode::Any, &[id(&o.boss)]),
    ]));
    for round in 0..12 {
        let contract = o.submitted("1000");
        let other = o.w.open_again(90 + round).unwrap();
        let there = other.session(li).unwrap();
        let (mine, his) = (o.task(&o.w.manager, contract), o.task(&o.w.li, contract));
        let vote = |by: &Session, task| told(by.run(Approve { task, comment: None, files: None }));
        let [one, two] = std::thread::scope(|s| {
            let one = s.spawn(|| vote(&o.w.manager, mine));
            let two = s.spawn(|| vote(&there, his));
            [one.join().unwrap(), two.join().unwrap()]
        });
        let mut told = [one, two];
        told.sort();
        assert_eq!(told, ["approval.not_pending", "done"]);
        assert_eq!(o.deciding(contract), [id(&o.boss)], "the next step was entered once");
        other.close().unwrap();
    }
}

#[test]
fn a_superior_above_the_top_is_the_top_and_nobody_above_is_empty() {
    Office::each(|o| {
        let [manager, ..] = o.w.ids;
        for (level, decides) in [(1, manager), (2, id(&o.boss)), (9, id(&o.boss))] {
            o.w.admin
                .run(CreateApprovalFlow {
                    flow: NewApprovalFlow {
                        name: format!("第 {level} 级"),
                        entity: "contract".into(),
                        ..Default::default()
                    },
                    rules: rules(vec![superior(1, level)]),
                })
                .map(|flow| {
                    o.w.admin.run(SetApprovalFlow { flow: flow.value, enabled: true }).unwrap()
                })
                .unwrap();
            let contract = o.submitted("1000");
            assert_eq!(o.deciding(contract), [decides], "level {level}");
        }
        // The boss has no superior: nobody decides, so the flow's administrators would; there are
        // none, so it passes.
        let own = contract(&o.boss, "1000");
        o.boss.contracts().submit(own).unwrap();
        assert_eq!(o.status(own), CheckStatus::Approved);
    });
}

#[test]
fn superiors_in_turn_up_to_a_level_or_a_role() {
    Office::each(|o| {
        let [manager, ..] = o.w.ids;
        let upto = |level, role| FlowStep { level, role, ..step(1, StepKind::Superiors) };
        let flow = o.flow(rules(vec![upto(Some(2), None)]));
        let contract = o.submitted("1000");
        assert_eq!(o.deciding(contract), [manager]);
        o.approve(&o.w.manager, contract).unwrap();
        assert_eq!(o.deciding(contract), [id(&o.boss)]);
        o.approve(&o.boss, contract).unwrap();
        assert_eq!(o.status(contract), CheckStatus::Approved);
        // Up to the first who has the role, who is the direct superior.
        let role = common::role(&o.w.admin, "sales_manager");
        let rules = rules(vec![upto(None, Some(role))]);
        o.w.admin
            .run(UpdateApprovalFlow { flow, patch: None, rules: Some(rules), expect_rev: None })
            .unwrap();
        let contract = o.submitted("1000");
        o.approve(&o.w.manager, contract).unwrap();
        assert_eq!(o.status(contract), CheckStatus::Approved);
    });
}

#[test]
fn everybody_with_a_role_decides_and_the_disabled_are_left_out() {
    Office::each(|o| {
        let finance = o.w.role("财务", crmkit::org::DataScope::Own, &[]);
        let [_, _, li] = o.w.ids;
        o.w.admin.run(SetRoles { employee: id(&o.cashier), roles: vec![finance] }).unwrap();
        let sales = common::role(&o.w.admin, "salesperson");
        o.w.admin.run(SetRoles { employee: li, roles: vec![sales, finance] }).unwrap();
        o.flow(rules(vec![FlowStep {
            role: Some(finance),
            mode: Some(SignMode::All),
            ..step(1, StepKind::Role)
        }]));
        let contract = o.submitted("1000");
        assert_eq!(o.deciding(contract).len(), 2);
        o.w.admin.run(DisableEmployee { employee: li }).unwrap();
        let contract = o.submitted("1000");
        assert_eq!(o.deciding(contract), [id(&o.cashier)]);
    });
}

#[test]
fn where_nobody_is_the_administrators_decide_or_it_passes() {
    Office::each(|o| {
        let gone = o.w.employee("已离职", "13800000020", vec![]);
        o.w.admin.run(DisableEmployee { employee: gone }).unwrap();
        let empty = |when_empty| FlowStep { when_empty, ..members(1, SignMode::All, &[gone]) };
        let with = |when_empty, admins: &[EmployeeId]| FlowRules {
            admins: admins.to_vec(),
            ..rules(vec![empty(when_empty)])
        };
        let admins = [id(&o.boss)];
        let flow = o.flow(with(Some(WhenEmpty::Pass), &admins));
        assert_eq!(o.status(o.submitted("1")), CheckStatus::Approved);
        let change = |rules| {
            let rules = Some(rules);
            o.w.admin
                .run(UpdateApprovalFlow { flow, patch: None, rules, expect_rev: None })
                .unwrap();
        };
        change(with(None, &admins));
        assert_eq!(o.deciding(o.submitted("1")), admins);
        change(with(Some(WhenEmpty::Admins), &[gone]));
        assert_eq!(
            o.status(o.submitted("1")),
            CheckStatus::Approved,
            "no administrator is at work"
        );
    });
}

#[test]
fn the_submitter_chooses_among_those_who_are_offered() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        let choose = |several| FlowStep {
            several,
            mode: Some(SignMode::All),
            people: vec![manager, li],
            ..step(1, StepKind::Chosen)
        };
        let flow = o.flow(rules(vec![choose(false), superior(2, 2)]));
        let contract = o.draft("1000");
        let submit = |people: Vec<EmployeeId>| {
            let choices = Some(vec![StepChoice { step: 1, people }]);
            o.w.wang.run(SubmitContract {
                contract,
                patch: None,
                lines: None,
                choices,
                expect_rev: None,
            })
        };
        let planned = o.w.wang.approval_steps("contract", uuid(contract)).unwrap();
        assert!(planned[0].choose && !planned[0].several);
        assert_eq!(planned[0].people.len(), 2);
        assert_eq!(planned[1].people, [id(&o.boss)]);
        assert_eq!(told(o.w.wang.contracts().submit(contract)), "approval.choice_missing");
        assert_eq!(told(submit(vec![])), "approval.choice_missing");
        assert_eq!(told(submit(vec![manager, li])), "approval.choice_wrong");
        assert_eq!(told(submit(vec![id(&o.boss)])), "approval.choice_wrong");
        assert_eq!(o.status(contract), CheckStatus::Draft, "nothing is half-done");
        submit(vec![li]).unwrap();
        assert_eq!(o.deciding(contract), [li]);
        o.approve(&o.w.li, contract).unwrap();
        assert_eq!(o.deciding(contract), [id(&o.boss)]);
        let rules = Some(rules(vec![choose(true)]));
        o.w.admin.run(UpdateApprovalFlow { flow, patch: None, rules, expect_rev: None }).unwrap();
        let contract = o.draft("1000");
        let choices = Some(vec![StepChoice { step: 1, people: vec![manager, li] }]);
        o.w.wang
            .run(SubmitContract { contract, patch: None, lines: None, choices, expect_rev: None })
            .unwrap();
        assert_eq!(o.deciding(contract).len(), 2);
    });
}

#[test]
fn conditions_choose_the_branch_by_priority_and_by_the_document() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        let inside = |branch, step: FlowStep| FlowStep { branch: Some(branch), ..step };
        o.flow(FlowRules {
            branches: vec![
                // Listed in another order than that of their priorities.
                branch(13, 1, 3, None),
                branch(11, 1, 1, Some("money >= 100000")),
                branch(12, 1, 2, Some("money >= 50000")),
            ],
            ..rules(vec![
                step(1, StepKind::Branches),
                inside(11, members(2, SignMode::All, &[id(&o.boss)])),
                inside(12, members(3, SignMode::All, &[manager])),
                inside(13, members(4, SignMode::All, &[li])),
                members(5, SignMode::All, &[id(&o.cashier)]),
            ])
        });
        for (money, first) in
            [("100000", id(&o.boss)), ("99999.99", manager), ("50000", manager), ("1", li)]
        {
            let contract = o.submitted(money);
            assert_eq!(o.deciding(contract), [first], "{money}");
            let session = o.w.crm.session(first).unwrap();
            o.approve(&session, contract).unwrap();
            assert_eq!(o.deciding(contract), [id(&o.cashier)], "what comes after the fork");
            o.approve(&o.cashier, contract).unwrap();
            assert_eq!(o.status(contract), CheckStatus::Approved);
        }
    });
}

#[test]
fn conditions_on_the_submitter_and_on_custom_fields() {
    Office::each(|o| {
        use crmkit::commands::DefineField;
        use crmkit::org::{CustomKind, NewFieldDefinition};
        let field = NewFieldDefinition {
            entity: "contract".into(),
            key: "risk".into(),
            label: "风险".into(),
            kind: CustomKind::Number,
            ..Default::default()
        };
        o.w.admin.run(DefineField { field, options: None }).unwrap();
        let inside = |branch, step: FlowStep| FlowStep { branch: Some(branch), ..step };
        let mut mine = branch(11, 1, 1, Some("custom.risk > 5"));
        mine.departments = vec![o.w.department];
        let mut his = branch(12, 1, 2, None);
        his.employees = vec![id(&o.boss)];
        o.flow(FlowRules {
            branches: vec![mine, his],
            ..rules(vec![
                step(1, StepKind::Branches),
                inside(11, members(2, SignMode::All, &[id(&o.cashier)])),
                inside(12, members(3, SignMode::All, &[id(&o.w.manager)])),
            ])
        });
        let risky = |by: &Session, risk: &str| {
            let contract = contract(by, "1");
            let risk = crmkit::model::Value::Number(risk.parse().unwrap());
            let custom = Some(crmkit::model::Custom([("risk".into(), risk)].into()));
            let patch = ContractPatch { custom, ..Default::default() };
            by.run(UpdateContract { contract, patch, expect_rev: None }).unwrap();
            by.contracts().submit(contract).unwrap();
            contract
        };
        assert_eq!(o.deciding(risky(&o.w.wang, "6")), [id(&o.cashier)]);
        assert_eq!(
            o.status(risky(&o.w.wang, "5")),
            CheckStatus::Approved,
            "no branch, nothing after"
        );
        assert_eq!(o.deciding(risky(&o.boss, "5")), [id(&o.w.manager)]);
    });
}

#[test]
fn a_choice_that_is_said_twice_is_looked_at_twice() {
    Office::each(|o| {
        let [manager, wang, li] = o.w.ids;
        let choose = |several| FlowStep {
            several,
            mode: Some(SignMode::Any),
            people: vec![manager, li],
            ..step(1, StepKind::Chosen)
        };
        let flow = o.flow(rules(vec![choose(false)]));
        let contract = o.draft("1000");
        let submit = |choices: &[&[EmployeeId]]| {
            let choice = |people: &&[EmployeeId]| StepChoice { step: 1, people: people.to_vec() };
            let choices = Some(choices.iter().map(choice).collect());
            let (patch, lines, expect_rev) = (None, None, None);
            o.w.wang.run(SubmitContract { contract, patch, lines, choices, expect_rev })
        };
        assert_eq!(told(submit(&[&[li], &[wang]])), "approval.choice_wrong", "himself");
        assert_eq!(
            told(submit(&[&[li], &[manager]])),
            "approval.choice_wrong",
            "one is to be said"
        );
        let many = Some(rules(vec![choose(true)]));
        let many = UpdateApprovalFlow { flow, patch: None, rules: many, expect_rev: None };
        o.w.admin.run(many).unwrap();
        submit(&[&[li, manager], &[li]]).unwrap();
        assert_eq!(o.deciding(contract).len(), 2);
    });
}

#[test]
fn what_a_branch_says_of_the_submitter_must_all_hold() {
    Office::each(|o| {
        let selling = common::role(&o.w.admin, "sales_manager");
        let inside = |step: FlowStep| FlowStep { branch: Some(11), ..step };
        let mut both = branch(11, 1, 1, None);
        both.departments = vec![o.w.department];
        both.roles = vec![selling];
        o.flow(FlowRules {
            branches: vec![both],
            ..rules(vec![
                step(1, StepKind::Branches),
                inside(members(2, SignMode::All, &[id(&o.cashier)])),
            ])
        });
        let submitted = |by: &Session| {
            let contract = contract(by, "1");
            by.contracts().submit(contract).unwrap();
            o.status(contract)
        };
        assert_eq!(submitted(&o.w.wang), CheckStatus::Approved, "the department, not the role");
        assert_eq!(submitted(&o.boss), CheckStatus::InReview, "both");
    });
}

#[test]
fn every_field_of_what_is_approved_may_be_a_condition() {
    use crmkit::commands::DefineField;
    use crmkit::model::{Choice, EntityMeta};
    use crmkit::org::{CustomKind, NewFieldDefinition};
    use crmkit::sales::{invoice::Invoice, receivable::Receivable};
    Office::each(|o| {
        let kinds: [&EntityMeta; 3] = [Contract::META, Receivable::META, Invoice::META];
        for entity in kinds {
            let mut names: Vec<String> = Vec::new();
            for kind in CustomKind::META.options {
                let key = format!("c_{}", kind.code);
                let kind = CustomKind::from_code(kind.code).unwrap();
                let field = NewFieldDefinition {
                    entity: entity.name.into(),
                    key: key.clone(),
                    label: key.clone(),
                    kind,
                    ..Default::default()
                };
                let choice = key.ends_with("choice") || key.ends_with("choices");
                let options = choice.then(|| vec!["甲".to_owned()]);
                o.w.admin.run(DefineField { field, options }).unwrap();
                names.push(format!("custom.{key}"));
            }
            let own = entity.fields.iter().map(|f| f.name).filter(|name| *name != "custom");
            names.extend(own.map(str::to_owned));
            assert!(names.len() > 20, "{names:?}");
            let branches = (1..).zip(&names);
            let branches = branches.map(|(n, name)| {
                branch(n, 1, n, Some(&format!("{name} is null or not ({name} is null)")))
            });
            let flow = NewApprovalFlow {
                name: entity.name.into(),
                entity: entity.name.into(),
                ..Default::default()
            };
            let rules = FlowRules {
                branches: branches.collect(),
                ..rules(vec![step(1, StepKind::Branches)])
            };
            assert_eq!(
                told(o.w.admin.run(CreateApprovalFlow { flow, rules })),
                "done",
                "{names:?}"
            );
        }
    });
}

#[test]
fn a_condition_on_a_field_that_was_archived_still_lets_every_way_end() {
    use crmkit::commands::{DefineField, UpdateField};
    use crmkit::org::{CustomKind, FieldDefinitionPatch, NewFieldDefinition};
    Office::each(|o| {
        let field = NewFieldDefinition {
            entity: "contract".into(),
            key: "risk".into(),
            label: "风险".into(),
            kind: CustomKind::Number,
            ..Default::default()
        };
        let field = o.w.admin.run(DefineField { field, options: None }).unwrap().value;
        o.flow(FlowRules {
            branches: vec![branch(1, 2, 1, Some("custom.risk > 5"))],
            ..rules(vec![
                superior(1, 1),
                step(2, StepKind::Branches),
                FlowStep { branch: Some(1), ..members(3, SignMode::All, &[id(&o.boss)]) },
            ])
        });
        let waits = o.submitted("1");
        let patch = FieldDefinitionPatch { archived: Some(true), ..Default::default() };
        o.w.admin.run(UpdateField { field, patch, expect_rev: None }).unwrap();
        o.approve(&o.w.manager, waits).unwrap();
        assert_eq!(o.status(waits), CheckStatus::Approved);
        assert_eq!(o.deciding(o.submitted("1")), [id(&o.w.manager)]);
    });
}

#[test]
fn every_operator_of_a_condition_holds_over_custom_fields_as_over_others() {
    use crmkit::commands::DefineField;
    use crmkit::model::{Custom, Value};
    use crmkit::org::{CustomKind, NewFieldDefinition};
    Office::each(|o| {
        let values = [
            ("n", CustomKind::Number, Value::Number("5.5".parse().unwrap())),
            ("t", CustomKind::Text, Value::Text("甲乙丙".into())),
            ("d", CustomKind::Date, Value::Date("2026-03-01".parse().unwrap())),
            ("b", CustomKind::Boolean, Value::Bool(true)),
        ];
        for (key, kind, _) in &values {
            let (key, label, kind) = ((*key).to_owned(), (*key).to_owned(), *kind);
            let field = NewFieldDefinition {
                entity: "contract".into(),
                key,
                label,
                kind,
                ..Default::default()
            };
            o.w.admin.run(DefineField { field, options: None }).unwrap();
        }
        let custom = Custom(values.map(|(key, _, value)| (key.to_owned(), value)).into());
        let flow = o.flow(rules(vec![superior(1, 1)]));
        for (holds, fails) in [
            (r#"custom.n = "5.5""#, "custom.n = 5"),
            ("custom.n > 5", r#"custom.n > "5.5""#),
            ("custom.n < 6", r#"custom.n < "5.5""#),
            (r#"custom.n >= "5.5""#, "custom.n >= 6"),
            (r#"custom.n <= "5.5""#, "custom.n <= 5"),
            ("custom.n in [5, 6)", r#"custom.n in [1, "5.5")"#),
            ("custom.n in (5, \"5.5\")", "custom.n in (5, 6)"),
            (r#"custom.t contains "乙丙""#, r#"custom.t contains "丙乙""#),
            (r#"custom.d in ["2026-03-01", *)"#, r#"custom.d in [*, "2026-03-01")"#),
            ("custom.b = true", "custom.b = false"),
            ("money = 100 and custom.n > 5", "money > 100 and custom.n > 5"),
            ("owner_id = me()", "owner_id != me()"),
        ] {
            for (condition, taken) in [(holds, true), (fails, false)] {
                let inside = FlowStep { branch: Some(11), ..superior(2, 1) };
                let forked = FlowRules {
                    branches: vec![branch(11, 1, 1, Some(condition))],
                    ..rules(vec![step(1, StepKind::Branches), inside])
                };
                let (patch, expect_rev) = (None, None);
                let change = UpdateApprovalFlow { flow, patch, rules: Some(forked), expect_rev };
                assert_eq!(told(o.w.admin.run(change)), "done", "{condition}");
                let contract = o.draft("100");
                let patch = ContractPatch { custom: Some(custom.clone()), ..Default::default() };
                o.w.wang.run(UpdateContract { contract, patch, expect_rev: None }).unwrap();
                o.w.wang.contracts().submit(contract).unwrap();
                let decided = o.status(contract) == CheckStatus::InReview;
                assert_eq!(decided, taken, "{condition}");
            }
        }
    });
}
