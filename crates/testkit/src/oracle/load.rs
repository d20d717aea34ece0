//! Builds a world in the product, through its public commands only.

use super::{Access, Member, Plan, Scope, World};
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
use crmkit_core::sales::approval::{
    ApprovalFlowId, CreateApprovalFlow, FlowRules, FlowStep, NewApprovalFlow, SetApprovalFlow,
    SignMode, StepKind, UpdateApprovalFlow,
};
use crmkit_core::sales::contact::{AddContactMember, ContactId, NewContact};
use crmkit_core::sales::contract::{
    AddContractMember, ContractId, ContractSigner, ContractSignerId, CreateContract,
    DeleteContracts, NewContract,
};
use crmkit_core::sales::customer::{CustomerId, NewCustomer, TeamAccess};
use crmkit_core::sales::follow_up::{FollowUpId, NewFollowUp};
use crmkit_core::sales::invoice_title::{
    DeleteInvoiceTitle, InvoiceTitleId, NewInvoiceTitle, TitleKind,
};
use crmkit_core::sales::lead::{LeadId, NewLead};
use crmkit_core::sales::opportunity::{
    AddOpportunityMember, DeleteOpportunities, NewOpportunity, OpportunityId,
};
use crmkit_core::sales::pool::{
    CreatePool, DeletePooled, NewPool, PoolId, PoolPatch, ReleaseCustomers, SetPoolHiddenFields,
    UpdatePool,
};
use crmkit_core::sales::receivable::{
    AddReceivableMember, CreateReceivablePlans, DeleteReceivablePlans, DeleteReceivables,
    NewReceivable, PlanTerms, ReceivableId, ReceivablePlan, ReceivablePlanId,
};
use crmkit_core::session::{Crm, CrmOptions, Session};
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
    /// Who signs each of them.
    pub signers: Vec<ContractSignerId>,
    /// The payment plans.
    pub plans: Vec<ReceivablePlanId>,
    /// The receivables.
    pub receivables: Vec<ReceivableId>,
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
            signers: Vec::new(),
            plans: Vec::new(),
            receivables: Vec::new(),
            follow_ups: Vec::new(),
            titles: Vec::new(),
            rewritten: 0,
            keep: None,
        };
        loaded.organisation(world);
        loaded.roles(world);
        loaded.records(world);
        loaded.documents(world);
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
            let id = self.admin.opportunities().create(new).unwrap().value;
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
        for follow_up in &world.follow_ups {
            let new = NewFollowUp {
                lead_id: follow_up.lead.map(|l| self.leads[l]),
                customer_id: follow_up.customer.map(|c| self.customers[c]),
                contact_id: follow_up.contact.map(|c| self.contacts[c]),
                opportunity_id: follow_up.opportunity.map(|o| self.opportunities[o]),
                content: "电话沟通".into(),
                ..NewFollowUp::default()
            };
            self.follow_ups.push(self.admin.follow_ups().add(new).unwrap().value);
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

    /// Contracts and what belongs to them. Who has to decide is said by a flow that is in force only
    /// for the one document.
    fn documents(&mut self, world: &World) {
        let mut flows = BTreeMap::new();
        for (n, contract) in world.contracts.iter().enumerate() {
            let new = NewContract {
                number: Some(format!("合{n:03}")),
                name: format!("合同{n:03}"),
                remark: Some(format!("备注{n}")),
                customer_id: self.customers[contract.customer],
                owner_id: Some(self.people[contract.owner]),
                money: "100".parse().ok(),
                order_date: start().date_naive(),
                ..NewContract::default()
            };
            let (lines, signers) = (None, Some(vec![self.people[0]]));
            let id =
                self.admin.run(CreateContract { contract: new, lines, signers }).unwrap().value;
            for member in &contract.members {
                let (access, expires_at) = membership(member);
                let (contracts, employee) = (vec![id], self.people[member.person]);
                let add = AddContractMember { contracts, employee, access, expires_at };
                self.admin.run(add).unwrap().value.single().unwrap();
            }
            let submit = || drop(self.admin.contracts().submit(id).unwrap());
            self.decided("contract", &contract.deciders, &mut flows, submit);
            let of = Query::new(ContractSigner::contract_id().eq(id));
            self.signers.push(self.admin.list::<ContractSigner>(&of).unwrap().rows[0].id);
            self.contracts.push(id);
        }
        for plan in &world.plans {
            let contract = self.contracts[plan.contract];
            let (money, due_on) = ("10".parse().unwrap(), start().date_naive());
            let terms = PlanTerms { money, due_on, method: None, remind_days: None, remark: None };
            self.admin.run(CreateReceivablePlans { contract, plans: vec![terms] }).unwrap();
            let of = Query::new(ReceivablePlan::contract_id().eq(contract));
            self.plans.push(self.admin.list::<ReceivablePlan>(&of).unwrap().rows[0].id);
        }
        for (n, receivable) in world.receivables.iter().enumerate() {
            let new = NewReceivable {
                number: Some(format!("回款{n:03}")),
                contract_id: self.contracts[receivable.contract],
                owner_id: Some(self.people[receivable.owner]),
                received_on: start().date_naive(),
                money: "1".parse().unwrap(),
                ..NewReceivable::default()
            };
            let id = self.admin.receivables().create(new).unwrap().value;
            for member in &receivable.members {
                let (access, expires_at) = membership(member);
                let (receivables, employee) = (vec![id], self.people[member.person]);
                let add = AddReceivableMember { receivables, employee, access, expires_at };
                self.admin.run(add).unwrap().value.single().unwrap();
            }
            if !receivable.deciders.is_empty() {
                let submit = || drop(self.admin.receivables().submit(id).unwrap());
                self.decided("receivable", &receivable.deciders, &mut flows, submit);
            }
            self.receivables.push(id);
        }
    }

    /// Submits a document about which these people have to decide; nobody, if there are none.
    fn decided(
        &self,
        entity: &'static str,
        deciders: &BTreeSet<usize>,
        flows: &mut BTreeMap<&'static str, ApprovalFlowId>,
        submit: impl Fn(),
    ) {
        if deciders.is_empty() {
            return submit();
        }
        let step = FlowStep {
            id: 1,
            kind: StepKind::Members,
            branch: None,
            mode: Some(SignMode::All),
            people: deciders.iter().map(|p| self.people[*p]).collect(),
            role: None,
            level: None,
            several: false,
            when_empty: None,
        };
        let rules = FlowRules {
            steps: vec![step],
            branches: Vec::new(),
            admins: Vec::new(),
            resume: None,
            repeated: None,
            own: None,
            remind_hours: None,
        };
        let flow = match flows.get(entity) {
            Some(flow) => {
                let update = UpdateApprovalFlow {
                    flow: *flow,
                    patch: None,
                    rules: Some(rules),
                    expect_rev: None,
                };
                self.admin.run(update).unwrap().value
            }
            None => {
                let flow = NewApprovalFlow {
                    name: entity.into(),
                    entity: entity.into(),
                    ..NewApprovalFlow::default()
                };
                self.admin.run(CreateApprovalFlow { flow, rules }).unwrap().value
            }
        };
        flows.insert(entity, flow);
        self.admin.run(SetApprovalFlow { flow, enabled: true }).unwrap();
        submit();
        self.admin.run(SetApprovalFlow { flow, enabled: false }).unwrap();
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
        for (n, _) in world.receivables.iter().enumerate().filter(|(_, r)| r.deleted) {
            let delete = DeleteReceivables { receivables: vec![self.receivables[n]] };
            self.admin.run(delete).unwrap().value.single().unwrap();
        }
        for (n, _) in world.contracts.iter().enumerate().filter(|(_, c)| c.deleted) {
            let delete = DeleteContracts { contracts: vec![self.contracts[n]] };
            self.admin.run(delete).unwrap().value.single().unwrap();
        }
        let alone = |p: &&(usize, &Plan)| p.1.deleted && !world.contracts[p.1.contract].deleted;
        for (n, _) in world.plans.iter().enumerate().filter(|p| alone(&p)) {
            let delete = DeleteReceivablePlans { plans: vec![self.plans[n]] };
            self.admin.run(delete).unwrap().value.single().unwrap();
        }
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
