//! What was paid and planned, when contracts change, are declared void or deleted.

use super::*;

/// What a receivable is split into: contract, plan, amount, in order of the amounts.
fn parts_of(
    w: &World,
    id: ReceivableId,
) -> Vec<(Option<ContractId>, Option<ReceivablePlanId>, Money)> {
    let of = Query::new(Allocation::receivable_id().eq(id));
    let parts = w.admin.list::<Allocation>(&of).unwrap().rows;
    let mut parts: Vec<_> = parts.iter().map(|p| (p.contract_id, p.plan_id, p.money)).collect();
    parts.sort_by_key(|p| p.2);
    parts
}

#[test]
fn what_was_to_be_counted_towards_a_plan_is_counted_towards_the_one_in_its_place() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "1000");
        let plans = plan(&w.wang, id, &[("400", "2026-04-01"), ("600", "2026-05-01")]);
        receive(&w.wang, id, Some(plans[0]), "R1", "100");
        let late = new(id, "R2", "50");
        let create = |receivable, plan| CreateReceivable { receivable, plan, allocations: None };
        let draft = w.wang.run(create(late, Some(plans[1]))).unwrap().value;
        flow(&w, "receivable");
        let waits = w.wang.run(create(new(id, "R3", "60"), Some(plans[1]))).unwrap().value;
        w.wang.receivables().submit(waits).unwrap();
        let amend = AmendContract { contract: id, number: Some("1-1".into()) };
        let new = w.wang.run(amend).unwrap().value;
        let patch = ContractPatch { money: Some(money("800")), ..Default::default() };
        w.wang.run(UpdateContract { contract: new, patch, expect_rev: None }).unwrap();
        w.wang.contracts().submit(new).unwrap();
        let after = plans_of(&w.wang, new);
        assert_eq!(
            after.iter().map(|p| (p.id == plans[0], p.money)).collect::<Vec<_>>(),
            [(true, money("400")), (false, money("400"))]
        );
        let made = after[1].id;
        assert_eq!(parts_of(&w, draft), [(Some(new), Some(made), money("50"))]);
        decide(&w, true);
        let received = |n: usize| plans_of(&w.wang, new)[n].received;
        assert_eq!((received(0), received(1)), (money("100"), money("60")));
        assert!(plans_of(&w.wang, id).iter().all(|p| p.state == PlanState::Void));
        w.wang.receivables().submit(draft).unwrap();
        decide(&w, true);
        assert_eq!(received(1), money("110"));
        assert_eq!(shows(&w, new).0, "210");
    }
}

#[test]
fn money_of_a_void_contract_goes_to_another_as_far_as_that_takes_it() {
    for over_payment in [OverPayment::Refuse, OverPayment::Warn, OverPayment::Credit] {
        for w in worlds() {
            policy(&w, over_payment);
            let customer = customer(&w.wang, "甲");
            let (one, two) = (
                contract_of(&w.wang, customer, "1", "1000"),
                contract_of(&w.wang, customer, "2", "250"),
            );
            let planned = plan(&w.wang, one, &[("500", "2026-04-01")])[0];
            let (a, b) = (
                receive(&w.wang, one, Some(planned), "R1", "100"),
                receive(&w.wang, one, None, "R2", "200"),
            );
            let void = VoidContract {
                contract: one,
                reason: "x".into(),
                receipts: Some(VoidReceipts::Move),
                to: Some(two),
            };
            let digest = w.digest();
            let done = w.manager.run(void);
            match over_payment {
                OverPayment::Refuse => {
                    assert_eq!(told(done), "receivable.over_paid");
                    assert_eq!(w.digest(), digest);
                }
                OverPayment::Warn => {
                    assert_eq!(done.unwrap().warnings[0].code(), "receivable.over_paid");
                    assert_eq!(shows(&w, two).0, "300");
                    assert_eq!(parts_of(&w, a), [(Some(two), None, money("100"))]);
                    assert_eq!(plans_of(&w.wang, one)[0].state, PlanState::Void);
                }
                OverPayment::Credit => {
                    assert_eq!(done.unwrap().warnings[0].code(), "receivable.over_paid_credit");
                    assert_eq!(shows(&w, two), ("250".into(), "0".into(), "100".into()));
                    let all = [parts_of(&w, a), parts_of(&w, b)].concat();
                    let credit: Vec<_> = all.iter().filter(|p| p.0.is_none()).collect();
                    assert_eq!((credit.len(), credit[0].2), (1, money("50")));
                }
            }
            assert_eq!(w.crm.check().unwrap(), []);
        }
    }
}

