//! Reading, and changing by area: `session.leads().get(id)`.
//!
//! Each entity is one line of [`records!`]: a client that reads and a page that keeps its rows
//! in Rust. Changes stand below as sugar over the commands that `session` has anyway.

use crate::{Outcome, Query, Result, Session};
use crmkit_core::admin::number::*;
use crmkit_core::data::*;
use crmkit_core::model::Timestamp;
use crmkit_core::org::*;
use crmkit_core::query::{Aggregate, Filter, Group, Measure, Total, Totals};
use crmkit_core::sales::approval::*;
use crmkit_core::sales::capacity::*;
use crmkit_core::sales::contact::*;
use crmkit_core::sales::contract::*;
use crmkit_core::sales::customer::*;
use crmkit_core::sales::follow_up::*;
use crmkit_core::sales::invoice::*;
use crmkit_core::sales::invoice_title::*;
use crmkit_core::sales::lead::*;
use crmkit_core::sales::merge::MergeCustomers;
use crmkit_core::sales::opportunity::*;
use crmkit_core::sales::pool::*;
use crmkit_core::sales::product::*;
use crmkit_core::sales::receivable::*;
use crmkit_core::sales::stage::*;
use crmkit_core::sales::todo::{TodoMark, TodoMarkId};
use crmkit_core::sales::visit::*;
use crmkit_core::session::{self, HistoryEntry, Table, Why, WhySeen};
use std::sync::Arc;

macro_rules! page {
    ($Page:ident, $Row:ident) => {
        /// A page of a list. Its rows stay in Rust until they are asked for.
        #[derive(uniffi::Object)]
        pub struct $Page(session::Page<$Row>);

        #[uniffi::export]
        impl $Page {
            /// How many rows it has.
            pub fn len(&self) -> u32 {
                u32::try_from(self.0.rows.len()).unwrap_or(u32::MAX)
            }

            /// Whether it has none.
            pub fn is_empty(&self) -> bool {
                self.0.rows.is_empty()
            }

            /// All its rows.
            pub fn rows(&self) -> Vec<$Row> {
                self.0.rows.clone()
            }

            /// Up to `count` rows from `first` on.
            pub fn slice(&self, first: u32, count: u32) -> Vec<$Row> {
                self.0.rows.iter().skip(first as usize).take(count as usize).cloned().collect()
            }

            /// Where the next page begins, for the query's `after`; none after the last.
            pub fn next(&self) -> Option<String> {
                self.0.next.as_ref().map(|cursor| cursor.as_str().to_owned())
            }

            /// How many rows there are in all, if asked for.
            pub fn total(&self) -> Option<Total> {
                self.0.total
            }
        }
    };
}

macro_rules! records {
    ($($area:ident: $Client:ident, $Page:ident, $Entity:ident, $Row:ident, $Id:ident;)*) => {
        #[uniffi::export]
        impl Session { $(
            /// Records of this kind, as this session sees them.
            pub fn $area(&self) -> Arc<$Client> {
                Arc::new($Client(self.clone()))
            }
        )* }

        $(
            page!($Page, $Row);

            /// Records of one kind, as one session sees them.
            #[derive(uniffi::Object)]
            pub struct $Client(pub(crate) Session);

            #[uniffi::export]
            impl $Client {
                /// One record.
                pub fn get(&self, id: $Id) -> Result<$Entity> {
                    self.0.told(self.0.core.get::<$Entity>(id))
                }

                /// A page of the records that the session sees.
                pub fn list(&self, query: Query) -> Result<Arc<$Page>> {
                    let page = query.try_into().and_then(|q| self.0.core.list::<$Entity>(&q));
                    self.0.told(page).map(|page| Arc::new($Page(page)))
                }

                /// How many records of a query the session sees.
                pub fn count(&self, query: Query) -> Result<Total> {
                    let totals = query.totals.unwrap_or(Totals::Exact);
                    self.0.told(query.try_into().and_then(|q| self.0.core.count::<$Entity>(&q, totals)))
                }

                /// Numbers by group over the records that the session sees.
                #[uniffi::method(default(filter = None))]
                pub fn aggregate(
                    &self,
                    group: Vec<Group>,
                    measures: Vec<Measure>,
                    filter: Option<String>,
                ) -> Result<Table> {
                    let filter = filter.map_or(Ok(Filter::All), |text| text.parse());
                    let asked = filter.map(|filter| Aggregate { filter, group, measures });
                    self.0.told(asked.and_then(|asked| self.0.core.aggregate::<$Entity>(&asked)))
                }

                /// The operation log of a record, the newest first; `before` is the `mark` of the
                /// last entry of the page before.
                #[uniffi::method(default(before = None, limit = 50))]
                pub fn history(&self, id: $Id, before: Option<String>, limit: u32) -> Result<Vec<HistoryEntry>> {
                    self.0.told(self.0.core.history::<$Entity>(id, before.as_deref(), limit))
                }

                /// Why the session sees a record.
                pub fn why_visible(&self, id: $Id) -> Result<Vec<Why>> {
                    self.0.told(self.0.core.why_visible::<$Entity>(id))
                }

                /// Everybody who sees a record, and why.
                pub fn who_can_see(&self, id: $Id) -> Result<Vec<WhySeen>> {
                    self.0.told(self.0.core.who_can_see::<$Entity>(id))
                }
            }
        )*
    };
}

