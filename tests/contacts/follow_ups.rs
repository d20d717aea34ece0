//! Follow-ups of contacts (B1.14).

use crate::common::{at, customer, lead, refusal, told, worlds};
use crate::{contact, contact_of};
use crmkit::query::Query;
use crmkit::sales::contact::*;
use crmkit::sales::customer::TeamAccess;
use crmkit::sales::follow_up::*;

fn said(contact: ContactId, content: &str) -> NewFollowUp {
    NewFollowUp { contact_id: Some(contact), content: content.into(), ..Default::default() }
}

#[test]
fn a_follow_up_of_a_contact_is_its_customers_too() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let id = contact(&w.wang, c, "一");
        w.clock.advance_days(1);
        let next = at("2026-03-20T00:00:00Z");
        let said = NewFollowUp { next_contact_at: Some(next), ..said(id, "谈价格") };
        let follow_up = w.wang.follow_ups().add(said).unwrap().value;
        let read = w.wang.get::<FollowUp>(follow_up).unwrap();
        assert_eq!((read.contact_id, read.customer_id), (Some(id), Some(c)));
        let shown = w.wang.contacts().get(id).unwrap();
        assert_eq!((shown.followed, shown.last_follow_at), (true, Some(read.at)));
        assert_eq!(shown.last_follow_text.as_deref(), Some("谈价格"));
        assert_eq!(shown.next_contact_at, Some(next));
        let shown = w.wang.customers().get(c).unwrap();
        assert_eq!((shown.followed, shown.last_follow_at), (true, Some(read.at)));
    }
}

#[test]
fn deleting_the_newest_follow_up_of_a_contact_shows_the_one_before() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let [one, two] = ["一", "二"].map(|name| contact(&w.wang, c, name));
        let add = |contact, text: &str| {
            w.clock.advance_days(1);
            w.wang.follow_ups().add(said(contact, text)).unwrap().value
        };
        let (first, _, last) = (add(one, "首次"), add(two, "旁人"), add(one, "再次"));
        let shown = || {
            let read = w.wang.contacts().get(one).unwrap();
            (read.followed, read.last_follow_text, read.last_follow_at)
        };
        assert_eq!(shown().1.as_deref(), Some("再次"));
        w.wang.run(DeleteFollowUp { follow_up: last }).unwrap();
        let at = w.wang.get::<FollowUp>(first).unwrap().at;
        assert_eq!(shown(), (true, Some("首次".into()), Some(at)), "not the other contact's");
        let customer = w.wang.customers().get(c).unwrap();
        assert_eq!(customer.last_follow_text.as_deref(), Some("旁人"));
        w.wang.run(DeleteFollowUp { follow_up: first }).unwrap();
        assert_eq!(shown(), (false, None, None), "a contact has no recycle clock");
    }
}

#[test]
fn a_restored_follow_up_counts_for_its_author_and_not_for_the_next_owner_of_a_contact() {
    for w in worlds() {
        let one = contact(&w.wang, customer(&w.wang, "甲"), "一");
        let follow_up = w.wang.follow_ups().add(said(one, "谈价格")).unwrap().value;
        let again = || {
            w.manager.run(DeleteFollowUp { follow_up }).unwrap();
            assert!(!w.manager.contacts().get(one).unwrap().followed);
            w.manager.run(RestoreFollowUps { follow_ups: vec![follow_up] }).unwrap();
            w.manager.contacts().get(one).unwrap().followed
        };
        assert!(again());
        w.clock.advance_days(1);
        w.manager.contacts().transfer(vec![one], w.ids[2]).unwrap();
        assert!(!again(), "he did nothing");
    }
}

#[test]
fn a_follow_up_names_a_contact_of_its_customer() {
    for w in worlds() {
        let (c, other) = (customer(&w.wang, "甲"), customer(&w.wang, "乙"));
        let (id, foreign) = (contact(&w.wang, c, "一"), contact(&w.wang, other, "二"));
        let with = |contact| NewFollowUp { customer_id: Some(c), ..said(contact, "谈") };
        assert_eq!(told(w.wang.follow_ups().add(with(id))), "done");
        assert_eq!(
            refusal(w.wang.follow_ups().add(with(foreign))),
            ("contact.elsewhere".into(), "contact_id".into())
        );
        let hidden = contact_of(&w.manager, c, "三", w.ids[2]);
        assert_eq!(told(w.wang.follow_ups().add(with(hidden))), "record.not_found");
        let both = NewFollowUp { lead_id: Some(lead(&w.wang, "丙")), ..said(id, "谈") };
        assert_eq!(told(w.wang.follow_ups().add(both)), "follow_up.target");
    }
}