#[test]
fn what_is_taken_out_again_was_not_received_on_that_day() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "1000");
        let plans = plan(&w.wang, id, &[("1000", "2026-04-01")]);
        receive(&w.wang, id, Some(plans[0]), "R1", "100");
        let second = receive(&w.wang, id, Some(plans[0]), "R2", "50");
        let on = || w.wang.get::<ReceivablePlan>(plans[0]).unwrap().received_on;
        let first = on().unwrap();
        w.clock.set(at("2026-03-09T00:00:00Z"));
        let elsewhere =
            vec![NewAllocation { contract_id: Some(id), plan_id: None, money: money("50") }];
        w.wang.run(AllocateReceivable { receivable: second, allocations: elsewhere }).unwrap();
        assert_eq!(on(), Some(first));
        receive(&w.wang, id, Some(plans[0]), "R3", "1");
        assert_eq!(on().unwrap().to_string(), "2026-03-09");
    }
}

#[test]
fn a_contract_with_a_receivable_is_not_deleted_wherever_that_is_counted() {
    for w in worlds() {
        let customer = customer(&w.wang, "甲");
        let (one, two) = (
            contract_of(&w.wang, customer, "1", "100"),
            contract_of(&w.wang, customer, "2", "100"),
        );
        let part = |contract_id, amount: &str| NewAllocation {
            contract_id,
            plan_id: None,
            money: money(amount),
        };
        let parts = vec![part(Some(one), "4"), part(Some(two), "6")];
        let (receivable, allocations) = (new(one, "R1", "10"), Some(parts));
        let create = CreateReceivable { receivable, plan: None, allocations };
        let id = w.wang.run(create).unwrap().value;
        for contract in [one, two] {
            let delete = DeleteContracts { contracts: vec![contract] };
            assert_eq!(rows(w.admin.run(delete)), ["contract.used"]);
        }
        // As credit it still is what came for the first.
        let allocations = vec![part(None, "10")];
        w.wang.run(AllocateReceivable { receivable: id, allocations }).unwrap();
        let delete = DeleteContracts { contracts: vec![one] };
        assert_eq!(rows(w.admin.run(delete)), ["contract.used"]);
        let bin = DeleteReceivables { receivables: vec![id] };
        assert_eq!(rows(w.wang.run(bin)), ["done"]);
        let delete = DeleteContracts { contracts: vec![one] };
        assert_eq!(rows(w.admin.run(delete)), ["done"]);
    }
}

#[test]
fn a_plan_is_changed_when_what_named_it_lies_in_the_bin() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "100");
        let plan = plan(&w.wang, id, &[("60", "2026-04-01")])[0];
        let receivable = new(id, "R1", "10");
        let create = CreateReceivable { receivable, plan: Some(plan), allocations: None };
        let receivable = w.wang.run(create).unwrap().value;
        let update = || {
            let patch = ReceivablePlanPatch { money: Some(money("50")), ..Default::default() };
            told(w.wang.run(UpdateReceivablePlan { plan, patch, expect_rev: None }))
        };
        assert_eq!(update(), "receivable_plan.used");
        let receivables = vec![receivable];
        w.wang.run(DeleteReceivables { receivables: receivables.clone() }).unwrap();
        assert_eq!(update(), "done");
        assert_eq!(rows(w.wang.run(RestoreReceivables { receivables })), ["done"]);
        w.wang.receivables().submit(receivable).unwrap();
        let now = w.wang.get::<ReceivablePlan>(plan).unwrap();
        assert_eq!((now.received, now.unreceived), (money("10"), money("40")));
    }
}

#[test]
fn what_a_receivable_names_by_now_is_not_taken_back() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "100");
        let plans = vec![terms("60", "2026-04-01")];
        let made = w.wang.run(CreateReceivablePlans { contract: id, plans }).unwrap().command_id;
        let plan = plans_of(&w.wang, id)[0].id;
        let patch = ReceivablePlanPatch { money: Some(money("50")), ..Default::default() };
        let update = UpdateReceivablePlan { plan, patch, expect_rev: None };
        let changed = w.wang.run(update).unwrap().command_id;
        w.admin.run(DeleteContracts { contracts: vec![id] }).unwrap();
        let back = w.admin.run(RestoreContracts { contracts: vec![id] }).unwrap().command_id;
        let create = CreateReceivable {
            receivable: new(id, "R1", "10"),
            plan: Some(plan),
            allocations: None,
        };
        let draft = w.wang.run(create).unwrap().value;
        let digest = w.digest();
        assert_eq!(told(w.wang.undo(changed)), "undo.touched_since");
        assert_eq!(told(w.wang.undo(made)), "undo.touched_since");
        assert_eq!(told(w.admin.undo(back)), "undo.touched_since");
        assert_eq!(w.digest(), digest);
        w.wang.receivables().submit(draft).unwrap();
        assert_eq!(plans_of(&w.wang, id)[0].unreceived, money("40"));
    }
}

