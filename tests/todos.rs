//! To-do lists (B1.23) and regions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, customer, lead, rows, told, worlds};
use crmkit::model::TypedId;
use crmkit::query::Query;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::lead::{LeadPatch, NewLead};
use crmkit::sales::pool::*;
use crmkit::sales::todo::*;
use crmkit::session::Session;
use crmkit::session::log::RecordId;

const NONE: [uuid::Uuid; 0] = [];

fn ids(by: &Session, kind: TodoKind) -> Vec<uuid::Uuid> {
    by.todos(kind).unwrap().iter().map(|t| t.id).collect()
}

fn plan(by: &Session, id: CustomerId, time: &str) {
    let patch = CustomerPatch { next_contact_at: Some(at(time)), ..Default::default() };
    by.customers().update(id, patch).unwrap();
}

fn follow(by: &Session, id: CustomerId, next: Option<&str>) {
    let follow_up = NewFollowUp {
        customer_id: Some(id),
        content: "电话".into(),
        next_contact_at: next.map(at),
        ..Default::default()
    };
    by.follow_ups().add(follow_up).unwrap();
}

fn handle(by: &Session, kind: TodoKind, ids: &[uuid::Uuid]) -> Vec<&'static str> {
    let records = ids.iter().map(|id| RecordId(*id)).collect();
    rows(by.run(HandleTodos { kind, records }))
}

/// How many items the lists of customers and leads have, which come first.
fn counts(by: &Session) -> Vec<u64> {
    by.todo_counts().unwrap().iter().map(|c| c.count).take(7).collect()
}

#[test]
fn today_is_a_day_of_the_company() {
    for w in worlds() {
        let [a, b, c] = ["甲", "乙", "丙"].map(|name| customer(&w.wang, name));
        // The second of March in Shanghai ends at 16:00 UTC.
        plan(&w.wang, a, "2026-03-02T15:59:59Z");
        plan(&w.wang, b, "2026-03-02T16:00:00Z");
        plan(&w.wang, c, "2026-03-02T05:00:00Z");
        let names =
            |kind| w.wang.todos(kind).unwrap().into_iter().map(|t| t.name).collect::<Vec<_>>();
        assert_eq!(names(TodoKind::CustomersToday), ["丙", "甲"], "by time");
        assert_eq!(names(TodoKind::CustomersOverdue), Vec::<String>::new());
        w.clock.set(at("2026-03-02T16:00:00Z"));
        assert_eq!(names(TodoKind::CustomersToday), ["乙"]);
        assert_eq!(names(TodoKind::CustomersOverdue), ["丙", "甲"]);
        assert_eq!(counts(&w.wang), [1, 2, 0, 0, 0, 0, 0]);
        assert_eq!(counts(&w.manager), [0; 7], "one's own, not one's subordinates'");
    }
}

#[test]
fn a_follow_up_clears_it_and_the_next_plan_brings_it_back() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        plan(&w.wang, id, "2026-03-02T08:00:00Z");
        assert_eq!(ids(&w.wang, TodoKind::CustomersToday), [id.uuid()], "made today, not yet met");
        follow(&w.wang, id, None);
        assert_eq!(ids(&w.wang, TodoKind::CustomersToday), NONE);
        w.clock.advance_days(1);
        assert_eq!(ids(&w.wang, TodoKind::CustomersOverdue), [id.uuid()], "met before the hour");
        follow(&w.wang, id, Some("2026-03-05T01:00:00Z"));
        assert_eq!(counts(&w.wang), [0; 7]);
        w.clock.advance_days(2);
        assert_eq!(ids(&w.wang, TodoKind::CustomersToday), [id.uuid()]);
        w.clock.advance_days(1);
        follow(&w.wang, id, None);
        assert_eq!(counts(&w.wang), [0; 7], "late, but met");
    }
}

#[test]
fn the_plan_of_a_late_entry_counts_where_no_newer_one_has_any() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        w.clock.advance_days(2);
        follow(&w.wang, id, None);
        let late = NewFollowUp {
            customer_id: Some(id),
            content: "昨天".into(),
            at: Some(at("2026-03-03T01:00:00Z")),
            next_contact_at: Some(at("2026-03-05T01:00:00Z")),
            ..Default::default()
        };
        w.wang.follow_ups().add(late).unwrap();
        w.clock.advance_days(1);
        assert_eq!(ids(&w.wang, TodoKind::CustomersToday), [id.uuid()]);
    }
}