records! {
    settings: SettingsClient, SettingsPage, Settings, SettingsSummary, SettingsId;
    departments: Departments, DepartmentPage, Department, DepartmentSummary, DepartmentId;
    employees: Employees, EmployeePage, Employee, EmployeeSummary, EmployeeId;
    employee_roles: EmployeeRoles, EmployeeRolePage, EmployeeRole, EmployeeRole, EmployeeRoleId;
    roles: Roles, RolePage, Role, RoleSummary, RoleId;
    role_rights: RoleRights, RoleRightPage, RoleRight, RoleRight, RoleRightId;
    role_targets: RoleTargets, RoleTargetPage, RoleTarget, RoleTarget, RoleTargetId;
    role_fields: RoleFields, RoleFieldPage, RoleField, RoleField, RoleFieldId;
    field_definitions: FieldDefinitions, FieldDefinitionPage, FieldDefinition, FieldDefinitionSummary, FieldDefinitionId;
    option_items: OptionItems, OptionItemPage, OptionItem, OptionItemSummary, OptionItemId;
    leads: Leads, LeadPage, Lead, LeadSummary, LeadId;
    lead_mappings: LeadMappings, LeadMappingPage, LeadMapping, LeadMapping, LeadMappingId;
    customers: Customers, CustomerPage, Customer, CustomerSummary, CustomerId;
    customer_members: CustomerMembers, CustomerMemberPage, CustomerMember, CustomerMember, CustomerMemberId;
    contacts: Contacts, ContactPage, Contact, ContactSummary, ContactId;
    contact_members: ContactMembers, ContactMemberPage, ContactMember, ContactMember, ContactMemberId;
    capacity_rules: CapacityRules, CapacityRulePage, CapacityRule, CapacityRuleSummary, CapacityRuleId;
    capacity_targets: CapacityTargets, CapacityTargetPage, CapacityTarget, CapacityTarget, CapacityTargetId;
    todo_marks: TodoMarks, TodoMarkPage, TodoMark, TodoMark, TodoMarkId;
    pools: Pools, PoolPage, Pool, PoolSummary, PoolId;
    pool_members: PoolMembers, PoolMemberPage, PoolMember, PoolMember, PoolMemberId;
    pool_rules: PoolRules, PoolRulePage, PoolRule, PoolRule, PoolRuleId;
    pool_hidden_fields: PoolHiddenFields, PoolHiddenFieldPage, PoolHiddenField, PoolHiddenField, PoolHiddenFieldId;
    follow_ups: FollowUps, FollowUpPage, FollowUp, FollowUpSummary, FollowUpId;
    follow_up_contacts: FollowUpContacts, FollowUpContactPage, FollowUpContact, FollowUpContact, FollowUpContactId;
    follow_up_files: FollowUpFiles, FollowUpFilePage, FollowUpFile, FollowUpFile, FollowUpFileId;
    invoice_titles: InvoiceTitles, InvoiceTitlePage, InvoiceTitle, InvoiceTitleSummary, InvoiceTitleId;
    stage_groups: StageGroups, StageGroupPage, StageGroup, StageGroupSummary, StageGroupId;
    stage_group_departments: StageGroupDepartments, StageGroupDepartmentPage, StageGroupDepartment, StageGroupDepartment, StageGroupDepartmentId;
    stages: Stages, StagePage, Stage, StageSummary, StageId;
    stage_fields: StageFields, StageFieldPage, StageField, StageField, StageFieldId;
    stage_checks: StageChecks, StageCheckPage, StageCheck, StageCheck, StageCheckId;
    opportunities: Opportunities, OpportunityPage, Opportunity, OpportunitySummary, OpportunityId;
    opportunity_members: OpportunityMembers, OpportunityMemberPage, OpportunityMember, OpportunityMember, OpportunityMemberId;
    opportunity_lines: OpportunityLines, OpportunityLinePage, OpportunityLine, OpportunityLine, OpportunityLineId;
    opportunity_contacts: OpportunityContacts, OpportunityContactPage, OpportunityContact, OpportunityContact, OpportunityContactId;
    opportunity_competitors: OpportunityCompetitors, OpportunityCompetitorPage, OpportunityCompetitor, OpportunityCompetitor, OpportunityCompetitorId;
    opportunity_checks: OpportunityChecks, OpportunityCheckPage, OpportunityCheck, OpportunityCheck, OpportunityCheckId;
    stage_changes: StageChanges, StageChangePage, StageChange, StageChange, StageChangeId;
    contracts: Contracts, ContractPage, Contract, ContractSummary, ContractId;
    contract_members: ContractMembers, ContractMemberPage, ContractMember, ContractMember, ContractMemberId;
    contract_lines: ContractLines, ContractLinePage, ContractLine, ContractLine, ContractLineId;
    contract_signers: ContractSigners, ContractSignerPage, ContractSigner, ContractSigner, ContractSignerId;
    receivable_plans: ReceivablePlans, ReceivablePlanPage, ReceivablePlan, ReceivablePlanSummary, ReceivablePlanId;
    receivables: Receivables, ReceivablePage, Receivable, ReceivableSummary, ReceivableId;
    receivable_members: ReceivableMembers, ReceivableMemberPage, ReceivableMember, ReceivableMember, ReceivableMemberId;
    allocations: Allocations, AllocationPage, Allocation, Allocation, AllocationId;
    invoices: Invoices, InvoicePage, Invoice, InvoiceSummary, InvoiceId;
    invoice_members: InvoiceMembers, InvoiceMemberPage, InvoiceMember, InvoiceMember, InvoiceMemberId;
    invoice_lines: InvoiceLines, InvoiceLinePage, InvoiceLine, InvoiceLine, InvoiceLineId;
    approval_flows: ApprovalFlows, ApprovalFlowPage, ApprovalFlow, ApprovalFlowSummary, ApprovalFlowId;
    approval_versions: ApprovalVersions, ApprovalVersionPage, ApprovalVersion, ApprovalVersion, ApprovalVersionId;
    approvals: Approvals, ApprovalPage, Approval, Approval, ApprovalId;
    approval_tasks: ApprovalTasks, ApprovalTaskPage, ApprovalTask, ApprovalTask, ApprovalTaskId;
    approval_events: ApprovalEvents, ApprovalEventPage, ApprovalEvent, ApprovalEvent, ApprovalEventId;
    approval_files: ApprovalFiles, ApprovalFilePage, ApprovalFile, ApprovalFile, ApprovalFileId;
    approval_delegates: ApprovalDelegates, ApprovalDelegatePage, ApprovalDelegate, ApprovalDelegateSummary, ApprovalDelegateId;
    visits: Visits, VisitPage, Visit, VisitSummary, VisitId;
    number_rules: NumberRules, NumberRulePage, NumberRule, NumberRuleSummary, NumberRuleId;
    number_parts: NumberParts, NumberPartPage, NumberPart, NumberPart, NumberPartId;
    product_categories: ProductCategories, ProductCategoryPage, ProductCategory, ProductCategorySummary, ProductCategoryId;
    products: Products, ProductPage, Product, ProductSummary, ProductId;
    product_prices: ProductPrices, ProductPricePage, ProductPrice, ProductPrice, ProductPriceId;
    product_files: ProductFiles, ProductFilePage, ProductFile, ProductFile, ProductFileId;
    import_jobs: ImportJobs, ImportJobPage, ImportJob, ImportJobSummary, ImportJobId;
}

