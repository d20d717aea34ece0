//! A contract that is to be worth less than what was received for it: refused, told, or credit.

use super::*;
use crmkit::org::{OverPayment, SettingsPatch};

fn policy(w: &World, over_payment: OverPayment) {
    let patch = SettingsPatch { over_payment: Some(over_payment), ..Default::default() };
    w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
}

fn receive(w: &World, contract_id: ContractId, number: &str, amount: &str) -> ReceivableId {
    let receivable = NewReceivable {
        number: Some(number.into()),
        contract_id,
        received_on: "2026-03-02".parse().unwrap(),
        money: money(amount),
        ..Default::default()
    };
    w.wang.receivables().create(receivable).unwrap().value
}

fn worth(by: &Session, contract: ContractId, amount: &str) -> crmkit::Result<Vec<&'static str>> {
    let patch = ContractPatch { money: Some(money(amount)), ..Default::default() };
    let done = by.run(UpdateContract { contract, patch, expect_rev: None })?;
    Ok(done.warnings.iter().map(|warning| warning.code()).collect())
}

fn submit(w: &World, contract: ContractId) -> crmkit::Result<Vec<&'static str>> {
    let done = w.wang.contracts().submit(contract)?;
    Ok(done.warnings.iter().map(|warning| warning.code()).collect())
}

/// What was received for a contract and what is not, and the credit of everybody.
fn shows(w: &World, id: ContractId) -> [String; 3] {
    let contract = w.admin.contracts().get(id).unwrap();
    let parts = w.admin.list::<Allocation>(&Query::default()).unwrap().rows;
    let credit = parts.iter().filter(|part| part.contract_id.is_none()).map(|part| part.money);
    let credit = credit.fold(Money::ZERO, |sum, part| sum.checked_add(part).unwrap());
    [contract.received, contract.unreceived, credit].map(|money| money.to_string())
}

/// What is left to be refused, told or credited, and what a contract shows then.
const POLICIES: [(OverPayment, &str, [&str; 3]); 3] = [
    (OverPayment::Refuse, "contract.below_received", ["3000", "7000", "0"]),
    (OverPayment::Warn, "contract.below_received", ["3000", "-0.01", "0"]),
    (OverPayment::Credit, "receivable.over_paid_credit", ["2999.99", "0", "0.01"]),
];

