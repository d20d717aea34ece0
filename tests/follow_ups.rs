//! The rules of follow-ups, on every store (B1.14).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, customer, lead, refusal, rows, told, worlds};
use crmkit::model::{Timestamp, TypedId};
use crmkit::query::Query;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::*;
use crmkit::sales::lead::*;
use crmkit::session::Session;

fn on(customer: CustomerId, content: &str) -> NewFollowUp {
    NewFollowUp { customer_id: Some(customer), content: content.into(), ..Default::default() }
}

fn add(by: &Session, follow_up: NewFollowUp) -> FollowUpId {
    by.follow_ups().add(follow_up).unwrap().value
}

/// What a customer shows of its follow-ups.
fn shown(
    w: &World,
    id: CustomerId,
) -> (bool, Option<Timestamp>, Option<String>, Option<Timestamp>) {
    let c = w.manager.customers().get(id).unwrap();
    (c.followed, c.last_follow_at, c.last_follow_text, c.next_contact_at)
}

fn update(follow_up: FollowUpId, patch: FollowUpPatch) -> UpdateFollowUp {
    UpdateFollowUp { follow_up, patch, expect_rev: None }
}

#[test]
fn a_follow_up_shows_on_its_lead_and_its_customer() {
    for w in worlds() {
        let (l, c) = (lead(&w.wang, "甲"), customer(&w.wang, "甲"));
        w.clock.advance_days(1);
        let (now, next) = (at("2026-03-03T01:00:00Z"), at("2026-03-08T01:00:00Z"));
        let method = Some(w.option("method", "打电话"));
        for (lead_id, customer_id) in [(Some(l), None), (None, Some(c))] {
            let content = " 电话沟通\n第二行 ".to_owned();
            let next_contact_at = Some(next);
            let new = NewFollowUp {
                lead_id,
                customer_id,
                content,
                method,
                next_contact_at,
                ..Default::default()
            };
            let read = w.wang.get::<FollowUp>(add(&w.wang, new)).unwrap();
            assert_eq!((read.at, read.method, read.created_by), (now, method, Some(w.ids[1])));
            assert_eq!(read.content, "电话沟通\n第二行");
        }
        let want = (true, Some(now), Some("电话沟通\n第二行".to_owned()), Some(next));
        assert_eq!(shown(&w, c), want);
        let l = w.wang.leads().get(l).unwrap();
        assert_eq!((l.followed, l.last_follow_at, l.last_follow_text, l.next_contact_at), want);
    }
}

#[test]
fn a_follow_up_needs_exactly_one_record_in_sight() {
    for w in worlds() {
        let (l, c) = (lead(&w.wang, "甲"), customer(&w.wang, "甲"));
        let with = |lead_id, customer_id| NewFollowUp {
            lead_id,
            customer_id,
            content: "x".into(),
            ..Default::default()
        };
        let add = |by: &Session, new| told(by.follow_ups().add(new));
        assert_eq!(add(&w.wang, with(None, None)), "follow_up.target");
        assert_eq!(add(&w.wang, with(Some(l), Some(c))), "follow_up.target");
        assert_eq!(add(&w.li, with(Some(l), None)), "record.not_found");
        assert_eq!(add(&w.li, with(None, Some(c))), "record.not_found");
        assert_eq!(add(&w.wang, with(Some(LeadId(c.uuid())), None)), "record.not_found");
        assert_eq!(w.admin.list::<FollowUp>(&Query::default()).unwrap().rows.len(), 0);
        assert!(!w.wang.leads().get(l).unwrap().followed);
    }
}

