//! Number rules: what a rule must hold, who sets it, taking it back; and the numbers that contracts
//! get by them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, code, refusal, worlds};
use crmkit::ENTITIES;
use crmkit::admin::number::*;
use crmkit::admin::role::{FieldRight, UpdateRole};
use crmkit::model::Registry;
use crmkit::org::{DataScope, EmployeeId, FieldAccess};
use crmkit::query::Query;
use crmkit::sales::contract::{CreateContract, DeleteContracts, NewContract};
use crmkit::sales::customer::Customer;
use crmkit::session::{Crm, RunOptions, Session};
use crmkit::store::{FileRole, Identity, MemoryStore};
use crmkit_testkit::replica::copy;
use std::sync::Arc;
use uuid::Uuid;

fn each(story: impl Fn(World)) {
    worlds().into_iter().for_each(story);
}

fn blank(kind: NumberPartKind) -> NewNumberPart {
    NewNumberPart { kind, text: None, pattern: None, start: None, step: None, reset: None }
}

fn text(text: &str) -> NewNumberPart {
    NewNumberPart { text: Some(text.into()), ..blank(NumberPartKind::Text) }
}

fn date(pattern: DatePattern) -> NewNumberPart {
    NewNumberPart { pattern: Some(pattern), ..blank(NumberPartKind::Date) }
}

fn counter(start: &str, step: i64, reset: CounterReset) -> NewNumberPart {
    let (start, step, reset) = (Some(start.into()), Some(step), Some(reset));
    NewNumberPart { start, step, reset, ..blank(NumberPartKind::Counter) }
}

fn rule(parts: Vec<NewNumberPart>) -> SetNumberRule {
    SetNumberRule { numbered: Numbered::Contract, enabled: true, parts }
}

/// Kind and text, pattern or start of every part of every rule, in order.
fn stored(by: &Session) -> Vec<String> {
    let query = Query::default().asc(NumberPart::position());
    let part = |p: NumberPart| {
        let pattern = p.pattern.map(|p| format!("{p:?}"));
        p.text.or(pattern).or(p.start).unwrap()
    };
    by.list::<NumberPart>(&query).unwrap().rows.into_iter().map(part).collect()
}

#[test]
fn a_rule_has_two_parts_or_more_and_exactly_one_counter() {
    each(|w| {
        let set = |parts| code(w.admin.run(rule(parts)));
        let count = || counter("1", 1, CounterReset::Never);
        assert_eq!(set(vec![]), Some("number_rule.parts"));
        assert_eq!(set(vec![count()]), Some("number_rule.parts"));
        let without = vec![text("HT"), date(DatePattern::Day)];
        assert_eq!(set(without), Some("number_rule.counter"));
        assert_eq!(set(vec![count(), text("HT"), count()]), Some("number_rule.counter"));
        assert_eq!(set(vec![text("HT"); 11]), Some("command.too_many_rows"));
        assert_eq!(stored(&w.wang), Vec::<String>::new(), "nothing of it was kept");
        assert_eq!(w.wang.list::<NumberRule>(&Query::default()).unwrap().rows.len(), 0);
        assert_eq!(set(vec![text("HT"), count()]), None);
    });
}

#[test]
fn a_counter_that_begins_again_needs_a_date_as_fine() {
    use {CounterReset as R, DatePattern as P};
    each(|w| {
        let resets = [R::Never, R::Yearly, R::Monthly, R::Daily];
        // How many of these resets fit each pattern; a date may stand anywhere.
        for (pattern, fit) in
            [(None, 1), (Some(P::Year), 2), (Some(P::Month), 3), (Some(P::Day), 4)]
        {
            for (n, reset) in resets.into_iter().enumerate() {
                let part = pattern.map_or_else(|| text("HT"), date);
                let set = code(w.admin.run(rule(vec![counter("1", 1, reset), part])));
                let want = (n >= fit).then_some("number_rule.reset");
                assert_eq!(set, want, "{pattern:?} {reset:?}");
            }
        }
    });
}

