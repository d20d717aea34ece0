//! Recording a receivable.

use super::allocation::{NewAllocation, split};
use super::{NewReceivable, Receivable, ReceivableId, ReceivablePlanId};
use crate::admin::number;
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::Money;
use crate::sales::contract::Contract;
use crate::session::{Command, Context, operation};

command! {
    /// Records money that a customer has paid for a contract which is in effect. It counts when it
    /// is submitted. Without allocations, all of it is for that contract.
    pub struct CreateReceivable = "receivable.create", 1, "新建回款", "Record a receivable" {
        /// What it is.
        receivable: NewReceivable,
        /// The plan of the contract towards which it is counted.
        plan: Option<ReceivablePlanId>,
        /// The parts into which it is split over contracts and plans.
        allocations: Option<Vec<NewAllocation>>,
    } -> ReceivableId; RECEIVABLE_CREATE
}

impl Command for CreateReceivable {
    fn run(self, cx: &mut Context<'_>) -> Result<ReceivableId> {
        let mut receivable = self.receivable.into_record();
        let owner = match receivable.owner_id {
            Some(owner) => owner,
            None => cx.me()?,
        };
        cx.own_for(owner, &operation::RECEIVABLE_CREATE)?;
        receivable.owner_id = Some(owner);
        let contract: Contract = cx.see(receivable.contract_id)?;
        require(contract.status.effective(), &codes::CONTRACT_NOT_EFFECTIVE)
            .map_err(|e| e.of(Receivable::META).field("contract_id"))?;
        receivable.customer_id = contract.customer_id;
        receivable.currency = contract.currency;
        check(&receivable)?;
        let (typed, date) = (Some(receivable.number.as_str()), Some(receivable.received_on));
        receivable.number = number::next(cx, Receivable::META, "number", typed, date)?;
        let receivable = cx.create(receivable)?;
        let contract_id = Some(contract.id);
        let whole = NewAllocation { contract_id, plan_id: self.plan, money: receivable.money };
        split(cx, &receivable, self.allocations.unwrap_or_else(|| vec![whole]))?;
        Ok(receivable.id)
    }
}

pub(super) fn check(receivable: &Receivable) -> Result<()> {
    let at = |e: Error| e.of(Receivable::META).field("money");
    require(receivable.money > Money::ZERO, &codes::OUT_OF_RANGE).map_err(at)?;
    receivable.money.fits_in(&receivable.currency).map_err(at)
}
