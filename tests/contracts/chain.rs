//! Contracts that come from others, what becomes of their money, and how orders are fulfilled.

use super::*;

#[test]
fn a_copy_and_a_renewal() {
    for w in worlds() {
        let a = product(&w, "A", "10");
        let customer = customer(&w.wang, "甲");
        let day = |d: &str| Some(d.parse().unwrap());
        let contract = NewContract {
            money: None,
            starts_on: day("2026-01-01"),
            ends_on: day("2026-03-31"),
            ..new(customer, "1")
        };
        let create = CreateContract {
            contract,
            lines: Some(vec![line(a, "2", None)]),
            signers: Some(vec![w.ids[0]]),
        };
        let id = w.wang.run(create).unwrap().value;
        let renew = || RenewContract {
            contract: id,
            number: Some("3".into()),
            starts_on: None,
            ends_on: None,
        };
        assert_eq!(told(w.wang.run(renew())), "contract.not_effective");
        w.wang.contracts().submit(id).unwrap();
        let copy =
            w.wang.run(CopyContract { contract: id, number: Some("2".into()) }).unwrap().value;
        let got = w.wang.contracts().get(copy).unwrap();
        assert_eq!((got.status, got.money, got.renews_id), (CheckStatus::Draft, money("20"), None));
        assert_eq!(got.order_date.to_string(), "2026-03-02");
        let of = |id| {
            w.wang
                .list::<ContractLine>(&Query::new(ContractLine::contract_id().eq(id)))
                .unwrap()
                .rows
        };
        assert_eq!((of(copy).len(), of(copy)[0].quantity), (1, of(id)[0].quantity));
        let signers =
            w.wang.list::<ContractSigner>(&Query::new(ContractSigner::contract_id().eq(copy)));
        assert_eq!(signers.unwrap().rows[0].employee_id, w.ids[0]);
        let renewed = w.wang.contracts().get(w.wang.run(renew()).unwrap().value).unwrap();
        assert_eq!(renewed.renews_id, Some(id));
        let days = (renewed.starts_on.unwrap().to_string(), renewed.ends_on.unwrap().to_string());
        assert_eq!(days, ("2026-04-01".into(), "2026-06-29".into()), "as many days");
    }
}

