//! The rules of customers and their teams, on every store (B1.2, B1.15).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, customer, refusal, rows, told, worlds};
use crmkit::admin::employee::DisableEmployee;
use crmkit::model::TypedId;
use crmkit::org::EmployeeId;
use crmkit::query::Query;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::session::{Event, Listener, Session};
use std::sync::{Arc, Mutex};

fn named(name: &str) -> NewCustomer {
    NewCustomer { name: name.into(), ..Default::default() }
}

fn team(w: &World, customer: CustomerId) -> Vec<(EmployeeId, TeamAccess)> {
    let query = Query::new(CustomerMember::record_id().eq(customer));
    let rows = w.admin.list::<CustomerMember>(&query).unwrap().rows;
    rows.iter().map(|m| (m.employee_id, m.access)).collect()
}

fn remove(customer: CustomerId, employee: EmployeeId) -> RemoveMember {
    RemoveMember { customers: vec![customer], employee, cascade: None }
}

fn leave(customer: CustomerId) -> LeaveTeam {
    LeaveTeam { customers: vec![customer] }
}

fn join(w: &World, customer: CustomerId, employee: EmployeeId, access: TeamAccess) {
    w.manager.customers().add_member(customer, employee, access, None).unwrap();
}

#[test]
fn a_new_customers_recycle_clock_starts_now() {
    for w in worlds() {
        let next = at("2026-04-01T00:00:00Z");
        let new = NewCustomer { next_contact_at: Some(next), ..named("甲") };
        let read = w.wang.customers().create(new).unwrap().value;
        let read = w.wang.customers().get(read).unwrap();
        assert_eq!(read.owner_id, Some(w.ids[1]));
        assert_eq!(
            (read.received_at, read.last_follow_at),
            (Some(read.created_at), Some(read.created_at))
        );
        assert_eq!(
            (read.followed, read.received, read.kind),
            (false, None, CustomerKind::Organisation)
        );
        assert_eq!((read.pool_id, read.previous_owner_id), (None, None));
        assert_eq!(read.next_contact_at, Some(next));
    }
}

#[test]
fn a_customer_is_made_for_people_in_ones_scope_only() {
    for w in worlds() {
        let for_li = |name: &str| NewCustomer { owner_id: Some(w.ids[2]), ..named(name) };
        assert_eq!(told(w.manager.customers().create(for_li("甲"))), "done");
        assert_eq!(
            refusal(w.wang.customers().create(for_li("乙"))),
            ("right.row".into(), "owner_id".into())
        );
        w.admin.run(DisableEmployee { employee: w.ids[2] }).unwrap();
        assert_eq!(told(w.manager.customers().create(for_li("丙"))), "owner.inactive");
    }
}

#[test]
fn a_name_is_unique_whatever_its_width_case_and_blanks() {
    for w in worlds() {
        let first = customer(&w.wang, "ABC 科技");
        for name in
            ["ABC 科技", "abc 科技", "ＡＢＣ　科技", "  ABC   科技 ", "A\u{200B}BC 科技\u{FEFF}"]
        {
            let refused = w.li.customers().create(named(name));
            assert_eq!(refusal(refused), ("record.duplicate".into(), "name".into()), "{name}");
        }
        let unseen = w.li.customers().create(named("\u{200B} \u{FEFF}"));
        assert_eq!(refusal(unseen), ("value.required".into(), "name".into()));
        let other = customer(&w.li, "ABC科技");
        let rename = CustomerPatch { name: Some("abc 科技".into()), ..Default::default() };
        assert_eq!(told(w.li.customers().update(other, rename.clone())), "record.duplicate");
        // One's own name in another case is a change like any other.
        assert_eq!(told(w.wang.customers().update(first, rename)), "done");
        // In the pool the name stays taken; in the recycle bin it is free, until it comes back.
        let pool = w.pool("公海");
        w.wang.run(crmkit::sales::pool::ReleaseCustomers { pool, customers: vec![first] }).unwrap();
        assert_eq!(told(w.li.customers().create(named("ABC 科技"))), "record.duplicate");
        w.li.pool(pool).claim(vec![first]).unwrap().value.single().unwrap();
        assert_eq!(rows(w.manager.customers().delete(vec![first])), ["done"]);
        let heir = customer(&w.li, "ABC 科技");
        assert_eq!(rows(w.manager.customers().restore(vec![first])), ["record.duplicate"]);
        assert_eq!(rows(w.manager.customers().delete(vec![heir])), ["done"]);
        assert_eq!(rows(w.manager.customers().restore(vec![first])), ["done"]);
    }
}

