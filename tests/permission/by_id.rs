//! L1, L13: every command and every question that names a record by its id answers the same
//! whether somebody does not see that record or there is none, and writes nothing.

use crate::support::{both, code};
use crmkit::model::CommandId;
use crmkit::query::Query;
use crmkit::sales::approval::{Approval, ApprovalDelegate, ApprovalTask, TaskState};
use crmkit::sales::contact::Contact;
use crmkit::sales::contract::{Contract as ContractRow, ContractLine, ContractSigner, NewContract};
use crmkit::sales::customer::Customer;
use crmkit::sales::follow_up::FollowUp;
use crmkit::sales::invoice::{Invoice, InvoiceLine};
use crmkit::sales::invoice_title::InvoiceTitle;
use crmkit::sales::lead::{Lead, LeadPatch};
use crmkit::sales::opportunity::{Opportunity, OpportunityLine, StageChange};
use crmkit::sales::pool::Pool;
use crmkit::sales::receivable::{Allocation, Receivable, ReceivablePlan};
use crmkit::sales::visit::Visit;
use crmkit::session::Session;
use crmkit_testkit::oracle::{
    Action, Contract, Loaded, Record, Verdict, World, digest, may, records,
};
use serde_json::json;
use std::fmt::Debug;
use uuid::Uuid;

