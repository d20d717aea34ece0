//! The rules, sentence by sentence.

use super::{Access, Action, Customer, Member, Record, Scope, Verdict, World};
use std::collections::BTreeSet;

/// Whether somebody may do something to a record.
pub fn may(world: &World, actor: usize, action: Action, record: Record) -> Verdict {
    if world.people[actor].disabled {
        return Verdict::Disabled;
    }
    if let Some(pool) = pool_of(record) {
        return in_pool(world, actor, action, pool, record);
    }
    if let (Action::Read, Record::Approval(..)) = (action, record) {
        // Who sees a document sees who decides about it.
        return if sees(world, actor, record) { Verdict::Yes } else { Verdict::NotFound };
    }
    let Some(operation) = operation(action, record) else { return Verdict::Forbidden };
    // To read what somebody else decides about, one may be that somebody.
    let asks = action == Action::Read && decided(world, record).is_some();
    if !has(world, actor, &operation) && !asks {
        return Verdict::Forbidden;
    }
    if let (Action::AddTitle, Record::Customer(_)) = (action, record) {
        return may(world, actor, Action::Edit, record);
    }
    if !sees(world, actor, record) {
        // What he sees in a pool he is told to claim first.
        let pooled = action != Action::Read && through_pool(world, actor, record);
        return if pooled { Verdict::Pooled } else { Verdict::NotFound };
    }
    if let Record::Title(title) = record {
        // A title is part of its customer.
        let customer = Record::Customer(world.titles[title].customer);
        return if action == Action::Read {
            Verdict::Yes
        } else {
            may(world, actor, Action::Edit, customer)
        };
    }
    if let (Action::Edit, Record::Plan(plan)) = (action, record) {
        // A plan is changed by who works on its contract.
        let contract = held(world, Record::Contract(world.plans[plan].contract));
        let works = contract.is_some_and(|c| {
            owns(world, actor, &operation, c.owner) || member(world, actor, c.members, true)
        });
        return if works { Verdict::Yes } else { Verdict::ForbiddenRow };
    }
    let allowed = match (action, record) {
        (Action::Read | Action::Follow, _) | (_, Record::Product(_)) => true,
        (_, Record::Visit(visit)) => owns(world, actor, &operation, world.visits[visit].owner),
        (_, Record::Lead(lead)) => owns(world, actor, &operation, world.leads[lead].owner),
        (_, Record::Customer(customer)) => {
            let customer = &world.customers[customer];
            let writes = action == Action::Edit;
            customer.pool.is_none() && owns(world, actor, &operation, customer.owner)
                || writes && teamed(customer) && member(world, actor, &customer.members, true)
        }
        (_, Record::Contact(contact)) => {
            let contact = &world.contacts[contact];
            let writes = action == Action::Edit;
            let customer = &world.customers[contact.customer];
            customer.pool.is_none() && owns(world, actor, &operation, contact.owner)
                || writes && teamed(customer) && member(world, actor, &contact.members, true)
        }
        (_, Record::FollowUp(follow_up)) => {
            // What a customer shows is not changed by somebody from whom it has gone on.
            let gone = world.follow_ups[follow_up].customer.filter(|c| !opened(world, actor, *c));
            if gone.is_some_and(|c| through_pool(world, actor, Record::Customer(c))) {
                return Verdict::Pooled;
            }
            gone.is_none() && corrects(world, actor, follow_up)
        }
        _ => held(world, record).is_some_and(|held| {
            owns(world, actor, &operation, held.owner)
                || action == Action::Edit && member(world, actor, held.members, true)
        }),
    };
    match (allowed, action) {
        (false, _) => Verdict::ForbiddenRow,
        // Who lets others in edits the record himself.
        (true, Action::Team) => may(world, actor, Action::Edit, record),
        (true, _) => Verdict::Yes,
    }
}

/// A follow-up is corrected by its author and by who may edit the record on which it stands.
fn corrects(world: &World, actor: usize, follow_up: usize) -> bool {
    let follow_up = &world.follow_ups[follow_up];
    let edits = |record| may(world, actor, Action::Edit, record) == Verdict::Yes;
    follow_up.author == actor
        || follow_up.lead.is_some_and(|l| edits(Record::Lead(l)))
        || follow_up.customer.is_some_and(|c| edits(Record::Customer(c)))
        || follow_up.contact.is_some_and(|c| edits(Record::Contact(c)))
        || follow_up.opportunity.is_some_and(|o| edits(Record::Opportunity(o)))
        || follow_up.contract.is_some_and(|c| edits(Record::Contract(c)))
}

