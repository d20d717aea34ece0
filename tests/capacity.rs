//! How many customers one may own or lock, and what a lock and a deal are (B1.2).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, worlds};
use crmkit::admin::employee::DisableEmployee;
use crmkit::commands::*;
use crmkit::data::ImportPlan;
use crmkit::model::{CommandId, Locale};
use crmkit::org::{DepartmentId, EmployeeId};
use crmkit::query::Query;
use crmkit::sales::capacity::*;
use crmkit::sales::customer::*;
use crmkit::sales::lead::NewLead;
use crmkit::sales::pool::{NewPool, PoolId};
use crmkit::session::{RunOptions, Session};
use crmkit::{Error, Result};
use proptest::prelude::*;
use uuid::Uuid;

const FULL: &str = "capacity.full";

fn code<T>(result: Result<T>) -> Option<&'static str> {
    result.err().map(|e: Error| e.code())
}

fn limit(
    w: &World,
    (name, kind, cap, count_dealt): (&str, CapacityKind, i64, bool),
    employees: &[EmployeeId],
    departments: &[DepartmentId],
) -> Result<CapacityRuleId> {
    let rule = NewCapacityRule {
        name: name.into(),
        kind,
        cap,
        count_dealt: Some(count_dealt),
        ..Default::default()
    };
    let (employees, departments) = (employees.to_vec(), departments.to_vec());
    Ok(w.admin.run(CreateCapacityRule { rule, employees, departments })?.value)
}

fn owned(w: &World, cap: i64, person: EmployeeId) -> CapacityRuleId {
    limit(w, ("拥有", CapacityKind::Owned, cap, true), &[person], &[]).unwrap()
}

fn make(session: &Session, name: &str) -> Result<CustomerId> {
    Ok(session.customers().create(NewCustomer { name: name.into(), ..Default::default() })?.value)
}

fn some(session: &Session, names: &[&str]) -> Vec<CustomerId> {
    names.iter().map(|name| make(session, name).unwrap()).collect()
}

fn department(w: &World) -> DepartmentId {
    w.admin.get::<crmkit::org::Employee>(w.ids[1]).unwrap().department_id
}

fn pool(w: &World) -> PoolId {
    let pool = NewPool { name: "华东公海".into(), ..Default::default() };
    let (admins, members) = (vec![w.ids[0]], vec![w.ids[1], w.ids[2]]);
    w.admin.run(CreatePool { pool, admins, members, departments: vec![] }).unwrap().value
}

#[test]
fn every_way_to_a_customer_asks_for_room() {
    for w in worlds() {
        let [_, wang, li] = w.ids;
        let pool = pool(&w);
        let spare = some(&w.li, &["甲", "乙", "丙"]);
        w.li.run(ReleaseCustomers { pool, customers: vec![spare[0]] }).unwrap();
        some(&w.wang, &["一"]);
        let deleted = some(&w.wang, &["二"])[0];
        w.admin.customers().delete(vec![deleted]).unwrap();
        let lead = NewLead { name: "线索".into(), ..Default::default() };
        let lead = w.wang.leads().create(lead).unwrap().value;
        let rule = owned(&w, 1, wang);
        let full = Some(FULL);
        assert_eq!(code(make(&w.wang, "三")), full, "create");
        let for_him =
            NewCustomer { name: "三".into(), owner_id: Some(wang), ..Default::default() };
        assert_eq!(code(w.admin.customers().create(for_him)), full, "create for him");
        let moved = w.manager.customers().transfer(vec![spare[1]], wang).unwrap().value;
        assert_eq!(code(moved.single()), full, "transfer");
        let claimed = w.wang.pool(pool).claim(vec![spare[0]]).unwrap().value;
        assert_eq!(code(claimed.single()), full, "claim");
        let assigned = w.manager.pool(pool).assign(vec![spare[0]], wang).unwrap().value;
        assert_eq!(code(assigned.single()), full, "assignment");
        let plan = ImportPlan { entity: "customer".into(), ..Default::default() };
        let file = "客户名称,负责人\n六,13800000003\n".as_bytes();
        let imported = w.admin.import(&mut &*file, &plan, RunOptions::default(), &mut |_| true);
        let imported = w.admin.import_issues(imported.unwrap().job_id).unwrap();
        assert_eq!(imported[0].code, FULL, "import");
        let restored = w.admin.customers().restore(vec![deleted]).unwrap().value;
        assert_eq!(code(restored.single()), full, "restore");
        let converted = w.wang.leads().convert(vec![lead]).unwrap().value.rows.remove(0);
        assert_eq!(converted.error.map(|e| e.code()), full, "conversion");
        assert!(w.wang.leads().get(lead).unwrap().converted_at.is_none(), "the lead is as it was");
        assert_eq!(w.wang.customers().list(&Query::default()).unwrap().rows.len(), 1);
        assert!(make(&w.li, "四").is_ok(), "the rule is for one person");
        let away = w.manager.customers().transfer(spare[1..2].to_vec(), li).unwrap().value;
        assert_eq!(code(away.single()), Some("transfer.already_owner"));
        w.admin.run(DeleteCapacityRule { rule }).unwrap();
        assert!(make(&w.wang, "五").is_ok(), "no rule, no limit");
    }
}