/// Commands of somebody who may all of this with his own. `$lead` and its like are records that
/// he does not see; `@customer` and its like are his own.
pub const COMMANDS: [&str; 135] = [
    r#"{"command":"lead.update","lead":"$lead","patch":{"name":"x"}}"#,
    r#"{"command":"lead.delete","leads":["$lead"]}"#,
    r#"{"command":"lead.restore","leads":["$lead"]}"#,
    r#"{"command":"lead.transfer","leads":["$lead"],"to":"@me"}"#,
    r#"{"command":"lead.convert","leads":["$lead"]}"#,
    r#"{"command":"lead.convert","leads":["@lead"],"choices":[{"lead":"@lead","handling":"link","customer":"$customer"}]}"#,
    r#"{"command":"lead.convert","leads":["@lead"],"choices":[{"lead":"@lead","handling":"merge","customer":"$pooled"}]}"#,
    r#"{"command":"customer.update","customer":"$customer","patch":{"name":"x"}}"#,
    r#"{"command":"customer.update","customer":"$pooled","patch":{"name":"x"}}"#,
    r#"{"command":"customer.delete","customers":["$customer"]}"#,
    r#"{"command":"customer.restore","customers":["$customer"]}"#,
    r#"{"command":"customer.transfer","customers":["$customer"],"to":"@me","cascade":["contacts"]}"#,
    r#"{"command":"customer.lock","customers":["$customer"]}"#,
    r#"{"command":"customer.unlock","customers":["$customer"]}"#,
    r#"{"command":"customer.set_deal","customers":["$customer"],"dealt":true}"#,
    r#"{"command":"customer.add_member","customers":["$customer"],"employee":"@me","access":"write"}"#,
    r#"{"command":"customer.remove_member","customers":["$customer"],"employee":"@me"}"#,
    r#"{"command":"customer.leave_team","customers":["$customer"]}"#,
    r#"{"command":"customer.set_primary_contact","customer":"$customer"}"#,
    r#"{"command":"customer.set_primary_contact","customer":"@customer","contact":"$contact"}"#,
    r#"{"command":"customer.merge","into":"$customer","from":["@customer"]}"#,
    r#"{"command":"customer.merge","into":"@customer","from":["$customer"]}"#,
    r#"{"command":"customer.merge","into":"@customer","from":["$pooled"]}"#,
    r#"{"command":"contact.create","contact":{"name":"x","customer_id":"$customer"}}"#,
    r#"{"command":"contact.create","contact":{"name":"x","customer_id":"$pooled"}}"#,
    r#"{"command":"contact.update","contact":"$contact","patch":{"name":"x"}}"#,
    r#"{"command":"contact.delete","contacts":["$contact"]}"#,
    r#"{"command":"contact.restore","contacts":["$contact"]}"#,
    r#"{"command":"contact.transfer","contacts":["$contact"],"to":"@me"}"#,
    r#"{"command":"contact.add_member","contacts":["$contact"],"employee":"@me","access":"read"}"#,
    r#"{"command":"contact.remove_member","contacts":["$contact"],"employee":"@me"}"#,
    r#"{"command":"contact.leave_team","contacts":["$contact"]}"#,
    r#"{"command":"follow_up.create","follow_up":{"lead_id":"$lead","content":"x"}}"#,
    r#"{"command":"follow_up.create","follow_up":{"customer_id":"$customer","content":"x"}}"#,
    r#"{"command":"follow_up.create","follow_up":{"customer_id":"$pooled","content":"x"}}"#,
    r#"{"command":"follow_up.create","follow_up":{"contact_id":"$contact","content":"x"}}"#,
    r#"{"command":"follow_up.create","follow_up":{"customer_id":"@customer","contact_id":"$contact","content":"x"}}"#,
    r#"{"command":"opportunity.create","opportunity":{"name":"x","customer_id":"$customer"}}"#,
    r#"{"command":"opportunity.create","opportunity":{"name":"x","customer_id":"$pooled"}}"#,
    r#"{"command":"opportunity.create","opportunity":{"name":"x","customer_id":"@customer","primary_contact_id":"$contact"}}"#,
    r#"{"command":"opportunity.update","opportunity":"$opportunity","patch":{"name":"x"},"lines":[]}"#,
    r#"{"command":"opportunity.advance","opportunity":"$opportunity","stage":"@stage"}"#,
    r#"{"command":"opportunity.end","opportunity":"$opportunity","state":"won"}"#,
    r#"{"command":"opportunity.reopen","opportunity":"$opportunity"}"#,
    r#"{"command":"opportunity.change_group","opportunity":"$opportunity","stage_group":"@stage"}"#,
    r#"{"command":"opportunity.set_contacts","opportunity":"$opportunity","contacts":[]}"#,
    r#"{"command":"opportunity.set_competitors","opportunity":"$opportunity","competitors":[]}"#,
    r#"{"command":"opportunity.check","opportunity":"$opportunity","item":"@stage","done":true}"#,
    r#"{"command":"opportunity.delete","opportunities":["$opportunity"]}"#,
    r#"{"command":"opportunity.restore","opportunities":["$opportunity"]}"#,
    r#"{"command":"opportunity.transfer","opportunities":["$opportunity"],"to":"@me"}"#,
    r#"{"command":"opportunity.add_member","opportunities":["$opportunity"],"employee":"@me","access":"read"}"#,
    r#"{"command":"opportunity.remove_member","opportunities":["$opportunity"],"employee":"@me"}"#,
    r#"{"command":"opportunity.leave_team","opportunities":["$opportunity"]}"#,
    r#"{"command":"follow_up.create","follow_up":{"opportunity_id":"$opportunity","content":"x"}}"#,
    r#"{"command":"follow_up.create","follow_up":{"customer_id":"@customer","opportunity_id":"$opportunity","content":"x"}}"#,
    r#"{"command":"follow_up.create","follow_up":{"contract_id":"$contract","content":"x"}}"#,
    r#"{"command":"follow_up.create","follow_up":{"customer_id":"@customer","contract_id":"$contract","content":"x"}}"#,
    r#"{"command":"contract.create","contract":{"name":"x","number":"x","customer_id":"$customer","order_date":"2026-03-09"}}"#,
    r#"{"command":"contract.create","contract":{"name":"x","number":"x","customer_id":"$pooled","order_date":"2026-03-09"}}"#,
    r#"{"command":"contract.create","contract":{"name":"x","number":"x","customer_id":"@customer","contact_id":"$contact","order_date":"2026-03-09"}}"#,
    r#"{"command":"contract.create","contract":{"name":"x","number":"x","customer_id":"@customer","opportunity_id":"$opportunity","order_date":"2026-03-09"}}"#,
    r#"{"command":"contract.update","contract":"$contract","patch":{"name":"x"}}"#,
    r#"{"command":"contract.set_lines","contract":"$contract","lines":[]}"#,
    r#"{"command":"contract.set_signers","contract":"$contract","signers":["@me"]}"#,
    r#"{"command":"contract.submit","contract":"$contract"}"#,
    r#"{"command":"contract.void","contract":"$contract","reason":"x"}"#,
    r#"{"command":"contract.copy","contract":"$contract","number":"x"}"#,
    r#"{"command":"contract.renew","contract":"$contract","number":"x"}"#,
    r#"{"command":"contract.amend","contract":"$contract","number":"x"}"#,
    r#"{"command":"contract.fulfil","contract":"$contract","to":"unconfirmed"}"#,
    r#"{"command":"contract.cancel_fulfilment","contract":"$contract"}"#,
    r#"{"command":"contract.delete","contracts":["$contract"]}"#,
    r#"{"command":"contract.restore","contracts":["$contract"]}"#,
    r#"{"command":"contract.transfer","contracts":["$contract"],"to":"@me"}"#,
    r#"{"command":"contract.add_member","contracts":["$contract"],"employee":"@me","access":"read"}"#,
    r#"{"command":"contract.remove_member","contracts":["$contract"],"employee":"@me"}"#,
    r#"{"command":"contract.leave_team","contracts":["$contract"]}"#,
    r#"{"command":"receivable_plan.create","contract":"$contract","plans":[{"money":"1","due_on":"2026-03-09"}]}"#,
    r#"{"command":"receivable_plan.update","plan":"$plan","patch":{"remark":"x"}}"#,
    r#"{"command":"receivable_plan.delete","plans":["$plan"]}"#,
    r#"{"command":"receivable_plan.restore","plans":["$plan"]}"#,
    r#"{"command":"receivable.create","receivable":{"number":"x","contract_id":"$contract","received_on":"2026-03-09","money":"1"}}"#,
    r#"{"command":"receivable.create","receivable":{"number":"x","contract_id":"@contract","received_on":"2026-03-09","money":"1"},"allocations":[{"contract_id":"$contract","money":"1"}]}"#,
    r#"{"command":"receivable.create","receivable":{"number":"x","contract_id":"@contract","received_on":"2026-03-09","money":"1"},"plan":"$plan"}"#,
    r#"{"command":"receivable.update","receivable":"$receivable","patch":{"remark":"x"}}"#,
    r#"{"command":"receivable.allocate","receivable":"$receivable","allocations":[]}"#,
    r#"{"command":"receivable.submit","receivable":"$receivable"}"#,
    r#"{"command":"receivable.delete","receivables":["$receivable"]}"#,
    r#"{"command":"receivable.restore","receivables":["$receivable"]}"#,
    r#"{"command":"receivable.transfer","receivables":["$receivable"],"to":"@me"}"#,
    r#"{"command":"receivable.add_member","receivables":["$receivable"],"employee":"@me","access":"read"}"#,
    r#"{"command":"receivable.remove_member","receivables":["$receivable"],"employee":"@me"}"#,
    r#"{"command":"receivable.leave_team","receivables":["$receivable"]}"#,
    r#"{"command":"invoice.create","invoice":{"number":"x","contract_id":"$contract","money":"1","applied_on":"2026-03-09","title_kind":"person","title":"x"}}"#,
    r#"{"command":"invoice.create","invoice":{"number":"x","contract_id":"@contract","money":"1","applied_on":"2026-03-09"},"title_from":"$title"}"#,
    r#"{"command":"invoice.create_red","invoice":"$invoice","number":"x"}"#,
    r#"{"command":"invoice.update","invoice":"$invoice","patch":{"remark":"x"}}"#,
    r#"{"command":"invoice.submit","invoice":"$invoice"}"#,
    r#"{"command":"invoice.issue","invoice":"$invoice","invoice_number":"x"}"#,
    r#"{"command":"invoice.reset","invoice":"$invoice"}"#,
    r#"{"command":"invoice.delete","invoices":["$invoice"]}"#,
    r#"{"command":"invoice.restore","invoices":["$invoice"]}"#,
    r#"{"command":"invoice.transfer","invoices":["$invoice"],"to":"@me"}"#,
    r#"{"command":"invoice.add_member","invoices":["$invoice"],"employee":"@me","access":"read"}"#,
    r#"{"command":"invoice.remove_member","invoices":["$invoice"],"employee":"@me"}"#,
    r#"{"command":"invoice.leave_team","invoices":["$invoice"]}"#,
    r#"{"command":"visit.create","visit":{"number":"x","contract_id":"$contract","visited_at":"2026-03-02T02:00:00Z"}}"#,
    r#"{"command":"visit.create","visit":{"number":"x","contract_id":"@contract","contact_id":"$contact","visited_at":"2026-03-02T02:00:00Z"}}"#,
    r#"{"command":"visit.update","visit":"$visit","patch":{"feedback":"x"}}"#,
    r#"{"command":"visit.delete","visits":["$visit"]}"#,
    r#"{"command":"visit.restore","visits":["$visit"]}"#,
    r#"{"command":"approval.approve","task":"$task"}"#,
    r#"{"command":"approval.reject","task":"$task","comment":"x"}"#,
    r#"{"command":"approval.transfer","task":"$task","to":"@me"}"#,
    r#"{"command":"approval.add_signers","task":"$task","employees":["@me"],"before":true}"#,
    r#"{"command":"approval.withdraw","approval":"$approval"}"#,
    r#"{"command":"approval.comment","approval":"$approval","comment":"x"}"#,
    r#"{"command":"approval.end_delegation","delegate":"$delegate"}"#,
    r#"{"command":"follow_up.update","follow_up":"$follow_up","patch":{"content":"x"}}"#,
    r#"{"command":"follow_up.delete","follow_up":"$follow_up"}"#,
    r#"{"command":"invoice_title.create","invoice_title":{"customer_id":"$customer","kind":"person","title":"x"}}"#,
    r#"{"command":"invoice_title.update","invoice_title":"$title","patch":{"title":"x"}}"#,
    r#"{"command":"invoice_title.delete","invoice_title":"$title"}"#,
    r#"{"command":"pool.claim","pool":"$pool","customers":["$pooled"]}"#,
    r#"{"command":"pool.claim","pool":"@pool","customers":["$pooled"]}"#,
    r#"{"command":"pool.claim","pool":"@pool","customers":["$customer"]}"#,
    r#"{"command":"pool.assign","pool":"@pool","customers":["$pooled"],"to":"@me"}"#,
    r#"{"command":"pool.release","pool":"$pool","customers":["@customer"]}"#,
    r#"{"command":"pool.release","pool":"@pool","customers":["$customer"]}"#,
    r#"{"command":"pool.delete_customers","pool":"@pool","customers":["$pooled"]}"#,
    r#"{"command":"pool.restore_customers","pool":"@pool","customers":["$pooled"]}"#,
    r#"{"command":"pool.move","from":"$pool","to":"@pool"}"#,
    r#"{"command":"todo.handle","kind":"customers_today","records":["$customer"]}"#,
    r#"{"command":"command.undo","of":"$command"}"#,
];

