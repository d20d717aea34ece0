//! The metamorphic relations M1–M7 and M13: what must hold between answers whatever the world
//! is, wherever records are listed: leads, customers, contacts, opportunities, contracts, payment
//! plans, receivables, invoices, visits, products, follow-ups, invoice titles, and the customers and
//! contacts of each pool. Not asked are lists of what records are made of, of teams, of approvals
//! and of the organisation.
//!
//! M3 is about exports, of which there are none yet; what stands nearest is that a list row shows
//! what the record shows. M8 is in `metamorphic`.

mod listed;

use crate::support::{as_int, memory, sqlite};
use crmkit::query::{Aggregate, Bucket, Direction, Filter, Group, Measure, Order, Query};
use crmkit::query::{Total, Totals};
use crmkit::sales::contact::ContactPatch;
use crmkit::sales::customer::{AddMember, CustomerPatch, TeamAccess};
use crmkit::sales::lead::LeadPatch;
use crmkit::session::Session;
use crmkit_testkit::oracle::{Loaded, World, random};
use crmkit_testkit::random::Random;
use listed::{Place, places};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::sync::OnceLock;
use uuid::Uuid;

/// A world on one of the stores, by number.
fn made(n: u64) -> (String, World, Loaded) {
    let world = random(9000 + n / 2);
    let loaded = if n.is_multiple_of(2) { memory(&world, n) } else { sqlite(&world, n) };
    (format!("world {n}"), world, loaded)
}

const SHARED: u64 = 10;

/// The worlds that all relations share: as many as are quick.
fn worlds() -> &'static [(String, World, Loaded)] {
    static WORLDS: OnceLock<Vec<(String, World, Loaded)>> = OnceLock::new();
    WORLDS.get_or_init(|| (0..SHARED).map(made).collect())
}

