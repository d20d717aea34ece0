//! A hub and three phones in one process, without a network: the phones carry commands out on
//! full copies while they are apart, the hub carries them out again, and a new copy is the
//! synchronisation. Whatever comes later for offline work, this must hold of every command:
//!
//! - where nothing came between, the hub makes the same rows with the same ids and revisions;
//! - where something did, it does so, or says why not and changes nothing;
//! - what is sent twice is done once;
//! - a refusal is one for people, never a fault of the program;
//! - the same seed gives the same bytes.
//!
//! `SEEDS=5000 cargo test --test simulator` runs more.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests: a panic is how a case fails"
)]

mod common;

use common::{World, options, world};
use crmkit::ENTITIES;
use crmkit::ErrorKind;
use crmkit::commands::{COMMANDS, by_name};
use crmkit::model::{CommandId, DeviceId, IdSource, Registry, TypedId};
use crmkit::org::EmployeeId;
use crmkit::query::Query;
use crmkit::sales::contact::Contact;
use crmkit::sales::contract::Contract;
use crmkit::sales::customer::{Customer, CustomerId};
use crmkit::sales::follow_up::FollowUp;
use crmkit::sales::lead::Lead;
use crmkit::sales::opportunity::Opportunity;
use crmkit::sales::pool::PoolId;
use crmkit::sales::visit::Visit;
use crmkit::session::{CommandFlags, Crm, Envelope, RunOptions, Session};
use crmkit::store::{FileRole, Identity, MemoryStore};
use crmkit_testkit::SeededIds;
use crmkit_testkit::oracle::digest;
use crmkit_testkit::random::Random;
use crmkit_testkit::replica::{copy, rows};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

macro_rules! ids {
    ($entity:ty, $session:expr) => {{
        let page = $session.list::<$entity>(&Query::default().limit(500)).unwrap();
        page.rows.iter().map(|row| row.id.uuid()).collect::<Vec<Uuid>>()
    }};
}

fn memory(role: FileRole, device: u128, world: &Arc<crmkit_testkit::ManualClock>) -> Crm {
    let identity = Identity { role, device: Uuid::from_u128(device) };
    let store = Arc::new(MemoryStore::new(Registry::new(ENTITIES), identity));
    Crm::new(store, options(world.clone(), device as u64)).unwrap()
}

/// What the phone did and has not told the hub.
struct Waiting {
    envelope: Envelope,
    outcome: Json,
}

struct Phone {
    crm: Crm,
    holder: EmployeeId,
    device: u128,
    waiting: Vec<Waiting>,
    /// How often the hub had changed when the copy was made.
    as_of: u64,
}

/// What the hub said to commands of phones.
#[derive(Default)]
struct Told {
    same: u64,
    done: u64,
    refused: BTreeMap<String, u64>,
    commands: BTreeSet<&'static str>,
}

struct Simulator {
    hub: World,
    pool: PoolId,
    phones: Vec<Phone>,
    random: Random,
    ids: SeededIds,
    /// How often the hub has changed.
    changes: u64,
    /// Whether the whole hub is looked at around every command: dear, so in one world of eight.
    thorough: bool,
    told: Told,
}

impl Simulator {
    fn new(seed: u64) -> Self {
        let clock = common::clock();
        let hub = world(memory(FileRole::Hub, 1, &clock), clock);
        let pool = hub.pool("公海");
        let phones = (2..).zip(hub.ids).map(|(device, holder)| Phone {
            crm: memory(FileRole::Replica, device, &hub.clock),
            holder,
            device,
            waiting: Vec::new(),
            as_of: 0,
        });
        let phones = phones.collect();
        let (random, ids) = (Random::new(seed), SeededIds::new(seed));
        let mut simulator = Self {
            hub,
            pool,
            phones,
            random,
            ids,
            changes: 0,
            thorough: seed.is_multiple_of(8),
            told: Told::default(),
        };
        (0..3).for_each(|phone| simulator.copy(phone));
        simulator
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        (!of.is_empty()).then(|| self.random.pick(of))
    }