/// Where every opportunity stands.
fn stage(loaded: &Loaded) -> Uuid {
    loaded.admin.opportunities().get(loaded.opportunities[0]).unwrap().stage_id.0
}

/// The part of the super administrator in an approval of a contract of his, which person 1 does
/// not see.
fn foreign_task(loaded: &Loaded) -> ApprovalTask {
    let mine = Query::new(ApprovalTask::employee_id().eq(loaded.people[0]));
    let tasks = loaded.admin.list::<ApprovalTask>(&mine).unwrap().rows;
    tasks.into_iter().find(|task| task.state == TaskState::Pending).unwrap()
}

/// Has the super administrator decide about a contract of his.
fn put_before_admin(loaded: &Loaded) {
    let step = json!({"id": 1, "kind": "members", "people": [loaded.people[0]]});
    let flow = json!({"name": "x", "entity": "contract"});
    let arguments = json!({"flow": flow, "rules": {"steps": [step]}});
    let admin = &loaded.admin;
    let run = |name, arguments| admin.run_named(name, arguments, Default::default()).unwrap();
    let flow = run("approval_flow.create", arguments)["value"].clone();
    run("approval_flow.set", json!({"flow": flow, "enabled": true}));
    let (customer_id, number) = (loaded.customers[0], Some("x1".to_owned()));
    let contract = NewContract { name: "x".into(), number, customer_id, ..Default::default() };
    let contract = admin.contracts().create(contract).unwrap().value;
    admin.contracts().submit(contract).unwrap();
    run("approval_flow.set", json!({"flow": flow, "enabled": false}));
    let away = json!({"delegate": loaded.people[2], "ends_at": "2027-01-01T00:00:00Z"});
    run("approval.delegate", away);
}

