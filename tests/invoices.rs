//! Invoices (B1.11): applied for, approved, issued, taken back.
#![allow(missing_docs, unreachable_pub, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, customer, refusal, rows, told, worlds};
use crmkit::commands::*;
use crmkit::model::Money;
use crmkit::query::Query;
use crmkit::sales::approval::*;
use crmkit::sales::contract::*;
use crmkit::sales::customer::CustomerId;
use crmkit::sales::invoice::*;
use crmkit::sales::invoice_title::NewInvoiceTitle;
use crmkit::sales::todo::TodoKind;
use crmkit::session::Session;

const TAX_NUMBER: &str = "91420100MA4KXXXX1X";

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// A contract of 李强's in effect, worth 1000, and its customer.
fn contract(by: &Session, number: &str) -> (ContractId, CustomerId) {
    let customer_id = customer(by, &format!("客户 {number}"));
    let contract = NewContract {
        number: Some(number.into()),
        name: format!("合同 {number}"),
        customer_id,
        money: Some(money("1000")),
        order_date: "2026-03-01".parse().unwrap(),
        ..Default::default()
    };
    let id = by.contracts().create(contract).unwrap().value;
    by.contracts().submit(id).unwrap();
    (id, customer_id)
}

fn new(contract_id: ContractId, number: &str, amount: &str) -> NewInvoice {
    NewInvoice {
        number: Some(number.into()),
        contract_id,
        money: money(amount),
        applied_on: "2026-03-02".parse().unwrap(),
        title: Some("武汉鑫源贸易有限公司".into()),
        tax_number: Some(TAX_NUMBER.into()),
        ..Default::default()
    }
}

fn line(name: &str, amount: &str, rate: &str) -> NewInvoiceLine {
    NewInvoiceLine { name: name.into(), money: money(amount), tax_rate: rate.parse().unwrap() }
}

/// An invoice of 李强's in effect.
fn effective(w: &World, contract: ContractId, number: &str, amount: &str) -> InvoiceId {
    let id = w.wang.invoices().create(new(contract, number, amount)).unwrap().value;
    w.wang.invoices().submit(id).unwrap();
    id
}

fn issue(by: &Session, invoice: InvoiceId, number: &str) -> crmkit::Result<()> {
    let invoice_number = number.into();
    let issue = IssueInvoice { invoice, invoice_number, issued_on: None, tracking_number: None };
    by.run(issue).map(|_| ())
}

fn red(
    by: &Session,
    invoice: InvoiceId,
    number: &str,
    amount: Option<&str>,
) -> crmkit::Result<InvoiceId> {
    let (number, money) = (Some(number.into()), amount.map(money));
    let red = CreateRedInvoice { invoice, number, money, applied_on: None, remark: None };
    by.run(red).map(|outcome| outcome.value)
}

#[test]
fn a_title_that_the_customer_keeps_fills_the_invoice() {
    for w in worlds() {
        let (id, customer_id) = contract(&w.wang, "1");
        let title = NewInvoiceTitle {
            customer_id,
            title: "武汉鑫源贸易有限公司".into(),
            tax_number: Some(TAX_NUMBER.into()),
            bank: Some("招商银行".into()),
            ..Default::default()
        };
        let title = w.wang.invoice_titles().create(title).unwrap().value;
        let invoice = NewInvoice { title: None, tax_number: None, ..new(id, "F1", "100") };
        let create = |title, invoice: &NewInvoice| {
            w.wang.run(CreateInvoice { invoice: invoice.clone(), title_from: title, lines: None })
        };
        assert_eq!(refusal(create(None, &invoice)), ("value.required".into(), "title".into()));
        let made = create(Some(title), &invoice).unwrap().value;
        let got = w.wang.get::<Invoice>(made).unwrap();
        assert_eq!(
            (got.tax_number.as_deref(), got.bank.as_deref()),
            (Some(TAX_NUMBER), Some("招商银行"))
        );
        assert_eq!((got.customer_id, got.currency.as_str()), (customer_id, "CNY"));
        let (_, other) = contract(&w.wang, "2");
        let elsewhere = NewInvoiceTitle {
            customer_id: other,
            title: "别家".into(),
            tax_number: Some(TAX_NUMBER.into()),
            ..Default::default()
        };
        let elsewhere = w.wang.invoice_titles().create(elsewhere).unwrap().value;
        assert_eq!(told(create(Some(elsewhere), &invoice)), "invoice.title_elsewhere");
        let company = NewInvoice { tax_number: None, ..new(id, "F2", "1") };
        assert_eq!(told(create(None, &company)), "invoice_title.tax_number_missing");
        let draft = w
            .wang
            .invoices()
            .create(NewInvoice { contract_id: ContractId::default(), ..new(id, "F3", "1") });
        assert_eq!(told(draft), "record.not_found");
    }
}

