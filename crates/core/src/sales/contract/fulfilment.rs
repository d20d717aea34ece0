//! How far an order is (B1.6, optional): confirmed, shipped, signed for, done.

use super::status::in_effect;
use super::{Contract, ContractId, Fulfilment};
use crate::command;
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::Choice;
use crate::session::{Command, Context, operation};

/// The way of an order that goes well.
const WAY: [Fulfilment; 6] = [
    Fulfilment::Unconfirmed,
    Fulfilment::AwaitingShipment,
    Fulfilment::Shipping,
    Fulfilment::Shipped,
    Fulfilment::SignedFor,
    Fulfilment::Done,
];

command! {
    /// Takes an order one step on, the first of which is `unconfirmed`; or refuses it with a reason
    /// before it is shipped. The contract must be in effect.
    pub struct SetFulfilment = "contract.fulfil", 1, "更新履约状态", "Set the fulfilment" {
        /// The contract.
        contract: ContractId,
        /// How far it is now.
        to: Fulfilment,
        /// Why it is refused.
        reason: Option<String>,
    } -> ContractId; CONTRACT_FULFIL
}

impl Command for SetFulfilment {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let contract: Contract = cx.reach(self.contract, &operation::CONTRACT_FULFIL)?;
        in_effect(&contract)?;
        let reason = self.reason.filter(|reason| !reason.trim().is_empty());
        let fits = match self.to {
            Fulfilment::Cancelled => false,
            Fulfilment::Refused => {
                reason
                    .as_ref()
                    .or_error(&codes::REQUIRED)
                    .map_err(|e: Error| e.of(Contract::META).field("fulfilment_reason"))?;
                let early = [Fulfilment::Unconfirmed, Fulfilment::AwaitingShipment];
                contract.fulfilment.is_some_and(|now| early.contains(&now))
            }
            to => {
                let at = |of| WAY.iter().position(|step| *step == of);
                at(to) == contract.fulfilment.map_or(Some(0), |now| at(now).map(|now| now + 1))
            }
        };
        step(cx, &contract, self.to, reason, fits)
    }
}

command! {
    /// Cancels an order for the customer, as long as he has not confirmed it.
    pub struct CancelFulfilment = "contract.cancel_fulfilment", 1, "取消订单", "Cancel an order" {
        /// The contract.
        contract: ContractId,
        /// Why.
        reason: Option<String>,
    } -> ContractId; CONTRACT_FULFIL
}

impl Command for CancelFulfilment {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let contract: Contract = cx.reach(self.contract, &operation::CONTRACT_FULFIL)?;
        in_effect(&contract)?;
        let fits = contract.fulfilment == Some(Fulfilment::Unconfirmed);
        step(cx, &contract, Fulfilment::Cancelled, self.reason, fits)
    }
}

fn step(
    cx: &mut Context<'_>,
    contract: &Contract,
    to: Fulfilment,
    reason: Option<String>,
    fits: bool,
) -> Result<ContractId> {
    let locale = cx.company()?.locale();
    let from = contract.fulfilment.map_or("—", |from| from.label(locale));
    require(fits, &codes::FULFILMENT)
        .map_err(|e| e.with("from", from).with("to", to.label(locale)))?;
    let new = cx.update(contract, |c| {
        (c.fulfilment, c.fulfilment_reason) = (Some(to), reason);
    })?;
    Ok(new.id)
}
