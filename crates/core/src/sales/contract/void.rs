//! Declaring a contract void (作废).

use super::status::{follow, in_effect};
use super::{Contract, ContractId, chain};
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::Money;
use crate::sales::approval::CheckStatus;
use crate::sales::{invoice, receivable};
use crate::session::{Command, Context, operation};
use crate::{choice, command};

choice! {
    /// What becomes of the money that was received for a contract that is declared void.
    pub enum VoidReceipts = "void_receipts" {
        /// It stays with the contract, to be paid back.
        Keep = "keep", "保留，待退款", "Kept, to be paid back";
        /// It is counted towards another contract of the customer.
        Move = "move", "转到其他合同", "Moved to another contract";
    }
}

command! {
    /// Declares a contract void that is in effect. Where money was received for it, one must say
    /// what becomes of that. It may be changed and submitted again.
    pub struct VoidContract = "contract.void", 1, "作废合同", "Declare a contract void" {
        /// Which.
        contract: ContractId,
        /// Why.
        reason: String,
        /// What becomes of the money that was received.
        receipts: Option<VoidReceipts>,
        /// The contract to which it is moved.
        to: Option<ContractId>,
    } -> ContractId; CONTRACT_VOID
}

impl Command for VoidContract {
    fn run(self, cx: &mut Context<'_>) -> Result<ContractId> {
        let contract: Contract = cx.reach(self.contract, &operation::CONTRACT_VOID)?;
        in_effect(&contract)?;
        require(!self.reason.trim().is_empty(), &codes::REQUIRED)
            .map_err(|e| e.of(Contract::META).field("void_reason"))?;
        receivable::none_in_review(cx, contract.id)?;
        chain::none_in_review(cx, contract.id)?;
        invoice::none_in_review(cx, contract.id)?;
        match self.receipts {
            _ if receivable::received_for(cx, contract.id)? == Money::ZERO => {}
            None => {
                let received = cx.told(Contract::META, "received", contract.received);
                return Err(Error::new(&codes::CONTRACT_RECEIPTS).with("received", received));
            }
            Some(VoidReceipts::Keep) => {}
            Some(VoidReceipts::Move) => {
                let to = self.to.or_error(&codes::REQUIRED).map_err(|e| e.field("to"))?;
                let to: Contract = cx.reach(to, &operation::CONTRACT_EDIT)?;
                in_effect(&to)?;
                let same = to.id != contract.id
                    && (to.customer_id, &to.currency) == (contract.customer_id, &contract.currency);
                require(same, &codes::CONTRACT_OTHER).map_err(|e| e.field("to"))?;
                receivable::move_receipts(cx, contract.id, &to)?;
                super::count(cx, to.id)?;
            }
        }
        let reason = self.reason;
        let contract: Contract = cx.load(contract.id)?;
        let contract = cx.update(&contract, |c| c.void_reason = Some(reason))?;
        Ok(follow(cx, &contract, CheckStatus::Void)?.id)
    }
}
