//! The list of all commands: the only file that knows every area.
//!
//! From it come dispatch, the JSON door, the permission tests, the docs and the methods of the
//! bindings. [`commands!`](crate::commands!) hands the list to another macro.

pub use crate::admin::department::{CreateDepartment, DeleteDepartment, UpdateDepartment};
pub use crate::admin::employee::{
    CreateEmployee, DisableEmployee, EnableEmployee, SetRoles, UpdateEmployee,
};
pub use crate::admin::field::{DefineField, UpdateField};
pub use crate::admin::number::SetNumberRule;
pub use crate::admin::option::{CreateOption, DeleteOption, UpdateOption};
pub use crate::admin::password::SetPassword;
pub use crate::admin::purge::{Purge, PurgeRecords};
pub use crate::admin::role::{CopyRole, CreateRole, DeleteRole, UpdateRole};
pub use crate::admin::settings::UpdateSettings;
pub use crate::admin::setup::SetUp;
use crate::data::ImportCounts;
pub use crate::data::{FinishImport, StartImport};
use crate::dynamic::json::parse;
use crate::dynamic::{bad_json, from_json};
use crate::error::{Error, OrError, Result, codes, internal, require};
pub use crate::sales::approval::{
    AddSigners, Approve, CommentApproval, CreateApprovalFlow, DelegateApprovals,
    DeleteApprovalFlows, EndDelegation, FollowUpApprovals, Reject, RestoreApprovalFlows,
    SetApprovalFlow, TransferApproval, UpdateApprovalFlow, WatchApprovals, WithdrawApproval,
};
pub use crate::sales::capacity::{CreateCapacityRule, DeleteCapacityRule, UpdateCapacityRule};
use crate::sales::contact::Contact;
pub use crate::sales::contact::{
    AddContactMember, CreateContact, DeleteContacts, ExpireContactMembers, LeaveContactTeam,
    RemoveContactMember, RestoreContacts, TransferContacts, UpdateContact,
};
use crate::sales::contract::Contract;
pub use crate::sales::contract::{
    AddContractMember, AmendContract, CancelFulfilment, CopyContract, CreateContract,
    DeleteContracts, DraftContract, ExpireContractMembers, LeaveContractTeam, RemoveContractMember,
    RenewContract, RestoreContracts, SetContractLines, SetContractSigners, SetFulfilment,
    SubmitContract, TransferContracts, UpdateContract, VoidContract,
};
use crate::sales::customer::Customer;
pub use crate::sales::customer::{
    AddMember, CreateCustomer, DeleteCustomers, ExpireMembers, LeaveTeam, LockCustomers,
    RemoveMember, RestoreCustomers, SetDealStatus, SetPrimaryContact, TransferCustomers,
    UnlockCustomers, UpdateCustomer,
};
pub use crate::sales::follow_up::{
    AddFollowUp, DeleteFollowUp, RestoreFollowUps, SignIn, UpdateFollowUp,
};
pub use crate::sales::hand_over::{HandOver, HandedOver};
pub use crate::sales::import::ImportRows;
use crate::sales::invoice::Invoice;
pub use crate::sales::invoice::{
    AddInvoiceMember, CreateInvoice, CreateRedInvoice, DeleteInvoices, ExpireInvoiceMembers,
    IssueInvoice, LeaveInvoiceTeam, RemoveInvoiceMember, ResetInvoice, RestoreInvoices,
    SubmitInvoice, TransferInvoices, UpdateInvoice,
};
pub use crate::sales::invoice_title::{
    CreateInvoiceTitle, DeleteInvoiceTitle, RestoreInvoiceTitles, UpdateInvoiceTitle,
};
pub use crate::sales::lead::{
    ConvertLeads, ConvertReport, CreateLead, DeleteLeads, RestoreLeads, SetLeadMapping,
    SetLeadStatus, TransferLeads, UpdateLead,
};
pub use crate::sales::merge::MergeCustomers;
use crate::sales::opportunity::Opportunity;
pub use crate::sales::opportunity::{
    AddOpportunityMember, AdvanceOpportunity, ChangeStageGroup, CheckOpportunity,
    CreateOpportunity, DeleteOpportunities, EndOpportunity, ExpireOpportunityMembers,
    LeaveOpportunityTeam, RemoveOpportunityMember, ReopenOpportunity, RestoreOpportunities,
    SetCompetitors, SetOpportunityContacts, TransferOpportunities, UpdateOpportunity,
};
pub use crate::sales::pool::{
    AssignCustomers, ClaimCustomers, CreatePool, DeletePool, DeletePooled, MovePooled, Recycle,
    RecycleCustomers, ReleaseCustomers, RestorePooled, SetPoolHiddenFields, SetPoolRules,
    UpdatePool,
};
pub use crate::sales::product::{
    CreateProduct, CreateProductCategory, DeleteProductCategory, DeleteProducts,
    RestoreProductCategories, RestoreProducts, SetProductFiles, ShelveProducts, UnshelveProducts,
    UpdateProduct, UpdateProductCategory,
};
use crate::sales::receivable::Receivable;
pub use crate::sales::receivable::{
    AddReceivableMember, AllocateReceivable, CreateReceivable, CreateReceivablePlans,
    DeleteReceivablePlans, DeleteReceivables, ExpireReceivableMembers, LeaveReceivableTeam,
    MarkOverduePlans, RemoveReceivableMember, RestoreReceivablePlans, RestoreReceivables,
    SubmitReceivable, TransferReceivables, UpdateReceivable, UpdateReceivablePlan, WatchPlans,
};
pub use crate::sales::stage::{
    CreateStageGroup, DeleteStageGroup, RestoreStageGroups, UpdateStageGroup,
};
pub use crate::sales::team::ExpireTeam;
pub use crate::sales::todo::HandleTodos;
pub use crate::sales::undo::{UndoCommand, Undone};
pub use crate::sales::visit::{CreateVisit, DeleteVisits, RestoreVisits, UpdateVisit};
use crate::session::crm::Sent;
use crate::session::{
    BatchReport, Command, CommandMeta, Crm, Declared, Due, Envelope, Job, Outcome, RunOptions,
    Session,
};
use crate::store::FileRole;
use serde_json::Value as Json;
use uuid::Uuid;

