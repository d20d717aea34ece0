//! Contracts (B1.6): every transition that there is and no other, lines, deal status, copies,
//! renewals, amendments, fulfilment.
#![allow(missing_docs, unreachable_pub, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, code, customer, refusal, rows, told, worlds};
use crmkit::commands::*;
use crmkit::model::{Money, Number};
use crmkit::query::Query;
use crmkit::sales::approval::*;
use crmkit::sales::contract::*;
use crmkit::sales::customer::{Customer, CustomerId};
use crmkit::sales::lines::NewLine;
use crmkit::sales::product::ProductId;
use crmkit::sales::receivable::*;
use crmkit::sales::todo::TodoKind;
use crmkit::session::Session;
use std::cell::Cell;

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn new(customer_id: CustomerId, number: &str) -> NewContract {
    NewContract {
        number: Some(number.into()),
        name: format!("合同 {number}"),
        customer_id,
        money: Some(money("10000")),
        order_date: "2026-03-01".parse().unwrap(),
        ..Default::default()
    }
}

fn draft(by: &Session, number: &str) -> ContractId {
    let customer = customer(by, &format!("客户 {number}"));
    by.contracts().create(new(customer, number)).unwrap().value
}

fn effective(by: &Session, number: &str) -> ContractId {
    let id = draft(by, number);
    by.contracts().submit(id).unwrap();
    id
}

fn status(w: &World, id: ContractId) -> CheckStatus {
    w.admin.contracts().get(id).unwrap().status
}

fn flow(w: &World, enabled: bool) {
    let all = w.admin.list::<ApprovalFlow>(&Query::default()).unwrap().rows;
    let flow = match all.first() {
        Some(flow) => flow.id,
        None => {
            let flow = NewApprovalFlow {
                name: "合同".into(),
                entity: "contract".into(),
                ..Default::default()
            };
            let step = FlowStep {
                id: 1,
                kind: StepKind::Superior,
                branch: None,
                mode: None,
                people: vec![],
                role: None,
                level: Some(1),
                several: false,
                when_empty: None,
            };
            let rules = FlowRules {
                steps: vec![step],
                branches: vec![],
                admins: vec![],
                resume: None,
                repeated: None,
                own: None,
                remind_hours: None,
            };
            w.admin.run(CreateApprovalFlow { flow, rules }).unwrap().value
        }
    };
    w.admin.run(SetApprovalFlow { flow, enabled }).unwrap();
}

fn pending(w: &World, id: ContractId) -> Option<ApprovalTaskId> {
    let approvals = w.admin.list::<Approval>(&Query::new(Approval::contract_id().eq(id))).unwrap();
    let last = approvals.rows.last()?;
    let tasks = w.admin.list::<ApprovalTask>(&Query::new(ApprovalTask::approval_id().eq(last.id)));
    tasks.unwrap().rows.last().map(|t| t.id)
}

fn decide(w: &World, id: ContractId, yes: bool) -> crmkit::Result<()> {
    let task = pending(w, id).unwrap_or_default();
    match yes {
        true => w.manager.run(Approve { task, comment: None, files: None }).map(|_| ()),
        false => w.manager.run(Reject { task, comment: "不行".into(), files: None }).map(|_| ()),
    }
}

fn withdraw(w: &World, id: ContractId) -> crmkit::Result<()> {
    let all = w.admin.list::<Approval>(&Query::new(Approval::contract_id().eq(id))).unwrap();
    let approval = all.rows.last().map_or_else(Default::default, |a| a.id);
    w.wang.run(WithdrawApproval { approval, comment: None }).map(|_| ())
}

fn void(by: &Session, contract: ContractId) -> crmkit::Result<()> {
    let reason = "客户取消".into();
    by.run(VoidContract { contract, reason, receipts: None, to: None }).map(|_| ())
}

/// A contract of 李强's in a status.
fn in_status(w: &World, wanted: CheckStatus, number: &str) -> ContractId {
    flow(w, wanted != CheckStatus::NotNeeded);
    let id = draft(&w.wang, number);
    let submit = || w.wang.contracts().submit(id).map(|_| ()).unwrap();
    match wanted {
        CheckStatus::Draft => {}
        CheckStatus::InReview | CheckStatus::NotNeeded => submit(),
        CheckStatus::Approved => {
            submit();
            decide(w, id, true).unwrap();
        }
        CheckStatus::Rejected => {
            submit();
            decide(w, id, false).unwrap();
        }
        CheckStatus::Withdrawn => {
            submit();
            withdraw(w, id).unwrap();
        }
        CheckStatus::Void => {
            submit();
            decide(w, id, true).unwrap();
            void(&w.manager, id).unwrap();
        }
    }
    assert_eq!(status(w, id), wanted);
    id
}

