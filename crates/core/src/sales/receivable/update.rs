//! Changing a receivable that is not approved and not in review.

use super::allocation::{self, NewAllocation, split};
use super::create::check;
use super::{Receivable, ReceivableId, ReceivablePatch};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::sales::approval::{self, CheckStatus};
use crate::session::{Command, Context, operation};

command! {
    /// Changes a receivable that is not in review and not approved. One that needed no approval
    /// when it was submitted, but would now, is changed by submitting it again. Another amount goes
    /// where the old one went, if that was one place; else say where.
    pub struct UpdateReceivable = "receivable.update", 1, "编辑回款", "Change a receivable" {
        /// Which.
        receivable: ReceivableId,
        /// What changes.
        patch: ReceivablePatch,
        /// The parts into which it is split from now on.
        allocations: Option<Vec<NewAllocation>>,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> ReceivableId; RECEIVABLE_EDIT
}

impl Command for UpdateReceivable {
    fn run(self, cx: &mut Context<'_>) -> Result<ReceivableId> {
        let old: Receivable = cx.reach(self.receivable, &operation::RECEIVABLE_EDIT)?;
        not_in_review(&old)?;
        let by_submitting =
            old.status == CheckStatus::NotNeeded && approval::needed::<Receivable>(cx)?;
        let code = match old.status {
            CheckStatus::Approved => Some(&codes::RECEIVABLE_APPROVED),
            _ if by_submitting => Some(&codes::CONTRACT_SUBMIT),
            _ => None,
        };
        if let Some(code) = code {
            return Err(Error::new(code).of(Receivable::META));
        }
        Ok(change(cx, &old, &self.patch, self.allocations, self.expect_rev)?.id)
    }
}

pub(super) fn not_in_review(receivable: &Receivable) -> Result<()> {
    require(receivable.status != CheckStatus::InReview, &codes::CONTRACT_IN_REVIEW)
        .map_err(|e| e.of(Receivable::META))
}

/// The effect of a person's patch and split.
pub(super) fn change(
    cx: &mut Context<'_>,
    old: &Receivable,
    patch: &ReceivablePatch,
    allocations: Option<Vec<NewAllocation>>,
    expect_rev: Option<i64>,
) -> Result<Receivable> {
    let new = cx.edit(old, patch, expect_rev, |new: &mut Receivable| {
        require(!new.number.trim().is_empty(), &codes::REQUIRED)
            .map_err(|e| e.of(Receivable::META).field("number"))?;
        check(new)
    })?;
    let held = allocation::of(cx, new.id)?;
    let parts = match (allocations, held.as_slice()) {
        (Some(parts), _) => parts,
        (None, _) if new.money == old.money => return Ok(new),
        (None, [one]) => {
            let (contract_id, plan_id) = (one.contract_id, one.plan_id);
            vec![NewAllocation { contract_id, plan_id, money: new.money }]
        }
        (None, several) => {
            let sum = allocation::sum(several.iter().map(|part| part.money))?;
            let error = Error::new(&codes::ALLOCATION_SUM).of(super::Allocation::META);
            let told = |money| cx.told(Receivable::META, "money", money);
            return Err(error.with("sum", told(sum)).with("money", told(new.money)));
        }
    };
    split(cx, &new, parts)?;
    Ok(new)
}