/// The operation that an action needs.
fn operation(action: Action, record: Record) -> Option<String> {
    if let (Record::Title(_), true) = (record, action != Action::Read) {
        return Some("invoice_title.edit".to_owned());
    }
    let entity = match record {
        Record::Lead(_) => "lead",
        Record::Customer(_) => "customer",
        Record::Contact(_) => "contact",
        Record::Opportunity(_) => "opportunity",
        Record::Contract(_) => "contract",
        Record::Plan(_) => "receivable_plan",
        Record::Receivable(_) => "receivable",
        Record::Invoice(_) => "invoice",
        Record::Visit(_) => "visit",
        Record::Product(_) => "product",
        Record::FollowUp(_) => "follow_up",
        Record::Title(_) => "invoice_title",
        // A part is read and changed with the whole.
        Record::Part(whole, n) => return operation(action, whole.record(n)),
        _ => return None,
    };
    let verb = match action {
        Action::Read => "read",
        Action::Edit => "edit",
        Action::Delete => "delete",
        Action::Transfer => "transfer",
        Action::Team => "team",
        Action::Release => "release",
        Action::Convert => "convert",
        Action::Follow => return Some("follow_up.create".to_owned()),
        Action::AddTitle => return Some("invoice_title.edit".to_owned()),
        Action::Claim | Action::Assign | Action::DeletePooled => return None,
        Action::Near | Action::FindDuplicates => return None,
    };
    Some(format!("{entity}.{verb}"))
}

/// The pool that a record is, or through which it is looked at.
fn pool_of(record: Record) -> Option<usize> {
    match record {
        Record::Pool(pool)
        | Record::Pooled(pool, _)
        | Record::PooledContact(pool, _)
        | Record::PooledFollowUp(pool, _)
        | Record::PooledTitle(pool, _) => Some(pool),
        _ => None,
    }
}

/// A pool is open to its members and to who manages pools, and with it its customers; what belongs
/// to them, to those of them who may read such records.
fn in_pool(world: &World, actor: usize, action: Action, pool: usize, record: Record) -> Verdict {
    let lies = |customer: usize| world.customers[customer].pool == Some(pool);
    let (inside, reading) = match record {
        Record::Pooled(_, n) => (lies(n) && !world.customers[n].deleted, None),
        Record::PooledContact(_, n) => {
            let contact = &world.contacts[n];
            (lies(contact.customer) && !contact.deleted, Some("contact.read"))
        }
        Record::PooledFollowUp(_, n) => {
            let customer = world.follow_ups[n].customer;
            let inside = customer.is_some_and(|c| lies(c) && !world.customers[c].deleted);
            (inside, Some("follow_up.read"))
        }
        Record::PooledTitle(_, n) => {
            let title = &world.titles[n];
            let customer = &world.customers[title.customer];
            let inside = lies(title.customer) && !customer.deleted && !title.deleted;
            (inside, Some("invoice_title.read"))
        }
        _ => (true, None),
    };
    if !listed(world, actor, pool) && !has(world, actor, "pool.manage") {
        return Verdict::NotFound;
    }
    if reading.is_some_and(|operation| !has(world, actor, operation)) {
        return Verdict::Forbidden;
    }
    match action {
        Action::Claim if !listed(world, actor, pool) => Verdict::NoMember,
        Action::Assign | Action::DeletePooled if !administers(world, actor, pool) => {
            Verdict::NoAdmin
        }
        Action::Read | Action::Claim | Action::Assign | Action::DeletePooled if inside => {
            Verdict::Yes
        }
        Action::Read | Action::Claim | Action::Assign | Action::DeletePooled => Verdict::NotFound,
        _ => Verdict::Forbidden,
    }
}

/// Whether somebody belongs to a pool: its administrators, its members, the people of its member
/// departments.
fn listed(world: &World, actor: usize, pool: usize) -> bool {
    let department = world.people[actor].department;
    let pool = &world.pools[pool];
    actor == 0
        || pool.admins.contains(&actor)
        || pool.people.contains(&actor)
        || pool.departments.contains(&department)
}

