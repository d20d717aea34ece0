//! Changing by area, from opportunity to cash: `session.contracts().submit(id)`. Sugar over the
//! commands that `session` has anyway, without what is rarely said.

use crate::records::{
    ApprovalTasks, Contracts, Invoices, Opportunities, ReceivablePlans, Receivables, Visits,
};
use crate::{Outcome, Result};
use chrono::NaiveDate;
use crmkit_core::org::{EmployeeId, OptionItemId};
use crmkit_core::sales::approval::*;
use crmkit_core::sales::contract::*;
use crmkit_core::sales::invoice::*;
use crmkit_core::sales::invoice_title::InvoiceTitleId;
use crmkit_core::sales::lines::NewLine;
use crmkit_core::sales::opportunity::*;
use crmkit_core::sales::receivable::*;
use crmkit_core::sales::stage::{StageGroupId, StageId};
use crmkit_core::sales::visit::*;

#[uniffi::export]
impl Opportunities {
    /// Makes an opportunity; in the first stage of its owner's stages unless said otherwise.
    #[uniffi::method(default(stage_group = None, stage = None, lines = None))]
    pub fn create(
        &self,
        opportunity: NewOpportunity,
        stage_group: Option<StageGroupId>,
        stage: Option<StageId>,
        lines: Option<Vec<NewLine>>,
    ) -> Result<Outcome> {
        self.0.run(CreateOpportunity { opportunity, stage_group, stage, lines }, None)
    }

    /// Changes an opportunity.
    pub fn update(&self, opportunity: OpportunityId, patch: OpportunityPatch) -> Result<Outcome> {
        let patch = Some(patch);
        self.0.run(UpdateOpportunity { opportunity, patch, lines: None, expect_rev: None }, None)
    }

    /// Moves an opportunity to another stage, forward or back.
    pub fn advance(&self, opportunity: OpportunityId, stage: StageId) -> Result<Outcome> {
        self.0.run(AdvanceOpportunity { opportunity, stage, expect: None }, None)
    }

    /// Ends an opportunity: won, lost (for a reason) or invalid.
    #[uniffi::method(default(reason = None, remark = None))]
    pub fn end(
        &self,
        opportunity: OpportunityId,
        state: OpportunityState,
        reason: Option<OptionItemId>,
        remark: Option<String>,
    ) -> Result<Outcome> {
        self.0.run(EndOpportunity { opportunity, state, reason, remark, expect: None }, None)
    }

    /// Hands opportunities to another owner; the old one does not stay.
    pub fn transfer(&self, opportunities: Vec<OpportunityId>, to: EmployeeId) -> Result<Outcome> {
        let transfer = TransferOpportunities { opportunities, to, keep: None, keep_until: None };
        self.0.run(transfer, None)
    }

    /// Puts opportunities into the recycle bin.
    pub fn delete(&self, opportunities: Vec<OpportunityId>) -> Result<Outcome> {
        self.0.run(DeleteOpportunities { opportunities }, None)
    }
}

#[uniffi::export]
impl Contracts {
    /// Drafts a contract.
    #[uniffi::method(default(lines = None, signers = None))]
    pub fn create(
        &self,
        contract: NewContract,
        lines: Option<Vec<NewLine>>,
        signers: Option<Vec<EmployeeId>>,
    ) -> Result<Outcome> {
        self.0.run(CreateContract { contract, lines, signers }, None)
    }

    /// Changes a contract on which nobody decides and nobody has decided.
    pub fn update(&self, contract: ContractId, patch: ContractPatch) -> Result<Outcome> {
        self.0.run(UpdateContract { contract, patch, expect_rev: None }, None)
    }

    /// Submits a contract: it takes effect, or somebody has to decide.
    #[uniffi::method(default(choices = None))]
    pub fn submit(
        &self,
        contract: ContractId,
        choices: Option<Vec<StepChoice>>,
    ) -> Result<Outcome> {
        let (patch, lines, expect_rev) = (None, None, None);
        self.0.run(SubmitContract { contract, patch, lines, choices, expect_rev }, None)
    }

    /// Declares a contract void for which nothing was received.
    pub fn void(&self, contract: ContractId, reason: String) -> Result<Outcome> {
        self.0.run(VoidContract { contract, reason, receipts: None, to: None }, None)
    }

    /// Drafts a contract that takes another one's place when it takes effect.
    #[uniffi::method(default(number = None))]
    pub fn amend(&self, contract: ContractId, number: Option<String>) -> Result<Outcome> {
        self.0.run(AmendContract { contract, number }, None)
    }

