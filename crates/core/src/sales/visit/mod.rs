//! Return visits (回访): asking a customer how content he is with a contract (B1.12).

mod change;
mod satisfaction;
mod waiting;

pub(crate) use change::none_left;
pub use change::{CreateVisit, DeleteVisits, RestoreVisits, UpdateVisit};
pub use satisfaction::{SatisfactionCount, SatisfactionOf};
pub(crate) use waiting::{carry_over, to_visit};

use crate::error::Result;
use crate::model::Timestamp;
use crate::org::{EmployeeId, OptionItemId};
use crate::query::Query;
use crate::sales::contact::ContactId;
use crate::sales::contract::ContractId;
use crate::sales::customer::CustomerId;
use crate::session::{Outcome, Page, Session};
use crate::{choice, entity};

choice! {
    /// How content a customer is; five levels, so that a mean can be had.
    pub enum Satisfaction = "satisfaction" {
        /// 5.
        VerySatisfied = "very_satisfied", "很满意", "Very satisfied";
        /// 4.
        Satisfied = "satisfied", "满意", "Satisfied";
        /// 3.
        Neutral = "neutral", "一般", "Neutral";
        /// 2.
        Dissatisfied = "dissatisfied", "不满意", "Dissatisfied";
        /// 1.
        VeryDissatisfied = "very_dissatisfied", "很不满意", "Very dissatisfied";
    }
}

entity! {
    /// A return visit (回访).
    pub record Visit = 73, "visit", "回访", "Return visit";
    read operation "visit.read";
    index (contract_id);
    index (customer_id, visited_at);
    {
        /// Its number, by rule or typed.
        20 number: String = "回访编号", "Number", LIST SEARCH, MAX(64), UNIQUE("visit.number"), DEFAULT(String::new());
        /// When it was.
        21 visited_at: Timestamp = "回访时间", "Visited at", LIST SORTED;
        /// Who visited.
        22 owner_id: Option<EmployeeId> = "回访人", "Visitor", LIST OWNER CREATE_ONLY;
        /// How.
        23 form: Option<OptionItemId> = "回访形式", "Form", LIST, OPTION("visit_form");
        /// About which contract.
        24 contract_id: ContractId = "合同", "Contract", LIST CREATE_ONLY;
        /// Whose contract it is.
        25 customer_id: CustomerId = "客户", "Customer", LIST READONLY, COPIES("contract.customer_id");
        /// Who was asked.
        26 contact_id: Option<ContactId> = "联系人", "Contact", LIST;
        /// How content he is.
        27 satisfaction: Option<Satisfaction> = "客户满意度", "Satisfaction", LIST;
        /// What he said.
        28 feedback: Option<String> = "客户反馈", "Feedback", SEARCH LONG, MAX(4000), PII(Content);
    }
}

/// Return visits, as one session sees them; every change is a command.
#[derive(Clone, Copy)]
pub struct Visits<'a>(&'a Session);

impl Session {
    /// Return visits.
    pub fn visits(&self) -> Visits<'_> {
        Visits(self)
    }
}

impl Visits<'_> {
    /// Records a return visit.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn create(&self, visit: NewVisit) -> Result<Outcome<VisitId>> {
        self.0.run(CreateVisit { visit })
    }

    /// Changes a return visit.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn update(&self, visit: VisitId, patch: VisitPatch) -> Result<Outcome<VisitId>> {
        self.0.run(UpdateVisit { visit, patch, expect_rev: None })
    }

    /// One return visit.
    ///
    /// # Errors
    /// As [`Session::get`].
    pub fn get(&self, visit: VisitId) -> Result<Visit> {
        self.0.get(visit)
    }

    /// A page of return visits.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<VisitSummary>> {
        self.0.list::<Visit>(query)
    }
}