#[test]
fn fields_are_checked_on_create_and_edit() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        let wrong: [(&str, &str, CustomerPatch); 6] = [
            (
                "value.required",
                "name",
                CustomerPatch { name: Some(" ".into()), ..Default::default() },
            ),
            (
                "value.phone",
                "mobile",
                CustomerPatch { mobile: Some("12".into()), ..Default::default() },
            ),
            (
                "value.email",
                "email",
                CustomerPatch { email: Some("@".into()), ..Default::default() },
            ),
            (
                "value.too_long",
                "website",
                CustomerPatch { website: Some("w".repeat(256)), ..Default::default() },
            ),
            (
                "value.unknown_choice",
                "industry",
                CustomerPatch {
                    industry: Some(w.option("source", "广告")), ..Default::default()
                },
            ),
            (
                "value.read_only",
                "pool_id",
                CustomerPatch { clear: vec!["pool_id".into()], ..Default::default() },
            ),
        ];
        for (want, field, patch) in wrong {
            assert_eq!(refusal(w.wang.customers().update(id, patch)), (want.into(), field.into()));
        }
        assert_eq!(w.wang.customers().get(id).unwrap().rev, 1);
        let kind = CustomerPatch { kind: Some(CustomerKind::Individual), ..Default::default() };
        w.wang.customers().update(id, kind).unwrap();
        assert_eq!(w.wang.customers().get(id).unwrap().kind, CustomerKind::Individual);
        let stale =
            UpdateCustomer { customer: id, patch: CustomerPatch::default(), expect_rev: Some(1) };
        assert_eq!(told(w.wang.run(stale)), "record.stale");
    }
}

#[test]
fn a_transfer_gives_the_customer_and_can_keep_the_old_owner() {
    for w in worlds() {
        let [gone, stays] = ["甲", "乙"].map(|name| customer(&w.wang, name));
        for id in [gone, stays] {
            let said =
                NewFollowUp { customer_id: Some(id), content: "谈".into(), ..Default::default() };
            w.wang.follow_ups().add(said).unwrap();
        }
        join(&w, stays, w.ids[2], TeamAccess::Read);
        w.clock.advance_days(1);
        assert_eq!(rows(w.manager.customers().transfer(vec![gone], w.ids[2])), ["done"]);
        assert_eq!(told(w.wang.customers().get(gone)), "record.not_found");
        let read = w.li.customers().get(gone).unwrap();
        assert_eq!((read.followed, read.received), (false, Some(Received::Assigned)));
        assert_eq!(read.received_at, Some(at("2026-03-03T01:00:00Z")));
        assert_eq!(read.last_follow_at, Some(at("2026-03-02T01:00:00Z")), "what was said stays");

        let until = at("2026-03-10T00:00:00Z");
        let keep = |until| TransferCustomers {
            customers: vec![stays],
            to: w.ids[2],
            keep: Some(TeamAccess::Write),
            keep_until: Some(until),
            cascade: None,
        };
        let past = w.manager.run(keep(at("2026-03-03T01:00:00Z")));
        assert_eq!(refusal(past), ("value.in_the_past".into(), "keep_until".into()));
        assert_eq!(rows(w.manager.run(keep(until))), ["done"]);
        // The new owner is no member any more, the old one is.
        assert_eq!(team(&w, stays), [(w.ids[1], TeamAccess::Write)]);
        assert_eq!(told(w.wang.customers().get(stays)), "done");
        w.clock.advance_days(7);
        assert_eq!(told(w.wang.customers().get(stays)), "record.not_found");
    }
}

#[test]
fn a_transfer_is_refused_row_by_row() {
    for w in worlds() {
        let (mine, lis) = (customer(&w.wang, "甲"), customer(&w.li, "乙"));
        join(&w, lis, w.ids[1], TeamAccess::Write);
        let pooled = customer(&w.wang, "丙");
        let pool = w.pool("公海");
        w.wang
            .run(crmkit::sales::pool::ReleaseCustomers { pool, customers: vec![pooled] })
            .unwrap();
        // A member sees it, and membership is not enough.
        let batch = w.wang.customers().transfer(vec![lis, pooled, mine], w.ids[2]);
        assert_eq!(rows(batch), ["right.row", "pool.pooled", "done"]);
        assert_eq!(
            rows(w.manager.customers().transfer(vec![mine, pooled], w.ids[2])),
            ["transfer.already_owner", "pool.pooled"]
        );
        let nobody = EmployeeId(mine.uuid());
        assert_eq!(told(w.manager.customers().transfer(vec![mine], nobody)), "owner.inactive");
    }
}

