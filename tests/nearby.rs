//! Customers near a place (B1.2).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, told, worlds};
use crmkit::model::Number;
use crmkit::query::{Filter, Query};
use crmkit::sales::customer::*;
use crmkit::sales::pool::*;
use crmkit::session::Session;
use proptest::prelude::*;

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

fn at(by: &Session, name: &str, place: (&str, &str)) -> CustomerId {
    let customer = NewCustomer {
        name: name.into(),
        latitude: Some(number(place.0)),
        longitude: Some(number(place.1)),
        ..Default::default()
    };
    by.customers().create(customer).unwrap().value
}

fn query(latitude: &str, longitude: &str, radius: i64) -> NearbyQuery {
    let (latitude, longitude) = (number(latitude), number(longitude));
    NearbyQuery { latitude, longitude, radius, kind: None, limit: None }
}

fn names(by: &Session, query: NearbyQuery) -> Vec<String> {
    by.nearby(&query).unwrap().into_iter().map(|n| n.name).collect()
}

/// Devices tell coordinates as numbers. One is taken for what its shortest decimal form says, and
/// refused where that has more places than are kept.
#[test]
fn coordinates_in_json_are_texts_or_numbers() {
    for w in worlds() {
        let create = |name: &str, latitude: &str| {
            let json = format!(
                r#"{{"command": "customer.create", "customer": {{"name": "{name}", "latitude": {latitude}, "longitude": 114}}}}"#
            );
            w.wang.run_json(&json)
        };
        let same = ["30.5446", "\"30.5446\"", "3.05446e1", "30.54460012345678"];
        for (name, latitude) in ["甲", "乙", "丙", "戊"].into_iter().zip(same) {
            create(name, latitude).unwrap();
        }
        let near = names(&w.wang, query("30.5446", "114", 1));
        assert_eq!(near.len(), 4, "{near:?}");
        for latitude in ["\"30.54460012\"", "1e300", "true", "[]"] {
            assert_eq!(told(create("丁", latitude)), "json.invalid", "{latitude}");
        }
    }
}

const TOWER: (&str, &str) = ("30.5446", "114.3026");

fn around(w: &World) -> [CustomerId; 3] {
    // 黄鹤楼 and places at about 300 m, 3 km and 690 km.
    let near = at(&w.wang, "司门口", ("30.5470", "114.3010"));
    let mid = at(&w.wang, "江汉路", ("30.5703", "114.2900"));
    let far = at(&w.li, "上海", ("31.2304", "121.4737"));
    [near, mid, far]
}

#[test]
fn the_nearest_come_first_within_the_radius_and_the_scope() {
    for w in worlds() {
        around(&w);
        assert_eq!(names(&w.wang, query(TOWER.0, TOWER.1, 1000)), ["司门口"]);
        assert_eq!(names(&w.wang, query(TOWER.0, TOWER.1, 5000)), ["司门口", "江汉路"]);
        assert_eq!(
            names(&w.wang, NearbyQuery { limit: Some(1), ..query(TOWER.0, TOWER.1, 5000) }),
            ["司门口"]
        );
        assert_eq!(names(&w.li, query(TOWER.0, TOWER.1, 5000)), Vec::<String>::new());
        assert_eq!(names(&w.manager, query("31.2", "121.4", 50_000)), ["上海"]);
        let found = w.wang.nearby(&query(TOWER.0, TOWER.1, 1000)).unwrap().remove(0);
        assert!((250..350).contains(&found.distance), "{}", found.distance);
        for wrong in [
            query("91", "0", 10),
            query("0", "181", 10),
            query("0", "0", 0),
            query("0", "0", 200_001),
        ] {
            assert_eq!(told(w.wang.nearby(&wrong)), "value.out_of_range");
        }
    }
}

#[test]
fn who_moves_is_found_where_he_is() {
    for w in worlds() {
        let [near, ..] = around(&w);
        let patch = CustomerPatch {
            latitude: Some(number("40")),
            longitude: Some(number("116")),
            ..Default::default()
        };
        let moved = w.wang.customers().update(near, patch).unwrap().command_id;
        assert_eq!(names(&w.wang, query(TOWER.0, TOWER.1, 1000)), Vec::<String>::new());
        assert_eq!(names(&w.wang, query("40", "116", 10)), ["司门口"]);
        w.wang.undo(moved).unwrap();
        assert_eq!(names(&w.wang, query(TOWER.0, TOWER.1, 1000)), ["司门口"]);
        let half = CustomerPatch { latitude: Some(number("95")), ..Default::default() };
        assert_eq!(told(w.wang.customers().update(near, half)), "value.out_of_range");
        let half =
            NewCustomer { name: "半".into(), latitude: Some(number("1")), ..Default::default() };
        assert_eq!(told(w.wang.customers().create(half)), "value.required");
        w.manager.customers().delete(vec![near]).unwrap();
        assert_eq!(names(&w.wang, query(TOWER.0, TOWER.1, 1000)), Vec::<String>::new(), "deleted");
    }
}