/// Who owns a contact of a customer that he does not see follows up the contact alone.
#[test]
fn a_contacts_follow_up_tells_its_customer_nothing_where_the_author_does_not_see_it() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let id = contact_of(&w.manager, c, "一", w.ids[2]);
        let before = w.wang.customers().get(c).unwrap();
        let own = w.li.follow_ups().add(said(id, "谈")).unwrap().value;
        assert_eq!(w.wang.customers().get(c).unwrap(), before);
        assert_eq!(w.li.get::<FollowUp>(own).unwrap().customer_id, None);
        assert_eq!(told(w.wang.get::<FollowUp>(own)), "record.not_found");
        // Seen with the contact: by its team, and corrected by who may edit it.
        let add = |access| AddContactMember {
            contacts: vec![id],
            employee: w.ids[1],
            access,
            expires_at: None,
        };
        let patch = FollowUpPatch { content: Some("改".into()), ..Default::default() };
        let edit = || UpdateFollowUp { follow_up: own, patch: patch.clone(), expect_rev: None };
        w.li.run(add(TeamAccess::Read)).unwrap();
        assert_eq!(told(w.wang.get::<FollowUp>(own)), "done");
        assert_eq!(told(w.wang.run(edit())), "right.row");
        w.li.run(add(TeamAccess::Write)).unwrap();
        assert_eq!(told(w.wang.run(edit())), "done");
        let text = w.li.contacts().get(id).unwrap().last_follow_text;
        assert_eq!(text.as_deref(), Some("改"));
        assert_eq!(w.li.follow_ups().list(&Query::default()).unwrap().rows.len(), 1);
    }
}

#[test]
fn several_contacts_are_followed_up_at_once() {
    for w in worlds() {
        let (c, other) = (customer(&w.wang, "甲"), customer(&w.wang, "乙"));
        let [one, two, three] = ["一", "二", "三"].map(|name| contact(&w.wang, c, name));
        let foreign = contact(&w.wang, other, "四");
        let hidden = contact_of(&w.manager, c, "五", w.ids[2]);
        let with = |follow_up, contacts: &[ContactId]| {
            w.wang.run(AddFollowUp { follow_up, contacts: Some(contacts.into()), files: None })
        };
        w.clock.advance_days(1);
        let first = with(said(one, "会议"), &[two, three, two, one]).unwrap().value;
        let text = |id| w.wang.contacts().get(id).unwrap().last_follow_text;
        assert_eq!([one, two, three].map(text), [(); 3].map(|()| Some("会议".to_owned())));
        let links = w.wang.list::<FollowUpContact>(&Query::default()).unwrap().rows;
        let mut linked: Vec<_> = links.iter().map(|l| (l.follow_up_id, l.contact_id)).collect();
        linked.sort_unstable();
        let mut want = vec![(first, two), (first, three)];
        want.sort_unstable();
        assert_eq!(linked, want, "each once, the main one not again");
        assert_eq!(w.li.list::<FollowUpContact>(&Query::default()).unwrap().rows.len(), 0);
        // Its own and another's follow-ups: the newest is shown, and after it the one before.
        w.clock.advance_days(1);
        let on =
            NewFollowUp { customer_id: Some(c), content: "电话".into(), ..Default::default() };
        let second = with(on.clone(), &[two]).unwrap().value;
        assert_eq!([one, two].map(text), [Some("会议".into()), Some("电话".into())]);
        let named =
            format!(r#"contact_id = "{0}" or has follow_up_contacts (contact_id = "{0}")"#, two.0);
        let named = Query::new(named.parse().unwrap());
        assert_eq!(w.wang.follow_ups().list(&named).unwrap().rows.len(), 2);
        w.wang.run(DeleteFollowUp { follow_up: second }).unwrap();
        assert_eq!(text(two).as_deref(), Some("会议"));
        w.wang.run(DeleteFollowUp { follow_up: first }).unwrap();
        assert_eq!([one, two, three].map(text), [None, None, None]);
        w.wang.run(RestoreFollowUps { follow_ups: vec![first] }).unwrap();
        assert_eq!(text(three).as_deref(), Some("会议"));
        let patch = FollowUpPatch { content: Some("改".into()), ..Default::default() };
        w.wang.run(UpdateFollowUp { follow_up: first, patch, expect_rev: None }).unwrap();
        assert_eq!([one, three].map(text), [Some("改".into()), Some("改".into())]);
        // Only contacts in sight, of this customer.
        let elsewhere = ("contact.elsewhere".to_owned(), "contacts".to_owned());
        assert_eq!(refusal(with(on.clone(), &[foreign])), elsewhere);
        assert_eq!(refusal(with(said(one, "x"), &[foreign])), elsewhere);
        assert_eq!(told(with(on, &[hidden])), "record.not_found");
        let lead_id = Some(lead(&w.wang, "线索"));
        let of_lead = NewFollowUp { lead_id, content: "x".into(), ..Default::default() };
        assert_eq!(refusal(with(of_lead, &[two])), elsewhere);
        assert_eq!(w.crm.check().unwrap(), []);
    }
}
