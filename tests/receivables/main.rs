//! Payment plans and receivables (B1.9, B1.10): what runs, what is received, what is overdue.
#![allow(missing_docs, unreachable_pub, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod changes;
#[path = "../common/mod.rs"]
mod common;

use common::{World, at, customer, refusal, rows, told, worlds};
use crmkit::commands::*;
use crmkit::model::{Money, TypedId};
use crmkit::org::{OverPayment, SettingsPatch};
use crmkit::query::Query;
use crmkit::sales::approval::*;
use crmkit::sales::contract::*;
use crmkit::sales::customer::CustomerId;
use crmkit::sales::receivable::*;
use crmkit::sales::todo::TodoKind;
use crmkit::session::Session;

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn contract_of(by: &Session, customer_id: CustomerId, number: &str, amount: &str) -> ContractId {
    let contract = NewContract {
        number: Some(number.into()),
        name: format!("合同 {number}"),
        customer_id,
        money: Some(money(amount)),
        order_date: "2026-03-01".parse().unwrap(),
        ..Default::default()
    };
    let id = by.contracts().create(contract).unwrap().value;
    by.contracts().submit(id).unwrap();
    id
}

fn contract(by: &Session, number: &str, amount: &str) -> ContractId {
    let customer = customer(by, &format!("客户 {number}"));
    contract_of(by, customer, number, amount)
}

fn terms(amount: &str, day: &str) -> PlanTerms {
    let (money, due_on) = (money(amount), day.parse().unwrap());
    PlanTerms { money, due_on, method: None, remind_days: None, remark: None }
}

fn plan(by: &Session, contract: ContractId, plans: &[(&str, &str)]) -> Vec<ReceivablePlanId> {
    let plans = plans.iter().map(|(amount, day)| terms(amount, day)).collect();
    by.run(CreateReceivablePlans { contract, plans }).unwrap();
    plans_of(by, contract).into_iter().map(|p| p.id).collect()
}

fn plans_of(by: &Session, contract: ContractId) -> Vec<ReceivablePlanSummary> {
    let of = Query::new(ReceivablePlan::contract_id().eq(contract));
    let mut plans = by.list::<ReceivablePlan>(&of).unwrap().rows;
    plans.sort_by_key(|p| p.period);
    plans
}

fn new(contract_id: ContractId, number: &str, amount: &str) -> NewReceivable {
    NewReceivable {
        number: Some(number.into()),
        contract_id,
        received_on: "2026-03-02".parse().unwrap(),
        money: money(amount),
        ..Default::default()
    }
}

/// Money of 李强's that counts.
fn receive(
    by: &Session,
    contract: ContractId,
    plan: Option<ReceivablePlanId>,
    number: &str,
    amount: &str,
) -> ReceivableId {
    let receivable = new(contract, number, amount);
    let id = by.run(CreateReceivable { receivable, plan, allocations: None }).unwrap().value;
    by.receivables().submit(id).unwrap();
    id
}

/// What a contract shows: received, not received, per cent.
fn shows(w: &World, id: ContractId) -> (String, String, String) {
    let c = w.admin.contracts().get(id).unwrap();
    (c.received.to_string(), c.unreceived.to_string(), c.progress.to_string())
}

fn flow(w: &World, entity: &str) -> ApprovalFlowId {
    let flow = NewApprovalFlow { name: entity.into(), entity: entity.into(), ..Default::default() };
    let rules = r#"{"steps": [{"id": 1, "kind": "superior", "level": 1}]}"#;
    let rules = serde_json::from_str(rules).unwrap();
    let flow = w.admin.run(CreateApprovalFlow { flow, rules }).unwrap().value;
    w.admin.run(SetApprovalFlow { flow, enabled: true }).unwrap();
    flow
}

