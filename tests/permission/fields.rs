//! Field rights: a hidden field is blank, named as masked, and of no use in any question; one
//! that may only be read cannot be written. Custom fields likewise.

use crate::support::{both, code};
use crmkit::admin::field::DefineField;
use crmkit::admin::role::{FieldRight, UpdateRole};
use crmkit::model::{Custom, Value};
use crmkit::org::{CustomKind, FieldAccess, NewFieldDefinition};
use crmkit::query::{Aggregate, Direction, Filter, Group, Measure, Order, Query};
use crmkit::sales::customer::{Customer, CustomerId, CustomerPatch, NewCustomer};
use crmkit::session::{Event, Listener, Session};
use crmkit_testkit::oracle::{Loaded, records};
use std::sync::{Arc, Mutex};

/// The role of `records()` that reaches everybody's records.
pub const ALL: usize = 5;

/// What a role says of fields of customers (or `entity/field`).
pub fn restrict(loaded: &Loaded, role: usize, fields: &[(&str, FieldAccess)]) {
    let right = |(field, access): &(&str, FieldAccess)| {
        let (entity, field) = field.split_once('/').unwrap_or(("customer", field));
        FieldRight { entity: entity.into(), field: field.into(), access: *access }
    };
    let update = UpdateRole {
        role: loaded.roles[role],
        patch: None,
        operations: None,
        departments: None,
        employees: None,
        fields: Some(fields.iter().map(right).collect()),
        expect_rev: None,
    };
    loaded.admin.run(update).unwrap();
}

pub fn define(loaded: &Loaded, key: &str) {
    let field = NewFieldDefinition {
        entity: "customer".into(),
        key: key.into(),
        kind: CustomKind::Number,
        label: key.into(),
        ..NewFieldDefinition::default()
    };
    loaded.admin.run(DefineField { field, options: None }).unwrap();
}

/// The world of all records, a custom field, and person 1 with everybody's records in reach.
fn worlds() -> Vec<(&'static str, Loaded, Session, CustomerId)> {
    let build = |(store, loaded): (&'static str, Loaded)| {
        loaded.give(1, &[ALL]);
        define(&loaded, "budget");
        let new = NewCustomer {
            name: "字段".into(),
            mobile: Some("13812345678".into()),
            remark: Some("secret".into()),
            custom: Some(Custom::default().with("budget", 7)),
            ..NewCustomer::default()
        };
        let customer = loaded.admin.customers().create(new).unwrap().value;
        let me = loaded.session(1);
        (store, loaded, me, customer)
    };
    both(&records(), 21).into_iter().map(build).collect()
}

/// Every way of asking about a field.
fn questions(field: &str) -> Vec<(String, Query)> {
    let mut questions: Vec<(String, Query)> = [
        format!("{field} is null"),
        format!("not {field} is null"),
        format!("{field} = \"7\""),
        format!("{field} in (\"7\")"),
        format!("{field} > \"6\""),
        format!("{field} in [\"6\", \"9\")"),
        format!("name contains \"x\" or ({field} is null)"),
        format!("has follow_ups (customer.{field} is null)"),
        format!("has follow_ups (has customer ({field} is null))"),
    ]
    .into_iter()
    .map(|text| (text.clone(), Query::new(text.parse().unwrap())))
    .collect();
    for direction in [Direction::Asc, Direction::Desc] {
        let order = vec![Order { field: field.into(), direction }];
        questions.push(("order".into(), Query { order, ..Query::default() }));
    }
    questions
}

fn aggregates(field: &str) -> Vec<Aggregate> {
    let group = |field: &str| vec![Group { field: field.into(), bucket: None }];
    let count = || vec![Measure::Count];
    let with = |measure| Aggregate { measures: vec![measure], ..Aggregate::default() };
    vec![
        Aggregate { group: group(field), measures: count(), ..Aggregate::default() },
        Aggregate {
            filter: Filter::IsNull { field: field.into() },
            group: vec![],
            measures: count(),
        },
        with(Measure::Min(field.into())),
        with(Measure::Max(field.into())),
    ]
}

