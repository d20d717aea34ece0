//! For every command: arguments that work for the super administrator, made with whatever they
//! need, and what somebody without the right is told. A command without an arm here fails the
//! test: add one together with the command.

#[path = "approvals.rs"]
mod approvals;
#[path = "contracts.rs"]
mod contracts;
#[path = "deals.rs"]
mod deals;
#[path = "invoices.rs"]
mod invoices;
#[path = "people.rs"]
mod people;
#[path = "products.rs"]
mod products;
#[path = "timed.rs"]
mod timed;

use crmkit::admin::department::*;
use crmkit::admin::employee::*;
use crmkit::admin::field::*;
use crmkit::admin::option::*;
use crmkit::admin::password::SetPassword;
use crmkit::admin::role::*;
use crmkit::admin::settings::UpdateSettings;
use crmkit::data::*;
use crmkit::model::Timestamp;
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::sales::capacity::*;
use crmkit::sales::contact::*;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::*;
use crmkit::sales::hand_over::HandOver;
use crmkit::sales::import::ImportRows;
use crmkit::sales::invoice_title::*;
use crmkit::sales::lead::*;
use crmkit::sales::merge::MergeCustomers;
use crmkit::sales::pool::*;
use crmkit::sales::todo::{HandleTodos, TodoKind};
use crmkit::sales::undo::UndoCommand;
use crmkit::session::log::RecordId;
use crmkit::session::{Command, RunOptions, Session};
use crmkit::{Durability, FileOptions, Result};
use crmkit_testkit::oracle::{Loaded, Person, Role as OracleRole, Scope, World, options};
use serde_json::{Value as Json, json};
use std::cell::Cell;
use std::path::Path;
use timed::{expire, no_follow_up, purge, recycle};

/// A hash of some password.
const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A company: person 1 has no role, 2 reads everything, 3 has left, 4 is a second super
/// administrator, 5 a colleague.
pub struct Company {
    pub loaded: Loaded,
    pub nobody: Session,
    pub reader: Session,
    pub gone: Session,
    pub second: Session,
    count: Cell<usize>,
}

/// How the happy path runs.
pub enum Run {
    /// As a typed command; the same arguments go through the JSON door.
    Typed(Typed),
    /// The system's own commands, which no session can give.
    Otherwise(fn(&Loaded) -> Json),
}

type Typed = Box<dyn Fn(&Session, RunOptions) -> Result<Json>>;

pub struct Case {
    pub arguments: Json,
    pub refusal: &'static str,
    pub run: Run,
}

/// The case of a command that needs a right.
pub fn of<C: Command + Clone>(command: C) -> Case {
    let arguments = serde_json::to_value(&command).unwrap();
    let run = move |session: &Session, options: RunOptions| {
        let o = session.run_with(command.clone(), options)?;
        Ok(json!({
            "value": o.value,
            "command_id": o.command_id,
            "changes": o.changes,
            "warnings": o.warnings,
            "replayed": o.replayed,
        }))
    };
    Case { arguments, refusal: "right.missing", run: Run::Typed(Box::new(run)) }
}

impl Case {
    /// What who may not is told, where it is not that he lacks the right.
    pub fn told(self, refusal: &'static str) -> Self {
        Self { refusal, ..self }
    }
}

impl Company {
    pub fn memory() -> Self {
        let (options, clock) = options(51);
        let crm = crmkit::in_memory_with(options).unwrap();
        Self::new(Loaded::new(&world(), crm, clock))
    }

    pub fn sqlite() -> Self {
        Self::at(&tempfile::tempdir().unwrap().keep().join("company.crm"))
    }

    /// In a file.
    pub fn at(path: &Path) -> Self {
        let (crm, clock) = options(51);
        let options =
            FileOptions { crm, durability: Durability::MayLoseLastCommits, ..Default::default() };
        Self::new(Loaded::new(&world(), crmkit::open_with(path, options).unwrap(), clock))
    }

    fn new(loaded: Loaded) -> Self {
        let [nobody, reader, gone, second] = [1, 2, 3, 4].map(|n| loaded.session(n));
        loaded.admin.run(DisableEmployee { employee: loaded.people[3] }).unwrap();
        Self { loaded, nobody, reader, gone, second, count: Cell::new(0) }
    }

