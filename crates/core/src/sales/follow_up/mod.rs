//! Follow-ups (跟进记录).

mod add;
mod change;
mod parts;
mod root;
mod sign_in;

pub use add::AddFollowUp;
pub(crate) use add::add;
pub use change::{DeleteFollowUp, RestoreFollowUps, UpdateFollowUp};
pub use parts::FileReference;
pub(crate) use parts::Parts;
pub(crate) use root::{keep_touched, note_plan, refresh, show};
pub use sign_in::SignIn;

use crate::error::Result;
use crate::model::{Number, Timestamp};
use crate::org::OptionItemId;
use crate::query::Query;
use crate::sales::contact::ContactId;
use crate::sales::contract::ContractId;
use crate::sales::customer::CustomerId;
use crate::sales::lead::LeadId;
use crate::sales::opportunity::OpportunityId;
use crate::session::{Outcome, Page, Session};
use crate::{choice, entity};

choice! {
    /// What a follow-up is.
    pub enum FollowUpKind = "follow_up_kind" {
        /// What was said.
        FollowUp = "follow_up", "跟进", "Follow-up";
        /// That somebody was there.
        SignIn = "sign_in", "签到", "Sign-in";
    }
}

entity! {
    /// A follow-up (跟进记录): what was said to a lead or customer, one of its contacts or about one of its
    /// opportunities or contracts, and when to speak again.
    pub record FollowUp = 25, "follow_up", "跟进记录", "Follow-up";
    read operation "follow_up.read";
    index (lead_id, at);
    index (customer_id, at);
    index (contact_id, at);
    index (opportunity_id, at);
    index (contract_id, at);
    index (created_by, next_contact_at);
    {
        /// The lead; a converted lead's follow-ups have its customer too.
        20 lead_id: Option<LeadId> = "线索", "Lead", LIST ROOT CREATE_ONLY;
        /// The contact that was spoken to.
        27 contact_id: Option<ContactId> = "联系人", "Contact", LIST ROOT CREATE_ONLY;
        /// The opportunity about which was spoken.
        33 opportunity_id: Option<OpportunityId> = "商机", "Opportunity", LIST ROOT CREATE_ONLY;
        /// The contract about which was spoken.
        34 contract_id: Option<ContractId> = "合同", "Contract", LIST ROOT CREATE_ONLY;
        /// The customer.
        21 customer_id: Option<CustomerId> = "客户", "Customer", LIST ROOT CREATE_ONLY POOLED;
        /// What was said.
        22 content: String = "跟进内容", "Content", LIST SEARCH LONG, MAX(1024), PII(Content), TELLS("customer.last_follow_text");
        /// How.
        23 method: Option<OptionItemId> = "跟进方式", "Method", LIST, OPTION("method");
        /// When it happened; now when not said, never in the future.
        24 at: Timestamp = "跟进时间", "At", LIST CREATE_ONLY, DEFAULT(Timestamp::default()), TELLS("customer.last_follow_at");
        /// When to speak again.
        25 next_contact_at: Option<Timestamp> = "下次联系时间", "Next contact", LIST, TELLS("customer.next_contact_at");
        /// The import that brought it.
        26 import_id: Option<crate::data::ImportJobId> = "导入批次", "Import", READONLY;
        /// A follow-up or a sign-in.
        28 kind: FollowUpKind = "类型", "Kind", LIST READONLY, DEFAULT(FollowUpKind::FollowUp);
        /// Where the author signed in: degrees north.
        29 latitude: Option<Number> = "签到纬度", "Latitude", READONLY, PII(Location), TELLS("customer.address", "customer.latitude", "customer.longitude");
        /// Where the author signed in: degrees east.
        30 longitude: Option<Number> = "签到经度", "Longitude", READONLY, PII(Location), TELLS("customer.address", "customer.latitude", "customer.longitude");
        /// What that place is called.
        31 place: Option<String> = "签到地点", "Place", LIST READONLY, MAX(255), PII(Location), TELLS("customer.address", "customer.latitude", "customer.longitude");
        /// When that plan was made: the one made last is its record's.
        32 planned_at: Option<Timestamp> = "计划制定时间", "Planned at", READONLY NOTED, TELLS("customer.last_follow_at");
    }
}

entity! {
    /// A further contact that was spoken to, besides the one that the follow-up itself names.
    pub link FollowUpContact = 42, "follow_up_contact", "跟进联系人", "Follow-up's contact";
    read operation "follow_up.read";
    unique (follow_up_id, contact_id);
    index (contact_id);
    {
        /// The follow-up.
        20 follow_up_id: FollowUpId = "跟进记录", "Follow-up", ROOT;
        /// The contact, one of the same customer.
        21 contact_id: ContactId = "联系人", "Contact";
    }
}

entity! {
    /// A file or photo that belongs to a follow-up. The host keeps the file; here stands where.
    pub link FollowUpFile = 43, "follow_up_file", "跟进附件", "Follow-up's file";
    read operation "follow_up.read";
    index (follow_up_id);
    {
        /// The follow-up.
        20 follow_up_id: FollowUpId = "跟进记录", "Follow-up", ROOT;
        /// What people call it.
        21 name: String = "文件名", "Name", MAX(255), PII(Content);
        /// By what the host finds it: a key, a path, an address.
        22 reference: String = "存放位置", "Reference", MAX(1000);
        /// How large it is, in bytes.
        23 size: Option<i64> = "大小", "Size";
    }
}

/// Follow-ups, as one session sees them.
#[derive(Clone, Copy)]
pub struct FollowUps<'a>(&'a Session);

impl Session {
    /// Follow-ups.
    pub fn follow_ups(&self) -> FollowUps<'_> {
        FollowUps(self)
    }
}

impl FollowUps<'_> {
    /// Records a follow-up.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn add(&self, follow_up: NewFollowUp) -> Result<Outcome<FollowUpId>> {
        self.0.run(AddFollowUp { follow_up, contacts: None, files: None })
    }

    /// A page of follow-ups.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<FollowUpSummary>> {
        self.0.list::<FollowUp>(query)
    }
}
