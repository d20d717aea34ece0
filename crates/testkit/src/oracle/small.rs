//! Small worlds, all of one size, so that one can be made of another.

use super::worlds::{
    of_contact, of_contract, of_opportunity, random_customer, random_deciders, random_role,
    random_team,
};
use super::{
    Approval, Contact, Contract, Customer, FollowUp, Invoice, Lead, Opportunity, Person, Plan,
    Pool, Product, Receivable, Record, Role, Title, Turn, Visit, World,
};
use crate::random::Random;
use std::collections::BTreeSet;

/// People, departments and customers of a small world.
const PEOPLE: usize = 5;
const PLACES: usize = 4;
const CUSTOMERS: usize = 6;

/// A world of a small company: always as many people, departments, roles, pools and records, so
/// that one can be made of another; everything between them by chance.
pub fn small(r: &mut Random) -> World {
    let mut world = World { now: 60, ..World::default() };
    world.departments = tree(r, PLACES).into_iter().map(|above| above.or(Some(0))).collect();
    world.departments[0] = None;
    world.roles = vec![Role { super_admin: true, ..Role::default() }];
    world.roles.extend((1..4).map(|_| random_role(r, PEOPLE, PLACES)));
    world.people = vec![Person { roles: BTreeSet::from([0]), ..Person::default() }];
    for superior in tree(r, PEOPLE).into_iter().skip(1) {
        world.people.push(Person {
            department: r.below(PLACES),
            superior,
            disabled: r.percent(8),
            roles: (0..r.below(4)).map(|_| 1 + r.below(3)).collect(),
        });
    }
    world.pools = (0..2).map(|_| small_pool(r)).collect();
    world.leads = vec![Lead::default(); 3];
    world.customers = vec![Customer::default(); CUSTOMERS];
    world.contacts = vec![Contact::default(); 4];
    world.opportunities = vec![Opportunity::default(); 4];
    world.contracts = vec![Contract::default(); 4];
    world.plans = (0..3).map(|contract| Plan { contract, deleted: false }).collect();
    world.receivables =
        (0..4).map(|n| Receivable { contract: n % 3, ..Receivable::default() }).collect();
    world.invoices = (0..4).map(|n| Invoice { contract: n % 3, ..Invoice::default() }).collect();
    world.visits = (0..3).map(|contract| Visit { contract, ..Visit::default() }).collect();
    world.products = vec![Product::default(); 2];
    world.titles = vec![Title::default(); 3];
    world.follow_ups = vec![FollowUp::default(); 7];
    (0..3).for_each(|n| redraw(&mut world, r, Record::Lead(n)));
    (0..CUSTOMERS).for_each(|n| redraw(&mut world, r, Record::Customer(n)));
    (0..4).for_each(|n| redraw(&mut world, r, Record::Contact(n)));
    (0..4).for_each(|n| redraw(&mut world, r, Record::Opportunity(n)));
    (0..4).for_each(|n| redraw(&mut world, r, Record::Contract(n)));
    (0..3).for_each(|n| redraw(&mut world, r, Record::Plan(n)));
    (0..4).for_each(|n| redraw(&mut world, r, Record::Receivable(n)));
    (0..4).for_each(|n| redraw(&mut world, r, Record::Invoice(n)));
    (0..3).for_each(|n| redraw(&mut world, r, Record::Visit(n)));
    redraw(&mut world, r, Record::Product(1));
    (0..3).for_each(|n| redraw(&mut world, r, Record::Title(n)));
    (0..7).for_each(|n| redraw(&mut world, r, Record::FollowUp(n)));
    world
}

