//! The rules of the public pool, on every store (B1.3).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, customer, refusal, rows, told, worlds};
use crmkit::model::TypedId;
use crmkit::org::{Employee, EmployeeId};
use crmkit::query::{BoundQuery, Query, Total};
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::pool::*;
use crmkit::session::Session;
use crmkit::store::{read, rows as store_rows};

fn create(w: &World, admins: &[usize], members: &[usize]) -> CreatePool {
    let ids = |of: &[usize]| of.iter().map(|n| w.ids[*n]).collect();
    CreatePool {
        pool: NewPool { name: "公海".into(), ..Default::default() },
        admins: ids(admins),
        members: ids(members),
        departments: vec![],
    }
}

fn release(by: &Session, pool: PoolId, customers: &[CustomerId]) -> Vec<&'static str> {
    rows(by.run(ReleaseCustomers { pool, customers: customers.to_vec() }))
}

fn claim(by: &Session, pool: PoolId, customers: &[CustomerId]) -> Vec<&'static str> {
    rows(by.pool(pool).claim(customers.to_vec()))
}

fn update(pool: PoolId) -> UpdatePool {
    let (admins, members, departments) = (None, None, None);
    UpdatePool { pool, patch: None, admins, members, departments, expect_rev: None }
}

fn enabled(pool: PoolId, enabled: bool) -> UpdatePool {
    let patch = PoolPatch { enabled: Some(enabled), ..Default::default() };
    UpdatePool { patch: Some(patch), ..update(pool) }
}

#[test]
fn a_pool_needs_an_administrator_and_a_member() {
    for w in worlds() {
        for (admins, members) in [(&[][..], &[1][..]), (&[0], &[]), (&[], &[])] {
            assert_eq!(told(w.admin.run(create(&w, admins, members))), "pool.members_missing");
        }
        assert_eq!(w.admin.list::<Pool>(&Query::default()).unwrap().rows.len(), 0);
        let stranger =
            CreatePool { admins: vec![EmployeeId(uuid::Uuid::nil())], ..create(&w, &[], &[1]) };
        assert_eq!(told(w.admin.run(stranger)), "value.unknown_reference");
        let blank = CreatePool {
            pool: NewPool { name: " ".into(), ..Default::default() },
            ..create(&w, &[0], &[1])
        };
        assert_eq!(refusal(w.admin.run(blank)), ("value.required".into(), "name".into()));
        assert_eq!(told(w.manager.run(create(&w, &[0], &[1]))), "right.missing");
        let pool = w.admin.run(create(&w, &[0], &[1])).unwrap().value;
        assert_eq!(told(w.admin.run(create(&w, &[0], &[1]))), "record.duplicate");
        let none = UpdatePool { members: Some(vec![]), ..update(pool) };
        assert_eq!(told(w.admin.run(none)), "pool.members_missing");
        assert_eq!(told(w.li.pool(pool).list(&Query::default())), "record.not_found");
        assert_eq!(
            told(w.wang.pool(pool).list(&Query::default())),
            "done",
            "nothing was taken away"
        );
    }
}

#[test]
fn a_department_can_be_the_member() {
    for w in worlds() {
        let department = w.admin.get::<Employee>(w.ids[1]).unwrap().department_id;
        let pool = CreatePool { departments: vec![department], ..create(&w, &[0], &[]) };
        let pool = w.admin.run(pool).unwrap().value;
        for who in [&w.manager, &w.wang, &w.li] {
            assert_eq!(told(who.pool(pool).list(&Query::default())), "done");
            assert_eq!(who.list::<Pool>(&Query::default()).unwrap().rows.len(), 1);
        }
        let members =
            UpdatePool { departments: Some(vec![]), members: Some(vec![w.ids[1]]), ..update(pool) };
        w.admin.run(members).unwrap();
        assert_eq!(told(w.li.pool(pool).list(&Query::default())), "record.not_found");
        assert_eq!(w.li.list::<Pool>(&Query::default()).unwrap().rows.len(), 0);
        assert_eq!(told(w.wang.pool(pool).list(&Query::default())), "done");
    }
}