#[test]
fn deleted_customers_come_back_with_their_team() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        join(&w, id, w.ids[2], TeamAccess::Write);
        assert_eq!(told(w.wang.customers().delete(vec![id])), "right.missing");
        assert_eq!(rows(w.manager.customers().delete(vec![id])), ["done"]);
        for who in [&w.wang, &w.li, &w.manager] {
            assert_eq!(told(who.customers().get(id)), "record.not_found");
        }
        assert_eq!(w.li.customers().list(&Query::default().deleted()).unwrap().rows.len(), 1);
        let add = w.manager.customers().add_member(id, w.ids[0], TeamAccess::Read, None);
        assert_eq!(told(add), "record.not_found");
        assert_eq!(rows(w.manager.customers().restore(vec![id])), ["done"]);
        assert_eq!(told(w.li.customers().get(id)), "done");
        assert_eq!(rows(w.manager.customers().restore(vec![id])), ["record.not_found"]);
    }
}

#[test]
fn members_read_writing_members_edit_none_deletes_or_gives_away() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        let edit = || CustomerPatch { remark: Some("x".into()), ..Default::default() };
        assert_eq!(told(w.li.customers().update(id, edit())), "record.not_found");
        join(&w, id, w.ids[2], TeamAccess::Read);
        assert_eq!(told(w.li.customers().get(id)), "done");
        assert_eq!(w.li.customers().list(&Query::default()).unwrap().rows.len(), 1);
        assert_eq!(told(w.li.customers().update(id, edit())), "right.row");
        let said =
            NewFollowUp { customer_id: Some(id), content: "谈".into(), ..Default::default() };
        assert_eq!(told(w.li.follow_ups().add(said)), "done", "every member follows up");
        join(&w, id, w.ids[2], TeamAccess::Write);
        assert_eq!(team(&w, id), [(w.ids[2], TeamAccess::Write)], "again is a change of access");
        assert_eq!(told(w.li.customers().update(id, edit())), "done");
        assert_eq!(rows(w.li.customers().transfer(vec![id], w.ids[2])), ["right.row"]);
        let pool = w.pool("公海");
        let release = crmkit::sales::pool::ReleaseCustomers { pool, customers: vec![id] };
        assert_eq!(rows(w.li.run(release)), ["right.row"]);
    }
}

#[test]
fn members_do_not_change_the_team_not_even_their_own_end() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        let until = at("2026-03-05T00:00:00Z");
        w.wang.customers().add_member(id, w.ids[2], TeamAccess::Write, Some(until)).unwrap();
        let prolong = w.li.customers().add_member(id, w.ids[2], TeamAccess::Write, None);
        assert_eq!(told(prolong), "right.row");
        let friend = w.li.customers().add_member(id, w.ids[0], TeamAccess::Read, None);
        assert_eq!(told(friend), "right.row");
        assert_eq!(rows(w.li.run(remove(id, w.ids[2]))), ["right.row"]);
        // The owner and who has his records in scope may.
        let mine = w.wang.customers().add_member(id, w.ids[2], TeamAccess::Read, None);
        assert_eq!(told(mine), "done");
        let above = w.manager.customers().add_member(id, w.ids[2], TeamAccess::Write, None);
        assert_eq!(told(above), "done");
        // And everybody may go.
        assert_eq!(rows(w.li.run(leave(id))), ["done"]);
        assert_eq!(told(w.li.customers().get(id)), "record.not_found");
        assert_eq!(rows(w.li.run(leave(id))), ["team.not_member"]);
    }
}

#[test]
fn who_cannot_be_or_is_no_member_is_refused() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        let add =
            |employee, until| w.wang.customers().add_member(id, employee, TeamAccess::Read, until);
        assert_eq!(told(add(w.ids[1], None)), "team.owner");
        let now = at("2026-03-02T01:00:00Z");
        assert_eq!(
            refusal(add(w.ids[2], Some(now))),
            ("value.in_the_past".into(), "expires_at".into())
        );
        assert_eq!(told(add(EmployeeId(id.uuid()), None)), "owner.inactive");
        assert_eq!(rows(w.wang.run(remove(id, w.ids[2]))), ["team.not_member"]);
        assert_eq!(rows(w.wang.run(leave(id))), ["team.owner_stays"]);
        w.admin.run(DisableEmployee { employee: w.ids[2] }).unwrap();
        assert_eq!(told(add(w.ids[2], None)), "owner.inactive");
        assert_eq!(team(&w, id), []);
        let strange = customer(&w.manager, "乙");
        let member = w.wang.customers().add_member(strange, w.ids[1], TeamAccess::Read, None);
        assert_eq!(told(member), "record.not_found");
    }
}

