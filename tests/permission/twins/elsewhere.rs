//! What goes on elsewhere: in a department that person 1 does not see under any scope, people have
//! stage groups, numbers and substitutes of their own; documents are deleted and restored, go from
//! one to the other, and some that were his go there. What products cost him nobody tells.
//!
//! What everybody reads is the same in both worlds: the company's stage groups and number rules.

use super::documents::{Admin, DAY};
use crmkit::model::CommandId;
use crmkit_testkit::oracle::{Loaded, Person, World};
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// The people of the other department.
const FAR: [usize; 2] = [4, 5];
/// The other department.
const THERE: usize = 2;

/// Adds them to a world.
pub fn people(world: &mut World) {
    let person = Person { department: THERE, ..Person::default() };
    world.people.extend([person.clone(), person]);
    assert!(FAR.iter().all(|n| world.people[*n].department == THERE));
}

/// What person 1 made and does not see any more.
pub struct Gone {
    made: Vec<CommandId>,
    pub opportunity: Uuid,
    pub contract: Uuid,
    /// That somebody elsewhere is away, which concerns him as little.
    pub delegate: Uuid,
}

impl Gone {
    /// What he tries with it.
    pub fn undone(&self) -> impl Iterator<Item = CommandId> + '_ {
        self.made.iter().copied()
    }
}

struct Elsewhere<'a> {
    admin: &'a Admin<'a>,
    twin: usize,
    word: &'static str,
    /// A customer of person 1, and one that he does not see.
    customers: [Uuid; 2],
    /// A contract of his that is in effect.
    shared: Uuid,
    /// Somebody of the other department: another one in each world.
    somebody: Uuid,
}

/// Makes it.
pub fn differ(admin: &Admin<'_>, twin: usize, word: &'static str, shared: Uuid) -> Gone {
    let Admin { loaded, number } = admin;
    let customers = [loaded.customers[7].0, loaded.customers[0].0];
    let somebody = loaded.people[FAR[twin]].0;
    let there = Elsewhere { admin, twin, word, customers, shared, somebody };
    number.set(22_000);
    let stages = there.definitions(loaded);
    let mut gone = there.his_own(loaded);
    number.set(23_000);
    there.at_stages(stages);
    number.set(24_000);
    there.numbered();
    number.set(25_000);
    gone.delegate = there.decided(loaded);
    number.set(26_000);
    there.restored();
    number.set(27_000);
    there.moved(loaded, &gone);
    gone
}

