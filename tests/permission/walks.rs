//! Worlds that change: people act by chance on what is there, the oracle says whether they may
//! and keeps its own picture of what came of it, and after every step somebody looks around and
//! must see what the oracle says. `CRMKIT_STEPS` says how many
//! (100 000 and more in a release build; the default is quick).

use crate::decisions;
use crate::support::{Tally, code, compare, compare_finds, memory, numbered, sqlite};
use crmkit::admin::employee::{DisableEmployee, EnableEmployee, UpdateEmployee};
use crmkit::org::EmployeePatch;
use crmkit::sales::contact::{AddContactMember, Contact, ContactPatch};
use crmkit::sales::customer::{AddMember, Customer, CustomerPatch, TeamAccess};
use crmkit::sales::follow_up::{FollowUp, FollowUpPatch, NewFollowUp, UpdateFollowUp};
use crmkit::sales::invoice_title::{
    InvoiceTitle, InvoiceTitlePatch, NewInvoiceTitle, TitleKind, UpdateInvoiceTitle,
};
use crmkit::sales::lead::{Lead, LeadPatch};
use crmkit::sales::pool::{DeletePooled, ReleaseCustomers};
use crmkit::session::{BatchReport, Outcome, Session};
use crmkit_testkit::oracle::{self, Action, Loaded, Member, Record, Verdict, World, may, random};
use crmkit_testkit::random::Random;

struct Walk {
    at: String,
    world: World,
    loaded: Loaded,
    r: Random,
    tally: Tally,
}

fn single(report: crmkit::Result<Outcome<BatchReport>>) -> Option<&'static str> {
    code(report.and_then(|outcome| outcome.value.single()))
}

/// Codes that say that somebody may not; every other is said after that he may.
const RIGHTS: [&str; 7] = [
    "right.missing",
    "right.row",
    "record.not_found",
    "pool.admin",
    "pool.not_member",
    "pool.pooled",
    "session.disabled",
];

impl Walk {
    /// Whether it was done. Who may not is told so; who may may be refused for another reason.
    fn judge(&mut self, what: &str, verdict: Verdict, got: Option<&'static str>) -> bool {
        self.tally.0 += 1;
        match verdict {
            Verdict::Yes => {
                let denied = got.is_some_and(|code| RIGHTS.contains(&code));
                assert!(!denied, "{}: {what}: {got:?}", self.at);
            }
            // A member may know that somebody took it from there.
            Verdict::NotFound if matches!(got, Some("pool.claim.taken")) => {}
            _ => assert_eq!(got, verdict.code(), "{}: {what}", self.at),
        }
        got.is_none()
    }

    fn below(&mut self, n: usize) -> usize {
        self.r.below(n.max(1))
    }

    /// Somebody at work.
    fn active(&mut self) -> usize {
        let people = &self.world.people;
        let active: Vec<usize> = (0..people.len()).filter(|p| !people[*p].disabled).collect();
        self.r.pick(&active)
    }

    fn step(&mut self) {
        match self.r.below(12) {
            0 => self.organise(),
            1 => {
                let minutes = 1 + self.r.below(20) as i64;
                self.world.now += minutes;
                self.loaded.clock.advance(minutes * 60_000_000);
            }
            _ => self.act(),
        }
        let actor = self.active();
        let Self { at, world, loaded, tally, .. } = self;
        compare(at, world, loaded, actor, false, tally);
        let me = loaded.session(actor);
        compare_finds(at, world, loaded, &me, actor, tally);
        decisions::waiting(at, world, loaded, (actor, &me), tally);
        self.gets(actor);
    }