#[test]
fn the_tax_is_in_the_lines_to_the_cent() {
    for w in worlds() {
        let (id, _) = contract(&w.wang, "1");
        let create = |number: &str, amount: &str, lines| {
            w.wang.run(CreateInvoice {
                invoice: new(id, number, amount),
                title_from: None,
                lines: Some(lines),
            })
        };
        // 113 × 13 ÷ 113 = 13; 100 × 6 ÷ 106 = 5.6603…; 0.05 × 13 ÷ 113 = 0.0057…
        let lines =
            vec![line("设备", "113", "13"), line("服务", "100", "6"), line("零头", "0.05", "13")];
        let made = create("F1", "213.05", lines).unwrap().value;
        let of = Query::new(InvoiceLine::invoice_id().eq(made));
        let mut lines = w.wang.list::<InvoiceLine>(&of).unwrap().rows;
        lines.sort_by_key(|l| l.position);
        let taxes: Vec<String> = lines.iter().map(|l| l.tax.to_string()).collect();
        assert_eq!(taxes, ["13", "5.66", "0.01"]);
        assert_eq!(w.wang.get::<Invoice>(made).unwrap().tax, Some(money("18.67")));
        let refused = [
            (vec![line("x", "99", "13")], "invoice.lines_sum"),
            (vec![line("x", "101", "13"), line("y", "-1", "13")], "value.out_of_range"),
            (vec![line("x", "100", "101")], "value.out_of_range"),
            (vec![line("x", "100", "-1")], "value.out_of_range"),
        ];
        let digest = w.digest();
        for (lines, code) in refused {
            assert_eq!(told(create("F2", "100", lines)), code);
        }
        assert_eq!(w.digest(), digest);
        // Another amount needs other lines.
        let patch = InvoicePatch { money: Some(money("50")), ..Default::default() };
        let update =
            |lines| UpdateInvoice { invoice: made, patch: patch.clone(), lines, expect_rev: None };
        assert_eq!(told(w.wang.run(update(None))), "invoice.lines_sum");
        w.wang.run(update(Some(vec![line("x", "50", "0")]))).unwrap();
        assert_eq!(w.wang.get::<Invoice>(made).unwrap().tax, Some(Money::ZERO));
    }
}

#[test]
fn who_invoices_more_than_a_contract_is_worth_is_told() {
    for w in worlds() {
        let (id, _) = contract(&w.wang, "1");
        effective(&w, id, "F1", "600");
        let outcome = w.wang.invoices().create(new(id, "F2", "400.01")).unwrap();
        assert_eq!(outcome.warnings[0].code(), "invoice.beyond");
        assert_eq!(w.wang.contracts().get(id).unwrap().invoiced, money("600"));
        let outcome = w.wang.invoices().submit(outcome.value).unwrap();
        assert_eq!(outcome.warnings[0].code(), "invoice.beyond");
        assert_eq!(w.wang.contracts().get(id).unwrap().invoiced, money("1000.01"));
        for wrong in ["0", "-1"] {
            let wrong = w.wang.invoices().create(new(id, "F3", wrong));
            assert_eq!(refusal(wrong), ("value.out_of_range".into(), "money".into()));
        }
    }
}