#[test]
fn an_amendment_takes_the_place_of_its_contract_when_it_takes_effect() {
    for w in worlds() {
        let id = effective(&w.wang, "1");
        let term = |amount: &str, day: &str| PlanTerms {
            money: money(amount),
            due_on: day.parse().unwrap(),
            method: None,
            remind_days: None,
            remark: None,
        };
        let plans = vec![
            term("4000", "2026-03-10"),
            term("3000", "2026-04-10"),
            term("3000", "2026-05-10"),
        ];
        w.wang.run(CreateReceivablePlans { contract: id, plans }).unwrap();
        let first = w
            .wang
            .list::<ReceivablePlan>(&Query::default())
            .unwrap()
            .rows
            .iter()
            .find(|p| p.period == 1)
            .unwrap()
            .id;
        let receivable = NewReceivable {
            number: Some("R1".into()),
            contract_id: id,
            received_on: "2026-03-02".parse().unwrap(),
            money: money("4000"),
            ..Default::default()
        };
        let receivable = w
            .wang
            .run(CreateReceivable { receivable, plan: Some(first), allocations: None })
            .unwrap()
            .value;
        w.wang.receivables().submit(receivable).unwrap();

        flow(&w, true);
        let amend = || AmendContract { contract: id, number: Some("1-1".into()) };
        let amendment = w.wang.run(amend()).unwrap().value;
        assert_eq!(told(w.wang.run(amend())), "contract.amending");
        let patch = ContractPatch { money: Some(money("8000")), ..Default::default() };
        w.wang.run(UpdateContract { contract: amendment, patch, expect_rev: None }).unwrap();
        w.wang.contracts().submit(amendment).unwrap();
        assert_eq!(
            (status(&w, id), status(&w, amendment)),
            (CheckStatus::NotNeeded, CheckStatus::InReview)
        );
        decide(&w, amendment, true).unwrap();

        let (old, new) =
            (w.wang.contracts().get(id).unwrap(), w.wang.contracts().get(amendment).unwrap());
        assert_eq!((old.status, old.amended_by_id), (CheckStatus::Void, Some(amendment)));
        assert_eq!(
            (old.received, new.received, new.unreceived),
            (money("0"), money("4000"), money("4000"))
        );
        let of = |id| {
            let mut plans = w
                .wang
                .list::<ReceivablePlan>(&Query::new(ReceivablePlan::contract_id().eq(id)))
                .unwrap()
                .rows;
            plans.sort_by_key(|p| p.period);
            plans
                .into_iter()
                .map(|p| (p.period, p.money, p.state, p.due_on.to_string()))
                .collect::<Vec<_>>()
        };
        use PlanState::{Running, Void};
        assert_eq!(
            of(amendment),
            [
                (1, money("4000"), Running, "2026-03-10".to_owned()),
                (2, money("2000"), Running, "2026-04-10".to_owned()),
                (3, money("2000"), Running, "2026-05-10".to_owned()),
            ]
        );
        assert!(of(id).iter().all(|p| p.2 == Void));
        let dealt = w.wang.customers().get(new.customer_id).unwrap();
        assert!(dealt.dealt);
        assert_eq!(told(w.wang.contracts().submit(id)), "contract.amended");
        // One whose contract was declared void meanwhile does not take effect.
        let other = in_status(&w, CheckStatus::Approved, "9");
        let late = w
            .wang
            .run(AmendContract { contract: other, number: Some("9-1".into()) })
            .unwrap()
            .value;
        void(&w.manager, other).unwrap();
        assert_eq!(told(w.wang.contracts().submit(late)), "contract.not_effective");
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn money_that_was_received_is_not_lost_when_a_contract_is_declared_void() {
    for w in worlds() {
        let customer = customer(&w.wang, "甲");
        let make = |number: &str| {
            let id = w.wang.contracts().create(new(customer, number)).unwrap().value;
            w.wang.contracts().submit(id).unwrap();
            id
        };
        let (one, two) = (make("1"), make("2"));
        let receivable = NewReceivable {
            number: Some("R1".into()),
            contract_id: one,
            received_on: "2026-03-02".parse().unwrap(),
            money: money("3000"),
            ..Default::default()
        };
        let receivable = w.wang.receivables().create(receivable).unwrap().value;
        w.wang.receivables().submit(receivable).unwrap();
        let void =
            |contract, receipts, to| VoidContract {
                contract, reason: "取消".into(), receipts, to
            };
        assert_eq!(told(w.manager.run(void(one, None, None))), "contract.has_receipts");
        assert_eq!(
            told(w.manager.run(void(one, Some(VoidReceipts::Move), None))),
            "value.required"
        );
        assert_eq!(
            told(w.manager.run(void(one, Some(VoidReceipts::Move), Some(one)))),
            "contract.other"
        );
        let elsewhere = effective(&w.wang, "3");
        assert_eq!(
            told(w.manager.run(void(one, Some(VoidReceipts::Move), Some(elsewhere)))),
            "contract.other"
        );
        w.manager.run(void(one, Some(VoidReceipts::Move), Some(two))).unwrap();
        let received = |id| w.wang.contracts().get(id).unwrap().received;
        assert_eq!((received(one), received(two)), (money("0"), money("3000")));
        w.manager.run(void(two, Some(VoidReceipts::Keep), None)).unwrap();
        assert_eq!((status(&w, two), received(two)), (CheckStatus::Void, money("3000")));
        assert_eq!(told(w.wang.run(void(two, None, None))), "right.missing");
    }
}

#[test]
fn fulfilment_goes_one_step_at_a_time() {
    use Fulfilment::*;
    for w in worlds() {
        let draft = draft(&w.wang, "0");
        let step = |contract, to, reason: Option<&str>| {
            w.wang.run(SetFulfilment { contract, to, reason: reason.map(str::to_owned) })
        };
        assert_eq!(told(step(draft, Unconfirmed, None)), "contract.not_effective");
        let all =
            [Unconfirmed, AwaitingShipment, Shipping, Shipped, SignedFor, Done, Cancelled, Refused];
        let way = [
            None,
            Some(Unconfirmed),
            Some(AwaitingShipment),
            Some(Shipping),
            Some(Shipped),
            Some(SignedFor),
            Some(Done),
        ];
        for (n, from) in way.into_iter().enumerate() {
            for to in all {
                let id = effective(&w.wang, &format!("{n}-{to:?}"));
                for done in all.into_iter().take(n) {
                    step(id, done, None).unwrap();
                }
                let cancel = CancelFulfilment { contract: id, reason: Some("不要了".into()) };
                let did = match to {
                    Cancelled => w.wang.run(cancel),
                    to => step(id, to, Some("地址无效")),
                };
                let allowed = match to {
                    Cancelled => from == Some(Unconfirmed),
                    Refused => matches!(from, Some(Unconfirmed | AwaitingShipment)),
                    to => all.get(n) == Some(&to) && n < 6,
                };
                assert_eq!(
                    told(did),
                    if allowed { "done" } else { "contract.fulfilment" },
                    "{from:?} {to:?}"
                );
                let now = w.wang.contracts().get(id).unwrap().fulfilment;
                assert_eq!(now, if allowed { Some(to) } else { from });
            }
        }
        let id = effective(&w.wang, "z");
        step(id, Unconfirmed, None).unwrap();
        assert_eq!(
            refusal(step(id, Refused, Some(" "))),
            ("value.required".into(), "fulfilment_reason".into())
        );
        assert_eq!(
            told(step(id, Cancelled, None)),
            "contract.fulfilment",
            "that is the customer's to do"
        );
    }
}

#[test]
fn money_goes_over_to_another_contract_as_far_as_the_rule_for_over_payments_lets_it() {
    use crmkit::org::{OverPayment, SettingsPatch};
    for w in worlds() {
        let home = customer(&w.wang, "甲");
        let make = |number: &str, amount: &str| {
            let contract = NewContract { money: Some(money(amount)), ..new(home, number) };
            let id = w.wang.contracts().create(contract).unwrap().value;
            w.wang.contracts().submit(id).unwrap();
            id
        };
        let (one, two) = (make("1", "10000"), make("2", "100"));
        let record = |number: &str, amount: &str| {
            let receivable = NewReceivable {
                number: Some(number.into()),
                contract_id: one,
                received_on: "2026-03-02".parse().unwrap(),
                money: money(amount),
                ..Default::default()
            };
            w.wang.receivables().create(receivable).unwrap().value
        };
        let paid = record("R1", "3000");
        w.wang.receivables().submit(paid).unwrap();
        record("R2", "5");
        let policy = |over_payment| {
            let patch = SettingsPatch { over_payment: Some(over_payment), ..Default::default() };
            w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
        };
        let void = || {
            let (receipts, to) = (Some(VoidReceipts::Move), Some(two));
            w.manager.run(VoidContract { contract: one, reason: "取消".into(), receipts, to })
        };
        assert_eq!(told(void()), "receivable.over_paid");
        policy(OverPayment::Credit);
        let done = void().unwrap();
        assert_eq!(done.warnings[0].code(), "receivable.over_paid_credit");
        let received = |id| w.wang.contracts().get(id).unwrap().received;
        assert_eq!((received(one), received(two)), (money("0"), money("100")));
        let parts = w.wang.list::<Allocation>(&Query::default()).unwrap().rows;
        let mut parts: Vec<_> = parts.iter().map(|p| (p.money, p.contract_id)).collect();
        parts.sort();
        let left = [(money("5"), Some(one)), (money("100"), Some(two)), (money("2900"), None)];
        assert_eq!(parts, left, "what counts for nothing yet stays where it is");
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn money_that_does_not_count_yet_goes_over_to_what_its_plan_has_become() {
    for w in worlds() {
        let id = effective(&w.wang, "1");
        let term = |amount: &str, day: &str| PlanTerms {
            money: money(amount),
            due_on: day.parse().unwrap(),
            method: None,
            remind_days: None,
            remark: None,
        };
        let plans = vec![term("4000", "2026-03-10"), term("6000", "2026-04-10")];
        w.wang.run(CreateReceivablePlans { contract: id, plans }).unwrap();
        let plans_of = |contract| {
            let of = Query::new(ReceivablePlan::contract_id().eq(contract));
            let mut plans = w.wang.list::<ReceivablePlan>(&of).unwrap().rows;
            plans.sort_by_key(|p| p.period);
            plans
        };
        let second = plans_of(id)[1].id;
        let receivable = NewReceivable {
            number: Some("R1".into()),
            contract_id: id,
            received_on: "2026-03-02".parse().unwrap(),
            money: money("5000"),
            ..Default::default()
        };
        let create = CreateReceivable { receivable, plan: Some(second), allocations: None };
        let receivable = w.wang.run(create).unwrap().value;
        let amend = AmendContract { contract: id, number: Some("1-1".into()) };
        let amendment = w.wang.run(amend).unwrap().value;
        w.wang.contracts().submit(amendment).unwrap();
        w.wang.receivables().submit(receivable).unwrap();
        let received = |contract| {
            plans_of(contract).into_iter().map(|p| (p.received, p.state)).collect::<Vec<_>>()
        };
        let (none, void, running) = (Money::ZERO, PlanState::Void, PlanState::Running);
        assert_eq!(received(id), [(none, void), (none, void)]);
        assert_eq!(received(amendment), [(none, running), (money("5000"), running)]);
        assert_eq!(w.wang.contracts().get(amendment).unwrap().received, money("5000"));
        assert_eq!(w.crm.check().unwrap(), []);
    }
}
