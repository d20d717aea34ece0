//! The duplicate check: whom it finds, and what it tells of whom (B1.2).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, lead, memory, refusal, role, rows, told, worlds};
use crmkit::admin::role::{FieldRight, UpdateRole};
use crmkit::admin::settings::UpdateSettings;
use crmkit::org::*;
use crmkit::sales::customer::*;
use crmkit::sales::duplicate::*;
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::lead::*;
use crmkit::sales::pool::{ReleaseCustomers, SetPoolHiddenFields};
use crmkit::session::Session;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;

const MOBILE: &str = "138 0000 1111";
const PHONE: &str = "027-8765 4321";

fn by_name(name: &str) -> DuplicateQuery {
    DuplicateQuery { name: Some(name.into()), ..Default::default() }
}

fn by_mobile(mobile: &str) -> DuplicateQuery {
    DuplicateQuery { mobile: Some(mobile.into()), ..Default::default() }
}

/// A customer with both numbers.
fn customer(by: &Session, name: &str) -> CustomerId {
    let new = NewCustomer {
        name: name.into(),
        mobile: Some(MOBILE.into()),
        telephone: Some(PHONE.into()),
        ..Default::default()
    };
    by.customers().create(new).unwrap().value
}

fn names(found: &[Duplicate]) -> Vec<&str> {
    found.iter().map(|d| d.name.as_deref().unwrap_or("?")).collect()
}

fn find(by: &Session, query: &DuplicateQuery) -> Vec<Duplicate> {
    by.find_duplicates(query).unwrap()
}

fn policy(w: &World, shows: DuplicatePolicy) {
    let patch = SettingsPatch { duplicates_show: Some(shows), ..Default::default() };
    w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
}

fn restrict(w: &World, entity: &str, field: &str, access: FieldAccess) {
    let fields = Some(vec![FieldRight { entity: entity.into(), field: field.into(), access }]);
    let (role, patch) = (role(&w.admin, "salesperson"), None);
    let (operations, departments, employees, expect_rev) = (None, None, None, None);
    w.admin
        .run(UpdateRole { role, patch, operations, departments, employees, fields, expect_rev })
        .unwrap();
}

/// Nothing but that there is one.
fn blank() -> Duplicate {
    Duplicate {
        id: None,
        kind: None,
        same: None,
        name: None,
        mobile: None,
        telephone: None,
        owner: None,
        pool: None,
        last_follow_at: None,
    }
}

#[test]
fn customers_pools_and_unconverted_leads_are_looked_through() {
    for w in worlds() {
        customer(&w.wang, "武汉鑫科");
        let pooled = customer(&w.wang, "鑫科（公海）");
        let pool = w.pool("华东");
        assert_eq!(
            rows(w.manager.run(ReleaseCustomers { pool, customers: vec![pooled] })),
            ["done"]
        );
        lead(&w.wang, "鑫科线索");
        let converted = lead(&w.wang, "鑫科转化");
        w.wang.leads().convert(vec![converted]).unwrap();
        let gone = customer(&w.wang, "鑫科删除");
        rows(w.manager.customers().delete(vec![gone]));
        let found = find(&w.li, &by_name("鑫科"));
        let got: BTreeSet<_> = found.iter().map(|d| (d.name.as_deref().unwrap(), d.kind)).collect();
        let want = [
            ("武汉鑫科", Some(DuplicateKind::Customer)),
            ("鑫科转化", Some(DuplicateKind::Customer)),
            ("鑫科（公海）", Some(DuplicateKind::Pooled)),
            ("鑫科线索", Some(DuplicateKind::Lead)),
        ];
        assert_eq!(got, BTreeSet::from(want));
        assert_eq!(names(&find(&w.li, &by_name("鑫科（公"))), ["鑫科（公海）"]);
    }
}

#[test]
fn names_are_compared_folded_and_by_their_parts() {
    for w in worlds() {
        customer(&w.wang, "武汉 ＡＢＣ 科技");
        let finds = |text: &str| names(&find(&w.li, &by_name(text))).len();
        for text in ["abc", "ABC", "武汉abc", "ａｂｃ 科技", "科技", "武", "武汉ABC科技"]
        {
            assert_eq!(finds(text), 1, "{text}");
        }
        // Initials find in the search box, not here; nor do parts in another order.
        for text in ["wh", "科技 武汉", "武汉科技", "北京"] {
            assert_eq!(finds(text), 0, "{text}");
        }
    }
}