#[test]
fn an_invoice_is_approved_before_it_is_issued_and_not_changed_afterwards() {
    for w in worlds() {
        let (id, _) = contract(&w.wang, "1");
        let flow =
            NewApprovalFlow {
                name: "发票".into(), entity: "invoice".into(), ..Default::default()
            };
        let rules = r#"{"steps": [{"id": 1, "kind": "branches"}, {"id": 2, "kind": "superior", "level": 1, "branch": 1}],
            "branches": [{"id": 1, "step": 1, "priority": 1, "condition": "money >= 500"}]}"#;
        let rules = serde_json::from_str(rules).unwrap();
        let flow = w.admin.run(CreateApprovalFlow { flow, rules }).unwrap().value;
        w.admin.run(SetApprovalFlow { flow, enabled: true }).unwrap();
        let small = effective(&w, id, "F1", "499.99");
        let status = |id| w.admin.get::<Invoice>(id).unwrap().status;
        assert_eq!(
            status(small),
            CheckStatus::Approved,
            "the condition does not hold, nobody decides"
        );
        let large = effective(&w, id, "F2", "500");
        assert_eq!(status(large), CheckStatus::InReview);
        assert_eq!(told(issue(&w.manager, large, "1")), "invoice.not_effective");
        let todo = w.manager.todos(TodoKind::InvoicesToApprove).unwrap();
        assert_eq!(todo.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["F2"]);
        let change = |invoice| {
            let patch = InvoicePatch { remark: Some("x".into()), ..Default::default() };
            w.wang.run(UpdateInvoice { invoice, patch, lines: None, expect_rev: None })
        };
        assert_eq!(told(change(large)), "contract.in_review");
        let pending = Query::new(ApprovalTask::state().eq(TaskState::Pending));
        let task = w.manager.list::<ApprovalTask>(&pending).unwrap().rows[0].id;
        w.manager.run(Approve { task, comment: None, files: None }).unwrap();
        assert_eq!(status(large), CheckStatus::Approved);
        assert_eq!(told(change(large)), "invoice.approved");
        assert_eq!(told(w.wang.invoices().submit(large)), "invoice.approved");
        assert_eq!(told(issue(&w.wang, large, "1")), "right.missing", "a right of its own");
        assert_eq!(
            refusal(issue(&w.manager, large, " ")),
            ("value.required".into(), "invoice_number".into())
        );
        issue(&w.manager, large, "24420001").unwrap();
        let got = w.wang.get::<Invoice>(large).unwrap();
        assert!(got.issued && got.issued_on.unwrap().to_string() == "2026-03-02");
        assert_eq!(rows(w.admin.run(DeleteInvoices { invoices: vec![large] })), ["invoice.issued"]);
        let reset = || ResetInvoice { invoice: large };
        assert_eq!(told(w.wang.run(reset())), "right.missing");
        w.manager.run(reset()).unwrap();
        assert_eq!(told(w.manager.run(reset())), "invoice.not_issued");
        let got = w.wang.get::<Invoice>(large).unwrap();
        assert_eq!((got.issued, got.invoice_number, got.issued_on), (false, None, None));
    }
}

