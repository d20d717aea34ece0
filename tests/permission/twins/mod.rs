//! Non-interference: two worlds that differ only in what somebody may not see answer him alike,
//! byte for byte.
//!
//! Declared, and therefore not in the plan: that a unique name or number is taken (`l9` in `leaks`);
//! the next number by a rule, which tells how many were given out; how many contacts, opportunities
//! and contracts keep a customer that one sees from being deleted, whoever sees them, contracts an
//! opportunity, money and invoices a contract; what was received and invoiced for a contract that one
//! sees, by whomever, and so how much it still takes; that somebody has visited a contract; by which
//! steps a document is approved, whatever their conditions ask; that somebody else owns as many
//! customers as he may; when a pool that one does not see takes a customer that one sees; at what
//! price a product is sold that one puts into a deal, and when a record that one sees was changed in
//! fields that one does not see, as often as a price was. What everybody reads is no secret: stage
//! groups, to whomever they are offered, and number rules. What the company's settings say of
//! duplicates that one does not see is taken out of the answers by [`declared`]; where they only say
//! that there are some, the answers are compared whole.

mod documents;
mod elsewhere;
mod questions;
mod worlds;

use crate::fields::Ear;
use crate::support::{memory, sqlite};
use crmkit::admin::settings::UpdateSettings;
use crmkit::data::{ImportPlan, OnDuplicate};
use crmkit::org::{DuplicatePolicy, Employee, Role, SettingsPatch};
use crmkit::query::Filter;
use crmkit::query::{Aggregate, Bucket, Direction, Group, Measure, Order, Query, Totals};
use crmkit::sales::capacity::{CapacityKind, CreateCapacityRule, NewCapacityRule};
use crmkit::sales::contact::*;
use crmkit::sales::customer::*;
use crmkit::sales::duplicate::{Duplicate, DuplicateQuery};
use crmkit::sales::follow_up::FollowUp;
use crmkit::sales::invoice_title::{InvoiceTitle, NewInvoiceTitle, TitleKind};
use crmkit::sales::lead::*;
use crmkit::sales::pool::{Pool, ReleaseCustomers, SetPoolRules};
use crmkit::sales::todo::{HandleTodos, TodoKind};
use crmkit::session::{RunOptions, Session};
use crmkit_testkit::oracle::{Action, Loaded, PLACE, Record, Verdict, World, may, records};
use documents::Papers;
use std::fmt::Debug;
use std::sync::Arc;
use uuid::Uuid;
use worlds::{
    FOREIGN, FOREIGN_CONTACT, IN_POOL_1, OWN_CONTACT, automatic, by_admin, differ, meanwhile,
    no_deal,
};

/// What the settings say of duplicates that he does not see is declared: it is taken out.
fn declared(found: Vec<Duplicate>, shows: DuplicatePolicy) -> Vec<Duplicate> {
    let all = shows == DuplicatePolicy::OnlyThatItExists;
    found.into_iter().filter(|d| all || d.id.is_some()).collect()
}

/// Everything that was answered, in words.
#[derive(Default)]
struct Transcript(Vec<String>);

impl Transcript {
    fn add<T: Debug>(&mut self, what: &str, answer: crmkit::Result<T>) -> Option<T> {
        let words = match &answer {
            Ok(answer) => format!("{what}: {answer:?}"),
            Err(e) => format!("{what}: {e:?} {:?} {e}", e.params()),
        };
        self.0.push(words);
        answer.ok()
    }
}