    /// What is got one by one is what the oracle says, too.
    fn gets(&mut self, actor: usize) {
        let me = self.loaded.session(actor);
        macro_rules! each {
            ($($entity:ty: $ids:ident, $record:expr;)*) => { $(
                for (id, record) in numbered(&self.loaded.$ids, $record) {
                    let want = may(&self.world, actor, Action::Read, record).code();
                    let got = code(me.get::<$entity>(id.into()));
                    assert_eq!(got, want, "{}: {actor} gets {record:?}", self.at);
                    self.tally.0 += 1;
                }
            )* };
        }
        each! {
            Lead: leads, Record::Lead;
            Customer: customers, Record::Customer;
            Contact: contacts, Record::Contact;
            FollowUp: follow_ups, Record::FollowUp;
            InvoiceTitle: titles, Record::Title;
        }
    }

    /// The administrator moves somebody, or gives him other roles, or he leaves or comes back.
    fn organise(&mut self) {
        let people = self.world.people.len();
        let person = 1 + self.below(people - 1);
        let employee = self.loaded.people[person];
        match self.r.below(4) {
            0 => {
                let disabled = !self.world.people[person].disabled;
                self.world.people[person].disabled = disabled;
                match disabled {
                    true => drop(self.loaded.admin.run(DisableEmployee { employee }).unwrap()),
                    false => drop(self.loaded.admin.run(EnableEmployee { employee }).unwrap()),
                }
            }
            1 => {
                let department = self.below(self.world.departments.len());
                let department_id = Some(self.loaded.departments[department]);
                let patch = EmployeePatch { department_id, ..EmployeePatch::default() };
                let update = UpdateEmployee { employee, patch, expect_rev: None };
                self.loaded.admin.run(update).unwrap();
                self.world.people[person].department = department;
            }
            _ if self.world.people[person].disabled => {}
            _ => {
                let all = self.world.roles.len() - 1;
                let roles: Vec<usize> =
                    (0..self.r.below(3)).map(|_| 1 + self.r.below(all)).collect();
                self.world.people[person].roles = roles.iter().copied().collect();
                let roles: Vec<usize> = self.world.people[person].roles.iter().copied().collect();
                self.loaded.give(person, &roles);
            }
        }
    }

    fn act(&mut self) {
        let actor = self.active();
        let me = self.loaded.session(actor);
        match self.r.below(13) {
            10.. => {
                let Self { at, world, loaded, r, tally } = self;
                decisions::step(at, world, loaded, r, tally);
            }
            0 | 1 => self.edit(actor, &me),
            2 | 3 => self.hand_over(actor, &me),
            4 => self.team(actor, &me),
            5 => self.bin(actor, &me),
            6 => self.write(actor, &me),
            7 | 8 => self.release(actor, &me),
            _ => self.pool(actor, &me),
        }
    }

    fn edit(&mut self, actor: usize, me: &Session) {
        let (record, got) = match self.r.below(5) {
            0 => {
                let n = self.below(self.loaded.leads.len());
                let id = self.loaded.leads[n];
                (Record::Lead(n), code(me.leads().update(id, LeadPatch::default())))
            }
            1 if !self.loaded.contacts.is_empty() => {
                let n = self.below(self.loaded.contacts.len());
                let id = self.loaded.contacts[n];
                (Record::Contact(n), code(me.contacts().update(id, ContactPatch::default())))
            }
            2 => {
                let n = self.below(self.loaded.follow_ups.len());
                let (follow_up, patch) = (self.loaded.follow_ups[n], FollowUpPatch::default());
                let edit = UpdateFollowUp { follow_up, patch, expect_rev: None };
                (Record::FollowUp(n), code(me.run(edit)))
            }
            3 if !self.loaded.titles.is_empty() => {
                let n = self.below(self.loaded.titles.len());
                let (invoice_title, patch) = (self.loaded.titles[n], InvoiceTitlePatch::default());
                let edit = UpdateInvoiceTitle { invoice_title, patch, expect_rev: None };
                (Record::Title(n), code(me.run(edit)))
            }
            _ => {
                let n = self.below(self.loaded.customers.len());
                let id = self.loaded.customers[n];
                (Record::Customer(n), code(me.customers().update(id, CustomerPatch::default())))
            }
        };
        let verdict = may(&self.world, actor, Action::Edit, record);
        self.judge(&format!("{actor} edits {record:?}"), verdict, got);
    }

