//! Makes a world in the product another one of the same size, by writing its rows directly in one
//! transaction: a world then costs less than a millisecond instead of a hundred commands, and a
//! run of the tests can afford 100 000 of them.
//!
//! What derives from the rows (counters, search text, unique names, the epoch) is kept as the
//! write path keeps it, or the product's own check of the file would find it.

use super::load::{access, membership, start};
use super::{
    Approval, Contact, Contract, Customer, FollowUp, Invoice, Loaded, Member, Opportunity, Person,
    Plan, Pool, Receivable, Record, Role, Scope, Title, Turn, Visit, World,
};
use chrono::TimeDelta;
use crmkit_core::model::Timestamp;
use crmkit_core::model::entity::system;
use crmkit_core::model::{Choice, Entity, EntityMeta, Raw, TypedId, Value};
use crmkit_core::org::{
    Department, Employee, EmployeeId, EmployeeRole, RoleField, RoleRight, RoleTarget,
};
use crmkit_core::query::Bound;
use crmkit_core::query::search::SearchText;
use crmkit_core::sales::approval::{
    Approval as ApprovalRow, ApprovalState, ApprovalTask, TaskState,
};
use crmkit_core::sales::contact::{Contact as ContactRow, ContactMember};
use crmkit_core::sales::contract::{Contract as ContractRow, ContractMember};
use crmkit_core::sales::customer::{Customer as CustomerRow, CustomerMember, TeamAccess};
use crmkit_core::sales::follow_up::FollowUp as FollowUpRow;
use crmkit_core::sales::invoice::{Invoice as InvoiceRow, InvoiceMember};
use crmkit_core::sales::invoice_title::InvoiceTitle;
use crmkit_core::sales::lead::Lead as LeadRow;
use crmkit_core::sales::opportunity::{Opportunity as OpportunityRow, OpportunityMember};
use crmkit_core::sales::pool::{Pool as PoolRow, PoolHiddenField, PoolMember};
use crmkit_core::sales::product::Product;
use crmkit_core::sales::receivable::{
    Receivable as ReceivableRow, ReceivableMember, ReceivablePlan,
};
use crmkit_core::sales::visit::Visit as VisitRow;
use crmkit_core::session::write::unique_key;
use crmkit_core::store::{State, Writer, write};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Loaded {
    /// Makes the world `old`, which the product holds, the world `new` of as many people,
    /// departments, roles, pools and records.
    pub fn rewrite(&mut self, old: &World, new: &World) {
        let store = self.crm.store().clone();
        self.rewritten += 1;
        write(&*store, None, |writer| {
            Pen { writer, loaded: self, links: self.rewritten << 32 }.world(old, new);
            let organisation = |world: &World| {
                let World { departments, people, roles, .. } = world;
                (departments.clone(), people.clone(), roles.clone())
            };
            if organisation(old) != organisation(new) {
                writer.set_state(State::Epoch, writer.state(State::Epoch)? + 1)?;
            }
            Ok(())
        })
        .unwrap();
        self.clock.set(start() + TimeDelta::minutes(new.now));
    }
}

struct Pen<'a> {
    writer: &'a dyn Writer,
    loaded: &'a Loaded,
    /// The number of the last link.
    links: u64,
}

/// Every entry that differs, with its number.
fn changes<'a, T: PartialEq>(
    old: &'a [T],
    new: &'a [T],
) -> impl Iterator<Item = (usize, &'a T, &'a T)> {
    assert_eq!(old.len(), new.len(), "worlds of one size");
    let both = old.iter().zip(new).enumerate();
    both.filter(|(_, (old, new))| old != new).map(|(n, (old, new))| (n, old, new))
}

fn id<I: TypedId>(id: I) -> Raw<'static> {
    Raw::Id(id.uuid())
}

fn maybe<I: TypedId>(id: Option<I>) -> Raw<'static> {
    id.map_or(Raw::Null, |id| Raw::Id(id.uuid()))
}

