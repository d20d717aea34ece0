//! Builds a world in the product, through its public commands only.

use super::{Access, Member, Record, Scope, World};
use chrono::TimeDelta;
use crmkit_core::admin::department::{CreateDepartment, UpdateDepartment};
use crmkit_core::admin::employee::{CreateEmployee, DisableEmployee, SetRoles, UpdateEmployee};
use crmkit_core::admin::role::{CreateRole, FieldRight};
use crmkit_core::admin::setup::CompanySetup;
use crmkit_core::model::Timestamp;
use crmkit_core::model::id::SeededIds;
use crmkit_core::model::time::ManualClock;
use crmkit_core::org::{
    DataScope, DepartmentId, DepartmentPatch, EmployeeId, EmployeePatch, FieldAccess,
    NewDepartment, NewEmployee, NewRole, Role, RoleId,
};
use crmkit_core::query::Query;
use crmkit_core::sales::approval::{ApprovalId, ApprovalTaskId};
use crmkit_core::sales::contact::{AddContactMember, ContactId, NewContact};
use crmkit_core::sales::contract::ContractId;
use crmkit_core::sales::customer::{CustomerId, NewCustomer, TeamAccess};
use crmkit_core::sales::follow_up::{FollowUpId, NewFollowUp};
use crmkit_core::sales::invoice::InvoiceId;
use crmkit_core::sales::invoice_title::{
    DeleteInvoiceTitle, InvoiceTitleId, NewInvoiceTitle, TitleKind,
};
use crmkit_core::sales::lead::{LeadId, NewLead};
use crmkit_core::sales::opportunity::{
    AddOpportunityMember, CreateOpportunity, DeleteOpportunities, NewOpportunity, OpportunityId,
};
use crmkit_core::sales::pool::{
    CreatePool, DeletePooled, NewPool, PoolId, PoolPatch, ReleaseCustomers, SetPoolHiddenFields,
    UpdatePool,
};
use crmkit_core::sales::product::ProductId;
use crmkit_core::sales::receivable::{ReceivableId, ReceivablePlanId};
use crmkit_core::sales::visit::VisitId;
use crmkit_core::session::{Crm, CrmOptions, Session};
use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// A clock that stands, ids that count from a seed.
pub fn options(seed: u64) -> (CrmOptions, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(start()));
    let ids = Arc::new(SeededIds::new(seed));
    (CrmOptions { clock: clock.clone(), ids, deadline: None }, clock)
}

/// Minute 0.
pub(super) fn start() -> Timestamp {
    Timestamp::from_timestamp(1_772_413_200, 0).unwrap_or_default()
}

/// A world in the product: the ids of everything, by number.
pub struct Loaded {
    /// The product.
    pub crm: Crm,
    /// Its clock, at the world's present.
    pub clock: Arc<ManualClock>,
    /// Person 0.
    pub admin: Session,
    /// The people.
    pub people: Vec<EmployeeId>,
    /// The departments.
    pub departments: Vec<DepartmentId>,
    /// The roles.
    pub roles: Vec<RoleId>,
    /// The pools.
    pub pools: Vec<PoolId>,
    /// The leads.
    pub leads: Vec<LeadId>,
    /// The customers.
    pub customers: Vec<CustomerId>,
    /// The contacts.
    pub contacts: Vec<ContactId>,
    /// The opportunities.
    pub opportunities: Vec<OpportunityId>,
    /// The contracts.
    pub contracts: Vec<ContractId>,
    /// The payment plans.
    pub plans: Vec<ReceivablePlanId>,
    /// The receivables.
    pub receivables: Vec<ReceivableId>,
    /// The invoices.
    pub invoices: Vec<InvoiceId>,
    /// The return visits.
    pub visits: Vec<VisitId>,
    /// The products.
    pub products: Vec<ProductId>,
    /// The approvals of documents, with their tasks in the order of the parts.
    pub approvals: BTreeMap<Record, (ApprovalId, Vec<ApprovalTaskId>)>,
    /// What records are made of, by entity.
    pub parts: BTreeMap<&'static str, Vec<(Uuid, Record)>>,
    /// The follow-ups.
    pub follow_ups: Vec<FollowUpId>,
    /// The invoice titles.
    pub titles: Vec<InvoiceTitleId>,
    /// How often it was made another world.
    pub(super) rewritten: u64,
    /// What must live as long as the product: the directory of its file.
    pub keep: Option<Box<dyn Any + Send + Sync>>,
}

/// Where every customer of every world is: latitude and longitude.
pub const PLACE: (&str, &str) = ("30.5", "114.3");