fn decide(w: &World, yes: bool) {
    let pending = Query::new(ApprovalTask::state().eq(TaskState::Pending));
    let task = w.admin.list::<ApprovalTask>(&pending).unwrap().rows[0].id;
    match yes {
        true => w.manager.run(Approve { task, comment: None, files: None }).map(|_| ()).unwrap(),
        false => {
            w.manager.run(Reject { task, comment: "不".into(), files: None }).map(|_| ()).unwrap()
        }
    }
}

fn policy(w: &World, over_payment: OverPayment) {
    let patch = SettingsPatch { over_payment: Some(over_payment), ..Default::default() };
    w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
}

#[test]
fn defect_8_periods_go_on_after_nine() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "1000");
        for n in 0..12 {
            plan(&w.wang, id, &[("10", "2026-04-01")]);
            let periods: Vec<i64> = plans_of(&w.wang, id).iter().map(|p| p.period).collect();
            assert_eq!(periods, (1..=n + 1).collect::<Vec<i64>>(), "defect 8");
        }
        plan(&w.wang, id, &[("10", "2026-04-01"), ("10", "2026-05-01")]);
        assert_eq!(plans_of(&w.wang, id).last().unwrap().period, 14);
    }
}

#[test]
fn defect_12_plans_follow_their_contract_and_a_paid_one_stays_paid() {
    use PlanState::{NotYet, Running, Void};
    for w in worlds() {
        flow(&w, "contract");
        let id = contract(&w.wang, "1", "1000");
        let state = || plans_of(&w.wang, id).iter().map(|p| p.state).collect::<Vec<_>>();
        plan(&w.wang, id, &[("400", "2026-04-01"), ("600", "2026-05-01")]);
        assert_eq!(state(), [NotYet; 2], "in review");
        decide(&w, false);
        assert_eq!(state(), [Void; 2], "rejected");
        let early = CreateReceivablePlans { contract: id, plans: vec![terms("1", "2026-04-01")] };
        assert_eq!(told(w.wang.run(early)), "receivable_plan.too_early");
        w.wang.contracts().submit(id).unwrap();
        assert_eq!(state(), [NotYet; 2], "submitted again");
        decide(&w, true);
        assert_eq!(state(), [Running; 2], "approved");
        let first = plans_of(&w.wang, id)[0].id;
        receive(&w.wang, id, Some(first), "R1", "400");
        let void = VoidContract {
            contract: id,
            reason: "x".into(),
            receipts: Some(VoidReceipts::Keep),
            to: None,
        };
        w.manager.run(void).unwrap();
        assert_eq!(state(), [Running, Void], "what was paid for is not void");
        // Defect 12: in effect again, the plan that was paid is still paid.
        w.wang.contracts().submit(id).unwrap();
        decide(&w, true);
        let plans = plans_of(&w.wang, id);
        assert_eq!(state(), [Running; 2]);
        assert_eq!((plans[0].settlement, plans[0].received), (Settlement::Full, money("400")));
    }
}

