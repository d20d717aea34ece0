//! What a lead, a customer or a contact shows of its follow-ups.

use super::*;

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
        w.clock.advance_days(1);
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
        assert_eq!(followed(), (false, false), "what is left was said before");
        assert_eq!(restored(&w.li, &his), ["done", "done"]);
        assert_eq!(followed(), (true, true));
    }
}

#[test]
fn a_plan_that_a_follow_up_displaced_comes_back_with_its_deletion() {
    for w in worlds() {
        let day = |n: u32| at(&format!("2026-03-{n:02}T01:00:00Z"));
        let plan = |n| Some(day(n));
        let c = customer(&w.wang, "甲");
        let own = CustomerPatch { next_contact_at: plan(28), ..Default::default() };
        w.wang.customers().update(c, own).unwrap();
        w.clock.advance_days(1);
        let first = add(&w.wang, NewFollowUp { next_contact_at: plan(15), ..on(c, "一") });
        w.clock.advance_days(1);
        let second = add(&w.wang, NewFollowUp { next_contact_at: plan(20), ..on(c, "二") });
        for (gone, next) in [(first, 20), (second, 28)] {
            w.wang.run(DeleteFollowUp { follow_up: gone }).unwrap();
            assert_eq!(shown(&w, c).3, plan(next));
        }
        // So it is with one that the record was made with, and with one that was taken away.
        let new = NewLead { name: "线".into(), next_contact_at: plan(27), ..Default::default() };
        let l = w.wang.leads().create(new).unwrap().value;
        w.clock.advance_days(1);
        let planning = |content: &str| NewFollowUp {
            lead_id: Some(l),
            content: content.into(),
            next_contact_at: plan(18),
            ..Default::default()
        };
        let next = || w.manager.leads().get(l).unwrap().next_contact_at;
        let one = add(&w.wang, planning("一"));
        assert_eq!(next(), plan(18));
        w.wang.run(DeleteFollowUp { follow_up: one }).unwrap();
        assert_eq!(next(), plan(27));
        let none = LeadPatch { clear: vec!["next_contact_at".into()], ..Default::default() };
        w.wang.leads().update(l, none).unwrap();
        w.clock.advance_days(1);
        let two = add(&w.wang, planning("二"));
        w.wang.run(DeleteFollowUp { follow_up: two }).unwrap();
        assert_eq!(next(), None);
    }
}

#[test]
fn an_undo_shows_what_is_there_now() {
    for w in worlds() {
        let text = |t: &str| FollowUpPatch { content: Some(t.into()), ..Default::default() };
        let gone = |f| DeleteFollowUp { follow_up: f };
        let pair = |name: &str| {
            let c = customer(&w.wang, name);
            let first = add(&w.wang, on(c, "一"));
            w.clock.advance_days(1);
            (c, first, w.wang.follow_ups().add(on(c, "二")).unwrap())
        };
        let says = |c| {
            let (followed, _, text, _) = shown(&w, c);
            (followed, text)
        };
        let (c, first, second) = pair("甲");
        w.wang.run(gone(first)).unwrap();
        w.wang.undo(second.command_id).unwrap();
        assert_eq!(says(c), (false, None), "the older one is deleted");
        assert_eq!(shown(&w, c).1, Some(w.wang.customers().get(c).unwrap().created_at));

        let (c, first, second) = pair("乙");
        w.wang.run(update(first, text("改"))).unwrap();
        w.wang.undo(second.command_id).unwrap();
        assert_eq!(says(c), (true, Some("改".into())), "the older one is corrected");

        let (c, first, second) = pair("丙");
        let corrected = w.wang.run(update(first, text("改"))).unwrap();
        w.wang.run(gone(second.value)).unwrap();
        assert_eq!(says(c), (true, Some("改".into())));
        w.wang.undo(corrected.command_id).unwrap();
        assert_eq!(says(c), (true, Some("一".into())), "the correction is taken back");

        let c = customer(&w.wang, "丁");
        w.clock.advance_days(3);
        let today = w.wang.follow_ups().add(on(c, "今天")).unwrap();
        let earlier = w.manager.customers().get(c).unwrap().created_at;
        add(&w.wang, NewFollowUp { at: Some(earlier), ..on(c, "那天") });
        w.wang.undo(today.command_id).unwrap();
        assert_eq!(says(c), (true, Some("那天".into())), "one that was entered late");
    }
}

