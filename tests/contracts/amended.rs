//! What becomes of the plans, the receivables and the products of a contract that is amended.

use super::*;
use crmkit::sales::product::Product;
use crmkit_testkit::random::Random;

fn term(amount: &str, day: &str) -> PlanTerms {
    PlanTerms {
        money: money(amount),
        due_on: day.parse().unwrap(),
        method: None,
        remind_days: None,
        remark: None,
    }
}

fn plans_of(w: &World, contract: ContractId) -> Vec<ReceivablePlan> {
    let of = Query::new(ReceivablePlan::contract_id().eq(contract));
    let mut plans: Vec<ReceivablePlan> = w
        .admin
        .list::<ReceivablePlan>(&of)
        .unwrap()
        .rows
        .into_iter()
        .map(|plan| w.admin.get::<ReceivablePlan>(plan.id).unwrap())
        .collect();
    plans.sort_by_key(|plan| plan.period);
    plans
}

fn receive(
    w: &World,
    contract_id: ContractId,
    plan: Option<ReceivablePlanId>,
    number: &str,
    amount: Money,
) -> crmkit::Result<ReceivableId> {
    let receivable = NewReceivable {
        number: Some(number.into()),
        contract_id,
        received_on: "2026-03-02".parse().unwrap(),
        money: amount,
        ..Default::default()
    };
    let made = w.wang.run(CreateReceivable { receivable, plan, allocations: None })?.value;
    w.wang.receivables().submit(made)?;
    Ok(made)
}

fn amend(w: &World, contract: ContractId, number: &str, amount: Money) -> ContractId {
    let amend = AmendContract { contract, number: Some(number.into()) };
    let amendment = w.wang.run(amend).unwrap().value;
    let patch = ContractPatch { money: Some(amount), ..Default::default() };
    w.wang.run(UpdateContract { contract: amendment, patch, expect_rev: None }).unwrap();
    w.wang.contracts().submit(amendment).unwrap();
    amendment
}