impl Loaded {
    /// Makes the world in an empty product.
    pub fn new(world: &World, crm: Crm, clock: Arc<ManualClock>) -> Self {
        let setup = CompanySetup {
            company: "示例科技".into(),
            admin_name: "人00".into(),
            admin_mobile: "13800000000".into(),
            password: "correct horse".into(),
            ..CompanySetup::default()
        };
        let person = crm.set_up(setup).unwrap().value;
        let admin = crm.session(person).unwrap();
        let top = admin.list::<crmkit_core::org::Department>(&Query::default()).unwrap().rows[0].id;
        let super_role: RoleId = admin
            .list::<Role>(&Query::new(Role::built_in().eq("super_admin".into())))
            .unwrap()
            .rows[0]
            .id;
        let mut loaded = Self {
            crm,
            clock,
            admin,
            people: vec![person],
            departments: vec![top],
            roles: vec![super_role],
            pools: Vec::new(),
            leads: Vec::new(),
            customers: Vec::new(),
            contacts: Vec::new(),
            opportunities: Vec::new(),
            contracts: Vec::new(),
            plans: Vec::new(),
            receivables: Vec::new(),
            invoices: Vec::new(),
            visits: Vec::new(),
            products: Vec::new(),
            approvals: BTreeMap::new(),
            parts: BTreeMap::new(),
            follow_ups: Vec::new(),
            titles: Vec::new(),
            rewritten: 0,
            keep: None,
        };
        loaded.organisation(world);
        loaded.roles(world);
        loaded.products(world);
        loaded.records(world);
        loaded.documents(world);
        loaded.said(world);
        loaded.said_beside(world);
        loaded.learn(world);
        loaded.finish(world);
        loaded
    }

    /// A session of somebody.
    pub fn session(&self, person: usize) -> Session {
        self.crm.session(self.people[person]).unwrap()
    }

    /// Gives somebody exactly these roles.
    pub fn give(&self, person: usize, roles: &[usize]) {
        let roles = roles.iter().map(|r| self.roles[*r]).collect();
        self.admin.run(SetRoles { employee: self.people[person], roles }).unwrap();
    }

    /// Moves people and departments to where a world of as many has them.
    pub fn reorganise(&self, world: &World) {
        let clear = EmployeePatch { clear: vec!["superior_id".into()], ..EmployeePatch::default() };
        let set = |n: usize, patch| {
            let employee = self.people[n];
            self.admin.run(UpdateEmployee { employee, patch, expect_rev: None }).unwrap();
        };
        (1..self.people.len()).for_each(|n| set(n, clear.clone()));
        for (n, person) in world.people.iter().enumerate().skip(1) {
            let patch = EmployeePatch {
                department_id: Some(self.departments[person.department]),
                superior_id: person.superior.map(|s| self.people[s]),
                ..EmployeePatch::default()
            };
            set(n, patch);
        }
        for (n, parent) in world.departments.iter().enumerate() {
            let parent_id = parent.map(|p| self.departments[p]);
            let patch = DepartmentPatch { parent_id, ..DepartmentPatch::default() };
            let department = self.departments[n];
            self.admin.run(UpdateDepartment { department, patch, expect_rev: None }).unwrap();
        }
    }

    fn organisation(&mut self, world: &World) {
        for (n, parent) in world.departments.iter().enumerate().skip(1) {
            let department = NewDepartment {
                name: format!("部门{n}"),
                parent_id: parent.map(|p| self.departments[p]),
                ..NewDepartment::default()
            };
            self.departments.push(self.admin.run(CreateDepartment { department }).unwrap().value);
        }
        for (n, person) in world.people.iter().enumerate().skip(1) {
            let employee = NewEmployee {
                name: format!("人{n:02}"),
                mobile: format!("138000001{n:02}"),
                department_id: self.departments[person.department],
                ..NewEmployee::default()
            };
            let make = CreateEmployee { employee, roles: Vec::new(), password_hash: None };
            self.people.push(self.admin.run(make).unwrap().value);
        }
        self.reorganise(world);
    }

    fn roles(&mut self, world: &World) {
        for (n, role) in world.roles.iter().enumerate().skip(1) {
            let (scope, departments, people) = scope(&role.scope);
            let fields = role.fields.iter().map(|((entity, field), says)| FieldRight {
                entity: entity.clone(),
                field: field.clone(),
                access: access(*says),
            });
            let make = CreateRole {
                role: NewRole {
                    name: format!("角色{n}"),
                    scope: Some(scope),
                    ..NewRole::default()
                },
                operations: role.operations.iter().cloned().collect(),
                departments: Some(departments.iter().map(|d| self.departments[*d]).collect()),
                employees: Some(people.iter().map(|p| self.people[*p]).collect()),
                fields: Some(fields.collect()),
            };
            self.roles.push(self.admin.run(make).unwrap().value);
        }
        for (n, person) in world.people.iter().enumerate() {
            self.give(n, &person.roles.iter().copied().collect::<Vec<_>>());
        }
    }