#[test]
fn contents_and_times_are_checked() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let now = at("2026-03-02T01:00:00Z");
        let later = at("2026-03-02T01:00:01Z");
        let wrong = [
            ("value.required", "content", on(c, " \n ")),
            ("value.too_long", "content", on(c, &"字".repeat(1025))),
            ("value.control_character", "content", on(c, "a\u{0}b")),
            (
                "value.in_the_past",
                "next_contact_at",
                NewFollowUp { next_contact_at: Some(now), ..on(c, "x") },
            ),
            ("value.in_the_future", "at", NewFollowUp { at: Some(later), ..on(c, "x") }),
            (
                "value.unknown_choice",
                "method",
                NewFollowUp { method: Some(w.option("source", "广告")), ..on(c, "x") },
            ),
        ];
        for (want, field, new) in wrong {
            assert_eq!(refusal(w.wang.follow_ups().add(new)), (want.into(), field.into()));
        }
        assert_eq!(shown(&w, c).2, None);
        let longest = NewFollowUp {
            at: Some(now),
            next_contact_at: Some(later),
            ..on(c, &"字".repeat(1024))
        };
        add(&w.wang, longest);
        assert_eq!(shown(&w, c).2.unwrap().chars().count(), 1024, "what is shown fits too");
    }
}

#[test]
fn the_newest_is_shown_whatever_the_order_of_entry() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        w.clock.advance_days(10);
        let day = |n: u32| at(&format!("2026-03-{n:02}T01:00:00Z"));
        add(
            &w.wang,
            NewFollowUp { at: Some(day(8)), next_contact_at: Some(day(20)), ..on(c, "八日") },
        );
        // An older one that was written down later changes nothing, neither then nor corrected.
        let late = NewFollowUp { next_contact_at: Some(day(15)), ..on(c, "五日") };
        let late = add(&w.wang, NewFollowUp { at: Some(day(5)), ..late });
        let eighth = (true, Some(day(8)), Some("八日".into()), Some(day(20)));
        assert_eq!(shown(&w, c), eighth);
        let plan = |at| FollowUpPatch { next_contact_at: Some(at), ..Default::default() };
        let none = FollowUpPatch { clear: vec!["next_contact_at".into()], ..Default::default() };
        for patch in [plan(day(16)), none, plan(day(20)), plan(day(17))] {
            w.wang.run(update(late, patch)).unwrap();
            assert_eq!(shown(&w, c), eighth);
        }
        add(&w.wang, NewFollowUp { at: Some(day(9)), ..on(c, "九日") });
        // No new plan leaves the old one.
        assert_eq!(shown(&w, c), (true, Some(day(9)), Some("九日".into()), Some(day(20))));
        // After a transfer the new owner has not followed it up, and the newest stays the newest.
        w.manager.customers().transfer(vec![c], w.ids[2]).unwrap();
        assert_eq!(shown(&w, c), (false, Some(day(9)), Some("九日".into()), Some(day(20))));
        // What was said before he got it changes neither.
        add(&w.li, NewFollowUp { at: Some(day(6)), ..on(c, "六日") });
        assert_eq!(shown(&w, c), (false, Some(day(9)), Some("九日".into()), Some(day(20))));
    }
}

#[test]
fn the_first_may_lie_before_the_customer_was_made() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let before = at("2026-02-20T01:00:00Z");
        add(&w.wang, NewFollowUp { at: Some(before), ..on(c, "二月") });
        assert_eq!(shown(&w, c), (true, Some(before), Some("二月".into()), None));
    }
}

#[test]
fn deleting_the_newest_shows_the_one_before() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let made = w.wang.customers().get(c).unwrap().created_at;
        let day = |n: u32| at(&format!("2026-03-{n:02}T01:00:00Z"));
        let plan = Some(day(15));
        w.clock.advance_days(1);
        let first = add(&w.wang, NewFollowUp { next_contact_at: plan, ..on(c, "一") });
        w.clock.advance_days(1);
        let second = add(&w.wang, on(c, "二"));
        w.clock.advance_days(1);
        let third = add(&w.wang, NewFollowUp { next_contact_at: Some(day(25)), ..on(c, "三") });
        let delete = |id| w.wang.run(DeleteFollowUp { follow_up: id }).unwrap();
        assert_eq!(shown(&w, c), (true, Some(day(5)), Some("三".into()), Some(day(25))));
        let deleted = delete(third);
        assert_eq!(shown(&w, c), (true, Some(day(4)), Some("二".into()), plan));
        w.wang.undo(deleted.command_id).unwrap();
        assert_eq!(shown(&w, c), (true, Some(day(5)), Some("三".into()), Some(day(25))));
        delete(first);
        assert_eq!(shown(&w, c), (true, Some(day(5)), Some("三".into()), Some(day(25))));
        delete(third);
        assert_eq!(shown(&w, c), (true, Some(day(4)), Some("二".into()), None));
        delete(second);
        assert_eq!(
            shown(&w, c),
            (false, Some(made), None, None),
            "the clock runs from its creation"
        );
        assert_eq!(told(w.wang.run(DeleteFollowUp { follow_up: second })), "record.not_found");
        assert_eq!(w.wang.follow_ups().list(&Query::default()).unwrap().rows.len(), 0);
    }
}