/// Hands every command to a macro: method name, argument struct.
#[macro_export]
macro_rules! commands {
    ($apply:ident) => {
        $apply! {
            set_up: SetUp;
            update_settings: UpdateSettings;
            purge_records: PurgeRecords;
            create_department: CreateDepartment;
            update_department: UpdateDepartment;
            delete_department: DeleteDepartment;
            create_employee: CreateEmployee;
            update_employee: UpdateEmployee;
            disable_employee: DisableEmployee;
            enable_employee: EnableEmployee;
            set_roles: SetRoles;
            set_password_hash: SetPassword;
            hand_over_chunk: HandOver;
            create_role: CreateRole;
            update_role: UpdateRole;
            copy_role: CopyRole;
            delete_role: DeleteRole;
            define_field: DefineField;
            update_field: UpdateField;
            create_option: CreateOption;
            update_option: UpdateOption;
            delete_option: DeleteOption;
            create_lead: CreateLead;
            update_lead: UpdateLead;
            delete_leads: DeleteLeads;
            restore_leads: RestoreLeads;
            transfer_leads: TransferLeads;
            set_lead_status: SetLeadStatus;
            convert_leads: ConvertLeads;
            set_lead_mapping: SetLeadMapping;
            create_customer: CreateCustomer;
            update_customer: UpdateCustomer;
            delete_customers: DeleteCustomers;
            restore_customers: RestoreCustomers;
            transfer_customers: TransferCustomers;
            merge_customers: MergeCustomers;
            add_member: AddMember;
            remove_member: RemoveMember;
            leave_team: LeaveTeam;
            expire_members: ExpireMembers;
            lock_customers: LockCustomers;
            unlock_customers: UnlockCustomers;
            set_deal_status: SetDealStatus;
            set_primary_contact: SetPrimaryContact;
            create_contact: CreateContact;
            update_contact: UpdateContact;
            delete_contacts: DeleteContacts;
            restore_contacts: RestoreContacts;
            transfer_contacts: TransferContacts;
            add_contact_member: AddContactMember;
            remove_contact_member: RemoveContactMember;
            leave_contact_team: LeaveContactTeam;
            expire_contact_members: ExpireContactMembers;
            create_capacity_rule: CreateCapacityRule;
            update_capacity_rule: UpdateCapacityRule;
            delete_capacity_rule: DeleteCapacityRule;
            create_pool: CreatePool;
            update_pool: UpdatePool;
            delete_pool: DeletePool;
            set_pool_rules: SetPoolRules;
            set_pool_hidden_fields: SetPoolHiddenFields;
            claim_customers: ClaimCustomers;
            assign_customers: AssignCustomers;
            move_pooled: MovePooled;
            delete_pooled: DeletePooled;
            restore_pooled: RestorePooled;
            recycle_customers: RecycleCustomers;
            release_customers: ReleaseCustomers;
            add_follow_up: AddFollowUp;
            sign_in: SignIn;
            update_follow_up: UpdateFollowUp;
            delete_follow_up: DeleteFollowUp;
            restore_follow_ups: RestoreFollowUps;
            create_invoice_title: CreateInvoiceTitle;
            update_invoice_title: UpdateInvoiceTitle;
            delete_invoice_title: DeleteInvoiceTitle;
            restore_invoice_titles: RestoreInvoiceTitles;
            set_number_rule: SetNumberRule;
            create_product_category: CreateProductCategory;
            update_product_category: UpdateProductCategory;
            delete_product_category: DeleteProductCategory;
            restore_product_categories: RestoreProductCategories;
            create_product: CreateProduct;
            update_product: UpdateProduct;
            delete_products: DeleteProducts;
            restore_products: RestoreProducts;
            shelve_products: ShelveProducts;
            unshelve_products: UnshelveProducts;
            set_product_files: SetProductFiles;
            create_visit: CreateVisit;
            update_visit: UpdateVisit;
            delete_visits: DeleteVisits;
            restore_visits: RestoreVisits;
            create_stage_group: CreateStageGroup;
            update_stage_group: UpdateStageGroup;
            delete_stage_group: DeleteStageGroup;
            restore_stage_groups: RestoreStageGroups;
            create_opportunity: CreateOpportunity;
            update_opportunity: UpdateOpportunity;
            advance_opportunity: AdvanceOpportunity;
            change_stage_group: ChangeStageGroup;
            check_opportunity: CheckOpportunity;
            end_opportunity: EndOpportunity;
            reopen_opportunity: ReopenOpportunity;
            delete_opportunities: DeleteOpportunities;
            restore_opportunities: RestoreOpportunities;
            transfer_opportunities: TransferOpportunities;
            set_opportunity_contacts: SetOpportunityContacts;
            set_competitors: SetCompetitors;
            add_opportunity_member: AddOpportunityMember;
            remove_opportunity_member: RemoveOpportunityMember;
            leave_opportunity_team: LeaveOpportunityTeam;
            expire_opportunity_members: ExpireOpportunityMembers;
            create_contract: CreateContract;
            draft_contract: DraftContract;
            update_contract: UpdateContract;
            set_contract_lines: SetContractLines;
            set_contract_signers: SetContractSigners;
            submit_contract: SubmitContract;
            void_contract: VoidContract;
            copy_contract: CopyContract;
            renew_contract: RenewContract;
            amend_contract: AmendContract;
            set_fulfilment: SetFulfilment;
            cancel_fulfilment: CancelFulfilment;
            delete_contracts: DeleteContracts;
            restore_contracts: RestoreContracts;
            transfer_contracts: TransferContracts;
            add_contract_member: AddContractMember;
            remove_contract_member: RemoveContractMember;
            leave_contract_team: LeaveContractTeam;
            expire_contract_members: ExpireContractMembers;
            create_receivable_plans: CreateReceivablePlans;
            update_receivable_plan: UpdateReceivablePlan;
            delete_receivable_plans: DeleteReceivablePlans;
            restore_receivable_plans: RestoreReceivablePlans;
            mark_overdue_plans: MarkOverduePlans;
            create_receivable: CreateReceivable;
            update_receivable: UpdateReceivable;
            allocate_receivable: AllocateReceivable;
            submit_receivable: SubmitReceivable;
            delete_receivables: DeleteReceivables;
            restore_receivables: RestoreReceivables;
            transfer_receivables: TransferReceivables;
            add_receivable_member: AddReceivableMember;
            remove_receivable_member: RemoveReceivableMember;
            leave_receivable_team: LeaveReceivableTeam;
            expire_receivable_members: ExpireReceivableMembers;
            create_invoice: CreateInvoice;
            update_invoice: UpdateInvoice;
            submit_invoice: SubmitInvoice;
            create_red_invoice: CreateRedInvoice;
            issue_invoice: IssueInvoice;
            reset_invoice: ResetInvoice;
            delete_invoices: DeleteInvoices;
            restore_invoices: RestoreInvoices;
            transfer_invoices: TransferInvoices;
            add_invoice_member: AddInvoiceMember;
            remove_invoice_member: RemoveInvoiceMember;
            leave_invoice_team: LeaveInvoiceTeam;
            expire_invoice_members: ExpireInvoiceMembers;
            create_approval_flow: CreateApprovalFlow;
            update_approval_flow: UpdateApprovalFlow;
            set_approval_flow: SetApprovalFlow;
            delete_approval_flows: DeleteApprovalFlows;
            restore_approval_flows: RestoreApprovalFlows;
            approve: Approve;
            reject: Reject;
            withdraw_approval: WithdrawApproval;
            transfer_approval: TransferApproval;
            add_signers: AddSigners;
            comment_approval: CommentApproval;
            delegate_approvals: DelegateApprovals;
            end_delegation: EndDelegation;
            follow_up_approvals: FollowUpApprovals;
            handle_todos: HandleTodos;
            start_import: StartImport;
            import_rows: ImportRows;
            finish_import: FinishImport;
            undo: UndoCommand;
        }
    };
}