impl Elsewhere<'_> {
    fn either(&self, of: [&'static str; 2]) -> &'static str {
        of[self.twin]
    }

    /// What everybody reads: a stage group for the other department, number rules. Its stages.
    fn definitions(&self, loaded: &Loaded) -> [Uuid; 2] {
        let stage = |name: &str, rate: &str| json!({"name": name, "win_rate": rate, "rotten_days": 1, "checklist": [format!("{name}查")]});
        let setup = json!({"stage_group": {"name": "远方组"},
            "stages": [stage("初谈", "10"), stage("深谈", "60")],
            "departments": [loaded.departments[THERE]]});
        self.admin.run("stage_group.create", setup);
        let parts = json!([{"kind": "text", "text": "HT"}, {"kind": "date", "pattern": "year"},
            {"kind": "counter", "start": "001", "step": 1, "reset": "yearly"}]);
        for numbered in ["contract", "visit"] {
            let rule = json!({"numbered": numbered, "enabled": true, "parts": parts});
            self.admin.run("number_rule.set", rule);
        }
        ["初谈", "深谈"].map(|name| self.admin.first("stage", &format!("name = \"{name}\"")))
    }

    /// Opportunities in a group that is not offered to him, at other stages.
    fn at_stages(&self, [first, second]: [Uuid; 2]) {
        let group = self.admin.first("stage_group", "name = \"远方组\"");
        for customer_id in self.customers {
            let opportunity = json!({"name": self.word, "customer_id": customer_id,
                "owner_id": self.somebody, "money": self.either(["5", "9"])});
            let make = json!({"opportunity": opportunity, "stage_group": group, "stage": first});
            let opportunity = self.admin.make("opportunity.create", make);
            if self.twin == 1 {
                let check = format!("stage_id = \"{first}\"");
                let item = self.admin.first("stage_check", &check);
                let tick = json!({"opportunity": opportunity, "item": item, "done": true});
                self.admin.run("opportunity.check", tick);
                let advance = json!({"opportunity": opportunity, "stage": second});
                self.admin.run("opportunity.advance", advance);
            }
        }
    }

    /// Numbers by the same rules. How many were given out in a year is what the next one tells.
    fn numbered(&self) {
        let day = self.either(["2024-01-05", "2025-01-05"]);
        for name in ["甲", "乙", self.word] {
            let contract = json!({"name": name, "customer_id": self.customers[1],
                "order_date": day, "owner_id": self.somebody});
            self.admin.make("contract.create", json!({"contract": contract}));
        }
        let visit = json!({"contract_id": self.shared, "owner_id": self.somebody,
            "visited_at": format!("{day}T02:00:00Z"), "feedback": self.word});
        self.admin.make("visit.create", json!({"visit": visit}));
    }

    /// Somebody is away, and somebody else decides for him; or will be.
    fn decided(&self, loaded: &Loaded) -> Uuid {
        let [one, other] = FAR.map(|n| loaded.people[n].0);
        let (away, starts, ends) = match self.twin {
            0 => ([other, one], "2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"),
            _ => ([one, other], "2026-03-02T00:00:00Z", "2026-06-01T00:00:00Z"),
        };
        let delegate = json!({"employee": away[0], "delegate": away[1],
            "starts_at": starts, "ends_at": ends});
        let delegate = self.admin.make("approval.delegate", delegate);
        if self.twin == 1 {
            // Timed work finds him when person 1 looks at what it would do.
            let later = json!({"employee": other, "delegate": loaded.people[0],
                "starts_at": "2026-03-05T00:00:00Z", "ends_at": "2026-06-01T00:00:00Z"});
            self.admin.run("approval.delegate", later);
            let ended = json!({"employee": loaded.people[0], "delegate": one,
                "ends_at": "2026-06-01T00:00:00Z"});
            let ended = self.admin.make("approval.delegate", ended);
            self.admin.run("approval.end_delegation", json!({"delegate": ended}));
        }
        let step = json!({"id": 1, "kind": "members", "people": [one]});
        let flow =
            json!({"flow": {"name": "远", "entity": "contract"}, "rules": {"steps": [step]}});
        let flow = self.admin.make("approval_flow.create", flow);
        self.admin.run("approval_flow.set", json!({"flow": flow, "enabled": true}));
        for customer_id in self.customers {
            let number = format!("远{}", self.admin.number.get());
            let contract = json!({"name": self.word, "number": number, "order_date": DAY,
                "customer_id": customer_id, "owner_id": loaded.people[0]});
            let contract = self.admin.make("contract.create", json!({"contract": contract}));
            self.admin.run("contract.submit", json!({"contract": contract}));
        }
        self.admin.run("approval_flow.set", json!({"flow": flow, "enabled": false}));
        delegate
    }

    /// An opportunity, a contract with a plan; for a contract of his money, an invoice and a visit.
    fn theirs(&self, customer: Uuid) -> Vec<(&'static str, Uuid)> {
        let (make, n) = (|command, arguments| self.admin.make(command, arguments), self.twin);
        let number = |k: &str| format!("{k}{n}-{}", self.admin.number.get());
        let owner = self.somebody;
        let opportunity = json!({"name": self.word, "customer_id": customer, "owner_id": owner});
        let contract = json!({"name": self.word, "number": number("草"), "order_date": DAY,
            "customer_id": customer, "owner_id": owner});
        let contract = make("contract.create", json!({"contract": contract}));
        self.admin.run("contract.submit", json!({"contract": contract}));
        let plans = json!([{"money": self.either(["3", "4"]), "due_on": DAY}]);
        let plans = json!({"contract": contract, "plans": plans});
        self.admin.run("receivable_plan.create", plans);
        let receivable = json!({"number": number("收"), "contract_id": self.shared,
            "received_on": DAY, "money": "1", "owner_id": owner, "remark": self.word});
        let invoice = json!({"number": number("票"), "contract_id": self.shared, "money": "1",
            "applied_on": DAY, "title_kind": "person", "title": self.word, "owner_id": owner});
        let visit = json!({"number": number("访"), "contract_id": self.shared,
            "visited_at": "2026-03-02T02:00:00Z", "owner_id": owner, "feedback": self.word});
        vec![
            ("opportunity", make("opportunity.create", json!({"opportunity": opportunity}))),
            ("contract", contract),
            ("receivable", make("receivable.create", json!({"receivable": receivable}))),
            ("invoice", make("invoice.create", json!({"invoice": invoice}))),
            ("visit", make("visit.create", json!({"visit": visit}))),
        ]
    }

    /// Deleted and restored in one world; and in that one deleted for good.
    fn restored(&self) {
        let all = self.customers.map(|customer| self.theirs(customer));
        for (kind, id) in all.iter().flatten().filter(|_| self.twin == 1) {
            self.bin(kind, "delete", *id);
            self.bin(kind, "restore", *id);
        }
        for (kind, id) in self.theirs(self.customers[1]) {
            // That there is a visit is declared, and so is what is invoiced and received.
            if self.twin == 1 && ["opportunity", "contract"].contains(&kind) {
                self.bin(kind, "delete", id);
            }
        }
        let customer = |name: &str| json!({"customer": {"name": name, "owner_id": self.somebody}});
        let customer = self.admin.make("customer.create", customer(self.word));
        if self.twin == 1 {
            self.bin("customer", "delete", customer);
            self.bin("customer", "restore", customer);
        }
    }

    fn bin(&self, kind: &str, verb: &str, id: Uuid) {
        let several = if kind == "opportunity" { "opportunities" } else { &format!("{kind}s") };
        self.admin.run(&format!("{kind}.{verb}"), json!({several: [id]}));
    }

    /// What person 1 makes, which goes elsewhere.
    fn his_own(&self, loaded: &Loaded) -> Gone {
        let (me, mut made) = (loaded.session(1), Vec::new());
        let mut make = |command: &str, arguments: Json| -> Uuid {
            let done = me.run_named(command, arguments, Default::default()).unwrap();
            made.push(serde_json::from_value(done["command_id"].clone()).unwrap());
            serde_json::from_value(done["value"].clone()).unwrap()
        };
        let customer = self.customers[0];
        let opportunity = json!({"name": "远去", "customer_id": customer});
        let opportunity = make("opportunity.create", json!({"opportunity": opportunity}));
        let contract =
            json!({"name": "远去", "number": "去", "customer_id": customer, "order_date": DAY});
        let contract = make("contract.create", json!({"contract": contract}));
        Gone { made, opportunity, contract, delegate: Uuid::nil() }
    }

    /// Documents that go from one to the other, and his own that go there.
    fn moved(&self, loaded: &Loaded, gone: &Gone) {
        let give = |kind: &str, id: Uuid| {
            let several = if kind == "opportunity" { "opportunities" } else { &format!("{kind}s") };
            let to = json!({several: [id], "to": self.somebody});
            self.admin.run(&format!("{kind}.transfer"), to);
        };
        give("opportunity", gone.opportunity);
        give("contract", gone.contract);
        let p0 = loaded.people[0];
        for customer_id in self.customers {
            let number = format!("走{}", self.admin.number.get());
            let opportunity = json!({"name": "走", "customer_id": customer_id, "owner_id": p0});
            let opportunity = json!({"opportunity": opportunity});
            give("opportunity", self.admin.make("opportunity.create", opportunity));
            let contract = json!({"name": "走", "number": number, "order_date": DAY,
                "customer_id": customer_id, "owner_id": p0});
            give("contract", self.admin.make("contract.create", json!({"contract": contract})));
        }
        let [_, there, _] = super::worlds::FOREIGN.map(|n| loaded.customers[n].0);
        let cascade = json!(["contacts", "opportunities", "contracts"]);
        let to = json!({"customers": [there], "to": self.somebody, "cascade": cascade});
        self.admin.run("customer.transfer", to);
        if self.twin == 1 {
            let patch = json!({"name": self.word});
            let update = json!({"opportunity": gone.opportunity, "patch": patch});
            self.admin.run("opportunity.update", update);
            let patch = json!({"remark": self.word});
            self.admin.run("contract.update", json!({"contract": gone.contract, "patch": patch}));
        }
    }
}

/// What a product costs and has cost, where he may not read that. A price that he reads has the
/// same history.
pub fn prices(admin: &Admin<'_>, twin: usize, priced: bool, product: Uuid) {
    let either = |of: [&'static str; 2]| of[twin];
    let change = |patch: Json| {
        admin.run("product.update", json!({"product": product, "patch": patch}));
    };
    if priced {
        change(json!({"cost_price": either(["11", "21"])}));
    } else {
        change(json!({"price": either(["80", "90"]), "cost_price": either(["11", "21"])}));
        // What is sold at it, and so what it costs now, is told by deals that one sees.
        change(json!({"price": "100"}));
    }
    change(json!({"cost_price": either(["10", "20"])}));
}