#[test]
fn a_receipt_is_counted_towards_its_contract_and_its_plan() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "1000");
        let plans = plan(&w.wang, id, &[("300", "2026-04-01"), ("700", "2026-05-01")]);
        let settled = |n: usize| {
            let p = w.wang.get::<ReceivablePlan>(plans[n]).unwrap();
            (p.settlement, p.received.to_string(), p.unreceived.to_string())
        };
        let draft = new(id, "R0", "100");
        w.wang.receivables().create(draft).unwrap();
        assert_eq!(
            shows(&w, id),
            ("0".into(), "1000".into(), "0".into()),
            "a draft does not count"
        );
        receive(&w.wang, id, Some(plans[0]), "R1", "100.01");
        assert_eq!(shows(&w, id), ("100.01".into(), "899.99".into(), "10".into()));
        assert_eq!(settled(0), (Settlement::Partial, "100.01".into(), "199.99".into()));
        receive(&w.wang, id, Some(plans[0]), "R2", "199.99");
        assert_eq!(settled(0), (Settlement::Full, "300".into(), "0".into()));
        assert_eq!(settled(1), (Settlement::None, "0".into(), "700".into()));
        let third = receive(&w.wang, id, None, "R3", "350");
        assert_eq!(shows(&w, id), ("650".into(), "350".into(), "65".into()));
        assert_eq!(settled(1).0, Settlement::None, "it was not said for which plan");
        // Said later, it is counted there.
        let allocations = vec![NewAllocation {
            contract_id: Some(id),
            plan_id: Some(plans[1]),
            money: money("350"),
        }];
        w.wang.run(AllocateReceivable { receivable: third, allocations }).unwrap();
        assert_eq!(settled(1), (Settlement::Partial, "350".into(), "350".into()));
        assert_eq!(shows(&w, id), ("650".into(), "350".into(), "65".into()));
        let received_on = w.wang.get::<ReceivablePlan>(plans[1]).unwrap().received_on;
        assert_eq!(received_on.unwrap().to_string(), "2026-03-02");
        // A contract of nothing has all it is to get.
        assert_eq!(shows(&w, contract(&w.wang, "0", "0")), ("0".into(), "0".into(), "100".into()));
    }
}

#[test]
fn a_receipt_is_split_over_contracts_and_plans_to_the_cent() {
    for w in worlds() {
        let customer = customer(&w.wang, "甲");
        let one = contract_of(&w.wang, customer, "1", "100");
        let two = contract_of(&w.wang, customer, "2", "100");
        let plans = plan(&w.wang, two, &[("60", "2026-04-01")]);
        let split = |parts: &[(Option<ContractId>, Option<ReceivablePlanId>, &str)]| {
            let part = |(contract_id, plan_id, amount): &(_, _, &str)| NewAllocation {
                contract_id: *contract_id,
                plan_id: *plan_id,
                money: money(amount),
            };
            Some(parts.iter().map(part).collect::<Vec<_>>())
        };
        let create = |number: &str, amount: &str, allocations| {
            w.wang.run(CreateReceivable {
                receivable: new(one, number, amount),
                plan: None,
                allocations,
            })
        };
        let parts = split(&[
            (Some(one), None, "33.33"),
            (Some(two), Some(plans[0]), "33.34"),
            (None, None, "33.33"),
        ]);
        let id = create("R1", "100", parts).unwrap().value;
        w.wang.receivables().submit(id).unwrap();
        assert_eq!(shows(&w, one).0, "33.33");
        assert_eq!(shows(&w, two).0, "33.34");
        assert_eq!(w.wang.get::<ReceivablePlan>(plans[0]).unwrap().received, money("33.34"));
        let refused = [
            (split(&[(Some(one), None, "9.99")]), "receivable.allocation_sum"),
            (split(&[(Some(one), None, "10.01")]), "receivable.allocation_sum"),
            (split(&[]), "receivable.allocation_sum"),
            (split(&[(Some(one), None, "11"), (Some(two), None, "-1")]), "value.out_of_range"),
            (split(&[(Some(one), Some(plans[0]), "10")]), "receivable_plan.elsewhere"),
            (split(&[(None, Some(plans[0]), "10")]), "receivable_plan.elsewhere"),
            (split(&[(Some(contract(&w.wang, "3", "50")), None, "10")]), "contract.other"),
            (split(&[(Some(contract(&w.li, "4", "50")), None, "10")]), "record.not_found"),
        ];
        let digest = w.digest();
        for (n, (parts, code)) in refused.into_iter().enumerate() {
            assert_eq!(told(create("R9", "10", parts)), code, "{n}");
        }
        assert_eq!(w.digest(), digest);
    }
}

