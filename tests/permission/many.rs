//! Very many small worlds. A world is a company of 5 people in 4 departments with 3 roles besides
//! the super administrator's, 2 pools, 3 leads, 6 customers, 4 contacts, 4 opportunities, 4 contracts,
//! 3 payment plans, 4 receivables, 4 invoices, 3 return visits, 2 products, 7 follow-ups and 3 invoice titles, and everything between them by chance of a seed: the trees of departments and
//! superiors, who has left, what each role permits on whose records with which fields, who holds
//! which, whose each record is, in which pool, bin or team it is and until when, and which fields
//! pools hide. One store becomes each world in turn, written row by row. Every 16th world is drawn
//! anew; the others differ from the one before in one or two records, a pool or the time. Only
//! worlds that differ from all before are counted. In each, somebody asks a part of everything that
//! can be asked, and tries to do something. `CRMKIT_WORLDS` says how many.

use crate::actions::BEYOND;
use crate::decisions;
use crate::support::{
    Tally, code, compare_finds, compare_parts, compare_reads, ids, memory, numbered, sqlite,
};
use crmkit::Result;
use crmkit::model::Entity;
use crmkit::query::{Filter, Query};
use crmkit::sales::contact::{Contact, ContactPatch, UpdateContact};
use crmkit::sales::contract::{Contract, ContractPatch, UpdateContract};
use crmkit::sales::customer::{AddMember, Customer, CustomerPatch, TeamAccess, UpdateCustomer};
use crmkit::sales::follow_up::{FollowUp, FollowUpPatch, UpdateFollowUp};
use crmkit::sales::invoice::{Invoice, InvoicePatch, TransferInvoices, UpdateInvoice};
use crmkit::sales::invoice_title::{InvoiceTitle, InvoiceTitlePatch, UpdateInvoiceTitle};
use crmkit::sales::lead::{Lead, LeadPatch, UpdateLead};
use crmkit::sales::opportunity::{Opportunity, UpdateOpportunity};
use crmkit::sales::product::{Product, ProductPatch, UpdateProduct};
use crmkit::sales::receivable::{
    Receivable, ReceivablePatch, ReceivablePlan, ReceivablePlanPatch, UpdateReceivable,
    UpdateReceivablePlan,
};
use crmkit::sales::visit::{UpdateVisit, Visit as VisitRow, VisitPatch};
use crmkit::session::Session;
use crmkit_testkit::oracle::{
    Action, Approval, Loaded, Record, Turn, Verdict, World, asks, field, has, may, pool_field,
    reads, sees, small, through_pool, to_approve, vary,
};
use crmkit_testkit::random::{Random, mix};
use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Mutex;
use uuid::Uuid;

struct Visit<'a> {
    at: String,
    world: &'a World,
    loaded: &'a Loaded,
    actor: usize,
    me: &'a Session,
    r: &'a mut Random,
    tally: &'a mut Tally,
}

