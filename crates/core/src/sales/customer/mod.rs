//! Customers (客户).

mod children;
mod create;
mod deal;
mod delete;
mod lock;
mod nearby;
mod neglected;
mod primary;
mod team;
mod transfer;
mod update;

pub use children::{Cascade, DeleteBlock};
pub(crate) use children::{Child, none_left, of_customer};
pub use create::CreateCustomer;
pub(crate) use create::create;
pub use deal::SetDealStatus;
pub(crate) use deal::{first_order, refresh_deal};
pub(crate) use delete::delete;
pub use delete::{DeleteCustomers, RestoreCustomers};
pub use lock::{LockCustomers, UnlockCustomers};
pub use nearby::{Nearby, NearbyKind, NearbyQuery};
pub use neglected::ForgottenCount;
pub use primary::SetPrimaryContact;
pub use team::{AddMember, ExpireMembers, LeaveTeam, RemoveMember};
pub use transfer::TransferCustomers;
pub(crate) use transfer::transfer;
pub use update::UpdateCustomer;

use crate::error::Result;
use crate::model::{Number, Timestamp};
use crate::org::{EmployeeId, OptionItemId};
use crate::query::Query;
use crate::sales::contact::ContactId;
use crate::sales::merge::MergeCustomers;
use crate::sales::pool::PoolId;
use crate::session::{BatchReport, Outcome, Page, Session};
use crate::{choice, entity};
use chrono::NaiveDate;

choice! {
    /// What a customer is.
    pub enum CustomerKind = "customer_kind" {
        /// A company or other organisation.
        Organisation = "organisation", "企业", "Organisation";
        /// A person.
        Individual = "individual", "个人", "Individual";
    }
}

choice! {
    /// How an owner came to a customer.
    pub enum Received = "received" {
        /// Handed over by somebody else.
        Assigned = "assigned", "分配", "Assigned";
        /// Claimed from the pool.
        Claimed = "claimed", "领取", "Claimed";
    }
}

choice! {
    /// What a team member may do.
    pub enum TeamAccess = "team_access" {
        /// Read.
        Read = "read", "只读", "Read";
        /// Read and edit.
        Write = "write", "读写", "Read and write";
    }
}