/// What person 1 does in both worlds.
fn plan(
    loaded: &Loaded,
    me: &Session,
    twin: usize,
    pooled: CustomerId,
    papers: &Papers,
    known: &questions::Known,
) -> Vec<String> {
    let mut t = Transcript::default();
    let ear = Arc::new(Ear::default());
    let _subscription = me.subscribe(ear.clone());
    meanwhile(loaded, twin as u128);
    documents::meanwhile(loaded, papers, twin);
    questions::all(&mut t, me, known);
    documents::work(&mut t, loaded, me, papers);
    questions::all(&mut t, me, known);
    for query in [
        Query::default().totals(Totals::Exact),
        Query::default().limit(2),
        Query::search("客户"),
        Query::search("多"),
        Query::search("zhong"),
        Query::search("5678"),
        Query::default().deleted(),
        Query::new("name contains \"甲\" or owner.name contains \"0\"".parse().unwrap()),
        Query::new("not has follow_ups (content contains \"电话\")".parse().unwrap()),
        Query::new("remark contains \"甲\"".parse().unwrap()),
    ] {
        let mut at = query;
        while let Some(page) = t.add("customers", me.customers().list(&at)) {
            let Some(next) = page.next else { break };
            at = at.after(next);
        }
    }
    for field in ["name", "owner_id", "updated_at", "remark"] {
        let order = vec![Order { field: field.into(), direction: Direction::Desc }];
        let query = Query { order, limit: 3, ..Query::default() };
        t.add("leads", me.leads().list(&query));
        t.add("follow-ups", me.follow_ups().list(&query));
        let group = vec![Group { field: field.into(), bucket: None }];
        let ask = Aggregate { group, measures: vec![Measure::Count], ..Aggregate::default() };
        t.add("groups", me.aggregate::<Customer>(&ask));
    }
    let group = vec![Group { field: "created_at".into(), bucket: Some(Bucket::Day) }];
    let measures = vec![Measure::Count, Measure::Max("name".into()), Measure::Min("mobile".into())];
    t.add("days", me.aggregate::<Customer>(&Aggregate { group, measures, ..<_>::default() }));
    t.add("count", me.count::<Customer>(&Query::default(), Totals::Capped));
    t.add("count", me.count::<FollowUp>(&Query::default(), Totals::Exact));
    t.add("people", me.list::<Employee>(&Query::default()));
    t.add("roles", me.list::<Role>(&Query::default()));
    t.add("pools", me.list::<Pool>(&Query::default()));
    pools(&mut t, loaded, me, pooled);
    others(&mut t, loaded, me);
    duplicates(&mut t, loaded, me);
    let missing = CustomerId(Uuid::from_u128(5));
    for id in [loaded.customers[0], loaded.customers[3], missing, loaded.customers[7]] {
        t.add("get", me.customers().get(id));
        t.add("why", me.why_visible::<Customer>(id));
        t.add("who", me.who_can_see::<Customer>(id));
        let patch = CustomerPatch { website: Some("a.cn".into()), ..CustomerPatch::default() };
        t.add("update", me.customers().update(id, patch));
        t.add("delete", me.customers().delete(vec![id]));
        t.add("bin", me.customers().list(&Query::default().deleted()));
        t.add("restore", me.customers().restore(vec![id]));
        t.add("claim", me.pool(loaded.pools[0]).claim(vec![id]));
        t.add("leave", me.run(LeaveTeam { customers: vec![id] }));
        t.add("history", me.history::<Customer>(id, None, 50));
    }
    let made = t.add("create", me.leads().create(NewLead { name: "新".into(), ..<_>::default() }));
    let made = made.unwrap();
    t.add("convert", me.leads().convert(vec![made.value, loaded.leads[0]]));
    t.add("undo", me.undo(made.command_id));
    let plan = ImportPlan {
        entity: "customer".into(),
        match_on: vec!["mobile".into()],
        on_duplicate: OnDuplicate::Overwrite,
        ..ImportPlan::default()
    };
    let text = "name,mobile\n新客,13900000001\n新客二,13900000002\n";
    t.add("import", me.import(&mut text.as_bytes(), &plan, RunOptions::default(), &mut |_| true));
    commands(&mut t, loaded, me);
    later(&mut t, loaded, me);
    t.0.push(format!("{:?}", ear.0.lock().unwrap()));
    t.0
}