#[test]
fn defect_10_what_is_more_than_a_contract_is_worth_is_refused_told_or_kept() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "1000");
        receive(&w.wang, id, None, "R1", "900");
        let create =
            |number: &str, amount: &str| w.wang.receivables().create(new(id, number, amount));
        assert_eq!(told(create("R2", "100.01")), "receivable.over_paid", "defect 10");
        for wrong in ["0", "-5"] {
            assert_eq!(refusal(create("R2", wrong)), ("value.out_of_range".into(), "money".into()));
        }
        // Two drafts fit alone; together they do not, and the second to be submitted is told.
        let (a, b) = (create("R2", "100").unwrap().value, create("R3", "100").unwrap().value);
        w.wang.receivables().submit(a).unwrap();
        assert_eq!(told(w.wang.receivables().submit(b)), "receivable.over_paid");
        policy(&w, OverPayment::Warn);
        let outcome = w.wang.receivables().submit(b).unwrap();
        assert_eq!(outcome.warnings[0].code(), "receivable.over_paid");
        assert_eq!(shows(&w, id), ("1100".into(), "-100".into(), "110".into()));
        policy(&w, OverPayment::Credit);
        let other = contract(&w.wang, "2", "50");
        let outcome = w.wang.receivables().create(new(other, "R4", "80")).unwrap();
        assert_eq!(outcome.warnings[0].code(), "receivable.over_paid_credit");
        w.wang.receivables().submit(outcome.value).unwrap();
        assert_eq!(shows(&w, other), ("50".into(), "0".into(), "100".into()));
        let of = Query::new(Allocation::receivable_id().eq(outcome.value));
        let parts = w.wang.list::<Allocation>(&of).unwrap().rows;
        let credit: Vec<_> = parts.iter().filter(|p| p.contract_id.is_none()).collect();
        assert_eq!((credit.len(), credit[0].money), (1, money("30")));
    }
}

#[test]
fn what_waits_for_approval_takes_room_so_that_no_approval_comes_too_late() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "100");
        flow(&w, "receivable");
        let (a, b) = (new(id, "R1", "60"), new(id, "R2", "60"));
        let a = w.wang.receivables().create(a).unwrap().value;
        let b = w.wang.receivables().create(b).unwrap().value;
        w.wang.receivables().submit(a).unwrap();
        assert_eq!(shows(&w, id).0, "0", "it is not approved yet");
        assert_eq!(told(w.wang.receivables().submit(b)), "receivable.over_paid");
        decide(&w, true);
        assert_eq!(shows(&w, id).0, "60");
        let patch = ReceivablePatch { money: Some(money("40")), ..Default::default() };
        let update = |receivable, patch| UpdateReceivable {
            receivable,
            patch,
            allocations: None,
            expect_rev: None,
        };
        assert_eq!(told(w.wang.run(update(a, patch.clone()))), "receivable.approved");
        w.wang.run(update(b, patch)).unwrap();
        w.wang.receivables().submit(b).unwrap();
        assert_eq!(told(w.wang.run(update(b, ReceivablePatch::default()))), "contract.in_review");
        decide(&w, false);
        assert_eq!(shows(&w, id).0, "60");
        assert_eq!(w.wang.get::<Receivable>(b).unwrap().status, CheckStatus::Rejected);
    }
}

#[test]
fn receivables_are_recorded_for_contracts_in_effect() {
    for w in worlds() {
        let customer = customer(&w.wang, "甲");
        let draft = NewContract {
            number: Some("1".into()),
            name: "x".into(),
            customer_id: customer,
            order_date: "2026-03-01".parse().unwrap(),
            ..Default::default()
        };
        let draft = w.wang.contracts().create(draft).unwrap().value;
        let early = w.wang.receivables().create(new(draft, "R1", "1"));
        assert_eq!(refusal(early), ("contract.not_effective".into(), "contract_id".into()));
        let id = contract(&w.wang, "2", "100");
        let waiting = w.wang.receivables().create(new(id, "R2", "100")).unwrap().value;
        let void = VoidContract { contract: id, reason: "x".into(), receipts: None, to: None };
        w.manager.run(void).unwrap();
        assert_eq!(told(w.wang.receivables().submit(waiting)), "contract.not_effective");
    }
}

