//! Making, changing, handing over; the primary contact.

use crate::common::{at, customer, refusal, rows, told, worlds};
use crate::{contact, contact_of, primary};
use crmkit::admin::employee::DisableEmployee;
use crmkit::model::CommandId;
use crmkit::org::{DataScope, EmployeeId, Sex};
use crmkit::sales::contact::*;
use crmkit::sales::customer::{SetPrimaryContact, TeamAccess};
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::hand_over::HandedOver;

#[test]
fn a_contact_belongs_to_a_customer_that_its_maker_sees_and_to_its_maker() {
    for w in worlds() {
        let (mine, lis) = (customer(&w.wang, "甲"), customer(&w.li, "乙"));
        let new = NewContact {
            customer_id: mine,
            name: "张伟".into(),
            mobile: Some("139 0000 1111".into()),
            post: Some("采购经理".into()),
            decision_maker: Some(true),
            sex: Some(Sex::Female),
            ..Default::default()
        };
        let id = w.wang.contacts().create(new.clone()).unwrap().value;
        let read = w.wang.contacts().get(id).unwrap();
        assert_eq!((read.owner_id, read.customer_id), (Some(w.ids[1]), mine));
        assert_eq!((read.followed, read.last_follow_at, read.pool_id), (false, None, None));
        assert!(read.decision_maker && read.sex == Sex::Female);
        assert_eq!(read.mobile.as_deref(), Some("+8613900001111"));
        let strange = NewContact { customer_id: lis, ..new.clone() };
        assert_eq!(
            refusal(w.wang.contacts().create(strange)),
            ("value.unknown_reference".into(), "customer_id".into())
        );
        let for_li = NewContact { owner_id: Some(w.ids[2]), ..new.clone() };
        assert_eq!(
            refusal(w.wang.contacts().create(for_li.clone())),
            ("right.row".into(), "owner_id".into())
        );
        assert_eq!(told(w.manager.contacts().create(for_li)), "done");
        let nameless = NewContact { name: " ".into(), ..new };
        assert_eq!(
            refusal(w.wang.contacts().create(nameless)),
            ("value.required".into(), "name".into())
        );
    }
}

#[test]
fn a_contact_stays_with_its_customer_and_its_fields_are_checked() {
    for w in worlds() {
        let id = contact(&w.wang, customer(&w.wang, "甲"), "张伟");
        let patch = |field: &str| ContactPatch { clear: vec![field.into()], ..Default::default() };
        for field in ["customer_id", "owner_id", "pool_id", "last_follow_at"] {
            let refused = refusal(w.wang.contacts().update(id, patch(field)));
            assert_eq!(refused, ("value.read_only".into(), field.into()));
        }
        let email = ContactPatch { email: Some("@".into()), ..Default::default() };
        assert_eq!(told(w.wang.contacts().update(id, email)), "value.email");
        let post = ContactPatch { post: Some("总经理".into()), ..Default::default() };
        w.wang.contacts().update(id, post.clone()).unwrap();
        assert_eq!(w.wang.contacts().get(id).unwrap().post.as_deref(), Some("总经理"));
        let stale = UpdateContact { contact: id, patch: post, expect_rev: Some(1) };
        assert_eq!(told(w.wang.run(stale)), "record.stale");
    }
}