#[test]
fn a_membership_ends_at_its_instant_and_is_tidied_later() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        let until = at("2026-03-03T01:00:00Z");
        w.wang.customers().add_member(id, w.ids[2], TeamAccess::Write, Some(until)).unwrap();
        assert!(w.crm.tick_preview().unwrap().is_empty());
        w.clock.advance_days(1);
        assert_eq!(told(w.li.customers().get(id)), "record.not_found");
        assert_eq!(w.li.customers().list(&Query::default()).unwrap().rows.len(), 0);
        let patch = CustomerPatch { remark: Some("x".into()), ..Default::default() };
        assert_eq!(told(w.li.customers().update(id, patch)), "record.not_found");
        let due = w.crm.tick_preview().unwrap();
        assert_eq!((due.len(), due[0].entity.as_str()), (1, "customer_member"));
        assert!(
            due[0].why.contains("赵敏") && due[0].why.contains("2026-03-03 09:00"),
            "{}",
            due[0].why
        );
        assert_eq!(team(&w, id).len(), 1, "a preview changes nothing");
        assert_eq!(w.crm.tick().unwrap(), due);
        assert_eq!(team(&w, id), []);
        assert!(w.crm.tick().unwrap().is_empty(), "twice is once");
    }
}

#[test]
fn only_the_system_expires_members() {
    for w in worlds() {
        assert_eq!(told(w.admin.run(ExpireMembers { members: vec![] })), "right.system_only");
        assert_eq!(told(w.wang.tick()), "right.missing");
        assert_eq!(told(w.admin.tick()), "done");
    }
}

/// What a listener was told of, as (entity, gone).
#[derive(Default)]
struct Told(Mutex<Vec<(String, uuid::Uuid, bool)>>);

impl Listener for Told {
    fn on_event(&self, event: Event) {
        let mut told = self.0.lock().unwrap();
        for c in event.changes {
            assert!(!c.gone || c.change.fields.is_empty(), "nothing else is told of what is gone");
            told.push((c.change.entity, c.change.id, c.gone));
        }
    }
}

impl Told {
    fn listen(session: &Session) -> (Arc<Self>, crmkit::session::Subscription) {
        let told = Arc::new(Self::default());
        (Arc::clone(&told), session.subscribe(told))
    }

    fn of(&self, customer: CustomerId) -> Vec<bool> {
        let mut told = self.0.lock().unwrap();
        let own = told.iter().filter(|(_, id, _)| *id == customer.uuid()).map(|t| t.2).collect();
        told.clear();
        own
    }
}

#[test]
fn who_loses_a_customer_is_told_that_it_is_gone() {
    for w in worlds() {
        let [a, b, c, d] = ["甲", "乙", "丙", "丁"].map(|name| customer(&w.wang, name));
        for id in [a, b, d] {
            join(&w, id, w.ids[2], TeamAccess::Read);
        }
        let until = Some(at("2026-03-03T01:00:00Z"));
        w.wang.customers().add_member(c, w.ids[2], TeamAccess::Read, until).unwrap();
        let (li, _li) = Told::listen(&w.li);
        let (wang, _wang) = Told::listen(&w.wang);
        let (manager, _manager) = Told::listen(&w.manager);

        w.wang.run(remove(a, w.ids[2])).unwrap();
        assert_eq!(li.of(a), [true], "removed");
        assert!(wang.of(a).iter().all(|gone| !gone), "the owner keeps it");
        w.li.run(leave(b)).unwrap();
        assert_eq!(li.of(b), [true], "left");
        let pool = w.pool("公海");
        w.wang.run(crmkit::sales::pool::ReleaseCustomers { pool, customers: vec![d] }).unwrap();
        assert_eq!(li.of(d), [false], "its team went with its owner; he sees it in the pool");
        assert_eq!(wang.of(d), [false]);
        w.clock.advance_days(1);
        w.crm.tick().unwrap();
        assert_eq!(li.of(c), [true], "ended");
        assert!(manager.of(c).iter().all(|gone| !gone));
        // By transfer, as ever; the receiver is told of a change.
        w.manager.customers().transfer(vec![a], w.ids[2]).unwrap();
        assert_eq!((wang.of(a), li.of(a)), (vec![true], vec![false]));
    }
}

#[test]
fn a_member_who_becomes_owner_has_lost_nothing() {
    for w in worlds() {
        let id = customer(&w.wang, "甲");
        join(&w, id, w.ids[2], TeamAccess::Read);
        let (li, _li) = Told::listen(&w.li);
        w.manager.customers().transfer(vec![id], w.ids[2]).unwrap();
        assert!(li.of(id).iter().all(|gone| !gone));
        // Nor has who sees it anyway.
        join(&w, id, w.ids[0], TeamAccess::Read);
        let (manager, _manager) = Told::listen(&w.manager);
        w.li.run(remove(id, w.ids[0])).unwrap();
        assert!(manager.of(id).iter().all(|gone| !gone));
    }
}