    /// A name that nothing has yet, the same in every world.
    pub fn name(&self) -> String {
        self.count.set(self.count.get() + 1);
        format!("名称{:04}", self.count.get())
    }

    pub fn admin(&self) -> &Session {
        &self.loaded.admin
    }

    pub fn do_it<C: Command>(&self, command: C) -> C::Output {
        self.admin().run(command).unwrap().value
    }

    pub fn lead(&self) -> LeadId {
        self.do_it(CreateLead { lead: NewLead { name: self.name(), ..Default::default() } })
    }

    pub fn customer(&self) -> CustomerId {
        let customer = NewCustomer { name: self.name(), ..Default::default() };
        self.do_it(CreateCustomer { customer })
    }

    pub fn pool(&self) -> PoolId {
        self.do_it(self.new_pool())
    }

    fn new_pool(&self) -> CreatePool {
        let pool = NewPool { name: self.name(), ..Default::default() };
        let admins = vec![self.loaded.people[0]];
        CreatePool { pool, admins, members: vec![self.loaded.people[5]], departments: vec![] }
    }

    /// A rule for a new employee.
    fn new_capacity_rule(&self) -> CreateCapacityRule {
        let rule = NewCapacityRule { name: self.name(), cap: 7, ..Default::default() };
        let employees = vec![self.do_it(self.new_employee())];
        CreateCapacityRule { rule, employees, departments: vec![] }
    }

    fn new_role(&self) -> CreateRole {
        let role = NewRole { name: self.name(), ..Default::default() };
        let operations = vec!["lead.read".to_owned()];
        CreateRole { role, operations, departments: None, employees: None, fields: None }
    }

    fn new_employee(&self) -> CreateEmployee {
        let name = self.name();
        let number: String = name.chars().filter(char::is_ascii_digit).collect();
        let employee = NewEmployee {
            name,
            mobile: format!("1370000{number}"),
            department_id: self.loaded.departments[0],
            ..Default::default()
        };
        CreateEmployee { employee, roles: vec![], password_hash: None }
    }

    fn new_department(&self) -> CreateDepartment {
        let department = NewDepartment { name: self.name(), ..Default::default() };
        CreateDepartment { department }
    }

    fn new_option(&self) -> CreateOption {
        let option =
            NewOptionItem { list: "source".into(), label: self.name(), ..Default::default() };
        CreateOption { option }
    }

    fn new_field(&self) -> DefineField {
        let digits: String = self.name().chars().filter(char::is_ascii_digit).collect();
        let field = NewFieldDefinition {
            entity: "lead".into(),
            key: format!("k{digits}"),
            kind: CustomKind::Text,
            label: digits,
            ..Default::default()
        };
        DefineField { field, options: None }
    }

    pub fn follow_up(&self) -> FollowUpId {
        let content = self.name();
        let lead_id = Some(self.lead());
        let follow_up = NewFollowUp { lead_id, content, ..<_>::default() };
        self.do_it(AddFollowUp { follow_up, contacts: None, files: None })
    }

    fn new_invoice_title(&self) -> CreateInvoiceTitle {
        let invoice_title = NewInvoiceTitle {
            customer_id: self.customer(),
            title: self.name(),
            tax_number: Some("91420100MA4KXXXX1X".into()),
            ..Default::default()
        };
        CreateInvoiceTitle { invoice_title }
    }

    pub fn new_contact(&self, customer_id: CustomerId) -> CreateContact {
        let contact = NewContact { customer_id, name: self.name(), ..Default::default() };
        CreateContact { contact }
    }

    pub fn contact(&self) -> ContactId {
        self.do_it(self.new_contact(self.customer()))
    }

    /// A contact and a member of its team.
    pub fn contact_member(&self, expires_at: Option<Timestamp>) -> (Vec<ContactId>, EmployeeId) {
        let (contacts, employee) = (vec![self.contact()], self.loaded.people[5]);
        let access = TeamAccess::Read;
        self.do_it(AddContactMember { contacts: contacts.clone(), employee, access, expires_at });
        (contacts, employee)
    }

    fn job(&self) -> ImportJobId {
        self.do_it(StartImport { entity: "lead".into(), file_name: None, header: None })
    }