#[uniffi::export]
impl Leads {
    /// Makes a lead.
    pub fn create(&self, lead: NewLead) -> Result<Outcome> {
        self.0.run(CreateLead { lead }, None)
    }

    /// Changes a lead.
    pub fn update(&self, lead: LeadId, patch: LeadPatch) -> Result<Outcome> {
        self.0.run(UpdateLead { lead, patch, expect_rev: None }, None)
    }

    /// Hands leads to another owner.
    pub fn transfer(&self, leads: Vec<LeadId>, to: EmployeeId) -> Result<Outcome> {
        self.0.run(TransferLeads { leads, to }, None)
    }

    /// Turns leads into customers.
    pub fn convert(&self, leads: Vec<LeadId>) -> Result<Outcome> {
        self.0.run(
            ConvertLeads {
                leads,
                on_duplicate: None,
                choices: None,
                contact: None,
                opportunity: None,
            },
            None,
        )
    }

    /// Puts leads into the recycle bin.
    pub fn delete(&self, leads: Vec<LeadId>) -> Result<Outcome> {
        self.0.run(DeleteLeads { leads }, None)
    }

    /// Takes leads out of the recycle bin.
    pub fn restore(&self, leads: Vec<LeadId>) -> Result<Outcome> {
        self.0.run(RestoreLeads { leads }, None)
    }
}