#[test]
fn what_is_released_is_nobodys_and_seen_through_the_pool_only() {
    for w in worlds() {
        let pool = w.pool("公海");
        let id = customer(&w.wang, "甲公司");
        w.wang.customers().add_member(id, w.ids[2], TeamAccess::Write, None).unwrap();
        w.clock.advance_days(2);
        // The manager does it, and the owner was 李强.
        assert_eq!(release(&w.manager, pool, &[id]), ["done"]);
        for who in [&w.wang, &w.li, &w.manager] {
            assert_eq!(told(who.customers().get(id)), "record.not_found");
            assert_eq!(who.customers().list(&Query::default()).unwrap().rows.len(), 0);
            assert_eq!(who.customers().list(&Query::search("甲")).unwrap().rows.len(), 0);
            let found = who.pool(pool).list(&Query::search("jgs")).unwrap();
            assert_eq!((found.rows.len(), found.rows[0].id), (1, id));
        }
        let read = w.li.pool(pool).get(id).unwrap();
        assert_eq!((read.owner_id, read.previous_owner_id), (None, Some(w.ids[1])));
        assert_eq!((read.pool_id, read.pooled_at), (Some(pool), Some(at("2026-03-04T01:00:00Z"))));
        let team = w.admin.list::<CustomerMember>(&Query::default()).unwrap();
        assert_eq!(team.rows.len(), 0, "the team went");
        // Nothing is done to it but claiming.
        let patch = CustomerPatch { remark: Some("x".into()), ..Default::default() };
        assert_eq!(told(w.manager.customers().update(id, patch)), "pool.pooled");
        assert_eq!(rows(w.manager.customers().delete(vec![id])), ["pool.pooled"]);
        let said = NewFollowUp { customer_id: Some(id), content: "x".into(), ..Default::default() };
        assert_eq!(told(w.manager.follow_ups().add(said)), "pool.pooled");
        assert_eq!(release(&w.manager, pool, &[id]), ["pool.pooled"]);
    }
}

#[test]
fn a_release_is_refused_row_by_row() {
    for w in worlds() {
        let pool = w.pool("公海");
        let (mine, lis, member) =
            (customer(&w.wang, "甲"), customer(&w.li, "乙"), customer(&w.li, "丙"));
        w.li.customers().add_member(member, w.ids[1], TeamAccess::Write, None).unwrap();
        assert_eq!(
            release(&w.wang, pool, &[lis, member, mine, mine]),
            ["record.not_found", "right.row", "done", "pool.pooled"]
        );
        let nowhere = ReleaseCustomers { pool: PoolId(lis.uuid()), customers: vec![lis] };
        assert_eq!(told(w.li.run(nowhere)), "record.not_found");
        let closed = w.pool("停用的");
        w.admin.run(enabled(closed, false)).unwrap();
        let into = ReleaseCustomers { pool: closed, customers: vec![lis] };
        assert_eq!(told(w.li.run(into)), "pool.disabled");
        let from = ClaimCustomers { pool: closed, customers: vec![lis] };
        assert_eq!(told(w.li.run(from)), "pool.disabled");
    }
}

#[test]
fn a_member_claims_what_lies_in_the_pool_and_once() {
    for w in worlds() {
        let (pool, other) = (w.pool("甲海"), w.pool("乙海"));
        let [a, b] = ["甲", "乙"].map(|name| customer(&w.wang, name));
        let said =
            NewFollowUp { customer_id: Some(a), content: "谈".into(), ..Default::default() };
        w.wang.follow_ups().add(said).unwrap();
        assert_eq!(release(&w.wang, pool, &[a, b]), ["done", "done"]);
        assert_eq!(claim(&w.li, other, &[a]), ["record.not_found"], "it lies in another pool");
        assert_eq!(told(w.li.pool(other).get(a)), "record.not_found");
        w.clock.advance_days(1);
        assert_eq!(claim(&w.li, pool, &[a, CustomerId(pool.uuid())]), ["done", "record.not_found"]);
        let read = w.li.customers().get(a).unwrap();
        assert_eq!((read.owner_id, read.pool_id, read.pooled_at), (Some(w.ids[2]), None, None));
        assert_eq!((read.received, read.followed), (Some(Received::Claimed), false));
        assert_eq!(read.received_at, Some(at("2026-03-03T01:00:00Z")));
        assert_eq!(read.previous_owner_id, Some(w.ids[1]));
        assert_eq!(claim(&w.wang, pool, &[a, b]), ["pool.claim.taken", "done"], "the rest goes on");
        assert_eq!(w.wang.pool(pool).list(&Query::default()).unwrap().rows.len(), 0);
        // A customer that was released elsewhere is not "taken" here.
        assert_eq!(release(&w.wang, other, &[b]), ["done"]);
        assert_eq!(w.li.pool(other).get(b).unwrap().received, None, "nobody has received it");
        assert_eq!(claim(&w.wang, other, &[b]), ["done"]);
    }
}

