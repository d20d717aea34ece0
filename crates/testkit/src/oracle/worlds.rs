//! Worlds to compare in: every small one, and bigger ones by seed.

use super::{
    Access, Contact, Contract, Customer, FollowUp, Invoice, Lead, Member, Opportunity, Person,
    Plan, Pool, Product, Receivable, Role, Scope, Title, Visit, World,
};
use crate::random::Random;
use std::collections::{BTreeMap, BTreeSet};

/// The operations of the sales roles.
const OPERATIONS: [&str; 60] = [
    "lead.read",
    "lead.create",
    "lead.edit",
    "lead.delete",
    "lead.transfer",
    "lead.convert",
    "customer.read",
    "customer.create",
    "customer.edit",
    "customer.delete",
    "customer.transfer",
    "customer.release",
    "customer.team",
    "customer.nearby",
    "contact.read",
    "contact.create",
    "contact.edit",
    "contact.delete",
    "contact.transfer",
    "contact.team",
    "opportunity.read",
    "opportunity.create",
    "opportunity.edit",
    "opportunity.delete",
    "opportunity.transfer",
    "opportunity.team",
    "contract.read",
    "contract.create",
    "contract.edit",
    "contract.delete",
    "contract.transfer",
    "contract.team",
    "receivable_plan.read",
    "receivable_plan.edit",
    "receivable.read",
    "receivable.create",
    "receivable.edit",
    "receivable.delete",
    "receivable.transfer",
    "receivable.team",
    "invoice.read",
    "invoice.create",
    "invoice.edit",
    "invoice.delete",
    "invoice.transfer",
    "invoice.team",
    "visit.read",
    "visit.create",
    "visit.edit",
    "visit.delete",
    "product.read",
    "product.edit",
    "follow_up.read",
    "follow_up.create",
    "follow_up.edit",
    "follow_up.delete",
    "invoice_title.read",
    "invoice_title.edit",
    "pool.manage",
    "approval.manage",
];

/// Operations except the management of pools and approvals.
fn sales() -> BTreeSet<String> {
    OPERATIONS.iter().filter(|o| !o.ends_with(".manage")).map(|o| (*o).to_owned()).collect()
}

/// Every data scope of a small world: people 1 to 3, departments 1 and 2.
pub fn scopes() -> Vec<Scope> {
    let custom = [
        (vec![], vec![]),
        (vec![1], vec![]),
        (vec![], vec![2]),
        (vec![2], vec![3]),
        (vec![1], vec![2]),
    ];
    let mut scopes =
        vec![Scope::Own, Scope::Subordinates, Scope::Department, Scope::Departments, Scope::All];
    scopes.extend(custom.map(|(departments, people)| Scope::Custom(departments, people)));
    scopes
}

/// Every way in which three people stand in two departments, the second below the first or
/// beside it, with every forest of superiors.
pub fn orgs() -> Vec<(Vec<Option<usize>>, Vec<Person>)> {
    let mut orgs = Vec::new();
    for below in [false, true] {
        let departments = vec![None, Some(0), Some(if below { 1 } else { 0 })];
        for places in 0..8_usize {
            for code in 0..64_usize {
                let superior = |n: usize| [None, Some(1), Some(2), Some(3)][(code >> (2 * n)) & 3];
                let chain = [superior(0), superior(1), superior(2)];
                if cyclic(chain) {
                    continue;
                }
                let person = |n: usize| Person {
                    department: 1 + (places >> n & 1),
                    superior: chain[n],
                    ..Person::default()
                };
                let people = vec![Person::default(), person(0), person(1), person(2)];
                orgs.push((departments.clone(), people));
            }
        }
    }
    orgs
}

fn cyclic(superiors: [Option<usize>; 3]) -> bool {
    (1..=3).any(|start| {
        let mut at = start;
        (0..3).any(|_| match superiors[at - 1] {
            Some(next) => {
                at = next;
                at == start
            }
            None => false,
        })
    })
}