#[test]
fn the_first_contact_is_primary_and_a_deleted_one_is_not() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        assert_eq!(primary(&w.wang, c), None);
        let made = w.wang.contacts().create(NewContact {
            customer_id: c,
            name: "一".into(),
            ..Default::default()
        });
        let made = made.unwrap();
        let first = made.value;
        assert_eq!(primary(&w.wang, c), Some(first));
        let second = contact(&w.wang, c, "二");
        assert_eq!(primary(&w.wang, c), Some(first), "only the first becomes it by itself");
        let deleted = w.manager.contacts().delete(vec![second]).unwrap();
        assert_eq!(primary(&w.wang, c), Some(first), "another one's deletion clears nothing");
        w.manager.undo(deleted.command_id).unwrap();
        let deleted = w.manager.contacts().delete(vec![first]).unwrap();
        assert_eq!(deleted.value.single(), Ok(()));
        assert_eq!(primary(&w.wang, c), None, "it is cleared, not passed on");
        w.manager.undo(deleted.command_id).unwrap();
        assert_eq!(primary(&w.wang, c), Some(first));
        assert_eq!(rows(w.manager.contacts().delete(vec![first, second])), ["done", "done"]);
        assert_eq!(rows(w.manager.contacts().restore(vec![second])), ["done"]);
        assert_eq!(primary(&w.wang, c), Some(second), "the only one is the first");
        assert_eq!(rows(w.manager.contacts().restore(vec![first])), ["done"]);
        assert_eq!(primary(&w.wang, c), Some(second));
        assert_eq!(rows(w.manager.contacts().restore(vec![first])), ["record.not_found"]);
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn undoing_the_first_contact_clears_it_as_primary() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let new = NewContact { customer_id: c, name: "一".into(), ..Default::default() };
        let made = w.wang.contacts().create(new).unwrap();
        w.wang.undo(made.command_id).unwrap();
        assert_eq!(primary(&w.wang, c), None);
        assert_eq!(told(w.wang.contacts().get(made.value)), "record.not_found");
    }
}

#[test]
fn the_primary_contact_is_one_of_the_customers_and_set_by_who_may_edit_it() {
    for w in worlds() {
        let (c, other) = (customer(&w.wang, "甲"), customer(&w.wang, "乙"));
        let [_, second] = ["一", "二"].map(|name| contact(&w.wang, c, name));
        let foreign = contact(&w.wang, other, "三");
        let lis = contact_of(&w.manager, c, "四", w.ids[2]);
        let set = |contact| SetPrimaryContact { customer: c, contact };
        assert_eq!(told(w.wang.run(set(Some(foreign)))), "contact.elsewhere");
        assert_eq!(told(w.wang.run(set(Some(lis)))), "record.not_found");
        w.wang.run(set(Some(second))).unwrap();
        assert_eq!(primary(&w.wang, c), Some(second));
        w.wang.run(set(None)).unwrap();
        assert_eq!(primary(&w.wang, c), None);
        assert_eq!(told(w.li.run(set(Some(lis)))), "record.not_found");
        w.wang.customers().add_member(c, w.ids[2], TeamAccess::Read, None).unwrap();
        assert_eq!(told(w.li.run(set(Some(lis)))), "right.row");
        w.wang.customers().add_member(c, w.ids[2], TeamAccess::Write, None).unwrap();
        assert_eq!(told(w.li.run(set(Some(lis)))), "done");
    }
}

#[test]
fn a_transfer_gives_contacts_and_can_keep_the_old_owner_for_a_time() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let [gone, stays] = ["一", "二"].map(|name| contact(&w.wang, c, name));
        let content = "电话".into();
        let said = NewFollowUp { contact_id: Some(gone), content, ..Default::default() };
        w.wang.follow_ups().add(said).unwrap();
        assert!(w.wang.contacts().get(gone).unwrap().followed);
        assert_eq!(rows(w.manager.contacts().transfer(vec![gone], w.ids[2])), ["done"]);
        assert_eq!(told(w.wang.contacts().get(gone)), "record.not_found");
        assert!(!w.li.contacts().get(gone).unwrap().followed, "not by its new owner");
        let again = w.manager.contacts().transfer(vec![gone], w.ids[2]);
        assert_eq!(rows(again), ["transfer.already_owner"]);
        let keep = |until| TransferContacts {
            contacts: vec![stays],
            to: w.ids[2],
            keep: Some(TeamAccess::Write),
            keep_until: Some(at(until)),
        };
        assert_eq!(
            refusal(w.wang.run(keep("2026-03-02T01:00:00Z"))),
            ("value.in_the_past".into(), "keep_until".into())
        );
        assert_eq!(rows(w.wang.run(keep("2026-03-10T00:00:00Z"))), ["done"]);
        assert_eq!(told(w.wang.contacts().get(stays)), "done");
        // What is his no more he does not give away, though he may write in it.
        let back = w.wang.contacts().transfer(vec![stays], w.ids[1]);
        assert_eq!(rows(back), ["right.row"]);
        w.clock.advance_days(8);
        assert_eq!(told(w.wang.contacts().get(stays)), "record.not_found");
        let nobody = EmployeeId(stays.0);
        assert_eq!(told(w.manager.contacts().transfer(vec![stays], nobody)), "owner.inactive");
    }
}