/// Whether somebody sees a record through the pool in which it lies.
pub fn through_pool(world: &World, actor: usize, record: Record) -> bool {
    let pool = |customer: usize| world.customers[customer].pool;
    let there = match record {
        Record::Customer(n) => pool(n).map(|p| Record::Pooled(p, n)),
        Record::Contact(n) => pool(world.contacts[n].customer).map(|p| Record::PooledContact(p, n)),
        Record::FollowUp(n) => {
            let customer = world.follow_ups[n].customer;
            customer.and_then(pool).map(|p| Record::PooledFollowUp(p, n))
        }
        Record::Title(n) => pool(world.titles[n].customer).map(|p| Record::PooledTitle(p, n)),
        _ => None,
    };
    there.is_some_and(|there| may(world, actor, Action::Read, there) == Verdict::Yes)
}

/// Whether somebody administers a pool.
pub fn administers(world: &World, actor: usize, pool: usize) -> bool {
    actor == 0 || world.pools[pool].admins.contains(&actor) || has(world, actor, "pool.manage")
}

/// Whether somebody sees a record, if he may read such records at all.
pub fn sees(world: &World, actor: usize, record: Record) -> bool {
    match record {
        Record::Lead(lead) => {
            let lead = &world.leads[lead];
            has(world, actor, "lead.read")
                && !lead.deleted
                && owns(world, actor, "lead.read", lead.owner)
        }
        Record::Customer(customer) => {
            !world.customers[customer].deleted && opened(world, actor, customer)
        }
        Record::Contact(contact) => {
            let contact = &world.contacts[contact];
            let customer = &world.customers[contact.customer];
            let opened = customer.pool.is_none()
                && owns(world, actor, "contact.read", contact.owner)
                || teamed(customer) && member(world, actor, &contact.members, false);
            has(world, actor, "contact.read") && !contact.deleted && opened
        }
        Record::Part(whole, n) | Record::Approval(whole, n) => sees(world, actor, whole.record(n)),
        Record::Product(product) => {
            has(world, actor, "product.read") && !world.products[product].deleted
        }
        Record::Visit(visit) => {
            let visit = &world.visits[visit];
            has(world, actor, "visit.read")
                && !visit.deleted
                && owns(world, actor, "visit.read", visit.owner)
        }
        Record::Plan(plan) => {
            let plan = &world.plans[plan];
            has(world, actor, "receivable_plan.read")
                && !plan.deleted
                && sees(world, actor, Record::Contract(plan.contract))
        }
        Record::Opportunity(_)
        | Record::Contract(_)
        | Record::Receivable(_)
        | Record::Invoice(_) => {
            let read = operation(Action::Read, record).unwrap_or_default();
            let decides = decided(world, record).is_some_and(|d| d.contains(&actor));
            held(world, record).is_some_and(|held| {
                let mine = owns(world, actor, &read, held.owner)
                    || member(world, actor, held.members, false);
                !held.deleted && (has(world, actor, &read) && mine || decides)
            })
        }
        Record::FollowUp(follow_up) => {
            let follow_up = &world.follow_ups[follow_up];
            let on = [
                follow_up.lead.map(Record::Lead),
                follow_up.customer.map(Record::Customer),
                follow_up.contact.map(Record::Contact),
                follow_up.opportunity.map(Record::Opportunity),
                follow_up.contract.map(Record::Contract),
            ];
            let reads = has(world, actor, "follow_up.read");
            reads && on.into_iter().flatten().any(|record| sees(world, actor, record))
        }
        Record::Title(title) => {
            let title = &world.titles[title];
            has(world, actor, "invoice_title.read")
                && !title.deleted
                && sees(world, actor, Record::Customer(title.customer))
        }
        _ => may(world, actor, Action::Read, record) == Verdict::Yes,
    }
}

/// What decides who sees a record that has an owner and a team and goes into no pool.
struct Held<'a> {
    owner: usize,
    members: &'a [Member],
    deleted: bool,
}