    fn hand_over(&mut self, actor: usize, me: &Session) {
        let to = self.active();
        let employee = self.loaded.people[to];
        let (record, got) = match self.r.below(3) {
            0 => {
                let n = self.below(self.loaded.leads.len());
                let got = single(me.leads().transfer(vec![self.loaded.leads[n]], employee));
                (Record::Lead(n), got)
            }
            1 if !self.loaded.contacts.is_empty() => {
                let n = self.below(self.loaded.contacts.len());
                let got = single(me.contacts().transfer(vec![self.loaded.contacts[n]], employee));
                (Record::Contact(n), got)
            }
            _ => {
                let n = self.below(self.loaded.customers.len());
                let got = single(me.customers().transfer(vec![self.loaded.customers[n]], employee));
                (Record::Customer(n), got)
            }
        };
        let verdict = may(&self.world, actor, Action::Transfer, record);
        if self.judge(&format!("{actor} gives {record:?} to {to}"), verdict, got) {
            match record {
                Record::Lead(n) => self.world.leads[n].owner = to,
                Record::Contact(n) => own(&mut self.world.contacts[n], to),
                Record::Customer(n) => {
                    self.world.customers[n].owner = to;
                    self.world.customers[n].members.retain(|m| m.person != to);
                }
                _ => {}
            }
        }
    }

    fn team(&mut self, actor: usize, me: &Session) {
        let person = self.active();
        let (write, minutes) = (self.r.percent(50), self.r.pick(&[None, Some(1), Some(9)]));
        let access = if write { TeamAccess::Write } else { TeamAccess::Read };
        let expires_at =
            minutes.map(|m| self.loaded.crm.clock().now() + chrono::TimeDelta::minutes(m));
        let employee = self.loaded.people[person];
        let on_contact = !self.loaded.contacts.is_empty() && self.r.percent(40);
        let (record, got) = if on_contact {
            let n = self.below(self.loaded.contacts.len());
            let contacts = vec![self.loaded.contacts[n]];
            let add = AddContactMember { contacts, employee, access, expires_at };
            (Record::Contact(n), single(me.run(add)))
        } else {
            let n = self.below(self.loaded.customers.len());
            let customers = vec![self.loaded.customers[n]];
            let add = AddMember { customers, employee, access, expires_at, cascade: None };
            (Record::Customer(n), single(me.run(add)))
        };
        let verdict = may(&self.world, actor, Action::Team, record);
        if self.judge(&format!("{actor} adds {person} to {record:?}"), verdict, got) {
            let expires = minutes.map(|m| self.world.now + m);
            let members = match record {
                Record::Contact(n) => &mut self.world.contacts[n].members,
                Record::Customer(n) => &mut self.world.customers[n].members,
                _ => return,
            };
            members.retain(|m| m.person != person);
            members.push(Member { person, write, expires });
        }
    }

    /// Into the recycle bin or out of it.
    fn bin(&mut self, actor: usize, me: &Session) {
        let of_contacts = !self.loaded.contacts.is_empty() && self.r.percent(40);
        // What lies in the bin is dealt with as if it did not.
        let mut world = self.world.clone();
        let (record, deleted, got) = if of_contacts {
            let n = self.below(world.contacts.len());
            let (ids, deleted) = (vec![self.loaded.contacts[n]], world.contacts[n].deleted);
            world.contacts[n].deleted = false;
            let contacts = me.contacts();
            let got = if deleted { contacts.restore(ids) } else { contacts.delete(ids) };
            (Record::Contact(n), deleted, single(got))
        } else {
            let n = self.below(world.customers.len());
            let (ids, deleted) = (vec![self.loaded.customers[n]], world.customers[n].deleted);
            world.customers[n].deleted = false;
            let customers = me.customers();
            let got = if deleted { customers.restore(ids) } else { customers.delete(ids) };
            (Record::Customer(n), deleted, single(got))
        };
        let verdict = may(&world, actor, Action::Delete, record);
        if self.judge(&format!("{actor} deletes {record:?}, {deleted}"), verdict, got) {
            match record {
                Record::Contact(n) => self.world.contacts[n].deleted = !deleted,
                Record::Customer(n) => self.world.customers[n].deleted = !deleted,
                _ => {}
            }
        }
    }

