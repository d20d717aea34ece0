//! Whatever is done with customers and their contacts, in any order: the two fit together, and
//! what was done is taken back to the row.

use crate::common::{World, file, memory};
use chrono::TimeDelta;
use crmkit::error::ErrorKind;
use crmkit::model::Entity;
use crmkit::query::{Bin, BoundQuery};
use crmkit::sales::contact::*;
use crmkit::sales::customer::*;
use crmkit::sales::pool::*;
use crmkit::session::{Command, CommandFlags, Declared, Session};
use crmkit::store::read;
use crmkit_testkit::oracle::business;
use crmkit_testkit::random::Random;
use std::collections::{BTreeMap, BTreeSet};

/// All rows, those in the recycle bin too.
fn all<E: Entity>(w: &World) -> Vec<E> {
    let mut query = BoundQuery::all(E::META);
    query.bin = Bin::Any;
    let mut rows = Vec::new();
    read(&**w.crm.store(), None, |reader| {
        reader.query(&query, &mut |row| {
            rows.push(E::from_row(row)?);
            Ok(())
        })
    })
    .unwrap();
    rows
}

/// Contacts lie where their customer lies; a primary contact is a live one of the customer.
fn fits(w: &World, at: &str) {
    let customers: BTreeMap<CustomerId, Customer> =
        all::<Customer>(w).into_iter().map(|c| (c.id, c)).collect();
    let contacts: BTreeMap<ContactId, Contact> =
        all::<Contact>(w).into_iter().map(|c| (c.id, c)).collect();
    for contact in contacts.values() {
        let customer = &customers[&contact.customer_id];
        assert_eq!(contact.pool_id, customer.pool_id, "{at}: {contact:?}");
        assert_eq!(contact.owner_id.is_none(), customer.pool_id.is_some(), "{at}: {contact:?}");
        assert!(contact.deleted_at.is_some() || customer.deleted_at.is_none(), "{at}: {contact:?}");
    }
    for customer in customers.values().filter(|c| c.deleted_at.is_none()) {
        if let Some(primary) = customer.primary_contact_id {
            let contact = &contacts[&primary];
            let live = contact.deleted_at.is_none() && contact.customer_id == customer.id;
            assert!(live, "{at}: {customer:?} {contact:?}");
        }
    }
    for member in all::<ContactMember>(w) {
        let owner = contacts[&member.record_id].owner_id;
        assert_ne!(owner, Some(member.employee_id), "{at}: an owner is a member");
    }
    assert_eq!(w.crm.check().unwrap(), [], "{at}");
}

struct Game {
    w: World,
    pools: [PoolId; 2],
    random: Random,
    done: BTreeSet<&'static str>,
    undone: usize,
}

impl Game {
    /// Runs a command and, now and then, takes it back.
    fn run<C: Command>(&mut self, by: &Session, command: C) {
        let meta = <C as Declared>::META;
        let store = self.w.crm.store().clone();
        let before = business(&*store);
        match by.run(command) {
            Err(e) => assert_ne!(e.kind(), ErrorKind::Internal, "{}: {e}", meta.name),
            Ok(done) if done.changes.is_empty() => {}
            Ok(done) => {
                self.done.insert(meta.name);
                fits(&self.w, meta.name);
                if meta.flags.has(CommandFlags::UNDOABLE) && self.random.percent(40) {
                    by.undo(done.command_id).unwrap_or_else(|e| panic!("undo {}: {e}", meta.name));
                    assert_eq!(business(&*store), before, "undo of {}", meta.name);
                    fits(&self.w, &format!("undo of {}", meta.name));
                    self.undone += 1;
                }
            }
        }
    }