/// What he does not see, by name.
fn unseen(world: &World, loaded: &Loaded, command: CommandId) -> Vec<(&'static str, Uuid)> {
    let is = |record| may(world, 1, Action::Read, record) == Verdict::NotFound;
    let customer = (0..world.customers.len())
        .find(|n| world.customers[*n].pool.is_none() && is(Record::Customer(*n)));
    let contact = (0..world.contacts.len()).find(|n| is(Record::Contact(*n)));
    let opportunity = (0..world.opportunities.len()).find(|n| is(Record::Opportunity(*n)));
    let contract = (0..world.contracts.len()).find(|n| is(Record::Contract(*n)));
    let plan = (0..world.plans.len()).find(|n| is(Record::Plan(*n)));
    let receivable = (0..world.receivables.len()).find(|n| is(Record::Receivable(*n)));
    let invoice = (0..world.invoices.len()).find(|n| is(Record::Invoice(*n)));
    let visit = (0..world.visits.len()).find(|n| is(Record::Visit(*n)));
    let task = foreign_task(loaded);
    let delegate = loaded.admin.list::<ApprovalDelegate>(&Query::default()).unwrap().rows[0].id;
    let lead = (0..world.leads.len()).find(|n| is(Record::Lead(*n)));
    let follow_up = (0..world.follow_ups.len()).find(|n| is(Record::FollowUp(*n)));
    let title =
        (0..world.titles.len()).find(|n| !world.titles[*n].deleted && is(Record::Title(*n)));
    let pool = (0..world.pools.len()).find(|n| is(Record::Pool(*n)));
    let pooled = (0..world.customers.len()).find(|n| world.customers[*n].pool == pool);
    vec![
        ("$customer", loaded.customers[customer.unwrap()].0),
        ("$contact", loaded.contacts[contact.unwrap()].0),
        ("$opportunity", loaded.opportunities[opportunity.unwrap()].0),
        ("$contract", loaded.contracts[contract.unwrap()].0),
        ("$plan", loaded.plans[plan.unwrap()].0),
        ("$receivable", loaded.receivables[receivable.unwrap()].0),
        ("$invoice", loaded.invoices[invoice.unwrap()].0),
        ("$visit", loaded.visits[visit.unwrap()].0),
        ("$approval", task.approval_id.0),
        ("$task", task.id.0),
        ("$delegate", delegate.0),
        ("$lead", loaded.leads[lead.unwrap()].0),
        ("$follow_up", loaded.follow_ups[follow_up.unwrap()].0),
        ("$title", loaded.titles[title.unwrap()].0),
        ("$pooled", loaded.customers[pooled.unwrap()].0),
        ("$pool", loaded.pools[pool.unwrap()].0),
        ("$command", command.0),
    ]
}