/// A command in the list.
pub struct Entry {
    /// The name of its method in the bindings.
    pub method: &'static str,
    /// The declaration.
    pub meta: &'static CommandMeta,
    run: fn(&Session, Json, RunOptions) -> Result<Json>,
}

macro_rules! registry {
    ($($method:ident: $command:ident;)*) => {
        /// Every command.
        pub static COMMANDS: &[Entry] = &[$(
            Entry { method: stringify!($method), meta: <$command as Declared>::META, run: run_json::<$command> }
        ),*];
    };
}
commands!(registry);

fn run_json<C: Command>(session: &Session, arguments: Json, options: RunOptions) -> Result<Json> {
    let command: C = from_json(arguments)?;
    let outcome = session.run_with(command, options)?;
    serde_json::to_value(Shown {
        value: serde_json::to_value(&outcome.value).map_err(internal)?,
        command_id: outcome.command_id.0,
        changes: &outcome.changes,
        warnings: &outcome.warnings,
        replayed: outcome.replayed,
    })
    .map_err(internal)
}

#[derive(serde::Serialize)]
struct Shown<'a> {
    value: Json,
    command_id: Uuid,
    changes: &'a [crate::session::Change],
    warnings: &'a [Error],
    replayed: bool,
}

/// The command of a name.
///
/// # Errors
/// `command.unknown`.
pub fn by_name(name: &str) -> Result<&'static Entry> {
    COMMANDS
        .iter()
        .find(|e| e.meta.name == name)
        .ok_or_else(|| Error::new(&codes::UNKNOWN_COMMAND).with("name", name))
}