/// L2, L6: a hidden field can be used in no filter, order, group, measure or cursor.
#[test]
fn l2_l6_a_hidden_field_answers_no_question() {
    for (store, loaded, me, _) in worlds() {
        for field in ["remark", "custom.budget"] {
            restrict(&loaded, ALL, &[]);
            for (text, query) in questions(field) {
                let got = code(me.customers().list(&query));
                assert_eq!(got, None, "{store}: {text} of {field} when it may be read");
            }
            let mut ordered = Query::default().limit(1);
            ordered.order = vec![Order { field: field.into(), direction: Direction::Asc }];
            let cursor = me.customers().list(&ordered).unwrap().next.unwrap();
            for access in [FieldAccess::Hidden, FieldAccess::Deny] {
                restrict(&loaded, ALL, &[(field, access)]);
                let hidden = Some("query.hidden_field");
                for (text, query) in questions(field) {
                    let at = format!("{store}: {text} of {field}");
                    assert_eq!(code(me.customers().list(&query)), hidden, "{at}");
                    assert_eq!(code(me.count::<Customer>(&query, <_>::default())), hidden, "{at}");
                    let pool = code(me.pool(loaded.pools[0]).list(&query));
                    assert_eq!(pool, hidden, "{at} in a pool");
                }
                for ask in aggregates(field) {
                    assert_eq!(code(me.aggregate::<Customer>(&ask)), hidden, "{store}: {ask:?}");
                }
                let after = ordered.clone().after(cursor.clone());
                assert_eq!(code(me.customers().list(&after)), hidden, "{store}: old cursor");
                let other = Query::default().after(cursor.clone());
                assert_eq!(code(me.customers().list(&other)), Some("query.bad_cursor"));
                let child: Filter = format!("customer.{field} is null").parse().unwrap();
                assert_eq!(code(me.follow_ups().list(&Query::new(child))), hidden, "{store}");
            }
        }
        // The field by which children hang on their record is a field, too.
        restrict(&loaded, ALL, &[("follow_up/customer_id", FieldAccess::Hidden)]);
        let has: Filter = "has follow_ups (content contains \"电话\")".parse().unwrap();
        assert_eq!(code(me.customers().list(&Query::new(has))), Some("query.hidden_field"));
    }
}

#[test]
fn a_hidden_field_is_blank_and_named() {
    for (store, loaded, me, customer) in worlds() {
        let hidden = [
            ("remark", FieldAccess::Hidden),
            ("mobile", FieldAccess::Deny),
            ("custom.budget", FieldAccess::Hidden),
        ];
        restrict(&loaded, ALL, &hidden);
        let got = me.customers().get(customer).unwrap();
        assert_eq!((got.remark, got.mobile), (None, None), "{store}");
        assert_eq!(got.custom.get("budget"), None, "{store}");
        for name in ["remark", "mobile", "custom.budget"] {
            assert!(got.masked.iter().any(|m| m == name), "{store}: {name} in {:?}", got.masked);
        }
        let row = me.customers().list(&Query::new(Customer::name().eq("字段".into()))).unwrap();
        assert_eq!(row.rows[0].mobile, None, "{store}");
        assert!(row.rows[0].masked.iter().any(|m| m == "mobile"), "{store}");
        assert!(row.rows[0].custom.is_empty(), "{store}");
        // A hit would tell what the number is.
        for words in ["5678", "字段 138", "１３８"] {
            assert_eq!(
                code(me.customers().list(&Query::search(words))),
                Some("query.hidden_field")
            );
        }
        // Words without a digit say nothing about it.
        let found = me.customers().list(&Query::search("字段")).unwrap().rows;
        assert_eq!(found.len(), 1, "{store}");
        let text = serde_json::to_string(&me.customers().get(customer).unwrap()).unwrap();
        assert!(!text.contains("secret") && !text.contains("5678"), "{store}: {text}");
    }
}

#[test]
fn history_and_events_keep_hidden_fields_to_themselves() {
    for (store, loaded, me, customer) in worlds() {
        restrict(
            &loaded,
            ALL,
            &[("remark", FieldAccess::Hidden), ("custom.budget", FieldAccess::Deny)],
        );
        let heard = Arc::new(Ear::default());
        let _subscription = me.subscribe(heard.clone());
        let patch = CustomerPatch {
            remark: Some("hush".into()),
            website: Some("a.cn".into()),
            custom: Some(Custom::default().with("budget", 99)),
            ..CustomerPatch::default()
        };
        loaded.admin.customers().update(customer, patch).unwrap();
        let events = heard.0.lock().unwrap().clone();
        assert_eq!(events[0].changes[0].change.fields, ["website"], "{store}");
        let history = me.history::<Customer>(customer, None, 50).unwrap();
        let text = format!("{history:?}");
        assert!(!text.contains("hush") && !text.contains("secret"), "{store}: {text}");
        for field in history.iter().flat_map(|h| &h.fields) {
            let hidden = matches!(field.field.as_str(), "remark" | "custom.budget");
            assert_eq!(field.masked, hidden, "{store}: {field:?}");
            assert!(!hidden || field.old.is_none() && field.new.is_none(), "{store}: {field:?}");
        }
    }
}

