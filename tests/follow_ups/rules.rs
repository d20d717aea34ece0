//! Adding, correcting, listing and restoring follow-ups.

use super::*;
use crmkit::sales::pool::ReleaseCustomers;

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

/// A converted lead's follow-ups stand on its customer too; what a customer shows is not changed by
/// somebody from whom it has gone on.
#[test]
fn a_lead_s_follow_up_is_not_corrected_when_its_customer_has_gone_on() {
    for w in worlds() {
        let told_all = |f| {
            let patch = FollowUpPatch { content: Some("改".into()), ..Default::default() };
            let changed = told(w.wang.run(update(f, patch)));
            (changed, told(w.wang.run(DeleteFollowUp { follow_up: f })))
        };
        let of_lead = |name: &str| {
            let l = lead(&w.wang, name);
            let new =
                NewFollowUp { lead_id: Some(l), content: "聊过".into(), ..Default::default() };
            let f = add(&w.wang, new);
            let report = w.wang.leads().convert(vec![l]).unwrap().value;
            (f, report.rows[0].customer.unwrap())
        };
        let (f, c) = of_lead("转走");
        w.manager.customers().transfer(vec![c], w.ids[2]).unwrap();
        assert_eq!(told_all(f), ("right.row", "right.row"));
        assert_eq!(shown(&w, c).2.as_deref(), Some("聊过"));
        let (f, c) = of_lead("公海");
        let pool = w.pool("公海");
        w.wang.run(ReleaseCustomers { pool, customers: vec![c] }).unwrap();
        assert_eq!(told_all(f), ("pool.pooled", "pool.pooled"));
        assert_eq!(w.manager.pool(pool).get(c).unwrap().last_follow_text.as_deref(), Some("聊过"));
        let (f, c) = of_lead("回收站");
        w.manager.customers().delete(vec![c]).unwrap();
        assert_eq!(told_all(f), ("done", "done"), "nobody else has it");
    }
}