#[test]
fn money_is_counted_in_its_contract_s_currency() {
    for w in worlds() {
        let customer_id = customer(&w.wang, "甲");
        let dollars = NewContract {
            number: Some("USD".into()),
            name: "x".into(),
            customer_id,
            money: Some(money("100")),
            currency: Some("USD".into()),
            order_date: "2026-03-01".parse().unwrap(),
            ..Default::default()
        };
        let dollars = w.wang.contracts().create(dollars).unwrap().value;
        w.wang.contracts().submit(dollars).unwrap();
        let yuan = contract_of(&w.wang, customer_id, "CNY", "100");
        let paid = receive(&w.wang, dollars, None, "R1", "10");
        assert_eq!(w.wang.get::<Receivable>(paid).unwrap().currency, "USD");
        let allocations =
            vec![NewAllocation { contract_id: Some(yuan), plan_id: None, money: money("10") }];
        let allocate = AllocateReceivable { receivable: paid, allocations };
        assert_eq!(refusal(w.wang.run(allocate)), ("contract.other".into(), "contract_id".into()));
        let to = Some(yuan);
        let receipts = Some(VoidReceipts::Move);
        let void = VoidContract { contract: dollars, reason: "x".into(), receipts, to };
        assert_eq!(told(w.manager.run(void)), "contract.other");
    }
}

#[test]
fn who_decides_about_money_sees_it_without_any_role_and_only_as_long() {
    use crmkit::sales::invoice::*;
    for w in worlds() {
        let cashier = w.employee("出纳", "13800000011", vec![]);
        let by = w.crm.session(cashier).unwrap();
        let id = contract(&w.wang, "1", "100");
        for entity in ["receivable", "invoice"] {
            let rules = format!(
                r#"{{"steps": [{{"id": 1, "kind": "members", "people": ["{cashier}"]}}]}}"#
            );
            let rules = serde_json::from_str(&rules).unwrap();
            let flow = NewApprovalFlow {
                name: entity.into(),
                entity: entity.into(),
                ..Default::default()
            };
            let flow = w.admin.run(CreateApprovalFlow { flow, rules }).unwrap().value;
            w.admin.run(SetApprovalFlow { flow, enabled: true }).unwrap();
        }
        let paid = w.wang.receivables().create(new(id, "R1", "10")).unwrap().value;
        w.wang.receivables().submit(paid).unwrap();
        let paper = NewInvoice {
            number: Some("F1".into()),
            contract_id: id,
            money: money("10"),
            applied_on: "2026-03-02".parse().unwrap(),
            title: Some("甲".into()),
            tax_number: Some("91420100MA4KXXXX1X".into()),
            ..Default::default()
        };
        let paper = w.wang.invoices().create(paper).unwrap().value;
        w.wang.invoices().submit(paper).unwrap();
        let sees = || {
            let parts = by.list::<Allocation>(&Query::default()).map_or(0, |p| p.rows.len());
            let todo = |kind| by.todos(kind).unwrap().len();
            (
                by.get::<Receivable>(paid).is_ok(),
                parts,
                todo(TodoKind::ReceivablesToApprove),
                by.get::<Invoice>(paper).is_ok(),
                todo(TodoKind::InvoicesToApprove),
            )
        };
        assert_eq!(sees(), (true, 1, 1, true, 1));
        assert_eq!(told(by.get::<Contract>(id)), "record.not_found", "not the contract");
        let waiting = Query::new(ApprovalTask::state().eq(TaskState::Pending));
        for task in w.admin.list::<ApprovalTask>(&waiting).unwrap().rows {
            by.run(Approve { task: task.id, comment: None, files: None }).unwrap();
        }
        assert_eq!(sees(), (false, 0, 0, false, 0));
        assert_eq!(shows(&w, id).0, "10");
    }
}

