//! Money is conserved, whatever is done in whatever order: what a contract shows as received is the
//! sum of what counts towards it, what a plan shows is the sum of what counts towards it, nothing of
//! a receivable is lost or counted twice, and all of it is what it would be counted anew.
#![allow(missing_docs, unreachable_pub, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, customer};
use crmkit::commands::*;
use crmkit::model::{CommandId, Money, Number};
use crmkit::org::{OverPayment, SettingsPatch};
use crmkit::query::{Bin, Query};
use crmkit::sales::approval::*;
use crmkit::sales::contract::*;
use crmkit::sales::customer::CustomerId;
use crmkit::sales::invoice::*;
use crmkit::sales::receivable::*;
use crmkit::session::{BatchReport, Outcome};
use crmkit_testkit::random::Random;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A company and what was made in it.
struct Till {
    w: World,
    customers: Vec<CustomerId>,
    contracts: Vec<ContractId>,
    receivables: Vec<ReceivableId>,
    invoices: Vec<InvoiceId>,
    undoable: Vec<CommandId>,
    made: u32,
    done: BTreeMap<&'static str, u32>,
}

impl Till {
    fn new(seed: u64) -> Self {
        let w = if seed.is_multiple_of(4) { common::file() } else { common::memory() };
        for entity in ["contract", "receivable", "invoice"] {
            let flow = NewApprovalFlow {
                name: entity.into(),
                entity: entity.into(),
                ..Default::default()
            };
            let rules = r#"{"steps": [{"id": 1, "kind": "superior", "level": 1}]}"#;
            let rules = serde_json::from_str(rules).unwrap();
            w.admin.run(CreateApprovalFlow { flow, rules }).unwrap();
        }
        let customers = ["甲", "乙"].map(|name| customer(&w.wang, name)).to_vec();
        Self {
            w,
            customers,
            contracts: vec![],
            receivables: vec![],
            invoices: vec![],
            undoable: vec![],
            made: 0,
            done: BTreeMap::new(),
        }
    }

    fn number(&mut self) -> String {
        self.made += 1;
        format!("N{}", self.made)
    }

    fn did<T>(&mut self, what: &'static str, result: crmkit::Result<Outcome<T>>) -> Option<T> {
        match result {
            Ok(outcome) => {
                *self.done.entry(what).or_default() += 1;
                self.undoable.push(outcome.command_id);
                Some(outcome.value)
            }
            Err(error) => {
                assert!(!error.code().starts_with("internal"), "{what}: {error:?}");
                None
            }
        }
    }