/// Every kind of record of a small world: each owner, each kind of membership of person 1,
/// pools that person 1 reaches in each way, the recycle bin; and a role of every scope.
pub fn records() -> World {
    let (departments, people) = orgs().swap_remove(0);
    let mut world = World { departments, people, now: 60, ..World::default() };
    world.people[0].roles.insert(0);
    world.roles = vec![Role { super_admin: true, ..Role::default() }];
    world.roles.extend(scopes().into_iter().map(|scope| Role {
        scope,
        operations: sales(),
        ..Role::default()
    }));
    let set = |of: &[usize]| of.iter().copied().collect();
    let hidden = |of: &[&str]| of.iter().map(|f| (*f).to_owned()).collect();
    let pool = |people: &[usize], departments: &[usize]| Pool {
        people: set(people),
        departments: set(departments),
        ..Pool::default()
    };
    world.pools = vec![
        pool(&[1], &[]),
        Pool { hidden: hidden(&["remark", "latitude"]), ..pool(&[], &[1]) },
        pool(&[3], &[2]),
        Pool { admins: set(&[1]), hidden: hidden(&["remark"]), ..pool(&[3], &[]) },
        Pool { keep_team: true, hidden: hidden(&["remark", "latitude"]), ..pool(&[3], &[]) },
        Pool { disabled: true, ..pool(&[1], &[]) },
    ];
    let memberships: [Option<(bool, Option<i64>)>; 7] = [
        None,
        Some((false, None)),
        Some((true, None)),
        Some((false, Some(60))),
        Some((true, Some(59))),
        Some((false, Some(61))),
        Some((true, Some(90))),
    ];
    for owner in 0..=3 {
        world.leads.push(Lead { owner, deleted: false });
        for membership in memberships.iter().filter(|m| owner != 1 || m.is_none()) {
            let members = membership
                .map(|(write, expires)| Member { person: 1, write, expires })
                .into_iter()
                .collect();
            world.customers.push(Customer { owner, members, ..Customer::default() });
        }
    }
    world.leads.push(Lead { owner: 1, deleted: true });
    world.customers.push(Customer { owner: 1, deleted: true, ..Customer::default() });
    for pool in 0..4 {
        for write in [None, Some(true)] {
            let member = |write| Member { person: 1, write, expires: None };
            let members = write.map(member).into_iter().collect();
            world.customers.push(Customer { owner: 2, pool: Some(pool), members, deleted: false });
        }
    }
    for membership in &memberships {
        let members = membership.map(|(write, expires)| Member { person: 1, write, expires });
        let members = members.into_iter().collect();
        world.customers.push(Customer { owner: 2, pool: Some(4), members, deleted: false });
    }
    for pool in [0, 3] {
        world.customers.push(Customer {
            owner: 1,
            pool: Some(pool),
            members: vec![],
            deleted: true,
        });
    }
    // Contacts of each owner, and of somebody else with each kind of membership, at one customer;
    // one in the bin, one in each pool.
    let home = world.customers.iter().position(|c| c.owner == 3).unwrap_or(0);
    for (n, membership) in memberships.iter().chain([&None; 3]).enumerate() {
        let member = |(write, expires)| Member { person: 1, write, expires };
        let members: Vec<Member> = membership.map(member).into_iter().collect();
        let owner = [2, 0, 1, 3][n.saturating_sub(6)];
        let (customer, deleted) = (home, false);
        world.opportunities.push(Opportunity {
            customer,
            owner,
            members: members.clone(),
            deleted,
        });
        for deciders in [BTreeSet::new(), BTreeSet::from([1])] {
            let (members, deciders) = (members.clone(), deciders);
            world.contracts.push(Contract { customer, owner, members, deciders, deleted });
        }
        world.contacts.push(Contact { customer, owner, members, deleted });
    }
    world.contacts.push(Contact { customer: home, owner: 1, deleted: true, ..<_>::default() });
    let deleted = Contract { customer: home, owner: 1, deleted: true, ..<_>::default() };
    world.contracts.push(deleted);
    // For each contract a plan, and receivables of everybody with the teams and deciders of another.
    let contracts = world.contracts.clone();
    for (contract, Contract { deciders, deleted, .. }) in contracts.iter().enumerate() {
        world.plans.push(Plan { contract, deleted: *deleted });
        if deciders.is_empty() && !deleted {
            for other in contracts.iter().filter(|c| c.owner == contract % 4) {
                let Contract { owner, members, deciders, deleted, .. } = other.clone();
                world.receivables.push(Receivable { contract, owner, members, deciders, deleted });
            }
        }
    }
    // For the first of them an invoice of each kind, and a visit of each person; products.
    for Contract { owner, members, deciders, deleted, .. } in contracts {
        world.invoices.push(Invoice { contract: 0, owner, members, deciders, deleted });
    }
    for owner in 0..=3 {
        world.visits.push(Visit { contract: 0, owner, deleted: false });
    }
    world.visits.push(Visit { contract: 0, owner: 1, deleted: true });
    world.products = [false, false, true].map(|deleted| Product { deleted }).into();
    let deleted = Opportunity { customer: home, owner: 1, deleted: true, ..<_>::default() };
    world.opportunities.push(deleted);
    for customer in 0..world.customers.len() {
        let Customer { pool: Some(pool), deleted: false, .. } = world.customers[customer] else {
            continue;
        };
        let (owner, mut members) = (1 + pool % 2, vec![]);
        if owner != 1 {
            members.push(Member { person: 1, write: customer % 2 == 0, expires: None });
        }
        // Those of customers that an administrator of the pool may delete have none.
        if customer % 2 == 0 {
            let (members, deleted) = (members.clone(), false);
            world.opportunities.push(Opportunity { customer, owner, members, deleted });
        }
        world.contacts.push(Contact { customer, owner, members, deleted: false });
    }
    // Titles: on the customers of person 3 with each kind of membership, on one of each pool.
    for customer in 0..world.customers.len() {
        let Customer { owner, pool, deleted, .. } = world.customers[customer];
        if !deleted && (owner == 3 || pool.is_some()) {
            world.titles.push(Title { customer, deleted: customer % 5 == 0 });
        }
    }
    for lead in 0..world.leads.len() {
        world.follow_ups.push(FollowUp { lead: Some(lead), ..FollowUp::default() });
    }
    for customer in 0..world.customers.len() {
        world.follow_ups.push(FollowUp { customer: Some(customer), ..FollowUp::default() });
    }
    for contact in 0..world.contacts.len() {
        world.follow_ups.push(of_contact(&world, contact));
    }
    for opportunity in 0..world.opportunities.len() {
        world.follow_ups.push(of_opportunity(&world, opportunity));
    }
    for contract in 0..world.contracts.len() {
        world.follow_ups.push(of_contract(&world, contract));
    }
    world
}