/// In the reference's branch for receivables the status is overwritten before it is looked at.
#[test]
fn defect_12_a_receivable_that_was_approved_is_not_withdrawn() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "100");
        flow(&w, "receivable");
        let paid = w.wang.receivables().create(new(id, "R1", "10")).unwrap().value;
        w.wang.receivables().submit(paid).unwrap();
        let approval = Query::new(Approval::receivable_id().eq(paid));
        let approval = w.wang.list::<Approval>(&approval).unwrap().rows[0].id;
        decide(&w, true);
        let digest = w.digest();
        for by in [&w.wang, &w.admin] {
            let withdraw = WithdrawApproval { approval, comment: None };
            assert_eq!(told(by.run(withdraw)), "approval.ended");
        }
        assert_eq!((w.digest() == digest, shows(&w, id).0), (true, "10".into()));
    }
}

#[test]
fn a_plan_that_was_paid_in_part_is_void_with_its_contract_and_never_overdue() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "1000");
        let plans = plan(&w.wang, id, &[("400", "2026-03-05"), ("600", "2026-03-05")]);
        receive(&w.wang, id, Some(plans[0]), "R1", "100");
        receive(&w.wang, id, Some(plans[1]), "R2", "600");
        w.clock.set(at("2026-03-05T16:00:00Z"));
        w.crm.tick().unwrap();
        let shown = || {
            let plans = plans_of(&w.wang, id).into_iter();
            plans.map(|p| (p.state, p.settlement, p.overdue)).collect::<Vec<_>>()
        };
        let waiting = || {
            [TodoKind::PlansDue, TodoKind::PlansOverdue]
                .map(|kind| w.wang.todos(kind).unwrap().len())
        };
        let (partial, full) = (Settlement::Partial, Settlement::Full);
        let running = PlanState::Running;
        assert_eq!(shown(), [(running, partial, true), (running, full, false)]);
        assert_eq!(waiting(), [0, 1]);
        let receipts = Some(VoidReceipts::Keep);
        let void = VoidContract { contract: id, reason: "x".into(), receipts, to: None };
        w.manager.run(void).unwrap();
        let void = [(PlanState::Void, partial, false), (running, full, false)];
        assert_eq!((shown(), waiting()), (void.to_vec(), [0, 0]));
        assert_eq!(w.crm.tick().unwrap(), [], "nothing to mark");
        // In effect again, the rest is to be paid, and is late.
        w.wang.contracts().submit(id).unwrap();
        assert_eq!(shown(), [(running, partial, true), (running, full, false)]);
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn money_that_was_approved_is_not_taken_from_its_contract() {
    for w in worlds() {
        policy(&w, OverPayment::Credit);
        flow(&w, "receivable");
        let customer = customer(&w.wang, "甲");
        let one = contract_of(&w.wang, customer, "1", "100");
        let two = contract_of(&w.wang, customer, "2", "1000");
        let plans = plan(&w.wang, one, &[("50", "2026-04-01"), ("50", "2026-05-01")]);
        // What is too much stays the customer's credit.
        let paid = receive(&w.wang, one, Some(plans[0]), "R1", "150");
        let part = |contract_id, plan_id, amount| NewAllocation {
            contract_id,
            plan_id,
            money: money(amount),
        };
        let split = |allocations: &[NewAllocation]| {
            let allocations = allocations.to_vec();
            w.wang.run(AllocateReceivable { receivable: paid, allocations }).map(|_| ())
        };
        assert_eq!(told(split(&[part(Some(two), None, "150")])), "contract.in_review");
        decide(&w, true);
        let credit = part(None, None, "50");
        let digest = w.digest();
        for taken in [
            vec![part(Some(two), None, "150")],
            vec![part(None, None, "150")],
            vec![part(Some(one), None, "99"), part(Some(two), None, "51")],
        ] {
            assert_eq!(told(split(&taken)), "receivable.approved");
        }
        assert!(w.digest() == digest);
        // Among the contract's own plans it is bookkeeping, and credit is there to be used.
        let among = [part(Some(one), Some(plans[0]), "40"), part(Some(one), Some(plans[1]), "60")];
        split(&[among[0], among[1], credit]).unwrap();
        split(&[among[0], among[1], part(Some(two), None, "50")]).unwrap();
        assert_eq!((shows(&w, one).0, shows(&w, two).0), ("100".into(), "50".into()));
        assert_eq!(told(split(&[among[0], among[1], credit])), "receivable.approved", "it is used");
        assert_eq!(w.crm.check().unwrap(), []);
    }
}