    fn command_id(&self) -> CommandId {
        CommandId(self.ids.next(self.hub.crm.clock().now()))
    }

    /// Something that somebody does on a phone, by what he sees there.
    fn offline(&mut self, phone: usize) {
        let session = self.phones[phone].crm.session(self.phones[phone].holder).unwrap();
        let Some((command, arguments)) = self.offline_command(&session) else { return };
        let command_id = self.command_id();
        let now = self.hub.crm.clock().now();
        match session.run_named(command, arguments.clone(), RunOptions::id(command_id)) {
            Ok(outcome) => {
                let meta = by_name(command).unwrap().meta;
                self.told.commands.insert(meta.name);
                let envelope = Envelope {
                    command_id,
                    device: DeviceId(Uuid::from_u128(self.phones[phone].device)),
                    actor: self.phones[phone].holder,
                    given_at: now,
                    command: command.into(),
                    version: meta.version,
                    arguments,
                };
                self.phones[phone].waiting.push(Waiting { envelope, outcome });
            }
            Err(error) => assert_ne!(error.kind(), ErrorKind::Internal, "{command}: {error}"),
        }
    }

    fn name(&mut self) -> String {
        let names = ["武汉鑫源", "上海远大", "北京华信", "广州恒通", "深圳宏图", "成都蜀锦"];
        self.pick(&names).unwrap().to_owned()
    }

    fn offline_command(&mut self, session: &Session) -> Option<(&'static str, Json)> {
        let (leads, customers, contacts, follow_ups) = (
            ids!(Lead, session),
            ids!(Customer, session),
            ids!(Contact, session),
            ids!(FollowUp, session),
        );
        let name = self.name();
        let remark = format!("备注{}", self.random.below(9));
        let expect = self.random.below(4) == 0;
        Some(match self.random.below(16) {
            0 => ("lead.create", json!({"lead": {"name": name, "mobile": "13900000001"}})),
            1 => {
                let lead = self.pick(&leads)?;
                let rev = expect.then(|| session.get::<Lead>(lead.into()).unwrap().rev);
                let patch = json!({"remark": remark});
                ("lead.update", json!({"lead": lead, "patch": patch, "expect_rev": rev}))
            }
            2 | 3 => ("customer.create", json!({"customer": {"name": name}})),
            4 => {
                let customer = self.pick(&customers)?;
                let patch = match self.random.below(2) {
                    0 => json!({"remark": remark}),
                    _ => json!({"name": name}),
                };
                ("customer.update", json!({"customer": customer, "patch": patch}))
            }
            5 => {
                let contact = json!({"customer_id": self.pick(&customers)?, "name": name});
                ("contact.create", json!({"contact": contact}))
            }
            6 => {
                let patch = json!({"post": remark});
                ("contact.update", json!({"contact": self.pick(&contacts)?, "patch": patch}))
            }
            7 | 8 => {
                let mut follow_up = json!({"content": remark});
                match (self.random.below(2), self.pick(&leads), self.pick(&customers)) {
                    (0, Some(lead), _) => follow_up["lead_id"] = json!(lead),
                    (_, _, Some(customer)) => follow_up["customer_id"] = json!(customer),
                    _ => return None,
                }
                ("follow_up.create", json!({"follow_up": follow_up}))
            }
            9 => {
                let customer = self.pick(&customers)?;
                let at = json!({"customer": customer, "latitude": "30.59", "longitude": "114.3", "place": name});
                ("follow_up.sign_in", at)
            }
            10 => {
                let opportunity = json!({"customer_id": self.pick(&customers)?, "name": name});
                ("opportunity.create", json!({"opportunity": opportunity}))
            }
            11 => {
                let opportunity = self.pick(&ids!(Opportunity, session))?;
                let patch = json!({"money": self.random.below(9).to_string(), "remark": remark});
                ("opportunity.update", json!({"opportunity": opportunity, "patch": patch}))
            }
            12 => {
                let contract = json!({
                    "number": format!("HT-{}", self.random.below(50)),
                    "name": name,
                    "customer_id": self.pick(&customers)?,
                    "money": "100",
                    "order_date": "2026-03-09",
                });
                ("contract.create", json!({"contract": contract}))
            }
            13 => {
                let visit = json!({
                    "number": format!("HF-{}", self.random.below(50)),
                    "visited_at": self.hub.crm.clock().now().to_rfc3339(),
                    "contract_id": self.pick(&ids!(Contract, session))?,
                    "feedback": remark,
                });
                ("visit.create", json!({"visit": visit}))
            }
            14 => {
                let visit = self.pick(&ids!(Visit, session))?;
                ("visit.update", json!({"visit": visit, "patch": {"feedback": remark}}))
            }
            _ => {
                let patch = json!({"content": remark});
                ("follow_up.update", json!({"follow_up": self.pick(&follow_ups)?, "patch": patch}))
            }
        })
    }