#[test]
fn a_leavers_contacts_go_with_their_customers_and_the_rest_in_turn() {
    for w in worlds() {
        let (mine, lis) = (customer(&w.wang, "甲"), customer(&w.li, "乙"));
        let own = [contact(&w.wang, mine, "一"), contact(&w.wang, mine, "二")];
        let foreign = contact_of(&w.manager, lis, "三", w.ids[1]);
        let kept = contact_of(&w.manager, mine, "四", w.ids[2]);
        w.admin.run(DisableEmployee { employee: w.ids[1] }).unwrap();
        let to = vec![w.ids[0], w.ids[2]];
        let id = CommandId(mine.0);
        let done = w.admin.hand_over(w.ids[1], to.clone(), id).unwrap().value;
        let all = HandedOver { leads: 0, customers: 1, contacts: 3, ..HandedOver::default() };
        assert_eq!(done, all);
        let heir = w.manager.customers().get(mine).unwrap().owner_id;
        for contact in own {
            assert_eq!(crate::owner(&w.manager, contact), heir, "they stay together");
        }
        assert!(to.contains(&crate::owner(&w.manager, foreign).unwrap()));
        assert_eq!(crate::owner(&w.manager, kept), Some(w.ids[2]), "another's stays his");
    }
}

#[test]
fn contacts_take_no_room_under_a_capacity_rule() {
    use crmkit::sales::capacity::{CreateCapacityRule, NewCapacityRule};
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let rule = NewCapacityRule { name: "一".into(), cap: 1, ..Default::default() };
        let rule = CreateCapacityRule { rule, employees: vec![w.ids[1]], departments: vec![] };
        w.admin.run(rule).unwrap();
        let [one, _] = ["一", "二"].map(|name| contact(&w.wang, c, name));
        assert_eq!(rows(w.manager.contacts().delete(vec![one])), ["done"]);
        assert_eq!(rows(w.manager.contacts().restore(vec![one])), ["done"]);
    }
}

#[test]
fn each_right_on_contacts_is_one_of_its_own() {
    for w in worlds() {
        let role = w.role("只读", DataScope::All, &["contact.read", "customer.read"]);
        let reader = w.crm.session(w.employee("周", "13800000009", vec![role])).unwrap();
        let c = customer(&w.wang, "甲");
        let id = contact(&w.wang, c, "一");
        assert_eq!(told(reader.contacts().get(id)), "done");
        let new = NewContact { customer_id: c, name: "二".into(), ..Default::default() };
        let ids = vec![id];
        let refused = [
            told(reader.contacts().create(new)),
            told(reader.contacts().update(id, ContactPatch::default())),
            told(reader.contacts().delete(ids.clone())),
            told(reader.contacts().restore(ids.clone())),
            told(reader.contacts().transfer(ids.clone(), w.ids[2])),
            told(reader.run(RemoveContactMember { contacts: ids.clone(), employee: w.ids[2] })),
        ];
        assert_eq!(refused, ["right.missing"; 6]);
        // Salespeople start without those that lose or bring in many at a time.
        assert_eq!(told(w.wang.contacts().delete(ids)), "right.missing");
    }
}