#[test]
fn numbers_are_found_whole_in_either_field_however_they_are_written() {
    for w in worlds() {
        customer(&w.wang, "甲");
        for mobile in ["13800001111", "+86 138-0000-1111", "（027）87654321"] {
            let asked = DuplicateQuery { telephone: Some(mobile.into()), ..Default::default() };
            for query in [by_mobile(mobile), asked] {
                let found = find(&w.li, &query);
                assert_eq!(names(&found), ["甲"], "{mobile}");
                assert_eq!(found[0].same, Some(DuplicateMatch::Phone));
            }
        }
        assert_eq!(names(&find(&w.li, &by_mobile("13800001112"))), [""; 0], "not a part of one");
        assert_eq!(refusal(w.li.find_duplicates(&by_mobile("138"))).0, "value.phone");
    }
}

#[test]
fn the_surest_stand_first_and_there_are_ten() {
    for w in worlds() {
        for n in 0..12 {
            lead(&w.wang, &format!("鑫科{n}"));
        }
        let exact = NewCustomer { name: "鑫科".into(), ..Default::default() };
        w.wang.customers().create(exact).unwrap();
        let same_number = NewCustomer { mobile: Some(MOBILE.into()), ..Default::default() };
        let same_number = NewCustomer { name: "别的".into(), ..same_number };
        w.wang.customers().create(same_number).unwrap();
        let query = DuplicateQuery { mobile: Some(MOBILE.into()), ..by_name("鑫科") };
        let found = find(&w.li, &query);
        assert_eq!(found.len(), 10);
        assert_eq!(names(&found)[..2], ["别的", "鑫科"]);
        let limited = DuplicateQuery { limit: Some(3), ..query.clone() };
        assert_eq!(find(&w.li, &limited), found[..3]);
        let many = DuplicateQuery { limit: Some(1000), ..query };
        assert_eq!(find(&w.li, &many).len(), 14);
    }
}

#[test]
fn the_very_name_is_found_among_many_that_contain_it() {
    for w in worlds() {
        for n in 0..130 {
            let name = format!("鑫科分公司{n}");
            let new = NewCustomer { name, ..Default::default() };
            w.wang.customers().create(new).unwrap();
        }
        let exact = NewCustomer { name: "鑫科".into(), ..Default::default() };
        w.wang.customers().create(exact).unwrap();
        assert_eq!(names(&find(&w.li, &by_name("鑫科")))[0], "鑫科");
    }
}

#[test]
fn of_the_unseen_one_learns_what_the_settings_say() {
    for w in worlds() {
        let id = customer(&w.wang, "武汉鑫科");
        let said =
            NewFollowUp { customer_id: Some(id), content: "聊过".into(), ..Default::default() };
        w.wang.follow_ups().add(said).unwrap();
        let now = at("2026-03-02T01:00:00Z");
        let named = Duplicate {
            kind: Some(DuplicateKind::Customer),
            same: Some(DuplicateMatch::Name),
            name: Some("武汉鑫科".into()),
            owner: Some("李强".into()),
            ..blank()
        };
        let query = by_name("武汉鑫科");
        assert_eq!(find(&w.li, &query), vec![named.clone()], "the default");
        policy(&w, DuplicatePolicy::NameOwnerAndLastFollowUp);
        assert_eq!(find(&w.li, &query), [Duplicate { last_follow_at: Some(now), ..named.clone() }]);
        policy(&w, DuplicatePolicy::OnlyThatItExists);
        assert_eq!(find(&w.li, &query), [blank()]);
        // Who sees it reads it, whatever the settings; numbers stay blotted.
        let all = Duplicate {
            id: Some(id.0),
            mobile: Some("**********1111".into()),
            telephone: Some("*********4321".into()),
            last_follow_at: Some(now),
            ..named
        };
        assert_eq!(find(&w.wang, &query), vec![all.clone()]);
        assert_eq!(find(&w.manager, &query), [all]);
    }
}

