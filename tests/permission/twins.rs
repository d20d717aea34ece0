//! Non-interference: two worlds that differ only in what somebody may not see answer him alike,
//! byte for byte.
//!
//! Declared, and therefore not in the plan: that a unique name is taken (`l9` in `leaks`). The
//! `seq` of a history entry is the place in the whole log and is left out of the comparison.

use crate::fields::{Ear, restrict};
use crate::support::{memory, sqlite};
use crmkit::data::{ImportPlan, OnDuplicate};
use crmkit::model::CommandId;
use crmkit::org::{DataScope, Employee, FieldAccess, NewRole, Role};
use crmkit::query::{Aggregate, Bucket, Direction, Group, Measure, Order, Query, Totals};
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::{AddFollowUp, FollowUp, NewFollowUp};
use crmkit::sales::lead::*;
use crmkit::sales::pool::{Pool, ReleaseCustomers};
use crmkit::session::{Command, RunOptions, Session};
use crmkit_testkit::oracle::{Action, Verdict};
use crmkit_testkit::oracle::{Loaded, Record, may, records};
use std::fmt::Debug;
use std::sync::Arc;
use uuid::Uuid;

/// Commands with ids of their own take none from the source that both worlds share in step.
fn with_id(n: u128) -> RunOptions {
    RunOptions::id(CommandId(Uuid::from_u128((0x018f << 112) | (7 << 76) | (2 << 62) | n)))
}

fn by_admin<C: Command>(loaded: &Loaded, n: u128, command: C) -> C::Output {
    loaded.admin.run_with(command, with_id(n)).unwrap().value
}

/// Customers and a lead of person 0 that person 1 does not see; two of them he saw once.
const FOREIGN: [usize; 3] = [0, 3, 4];

/// The same world with other things in it where person 1 does not look: `twin` is 0 or 1.
fn differ(loaded: &Loaded, twin: u128) {
    let text = ["甲甲甲", "Zhong 乙 13812345678"][twin as usize];
    let mut n = 1000;
    let mut next = || {
        n += 1;
        n
    };
    for (k, number) in FOREIGN.into_iter().enumerate() {
        let patch = CustomerPatch {
            name: Some(format!("{text}{k}")),
            mobile: Some(format!("1390000000{}", k as u128 + twin)),
            ..CustomerPatch::default()
        };
        let customer = loaded.customers[number];
        by_admin(loaded, next(), UpdateCustomer { customer, patch, expect_rev: None });
    }
    let patch = LeadPatch { name: Some(text.into()), ..LeadPatch::default() };
    by_admin(loaded, next(), UpdateLead { lead: loaded.leads[0], patch, expect_rev: None });
    // A hidden field of a record that he sees.
    let patch = CustomerPatch { remark: Some(text.into()), ..CustomerPatch::default() };
    let customer = loaded.customers[7];
    by_admin(loaded, next(), UpdateCustomer { customer, patch, expect_rev: None });
    if twin == 0 {
        return;
    }
    // More of everything in one of them: rows, words, logs, roles, pooled and deleted records.
    for k in 0..8 {
        let customer = NewCustomer { name: format!("客户多{k}"), ..NewCustomer::default() };
        let id = by_admin(loaded, next(), CreateCustomer { customer });
        let follow_up = NewFollowUp {
            customer_id: Some(id),
            content: "电话沟通".into(),
            ..NewFollowUp::default()
        };
        by_admin(loaded, next(), AddFollowUp { follow_up, contacts: None, files: None });
        if k < 2 {
            by_admin(loaded, next(), DeleteCustomers { customers: vec![id] });
        } else if k < 5 {
            let pool = loaded.pools[2];
            by_admin(loaded, next(), ReleaseCustomers { pool, customers: vec![id] });
        }
        let lead = NewLead { name: format!("线索多{k}"), ..NewLead::default() };
        by_admin(loaded, next(), CreateLead { lead });
    }
    let role = NewRole { name: "多".into(), scope: Some(DataScope::All), ..NewRole::default() };
    let make = crmkit::admin::role::CreateRole {
        role,
        operations: vec![],
        departments: None,
        employees: None,
        fields: None,
    };
    by_admin(loaded, next(), make);
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
fn plan(loaded: &Loaded, me: &Session) -> Vec<String> {
    let mut t = Transcript::default();
    let ear = Arc::new(Ear::default());
    let _subscription = me.subscribe(ear.clone());
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
    for pool in &loaded.pools {
        t.add("pool", me.pool(*pool).list(&Query::default()));
    }
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
    t.0.push(format!("{:?}", ear.0.lock().unwrap()));
    t.0
}

#[test]
fn two_worlds_that_differ_out_of_sight_answer_alike() {
    let mut answers = 0;
    for (store, build) in [("memory", memory as fn(&_, _) -> _), ("sqlite", sqlite)] {
        // Own; own and subordinates; department: person 0 is outside all of them.
        for scope in [1, 2, 3] {
            let mut world = records();
            for role in &mut world.roles[1..] {
                let more = ["customer.import", "lead.import"].map(str::to_owned);
                role.operations.extend(more);
            }
            world.people[1].roles = [scope].into();
            for number in FOREIGN {
                let verdict = may(&world, 1, Action::Read, Record::Customer(number));
                assert_eq!(verdict, Verdict::NotFound);
            }
            let transcripts = [0, 1].map(|twin| {
                let loaded: Loaded = build(&world, 61);
                restrict(&loaded, scope, &[("remark", FieldAccess::Hidden)]);
                differ(&loaded, twin);
                plan(&loaded, &loaded.session(1))
            });
            let [one, other] = &transcripts;
            assert_eq!(one.len(), other.len(), "{store}, scope {scope}");
            for (a, b) in one.iter().zip(other) {
                assert_eq!(a, b, "{store}, scope {scope}");
            }
            answers += one.len();
        }
    }
    println!("PERMISSION twins answers={answers}");
}