    /// Something that somebody might do.
    fn act(&mut self, r: &mut Random) {
        let w = &self.w;
        let cents = |r: &mut Random| Money::from_scaled((1 + r.below(20_000) as i64) * 100);
        let (contract, receivable) =
            (r.below(self.contracts.len().max(1)), r.below(self.receivables.len().max(1)));
        let mut contract = self.contracts.get(contract).copied().unwrap_or_default();
        let receivable = self.receivables.get(receivable).copied().unwrap_or_default();
        // Most of what people do is about what is in effect.
        let effective = Query::new(Contract::status().is_in(CheckStatus::EFFECTIVE));
        let effective = w.admin.contracts().list(&effective).unwrap().rows;
        let effective: Vec<_> = effective.iter().map(|c| c.id).collect();
        if !effective.is_empty() && r.percent(60) {
            contract = r.pick(&effective);
        }
        match r.below(33) {
            0 | 1 => {
                let customer_id = r.pick(&self.customers);
                let money = cents(r);
                let number = self.number();
                let new = NewContract {
                    number: Some(number),
                    name: "合同".into(),
                    customer_id,
                    money: Some(money),
                    order_date: "2026-03-01".parse().unwrap(),
                    ..Default::default()
                };
                let made = self.w.wang.contracts().create(new);
                if let Some(id) = self.did("create", made) {
                    self.contracts.push(id);
                }
            }
            2 | 3 => {
                let made = w.wang.contracts().submit(contract);
                self.did("submit", made);
            }
            4 => {
                let patch = ContractPatch { money: Some(cents(r)), ..Default::default() };
                let made = w.wang.run(UpdateContract { contract, patch, expect_rev: None });
                self.did("change", made);
            }
            5 => {
                let ways = [None, Some(VoidReceipts::Keep), Some(VoidReceipts::Move)];
                let paid = r.below(4);
                let receipts = ways.get(paid).copied().unwrap_or(Some(VoidReceipts::Move));
                let all = if r.percent(20) { self.contracts_or_none() } else { effective };
                let to = (!all.is_empty()).then(|| r.pick(&all));
                let made =
                    w.manager.run(VoidContract { contract, reason: "x".into(), receipts, to });
                self.did("void", made);
            }
            6 => {
                let number = self.number();
                let made = self.w.wang.run(AmendContract { contract, number: Some(number) });
                if let Some(id) = self.did("amend", made) {
                    self.contracts.push(id);
                    if r.percent(70) {
                        let made = self.w.wang.contracts().submit(id);
                        self.did("submit", made);
                    }
                }
            }
            7 if r.percent(30) => {
                let made = w.admin.run(DeleteContracts { contracts: vec![contract] });
                self.did("delete", made.and_then(each));
            }
            8 => {
                let made = w.admin.run(RestoreContracts { contracts: vec![contract] });
                self.did("restore", made.and_then(each));
            }
            9 | 10 => {
                let plans = (0..1 + r.below(3)).map(|n| PlanTerms {
                    money: cents(r),
                    due_on: format!("2026-03-0{}", 1 + n).parse().unwrap(),
                    method: None,
                    remind_days: None,
                    remark: None,
                });
                let made = w.wang.run(CreateReceivablePlans { contract, plans: plans.collect() });
                self.did("plan", made);
            }
            11 => {
                let mut plans = self.plans();
                let named: Vec<_> = plans.iter().filter(|p| p.2).copied().collect();
                if !named.is_empty() && r.percent(60) {
                    plans = named;
                }
                if !plans.is_empty() {
                    let plan = r.pick(&plans).0;
                    let bin = [DeleteReceivablePlans { plans: vec![plan] }];
                    let [delete] = bin;
                    let made = match r.below(3) {
                        0 => self.w.wang.run(RestoreReceivablePlans { plans: vec![plan] }),
                        _ => self.w.wang.run(delete),
                    };
                    self.did("plans bin", made.and_then(each));
                }
            }
            12..=14 => {
                let money = cents(r);
                let number = self.number();
                let receivable = NewReceivable {
                    number: Some(number),
                    contract_id: contract,
                    received_on: "2026-03-02".parse().unwrap(),
                    money,
                    ..Default::default()
                };
                let plans: Vec<_> = self.plans().into_iter().filter(|p| p.1 == contract).collect();
                let plan = (!plans.is_empty() && r.percent(60)).then(|| r.pick(&plans).0);
                let made =
                    self.w.wang.run(CreateReceivable { receivable, plan, allocations: None });
                if let Some(id) = self.did("receive", made) {
                    self.receivables.push(id);
                }
            }
            7 | 15 | 16 => {
                let made = w.wang.receivables().submit(receivable);
                self.did("submit receivable", made);
            }
            17 => {
                let Ok(old) = w.wang.get::<Receivable>(receivable) else { return };
                let parts = old
                    .money
                    .allocate(
                        &[
                            Number::from_scaled(3_000_000),
                            Number::from_scaled(2_000_000),
                            Number::from_scaled(1_000_000),
                        ],
                        2,
                    )
                    .unwrap();
                let other = r.pick(&self.contracts_or_none());
                let to = [Some(old.contract_id), Some(other), None];
                // Now and then a part is forgotten.
                let some = if r.percent(10) { 2 } else { 3 };
                let plans = self.plans();
                let mut plan_of = |contract| {
                    let mine = plans.iter().filter(|p| Some(p.1) == contract);
                    let mine: Vec<_> = mine.map(|p| Some(p.0)).chain([None]).collect();
                    r.pick(&mine)
                };
                let parts = parts.into_iter().zip(to).take(some);
                let allocations = parts.filter(|(money, _)| *money > Money::ZERO);
                let allocations = allocations
                    .map(|(money, contract_id)| {
                        let plan_id = plan_of(contract_id);
                        NewAllocation { contract_id, plan_id, money }
                    })
                    .collect();
                let made = self.w.wang.run(AllocateReceivable { receivable, allocations });
                self.did("allocate", made);
            }
            18 => {
                let patch = ReceivablePatch { money: Some(cents(r)), ..Default::default() };
                let made = w.wang.run(UpdateReceivable {
                    receivable,
                    patch,
                    allocations: None,
                    expect_rev: None,
                });
                self.did("change receivable", made);
            }
            19 => {
                let receivables = vec![receivable];
                let made = match r.percent(60) {
                    true => w.admin.run(DeleteReceivables { receivables }),
                    false => w.admin.run(RestoreReceivables { receivables }),
                };
                self.did("receivables bin", made.and_then(each));
            }
            20 | 21 => {
                let pending = Query::new(ApprovalTask::state().eq(TaskState::Pending));
                let tasks = w.admin.list::<ApprovalTask>(&pending).unwrap().rows;
                if let Some(task) = tasks.first().map(|t| t.id) {
                    let made = match r.percent(75) {
                        true => w.manager.run(Approve { task, comment: None, files: None }),
                        false => w.manager.run(Reject { task, comment: "x".into(), files: None }),
                    };
                    self.did("decide", made);
                }
            }
            22 => {
                let flow = r.pick(
                    &w.admin
                        .list::<ApprovalFlow>(&Query::default())
                        .unwrap()
                        .rows
                        .iter()
                        .map(|f| f.id)
                        .collect::<Vec<_>>(),
                );
                w.admin.run(SetApprovalFlow { flow, enabled: r.percent(40) }).unwrap();
                let over_payment =
                    Some(r.pick(&[OverPayment::Refuse, OverPayment::Warn, OverPayment::Credit]));
                let patch = SettingsPatch { over_payment, ..Default::default() };
                w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
            }
            24 => {
                let running = Query::new(Approval::state().eq(ApprovalState::Running));
                let all = w.admin.list::<Approval>(&running).unwrap().rows;
                if let Some(approval) = all.first().map(|a| a.id) {
                    let made = w.wang.run(WithdrawApproval { approval, comment: None });
                    self.did("withdraw", made);
                }
            }
            25 => {
                let plans = self.plans();
                if !plans.is_empty() {
                    let plan = r.pick(&plans).0;
                    let patch = ReceivablePlanPatch { money: Some(cents(r)), ..Default::default() };
                    let made = w.wang.run(UpdateReceivablePlan { plan, patch, expect_rev: None });
                    self.did("change plan", made);
                }
            }
            26 => {
                self.w.clock.advance_days(1);
                self.w.crm.tick().unwrap();
            }
            31 if r.percent(20) => {
                let purge_after_days = Some(1 + r.below(3) as i64);
                let patch = SettingsPatch { purge_after_days, ..Default::default() };
                w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
                w.clock.advance_days(r.below(4) as i64);
                w.crm.tick().unwrap();
            }
            27..=30 => {
                let money = cents(r);
                self.invoice(r, contract, money);
            }
            _ => {
                if let Some(last) = self.undoable.pop() {
                    for by in [self.w.wang.clone(), self.w.manager.clone(), self.w.admin.clone()] {
                        let undone = by.undo(last);
                        if undone.is_ok() {
                            self.did("undo", undone);
                            break;
                        }
                    }
                }
            }
        }
    }