impl Visit<'_> {
    fn check<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, got: T, want: T) {
        assert_eq!(got, want, "{}: {} {what}", self.at, self.actor);
        self.tally.0 += 1;
    }

    fn look_around(&mut self) {
        match self.r.below(13) {
            0 => self.of::<Lead>(numbered(&self.loaded.leads, Record::Lead)),
            1 => self.of::<Customer>(numbered(&self.loaded.customers, Record::Customer)),
            2 => self.of::<Contact>(numbered(&self.loaded.contacts, Record::Contact)),
            3 => self.of::<Opportunity>(numbered(&self.loaded.opportunities, Record::Opportunity)),
            4 => self.of::<FollowUp>(numbered(&self.loaded.follow_ups, Record::FollowUp)),
            5 => self.of::<Contract>(numbered(&self.loaded.contracts, Record::Contract)),
            6 => self.of::<ReceivablePlan>(numbered(&self.loaded.plans, Record::Plan)),
            7 => self.of::<Receivable>(numbered(&self.loaded.receivables, Record::Receivable)),
            8 => self.of::<Invoice>(numbered(&self.loaded.invoices, Record::Invoice)),
            9 => self.of::<VisitRow>(numbered(&self.loaded.visits, Record::Visit)),
            10 => self.of::<Product>(numbered(&self.loaded.products, Record::Product)),
            11 => {
                let thorough = self.r.percent(10);
                let Self { at, world, loaded, me, actor, tally, .. } = self;
                compare_parts(at, world, loaded, me, *actor, thorough, tally);
            }
            _ => self.of::<InvoiceTitle>(numbered(&self.loaded.titles, Record::Title)),
        }
        match self.r.below(6) {
            0 => self.search(),
            1 => self.fields(),
            2 => self.related(),
            3 => {
                let Self { at, world, loaded, actor, me, tally, .. } = self;
                compare_finds(at, world, loaded, me, *actor, tally);
            }
            _ => self.pool(),
        }
        self.act();
        if self.r.percent(9) {
            let Self { at, world, loaded, actor, me, r, tally } = self;
            decisions::compare(at, world, loaded, (*actor, me), r, tally);
        }
    }

    /// What is listed, counted and made numbers of is what is got one by one.
    fn of<E: Entity>(&mut self, all: Vec<(Uuid, Record)>)
    where
        E::Summary: crate::support::HasId,
    {
        let thorough = self.r.percent(10);
        let Self { at, world, loaded, me, actor, tally, .. } = self;
        compare_reads::<E>(at, world, loaded, (*actor, me), &all, thorough, tally);
        for _ in 0..2 {
            let (id, record) = self.r.pick(&all);
            let want = may(self.world, self.actor, Action::Read, record).code();
            self.check("gets", code(self.me.get::<E>(id.into())), want);
            let history = code(self.me.history::<E>(id.into(), None, 3));
            if record_lives(self.world, record) {
                self.check("reads the history of", history, want);
            }
        }
    }

    fn search(&mut self) {
        let found = ids::<Customer>(self.me, &Query::search("客户").limit(4));
        self.found(found, "customer", numbered(&self.loaded.customers, Record::Customer));
        let found = ids::<Contact>(self.me, &Query::search("联系").limit(4));
        self.found(found, "contact", numbered(&self.loaded.contacts, Record::Contact));
        let found = ids::<Opportunity>(self.me, &Query::search("商机").limit(4));
        self.found(found, "opportunity", numbered(&self.loaded.opportunities, Record::Opportunity));
        let found = ids::<Contract>(self.me, &Query::search("合同").limit(4));
        self.found(found, "contract", numbered(&self.loaded.contracts, Record::Contract));
        let found = ids::<Receivable>(self.me, &Query::search("回款").limit(4));
        self.found(found, "receivable", numbered(&self.loaded.receivables, Record::Receivable));
        let found = ids::<Invoice>(self.me, &Query::search("票").limit(4));
        self.found(found, "invoice", numbered(&self.loaded.invoices, Record::Invoice));
        let found = ids::<VisitRow>(self.me, &Query::search("访").limit(4));
        self.found(found, "visit", numbered(&self.loaded.visits, Record::Visit));
        let found = ids::<Product>(self.me, &Query::search("产品").limit(4));
        self.found(found, "product", numbered(&self.loaded.products, Record::Product));
        let found = ids::<Lead>(self.me, &Query::search("线索").limit(4));
        self.found(found, "lead", numbered(&self.loaded.leads, Record::Lead));
    }

    fn found(&mut self, found: Result<Vec<Uuid>>, entity: &str, all: Vec<(Uuid, Record)>) {
        let may = asks(self.world, self.actor, entity);
        let want = all.iter().filter(|(_, r)| sees(self.world, self.actor, *r)).map(|(id, _)| *id);
        match found {
            Ok(found) => {
                self.check("finds", found.into_iter().collect(), want.collect::<BTreeSet<_>>())
            }
            Err(e) => self.check("may not find", (e.code(), may), ("right.missing", false)),
        }
    }

    /// Hidden fields are blank, named as masked, and of no use in a query.
    fn fields(&mut self) {
        let name = self.r.pick(&["remark", "website"]);
        let hidden = !reads(field(self.world, self.actor, "customer", name));
        let seen = |n: &usize| sees(self.world, self.actor, Record::Customer(*n));
        let Some(n) = (0..self.world.customers.len()).find(seen) else { return };
        let customer = self.me.get::<Customer>(self.loaded.customers[n]).unwrap();
        let value = if name == "remark" { &customer.remark } else { &customer.website };
        let masked = customer.masked.iter().any(|m| m == name);
        self.check(name, (value.is_none(), masked), (hidden, hidden));
        let asked = Query::new(Filter::IsNull { field: name.into() });
        let refused = code(self.me.list::<Customer>(&asked));
        self.check(name, refused, hidden.then_some("query.hidden_field"));
    }

    /// What is asked through a relation is answered for related records that he sees, too.
    fn related(&mut self) {
        let through = Filter::Has { relation: "customer".into(), filter: Box::new(Filter::All) };
        let through = Query::new(through);
        let found = ids::<Contact>(self.me, &through);
        let readable = |entity| has(self.world, self.actor, entity);
        if !readable("contact.read") || !readable("customer.read") {
            return self.check("relates", code(found), Some("right.missing"));
        }
        let both = (0..self.world.contacts.len()).filter(|n| {
            let customer = self.world.contacts[*n].customer;
            sees(self.world, self.actor, Record::Contact(*n))
                && sees(self.world, self.actor, Record::Customer(customer))
        });
        let want = both.map(|n| self.loaded.contacts[n].0).collect::<BTreeSet<_>>();
        self.check("relates", found.unwrap().into_iter().collect(), want);
    }

    fn pool(&mut self) {
        let n = self.r.below(self.world.pools.len());
        let (world, actor) = (self.world, self.actor);
        let open = may(world, actor, Action::Read, Record::Pool(n));
        let view = self.me.pool(self.loaded.pools[n]);
        let page = view.list(&Query::default());
        if open != Verdict::Yes || page.is_err() {
            return self.check("lists the pool", code(page), open.code());
        }
        let inside = |r: Record| may(world, actor, Action::Read, r) == Verdict::Yes;
        let lies = |c: &usize| inside(Record::Pooled(n, *c));
        let want: Vec<usize> = (0..world.customers.len()).filter(lies).collect();
        let found: BTreeSet<Uuid> = page.unwrap().rows.iter().map(|row| row.id.0).collect();
        let ids = want.iter().map(|c| self.loaded.customers[*c].0).collect();
        self.check("lists the pool", found, ids);
        match view.contacts(&Query::default()) {
            Err(error) => {
                let reads = has(world, actor, "contact.read");
                self.check(
                    "lists contacts of the pool",
                    (error.code(), reads),
                    ("right.missing", false),
                );
            }
            Ok(page) => {
                let found: BTreeSet<Uuid> = page.rows.iter().map(|row| row.id.0).collect();
                let lies = |c: &usize| inside(Record::PooledContact(n, *c));
                let contacts = (0..world.contacts.len()).filter(lies);
                let ids = contacts.map(|c| self.loaded.contacts[c].0).collect();
                self.check("lists contacts of the pool", found, ids);
            }
        }
        let hidden = !reads(pool_field(world, actor, n, "remark"));
        if let Some(c) = want.first() {
            let remark = view.get(self.loaded.customers[*c]).unwrap().remark;
            self.check("reads in the pool", remark.is_none(), hidden);
        }
        let asked = code(view.list(&Query::new("remark is null".parse().unwrap())));
        self.check("asks the pool", asked, hidden.then_some("query.hidden_field"));
    }

    /// Something that is refused to who may do it, too, but only after that question: the world
    /// stays as it is.
    fn act(&mut self) {
        let (me, loaded, world) = (self.me, self.loaded, self.world);
        let expect_rev = Some(-1);
        let (action, record, got) = match self.r.below(17) {
            0 => {
                let n = self.r.below(loaded.leads.len());
                let (lead, patch) = (loaded.leads[n], LeadPatch::default());
                let got = me.run(UpdateLead { lead, patch, expect_rev });
                (Action::Edit, Record::Lead(n), code(got))
            }
            1 => {
                let n = self.r.below(loaded.customers.len());
                let (customer, patch) = (loaded.customers[n], CustomerPatch::default());
                let got = me.run(UpdateCustomer { customer, patch, expect_rev });
                (Action::Edit, Record::Customer(n), code(got))
            }
            2 => {
                let n = self.r.below(loaded.contacts.len());
                let (contact, patch) = (loaded.contacts[n], ContactPatch::default());
                let got = me.run(UpdateContact { contact, patch, expect_rev });
                (Action::Edit, Record::Contact(n), code(got))
            }
            3 => {
                let n = self.r.below(loaded.follow_ups.len());
                let (follow_up, patch) = (loaded.follow_ups[n], FollowUpPatch::default());
                let got = me.run(UpdateFollowUp { follow_up, patch, expect_rev });
                (Action::Edit, Record::FollowUp(n), code(got))
            }
            4 => {
                let n = self.r.below(loaded.titles.len());
                let (invoice_title, patch) = (loaded.titles[n], InvoiceTitlePatch::default());
                let got = me.run(UpdateInvoiceTitle { invoice_title, patch, expect_rev });
                (Action::Edit, Record::Title(n), code(got))
            }
            5 => {
                let n = self.r.below(loaded.customers.len());
                let (owner, customers) = (world.customers[n].owner, vec![loaded.customers[n]]);
                let got = me.customers().transfer(customers, loaded.people[owner]);
                (Action::Transfer, Record::Customer(n), code(got.and_then(|o| o.value.single())))
            }
            6 => {
                let n = self.r.below(loaded.contacts.len());
                let (owner, contacts) = (world.contacts[n].owner, vec![loaded.contacts[n]]);
                let got = me.contacts().transfer(contacts, loaded.people[owner]);
                (Action::Transfer, Record::Contact(n), code(got.and_then(|o| o.value.single())))
            }
            7 => {
                let n = self.r.below(loaded.opportunities.len());
                let (opportunity, patch) = (loaded.opportunities[n], None);
                let update = UpdateOpportunity { opportunity, patch, lines: None, expect_rev };
                (Action::Edit, Record::Opportunity(n), code(me.run(update)))
            }
            8 => {
                let n = self.r.below(loaded.contracts.len());
                let (contract, patch) = (loaded.contracts[n], ContractPatch::default());
                let update = UpdateContract { contract, patch, expect_rev };
                (Action::Edit, Record::Contract(n), code(me.run(update)))
            }
            9 => {
                let n = self.r.below(loaded.plans.len());
                let (plan, patch) = (loaded.plans[n], ReceivablePlanPatch::default());
                let update = UpdateReceivablePlan { plan, patch, expect_rev };
                (Action::Edit, Record::Plan(n), code(me.run(update)))
            }
            10 => {
                let n = self.r.below(loaded.receivables.len());
                let (receivable, patch) = (loaded.receivables[n], ReceivablePatch::default());
                let allocations = None;
                let update = UpdateReceivable { receivable, patch, allocations, expect_rev };
                (Action::Edit, Record::Receivable(n), code(me.run(update)))
            }
            11 => {
                let n = self.r.below(loaded.invoices.len());
                let (invoice, patch) = (loaded.invoices[n], InvoicePatch::default());
                let update = UpdateInvoice { invoice, patch, lines: None, expect_rev };
                (Action::Edit, Record::Invoice(n), code(me.run(update)))
            }
            12 => {
                let n = self.r.below(loaded.invoices.len());
                let to = loaded.people[world.invoices[n].owner];
                let invoices = vec![loaded.invoices[n]];
                let give = TransferInvoices { invoices, to, keep: None, keep_until: None };
                let got = me.run(give).and_then(|o| o.value.single());
                (Action::Transfer, Record::Invoice(n), code(got))
            }
            13 => {
                let n = self.r.below(loaded.visits.len());
                let (visit, patch) = (loaded.visits[n], VisitPatch::default());
                let update = UpdateVisit { visit, patch, expect_rev };
                (Action::Edit, Record::Visit(n), code(me.run(update)))
            }
            14 => {
                let n = self.r.below(loaded.products.len());
                let (product, patch) = (loaded.products[n], ProductPatch::default());
                let update = UpdateProduct { product, patch, expect_rev };
                (Action::Edit, Record::Product(n), code(me.run(update)))
            }
            _ => {
                let n = self.r.below(loaded.customers.len());
                let add = AddMember {
                    customers: vec![loaded.customers[n]],
                    employee: loaded.people[world.customers[n].owner],
                    access: TeamAccess::Read,
                    expires_at: None,
                    cascade: None,
                };
                let got = me.run(add).and_then(|o| o.value.single());
                (Action::Team, Record::Customer(n), code(got))
            }
        };
        // That somebody has left is said before whether the record can be given to him.
        if got == Some("owner.inactive") {
            return;
        }
        // Who sees it in its pool is told that it lies there.
        let pooled = got == Some("pool.pooled") && through_pool(world, self.actor, record);
        let beyond = |code: &&str| BEYOND.contains(code) && *code != "pool.pooled";
        let want = may(world, self.actor, action, record).code().filter(|_| !pooled);
        let got = got.filter(|code| !pooled && !beyond(code));
        self.check(&format!("{action:?} {record:?}"), got, want);
    }
}