/// A follow-up of an opportunity, which is its customer's too.
pub(super) fn of_opportunity(world: &World, opportunity: usize) -> FollowUp {
    let customer = Some(world.opportunities[opportunity].customer);
    FollowUp { customer, opportunity: Some(opportunity), ..FollowUp::default() }
}

/// A follow-up of a contract, which is its customer's too.
pub(super) fn of_contract(world: &World, contract: usize) -> FollowUp {
    let customer = Some(world.contracts[contract].customer);
    FollowUp { customer, contract: Some(contract), ..FollowUp::default() }
}

/// A follow-up of a contact, which is its customer's too.
pub(super) fn of_contact(world: &World, contact: usize) -> FollowUp {
    let customer = Some(world.contacts[contact].customer);
    FollowUp { customer, contact: Some(contact), ..FollowUp::default() }
}

/// A bigger world of a seed.
pub fn random(seed: u64) -> World {
    let mut r = Random::new(seed);
    let mut world = World { now: 60, ..World::default() };
    world.departments.push(None);
    for n in 1..=1 + r.below(5) {
        world.departments.push(Some(r.below(n)));
    }
    let people = 3 + r.below(6);
    let places = world.departments.len();
    world.roles.push(Role { super_admin: true, ..Role::default() });
    for _ in 0..1 + r.below(6) {
        let role = random_role(&mut r, people, places);
        world.roles.push(role);
    }
    world.people.push(Person { roles: BTreeSet::from([0]), ..Person::default() });
    for n in 1..people {
        let roles = (0..r.below(4)).map(|_| 1 + r.below(world.roles.len() - 1)).collect();
        world.people.push(Person {
            department: r.below(places),
            superior: r.percent(70).then(|| r.below(n)),
            disabled: r.percent(15),
            roles,
        });
    }
    for _ in 0..r.below(4) {
        let fields = ["remark", "latitude", "website"].iter().filter(|_| r.percent(25));
        let hidden = fields.map(|f| (*f).to_owned()).collect();
        let keep_team = r.percent(40);
        world.pools.push(Pool {
            admins: (0..r.below(2)).map(|_| r.below(people)).collect(),
            people: BTreeSet::from([0, r.below(people)]),
            departments: (0..r.below(2) + 1).map(|_| r.below(places)).collect(),
            hidden,
            keep_team,
            disabled: false,
        });
    }
    for _ in 0..1 + r.below(12) {
        let lead = Lead { owner: r.below(people), deleted: r.percent(15) };
        world.leads.push(lead);
    }
    for _ in 0..2 + r.below(14) {
        let customer = random_customer(&mut r, people, world.pools.len());
        world.customers.push(customer);
    }
    for _ in 0..r.below(12) {
        let customer = r.below(world.customers.len());
        if !world.customers[customer].deleted {
            world.titles.push(Title { customer, deleted: r.percent(20) });
            let owner = r.below(people);
            let (members, deleted) = (random_team(&mut r, people, owner), r.percent(10));
            world.contacts.push(Contact { customer, owner, members, deleted });
            let owner = r.below(people);
            let (members, deleted) = (random_team(&mut r, people, owner), r.percent(10));
            world.opportunities.push(Opportunity { customer, owner, members, deleted });
            random_documents(&mut world, &mut r, customer);
        }
    }
    world.products =
        (0..1 + r.below(3)).map(|n| Product { deleted: n > 0 && r.percent(20) }).collect();
    // One more pool, where nothing is: it does not work.
    if !world.pools.is_empty() && r.percent(30) {
        let people = BTreeSet::from([0, r.below(people)]);
        let departments = BTreeSet::from([r.below(places)]);
        world.pools.push(Pool { people, departments, disabled: true, ..Pool::default() });
    }
    world.follow_ups.push(FollowUp { lead: Some(0), ..FollowUp::default() });
    for _ in 0..r.below(20) {
        let on_lead = r.percent(40);
        let customer = r.below(world.customers.len());
        if on_lead {
            let lead = Some(r.below(world.leads.len()));
            world.follow_ups.push(FollowUp { lead, ..FollowUp::default() });
        } else if !world.contacts.is_empty() && r.percent(40) {
            let contact = r.below(world.contacts.len());
            world.follow_ups.push(of_contact(&world, contact));
        } else if !world.opportunities.is_empty() && r.percent(40) {
            let opportunity = r.below(world.opportunities.len());
            world.follow_ups.push(of_opportunity(&world, opportunity));
        } else if !world.contracts.is_empty() && r.percent(40) {
            let contract = r.below(world.contracts.len());
            world.follow_ups.push(of_contract(&world, contract));
        } else {
            let customer = Some(customer);
            world.follow_ups.push(FollowUp { customer, ..FollowUp::default() });
        }
    }
    world
}