/// What people do to the follow-ups of a customer, in any order: what it shows is what they say.
#[test]
fn whatever_happens_a_record_shows_what_its_follow_ups_say() {
    let mut seed = 7_u64;
    let mut dice = |sides: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % sides
    };
    for w in worlds() {
        for history in 0..12 {
            let c = customer(&w.wang, &format!("客户{history}"));
            // Every plan, and the follow-up that has it; the customer itself when none.
            let mut plans: Vec<(Option<FollowUpId>, Option<Timestamp>)> = Vec::new();
            let mut since: Option<Timestamp> = None;
            let (mut live, mut gone, mut owner) = (Vec::new(), Vec::new(), 1);
            let mut undo = None;
            for step in 0..40 {
                w.clock.advance(7 * 60_000_000);
                let now = crmkit::model::Clock::now(&*w.clock);
                let next = (dice(3) > 0).then(|| now + chrono::Duration::hours(1 + step));
                let before = (plans.clone(), since, live.clone(), gone.clone(), owner);
                let pick = |from: &Vec<FollowUpId>, n: usize| from.get(n).copied();
                let (i, j) = (dice(live.len().max(1)), dice(gone.len().max(1)));
                match (dice(8), pick(&live, i), pick(&gone, j)) {
                    (0 | 1, ..) => {
                        let at = now - chrono::Duration::minutes(dice(600) as i64);
                        let new = NewFollowUp {
                            at: Some(at),
                            next_contact_at: next,
                            ..on(c, &format!("第{step}次"))
                        };
                        let made = w.manager.follow_ups().add(new).unwrap();
                        live.push(made.value);
                        plans.push((Some(made.value), next));
                        undo = Some((made.command_id, before));
                    }
                    (2, Some(id), _) => {
                        let clear =
                            if next.is_none() { vec!["next_contact_at".into()] } else { vec![] };
                        let content = Some(format!("改{step}"));
                        let patch = FollowUpPatch {
                            content,
                            next_contact_at: next,
                            clear,
                            ..Default::default()
                        };
                        if w.manager.get::<FollowUp>(id).unwrap().next_contact_at != next {
                            plans.retain(|(of, _)| *of != Some(id));
                            plans.push((Some(id), next));
                        }
                        let done = w.manager.run(update(id, patch)).unwrap();
                        undo = Some((done.command_id, before));
                    }
                    (3, Some(id), _) => {
                        let done = w.manager.run(DeleteFollowUp { follow_up: id }).unwrap();
                        gone.push(live.remove(i));
                        undo = Some((done.command_id, before));
                    }
                    (4, _, Some(id)) => {
                        let restore = RestoreFollowUps { follow_ups: vec![id] };
                        let done = w.manager.run(restore).unwrap();
                        live.push(gone.remove(j));
                        undo = Some((done.command_id, before));
                    }
                    (5, ..) if step % 3 == 0 => {
                        owner = 3 - owner;
                        let to = w.ids[owner];
                        let done = w.manager.customers().transfer(vec![c], to).unwrap();
                        done.value.single().unwrap();
                        since = Some(now);
                        undo = Some((done.command_id, before));
                    }
                    (6, ..) if shown(&w, c).3 != next => {
                        let clear =
                            if next.is_none() { vec!["next_contact_at".into()] } else { vec![] };
                        let patch =
                            CustomerPatch { next_contact_at: next, clear, ..Default::default() };
                        let done = w.manager.customers().update(c, patch).unwrap();
                        plans.push((None, next));
                        undo = Some((done.command_id, before));
                    }
                    _ => {
                        if let Some((command, before)) = undo.take() {
                            w.manager.undo(command).unwrap();
                            (plans, since, live, gone, owner) = before;
                        }
                    }
                }
                let there: Vec<FollowUp> =
                    live.iter().map(|id| w.manager.get::<FollowUp>(*id).unwrap()).collect();
                let last = there.iter().max_by_key(|f| (f.at, f.created_at));
                let made = w.manager.customers().get(c).unwrap().created_at;
                let stands = |(of, at): &&(Option<FollowUpId>, Option<Timestamp>)| {
                    of.is_none() || of.is_some_and(|id| live.contains(&id)) && at.is_some()
                };
                let plan = plans.iter().rev().find(stands).and_then(|(_, at)| *at);
                let said = there.iter().any(|f| since.is_none_or(|got| f.at >= got));
                let want = (
                    said,
                    Some(last.map_or(made, |f| f.at)),
                    last.map(|f| f.content.clone()),
                    plan,
                );
                assert_eq!(shown(&w, c), want, "history {history}, step {step}");
            }
        }
    }
}
