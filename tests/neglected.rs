//! Forgotten customers, and those whose contact is overdue (B1.2).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, customer, lead, role, told, worlds};
use crmkit::admin::role::{FieldRight, UpdateRole};
use crmkit::org::FieldAccess;
use crmkit::query::{Filter, Query};
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::lead::{Lead, NewLead};
use crmkit::sales::pool::ReleaseCustomers;
use crmkit::sales::todo::TodoKind;
use crmkit::session::Session;

fn names(by: &Session, filter: Filter) -> Vec<String> {
    let mut names: Vec<String> = by
        .customers()
        .list(&Query::new(filter))
        .unwrap()
        .rows
        .into_iter()
        .map(|c| c.name)
        .collect();
    names.sort_unstable();
    names
}

fn counts(by: &Session) -> Vec<(u16, u64)> {
    by.forgotten_counts().unwrap().into_iter().map(|c| (c.days, c.count)).collect()
}

fn follow(by: &Session, customer: CustomerId) {
    let content = "电话".into();
    let follow_up = NewFollowUp { customer_id: Some(customer), content, ..Default::default() };
    by.follow_ups().add(follow_up).unwrap();
}

fn plan(by: &Session, customer: CustomerId, time: &str) {
    let patch = CustomerPatch { next_contact_at: Some(at(time)), ..Default::default() };
    by.customers().update(customer, patch).unwrap();
}