    /// Hands contracts to another owner; the old one does not stay.
    pub fn transfer(&self, contracts: Vec<ContractId>, to: EmployeeId) -> Result<Outcome> {
        self.0.run(TransferContracts { contracts, to, keep: None, keep_until: None }, None)
    }

    /// Puts contracts into the recycle bin.
    pub fn delete(&self, contracts: Vec<ContractId>) -> Result<Outcome> {
        self.0.run(DeleteContracts { contracts }, None)
    }
}

#[uniffi::export]
impl ReceivablePlans {
    /// Plans when a contract is paid.
    pub fn create(&self, contract: ContractId, plans: Vec<PlanTerms>) -> Result<Outcome> {
        self.0.run(CreateReceivablePlans { contract, plans }, None)
    }
}

#[uniffi::export]
impl Receivables {
    /// Records money that came in, for a plan or as it is allocated.
    #[uniffi::method(default(plan = None, allocations = None))]
    pub fn create(
        &self,
        receivable: NewReceivable,
        plan: Option<ReceivablePlanId>,
        allocations: Option<Vec<NewAllocation>>,
    ) -> Result<Outcome> {
        self.0.run(CreateReceivable { receivable, plan, allocations }, None)
    }

    /// Submits a receivable: it counts, or somebody has to decide.
    #[uniffi::method(default(choices = None))]
    pub fn submit(
        &self,
        receivable: ReceivableId,
        choices: Option<Vec<StepChoice>>,
    ) -> Result<Outcome> {
        let (patch, allocations, expect_rev) = (None, None, None);
        let submit = SubmitReceivable { receivable, patch, allocations, choices, expect_rev };
        self.0.run(submit, None)
    }

    /// Puts receivables into the recycle bin.
    pub fn delete(&self, receivables: Vec<ReceivableId>) -> Result<Outcome> {
        self.0.run(DeleteReceivables { receivables }, None)
    }
}

#[uniffi::export]
impl Invoices {
    /// Applies for an invoice, with the title of its customer that is named.
    #[uniffi::method(default(title_from = None, lines = None))]
    pub fn create(
        &self,
        invoice: NewInvoice,
        title_from: Option<InvoiceTitleId>,
        lines: Option<Vec<NewInvoiceLine>>,
    ) -> Result<Outcome> {
        self.0.run(CreateInvoice { invoice, title_from, lines }, None)
    }

    /// Submits an invoice: it may be issued, or somebody has to decide.
    #[uniffi::method(default(choices = None))]
    pub fn submit(&self, invoice: InvoiceId, choices: Option<Vec<StepChoice>>) -> Result<Outcome> {
        let (patch, lines, expect_rev) = (None, None, None);
        self.0.run(SubmitInvoice { invoice, patch, lines, choices, expect_rev }, None)
    }

    /// Says that an invoice was issued; today unless said otherwise.
    #[uniffi::method(default(issued_on = None, tracking_number = None))]
    pub fn issue(
        &self,
        invoice: InvoiceId,
        invoice_number: String,
        issued_on: Option<NaiveDate>,
        tracking_number: Option<String>,
    ) -> Result<Outcome> {
        self.0.run(IssueInvoice { invoice, invoice_number, issued_on, tracking_number }, None)
    }
}

#[uniffi::export]
impl Visits {
    /// Records a return visit.
    pub fn create(&self, visit: NewVisit) -> Result<Outcome> {
        self.0.run(CreateVisit { visit }, None)
    }
}

#[uniffi::export]
impl ApprovalTasks {
    /// Says yes.
    #[uniffi::method(default(comment = None))]
    pub fn approve(&self, task: ApprovalTaskId, comment: Option<String>) -> Result<Outcome> {
        self.0.run(Approve { task, comment, files: None }, None)
    }

    /// Says no, and why.
    pub fn reject(&self, task: ApprovalTaskId, comment: String) -> Result<Outcome> {
        self.0.run(Reject { task, comment, files: None }, None)
    }

    /// Gives it to somebody else to decide.
    #[uniffi::method(default(comment = None))]
    pub fn transfer(
        &self,
        task: ApprovalTaskId,
        to: EmployeeId,
        comment: Option<String>,
    ) -> Result<Outcome> {
        self.0.run(TransferApproval { task, to, comment }, None)
    }
}