/// Questions to the pools.
fn pools(t: &mut Transcript, loaded: &Loaded, me: &Session, pooled: CustomerId) {
    for pool in &loaded.pools {
        let view = me.pool(*pool);
        for query in [
            Query::default().totals(Totals::Exact),
            Query::default().limit(1),
            Query::search("客户"),
            Query::search("丙"),
            Query::new("remark contains \"甲\"".parse().unwrap()),
            Query::new("latitude > \"31\"".parse().unwrap()),
            Query::new("has contacts (name contains \"1\")".parse().unwrap()),
            Query { order: vec![by("latitude")], ..Query::default() },
            Query { order: vec![by("name")], ..Query::default() },
        ] {
            let page = t.add("pool", view.list(&query));
            if let Some(next) = page.and_then(|p| p.next) {
                t.add("pool's next page", view.list(&query.clone().after(next)));
            }
            t.add("pool's contacts", view.contacts(&query));
        }
        for id in [pooled, loaded.customers[24], loaded.customers[0]] {
            t.add("pooled", view.get(id));
            t.add("pooled history", view.history(id, None, 20));
            t.add("why pooled", me.why_visible::<Customer>(id));
        }
        t.add("pooled contact", view.contact(loaded.contacts[FOREIGN_CONTACT]));
    }
}

fn by(field: &str) -> Order {
    Order { field: field.into(), direction: Direction::Asc }
}

/// Contacts, titles, to-dos, what is near, what a pool takes soon.
fn others(t: &mut Transcript, loaded: &Loaded, me: &Session) {
    let contacts = [
        "name contains \"甲\"",
        "customer.name contains \"甲\"",
        "remark contains \"甲\"",
        "not has follow_ups (content contains \"电话\")",
    ];
    let customers = [
        "has contacts (name contains \"甲\")",
        "primary_contact.name contains \"9\"",
        "has invoice_titles (title contains \"多\")",
    ];
    for text in contacts {
        t.add(text, me.contacts().list(&Query::new(text.parse().unwrap())));
        t.add(text, me.count::<Contact>(&Query::new(text.parse().unwrap()), Totals::Exact));
    }
    for text in customers {
        t.add(text, me.customers().list(&Query::new(text.parse().unwrap())));
    }
    for words in ["联系", "多", "0000"] {
        t.add(words, me.contacts().list(&Query::search(words)));
        t.add(words, me.invoice_titles().list(&Query::search(words)));
    }
    let group = vec![Group { field: "customer_id".into(), bucket: None }];
    let measures = vec![Measure::Count, Measure::Max("name".into())];
    let ask = Aggregate { filter: Filter::All, group, measures };
    t.add("groups of contacts", me.aggregate::<Contact>(&ask));
    t.add("titles", me.count::<InvoiceTitle>(&Query::default(), Totals::Capped));
    for id in [FOREIGN_CONTACT, OWN_CONTACT].map(|n| loaded.contacts[n]) {
        t.add("contact", me.contacts().get(id));
        t.add("why contact", me.why_visible::<Contact>(id));
        t.add("who contact", me.who_can_see::<Contact>(id));
        t.add("contact's history", me.history::<Contact>(id, None, 20));
    }
    for (kind, radius) in [(None, 100), (Some(NearbyKind::Pooled), 200_000), (None, 200_000)] {
        let (latitude, longitude) = (PLACE.0.parse().unwrap(), PLACE.1.parse().unwrap());
        let limit = Some(500);
        t.add("near", me.nearby(&NearbyQuery { latitude, longitude, radius, kind, limit }));
    }
    let pool = loaded.pools[0];
    by_admin(loaded, 6000, SetPoolRules { pool, rules: vec![no_deal(5)] });
    by_admin(loaded, 6001, automatic(pool));
    t.add("days", me.days_to_pool(&loaded.customers));
    t.add("entering", me.entering_pool());
    t.add("blocks", me.customer_delete_blocks(&loaded.customers));
    t.add("counts", me.todo_counts());
    for kind in [
        TodoKind::CustomersToday,
        TodoKind::CustomersOverdue,
        TodoKind::CustomersAssigned,
        TodoKind::EnteringPool,
        TodoKind::LeadsToday,
        TodoKind::LeadsOverdue,
        TodoKind::LeadsAssigned,
    ] {
        t.add("to do", me.todos(kind));
        let foreign = loaded.customers[0].0;
        t.add("handle", me.run(HandleTodos { kind, records: vec![foreign.into()] }));
    }
}