#[test]
fn a_lead_without_follow_ups_left_shows_none() {
    for w in worlds() {
        let l = lead(&w.wang, "甲");
        let new = NewFollowUp { lead_id: Some(l), content: "x".into(), ..Default::default() };
        let id = add(&w.wang, new);
        w.wang.run(DeleteFollowUp { follow_up: id }).unwrap();
        let read = w.wang.leads().get(l).unwrap();
        assert_eq!(
            (read.followed, read.last_follow_at, read.last_follow_text),
            (false, None, None)
        );
    }
}

#[test]
fn a_plan_that_was_made_otherwise_survives_the_follow_up() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let plan = at("2026-03-20T00:00:00Z");
        let patch = |at| CustomerPatch { next_contact_at: Some(at), ..Default::default() };
        w.wang.customers().update(c, patch(plan)).unwrap();
        let silent = add(&w.wang, on(c, "没有新计划"));
        w.wang.run(DeleteFollowUp { follow_up: silent }).unwrap();
        assert_eq!(shown(&w, c).3, Some(plan));
        let planning =
            NewFollowUp { next_contact_at: Some(at("2026-03-10T00:00:00Z")), ..on(c, "x") };
        let planning = add(&w.wang, planning);
        let moved = at("2026-03-11T00:00:00Z");
        w.wang.customers().update(c, patch(moved)).unwrap();
        w.wang.run(DeleteFollowUp { follow_up: planning }).unwrap();
        assert_eq!(shown(&w, c).3, Some(moved));
    }
}

#[test]
fn a_correction_shows_where_the_follow_up_is_shown() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let next = at("2026-03-20T00:00:00Z");
        let old = add(&w.wang, on(c, "旧"));
        w.clock.advance_days(1);
        let new = add(&w.wang, NewFollowUp { next_contact_at: Some(next), ..on(c, "新") });
        let text = |t: &str| FollowUpPatch { content: Some(t.into()), ..Default::default() };
        w.wang.run(update(old, text("改旧"))).unwrap();
        assert_eq!(shown(&w, c).2.as_deref(), Some("新"));
        w.wang.run(update(new, text("改新"))).unwrap();
        assert_eq!(shown(&w, c).2.as_deref(), Some("改新"));
        let plan = |at| FollowUpPatch { next_contact_at: Some(at), ..Default::default() };
        let now = at("2026-03-03T01:00:00Z");
        assert_eq!(
            refusal(w.wang.run(update(new, plan(now)))),
            ("value.in_the_past".into(), "next_contact_at".into())
        );
        assert_eq!(shown(&w, c).3, Some(next));
        let moved = at("2026-03-21T00:00:00Z");
        w.wang.run(update(new, plan(moved))).unwrap();
        assert_eq!(shown(&w, c).3, Some(moved));
        let none = FollowUpPatch { clear: vec!["next_contact_at".into()], ..Default::default() };
        w.wang.run(update(new, none)).unwrap();
        assert_eq!(shown(&w, c).3, None);
        // The text can be corrected long after the planned time has passed.
        w.wang.run(update(new, plan(moved))).unwrap();
        w.clock.advance_days(60);
        assert_eq!(told(w.wang.run(update(new, text("后来")))), "done");
        for field in ["at", "customer_id", "lead_id"] {
            let clear = FollowUpPatch { clear: vec![field.into()], ..Default::default() };
            assert_eq!(told(w.wang.run(update(new, clear))), "value.read_only", "{field}");
        }
    }
}