#[test]
fn a_contact_that_was_made_is_not_overdue_for_the_next_owner() {
    for w in worlds() {
        let (c, l) = (customer(&w.wang, "甲"), lead(&w.wang, "线索"));
        plan(&w.wang, c, "2026-03-03T01:00:00Z");
        let next_contact_at = Some(at("2026-03-03T01:00:00Z"));
        w.wang.leads().update(l, LeadPatch { next_contact_at, ..Default::default() }).unwrap();
        w.clock.advance_days(2);
        assert_eq!(ids(&w.wang, TodoKind::CustomersOverdue), [c.uuid()]);
        assert_eq!(ids(&w.wang, TodoKind::LeadsOverdue), [l.uuid()]);
        follow(&w.wang, c, None);
        let said = NewFollowUp { lead_id: Some(l), content: "电话".into(), ..Default::default() };
        w.wang.follow_ups().add(said).unwrap();
        w.clock.advance_days(3);
        w.manager.customers().transfer(vec![c], w.ids[2]).unwrap();
        w.manager.leads().transfer(vec![l], w.ids[2]).unwrap();
        assert_eq!(ids(&w.li, TodoKind::CustomersOverdue), NONE);
        assert_eq!(ids(&w.li, TodoKind::LeadsOverdue), NONE);
        let overdue = Query::new(Customer::overdue());
        assert_eq!(w.li.customers().list(&overdue).unwrap().rows.len(), 0, "the filter agrees");
    }
}

#[test]
fn what_was_assigned_waits_until_it_is_followed_up() {
    for w in worlds() {
        let (c, l) = (customer(&w.manager, "甲"), lead(&w.manager, "线索"));
        w.manager.customers().transfer(vec![c], w.ids[1]).unwrap();
        w.manager.leads().transfer(vec![l], w.ids[1]).unwrap();
        assert_eq!(ids(&w.wang, TodoKind::CustomersAssigned), [c.uuid()]);
        assert_eq!(ids(&w.wang, TodoKind::LeadsAssigned), [l.uuid()]);
        follow(&w.wang, c, None);
        w.wang.leads().convert(vec![l]).unwrap();
        assert_eq!(ids(&w.wang, TodoKind::CustomersAssigned), NONE);
        assert_eq!(ids(&w.wang, TodoKind::LeadsAssigned), NONE, "a converted lead is history");
    }
}

#[test]
fn what_one_claimed_oneself_was_assigned_by_nobody() {
    for w in worlds() {
        let (pool, id) = (w.pool("公海"), customer(&w.li, "甲"));
        let release = || rows(w.manager.run(ReleaseCustomers { pool, customers: vec![id] }));
        assert_eq!(release(), ["done"]);
        assert_eq!(rows(w.wang.pool(pool).claim(vec![id])), ["done"]);
        assert_eq!(ids(&w.wang, TodoKind::CustomersAssigned), NONE);
        assert_eq!(release(), ["done"]);
        assert_eq!(rows(w.manager.pool(pool).assign(vec![id], w.ids[1])), ["done"]);
        assert_eq!(ids(&w.wang, TodoKind::CustomersAssigned), [id.uuid()]);
    }
}

#[test]
fn what_somebody_else_made_for_one_is_assigned_to_one() {
    for w in worlds() {
        let owner_id = Some(w.ids[1]);
        let new = NewCustomer { name: "甲".into(), owner_id, ..Default::default() };
        let c = w.manager.customers().create(new).unwrap().value;
        let new = NewLead { name: "线索".into(), owner_id, ..Default::default() };
        let l = w.manager.leads().create(new).unwrap().value;
        assert_eq!(ids(&w.wang, TodoKind::CustomersAssigned), [c.uuid()]);
        assert_eq!(ids(&w.wang, TodoKind::LeadsAssigned), [l.uuid()]);
        let new = NewCustomer { name: "乙".into(), owner_id, ..Default::default() };
        let own = w.wang.customers().create(new).unwrap().value;
        assert_eq!(w.wang.customers().get(own).unwrap().received, None);
        follow(&w.wang, c, None);
        assert_eq!(ids(&w.wang, TodoKind::CustomersAssigned), NONE);
    }
}