#[test]
fn a_red_letter_invoice_takes_back_no_more_than_was_invoiced() {
    for w in worlds() {
        let (id, _) = contract(&w.wang, "1");
        let original = effective(&w, id, "F1", "300");
        assert_eq!(told(red(&w.wang, original, "H1", None)), "invoice.not_issued");
        issue(&w.manager, original, "24420001").unwrap();
        assert_eq!(told(red(&w.wang, original, "H1", Some("300.01"))), "invoice.red_beyond");
        let part = red(&w.wang, original, "H1", Some("100")).unwrap();
        assert_eq!(told(red(&w.wang, original, "H2", Some("200.01"))), "invoice.red_beyond");
        w.wang.invoices().submit(part).unwrap();
        assert_eq!(w.wang.contracts().get(id).unwrap().invoiced, money("200"));
        let rest = red(&w.wang, original, "H2", None).unwrap();
        assert_eq!(w.wang.get::<Invoice>(rest).unwrap().money, money("-200"));
        // A red one is not taken back itself, and its original stays issued.
        assert_eq!(told(red(&w.wang, rest, "H3", None)), "invoice.not_issued");
        assert_eq!(told(w.manager.run(ResetInvoice { invoice: original })), "invoice.has_red");
        // Void by now, the contract is invoiced no more; what was is still taken back.
        let void = VoidContract { contract: id, reason: "x".into(), receipts: None, to: None };
        w.manager.run(void).unwrap();
        w.wang.invoices().submit(rest).unwrap();
        assert_eq!(w.wang.contracts().get(id).unwrap().invoiced, Money::ZERO);
        assert_eq!(told(w.wang.invoices().create(new(id, "F2", "1"))), "contract.not_effective");
    }
}

