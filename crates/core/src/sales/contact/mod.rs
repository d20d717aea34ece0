//! Contacts (联系人): the people of a customer (B1.4).
//!
//! A contact has an owner and a team of its own, besides its customer's: who sees one need not
//! see the other. While the customer lies in a pool, its contacts lie there with it.

mod create;
mod delete;
mod pool;
mod team;
mod transfer;
mod update;

pub use create::CreateContact;
pub(crate) use create::create;
pub use delete::{DeleteContacts, RestoreContacts};
pub(crate) use delete::{delete_with, restore_with};
pub(crate) use pool::{clear_teams, go_to, lie_in};
pub use team::{AddContactMember, ExpireContactMembers, LeaveContactTeam, RemoveContactMember};
pub use transfer::TransferContacts;
pub(crate) use transfer::transfer;
pub use update::UpdateContact;

use crate::entity;
use crate::error::Result;
use crate::model::Timestamp;
use crate::org::{EmployeeId, Sex};
use crate::query::Query;
use crate::sales::customer::{CustomerId, TeamAccess};
use crate::sales::pool::PoolId;
use crate::session::{BatchReport, Outcome, Page, Session};

entity! {
    /// A contact (联系人): a person at a customer.
    pub record Contact = 28, "contact", "联系人", "Contact";
    read operation "contact.read";
    team "contact_member";
    index (customer_id, updated_at);
    index (pool_id, updated_at);
    {
        /// The person's name.
        20 name: String = "姓名", "Name", LIST SEARCH SORTED, MAX(255), PII(Identity);
        /// The customer; it stays the same.
        21 customer_id: CustomerId = "客户", "Customer", LIST CREATE_ONLY POOLED;
        /// Mobile number.
        22 mobile: Option<String> = "手机", "Mobile", LIST PHONE INDEXED, MAX(32), PII(Contact), TELLS("customer.mobile", "customer.telephone");
        /// Landline.
        23 telephone: Option<String> = "电话", "Telephone", PHONE INDEXED, MAX(32), PII(Contact), TELLS("customer.mobile", "customer.telephone");
        /// E-mail address.
        24 email: Option<String> = "邮箱", "E-mail", EMAIL, MAX(254), PII(Contact);
        /// What the person is there.
        25 post: Option<String> = "职务", "Post", LIST, MAX(64);
        /// Whether the person decides.
        26 decision_maker: bool = "决策人", "Decision maker", LIST, DEFAULT(false);
        /// Sex.
        27 sex: Sex = "性别", "Sex", DEFAULT(Sex::Unknown), PII(Identity);
        /// Address.
        28 address: Option<String> = "地址", "Address", MAX(500), PII(Location);
        /// Anything else.
        29 remark: Option<String> = "备注", "Remark", LONG, MAX(4000), PII(Content);
        /// When to get in touch next.
        30 next_contact_at: Option<Timestamp> = "下次联系时间", "Next contact", LIST SORTED;
        /// Whose it is; nobody's while its customer is in a pool.
        31 owner_id: Option<EmployeeId> = "负责人", "Owner", LIST OWNER CREATE_ONLY;
        /// The pool in which it lies with its customer.
        32 pool_id: Option<PoolId> = "公海", "Pool", READONLY POOL;
        /// Whether it was followed up since its owner has it.
        33 followed: bool = "已跟进", "Followed up", LIST READONLY, DEFAULT(false);
        /// When it was last followed up.
        34 last_follow_at: Option<Timestamp> = "最后跟进时间", "Last follow-up", LIST READONLY;
        /// What was said then.
        35 last_follow_text: Option<String> = "最后跟进内容", "Last follow-up text", LONG READONLY, MAX(1024), PII(Content), COPIES("follow_up.content");
        /// When its owner got it from somebody else; nothing when the owner made it.
        37 received_at: Option<Timestamp> = "获得时间", "Received at", READONLY;
        /// The plan that a person wrote here; a follow-up's newer one goes before it.
        38 own_plan: Option<Timestamp> = "自定下次联系时间", "Own plan", READONLY NOTED, COPIES("contact.next_contact_at");
        /// When that was written.
        39 own_plan_at: Option<Timestamp> = "自定时间", "Own plan made at", READONLY NOTED;
        /// The import that brought it.
        36 import_id: Option<crate::data::ImportJobId> = "导入批次", "Import", READONLY;
    }
}

entity! {
    /// A member of a contact's team (团队成员).
    pub link ContactMember = 29, "contact_member", "联系人团队成员", "Contact's team member";
    read operation "contact.read";
    unique (record_id, employee_id);
    index (employee_id, touched_at, record_id);
    index (expires_at);
    {
        /// The contact.
        20 record_id: ContactId = "联系人", "Contact", ROOT;
        /// The member.
        21 employee_id: EmployeeId = "员工", "Employee";
        /// What the member may do.
        22 access: TeamAccess = "权限", "Access";
        /// When the membership ends; looked at whenever somebody asks.
        23 expires_at: Option<Timestamp> = "有效期至", "Expires at";
        /// The contact's `updated_at`, so that a member's list needs no join.
        24 touched_at: Timestamp = "联系人更新时间", "Contact updated at", DERIVED;
    }
}

/// Contacts, as one session sees them; every change is a command.
#[derive(Clone, Copy)]
pub struct Contacts<'a>(&'a Session);

impl Session {
    /// Contacts of customers that somebody owns; those of a pool are under [`Session::pool`].
    pub fn contacts(&self) -> Contacts<'_> {
        Contacts(self)
    }
}

impl Contacts<'_> {
    /// Adds a contact to a customer.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn create(&self, contact: NewContact) -> Result<Outcome<ContactId>> {
        self.0.run(CreateContact { contact })
    }

    /// Changes a contact.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn update(&self, contact: ContactId, patch: ContactPatch) -> Result<Outcome<ContactId>> {
        self.0.run(UpdateContact { contact, patch, expect_rev: None })
    }

    /// One contact.
    ///
    /// # Errors
    /// As [`Session::get`].
    pub fn get(&self, contact: ContactId) -> Result<Contact> {
        self.0.get(contact)
    }

    /// A page of contacts.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<ContactSummary>> {
        self.0.list::<Contact>(query)
    }

    /// Hands contacts to another owner; the old one does not stay.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn transfer(
        &self,
        contacts: Vec<ContactId>,
        to: EmployeeId,
    ) -> Result<Outcome<BatchReport>> {
        self.0.run(TransferContacts { contacts, to, keep: None, keep_until: None })
    }

    /// Puts contacts into the recycle bin.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn delete(&self, contacts: Vec<ContactId>) -> Result<Outcome<BatchReport>> {
        self.0.run(DeleteContacts { contacts })
    }

    /// Takes contacts out of the recycle bin.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn restore(&self, contacts: Vec<ContactId>) -> Result<Outcome<BatchReport>> {
        self.0.run(RestoreContacts { contacts })
    }
}
