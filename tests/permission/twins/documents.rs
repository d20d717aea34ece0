//! Two worlds of opportunities, contracts, money, invoices, visits, approvals and products: what
//! person 1 does not see of them differs.
//!
//! In both, person 0 has an opportunity, a contract and what belongs to it at a customer of
//! person 1, money, an invoice and a visit for a contract of person 1, and the same at a customer that
//! person 1 does not see; about one contract of his person 1 has to decide. What person 1 has himself
//! differs in fields that are hidden from him.

use super::Transcript;
use super::elsewhere::{self, Gone};
use super::worlds::with_id;
use crate::by_id::COMMANDS;
use crate::fields::restrict;
use crmkit::org::FieldAccess;
use crmkit::session::Session;
use crmkit_testkit::oracle::{Contract, Loaded, World};
use serde_json::{Value as Json, json};
use std::cell::Cell;
use uuid::Uuid;

/// What he may besides what sales people may.
pub const MORE: [&str; 12] = [
    "customer.import",
    "lead.import",
    "customer.merge",
    "customer.lock",
    "customer.deal",
    "system.tick",
    "opportunity.reopen",
    "contract.void",
    "contract.fulfil",
    "invoice.issue",
    "invoice.reset",
    "product.shelf",
];

/// The scope with which person 1 may not read amounts, nor what products cost.
const BLIND: usize = 2;
/// The scope with which he reads no products. With others he does not read what they cost us.
pub const NO_PRODUCTS: usize = 3;

/// Hides from person 1 what differs in records that he sees.
pub fn hide(loaded: &Loaded, scope: usize) {
    let hidden = FieldAccess::Hidden;
    let mut fields = vec![
        ("remark", hidden),
        ("contact/remark", hidden),
        ("opportunity/remark", hidden),
        ("contract/remark", hidden),
        ("receivable/remark", hidden),
        ("receivable_plan/remark", hidden),
        ("invoice/remark", hidden),
        ("visit/feedback", hidden),
        ("product/cost_price", hidden),
    ];
    if scope == BLIND {
        for field in [
            "opportunity/money",
            "contract/money",
            "receivable/money",
            "receivable_plan/money",
            "invoice/money",
            "contract/received",
            "contract/invoiced",
            "receivable_plan/received",
            "product/price",
        ] {
            fields.push((field, hidden));
        }
    }
    restrict(loaded, scope, &fields);
}

/// What both worlds have.
pub struct Papers {
    /// Person 1's own: an opportunity, a contract, one that is in effect and for which others
    /// work, a plan, money and an invoice.
    pub opportunity: Uuid,
    pub contract: Uuid,
    pub shared: Uuid,
    pub plan: Uuid,
    pub receivable: Uuid,
    pub invoice: Uuid,
    /// A contract about which he has to decide, and by what he does.
    pub desk: Uuid,
    pub task: Uuid,
    pub approval: Uuid,
    /// What he made and does not see any more.
    pub gone: Gone,
    /// Person 0's, which he does not see.
    pub foreign_opportunity: Uuid,
    pub foreign_contract: Uuid,
    pub foreign_plan: Uuid,
    pub foreign_receivable: Uuid,
    pub foreign_invoice: Uuid,
    pub foreign_visit: Uuid,
}

/// Commands of the administrator, each with a number of its own.
pub struct Admin<'a> {
    pub loaded: &'a Loaded,
    pub number: Cell<u128>,
}

impl Admin<'_> {
    pub fn run(&self, command: &str, arguments: Json) -> Json {
        self.number.set(self.number.get() + 1);
        let options = with_id(self.number.get());
        let answer = self.loaded.admin.run_named(command, arguments, options);
        let answer = answer.unwrap_or_else(|e| panic!("{command}: {e:?} {:?}", e.params()));
        let rows = answer["value"]["rows"].as_array();
        assert!(rows.into_iter().flatten().all(|r| r["error"].is_null()), "{command}: {rows:?}");
        answer["value"].clone()
    }

    pub fn make(&self, command: &str, arguments: Json) -> Uuid {
        serde_json::from_value(self.run(command, arguments)).unwrap()
    }

    /// The first row of an entity that a filter finds.
    pub fn first(&self, entity: &str, filter: &str) -> Uuid {
        let question = json!({"read": "list", "entity": entity, "filter": filter, "bin": "any"});
        let rows = self.loaded.admin.read_json(&question.to_string()).unwrap();
        let rows: Json = serde_json::from_str(&rows).unwrap();
        serde_json::from_value(rows["rows"][0]["id"].clone()).unwrap()
    }
}