    /// Something that somebody does at the office meanwhile.
    fn office(&mut self) {
        let [manager, wang, li] = self.hub.ids;
        let to = self.pick(&[manager, wang, li]).unwrap();
        let admin = self.hub.admin.clone();
        let customers = admin.list::<Customer>(&Query::default().limit(500)).unwrap().rows;
        let customers: Vec<CustomerId> = customers.into_iter().map(|c| c.id).collect();
        let customer = self.pick(&customers);
        let lead = self.pick(&ids!(Lead, admin));
        let name = self.name();
        if let (0, Some(contract)) = (self.random.below(4), self.pick(&ids!(Contract, admin))) {
            return self.at_office("contract.submit", json!({"contract": contract}));
        }
        let (command, arguments) = match (self.random.below(9), customer, lead) {
            (0, Some(c), _) => ("customer.transfer", json!({"customers": [c], "to": to})),
            (1, Some(c), _) => ("customer.delete", json!({"customers": [c]})),
            (2, Some(c), _) => ("pool.release", json!({"pool": self.pool, "customers": [c]})),
            (3, _, Some(l)) => ("lead.transfer", json!({"leads": [l], "to": to})),
            (4, _, Some(l)) => ("lead.delete", json!({"leads": [l]})),
            (5, _, Some(l)) => ("lead.convert", json!({"leads": [l]})),
            (6, Some(c), _) => ("customer.update", json!({"customer": c, "patch": {"name": name}})),
            (7, _, _) => {
                let off = admin.get::<crmkit::org::Employee>(li).unwrap().status
                    == crmkit::org::EmployeeStatus::Disabled;
                let command = if off { "employee.enable" } else { "employee.disable" };
                (command, json!({"employee": li}))
            }
            _ => ("customer.create", json!({"customer": {"name": name}})),
        };
        self.at_office(command, arguments);
    }

    fn at_office(&mut self, command: &str, arguments: Json) {
        let admin = self.hub.admin.clone();
        match admin.run_named(command, arguments, RunOptions::id(self.command_id())) {
            Ok(outcome) if !outcome["changes"].as_array().unwrap().is_empty() => self.changes += 1,
            Ok(_) => {}
            Err(error) => assert_ne!(error.kind(), ErrorKind::Internal, "{command}: {error}"),
        }
    }

