//! What members of a pool see of what belongs to its customers (B1.3).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, customer, told, worlds};
use crmkit::org::DataScope;
use crmkit::query::{Filter, Query};
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::*;
use crmkit::sales::invoice_title::*;
use crmkit::sales::pool::*;

/// A customer in a pool with a follow-up, a sign-in and an invoice title; and one that is not.
fn pooled(w: &World) -> (PoolId, CustomerId) {
    let pool = w.pool("公海");
    for name in ["甲", "乙"] {
        let c = customer(&w.wang, name);
        let content = format!("{name}谈价格");
        let said = NewFollowUp { customer_id: Some(c), content, ..Default::default() };
        w.wang.follow_ups().add(said).unwrap();
        let sign_in = SignIn {
            customer: c,
            latitude: "30.5".parse().unwrap(),
            longitude: "114.3".parse().unwrap(),
            place: "武汉".into(),
            content: Some("到访".into()),
            method: None,
            next_contact_at: None,
            contacts: None,
            files: None,
        };
        w.wang.run(sign_in).unwrap();
        let title = NewInvoiceTitle {
            customer_id: c,
            kind: Some(TitleKind::Person),
            title: format!("{name}抬头"),
            phone: Some("027-87654321".into()),
            ..Default::default()
        };
        w.wang.invoice_titles().create(title).unwrap();
        if name == "甲" {
            let customers = vec![c];
            w.wang.run(ReleaseCustomers { pool, customers }).unwrap().value.single().unwrap();
        }
    }
    let c = w.li.pool(pool).list(&Query::default()).unwrap().rows[0].id;
    (pool, c)
}

fn hide(w: &World, pool: PoolId, fields: &[&str]) {
    let fields = fields.iter().map(|f| (*f).to_owned()).collect();
    w.admin.run(SetPoolHiddenFields { pool, fields }).unwrap();
}

#[test]
fn members_see_the_follow_ups_and_invoice_titles_of_a_pools_customers() {
    for w in worlds() {
        let (pool, c) = pooled(&w);
        let all = Query::default();
        let follow_ups = w.li.pool(pool).follow_ups(&all).unwrap().rows;
        assert_eq!(follow_ups.len(), 2);
        assert!(follow_ups.iter().all(|f| f.customer_id == Some(c)));
        let titles = w.li.pool(pool).invoice_titles(&all).unwrap().rows;
        assert_eq!(titles.iter().map(|t| t.title.as_str()).collect::<Vec<_>>(), ["甲抬头"]);
        let found =
            |words: &str| w.li.pool(pool).follow_ups(&Query::search(words)).unwrap().rows.len();
        assert_eq!((found("甲谈"), found("乙谈")), (1, 0), "only what lies there");
        // Through the pool only, whoever wrote them.
        assert_eq!(w.li.follow_ups().list(&all).unwrap().rows.len(), 0);
        assert_eq!(w.wang.follow_ups().list(&all).unwrap().rows.len(), 2, "of the other customer");
        // Who claims it has them, and the pool has them no more.
        w.li.pool(pool).claim(vec![c]).unwrap().value.single().unwrap();
        assert_eq!(w.li.follow_ups().list(&all).unwrap().rows.len(), 2);
        assert_eq!(w.li.pool(pool).follow_ups(&all).unwrap().rows.len(), 0);
        assert_eq!(w.li.pool(pool).invoice_titles(&all).unwrap().rows.len(), 0);
    }
}

#[test]
fn membership_opens_them_and_the_right_to_read_them() {
    for w in worlds() {
        let (pool, _) = pooled(&w);
        let all = Query::default();
        let manager = common::role(&w.admin, "sales_manager");
        let stranger = w.crm.session(w.employee("周", "13800000008", vec![manager])).unwrap();
        assert_eq!(told(stranger.pool(pool).follow_ups(&all)), "record.not_found");
        assert_eq!(told(stranger.pool(pool).invoice_titles(&all)), "record.not_found");
        let reads = w.role("客户", DataScope::All, &["customer.read"]);
        let id = w.employee("吴", "13800000009", vec![reads]);
        let (admins, departments, patch) = (None, None, None);
        let members = Some(vec![w.ids[1], id]);
        let update = UpdatePool { pool, patch, admins, members, departments, expect_rev: None };
        w.admin.run(update).unwrap();
        let member = w.crm.session(id).unwrap();
        assert_eq!(told(member.pool(pool).list(&all)), "done");
        assert_eq!(told(member.pool(pool).follow_ups(&all)), "right.missing");
        assert_eq!(told(member.pool(pool).invoice_titles(&all)), "right.missing");
        assert_eq!(
            told(member.pool(pool).contacts(&all)),
            "right.missing",
            "they belong to a customer too"
        );
        let json = |entity: &str| {
            let ask = format!(r#"{{"read":"list","entity":"{entity}","pool":"{pool}"}}"#);
            w.wang.read_json(&ask).map(|text| text.matches("\"customer_id\"").count())
        };
        assert_eq!((json("follow_up"), json("invoice_title")), (Ok(2), Ok(1)));
        let ask = format!(r#"{{"read":"list","entity":"follow_up","pool":"{pool}"}}"#);
        assert_eq!(told(member.read_json(&ask)), "right.missing");
    }
}

#[test]
fn what_a_pool_hides_of_customers_it_hides_of_what_belongs_to_them() {
    for w in worlds() {
        let (pool, _) = pooled(&w);
        let li = w.li.pool(pool);
        let all = Query::default();
        let visit = || {
            let filter: Filter = r#"kind = "sign_in""#.parse().unwrap();
            li.follow_ups(&Query::new(filter)).unwrap().rows.remove(0)
        };
        let refused = |field: &str| {
            let ask = Query::new(Filter::IsNull { field: field.into() });
            told(li.follow_ups(&ask))
        };
        assert_eq!((visit().content.as_str(), visit().place.as_deref()), ("到访", Some("武汉")));
        hide(&w, pool, &["last_follow_text"]);
        assert_eq!((visit().content.as_str(), visit().place.is_some()), ("", true));
        assert_eq!(refused("content"), "query.hidden_field");
        assert_eq!(told(li.follow_ups(&Query::search("到访"))), "query.hidden_field");
        for field in ["address", "latitude", "longitude"] {
            hide(&w, pool, &[field]);
            assert_eq!((visit().content.as_str(), visit().place), ("到访", None), "{field}");
            assert_eq!(refused("latitude"), "query.hidden_field");
        }
        hide(&w, pool, &["next_contact_at"]);
        assert_eq!(refused("next_contact_at"), "query.hidden_field");
        for field in ["mobile", "telephone"] {
            hide(&w, pool, &[field]);
            let ask = Query::new(Filter::IsNull { field: "phone".into() });
            assert_eq!(told(li.invoice_titles(&ask)), "query.hidden_field");
            assert_eq!(told(li.invoice_titles(&all)), "done");
        }
        // The pool's administrators see all of it.
        hide(&w, pool, &["last_follow_text", "address"]);
        let seen = w.manager.pool(pool).follow_ups(&Query::search("到访")).unwrap().rows;
        assert_eq!(seen[0].place.as_deref(), Some("武汉"));
    }
}