/// Whether a record is not in the recycle bin: the history of one that is stays open.
fn record_lives(world: &World, record: Record) -> bool {
    match record {
        Record::Lead(n) => !world.leads[n].deleted,
        Record::Customer(n) => !world.customers[n].deleted,
        Record::Contact(n) => !world.contacts[n].deleted,
        Record::Opportunity(n) => !world.opportunities[n].deleted,
        Record::Contract(n) => !world.contracts[n].deleted,
        Record::Plan(n) => !world.plans[n].deleted,
        Record::Receivable(n) => !world.receivables[n].deleted,
        Record::Invoice(n) => !world.invoices[n].deleted,
        Record::Visit(n) => !world.visits[n].deleted,
        Record::Product(n) => !world.products[n].deleted,
        Record::Title(n) => !world.titles[n].deleted,
        _ => true,
    }
}

/// How many worlds in a row have one organisation.
const ROW: usize = 16;

/// The worlds that a store has been.
type Visited = Mutex<HashSet<u64>>;

/// Visits so many worlds of a seed where nobody has been; says how often an answer was compared.
fn visit(
    store: &str,
    loaded: &mut Loaded,
    first: &World,
    visited: &Visited,
    seed: u64,
    worlds: usize,
) -> u64 {
    let sessions: Vec<Session> = (0..first.people.len()).map(|n| loaded.session(n)).collect();
    let (mut here, mut n, mut tally) = (first.clone(), 0, Tally::default());
    let r = &mut Random::new(mix(seed));
    while n < worlds {
        let world = if n.is_multiple_of(ROW) { small(r) } else { vary(&here, r) };
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(&world);
        if !visited.lock().unwrap().insert(hash) {
            continue;
        }
        n += 1;
        loaded.rewrite(&here, &world);
        let actor = r.below(world.people.len());
        let (at, me) = (format!("{store}, world {n} of seed {seed}"), &sessions[actor]);
        if world.people[actor].disabled {
            // A session that somebody had before he left is refused, and he gets no other.
            let refused = Some("session.disabled");
            assert_eq!(code(me.list::<Customer>(&Query::default())), refused, "{at}: {actor}");
            assert_eq!(code(loaded.crm.session(loaded.people[actor])), refused, "{at}: {actor}");
        } else {
            let tally = &mut tally;
            Visit { at, world: &world, loaded, actor, me, r, tally }.look_around();
        }
        here = world;
    }
    assert_eq!(loaded.crm.check().unwrap(), [], "{store}");
    tally.0
}