#[test]
fn a_contract_is_not_declared_void_while_somebody_decides_about_money_for_it() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "100");
        flow(&w, "receivable");
        let receivable = w.wang.receivables().create(new(id, "R1", "60")).unwrap().value;
        w.wang.receivables().submit(receivable).unwrap();
        let void = || VoidContract { contract: id, reason: "x".into(), receipts: None, to: None };
        assert_eq!(told(w.manager.run(void())), "contract.has_in_review");
        decide(&w, false);
        assert_eq!(told(w.manager.run(void())), "done");
    }
}

#[test]
fn a_contract_is_made_though_its_maker_may_not_say_its_currency() {
    for w in worlds() {
        let fields = Some(vec![crmkit::admin::role::FieldRight {
            entity: "contract".into(),
            field: "currency".into(),
            access: crmkit::org::FieldAccess::Read,
        }]);
        let role = common::role(&w.admin, "salesperson");
        let (patch, operations, departments, employees) = (None, None, None, None);
        let update = UpdateRole {
            role,
            patch,
            operations,
            departments,
            employees,
            fields,
            expect_rev: None,
        };
        w.admin.run(update).unwrap();
        let id = contract(&w.wang, "1", "100");
        assert_eq!(w.wang.contracts().get(id).unwrap().currency, "CNY");
        let customer_id = customer(&w.wang, "乙");
        let dollars = NewContract {
            number: Some("2".into()),
            name: "x".into(),
            customer_id,
            currency: Some("USD".into()),
            order_date: "2026-03-01".parse().unwrap(),
            ..Default::default()
        };
        assert_eq!(told(w.wang.contracts().create(dollars)), "right.field");
    }
}

#[test]
fn a_plan_with_receipts_stays_as_it_is_and_its_deletion_unlinks() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "1000");
        let plans = plan(&w.wang, id, &[("300", "2026-04-01"), ("700", "2026-05-01")]);
        let update = |plan, amount: &str| {
            let patch = ReceivablePlanPatch { money: Some(money(amount)), ..Default::default() };
            w.wang.run(UpdateReceivablePlan { plan, patch, expect_rev: None })
        };
        let outcome = update(plans[0], "400").unwrap();
        assert_eq!(outcome.warnings[0].code(), "receivable_plan.beyond");
        assert_eq!(refusal(update(plans[0], "0")), ("value.out_of_range".into(), "money".into()));
        receive(&w.wang, id, Some(plans[0]), "R1", "100");
        assert_eq!(told(update(plans[0], "300")), "receivable_plan.used");
        let delete = |plans| DeleteReceivablePlans { plans };
        assert_eq!(rows(w.wang.run(delete(vec![plans[0]]))), ["done"]);
        assert_eq!(shows(&w, id).0, "100", "it stays the contract's");
        plan(&w.wang, id, &[("1", "2026-06-01")]);
        assert_eq!(rows(w.wang.run(delete(vec![plans[1]]))), ["done"]);
        let restore = RestoreReceivablePlans { plans: vec![plans[0], plans[1]] };
        assert_eq!(rows(w.wang.run(restore)), ["done", "done"]);
        let periods: Vec<i64> = plans_of(&w.wang, id).iter().map(|p| p.period).collect();
        assert_eq!(periods, [1, 2, 3]);
        assert_eq!(w.wang.get::<ReceivablePlan>(plans[0]).unwrap().received, money("0"));
    }
}