#[test]
fn of_a_pooled_customer_the_pool_stands_for_the_owner() {
    for w in worlds() {
        let id = customer(&w.wang, "武汉鑫科");
        let pool = w.pool("华东");
        rows(w.manager.run(ReleaseCustomers { pool, customers: vec![id] }));
        let member = find(&w.li, &by_name("武汉鑫科"));
        assert_eq!((member[0].pool.as_deref(), member[0].id), (Some("华东"), Some(id.0)));
        // 孙丽 is no member of the pool.
        let roles = vec![role(&w.admin, "salesperson")];
        let outside = w.employee("孙丽", "13800000009", roles);
        let outside = w.crm.session(outside).unwrap();
        let found = find(&outside, &by_name("武汉鑫科"));
        assert_eq!((found[0].pool.as_deref(), found[0].id), (Some("华东"), None));
        assert_eq!((&found[0].owner, &found[0].mobile), (&None, &None));
        // What the pool hides is neither shown nor found by.
        w.admin.run(SetPoolHiddenFields { pool, fields: vec!["mobile".into()] }).unwrap();
        assert_eq!(find(&w.li, &by_mobile(MOBILE)), []);
        assert_eq!(find(&outside, &by_mobile(MOBILE)), []);
        let member = find(&w.li, &by_name("武汉鑫科"));
        assert_eq!(member[0].mobile, None);
        assert!(member[0].telephone.is_some());
        assert_eq!(find(&w.manager, &by_mobile(MOBILE)).len(), 1, "its administrator");
    }
}

#[test]
fn what_one_may_not_read_is_neither_shown_nor_found_by() {
    for w in worlds() {
        let mine = customer(&w.wang, "武汉鑫科");
        restrict(&w, "customer", "mobile", FieldAccess::Hidden);
        assert_eq!(find(&w.wang, &by_mobile(MOBILE)), []);
        assert_eq!(find(&w.li, &by_mobile(MOBILE)), []);
        let found = find(&w.wang, &by_name("鑫科"));
        assert_eq!((found[0].id, &found[0].mobile), (Some(mine.0), &None));
        restrict(&w, "customer", "owner_id", FieldAccess::Hidden);
        assert_eq!(find(&w.li, &by_name("鑫科"))[0].owner, None);
        restrict(&w, "customer", "name", FieldAccess::Deny);
        assert_eq!(find(&w.li, &by_name("鑫科")), []);
        assert_eq!(names(&find(&w.li, &by_mobile(MOBILE))), ["?"]);
    }
}

#[test]
fn it_is_for_who_may_make_customers_or_leads() {
    for w in worlds() {
        customer(&w.wang, "武汉鑫科");
        let with = |n: usize, operations: &[&str]| {
            let role = w.role(&format!("角色{n}"), DataScope::Own, operations);
            let id = w.employee(&format!("员工{n}"), &format!("1380000010{n}"), vec![role]);
            told(w.crm.session(id).unwrap().find_duplicates(&by_name("鑫科")))
        };
        assert_eq!(with(1, &["customer.read", "lead.read", "customer.edit"]), "right.missing");
        assert_eq!(with(2, &["customer.create"]), "done");
        assert_eq!(with(3, &["lead.create"]), "done");
    }
}

#[test]
fn there_must_be_something_to_look_for() {
    for w in worlds() {
        let nothing = "query.nothing_to_search";
        for query in [DuplicateQuery::default(), by_name(" （） "), by_mobile("  ")] {
            assert_eq!(told(w.wang.find_duplicates(&query)), nothing, "{query:?}");
        }
        assert_eq!(find(&w.wang, &by_name(&"长".repeat(5000))), []);
        assert_eq!(find(&w.wang, &by_name("\" OR 1=1 --")), []);
    }
}

#[test]
fn duplicates_of_a_lead_are_found_by_all_that_it_has_and_without_itself() {
    for w in worlds() {
        let by_number = customer(&w.li, "别的");
        let new =
            NewLead {
                name: "武汉鑫科".into(), mobile: Some(MOBILE.into()), ..Default::default()
            };
        let mine = w.wang.leads().create(new).unwrap().value;
        let twin = lead(&w.li, "武汉鑫科");
        let found = w.wang.duplicates_of_lead(mine).unwrap();
        assert_eq!(names(&found), ["别的", "武汉鑫科"]);
        assert!(found.iter().all(|d| d.id.is_none()));
        let seen = w.manager.duplicates_of_lead(mine).unwrap();
        let ids: Vec<_> = seen.iter().map(|d| d.id.unwrap()).collect();
        assert_eq!(ids, [by_number.0, twin.0]);
        assert_eq!(told(w.wang.duplicates_of_lead(twin)), "record.not_found");
        let reads = w.role("只读", DataScope::All, &["lead.read"]);
        let reader = w.employee("孙丽", "13800000009", vec![reads]);
        let reader = w.crm.session(reader).unwrap();
        assert_eq!(told(reader.duplicates_of_lead(mine)), "right.missing");
    }
}