    /// A phone tells the hub what it did, and gets a new copy.
    fn synchronise(&mut self, phone: usize) {
        let alone = self.phones[phone].as_of == self.changes;
        let store = self.hub.crm.store().clone();
        let digest = || self.thorough.then(|| digest(&*store));
        for Waiting { envelope, outcome } in std::mem::take(&mut self.phones[phone].waiting) {
            let (before, name) = (digest(), envelope.command.clone());
            match self.hub.crm.accept(envelope.clone()) {
                Ok(got) => {
                    if alone {
                        assert_eq!(got["value"], outcome["value"], "{name}");
                        assert_eq!(got["changes"], outcome["changes"], "{name}");
                        self.told.same += 1;
                    }
                    self.told.done += 1;
                    self.changes += 1;
                    let after = digest();
                    let again = self.hub.crm.accept(envelope).unwrap();
                    // What changes nothing is not remembered, and changes nothing again.
                    let nothing = got["changes"].as_array().is_some_and(Vec::is_empty);
                    assert_eq!(again["replayed"], !nothing, "{name} is done once");
                    assert_eq!(digest(), after, "{name}: sent twice");
                }
                Err(error) => {
                    assert!(!alone, "{name} was done on the phone: {error}");
                    assert_ne!(error.kind(), ErrorKind::Internal, "{name}: {error}");
                    assert_eq!(digest(), before, "{name}: {error}");
                    *self.told.refused.entry(error.code().into()).or_default() += 1;
                }
            }
        }
        if alone {
            let phone = rows(&**self.phones[phone].crm.store(), &|_, _| true);
            assert_eq!(phone, rows(&*store, &|_, _| true), "nothing came between");
        }
        self.copy(phone);
    }

    fn copy(&mut self, phone: usize) {
        let phone = &mut self.phones[phone];
        phone.crm = memory(FileRole::Replica, phone.device, &self.hub.clock);
        copy(&**self.hub.crm.store(), &**phone.crm.store(), &|_, _| true);
        phone.as_of = self.changes;
    }

    fn run(mut self) -> (String, Told) {
        for _ in 0..40 {
            self.hub.clock.advance(self.random.below(3_600_000_000) as i64);
            let phone = self.random.below(3);
            match self.random.below(10) {
                0..=5 if self.phones[phone].crm.session(self.phones[phone].holder).is_ok() => {
                    self.offline(phone);
                }
                6 => self.office(),
                _ => self.synchronise(phone),
            }
        }
        (0..3).for_each(|phone| self.synchronise(phone));
        assert_eq!(self.hub.crm.check().unwrap(), []);
        (digest(&**self.hub.crm.store()), self.told)
    }
}

