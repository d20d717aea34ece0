//! Contacts lie in the pool with their customer, unowned, and leave it with it.

use crate::common::{World, at, customer, role, rows, told, worlds};
use crate::{contact, contact_of, owner};
use crmkit::query::{Filter, Query};
use crmkit::sales::contact::*;
use crmkit::sales::customer::{CustomerId, TeamAccess};
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::pool::*;
use crmkit::session::Session;

fn release(by: &Session, pool: PoolId, customer: CustomerId) {
    let customers = vec![customer];
    by.run(ReleaseCustomers { pool, customers }).unwrap().value.single().unwrap();
}

/// Two contacts of a customer of 李强: his own, and one of 赵敏.
fn two(w: &World) -> (CustomerId, [ContactId; 2]) {
    let c = customer(&w.wang, "甲");
    (c, [contact(&w.wang, c, "一"), contact_of(&w.manager, c, "二", w.ids[2])])
}

#[test]
fn release_takes_the_contacts_from_their_owners_and_a_claim_gives_them_to_the_new_one() {
    for w in worlds() {
        let (pool, (c, ids)) = (w.pool("公海"), two(&w));
        w.wang
            .run(AddContactMember {
                contacts: vec![ids[0]],
                employee: w.ids[2],
                access: TeamAccess::Write,
                expires_at: None,
            })
            .unwrap();
        release(&w.wang, pool, c);
        for id in ids {
            for who in [&w.wang, &w.li, &w.manager, &w.admin] {
                assert_eq!(told(who.contacts().get(id)), "record.not_found");
            }
            let read = w.li.pool(pool).contact(id).unwrap();
            assert_eq!((read.owner_id, read.pool_id), (None, Some(pool)));
        }
        w.li.pool(pool).claim(vec![c]).unwrap().value.single().unwrap();
        for id in ids {
            let read = w.li.contacts().get(id).unwrap();
            assert_eq!((read.owner_id, read.pool_id), (Some(w.ids[2]), None));
            assert_eq!(told(w.wang.contacts().get(id)), "record.not_found");
            assert_eq!(told(w.li.pool(pool).contact(id)), "record.not_found");
        }
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn to_who_gets_them_from_a_pool_its_contacts_are_not_yet_followed_up() {
    for w in worlds() {
        let (pool, (c, [id, _])) = (w.pool("公海"), two(&w));
        let met = |by: &Session| {
            let content = "电话".into();
            let said = NewFollowUp { contact_id: Some(id), content, ..Default::default() };
            by.follow_ups().add(said).unwrap();
            assert!(by.contacts().get(id).unwrap().followed);
            release(by, pool, c);
        };
        met(&w.wang);
        assert_eq!(rows(w.li.pool(pool).claim(vec![c])), ["done"]);
        assert!(!w.li.contacts().get(id).unwrap().followed, "by its new owner");
        met(&w.li);
        assert_eq!(rows(w.manager.pool(pool).assign(vec![c], w.ids[1])), ["done"]);
        assert!(!w.wang.contacts().get(id).unwrap().followed);
    }
}

#[test]
fn assignment_recycling_and_moving_take_the_contacts_along() {
    for w in worlds() {
        let (pool, other, (c, ids)) = (w.pool("公海"), w.pool("二号"), two(&w));
        let kind = PoolRuleKind::NoFollowUp;
        let rule =
            RecycleRule { kind, days: 3, level: None, dealt: false, with_opportunity: false };
        w.admin.run(SetPoolRules { pool, rules: vec![rule] }).unwrap();
        let automatic = PoolPatch { automatic: Some(true), ..Default::default() };
        let (admins, members, departments) = (None, None, None);
        let patch = Some(automatic);
        let update = UpdatePool { pool, patch, admins, members, departments, expect_rev: None };
        w.admin.run(update).unwrap();
        w.clock.advance_days(4);
        w.crm.tick().unwrap();
        assert_eq!(w.li.pool(pool).contacts(&Query::default()).unwrap().rows.len(), 2);
        w.admin.run(MovePooled { from: pool, to: other }).unwrap();
        assert_eq!(w.li.pool(pool).contacts(&Query::default()).unwrap().rows.len(), 0);
        assert_eq!(w.li.pool(other).contacts(&Query::default()).unwrap().rows.len(), 2);
        let given = w.manager.pool(other).assign(vec![c], w.ids[1]).unwrap();
        assert_eq!(ids.map(|id| owner(&w.wang, id)), [Some(w.ids[1]); 2]);
        w.manager.undo(given.command_id).unwrap();
        assert_eq!(w.li.pool(other).contacts(&Query::default()).unwrap().rows.len(), 2);
    }
}

#[test]
fn undoing_a_release_gives_every_contact_back_to_its_owner() {
    for w in worlds() {
        let (pool, (c, ids)) = (w.pool("公海"), two(&w));
        let done = w.wang.run(ReleaseCustomers { pool, customers: vec![c] }).unwrap();
        w.wang.undo(done.command_id).unwrap();
        assert_eq!(ids.map(|id| owner(&w.manager, id)), [Some(w.ids[1]), Some(w.ids[2])]);
    }
}

#[test]
fn a_deleted_contact_follows_its_customer_through_the_pool() {
    for w in worlds() {
        let (pool, (c, ids)) = (w.pool("公海"), two(&w));
        let deleted = w.manager.contacts().delete(vec![ids[0]]).unwrap();
        release(&w.wang, pool, c);
        assert_eq!(told(w.manager.undo(deleted.command_id)), "undo.touched_since");
        assert_eq!(rows(w.manager.contacts().restore(vec![ids[0]])), ["pool.pooled"]);
        w.li.pool(pool).claim(vec![c]).unwrap().value.single().unwrap();
        assert_eq!(rows(w.manager.contacts().restore(vec![ids[0]])), ["done"]);
        assert_eq!(owner(&w.li, ids[0]), Some(w.ids[2]));
    }
}

#[test]
fn a_customer_in_a_pool_takes_no_new_contact() {
    for w in worlds() {
        let (pool, c) = (w.pool("公海"), customer(&w.wang, "甲"));
        let keep = PoolPatch { keep_team: Some(true), ..Default::default() };
        let patch = Some(keep);
        let (admins, members, departments) = (None, None, None);
        let update = UpdatePool { pool, patch, admins, members, departments, expect_rev: None };
        w.admin.run(update).unwrap();
        let kept = contact(&w.wang, c, "一");
        let contacts = vec![kept];
        let (employee, access) = (w.ids[2], TeamAccess::Read);
        w.wang.run(AddContactMember { contacts, employee, access, expires_at: None }).unwrap();
        w.wang.customers().add_member(c, employee, access, None).unwrap();
        release(&w.wang, pool, c);
        // A team that the pool keeps sleeps; who sees the customer in the pool is told so.
        assert_eq!(told(w.li.contacts().get(kept)), "record.not_found");
        let new = NewContact { customer_id: c, name: "二".into(), ..Default::default() };
        let said =
            NewFollowUp { customer_id: Some(c), content: "电话".into(), ..Default::default() };
        for by in [&w.li, &w.wang] {
            assert_eq!(told(by.contacts().create(new.clone())), "pool.pooled");
            assert_eq!(told(by.follow_ups().add(said.clone())), "pool.pooled");
        }
        let stranger = w.employee("外", "13800000077", vec![role(&w.admin, "salesperson")]);
        let stranger = w.crm.session(stranger).unwrap();
        assert_eq!(told(stranger.contacts().create(new)), "value.unknown_reference");
        assert_eq!(told(stranger.follow_ups().add(said)), "record.not_found");
        w.li.pool(pool).claim(vec![c]).unwrap().value.single().unwrap();
        assert_eq!(told(w.li.contacts().get(kept)), "done");
    }
}

#[test]
fn what_a_pool_hides_of_customers_it_hides_of_their_contacts() {
    for w in worlds() {
        let (pool, c) = (w.pool("公海"), customer(&w.wang, "甲"));
        let new = NewContact {
            customer_id: c,
            name: "一".into(),
            mobile: Some("13900001111".into()),
            telephone: Some("027-87651234".into()),
            email: Some("a@b.cn".into()),
            next_contact_at: Some(at("2026-05-01T00:00:00Z")),
            ..Default::default()
        };
        let id = w.wang.contacts().create(new).unwrap().value;
        release(&w.wang, pool, c);
        let hide = |fields: &[&str]| {
            let fields = fields.iter().map(|f| (*f).to_owned()).collect();
            w.admin.run(SetPoolHiddenFields { pool, fields }).unwrap();
        };
        let li = w.li.pool(pool);
        assert!(li.contact(id).unwrap().mobile.is_some());
        // A number that is hidden in one place does not show in the other.
        for field in ["mobile", "telephone"] {
            hide(&[field]);
            let read = li.contact(id).unwrap();
            assert_eq!((read.mobile, read.telephone), (None, None), "{field}");
            assert_eq!(read.masked, ["mobile", "telephone"]);
            assert!(read.email.is_some());
            assert_eq!(li.contacts(&Query::default()).unwrap().rows[0].mobile, None);
            for name in ["mobile", "telephone"] {
                let ask = Query::new(Filter::IsNull { field: name.into() });
                assert_eq!(told(li.contacts(&ask)), "query.hidden_field");
            }
            let search = li.contacts(&Query::search("1111"));
            assert!(search.is_err() || search.unwrap().rows.is_empty(), "found by {field}");
        }
        hide(&["email"]);
        let read = li.contact(id).unwrap();
        assert!(read.email.is_none() && read.mobile.is_some());
        // The pool's administrators see them.
        assert!(w.manager.pool(pool).contact(id).unwrap().email.is_some());
    }
}

#[test]
fn a_pools_contacts_are_its_members() {
    for w in worlds() {
        let (pool, (c, ids)) = (w.pool("公海"), two(&w));
        release(&w.wang, pool, c);
        let role = role(&w.admin, "sales_manager");
        let stranger = w.crm.session(w.employee("周", "13800000009", vec![role])).unwrap();
        assert_eq!(told(stranger.pool(pool).contacts(&Query::default())), "record.not_found");
        assert_eq!(told(stranger.pool(pool).contact(ids[0])), "record.not_found");
        let json = |who: &Session| {
            let ask = format!(r#"{{"read":"list","entity":"contact","pool":"{pool}"}}"#);
            who.read_json(&ask).map(|text| text.matches("\"customer_id\"").count())
        };
        assert_eq!(json(&w.li), Ok(2));
        assert_eq!(told(json(&stranger)), "record.not_found");
    }
}