/// It came into the pool it was moved to like any other: its previous owner waits there, and it
/// is no longer the one that was claimed from there.
#[test]
fn what_was_moved_came_into_the_other_pool() {
    for w in worlds() {
        let (from, to) = (w.pool("甲海"), w.pool("乙海"));
        let id = customer(&w.wang, "甲");
        release(&w.wang, to, &[id]);
        let next = |done: Vec<&str>| {
            assert_eq!(done, ["done"]);
            w.clock.advance_days(1);
        };
        next(claim(&w.li, to, &[id]));
        next(release(&w.li, from, &[id]));
        assert_eq!(w.manager.run(MovePooled { from, to }).unwrap().value, 1);
        let all = BoundQuery::all(PoolEvent::META);
        let store = w.crm.store();
        let events = read(&**store, None, |reader| store_rows::<PoolEvent>(reader, &all)).unwrap();
        let now = w.crm.clock().now();
        let came = events.iter().find(|e| e.pool_id == to && e.at == now).unwrap();
        assert_eq!((came.kind, came.employee_id), (PoolEventKind::Released, Some(w.ids[2])));
        let patch = Some(PoolPatch { cool_down_days: Some(3), ..Default::default() });
        w.admin.run(UpdatePool { patch, ..update(to) }).unwrap();
        assert_eq!(claim(&w.li, to, &[id]), ["pool.claim.cool_down"]);
        let customers = vec![id];
        assert_eq!(rows(w.manager.run(DeletePooled { pool: to, customers })), ["done"]);
        assert_eq!(claim(&w.wang, to, &[id]), ["record.not_found"], "it is gone, not taken");
    }
}

#[test]
fn who_is_no_member_has_no_pool() {
    for w in worlds() {
        let pool = w.admin.run(create(&w, &[0], &[1])).unwrap().value;
        let id = customer(&w.wang, "甲");
        assert_eq!(release(&w.wang, pool, &[id]), ["done"]);
        assert_eq!(
            told(w.li.run(ClaimCustomers { pool, customers: vec![id] })),
            "record.not_found"
        );
        assert_eq!(told(w.li.pool(pool).get(id)), "record.not_found");
        assert_eq!(told(w.li.get::<Pool>(pool)), "record.not_found");
        assert_eq!(told(w.wang.get::<Pool>(pool)), "done");
        // Becoming one opens it at the next call.
        let both = UpdatePool { members: Some(vec![w.ids[1], w.ids[2]]), ..update(pool) };
        w.admin.run(both).unwrap();
        assert_eq!(claim(&w.li, pool, &[id]), ["done"]);
    }
}

#[test]
fn of_two_who_claim_at_once_one_gets_it() {
    for w in worlds() {
        let pool = w.pool("公海");
        let ids: Vec<_> = (0..20).map(|n| customer(&w.wang, &format!("客户{n}"))).collect();
        release(&w.wang, pool, &ids);
        let got: Vec<Vec<&str>> = std::thread::scope(|threads| {
            let each = |by: Session| {
                let ids = &ids;
                move || ids.iter().flat_map(|id| claim(&by, pool, &[*id])).collect()
            };
            let running = [&w.wang, &w.li].map(|by| threads.spawn(each(by.clone())));
            running.into_iter().map(|t| t.join().unwrap()).collect()
        });
        for (n, id) in ids.iter().enumerate() {
            let mut both = [got[0][n], got[1][n]];
            both.sort_unstable();
            assert_eq!(both, ["done", "pool.claim.taken"]);
            let owner = w.manager.customers().get(*id).unwrap().owner_id;
            assert_eq!(owner, Some(w.ids[if got[0][n] == "done" { 1 } else { 2 }]));
        }
    }
}

