//! Transfer of customers takes contacts along where that is asked for (B1.2).

use crate::common::{World, at, customer, memory, rows, told, worlds};
use crate::{contact, contact_of, owner};
use crmkit::admin::employee::UpdateEmployee;
use crmkit::org::{DataScope, EmployeeId, EmployeePatch};
use crmkit::query::Query;
use crmkit::sales::contact::{ContactId, ContactMember};
use crmkit::sales::customer::{Cascade, CustomerId, TeamAccess, TransferCustomers};
use crmkit_testkit::random::Random;
use std::collections::BTreeSet;

fn with_contacts(customer: CustomerId, to: EmployeeId) -> TransferCustomers {
    let cascade = Some(vec![Cascade::Contacts]);
    TransferCustomers { customers: vec![customer], to, keep: None, keep_until: None, cascade }
}

/// The team of a contact.
fn team(w: &World, contact: ContactId) -> Vec<(EmployeeId, TeamAccess)> {
    let query = Query::new(ContactMember::record_id().eq(contact));
    let rows = w.admin.list::<ContactMember>(&query).unwrap().rows;
    rows.iter().map(|m| (m.employee_id, m.access)).collect()
}

#[test]
fn contacts_stay_unless_they_are_asked_for() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let id = contact(&w.wang, c, "一");
        w.wang.customers().transfer(vec![c], w.ids[2]).unwrap().value.single().unwrap();
        assert_eq!(owner(&w.wang, id), Some(w.ids[1]));
    }
}

#[test]
fn the_end_of_the_kept_membership_goes_along() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let [first, his] = [contact(&w.wang, c, "一"), contact_of(&w.manager, c, "二", w.ids[2])];
        let transfer = TransferCustomers {
            keep: Some(TeamAccess::Read),
            keep_until: Some(at("2026-03-05T00:00:00Z")),
            ..with_contacts(c, w.ids[2])
        };
        let done = w.wang.run(transfer).unwrap();
        assert_eq!(done.value.single(), Ok(()));
        assert_eq!([first, his].map(|id| owner(&w.li, id)), [Some(w.ids[2]); 2]);
        assert_eq!(team(&w, first), [(w.ids[1], TeamAccess::Read)]);
        assert_eq!(team(&w, his), [], "nobody stays where nothing changed");
        assert_eq!(told(w.wang.contacts().get(first)), "done");
        w.clock.advance_days(3);
        assert_eq!(told(w.wang.contacts().get(first)), "record.not_found");
        w.wang.undo(done.command_id).unwrap();
        assert_eq!(owner(&w.wang, first), Some(w.ids[1]));
    }
}

#[test]
fn contacts_go_along_for_who_may_transfer_contacts() {
    for w in worlds() {
        let role = ["customer.read", "customer.create", "customer.transfer"];
        let role = w.role("客户", DataScope::Own, &role);
        let zhou = w.crm.session(w.employee("周", "13800000009", vec![role])).unwrap();
        let c = customer(&zhou, "甲");
        assert_eq!(told(zhou.run(with_contacts(c, w.ids[2]))), "right.missing");
        let alone = TransferCustomers { cascade: None, ..with_contacts(c, w.ids[2]) };
        assert_eq!(rows(zhou.run(alone)), ["done"]);
    }
}

/// Moved are exactly the contacts whose owner is the operator or below him; a super administrator
/// moves everybody's.
#[test]
fn a_cascade_moves_exactly_the_contacts_in_the_operators_set() {
    let mut moved_some = (0, 0);
    for seed in 0..12_u64 {
        let (mut r, w) = (Random::new(seed), memory());
        let role = crate::common::role(&w.admin, "sales_manager");
        let mut people = w.ids.to_vec();
        for n in 0..3 {
            people.push(w.employee(&format!("人{n}"), &format!("1380000002{n}"), vec![role]));
        }
        // Superiors: a forest in which everybody stands below somebody before him, or nobody.
        let mut above: Vec<Option<usize>> = vec![None];
        for n in 1..people.len() {
            let superior = r.percent(70).then(|| r.below(n));
            above.push(superior);
            let patch = match superior {
                Some(s) => {
                    EmployeePatch { superior_id: Some(people[s]), ..EmployeePatch::default() }
                }
                None => {
                    EmployeePatch { clear: vec!["superior_id".into()], ..EmployeePatch::default() }
                }
            };
            let employee = people[n];
            w.admin.run(UpdateEmployee { employee, patch, expect_rev: None }).unwrap();
        }
        let below = |boss: usize, mut person: usize| loop {
            if person == boss {
                return true;
            }
            match above[person] {
                Some(next) => person = next,
                None => return false,
            }
        };
        let operators = [Some(0), Some(3 + r.below(3)), None];
        for (round, operator) in operators.into_iter().enumerate() {
            let c = customer(&w.admin, &format!("客户{round}"));
            let owners: Vec<usize> = (0..8).map(|_| r.below(people.len())).collect();
            let ids: Vec<ContactId> =
                owners.iter().map(|o| contact_of(&w.admin, c, "某人", people[*o])).collect();
            let to = r.below(people.len());
            let session = match operator {
                Some(n) => w.crm.session(people[n]).unwrap(),
                None => w.admin.clone(),
            };
            session.run(with_contacts(c, people[to])).unwrap().value.single().unwrap();
            for (id, was) in ids.into_iter().zip(owners) {
                let moves = operator.is_none_or(|boss| below(boss, was));
                let want = if moves { to } else { was };
                assert_eq!(owner(&w.admin, id), Some(people[want]), "seed {seed} round {round}");
                if moves {
                    moved_some.0 += 1;
                } else {
                    moved_some.1 += 1;
                }
            }
        }
        assert_eq!(people.iter().collect::<BTreeSet<_>>().len(), 6);
    }
    assert!(moved_some.0 > 20 && moved_some.1 > 20, "{moved_some:?}");
}