fn held(world: &World, record: Record) -> Option<Held<'_>> {
    let (owner, members, deleted) = match record {
        Record::Opportunity(n) => {
            let opportunity = &world.opportunities[n];
            (opportunity.owner, &opportunity.members, opportunity.deleted)
        }
        Record::Contract(n) => {
            let contract = &world.contracts[n];
            (contract.owner, &contract.members, contract.deleted)
        }
        Record::Receivable(n) => {
            let receivable = &world.receivables[n];
            (receivable.owner, &receivable.members, receivable.deleted)
        }
        Record::Invoice(n) => {
            let invoice = &world.invoices[n];
            (invoice.owner, &invoice.members, invoice.deleted)
        }
        _ => return None,
    };
    Some(Held { owner, members, deleted })
}

/// Whose a record is that has an owner and a team and goes into no pool.
pub(super) fn owner(world: &World, record: Record) -> Option<usize> {
    held(world, record).map(|held| held.owner)
}

/// Who has to decide about a record, or about what it belongs to, and sees it for that; nothing
/// for a record of which nobody decides.
pub(super) fn decided(world: &World, record: Record) -> Option<&BTreeSet<usize>> {
    match record {
        Record::Contract(n) => Some(&world.contracts[n].deciders),
        Record::Receivable(n) => Some(&world.receivables[n].deciders),
        Record::Invoice(n) => Some(&world.invoices[n].deciders),
        Record::Part(whole, n) => decided(world, whole.record(n)),
        _ => None,
    }
}

/// Whether somebody may ask for the list of an entity: who may read such records, and everybody
/// where he might have to decide.
pub fn asks(world: &World, actor: usize, entity: &str) -> bool {
    let whole = match entity {
        "allocation" => "receivable",
        "stage_change" | "opportunity_contact" | "opportunity_competitor" => "opportunity",
        "product_price" | "product_file" => "product",
        // Who sees no document is shown no approval, and not told why.
        _ if entity.starts_with("approval") => return true,
        _ => ["_line", "_member", "_signer"]
            .iter()
            .find_map(|end| entity.strip_suffix(end))
            .unwrap_or(entity),
    };
    ["contract", "receivable", "invoice"].contains(&whole)
        || has(world, actor, &format!("{whole}.read"))
}

/// Who is shown to be in the team of a record: its members, and who has to decide about it.
pub fn team(world: &World, record: Record) -> BTreeSet<usize> {
    let Some(held) = held(world, record) else { return BTreeSet::new() };
    let deciders = decided(world, record).into_iter().flatten().copied();
    let members = held.members.iter().map(|m| m.person);
    members.chain(deciders).collect()
}

/// Whether somebody sees a customer, in the recycle bin or out of it.
fn opened(world: &World, actor: usize, customer: usize) -> bool {
    let customer = &world.customers[customer];
    let opened = customer.pool.is_none() && owns(world, actor, "customer.read", customer.owner)
        || teamed(customer) && member(world, actor, &customer.members, false);
    has(world, actor, "customer.read") && opened
}

/// Whether the teams of a customer and its contacts open them: not in a pool, even where it keeps
/// them.
fn teamed(customer: &Customer) -> bool {
    customer.pool.is_none()
}

/// Whether one of his roles permits an operation.
pub fn has(world: &World, actor: usize, operation: &str) -> bool {
    permitting(world, actor, operation).next().is_some()
}

fn permitting<'a>(
    world: &'a World,
    actor: usize,
    operation: &'a str,
) -> impl Iterator<Item = &'a super::Role> {
    let roles = world.people[actor].roles.iter().map(|r| &world.roles[*r]);
    roles.filter(move |r| r.super_admin || r.operations.contains(operation))
}

/// Whether an owner lies in the scope of any role that permits the operation.
fn owns(world: &World, actor: usize, operation: &str, owner: usize) -> bool {
    let me = &world.people[actor];
    let his = world.people[owner].department;
    permitting(world, actor, operation).any(|role| {
        role.super_admin
            || match &role.scope {
                Scope::Own => owner == actor,
                Scope::Subordinates => owner == actor || above(world, owner).contains(&actor),
                Scope::Department => his == me.department,
                Scope::Departments => {
                    his == me.department || parents(world, his).contains(&me.department)
                }
                Scope::All => true,
                Scope::Custom(departments, people) => {
                    owner == actor || departments.contains(&his) || people.contains(&owner)
                }
            }
    })
}

