//! The calendar: what somebody has planned (B1.14).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use chrono::NaiveDate;
use common::{at, customer, lead, told, worlds};
use crmkit::model::Timestamp;
use crmkit::sales::calendar::CalendarEntry;
use crmkit::sales::contact::NewContact;
use crmkit::sales::customer::{CustomerPatch, TeamAccess};
use crmkit::sales::follow_up::{DeleteFollowUp, FollowUpPatch, NewFollowUp, UpdateFollowUp};
use crmkit::sales::lead::{LeadPatch, LeadStatus, SetLeadStatus};
use crmkit::session::Session;

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
}

fn noon(n: u32) -> Timestamp {
    at(&format!("2026-03-{n:02}T04:00:00Z"))
}

fn march(by: &Session) -> Vec<(String, Timestamp, bool)> {
    let entries = by.calendar(day(1), day(31)).unwrap();
    entries.into_iter().map(|e: CalendarEntry| (e.name, e.at, e.own)).collect()
}

fn entry(name: &str, n: u32, own: bool) -> (String, Timestamp, bool) {
    (name.into(), noon(n), own)
}

#[test]
fn a_plan_stands_in_the_calendar_and_moves_with_what_people_do() {
    for w in worlds() {
        let (c, l) = (customer(&w.wang, "客户"), lead(&w.wang, "线索"));
        assert_eq!(march(&w.wang), []);
        let plan = LeadPatch { next_contact_at: Some(noon(9)), ..Default::default() };
        w.wang.leads().update(l, plan).unwrap();
        let said = NewFollowUp {
            customer_id: Some(c),
            content: "约下周".into(),
            next_contact_at: Some(noon(6)),
            ..Default::default()
        };
        let said = w.wang.follow_ups().add(said).unwrap().value;
        assert_eq!(march(&w.wang), [entry("客户", 6, true), entry("线索", 9, true)]);
        // Another plan moves it; a day that is not asked for is left out.
        w.clock.advance_days(1);
        let patch = FollowUpPatch { next_contact_at: Some(noon(12)), ..Default::default() };
        w.wang.run(UpdateFollowUp { follow_up: said, patch, expect_rev: None }).unwrap();
        assert_eq!(march(&w.wang), [entry("线索", 9, true), entry("客户", 12, true)]);
        let names = |from, to| {
            let entries = w.wang.calendar(day(from), day(to)).unwrap();
            entries.into_iter().map(|e| e.name).collect::<Vec<_>>()
        };
        assert_eq!(names(10, 12), ["客户"]);
        assert_eq!(names(12, 12), ["客户"]);
        assert_eq!(names(1, 8), [""; 0]);
        // A lead that was given up or converted waits for nobody.
        let dead = SetLeadStatus { leads: vec![l], status: LeadStatus::Dead, reason: None };
        let given_up = w.wang.run(dead).unwrap();
        assert_eq!(march(&w.wang), [entry("客户", 12, true)]);
        w.wang.undo(given_up.command_id).unwrap();
        w.wang.leads().convert(vec![l]).unwrap();
        assert_eq!(
            march(&w.wang),
            [entry("线索", 9, true), entry("客户", 12, true)],
            "its customer"
        );
        // The new owner has it in his; so has the author of the plan, as long as he sees the record.
        w.manager.customers().transfer(vec![c], w.ids[2]).unwrap();
        assert_eq!(march(&w.li), [entry("客户", 12, true)]);
        assert_eq!(march(&w.wang), [entry("线索", 9, true)]);
        w.li.customers().add_member(c, w.ids[1], TeamAccess::Read, None).unwrap();
        assert_eq!(march(&w.wang), [entry("线索", 9, true), entry("客户", 12, false)]);
        w.clock.advance_days(1);
        let other = CustomerPatch { next_contact_at: Some(noon(20)), ..Default::default() };
        w.li.customers().update(c, other).unwrap();
        assert_eq!(march(&w.wang), [entry("线索", 9, true)], "it is another plan now");
        assert_eq!(march(&w.li), [entry("客户", 20, true)]);
        // Without the follow-up there is no plan but that one.
        w.manager.run(DeleteFollowUp { follow_up: said }).unwrap();
        assert_eq!(march(&w.li), [entry("客户", 20, true)]);
        w.manager.customers().delete(vec![c]).unwrap();
        assert_eq!(march(&w.li), []);
    }
}

#[test]
fn a_contact_of_a_customer_is_no_second_appointment() {
    for w in worlds() {
        let c = customer(&w.wang, "客户");
        let new = NewContact { name: "孙经理".into(), customer_id: c, ..Default::default() };
        let contact = w.wang.contacts().create(new).unwrap().value;
        let said = |customer_id, n| NewFollowUp {
            customer_id,
            contact_id: Some(contact),
            content: "见面".into(),
            next_contact_at: Some(noon(n)),
            ..Default::default()
        };
        w.wang.follow_ups().add(said(Some(c), 8)).unwrap();
        assert_eq!(march(&w.wang), [entry("客户", 8, true)]);
        w.clock.advance_days(1);
        let own = CustomerPatch { next_contact_at: Some(noon(9)), ..Default::default() };
        w.wang.customers().update(c, own).unwrap();
        assert_eq!(march(&w.wang), [entry("孙经理", 8, true), entry("客户", 9, true)]);
    }
}

#[test]
fn a_calendar_is_asked_for_days_up_to_a_year() {
    for w in worlds() {
        let year = |to: (i32, u32, u32)| {
            let to = NaiveDate::from_ymd_opt(to.0, to.1, to.2).unwrap();
            told(w.wang.calendar(day(1), to))
        };
        assert_eq!(year((2027, 3, 1)), "done");
        assert_eq!(year((2027, 3, 2)), "value.out_of_range");
        assert_eq!(year((2026, 2, 28)), "value.out_of_range");
        let json = r#"{"read":"calendar","from":"2026-03-01","to":"2026-03-31"}"#;
        assert_eq!(w.wang.read_json(json).unwrap(), "[]");
        customer(&w.wang, "甲");
        assert_eq!(march(&w.admin), []);
    }
}
