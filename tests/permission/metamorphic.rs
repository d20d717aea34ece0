//! Bigger worlds by seed, built by commands: the oracle again, M8, field rights, and who is told to see what.
//! `CRMKIT_BUILT_WORLDS` says how many; the default is quick.

use crate::support::{Tally, both, code, compare, ids, numbered};
use crmkit::query::{Filter, Query};
use crmkit::sales::contact::Contact;
use crmkit::sales::contract::Contract;
use crmkit::sales::customer::{Customer, CustomerPatch};
use crmkit::sales::follow_up::FollowUp;
use crmkit::sales::invoice_title::InvoiceTitle;
use crmkit::sales::lead::Lead;
use crmkit::sales::opportunity::Opportunity;
use crmkit::session::Session;
use crmkit_testkit::oracle::{
    Access, Action, Loaded, Record, Verdict, World, field, may, random, sees, through_pool,
};
use std::collections::BTreeSet;
use uuid::Uuid;

#[test]
fn random_worlds() {
    let worlds =
        std::env::var("CRMKIT_BUILT_WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(16);
    let mut tally = Tally::default();
    for seed in 0..worlds {
        let world = random(seed);
        for (store, loaded) in both(&world, seed) {
            for actor in 0..world.people.len() {
                let at = format!("{store}, seed {seed}");
                compare(&at, &world, &loaded, actor, true, &mut tally);
                if !world.people[actor].disabled {
                    let me = loaded.session(actor);
                    if may(&world, actor, Action::Read, Record::Customer(0)) != Verdict::Forbidden {
                        children(&at, &world, &me, actor);
                    }
                    fields(&at, &world, &loaded, &me, actor);
                }
            }
            who_sees(&world, &loaded);
        }
    }
    println!(
        "RELIABILITY Permission in bigger random worlds, built by commands: {worlds} worlds, {} checks; all as the oracle says",
        tally.0
    );
}

fn set(session: &Session, filter: Filter) -> BTreeSet<Uuid> {
    ids::<Customer>(session, &Query::new(filter)).unwrap().into_iter().collect()
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
    for opportunity in ids::<Opportunity>(me, &Query::default()).unwrap_or_default() {
        let filter = FollowUp::opportunity_id().eq(opportunity.into());
        of_roots.extend(ids::<FollowUp>(me, &Query::new(filter)).unwrap());
    }
    for contract in ids::<Contract>(me, &Query::default()).unwrap_or_default() {
        let filter = FollowUp::contract_id().eq(contract.into());
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
            if refused.is_some() {
                continue;
            }
            // The world is made for many questions: put the value back.
            let text =
                if name == "remark" { format!("备注{n}") } else { format!("w{}.cn", n % 3) };
            let mut back = CustomerPatch::default();
            if name == "remark" {
                back.remark = Some(text)
            } else {
                back.website = Some(text)
            }
            me.customers().update(loaded.customers[n], back).unwrap();
        }
    }
}

/// Whoever is told to see a record sees it, and nobody else does; told to who sees it himself.
fn who_sees(world: &World, loaded: &Loaded) {
    let check = |seen: crmkit::Result<Vec<crmkit::session::WhySeen>>, record: Record| {
        let want: BTreeSet<_> = (0..world.people.len())
            .filter(|p| {
                let may = may(world, *p, Action::Read, record) == Verdict::Yes;
                may || !world.people[*p].disabled && through_pool(world, *p, record)
            })
            .map(|p| loaded.people[p])
            .collect();
        if !want.contains(&loaded.people[0]) {
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
    for (id, record) in numbered(&loaded.opportunities, Record::Opportunity) {
        check(loaded.admin.who_can_see::<Opportunity>(id.into()), record);
    }
    for (id, record) in numbered(&loaded.leads, Record::Lead) {
        check(loaded.admin.who_can_see::<Lead>(id.into()), record);
    }
    for (id, record) in numbered(&loaded.follow_ups, Record::FollowUp) {
        check(loaded.admin.who_can_see::<FollowUp>(id.into()), record);
    }
    for (id, record) in numbered(&loaded.titles, Record::Title) {
        check(loaded.admin.who_can_see::<InvoiceTitle>(id.into()), record);
    }
}