fn own_contract(world: &World) -> usize {
    let mine = |c: &&Contract| c.owner == 1 && !c.deleted && c.deciders.is_empty();
    world.contracts.iter().position(|c| mine(&c)).unwrap()
}

/// Person 1 with every operation on his own.
fn worlds() -> Vec<(&'static str, World, Loaded, Session, CommandId)> {
    let mut world = records();
    let more = [
        "contract.void",
        "contract.fulfil",
        "opportunity.reopen",
        "invoice.issue",
        "invoice.reset",
        "customer.merge",
        "customer.lock",
        "customer.deal",
    ]
    .map(str::to_owned);
    world.roles[1].operations.extend(more);
    world.people[1].roles = [1].into();
    let build = |(store, loaded): (&'static str, Loaded)| {
        let patch = LeadPatch { remark: Some("y".into()), ..LeadPatch::default() };
        let command = loaded.admin.leads().update(loaded.leads[0], patch).unwrap().command_id;
        put_before_admin(&loaded);
        let me = loaded.session(1);
        (store, world.clone(), loaded, me, command)
    };
    both(&world, 35).into_iter().map(build).collect()
}

#[test]
fn l1_l13_no_command_tells_what_is_not_seen_from_what_is_not_there() {
    for (store, world, loaded, me, command) in worlds() {
        let mine = [
            ("@customer", loaded.customers[7].0),
            ("@lead", loaded.leads[1].0),
            ("@contract", loaded.contracts[own_contract(&world)].0),
            ("@pool", loaded.pools[3].0),
            ("@me", loaded.people[1].0),
            ("@stage", stage(&loaded)),
        ];
        let before = digest(&**loaded.crm.store());
        for template in COMMANDS {
            let put = |text: &str, (name, id): (&str, Uuid)| {
                text.replace(&format!("\"{name}\""), &format!("\"{id}\""))
            };
            let own = mine.iter().fold(template.to_owned(), |text, one| put(&text, *one));
            let answers = [false, true].map(|missing| {
                let unseen = unseen(&world, &loaded, command).into_iter().enumerate();
                let ids = unseen.map(|(n, (name, id))| {
                    (name, if missing { Uuid::from_u128(0x70_8000 + n as u128) } else { id })
                });
                let (mut text, mut named) = (own.clone(), Vec::new());
                for one in ids {
                    text = put(&text, one);
                    named.push(one.1.to_string());
                }
                let answer = match me.run_json(&text) {
                    Ok(answer) => {
                        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
                        answer["value"].to_string()
                    }
                    Err(e) => format!("{e:?} {:?} {e}", e.params()),
                };
                named.iter().fold(answer, |answer, id| answer.replace(id, "…"))
            });
            assert_eq!(answers[0], answers[1], "{store}: {template}");
            let refused = ["not_found", "unknown_reference", "not_a_member", "undo.unknown"];
            let refused = refused.iter().any(|code| answers[0].contains(code));
            assert!(refused, "{store}: {template}: {}", answers[0]);
        }
        assert!(digest(&**loaded.crm.store()) == before, "{store}: something was written");
    }
}