/// A world of the size of all others, made by commands.
fn first() -> World {
    let mut world = small(&mut Random::new(0));
    world.people.iter_mut().for_each(|p| p.disabled = false);
    world.customers.iter_mut().for_each(|c| c.deleted = false);
    world.contacts.iter_mut().for_each(|c| c.deleted = false);
    world.opportunities.iter_mut().for_each(|o| o.deleted = false);
    // Money comes for contracts about which nobody has to decide any more.
    let documents = world.contracts.iter_mut().map(|c| (&mut c.deciders, &mut c.deleted));
    let money = world.receivables.iter_mut().map(|r| (&mut r.deciders, &mut r.deleted));
    let invoices = world.invoices.iter_mut().map(|i| (&mut i.deciders, &mut i.deleted));
    documents.chain(money).chain(invoices).for_each(|(deciders, deleted)| {
        deciders.clear();
        *deleted = false;
    });
    // Everybody has a part in every approval.
    let people = 0..world.people.len();
    for document in to_approve(&world).collect::<Vec<_>>() {
        let turn = if matches!(document, Record::Contract(_)) { Turn::Over } else { Turn::Now };
        let asked = Approval::of(0, people.clone().map(|p| (p, turn)));
        match document {
            Record::Receivable(n) => world.receivables[n].deciders = asked.deciders(),
            Record::Invoice(n) => world.invoices[n].deciders = asked.deciders(),
            _ => {}
        }
        world.approvals.insert(document, asked);
    }
    world.plans.iter_mut().for_each(|p| p.deleted = false);
    world.visits.iter_mut().for_each(|v| v.deleted = false);
    world.products.iter_mut().for_each(|p| p.deleted = false);
    world.titles.iter_mut().for_each(|t| t.deleted = false);
    world.pools.iter_mut().for_each(|p| (p.disabled, p.keep_team) = (false, true));
    // Who administers a pool is no other member of it.
    world.pools.iter_mut().for_each(|p| (p.people, p.admins) = ([1].into(), [0].into()));
    world.follow_ups.iter_mut().for_each(|f| f.author = 0);
    world
}

/// Half of the worlds in each store; the file, which takes longer, is two files at the same time.
#[test]
fn very_many_small_worlds_are_as_the_oracle_says() {
    let worlds = std::env::var("CRMKIT_WORLDS").map_or(100_000, |n| n.parse().unwrap());
    let (first, visited) = (&first(), [Visited::default(), Visited::default()]);
    let [in_memory, in_files] = &visited;
    let checks: u64 = std::thread::scope(|scope| {
        let file = |seed| {
            let visit = move || {
                visit("sqlite", &mut sqlite(first, seed), first, in_files, seed, worlds / 4)
            };
            scope.spawn(visit)
        };
        let files = [file(2), file(3)];
        let checks = visit("memory", &mut memory(first, 1), first, in_memory, 1, worlds / 2);
        files.into_iter().fold(checks, |checks, file| checks + file.join().unwrap())
    });
    println!(
        "RELIABILITY Permission in small random worlds: {worlds} worlds, {checks} checks; all as the oracle says"
    );
}
