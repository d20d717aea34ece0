//! Follow-ups (跟进记录).

mod add;
mod change;
mod root;

pub use add::AddFollowUp;
pub(crate) use add::add;
pub use change::{DeleteFollowUp, UpdateFollowUp};

use crate::entity;
use crate::error::Result;
use crate::model::Timestamp;
use crate::org::OptionItemId;
use crate::query::Query;
use crate::sales::contact::ContactId;
use crate::sales::customer::CustomerId;
use crate::sales::lead::LeadId;
use crate::session::{Outcome, Page, Session};

entity! {
    /// A follow-up (跟进记录): what was said to a lead or customer or one of its contacts, and
    /// when to speak again.
    pub record FollowUp = 25, "follow_up", "跟进记录", "Follow-up";
    read operation "follow_up.read";
    index (lead_id, at);
    index (customer_id, at);
    index (contact_id, at);
    {
        /// The lead; a converted lead's follow-ups have its customer too.
        20 lead_id: Option<LeadId> = "线索", "Lead", LIST ROOT CREATE_ONLY;
        /// The contact that was spoken to.
        27 contact_id: Option<ContactId> = "联系人", "Contact", LIST ROOT CREATE_ONLY;
        /// The customer.
        21 customer_id: Option<CustomerId> = "客户", "Customer", LIST ROOT CREATE_ONLY;
        /// What was said.
        22 content: String = "跟进内容", "Content", LIST SEARCH LONG, MAX(1024), PII(Content);
        /// How.
        23 method: Option<OptionItemId> = "跟进方式", "Method", LIST, OPTION("method");
        /// When it happened; now when not said, never in the future.
        24 at: Timestamp = "跟进时间", "At", LIST CREATE_ONLY, DEFAULT(Timestamp::default());
        /// When to speak again.
        25 next_contact_at: Option<Timestamp> = "下次联系时间", "Next contact", LIST;
        /// The import that brought it.
        26 import_id: Option<crate::data::ImportJobId> = "导入批次", "Import", READONLY;
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
        self.0.run(AddFollowUp { follow_up })
    }

    /// A page of follow-ups.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<FollowUpSummary>> {
        self.0.list::<FollowUp>(query)
    }
}