#[test]
fn a_follow_up_is_corrected_by_its_author_and_by_who_edits_its_record() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        w.wang.customers().add_member(c, w.ids[2], TeamAccess::Read, None).unwrap();
        let (mine, lis) = (add(&w.wang, on(c, "李强")), add(&w.li, on(c, "赵敏")));
        let edit = |by: &Session, id| {
            told(by.run(update(
                id,
                FollowUpPatch { content: Some("改".into()), ..Default::default() },
            )))
        };
        let delete = |by: &Session, id| told(by.run(DeleteFollowUp { follow_up: id }));
        // A reading member corrects his own, not others'.
        assert_eq!(edit(&w.li, lis), "done");
        assert_eq!(edit(&w.li, mine), "right.row");
        assert_eq!(delete(&w.li, mine), "right.row");
        let words = w.li.run(DeleteFollowUp { follow_up: mine }).unwrap_err();
        assert!(words.message(crmkit::model::Locale::ZhCn).contains("删除跟进记录"), "{words}");
        // The owner, and who has his records in scope, correct all.
        assert_eq!(edit(&w.wang, lis), "done");
        assert_eq!(edit(&w.manager, lis), "done");
        // Out of the team, out of sight: one's own too.
        let (customers, employee) = (vec![c], w.ids[2]);
        w.wang.run(RemoveMember { customers, employee, cascade: None }).unwrap();
        assert_eq!(edit(&w.li, lis), "record.not_found");
        assert_eq!(delete(&w.li, lis), "record.not_found");
        assert_eq!(delete(&w.wang, lis), "done");
    }
}

#[test]
fn follow_ups_are_listed_with_the_records_one_sees() {
    for w in worlds() {
        let (mine, lis) = (customer(&w.wang, "甲"), customer(&w.li, "乙"));
        add(&w.wang, on(mine, "谈报价"));
        add(&w.li, on(lis, "谈合同"));
        let count = |by: &Session, query: &Query| by.follow_ups().list(query).unwrap().rows.len();
        assert_eq!(count(&w.wang, &Query::default()), 1);
        assert_eq!(count(&w.manager, &Query::default()), 2);
        assert_eq!(count(&w.manager, &Query::search("合同")), 1);
        assert_eq!(count(&w.wang, &Query::search("合同")), 0);
        let of = Query::new(r#"customer.name = "乙""#.parse().unwrap());
        assert_eq!((count(&w.manager, &of), count(&w.wang, &of)), (1, 0));
        // With its customer in the recycle bin a follow-up is gone, and back with it.
        w.manager.customers().delete(vec![mine]).unwrap();
        assert_eq!(count(&w.wang, &Query::default()), 0);
        assert_eq!(rows(w.manager.customers().restore(vec![mine])), ["done"]);
        assert_eq!(count(&w.wang, &Query::default()), 1);
    }
}

#[test]
fn adding_is_taken_back_whole() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let before = shown(&w, c);
        let done = w.wang.follow_ups().add(on(c, "x")).unwrap();
        w.wang.undo(done.command_id).unwrap();
        assert_eq!(shown(&w, c), before);
        assert_eq!(w.wang.follow_ups().list(&Query::default()).unwrap().rows.len(), 0);
    }
}

