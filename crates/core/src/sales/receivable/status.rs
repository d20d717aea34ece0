//! Submitting a receivable, and what follows when it takes effect or ceases to.

use super::allocation::{self, NewAllocation};
use super::update::{change, not_in_review};
use super::{Receivable, ReceivableId, ReceivablePatch};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::sales::approval::{self, Approvable, Approval, CheckStatus, StepChoice};
use crate::sales::contract::Contract;
use crate::session::write::expect;
use crate::session::{Command, Context, operation};
use uuid::Uuid;

command! {
    /// Submits a receivable, with changes if there are any: it counts at once where nothing has to
    /// be approved, else somebody decides.
    pub struct SubmitReceivable = "receivable.submit", 1, "提交回款", "Submit a receivable" {
        /// Which.
        receivable: ReceivableId,
        /// What changes with it.
        patch: Option<ReceivablePatch>,
        /// The parts into which it is split from now on.
        allocations: Option<Vec<NewAllocation>>,
        /// Whom the caller chooses to decide, where the flow lets him.
        choices: Option<Vec<StepChoice>>,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> ReceivableId; RECEIVABLE_EDIT
}

impl Command for SubmitReceivable {
    fn run(self, cx: &mut Context<'_>) -> Result<ReceivableId> {
        let old: Receivable = cx.reach(self.receivable, &operation::RECEIVABLE_EDIT)?;
        not_in_review(&old)?;
        require(old.status != CheckStatus::Approved, &codes::RECEIVABLE_APPROVED)?;
        let receivable = if self.patch.is_none() && self.allocations.is_none() {
            expect(&old, self.expect_rev)?;
            old
        } else {
            let patch = self.patch.unwrap_or_default();
            change(cx, &old, &patch, self.allocations, self.expect_rev)?
        };
        // Contracts may have ended.
        let held = allocation::of(cx, receivable.id)?;
        for id in held.iter().filter_map(|part| part.contract_id) {
            let contract: Contract = cx.load(id)?;
            require(contract.status.effective(), &codes::CONTRACT_NOT_EFFECTIVE)
                .map_err(|e: Error| e.of(Receivable::META).field("contract_id"))?;
        }
        allocation::split_again(cx, &receivable)?;
        approval::submit(cx, &receivable, self.choices.unwrap_or_default())?;
        Ok(receivable.id)
    }
}

impl Approvable for Receivable {
    const FIELD: &'static str = "receivable_id";

    fn name(approval: &mut Approval, id: Uuid) {
        approval.receivable_id = Some(id.into());
    }

    fn settle(cx: &mut Context<'_>, receivable: Self, status: CheckStatus) -> Result<()> {
        let receivable = cx.update(&receivable, |r| r.status = status)?;
        allocation::follow(cx, &receivable)
    }
}