    fn records(&mut self, world: &World) {
        for (n, pool) in world.pools.iter().enumerate() {
            let members = pool.people.iter().filter(|p| **p != 0).map(|p| self.people[*p]);
            let others = pool.admins.iter().filter(|p| **p != 0).map(|p| self.people[*p]);
            let make = CreatePool {
                pool: NewPool {
                    name: format!("公海{n}"),
                    keep_team: Some(pool.keep_team),
                    ..NewPool::default()
                },
                admins: std::iter::once(self.people[0]).chain(others).collect(),
                members: members.collect(),
                departments: pool.departments.iter().map(|d| self.departments[*d]).collect(),
            };
            let id = self.admin.run(make).unwrap().value;
            let fields = pool.hidden.iter().cloned().collect();
            self.admin.run(SetPoolHiddenFields { pool: id, fields }).unwrap();
            self.pools.push(id);
        }
        for (n, lead) in world.leads.iter().enumerate() {
            let new = NewLead {
                name: format!("线索{n:03}"),
                remark: Some(format!("备注{n}")),
                next_contact_at: Some(start() + TimeDelta::minutes(30)),
                owner_id: Some(self.people[lead.owner]),
                ..NewLead::default()
            };
            self.leads.push(self.admin.leads().create(new).unwrap().value);
        }
        for (n, customer) in world.customers.iter().enumerate() {
            let new = NewCustomer {
                name: format!("客户{n:03}"),
                remark: Some(format!("备注{n}")),
                website: Some(format!("w{}.cn", n % 3)),
                latitude: PLACE.0.parse().ok(),
                longitude: PLACE.1.parse().ok(),
                next_contact_at: Some(start() + TimeDelta::minutes(30)),
                owner_id: Some(self.people[customer.owner]),
                ..NewCustomer::default()
            };
            let id = self.admin.customers().create(new).unwrap().value;
            for member in &customer.members {
                let access = if member.write { TeamAccess::Write } else { TeamAccess::Read };
                let end = member.expires.map(|minute| start() + TimeDelta::minutes(minute));
                let person = self.people[member.person];
                self.admin.customers().add_member(id, person, access, end).unwrap();
            }
            self.customers.push(id);
        }
        for (n, contact) in world.contacts.iter().enumerate() {
            let new = NewContact {
                name: format!("联系{n:03}"),
                remark: Some(format!("备注{n}")),
                customer_id: self.customers[contact.customer],
                owner_id: Some(self.people[contact.owner]),
                ..NewContact::default()
            };
            let id = self.admin.contacts().create(new).unwrap().value;
            for member in &contact.members {
                let add = AddContactMember {
                    contacts: vec![id],
                    employee: self.people[member.person],
                    access: if member.write { TeamAccess::Write } else { TeamAccess::Read },
                    expires_at: member.expires.map(|minute| start() + TimeDelta::minutes(minute)),
                };
                self.admin.run(add).unwrap().value.single().unwrap();
            }
            self.contacts.push(id);
        }
        for (n, opportunity) in world.opportunities.iter().enumerate() {
            let new = NewOpportunity {
                name: format!("商机{n:03}"),
                remark: Some(format!("备注{n}")),
                customer_id: self.customers[opportunity.customer],
                next_contact_at: Some(start() + TimeDelta::minutes(30)),
                owner_id: Some(self.people[opportunity.owner]),
                ..NewOpportunity::default()
            };
            let make = CreateOpportunity {
                opportunity: new,
                stage_group: None,
                stage: None,
                lines: self.line(),
            };
            let id = self.admin.run(make).unwrap().value;
            for member in &opportunity.members {
                let add = AddOpportunityMember {
                    opportunities: vec![id],
                    employee: self.people[member.person],
                    access: if member.write { TeamAccess::Write } else { TeamAccess::Read },
                    expires_at: member.expires.map(|minute| start() + TimeDelta::minutes(minute)),
                };
                self.admin.run(add).unwrap().value.single().unwrap();
            }
            self.opportunities.push(id);
        }
        for (n, title) in world.titles.iter().enumerate() {
            let new = NewInvoiceTitle {
                customer_id: self.customers[title.customer],
                kind: Some(TitleKind::Person),
                title: format!("抬头{n:03}"),
                ..NewInvoiceTitle::default()
            };
            self.titles.push(self.admin.invoice_titles().create(new).unwrap().value);
        }
    }