#[test]
fn a_pool_s_customers_are_found_by_its_members() {
    for w in worlds() {
        let pool = w.pool("华中");
        let [near, ..] = around(&w);
        w.wang.run(ReleaseCustomers { pool, customers: vec![near] }).unwrap();
        let kind = |kind| NearbyQuery { kind: Some(kind), ..query(TOWER.0, TOWER.1, 1000) };
        assert_eq!(names(&w.li, kind(NearbyKind::Pooled)), ["司门口"]);
        assert_eq!(names(&w.li, kind(NearbyKind::Both)), ["司门口"]);
        assert_eq!(names(&w.li, kind(NearbyKind::Owned)), Vec::<String>::new());
        assert_eq!(w.li.nearby(&kind(NearbyKind::Pooled)).unwrap()[0].pool, Some(pool));
        let fields = vec!["latitude".into(), "longitude".into()];
        w.admin.run(SetPoolHiddenFields { pool, fields }).unwrap();
        assert_eq!(names(&w.li, kind(NearbyKind::Pooled)), Vec::<String>::new(), "not by a detour");
        assert_eq!(names(&w.manager, kind(NearbyKind::Pooled)), ["司门口"], "its administrator");
    }
}

#[test]
fn the_cell_is_nobody_s_to_see() {
    for w in worlds() {
        let [near, ..] = around(&w);
        assert_eq!(w.wang.customers().get(near).unwrap().geo_cell, None);
        let filter = Filter::IsNull { field: "geo_cell".into() };
        assert_eq!(told(w.wang.customers().list(&Query::new(filter))), "query.hidden_field");
        let history = format!("{:?}", w.wang.history::<Customer>(near, None, 5).unwrap());
        assert!(history.contains("latitude") && !history.contains("geo_cell"), "{history}");
    }
}

#[test]
fn who_may_not_look_around_is_told_so() {
    for w in worlds() {
        let role = common::role(&w.admin, "salesperson");
        let update = crmkit::admin::role::UpdateRole {
            role,
            patch: None,
            operations: Some(vec!["customer.read".into()]),
            departments: None,
            employees: None,
            fields: None,
            expect_rev: None,
        };
        w.admin.run(update).unwrap();
        assert_eq!(told(w.wang.nearby(&query("1", "1", 5))), "right.missing");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// What is found is what lies within the radius, measured one by one.
    #[test]
    fn nobody_near_is_missed(
        places in prop::collection::vec((-2_000_000_i64..2_000_000, -2_000_000_i64..2_000_000), 1..12),
        (lat, lng) in (-89_000_000_i64..89_000_000, -179_000_000_i64..179_000_000),
        radius in 1_000_i64..200_000,
    ) {
        use crmkit::model::geo::Place;
        let w = common::file();
        let n = Number::from_scaled;
        let here = Place::new(n(lat), n(lng)).unwrap();
        let mut expected = Vec::new();
        for (k, (dlat, dlng)) in places.iter().enumerate() {
            let (a, b) = ((lat + dlat).clamp(-90_000_000, 90_000_000), (lng + dlng).clamp(-180_000_000, 180_000_000));
            let name = format!("客户{k}");
            let (latitude, longitude) = (Some(n(a)), Some(n(b)));
            w.wang.customers().create(NewCustomer { name: name.clone(), latitude, longitude, ..Default::default() }).unwrap();
            let distance = here.metres_to(Place::new(n(a), n(b)).unwrap());
            if distance <= radius {
                expected.push((distance, name));
            }
        }
        expected.sort();
        let q = NearbyQuery { latitude: n(lat), longitude: n(lng), radius, kind: None, limit: Some(100) };
        let mut found: Vec<_> = w.wang.nearby(&q).unwrap().into_iter().map(|f| (f.distance, f.name)).collect();
        found.sort();
        prop_assert_eq!(found, expected);
    }
}