fn text(text: &'static str) -> Raw<'static> {
    Raw::Text(text.into())
}

impl Pen<'_> {
    fn world(&mut self, old: &World, new: &World) {
        let Loaded { departments, people, .. } = self.loaded;
        for (n, _, parent) in changes(&old.departments, &new.departments) {
            let parent = maybe(parent.map(|p| departments[p]));
            self.set(Department::META, departments[n].uuid(), &[("parent_id", parent)]);
        }
        for (n, old, new) in changes(&old.people, &new.people) {
            self.person(n, old, new);
        }
        for (n, old, new) in changes(&old.roles, &new.roles) {
            self.role(n, old, new);
        }
        for (n, old, new) in changes(&old.pools, &new.pools) {
            self.pool(n, old, new);
        }
        for (n, old, new) in changes(&old.leads, &new.leads) {
            let lead = self.loaded.leads[n].uuid();
            let (was, is) = (Some(old.owner), Some(new.owner));
            self.owned(LeadRow::META, (was, old.deleted), (is, new.deleted));
            self.bin(LeadRow::META, lead, old.deleted, new.deleted, &format!("线索{n:03}"));
            self.set(LeadRow::META, lead, &[("owner_id", id(people[new.owner]))]);
        }
        for (n, old, new) in changes(&old.customers, &new.customers) {
            self.customer(n, old, new);
        }
        let pooled = |world: &World, n: usize| world.customers[world.contacts[n].customer].pool;
        for n in 0..new.contacts.len() {
            let (was, is) = (&old.contacts[n], &new.contacts[n]);
            let pools = (pooled(old, n), pooled(new, n));
            if was != is || pools.0 != pools.1 {
                self.contact(n, was, is, pools);
            }
        }
        for (n, old, new) in changes(&old.opportunities, &new.opportunities) {
            self.opportunity(n, old, new);
        }
        for (n, old, new) in changes(&old.contracts, &new.contracts) {
            self.contract(n, old, new);
        }
        for (n, old, new) in changes(&old.plans, &new.plans) {
            self.plan(n, old, new);
        }
        for (n, old, new) in changes(&old.receivables, &new.receivables) {
            self.receivable(n, old, new);
        }
        for (n, old, new) in changes(&old.invoices, &new.invoices) {
            self.invoice(n, old, new);
        }
        for (document, approval) in &new.approvals {
            if old.approvals.get(document) != Some(approval) {
                self.approval(document, approval);
            }
        }
        for (n, old, new) in changes(&old.visits, &new.visits) {
            self.visit(n, old, new);
        }
        for (n, old, new) in changes(&old.products, &new.products) {
            let (product, code) = (self.loaded.products[n].uuid(), format!("P{n:03}"));
            let words = format!("产品{n:03} {code}");
            self.bin(Product::META, product, old.deleted, new.deleted, &words);
            self.numbered("product.code", &code, product, (old.deleted, new.deleted));
        }
        for (n, _, new) in changes(&old.follow_ups, &new.follow_ups) {
            self.follow_up(n, new);
        }
        for (n, old, new) in changes(&old.titles, &new.titles) {
            self.title(n, old, new);
        }
    }

    fn person(&mut self, n: usize, old: &Person, new: &Person) {
        let Loaded { departments, people, roles, .. } = self.loaded;
        let status = text(if new.disabled { "disabled" } else { "active" });
        let place = [
            ("department_id", id(departments[new.department])),
            ("superior_id", maybe(new.superior.map(|s| people[s]))),
            ("status", status),
        ];
        self.set(Employee::META, people[n].uuid(), &place);
        if old.roles != new.roles {
            let held = new.roles.iter().map(|r| EmployeeRole {
                employee_id: people[n],
                role_id: roles[*r],
                ..EmployeeRole::blank()
            });
            self.links("employee_id", people[n].uuid(), held);
        }
    }

    fn role(&mut self, n: usize, old: &Role, new: &Role) {
        let Loaded { departments, people, roles, .. } = self.loaded;
        let role_id = roles[n];
        if old.scope != new.scope {
            let (scope, of, persons) = listed(&new.scope);
            self.set(crmkit_core::org::Role::META, role_id.uuid(), &[("scope", scope)]);
            let blank = || RoleTarget { role_id, ..RoleTarget::blank() };
            let of =
                of.iter().map(|d| RoleTarget { department_id: Some(departments[*d]), ..blank() });
            let persons =
                persons.iter().map(|p| RoleTarget { employee_id: Some(people[*p]), ..blank() });
            self.links("role_id", role_id.uuid(), of.chain(persons));
        }
        if old.operations != new.operations {
            let rights = new.operations.iter().map(|operation| RoleRight {
                role_id,
                operation: operation.clone(),
                ..RoleRight::blank()
            });
            self.links("role_id", role_id.uuid(), rights);
        }
        if old.fields != new.fields {
            let fields = new.fields.iter().map(|((entity, field), says)| RoleField {
                role_id,
                entity: entity.clone(),
                field: field.clone(),
                access: access(*says),
                ..RoleField::blank()
            });
            self.links("role_id", role_id.uuid(), fields);
        }
    }

    fn pool(&mut self, n: usize, old: &Pool, new: &Pool) {
        let Loaded { departments, people, pools, .. } = self.loaded;
        let pool_id = pools[n];
        let flags = [
            ("enabled", Raw::Int(i64::from(!new.disabled))),
            ("keep_team", Raw::Int(i64::from(new.keep_team))),
        ];
        self.set(PoolRow::META, pool_id.uuid(), &flags);
        if old.hidden != new.hidden {
            let hidden = new.hidden.iter().map(|field| PoolHiddenField {
                pool_id,
                field: field.clone(),
                ..PoolHiddenField::blank()
            });
            self.links("pool_id", pool_id.uuid(), hidden);
        }
        let member = || PoolMember { pool_id, ..PoolMember::blank() };
        let person = |p: usize| PoolMember { employee_id: Some(people[p]), ..member() };
        let admins =
            new.admins.iter().chain(&[0]).map(|p| PoolMember { admin: true, ..person(*p) });
        // Who administers a pool is named once.
        let named = |p: &&usize| !new.admins.contains(p);
        let persons = new.people.iter().filter(named).map(|p| person(*p));
        let of = new
            .departments
            .iter()
            .map(|d| PoolMember { department_id: Some(departments[*d]), ..member() });
        self.links("pool_id", pool_id.uuid(), admins.chain(persons).chain(of));
    }

    fn customer(&mut self, n: usize, old: &Customer, new: &Customer) {
        let Loaded { people, pools, customers, .. } = self.loaded;
        let customer = customers[n];
        let owner = |c: &Customer| c.pool.is_none().then_some(c.owner);
        let (was, is) = ((owner(old), old.deleted), (owner(new), new.deleted));
        self.owned(CustomerRow::META, was, is);
        let name = format!("客户{n:03}");
        self.bin(CustomerRow::META, customer.uuid(), old.deleted, new.deleted, &name);
        self.unique("customer.name", (!old.deleted).then(|| unique_key(&name)), None);
        let key = (!new.deleted).then(|| unique_key(&name));
        self.unique("customer.name", key, Some(customer.uuid()));
        let place = [
            ("owner_id", maybe(owner(new).map(|o| people[o]))),
            ("pool_id", maybe(new.pool.map(|p| pools[p]))),
        ];
        self.set(CustomerRow::META, customer.uuid(), &place);
        if old.members != new.members {
            let members = new.members.iter().map(|m| CustomerMember {
                record_id: customer,
                employee_id: people[m.person],
                access: rights(m),
                expires_at: m.expires.map(|minute| start() + TimeDelta::minutes(minute)),
                touched_at: start(),
                ..CustomerMember::blank()
            });
            self.links("record_id", customer.uuid(), members);
        }
    }

    fn contact(
        &mut self,
        n: usize,
        old: &Contact,
        new: &Contact,
        (out, into): (Option<usize>, Option<usize>),
    ) {
        let Loaded { people, pools, customers, contacts, .. } = self.loaded;
        let contact = contacts[n];
        let was = (out.is_none().then_some(old.owner), old.deleted);
        let is = (into.is_none().then_some(new.owner), new.deleted);
        self.owned(ContactRow::META, was, is);
        let name = format!("联系{n:03}");
        self.bin(ContactRow::META, contact.uuid(), old.deleted, new.deleted, &name);
        let place = [
            ("customer_id", id(customers[new.customer])),
            ("owner_id", maybe(is.0.map(|o| people[o]))),
            ("pool_id", maybe(into.map(|p| pools[p]))),
        ];
        self.set(ContactRow::META, contact.uuid(), &place);
        if old.members != new.members {
            let members = new.members.iter().map(|m| ContactMember {
                record_id: contact,
                employee_id: people[m.person],
                access: rights(m),
                expires_at: m.expires.map(|minute| start() + TimeDelta::minutes(minute)),
                touched_at: start(),
                ..ContactMember::blank()
            });
            self.links("record_id", contact.uuid(), members);
        }
    }

    fn opportunity(&mut self, n: usize, old: &Opportunity, new: &Opportunity) {
        let Loaded { people, customers, opportunities, .. } = self.loaded;
        let opportunity = opportunities[n];
        let (was, is) = ((Some(old.owner), old.deleted), (Some(new.owner), new.deleted));
        self.owned(OpportunityRow::META, was, is);
        let name = format!("商机{n:03}");
        self.bin(OpportunityRow::META, opportunity.uuid(), old.deleted, new.deleted, &name);
        let place =
            [("customer_id", id(customers[new.customer])), ("owner_id", id(people[new.owner]))];
        self.set(OpportunityRow::META, opportunity.uuid(), &place);
        if old.members != new.members {
            let members = new.members.iter().map(|m| OpportunityMember {
                record_id: opportunity,
                employee_id: people[m.person],
                access: rights(m),
                expires_at: m.expires.map(|minute| start() + TimeDelta::minutes(minute)),
                touched_at: start(),
                ..OpportunityMember::blank()
            });
            self.links("record_id", opportunity.uuid(), members);
        }
    }

    fn contract(&mut self, n: usize, old: &Contract, new: &Contract) {
        let Loaded { people, contracts, .. } = self.loaded;
        let contract = contracts[n];
        let (was, is) = ((Some(old.owner), old.deleted), (Some(new.owner), new.deleted));
        self.owned(ContractRow::META, was, is);
        let number = format!("合{n:03}");
        let words = format!("{number} 合同{n:03}");
        self.bin(ContractRow::META, contract.uuid(), old.deleted, new.deleted, &words);
        self.numbered("contract.number", &number, contract.uuid(), (old.deleted, new.deleted));
        self.set(ContractRow::META, contract.uuid(), &[("owner_id", id(people[new.owner]))]);
        let team = self.team(&new.members, &new.deciders);
        let team = team.into_iter().map(|seat| ContractMember {
            record_id: contract,
            employee_id: seat.employee,
            access: seat.access,
            expires_at: seat.expires_at,
            deciding: seat.deciding,
            touched_at: start(),
            ..ContractMember::blank()
        });
        self.links("record_id", contract.uuid(), team);
    }

    fn plan(&mut self, n: usize, old: &Plan, new: &Plan) {
        self.lies(ReceivablePlan::META, self.loaded.plans[n].uuid(), old.deleted, new.deleted);
    }

    fn receivable(&mut self, n: usize, old: &Receivable, new: &Receivable) {
        let Loaded { people, receivables, .. } = self.loaded;
        let receivable = receivables[n];
        let (was, is) = ((Some(old.owner), old.deleted), (Some(new.owner), new.deleted));
        self.owned(ReceivableRow::META, was, is);
        let number = format!("回款{n:03}");
        self.bin(ReceivableRow::META, receivable.uuid(), old.deleted, new.deleted, &number);
        self.numbered("receivable.number", &number, receivable.uuid(), (old.deleted, new.deleted));
        self.set(ReceivableRow::META, receivable.uuid(), &[("owner_id", id(people[new.owner]))]);
        let team = self.team(&new.members, &new.deciders);
        let team = team.into_iter().map(|seat| ReceivableMember {
            record_id: receivable,
            employee_id: seat.employee,
            access: seat.access,
            expires_at: seat.expires_at,
            deciding: seat.deciding,
            touched_at: start(),
            ..ReceivableMember::blank()
        });
        self.links("record_id", receivable.uuid(), team);
    }

    fn invoice(&mut self, n: usize, old: &Invoice, new: &Invoice) {
        let Loaded { people, invoices, .. } = self.loaded;
        let invoice = invoices[n];
        let (was, is) = ((Some(old.owner), old.deleted), (Some(new.owner), new.deleted));
        self.owned(InvoiceRow::META, was, is);
        let number = format!("票{n:03}");
        let words = format!("{number} 抬头");
        self.bin(InvoiceRow::META, invoice.uuid(), old.deleted, new.deleted, &words);
        self.numbered("invoice.number", &number, invoice.uuid(), (old.deleted, new.deleted));
        self.set(InvoiceRow::META, invoice.uuid(), &[("owner_id", id(people[new.owner]))]);
        let team = self.team(&new.members, &new.deciders);
        let team = team.into_iter().map(|seat| InvoiceMember {
            record_id: invoice,
            employee_id: seat.employee,
            access: seat.access,
            expires_at: seat.expires_at,
            deciding: seat.deciding,
            touched_at: start(),
            ..InvoiceMember::blank()
        });
        self.links("record_id", invoice.uuid(), team);
    }

    fn visit(&mut self, n: usize, old: &Visit, new: &Visit) {
        let Loaded { people, visits, .. } = self.loaded;
        let (visit, number) = (visits[n].uuid(), format!("访{n:03}"));
        let (was, is) = ((Some(old.owner), old.deleted), (Some(new.owner), new.deleted));
        self.owned(VisitRow::META, was, is);
        self.bin(VisitRow::META, visit, old.deleted, new.deleted, &number);
        self.numbered("visit.number", &number, visit, (old.deleted, new.deleted));
        self.set(VisitRow::META, visit, &[("owner_id", id(people[new.owner]))]);
    }

    /// Each has a part in it, whose it stays.
    fn approval(&mut self, document: &Record, new: &Approval) {
        let (approval, tasks) = &self.loaded.approvals[document];
        let state = if new.runs() { ApprovalState::Running } else { ApprovalState::Approved };
        let fields = [
            ("state", text(state.code())),
            ("submitter_id", id(self.loaded.people[new.submitter])),
        ];
        self.set(ApprovalRow::META, approval.uuid(), &fields);
        for (task, part) in tasks.iter().zip(&new.parts) {
            let state = match part.turn {
                Turn::Waiting => TaskState::Waiting,
                Turn::Now => TaskState::Pending,
                Turn::Over => TaskState::Approved,
            };
            self.set(ApprovalTask::META, task.uuid(), &[("state", text(state.code()))]);
        }
    }

    /// A number is taken while its record is not in the recycle bin.
    fn numbered(&self, kind: &str, number: &str, row: Uuid, (was, is): (bool, bool)) {
        self.unique(kind, (!was).then(|| unique_key(number)), None);
        self.unique(kind, (!is).then(|| unique_key(number)), Some(row));
    }

    /// The team of a document as it is kept: who has to decide has a mark, and a membership that
    /// has ended if he is no member.
    fn team(&self, members: &[Member], deciders: &BTreeSet<usize>) -> Vec<Seat> {
        let people = &self.loaded.people;
        let named = members.iter().map(|m| {
            let (access, expires_at) = membership(m);
            let (employee, deciding) = (people[m.person], deciders.contains(&m.person));
            Seat { employee, access, expires_at, deciding }
        });
        let others =
            deciders.iter().filter(|d| members.iter().all(|m| m.person != **d)).map(|d| Seat {
                employee: people[*d],
                access: TeamAccess::Read,
                expires_at: Some(start()),
                deciding: true,
            });
        named.chain(others).collect()
    }

    fn follow_up(&mut self, n: usize, new: &FollowUp) {
        let Loaded {
            people, leads, customers, contacts, opportunities, contracts, follow_ups, ..
        } = self.loaded;
        let place = [
            ("created_by", id(people[new.author])),
            ("lead_id", maybe(new.lead.map(|l| leads[l]))),
            ("customer_id", maybe(new.customer.map(|c| customers[c]))),
            ("contact_id", maybe(new.contact.map(|c| contacts[c]))),
            ("opportunity_id", maybe(new.opportunity.map(|o| opportunities[o]))),
            ("contract_id", maybe(new.contract.map(|c| contracts[c]))),
        ];
        self.set(FollowUpRow::META, follow_ups[n].uuid(), &place);
    }

    fn title(&mut self, n: usize, old: &Title, new: &Title) {
        let title = self.loaded.titles[n];
        let name = format!("抬头{n:03}");
        self.bin(InvoiceTitle::META, title.uuid(), old.deleted, new.deleted, &name);
        let customers = &self.loaded.customers;
        let key = |t: &Title| format!("{} {}", customers[t.customer], unique_key(&name));
        self.unique("invoice_title.title", (!old.deleted).then(|| key(old)), None);
        let (is, row) = ((!new.deleted).then(|| key(new)), Some(title.uuid()));
        self.unique("invoice_title.title", is, row);
        let customer = id(customers[new.customer]);
        self.set(InvoiceTitle::META, title.uuid(), &[("customer_id", customer)]);
    }

    fn set(&self, entity: &'static EntityMeta, row: Uuid, fields: &[(&str, Raw<'_>)]) {
        let set: Vec<_> =
            fields.iter().map(|(name, raw)| (entity.position(name), raw.clone())).collect();
        let the = Bound::is(entity, "id", Value::Id(row));
        assert_eq!(self.writer.update_where(entity, &the, &set).unwrap(), 1);
    }

    /// Gives a record these links and no others of their kind.
    fn links<E: Entity>(&mut self, root: &str, of: Uuid, rows: impl Iterator<Item = E>) {
        let its = Bound::is(E::META, root, Value::Id(of));
        self.writer.delete_where(E::META, &its).unwrap();
        for mut row in rows {
            self.links += 1;
            let number =
                Uuid::from_u128(0x019c << 112 | 7 << 76 | 2 << 62 | u128::from(self.links));
            Entity::set(&mut row, system::ID, Raw::Id(number)).unwrap();
            Entity::set(&mut row, system::REV, Raw::Int(1)).unwrap();
            self.writer.insert(E::META, &row).unwrap();
        }
    }

    /// How many live records an owner has.
    fn owned(
        &self,
        entity: &'static EntityMeta,
        (from, was_deleted): (Option<usize>, bool),
        (to, deleted): (Option<usize>, bool),
    ) {
        let person = |n: Option<usize>| n.map(|n| self.loaded.people[n].uuid());
        let count = |of, by| self.writer.add_owned(entity, person(of), by).unwrap();
        if !was_deleted {
            count(from, -1);
        }
        if !deleted {
            count(to, 1);
        }
    }

    /// Into the recycle bin or out of it.
    fn bin(&self, entity: &'static EntityMeta, row: Uuid, was: bool, is: bool, name: &str) {
        if was == is {
            return;
        }
        self.lies(entity, row, was, is);
        let mut found = SearchText::new();
        if !is {
            found.add_text(name);
        }
        self.writer.set_text(entity, row, &found).unwrap();
    }

    /// The same for an entity without search text.
    fn lies(&self, entity: &'static EntityMeta, row: Uuid, was: bool, is: bool) {
        if was != is {
            let at = Raw::Int(start().timestamp_micros());
            self.set(entity, row, &[("deleted_at", if is { at } else { Raw::Null })]);
        }
    }

    fn unique(&self, kind: &str, key: Option<String>, row: Option<Uuid>) {
        if let Some(key) = key {
            self.writer.set_key(kind, &key, row).unwrap();
        }
    }
}

/// A place in the team of a document.
struct Seat {
    employee: EmployeeId,
    access: TeamAccess,
    expires_at: Option<Timestamp>,
    deciding: bool,
}

fn rights(member: &Member) -> TeamAccess {
    if member.write { TeamAccess::Write } else { TeamAccess::Read }
}

fn listed(scope: &Scope) -> (Raw<'static>, Vec<usize>, Vec<usize>) {
    let (scope, departments, people) = super::load::scope(scope);
    (text(scope.code()), departments, people)
}
