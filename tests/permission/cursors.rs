//! Cursors: nobody makes one up, and a page goes on whatever became of its last row.

use crate::leaks::worlds;
use crate::support::{HasId, code, memory, sqlite};
use crmkit::model::{Entity, Timestamp, TypedId, Value};
use crmkit::query::{BoundQuery, Cursor, Direction, Order, Query, Seal};
use crmkit::sales::contact::{Contact, ContactPatch};
use crmkit::sales::customer::{Customer, CustomerPatch, TransferCustomers};
use crmkit::sales::pool::ReleaseCustomers;
use crmkit_testkit::oracle::{Loaded, World, records};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The default list, from behind a row that somebody names.
fn behind<E: Entity>(id: Uuid, seal: Seal) -> Query {
    let order = BoundQuery::all(E::META);
    let updated = E::META.position("updated_at");
    let order = order.order_by(updated, Direction::Desc);
    let at = vec![Value::Time(Timestamp::from_timestamp(2_000_000_000, 0).unwrap())];
    Query::default().after(Cursor::new(&order, at, id, seal))
}

#[test]
fn a_forged_cursor_tells_nothing_of_the_row_it_names() {
    for (store, loaded, me) in worlds() {
        let caller = loaded.people[1].uuid();
        let device = loaded.crm.store().identity().device;
        let right = Seal { device, caller };
        let ids = [loaded.customers[0].uuid(), loaded.customers[7].uuid(), Uuid::from_u128(5)];
        // With the file's own seal, which nobody has, it would: of a row that he does not see.
        let told = ids.map(|id| code(me.customers().list(&behind::<Customer>(id, right))));
        assert_eq!(told, [None, None, Some("query.bad_cursor")], "{store}");
        let guesses = [
            Seal { device: Uuid::nil(), caller },
            Seal { device: caller, caller },
            Seal { device, caller: loaded.people[2].uuid() },
        ];
        for seal in guesses {
            for id in ids {
                let query = behind::<Customer>(id, seal);
                let bad = Some("query.bad_cursor");
                assert_eq!(code(me.customers().list(&query)), bad, "{store}");
                assert_eq!(code(me.pool(loaded.pools[0]).list(&query)), bad, "{store}");
            }
            let id = loaded.contacts[0].uuid();
            let query = behind::<Contact>(id, seal);
            assert_eq!(code(me.contacts().list(&query)), Some("query.bad_cursor"), "{store}");
        }
    }
}

#[test]
fn a_cursor_is_its_callers_own_and_whole() {
    for (store, loaded, me) in worlds() {
        let query = Query::default().limit(1);
        let next = me.customers().list(&query).unwrap().next.unwrap();
        let with = |cursor| query.clone().after(cursor);
        // In any session of his.
        let again = loaded.session(1);
        assert_eq!(code(again.customers().list(&with(next.clone()))), None, "{store}");
        let other = loaded.session(2).customers().list(&with(next.clone()));
        assert_eq!(code(other), Some("query.bad_cursor"), "{store}");
        let text = next.as_str();
        for at in 0..text.len() {
            let mut broken = text.to_owned();
            broken.replace_range(at..=at, if text.as_bytes()[at] == b'A' { "B" } else { "A" });
            let got = code(me.customers().list(&with(Cursor::from_text(broken))));
            assert_eq!(got, Some("query.bad_cursor"), "{store}: changed at {at}");
        }
    }
}

/// What may happen to the last row of a page before the next one is asked for.
const FATES: [&str; 5] = ["edited", "deleted", "given away", "released", "out of the scope"];