/// Everybody above somebody.
fn above(world: &World, person: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut next = world.people[person].superior;
    while let Some(superior) = next.filter(|s| found.insert(*s)) {
        next = world.people[superior].superior;
    }
    found
}

/// Every department above one.
fn parents(world: &World, department: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut next = world.departments[department];
    while let Some(parent) = next.filter(|p| found.insert(*p)) {
        next = world.departments[parent];
    }
    found
}

/// Whether somebody is in a team now.
fn member(world: &World, actor: usize, team: &[Member], writing: bool) -> bool {
    team.iter().any(|m| {
        m.person == actor && (m.write || !writing) && m.expires.is_none_or(|end| world.now < end)
    })
}

/// What somebody may do with a field: the most generous of his roles, a denial wins.
pub fn field(world: &World, actor: usize, entity: &str, name: &str) -> Access {
    let key = (entity.to_owned(), name.to_owned());
    let mut best = None;
    for role in &world.people[actor].roles {
        let role = &world.roles[*role];
        if role.super_admin {
            return Access::Edit;
        }
        let says = role.fields.get(&key).copied().unwrap_or(Access::Edit);
        best = best.max(Some(says));
    }
    // Deny is the greatest, so that it wins here too.
    best.unwrap_or(Access::Edit)
}

/// What somebody may do with a field of the customers of a pool: what the pool hides is hidden,
/// except from its administrators.
pub fn pool_field(world: &World, actor: usize, pool: usize, name: &str) -> Access {
    if world.pools[pool].hidden.contains(name) && !administers(world, actor, pool) {
        return Access::Hidden;
    }
    field(world, actor, "customer", name)
}

/// Whether a right to a field lets it be read.
pub fn reads(access: Access) -> bool {
    matches!(access, Access::Read | Access::Edit)
}

/// Whether somebody sees a customer at all, in the open or through its pool, and there these
/// fields.
fn reaches(world: &World, actor: usize, customer: usize, fields: &[&str]) -> bool {
    let open = sees(world, actor, Record::Customer(customer))
        && fields.iter().all(|f| reads(field(world, actor, "customer", f)));
    open || world.customers[customer].pool.is_some_and(|pool| {
        may(world, actor, Action::Read, Record::Pooled(pool, customer)) == Verdict::Yes
            && fields.iter().all(|f| reads(pool_field(world, actor, pool, f)))
    })
}

/// Which customers somebody finds, of those that would answer: on a map, or when he looks whether
/// one is known already.
pub fn finds(world: &World, actor: usize, action: Action, customer: usize) -> Verdict {
    let may_ask = match action {
        Action::Near => has(world, actor, "customer.nearby") && has(world, actor, "customer.read"),
        _ => has(world, actor, "customer.create") || has(world, actor, "lead.create"),
    };
    let fields: &[&str] = if action == Action::Near { &["latitude"] } else { &["name"] };
    match (may_ask, reaches(world, actor, customer, fields)) {
        (false, _) => Verdict::Forbidden,
        (true, true) => Verdict::Yes,
        (true, false) => Verdict::NotFound,
    }
}

/// Whether a record that was to be seen to today, and was not, is on somebody's list: his own,
/// if he may read such records.
pub fn waits(world: &World, actor: usize, record: Record) -> bool {
    let (owner, entity) = match record {
        Record::Customer(n) if world.customers[n].pool.is_none() => {
            (world.customers[n].owner, "customer")
        }
        Record::Lead(n) => (world.leads[n].owner, "lead"),
        Record::Opportunity(n) => (world.opportunities[n].owner, "opportunity"),
        _ => return false,
    };
    let seen_to = |f: &super::FollowUp| match record {
        Record::Customer(n) => f.customer == Some(n),
        Record::Lead(n) => f.lead == Some(n),
        Record::Opportunity(n) => f.opportunity == Some(n),
        _ => false,
    };
    owner == actor
        && sees(world, actor, record)
        && ["next_contact_at", "last_follow_at", "followed"]
            .iter()
            .all(|f| reads(field(world, actor, entity, f)))
        && !world.follow_ups.iter().any(seen_to)
}