impl Session {
    /// Runs a command given as JSON: `{"command": "lead.create", "id": "…", …arguments}`; the
    /// outcome comes back as JSON. The same door as [`Session::run`], for dynamic hosts.
    ///
    /// # Errors
    /// `json.invalid`, `command.unknown`, and as [`Session::run`].
    pub fn run_json(&self, text: &str) -> Result<String> {
        let mut arguments: serde_json::Map<String, Json> = from_json(parse(text)?)?;
        let name = arguments.remove("command");
        let name = name
            .as_ref()
            .and_then(Json::as_str)
            .or_error(&codes::UNKNOWN_COMMAND)
            .map_err(|e| e.with("name", ""))?;
        let id =
            arguments.remove("id").map(serde_json::from_value).transpose().map_err(bad_json)?;
        let options = RunOptions { command_id: id, deadline: None };
        let outcome = (by_name(name)?.run)(self, Json::Object(arguments), options)?;
        serde_json::to_string(&outcome).map_err(internal)
    }

    /// Runs a command given by name and JSON arguments.
    ///
    /// # Errors
    /// As [`Session::run_json`].
    pub fn run_named(&self, name: &str, arguments: Json, options: RunOptions) -> Result<Json> {
        (by_name(name)?.run)(self, arguments, options)
    }