fn befall(loaded: &Loaded, customer: crmkit::sales::customer::CustomerId, fate: &str) {
    loaded.clock.advance(1_000_000);
    let (admin, customers) = (&loaded.admin, vec![customer]);
    match fate {
        "edited" => {
            let patch = CustomerPatch { name: Some("龥改".into()), ..CustomerPatch::default() };
            admin.customers().update(customer, patch).unwrap();
        }
        "deleted" => admin.customers().delete(customers).unwrap().value.single().unwrap(),
        "given away" => {
            let to = loaded.people[2];
            let (keep, keep_until, cascade) = (None, None, None);
            let give = TransferCustomers { customers, to, keep, keep_until, cascade };
            admin.run(give).unwrap().value.single().unwrap();
        }
        "released" => {
            let pool = loaded.pools[2];
            admin.run(ReleaseCustomers { pool, customers }).unwrap().value.single().unwrap();
        }
        _ => loaded.give(1, &[2]),
    }
}

/// All rows were written in one instant, so that by default all are ties.
#[test]
fn a_page_goes_on_whatever_became_of_its_last_row() {
    for build in [memory as fn(&World, u64) -> Loaded, sqlite] {
        for fate in FATES {
            for by in [None, Some("name"), Some("website")] {
                let mut world = records();
                // Person 1 owns twelve customers without contacts, and nothing else.
                world.customers.truncate(12);
                world.leads.truncate(1);
                world.pools.truncate(3);
                world.roles.truncate(3);
                world.customers.iter_mut().for_each(|c| {
                    (c.owner, c.pool, c.deleted) = (1, None, false);
                    c.members.clear();
                });
                (world.contacts, world.opportunities) = <_>::default();
                (world.follow_ups, world.titles) = <_>::default();
                (world.contracts, world.plans, world.receivables) = <_>::default();
                (world.invoices, world.visits) = <_>::default();
                world.people[1].roles = [1].into();
                let loaded = build(&world, 71);
                let me = loaded.session(1);
                let mut query = Query::default().limit(5);
                let asc = |by: &str| Order { field: by.into(), direction: Direction::Asc };
                query.order = by.map(asc).into_iter().collect();
                let first = me.customers().list(&query).unwrap();
                let last = first.rows[4].id;
                befall(&loaded, last, fate);
                let mut shown: Vec<Uuid> = first.rows.iter().map(HasId::uuid).collect();
                let mut next = first.next;
                while let Some(at) = next {
                    let page = me.customers().list(&query.clone().after(at)).unwrap();
                    shown.extend(page.rows.iter().map(HasId::uuid));
                    next = page.next;
                }
                // Renamed, it may come once more at its new place in an order by name.
                let moved = fate == "edited" && by == Some("name");
                let again = shown.iter().filter(|id| **id == last.uuid()).count();
                assert_eq!(again, if moved { 2 } else { 1 }, "{fate}");
                let all: BTreeSet<Uuid> = shown.iter().copied().collect();
                assert_eq!(all.len(), 12, "{fate}: a row was lost");
                assert_eq!(shown.len(), 11 + again, "{fate}: a row was shown twice");
            }
        }
    }
}

/// The same behind a contact that leaves with its customer.
#[test]
fn a_page_of_contacts_goes_on_behind_one_that_is_gone() {
    for (store, loaded, _) in worlds() {
        loaded.give(1, &[crate::fields::ALL]);
        let me = loaded.session(1);
        let query = Query::default().limit(2);
        let all: Vec<Uuid> =
            me.contacts().list(&Query::default()).unwrap().rows.iter().map(HasId::uuid).collect();
        let first = me.contacts().list(&query).unwrap();
        let last = first.rows[1].id;
        loaded.clock.advance(1_000_000);
        let patch = ContactPatch { name: Some("改".into()), ..ContactPatch::default() };
        loaded.admin.contacts().update(last, patch).unwrap();
        loaded.admin.contacts().delete(vec![last]).unwrap().value.single().unwrap();
        let second = me.contacts().list(&query.after(first.next.unwrap())).unwrap();
        let found: Vec<Uuid> = second.rows.iter().map(HasId::uuid).collect();
        assert_eq!(found, all[2..4], "{store}");
    }
}