#[test]
fn deleting_and_restoring_receivables_counts_anew() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "1000");
        let plans = plan(&w.wang, id, &[("300", "2026-04-01")]);
        let draft = w.wang.receivables().create(new(id, "R0", "1")).unwrap().value;
        let delete = |by: &Session, id| rows(by.run(DeleteReceivables { receivables: vec![id] }));
        assert_eq!(delete(&w.wang, draft), ["done"]);
        let planned = receive(&w.wang, id, Some(plans[0]), "R1", "100");
        assert_eq!(delete(&w.wang, planned), ["receivable.delete_state"]);
        assert_eq!(delete(&w.admin, planned), ["receivable.planned"]);
        let free = receive(&w.wang, id, None, "R2", "500");
        let blocked = DeleteContracts { contracts: vec![id] };
        assert_eq!(rows(w.admin.run(blocked)), ["contract.used"]);
        assert_eq!(delete(&w.admin, free), ["done"]);
        assert_eq!(shows(&w, id).0, "100");
        receive(&w.wang, id, None, "R3", "600");
        let restore = || RestoreReceivables { receivables: vec![free] };
        assert_eq!(rows(w.admin.run(restore())), ["receivable.over_paid"]);
        policy(&w, OverPayment::Warn);
        assert_eq!(rows(w.admin.run(restore())), ["done"]);
        assert_eq!(shows(&w, id).0, "1200");
    }
}

#[test]
fn an_overdue_plan_that_was_marked_as_handled_stays_so_when_timed_work_marks_it() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "1000");
        let plans = plan(&w.wang, id, &[("1000", "2026-03-05")]);
        w.clock.set(at("2026-03-05T16:00:00Z"));
        let kind = TodoKind::PlansOverdue;
        let records = vec![crmkit::session::log::RecordId(plans[0].uuid())];
        let handle = HandleTodos { kind, records };
        assert_eq!(rows(w.wang.run(handle.clone())), ["done"]);
        w.clock.set(at("2026-03-05T16:00:01Z"));
        w.crm.tick().unwrap();
        let waits = || w.wang.todos(kind).unwrap().len();
        assert_eq!((plans_of(&w.wang, id)[0].overdue, waits()), (true, 0), "marked by a rule");
        receive(&w.wang, id, Some(plans[0]), "R1", "1");
        assert_eq!(waits(), 1, "something was paid");
        assert_eq!(rows(w.wang.run(handle)), ["done"]);
        assert_eq!(waits(), 0);
    }
}

#[test]
fn defect_7_a_plan_is_overdue_on_the_day_after_its_own_partly_paid_or_not() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "1000");
        let plans = plan(
            &w.wang,
            id,
            &[("300", "2026-03-05"), ("300", "2026-03-05"), ("400", "2026-03-06")],
        );
        receive(&w.wang, id, Some(plans[0]), "R1", "300");
        receive(&w.wang, id, Some(plans[1]), "R2", "1");
        let overdue = || {
            w.crm.tick().unwrap();
            plans_of(&w.wang, id).iter().map(|p| p.overdue).collect::<Vec<_>>()
        };
        let list = |kind| {
            let todos = w.wang.todos(kind).unwrap();
            todos.into_iter().map(|t| t.days.unwrap()).collect::<Vec<_>>()
        };
        // In Shanghai it is the 5th until 16:00 of the world's time.
        for (time, late) in [
            ("2026-03-05T15:59:59Z", [false, false, false]),
            ("2026-03-05T16:00:00Z", [false, true, false]),
            ("2026-03-06T16:00:00Z", [false, true, true]),
        ] {
            w.clock.set(at(time));
            assert_eq!(overdue(), late, "defect 7, {time}");
        }
        assert_eq!(list(TodoKind::PlansOverdue), [-2, -1]);
        assert!(list(TodoKind::PlansDue).is_empty());
        // Paid, it is not; and the job has nothing to do twice.
        receive(&w.wang, id, Some(plans[1]), "R3", "299");
        assert_eq!(overdue(), [false, false, true]);
        assert_eq!(w.crm.tick().unwrap(), []);
        assert_eq!(plans_of(&w.wang, id)[1].settlement, Settlement::Full);
    }
}