/// A small world that differs from another in one or two records, a pool's people, or the time.
pub fn vary(world: &World, r: &mut Random) -> World {
    let mut other = world.clone();
    for _ in 0..1 + r.below(2) {
        let record = match r.below(38) {
            0 => {
                other.now = r.pick(&[0, 1, 59, 60, 61, 89, 90]);
                continue;
            }
            1 => {
                let n = r.below(other.pools.len());
                let disabled = other.pools[n].disabled;
                other.pools[n] = Pool { disabled, ..small_pool(r) };
                continue;
            }
            2..5 => Record::Lead(r.below(3)),
            5..12 => Record::Customer(r.below(CUSTOMERS)),
            12..16 => Record::Contact(r.below(4)),
            16..18 => Record::Title(r.below(3)),
            18..22 => Record::Opportunity(r.below(4)),
            22..26 => Record::Contract(r.below(4)),
            26..28 => Record::Plan(r.below(3)),
            28..31 => Record::Receivable(r.below(4)),
            31..34 => Record::Invoice(r.below(4)),
            34..36 => Record::Visit(r.below(3)),
            36 => Record::Product(1),
            _ => Record::FollowUp(r.below(7)),
        };
        redraw(&mut other, r, record);
    }
    other
}

fn small_pool(r: &mut Random) -> Pool {
    let fields = ["remark", "latitude", "website"].iter().filter(|_| r.percent(25));
    Pool {
        hidden: fields.map(|f| (*f).to_owned()).collect(),
        admins: (0..r.below(2)).map(|_| 1 + r.below(PEOPLE - 1)).collect(),
        people: (0..r.below(3)).map(|_| 1 + r.below(PEOPLE - 1)).collect(),
        departments: (0..r.below(2)).map(|_| r.below(PLACES)).collect(),
        keep_team: r.percent(40),
        disabled: r.percent(10),
    }
}