#[test]
fn a_part_has_what_its_kind_needs() {
    each(|w| {
        let never = CounterReset::Never;
        let refused = |part: NewNumberPart| {
            let good = counter("1", 1, never);
            refusal(w.admin.run(rule(vec![text("HT"), good, part])))
        };
        let said = |code: &str, field: &str| (code.to_owned(), field.to_owned());
        let required = |field| said("value.required", field);
        assert_eq!(refused(blank(NumberPartKind::Text)), required("text"));
        assert_eq!(refused(text(" ")), required("text"));
        assert_eq!(refused(text(&"长".repeat(21))), said("value.too_long", "text"));
        assert_eq!(refused(blank(NumberPartKind::Date)), required("pattern"));
        let whole = counter("1", 1, never);
        let part = |start: Option<&str>, step, reset| NewNumberPart {
            start: start.map(Into::into),
            step,
            reset,
            ..whole.clone()
        };
        assert_eq!(refused(part(None, Some(1), Some(never))), required("start"));
        assert_eq!(refused(part(Some("1"), None, Some(never))), required("step"));
        assert_eq!(refused(part(Some("1"), Some(1), None)), required("reset"));
        for (start, step, field) in [
            ("-1", 1, "start"),
            ("1a", 1, "start"),
            ("+1", 1, "start"),
            ("1", 0, "step"),
            ("1", -1, "step"),
            ("1", 1_000_001, "step"),
        ] {
            let wrong = part(Some(start), Some(step), Some(never));
            assert_eq!(refused(wrong), said("value.out_of_range", field), "{start} {step}");
        }
    });
}

#[test]
fn a_rule_is_set_in_place_of_the_one_before() {
    each(|w| {
        let first = w.admin.run(rule(vec![text("HT"), counter("1", 1, CounterReset::Never)]));
        let first = first.unwrap();
        let parts =
            vec![text("合同"), date(DatePattern::Year), counter("001", 1, CounterReset::Yearly)];
        let second = w.admin.run(rule(parts.clone())).unwrap();
        assert_eq!(first.value, second.value);
        assert_eq!(stored(&w.wang), ["合同", "Year", "001"]);
        assert!(w.admin.run(rule(parts.clone())).unwrap().changes.is_empty());
        let invoices = SetNumberRule { numbered: Numbered::Invoice, ..rule(parts.clone()) };
        assert_ne!(w.admin.run(invoices).unwrap().value, first.value);
        let off = SetNumberRule { enabled: false, ..rule(parts) };
        w.admin.run(off).unwrap();
        assert!(!w.wang.get::<NumberRule>(first.value).unwrap().enabled);
        assert_eq!(w.crm.check().unwrap(), []);
    });
}

#[test]
fn taking_a_rule_back_leaves_none_that_gives_the_same_number_twice() {
    each(|w| {
        let daily = counter("1", 1, CounterReset::Daily);
        let monthly = counter("1", 1, CounterReset::Monthly);
        let set = |pattern, counter| w.admin.run(rule(vec![date(pattern), counter])).unwrap();
        set(DatePattern::Day, daily);
        let slower = set(DatePattern::Day, monthly.clone());
        let coarser = set(DatePattern::Month, monthly);
        // The counter alone would go back to every day, and the month would not tell its numbers apart.
        assert_eq!(code(w.admin.undo(slower.command_id)), Some("number_rule.reset"));
        w.admin.undo(coarser.command_id).unwrap();
        w.admin.undo(slower.command_id).unwrap();
        assert_eq!(stored(&w.wang), ["Day", "1"]);
    });
}

#[test]
fn rules_are_set_by_who_manages_settings_and_read_by_everybody() {
    each(|w| {
        let set = || rule(vec![text("HT"), counter("1", 1, CounterReset::Never)]);
        assert_eq!(code(w.manager.run(set())), Some("right.missing"));
        let role = w.role("行政", DataScope::Own, &["settings.manage"]);
        let zhou = w.crm.session(w.employee("周", "13800000009", vec![role])).unwrap();
        zhou.run(set()).unwrap();
        assert_eq!(stored(&w.li), ["HT", "1"]);
    });
}

fn on(w: &World, number: &str, date: &str) -> NewContract {
    let found = Query::new(Customer::name().eq("甲".into()));
    let customer = w.wang.customers().list(&found).unwrap().rows.first().map(|c| c.id);
    NewContract {
        customer_id: customer.unwrap_or_else(|| common::customer(&w.wang, "甲")),
        name: "x".into(),
        number: Some(number.into()).filter(|n: &String| !n.is_empty()),
        order_date: date.parse().unwrap(),
        ..Default::default()
    }
}

fn new_contract(w: &World, number: &str) -> NewContract {
    on(w, number, "2026-03-09")
}

fn make(w: &World, contract: NewContract) -> crmkit::Result<String> {
    let id = w.wang.contracts().create(contract)?.value;
    Ok(w.wang.contracts().get(id)?.number)
}

/// The next number by the rule.
fn next(w: &World) -> String {
    make(w, new_contract(w, "")).unwrap()
}

fn set(w: &World, parts: Vec<NewNumberPart>) {
    w.admin.run(rule(parts)).unwrap();
}

fn plain(start: &str) -> Vec<NewNumberPart> {
    vec![text("HT"), counter(start, 1, CounterReset::Never)]
}