fn say<T: Debug>(result: crmkit::Result<T>) -> String {
    format!("{result:?}")
}

/// Every question about one record.
fn questions(me: &Session, id: Uuid, pool: Uuid) -> Vec<String> {
    macro_rules! of {
        ($($entity:ty),*) => { vec![$(
            say(me.get::<$entity>(id.into())),
            say(me.why_visible::<$entity>(id.into())),
            say(me.who_can_see::<$entity>(id.into())),
            say(me.history::<$entity>(id.into(), None, 10)),
        )*] };
    }
    let mut said = of!(
        Lead,
        Customer,
        Contact,
        Opportunity,
        FollowUp,
        InvoiceTitle,
        Pool,
        ContractRow,
        ContractSigner,
        ReceivablePlan,
        Receivable,
        Allocation,
        Invoice,
        InvoiceLine,
        Visit,
        OpportunityLine,
        StageChange,
        ContractLine,
        Approval,
        ApprovalTask
    );
    said.extend([
        say(me.days_to_pool(&[id.into()])),
        say(me.customer_delete_blocks(&[id.into()])),
        say(me.duplicates_of_lead(id.into())),
        say(me.pool(pool.into()).get(id.into())),
        say(me.pool(pool.into()).contact(id.into())),
        say(me.pool(pool.into()).history(id.into(), None, 10)),
        say(me.pool(id.into()).list(&Query::default())),
        say(me.pool(id.into()).contacts(&Query::default())),
        say(me.import_issues(id.into())),
        say(me.approval_steps("contract", id)),
        say(me.approval_steps("receivable", id)),
        say(me.approval_steps("invoice", id)),
    ]);
    said
}

#[test]
fn l13_no_question_tells_what_is_not_seen_from_what_is_not_there() {
    for (store, world, loaded, me, command) in worlds() {
        let pool = loaded.pools[3].0;
        let missing = questions(&me, Uuid::from_u128(5), pool);
        for (name, id) in unseen(&world, &loaded, command) {
            assert_eq!(questions(&me, id, pool), missing, "{store}: {name}");
        }
        // His own is answered otherwise, or the test would say nothing.
        assert_ne!(questions(&me, loaded.customers[7].0, pool), missing, "{store}");
        assert_eq!(code(me.get::<Customer>(loaded.customers[7])), None, "{store}");
    }
}
