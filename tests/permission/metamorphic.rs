//! Bigger worlds by seed: the oracle again, and relations that must hold between answers
//! whatever the world is. `CRMKIT_WORLDS` says how many; the default is quick.

use crate::support::{HasId, Tally, as_int, both, code, compare, ids, numbered};
use crmkit::model::TypedId;
use crmkit::org::Employee;
use crmkit::query::{Aggregate, Direction, Filter, Group, Measure, Order, Query, Total, Totals};
use crmkit::sales::contact::Contact;
use crmkit::sales::customer::{Customer, CustomerPatch};
use crmkit::sales::follow_up::FollowUp;
use crmkit::sales::lead::Lead;
use crmkit::session::Session;
use crmkit_testkit::oracle::{
    Access, Action, Loaded, Record, Verdict, World, field, may, random, sees,
};
use crmkit_testkit::random::Random;
use std::collections::BTreeSet;
use uuid::Uuid;

#[test]
fn random_worlds() {
    let worlds = std::env::var("CRMKIT_WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
    let mut tally = Tally::default();
    for seed in 0..worlds {
        let world = random(seed);
        for (store, loaded) in both(&world, seed) {
            for actor in 0..world.people.len() {
                let at = format!("{store}, seed {seed}");
                compare(&at, &world, &loaded, actor, true, &mut tally);
                if !world.people[actor].disabled {
                    let me = loaded.session(actor);
                    relations(&at, &world, &me, actor, seed);
                    fields(&at, &world, &loaded, &me, actor);
                }
            }
            who_sees(&world, &loaded);
            monotone(&format!("{store}, seed {seed}"), &world, &loaded);
        }
    }
    println!("PERMISSION random worlds={worlds} checks={}", tally.0);
}

/// Filters over fields that no role restricts.
fn filters() -> Vec<Filter> {
    [
        "name contains \"1\"",
        "owner_id = me()",
        "owner_id in my_department()",
        "not owner_id in my_subordinates()",
        "has follow_ups (content contains \"电话\")",
        "owner.name contains \"3\"",
        "has contacts (name contains \"2\")",
        "primary_contact.owner_id = me()",
        "followed = true and name contains \"0\"",
        "last_follow_at is null or created_at > now(-1000)",
    ]
    .iter()
    .map(|text| text.parse().unwrap())
    .collect()
}

fn set(session: &Session, filter: Filter) -> BTreeSet<Uuid> {
    let found = ids::<Customer>(session, &Query::new(filter).limit(3)).unwrap();
    let set: BTreeSet<Uuid> = found.iter().copied().collect();
    assert_eq!(set.len(), found.len(), "a row was shown twice");
    set
}

fn relations(at: &str, world: &World, me: &Session, actor: usize, seed: u64) {
    if may(world, actor, Action::Read, Record::Customer(0)) == Verdict::Forbidden {
        return;
    }
    let mut r = Random::new(seed + 1000 * actor as u64);
    let all = set(me, Filter::All);
    let filters = filters();
    // Child rows are only asked about by who may read them.
    let usable = |f: &&Filter| {
        let gone = code(me.count::<Customer>(&Query::new((*f).clone()), Totals::Exact));
        assert!(matches!(gone, None | Some("right.missing")), "{at}: {actor} {f}: {gone:?}");
        gone.is_none()
    };
    let filters: Vec<&Filter> = filters.iter().filter(usable).collect();
    for f in &filters {
        let f = (*f).clone();
        let listed = set(me, f.clone());
        // M1: what is listed can be got, and nothing else is listed.
        assert!(listed.is_subset(&all), "{at}: {actor} M1 {f}");
        for id in &listed {
            me.get::<Customer>((*id).into()).unwrap();
        }
        // M2: the count is the list's.
        let count = me.count::<Customer>(&Query::new(f.clone()), Totals::Exact).unwrap();
        assert_eq!(count, Total::Exact { count: listed.len() as u64 }, "{at}: {actor} M2 {f}");
        // M5: groups add up to the count.
        for group in ["owner_id", "kind", "followed"] {
            let group = Group { field: group.into(), bucket: None };
            let measures = vec![Measure::Count];
            let ask = Aggregate { filter: f.clone(), group: vec![group], measures };
            let table = me.aggregate::<Customer>(&ask).unwrap();
            let sum: i64 = table.rows.iter().map(|row| as_int(&row[1])).sum();
            assert_eq!(sum, listed.len() as i64, "{at}: {actor} M5 {f}");
        }
        // M6: both = intersection; f and not f share nothing and leave nothing out.
        let g = (*r.pick(&filters)).clone();
        let both = set(me, f.clone() & g.clone());
        let expected: BTreeSet<Uuid> = listed.intersection(&set(me, g)).copied().collect();
        assert_eq!(both, expected, "{at}: {actor} M6 {f}");
        let rest = set(me, !f.clone());
        assert!(listed.is_disjoint(&rest), "{at}: {actor} M6 not {f}");
        assert_eq!(listed.len() + rest.len(), all.len(), "{at}: {actor} M6 not {f}");
        // M7: neither order nor page size changes the set.
        let (by, limit) =
            (r.pick(&["name", "owner_id", "created_at", "last_follow_at"]), 1 + r.below(5));
        let direction = r.pick(&[Direction::Asc, Direction::Desc]);
        let mut query = Query::new(f.clone()).limit(limit as u32);
        query.order = vec![Order { field: by.into(), direction }];
        let walked = ids::<Customer>(me, &query).unwrap();
        assert_eq!(walked.len(), listed.len(), "{at}: {actor} M7 {f} by {by}");
        assert_eq!(walked.into_iter().collect::<BTreeSet<_>>(), listed, "{at}: {actor} M7 {f}");
    }
    // M4: what is found can be listed.
    for words in ["客户00", "kh", "1"] {
        let found = ids::<Customer>(me, &Query::search(words));
        let found: BTreeSet<Uuid> = found.unwrap().into_iter().collect();
        assert!(found.is_subset(&all), "{at}: {actor} M4 {words}");
    }
    children(at, world, me, actor);
}

/// M8: the follow-ups that are listed are those of the records one sees.
fn children(at: &str, world: &World, me: &Session, actor: usize) {
    let Ok(listed) = ids::<FollowUp>(me, &Query::default().limit(4)) else { return };
    let mut of_roots = BTreeSet::new();
    for customer in set(me, Filter::All) {
        let filter = FollowUp::customer_id().eq(customer.into());
        of_roots.extend(ids::<FollowUp>(me, &Query::new(filter)).unwrap());
    }
    for lead in ids::<Lead>(me, &Query::default()).unwrap_or_default() {
        let filter = FollowUp::lead_id().eq(lead.into());
        of_roots.extend(ids::<FollowUp>(me, &Query::new(filter)).unwrap());
    }
    for contact in ids::<Contact>(me, &Query::default()).unwrap_or_default() {
        let filter = FollowUp::contact_id().eq(contact.into());
        of_roots.extend(ids::<FollowUp>(me, &Query::new(filter)).unwrap());
    }
    let listed: BTreeSet<Uuid> = listed.into_iter().collect();
    assert_eq!(listed, of_roots, "{at}: {actor} M8");
    let seen = (0..world.follow_ups.len()).filter(|n| sees(world, actor, Record::FollowUp(*n)));
    assert_eq!(listed.len(), seen.count(), "{at}: {actor} M8");
}

/// Fields: what the oracle calls hidden is blank, named as masked, and of no use in a query.
fn fields(at: &str, world: &World, loaded: &Loaded, me: &Session, actor: usize) {
    for name in ["remark", "website"] {
        let access = field(world, actor, "customer", name);
        let hidden = matches!(access, Access::Hidden | Access::Deny);
        let Ok(all) = ids::<Customer>(me, &Query::default()) else { return };
        for id in &all {
            let customer = me.customers().get((*id).into()).unwrap();
            let value = if name == "remark" { &customer.remark } else { &customer.website };
            assert_eq!(value.is_none(), hidden, "{at}: {actor} reads {name}");
            assert_eq!(customer.masked.iter().any(|m| m == name), hidden, "{at}: {actor} {name}");
        }
        let filter = Filter::IsNull { field: name.into() };
        let refused = code(me.customers().list(&Query::new(filter)));
        assert_eq!(refused, hidden.then_some("query.hidden_field"), "{at}: {actor} asks {name}");
        let editable = (0..loaded.customers.len())
            .find(|n| may(world, actor, Action::Edit, Record::Customer(*n)) == Verdict::Yes);
        if let Some(n) = editable {
            let patch = CustomerPatch { clear: vec![name.into()], ..CustomerPatch::default() };
            let refused = code(me.run(crmkit::sales::customer::UpdateCustomer {
                customer: loaded.customers[n],
                patch,
                expect_rev: None,
            }));
            let want = (access != Access::Edit).then_some("right.field");
            assert_eq!(refused, want, "{at}: {actor} writes {name}");
            // The world is made for many questions: put the value back.
            let text =
                if name == "remark" { format!("备注{n}") } else { format!("w{}.cn", n % 3) };
            let mut back = CustomerPatch::default();
            if name == "remark" {
                back.remark = Some(text)
            } else {
                back.website = Some(text)
            }
            loaded.admin.customers().update(loaded.customers[n], back).unwrap();
        }
    }
}

/// Whoever is told to see a record sees it, and nobody else does.
fn who_sees(world: &World, loaded: &Loaded) {
    let check = |seen: crmkit::Result<Vec<crmkit::session::WhySeen>>, record: Record| {
        let want: BTreeSet<_> = (0..world.people.len())
            .filter(|p| may(world, *p, Action::Read, record) == Verdict::Yes)
            .map(|p| loaded.people[p])
            .collect();
        if want.is_empty() {
            assert_eq!(code(seen), Some("record.not_found"), "{record:?}");
        } else {
            let seen: BTreeSet<_> = seen.unwrap().into_iter().map(|w| w.employee_id).collect();
            assert_eq!(seen, want, "{record:?}");
        }
    };
    for (id, record) in numbered(&loaded.customers, Record::Customer) {
        check(loaded.admin.who_can_see::<Customer>(id.into()), record);
    }
    for (id, record) in numbered(&loaded.contacts, Record::Contact) {
        check(loaded.admin.who_can_see::<Contact>(id.into()), record);
    }
    for (id, record) in numbered(&loaded.leads, Record::Lead) {
        check(loaded.admin.who_can_see::<Lead>(id.into()), record);
    }
    for (id, record) in numbered(&loaded.follow_ups, Record::FollowUp) {
        check(loaded.admin.who_can_see::<FollowUp>(id.into()), record);
    }
}

/// M13: one more role never takes a row away, one role less never adds one.
fn monotone(at: &str, world: &World, loaded: &Loaded) {
    let reads = |person: usize| -> Option<BTreeSet<Uuid>> {
        let me = loaded.crm.session(loaded.people[person]).ok()?;
        Some(ids::<Customer>(&me, &Query::default()).unwrap_or_default().into_iter().collect())
    };
    for person in 1..world.people.len() {
        let held: Vec<usize> = world.people[person].roles.iter().copied().collect();
        let Some(before) = reads(person) else { continue };
        let added = (1..world.roles.len()).find(|r| !held.contains(r));
        if let Some(added) = added {
            let more: Vec<usize> = held.iter().copied().chain([added]).collect();
            loaded.give(person, &more);
            assert!(before.is_subset(&reads(person).unwrap()), "{at}: {person} M13 with {added}");
        }
        if let Some((_, less)) = held.split_first() {
            loaded.give(person, less);
            assert!(reads(person).unwrap().is_subset(&before), "{at}: {person} M13 without");
        }
        loaded.give(person, &held);
    }
    // The people themselves are seen by everybody.
    let page = loaded.admin.list::<Employee>(&Query::default()).unwrap();
    assert_eq!(page.rows.len(), world.people.len());
    assert!(page.rows.iter().all(|e| loaded.people.contains(&e.id)), "{at}");
}

impl HasId for crmkit::org::EmployeeSummary {
    fn uuid(&self) -> Uuid {
        TypedId::uuid(self.id)
    }
}