fn numbers(by: &Session) -> Vec<String> {
    let mut page = Query::default().limit(500);
    let mut numbers = Vec::new();
    loop {
        let rows = by.contracts().list(&page).unwrap();
        numbers.extend(rows.rows.into_iter().map(|c| c.number));
        match rows.next {
            Some(next) => page = page.after(next),
            None => break,
        }
    }
    numbers.sort();
    numbers
}

#[test]
fn parts_stand_in_order_and_the_counter_is_as_wide_as_its_start() {
    each(|w| {
        let day = date(DatePattern::Day);
        set(&w, vec![text("HT"), day, counter("0098", 1, CounterReset::Daily)]);
        let numbers = ["HT-20260309-0098", "HT-20260309-0099", "HT-20260309-0100"];
        assert_eq!([next(&w), next(&w), next(&w)], numbers);
        set(&w, vec![counter("7", 5, CounterReset::Never), text("号")]);
        assert_eq!([next(&w), next(&w)], ["7-号", "12-号"]);
        let last = "999999999999999";
        set(&w, vec![text("Z"), counter(last, 1, CounterReset::Never)]);
        assert_eq!(next(&w), format!("Z-{last}"));
        assert_eq!(next(&w), "Z-1000000000000000", "wider than its start");
    });
}

#[test]
fn a_counter_begins_again_with_its_period_and_remembers_the_others() {
    use {CounterReset as R, DatePattern as P};
    for (pattern, reset, same, other, numbers) in [
        (P::Day, R::Daily, "2026-03-09", "2026-03-10", ["20260309", "20260310"]),
        (P::Month, R::Monthly, "2026-03-31", "2026-04-01", ["202603", "202604"]),
        (P::Year, R::Yearly, "2026-12-31", "2027-01-01", ["2026", "2027"]),
        (P::Day, R::Never, "2026-03-09", "2027-01-01", ["20260309", "20270101"]),
    ] {
        each(|w| {
            set(&w, vec![date(pattern), counter("1", 1, reset)]);
            let of = |date| make(&w, on(&w, "", date)).unwrap();
            let [this, that] = numbers;
            let again = if reset == R::Never { 3 } else { 1 };
            assert_eq!(next(&w), format!("{this}-1"));
            assert_eq!(of(same), format!("{this}-2"));
            assert_eq!(of(other), format!("{that}-{again}"), "the date of the order counts");
            assert_eq!(next(&w), format!("{this}-{}", if again == 1 { 3 } else { 4 }));
        });
    }
}

#[test]
fn a_typed_number_wins_and_the_rule_passes_over_it() {
    each(|w| {
        set(&w, plain("1"));
        let typed = |number: &str| make(&w, new_contract(&w, number));
        assert_eq!(typed(" ＨＴ-1 ").unwrap(), "ＨＴ-1");
        let second = w.wang.contracts().create(new_contract(&w, "HT-2")).unwrap().value;
        assert_eq!(typed("  ").unwrap(), "HT-3", "blank is not typed");
        assert_eq!(code(typed("ht-3")), Some("record.duplicate"));
        // What is deleted holds no number, and the counter does not go back for it.
        let deleted = w.wang.run(DeleteContracts { contracts: vec![second] }).unwrap();
        deleted.value.single().unwrap();
        assert_eq!(next(&w), "HT-4");
    });
}

#[test]
fn without_an_enabled_rule_a_number_is_typed() {
    each(|w| {
        let create = |number: &str| make(&w, new_contract(&w, number));
        let missing = ("number.required".to_owned(), "number".to_owned());
        assert_eq!(refusal(create("")), missing);
        w.admin.run(SetNumberRule { enabled: false, ..rule(plain("1")) }).unwrap();
        assert_eq!(refusal(create("")), missing);
        assert_eq!(create("A").unwrap(), "A");
        set(&w, plain("1"));
        assert_eq!(create("").unwrap(), "HT-1");
    });
}

#[test]
fn a_raised_start_counts_and_a_lowered_one_does_not_go_back() {
    each(|w| {
        let mut given = Vec::new();
        for start in ["001", "500", "0001"] {
            set(&w, plain(start));
            given.push(next(&w));
        }
        assert_eq!(given, ["HT-001", "HT-500", "HT-0501"]);
    });
}

#[test]
fn a_number_that_was_given_out_is_not_given_again_after_an_undo() {
    each(|w| {
        set(&w, plain("1"));
        let create = || w.wang.contracts().create(new_contract(&w, "")).unwrap().command_id;
        let (first, second) = (create(), create());
        // That somebody had a number since is no reason against the undo of the first.
        w.wang.undo(first).unwrap();
        w.wang.undo(second).unwrap();
        assert_eq!(next(&w), "HT-3");
    });
}