#[test]
fn what_an_undo_brings_back_needs_room() {
    for w in worlds() {
        let pool = pool(&w);
        let wang = w.ids[1];
        let [released, given, deleted, unlocked] =
            some(&w.wang, &["甲", "乙", "丙", "丁"]).try_into().unwrap();
        let away = [
            w.wang.run(ReleaseCustomers { pool, customers: vec![released] }).unwrap().command_id,
            w.manager.customers().transfer(vec![given], w.ids[2]).unwrap().command_id,
            w.admin.customers().delete(vec![deleted]).unwrap().command_id,
        ];
        w.wang.customers().lock(vec![unlocked]).unwrap().value.single().unwrap();
        let opened = w.wang.customers().unlock(vec![unlocked]).unwrap().command_id;
        let rule = owned(&w, 1, wang);
        let to = |cap| {
            let patch = Some(CapacityRulePatch { cap: Some(cap), ..Default::default() });
            let command = UpdateCapacityRule {
                rule,
                patch,
                employees: None,
                departments: None,
                expect_rev: None,
            };
            w.admin.run(command).unwrap();
        };
        limit(&w, ("锁", CapacityKind::Locked, 0, true), &[wang], &[]).unwrap();
        for command in away.into_iter().chain([opened]) {
            let before = w.digest();
            assert_eq!(code(w.admin.undo(command)), Some(FULL));
            assert_eq!(w.digest(), before);
        }
        let patch = CustomerPatch { remark: Some("备注".into()), ..Default::default() };
        let edit = w.wang.customers().update(unlocked, patch).unwrap().command_id;
        to(0);
        w.wang.undo(edit).unwrap();
        to(4);
        for command in away {
            w.admin.undo(command).unwrap();
        }
        assert_eq!(w.wang.customers().list(&Query::default()).unwrap().rows.len(), 4);
    }
}

#[test]
fn a_batch_fills_up_to_the_cap_row_by_row() {
    for w in worlds() {
        owned(&w, 2, w.ids[1]);
        let given = some(&w.li, &["甲", "乙", "丙", "丁"]);
        let report = w.manager.customers().transfer(given.clone(), w.ids[1]).unwrap().value;
        let codes: Vec<_> = report.rows.iter().map(|r| r.error.as_ref().map(Error::code)).collect();
        assert_eq!(codes, [None, None, Some(FULL), Some(FULL)]);
        let error = report.rows[2].error.clone().unwrap();
        assert_eq!(error.message(Locale::ZhCn), "李强的拥有客户数已达上限 2");
        assert_eq!(w.wang.customers().list(&Query::default()).unwrap().rows.len(), 2);
    }
}