/// Duplicates under every policy.
fn duplicates(t: &mut Transcript, loaded: &Loaded, me: &Session) {
    let policies = [
        DuplicatePolicy::NameAndOwner,
        DuplicatePolicy::NameOwnerAndLastFollowUp,
        DuplicatePolicy::OnlyThatItExists,
    ];
    for (n, shows) in policies.into_iter().enumerate() {
        let patch = SettingsPatch { duplicates_show: Some(shows), ..SettingsPatch::default() };
        by_admin(loaded, 7000 + n as u128, UpdateSettings { patch, expect_rev: None });
        // Each number stands in both worlds, with somebody else.
        for (name, mobile) in [
            (None, Some("13900000001")),
            (None, Some("13900000002")),
            (None, Some("13700000009")),
            (Some("客户"), None),
            (Some("客户00"), Some("13900000001")),
            (Some("甲甲"), None),
            (Some("zhong"), None),
        ] {
            let query = DuplicateQuery {
                name: name.map(str::to_owned),
                mobile: mobile.map(str::to_owned),
                telephone: None,
                limit: Some(50),
            };
            let found = me.find_duplicates(&query).map(|found| declared(found, shows));
            t.add("duplicates", found);
        }
        for lead in &loaded.leads {
            let found = me.duplicates_of_lead(*lead).map(|found| declared(found, shows));
            t.add("duplicates of a lead", found);
        }
    }
}

/// Commands that are refused, and what their forms say; and some that are carried out.
fn commands(t: &mut Transcript, loaded: &Loaded, me: &Session) {
    let (mine, foreign) = (loaded.customers[7], loaded.customers[0]);
    let missing = CustomerId(Uuid::from_u128(5));
    let them = [loaded.people[0], loaded.people[1], crmkit::org::EmployeeId(Uuid::from_u128(6))];
    for customer_id in [mine, foreign, missing, loaded.customers[IN_POOL_1]] {
        for (name, mobile) in [("新人", "13812340000"), ("", "12"), ("新人", "no number")] {
            let (name, mobile) = (name.to_owned(), Some(mobile.to_owned()));
            let new = NewContact { name, mobile, customer_id, ..NewContact::default() };
            t.add("new contact", me.contacts().create(new));
        }
        let new = NewInvoiceTitle {
            customer_id,
            kind: Some(TitleKind::Person),
            title: "抬头多1".into(),
            ..NewInvoiceTitle::default()
        };
        t.add("new title", me.invoice_titles().create(new));
        let into = SetPrimaryContact {
            customer: customer_id,
            contact: Some(loaded.contacts[FOREIGN_CONTACT]),
        };
        t.add("primary", me.run(into));
        t.add("merge", me.customers().merge(mine, vec![customer_id]));
        t.add("lock", me.customers().lock(vec![customer_id]));
        t.add(
            "release",
            me.run(ReleaseCustomers { pool: loaded.pools[2], customers: vec![customer_id] }),
        );
        t.add("claim", me.pool(loaded.pools[2]).claim(vec![customer_id]));
        t.add("assign", me.pool(loaded.pools[3]).assign(vec![customer_id], them[1]));
        for employee in them {
            t.add(
                "member",
                me.customers().add_member(customer_id, employee, TeamAccess::Read, None),
            );
            t.add("give", me.customers().transfer(vec![customer_id], employee));
        }
    }
    t.add("claim", me.pool(loaded.pools[0]).claim(vec![loaded.customers[24]]));
    let rule = NewCapacityRule {
        name: "上限".into(),
        kind: CapacityKind::Owned,
        cap: 3,
        ..NewCapacityRule::default()
    };
    let (employees, departments) = (vec![loaded.people[1]], vec![]);
    by_admin(loaded, 8000, CreateCapacityRule { rule, employees, departments });
    for n in 0..4 {
        let new = NewCustomer { name: format!("容量{n}"), ..NewCustomer::default() };
        t.add("capacity", me.customers().create(new));
    }
    t.add("claim", me.pool(loaded.pools[0]).claim(vec![loaded.customers[25]]));
}

