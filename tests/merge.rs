//! Merging customers that are one: what wins, what moves, who may, and the way back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, customer, file, lead, memory, refusal, rows, told, worlds};
use crmkit::admin::field::DefineField;
use crmkit::model::{Custom, EntityKind, Kind, TypedId, Value};
use crmkit::org::*;
use crmkit::query::{Bin, BoundQuery, Query, Totals};
use crmkit::sales::contact::NewContact;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::*;
use crmkit::sales::invoice_title::*;
use crmkit::sales::lead::{ConvertLeads, DuplicateHandling, Lead, LeadChoice};
use crmkit::sales::pool::ReleaseCustomers;
use crmkit::session::{Outcome, Session};
use crmkit::store::{read, rows as store_rows};
use crmkit_testkit::oracle::business;
use crmkit_testkit::random::Random;

type Merged = crmkit::Result<Outcome<CustomerId>>;

fn merge(by: &Session, into: CustomerId, from: &[CustomerId]) -> Merged {
    by.customers().merge(into, from.to_vec())
}

fn make(by: &Session, name: &str, new: NewCustomer) -> CustomerId {
    by.customers().create(NewCustomer { name: name.into(), ..new }).unwrap().value
}

fn say(by: &Session, customer: CustomerId, content: &str) {
    let follow_up =
        NewFollowUp { customer_id: Some(customer), content: content.into(), ..Default::default() };
    by.follow_ups().add(follow_up).unwrap();
}

fn title(by: &Session, customer_id: CustomerId, title: &str) -> InvoiceTitleId {
    let title = NewInvoiceTitle {
        customer_id,
        title: title.into(),
        kind: Some(TitleKind::Person),
        ..Default::default()
    };
    by.invoice_titles().create(title).unwrap().value
}

fn state(w: &World) -> String {
    business(&**w.crm.store())
}

/// The team of a customer: who, with what access, until when.
fn team(w: &World, customer: CustomerId) -> Vec<(EmployeeId, TeamAccess, Option<String>)> {
    let query = Query::new(CustomerMember::record_id().eq(customer));
    let mut team: Vec<_> = w
        .admin
        .list::<CustomerMember>(&query)
        .unwrap()
        .rows
        .into_iter()
        .map(|m| (m.employee_id, m.access, m.expires_at.map(|at| at.to_string())))
        .collect();
    team.sort_by_key(|(id, ..)| *id);
    team
}

#[test]
fn what_the_target_has_stays_and_the_first_source_fills_the_rest() {
    for w in worlds() {
        for key in ["a", "b", "c"] {
            let field = NewFieldDefinition {
                entity: "customer".into(),
                key: key.into(),
                kind: CustomKind::Text,
                label: key.into(),
                ..Default::default()
            };
            w.admin.run(DefineField { field, options: None }).unwrap();
        }
        let text = |t: &str| Some(t.to_owned());
        let custom = |pairs: &[(&str, &str)]| {
            Some(pairs.iter().fold(Custom::default(), |c, (k, v)| c.with(*k, *v)))
        };
        let target = NewCustomer {
            remark: text("目标"),
            kind: Some(CustomerKind::Individual),
            custom: custom(&[("a", "目标")]),
            ..Default::default()
        };
        let first = NewCustomer {
            remark: text("一"),
            address: text("一"),
            custom: custom(&[("a", "一"), ("b", "一")]),
            ..Default::default()
        };
        let second = NewCustomer {
            remark: text("二"),
            address: text("二"),
            website: text("二"),
            custom: custom(&[("b", "二"), ("c", "二")]),
            ..Default::default()
        };
        let target = make(&w.wang, "目标", target);
        let sources = [make(&w.wang, "来源一", first), make(&w.li, "来源二", second)];
        assert_eq!(merge(&w.manager, target, &sources).unwrap().value, target);
        let after = w.wang.customers().get(target).unwrap();
        assert_eq!((after.name.as_str(), after.kind), ("目标", CustomerKind::Individual));
        assert_eq!(after.owner_id, Some(w.ids[1]));
        let texts = [after.remark, after.address, after.website];
        assert_eq!(texts, ["目标", "一", "二"].map(text));
        let own = ["a", "b", "c"].map(|k| after.custom.get(k).map(Value::to_text).unwrap());
        assert_eq!(own, ["目标", "一", "二"]);
    }
}