/// Whose a record of a small world is, where it lies, and who else sees it, anew by chance.
fn redraw(world: &mut World, r: &mut Random, record: Record) {
    match record {
        Record::Lead(n) => {
            world.leads[n] = Lead { owner: r.below(PEOPLE), deleted: r.percent(15) };
        }
        Record::Customer(n) => {
            let working: Vec<usize> = (0..2).filter(|p| !world.pools[*p].disabled).collect();
            let mut customer = random_customer(r, PEOPLE, working.len());
            customer.pool = customer.pool.map(|n| working[n]);
            // What belongs to a customer goes into the recycle bin before it.
            let its = world.contacts.iter_mut().filter(|c| c.customer == n);
            its.for_each(|c| c.deleted |= customer.deleted);
            let its = world.opportunities.iter_mut().filter(|o| o.customer == n);
            its.for_each(|o| o.deleted |= customer.deleted);
            for (n, contract) in
                world.contracts.iter_mut().enumerate().filter(|(_, c)| c.customer == n)
            {
                contract.deleted |= customer.deleted;
                let gone = contract.deleted;
                world.plans.iter_mut().filter(|p| p.contract == n).for_each(|p| p.deleted |= gone);
            }
            let its = world.titles.iter_mut().filter(|t| t.customer == n);
            its.for_each(|t| t.deleted |= customer.deleted);
            world.customers[n] = customer;
        }
        Record::Contact(n) => {
            let (customer, owner) = (r.below(CUSTOMERS), r.below(PEOPLE));
            let (members, bin) = (random_team(r, PEOPLE, owner), r.percent(10));
            let deleted = bin || world.customers[customer].deleted;
            world.contacts[n] = Contact { customer, owner, members, deleted };
            for follow_up in world.follow_ups.iter_mut().filter(|f| f.contact == Some(n)) {
                follow_up.customer = Some(customer);
            }
        }
        Record::Opportunity(n) => {
            let (customer, owner) = (r.below(CUSTOMERS), r.below(PEOPLE));
            let (members, bin) = (random_team(r, PEOPLE, owner), r.percent(10));
            let deleted = bin || world.customers[customer].deleted;
            world.opportunities[n] = Opportunity { customer, owner, members, deleted };
            for follow_up in world.follow_ups.iter_mut().filter(|f| f.opportunity == Some(n)) {
                follow_up.customer = Some(customer);
            }
        }
        Record::Contract(n) => {
            let owner = r.below(PEOPLE);
            let (members, bin) = (random_team(r, PEOPLE, owner), r.percent(10));
            // Customers change hands; a contract stays with its customer.
            let customer = n;
            let deleted = bin || world.customers[customer].deleted;
            let deciders = decides(world, r, record);
            world.plans.iter_mut().filter(|p| p.contract == n).for_each(|p| p.deleted |= deleted);
            world.contracts[n] = Contract { customer, owner, members, deciders, deleted };
        }
        Record::Plan(n) => {
            let contract = &world.contracts[world.plans[n].contract];
            world.plans[n].deleted = contract.deleted || r.percent(10);
        }
        Record::Receivable(n) => {
            let owner = r.below(PEOPLE);
            let (members, deleted) = (random_team(r, PEOPLE, owner), r.percent(10));
            let deciders = decides(world, r, record);
            let contract = world.receivables[n].contract;
            world.receivables[n] = Receivable { contract, owner, members, deciders, deleted };
        }
        Record::Invoice(n) => {
            let owner = r.below(PEOPLE);
            let (members, deleted) = (random_team(r, PEOPLE, owner), r.percent(10));
            let deciders = decides(world, r, record);
            let contract = world.invoices[n].contract;
            world.invoices[n] = Invoice { contract, owner, members, deciders, deleted };
        }
        Record::Visit(n) => {
            let contract = world.visits[n].contract;
            world.visits[n] = Visit { contract, owner: r.below(PEOPLE), deleted: r.percent(15) };
        }
        Record::Product(n) => world.products[n] = Product { deleted: r.percent(40) },
        Record::Title(n) => {
            let (customer, bin) = (r.below(CUSTOMERS), r.percent(15));
            let deleted = bin || world.customers[customer].deleted;
            world.titles[n] = Title { customer, deleted };
        }
        Record::FollowUp(n) => {
            let follow_up = match r.below(5) {
                0 => FollowUp { lead: Some(r.below(3)), ..FollowUp::default() },
                1 => of_contact(world, r.below(4)),
                2 => of_opportunity(world, r.below(4)),
                3 => of_contract(world, r.below(world.contracts.len())),
                _ => FollowUp { customer: Some(r.below(CUSTOMERS)), ..FollowUp::default() },
            };
            world.follow_ups[n] = FollowUp { author: r.below(PEOPLE), ..follow_up };
        }
        Record::Part(..)
        | Record::Approval(..)
        | Record::Pool(_)
        | Record::Pooled(..)
        | Record::PooledContact(..)
        | Record::PooledFollowUp(..)
        | Record::PooledTitle(..) => {}
    }
}

/// Whoever submitted a document, some have to decide about it, and others wait or did.
fn decides(world: &mut World, r: &mut Random, document: Record) -> BTreeSet<usize> {
    let deciders = random_deciders(r, PEOPLE, false);
    let others = if deciders.is_empty() { &[Turn::Over][..] } else { &[Turn::Waiting, Turn::Over] };
    let turn = |r: &mut Random, n| if deciders.contains(&n) { Turn::Now } else { r.pick(others) };
    let parts: Vec<_> = (0..PEOPLE).map(|n| (n, turn(r, n))).collect();
    world.approvals.insert(document, Approval::of(r.below(PEOPLE), parts));
    deciders
}

/// What stands above each of several: nothing, the first one, or another, never in a circle.
fn tree(r: &mut Random, of: usize) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (1..of).collect();
    order.rotate_left(r.below(of - 1));
    let mut above = vec![None; of];
    for (n, at) in order.iter().enumerate() {
        above[*at] = match r.below(n + 2) {
            0 => None,
            1 => Some(0),
            earlier => Some(order[earlier - 2]),
        };
    }
    above
}