#[test]
fn who_has_dealt_need_not_count() {
    for w in worlds() {
        limit(&w, ("开发中", CapacityKind::Owned, 2, false), &[w.ids[1]], &[]).unwrap();
        let mine = some(&w.wang, &["甲", "乙"]);
        assert_eq!(code(make(&w.wang, "丙")), Some(FULL));
        let dealt = SetDealStatus { customers: vec![mine[0]], dealt: Some(true), on: None };
        w.manager.run(dealt).unwrap().value.single().unwrap();
        assert!(make(&w.wang, "丙").is_ok(), "a dealt one makes room");
        assert_eq!(code(make(&w.wang, "丁")), Some(FULL));
        // Nor does one that comes: by transfer, out of the bin, or by an undo.
        let lis = some(&w.li, &["戊"]);
        let dealt = SetDealStatus { customers: vec![lis[0]], dealt: Some(true), on: None };
        w.manager.run(dealt).unwrap().value.single().unwrap();
        w.manager.customers().transfer(lis.clone(), w.ids[1]).unwrap().value.single().unwrap();
        let gone = w.admin.customers().delete(lis.clone()).unwrap();
        w.admin.customers().restore(lis.clone()).unwrap().value.single().unwrap();
        assert_eq!(code(w.admin.undo(gone.command_id)), Some("undo.touched_since"));
        let back = w.manager.customers().transfer(lis, w.ids[2]).unwrap();
        back.value.single().unwrap();
        w.manager.undo(back.command_id).unwrap();
        let undealt = SetDealStatus { customers: vec![mine[0]], dealt: Some(false), on: None };
        assert!(w.manager.run(undealt).unwrap().value.single().is_ok(), "more than the cap stay");
        assert_eq!(w.wang.customers().list(&Query::default()).unwrap().rows.len(), 4);
    }
}

#[test]
fn the_nearest_rule_counts() {
    for w in worlds() {
        let (top, sales) = (DepartmentId::default(), department(&w));
        let parent = w.admin.get::<crmkit::org::Department>(sales).unwrap().parent_id;
        let all = limit(&w, ("部门", CapacityKind::Owned, 1, true), &[], &[sales]).unwrap();
        some(&w.wang, &["甲"]);
        assert_eq!(code(make(&w.wang, "乙")), Some(FULL), "his department's");
        let own = limit(&w, ("本人", CapacityKind::Owned, 3, true), &[w.ids[1]], &[]).unwrap();
        some(&w.wang, &["乙", "丙"]);
        assert_eq!(code(make(&w.wang, "丁")), Some(FULL), "his own goes before");
        some(&w.li, &["戊"]);
        assert_eq!(code(make(&w.li, "己")), Some(FULL), "a colleague has the department's");
        w.admin.run(DeleteCapacityRule { rule: own }).unwrap();
        w.admin.run(DeleteCapacityRule { rule: all }).unwrap();
        if let Some(parent) = parent {
            limit(&w, ("公司", CapacityKind::Owned, 3, true), &[], &[parent]).unwrap();
            assert_eq!(code(make(&w.wang, "丁")), Some(FULL), "one of a department above");
        }
        assert_ne!(top, sales);
    }
}

#[test]
fn a_rule_names_somebody_and_nobody_twice() {
    for w in worlds() {
        let nobody = limit(&w, ("空", CapacityKind::Owned, 1, true), &[], &[]);
        assert_eq!(code(nobody), Some("capacity.targets_missing"));
        let negative = limit(&w, ("负", CapacityKind::Owned, -1, true), &[w.ids[1]], &[]);
        assert_eq!(code(negative), Some("value.out_of_range"));
        let first = owned(&w, 5, w.ids[1]);
        let twice = limit(&w, ("又", CapacityKind::Owned, 6, true), &[w.ids[2], w.ids[1]], &[]);
        let error = twice.unwrap_err();
        assert_eq!(error.message(Locale::ZhCn), "李强已在规则“拥有”中");
        assert!(limit(&w, ("锁", CapacityKind::Locked, 6, true), &[w.ids[1]], &[]).is_ok());
        let other = limit(&w, ("又", CapacityKind::Owned, 6, true), &[w.ids[2]], &[]).unwrap();
        let update = |employees| UpdateCapacityRule {
            rule: other,
            patch: None,
            employees: Some(employees),
            departments: None,
            expect_rev: None,
        };
        assert_eq!(code(w.admin.run(update(vec![w.ids[1]]))), Some("capacity.overlap"));
        w.admin.run(DeleteCapacityRule { rule: first }).unwrap();
        assert!(w.admin.run(update(vec![w.ids[1]])).is_ok(), "free again");
        let theirs = NewCapacityRule { name: "我的".into(), cap: 9, ..Default::default() };
        let theirs =
            CreateCapacityRule { rule: theirs, employees: vec![w.ids[0]], departments: vec![] };
        assert_eq!(code(w.manager.run(theirs)), Some("right.missing"));
    }
}