/// A week later: what timed work would do. It is not done: it would bring customers of others
/// into his pool, and so into his sight.
fn later(t: &mut Transcript, loaded: &Loaded, me: &Session) {
    loaded.clock.advance_days(8);
    t.add("preview", me.tick_preview());
    t.add("afterwards", me.customers().list(&Query::default()));
    t.add("afterwards", me.todo_counts());
}

/// Person 1 with the roles of a scope, and what he may not see of documents.
fn world_of(scope: usize) -> World {
    let mut world = records();
    for (n, role) in world.roles.iter_mut().enumerate().skip(1) {
        role.operations.extend(documents::MORE.map(str::to_owned));
        if n == documents::NO_PRODUCTS {
            role.operations.retain(|o| o != "product.read");
        }
    }
    elsewhere::people(&mut world);
    world.people[1].roles = [scope].into();
    for number in FOREIGN {
        let verdict = may(&world, 1, Action::Read, Record::Customer(number));
        assert_eq!(verdict, Verdict::NotFound);
    }
    let reads = |record| may(&world, 1, Action::Read, record);
    assert_eq!(reads(Record::Contact(FOREIGN_CONTACT)), Verdict::NotFound);
    assert_eq!(reads(Record::Contact(OWN_CONTACT)), Verdict::Yes);
    assert_eq!(reads(Record::Pooled(1, IN_POOL_1)), Verdict::Yes);
    world
}

/// What he is answered in both worlds, which is the same.
fn answers(store: &str, build: fn(&World, u64) -> Loaded, scope: usize, seed: u64) -> usize {
    let world = world_of(scope);
    let mut base = questions::Known::default();
    let twins = [0, 1].map(|twin| {
        let loaded: Loaded = build(&world, seed);
        documents::hide(&loaded, scope);
        questions::know(&loaded, &mut base);
        let pooled = differ(&loaded, twin as u128);
        let papers = documents::differ(&loaded, &world, scope, twin);
        (twin, loaded, pooled, papers)
    });
    // Everything that is in one of them is asked for in both.
    let mut known = questions::Known::default();
    twins.iter().for_each(|(_, loaded, _, _)| questions::know(loaded, &mut known));
    known.without_most_of(&base);
    let transcripts = twins.map(|(twin, loaded, pooled, papers)| {
        plan(&loaded, &loaded.session(1), twin, pooled, &papers, &known)
    });
    let [one, other] = &transcripts;
    for (a, b) in one.iter().zip(other) {
        assert_eq!(a, b, "{store}, scope {scope}, seed {seed}");
    }
    assert_eq!(one.len(), other.len(), "{store}, scope {scope}, seed {seed}");
    one.len()
}

/// Own; own and subordinates; department: person 0 is outside all of them. `CRMKIT_TWINS` says with
/// how many seeds, which the ids and so the order of rows go by.
#[test]
fn two_worlds_that_differ_out_of_sight_answer_alike() {
    let seeds = std::env::var("CRMKIT_TWINS").map_or(1, |n| n.parse().unwrap());
    let stores = [("memory", memory as fn(&_, _) -> _), ("sqlite", sqlite)];
    let answers: usize = std::thread::scope(|scope| {
        let each = stores.map(|(store, build)| {
            let pairs = (61..61 + seeds).flat_map(|seed| [1, 2, 3].map(|scope| (scope, seed)));
            scope
                .spawn(move || pairs.map(|(s, seed)| answers(store, build, s, seed)).sum::<usize>())
        });
        each.map(|one| one.join().unwrap()).iter().sum()
    });
    println!(
        "RELIABILITY Worlds that differ out of sight: {} pairs, {answers} answers; byte for byte alike",
        6 * seeds
    );
}