    fn step(&mut self, n: usize) {
        self.w.clock.advance(60_000_000);
        let r = &mut self.random;
        let known = all::<Customer>(&self.w);
        let customers: Vec<CustomerId> = known.iter().map(|c| c.id).collect();
        let contacts: Vec<ContactId> = all::<Contact>(&self.w).iter().map(|c| c.id).collect();
        let me = r.pick(&[&self.w.wang, &self.w.li, &self.w.manager, &self.w.admin]).clone();
        let (customer, pool, to) = (r.pick(&customers), r.pick(&self.pools), r.pick(&self.w.ids));
        let contact = if contacts.is_empty() { ContactId(customer.0) } else { r.pick(&contacts) };
        let (customers, contacts) = (vec![customer], vec![contact]);
        let access = r.pick(&[TeamAccess::Read, TeamAccess::Write]);
        let soon = self.w.crm.clock().now() + TimeDelta::hours(1);
        let until = r.percent(50).then_some(soon);
        let keep = r.percent(50).then_some(access);
        let keep_until = until.filter(|_| keep.is_some());
        let cascade = r.percent(70).then(|| vec![Cascade::Contacts]);
        let name = format!("{n}");
        let admin = self.w.admin.clone();
        match self.random.below(20) {
            0 if known.len() < 5 => {
                let customer = NewCustomer { name, ..Default::default() };
                self.run(&me, CreateCustomer { customer });
            }
            0..=3 => {
                let contact = NewContact { customer_id: customer, name, ..Default::default() };
                self.run(&me, CreateContact { contact });
            }
            4 => self.run(&admin, DeleteContacts { contacts }),
            5 => self.run(&admin, RestoreContacts { contacts }),
            6 => self.run(&me, TransferContacts { contacts, to, keep, keep_until }),
            7 => {
                let add = AddContactMember { contacts, employee: to, access, expires_at: until };
                self.run(&me, add);
            }
            8 => self.run(&me, RemoveContactMember { contacts, employee: to }),
            9 => self.run(&admin, DeleteCustomers { customers }),
            10 => self.run(&admin, RestoreCustomers { customers }),
            11 => {
                self.run(&me, TransferCustomers { customers, to, keep, keep_until, cascade });
            }
            12 => {
                let expires_at = until;
                let employee = to;
                self.run(&me, AddMember { customers, employee, access, expires_at, cascade });
            }
            13 => self.run(&me, RemoveMember { customers, employee: to, cascade }),
            14 => self.run(&me, ReleaseCustomers { pool, customers }),
            15 => self.run(&me, ClaimCustomers { pool, customers }),
            16 => self.run(&admin, AssignCustomers { pool, customers, to }),
            17 => self.run(&admin, DeletePooled { pool, customers }),
            18 => {
                let pooled = known.iter().find(|c| c.deleted_at.is_some() && c.pool_id.is_some());
                let (customers, pool) = match pooled {
                    Some(c) => (vec![c.id], c.pool_id.unwrap()),
                    None => (customers, pool),
                };
                self.run(&admin, RestorePooled { pool, customers });
            }
            _ if self.random.percent(50) => {
                self.run(&me, SetPrimaryContact { customer, contact: Some(contact) });
            }
            _ => {
                let [one, two] = self.pools;
                let (from, to) = if pool == one { (one, two) } else { (two, one) };
                self.run(&admin, MovePooled { from, to });
            }
        }
    }
}

#[test]
fn contacts_and_customers_fit_together_whatever_is_done() {
    let (mut done, mut undone) = (BTreeSet::new(), 0);
    for (seed, w) in [(1, memory()), (2, memory()), (3, file())] {
        let pools = [w.pool("甲"), w.pool("乙")];
        for name in ["一", "二", "三"] {
            crate::common::customer(&w.wang, name);
        }
        let random = Random::new(seed);
        let mut game = Game { w, pools, random, done: BTreeSet::new(), undone: 0 };
        (0..400).for_each(|n| game.step(n));
        done.append(&mut game.done);
        undone += game.undone;
    }
    assert_eq!(done.len(), 19, "{done:?}");
    assert!(undone > 100, "{undone}");
}