#[test]
fn a_follow_up_of_a_converted_lead_leaves_a_strangers_customer_alone() {
    for w in worlds() {
        let l = lead(&w.wang, "甲");
        let c = w.wang.leads().convert(vec![l]).unwrap().value.rows[0].customer.unwrap();
        w.manager.customers().transfer(vec![c], w.ids[2]).unwrap();
        let before = w.li.customers().get(c).unwrap();
        w.clock.advance_days(1);
        let new = NewFollowUp { lead_id: Some(l), content: "x".into(), ..Default::default() };
        let done = w.wang.follow_ups().add(new).unwrap();
        assert!(
            done.changes.iter().all(|change| change.entity != "customer"),
            "{:?}",
            done.changes
        );
        assert_eq!(w.li.customers().get(c).unwrap(), before);
        assert!(w.wang.leads().get(l).unwrap().followed);
        assert_eq!(w.li.follow_ups().list(&Query::default()).unwrap().rows.len(), 0);
        w.wang.run(DeleteFollowUp { follow_up: done.value }).unwrap();
        assert_eq!(w.li.customers().get(c).unwrap(), before);
    }
}

fn restored(by: &Session, follow_ups: &[FollowUpId]) -> Vec<&'static str> {
    rows(by.run(RestoreFollowUps { follow_ups: follow_ups.to_vec() }))
}

#[test]
fn a_restored_follow_up_shows_again_where_it_is_the_newest() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let day = |n: u32| at(&format!("2026-03-{n:02}T01:00:00Z"));
        let plan = |n| Some(day(n));
        w.clock.advance_days(1);
        let first = add(&w.wang, NewFollowUp { next_contact_at: plan(15), ..on(c, "一") });
        w.clock.advance_days(1);
        let second = add(&w.wang, NewFollowUp { next_contact_at: plan(25), ..on(c, "二") });
        let all = (true, Some(day(4)), Some("二".to_owned()), plan(25));
        let delete = |id| w.wang.run(DeleteFollowUp { follow_up: id }).unwrap();
        assert_eq!(restored(&w.wang, &[first]), ["record.not_found"], "it is not in it");
        delete(second);
        assert_eq!(shown(&w, c).3, plan(15));
        assert_eq!(restored(&w.li, &[second]), ["record.not_found"], "not his customer");
        assert_eq!(restored(&w.wang, &[second]), ["done"]);
        assert_eq!(shown(&w, c), all);
        // An older one comes back beneath the newest, its plan beneath the newest plan.
        delete(first);
        assert_eq!(restored(&w.wang, &[first]), ["done"]);
        assert_eq!(shown(&w, c), all);
        // Both go, and come back in whatever order.
        for order in [[first, second], [second, first]] {
            delete(first);
            delete(second);
            assert_eq!(shown(&w, c).3, None);
            assert_eq!(restored(&w.wang, &order), ["done", "done"]);
            assert_eq!(shown(&w, c), all);
        }
        // A plan that was made meanwhile stays.
        delete(second);
        let patch = CustomerPatch { next_contact_at: plan(20), ..Default::default() };
        w.wang.customers().update(c, patch).unwrap();
        assert_eq!(restored(&w.wang, &[second]), ["done"]);
        assert_eq!(shown(&w, c), (true, Some(day(4)), Some("二".into()), plan(20)));
    }
}

#[test]
fn what_was_said_before_the_owner_got_it_does_not_count_for_him() {
    for w in worlds() {
        let (c, l) = (customer(&w.wang, "甲"), lead(&w.wang, "甲"));
        let on_lead =
            || NewFollowUp { lead_id: Some(l), content: "线索".into(), ..Default::default() };
        let add_both = |by: &Session| {
            w.clock.advance_days(1);
            [add(by, on(c, "客户")), add(by, on_lead())]
        };
        let delete = |ids: [FollowUpId; 2]| {
            for follow_up in ids {
                w.manager.run(DeleteFollowUp { follow_up }).unwrap();
            }
        };
        let followed = || (shown(&w, c).0, w.manager.leads().get(l).unwrap().followed);
        let (first, second) = (add_both(&w.wang), add_both(&w.wang));
        delete(second);
        assert_eq!(followed(), (true, true), "the first is left");
        delete(first);
        assert_eq!(followed(), (false, false));
        assert_eq!(restored(&w.manager, &first), ["done", "done"]);
        assert_eq!(followed(), (true, true));
        w.clock.advance_days(1);
        w.manager.customers().transfer(vec![c], w.ids[2]).unwrap();
        w.manager.leads().transfer(vec![l], w.ids[2]).unwrap();
        assert_eq!(restored(&w.manager, &second), ["done", "done"]);
        assert_eq!(followed(), (false, false), "the new owner did nothing");
        delete(second);
        assert_eq!(followed(), (false, false), "nor then");
        let his = add_both(&w.li);
        assert_eq!(followed(), (true, true));
        delete(his);
        // A lead does not tell since when he has it: his stays followed while any is left.
        assert_eq!(followed(), (false, true));
        assert_eq!(restored(&w.li, &his), ["done", "done"]);
        assert_eq!(followed(), (true, true));
    }
}

