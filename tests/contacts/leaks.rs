//! A contact and its customer are seen each on its own: neither opens the other.

use crate::common::{World, customer, told, worlds};
use crate::contact_of;
use crmkit::org::DataScope;
use crmkit::query::{Aggregate, Group, Measure, Query, Total, Totals};
use crmkit::sales::contact::*;
use crmkit::sales::customer::{Customer, CustomerId};
use crmkit::session::Session;

/// 李强 owns the customer, 赵敏 its only contact.
fn apart(w: &World) -> (CustomerId, ContactId) {
    let c = customer(&w.wang, "甲公司");
    let new = NewContact {
        customer_id: c,
        name: "张伟".into(),
        mobile: Some("13900001111".into()),
        owner_id: Some(w.ids[2]),
        ..Default::default()
    };
    (c, w.manager.contacts().create(new).unwrap().value)
}

fn count(by: &Session) -> u64 {
    match by.count::<Contact>(&Query::default(), Totals::Exact).unwrap() {
        Total::Exact { count } => count,
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_sees_only_the_customer_finds_its_contacts_by_no_door() {
    for w in worlds() {
        let (c, id) = apart(&w);
        let me = &w.wang;
        assert_eq!(told(me.contacts().get(id)), "record.not_found");
        assert_eq!(told(me.why_visible::<Contact>(id)), "record.not_found");
        assert_eq!(told(me.history::<Contact>(id, None, 10)), "record.not_found");
        assert_eq!(told(me.contacts().update(id, ContactPatch::default())), "record.not_found");
        assert_eq!(me.contacts().list(&Query::default()).unwrap().rows, []);
        for words in ["张伟", "zw", "1111"] {
            assert_eq!(me.contacts().list(&Query::search(words)).unwrap().rows, [], "{words}");
        }
        assert_eq!(count(me), 0);
        let group = Group { field: "customer_id".into(), bucket: None };
        let groups =
            Aggregate { group: vec![group], measures: vec![Measure::Count], ..<_>::default() };
        assert_eq!(me.aggregate::<Contact>(&groups).unwrap().rows.len(), 0);
        // Nor by a filter on the customer: a condition on what one does not see holds for none.
        let ask = |text: &str| {
            let query = Query::new(text.parse().unwrap());
            me.customers().list(&query).unwrap().rows.len()
        };
        assert_eq!(ask("has contacts (name = \"张伟\")"), 0);
        assert_eq!(ask("primary_contact.name = \"张伟\""), 0);
        assert_eq!(me.customers().get(c).unwrap().primary_contact_id, Some(id), "the id alone");
    }
}

#[test]
fn who_sees_only_the_contact_finds_its_customer_by_no_door() {
    for w in worlds() {
        let (c, id) = apart(&w);
        let me = &w.li;
        assert_eq!(told(me.contacts().get(id)), "done");
        assert_eq!(told(me.customers().get(c)), "record.not_found");
        assert_eq!(told(me.history::<Customer>(c, None, 10)), "record.not_found");
        assert_eq!(me.customers().list(&Query::search("甲公司")).unwrap().rows, []);
        let ask = |text: &str| {
            let query = Query::new(text.parse().unwrap());
            me.contacts().list(&query).unwrap().rows.len()
        };
        assert_eq!(ask("customer.name = \"甲公司\""), 0);
        assert_eq!(me.customer_delete_blocks(&[c]).unwrap(), []);
    }
}

#[test]
fn what_is_listed_is_what_is_found_counted_and_summed() {
    for w in worlds() {
        let c = customer(&w.wang, "甲公司");
        for n in 0..6 {
            contact_of(&w.manager, c, &format!("张{n}"), w.ids[n % 3]);
        }
        for (me, want) in [(&w.wang, 2), (&w.li, 2), (&w.manager, 6), (&w.admin, 6)] {
            let listed = me.contacts().list(&Query::default()).unwrap().rows.len() as u64;
            let found = me.contacts().list(&Query::search("张")).unwrap().rows.len() as u64;
            let group = Group { field: "owner_id".into(), bucket: None };
            let measures = vec![Measure::Count];
            let groups = Aggregate { group: vec![group], measures, ..<_>::default() };
            let table = me.aggregate::<Contact>(&groups).unwrap();
            let number = |row: &Vec<crmkit::model::Value>| match row[1] {
                crmkit::model::Value::Int(n) => n.unsigned_abs(),
                ref other => panic!("{other:?}"),
            };
            let summed: u64 = table.rows.iter().map(number).sum();
            assert_eq!([listed, found, count(me), summed], [want; 4]);
        }
    }
}

#[test]
fn customers_alone_are_no_right_to_contacts() {
    for w in worlds() {
        let (_, id) = apart(&w);
        let role = w.role("客户", DataScope::All, &["customer.read"]);
        let zhou = w.crm.session(w.employee("周", "13800000009", vec![role])).unwrap();
        assert_eq!(told(zhou.contacts().get(id)), "right.missing");
        assert_eq!(told(zhou.contacts().list(&Query::default())), "right.missing");
        let ask = Query::new("has contacts (name = \"张伟\")".parse().unwrap());
        assert_eq!(told(zhou.customers().list(&ask)), "right.missing");
    }
}