#[test]
fn a_customer_is_forgotten_on_the_day_after_so_many_days() {
    for w in worlds() {
        // Made on the second of March in Shanghai, at nine.
        let id = customer(&w.wang, "甲");
        w.clock.set(at("2026-03-09T15:59:59Z"));
        assert_eq!(names(&w.wang, Customer::forgotten(7)), [""; 0], "seven days are not more");
        w.clock.set(at("2026-03-09T16:00:00Z"));
        assert_eq!(names(&w.wang, Customer::forgotten(7)), ["甲"]);
        assert_eq!(counts(&w.wang), [(7, 1), (15, 0), (30, 0), (90, 0), (180, 0)]);
        let json = w.wang.read_json(r#"{"read":"forgotten_counts"}"#).unwrap();
        assert!(json.starts_with(r#"[{"count":1,"days":7},{"count":0,"days":15}"#), "{json}");
        follow(&w.wang, id);
        assert_eq!(counts(&w.wang), [(7, 0), (15, 0), (30, 0), (90, 0), (180, 0)]);
        w.clock.advance_days(31);
        assert_eq!(counts(&w.wang), [(7, 1), (15, 1), (30, 1), (90, 0), (180, 0)]);
        w.clock.advance_days(150);
        assert_eq!(counts(&w.wang), [(7, 1), (15, 1), (30, 1), (90, 1), (180, 1)]);
    }
}

#[test]
fn dealt_pooled_and_deleted_customers_are_not_forgotten() {
    for w in worlds() {
        let [_, dealt, pooled, deleted, others] =
            ["甲", "乙", "丙", "丁", "戊"].map(|name| customer(&w.wang, name));
        let customers = vec![dealt];
        w.admin.run(SetDealStatus { customers, dealt: Some(true), on: None }).unwrap();
        let (pool, customers) = (w.pool("公海"), vec![pooled]);
        w.wang.run(ReleaseCustomers { pool, customers }).unwrap().value.single().unwrap();
        w.manager.customers().delete(vec![deleted]).unwrap().value.single().unwrap();
        w.manager.customers().transfer(vec![others], w.ids[2]).unwrap().value.single().unwrap();
        w.clock.advance_days(8);
        assert_eq!(names(&w.wang, Customer::forgotten(7)), ["甲"]);
        assert_eq!(counts(&w.wang)[0], (7, 1), "of what one sees");
        assert_eq!(names(&w.manager, Customer::forgotten(7)), ["戊", "甲"]);
        assert_eq!((counts(&w.manager)[0], counts(&w.li)[0]), ((7, 2), (7, 1)));
    }
}

#[test]
fn a_contact_is_overdue_from_the_day_after_until_the_next_follow_up() {
    for w in worlds() {
        let [met, early, id] = ["见过", "提前", "甲"].map(|name| customer(&w.wang, name));
        // The second of March in Shanghai ends at 16:00 UTC.
        for customer in [met, early, id] {
            plan(&w.wang, customer, "2026-03-02T08:00:00Z");
        }
        follow(&w.wang, early);
        w.clock.set(at("2026-03-02T08:00:00Z"));
        follow(&w.wang, met);
        w.clock.set(at("2026-03-02T15:59:59Z"));
        assert_eq!(names(&w.wang, Customer::overdue()), [""; 0], "until the end of the day");
        w.clock.set(at("2026-03-02T16:00:00Z"));
        assert_eq!(names(&w.wang, Customer::overdue()), ["提前", "甲"].map(String::from));
        let todo = w.wang.todos(TodoKind::CustomersOverdue).unwrap();
        assert_eq!(todo.len(), 2, "the to-do list agrees");
        follow(&w.wang, id);
        assert_eq!(names(&w.wang, Customer::overdue()), ["提前"]);
        assert_eq!(names(&w.li, Customer::overdue()), [""; 0]);
    }
}

/// The conditions are filters like any other: as text, in JSON, counted, negated.
#[test]
fn a_field_is_compared_with_another_of_the_record() {
    for w in worlds() {
        let [a, b, _] = ["甲", "乙", "丙"].map(|name| customer(&w.wang, name));
        plan(&w.wang, a, "2026-03-01T00:00:00Z");
        plan(&w.wang, b, "2026-03-05T00:00:00Z");
        let found = |text: &str| names(&w.wang, text.parse().unwrap());
        assert_eq!(found("last_follow_at < next_contact_at"), ["乙"]);
        assert_eq!(found("last_follow_at >= next_contact_at"), ["甲"]);
        assert_eq!(found("not last_follow_at < next_contact_at"), ["丙", "甲"], "the complement");
        assert_eq!(found("created_at = last_follow_at").len(), 3);
        assert_eq!(found("created_by = owner_id").len(), 3);
        let json = r#"{"read": "list", "entity": "customer", "filter": {"cmp": {
            "field": "last_follow_at", "op": "lt", "value": {"field": "next_contact_at"}}}}"#;
        assert_eq!(w.wang.read_json(json).unwrap().matches(r#""name""#).count(), 1);
        // A lead's customer: both fields are the customer's.
        let l = lead(&w.wang, "丁");
        w.wang.leads().convert(vec![l]).unwrap();
        let related = "customer.created_at = customer.last_follow_at";
        let told_by = |text: &str| told(w.wang.list::<Lead>(&Query::new(text.parse().unwrap())));
        assert_eq!(told_by(related), "query.unknown_field");
        let related: Filter = "customer.created_at = last_follow_at".parse().unwrap();
        assert_eq!(w.wang.list::<Lead>(&Query::new(related)).unwrap().rows.len(), 1);
        let list = |text: &str| told(w.wang.customers().list(&Query::new(text.parse().unwrap())));
        for wrong in [
            "next_contact_at < name",
            "next_contact_at < dealt_on",
            "owner_id < created_by",
            "dealt < locked",
            "next_contact_at in (last_follow_at)",
            "next_contact_at in [last_follow_at, *)",
            "owner_id = pool_id",
        ] {
            assert_eq!(list(wrong), "query.wrong_operator", "{wrong}");
        }
        assert_eq!(list("next_contact_at < nonsense"), "query.unknown_field");
        assert_eq!(list("geo_cell = geo_cell"), "query.hidden_field");
    }
}

#[test]
fn a_hidden_field_is_not_compared_with() {
    for w in worlds() {
        customer(&w.wang, "甲");
        hide(&w, "last_follow_at");
        for filter in [
            Customer::overdue(),
            Customer::forgotten(7),
            "next_contact_at > last_follow_at".parse().unwrap(),
        ] {
            let query = Query::new(filter);
            assert_eq!(told(w.wang.customers().list(&query)), "query.hidden_field");
        }
        assert_eq!(told(w.wang.forgotten_counts()), "query.hidden_field");
        assert_eq!(told(w.manager.forgotten_counts()), "done");
    }
}

/// A lead that was never followed up stands on the list of overdue ones too.
#[test]
fn what_was_never_followed_up_is_overdue() {
    for w in worlds() {
        let next_contact_at = Some(at("2026-03-02T08:00:00Z"));
        let new = NewLead { name: "甲".into(), next_contact_at, ..Default::default() };
        w.wang.leads().create(new).unwrap();
        w.clock.advance_days(1);
        assert_eq!(w.wang.todos(TodoKind::LeadsOverdue).unwrap().len(), 1);
    }
}

fn hide(w: &World, field: &str) {
    let (entity, field) = ("customer".into(), field.into());
    let update = UpdateRole {
        role: role(&w.admin, "salesperson"),
        patch: None,
        operations: None,
        departments: None,
        employees: None,
        fields: Some(vec![FieldRight { entity, field, access: FieldAccess::Hidden }]),
        expect_rev: None,
    };
    w.admin.run(update).unwrap();
}