#[test]
fn a_follow_up_is_restored_by_its_author_and_by_who_edits_its_record() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        w.wang.customers().add_member(c, w.ids[2], TeamAccess::Read, None).unwrap();
        let (mine, lis) = (add(&w.wang, on(c, "李强")), add(&w.li, on(c, "赵敏")));
        for (id, by) in [(mine, &w.wang), (lis, &w.li)] {
            by.run(DeleteFollowUp { follow_up: id }).unwrap();
        }
        assert_eq!(restored(&w.li, &[mine, lis]), ["right.row", "done"]);
        assert_eq!(restored(&w.manager, &[mine]), ["done"]);
    }
}

fn sign_in(customer: CustomerId) -> SignIn {
    SignIn {
        customer,
        latitude: "30.593".parse().unwrap(),
        longitude: "114.305".parse().unwrap(),
        place: "武汉市江岸区".into(),
        content: None,
        method: None,
        next_contact_at: None,
        contacts: None,
        files: None,
    }
}

#[test]
fn a_sign_in_is_a_follow_up_with_a_place() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        w.clock.advance_days(1);
        let (now, next) = (at("2026-03-03T01:00:00Z"), at("2026-03-08T01:00:00Z"));
        let method = Some(w.option("method", "见面拜访"));
        let full = SignIn { next_contact_at: Some(next), method, ..sign_in(c) };
        let id = w.wang.run(full).unwrap().value;
        let read = w.wang.get::<FollowUp>(id).unwrap();
        assert_eq!((read.kind, read.at, read.method), (FollowUpKind::SignIn, now, method));
        let place = |f: &FollowUp| [f.latitude, f.longitude].map(|n| n.map(|n| n.to_string()));
        assert_eq!(place(&read), [Some("30.593".into()), Some("114.305".into())]);
        assert_eq!(
            (read.place.as_deref(), read.content.as_str()),
            (Some("武汉市江岸区"), "武汉市江岸区")
        );
        assert_eq!(shown(&w, c), (true, Some(now), Some("武汉市江岸区".into()), Some(next)));
        let of_kind = |code: &str| {
            let filter = format!(r#"kind = "{code}""#).parse().unwrap();
            w.wang.follow_ups().list(&Query::new(filter)).unwrap().rows.len()
        };
        add(&w.wang, on(c, "电话"));
        assert_eq!((of_kind("sign_in"), of_kind("follow_up")), (1, 1));
    }
}

#[test]
fn a_sign_in_is_made_at_a_place_by_who_may_follow_up_the_customer() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let number = |n: &str| n.parse().unwrap();
        let now = at("2026-03-02T01:00:00Z");
        let wrong = [
            (
                "value.out_of_range",
                "latitude",
                SignIn { latitude: number("90.000001"), ..sign_in(c) },
            ),
            (
                "value.out_of_range",
                "latitude",
                SignIn { longitude: number("-180.1"), ..sign_in(c) },
            ),
            ("value.required", "place", SignIn { place: " ".into(), ..sign_in(c) }),
            ("value.too_long", "place", SignIn { place: "长".repeat(256), ..sign_in(c) }),
            (
                "value.in_the_past",
                "next_contact_at",
                SignIn { next_contact_at: Some(now), ..sign_in(c) },
            ),
        ];
        for (code, field, sign_in) in wrong {
            assert_eq!(refusal(w.wang.run(sign_in)), (code.into(), field.into()));
        }
        assert_eq!(told(w.li.run(sign_in(c))), "record.not_found");
        w.wang.customers().add_member(c, w.ids[2], TeamAccess::Read, None).unwrap();
        assert_eq!(told(w.li.run(sign_in(c))), "done", "a reading member visits too");
        let reads =
            w.role("只读", crmkit::org::DataScope::All, &["customer.read", "follow_up.read"]);
        let reader = w.crm.session(w.employee("周", "13800000009", vec![reads])).unwrap();
        assert_eq!(told(reader.run(sign_in(c))), "right.missing");
    }
}