    /// What is said of all of them.
    fn said(&mut self, world: &World) {
        for follow_up in &world.follow_ups {
            let new = NewFollowUp {
                lead_id: follow_up.lead.map(|l| self.leads[l]),
                customer_id: follow_up.customer.map(|c| self.customers[c]),
                contact_id: follow_up.contact.map(|c| self.contacts[c]),
                opportunity_id: follow_up.opportunity.map(|o| self.opportunities[o]),
                contract_id: follow_up.contract.map(|c| self.contracts[c]),
                content: "电话沟通".into(),
                ..NewFollowUp::default()
            };
            self.follow_ups.push(self.admin.follow_ups().add(new).unwrap().value);
        }
    }

    /// What can only be done last: the pool, the recycle bin, those who left, the clock.
    fn finish(&self, world: &World) {
        for (n, _) in world.contacts.iter().enumerate().filter(|(_, c)| c.deleted) {
            self.admin.contacts().delete(vec![self.contacts[n]]).unwrap().value.single().unwrap();
        }
        for (n, _) in world.opportunities.iter().enumerate().filter(|(_, o)| o.deleted) {
            let delete = DeleteOpportunities { opportunities: vec![self.opportunities[n]] };
            self.admin.run(delete).unwrap().value.single().unwrap();
        }
        self.bin_documents(world);
        for (n, _) in world.titles.iter().enumerate().filter(|(_, t)| t.deleted) {
            self.admin.run(DeleteInvoiceTitle { invoice_title: self.titles[n] }).unwrap();
        }
        for (n, customer) in world.customers.iter().enumerate() {
            let customers = vec![self.customers[n]];
            if let Some(pool) = customer.pool.map(|pool| self.pools[pool]) {
                let release = ReleaseCustomers { pool, customers: customers.clone() };
                self.admin.run(release).unwrap().value.single().unwrap();
                if customer.deleted {
                    let delete = DeletePooled { pool, customers };
                    self.admin.run(delete).unwrap().value.single().unwrap();
                }
            } else if customer.deleted {
                self.admin.customers().delete(customers).unwrap().value.single().unwrap();
            }
        }
        for (n, _) in world.leads.iter().enumerate().filter(|(_, l)| l.deleted) {
            self.admin.leads().delete(vec![self.leads[n]]).unwrap().value.single().unwrap();
        }
        for (n, _) in world.pools.iter().enumerate().filter(|(_, p)| p.disabled) {
            let update = UpdatePool {
                pool: self.pools[n],
                patch: Some(PoolPatch { enabled: Some(false), ..PoolPatch::default() }),
                admins: None,
                members: None,
                departments: None,
                expect_rev: None,
            };
            self.admin.run(update).unwrap();
        }
        for (n, _) in world.people.iter().enumerate().filter(|(_, p)| p.disabled) {
            self.admin.run(DisableEmployee { employee: self.people[n] }).unwrap();
        }
        self.clock.set(start() + TimeDelta::minutes(world.now));
    }
}

/// What a member of a team may do, and until when.
pub(super) fn membership(member: &Member) -> (TeamAccess, Option<Timestamp>) {
    let access = if member.write { TeamAccess::Write } else { TeamAccess::Read };
    (access, member.expires.map(|minute| start() + TimeDelta::minutes(minute)))
}

/// A data scope, with the departments and people that it lists.
pub(super) fn scope(scope: &Scope) -> (DataScope, Vec<usize>, Vec<usize>) {
    match scope {
        Scope::Own => (DataScope::Own, vec![], vec![]),
        Scope::Subordinates => (DataScope::Subordinates, vec![], vec![]),
        Scope::Department => (DataScope::Department, vec![], vec![]),
        Scope::Departments => (DataScope::Departments, vec![], vec![]),
        Scope::All => (DataScope::All, vec![], vec![]),
        Scope::Custom(d, p) => (DataScope::Custom, unique(d), unique(p)),
    }
}

pub(super) fn access(access: Access) -> FieldAccess {
    match access {
        Access::Hidden => FieldAccess::Hidden,
        Access::Read => FieldAccess::Read,
        Access::Edit => FieldAccess::Edit,
        Access::Deny => FieldAccess::Deny,
    }
}

fn unique(numbers: &[usize]) -> Vec<usize> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