/// Remembers what it is told.
#[derive(Default)]
pub struct Ear(pub Mutex<Vec<Event>>);

impl Listener for Ear {
    fn on_event(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

#[test]
fn writing_needs_the_right_to_edit_the_field() {
    for (store, loaded, me, customer) in worlds() {
        for access in [FieldAccess::Hidden, FieldAccess::Read, FieldAccess::Deny] {
            restrict(&loaded, ALL, &[("remark", access), ("custom.budget", access)]);
            let patches = [
                CustomerPatch { remark: Some("x".into()), ..CustomerPatch::default() },
                CustomerPatch { clear: vec!["remark".into()], ..CustomerPatch::default() },
                CustomerPatch {
                    custom: Some(Custom::default().with("budget", 8)),
                    ..CustomerPatch::default()
                },
                CustomerPatch {
                    custom: Some(Custom::default().with("budget", Value::Null)),
                    ..CustomerPatch::default()
                },
            ];
            for patch in patches {
                let got = me.customers().update(customer, patch.clone());
                assert_eq!(code(got), Some("right.field"), "{store}: {access:?} {patch:?}");
            }
            let new = NewCustomer {
                name: "新".into(),
                custom: Some(Custom::default().with("budget", 8)),
                ..NewCustomer::default()
            };
            assert_eq!(code(me.customers().create(new)), Some("right.field"), "{store}");
        }
        let read = me.customers().get(customer).unwrap();
        assert_eq!(read.remark, None, "denied last");
        restrict(&loaded, ALL, &[("remark", FieldAccess::Read)]);
        assert_eq!(me.customers().get(customer).unwrap().remark.as_deref(), Some("secret"));
    }
}

/// What every list and cursor is made of cannot be hidden: it would be told all the same.
#[test]
fn columns_of_the_house_are_not_restricted() {
    for (store, loaded, _, _) in worlds() {
        for field in ["id", "rev", "updated_at", "custom", "deleted_at"] {
            let fields = FieldRight {
                entity: "customer".into(),
                field: field.into(),
                access: FieldAccess::Hidden,
            };
            let update = UpdateRole {
                role: loaded.roles[ALL],
                patch: None,
                operations: None,
                departments: None,
                employees: None,
                fields: Some(vec![fields]),
                expect_rev: None,
            };
            let got = code(loaded.admin.run(update));
            assert_eq!(got, Some("query.unknown_field"), "{store}: {field}");
        }
    }
}

/// The owner's name is not told round the corner.
#[test]
fn the_reasons_do_not_name_a_hidden_owner() {
    for (store, loaded, me, customer) in worlds() {
        let owner = |me: &Session| me.why_visible::<Customer>(customer).unwrap()[0].owner.clone();
        assert_eq!(owner(&me).as_deref(), Some("人00"), "{store}");
        restrict(&loaded, ALL, &[("owner_id", FieldAccess::Hidden)]);
        assert_eq!(owner(&me), None, "{store}");
        let seen = me.who_can_see::<Customer>(customer).unwrap();
        assert!(seen.iter().flat_map(|s| &s.reasons).all(|w| w.owner.is_none()), "{store}");
        let by_owner = Query::new("owner.name contains \"0\"".parse().unwrap());
        assert_eq!(code(me.customers().list(&by_owner)), Some("query.hidden_field"), "{store}");
    }
}

/// L12: a denial wins over everything another role says; without one the most generous wins.
#[test]
fn l12_deny_wins() {
    for (store, loaded, me, customer) in worlds() {
        loaded.give(1, &[ALL, 1]);
        let reads = || me.customers().get(customer).unwrap().remark.is_some();
        for (one, other, want) in [
            (FieldAccess::Hidden, None, true),
            (FieldAccess::Hidden, Some(FieldAccess::Hidden), false),
            (FieldAccess::Hidden, Some(FieldAccess::Read), true),
            (FieldAccess::Deny, None, false),
            (FieldAccess::Deny, Some(FieldAccess::Edit), false),
            (FieldAccess::Edit, Some(FieldAccess::Deny), false),
        ] {
            restrict(&loaded, ALL, &[("remark", one)]);
            let other_fields: Vec<_> = other.map(|a| ("remark", a)).into_iter().collect();
            restrict(&loaded, 1, &other_fields);
            assert_eq!(reads(), want, "{store}: {one:?} and {other:?}");
        }
        // The super administrator is beyond all that.
        loaded.give(1, &[0, ALL]);
        assert!(reads(), "{store}");
    }
}