    /// Something that somebody might do with an invoice.
    fn invoice(&mut self, r: &mut Random, contract_id: ContractId, money: Money) {
        let all = Query { limit: 500, ..Default::default() };
        let mut some = |fits: &dyn Fn(&InvoiceSummary) -> bool| {
            let live = self.w.admin.list::<Invoice>(&all).unwrap().rows;
            let live: Vec<_> = live.into_iter().filter(fits).map(|i| i.id).collect();
            if live.is_empty() { InvoiceId::default() } else { r.pick(&live) }
        };
        let red = some(&|i| i.red_of_id.is_some());
        let stand = Query::new(Contract::status().is_in(CheckStatus::EFFECTIVE));
        let stand = self.w.admin.list::<Contract>(&stand).unwrap().rows;
        let paper = some(&|i| {
            let stands = i.issued || stand.iter().any(|c| c.id == i.contract_id);
            i.red_of_id.is_none() && i.status.effective() && stands
        });
        let invoice = r.below(self.invoices.len().max(1));
        let invoice = self.invoices.get(invoice).copied().unwrap_or_default();
        let number = Some(self.number());
        let w = &self.w;
        let change = |invoice, money| {
            let patch = InvoicePatch { money: Some(money), ..Default::default() };
            w.wang.run(UpdateInvoice { invoice, patch, lines: None, expect_rev: None })
        };
        match r.below(10) {
            0 | 7 => {
                let made = w.wang.invoices().create(NewInvoice {
                    number,
                    contract_id,
                    money,
                    applied_on: "2026-03-02".parse().unwrap(),
                    title: Some("甲".into()),
                    tax_number: Some("91420100MA4KXXXX1X".into()),
                    ..Default::default()
                });
                if let Some(id) = self.did("invoice", made) {
                    self.invoices.push(id);
                    if r.percent(60) {
                        let made = self.w.wang.invoices().submit(id);
                        self.did("submit invoice", made);
                    }
                }
            }
            1 | 2 => {
                let made = w.wang.invoices().submit(invoice);
                self.did("submit invoice", made);
            }
            3 => {
                let made = change(invoice, money);
                self.did("change invoice", made);
            }
            4 | 8 => {
                let made = change(red, Money::from_scaled(-money.scaled() / 300 * 100));
                self.did("change a red invoice", made);
            }
            5 | 9 => {
                let (invoice, invoice_number) = (paper, "1".into());
                let _ = w.manager.run(IssueInvoice {
                    invoice,
                    invoice_number,
                    issued_on: None,
                    tracking_number: None,
                });
                let money = Money::from_scaled(money.scaled() / 1000 * 100);
                let money = r.percent(80).then_some(money);
                let (applied_on, remark) = (None, None);
                let back = CreateRedInvoice { invoice, number, money, applied_on, remark };
                let made = w.wang.run(back);
                let made = self.did("take back", made);
                self.invoices.extend(made);
            }
            _ => {
                let invoices = vec![invoice];
                let made = match r.percent(50) {
                    true => w.admin.run(DeleteInvoices { invoices }),
                    false => w.admin.run(RestoreInvoices { invoices }),
                };
                self.did("invoices bin", made.and_then(each));
            }
        }
    }