#[test]
fn payments_that_are_due_soon_are_on_the_to_do_list_of_the_contracts_owner() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "1000");
        let mut soon = terms("100", "2026-03-09");
        soon.remind_days = Some(7);
        let plans = vec![terms("300", "2026-03-05"), terms("300", "2026-03-06"), soon];
        w.wang.run(CreateReceivablePlans { contract: id, plans }).unwrap();
        let list = |by: &Session| {
            by.todos(TodoKind::PlansDue)
                .unwrap()
                .into_iter()
                .map(|t| (t.name, t.days.unwrap()))
                .collect::<Vec<_>>()
        };
        let name = || "合同 1".to_owned();
        assert_eq!(list(&w.wang), [(name(), 3), (name(), 7)]);
        assert!(list(&w.manager).is_empty());
        let to = w.ids[2];
        let give = TransferContracts { contracts: vec![id], to, keep: None, keep_until: None };
        assert_eq!(rows(w.manager.run(give)), ["done"]);
        assert_eq!((list(&w.wang).len(), list(&w.li).len()), (0, 2));
    }
}

#[test]
fn plans_are_seen_with_their_contract_and_receivables_by_their_own_owner() {
    for w in worlds() {
        let id = contract(&w.wang, "1", "1000");
        plan(&w.wang, id, &[("300", "2026-04-01")]);
        let receivable = receive(&w.wang, id, None, "R1", "10");
        let sees = |by: &Session| {
            let plans = by.list::<ReceivablePlan>(&Query::default()).unwrap().rows.len();
            let parts = by.list::<Allocation>(&Query::default()).unwrap().rows.len();
            (plans, by.receivables().list(&Query::default()).unwrap().rows.len(), parts)
        };
        assert_eq!(
            (sees(&w.wang), sees(&w.li), sees(&w.manager)),
            ((1, 1, 1), (0, 0, 0), (1, 1, 1))
        );
        let give = TransferReceivables {
            receivables: vec![receivable],
            to: w.ids[2],
            keep: None,
            keep_until: None,
        };
        assert_eq!(rows(w.manager.run(give)), ["done"]);
        assert_eq!((sees(&w.wang), sees(&w.li)), ((1, 0, 0), (0, 1, 1)));
        let create = CreateReceivablePlans { contract: id, plans: vec![terms("1", "2026-04-01")] };
        assert_eq!(told(w.li.run(create)), "record.not_found");
    }
}

/// The reference logs custom fields of receivables with opportunities, and edits with the contract.
#[test]
fn defect_19_what_changes_in_a_receivable_stands_in_its_own_history() {
    use crmkit::model::{Custom, Value};
    use crmkit::org::{CustomKind, NewFieldDefinition};
    for w in worlds() {
        let field = NewFieldDefinition {
            entity: "receivable".into(),
            key: "payer".into(),
            label: "付款方".into(),
            kind: CustomKind::Text,
            ..Default::default()
        };
        w.admin.run(DefineField { field, options: None }).unwrap();
        let id = contract(&w.wang, "1", "100");
        let receivable = w.wang.receivables().create(new(id, "R1", "10")).unwrap().value;
        let before = w.wang.history::<Contract>(id, None, 50).unwrap().len();
        let custom = Some(Custom([("payer".into(), Value::Text("子公司".into()))].into()));
        let patch = ReceivablePatch { custom, ..Default::default() };
        let update = UpdateReceivable { receivable, patch, allocations: None, expect_rev: None };
        w.wang.run(update).unwrap();
        let last = w.wang.history::<Receivable>(receivable, None, 1).unwrap().remove(0);
        assert_eq!((last.entity.as_str(), last.id), ("receivable", receivable.into()));
        let change = &last.fields[0];
        assert_eq!((change.field.as_str(), change.label.as_str()), ("custom.payer", "付款方"));
        assert_eq!((change.old.as_deref(), change.new.as_deref()), (None, Some("子公司")));
        assert_eq!(w.wang.history::<Contract>(id, None, 50).unwrap().len(), before);
    }
}