/// Where only existence is told, a name cannot be guessed part by part, and there is no count.
#[test]
fn of_what_only_exists_neither_parts_nor_numbers_of_rows_are_told() {
    for w in worlds() {
        policy(&w, DuplicatePolicy::OnlyThatItExists);
        customer(&w.wang, "武汉鑫科");
        for part in ["武", "武汉", "鑫科", "武汉鑫"] {
            assert_eq!(find(&w.li, &by_name(part)), [], "{part}");
        }
        assert_eq!(find(&w.li, &by_name("武汉鑫科")), [blank()]);
        assert_eq!(find(&w.li, &by_mobile(MOBILE)), [blank()]);
        for n in 0..12 {
            customer(&w.wang, &format!("又一个{n}"));
        }
        assert_eq!(find(&w.li, &by_mobile(MOBILE)), [blank()], "not how many");
        // His own come whatever there is besides.
        let mine = customer(&w.li, "赵敏的");
        let found = find(&w.li, &DuplicateQuery { limit: Some(1), ..by_mobile(MOBILE) });
        assert_eq!((found.len(), found[0].id, &found[1]), (2, Some(mine.0), &blank()));
    }
}

#[test]
fn json_asks_the_same_questions() {
    for w in worlds() {
        customer(&w.wang, "武汉鑫科");
        let mine = lead(&w.li, "武汉鑫科");
        let ask = |text: &str| -> serde_json::Value {
            serde_json::from_str(&w.li.read_json(text).unwrap()).unwrap()
        };
        let found = find(&w.li, &by_name("武汉鑫"));
        assert_eq!(ask(r#"{"read": "duplicates", "name": "武汉鑫"}"#), json!(found));
        let found = w.li.duplicates_of_lead(mine).unwrap();
        assert_eq!(
            ask(&format!(r#"{{"read": "duplicates_of_lead", "id": "{mine}"}}"#)),
            json!(found)
        );
        assert_eq!(ask(r#"{"read": "lead_mapping"}"#), json!(w.li.lead_mapping().unwrap()));
        let wrong = w.li.read_json(r#"{"read": "duplicates", "nam": "x"}"#);
        assert_eq!(told(wrong), "json.invalid");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Two companies that differ only in what 赵敏 does not see, and that the policy keeps to
    /// itself, answer alike.
    #[test]
    fn what_is_kept_changes_no_answer(
        hidden in prop::collection::vec("[鑫科武汉]{1,4}", 0..6),
        asked in "[鑫科武汉]{1,4}",
        own in prop::collection::vec("[鑫科武汉]{1,4}", 0..4),
    ) {
        let answer = |hidden: &[String]| {
            let w = memory();
            policy(&w, DuplicatePolicy::OnlyThatItExists);
            let mut taken = BTreeSet::new();
            for name in own.iter().filter(|n| taken.insert((*n).clone())) {
                lead(&w.li, name);
            }
            for name in hidden {
                lead(&w.wang, name);
            }
            let found = find(&w.li, &by_name(&asked));
            let seen = found.into_iter().filter(|d| d.name.is_some());
            seen.map(|d| (d.name, d.same, d.owner, d.kind)).collect::<Vec<_>>()
        };
        prop_assert_eq!(answer(&hidden), answer(&[]));
        // And whether there is one depends on the very name only.
        let w = memory();
        policy(&w, DuplicatePolicy::OnlyThatItExists);
        for name in &hidden {
            lead(&w.wang, name);
        }
        let there = hidden.contains(&asked);
        prop_assert_eq!(find(&w.li, &by_name(&asked)), if there { vec![blank()] } else { vec![] });
    }

    /// What is found is what has the name's part, whoever asks.
    #[test]
    fn a_part_of_a_name_finds_exactly_those_that_contain_it(
        all in prop::collection::btree_set("[鑫科武汉]{1,5}", 1..9),
        asked in "[鑫科武汉]{1,3}",
    ) {
        let w = memory();
        for (n, name) in all.iter().enumerate() {
            let by = if n % 2 == 0 { &w.wang } else { &w.li };
            let new = NewCustomer { name: name.clone(), ..Default::default() };
            by.customers().create(new).unwrap();
        }
        let query = DuplicateQuery { limit: Some(50), ..by_name(&asked) };
        let mut want: Vec<_> = all.iter().filter(|n| n.contains(&asked)).cloned().collect();
        want.sort();
        for by in [&w.wang, &w.li] {
            let mut got: Vec<_> = find(by, &query).into_iter().map(|d| d.name.unwrap()).collect();
            got.sort();
            prop_assert_eq!(&got, &want);
        }
    }
}