#[test]
fn a_leavers_customers_go_to_who_has_room() {
    for w in worlds() {
        let [manager, wang, li] = w.ids;
        some(&w.wang, &["甲", "乙", "丙"]);
        owned(&w, 1, li);
        w.admin.run(DisableEmployee { employee: wang }).unwrap();
        let id = CommandId(Uuid::from_u128(77));
        let nobody = w.admin.hand_over(wang, vec![li], id);
        assert_eq!(code(nobody), Some("employee.handover_room"), "one of three has room");
        assert_eq!(w.li.customers().list(&Query::default()).unwrap().rows.len(), 0, "nothing half");
        let done = w.admin.hand_over(wang, vec![li, manager], CommandId(Uuid::from_u128(78)));
        assert_eq!(done.unwrap().value.customers, 3);
        assert_eq!(w.li.customers().list(&Query::default()).unwrap().rows.len(), 1);
    }
}

#[test]
fn a_hand_over_that_has_no_room_is_refused_before_its_first_chunk() {
    let w = common::memory();
    let [_, wang, li] = w.ids;
    some(&w.wang, &["成交甲", "成交乙"]);
    let dealt: Vec<_> =
        w.wang.customers().list(&Query::default()).unwrap().rows.iter().map(|c| c.id).collect();
    w.manager.run(SetDealStatus { customers: dealt, dealt: Some(true), on: None }).unwrap();
    for n in 0..500 {
        make(&w.wang, &format!("客户{n}")).unwrap();
    }
    w.admin.run(DisableEmployee { employee: wang }).unwrap();
    let hand_over = |n| w.admin.hand_over(wang, vec![li, li], CommandId(Uuid::from_u128(n)));
    let rule = owned(&w, 501, li);
    let before = w.digest();
    assert_eq!(code(hand_over(1)), Some("employee.handover_room"), "502 customers");
    assert_eq!(w.digest(), before);
    w.admin.run(DeleteCapacityRule { rule }).unwrap();
    limit(&w, ("未成交", CapacityKind::Owned, 500, false), &[li], &[]).unwrap();
    assert_eq!(hand_over(2).unwrap().value.customers, 502, "dealt ones take no room");
}

#[test]
fn a_lock_has_its_own_cap_and_keeps_from_the_pool() {
    for w in worlds() {
        let pool = pool(&w);
        let mine = some(&w.wang, &["甲", "乙", "丙"]);
        limit(&w, ("锁", CapacityKind::Locked, 2, true), &[w.ids[1]], &[]).unwrap();
        limit(&w, ("锁二", CapacityKind::Locked, 0, true), &[w.ids[2]], &[]).unwrap();
        let report = w.wang.customers().lock(mine.clone()).unwrap().value;
        let codes: Vec<_> = report.rows.iter().map(|r| r.error.as_ref().map(Error::code)).collect();
        assert_eq!(codes, [None, None, Some(FULL)]);
        let again = w.wang.customers().lock(vec![mine[0]]).unwrap().value;
        assert_eq!(code(again.single()), Some("customer.locked"));
        let released =
            w.wang.run(ReleaseCustomers { pool, customers: mine.clone() }).unwrap().value;
        let codes: Vec<_> =
            released.rows.iter().map(|r| r.error.as_ref().map(Error::code)).collect();
        assert_eq!(codes, [Some("customer.locked"), Some("customer.locked"), None]);
        w.wang.customers().unlock(vec![mine[0]]).unwrap().value.single().unwrap();
        let again = w.wang.customers().unlock(vec![mine[0]]).unwrap().value;
        assert_eq!(code(again.single()), Some("customer.not_locked"));
        let lost = w.manager.customers().transfer(vec![mine[1]], w.ids[2]).unwrap();
        lost.value.single().unwrap();
        assert_eq!(lost.warnings[0].code(), FULL, "the new owner is told");
        assert!(!w.li.customers().get(mine[1]).unwrap().locked);
        let kept = some(&w.wang, &["丁"])[0];
        w.wang.customers().lock(vec![kept]).unwrap().value.single().unwrap();
        w.manager.customers().transfer(vec![kept], w.ids[0]).unwrap().value.single().unwrap();
        assert!(w.manager.customers().get(kept).unwrap().locked, "room enough keeps it");
    }
}

