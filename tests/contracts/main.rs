//! Contracts (B1.6): every transition that there is and no other, lines, deal status, copies,
//! renewals, amendments, fulfilment.
#![allow(missing_docs, unreachable_pub, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod amended;
mod below;
mod chain;
#[path = "../common/mod.rs"]
mod common;
mod copies;
mod followed;
mod lines;
mod places;
mod transitions;

use common::{World, at, code, customer, refusal, rows, told, worlds};
use crmkit::commands::*;
use crmkit::model::{Money, Number};
use crmkit::query::Query;
use crmkit::sales::approval::*;
use crmkit::sales::contract::*;
use crmkit::sales::customer::{Customer, CustomerId, TeamAccess};
use crmkit::sales::lines::NewLine;
use crmkit::sales::product::ProductId;
use crmkit::sales::receivable::*;
use crmkit::sales::todo::TodoKind;
use crmkit::session::Session;
use std::cell::Cell;

pub fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub fn new(customer_id: CustomerId, number: &str) -> NewContract {
    NewContract {
        number: Some(number.into()),
        name: format!("合同 {number}"),
        customer_id,
        money: Some(money("10000")),
        order_date: "2026-03-01".parse().unwrap(),
        ..Default::default()
    }
}

pub fn draft(by: &Session, number: &str) -> ContractId {
    let customer = customer(by, &format!("客户 {number}"));
    by.contracts().create(new(customer, number)).unwrap().value
}

pub fn effective(by: &Session, number: &str) -> ContractId {
    let id = draft(by, number);
    by.contracts().submit(id).unwrap();
    id
}

pub fn status(w: &World, id: ContractId) -> CheckStatus {
    w.admin.contracts().get(id).unwrap().status
}

pub fn flow(w: &World, enabled: bool) {
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

pub fn pending(w: &World, id: ContractId) -> Option<ApprovalTaskId> {
    let approvals = w.admin.list::<Approval>(&Query::new(Approval::contract_id().eq(id))).unwrap();
    let last = approvals.rows.last()?;
    let tasks = w.admin.list::<ApprovalTask>(&Query::new(ApprovalTask::approval_id().eq(last.id)));
    tasks.unwrap().rows.last().map(|t| t.id)
}

pub fn decide(w: &World, id: ContractId, yes: bool) -> crmkit::Result<()> {
    let task = pending(w, id).unwrap_or_default();
    match yes {
        true => w.manager.run(Approve { task, comment: None, files: None }).map(|_| ()),
        false => w.manager.run(Reject { task, comment: "不行".into(), files: None }).map(|_| ()),
    }
}

pub fn withdraw(w: &World, id: ContractId) -> crmkit::Result<()> {
    let all = w.admin.list::<Approval>(&Query::new(Approval::contract_id().eq(id))).unwrap();
    let approval = all.rows.last().map_or_else(Default::default, |a| a.id);
    w.wang.run(WithdrawApproval { approval, comment: None }).map(|_| ())
}

pub fn void(by: &Session, contract: ContractId) -> crmkit::Result<()> {
    let reason = "客户取消".into();
    by.run(VoidContract { contract, reason, receipts: None, to: None }).map(|_| ())
}

/// A contract of 李强's in a status.
pub fn in_status(w: &World, wanted: CheckStatus, number: &str) -> ContractId {
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

pub fn product(w: &World, code: &str, price: &str) -> ProductId {
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

pub fn line(product_id: ProductId, quantity: &str, discount: Option<&str>) -> NewLine {
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
