//! Handing contracts to somebody else.

use super::{Contract, ContractId};
use crate::command;
use crate::error::{Result, codes, require};
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::approval::{self, CheckStatus};
use crate::sales::customer::{Child, TeamAccess};
use crate::sales::team::{self, Membership};
use crate::session::operation::Operation;
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Hands contracts to another owner. Team membership does not suffice to do it. The old owner
    /// is in the team afterwards only if asked for. A void contract stays where it is.
    pub struct TransferContracts = "contract.transfer", 1, "转移合同", "Transfer contracts" {
        /// Which.
        contracts: Vec<ContractId>,
        /// To whom.
        to: EmployeeId,
        /// Keeps the old owner as a team member with this access.
        keep: Option<TeamAccess>,
        /// When that membership ends.
        keep_until: Option<Timestamp>,
    } -> BatchReport; CONTRACT_TRANSFER UNDOABLE
}

impl Command for TransferContracts {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let reached = (self.contracts.as_slice(), &operation::CONTRACT_TRANSFER);
        team::transfer_each(
            cx,
            reached,
            self.to,
            (self.keep, self.keep_until),
            |cx, contract: &Contract, to, keep| {
                require(contract.status != CheckStatus::Void, &codes::CONTRACT_VOID)?;
                transfer(cx, contract, to, keep)
            },
        )
    }
}

/// The effect of a transfer.
pub(crate) fn transfer(
    cx: &mut Context<'_>,
    contract: &Contract,
    to: EmployeeId,
    keep: Option<Membership>,
) -> Result<()> {
    approval::give(cx, contract, to, keep)
}

impl Child for Contract {
    const TRANSFER: &'static Operation = &operation::CONTRACT_TRANSFER;

    fn transfer(
        &self,
        cx: &mut Context<'_>,
        to: EmployeeId,
        keep: Option<Membership>,
    ) -> Result<()> {
        // Void ones stay where they are (2016), as when they are transferred alone.
        match self.status {
            CheckStatus::Void => Ok(()),
            _ => transfer(cx, self, to, keep),
        }
    }
}