#[test]
fn a_lock_for_which_there_is_no_room_any_more_does_not_come_back() {
    for w in worlds() {
        let [old, new] = ["甲", "乙"].map(|name| make(&w.wang, name).unwrap());
        limit(&w, ("锁", CapacityKind::Locked, 1, true), &[w.ids[1]], &[]).unwrap();
        let restore = |id| {
            w.manager.customers().delete(vec![id]).unwrap();
            w.wang.customers().lock(vec![new]).unwrap();
            let restored = w.manager.customers().restore(vec![id]).unwrap();
            restored.value.single().unwrap();
            let told = restored.warnings.first().map(Error::code);
            (w.wang.customers().get(id).unwrap().locked, told)
        };
        w.wang.customers().lock(vec![old]).unwrap();
        assert_eq!(restore(old), (false, Some(FULL)), "the other one has its place");
        assert_eq!(restore(new), (true, None), "its own place is free");
    }
}

/// The reference stamps a new deal time when it takes a deal back.
#[test]
fn defect_13_a_deal_taken_back_has_no_date() {
    for w in worlds() {
        let id = some(&w.wang, &["甲"])[0];
        let set = |dealt, on: Option<&str>| SetDealStatus {
            customers: vec![id],
            dealt,
            on: on.map(|d| d.parse().unwrap()),
        };
        let state = || {
            let c = w.wang.customers().get(id).unwrap();
            (c.dealt, c.dealt_on.map(|d| d.to_string()), c.deal_by_hand)
        };
        assert_eq!(state(), (false, None, None));
        w.manager.run(set(Some(true), None)).unwrap().value.single().unwrap();
        assert_eq!(state(), (true, Some("2026-03-02".into()), Some(true)), "today in the company");
        w.manager.run(set(Some(true), Some("2026-02-14"))).unwrap().value.single().unwrap();
        assert_eq!(state(), (true, Some("2026-02-14".into()), Some(true)));
        w.manager.run(set(Some(false), None)).unwrap().value.single().unwrap();
        assert_eq!(state(), (false, None, Some(false)));
        w.manager.run(set(None, None)).unwrap().value.single().unwrap();
        assert_eq!(state(), (false, None, None), "what follows from its contracts: none yet");
        let future = w.manager.run(set(Some(true), Some("2026-03-03")));
        assert_eq!(code(future), Some("value.out_of_range"));
        assert_eq!(
            code(w.manager.run(set(Some(false), Some("2026-01-01")))),
            Some("value.out_of_range")
        );
        assert_eq!(code(w.wang.run(set(Some(true), None))), Some("right.missing"));
        let dealt = Customer::dealt().eq(false);
        assert_eq!(w.wang.customers().list(&Query::new(dealt)).unwrap().rows.len(), 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is done, nobody comes to have more than his cap, and nobody is refused below it.
    #[test]
    fn nobody_exceeds_his_cap(cap in 0_i64..4, steps in prop::collection::vec((0_u8..6, 0_usize..6), 1..24)) {
        let w = common::memory();
        let pool = pool(&w);
        let given: Vec<CustomerId> = (0..6).map(|n| make(&w.li, &format!("客户{n}")).unwrap()).collect();
        owned(&w, cap, w.ids[1]);
        let count = || w.wang.customers().list(&Query::default()).unwrap().rows.len() as i64;
        let mut away = Vec::new();
        for (step, n) in steps {
            let (before, id) = (count(), vec![given[n]]);
            let got = match step {
                0 => code(w.admin.customers().transfer(id, w.ids[1]).unwrap().value.single()),
                1 => code(w.wang.pool(pool).claim(id).unwrap().value.single()),
                2 => code(w.admin.customers().restore(id).unwrap().value.single()),
                3 => {
                    let released = w.admin.run(ReleaseCustomers { pool, customers: id }).unwrap();
                    away.push(released.command_id);
                    code(released.value.single())
                }
                4 => {
                    let deleted = w.admin.customers().delete(id).unwrap();
                    away.push(deleted.command_id);
                    code(deleted.value.single())
                }
                _ => away.pop().and_then(|command| code(w.admin.undo(command))),
            };
            prop_assert!(count() <= cap);
            prop_assert!(got != Some(FULL) || before == cap, "refused with room");
        }
    }
}