    fn contracts_or_none(&self) -> Vec<ContractId> {
        self.contracts.iter().copied().chain([ContractId::default()]).collect()
    }

    /// Payment plans, their contracts, and whether a receivable names them.
    fn plans(&self) -> Vec<(ReceivablePlanId, ContractId, bool)> {
        let all = Query { bin: Bin::Any, limit: 500, ..Default::default() };
        let plans = self.w.admin.list::<ReceivablePlan>(&all).unwrap().rows;
        let all = Query { limit: 500, ..Default::default() };
        let parts = self.w.admin.list::<Allocation>(&all).unwrap().rows;
        let named = |id| parts.iter().any(|p| p.plan_id == Some(id));
        plans.into_iter().map(|p| (p.id, p.contract_id, named(p.id))).collect()
    }

    /// Everything is the sum of its parts.
    fn conserved(&self) {
        let admin = &self.w.admin;
        let parts =
            admin.list::<Allocation>(&Query { limit: 500, ..Default::default() }).unwrap().rows;
        let sum = |of: &dyn Fn(&&Allocation) -> bool| {
            parts.iter().filter(of).map(|p| p.money.decimal()).sum::<Decimal>()
        };
        let live = Query { limit: 500, ..Default::default() };
        for receivable in admin.list::<Receivable>(&live).unwrap().rows {
            let mine = |p: &&Allocation| p.receivable_id == receivable.id;
            assert_eq!(
                sum(&mine),
                receivable.money.decimal(),
                "nothing is lost, nothing comes from nowhere"
            );
            let counts = receivable.status.effective();
            assert!(parts.iter().filter(mine).all(|p| p.effective == counts), "{receivable:?}");
        }
        let invoices = admin.list::<Invoice>(&live).unwrap().rows;
        for invoice in &invoices {
            let back = invoices.iter().filter(|i| i.red_of_id == Some(invoice.id));
            let back: Decimal = back.map(|i| i.money.decimal()).sum();
            let left = invoice.money.decimal() + back;
            assert!(back.is_zero() || invoice.issued && left >= Decimal::ZERO, "{invoice:?}");
        }
        let today = self.w.crm.clock().now() + chrono::TimeDelta::hours(8);
        let today = today.date_naive();
        for contract in admin.list::<Contract>(&live).unwrap().rows {
            let mine = invoices.iter().filter(|i| i.contract_id == contract.id);
            let invoiced = mine.filter(|i| i.status.effective()).map(|i| i.money.decimal());
            assert_eq!(contract.invoiced.decimal(), invoiced.sum::<Decimal>(), "{contract:?}");
            let received = sum(&|p| p.contract_id == Some(contract.id) && p.effective);
            assert_eq!(contract.received.decimal(), received, "{contract:?}");
            assert_eq!(
                contract.unreceived.decimal(),
                contract.money.decimal() - received,
                "{contract:?} {:?}",
                self.done
            );
            let share = if contract.money == Money::ZERO {
                Decimal::ONE_HUNDRED
            } else {
                received / contract.money.decimal() * Decimal::ONE_HUNDRED
            };
            assert!((contract.progress.decimal() - share).abs() <= Decimal::new(5, 3));
            for plan in admin
                .list::<ReceivablePlan>(&Query::new(ReceivablePlan::contract_id().eq(contract.id)))
                .unwrap()
                .rows
            {
                let received = sum(&|p| p.plan_id == Some(plan.id) && p.effective);
                assert_eq!(plan.received.decimal(), received, "{plan:?}");
                assert_eq!(plan.unreceived.decimal(), plan.money.decimal() - received);
                let settlement = match plan.received {
                    Money::ZERO => Settlement::None,
                    some if some < plan.money => Settlement::Partial,
                    _ => Settlement::Full,
                };
                assert_eq!(plan.settlement, settlement);
                let state = match (contract.status.effective(), contract.status, settlement) {
                    (true, ..) => PlanState::Running,
                    (_, CheckStatus::Rejected | CheckStatus::Void, Settlement::Full) => {
                        PlanState::Running
                    }
                    (_, CheckStatus::Rejected | CheckStatus::Void, _) => PlanState::Void,
                    _ => PlanState::NotYet,
                };
                assert_eq!(plan.state, state);
                let open = state == PlanState::Running && plan.unreceived > Money::ZERO;
                let late = open && plan.due_on < today;
                assert!(late || !plan.overdue, "{plan:?}");
                assert_eq!(plan.received_on.is_some(), plan.received > Money::ZERO);
            }
        }
        // A part names a plan of the contract it names; what lives names nothing in the bin.
        let contracts = admin.list::<Contract>(&live).unwrap().rows;
        let plans = admin.list::<ReceivablePlan>(&live).unwrap().rows;
        let receivables = admin.list::<Receivable>(&live).unwrap().rows;
        for part in &parts {
            if receivables.iter().any(|r| r.id == part.receivable_id) {
                let lives = |id| contracts.iter().any(|c| c.id == id);
                assert!(part.contract_id.is_none_or(lives), "{part:?}");
                let lives = |id| plans.iter().any(|p| p.id == id);
                assert!(part.plan_id.is_none_or(lives), "{part:?}");
            }
            if let Some(plan) = part.plan_id {
                let plan = self.plans().into_iter().find(|p| p.0 == plan).unwrap();
                assert_eq!(Some(plan.1), part.contract_id);
            }
        }
        // What lives names a contract towards which it is counted, if it is towards any.
        for receivable in &receivables {
            let mine = parts.iter().filter(|part| part.receivable_id == receivable.id);
            let towards: Vec<_> = mine.filter_map(|part| part.contract_id).collect();
            let names = towards.is_empty() || towards.contains(&receivable.contract_id);
            assert!(names, "{receivable:?} {towards:?}");
        }
        for customer in &self.customers {
            let all = Query::new(Contract::customer_id().eq(*customer));
            let effective = admin
                .list::<Contract>(&all)
                .unwrap()
                .rows
                .into_iter()
                .filter(|c| c.status.effective());
            let dealt = admin.customers().get(*customer).unwrap();
            assert_eq!(dealt.dealt_on, effective.map(|c| c.order_date).min());
        }
    }
}

/// A batch of one that was done.
fn each(outcome: Outcome<BatchReport>) -> crmkit::Result<Outcome<BatchReport>> {
    outcome.value.clone().single()?;
    Ok(outcome)
}

#[test]
fn whatever_is_done_no_cent_is_lost() {
    let seeds: u64 = std::env::var("MONEY").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    let mut done: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 0..seeds {
        let r = &mut Random::new(seed);
        let mut till = Till::new(seed);
        for turn in 0..100 {
            till.act(r);
            if turn % 5 == 0 || turn > 90 {
                till.conserved();
            }
        }
        assert_eq!(till.w.crm.check().unwrap(), []);
        till.done.into_iter().for_each(|(what, times)| *done.entry(what).or_default() += times);
    }
    // Every kind of act was done, not only refused.
    assert_eq!(done.len(), 24, "{done:?}");
    assert!(done.values().all(|times| *times >= 3), "{done:?}");
}
