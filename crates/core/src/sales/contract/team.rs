//! The team of a contract; the rules are those of [`team`].

use super::{Contract, ContractId, ContractMember, ContractMemberId};
use crate::command;
use crate::error::Result;
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::customer::TeamAccess;
use crate::sales::team::{self, teamed};
use crate::session::{BatchReport, Command, Context, operation};

teamed!(Contract, ContractMember, CONTRACT_TEAM, CONTRACT_EDIT, ExpireContractMembers, deciding);

command! {
    /// Adds somebody to the teams of contracts; a member already gets the new access and expiry,
    /// on these contracts only.
    pub struct AddContractMember = "contract.add_member", 1, "添加合同团队成员", "Add a member to a contract's team" {
        /// The contracts.
        contracts: Vec<ContractId>,
        /// Who.
        employee: EmployeeId,
        /// What he may do.
        access: TeamAccess,
        /// When it ends.
        expires_at: Option<Timestamp>,
    } -> BatchReport; CONTRACT_TEAM UNDOABLE
}

impl Command for AddContractMember {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let membership =
            team::membership::<Contract>(cx, self.employee, self.access, self.expires_at)?;
        cx.each(&self.contracts, |cx, id| {
            let contract: Contract = team::admitting(cx, id)?;
            team::put(cx, &contract, self.employee, membership)
        })
    }
}

command! {
    /// Removes somebody from the teams of contracts.
    pub struct RemoveContractMember = "contract.remove_member", 1, "移除合同团队成员", "Remove a member of a contract's team" {
        /// The contracts.
        contracts: Vec<ContractId>,
        /// Who.
        employee: EmployeeId,
    } -> BatchReport; CONTRACT_TEAM UNDOABLE
}

impl Command for RemoveContractMember {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.contracts, |cx, id| {
            let contract: Contract = cx.reach(id, &operation::CONTRACT_TEAM)?;
            team::dismiss::<Contract>(cx, contract.id, self.employee)
        })
    }
}

command! {
    /// Leaves the teams of contracts. It is not undone.
    pub struct LeaveContractTeam = "contract.leave_team", 1, "退出合同团队", "Leave a contract's team" {
        /// The contracts.
        contracts: Vec<ContractId>,
    } -> BatchReport; Anyone
}

impl Command for LeaveContractTeam {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        team::leave::<Contract>(cx, &self.contracts)
    }
}

command! {
    /// Removes memberships that have ended. They opened nothing since they ended; this tidies.
    pub struct ExpireContractMembers = "contract.expire_members", 1, "清理合同过期成员", "Remove expired members of contracts" {
        /// Which memberships.
        members: Vec<ContractMemberId>,
    } -> u32; System
}

impl Command for ExpireContractMembers {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        team::expire::<ContractMember>(cx, self.members)
    }
}