/// Somebody's places in every world, one after the other; `CRMKIT_BUILT_WORLDS` says how many more
/// worlds there are besides the shared ones.
fn each(mut work: impl FnMut(&str, &Session, &Place<'_>, &mut Random)) {
    let more = std::env::var("CRMKIT_BUILT_WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let mut asked = 0;
    let mut ask = |n: usize, (at, world, loaded): &(String, World, Loaded)| {
        for actor in (0..world.people.len()).filter(|a| !world.people[*a].disabled) {
            let me = loaded.session(actor);
            for place in places(loaded, &me) {
                let mut r = Random::new((n + 100 * actor) as u64);
                work(&format!("{at}: {actor}, {}", place.name), &me, &place, &mut r);
                asked += 1;
            }
        }
    };
    worlds().iter().enumerate().for_each(|(n, world)| ask(n, world));
    (SHARED..SHARED + more).for_each(|n| ask(n as usize, &made(n)));
    assert!(asked > 100, "only {asked} places were open");
}

#[test]
fn m1_what_is_listed_is_what_can_be_got_and_fulfils_the_filter() {
    each(|at, me, place, r| {
        let id = me.employee().unwrap().to_string();
        let got: Vec<(Uuid, Json)> =
            place.every.iter().filter_map(|id| Some((*id, (place.get)(*id).ok()?))).collect();
        assert_eq!(place.set(Filter::All), got.iter().map(|(id, _)| *id).collect(), "{at}");
        // Two conditions put together by chance, over what was got.
        let [(a, is_a), (b, is_b)] = [0, 1].map(|_| place.atoms[r.below(place.atoms.len())]);
        let (a, b): (Filter, Filter) = (a.parse().unwrap(), b.parse().unwrap());
        let way = r.below(4);
        let filter = match way {
            0 => a,
            1 => a & b,
            2 => a | b,
            _ => !a & !b,
        };
        let fulfils = |row: &Json| match (way, is_a(row, &id), is_b(row, &id)) {
            (0, a, _) => a,
            (1, a, b) => a && b,
            (2, a, b) => a || b,
            (_, a, b) => !a && !b,
        };
        let want = got.iter().filter(|(_, row)| fulfils(row)).map(|(id, _)| *id).collect();
        assert_eq!(place.set(filter.clone()), want, "{at}: {filter}");
    });
}

#[test]
fn m2_the_count_is_the_lists() {
    each(|at, _, place, r| {
        for filter in place.filters(r) {
            let want = Total::Exact { count: place.set(filter.clone()).len() as u64 };
            let query = Query::new(filter.clone()).limit(1);
            for totals in [Totals::Exact, Totals::Capped] {
                let page = (place.list)(&query.clone().totals(totals)).unwrap();
                assert_eq!(page.total, Some(want), "{at}: {filter}");
                if let Some(count) = &place.count {
                    assert_eq!(count(&query, totals).unwrap(), want, "{at}: {filter}");
                }
            }
        }
    });
}

#[test]
fn m3_a_row_of_a_list_shows_what_the_record_shows() {
    each(|at, _, place, _| {
        for (id, row) in (place.list)(&Query::default()).unwrap().rows {
            let record = (place.get)(id).unwrap();
            let fields = row.as_object().unwrap();
            for (field, value) in fields.iter().filter(|(f, _)| f.as_str() != "masked") {
                assert_eq!(value, &record[field], "{at}: {field}");
            }
            let masked = |json: &Json| json["masked"].as_array().cloned().unwrap_or_default();
            let all = masked(&record);
            assert!(masked(&row).iter().all(|m| all.contains(m)), "{at}: {row}");
        }
    });
}

#[test]
fn m4_what_is_found_is_listed() {
    each(|at, _, place, r| {
        let filter = place.filters(r).pop().unwrap();
        let (all, some) = (place.set(Filter::All), place.set(filter.clone()));
        for words in place.words {
            let found = place.ids(Query::search(*words).limit(3)).unwrap();
            assert!(found.is_subset(&all), "{at}: {words}");
            let mut both = Query::search(*words);
            both.filter = filter.clone();
            let expected: BTreeSet<Uuid> = found.intersection(&some).copied().collect();
            assert_eq!(place.ids(both).unwrap(), expected, "{at}: {words} and {filter}");
        }
    });
}

#[test]
fn m5_groups_add_up_to_the_count() {
    each(|at, _, place, r| {
        let Some(table) = &place.table else { return };
        for filter in place.filters(r) {
            let count = place.set(filter.clone()).len() as i64;
            let day = Group { field: "created_at".into(), bucket: Some(Bucket::Day) };
            let fields = place.groups.iter().map(|f| Group { field: (*f).into(), bucket: None });
            for group in fields.chain([day]).map(Some).chain([None]) {
                let group: Vec<Group> = group.into_iter().collect();
                let at_count = group.len();
                let ask =
                    Aggregate { filter: filter.clone(), group, measures: vec![Measure::Count] };
                let rows = table(&ask).unwrap().rows;
                let sum: i64 = rows.iter().map(|row| as_int(&row[at_count])).sum();
                assert_eq!(sum, count, "{at}: {filter}");
            }
        }
    });
}

/// F and G list the intersection; F and not F share nothing and leave nothing out, whatever is
/// empty: a condition on an empty value is false, its negation true.
#[test]
fn m6_and_is_the_intersection_and_not_the_rest() {
    each(|at, _, place, r| {
        let (filters, all) = (place.filters(r), place.set(Filter::All));
        for f in &filters {
            let g = filters[r.below(filters.len())].clone();
            let (listed, other) = (place.set(f.clone()), place.set(g.clone()));
            let both: BTreeSet<Uuid> = listed.intersection(&other).copied().collect();
            assert_eq!(place.set(f.clone() & g.clone()), both, "{at}: {f} and {g}");
            let either: BTreeSet<Uuid> = listed.union(&other).copied().collect();
            assert_eq!(place.set(f.clone() | g), either, "{at}: {f} or");
            let rest: BTreeSet<Uuid> = all.difference(&listed).copied().collect();
            assert_eq!(place.set(!f.clone()), rest, "{at}: not {f}");
        }
    });
}

#[test]
fn m7_neither_order_nor_page_size_changes_the_set() {
    each(|at, _, place, r| {
        let filter = place.filters(r).pop().unwrap();
        let want = place.set(filter.clone());
        for by in place.orders {
            for direction in [Direction::Asc, Direction::Desc] {
                let order = vec![Order { field: (*by).into(), direction }];
                let limit = 1 + r.below(5) as u32;
                let query = Query { order, ..Query::new(filter.clone()).limit(limit) };
                assert_eq!(place.ids(query).unwrap(), want, "{at}: {filter} by {by}");
            }
        }
    });
}

/// While somebody turns pages, others edit, delete, restore, release and hand over.
#[test]
fn m7_no_row_is_shown_twice_whatever_is_written_between() {
    for (n, build) in [memory as fn(&World, u64) -> Loaded, sqlite].into_iter().enumerate() {
        for seed in 0..3 {
            let world = random(9100 + seed);
            let loaded = build(&world, seed);
            let mut r = Random::new(seed + n as u64);
            for actor in (0..world.people.len()).filter(|a| !world.people[*a].disabled) {
                let me = loaded.session(actor);
                for place in places(&loaded, &me) {
                    for by in [None, Some("created_at")] {
                        let mut query = Query::default().limit(1);
                        let asc = |by: &str| Order { field: by.into(), direction: Direction::Asc };
                        query.order = by.map(asc).into_iter().collect();
                        let mut shown = BTreeSet::new();
                        loop {
                            let page = (place.list)(&query).unwrap();
                            for (id, _) in page.rows {
                                let at = format!("seed {seed}: {actor}, {}", place.name);
                                assert!(shown.insert(id), "{at}: shown twice");
                            }
                            let Some(next) = page.next else { break };
                            query = query.after(next);
                            disturb(&world, &loaded, &mut r);
                        }
                    }
                }
            }
        }
    }
}

/// Something happens somewhere; it may be refused.
fn disturb(world: &World, loaded: &Loaded, r: &mut Random) {
    loaded.clock.advance(1_000_000);
    let admin = &loaded.admin;
    let customers = vec![loaded.customers[r.below(world.customers.len())]];
    let lead = loaded.leads[r.below(world.leads.len())];
    let text = format!("w{}.cn", r.below(1000));
    let new = || Some(text.clone());
    match r.below(8) {
        0 => {
            let patch = CustomerPatch { website: new(), ..CustomerPatch::default() };
            let _ = admin.customers().update(customers[0], patch);
        }
        1 => {
            let patch = LeadPatch { address: new(), ..LeadPatch::default() };
            let _ = admin.leads().update(lead, patch);
        }
        2 if !loaded.contacts.is_empty() => {
            let patch = ContactPatch { address: new(), ..ContactPatch::default() };
            let _ = admin.contacts().update(loaded.contacts[r.below(world.contacts.len())], patch);
        }
        3 => drop(admin.customers().delete(customers)),
        4 => drop(admin.customers().restore(customers)),
        5 => {
            let active = (0..world.people.len()).filter(|p| !world.people[*p].disabled);
            let people: Vec<usize> = active.collect();
            let _ = admin.customers().transfer(customers, loaded.people[r.pick(&people)]);
        }
        6 => drop(admin.leads().delete(vec![lead])),
        _ => {
            if let Some(pool) = loaded.pools.first() {
                let pool = *pool;
                let _ = admin.run(crmkit::sales::pool::ReleaseCustomers { pool, customers });
            }
        }
    }
}

/// One role more, one operation more, a wider scope, a place in a team or in a pool never takes a
/// row away; one role less never adds one.
#[test]
fn m13_more_rights_never_shrink_a_list() {
    for (n, build) in [memory as fn(&World, u64) -> Loaded, sqlite].into_iter().enumerate() {
        for seed in 0..6 {
            let world = random(9200 + seed);
            let loaded = build(&world, seed);
            let mut r = Random::new(seed + n as u64);
            for actor in (1..world.people.len()).filter(|a| !world.people[*a].disabled) {
                let me = loaded.session(actor);
                let seen = || -> Vec<(String, BTreeSet<Uuid>)> {
                    let places = places(&loaded, &me);
                    places.iter().map(|p| (p.name.clone(), p.set(Filter::All))).collect()
                };
                let grown = |less: &[(String, BTreeSet<Uuid>)], what: &str| {
                    let more = seen();
                    for (name, rows) in less {
                        let at = format!("seed {seed}: {actor}, {name}, {what}");
                        let kept = more.iter().find(|(n, _)| n == name);
                        assert!(kept.is_some_and(|(_, more)| rows.is_subset(more)), "{at}");
                    }
                };
                let held: Vec<usize> = world.people[actor].roles.iter().copied().collect();
                let before = seen();
                if let Some(added) = (0..world.roles.len()).find(|role| !held.contains(role)) {
                    let more: Vec<usize> = held.iter().copied().chain([added]).collect();
                    loaded.give(actor, &more);
                    grown(&before, "one role more");
                }
                if let Some((_, less)) = held.split_first() {
                    loaded.give(actor, less);
                    let fewer = seen();
                    loaded.give(actor, &held);
                    grown(&fewer, "the role back");
                }
                loaded.give(actor, &held);
                let customers = loaded.customers.clone();
                let (employee, access) = (loaded.people[actor], TeamAccess::Read);
                let one = vec![customers[r.below(customers.len())]];
                let add =
                    AddMember { customers: one, employee, access, expires_at: None, cascade: None };
                let _ = loaded.admin.run(add).unwrap();
                grown(&before, "one team more");
            }
        }
    }
}

#[test]
fn the_relations_are_asked_everywhere() {
    // What a relation is tested over is not empty by mistake.
    let mut filled = BTreeSet::new();
    for (_, _, loaded) in worlds() {
        for place in places(loaded, &loaded.admin) {
            if place.set(Filter::All).len() > 1 {
                filled.insert(place.name);
            }
        }
    }
    for name in [
        "lead",
        "customer",
        "contact",
        "opportunity",
        "contract",
        "receivable_plan",
        "receivable",
        "invoice",
        "visit",
        "product",
        "follow_up",
        "invoice_title",
        "customers of pool 0",
        "contacts of pool 0",
    ] {
        assert!(filled.contains(name), "{name} in {filled:?}");
    }
}