#[test]
fn everything_that_refers_to_a_source_refers_to_the_target() {
    for w in worlds() {
        let target = customer(&w.wang, "目标");
        let lead = lead(&w.wang, "来源");
        let source = w.wang.leads().convert(vec![lead]).unwrap().value.rows[0].customer.unwrap();
        say(&w.wang, source, "聊过");
        let moved = title(&w.wang, source, "抬头");
        let deleted = title(&w.wang, source, "删掉的抬头");
        w.wang.run(DeleteInvoiceTitle { invoice_title: deleted }).unwrap();
        merge(&w.manager, target, &[source]).unwrap();
        let follow_ups = w.wang.follow_ups().list(&Query::default()).unwrap().rows;
        assert_eq!(follow_ups[0].customer_id, Some(target));
        assert_eq!(w.wang.get::<Lead>(lead).unwrap().customer_id, Some(target));
        assert_eq!(w.wang.get::<InvoiceTitle>(moved).unwrap().customer_id, target);
        let bin = w.wang.invoice_titles().list(&Query::default().deleted()).unwrap().rows;
        assert_eq!((bin[0].id, bin[0].customer_id), (deleted, target), "also what is deleted");
        // Whatever declares a reference is included: nothing live names the source any more.
        let id = source.0.to_string();
        let left: Vec<_> =
            state(&w).lines().filter(|l| l.contains(&id)).map(str::to_owned).collect();
        assert_eq!(left, [""; 0]);
        // The moved title's name is taken with the target now, and free with nobody else.
        let again = NewInvoiceTitle {
            customer_id: target,
            title: "抬头".into(),
            kind: Some(TitleKind::Person),
            ..Default::default()
        };
        assert_eq!(told(w.wang.invoice_titles().create(again)), "record.duplicate");
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

/// The merge looks through the registry; this says what it finds there, so that a reference that
/// comes later is thought about.
#[test]
fn these_references_follow_a_merge() {
    let mut found = Vec::new();
    for entity in crmkit::ENTITIES.iter().filter(|e| e.kind != EntityKind::Log) {
        for field in entity.fields.iter().filter(|f| f.kind == Kind::Id("customer")) {
            found.push(format!("{}.{}", entity.name, field.name));
        }
    }
    for known in [
        "lead.customer_id",
        "customer.merged_into_id",
        "follow_up.customer_id",
        "invoice_title.customer_id",
    ] {
        assert!(found.contains(&known.to_owned()), "{known}");
    }
}

#[test]
fn what_would_stand_there_twice_stays_with_the_source() {
    for w in worlds() {
        let (target, source) = (customer(&w.wang, "目标"), customer(&w.wang, "来源"));
        let theirs = title(&w.wang, target, "同一抬头");
        let ours = title(&w.wang, source, "同一抬头");
        let other = title(&w.wang, source, "别的抬头");
        merge(&w.manager, target, &[source]).unwrap();
        let mut seen: Vec<_> = w
            .wang
            .invoice_titles()
            .list(&Query::default())
            .unwrap()
            .rows
            .into_iter()
            .map(|t| t.id)
            .collect();
        seen.sort();
        let mut want = [theirs, other];
        want.sort();
        assert_eq!(seen, want);
        assert_eq!(told(w.wang.get::<InvoiceTitle>(ours)), "record.not_found");
        assert_eq!(rows(w.manager.customers().restore(vec![source])), ["done"]);
        assert_eq!(
            w.wang.get::<InvoiceTitle>(ours).unwrap().customer_id,
            source,
            "nothing is lost"
        );
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn the_newest_follow_up_shows() {
    for w in worlds() {
        let (target, source) = (customer(&w.wang, "目标"), customer(&w.wang, "来源"));
        say(&w.wang, target, "早");
        w.clock.advance_days(1);
        say(&w.wang, source, "晚");
        merge(&w.manager, target, &[source]).unwrap();
        let after = w.wang.customers().get(target).unwrap();
        assert_eq!(after.last_follow_text.as_deref(), Some("晚"));
        assert_eq!(after.last_follow_at, Some(at("2026-03-03T01:00:00Z")));
        // An older one does not, nor one that nobody spoke to.
        let older = customer(&w.wang, "从未联系");
        w.clock.advance_days(1);
        merge(&w.manager, target, &[older]).unwrap();
        let again = w.wang.customers().get(target).unwrap();
        assert_eq!(
            (again.last_follow_text, again.last_follow_at),
            (after.last_follow_text, after.last_follow_at)
        );
        // What was said to the other is said to the one that both are.
        let (mine, lis) = (customer(&w.wang, "我的"), customer(&w.li, "赵敏的"));
        say(&w.li, lis, "赵敏说");
        merge(&w.manager, mine, &[lis]).unwrap();
        let mine = w.wang.customers().get(mine).unwrap();
        assert!(mine.followed);
        assert_eq!(mine.last_follow_text.as_deref(), Some("赵敏说"));
    }
}

#[test]
fn a_deal_said_by_hand_is_taken_over_unless_the_target_has_its_own() {
    for w in worlds() {
        let [one, two, dealt] = ["甲", "乙", "丙"].map(|n| customer(&w.manager, n));
        let say = |customer, dealt: bool| {
            let on = dealt.then(|| "2026-02-01".parse().unwrap());
            let said = SetDealStatus { customers: vec![customer], dealt: Some(dealt), on };
            assert_eq!(rows(w.manager.run(said)), ["done"]);
        };
        say(dealt, true);
        merge(&w.manager, one, &[dealt]).unwrap();
        let after = w.manager.customers().get(one).unwrap();
        assert_eq!((after.dealt, after.deal_by_hand), (true, Some(true)));
        assert_eq!(after.dealt_on, Some("2026-02-01".parse().unwrap()));
        say(two, false);
        merge(&w.manager, two, &[one]).unwrap();
        let after = w.manager.customers().get(two).unwrap();
        assert_eq!((after.dealt, after.dealt_on, after.deal_by_hand), (false, None, Some(false)));
    }
}

#[test]
fn teams_are_united_with_the_greater_access_and_the_later_end() {
    for w in worlds() {
        let staff: Vec<_> = (0..5)
            .map(|n| w.employee(&format!("员工{n}"), &format!("1380000010{n}"), vec![]))
            .collect();
        let (target, source) = (customer(&w.wang, "目标"), customer(&w.li, "来源"));
        let add = |customer, employee, access, until: Option<&str>| {
            let until = until.map(at);
            w.admin.customers().add_member(customer, employee, access, until).unwrap();
        };
        let (read, write) = (TeamAccess::Read, TeamAccess::Write);
        let (early, late) = ("2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z");
        add(target, staff[0], read, Some(late));
        add(source, staff[0], write, Some(early));
        add(target, staff[1], write, Some(early));
        add(source, staff[1], read, None);
        add(target, staff[2], read, None);
        add(source, staff[3], read, Some(early));
        // The owner of the target is no member of it; what has ended opens nothing.
        add(source, w.ids[1], write, None);
        add(source, staff[4], write, Some("2026-03-03T00:00:00Z"));
        w.clock.advance_days(2);
        merge(&w.manager, target, &[source]).unwrap();
        let until = |text: &str| Some(at(text).to_string());
        let mut want = vec![
            (staff[0], write, until(late)),
            (staff[1], write, None),
            (staff[2], read, None),
            (staff[3], read, until(early)),
        ];
        want.sort_by_key(|(id, ..)| *id);
        assert_eq!(team(&w, target), want);
    }
}

#[test]
fn a_source_lies_in_the_recycle_bin_and_says_what_became_of_it() {
    for w in worlds() {
        let [a, b, c] = ["甲", "乙", "丙"].map(|n| customer(&w.wang, n));
        merge(&w.manager, b, &[a]).unwrap();
        assert_eq!(told(w.wang.customers().get(a)), "record.not_found");
        let merged_into = |id: CustomerId| {
            let bin = Query::default().deleted();
            let bin = w.manager.list::<Customer>(&bin).unwrap().rows;
            assert!(bin.iter().any(|row| row.id == id));
            let history = w.manager.history::<Customer>(id, None, 50).unwrap();
            assert_eq!(history[0].command, "customer.merge");
            history
        };
        merged_into(a);
        // Its name is free again.
        customer(&w.li, "甲");
        // What was merged before follows to the last.
        merge(&w.manager, c, &[b]).unwrap();
        merged_into(b);
        let dump = w.digest();
        let line = dump
            .lines()
            .find(|l| l.starts_with("customer ") && l.contains(&format!(" id={}", a.0)));
        assert!(line.unwrap().contains(&format!("merged_into_id={}", c.0)));
        // One that comes back is a customer of its own.
        assert_eq!(rows(w.manager.customers().restore(vec![b])), ["done"]);
        assert_eq!(w.wang.customers().get(b).unwrap().merged_into_id, None);
    }
}

#[test]
fn the_operation_log_shows_it_on_both() {
    for w in worlds() {
        let (target, source) = (customer(&w.wang, "目标"), customer(&w.wang, "来源"));
        merge(&w.manager, target, &[source]).unwrap();
        for id in [target, source] {
            let history = w.manager.history::<Customer>(id, None, 10).unwrap();
            let entry = &history[0];
            assert_eq!((entry.command.as_str(), entry.actor.as_str()), ("customer.merge", "王芳"));
        }
        let read = w.wang.customers().get(target).unwrap();
        assert_eq!(read.merged_at, Some(at("2026-03-02T01:00:00Z")));
    }
}

#[test]
fn merging_needs_the_operation_the_edit_of_one_and_the_deletion_of_the_others() {
    for w in worlds() {
        let (mine, theirs) = (customer(&w.wang, "甲"), customer(&w.li, "乙"));
        assert_eq!(told(merge(&w.wang, mine, &[theirs])), "right.missing");
        let all = ["customer.read", "customer.merge", "customer.edit", "customer.delete"];
        let with = |n: usize, left_out: &str, scope: DataScope| {
            let operations: Vec<&str> = all.into_iter().filter(|o| *o != left_out).collect();
            let role = w.role(&format!("角色{n}"), scope, &operations);
            let id = w.employee(&format!("员工{n}"), &format!("1380000010{n}"), vec![role]);
            w.crm.session(id).unwrap()
        };
        let everybody = DataScope::All;
        for (n, left_out) in
            ["customer.merge", "customer.edit", "customer.delete"].into_iter().enumerate()
        {
            let by = with(n, left_out, everybody);
            assert_eq!(told(merge(&by, mine, &[theirs])), "right.missing", "{left_out}");
        }
        // What one does not see does not exist; a team member may not.
        let own = with(5, "", DataScope::Own);
        let own_one = customer_of(&w, &own, "自己的");
        assert_eq!(told(merge(&own, own_one, &[theirs])), "record.not_found");
        assert_eq!(told(merge(&own, theirs, &[own_one])), "record.not_found");
        let (me, access) = (own.employee().unwrap(), TeamAccess::Write);
        w.admin.customers().add_member(theirs, me, access, None).unwrap();
        assert_eq!(told(merge(&own, own_one, &[theirs])), "right.row");
        assert_eq!(told(merge(&own, theirs, &[own_one])), "right.row");
        assert_eq!(told(merge(&with(6, "", everybody), mine, &[theirs])), "done");
    }
}

fn customer_of(w: &World, owner: &Session, name: &str) -> CustomerId {
    let owner_id = Some(owner.employee().unwrap());
    make(&w.admin, name, NewCustomer { owner_id, ..Default::default() })
}

#[test]
fn locked_sources_and_customers_in_a_pool_are_not_merged() {
    for w in worlds() {
        let [free, locked, pooled] = ["甲", "乙", "丙"].map(|n| customer(&w.wang, n));
        rows(w.wang.customers().lock(vec![locked]));
        let pool = w.pool("华东");
        rows(w.manager.run(ReleaseCustomers { pool, customers: vec![pooled] }));
        let before = w.digest();
        assert_eq!(told(merge(&w.manager, free, &[locked])), "customer.locked");
        assert_eq!(told(merge(&w.manager, free, &[pooled])), "pool.pooled");
        assert_eq!(told(merge(&w.manager, pooled, &[free])), "pool.pooled");
        assert_eq!(w.digest(), before);
        // Who is not of the pool is not told that it is there.
        let all = ["customer.read", "customer.merge", "customer.edit", "customer.delete"];
        let outside = w.employee("孙丽", "13800000009", vec![w.role("外人", DataScope::All, &all)]);
        let outside = w.crm.session(outside).unwrap();
        assert_eq!(told(merge(&outside, free, &[pooled])), "record.not_found");
        // A lock does not keep others from being merged into it.
        assert_eq!(told(merge(&w.manager, locked, &[free])), "done");
        assert!(w.wang.customers().get(locked).unwrap().locked);
    }
}

#[test]
fn sources_are_one_to_twenty_others() {
    for w in worlds() {
        let [a, b] = ["甲", "乙"].map(|n| customer(&w.wang, n));
        let many: Vec<_> = (0..21).map(|n| customer(&w.wang, &format!("客户{n}"))).collect();
        for from in [vec![], vec![a], vec![b, b], vec![b, a], many.clone()] {
            let refused = refusal(merge(&w.manager, a, &from));
            assert_eq!(refused, ("customer.merge_sources".into(), "from".into()));
        }
        assert_eq!(told(merge(&w.manager, a, &many[..20])), "done");
        let nobody = CustomerId(w.ids[0].uuid());
        assert_eq!(told(merge(&w.manager, a, &[b, nobody])), "record.not_found");
        assert!(w.wang.customers().get(b).is_ok(), "all or nothing");
    }
}

#[test]
fn a_merge_is_not_taken_back_over_a_later_change() {
    for w in worlds() {
        let (target, source) = (customer(&w.wang, "目标"), customer(&w.wang, "来源"));
        let done = merge(&w.manager, target, &[source]).unwrap();
        let patch = CustomerPatch { remark: Some("改过".into()), ..Default::default() };
        w.wang.customers().update(target, patch).unwrap();
        assert_eq!(told(w.manager.undo(done.command_id)), "undo.touched_since");
    }
}

/// A company of some customers with owners, teams, follow-ups and titles; then merges, each
/// taken back and done again, so that the next one merges what was merged.
fn merges_and_their_way_back(w: &World, seed: u64) {
    let mut random = Random::new(seed);
    let staff: Vec<_> = (0..3)
        .map(|n| w.employee(&format!("员工{n}"), &format!("1380000010{n}"), vec![]))
        .collect();
    let by = [&w.manager, &w.wang, &w.li];
    let maybe = |random: &mut Random, text: &str| random.percent(50).then(|| text.to_owned());
    let mut all = Vec::new();
    for n in 0..6 {
        let who = by[random.below(3)];
        let new = NewCustomer {
            remark: maybe(&mut random, "备注"),
            address: maybe(&mut random, "武汉"),
            mobile: maybe(&mut random, "13800001111"),
            next_contact_at: random.percent(50).then(|| at("2026-06-01T00:00:00Z")),
            ..Default::default()
        };
        let id = make(who, &format!("客户{n}"), new);
        for employee in &staff {
            if random.percent(50) {
                continue;
            }
            let access = random.pick(&[TeamAccess::Read, TeamAccess::Write]);
            let until = random.percent(50).then(|| at("2026-07-01T00:00:00Z"));
            w.admin.customers().add_member(id, *employee, access, until).unwrap();
        }
        w.clock.advance(1_000_000);
        (0..random.below(3)).for_each(|n| say(who, id, &format!("第{n}次")));
        if random.percent(40) {
            title(who, id, random.pick(&["抬头一", "抬头二"]));
        }
        if random.percent(40) {
            let lead = lead(who, &format!("线索{n}"));
            let handling = DuplicateHandling::Link;
            let choices = Some(vec![LeadChoice { lead, handling, customer: Some(id) }]);
            let report = who
                .run(ConvertLeads {
                    leads: vec![lead],
                    on_duplicate: None,
                    choices,
                    contact: None,
                    opportunity: None,
                })
                .unwrap();
            assert_eq!(report.value.rows[0].error, None);
        }
        all.push(id);
    }
    for _ in 0..3 {
        let into = all.swap_remove(random.below(all.len()));
        let from = vec![all.swap_remove(random.below(all.len()))];
        let before = state(w);
        let undone = merge(&w.manager, into, &from).unwrap();
        assert_ne!(state(w), before);
        w.manager.undo(undone.command_id).unwrap();
        assert_eq!(state(w), before, "seed {seed}");
        merge(&w.manager, into, &from).unwrap();
        all.push(into);
    }
    assert_eq!(w.crm.check().unwrap(), [], "seed {seed}");
}

#[test]
fn a_merge_is_taken_back_exactly() {
    (0..30).for_each(|seed| merges_and_their_way_back(&memory(), seed));
    (30..36).for_each(|seed| merges_and_their_way_back(&file(), seed));
}

#[test]
fn nothing_is_lost_or_doubled_by_a_merge() {
    for w in worlds() {
        let (target, source) = (customer(&w.wang, "目标"), customer(&w.wang, "来源"));
        for n in 0..3 {
            say(&w.wang, target, &format!("目标{n}"));
            say(&w.wang, source, &format!("来源{n}"));
        }
        merge(&w.manager, target, &[source]).unwrap();
        let on = Query::new(FollowUp::customer_id().eq(target));
        let count = w.wang.count::<FollowUp>(&on, Totals::Exact).unwrap();
        assert_eq!(count.to_string(), "6");
        assert_eq!(w.wang.customers().list(&Query::default()).unwrap().rows.len(), 1);
    }
}

#[test]
fn a_plan_that_a_follow_up_made_goes_with_it_after_a_merge_too() {
    for w in worlds() {
        let plan = Some(at("2026-03-20T01:00:00Z"));
        let (target, source) = (customer(&w.wang, "目标"), customer(&w.wang, "来源"));
        let planning = NewFollowUp {
            customer_id: Some(source),
            content: "约好".into(),
            next_contact_at: plan,
            ..Default::default()
        };
        let follow_up = w.wang.follow_ups().add(planning).unwrap().value;
        merge(&w.manager, target, &[source]).unwrap();
        let next = || w.wang.customers().get(target).unwrap().next_contact_at;
        assert_eq!(next(), plan);
        w.manager.run(DeleteFollowUp { follow_up }).unwrap();
        assert_eq!(next(), None);
        // One that a person wrote into the source is the target's then.
        let (target, source) = (customer(&w.wang, "目标二"), customer(&w.wang, "来源二"));
        let own = CustomerPatch { next_contact_at: plan, ..Default::default() };
        w.wang.customers().update(source, own).unwrap();
        merge(&w.manager, target, &[source]).unwrap();
        say(&w.wang, target, "没有新计划");
        assert_eq!(w.wang.customers().get(target).unwrap().next_contact_at, plan);
    }
}

#[test]
fn what_was_merged_has_no_primary_contact_any_more() {
    for w in worlds() {
        let [into, from] = ["甲", "乙"].map(|name| customer(&w.manager, name));
        let new = NewContact { customer_id: from, name: "丙".into(), ..Default::default() };
        let contact = w.manager.contacts().create(new).unwrap().value;
        assert_eq!(w.manager.customers().get(from).unwrap().primary_contact_id, Some(contact));
        merge(&w.manager, into, &[from]).unwrap();
        assert_eq!(w.manager.customers().get(into).unwrap().primary_contact_id, Some(contact));
        let mut all = BoundQuery::all(Customer::META);
        all.bin = Bin::Any;
        let all: Vec<Customer> =
            read(&**w.crm.store(), None, |reader| store_rows(reader, &all)).unwrap();
        let merged = all.iter().find(|c| c.id == from).unwrap();
        assert_eq!(merged.merged_into_id, Some(into));
        assert_eq!(merged.primary_contact_id, None);
    }
}