#[test]
fn a_mark_holds_until_the_record_changes() {
    for w in worlds() {
        let l = lead(&w.wang, "线索");
        let patch =
            LeadPatch { next_contact_at: Some(at("2026-03-02T08:00:00Z")), ..Default::default() };
        w.wang.leads().update(l, patch).unwrap();
        let today = TodoKind::LeadsToday;
        assert_eq!(handle(&w.wang, TodoKind::LeadsOverdue, &[l.uuid()]), ["record.not_found"]);
        assert_eq!(handle(&w.li, today, &[l.uuid()]), ["record.not_found"], "not on his list");
        assert_eq!(handle(&w.wang, today, &[l.uuid()]), ["done"]);
        assert_eq!(ids(&w.wang, today), NONE);
        assert_eq!(handle(&w.wang, today, &[l.uuid()]), ["record.not_found"], "no longer waits");
        let patch = LeadPatch { remark: Some("改".into()), ..Default::default() };
        w.wang.leads().update(l, patch).unwrap();
        assert_eq!(ids(&w.wang, today), [l.uuid()], "it changed");
        let done =
            w.wang.run(HandleTodos { kind: today, records: vec![RecordId(l.uuid())] }).unwrap();
        assert_eq!(ids(&w.wang, today), NONE);
        w.wang.undo(done.command_id).unwrap();
        assert_eq!(ids(&w.wang, today), [l.uuid()], "taken back");
    }
}

/// A pool that takes what had no deal for so many days, and reminds so many days before.
fn reminding(w: &World, name: &str, days: i64, remind: i64, priority: i64) {
    let pool = w.pool(name);
    let kind = PoolRuleKind::NoDeal;
    let rule = RecycleRule { kind, days, level: None, dealt: false, with_opportunity: false };
    w.admin.run(SetPoolRules { pool, rules: vec![rule] }).unwrap();
    let patch = Some(PoolPatch {
        automatic: Some(true),
        remind_days: Some(remind),
        priority: Some(priority),
        ..Default::default()
    });
    let (admins, members, departments) = (None, None, None);
    w.admin
        .run(UpdatePool { pool, patch, admins, members, departments, expect_rev: None })
        .unwrap();
}

#[test]
fn what_a_pool_takes_soon_stands_on_the_list() {
    for w in worlds() {
        reminding(&w, "华东", 3, 1, 1);
        let id = customer(&w.wang, "甲");
        assert_eq!(ids(&w.wang, TodoKind::EnteringPool), NONE);
        w.clock.advance_days(2);
        let item = w.wang.todos(TodoKind::EnteringPool).unwrap().remove(0);
        assert_eq!((item.id, item.days), (id.uuid(), Some(1)));
        assert_eq!(handle(&w.wang, TodoKind::EnteringPool, &[id.uuid()]), ["done"]);
        assert_eq!(ids(&w.wang, TodoKind::EnteringPool), NONE, "marked");
        assert_eq!(w.wang.entering_pool().unwrap().len(), 1, "it goes all the same");
    }
}

/// Even where the rule asks for a deal: he has acted, and the pool takes it all the same.
#[test]
fn a_follow_up_since_the_reminder_began_clears_it() {
    for w in worlds() {
        reminding(&w, "华东", 5, 2, 1);
        let [early, late] = ["早", "晚"].map(|name| customer(&w.wang, name));
        w.clock.advance_days(2);
        follow(&w.wang, early, None);
        assert_eq!(ids(&w.wang, TodoKind::EnteringPool), NONE);
        w.clock.advance_days(1);
        assert_eq!(
            ids(&w.wang, TodoKind::EnteringPool).len(),
            2,
            "before the reminder is no answer"
        );
        follow(&w.wang, late, None);
        assert_eq!(ids(&w.wang, TodoKind::EnteringPool), [early.uuid()]);
        w.clock.advance_days(2);
        assert_eq!(ids(&w.wang, TodoKind::EnteringPool), [early.uuid()], "and stays cleared");
        assert_eq!(w.wang.entering_pool().unwrap().len(), 2, "both go all the same");
        w.manager.customers().transfer(vec![late], w.ids[2]).unwrap();
        w.clock.advance_days(4);
        assert_eq!(
            ids(&w.li, TodoKind::EnteringPool),
            [late.uuid()],
            "its new owner has not acted"
        );
    }
}

#[test]
fn a_reminder_that_was_answered_does_not_come_back_with_a_second_pools() {
    for w in worlds() {
        for (name, remind, priority) in [("一", 1, 1), ("二", 5, 2), ("三", 2, 3)] {
            reminding(&w, name, 10, remind, priority);
        }
        let id = customer(&w.wang, "甲");
        w.clock.advance_days(6);
        assert_eq!(ids(&w.wang, TodoKind::EnteringPool), [id.uuid()]);
        follow(&w.wang, id, None);
        w.clock.advance_days(3);
        assert_eq!(ids(&w.wang, TodoKind::EnteringPool), NONE);
        assert_eq!(w.wang.entering_pool().unwrap().len(), 1, "it goes all the same");
    }
}