entity! {
    /// A customer (客户).
    pub record Customer = 21, "customer", "客户", "Customer";
    read operation "customer.read";
    team "customer_member";
    index (pool_id, updated_at);
    {
        /// Its name, unique among customers.
        20 name: String = "客户名称", "Name", LIST SEARCH SORTED, MAX(255), UNIQUE("customer.name"), PII(Identity);
        /// Organisation or person.
        21 kind: CustomerKind = "客户类型", "Kind", LIST, DEFAULT(CustomerKind::Organisation);
        /// Mobile number.
        22 mobile: Option<String> = "手机", "Mobile", LIST PHONE INDEXED, MAX(32), PII(Contact);
        /// Landline.
        23 telephone: Option<String> = "电话", "Telephone", PHONE INDEXED, MAX(32), PII(Contact);
        /// E-mail address.
        24 email: Option<String> = "邮箱", "E-mail", EMAIL, MAX(254), PII(Contact);
        /// Website.
        25 website: Option<String> = "网址", "Website", MAX(255);
        /// Where it came from.
        26 source: Option<OptionItemId> = "客户来源", "Source", LIST, OPTION("source");
        /// What business it is in.
        27 industry: Option<OptionItemId> = "客户行业", "Industry", LIST, OPTION("industry");
        /// How important it is.
        28 level: Option<OptionItemId> = "客户级别", "Level", LIST, OPTION("level");
        /// Address.
        29 address: Option<String> = "详细地址", "Address", MAX(500), PII(Location);
        /// Anything else.
        30 remark: Option<String> = "备注", "Remark", LONG, MAX(4000), PII(Content);
        /// When to get in touch next.
        31 next_contact_at: Option<Timestamp> = "下次联系时间", "Next contact", LIST SORTED;
        /// Whose it is; nobody's while in the pool.
        32 owner_id: Option<EmployeeId> = "负责人", "Owner", LIST OWNER CREATE_ONLY, TELLS("customer.previous_owner_id");
        /// The pool in which it lies.
        33 pool_id: Option<PoolId> = "公海", "Pool", READONLY POOL, TELLS("customer.from_pool_id");
        /// When it came to the pool.
        34 pooled_at: Option<Timestamp> = "进入公海时间", "Pooled at", READONLY;
        /// Who owned it before the pool did.
        35 previous_owner_id: Option<EmployeeId> = "前负责人", "Previous owner", READONLY, COPIES("customer.owner_id");
        /// When its owner got it.
        36 received_at: Option<Timestamp> = "领取时间", "Received at", READONLY;
        /// How its owner got it; nothing said when the owner made it.
        37 received: Option<Received> = "获得方式", "Received", READONLY;
        /// Whether it was followed up since its owner has it.
        38 followed: bool = "已跟进", "Followed up", LIST READONLY, DEFAULT(false);
        /// When it was last followed up; its creation counts.
        39 last_follow_at: Option<Timestamp> = "最后跟进时间", "Last follow-up", LIST READONLY;
        /// What was said then.
        40 last_follow_text: Option<String> = "最后跟进内容", "Last follow-up text", LONG READONLY, MAX(1024), PII(Content), COPIES("follow_up.content");
        /// Whether it is kept from the pool.
        42 locked: bool = "锁定", "Locked", LIST READONLY, DEFAULT(false);
        /// Whether it has dealt.
        43 dealt: bool = "成交状态", "Dealt", LIST READONLY, DEFAULT(false);
        /// Since when.
        44 dealt_on: Option<NaiveDate> = "成交日期", "Dealt on", READONLY, TELLS("customer.dealt");
        /// What a person said, where it does not follow from the contracts.
        45 deal_by_hand: Option<bool> = "手动成交状态", "Deal status by hand", READONLY, TELLS("customer.dealt");
        /// Why its pool has it, when a rule brought it there.
        46 pooled_why: Option<String> = "进入公海原因", "Why pooled", READONLY, MAX(255), TELLS("customer.level", "customer.received_at", "customer.last_follow_at", "customer.dealt");
        /// The pool from which its owner has it.
        47 from_pool_id: Option<PoolId> = "来自公海", "From pool", READONLY, COPIES("customer.pool_id");
        /// The contact to speak to first.
        48 primary_contact_id: Option<ContactId> = "首要联系人", "Primary contact", READONLY;
        /// Province, city or district, by its code.
        55 region: Option<String> = "地区", "Region", LIST REGION, MAX(64), PII(Location);
        /// Where it is: degrees north.
        56 latitude: Option<Number> = "纬度", "Latitude", LATITUDE, PII(Location);
        /// Where it is: degrees east.
        57 longitude: Option<Number> = "经度", "Longitude", LONGITUDE, PII(Location);
        /// The cell of the map in which it lies; follows from the two.
        58 geo_cell: Option<i64> = "地理网格", "Map cell", SECRET DERIVED CELL INDEXED;
        /// The customer into which it was merged.
        50 merged_into_id: Option<CustomerId> = "合并至", "Merged into", READONLY INDEXED;
        /// When another customer was last merged into it.
        51 merged_at: Option<Timestamp> = "最近合并时间", "Merged at", READONLY;
        /// The plan that a person wrote here; a follow-up's newer one goes before it.
        59 own_plan: Option<Timestamp> = "自定下次联系时间", "Own plan", READONLY NOTED, COPIES("customer.next_contact_at");
        /// When that was written.
        60 own_plan_at: Option<Timestamp> = "自定时间", "Own plan made at", READONLY NOTED;
        /// The import that brought it.
        41 import_id: Option<crate::data::ImportJobId> = "导入批次", "Import", READONLY;
    }
}