    fn member(&self) -> (CustomerId, EmployeeId) {
        let (customer, employee) = (self.customer(), self.loaded.people[5]);
        let access = TeamAccess::Read;
        self.do_it(AddMember {
            customers: vec![customer],
            employee,
            access,
            expires_at: None,
            cascade: None,
        });
        (customer, employee)
    }

    fn pooled(&self) -> (PoolId, Vec<CustomerId>) {
        let (pool, customers) = (self.pool(), vec![self.customer()]);
        self.do_it(ReleaseCustomers { pool, customers: customers.clone() });
        (pool, customers)
    }
}

fn world() -> World {
    let mut world = World { departments: vec![None], ..World::default() };
    let person =
        |roles: &[usize]| Person { roles: roles.iter().copied().collect(), ..Person::default() };
    world.people = [&[0][..], &[], &[1], &[1], &[0], &[1]].map(person).to_vec();
    let reads = ["lead.read", "customer.read", "follow_up.read"].map(str::to_owned).into();
    world.roles = vec![
        OracleRole { super_admin: true, ..OracleRole::default() },
        OracleRole { scope: Scope::All, operations: reads, ..OracleRole::default() },
    ];
    world
}

/// Makes the case of a command.
pub fn case(name: &str, c: &Company) -> Case {
    let people = &c.loaded.people;
    match name {
        "setup" => set_up(c),
        "settings.update" => of(UpdateSettings {
            patch: SettingsPatch { company: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "department.create" => of(c.new_department()),
        "department.update" => of(UpdateDepartment {
            department: c.do_it(c.new_department()),
            patch: DepartmentPatch { name: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "department.delete" => of(DeleteDepartment { department: c.do_it(c.new_department()) }),
        "employee.create" => of(c.new_employee()),
        "employee.update" => of(UpdateEmployee {
            employee: c.do_it(c.new_employee()),
            patch: EmployeePatch { post: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "employee.disable" => of(DisableEmployee { employee: c.do_it(c.new_employee()) }),
        "employee.enable" => of(EnableEmployee { employee: c.do_it(c.new_employee()) }),
        "employee.set_roles" => {
            of(SetRoles { employee: c.do_it(c.new_employee()), roles: vec![c.loaded.roles[1]] })
        }
        "employee.set_password" => {
            of(SetPassword { employee: c.do_it(c.new_employee()), password_hash: HASH.into() })
        }
        "employee.hand_over" => {
            let employee = c.do_it(c.new_employee());
            c.admin().leads().transfer(vec![c.lead()], employee).unwrap();
            of(HandOver { from: employee, to: vec![people[5]] })
        }
        "role.create" => of(c.new_role()),
        "role.update" => of(UpdateRole {
            role: c.do_it(c.new_role()),
            patch: Some(RolePatch { scope: Some(DataScope::Custom), ..Default::default() }),
            operations: Some(vec!["customer.read".into()]),
            departments: Some(c.loaded.departments.clone()),
            employees: Some(vec![people[5]]),
            fields: Some(vec![FieldRight {
                entity: "lead".into(),
                field: "remark".into(),
                access: FieldAccess::Read,
            }]),
            expect_rev: None,
        }),
        "role.copy" => of(CopyRole { role: c.do_it(c.new_role()), name: c.name() }),
        "role.delete" => of(DeleteRole { role: c.do_it(c.new_role()) }),
        "field.define" => of(c.new_field()),
        "field.update" => of(UpdateField {
            field: c.do_it(c.new_field()),
            patch: FieldDefinitionPatch { label: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "option.create" => of(c.new_option()),
        "option.update" => of(UpdateOption {
            option: c.do_it(c.new_option()),
            patch: OptionItemPatch { label: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "option.delete" => of(DeleteOption { option: c.do_it(c.new_option()) }),
        _ => sales(name, c),
    }
}

fn sales(name: &str, c: &Company) -> Case {
    let people = &c.loaded.people;
    match name {
        "lead.create" => of(CreateLead { lead: NewLead { name: c.name(), ..Default::default() } }),
        "lead.update" => of(UpdateLead {
            lead: c.lead(),
            patch: LeadPatch { remark: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "lead.delete" => of(DeleteLeads { leads: vec![c.lead(), c.lead()] }),
        "lead.restore" => {
            let leads = vec![c.lead()];
            c.do_it(DeleteLeads { leads: leads.clone() });
            of(RestoreLeads { leads })
        }
        "lead.transfer" => of(TransferLeads { leads: vec![c.lead()], to: people[5] }),
        "lead.set_status" => {
            let (leads, reason) = (vec![c.lead(), c.lead()], Some(c.name()));
            of(SetLeadStatus { leads, status: LeadStatus::Dead, reason })
        }
        "lead.convert" => {
            let leads = vec![c.lead(), c.lead()];
            let (handling, customer) = (DuplicateHandling::Merge, Some(c.customer()));
            let choices = Some(vec![LeadChoice { lead: leads[1], handling, customer }]);
            of(ConvertLeads {
                leads,
                on_duplicate: None,
                choices,
                contact: Some(true),
                opportunity: Some(true),
            })
        }
        "lead_mapping.set" => {
            let field = c.new_field();
            let lead_field = format!("custom.{}", field.field.key);
            c.do_it(field);
            of(SetLeadMapping { fields: vec![MappedField { lead_field, customer_field: None }] })
        }
        "customer.create" => {
            of(CreateCustomer { customer: NewCustomer { name: c.name(), ..Default::default() } })
        }
        "customer.update" => of(UpdateCustomer {
            customer: c.customer(),
            patch: CustomerPatch { remark: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "customer.delete" => of(DeleteCustomers { customers: vec![c.customer()] }),
        "customer.restore" => {
            let customers = vec![c.customer()];
            c.do_it(DeleteCustomers { customers: customers.clone() });
            of(RestoreCustomers { customers })
        }
        "customer.transfer" => of(TransferCustomers {
            customers: vec![c.customer()],
            to: people[5],
            keep: Some(TeamAccess::Write),
            keep_until: None,
            cascade: Some(vec![Cascade::Contacts]),
        }),
        "customer.merge" => of(MergeCustomers { into: c.customer(), from: vec![c.member().0] }),
        "customer.add_member" => of(AddMember {
            customers: vec![c.customer()],
            employee: people[5],
            access: TeamAccess::Write,
            expires_at: None,
            cascade: Some(vec![Cascade::Contacts]),
        }),
        "customer.remove_member" => {
            let (customer, employee) = c.member();
            of(RemoveMember { customers: vec![customer], employee, cascade: None })
        }
        "customer.leave_team" => {
            let customer = c.customer();
            c.do_it(TransferCustomers {
                customers: vec![customer],
                to: people[5],
                keep: Some(TeamAccess::Read),
                keep_until: None,
                cascade: None,
            });
            of(LeaveTeam { customers: vec![customer] }).told("team.not_member")
        }
        "customer.expire_members" => expire(c),
        "bin.purge" => purge(c),
        "customer.lock" => of(LockCustomers { customers: vec![c.customer()] }),
        "customer.unlock" => {
            let customers = vec![c.customer()];
            c.do_it(LockCustomers { customers: customers.clone() });
            of(UnlockCustomers { customers })
        }
        "customer.set_deal" => {
            of(SetDealStatus { customers: vec![c.customer()], dealt: Some(true), on: None })
        }
        "customer.set_primary_contact" => {
            let customer = c.customer();
            c.do_it(c.new_contact(customer));
            let contact = Some(c.do_it(c.new_contact(customer)));
            of(SetPrimaryContact { customer, contact })
        }
        "capacity_rule.create" => of(c.new_capacity_rule()),
        "capacity_rule.update" => of(UpdateCapacityRule {
            rule: c.do_it(c.new_capacity_rule()),
            patch: Some(CapacityRulePatch { cap: Some(70), ..Default::default() }),
            employees: None,
            departments: None,
            expect_rev: None,
        }),
        "capacity_rule.delete" => of(DeleteCapacityRule { rule: c.do_it(c.new_capacity_rule()) }),
        "pool.create" => of(c.new_pool()),
        "pool.update" => of(UpdatePool {
            pool: c.pool(),
            patch: Some(PoolPatch { remark: Some(c.name()), ..Default::default() }),
            admins: None,
            members: Some(vec![people[1]]),
            departments: Some(vec![]),
            expect_rev: None,
        }),
        "pool.delete" => of(DeletePool { pool: c.pool() }),
        "pool.claim" => {
            let (pool, customers) = c.pooled();
            of(ClaimCustomers { pool, customers }).told("record.not_found")
        }
        "pool.set_rules" => of(SetPoolRules { pool: c.pool(), rules: vec![no_follow_up(7)] }),
        "pool.set_hidden_fields" => {
            of(SetPoolHiddenFields { pool: c.pool(), fields: vec!["mobile".into()] })
        }
        "pool.assign" => {
            let (pool, customers) = c.pooled();
            of(AssignCustomers { pool, customers, to: people[5] }).told("record.not_found")
        }
        "pool.move" => {
            let (from, _) = c.pooled();
            of(MovePooled { from, to: c.pool() }).told("record.not_found")
        }
        "pool.delete_customers" => {
            let (pool, customers) = c.pooled();
            of(DeletePooled { pool, customers }).told("record.not_found")
        }
        "pool.restore_customers" => {
            let (pool, customers) = c.pooled();
            c.do_it(DeletePooled { pool, customers: customers.clone() });
            of(RestorePooled { pool, customers }).told("record.not_found")
        }
        "pool.recycle" => recycle(c),
        "pool.release" => of(ReleaseCustomers { pool: c.pool(), customers: vec![c.member().0] }),
        "invoice_title.create" => of(c.new_invoice_title()),
        "invoice_title.update" => of(UpdateInvoiceTitle {
            invoice_title: c.do_it(c.new_invoice_title()),
            patch: InvoiceTitlePatch { bank: Some(c.name()), ..Default::default() },
            expect_rev: None,
        }),
        "invoice_title.delete" => {
            of(DeleteInvoiceTitle { invoice_title: c.do_it(c.new_invoice_title()) })
        }
        "invoice_title.restore" => {
            let invoice_title = c.do_it(c.new_invoice_title());
            c.do_it(DeleteInvoiceTitle { invoice_title });
            of(RestoreInvoiceTitles { invoice_titles: vec![invoice_title] })
        }
        "todo.handle" => {
            c.do_it(TransferLeads { leads: vec![c.lead()], to: people[5] });
            let plan = NewLead {
                name: c.name(),
                next_contact_at: Some(c.loaded.crm.clock().now()),
                ..Default::default()
            };
            let lead = c.do_it(CreateLead { lead: plan });
            let records = vec![RecordId(lead.0)];
            of(HandleTodos { kind: TodoKind::LeadsToday, records }).told("record.not_found")
        }
        "import.start" => of(StartImport { entity: "lead".into(), file_name: None, header: None }),
        "import.rows" => of(ImportRows {
            job: c.job(),
            entity: "lead".into(),
            fields: vec!["name".into()],
            columns: 1,
            rows: vec![ImportRow { number: 2, cells: vec![c.name()], broken: None }],
            match_on: vec![],
            on_duplicate: OnDuplicate::Skip,
            pool: None,
        }),
        "import.finish" => of(FinishImport { job: c.job(), state: ImportState::Done, rows: None })
            .told("record.not_found"),
        "command.undo" => {
            let lead = NewLead { name: c.name(), ..Default::default() };
            let target = c.admin().leads().create(lead).unwrap().command_id;
            of(UndoCommand { of: target }).told("undo.unknown")
        }
        other => products::case(other, c)
            .or_else(|| contracts::case(other, c))
            .or_else(|| invoices::case(other, c))
            .or_else(|| approvals::case(other, c))
            .unwrap_or_else(|| people::case(other, c)),
    }
}

/// The set-up was run when the company was made; nobody sets it up again.
fn set_up(c: &Company) -> Case {
    let arguments = json!({
        "company": c.name(),
        "admin_name": "x",
        "admin_mobile": "13700000000",
        "password_hash": HASH,
    });
    let run = |loaded: &Loaded| {
        let all = loaded.admin.list::<Settings>(&Query::default()).unwrap();
        json!(all.rows.len())
    };
    Case { arguments, refusal: "setup.done", run: Run::Otherwise(run) }
}
