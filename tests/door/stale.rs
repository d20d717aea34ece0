//! A command that was made for another revision of its record is refused.

use crate::common::{World, worlds};
use crate::{customer, lead, pool, remark};
use crmkit::admin::field::DefineField;
use crmkit::admin::option::CreateOption;
use crmkit::commands::COMMANDS;
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::sales::approval::{ApprovalFlowId, CreateApprovalFlow};
use crmkit::sales::capacity::{CreateCapacityRule, NewCapacityRule};
use crmkit::sales::contact::NewContact;
use crmkit::sales::contract::{ContractId, NewContract};
use crmkit::sales::customer::CustomerId;
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::invoice::{InvoiceId, NewInvoice};
use crmkit::sales::invoice_title::{CreateInvoiceTitle, NewInvoiceTitle, TitleKind};
use crmkit::sales::lead::UpdateLead;
use crmkit::sales::opportunity::NewOpportunity;
use crmkit::sales::product::{CreateProductCategory, NewProduct, NewProductCategory};
use crmkit::sales::receivable::{
    CreateReceivablePlans, NewReceivable, ReceivableId, ReceivablePlan, ReceivablePlanId,
};
use crmkit::sales::visit::NewVisit;
use crmkit::session::{Command, RunOptions};
use serde_json::{Value as Json, json};

/// A draft, a contract in effect with its payment plan, a receivable for it, a flow.
struct Papers {
    draft: ContractId,
    plan: ReceivablePlanId,
    receivable: ReceivableId,
    invoice: InvoiceId,
    flow: ApprovalFlowId,
}

fn papers(w: &World, customer_id: CustomerId) -> Papers {
    let draft = |number: &str| {
        let (number, name) = (Some(number.to_owned()), "x".to_owned());
        let money = "100".parse().ok();
        let contract = NewContract { number, name, customer_id, money, ..Default::default() };
        w.admin.contracts().create(contract).unwrap().value
    };
    let contract = draft("HT-1");
    w.admin.contracts().submit(contract).unwrap();
    let plans = json!({"contract": contract, "plans": [{"money": "40", "due_on": "2026-03-09"}]});
    made::<CreateReceivablePlans>(w, plans);
    let receivable = NewReceivable {
        number: Some("HK-1".into()),
        contract_id: contract,
        money: "50".parse().unwrap(),
        ..Default::default()
    };
    let invoice = NewInvoice {
        number: Some("KP-1".into()),
        contract_id: contract,
        title: Some("x".into()),
        title_kind: Some(TitleKind::Person),
        money: "50".parse().unwrap(),
        ..Default::default()
    };
    let step = json!({"id": 1, "kind": "members", "people": [w.ids[0]]});
    let flow = json!({"name": "x", "entity": "contract"});
    Papers {
        draft: draft("HT-2"),
        plan: w.admin.list::<ReceivablePlan>(&Query::default()).unwrap().rows[0].id,
        receivable: w.admin.receivables().create(receivable).unwrap().value,
        invoice: w.admin.invoices().create(invoice).unwrap().value,
        flow: made::<CreateApprovalFlow>(w, json!({"flow": flow, "rules": {"steps": [step]}})),
    }
}

fn made<C: Command>(w: &World, arguments: Json) -> C::Output {
    w.admin.run::<C>(serde_json::from_value(arguments).unwrap()).unwrap().value
}