/// A contract, maybe with a plan and a receivable. Nobody decides about what is in the recycle
/// bin, and money comes for contracts about which nobody has to decide any more.
fn random_documents(world: &mut World, r: &mut Random, customer: usize) {
    let people = world.people.len();
    let owner = r.below(people);
    let (members, deleted) = (random_team(r, people, owner), r.percent(10));
    let deciders = random_deciders(r, people, deleted);
    let (contract, settled) = (world.contracts.len(), deciders.is_empty() && !deleted);
    world.contracts.push(Contract { customer, owner, members, deciders, deleted });
    if r.percent(60) {
        world.plans.push(Plan { contract, deleted });
    }
    if settled && r.percent(60) {
        let owner = r.below(people);
        let (members, deleted) = (random_team(r, people, owner), r.percent(10));
        let deciders = random_deciders(r, people, deleted);
        world.receivables.push(Receivable { contract, owner, members, deciders, deleted });
    }
    if settled && r.percent(60) {
        let owner = r.below(people);
        let (members, deleted) = (random_team(r, people, owner), r.percent(10));
        let deciders = random_deciders(r, people, deleted);
        world.invoices.push(Invoice { contract, owner, members, deciders, deleted });
    }
    if settled && r.percent(40) {
        world.visits.push(Visit { contract, owner: r.below(people), deleted: r.percent(15) });
    }
}