entity! {
    /// A member of a customer's team (团队成员).
    pub link CustomerMember = 22, "customer_member", "团队成员", "Team member";
    read operation "customer.read";
    unique (record_id, employee_id);
    index (employee_id, touched_at, record_id);
    index (expires_at);
    {
        /// The customer.
        20 record_id: CustomerId = "客户", "Customer", ROOT;
        /// The member.
        21 employee_id: EmployeeId = "员工", "Employee";
        /// What the member may do.
        22 access: TeamAccess = "权限", "Access";
        /// When the membership ends; looked at whenever somebody asks.
        23 expires_at: Option<Timestamp> = "有效期至", "Expires at";
        /// The customer's `updated_at`, so that a member's list needs no join.
        24 touched_at: Timestamp = "客户更新时间", "Customer updated at", DERIVED;
    }
}

/// Customers, as one session sees them; every change is a command.
#[derive(Clone, Copy)]
pub struct Customers<'a>(&'a Session);

impl Session {
    /// Customers that somebody owns; those of a pool are under [`Session::pool`].
    pub fn customers(&self) -> Customers<'_> {
        Customers(self)
    }
}

impl Customers<'_> {
    /// Makes a customer.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn create(&self, customer: NewCustomer) -> Result<Outcome<CustomerId>> {
        self.0.run(CreateCustomer { customer })
    }

    /// Changes a customer.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn update(
        &self,
        customer: CustomerId,
        patch: CustomerPatch,
    ) -> Result<Outcome<CustomerId>> {
        self.0.run(UpdateCustomer { customer, patch, expect_rev: None })
    }

    /// One customer.
    ///
    /// # Errors
    /// As [`Session::get`].
    pub fn get(&self, customer: CustomerId) -> Result<Customer> {
        self.0.get(customer)
    }

    /// A page of customers.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<CustomerSummary>> {
        self.0.list::<Customer>(query)
    }

    /// Hands customers to another owner; the old one does not stay, and their contacts do not go
    /// along.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn transfer(
        &self,
        customers: Vec<CustomerId>,
        to: EmployeeId,
    ) -> Result<Outcome<BatchReport>> {
        self.0.run(TransferCustomers { customers, to, keep: None, keep_until: None, cascade: None })
    }

    /// Merges customers into one; what that one has stays.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn merge(&self, into: CustomerId, from: Vec<CustomerId>) -> Result<Outcome<CustomerId>> {
        self.0.run(MergeCustomers { into, from })
    }

    /// Puts customers into the recycle bin.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn delete(&self, customers: Vec<CustomerId>) -> Result<Outcome<BatchReport>> {
        self.0.run(DeleteCustomers { customers })
    }

    /// Takes customers out of the recycle bin.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn restore(&self, customers: Vec<CustomerId>) -> Result<Outcome<BatchReport>> {
        self.0.run(RestoreCustomers { customers })
    }

    /// Locks customers: they do not go to the pool.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn lock(&self, customers: Vec<CustomerId>) -> Result<Outcome<BatchReport>> {
        self.0.run(LockCustomers { customers })
    }

    /// Unlocks customers.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn unlock(&self, customers: Vec<CustomerId>) -> Result<Outcome<BatchReport>> {
        self.0.run(UnlockCustomers { customers })
    }

    /// Adds somebody to a customer's team.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn add_member(
        &self,
        customer: CustomerId,
        employee: EmployeeId,
        access: TeamAccess,
        expires_at: Option<Timestamp>,
    ) -> Result<Outcome<CustomerId>> {
        let customers = vec![customer];
        let add = AddMember { customers, employee, access, expires_at, cascade: None };
        let outcome = self.0.run(add)?;
        outcome.value.single()?;
        Ok(outcome.map(|_| customer))
    }
}
