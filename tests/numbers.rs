//! Number rules: what a rule must hold, who sets it, taking it back, and the numbers of contracts.
//! What numbers come of which parts is tested where they are made (`admin/number/tests.rs` in the core).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, code, refusal, worlds};
use crmkit::admin::number::*;
use crmkit::admin::role::{FieldRight, UpdateRole};
use crmkit::org::{DataScope, FieldAccess};
use crmkit::query::Query;
use crmkit::sales::contract::{Contract, NewContract};
use crmkit::sales::customer::Customer;
use crmkit::session::Session;

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

fn new_contract(w: &World, name: &str, number: &str) -> NewContract {
    let found = Query::new(Customer::name().eq("甲".into()));
    let customer = w.wang.customers().list(&found).unwrap().rows.first().map(|c| c.id);
    NewContract {
        customer_id: customer.unwrap_or_else(|| common::customer(&w.wang, "甲")),
        name: name.into(),
        number: Some(number.into()).filter(|n: &String| !n.is_empty()),
        order_date: "2026-03-02".parse().unwrap(),
        ..Default::default()
    }
}

fn numbers(by: &Session) -> Vec<String> {
    let mut page = Query::default().asc(Contract::created_at()).limit(500);
    let mut numbers = Vec::new();
    loop {
        let rows = by.contracts().list(&page).unwrap();
        numbers.extend(rows.rows.into_iter().map(|c| c.number));
        match rows.next {
            Some(next) => page = page.after(next),
            None => return numbers,
        }
    }
}

#[test]
fn a_contract_has_a_number_by_the_date_of_its_order_or_a_typed_one() {
    each(|w| {
        let create = |number: &str| w.wang.contracts().create(new_contract(&w, "x", number));
        let (refused, field) = refusal(create(""));
        assert_eq!((refused.as_str(), field.as_str()), ("number.required", "number"));
        let parts =
            vec![text("HT"), date(DatePattern::Month), counter("01", 1, CounterReset::Monthly)];
        w.admin.run(rule(parts)).unwrap();
        create("").unwrap();
        create("HT-202603-02").unwrap();
        create(" ").unwrap();
        assert_eq!(code(create("ht-202603-03")), Some("record.duplicate"));
        assert_eq!(numbers(&w.wang), ["HT-202603-01", "HT-202603-02", "HT-202603-03"]);
    });
}

/// The reference reads all numbers there are, looks for a free one, and two who save at once get
/// the same.
#[test]
fn defect_9_two_who_save_at_once_never_get_the_same_number() {
    const EACH: usize = 40;
    let w = common::file();
    w.admin.run(rule(vec![text("HT"), counter("001", 1, CounterReset::Never)])).unwrap();
    w.wang.contracts().create(new_contract(&w, "手填", "HT-050")).unwrap();
    let new = new_contract(&w, "x", "");
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
    let mut given = numbers(&w.wang);
    given.sort();
    // One and only one each, without a gap: the typed one was passed over.
    let want: Vec<_> = (1..=4 * EACH + 1).map(|n| format!("HT-{n:03}")).collect();
    assert_eq!(given, want);
    assert_eq!(w.crm.check().unwrap(), []);
}

#[test]
fn who_may_not_type_a_number_gets_one_by_the_rule() {
    each(|w| {
        let new = |number| new_contract(&w, "x", number);
        let (free, typed) = (new(""), new("1"));
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
        w.admin.run(rule(vec![text("HT"), counter("1", 1, CounterReset::Never)])).unwrap();
        assert_eq!(code(w.wang.contracts().create(typed)), Some("right.field"));
        w.wang.contracts().create(free).unwrap();
        assert_eq!(numbers(&w.wang), ["HT-1"]);
    });
}
