//! Customers (客户).

use crate::model::Timestamp;
use crate::org::{EmployeeId, OptionItemId};
use crate::sales::pool::PoolId;
use crate::{choice, entity};

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
        22 mobile: Option<String> = "手机", "Mobile", LIST PHONE, MAX(32), PII(Contact);
        /// Landline.
        23 telephone: Option<String> = "电话", "Telephone", PHONE, MAX(32), PII(Contact);
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
        32 owner_id: Option<EmployeeId> = "负责人", "Owner", LIST OWNER CREATE_ONLY;
        /// The pool in which it lies.
        33 pool_id: Option<PoolId> = "公海", "Pool", READONLY POOL;
        /// When it came to the pool.
        34 pooled_at: Option<Timestamp> = "进入公海时间", "Pooled at", READONLY;
        /// Who owned it before the pool did.
        35 previous_owner_id: Option<EmployeeId> = "前负责人", "Previous owner", READONLY;
        /// When its owner got it.
        36 received_at: Option<Timestamp> = "领取时间", "Received at", READONLY;
        /// How its owner got it; nothing said when the owner made it.
        37 received: Option<Received> = "获得方式", "Received", READONLY;
        /// Whether its owner has followed it up.
        38 followed: bool = "已跟进", "Followed up", LIST READONLY, DEFAULT(false);
        /// When it was last followed up; its creation counts.
        39 last_follow_at: Option<Timestamp> = "最后跟进时间", "Last follow-up", LIST READONLY;
        /// What was said then.
        40 last_follow_text: Option<String> = "最后跟进内容", "Last follow-up text", READONLY, MAX(1024), PII(Content);
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