#[test]
fn a_sign_in_is_neither_deleted_nor_undone_nor_moved() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let done = w.wang.run(sign_in(c)).unwrap();
        for who in [&w.wang, &w.manager, &w.admin] {
            let delete = DeleteFollowUp { follow_up: done.value };
            assert_eq!(told(who.run(delete)), "follow_up.sign_in_stays");
        }
        assert_eq!(told(w.wang.undo(done.command_id)), "undo.not_undoable");
        for field in ["latitude", "longitude", "place", "at", "kind"] {
            let clear = FollowUpPatch { clear: vec![field.into()], ..Default::default() };
            assert_eq!(told(w.wang.run(update(done.value, clear))), "value.read_only", "{field}");
        }
        let words = FollowUpPatch { content: Some("谈妥".into()), ..Default::default() };
        w.wang.run(update(done.value, words)).unwrap();
        assert_eq!(shown(&w, c).2.as_deref(), Some("谈妥"), "its words are corrected");
    }
}

#[test]
fn files_stand_with_their_follow_up() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let file = |name: &str, size| FileReference {
            name: name.into(),
            reference: format!("2026/{name}"),
            size,
        };
        let with = |files| AddFollowUp { follow_up: on(c, "看样品"), contacts: None, files };
        let id = w.wang.run(with(Some(vec![file("门头.jpg", Some(2048)), file("合同.pdf", None)])));
        let id = id.unwrap().value;
        let photo = SignIn { files: Some(vec![file("现场.jpg", None)]), ..sign_in(c) };
        w.wang.run(photo).unwrap();
        let files = |by: &Session, query: &str| {
            let page = by.list::<FollowUpFile>(&Query::new(query.parse().unwrap())).unwrap();
            page.rows.into_iter().map(|f| (f.name, f.reference, f.size)).collect::<Vec<_>>()
        };
        let own = format!(r#"follow_up_id = "{}""#, id.uuid());
        let want = [("门头.jpg", Some(2048)), ("合同.pdf", None)]
            .map(|(name, size)| (name.to_owned(), format!("2026/{name}"), size));
        assert_eq!(files(&w.wang, &own), want);
        assert_eq!(files(&w.li, "all"), [], "seen with the follow-up");
        let of_customer = format!(r#"follow_up.customer_id = "{}""#, c.uuid());
        assert_eq!(files(&w.manager, &of_customer).len(), 3);
        let before = w.digest();
        let wrong = [
            ("value.required", "name", file(" ", None)),
            (
                "value.too_long",
                "reference",
                FileReference { reference: "长".repeat(1001), ..file("长", None) },
            ),
            ("value.out_of_range", "size", file("负", Some(-1))),
        ];
        for (code, field, wrong) in wrong {
            let wrong = w.wang.run(with(Some(vec![wrong])));
            assert_eq!(refusal(wrong), (code.into(), field.into()));
        }
        let many = w.wang.run(with(Some(vec![file("多", None); 51])));
        assert_eq!(told(many), "command.too_many_rows");
        assert_eq!(w.digest(), before);
        w.wang.run(DeleteFollowUp { follow_up: id }).unwrap();
        assert_eq!(files(&w.wang, "all").len(), 1, "gone with their follow-up");
        assert_eq!(restored(&w.wang, &[id]), ["done"]);
        assert_eq!(files(&w.wang, &own), want);
    }
}