#[test]
fn a_pool_is_disabled_and_deleted_when_empty() {
    for w in worlds() {
        w.pool("另一个");
        let pool = w.pool("公海");
        let id = customer(&w.wang, "甲");
        release(&w.wang, pool, &[id]);
        let refused = w.admin.run(enabled(pool, false)).unwrap_err();
        assert_eq!(
            (refused.code(), refused.params()["customers"].as_str()),
            ("pool.not_empty", "1")
        );
        assert_eq!(told(w.admin.run(DeletePool { pool })), "pool.not_empty");
        assert_eq!(told(w.manager.run(DeletePool { pool })), "right.missing");
        claim(&w.li, pool, &[id]);
        assert_eq!(told(w.admin.run(enabled(pool, false))), "done");
        assert_eq!(told(w.admin.run(enabled(pool, true))), "done");
        assert_eq!(told(w.admin.run(DeletePool { pool })), "done");
        assert_eq!(told(w.li.pool(pool).list(&Query::default())), "record.not_found");
        let again = ReleaseCustomers { pool, customers: vec![id] };
        assert_eq!(told(w.li.run(again)), "record.not_found");
        assert_eq!(told(w.admin.run(create(&w, &[0], &[1]))), "done", "its name is free");
    }
}

#[test]
fn a_pools_list_pages_filters_and_counts() {
    for w in worlds() {
        let pool = w.pool("公海");
        let ids: Vec<_> = (0..7).map(|n| customer(&w.wang, &format!("客户{n}"))).collect();
        customer(&w.wang, "不在公海");
        release(&w.wang, pool, &ids);
        let query = Query::default().asc(Customer::name()).limit(3);
        let first = w.li.pool(pool).list(&query).unwrap();
        assert_eq!(first.total, Some(Total::Exact { count: 7 }));
        let second = w.li.pool(pool).list(&query.clone().after(first.next.unwrap())).unwrap();
        let third = w.li.pool(pool).list(&query.after(second.next.unwrap())).unwrap();
        assert_eq!(third.next, None);
        let names: Vec<String> =
            [first.rows, second.rows, third.rows].concat().into_iter().map(|r| r.name).collect();
        assert_eq!(names, (0..7).map(|n| format!("客户{n}")).collect::<Vec<_>>());
        let mine = Customer::previous_owner_id().is(crmkit::query::Relative::Me {});
        assert_eq!(w.wang.pool(pool).list(&Query::new(mine.clone())).unwrap().rows.len(), 7);
        assert_eq!(w.li.pool(pool).list(&Query::new(mine)).unwrap().rows.len(), 0);
    }
}

#[test]
fn whoever_takes_a_customer_out_takes_it_clean_and_whoever_puts_it_back_too() {
    for w in worlds() {
        let pool = w.admin.run(create(&w, &[0], &[1, 2])).unwrap().value;
        let kind = PoolRuleKind::NoFollowUp;
        let rule =
            RecycleRule { kind, days: 3, level: None, dealt: false, with_opportunity: false };
        w.admin.run(SetPoolRules { pool, rules: vec![rule] }).unwrap();
        let patch = PoolPatch { automatic: Some(true), ..Default::default() };
        w.admin.run(UpdatePool { patch: Some(patch), ..update(pool) }).unwrap();
        let [claimed, given] = ["甲", "乙"].map(|name| customer(&w.wang, name));
        w.clock.advance_days(4);
        w.admin.tick().unwrap();
        let row = |id| {
            let all = BoundQuery::all(Customer::META);
            let all = read(&**w.crm.store(), None, |reader| store_rows::<Customer>(reader, &all));
            all.unwrap().into_iter().find(|c| c.id == id).unwrap()
        };
        for id in [claimed, given] {
            let lies = row(id);
            assert!(lies.pool_id == Some(pool) && lies.pooled_why.is_some(), "{lies:?}");
        }
        assert_eq!(claim(&w.li, pool, &[claimed]), ["done"]);
        assert_eq!(rows(w.manager.pool(pool).assign(vec![given], w.ids[2])), ["done"]);
        for id in [claimed, given] {
            let owned = row(id);
            let left = (owned.pool_id, owned.pooled_at, owned.pooled_why);
            assert_eq!(left, (None, None, None), "nothing is left of lying in a pool");
            assert_eq!(owned.from_pool_id, Some(pool));
            assert_eq!(release(&w.li, pool, &[id]), ["done"]);
            let back = row(id);
            let left = (back.from_pool_id, back.received, back.pooled_why);
            assert_eq!(left, (None, None, None), "nor of having come from one");
        }
    }
}