#[test]
fn a_command_that_fails_uses_up_no_number() {
    each(|w| {
        set(&w, plain("1"));
        let contract = new_contract(&w, "");
        let nobody = Some(vec![EmployeeId(Uuid::nil())]);
        let create = CreateContract { contract, lines: None, signers: nobody };
        assert_eq!(code(w.wang.run(create)), Some("owner.inactive"), "refused after its number");
        assert_eq!(next(&w), "HT-1");
    });
}

/// A phone with all that the hub has.
fn phone(w: &World, device: u128) -> World {
    let identity = Identity { role: FileRole::Replica, device: Uuid::from_u128(device) };
    let store = Arc::new(MemoryStore::new(Registry::new(ENTITIES), identity));
    let crm = Crm::new(store, common::options(w.clock.clone(), device as u64)).unwrap();
    copy(&**w.crm.store(), &**crm.store(), &|_, _| true);
    let as_there = |by: &Session| crm.session(by.employee().unwrap()).unwrap();
    World {
        clock: w.clock.clone(),
        admin: as_there(&w.admin),
        manager: as_there(&w.manager),
        wang: as_there(&w.wang),
        li: as_there(&w.li),
        ids: w.ids,
        department: w.department,
        path: None,
        crm,
    }
}

#[test]
fn a_phone_gives_provisional_numbers_and_the_hub_real_ones_to_the_same_record() {
    let w = common::memory();
    set(&w, plain("1"));
    assert_eq!(next(&w), "HT-1");
    let (one, two) = (phone(&w, 7), phone(&w, 8));
    let create = CreateContract { contract: new_contract(&one, ""), lines: None, signers: None };
    let made = one.wang.run(create.clone()).unwrap();
    let provisional = one.wang.contracts().get(made.value).unwrap().number;
    let (device, count) = provisional.split_once('-').unwrap();
    assert!(device.len() == 7 && device.starts_with('T') && count == "1", "{provisional}");
    assert_eq!(next(&one), format!("{device}-2"), "each counts for itself");
    let theirs = next(&two);
    assert!(theirs.ends_with("-1") && theirs != provisional, "{theirs}");
    let typed = |number: &str| make(&one, new_contract(&one, number));
    assert_eq!(code(typed("HT-1")), Some("record.duplicate"));
    assert_eq!(typed("HT-9").unwrap(), "HT-9", "typed is typed");
    // The hub carries the phone's command out again: the same record, with a real number.
    let again = w.wang.run_with(create, RunOptions::id(made.command_id)).unwrap();
    assert_eq!(again.value, made.value);
    assert_eq!(w.wang.contracts().get(made.value).unwrap().number, "HT-2");
    assert_eq!(w.crm.check().unwrap(), []);
}

/// The reference reads all numbers there are, looks for a free one, and two who save at once get
/// the same.
#[test]
fn defect_9_two_who_save_at_once_never_get_the_same_number() {
    const EACH: usize = 40;
    let w = common::file();
    set(&w, plain("001"));
    make(&w, new_contract(&w, "HT-050")).unwrap();
    let new = new_contract(&w, "");
    // Two handles of the file, as two processes have it, each with two threads.
    let handles = [w.open_again(2).unwrap(), w.open_again(3).unwrap()];
    std::thread::scope(|scope| {
        for crm in handles.iter().chain(&handles) {
            let (new, wang) = (&new, crm.session(w.ids[1]).unwrap());
            scope.spawn(move || {
                for _ in 0..EACH {
                    wang.contracts().create(new.clone()).unwrap();
                }
            });
        }
    });
    let given = numbers(&w.wang);
    // One and only one each, without a gap: the typed one was passed over.
    let want: Vec<_> = (1..=4 * EACH + 1).map(|n| format!("HT-{n:03}")).collect();
    assert_eq!(given, want);
    assert_eq!(w.crm.check().unwrap(), []);
}

#[test]
fn who_may_not_type_a_number_gets_one_by_the_rule() {
    each(|w| {
        let (free, typed) = (new_contract(&w, ""), new_contract(&w, "1"));
        let right = FieldRight {
            entity: "contract".into(),
            field: "number".into(),
            access: FieldAccess::Read,
        };
        w.admin
            .run(UpdateRole {
                role: common::role(&w.admin, "salesperson"),
                patch: None,
                operations: None,
                departments: None,
                employees: None,
                fields: Some(vec![right]),
                expect_rev: None,
            })
            .unwrap();
        set(&w, plain("1"));
        assert_eq!(code(make(&w, typed)), Some("right.field"));
        assert_eq!(make(&w, free).unwrap(), "HT-1");
    });
}