#[uniffi::export]
impl Customers {
    /// Makes a customer.
    pub fn create(&self, customer: NewCustomer) -> Result<Outcome> {
        self.0.run(CreateCustomer { customer }, None)
    }

    /// Changes a customer.
    pub fn update(&self, customer: CustomerId, patch: CustomerPatch) -> Result<Outcome> {
        self.0.run(UpdateCustomer { customer, patch, expect_rev: None }, None)
    }

    /// Hands customers to another owner; the old one does not stay, and their contacts do not go
    /// along.
    pub fn transfer(&self, customers: Vec<CustomerId>, to: EmployeeId) -> Result<Outcome> {
        self.0.run(
            TransferCustomers { customers, to, keep: None, keep_until: None, cascade: None },
            None,
        )
    }

    /// Puts customers into a pool.
    pub fn release(&self, customers: Vec<CustomerId>, pool: PoolId) -> Result<Outcome> {
        self.0.run(ReleaseCustomers { pool, customers }, None)
    }

    /// Puts customers into the recycle bin.
    pub fn delete(&self, customers: Vec<CustomerId>) -> Result<Outcome> {
        self.0.run(DeleteCustomers { customers }, None)
    }

    /// Takes customers out of the recycle bin.
    pub fn restore(&self, customers: Vec<CustomerId>) -> Result<Outcome> {
        self.0.run(RestoreCustomers { customers }, None)
    }

    /// Adds somebody to a customer's team.
    #[uniffi::method(default(expires_at = None))]
    pub fn add_member(
        &self,
        customer: CustomerId,
        employee: EmployeeId,
        access: TeamAccess,
        expires_at: Option<Timestamp>,
    ) -> Result<Outcome> {
        let customers = vec![customer];
        self.0.run(AddMember { customers, employee, access, expires_at, cascade: None }, None)
    }

    /// Merges customers into one; what that one has stays.
    pub fn merge(&self, into: CustomerId, from: Vec<CustomerId>) -> Result<Outcome> {
        self.0.run(MergeCustomers { into, from }, None)
    }

    /// Locks customers: they do not go to the pool.
    pub fn lock(&self, customers: Vec<CustomerId>) -> Result<Outcome> {
        self.0.run(LockCustomers { customers }, None)
    }

    /// Unlocks customers.
    pub fn unlock(&self, customers: Vec<CustomerId>) -> Result<Outcome> {
        self.0.run(UnlockCustomers { customers }, None)
    }
}

#[uniffi::export]
impl Contacts {
    /// Adds a contact to a customer.
    pub fn create(&self, contact: NewContact) -> Result<Outcome> {
        self.0.run(CreateContact { contact }, None)
    }