#[test]
fn drafts_go_into_the_bin_and_keep_their_contract() {
    for w in worlds() {
        let (id, _) = contract(&w.wang, "1");
        let draft = w.wang.invoices().create(new(id, "F1", "1")).unwrap().value;
        let done = effective(&w, id, "F2", "10");
        assert_eq!(rows(w.admin.run(DeleteContracts { contracts: vec![id] })), ["contract.used"]);
        let delete = |by: &Session, id| rows(by.run(DeleteInvoices { invoices: vec![id] }));
        assert_eq!(delete(&w.wang, draft), ["done"]);
        assert_eq!(delete(&w.wang, done), ["invoice.delete_state"]);
        assert_eq!(delete(&w.admin, done), ["done"]);
        assert_eq!(w.wang.contracts().get(id).unwrap().invoiced, Money::ZERO);
        assert_eq!(rows(w.admin.run(DeleteContracts { contracts: vec![id] })), ["done"]);
        let restore = || RestoreInvoices { invoices: vec![done] };
        assert_eq!(rows(w.admin.run(restore())), ["record.deleted"]);
        assert_eq!(rows(w.admin.run(RestoreContracts { contracts: vec![id] })), ["done"]);
        assert_eq!(rows(w.admin.run(restore())), ["done"]);
        assert_eq!(w.wang.contracts().get(id).unwrap().invoiced, money("10"));
        // 赵敏 sees nothing of it until it is given to her.
        assert_eq!(told(w.li.get::<Invoice>(done)), "record.not_found");
        let give =
            TransferInvoices { invoices: vec![done], to: w.ids[2], keep: None, keep_until: None };
        assert_eq!(rows(w.wang.run(give)), ["done"]);
        assert_eq!(w.li.get::<Invoice>(done).unwrap().number, "F2");
        assert_eq!(told(w.wang.get::<Invoice>(done)), "record.not_found");
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn an_invoice_in_effect_is_changed_within_the_same_bounds() {
    for w in worlds() {
        let (id, _) = contract(&w.wang, "1");
        let original = effective(&w, id, "F1", "300");
        issue(&w.manager, original, "24420001").unwrap();
        let part = red(&w.wang, original, "H1", Some("100")).unwrap();
        w.wang.invoices().submit(part).unwrap();
        let update = |invoice, amount: &str| {
            let patch = InvoicePatch { money: Some(money(amount)), ..Default::default() };
            w.wang.run(UpdateInvoice { invoice, patch, lines: None, expect_rev: None })
        };
        assert_eq!(told(update(part, "-300.01")), "invoice.red_beyond");
        assert_eq!(w.wang.contracts().get(id).unwrap().invoiced, money("200"));
        update(part, "-300").unwrap();
        let second = effective(&w, id, "F2", "1000");
        let warnings = update(second, "1000.01").unwrap().warnings;
        assert_eq!(warnings[0].code(), "invoice.beyond");
        assert_eq!(w.wang.contracts().get(id).unwrap().invoiced, money("1000.01"));
        // Out of the bin it takes nothing back that was not issued.
        assert_eq!(rows(w.admin.run(DeleteInvoices { invoices: vec![part] })), ["done"]);
        w.manager.run(ResetInvoice { invoice: original }).unwrap();
        let restore = RestoreInvoices { invoices: vec![part] };
        assert_eq!(rows(w.admin.run(restore)), ["invoice.not_issued"]);
    }
}

#[test]
fn an_amendment_takes_over_what_was_invoiced_and_a_void_contract_leaves_none_in_review() {
    for w in worlds() {
        let (id, _) = contract(&w.wang, "1");
        let issued = effective(&w, id, "F1", "600");
        issue(&w.manager, issued, "24420001").unwrap();
        let draft = w.wang.invoices().create(new(id, "F2", "300")).unwrap().value;
        let amend = AmendContract { contract: id, number: Some("1-1".into()) };
        let other = w.wang.run(amend).unwrap().value;
        w.wang.contracts().submit(other).unwrap();
        let invoiced = |id| w.wang.contracts().get(id).unwrap().invoiced;
        assert_eq!((invoiced(id), invoiced(other)), (Money::ZERO, money("600")));
        w.wang.invoices().submit(draft).unwrap();
        assert_eq!(invoiced(other), money("900"));
        let beyond = w.wang.invoices().create(new(other, "F3", "100.01")).unwrap();
        assert_eq!(beyond.warnings[0].code(), "invoice.beyond");
        let red = red(&w.wang, issued, "H1", None).unwrap();
        assert_eq!(w.wang.get::<Invoice>(red).unwrap().contract_id, other);

        let flow =
            NewApprovalFlow {
                name: "发票".into(), entity: "invoice".into(), ..Default::default()
            };
        let rules = r#"{"steps": [{"id": 1, "kind": "superior", "level": 1}]}"#;
        let rules = serde_json::from_str(rules).unwrap();
        let flow = w.admin.run(CreateApprovalFlow { flow, rules }).unwrap().value;
        w.admin.run(SetApprovalFlow { flow, enabled: true }).unwrap();
        w.wang.invoices().submit(beyond.value).unwrap();
        let void =
            || VoidContract { contract: other, reason: "x".into(), receipts: None, to: None };
        assert_eq!(told(w.manager.run(void())), "contract.has_in_review");
        let approval = w.wang.list::<Approval>(&Query::default()).unwrap().rows[0].id;
        w.wang.run(WithdrawApproval { approval, comment: None }).unwrap();
        // What takes one back needs no contract.
        w.wang.invoices().submit(red).unwrap();
        w.manager.run(void()).unwrap();
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn nothing_is_issued_for_a_contract_that_is_void_by_now() {
    for w in worlds() {
        let (id, _) = contract(&w.wang, "1");
        let late = effective(&w, id, "F1", "300");
        let original = effective(&w, id, "F2", "200");
        issue(&w.manager, original, "24420001").unwrap();
        let back = red(&w.wang, original, "H1", Some("100")).unwrap();
        w.wang.invoices().submit(back).unwrap();
        let void = VoidContract { contract: id, reason: "x".into(), receipts: None, to: None };
        w.manager.run(void).unwrap();
        assert_eq!(
            refusal(issue(&w.manager, late, "24420002")),
            ("contract.not_effective".into(), "contract_id".into())
        );
        // What was issued before is corrected and taken back all the same.
        issue(&w.manager, original, "24420003").unwrap();
        issue(&w.manager, back, "24420004").unwrap();
        let reset = |invoice| w.manager.run(ResetInvoice { invoice }).map(|_| ());
        reset(back).unwrap();
        w.admin.run(DeleteInvoices { invoices: vec![back] }).unwrap().value.single().unwrap();
        reset(original).unwrap();
        assert_eq!(told(issue(&w.manager, original, "24420005")), "contract.not_effective");
    }
}