#[test]
fn the_plan_of_a_follow_up_stands_on_the_list_of_its_day() {
    for w in worlds() {
        let l = lead(&w.wang, "线索");
        let next_contact_at = Some(at("2026-03-04T08:00:00Z"));
        let content = "电话".into();
        let said = NewFollowUp { lead_id: Some(l), content, next_contact_at, ..Default::default() };
        w.wang.follow_ups().add(said).unwrap();
        assert_eq!(w.wang.leads().get(l).unwrap().next_contact_at, next_contact_at);
        assert_eq!(counts(&w.wang), [0; 7]);
        w.clock.advance_days(2);
        let item = w.wang.todos(TodoKind::LeadsToday).unwrap().remove(0);
        assert_eq!((item.id, item.at), (l.uuid(), next_contact_at));
        w.clock.advance_days(1);
        assert_eq!(ids(&w.wang, TodoKind::LeadsOverdue), [l.uuid()]);
        // The person of a converted lead is spoken to as a customer.
        let c = w.wang.leads().convert(vec![l]).unwrap().value.rows[0].customer.unwrap();
        assert_eq!(ids(&w.wang, TodoKind::LeadsOverdue), NONE);
        assert_eq!(ids(&w.wang, TodoKind::CustomersOverdue), [c.uuid()]);
    }
}

#[test]
fn a_region_is_one_of_the_tree_however_it_is_written() {
    for w in worlds() {
        let set = |text: &str| {
            let customer = NewCustomer {
                name: format!("客户{text}"),
                region: Some(text.into()),
                ..Default::default()
            };
            w.wang.customers().create(customer)
        };
        let read = |text: &str| {
            let id = set(text).unwrap().value;
            w.wang.customers().get(id).unwrap().region.unwrap()
        };
        assert_eq!(read("湖北省武汉市洪山区"), "420111");
        assert_eq!(read("湖北 武汉"), "420100");
        assert_eq!(read("420000"), "420000");
        assert_eq!(told(set("火星")), "value.region");
        let error = set("火星").unwrap_err();
        assert_eq!(error.message(crmkit::model::Locale::ZhCn), "地区不是有效的省市区");
        let within = |code: &str| {
            let filter = Customer::region().starts_with(code);
            w.wang.customers().list(&Query::new(filter)).unwrap().rows.len()
        };
        assert_eq!((within("42"), within("4201"), within("420111")), (3, 2, 1));
        let id = set("北京市东城区").unwrap().value;
        let entry = w.wang.history::<Customer>(id, None, 1).unwrap().remove(0);
        let field = entry.fields.iter().find(|f| f.field == "region").unwrap();
        assert_eq!(field.new.as_deref(), Some("北京市东城区"), "people read its name");
    }
}

/// Whoever may not read the date has no list by it; whoever may not read the name gets none.
#[test]
fn lists_keep_hidden_fields() {
    use crmkit::admin::role::{FieldRight, UpdateRole};
    use crmkit::org::FieldAccess;
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        plan(&w.wang, id, "2026-03-02T08:00:00Z");
        hide(&w, "name");
        assert_eq!(w.wang.todos(TodoKind::CustomersToday).unwrap()[0].name, "");
        hide(&w, "next_contact_at");
        assert_eq!(ids(&w.wang, TodoKind::CustomersToday), NONE);
    }
    fn hide(w: &World, field: &str) {
        let right = FieldRight {
            entity: "customer".into(),
            field: field.into(),
            access: FieldAccess::Hidden,
        };
        let update = UpdateRole {
            role: common::role(&w.admin, "salesperson"),
            patch: None,
            operations: None,
            departments: None,
            employees: None,
            fields: Some(vec![right]),
            expect_rev: None,
        };
        w.admin.run(update).unwrap();
    }
}

/// Pools remind by their own rules: one that takes a customer sooner without reminding of it does not
/// begin another's reminder.
#[test]
fn a_reminder_begins_by_the_rules_of_the_pool_that_reminds() {
    for w in worlds() {
        reminding(&w, "先取", 27, 0, 1);
        reminding(&w, "提醒", 30, 3, 2);
        let id = customer(&w.wang, "甲");
        w.clock.advance_days(25);
        follow(&w.wang, id, None);
        assert_eq!(ids(&w.wang, TodoKind::EnteringPool), NONE);
        w.clock.advance_days(2);
        assert_eq!(ids(&w.wang, TodoKind::EnteringPool), [id.uuid()], "nobody answered it yet");
        follow(&w.wang, id, None);
        assert_eq!(ids(&w.wang, TodoKind::EnteringPool), NONE);
        // The job has rested: what was answered stays so.
        w.clock.advance_days(9);
        assert_eq!(ids(&w.wang, TodoKind::EnteringPool), NONE);
    }
}