/// For every command that takes a revision: who changes what, and how.
fn cases(w: &World) -> Vec<(&'static str, Json)> {
    let lead = lead(&w.admin, "甲");
    let new = NewFollowUp { lead_id: Some(lead), content: "电话".into(), ..Default::default() };
    let follow_up = w.admin.follow_ups().add(new).unwrap().value;
    let option =
        NewOptionItem { list: "source".into(), label: "展会".into(), ..Default::default() };
    let option = w.admin.run(CreateOption { option }).unwrap().value;
    let rule = NewCapacityRule { name: "x".into(), cap: 5, ..Default::default() };
    let rule = CreateCapacityRule { rule, employees: vec![w.ids[0]], departments: vec![] };
    let capacity = w.admin.run(rule).unwrap().value;
    let customer_id = customer(&w.admin, "乙").value;
    let contact = NewContact { customer_id, name: "x".into(), ..Default::default() };
    let contact = w.admin.contacts().create(contact).unwrap().value;
    let invoice_title = NewInvoiceTitle {
        customer_id,
        title: "x".into(),
        kind: Some(TitleKind::Person),
        ..Default::default()
    };
    let title = w.admin.run(CreateInvoiceTitle { invoice_title }).unwrap().value;
    let category = NewProductCategory { name: "硬件".into(), ..Default::default() };
    let category = w.admin.run(CreateProductCategory { category }).unwrap().value;
    let product = NewProduct {
        name: "打印机".into(),
        category_id: category,
        code: "P1".into(),
        ..Default::default()
    };
    let product = w.admin.products().create(product).unwrap().value;
    let contract = NewContract {
        customer_id,
        name: "x".into(),
        number: Some("1".into()),
        order_date: "2026-03-02".parse().unwrap(),
        ..Default::default()
    };
    let contract_id = w.admin.contracts().create(contract).unwrap().value;
    let visit = NewVisit { contract_id, number: Some("1".into()), ..Default::default() };
    let visit = w.admin.visits().create(visit).unwrap().value;
    let new = NewOpportunity { name: "x".into(), customer_id, ..Default::default() };
    let opportunity = w.admin.opportunities().create(new).unwrap().value;
    let group = w.admin.opportunities().get(opportunity).unwrap().stage_group_id;
    let field = NewFieldDefinition {
        entity: "lead".into(),
        key: "x".into(),
        label: "x".into(),
        ..Default::default()
    };
    let field = w.admin.run(DefineField { field, options: None }).unwrap().value;
    let role = w.role("电销", DataScope::Own, &[]);
    let Papers { draft, plan, receivable, invoice, flow } = papers(w, customer_id);
    vec![
        ("lead.update", json!({"lead": lead, "patch": {"remark": "x"}})),
        (
            "customer.update",
            json!({"customer": customer(&w.admin, "甲").value, "patch": {"remark": "x"}}),
        ),
        ("follow_up.update", json!({"follow_up": follow_up, "patch": {"content": "x"}})),
        ("pool.update", json!({"pool": pool(w, "公海"), "patch": {"remark": "x"}})),
        ("department.update", json!({"department": w.department, "patch": {"name": "x"}})),
        ("employee.update", json!({"employee": w.ids[1], "patch": {"post": "x"}})),
        ("role.update", json!({"role": role, "patch": {"remark": "x"}})),
        ("option.update", json!({"option": option, "patch": {"label": "x"}})),
        ("field.update", json!({"field": field, "patch": {"label": "y"}})),
        ("capacity_rule.update", json!({"rule": capacity, "patch": {"cap": 9}})),
        ("invoice_title.update", json!({"invoice_title": title, "patch": {"bank": "x"}})),
        ("product_category.update", json!({"category": category, "patch": {"name": "x"}})),
        ("product.update", json!({"product": product, "patch": {"name": "x"}})),
        ("visit.update", json!({"visit": visit, "patch": {"feedback": "x"}})),
        ("stage_group.update", json!({"stage_group": group, "patch": {"name": "x"}})),
        ("opportunity.update", json!({"opportunity": opportunity, "patch": {"remark": "x"}})),
        ("contract.update", json!({"contract": draft, "patch": {"remark": "x"}})),
        ("contract.submit", json!({"contract": draft, "patch": {"remark": "y"}})),
        ("receivable_plan.update", json!({"plan": plan, "patch": {"remark": "x"}})),
        ("receivable.update", json!({"receivable": receivable, "patch": {"remark": "x"}})),
        ("receivable.submit", json!({"receivable": receivable, "patch": {"remark": "y"}})),
        ("invoice.update", json!({"invoice": invoice, "patch": {"remark": "x"}})),
        ("invoice.submit", json!({"invoice": invoice, "patch": {"remark": "y"}})),
        ("approval_flow.update", json!({"flow": flow, "patch": {"name": "y"}})),
        ("contact.update", json!({"contact": contact, "patch": {"post": "x"}})),
        ("settings.update", json!({"patch": {"company": "x"}})),
    ]
}

#[test]
fn every_command_with_a_patch_takes_a_revision() {
    for w in worlds() {
        let cases = cases(&w);
        let takes = |name: &str| {
            COMMANDS
                .iter()
                .filter(|c| c.meta.arguments.iter().any(|a| a.name == name))
                .map(|c| c.meta.name)
                .collect::<Vec<_>>()
        };
        let mut named: Vec<_> = cases.iter().map(|(name, _)| *name).collect();
        named.sort_unstable();
        for argument in ["patch", "expect_rev"] {
            let mut found = takes(argument);
            found.sort_unstable();
            assert_eq!(found, named, "{argument}");
        }
        for (name, mut arguments) in cases {
            let run = |arguments: &Json| {
                w.admin.run_named(name, arguments.clone(), RunOptions::default())
            };
            let before = w.digest();
            arguments["expect_rev"] = json!(77);
            let refused = run(&arguments).unwrap_err();
            assert_eq!(refused.code(), "record.stale", "{name}");
            assert_eq!(w.digest(), before, "{name}");
            let rev: i64 = refused.params()["rev"].parse().unwrap();
            arguments["expect_rev"] = json!(rev);
            let done = run(&arguments).unwrap();
            assert_eq!(done["changes"][0]["rev"], json!(rev + 1), "{name}");
            assert_eq!(run(&arguments).unwrap_err().code(), "record.stale", "{name}: done twice");
        }
    }
}

#[test]
fn without_a_revision_fields_merge() {
    for w in worlds() {
        let id = lead(&w.wang, "甲");
        let rev = w.wang.leads().get(id).unwrap().rev;
        w.manager
            .leads()
            .update(
                id,
                crmkit::sales::lead::LeadPatch {
                    address: Some("武汉".into()),
                    ..Default::default()
                },
            )
            .unwrap();
        let late = UpdateLead { lead: id, patch: remark("晚"), expect_rev: Some(rev) };
        assert_eq!(w.wang.run(late.clone()).unwrap_err().code(), "record.stale");
        w.wang.run(UpdateLead { expect_rev: None, ..late }).unwrap();
        let read = w.wang.leads().get(id).unwrap();
        assert_eq!(
            (read.address.as_deref(), read.remark.as_deref(), read.rev),
            (Some("武汉"), Some("晚"), rev + 2)
        );
        assert_eq!(w.wang.leads().list(&Query::default()).unwrap().rows.len(), 1);
    }
}