    /// Takes back a command of one's own.
    ///
    /// # Errors
    /// `undo.*`.
    pub fn undo(&self, command: crate::model::CommandId) -> Result<Outcome<Undone>> {
        self.run(UndoCommand { of: command })
    }

    /// What timed work would do now to rows that the caller sees, and why.
    ///
    /// # Errors
    /// `right.missing`.
    pub fn tick_preview(&self) -> Result<Vec<Due>> {
        self.may_tick()?;
        let due = self.crm.tick_preview()?;
        let seen = self.sees(&due)?;
        Ok(due.into_iter().filter(|d| seen.contains(&d.id)).collect())
    }

    /// Runs all timed work that is due, and says what it did to rows that the caller sees.
    ///
    /// # Errors
    /// `right.missing`.
    pub fn tick(&self) -> Result<Vec<Due>> {
        self.may_tick()?;
        // What he sees is looked at before: afterwards it may lie elsewhere.
        let seen = self.sees(&self.crm.tick_preview()?)?;
        Ok(self.crm.tick()?.into_iter().filter(|d| seen.contains(&d.id)).collect())
    }
}

/// Every kind of timed work.
static JOBS: &[&dyn Job] = &[
    &ExpireTeam::<Customer>::JOB,
    &ExpireTeam::<Contact>::JOB,
    &ExpireTeam::<Opportunity>::JOB,
    &ExpireTeam::<Contract>::JOB,
    &ExpireTeam::<Receivable>::JOB,
    &ExpireTeam::<Invoice>::JOB,
    &WatchPlans,
    &WatchApprovals,
    &Recycle,
    &Purge,
];

impl Crm {
    /// What timed work would do now, and why; for the host, which is trusted.
    ///
    /// # Errors
    /// Storage errors.
    pub fn tick_preview(&self) -> Result<Vec<Due>> {
        self.due(JOBS)
    }

    /// Runs timed work that is due, as the system, and says what it was; for the host, which is
    /// trusted. Call it every few minutes.
    ///
    /// # Errors
    /// Storage errors.
    pub fn tick(&self) -> Result<Vec<Due>> {
        self.run_due(JOBS)
    }
}

impl Crm {
    /// Carries out a command that was given on another device; for the host, which is trusted to
    /// have received it from there. Who acts and what he may do is decided as of now; commands
    /// that a replica may run happen at the instant at which they were given, all others now.
    /// Under the same id it is done once, so it may be sent again.
    ///
    /// # Errors
    /// `hub.not_one`, `command.unknown`, `command.version`, and as [`Session::run_json`].
    pub fn accept(&self, envelope: Envelope) -> Result<Json> {
        require(self.role() == FileRole::Hub, &codes::NOT_A_HUB)?;
        let entry = by_name(&envelope.command)?;
        if entry.meta.version != envelope.version {
            return Err(Error::new(&codes::COMMAND_VERSION)
                .with("name", entry.meta.name)
                .with("version", envelope.version));
        }
        let sent = Sent { device: envelope.device, given_at: envelope.given_at };
        let session = Session { sent: Some(sent), ..self.session(envelope.actor)? };
        (entry.run)(&session, envelope.arguments, RunOptions::id(envelope.command_id))
    }

