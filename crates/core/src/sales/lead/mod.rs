//! Leads (线索).

mod convert;
mod create;
mod delete;
pub(crate) mod mapping;
mod person;
mod state;
mod status;
mod transfer;
mod update;

pub use convert::{ConvertLeads, ConvertReport, Converted, DuplicateHandling, LeadChoice};
pub use create::CreateLead;
pub(crate) use create::create;
pub use delete::{DeleteLeads, RestoreLeads};
pub use mapping::{LeadMapping, LeadMappingId, MappedField, SetLeadMapping};
pub use state::{LeadState, LeadStateCount};
pub use status::{LeadStatus, SetLeadStatus};
pub use transfer::TransferLeads;
pub(crate) use transfer::transfer;
pub use update::UpdateLead;

use crate::entity;
use crate::error::{Result, codes, require};
use crate::model::Timestamp;
use crate::org::{EmployeeId, OptionItemId};
use crate::query::Query;
use crate::sales::customer::CustomerId;
use crate::session::{BatchReport, Outcome, Page, Session};

entity! {
    /// A lead (线索): somebody who may become a customer.
    pub record Lead = 20, "lead", "线索", "Lead";
    read operation "lead.read";
    {
        /// Who it is: a company or a person.
        20 name: String = "线索名称", "Name", LIST SEARCH SORTED, MAX(255), PII(Identity);
        /// The person to speak to.
        21 contact_name: Option<String> = "联系人", "Contact", LIST SEARCH, MAX(64), PII(Identity);
        /// Mobile number.
        22 mobile: Option<String> = "手机", "Mobile", LIST PHONE INDEXED, MAX(32), PII(Contact);
        /// Landline.
        23 telephone: Option<String> = "电话", "Telephone", PHONE INDEXED, MAX(32), PII(Contact);
        /// E-mail address.
        24 email: Option<String> = "邮箱", "E-mail", EMAIL, MAX(254), PII(Contact);
        /// Where it came from.
        25 source: Option<OptionItemId> = "线索来源", "Source", LIST, OPTION("source");
        /// What business it is in.
        26 industry: Option<OptionItemId> = "客户行业", "Industry", OPTION("industry");
        /// How important it is.
        27 level: Option<OptionItemId> = "客户级别", "Level", LIST, OPTION("level");
        /// Address.
        28 address: Option<String> = "地址", "Address", MAX(500), PII(Location);
        /// Province, city or district, by its code.
        39 region: Option<String> = "地区", "Region", REGION, MAX(64), PII(Location);
        /// Anything else.
        29 remark: Option<String> = "备注", "Remark", LONG, MAX(4000), PII(Content);
        /// When to get in touch next.
        30 next_contact_at: Option<Timestamp> = "下次联系时间", "Next contact", LIST SORTED;
        /// Whose it is; the creator's when not said.
        31 owner_id: Option<EmployeeId> = "负责人", "Owner", LIST OWNER CREATE_ONLY;
        /// Whether it was handed to its owner by somebody else.
        32 assigned: bool = "被分配", "Assigned", READONLY, DEFAULT(false);
        /// Whether it was followed up since its owner has it.
        33 followed: bool = "已跟进", "Followed up", LIST READONLY, DEFAULT(false);
        /// When it was last followed up.
        34 last_follow_at: Option<Timestamp> = "最后跟进时间", "Last follow-up", LIST READONLY;
        /// What was said then.
        35 last_follow_text: Option<String> = "最后跟进内容", "Last follow-up text", LONG READONLY, MAX(1024), PII(Content), COPIES("follow_up.content");
        /// The customer it became.
        36 customer_id: Option<CustomerId> = "转化客户", "Customer", LIST READONLY INDEXED BECAME;
        /// When it became one.
        37 converted_at: Option<Timestamp> = "转化时间", "Converted at", READONLY;
        /// When its owner got it from somebody else; nothing when the owner made it.
        40 received_at: Option<Timestamp> = "获得时间", "Received at", READONLY;
        /// The plan that a person wrote here; a follow-up's newer one goes before it.
        41 own_plan: Option<Timestamp> = "自定下次联系时间", "Own plan", READONLY NOTED, COPIES("lead.next_contact_at");
        /// When that was written.
        42 own_plan_at: Option<Timestamp> = "自定时间", "Own plan made at", READONLY NOTED;
        /// Whether somebody works on it.
        43 status: LeadStatus = "状态", "Status", LIST READONLY, DEFAULT(LeadStatus::Open);
        /// Why nobody does.
        44 status_reason: Option<String> = "状态原因", "Status reason", READONLY, MAX(255), PII(Content);
        /// The import that brought it.
        38 import_id: Option<crate::data::ImportJobId> = "导入批次", "Import", READONLY;
    }
}

impl Lead {
    /// Refuses to change a lead that has become a customer: it is history.
    pub(crate) fn not_converted(&self) -> Result<()> {
        require(self.converted_at.is_none(), &codes::LEAD_CONVERTED)
    }
}

/// Leads, as one session sees them; every change is a command.
#[derive(Clone, Copy)]
pub struct Leads<'a>(&'a Session);

impl Session {
    /// Leads.
    pub fn leads(&self) -> Leads<'_> {
        Leads(self)
    }
}

impl Leads<'_> {
    /// Makes a lead.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn create(&self, lead: NewLead) -> Result<Outcome<LeadId>> {
        self.0.run(CreateLead { lead })
    }

    /// Changes a lead.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn update(&self, lead: LeadId, patch: LeadPatch) -> Result<Outcome<LeadId>> {
        self.0.run(UpdateLead { lead, patch, expect_rev: None })
    }

    /// One lead.
    ///
    /// # Errors
    /// As [`Session::get`].
    pub fn get(&self, lead: LeadId) -> Result<Lead> {
        self.0.get(lead)
    }

    /// A page of leads.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<LeadSummary>> {
        self.0.list::<Lead>(query)
    }

    /// Hands leads to another owner.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn transfer(&self, leads: Vec<LeadId>, to: EmployeeId) -> Result<Outcome<BatchReport>> {
        self.0.run(TransferLeads { leads, to })
    }

    /// Turns leads into customers, a new one for each.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn convert(&self, leads: Vec<LeadId>) -> Result<Outcome<ConvertReport>> {
        self.0.run(ConvertLeads {
            leads,
            on_duplicate: None,
            choices: None,
            contact: None,
            opportunity: None,
        })
    }

    /// Puts leads into the recycle bin.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn delete(&self, leads: Vec<LeadId>) -> Result<Outcome<BatchReport>> {
        self.0.run(DeleteLeads { leads })
    }

    /// Takes leads out of the recycle bin.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn restore(&self, leads: Vec<LeadId>) -> Result<Outcome<BatchReport>> {
        self.0.run(RestoreLeads { leads })
    }
}