    /// A follow-up or an invoice title.
    fn write(&mut self, actor: usize, me: &Session) {
        let customer = self.below(self.loaded.customers.len());
        if self.r.percent(30) {
            let title = NewInvoiceTitle {
                customer_id: self.loaded.customers[customer],
                kind: Some(TitleKind::Person),
                title: format!("新抬头{}", self.loaded.titles.len()),
                ..NewInvoiceTitle::default()
            };
            let made = me.invoice_titles().create(title).map(|o| o.value);
            let verdict = may(&self.world, actor, Action::AddTitle, Record::Customer(customer));
            let got = made.as_ref().err().map(crmkit::Error::code);
            if self.judge(&format!("{actor} titles {customer}"), verdict, got) {
                self.loaded.titles.push(made.unwrap());
                self.world.titles.push(oracle::Title { customer, deleted: false });
            }
            return;
        }
        let mut new = NewFollowUp { content: "电话沟通".into(), ..NewFollowUp::default() };
        let mut made = oracle::FollowUp { author: actor, ..<_>::default() };
        let record = match self.r.below(3) {
            0 => {
                let n = self.below(self.loaded.leads.len());
                (new.lead_id, made.lead) = (Some(self.loaded.leads[n]), Some(n));
                Record::Lead(n)
            }
            1 if !self.loaded.contacts.is_empty() => {
                let n = self.below(self.loaded.contacts.len());
                (new.contact_id, made.contact) = (Some(self.loaded.contacts[n]), Some(n));
                // It stands on the customer too, for who sees that.
                let customer = self.world.contacts[n].customer;
                let seen = oracle::sees(&self.world, actor, Record::Customer(customer));
                made.customer = seen.then_some(customer);
                Record::Contact(n)
            }
            _ => {
                let id = self.loaded.customers[customer];
                (new.customer_id, made.customer) = (Some(id), Some(customer));
                Record::Customer(customer)
            }
        };
        let added = me.follow_ups().add(new).map(|o| o.value);
        let got = added.as_ref().err().map(crmkit::Error::code);
        let follows = may(&self.world, actor, Action::Follow, record);
        // Who may not read such records at all is told that.
        let reads = may(&self.world, actor, Action::Read, record);
        let verdict = if follows == Verdict::NotFound { reads } else { follows };
        if self.judge(&format!("{actor} follows {record:?}"), verdict, got) {
            self.loaded.follow_ups.push(added.unwrap());
            self.world.follow_ups.push(made);
        }
    }

    fn release(&mut self, actor: usize, me: &Session) {
        if self.loaded.pools.is_empty() {
            return;
        }
        let (pool, customer) =
            (self.below(self.loaded.pools.len()), self.below(self.loaded.customers.len()));
        let (id, customers) = (self.loaded.pools[pool], vec![self.loaded.customers[customer]]);
        let got = single(me.run(ReleaseCustomers { pool: id, customers }));
        let row = may(&self.world, actor, Action::Release, Record::Customer(customer));
        let open = may(&self.world, actor, Action::Read, Record::Pool(pool));
        let working = !self.world.pools[pool].disabled;
        let verdict = match (row, open) {
            (Verdict::Forbidden, _) => row,
            (_, Verdict::Yes) if working => row,
            (_, open) => open,
        };
        if self.judge(&format!("{actor} releases {customer} into {pool}"), verdict, got) {
            self.world.customers[customer].pool = Some(pool);
            if !self.world.pools[pool].keep_team {
                self.world.customers[customer].members.clear();
                self.contacts_of(customer, |contact| contact.members.clear());
            }
        }
    }