    /// The same for dynamic hosts: the members of [`Envelope`] as JSON; the outcome comes back as
    /// JSON, as from [`Session::run_json`].
    ///
    /// # Errors
    /// `json.invalid`, and as [`Crm::accept`].
    pub fn accept_json(&self, text: &str) -> Result<String> {
        serde_json::to_string(&self.accept(from_json(parse(text)?)?)?).map_err(internal)
    }
}

/// What a command yielded, for hosts without generics.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Yield {
    /// The id of the record it made or changed.
    Record {
        /// The id.
        id: Uuid,
    },
    /// What became of each row of a batch.
    Rows {
        /// The rows.
        rows: Vec<RowYield>,
    },
    /// The numbers of an import chunk.
    Import {
        /// The numbers.
        counts: ImportCounts,
    },
    /// What was handed over.
    HandedOver {
        /// How much.
        done: HandedOver,
    },
    /// What was taken back.
    Undone {
        /// The command's name.
        command: String,
        /// How many changes.
        changes: u32,
    },
    /// A number of rows.
    Count {
        /// The number.
        count: u32,
    },
}

/// What became of a row of a batch, for hosts without generics.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct RowYield {
    /// The row.
    pub id: Uuid,
    /// What was made of it, e.g. the customer of a lead.
    pub made: Option<Uuid>,
    /// The contact that the person of a lead became, or is already.
    pub contact: Option<Uuid>,
    /// The opportunity that was made of a lead.
    pub opportunity: Option<Uuid>,
    /// The code of its refusal; nothing when it was done.
    pub code: Option<String>,
    /// The words of its refusal in the company's language.
    pub message: Option<String>,
}

/// Turns an output into a [`Yield`].
pub trait IntoYield {
    /// The output for hosts without generics, texts in a language.
    fn into_yield(self, locale: crate::model::Locale) -> Yield;
}

impl<T: crate::model::TypedId> IntoYield for T {
    fn into_yield(self, _: crate::model::Locale) -> Yield {
        Yield::Record { id: self.uuid() }
    }
}

fn row(id: Uuid, error: Option<Error>, locale: crate::model::Locale) -> RowYield {
    let code = error.as_ref().map(|e| e.code().to_owned());
    let message = error.map(|e| e.message(locale));
    RowYield { id, made: None, contact: None, opportunity: None, code, message }
}

impl IntoYield for BatchReport {
    fn into_yield(self, locale: crate::model::Locale) -> Yield {
        Yield::Rows { rows: self.rows.into_iter().map(|r| row(r.id, r.error, locale)).collect() }
    }
}

impl IntoYield for ConvertReport {
    fn into_yield(self, locale: crate::model::Locale) -> Yield {
        let made = |r: crate::sales::lead::Converted| RowYield {
            made: r.customer.map(|c| c.0),
            contact: r.contact.map(|c| c.0),
            opportunity: r.opportunity.map(|o| o.0),
            ..row(r.lead.0, r.error, locale)
        };
        Yield::Rows { rows: self.rows.into_iter().map(made).collect() }
    }
}

impl IntoYield for ImportCounts {
    fn into_yield(self, _: crate::model::Locale) -> Yield {
        Yield::Import { counts: self }
    }
}

impl IntoYield for HandedOver {
    fn into_yield(self, _: crate::model::Locale) -> Yield {
        Yield::HandedOver { done: self }
    }
}

impl IntoYield for Undone {
    fn into_yield(self, _: crate::model::Locale) -> Yield {
        Yield::Undone { command: self.command, changes: self.changes }
    }
}

impl IntoYield for u32 {
    fn into_yield(self, _: crate::model::Locale) -> Yield {
        Yield::Count { count: self }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_argument_hides_behind_the_json_door_s_own_members() {
        for entry in super::COMMANDS {
            let taken = entry.meta.arguments.iter().find(|a| ["command", "id"].contains(&a.name));
            assert_eq!(taken.map(|a| a.name), None, "{}", entry.meta.name);
        }
    }
}