#[test]
fn the_hub_agrees_with_its_phones_or_says_why_not() {
    let seeds: u64 = std::env::var("SEEDS").map_or(300, |n| n.parse().unwrap());
    let mut all = Told::default();
    for seed in 0..seeds {
        let (_, told) = Simulator::new(seed).run();
        all.same += told.same;
        all.done += told.done;
        all.commands.extend(told.commands);
        for (code, n) in told.refused {
            *all.refused.entry(code).or_default() += n;
        }
    }
    let refused: u64 = all.refused.values().sum();
    println!(
        "RELIABILITY A hub and three phones: seeds 0 to {}, {} commands of phones; {} with nothing \
         between, done with the same ids and changes; {} done although others had been at work, \
         {refused} refused with a reason, no other outcome",
        seeds - 1,
        all.done + refused,
        all.same,
        all.done - all.same
    );
    let offline = COMMANDS.iter().filter(|c| c.meta.flags.has(CommandFlags::OFFLINE));
    assert_eq!(all.commands, offline.map(|c| c.meta.name).collect(), "each was tried");
    assert!(
        all.same > seeds && all.done > all.same && refused > seeds / 10,
        "the runs are too tame"
    );
    for code in ["record.not_found", "record.duplicate", "session.disabled"] {
        assert!(all.refused.contains_key(code), "nobody was told {code}: {:?}", all.refused);
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let seeds: u64 = std::env::var("SEEDS").map_or(300, |n| n.parse().unwrap());
    for seed in 0..seeds / 30 {
        // The salt of the first password is the host's, outside of every command.
        let bytes = || {
            let everything = Simulator::new(seed).run().0;
            let salted =
                |line: &&str| line.starts_with("credential ") || line.contains("\"setup\"");
            everything.lines().filter(|l| !salted(l)).collect::<Vec<_>>().join("\n")
        };
        assert!(bytes() == bytes(), "seed {seed}");
    }
    println!(
        "RELIABILITY The same history twice: seeds 0 to {}; the same bytes of rows and logs",
        seeds / 30 - 1
    );
}

#[test]
fn only_a_hub_takes_commands_of_devices_and_only_versions_that_it_knows() {
    let simulator = Simulator::new(1);
    let envelope = |command: &str, version| Envelope {
        command_id: simulator.command_id(),
        device: DeviceId(Uuid::from_u128(2)),
        actor: simulator.hub.ids[1],
        given_at: simulator.hub.crm.clock().now(),
        command: command.into(),
        version,
        arguments: json!({"customer": {"name": "甲"}}),
    };
    let code = |crm: &Crm, e: Envelope| crm.accept(e).err().map(|e| e.code());
    let hub = &simulator.hub.crm;
    let before = digest(&**hub.store());
    for crm in [&simulator.phones[0].crm, &common::memory().crm] {
        assert_eq!(code(crm, envelope("customer.create", 1)), Some("hub.not_one"));
    }
    assert_eq!(code(hub, envelope("customer.make", 1)), Some("command.unknown"));
    assert_eq!(code(hub, envelope("customer.create", 9)), Some("command.version"));
    assert_eq!(code(hub, envelope("employee.disable", 1)), Some("json.invalid"));
    assert_eq!(code(hub, envelope("team.expire", 1)), Some("command.unknown"));
    assert_eq!(digest(&**hub.store()), before);
    assert_eq!(code(hub, envelope("customer.create", 1)), None);
}

/// What happened offline happened then; what the hub alone may do happens when the hub does it;
/// and no device's clock makes anything happen in the future.
#[test]
fn a_command_happens_when_it_was_given() {
    let simulator = Simulator::new(2);
    let (hub, wang) = (&simulator.hub, simulator.hub.ids[1]);
    let given_at = hub.crm.clock().now();
    hub.clock.advance_days(3);
    let now = hub.crm.clock().now();
    let accept = |command: &str, given_at, arguments| {
        let envelope = Envelope {
            command_id: simulator.command_id(),
            device: DeviceId(Uuid::from_u128(2)),
            actor: wang,
            given_at,
            command: command.into(),
            version: 1,
            arguments,
        };
        hub.crm.accept(envelope).unwrap()["changes"][0]["id"].clone()
    };
    let made = accept("customer.create", given_at, json!({"customer": {"name": "甲"}}));
    let id: CustomerId = serde_json::from_value(made).unwrap();
    let customer = hub.wang.customers().get(id).unwrap();
    assert_eq!((customer.created_at, customer.received_at), (given_at, Some(given_at)));
    let ahead = accept(
        "customer.create",
        now + chrono::TimeDelta::days(9),
        json!({"customer": {"name": "乙"}}),
    );
    let id: CustomerId = serde_json::from_value(ahead).unwrap();
    assert_eq!(hub.wang.customers().get(id).unwrap().created_at, now);
    // An edit that arrives late does not make the record older.
    hub.manager
        .customers()
        .update(
            id,
            crmkit::sales::customer::CustomerPatch {
                remark: Some("新".into()),
                ..Default::default()
            },
        )
        .unwrap();
    accept(
        "customer.update",
        given_at,
        json!({"customer": id.uuid(), "patch": {"address": "武汉"}}),
    );
    assert_eq!(hub.wang.customers().get(id).unwrap().updated_at, now);
    // A release is decided on the hub, and so it happens there.
    accept("pool.release", given_at, json!({"pool": simulator.pool, "customers": [id.uuid()]}));
    let pooled = hub.wang.pool(simulator.pool).get(id).unwrap();
    assert_eq!(pooled.pooled_at, Some(now));
}