    /// Out of a pool, or into its recycle bin.
    fn pool(&mut self, actor: usize, me: &Session) {
        if self.loaded.pools.is_empty() {
            return;
        }
        let customer = self.below(self.loaded.customers.len());
        let lies = self.world.customers[customer].pool.filter(|_| self.r.percent(80));
        let pool = lies.unwrap_or_else(|| self.r.below(self.loaded.pools.len()));
        let (id, customers) = (self.loaded.pools[pool], vec![self.loaded.customers[customer]]);
        let record = Record::Pooled(pool, customer);
        let to = self.active();
        let (action, owner, got) = match self.r.below(5) {
            0 => {
                let got = single(me.run(DeletePooled { pool: id, customers }));
                (Action::DeletePooled, None, got)
            }
            1 => {
                let got = single(me.pool(id).assign(customers, self.loaded.people[to]));
                (Action::Assign, Some(to), got)
            }
            _ => (Action::Claim, Some(actor), single(me.pool(id).claim(customers))),
        };
        let mut verdict = may(&self.world, actor, action, record);
        // That a pool does not work is said before what is in it.
        if action == Action::Claim && got == Some("pool.disabled") {
            verdict = may(&self.world, actor, Action::Claim, Record::Pool(pool));
        }
        // To himself only a member assigns.
        let claims = may(&self.world, actor, Action::Claim, Record::Pool(pool));
        if action == Action::Assign && to == actor && claims == Verdict::NoMember {
            let assigns = may(&self.world, actor, Action::Assign, Record::Pool(pool));
            verdict = if assigns == Verdict::Yes { claims } else { assigns };
        }
        if !self.judge(&format!("{actor} does {action:?} to {record:?}"), verdict, got) {
            return;
        }
        let Some(owner) = owner else {
            self.world.customers[customer].deleted = true;
            return self.contacts_of(customer, |contact| contact.deleted = true);
        };
        let taken = &mut self.world.customers[customer];
        (taken.pool, taken.owner) = (None, owner);
        taken.members.retain(|m| m.person != owner);
        self.contacts_of(customer, |contact| own(contact, owner));
    }

    fn contacts_of(&mut self, customer: usize, change: impl FnMut(&mut oracle::Contact)) {
        self.world.contacts.iter_mut().filter(|c| c.customer == customer).for_each(change);
    }
}

/// An owner is no member.
fn own(contact: &mut oracle::Contact, owner: usize) {
    contact.owner = owner;
    contact.members.retain(|m| m.person != owner);
}

/// What lies in a pool has lost its team on the way, unless the pool keeps it.
fn without_lost_teams(mut world: World) -> World {
    for (n, customer) in world.customers.iter_mut().enumerate() {
        if customer.pool.is_some_and(|pool| !world.pools[pool].keep_team) {
            customer.members.clear();
            let contacts = world.contacts.iter_mut().filter(|c| c.customer == n);
            contacts.for_each(|contact| contact.members.clear());
        }
    }
    world
}

#[test]
fn a_world_that_changes_is_seen_as_the_oracle_says() {
    let steps = std::env::var("CRMKIT_STEPS").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    let mut checks = 0;
    for walk in 0..u64::max(steps / 100, 1) {
        let build =
            if walk.is_multiple_of(2) { memory as fn(&World, u64) -> Loaded } else { sqlite };
        let world = random(20_000 + walk);
        let loaded = build(&world, walk);
        let world = without_lost_teams(world);
        let (r, tally, at) = (Random::new(walk), Tally::default(), format!("walk {walk}"));
        let mut walk = Walk { at: at.clone(), world, loaded, r, tally };
        for step in 0..100 {
            walk.at = format!("{at}, step {step}");
            walk.step();
        }
        checks += walk.tally.0;
    }
    println!(
        "RELIABILITY Permission while a world changes: {steps} steps, {checks} checks; all as the oracle says"
    );
}
