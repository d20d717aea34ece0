//! Changing a contract, as far as its status lets one.

use super::create::check;
use super::{Contract, ContractId, ContractPatch, count};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::mutants::mutant;
use crate::sales::approval::{self, CheckStatus};
use crate::sales::customer::refresh_deal;
use crate::sales::lines::{of_document, total_of};
use crate::sales::receivable;
use crate::session::{Command, Context, operation};

command! {
    /// Changes a contract that is not in review and not approved. One that needed no approval when
    /// it was submitted, but would now, is changed by submitting it again; so is a void one.
    pub struct UpdateContract = "contract.update", 1, "编辑合同", "Change a contract" {
        /// Which.
        contract: ContractId,
        /// What changes.
        patch: ContractPatch,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> ContractId; CONTRACT_EDIT UNDOABLE
}

impl Command for UpdateContract {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let old: Contract = cx.reach(self.contract, &operation::CONTRACT_EDIT)?;
        may_change(cx, &old)?;
        let new = change(cx, &old, &self.patch, self.expect_rev)?;
        if new.status.effective() {
            if new.money < old.money {
                receivable::covers(cx, &new)?;
            }
            refresh_deal(cx, new.customer_id)?;
        }
        Ok(new.id)
    }
}

/// The effect of a person's patch.
pub(super) fn change(
    cx: &mut Context<'_>,
    old: &Contract,
    patch: &ContractPatch,
    expect_rev: Option<i64>,
) -> Result<Contract> {
    let lines = of_document::<super::ContractLine>(cx, old.id.into())?;
    let new = cx.edit(old, patch, expect_rev, |new: &mut Contract| {
        require(!new.number.trim().is_empty(), &codes::REQUIRED)
            .map_err(|e| e.of(Contract::META).field("number"))?;
        let followed = Some(old.money) == old.total && new.money == old.money;
        new.total = total_of(&lines, new.discount_rate, &new.currency)?;
        if let (true, Some(total)) = (followed, new.total) {
            new.money = total;
        }
        Ok(())
    })?;
    check(cx, &new, Some(old))?;
    if mutant(54) { Ok(new) } else { count(cx, new.id) }
}

/// Whether what a contract says of its lines is so, after something was taken back.
pub(super) fn fits(cx: &Context<'_>, contract: &Contract) -> Result<()> {
    let lines = of_document::<super::ContractLine>(cx, contract.id.into())?;
    let total = total_of(&lines, contract.discount_rate, &contract.currency)?;
    require(contract.total == total, &codes::UNDO_TOUCHED).map_err(|e| e.of(Contract::META))
}

/// Refuses changes to a contract where its status does not let one.
pub(crate) fn may_change(cx: &Context<'_>, contract: &Contract) -> Result<()> {
    let code = match contract.status {
        CheckStatus::Approved if mutant(63) => return Ok(()),
        CheckStatus::Draft | CheckStatus::Rejected | CheckStatus::Withdrawn => return Ok(()),
        CheckStatus::NotNeeded if !approval::needed::<Contract>(cx)? => return Ok(()),
        CheckStatus::NotNeeded => &codes::CONTRACT_SUBMIT,
        CheckStatus::InReview => &codes::CONTRACT_IN_REVIEW,
        CheckStatus::Approved => &codes::CONTRACT_APPROVED,
        CheckStatus::Void => &codes::CONTRACT_VOID,
    };
    Err(Error::new(code).of(Contract::META))
}
