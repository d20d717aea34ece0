//! The recycle bin of receivables.

use super::allocation::{self, follow, of};
use super::{Allocation, Receivable, ReceivableId};
use crate::command;
use crate::error::{Result, codes, require};
use crate::model::{TypedId, Value};
use crate::query::{Bin, Bound};
use crate::sales::approval::CheckStatus;
use crate::sales::contract::{Contract, ContractId};
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Puts receivables into the recycle bin: drafts and withdrawn ones; others only a super
    /// administrator, and none that counts towards a plan. Contracts are counted anew.
    pub struct DeleteReceivables = "receivable.delete", 1, "删除回款", "Delete receivables" {
        /// Which.
        receivables: Vec<ReceivableId>,
    } -> BatchReport; RECEIVABLE_DELETE
}

impl Command for DeleteReceivables {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.receivables, |cx, id| {
            let receivable: Receivable = cx.reach(id, &operation::RECEIVABLE_DELETE)?;
            let all_powerful = cx.rights().is_none_or(|r| r.is_super_admin());
            let draft = matches!(receivable.status, CheckStatus::Draft | CheckStatus::Withdrawn);
            require(draft || all_powerful, &codes::RECEIVABLE_DELETE)?;
            super::update::not_in_review(&receivable)?;
            let planned = of(cx, id)?.iter().any(|part| part.effective && part.plan_id.is_some());
            require(!planned, &codes::RECEIVABLE_PLANNED)?;
            let receivable = cx.delete(&receivable)?;
            follow(cx, &receivable)
        })
    }
}

command! {
    /// Takes receivables out of the recycle bin, as far as their contracts still are in effect.
    pub struct RestoreReceivables = "receivable.restore", 1, "恢复回款", "Restore receivables" {
        /// Which.
        receivables: Vec<ReceivableId>,
    } -> BatchReport; RECEIVABLE_DELETE
}

impl Command for RestoreReceivables {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.receivables, |cx, id| {
            let old: Receivable = cx.reach_in(id, &operation::RECEIVABLE_DELETE, Bin::Deleted)?;
            for contract in of(cx, id)?.iter().filter_map(|part| part.contract_id) {
                let contract: Option<Contract> = cx.find_one(contract)?;
                let lives =
                    contract.is_some_and(|c| !old.status.effective() || c.status.effective());
                require(lives, &codes::CONTRACT_NOT_EFFECTIVE)
                    .map_err(|e| e.of(Receivable::META).field("contract_id"))?;
            }
            let receivable = cx.restore(&old)?;
            allocation::split_again(cx, &receivable)
        })
    }
}

/// Refuses to declare a contract void while somebody decides about money for it.
pub(crate) fn none_in_review(cx: &Context<'_>, contract: ContractId) -> Result<()> {
    let of = Bound::is(Allocation::META, "contract_id", Value::Id(contract.uuid()));
    for part in cx.find::<Allocation>(of)? {
        let receivable: Option<Receivable> = cx.find_one(part.receivable_id)?;
        let waits = receivable.is_some_and(|r| r.status == CheckStatus::InReview);
        require(!waits, &codes::CONTRACT_WAITS)?;
    }
    Ok(())
}

/// Refuses to delete a contract for which there are receivables that are not in the bin.
pub(crate) fn none_left(cx: &Context<'_>, contract: ContractId) -> Result<()> {
    let first = Bound::is(Receivable::META, "contract_id", Value::Id(contract.uuid()));
    require(cx.find::<Receivable>(first)?.is_empty(), &codes::CONTRACT_USED)?;
    let of = Bound::is(Allocation::META, "contract_id", Value::Id(contract.uuid()));
    for part in cx.find::<Allocation>(of)? {
        let left = cx.find_one::<Receivable>(part.receivable_id)?.is_some();
        require(!left, &codes::CONTRACT_USED)?;
    }
    Ok(())
}