pub(super) fn random_deciders(r: &mut Random, people: usize, deleted: bool) -> BTreeSet<usize> {
    let most = if deleted || r.percent(50) { 1 } else { 3 };
    (0..r.below(most)).map(|_| r.below(people)).collect()
}

pub(super) fn random_role(r: &mut Random, people: usize, places: usize) -> Role {
    let scope = match r.below(7) {
        0 => Scope::Own,
        1 => Scope::Subordinates,
        2 => Scope::Department,
        3 => Scope::Departments,
        4 => Scope::All,
        _ => Scope::Custom(
            (0..r.below(3)).map(|_| r.below(places)).collect(),
            (0..r.below(3)).map(|_| r.below(people)).collect(),
        ),
    };
    let chance = r.pick(&[30, 60, 95]);
    let operations =
        OPERATIONS.iter().filter(|o| r.percent(if o.ends_with(".manage") { 8 } else { chance }));
    let operations = operations.map(|o| (*o).to_owned()).collect();
    let mut fields = BTreeMap::new();
    for (entity, field) in [
        ("customer", "remark"),
        ("customer", "website"),
        ("customer", "last_follow_at"),
        ("lead", "remark"),
        ("lead", "address"),
        ("contact", "remark"),
        ("opportunity", "remark"),
        ("contract", "remark"),
        ("contract", "money"),
        ("invoice", "money"),
        ("visit", "form"),
    ] {
        if r.percent(30) {
            let access = r.pick(&[Access::Hidden, Access::Read, Access::Edit, Access::Deny]);
            fields.insert((entity.to_owned(), field.to_owned()), access);
        }
    }
    Role { super_admin: false, scope, operations, fields }
}

pub(super) fn random_customer(r: &mut Random, people: usize, pools: usize) -> Customer {
    let owner = r.below(people);
    let members = random_team(r, people, owner);
    let pool = (pools > 0 && r.percent(25)).then(|| r.below(pools.max(1)));
    Customer { owner, pool, members, deleted: r.percent(10) }
}

pub(super) fn random_team(r: &mut Random, people: usize, owner: usize) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for _ in 0..r.below(4) {
        let person = r.below(people);
        if person != owner && members.iter().all(|m| m.person != person) {
            let expires = r.percent(50).then(|| r.pick(&[1, 59, 60, 61, 90]));
            members.push(Member { person, write: r.percent(50), expires });
        }
    }
    members
}