    /// Changes a contact.
    pub fn update(&self, contact: ContactId, patch: ContactPatch) -> Result<Outcome> {
        self.0.run(UpdateContact { contact, patch, expect_rev: None }, None)
    }

    /// Hands contacts to another owner; the old one does not stay.
    pub fn transfer(&self, contacts: Vec<ContactId>, to: EmployeeId) -> Result<Outcome> {
        self.0.run(TransferContacts { contacts, to, keep: None, keep_until: None }, None)
    }

    /// Puts contacts into the recycle bin.
    pub fn delete(&self, contacts: Vec<ContactId>) -> Result<Outcome> {
        self.0.run(DeleteContacts { contacts }, None)
    }

    /// Takes contacts out of the recycle bin.
    pub fn restore(&self, contacts: Vec<ContactId>) -> Result<Outcome> {
        self.0.run(RestoreContacts { contacts }, None)
    }
}

#[uniffi::export]
impl FollowUps {
    /// Records a follow-up, if need be of further contacts and with files.
    #[uniffi::method(default(contacts = None, files = None))]
    pub fn add(
        &self,
        follow_up: NewFollowUp,
        contacts: Option<Vec<ContactId>>,
        files: Option<Vec<FileReference>>,
    ) -> Result<Outcome> {
        self.0.run(AddFollowUp { follow_up, contacts, files }, None)
    }
}

/// The customers of a pool, for its members.
#[derive(uniffi::Object)]
pub struct PoolView {
    session: Session,
    pool: PoolId,
}

#[uniffi::export]
impl Session {
    /// The customers of a pool, for its members.
    pub fn pool(&self, pool: PoolId) -> Arc<PoolView> {
        Arc::new(PoolView { session: self.clone(), pool })
    }
}

#[uniffi::export]
impl PoolView {
    /// A page of its customers.
    pub fn list(&self, query: Query) -> Result<Arc<CustomerPage>> {
        let page = query.try_into().and_then(|q| self.session.core.pool(self.pool).list(&q));
        self.session.told(page).map(|page| Arc::new(CustomerPage(page)))
    }

    /// One of its customers.
    pub fn get(&self, customer: CustomerId) -> Result<Customer> {
        self.session.told(self.session.core.pool(self.pool).get(customer))
    }

    /// A page of the contacts of its customers.
    pub fn contacts(&self, query: Query) -> Result<Arc<ContactPage>> {
        let page = query.try_into().and_then(|q| self.session.core.pool(self.pool).contacts(&q));
        self.session.told(page).map(|page| Arc::new(ContactPage(page)))
    }

    /// One contact of its customers.
    pub fn contact(&self, contact: ContactId) -> Result<Contact> {
        self.session.told(self.session.core.pool(self.pool).contact(contact))
    }

    /// A page of the follow-ups of its customers, for who may read follow-ups.
    pub fn follow_ups(&self, query: Query) -> Result<Arc<FollowUpPage>> {
        let page = query.try_into().and_then(|q| self.session.core.pool(self.pool).follow_ups(&q));
        self.session.told(page).map(|page| Arc::new(FollowUpPage(page)))
    }

    /// A page of the invoice titles of its customers, for who may read invoice titles.
    pub fn invoice_titles(&self, query: Query) -> Result<Arc<InvoiceTitlePage>> {
        let pool = self.session.core.pool(self.pool);
        let page = query.try_into().and_then(|q| pool.invoice_titles(&q));
        self.session.told(page).map(|page| Arc::new(InvoiceTitlePage(page)))
    }

    /// The operation log of one of its customers, the newest first.
    #[uniffi::method(default(before = None, limit = 50))]
    pub fn history(
        &self,
        customer: CustomerId,
        before: Option<String>,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>> {
        let pool = self.session.core.pool(self.pool);
        self.session.told(pool.history(customer, before.as_deref(), limit))
    }

    /// Gives customers of the pool to somebody; for its administrators.
    pub fn assign(&self, customers: Vec<CustomerId>, to: EmployeeId) -> Result<Outcome> {
        self.session.run(AssignCustomers { pool: self.pool, customers, to }, None)
    }

    /// Takes customers out of the pool for oneself.
    pub fn claim(&self, customers: Vec<CustomerId>) -> Result<Outcome> {
        self.session.run(ClaimCustomers { pool: self.pool, customers }, None)
    }
}