#[test]
fn plans_of_an_amendment_come_to_what_it_is_worth() {
    const DAYS: [&str; 3] = ["2026-03-01", "2026-04-10", "2026-05-10"];
    for w in worlds() {
        // What was planned, what was received for each, the new amount, and the plans then.
        type Case = (&'static [&'static str], &'static [&'static str], &'static str, Plans);
        type Plans = &'static [(&'static str, &'static str)];
        let cases: &[Case] = &[
            // Kept while they fit; the rest is due with the last.
            (
                &["4000", "3000", "3000"],
                &["4000"],
                "12000",
                &[("4000", DAYS[0]), ("3000", DAYS[1]), ("3000", DAYS[2]), ("2000", DAYS[2])],
            ),
            (
                &["2000", "1000"],
                &[],
                "10000",
                &[("2000", DAYS[0]), ("1000", DAYS[1]), ("7000", DAYS[1])],
            ),
            (&["4000", "3000"], &[], "7000", &[("4000", DAYS[0]), ("3000", DAYS[1])]),
            // A day that has passed is today.
            (&["4000"], &["4000"], "4000.01", &[("4000", DAYS[0]), ("0.01", "2026-03-02")]),
            // Scaled where they do not fit, to the last cent.
            (
                &["4000", "3000", "3000"],
                &["4000"],
                "4100.01",
                &[("4000", DAYS[0]), ("50.01", DAYS[1]), ("50", DAYS[2])],
            ),
            (&["4000", "3000", "3000"], &["4000"], "4000", &[("4000", DAYS[0])]),
            // A plan that was paid in part stays, and gives way only where nothing else is left.
            (
                &["4000", "3000", "3000"],
                &["1000"],
                "5000",
                &[("4000", DAYS[0]), ("500", DAYS[1]), ("500", DAYS[2])],
            ),
            (
                &["4000", "3000", "3000"],
                &["1000", "1"],
                "4500",
                &[("4000", DAYS[0]), ("500", DAYS[1])],
            ),
            (
                &["4000", "3000", "3000"],
                &["1000", "1"],
                "1500.5",
                &[("1499.5", DAYS[0]), ("1", DAYS[1])],
            ),
            // One that received more than was planned counts as much.
            (&["4000", "3000"], &["4500"], "7000", &[("4500", DAYS[0]), ("2500", DAYS[1])]),
            (&[], &[], "7000", &[]),
        ];
        for (n, (planned, received, amount, want)) in cases.iter().enumerate() {
            let id = effective(&w.wang, &format!("{n}"));
            let plans = planned.iter().zip(DAYS).map(|(money, day)| term(money, day)).collect();
            w.wang.run(CreateReceivablePlans { contract: id, plans }).unwrap();
            for (plan, amount) in plans_of(&w, id).iter().zip(*received) {
                let number = format!("{n} {}", plan.period);
                receive(&w, id, Some(plan.id), &number, money(amount)).unwrap();
            }
            let amendment = amend(&w, id, &format!("{n}-1"), money(amount));
            let plans = plans_of(&w, amendment);
            let got: Vec<_> =
                plans.iter().map(|plan| (plan.money, plan.due_on.to_string())).collect();
            let want: Vec<_> =
                want.iter().map(|(amount, day)| (money(amount), (*day).to_owned())).collect();
            assert_eq!(got, want, "case {n}");
            let periods: Vec<_> = plans.iter().map(|plan| plan.period).collect();
            assert_eq!(periods, (1..=plans.len() as i64).collect::<Vec<_>>());
        }
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn no_cent_of_an_amendment_is_planned_twice_or_not_at_all() {
    let w = common::memory();
    let mut r = Random::new(7);
    let cents = |r: &mut Random, most: usize| Money::from_scaled((1 + r.below(most) as i64) * 100);
    for n in 0..60 {
        let mut id = effective(&w.wang, &format!("{n}"));
        let count = 1 + r.below(4);
        let plans: Vec<_> = (0..count)
            .map(|at| PlanTerms {
                money: cents(&mut r, 400_000),
                ..term("1", &format!("2026-04-0{}", 1 + at))
            })
            .collect();
        w.wang.run(CreateReceivablePlans { contract: id, plans }).unwrap();
        for round in 0..3 {
            for plan in plans_of(&w, id) {
                if r.below(100) < 40 {
                    let number = format!("{n} {round} {}", plan.period);
                    // Refused where it is more than the contract takes.
                    let _ = receive(&w, id, Some(plan.id), &number, cents(&mut r, 300_000));
                }
            }
            let before = plans_of(&w, id);
            let received = w.wang.contracts().get(id).unwrap().received;
            let amount = received.checked_add(cents(&mut r, 900_000)).unwrap();
            let amendment = amend(&w, id, &format!("{n}-{round}"), amount);
            let plans = plans_of(&w, amendment);
            let sum = |of: &dyn Fn(&ReceivablePlan) -> Money| {
                plans.iter().map(of).fold(Money::ZERO, |sum, part| sum.checked_add(part).unwrap())
            };
            assert_eq!(sum(&|plan| plan.money), amount, "{n} {round}");
            assert_eq!(sum(&|plan| plan.received), received);
            for paid in before.iter().filter(|plan| plan.settlement != Settlement::None) {
                let now = plans.iter().find(|plan| plan.id == paid.id).unwrap();
                assert_eq!((now.received, now.due_on), (paid.received, paid.due_on));
            }
            id = amendment;
        }
    }
    assert_eq!(w.crm.check().unwrap(), []);
}

#[test]
fn a_receivable_names_a_contract_towards_which_it_is_counted() {
    use crmkit::org::{OverPayment, SettingsPatch};
    for w in worlds() {
        let home = customer(&w.wang, "甲");
        let make = |number: &str| {
            let id = w.wang.contracts().create(new(home, number)).unwrap().value;
            w.wang.contracts().submit(id).unwrap();
            id
        };
        let (one, two) = (make("1"), make("2"));
        let paid = receive(&w, one, None, "R1", money("3000")).unwrap();
        let draft = NewReceivable {
            number: Some("R2".into()),
            contract_id: one,
            received_on: "2026-03-02".parse().unwrap(),
            money: money("5"),
            ..Default::default()
        };
        let draft = w.wang.receivables().create(draft).unwrap().value;
        let names = |id| {
            let of = Query::new(Allocation::receivable_id().eq(id));
            let parts = w.admin.list::<Allocation>(&of).unwrap().rows;
            let parts: Vec<_> = parts.iter().map(|part| part.contract_id).collect();
            (w.admin.get::<Receivable>(id).unwrap().contract_id, parts)
        };
        // A first and a second amendment of a chain.
        let first = amend(&w, one, "1-1", money("10000"));
        let second = amend(&w, first, "1-2", money("10000"));
        for id in [paid, draft] {
            assert_eq!(names(id), (second, vec![Some(second)]));
        }
        // Split anew, it names one of them; as credit, the one for which it came.
        let part = |contract_id, amount: &str| NewAllocation {
            contract_id,
            plan_id: None,
            money: money(amount),
        };
        let split = |allocations| {
            w.wang.run(AllocateReceivable { receivable: paid, allocations }).unwrap();
            names(paid).0
        };
        assert_eq!(split(vec![part(Some(two), "1000"), part(Some(second), "2000")]), second);
        assert_eq!(split(vec![part(Some(two), "1000"), part(None, "2000")]), two);
        assert_eq!(split(vec![part(None, "3000")]), two);
        assert_eq!(split(vec![part(Some(second), "3000")]), second);
        // So it does when its contract becomes void, or smaller.
        let void = VoidContract {
            contract: second,
            reason: "取消".into(),
            receipts: Some(VoidReceipts::Move),
            to: Some(two),
        };
        w.manager.run(void).unwrap();
        assert_eq!(names(paid), (two, vec![Some(two)]));
        let over_payment = Some(OverPayment::Credit);
        let patch = SettingsPatch { over_payment, ..Default::default() };
        w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
        let three = make("3");
        assert_eq!(split(vec![part(Some(two), "1000"), part(Some(three), "2000")]), two);
        let nothing = ContractPatch { money: Some(money("0")), ..Default::default() };
        let nothing = UpdateContract { contract: two, patch: nothing, expect_rev: None };
        w.wang.run(nothing).unwrap();
        assert_eq!(names(paid).0, three);
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn a_deleted_product_stays_in_an_amendment_and_is_not_copied() {
    for w in worlds() {
        let (a, b) = (product(&w, "A", "10"), product(&w, "B", "20"));
        let contract = NewContract { money: None, ..new(customer(&w.wang, "甲"), "1") };
        let lines = Some(vec![line(a, "1", None), line(b, "2", None)]);
        let id = w.wang.run(CreateContract { contract, lines, signers: None }).unwrap().value;
        w.wang.contracts().submit(id).unwrap();
        w.admin.run(DeleteProducts { products: vec![a] }).unwrap();
        let copy = CopyContract { contract: id, number: Some("2".into()) };
        let refused = w.wang.run(copy).unwrap_err();
        assert_eq!(refused.code(), "product.deleted");
        assert!(refused.message(crmkit::model::Locale::ZhCn).contains("产品“A”已删除"));
        let renew = RenewContract {
            contract: id,
            number: Some("3".into()),
            starts_on: None,
            ends_on: None,
        };
        assert_eq!(told(w.wang.run(renew)), "product.deleted");
        let amend = AmendContract { contract: id, number: Some("1-1".into()) };
        let amendment = w.wang.run(amend).unwrap().value;
        let set = |lines| {
            let set = SetContractLines { contract: amendment, lines, to_opportunity: None };
            told(w.wang.run(set))
        };
        // The line stays, with another quantity too; chosen anew it is not.
        assert_eq!(set(vec![line(a, "3", None), line(b, "2", None)]), "done");
        w.wang.contracts().submit(amendment).unwrap();
        assert_eq!(w.wang.contracts().get(amendment).unwrap().money, money("70"));
        let of = Query::new(ContractLine::contract_id().eq(amendment));
        let products: Vec<_> =
            w.wang.list::<ContractLine>(&of).unwrap().rows.iter().map(|l| l.product_id).collect();
        assert!(products.contains(&a) && products.contains(&b));
        assert_eq!(set(vec![line(b, "2", None)]), "done");
        assert_eq!(set(vec![line(a, "1", None), line(b, "2", None)]), "product.deleted");
        assert!(w.wang.get::<Product>(a).is_err());
        assert_eq!(w.crm.check().unwrap(), []);
    }
}