/// Every status against every action, with and without a flow: what it becomes, or the refusal.
#[test]
fn every_transition_of_the_table_and_no_other() {
    use CheckStatus::*;
    let number = Cell::new(0);
    for w in worlds() {
        let table: [(CheckStatus, [&str; 9]); 7] = [
            // submit with a flow, submit without, edit with a flow, edit without,
            // approve, reject, withdraw, void, delete by its owner
            (
                Draft,
                [
                    "in_review",
                    "not_needed",
                    "draft",
                    "draft",
                    "record.not_found",
                    "record.not_found",
                    "record.not_found",
                    "contract.not_effective",
                    "gone",
                ],
            ),
            (
                InReview,
                [
                    "contract.in_review",
                    "contract.in_review",
                    "contract.in_review",
                    "contract.in_review",
                    "approved",
                    "rejected",
                    "withdrawn",
                    "contract.not_effective",
                    "contract.delete_state",
                ],
            ),
            (
                Approved,
                [
                    "contract.approved",
                    "contract.approved",
                    "contract.approved",
                    "contract.approved",
                    "approval.not_pending",
                    "approval.not_pending",
                    "approval.ended",
                    "void",
                    "contract.delete_state",
                ],
            ),
            (
                Rejected,
                [
                    "in_review",
                    "not_needed",
                    "rejected",
                    "rejected",
                    "approval.not_pending",
                    "approval.not_pending",
                    "approval.ended",
                    "contract.not_effective",
                    "contract.delete_state",
                ],
            ),
            (
                Withdrawn,
                [
                    "in_review",
                    "not_needed",
                    "withdrawn",
                    "withdrawn",
                    "approval.not_pending",
                    "approval.not_pending",
                    "approval.ended",
                    "contract.not_effective",
                    "gone",
                ],
            ),
            (
                NotNeeded,
                [
                    "in_review",
                    "not_needed",
                    "contract.must_submit",
                    "not_needed",
                    "record.not_found",
                    "record.not_found",
                    "record.not_found",
                    "void",
                    "contract.delete_state",
                ],
            ),
            (
                Void,
                [
                    "in_review",
                    "not_needed",
                    "contract.is_void",
                    "contract.is_void",
                    "approval.not_pending",
                    "approval.not_pending",
                    "approval.ended",
                    "contract.not_effective",
                    "contract.delete_state",
                ],
            ),
        ];
        for (from, expected) in table {
            for (action, expected) in expected.into_iter().enumerate() {
                number.set(number.get() + 1);
                let id = in_status(&w, from, &number.get().to_string());
                flow(&w, !matches!(action, 1 | 3));
                let patch = ContractPatch { remark: Some("改".into()), ..Default::default() };
                let done = match action {
                    0 | 1 => w.wang.contracts().submit(id).map(|_| ()),
                    2 | 3 => w
                        .wang
                        .run(UpdateContract { contract: id, patch, expect_rev: None })
                        .map(|_| ()),
                    4 => decide(&w, id, true),
                    5 => decide(&w, id, false),
                    6 => withdraw(&w, id),
                    7 => void(&w.manager, id),
                    _ => {
                        let report = w.wang.run(DeleteContracts { contracts: vec![id] });
                        report.map(|r| r.value).and_then(|r| r.single())
                    }
                };
                let became = match code(done) {
                    Some(refused) => {
                        assert_eq!(status(&w, id), from, "a refusal changes nothing");
                        refused.to_owned()
                    }
                    None => match w.admin.contracts().get(id) {
                        Ok(contract) => crmkit::model::Choice::code(contract.status).to_owned(),
                        Err(_) => "gone".to_owned(),
                    },
                };
                assert_eq!(became, expected, "{from:?}, action {action}");
            }
        }
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn a_void_contract_is_changed_by_submitting_it_with_the_changes() {
    for w in worlds() {
        let id = in_status(&w, CheckStatus::Void, "1");
        flow(&w, true);
        let patch = Some(ContractPatch { money: Some(money("9000")), ..Default::default() });
        let submit =
            SubmitContract { contract: id, patch, lines: None, choices: None, expect_rev: None };
        w.wang.run(submit).unwrap();
        let contract = w.wang.contracts().get(id).unwrap();
        assert_eq!((contract.status, contract.money), (CheckStatus::InReview, money("9000")));
        assert_eq!(contract.void_reason, None);
    }
}

#[test]
fn only_a_super_administrator_deletes_what_is_no_draft() {
    for w in worlds() {
        let id = effective(&w.wang, "1");
        let delete = || DeleteContracts { contracts: vec![id] };
        assert_eq!(rows(w.wang.run(delete())), ["contract.delete_state"]);
        assert_eq!(rows(w.manager.run(delete())), ["contract.delete_state"]);
        let dealt = |w: &World| {
            let found = w.admin.list::<Customer>(&Query::default()).unwrap().rows[0].dealt;
            found
        };
        assert!(dealt(&w));
        assert_eq!(rows(w.admin.run(delete())), ["done"]);
        assert!(!dealt(&w));
        assert_eq!(rows(w.admin.run(RestoreContracts { contracts: vec![id] })), ["done"]);
        assert!(dealt(&w));
    }
}

#[test]
fn numbers_are_unique_among_the_live() {
    for w in worlds() {
        let one = draft(&w.wang, "HT-1");
        let other = customer(&w.li, "别家");
        let twice = w.li.contracts().create(new(other, "ｈｔ-1"));
        assert_eq!(refusal(twice), ("record.duplicate".into(), "number".into()));
        let none = NewContract { number: None, ..new(other, "") };
        assert_eq!(
            refusal(w.li.contracts().create(none)),
            ("number.required".into(), "number".into())
        );
        assert_eq!(rows(w.wang.run(DeleteContracts { contracts: vec![one] })), ["done"]);
        w.li.contracts().create(new(other, "HT-1")).unwrap();
        assert_eq!(
            rows(w.wang.run(RestoreContracts { contracts: vec![one] })),
            ["record.duplicate"]
        );
    }
}

#[test]
fn what_cannot_be_agreed_is_refused() {
    for w in worlds() {
        let (mine, his) = (customer(&w.wang, "甲"), customer(&w.li, "乙"));
        let create = |change: &dyn Fn(&mut NewContract)| {
            let mut contract = new(mine, "1");
            change(&mut contract);
            w.wang.contracts().create(contract)
        };
        let date = |day: &str| Some(day.parse().unwrap());
        let early =
            create(&|c| (c.starts_on, c.ends_on) = (date("2026-03-02"), date("2026-03-01")));
        assert_eq!(refusal(early), ("contract.dates".into(), "ends_on".into()));
        let less = create(&|c| c.money = Some(money("-1")));
        assert_eq!(refusal(less), ("value.out_of_range".into(), "money".into()));
        assert_eq!(told(create(&|c| c.customer_id = his)), "value.unknown_reference");
        assert_eq!(told(create(&|c| c.currency = Some("人民币".into()))), "settings.currency");
        let contact = |by: &Session, customer_id| {
            let contact = crmkit::sales::contact::NewContact {
                name: "单先生".into(),
                customer_id,
                ..Default::default()
            };
            by.contacts().create(contact).unwrap().value
        };
        let other = customer(&w.wang, "丙");
        let elsewhere = contact(&w.wang, other);
        let signer = create(&|c| c.contact_id = Some(elsewhere));
        assert_eq!(refusal(signer), ("contact.elsewhere".into(), "contact_id".into()));
        let unseen = contact(&w.li, his);
        assert_eq!(told(create(&|c| c.contact_id = Some(unseen))), "record.not_found");
        let fits = create(&|c| (c.starts_on, c.ends_on) = (date("2026-03-02"), date("2026-03-02")));
        assert_eq!(w.wang.contracts().get(fits.unwrap().value).unwrap().currency, "CNY");
    }
}

fn product(w: &World, code: &str, price: &str) -> ProductId {
    let category = NewProductCategory { name: format!("类 {code}"), ..Default::default() };
    let category_id = w.admin.run(CreateProductCategory { category }).unwrap().value;
    let product = crmkit::sales::product::NewProduct {
        name: code.into(),
        code: code.into(),
        category_id,
        price: money(price),
        ..Default::default()
    };
    w.admin.run(CreateProduct { product }).unwrap().value
}

use crmkit::sales::product::NewProductCategory;

fn line(product_id: ProductId, quantity: &str, discount: Option<&str>) -> NewLine {
    NewLine {
        product_id,
        quantity: quantity.parse().unwrap(),
        list_price: None,
        sales_price: None,
        discount: discount.map(|d| d.parse().unwrap()),
        unit: None,
        tax_rate: None,
    }
}

#[test]
fn a_contract_is_worth_what_its_lines_come_to_unless_somebody_says_otherwise() {
    for w in worlds() {
        let (a, b) = (product(&w, "A", "19.99"), product(&w, "B", "100"));
        let customer = customer(&w.wang, "甲");
        let lines = vec![line(a, "3", Some("15")), line(b, "2", None)];
        let contract = NewContract {
            money: None,
            discount_rate: Some(Number::from_scaled(10_000_000)),
            ..new(customer, "1")
        };
        let create = CreateContract { contract, lines: Some(lines.clone()), signers: None };
        let id = w.wang.run(create).unwrap().value;
        // 50.97 + 200.00 less 10 %.
        let got = w.wang.contracts().get(id).unwrap();
        assert_eq!((got.money, got.total), (money("225.87"), Some(money("225.87"))));
        assert_eq!(got.unreceived, money("225.87"));
        let mut shown = w.wang.list::<ContractLine>(&Query::default()).unwrap().rows;
        shown.sort_by_key(|l| l.position);
        assert_eq!(
            shown.iter().map(|l| l.subtotal).collect::<Vec<_>>(),
            [money("50.97"), money("200")]
        );
        // It follows its lines and its discount,
        let set = |lines| SetContractLines { contract: id, lines, to_opportunity: None };
        w.wang.run(set(vec![line(b, "1", None)])).unwrap();
        assert_eq!(w.wang.contracts().get(id).unwrap().money, money("90"));
        let patch = ContractPatch { discount_rate: Some(Number::ZERO), ..Default::default() };
        w.wang.run(UpdateContract { contract: id, patch, expect_rev: None }).unwrap();
        assert_eq!(w.wang.contracts().get(id).unwrap().money, money("100"));
        // until somebody rounds it off; then he is told that it differs.
        let patch = ContractPatch { money: Some(money("99")), ..Default::default() };
        w.wang.run(UpdateContract { contract: id, patch, expect_rev: None }).unwrap();
        let outcome = w.wang.run(set(lines)).unwrap();
        assert_eq!(outcome.warnings[0].code(), "contract.total_differs");
        let got = w.wang.contracts().get(id).unwrap();
        assert_eq!((got.money, got.total), (money("99"), Some(money("250.97"))));
    }
}

#[test]
fn the_lines_of_its_opportunity_are_replaced_only_if_asked_for() {
    for w in worlds() {
        let a = product(&w, "A", "10");
        let customer_id = customer(&w.wang, "甲");
        let opportunity = crmkit::sales::opportunity::NewOpportunity {
            name: "商机".into(),
            customer_id,
            money: Some(money("7")),
            ..Default::default()
        };
        let opportunity = w.wang.opportunities().create(opportunity).unwrap().value;
        let contract = NewContract { opportunity_id: Some(opportunity), ..new(customer_id, "1") };
        let id = w.wang.contracts().create(contract).unwrap().value;
        let set = |to_opportunity| SetContractLines {
            contract: id,
            lines: vec![line(a, "2", None)],
            to_opportunity,
        };
        w.wang.run(set(None)).unwrap();
        let worth = || w.wang.opportunities().get(opportunity).unwrap().money;
        assert_eq!(worth(), Some(money("7")));
        w.wang.run(set(Some(true))).unwrap();
        assert_eq!(worth(), Some(money("20")));
        // The opportunity is kept by its contract.
        let delete = DeleteOpportunities { opportunities: vec![opportunity] };
        assert_eq!(rows(w.manager.run(delete)), ["opportunity.used"]);
        let other = crmkit::sales::opportunity::NewOpportunity {
            name: "别家".into(),
            customer_id: customer(&w.wang, "乙"),
            ..Default::default()
        };
        let other = w.wang.opportunities().create(other).unwrap().value;
        let patch = ContractPatch { opportunity_id: Some(other), ..Default::default() };
        assert_eq!(
            told(w.wang.run(UpdateContract { contract: id, patch, expect_rev: None })),
            "opportunity.elsewhere"
        );
    }
}

#[test]
fn defect_11_a_customer_has_dealt_as_long_as_a_contract_is_in_effect() {
    for w in worlds() {
        let customer = customer(&w.wang, "甲");
        let dealt = || {
            let c = w.wang.customers().get(customer).unwrap();
            (c.dealt, c.dealt_on.map(|d| d.to_string()))
        };
        let contract = |number: &str, day: &str| {
            let contract =
                NewContract { order_date: day.parse().unwrap(), ..new(customer, number) };
            let id = w.wang.contracts().create(contract).unwrap().value;
            w.wang.contracts().submit(id).unwrap();
            id
        };
        let late = contract("1", "2026-02-20");
        assert_eq!(dealt(), (true, Some("2026-02-20".into())));
        let early = contract("2", "2026-01-15");
        assert_eq!(dealt(), (true, Some("2026-01-15".into())));
        let patch =
            ContractPatch { order_date: Some("2026-03-01".parse().unwrap()), ..Default::default() };
        w.wang.run(UpdateContract { contract: early, patch, expect_rev: None }).unwrap();
        assert_eq!(dealt(), (true, Some("2026-02-20".into())));
        void(&w.manager, early).unwrap();
        void(&w.manager, late).unwrap();
        assert_eq!(dealt(), (false, None), "defect 11 and 13");
        // What a person said stands.
        let by_hand = |dealt| SetDealStatus { customers: vec![customer], dealt, on: None };
        assert_eq!(rows(w.manager.run(by_hand(Some(false)))), ["done"]);
        contract("3", "2026-02-01");
        assert_eq!(dealt(), (false, None));
        assert_eq!(rows(w.manager.run(by_hand(None))), ["done"]);
        assert_eq!(dealt(), (true, Some("2026-02-01".into())));
    }
}

#[test]
fn a_customer_with_contracts_is_not_deleted() {
    for w in worlds() {
        let id = draft(&w.wang, "1");
        let customer = w.wang.contracts().get(id).unwrap().customer_id;
        let delete = || DeleteCustomers { customers: vec![customer] };
        assert_eq!(rows(w.manager.run(delete())), ["customer.used"]);
        let blocks = w.manager.customer_delete_blocks(&[customer]).unwrap();
        assert_eq!((blocks[0].entity.as_str(), blocks[0].count), ("contract", 1));
        assert_eq!(rows(w.wang.run(DeleteContracts { contracts: vec![id] })), ["done"]);
        assert_eq!(rows(w.manager.run(delete())), ["done"]);
        assert_eq!(rows(w.wang.run(RestoreContracts { contracts: vec![id] })), ["record.deleted"]);
    }
}

#[test]
fn contracts_go_with_their_customer_as_chosen_and_void_ones_stay() {
    for w in worlds() {
        let [_, _, li] = w.ids;
        let customer = customer(&w.wang, "甲");
        let make = |number| w.wang.contracts().create(new(customer, number)).unwrap().value;
        let (one, two) = (make("1"), make("2"));
        w.wang.contracts().submit(two).unwrap();
        void(&w.manager, two).unwrap();
        let give = |cascade| TransferCustomers {
            customers: vec![customer],
            to: li,
            keep: None,
            keep_until: None,
            cascade,
        };
        assert_eq!(
            rows(w.manager.run(give(Some(vec![crmkit::sales::customer::Cascade::Contracts])))),
            ["done"]
        );
        let owner = |id| w.admin.contracts().get(id).unwrap().owner_id.unwrap();
        assert_eq!((owner(one), owner(two)), (li, w.ids[1]));
        let alone = |contract| TransferContracts {
            contracts: vec![contract],
            to: w.ids[0],
            keep: None,
            keep_until: None,
        };
        assert_eq!(rows(w.manager.run(alone(two))), ["contract.is_void"]);
        assert_eq!(rows(w.li.run(alone(one))), ["done"]);
        assert_eq!(told(w.li.contracts().get(one)), "record.not_found");
    }
}

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
fn contracts_that_end_soon_are_on_the_to_do_list() {
    for w in worlds() {
        let customer = customer(&w.wang, "甲");
        let make = |number: &str, end: &str, submit: bool| {
            let contract =
                NewContract { ends_on: Some(end.parse().unwrap()), ..new(customer, number) };
            let id = w.wang.contracts().create(contract).unwrap().value;
            if submit {
                w.wang.contracts().submit(id).unwrap();
            }
        };
        make("1", "2026-03-05", true);
        make("2", "2026-03-06", true);
        make("3", "2026-03-04", false);
        make("4", "2026-03-01", true);
        let list = |by: &Session| {
            let todos = by.todos(TodoKind::ContractsExpiring).unwrap();
            todos.into_iter().map(|t| (t.name, t.days.unwrap())).collect::<Vec<_>>()
        };
        assert_eq!(list(&w.wang), [("合同 1".to_owned(), 3)]);
        assert_eq!(list(&w.manager), [], "it is its owner's");
        let patch =
            crmkit::org::SettingsPatch { contract_expiry_days: Some(4), ..Default::default() };
        w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
        assert_eq!(list(&w.wang).len(), 2);
        w.clock.set(at("2026-03-05T23:00:00Z"));
        assert_eq!(list(&w.wang), [("合同 2".to_owned(), 0)], "until and including its day");
    }
}