pub const DAY: &str = "2026-03-09";

/// Makes them; `twin` is 0 or 1.
pub fn differ(loaded: &Loaded, world: &World, scope: usize, twin: usize) -> Papers {
    let admin = Admin { loaded, number: Cell::new(20_000 + 10_000 * twin as u128) };
    // What both have has the same numbers.
    admin.number.set(20_000);
    let either = |of: [&'static str; 2]| of[twin];
    let word = either(["甲甲甲", "Zhong 乙 13812345678"]);
    let few = either(["1", "2"]);
    let blind = |amounts: [&'static str; 2]| amounts[if scope == BLIND { twin } else { 0 }];
    let (mine, theirs) = (loaded.customers[7], loaded.customers[0]);
    let (p0, p1, other) = (loaded.people[0], loaded.people[1], loaded.people[2 + twin]);
    let product = loaded.products[0];
    let lines = |quantity: &str| json!([{"product_id": product, "quantity": quantity}]);
    elsewhere::prices(&admin, twin, ![BLIND, NO_PRODUCTS].contains(&scope), product.0);

    let desk = on_desk(&admin, theirs.0, word, lines("1"));
    let [foreign_opportunity, _] = [mine, theirs].map(|customer| {
        let opportunity = json!({"name": word, "customer_id": customer, "owner_id": p0,
            "expected_on": either(["2026-03-10", "2026-03-20"])});
        let made = json!({"opportunity": opportunity, "lines": lines(few)});
        let opportunity = admin.make("opportunity.create", made);
        let competitors = json!([{"name": word, "price": few, "remark": word}]);
        let set = json!({"opportunity": opportunity, "competitors": competitors});
        admin.run("opportunity.set_competitors", set);
        let member = json!({"opportunities": [opportunity], "employee": other, "access": "read"});
        admin.run("opportunity.add_member", member);
        opportunity
    });
    if twin == 1 {
        let end = json!({"opportunity": foreign_opportunity, "state": "invalid", "remark": word});
        admin.number.set(29_000);
        admin.run("opportunity.end", end);
    }
    admin.number.set(21_000);
    let [foreign, _] = [mine, theirs].map(|customer| {
        let number = format!("F{twin}{}", admin.number.get());
        let contract = json!({"name": word, "number": number, "customer_id": customer,
            "order_date": DAY, "ends_on": "2026-03-05", "money": either(["100", "250"]),
            "owner_id": p0, "remark": word});
        let made = json!({"contract": contract, "lines": lines(few), "signers": [other]});
        let contract = admin.make("contract.create", made);
        admin.run("contract.submit", json!({"contract": contract}));
        let plans = json!([{"money": few, "due_on": DAY, "remark": word}]);
        admin.run("receivable_plan.create", json!({"contract": contract, "plans": plans}));
        let plan = admin.first("receivable_plan", &format!("contract_id = \"{contract}\""));
        let [receivable, invoice, visit] = money(&admin, contract, twin, few, word);
        admin.run("receivable.submit", json!({"receivable": receivable}));
        admin.run("invoice.submit", json!({"invoice": invoice}));
        admin.run("invoice.issue", json!({"invoice": invoice, "invoice_number": word}));
        (contract, plan, receivable, invoice, visit)
    });

    // For a contract of his, which shows the sum of what was received.
    let own = |c: &Contract| c.owner == 1 && !c.deleted && c.deciders.is_empty();
    let shared = loaded.contracts[world.contracts.iter().position(own).unwrap()].0;
    let [receivable, _, _] = money(&admin, shared, twin, "1", word);
    admin.run("receivable.submit", json!({"receivable": receivable}));

    let at = admin.number.get();
    let gone = elsewhere::differ(&admin, twin, word, shared);
    admin.number.set(at);
    let opportunity = json!({"name": "自己的", "customer_id": mine, "owner_id": p1,
        "money": blind(["100", "300"]), "remark": word, "expected_on": "2026-03-04"});
    let opportunity = admin.make("opportunity.create", json!({"opportunity": opportunity}));
    let contract = json!({"name": "自己的", "number": "M", "customer_id": mine, "order_date": DAY,
        "money": blind(["100", "250"]), "owner_id": p1, "remark": word,
        "starts_on": "2026-02-01", "ends_on": "2026-03-04"});
    let contract = admin.make("contract.create", json!({"contract": contract}));
    admin.run("contract.submit", json!({"contract": contract}));
    let plans = json!([{"money": blind(["10", "20"]), "due_on": "2026-03-03", "remark": word}]);
    admin.run("receivable_plan.create", json!({"contract": contract, "plans": plans}));
    let plan = admin.first("receivable_plan", &format!("contract_id = \"{contract}\""));
    let receivable = json!({"number": "RM", "contract_id": contract, "received_on": DAY,
        "money": blind(["5", "7"]), "owner_id": p1, "remark": word});
    let receivable = admin.make("receivable.create", json!({"receivable": receivable}));
    let invoice = json!({"number": "IM", "contract_id": contract, "money": blind(["3", "4"]),
        "applied_on": DAY, "title_kind": "person", "title": "某人", "owner_id": p1, "remark": word});
    let line = json!([{"name": "服务", "money": blind(["3", "4"]), "tax_rate": "6"}]);
    let invoice = admin.make("invoice.create", json!({"invoice": invoice, "lines": line}));
    if twin == 1 {
        more(&admin, scope, theirs.0, other.0, lines("3"));
    }
    let approval = admin.first("approval", &format!("contract_id = \"{desk}\""));
    Papers {
        opportunity,
        contract,
        shared,
        plan,
        receivable,
        invoice,
        desk,
        task: admin.first("approval_task", &format!("approval_id = \"{approval}\"")),
        approval,
        gone,
        foreign_opportunity,
        foreign_contract: foreign.0,
        foreign_plan: foreign.1,
        foreign_receivable: foreign.2,
        foreign_invoice: foreign.3,
        foreign_visit: foreign.4,
    }
}

/// A contract of person 0 with a customer that person 1 does not see, about which he decides.
fn on_desk(admin: &Admin<'_>, customer: Uuid, word: &str, lines: Json) -> Uuid {
    let people = &admin.loaded.people;
    let step = json!({"id": 1, "kind": "members", "people": [people[1]]});
    let flow =
        json!({"flow": {"name": "自己的", "entity": "contract"}, "rules": {"steps": [step]}});
    let flow = admin.make("approval_flow.create", flow);
    admin.run("approval_flow.set", json!({"flow": flow, "enabled": true}));
    let contact = json!({"contact": {"name": word, "customer_id": customer}});
    let contact = admin.make("contact.create", contact);
    let opportunity = json!({"name": word, "customer_id": customer});
    let opportunity = admin.make("opportunity.create", json!({"opportunity": opportunity}));
    let role = json!({"contact": contact, "role": "user"});
    let set = json!({"opportunity": opportunity, "contacts": [role]});
    admin.run("opportunity.set_contacts", set);
    let follow_up =
        json!({"opportunity_id": opportunity, "customer_id": customer, "content": word});
    admin.run("follow_up.create", json!({"follow_up": follow_up}));
    let contract = json!({"name": "待批", "number": "D", "customer_id": customer, "money": "100",
        "order_date": DAY, "opportunity_id": opportunity, "contact_id": contact});
    let made = json!({"contract": contract, "lines": lines, "signers": [people[0]]});
    let contract = admin.make("contract.create", made);
    admin.run("contract.submit", json!({"contract": contract}));
    let plans = json!([{"money": "10", "due_on": DAY}]);
    admin.run("receivable_plan.create", json!({"contract": contract, "plans": plans}));
    admin.run("approval_flow.set", json!({"flow": flow, "enabled": false}));
    contract
}

/// A receivable, an invoice and a visit of person 0 for a contract.
fn money(admin: &Admin<'_>, contract: Uuid, twin: usize, amount: &str, word: &str) -> [Uuid; 3] {
    let p0 = admin.loaded.people[0];
    let either = |of: [&'static str; 2]| of[twin];
    let n = format!("{twin}-{}", admin.number.get());
    let day = either(["2026-03-02", "2026-03-01"]);
    let receivable = json!({"number": format!("R{n}"), "contract_id": contract, "received_on": day,
        "money": amount, "owner_id": p0, "remark": word});
    let invoice = json!({"number": format!("I{n}"), "contract_id": contract, "money": amount,
        "applied_on": day, "title_kind": "person", "title": word, "owner_id": p0});
    let line = json!([{"name": word, "money": amount, "tax_rate": either(["6", "13"])}]);
    let at = format!("{day}T02:00:00Z");
    let visit = json!({"number": format!("V{n}"), "contract_id": contract, "visited_at": at,
        "owner_id": p0, "satisfaction": either(["satisfied", "dissatisfied"]), "feedback": word});
    [
        admin.make("receivable.create", json!({"receivable": receivable})),
        admin.make("invoice.create", json!({"invoice": invoice, "lines": line})),
        admin.make("visit.create", json!({"visit": visit})),
    ]
}

/// What only one of the worlds has.
fn more(admin: &Admin<'_>, scope: usize, customer: Uuid, decider: Uuid, lines: Json) {
    admin.number.set(30_000);
    let step = json!({"id": 1, "kind": "members", "people": [decider]});
    let flow = json!({"flow": {"name": "多", "entity": "contract"}, "rules": {"steps": [step]}});
    let flow = admin.make("approval_flow.create", flow);
    admin.run("approval_flow.set", json!({"flow": flow, "enabled": true}));
    for k in 0..3 {
        let opportunity = json!({"name": format!("商机多{k}"), "customer_id": customer});
        let made = json!({"opportunity": opportunity, "lines": lines});
        let opportunity = admin.make("opportunity.create", made);
        let contract = json!({"name": format!("合同多{k}"), "number": format!("多{k}"),
            "customer_id": customer, "order_date": DAY, "opportunity_id": opportunity});
        let made = json!({"contract": contract, "lines": lines});
        let contract = admin.make("contract.create", made);
        admin.run("contract.submit", json!({"contract": contract}));
        let approval = admin.first("approval", &format!("contract_id = \"{contract}\""));
        let said = json!({"approval": approval, "comment": "甲"});
        admin.run("approval.comment", said);
        if k == 0 {
            admin.run("approval.withdraw", json!({"approval": approval}));
            admin.run("contract.delete", json!({"contracts": [contract]}));
            admin.run("opportunity.delete", json!({"opportunities": [opportunity]}));
        }
    }
    admin.run("approval_flow.set", json!({"flow": flow, "enabled": false}));
    if scope == NO_PRODUCTS {
        let category = json!({"category": {"name": "多"}});
        let category = admin.make("product_category.create", category);
        let product = json!({"name": "多", "code": "多", "category_id": category, "price": "1"});
        admin.run("product.create", json!({"product": product}));
    }
}

/// What happens to the unseen while he works.
pub fn meanwhile(loaded: &Loaded, papers: &Papers, twin: usize) {
    let admin = Admin { loaded, number: Cell::new(40_000) };
    let word = ["甲丙", "Yi 丁"][twin];
    let Papers { foreign_opportunity, foreign_contract, foreign_invoice, .. } = papers;
    let patch = json!({"name": word});
    admin.run("opportunity.update", json!({"opportunity": foreign_opportunity, "patch": patch}));
    admin.run("contract.update", json!({"contract": foreign_contract, "patch": {"remark": word}}));
    let patch = json!({"feedback": word});
    admin.run("visit.update", json!({"visit": papers.foreign_visit, "patch": patch}));
    // What was his is changed further, or not.
    let Gone { opportunity, contract, .. } = &papers.gone;
    if twin == 0 {
        admin.run("contract.update", json!({"contract": contract, "patch": {"remark": word}}));
    } else {
        admin.run("contract.delete", json!({"contracts": [contract]}));
        admin.run("contract.restore", json!({"contracts": [contract]}));
        let end = json!({"opportunity": opportunity, "state": "won"});
        admin.run("opportunity.end", end);
    }
    if twin == 1 {
        admin.run("invoice.reset", json!({"invoice": foreign_invoice}));
        let advance = json!({"opportunity": foreign_opportunity});
        admin.run("opportunity.reopen", advance);
    }
}

/// What he does with documents: what is refused to him, and what he may.
pub fn work(t: &mut Transcript, loaded: &Loaded, me: &Session, papers: &Papers) {
    let stage = loaded.admin.opportunities().get(loaded.opportunities[0]).unwrap().stage_id.0;
    let title = loaded
        .titles
        .iter()
        .copied()
        .find(|t| me.get::<crmkit::sales::invoice_title::InvoiceTitle>(*t).is_err());
    let follow_up = loaded
        .follow_ups
        .iter()
        .copied()
        .find(|f| me.get::<crmkit::sales::follow_up::FollowUp>(*f).is_err());
    let (title, follow_up) = (title.unwrap().0, follow_up.unwrap().0);
    let unseen = |a: &&(_, Vec<_>)| me.get::<crmkit::sales::approval::Approval>(a.0).is_err();
    let (approval, tasks) = loaded.approvals.values().find(unseen).unwrap();
    let (approval, task): (Uuid, Uuid) = (approval.0, tasks[0].0);
    let names = [
        ("$customer", loaded.customers[0].0),
        ("$contact", loaded.contacts[super::FOREIGN_CONTACT].0),
        ("$lead", loaded.leads[0].0),
        ("$opportunity", papers.foreign_opportunity),
        ("$contract", papers.foreign_contract),
        ("$plan", papers.foreign_plan),
        ("$receivable", papers.foreign_receivable),
        ("$invoice", papers.foreign_invoice),
        ("$visit", papers.foreign_visit),
        ("$delegate", papers.gone.delegate),
        ("$title", title),
        ("$follow_up", follow_up),
        ("$approval", approval),
        ("$task", task),
        ("$pool", loaded.pools[2].0),
        ("$pooled", loaded.customers[28].0),
        ("$command", with_id(1001).command_id.unwrap().0),
        ("@customer", loaded.customers[7].0),
        ("@lead", loaded.leads[1].0),
        ("@contract", papers.contract),
        ("@invoice", papers.invoice),
        ("@pool", loaded.pools[3].0),
        ("@me", loaded.people[1].0),
        ("@stage", stage),
    ];
    for template in COMMANDS {
        let put = |text: String, (name, id): &(&str, Uuid)| {
            text.replace(&format!("\"{name}\""), &format!("\"{id}\""))
        };
        let text = names.iter().fold(template.to_owned(), put);
        // Else it is no more than JSON that nobody can read, whatever the worlds hold.
        assert!(!text.contains("\"$") && !text.contains("\"@"), "names no record: {text}");
        t.add(template, me.run_json(&text));
    }
    for made in papers.gone.undone() {
        t.add("undo what is gone", me.undo(made));
    }
    let mut run = |command: &str, arguments: Json| {
        t.add(command, me.run_named(command, arguments, Default::default()))
            .and_then(|answer| serde_json::from_value::<Uuid>(answer["value"].clone()).ok())
    };
    let (mine, product) = (loaded.customers[7], loaded.products[0]);
    let lines = json!([{"product_id": product, "quantity": "2"}]);
    let opportunity = json!({"name": "新商机", "customer_id": mine});
    run("opportunity.create", json!({"opportunity": opportunity, "lines": lines}));
    let opportunity = run("opportunity.create", json!({"opportunity": opportunity}));
    run("opportunity.advance", json!({"opportunity": opportunity, "stage": stage}));
    run("opportunity.end", json!({"opportunity": papers.opportunity, "state": "won"}));
    let contract = |number: Option<&str>| json!({"name": "新合同", "number": number, "customer_id": mine, "order_date": DAY});
    run("contract.create", json!({"contract": contract(None)}));
    run("contract.create", json!({"contract": contract(Some("W1")), "lines": lines}));
    if let Some(contract) = run("contract.create", json!({"contract": contract(Some("W2"))})) {
        run("contract.submit", json!({"contract": contract}));
        let invoice = json!({"number": "W2", "contract_id": contract, "money": "1",
            "applied_on": DAY, "title_kind": "person", "title": "某人"});
        run("invoice.create", json!({"invoice": invoice}));
        run("contract.void", json!({"contract": contract, "reason": "x"}));
    }
    let visit =
        json!({"number": "W", "contract_id": papers.shared, "visited_at": "2026-03-02T02:00:00Z"});
    run("visit.create", json!({"visit": visit}));
    run("receivable.submit", json!({"receivable": papers.receivable}));
    run("invoice.submit", json!({"invoice": papers.invoice}));
    run("receivable_plan.update", json!({"plan": papers.plan, "patch": {"remind_days": 9}}));
    run("contract.void", json!({"contract": papers.contract, "reason": "x"}));
    run("contract.delete", json!({"contracts": [papers.contract, papers.desk]}));
    run("opportunity.delete", json!({"opportunities": [papers.opportunity]}));
    run("approval.comment", json!({"approval": papers.approval, "comment": "看过"}));
    run("approval.approve", json!({"task": papers.task, "comment": "同意"}));
    run("approval.comment", json!({"approval": papers.approval, "comment": "晚了"}));
}