#[test]
fn an_amendment_to_less_than_was_received_is_refused_told_or_makes_credit() {
    for w in worlds() {
        for (over_payment, code, left) in POLICIES {
            policy(&w, OverPayment::Refuse);
            let name = format!("{over_payment:?}");
            let id = effective(&w.wang, &name);
            for (number, amount) in [("1", "1000"), ("2", "2000")] {
                let receivable = receive(&w, id, &format!("{name}{number}"), amount);
                w.wang.receivables().submit(receivable).unwrap();
            }
            let amend = AmendContract { contract: id, number: Some(format!("{name}-1")) };
            let amendment = w.wang.run(amend).unwrap().value;
            policy(&w, over_payment);
            assert_eq!(worth(&w.wang, amendment, "2999.99").unwrap(), Vec::<&str>::new());
            let done = submit(&w, amendment);
            if over_payment == OverPayment::Refuse {
                assert_eq!(refusal(done), (code.into(), "money".into()));
                assert_eq!(shows(&w, id), left);
                worth(&w.wang, amendment, "3000").unwrap();
                assert_eq!(submit(&w, amendment).unwrap(), Vec::<&str>::new());
                assert_eq!(shows(&w, amendment), ["3000", "0", "0"]);
            } else {
                assert_eq!(done.unwrap(), [code], "{name}");
                assert_eq!(shows(&w, amendment), left, "{name}");
                assert_eq!(shows(&w, id)[0], "0");
            }
        }
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn a_contract_in_effect_is_made_smaller_by_the_same_rule() {
    for w in worlds() {
        let a = product(&w, "A", "2999.99");
        for by_lines in [false, true] {
            for (over_payment, code, left) in POLICIES {
                policy(&w, OverPayment::Refuse);
                let name = format!("{over_payment:?} {by_lines}");
                let id = effective(&w.wang, &name);
                let receivable = receive(&w, id, &name, "3000");
                w.wang.receivables().submit(receivable).unwrap();
                policy(&w, over_payment);
                // Money that counted as somebody's credit before does so in every later row too.
                let before: Money = shows(&w, id)[2].parse().unwrap();
                let done = if by_lines {
                    let zero = ContractPatch { money: Some(money("10000")), ..Default::default() };
                    w.wang
                        .run(SubmitContract {
                            contract: id,
                            patch: Some(zero),
                            lines: Some(vec![line(a, "1", None)]),
                            choices: None,
                            expect_rev: None,
                        })
                        .unwrap();
                    worth(&w.wang, id, "2999.99")
                } else {
                    worth(&w.wang, id, "2999.99")
                };
                if over_payment == OverPayment::Refuse {
                    assert_eq!(refusal(done), (code.into(), "money".into()));
                } else {
                    assert!(done.unwrap().contains(&code), "{name}");
                }
                let mut shown = shows(&w, id);
                let credit = shown[2].parse::<Money>().unwrap().checked_sub(before).unwrap();
                shown[2] = credit.to_string();
                assert_eq!(shown, left, "{name}");
            }
        }
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn lines_that_come_to_less_than_was_received_are_held_to_the_rule() {
    for w in worlds() {
        let a = product(&w, "A", "100");
        let contract = NewContract { money: None, ..new(customer(&w.wang, "甲"), "1") };
        let lines = Some(vec![line(a, "10", None)]);
        let id = w.wang.run(CreateContract { contract, lines, signers: None }).unwrap().value;
        w.wang.contracts().submit(id).unwrap();
        let receivable = receive(&w, id, "R1", "900");
        w.wang.receivables().submit(receivable).unwrap();
        let set = |quantity: &str| {
            let lines = vec![line(a, quantity, None)];
            w.wang.run(SetContractLines { contract: id, lines, to_opportunity: None })
        };
        assert_eq!(refusal(set("8")), ("contract.below_received".into(), "money".into()));
        assert_eq!(told(set("9")), "done");
        // What was raised since is not taken back below what was received since.
        let raised = set("12").unwrap().command_id;
        let more = receive(&w, id, "R2", "100");
        w.wang.receivables().submit(more).unwrap();
        assert_eq!(told(w.wang.undo(raised)), "undo.touched_since");
        assert_eq!(shows(&w, id), ["1000", "200", "0"]);
    }
}

#[test]
fn while_an_amendment_waits_no_more_is_received_than_it_takes() {
    for w in worlds() {
        let id = effective(&w.wang, "1");
        let receivable = receive(&w, id, "R1", "3000");
        w.wang.receivables().submit(receivable).unwrap();
        flow(&w, true);
        let amend = AmendContract { contract: id, number: Some("1-1".into()) };
        let amendment = w.wang.run(amend).unwrap().value;
        worth(&w.wang, amendment, "5000").unwrap();
        let before = receive(&w, id, "R2", "2000.01");
        submit(&w, amendment).unwrap();
        assert_eq!(told(w.wang.receivables().submit(before)), "receivable.over_paid");
        let patch = ReceivablePatch { money: Some(money("2000")), ..Default::default() };
        let fits = SubmitReceivable {
            receivable: before,
            patch: Some(patch),
            allocations: None,
            choices: None,
            expect_rev: None,
        };
        w.wang.run(fits).unwrap();
        decide(&w, amendment, true).unwrap();
        assert_eq!(shows(&w, amendment), ["5000", "0", "0"]);
        // With credit the submitter is told as well, before anything becomes of it.
        policy(&w, OverPayment::Credit);
        let again = AmendContract { contract: amendment, number: Some("1-2".into()) };
        let again = w.wang.run(again).unwrap().value;
        worth(&w.wang, again, "4000").unwrap();
        assert_eq!(submit(&w, again).unwrap(), ["contract.below_received"]);
        assert_eq!(shows(&w, amendment), ["5000", "0", "0"]);
        decide(&w, again, true).unwrap();
        assert_eq!(shows(&w, again), ["4000", "0", "1000"]);
        assert_eq!(w.crm.check().unwrap(), []);
    }
}
